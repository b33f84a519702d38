#!/bin/bash
# bench/run.sh: every way to settle a year of claims, on one table, in one run.
#
#   CLAIMS=1000000 RUNS=3 bench/run.sh        against the running server (superuser; PGHOST, PGPORT ...)
#   GROWTH="100000 1000000 10000000"          sizes of the growth table (default: up to CLAIMS)
#   ONLY="forms slow pandas scalar counter ledger growth"   parts
#   KEEP=1                                    leave database medaid_bench
#
# Text keys in C.UTF-8.  Nothing here is asserted: on shared machines time wanders.
set -eu
cd "$(dirname "$0")"
: "${CLAIMS:=1000000}" "${RUNS:=3}" "${GROWTH:=100000 $CLAIMS}" "${PG_CONFIG:=pg_config}"
: "${ONLY:=forms slow pandas scalar counter ledger growth}"
export PGDATABASE=medaid_bench
work=$(mktemp -d); chmod 755 "$work"
finish() { rm -rf "$work"; [ -n "${KEEP:-}" ] || PGDATABASE=postgres dropdb --if-exists medaid_bench; }
trap finish EXIT
sql() { psql -qX -v ON_ERROR_STOP=1 "$@"; }
part() { case " $ONLY " in *" $1 "*) echo "==> $2" >&2;; *) return 1;; esac; }
# notices without their place
quiet() { sed -u 's/^.*NOTICE: //' >&2; }

PGDATABASE=postgres dropdb --if-exists medaid_bench 2>/dev/null
PGDATABASE=postgres createdb -T template0 -E UTF8 --lc-collate=C.UTF-8 --lc-ctype=C.UTF-8 medaid_bench
sql -c 'CREATE EXTENSION medaid' -f measure.sql

if part growth "Growth: $GROWTH claims"; then
	for n in $GROWTH; do
		sql -v claims="$n" -f claims.sql
		sql -v n="$n" -v runs="$RUNS" 2> >(quiet) <<-'SQL'
			SET search_path = bench, public; SET jit = off; SET max_parallel_workers_per_gather = 0; SET work_mem = '2GB';
			SELECT peak_mb() AS before \gset
			CALL run('growth', :'n', 'SELECT sum((s).aid) FROM (SELECT unnest(medaid_settle_all(claim, (SELECT medaid_policies(''pingshun-2023'', ''2023-01-01'', ''2025-12-31'')))) AS s FROM claims GROUP BY person OFFSET 0) AS x', :runs, :n);
			SELECT peak_mb() AS after \gset
			CREATE TEMP TABLE plan (line text);
			DO $$ DECLARE l text; BEGIN
				FOR l IN EXECUTE 'EXPLAIN (ANALYZE, TIMING off) SELECT person, medaid_settle_all(claim, (SELECT medaid_policies(''pingshun-2023'', ''2023-01-01'', ''2025-12-31''))) FROM claims GROUP BY person' LOOP
					INSERT INTO plan VALUES (l); END LOOP; END $$;
			UPDATE result SET name = format('%s: hash table %s MB (%s bytes a claim), resident %s MB over %s', name, kb / 1024, round(kb * 1024.0 / claims), (:after - :before)::bigint, :before)
			FROM (SELECT substring(line FROM 'Memory Usage: (\d+)kB')::bigint AS kb FROM plan WHERE line ~ 'Memory Usage' LIMIT 1) AS p WHERE section = 'growth' AND name = :'n';
		SQL
	done
fi

echo "==> $CLAIMS claims" >&2
sql -v claims="$CLAIMS" -f claims.sql
sql -c "SET work_mem = '256MB'" -f contenders.sql
if part forms "All forms"; then
	for mem in 256MB 4MB; do
		echo "  work_mem $mem" >&2
		PGOPTIONS="-c work_mem=$mem" sql -v runs="$RUNS" -v claims="$CLAIMS" -v section="work_mem $mem" -f forms.sql 2> >(quiet)
	done
	make -s PG_CONFIG="$PG_CONFIG" with_llvm=no && cp core_loop.so "$work/" && chmod 755 "$work/core_loop.so"
	sql -v so="$work/core_loop" -v claims="$CLAIMS" -v runs="$RUNS" <<-'SQL'
		SET search_path = bench, public;
		CREATE OR REPLACE FUNCTION core_loop(medaid_claim_set[], medaid_policy[]) RETURNS float8 LANGUAGE c AS :'so', 'bench_core_loop';
		INSERT INTO result (section, name, claims, run, wall, cpu)
		SELECT section, '1 floor: the C core alone, claims in memory', :claims, run, ns / 1e9, ns / 1e9
		FROM (SELECT array_agg(claims) AS sets, medaid_policies('pingshun-2023', '2023-01-01', '2025-12-31') AS policies FROM collection) AS x,
			generate_series(1, :runs) AS run, LATERAL (SELECT core_loop(sets, policies) + 0 * run AS ns) AS t,
			(VALUES ('work_mem 256MB'), ('work_mem 4MB')) AS m (section);
	SQL
fi
if part slow "PL/pgSQL, and the wrong fen"; then
	PGOPTIONS="-c work_mem=256MB" sql -v runs="$RUNS" -f slow.sql 2> >(quiet)
fi
if part pandas "pandas"; then
	python=$(for p in python3 /usr/bin/python3; do $p -c 'import pandas' 2>/dev/null && { echo "$p"; break; }; done || true)
	if [ -n "$python" ]; then
		for i in $(seq "$RUNS"); do
			start=$(date +%s.%N)
			sql -c "COPY (SELECT person, claim_id, discharged_on, in_scope, basic_paid, critical_illness_paid, category, deductible, rate, cap FROM bench.claim
				JOIN bench.rule ON category = categories[1] AND coalesce(discharged_on < ended_on[1], true)) TO STDOUT (FORMAT csv, HEADER)" >"$work/in.csv"
			"$python" pandas_windows.py "$work/in.csv" "$work/out.csv"
			sql -c "SET client_min_messages = warning; DROP TABLE IF EXISTS bench.from_pandas; CREATE UNLOGGED TABLE bench.from_pandas (claim_id text, aid numeric)"
			sql -c "COPY bench.from_pandas FROM STDIN (FORMAT csv)" <"$work/out.csv"
			sql -c "INSERT INTO bench.result (section, name, claims, run, wall) VALUES ('work_mem 256MB', '5 pandas: COPY out, cumsum, COPY in', $CLAIMS, $i, $(date +%s.%N) - $start)"
		done
		sql -c "CALL bench.check_fen('5 pandas: COPY out, cumsum, COPY in', 'SELECT * FROM bench.from_pandas', 'bench.truth_simple')"
	else
		echo "  skipped: python3-pandas is not installed" >&2
	fi
fi
if part scalar "One claim at a time"; then
	PGOPTIONS="-c work_mem=256MB" sql -v runs="$RUNS" -v claims="$CLAIMS" -f scalar.sql 2> >(quiet)
fi
if part counter "At the counter (pgbench)"; then
	sql -c "SET work_mem = '256MB'; SET search_path = bench, public; TRUNCATE stored;
		INSERT INTO stored SELECT person, unnest(medaid_settle_all(claim, (SELECT medaid_policies('pingshun-2023', '2023-01-01', '2025-12-31')))) FROM claims GROUP BY person;
		CREATE INDEX IF NOT EXISTS stored_person ON stored (person); CLUSTER stored USING stored_person" -c "VACUUM ANALYZE bench.stored"
	persons=$(sql -Atc "SELECT max(substr(person, 2)::bigint) FROM bench.claim")
	cat >"$work/settling.sql" <<-SQL
		\set n random(1, $persons)
		SELECT (medaid_settle(medaid_claim(claim_id => 'new', service => 'inpatient', discharged_on => '2025-12-30', categories => '{dibao}', total => 12000.00,
			in_scope => 11000.00, out_of_catalog => 500.00, basic_paid => 6000.00, critical_illness_paid => 0, charge_class => 2::smallint, referral => 'compliant'),
			medaid_policy('pingshun-2023', '2025-12-30'), (SELECT medaid_ytd(s) FROM bench.stored WHERE person = 'P' || lpad(:n::text, 9, '0')))).aid;
	SQL
	cat >"$work/reading.sql" <<-SQL
		\set n random(1, $persons)
		SELECT count(s) FROM bench.stored WHERE person = 'P' || lpad(:n::text, 9, '0');
	SQL
	for clients in 1 8; do
		for run in $(seq "$RUNS"); do
			for what in reading settling; do
				tps=$(pgbench -n -M prepared -c $clients -j 2 -T 5 -f "$work/$what.sql" | sed -n 's/^tps = \([0-9.]*\).*/\1/p')
				sql -c "INSERT INTO bench.result (section, name, claims, run, wall) VALUES ('counter', '$what, $clients connection(s)', 1, $run, 1.0 / $tps)"
			done
		done
	done
	sql -Atc "SELECT format('  %s: %s a second', name, round(1 / wall)) FROM bench.medians WHERE section = 'counter' ORDER BY seq" >&2
fi
if part ledger "The ledger"; then
	PGOPTIONS="-c work_mem=256MB" sql -At -v runs="$RUNS" -v claims="$CLAIMS" -f ledger.sql >&2
	cat >"$work/ledger.sql" <<-'SQL'
		\set n random(0, 999)
		BEGIN;
		INSERT INTO bench.counter_claim VALUES ('P' || :n, gen_random_uuid()::text, 'H', '2024-06-01', 1000);
		SELECT medaid_post('ledger_counter', ARRAY['P' || :n]);
		COMMIT;
	SQL
	cat >"$work/recipe.sql" <<-'SQL'
		\set n random(0, 999)
		BEGIN;
		INSERT INTO bench.counter_person VALUES ('P' || :n, 1) ON CONFLICT (person) DO UPDATE SET claims = counter_person.claims + 1;
		INSERT INTO bench.counter_settlement (person, s)
		SELECT 'P' || :n, medaid_settle(medaid_claim(claim_id => gen_random_uuid()::text, service => 'inpatient', discharged_on => '2024-06-01', categories => '{dibao}',
			total => 1000, in_scope => 1000, critical_illness_paid => 0), medaid_policy('zibo-2023', '2024-06-01'),
			(SELECT medaid_ytd(s) FROM bench.counter_settlement WHERE person = 'P' || :n));
		COMMIT;
	SQL
	for run in $(seq "$RUNS"); do
		for what in recipe ledger; do
			tps=$(pgbench -n -M prepared -c 8 -j 2 -T 5 -f "$work/$what.sql" | sed -n 's/^tps = \([0-9.]*\).*/\1/p')
			sql -c "INSERT INTO bench.result (section, name, claims, run, wall) VALUES ('ledger', 'counter with 8 clients: $what', 1, $run, 1.0 / $tps)"
		done
	done
	sql -Atc "SELECT format('  counter with 8 clients: %s of the recipe (at least 0.6)', round((r.wall / l.wall)::numeric, 2)) FROM bench.medians AS l, bench.medians AS r
		WHERE l.name = 'counter with 8 clients: ledger' AND r.name = 'counter with 8 clients: recipe'" >&2
fi
sql -f report.sql
