#!/bin/bash
# bench/counter_shards.sh: the counter on a Citus cluster of three nodes on this machine (test/citus/cluster.sh), one
# claim of one person at a time, by form: transactions a second, and CPU of all nodes together a transaction, which a
# shared machine disturbs less.  The same on one server first, with the tables of the coordinator alone.
#
#   PERSONS=1000 CLIENTS=8 TRANSACTIONS=100 bench/counter_shards.sh     where Citus is installed
cd "$(dirname "$0")/.." || exit 1
. test/citus/cluster.sh
: "${PERSONS:=1000}" "${CLIENTS:=8}" "${TRANSACTIONS:=100}"
policy="medaid_policy('zibo-2023', '2024-06-01')"
# ten claims a person, each of 800 in scope of 低保
tables() {	# ledger
	sql "CREATE TABLE claim_$1 (person text COLLATE \"C\", claim_id text, at timestamptz NOT NULL, in_scope numeric NOT NULL, PRIMARY KEY (person, claim_id))" \
		"CREATE TABLE settlement_$1 (person text COLLATE \"C\", claim_id text, s medaid_settlement, PRIMARY KEY (person, claim_id))" \
		"SELECT medaid_create_ledger('$1', month => '2024-06-01')"
	[ "$1" = many ] && sql "SELECT create_distributed_table('claim_many', 'person')" "SELECT create_distributed_table('settlement_many', 'person')" "SELECT medaid_distribute_ledger('many', 'claim_many')" 'DROP VIEW many.claim'
	[ "$1" = one ] && sql 'SET citus.enable_ddl_propagation = off' 'DROP VIEW one.claim'
	sql "CREATE VIEW $1.claim AS SELECT person, claim_id, at AS position, 'H'::text AS payee, medaid_claim(claim_id => claim_id, service => 'inpatient', discharged_on => '2024-06-01',
			categories => '{dibao}', total => in_scope, in_scope => in_scope, critical_illness_paid => 0) AS claim FROM claim_$1" \
		"INSERT INTO claim_$1 SELECT 'P' || i % $PERSONS, 'C' || i, now(), 800 FROM generate_series(1, $PERSONS * 10) AS i" \
		"SELECT medaid_adopt('$1', medaid_policies('zibo-2023', '2023-01-01', '2024-12-31'))" "CALL medaid_post_all('$1')" \
		"INSERT INTO settlement_$1 SELECT person, (s).claim_id, s FROM (SELECT person, unnest(medaid_settle_all(claim, $policy)) AS s FROM $1.claim GROUP BY person) AS x" \
		"CREATE FUNCTION settle_there_$1(who text, what text) RETURNS numeric LANGUAGE plpgsql AS \$\$
			DECLARE rules medaid_policy := $policy; answer numeric;
			BEGIN
				SELECT (medaid_settle(claim, rules, (SELECT medaid_ytd(s) FROM settlement_$1 WHERE person = who))).aid INTO answer FROM $1.claim WHERE person = who AND claim_id = what;
				RETURN answer;
			END \$\$" \
		"CREATE FUNCTION settle_$1(who text, what text) RETURNS medaid_settlement LANGUAGE plpgsql AS \$\$
			DECLARE rules medaid_policy := $policy; one medaid_compact_claim; used medaid_accumulator[];
			BEGIN
				SELECT c.claim::medaid_compact_claim, (SELECT medaid_ytd(s) FROM settlement_$1 WHERE person = who) INTO one, used FROM $1.claim AS c WHERE c.person = who AND c.claim_id = what;
				RETURN medaid_settle(one, rules, used);
			END \$\$" 'ANALYZE'
} >/dev/null
measure() {	# name, node, script
	local before tps node
	printf '\\set n random(0, %s)\n\\set c random(1, 1000000000)\n%s\n' $((PERSONS - 1)) "$3" >"$cluster/script"
	"$bindir/pgbench" -n -p $((port0 + $2)) -c "$CLIENTS" -t 10 -f "$cluster/script" >/dev/null 2>&1
	before=$(cpu)
	tps=$("$bindir/pgbench" -n -p $((port0 + $2)) -c "$CLIENTS" -t "$TRANSACTIONS" -f "$cluster/script" 2>&1 | tee "$cluster/said" | sed -n 's/^tps = \([0-9]*\).*/\1/p; s/.*failed.*: \([1-9].*\)/failed \1/p')
	[ -n "$tps" ] || grep -m1 ERROR "$cluster/said"
	# what has just ended is reaped
	sleep 0.5
	awk -v name="$1" -v tps="$tps" -v cpu=$(($(cpu) - before)) -v n=$((CLIENTS * TRANSACTIONS)) 'BEGIN { printf "%-52s %6s a second  %6.2f ms CPU\n", name, tps, cpu * 10 / n }'
}
forms() {	# ledger, node, where
	measure "$3: what was used (medaid_ytd)" "$2" "SELECT medaid_ytd(s) FROM settlement_$1 WHERE person = 'P' || :n;"
	measure "$3: one SELECT, the policy a sub-select" "$2" "SELECT (medaid_settle(claim, (SELECT $policy), (SELECT medaid_ytd(s) FROM settlement_$1 WHERE person = 'P' || :n))).aid FROM $1.claim WHERE person = 'P' || :n AND claim_id = 'C' || (:n + $PERSONS);"
	[ "$2" = 0 ] && measure "$3: a function that sends the policy" "$2" "SELECT settle_there_$1('P' || :n, 'C' || (:n + $PERSONS));"
	[ "$2" = 0 ] && measure "$3: a function that settles here" "$2" "SELECT (settle_$1('P' || :n, 'C' || (:n + $PERSONS))).aid;"
	[ "$2" = 0 ] && measure "$3: insert, settle by it, store" "$2" "BEGIN; INSERT INTO claim_$1 VALUES ('P' || :n, 'n' || :c, now(), 8); INSERT INTO settlement_$1 VALUES ('P' || :n, 'n' || :c, settle_$1('P' || :n, 'n' || :c)); COMMIT;"
	measure "$3: insert, medaid_post, read" "$2" "BEGIN; INSERT INTO claim_$1 VALUES ('P' || :n, 'p' || :c, now(), 8); SELECT medaid_post('$1', ARRAY['P' || :n]); SELECT aid FROM $1.now WHERE person = 'P' || :n AND claim_id = 'p' || :c; COMMIT;"
}
sql 'CREATE EXTENSION medaid' 'SELECT medaid_share_rules()' >/dev/null
tables many
tables one
echo "$PERSONS persons of ten claims, $CLIENTS clients"
forms one 0 'one server'
forms many 0 'coordinator'
forms many 1 'a worker'
