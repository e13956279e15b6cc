package dev.sluice.processor.ledger;

import dev.sluice.event.EventKey;
import dev.sluice.record.Coordinates;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Table {@code webhook_attempt}: whoever inserts a claim may write what belongs to it. */
final class AttemptTable {
    private static final TableColumns<AttemptRow> COLUMNS = new TableColumns<AttemptRow>("webhook_attempt")
            .text("endpoint", row -> row.claim().event().endpoint())
            .text("event_id", row -> row.claim().event().id())
            .text("generation", row -> row.claim().generation())
            .text("route", row -> row.claim().route())
            .integer("attempt", row -> row.claim().attempt())
            .text("outcome", AttemptRow::outcome)
            .text("result", AttemptRow::result)
            .text("cause", AttemptRow::cause)
            .text("error", AttemptRow::error)
            .text("exception", AttemptRow::exception)
            .text("stacktrace", AttemptRow::stacktrace)
            .time("due_at", AttemptRow::dueAt)
            .time("attempted_at", AttemptRow::attemptedAt)
            .bigint("took_micros", AttemptRow::tookMicros)
            .bytes("publications", AttemptRow::publications)
            .text("topic", row -> row.source().topic())
            .integer("partition", row -> row.source().partition())
            .bigint("\"offset\"", row -> row.source().offset())
            .time("received_at", AttemptRow::receivedAt);

    private static final String INSERT = COLUMNS.insertSql("endpoint, event_id, generation, route, attempt");

    private static final String FIND = """
            SELECT a.endpoint, a.event_id, a.generation, a.route, a.attempt, a.outcome, a.result, a.cause, a.error,
                a.exception, a.stacktrace, %s, %s, a.took_micros, a.publications, a.topic, a.partition, a."offset", %s
            FROM %s
            CROSS JOIN LATERAL (
                SELECT * FROM webhook_attempt a
                WHERE a.endpoint = c.endpoint AND a.event_id = c.event_id AND a.generation = c.generation
                  AND a.route = c.route AND a.attempt = c.attempt AND a.received_at = %s
                  AND a.received_at BETWEEN ? AND ?
                OFFSET 0) AS a
            """.formatted(
                    PgTime.microsSql("a.due_at"),
                    PgTime.microsSql("a.attempted_at"),
                    PgTime.microsSql("a.received_at"),
                    ArrayStatement.rows("c", "endpoint event_id generation route attempt received"),
                    PgTime.sql("c.received"));

    private AttemptTable() {}

    /**
     * Inserts claims none of which may be there.
     *
     * @param rows in one order everywhere, or two threads that want the same ones could block each other
     */
    static void copy(Session session, List<AttemptRow> rows) throws SQLException {
        COLUMNS.copy(session, rows);
    }

    /**
     * Inserts claims and says which of them are new.
     *
     * @param rows in the order of {@link #copy}
     */
    static Set<Claim> insert(Session session, List<AttemptRow> rows) throws SQLException {
        Set<Claim> inserted = new HashSet<>();
        try (ArrayStatement<AttemptRow> statement = COLUMNS.insert(session, INSERT, rows);
                ResultSet result = statement.query()) {
            while (result.next()) {
                inserted.add(claim(result));
            }
        }
        return inserted;
    }

    /** A claim that exists, and its partition. */
    record Place(Claim claim, Instant receivedAt) {}

    /** What was recorded under claims that exist. */
    static Map<Claim, AttemptRow> find(Session session, List<Place> places) throws SQLException {
        if (places.isEmpty()) {
            return Map.of();
        }
        Map<Claim, AttemptRow> found = new HashMap<>();
        try (ArrayStatement<Place> statement = new ArrayStatement<>(session, FIND, places);
                ResultSet result = statement
                        .plannedAnew()
                        .texts(place -> place.claim().event().endpoint())
                        .texts(place -> place.claim().event().id())
                        .texts(place -> place.claim().generation())
                        .texts(place -> place.claim().route())
                        .integers(place -> place.claim().attempt())
                        .times(Place::receivedAt)
                        .between(TimeRange.of(
                                places.stream().map(Place::receivedAt).toList()))
                        .query()) {
            while (result.next()) {
                Claim claim = claim(result);
                found.put(claim, row(claim, result));
            }
        }
        return found;
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
                result.getString(6),
                result.getString(7),
                result.getString(8),
                result.getString(9),
                result.getString(10),
                result.getString(11),
                time(result, 12),
                PgTime.ofMicros(result.getLong(13)),
                result.getLong(14),
                result.getBytes(15),
                new Coordinates(result.getString(16), result.getInt(17), result.getLong(18)),
                PgTime.ofMicros(result.getLong(19)));
    }

    private static @Nullable Instant time(ResultSet result, int column) throws SQLException {
        long micros = result.getLong(column);
        return result.wasNull() ? null : PgTime.ofMicros(micros);
    }
}
