-- Claims and audit are partitioned alike by the receipt of the event's first copy, so that retention drops partitions of
-- both; and what the pages and commands of operators need. See docs/decisions/0008-partitioned-claims.md.

-- The audit.

ALTER TABLE webhook_event
    ADD COLUMN routes      text[] NOT NULL DEFAULT '{}',
    ADD COLUMN request_id  text,
    ADD COLUMN customer_id text COLLATE "C",
    ADD COLUMN applied_at  timestamptz,
    DROP CONSTRAINT webhook_event_status_check,
    ADD CONSTRAINT webhook_event_status_check
        CHECK (status IN ('processing', 'processed', 'ignored', 'retrying', 'dead'));

COMMENT ON TABLE webhook_event IS 'The audit: one row per event accepted, partitioned by the receipt of its first copy.';
COMMENT ON COLUMN webhook_event.status IS 'The worst of its routes, each by its latest attempt: dead, retrying, processing (a route has not been attempted yet), processed, ignored.';
COMMENT ON COLUMN webhook_event.routes IS 'Routes that took the event when it arrived; {""} when none did, {} when that is not known.';
COMMENT ON COLUMN webhook_event.request_id IS 'The X-Request-Id that the request came with.';
COMMENT ON COLUMN webhook_event.customer_id IS 'The provider''s id of the customer the event is about, where the payload names one.';
COMMENT ON COLUMN webhook_event.applied_at IS 'When an attempt at the event first succeeded (outcome processed); null until then, and for events from before this column.';

-- Every key is found by scans of a btree: newest first backwards, with (received_at, endpoint, event_id) as the cursor.
DROP INDEX webhook_event_received_at;
CREATE INDEX webhook_event_newest ON webhook_event (received_at, endpoint, event_id);
CREATE INDEX webhook_event_of_object ON webhook_event (object_id, received_at) WHERE object_id IS NOT NULL;
CREATE INDEX webhook_event_not_processed ON webhook_event (status, received_at) WHERE status <> 'processed';

CREATE FUNCTION payload(body bytea) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE STRICT AS
$$
BEGIN
    RETURN convert_from(body, 'UTF8')::jsonb;
EXCEPTION
    -- Not UTF-8, not JSON, or nested too deep for jsonb.
    WHEN data_exception OR program_limit_exceeded THEN
        RETURN NULL;
END
$$;

COMMENT ON FUNCTION payload(bytea) IS 'A body as JSON; null when it is not JSON or jsonb cannot hold it. For installations that leave webhook_event.payload out.';

-- The claims.

ALTER TABLE webhook_attempt RENAME TO webhook_attempt_unpartitioned;
ALTER TABLE webhook_attempt_unpartitioned RENAME CONSTRAINT webhook_attempt_pkey TO webhook_attempt_unpartitioned_pkey;
ALTER TABLE webhook_attempt_unpartitioned
    RENAME CONSTRAINT webhook_attempt_outcome_check TO webhook_attempt_unpartitioned_outcome_check;

CREATE TABLE webhook_attempt (
    endpoint     text COLLATE "C" NOT NULL,
    event_id     text COLLATE "C" NOT NULL,
    generation   text COLLATE "C" NOT NULL,
    route        text COLLATE "C" NOT NULL,
    attempt      integer     NOT NULL,
    outcome      text        NOT NULL CHECK (outcome IN ('processed', 'ignored', 'retry', 'dead')),
    result       text,
    cause        text,
    error        text,
    exception    text,
    stacktrace   text,
    due_at       timestamptz,
    attempted_at timestamptz NOT NULL,
    took_micros  bigint      NOT NULL,
    publications bytea,
    topic        text        NOT NULL,
    partition    integer     NOT NULL,
    "offset"     bigint      NOT NULL,
    received_at  timestamptz NOT NULL
) PARTITION BY RANGE (received_at);

DO $$
DECLARE
    each record;
BEGIN
    FOR each IN
        SELECT c.relname, pg_get_expr(c.relpartbound, c.oid) AS bound
        FROM pg_inherits i
        JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'webhook_event'::regclass
    LOOP
        EXECUTE format('CREATE TABLE %I PARTITION OF webhook_attempt %s',
            regexp_replace(each.relname, '^webhook_event', 'webhook_attempt'), each.bound);
    END LOOP;
END
$$;

INSERT INTO webhook_attempt (endpoint, event_id, generation, route, attempt, outcome, result, cause, error, exception,
    stacktrace, due_at, attempted_at, took_micros, publications, topic, partition, "offset", received_at)
SELECT endpoint, event_id, generation, route, attempt, outcome, result, cause, error, exception,
    stacktrace, due_at, attempted_at, took_micros, publications, topic, partition, "offset", received_at
FROM webhook_attempt_unpartitioned;

-- After the rows: an index is built faster than it is filled. The receipt stands third, since it is asked for with the event.
ALTER TABLE webhook_attempt ADD PRIMARY KEY (endpoint, event_id, received_at, generation, route, attempt);
CREATE INDEX webhook_attempt_failed ON webhook_attempt (cause, route, received_at) WHERE outcome IN ('retry', 'dead');

DROP TABLE webhook_attempt_unpartitioned;

COMMENT ON TABLE webhook_attempt IS 'One row per attempt at a unit (event and route). Its key is the claim: whoever inserts it may write the effects, once. Partitioned as webhook_event.';
COMMENT ON COLUMN webhook_attempt.endpoint IS 'Endpoint of the event; empty for a record that could not be read.';
COMMENT ON COLUMN webhook_attempt.event_id IS 'Id of the event; topic-partition-offset for a record that could not be read.';
COMMENT ON COLUMN webhook_attempt.generation IS 'Empty, or the replay or redrive it belongs to.';
COMMENT ON COLUMN webhook_attempt.route IS 'Route; empty when no route takes the event.';
COMMENT ON COLUMN webhook_attempt.attempt IS 'Its number within route and generation, from 1.';
COMMENT ON COLUMN webhook_attempt.outcome IS 'processed, ignored, retry or dead.';
COMMENT ON COLUMN webhook_attempt.result IS 'What was done, or why there was nothing to do.';
COMMENT ON COLUMN webhook_attempt.cause IS 'Stable word for the kind of failure.';
COMMENT ON COLUMN webhook_attempt.error IS 'Message of the failure.';
COMMENT ON COLUMN webhook_attempt.exception IS 'Class of the failure.';
COMMENT ON COLUMN webhook_attempt.stacktrace IS 'Its stack trace, at most 8 KiB.';
COMMENT ON COLUMN webhook_attempt.due_at IS 'When it is to be tried again.';
COMMENT ON COLUMN webhook_attempt.attempted_at IS 'When the attempt ended.';
COMMENT ON COLUMN webhook_attempt.took_micros IS 'How long the handler ran, in microseconds.';
COMMENT ON COLUMN webhook_attempt.publications IS 'Records the handler wanted published, as JSON, so that a crash does not lose them.';
COMMENT ON COLUMN webhook_attempt.topic IS 'Kafka topic of the record that caused the attempt: the same record again is a re-run, another a duplicate.';
COMMENT ON COLUMN webhook_attempt.partition IS 'Its partition.';
COMMENT ON COLUMN webhook_attempt."offset" IS 'Its offset.';
COMMENT ON COLUMN webhook_attempt.received_at IS 'When the event''s first copy was received: finds its row in webhook_event.';

-- Dead letters, and what became of them.

CREATE FUNCTION failure_fingerprint(route text, cause text, exception text, reason text) RETURNS text
    LANGUAGE sql IMMUTABLE AS
$$
    -- What tells two failures of one kind apart: ids, numbers, quoted values.
    SELECT left(encode(sha256(convert_to(concat_ws(E'\n', route, cause, exception,
        regexp_replace(reason, '''[^'']*''|"[^"]*"|[[:alnum:]_-]*[0-9][[:alnum:]_-]*', '?', 'g')), 'UTF8')), 'hex'), 16)
$$;

COMMENT ON FUNCTION failure_fingerprint(text, text, text, text) IS 'Equal for failures of one kind: the message without quoted values and without words that hold digits.';

ALTER TABLE webhook_dead_letter
    ADD COLUMN exception      text,
    ADD COLUMN discard_reason text,
    ADD COLUMN chapter        integer NOT NULL DEFAULT 1,
    DROP CONSTRAINT webhook_dead_letter_status_check,
    ADD CONSTRAINT webhook_dead_letter_status_check
        CHECK (status IN ('open', 'held', 'redriving', 'redriven', 'discarded'));

UPDATE webhook_dead_letter d
SET exception = (SELECT a.exception FROM webhook_attempt a
                 WHERE a.endpoint = d.endpoint AND a.event_id = d.event_id AND a.generation = d.generation
                   AND a.route = d.route AND a.received_at = d.received_at AND a.outcome = 'dead'
                 ORDER BY a.attempt DESC LIMIT 1);
ALTER TABLE webhook_dead_letter
    ADD COLUMN fingerprint text COLLATE "C" NOT NULL
        GENERATED ALWAYS AS (failure_fingerprint(route, cause, exception, reason)) STORED;

CREATE INDEX webhook_dead_letter_group ON webhook_dead_letter (fingerprint, died_at) WHERE status = 'open';
CREATE INDEX webhook_dead_letter_closed ON webhook_dead_letter (died_at) WHERE status IN ('redriven', 'discarded');

COMMENT ON COLUMN webhook_dead_letter.status IS 'open; held (left out of redrives in bulk); redriving (asked for, not ended yet); redriven; discarded.';
COMMENT ON COLUMN webhook_dead_letter.exception IS 'Class of the last failure.';
COMMENT ON COLUMN webhook_dead_letter.fingerprint IS 'Equal for failures of one kind: a hash of route, cause, class, and message without its values.';
COMMENT ON COLUMN webhook_dead_letter.discard_reason IS 'Why an operator discarded it.';
COMMENT ON COLUMN webhook_dead_letter.chapter IS 'How many times the unit has died: 1 until a redrive of it dies as well.';

-- What is old is found without reading the whole table.
CREATE INDEX webhook_signed_token_received ON webhook_signed_token USING brin (first_received_at);

-- What operators ask for.

CREATE TABLE webhook_job (
    id           text COLLATE "C" PRIMARY KEY,
    kind         text        NOT NULL CHECK (kind IN ('replay', 'redrive', 'discard')),
    state        text        NOT NULL DEFAULT 'planned'
                             CHECK (state IN ('planned', 'running', 'paused', 'completed', 'cancelled', 'failed')),
    selection    jsonb       NOT NULL,
    position     jsonb       NOT NULL DEFAULT '{}',
    "end"        jsonb       NOT NULL DEFAULT '{}',
    rate         integer     CHECK (rate > 0),
    ramp         interval,
    lease_owner  text,
    lease_until  timestamptz,
    progress     jsonb       NOT NULL DEFAULT '{}',
    error        text,
    reason       text        NOT NULL DEFAULT '',
    created_by   text        NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    started_at   timestamptz,
    updated_at   timestamptz NOT NULL DEFAULT now(),
    finished_at  timestamptz
);

CREATE INDEX webhook_job_newest ON webhook_job (created_at, id);
CREATE INDEX webhook_job_unfinished ON webhook_job (lease_until) WHERE state IN ('planned', 'running', 'paused');

COMMENT ON TABLE webhook_job IS 'One row per replay, redrive or discard in bulk.';
COMMENT ON COLUMN webhook_job.id IS 'Names the job; also the generation of the attempts it causes.';
COMMENT ON COLUMN webhook_job.kind IS 'replay, redrive or discard.';
COMMENT ON COLUMN webhook_job.state IS 'planned, running, paused, completed, cancelled or failed.';
COMMENT ON COLUMN webhook_job.selection IS 'Which events or dead letters it takes, frozen when it was planned.';
COMMENT ON COLUMN webhook_job.position IS 'How far it has come: by partition the next offset, or the key of the last dead letter.';
COMMENT ON COLUMN webhook_job."end" IS 'Where it ends, fixed when it was planned: what comes later is not taken.';
COMMENT ON COLUMN webhook_job.rate IS 'Units a second at most; null is without limit.';
COMMENT ON COLUMN webhook_job.ramp IS 'How long it takes to come up to that rate.';
COMMENT ON COLUMN webhook_job.lease_owner IS 'The instance that runs it.';
COMMENT ON COLUMN webhook_job.lease_until IS 'Until when that instance has it to itself.';
COMMENT ON COLUMN webhook_job.progress IS 'Units by what became of them.';
COMMENT ON COLUMN webhook_job.error IS 'Why it failed.';
COMMENT ON COLUMN webhook_job.reason IS 'Why it was asked for.';
COMMENT ON COLUMN webhook_job.created_by IS 'Who asked for it.';
COMMENT ON COLUMN webhook_job.created_at IS 'When it was planned.';
COMMENT ON COLUMN webhook_job.started_at IS 'When it first ran.';
COMMENT ON COLUMN webhook_job.updated_at IS 'When this row was last written.';
COMMENT ON COLUMN webhook_job.finished_at IS 'When it was completed, cancelled or failed.';

CREATE TABLE webhook_action (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at             timestamptz NOT NULL DEFAULT now(),
    who            text        NOT NULL,
    what           text        NOT NULL,
    why            text        NOT NULL DEFAULT '',
    source_address text,
    endpoint       text COLLATE "C",
    event_id       text COLLATE "C",
    job_id         text COLLATE "C",
    details        jsonb       NOT NULL DEFAULT '{}'
);

CREATE INDEX webhook_action_newest ON webhook_action (at, id);
CREATE INDEX webhook_action_of_event ON webhook_action (endpoint, event_id, at) WHERE event_id IS NOT NULL;
CREATE INDEX webhook_action_of_job ON webhook_action (job_id, at) WHERE job_id IS NOT NULL;

COMMENT ON TABLE webhook_action IS 'One row per decision of an operator or of the system.';
COMMENT ON COLUMN webhook_action.id IS 'Number of the action.';
COMMENT ON COLUMN webhook_action.at IS 'When it was taken.';
COMMENT ON COLUMN webhook_action.who IS 'Who took it: an operator''s name, or the part of the system.';
COMMENT ON COLUMN webhook_action.what IS 'Stable word for the action.';
COMMENT ON COLUMN webhook_action.why IS 'The reason given.';
COMMENT ON COLUMN webhook_action.source_address IS 'Address of the client that asked for it.';
COMMENT ON COLUMN webhook_action.endpoint IS 'Endpoint it concerns.';
COMMENT ON COLUMN webhook_action.event_id IS 'Event it concerns.';
COMMENT ON COLUMN webhook_action.job_id IS 'Job it concerns.';
COMMENT ON COLUMN webhook_action.details IS 'What else belongs to it.';

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'sluice_reader') THEN
        GRANT SELECT ON webhook_attempt, webhook_job, webhook_action TO sluice_reader;
    END IF;
END
$$;
