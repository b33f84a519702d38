#!/bin/bash
# A ledger (结算台账) beside claims that Citus distributes: its tables are one node's, the coordinator's or a worker's.  Prints TAP.
cd "$(dirname "$0")/../.." || exit 1
. test/citus/cluster.sh

# 800 in scope of 低保, 淄博 (六): 75 %, 600; no person comes near the limit of 30,000
view="SELECT person, claim_id, at AS position, payee, medaid_claim(claim_id => claim_id, service => 'inpatient', discharged_on => '2024-06-01',
	categories => '{dibao}', total => in_scope, in_scope => in_scope, critical_illness_paid => 0) AS claim FROM hospital_claim"
sql 'CREATE EXTENSION medaid' 'SELECT medaid_share_rules()' "SELECT medaid_create_ledger('county', month => '2024-06-01')" \
	"SELECT medaid_adopt('county', medaid_policies('zibo-2023', '2023-01-01', '2024-12-31'), 'first')" \
	'CREATE TABLE hospital_claim (person text, claim_id text, at timestamptz NOT NULL, payee text NOT NULL, in_scope numeric NOT NULL, PRIMARY KEY (person, claim_id))' \
	"SELECT create_distributed_table('hospital_claim', 'person')" \
	'SET citus.enable_ddl_propagation = off' "CREATE OR REPLACE VIEW county.claim AS $view" \
	"INSERT INTO hospital_claim SELECT 'P' || i % 50, 'C' || i, now(), 'H', 800 FROM generate_series(1, 200) AS i" >/dev/null
posted() { sql 'SELECT count(*) || $$ $$ || sum(aid) FROM county.now'; }
is "$(sql "SELECT count(*) FROM medaid_ledger_diff('county')")" 200 'medaid_ledger_diff reads the distributed claims'
is "$(sql "SELECT medaid_post('county', '{P1}')") $(posted)" '4 4 2400.00' 'one person posted at the counter: four claims'
sql "CALL medaid_post_all('county')" >/dev/null
is "$(posted)" '200 120000.00' 'everybody posted: 200 claims of 600'
sql "CALL medaid_post_all('county')" >/dev/null
is "$(sql 'SELECT count(*) FROM county.entry')" 200 'once more: nothing new'
# corrected to 400 in scope: 300; a late claim of 800; one void
sql "UPDATE hospital_claim SET in_scope = 400 WHERE person = 'P7' AND claim_id = 'C7'" \
	"INSERT INTO hospital_claim VALUES ('P8', 'late', now(), 'H', 800)" "DELETE FROM hospital_claim WHERE person = 'P9' AND claim_id = 'C9'" "CALL medaid_post_all('county')" >/dev/null
is "$(posted) $(sql 'SELECT count(*) FROM county.entry')" '200 119700.00 203' 'a correction, a late claim and a void claim: three entries'

echo '# a worker that fails'
crash 1
sql "INSERT INTO county.person (person) VALUES ('nobody')"
has "$(sql "CALL medaid_post_all('county')")" 'Connection refused' 'posting without the claims of a worker fails'
is "$(posted)" '200 119700.00' 'and takes nothing back'
start 1
# 50 claims more, of which a worker that dies at COMMIT PREPARED hides a part
slow=$(sql "SELECT shard_name FROM citus_shards WHERE table_name = 'hospital_claim'::regclass AND nodeport = $((port0 + 2)) ORDER BY shardid LIMIT 1")
worker 2 'SET citus.enable_ddl_propagation = off' 'SET citus.enable_manual_changes_to_shards = on' \
	'CREATE FUNCTION wait_here() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(42); RETURN NULL; END $$' \
	"CREATE CONSTRAINT TRIGGER wait_here AFTER INSERT ON $slow DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait_here()"
psql -qXAt -p $((port0 + 2)) -c 'SELECT pg_advisory_lock(42)' -c 'SELECT pg_sleep(120)' >/dev/null 2>&1 &
holder=$!
wait_for 1 worker 2 "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
sql "INSERT INTO hospital_claim SELECT 'P' || i, 'new', now(), 'H', 800 FROM generate_series(0, 49) AS i" >/dev/null &
job=$!
wait_for t worker 1 'SELECT count(*) > 0 FROM pg_prepared_xacts'
crash 1
kill $holder
worker 2 "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted" >/dev/null
wait $job
start 1
sql "CALL medaid_post_all('county')" >/dev/null
part=$(sql 'SELECT count(*) FROM county.now')
is "$([ "$part" -gt 200 ] && [ "$part" -lt 250 ] && echo part || echo "$part")" part 'claims half visible: the visible ones are posted, and nothing is taken back'
sql 'SELECT recover_prepared_transactions()' "CALL medaid_post_all('county')" >/dev/null
is "$(posted) $(sql 'SELECT count(*) FROM county.entry')" '250 149700.00 253' 'recovered and posted again: each claim once'
is "$(sql "SELECT count(*) FROM medaid_ledger_diff('county')")" 0 'and nothing left to post'
worker 2 'SET citus.enable_ddl_propagation = off' 'DROP FUNCTION wait_here() CASCADE'

echo '# a county on a worker'
worker 1 'SET citus.enable_ddl_propagation = off' "SELECT medaid_create_ledger('county2', month => '2024-06-01')" \
	"SELECT medaid_adopt('county2', medaid_policies('zibo-2023', '2023-01-01', '2024-12-31'), 'first')" "CREATE OR REPLACE VIEW county2.claim AS $view WHERE person < 'P3'" \
	"CALL medaid_post_all('county2')" >/dev/null
is "$(worker 1 'SELECT count(*) FROM county2.now')" "$(sql "SELECT count(*) FROM hospital_claim WHERE person < 'P3'")" 'it reads the distributed claims, too'
done_testing
