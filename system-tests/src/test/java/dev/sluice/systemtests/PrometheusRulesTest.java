package dev.sluice.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.metrics.MetricDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Alerts are valid, tested, and lead to a page that helps; promtool runs their own tests. */
class PrometheusRulesTest {
    private static final Path RUNBOOK = Path.of("..", "docs", "runbook.md");

    @Test
    void rulesAreValidAndEachAlertFiresWhenItShould() throws Exception {
        assertThat(promtool(
                        "check",
                        "rules",
                        PrometheusRules.FILE,
                        PrometheusRules.DIRECTORY.resolve("traffic.rules.yaml")))
                .contains("SUCCESS");
        assertThat(promtool("check", "config", PrometheusRules.DIRECTORY.resolve("prometheus.yml")))
                .contains("SUCCESS");
        assertThat(promtool("test", "rules", tests().toArray(Path[]::new)))
                .contains("SUCCESS")
                .doesNotContain("FAILED");
    }

    @Test
    void eachAlertHasATestInWhichItFiresAndOneInWhichItDoesNot() throws Exception {
        StringBuilder tests = new StringBuilder();
        for (Path file : tests()) {
            tests.append(Files.readString(file));
        }
        assertThat(PrometheusRules.alerts())
                .hasSizeGreaterThan(20)
                .allSatisfy(alert -> assertThat(
                                tests.toString().lines().filter(line -> line.contains("- name: " + alert.name() + " ")))
                        .anyMatch(line -> line.contains(" does not fire"))
                        .anyMatch(line -> line.contains(" fires")));
    }

    @Test
    void eachAlertSaysWhatItMeansAndWhereToLook() throws Exception {
        Set<String> headings = Files.readString(RUNBOOK)
                .lines()
                .filter(line -> line.startsWith("### "))
                .map(line -> line.substring(4))
                .collect(Collectors.toSet());
        assertThat(PrometheusRules.alerts()).allSatisfy(alert -> {
            assertThat(alert.name()).matches("Sluice[A-Z][A-Za-z]+");
            assertThat(alert.text()).containsPattern("severity: (page|ticket)");
            // The same text for every firing, so that notifications of one alert can be grouped.
            assertThat(alert.annotation("summary")).isNotEmpty().doesNotContain("{{");
            assertThat(alert.annotation("runbook_url"))
                    .endsWith("/docs/runbook.md#" + alert.name().toLowerCase(Locale.ROOT));
            assertThat(headings).contains(alert.name());
            String dashboard = alert.annotation("dashboard_url");
            assertThat(Path.of("..", "deploy", "grafana", "dashboards")
                            .resolve(dashboard.substring(dashboard.lastIndexOf("/sluice-") + 8) + ".json"))
                    .exists();
        });
    }

    @Test
    void rulesNameOnlyMetricsThatTheServicesDeclare() {
        Set<String> declared = Stream.of(ServiceMetrics.INGEST, ServiceMetrics.PROCESSOR)
                .flatMap(List::stream)
                .flatMap(PrometheusRulesTest::series)
                .collect(Collectors.toSet());
        assertThat(PrometheusRules.metrics(PrometheusRules.text())).isNotEmpty().isSubsetOf(declared);
    }

    /** What Prometheus makes of a metric. */
    private static Stream<String> series(MetricDescription metric) {
        return metric.kind() == MetricDescription.Kind.HISTOGRAM
                ? Stream.of("_bucket", "_count", "_sum").map(suffix -> metric.name() + suffix)
                : Stream.of(metric.name());
    }

    private static List<Path> tests() throws IOException {
        try (Stream<Path> files = Files.list(PrometheusRules.DIRECTORY.resolve("tests"))) {
            return files.sorted().toList();
        }
    }

    private static String promtool(String verb, String what, Path... files) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(Installed.program("promtool", "prometheus"), verb, what));
        Stream.of(files).map(Path::toString).forEach(line::add);
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
