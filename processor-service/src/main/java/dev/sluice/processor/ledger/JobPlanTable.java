package dev.sluice.processor.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.event.EventKey;
import dev.sluice.job.JobKind;
import dev.sluice.job.Selection;
import dev.sluice.job.Where;
import dev.sluice.job.Where.Field;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes down what a job takes, so that nothing that comes later is taken. Thread-safe. */
public final class JobPlanTable {
    private static final Duration BUDGET = Duration.ofSeconds(60);
    private static final Duration LOCK = Duration.ofSeconds(2);
    private static final Duration LEASE = BUDGET.multipliedBy(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<Field, String> OF_DEAD_LETTER = new EnumMap<>(Map.of(
            Field.ENDPOINT, "d.endpoint",
            Field.PROVIDER, "d.provider",
            Field.TYPE, "d.type",
            Field.CATEGORY, "d.category",
            Field.OBJECT, "d.object_id",
            Field.ROUTE, "d.route",
            Field.CAUSE, "d.cause",
            Field.GROUP, "d.fingerprint",
            Field.STATUS, "d.status"));

    private static final Map<Field, String> OF_EVENT = new EnumMap<>(Map.of(
            Field.ENDPOINT, "e.endpoint",
            Field.PROVIDER, "e.provider",
            Field.TYPE, "e.type",
            Field.CATEGORY, "e.category",
            Field.OBJECT, "e.object_id",
            Field.ROUTE, "w.route",
            Field.CAUSE, "w.cause",
            Field.STATUS, "e.status"));

    private static final String UNITS =
            "INSERT INTO webhook_job_unit (job_id, n, endpoint, event_id, received_at, route, type, applied, chapter, topic, partition, \"offset\")";

    private static final String DEAD_LETTERS = UNITS + """
             SELECT ?, row_number() OVER (ORDER BY d.died_at, d.endpoint, d.event_id, d.route),
                d.endpoint, d.event_id, d.received_at, d.route, d.type, false, d.chapter, d.topic, d.partition, d."offset"
            FROM webhook_dead_letter d
            WHERE (d.status = 'open' OR (d.status = 'held' AND ?) OR (d.status = 'redriving' AND EXISTS (
                SELECT FROM webhook_job j WHERE j.id = d.job_id AND j.finished_at < now() - interval '1 day'))) AND (? OR (d.endpoint <> '' AND d.type <> ''))
              AND d.died_at >= ? AND d.died_at < ?
              AND (?::text[] IS NULL OR (d.endpoint, d.event_id) IN (SELECT unnest(?::text[]), unnest(?::text[])))
              AND %s
            """;

    private static final String UNDECODABLE = """
            SELECT d.endpoint, d.event_id FROM %s
            JOIN webhook_dead_letter d ON d.endpoint = k.endpoint AND d.event_id = k.event_id
            WHERE d.type = ''
            LIMIT 1
            """.formatted(ArrayStatement.rows("k", "endpoint event_id"));

    private static final String WAITING = UNITS + """
             SELECT ?, (SELECT count(*) FROM webhook_job_unit WHERE job_id = ?)
                    + row_number() OVER (ORDER BY e.received_at, e.endpoint, e.event_id, w.route),
                e.endpoint, e.event_id, e.received_at, w.route, e.type, false, NULL, e.topic, e.partition, e."offset"
            FROM webhook_event e
            CROSS JOIN LATERAL (
                SELECT DISTINCT ON (a.route) a.route, a.cause FROM (
                    SELECT DISTINCT ON (a.route, a.generation) a.route, a.cause, a.outcome FROM webhook_attempt a
                    WHERE a.endpoint = e.endpoint AND a.event_id = e.event_id AND a.received_at = e.received_at
                    ORDER BY a.route, a.generation, a.attempt DESC) AS a
                WHERE a.outcome = 'retry') AS w
            WHERE e.status <> 'processed' AND e.received_at >= ? AND e.received_at < ?
              AND (?::text[] IS NULL OR (e.endpoint, e.event_id) IN (SELECT unnest(?::text[]), unnest(?::text[])))
              AND %s
              AND NOT EXISTS (SELECT FROM webhook_job_unit u WHERE u.job_id = ? AND u.endpoint = e.endpoint
                AND u.event_id = e.event_id AND u.route = w.route)
            """;

    private static final String PLAN = """
            UPDATE webhook_job j
            SET units = (SELECT count(*) FROM webhook_job_unit u WHERE u.job_id = j.id),
                plan = ?::jsonb || jsonb_build_object(
                    'units', (SELECT count(*) FROM webhook_job_unit u WHERE u.job_id = j.id),
                    'events', (SELECT count(*) FROM (SELECT DISTINCT endpoint, event_id FROM webhook_job_unit u WHERE u.job_id = j.id)),
                    'already_applied', (SELECT count(*) FROM webhook_job_unit u WHERE u.job_id = j.id AND u.applied),
                    'types', (SELECT coalesce(jsonb_object_agg(type, units), '{}') FROM (
                        SELECT type, count(*) AS units FROM webhook_job_unit u WHERE u.job_id = j.id GROUP BY 1 ORDER BY 2 DESC LIMIT 50)),
                    'routes', (SELECT coalesce(jsonb_object_agg(route, units), '{}') FROM (
                        SELECT route, count(*) AS units FROM webhook_job_unit u WHERE u.job_id = j.id GROUP BY 1 ORDER BY 2 DESC LIMIT 50)),
                    'estimated_seconds', (SELECT ceil(count(*) / coalesce(j.rate, ?)::numeric) FROM webhook_job_unit u WHERE u.job_id = j.id)),
                state = 'planned', lease_owner = NULL, lease_until = NULL, updated_at = now()
            WHERE id = ?
            """;

    private static final String ADD = UNITS
            + """
             SELECT k.job_id, k.base + row_number() OVER (ORDER BY k.n), k.endpoint, k.event_id, %2$s, k.route, k.type, k.applied,
                NULL, k.topic, k.partition, k.place
            FROM %1$s
            WHERE NOT EXISTS (SELECT FROM webhook_job_unit u WHERE u.job_id = k.job_id AND u.endpoint = k.endpoint
                AND u.event_id = k.event_id AND u.route = k.route)
            """.formatted(
                    ArrayStatement.rows(
                            "k", "job_id base n endpoint event_id received route type applied topic partition place"),
                    PgTime.sql("k.received"));

    /** Units a second that a job without a rate is assumed to come to: what an instance with two cores attempts and more. */
    private static final int USUAL_RATE = 1000;

    private final LedgerPool pool;
    private final JobTable jobs;

    public JobPlanTable(LedgerPool pool, JobTable jobs) {
        this.pool = pool;
        this.jobs = jobs;
    }

    /** Begins a plan: what an instance that was lost had written of it is deleted. */
    public void begin(Job job) throws LedgerUnavailableException {
        write(job, session -> {
            try (PreparedStatement delete =
                    session.connection().prepareStatement("DELETE FROM webhook_job_unit WHERE job_id = ?")) {
                delete.setString(1, job.id());
                return delete.executeUpdate();
            }
        });
    }

    /**
     * Adds units of a replay; one that is there already is left out.
     *
     * @param units of distinct events and routes, in the order in which they are to be sent
     * @param before how many are there
     * @return how many were new
     */
    public int add(Job job, List<JobUnit> units, int before) throws LedgerUnavailableException {
        return write(job, session -> {
            try (ArrayStatement<JobUnit> statement = new ArrayStatement<>(session, ADD, units)) {
                return statement
                        .texts(unit -> job.id())
                        .integers(unit -> before)
                        .integers(JobUnit::n)
                        .texts(unit -> AttemptEntry.key(unit.event()).endpoint())
                        .texts(unit -> AttemptEntry.key(unit.event()).id())
                        .times(JobUnit::receivedAt)
                        .texts(JobUnit::route)
                        .texts(unit -> PgText.required(unit.type()))
                        .booleans(JobUnit::applied)
                        .texts(unit -> unit.origin().topic())
                        .integers(unit -> unit.origin().partition())
                        .longs(unit -> unit.origin().offset())
                        .update();
            }
        });
    }

    /** One of these whose dead letter is of a record that could not be read, and so of no event. */
    public Optional<EventKey> undecodable(List<EventKey> named) throws LedgerUnavailableException {
        if (named.isEmpty()) {
            return Optional.empty();
        }
        return JobTable.run(pool, BUDGET, session -> {
            session.allow(BUDGET, LOCK);
            try (ArrayStatement<EventKey> statement = new ArrayStatement<>(session, UNDECODABLE, named);
                    ResultSet row = statement
                            .texts(key -> AttemptEntry.key(key).endpoint())
                            .texts(key -> AttemptEntry.key(key).id())
                            .query()) {
                return row.next() ? Optional.of(new EventKey(row.getString(1), row.getString(2))) : Optional.empty();
            }
        });
    }

    /** Writes down all dead letters of a selection, in one statement; of a redrive also the retries that wait. */
    public void freezeDeadLetters(Job job, Selection selection, Instant from, Instant to)
            throws LedgerUnavailableException {
        Where where = selection.where();
        boolean named = !selection.events().isEmpty();
        boolean retries = job.kind() == JobKind.REDRIVE
                && (named || "retrying".equals(where.values().get(Field.STATUS)))
                && !where.values().containsKey(Field.GROUP);
        write(job, session -> {
            int units;
            try (PreparedStatement letters =
                    session.connection().prepareStatement(DEAD_LETTERS.formatted(where.sql(OF_DEAD_LETTER)))) {
                letters.setString(1, job.id());
                letters.setBoolean(2, named || where.values().containsKey(Field.STATUS));
                letters.setBoolean(3, job.kind() == JobKind.DISCARD);
                int next = bindRange(letters, 4, selection, from, to);
                bindTexts(letters, next, where.parameters(OF_DEAD_LETTER));
                units = letters.executeUpdate();
            }
            if (retries) {
                try (PreparedStatement waiting =
                        session.connection().prepareStatement(WAITING.formatted(where.sql(OF_EVENT)))) {
                    waiting.setString(1, job.id());
                    waiting.setString(2, job.id());
                    int next = bindRange(waiting, 3, selection, from, to);
                    List<String> parameters = where.parameters(OF_EVENT);
                    bindTexts(waiting, next, parameters);
                    waiting.setString(next + parameters.size(), job.id());
                    units += waiting.executeUpdate();
                }
            }
            return units;
        });
    }

    /**
     * Ends the plan: what it takes is counted, and it waits to be started.
     *
     * @param findings what else is to be said of it
     */
    public void end(Job job, ObjectNode findings) throws LedgerUnavailableException {
        write(job, session -> {
            try (PreparedStatement plan = session.connection().prepareStatement(PLAN)) {
                plan.setString(1, JSON.writeValueAsString(findings));
                plan.setInt(2, USUAL_RATE);
                plan.setString(3, job.id());
                return plan.executeUpdate();
            } catch (JsonProcessingException e) {
                throw new SQLException("findings of " + job.id(), e);
            }
        });
    }

    private static int bindRange(PreparedStatement statement, int first, Selection selection, Instant from, Instant to)
            throws SQLException {
        List<EventKey> events = selection.events();
        int next = first;
        statement.setObject(next++, PgTime.of(from).atOffset(ZoneOffset.UTC));
        statement.setObject(next++, PgTime.of(to).atOffset(ZoneOffset.UTC));
        String[] endpoints = events.stream().map(EventKey::endpoint).toArray(String[]::new);
        String[] ids = events.stream().map(EventKey::id).toArray(String[]::new);
        for (String[] array : List.of(endpoints, endpoints, ids)) {
            statement.setArray(
                    next++, events.isEmpty() ? null : statement.getConnection().createArrayOf("text", array));
        }
        return next;
    }

    private static void bindTexts(PreparedStatement statement, int first, List<String> texts) throws SQLException {
        for (int i = 0; i < texts.size(); i++) {
            statement.setString(first + i, texts.get(i));
        }
    }

    /** Only while the plan is still this instance's. */
    private int write(Job job, LedgerPool.Work<Integer> work) throws LedgerUnavailableException {
        return JobTable.run(pool, BUDGET, session -> {
            session.allow(BUDGET, LOCK);
            jobs.renew(session, job, LEASE);
            return work.run(session);
        });
    }
}
