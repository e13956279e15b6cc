package dev.sluice.ingest.http;

import static dev.sluice.ingest.http.PublicPortTest.assertProblem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.config.EndpointsFile;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches as their senders see them taken. */
class BatchItemsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OKTA = "/webhooks/okta";

    @TempDir
    private Path directory;

    private TestPort ingest;

    @BeforeEach
    void start() throws Exception {
        Path file = Files.writeString(directory.resolve("endpoints.yaml"), """
                endpoints:
                  okta: {provider: okta, secrets: [not-a-real-secret]}
                  cloudevents: {provider: cloudevents, secrets: [not-a-real-secret]}
                """);
        ingest = new TestPort(EndpointsFile.read(file, Map.of(), TestPort.MAX_BODY));
    }

    @AfterEach
    void stop() {
        ingest.close();
    }

    @Test
    void itemThatCannotBeTakenIsPublishedOnItsOwnAndNamedInTheAnswer() throws Exception {
        HttpResponse<String> answer = post(OKTA, "application/json", """
                {"data": {"events": [{"uuid": "1", "eventType": "user.created"}, {"uuid": "2", "eventType": "\\u0007"}, 3]}}""");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        JsonNode accepted = JSON.readTree(answer.body());
        assertThat(accepted.path("event_ids")).hasSize(1);
        assertThat(accepted.at("/event_ids/0").asText()).isEqualTo("1");
        assertThat(accepted.path("dead_lettered")).hasSize(2);
        assertThat(accepted.at("/dead_lettered/0/index").asInt()).isEqualTo(1);
        assertThat(accepted.at("/dead_lettered/0/reason").asText()).startsWith("The event type has 1 characters");
        assertThat(ingest.publisher.published()).hasSize(1);
        assertThat(ingest.publisher.unfitItems())
                .extracting(item -> new String(item.body(), UTF_8))
                .containsExactly("{\"uuid\": \"2\", \"eventType\": \"\\u0007\"}", "3");
    }

    @Test
    void itemsAreNotPublishedWhileTheBrokerIsAway() throws Exception {
        ingest.publisher.goAway();

        assertProblem(post(OKTA, "application/json", "{\"data\": {\"events\": [7]}}"), 503, "broker_unavailable");
        assertThat(ingest.publisher.unfitItems()).isEmpty();
    }

    @Test
    void batchOfNothingIsAccepted() throws Exception {
        HttpResponse<String> answer = post("/webhooks/cloudevents", "application/cloudevents-batch+json", "[]");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(JSON.readTree(answer.body()).path("event_ids")).isEmpty();
        assertThat(JSON.readTree(answer.body()).has("dead_lettered")).isFalse();
        assertThat(ingest.publisher.published()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"data\": {}}", "{\"data\": {\"events\": {}}}", "[]"})
    void bodyWithoutAListIsRefused(String body) throws Exception {
        JsonNode problem = assertProblem(post(OKTA, "application/json", body), 400, "body_unparsable");

        assertThat(problem.path("detail").asText()).isNotBlank();
    }

    private HttpResponse<String> post(String path, String contentType, String body) throws Exception {
        return ingest.send(ingest.post(path, body)
                .setHeader("Content-Type", contentType)
                .header("Authorization", path.equals(OKTA) ? "not-a-real-secret" : "Bearer not-a-real-secret"));
    }
}
