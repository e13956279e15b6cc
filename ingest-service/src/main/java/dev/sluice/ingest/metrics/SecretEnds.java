package dev.sluice.ingest.metrics;

import static dev.sluice.metrics.MetricDescription.gauge;

import dev.sluice.metrics.MetricDescription;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.stream.Stream;

/** Shows when secrets that are being rotated out will prove nothing any more, so that an alert can tell of those still in use. */
public final class SecretEnds {
    static final MetricDescription ENDS = gauge(
            "webhook_secret_ends_timestamp_seconds",
            "When a secret with an end (until) will prove nothing any more, in Unix time.",
            "endpoint",
            "secret");

    /** For {@code docs/metrics.md}. */
    public static final List<MetricDescription> ALL = List.of(ENDS);

    private final MultiGauge ends;

    public SecretEnds(MeterRegistry registry) {
        ends = MultiGauge.builder(ENDS.name()).description(ENDS.help()).register(registry);
    }

    /** Shows the secrets in force, and no other. */
    public void show(EndpointCatalog endpoints) {
        ends.register(endpoints.all().stream().flatMap(SecretEnds::rows).toList(), true);
    }

    private static Stream<MultiGauge.Row<?>> rows(Endpoint endpoint) {
        return endpoint.secrets().stream()
                .flatMap(secret -> secret
                        .until()
                        .map(until -> MultiGauge.Row.of(
                                Tags.of("endpoint", endpoint.name(), "secret", secret.label()), until::getEpochSecond))
                        .stream());
    }
}
