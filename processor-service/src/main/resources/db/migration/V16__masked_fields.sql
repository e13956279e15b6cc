-- What analysts see of bodies: the payload without the fields that SLUICE_MASKED_FIELDS names. Bytes as received are for a role of
-- their own. See docs/decisions/0017-masked-fields.md.

CREATE TABLE webhook_masked_field (
    endpoint text COLLATE "C" NOT NULL,
    path     text[] COLLATE "C" NOT NULL,
    PRIMARY KEY (endpoint, path)
);

COMMENT ON TABLE webhook_masked_field IS 'One row per field that analysts do not see, as SLUICE_MASKED_FIELDS of the processor that was started last says.';
COMMENT ON COLUMN webhook_masked_field.endpoint IS 'The endpoint whose events have it; empty for every endpoint.';
COMMENT ON COLUMN webhook_masked_field.path IS 'Steps from the outermost value inwards: a name, a position in a list, or * for each; \* is a name that is a star.';

CREATE FUNCTION masked_at(document jsonb, path text[]) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE AS
$$
DECLARE
    step text := path[1];
BEGIN
    IF step IS NULL THEN
        RETURN CASE jsonb_typeof(document) WHEN 'null' THEN document ELSE '"***"' END;
    ELSIF jsonb_typeof(document) = 'object' AND step = '*' THEN
        RETURN (SELECT coalesce(jsonb_object_agg(key, masked_at(value, path[2:])), '{}') FROM jsonb_each(document));
    ELSIF jsonb_typeof(document) = 'array' AND step = '*' THEN
        RETURN (SELECT coalesce(jsonb_agg(masked_at(value, path[2:]) ORDER BY place), '[]')
                FROM jsonb_array_elements(document) WITH ORDINALITY AS each (value, place));
    END IF;
    step := CASE step WHEN '\*' THEN '*' ELSE step END;
    IF document #> ARRAY[step] IS NULL THEN
        RETURN document;
    END IF;
    RETURN jsonb_set(document, ARRAY[step], masked_at(document #> ARRAY[step], path[2:]));
END
$$;

COMMENT ON FUNCTION masked_at(jsonb, text[]) IS 'A document with "***" in the place of what is at a path, if anything is.';

CREATE FUNCTION masked(document jsonb, paths jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE AS
$$
DECLARE
    masked jsonb := document;
    path   jsonb;
BEGIN
    FOR path IN SELECT jsonb_array_elements(paths) LOOP
        masked := masked_at(masked, ARRAY(SELECT jsonb_array_elements_text(path)));
    END LOOP;
    RETURN masked;
END
$$;

COMMENT ON FUNCTION masked(jsonb, jsonb) IS 'A document with "***" in the place of what is at each of several paths, arrays of texts; as it is when they are null.';

-- Analysts must not choose by their own search path what these functions call; and the view reads its tables by the rights of its owner.

DO $$
DECLARE
    raw  text[] := '{body, headers, record, publications, difference}';
    each record;
BEGIN
    EXECUTE format('ALTER FUNCTION masked_at(jsonb, text[]) SET search_path = pg_catalog, %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION masked(jsonb, jsonb) SET search_path = pg_catalog, %I, pg_temp', current_schema());
    ALTER FUNCTION payload(bytea) SET search_path = pg_catalog, pg_temp;

    EXECUTE (
        SELECT 'CREATE VIEW webhook_event_masked AS SELECT ' || string_agg(CASE attname
                WHEN 'payload' THEN 'masked(coalesce(e.payload, payload(e.body)), (SELECT jsonb_agg(to_jsonb(f.path) ORDER BY f.path)'
                    || ' FROM webhook_masked_field f WHERE f.endpoint IN ('''', e.endpoint))) AS payload'
                ELSE format('e.%I', attname) END, ', ' ORDER BY attnum) || ' FROM webhook_event e'
        FROM pg_attribute
        WHERE attrelid = 'webhook_event'::regclass AND attnum > 0 AND NOT attisdropped AND attname <> ALL (raw));
    FOR each IN
        SELECT attname, col_description(attrelid, attnum) AS comment
        FROM pg_attribute
        WHERE attrelid = 'webhook_event'::regclass AND attnum > 0 AND NOT attisdropped AND attname <> ALL (raw)
    LOOP
        EXECUTE format('COMMENT ON COLUMN webhook_event_masked.%I IS %L', each.attname, each.comment);
    END LOOP;

    BEGIN
        CREATE ROLE sluice_raw_reader NOLOGIN;
    EXCEPTION
        WHEN duplicate_object OR unique_violation THEN
            NULL;
        WHEN insufficient_privilege THEN
            RAISE NOTICE 'not allowed to create role sluice_raw_reader: create it and grant it SELECT on the tables of this schema';
    END;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'sluice_reader') THEN
        GRANT SELECT ON webhook_event_masked, webhook_masked_field TO sluice_reader;
        FOR each IN
            SELECT a.attrelid::regclass AS name, string_agg(quote_ident(attname), ', ') AS columns
            FROM pg_attribute a
            WHERE a.attrelid = ANY ('{webhook_event, webhook_attempt, webhook_dead_letter, webhook_job_unit}'::regclass[])
              AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> ALL (raw || '{payload}'::text[])
            GROUP BY a.attrelid
        LOOP
            EXECUTE format('REVOKE SELECT ON %s FROM sluice_reader', each.name);
            EXECUTE format('GRANT SELECT (%s) ON %s TO sluice_reader', each.columns, each.name);
        END LOOP;
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'sluice_raw_reader') THEN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO sluice_raw_reader', current_schema());
        EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO sluice_raw_reader', current_schema());
    END IF;
END
$$;

COMMENT ON VIEW webhook_event_masked IS 'The audit as analysts see it: without bytes and headers, and with "***" in the place of fields that webhook_masked_field names.';
COMMENT ON COLUMN webhook_event_masked.payload IS 'The body as JSON, its masked fields replaced; null when it is not JSON or jsonb cannot hold it.';
