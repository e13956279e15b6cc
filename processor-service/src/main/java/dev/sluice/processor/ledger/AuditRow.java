package dev.sluice.processor.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.body.DocumentPlace;
import dev.sluice.body.EventDocument;
import dev.sluice.body.JsonbFit;
import dev.sluice.event.EventKey;
import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.work.Unit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code webhook_event} as it is when the batch is the first to write of the event.
 *
 * @param row its key: event as stored, and receipt of the first copy
 * @param unit one of the event's units, for what they have in common
 * @param payload what becomes {@code jsonb}; null when it is not to be stored
 * @param headers the request's headers
 * @param bare see {@link Entry}
 */
record AuditRow(
        EventRow row,
        Unit unit,
        EventSummary summary,
        @Nullable EventDocument payload,
        @Nullable EventDocument headers,
        boolean bare) {
    /** @param entries attempts at the event, at least one */
    static AuditRow of(EventRow row, List<Entry> entries, boolean storeJson) {
        Unit unit = entries.get(0).unit();
        EventSummary summary =
                EventSummary.of(entries.stream().map(Entry::attempted).toList(), unit.routes());
        return of(row, unit, summary, entries.stream().anyMatch(Entry::bare), storeJson);
    }

    static AuditRow of(AwaitingEvent event, boolean storeJson) {
        EventSummary nothingYet = EventSummary.of(List.of(), event.unit().routes());
        return of(event.row(), event.unit(), nothingYet, false, storeJson);
    }

    private static AuditRow of(EventRow row, Unit unit, EventSummary summary, boolean bare, boolean storeJson) {
        // As a record's header it was UTF-8, so there is no half of a surrogate pair in it.
        byte[] headers = unit.event().request().headersJson().replace("\0", "").getBytes(UTF_8);
        return new AuditRow(
                row,
                unit,
                summary,
                bare || !storeJson ? null : unit.document(),
                bare ? null : new EventDocument(headers, DocumentPlace.JSON),
                bare);
    }

    WebhookEvent event() {
        return unit.event();
    }

    /** Whether Postgres takes it without being asked. */
    boolean plain() {
        return !asks(payload) && !asks(headers);
    }

    private static boolean asks(@Nullable EventDocument document) {
        return document != null && document.jsonb() == JsonbFit.ASK;
    }

    EventKey key() {
        return row.key();
    }

    Instant receivedAt() {
        return row.receivedAt();
    }

    /** The text as stored, or nothing of it in a bare row. */
    String required(String text) {
        return bare ? "" : StoredText.required(text);
    }

    /** As {@link #required}, of what may be absent. */
    @Nullable
    String optional(@Nullable String text) {
        return bare ? null : StoredText.of(text);
    }

    @Nullable
    String objectId() {
        return bare ? null : event().subject().map(StoredText::id).orElse(null);
    }

    @Nullable
    String customerId() {
        if (bare) {
            return null;
        }
        JsonNode object = unit.document().tree().path("data").path("object");
        JsonNode id = object.path("customer").isTextual() ? object.path("customer") : object.path("customer_id");
        return id.isTextual() ? StoredText.id(id.textValue()) : null;
    }

    /** The header {@code X-Request-Id}, however it is written. */
    @Nullable
    String requestId() {
        if (headers == null) {
            return null;
        }
        for (Map.Entry<String, JsonNode> header : headers.tree().properties()) {
            if (header.getKey().equalsIgnoreCase("X-Request-Id")
                    && header.getValue().isTextual()) {
                return StoredText.of(header.getValue().textValue());
            }
        }
        return null;
    }

    /** Names of routes as {@code webhook_attempt} has them. */
    List<String> routes() {
        return unit.routes().stream().map(StoredText::key).toList();
    }
}
