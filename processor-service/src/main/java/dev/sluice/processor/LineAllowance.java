package dev.sluice.processor;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How many lines may be logged: many at once, and few for long. Thread-safe. */
final class LineAllowance {
    /** At once. */
    static final int BURST = 200;

    /** For long. */
    static final int PER_SECOND = 20;

    private final LongSupplier nanoTime;
    private double left = BURST;
    private long asked;
    private long skipped;

    LineAllowance(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.asked = nanoTime.getAsLong();
    }

    /** @param skippedBefore how many were not granted since the last that was; 0 where this one is not */
    record Turn(boolean granted, long skippedBefore) {}

    synchronized Turn next() {
        long now = nanoTime.getAsLong();
        left = Math.min(BURST, left + (now - asked) * (double) PER_SECOND / TimeUnit.SECONDS.toNanos(1));
        asked = now;
        if (left < 1) {
            skipped++;
            return new Turn(false, 0);
        }
        left--;
        long before = skipped;
        skipped = 0;
        return new Turn(true, before);
    }
}
