package dev.sluice.ingest.rejection;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Rate limiter with fixed windows, of which one endpoint gets at most a quarter; counts what it denies. Thread-safe.
 */
final class TurnRate {
    private static final int SHARES = 4;

    private final int perStretch;
    private final int perEndpoint;
    private final Map<String, Integer> grantedTo = new HashMap<>();
    private final long stretchNanos;
    private long stretchStart = Long.MIN_VALUE;
    private int granted;
    private long skipped;

    TurnRate(int perStretch, Duration stretch) {
        this.perStretch = perStretch;
        this.perEndpoint = Math.ceilDiv(perStretch, SHARES);
        this.stretchNanos = stretch.toNanos();
    }

    /** @param now from {@link System#nanoTime} */
    synchronized Turn next(String endpoint, long now) {
        if (stretchStart == Long.MIN_VALUE || now - stretchStart >= stretchNanos) {
            stretchStart = now;
            granted = 0;
            grantedTo.clear();
        }
        int before = grantedTo.getOrDefault(endpoint, 0);
        if (granted == perStretch || before == perEndpoint) {
            skipped++;
            return new Turn(false, 0);
        }
        granted++;
        grantedTo.put(endpoint, before + 1);
        Turn turn = new Turn(true, skipped);
        skipped = 0;
        return turn;
    }

    /**
     * What one caller may do.
     *
     * @param skippedBefore turns that were not granted since the last that was
     */
    record Turn(boolean granted, long skippedBefore) {}
}
