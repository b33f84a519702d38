-- PostgreSQL's rules for extension scripts (Security Considerations for
-- Extensions): whoever may create objects in the schema that the extension is
-- made in must not have them called by the superuser who makes it, nor by its
-- functions afterwards. The schema here holds a decoy for every name, operator
-- and type that the install script writes; each decoy raises its own name.
CREATE SCHEMA tap;
CREATE EXTENSION pgtap SCHEMA tap;
SET search_path = tap, pg_catalog;
SET client_min_messages = warning;
SELECT plan(9);

CREATE TABLE script AS
SELECT pg_read_file(c.setting || '/extension/medaid--' || e.default_version || '.sql') AS text
FROM pg_config AS c, pg_available_extensions AS e WHERE c.name = 'SHAREDIR' AND e.name = 'medaid';
CREATE TABLE word AS
SELECT DISTINCT lower(m[1]) AS word FROM script, regexp_matches(text, '([A-Za-z_][A-Za-z_0-9]*)', 'g') AS m;
CREATE TABLE symbol AS
SELECT DISTINCT o.oprname FROM pg_operator AS o, script AS s WHERE strpos(s.text, o.oprname) > 0;

-- medaid's own functions, as they are when nobody is in the way
CREATE SCHEMA plain;
CREATE EXTENSION medaid SCHEMA plain;
CREATE TABLE own_function AS
SELECT p.proname, p.prorettype::regtype::text AS result, array_agg(replace(a.type::regtype::text, 'plain.', '') ORDER BY a.i) AS types
FROM pg_proc AS p, unnest(p.proargtypes) WITH ORDINALITY AS a (type, i)
WHERE p.pronamespace = 'plain'::regnamespace GROUP BY p.oid, p.proname;
CREATE TABLE own_relation AS
SELECT relname FROM pg_class WHERE relnamespace = 'plain'::regnamespace AND relkind IN ('r', 'v', 'c');
DROP EXTENSION medaid;

SELECT is_empty($$
	SELECT file FROM pg_config, pg_ls_dir(setting || '/extension') AS file
	WHERE name = 'SHAREDIR' AND file ~ '^medaid--.*\.sql$'
		AND pg_read_file(setting || '/extension/' || file) !~ '\nSET LOCAL search_path = pg_catalog, pg_temp;\n'
$$, 'every script looks up names in pg_catalog alone');

CREATE SCHEMA decoy;

CREATE FUNCTION make_function(name text, types text[], result text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE FUNCTION decoy.%I(%s) RETURNS %s LANGUAGE plpgsql IMMUTABLE AS %L',
		name, array_to_string(types, ', '), result,
		format('BEGIN RAISE EXCEPTION ''decoy called: %%'', %L; END', format('%s(%s)', name, array_to_string(types, ', '))));
EXCEPTION WHEN duplicate_function OR invalid_function_definition THEN
	NULL;
END
$$;

CREATE TABLE common_type (name text);
INSERT INTO common_type VALUES ('text'), ('integer'), ('numeric'), ('double precision'), ('date'), ('timestamp'),
	('boolean'), ('name'), ('text[]'), ('anyelement');

-- functions: every argument of one type, whatever the type
SELECT count(make_function(f.proname, array_fill(t.name, ARRAY[f.pronargs]), f.result))
FROM (
	SELECT p.proname, p.pronargs, min(CASE WHEN r.typtype = 'p' THEN 'text' ELSE p.prorettype::regtype::text END) AS result
	FROM pg_proc AS p JOIN pg_type AS r ON r.oid = p.prorettype
	WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname IN (SELECT word FROM word) AND p.pronargs BETWEEN 1 AND 6
	GROUP BY p.proname, p.pronargs
	-- what takes VARIADIC is called with more
	UNION SELECT p.proname, n, 'text' FROM pg_proc AS p, generate_series(1, 5) AS n
	WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname IN (SELECT word FROM word) AND p.provariadic <> 0
) AS f, common_type AS t \g /dev/null

-- operators between all pairs of types
CREATE FUNCTION make_operator(name text, left_type text, right_type text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM make_function('operator ' || name, ARRAY[left_type, right_type],
		CASE WHEN name ~ '[<>=~@&]' THEN 'boolean' ELSE left_type END);
	EXECUTE format('CREATE OPERATOR decoy.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = decoy.%I)', name, left_type, right_type, 'operator ' || name);
EXCEPTION WHEN undefined_function OR invalid_function_definition THEN
	NULL;
END
$$;
SELECT count(make_operator(s.oprname, l.name, r.name))
FROM symbol AS s, common_type AS l, common_type AS r
WHERE (l.name = 'anyelement') = (r.name = 'anyelement') \g /dev/null

-- types and relations of PostgreSQL's; medaid's own before pg_temp is searched
DO $$
DECLARE
	name text;
BEGIN
	FOR name IN SELECT typname FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace
		AND typname IN (SELECT word FROM word) AND typtype IN ('b', 'r', 'd')
	LOOP
		EXECUTE format('CREATE TYPE decoy.%I AS (decoy integer)', name);
	END LOOP;
	FOR name IN SELECT relname FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relname IN (SELECT word FROM word)
	LOOP
		EXECUTE format('CREATE TABLE decoy.%I ()', name);
	END LOOP;
	FOR name IN SELECT relname FROM own_relation LOOP
		EXECUTE format('CREATE TEMPORARY TABLE %I ()', name);
	END LOOP;
END
$$;

-- overloads of medaid's own functions: each argument another type, in turn and all at once
CREATE FUNCTION other_types(type text) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT * FROM unnest(CASE
		WHEN type ~ '^medaid_.*\[\]$' THEN '{anyarray}'
		WHEN type ~ '^medaid_' THEN '{anyelement}'
		WHEN type ~ '\[\]$' THEN '{anyarray,text}'
		ELSE '{text,integer,bigint,smallint,numeric,"double precision",date,timestamp,name,anyelement}' END::text[])
$$;
CREATE FUNCTION make_overloads() RETURNS void LANGUAGE sql AS $$
	SELECT count(make_function(f.proname, v.types, f.result))
	FROM (
		SELECT proname, types, CASE WHEN result ~ 'medaid_|^SETOF|^(internal|trigger|cstring|record)$' THEN 'text' ELSE result END AS result
		FROM own_function
	) AS f, LATERAL (
		SELECT array_agg(CASE WHEN a.i = one.i THEN one.other WHEN a.type ~ '^medaid_' AND to_regtype('decoy.' || a.type) IS NULL
			THEN CASE WHEN a.type ~ '\]$' THEN 'anyarray' ELSE 'anyelement' END
			WHEN a.type ~ '^medaid_' THEN 'decoy.' || a.type ELSE a.type END ORDER BY a.i) AS types
		FROM (SELECT p.i, other FROM unnest(f.types) WITH ORDINALITY AS p (type, i), other_types(p.type) AS other) AS one,
			unnest(f.types) WITH ORDINALITY AS a (type, i)
		GROUP BY one.i, one.other
		UNION ALL
		SELECT array_agg((SELECT o FROM other_types(a.type) AS o WHERE o <> a.type LIMIT 1) ORDER BY a.i)
		FROM unnest(f.types) WITH ORDINALITY AS a (type, i)
	) AS v
	WHERE NOT v.types && '{internal,cstring}' AND NOT EXISTS (
		SELECT FROM own_function AS o WHERE o.proname = f.proname AND o.types = string_to_array(replace(array_to_string(v.types, ';'), 'decoy.', ''), ';'))
$$;
SELECT make_overloads() \g /dev/null
CREATE TABLE decoys AS SELECT
	(SELECT count(*) FROM pg_proc WHERE pronamespace = 'decoy'::regnamespace) AS functions,
	(SELECT count(*) FROM pg_operator WHERE oprnamespace = 'decoy'::regnamespace) AS operators,
	(SELECT count(*) FROM pg_type WHERE typnamespace = 'decoy'::regnamespace) AS types;
SELECT diag(functions || ' functions, ' || operators || ' operators, ' || types || ' types as decoys') FROM decoys;
SELECT ok(functions > 1000 AND operators > 1000 AND types > 20, 'there are decoys') FROM decoys;

SELECT lives_ok('CREATE EXTENSION medaid SCHEMA decoy', 'none is called while the extension is made');
SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'medaid') AS made \gset
\if :made
\else
\quit
\endif

CREATE TABLE member AS
SELECT classid, objid FROM pg_depend
WHERE refclassid = 'pg_extension'::regclass AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'medaid') AND deptype = 'e';
SELECT is_empty($$
	-- members, and what is a part of them: defaults, constraints, rules, triggers
	WITH RECURSIVE part AS (
		SELECT classid, objid FROM member
		UNION
		SELECT d.classid, d.objid FROM pg_depend AS d JOIN part AS p ON (d.refclassid, d.refobjid) = (p.classid, p.objid)
		WHERE d.deptype IN ('i', 'a', 'P')
	)
	SELECT pg_describe_object(d.classid, d.objid, d.objsubid) || ' uses ' || pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid)
	FROM pg_depend AS d JOIN part USING (classid, objid)
	WHERE d.refclassid <> 'pg_namespace'::regclass
		AND (d.refclassid, d.refobjid) NOT IN (SELECT classid, objid FROM part)
		AND (pg_identify_object(d.refclassid, d.refobjid, 0)).schema IN ('decoy', 'pg_temp')
$$, 'no member depends on one');
SELECT is_empty($$
	SELECT pg_describe_object(classid, objid, 0) FROM member
	WHERE (pg_identify_object(classid, objid, 0)).schema <> 'decoy'
$$, 'every member is in the extension''s schema');
SELECT is_empty($$
	SELECT objid::regprocedure FROM member JOIN pg_proc AS p ON p.oid = objid JOIN pg_language AS l ON l.oid = p.prolang
	WHERE classid = 'pg_proc'::regclass AND l.lanname NOT IN ('c', 'internal') AND p.prosqlbody IS NULL
		AND NOT coalesce(p.proconfig, '{}') @> '{"search_path=pg_catalog, pg_temp"}'
		-- these name a view in the caller's schema; called below with decoys first in search_path
		AND p.proname NOT IN ('medaid_platform_view_name', 'medaid_platform_view', 'medaid_platform_result')
		-- commits, so it can have none; called below, too
		AND p.proname <> 'medaid_post_all'
$$, 'what is parsed when it is called has search_path = pg_catalog, pg_temp');

-- Bodies in PL/pgSQL name medaid's own functions with the schema, so that there
-- only an overload with a better match can stand in: arguments have the types.
SELECT make_overloads() \g /dev/null
SET track_functions = 'pl';
BEGIN;
INSERT INTO decoy.medaid_reference VALUES ('淄博市', 'income', 2023, 40000, NULL, 'test'), ('山东省', 'income', 2023, 40000, NULL, 'test'),
	('攀枝花市', 'monitor_income', 2023, 8000, NULL, 'test'), ('山西省', 'income', 2022, 30924, NULL, 'test'), ('山西省', 'income', 2023, 32441, NULL, 'test'), ('山西省', 'premium', 2024, 380, NULL, 'test');
INSERT INTO decoy.medaid_holiday (day, name) VALUES ('2024-10-01', '国庆节'::text);
CREATE FUNCTION called(call text) RETURNS text LANGUAGE plpgsql SET search_path = decoy AS $$
BEGIN
	EXECUTE call;
	RETURN NULL;
EXCEPTION WHEN OTHERS THEN
	-- a number that the policy lacks is no fault here
	RETURN CASE SQLSTATE WHEN '55000' THEN NULL ELSE pg_catalog.concat(call, ': ', SQLERRM) END;
END
$$;
CREATE TABLE setl_d (setl_id varchar(30) PRIMARY KEY, mdtrt_id varchar(30), init_setl_id varchar(30), psn_no varchar(30) NOT NULL, fixmedins_code varchar(12),
	insutype varchar(6), insu_admdvs varchar(6), fix_blng_admdvs varchar(6), hosp_lv varchar(6), med_type varchar(6), setl_type varchar(6), pay_loc varchar(6), manl_reim_rea varchar(6),
	refd_setl_flag varchar(3), vali_flag varchar(3), mid_setl_flag varchar(3), begndate date, enddate date, setl_time timestamp, age numeric(4,1), medfee_sumamt numeric(16,2),
	fulamt_ownpay_amt numeric(16,2), overlmt_selfpay numeric(16,2), preselfpay_amt numeric(16,2), inscp_amt numeric(16,2), hifp_pay numeric(16,2), hifmi_pay numeric(16,2),
	hifob_pay numeric(16,2), cvlserv_pay numeric(16,2), hifes_pay numeric(16,2), hifdm_pay numeric(16,2), maf_pay numeric(16,2), othfund_pay numeric(16,2), fund_pay_sumamt numeric(16,2), psn_pay numeric(16,2));
CREATE TABLE mdtrt_d (mdtrt_id varchar(30) PRIMARY KEY, psn_no varchar(30) NOT NULL, refl_old_mdtrt_id varchar(30), rloc_type varchar(6), ars_year_ipt_flag varchar(3), dise_name varchar(200));
CREATE TABLE idetinfo (psn_no varchar(30) NOT NULL, psn_idet_type varchar(6) NOT NULL, begntime timestamp NOT NULL, endtime timestamp);
CREATE TABLE settled (person text, settlement decoy.medaid_settlement);
CREATE TABLE call (call text);
INSERT INTO call VALUES
	('SELECT decoy.medaid_category(''低保''::text), decoy.medaid_service(''住院''::text)'),
	('SELECT decoy.medaid_policy_required(p) FROM tap.given'),
	('SELECT decoy.medaid_deposit_waived(p, ''{dibao}''::text[], ''city''::text, true, true) FROM tap.given'),
	('SELECT decoy.medaid_explain_text(c::decoy.medaid_compact_claim, p, ''zh''::text), decoy.medaid_explain_text(c::decoy.medaid_compact_claim, ARRAY[p], ''en''::text) FROM tap.given'),
	('SELECT decoy.medaid_monitor(p, ''{dibao}''::text[], ''resident''::text, 7000::numeric) FROM tap.given'),
	('SELECT w FROM tap.given, decoy.medaid_warnings(p, ''{dibao_margin}''::text[], ''resident''::text, ARRAY[s]) AS w'),
	('SELECT w FROM tap.given, decoy.medaid_warnings(ARRAY[p], ''{dibao_margin}''::text[], ''resident''::text, ARRAY[s]) AS w'),
	('SELECT decoy.medaid_number_missing(''a''::text, ''b''::text, ''c''::text, ''d''::text)'),
	('SELECT d FROM tap.given, decoy.medaid_policy_diff(p, p) AS d'),
	('SELECT decoy.medaid_policy_digest(p), decoy.medaid_policy_digest(ARRAY[p]), decoy.medaid_rules_digest() FROM tap.given'),
	('SELECT decoy.medaid_rules_import(decoy.medaid_rules_export())'),
	('SELECT t FROM tap.given, decoy.medaid_policy_table(p) AS t'),
	('SELECT t FROM tap.given, decoy.medaid_policy_table(ARRAY[p]) AS t'),
	('SELECT t FROM tap.given, decoy.medaid_policy_paths(ARRAY[p]) AS t'),
	('SELECT decoy.medaid_policy_validate(ARRAY[p]) FROM tap.given'),
	('SELECT d FROM tap.given, decoy.medaid_policy_diff(ARRAY[p], ARRAY[p]) AS d'),
	('SELECT decoy.medaid_version_fault(''zibo-2023''::text, ''2023-01-01''::date)'),
	('SELECT decoy.medaid_copy_regulation(''zibo-2023''::text, ''2023-01-01''::date, ''copy-2025''::text, ''2025-01-01''::date, ''copy''::text, ''copy''::text)'),
	('SELECT o FROM decoy.medaid_rule_orphans(''copy-2025''::text) AS o'),
	('SELECT decoy.medaid_policy_at(''zibo-2023''::text, ''2024-06-01''::date, pg_catalog.now())'),
	('SELECT g FROM decoy.medaid_guard_enable() AS g'),
	('SELECT g FROM decoy.medaid_guard_findings() AS g'),
	('SELECT h FROM decoy.medaid_history_findings() AS h'),
	('SELECT r FROM tap.given, decoy.medaid_policy_review(p) AS r'),
	('SELECT r FROM tap.given, decoy.medaid_policy_review(ARRAY[p]) AS r'),
	('SELECT decoy.medaid_policy_with(p, ''tilt-low.rate''::text, 0.8::numeric, ''x''::text), decoy.medaid_policy_with(ARRAY[p], ''tilt-low.rate''::text, 0.8::numeric, ''x''::text) FROM tap.given'),
	('SELECT decoy.medaid_policy_with(p, ''transition_until''::text, ''2026-01-01''::date, ''x''::text), decoy.medaid_policy_with(ARRAY[p], ''transition_until''::text, ''2026-01-01''::date, ''x''::text) FROM tap.given'),
	('SELECT decoy.medaid_policy_with(p, ''within_bill''::text, false, ''x''::text), decoy.medaid_policy_with(ARRAY[p], ''within_bill''::text, false, ''x''::text) FROM tap.given'),
	('SELECT decoy.medaid_premium(p, ''{dibao,orphan}''::text[], ''resident''::text, 400::numeric, 670::numeric, ''[2024-09-01,2024-12-31]''::daterange, ''{2024-10-20,2024-10-20}''::date[], ''2024-10-01''::date), decoy.medaid_premium_standard(p, (p).premiums[1], 400::numeric), decoy.medaid_premium_entitlement(''[2024-09-01,2024-12-31]''::daterange, NULL::date, NULL::date, false), decoy.medaid_premium(p, ''{tekun,monitored}''::text[], ''resident''::text, 400::numeric)
		FROM (SELECT decoy.medaid_policy(''pingshun-2023''::text, ''2024-06-01''::date) AS p OFFSET 0) AS pingshun'),
	('SELECT d FROM decoy.medaid_due_days(decoy.medaid_policy(''pingshun-2023''::text, ''2024-06-01''::date), ''2024-08-01''::date, ''2024-12-31''::date, ''[2024-09-01,2024-12-31]''::daterange) AS d'),
	('SELECT d FROM decoy.medaid_answer_by(decoy.medaid_policy(''pingshun-2023''::text, ''2024-06-01''::date), ''2024-10-10''::date) AS d'),
	('SELECT decoy.medaid_recognisable(p, ''medical_poverty''::text, 40000::numeric, 4, 1000::numeric, true) FROM tap.given'),
	('SELECT decoy.medaid_recognisable(p, ''medical_poverty''::text, 40000::numeric, 4, 1000::numeric, true)
		FROM (SELECT decoy.medaid_policy(''ankang-2023''::text, ''2024-06-01''::date) AS p) AS ankang'),
	('SELECT decoy.medaid_policies(''zibo-2023''::text, ''2023-06-01''::date, ''2024-06-01''::date)'),
	('SELECT decoy.medaid_policy_paths_like(p, ''dibao.rate''::text) FROM tap.given'),
	('SELECT decoy.medaid_policy_named(p, ''x''::text) FROM tap.given'),
	('SELECT decoy.medaid_version_fault(''zibo-2023''::text, ''2023-01-01''::date)'),
	('SELECT decoy.medaid_platform_view(''tap.viewed''::text, ''tap.setl_d''::regclass, ''tap.mdtrt_d''::regclass, ''tap.idetinfo''::regclass, NULL::jsonb)'),
	('SELECT r FROM decoy.medaid_platform_report(''tap.setl_d''::regclass, ''tap.mdtrt_d''::regclass, ''tap.idetinfo''::regclass, NULL::jsonb) AS r'),
	('SELECT decoy.medaid_platform_result(''tap.result''::text, ''tap.settled''::regclass, NULL::jsonb)'),
	('SELECT decoy.medaid_create_ledger(''decoyed''::text, ''posted''::text, ''2024-06-01''::date, 2023, 2)'),
	('SELECT decoy.medaid_adopt(''decoyed''::text, ARRAY[p], ''first''::text) FROM tap.given'),
	('CREATE VIEW decoyed.claims AS SELECT person, claim_id, position, ''H''::text AS payee, decoy.medaid_claim(claim_id => claim_id, service => ''inpatient''::text, discharged_on => ''2024-06-01''::date, total => 1000::numeric,
		in_scope => 1000::numeric, critical_illness_paid => 0::numeric) AS claim FROM decoyed.claim'),
	('CREATE TABLE decoyed.insured AS SELECT ''P''::text AS person, decoy.medaid_premium(p, ''{dibao}''::text[], ''resident''::text, 400::numeric) AS premium FROM tap.given'),
	('SELECT d FROM decoy.medaid_ledger_diff(''decoyed''::text, NULL::text[], NULL::decoy.medaid_policy[], ''decoyed.claims''::regclass) AS d'),
	('SELECT d FROM tap.given, decoy.medaid_ledger_diff(''decoyed''::text, ''{P}''::text[], ARRAY[p]) AS d'),
	('SELECT decoy.medaid_post(''decoyed''::text, ''{P}''::text[], ''test''::text)'),
	('SELECT decoy.medaid_post_premiums(''decoyed''::text, 2024, ''decoyed.insured''::regclass, ''test''::text)'),
	('SELECT w FROM decoy.medaid_ledger_warnings(''decoyed''::text, ''2024-06-01''::date) AS w'),
	('SELECT w FROM tap.given, decoy.medaid_warnings(ARRAY[p], ARRAY[c], ARRAY[s]) AS w'),
	('INSERT INTO decoyed.receipt (day, source, amount) VALUES (''2024-06-01''::date, ''county''::text, 1000::numeric)'),
	('SELECT decoy.medaid_close_month(''decoyed''::text, ''2024-06-01''::date)'),
	('SELECT v FROM decoy.medaid_ledger_verify_statements(''decoyed''::text) AS v'),
	('SELECT a FROM decoyed.account AS a'),
	('SELECT i FROM decoyed.indicator AS i'),
	('SELECT d FROM decoy.medaid_ledger_as_of(''decoyed''::text, ''2024-06-01''::date) AS d'),
	('SELECT d FROM decoy.medaid_ledger_verify(''decoyed''::text, NULL::text[]) AS d'),
	('SELECT decoy.medaid_verify_unreadable(s) FROM tap.given'),
	('SELECT decoy.medaid_upgrade_ledger(''decoyed''::text)'),
	('SELECT decoy.medaid_hold_sql(''decoyed''::text, ''decoyed.claim''::text, ''posted''::text), decoy.medaid_lock_persons_sql(''decoyed''::text), decoy.medaid_ledger_statement(''post''::text, ''decoyed''::text, ''posted''::text)'),
	('SELECT decoy.medaid_post_begin(''decoyed''::text, ''test''::text, 100, NULL::regclass, 0.05)'),
	('SELECT l FROM decoy.medaid_post_look(''decoyed''::text, 1::bigint, 100) AS l'),
	('SELECT decoy.medaid_post_read_again(''decoyed.claim''::text, 1, ''{P}''::text[])'),
	('SELECT decoy.medaid_post_batch(''decoyed''::text, 1::bigint, 1, 1)'),
	('SELECT decoy.medaid_post_end(''decoyed''::text, 1::bigint, ''finished''::text)'),
	('SELECT decoy.medaid_on_shard(''SELECT x FROM @.book''::text, ''{"book": "decoyed.book"}''::jsonb)'),
	('SELECT decoy.medaid_post_refuse(''decoyed''::text, 1::bigint, 2::bigint, 3::bigint)');
CREATE TABLE given AS
SELECT p, c, decoy.medaid_settle(c::decoy.medaid_compact_claim, p) AS s
FROM (SELECT decoy.medaid_policy('zibo-2023'::text, '2024-06-01'::date) AS p,
	jsonb_populate_record(NULL::decoy.medaid_claim, '{"claim_id": "a", "service": "inpatient", "discharged_on": "2024-06-01", "categories": ["dibao_margin"],
		"total": 100000, "in_scope": 90000, "basic_paid": 40000, "critical_illness_paid": 10000}') AS c) AS x;
SELECT is_empty('SELECT * FROM (SELECT called(call) AS failed FROM call OFFSET 0) AS c WHERE failed IS NOT NULL', 'none is called by the functions of medaid');
-- a new function in PL/pgSQL needs a call above, with the types that it declares
SELECT is_empty($$
	SELECT p.oid::regprocedure FROM pg_proc AS p JOIN pg_language AS l ON l.oid = p.prolang JOIN member AS m ON m.objid = p.oid
	WHERE m.classid = 'pg_proc'::regclass AND l.lanname = 'plpgsql' AND p.prorettype <> 'trigger'::regtype
		AND p.proname NOT IN ('medaid_number_missing', 'medaid_premium_missing', 'medaid_post_refuse')	-- raise, always
		AND p.proname <> 'medaid_post_all'	-- below: it commits
		AND p.proname NOT IN ('medaid_require_citus', 'medaid_put_shared_rules', 'medaid_share_rules', 'medaid_check_nodes', 'medaid_distribute_ledger', 'medaid_ledger_shard', 'medaid_shard_table', 'medaid_wait_for_prepared', 'medaid_wait_for_nodes',
			'medaid_post_shard', 'medaid_post_distributed', 'medaid_post_look_distributed', 'medaid_post_batch_distributed')	-- Citus alone
		AND coalesce((SELECT calls FROM pg_stat_xact_user_functions AS s WHERE s.funcid = p.oid), 0) = 0
$$, 'every function in PL/pgSQL was called');
ROLLBACK;
-- an error would stop here
SELECT decoy.medaid_create_ledger('committed'), decoy.medaid_adopt('committed', decoy.medaid_policies('zibo-2023'::text, '2023-06-01'::date, '2024-06-01'::date)) \g /dev/null
SET search_path = decoy;
CALL decoy.medaid_post_all('committed'::text, 'test'::text, 10, NULL::regclass, 0.05);
SET search_path = tap, pg_catalog;
SELECT is((SELECT state FROM committed.run), 'finished', 'nor by the procedure that commits');
