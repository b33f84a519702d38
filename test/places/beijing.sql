-- 北京, by INSERTs only: 京医保发〔2022〕37号 (医疗救助), 〔2023〕9号 (因病致贫, 孤儿, 事实无人抚养儿童), 2827号 (大病保险).
-- The articles' numbers are not at hand: a row cites its document.  The two categories that are paid whole are
-- not named in what is public either: taken as 特困人员 and 生活困难补助人员.
-- Every amount is worked by hand.
BEGIN;
SELECT plan(80);

INSERT INTO medaid_regulation (code, first_day, name, region, document, status, article)
VALUES ('beijing-2023', '2023-01-01', '北京市医疗救助', '北京市', '京医保发〔2022〕37号', 'in_force', '京医保发〔2022〕37号');

-- A category of the city's own.
INSERT INTO medaid_category_name (name, category, rank, label)
VALUES ('living_allowance', 'living_allowance', 45, '生活困难补助人员'),
       ('生活困难补助人员', 'living_allowance', 45, NULL);
INSERT INTO medaid_rule_category (regulation, first_day, category, channel, article)
VALUES ('beijing-2023', '2023-01-01', 'tekun', 'direct', '京医保发〔2022〕37号'),
       ('beijing-2023', '2023-01-01', 'living_allowance', 'direct', '京医保发〔2022〕37号'),
       ('beijing-2023', '2023-01-01', 'dibao', 'direct', '京医保发〔2022〕37号'),
       ('beijing-2023', '2023-01-01', 'dibao_margin', 'direct', '京医保发〔2022〕37号'),
       ('beijing-2023', '2023-01-01', 'orphan', 'direct', '京医保发〔2023〕9号'),
       ('beijing-2023', '2023-01-01', 'unsupported_child', 'direct', '京医保发〔2023〕9号'),
       ('beijing-2023', '2023-01-01', 'medical_poverty', 'application', '京医保发〔2023〕9号');

INSERT INTO medaid_rule_payer (regulation, first_day, code, services, payers, article)
VALUES ('beijing-2023', '2023-01-01', 'payers', NULL, '{basic,critical_illness}', '京医保发〔2022〕37号');
INSERT INTO medaid_rule_gate (regulation, first_day, code, test, article)
VALUES ('beijing-2023', '2023-01-01', 'designated', 'designated', '京医保发〔2022〕37号'),
       ('beijing-2023', '2023-01-01', 'referral', 'referral', '京医保发〔2022〕37号');

-- 门诊 80 % to 8,000 a year; 住院 85 % to 160,000; 门诊特殊病 by the standard and into the limit of 住院; two categories whole.
INSERT INTO medaid_rule_benefit (regulation, first_day, code, precedence, label, services, category, deductible, rate, cap, pool, article)
VALUES ('beijing-2023', '2023-01-01', 'outpatient-tekun', 10, '门诊救助', '{outpatient}', 'tekun', 0, 1, 'Infinity', 'beijing-outpatient', '京医保发〔2022〕37号'),
       ('beijing-2023', '2023-01-01', 'outpatient-living_allowance', 20, '门诊救助', '{outpatient}', 'living_allowance', 0, 1, 'Infinity', 'beijing-outpatient', '京医保发〔2022〕37号'),
       ('beijing-2023', '2023-01-01', 'outpatient-dibao', 30, '门诊救助', '{outpatient}', 'dibao', 0, 0.8, 8000, 'beijing-outpatient', '京医保发〔2022〕37号'),
       ('beijing-2023', '2023-01-01', 'outpatient-dibao_margin', 40, '门诊救助', '{outpatient}', 'dibao_margin', 0, 0.8, 8000, 'beijing-outpatient', '京医保发〔2022〕37号'),
       ('beijing-2023', '2023-01-01', 'inpatient-tekun', 50, '住院救助', '{inpatient,chronic}', 'tekun', 0, 1, 'Infinity', 'beijing-inpatient', '京医保发〔2022〕37号'),
       ('beijing-2023', '2023-01-01', 'inpatient-living_allowance', 60, '住院救助', '{inpatient,chronic}', 'living_allowance', 0, 1, 'Infinity', 'beijing-inpatient', '京医保发〔2022〕37号'),
       ('beijing-2023', '2023-01-01', 'inpatient-dibao', 70, '住院救助', '{inpatient,chronic}', 'dibao', 0, 0.85, 160000, 'beijing-inpatient', '京医保发〔2022〕37号'),
       ('beijing-2023', '2023-01-01', 'inpatient-dibao_margin', 80, '住院救助', '{inpatient,chronic}', 'dibao_margin', 0, 0.85, 160000, 'beijing-inpatient', '京医保发〔2022〕37号');
-- 孤儿 实报实销: all that insurance leaves of the bill; 事实无人抚养儿童 80 and 85 % of the same, within the limits.
INSERT INTO medaid_rule_benefit (regulation, first_day, code, precedence, label, services, category, base, deductible, rate, cap, pool, article)
VALUES ('beijing-2023', '2023-01-01', 'whole-orphan', 90, '实报实销', '{outpatient,inpatient,chronic}', 'orphan', 'bill', 0, 1, 'Infinity', 'beijing-orphan', '京医保发〔2023〕9号'),
       ('beijing-2023', '2023-01-01', 'outpatient-unsupported_child', 100, '门诊救助', '{outpatient}', 'unsupported_child', 'bill', 0, 0.8, 8000, 'beijing-outpatient', '京医保发〔2023〕9号'),
       ('beijing-2023', '2023-01-01', 'inpatient-unsupported_child', 110, '住院救助', '{inpatient,chronic}', 'unsupported_child', 'bill', 0, 0.85, 160000, 'beijing-inpatient', '京医保发〔2023〕9号');
-- 因病致贫: 30 % to 30,000 of the year's burden, 40 % to 50,000, 50 % beyond; 150,000 a year.
INSERT INTO medaid_rule_benefit (regulation, first_day, code, precedence, label, services, category, deductible, cap, pool, article)
VALUES ('beijing-2023', '2023-01-01', 'poverty', 120, '因病致贫救助', '{outpatient,inpatient,chronic}', 'medical_poverty', 0, 150000, 'beijing-poverty', '京医保发〔2023〕9号');
INSERT INTO medaid_rule_benefit_band (regulation, first_day, code, benefit, burden_from, rate, article)
VALUES ('beijing-2023', '2023-01-01', 'poverty-1', 'poverty', 0, 0.3, '京医保发〔2023〕9号'),
       ('beijing-2023', '2023-01-01', 'poverty-2', 'poverty', 30000, 0.4, '京医保发〔2023〕9号'),
       ('beijing-2023', '2023-01-01', 'poverty-3', 'poverty', 50000, 0.5, '京医保发〔2023〕9号');

-- 大病保险: beyond the deductible of 40,000, 50 % to 50,000 and 60 % from there, no limit; tilted: half the deductible, five points more.
INSERT INTO medaid_rule_critical_illness (regulation, first_day, code, label, services, deductible, bands_from, cap, pool, article)
VALUES ('beijing-2023', '2023-01-01', 'critical-illness', '大病保险', '{outpatient,inpatient,chronic}', 40000, 'deductible', 'Infinity', 'beijing-critical-illness', '2827号');
INSERT INTO medaid_rule_critical_illness_band (regulation, first_day, code, schedule, cost_from, rate, article)
VALUES ('beijing-2023', '2023-01-01', 'critical-illness-1', 'critical-illness', 0, 0.5, '2827号'),
       ('beijing-2023', '2023-01-01', 'critical-illness-2', 'critical-illness', 50000, 0.6, '2827号');
INSERT INTO medaid_rule_critical_illness_tilt (regulation, first_day, code, categories, deductible_share, rate_added, article)
VALUES ('beijing-2023', '2023-01-01', 'critical-illness-tilt', '{tekun,living_allowance,dibao,dibao_margin}', 0.5, 0.05, '2827号');

CREATE TEMP TABLE policy AS SELECT medaid_policy('beijing-2023', '2024-06-01') AS p;
-- a bill all in scope, paid by nobody before
CREATE FUNCTION pg_temp.bill(category text, burden numeric, service text DEFAULT 'inpatient', day date DEFAULT '2024-06-01', id text DEFAULT 'b') RETURNS medaid_claim LANGUAGE sql AS $$
	SELECT medaid_claim(claim_id => $5, service => $3, discharged_on => $4, categories => ARRAY[$1], total => $2, in_scope => $2, basic_paid => 0, critical_illness_paid => 0)
$$;
-- status, reason, burden, assistance, pool_paid, pool_remaining
CREATE FUNCTION pg_temp.show(s medaid_settlement) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', s.status, coalesce(s.reason, '-'), s.burden, s.assistance, s.pool_paid, coalesce(s.pool_remaining::text, 'no limit'))
$$;
-- aid of each claim by every form: one by one with what was used before, the group, the window
CREATE FUNCTION pg_temp.year(claims medaid_claim[], pol medaid_policy DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	done medaid_settlement[] := '{}';
	together medaid_settlement[];
	running medaid_settlement[];
	n integer;
	aids text[] := '{}';
BEGIN
	pol := coalesce(pol, (SELECT p FROM policy));
	FOR n IN 1 .. cardinality(claims) LOOP
		done := done || medaid_settle(claims[n], pol, (SELECT medaid_ytd(s) FROM unnest(done) AS s));
		aids := aids || done[n].aid::text;
	END LOOP;
	together := (SELECT medaid_settle_all(c, pol) FROM unnest(claims) AS c);
	running := (SELECT array_agg(w.s ORDER BY w.n) FROM (SELECT i AS n, medaid_settle_ytd(claims[i], pol) OVER (ORDER BY i) AS s FROM generate_subscripts(claims, 1) AS i) AS w);
	RETURN array_to_string(aids, ' ')
		|| CASE WHEN to_jsonb(together) = to_jsonb(done) THEN '' ELSE ' but together ' || to_jsonb(together)::text END
		|| CASE WHEN to_jsonb(running) = to_jsonb(done) THEN '' ELSE ' but running ' || to_jsonb(running)::text END;
END
$$;
-- claims of one category, a month each, in order
CREATE FUNCTION pg_temp.months(category text, service text, VARIADIC burdens numeric[]) RETURNS medaid_claim[] LANGUAGE sql AS $$
	SELECT array_agg(pg_temp.bill($1, b, $2, make_date(2024, n::int, 5), chr(96 + n::int)) ORDER BY n) FROM unnest($3) WITH ORDINALITY AS u (b, n)
$$;
-- what the explanation gives, and what it says of the benefit
CREATE FUNCTION pg_temp.told(claim medaid_claim, ytd medaid_accumulator[] DEFAULT NULL) RETURNS numeric LANGUAGE sql AS $$
	SELECT sum(e.amount) FROM policy, medaid_explain($1, p, $2) AS e WHERE e.item IN ('assistance', 'top_up', 'tilted', 'off_catalog')
$$;
CREATE FUNCTION pg_temp.step(item text, claim medaid_claim, ytd medaid_accumulator[] DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws('; ', e.article, e.amount), ' | ' ORDER BY e.step) FROM policy, medaid_explain($2, p, $3) AS e WHERE e.item = $1
$$;
CREATE FUNCTION pg_temp.why(stage text, claim medaid_claim, ytd medaid_accumulator[] DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', w.rule, coalesce(w.condition, 'applies'), w.would_pay), ' | ') FROM policy, medaid_why_not($2, p, $3) AS w WHERE w.stage = $1
$$;

SELECT is((SELECT (p).name || ' ' || cardinality((p).benefit_bands) FROM policy), '北京市医疗救助 3', 'resolved, with three bands');
SELECT ok((SELECT NOT (medaid_policy_validate(p) IS NULL) FROM policy), 'it can be settled with');

-- 门诊 80 % to 8,000: 10,000.00 x 80 % = 8,000.00; 10,000.02 x 80 % = 8,000.016, the limit leaves 8,000.00;
-- 0.01 x 80 % = 0.008; 0.62 x 80 % = 0.496
SELECT is(pg_temp.show(medaid_settle(pg_temp.bill('dibao', b, 'outpatient'), p)), shown, '低保 门诊 ' || b) FROM policy, (VALUES
	(0.01, 'paid - 0.01 0.01 0.01 7999.99'), (0.62, 'paid - 0.62 0.50 0.50 7999.50'), (9999.98, 'paid - 9999.98 7999.98 7999.98 0.02'),
	(10000.00, 'paid - 10000.00 8000.00 8000.00 0.00'), (10000.02, 'paid - 10000.02 8000.00 8000.00 0.00')) AS v (b, shown);
-- 住院 85 % to 160,000: 188,235.29 x 85 % = 159,999.9965; 188,235.30 x 85 % = 160,000.005; 0.10 x 85 % = 0.085
SELECT is(pg_temp.show(medaid_settle(pg_temp.bill('dibao', b), p)), shown, '低保 住院 ' || b) FROM policy, (VALUES
	(0.10, 'paid - 0.10 0.09 0.09 159999.91'), (188235.28, 'paid - 188235.28 159999.99 159999.99 0.01'),
	(188235.29, 'paid - 188235.29 160000.00 160000.00 0.00'), (188235.30, 'paid - 188235.30 160000.00 160000.00 0.00')) AS v (b, shown);
-- 门诊特殊病: 85 %, into the limit of 住院: 100,000 x 85 % = 85,000; of 90,000 x 85 % = 76,500 the limit leaves 75,000; 门诊 beside: 5,000 x 80 %
SELECT is(pg_temp.show(medaid_settle(pg_temp.bill('dibao', 100000, 'chronic'), p)), 'paid - 100000.00 85000.00 85000.00 75000.00', '门诊特殊病 85 %') FROM policy;
SELECT is(pg_temp.year(ARRAY[pg_temp.bill('dibao', 100000, 'chronic', '2024-03-01', 'a'), pg_temp.bill('dibao', 90000, 'inpatient', '2024-04-01', 'b'),
	pg_temp.bill('dibao', 1, 'chronic', '2024-05-01', 'c'), pg_temp.bill('dibao', 5000, 'outpatient', '2024-06-01', 'd')]), '85000.00 75000.00 0.00 4000.00', '住院 and 门诊特殊病 share the limit, 门诊 has its own');
SELECT is(pg_temp.show(medaid_settle(pg_temp.bill('dibao', 1, 'chronic'), p, ARRAY[medaid_accumulator(2024, 'beijing-inpatient', 190000, 0, 160000)])),
	'nothing_due cap_exhausted 1.00 0.00 160000.00 0.00', 'nothing is left of it') FROM policy;
-- two categories whole, without limit
SELECT is(pg_temp.show(medaid_settle(pg_temp.bill(c, 1000000.01, s), p)), 'paid - 1000000.01 1000000.01 1000000.01 no limit', c || ' ' || s)
	FROM policy, unnest('{tekun,living_allowance}'::text[]) AS c, unnest('{outpatient,inpatient,chronic}'::text[]) AS s;
SELECT is((medaid_settle(pg_temp.bill('dibao', 1000, 'special_drug'), p)).reason, 'service_not_covered', 'no rule for 特药') FROM policy;

-- 因病致贫, bands: to 30,000 30 %, f(30,000) = 9,000; to 50,000 40 %, f(50,000) = 17,000; then 50 %
SELECT is(pg_temp.show(medaid_settle(pg_temp.bill('medical_poverty', b), p)), shown, '因病致贫 ' || b) FROM policy, (VALUES
	-- 29,999.99 x 30 % = 8,999.997; 0.01 x 40 % = 0.004; 0.10 x 40 % = 0.04 (30 % would be 0.03)
	(29999.99, 'paid - 29999.99 9000.00 9000.00 141000.00'),
	(30000.00, 'paid - 30000.00 9000.00 9000.00 141000.00'),
	(30000.01, 'paid - 30000.01 9000.00 9000.00 141000.00'),
	(30000.10, 'paid - 30000.10 9000.04 9000.04 140999.96'),
	-- 30,000 x 30 % + 10,000 x 40 %
	(40000.00, 'paid - 40000.00 13000.00 13000.00 137000.00'),
	-- 9,000 + 19,999.99 x 40 % = 16,999.996; 0.01 x 50 % = 0.005 is a tie
	(49999.99, 'paid - 49999.99 17000.00 17000.00 133000.00'),
	(50000.00, 'paid - 50000.00 17000.00 17000.00 133000.00'),
	(50000.01, 'paid - 50000.01 17000.01 17000.01 132999.99'),
	-- all three: 9,000 + 8,000 + 10,000 x 50 %
	(60000.00, 'paid - 60000.00 22000.00 22000.00 128000.00'),
	-- the first fen: 0.01 x 30 % = 0.003; 0.02: 0.006
	(0.01, 'nothing_due rounds_to_zero 0.01 0.00 0.00 150000.00'),
	(0.02, 'paid - 0.02 0.01 0.01 149999.99')) AS v (b, shown);
SELECT is((medaid_settle(pg_temp.bill('medical_poverty', 60000), p)).rate, NULL, 'bands: no one rate') FROM policy;
SELECT is((medaid_settle(pg_temp.bill('medical_poverty', 60000), p)).patient_pays, 38000.00, '60,000 - 22,000') FROM policy;

-- the second claim of the year goes on in the bands: f(60,000) - f(40,000) = 22,000 - 13,000
SELECT is(pg_temp.year(pg_temp.months('medical_poverty', 'inpatient', 40000, 20000)), '13000.00 9000.00', 'the second claim of the year');
-- f(33,333.33) = 10,333.332; f(66,666.66) = 25,333.33, 14,999.998 more; f(100,000) = 42,000, 16,666.67 more
SELECT is(pg_temp.year(pg_temp.months('medical_poverty', 'inpatient', 33333.33, 33333.33, 33333.34)), '10333.33 15000.00 16666.67', 'thirds of 100,000 come to f(100,000)');
-- 0.02 astride 30,000: 0.01 x 30 % + 0.01 x 40 % = 0.007; then 0.01 x 40 % = 0.004; 0.02: 0.008
SELECT is(pg_temp.year(pg_temp.months('medical_poverty', 'inpatient', 29999.99, 0.02, 0.01, 0.02)), '9000.00 0.01 0.00 0.01', 'fen astride the line');
-- 0.01 after 50,000: 0.005, a tie
SELECT is(pg_temp.year(pg_temp.months('medical_poverty', 'chronic', 49999.99, 0.01, 0.01)), '17000.00 0.00 0.01', '0.01 x 40 % = 0.004, then 0.01 x 50 % = 0.005');
-- the services share the bands: 门诊 30,000, then 住院 20,000 x 40 %, 门诊特殊病 10,000 x 50 %
SELECT is(pg_temp.year(ARRAY[pg_temp.bill('medical_poverty', 30000, 'outpatient', '2024-01-01', 'a'), pg_temp.bill('medical_poverty', 20000, 'inpatient', '2024-02-01', 'b'),
	pg_temp.bill('medical_poverty', 10000, 'chronic', '2024-03-01', 'c'), pg_temp.bill('medical_poverty', 10000, 'inpatient', '2025-01-01', 'd')]), '9000.00 8000.00 5000.00 3000.00', 'one burden of all services, another year begins anew');
-- given as year-to-date: 40,000 before
SELECT is(pg_temp.show(medaid_settle(pg_temp.bill('medical_poverty', 20000), p, ARRAY[medaid_accumulator(2024, 'beijing-poverty', 40000, 0, 13000)])),
	'paid - 20000.00 9000.00 22000.00 128000.00', 'after 40,000 of the year') FROM policy;
SELECT is(pg_temp.told(pg_temp.bill('medical_poverty', 20000), ARRAY[medaid_accumulator(2024, 'beijing-poverty', 40000, 0, 13000)]), 9000.00, 'told so');
SELECT is(pg_temp.step('assistance', pg_temp.bill('medical_poverty', 60000)), '京医保发〔2023〕9号; 22000.00', 'with its article');
SELECT matches((SELECT string_agg(e.formula, ' ') FROM policy, medaid_explain(pg_temp.bill('medical_poverty', 60000), p) AS e WHERE e.item = 'assistance'),
	'30%.*40%.*50%', 'and the rate of each band');

-- the limit inside the third band: f(316,000) = 17,000 + 266,000 x 50 % = 150,000; 0.02 more would be 0.01
SELECT is(pg_temp.show(medaid_settle(pg_temp.bill('medical_poverty', b), p)), shown, '因病致贫 ' || b) FROM policy, (VALUES
	(315999.98, 'paid - 315999.98 149999.99 149999.99 0.01'),
	(316000.00, 'paid - 316000.00 150000.00 150000.00 0.00'),
	(316000.02, 'paid - 316000.02 150000.00 150000.00 0.00')) AS v (b, shown);
-- f(300,000) = 142,000; of 20,000 x 50 % the limit leaves 8,000; then nothing
SELECT is(pg_temp.year(pg_temp.months('medical_poverty', 'inpatient', 300000, 20000, 1000)), '142000.00 8000.00 0.00', 'the limit reached inside a band');
SELECT is((medaid_settle(pg_temp.bill('medical_poverty', 20000), p, ARRAY[medaid_accumulator(2024, 'beijing-poverty', 300000, 0, 142000)])).due, 10000.00, 'due all the same') FROM policy;
SELECT is(pg_temp.why('benefit', pg_temp.bill('medical_poverty', 20000), ARRAY[medaid_accumulator(2024, 'beijing-poverty', 300000, 0, 142000)]),
	'poverty cap_exhausted 8000.00', 'why not more');
SELECT is(pg_temp.show(medaid_settle(pg_temp.bill('medical_poverty', 1000), p, ARRAY[medaid_accumulator(2024, 'beijing-poverty', 320000, 0, 150000)])),
	'nothing_due cap_exhausted 1000.00 0.00 150000.00 0.00', 'the limit is used up') FROM policy;

-- 孤儿: 10,000, of them 8,000 in scope and 5,000 paid by insurance: 5,000 is left of the bill
CREATE TEMP TABLE child AS SELECT category, service, medaid_claim(claim_id => 'k', service => service, discharged_on => '2024-06-01', categories => ARRAY[category],
	total => 10000, in_scope => 8000, basic_paid => 5000, critical_illness_paid => 0) AS c FROM unnest('{orphan,unsupported_child,dibao}'::text[]) AS category, unnest('{inpatient,outpatient,chronic}'::text[]) AS service;
SELECT is((SELECT concat_ws(' ', s.burden, s.assistance, s.patient_pays, s.pool_burden, s.excess) FROM policy, LATERAL (SELECT (medaid_settle(c, p)).*) AS s), '5000.00 5000.00 0.00 5000.00 0.00', '孤儿 ' || service)
	FROM child WHERE category = 'orphan';
-- 事实无人抚养儿童: 5,000 x 85 % = 4,250, 门诊 5,000 x 80 % = 4,000; 低保: 3,000 of the part in scope, 2,550
SELECT is((SELECT concat_ws(' ', s.burden, s.assistance, s.patient_pays) FROM policy, LATERAL (SELECT (medaid_settle(c, p)).*) AS s), shown, category || ' ' || child.service)
	FROM child JOIN (VALUES ('unsupported_child', 'inpatient', '5000.00 4250.00 750.00'), ('unsupported_child', 'chronic', '5000.00 4250.00 750.00'), ('unsupported_child', 'outpatient', '5000.00 4000.00 1000.00'),
		('dibao', 'inpatient', '3000.00 2550.00 2450.00')) AS v (cat, service, shown) ON v.cat = child.category AND v.service = child.service;
SELECT is(pg_temp.told(c), 5000.00, '孤儿: told so') FROM child WHERE category = 'orphan' AND service = 'inpatient';
-- both: 孤儿 gets more than 低保
SELECT is((medaid_settle(medaid_claim(claim_id => 'k', service => 'inpatient', discharged_on => '2024-06-01', categories => '{dibao,orphan}', total => 10000, in_scope => 8000, basic_paid => 5000, critical_illness_paid => 0), p)).category,
	'orphan', '低保 and 孤儿: the higher') FROM policy;
-- what stands behind has paid 2,000 of the bill: 3,000 are left to pay
SELECT is((SELECT concat_ws(' ', s.burden, s.assistance, s.patient_pays, s.excess) FROM policy, LATERAL (SELECT (medaid_settle(medaid_claim(claim_id => 'k', service => 'inpatient', discharged_on => '2024-06-01', categories => '{orphan}',
	total => 10000, in_scope => 8000, basic_paid => 5000, critical_illness_paid => 0, commercial_paid => 2000), p)).*) AS s), '5000.00 3000.00 0.00 0.00', '孤儿: aid stops where the bill is paid');

-- 大病保险, left to be computed: cost of the year after basic insurance
CREATE FUNCTION pg_temp.cost(category text, amount numeric, day date DEFAULT '2024-06-01', id text DEFAULT 'b') RETURNS medaid_claim LANGUAGE sql AS $$
	SELECT medaid_claim(claim_id => $4, service => 'inpatient', discharged_on => $3, categories => ARRAY[$1], total => $2 + 1000, in_scope => $2 + 1000, basic_paid => 1000)
$$;
SELECT is((medaid_settle(pg_temp.cost(category, cost), p)).critical_illness_paid, paid, '大病 ' || category || ' ' || cost) FROM policy, (VALUES
	-- tilted: over 20,000; 50,000 x 55 % = 27,500 at 70,000; then 65 %: 0.10 x 65 % = 0.065, a tie (55 % would be 0.055: 0.06)
	('dibao', 20000.00, 0.00), ('dibao', 20000.01, 0.01), ('dibao', 69999.90, 27499.95), ('dibao', 70000.00, 27500.00), ('dibao', 70000.10, 27500.07),
	-- 27,500 + 50,000 x 65 %
	('dibao', 120000.00, 60000.00),
	-- not tilted: over 40,000; 25,000 at 90,000; then 60 %: 25,000 + 30,000 x 60 %
	('medical_poverty', 40000.00, 0.00), ('medical_poverty', 40000.01, 0.01), ('medical_poverty', 90000.00, 25000.00), ('medical_poverty', 90000.10, 25000.06), ('medical_poverty', 120000.00, 43000.00)) AS v (category, cost, paid);
-- the year's: 60,000: 40,000 x 55 % = 22,000; 60,000 more: 10,000 x 55 % + 50,000 x 65 % = 38,000
SELECT is((SELECT string_agg(s.critical_illness_paid::text, ' ' ORDER BY s.discharged_on) FROM unnest((SELECT medaid_settle_all(c, (SELECT p FROM policy))
	FROM unnest(ARRAY[pg_temp.cost('dibao', 60000, '2024-02-01', 'a'), pg_temp.cost('dibao', 60000, '2024-03-01', 'b')]) AS c)) AS s), '22000.00 38000.00', '大病 goes on in its bands');
-- 低保: 120,000 - 60,000 = 60,000 left, 85 % of it
SELECT is((SELECT concat_ws(' ', s.burden, s.assistance, s.patient_pays) FROM policy, LATERAL (SELECT (medaid_settle(pg_temp.cost('dibao', 120000), p)).*) AS s), '60000.00 51000.00 9000.00', '大病 first, then assistance');
-- 因病致贫: 120,000 - 43,000 = 77,000; 17,000 + 27,000 x 50 %
SELECT is((SELECT concat_ws(' ', s.burden, s.assistance) FROM policy, LATERAL (SELECT (medaid_settle(pg_temp.cost('medical_poverty', 120000), p)).*) AS s), '77000.00 30500.00', '因病致贫 after 大病');
SELECT is((SELECT e.amount FROM policy, medaid_explain(pg_temp.cost('dibao', 120000), p) AS e WHERE e.item = 'critical_illness_paid'), 60000.00, 'told so');

-- not referred: not covered; nor elsewhere without a word of it
SELECT is((medaid_settle(medaid_claim(claim_id => 'r', service => 'inpatient', discharged_on => '2024-06-01', categories => '{medical_poverty}', total => 60000, in_scope => 60000, critical_illness_paid => 0, place => place, referral => referral, designated => d), p)).aid || ' ' ||
	coalesce((medaid_settle(medaid_claim(claim_id => 'r', service => 'inpatient', discharged_on => '2024-06-01', categories => '{medical_poverty}', total => 60000, in_scope => 60000, critical_illness_paid => 0, place => place, referral => referral, designated => d), p)).reason, '-'),
	expected, concat_ws(' ', place, referral, d)) FROM policy, (VALUES
	('city', 'not_required', true, '22000.00 -'), ('elsewhere', 'compliant', true, '22000.00 -'), ('elsewhere', 'non_compliant', true, '0.00 referral_non_compliant'),
	('elsewhere', NULL, true, '0.00 referral_non_compliant'), ('city', NULL, false, '0.00 not_designated')) AS v (place, referral, d, expected);

SELECT * FROM finish();
ROLLBACK;
