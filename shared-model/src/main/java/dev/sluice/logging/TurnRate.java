package dev.sluice.logging;

import java.util.concurrent.TimeUnit;

/** A token bucket: many turns at once, and few for long. Counts what it denies. Thread-safe. */
public final class TurnRate {
    private final int burst;
    private final double perNano;
    private double left;
    private long asked;
    private long skipped;

    /**
     * @param burst turns at once
     * @param perSecond turns for long
     * @param now a reading of {@link System#nanoTime}
     */
    public TurnRate(int burst, double perSecond, long now) {
        this.burst = burst;
        this.perNano = perSecond / TimeUnit.SECONDS.toNanos(1);
        this.left = burst;
        this.asked = now;
    }

    /**
     * What one caller may do.
     *
     * @param skippedBefore turns that were not granted since the last that was; 0 where this one is not
     */
    public record Turn(boolean granted, long skippedBefore) {}

    /**
     * Takes a turn, where there is one.
     *
     * @param now a reading of {@link System#nanoTime}
     */
    public synchronized Turn next(long now) {
        // Readings of several threads may come in another order than they were taken in.
        long passed = Math.max(0, now - asked);
        left = Math.min(burst, left + passed * perNano);
        asked += passed;
        if (left < 1) {
            skipped++;
            return new Turn(false, 0);
        }
        left--;
        Turn turn = new Turn(true, skipped);
        skipped = 0;
        return turn;
    }
}
