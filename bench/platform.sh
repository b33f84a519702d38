#!/bin/bash
# bench/platform.sh: the national platform's tables mapped and settled, as a ratio
# to settling the same claims from a clean table, by CPU of the one process.
#
#   ROWS=1000000 RUNS=3 bench/platform.sh     against the running server (superuser; PGHOST, PGPORT ...)
set -eu
cd "$(dirname "$0")"
: "${ROWS:=1000000}" "${RUNS:=3}"
export PGDATABASE=medaid_bench_platform
trap 'PGDATABASE=postgres dropdb --if-exists medaid_bench_platform' EXIT
PGDATABASE=postgres dropdb --if-exists medaid_bench_platform 2>/dev/null
PGDATABASE=postgres createdb -T template0 -E UTF8 --lc-collate=C.UTF-8 --lc-ctype=C.UTF-8 medaid_bench_platform
psql -qX -v ON_ERROR_STOP=1 -c 'CREATE EXTENSION medaid' -f measure.sql
uptime
psql -qX -v ON_ERROR_STOP=1 -v rows="$ROWS" -v runs="$RUNS" -f platform.sql
uptime
