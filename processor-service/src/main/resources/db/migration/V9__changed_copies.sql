-- A copy of an event with other bytes is not applied; whoever looks for why an event lacks something is to see that there was one.

ALTER TABLE webhook_event ADD COLUMN changed_copies boolean NOT NULL DEFAULT false;

COMMENT ON COLUMN webhook_event.changed_copies IS 'Whether a copy of the same id came with other bytes, within the deduplication window; the first copy stands.';
