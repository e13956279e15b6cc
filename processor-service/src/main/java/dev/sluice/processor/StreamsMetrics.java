package dev.sluice.processor;

import dev.sluice.metrics.MetricDescription;
import dev.sluice.processor.streams.BoundedRocksDb;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.stream.DoubleStream;
import org.apache.kafka.common.Metric;
import org.apache.kafka.streams.KafkaStreams;

/**
 * What Kafka Streams says of itself that tells why a flow is slow. Of its several hundred metrics a task these alone are shown, each
 * over all threads and tasks of the instance: the number of series must not grow with the partitions.
 */
public final class StreamsMetrics {
    private static final String THREADS = "stream-thread-metrics";
    private static final String TASKS = "stream-task-metrics";
    private static final String RESTORATION = "stream-state-updater-metrics";
    private static final double NANOS = Duration.ofSeconds(1).toNanos();

    private static final MetricDescription PROCESS = MetricDescription.gauge(
            "kafka_streams_process_ratio",
            "Share of its time that the busiest stream thread spends processing records (process-ratio).");
    private static final MetricDescription PUNCTUATE = MetricDescription.gauge(
            "kafka_streams_punctuate_ratio",
            "Share of its time that the busiest stream thread spends on deliveries that have waited (punctuate-ratio).");
    private static final MetricDescription COMMIT = MetricDescription.gauge(
            "kafka_streams_commit_ratio",
            "Share of its time that the busiest stream thread spends in commits, Postgres' among them (commit-ratio).");
    private static final MetricDescription BLOCKED = MetricDescription.counter(
            "kafka_streams_blocked_seconds_total",
            "Time in which stream threads waited for Kafka (blocked-time-ns-total).");
    private static final MetricDescription RESTORING = MetricDescription.gauge(
            "kafka_streams_active_restoring_tasks",
            "Tasks whose stores are being restored, and which therefore stand still (active-restoring-tasks).");
    private static final MetricDescription REMAINING = MetricDescription.gauge(
            "kafka_streams_restore_remaining_records",
            "Records of the changelogs that are still to be restored (restore-remaining-records-total).");
    private static final MetricDescription STALLED = MetricDescription.counter(
            "kafka_streams_write_stall_seconds_total",
            "Time in which RocksDB held up writes to the stores, because flushes or compaction lag (write-stall-duration).");

    /** For {@code docs/metrics.md}. */
    public static final List<MetricDescription> ALL =
            List.of(PROCESS, PUNCTUATE, COMMIT, BLOCKED, RESTORING, REMAINING, STALLED);

    private final KafkaStreams streams;
    private final MeterRegistry registry;

    private StreamsMetrics(KafkaStreams streams, MeterRegistry registry) {
        this.streams = streams;
        this.registry = registry;
    }

    static void show(KafkaStreams streams, MeterRegistry registry) {
        new StreamsMetrics(streams, registry).show();
    }

    private void show() {
        largest(PROCESS, "process-ratio");
        largest(PUNCTUATE, "punctuate-ratio");
        largest(COMMIT, "commit-ratio");
        counter(BLOCKED, () -> values(THREADS, "blocked-time-ns-total").sum() / NANOS);
        gauge(RESTORING, () -> values(RESTORATION, "active-restoring-tasks").sum());
        gauge(REMAINING, () -> values(TASKS, "restore-remaining-records-total").sum());
        counter(STALLED, () -> BoundedRocksDb.writeStalls().toNanos() / NANOS);
    }

    private void largest(MetricDescription description, String name) {
        gauge(description, () -> values(THREADS, name).max().orElse(0));
    }

    private DoubleStream values(String group, String name) {
        return streams.metrics().values().stream()
                .filter(metric -> metric.metricName().group().equals(group)
                        && metric.metricName().name().equals(name))
                .map(Metric::metricValue)
                .filter(Number.class::isInstance)
                .mapToDouble(value -> ((Number) value).doubleValue())
                .filter(Double::isFinite);
    }

    /** A value at the moment of asking. */
    private interface Value {
        double now();
    }

    private void gauge(MetricDescription description, Value value) {
        Gauge.builder(description.name(), value, Value::now)
                .description(description.help())
                .strongReference(true)
                .register(registry);
    }

    private void counter(MetricDescription description, Value value) {
        FunctionCounter.builder(description.name(), streams, running -> value.now())
                .description(description.help())
                .register(registry);
    }
}
