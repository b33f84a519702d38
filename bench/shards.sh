#!/bin/bash
# bench/shards.sh: claims over 1, 2, 4, 8 shards of a Citus cluster of three nodes on this machine (test/citus/cluster.sh),
# as ratios to one server: wall, and CPU of all nodes together, which a shared machine disturbs less.
#
#   CLAIMS=200000 SHARDS="1 2 4 8" RUNS=3 bench/shards.sh     where Citus is installed
cd "$(dirname "$0")/.." || exit 1
. test/citus/cluster.sh
: "${CLAIMS:=200000}" "${SHARDS:=1 2 4 8}" "${RUNS:=3}"
sql 'CREATE EXTENSION medaid' 'SELECT medaid_share_rules()' >/dev/null
psql -qX -p $port0 -v claims="$CLAIMS" -f bench/claims.sql >/dev/null 2>&1
export PGOPTIONS="$PGOPTIONS -c search_path=bench,public -c work_mem=256MB"
# a setting of the session does not reach the workers
sql "SELECT run_command_on_all_nodes('ALTER DATABASE province SET work_mem = ''256MB''')" >/dev/null
rules="medaid_policies('pingshun-2023', '2023-01-01', '2025-12-31')"
median() { sort -n | sed -n "$(((RUNS + 1) / 2))p"; }
names=('sum over GROUP BY person (floor)' 'settle_all, summed' 'INSERT, policies as a parameter' 'INSERT, policies as a sub-select' 'medaid_outcome by area')
statements=(
	'SELECT sum(x) FROM (SELECT sum(in_scope) AS x FROM claim GROUP BY person) AS g'
	"SELECT sum((s).aid) FROM (SELECT person, unnest(medaid_settle_all(claim, (SELECT $rules))) AS s FROM claims GROUP BY person) AS x"
	"DO \$\$ DECLARE r medaid_policy[] := $rules; BEGIN INSERT INTO settlement SELECT person, unnest(medaid_settle_all(claim, r)) FROM claims GROUP BY person; END \$\$"
	"INSERT INTO settlement SELECT person, unnest(medaid_settle_all(claim, (SELECT $rules))) FROM claims GROUP BY person"
	'SELECT left(person, 6), medaid_outcome(s) FROM settlement GROUP BY 1'
)
declare -A wall cpus
measure() {	# shards: 0 is one server
	local i before start
	for i in "${!names[@]}"; do
		for _ in $(seq "$RUNS"); do
			[[ ${statements[$i]} == *'INSERT INTO settlement'* ]] && sql 'TRUNCATE settlement'
			before=$(cpu) start=$(date +%s%N)
			sql "SELECT cardinality($rules)" "${statements[$i]}" >/dev/null
			echo $((($(date +%s%N) - start) / 1000000)) >>"$cluster/wall"
			# what has just ended is reaped
			sleep 0.3
			echo $(($(cpu) - before)) >>"$cluster/cpu"
		done
		wall[$1,$i]=$(median <"$cluster/wall") cpus[$1,$i]=$(median <"$cluster/cpu")
		rm "$cluster/wall" "$cluster/cpu"
	done
}
sql 'CREATE TABLE settlement (person text, s medaid_settlement)'
measure 0
for shards in $SHARDS; do
	sql 'TRUNCATE settlement' >/dev/null
	if [ "$shards" = "${SHARDS%% *}" ]; then
		sql "SELECT create_distributed_table('claim', 'person', shard_count => $shards)" "SELECT create_distributed_table('settlement', 'person', colocate_with => 'claim')" >/dev/null
	else
		sql "SELECT alter_distributed_table('claim', shard_count => $shards, cascade_to_colocated => true)" >/dev/null
	fi
	sql 'ANALYZE claim' >/dev/null
	measure "$shards"
done
echo "$CLAIMS claims, ratios to one server: wall / CPU of all nodes at $SHARDS shards"
for i in "${!names[@]}"; do
	printf '%-36s one server %6d ms %5d ms CPU  ' "${names[$i]}" "${wall[0,$i]}" $((cpus[0,$i] * 10))
	for shards in $SHARDS; do
		awk -v a="${wall[$shards,$i]}" -v b="${wall[0,$i]}" -v c="${cpus[$shards,$i]}" -v d="${cpus[0,$i]}" 'BEGIN { printf "  %.2f / %.2f", a / b, d ? c / d : 0 }'
	done
	echo
done
