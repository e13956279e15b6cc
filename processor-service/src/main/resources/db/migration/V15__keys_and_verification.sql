-- Several events, each with an id of its own, may report one operation: where an endpoint says what names it, it is applied once.

CREATE TABLE webhook_idempotency_key (
    endpoint          text COLLATE "C" NOT NULL,
    type              text COLLATE "C" NOT NULL,
    object_id         text COLLATE "C" NOT NULL,
    route             text COLLATE "C" NOT NULL,
    key               text COLLATE "C" NOT NULL,
    event_id          text COLLATE "C" NOT NULL,
    held              boolean     NOT NULL,
    result            text,
    first_received_at timestamptz NOT NULL,
    PRIMARY KEY (endpoint, type, object_id, route, key)
);
CREATE INDEX webhook_idempotency_key_received ON webhook_idempotency_key USING brin (first_received_at);

COMMENT ON TABLE webhook_idempotency_key IS 'One row per idempotency key and route: the event that has it. Others with the same key end as ignored there. Kept as long as the attempts.';
COMMENT ON COLUMN webhook_idempotency_key.endpoint IS 'Endpoint that received it.';
COMMENT ON COLUMN webhook_idempotency_key.type IS 'The event''s type as the provider names it.';
COMMENT ON COLUMN webhook_idempotency_key.object_id IS 'Object that the event is about; empty where it has none.';
COMMENT ON COLUMN webhook_idempotency_key.route IS 'Route of the delivery.';
COMMENT ON COLUMN webhook_idempotency_key.key IS 'The key, from where idempotency_key of the endpoint says.';
COMMENT ON COLUMN webhook_idempotency_key.event_id IS 'Id of the event that has it, or had it last.';
COMMENT ON COLUMN webhook_idempotency_key.held IS 'Whether other events are kept off: false before the first outcome, and after the event has died.';
COMMENT ON COLUMN webhook_idempotency_key.result IS 'What the event came to; null while it is retried.';
COMMENT ON COLUMN webhook_idempotency_key.first_received_at IS 'When the first event with it was received.';

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'sluice_reader') THEN
        GRANT SELECT ON webhook_idempotency_key TO sluice_reader;
    END IF;
END
$$;

-- A replay may be verified: the handlers as they are now are run, and what they would write is compared with what is there.

ALTER TABLE webhook_job
    DROP CONSTRAINT webhook_job_mode_check,
    ADD CONSTRAINT webhook_job_mode_check CHECK (mode IN ('reapply', 'verify')),
    ADD COLUMN verify_most integer CHECK (verify_most > 0);

ALTER TABLE webhook_job_unit
    DROP CONSTRAINT webhook_job_unit_outcome_check,
    ADD CONSTRAINT webhook_job_unit_outcome_check CHECK (outcome IN ('processed', 'ignored', 'retry', 'dead', 'discarded', 'skipped',
        'unsent', 'same', 'differs', 'refused')),
    ADD COLUMN difference jsonb;

COMMENT ON COLUMN webhook_job.mode IS 'reapply: each unit is attempted anew under a claim of its own. verify: nothing is attempted; each unit tells what its handler would write now.';
COMMENT ON COLUMN webhook_job.verify_most IS 'How many units a verification looks at; null for a job that attempts.';
COMMENT ON COLUMN webhook_job_unit.outcome IS 'processed, ignored, dead or discarded; retry while it waits for a further attempt; skipped or unsent (see note); of a verification same, differs (see difference) or refused (see note); null until it is known.';
COMMENT ON COLUMN webhook_job_unit.note IS 'Why it was skipped or refused or could not be sent; of a verification, what else is to be said.';
COMMENT ON COLUMN webhook_job_unit.difference IS 'What the handler as it is now would change, column by column: table, key, column, now, would_be; at most 100 of them. Null when nothing.';
