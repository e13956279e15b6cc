package dev.sluice.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.ingest.endpoints.EndpointList;
import dev.sluice.ingest.endpoints.TestWebhook;
import dev.sluice.ingest.endpoints.TestWebhookResult;
import dev.sluice.ingest.receive.ReceiveResult;
import dev.sluice.logging.RequestIds;
import dev.sluice.signature.Secret;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** The paths for operators, which ask for a token. Thread-safe. */
public final class AdminPaths {
    private static final String SEE_ENDPOINTS = "See /admin/endpoints for those there are.";
    private static final int LONGEST_REQUEST = 4 * 1024 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final byte[] authorization;
    private final EndpointList endpoints;
    private final TestWebhook trying;
    private final InstantSource clock;

    /** @param token that is to be presented; not blank */
    public AdminPaths(Secret token, EndpointList endpoints, TestWebhook trying, InstantSource clock) {
        this.authorization = ("Bearer " + token.text()).getBytes(UTF_8);
        this.endpoints = endpoints;
        this.trying = trying;
        this.clock = clock;
    }

    void addTo(RoutesConfig routes) {
        routes.before("/admin/*", this::demandToken);
        routes.get("/admin/endpoints", context -> write(context, endpoints.toJson(clock.instant())));
        routes.post("/admin/test-webhook", this::tryEndpoint);
        routes.post("/admin/test-handshakes", this::tryHandshakes);
    }

    private void demandToken(Context context) throws IOException {
        String given = context.req().getHeader("Authorization");
        if (given == null || !MessageDigest.isEqual(given.getBytes(UTF_8), authorization)) {
            context.header("WWW-Authenticate", "Bearer");
            problem(context, 401, "unauthorized", "Send Authorization: Bearer and the token in SLUICE_ADMIN_TOKEN.");
            context.skipRemainingHandlers();
        }
    }

    private void tryEndpoint(Context context) throws IOException {
        Optional<JsonNode> asked = read(context);
        Optional<String> endpoint = asked.flatMap(node -> text(node, "endpoint"));
        if (asked.isEmpty() || endpoint.isEmpty()) {
            problem(context, 400, "request_malformed", "Send JSON: {\"endpoint\": …, \"type\": …, \"body\": …}.");
            return;
        }
        String requestId = RequestIds.of(context.req().getHeader(RequestIds.HEADER));
        TestWebhookResult trial =
                trying.of(endpoint.get(), text(asked.get(), "type"), body(asked.get()), requestId, clock.instant());
        switch (trial) {
            case TestWebhookResult.Received received -> write(context, tried(received, requestId));
            case TestWebhookResult.NoEndpoint ignored -> problem(context, 404, "endpoint_unknown", SEE_ENDPOINTS);
            case TestWebhookResult.Unsignable unsignable -> problem(context, 422, "not_signable", unsignable.reason());
        }
    }

    private void tryHandshakes(Context context) throws IOException {
        Optional<String> endpoint = read(context).flatMap(node -> text(node, "endpoint"));
        if (endpoint.isEmpty()) {
            problem(context, 400, "request_malformed", "Send JSON: {\"endpoint\": …}.");
            return;
        }
        String requestId = RequestIds.of(context.req().getHeader(RequestIds.HEADER));
        Optional<Map<String, TestWebhookResult>> trials = trying.handshakes(endpoint.get(), requestId, clock.instant());
        if (trials.isPresent()) {
            write(context, handshakes(endpoint.get(), trials.get()));
        } else {
            problem(context, 404, "endpoint_unknown", SEE_ENDPOINTS);
        }
    }

    private static ObjectNode handshakes(String endpoint, Map<String, TestWebhookResult> trials) {
        ObjectNode node = JSON.createObjectNode().put("endpoint", endpoint);
        ArrayNode all = node.putArray("handshakes");
        trials.forEach((kind, trial) -> {
            ObjectNode one = all.addObject().put("kind", kind);
            switch (trial) {
                case TestWebhookResult.Received(String type, ReceiveResult.HandshakeAnswered answered) ->
                    one.put("outcome", "answered")
                            .put("status", answered.reply().status());
                case TestWebhookResult.Received(String type, ReceiveResult.Rejected rejected) ->
                    one.put("outcome", "refused").put("finding", rejected.finding());
                case TestWebhookResult.Received received ->
                    one.put("outcome", "refused").put("finding", "taken for something else");
                case TestWebhookResult.Unsignable unsignable ->
                    one.put("outcome", "not_tried").put("finding", unsignable.reason());
                case TestWebhookResult.NoEndpoint ignored ->
                    one.put("outcome", "not_tried").put("finding", SEE_ENDPOINTS);
            }
        });
        return node;
    }

    private ObjectNode tried(TestWebhookResult.Received received, String requestId) {
        Answer answer = Answer.to(received.result(), requestId, clock.instant());
        ObjectNode node = JSON.createObjectNode()
                .put("endpoint", received.result().endpoint())
                .put("type", received.type())
                .put("status", answer.status())
                .put("content_type", answer.contentType())
                .put("answer", new String(answer.body(), UTF_8));
        ArrayNode ids = node.putArray("event_ids");
        switch (received.result()) {
            case ReceiveResult.Accepted accepted ->
                accepted.events().forEach(event -> ids.add(event.key().id()));
            case ReceiveResult.HandshakeAnswered ignored -> node.put("finding", "taken for a handshake");
            case ReceiveResult.Preflight ignored -> node.put("finding", "taken for a preflight");
            case ReceiveResult.Rejected refused -> node.put("finding", refused.finding());
        }
        return node.put("request_id", requestId);
    }

    private static Optional<JsonNode> read(Context context) throws IOException {
        byte[] bytes = context.req().getInputStream().readNBytes(LONGEST_REQUEST + 1);
        if (bytes.length > LONGEST_REQUEST) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(bytes)).filter(JsonNode::isObject);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(JsonNode node, String name) {
        return Optional.ofNullable(node.get(name)).filter(JsonNode::isTextual).map(JsonNode::textValue);
    }

    /** Text is sent as it is, JSON without its blanks. */
    private static Optional<byte[]> body(JsonNode node) {
        return Optional.ofNullable(node.get("body"))
                .filter(body -> !body.isNull())
                .map(body -> (body.isTextual() ? body.textValue() : body.toString()).getBytes(UTF_8));
    }

    private static void problem(Context context, int status, String code, String detail) throws IOException {
        Answer.problem(status, code, detail, RequestIds.of(context.req().getHeader(RequestIds.HEADER)))
                .writeTo(context.res());
    }

    private static void write(Context context, ObjectNode node) {
        context.contentType("application/json").result(node.toString());
    }
}
