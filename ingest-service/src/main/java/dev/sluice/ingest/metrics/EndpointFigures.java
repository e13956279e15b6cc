package dev.sluice.ingest.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What one endpoint has done since this instance started.
 *
 * @param outcomes requests by how they ended
 * @param meanMillis from a request's headers to its answer; empty before the first
 * @param p99Millis 99 of 100 took no longer, as far as the histogram's buckets tell; empty before the first
 */
public record EndpointFigures(
        Map<Outcome, Long> outcomes,
        Optional<Double> meanMillis,
        Optional<Double> p99Millis,
        long signatureFailures,
        long rateLimited) {
    private static final double NINETY_NINE = 0.99;

    static EndpointFigures of(MeterRegistry registry, String endpoint) {
        Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(
                    outcome,
                    sum(registry.find(IngestMetrics.RECEIVED.name())
                            .tags("endpoint", endpoint, "outcome", outcome.label())
                            .counters()));
        }
        Collection<Timer> timers = registry.find(IngestMetrics.REQUEST_DURATION.name())
                .tag("endpoint", endpoint)
                .timers();
        return new EndpointFigures(
                outcomes,
                mean(timers),
                quantile(timers),
                sum(registry.find(IngestMetrics.SIGNATURE_FAILURES.name())
                        .tag("endpoint", endpoint)
                        .counters()),
                sum(registry.find(IngestMetrics.RATE_LIMITED.name())
                        .tag("endpoint", endpoint)
                        .counters()));
    }

    /** All requests. */
    public long total() {
        return outcomes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The share that got what it came for, from 0 to 1; empty before the first. */
    public Optional<Double> successRate() {
        double good = count(Outcome.ACCEPTED) + count(Outcome.HANDSHAKE);
        return total() == 0 ? Optional.empty() : Optional.of(good / total());
    }

    private long count(Outcome outcome) {
        return outcomes.getOrDefault(outcome, 0L);
    }

    private static long sum(Collection<Counter> counters) {
        return (long) counters.stream().mapToDouble(Counter::count).sum();
    }

    private static Optional<Double> mean(Collection<Timer> timers) {
        long count = timers.stream().mapToLong(Timer::count).sum();
        double total = timers.stream()
                .mapToDouble(timer -> timer.totalTime(TimeUnit.MILLISECONDS))
                .sum();
        return count == 0 ? Optional.empty() : Optional.of(total / count);
    }

    /** Read off the buckets that are counted anyway; within one, times are taken to be spread evenly. */
    private static Optional<Double> quantile(Collection<Timer> timers) {
        Map<Double, Double> upTo = new TreeMap<>();
        for (Timer timer : timers) {
            for (CountAtBucket bucket : timer.takeSnapshot().histogramCounts()) {
                upTo.merge(bucket.bucket(TimeUnit.MILLISECONDS), bucket.count(), Double::sum);
            }
        }
        long count = timers.stream().mapToLong(Timer::count).sum();
        if (count == 0) {
            return Optional.empty();
        }
        double wanted = NINETY_NINE * count;
        double lowerBound = 0;
        double below = 0;
        for (Map.Entry<Double, Double> bucket : upTo.entrySet()) {
            if (bucket.getValue() >= wanted) {
                double within = bucket.getValue() - below;
                return Optional.of(lowerBound + (bucket.getKey() - lowerBound) * (wanted - below) / within);
            }
            lowerBound = bucket.getKey();
            below = bucket.getValue();
        }
        // Slower than the last bucket can tell.
        return Optional.of(lowerBound);
    }
}
