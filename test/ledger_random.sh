#!/usr/bin/env bash
# Random histories of a ledger over the five regulations: whatever happens, in whatever order, what stands is what
# settling everything known from scratch gives, to the fen by claim, payee, channel and month (test/ledger_random.sql).
# TAP; PGHOST and PGPORT name the server, PGDATABASE a database with medaid.
#
#   LEDGER_HISTORIES  how many (8)
#   LEDGER_RACES      how many with several sessions at once (2): what meets what is not the seed's to say
#   LEDGER_SEED       the first one's seed (1); one of them again: LEDGER_SEED=… LEDGER_HISTORIES=1
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
histories=${LEDGER_HISTORIES:-8} races=${LEDGER_RACES:-2} seed=${LEDGER_SEED:-1}
sql() { psql -qXAt -v ON_ERROR_STOP=1 "$@"; }
work=$(mktemp -d)
clean() { rm -rf "$work"; sql -c 'SET client_min_messages = error' -c 'DROP SCHEMA IF EXISTS ledger_random, ledger_random_book, ledger_random_platform CASCADE' || true; }
trap clean EXIT
. "$here/tap.bash"
echo "# histories $seed to $((seed + histories - 1))"

sql -f "$here/ledger_random.sql" >"$work/made" 2>&1 || cat "$work/made"
{
	echo 'SET search_path = ledger_random, public; SET client_min_messages = error; SET jit = off;'
	for history in $(seq "$seed" $((seed + histories - 1))); do
		echo "CALL begin_history($history);"
		for _ in 1 2 3 4; do
			cat <<-'SQL'
				CALL steps();
				SELECT night() AS night \gset
				:night;
				\if :ERROR
					CALL night_over(:'LAST_ERROR_SQLSTATE', :'LAST_ERROR_MESSAGE');
				\else
					CALL night_over('00000', '');
				\endif
				CALL check_all();
			SQL
		done
		echo 'CALL end_history();'
	done
} >"$work/histories.sql"
psql -qXAt -v VERBOSITY=terse -f "$work/histories.sql" >"$work/said" 2>&1 || true
is "$(grep 'ERROR' "$work/said" | grep -v 'ERROR:  the job dies here$\|ERROR:  posting would take back [0-9]* of [0-9]* claims$' | head -5)" '' 'no other error than was meant'
is "$(sql -c "SELECT n FROM ledger_random.seen WHERE what = 'histories'")" "$histories" 'every history is told to its end'
wrong() { sql -c "SELECT format('history %s, step %s: %s: %s', seed, step, what, left(detail, 3000)) FROM ledger_random.wrong ORDER BY seed, step LIMIT 5"; }
is "$(wrong)" '' 'what stands is what settling from scratch gives'

# --- three counters, a clerk and two nights at once; the nights are killed now and then
say() { echo "SET search_path = ledger_random, public; SET client_min_messages = error; SET jit = off; SELECT setseed(0.00$1) \g /dev/null"; }
levels=('READ COMMITTED' 'READ COMMITTED' 'REPEATABLE READ' SERIALIZABLE)
RANDOM=$seed
client() {	# seed, transactions, what
	say "$1"
	echo "SET ledger_random.race = 'on';"
	for _ in $(seq "$2"); do
		printf 'BEGIN ISOLATION LEVEL %s;\nSELECT %s \\g /dev/null\nCOMMIT;\n' "${levels[RANDOM % 4]}" "$3"
		[ "$3" = 'counter()' ] || echo "SELECT pg_sleep(0.$((RANDOM % 5 + 1))) \\g /dev/null"
	done
}
night="CALL medaid_post_all('ledger_random_book', 'night', batch => $((1 + RANDOM % 4)), most_taken_back => 1);"
for race in $(seq "$races"); do
	{ say "$race"; echo "CALL begin_history(1000000 + $race);"; } | psql -qXAt -v VERBOSITY=terse >"$work/raced" 2>&1
	pids=()
	for who in 1 2 3; do client "$race$who" 25 'counter()' | psql -qXAt -v VERBOSITY=terse >"$work/race.$who" 2>&1 & pids+=($!); done
	client "${race}4" 4 'adopt()' | sed '0~5 s/adopt/close/; 0~4 s/adopt/close/' | psql -qXAt -v VERBOSITY=terse >"$work/race.4" 2>&1 & pids+=($!)
	for who in 5 6; do { say "$race$who"; for _ in 1 2 3 4; do echo "$night"; done; } | psql -qXAt -v VERBOSITY=terse >"$work/race.$who" 2>&1 & pids+=($!); done
	for _ in 1 2; do
		sleep 0.$((RANDOM % 5 + 1))
		sql -o /dev/null -c "SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity AS a WHERE a.application_name LIKE 'medaid_post_all %' ORDER BY a.pid LIMIT 1"
	done
	for pid in "${pids[@]}"; do wait "$pid" || true; done
	# serialization failures and deadlocks of counters and clerks are theirs to repeat: nothing of them has happened
	cat "$work"/race.[1-4] | grep ERROR | grep -v 'could not serialize access\|deadlock detected\|entries were posted while month\|month [-0-9]* is not open' >>"$work/raced" || true
	cat "$work"/race.[56] | grep 'ERROR' >>"$work/raced" || true
	{ say "$race"; printf "UPDATE job SET whole = true, dies = 0;\n%s\nCALL check_all();\nCALL end_history();\n" "$night"; } | psql -qXAt -v VERBOSITY=terse >>"$work/raced" 2>&1
	is "$(cat "$work/raced")" '' "race $race: no error but those that are repeated"
	is "$(sql -c "SELECT count(*) FROM ledger_random_book.run AS r WHERE r.state NOT IN ('finished', 'interrupted')")" 0 "race $race: each night is finished, or told interrupted"
	echo "# race $race: $(cat "$work"/race.[1-4] | grep -c ERROR || true) transactions to be repeated, $(sql -F ' entries, nights ' -c "SELECT (SELECT count(*) FROM ledger_random_book.entry), string_agg(state, ' ' ORDER BY number) FROM ledger_random_book.run")"
done
is "$(wrong)" '' 'what stands after races is what settling from scratch gives'
sql -F ' ' -c 'SELECT n, what FROM ledger_random.seen ORDER BY what' | sed 's/^/# /'
done_testing
