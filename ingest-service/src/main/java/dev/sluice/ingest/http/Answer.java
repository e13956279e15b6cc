package dev.sluice.ingest.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.event.WebhookEvent;
import dev.sluice.handshake.HandshakeReply;
import dev.sluice.ingest.receive.Reception;
import dev.sluice.provider.SuccessAnswer;
import dev.sluice.signature.Diagnosis;
import dev.sluice.signature.Refusal;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A whole HTTP answer.
 *
 * @param headers all but the content type
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Answer(int status, String contentType, Map<String, String> headers, byte[] body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the sender gets for its request. */
    static Answer to(Reception reception, String requestId) {
        return switch (reception) {
            case Reception.Accepted accepted ->
                accepted.answer()
                        .map(own -> success(own, requestId))
                        .orElseGet(() -> accepted(accepted, requestId));
            case Reception.Greeted greeted -> greeting(greeted.reply(), requestId);
            case Reception.Refused refused ->
                problem(
                        refused.why(),
                        refused.status().orElse(refused.why().status()),
                        requestId,
                        refused.diagnoses());
        };
    }

    private static Answer accepted(Reception.Accepted accepted, String requestId) {
        ObjectNode body = JSON.createObjectNode().put("status", "accepted");
        List<WebhookEvent> events = accepted.events();
        if (events.size() == 1) {
            body.put("event_id", events.getFirst().key().id());
        } else {
            ArrayNode ids = body.putArray("event_ids");
            events.forEach(event -> ids.add(event.key().id()));
        }
        body.put("endpoint", accepted.endpoint()).put("request_id", requestId);
        return new Answer(202, "application/json", Map.of(RequestIds.HEADER, requestId), bytes(body));
    }

    private static Answer success(SuccessAnswer own, String requestId) {
        return new Answer(
                own.status(),
                own.contentType(),
                Map.of(RequestIds.HEADER, requestId),
                own.body().getBytes(StandardCharsets.UTF_8));
    }

    private static Answer greeting(HandshakeReply.Answered reply, String requestId) {
        Map<String, String> headers = new LinkedHashMap<>(reply.headers());
        headers.put(RequestIds.HEADER, requestId);
        // What a caller sends is repeated: no browser is to take it for anything else.
        headers.put("X-Content-Type-Options", "nosniff");
        return new Answer(
                reply.status(), reply.contentType(), headers, reply.body().getBytes(StandardCharsets.UTF_8));
    }

    /** RFC 9457. Says what is wrong and how to fix it, never what was found: that would help a forger. */
    static Answer problem(Refusal why, String requestId) {
        return problem(why, why.status(), requestId);
    }

    static Answer problem(Refusal why, int status, String requestId) {
        return problem(why, status, requestId, List.of());
    }

    private static Answer problem(Refusal why, int status, String requestId, List<Diagnosis> diagnoses) {
        ObjectNode body = JSON.createObjectNode()
                .put("type", "urn:sluice:problem:" + why.code())
                .put("title", title(why))
                .put("status", status)
                .put("detail", why.detail())
                .put("code", why.code())
                .put("request_id", requestId);
        // Who has the secret may know what went wrong with it; nobody else is told what was tried.
        diagnoses.stream()
                .filter(Diagnosis::byCurrentSecret)
                .findFirst()
                .ifPresent(found ->
                        body.putObject("diagnosis").put("code", found.code()).put("detail", found.detail()));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(RequestIds.HEADER, requestId);
        if (status == 503) {
            headers.put("Retry-After", "1");
        }
        if (status == 405) {
            headers.put("Allow", "POST");
        }
        return new Answer(status, "application/problem+json", headers, bytes(body));
    }

    void writeTo(Context context) {
        headers.forEach(context::header);
        context.status(status).contentType(contentType).result(body);
    }

    /** {@code SIGNATURE_MISMATCH} is "Signature mismatch". */
    private static String title(Refusal why) {
        String words = why.name().replace('_', ' ');
        return words.charAt(0) + words.substring(1).toLowerCase(Locale.ROOT);
    }

    private static byte[] bytes(ObjectNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of strings can always be written", e);
        }
    }
}
