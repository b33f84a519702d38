#!/usr/bin/env bash
# Random queries over medaid's functions and tables by sqlsmith, in TAP: no crash,
# and no internal error (XX000) of medaid's.  One of PostgreSQL's own is raised as well
# where medaid's functions do nothing, in a copy of the database (smith_log.own in
# test/sqlsmith.sql), and told with a #; whatever is not counts.  sqlsmith asks the catalog which functions there are;
# a view in its search_path leaves it those of the extension and some of PostgreSQL's,
# or few calls would be medaid's (test/sqlsmith.sql).  What it does is taken back
# after each query.  Skips with a sentence where it is not installed.
#
#   SMITH_QUERIES  how many (1000)
#   SMITH_SEED     of them (1)
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")" || exit 1
# shellcheck source=test/tap.bash
. ./tap.bash
queries=${SMITH_QUERIES:-1000}
seed=${SMITH_SEED:-1}
database=medaid_smith
plain=medaid_smith_plain
main=${PGDATABASE:-postgres}
export PGCLIENTENCODING=UTF8
command -v sqlsmith >/dev/null || { echo '1..0 # SKIP sqlsmith is not installed'; exit 0; }
sql() { psql -qXAt -v ON_ERROR_STOP=1 -d "$database" "$@"; }
drop() { psql -qXd "$main" -c "DROP DATABASE IF EXISTS $database WITH (FORCE)" -c "DROP DATABASE IF EXISTS $plain WITH (FORCE)" -c 'DROP ROLE IF EXISTS medaid_smith' >/dev/null 2>&1; }
log=$(mktemp)
trap 'drop; rm -f "$log"' EXIT
drop
psql -qXd "$main" -v ON_ERROR_STOP=1 -c "CREATE DATABASE $database ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0" || exit 1
sql -c 'SET client_min_messages = error' -c 'CREATE EXTENSION medaid' -c 'CREATE SCHEMA failing' -f failing/values.sql -f sqlsmith.sql >/dev/null || exit 1
psql -qXd "$main" -v ON_ERROR_STOP=1 -c "CREATE DATABASE $plain TEMPLATE $database" || exit 1
psql -qXAtd "$plain" -v ON_ERROR_STOP=1 -c 'SELECT smith_log.do_nothing()' >/dev/null || exit 1

# a session that any crash of the server ends
status=0
coproc SESSION { sql 2>&1; }
ask() { answer= && echo "SELECT '$1';" >&"${SESSION[1]}" && read -r -t 60 answer <&"${SESSION[0]}"; }
ask begun
sqlsmith --exclude-catalog --seed="$seed" --max-queries="$queries" \
	--target="dbname=$database options='-c track_functions=all -c role=medaid_smith -c search_path=smith,pg_catalog,public -c jit=off'" \
	--log-to="dbname=$database options='-c search_path=smith_log'" >"$log" 2>&1 || status=$?
ask 'still there'
is "$answer" 'still there' "$queries random queries by sqlsmith from seed $seed do not crash the server"
for _ in $(seq 30); do sql -c 'SELECT 1' >/dev/null 2>&1 && break || sleep 1; done
sql -c "COPY (SELECT * FROM smith_log.error AS e WHERE e.sqlstate LIKE 'XX%' OR e.sqlstate LIKE '08%' OR e.sqlstate = '57P02') TO STDOUT" |
	psql -qXd "$plain" -c 'COPY smith_log.error FROM STDIN' || exit 1
internal() { psql -qXAtd "$plain" -c "SET statement_timeout = '60s'" -c "SELECT format('%s: %s | %s', e.sqlstate, e.msg, left(e.query, 3000)) FROM smith_log.error AS e WHERE smith_log.own(e.query, e.msg) IS $1"; }
internal TRUE | sed "s/^/# PostgreSQL's own: /"
is "$(internal 'NOT TRUE')" '' "no error of them is an internal one of medaid's"
is "$(psql -qXAtd "$plain" -c "SELECT smith_log.own('SELECT float8_accum(''{1}'', 1)', 'ERROR:  float8_accum: expected 3-element float8 array'), smith_log.own('SELECT float8_accum(ARRAY[g]::float8[], 1) FROM generate_series(1, 2) AS g', 'ERROR:  float8_accum: expected 3-element float8 array'), smith_log.own('SELECT smith_log.faulty()', 'ERROR:  faulty'), smith_log.own('SELECT 1', 'server closed the connection')")" \
	't|t|f|f' "which is told from PostgreSQL's own"
read -r errors functions <<<"$(sql -F ' ' -c 'SELECT (SELECT count(*) FROM smith_log.error), (SELECT count(*) FROM pg_stat_user_functions AS f JOIN smith.member AS m ON m.oid = f.funcid)')"
test_line "$([ $status = 0 ] && [ $((${errors:-queries} * 4)) -lt $((queries * 3)) ] && [ "$functions" -ge $((queries < 1000 ? queries / 50 : 20)) ]; echo $?)" \
	"$((queries - errors)) of them gave a result, $functions functions of medaid were called" < <(tail -n 20 "$log")
done_testing
