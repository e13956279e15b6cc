-- The projections: what the events amount to, newest wins by the provider's time and never by arrival. Each group of
-- columns that one kind of event sets carries its guard: <group>_at, <group>_rank, <group>_event_id.

CREATE TABLE payment (
    endpoint         text COLLATE "C" NOT NULL,
    id               text COLLATE "C" NOT NULL,
    status           text,
    amount           numeric,
    currency         text,
    customer_id      text,
    failure_reason   text,
    status_at        timestamptz,
    status_rank      integer,
    status_event_id  text COLLATE "C",
    refunded_amount  numeric,
    refund_at        timestamptz,
    refund_rank      integer,
    refund_event_id  text COLLATE "C",
    dispute_status   text,
    dispute_at       timestamptz,
    dispute_rank     integer,
    dispute_event_id text COLLATE "C",
    PRIMARY KEY (endpoint, id)
);

COMMENT ON TABLE payment IS 'Payments of all providers.';
COMMENT ON COLUMN payment.endpoint IS 'Endpoint whose events speak of it; identifies it together with id.';
COMMENT ON COLUMN payment.id IS 'The provider''s id.';
COMMENT ON COLUMN payment.status IS 'processing, authorized, succeeded, failed or cancelled.';
COMMENT ON COLUMN payment.amount IS 'In the minor unit of the currency, as the provider gives it.';
COMMENT ON COLUMN payment.currency IS 'ISO 4217, upper case.';
COMMENT ON COLUMN payment.customer_id IS 'The provider''s id of the customer.';
COMMENT ON COLUMN payment.failure_reason IS 'Why it failed.';
COMMENT ON COLUMN payment.status_at IS 'Guard of the state of the payment: the provider''s time.';
COMMENT ON COLUMN payment.status_rank IS 'Guard of the state of the payment: a later state of the same instant has a higher rank.';
COMMENT ON COLUMN payment.status_event_id IS 'Guard of the state of the payment: the event that set it.';
COMMENT ON COLUMN payment.refunded_amount IS 'Refunded so far, in the minor unit.';
COMMENT ON COLUMN payment.refund_at IS 'Guard of the refunds: the provider''s time.';
COMMENT ON COLUMN payment.refund_rank IS 'Guard of the refunds: a later state of the same instant has a higher rank.';
COMMENT ON COLUMN payment.refund_event_id IS 'Guard of the refunds: the event that set it.';
COMMENT ON COLUMN payment.dispute_status IS 'State of its latest dispute.';
COMMENT ON COLUMN payment.dispute_at IS 'Guard of the dispute: the provider''s time.';
COMMENT ON COLUMN payment.dispute_rank IS 'Guard of the dispute: a later state of the same instant has a higher rank.';
COMMENT ON COLUMN payment.dispute_event_id IS 'Guard of the dispute: the event that set it.';

CREATE TABLE refund (
    endpoint        text COLLATE "C" NOT NULL,
    id              text COLLATE "C" NOT NULL,
    status          text,
    payment_id      text,
    amount          numeric,
    currency        text,
    status_at       timestamptz,
    status_rank     integer,
    status_event_id text COLLATE "C",
    PRIMARY KEY (endpoint, id)
);

COMMENT ON TABLE refund IS 'Refunds of payments.';
COMMENT ON COLUMN refund.endpoint IS 'Endpoint whose events speak of it; identifies it together with id.';
COMMENT ON COLUMN refund.id IS 'The provider''s id.';
COMMENT ON COLUMN refund.status IS 'State as the provider names it.';
COMMENT ON COLUMN refund.payment_id IS 'The payment refunded.';
COMMENT ON COLUMN refund.amount IS 'In the minor unit of the currency.';
COMMENT ON COLUMN refund.currency IS 'ISO 4217, upper case.';
COMMENT ON COLUMN refund.status_at IS 'Guard of the state of the refund: the provider''s time.';
COMMENT ON COLUMN refund.status_rank IS 'Guard of the state of the refund: a later state of the same instant has a higher rank.';
COMMENT ON COLUMN refund.status_event_id IS 'Guard of the state of the refund: the event that set it.';

CREATE TABLE dispute (
    endpoint        text COLLATE "C" NOT NULL,
    id              text COLLATE "C" NOT NULL,
    status          text,
    payment_id      text,
    amount          numeric,
    currency        text,
    reason          text,
    status_at       timestamptz,
    status_rank     integer,
    status_event_id text COLLATE "C",
    PRIMARY KEY (endpoint, id)
);

COMMENT ON TABLE dispute IS 'Disputes of payments.';
COMMENT ON COLUMN dispute.endpoint IS 'Endpoint whose events speak of it; identifies it together with id.';
COMMENT ON COLUMN dispute.id IS 'The provider''s id.';
COMMENT ON COLUMN dispute.status IS 'State as the provider names it.';
COMMENT ON COLUMN dispute.payment_id IS 'The payment disputed.';
COMMENT ON COLUMN dispute.amount IS 'In the minor unit of the currency.';
COMMENT ON COLUMN dispute.currency IS 'ISO 4217, upper case.';
COMMENT ON COLUMN dispute.reason IS 'Why, as the provider names it.';
COMMENT ON COLUMN dispute.status_at IS 'Guard of the state of the dispute: the provider''s time.';
COMMENT ON COLUMN dispute.status_rank IS 'Guard of the state of the dispute: a later state of the same instant has a higher rank.';
COMMENT ON COLUMN dispute.status_event_id IS 'Guard of the state of the dispute: the event that set it.';

CREATE TABLE customer (
    endpoint         text COLLATE "C" NOT NULL,
    id               text COLLATE "C" NOT NULL,
    email            text,
    name             text,
    profile_at       timestamptz,
    profile_rank     integer,
    profile_event_id text COLLATE "C",
    deleted          boolean,
    deleted_at       timestamptz,
    deleted_rank     integer,
    deleted_event_id text COLLATE "C",
    PRIMARY KEY (endpoint, id)
);

COMMENT ON TABLE customer IS 'Customers of all providers.';
COMMENT ON COLUMN customer.endpoint IS 'Endpoint whose events speak of it; identifies it together with id.';
COMMENT ON COLUMN customer.id IS 'The provider''s id.';
COMMENT ON COLUMN customer.email IS 'E-mail address.';
COMMENT ON COLUMN customer.name IS 'Name.';
COMMENT ON COLUMN customer.profile_at IS 'Guard of the profile: the provider''s time.';
COMMENT ON COLUMN customer.profile_rank IS 'Guard of the profile: a later state of the same instant has a higher rank.';
COMMENT ON COLUMN customer.profile_event_id IS 'Guard of the profile: the event that set it.';
COMMENT ON COLUMN customer.deleted IS 'True once the provider has deleted it; the row stays.';
COMMENT ON COLUMN customer.deleted_at IS 'Guard of the deletion: the provider''s time.';
COMMENT ON COLUMN customer.deleted_rank IS 'Guard of the deletion: a later state of the same instant has a higher rank.';
COMMENT ON COLUMN customer.deleted_event_id IS 'Guard of the deletion: the event that set it.';

CREATE TABLE subscription (
    endpoint        text COLLATE "C" NOT NULL,
    id              text COLLATE "C" NOT NULL,
    status          text,
    customer_id     text,
    plan            text,
    cancelled_at    timestamptz,
    status_at       timestamptz,
    status_rank     integer,
    status_event_id text COLLATE "C",
    PRIMARY KEY (endpoint, id)
);

COMMENT ON TABLE subscription IS 'Subscriptions of customers.';
COMMENT ON COLUMN subscription.endpoint IS 'Endpoint whose events speak of it; identifies it together with id.';
COMMENT ON COLUMN subscription.id IS 'The provider''s id.';
COMMENT ON COLUMN subscription.status IS 'State as the provider names it.';
COMMENT ON COLUMN subscription.customer_id IS 'The provider''s id of the customer.';
COMMENT ON COLUMN subscription.plan IS 'Price or plan.';
COMMENT ON COLUMN subscription.cancelled_at IS 'When it was or will be cancelled.';
COMMENT ON COLUMN subscription.status_at IS 'Guard of the state of the subscription: the provider''s time.';
COMMENT ON COLUMN subscription.status_rank IS 'Guard of the state of the subscription: a later state of the same instant has a higher rank.';
COMMENT ON COLUMN subscription.status_event_id IS 'Guard of the state of the subscription: the event that set it.';
