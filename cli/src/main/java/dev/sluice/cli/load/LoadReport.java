package dev.sluice.cli.load;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.AbstractHistogram;

/**
 * What came of a load.
 *
 * @param began when the first request was due
 * @param took from then to the last answer
 * @param planned requests that were to be sent; 0 when as many as possible were
 * @param statuses answers by status
 * @param failures requests without an answer, by reason
 * @param latency of all answers in microseconds, from when each request was due
 */
public record LoadReport(
        Instant began,
        Duration took,
        long planned,
        Map<Integer, Long> statuses,
        Map<String, Long> failures,
        AbstractHistogram latency) {
    private static final double MICROS_PER_MILLI = 1000.0;
    private static final double NANOS_PER_SECOND = 1e9;

    public LoadReport {
        statuses = Collections.unmodifiableMap(new TreeMap<>(statuses));
        failures = Collections.unmodifiableMap(new TreeMap<>(failures));
    }

    /** Requests that were sent, or tried to be. */
    public long sent() {
        return sum(statuses) + sum(failures);
    }

    /** Answers with 2xx. */
    public long accepted() {
        return statuses.entrySet().stream()
                .filter(answers -> isAccepted(answers.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Requests whose time had not come when the load was over, because those before were not answered. */
    public long notSent() {
        return Math.max(0, planned - sent());
    }

    /** Answers with 2xx in a second. */
    public double acceptedPerSecond() {
        return took.isZero() ? 0 : accepted() * NANOS_PER_SECOND / took.toNanos();
    }

    /** In milliseconds. */
    public double percentile(double percent) {
        return latency.getValueAtPercentile(percent) / MICROS_PER_MILLI;
    }

    static boolean isAccepted(int status) {
        return status / 100 == 2;
    }

    private static long sum(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
