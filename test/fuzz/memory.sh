#!/usr/bin/env bash
# The memory of a backend does not grow with the number of calls, in TAP: every
# function of the catalog called again and again in one statement, over statements,
# and with errors that are taken back to a savepoint; and the resident size of the
# backend over all of it.
#
#   MEMORY_SECONDS   for each function (0.05)
#   MEMORY_CALLS     of each function, at most (30000); 1000000 is what is promised
#   MEMORY_FUNCTION  a regular expression: only these functions
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")" || exit 1
seconds=${MEMORY_SECONDS:-0.05}
calls=${MEMORY_CALLS:-30000}
function=${MEMORY_FUNCTION:-.}
database=medaid_memory
export PGCLIENTENCODING=UTF8
main=${PGDATABASE:-postgres}
trap 'psql -qXd "$main" -c "DROP DATABASE IF EXISTS $database" >/dev/null 2>&1' EXIT
n=0
failed=0
ok() { n=$((n + 1)); if [ -z "$1" ]; then echo "ok $n - $2"; else failed=$((failed + 1)); echo "not ok $n - $2"; sed 's/^/# /' <<<"$1"; fi; }
sql() { psql -qXAt -F ' | ' -v ON_ERROR_STOP=1 -d "$database" "$@"; }

psql -qXd "$main" -c "DROP DATABASE IF EXISTS $database" 2>/dev/null
psql -qXd "$main" -v ON_ERROR_STOP=1 -c "CREATE DATABASE $database ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0" || exit 1
sql -c 'SET client_min_messages = error' -c 'CREATE EXTENSION medaid' -f pools.sql -f run.sql -f memory.sql -c 'CALL fuzz.round(3, 300)' >/dev/null || exit 1
# one session for all; a sort or a hash table stays small, and functions stay calls
{
	cat <<-SQL
		SET client_min_messages = error;
		SET jit = off; SET work_mem = '64kB'; SET enable_hashagg = off; SET max_parallel_workers_per_gather = 0;
		CREATE TEMP TABLE chosen AS SELECT c.oid, c.name, c.prokind, fuzz.find_good(c, $seconds * 4) AS found FROM fuzz.callable AS c
			WHERE c.prokind <> 'p' AND c.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype) AND c.name ~ '$function';
		CREATE TEMP TABLE resident (at text, bytes bigint);
		SELECT format('SELECT fuzz.grow(c, %s, %s) FROM fuzz.callable AS c WHERE c.oid = %s', least($seconds, 0.05), 3000, oid) FROM chosen WHERE found > 0 ORDER BY name \gexec
		TRUNCATE fuzz.grown;
		INSERT INTO resident VALUES ('begun', fuzz.resident());
		SELECT format('SELECT fuzz.grow(c, %s, %s) FROM fuzz.callable AS c WHERE c.oid = %s', $seconds, $calls, oid) FROM chosen WHERE found > 0 ORDER BY name \gexec
		SELECT format('SELECT fuzz.grow_by_errors(c, %s) FROM fuzz.callable AS c WHERE c.oid = %s', greatest($calls / 200, 100), oid) FROM chosen WHERE prokind = 'f' ORDER BY name \gexec
		INSERT INTO resident VALUES ('ended', fuzz.resident());
		CREATE TABLE fuzz.chosen AS SELECT * FROM chosen;
		CREATE TABLE fuzz.resident_sizes AS SELECT * FROM resident;
	SQL
} | sql >/dev/null || exit 1

# sorting and counting the calls takes some 80 kB; a value kept for each call would show
grown() { sql -c "SELECT function, calls, bytes FROM fuzz.grown WHERE way = '$1' AND bytes > 200000 + calls * 2 ORDER BY bytes DESC"; }
sums=$(sql -c "SELECT format('%s calls of %s functions', sum(calls), count(DISTINCT function)) FROM fuzz.grown WHERE way = 'in one statement'")
ok "$(grown 'in one statement')" "in one statement memory does not grow with the calls: $sums"
ok "$(grown 'over statements')" 'nor from one statement to the next'
ok "$(grown 'errors and results')" 'nor over errors and savepoints'
ok "$(sql -c "SELECT 'from ' || min(bytes) || ' to ' || max(bytes) FROM fuzz.resident_sizes HAVING max(bytes) - min(bytes) > 50e6")" \
	"nor does the backend: $(sql -c "SELECT string_agg(at || ' ' || bytes / 1000000 || ' MB', ', ' ORDER BY at) FROM fuzz.resident_sizes")"
ok "$(sql -c "SELECT 'only ' || count(*) FILTER (WHERE found > 0) || ' of ' || count(*) FROM fuzz.chosen HAVING count(*) FILTER (WHERE found > 0) < 0.8 * count(*) AND count(*) > 50")" 'most functions were called with what they take'
[ -z "${MEMORY_SHOW:-}" ] || sql -c "SELECT * FROM fuzz.grown ORDER BY bytes DESC LIMIT 30" | sed 's/^/# /'
[ -z "${MEMORY_SHOW:-}" ] || sql -c "SELECT 'not called with what it takes: ' || name FROM fuzz.chosen WHERE found = 0" | sed 's/^/# /'
echo "1..$n"
[ $failed = 0 ]
