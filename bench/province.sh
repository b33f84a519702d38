#!/bin/bash
# bench/province.sh: a hundred million claims through one process, generated and not stored: the collections of
# CLAIMS claims are settled TIMES times over.  CPU a claim, memory, and whether the sums are TIMES those of one pass.
#
#   CLAIMS=200000 TIMES=500 bench/province.sh   against the running server (superuser; PGHOST, PGPORT ...)
set -eu
cd "$(dirname "$0")"
: "${CLAIMS:=200000}" "${TIMES:=500}"
export PGDATABASE=medaid_province
trap 'PGDATABASE=postgres dropdb --if-exists medaid_province' EXIT
sql() { psql -qXAt -v ON_ERROR_STOP=1 "$@"; }
PGDATABASE=postgres dropdb --if-exists medaid_province 2>/dev/null
PGDATABASE=postgres createdb -T template0 -E UTF8 --lc-collate=C.UTF-8 --lc-ctype=C.UTF-8 medaid_province
sql -c 'CREATE EXTENSION medaid' -f measure.sql 2>/dev/null
sql -v claims="$CLAIMS" -f claims.sql 2>/dev/null
sql -v times="$TIMES" -v claims="$CLAIMS" <<'SQL'
SET search_path = bench, public; SET jit = off; SET max_parallel_workers_per_gather = 0; SET work_mem = '64MB';
CREATE TABLE collection AS SELECT person, medaid_collect(claim) AS claims FROM claims GROUP BY person;
CREATE TABLE once AS SELECT (o).* FROM (SELECT medaid_outcome(medaid_settle_all(claims, (SELECT medaid_policies('pingshun-2023', '2023-01-01', '2025-12-31')))) AS o FROM collection) AS x;
SELECT peak_mb() AS before, cpu_seconds() AS cpu, clock_timestamp() AS start \gset
CREATE TABLE many AS SELECT (o).* FROM (SELECT medaid_outcome(medaid_settle_all(claims, (SELECT medaid_policies('pingshun-2023', '2023-01-01', '2025-12-31')))) AS o
	FROM generate_series(1, :times) AS t, collection) AS x;
SELECT format('%s claims: %s us CPU a claim, %s s CPU, %s s wall, %s MB more; aid %s', many.claims, round(((cpu_seconds() - :cpu) / many.claims * 1e6)::numeric, 2),
	round((cpu_seconds() - :cpu)::numeric), round(extract(epoch FROM clock_timestamp() - :'start')::numeric), peak_mb() - :before, many.aid) FROM many;
SELECT CASE WHEN (many.claims, many.aid, many.patient_pays, many.total, many.claims_assisted) = (once.claims * :times, once.aid * :times, once.patient_pays * :times, once.total * :times, once.claims_assisted * :times)
	THEN 'every sum is TIMES that of one pass' ELSE 'SUMS DIFFER' END FROM once, many;
SELECT format('collection: %s bytes a claim; table: %s bytes a claim', pg_total_relation_size('collection') / :claims, pg_total_relation_size('claim') / :claims);
CREATE TABLE settlement AS SELECT person, unnest(medaid_settle_all(claims, (SELECT medaid_policies('pingshun-2023', '2023-01-01', '2025-12-31')))) AS s FROM collection;
SELECT format('settlement: %s bytes a claim', pg_total_relation_size('settlement') / :claims);
SQL
