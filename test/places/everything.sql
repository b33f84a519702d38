-- A made-up place (云岭县) that uses what neither 北京 nor 佛山 has: bands that take the whole burden (slab), limits by month, day
-- and claim, a limit as a share of a reference value, deductibles that only qualify, conditions on referral, age and burden,
-- people without insurance, payment in tenths of a yuan and in whole yuan.  By INSERTs only; every amount is worked by hand.
BEGIN;
SELECT plan(81);

INSERT INTO medaid_regulation (code, first_day, name, region, status, rounding, article)
VALUES ('yunling-2025', '2025-01-01', '云岭县医疗救助办法', '云岭县', 'in_force', 0.1, '第三十条');
INSERT INTO medaid_rule_category (regulation, first_day, category, channel, article)
SELECT 'yunling-2025', '2025-01-01', c, 'direct', '第二条' FROM unnest('{tekun,orphan,dibao,dibao_margin,medical_poverty}'::text[]) AS c;
INSERT INTO medaid_rule_payer (regulation, first_day, code, payers, article)
VALUES ('yunling-2025', '2025-01-01', 'payers', '{basic,critical_illness}', '第三条');

-- Who is assisted where he is insured is not assisted twice; 门诊 and 慢特病 of the insured alone.
INSERT INTO medaid_rule_gate (regulation, first_day, code, test, services, insurances, article)
VALUES ('yunling-2025', '2025-01-01', 'elsewhere', 'assisted_elsewhere', NULL, NULL, '第十五条'),
       ('yunling-2025', '2025-01-01', 'insured', 'insurance', '{outpatient,chronic}', '{resident,employee}', '第五条');

-- 低保: the whole burden at the rate of the band that the year's burden reaches.
INSERT INTO medaid_rule_benefit (regulation, first_day, code, precedence, label, services, category, deductible, band_kind, cap, pool, article)
VALUES ('yunling-2025', '2025-01-01', 'inpatient-dibao', 20, '住院救助', '{inpatient}', 'dibao', 0, 'slab', 'Infinity', 'yunling-main', '第四条');
INSERT INTO medaid_rule_benefit_band (regulation, first_day, code, benefit, burden_from, rate, article)
VALUES ('yunling-2025', '2025-01-01', 'inpatient-dibao-1', 'inpatient-dibao', 0, 0.5, '第四条(一)'),
       ('yunling-2025', '2025-01-01', 'inpatient-dibao-2', 'inpatient-dibao', 20000, 0.6, '第四条(二)'),
       ('yunling-2025', '2025-01-01', 'inpatient-dibao-3', 'inpatient-dibao', 50000, 0.7, '第四条(三)');
-- 低保 without insurance: 30 %, 10,000 a year.
INSERT INTO medaid_rule_benefit (regulation, first_day, code, precedence, label, services, category, insurance, deductible, rate, cap, pool, article)
VALUES ('yunling-2025', '2025-01-01', 'uninsured-dibao', 10, '未参保住院救助', '{inpatient}', 'dibao', 'none', 0, 0.3, 10000, 'yunling-uninsured', '第五条');
-- 低保边缘: the same by the stay; 2,000 a stay qualify and are not taken off.
INSERT INTO medaid_rule_benefit (regulation, first_day, code, precedence, label, services, category, deductible, deductible_per, deductible_kind, band_per, band_kind, cap, pool, article)
VALUES ('yunling-2025', '2025-01-01', 'inpatient-margin', 30, '住院救助', '{inpatient}', 'dibao_margin', 2000, 'claim', 'threshold', 'claim', 'slab', 'Infinity', 'yunling-margin', '第六条');
INSERT INTO medaid_rule_benefit_band (regulation, first_day, code, benefit, burden_from, rate, article)
VALUES ('yunling-2025', '2025-01-01', 'inpatient-margin-2', 'inpatient-margin', 10000, 0.5, '第六条'),
       ('yunling-2025', '2025-01-01', 'inpatient-margin-1', 'inpatient-margin', 0, 0.3, '第六条');
INSERT INTO medaid_rule_tilt (regulation, first_day, code, label, services, categories, threshold, rate, cap, pool, article)
VALUES ('yunling-2025', '2025-01-01', 'tilt', '倾斜救助', '{inpatient}', '{dibao_margin}', 1000, 0.5, 'Infinity', 'yunling-tilted', '第七条');
-- 门诊慢特病 of 低保: once the year's burden exceeds 1,000.
INSERT INTO medaid_rule_benefit (regulation, first_day, code, precedence, label, services, category, deductible, deductible_kind, rate, cap, pool, article)
VALUES ('yunling-2025', '2025-01-01', 'chronic-dibao', 40, '慢特病救助', '{chronic}', 'dibao', 1000, 'threshold', 0.6, 'Infinity', 'yunling-chronic', '第八条'),
       ('yunling-2025', '2025-01-01', 'outpatient-dibao', 50, '门诊救助', '{outpatient}', 'dibao', 0, 'taken', 0.5, 5000, 'yunling-outpatient', '第九条');
-- 儿童, 转诊, 大额.
INSERT INTO medaid_rule_benefit (regulation, first_day, code, precedence, label, services, category, max_age, referral, burden_over, deductible, rate, cap, pool, article)
VALUES ('yunling-2025', '2025-01-01', 'child-orphan', 60, '儿童救助', '{inpatient}', 'orphan', 17, NULL, NULL, 0, 0.9, 'Infinity', 'yunling-orphan', '第十条'),
       ('yunling-2025', '2025-01-01', 'inpatient-orphan', 70, '住院救助', '{inpatient}', 'orphan', NULL, NULL, NULL, 0, 0.4, 'Infinity', 'yunling-orphan', '第十条'),
       ('yunling-2025', '2025-01-01', 'referred-poverty', 80, '住院救助', '{inpatient}', 'medical_poverty', NULL, '{not_required,compliant}', NULL, 0, 0.7, 'Infinity', 'yunling-poverty', '第十一条'),
       ('yunling-2025', '2025-01-01', 'unreferred-poverty', 90, '住院救助', '{inpatient}', 'medical_poverty', NULL, NULL, NULL, 0, 0.35, 'Infinity', 'yunling-poverty', '第十一条'),
       ('yunling-2025', '2025-01-01', 'large-tekun', 100, '大额救助', '{inpatient}', 'tekun', NULL, NULL, 30000, 0, 1, 'Infinity', 'yunling-tekun', '第十二条'),
       ('yunling-2025', '2025-01-01', 'inpatient-tekun', 110, '住院救助', '{inpatient}', 'tekun', NULL, NULL, NULL, 0, 0.8, 'Infinity', 'yunling-tekun', '第十二条');
-- Limits: 15,000 a stay; 60 a day and 300 a month of 门诊; for 低保 half the average wage a year, of all services.
INSERT INTO medaid_rule_limit (regulation, first_day, code, label, services, categories, per, cap, pool, article)
VALUES ('yunling-2025', '2025-01-01', 'stay', '单次限额', '{inpatient}', '{dibao}', 'claim', 15000, 'yunling-stay', '第十三条(一)'),
       ('yunling-2025', '2025-01-01', 'outpatient-day', '日限额', '{outpatient}', NULL, 'day', 60, 'yunling-day', '第十三条(二)'),
       ('yunling-2025', '2025-01-01', 'outpatient-month', '月限额', '{outpatient}', NULL, 'month', 300, 'yunling-month', '第十三条(二)');
INSERT INTO medaid_rule_limit (regulation, first_day, code, label, categories, per, cap_area, cap_indicator, cap_share, pool, article)
VALUES ('yunling-2025', '2025-01-01', 'year-dibao', '年度总限额', '{dibao}', 'year', '云岭县', 'average_wage', 0.5, 'yunling-year', '第十三条(三)');
INSERT INTO medaid_reference (area, indicator, year, value, source)
VALUES ('云岭县', 'average_wage', 2025, 80000.60, 'made up'), ('云岭县', 'average_wage', 2026, 90000, 'made up');
-- 大病保险: over a tenth of the average wage 60 %; of the year's cost at most 108,000.06 counts.
INSERT INTO medaid_rule_critical_illness (regulation, first_day, code, label, services, insurance, deductible_area, deductible_indicator, deductible_share, cost_cap, cap, pool, article)
VALUES ('yunling-2025', '2025-01-01', 'critical-illness', '大病保险', '{inpatient}', 'resident', '云岭县', 'average_wage', 0.1, 108000.06, 'Infinity', 'yunling-critical-illness', '第十四条');
INSERT INTO medaid_rule_critical_illness_band (regulation, first_day, code, schedule, cost_from, rate, article)
VALUES ('yunling-2025', '2025-01-01', 'critical-illness-1', 'critical-illness', 0, 0.6, '第十四条');
-- From 2026 on whole yuan are paid.
INSERT INTO medaid_regulation (code, first_day, name, region, rounding, article, based_on, based_on_day)
VALUES ('yunling-2025', '2026-01-01', '云岭县医疗救助办法（2026年修订）', '云岭县', 1, '修订', 'yunling-2025', '2025-01-01');

CREATE TEMP TABLE policy AS SELECT medaid_policies('yunling-2025', '2025-01-01', '2027-12-31') AS ps;
-- a bill all in scope, paid by nobody before
CREATE FUNCTION pg_temp.bill(category text, burden numeric, service text DEFAULT 'inpatient', day date DEFAULT '2025-06-01', id text DEFAULT 'b') RETURNS medaid_claim LANGUAGE sql AS $$
	SELECT medaid_claim(claim_id => $5, service => $3, discharged_on => $4, categories => ARRAY[$1], total => $2, in_scope => $2, basic_paid => 0, critical_illness_paid => 0)
$$;
-- status, reason, benefit, burden, deductible, assistance, tilted
CREATE FUNCTION pg_temp.show(s medaid_settlement) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', s.status, coalesce(s.reason, '-'), s.benefit, s.burden, s.deductible, s.assistance, s.tilted)
$$;
-- aid of each claim by every form: one by one with what was used before, the group, the window
CREATE FUNCTION pg_temp.year(claims medaid_claim[], pol medaid_policy[] DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	done medaid_settlement[] := '{}';
	together medaid_settlement[];
	running medaid_settlement[];
	n integer;
	aids text[] := '{}';
BEGIN
	pol := coalesce(pol, (SELECT ps FROM policy));
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
	SELECT array_agg(pg_temp.bill($1, b, $2, make_date(2025, n::int, 5), chr(96 + n::int)) ORDER BY n) FROM unnest($3) WITH ORDINALITY AS u (b, n)
$$;
-- what the explanation gives, and what it says of the benefit
CREATE FUNCTION pg_temp.told(claim medaid_claim, ytd medaid_accumulator[] DEFAULT NULL) RETURNS numeric LANGUAGE sql AS $$
	SELECT sum(e.amount) FROM policy, medaid_explain($1, ps, $2) AS e WHERE e.item IN ('assistance', 'top_up', 'tilted', 'off_catalog')
$$;
CREATE FUNCTION pg_temp.step(item text, claim medaid_claim, ytd medaid_accumulator[] DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws('; ', e.article, e.amount), ' | ' ORDER BY e.step) FROM policy, medaid_explain($2, ps, $3) AS e WHERE e.item = $1
$$;
CREATE FUNCTION pg_temp.why(stage text, claim medaid_claim, ytd medaid_accumulator[] DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', w.rule, coalesce(w.condition, 'applies'), w.would_pay), ' | ') FROM policy, medaid_why_not($2, ps, $3) AS w WHERE w.stage = $1
$$;


SELECT ok((SELECT bool_and(NOT (medaid_policy_validate(e) IS NULL)) FROM policy, unnest(ps) AS e), 'it can be settled with');
SELECT is((SELECT array_agg(DISTINCT e.rounding) FROM policy, unnest(ps) AS e), '{0.1,1}', 'tenths, then whole yuan');
SELECT is((SELECT array_agg(l.cap ORDER BY n) FROM policy, generate_subscripts(ps, 1) AS n, unnest((ps[n]).limits) AS l WHERE l.code = 'year-dibao'), '{40000.30,45000.00,NULL}'::numeric[], 'half of 80,000.60, of 90,000, none for 2027');

-- slab, of the year: 19,999.90 x 50 % = 9,999.95, a tie of tenths; 20,000 itself is in the next band
SELECT is(pg_temp.show(medaid_settle(pg_temp.bill('dibao', b), ps)), shown, '低保 ' || b) FROM policy, (VALUES
	(19999.80, 'paid - inpatient-dibao 19999.80 0.00 9999.90 0.00'),
	(19999.90, 'paid - inpatient-dibao 19999.90 0.00 10000.00 0.00'),
	(19999.99, 'paid - inpatient-dibao 19999.99 0.00 10000.00 0.00'),
	(20000.00, 'paid - inpatient-dibao 20000.00 0.00 12000.00 0.00'),
	-- 24,999.90 x 60 % = 14,999.94; 25,000.10 x 60 % = 15,000.06: 15,000 a stay
	(24999.90, 'paid - inpatient-dibao 24999.90 0.00 14999.90 0.00'),
	(25000.10, 'paid - inpatient-dibao 25000.10 0.00 15000.00 0.00'),
	-- 0.09 x 50 % = 0.045; 0.10: 0.05, a tie
	(0.09, 'nothing_due rounds_to_zero inpatient-dibao 0.09 0.00 0.00 0.00'),
	(0.10, 'paid - inpatient-dibao 0.10 0.00 0.10 0.00')) AS v (b, shown);
-- the year: 12,000 x 50 %; 8,000 reach 20,000: 60 %; 5,000: 60 %; 25,000 reach 50,000: 70 %, 17,500, 15,000 a stay;
-- 20,000 x 70 % = 14,000, of 40,000.30 a year are left 40,000.30 - 28,800 = 11,200.30, in fen; then nothing
SELECT is(pg_temp.year(pg_temp.months('dibao', 'inpatient', 12000, 8000, 5000, 25000, 20000, 10)), '6000.00 4800.00 3000.00 15000.00 11200.30 0.00', '低保: the year, its bands and limits');
-- earlier claims stay as they were paid, another year begins anew: 50,000 in 2025, 1,001 in 2026: 500.5, a tie of yuan
SELECT is(pg_temp.year(ARRAY[pg_temp.bill('dibao', 25000, day => '2025-12-30', id => 'a'), pg_temp.bill('dibao', 1000, day => '2025-12-31', id => 'b'), pg_temp.bill('dibao', 1001, day => '2026-01-01', id => 'c')]),
	'15000.00 600.00 501.00', 'the year turns');
SELECT is(pg_temp.show(medaid_settle(pg_temp.bill('dibao', b, day => '2026-06-01'), ps)), shown, '低保 2026 ' || b) FROM policy, (VALUES
	-- 500.495, 499.5, 0.495, 0.5
	(1000.99, 'paid - inpatient-dibao 1000.99 0.00 500.00 0.00'), (999.00, 'paid - inpatient-dibao 999.00 0.00 500.00 0.00'),
	(0.99, 'nothing_due rounds_to_zero inpatient-dibao 0.99 0.00 0.00 0.00'), (1.00, 'paid - inpatient-dibao 1.00 0.00 1.00 0.00')) AS v (b, shown);
-- what the bill leaves may be in fen: 100.45 x 50 % = 50.225, 50.2; others paid 60.20 of it
SELECT is((medaid_settle(medaid_claim(claim_id => 'w', service => 'inpatient', discharged_on => '2025-06-01', categories => '{dibao}', total => 100.45, in_scope => 100.45, critical_illness_paid => 0, commercial_paid => paid), ps)).assistance, aid, 'others paid ' || paid)
	FROM policy, (VALUES (0, 50.20), (60.20, 40.25)) AS v (paid, aid);
-- the limits by name
SELECT is((medaid_settle(pg_temp.bill('dibao', 10), ps, ARRAY[medaid_accumulator(2025, 'yunling-main', 70000, 0, 40000.3), medaid_accumulator(2025, 'yunling-year', 0, 0, 40000.3)])).reason, 'cap_exhausted', 'nothing is left of the year') FROM policy;
SELECT matches((SELECT string_agg(w::text, ' ') FROM policy, medaid_why_not(pg_temp.bill('dibao', 30000), ps) AS w), 'cap_exhausted.*stay|stay.*cap_exhausted', 'why not more: the limit of the stay') ;
SELECT matches((SELECT string_agg(w::text, ' ') FROM policy, medaid_why_not(pg_temp.bill('dibao', 10), ps, ARRAY[medaid_accumulator(2025, 'yunling-year', 0, 0, 40000.3)]) AS w),
	'cap_exhausted.*year-dibao|year-dibao.*cap_exhausted', 'why nothing: the limit of the year');
SELECT matches((SELECT string_agg(e::text, ' ') FROM policy, medaid_explain(pg_temp.bill('dibao', 30000), ps) AS e), '第十三条\(一\)|单次限额', 'explained: the limit of the stay');
SELECT is(pg_temp.told(pg_temp.bill('dibao', 30000)), 15000.00, 'told');
SELECT is(pg_temp.told(pg_temp.bill('dibao', 24999.90)), 14999.90, 'told');
-- 2027 has no average wage
SELECT throws_like($$SELECT medaid_settle(pg_temp.bill('dibao', 1000, day => '2027-06-01'), ps) FROM policy$$, '%year-dibao.cap%average_wage%2027%', 'a limit that is not known');
SELECT is((medaid_settle(pg_temp.bill('tekun', 1000, day => '2027-06-01'), ps)).assistance, 800.00, 'where it is not needed, it does not matter') FROM policy;

-- without insurance: 30 %, 10,000 a year
SELECT is(pg_temp.show(medaid_settle(medaid_claim(claim_id => 'n', service => 'inpatient', discharged_on => '2025-06-01', categories => '{dibao}', insurance => insurance, total => t, in_scope => t, critical_illness_paid => 0), ps)), shown, concat_ws(' ', insurance, t))
	FROM policy, (VALUES ('none', 10000, 'paid - uninsured-dibao 10000.00 0.00 3000.00 0.00'), ('none', 40000, 'paid - uninsured-dibao 40000.00 0.00 10000.00 0.00'),
	('resident', 10000, 'paid - inpatient-dibao 10000.00 0.00 5000.00 0.00'), (NULL, 10000, 'paid - inpatient-dibao 10000.00 0.00 5000.00 0.00'), ('employee', 10000, 'paid - inpatient-dibao 10000.00 0.00 5000.00 0.00')) AS v (insurance, t, shown);
-- who is let through
SELECT is((SELECT concat_ws(' ', s.status, s.reason, s.aid) FROM policy, LATERAL (SELECT (medaid_settle(medaid_claim(claim_id => 'n', service => service, discharged_on => '2025-06-01', categories => '{dibao}', insurance => insurance,
	assisted_elsewhere => elsewhere, total => 10000, in_scope => 10000, critical_illness_paid => 0), ps)).*) AS s), shown, concat_ws(' ', service, insurance, elsewhere)) FROM (VALUES
	('chronic', 'none', false, 'not_covered insurance_not_covered 0.00'), ('outpatient', 'none', NULL, 'not_covered insurance_not_covered 0.00'), ('chronic', 'employee', NULL, 'paid 6000.00'),
	('inpatient', 'none', NULL, 'paid 3000.00'), ('inpatient', 'none', true, 'not_covered assisted_elsewhere 0.00'), ('chronic', NULL, true, 'not_covered assisted_elsewhere 0.00'),
	('chronic', 'none', true, 'not_covered insurance_not_covered 0.00')) AS v (service, insurance, elsewhere, shown);
SELECT is((SELECT concat_ws(' ', e.article, e.amount) FROM policy, medaid_explain(medaid_claim(claim_id => 'n', service => 'chronic', discharged_on => '2025-06-01', categories => '{dibao}', insurance => 'none', total => 10000, in_scope => 10000, critical_illness_paid => 0), ps) AS e
	WHERE e.item = 'insurance_not_covered'), '第五条 0.00', 'with its article');
-- and 大病保险 is the residents': 10,000 left to be computed: none has it, the resident 1,999.94 x 60 % = 1,199.964
SELECT is((medaid_settle(medaid_claim(claim_id => 'n', service => 'inpatient', discharged_on => '2025-06-01', categories => '{dibao}', insurance => insurance, total => 10000, in_scope => 10000), ps)).critical_illness_paid, paid, '大病 ' || insurance)
	FROM policy, (VALUES ('none', 0.00), ('resident', 1200.00), ('employee', 0.00)) AS v (insurance, paid);
-- over 8,000.06: 0.08 x 60 % = 0.048; 0.09: 0.054; 100,000 x 60 %, and no more
SELECT is((medaid_settle(medaid_claim(claim_id => 'n', service => 'inpatient', discharged_on => '2025-06-01', categories => '{tekun}', total => cost, in_scope => cost), ps)).critical_illness_paid, paid, '大病 ' || cost)
	FROM policy, (VALUES (8000.06, 0.00), (8000.14, 0.00), (8000.15, 0.10), (108000.06, 60000.00), (200000.00, 60000.00)) AS v (cost, paid);
-- the ceiling is the year's: 100,000.06, then 8,000 of 50,000: 4,800
SELECT is((SELECT string_agg(s.critical_illness_paid::text, ' ' ORDER BY s.discharged_on) FROM unnest((SELECT medaid_settle_all(c, (SELECT ps FROM policy)) FROM unnest(ARRAY[
	medaid_claim(claim_id => 'a', service => 'inpatient', discharged_on => '2025-02-01', categories => '{tekun}', total => 100000.06, in_scope => 100000.06),
	medaid_claim(claim_id => 'b', service => 'inpatient', discharged_on => '2025-03-01', categories => '{tekun}', total => 50000, in_scope => 50000),
	medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2025-04-01', categories => '{tekun}', total => 50000, in_scope => 50000)]) AS c)) AS s), '55200.00 4800.00 0.00', '大病: the ceiling of the year');

-- 低保边缘, by the stay: 2,000 qualify and are not taken off; left over 1,000: half of it
SELECT is(pg_temp.show(medaid_settle(pg_temp.bill('dibao_margin', b), ps)), shown, '低保边缘 ' || b) FROM policy, (VALUES
	-- 1,000 under the threshold of 倾斜
	(1000.00, 'nothing_due below_deductible inpatient-margin 1000.00 1000.00 0.00 0.00'),
	(2000.00, 'paid - inpatient-margin 2000.00 2000.00 0.00 500.00'),
	-- 600.003; 1,400.01 left, 400.01 x 50 % = 200.005
	(2000.01, 'paid - inpatient-margin 2000.01 0.00 600.00 200.00'),
	-- 2,999.997; 6,999.99 left, 5,999.99 x 50 % = 2,999.995
	(9999.99, 'paid - inpatient-margin 9999.99 0.00 3000.00 3000.00'),
	(10000.00, 'paid - inpatient-margin 10000.00 0.00 5000.00 2000.00')) AS v (b, shown);
-- each stay for itself: 9,000 x 30 % = 2,700, left 6,300, 5,300 x 50 %; the second: 2,700 + 6,300 x 50 %; 1,500: 1,500 x 50 %
SELECT is(pg_temp.year(pg_temp.months('dibao_margin', 'inpatient', 9000, 9000, 1500)), '5350.00 5850.00 750.00', '低保边缘: the year');

-- 门诊慢特病: until the year's burden exceeds 1,000 nothing is paid, and then not for what was before
SELECT is(pg_temp.year(pg_temp.months('dibao', 'chronic', 600, 400, 0.10, 500)), '0.00 0.00 0.10 300.00', 'the year''s threshold');
SELECT is(pg_temp.show(medaid_settle(pg_temp.bill('dibao', b, 'chronic'), ps)), shown, '慢特病 ' || b) FROM policy, (VALUES
	(1000.00, 'nothing_due below_deductible chronic-dibao 1000.00 1000.00 0.00 0.00'), (1000.01, 'paid - chronic-dibao 1000.01 0.00 600.00 0.00')) AS v (b, shown);
SELECT is(pg_temp.show(medaid_settle(pg_temp.bill('dibao', 400, 'chronic'), ps, ARRAY[medaid_accumulator(2025, 'yunling-chronic', 600, 600, 0)])),
	'nothing_due below_deductible chronic-dibao 400.00 400.00 0.00 0.00', 'after 600 of the year') FROM policy;
SELECT is(pg_temp.show(medaid_settle(pg_temp.bill('dibao', 400.01, 'chronic'), ps, ARRAY[medaid_accumulator(2025, 'yunling-chronic', 600, 600, 0)])),
	'paid - chronic-dibao 400.01 0.00 240.00 0.00', 'a fen more') FROM policy;

-- 门诊: 60 a day, 300 a month
CREATE FUNCTION pg_temp.visits(VARIADIC days text[]) RETURNS medaid_claim[] LANGUAGE sql AS $$
	SELECT array_agg(pg_temp.bill('dibao', split_part(d, ' ', 2)::numeric, 'outpatient', ('2025-' || split_part(d, ' ', 1))::date, chr(96 + n::int)) ORDER BY n) FROM unnest($1) WITH ORDINALITY AS u (d, n)
$$;
SELECT is(pg_temp.year(pg_temp.visits('03-10 100', '03-10 40', '03-10 1', '03-11 200')), '50.00 10.00 0.00 60.00', 'two visits a day, and the next day');
-- 4 x 50 + 55 = 255; on the last day 60 due, 45 left of the month, then nothing; the next month 60
SELECT is(pg_temp.year(pg_temp.visits('03-03 100', '03-10 100', '03-17 100', '03-24 100', '03-30 110', '03-31 120', '03-31 10', '04-01 120')),
	'50.00 50.00 50.00 50.00 55.00 45.00 0.00 60.00', 'the month''s limit on its last day, and the first of the next');
-- the same month of the next year
SELECT is((SELECT string_agg(s.aid::text, ' ' ORDER BY s.discharged_on) FROM unnest((SELECT medaid_settle_all(c, (SELECT ps FROM policy)) FROM unnest(pg_temp.visits('03-03 120', '03-10 120', '03-17 120', '03-24 120', '03-31 120')
	|| pg_temp.bill('dibao', 120, 'outpatient', '2026-03-31', 'z')) AS c)) AS s), '60.00 60.00 60.00 60.00 60.00 60.00', 'March 2026 is another month');
SELECT matches((SELECT string_agg(w::text, ' ') FROM policy, medaid_why_not(pg_temp.bill('dibao', 200, 'outpatient', '2025-03-31'), ps) AS w), 'cap_exhausted.*outpatient-day|outpatient-day.*cap_exhausted', 'why not more: the day');
SELECT matches((SELECT string_agg(w::text, ' ') FROM policy, medaid_why_not(pg_temp.bill('dibao', 100, 'outpatient', '2025-03-31', 'q'), ps,
	(SELECT medaid_ytd(s) FROM unnest((SELECT medaid_settle_all(c, (SELECT ps FROM policy)) FROM unnest(pg_temp.visits('03-03 120', '03-10 120', '03-17 120', '03-24 120', '03-30 120')) AS c)) AS s)) AS w),
	'cap_exhausted.*outpatient-month|outpatient-month.*cap_exhausted', 'why not more: the month');
-- 大病 and the others' limits apart: 门诊 counts in the year's limit of 低保, too
SELECT is((SELECT limit_pools FROM policy, LATERAL (SELECT (medaid_settle(pg_temp.bill('dibao', 100, 'outpatient'), ps)).*) AS s) @> '{yunling-day,yunling-month,yunling-year}', true, 'it counted in three limits');

-- conditions
SELECT is((medaid_settle(medaid_claim(claim_id => 'o', service => 'inpatient', discharged_on => '2025-06-01', categories => '{orphan}', age => a, total => 1000, in_scope => 1000, critical_illness_paid => 0), ps)).assistance, aid, '孤儿 of ' || a)
	FROM policy, (VALUES (0, 900.00), (17, 900.00), (18, 400.00)) AS v (a, aid);
SELECT throws_ok($$SELECT medaid_settle(pg_temp.bill('orphan', 1000), ps) FROM policy$$, '22004', NULL, '孤儿: the age is needed');
SELECT is((medaid_settle(medaid_claim(claim_id => 'o', service => 'inpatient', discharged_on => '2025-06-01', categories => '{medical_poverty}', place => place, referral => referral, total => 1000, in_scope => 1000, critical_illness_paid => 0), ps)).assistance, aid,
	concat_ws(' ', '因病致贫', place, referral)) FROM policy, (VALUES (NULL, NULL, 700.00), ('city', 'non_compliant', 350.00), ('province', NULL, 350.00), ('elsewhere', 'compliant', 700.00), ('province', 'not_required', 700.00)) AS v (place, referral, aid);
SELECT is(pg_temp.show(medaid_settle(medaid_claim(claim_id => 'o', service => 'inpatient', discharged_on => '2025-06-01', categories => '{tekun}', total => t, in_scope => t, basic_paid => basic, critical_illness_paid => 0), ps)), shown, '特困 ' || t) FROM policy, (VALUES
	-- the burden decides, not the bill; 30,000.01 is paid in tenths
	(40000.00, 10000, 'paid - inpatient-tekun 30000.00 0.00 24000.00 0.00'),
	(40000.01, 10000, 'paid - large-tekun 30000.01 0.00 30000.00 0.00'),
	(40000.06, 10000, 'paid - large-tekun 30000.06 0.00 30000.06 0.00')) AS v (t, basic, shown);
SELECT is((SELECT string_agg(w.condition, ' ') FROM policy, medaid_why_not(medaid_claim(claim_id => 'o', service => 'inpatient', discharged_on => '2025-06-01', categories => ARRAY[category], age => 18, place => 'province', total => 1000, in_scope => 1000, critical_illness_paid => 0), ps) AS w
	WHERE w.stage = 'benefit'), condition, 'why not: ' || condition) FROM (VALUES ('orphan', 'max_age'), ('medical_poverty', 'referral'), ('tekun', 'burden_over')) AS v (category, condition);

SELECT * FROM finish();
ROLLBACK;
