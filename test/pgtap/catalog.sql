-- The policy tables as public API: shipped rows, users' rows, versions,
-- reference values by date, rights, comments.
BEGIN;
SELECT plan(259);

CREATE FUNCTION pg_temp.raises(query text, state text, pattern text, what text, hint_pattern text DEFAULT '%') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	s text := 'no error';
	m text;
	h text;
BEGIN
	BEGIN
		EXECUTE query;
	EXCEPTION WHEN OTHERS THEN
		GET STACKED DIAGNOSTICS s = RETURNED_SQLSTATE, m = MESSAGE_TEXT, h = PG_EXCEPTION_HINT;
	END;
	RETURN is(s || CASE WHEN m LIKE pattern THEN ' named' ELSE ': ' || coalesce(m, '') END || CASE WHEN h LIKE hint_pattern THEN '' ELSE ', hint: ' || coalesce(h, '') END, state || ' named', what);
END
$$;
-- 800 in scope under a code and day; what it is given
CREATE FUNCTION pg_temp.aid(code text, day date, category text DEFAULT 'dibao', service text DEFAULT 'inpatient', amount numeric DEFAULT 800) RETURNS numeric LANGUAGE sql AS $$
	SELECT (medaid_settle(medaid_claim(claim_id => 'c', service => $4, discharged_on => $2, categories => ARRAY[$3], recognised_on => ARRAY[$2],
		total => $5, in_scope => $5, critical_illness_paid => 0), medaid_policy($1, $2))).aid
$$;
CREATE FUNCTION pg_temp.deductible(code text, day date, rule text) RETURNS numeric LANGUAGE sql AS $$
	SELECT b.deductible FROM unnest((medaid_policy($1, $2)).benefits) AS b WHERE b.code = $3
$$;
CREATE TEMP VIEW policy_table AS
	SELECT c.oid::regclass AS tab, EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'shipped') AS has_shipped
	FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'medaid' JOIN pg_class c ON c.oid = d.objid
	WHERE d.refclassid = 'pg_extension'::regclass AND d.classid = 'pg_class'::regclass AND c.relkind = 'r';

---- shipped rows

CREATE FUNCTION pg_temp.guarded(tab regclass) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	n bigint;
	key text := (SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] WHERE i.indrelid = tab AND i.indisprimary);
BEGIN
	EXECUTE format('SELECT count(*) FROM %s WHERE shipped', tab) INTO n;
	RETURN NEXT pg_temp.raises(format('TRUNCATE %s', tab), '55000', '%' || tab || '%', tab || ': TRUNCATE', '%row of your own%');
	IF n > 0 THEN
		RETURN NEXT pg_temp.raises(format('DELETE FROM %s', tab), '55000', '%' || tab || '%', tab || ': DELETE', '%row of your own%');
		RETURN NEXT pg_temp.raises(format('UPDATE %s SET %I = %I', tab, key, key), '55000', '%' || tab || '%', tab || ': UPDATE', '%row of your own%');
		RETURN NEXT pg_temp.raises(format('UPDATE %s SET shipped = false', tab), '55000', '%' || tab || '%', tab || ': UPDATE to a user''s row', '%row of your own%');
		RETURN NEXT pg_temp.raises(format('INSERT INTO %s SELECT * FROM %s WHERE shipped LIMIT 1', tab, tab), '55000', '%' || tab || '%', tab || ': INSERT as shipped', '%row of your own%');
		RETURN NEXT pg_temp.raises(format('INSERT INTO %s SELECT * FROM %s WHERE shipped LIMIT 1 ON CONFLICT DO NOTHING', tab, tab), '55000', '%' || tab || '%', tab || ': INSERT ... ON CONFLICT', '%row of your own%');
	END IF;
END
$$;
SELECT pg_temp.guarded(tab) FROM policy_table WHERE has_shipped ORDER BY tab::text;
SET LOCAL session_replication_role = replica;
SELECT pg_temp.raises('DELETE FROM medaid_rule_benefit WHERE shipped', '55000', '%medaid_rule_benefit%', 'guarded in a session that replicates, too');
RESET session_replication_role;

---- a user's row takes the place of the shipped one

-- 淄博 (六): 低保 75 %
SELECT is(pg_temp.aid('zibo-2023', '2023-06-01'), 600.00, 'as shipped');
INSERT INTO medaid_rule_benefit
	SELECT (jsonb_populate_record(b, '{"rate": 0.8, "shipped": false, "article": "own"}')).* FROM medaid_rule_benefit b
	WHERE (regulation, code) = ('zibo-2023', 'inpatient-dibao');
SELECT is(pg_temp.aid('zibo-2023', '2023-06-01'), 640.00, 'a row of one''s own, 80 %');
SELECT is(pg_temp.aid('zibo-2023', '2023-06-01', 'tekun'), 600.00, 'the other rows stay');
UPDATE medaid_rule_benefit SET rate = 0.9 WHERE (regulation, code) = ('zibo-2023', 'inpatient-dibao') AND NOT shipped;
SELECT is(pg_temp.aid('zibo-2023', '2023-06-01'), 720.00, 'changed to 90 %');
SELECT pg_temp.raises($$UPDATE medaid_rule_benefit SET shipped = true WHERE NOT shipped$$, '55000', '%medaid_rule_benefit%', 'it cannot be made a shipped one');
DELETE FROM medaid_rule_benefit WHERE NOT shipped;
SELECT is(pg_temp.aid('zibo-2023', '2023-06-01'), 600.00, 'deleted, the shipped one is back');

INSERT INTO medaid_regulation SELECT (jsonb_populate_record(r, '{"last_day": "2023-12-31", "shipped": false}')).* FROM medaid_regulation r WHERE code = 'zibo-2023';
SELECT is((SELECT upper((medaid_policy('zibo-2023', '2023-06-01')).valid)), date '2024-01-01', 'a regulation of one''s own with another end');
SELECT pg_temp.raises($$SELECT medaid_policy('zibo-2023', '2024-01-01')$$, '22023', '%zibo-2023%2024-01-01%', 'nothing in force after it');
DELETE FROM medaid_regulation WHERE NOT shipped;

SELECT is(medaid_service('11'), 'outpatient', 'med_type 11');
INSERT INTO medaid_service_name (name, service, region) VALUES ('11', 'chronic', ''), ('9901', 'special_drug', '500000');
SELECT is(medaid_service('11'), 'chronic', 'med_type 11, by a row of one''s own');
SELECT is(medaid_service('9901', '500000'), 'special_drug', 'a local med_type');
SELECT is(medaid_category(' 低保对象 '), 'dibao', 'a name with blanks around it');
INSERT INTO medaid_category_name (name, category, rank) VALUES ('低保对象', 'tekun', 10), ('县定困难户', 'county_poor', 500), ('county_poor', 'county_poor', 500);
SELECT is(medaid_category('低保对象'), 'tekun', 'a name by a row of one''s own');
SELECT is(medaid_category('县定困难户'), 'county_poor', 'a category of one''s own');
SELECT is(pg_temp.aid('zibo-2023', '2023-06-01', 'county_poor'), 0.00, 'known, but without a rule: no error');
INSERT INTO medaid_rule_category (regulation, first_day, category, treated_as, article) VALUES ('zibo-2023', '2023-01-01', 'county_poor', 'dibao', 'own');
SELECT is(pg_temp.aid('zibo-2023', '2023-06-01', 'county_poor'), 600.00, 'treated as 低保');
DELETE FROM medaid_rule_category WHERE NOT shipped;
DELETE FROM medaid_category_name WHERE NOT shipped;

---- versions

INSERT INTO medaid_regulation (code, first_day, name, region, article) VALUES ('zibo-2023', '2025-07-01', 'later', '淄博市', 'own');
INSERT INTO medaid_rule_payer (regulation, first_day, code, payers, article) VALUES ('zibo-2023', '2025-07-01', 'all', '{basic}', 'own');
INSERT INTO medaid_rule_benefit (regulation, first_day, code, services, category, deductible, rate, cap, pool, article)
	VALUES ('zibo-2023', '2025-07-01', 'any-dibao', '{inpatient}', 'dibao', 0, 0.5, 'Infinity', 'zibo-main', 'own');
SELECT is(pg_temp.aid('zibo-2023', '2025-06-30'), 600.00, 'the last day of the earlier version');
SELECT is(pg_temp.aid('zibo-2023', '2025-07-01'), 400.00, 'the first day of the later version');
SELECT is((medaid_policy('zibo-2023', '2025-06-30')).valid, daterange('2023-01-01', '2025-07-01'), 'the earlier version ends before the later begins');
SELECT is((medaid_policy('zibo-2023', '2025-07-01')).valid, daterange('2025-07-01', NULL), 'the later version has an open end');
SELECT is((SELECT array_agg(p.stretch ORDER BY p.ordinality) FROM unnest(medaid_policies('zibo-2023', '2025-06-30', '2025-07-01')) WITH ORDINALITY AS p), ARRAY[daterange('2025-01-01', '2025-07-01'), daterange('2025-07-01', NULL)], 'the stretches of both');
SELECT is((SELECT (medaid_settle(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => d, categories => '{dibao}', total => 800, in_scope => 800, critical_illness_paid => 0),
	medaid_policies('zibo-2023', '2025-01-01', '2025-12-31'))).aid), a, 'both versions in an array, ' || d) FROM (VALUES (date '2025-06-30', 600.00), ('2025-07-01', 400.00)) AS v (d, a);
DELETE FROM medaid_rule_benefit WHERE NOT shipped;
DELETE FROM medaid_rule_payer WHERE NOT shipped;
DELETE FROM medaid_regulation WHERE NOT shipped;

---- reference values by date (平顺 Art. 47)

-- 淄博 (七): 25 % of the city's income, here with figures made up
SELECT is(pg_temp.deductible('zibo-2023', '2023-06-01', 'inpatient-medical_poverty'), NULL, 'no income: not set, and no error until it is needed');
SELECT pg_temp.raises($$SELECT pg_temp.aid('zibo-2023', '2023-06-01', 'medical_poverty')$$, '55000', '%"c"%inpatient-medical_poverty.deductible%淄博市%income%202_%', 'needed: the value to insert is named', '%medaid_reference%');
INSERT INTO medaid_reference (area, indicator, year, value, published_on) VALUES
	('淄博市', 'income', 2021, 40000, '2022-03-10'), ('淄博市', 'income', 2022, 44000.4, '2023-03-15'), ('淄博市', 'income', 2023, 48000.5, '2024-02-29'),
	('淄博市', 'income', 2024, 52000, '2025-03-01'), ('淄博市', 'income', 2025, 56000, NULL), ('河北省', 'income', 2022, 99999, '2023-01-15'),
	('淄博市', 'min_living', 2022, 7777, NULL);
SELECT is(pg_temp.deductible('zibo-2023', day, 'inpatient-medical_poverty'), expected, day || ': 25 % of ' || (expected * 4)) FROM (VALUES
	(date '2023-01-01', 10000.00), ('2023-03-15', 10000.00), ('2023-03-31', 10000.00), ('2023-04-01', 11000.00), ('2023-12-31', 11000.00),
	('2024-01-01', 11000.00), ('2024-02-29', 11000.00), ('2024-03-01', 12000.25), ('2024-12-31', 12000.25),
	('2025-03-31', 12000.25), ('2025-04-01', 13000.00), ('2026-01-01', 14000.00), ('2026-12-31', 14000.00),
	-- Y - 1 not there yet: Y - 2; never older
	('2027-06-01', 14000.00), ('2028-01-01', NULL)) AS v (day, expected);
SELECT is((SELECT array_agg(p.stretch ORDER BY ordinality) FROM unnest(medaid_policies('zibo-2023', '2023-01-01', '2026-12-31')) WITH ORDINALITY AS p),
	ARRAY[daterange('2023-01-01', '2023-04-01'), daterange('2023-04-01', '2024-01-01'), daterange('2024-01-01', '2024-03-01'), daterange('2024-03-01', '2025-01-01'),
		daterange('2025-01-01', '2025-04-01'), daterange('2025-04-01', '2026-01-01'), daterange('2026-01-01', '2027-01-01')], 'stretches cut at new year and where an income comes into use');
SELECT is((SELECT array_agg(b.deductible ORDER BY p.ordinality) FROM unnest(medaid_policies('zibo-2023', '2023-01-01', '2024-12-31')) WITH ORDINALITY AS p, unnest(p.benefits) AS b WHERE b.code = 'inpatient-medical_poverty'),
	'{10000.00,11000.00,11000.00,12000.25}'::numeric[], 'each stretch with its amounts');
UPDATE medaid_reference SET published_on = '2023-12-05' WHERE (area, indicator, year) = ('淄博市', 'income', 2022);
SELECT is(pg_temp.deductible('zibo-2023', '2023-12-31', 'inpatient-medical_poverty'), 10000.00, 'published in December: the old figure to the end of the year');
SELECT is(pg_temp.deductible('zibo-2023', '2024-01-01', 'inpatient-medical_poverty'), 11000.00, 'and the new one from January');
UPDATE medaid_reference SET published_on = NULL WHERE (area, indicator, year) = ('淄博市', 'income', 2022);
SELECT is(pg_temp.deductible('zibo-2023', '2023-01-01', 'inpatient-medical_poverty'), 11000.00, 'without a day of publication: the whole year');
DELETE FROM medaid_reference WHERE year = 2022;
SELECT is(pg_temp.deductible('zibo-2023', '2023-12-31', 'inpatient-medical_poverty'), 10000.00, 'no figure yet: that of the year before');
-- 攀枝花 Art. 13: 防止返贫监测收入标准 is that of the year itself
INSERT INTO medaid_reference (area, indicator, year, value, published_on) VALUES ('攀枝花市', 'monitor_income', 2023, 8000, '2023-11-01'), ('攀枝花市', 'monitor_income', 2024, 8200.55, NULL);
SELECT is((SELECT t.threshold FROM unnest((medaid_policy('panzhihua-2023', day)).tilts) AS t), expected, '攀枝花 threshold on ' || day) FROM (VALUES
	(date '2023-02-01', 8000.00), ('2023-12-31', 8000.00), ('2024-01-01', 8200.55), ('2025-01-01', NULL)) AS v (day, expected);
-- infinity is a day of no year
SELECT is(concat(medaid_reference_value('攀枝花市', i, d), medaid_reference_year('攀枝花市', i, d), medaid_reference_source('攀枝花市', i, d)), '', i || ' on ' || d) FROM unnest('{income,monitor_income}'::text[]) i, unnest('{infinity,-infinity}'::date[]) d;
-- 平顺 第十条: 包括孤儿、事实无人抚养儿童、儿童福利机构收留抚养儿童; 易返贫致贫人口（包括脱贫不稳定户、边缘易致贫户）
SELECT is((SELECT string_agg(medaid_category(n), ' ' ORDER BY o) FROM unnest('{儿童福利机构收留抚养儿童,易返贫致贫人口,农村易返贫致贫人口}'::text[]) WITH ORDINALITY AS x (n, o)), 'institution_child monitored_prone monitored', 'names of 平顺 第十条');
SELECT is((SELECT (s).category || ' ' || (s).aid FROM medaid_settle(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2024-06-01', categories => '{institution_child}', total => 800, in_scope => 800, critical_illness_paid => 0), medaid_policy('pingshun-2023', '2024-06-01')) AS s), 'institution_child 800.00', '平顺: by the rules of 特困, 100 %');
SELECT is((SELECT string_agg(code || ' ' || article, '; ' ORDER BY code COLLATE "C") FROM medaid_regulation WHERE code IN ('zibo-2023', 'ankang-2023')), 'ankang-2023 末段; zibo-2023 末段', 'the days in force stand in closing paragraphs');
SELECT pg_temp.raises($$INSERT INTO medaid_reference (area, indicator, year, value) VALUES ('x', 'Mood 1', 2023, 1)$$, '23514', '%', 'an indicator that is no name');
SELECT pg_temp.raises($$INSERT INTO medaid_reference (area, indicator, year, value) VALUES ('x', 'income', 2023, 'NaN')$$, '23514', '%', 'an income that is no number');
SELECT pg_temp.raises($$INSERT INTO medaid_reference (area, indicator, year, value) VALUES ('x', 'income', 2023, -1)$$, '23514', '%', 'a negative income');

-- the stretches of every place: in order, no gap, no overlap, the whole range
INSERT INTO medaid_reference (area, indicator, year, value, published_on)
	SELECT a, 'income', y, 30000 + y, make_date(y + 1, m, 15) FROM (VALUES ('山西省', 3), ('攀枝花市', 7)) AS v (a, m), generate_series(2021, 2027) AS y;
CREATE TEMP TABLE stretch AS
	SELECT r.code, p.ordinality AS n, p.stretch, p.valid, lag(p.stretch) OVER (PARTITION BY r.code ORDER BY p.ordinality) AS before
	FROM medaid_regulation r, unnest(medaid_policies(r.code, '2022-01-01', '2030-12-31')) WITH ORDINALITY AS p;
SELECT is((SELECT count(DISTINCT code) FROM stretch), 5::bigint, 'five places');
SELECT is((SELECT count(*) FROM stretch WHERE before IS NOT NULL AND NOT (upper(before) IS NOT DISTINCT FROM lower(stretch))), 0::bigint, 'each stretch begins where the one before ends');
SELECT is((SELECT count(*) FROM stretch WHERE isempty(stretch) OR NOT (stretch <@ valid)), 0::bigint, 'no stretch is empty or reaches out of the regulation');
SELECT is((SELECT count(*) FROM stretch WHERE before IS NULL AND lower(stretch) <> lower(valid)), 0::bigint, 'the first begins with the regulation');
SELECT is((SELECT count(*) FROM (SELECT DISTINCT ON (code) * FROM stretch ORDER BY code, n DESC) AS l WHERE upper(stretch) < least(upper(valid), date '2031-01-01')), 0::bigint, 'the last reaches its end, or that of the range');
SELECT is((SELECT count(*) FROM (SELECT s.code, s.stretch, d::date AS d FROM stretch s, generate_series(date '2023-02-01', '2027-12-31', '9 days') AS d WHERE s.stretch @> d::date) AS x
	WHERE (medaid_policy(code, d)).stretch <> stretch), 0::bigint, 'medaid_policy() of a day gives the same stretch');

---- which day, which range

SELECT pg_temp.raises($$SELECT medaid_policy('panzhihua-2023', '2023-01-31')$$, '22023', '%panzhihua-2023%2023-01-31%2023-02-01%', 'the day before the first');
SELECT is((medaid_policy('panzhihua-2023', '2023-02-01')).code, 'panzhihua-2023', 'the first day');
SELECT is((medaid_policy('panzhihua-2023', '2028-01-31')).code, 'panzhihua-2023', 'the last day of five years');
SELECT pg_temp.raises($$SELECT medaid_policy('panzhihua-2023', '2028-02-01')$$, '22023', '%panzhihua-2023%2028-02-01%2028-01-31%', 'the day after');
SELECT pg_temp.raises($$SELECT medaid_policy('chengdu-2023', '2023-06-01')$$, '22023', '%chengdu-2023%', 'an unknown code');
SELECT is((SELECT lower(p[1].stretch) FROM (SELECT medaid_policies('panzhihua-2023', '2020-01-01', '2023-02-01') AS p) AS x), date '2023-02-01', 'a range that begins too early');
SELECT is((SELECT upper(p[cardinality(p)].stretch) FROM (SELECT medaid_policies('panzhihua-2023', '2028-01-31', '2040-01-01') AS p) AS x), date '2028-02-01', 'a range that ends too late');
SELECT pg_temp.raises($$SELECT medaid_policies('panzhihua-2023', '2020-01-01', '2023-01-31')$$, '22023', '%panzhihua-2023%', 'a range before');
SELECT pg_temp.raises($$SELECT medaid_policies('panzhihua-2023', '2028-02-01', '2029-01-31')$$, '22023', '%panzhihua-2023%', 'a range after');
SELECT is((medaid_policy('dianjiang-2023', '2023-06-01')).status, 'draft', 'a draft resolves, and says so');
SELECT is((SELECT count(*) FROM medaid_regulation WHERE code <> 'dianjiang-2023' AND status <> 'in_force'), 0::bigint, 'the others are in force');
SELECT is((SELECT array_agg(code || ' ' || first_day || ' ' || coalesce(last_day::text, 'open') ORDER BY code) FROM medaid_regulation),
	'{ankang-2023 2023-01-04 open,dianjiang-2023 2023-01-01 open,panzhihua-2023 2023-02-01 2028-01-31,pingshun-2023 2023-01-07 2028-01-06,zibo-2023 2023-01-01 open}', 'days in force, by the texts');

---- changing one number

CREATE TEMP TABLE changed AS SELECT medaid_policy_with(medaid_policy('zibo-2023', '2023-06-01'), 'inpatient-dibao.rate', 0.8) AS p;
SELECT is((SELECT (medaid_settle(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}', total => 800, in_scope => 800, critical_illness_paid => 0), p)).aid FROM changed), 640.00, 'another rate');
SELECT is((SELECT medaid_policy_with(p, 'inpatient-dibao.rate', 0.75) FROM changed), medaid_policy('zibo-2023', '2023-06-01'), 'changed back, it is the same policy: nothing else was touched');
SELECT is((SELECT count(*) FROM medaid_regulation r, LATERAL (SELECT medaid_policy(r.code, '2023-06-01') AS p) AS x, LATERAL medaid_policy_paths(p) AS n
	WHERE medaid_policy_with(p, n.path, n.value) IS DISTINCT FROM p), 0::bigint, 'every path of every policy set to its own value changes nothing');
SELECT is((SELECT count(*) FROM (SELECT r.code, n.path FROM medaid_regulation r, medaid_policy_paths(medaid_policy(r.code, '2023-06-01')) AS n GROUP BY 1, 2 HAVING count(*) > 1) AS d), 0::bigint, 'no path stands for two numbers');
SELECT is((SELECT (medaid_policy_with(medaid_policy('zibo-2023', '2023-06-01'), 'inpatient-dibao.rate', 0.8, 'more')).scenario), 'more', 'a scenario is named');
SELECT is((SELECT count(*) FROM unnest(medaid_policy_with(medaid_policies('zibo-2023', '2023-01-01', '2024-12-31'), 'inpatient-dibao.rate', 0.8, 'more')) AS p, unnest(p.benefits) AS b
	WHERE b.code = 'inpatient-dibao' AND (b.rate <> 0.8 OR p.scenario <> 'more')), 0::bigint, 'in every element of an array');
SELECT is((medaid_policy_with(medaid_policy('pingshun-2023', '2023-06-01'), 'transition_until', date '2030-01-01')).transition_until, date '2030-01-01', 'a date');
-- literals as they come, which fit a number, a date and a reading alike
SELECT is(medaid_policy_with(medaid_policy('zibo-2023', '2023-06-01'), 'inpatient-dibao.cap', 'Infinity', 'no cap'),
	medaid_policy_with(medaid_policy('zibo-2023', '2023-06-01'), 'inpatient-dibao.cap', 'Infinity'::numeric, 'no cap'), 'a number as a literal');
SELECT is(medaid_policy_with(medaid_policy('zibo-2023', '2023-06-01'), 'inpatient-dibao.cap', NULL),
	medaid_policy_with(medaid_policy('zibo-2023', '2023-06-01'), 'inpatient-dibao.cap', NULL::numeric), 'NULL: not set');
SELECT is((medaid_policy_with(medaid_policy('pingshun-2023', '2023-06-01'), 'transition_until', '2030-01-01')).transition_until, date '2030-01-01', 'a date as a literal');
SELECT is((SELECT string_agg(concat_ws(' ', p.within_bill, b.catch_up), ',') FROM unnest(medaid_policy_with(medaid_policy_with(medaid_policies('ankang-2023', '2024-01-01', '2024-12-31'), 'within_bill', 'false'), 'inpatient-dibao.catch_up', 'off')) AS p, unnest(p.benefits) AS b
	WHERE b.code = 'inpatient-dibao'), 'f f', 'readings as literals, over an array');
-- a path that is none is told those of its field and of rules named alike; else of its field; else of its rule
CREATE FUNCTION pg_temp.alike(path text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	hint text;
BEGIN
	PERFORM medaid_policy_with(medaid_policy('zibo-2023', '2023-06-01'), path, 1);
EXCEPTION WHEN invalid_parameter_value THEN
	GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
	RETURN sqlerrm || ': ' || hint;
END
$$;
SELECT is(pg_temp.alike('dibao_margin.rate'), 'policy "zibo-2023" has no number "dibao_margin.rate": Numbers like it: inpatient-dibao_margin.rate, chronic-dibao_margin.rate, special_drug-dibao_margin.rate, premium-dibao_margin.rate.', 'the rates of rules named alike');
SELECT matches(pg_temp.alike('second.threshold'), 'like it: tilt-low[.]threshold, tilt-[a-z]+[.]threshold[.]$', 'the thresholds');
SELECT matches(pg_temp.alike('tilt-low.ceiling'), 'like it: tilt-low[.]threshold, tilt-low[.]rate, tilt-low[.]cap[.]$', 'the numbers of the rule');
SELECT matches(pg_temp.alike('nothing'), 'like it: designated[.]days, .*tilt-low[.]cap', 'all');
SELECT throws_ok($$SELECT medaid_policy_with(medaid_policy('zibo-2023', '2023-06-01'), 'inpatient-dibao.cap', 'much')$$, '22P02', 'invalid input syntax for type numeric: "much"', 'a literal that is no number');
SELECT is((medaid_policy_with(medaid_policy_with(medaid_policy('zibo-2023', '2023-06-01'), 'inpatient-dibao.rate', 0.8, 'a'), 'inpatient-tekun.rate', 0.9)).scenario, 'a', 'NULL keeps the scenario');

---- rights

CREATE ROLE medaid_test_reader;
CREATE ROLE medaid_test_editor;
GRANT INSERT, UPDATE, DELETE ON medaid_rule_benefit, medaid_reference TO medaid_test_editor;
CREATE TEMP TABLE all_tables AS SELECT tab, has_shipped FROM policy_table;
GRANT SELECT ON all_tables TO PUBLIC;
SELECT is((SELECT count(*) FROM policy_table WHERE NOT has_table_privilege('medaid_test_reader', tab, 'SELECT')), 0::bigint, 'everybody may read');
SELECT is((SELECT count(*) FROM policy_table WHERE has_table_privilege('medaid_test_reader', tab, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER, REFERENCES')), 0::bigint, 'and no more');
GRANT TEMPORARY ON DATABASE :"DBNAME" TO medaid_test_reader;
DO $$ BEGIN EXECUTE format('GRANT USAGE ON SCHEMA %s TO PUBLIC', pg_my_temp_schema()::regnamespace); END $$;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pg_temp TO PUBLIC;
\ir ../helpers.sql
SELECT is(pg_temp.as_role('medaid_test_reader', $$SELECT pg_temp.aid('zibo-2023', '2023-06-02')$$), '600.00', 'a role without rights settles');
SELECT is(pg_temp.as_role('medaid_test_reader', $$SELECT cardinality(medaid_policies('pingshun-2023', '2023-01-01', '2023-12-31'))$$), '2', 'resolves');
SELECT is(pg_temp.as_role('medaid_test_reader', $$SELECT (medaid_policy_with(medaid_policy('zibo-2023', '2023-06-01'), 'inpatient-dibao.rate', 0.8)).code$$), 'zibo-2023', 'changes a copy');
SELECT is(pg_temp.as_role('medaid_test_reader', $$SELECT medaid_category('低保') || medaid_service('21')$$), 'dibaoinpatient', 'asks for names');
SELECT is(pg_temp.as_role('medaid_test_reader', q), '42501', q) FROM unnest(ARRAY['DELETE FROM medaid_rule_benefit', 'INSERT INTO medaid_reference VALUES (''x'', ''income'', 2023, 1)',
	'UPDATE medaid_regulation SET name = ''''', 'TRUNCATE medaid_regulation']) AS q;
SELECT is(pg_temp.as_role('medaid_test_editor', $$INSERT INTO medaid_rule_benefit (regulation, first_day, code, precedence, services, category, deductible, rate, cap, pool, article)
	VALUES ('zibo-2023', '2023-01-01', 'inpatient-dibao', 102, '{inpatient}', 'dibao', 0, 0.8, 30000, 'zibo-main', 'own') RETURNING rate$$), '0.8', 'an editor of two tables needs no other right');
SELECT is(pg_temp.aid('zibo-2023', '2023-06-01'), 640.00, 'and is heard');
SELECT is(pg_temp.as_role('medaid_test_editor', 'DELETE FROM medaid_rule_benefit WHERE shipped'), '55000', 'but not for shipped rows');
DELETE FROM medaid_rule_benefit WHERE NOT shipped;

-- the trigger function on tables of somebody else: no crash
CREATE FUNCTION pg_temp.misuse(kind text) RETURNS text LANGUAGE plpgsql AS $f$
BEGIN
	CREATE TEMP TABLE mine (a integer, shipped boolean);
	EXECUTE format('CREATE TRIGGER g %s EXECUTE FUNCTION medaid_guard_shipped()', kind);
	INSERT INTO mine VALUES (1, false);
	UPDATE mine SET a = 2;
	DELETE FROM mine;
	RAISE EXCEPTION USING ERRCODE = 'ZZ001';
EXCEPTION WHEN OTHERS THEN
	RETURN CASE WHEN SQLSTATE IN ('ZZ001', '42501', '39P01', '55000') THEN 'fine' ELSE SQLSTATE || ' ' || SQLERRM END;
END
$f$;
SELECT is(pg_temp.misuse(kind), 'fine', 'medaid_guard_shipped() ' || kind) FROM unnest('{AFTER INSERT OR UPDATE OR DELETE ON mine FOR EACH ROW,
	BEFORE INSERT OR UPDATE OR DELETE ON mine FOR EACH STATEMENT,AFTER INSERT OR UPDATE OR DELETE ON mine FOR EACH STATEMENT}'::text[]) AS k (kind);
SELECT is((SELECT string_agg(p.proname, ', ') FROM pg_proc p JOIN pg_depend d ON d.objid = p.oid AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e'
	JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'medaid' WHERE p.prosecdef AND has_function_privilege('medaid_test_reader', p.oid, 'EXECUTE')), NULL, 'nobody else may execute what runs as the owner');
SELECT is((SELECT string_agg(p.proname, ', ') FROM pg_proc p JOIN pg_depend d ON d.objid = p.oid AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e'
	JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'medaid'
	WHERE p.prosecdef AND (p.proconfig IS NULL OR NOT EXISTS (SELECT FROM unnest(p.proconfig) AS c WHERE c LIKE 'search_path=pg_catalog, pg_temp'))), NULL, 'and it has its own search_path');

---- direct calls of every function with NULLs: a result or a clear error

CREATE FUNCTION pg_temp.call(query text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE query;
	RETURN NULL;
EXCEPTION WHEN OTHERS THEN
	RETURN CASE WHEN SQLSTATE ~ '^(XX|58|57|53)' THEN SQLSTATE || ' ' || SQLERRM END;
END
$$;
SELECT is((SELECT string_agg(format('%s: %s', f, r), '; ') FROM (SELECT p.oid::regprocedure AS f, pg_temp.call(format('SELECT %s(%s)%s', p.oid::regproc,
		(SELECT string_agg('NULL::' || format_type(t, NULL), ', ' ORDER BY n) FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY AS a (t, n)), CASE p.prokind WHEN 'w' THEN ' OVER ()' ELSE '' END)) AS r
	FROM pg_proc p JOIN pg_depend d ON d.objid = p.oid AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e' JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'medaid'
	WHERE 'internal'::regtype <> ALL (p.proargtypes::oid[]) AND 'cstring'::regtype <> ALL (p.proargtypes::oid[])) AS x WHERE r IS NOT NULL), NULL, 'every function called with NULLs');

---- every object has a description

SELECT is((SELECT string_agg(pg_describe_object(d.classid, d.objid, 0), E'\n' ORDER BY 1) FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'medaid'
	WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND d.classid IN ('pg_proc'::regclass, 'pg_class'::regclass, 'pg_cast'::regclass, 'pg_operator'::regclass, 'pg_opclass'::regclass)
		AND obj_description(d.objid, (SELECT relname FROM pg_class WHERE oid = d.classid)) IS NULL
		-- what no user calls
		AND NOT (d.classid = 'pg_proc'::regclass AND d.objid IN (SELECT oid FROM pg_proc WHERE proname ~ '_(in|out|recv|send|step|final|combine|serialize|deserialize|eq|ne|lt|le|gt|ge|cmp|hash|hash_extended)$'))),
	NULL, 'functions, tables, casts, operators have a description');
SELECT is((SELECT string_agg(t.oid::regtype::text, ', ' ORDER BY 1) FROM pg_type t JOIN pg_depend d ON d.objid = t.oid AND d.classid = 'pg_type'::regclass AND d.deptype = 'e'
	JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'medaid'
	WHERE t.typcategory <> 'A' -- arrays are members from version 17 on
		AND coalesce(obj_description(t.oid, 'pg_type'), obj_description(t.typrelid, 'pg_class')) IS NULL), NULL, 'types have a description');

SELECT is((SELECT string_agg(c.relname || '.' || a.attname, ', ' ORDER BY c.relname, a.attnum) FROM pg_depend d
	JOIN pg_class c ON (d.classid, d.objid) IN (('pg_class'::regclass::oid, c.oid), ('pg_type'::regclass::oid, c.reltype))
	JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
	WHERE d.deptype = 'e' AND d.refobjid = (SELECT e.oid FROM pg_extension e WHERE e.extname = 'medaid') AND c.relkind IN ('r', 'v', 'c')
		AND col_description(c.oid, a.attnum) IS NULL), NULL, 'every column of every table, view and row type says what it means');

-- else the stretches of a version would not be cut where the figure changes
SELECT is((SELECT string_agg(format('%s.%s', c.relname, a.attname), ' ' ORDER BY c.relname, a.attname)
	FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
	WHERE c.relkind = 'v' AND c.relname ~ '^medaid_effective_' AND a.attname ~ '_area$'
		AND NOT EXISTS (SELECT FROM pg_depend AS d JOIN pg_rewrite AS r ON (d.classid, d.objid) = ('pg_rewrite'::regclass, r.oid)
			WHERE r.ev_class = 'medaid_reference_asked'::regclass AND (d.refclassid, d.refobjid, d.refobjsubid) = ('pg_class'::regclass, c.oid, a.attnum))), NULL, 'every area that a rule names cuts the stretches');

SELECT * FROM finish();
ROLLBACK;
