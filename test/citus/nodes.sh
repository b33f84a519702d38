#!/bin/bash
# Nodes that come and go under a distributed ledger: a node added and shards moved to it while counters post; a worker
# lost for good, and its promoted standby put in its place.  Prints TAP.
cd "$(dirname "$0")/../.." || exit 1
. test/citus/cluster.sh

# 800 in scope of 低保, 淄博 (六): 75 %, 600
sql 'CREATE EXTENSION medaid' 'SELECT medaid_share_rules()' \
	'CREATE TABLE hospital_claim (person text COLLATE "C", claim_id text, at timestamptz NOT NULL, payee text NOT NULL, in_scope numeric NOT NULL, PRIMARY KEY (person, claim_id))' \
	"SELECT create_distributed_table('hospital_claim', 'person', shard_count => 8)" \
	"SELECT medaid_create_ledger('county', month => '2024-06-01')" "SELECT medaid_distribute_ledger('county', 'hospital_claim')" \
	"CREATE OR REPLACE VIEW county.claim AS SELECT person, claim_id, at AS position, payee, medaid_claim(claim_id => claim_id, service => 'inpatient', discharged_on => '2024-06-01',
		categories => '{dibao}', total => in_scope, in_scope => in_scope, critical_illness_paid => 0) AS claim FROM hospital_claim" \
	"SELECT medaid_adopt('county', medaid_policies('zibo-2023', '2023-01-01', '2024-12-31'), 'first')" \
	"INSERT INTO hospital_claim SELECT 'P' || i % 50, 'C' || i, now(), 'H', 800 FROM generate_series(1, 200) AS i" "CALL medaid_post_all('county')" >/dev/null
posted() { sql "SELECT count(*) || ' ' || count(DISTINCT (person, claim_id)) || ' ' || sum(aid) FROM county.now"; }
entries() { sql 'SELECT count(*) FROM county.entry'; }
verified() { sql "SELECT count(*) FROM medaid_ledger_verify('county')"; }
same() { sql "SELECT string_agg(same::text, ' ' ORDER BY node) FROM medaid_check_nodes()"; }
has "$(sql "SELECT medaid_post('county', '{P1}')") $(posted)" '0 200 200 120000.00' '200 claims of 600 posted'

echo '# a node that joins, and shards that move'
make_node 3
sql "SELECT citus_add_node('127.0.0.1', $((port0 + 3)))" 'SELECT replicate_reference_tables(shard_transfer_mode => $$block_writes$$)' 'SELECT medaid_share_rules()' >/dev/null
is "$(same)" 'true true true true' 'rules shared with the new node'
# a claim of 8 in scope, 6 each, told and posted by two counters on each of which the other does not wait
for counter in 1 2; do
	for i in $(seq 60); do
		echo "BEGIN; INSERT INTO hospital_claim VALUES ('P$((i % 50))', 'move$counter-$i', now(), 'H', 8); SELECT medaid_post('county', '{P$((i % 50))}'); COMMIT;"
	done | psql -qXAt -p $((port0 + counter - 1)) >"$cluster/counter$counter" 2>&1 &
done
sql "SELECT rebalance_table_shards('hospital_claim', shard_transfer_mode => 'block_writes')" >"$cluster/moved"
wait
is "$(sql "SELECT count(DISTINCT table_name) FROM citus_shards WHERE nodeport = $((port0 + 3)) AND citus_table_type = 'distributed'")" 6 'shards of the claims and of the ledger have moved together'
# a transaction that met a move in the middle is an error, and its claim is not there
told=$(sql "SELECT count(*) FROM hospital_claim WHERE claim_id LIKE 'move%'")
is "$([ "$told" -ge 60 ] && echo many || echo "$told $(cat "$cluster"/counter?)")" many 'counters have posted meanwhile'
is "$(sql "SELECT count(*) FROM county.now WHERE claim_id LIKE 'move%'") $(sql "SELECT count(*) FROM medaid_ledger_diff('county')") $(verified)" "$told 0 0" 'each claim told is posted, once'
sql 'SELECT citus_cleanup_orphaned_resources()' 'CALL citus_cleanup_orphaned_resources()' >/dev/null
has "$(sql "UPDATE county.entry SET place = 7")" 'never changed' 'the guards have moved with the shards'
has "$(worker 3 "INSERT INTO county.entry SELECT e.* FROM county.entry AS e LIMIT 0" "SELECT medaid_post('county', '{P1,P2,P3}')")" 0 'the new node serves as a counter'
before=$(entries)
sql "INSERT INTO hospital_claim SELECT 'P' || i, 'after', now(), 'H', 800 FROM generate_series(0, 49) AS i" "CALL medaid_post_all('county')" >/dev/null
is "$(($(entries) - before)) $(verified)" '50 0' 'everybody is posted where the shards are now'
is "$(sql "SELECT medaid_close_month('county')" "SELECT sum(amount) FROM county.statement" | tr '\n' ' ')" "2024-06-01 $(sql 'SELECT sum(aid) FROM county.now') " 'the month is closed over all nodes'

echo '# a worker lost for good'
# a standby of worker 2, as each worker should have one
"${as[@]}" "$bindir/pg_basebackup" -D "$cluster/4" -h 127.0.0.1 -p $((port0 + 2)) -U postgres -R -X stream -c fast >/dev/null 2>&1
"${as[@]}" tee -a "$cluster/4/postgresql.conf" >/dev/null <<<"port = $((port0 + 4))"
start 4
sql "INSERT INTO hospital_claim SELECT 'P' || i, 'standby', now(), 'H', 800 FROM generate_series(0, 49) AS i" "CALL medaid_post_all('county')" >/dev/null
wait_for t worker 2 "SELECT replay_lsn = pg_current_wal_lsn() FROM pg_stat_replication"
crash 2
lost=$(sql "SELECT p.person FROM county.person AS p WHERE false" "SELECT g.person FROM (SELECT 'P' || i AS person FROM generate_series(0, 49) AS i) AS g, pg_dist_placement AS p, pg_dist_node AS n
	WHERE p.shardid = get_shard_id_for_distribution_column('county.person', g.person) AND n.groupid = p.groupid AND n.nodeport = $((port0 + 2)) ORDER BY 1 LIMIT 1")
served=$(sql "SELECT g.person FROM (SELECT 'P' || i AS person FROM generate_series(0, 49) AS i) AS g, pg_dist_placement AS p, pg_dist_node AS n
	WHERE p.shardid = get_shard_id_for_distribution_column('county.person', g.person) AND n.groupid = p.groupid AND n.nodeport <> $((port0 + 2)) ORDER BY 1 LIMIT 1")
has "$(sql "SELECT medaid_post('county', '{$lost}')")" 'Connection refused' 'a worker is away: its persons cannot be posted'
is "$(sql "INSERT INTO hospital_claim VALUES ('$served', 'meanwhile', now(), 'H', 800)" "SELECT medaid_post('county', '{$served}')")" 1 'others are'
has "$(sql "CALL medaid_post_all('county')")" 'Connection refused' 'nor can everybody'
has "$(sql "SELECT medaid_close_month('county')")" 'Connection refused' 'and no month is closed'
before=$(sql 'SELECT count(*) FROM county.statement')
"${as[@]}" "$bindir/pg_ctl" -D "$cluster/4" -w promote >/dev/null
is "$(sql "SELECT citus_update_node(nodeid, '127.0.0.1', $((port0 + 4))) IS NOT NULL FROM pg_dist_node WHERE nodeport = $((port0 + 2))")" t 'citus_update_node points to the promoted standby'
is "$(same)" 'true true true true' 'it has the rules'
is "$(sql "INSERT INTO hospital_claim VALUES ('$lost', 'standby2', now(), 'H', 800)" "SELECT medaid_post('county', '{$lost}')")" 1 'and posts'
sql "CALL medaid_post_all('county')" >/dev/null
is "$(sql "SELECT count(*), count(DISTINCT person) FROM county.now WHERE claim_id = 'standby'") $(sql "SELECT count(*) FROM medaid_ledger_diff('county')") $(verified)" '50|50 0 0' 'nothing was lost, nothing is there twice'
is "$(sql "SELECT medaid_close_month('county')" "SELECT sum(amount) FROM county.statement WHERE month = '2024-07-01'" | tr '\n' ' ')" "2024-07-01 $((52 * 600)).00 " 'and the month is closed: 52 claims of 600'
done_testing
