#!/usr/bin/env bash
# The ledger where it hurts: jobs killed, counters and jobs at once, every
# isolation level, a dump restored.
# TAP; PGHOST and PGPORT name a server that is ours to kill backends of,
# PGDATABASE a database with medaid.
#
#   LEDGER_KILLS  how often a job is killed (2); a server of its own half as often
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bindir=$("$("$here/../.ci/setup" --pg-config)" --bindir)
kills=${LEDGER_KILLS:-2}
sql() { psql -qXAt -v ON_ERROR_STOP=1 "$@"; }
work=$(mktemp -d)
restored=medaid_ledger_restored
. "$(dirname "$(readlink -f "$0")")/tap.bash"
server=
finish() {
	[ -z "$server" ] || "$bindir/pg_ctl" -D "$server" -m immediate stop >/dev/null 2>&1 || true
	rm -rf "$work"
	sql -c 'SET client_min_messages = error' -c 'DROP SCHEMA IF EXISTS ledger_test, ledger_a, ledger_b CASCADE' 2>/dev/null || true
	sql -d postgres -c "DROP DATABASE IF EXISTS $restored" 2>/dev/null || true
}
trap finish EXIT

# 淄博 (六): 低保 75 % of 10,000 in scope, 7,500.00 a claim, to 30,000; 70 % of
# what is left over 5,000.00 in the second stage, to 20,000.
claims="
SET client_min_messages = error;
DROP SCHEMA IF EXISTS ledger_test, ledger_a, ledger_b CASCADE;
CREATE SCHEMA ledger_test;
CREATE TABLE ledger_test.claim (person text, claim_id text, day date, amount numeric, position timestamptz DEFAULT clock_timestamp(), PRIMARY KEY (person, claim_id));
SELECT medaid_create_ledger(l, month => '2024-06-01') FROM unnest('{ledger_a,ledger_b}'::text[]) AS l;
CREATE VIEW ledger_test.known AS SELECT person, claim_id, position, 'H' || length(person) AS payee, medaid_claim(claim_id => claim_id, service => 'inpatient', discharged_on => day, categories => '{dibao}',
	total => amount, in_scope => amount, critical_illness_paid => 0) AS claim FROM ledger_test.claim;
CREATE OR REPLACE VIEW ledger_a.claim AS SELECT * FROM ledger_test.known;
CREATE OR REPLACE VIEW ledger_b.claim AS SELECT * FROM ledger_test.known;
SELECT medaid_adopt(l, medaid_policies('zibo-2023', '2023-01-01', '2025-12-31')) FROM unnest('{ledger_a,ledger_b}'::text[]) AS l;"
many="INSERT INTO ledger_test.claim (person, claim_id, day, amount, position)
	SELECT 'P' || i % 1500, 'c' || i, date '2024-01-01' + i % 300, 100 + i % 7000, '2024-05-01' FROM generate_series(1, 9000) AS i;"
changes="DELETE FROM ledger_test.claim WHERE hashtext(claim_id) % 50 = 0;
	UPDATE ledger_test.claim SET amount = amount + 100 WHERE hashtext(claim_id) % 20 = 1;"
# a ledger in one line: entries, live claims, aid, places
sums() { sql "${@:2}" -c "SELECT concat_ws(' ', count(*), count(*) FILTER (WHERE version > 1), sum((settlement).aid), md5(string_agg(concat_ws(' ', person, claim_id, version, place, payee, (settlement).aid, (settlement).pool_paid), ',' ORDER BY person, claim_id, version))) FROM $1.entry"; }


# --- a backend killed in the middle of medaid_post_all
sql -o /dev/null -c "$claims" -c "$many"
sql -c 'SET client_min_messages = error' -c "CALL medaid_post_all('ledger_b', 'undisturbed', 100)"
died=0
kill_once() { # database options: kills the job once it has posted something
	for _ in $(seq 200); do
		# not of a run killed before, which nobody has told yet
		pid=$(sql -c "SELECT pid FROM ledger_a.run AS r WHERE r.state = 'posting' AND r.done > 0 AND r.pid IN (SELECT pid FROM pg_stat_activity) ORDER BY number DESC LIMIT 1")
		[ -z "$pid" ] || break
		sleep 0.02
	done
	[ -z "$pid" ] || { kill -9 "$pid" && died=$((died + 1)); }
	wait "$1" 2>/dev/null || true
	for _ in $(seq 300); do
		sql -c 'SELECT 1' >/dev/null 2>&1 && break
		sleep 0.1
	done
}
job() { sql -c 'SET client_min_messages = error' -c "CALL medaid_post_all('ledger_a', 'killed', $1, most_taken_back => 0.5)" >/dev/null 2>&1; }
for _ in $(seq "$kills"); do
	job 20 &
	kill_once $!
done
is "$((died > 0))" 1 'the job is killed'
sql -c 'SET client_min_messages = error' -c "CALL medaid_post_all('ledger_a', 'again', 100)"
is "$(sums ledger_a)" "$(sums ledger_b)" 'backends killed in the middle, called again: entries and sums of an undisturbed run'
is "$(sql -c "SELECT count(*) FROM ledger_a.run WHERE state IN ('looking', 'posting')")" 0 'the runs that were killed are told'
sql -c "$changes" -c 'SET client_min_messages = error' -c "CALL medaid_post_all('ledger_b', 'undisturbed', 100)"
job 5 &
kill_once $!
sql -c 'SET client_min_messages = error' -c "CALL medaid_post_all('ledger_a', 'again', 100)"
is "$(sums ledger_a)" "$(sums ledger_b)" 'the same with claims changed and taken back'
is "$(sql -c "SELECT count(*) FROM medaid_ledger_verify('ledger_a')")" 0 'the ledger verifies'
# 淄博's lines that are shares of an income: no reference values are there
is "$(sql -c 'BEGIN' -c "SELECT medaid_adopt('ledger_a', medaid_policies('zibo-2023', '2023-01-01', '2025-12-31'))" -c 'ROLLBACK' 2>&1 | grep NOTICE)" \
	"NOTICE:  numbers that the policies adopted do not have: $(sql -c "SELECT count(DISTINCT rule) FROM medaid_policy_review(medaid_policies('zibo-2023', '2023-01-01', '2025-12-31')) WHERE finding = 'not_set'")" 'who adopts rules is told how many numbers are not set'
is "$(sql -c 'BEGIN' -c "SELECT medaid_adopt('ledger_a', medaid_policies('zibo-2023', '2023-01-01', '2025-12-31'))" -c "SELECT 'adopted'" -c 'ROLLBACK' 2>&1 >/dev/null | grep -c HINT)" 1 'and how to find them'

# --- a second run finds nothing
before=$(sums ledger_a)
sql -c 'SET client_min_messages = error' -c "CALL medaid_post_all('ledger_a')" -c "CALL medaid_post_all('ledger_a')"
is "$(sums ledger_a)" "$before" 'called again, it posts nothing'
is "$(sql -c "SELECT changed FROM ledger_a.run ORDER BY number DESC LIMIT 1")" 0 'nobody has changed'

# --- dumped and restored
sql -d postgres -c "DROP DATABASE IF EXISTS $restored" 2>/dev/null
sql -d postgres -c "CREATE DATABASE $restored ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0"
sql -d $restored -c 'CREATE EXTENSION medaid'
"$bindir/pg_dump" -n ledger_test -n ledger_a >"$work/dump.sql"
sql -d $restored -f "$work/dump.sql" -o /dev/null
is "$(sums ledger_a -d $restored)" "$before" 'restored, it is what it was'
is "$(sql -d $restored -c "SELECT count(*) FROM medaid_ledger_verify('ledger_a')")" 0 'it verifies'
is "$(sql -d $restored -c "UPDATE ledger_a.entry SET payee = NULL" 2>&1 | grep -c 'never changed')" 1 'its guards are there'
sql -d $restored -c 'SET client_min_messages = error' -c "CALL medaid_post_all('ledger_a')"
is "$(sums ledger_a -d $restored)" "$before" 'and posting goes on where it was'

# --- two nightly jobs and counters at once: each claim once
sql -o /dev/null -c "$claims" -c "$many"
cat >"$work/counter.sql" <<'SQL'
\set n random(1, 1600)
BEGIN;
INSERT INTO ledger_test.claim (person, claim_id, day, amount) VALUES ('P' || :n, gen_random_uuid()::text, '2024-06-01', 1000);
SELECT medaid_post('ledger_a', ARRAY['P' || :n]);
COMMIT;
SQL
"$bindir/pgbench" -n -c 20 -j 2 -t 10 -f "$work/counter.sql" >"$work/log" 2>&1 &
counters=$!
sql -c 'SET client_min_messages = error' -c "CALL medaid_post_all('ledger_a', 'first', 50)" >"$work/first" 2>&1 &
first=$!
sql -c 'SET client_min_messages = error' -c "CALL medaid_post_all('ledger_a', 'second', 70)" >"$work/second" 2>&1 &
wait $! || true
wait $first || true
wait $counters || cat "$work/log"
is "$(cat "$work/first" "$work/second")" '' 'two jobs and twenty counters at once'
sql -c 'SET client_min_messages = error' -c "CALL medaid_post_all('ledger_a', 'the rest')"
is "$(sql -c 'SELECT count(*), count(DISTINCT (person, claim_id)), (SELECT count(*) FROM ledger_test.claim) FROM ledger_a.entry WHERE version = 1')" '9200|9200|9200' 'each claim is posted once'
is "$(sql -c 'SELECT max(version) FROM ledger_a.entry')" 1 'and nothing of it is taken back'
is "$(sql -c "SELECT count(*) FROM medaid_ledger_verify('ledger_a')")" 0 'the ledger verifies'

# --- what would be posted of everybody: who is stopped is looked for once, not for each claim
plan=$(sql -c "LOAD 'auto_explain'" -c 'SET auto_explain.log_min_duration = 0' -c 'SET auto_explain.log_nested_statements = on' -c 'SET client_min_messages = log' \
	-c "SET work_mem = '64kB'" -c "SELECT count(*) FROM medaid_ledger_diff('ledger_a')" 2>&1)
is "$(grep -q WindowAgg <<<"$plan" && echo planned) $(grep -c 'NOT (SubPlan' <<<"$plan" || true)" 'planned 0' 'a difference in time that grows with the claims, not with their square'

# --- one order of locks, whether a person has a row or not: who waits for P1, whom
# another holds, has N1 already, who is new; the other way round two would deadlock
sql -o /dev/null -c "INSERT INTO ledger_test.claim (person, claim_id, day, amount) VALUES ('N1', 'order', '2024-06-01', 1000), ('P1', 'order', '2024-06-01', 1000)"
waiting() { sql -c "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'ledger_test_waits' AND wait_event_type = 'Lock'"; }
for job in "SELECT medaid_post('ledger_a', '{P1,N1}')" "CALL medaid_post_all('ledger_a')"; do
	# what only medaid_post posts is rolled back: N1 is new to the other as well
	how=$([ "${job%% *}" = CALL ] || echo '-c BEGIN')
	PGAPPNAME=ledger_test_holds sql -c BEGIN -c "SELECT medaid_post('ledger_a', '{P1}')" -c 'SELECT pg_sleep(600)' >/dev/null 2>&1 &
	holder=$!
	until [ "$(sql -c "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'ledger_test_holds' AND wait_event = 'PgSleep'")" = 1 ]; do sleep 0.05; done
	PGAPPNAME=ledger_test_waits sql -c 'SET client_min_messages = error' $how -c "$job" >"$work/waits" 2>&1 &
	job_pid=$!
	for _ in $(seq 600); do [ "$(waiting)" = 1 ] && break || sleep 0.05; done
	is "$(sql -c "SET lock_timeout = '100ms'" -c "SELECT medaid_post('ledger_a', '{N1}')" 2>&1 | grep -c 'canceling statement due to lock timeout')" 1 "one order of locks: ${job%%(*}"
	sql -o /dev/null -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ledger_test_holds'"
	wait $holder 2>/dev/null || true
	wait $job_pid || cat "$work/waits"
done
is "$(sql -c "SELECT string_agg(concat_ws(' ', person, version, (settlement).aid), ', ' ORDER BY person) FROM ledger_a.entry WHERE claim_id = 'order'")" 'N1 1 750.00, P1 1 750.00' 'and both are posted'

# --- rows that name nobody, NULL and empty, stop no night; a claim that stands twice at the counter is looked at again when one is gone
sql -o /dev/null -c "$claims" -c 'CREATE TABLE ledger_test.row AS SELECT * FROM ledger_test.known' -c 'CREATE OR REPLACE VIEW ledger_a.claim AS SELECT * FROM ledger_test.row' \
	-c "INSERT INTO ledger_test.claim VALUES ('P1', 'a', '2024-06-01', 1000)" -c 'INSERT INTO ledger_test.row SELECT * FROM ledger_test.known' -c "SELECT medaid_post('ledger_a', '{P1}')"
night() { sql -c 'SET client_min_messages = error' -c "CALL medaid_post_all('ledger_a')" -c "SELECT concat((SELECT string_agg(person || ' ' || aid, ', ' ORDER BY person) FROM ledger_a.now), '; ', (SELECT string_agg(concat_ws(' ', nullif(person, ''), kind), ', ' ORDER BY person) FROM ledger_a.held))" 2>&1; }
sql -c "INSERT INTO ledger_test.row SELECT CASE v.person WHEN 'long' THEN (SELECT string_agg(md5(n::text), '') FROM generate_series(1, 100) AS n) ELSE nullif(v.person, '-') END, claim_id, position, payee, claim FROM ledger_test.row, unnest('{-,\"\",long,P2,P2}'::text[]) AS v (person)" -o /dev/null -c "SELECT medaid_post('ledger_a', '{P2}')"
is "$(night)" 'P1 750.00; person_missing, P2 duplicate_claim_id' 'rows without a person, a claim that stands twice'
is "$(night)" 'P1 750.00; person_missing, P2 duplicate_claim_id' 'are held'
sql -o /dev/null -c "SELECT medaid_post('ledger_a', '{P2}')" -c "DELETE FROM ledger_test.row AS r WHERE person = 'P2' AND ctid = (SELECT min(ctid) FROM ledger_test.row WHERE person = 'P2')"
is "$(night)" 'P1 750.00, P2 750.00; person_missing' 'mended, it is posted'
sql -o /dev/null -c "INSERT INTO ledger_test.row SELECT * FROM ledger_test.row WHERE person = 'P1'" -c "SELECT medaid_post('ledger_a', '{P1}')" \
	-c "DELETE FROM ledger_test.row AS r WHERE person = 'P1' AND ctid = (SELECT min(ctid) FROM ledger_test.row WHERE person = 'P1')"
is "$(night)" 'P1 750.00, P2 750.00; person_missing' 'one that was posted before, too'

# --- it commits: not where nothing can be committed; in a procedure and a DO of one's own
refused='ERROR:  posting everybody commits each batch, and nothing can be committed here'
call="CALL medaid_post_all('ledger_a')"
is "$(sql -c BEGIN -c "$call" 2>&1 | head -1)" "$refused" 'in a transaction block it says why not'
is "$(sql -c BEGIN -c "$call" 2>&1 | grep -c '^HINT:  CALL it outside of a transaction block')" 1 'and where to call it'
is "$(sql -c "SELECT 1; $call" 2>&1 | grep ERROR)" "$refused" 'the same in one string with another statement'
is "$(sql -c "DO \$\$ BEGIN $call; EXCEPTION WHEN division_by_zero THEN NULL; END \$\$" 2>&1 | head -1)" "$refused" 'and in a block with EXCEPTION'
sql -c 'SET client_min_messages = error' -c "CREATE PROCEDURE ledger_test.own() LANGUAGE plpgsql AS \$\$ BEGIN $call; END \$\$" -c 'CALL ledger_test.own()' -c "DO \$\$ BEGIN $call; END \$\$"
is "$(sql -c "SELECT string_agg(state, ' ' ORDER BY number) FROM (SELECT * FROM ledger_a.run ORDER BY number DESC LIMIT 2) AS r")" 'finished finished' 'a procedure and a DO may call it'

# --- two bills that were mixed up, under a view whose claims do not tell their ids: 75 % of 4,000 and of 1,000
sql -o /dev/null -c "$claims" -c "INSERT INTO ledger_test.claim VALUES ('P', 'a', '2024-06-01', 4000), ('P', 'b', '2024-06-01', 1000)" -c "CREATE OR REPLACE VIEW ledger_a.claim AS
	SELECT person, claim_id, position, 'H' || claim_id AS payee, medaid_claim(service => 'inpatient', discharged_on => day, categories => '{dibao}', total => amount, in_scope => amount, critical_illness_paid => 0) AS claim FROM ledger_test.claim"
paid() { sql -c 'SET client_min_messages = error' -c "CALL medaid_post_all('ledger_a')" -c "SELECT string_agg(payee || ' ' || amount, ', ' ORDER BY payee) FROM ledger_a.owed"; }
is "$(paid)" 'Ha 3000.00, Hb 750.00' 'two bills of a day'
sql -c 'UPDATE ledger_test.claim SET amount = 5000 - amount'
is "$(paid)" 'Ha 750.00, Hb 3000.00' 'which of them is whose is what has changed'

# --- what happens while the night is reading the claims: it waits at Z's
slow="CREATE FUNCTION ledger_test.read(who text) RETURNS text LANGUAGE plpgsql AS \$\$ BEGIN IF who = 'Z' THEN PERFORM pg_advisory_lock_shared(7707); PERFORM pg_advisory_unlock_shared(7707); END IF; RETURN who; END \$\$;
	CREATE VIEW ledger_test.slow AS SELECT ledger_test.read(person) AS person, claim_id, position, payee, claim FROM ledger_test.known"
while_reading() {	# statements
	PGAPPNAME=ledger_test_holds sql -c 'SELECT pg_advisory_lock(7707)' -c 'SELECT pg_sleep(600)' >/dev/null 2>&1 &
	local holder=$! night
	until [ "$(sql -c "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'ledger_test_holds' AND wait_event = 'PgSleep'")" = 1 ]; do sleep 0.05; done
	sql -c 'SET client_min_messages = error' -c "CALL medaid_post_all('ledger_a', source => 'ledger_test.slow')" >"$work/night" 2>&1 &
	night=$!
	for _ in $(seq 600); do [ "$(sql -c "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 7707 AND NOT granted")" = 1 ] && break || sleep 0.05; done
	sql -o /dev/null "$@" -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ledger_test_holds'"
	wait $holder 2>/dev/null || true
	wait $night || cat "$work/night"
}
entries() { sql -c "SELECT string_agg(concat_ws(' ', person, claim_id, version, coalesce((settlement).aid::text, 'taken back')), ', ' ORDER BY person, claim_id, version) FROM ledger_a.entry"; }
# 75 %; rules are new, and a counter posts
sql -o /dev/null -c "$claims" -c "INSERT INTO ledger_test.claim VALUES ('P', 'a', '2024-06-01', 4000), ('Z', 'a', '2024-06-01', 1000)" -c "$slow"
while_reading -c "INSERT INTO ledger_test.claim VALUES ('P', 'b', '2024-06-02', 100)" -c "SELECT medaid_post('ledger_a', '{P}')"
is "$(entries)" 'P a 1 3000.00, P b 1 75.00, Z a 1 750.00' 'a claim told and posted while the night was reading is not taken back by it'
# Q has changed, P has not; then a claim goes from P to Q
sql -o /dev/null -c "$claims" -c "INSERT INTO ledger_test.claim VALUES ('P', 'a', '2024-06-01', 4000), ('Q', 'b', '2024-06-01', 1000), ('Z', 'c', '2024-06-01', 1000)" -c "$slow" \
	-c "SELECT medaid_post('ledger_a', '{P,Q,Z}')" -c "UPDATE ledger_test.claim SET amount = 2000 WHERE person = 'Q'"
while_reading -c "UPDATE ledger_test.claim SET person = 'Q' WHERE claim_id = 'a'"
is "$(entries)" 'P a 1 3000.00, Q b 1 750.00, Q b 2 1500.00, Z c 1 750.00' 'a claim that went to another person while the night was reading is not paid twice'

# --- eight clients on five persons, at each isolation level
for level in 'read committed' 'repeatable read' serializable; do
	sql -o /dev/null -c "$claims"
	sed 's/random(1, 1600)/random(1, 5)/; s/1000)/10000)/' "$work/counter.sql" >"$work/five.sql"
	PGOPTIONS="-c default_transaction_isolation=${level// /\\ }" \
		"$bindir/pgbench" -n -c 8 -j 2 -t 12 --max-tries=1000 -f "$work/five.sql" >"$work/log" 2>&1 || cat "$work/log"
	is "$(sql -c 'SELECT count(*), count(DISTINCT (person, claim_id)), max(version) FROM ledger_a.entry')" '96|96|1' "$level: every claim is posted once"
	is "$(sql -c "SELECT string_agg(DISTINCT line, '; ') FROM (SELECT concat(sum(assistance), ' ', sum(tilted)) AS line FROM ledger_a.now GROUP BY person HAVING count(*) > 9) AS x")" \
		'30000.00 20000.00' "$level: limits of 30,000 and 20,000 are reached and never passed"
	is "$(sql -c "SELECT count(*) FROM medaid_ledger_verify('ledger_a')")" 0 "$level: the ledger verifies"
done

# --- a server of its own, whose postmaster is killed
if [ "$(id -u)" = 0 ]; then as() { setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; }; else as() { "$@"; }; fi
server=$work/data
chmod 755 "$work"
mkdir "$server"
[ "$(id -u)" != 0 ] || chown postgres "$server"
as "$bindir/initdb" -D "$server" -E UTF8 --locale=C.UTF-8 -A trust -U postgres >/dev/null 2>&1
start() { as "$bindir/pg_ctl" -w -D "$server" -o "-c listen_addresses='' -c unix_socket_directories=$server -c jit=off" -l "$server/log" start >/dev/null 2>&1; }
start
own() { PGHOST=$server PGPORT=5432 PGUSER=postgres PGDATABASE=postgres "$@"; }
own sql -c 'CREATE EXTENSION medaid' -c "$claims" -c "$many" -o /dev/null
own sql -c 'SET client_min_messages = error' -c "CALL medaid_post_all('ledger_b', 'undisturbed', 100)"
died=0
for _ in $(seq $(((kills + 1) / 2))); do
	own sql -c 'SET client_min_messages = error' -c "CALL medaid_post_all('ledger_a', 'killed', 20)" >/dev/null 2>&1 &
	job=$!
	for _ in $(seq 200); do
		[ -z "$(own sql -c "SELECT FROM ledger_a.run AS r WHERE r.state = 'posting' AND r.done > 0 AND r.pid IN (SELECT pid FROM pg_stat_activity)" -c "SELECT 'yes' FROM ledger_a.run AS r WHERE r.state = 'posting' AND r.done > 0 AND r.pid IN (SELECT pid FROM pg_stat_activity) LIMIT 1" 2>/dev/null)" ] || break
		sleep 0.02
	done
	kill -9 "$(head -1 "$server/postmaster.pid")" && died=$((died + 1))
	wait $job 2>/dev/null || true
	# its children see that it is gone
	sleep 0.5
	rm -f "$server/postmaster.pid"
	for _ in $(seq 20); do
		start && break
		sleep 0.5
	done
done
is "$((died > 0))" 1 'the postmaster is killed'
own sql -c 'SET client_min_messages = error' -c "CALL medaid_post_all('ledger_a', 'again', 100)"
is "$(own sums ledger_a)" "$(own sums ledger_b)" 'servers killed in the middle, called again: entries and sums of an undisturbed run'
is "$(own sql -c "SELECT count(*) FROM medaid_ledger_verify('ledger_a')")" 0 'the ledger verifies'
done_testing
