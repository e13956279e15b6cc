-- The ledger: one row per event, one per attempt at it, one per dead letter; then the projections.
-- Keys are COLLATE "C": they are compared, never sorted for people, and bytes compare fastest and the same everywhere.

CREATE TABLE webhook_event (
    endpoint       text COLLATE "C" NOT NULL,
    event_id       text COLLATE "C" NOT NULL,
    provider       text        NOT NULL,
    type           text        NOT NULL,
    category       text        NOT NULL,
    status         text        NOT NULL CHECK (status IN ('processed', 'ignored', 'retrying', 'dead')),
    livemode       boolean,
    object_id      text COLLATE "C",
    body           bytea       NOT NULL,
    payload        jsonb,
    payload_sha256 bytea       NOT NULL,
    content_type   text        NOT NULL,
    headers        jsonb,
    http_target    text        NOT NULL,
    traceparent    text,
    created_at     timestamptz,
    received_at    timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL DEFAULT now(),
    attempts       integer     NOT NULL,
    duplicates     bigint      NOT NULL DEFAULT 0,
    result         text,
    last_error     text,
    topic          text        NOT NULL,
    partition      integer     NOT NULL,
    "offset"       bigint      NOT NULL,
    PRIMARY KEY (endpoint, event_id, received_at)
) PARTITION BY RANGE (received_at);

CREATE TABLE webhook_event_default PARTITION OF webhook_event DEFAULT WITH (toast_tuple_target = 2700);

CREATE INDEX webhook_event_received_at ON webhook_event USING brin (received_at);

COMMENT ON TABLE webhook_event IS 'The audit: one row per event accepted, partitioned by month of receipt.';
COMMENT ON COLUMN webhook_event.endpoint IS 'Endpoint that received it; identifies the event together with event_id.';
COMMENT ON COLUMN webhook_event.event_id IS 'The provider''s id of the event.';
COMMENT ON COLUMN webhook_event.provider IS 'Provider preset of the endpoint.';
COMMENT ON COLUMN webhook_event.type IS 'The provider''s own name for what happened.';
COMMENT ON COLUMN webhook_event.category IS 'The type in the vocabulary common to all providers, or the type itself where it has none.';
COMMENT ON COLUMN webhook_event.status IS 'The worst of its routes, each by its latest attempt: dead, retrying, processed, ignored.';
COMMENT ON COLUMN webhook_event.livemode IS 'Whether the payload says it is live (true) or a test (false); null when it says nothing.';
COMMENT ON COLUMN webhook_event.object_id IS 'Id of the object the event is about.';
COMMENT ON COLUMN webhook_event.body IS 'The bytes as received, over which the signature was made.';
COMMENT ON COLUMN webhook_event.payload IS 'The body as JSON; null when it is not JSON or jsonb cannot hold it.';
COMMENT ON COLUMN webhook_event.payload_sha256 IS 'SHA-256 of the body.';
COMMENT ON COLUMN webhook_event.content_type IS 'Media type as sent.';
COMMENT ON COLUMN webhook_event.headers IS 'The request''s headers, credentials removed.';
COMMENT ON COLUMN webhook_event.http_target IS 'Method and URL of the request, secret parameters removed.';
COMMENT ON COLUMN webhook_event.traceparent IS 'W3C trace context of the request.';
COMMENT ON COLUMN webhook_event.created_at IS 'When the provider says it happened.';
COMMENT ON COLUMN webhook_event.received_at IS 'When the first copy was received.';
COMMENT ON COLUMN webhook_event.updated_at IS 'When this row was last written.';
COMMENT ON COLUMN webhook_event.attempts IS 'Attempts made, of all routes and generations.';
COMMENT ON COLUMN webhook_event.duplicates IS 'Copies that came besides the first.';
COMMENT ON COLUMN webhook_event.result IS 'What the latest successful attempt said it did, or why there was nothing to do.';
COMMENT ON COLUMN webhook_event.last_error IS 'Cause and message of the latest failed attempt, also when a later one succeeded.';
COMMENT ON COLUMN webhook_event.topic IS 'Kafka topic of the event''s record.';
COMMENT ON COLUMN webhook_event.partition IS 'Its partition.';
COMMENT ON COLUMN webhook_event."offset" IS 'Its offset.';

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
    received_at  timestamptz NOT NULL,
    PRIMARY KEY (endpoint, event_id, generation, route, attempt)
);

COMMENT ON TABLE webhook_attempt IS 'One row per attempt at a unit (event and route). Its key is the claim: whoever inserts it may write the effects, once.';
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

CREATE TABLE webhook_dead_letter (
    endpoint     text COLLATE "C" NOT NULL,
    event_id     text COLLATE "C" NOT NULL,
    generation   text COLLATE "C" NOT NULL,
    route        text COLLATE "C" NOT NULL,
    cause        text        NOT NULL,
    reason       text        NOT NULL,
    history      jsonb       NOT NULL,
    status       text        NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'redriven', 'discarded')),
    provider     text        NOT NULL,
    type         text        NOT NULL,
    category     text        NOT NULL,
    object_id    text,
    body         bytea       NOT NULL,
    content_type text        NOT NULL,
    headers      jsonb,
    http_target  text        NOT NULL,
    traceparent  text,
    created_at   timestamptz,
    received_at  timestamptz NOT NULL,
    died_at      timestamptz NOT NULL,
    topic        text        NOT NULL,
    partition    integer     NOT NULL,
    "offset"     bigint      NOT NULL,
    PRIMARY KEY (endpoint, event_id, generation, route)
);

CREATE INDEX webhook_dead_letter_open ON webhook_dead_letter (died_at) WHERE status = 'open';

COMMENT ON TABLE webhook_dead_letter IS 'One row per unit given up on, with all it takes to try again.';
COMMENT ON COLUMN webhook_dead_letter.endpoint IS 'Endpoint of the event; empty for a record that could not be read.';
COMMENT ON COLUMN webhook_dead_letter.event_id IS 'Id of the event; topic-partition-offset for a record that could not be read.';
COMMENT ON COLUMN webhook_dead_letter.generation IS 'Empty, or the replay or redrive in which it died.';
COMMENT ON COLUMN webhook_dead_letter.route IS 'Route in which it died.';
COMMENT ON COLUMN webhook_dead_letter.cause IS 'Stable word for the kind of the last failure.';
COMMENT ON COLUMN webhook_dead_letter.reason IS 'Message of the last failure.';
COMMENT ON COLUMN webhook_dead_letter.history IS 'The last 20 failed attempts: attempt, at, cause, message.';
COMMENT ON COLUMN webhook_dead_letter.status IS 'open, redriven or discarded.';
COMMENT ON COLUMN webhook_dead_letter.provider IS 'Provider preset of the endpoint.';
COMMENT ON COLUMN webhook_dead_letter.type IS 'The provider''s own name for what happened.';
COMMENT ON COLUMN webhook_dead_letter.category IS 'The type in the common vocabulary.';
COMMENT ON COLUMN webhook_dead_letter.object_id IS 'Id of the object the event is about.';
COMMENT ON COLUMN webhook_dead_letter.body IS 'The bytes as received.';
COMMENT ON COLUMN webhook_dead_letter.content_type IS 'Media type as sent.';
COMMENT ON COLUMN webhook_dead_letter.headers IS 'The request''s headers, credentials removed; the record''s headers when it could not be read.';
COMMENT ON COLUMN webhook_dead_letter.http_target IS 'Method and URL of the request.';
COMMENT ON COLUMN webhook_dead_letter.traceparent IS 'W3C trace context of the request.';
COMMENT ON COLUMN webhook_dead_letter.created_at IS 'When the provider says it happened.';
COMMENT ON COLUMN webhook_dead_letter.received_at IS 'When the first copy was received.';
COMMENT ON COLUMN webhook_dead_letter.died_at IS 'When the last attempt ended.';
COMMENT ON COLUMN webhook_dead_letter.topic IS 'Kafka topic of the event''s own record.';
COMMENT ON COLUMN webhook_dead_letter.partition IS 'Its partition.';
COMMENT ON COLUMN webhook_dead_letter."offset" IS 'Its offset.';

CREATE TABLE webhook_probe (
    id         integer     PRIMARY KEY,
    written_at timestamptz NOT NULL
);

COMMENT ON TABLE webhook_probe IS 'Written to find out whether writes commit at all.';
COMMENT ON COLUMN webhook_probe.id IS 'The last digits of the writer''s process id, so that no two wait for each other.';
COMMENT ON COLUMN webhook_probe.written_at IS 'When it was last tried.';
