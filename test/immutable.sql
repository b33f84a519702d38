-- Every IMMUTABLE function of medaid called with samples of its arguments:
-- one line a call, "call: result" or "call: SQLSTATE message, detail, hint".
-- test/immutable.sh runs it under different settings and compares the lines.
\set QUIET 1
\set ON_ERROR_STOP 1
\pset format unaligned
\pset tuples_only true
\pset pager off
BEGIN;
-- what the samples are made from does not depend on the settings
CREATE TEMP TABLE settings AS SELECT current_setting('datestyle') AS datestyle, current_setting('intervalstyle') AS intervalstyle;
SET LOCAL datestyle = 'ISO, YMD';
INSERT INTO medaid_reference (area, indicator, year, value, source) VALUES
	('山西省', 'income', 2022, 30924, 'test'), ('山西省', 'income', 2023, 30924, 'test'), ('山西省', 'premium', 2024, 380, 'test'),
	('淄博市', 'income', 2023, 40000, 'test'), ('攀枝花市', 'income', 2023, 40000, 'test');
-- rules whose order is another in another locale
INSERT INTO medaid_rule_critical_illness (regulation, first_day, code, services, deductible, cap, pool, article)
	SELECT 'zibo-2023', '2023-01-01', code, '{outpatient}', 1, 2, 'zibo-' || code, 'test' FROM unnest('{a,B,_}'::text[]) AS code;
INSERT INTO medaid_rule_critical_illness_band (regulation, first_day, code, schedule, cost_from, rate, article)
	SELECT 'zibo-2023', '2023-01-01', 'band-' || code, code, 0, 0.5, 'test' FROM unnest('{a,B,_}'::text[]) AS code;

CREATE TEMP TABLE claim (n serial, c medaid_claim);
CREATE TEMP TABLE policy (n serial, p medaid_policy);
CREATE TEMP TABLE policies (n serial, p medaid_policy[]);
INSERT INTO claim (c) SELECT jsonb_populate_record(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2024-06-01', categories => '{dibao}',
		total => 1000, in_scope => 900, basic_paid => 100.005, critical_illness_paid => 0), c::jsonb)
	FROM unnest(ARRAY['{}', '{"basic_paid": null}', '{"in_scope": 40000, "total": 40000.01, "categories": ["dibao_margin", "tekun"]}',
		-- late, ended, a window missed, a deadline missed, out of the policy's days
		'{"recognised_on": ["2024-11-02"]}', '{"recognised_on": ["2025-03-02"]}', '{"ended_on": ["2024-05-04"], "categories": ["monitored_unstable"]}',
		'{"categories": ["medical_poverty"], "recognised_on": ["2023-02-03"]}', '{"applied_on": "2025-02-03", "place": "elsewhere"}',
		'{"discharged_on": "2022-02-03"}', '{"discharged_on": "2026-02-03", "categories": ["poverty_returned"], "recognised_on": ["2026-01-02"]}',
		-- what is wrong with a claim
		'{"admitted_on": "2024-07-08"}', '{"recognised_on": ["2024-01-02", "2024-02-03"]}', '{"in_scope": 1000.01}', '{"service": "x"}', '{"total": null}',
		'{"categories": ["medical_poverty"], "recognised_on": null}', '{"deadline_from": "infinity"}', '{"categories": ["孤儿院"]}', '{"hospital_level": 9}', '{"critical_illness_paid": null}']) AS c;
INSERT INTO policy (p) SELECT medaid_policy(code, '2024-06-01') FROM unnest('{pingshun-2023,zibo-2023,panzhihua-2023,ankang-2023,dianjiang-2023}'::text[]) AS code;
INSERT INTO policy (p) SELECT medaid_policy_with(p, 'inpatient-dibao.rate', 0.625, 'more') FROM policy WHERE n = 1;
INSERT INTO policies (p) SELECT medaid_policies('pingshun-2023', '2023-02-01', '2026-12-31');
-- the middle is missing
INSERT INTO policies (p) SELECT array_agg(p) FROM unnest(medaid_policies('zibo-2023', '2022-01-01', '2026-12-31')) AS p WHERE NOT p.stretch @> date '2024-06-01';
INSERT INTO policies (p) SELECT array_agg(p) FROM policy;
CREATE TEMP TABLE settled AS SELECT row_number() OVER () AS n, s FROM claim, policy, LATERAL medaid_settle(claim.c, p) AS s WHERE claim.n < 11 AND policy.n < 3 AND medaid_check(claim.c, p) = '{}';
CREATE TEMP TABLE step AS SELECT row_number() OVER () AS n, s FROM claim, policy, LATERAL medaid_explain(claim.c, p) AS s WHERE claim.n < 11 AND policy.n < 3 AND medaid_check(claim.c, p) = '{}';
CREATE TEMP TABLE claims AS SELECT medaid_collect(c) AS s FROM claim WHERE n < 10;

-- Samples as expressions, by type and, where one is given, name of the argument.
CREATE TEMP TABLE sample (type text, argument text, expression text);
INSERT INTO sample
	SELECT 'medaid_claim', NULL, format('(SELECT c FROM claim WHERE n = %s)', n) FROM claim
	UNION ALL SELECT 'medaid_policy', NULL, format('(SELECT p FROM policy WHERE n = %s)', n) FROM policy
	UNION ALL SELECT 'medaid_policy[]', NULL, format('(SELECT p FROM policies WHERE n = %s)', n) FROM policies
	UNION ALL SELECT 'medaid_step', NULL, format('(SELECT s FROM step WHERE n = %s)', n) FROM step WHERE n < 30
	UNION ALL SELECT 'medaid_settlement', NULL, format('(SELECT s FROM settled WHERE n = %s)', n) FROM settled;
INSERT INTO sample VALUES
	('medaid_step[]', NULL, '(SELECT array_agg(s) FROM step WHERE n < 10)'),
	('medaid_settlement[]', NULL, '(SELECT array_agg(s) FROM settled)'),
	('medaid_claim_set', NULL, '(SELECT s FROM claims)'),
	('medaid_scenario_set', NULL, '(SELECT medaid_scenarios(p) FROM policies WHERE n = 1)'),
	('medaid_person_outcomes', NULL, '(SELECT medaid_outcomes((SELECT s FROM claims), p) FROM policies WHERE n = 1)'),
	('medaid_outcome_sums', NULL, '(SELECT medaid_outcome_step(NULL, s) FROM settled ORDER BY n LIMIT 1)'), ('medaid_outcome_sums', NULL, 'NULL'),
	('medaid_scenario_sums', NULL, '(SELECT medaid_outcomes_merge_step(NULL, medaid_outcomes((SELECT s FROM claims), p)) FROM policies WHERE n = 1)'),
	('medaid_accumulator[]', NULL, '''{}'''), ('medaid_accumulator[]', NULL, '(SELECT medaid_ytd(s) FROM settled WHERE (s).policy = ''pingshun-2023'')'),
	('medaid_premium_rule', NULL, '(SELECT (p).premiums[2] FROM policy WHERE n = 1)'),
	('medaid_premium', NULL, '(SELECT medaid_premium(p, ''{dibao}'', ''resident'', 380) FROM policy WHERE n = 1)'),
	('medaid_monitor_rule', NULL, '(SELECT (p).monitors[1] FROM policy WHERE n = 1)'),
	('medaid_warning', NULL, '(SELECT medaid_monitor(p, ''{dibao}'', ''resident'', 7000.01) FROM policy WHERE n = 1)'),
	('medaid_identity_arrays', NULL, 'NULL'),
	('daterange', NULL, 'daterange(date ''2024-09-01'', date ''2024-12-31'', ''[]'')'), ('daterange', NULL, '''empty'''),
	('date', NULL, 'date ''2024-11-12'''), ('date', NULL, 'date ''0044-03-15 BC'''), ('date', NULL, '''infinity'''), ('date', NULL, 'NULL'),
	('date[]', NULL, 'ARRAY[date ''2024-02-03'']'), ('date[]', NULL, 'NULL'),
	('text', NULL, '''dibao'''), ('text', NULL, '''i'''), ('text', NULL, 'NULL'), ('text', NULL, '''低保对象'''),
	('text', 'language', '''zh'''), ('text', 'language', '''en'''), ('text', 'insurance', '''resident'''), ('text', 'service', '''inpatient'''),
	('text', 'place', '''city'''), ('text', 'reason', '''no_burden'''), ('text', 'label', '''基本医疗保险、补充医疗保险'''), ('text', 'scenario', '''more'''),
	('text[]', NULL, '''{dibao}'''), ('text[]', NULL, '''{monitored_unstable,i}'''), ('text[]', NULL, 'NULL'),
	('numeric', NULL, '1234567.885'), ('numeric', NULL, '0.625'), ('numeric', NULL, 'NULL'), ('numeric', NULL, '''NaN'''),
	('integer', NULL, '3'), ('integer', NULL, '-1'), ('smallint', NULL, '3::smallint'), ('smallint', NULL, '9::smallint'), ('bigint', NULL, '7'),
	('jsonb', NULL, '''{"rate": 0.70, "services": ["chronic", "inpatient"], "within_bill": false}'''),
	('boolean', NULL, 'true'), ('boolean', NULL, 'NULL'), ('cstring', NULL, '''\x0102''');

CREATE TEMP TABLE called (name text, kind "char", sets boolean, spread boolean, types text[], arguments text[]);
INSERT INTO called
	SELECT p.proname, p.prokind, p.proretset, p.provariadic <> 0, a.types, a.arguments
	FROM pg_proc p
	JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
	JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid AND e.extname = 'medaid'
	CROSS JOIN LATERAL (
		SELECT array_agg(format_type(t.type, NULL) ORDER BY t.n) AS types, array_agg(coalesce(p.proargnames[t.n], '') ORDER BY t.n) AS arguments
		FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY AS t (type, n)) AS a
	WHERE p.provolatile = 'i' AND p.prorettype <> 'internal'::regtype AND NOT 'internal'::regtype = ANY (p.proargtypes::oid[])
	ORDER BY p.oid::regprocedure::text COLLATE "C";

-- Up to 130 calls of a function: each combination of samples, or some of them.
CREATE FUNCTION pg_temp.calls(c called) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	choices jsonb := '[]';
	found text[];
	n bigint := 1;
	stride bigint;
	at integer;
	list text[];
BEGIN
	FOR i IN 1 .. coalesce(cardinality(c.types), 0) LOOP
		-- every function takes a claim in its compact form, too
		SELECT array_agg(s.expression) INTO found FROM sample s
			WHERE s.type = replace(c.types[i], 'medaid_compact_claim', 'medaid_claim') AND s.argument = c.arguments[i];
		IF found IS NULL OR c.types[i] = 'text' THEN
			SELECT coalesce(found, '{}') || array_agg(s.expression) INTO found FROM sample s
				WHERE s.type = replace(c.types[i], 'medaid_compact_claim', 'medaid_claim') AND s.argument IS NULL;
		END IF;
		IF found IS NULL THEN
			RETURN NEXT format('%s: no sample of type %s', c.name, c.types[i]);
			RETURN;
		END IF;
		choices := choices || jsonb_build_array(to_jsonb(found));
		n := least(n * cardinality(found), 1000000000);
	END LOOP;
	FOR k IN 0 .. least(n, 130) - 1 LOOP
		stride := 1;
		list := '{}';
		FOR i IN 1 .. jsonb_array_length(choices) LOOP
			at := CASE WHEN n <= 130 THEN k / stride ELSE (k * 7919::bigint + i * 104729 + k * i * 31) % 65521 END % jsonb_array_length(choices -> (i - 1));
			stride := least(stride * jsonb_array_length(choices -> (i - 1)), 1000000000);
			list := list || format('%s%s::%s', CASE WHEN c.spread AND i = jsonb_array_length(choices) THEN 'VARIADIC ' END, choices -> (i - 1) ->> at, c.types[i]);
		END LOOP;
		RETURN NEXT format('%s(%s)', c.name, array_to_string(list, ', '));
	END LOOP;
END
$$;

-- What a call gave is printed by the same settings everywhere.
CREATE FUNCTION pg_temp.shown(r record) RETURNS text LANGUAGE plpgsql SET datestyle = 'ISO, YMD' SET intervalstyle = 'postgres' SET bytea_output = 'hex' SET extra_float_digits = 1 AS $$ BEGIN RETURN r::text; END $$;
CREATE FUNCTION pg_temp.answer(call text, c called) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	r record;
	state text;
	message text;
	detail text;
	hint text;
BEGIN
	EXECUTE CASE WHEN c.sets THEN 'SELECT array_agg(r) FROM ' || call || ' AS r' WHEN c.kind = 'w' THEN 'SELECT ' || call || ' OVER ()' ELSE 'SELECT ' || call END INTO r;
	RETURN pg_temp.shown(r);
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' | ', state, message, nullif(detail, ''), nullif(hint, ''));
END
$$;
SELECT set_config('datestyle', datestyle, true), set_config('intervalstyle', intervalstyle, true) FROM settings \g /dev/null
SELECT c.name || ' ' || coalesce(c.types::text, '') || ' ' || n.call || ': ' || pg_temp.answer(n.call, c)
	FROM called c CROSS JOIN LATERAL pg_temp.calls(c) AS n (call);
ROLLBACK;
