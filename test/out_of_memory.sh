#!/usr/bin/env bash
# Memory that runs out is an error 53200, in TAP: the session lives, and its next
# statement gives what it gave before.
#
# First each allocation of a call fails in turn: medaid's object files are linked
# with test/failing, which counts them, and functions of a database of its own are
# pointed at that library.  Then the backend limits its address space, and large
# values are made in it.
#
#   MEDAID_OBJECTS   where medaid was built (here), with MEDAID_FLAGS
#   FAILING_STEP     after the first 20 one allocation in so many fails (10)
#   FAILING_CATALOG  1: every C function of the catalog that SQL can call, with values
#                    that it takes (test/fuzz); minutes
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")" || exit 1
pg_config=${PG_CONFIG:-$(../.ci/setup --pg-config)}
objects=${MEDAID_OBJECTS:-..}
database=medaid_failing
main=${PGDATABASE:-postgres}
export PGCLIENTENCODING=UTF8
work=$(mktemp -d)
chmod 755 "$work"
trap 'rm -rf "$work"; psql -qXd "$main" -c "DROP DATABASE IF EXISTS $database WITH (FORCE)" >/dev/null 2>&1' EXIT
n=0
failed=0
ok() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else failed=$((failed + 1)); echo "not ok $n - $2"; fi; }
sql() { psql -qXAt -v ON_ERROR_STOP=1 -d "$database" "$@"; }

if ! ls "$objects"/src/core/*.o >/dev/null 2>&1 || ! command -v gcc >/dev/null; then
	echo '1..0 # SKIP no object files of medaid, or no compiler'
	exit 0
fi
wrapped=$(sed -nE 's/^WRAP\([^,]*, (\w+),.*/\1/p; s/^extern .*\*__real_(\w+).*/\1/p' failing/failing.c | sed 's/^/-Wl,--wrap=/')
# shellcheck disable=SC2046,SC2086
gcc -O1 -g -fPIC -shared -I"$("$pg_config" --includedir-server)" -I../src failing/failing.c "$objects"/src/*/*.o $wrapped \
	${MEDAID_FLAGS:-} -o "$work/medaid_failing.so" || exit 1

psql -qXd "$main" -c "DROP DATABASE IF EXISTS $database WITH (FORCE)" 2>/dev/null
psql -qXd "$main" -v ON_ERROR_STOP=1 -c "CREATE DATABASE $database ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0" || exit 1
sql -c 'CREATE EXTENSION medaid' -v library="$work/medaid_failing" -f failing/failing.sql \
	-c "UPDATE pg_proc SET probin = '$work/medaid_failing' WHERE probin = '\$libdir/medaid'" >/dev/null || exit 1

# name, query, what is done before each time
fail() {
	local failures
	if failures=$(sql -v query="$2" -v before="${3:-}" -v step="$step" 2>&1 <<-'SQL'
		SET jit = off; SET max_parallel_workers_per_gather = 0; SET client_min_messages = error; SET search_path = public, failing;
		CALL failing.run(:'query', :'before', :step);
	SQL
	); then
		total=$((total + failures))
		ok "$([ "$failures" -gt 0 ] || [ -n "${FAILING_CATALOG:-}" ]; echo $?)" "$1: $failures times"
	else
		ok 1 "$1"
		head -n 5 <<<"$failures" | sed 's/^/# /'
		for _ in $(seq 60); do sql -c 'SELECT 1' >/dev/null 2>&1 && break || sleep 0.5; done
	fi
}
total=0
step=${FAILING_STEP:-10}

if [ -n "${FAILING_CATALOG:-}" ]; then
	sql -c 'SET client_min_messages = error' -f fuzz/pools.sql -f fuzz/run.sql -f fuzz/memory.sql -c 'CALL fuzz.round(3, 300)' >/dev/null || exit 1
	sql -F $'\t' <<-'SQL' >"$work/catalog" || exit 1
		SET client_min_messages = error;
		CREATE TEMP TABLE chosen AS SELECT c.oid, c.name, fuzz.find_good(c, 2), fuzz.call_of(c) AS call FROM fuzz.callable AS c LEFT JOIN pg_aggregate AS a ON a.aggfnoid = c.oid LEFT JOIN pg_proc AS p ON p.oid = a.aggtransfn
			WHERE coalesce(p.prolang, (SELECT f.prolang FROM pg_proc AS f WHERE f.oid = c.oid)) = (SELECT l.oid FROM pg_language AS l WHERE l.lanname = 'c')
				AND c.prokind <> 'w' AND c.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype);
		SELECT c.name, format('SELECT coalesce(string_agg(y.r::text, '',''), ''NULL'') FROM (SELECT %s AS r FROM (SELECT %L::integer[] AS k OFFSET 0) AS g) AS y', c.call, g.k)
			FROM chosen AS c LEFT JOIN LATERAL (SELECT * FROM fuzz.good AS g WHERE g.oid = c.oid LIMIT 3) AS g ON true ORDER BY c.name;
	SQL
	while IFS=$'\t' read -r name query <&5; do
		[ -n "$query" ] || { echo "# not called with what it takes: $name"; continue; }
		fail "$name" "$query"
	done 5<"$work/catalog"
else
	sql -c 'SET client_min_messages = error' -f failing/values.sql >/dev/null || exit 1
	while IFS=$'\t' read -r name query before <&5; do
		fail "$name" "$query" "$before"
	done 5<failing/calls

	# sessions whose large values find no room
	sql -f failing/large.sql >/dev/null || exit 1
	mkfifo "$work/in" "$work/out"
	connect() {
		exec 3>&- 4<&-
		wait
		sql -v ON_ERROR_STOP=0 -v VERBOSITY=sqlstate <"$work/in" >"$work/out" 2>&1 &
		exec 3>"$work/in" 4<"$work/out"
		ask "SET jit = off; SET max_parallel_workers_per_gather = 0; SET work_mem = '1GB'; SET search_path = public, large"
	}
	ask() {
		local line
		answer=
		printf '%s;\n\\echo done\n' "$1" >&3
		while read -r line <&4 && [ "$line" != done ]; do answer+="$line "; done
	}
	# all large calls: $answers, and how many of them were out of memory
	ask_all() {
		answers='' out=0
		while IFS=$'\t' read -r name query <&5; do
			ask "$query"
			[[ $answer != *53200* ]] || out=$((out + 1))
			answers+="$name: $answer"$'\n'
		done 5<failing/large_calls
	}
	connect
	ask_all
	before=$answers
	for more in 2 8 24 64; do
		connect
		ask 'SELECT pg_backend_pid()'
		pid=$answer
		# where the loader finds no room it is no error of memory
		ask "LOAD 'plpgsql'"
		ask "SELECT failing.limit_memory($more)"
		ask_all
		wrong=$(grep -vF 53200 <<<"$answers" | grep -vxFf <(echo "$before"))
		were_out=$out
		ask 'SELECT failing.limit_memory(NULL)'
		ask_all
		ask 'SELECT pg_backend_pid()'
		[ "$answers" = "$before" ] && [ "$answer" = "$pid" ] || wrong+=$'\nafterwards:\n'$answers
		ok "$([ -z "$wrong" ] && [ "$were_out" -gt 0 ]; echo $?)" "with $more MB more $were_out calls run out of memory, the others and all afterwards are as before"
		[ -z "$wrong" ] || sed 's/^/# /' <<<"${wrong:0:2000}"
	done
	exec 3>&- 4<&-
fi
ok "$([ "$total" -gt 100 ]; echo $?)" "$total allocations failed in all"
echo "1..$n"
[ $failed = 0 ]
