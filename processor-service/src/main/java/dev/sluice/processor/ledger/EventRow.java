package dev.sluice.processor.ledger;

import dev.sluice.event.EventKey;
import java.time.Instant;
import java.util.Comparator;

/**
 * Primary key of {@code webhook_event}. Ordered, so that two threads that write the same rows wait in line: by time first,
 * since {@code COPY} fills one partition after the other.
 */
record EventRow(EventKey key, Instant receivedAt) implements Comparable<EventRow> {
    private static final Comparator<EventRow> ORDER =
            Comparator.comparing(EventRow::receivedAt).thenComparing(EventRow::key);

    @Override
    public int compareTo(EventRow other) {
        return ORDER.compare(this, other);
    }
}
