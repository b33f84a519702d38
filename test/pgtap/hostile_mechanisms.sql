-- What a user can write into the rows of bands, further limits, conditions, base, rounding and 大病保险 by amounts: refused
-- when it is written, refused with a sentence, or settled rightly; never an internal error.
BEGIN;
SELECT plan(104);
SET client_min_messages = warning;

-- A place that uses each of them once.
INSERT INTO medaid_regulation (code, first_day, name, region, status, rounding, article) VALUES ('hostile-2025', '2025-01-01', '试验县', '试验县', 'in_force', 0.01, '一');
INSERT INTO medaid_rule_category (regulation, first_day, category, article) VALUES ('hostile-2025', '2025-01-01', 'dibao', '一'), ('hostile-2025', '2025-01-01', 'tekun', '一');
INSERT INTO medaid_rule_payer (regulation, first_day, code, payers, article) VALUES ('hostile-2025', '2025-01-01', 'payers', '{basic,critical_illness}', '一');
INSERT INTO medaid_rule_gate (regulation, first_day, code, test, insurances, article) VALUES ('hostile-2025', '2025-01-01', 'insurance', 'insurance', '{resident,employee}', '一');
INSERT INTO medaid_rule_benefit (regulation, first_day, code, services, category, referral, max_age, burden_over, base, deductible, deductible_kind, cap, pool, article) VALUES
	('hostile-2025', '2025-01-01', 'banded', '{inpatient}', 'dibao', '{not_required,compliant}', 200, 0, 'in_scope', 0, 'taken', 50000, 'hostile-main', '二');
INSERT INTO medaid_rule_benefit (regulation, first_day, code, services, category, deductible, rate, cap, pool, article) VALUES
	('hostile-2025', '2025-01-01', 'plain', '{inpatient}', 'tekun', 0, 1, 'Infinity', 'hostile-main', '二');
INSERT INTO medaid_rule_benefit_band (regulation, first_day, code, benefit, burden_from, rate, article) VALUES
	('hostile-2025', '2025-01-01', 'band-1', 'banded', 0, 0.5, '二'), ('hostile-2025', '2025-01-01', 'band-2', 'banded', 10000, 0.6, '二');
INSERT INTO medaid_rule_limit (regulation, first_day, code, services, categories, within, per, cap, pool, article) VALUES
	('hostile-2025', '2025-01-01', 'limit-year', '{inpatient}', '{dibao}', 'city', 'year', 40000, 'hostile-year', '三'), ('hostile-2025', '2025-01-01', 'limit-month', NULL, NULL, NULL, 'month', 30000, 'hostile-month', '三'),
	('hostile-2025', '2025-01-01', 'limit-day', NULL, NULL, NULL, 'day', 30000, 'hostile-day', '三'), ('hostile-2025', '2025-01-01', 'limit-claim', NULL, NULL, NULL, 'claim', 30000, NULL, '三');
INSERT INTO medaid_rule_critical_illness (regulation, first_day, code, services, deductible, bands_from, cost_cap, cap, pool, article) VALUES
	('hostile-2025', '2025-01-01', 'schedule', '{inpatient}', 10000, 'deductible', 300000, 200000, 'hostile-critical-illness', '四');
INSERT INTO medaid_rule_critical_illness_band (regulation, first_day, code, schedule, cost_from, rate, article) VALUES
	('hostile-2025', '2025-01-01', 'schedule-1', 'schedule', 0, 0.6, '四');
INSERT INTO medaid_rule_critical_illness_tilt (regulation, first_day, code, categories, deductible, rate_added, article) VALUES
	('hostile-2025', '2025-01-01', 'schedule-tilt', '{dibao}', 2000, 0.05, '四');
CREATE TEMP TABLE policy AS SELECT medaid_policy('hostile-2025', '2025-06-01') AS p;
CREATE FUNCTION pg_temp.bill(category text, burden numeric, day date DEFAULT '2025-06-01') RETURNS medaid_claim LANGUAGE sql AS $$
	SELECT medaid_claim(claim_id => 'h', service => 'inpatient', discharged_on => $3, categories => ARRAY[$1], age => 30, total => $2, in_scope => $2, critical_illness_paid => 0)
$$;

-- What refuses a row when it is written: the base rows again with a column replaced.
CREATE FUNCTION pg_temp.refused(into_table text, row_code text, replaced jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	content jsonb;
	constraint_name text;
BEGIN
	EXECUTE format('SELECT to_jsonb(t) FROM %I AS t WHERE t.regulation = ''hostile-2025'' AND t.code = $1', into_table) INTO STRICT content USING row_code;
	EXECUTE format('DELETE FROM %I AS t WHERE t.regulation = ''hostile-2025'' AND t.code = $1', into_table) USING row_code;
	EXECUTE format('INSERT INTO %1$I SELECT (jsonb_populate_record(NULL::%1$I, $1)).*', into_table) USING content || replaced;
	RAISE EXCEPTION USING ERRCODE = 'MA000';
EXCEPTION
	WHEN SQLSTATE 'MA000' THEN
		RETURN 'taken';
	WHEN OTHERS THEN
		GET STACKED DIAGNOSTICS constraint_name = CONSTRAINT_NAME;
		RETURN SQLSTATE;
END
$$;
SELECT is(pg_temp.refused('medaid_rule_' || t, c, r::jsonb), expected, format('%s %s', t, r)) FROM (VALUES
	('benefit_band', 'band-1', '{}', 'taken'),
	('benefit_band', 'band-1', '{"burden_from": null}', '23514'), ('benefit_band', 'band-1', '{"burden_from": -0.01}', '23514'),
	('benefit_band', 'band-1', '{"burden_from": "NaN"}', '23514'), ('benefit_band', 'band-1', '{"burden_from": "Infinity"}', '23514'), ('benefit_band', 'band-1', '{"burden_from": 1000000000000.01}', '23514'),
	('benefit_band', 'band-1', '{"rate": 1.0001}', '23514'), ('benefit_band', 'band-1', '{"rate": -0.1}', '23514'), ('benefit_band', 'band-1', '{"rate": 0.00001}', '23514'), ('benefit_band', 'band-1', '{"rate": null}', 'taken'),
	('benefit_band', 'band-1', '{"benefit": null}', '23514'), ('benefit_band', 'band-1', '{"benefit": ""}', '23514'),
	('benefit', 'banded', '{"base": "everything"}', '23514'), ('benefit', 'banded', '{"base": null}', '23502'), ('benefit', 'banded', '{"band_per": "month"}', '23514'), ('benefit', 'banded', '{"band_kind": "steps"}', '23514'),
	('benefit', 'banded', '{"deductible_kind": "kept"}', '23514'), ('benefit', 'banded', '{"max_age": -1}', '23514'), ('benefit', 'banded', '{"burden_over": -1}', '23514'), ('benefit', 'banded', '{"burden_over": "NaN"}', '23514'),
	('benefit', 'banded', '{"referral": []}', '23514'), ('benefit', 'banded', '{"referral": ["yes"]}', '23514'), ('benefit', 'banded', '{"referral": [null]}', '23514'), ('benefit', 'banded', '{"insurance": "some"}', '23514'),
	('limit', 'limit-year', '{"per": "week"}', '23514'), ('limit', 'limit-year', '{"per": null}', '23514'), ('limit', 'limit-year', '{"cap": -0.01}', '23514'), ('limit', 'limit-year', '{"cap": "NaN"}', '23514'),
	('limit', 'limit-year', '{"cap": null}', 'taken'), ('limit', 'limit-year', '{"cap": "Infinity"}', 'taken'), ('limit', 'limit-year', '{"cap_area": "a"}', '23514'),
	('limit', 'limit-year', '{"cap_area": "a", "cap_indicator": "income", "cap_share": 0.5}', '23514'), ('limit', 'limit-year', '{"cap": null, "cap_area": "a", "cap_indicator": "income", "cap_share": 0.5}', 'taken'),
	('limit', 'limit-year', '{"cap": null, "cap_area": "a", "cap_indicator": "income", "cap_share": "Infinity"}', '23514'), ('limit', 'limit-year', '{"cap": null, "cap_area": "a", "cap_indicator": "income", "cap_share": -1}', '23514'),
	('limit', 'limit-year', '{"services": []}', '23514'), ('limit', 'limit-year', '{"services": ["dental"]}', '23514'), ('limit', 'limit-year', '{"categories": []}', '23514'), ('limit', 'limit-year', '{"categories": [null]}', '23514'),
	('limit', 'limit-year', '{"within": "village"}', '23514'), ('limit', 'limit-year', '{"pool": ""}', '23514'), ('limit', 'limit-month', '{"pool": null}', '23514'),
	('critical_illness', 'schedule', '{"bands_from": "zero"}', '23514'), ('critical_illness', 'schedule', '{"cost_cap": -1}', '23514'), ('critical_illness', 'schedule', '{"cost_cap": "NaN"}', '23514'),
	('critical_illness', 'schedule', '{"cap_area": "a", "cap_indicator": "x", "cap_share": 7}', '23514'), ('critical_illness', 'schedule', '{"cap": null, "cap_area": "a", "cap_indicator": "x", "cap_share": 7}', 'taken'),
	('critical_illness_tilt', 'schedule-tilt', '{"deductible_share": 0.5}', '23514'), ('critical_illness_tilt', 'schedule-tilt', '{"deductible": -1}', '23514'),
	('gate', 'insurance', '{"insurances": null}', '23514'), ('gate', 'insurance', '{"insurances": []}', '23514'), ('gate', 'insurance', '{"insurances": ["private"]}', '23514'), ('gate', 'insurance', '{"test": "designated"}', '23514')) AS v (t, c, r, expected);
SELECT throws_ok('INSERT INTO medaid_regulation (code, first_day, name, region, rounding) VALUES (''h'', ''2025-01-01'', ''h'', ''h'', 0.5)', '23514', NULL, 'a rounding that is none');
SELECT throws_ok('INSERT INTO medaid_reference (area, indicator, year, value) VALUES (''h'', ''Average Wage'', 2025, 1)', '23514', NULL, 'an indicator of two words');

-- A policy value made by hand has passed no CHECK: every attribute of every rule of the mechanisms replaced by what it cannot be.
-- What each statement gives: ok, or the SQLSTATE; the worst is remembered.
CREATE FUNCTION pg_temp.tried(content jsonb, shown boolean DEFAULT true) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	p medaid_policy;
	state text;
	said text := '';
	query text;
BEGIN
	BEGIN
		p := jsonb_populate_record(NULL::medaid_policy, content);
	EXCEPTION WHEN OTHERS THEN
		RETURN '';
	END;
	FOREACH query IN ARRAY ARRAY['SELECT medaid_policy_validate($1) IS NULL', 'SELECT medaid_settle(pg_temp.bill(''dibao'', 45000.55), $1) IS NULL',
		'SELECT count(*) FROM medaid_explain(pg_temp.bill(''dibao'', 45000.55), $1)', 'SELECT count(*) FROM medaid_why_not(pg_temp.bill(''dibao'', 45000.55), $1)',
		'SELECT medaid_settle(jsonb_populate_record(pg_temp.bill(''dibao'', 450000.55), ''{"critical_illness_paid": null}''), $1) IS NULL',
		'SELECT (medaid_try_settle(pg_temp.bill(''dibao'', 45000.55), $1)).fault', 'SELECT medaid_check(pg_temp.bill(''dibao'', 45000.55), $1)']
		|| CASE WHEN shown THEN ARRAY['SELECT count(*) FROM medaid_policy_table($1)', 'SELECT medaid_policy_digest($1)'] END LOOP
		BEGIN
			EXECUTE query USING p;
		EXCEPTION WHEN OTHERS THEN
			GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE;
			IF state !~ '^(22|55000)' THEN
				said := said || format('%s by %s (%s); ', state, query, SQLERRM);
			END IF;
		END;
	END LOOP;
	RETURN said;
END
$$;
CREATE TEMP TABLE tried AS
SELECT k.kind, a.attname, v.value, pg_temp.tried(jsonb_set(to_jsonb(p), ARRAY[k.kind, '0', a.attname], v.value), v.value = 'null') AS said
FROM policy, (VALUES ('benefits'), ('benefit_bands'), ('limits'), ('critical_illnesses'), ('critical_illness_tilts'), ('gates')) AS k (kind),
	LATERAL (SELECT b.attname::text, format_type(b.atttypid, NULL) AS type FROM pg_attribute AS f JOIN pg_type AS t ON t.oid = f.atttypid JOIN pg_type AS e ON e.oid = t.typelem JOIN pg_attribute AS b ON b.attrelid = e.typrelid
		WHERE f.attrelid = 'medaid_policy'::regclass AND f.attname = k.kind AND b.attnum > 0 AND NOT b.attisdropped) AS a,
	unnest(CASE WHEN a.type = 'numeric' THEN '{"null","-1","0","1e-9","0.00005","1000000000000.01","1e30","\"NaN\"","\"Infinity\"","\"-Infinity\"","2"}'
		WHEN a.type = 'integer' THEN '{"null","-1","0","2147483647"}' WHEN a.type = 'text' THEN '{"null","\"\"","\"x\"","\"none\"","\"year\"","\"claim\""}'
		WHEN a.type = 'text[]' THEN '{"null","[]","[null]","[\"x\"]","[[\"inpatient\"]]","[\"dibao\",\"dibao\"]"}' WHEN a.type = 'boolean' THEN '{"null","true"}' ELSE '{"null"}' END::jsonb[]) AS v (value);
SELECT cmp_ok((SELECT count(*) FROM tried), '>', 350::bigint, 'every attribute');
SELECT is((SELECT string_agg(format('%s.%s = %s: %s', kind, attname, value, said), E'\n') FROM tried WHERE said <> ''), NULL, 'a result or a sentence for each');
-- whole arrays and elements
SELECT is(pg_temp.tried(to_jsonb(p) || v), '', left(v::text, 60)) FROM policy, (VALUES (jsonb '{"limits": null}'), ('{"limits": []}'), ('{"limits": [null]}'), ('{"limits": [{}]}'), ('{"benefit_bands": null}'), ('{"benefit_bands": [null]}'),
	('{"benefit_bands": [{}]}'), ('{"rounding": 0}'), ('{"rounding": -1}'), ('{"rounding": "NaN"}'), ('{"rounding": 0.03}'), ('{"rounding": 1000}'), ('{"rounding": null}'), ('{"rounding": "Infinity"}')) AS x (v);

-- 10,000 x 50 % + 35,000.55 x 60 % = 26,000.33.
SELECT is((medaid_settle(pg_temp.bill('dibao', 45000.55), p)).assistance, 26000.33, 'bands') FROM policy;
SELECT throws_ok($$SELECT medaid_settle(pg_temp.bill('dibao', 45000.55), jsonb_populate_record(p, jsonb_build_object('benefit_bands', (SELECT jsonb_agg(b ORDER BY b.burden_from DESC) FROM unnest((p).benefit_bands) AS b)))) FROM policy$$,
	'22023', NULL, 'the other way round in a policy made by hand: refused');
-- What medaid_policy() refuses: SQLSTATE and message after statements that are rolled back; else what 1,000 of 低保 and 特困 get.
CREATE FUNCTION pg_temp.with_rows(statements text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	said text;
BEGIN
	BEGIN
		EXECUTE statements;
		SELECT concat_ws(' ', (medaid_settle(pg_temp.bill('dibao', 1000), q)).assistance, (medaid_settle(pg_temp.bill('tekun', 1000), q)).assistance) INTO said FROM (SELECT medaid_policy('hostile-2025', '2025-06-01') AS q OFFSET 0) AS x;
		RAISE EXCEPTION USING ERRCODE = 'MA000';
	EXCEPTION
		WHEN SQLSTATE 'MA000' THEN
			NULL;
		WHEN OTHERS THEN
			said := SQLSTATE || ' ' || SQLERRM;
	END;
	RETURN said;
END
$$;
CREATE FUNCTION pg_temp.limit_row(code text, per text, cap numeric, pool text, indicator text DEFAULT NULL, share numeric DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT format('INSERT INTO medaid_rule_limit (regulation, first_day, code, per, cap, pool, cap_area, cap_indicator, cap_share, article) VALUES (''hostile-2025'', ''2025-01-01'', %L, %L, %L, %L, %L, %L, %L, ''三''); ',
		$1, $2, $3, $4, CASE WHEN $5 IS NOT NULL THEN 'h' END, $5, $6)
$$;
INSERT INTO medaid_reference (area, indicator, year, value) VALUES ('h', 'big', 2025, 1e13), ('h', 'tiny', 2025, 1e-30);
SELECT matches(pg_temp.with_rows(statements), '^' || said, what) FROM (VALUES
	('SELECT', '500.00 1000.00$', 'as it is'),
	('INSERT INTO medaid_rule_benefit_band (regulation, first_day, code, benefit, burden_from, rate, article) VALUES (''hostile-2025'', ''2025-01-01'', ''band-3'', ''banded'', 10000, 0.7, ''二'')', '22023 .*band', 'two bands from one burden'),
	('UPDATE medaid_rule_benefit_band SET burden_from = 0.01 WHERE code = ''band-1''', '22023 .*band', 'bands from a fen on'),
	('UPDATE medaid_rule_benefit SET rate = 0.5 WHERE code = ''banded''', '22023 .*band', 'a rate beside bands'),
	('UPDATE medaid_rule_benefit SET rate_of = ''plain'' WHERE code = ''banded''', '22023 .*band', 'the rate of another beside bands'),
	('UPDATE medaid_rule_benefit_band SET benefit = ''nobody'' WHERE code = ''band-2''', '22023 .*nobody', 'bands of no benefit'),
	-- a limit of 0, the least of many, one that is not known
	(pg_temp.limit_row('zero', 'year', 0, 'hostile-zero'), '0.00 0.00$', 'a limit of 0'),
	(pg_temp.limit_row('infinite', 'year', 'Infinity', 'hostile-infinite'), '500.00 1000.00$', 'a limit of no amount'),
	(pg_temp.limit_row('tiny', 'year', NULL, 'hostile-tiny', 'tiny', 1000), '0.00 0.00$', 'a share of next to nothing'),
	(pg_temp.limit_row('big', 'year', NULL, 'hostile-big', 'big', 1), '22023 .*big\.cap is above 10\^12', 'a share of too much'),
	(pg_temp.limit_row('missing', 'year', NULL, 'hostile-missing', 'missing', 1), '55000 .*missing\.cap.*h, missing, 2025', 'a share of what is not there'),
	(pg_temp.limit_row('unset', 'month', NULL, 'hostile-unset'), '55000 .*unset\.cap', 'a limit that is not set'),
	((SELECT string_agg(pg_temp.limit_row('many-' || n, (ARRAY['year', 'month', 'day', 'claim'])[1 + n % 4], 1000 - n, 'hostile-many-' || n), '') FROM generate_series(1, 64) AS n), '500.00 936.00$', '64 limits: the least, 1,000 - 64'),
	((SELECT string_agg(pg_temp.limit_row('many-' || n, 'year', 10000 - n, 'hostile-many'), '') FROM generate_series(1, 64) AS n), '500.00 1000.00$', '64 limits of one pool'),
	-- pools of others
	(pg_temp.limit_row('taken', 'year', 100, 'hostile-main'), '22023 .*taken\.pool', 'a limit in the pool of a benefit'),
	(pg_temp.limit_row('taken', 'year', 100, 'hostile-critical-illness'), '22023 .*taken\.pool', 'in that of 大病保险')) AS v (statements, said, what);
-- A pool of two limits: 100 a year, 60 a month: 60 of 80, then 40.
CREATE TEMP TABLE shared AS SELECT jsonb_populate_record(p, '{"limits": [{"code": "a", "per": "year", "cap": 100, "pool": "hostile-l", "article": "三"}, {"code": "b", "per": "month", "cap": 60, "pool": "hostile-l", "article": "三"}]}') AS p FROM policy;
SELECT is((SELECT string_agg(s.assistance::text, ' ' ORDER BY s.discharged_on) FROM unnest((SELECT medaid_settle_all(jsonb_populate_record(pg_temp.bill('tekun', 80, make_date(2025, n, 1)), jsonb_build_object('claim_id', n)), p) FROM shared, generate_series(3, 4) AS n)) AS s),
	'60.00 40.00', 'a pool of the year''s limit and the month''s');
-- The year to date by hand: 80 of 特困 on 1 June, within 100 a year and 60 a month.
CREATE FUNCTION pg_temp.used(accumulators text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	said text;
BEGIN
	EXECUTE format('SELECT (medaid_settle(pg_temp.bill(''tekun'', 80), p, ARRAY[%s]::medaid_accumulator[])).assistance FROM shared', accumulators) INTO said;
	RETURN said;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END
$$;
SELECT is(pg_temp.used(format('ROW(%s)', replace(used, ';', '), ROW('))), said, used) FROM (VALUES
	('2025, ''hostile-l'', 0, 0, 70, NULL, NULL, NULL', '30.00'), ('2025, ''hostile-l'', 0, 0, 30, NULL, 6, NULL', '30.00'), ('2025, ''hostile-l'', 0, 0, 30, NULL, 5, NULL', '60.00'),
	('2025, ''hostile-l'', 0, 0, 30, NULL, 6, ''2025-06-30''', '30.00'), ('2025, ''hostile-l'', 0, 0, 30, NULL, 6, ''2025-06-30''; 2025, ''hostile-l'', 0, 0, 25, NULL, 6, ''2025-06-01''', '5.00'),
	('2025, ''hostile-l'', 0, 0, 1000000000000, NULL, 6, ''2025-06-01''', '0.00'), ('2025, ''hostile-l'', 0, 0, 30, NULL, 13, NULL', '22023'), ('2025, ''hostile-l'', 0, 0, 30, NULL, 0, NULL', '22023'),
	('2025, ''hostile-l'', 0, 0, 30, NULL, 5, ''2025-06-01''', '22023'), ('2025, ''hostile-l'', 0, 0, 30, NULL, 6, ''infinity''', '22023'), ('2025, ''hostile-l'', 0, 0, -30, NULL, 6, NULL', '22003'), ('2025, ''hostile-l'', 0, 0, ''NaN'', NULL, 6, NULL', '22003'),
	('2025, ''hostile-l'', 0, 0, 30, NULL, 6, NULL; 2025, ''hostile-l'', 0, 0, 30, NULL, 6, NULL', '22023'), ('2025, ''hostile-main'', 0, 0, 30, NULL, 6, NULL', '22023')) AS v (used, said);

SELECT * FROM finish();
ROLLBACK;
