-- What the API keeps for itself, and the indexes of its lists.

CREATE TABLE webhook_api_request (
    caller       text COLLATE "C" NOT NULL,
    key          text COLLATE "C" NOT NULL,
    fingerprint  text        NOT NULL,
    status       integer,
    headers      jsonb,
    answer       text,
    asked_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (caller, key)
);

CREATE INDEX webhook_api_request_old ON webhook_api_request (asked_at);

COMMENT ON TABLE webhook_api_request IS 'One row per request to the API with an Idempotency-Key, for a day: asked again, it gets the same answer.';
COMMENT ON COLUMN webhook_api_request.caller IS 'Role and name of the token.';
COMMENT ON COLUMN webhook_api_request.key IS 'The Idempotency-Key.';
COMMENT ON COLUMN webhook_api_request.fingerprint IS 'Hash of method, path and body: the same key is for the same request.';
COMMENT ON COLUMN webhook_api_request.status IS 'Status of the answer; null while it is being worked on.';
COMMENT ON COLUMN webhook_api_request.headers IS 'Headers of the answer that belong to it.';
COMMENT ON COLUMN webhook_api_request.answer IS 'Its body.';
COMMENT ON COLUMN webhook_api_request.asked_at IS 'When it was first asked, or taken up again.';

-- Events of one customer, the newest first. Most have none.
CREATE INDEX webhook_event_of_customer ON webhook_event (customer_id, received_at) WHERE customer_id IS NOT NULL;

-- Dead letters of any status, the last to die first.
CREATE INDEX webhook_dead_letter_newest ON webhook_dead_letter (died_at, endpoint, event_id, route);
