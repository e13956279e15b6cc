package dev.sluice.cli.load;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What one connection has counted. Not thread-safe. */
final class Tally {
    private static final int DIGITS = 3;

    private final Histogram latency = new Histogram(DIGITS);
    private final Map<Integer, Long> statuses = new TreeMap<>();
    private final Map<String, Long> failures = new TreeMap<>();
    private long last;

    /** An answer came. */
    void answered(int status, long due, long now) {
        latency.recordValue(Math.max(0, TimeUnit.NANOSECONDS.toMicros(now - due)));
        statuses.merge(status, 1L, Long::sum);
        last = now;
    }

    /** No answer came, for this reason. */
    void failed(String why) {
        failures.merge(why, 1L, Long::sum);
    }

    /** All of them together. */
    static LoadReport report(Iterable<Tally> tallies, Pacing pacing, Instant beganAt) {
        Tally all = new Tally();
        all.last = pacing.began();
        for (Tally tally : tallies) {
            all.latency.add(tally.latency);
            tally.statuses.forEach((status, count) -> all.statuses.merge(status, count, Long::sum));
            tally.failures.forEach((why, count) -> all.failures.merge(why, count, Long::sum));
            if (!tally.statuses.isEmpty()) {
                all.last = Math.max(all.last, tally.last);
            }
        }
        return new LoadReport(
                beganAt,
                Duration.ofNanos(all.last - pacing.began()),
                pacing.planned(),
                all.statuses,
                all.failures,
                all.latency);
    }
}
