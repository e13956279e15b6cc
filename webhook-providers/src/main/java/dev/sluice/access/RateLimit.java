package dev.sluice.access;

import java.util.OptionalInt;

/**
 * How many requests may come, as token buckets: {@code burst} at once, refilled at the pace of a minute, and an hour's
 * worth beside it. At least one of the two paces is there.
 *
 * @param perMinute tokens that come back each minute
 * @param perHour tokens that come back each hour; as many may be spent at once
 * @param burst tokens of the minute's bucket; without a minute's pace it has no meaning
 */
public record RateLimit(OptionalInt perMinute, OptionalInt perHour, int burst) {
    private static final int MINUTES = 60;

    public RateLimit {
        if (perMinute.isEmpty() && perHour.isEmpty()) {
            throw new IllegalArgumentException("a limit without a pace limits nothing");
        }
    }

    /** How many rejections a minute an address may cause before it is blocked: as many as it may send requests. */
    public int rejectionsPerMinute() {
        return perMinute.orElseGet(() -> Math.max(1, perHour.orElseThrow() / MINUTES));
    }
}
