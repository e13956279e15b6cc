package dev.sluice.processor.ledger;

import static java.util.stream.Collectors.joining;

import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.ledger.JobUnit.Step;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Table {@code webhook_job_unit}: what is done with a job's units, and what becomes of them. Thread-safe. */
public final class JobUnitTable {
    private static final Duration BUDGET = Duration.ofSeconds(10);
    private static final Duration LEASE = Duration.ofSeconds(30);
    /** Units whose outcome is looked for at once. */
    private static final int SETTLED_AT_ONCE = 2000;

    private static final String EVENTS = """
            SELECT u.n, s.* FROM webhook_job_unit u
            CROSS JOIN LATERAL (SELECT %s FROM %s s
                WHERE s.endpoint = u.endpoint AND s.event_id = u.event_id AND %s) AS s
            WHERE u.job_id = ? AND u.n = ANY (?)
            """;
    private static final String OF_EVENTS =
            EVENTS.formatted(StoredEvent.COLUMNS, "webhook_event", "s.received_at = u.received_at");
    private static final String OF_DEAD_LETTERS =
            EVENTS.formatted(StoredEvent.COLUMNS, "webhook_dead_letter", "s.route = u.route");

    private static final String SENT =
            """
            UPDATE webhook_job_unit u SET generation = k.generation, attempts = k.attempts, outcome = k.outcome, note = k.note,
                difference = k.difference::jsonb
            FROM %s
            WHERE u.job_id = k.job_id AND u.n = k.n
            """.formatted(ArrayStatement.rows("k", "job_id n generation attempts outcome note difference"));

    private static final String ADVANCE = """
            UPDATE webhook_job SET sent = greatest(sent, ?), progress = (
                SELECT coalesce(jsonb_object_agg(outcome, units), '{}') FROM (
                    SELECT outcome, sum(units) AS units FROM (
                        SELECT key AS outcome, value::integer AS units FROM jsonb_each_text(progress)
                        UNION ALL SELECT key, value::integer FROM jsonb_each_text(?::jsonb)) AS both_counts
                    GROUP BY outcome) AS summed),
                settled = coalesce(?, settled), updated_at = CASE WHEN ? THEN now() ELSE updated_at END
            WHERE id = ? RETURNING progress
            """;

    private static final String UNSETTLED = """
            SELECT count(*), max(n) FROM (SELECT n FROM webhook_job_unit
            WHERE job_id = ? AND n > ? AND n <= ? AND (outcome IS NULL OR outcome = 'retry') ORDER BY n LIMIT %d) AS unsettled
            """.formatted(SETTLED_AT_ONCE);

    private static final String SETTLE = """
            WITH news AS (
                SELECT u.n, u.outcome AS before, last.outcome AS after
                FROM webhook_job_unit u
                CROSS JOIN LATERAL (
                    SELECT a.outcome FROM webhook_attempt a
                    WHERE a.endpoint = u.endpoint AND a.event_id = u.event_id AND a.received_at = u.received_at
                      AND a.generation = u.generation AND a.route = u.route AND a.attempt > u.attempts
                    ORDER BY a.attempt DESC LIMIT 1) AS last
                WHERE u.job_id = ? AND u.n > ? AND u.n <= ? AND (u.outcome IS NULL OR u.outcome = 'retry')
                  AND last.outcome IS DISTINCT FROM u.outcome),
            changed AS (
                UPDATE webhook_job_unit u SET outcome = news.after FROM news
                WHERE u.job_id = ? AND u.n = news.n RETURNING news.before, news.after)
            SELECT before, after, count(*) FROM changed GROUP BY 1, 2
            """;

    private final LedgerPool pool;
    private final JobTable jobs;

    public JobUnitTable(LedgerPool pool, JobTable jobs) {
        this.pool = pool;
        this.jobs = jobs;
    }

    /** Decides what is to be done with the next units. Dead letters that are to be sent are marked as such, in the same transaction. */
    public List<Step> next(Job job, int most) throws LedgerUnavailableException {
        return JobTable.run(pool, BUDGET, session -> {
            // Who cancels waits for this row, and releases what has not been decided on by then.
            jobs.renewRunning(session, job, LEASE);
            return NextUnits.decide(session, job, most);
        });
    }

    /** The next units of a verification, at most so many: nothing is decided on them. */
    public List<JobUnit> peek(Job job, int most) throws LedgerUnavailableException {
        return JobTable.run(pool, BUDGET, session -> {
            jobs.renewRunning(session, job, LEASE);
            return NextUnits.peek(session, job, most);
        });
    }

    /** The events of units that still have a row of their own, by the unit's number. */
    public Map<Integer, WebhookEvent> events(Job job, List<JobUnit> units, boolean deadLetters)
            throws LedgerUnavailableException {
        return JobTable.run(pool, BUDGET, session -> {
            Map<Integer, WebhookEvent> events = new HashMap<>();
            try (PreparedStatement statement =
                    session.connection().prepareStatement(deadLetters ? OF_DEAD_LETTERS : OF_EVENTS)) {
                statement.setString(1, job.id());
                statement.setArray(
                        2,
                        session.connection()
                                .createArrayOf(
                                        "int4", units.stream().map(JobUnit::n).toArray(Integer[]::new)));
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        events.put(row.getInt("n"), StoredEvent.read(row));
                    }
                }
            }
            return events;
        });
    }

    /** Marks units as sent, once the broker has acknowledged them, or as decided. */
    public void done(Job job, List<Step> steps) throws LedgerUnavailableException {
        Map<String, Integer> outcomes = new HashMap<>();
        for (Step step : steps) {
            String outcome = outcome(step);
            if (outcome != null) {
                outcomes.merge(outcome, 1, Integer::sum);
            }
        }
        int last = steps.getLast().unit().n();
        JobTable.run(pool, BUDGET, session -> {
            jobs.renew(session, job, LEASE);
            try (ArrayStatement<Step> statement = new ArrayStatement<>(session, SENT, steps)) {
                statement
                        .texts(step -> job.id())
                        .integers(step -> step.unit().n())
                        .texts(step -> step instanceof Step.Send send ? send.generation() : job.id())
                        .integers(step -> step instanceof Step.Send send ? send.attempts() : 0)
                        .texts(JobUnitTable::outcome)
                        .texts(step -> switch (step) {
                            case Step.Decided decided -> PgText.of(decided.note());
                            case Step.Verified verified -> PgText.of(verified.note());
                            case Step.Send send -> null;
                            case Step.SentBefore before -> null;
                        })
                        .texts(step -> step instanceof Step.Verified verified
                                ? verified.difference().orElse(null)
                                : null)
                        .update();
            }
            Map<String, Integer> now = advance(session, job, last, null, outcomes, true);
            if (outcomes.containsKey("unsent")) {
                JobTable.releaseDeadLetters(session, job);
            }
            return now;
        });
    }

    private static @Nullable String outcome(Step step) {
        return switch (step) {
            case Step.Decided decided -> decided.outcome();
            case Step.Verified verified -> verified.outcome();
            case Step.Send send -> null;
            case Step.SentBefore before -> null;
        };
    }

    /**
     * Looks for what has become of units that were sent.
     *
     * @return units by outcome
     */
    public Map<String, Integer> settle(Job job) throws LedgerUnavailableException {
        return JobTable.run(pool, BUDGET, session -> {
            jobs.renew(session, job, LEASE);
            int looked;
            int last;
            try (PreparedStatement unsettled = session.connection().prepareStatement(UNSETTLED)) {
                unsettled.setString(1, job.id());
                unsettled.setInt(2, job.settled());
                unsettled.setInt(3, job.sent());
                try (ResultSet row = unsettled.executeQuery()) {
                    row.next();
                    looked = row.getInt(1);
                    last = row.getInt(2);
                }
            }
            Map<String, Integer> changes = new HashMap<>();
            try (PreparedStatement settle = session.connection().prepareStatement(SETTLE)) {
                settle.setString(1, job.id());
                settle.setInt(2, job.settled());
                settle.setInt(3, last);
                settle.setString(4, job.id());
                try (ResultSet row = settle.executeQuery()) {
                    while (row.next()) {
                        changes.merge(Objects.requireNonNull(row.getString(2)), row.getInt(3), Integer::sum);
                        if (row.getString(1) != null) {
                            changes.merge(row.getString(1), -row.getInt(3), Integer::sum);
                        }
                    }
                }
            }
            int next = looked == SETTLED_AT_ONCE ? last : 0;
            return advance(session, job, job.sent(), next, changes, !changes.isEmpty());
        });
    }

    private static Map<String, Integer> advance(
            Session session,
            Job job,
            int sent,
            @Nullable Integer settled,
            Map<String, Integer> changes,
            boolean further)
            throws SQLException {
        try (PreparedStatement statement = session.connection().prepareStatement(ADVANCE)) {
            statement.setInt(1, sent);
            statement.setString(2, json(changes));
            statement.setObject(3, settled, Types.INTEGER);
            statement.setBoolean(4, further);
            statement.setString(5, job.id());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return JobTable.outcomes(row.getString(1));
            }
        }
    }

    private static String json(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(count -> "\"" + count.getKey() + "\":" + count.getValue())
                .collect(joining(",", "{", "}"));
    }
}
