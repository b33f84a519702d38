#!/bin/bash
# Claims distributed by person over a Citus cluster: every form settles as one server does, claim by claim; which
# forms are pushed down whole; what a crash of a worker leaves.  Prints TAP.
cd "$(dirname "$0")/../.." || exit 1
. test/citus/cluster.sh

claims=${CLAIMS:-20000}
sql 'CREATE EXTENSION medaid' 'SELECT medaid_share_rules()' >/dev/null
psql -qX -p $port0 -v claims="$claims" -f bench/claims.sql >/dev/null 2>&1
export PGOPTIONS="$PGOPTIONS -c search_path=bench,public"
policies="medaid_policies('pingshun-2023', '2023-01-01', '2025-12-31')"

# What one server says, before anything is distributed
sql "CREATE TABLE expected AS SELECT person, unnest(medaid_settle_all(claim, $policies)) AS s FROM claims GROUP BY person" \
	'CREATE TABLE expected_outcome AS SELECT left(person, 6) AS area, (medaid_outcome(s)).* FROM expected GROUP BY left(person, 6)' \
	"CREATE TABLE expected_scenarios AS SELECT o.* FROM unnest((SELECT medaid_outcomes_merge(o) FROM (SELECT medaid_outcomes(claim, $policies) AS o FROM claims GROUP BY person) AS x)) AS o"
sql "SELECT create_distributed_table('claim', 'person')" \
	'CREATE TABLE settlement (person text NOT NULL, claim_id text NOT NULL, s medaid_settlement, PRIMARY KEY (person, claim_id))' "SELECT create_distributed_table('settlement', 'person', colocate_with => 'claim')" \
	'CREATE TABLE collection (person text PRIMARY KEY, claims medaid_claim_set)' "SELECT create_distributed_table('collection', 'person', colocate_with => 'claim')" >/dev/null
is "$(sql 'SELECT count(*) FROM expected') $(sql 'SELECT count(*) FROM claim') $(sql "SELECT count(*) FROM citus_shards WHERE table_name = 'claim'::regclass")" "$claims $claims 4" 'claims over four shards'

plan() { sql "EXPLAIN (COSTS off) $1"; }
bound() {	# a PREPAREd statement of the policies
	sql "PREPARE p (medaid_policy[]) AS $1" "$2 EXECUTE p ($policies)"
}
differ() {	# query of (person, s): rows that one server does not have, or has too
	sql 'DROP TABLE IF EXISTS got' "CREATE TABLE got AS $1" \
		'SELECT count(*) FROM ((TABLE got EXCEPT ALL TABLE expected) UNION ALL (TABLE expected EXCEPT ALL TABLE got)) AS d'
}
first() { sed 's/ *(.*//;q' <<<"$1"; }

echo '# the ETL job'
etl='INSERT INTO settlement (person, claim_id, s) SELECT person, (s).claim_id, s FROM (SELECT person, unnest(medaid_settle_all(claim, $1)) AS s FROM claims GROUP BY person) AS x'
p=$(bound "$etl" 'EXPLAIN (COSTS off)')
has "$p" 'Insert on settlement_' 'INSERT ... SELECT, policies as a parameter: each shard settles and stores its own'
lacks "$p" 'method' 'and sends no row anywhere'
has "$p" 'HashAggregate' 'by a hash aggregate'
has "$(plan "${etl/\$1/$policies}")" 'Insert on settlement_' 'so does a plain call'
has "$(plan "${etl/\$1/(SELECT $policies)}")" 'method: repartition' 'a sub-select sends every settlement through a file'
bound "$etl" ''
is "$(differ 'SELECT person, s FROM settlement')" 0 'one server'"'"'s settlements, claim by claim'
sql 'TRUNCATE settlement' "DO \$\$ DECLARE rules medaid_policy[] := $policies; BEGIN ${etl/\$1/rules}; END \$\$"
is "$(differ 'SELECT person, s FROM settlement')" 0 'the same by a variable of PL/pgSQL'
sql 'TRUNCATE settlement' "${etl/\$1/(SELECT $policies)}"
is "$(differ 'SELECT person, s FROM settlement')" 0 'and by the sub-select'

echo '# reading'
all="SELECT person, unnest(medaid_settle_all(claim, (SELECT $policies))) AS s FROM claims GROUP BY person"
is "$(first "$(plan "$all")")" 'Custom Scan' 'SELECT of all settlements: pushed down whole'
is "$(differ "$all")" 0 'and equal'
p=$(plan "SELECT sum((s).aid) FROM ($all) AS x")
is "$(grep -c Aggregate <<<"$p") $(first "$p")" '3 Aggregate' 'summed: on the shards, then the sums; without OFFSET 0'
is "$(sql "SELECT sum((s).aid) FROM ($all) AS x")" "$(sql 'SELECT sum((s).aid) FROM expected')" 'the same sum'
# with OFFSET 0 every settlement comes to the coordinator
is "$(grep -c 'Distributed Subplan' <<<"$(plan "SELECT sum((s).aid) FROM ($all OFFSET 0) AS x")")" 2 'OFFSET 0 makes the settlements an intermediate result'
window="SELECT person, medaid_settle_ytd(claim, (SELECT $policies)) OVER (PARTITION BY person ORDER BY discharged_on, claim_id COLLATE \"C\" NULLS FIRST) AS s FROM claims"
is "$(first "$(plan "$window")")" 'Custom Scan' 'the window: pushed down whole'
is "$(differ "$window")" 0 'and equal'
sql 'INSERT INTO collection SELECT person, medaid_collect(claim) FROM claims GROUP BY person'
has "$(plan 'INSERT INTO collection SELECT person, medaid_collect(claim) FROM claims GROUP BY person')" 'Insert on collection_' 'collections: stored where the claims are'
is "$(differ "SELECT person, unnest(medaid_settle_all(claims, (SELECT $policies))) AS s FROM collection")" 0 'settled again from there'

echo '# what came of it'
by_area='SELECT left(person, 6) AS area, medaid_outcome(s) AS o FROM settlement GROUP BY left(person, 6)'
p=$(sql "EXPLAIN (VERBOSE, COSTS off) $by_area")
has "$p" "worker_partial_agg('public.medaid_outcome(" 'medaid_outcome by area: added up on the shards; sums travel, no settlement'
has "$(first "$p")" 'HashAggregate' 'and added up once more'
is "$(sql 'DROP TABLE IF EXISTS got' 'CREATE TABLE got AS SELECT left(person, 6) AS area, (medaid_outcome(s)).* FROM settlement GROUP BY left(person, 6)' \
	'SELECT count(*) FROM ((TABLE got EXCEPT ALL TABLE expected_outcome) UNION ALL (TABLE expected_outcome EXCEPT ALL TABLE got)) AS d')" 0 'and one server'"'"'s figures'

scenarios="SELECT o.* FROM unnest((SELECT medaid_outcomes_merge(o) FROM (SELECT medaid_outcomes(claim, (SELECT $policies)) AS o FROM claims GROUP BY person) AS x)) AS o"
is "$(sql 'DROP TABLE IF EXISTS got' "CREATE TABLE got AS $scenarios" \
	'SELECT count(*) FROM ((TABLE got EXCEPT ALL TABLE expected_scenarios) UNION ALL (TABLE expected_scenarios EXCEPT ALL TABLE got)) AS d')" 0 'scenarios in one pass: one server'"'"'s figures'

echo '# one person'
person=$(sql 'SELECT person FROM claim GROUP BY person ORDER BY count(*) DESC, person LIMIT 1')
has "$(plan "SELECT medaid_ytd(s) FROM settlement WHERE person = '$person'")" 'Task Count: 1' 'medaid_ytd of one person asks one shard'
is "$(sql "SELECT medaid_ytd(s) FROM settlement WHERE person = '$person'")" "$(sql "SELECT medaid_ytd(s) FROM expected WHERE person = '$person'")" 'and has one server'"'"'s sums'

echo '# nodes that fail'
rows="SELECT count(*) FROM settlement"
sql 'TRUNCATE settlement'
crash 2
has "$(bound "$etl" '')" 'Connection refused' 'a worker is away: the job fails'
start 2
is "$(sql "$rows")" 0 'and has stored nothing'
# node 2 takes its time to prepare; node 1, which has prepared, dies
slow=$(sql "SELECT shard_name FROM citus_shards WHERE table_name = 'settlement'::regclass AND nodeport = $((port0 + 2)) ORDER BY shardid LIMIT 1")
worker 2 'SET citus.enable_ddl_propagation = off' 'SET citus.enable_manual_changes_to_shards = on' \
	'CREATE FUNCTION wait_here() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(42); RETURN NULL; END $$' \
	"CREATE CONSTRAINT TRIGGER wait_here AFTER INSERT ON $slow DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait_here()"
psql -qXAt -p $((port0 + 2)) -c 'SELECT pg_advisory_lock(42)' -c 'SELECT pg_sleep(120)' >/dev/null 2>&1 &
holder=$!
wait_for 1 worker 2 "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
bound "$etl" '' >/dev/null &
job=$!
wait_for 2 worker 1 'SELECT count(*) FROM pg_prepared_xacts'
crash 1
kill $holder
worker 2 "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted" >/dev/null
wait $job
start 1
half=$(sql "$rows")
is "$([ "$half" -gt 0 ] && [ "$half" -lt "$claims" ] && echo part || echo "$half")" part 'killed at COMMIT PREPARED: readers see a part of the rows, and no error'
is "$(sql "SELECT sum(result::bigint) FROM run_command_on_all_nodes('SELECT count(*) FROM pg_prepared_xacts')")" 2 'which pg_prepared_xacts of the nodes tells'
sql 'SELECT recover_prepared_transactions()' >/dev/null
is "$(sql "$rows") $(differ 'SELECT person, s FROM settlement')" "$claims 0" 'recovered: every settlement, once'
worker 2 'SET citus.enable_ddl_propagation = off' 'DROP FUNCTION wait_here() CASCADE'

done_testing
