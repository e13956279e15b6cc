package dev.sluice.processor;

import dev.sluice.metrics.MetricDescription;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.delivery.BatchEntry;
import dev.sluice.processor.delivery.Duplicate;
import dev.sluice.processor.delivery.PendingEvent;
import dev.sluice.processor.delivery.UndecodableRecord;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.processor.streams.FlushListener;
import dev.sluice.processor.streams.WaitingGauges;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;

/** What the processor counts and times. Thread-safe. */
public final class ProcessorMetrics implements FlushListener {
    private static final MetricDescription PROCESSED = MetricDescription.counter(
            "webhook_processed_total",
            "Attempts, by what came of them: processed, ignored, retry, dead, duplicate, unreadable; or postponed, uncounted, where the"
                    + " table to write to was locked, missing or not to be written to.",
            "endpoint",
            "route",
            "outcome");
    private static final MetricDescription CHANGED_COPIES = MetricDescription.counter(
            "webhook_changed_copies_total",
            "Copies of events that came with other bytes than the first, which stands.",
            "endpoint");
    private static final MetricDescription DURATION = MetricDescription.histogram(
            "webhook_processing_duration_seconds",
            "From the receipt of an event to the commit of its first attempt.",
            "endpoint");
    private static final MetricDescription HANDLER =
            MetricDescription.histogram("webhook_handler_duration_seconds", "How long handlers ran.", "route");
    private static final MetricDescription QUEUE = MetricDescription.gauge(
            "webhook_queue_size",
            "Deliveries that wait for their first attempt: of handlers that call other systems, of routes that are paused, low ones.");
    private static final MetricDescription RETRY_QUEUE =
            MetricDescription.gauge("webhook_retry_queue_size", "Deliveries that wait for a further attempt.");
    private static final MetricDescription DEAD_LETTERS =
            MetricDescription.gauge("webhook_dlq_size", "Dead letters that nobody has dealt with yet.");
    private static final MetricDescription LAG = MetricDescription.gauge(
            "webhook_consumer_lag",
            "Records on the topics that this instance has not yet taken in, up to the high watermark: those behind an open transaction too.");
    private static final MetricDescription OLDEST = MetricDescription.gauge(
            "webhook_oldest_unread_seconds",
            "How long the oldest of them has been on its topic; 0 without. Grows while the flow stands, whatever holds it.");
    private static final MetricDescription DATABASE = MetricDescription.gauge(
            "webhook_database_up", "1 while the flow runs, 0 while it is paused for the database.");

    private static final MetricDescription PAUSED = MetricDescription.gauge(
            "webhook_route_paused",
            "1 while a route's deliveries wait, since what they call, publish or write to is not to be had.",
            "route");
    private static final MetricDescription BLOCKING = MetricDescription.gauge(
            "webhook_blocking_handlers",
            "Calls of handlers that do I/O of their own, and calls of any handler that were given up and have not ended.");
    private static final MetricDescription PARKED = MetricDescription.counter(
            "webhook_parked_total",
            "Entries sent to webhooks.retry as they were, because the database was away at a commit.");
    private static final MetricDescription THREAD_DEATHS = MetricDescription.counter(
            "webhook_stream_thread_deaths_total", "Stream threads that died and were replaced.");

    private static final MetricDescription LOST = MetricDescription.counter(
            "webhook_records_lost_total",
            "Records that were deleted from the topic before they were read; each gap is in webhook_action.");
    private static final MetricDescription UNREADABLE_REJECTIONS = MetricDescription.counter(
            "webhook_rejections_unreadable_total",
            "Records on webhooks.rejections that are no rejection, and so skipped.");

    private static final MetricDescription UNROUTED =
            MetricDescription.counter("webhook_unrouted_total", "Events that no route takes.", "endpoint");
    private static final MetricDescription ROUTE_RELOADS = MetricDescription.counter(
            "webhook_routes_reloads_total",
            "Changes of routes.yaml or of files it depends on found, by outcome: applied or refused.",
            "outcome");
    private static final MetricDescription ROUTES_MISTAKEN = MetricDescription.gauge(
            "webhook_routes_mistaken", "1 while routes.yaml has mistakes, so that an earlier one is in force.");
    private static final MetricDescription ROUTES_DIFFER = MetricDescription.gauge(
            "webhook_routes_differ", "Other running instances whose routes are not those of this one.");

    /** All of them, in the order of the documentation. */
    public static final List<MetricDescription> ALL = List.of(
            PROCESSED,
            CHANGED_COPIES,
            UNROUTED,
            DURATION,
            HANDLER,
            QUEUE,
            RETRY_QUEUE,
            DEAD_LETTERS,
            LAG,
            OLDEST,
            DATABASE,
            PAUSED,
            ROUTE_RELOADS,
            ROUTES_MISTAKEN,
            ROUTES_DIFFER,
            BLOCKING,
            PARKED,
            THREAD_DEATHS,
            LOST,
            UNREADABLE_REJECTIONS);

    /** What tells the meters of one name apart. */
    private record Series(String first, String second, String third) {}

    private static final List<String> OUTCOMES =
            List.of("processed", "ignored", "retry", "dead", "duplicate", "postponed");
    private static final Duration LONGEST = Duration.ofDays(365);

    // The registry finds a meter by sorting its labels, which costs more than counting.
    private final Map<Series, Counter> counters = new ConcurrentHashMap<>();
    private final Map<Series, Timer> timers = new ConcurrentHashMap<>();
    private final MeterRegistry registry;
    private final Clock clock;
    private final Counter unreadableRejections;
    private final Counter parked;
    private final Counter threadDeaths;
    private final Counter lost;
    private final LostRecords losses;
    private final MultiGauge pausedRoutes;

    /** @param losses is told of records that are gone, too */
    ProcessorMetrics(MeterRegistry registry, LostRecords losses, Clock clock) {
        this.losses = losses;
        this.registry = registry;
        this.clock = clock;
        this.unreadableRejections = counter(UNREADABLE_REJECTIONS);
        this.parked = counter(PARKED);
        this.threadDeaths = counter(THREAD_DEATHS);
        this.lost = counter(LOST);
        this.pausedRoutes =
                MultiGauge.builder(PAUSED.name()).description(PAUSED.help()).register(registry);
    }

    private Counter counter(MetricDescription description) {
        return Counter.builder(description.name())
                .description(description.help())
                .register(registry);
    }

    void gauges(
            WaitingGauges waiting,
            DoubleSupplier deadLetters,
            Backlog backlog,
            DoubleSupplier databaseUp,
            DoubleSupplier blockingHandlers) {
        gauge(QUEUE, waiting::waiting);
        gauge(RETRY_QUEUE, waiting::retries);
        gauge(DEAD_LETTERS, deadLetters);
        gauge(LAG, backlog::records);
        gauge(OLDEST, () -> backlog.oldest().toSeconds());
        gauge(DATABASE, databaseUp);
        gauge(BLOCKING, blockingHandlers);
    }

    /**
     * Shows the routes in force, and no other.
     *
     * @param paused whether a route's deliveries wait
     */
    void routes(List<String> names, Predicate<String> paused) {
        prepare(names);
        pausedRoutes.register(
                names.stream()
                        .<MultiGauge.Row<?>>map(
                                name -> MultiGauge.Row.of(Tags.of("route", name), () -> paused.test(name) ? 1 : 0))
                        .toList(),
                true);
    }

    private void prepare(List<String> routes) {
        routes.forEach(route -> timer(HANDLER, "route", route));
        List.of("applied", "refused").forEach(outcome -> counted(ROUTE_RELOADS, "outcome", outcome));
    }

    void routesReloaded(boolean applied) {
        counted(ROUTE_RELOADS, "outcome", applied ? "applied" : "refused").increment();
    }

    void watch(LiveRoutes routes) {
        gauge(ROUTES_MISTAKEN, () -> routes.areMistaken() ? 1 : 0);
        gauge(ROUTES_DIFFER, routes::differing);
    }

    private void gauge(MetricDescription description, DoubleSupplier value) {
        Gauge.builder(description.name(), value::getAsDouble)
                .description(description.help())
                .register(registry);
    }

    void unreadableRejection() {
        unreadableRejections.increment();
    }

    void threadDied() {
        threadDeaths.increment();
    }

    @Override
    public void lost(String topic, int partition, long from, long to) {
        lost.increment((double) (to - from));
        losses.lost(topic, partition, from, to);
    }

    @Override
    public void parked(int entries) {
        parked.increment(entries);
    }

    @Override
    public void flushed(List<BatchEntry> batch, List<Recorded> recorded) {
        for (int i = 0; i < batch.size(); i++) {
            switch (batch.get(i)) {
                case Attempt attempt -> count(attempt, recorded.get(i));
                case UndecodableRecord unreadable ->
                    processed("", "", "unreadable").increment();
                case PendingEvent awaiting -> {}
                case Duplicate again -> {
                    if (again.changed()) {
                        counted(CHANGED_COPIES, "endpoint", again.key().endpoint())
                                .increment();
                    }
                }
            }
        }
    }

    private void count(Attempt attempt, Recorded recorded) {
        String endpoint = attempt.delivery().event().key().endpoint();
        String route = attempt.delivery().route();
        processed(endpoint, route, outcome(recorded)).increment();
        if (attempt.delivery().unrouted() && recorded instanceof Recorded.Written) {
            counted(UNROUTED, "endpoint", endpoint).increment();
        }
        timer(HANDLER, "route", route).record(attempt.took());
        if (attempt.delivery().attempt() == 1 && attempt.delivery().generation().isEmpty()) {
            timer(DURATION, "endpoint", endpoint).record(sinceReceipt(attempt));
        }
    }

    /** A record of others may claim any time, and beyond 292 years a timer overflows. */
    private Duration sinceReceipt(Attempt attempt) {
        Duration time = Duration.between(attempt.delivery().event().receivedAt(), clock.instant());
        return time.compareTo(LONGEST) > 0 ? LONGEST : time;
    }

    private Counter processed(String endpoint, String route, String outcome) {
        return counters.computeIfAbsent(new Series(endpoint, route, outcome), series -> {
            // With the first of one outcome come the others, at 0: an alert sees their first rise.
            OUTCOMES.forEach(other -> registered(endpoint, route, other));
            return registered(endpoint, route, outcome);
        });
    }

    private Counter registered(String endpoint, String route, String outcome) {
        return Counter.builder(PROCESSED.name())
                .description(PROCESSED.help())
                .tags(Tags.of("endpoint", endpoint, "route", route, "outcome", outcome))
                .register(registry);
    }

    private Counter counted(MetricDescription description, String label, String value) {
        return counters.computeIfAbsent(
                new Series(description.name(), label, value),
                series -> Counter.builder(description.name())
                        .description(description.help())
                        .tags(label, value)
                        .register(registry));
    }

    private Timer timer(MetricDescription description, String label, String value) {
        return timers.computeIfAbsent(
                new Series(description.name(), label, value),
                series -> Timer.builder(description.name())
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
                        .register(registry));
    }

    private static String outcome(Recorded recorded) {
        return switch (recorded) {
            case Recorded.Written(Attempt attempt) -> outcome(attempt.outcome());
            case Recorded.WrittenBefore(Attempt before) -> outcome(before.outcome());
            case Recorded.AlreadyClaimed duplicate -> "duplicate";
            case Recorded.Postponed postponed -> "postponed";
            case Recorded.NoAttempt noted -> throw new IllegalStateException("an attempt is not only noted");
        };
    }

    private static String outcome(AttemptOutcome outcome) {
        return switch (outcome) {
            case AttemptOutcome.Processed processed -> "processed";
            case AttemptOutcome.Ignored ignored -> "ignored";
            case AttemptOutcome.Retry retry -> "retry";
            case AttemptOutcome.Dead dead -> "dead";
        };
    }
}
