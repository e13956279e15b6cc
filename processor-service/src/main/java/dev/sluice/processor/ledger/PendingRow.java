package dev.sluice.processor.ledger;

import dev.sluice.event.EventKey;
import dev.sluice.processor.delivery.Delivery;
import java.time.Instant;

/**
 * An event that is to have an audit row before any of its routes is attempted.
 *
 * @param key as stored
 * @param receivedAt receipt of its first copy, as far as is known
 * @param delivery one of the event's deliveries, for what they have in common
 */
record PendingRow(EventKey key, Instant receivedAt, Delivery delivery) {
    static PendingRow of(Delivery delivery) {
        return new PendingRow(
                AttemptEntry.key(delivery.event().key()),
                PgTime.of(delivery.event().receivedAt()),
                delivery);
    }

    PendingRow firstReceivedAt(Instant at) {
        return new PendingRow(key, at, delivery);
    }

    EventRow row() {
        return new EventRow(key, receivedAt);
    }
}
