#!/bin/bash
# One set of rules on all nodes of a Citus cluster, or an error; and the forms that cannot differ.  Prints TAP.
cd "$(dirname "$0")/../.." || exit 1
. test/citus/cluster.sh

# 800 in scope of 低保: 淄博 (六) gives 75 %, 600; a user's row gives its rate
claim="medaid_claim(claim_id => visit.claim_id, service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}', total => in_scope, in_scope => in_scope, critical_illness_paid => 0)"
policy="medaid_policy('zibo-2023', '2023-06-01')"
own() {	# rate
	echo "INSERT INTO medaid_rule_benefit (regulation, first_day, code, precedence, services, category, deductible, rate, cap, pool, article)
		VALUES ('zibo-2023', '2023-01-01', 'inpatient-dibao', 102, '{inpatient}', 'dibao', 0, $1, 30000, 'zibo-main', 'rules.sh')
		ON CONFLICT (regulation, first_day, code, shipped) DO UPDATE SET rate = excluded.rate"
}
income() {	# year, value
	echo "INSERT INTO medaid_reference (area, indicator, year, value) VALUES ('淄博市', 'income', $1, $2)"
}
same() { sql 'SELECT string_agg(same::text, $$ $$ ORDER BY node) FROM medaid_check_nodes()'; }
# The value of a word or figure on each node
everywhere() { sql "SELECT string_agg(result, ' ' ORDER BY nodeid) FROM run_command_on_all_nodes(\$\$ $1 \$\$)"; }

has "$(sql 'CREATE EXTENSION medaid' 'SELECT * FROM medaid_check_nodes()')" ":$port0|" 'CREATE EXTENSION on the coordinator'
is "$(same)" 'true true true' 'as shipped, all nodes have the same rules'
sql 'CREATE TABLE visit (person text, claim_id text, in_scope numeric, PRIMARY KEY (person, claim_id))' "SELECT create_distributed_table('visit', 'person')" \
	'CREATE TABLE paid (person text, aid numeric)' "SELECT create_distributed_table('paid', 'person', colocate_with => 'visit')" \
	"INSERT INTO visit SELECT 'P' || i, 'C' || i, 800 FROM generate_series(1, 40) AS i" >/dev/null
# The counter of doc/scaling.md: the policy is a value before Citus sees the statement
sql "CREATE FUNCTION aid_of(who text) RETURNS numeric LANGUAGE plpgsql AS \$\$
	DECLARE rules medaid_policy := $policy; one medaid_compact_claim;
	BEGIN
		SELECT $claim::medaid_compact_claim INTO one FROM visit WHERE person = who;
		RETURN (medaid_settle(one, rules)).aid;
	END \$\$"
many() { sql "SELECT string_agg(DISTINCT aid::text, ' ') FROM (SELECT (medaid_settle($claim, $1)).aid FROM visit) AS x"; }
one() { sql "SELECT DISTINCT (medaid_settle($claim, $1)).aid FROM visit WHERE person = 'P1'"; }
stored() {
	sql 'TRUNCATE paid' "INSERT INTO paid SELECT person, (unnest(medaid_settle_all($claim, $1))).aid FROM visit GROUP BY person"
	sql "SELECT string_agg(DISTINCT aid::text, ' ') || ', ' || count(*) FROM paid"
}
bound() {
	sql 'TRUNCATE paid' "DO \$\$ DECLARE rules medaid_policy[] := medaid_policies('zibo-2023', '2023-01-01', '2023-12-31'); BEGIN
		INSERT INTO paid SELECT person, (unnest(medaid_settle_all($claim, rules))).aid FROM visit GROUP BY person; END \$\$"
	sql "SELECT string_agg(DISTINCT aid::text, ' ') || ', ' || count(*) FROM paid"
}
is "$(many "$policy") $(one "$policy") $(sql "SELECT aid_of('P1')")" '600.00 600.00 600.00' 'settled as shipped'

echo '# rules that are not shared: what each form pays by'
sql "$(own 0.5)"
is "$(same)" 'true false false' 'an edit on the coordinator alone: medaid_check_nodes() tells'
is "$(many "(SELECT $policy)")" 400.00 'many shards, the policy as a sub-select: the coordinator'"'"'s rules'
is "$(sql "SELECT aid_of('P1')")" 400.00 'one person, the policy a variable: the coordinator'"'"'s'
is "$(sql "PREPARE p (medaid_policy) AS SELECT (medaid_settle($claim, \$1)).aid FROM visit WHERE person = 'P1'" "EXECUTE p ($policy)")" 400.00 'one person, the policy a parameter: the coordinator'"'"'s'
is "$(stored "$policy")" '400.00, 40' 'INSERT ... SELECT, a plain call: the coordinator'"'"'s'
is "$(bound)" '400.00, 40' 'INSERT ... SELECT, the policies a variable: the coordinator'"'"'s'
is "$(many "$policy")" 600.00 'SELECT with a plain call pays by the workers'"'"' rules'
is "$(one "(SELECT $policy)")" 600.00 'and so does one person'"'"'s sub-select'

echo '# shared'
is "$(sql 'SELECT medaid_share_rules()')" 1 'medaid_share_rules()'
is "$(same)" 'true true true' 'gives all nodes the rules of the coordinator'
all() { echo "$(many "$policy") $(many "(SELECT $policy)") $(one "$policy") $(one "(SELECT $policy)") $(sql "SELECT aid_of('P1')") $(stored "$policy")"; }
is "$(all)" '400.00 400.00 400.00 400.00 400.00 400.00, 40' 'and every form pays by them'
sql BEGIN "$(own 0.3)" ROLLBACK
is "$(same) $(one "$policy")" 'true true true 400.00' 'an edit that is rolled back reaches nobody'
sql BEGIN 'SAVEPOINT a' "$(own 0.3)" 'ROLLBACK TO a' COMMIT
is "$(same) $(one "$policy") $(sql 'SELECT count(*) FROM medaid_shared_rules')" 'true true true 400.00 1' 'nor one that a savepoint takes back'
sql "$(own 0.3)"
is "$(same) $(all)" 'true true true 240.00 240.00 240.00 240.00 240.00 240.00, 40' 'an edit that is committed reaches all'
sql BEGIN "$(income 2021 100)" 'SET CONSTRAINTS ALL IMMEDIATE' "$(income 2022 200)" "$(own 0.25)" COMMIT
is "$(same) $(one "$policy") $(everywhere 'SELECT count(*) FROM medaid_reference')" 'true true true 200.00 2 2 2' 'several in one transaction, constraints immediate half-way'
worker 2 "$(own 0.4)"
is "$(same) $(all)" 'true true true 320.00 320.00 320.00 320.00 320.00 320.00, 40' 'an edit on a worker reaches all'
sql "DELETE FROM medaid_rule_benefit WHERE NOT shipped"
is "$(same) $(one "$policy")" 'true true true 600.00' 'a rule taken away is the shipped one again, on all'
sql 'TRUNCATE medaid_reference'
is "$(same) $(everywhere 'SELECT count(*) FROM medaid_reference')" 'true true true 0 0 0' 'TRUNCATE of the reference values, too'
is "$(sql "SELECT count(*) FROM (SELECT medaid_rules_digest() UNION SELECT digest FROM (SELECT digest FROM medaid_shared_rules ORDER BY number DESC LIMIT 1) AS l) AS d")" 1 'the last row of medaid_shared_rules has the digest of the rules in force'
sql "INSERT INTO medaid_service_name (name, service) VALUES ('住院一区', 'inpatient')" \
	'CREATE TABLE bill (person text, word text)' "SELECT create_distributed_table('bill', 'person')" "INSERT INTO bill SELECT 'P' || i, '住院一区' FROM generate_series(1, 40) AS i" >/dev/null
is "$(sql "SELECT count(*) FROM bill WHERE medaid_service(word) = 'inpatient'")" 40 'a word of the users'"'"' is known on all workers'

echo '# who may edit'
sql 'CREATE ROLE editor LOGIN' 'GRANT INSERT, UPDATE, DELETE ON medaid_reference TO editor'
has "$(PGUSER=editor sql "$(income 2021 100)")" 'permission denied' 'without rights on medaid_shared_rules an edit fails'
is "$(same) $(everywhere 'SELECT count(*) FROM medaid_reference')" 'true true true 0 0 0' 'as a whole'
sql 'GRANT SELECT, INSERT ON medaid_shared_rules TO editor'
PGUSER=editor sql "$(income 2021 100)"
is "$(same) $(everywhere 'SELECT by FROM medaid_rule_history ORDER BY at DESC LIMIT 1')" 'true true true editor editor editor' 'with them it reaches all, and the history of each node names the editor'

echo '# two at once'
coproc A { psql -qXAt -p $port0 2>&1; }
exec 5<&"${A[0]}" 6>&"${A[1]}"
a() {
	printf '%s;\n\\echo =done=\n' "$1" >&6
	local line lines=
	while IFS= read -r -t 30 line <&5; do [ "$line" = =done= ] && { echo "$lines"; return; }; lines="$lines${lines:+ }$line"; done
	echo 'no answer'
}
a "BEGIN; $(income 2022 200)" >/dev/null
sql "$(income 2023 300)"
is "$(same) $(everywhere 'SELECT count(*) FROM medaid_reference')" 'true true true 2 2 2' 'one commits while another edits'
a COMMIT >/dev/null
is "$(same) $(everywhere 'SELECT count(*) FROM medaid_reference')" 'true true true 3 3 3' 'and the other after it: neither undoes the other'
a 'BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM medaid_reference' >/dev/null
sql "$(income 2024 400)"
has "$(a "$(income 2025 500); COMMIT")" 'duplicate key' 'whose snapshot is older than another'"'"'s edit gets an error'
is "$(same) $(everywhere 'SELECT count(*) FROM medaid_reference')" 'true true true 4 4 4' 'and has changed nothing'
echo '\q' >&6
wait

echo '# a worker that has failed'
crash 2
has "$(sql "$(income 2026 600)")" 'Connection refused' 'an edit while a worker is away'
start 2
is "$(same) $(everywhere 'SELECT count(*) FROM medaid_reference')" 'true true true 4 4 4' 'has reached nobody'
# node 2 takes its time to prepare; node 1, which has prepared, dies
worker 2 'SET citus.enable_ddl_propagation = off' 'CREATE FUNCTION wait_here() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(42); RETURN NULL; END $$' \
	'CREATE CONSTRAINT TRIGGER wait_here AFTER UPDATE ON medaid_rules_received DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait_here()'
psql -qXAt -p $((port0 + 2)) -c 'SELECT pg_advisory_lock(42)' -c 'SELECT pg_sleep(60)' >/dev/null 2>&1 &
holder=$!
wait_for 1 worker 2 "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
sql "$(own 0.5)" >/dev/null &
editor=$!
wait_for 1 worker 1 'SELECT count(*) FROM pg_prepared_xacts'
crash 1
kill $holder
worker 2 "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted" >/dev/null
wait $editor
start 1
is "$(same)" 'true false true' 'killed between PREPARE and COMMIT PREPARED: medaid_check_nodes() tells'
is "$(sql "SELECT string_agg(DISTINCT aid_of('P' || i)::text, ' ') FROM generate_series(1, 40) AS i") $(stored "$policy")" '400.00 400.00, 40' 'the policy as a value does not see it'
is "$(sql 'SELECT recover_prepared_transactions()')" 1 'Citus recovers the transaction'
is "$(same) $(all)" 'true true true 400.00 400.00 400.00 400.00 400.00 400.00, 40' 'and all nodes are the same again'
worker 2 'SET citus.enable_ddl_propagation = off' 'DROP FUNCTION wait_here() CASCADE'

echo '# nodes with another release'
worker 2 'SET citus.enable_ddl_propagation = off' 'ALTER TABLE medaid_rule_note DISABLE TRIGGER ALL' 'ALTER TABLE medaid_rule_note DROP CONSTRAINT medaid_shipped' 'CREATE TABLE aside AS TABLE medaid_rule_note' 'DELETE FROM medaid_rule_note'
is "$(same)" 'true true false' 'medaid_check_nodes() tells of shipped rows that differ'
has "$(sql "$(own 0.3)")" 'would differ from those that are shared' 'and no edit reaches a part of the nodes'
is "$(one "(SELECT $policy)") $(sql "SELECT aid_of('P1')")" '400.00 400.00' 'nor the coordinator'
worker 2 'SET citus.enable_ddl_propagation = off' 'INSERT INTO medaid_rule_note TABLE aside' 'ALTER TABLE medaid_rule_note ADD CONSTRAINT medaid_shipped CHECK (NOT shipped OR medaid_shipping()) NOT VALID' 'ALTER TABLE medaid_rule_note ENABLE TRIGGER ALL' 'SELECT medaid_guard_enable()' 'DROP TABLE aside' >/dev/null
sql "$(own 0.3)"
is "$(same) $(one "$policy")" 'true true true 240.00' 'with the same release it reaches all'

echo '# a node that joins'
make_node 3
sql "SELECT citus_add_node('127.0.0.1', $((port0 + 3)))" >/dev/null
is "$(same)" 'true true true false' 'a new node has none of the users'"'"' rows'
has "$(worker 3 "SELECT $policy")" 'has not received the rules' 'and resolves no policy'
has "$(sql 'SELECT medaid_share_rules()')" 'has no copy of medaid_shared_rules' 'cannot be given them before reference tables are copied'
sql "SELECT rebalance_table_shards(shard_transfer_mode => 'block_writes')" >/dev/null
is "$(sql "SELECT count(*) > 0 FROM citus_shards WHERE nodeport = $((port0 + 3)) AND table_name = 'visit'::regclass")" t 'shards have moved to it'
has "$(many "$policy")" 'has not received the rules' 'a plain call there is an error, not another amount'
is "$(many "(SELECT $policy)") $(stored "$policy")" '240.00 240.00, 40' 'the policy as a value is right at once'
sql 'SELECT medaid_share_rules()' >/dev/null
is "$(same) $(all)" 'true true true true 240.00 240.00 240.00 240.00 240.00 240.00, 40' 'medaid_share_rules() again: it has them'
sql "$(own 0.5)"
is "$(same) $(all)" 'true true true true 400.00 400.00 400.00 400.00 400.00 400.00, 40' 'and takes part from then on'

echo '# no longer'
sql 'DROP TABLE medaid_shared_rules' "$(own 0.3)"
is "$(same)" 'true false false false' 'without medaid_shared_rules each node has its own rules'
done_testing
