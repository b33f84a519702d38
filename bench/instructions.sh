#!/bin/bash
# bench/instructions.sh: instructions a claim of each form, counted by valgrind on a server of its own: on a shared
# machine time wanders, and these do not.  Where they go: callgrind_annotate --inclusive=yes of the files it keeps.
#
#   CLAIMS=30000 KEEP=/some/folder bench/instructions.sh     medaid installed; some minutes
set -eu
cd "$(dirname "$0")"
: "${CLAIMS:=30000}" "${PG_CONFIG:=pg_config}" "${KEEP:=}"
bin=$("$PG_CONFIG" --bindir)
# no server runs as root
as=()
[ "$(id -u)" != 0 ] || as=(runuser -u postgres --)
work=$("${as[@]}" mktemp -d)
postgres() { "${as[@]}" "$bin/pg_ctl" -s -w -D "$work/data" -o "-k $work -c listen_addresses='' -c fsync=off" "$@" >/dev/null; }
finish() { postgres stop 2>/dev/null || true; rm -rf "$work"; }
trap finish EXIT
cd "$work"
"${as[@]}" "$bin/initdb" -D "$work/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
postgres start
sql() { PGHOST=$work PGUSER=postgres PGDATABASE=postgres psql -qX -v ON_ERROR_STOP=1 "$@"; }
sql -c 'CREATE EXTENSION medaid'
sql -v claims="$CLAIMS" -f "$OLDPWD/claims.sql"
sql -c 'SET search_path = bench, public' -c 'CREATE TABLE collection AS SELECT person, medaid_collect(claim) AS claims FROM claims GROUP BY person' -c 'VACUUM ANALYZE collection'
postgres stop

# A session of so many runs of a statement; one run is what the third adds to two: policies are known, pages read.
session() {	# runs, statement
	{
		echo 'SET search_path = bench, public'
		for _ in $(seq "$1"); do echo "$2"; done
	} | "${as[@]}" valgrind --tool=callgrind --log-file="$work/log" --callgrind-out-file="$work/callgrind.out" "$bin/postgres" --single -D "$work/data" \
		-c jit=off -c work_mem=256MB -c max_parallel_workers_per_gather=0 postgres >/dev/null 2>"$work/said"
	if grep -E 'ERROR|FATAL' "$work/said" >&2; then return 1; fi
	sed -n 's/.*Collected : //p' "$work/log"
}
form() {	# name, number of the form to compare with, statement
	local two three
	two=$(session 2 "$3")
	three=$(session 3 "$3")
	[ -z "$KEEP" ] || cp "$work/callgrind.out" "$KEEP/callgrind.out.$((${#counted[@]} + 1))"
	counted+=($(((three - two) / CLAIMS)))
	awk -v name="$1" -v n="${counted[-1]}" -v of="${counted[$2 - 1]}" 'BEGIN { printf "%-45s %6d  %.2f\n", name, n, n / of }'
}
counted=()
policies="(SELECT medaid_policies('pingshun-2023', '2023-01-01', '2025-12-31'))"
order='OVER (PARTITION BY person ORDER BY discharged_on, claim_id)'
form '1 native: sum(in_scope) OVER' 1 "SELECT sum(n) FROM (SELECT sum(in_scope) $order AS n FROM claim) AS x"
form '2 settle_all, summed / 1' 1 "SELECT sum((s).aid) FROM (SELECT unnest(medaid_settle_all(claim, $policies)) AS s FROM claims GROUP BY person OFFSET 0) AS x"
form '3 stored collection, summed / 1' 1 "SELECT sum((s).aid) FROM (SELECT unnest(medaid_settle_all(claims, $policies)) AS s FROM collection OFFSET 0) AS x"
form '4 count(claim)' 4 'SELECT count(claim) FROM claims'
form '5 settle, one policy / 4' 4 "SELECT sum((s).aid) FROM (SELECT medaid_settle(claim, (SELECT medaid_policy('pingshun-2023', '2024-07-01'))) AS s FROM claims OFFSET 0) AS x"
form '6 native, carrying the claim' 6 "SELECT sum(n) FROM (SELECT count(claim) $order AS n FROM claims) AS x"
form '7 settle_ytd OVER, summed / 6' 6 "SELECT sum((s).aid) FROM (SELECT medaid_settle_ytd(claim, $policies) $order AS s FROM claims OFFSET 0) AS x"
