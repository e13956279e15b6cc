package dev.sluice.cli.load;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * When requests are due: evenly spaced, whatever became of those before. Times are of {@link System#nanoTime}.
 *
 * @param perSecond 0 when a request is due as soon as a connection is free
 */
record Pacing(long began, int perSecond, Duration duration) {
    // A wake-up is always a little late; the last requests must not be lost to that.
    private static final Duration LATE = Duration.ofSeconds(1);

    /** When a request is due; latency counts from here, or a slow answer would hide how long the next one waited. */
    long due(long number, long now) {
        return perSecond == 0 ? now : began + number * TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    /** Whether a request that is due then does not belong to this load any more. */
    boolean isOver(long due) {
        return due - began >= duration.toNanos();
    }

    /** Whether it is too late to send what should have been sent before the end. */
    boolean isTooLate(long now) {
        return isOver(now - LATE.toNanos());
    }

    /** How many requests there are to be; 0 when nobody knows. */
    long planned() {
        return (long) Math.ceil(perSecond * (duration.toNanos() / (double) TimeUnit.SECONDS.toNanos(1)));
    }
}
