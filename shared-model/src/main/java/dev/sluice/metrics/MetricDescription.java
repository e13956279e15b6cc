package dev.sluice.metrics;

import java.util.List;
import java.util.Locale;

/**
 * One metric as Prometheus sees it.
 *
 * @param name its full name, unit and {@code _total} included
 * @param kind how it is recorded
 * @param labels label names
 * @param help one sentence, also the metric's HELP line
 */
public record MetricDescription(String name, Kind kind, List<String> labels, String help) {
    /** The Prometheus metric types in use. */
    public enum Kind {
        COUNTER,
        GAUGE,
        HISTOGRAM;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A count that only grows; its name ends in {@code _total}. */
    public static MetricDescription counter(String name, String help, String... labels) {
        return new MetricDescription(name, Kind.COUNTER, List.of(labels), help);
    }

    /** A value at the moment of asking. */
    public static MetricDescription gauge(String name, String help, String... labels) {
        return new MetricDescription(name, Kind.GAUGE, List.of(labels), help);
    }

    /** A distribution; its name ends in its unit. */
    public static MetricDescription histogram(String name, String help, String... labels) {
        return new MetricDescription(name, Kind.HISTOGRAM, List.of(labels), help);
    }
}
