#!/bin/bash
# Dump and restore: users' rows of the policy tables, their history, stored
# settlements, claim sets, accumulators and ledgers come back as they were, in
# any schema, whole or in parts; and a ledger posts on.  Needs a running server
# and the right to create databases; prints TAP.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
from=medaid_dump_$$ to=medaid_restored_$$ file=$(mktemp) work=$(mktemp -d)
trap 'dropdb --if-exists $from 2>/dev/null; dropdb --if-exists $to 2>/dev/null; rm -rf "$file" "$work"' EXIT
sql() { psql -qXAt -v ON_ERROR_STOP=1 "$@"; }
. "$(dirname "$(readlink -f "$0")")/tap.bash"
ok() { same "$2" "$3" "$1"; }	# name, have, want

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

# Each way there is to dump and restore, with a ledger.
schema=care
createdb -T template0 $from
sql -v schema=$schema -d $from -f "$here/users/make.sql" >/dev/null
whole() { sql -v schema=$schema -d "$1" -f "$here/users/state.sql"; }
# triggers, identities and sequences of the ledger, and those of the members
made() {
	sql -d "$1" <<-SQL
		SET search_path = $schema;
		SELECT t.tgrelid::regclass, t.tgname, t.tgenabled FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
			WHERE NOT t.tgisinternal AND c.relnamespace IN ('assist'::regnamespace, '$schema'::regnamespace) ORDER BY t.tgrelid::regclass::text COLLATE "C", t.tgname;
		SELECT a.attrelid::regclass, a.attname, a.attidentity FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid WHERE c.relnamespace = 'assist'::regnamespace AND a.attidentity <> '' ORDER BY a.attrelid::regclass::text COLLATE "C", a.attname;
		SELECT s.schemaname, s.sequencename, s.last_value FROM pg_sequences AS s ORDER BY 1, 2;
	SQL
}
before=$(whole $from)
triggers=$(made $from)
restored() {	# how
	ok "$1: rules, their history, ledger and views come back" "$(whole $to)" "$before"
	ok "$1: and triggers, identities, sequences" "$(made $to)" "$triggers"
	ok "$1: the ledger verifies and posts on" "$(sql -d $to 2>&1 <<-SQL
		SET client_min_messages = error; SET search_path = $schema;
		SELECT count(*) FROM medaid_ledger_verify('assist');
		INSERT INTO public.claims VALUES ('P1', 'later', '2024-11-01', 100, '2024-11-02');
		CALL medaid_post_all('assist');
		SELECT e.version, (e.settlement).aid, e.run = (SELECT max(r.number) FROM assist.run AS r) FROM assist.entry AS e WHERE e.claim_id = 'later';
		SELECT count(*) FROM medaid_ledger_verify('assist');
		SELECT medaid_close_month('assist') IS NOT NULL;
	SQL
	)" $'0\n1|75.00|t\n0\nt'
	ok "$1: what was posted is still not changed, and a change of rules still told" "$(sql -d $to 2>&1 <<-SQL | sed 's/^.*ERROR: */ERROR: /; /^\(CONTEXT\|HINT\|DETAIL\|PL\)/d'
		SET search_path = $schema;
		UPDATE medaid_rule_benefit SET rate = 0.7 WHERE regulation = 'mine';
		SELECT h.operation, h.new ->> 'rate', h.restored FROM medaid_rule_history AS h ORDER BY h.at DESC LIMIT 1;
		DELETE FROM assist.entry;
	SQL
	)" $'UPDATE|0.7|f\nERROR: '"$(sql -d $from -c 'DELETE FROM assist.entry' 2>&1 | sed -n 's/^.*ERROR: *//p')"
	dropdb $to
}
createdb -T template0 $to
pg_dump -Fd -j 2 -f "$work/folder" $from && pg_restore --exit-on-error -j 2 -d $to "$work/folder"
restored 'a folder, two jobs'
createdb -T template0 $to
pg_dump -Fc -f "$work/custom" $from
for section in pre-data data post-data; do pg_restore --exit-on-error --section=$section -d $to "$work/custom"; done
restored 'section by section'
createdb -T template0 $to
pg_dump --schema-only $from >"$work/schema" && pg_dump --data-only $from >"$work/data"
sql -d $to -f "$work/schema" >/dev/null
# what post-data would do last
sql -d $to -f "$work/data" >/dev/null 2>"$work/errors" || cat "$work/errors"
sql -d $to -c 'REFRESH MATERIALIZED VIEW public.sets' -c 'REFRESH MATERIALIZED VIEW public.years'
restored 'the schema, then the data'
createdb -T template0 $to
pg_restore --exit-on-error --schema-only -d $to "$work/custom"
pg_restore --exit-on-error --data-only --disable-triggers -d $to "$work/custom"
sql -d $to -c "SET search_path = $schema" -c 'SELECT medaid_guard_enable()' >/dev/null
sql -d $to -c 'REFRESH MATERIALIZED VIEW public.sets' -c 'REFRESH MATERIALIZED VIEW public.years'
restored 'the schema, then the data with triggers disabled and medaid_guard_enable()'
dropdb $from
done_testing
