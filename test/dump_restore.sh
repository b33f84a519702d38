#!/bin/bash
# Dump and restore: users' rows of the policy tables, stored settlements, claim
# sets and accumulators come back as they were, in any schema.  Needs a running
# server and the right to create databases; prints TAP.
set -eu
from=medaid_dump_$$ to=medaid_restored_$$ file=$(mktemp)
trap 'dropdb --if-exists $from 2>/dev/null; dropdb --if-exists $to 2>/dev/null; rm -f "$file"' EXIT
sql() { psql -qXAt -v ON_ERROR_STOP=1 "$@"; }
n=0 failed=0
ok() {	# name, have, want
	n=$((n + 1))
	if [ "$2" = "$3" ] && [ -n "$2" ]; then echo "ok $n - $1"
	else echo "not ok $n - $1"; echo "# have: $2"; echo "# want: $3"; failed=1; fi
}

for schema in public care; do
	for format in plain custom; do
		createdb -T template0 $from; createdb -T template0 $to
		sql -d $from <<-SQL
			SET client_min_messages = warning; CREATE SCHEMA IF NOT EXISTS $schema;
			CREATE EXTENSION medaid SCHEMA $schema;
			SET search_path = $schema;
			INSERT INTO medaid_reference (area, indicator, year, value, published_on, source) VALUES
				('淄博市', 'income', 2022, 43000.50, '2023-02-10', 'test'), ('淄博市', 'income', 2021, 41000, NULL, 'test');
			INSERT INTO medaid_category_name (name, category, rank) VALUES ('本县困境儿童', 'local_child', 500), ('local_child', 'local_child', 500);
			-- a user's row in the place of a shipped one, and a place of the user's own
			INSERT INTO medaid_rule_benefit (regulation, first_day, code, precedence, services, category, deductible, rate, cap, pool, article)
				VALUES ('zibo-2023', '2023-01-01', 'inpatient-dibao', 102, '{inpatient}', 'dibao', 100, 0.8, 35000, 'zibo-main', 'own');
			INSERT INTO medaid_regulation (code, first_day, name, region) VALUES ('mine', '2023-01-01', 'mine', 'mine');
			INSERT INTO medaid_rule_payer (regulation, first_day, code, payers, article) VALUES ('mine', '2023-01-01', 'payers', '{basic,critical_illness}', '1');
			INSERT INTO medaid_rule_benefit (regulation, first_day, code, services, category, deductible, rate, cap, pool, article)
				VALUES ('mine', '2023-01-01', 'inpatient-local_child', '{inpatient}', 'local_child', 0, 0.5, 1000, 'mine-main', '1');
			CREATE TABLE public.claim (person integer, claim medaid_claim);
			INSERT INTO public.claim SELECT i % 50, medaid_claim(claim_id => i::text, service => 'inpatient', discharged_on => date '2023-01-01' + i % 700,
				total => i * 10.01, in_scope => i * 10, basic_paid => i, critical_illness_paid => 0, categories => '{dibao,local_child}') FROM generate_series(1, 500) AS i;
			CREATE TABLE public.settled AS SELECT person, s FROM (SELECT person,
				medaid_settle_all(claim, (SELECT medaid_policies('zibo-2023', '2023-01-01', '2024-12-31'))) AS a FROM public.claim GROUP BY person) AS x,
				generate_subscripts(a, 1) AS i, LATERAL (SELECT a[i]) AS s (s);
			CREATE MATERIALIZED VIEW public.collection AS SELECT person, medaid_collect(claim) AS claims FROM public.claim GROUP BY person;
			CREATE TABLE public.sets AS SELECT * FROM public.collection;
			CREATE UNIQUE INDEX ON public.sets (claims);
			CREATE TABLE public.used AS SELECT person, medaid_ytd(s) AS ytd FROM public.settled GROUP BY person;
			CREATE TABLE public.kept AS SELECT medaid_policy('zibo-2023', '2023-06-01') AS policy;
		SQL
		state() {
			sql -d "$1" <<-SQL
				SET search_path = $schema;
				SELECT md5(string_agg(settled::text, ',' ORDER BY person, (s).claim_id)) FROM public.settled;
				SELECT md5(string_agg(c::text, ',' ORDER BY person)) FROM public.collection AS c;
				SELECT md5(string_agg(c::text, ',' ORDER BY person)) FROM public.sets AS c;
				SELECT md5(string_agg(u::text, ',' ORDER BY person)) FROM public.used AS u;
				SELECT md5(policy::text), policy = medaid_policy('zibo-2023', '2023-06-01') FROM public.kept;
				SELECT md5(string_agg(r::text, ',' ORDER BY r::text)) FROM medaid_reference AS r;
				SELECT count(*), count(*) FILTER (WHERE NOT shipped), md5(string_agg(b::text, ',' ORDER BY b::text)) FROM medaid_rule_benefit AS b;
				SELECT md5(string_agg(c::text, ',' ORDER BY c::text)) FROM medaid_category_name AS c;
				SELECT md5(medaid_policy('mine', '2023-06-01')::text);
				SELECT md5(string_agg(a::text, ',' ORDER BY person)) FROM (SELECT person, medaid_settle_all(claims,
					(SELECT medaid_policies('zibo-2023', '2023-01-01', '2024-12-31'))) AS a FROM public.sets) AS x;
			SQL
		}
		before=$(state $from)
		if [ $format = plain ]; then pg_dump $from >"$file"; sql -d $to -f "$file" >/dev/null
		else pg_dump -Fc $from >"$file"; pg_restore --exit-on-error -d $to "$file"; fi
		ok "$format dump, schema $schema: everything comes back" "$(state $to)" "$before"
		ok "$format dump, schema $schema: and settles as before" "$(sql -d $to <<-SQL
			SET search_path = $schema;
			SELECT count(*) FROM public.settled JOIN (SELECT person, a[i] AS s FROM (SELECT person,
				medaid_settle_all(claims, (SELECT medaid_policies('zibo-2023', '2023-01-01', '2024-12-31'))) AS a FROM public.collection) AS x,
				generate_subscripts(a, 1) AS i) AS again USING (person, s);
		SQL
		)" 500
		ok "$format dump, schema $schema: the rows that came with medaid are still guarded" "$(sql -d $to -c "SET search_path = $schema; DELETE FROM medaid_rule_benefit WHERE shipped" 2>&1 | grep -c 'cannot be changed')" 1
		sql -d $to -c "REFRESH MATERIALIZED VIEW public.collection"
		ok "$format dump, schema $schema: the view is made again" "$(state $to)" "$before"
		dropdb $from; dropdb $to
	done
done
echo "1..$n"
exit $failed
