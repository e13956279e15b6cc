-- What analysts read, and the role they read it with.

CREATE VIEW event_summary_by_hour AS
SELECT date_trunc('hour', received_at) AS hour,
       endpoint,
       category,
       status,
       count(*)                        AS events,
       sum(attempts)                   AS attempts,
       sum(duplicates)                 AS duplicates
FROM webhook_event
GROUP BY 1, 2, 3, 4;

COMMENT ON VIEW event_summary_by_hour IS 'Events by hour of receipt, endpoint, category and status.';
COMMENT ON COLUMN event_summary_by_hour.hour IS 'Start of the hour in which the first copy was received.';
COMMENT ON COLUMN event_summary_by_hour.endpoint IS 'Endpoint that received them.';
COMMENT ON COLUMN event_summary_by_hour.category IS 'Their type in the common vocabulary.';
COMMENT ON COLUMN event_summary_by_hour.status IS 'Where they stand.';
COMMENT ON COLUMN event_summary_by_hour.events IS 'How many.';
COMMENT ON COLUMN event_summary_by_hour.attempts IS 'Attempts made at them.';
COMMENT ON COLUMN event_summary_by_hour.duplicates IS 'Copies that came besides the first.';

-- Roles belong to the whole server: this database may not be allowed to make one, and another may have made it.
DO $$
BEGIN
    CREATE ROLE sluice_reader NOLOGIN;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN
        NULL;
    WHEN insufficient_privilege THEN
        RAISE NOTICE 'not allowed to create role sluice_reader: create it and grant it SELECT on the tables of this schema';
END
$$;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'sluice_reader') THEN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO sluice_reader', current_schema());
        GRANT SELECT ON webhook_event, webhook_attempt, webhook_dead_letter, event_summary_by_hour,
            payment, refund, dispute, customer, subscription TO sluice_reader;
    END IF;
END
$$;
