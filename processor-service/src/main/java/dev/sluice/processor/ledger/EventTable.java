package dev.sluice.processor.ledger;

import dev.sluice.event.EventKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;

/** Table {@code webhook_event}: the audit. */
final class EventTable {
    private static final TableColumns<AuditRow> COLUMNS = new TableColumns<AuditRow>("webhook_event")
            .text("endpoint", row -> row.key().endpoint())
            .text("event_id", row -> row.key().id())
            .text("provider", row -> row.required(row.event().provider()))
            .text("type", row -> row.required(row.event().type()))
            .text("category", row -> row.required(row.delivery().category()))
            .text("status", row -> row.summary().status().word())
            .bool("livemode", row -> row.event().livemode().orElse(null))
            .text("object_id", AuditRow::objectId)
            .text("customer_id", AuditRow::customerId)
            .bytes("body", row -> row.event().body())
            .json("payload", AuditRow::payload)
            .bytes("payload_sha256", row -> row.delivery().document().bodySha256())
            .text("content_type", row -> row.required(row.event().contentType()))
            .json("headers", AuditRow::headers)
            .text(
                    "request_id",
                    row -> row.optional(row.event().tracing().requestId().orElse(null)))
            .text("http_target", row -> row.required(row.event().request().target()))
            .text(
                    "traceparent",
                    row -> row.optional(row.event().tracing().traceparent().orElse(null)))
            .text("record", row -> row.optional(StoredEvent.rest(row.event())))
            .time(
                    "created_at",
                    row -> row.event().createdAt().filter(PgTime::fits).orElse(null))
            .time("received_at", AuditRow::receivedAt)
            .time("applied_at", row -> row.summary().appliedAt())
            .integer("attempts", row -> row.summary().attempts())
            .textArray("routes", AuditRow::routes)
            .text("result", row -> row.optional(row.summary().result()))
            .text("last_error", row -> row.optional(row.summary().lastError()))
            .text("topic", row -> row.delivery().origin().topic())
            .integer("partition", row -> row.delivery().origin().partition())
            .bigint("\"offset\"", row -> row.delivery().origin().offset());

    private static final String INSERT = COLUMNS.insertSql("endpoint, event_id");

    /** {@code OFFSET 0} keeps it a nested loop, in which rows are locked in the order given. */
    private static final String LOCK =
            """
            SELECT e.endpoint, e.event_id FROM %s
            CROSS JOIN LATERAL (
                SELECT e.endpoint, e.event_id FROM webhook_event e
                WHERE e.endpoint = k.endpoint AND e.event_id = k.event_id AND e.received_at = %s
                  AND e.received_at BETWEEN ? AND ?
                OFFSET 0 FOR UPDATE OF e) AS e
            """.formatted(ArrayStatement.rows("k", "endpoint event_id received"), PgTime.sql("k.received"));

    /** The same rules as {@link EventSummary}. */
    private static final String SUMMARIZE =
            """
            UPDATE webhook_event e
            SET status = CASE greatest(s.worst, CASE WHEN e.routes <@ s.routes THEN 0 ELSE 3 END)
                    WHEN 5 THEN 'dead' WHEN 4 THEN 'retrying' WHEN 3 THEN 'processing' WHEN 2 THEN 'processed'
                    ELSE 'ignored' END,
                attempts = s.attempts, result = s.result, last_error = s.last_error, applied_at = s.applied_at,
                updated_at = now()
            FROM (SELECT endpoint, event_id, %2$s AS received FROM %1$s) AS k
            CROSS JOIN LATERAL (
                WITH a AS (SELECT * FROM webhook_attempt a
                           WHERE a.endpoint = k.endpoint AND a.event_id = k.event_id AND a.received_at = k.received
                             AND a.received_at BETWEEN ? AND ?)
                SELECT (SELECT max(CASE latest.outcome WHEN 'dead' THEN 5 WHEN 'retry' THEN 4 WHEN 'processed' THEN 2 ELSE 1 END)
                        FROM (SELECT DISTINCT ON (a.route) a.outcome FROM a
                              ORDER BY a.route, a.attempted_at DESC, a.attempt DESC, a.generation DESC) AS latest) AS worst,
                    array_agg(DISTINCT a.route) AS routes,
                    count(*) AS attempts,
                    (array_agg(a.result ORDER BY a.attempted_at DESC, a.attempt DESC, a.route DESC, a.generation DESC)
                        FILTER (WHERE a.outcome IN ('processed', 'ignored')))[1] AS result,
                    (array_agg(a.cause || ': ' || a.error ORDER BY a.attempted_at DESC, a.attempt DESC, a.route DESC, a.generation DESC)
                        FILTER (WHERE a.outcome IN ('retry', 'dead')))[1] AS last_error,
                    min(a.attempted_at) FILTER (WHERE a.outcome = 'processed') AS applied_at
                FROM a) AS s
            WHERE e.endpoint = k.endpoint AND e.event_id = k.event_id AND e.received_at = k.received
              AND e.received_at BETWEEN ? AND ?
            """.formatted(ArrayStatement.rows("u", "endpoint event_id micros"), PgTime.sql("micros"));

    private static final String COUNT = """
            UPDATE webhook_event e
            SET duplicates = greatest(e.duplicates + k.more, k.least), changed_copies = e.changed_copies OR k.changed > 0,
                updated_at = now()
            FROM (SELECT endpoint, event_id, %2$s AS received, more, least, changed FROM %1$s) AS k
            WHERE e.endpoint = k.endpoint AND e.event_id = k.event_id AND e.received_at = k.received
              AND e.received_at BETWEEN ? AND ?
            """.formatted(
                    ArrayStatement.rows("u", "endpoint event_id micros more least changed"), PgTime.sql("micros"));

    private EventTable() {}

    /** Inserts rows none of which may be there, and all of which are {@link AuditRow#plain}. */
    static void copy(Session session, List<AuditRow> rows) throws SQLException {
        COLUMNS.copy(session, rows);
    }

    /**
     * Inserts the rows that are not there.
     *
     * @param rows sorted, one for each event
     * @return the events that had none
     */
    static Set<EventKey> insert(Session session, List<AuditRow> rows) throws SQLException {
        try (ArrayStatement<AuditRow> statement = COLUMNS.insert(session, INSERT, rows)) {
            return keys(statement);
        }
    }

    /**
     * Locks rows that exist, in order, and says which these are. What follows then sees what others had committed, and no
     * two threads wait for each other.
     */
    static Set<EventKey> lock(Session session, SortedSet<EventRow> rows) throws SQLException {
        try (ArrayStatement<EventRow> statement = keyed(session, LOCK, rows)) {
            return keys(statement.between(range(rows)));
        }
    }

    /** Derives rows anew from all attempts at their events. */
    static void summarize(Session session, SortedSet<EventRow> rows) throws SQLException {
        try (ArrayStatement<EventRow> statement = keyed(session, SUMMARIZE, rows)) {
            statement.between(range(rows)).between(range(rows)).update();
        }
    }

    /** Counts copies; an event that has no row yet is left without. */
    static void count(Session session, Map<EventRow, DuplicateCounts> copies) throws SQLException {
        try (ArrayStatement<EventRow> statement = keyed(session, COUNT, copies.keySet())) {
            statement
                    .longs(row -> copies.getOrDefault(row, DuplicateCounts.NONE).more())
                    .longs(row -> copies.getOrDefault(row, DuplicateCounts.NONE).least())
                    .longs(row -> copies.getOrDefault(row, DuplicateCounts.NONE).changed() ? 1L : 0L)
                    .between(range(copies.keySet()))
                    .update();
        }
    }

    private static TimeRange range(Collection<EventRow> rows) {
        return TimeRange.of(rows.stream().map(EventRow::receivedAt).toList());
    }

    private static ArrayStatement<EventRow> keyed(Session session, String sql, Collection<EventRow> rows)
            throws SQLException {
        return new ArrayStatement<>(session, sql, List.copyOf(rows))
                .plannedAnew()
                .texts(row -> row.key().endpoint())
                .texts(row -> row.key().id())
                .times(EventRow::receivedAt);
    }

    private static Set<EventKey> keys(ArrayStatement<?> statement) throws SQLException {
        Set<EventKey> keys = new HashSet<>();
        try (ResultSet result = statement.query()) {
            while (result.next()) {
                keys.add(new EventKey(result.getString(1), result.getString(2)));
            }
        }
        return keys;
    }
}
