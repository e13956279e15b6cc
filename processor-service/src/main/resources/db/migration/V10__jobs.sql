-- Jobs: what a replay, redrive or discard takes is written down unit by unit when it is planned, and each unit's outcome beside it.
-- See docs/decisions/0011-jobs.md.

-- What an event needs to be made again of its row.

ALTER TABLE webhook_event ADD COLUMN record text;

COMMENT ON COLUMN webhook_event.record IS 'What the event''s record says besides the other columns, as JSON: document (where it is in the body), token, batch, headers; null when there is nothing besides a body of JSON.';

-- A dead letter is that of a delivery (event and route), in whatever generation it died; dying again is a new chapter of it.

DELETE FROM webhook_dead_letter d
USING webhook_dead_letter later
WHERE later.endpoint = d.endpoint AND later.event_id = d.event_id AND later.route = d.route
  AND (later.died_at, later.generation) > (d.died_at, d.generation);

DROP INDEX webhook_dead_letter_group;
ALTER TABLE webhook_dead_letter
    DROP CONSTRAINT webhook_dead_letter_pkey,
    ADD PRIMARY KEY (endpoint, event_id, route),
    ADD COLUMN record text,
    ADD COLUMN livemode boolean,
    ADD COLUMN frame text,
    ADD COLUMN job_id text COLLATE "C",
    ADD COLUMN note text,
    DROP COLUMN fingerprint;

DROP FUNCTION failure_fingerprint(text, text, text, text);

CREATE FUNCTION failure_fingerprint(route text, cause text, exception text, frame text, reason text) RETURNS text
    LANGUAGE sql IMMUTABLE AS
$$
    -- What tells two failures of one kind apart: ids, numbers, quoted values.
    SELECT left(encode(sha256(convert_to(concat_ws(E'\n', route, cause, exception, frame,
        regexp_replace(reason, '''[^'']*''|"[^"]*"|[[:alnum:]_-]*[0-9][[:alnum:]_-]*', '?', 'g')), 'UTF8')), 'hex'), 16)
$$;

COMMENT ON FUNCTION failure_fingerprint(text, text, text, text, text) IS 'Equal for failures of one kind: the message without quoted values and without words that hold digits.';

ALTER TABLE webhook_dead_letter
    ADD COLUMN fingerprint text COLLATE "C" NOT NULL
        GENERATED ALWAYS AS (failure_fingerprint(route, cause, exception, frame, reason)) STORED;

CREATE INDEX webhook_dead_letter_group ON webhook_dead_letter (fingerprint, died_at) WHERE status = 'open';
CREATE INDEX webhook_dead_letter_of_job ON webhook_dead_letter (job_id) WHERE status = 'redriving';

COMMENT ON TABLE webhook_dead_letter IS 'One row per delivery (event and route) given up on, with all it takes to try again.';
COMMENT ON COLUMN webhook_dead_letter.generation IS 'Empty, or the replay or redrive in which it last died.';
COMMENT ON COLUMN webhook_dead_letter.record IS 'As in webhook_event.';
COMMENT ON COLUMN webhook_dead_letter.livemode IS 'As in webhook_event.';
COMMENT ON COLUMN webhook_dead_letter.frame IS 'Class and method where the last failure arose, the first that is of no library.';
COMMENT ON COLUMN webhook_dead_letter.job_id IS 'The job that redrives, redrove or discarded it.';
COMMENT ON COLUMN webhook_dead_letter.note IS 'Why an operator holds it.';
COMMENT ON COLUMN webhook_dead_letter.fingerprint IS 'Equal for failures of one kind: a hash of route, cause, class, frame, and message without its values.';
COMMENT ON COLUMN webhook_dead_letter.chapter IS 'How many times the delivery has died: 1 until a redrive or replay of it dies as well.';

-- Jobs.

DROP INDEX webhook_job_unfinished;
ALTER TABLE webhook_job
    DROP COLUMN position,
    DROP COLUMN "end",
    DROP COLUMN ramp,
    ADD COLUMN mode text NOT NULL DEFAULT 'reapply' CHECK (mode IN ('reapply')),
    ADD COLUMN plan jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN units integer NOT NULL DEFAULT 0,
    ADD COLUMN sent integer NOT NULL DEFAULT 0,
    ADD COLUMN settled integer NOT NULL DEFAULT 0,
    ADD COLUMN ramp integer[] NOT NULL DEFAULT '{}',
    ADD COLUMN max_failures real CHECK (max_failures >= 0 AND max_failures < 1),
    ADD COLUMN next_at timestamptz NOT NULL DEFAULT now(),
    ALTER COLUMN state SET DEFAULT 'planning',
    DROP CONSTRAINT webhook_job_state_check,
    ADD CONSTRAINT webhook_job_state_check
        CHECK (state IN ('planning', 'planned', 'running', 'paused', 'completed', 'cancelled', 'failed'));

CREATE INDEX webhook_job_due ON webhook_job (next_at) WHERE state IN ('planning', 'running');

COMMENT ON COLUMN webhook_job.state IS 'planning, planned (waits to be started), running, paused, completed, cancelled or failed.';
COMMENT ON COLUMN webhook_job.selection IS 'Which events or dead letters were asked for: from, to, events, where.';
COMMENT ON COLUMN webhook_job.mode IS 'reapply: each unit is attempted anew under a claim of its own.';
COMMENT ON COLUMN webhook_job.plan IS 'What the selection came to when it was frozen: counts, types, what retention has eaten, estimated seconds.';
COMMENT ON COLUMN webhook_job.units IS 'Rows of the job in webhook_job_unit.';
COMMENT ON COLUMN webhook_job.sent IS 'How far it has come: units up to this number have been sent or decided on.';
COMMENT ON COLUMN webhook_job.settled IS 'Up to which number outcomes were looked for last; begins again after the end.';
COMMENT ON COLUMN webhook_job.ramp IS 'Numbers of units after which it waits for the outcomes of those that were sent.';
COMMENT ON COLUMN webhook_job.max_failures IS 'Share of failures beyond which it pauses itself; null for no bound.';
COMMENT ON COLUMN webhook_job.next_at IS 'When its next step is due.';
COMMENT ON COLUMN webhook_job.lease_owner IS 'The instance that is at a step of it.';
COMMENT ON COLUMN webhook_job.error IS 'Why it failed or paused itself.';
COMMENT ON COLUMN webhook_job.updated_at IS 'When it last came further.';

CREATE TABLE webhook_job_unit (
    job_id      text COLLATE "C" NOT NULL,
    n           integer     NOT NULL,
    endpoint    text COLLATE "C" NOT NULL,
    event_id    text COLLATE "C" NOT NULL,
    received_at timestamptz NOT NULL,
    route       text COLLATE "C" NOT NULL,
    type        text        NOT NULL,
    applied     boolean     NOT NULL,
    chapter     integer,
    topic       text        NOT NULL,
    partition   integer     NOT NULL,
    "offset"    bigint      NOT NULL,
    generation  text COLLATE "C",
    attempts    integer,
    outcome     text CHECK (outcome IN ('processed', 'ignored', 'retry', 'dead', 'discarded', 'skipped', 'unsent')),
    note        text,
    frozen_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (job_id, n),
    UNIQUE (job_id, endpoint, event_id, route)
);

CREATE INDEX webhook_job_unit_unsettled ON webhook_job_unit (job_id, n) WHERE outcome IS NULL OR outcome = 'retry';
CREATE INDEX webhook_job_unit_frozen ON webhook_job_unit USING brin (frozen_at);

COMMENT ON TABLE webhook_job_unit IS 'One row per delivery (event and route) that a job takes, written when it is planned: what comes later is not taken.';
COMMENT ON COLUMN webhook_job_unit.job_id IS 'The job.';
COMMENT ON COLUMN webhook_job_unit.n IS 'Its place in the job, from 1.';
COMMENT ON COLUMN webhook_job_unit.endpoint IS 'Endpoint of the event.';
COMMENT ON COLUMN webhook_job_unit.event_id IS 'Id of the event.';
COMMENT ON COLUMN webhook_job_unit.received_at IS 'When the event''s first copy was received: finds its rows.';
COMMENT ON COLUMN webhook_job_unit.route IS 'Route it is for.';
COMMENT ON COLUMN webhook_job_unit.type IS 'The provider''s own name for what happened.';
COMMENT ON COLUMN webhook_job_unit.applied IS 'Whether an attempt at it had succeeded before the job was planned.';
COMMENT ON COLUMN webhook_job_unit.chapter IS 'Chapter of the dead letter that is meant; null where there is none.';
COMMENT ON COLUMN webhook_job_unit.topic IS 'Kafka topic of the event''s own record.';
COMMENT ON COLUMN webhook_job_unit.partition IS 'Its partition.';
COMMENT ON COLUMN webhook_job_unit."offset" IS 'Its offset.';
COMMENT ON COLUMN webhook_job_unit.generation IS 'Generation in which it was sent: the job''s, or that of a waiting retry that was run at once.';
COMMENT ON COLUMN webhook_job_unit.attempts IS 'Attempts made in that generation before it was sent.';
COMMENT ON COLUMN webhook_job_unit.outcome IS 'processed, ignored, dead or discarded; retry while it waits for a further attempt; skipped or unsent (see note); null until it is known.';
COMMENT ON COLUMN webhook_job_unit.note IS 'Why it was skipped or could not be sent.';
COMMENT ON COLUMN webhook_job_unit.frozen_at IS 'When it was written.';

CREATE FUNCTION release_dead_letters(job text) RETURNS void
    LANGUAGE sql AS
$$
    UPDATE webhook_dead_letter d SET status = 'open'
    FROM webhook_job j
    JOIN webhook_job_unit u ON u.job_id = j.id AND (u.generation IS NULL OR u.outcome = 'unsent')
    WHERE j.id = job AND d.job_id = job AND d.status = 'redriving'
      AND d.endpoint = u.endpoint AND d.event_id = u.event_id AND d.route = u.route
$$;

COMMENT ON FUNCTION release_dead_letters(text) IS 'Opens the dead letters that a job has marked for units which it has not begun to send, or could not.';

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'sluice_reader') THEN
        GRANT SELECT ON webhook_job_unit TO sluice_reader;
    END IF;
END
$$;
