package dev.sluice.peers.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Table {@code webhook_attempt}: one row for each attempt, of which a peer makes one an event. */
final class AttemptTable {
    private static final String INSERT = """
        INSERT INTO webhook_attempt (endpoint, event_id, generation, route, attempt, outcome, result, attempted_at,
            took_micros, topic, partition, "offset", received_at)
        SELECT r.endpoint, r.event_id, '', 'payments', 1, 'processed', r.result, now(), 0, r.topic, r.partition,
            r.position, %s
        FROM %s
        ON CONFLICT DO NOTHING
        """.formatted(
                    ArrayInsert.time("received"),
                    ArrayInsert.rows("endpoint event_id result topic partition position received"));

    private AttemptTable() {}

    static void insert(Connection connection, List<EventRow> rows) throws SQLException {
        try (ArrayInsert<EventRow> insert = new ArrayInsert<>(connection, INSERT, rows)) {
            insert.texts(EventRow::endpoint)
                    .texts(EventRow::id)
                    .texts(AttemptTable::result)
                    .texts(EventRow::topic)
                    .integers(EventRow::partition)
                    .longs(EventRow::offset)
                    .longs(EventRow::receivedMicros)
                    .execute();
        }
    }

    static String result(EventRow row) {
        return "payment " + row.objectId() + " is succeeded";
    }
}
