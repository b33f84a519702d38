#!/usr/bin/env bash
# Every function of the extension that SQL can call, with random and mutated
# arguments, in TAP: a result that keeps what must hold, or an error with a
# SQLSTATE that is not XX000; never a crash. What is called and with what comes
# from the catalogs (test/fuzz/pools.sql, test/fuzz/run.sql).
#
#   FUZZ_TRIALS    calls (200000), and some 8,000 a round of 50,000 to fill the pools
#   FUZZ_SEED      of the first round (1); the same seed makes the same calls
#   FUZZ_TRACE     1: every call is printed before it is made, to find what crashed
#   FUZZ_FUNCTION  a regular expression: only these functions
#   FUZZ_KEEP      1: the database medaid_fuzz stays, for a look at fuzz.tally (every
#                  error) and fuzz.called (how often, and how long each took)
#
# Where a round crashes the server, it is run again with the calls printed, and
# the last one is shown.
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/fuzz" || exit 1
trials=${FUZZ_TRIALS:-200000}
seed=${FUZZ_SEED:-1}
# each fills the pools anew
per_round=$((trials < 100000 ? (trials + 1) / 2 : 50000))
only=${FUZZ_FUNCTION:+"'$FUZZ_FUNCTION'"}
only=${only:-NULL}
database=medaid_fuzz
work=$(mktemp -d)
# the server writes there what COPY reads
chmod 777 "$work"
export PGCLIENTENCODING=UTF8
main=${PGDATABASE:-postgres}
trap 'rm -rf "$work"; [ -n "${FUZZ_KEEP:-}" ] || psql -qXd "$main" -c "DROP DATABASE IF EXISTS $database" -c "DROP ROLE IF EXISTS medaid_fuzz_ordinary" >/dev/null 2>&1' EXIT
n=0
failed=0
ok() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else failed=$((failed + 1)); echo "not ok $n - $2"; fi; }
sql() { psql -qXAt -v ON_ERROR_STOP=1 -d "$database" "$@"; }

psql -qXd "$main" -c "DROP DATABASE IF EXISTS $database" 2>/dev/null
psql -qXd "$main" -v ON_ERROR_STOP=1 -c "CREATE DATABASE $database ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0" || exit 1
{ sql -o /dev/null -c 'SET client_min_messages = warning' -c 'CREATE EXTENSION medaid' -f pools.sql -f run.sql -c 'DROP ROLE IF EXISTS medaid_fuzz_ordinary' -c 'CREATE ROLE medaid_fuzz_ordinary' \
	-c 'GRANT USAGE ON SCHEMA fuzz TO medaid_fuzz_ordinary' -c 'GRANT ALL ON ALL TABLES IN SCHEMA fuzz TO medaid_fuzz_ordinary' \
	-c 'GRANT ALL ON ALL SEQUENCES IN SCHEMA fuzz TO medaid_fuzz_ordinary' -c 'GRANT USAGE ON SCHEMA fuzz_ledger TO medaid_fuzz_ordinary' \
	-c 'GRANT ALL ON ALL TABLES IN SCHEMA fuzz_ledger TO medaid_fuzz_ordinary' -c 'GRANT ALL ON ALL SEQUENCES IN SCHEMA fuzz_ledger TO medaid_fuzz_ordinary' || exit 1; } 2>&1 | grep -v '^NOTICE' >&2

settings='SET statement_timeout = 0; SET jit = off; SET client_min_messages = error; SET enable_partitionwise_aggregate = on'
# that a plan is run by a worker says one setting or the other, by version
workers="SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 2; SET parallel_leader_participation = off;
	SELECT set_config(name, 'on', false) FROM pg_settings WHERE name IN ('force_parallel_mode', 'debug_parallel_query')"
# round SEED TRIALS: as the owner or, every other one, as an ordinary role
round() {
	local options=(-c "$settings" -c "SET fuzz.folder = '$work'")
	# every third with workers
	[ $(($1 % 3)) != 0 ] || options+=(-c "$workers")
	# planning anew for each call takes a fifth of the time: every fourth is enough
	[ $(($1 % 4)) = 0 ] || options+=(-c 'SET plan_cache_mode = force_generic_plan')
	[ -z "${3:-}" ] || options+=(-c 'SET client_min_messages = notice')
	[ -z "$before" ] || options+=(-c "$before")
	[ $(($1 % 2)) = 1 ] || options+=(-c 'SET ROLE medaid_fuzz_ordinary')
	options+=(-c "CALL fuzz.round($1, $2, ${3:-false}, $only, $([ -z "$before" ] && echo true || echo false))")
	[ -z "$after" ] || options+=(-c "$after")
	sql "${options[@]}"
}
run() {	# seed, trials, what
	if [ -n "${FUZZ_TRACE:-}" ]; then
		round "$1" "$2" true
		return
	fi
	if round "$1" "$2" >/dev/null 2>"$work/err"; then
		ok 0 "seed $1: $3"
		return
	fi
	ok 1 "seed $1: $3"
	sed 's/^/# /' <(head -n 5 "$work/err")
	for _ in $(seq 30); do sql -c 'SELECT 1' >/dev/null 2>&1 && break || sleep 1; done
	round "$1" "$2" true 2>&1 >/dev/null | grep -a '^NOTICE: *call ' | tail -n 1 | cut -c1-3000 | sed 's/^/# the last: /'
	for _ in $(seq 30); do sql -c 'SELECT 1' >/dev/null 2>&1 && break || sleep 1; done
}

before=
after=
made=0
# weights are rounded down: a round makes fewer calls than it is given, and one
# that starts a worker for each call a fifth
for ((s = seed; made < trials && failed < 3; s++)); do
	run "$s" $((s % 3 ? per_round : per_round / 5)) "$([ $((s % 2)) = 1 ] && echo 'as the owner' || echo 'as an ordinary role')$([ $((s % 3)) != 0 ] || echo ', with workers')"
	made=$(sql -c 'SELECT coalesce(sum(trials), 0) FROM fuzz.called')
	# some functions make few calls in a round
	[ -z "${FUZZ_FUNCTION:-}${FUZZ_TRACE:-}" ] || made=$(((s - seed + 1) * per_round))
done
# an attribute added to some composites of the extension, and dropped from some
before="BEGIN; DO \$\$ DECLARE t regclass; BEGIN FOR t IN SELECT y.typrelid FROM pg_type AS y JOIN fuzz.member AS m ON m.classid = 'pg_type'::regclass AND m.objid = y.oid JOIN pg_class AS k ON k.oid = y.typrelid AND k.relkind = 'c' WHERE hashtextextended(y.typname, $seed) % 3 = 0
	LOOP EXECUTE format('ALTER TYPE %s ADD ATTRIBUTE of_another text', t); IF hashtextextended(t::text, $seed + 1) % 2 = 0 THEN EXECUTE format('ALTER TYPE %s DROP ATTRIBUTE of_another', t); END IF; END LOOP; END \$\$"
after=COMMIT
run $((seed + 1000000)) $((trials < 100000 ? trials / 100 : 1000)) 'row types with an attribute more, or one dropped'
before=
after=
edits=$((trials < 50000 ? 10 : trials / 5000))
status=0
sql -c "$settings" -c "SELECT setseed(0.$seed), fuzz.run_edited($edits, false)" >/dev/null 2>"$work/err" || status=1
ok $status "seed $seed: $edits regulations edited at random, and settled by"
[ $status = 0 ] || sed 's/^/# /' "$work/err"

findings=$(sql -F ' | ' -c "SELECT DISTINCT ON (function, state, regexp_replace(message, '\d+', '0', 'g')) function, state, message, left(call, 1500) FROM fuzz.finding ORDER BY function, state, regexp_replace(message, '\d+', '0', 'g'), n" | head -n 200)
made=$(sql -c 'SELECT sum(trials) FROM fuzz.called')
[ -n "${FUZZ_FUNCTION:-}${FUZZ_TRACE:-}" ] || ok "$([ "$made" -ge "$trials" ]; echo $?)" "$made calls were made"
summary=$(sql -c "SELECT format('%s calls of %s functions: %s gave a result, the others errors with %s SQLSTATEs',
	sum(trials), count(DISTINCT function), sum(good), (SELECT count(DISTINCT state) FROM fuzz.tally)) FROM fuzz.called")
ok "$([ -z "$findings" ]; echo $?)" "what must hold holds, and no error is an internal one; $summary"
[ -z "$findings" ] || sed 's/^/# /' <<<"$findings"
missed=$(sql -c "SELECT string_agg(c.name, ', ') FROM fuzz.callable AS c WHERE NOT EXISTS (SELECT FROM fuzz.called AS k WHERE k.function = c.name)")
[ -n "${FUZZ_FUNCTION:-}" ] || ok "$([ -z "$missed" ]; echo $?)" "none of the functions was left out${missed:+: $missed}"
echo "1..$n"
[ $failed = 0 ]
