-- Bands of a benefit's rate, in a made-up place (分段县), by INSERTs only: marginal
-- and slab, of the year and of each claim.  Every amount is worked by hand.
BEGIN;
SELECT plan(64);

INSERT INTO medaid_regulation (code, first_day, name, region, article) VALUES ('fenduan-2025', '2025-01-01', '分段县医疗救助办法', '分段县', '第九条');
INSERT INTO medaid_rule_category (regulation, first_day, category, article)
	SELECT 'fenduan-2025', '2025-01-01', c, '第二条' FROM unnest('{tekun,orphan,dibao,dibao_margin,medical_poverty,veteran}'::text[]) AS c;
INSERT INTO medaid_rule_payer (regulation, first_day, code, payers, article) VALUES ('fenduan-2025', '2025-01-01', 'payers', '{basic,critical_illness}', '第三条');
-- 因病致贫: 30 % to 30,000, 40 % to 50,000, 50 % from there, of the year; 低保边缘 the same beyond a yearly 5,000;
-- 低保 the whole claim at the rate of the band, 优抚 per claim; 孤儿 the whole claim by its own burden, after 1,000 each
INSERT INTO medaid_rule_benefit (regulation, first_day, code, services, category, deductible, deductible_per, cap, pool, band_per, band_kind, article) VALUES
	('fenduan-2025', '2025-01-01', 'poverty', '{inpatient}', 'medical_poverty', 0, 'year', 150000, 'fenduan-main', 'year', 'marginal', '第四条'),
	('fenduan-2025', '2025-01-01', 'margin', '{inpatient}', 'dibao_margin', 5000, 'year', 'Infinity', 'fenduan-main', 'year', 'marginal', '第五条'),
	('fenduan-2025', '2025-01-01', 'slab', '{inpatient}', 'dibao', 0, 'year', 'Infinity', 'fenduan-slab', 'year', 'slab', '第六条'),
	('fenduan-2025', '2025-01-01', 'each', '{inpatient}', 'veteran', 1000, 'claim', 'Infinity', 'fenduan-each', 'claim', 'marginal', '第七条'),
	('fenduan-2025', '2025-01-01', 'slab-each', '{inpatient}', 'orphan', 1000, 'claim', 'Infinity', 'fenduan-each', 'claim', 'slab', '第七条'),
	('fenduan-2025', '2025-01-01', 'yearly-after-each', '{inpatient}', 'tekun', 1000, 'claim', 'Infinity', 'fenduan-each', 'year', 'marginal', '第八条');
INSERT INTO medaid_rule_benefit_band (regulation, first_day, code, benefit, burden_from, rate, article)
	SELECT 'fenduan-2025', '2025-01-01', b.code || '-' || w.n, b.code, w.burden_from, w.rate, b.article || '(' || w.n || ')'
	FROM medaid_rule_benefit AS b, (VALUES (1, 0, 0.30), (2, 30000, 0.40), (3, 50000, 0.50)) AS w (n, burden_from, rate)
	WHERE b.regulation = 'fenduan-2025';
CREATE TEMP TABLE policy AS SELECT medaid_policy('fenduan-2025', '2025-06-01') AS p;

CREATE FUNCTION pg_temp.c(category text, burden numeric, day date DEFAULT '2025-03-01', id text DEFAULT 'a', total numeric DEFAULT NULL) RETURNS medaid_claim LANGUAGE sql AS $$
	SELECT medaid_claim(claim_id => id, service => 'inpatient', discharged_on => day, categories => ARRAY[category], total => coalesce(total, burden), in_scope => burden, basic_paid => 0, critical_illness_paid => 0) $$;
-- a year of claims, a month each
CREATE FUNCTION pg_temp.year(category text, VARIADIC burdens numeric[]) RETURNS medaid_claim[] LANGUAGE sql AS $$
	SELECT array_agg(pg_temp.c(category, b, make_date(2025, n::integer, 15), 'c' || lpad(n::text, 2, '0')) ORDER BY n) FROM unnest(burdens) WITH ORDINALITY AS u (b, n) $$;
CREATE FUNCTION pg_temp.paid(s medaid_settlement) RETURNS text LANGUAGE sql AS $$ SELECT concat_ws(' ', s.status, s.deductible, s.rate, s.due, s.assistance, s.patient_pays) $$;
\ir ../forms.sql

-- Marginal, at the fen.
SELECT is(pg_temp.paid(medaid_settle(pg_temp.c('medical_poverty', burden), p)), expected, what)
FROM policy, (VALUES
	(0.01, 'nothing_due 0.00 0.00 0.00 0.01', '0.01 x 30 % is less than half a fen'),
	(0.02, 'paid 0.00 0.01 0.01 0.01', '0.006 rounds up'),
	(0.05, 'paid 0.00 0.02 0.02 0.03', 'a tie: 0.015'),
	(29999.99, 'paid 0.00 9000.00 9000.00 20999.99', '8,999.997'),
	(30000.00, 'paid 0.00 9000.00 9000.00 21000.00', '30,000 x 30 %'),
	(30000.01, 'paid 0.00 9000.00 9000.00 21000.01', '9,000 + 0.004'),
	(30000.02, 'paid 0.00 9000.01 9000.01 21000.01', '9,000 + 0.008'),
	(49999.99, 'paid 0.00 17000.00 17000.00 32999.99', '9,000 + 19,999.99 x 40 % = 7,999.996'),
	(50000.00, 'paid 0.00 17000.00 17000.00 33000.00', '9,000 + 8,000'),
	(50000.01, 'paid 0.00 17000.01 17000.01 33000.00', '9,000 + 8,000 + 0.005: a tie'),
	(60000.00, 'paid 0.00 22000.00 22000.00 38000.00', '9,000 + 8,000 + 5,000'),
	(316000.00, 'paid 0.00 150000.00 150000.00 166000.00', '17,000 + 133,000'),
	(316000.02, 'paid 0.00 150000.01 150000.00 166000.02', 'the cap, inside a band')
) AS v (burden, expected, what);

-- Of the year: f(B + x) - f(B).
SELECT is(pg_temp.forms(p, pg_temp.year('medical_poverty', VARIADIC burdens)), expected, what)
FROM policy, (VALUES
	('{25000,10000}'::numeric[], '7500.00 3500.00', '5,000 x 30 % + 5,000 x 40 %'),
	('{29999.99,0.01,0.01}', '9000.00 0.00 0.00', '0.003 and 0.004 by themselves'),
	('{29999.99,0.02,0.02}', '9000.00 0.01 0.01', '0.003 + 0.004; 0.008'),
	('{20000,20000,20000}', '6000.00 7000.00 9000.00', '6,000; 3,000 + 4,000; 4,000 + 5,000: together the 22,000 of one claim'),
	('{60000}', '22000.00', 'one claim')
) AS v (burdens, expected, what);
-- beyond 5,000 of the year
SELECT is(pg_temp.forms(p, pg_temp.year('dibao_margin', VARIADIC burdens)), expected, what)
FROM policy, (VALUES
	('{8000,40000}'::numeric[], '900.00 13300.00', '3,000 x 30 %; from 3,000 to 43,000: 27,000 x 30 % + 13,000 x 40 %'),
	('{4000,31000,0.02}', '0.00 9000.00 0.01', '1,000 more absorbed: 30,000 x 30 %; then 0.02 x 40 % = 0.008'),
	('{5000,30000,30000}', '0.00 9000.00 13000.00', '5,000 absorbed; 30,000 x 30 %; 20,000 x 40 % + 10,000 x 50 %')
) AS v (burdens, expected, what);
-- two categories, one pool: what it has counted is the year's, whoever had it
SELECT is((SELECT string_agg(s.assistance::text, ' ' ORDER BY s.discharged_on) FROM policy,
	LATERAL (SELECT medaid_settle_all(u, p) AS a FROM unnest(ARRAY[pg_temp.c('medical_poverty', 20000, '2025-02-01'), pg_temp.c('dibao_margin', 25000, '2025-03-01', 'b')]) AS u) AS g, unnest(g.a) AS s),
	'6000.00 7000.00', 'B 20,000, 5,000 absorbed: 10,000 x 30 % + 10,000 x 40 %');
SELECT is(pg_temp.forms(p, ARRAY[pg_temp.c('medical_poverty', 40000, '2025-12-31', 'a'), pg_temp.c('medical_poverty', 40000, '2026-01-01', 'b')]), '13000.00 13000.00', 'a new year begins at 0') FROM policy;

-- Slab: the whole claim at the rate of what is reached with it.
SELECT is(pg_temp.forms(p, pg_temp.year('dibao', VARIADIC burdens)), expected, what)
FROM policy, (VALUES
	('{29999.99}'::numeric[], '9000.00', '8,999.997'),
	('{30000}', '12000.00', '30,000 belongs to the band: x 40 %'),
	('{30000.01}', '12000.00', '12,000.004'),
	('{49999.99}', '20000.00', '19,999.996'),
	('{50000}', '25000.00', 'x 50 %'),
	('{25000,10000}', '7500.00 4000.00', 'what was paid stays; 35,000 reached: 10,000 x 40 %'),
	('{25000,5000,4999.99}', '7500.00 2000.00 2000.00', '30,000 reached: x 40 %; 34,999.99'),
	('{25000,4999.99,20000}', '7500.00 1500.00 8000.00', '29,999.99 reached: 1,499.997; 49,999.99: x 40 %'),
	('{25000,4999.99,20000.01}', '7500.00 1500.00 10000.01', '50,000.00 reached: x 50 % = 10,000.005, a tie')
) AS v (burdens, expected, what);

-- Of each claim, after 1,000 each.
SELECT is(pg_temp.forms(p, pg_temp.year('veteran', 31000, 41000, 1000)), '9000.00 13000.00 0.00', '30,000 x 30 %; 9,000 + 10,000 x 40 %; nothing beyond') FROM policy;
SELECT is(pg_temp.forms(p, pg_temp.year('orphan', 30999.99, 31000, 61000)), '9000.00 12000.00 30000.00', '29,999.99 x 30 %; 30,000 x 40 %; 60,000 x 50 %') FROM policy;
-- a deductible of each claim, bands of the year: beyond what each absorbed
SELECT is(pg_temp.forms(p, pg_temp.year('tekun', 21000, 21000, 21000)), '6000.00 7000.00 9000.00', '20,000 beyond 1,000 each: as 20,000 three times') FROM policy;

-- The bill leaves less; the bands count the burden all the same.
SELECT is(pg_temp.paid(medaid_settle(medaid_claim(service => 'inpatient', discharged_on => '2025-03-01', categories => '{medical_poverty}', total => 60000, in_scope => 60000, commercial_paid => 50000, critical_illness_paid => 0), p)),
	'paid 0.00 10000.00 10000.00 0.00', 'due 22,000, but 10,000 are left of the bill') FROM policy;

-- A rate that is not set, only where it is reached.
CREATE TEMP TABLE unset AS SELECT medaid_policy_with(p, 'poverty-2.rate', NULL::numeric) AS p FROM policy;
SELECT is(pg_temp.paid(medaid_settle(pg_temp.c('medical_poverty', 30000), p)), 'paid 0.00 9000.00 9000.00 21000.00', 'not reached') FROM unset;
SELECT throws_ok($$ SELECT medaid_settle(pg_temp.c('medical_poverty', 30000.01), p) FROM unset $$, '55000', NULL, 'reached by a fen');
SELECT is((SELECT concat_ws(' | ', s.status, s.reason, s.fault) FROM unset, medaid_try_settle(pg_temp.c('medical_poverty', 30000.01), p) AS s), 'refused | number_missing | policy "fenduan-2025" has no number for "poverty-2.rate"', 'refused where it is tried');
SELECT is((SELECT concat_ws(' | ', f.sqlstate, f.kind, f.field) FROM unset, medaid_findings(pg_temp.c('medical_poverty', 30000.01), p) AS f), '55000 | number_missing | poverty-2.rate', 'found');
SELECT is((SELECT concat_ws(' ', w.condition, w.needed, w.found) FROM unset, medaid_why_not(medaid_claim(service => 'inpatient', discharged_on => '2025-03-01', categories => '{medical_poverty}', recognised_on => '{2025-04-01}', total => 40000, in_scope => 40000, critical_illness_paid => 0), p) AS w
	WHERE w.stage = 'benefit'), 'not_set poverty-2.rate NULL', 'why_not names it for a category that does not count');
SELECT is((SELECT count(*) FROM unset, medaid_policy_review(p) AS r WHERE r.finding = 'not_set' AND r.rule = 'poverty-2.rate'), 1::bigint, 'the review finds it');

-- Explained: a step for each part.
CREATE FUNCTION pg_temp.steps(claim medaid_claim, policy medaid_policy, ytd medaid_accumulator[] DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' | ', s.item, s.label, s.article, s.formula, s.amount, s.rate), E'\n' ORDER BY s.step)
	FROM medaid_explain(claim, policy, ytd) AS s WHERE s.item IN ('deductible', 'band', 'within_bill', 'assistance') $$;
SELECT is(pg_temp.steps(pg_temp.c('medical_poverty', 60000), p), 'band | 救助分段(poverty-1) | 第四条(1) | 30000.00 | 0.30
band | 救助分段(poverty-2) | 第四条(2) | 50000.00 - 30000.00 = 20000.00 | 20000.00 | 0.40
band | 救助分段(poverty-3) | 第四条(3) | 60000.00 - 50000.00 = 10000.00 | 10000.00 | 0.50
assistance | 医疗救助(因病致贫重病患者) | 第四条 | 30000.00 x 30% + 20000.00 x 40% + 10000.00 x 50% = 22000.00 | 22000.00', 'from nothing') FROM policy;
SELECT is(pg_temp.steps(pg_temp.c('dibao_margin', 40000), p, ARRAY[medaid_accumulator(2025, 'fenduan-main', 8000, 5000, 900)]), 'deductible | 年度起付标准 | 第五条 | min(40000.00, 5000.00 - 5000.00) = 0.00 | 0.00
band | 救助分段(margin-1) | 第五条(1) | 30000.00 - 3000.00 = 27000.00 | 27000.00 | 0.30
band | 救助分段(margin-2) | 第五条(2) | 43000.00 - 30000.00 = 13000.00 | 13000.00 | 0.40
assistance | 医疗救助(低保边缘家庭成员) | 第五条 | 27000.00 x 30% + 13000.00 x 40% = 13300.00 | 13300.00', 'after 3,000 beyond the deductible') FROM policy;
SELECT is(pg_temp.steps(pg_temp.c('dibao', 10000), p, ARRAY[medaid_accumulator(2025, 'fenduan-slab', 25000, 0, 7500)]), 'band | 救助分段(slab-2) | 第六条(2) | 25000.00 + 10000.00 = 35000.00; 35000.00 - 25000.00 = 10000.00 | 10000.00 | 0.40
assistance | 医疗救助(低保对象) | 第六条 | 10000.00 x 40% = 4000.00 | 4000.00 | 0.40', 'slab') FROM policy;
SELECT is(medaid_explain_text(pg_temp.c('medical_poverty', 60000), p), '本次医疗费总额60000.00元。政策范围内个人负担60000.00元。其中30000.00元按30%比例，其中20000.00元按40%比例，其中10000.00元按50%比例，医疗救助(因病致贫重病患者)，救助22000.00元。最后由您个人支付38000.00元。', 'in words') FROM policy;
SELECT is(medaid_explain_text(pg_temp.c('medical_poverty', 60000), p, 'en'), 'The bill is 60000.00 yuan. In scope 60000.00 is left to the patient. 30000.00 of it at 30%; 20000.00 of it at 40%; 10000.00 of it at 50%; assistance for medical_poverty pays 22000.00. You pay 38000.00 yuan.', 'in English') FROM policy;

-- As table, paths, difference, digest.
SELECT is((SELECT string_agg(t."比例 rate", ' / ' ORDER BY t."规则 rule" COLLATE "C") FROM policy, medaid_policy_table(p) AS t WHERE t."规则 rule" ~ '(poverty|slab)$'), '0.00起 from: 30%; 30,000.00起 from: 40%; 50,000.00起 from: 50% 分段 marginal, 年度 per year / 0.00起 from: 30%; 30,000.00起 from: 40%; 50,000.00起 from: 50% 全额 slab, 年度 per year', 'the table');
SELECT is((SELECT string_agg(concat_ws(' ', n.path, n.value, n.unit, n.article), ', ') FROM policy, medaid_policy_paths(p) AS n WHERE n.path ~ '^poverty-2'), 'poverty-2.burden_from 30000 yuan 第四条(2), poverty-2.rate 0.40 share of 1 第四条(2)', 'paths');
SELECT is((SELECT string_agg(concat_ws(' ', d.path, d.first, d.second), ', ') FROM policy, medaid_policy_diff(p, medaid_policy_with(p, 'poverty-2.burden_from', 31000)) AS d), 'poverty-2.burden_from 30000 31000', 'the difference');
SELECT isnt(medaid_policy_digest(p), medaid_policy_digest(medaid_policy_with(p, 'poverty-2.rate', 0.41)), 'another digest') FROM policy;

-- What cannot be settled with is said by the policy that is asked for.
CREATE FUNCTION pg_temp.fault(change text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	fault text;
BEGIN
	BEGIN
		EXECUTE change;
		PERFORM medaid_policy('fenduan-2025', '2025-06-01');
		fault := 'none';
	EXCEPTION WHEN invalid_parameter_value THEN
		fault := SQLSTATE || ' ' || SQLERRM;
	END;
	IF fault = 'none' THEN RAISE EXCEPTION 'no fault: %', change; END IF;
	RETURN fault;
END $$;
SELECT is(pg_temp.fault(change), '22023 regulation "fenduan-2025" of 2025-01-01 ' || fault, what)
FROM (VALUES
	($$ UPDATE medaid_rule_benefit SET rate = 0.5 WHERE regulation = 'fenduan-2025' AND code = 'poverty' $$, 'has a rate beside the bands of benefit "poverty"', 'a rate beside'),
	($$ UPDATE medaid_rule_benefit SET rate_of = 'slab' WHERE regulation = 'fenduan-2025' AND code = 'poverty' $$, 'has a rate_of beside the bands of benefit "poverty"', 'another''s rate beside'),
	($$ DELETE FROM medaid_rule_benefit_band WHERE regulation = 'fenduan-2025' AND code = 'poverty-1' $$, 'has bands of benefit "poverty" that begin at 30000, not at 0', 'not from 0'),
	($$ UPDATE medaid_rule_benefit_band SET burden_from = 30000 WHERE regulation = 'fenduan-2025' AND code = 'poverty-3' $$, 'has two bands of benefit "poverty" that begin at the same burden', 'twice'),
	($$ DELETE FROM medaid_rule_benefit WHERE regulation = 'fenduan-2025' AND code = 'poverty' $$, 'has bands of benefit "poverty", which is not there', 'no benefit')
) AS v (change, fault, what);
SELECT throws_ok(format('SELECT medaid_policy_with(p, %L, %s) FROM policy', path, value), '22023', message, path)
FROM (VALUES
	('poverty.rate', '0.5', 'policy "fenduan-2025": poverty-1.benefit names "poverty", which has a rate beside its bands'),
	('poverty-1.burden_from', '1', 'policy "fenduan-2025": poverty-1.burden_from must be 0 for the first band of a benefit; bands stand in rising order'),
	('poverty-2.burden_from', '50000', 'policy "fenduan-2025": poverty-3.burden_from must rise from band to band'),
	('poverty-2.rate', '1.1', 'policy "fenduan-2025": poverty-2.rate must be a fraction from 0 to 1 with at most four decimals')
) AS v (path, value, message);
-- Made by hand in another order than rising.
SELECT throws_ok(format('SELECT medaid_policy_validate(jsonb_populate_record(p, %L)) FROM policy', jsonb_build_object('benefit_bands', bands)), '22023', message, bands::text)
FROM (VALUES
	('[{"code": "b", "benefit": "poverty", "burden_from": 30000, "rate": 0.4}, {"code": "a", "benefit": "poverty", "burden_from": 0, "rate": 0.3}]'::jsonb, 'policy "fenduan-2025": b.burden_from must be 0 for the first band of a benefit; bands stand in rising order'),
	('[{"code": "a", "benefit": "poverty", "burden_from": 0, "rate": 0.3}, {"code": "c", "benefit": "poverty", "burden_from": 50000, "rate": 0.5}, {"code": "b", "benefit": "poverty", "burden_from": 30000, "rate": 0.4}]', 'policy "fenduan-2025": b.burden_from must rise from band to band')
) AS v (bands, message);
-- A band of no benefit: told when it is written, found after.
INSERT INTO medaid_rule_benefit_band (regulation, first_day, code, benefit, burden_from, rate, article) VALUES ('fenduan-2025', '2025-01-01', 'stray', 'povrty', 0, 0.1, '第四条');
SELECT is((SELECT string_agg(concat_ws(' ', o.table_name, o.rule, o.finding, o.found), ', ' ORDER BY o.table_name COLLATE "C") FROM medaid_rule_orphans('fenduan-2025') AS o), 'medaid_regulation not_settled_with regulation "fenduan-2025" of 2025-01-01 has bands of benefit "povrty", which is not there, medaid_rule_benefit_band stray unknown_benefit no benefit "povrty" in the version or those it builds on', 'an orphan');
SELECT is((SELECT string_agg(concat_ws(' ', r.finding, r.rule, r.expected, r.found), E'\n' ORDER BY r.finding COLLATE "C", r.rule) FROM policy, medaid_policy_review(jsonb_populate_record(p, jsonb_build_object('benefit_bands',
	'[{"code": "a", "benefit": "poverty", "burden_from": 10, "rate": 0.1}, {"code": "b", "benefit": "poverty", "burden_from": 10, "rate": 0.2}, {"code": "c", "benefit": "none", "burden_from": 0, "rate": 0.2}]'::jsonb))) AS r
	WHERE r.finding ~ 'band'), 'band_without_benefit none a benefit of that code none
bands_begin_late poverty a band from 0 from 10
bands_overlap b.burden_from each band from another burden as a: 10', 'the review of a policy made otherwise');

SELECT * FROM finish();
ROLLBACK;
