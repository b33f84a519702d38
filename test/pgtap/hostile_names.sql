-- Names and words that try to end the SQL that medaid writes: of ledgers, views,
-- tables, columns, and in options and rules. What follows in them would drop the
-- table bait, or leave a table named stolen.
SET client_min_messages = warning;
SET jit = off;
BEGIN;
SELECT plan(15);

CREATE TABLE bait ();
CREATE TEMP TABLE evil (n integer GENERATED ALWAYS AS IDENTITY, word text);
INSERT INTO evil (word) VALUES
	('a''; DROP TABLE public.bait; --'), ('a"; DROP TABLE public.bait; --'), (E'a\n; DROP TABLE public.bait; --'), (E'a\\''; DROP TABLE public.bait; --'),
	('a); DROP TABLE public.bait; --'), ('*/ DROP TABLE public.bait; /*'), ('$$; DROP TABLE public.bait; --'), ('$body$; DROP TABLE public.bait; --'), ('$ddl$; DROP TABLE public.bait; --'),
	('$sql$; DROP TABLE public.bait; --'), ('$f$; CREATE TABLE stolen (); --'), ('with.dot'), ('%s %I %1$s %%'), ('$1'), ('救助台账"'''), (repeat('救', 21)), (repeat('x', 63)), ('select'), (' ');
\ir ../helpers.sql
CREATE FUNCTION pg_temp.harm() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(t, ', ') FROM (VALUES ('bait', true), ('stolen', false)) AS x (t, wanted) WHERE (to_regclass('public.' || t) IS NOT NULL) <> wanted
$$;

---- ledgers: each as the one with a plain name

CREATE TABLE told (person text, claim_id text, hospital text, day date, amount numeric);
-- 淄博 低保 (六): 8,000 in scope after 2,000 of basic insurance, 75 % above no deductible: 6,000; 4,000 × 75 % = 3,000
INSERT INTO told VALUES ('P1', 'a', 'H1', '2024-03-01', 10000), ('P2', 'b', 'H2', '2024-03-02', 6000);
CREATE TEMP TABLE ledger AS SELECT n, word FROM evil WHERE octet_length(word) <= 63;
SELECT is((SELECT string_agg(format('%s: %s', word, pg_temp.result_or_state(format('SELECT medaid_create_ledger(%L, month => ''2024-06-01'')', word))), E'\n' ORDER BY n) FROM ledger),
	(SELECT string_agg(format('%s: %s', word, word), E'\n' ORDER BY n) FROM ledger), 'a ledger of each name');
SELECT is((SELECT string_agg(format('%I', word), ', ' ORDER BY n) FROM ledger AS l WHERE NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = word)), NULL, 'in a schema of that name');
DO $$
DECLARE
	l text;
BEGIN
	FOR l IN SELECT word FROM ledger LOOP
		EXECUTE format($sql$CREATE OR REPLACE VIEW %I.claim AS SELECT person, claim_id, NULL::timestamptz AS position, hospital AS payee, medaid_claim(claim_id => claim_id, service => 'inpatient',
			discharged_on => day, categories => '{dibao}', total => amount, in_scope => amount, basic_paid => 2000, critical_illness_paid => 0) AS claim FROM public.told$sql$, l);
	END LOOP;
END $$;
SELECT is((SELECT string_agg(DISTINCT concat_ws(' ', pg_temp.result_or_state(format('SELECT medaid_adopt(%L, medaid_policies(''zibo-2023'', ''2023-01-01'', ''2025-12-31''), %L)', word, word)),
	pg_temp.result_or_state(format('SELECT medaid_post(%L, ''{P1}'', %L)', word, word)), pg_temp.result_or_state(format('SELECT count(*) FROM medaid_ledger_diff(%L)', word)),
	pg_temp.result_or_state(format('SELECT medaid_post(%L, ''{P1,P2}'', %L)', word, word))), E'\n') FROM ledger), '1 1 1 1', 'rules, a person posted, what differs, the other');
-- as medaid_post_all does, which commits
SELECT is((SELECT string_agg(DISTINCT concat_ws(' ', pg_temp.result_or_state(format('SELECT medaid_post_begin(%L, NULL, 10, NULL, 0.05)', word)), pg_temp.result_or_state(format('SELECT batches FROM medaid_post_look(%L, 1, 10)', word)),
	pg_temp.result_or_state(format('SELECT medaid_post_batch(%L, 1, 1, 1)', word)), pg_temp.result_or_state(format('SELECT medaid_post_end(%L, 1, ''finished'')', word))), E'\n') FROM ledger), '1 0  ', 'everybody: nobody has changed');
SELECT is((SELECT string_agg(DISTINCT concat_ws(' ', pg_temp.result_or_state(format('SELECT sum(aid) FROM %I.now', word)), pg_temp.result_or_state(format('SELECT medaid_close_month(%L)', word)), pg_temp.result_or_state(format('SELECT sum(due) FROM %I.statement', word)),
	pg_temp.result_or_state(format('SELECT count(*) FROM medaid_ledger_as_of(%L, ''2024-06-30'')', word)), pg_temp.result_or_state(format('SELECT count(*) FROM medaid_ledger_verify(%L)', word)), pg_temp.result_or_state(format('SELECT medaid_upgrade_ledger(%L)', word)),
	pg_temp.result_or_state(format('INSERT INTO %I.receipt (day, source, amount) VALUES (''2024-07-01'', ''county'', 5) RETURNING month', word)), pg_temp.result_or_state(format('UPDATE %I.receipt SET amount = 6', word))), E'\n') FROM ledger),
	'9000.00 2024-06-01 9000.00 2 0 2 2024-07-01 55000', 'what stands, a month closed, verified, money booked and not changed');
SELECT is(pg_temp.harm(), NULL, 'nothing else was run');
SELECT is((SELECT string_agg(format('%s %s', p.oid::regprocedure, a.grantee), ', ') FROM pg_proc AS p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
	WHERE p.pronamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN (SELECT word FROM ledger)) AND a.grantee <> p.proowner), NULL, 'nobody else can put a ledger''s trigger on a table of his own');

---- tables and columns of the platform, names of views, options

CREATE SCHEMA "s"" '; DROP TABLE public.bait; --";
CREATE TABLE "s"" '; DROP TABLE public.bait; --"."t'""; DROP TABLE public.bait; --" (setl_id text, mdtrt_id text, psn_no text, "c'""; DROP TABLE public.bait; --" text, med_type text, insutype text, begndate date,
	enddate date, setl_time timestamp, medfee_sumamt numeric, inscp_amt numeric, hifp_pay numeric, hifmi_pay numeric, refd_setl_flag text, fixmedins_code text);
INSERT INTO "s"" '; DROP TABLE public.bait; --"."t'""; DROP TABLE public.bait; --" VALUES ('1', 'm', 'p', '1', '21', '390', '2024-01-01', '2024-01-05', '2024-01-05', 1000, 900, 500, 0, '0', 'H1');
CREATE TABLE fund (setl_id text, psn_no text, fund_pay_type text, fund_payamt numeric);
SELECT oid AS setl FROM pg_class WHERE relname ~ '^t''' \gset
CREATE FUNCTION pg_temp.viewed(setl oid, name text, options jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	PERFORM medaid_platform_view(name, setl::regclass, options => options);
	EXECUTE format('SELECT string_agg(concat_ws('' '', person, claim_id, (claim).total), '', '') FROM %I', name) INTO result;
	EXECUTE format('DROP VIEW %I', name);
	RETURN result;
EXCEPTION WHEN OTHERS THEN
	RETURN CASE WHEN SQLSTATE IN ('22023', '42703', '42P01', '42602') THEN 'refused' ELSE SQLSTATE || ' ' || SQLERRM END;
END $$;
SELECT is(pg_temp.viewed(:setl, 'plain', NULL), 'p 1 1000', 'a table of such a name');
SELECT is(pg_temp.viewed(:setl, 'plain', jsonb_build_object('columns', '{"setl": {"setl_type": "c''\"; DROP TABLE public.bait; --"}}'::jsonb)), 'p 1 1000', 'and a column');
SELECT is((SELECT string_agg(DISTINCT pg_temp.viewed(:setl, 'plain', o.options), ', ') FROM evil, LATERAL (VALUES
	(jsonb_build_object('region', word)), (jsonb_build_object('region', jsonb_build_array(word))), (jsonb_build_object('pending', word)), (jsonb_build_object('regulation', word)), (jsonb_build_object('time_zone', word)),
	(jsonb_build_object('unit', word)), (jsonb_build_object('identity_end', word)), (jsonb_build_object(word, word)), (jsonb_build_object('columns', jsonb_build_object(word, '{}'::jsonb))),
	(jsonb_build_object('columns', jsonb_build_object('setl', jsonb_build_object(word, 'setl_id')))), (jsonb_build_object('columns', jsonb_build_object('setl', jsonb_build_object('setl_type', word)))),
	(jsonb_build_object('funds', jsonb_build_object('table', word))), (jsonb_build_object('funds', jsonb_build_object('table', 'public.fund', 'commercial', jsonb_build_array(word), word, jsonb_build_array('1'))))) AS o (options)
	WHERE n IN (1, 2, 3, 4, 6)),
	'p 1 1000, refused', 'words in options: the claim, or refused');
SELECT is((SELECT string_agg(DISTINCT coalesce(pg_temp.viewed(:setl, word, NULL), 'NULL'), ', ') FROM evil WHERE word !~ '^(\$1|select|x+|救+|with\.dot)$'), 'refused', 'names of views');
CREATE TABLE "r'""; DROP TABLE public.bait; --" (person text, "s'""; DROP TABLE public.bait; --" medaid_settlement);
SELECT lives_ok($$SELECT medaid_platform_result('returned', c.oid::regclass) FROM pg_class AS c WHERE relname ~ '^r'''$$, 'settlements back, from such a column');

---- rules

SELECT medaid_copy_regulation('zibo-2023', '2023-01-01', word, '2023-01-01', word, word) FROM evil WHERE n < 9 OR n = 15 \g /dev/null
SELECT is((SELECT count(*) FROM evil WHERE (n < 9 OR n = 15) AND medaid_policy_digest(medaid_policy(word, '2024-01-01')) IS NOT NULL AND (medaid_policy(word, '2024-01-01')).name = word
	AND NOT EXISTS (SELECT FROM medaid_rule_orphans(word) AS o WHERE o.finding <> 'pool_of_another_place')), 9::bigint, 'regulations of such codes, names and regions');
CREATE TEMP TABLE exported AS SELECT medaid_rules_export() AS rules, medaid_rules_digest() AS digest;
DELETE FROM medaid_rule_note WHERE NOT shipped;
DELETE FROM medaid_rule_benefit WHERE NOT shipped;
SELECT medaid_rules_import(rules) FROM exported \g /dev/null
SELECT is((SELECT concat_ws(' ', medaid_rules_digest() = digest, pg_temp.result_or_state(format('SELECT medaid_rules_import(%L)', jsonb_build_object('medaid_rule_note; DROP TABLE public.bait', '[]'::jsonb)))) FROM exported),
	't 22023', 'carried as jsonb');
SELECT is(pg_temp.harm(), NULL, 'nothing else was run');

SELECT * FROM finish();
ROLLBACK;
