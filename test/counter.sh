#!/usr/bin/env bash
# The counter: eight clients settle claims of five persons at once, as
# doc/running.md shows it.  At no isolation level may a person get more than the
# year's limits: 淄博 (六), 30,000 for 低保 and 20,000 in the second stage.
# TAP; PGHOST and PGPORT name the server, PGDATABASE a database with medaid.
set -euo pipefail
pgbench=$("$("$(dirname "$0")/../.ci/setup" --pg-config)" --bindir)/pgbench
sql() { psql -qXAt -v ON_ERROR_STOP=1 "$@"; }
work=$(mktemp -d)
trap 'rm -rf "$work"; sql -c "DROP SCHEMA IF EXISTS counter_test CASCADE" 2>/dev/null || true' EXIT
clients=8 transactions=30

# 10,000 in scope, nothing insured: 淄博 (六) pays 低保 75 %, 7,500.00 a claim,
# so that four claims reach the limit of 30,000.00; 70 % of what is left over
# 5,000.00 reaches that of the second stage.  48 claims a person on average.
cat >"$work/claim.sql" <<'SQL'
\set person random(1, 5)
BEGIN;
INSERT INTO counter_test.person_at_counter VALUES (:person::text, 1) ON CONFLICT (person) DO UPDATE SET claims = person_at_counter.claims + 1;
INSERT INTO counter_test.settlement (person, s)
SELECT :person::text, medaid_settle(
	medaid_claim(claim_id => gen_random_uuid()::text, service => 'inpatient', discharged_on => '2024-06-01', categories => '{dibao}',
		total => 10000, in_scope => 10000, critical_illness_paid => 0),
	medaid_policy('zibo-2023', '2024-06-01'),
	(SELECT medaid_ytd(s) FROM counter_test.settlement WHERE person = :person::text));
COMMIT;
SQL

. "$(dirname "$(readlink -f "$0")")/tap.bash"
for level in 'read committed' 'repeatable read' 'serializable'; do
	sql -c 'DROP SCHEMA IF EXISTS counter_test CASCADE' -c 'CREATE SCHEMA counter_test' \
		-c 'CREATE TABLE counter_test.person_at_counter (person text PRIMARY KEY, claims bigint NOT NULL)' \
		-c 'CREATE TABLE counter_test.settlement (person text, s medaid_settlement)' \
		-c 'CREATE INDEX ON counter_test.settlement (person)' 2>/dev/null
	# serialization failures are repeated until they pass
	PGOPTIONS="-c default_transaction_isolation=${level// /\\ }" \
		"$pgbench" -n -c $clients -j 2 -t $transactions --max-tries=1000 -f "$work/claim.sql" >"$work/log" 2>&1 || cat "$work/log"
	is "$(sql -c 'SELECT count(*) FROM counter_test.settlement')" $((clients * transactions)) "$level: every claim is settled once"
	is "$(sql -c 'SELECT sum(claims) FROM counter_test.person_at_counter')" $((clients * transactions)) "$level: every claim is counted once"
	# each person has more than the four claims and the second stage's: both limits are reached exactly
	is "$(sql -c "SELECT string_agg(DISTINCT line, '; ') FROM (SELECT concat(sum((s).assistance), ' ', sum((s).tilted)) AS line FROM counter_test.settlement GROUP BY person) AS x")" \
		'30000.00 20000.00' "$level: limits of 30,000 and 20,000 are reached and never passed"
done
done_testing
