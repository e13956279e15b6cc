package dev.sluice.processor.ledger;

import dev.sluice.event.EventKey;
import dev.sluice.processor.work.Unit;
import java.time.Instant;

/**
 * An event that is to have an audit row before any of its routes is attempted.
 *
 * @param key as stored
 * @param receivedAt receipt of its first copy, as far as is known
 * @param unit one of the event's units, for what they have in common
 */
record AwaitingEvent(EventKey key, Instant receivedAt, Unit unit) {
    static AwaitingEvent of(Unit unit) {
        return new AwaitingEvent(
                Entry.key(unit.event().key()), StoredTime.of(unit.event().receivedAt()), unit);
    }

    AwaitingEvent firstReceivedAt(Instant at) {
        return new AwaitingEvent(key, at, unit);
    }

    EventRow row() {
        return new EventRow(key, receivedAt);
    }
}
