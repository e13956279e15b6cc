package dev.sluice.ingest.reject;

import java.time.Duration;

/** Grants so many turns in each stretch of time and counts the rest. Thread-safe. */
final class TurnRate {
    private final int perStretch;
    private final long stretchNanos;
    private long stretchStart = Long.MIN_VALUE;
    private int granted;
    private long skipped;

    TurnRate(int perStretch, Duration stretch) {
        this.perStretch = perStretch;
        this.stretchNanos = stretch.toNanos();
    }

    /** @param now from {@link System#nanoTime} */
    synchronized Turn next(long now) {
        if (stretchStart == Long.MIN_VALUE || now - stretchStart >= stretchNanos) {
            stretchStart = now;
            granted = 0;
        }
        if (granted == perStretch) {
            skipped++;
            return new Turn(false, 0);
        }
        granted++;
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
