package dev.sluice.processor;

import dev.sluice.metrics.MetricDescription;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.processor.topology.DrainListener;
import dev.sluice.processor.topology.QueueGauges;
import dev.sluice.processor.work.Attempted;
import dev.sluice.processor.work.Conclusion;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;

/** What the processor counts and times. Thread-safe. */
public final class ProcessorMetrics implements DrainListener {
    private static final MetricDescription PROCESSED = MetricDescription.counter(
            "webhook_processed_total",
            "Attempts recorded, by what came of them: processed, ignored, retry, dead, duplicate, or unreadable.",
            "endpoint",
            "route",
            "outcome");
    private static final MetricDescription DURATION = MetricDescription.histogram(
            "webhook_processing_duration_seconds",
            "From the receipt of an event to the commit of its first attempt.",
            "endpoint");
    private static final MetricDescription HANDLER =
            MetricDescription.histogram("webhook_handler_duration_seconds", "How long handlers ran.", "route");
    private static final MetricDescription QUEUE =
            MetricDescription.gauge("webhook_queue_size", "Entries that are due and not yet drained.");
    private static final MetricDescription RETRY_QUEUE = MetricDescription.gauge(
            "webhook_retry_queue_size",
            "Entries that wait for their time: retries, and units of a route that is paused.");
    private static final MetricDescription DEAD_LETTERS =
            MetricDescription.gauge("webhook_dlq_size", "Dead letters that nobody has dealt with yet.");
    private static final MetricDescription LAG = MetricDescription.gauge(
            "webhook_consumer_lag", "Records on the topics that this instance has not yet taken in.");
    private static final MetricDescription DATABASE = MetricDescription.gauge(
            "webhook_database_up", "1 while the flow runs, 0 while it is paused for the database.");

    private static final MetricDescription UNREADABLE_REJECTIONS = MetricDescription.counter(
            "webhook_rejections_unreadable_total",
            "Records on webhooks.rejections that are no rejection, and so skipped.");

    /** All of them, in the order of the documentation. */
    public static final List<MetricDescription> ALL = List.of(
            PROCESSED, DURATION, HANDLER, QUEUE, RETRY_QUEUE, DEAD_LETTERS, LAG, DATABASE, UNREADABLE_REJECTIONS);

    private static final Duration LONGEST = Duration.ofDays(365);

    private final MeterRegistry registry;
    private final Clock clock;
    private final Counter unreadableRejections;

    ProcessorMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        this.unreadableRejections = Counter.builder(UNREADABLE_REJECTIONS.name())
                .description(UNREADABLE_REJECTIONS.help())
                .register(registry);
    }

    void gauges(QueueGauges queues, DoubleSupplier deadLetters, DoubleSupplier lag, DoubleSupplier databaseUp) {
        gauge(QUEUE, queues::due);
        gauge(RETRY_QUEUE, queues::delayed);
        gauge(DEAD_LETTERS, deadLetters);
        gauge(LAG, lag);
        gauge(DATABASE, databaseUp);
    }

    private void gauge(MetricDescription description, DoubleSupplier value) {
        Gauge.builder(description.name(), value::getAsDouble)
                .description(description.help())
                .register(registry);
    }

    void unreadableRejection() {
        unreadableRejections.increment();
    }

    @Override
    public void drained(List<Attempted> attempts, List<Recorded> recorded, int unreadable) {
        for (int i = 0; i < attempts.size(); i++) {
            count(attempts.get(i), recorded.get(i));
        }
        if (unreadable > 0) {
            processed("", "", "unreadable").increment(unreadable);
        }
    }

    private void count(Attempted attempt, Recorded recorded) {
        String endpoint = attempt.unit().event().key().endpoint();
        String route = attempt.unit().route();
        processed(endpoint, route, outcome(recorded)).increment();
        timer(HANDLER, "route", route).record(attempt.took());
        if (attempt.unit().attempt() == 1 && attempt.unit().generation().isEmpty()) {
            timer(DURATION, "endpoint", endpoint).record(sinceReceipt(attempt));
        }
    }

    /** A record of others may claim any time, and beyond 292 years a timer overflows. */
    private Duration sinceReceipt(Attempted attempt) {
        Duration time = Duration.between(attempt.unit().event().receivedAt(), clock.instant());
        return time.compareTo(LONGEST) > 0 ? LONGEST : time;
    }

    private Counter processed(String endpoint, String route, String outcome) {
        return Counter.builder(PROCESSED.name())
                .description(PROCESSED.help())
                .tags(Tags.of("endpoint", endpoint, "route", route, "outcome", outcome))
                .register(registry);
    }

    private Timer timer(MetricDescription description, String label, String value) {
        return Timer.builder(description.name())
                .description(description.help())
                .tags(label, value)
                .serviceLevelObjectives(
                        Duration.ofMillis(5),
                        Duration.ofMillis(25),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30))
                .register(registry);
    }

    private static String outcome(Recorded recorded) {
        return switch (recorded) {
            case Recorded.Written(Conclusion conclusion) -> outcome(conclusion);
            case Recorded.WrittenBefore(Attempted before) -> outcome(before.conclusion());
            case Recorded.Duplicate duplicate -> "duplicate";
        };
    }

    private static String outcome(Conclusion conclusion) {
        return switch (conclusion) {
            case Conclusion.Processed processed -> "processed";
            case Conclusion.Ignored ignored -> "ignored";
            case Conclusion.Retry retry -> "retry";
            case Conclusion.Dead dead -> "dead";
        };
    }
}
