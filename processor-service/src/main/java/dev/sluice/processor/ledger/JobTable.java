package dev.sluice.processor.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.job.JobKind;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Table {@code webhook_job}. Whoever leases a job does one step of it, within seconds, and gives it back: any instance takes the next
 * one, and pausing or cancelling needs nobody's answer. Thread-safe.
 */
public final class JobTable {
    private static final Duration BUDGET = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String LEASE = """
            UPDATE webhook_job j
            SET lease_owner = ?, lease_until = now() + ? * interval '1 millisecond',
                started_at = CASE state WHEN 'running' THEN coalesce(started_at, now()) END
            FROM (SELECT id FROM webhook_job
                  WHERE state IN ('planning', 'running') AND next_at <= now()
                    AND (lease_until IS NULL OR lease_until < now())
                  ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED) AS due
            WHERE j.id = due.id
            RETURNING j.id, j.kind, j.state, j.selection, j.rate, j.ramp, j.max_failures, j.units, j.sent, j.settled,
                j.progress, j.reason, j.updated_at, j.verify_most
            """;

    private static final String RENEW =
            "UPDATE webhook_job SET lease_until = now() + ? * interval '1 millisecond' WHERE id = ? AND lease_owner = ?"
                    + " AND (state = 'planning') = ?";

    /** A credit of one second: what a poll comes late is made up for, and what stood still for longer is not. */
    private static final String RELEASE = """
            UPDATE webhook_job
            SET lease_owner = NULL, lease_until = NULL,
                next_at = greatest(next_at, now() - interval '1 second' * ?) + ? * interval '1 millisecond'
            WHERE id = ? AND lease_owner = ?
            """;

    private static final String END = """
            UPDATE webhook_job
            SET lease_owner = NULL, lease_until = NULL, state = ?, error = ?, updated_at = now(),
                finished_at = CASE WHEN ? IN ('completed', 'failed') THEN now() END
            WHERE id = ? AND lease_owner = ? AND state IN ('planning', 'running')
            """;

    private static final String NOTE =
            "INSERT INTO webhook_action (who, what, why, job_id) VALUES ('processor', ?, ?, ?)";

    private final LedgerPool pool;
    private final String owner;

    /** @param owner name of this instance */
    public JobTable(LedgerPool pool, String owner) {
        this.pool = pool;
        this.owner = owner;
    }

    /** Takes the next step that is due upon this instance; empty when there is none. */
    public Optional<Job> lease(Duration length) throws LedgerUnavailableException {
        return run(pool, BUDGET, session -> {
            try (PreparedStatement statement = session.connection().prepareStatement(LEASE)) {
                statement.setString(1, owner);
                statement.setLong(2, length.toMillis());
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(job(row)) : Optional.empty();
                }
            }
        });
    }

    /**
     * Makes sure that a step is still this instance's, in a transaction that writes for the job, and has it for as long again. A plan
     * is not once it has been cancelled; units that were sent are marked even so.
     *
     * @throws SQLTransientException if it is another's
     */
    void renew(Session session, Job job, Duration length) throws SQLException {
        try (PreparedStatement statement = session.connection().prepareStatement(RENEW)) {
            statement.setLong(1, length.toMillis());
            statement.setString(2, job.id());
            statement.setString(3, owner);
            statement.setBoolean(4, job.planning());
            if (statement.executeUpdate() == 0) {
                throw new SQLTransientException(
                        "the step is no longer this instance's: the job was cancelled, or it took too long");
            }
        }
    }

    /**
     * Renews the lease of a running job, and keeps others from pausing or cancelling it until the session ends.
     *
     * @throws SQLTransientException if it is another's, or does not run any more
     */
    void renewRunning(Session session, Job job, Duration length) throws SQLException {
        renew(session, job, length);
        try (PreparedStatement statement =
                session.connection().prepareStatement("SELECT FROM webhook_job WHERE id = ? AND state = 'running'")) {
            statement.setString(1, job.id());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new SQLTransientException("the job was paused or cancelled before its next step began");
                }
            }
        }
    }

    /** Gives a job back whose next step is due after the time that a rate gives to what has been sent. */
    public void releaseAtRate(Job job, Duration taken) throws LedgerUnavailableException {
        release(job, taken, 1);
    }

    /** Gives a job back whose next step is due after a pause. */
    public void releaseFor(Job job, Duration pause) throws LedgerUnavailableException {
        release(job, pause, 0);
    }

    private void release(Job job, Duration pause, int credit) throws LedgerUnavailableException {
        run(pool, BUDGET, session -> {
            try (PreparedStatement statement = session.connection().prepareStatement(RELEASE)) {
                statement.setInt(1, credit);
                statement.setLong(2, pause.toMillis());
                statement.setString(3, job.id());
                statement.setString(4, owner);
                return statement.executeUpdate();
            }
        });
    }

    /** Ends a job: there is nothing left to be done. */
    public void complete(Job job, Optional<String> remark) throws LedgerUnavailableException {
        end(job, "completed", remark.orElse(null));
    }

    /** Ends a job that can't be done, and says why. */
    public void fail(Job job, String why) throws LedgerUnavailableException {
        end(job, "failed", why);
    }

    /** Stops a job until an operator has it go on, and says why. */
    public void pause(Job job, String why) throws LedgerUnavailableException {
        end(job, "paused", why);
    }

    private void end(Job job, String state, @Nullable String why) throws LedgerUnavailableException {
        run(pool, BUDGET, session -> {
            try (PreparedStatement end = session.connection().prepareStatement(END);
                    PreparedStatement note = session.connection().prepareStatement(NOTE)) {
                end.setString(1, state);
                end.setString(2, PgText.of(why));
                end.setString(3, state);
                end.setString(4, job.id());
                end.setString(5, owner);
                if (end.executeUpdate() == 1) {
                    releaseDeadLetters(session, job);
                    note.setString(1, "job." + state);
                    note.setString(2, why == null ? "" : PgText.required(why));
                    note.setString(3, job.id());
                    note.executeUpdate();
                }
                return state;
            }
        });
    }

    /** Opens the dead letters that were marked for units which were not sent. */
    static void releaseDeadLetters(Session session, Job job) throws SQLException {
        try (PreparedStatement release = session.connection().prepareStatement("SELECT release_dead_letters(?)")) {
            release.setString(1, job.id());
            release.execute();
        }
    }

    private static Job job(ResultSet row) throws SQLException {
        List<Integer> ramp = new ArrayList<>();
        for (Object boundary : (Object[]) row.getArray("ramp").getArray()) {
            ramp.add((Integer) boundary);
        }
        return new Job(
                row.getString("id"),
                JobKind.parse(row.getString("kind")),
                row.getString("state").equals("planning"),
                row.getString("selection"),
                Optional.ofNullable(row.getObject("rate", Integer.class)),
                List.copyOf(ramp),
                Optional.ofNullable(row.getObject("max_failures", Float.class)),
                row.getInt("units"),
                row.getInt("sent"),
                row.getInt("settled"),
                Map.copyOf(outcomes(row.getString("progress"))),
                row.getString("reason"),
                StoredEvent.instant(row, "updated_at"),
                Optional.ofNullable(row.getObject("verify_most", Integer.class)));
    }

    /** Units by outcome, as column {@code progress} has them. */
    static Map<String, Integer> outcomes(String json) throws SQLException {
        try {
            return JSON.readValue(json, new TypeReference<Map<String, Integer>>() {});
        } catch (JsonProcessingException e) {
            throw new SQLException("the progress of a job can't be read", e);
        }
    }

    /**
     * An outage is waited for, and so is what others hold: the job is where it was.
     *
     * @throws IllegalStateException for what the database refuses however often it is asked
     */
    static <T> T run(LedgerPool pool, Duration budget, LedgerPool.Work<T> work) throws LedgerUnavailableException {
        try {
            return pool.inTransaction(new Deadline(budget), work);
        } catch (SQLException e) {
            SqlFailure failure = SqlFailure.of(e);
            if (e instanceof SQLTransientException
                    || failure == SqlFailure.OUTAGE
                    || failure == SqlFailure.CONTENTION) {
                throw new LedgerUnavailableException(String.valueOf(e.getMessage()), e);
            }
            throw new IllegalStateException(String.valueOf(e.getMessage()), e);
        }
    }
}
