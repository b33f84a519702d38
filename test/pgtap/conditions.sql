-- Conditions of a benefit, a deductible that only qualifies, and the whole bill as the
-- base, in a made-up place (条件县), by INSERTs only.  Every amount is worked by hand.
BEGIN;
SELECT plan(60);

INSERT INTO medaid_regulation (code, first_day, name, region, article) VALUES ('tiaojian-2025', '2025-01-01', '条件县医疗救助办法', '条件县', '第九条');
INSERT INTO medaid_rule_category (regulation, first_day, category, article)
	SELECT 'tiaojian-2025', '2025-01-01', c, '第二条' FROM unnest('{tekun,orphan,unsupported_child,dibao,dibao_margin,medical_poverty,veteran}'::text[]) AS c;
INSERT INTO medaid_rule_payer (regulation, first_day, code, payers, article) VALUES ('tiaojian-2025', '2025-01-01', 'payers', '{basic,critical_illness}', '第三条');
INSERT INTO medaid_rule_benefit (regulation, first_day, code, precedence, services, category, referral, max_age, min_hospital_level, burden_over, base, payers, deductible, deductible_per, deductible_kind, rate, cap, pool, article) VALUES
	-- 低保: 80 % where referral was kept, else 40 %
	('tiaojian-2025', '2025-01-01', 'referred', 1, '{inpatient}', 'dibao', '{not_required,compliant}', NULL, NULL, NULL, 'in_scope', NULL, 0, 'year', 'taken', 0.8, 'Infinity', 'tiaojian-main', '第四条'),
	('tiaojian-2025', '2025-01-01', 'not-referred', 2, '{inpatient}', 'dibao', '{non_compliant}', NULL, NULL, NULL, 'in_scope', NULL, 0, 'year', 'taken', 0.4, 'Infinity', 'tiaojian-main', '第四条'),
	-- 特困: 100 % to 17 years in hospitals of level 2 and above, else 90 %
	('tiaojian-2025', '2025-01-01', 'child', 1, '{inpatient}', 'tekun', NULL, 17, 2, NULL, 'in_scope', NULL, 0, 'year', 'taken', 1, 'Infinity', 'tiaojian-main', '第五条'),
	('tiaojian-2025', '2025-01-01', 'adult', 2, '{inpatient}', 'tekun', NULL, NULL, NULL, NULL, 'in_scope', NULL, 0, 'year', 'taken', 0.9, 'Infinity', 'tiaojian-main', '第五条'),
	-- 低保边缘: 70 % of a burden over 20,000, after basic insurance alone; else 50 %
	('tiaojian-2025', '2025-01-01', 'large', 1, '{inpatient}', 'dibao_margin', NULL, NULL, NULL, 20000, 'in_scope', '{basic}', 0, 'year', 'taken', 0.7, 'Infinity', 'tiaojian-main', '第六条'),
	('tiaojian-2025', '2025-01-01', 'small', 2, '{inpatient}', 'dibao_margin', NULL, NULL, NULL, NULL, 'in_scope', NULL, 0, 'year', 'taken', 0.5, 'Infinity', 'tiaojian-main', '第六条'),
	-- 因病致贫: qualifies over 3,000 each; 优抚: over 3,000 of the year
	('tiaojian-2025', '2025-01-01', 'over-each', 1, '{inpatient}', 'medical_poverty', NULL, NULL, NULL, NULL, 'in_scope', NULL, 3000, 'claim', 'threshold', 0.5, 'Infinity', 'tiaojian-each', '第七条'),
	('tiaojian-2025', '2025-01-01', 'over-year', 1, '{inpatient}', 'veteran', NULL, NULL, NULL, NULL, 'in_scope', NULL, 3000, 'year', 'threshold', 0.5, 'Infinity', 'tiaojian-year', '第七条'),
	-- 孤儿: all that insurance leaves of the bill; 事实无人抚养儿童: 80 % of it beyond 1,000 of the year
	('tiaojian-2025', '2025-01-01', 'whole', 1, '{inpatient}', 'orphan', NULL, NULL, NULL, NULL, 'bill', NULL, 0, 'year', 'taken', 1, 'Infinity', 'tiaojian-bill', '第八条'),
	('tiaojian-2025', '2025-01-01', 'most', 1, '{inpatient}', 'unsupported_child', NULL, NULL, NULL, NULL, 'bill', NULL, 1000, 'year', 'taken', 0.8, 'Infinity', 'tiaojian-bill', '第八条');
INSERT INTO medaid_rule_tilt (regulation, first_day, code, services, categories, threshold, rate, cap, pool, article) VALUES
	('tiaojian-2025', '2025-01-01', 'tilt', '{inpatient}', '{unsupported_child}', 0, 0.5, 'Infinity', 'tiaojian-tilted', '第十条');
CREATE TEMP TABLE policy AS SELECT medaid_policy('tiaojian-2025', '2025-06-01') AS p;

CREATE FUNCTION pg_temp.c(category text, burden numeric, more jsonb DEFAULT '{}', day date DEFAULT '2025-03-01') RETURNS medaid_claim LANGUAGE sql AS $$
	SELECT jsonb_populate_record(medaid_claim(claim_id => 'a', service => 'inpatient', discharged_on => day, categories => ARRAY[category], total => burden, in_scope => burden, basic_paid => 0, critical_illness_paid => 0), more) $$;
CREATE FUNCTION pg_temp.year(category text, VARIADIC burdens numeric[]) RETURNS medaid_claim[] LANGUAGE sql AS $$
	SELECT array_agg(pg_temp.c(category, b, jsonb_build_object('claim_id', 'c' || lpad(n::text, 2, '0')), make_date(2025, n::integer, 15)) ORDER BY n) FROM unnest(burdens) WITH ORDINALITY AS u (b, n) $$;
CREATE FUNCTION pg_temp.show(s medaid_settlement) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', s.status, coalesce(s.reason, s.benefit), s.burden, s.deductible, s.assistance, s.tilted, s.patient_pays) $$;
\ir ../forms.sql

-- Referral: NULL is not_required at home, non_compliant elsewhere.
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('dibao', 1000, more), p)), expected, more::text)
FROM policy, (VALUES
	('{}'::jsonb, 'paid referred 1000.00 0.00 800.00 0.00 200.00'),
	('{"referral": "compliant", "place": "elsewhere"}', 'paid referred 1000.00 0.00 800.00 0.00 200.00'),
	('{"place": "province"}', 'paid not-referred 1000.00 0.00 400.00 0.00 600.00'),
	('{"referral": "non_compliant"}', 'paid not-referred 1000.00 0.00 400.00 0.00 600.00'),
	('{"referral": "not_required", "place": "province"}', 'paid referred 1000.00 0.00 800.00 0.00 200.00')
) AS v (more, expected);
-- Age: to 17 years.  It is asked for only where all else holds.
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('tekun', 1000, more), p)), expected, more::text)
FROM policy, (VALUES
	('{"age": 17, "hospital_level": 2}'::jsonb, 'paid child 1000.00 0.00 1000.00 0.00 0.00'),
	('{"age": 18, "hospital_level": 2}', 'paid adult 1000.00 0.00 900.00 0.00 100.00'),
	('{"age": 0, "hospital_level": 3}', 'paid child 1000.00 0.00 1000.00 0.00 0.00'),
	('{"hospital_level": 1}', 'paid adult 1000.00 0.00 900.00 0.00 100.00'),
	('{"age": 18}', 'paid adult 1000.00 0.00 900.00 0.00 100.00')
) AS v (more, expected);
SELECT is((SELECT concat_ws(' | ', s.status, s.reason, s.fault) FROM policy, medaid_try_settle(pg_temp.c('tekun', 1000, '{"hospital_level": 2}'), p) AS s), 'refused | field_missing | age is NULL, but rule "child" of policy "tiaojian-2025" (第五条) asks for it', 'the age decides, and is not there');
SELECT is((SELECT concat_ws(' | ', s.status, s.reason, s.fault) FROM policy, medaid_try_settle(pg_temp.c('tekun', 1000, '{"age": 17}'), p) AS s), 'refused | field_missing | hospital_level is NULL, but rule "child" of policy "tiaojian-2025" (第五条) asks for it', 'the level decides');
-- Burden over: by the payers of the row.
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('dibao_margin', burden, more), p)), expected, what)
FROM policy, (VALUES
	(20000.00, '{}'::jsonb, 'paid small 20000.00 0.00 10000.00 0.00 10000.00', 'not over'),
	(20000.01, '{}', 'paid large 20000.01 0.00 14000.01 0.00 6000.00', 'over by a fen: 14,000.007'),
	(30000, '{"basic_paid": 10000}', 'paid small 20000.00 0.00 10000.00 0.00 10000.00', 'basic insurance pays before'),
	(30000, '{"basic_paid": 9999.99}', 'paid large 20000.01 0.00 14000.01 0.00 6000.00', '14,000.007'),
	(30000, '{"basic_paid": 9000, "critical_illness_paid": 2000}', 'paid large 21000.00 0.00 14700.00 0.00 4300.00', 'the other not before this row: 21,000 x 70 %'),
	(30000, '{"basic_paid": 10000, "critical_illness_paid": 2000}', 'paid small 18000.00 0.00 9000.00 0.00 9000.00', 'before that one: 18,000 x 50 %')
) AS v (burden, more, expected, what);

-- A deductible that is not taken off, each time and of the year.
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('medical_poverty', burden), p)), expected, what)
FROM policy, (VALUES
	(2999.99, 'nothing_due below_deductible 2999.99 2999.99 0.00 0.00 2999.99', 'below'),
	(3000.00, 'nothing_due below_deductible 3000.00 3000.00 0.00 0.00 3000.00', 'to be exceeded'),
	(3000.01, 'paid over-each 3000.01 0.00 1500.01 0.00 1500.00', 'by a fen: the whole, 1,500.005')
) AS v (burden, expected, what);
SELECT is(pg_temp.forms(p, pg_temp.year('medical_poverty', 3000, 3000.01, 3000)), '0.00 1500.01 0.00', 'each by itself') FROM policy;
SELECT is(pg_temp.forms(p, pg_temp.year('veteran', 2000, 1000, 0.01, 500)), '0.00 0.00 0.01 250.00', '3,000.00 is not over 3,000; then each whole: 0.005, 250') FROM policy;
SELECT is(pg_temp.forms(p, pg_temp.year('veteran', 2000, 1000.01, 2000)), '0.00 500.01 1000.00', 'what came before stays as it was: 500.005') FROM policy;
SELECT is(pg_temp.forms(p, ARRAY[pg_temp.c('veteran', 3000.01, '{}', '2025-12-31'), pg_temp.c('veteran', 3000, '{"claim_id": "b"}', '2026-01-01')]), '1500.01 0.00', 'a new year') FROM policy;
SELECT is((SELECT concat_ws(' | ', s.status, s.reason, s.fault) FROM policy, medaid_try_settle(pg_temp.c('veteran', 1), medaid_policy_with(p, 'over-year.deductible', NULL::numeric)) AS s), 'refused | number_missing | policy "tiaojian-2025" has no number for "over-year.deductible"', 'not set');
-- with bands: they begin beyond what was absorbed
INSERT INTO medaid_rule_benefit_band (regulation, first_day, code, benefit, burden_from, rate, article) VALUES
	('tiaojian-2025', '2025-01-01', 'over-year-1', 'over-year', 0, 0.1, '第七条'), ('tiaojian-2025', '2025-01-01', 'over-year-2', 'over-year', 1000, 0.2, '第七条');
UPDATE medaid_rule_benefit SET rate = NULL WHERE regulation = 'tiaojian-2025' AND code = 'over-year';
SELECT is(pg_temp.forms(medaid_policy('tiaojian-2025', '2025-06-01'), pg_temp.year('veteran', 3000, 1500, 500)), '0.00 200.00 100.00', '1,000 x 10 % + 500 x 20 %; 500 x 20 %');

-- The whole bill.
SELECT is(pg_temp.show(medaid_settle(pg_temp.c(category, 10000, more), p)), expected, what)
FROM policy, (VALUES
	('orphan', '{"in_scope": 8000, "basic_paid": 5000}'::jsonb, 'paid whole 5000.00 0.00 5000.00 0.00 0.00', '10,000 - 5,000, whatever is in scope'),
	('orphan', '{"in_scope": 0}', 'paid whole 10000.00 0.00 10000.00 0.00 0.00', 'nothing in scope'),
	('orphan', '{"in_scope": 8000, "basic_paid": 5000, "commercial_paid": 4999.99}', 'paid whole 5000.00 0.00 0.01 0.00 0.00', 'others leave a fen of the bill'),
	('orphan', '{"in_scope": 8000, "basic_paid": 8000, "commercial_paid": 2000}', 'nothing_due already_paid 2000.00 0.00 0.00 0.00 0.00', 'others have paid the bill'),
	('unsupported_child', '{"in_scope": 8000, "basic_paid": 5000}', 'paid most 5000.00 1000.00 3200.00 900.00 900.00', '4,000 x 80 %; half of 1,800 left of the bill'),
	('unsupported_child', '{"in_scope": 8000, "basic_paid": 5000, "commercial_paid": 1500}', 'paid most 5000.00 1000.00 3200.00 150.00 150.00', 'half of the 300 that are left of the bill')
) AS v (category, more, expected, what);
SELECT is(pg_temp.forms(p, ARRAY[pg_temp.c('unsupported_child', 700, '{"in_scope": 100}'), pg_temp.c('unsupported_child', 700, '{"in_scope": 100, "claim_id": "b"}')]), '0.00 320.00', '700 absorbed, then 300: 400 x 80 %') FROM policy;

-- Explained and asked for.
CREATE FUNCTION pg_temp.steps(claim medaid_claim, policy medaid_policy, ytd medaid_accumulator[] DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' | ', s.item, s.label, s.article, s.formula, s.amount), E'\n' ORDER BY s.step)
	FROM medaid_explain(claim, policy, ytd) AS s WHERE s.item NOT IN ('bill', 'patient_pays') $$;
SELECT is(pg_temp.steps(pg_temp.c('orphan', 10000, '{"in_scope": 8000, "basic_paid": 5000}'), p), 'basic_paid | 基本医疗保险 | 第三条 | 5000.00
burden | 医疗费个人负担 | 第三条 | 10000.00 - 5000.00 = 5000.00 | 5000.00
assistance | 医疗救助(孤儿) | 第八条 | 5000.00 x 100% = 5000.00 | 5000.00', 'the whole bill') FROM policy;
SELECT is(pg_temp.steps(pg_temp.c('veteran', 1500), p, ARRAY[medaid_accumulator(2025, 'tiaojian-year', 2000, 2000, 0)]), 'burden | 政策范围内个人负担 | 第三条 | 1500.00
threshold | 超过年度起付标准 | 第七条 | 2000.00 + 1500.00 - 3000.00 = 500.00 | 500.00
assistance | 医疗救助(在乡重点优抚对象) | 第七条 | 1500.00 x 50% = 750.00 | 750.00', 'the year exceeds it') FROM policy;
SELECT is(pg_temp.steps(pg_temp.c('medical_poverty', 2999), p), 'burden | 政策范围内个人负担 | 第三条 | 2999.00
threshold | 超过起付标准 | 第七条 | max(0, 2999.00 - 3000.00) = 0.00 | 0.00
deductible | 起付标准 | 第七条 | 2999.00
assistance | 医疗救助(因病致贫重病患者) | 第七条 | (2999.00 - 2999.00) x 50% = 0.00 | 0.00
below_deductible | 未超过起付标准 | 第七条 | 0.00', 'the claim does not') FROM policy;
SELECT is(medaid_explain_text(pg_temp.c('orphan', 10000, '{"in_scope": 8000, "basic_paid": 5000}'), p), '本次医疗费总额10000.00元。基本医疗保险支付5000.00元，医疗费个人负担5000.00元。医疗救助(孤儿)按100%比例，救助5000.00元。最后由您个人支付0.00元。', 'in words') FROM policy;
SELECT is(medaid_explain_text(pg_temp.c('veteran', 4000), p, 'en'), 'The bill is 4000.00 yuan. In scope 4000.00 is left to the patient. The deductible, which is not taken off, is exceeded by 1000.00; assistance for veteran at 50% pays 2000.00. You pay 2000.00 yuan.', 'in English') FROM policy;
CREATE FUNCTION pg_temp.asked(claim medaid_claim, rule text, ytd medaid_accumulator[] DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' | ', w.condition, w.needed, w.found, w.would_pay), ', ') FROM policy, medaid_why_not(claim, p, ytd) AS w WHERE w.rule = asked.rule $$;
SELECT is(pg_temp.asked(pg_temp.c('dibao', 1, '{"place": "province"}'), 'referred'), 'referral | referral = not_required or compliant | non_compliant', 'the referral');
SELECT is(pg_temp.asked(pg_temp.c('tekun', 1, '{"age": 18, "hospital_level": 2}'), 'child'), 'max_age | age <= 17 | 18', 'the age');
SELECT is(pg_temp.asked(pg_temp.c('dibao_margin', 20000), 'large'), 'burden_over | burden > 20000.00 | 20000.00', 'the burden');
SELECT is(pg_temp.asked(pg_temp.c('medical_poverty', 2999), 'over-each'), 'below_deductible | burden > 3000.00 | 2999.00 | 0.00', 'the claim');
SELECT is(pg_temp.asked(pg_temp.c('veteran', 500), 'over-year', ARRAY[medaid_accumulator(2025, 'tiaojian-year', 2000, 2000, 0)]), 'below_deductible | burden of the year > 3000.00 | 2500.00 | 0.00', 'the year');

-- As table, paths, difference, digest, review.
SELECT is((SELECT string_agg(concat_ws(' | ', t."规则 rule", t."起付标准 deductible", t."条件 conditions"), E'\n' ORDER BY t."规则 rule" COLLATE "C") FROM policy, medaid_policy_table(p) AS t), 'adult | 无 none
child | 无 none | 年龄 age <= 17; 医院等级 level >= 2
large | 无 none | 负担 burden > 20,000.00
most | 1,000.00 | 全部医疗费 of the whole bill
not-referred | 无 none | 转诊 referral: non_compliant
over-each | 3,000.00 每次 per claim 超过后不扣 not taken off
over-year | 3,000.00 超过后不扣 not taken off
referred | 无 none | 转诊 referral: not_required, compliant
small | 无 none
tilt | 无 none
whole | 无 none | 全部医疗费 of the whole bill', 'the table');
SELECT is((SELECT string_agg(concat_ws(' ', n.path, n.value, n.unit), ', ' ORDER BY n.path COLLATE "C") FROM policy, medaid_policy_paths(p) AS n WHERE n.path ~ '(max_age|burden_over)$' AND n.value IS NOT NULL), 'child.max_age 17 years, large.burden_over 20000 yuan', 'paths');
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('tekun', 1000, '{"age": 18, "hospital_level": 2}'), medaid_policy_with(p, 'child.max_age', 18))), 'paid child 1000.00 0.00 1000.00 0.00 0.00', 'another age') FROM policy;
UPDATE medaid_rule_benefit SET referral = '{compliant}', base = 'bill' WHERE regulation = 'tiaojian-2025' AND code = 'referred';
SELECT is((SELECT string_agg(concat_ws(' ', d.path, d.first, d.second), ', ') FROM policy, medaid_policy_diff(p, medaid_policy('tiaojian-2025', '2025-06-01')) AS d WHERE d.path ~ '^referred'), 'referred.base in_scope bill, referred.referral ["not_required", "compliant"] ["compliant"]', 'the difference');
SELECT isnt(medaid_policy_digest(p), medaid_policy_digest(medaid_policy_with(p, 'child.max_age', 18)), 'another digest') FROM policy;
SELECT is((SELECT count(*) FROM policy, medaid_policy_review(p) AS r WHERE r.finding = 'never_matches'), 0::bigint, 'every rule has its claim');
SELECT is((SELECT string_agg(concat_ws(' ', r.rule, r.found), ', ') FROM policy, medaid_policy_review(medaid_policy_with(p, 'child.min_age', 18)) AS r WHERE r.finding = 'never_matches'), 'child age from 18 to 17', 'an age that nobody has');
SELECT throws_ok(format('INSERT INTO medaid_rule_benefit (regulation, first_day, code, services, category, pool, article, %s) VALUES (''tiaojian-2025'', ''2025-01-01'', ''z'', ''{inpatient}'', ''dibao'', ''tiaojian-main'', ''x'', %s)', field, value), '23514', NULL, field || ' ' || value)
FROM (VALUES ('referral', '''{kept}'''), ('referral', '''{}'''), ('max_age', '-1'), ('burden_over', '-0.01'), ('base', '''total'''), ('deductible_kind', '''off'''), ('band_per', '''month'''), ('band_kind', '''steps''')) AS v (field, value);
SELECT throws_ok($$ SELECT medaid_policy_with(p, 'child.max_age', -1) FROM policy $$, '22023', 'policy "tiaojian-2025": child.max_age is negative', 'a negative age');

SELECT * FROM finish();
ROLLBACK;
