package dev.sluice.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.rejection.Diagnosis;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The Kafka record form of a rejection: its key the endpoint, its value a JSON object of at most 8 KiB. */
public final class RejectionRecords {
    /** Largest value this writes. */
    static final int LARGEST_VALUE = 8 * 1024;

    private static final int LARGEST_READ = 64 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private RejectionRecords() {}

    /** The record key: the endpoint, UTF-8. */
    public static byte[] key(Rejection rejection) {
        return rejection.endpoint().getBytes(UTF_8);
    }

    /** The record value. */
    public static byte[] value(Rejection rejection) {
        RejectedRequest request = rejection.request();
        ObjectNode json = JSON.createObjectNode()
                .put("at", rejection.at().toString())
                .put("endpoint", rejection.endpoint())
                .put("code", rejection.code())
                .put("status", rejection.status())
                .put("finding", rejection.finding());
        json.set("diagnoses", diagnoses(rejection.diagnoses()));
        json.put("request_id", rejection.requestId());
        rejection.tier().ifPresent(tier -> json.put("tier", tier));
        json.put("address", request.address()).put("method", request.method()).put("path", request.path());
        request.contentLength().ifPresent(length -> json.put("content_length", length));
        request.contentType().ifPresent(type -> json.put("content_type", type));
        json.put("headers", request.headers()).put("header_bytes", request.headerBytes());
        request.userAgent().ifPresent(agent -> json.put("user_agent", agent));
        return json.toString().getBytes(UTF_8);
    }

    /** The diagnoses as the value holds them: an array of {@code {code, detail, by_current_secret}}. */
    public static ArrayNode diagnoses(List<Diagnosis> diagnoses) {
        ArrayNode array = JSON.createArrayNode();
        for (Diagnosis diagnosis : diagnoses) {
            array.addObject()
                    .put("code", diagnosis.code())
                    .put("detail", diagnosis.detail())
                    .put("by_current_secret", diagnosis.byCurrentSecret());
        }
        return array;
    }

    /**
     * Reads a rejection back from its record's value.
     *
     * @throws UndecodableRecordException if it is not one
     */
    public static Rejection read(byte @Nullable [] value) throws UndecodableRecordException {
        if (value == null || value.length > LARGEST_READ) {
            throw new UndecodableRecordException(
                    value == null ? "the record has no value" : "its value has " + value.length + " bytes");
        }
        try {
            return rejection(JSON.readTree(value));
        } catch (IOException | DateTimeException e) {
            throw new UndecodableRecordException(
                    "the value is no rejection: " + e.getClass().getSimpleName(), e);
        }
    }

    private static Rejection rejection(JsonNode json) throws UndecodableRecordException {
        return new Rejection(
                Instant.parse(required(json, "at")),
                required(json, "endpoint"),
                required(json, "code"),
                json.path("status").asInt(),
                json.path("finding").asText(),
                diagnoses(json.path("diagnoses")),
                json.path("request_id").asText(),
                text(json, "tier"),
                new RejectedRequest(
                        json.path("address").asText(),
                        json.path("method").asText(),
                        json.path("path").asText(),
                        json.hasNonNull("content_length")
                                ? OptionalLong.of(json.path("content_length").asLong())
                                : OptionalLong.empty(),
                        text(json, "content_type"),
                        json.path("headers").asInt(),
                        json.path("header_bytes").asInt(),
                        text(json, "user_agent")));
    }

    private static List<Diagnosis> diagnoses(JsonNode array) {
        List<Diagnosis> diagnoses = new ArrayList<>();
        for (JsonNode each : array) {
            diagnoses.add(new Diagnosis(
                    each.path("code").asText(),
                    each.path("detail").asText(),
                    each.path("by_current_secret").asBoolean()));
        }
        return diagnoses;
    }

    private static String required(JsonNode json, String name) throws UndecodableRecordException {
        return text(json, name).orElseThrow(() -> new UndecodableRecordException("the value has no " + name));
    }

    private static Optional<String> text(JsonNode json, String name) {
        return json.hasNonNull(name) ? Optional.of(json.path(name).asText()) : Optional.empty();
    }
}
