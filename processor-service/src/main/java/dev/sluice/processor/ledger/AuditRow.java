package dev.sluice.processor.ledger;

import dev.sluice.event.EventKey;
import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.work.Unit;
import java.time.Instant;
import java.util.List;

/**
 * A row of {@code webhook_event} as it is when the batch is the first to write of the event.
 *
 * @param key as stored
 * @param receivedAt receipt of the first copy: finds the partition
 * @param unit one of the event's units, for what they have in common
 * @param bare see {@link Entry}
 */
record AuditRow(EventKey key, Instant receivedAt, Unit unit, EventSummary summary, StoredJson body, boolean bare) {
    /** @param entries of one event, at least one */
    static AuditRow of(List<Entry> entries) {
        Entry first = entries.get(0);
        boolean bare = entries.stream().anyMatch(Entry::bare);
        return new AuditRow(
                first.claim().event(),
                first.receivedAt(),
                first.unit(),
                EventSummary.of(entries.stream().map(Entry::attempted).toList()),
                StoredJson.of(first.event().body()),
                bare);
    }

    String headers() {
        return StoredText.withoutNul(event().request().headersJson());
    }

    WebhookEvent event() {
        return unit.event();
    }
}
