package dev.sluice.processor.ledger;

import dev.sluice.event.Coordinates;
import dev.sluice.event.EventKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Table {@code webhook_attempt}: whoever inserts a claim may write what belongs to it. */
final class Claims {
    /**
     * The receipt of the first copy comes from the event's earlier claims, when it has any: a copy that comes after the
     * deduplication window, or a replay, knows only its own, and would make a second audit row.
     */
    private static final String INSERT = """
            INSERT INTO webhook_attempt (endpoint, event_id, generation, route, attempt, outcome, result, cause, error,
                exception, stacktrace, due_at, attempted_at, took_micros, publications, topic, partition, "offset", received_at)
            SELECT c.endpoint, c.event_id, c.generation, c.route, c.attempt, c.outcome, c.result, c.cause, c.error,
                c.exception, c.stacktrace, %s, %s, c.took, c.publications, c.topic, c.partition, c.position,
                coalesce((SELECT min(a.received_at) FROM webhook_attempt a
                          WHERE a.endpoint = c.endpoint AND a.event_id = c.event_id), %s)
            FROM %s
            ON CONFLICT DO NOTHING
            RETURNING endpoint, event_id, generation, route, attempt, (extract(epoch FROM received_at) * 1000000)::bigint
            """.formatted(
                    StoredTime.SQL.formatted("c.due"),
                    StoredTime.SQL.formatted("c.attempted"),
                    StoredTime.SQL.formatted("c.received"),
                    ArrayStatement.rows(
                            "c",
                            "endpoint event_id generation route attempt outcome result cause error exception stacktrace due attempted took publications topic partition position received"));

    private static final String FIND =
            """
            SELECT a.endpoint, a.event_id, a.generation, a.route, a.attempt,
                (extract(epoch FROM a.received_at) * 1000000)::bigint,
                a.outcome, a.result, a.cause, a.error, a.exception, a.stacktrace,
                (extract(epoch FROM a.due_at) * 1000000)::bigint, (extract(epoch FROM a.attempted_at) * 1000000)::bigint,
                a.took_micros, a.publications, a.topic, a.partition, a."offset"
            FROM %s
            JOIN webhook_attempt a USING (endpoint, event_id, generation, route, attempt)
            """.formatted(ArrayStatement.rows("c", "endpoint event_id generation route attempt"));

    private Claims() {}

    /**
     * Inserts claims and says which of them are new, each with the receipt of its event's first copy.
     *
     * @param rows sorted by claim, or two threads that want the same ones could block each other
     */
    static Map<Claim, Instant> insert(Session session, List<AttemptRow> rows) throws SQLException {
        Map<Claim, Instant> inserted = new HashMap<>();
        try (ArrayStatement<AttemptRow> statement = new ArrayStatement<>(session, INSERT, rows);
                ResultSet result = keys(statement)
                        .texts(AttemptRow::outcome)
                        .texts(AttemptRow::result)
                        .texts(AttemptRow::cause)
                        .texts(AttemptRow::error)
                        .texts(AttemptRow::exception)
                        .texts(AttemptRow::stacktrace)
                        .times(AttemptRow::dueAt)
                        .times(AttemptRow::attemptedAt)
                        .longs(AttemptRow::tookMicros)
                        .bytes(AttemptRow::publications)
                        .texts(row -> row.source().topic())
                        .integers(row -> row.source().partition())
                        .longs(row -> row.source().offset())
                        .times(AttemptRow::receivedAt)
                        .query()) {
            while (result.next()) {
                inserted.put(claim(result), StoredTime.ofMicros(result.getLong(6)));
            }
        }
        return inserted;
    }

    /** What was recorded under claims that exist. */
    static Map<Claim, AttemptRow> find(Session session, List<AttemptRow> wanted) throws SQLException {
        Map<Claim, AttemptRow> found = new HashMap<>();
        try (ArrayStatement<AttemptRow> statement = new ArrayStatement<>(session, FIND, wanted);
                ResultSet result = keys(statement.plannedAnew()).query()) {
            while (result.next()) {
                Claim claim = claim(result);
                found.put(claim, row(claim, result));
            }
        }
        return found;
    }

    private static ArrayStatement<AttemptRow> keys(ArrayStatement<AttemptRow> statement) throws SQLException {
        return statement
                .texts(row -> row.claim().event().endpoint())
                .texts(row -> row.claim().event().id())
                .texts(row -> row.claim().generation())
                .texts(row -> row.claim().route())
                .integers(row -> row.claim().attempt());
    }

    private static Claim claim(ResultSet result) throws SQLException {
        return new Claim(
                new EventKey(result.getString(1), result.getString(2)),
                result.getString(3),
                result.getString(4),
                result.getInt(5));
    }

    private static AttemptRow row(Claim claim, ResultSet result) throws SQLException {
        return new AttemptRow(
                claim,
                result.getString(7),
                result.getString(8),
                result.getString(9),
                result.getString(10),
                result.getString(11),
                result.getString(12),
                time(result, 13),
                StoredTime.ofMicros(result.getLong(14)),
                result.getLong(15),
                result.getBytes(16),
                new Coordinates(result.getString(17), result.getInt(18), result.getLong(19)),
                StoredTime.ofMicros(result.getLong(6)));
    }

    private static @Nullable Instant time(ResultSet result, int column) throws SQLException {
        long micros = result.getLong(column);
        return result.wasNull() ? null : StoredTime.ofMicros(micros);
    }
}
