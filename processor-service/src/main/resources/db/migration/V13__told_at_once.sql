-- The same end row in whatever order events arrive: what only some events say has a guard of its own, and what was told of one
-- instant is kept until it is known which came last.

ALTER TABLE payment
    ADD COLUMN status_sequence  bigint,
    ADD COLUMN status_before    jsonb,
    ADD COLUMN status_ties      jsonb,
    ADD COLUMN dispute_sequence bigint,
    ADD COLUMN dispute_before   jsonb,
    ADD COLUMN dispute_ties     jsonb,
    ADD COLUMN detail_at        timestamptz,
    ADD COLUMN detail_rank      integer,
    ADD COLUMN detail_event_id  text COLLATE "C";
UPDATE payment
SET detail_at = status_at, detail_rank = status_rank, detail_event_id = status_event_id
WHERE status_at IS NOT NULL;

ALTER TABLE dispute
    ADD COLUMN status_ties     jsonb,
    ADD COLUMN detail_at       timestamptz,
    ADD COLUMN detail_rank     integer,
    ADD COLUMN detail_event_id text COLLATE "C",
    ADD COLUMN detail_sequence bigint,
    ADD COLUMN detail_before   jsonb,
    ADD COLUMN detail_ties     jsonb;
UPDATE dispute
SET detail_at = status_at, detail_rank = status_rank, detail_event_id = status_event_id,
    detail_sequence = status_sequence, detail_before = status_before
WHERE amount IS NOT NULL;

ALTER TABLE refund ADD COLUMN status_ties jsonb;
ALTER TABLE customer ADD COLUMN profile_ties jsonb;
ALTER TABLE subscription ADD COLUMN status_ties jsonb;
ALTER TABLE invoice
    ADD COLUMN status_sequence bigint,
    ADD COLUMN status_before   jsonb,
    ADD COLUMN status_ties     jsonb;

COMMENT ON COLUMN payment.amount IS 'What was asked for, in the minor unit that ISO 4217 gives the currency.';
COMMENT ON COLUMN payment.amount_received IS 'What was received of it, in the minor unit; null where the provider does not say. Of several captures of one payment at Adyen, the latest one.';
COMMENT ON COLUMN invoice.status IS 'paid, partially_paid, or failed (an attempt to pay it).';

DO $$
DECLARE
    each record;
BEGIN
    FOR each IN
        SELECT *
        FROM (VALUES ('payment', 'detail', 'amount, currency, customer and creation'),
                     ('dispute', 'detail', 'payment, amount, reason and creation'))
            AS groups (name, columns, of_what)
    LOOP
        EXECUTE format('COMMENT ON COLUMN %I.%I IS ''Guard of %s: the provider''''s time.''', each.name, each.columns || '_at', each.of_what);
        EXECUTE format('COMMENT ON COLUMN %I.%I IS ''Guard of %s: a later state of the same instant has a higher rank.''', each.name, each.columns || '_rank', each.of_what);
        EXECUTE format('COMMENT ON COLUMN %I.%I IS ''Guard of %s: the event that set it.''', each.name, each.columns || '_event_id', each.of_what);
    END LOOP;
    FOR each IN
        SELECT *
        FROM (VALUES ('payment', 'status'), ('payment', 'dispute'), ('refund', 'status'), ('dispute', 'status'), ('dispute', 'detail'),
                     ('customer', 'profile'), ('subscription', 'status'), ('invoice', 'status'))
            AS groups (name, columns)
    LOOP
        EXECUTE format('COMMENT ON COLUMN %I.%I IS ''Guard: of the same instant and rank, the higher number of the provider is newer.''',
            each.name, each.columns || '_sequence');
        EXECUTE format('COMMENT ON COLUMN %I.%I IS ''Guard: of the same instant and rank, the values that the event says it replaced.''',
            each.name, each.columns || '_before');
        EXECUTE format('COMMENT ON COLUMN %I.%I IS ''Guard: what other events told of the same instant and rank, by event id; null where there are none.''',
            each.name, each.columns || '_ties');
    END LOOP;
END
$$;

CREATE FUNCTION newest_tied(ties jsonb, here jsonb, given jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
AS
$$
    WITH RECURSIVE told AS (
        SELECT key AS event_id, value AS said, (value ->> 'sequence')::bigint AS sequence
        FROM jsonb_each(coalesce(ties, '{}') || jsonb_build_object(here ->> 'event_id', here)
                        || jsonb_build_object(given ->> 'event_id', given))
        -- A bound on the orders to be tried; the same ones are left over whatever came first.
        ORDER BY sequence DESC NULLS LAST, key COLLATE "C" DESC
        LIMIT 6
    ), newest AS (
        SELECT * FROM told WHERE sequence IS NOT DISTINCT FROM (SELECT max(sequence) FROM told)
    ), path AS (
        SELECT ARRAY [event_id] AS ids, event_id, said FROM newest
        UNION ALL
        SELECT p.ids || n.event_id, n.event_id, n.said
        FROM path p
        JOIN newest n ON n.event_id <> ALL (p.ids) AND p.said -> 'columns' @> (n.said -> 'before')
    ), last AS (
        SELECT event_id, said FROM path ORDER BY cardinality(ids) DESC, event_id COLLATE "C" DESC LIMIT 1
    )
    SELECT l.said || jsonb_build_object('ties',
        (SELECT jsonb_object_agg(t.event_id, t.said) FROM told t WHERE t.event_id <> l.event_id))
    FROM last l
$$;

COMMENT ON FUNCTION newest_tied(jsonb, jsonb, jsonb) IS 'Which of all writes of one instant and rank is the last, and the others: the highest sequence, then the end of the longest chain in which each says it replaced what the one before set, then the greater event id. The order in which they are given does not matter.';
