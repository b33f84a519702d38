#!/usr/bin/env bash
# Closing a month while others post into it: no entry slips into a closed month,
# at no isolation level is a statement short of one.
# TAP; PGHOST and PGPORT name the server, PGDATABASE a database with medaid.
set -euo pipefail
pgbench=$("$("$(dirname "$0")/../.ci/setup" --pg-config)" --bindir)/pgbench
sql() { psql -qXAt -v ON_ERROR_STOP=1 "$@"; }
work=$(mktemp -d)
clean() { sql -c 'SET client_min_messages = warning' -c 'DROP SCHEMA IF EXISTS month_test, month_claims CASCADE' >/dev/null 2>&1 || true; }
trap 'rm -rf "$work"; clean' EXIT
clean

. "$(dirname "$(readlink -f "$0")")/tap.bash"

# A session that is kept open: what it says stands in $work/held.
hold() {	# begin
	exec 3> >(exec psql -qXAt -v VERBOSITY=verbose >"$work/held" 2>&1)
	say "$1"
}
say() {		# statement; returns when it is done
	rm -f "$work/done"
	printf '%s;\n\\! touch %s\n' "$1" "$work/done" >&3
	for _ in $(seq 600); do
		[ -e "$work/done" ] && return
		sleep 0.05
	done
	echo "# no answer to: $1"
}
release() {
	exec 3>&-
	wait $! 2>/dev/null || true
}
# Another, in the background: its last line is in $work/other.
other() { PGAPPNAME=month_test_other psql -qXAt "$@" >"$work/other" 2>&1 & pid=$!; }
waits() {	# until the other one waits for a lock
	for _ in $(seq 600); do
		[ "$(sql -c "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'month_test_other' AND wait_event_type = 'Lock'")" = 1 ] && { echo yes; return; }
		sleep 0.05
	done
	echo no
}
came() { wait $pid || true; tail -1 "$work/other"; }

# 淄博 (六): 低保, 75 % of 1,000 = 750.00
sql >/dev/null <<'SQL'
SET client_min_messages = warning;
CREATE SCHEMA month_claims;
CREATE TABLE month_claims.known (person text, claim_id text);
SELECT medaid_create_ledger('month_test', month => '2024-01-01');
SELECT medaid_adopt('month_test', medaid_policies('zibo-2023', '2024-01-01', '2024-12-31'));
CREATE OR REPLACE VIEW month_test.claim AS
SELECT person, claim_id, NULL::timestamptz AS position, 'H'::text AS payee,
	medaid_claim(claim_id => claim_id, service => 'inpatient', discharged_on => '2024-01-01', categories => '{dibao}', total => 1000, in_scope => 1000, critical_illness_paid => 0) AS claim
FROM month_claims.known;
CREATE FUNCTION month_claims.arrives(id text) RETURNS text LANGUAGE sql AS $$
	INSERT INTO month_claims.known VALUES ('P' || id, id);
	SELECT 'posted ' || medaid_post('month_test', ARRAY['P' || id]);
$$;
SQL
close="SELECT 'closed ' || medaid_close_month('month_test')"
stated() { sql -c "SELECT coalesce(string_agg(claims || ' ' || amount, '; '), 'none') FROM month_test.statement WHERE month = '$1'"; }
month_of() { sql -c "SELECT month FROM month_test.entry WHERE claim_id = '$1'"; }

# who posts is waited for
hold "BEGIN; SELECT month_claims.arrives('a')"
other -c "$close"
is "$(waits)" yes 'closing waits for who is posting'
say COMMIT
release
is "$(came)" 'closed 2024-01-01' 'and closes afterwards'
is "$(stated 2024-01-01)" '1 750.00' 'with what was posted'

# who comes while it is being closed waits, and posts into the next
hold "BEGIN; $close"
other -c "SELECT month_claims.arrives('b')"
is "$(waits)" yes 'posting waits for who is closing'
say COMMIT
release
is "$(came)" 'posted 1' 'and posts afterwards'
is "$(month_of b)" 2024-03-01 'into the next month'
is "$(stated 2024-02-01)" none 'nothing of it is stated'

# what comes in is booked in the next, too
hold "BEGIN; $close"
other -c "INSERT INTO month_test.receipt (day, source, amount) VALUES ('2024-03-31', 'county', 1) RETURNING month"
is "$(waits)" yes 'a receipt waits for who is closing'
say COMMIT
release
is "$(came)" 2024-04-01 'and is booked in the next month'

# an older snapshot
for level in 'REPEATABLE READ' SERIALIZABLE; do
	hold "BEGIN ISOLATION LEVEL $level; SELECT count(*) FROM month_test.entry"
	sql -c "SELECT month_claims.arrives('$level')" >/dev/null
	say "$close"
	say ROLLBACK
	release
	is "$(sed -n 's/^ERROR:  \(.....: entries.*\)/\1/p' "$work/held")" '40001: entries were posted while month 2024-04 was being closed' "$level: entries that the snapshot does not see"
	hold "BEGIN ISOLATION LEVEL $level; SELECT count(*) FROM month_test.entry"
	say "$close"
	say ROLLBACK
	release
	is "$(tail -1 "$work/held")" 'closed 2024-04-01' "$level: again, it sees them"
done
is "$(stated 2024-04-01)" none 'rolled back, nothing is stated'
hold 'BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM month_test.entry'
sql -c "$close" >/dev/null
say "SELECT month_claims.arrives('c')"
say ROLLBACK
release
is "$(sed -n 's/^ERROR:  \(.....\): .*/\1/p' "$work/held")" 40001 'posting with a snapshot from before the month was closed'
is "$(stated 2024-04-01)" '2 1500.00' 'which has what was posted in it'

# two who close the same month
hold "BEGIN; SELECT medaid_close_month('month_test', '2024-05-01')"
other -c "SELECT medaid_close_month('month_test', '2024-05-01')"
is "$(waits)" yes 'the second one waits'
say COMMIT
release
wait $pid || true
is "$(grep -o 'ERROR.*' "$work/other")" 'ERROR:  month 2024-05 is not open: 2024-06 is' 'and closes no other month'

# two who post the same list of premiums, 400.00 a person; then 380.00 for one, 390.00 for another
sql >/dev/null <<'SQL'
CREATE TABLE month_claims.insured AS
SELECT 'P' || n AS person, jsonb_populate_record(NULL::medaid_premium, '{"category": "dibao", "assistance": 400.00, "government": 0, "personal": 0}') AS premium FROM generate_series(1, 3) AS n;
SQL
premiums="SELECT 'posted ' || medaid_post_premiums('month_test', 2025, 'month_claims.insured')"
hold "BEGIN; $premiums"
other -c "$premiums"
is "$(waits)" yes 'who posts the same premiums waits'
say COMMIT
release
is "$(tail -1 "$work/held"), $(came)" 'posted 3, posted 0' 'and has nothing left to post'
hold 'BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM month_test.premium'
sql -c "UPDATE month_claims.insured SET premium.assistance = 380 WHERE person = 'P1'" -c "$premiums" >/dev/null
say "UPDATE month_claims.insured SET premium.assistance = 390 WHERE person = 'P2'"
say "SELECT medaid_post_premiums('month_test', 2025, (SELECT 'month_claims.insured'::regclass))"
say COMMIT
release
is "$(sql -c "SELECT sum(amount) FROM month_test.premium")" 1170.00 'an older snapshot posts what it changed itself, and takes nothing back'
hold 'BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM month_test.premium'
sql -c "INSERT INTO month_claims.insured SELECT 'P4', premium FROM month_claims.insured WHERE person = 'P3'" -c "$premiums" >/dev/null
say "INSERT INTO month_claims.insured SELECT 'P4', premium FROM month_claims.insured WHERE person = 'P3'"
say "$premiums"
say ROLLBACK
release
is "$(sed -n 's/^ERROR:  \(.....\): .*/\1/p' "$work/held")" 40001 'of a person who was posted since: a serialization failure'
is "$(sql -c "SELECT sum(amount) FROM month_test.premium")" 1570.00 'each once'

# eight clients post 160 claims while five months are closed, now and then by an older snapshot
cat >"$work/post.sql" <<'SQL'
\set n random(1, 1000000000)
\sleep 20 ms
SELECT month_claims.arrives(:client_id || '-' || :n);
SQL
"$pgbench" -n -c 8 -j 2 -t 20 -f "$work/post.sql" >"$work/log" 2>&1 &
pid=$!
closed=0
while [ $closed -lt 5 ]; do
	level='READ COMMITTED'
	[ $((closed % 2)) = 0 ] || level='REPEATABLE READ'
	sql -c "BEGIN ISOLATION LEVEL $level" -c 'SELECT count(*) FROM month_test.entry' -c "$close" -c COMMIT >/dev/null 2>>"$work/errors" && closed=$((closed + 1))
	sleep 0.05
done
wait $pid || cat "$work/log"
sql -c "$close" >/dev/null
is "$(grep -cv 'entries were posted while\|HINT\|CONTEXT' "$work/errors" || true)" 0 'closing failed for entries posted meanwhile, or not at all'
is "$(sql -c "SELECT count(*) FROM month_test.entry WHERE claim_id LIKE '%-%'")" 160 'every claim is posted'
is "$(sql -c "SELECT sum(due) FROM month_test.statement")" "$(sql -c "SELECT 750.00 * count(*) FROM month_test.entry")" 'and due once'
is "$(sql -c "SELECT count(*) FROM medaid_ledger_verify_statements('month_test')")" 0 'every statement is its lines'
done_testing
