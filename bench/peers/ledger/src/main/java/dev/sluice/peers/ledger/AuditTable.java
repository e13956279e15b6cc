package dev.sluice.peers.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Table {@code webhook_event}: one row for each event, with its body as bytes and as JSON. */
final class AuditTable {
    private static final String INSERT = """
        INSERT INTO webhook_event (endpoint, event_id, provider, type, category, status, livemode, object_id, body,
            payload, payload_sha256, content_type, headers, http_target, created_at, received_at, attempts, result,
            topic, partition, "offset")
        SELECT r.endpoint, r.event_id, r.provider, r.type, r.type, 'processed', r.livemode, r.object_id, r.body,
            convert_from(r.body, 'UTF8')::jsonb, sha256(r.body), r.content_type, r.headers::jsonb, r.http_target,
            %s, %s, 1, r.result, r.topic, r.partition, r.position
        FROM %s
        ON CONFLICT DO NOTHING
        """.formatted(
            ArrayInsert.time("created"),
            ArrayInsert.time("received"),
            ArrayInsert.rows("endpoint event_id provider type livemode object_id body content_type headers http_target"
                    + " created received result topic partition position"));

    private AuditTable() {}

    static void insert(Connection connection, List<EventRow> rows) throws SQLException {
        try (ArrayInsert<EventRow> insert = new ArrayInsert<>(connection, INSERT, rows)) {
            insert.texts(EventRow::endpoint)
                    .texts(EventRow::id)
                    .texts(EventRow::provider)
                    .texts(EventRow::type)
                    .booleans(EventRow::livemode)
                    .texts(EventRow::objectId)
                    .bytes(EventRow::body)
                    .texts(EventRow::contentType)
                    .texts(EventRow::httpHeaders)
                    .texts(EventRow::httpTarget)
                    .longs(EventRow::createdMicros)
                    .longs(EventRow::receivedMicros)
                    .texts(AttemptTable::result)
                    .texts(EventRow::topic)
                    .integers(EventRow::partition)
                    .longs(EventRow::offset)
                    .execute();
        }
    }
}
