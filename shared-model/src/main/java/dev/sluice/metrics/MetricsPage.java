package dev.sluice.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code /metrics}: OpenMetrics where the client asks for it, as Prometheus does, and Prometheus' older text format for
 * everybody else.
 *
 * @param contentType of the text
 * @param text all metrics as they are now
 */
public record MetricsPage(String contentType, String text) {
    private static final String OPEN_METRICS = "application/openmetrics-text";

    /**
     * The page in the format that was asked for.
     *
     * @param accept the request's header {@code Accept}
     */
    public static MetricsPage of(PrometheusMeterRegistry registry, @Nullable String accept) {
        String type = accept != null && accept.contains(OPEN_METRICS)
                ? OPEN_METRICS + "; version=1.0.0; charset=utf-8"
                : "text/plain; version=0.0.4; charset=utf-8";
        return new MetricsPage(type, registry.scrape(type));
    }
}
