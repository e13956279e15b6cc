package dev.sluice.processor.streams;

import java.time.Duration;

/**
 * Bounds on what a stream thread gathers before it writes.
 *
 * @param entries at which the batch is flushed
 * @param bytes at which it is flushed
 * @param age of the oldest entry at which it is flushed while records keep coming; once none is left to process it is flushed
 *     at once
 * @param databaseTime all database work of a thread between two Kafka commits shares it
 * @param handlerTime after which a Kafka transaction is too old for more attempts
 */
public record BatchLimits(int entries, long bytes, Duration age, Duration databaseTime, Duration handlerTime) {
    /** What was measured to be fast, and well under the Kafka transaction's time-out of 60 s. */
    public static final BatchLimits DEFAULT =
            new BatchLimits(1000, 8L << 20, Duration.ofMillis(500), Duration.ofSeconds(15), Duration.ofSeconds(10));
}
