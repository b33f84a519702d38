#!/usr/bin/env bash
# The memory of a backend does not grow with the number of calls, in TAP: every
# function of the catalog called again and again with what it takes, in one
# statement, over statements, and with errors that are taken back to a savepoint;
# rules edited, ledgers posted, cursors, prepared statements; large queries, in parts
# and by workers; and the size of the backend over all of it.
#
#   MEMORY_CALLS     of each function, at most (30000); 1000000 is what is promised
#   MEMORY_SECONDS   for each function and way (0.05): what takes long is called less often
#   MEMORY_FUNCTION  a regular expression: only these functions, kinds, queries
#   MEMORY_PARTS     of functions, kinds, queries: only these
#   MEMORY_SHOW      1: what came of each, too
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")" || exit 1
seconds=${MEMORY_SECONDS:-0.05}
calls=${MEMORY_CALLS:-30000}
function=${MEMORY_FUNCTION:-.}
parts=${MEMORY_PARTS:-functions kinds queries}
database=medaid_memory
export PGCLIENTENCODING=UTF8
main=${PGDATABASE:-postgres}
trap 'psql -qXd "$main" -c "DROP DATABASE IF EXISTS $database" >/dev/null 2>&1' EXIT
n=0
failed=0
ok() { n=$((n + 1)); if [ -z "$1" ]; then echo "ok $n - $2"; else failed=$((failed + 1)); echo "not ok $n - $2"; sed 's/^/# /' <<<"$1"; fi; }
sql() { psql -qXAt -F ' | ' -v ON_ERROR_STOP=1 -d "$database" "$@"; }
# a sort or a hash table stays small, functions stay calls, and no workers but where they are asked for
settings='SET client_min_messages = error; SET jit = off; SET work_mem = '"'64kB'"'; SET enable_hashagg = off; SET max_parallel_workers_per_gather = 0; SET temp_buffers = 100;'

psql -qXd "$main" -c "DROP DATABASE IF EXISTS $database" 2>/dev/null
psql -qXd "$main" -v ON_ERROR_STOP=1 -c "CREATE DATABASE $database ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0" || exit 1
sql -v claims="$calls" -c 'SET client_min_messages = error' -c 'CREATE EXTENSION medaid' -f pools.sql -f run.sql -c 'CALL fuzz.round(3, 300)' -f memory.sql >/dev/null || exit 1

if [[ $parts == *functions* ]]; then
	# one session for all
	sql <<-SQL >/dev/null || exit 1
		$settings
		CREATE TABLE fuzz.chosen AS SELECT c.* FROM fuzz.callable AS c
			WHERE c.prokind <> 'p' AND c.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype) AND c.name ~ '$function';
		CREATE TABLE fuzz.resident_sizes (at text, bytes bigint);
		SELECT format('CALL fuzz.find_good(%s)', oid) FROM fuzz.chosen ORDER BY name \gexec
		SELECT format('CALL fuzz.grow(%s, 0.01, 100)', oid) FROM fuzz.chosen ORDER BY name \gexec
		TRUNCATE fuzz.grown;
		INSERT INTO fuzz.resident_sizes VALUES ('begun', fuzz.resident());
		SELECT format('CALL fuzz.grow(%s, %s, %s)', oid, $seconds, $calls) FROM fuzz.chosen ORDER BY name \gexec
		INSERT INTO fuzz.resident_sizes VALUES ('ended', fuzz.resident());
	SQL
	# sorting and counting the calls takes some 80 kB; a value kept for each call would show.  A session keeps 64 policies or arrays of them;
	# what is rare among errors makes its plans late: 350 kB were seen in a thousand calls, 10 kB in those that follow
	grown() { sql -c "SELECT function, calls, bytes FROM fuzz.grown WHERE way = '$1' AND (calls >= 100 OR way <> 'errors and results') AND bytes > 200000 + calls * 2 + CASE WHEN way = 'errors and results' THEN 300000 ELSE 0 END + CASE WHEN function ~ '^medaid_polic(y|ies)\\(text' THEN 20000000 ELSE 0 END ORDER BY bytes DESC"; }
	sums() { sql -c "SELECT format('%s calls of %s functions', sum(calls), count(DISTINCT function)) FROM fuzz.grown WHERE way = '$1'"; }
	ok "$(grown 'in one statement')" "in one statement memory does not grow with the calls: $(sums 'in one statement')"
	ok "$(grown 'over statements')" "nor from one statement to the next: $(sums 'over statements')"
	ok "$(grown 'errors and results')" "nor over errors and savepoints: $(sums 'errors and results')"
	ok "$(sql -c "SELECT 'from ' || min(bytes) || ' to ' || max(bytes) FROM fuzz.resident_sizes HAVING max(bytes) - min(bytes) > 50e6")" \
		"nor does the backend: $(sql -c "SELECT string_agg(at || ' ' || bytes / 1000000 || ' MB', ', ' ORDER BY at) FROM fuzz.resident_sizes")"
	# what needs Citus, and what does nothing but raise
	ok "$(sql -c "SELECT function, left(message, 200) FROM fuzz.tally WHERE state = 'not found' AND message !~ 'Citus is not installed|(distribution_column|shard_name|run_command_on_all_nodes).* does not exist|medaid_shared_rules|posting\" does not exist'
		AND function !~ '^medaid_(number_missing|premium_missing|post_refuse)'")" \
		"each is called with what it takes: $(sql -c "SELECT format('%s of %s', count(*) FILTER (WHERE EXISTS (SELECT FROM fuzz.good AS g WHERE g.oid = c.oid)), count(*)) FROM fuzz.chosen AS c")"
	[ -z "${MEMORY_SHOW:-}" ] || sql -c "SELECT way, function, sum(calls), max(bytes) FROM fuzz.grown GROUP BY 1, 2 ORDER BY 4 DESC" | sed 's/^/# /'
fi

if [[ $parts == *kinds* ]]; then
	ok "$({ echo "$settings"; sql -c "SELECT name FROM fuzz.kind WHERE name ~ '$function'" | while read -r name; do echo "SELECT fuzz.script(k, $calls) FROM fuzz.kind AS k WHERE k.name = '$name' \\gexec"; done; } | sql 2>&1 >/dev/null | head -n 5
	sql -c "SELECT k.name, max(calls) || ' times', max(bytes) - min(bytes) || ' bytes more' FROM fuzz.kind AS k LEFT JOIN fuzz.marked AS m ON m.name = k.name WHERE k.name ~ '$function' GROUP BY k.name, k.own HAVING count(m.name) <> 2 OR max(bytes) - min(bytes) > 200000 + max(calls) * (2 + k.own)")" \
		"nor by what is done again and again: $(sql -c "SELECT string_agg(format('%s %s times', name, calls), ', ' ORDER BY name) FROM (SELECT name, max(calls) AS calls FROM fuzz.marked GROUP BY name) AS m")"
	[ -z "${MEMORY_SHOW:-}" ] || sql -c "SELECT name, max(calls), max(bytes) - min(bytes) FROM fuzz.marked GROUP BY name ORDER BY 3 DESC" | sed 's/^/# /'
fi

if [[ $parts == *queries* ]]; then
	# in a session of its own, what is in use at the end of a query
	used() { sql -c "$settings $2" -c "$(sql -v rows="$3" -v name="$1" <<<"SELECT format('WITH x AS MATERIALIZED (%s) SELECT (SELECT fuzz.memory() WHERE x.n >= 0) FROM x', format(query, :rows)) FROM fuzz.query WHERE name = :'name'")"; }
	while IFS='|' read -r name rows own with; do
		few=$(used "$name" "$with" $((rows / 10)))
		many=$(used "$name" "$with" "$rows")
		ok "$([ $((many - few)) -le $((200000 + rows * 2 + own)) ] || echo "$few bytes after a tenth, $many in the end")" "nor in a query of $rows rows: $name${MEMORY_SHOW:+, $((many - few)) bytes}"
	done < <(psql -qXAt -d "$database" -c "SELECT name, greatest($calls * share, 100)::bigint, own, settings FROM fuzz.query WHERE name ~ '$function'")
fi
echo "1..$n"
[ $failed = 0 ]
