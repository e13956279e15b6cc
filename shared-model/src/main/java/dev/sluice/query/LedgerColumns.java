package dev.sluice.query;

/** What lists and pages show of the ledger's rows: lists for {@code SELECT}. */
public final class LedgerColumns {
    /** Of {@code webhook_event}, in a list. */
    public static final String EVENT = """
            endpoint, event_id, provider, type, category, status, object_id, customer_id, livemode, created_at, received_at,
            applied_at, attempts, duplicates, result, last_error, routes, topic, partition, "offset"
            """;

    /** Of {@code webhook_event}, where one is shown; without its bytes. */
    public static final String EVENT_STORY =
            EVENT + ", changed_copies, request_id, http_target, headers, content_type, traceparent";

    /** Of {@code webhook_attempt}. */
    public static final String ATTEMPT =
            "generation, route, attempt, outcome, result, cause, error, exception, due_at, attempted_at, took_micros";

    /** Of {@code webhook_dead_letter}, in a list. */
    public static final String DEAD_LETTER = """
            endpoint, event_id, route, generation, chapter, status, cause, reason, exception, fingerprint AS "group",
            provider, type, category, object_id, received_at, died_at, job_id, discard_reason, note, topic, partition, "offset"
            """;

    /** Of dead letters grouped by {@code fingerprint}. */
    public static final String DEAD_LETTER_GROUP = """
            fingerprint AS "group", count(*) AS count, min(died_at) AS first_died_at, max(died_at) AS last_died_at,
            min(route) AS route, min(cause) AS cause, min(exception) AS exception, min(frame) AS frame,
            (array_agg(reason ORDER BY died_at DESC))[1] AS sample_reason,
            (array_agg(endpoint || '/' || event_id ORDER BY died_at DESC))[1] AS sample
            """;

    /** Of {@code webhook_job}; {@code progress} with {@code total}, {@code sent} and {@code waiting} besides. */
    public static final String JOB = """
            id, kind, state, mode, verify_most, selection, plan, rate, ramp, max_failures, error, reason, created_by, created_at,
            started_at, updated_at, finished_at, lease_owner,
            progress || jsonb_build_object('total', units, 'sent', sent, 'waiting', sent - (
                SELECT coalesce(sum(value::integer), 0) FROM jsonb_each_text(progress))) AS progress
            """;

    /** Of {@code webhook_job_unit}. */
    public static final String JOB_UNIT = "n, endpoint, event_id, route, type, generation, outcome, note";

    private LedgerColumns() {}
}
