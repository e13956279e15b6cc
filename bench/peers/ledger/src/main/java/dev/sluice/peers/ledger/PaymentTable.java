package dev.sluice.peers.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/** Table {@code payment}: the newest state of each payment, by the provider's time. */
final class PaymentTable {
    private static final int SUCCEEDED = 30;
    private static final String UPSERT = """
        INSERT INTO payment AS t (endpoint, id, status, amount, currency, customer_id, status_at, status_rank,
            status_event_id)
        SELECT r.endpoint, r.id, r.status, r.amount::numeric, r.currency, r.customer, %s, r.rank, r.event_id
        FROM %s
        ON CONFLICT (endpoint, id, mode, account) DO UPDATE
        SET status = excluded.status, amount = excluded.amount, currency = excluded.currency,
            customer_id = excluded.customer_id, status_at = excluded.status_at, status_rank = excluded.status_rank,
            status_event_id = excluded.status_event_id
        WHERE t.status_at IS NULL
           OR (excluded.status_at, excluded.status_rank, excluded.status_event_id)
               >= (t.status_at, t.status_rank, t.status_event_id)
        """.formatted(
            ArrayInsert.time("at"), ArrayInsert.rows("endpoint id status amount currency customer at rank event_id"));
    private static final BinaryOperator<EventRow> NEWER =
            BinaryOperator.maxBy(Comparator.comparing(PaymentTable::at).thenComparing(EventRow::id));

    private PaymentTable() {}

    /** One statement can't change a row twice, so of one batch only the newest event of a payment is sent. */
    static void upsert(Connection connection, Collection<EventRow> events) throws SQLException {
        Map<String, EventRow> newest = new TreeMap<>();
        for (EventRow event : events) {
            newest.merge(event.endpoint() + '\t' + event.objectId(), event, NEWER);
        }
        List<EventRow> rows = List.copyOf(newest.values());
        try (ArrayInsert<EventRow> insert = new ArrayInsert<>(connection, UPSERT, rows)) {
            insert.texts(EventRow::endpoint)
                    .texts(EventRow::objectId)
                    .texts(row -> payment(row).path("status").asText())
                    .texts(row -> payment(row).path("amount").asText())
                    .texts(row -> payment(row).path("currency").asText().toUpperCase(Locale.ROOT))
                    .texts(row -> payment(row).path("customer_id").asText(null))
                    .longs(PaymentTable::at)
                    .integers(row -> SUCCEEDED)
                    .texts(EventRow::id)
                    .execute();
        }
    }

    private static JsonNode payment(EventRow row) {
        return row.json().path("data").path("object");
    }

    private static Long at(EventRow row) {
        return row.createdMicros() != null ? row.createdMicros() : row.receivedMicros();
    }
}
