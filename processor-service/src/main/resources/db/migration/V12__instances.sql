-- Instances whose routes differ do different things with the same events: each says which routes it has in force.

CREATE TABLE webhook_instance (
    instance_id text COLLATE "C" PRIMARY KEY,
    routes      text        NOT NULL,
    seen_at     timestamptz NOT NULL
);

COMMENT ON TABLE webhook_instance IS 'One row per processor instance that has run within the last day.';
COMMENT ON COLUMN webhook_instance.instance_id IS 'Name of the instance: SLUICE_INSTANCE_ID, or the one it has made up.';
COMMENT ON COLUMN webhook_instance.routes IS 'Version of the routes it has in force: the same for the same routes.';
COMMENT ON COLUMN webhook_instance.seen_at IS 'When it last said so.';

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'sluice_reader') THEN
        GRANT SELECT ON webhook_instance TO sluice_reader;
    END IF;
END
$$;
