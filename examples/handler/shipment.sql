-- A projection's table is keyed by endpoint and id; each of its groups has three columns that say which event wrote it last.
CREATE TABLE shipment (
    endpoint        text NOT NULL,
    id              text NOT NULL,
    status          text,
    weight_grams    bigint,
    status_at       timestamptz,
    status_rank     integer,
    status_event_id text,
    PRIMARY KEY (endpoint, id)
);
