package dev.sluice.ingest.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.event.WebhookEvent;
import dev.sluice.handshake.HandshakeReply;
import dev.sluice.ingest.access.RateLimitStatus;
import dev.sluice.ingest.access.RetryAfter;
import dev.sluice.ingest.receive.ReceiveResult;
import dev.sluice.logging.RequestIds;
import dev.sluice.rejection.Diagnosis;
import dev.sluice.rejection.RejectionCode;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A whole HTTP answer.
 *
 * @param contentType empty when there is no body
 * @param headers all but the content type
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Answer(int status, String contentType, Map<String, String> headers, byte[] body) {
    private static final int BUFFERS = 64;
    private static final String PROBLEM = "application/problem+json";
    // Requests run on virtual threads, each of which would have buffers of its own and throw them away.
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.newBoundedPool(BUFFERS))
            .build());

    /**
     * What the sender gets for its request.
     *
     * @param now what resets are told by
     */
    static Answer to(ReceiveResult result, String requestId, Instant now) {
        return switch (result) {
            case ReceiveResult.Accepted accepted -> accepted(accepted, requestId, now);
            case ReceiveResult.HandshakeAnswered answered -> handshakeAnswer(answered.reply(), requestId);
            case ReceiveResult.Preflight preflight -> preflight(requestId);
            case ReceiveResult.Rejected refused -> refused(refused, requestId, now);
        };
    }

    private static Answer accepted(ReceiveResult.Accepted accepted, String requestId, Instant now) {
        List<WebhookEvent> events = accepted.events();
        boolean ignored = events.isEmpty() && accepted.unfit().isEmpty() && accepted.ignored() > 0;
        ObjectNode body = JSON.createObjectNode().put("status", ignored ? "ignored" : "accepted");
        if (events.size() == 1 && events.getFirst().batch().isEmpty()) {
            body.put("event_id", events.getFirst().key().id());
        } else {
            ArrayNode ids = body.putArray("event_ids");
            events.forEach(event -> ids.add(event.key().id()));
        }
        if (!accepted.unfit().isEmpty()) {
            ArrayNode unfit = body.putArray("dead_lettered");
            accepted.unfit()
                    .forEach(item ->
                            unfit.addObject().put("index", item.batch().index()).put("reason", item.reason()));
        }
        body.put("endpoint", accepted.endpoint()).put("request_id", requestId);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(RequestIds.HEADER, requestId);
        accepted.rateLimitStatus().ifPresent(rateLimitStatus -> RateHeaders.add(headers, rateLimitStatus, now));
        return accepted.answer()
                .map(own -> new Answer(
                        own.status(), own.contentType(), headers, own.body().getBytes(StandardCharsets.UTF_8)))
                .orElseGet(() -> new Answer(202, "application/json", headers, bytes(body)));
    }

    private static Answer preflight(String requestId) {
        Map<String, String> headers = new LinkedHashMap<>(CrossOrigin.PREFLIGHT);
        headers.put(RequestIds.HEADER, requestId);
        return new Answer(204, "", headers, new byte[0]);
    }

    private static Answer refused(ReceiveResult.Rejected refused, String requestId, Instant now) {
        RejectionCode why = refused.why();
        Optional<RateLimitStatus> exhausted = refused.retryAfter().flatMap(RetryAfter::exhausted);
        int status = refused.status().orElse(why.status());
        ObjectNode body = body(status, why.code(), refused.detail(), requestId);
        Map<String, String> headers = headers(status, requestId);
        // Show the diagnosis only to a sender that has the current secret; nobody else may learn what was tried.
        refused.diagnoses().stream()
                .filter(Diagnosis::byCurrentSecret)
                .findFirst()
                .ifPresent(found ->
                        body.putObject("diagnosis").put("code", found.code()).put("detail", found.detail()));
        exhausted.ifPresent(rateLimitStatus -> {
            String tier = rateLimitStatus.tier().label();
            body.put("detail", why.detail() + " The limit is that of the " + tier + ".")
                    .put("tier", tier);
            RateHeaders.add(headers, rateLimitStatus, now);
        });
        refused.retryAfter().ifPresent(retryAfter -> RateHeaders.addRetryAfter(headers, retryAfter.delay()));
        return new Answer(status, PROBLEM, headers, bytes(body));
    }

    private static Answer handshakeAnswer(HandshakeReply reply, String requestId) {
        Map<String, String> headers = new LinkedHashMap<>(reply.headers());
        headers.put(RequestIds.HEADER, requestId);
        // The reply echoes the caller's input: keep browsers from sniffing it as HTML.
        headers.put("X-Content-Type-Options", "nosniff");
        return new Answer(
                reply.status(), reply.contentType(), headers, reply.body().getBytes(StandardCharsets.UTF_8));
    }

    /** RFC 9457. Says what is wrong and how to fix it, never what was found: that would help a forger. */
    static Answer problem(RejectionCode why, String requestId) {
        return problem(why, why.status(), requestId);
    }

    static Answer problem(RejectionCode why, int status, String requestId) {
        return problem(status, why.code(), why.detail(), requestId);
    }

    /** A problem for an operator, whose code no rejection of a webhook has. */
    static Answer problem(int status, String code, String detail, String requestId) {
        return new Answer(status, PROBLEM, headers(status, requestId), bytes(body(status, code, detail, requestId)));
    }

    private static ObjectNode body(int status, String code, String detail, String requestId) {
        return JSON.createObjectNode()
                .put("type", "urn:sluice:problem:" + code)
                .put("title", title(code))
                .put("status", status)
                .put("detail", detail)
                .put("code", code)
                .put("request_id", requestId);
    }

    private static Map<String, String> headers(int status, String requestId) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(RequestIds.HEADER, requestId);
        if (status == 503) {
            headers.put("Retry-After", "1");
        }
        if (status == 405) {
            headers.put("Allow", "POST");
        }
        return headers;
    }

    void writeTo(HttpServletResponse response) throws IOException {
        headers.forEach(response::setHeader);
        response.setStatus(status);
        if (!contentType.isEmpty()) {
            response.setContentType(contentType);
        }
        // Not Javalin's result, which is copied through a buffer of 32 KiB.
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** {@code signature_mismatch} is "Signature mismatch". */
    private static String title(String code) {
        return code.substring(0, 1).toUpperCase(Locale.ROOT) + code.substring(1).replace('_', ' ');
    }

    private static byte[] bytes(ObjectNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of strings can always be written", e);
        }
    }
}
