package dev.sluice.processor.ledger;

import dev.sluice.event.EventKey;
import java.util.List;
import java.util.Optional;

/** What a ledger has written, as a test reads it. */
interface Book {
    /** The event's audit row. */
    Optional<Row> event(EventKey key);

    /** The event's attempts as {@code generation/route/attempt outcome}, sorted. */
    List<String> attempts(EventKey key);

    /** Causes of the event's dead letters. */
    List<String> deadLetters(EventKey key);

    /** What {@link Samples#counted} added up to for the event. */
    long effects(EventKey key);

    record Row(String status, int attempts, long duplicates, Optional<String> result, Optional<String> lastError) {}
}
