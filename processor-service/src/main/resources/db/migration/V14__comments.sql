-- An event on its way to one route is called a delivery everywhere.

COMMENT ON TABLE webhook_attempt IS 'One row per attempt at a delivery (event and route). Its key is the claim: whoever inserts it may write the effects, once. Partitioned as webhook_event.';
COMMENT ON TABLE webhook_dead_letter IS 'One row per delivery given up on, with all it takes to try again.';
COMMENT ON COLUMN webhook_dead_letter.chapter IS 'How many times the delivery has died: 1 until a redrive of it dies as well.';
COMMENT ON COLUMN webhook_job.rate IS 'Deliveries a second at most; null is without limit.';
COMMENT ON COLUMN webhook_job.progress IS 'Deliveries by what became of them.';
