package dev.sluice.processor;

import dev.sluice.metrics.MetricDescription;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.delivery.BatchEntry;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.processor.delivery.Duplicate;
import dev.sluice.processor.delivery.PendingEvent;
import dev.sluice.processor.delivery.UndecodableRecord;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.processor.streams.FlushListener;
import dev.sluice.record.Coordinates;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts events and their deliveries as they begin and end, so that sums can be held against each other ({@code docs/metrics.md} has
 * the equations); and tells another listener of everything. Deliveries of replays and redrives are not among them. Thread-safe.
 */
public final class DeliveryMetrics implements FlushListener {
    private static final MetricDescription EVENTS = MetricDescription.counter(
            "webhook_events_total", "Events of which the first copy has been taken in.", "endpoint");
    private static final MetricDescription DELIVERIES = MetricDescription.counter(
            "webhook_deliveries_total",
            "Deliveries of these events: one for each route that takes it, one also where none does.",
            "endpoint");
    private static final MetricDescription DUPLICATES = MetricDescription.counter(
            "webhook_duplicates_total", "Further copies of events, as the deduplication window has found.", "endpoint");
    private static final MetricDescription END_TO_END = MetricDescription.histogram(
            "webhook_end_to_end_seconds",
            "From the receipt of an event to the commit of the attempt that ends a delivery of it: processed, ignored or dead.",
            "endpoint",
            "outcome");

    /** For {@code docs/metrics.md}. */
    public static final List<MetricDescription> ALL = List.of(EVENTS, DELIVERIES, DUPLICATES, END_TO_END);

    private static final Duration LONGEST = Duration.ofDays(365);
    private static final List<String> ENDS = List.of("processed", "ignored", "dead");
    private static final Duration[] BUCKETS = Stream.of(
                    "PT0.025S", "PT0.1S", "PT0.5S", "PT1S", "PT5S", "PT30S", "PT5M", "PT1H", "PT6H", "PT24H")
            .map(Duration::parse)
            .toArray(Duration[]::new);

    private final FlushListener next;
    private final MeterRegistry registry;
    private final Clock clock;
    // The registry finds a meter by sorting its labels, which costs more than counting.
    private final Map<String, OfEndpoint> endpoints = new ConcurrentHashMap<>();

    private record OfEndpoint(Counter events, Counter deliveries, Counter duplicates, Map<String, Timer> ends) {}

    DeliveryMetrics(FlushListener next, MeterRegistry registry, Clock clock) {
        this.next = next;
        this.registry = registry;
        this.clock = clock;
    }

    @Override
    public void lost(String topic, int partition, long from, long to) {
        next.lost(topic, partition, from, to);
    }

    @Override
    public void parked(int entries) {
        next.parked(entries);
    }

    @Override
    public void flushed(List<BatchEntry> batch, List<Recorded> recorded) {
        next.flushed(batch, recorded);
        // The deliveries of one event that are attempted at once stand beside each other.
        Coordinates begun = null;
        for (int i = 0; i < batch.size(); i++) {
            switch (batch.get(i)) {
                case Attempt attempt -> {
                    begun = begin(attempt, recorded.get(i), begun);
                    end(recorded.get(i));
                }
                case PendingEvent pending -> {
                    if (pending.delivery().fresh()) {
                        begin(pending.delivery());
                    }
                }
                case Duplicate copy -> of(copy.key().endpoint()).duplicates().increment();
                case UndecodableRecord unreadable -> {}
            }
        }
    }

    private @Nullable Coordinates begin(Attempt attempt, Recorded recorded, @Nullable Coordinates begun) {
        Delivery delivery = attempt.delivery();
        if (!delivery.fresh()
                || recorded instanceof Recorded.WrittenBefore
                || delivery.source().equals(begun)) {
            return begun;
        }
        begin(delivery);
        return delivery.source();
    }

    private void begin(Delivery delivery) {
        OfEndpoint meters = of(delivery.event().key().endpoint());
        meters.events().increment();
        meters.deliveries().increment(delivery.routes().size());
    }

    private void end(Recorded recorded) {
        // After a crash the recorded outcome comes again, and was counted before it.
        if (recorded instanceof Recorded.Written(Attempt attempt)
                && attempt.delivery().generation().isEmpty()) {
            String end = switch (attempt.outcome()) {
                case AttemptOutcome.Processed processed -> "processed";
                case AttemptOutcome.Ignored ignored -> "ignored";
                case AttemptOutcome.Dead dead -> "dead";
                case AttemptOutcome.Retry retry -> "";
            };
            Timer timer = of(attempt.delivery().event().key().endpoint()).ends().get(end);
            if (timer != null) {
                timer.record(sinceReceipt(attempt.delivery()));
            }
        }
    }

    /** A record of others may claim any time, and beyond 292 years a timer overflows. */
    private Duration sinceReceipt(Delivery delivery) {
        Duration time = Duration.between(delivery.event().receivedAt(), clock.instant());
        return time.compareTo(LONGEST) > 0 ? LONGEST : time;
    }

    private OfEndpoint of(String endpoint) {
        return endpoints.computeIfAbsent(endpoint, this::made);
    }

    private OfEndpoint made(String endpoint) {
        Map<String, Timer> ends = new ConcurrentHashMap<>();
        for (String end : ENDS) {
            ends.put(
                    end,
                    Timer.builder(END_TO_END.name())
                            .description(END_TO_END.help())
                            .tags("endpoint", endpoint, "outcome", end)
                            .serviceLevelObjectives(BUCKETS)
                            .register(registry));
        }
        return new OfEndpoint(
                counter(EVENTS, endpoint), counter(DELIVERIES, endpoint), counter(DUPLICATES, endpoint), ends);
    }

    private Counter counter(MetricDescription description, String endpoint) {
        return Counter.builder(description.name())
                .description(description.help())
                .tag("endpoint", endpoint)
                .register(registry);
    }
}
