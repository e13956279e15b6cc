#!/bin/bash
# Run once by the Postgres image, on an empty volume: the processor's role owns its database and nothing else.
set -euo pipefail

psql --set ON_ERROR_STOP=1 --set password="$(cat /run/secrets/postgres_password)" \
    --set grafana_password="$(cat /run/secrets/grafana_postgres_password)" --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
CREATE ROLE sluice LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
-- What analysts are members of; the processor's migrations let it read.
CREATE ROLE sluice_reader NOLOGIN;
-- Who may see bytes as received.
CREATE ROLE sluice_raw_reader NOLOGIN;
CREATE ROLE grafana LOGIN IN ROLE sluice_reader PASSWORD :'grafana_password';
CREATE DATABASE sluice OWNER sluice;
REVOKE ALL ON DATABASE sluice FROM PUBLIC;
GRANT CONNECT ON DATABASE sluice TO sluice_reader, sluice_raw_reader;
SQL
