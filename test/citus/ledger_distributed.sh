#!/bin/bash
# A ledger (结算台账) distributed by person with the claims: it posts as a ledger on one server does; months and
# statements over all shards; kill -9 of a worker and of the coordinator, while posting and at COMMIT PREPARED.  Prints TAP.
cd "$(dirname "$0")/../.." || exit 1
. test/citus/cluster.sh

# 800 in scope of 低保, 淄博 (六): 75 %, 600; the limit of a year is 30,000
view="SELECT person, claim_id, at AS position, payee, medaid_claim(claim_id => claim_id, service => 'inpatient', discharged_on => '2024-06-01',
	categories => '{dibao}', total => in_scope, in_scope => in_scope, critical_illness_paid => 0) AS claim FROM hospital_claim"
rules="medaid_policies('zibo-2023', '2023-01-01', '2024-12-31')"
posted() { sql "SELECT count(*) || ' ' || coalesce(sum(aid), 0) FROM county.now"; }
entries() { sql 'SELECT count(*) FROM county.entry'; }
verified() { sql "SELECT count(*) FROM medaid_ledger_verify('county')"; }

echo '# distributing'
sql 'CREATE EXTENSION medaid' 'SELECT medaid_share_rules()' \
	'CREATE TABLE hospital_claim (person text COLLATE "C", claim_id text, at timestamptz NOT NULL, payee text NOT NULL, in_scope numeric NOT NULL, PRIMARY KEY (person, claim_id))' \
	"SELECT create_distributed_table('hospital_claim', 'person')" \
	"INSERT INTO hospital_claim SELECT 'P' || i % 50, 'C' || i, now(), 'H' || i % 3, 800 FROM generate_series(1, 200) AS i" \
	"SELECT medaid_create_ledger('county', month => '2024-06-01')" >/dev/null
is "$(sql "SELECT medaid_distribute_ledger('county', 'hospital_claim')" "SELECT medaid_distribute_ledger('county')")" 'county
county' 'medaid_distribute_ledger, and once more: nothing to do'
is "$(sql "SELECT string_agg(table_name || ' ' || citus_table_type, ', ' ORDER BY table_name::text) FROM citus_tables WHERE table_name::text LIKE 'county.%'")" \
	'county.book reference, county.entry distributed, county.held distributed, county.person distributed, county.posting distributed, county.premium distributed, county.receipt reference, county.rules reference, county.statement reference' \
	'what belongs to a person is distributed, the rest is on every node'
is "$(sql "SELECT count(DISTINCT colocation_id) FROM citus_tables WHERE table_name::text IN ('hospital_claim', 'county.entry', 'county.person', 'county.held', 'county.premium', 'county.posting')")" 1 'beside the claims'
sql "CREATE OR REPLACE VIEW county.claim AS $view" >/dev/null
has "$(sql "SELECT medaid_post('county', '{P1}')")" 'no rules are adopted' 'nothing is posted without rules'
is "$(sql "SELECT medaid_adopt('county', $rules, 'first')")" 1 'rules adopted reach all nodes'

echo '# posting'
is "$(sql "SELECT medaid_post('county', '{P1}')") $(posted)" '4 4 2400.00' 'one person at the counter: four claims'
is "$(sql "SELECT medaid_post('county', '{P1}')")" 0 'once more: nothing'
is "$(sql "SELECT medaid_post('county', '{P1,P2,P3,P4,P5,P6}')") $(posted)" '20 24 14400.00' 'six persons of several shards'
is "$(sql BEGIN "INSERT INTO hospital_claim VALUES ('P1', 'own', now(), 'H', 400)" "SELECT medaid_post('county', '{P1}')" "SELECT sum(aid) FROM county.now WHERE person = 'P1'" COMMIT | tr '\n' ' ')" '1 2700.00 ' \
	'insert, post and read in one transaction: it sees its own claim'
is "$(sql BEGIN "INSERT INTO hospital_claim VALUES ('N', 'own', now(), 'H', 400)" "SELECT medaid_post('county', '{N}')" ROLLBACK "SELECT (SELECT count(*) FROM county.person WHERE person = 'N') + (SELECT count(*) FROM hospital_claim WHERE person = 'N')" | tr '\n' ' ')" \
	'1 0 ' 'rolled back: claim, person and entry'
has "$(sql "SELECT medaid_post_shard('county', 'P1', '{P1}', NULL, NULL, 'county.claim', NULL)")" 'is on another node' 'a shard is posted where it is, and nowhere else'
node=$(sql "SELECT nodeport - $port0 FROM citus_shards WHERE table_name = 'county.person'::regclass AND shardid = get_shard_id_for_distribution_column('county.person', 'P1')")
has "$(worker "$node" "SELECT medaid_post_shard('county', 'P1', ARRAY(SELECT 'P' || i FROM generate_series(1, 9) AS i), NULL, NULL, 'county.claim', NULL)")" 'are not those of one shard' 'and nobody else'"'"'s persons with it'
is "$(worker "$node" "SELECT medaid_post('county', '{P1,P7,P8,P9}')")" 12 'a worker serves as a counter, too'
sql "CALL medaid_post_all('county', batch => 3)" >/dev/null
is "$(posted) $(entries)" '201 120300.00 201' 'everybody posted: 200 claims of 600, one of 300'
is "$(sql 'SELECT state, seen, changed, done, entries, held, aid_after FROM county.run') $(sql 'SELECT count(*) FROM county.posting')" 'finished|50|41|41|164|0|98400.00 0' 'county.run tells what was done'
sql "CALL medaid_post_all('county')" >/dev/null
is "$(entries) $(sql 'SELECT changed FROM county.run ORDER BY number DESC LIMIT 1')" '201 0' 'once more: nothing new'
# corrected to 400 in scope: 300; a late claim of 800; one void; one without an amount; one whose payee is another
sql "UPDATE hospital_claim SET in_scope = 400 WHERE person = 'P7' AND claim_id = 'C7'" "INSERT INTO hospital_claim VALUES ('P8', 'late', now(), 'H', 800)" \
	"DELETE FROM hospital_claim WHERE person = 'P9' AND claim_id = 'C9'" "INSERT INTO hospital_claim VALUES ('P10', 'bad', now(), 'H', -1)" \
	"UPDATE hospital_claim SET payee = 'H9' WHERE person = 'P11' AND claim_id = 'C11'" >/dev/null
is "$(sql "SELECT string_agg(person || ' ' || claim_id || ' ' || change || ' ' || aid, ', ' ORDER BY person, claim_id) FROM medaid_ledger_diff('county')")" \
	'P11 C11 changed 0.00, P7 C7 changed -300.00, P8 late new 600.00, P9 C9 taken_back -600.00' 'medaid_ledger_diff over all shards'
sql "CALL medaid_post_all('county')" >/dev/null
is "$(posted) $(entries)" '201 120000.00 205' 'four entries'
is "$(sql 'SELECT person, claim_id, kind FROM county.held')" 'P10|bad|amount_out_of_range' 'a faulty claim is held'
sql "DELETE FROM hospital_claim WHERE claim_id = 'bad'" "SELECT medaid_post('county', '{P10}')" >/dev/null
is "$(sql 'SELECT count(*) FROM county.held') $(entries)" '0 205' 'and mended at the counter'
sql 'CREATE VIEW nobody AS SELECT * FROM county.claim WHERE person < $$P2$$' >/dev/null
has "$(sql "CALL medaid_post_all('county', source => 'nobody')")" 'posting would take back' 'a source without most claims is refused'
is "$(entries) $(sql 'SELECT state FROM county.run ORDER BY number DESC LIMIT 1')" '205 refused' 'and nothing is taken back'
has "$(worker 1 "CALL medaid_post_all('county')")" 'this node has no runs' 'everybody is posted on the coordinator'
has "$(sql "UPDATE county.entry SET place = 7")" 'never changed' 'entries are guarded on the shards'
has "$(sql "DELETE FROM county.entry WHERE person = 'P1'")" 'never changed' 'against DELETE, too'
has "$(sql 'TRUNCATE county.entry')" 'never changed' 'and TRUNCATE'

echo '# as one server'
# larger claims, up to the limit of 30,000: the order decides
sql "INSERT INTO hospital_claim SELECT 'Q' || i % 20, 'C' || i, now() + i * interval '1 minute', 'H' || i % 3, 4000 + i * 37 FROM generate_series(1, 240) AS i" "CALL medaid_post_all('county', batch => 2)" \
	'SET citus.enable_ddl_propagation = off' "SELECT medaid_create_ledger('one', month => '2024-06-01')" "SELECT medaid_adopt('one', $rules, 'first')" "CREATE OR REPLACE VIEW one.claim AS SELECT person COLLATE \"default\" AS person, claim_id, position, payee, claim FROM ($view) AS v" \
	"CALL medaid_post_all('one')" >/dev/null
is "$(sql 'SELECT count(*) FROM one.now')" 441 'a ledger beside it on one node, of the same claims'
columns="person, claim_id, payee, aid, assistance, tilted, pool_paid, pool_remaining, patient_pays"
is "$(sql "CREATE TEMP TABLE a AS SELECT $columns FROM county.now" "CREATE TEMP TABLE b AS SELECT $columns FROM one.now WHERE person LIKE 'Q%'" "DELETE FROM a WHERE person NOT LIKE 'Q%'" 'SELECT count(*) FROM (TABLE a EXCEPT ALL TABLE b) AS x' 'SELECT count(*) FROM (TABLE b EXCEPT ALL TABLE a) AS x' 'SELECT count(*) FROM a' | tail -3 | tr '\n' ' ')" \
	'0 0 240 ' 'the same settlements, claim by claim'
is "$(verified)" 0 'medaid_ledger_verify over all shards: all is well'
# behind the functions, in the shard itself
forge() {	# how much more
	local node
	for node in 1 2; do
		worker $node 'SET session_replication_role = replica' 'SET citus.enable_manual_changes_to_shards = on' 'SET citus.override_table_visibility = off' "DO \$\$ DECLARE shard regclass; BEGIN
			FOR shard IN SELECT c.oid FROM pg_class AS c WHERE c.relnamespace = 'county'::regnamespace AND c.relname ~ '^entry_[0-9]' LOOP
				EXECUTE format('UPDATE %s SET settlement.burden = (settlement).burden + \$1 WHERE (person, claim_id) = (''P1'', ''C1'')', shard) USING $1;
			END LOOP; END \$\$"
	done
}
forge 1e16
is "$(sql "SELECT person, claim_id, finding, message FROM medaid_ledger_verify('county') WHERE message NOT LIKE 'aid%'")" 'P1|C1|settlement|it cannot be read: burden of a settlement is out of range' 'what cannot be read is named, and the rest looked at'
forge -1e16
is "$(verified)" 0 'put back, all is well'
plan() { sql "EXPLAIN (COSTS off) $1"; }
for query in 'SELECT sum(aid) FROM county.now' "SELECT month, payee, sum(amount) FROM county.delta WHERE payer = 'aid' GROUP BY 1, 2" 'SELECT sum(amount) FROM county.payable'; do
	p=$(plan "$query")
	is "$(grep -c 'Task Count: 4' <<<"$p") $(grep -c 'Distributed Subplan' <<<"$p")" '1 0' "pushed down whole: $query"
done
has "$(plan "SELECT aid FROM county.now WHERE person = 'P1' AND claim_id = 'C1'")" 'Task Count: 1' 'one claim asks one shard'

echo '# the month'
is "$(sql "INSERT INTO county.receipt (day, source, amount) VALUES ('2024-06-03', 'county', 500000)" 'SELECT month, amount FROM county.receipt')" '2024-06-01|500000' 'a receipt is booked in the open month'
sql "CREATE TABLE insured AS SELECT 'P' || i AS person, jsonb_populate_record(NULL::medaid_premium, '{\"assistance\": 300.00}') AS premium FROM generate_series(1, 20) AS i"
is "$(sql "SELECT medaid_post_premiums('county', 2024, 'insured')" "SELECT medaid_post_premiums('county', 2024, 'insured')" 'SELECT sum(amount) FROM county.premium' | tr '\n' ' ')" '20 0 6000.00 ' 'premium subsidies of 20 persons, once'
has "$(sql "INSERT INTO insured VALUES ('P1', NULL)" "SELECT medaid_post_premiums('county', 2024, 'insured')")" 'is NULL' 'a subsidy that is NULL is refused'
has "$(sql 'BEGIN ISOLATION LEVEL REPEATABLE READ' "SELECT medaid_close_month('county')" ROLLBACK)" 'under READ COMMITTED' 'a month is closed under READ COMMITTED only'
sql "SELECT medaid_close_month('county')" "SELECT medaid_close_month('one')" >/dev/null
is "$(sql "SELECT sum(amount) FROM county.statement")" "$(sql 'SELECT sum(aid) FROM county.now')" 'the statements are what was posted'
# those of P7, P8, P9 and P11 were corrected before; claims with an amount are the same
is "$(sql 'SELECT payee, amount, due FROM county.statement ORDER BY payee')" "$(sql 'SELECT payee, amount, due FROM one.statement ORDER BY payee')" 'by payee those of one server'
is "$(sql 'SELECT string_agg(amount::text, $$ $$ ORDER BY line) FROM county.account WHERE year = 2024 AND line IN (2, 4)')" '500000.00 -6000.00' 'the account has receipts and premiums'
for node in 0 1 2; do on $node 'SELECT month FROM county.book'; done | sort -u >"$cluster/months"
is "$(cat "$cluster/months")" 2024-07-01 'the next month is open on all nodes'
is "$(verified)" 0 'and verified'

echo '# a ledger that has entries'
has "$(sql "SELECT medaid_distribute_ledger('one')")" 'person in one.claim is not text COLLATE "C"' 'whose view has another collation is refused'
sql 'DROP VIEW one.claim' "CREATE VIEW one.claim AS $view" "SELECT medaid_distribute_ledger('one')" >/dev/null
is "$(sql "SELECT count(DISTINCT colocation_id) FROM citus_tables WHERE table_name::text IN ('hospital_claim', 'one.entry', 'one.person')")" 1 'beside the claims where nothing is named: as many shards, the same collation'
is "$(sql "SELECT pg_relation_size('one.entry')") $(sql 'SELECT count(*) FROM one.now') $(sql "SELECT count(*) FROM medaid_ledger_verify('one')")" '0 441 0' 'is distributed with them'
is "$(sql "CALL medaid_post_all('one')" 'SELECT changed, entries FROM one.run ORDER BY number DESC LIMIT 1')" '0|0' 'and finds nothing new'
has "$(sql "UPDATE one.entry SET place = 7")" 'never changed' 'its guards, too'
has "$(sql "SELECT medaid_create_ledger('parts', partitions => 2)" "SELECT medaid_distribute_ledger('parts')")" 'ledger parts is partitioned' 'a partitioned ledger is not distributed'

# Node 2 takes its time to prepare, as long as advisory lock 42 is held there
shard_on() { sql "SELECT shard_name FROM citus_shards WHERE table_name = '$2'::regclass AND nodeport = $((port0 + $1)) ORDER BY shardid LIMIT 1"; }
slow() {	# table, event
	worker 2 'SET citus.enable_ddl_propagation = off' 'SET citus.enable_manual_changes_to_shards = on' \
		'CREATE OR REPLACE FUNCTION wait_here() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(42); RETURN NULL; END $$' \
		"DROP TRIGGER IF EXISTS wait_here ON $(shard_on 2 "$1")" \
		"CREATE CONSTRAINT TRIGGER wait_here AFTER $2 ON $(shard_on 2 "$1") DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait_here()"
	psql -qXAt -p $((port0 + 2)) -c 'SELECT pg_advisory_lock(42)' -c 'SELECT pg_sleep(120)' >/dev/null 2>&1 &
	holder=$!
	wait_for 1 worker 2 "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = 42"
}
go() {
	kill $holder 2>/dev/null
	worker 2 "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = 42" >/dev/null
}
quick() { worker 2 'SET citus.enable_ddl_propagation = off' 'DROP FUNCTION wait_here() CASCADE'; }
# one connection a worker: what is prepared there is all of it
one_connection="$PGOPTIONS -c citus.max_adaptive_executor_pool_size=1"
alone() { PGOPTIONS=$one_connection sql "$@"; }
# 50 claims more, of 600 each
more() { alone "INSERT INTO hospital_claim SELECT 'P' || i, '$1', now(), 'H', 800 FROM generate_series(0, 49) AS i"; }

echo '# a worker dies while everybody is posted'
more worker
slow county.posting UPDATE
alone "CALL medaid_post_all('county', batch => 5)" >"$cluster/job" &
job=$!
wait_for t worker 1 'SELECT count(*) > 0 FROM pg_prepared_xacts'
# before PREPARE of all: the second worker has not agreed
worker 2 "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND wait_event = 'advisory'" >/dev/null
crash 1
wait $job
go
has "$(cat "$cluster/job")" 'ERROR' 'killed before all have prepared: the run fails'
start 1
sql 'SELECT recover_prepared_transactions()' >/dev/null
is "$(entries)" "$(sql 'SELECT count(*) FROM county.entry WHERE month < $$2024-07-01$$')" 'and nothing of the batch is there'
quick
sql "CALL medaid_post_all('county', batch => 5)" >/dev/null
is "$(sql "SELECT count(*), count(DISTINCT person), sum(aid) FROM county.now WHERE claim_id = 'worker'") $(verified)" '50|50|30000.00 0' 'called again: each claim once'
is "$(sql "SELECT string_agg(state, ' ' ORDER BY number) FROM county.run WHERE number > (SELECT max(number) - 2 FROM county.run)")" 'interrupted finished' 'the run that died is told interrupted'

echo '# a worker dies at COMMIT PREPARED of posting'
more prepared
slow county.posting UPDATE
alone "CALL medaid_post_all('county')" >/dev/null &
job=$!
wait_for t worker 1 'SELECT count(*) > 0 FROM pg_prepared_xacts'
crash 1
go
wait $job
start 1
part=$(sql "SELECT count(*) FROM county.now WHERE claim_id = 'prepared'")
is "$([ "$part" -gt 0 ] && [ "$part" -lt 50 ] && echo part || echo "$part")" part 'readers see a part of the entries'
hidden=$(sql "SELECT p.person FROM county.person AS p WHERE p.person LIKE 'P%' AND NOT EXISTS (SELECT FROM county.now AS n WHERE n.person = p.person AND n.claim_id = 'prepared') ORDER BY 1 LIMIT 1")
has "$(PGOPTIONS="$PGOPTIONS -c lock_timeout=1s" worker 1 "SELECT medaid_post('county', '{$hidden}')")" 'lock timeout' 'who posts a person whose entries are hidden waits for his row'
has "$(PGOPTIONS="$PGOPTIONS -c lock_timeout=1s" sql "CALL medaid_post_all('county')")" 'prepared and not committed' 'posting everybody raises'
sql "SELECT medaid_close_month('county')" >"$cluster/job" &
job=$!
wait_for t worker 1 "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%book%'"
is "$(cat "$cluster/job")" '' 'who closes the month waits: no entry slips out of it'
sql 'SELECT recover_prepared_transactions()' >/dev/null
wait $job
is "$(cat "$cluster/job") $(sql "SELECT sum(amount) FROM county.statement WHERE month = '2024-07-01'")" '2024-07-01 60000.00' 'recovered: the statements have all of it'
is "$(sql "SELECT count(*), count(DISTINCT person), sum(aid) FROM county.now WHERE claim_id = 'prepared'") $(verified)" '50|50|30000.00 0' 'each claim once'
quick
sql "CALL medaid_post_all('county')" >/dev/null
is "$(sql 'SELECT changed FROM county.run ORDER BY number DESC LIMIT 1')" 0 'and nothing left to post'

echo '# a worker dies at COMMIT PREPARED of claims'
slow hospital_claim INSERT
more hidden >/dev/null &
job=$!
wait_for t worker 1 'SELECT count(*) > 0 FROM pg_prepared_xacts'
crash 1
go
wait $job
start 1
hidden=$(sql "SELECT p.person FROM county.person AS p WHERE p.person LIKE 'P%' AND NOT EXISTS (SELECT FROM hospital_claim AS n WHERE n.person = p.person AND n.claim_id = 'hidden') ORDER BY 1 LIMIT 1")
visible=$(sql "SELECT p.person FROM hospital_claim AS p WHERE p.claim_id = 'hidden' ORDER BY 1 LIMIT 1")
has "$(PGOPTIONS="$PGOPTIONS -c lock_timeout=1s" worker 1 '\set VERBOSITY verbose' "SELECT medaid_post('county', '{$hidden}')")" '55P03: a transaction that wrote claims or entries of these persons is prepared and not committed' 'who posts a person whose claims are hidden gets an error'
is "$(sql "SELECT medaid_post('county', '{$visible}')")" 1 'others are posted'
has "$(sql "CALL medaid_post_all('county')")" 'a node has transactions that are prepared and not committed' 'and so does posting everybody, after 5 s'
sql 'SELECT recover_prepared_transactions()' >/dev/null
quick
is "$(sql "SELECT medaid_post('county', '{$hidden}')")" 1 'recovered: the claim is posted'
sql "CALL medaid_post_all('county')" >/dev/null
is "$(sql "SELECT count(*), count(DISTINCT person), sum(aid) FROM county.now WHERE claim_id = 'hidden'") $(verified)" '50|50|30000.00 0' 'and everybody, each claim once'

echo '# the coordinator dies'
more coordinator
slow county.posting UPDATE
alone "CALL medaid_post_all('county')" >/dev/null &
job=$!
wait_for t worker 1 'SELECT count(*) > 0 FROM pg_prepared_xacts'
crash 0
go
wait $job
start 0
before=$(sql "SELECT count(*) FROM county.now WHERE claim_id = 'coordinator'")
sql 'SELECT recover_prepared_transactions()' >/dev/null
is "$before $(sql "SELECT count(*) FROM county.now WHERE claim_id = 'coordinator'")" '0 0' 'before its own commit: all is rolled back'
quick
slow county.posting UPDATE
alone "CALL medaid_post_all('county')" >/dev/null &
job=$!
wait_for t worker 1 'SELECT count(*) > 0 FROM pg_prepared_xacts'
# worker 1 has prepared, and hears no COMMIT PREPARED
frozen=$(worker 1 "SELECT string_agg(pid::text, ' ') FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()")
kill -STOP $frozen
before=$(sql 'SELECT count(*) FROM pg_dist_transaction')
go
wait_for t sql "SELECT count(*) > $before FROM pg_dist_transaction"
crash 0
crash 1
kill -9 $frozen 2>/dev/null
wait $job
start 1
start 0
part=$(sql "SELECT count(*) FROM county.now WHERE claim_id = 'coordinator'")
is "$([ "$part" -lt 50 ] && echo part || echo "$part")" part 'after its own commit, and worker 1 with it: a part is hidden'
has "$(sql "CALL medaid_post_all('county')")" 'prepared and not committed' 'nobody posts over it'
sql 'SELECT recover_prepared_transactions()' >/dev/null
is "$(sql "SELECT count(*), count(DISTINCT person), sum(aid) FROM county.now WHERE claim_id = 'coordinator'") $(verified)" '50|50|30000.00 0' 'recovered: each claim once'
quick
sql "CALL medaid_post_all('county')" >/dev/null
is "$(sql 'SELECT changed FROM county.run ORDER BY number DESC LIMIT 1') $(sql "SELECT count(*) FROM medaid_ledger_diff('county')")" '0 0' 'and nothing left to post'

echo '# counters and a night at once'
sql 'INSERT INTO hospital_claim SELECT $$P$$ || i % 50, $$busy$$ || i, now(), $$H$$, 8 FROM generate_series(1, 500) AS i'
for counter in 1 2 3 4; do
	for i in $(seq 12); do echo "SELECT medaid_post('county', ARRAY['P' || $(((counter * 7 + i * 5) % 50)), 'P' || $(((counter + i * 11) % 50))]);"; done |
		psql -qXAt -p $((port0 + counter % 3)) >>"$cluster/counters" 2>&1 &
done
sql "CALL medaid_post_all('county', batch => 4)" >"$cluster/job"
wait
# a deadlock over several shards is an error, which is repeated
is "$(grep -v '^[0-9]*$' "$cluster/counters" "$cluster/job" | grep -vc 'deadlock\|CONTEXT\|SQL statement\|PL/pgSQL\|while executing\|DETAIL\|HINT')" 0 'no error but of a deadlock'
sql "CALL medaid_post_all('county')" >/dev/null
is "$(sql "SELECT count(*), sum(aid) FROM county.now WHERE claim_id LIKE 'busy%'") $(sql "SELECT count(*) FROM county.entry WHERE claim_id LIKE 'busy%'") $(verified)" '500|3000.00 500 0' 'each claim once'

echo '# rights'
sql 'CREATE ROLE poster LOGIN' 'GRANT USAGE ON SCHEMA county TO poster' 'GRANT SELECT ON ALL TABLES IN SCHEMA county TO poster' 'GRANT INSERT ON county.entry, county.person, county.held, county.run, county.posting TO poster' \
	'GRANT UPDATE ON county.person, county.held, county.run, county.posting TO poster' 'GRANT DELETE ON county.held, county.posting TO poster' "INSERT INTO hospital_claim VALUES ('P1', 'right', now(), 'H', 8), ('P2', 'right', now(), 'H', 8)" >/dev/null
has "$(PGUSER=poster sql "SELECT medaid_post('county', '{P1}')")" 'permission denied for table book' 'who may not hold the book posts nothing'
sql "SELECT run_command_on_placements('county.book', 'GRANT UPDATE (one) ON %s TO poster')" >/dev/null
has "$(PGUSER=poster sql "SELECT medaid_post('county', '{P1}')")" 'permission denied for view claim' 'nor who may not read the claims'
sql 'GRANT SELECT ON county.claim TO poster'
has "$(PGUSER=poster sql "SELECT medaid_post('county', '{P1}')")" 'permission denied for table hospital_claim' 'nor who may not read what is behind the view: Citus reads shards with his rights'
sql 'GRANT SELECT ON hospital_claim TO poster'
is "$(PGUSER=poster sql "SELECT medaid_post('county', '{P1}')" "CALL medaid_post_all('county')") $(sql "SELECT string_agg(person || ' ' || by, ', ' ORDER BY person) FROM county.entry WHERE claim_id = 'right'")" '1 P1 poster, P2 poster' 'with all three he posts'
has "$(PGUSER=poster sql "UPDATE county.book SET month = '2030-01-01'")" 'permission denied' 'and can change nothing of the book'
done_testing
