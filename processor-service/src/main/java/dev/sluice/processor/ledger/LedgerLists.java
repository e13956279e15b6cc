package dev.sluice.processor.ledger;

import dev.sluice.processor.ledger.LedgerList.Order;
import dev.sluice.query.LedgerColumns;
import java.util.LinkedHashMap;
import java.util.List;

/** The lists that people page through. */
public final class LedgerLists {
    /** Events, the newest first. */
    public static final LedgerList EVENTS = new LedgerList(
            "SELECT " + LedgerColumns.EVENT + " FROM webhook_event e WHERE " + LedgerList.FILTERS,
            filters()
                    .with("endpoint", ListFilter.along("endpoint"))
                    .with("provider", ListFilter.equal("provider").byReading())
                    .with("type", ListFilter.pattern("type").byReading())
                    .with("category", ListFilter.pattern("category").byReading())
                    .with("status", ListFilter.word("status", "processing", "processed", "ignored", "retrying", "dead"))
                    .with("object", ListFilter.equal("object_id"))
                    .with("customer", ListFilter.equal("customer_id"))
                    .with(
                            "route",
                            ListFilter.where("routes @> ARRAY[?]::text[]").byReading())
                    .with("cause", ListFilter.where("""
                            EXISTS (SELECT FROM webhook_attempt a WHERE a.endpoint = e.endpoint AND a.event_id = e.event_id
                                AND a.received_at = e.received_at AND a.cause = ? AND a.outcome IN ('retry', 'dead'))
                            """))
                    .with("job", ListFilter.where("""
                            (endpoint, event_id) IN (SELECT u.endpoint, u.event_id FROM webhook_job_unit u WHERE u.job_id = ?)
                            """))
                    .moments("received", "received_at"),
            new Order(List.of("received_at timestamptz", "endpoint text", "event_id text"), true));

    /** Dead letters, the last to die first. */
    public static final LedgerList DEAD_LETTERS = new LedgerList(
            "SELECT " + LedgerColumns.DEAD_LETTER + " FROM webhook_dead_letter WHERE " + LedgerList.FILTERS,
            ofDeadLetters()
                    .with("status", ListFilter.word("status", "open", "held", "redriving", "redriven", "discarded"))
                    .moments("died", "died_at"),
            new Order(List.of("died_at timestamptz", "endpoint text", "event_id text", "route text"), true));

    /** Dead letters that are open or held, by kind of failure; the kind that came last first. */
    public static final LedgerList DEAD_LETTER_GROUPS = new LedgerList(
            "SELECT " + LedgerColumns.DEAD_LETTER_GROUP
                    + ", count(*) FILTER (WHERE status = 'held') AS held FROM webhook_dead_letter WHERE status IN ('open', 'held') AND "
                    + LedgerList.FILTERS + " GROUP BY fingerprint",
            ofDeadLetters().moments("died", "died_at"),
            new Order(List.of("last_died_at timestamptz", "\"group\" text"), true));

    /** Refused requests, the newest first. */
    public static final LedgerList REJECTIONS = new LedgerList(
            """
            SELECT rejected_at, endpoint, code, status, finding, diagnoses, request_id, tier, address, method, path, content_length,
            content_type, header_count, header_bytes, user_agent, topic, partition, "offset"
            FROM webhook_rejection WHERE {filters}
            """,
            filters()
                    .with("endpoint", ListFilter.equal("endpoint"))
                    .with("code", ListFilter.equal("code"))
                    .with("address", ListFilter.equal("address"))
                    .with("request_id", ListFilter.equal("request_id"))
                    .moments("rejected", "rejected_at"),
            new Order(
                    List.of("rejected_at timestamptz", "topic text", "partition integer", "\"offset\" bigint"), true));

    /** Jobs, the newest first. */
    public static final LedgerList JOBS = new LedgerList(
            "SELECT " + LedgerColumns.JOB + " FROM webhook_job WHERE " + LedgerList.FILTERS,
            filters()
                    .with("kind", ListFilter.word("kind", "replay", "redrive", "discard"))
                    .with(
                            "state",
                            ListFilter.word(
                                    "state",
                                    "planning",
                                    "planned",
                                    "running",
                                    "paused",
                                    "completed",
                                    "cancelled",
                                    "failed"))
                    .moments("created", "created_at"),
            new Order(List.of("created_at timestamptz", "id text"), true));

    /** Units of the job that filter {@code job} names, in their order. */
    public static final LedgerList JOB_UNITS = jobUnits(LedgerColumns.JOB_UNIT + ", difference");

    /** The same without what bodies say. */
    public static final LedgerList JOB_UNITS_TO_READ = jobUnits(LedgerColumns.JOB_UNIT);

    private static LedgerList jobUnits(String columns) {
        return new LedgerList(
                "SELECT " + columns + " FROM webhook_job_unit WHERE " + LedgerList.FILTERS,
                filters()
                        .with("job", ListFilter.equal("job_id"))
                        .with("outcome", ListFilter.where("coalesce(outcome, 'none') = ?"))
                        .with("endpoint", ListFilter.equal("endpoint"))
                        .with("route", ListFilter.equal("route")),
                new Order(List.of("n integer"), false));
    }

    /** What operators and the system have decided, the newest first. */
    public static final LedgerList ACTIONS = new LedgerList(
            "SELECT id, at, who, what, why, source_address, endpoint, event_id, job_id, details FROM webhook_action WHERE "
                    + LedgerList.FILTERS,
            filters()
                    .with("who", ListFilter.equal("who"))
                    .with("what", ListFilter.pattern("what"))
                    .with("job", ListFilter.equal("job_id"))
                    .moments("at", "at"),
            new Order(List.of("at timestamptz", "id bigint"), true));

    private LedgerLists() {}

    private static Filters ofDeadLetters() {
        return filters()
                .with("endpoint", ListFilter.equal("endpoint"))
                .with("provider", ListFilter.equal("provider"))
                .with("type", ListFilter.pattern("type"))
                .with("category", ListFilter.pattern("category"))
                .with("object", ListFilter.equal("object_id"))
                .with("route", ListFilter.equal("route"))
                .with("cause", ListFilter.equal("cause"))
                .with("group", ListFilter.equal("fingerprint"));
    }

    private static Filters filters() {
        return new Filters();
    }

    /** Filters by name, in the order in which they are described. */
    private static final class Filters extends LinkedHashMap<String, ListFilter> {
        private static final long serialVersionUID = 1L;

        Filters with(String name, ListFilter filter) {
            put(name, filter);
            return this;
        }

        /** {@code name[gte]}, {@code name[gt]}, {@code name[lte]} and {@code name[lt]}. */
        Filters moments(String name, String column) {
            return with(name + "[gte]", ListFilter.moment(column, ">="))
                    .with(name + "[gt]", ListFilter.moment(column, ">"))
                    .with(name + "[lte]", ListFilter.moment(column, "<="))
                    .with(name + "[lt]", ListFilter.moment(column, "<"));
        }
    }
}
