-- Refused requests: what providers and forgers were told, and what was found.

CREATE TABLE webhook_rejection (
    rejected_at    timestamptz NOT NULL,
    endpoint       text COLLATE "C" NOT NULL,
    code           text        NOT NULL,
    status         integer     NOT NULL,
    finding        text        NOT NULL,
    diagnoses      jsonb       NOT NULL,
    request_id     text        NOT NULL,
    tier           text,
    address        text        NOT NULL,
    method         text        NOT NULL,
    path           text        NOT NULL,
    content_length bigint,
    content_type   text,
    header_count   integer     NOT NULL,
    header_bytes   integer     NOT NULL,
    user_agent     text,
    topic          text COLLATE "C" NOT NULL,
    partition      integer     NOT NULL,
    "offset"       bigint      NOT NULL,
    PRIMARY KEY (topic, partition, "offset")
);

CREATE INDEX webhook_rejection_newest ON webhook_rejection (rejected_at DESC);
CREATE INDEX webhook_rejection_of_endpoint ON webhook_rejection (endpoint, rejected_at DESC);

COMMENT ON TABLE webhook_rejection IS 'One row per refused request, as far as the rate of recording allowed; kept for 30 days.';
COMMENT ON COLUMN webhook_rejection.rejected_at IS 'When the request was received.';
COMMENT ON COLUMN webhook_rejection.endpoint IS 'Endpoint it was sent to; _none when its path has none.';
COMMENT ON COLUMN webhook_rejection.code IS 'The stable code of the answer.';
COMMENT ON COLUMN webhook_rejection.status IS 'HTTP status of the answer.';
COMMENT ON COLUMN webhook_rejection.finding IS 'What was found; not told to the sender.';
COMMENT ON COLUMN webhook_rejection.diagnoses IS 'What would have made it genuine: an array of code, detail, and whether the current secret matched (by_current_secret).';
COMMENT ON COLUMN webhook_rejection.request_id IS 'The id in the answer and in the log line.';
COMMENT ON COLUMN webhook_rejection.tier IS 'The tier whose limit refused it: address, endpoint, provider or global.';
COMMENT ON COLUMN webhook_rejection.address IS 'The client''s address.';
COMMENT ON COLUMN webhook_rejection.method IS 'HTTP method.';
COMMENT ON COLUMN webhook_rejection.path IS 'Path of the request, without query.';
COMMENT ON COLUMN webhook_rejection.content_length IS 'Bytes of the body as declared.';
COMMENT ON COLUMN webhook_rejection.content_type IS 'Media type as sent.';
COMMENT ON COLUMN webhook_rejection.header_count IS 'How many headers it had.';
COMMENT ON COLUMN webhook_rejection.header_bytes IS 'Bytes of their names and values.';
COMMENT ON COLUMN webhook_rejection.user_agent IS 'The User-Agent header, its first 200 characters.';
COMMENT ON COLUMN webhook_rejection.topic IS 'Kafka topic of its record, which is kept as one row however often it is read.';
COMMENT ON COLUMN webhook_rejection.partition IS 'Its partition.';
COMMENT ON COLUMN webhook_rejection."offset" IS 'Its offset.';

CREATE VIEW rejection_summary_by_hour AS
SELECT date_trunc('hour', rejected_at) AS hour,
       endpoint,
       code,
       count(*)                        AS rejections,
       count(DISTINCT address)         AS addresses
FROM webhook_rejection
GROUP BY 1, 2, 3;

COMMENT ON VIEW rejection_summary_by_hour IS 'Refused requests by hour, endpoint and code.';
COMMENT ON COLUMN rejection_summary_by_hour.hour IS 'Start of the hour in which they were received.';
COMMENT ON COLUMN rejection_summary_by_hour.endpoint IS 'Endpoint they were sent to.';
COMMENT ON COLUMN rejection_summary_by_hour.code IS 'The code they were answered with.';
COMMENT ON COLUMN rejection_summary_by_hour.rejections IS 'How many were recorded.';
COMMENT ON COLUMN rejection_summary_by_hour.addresses IS 'From how many addresses.';

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'sluice_reader') THEN
        GRANT SELECT ON webhook_rejection, rejection_summary_by_hour TO sluice_reader;
    END IF;
END
$$;
