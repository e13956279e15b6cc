package dev.sluice.ingest.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.access.Tier;
import dev.sluice.metrics.MetricDescription;
import dev.sluice.metrics.MetricDescription.Kind;
import dev.sluice.rejection.RejectionCode;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IngestMetricsTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final IngestMetrics metrics = new IngestMetrics(registry);

    @BeforeEach
    void recordOneOfEach() {
        metrics.watch(() -> 1, () -> 4, () -> 2, () -> 3);
        metrics.prepare(List.of("shop"));
        metrics.accepted("shop", Duration.ofMillis(3));
        metrics.acceptedEvents("shop", 2);
        metrics.refused("shop", RejectionCode.SIGNATURE_MISMATCH, Duration.ofMillis(1));
        metrics.refused("shop", RejectionCode.OVERLOADED, Duration.ofMillis(1));
        metrics.rateLimited("shop", Tier.ADDRESS);
        metrics.secretUsed("shop", "secrets[0]");
        metrics.repeatedBytes("shop");
        metrics.reloaded(true);
        metrics.produced(Duration.ofMillis(2));
    }

    @Test
    void everyDeclaredMetricIsExposedAsDeclared() {
        String page = registry.scrape();
        for (MetricDescription metric : IngestMetrics.ALL) {
            assertThat(page)
                    .contains("# HELP " + metric.name() + " " + metric.help() + "\n")
                    .contains("# TYPE " + metric.name() + " " + metric.kind() + "\n");
            assertThat(page.lines().filter(line -> line.startsWith(metric.name())))
                    .isNotEmpty()
                    .allSatisfy(line ->
                            metric.labels().forEach(label -> assertThat(line).contains(label + "=\"")));
        }
    }

    @Test
    void everyExposedMetricIsDeclared() {
        List<String> declared =
                IngestMetrics.ALL.stream().map(MetricDescription::name).toList();
        assertThat(registry.scrape()
                        .lines()
                        .filter(line -> line.startsWith("# TYPE "))
                        .map(line -> line.substring("# TYPE ".length(), line.lastIndexOf(' ')))
                        // Micrometer adds the largest value beside each histogram.
                        .filter(name -> !name.endsWith("_max")))
                .containsExactlyInAnyOrderElementsOf(declared);
    }

    @Test
    void histogramsSeeTheThreeSecondsOfAnAnswer() {
        assertThat(IngestMetrics.ALL)
                .filteredOn(metric -> metric.kind() == Kind.HISTOGRAM)
                .isNotEmpty();
        assertThat(registry.scrape())
                .contains("webhook_request_duration_seconds_bucket{endpoint=\"shop\",outcome=\"accepted\",le=\"2.5\"}");
    }

    @Test
    void overloadIsAFailureAndForgeryARefusal() {
        assertThat(registry.scrape())
                .contains("webhook_received_total{endpoint=\"shop\",outcome=\"failed\"} 1.0")
                .contains("webhook_received_total{endpoint=\"shop\",outcome=\"refused\"} 1.0")
                .contains("webhook_signature_failures_total{endpoint=\"shop\"} 1.0");
    }
}
