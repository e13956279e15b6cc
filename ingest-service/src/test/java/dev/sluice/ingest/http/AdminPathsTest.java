package dev.sluice.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.config.EndpointsFile;
import dev.sluice.ingest.access.AccessControl;
import dev.sluice.ingest.endpoints.EndpointList;
import dev.sluice.ingest.endpoints.TestWebhook;
import dev.sluice.ingest.metrics.Health;
import dev.sluice.ingest.metrics.IngestMetrics;
import dev.sluice.ingest.receive.BodyPace;
import dev.sluice.ingest.receive.InFlight;
import dev.sluice.ingest.receive.ReceiveWebhook;
import dev.sluice.ingest.rejection.RejectionLogger;
import dev.sluice.ingest.rejection.RejectionPublisher;
import dev.sluice.ingest.rejection.RejectionReporter;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.provider.EventReader;
import dev.sluice.signature.Secret;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminPathsTest {
    private static final String TOKEN = "not-a-real-token";

    @TempDir
    private Path directory;

    private final FakePublisher publisher = new FakePublisher();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final IngestMetrics metrics = new IngestMetrics(registry);
    private final RejectionPublisher rejectionPublisher = new RejectionPublisher(
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()),
            metrics::rejectionDropped);
    private final HttpClient client = HttpClient.newHttpClient();
    private volatile EndpointCatalog endpoints = new EndpointCatalog(List.of());
    private ManagementPort port = port(Optional.of(new Secret("SLUICE_ADMIN_TOKEN", TOKEN)));

    @BeforeEach
    void configure() throws Exception {
        endpoints = read("""
                endpoints:
                  shop:
                    provider: stripe
                    secrets: ["not-a-real-secret", {value: not-the-old-secret, until: 2020-01-31}]
                    public_url: https://someone:pass@example.com/hooks?key=hidden
                    metadata: {team: payments}
                    ip_allowlist: ["192.0.2.0/24"]
                    rate_limit: {per_minute: 600}
                  signed:
                    provider: generic
                    public_keys: ["MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="]
                    signature: {algorithm: ed25519, header: X-Signature, encoding: hex}
                    event: {id: /id, type: /type}
                  chat: {provider: slack, secrets: [not-a-real-secret], ip_allowlist: ["192.0.2.0/24"]}
                  x: {provider: x, secrets: [not-a-real-secret]}
                  bot: {provider: discord, public_keys: ["11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="]}
                  closed:
                    provider: github
                    enabled: false
                    secrets: [not-a-real-secret]
                """);
    }

    @AfterEach
    void stop() {
        port.stop();
        rejectionPublisher.close();
        client.close();
    }

    @Test
    void endpointsAreShownWithoutWhatCouldBeASecret() throws Exception {
        HttpResponse<String> response = get("/admin/endpoints", TOKEN);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).doesNotContain("not-a-real", "not-the-old", "pass", "hidden", "MCowBQ");
        JsonNode shop = json(response).at("/endpoints/0");
        assertThat(shop.path("name").asText()).isEqualTo("shop");
        assertThat(shop.at("/secrets/1/label").asText()).isEqualTo("secrets[1]");
        assertThat(shop.at("/secrets/1/current").asBoolean(true)).isFalse();
        assertThat(shop.at("/signs/time").asBoolean()).isTrue();
        assertThat(shop.path("public_url").asText()).isEqualTo("https://example.com/hooks");
        assertThat(shop.at("/ip_allowlist/0").asText()).isEqualTo("192.0.2.0/24");
        assertThat(shop.at("/rate_limit/per_minute").asInt()).isEqualTo(600);
        assertThat(shop.at("/metadata/team").asText()).isEqualTo("payments");
    }

    @Test
    void endpointsAreShownWithTheirFigures() throws Exception {
        metrics.accepted("shop", Duration.ofMillis(3));

        JsonNode figures = json(get("/admin/endpoints", TOKEN)).at("/endpoints/0/figures");

        assertThat(figures.path("total").asInt()).isEqualTo(1);
        assertThat(figures.path("success_rate").asDouble()).isEqualTo(1);
        assertThat(figures.path("p99_ms").isNumber()).isTrue();
    }

    @Test
    void endpointsThatWereReloadedAreShown() throws Exception {
        endpoints = read("endpoints:\n  other:\n    provider: github\n    secrets: [not-a-real-secret]\n");

        assertThat(json(get("/admin/endpoints", TOKEN)).at("/endpoints/0/name").asText())
                .isEqualTo("other");
    }

    @Test
    void aTestWebhookIsReceivedLikeTheProvidersOwn() throws Exception {
        JsonNode tried = json(attempt("{\"endpoint\":\"shop\",\"type\":\"charge.refunded\"}"));

        assertThat(tried.path("status").asInt()).isEqualTo(202);
        assertThat(publisher.published()).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo("charge.refunded");
            assertThat(event.key().id()).isEqualTo(tried.at("/event_ids/0").asText());
        });
    }

    @Test
    void aBodyOfOnesOwnIsSigned() throws Exception {
        JsonNode tried = json(attempt("{\"endpoint\":\"shop\",\"body\":{\"id\":\"evt_own\",\"type\":\"a.b\"}}"));

        assertThat(tried.at("/event_ids/0").asText()).isEqualTo("evt_own");
    }

    @Test
    void aTestWebhookThatIsRefusedSaysWhy() throws Exception {
        JsonNode tried = json(attempt("{\"endpoint\":\"shop\",\"body\":\"no json\"}"));

        assertThat(tried.path("status").asInt()).isEqualTo(400);
        assertThat(tried.path("answer").asText()).contains("body_unparsable");
        assertThat(tried.path("finding").asText()).isNotEmpty();
        assertThat(publisher.published()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"chat, slack, answered", "chat, slack-ssl-check, answered", "x, x, answered", "bot, discord, not_tried"
    })
    void handshakesAreTriedAndLeaveNoTrace(String endpoint, String kind, String outcome) throws Exception {
        String before = registry.scrape();
        HttpResponse<String> response = post("/admin/test-handshakes", "{\"endpoint\":\"" + endpoint + "\"}");

        assertThat(json(response).path("handshakes"))
                .filteredOn(trial -> trial.path("kind").asText().equals(kind))
                .singleElement()
                .satisfies(trial -> assertThat(trial.path("outcome").asText())
                        .as(trial.toString())
                        .isEqualTo(outcome));
        assertThat(publisher.published()).isEmpty();
        assertThat(registry.scrape()).isEqualTo(before);
    }

    @Test
    void handshakesOfWhatHasNoneOrIsUnknownAreNone() throws Exception {
        assertThat(json(post("/admin/test-handshakes", "{\"endpoint\":\"shop\"}"))
                        .path("handshakes"))
                .as("Stripe has none")
                .isEmpty();
        assertThat(post("/admin/test-handshakes", "{\"endpoint\":\"none\"}").statusCode())
                .isEqualTo(404);
        assertThat(post("/admin/test-handshakes", "[]").statusCode()).isEqualTo(400);
    }

    @Test
    void whatOnlyTheProviderCanSignIsNotTried() throws Exception {
        HttpResponse<String> response = attempt("{\"endpoint\":\"signed\"}");

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.body()).contains("private key");
    }

    @Test
    void aDisabledEndpointAnswersAsItDoesInPublic() throws Exception {
        assertThat(json(attempt("{\"endpoint\":\"closed\"}")).path("status").asInt())
                .isEqualTo(404);
    }

    @Test
    void nonsenseIsTheCallersMistake() throws Exception {
        assertThat(attempt("{\"endpoint\":\"shoe\"}").statusCode()).isEqualTo(404);
        assertThat(attempt("{\"endpoint\":\"shop\",\"type\":\"no.such\"}").statusCode())
                .isEqualTo(422);
        for (String body : List.of("", "[]", "{", "{\"endpoint\":1}", "{\"endpoint\":\"shop\"} {}")) {
            assertThat(attempt(body).statusCode()).as(body).isEqualTo(400);
        }
    }

    @Test
    void withoutTheTokenNothingIsTold() throws Exception {
        for (String token : List.of("", "not-the-token", TOKEN + "x", TOKEN.substring(1))) {
            HttpResponse<String> response = get("/admin/endpoints", token);

            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(response.body()).contains("\"code\":\"unauthorized\"").doesNotContain("shop");
        }
        HttpRequest.Builder unasked = request("/admin/test-webhook").POST(BodyPublishers.ofString("{}"));
        assertThat(client.send(unasked.build(), BodyHandlers.ofString()).statusCode())
                .isEqualTo(401);
    }

    @Test
    void withoutATokenInTheSettingsThereAreNoSuchPaths() throws Exception {
        port.stop();
        port = port(Optional.empty());

        assertThat(get("/admin/endpoints", TOKEN).statusCode()).isEqualTo(404);
        assertThat(get("/admin/endpoints", "").statusCode()).isEqualTo(404);
    }

    private ManagementPort port(Optional<Secret> token) {
        ReceiveWebhook receiving = new ReceiveWebhook(
                () -> endpoints,
                new AccessControl(true, 100, Ticker.systemTicker()),
                new InFlight(new InFlight.Bounds(8, 8, 1024 * 1024, 1024 * 1024), Duration.ofSeconds(12)),
                new BodyPace(Duration.ofSeconds(2), Duration.ofSeconds(1), 1024),
                new EventReader(),
                endpoint -> {},
                publisher);
        ManagementPort made = new ManagementPort(
                "127.0.0.1",
                0,
                Optional.empty(),
                new Health(() -> true, () -> false),
                registry,
                token.map(secret -> new AdminPaths(
                        secret,
                        new EndpointList(() -> endpoints, metrics),
                        new TestWebhook(() -> endpoints, receiving),
                        InstantSource.system())),
                new RejectionReporter(metrics, new RejectionLogger(1000, 1000), rejectionPublisher));
        made.start();
        return made;
    }

    private EndpointCatalog read(String yaml) throws Exception {
        return EndpointsFile.read(Files.writeString(directory.resolve("endpoints.yaml"), yaml), Map.of(), 64 * 1024);
    }

    private HttpResponse<String> get(String path, String token) throws Exception {
        return client.send(
                request(path).header("Authorization", "Bearer " + token).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> attempt(String body) throws Exception {
        return post("/admin/test-webhook", body);
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return client.send(
                request(path)
                        .header("Authorization", "Bearer " + TOKEN)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.port() + path))
                .timeout(Duration.ofSeconds(20));
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return new ObjectMapper().readTree(response.body());
    }
}
