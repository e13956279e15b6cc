package dev.sluice.processor;

import dev.sluice.metrics.MetricDescription;
import dev.sluice.processor.ledger.OpenDeadLetters;
import dev.sluice.processor.ledger.UnfinishedEvents;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.LongSupplier;

/** What the ledger says of all instances together; each shows the same. */
public final class LedgerMetrics {
    private static final MetricDescription OVERDUE = MetricDescription.gauge(
            "webhook_overdue_deliveries",
            "Deliveries whose next attempt was due more than a minute ago and has not been made, and events older than that none of whose"
                    + " routes has been attempted; of the 1,000 oldest of each.");
    private static final MetricDescription OLDEST_WAITING = MetricDescription.gauge(
            "webhook_oldest_waiting_seconds",
            "How long ago the oldest event was received that waits for an attempt, the first or a further one; 0 without.");
    private static final MetricDescription OLDEST_DEAD = MetricDescription.gauge(
            "webhook_dlq_oldest_seconds", "How long ago the oldest open dead letter died; 0 without.");

    /** For {@code docs/metrics.md}. */
    public static final List<MetricDescription> ALL = List.of(OVERDUE, OLDEST_WAITING, OLDEST_DEAD);

    private LedgerMetrics() {}

    static void show(MeterRegistry registry, UnfinishedEvents unfinished, OpenDeadLetters deadLetters) {
        gauge(registry, OVERDUE, unfinished::overdue);
        gauge(registry, OLDEST_WAITING, unfinished::oldestSeconds);
        gauge(registry, OLDEST_DEAD, deadLetters::oldestSeconds);
    }

    private static void gauge(MeterRegistry registry, MetricDescription description, LongSupplier value) {
        Gauge.builder(description.name(), value::getAsLong)
                .description(description.help())
                .register(registry);
    }
}
