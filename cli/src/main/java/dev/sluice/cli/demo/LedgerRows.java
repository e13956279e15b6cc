package dev.sluice.cli.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** Reads back from Postgres what became of the events of one run. */
public record LedgerRows(Connection connection, String prefix) {
    /** One audit row. */
    record Audit(String endpoint, String eventId, String status, long duplicates, String sha256) {}

    /**
     * One attempt in the first generation.
     *
     * @param committedAt when the transaction that wrote it committed
     */
    public record Attempt(
            String endpoint, String eventId, String route, int attempt, String outcome, Instant committedAt) {}

    /** One dead letter. */
    record DeadLetter(String endpoint, String eventId, String route) {}

    List<Audit> audits() throws SQLException {
        return rows(
                "SELECT endpoint, event_id, status, duplicates, encode(sha256(body), 'hex')"
                        + " FROM webhook_event WHERE starts_with(event_id, ?)",
                row -> new Audit(
                        row.getString(1), row.getString(2), row.getString(3), row.getLong(4), row.getString(5)));
    }

    /** All attempts of the run. */
    public List<Attempt> attempts() throws SQLException {
        return rows(
                "SELECT endpoint, event_id, route, attempt, outcome, pg_xact_commit_timestamp(xmin)"
                        + " FROM webhook_attempt WHERE starts_with(event_id, ?) AND generation = ''",
                row -> new Attempt(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getInt(4),
                        row.getString(5),
                        row.getObject(6, OffsetDateTime.class).toInstant()));
    }

    List<DeadLetter> deadLetters() throws SQLException {
        return rows(
                "SELECT endpoint, event_id, route FROM webhook_dead_letter WHERE starts_with(event_id, ?)",
                row -> new DeadLetter(row.getString(1), row.getString(2), row.getString(3)));
    }

    /** Events that count as applied and whose object is nevertheless in no table. */
    List<String> withoutEffect() throws SQLException {
        List<String> missing = new ArrayList<>();
        for (String table : List.of("payment", "customer", "subscription")) {
            missing.addAll(rows(
                    "SELECT endpoint || '/' || event_id FROM webhook_event e WHERE starts_with(event_id, ?)"
                            + " AND status = 'processed' AND category IN ('" + table + ".succeeded', '" + table
                            + ".failed', '" + table + ".created', '" + table + ".cancelled')"
                            + " AND NOT EXISTS (SELECT FROM " + table
                            + " o WHERE o.endpoint = e.endpoint AND o.id = e.object_id)",
                    row -> row.getString(1)));
        }
        return missing;
    }

    /** How many events have ended, and how many repeats of them have been counted. */
    Progress progress() throws SQLException {
        return rows(
                        "SELECT count(*) FILTER (WHERE status <> 'retrying'), coalesce(sum(duplicates), 0)"
                                + " FROM webhook_event WHERE starts_with(event_id, ?)",
                        row -> new Progress(row.getLong(1), row.getLong(2)))
                .get(0);
    }

    /** How far the run has come. */
    record Progress(long ended, long duplicates) {}

    private <T> List<T> rows(String sql, Reading<T> reading) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, prefix);
            try (ResultSet result = statement.executeQuery()) {
                List<T> rows = new ArrayList<>();
                while (result.next()) {
                    rows.add(reading.of(result));
                }
                return rows;
            }
        }
    }

    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }
}
