package dev.sluice.processor.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.body.DocumentPlace;
import dev.sluice.body.EventDocument;
import dev.sluice.body.JsonbFit;
import dev.sluice.event.EventKey;
import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.delivery.Delivery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code webhook_event} as it is when the batch is the first to write of the event.
 *
 * @param row its key: event as stored, and receipt of the first copy
 * @param delivery one of the event's deliveries, for what they have in common
 * @param payload what becomes {@code jsonb}; null when it is not to be stored
 * @param headers the request's headers
 * @param bodyOnly see {@link AttemptEntry}
 */
record AuditRow(
        EventRow row,
        Delivery delivery,
        EventSummary summary,
        @Nullable EventDocument payload,
        @Nullable EventDocument headers,
        boolean bodyOnly) {
    private static final Set<String> ABOUT_A_CUSTOMER =
            Set.of("customer.created", "customer.updated", "customer.deleted");

    /** @param entries attempts at the event, at least one */
    static AuditRow of(EventRow row, List<AttemptEntry> entries, boolean storeJson) {
        Delivery delivery = entries.get(0).delivery();
        EventSummary summary =
                EventSummary.of(entries.stream().map(AttemptEntry::attempted).toList(), delivery.routes());
        return of(row, delivery, summary, entries.stream().anyMatch(AttemptEntry::bodyOnly), storeJson);
    }

    static AuditRow of(PendingRow event, boolean storeJson) {
        EventSummary nothingYet = EventSummary.of(List.of(), event.delivery().routes());
        return of(event.row(), event.delivery(), nothingYet, false, storeJson);
    }

    private static AuditRow of(
            EventRow row, Delivery delivery, EventSummary summary, boolean bodyOnly, boolean storeJson) {
        // As a record's header it was UTF-8, so there is no half of a surrogate pair in it.
        byte[] headers =
                delivery.event().request().headersJson().replace("\0", "").getBytes(UTF_8);
        return new AuditRow(
                row,
                delivery,
                summary,
                bodyOnly || !storeJson ? null : delivery.document(),
                bodyOnly ? null : new EventDocument(headers, DocumentPlace.JSON),
                bodyOnly);
    }

    WebhookEvent event() {
        return delivery.event();
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

    /** The text as stored, or nothing of it in a row of the body only. */
    String required(String text) {
        return bodyOnly ? "" : PgText.required(text);
    }

    /** As {@link #required}, of what may be absent. */
    @Nullable
    String optional(@Nullable String text) {
        return bodyOnly ? null : PgText.of(text);
    }

    @Nullable
    String objectId() {
        return bodyOnly ? null : event().subject().map(PgText::id).orElse(null);
    }

    @Nullable
    String customerId() {
        if (bodyOnly) {
            return null;
        }
        JsonNode tree = delivery.document().tree();
        JsonNode data = tree.path("data");
        Optional<String> id = customerOf(data.path("object"));
        for (JsonNode each : tree.path("payload")) {
            id = id.or(() -> customerOf(each.path("entity")));
        }
        // Square's objects have one more level, Paddle's one less, and Shopify's are the whole payload.
        for (JsonNode each : data.path("object")) {
            id = id.or(() -> customerOf(each));
        }
        id = id.or(() -> customerOf(data)).or(() -> customerOf(tree));
        // What is told of a customer is an event of that customer's too.
        return id.or(() -> ABOUT_A_CUSTOMER.contains(delivery.category()) ? aboutACustomer(tree) : Optional.empty())
                .map(PgText::id)
                .orElse(null);
    }

    /** Shopify's object id is a URL, while orders and the projections have the number in it. */
    private Optional<String> aboutACustomer(JsonNode tree) {
        return event().provider().equals("shopify")
                ? Optional.of(tree.path("id").asText()).filter(id -> !id.isEmpty())
                : event().subject();
    }

    /** The customer an object names; one that stands there as a whole gives its id. */
    private static Optional<String> customerOf(JsonNode object) {
        JsonNode customer = object.path("customer");
        JsonNode id = customer.isObject() ? customer.path("id") : customer;
        return Stream.of(id, object.path("customer_id"))
                .filter(value -> value.isTextual() || value.isIntegralNumber())
                .map(JsonNode::asText)
                .filter(text -> !text.isEmpty())
                .findFirst();
    }

    /** Names of routes as {@code webhook_attempt} has them. */
    List<String> routes() {
        return delivery.routes().stream().map(PgText::key).toList();
    }
}
