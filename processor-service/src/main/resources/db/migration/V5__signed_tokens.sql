-- Some signatures do not cover the body: who has seen one genuine request could send any body with its token.

CREATE TABLE webhook_signed_token (
    endpoint          text COLLATE "C" NOT NULL,
    token             text COLLATE "C" NOT NULL,
    payload_sha256    bytea       NOT NULL,
    event_id          text COLLATE "C" NOT NULL,
    first_received_at timestamptz NOT NULL,
    PRIMARY KEY (endpoint, token)
);

COMMENT ON TABLE webhook_signed_token IS 'One row per token whose signature does not cover the body: the first body to come with it has it for good. Kept as long as the attempts.';
COMMENT ON COLUMN webhook_signed_token.endpoint IS 'Endpoint that received it.';
COMMENT ON COLUMN webhook_signed_token.token IS 'What the provider signed in the body''s place.';
COMMENT ON COLUMN webhook_signed_token.payload_sha256 IS 'SHA-256 of the body it first came with.';
COMMENT ON COLUMN webhook_signed_token.event_id IS 'Id of the event it first came with.';
COMMENT ON COLUMN webhook_signed_token.first_received_at IS 'When that was received.';
