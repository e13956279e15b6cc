package dev.sluice.processor.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Calls the API, and holds each answer against {@code openapi.yaml}. */
final class ApiClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;
    private final JsonNode description;
    private final Set<String> answered = new TreeSet<>();

    /** An answer: its status and, where it is one, its JSON. */
    record Answer(int status, HttpResponse<byte[]> response, JsonNode json) {
        String code() {
            return json.path("code").asText();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    ApiClient(int port) throws IOException {
        base = "http://127.0.0.1:" + port;
        try (InputStream page = ApiClient.class.getResourceAsStream("/dev/sluice/processor/openapi.yaml")) {
            description = SCHEMAS.getSchema(
                            new String(Objects.requireNonNull(page).readAllBytes(), UTF_8), InputFormat.YAML)
                    .getSchemaNode();
        }
    }

    Answer get(String token, String path) throws Exception {
        return send("get", path, request(token, path).GET());
    }

    Answer post(String token, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request =
                request(token, path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send("post", path, request);
    }

    private HttpRequest.Builder request(String token, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private Answer send(String method, String path, HttpRequest.Builder request) throws Exception {
        HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
        String type = response.headers().firstValue("Content-Type").orElse("");
        JsonNode json = type.contains("json") ? JSON.readTree(response.body()) : JSON.missingNode();
        Answer answer = new Answer(response.statusCode(), response, json);
        assertThat(new String(response.body(), UTF_8)).doesNotContain("\tat ");
        described(method, path.replaceFirst("\\?.*", "")).ifPresent(named -> hold(named, type, answer));
        return answer;
    }

    private Optional<Map.Entry<String, JsonNode>> described(String method, String path) {
        // The more literal path is described first or has fewer parameters.
        return description.path("paths").properties().stream()
                .filter(each -> each.getValue().has(method))
                .filter(each -> Pattern.matches(each.getKey().replaceAll("\\{[a-z]+}", "[^/]+"), path))
                .min(Comparator.comparingLong(
                        each -> each.getKey().chars().filter(c -> c == '{').count()))
                .map(each ->
                        Map.entry(method + " " + each.getKey(), each.getValue().path(method)));
    }

    private void hold(Map.Entry<String, JsonNode> operation, String type, Answer answer) {
        JsonNode described = operation.getValue().path("responses").path(Integer.toString(answer.status()));
        assertThat(described.isMissingNode())
                .as("%s answers %d %s", operation.getKey(), answer.status(), answer.json())
                .isFalse();
        if (described.has("$ref")) {
            described = description.at(described.path("$ref").asText().substring(1));
        }
        JsonNode content = described.path("content").path(type);
        assertThat(content.isMissingNode())
                .as("%s answers %s", operation.getKey(), type)
                .isFalse();
        if (type.contains("json")) {
            ObjectNode schema = JSON.createObjectNode();
            schema.putArray("allOf").add(content.path("schema"));
            schema.set("components", description.path("components"));
            assertThat(SCHEMAS.getSchema(schema).validate(answer.json()))
                    .as("%s answers %s", operation.getKey(), answer.json())
                    .isEmpty();
        }
        if (answer.status() < 300) {
            answered.add(operation.getKey());
        }
    }

    /** The operations that are described and have not been answered well yet. */
    Set<String> missing() {
        Set<String> missing = new TreeSet<>();
        description
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (!method.equals("parameters")) {
                        missing.add(method + " " + path.getKey());
                    }
                }));
        missing.removeAll(answered);
        return missing;
    }
}
