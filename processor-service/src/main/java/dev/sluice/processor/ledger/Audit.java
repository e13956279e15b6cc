package dev.sluice.processor.ledger;

import dev.sluice.event.EventKey;
import dev.sluice.event.WebhookEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Table {@code webhook_event}. */
final class Audit {
    private static final String INSERT = """
            INSERT INTO webhook_event (endpoint, event_id, provider, type, category, status, livemode, object_id, body,
                payload, payload_sha256, content_type, headers, http_target, traceparent, created_at, received_at, attempts,
                result, last_error, topic, partition, "offset")
            SELECT e.endpoint, e.event_id, e.provider, e.type, e.category, e.status, e.livemode, e.object_id, e.body,
                %s, sha256(e.body), e.content_type, %s, e.http_target, e.traceparent, %s, %s, e.attempts, e.result, e.last_error, e.topic, e.partition, e.position
            FROM %s
            ON CONFLICT DO NOTHING
            RETURNING endpoint, event_id
            """.formatted(
                    StoredJson.sql("e.body_form", "convert_from(e.body, 'UTF8')"),
                    StoredJson.sql("e.headers_form", "e.headers"),
                    StoredTime.SQL.formatted("e.created"),
                    StoredTime.SQL.formatted("e.received"),
                    ArrayStatement.rows(
                            "e",
                            "endpoint event_id provider type category status livemode object_id body body_form content_type headers headers_form http_target traceparent created received attempts result last_error topic partition position"));

    private static final String LOCK = """
            SELECT count(*) FROM (
                SELECT FROM %s
                JOIN webhook_event e ON e.endpoint = k.endpoint AND e.event_id = k.event_id AND e.received_at = %s
                FOR UPDATE OF e) AS locked
            """.formatted(
                    ArrayStatement.rows("k", "endpoint event_id received"), StoredTime.SQL.formatted("k.received"));

    /** The same rules as {@link EventSummary}. */
    private static final String SUMMARIZE = """
            UPDATE webhook_event e
            SET status = s.status, attempts = s.attempts, result = s.result, last_error = s.last_error, updated_at = now()
            FROM %s,
            LATERAL (
                SELECT (SELECT CASE max(CASE latest.outcome
                                        WHEN 'dead' THEN 4 WHEN 'retry' THEN 3 WHEN 'processed' THEN 2 ELSE 1 END)
                               WHEN 4 THEN 'dead' WHEN 3 THEN 'retrying' WHEN 2 THEN 'processed' ELSE 'ignored' END
                        FROM (SELECT DISTINCT ON (b.route) b.outcome FROM webhook_attempt b
                              WHERE b.endpoint = k.endpoint AND b.event_id = k.event_id
                              ORDER BY b.route, b.attempted_at DESC, b.attempt DESC) AS latest) AS status,
                    count(*) AS attempts,
                    (array_agg(a.result ORDER BY a.attempted_at DESC, a.attempt DESC)
                        FILTER (WHERE a.outcome IN ('processed', 'ignored')))[1] AS result,
                    (array_agg(a.cause || ': ' || a.error ORDER BY a.attempted_at DESC, a.attempt DESC)
                        FILTER (WHERE a.outcome IN ('retry', 'dead')))[1] AS last_error
                FROM webhook_attempt a
                WHERE a.endpoint = k.endpoint AND a.event_id = k.event_id) AS s
            WHERE e.endpoint = k.endpoint AND e.event_id = k.event_id AND e.received_at = %s
            """.formatted(
                    ArrayStatement.rows("k", "endpoint event_id received"), StoredTime.SQL.formatted("k.received"));

    private static final String COUNT = """
            UPDATE webhook_event e
            SET duplicates = greatest(e.duplicates + k.more, k.least), updated_at = now()
            FROM %s
            WHERE e.endpoint = k.endpoint AND e.event_id = k.event_id AND e.received_at = %s
            """.formatted(
            ArrayStatement.rows("k", "endpoint event_id received more least"), StoredTime.SQL.formatted("k.received"));

    private Audit() {}

    /**
     * Inserts the rows that are not there.
     *
     * @param rows sorted, one for each event
     * @return the events that had none
     */
    static Set<EventKey> insert(Session session, List<AuditRow> rows) throws SQLException {
        Set<EventKey> inserted = new HashSet<>();
        try (ArrayStatement<AuditRow> statement = new ArrayStatement<>(session, INSERT, rows);
                ResultSet result = bind(statement).query()) {
            while (result.next()) {
                inserted.add(new EventKey(result.getString(1), result.getString(2)));
            }
        }
        return inserted;
    }

    private static ArrayStatement<AuditRow> bind(ArrayStatement<AuditRow> statement) throws SQLException {
        return statement
                .texts(row -> row.key().endpoint())
                .texts(row -> row.key().id())
                .texts(row -> plain(row, row.event().provider()))
                .texts(row -> plain(row, row.event().type()))
                .texts(row -> plain(row, row.unit().category()))
                .texts(row -> row.summary().status().word())
                .booleans(row -> row.body().livemode().orElse(null))
                .texts(row -> row.bare() ? null : objectId(row.event()))
                .bytes(row -> row.event().body())
                .integers(row -> row.bare() ? 0 : row.body().form().code())
                .texts(row -> plain(row, row.event().contentType()))
                .texts(row -> row.bare() ? null : row.headers())
                .integers(row ->
                        row.bare() ? 0 : StoredJson.of(row.headers()).form().code())
                .texts(row -> plain(row, row.event().request().target()))
                .texts(row -> row.bare()
                        ? null
                        : StoredText.of(row.event().traceparent().orElse(null)))
                .times(row -> row.event().createdAt().filter(StoredTime::fits).orElse(null))
                .times(AuditRow::receivedAt)
                .integers(row -> row.summary().attempts())
                .texts(row -> row.bare() ? null : StoredText.of(row.summary().result()))
                .texts(row -> row.bare() ? null : StoredText.of(row.summary().lastError()))
                .texts(row -> row.unit().origin().topic())
                .integers(row -> row.unit().origin().partition())
                .longs(row -> row.unit().origin().offset());
    }

    private static String plain(AuditRow row, String text) {
        return row.bare() ? "" : StoredText.required(text);
    }

    static @Nullable String objectId(WebhookEvent event) {
        return event.subject().map(StoredText::id).orElse(null);
    }

    /**
     * Locks rows that exist, in order. What follows then sees what others had committed, and no two threads wait for each
     * other.
     */
    static void lock(Session session, SortedSet<EventRow> rows) throws SQLException {
        try (ArrayStatement<EventRow> statement = keyed(session, LOCK, List.copyOf(rows));
                ResultSet result = statement.query()) {
            result.next();
        }
    }

    /** Derives rows anew from all attempts at their events. */
    static void summarize(Session session, List<EventRow> rows) throws SQLException {
        try (ArrayStatement<EventRow> statement = keyed(session, SUMMARIZE, rows)) {
            statement.update();
        }
    }

    /** Counts copies; an event that has no row yet is left without. */
    static void count(Session session, Map<EventRow, Copies> copies) throws SQLException {
        try (ArrayStatement<EventRow> statement = keyed(session, COUNT, List.copyOf(copies.keySet()))
                .longs(row -> copies.getOrDefault(row, Copies.NONE).more())
                .longs(row -> copies.getOrDefault(row, Copies.NONE).least())) {
            statement.update();
        }
    }

    private static ArrayStatement<EventRow> keyed(Session session, String sql, List<EventRow> rows)
            throws SQLException {
        return new ArrayStatement<>(session, sql, rows)
                .plannedAnew()
                .texts(row -> row.key().endpoint())
                .texts(row -> row.key().id())
                .times(EventRow::receivedAt);
    }
}
