package dev.sluice.processor.work;

import dev.sluice.event.EventKey;
import java.time.Instant;

/**
 * A repeat of an event that the deduplication window caught.
 *
 * @param firstReceivedAt when the first copy was received
 * @param duplicates copies seen so far besides the first
 */
public record SeenAgain(EventKey key, Instant firstReceivedAt, long duplicates) {}
