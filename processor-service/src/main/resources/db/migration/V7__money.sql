-- Projections that add up: live and test and the accounts of a platform apart, refunds whose sum is the payment's, and plain
-- columns for analysts. See docs/decisions/0009-refunds.md.

-- Two sets of events of one endpoint may name the same object: those of a test mode and those of each connected account.
-- Rows of before get the mode and account of the event that wrote them, while the audit still has it.

DO $$
DECLARE
    each record;
BEGIN
    FOR each IN
        SELECT *
        FROM (VALUES ('payment', 'coalesce(t.status_event_id, t.refund_event_id, t.dispute_event_id)'),
                     ('refund', 't.status_event_id'),
                     ('dispute', 't.status_event_id'),
                     ('customer', 'coalesce(t.profile_event_id, t.deleted_event_id)'),
                     ('subscription', 't.status_event_id')) AS projections (name, written_by)
    LOOP
        EXECUTE format('ALTER TABLE %I
            ADD COLUMN mode    text NOT NULL DEFAULT ''unknown'' CHECK (mode IN (''live'', ''test'', ''unknown'')),
            ADD COLUMN account text COLLATE "C" NOT NULL DEFAULT ''''', each.name);
        EXECUTE format('UPDATE %1$I t
            SET mode = CASE e.livemode WHEN true THEN ''live'' WHEN false THEN ''test'' ELSE ''unknown'' END,
                account = coalesce(CASE e.provider
                    WHEN ''stripe'' THEN coalesce(d.document ->> ''account'', d.document ->> ''context'')
                    WHEN ''razorpay'' THEN d.document ->> ''account_id'' END, '''')
            FROM webhook_event e, LATERAL (SELECT coalesce(e.payload, payload(e.body)) AS document) d
            WHERE e.endpoint = t.endpoint AND e.event_id = %2$s', each.name, each.written_by);
        EXECUTE format('ALTER TABLE %1$I DROP CONSTRAINT %2$I, ADD PRIMARY KEY (endpoint, id, mode, account)',
            each.name, each.name || '_pkey');
        EXECUTE format('COMMENT ON COLUMN %I.endpoint IS ''Endpoint whose events speak of it; identifies it together with id, mode and account.''', each.name);
        EXECUTE format('COMMENT ON COLUMN %I.mode IS ''live, test, or unknown where the events do not say.''', each.name);
        EXECUTE format('COMMENT ON COLUMN %I.account IS ''Account at the provider whose object it is, such as a connected account of a platform; empty where the events name none.''', each.name);
    END LOOP;
END
$$;

ALTER TABLE payment
    ADD COLUMN amount_received           numeric,
    ADD COLUMN created_at                timestamptz,
    ADD COLUMN refund_pending_amount     numeric,
    ADD COLUMN refund_reported_amount    numeric,
    ADD COLUMN refund_reported_by        text,
    ADD COLUMN refund_reported_currency  text,
    ADD COLUMN refund_reported_at        timestamptz,
    ADD COLUMN refund_reported_rank      integer,
    ADD COLUMN refund_reported_event_id  text COLLATE "C",
    ADD COLUMN updated_at                timestamptz
        GENERATED ALWAYS AS (greatest(status_at, refund_at, refund_reported_at, dispute_at)) STORED,
    ADD COLUMN known_from                text NOT NULL
        GENERATED ALWAYS AS (CASE WHEN status_at IS NOT NULL THEN 'payment'
                                  WHEN dispute_at IS NULL THEN 'refund'
                                  WHEN refund_at IS NULL AND refund_reported_at IS NULL THEN 'dispute'
                                  ELSE 'refund and dispute' END) STORED;

COMMENT ON COLUMN payment.status IS 'processing, authorized, succeeded, failed or cancelled; null while only refunds or disputes of it are known (known_from).';
COMMENT ON COLUMN payment.amount IS 'What was asked for, in the minor unit of the currency, as the provider gives it.';
COMMENT ON COLUMN payment.amount_received IS 'What was received of it, in the minor unit; null where the provider does not say.';
COMMENT ON COLUMN payment.created_at IS 'When the provider made the payment; null where its events do not say.';
COMMENT ON COLUMN payment.updated_at IS 'The provider''s time of the newest event that this row tells of.';
COMMENT ON COLUMN payment.known_from IS 'payment, or refund, dispute, or refund and dispute where no event about the payment itself has come: its amount and status are not known then.';
COMMENT ON COLUMN payment.refunded_amount IS 'Sum of the payment''s refunds that are pending or succeeded, in the minor unit; kept by the database.';
COMMENT ON COLUMN payment.refund_pending_amount IS 'The part of refunded_amount that is pending.';
COMMENT ON COLUMN payment.refund_at IS 'The provider''s time of the newest event about a refund.';
COMMENT ON COLUMN payment.refund_rank IS 'Guard of refund_at.';
COMMENT ON COLUMN payment.refund_event_id IS 'The newest event about a refund.';
COMMENT ON COLUMN payment.refund_reported_amount IS 'What the provider last said was refunded in all, where its events tell the sum beside or instead of the refunds.';
COMMENT ON COLUMN payment.refund_reported_by IS 'Id of the object that said so, such as a charge.';
COMMENT ON COLUMN payment.refund_reported_currency IS 'ISO 4217, upper case.';
COMMENT ON COLUMN payment.refund_reported_at IS 'Guard of the reported sum: the provider''s time.';
COMMENT ON COLUMN payment.refund_reported_rank IS 'Guard of the reported sum: the higher sum of the same instant has a higher rank.';
COMMENT ON COLUMN payment.refund_reported_event_id IS 'Guard of the reported sum: the event that set it.';

ALTER TABLE refund
    ADD COLUMN state           text NOT NULL DEFAULT 'succeeded'
                               CHECK (state IN ('pending', 'succeeded', 'failed', 'cancelled')),
    ADD COLUMN remainder       boolean NOT NULL DEFAULT false,
    ADD COLUMN created_at      timestamptz,
    ADD COLUMN updated_at      timestamptz GENERATED ALWAYS AS (status_at) STORED,
    ADD COLUMN status_sequence bigint,
    ADD COLUMN status_before   jsonb;

CREATE INDEX refund_of_payment ON refund (endpoint, payment_id, mode, account);

COMMENT ON TABLE refund IS 'Refunds of payments: of each payment, those pending or succeeded add up to its refunded_amount.';
COMMENT ON COLUMN refund.id IS 'The provider''s id; the event''s where the provider gives the refund none.';
COMMENT ON COLUMN refund.state IS 'pending, succeeded, failed or cancelled, whatever the provider calls it.';
COMMENT ON COLUMN refund.remainder IS 'True for a row that stands for what the provider reported as refunded beyond the refunds it named; its id is that of what reported it. Negative when the refunds named are more than that.';
COMMENT ON COLUMN refund.created_at IS 'When the provider made the refund; null where its events do not say.';
COMMENT ON COLUMN refund.updated_at IS 'The provider''s time of the newest event that this row tells of.';

ALTER TABLE dispute
    ADD COLUMN created_at      timestamptz,
    ADD COLUMN updated_at      timestamptz GENERATED ALWAYS AS (status_at) STORED,
    ADD COLUMN status_sequence bigint,
    ADD COLUMN status_before   jsonb;

COMMENT ON COLUMN dispute.created_at IS 'When the dispute was opened; null where the provider''s events do not say.';
COMMENT ON COLUMN dispute.updated_at IS 'The provider''s time of the newest event that this row tells of.';

ALTER TABLE customer
    ADD COLUMN created_at       timestamptz,
    ADD COLUMN updated_at       timestamptz GENERATED ALWAYS AS (greatest(profile_at, deleted_at)) STORED,
    ADD COLUMN profile_sequence bigint,
    ADD COLUMN profile_before   jsonb;

COMMENT ON COLUMN customer.created_at IS 'When the provider made the customer; null where its events do not say.';
COMMENT ON COLUMN customer.updated_at IS 'The provider''s time of the newest event that this row tells of.';
COMMENT ON COLUMN customer.deleted_at IS 'When the provider deleted it; the guard of the deletion.';

ALTER TABLE subscription
    ADD COLUMN created_at      timestamptz,
    ADD COLUMN updated_at      timestamptz GENERATED ALWAYS AS (status_at) STORED,
    ADD COLUMN status_sequence bigint,
    ADD COLUMN status_before   jsonb;

COMMENT ON COLUMN subscription.created_at IS 'When the provider made the subscription; null where its events do not say.';
COMMENT ON COLUMN subscription.updated_at IS 'The provider''s time of the newest event that this row tells of.';
COMMENT ON COLUMN subscription.plan IS 'Price or plan: of several items the first that is not metered.';
COMMENT ON COLUMN subscription.cancelled_at IS 'When it ended, or will end since it was cancelled; null while it goes on.';

DO $$
DECLARE
    each record;
BEGIN
    FOR each IN
        SELECT * FROM (VALUES ('refund', 'status'), ('dispute', 'status'), ('customer', 'profile'), ('subscription', 'status'))
            AS groups (name, columns)
    LOOP
        EXECUTE format('COMMENT ON COLUMN %I.%I IS ''Guard: of the same instant and rank, the higher number of the provider is newer.''',
            each.name, each.columns || '_sequence');
        EXECUTE format('COMMENT ON COLUMN %I.%I IS ''Guard: of the same instant and rank, the values that the event says it replaced.''',
            each.name, each.columns || '_before');
    END LOOP;
END
$$;

CREATE TABLE invoice (
    endpoint        text COLLATE "C" NOT NULL,
    id              text COLLATE "C" NOT NULL,
    mode            text NOT NULL DEFAULT 'unknown' CHECK (mode IN ('live', 'test', 'unknown')),
    account         text COLLATE "C" NOT NULL DEFAULT '',
    status          text,
    customer_id     text,
    subscription_id text,
    amount          numeric,
    amount_paid     numeric,
    currency        text,
    created_at      timestamptz,
    updated_at      timestamptz GENERATED ALWAYS AS (status_at) STORED,
    status_at       timestamptz,
    status_rank     integer,
    status_event_id text COLLATE "C",
    PRIMARY KEY (endpoint, id, mode, account)
);

COMMENT ON TABLE invoice IS 'Invoices of customers.';
COMMENT ON COLUMN invoice.endpoint IS 'Endpoint whose events speak of it; identifies it together with id, mode and account.';
COMMENT ON COLUMN invoice.id IS 'The provider''s id.';
COMMENT ON COLUMN invoice.mode IS 'live, test, or unknown where the events do not say.';
COMMENT ON COLUMN invoice.account IS 'Account at the provider whose object it is, such as a connected account of a platform; empty where the events name none.';
COMMENT ON COLUMN invoice.status IS 'paid or failed (an attempt to pay it).';
COMMENT ON COLUMN invoice.customer_id IS 'The provider''s id of the customer.';
COMMENT ON COLUMN invoice.subscription_id IS 'The provider''s id of the subscription it is for.';
COMMENT ON COLUMN invoice.amount IS 'What is due, in the minor unit of the currency.';
COMMENT ON COLUMN invoice.amount_paid IS 'What was paid of it, in the minor unit; null where the provider does not say.';
COMMENT ON COLUMN invoice.currency IS 'ISO 4217, upper case.';
COMMENT ON COLUMN invoice.created_at IS 'When the provider made the invoice; null where its events do not say.';
COMMENT ON COLUMN invoice.updated_at IS 'The provider''s time of the newest event that this row tells of.';
COMMENT ON COLUMN invoice.status_at IS 'Guard of the state of the invoice: the provider''s time.';
COMMENT ON COLUMN invoice.status_rank IS 'Guard of the state of the invoice: a later state of the same instant has a higher rank.';
COMMENT ON COLUMN invoice.status_event_id IS 'Guard of the state of the invoice: the event that set it.';

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'sluice_reader') THEN
        GRANT SELECT ON invoice TO sluice_reader;
    END IF;
END
$$;

-- Refunds, and the sum of them.

CREATE FUNCTION sum_refunds(of_endpoint text, of_payment text, of_mode text, of_account text) RETURNS void
    LANGUAGE plpgsql
    SET search_path FROM CURRENT AS
$$
DECLARE
    paid    payment;
    -- Refunds that the reported sum may hold: last told of before it, told of since, told of since as failed.
    told    numeric;
    since   numeric;
    undone  numeric;
    named   bigint;
    unnamed numeric;
BEGIN
    -- Whoever else writes refunds of this payment waits here, and reads afterwards what this transaction wrote: under read
    -- committed each statement sees what was committed before it began.
    SELECT * INTO paid FROM payment
    WHERE endpoint = of_endpoint AND id = of_payment AND mode = of_mode AND account = of_account
    FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;

    IF paid.refund_reported_at IS NOT NULL THEN
        SELECT coalesce(sum(amount) FILTER (WHERE stands AND NOT later), 0),
               coalesce(sum(amount) FILTER (WHERE stands AND later), 0),
               coalesce(sum(amount) FILTER (WHERE NOT stands AND later AND NOT reported_failed), 0),
               count(*)
        INTO told, since, undone, named
        FROM (SELECT amount,
                     state IN ('pending', 'succeeded') AS stands,
                     status_at >= paid.refund_reported_at AS later,
                     -- The report is of the failure itself, and not of when the refund was made.
                     status_event_id = paid.refund_reported_event_id
                         OR status_at <= paid.refund_reported_at + interval '5 seconds'
                            AND coalesce(created_at, '-infinity') < paid.refund_reported_at - interval '5 seconds'
                         AS reported_failed
              FROM refund
              WHERE endpoint = of_endpoint AND payment_id = of_payment AND mode = of_mode AND account = of_account
                AND NOT remainder AND coalesce(created_at, '-infinity') <= paid.refund_reported_at) r;
        -- More was reported than is named; or less, where refunds last told of before the report are part of the sum no longer.
        unnamed := paid.refund_reported_amount - told - since;
        unnamed := greatest(
            CASE WHEN undone <= unnamed THEN unnamed - undone ELSE unnamed END, least(0, paid.refund_reported_amount - told));
        IF unnamed <> 0 THEN
            INSERT INTO refund AS r (endpoint, id, mode, account, payment_id, remainder, status, state, amount, currency,
                status_at, status_rank, status_event_id)
            VALUES (of_endpoint, paid.refund_reported_by, of_mode, of_account, of_payment, true, 'succeeded', 'succeeded',
                unnamed, paid.refund_reported_currency, paid.refund_reported_at, 0, paid.refund_reported_event_id)
            ON CONFLICT (endpoint, id, mode, account) DO UPDATE
            SET status = excluded.status, state = excluded.state, amount = excluded.amount, currency = excluded.currency,
                status_at = excluded.status_at, status_event_id = excluded.status_event_id
            WHERE r.remainder;
        ELSIF named = 0 THEN
            UPDATE refund
            SET status = 'failed', state = 'failed', status_at = paid.refund_reported_at,
                status_event_id = paid.refund_reported_event_id
            WHERE endpoint = of_endpoint AND id = paid.refund_reported_by AND mode = of_mode AND account = of_account
              AND remainder AND state <> 'failed';
        END IF;
        DELETE FROM refund
        WHERE endpoint = of_endpoint AND payment_id = of_payment AND mode = of_mode AND account = of_account AND remainder
          AND (id <> paid.refund_reported_by OR unnamed = 0 AND named > 0);
    END IF;

    UPDATE payment p
    SET refunded_amount = s.refunded, refund_pending_amount = s.pending
    FROM (SELECT coalesce(sum(amount) FILTER (WHERE state IN ('pending', 'succeeded')), 0) AS refunded,
                 coalesce(sum(amount) FILTER (WHERE state = 'pending'), 0) AS pending
          FROM refund
          WHERE endpoint = of_endpoint AND payment_id = of_payment AND mode = of_mode AND account = of_account) s
    WHERE p.endpoint = of_endpoint AND p.id = of_payment AND p.mode = of_mode AND p.account = of_account
      AND (p.refunded_amount, p.refund_pending_amount) IS DISTINCT FROM (s.refunded, s.pending);
END
$$;

COMMENT ON FUNCTION sum_refunds(text, text, text, text) IS 'Makes a payment''s refunded_amount the sum of its refunds; called by triggers on refund and payment.';

CREATE FUNCTION refund_written() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path FROM CURRENT AS
$$
BEGIN
    IF TG_OP <> 'INSERT' AND NOT OLD.remainder AND OLD.payment_id IS NOT NULL
       AND (TG_OP = 'DELETE' OR (OLD.endpoint, OLD.payment_id, OLD.mode, OLD.account)
                                IS DISTINCT FROM (NEW.endpoint, NEW.payment_id, NEW.mode, NEW.account)) THEN
        PERFORM sum_refunds(OLD.endpoint, OLD.payment_id, OLD.mode, OLD.account);
    END IF;
    IF TG_OP <> 'DELETE' AND NOT NEW.remainder AND NEW.payment_id IS NOT NULL THEN
        INSERT INTO payment (endpoint, id, mode, account)
        VALUES (NEW.endpoint, NEW.payment_id, NEW.mode, NEW.account)
        ON CONFLICT DO NOTHING;
        PERFORM sum_refunds(NEW.endpoint, NEW.payment_id, NEW.mode, NEW.account);
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION refunds_reported() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path FROM CURRENT AS
$$
BEGIN
    PERFORM sum_refunds(NEW.endpoint, NEW.id, NEW.mode, NEW.account);
    RETURN NULL;
END
$$;

-- What was refunded before this version: the sum was what the provider reported, or what the last refund was. A refund of
-- which only the payment or charge was known stood for all.
UPDATE refund
SET state = CASE WHEN lower(status) IN ('pending', 'requires_action', 'created', 'initiated', 'processing') THEN 'pending'
                 WHEN lower(status) = 'failed' THEN 'failed'
                 WHEN lower(status) IN ('canceled', 'cancelled') THEN 'cancelled'
                 ELSE 'succeeded' END,
    remainder = id = payment_id OR id LIKE 'ch\_%';

UPDATE payment p
SET refund_reported_amount = refunded_amount,
    refund_reported_at = refund_at,
    refund_reported_rank = refund_rank,
    refund_reported_event_id = refund_event_id,
    (refund_reported_by, refund_reported_currency) = (
        SELECT coalesce(max(r.id) FILTER (WHERE r.remainder), p.id), coalesce(max(r.currency), p.currency)
        FROM refund r
        WHERE r.endpoint = p.endpoint AND r.payment_id = p.id AND r.mode = p.mode AND r.account = p.account)
WHERE refund_at IS NOT NULL;

DO $$
BEGIN
    -- A payment of which a refund told has no row yet where the sum was not known.
    INSERT INTO payment (endpoint, id, mode, account, refund_at, refund_rank, refund_event_id)
    SELECT DISTINCT ON (endpoint, payment_id, mode, account) endpoint, payment_id, mode, account, status_at, status_rank, status_event_id
    FROM refund
    WHERE payment_id IS NOT NULL
    ORDER BY endpoint, payment_id, mode, account, status_at DESC
    ON CONFLICT DO NOTHING;
    PERFORM sum_refunds(p.endpoint, p.id, p.mode, p.account)
    FROM payment p
    WHERE p.refund_reported_at IS NOT NULL
       OR EXISTS (SELECT FROM refund r WHERE r.endpoint = p.endpoint AND r.payment_id = p.id AND r.mode = p.mode AND r.account = p.account);
END
$$;

CREATE TRIGGER refund_written AFTER INSERT OR UPDATE OR DELETE ON refund
    FOR EACH ROW EXECUTE FUNCTION refund_written();
CREATE TRIGGER payment_written AFTER INSERT ON payment
    FOR EACH ROW WHEN (NEW.refund_reported_at IS NOT NULL) EXECUTE FUNCTION refunds_reported();
CREATE TRIGGER payment_rewritten AFTER UPDATE ON payment
    FOR EACH ROW WHEN (NEW.refund_reported_at IS NOT NULL
        AND (NEW.refund_reported_at, NEW.refund_reported_amount) IS DISTINCT FROM (OLD.refund_reported_at, OLD.refund_reported_amount))
    EXECUTE FUNCTION refunds_reported();
