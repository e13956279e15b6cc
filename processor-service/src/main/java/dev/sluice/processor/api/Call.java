package dev.sluice.processor.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.config.Suggestion;
import dev.sluice.event.EventKey;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request.
 *
 * @param requestId that its answer and log lines have
 */
record Call(Context context, String requestId, ApiCaller caller) {
    private static final int LONGEST_BODY = 1024 * 1024;
    private static final int LONGEST_VALUE = 2000;
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    /** A part of the path, decoded. */
    String path(String name) {
        return context.pathParam(name);
    }

    /** The event that the path names. */
    EventKey event() {
        return new EventKey(path("endpoint"), path("id"));
    }

    /**
     * The parameters of the query.
     *
     * @param known the names that there are
     */
    Map<String, String> parameters(Collection<String> known) throws ProblemException {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> each : context.queryParamMap().entrySet()) {
            String name = each.getKey();
            if (!known.contains(name)) {
                throw ProblemException.ofParameter(
                        "parameter_unknown",
                        name,
                        "There is no parameter '" + name + "' here. "
                                + (known.isEmpty() ? "There are none." : Suggestion.among(name, known)));
            }
            String value = each.getValue().getFirst();
            if (each.getValue().size() > 1) {
                throw ProblemException.ofParameter(
                        "parameter_invalid", name, "'" + name + "' is there twice, and nothing can be both.");
            }
            if (value.isEmpty() || value.length() > LONGEST_VALUE || value.indexOf('\0') >= 0) {
                throw ProblemException.ofParameter(
                        "parameter_invalid",
                        name,
                        "'" + name + "' takes from 1 to " + LONGEST_VALUE + " characters, and no NUL.");
            }
            parameters.put(name, value);
        }
        return parameters;
    }

    /** The bytes of the body. */
    byte[] bytes() throws ProblemException {
        @Nullable String type = context.contentType();
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            throw new ProblemException(
                    415, "content_type_unsupported", "Send JSON, as Content-Type: application/json.");
        }
        try {
            byte[] bytes = context.req().getInputStream().readNBytes(LONGEST_BODY + 1);
            if (bytes.length > LONGEST_BODY) {
                throw new ProblemException(413, "body_too_large", "A body has at most " + LONGEST_BODY + " bytes.");
            }
            return bytes;
        } catch (IOException e) {
            throw new ProblemException(400, "body_unreadable", "The body ended before it was whole.");
        }
    }

    /** A body as a JSON object. */
    static ObjectNode json(byte[] bytes) throws ProblemException {
        try {
            if (JSON.readTree(bytes) instanceof ObjectNode object) {
                return object;
            }
            throw new ProblemException(400, "body_invalid", "The body is to be a JSON object.");
        } catch (JsonProcessingException e) {
            throw new ProblemException(400, "body_invalid", "The body is no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new ProblemException(400, "body_invalid", "The body is no JSON.");
        }
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(context.req().getHeader(name));
    }
}
