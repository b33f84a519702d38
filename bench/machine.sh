#!/bin/bash
# bench/machine.sh: how far one machine goes: sizes, memory, ways to store, hash partitions.  CPU of the backend a claim:
# on a shared machine wall time wanders.
#
#   SIZES="100000 1000000" bench/machine.sh   against the running server (superuser; PGHOST, PGPORT ...)
#   STORE=1000000                             at this size also the ways to store and the partitions (0: none)
set -eu
cd "$(dirname "$0")"
: "${SIZES:=100000 1000000}" "${STORE:=1000000}"
export PGDATABASE=medaid_machine
finish() { PGDATABASE=postgres dropdb --if-exists medaid_machine; }
trap finish EXIT
sql() { psql -qXAt -v ON_ERROR_STOP=1 "$@"; }
PGDATABASE=postgres dropdb --if-exists medaid_machine 2>/dev/null
PGDATABASE=postgres createdb -T template0 -E UTF8 --lc-collate=C.UTF-8 --lc-ctype=C.UTF-8 medaid_machine
sql -c 'CREATE EXTENSION medaid' -f measure.sql 2>/dev/null
policies="(SELECT medaid_policies('pingshun-2023', '2023-01-01', '2025-12-31'))"
all="SELECT person, unnest(medaid_settle_all(claim, $policies)) AS s FROM claims GROUP BY person"
measure() {	# claims, name, settings, statement: in a session of its own
	local s
	{
		printf 'SET search_path = bench, public;\nSET jit = off;\n'
		for s in $3; do printf 'SET %s;\n' "$s"; done
		printf '%s \\g /dev/null\n' "SELECT cardinality(${policies:8:-1})"
		printf 'SELECT peak_mb() AS before, cpu_seconds() AS cpu, clock_timestamp() AS start \\gset\n'
		printf '%s \\g /dev/null\n' "$4"
		printf "SELECT format('%%9s  %%s: %%s us CPU a claim, %%s s wall, %%s MB', %s, '%s', round(((cpu_seconds() - :cpu) / %s * 1e6)::numeric, 2), round(extract(epoch FROM clock_timestamp() - :'start')::numeric, 1), peak_mb() - :before);\n" "$1" "$2" "$1"
	} | sql
}
for n in $SIZES; do
	base=$((n > 1000000 ? 1000000 : n))
	sql -v claims="$base" -f claims.sql 2>/dev/null
	# other persons with the same claims
	for ((k = 1; k < n / base; k++)); do
		sql -c "INSERT INTO bench.claim SELECT c.person || '-$k', c.claim_id || '-$k', $(sql -c "SELECT string_agg('c.' || attname, ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'bench.claim'::regclass AND attnum > 2") FROM (SELECT * FROM bench.claim LIMIT $base) AS c"
	done
	[ "$n" = "$base" ] || sql -c 'VACUUM ANALYZE bench.claim'
	for mem in 4GB 64MB 4MB; do
		measure "$n" "settled and summed, work_mem $mem" "work_mem='${mem/4GB/2GB}' hash_mem_multiplier=2 max_parallel_workers_per_gather=0" "SELECT sum((s).aid) FROM ($all) AS x"
	done
	[ "$n" = "$STORE" ] || continue
	for mem in 256MB 4MB; do
		settings="work_mem='$mem'"
		measure "$n" "CREATE TABLE AS, work_mem $mem" "$settings" "CREATE TABLE stored AS $all"
		measure "$n" "INSERT, work_mem $mem" "$settings" "TRUNCATE stored; INSERT INTO stored $all"
		measure "$n" "CREATE MATERIALIZED VIEW, work_mem $mem" "$settings" "CREATE MATERIALIZED VIEW seen AS $all"
		measure "$n" "REFRESH, work_mem $mem" "$settings" 'REFRESH MATERIALIZED VIEW seen'
		sql -c 'DROP TABLE bench.stored' -c 'DROP MATERIALIZED VIEW bench.seen'
	done
	sql -c 'CREATE TABLE bench.hashed (LIKE bench.claim) PARTITION BY HASH (person)'
	for i in 0 1 2 3 4 5 6 7; do sql -c "CREATE TABLE bench.hashed_$i PARTITION OF bench.hashed FOR VALUES WITH (MODULUS 8, REMAINDER $i)"; done
	sql -c 'INSERT INTO bench.hashed TABLE bench.claim' -c 'VACUUM ANALYZE bench.hashed'
	view=$(sql -c "SELECT pg_get_viewdef('bench.claims'::regclass)")
	sql -c "SET search_path = bench, public" -c "CREATE VIEW claims_hashed AS ${view/FROM claim;/FROM hashed;}"
	for workers in 0 2; do
		measure "$n" "8 hash partitions, $workers workers (CPU of the leader)" "work_mem='4MB' enable_partitionwise_aggregate=on max_parallel_workers_per_gather=$workers" "SELECT sum((s).aid) FROM (${all/FROM claims/FROM claims_hashed}) AS x"
	done
done
