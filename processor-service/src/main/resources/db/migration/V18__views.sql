-- What analysts ask for most, as views; docs/analytics.md has questions with their queries.

CREATE VIEW event_outcome_by_day AS
SELECT date_trunc('day', received_at)                    AS day,
       endpoint,
       type,
       category,
       count(*)                                          AS events,
       count(*) FILTER (WHERE status = 'processed')      AS processed,
       count(*) FILTER (WHERE status = 'ignored')        AS ignored,
       count(*) FILTER (WHERE status = 'dead')           AS dead,
       count(*) FILTER (WHERE status IN ('processing', 'retrying')) AS unfinished,
       count(*) FILTER (WHERE attempts > cardinality(routes)) AS retried,
       sum(duplicates)                                   AS duplicates
FROM webhook_event
GROUP BY 1, 2, 3, 4;

COMMENT ON VIEW event_outcome_by_day IS 'Events by day of receipt, endpoint and type, and what became of them.';
COMMENT ON COLUMN event_outcome_by_day.day IS 'Day in which the first copy was received.';
COMMENT ON COLUMN event_outcome_by_day.endpoint IS 'Endpoint that received them.';
COMMENT ON COLUMN event_outcome_by_day.type IS 'The provider''s own name for what happened.';
COMMENT ON COLUMN event_outcome_by_day.category IS 'The type in the common vocabulary.';
COMMENT ON COLUMN event_outcome_by_day.events IS 'How many.';
COMMENT ON COLUMN event_outcome_by_day.processed IS 'Those that all their routes have processed.';
COMMENT ON COLUMN event_outcome_by_day.ignored IS 'Those that no route takes, or whose handlers had nothing to do.';
COMMENT ON COLUMN event_outcome_by_day.dead IS 'Those given up in at least one route.';
COMMENT ON COLUMN event_outcome_by_day.unfinished IS 'Those that wait for an attempt.';
COMMENT ON COLUMN event_outcome_by_day.retried IS 'Those that took more attempts than they have routes.';
COMMENT ON COLUMN event_outcome_by_day.duplicates IS 'Copies that came besides the first.';

CREATE VIEW time_to_row_by_hour AS
SELECT date_trunc('hour', received_at) AS hour,
       endpoint,
       count(*) AS events,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM applied_at - received_at))  AS p50_seconds,
       percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM applied_at - received_at)) AS p95_seconds,
       percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM applied_at - received_at)) AS p99_seconds
FROM webhook_event
WHERE applied_at IS NOT NULL
GROUP BY 1, 2;

COMMENT ON VIEW time_to_row_by_hour IS 'How long events took from receipt to the first attempt that succeeded, retries and pauses included.';
COMMENT ON COLUMN time_to_row_by_hour.hour IS 'Start of the hour in which the first copy was received.';
COMMENT ON COLUMN time_to_row_by_hour.endpoint IS 'Endpoint that received them.';
COMMENT ON COLUMN time_to_row_by_hour.events IS 'How many have been applied.';
COMMENT ON COLUMN time_to_row_by_hour.p50_seconds IS 'Half of them took no longer.';
COMMENT ON COLUMN time_to_row_by_hour.p95_seconds IS '95 of 100 took no longer.';
COMMENT ON COLUMN time_to_row_by_hour.p99_seconds IS '99 of 100 took no longer.';

CREATE VIEW failure_by_cause AS
SELECT date_trunc('day', received_at)           AS day,
       route,
       cause,
       count(*)                                 AS attempts,
       count(*) FILTER (WHERE outcome = 'dead') AS dead
FROM webhook_attempt
WHERE outcome IN ('retry', 'dead')
GROUP BY 1, 2, 3;

COMMENT ON VIEW failure_by_cause IS 'Failed attempts by route and cause.';
COMMENT ON COLUMN failure_by_cause.day IS 'Day in which the event''s first copy was received.';
COMMENT ON COLUMN failure_by_cause.route IS 'Route they were made in.';
COMMENT ON COLUMN failure_by_cause.cause IS 'Stable word for the kind of failure.';
COMMENT ON COLUMN failure_by_cause.attempts IS 'How many attempts failed.';
COMMENT ON COLUMN failure_by_cause.dead IS 'How many of these were the last.';

CREATE VIEW payment_funnel AS
SELECT date_trunc('day', created_at)                                AS day,
       endpoint,
       mode,
       currency,
       count(*)                                                     AS payments,
       count(*) FILTER (WHERE status = 'succeeded')                 AS succeeded,
       count(*) FILTER (WHERE status = 'failed')                    AS failed,
       count(*) FILTER (WHERE refunded_amount > 0)                  AS refunded,
       count(*) FILTER (WHERE dispute_status IS NOT NULL)           AS disputed,
       coalesce(sum(amount) FILTER (WHERE status = 'succeeded'), 0) AS succeeded_amount,
       coalesce(sum(refunded_amount), 0)                            AS refunded_amount
FROM payment
GROUP BY 1, 2, 3, 4;

COMMENT ON VIEW payment_funnel IS 'Payments by the day they were made, and how far they came.';
COMMENT ON COLUMN payment_funnel.day IS 'Day on which the provider made them; null where its events do not say.';
COMMENT ON COLUMN payment_funnel.endpoint IS 'Endpoint whose events speak of them.';
COMMENT ON COLUMN payment_funnel.mode IS 'live, test, or unknown.';
COMMENT ON COLUMN payment_funnel.currency IS 'ISO 4217, upper case.';
COMMENT ON COLUMN payment_funnel.payments IS 'How many.';
COMMENT ON COLUMN payment_funnel.succeeded IS 'Those that succeeded.';
COMMENT ON COLUMN payment_funnel.failed IS 'Those that failed.';
COMMENT ON COLUMN payment_funnel.refunded IS 'Those of which something was refunded.';
COMMENT ON COLUMN payment_funnel.disputed IS 'Those with a dispute, whatever came of it.';
COMMENT ON COLUMN payment_funnel.succeeded_amount IS 'Sum of those that succeeded, in the minor unit of the currency.';
COMMENT ON COLUMN payment_funnel.refunded_amount IS 'Sum of what was refunded, in the minor unit of the currency.';

CREATE VIEW dead_letter_summary AS
SELECT route,
       cause,
       status,
       fingerprint,
       count(*)      AS letters,
       min(reason)   AS sample,
       min(died_at)  AS first_died_at,
       max(died_at)  AS last_died_at
FROM webhook_dead_letter
GROUP BY 1, 2, 3, 4;

COMMENT ON VIEW dead_letter_summary IS 'Dead letters of one kind together.';
COMMENT ON COLUMN dead_letter_summary.route IS 'Route in which they died.';
COMMENT ON COLUMN dead_letter_summary.cause IS 'Stable word for the kind of the last failure.';
COMMENT ON COLUMN dead_letter_summary.status IS 'open, held, redriving, redriven or discarded.';
COMMENT ON COLUMN dead_letter_summary.fingerprint IS 'Equal for failures of one kind.';
COMMENT ON COLUMN dead_letter_summary.letters IS 'How many.';
COMMENT ON COLUMN dead_letter_summary.sample IS 'The message of one of them.';
COMMENT ON COLUMN dead_letter_summary.first_died_at IS 'When the first died.';
COMMENT ON COLUMN dead_letter_summary.last_died_at IS 'When the last died.';

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'sluice_reader') THEN
        GRANT SELECT ON event_outcome_by_day, time_to_row_by_hour, failure_by_cause, payment_funnel, dead_letter_summary
            TO sluice_reader;
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'sluice_raw_reader') THEN
        GRANT SELECT ON event_outcome_by_day, time_to_row_by_hour, failure_by_cause, payment_funnel, dead_letter_summary
            TO sluice_raw_reader;
    END IF;
END
$$;
