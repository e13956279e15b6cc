package dev.sluice.processor.ledger;

import dev.sluice.event.EventKey;
import dev.sluice.job.JobKind;
import dev.sluice.processor.ledger.JobUnit.Step;
import dev.sluice.record.AttemptNote;
import dev.sluice.record.Coordinates;
import dev.sluice.record.RedeliveryRecords;
import dev.sluice.record.UndecodableRecordException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what is to be done with a job's next units, by what the tables say of them now: since the plan was made, a dead letter may
 * have been redriven by another job, and a retry may have begun to wait.
 */
final class NextUnits {
    /** Two jobs that want the same dead letter stand in line here; the second sees what the first has made of it. */
    private static final String LOCK = """
            SELECT d.event_id FROM webhook_dead_letter d
            JOIN (SELECT endpoint, event_id, route FROM webhook_job_unit u
                  WHERE u.job_id = ? AND u.n > ? AND u.chapter IS NOT NULL ORDER BY u.n LIMIT ?) AS u
              ON d.endpoint = u.endpoint AND d.event_id = u.event_id AND d.route = u.route
            ORDER BY d.endpoint, d.event_id, d.route FOR UPDATE OF d
            """;

    private static final String NEXT = """
            SELECT u.n, u.endpoint, u.event_id, u.received_at, u.route, u.type, u.applied, u.chapter, u.topic, u.partition, u."offset",
                u.generation AS decided_generation, u.attempts AS decided_attempts,
                d.status, (SELECT j.finished_at < now() - interval '1 day' FROM webhook_job j WHERE j.id = d.job_id) AS abandoned,
                d.chapter AS chapter_now, d.job_id, d.history,
                own.there AS sent_before, waiting.generation, waiting.attempt, waiting.history AS waiting_history,
                any_attempt.there AS attempted, u.route = ANY (e.routes) AS taken
            FROM webhook_job_unit u
            LEFT JOIN webhook_dead_letter d ON u.chapter IS NOT NULL
                AND d.endpoint = u.endpoint AND d.event_id = u.event_id AND d.route = u.route
            LEFT JOIN webhook_event e ON e.endpoint = u.endpoint AND e.event_id = u.event_id AND e.received_at = u.received_at
            LEFT JOIN LATERAL (
                SELECT true AS there FROM webhook_attempt a
                WHERE a.endpoint = u.endpoint AND a.event_id = u.event_id AND a.received_at = u.received_at
                  AND a.generation = u.job_id AND a.route = u.route LIMIT 1) AS own ON true
            LEFT JOIN LATERAL (
                SELECT true AS there FROM webhook_attempt a
                WHERE a.endpoint = u.endpoint AND a.event_id = u.event_id AND a.received_at = u.received_at
                  AND a.route = u.route LIMIT 1) AS any_attempt ON true
            LEFT JOIN LATERAL (
                SELECT last.generation, last.attempt, (
                    SELECT jsonb_agg(jsonb_build_object('attempt', h.attempt, 'at', to_char(h.attempted_at AT TIME ZONE 'UTC',
                        'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'cause', h.cause, 'message', left(h.error, 500)) ORDER BY h.attempt)
                    FROM webhook_attempt h
                    WHERE h.endpoint = u.endpoint AND h.event_id = u.event_id AND h.received_at = u.received_at
                      AND h.generation = last.generation AND h.route = u.route AND h.attempt > last.attempt - 20) AS history
                FROM (SELECT DISTINCT ON (a.generation) a.generation, a.attempt, a.outcome, a.attempted_at FROM webhook_attempt a
                      WHERE a.endpoint = u.endpoint AND a.event_id = u.event_id AND a.received_at = u.received_at AND a.route = u.route
                      ORDER BY a.generation, a.attempt DESC) AS last
                WHERE last.outcome = 'retry'
                ORDER BY last.attempted_at DESC LIMIT 1) AS waiting ON true
            WHERE u.job_id = ? AND u.n > ?
            ORDER BY u.n LIMIT ?
            """;

    private static final String PEEK = """
            SELECT n, endpoint, event_id, received_at, route, type, applied, topic, partition, "offset"
            FROM webhook_job_unit WHERE job_id = ? AND n > ? ORDER BY n LIMIT ?
            """;

    private static final String MARK =
            """
            UPDATE webhook_dead_letter d SET status = k.status, job_id = k.job_id, discard_reason = k.why
            FROM %s
            WHERE d.endpoint = k.endpoint AND d.event_id = k.event_id AND d.route = k.route AND d.status IN ('open', 'held', 'redriving')
            """.formatted(ArrayStatement.rows("k", "endpoint event_id route status job_id why"));

    private static final String DECIDED = """
            UPDATE webhook_job_unit u SET generation = k.generation, attempts = k.attempts
            FROM %s
            WHERE u.job_id = k.job_id AND u.n = k.n
            """.formatted(ArrayStatement.rows("k", "job_id n generation attempts"));

    private static final Comparator<JobUnit> ORDER =
            Comparator.comparing(JobUnit::event).thenComparing(JobUnit::route);

    private NextUnits() {}

    /**
     * The next units, at most so many, of which dead letters that are to be sent or discarded are marked as such. How a unit is to be sent
     * is written down with it: a step that is cut off may have sent it, and when it is repeated it sends the same.
     */
    static List<Step> decide(Session session, Job job, int most) throws SQLException {
        bound(session, LOCK, job, most).close();
        List<Step> steps = new ArrayList<>();
        List<JobUnit> marked = new ArrayList<>();
        try (PreparedStatement statement = bound(session, NEXT, job, most);
                ResultSet row = statement.getResultSet()) {
            while (row.next()) {
                Step step = step(job, row);
                steps.add(step);
                boolean left =
                        step instanceof Step.Decided(var unit, var outcome, var note) && outcome.equals("skipped");
                if (row.getObject("chapter") != null && !left) {
                    marked.add(step.unit());
                }
            }
        }
        mark(session, job, marked);
        decided(session, job, steps);
        return steps;
    }

    /** The next units, at most so many, as they were planned. */
    static List<JobUnit> peek(Session session, Job job, int most) throws SQLException {
        List<JobUnit> units = new ArrayList<>();
        try (PreparedStatement statement = bound(session, PEEK, job, most);
                ResultSet row = statement.getResultSet()) {
            while (row.next()) {
                units.add(unit(row));
            }
        }
        return units;
    }

    private static PreparedStatement bound(Session session, String sql, Job job, int most) throws SQLException {
        session.deadline().check();
        PreparedStatement statement = session.connection().prepareStatement(sql);
        statement.setString(1, job.id());
        statement.setInt(2, job.sent());
        statement.setInt(3, most);
        statement.execute();
        return statement;
    }

    private static void mark(Session session, Job job, List<JobUnit> units) throws SQLException {
        if (units.isEmpty()) {
            return;
        }
        boolean discard = job.kind() == JobKind.DISCARD;
        List<JobUnit> sorted = units.stream().sorted(ORDER).toList();
        try (ArrayStatement<JobUnit> statement = new ArrayStatement<>(session, MARK, sorted)) {
            statement
                    .texts(unit -> unit.event().endpoint())
                    .texts(unit -> unit.event().id())
                    .texts(JobUnit::route)
                    .texts(unit -> discard ? "discarded" : "redriving")
                    .texts(unit -> job.id())
                    .texts(unit -> discard ? job.reason() : null)
                    .update();
        }
    }

    private static void decided(Session session, Job job, List<Step> steps) throws SQLException {
        List<Step.Send> toSend = steps.stream()
                .filter(Step.Send.class::isInstance)
                .map(Step.Send.class::cast)
                .toList();
        if (toSend.isEmpty()) {
            return;
        }
        try (ArrayStatement<Step.Send> statement = new ArrayStatement<>(session, DECIDED, toSend)) {
            statement
                    .texts(send -> job.id())
                    .integers(send -> send.unit().n())
                    .texts(Step.Send::generation)
                    .integers(Step.Send::attempts)
                    .update();
        }
    }

    private static JobUnit unit(ResultSet row) throws SQLException {
        return new JobUnit(
                row.getInt("n"),
                new EventKey(row.getString("endpoint"), row.getString("event_id")),
                StoredEvent.instant(row, "received_at"),
                row.getString("route"),
                row.getString("type"),
                row.getBoolean("applied"),
                new Coordinates(row.getString("topic"), row.getInt("partition"), row.getLong("offset")));
    }

    private static Step step(Job job, ResultSet row) throws SQLException {
        JobUnit unit = unit(row);
        if (row.getBoolean("sent_before")) {
            return new Step.SentBefore(unit);
        }
        boolean deadLetter = row.getObject("chapter") != null;
        @Nullable String decided = row.getString("decided_generation");
        if (decided != null) {
            boolean stillWaits = decided.equals(row.getString("generation"));
            return new Step.Send(
                    unit,
                    decided,
                    row.getInt("decided_attempts"),
                    stillWaits ? history(row.getString("waiting_history")) : history(row, deadLetter),
                    deadLetter);
        }
        @Nullable String status = row.getString("status");
        if (deadLetter) {
            boolean mine = job.id().equals(row.getString("job_id"));
            if (job.kind() == JobKind.DISCARD && mine && "discarded".equals(status)) {
                return new Step.Decided(unit, "discarded", job.reason());
            }
            if (status == null) {
                return new Step.Decided(unit, "skipped", "the dead letter is gone");
            }
            if (row.getInt("chapter") != row.getInt("chapter_now")) {
                return new Step.Decided(unit, "skipped", "it has died again since the plan was made");
            }
            // A job that was cancelled and whose instance was lost in the middle of a step leaves some of them so.
            boolean abandoned = status.equals("redriving") && row.getBoolean("abandoned");
            boolean free = status.equals("open") || status.equals("held") || abandoned;
            if (!free && !(mine && status.equals("redriving"))) {
                return new Step.Decided(unit, "skipped", "it is " + status + ", by " + row.getString("job_id"));
            }
        }
        if (job.kind() == JobKind.DISCARD) {
            return new Step.Decided(unit, "discarded", job.reason());
        }
        @Nullable String waiting = row.getString("generation");
        if (waiting != null) {
            return new Step.Send(
                    unit, waiting, row.getInt("attempt"), history(row.getString("waiting_history")), deadLetter);
        }
        if (job.kind() == JobKind.REDRIVE && !deadLetter) {
            return new Step.Decided(unit, "skipped", "its retry does not wait any more");
        }
        if (!row.getBoolean("attempted") && row.getBoolean("taken")) {
            return new Step.Decided(unit, "skipped", "it waits for its first attempt");
        }
        return new Step.Send(unit, job.id(), 0, history(row, deadLetter), deadLetter);
    }

    private static List<AttemptNote> history(ResultSet row, boolean deadLetter) throws SQLException {
        @Nullable String json = row.getString("history");
        return deadLetter && json != null ? history(json) : List.of();
    }

    private static List<AttemptNote> history(String json) throws SQLException {
        try {
            return RedeliveryRecords.history(json);
        } catch (UndecodableRecordException e) {
            throw new SQLException("a history can't be read: " + e.getMessage(), e);
        }
    }
}
