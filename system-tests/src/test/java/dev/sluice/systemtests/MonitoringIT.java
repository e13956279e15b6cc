package dev.sluice.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.metrics.MetricDescription;
import dev.sluice.metrics.MetricDescription.Kind;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus scrapes both services over a run that has some of everything. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class MonitoringIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String ROUTES = """
            routes:
              - name: soon
                match: {events: ["test.*"]}
                handler: count
                retry: {strategy: linear, base: 100ms, max_delay: 1s, max_attempts: 3, jitter: 0}
              - name: late
                match: {events: ["test.*"], filters: [{field: data.object.late, operator: equals, value: true}]}
                handler: count
                retry: {strategy: linear, base: 1h, max_delay: 1h, max_attempts: 3, jitter: 0}
            """;

    /** Metrics of which this run has no series: changed copies, and secrets that end. */
    private static final Set<String> NOT_IN_THIS_RUN =
            Set.of("webhook_changed_copies_total", "webhook_secret_ends_timestamp_seconds");

    /** Queries of dashboards that rightly find nothing here: nothing in this run makes rows of payments and disputes. */
    private static final Set<String> EMPTY =
            Set.of("Sluice: business / Payments by status", "Sluice: business / Disputes by status");

    private Sluice sluice;
    private Prometheus prometheus;

    @BeforeAll
    void run(@TempDir Path directory) throws Exception {
        Prometheus.program();
        sluice = new Sluice("monitoring", ROUTES).start();
        prometheus = new Prometheus(directory, sluice);
        try (StripeSender sender = new StripeSender(sluice.webhooks, 8)) {
            for (int i = 0; i < 60; i++) {
                String object = i % 20 == 1 ? "{\"poison\":true}" : i % 20 == 2 ? "{\"fail_times\":1}" : "{}";
                String body = StripeSender.event("evt_" + i, object);
                assertThat(sender.post(body)).isEqualTo(202);
                if (i % 10 == 0) {
                    assertThat(sender.post(body)).isEqualTo(202);
                }
            }
            // Fails in both routes: dead in one after three attempts, and waits for an hour in the other.
            String late = StripeSender.event("evt_late", "{\"late\":true,\"fail_times\":9}");
            assertThat(sender.post(late)).isEqualTo(202);
            assertThat(sender.post(StripeSender.event("evt_none", "{}").replace("test.count", "other.kind")))
                    .isEqualTo(202);
            assertThat(unsigned(sluice.webhooks)).isEqualTo(401);
        }
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(sluice.records.rows("SELECT status FROM webhook_event"))
                        .isEqualTo(Map.of("processed", 57, "dead", 4, "ignored", 1)));
    }

    /** Posts what nobody has signed, and says what came back. */
    private static int unsigned(URI to) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(to)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(StripeSender.event("evt_forged", "{}")))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    @AfterAll
    void stop() {
        if (prometheus != null) {
            prometheus.close();
        }
        if (sluice != null) {
            sluice.close();
        }
    }

    @Test
    void theEquationsOfTheMetricsPageHold() throws Exception {
        List<String> equations = Files.readString(Path.of("..", "docs", "metrics.md"))
                .lines()
                .filter(line -> line.startsWith("    ") && line.contains(" == "))
                .map(String::strip)
                .toList();
        assertThat(equations).hasSizeGreaterThanOrEqualTo(3);
        for (String equation : equations) {
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(prometheus.query(equation)).as(equation).isNotEmpty());
        }
        assertThat(prometheus
                        .query("sum(webhook_deliveries_total)")
                        .at("/0/value/1")
                        .asInt())
                .isEqualTo(63);
    }

    @Test
    void everyDeclaredMetricHasSeries() throws Exception {
        Set<String> names = names();
        assertThat(Stream.of(ServiceMetrics.INGEST, ServiceMetrics.PROCESSOR)
                        .flatMap(List::stream)
                        .filter(metric -> !NOT_IN_THIS_RUN.contains(metric.name()))
                        .map(MonitoringIT::series))
                .allSatisfy(name -> assertThat(names).contains(name));
        assertThat(names)
                .contains(
                        "hikaricp_connections_active", "jvm_memory_used_bytes", "jetty_connections_current_connections")
                .contains("jetty_threads_current");
    }

    private Set<String> names() throws Exception {
        Set<String> names = new TreeSet<>();
        prometheus.get("/api/v1/label/__name__/values").forEach(name -> names.add(name.asText()));
        return names;
    }

    private static String series(MetricDescription metric) {
        return metric.kind() == Kind.HISTOGRAM ? metric.name() + "_count" : metric.name();
    }

    @Test
    void noLabelTakesItsValueFromASender() throws Exception {
        JsonNode endpoints = prometheus.get("/api/v1/label/endpoint/values");
        JsonNode causes = prometheus.get("/api/v1/label/cause/values");
        assertThat(endpoints).extracting(JsonNode::asText).contains("stripe").doesNotContain("unknown");
        assertThat(causes).extracting(JsonNode::asText).contains("signature_missing");
        for (int i = 0; i < 50; i++) {
            assertThat(unsigned(sluice.webhooks.resolve("/webhooks/made-up-" + i)))
                    .isEqualTo(404);
        }
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(prometheus.query("webhook_refused_total{endpoint=\"_none\"} >= 50"))
                        .isNotEmpty());
        assertThat(prometheus.get("/api/v1/label/endpoint/values"))
                .extracting(JsonNode::asText)
                .noneMatch(endpoint -> endpoint.startsWith("made-up"));
    }

    @Test
    void metricsComeInTheFormatThatIsAskedFor() throws Exception {
        for (int port : List.of(sluice.managementPort, sluice.processorPort)) {
            var connection =
                    URI.create("http://127.0.0.1:" + port + "/metrics").toURL().openConnection();
            connection.setRequestProperty("Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
            try (var page = connection.getInputStream()) {
                assertThat(new String(page.readAllBytes(), UTF_8)).endsWith("# EOF\n");
            }
            assertThat(connection.getContentType()).startsWith("application/openmetrics-text");
            assertThat(URI.create("http://127.0.0.1:" + port + "/metrics")
                            .toURL()
                            .openConnection()
                            .getContentType())
                    .startsWith("text/plain");
        }
    }

    @Test
    void everyQueryOfTheDashboardsFindsSomething() throws Exception {
        List<String> empty = new ArrayList<>();
        for (Dashboards.Panel panel : Dashboards.panels()) {
            for (String query : panel.queries()) {
                await().atMost(SOON).until(() -> finds(panel, query) || EMPTY.contains(panel.name()));
                if (!finds(panel, query)) {
                    empty.add(panel.name());
                }
            }
        }
        assertThat(empty).containsExactlyInAnyOrderElementsOf(EMPTY);
    }

    private boolean finds(Dashboards.Panel panel, String query) throws Exception {
        return panel.isSql()
                ? !sluice.records
                        .rows(query.replace("$__timeFilter(hour)", "hour > now() - interval '1 day'"))
                        .isEmpty()
                : !prometheus
                        .query(query.replace("$__rate_interval", "5m").replace("$endpoint", ".*"))
                        .isEmpty();
    }

    @Test
    void everyRuleIsEvaluatedWithoutAnError() throws Exception {
        await().atMost(SOON).untilAsserted(() -> {
            List<JsonNode> rules = new ArrayList<>();
            prometheus
                    .get("/api/v1/rules")
                    .path("groups")
                    .forEach(group -> group.path("rules").forEach(rules::add));
            assertThat(rules)
                    .hasSizeGreaterThan(30)
                    .allSatisfy(rule -> assertThat(rule.path("health").asText())
                            .as(rule.toString())
                            .isEqualTo("ok"));
        });
    }
}
