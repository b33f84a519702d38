-- 佛山, by INSERTs only: 佛医保〔2025〕13号 (医疗救助), 〔2023〕47号 (大病保险).  The rates are not public: 80 % throughout
-- is assumed, as is that the 200,000 are the second stage's own limit, that stays of all kinds accumulate towards it,
-- and the average wage.  The articles' numbers are not at hand: a row cites its document.
-- Every amount is worked by hand.
BEGIN;
SELECT plan(47);

INSERT INTO medaid_regulation (code, first_day, name, region, document, status, article)
VALUES ('foshan-2025', '2025-01-01', '佛山市医疗救助', '广东省佛山市', '佛医保〔2025〕13号', 'in_force', '佛医保〔2025〕13号');

-- 收入型 and 支出型 (因病致贫).
INSERT INTO medaid_rule_category (regulation, first_day, category, label, channel, article)
VALUES ('foshan-2025', '2025-01-01', 'tekun', NULL, 'direct', '佛医保〔2025〕13号'),
       ('foshan-2025', '2025-01-01', 'dibao', '收入型困难对象', 'direct', '佛医保〔2025〕13号'),
       ('foshan-2025', '2025-01-01', 'dibao_margin', '收入型困难对象', 'direct', '佛医保〔2025〕13号'),
       ('foshan-2025', '2025-01-01', 'medical_poverty', '支出型困难对象', 'application', '佛医保〔2025〕13号');
INSERT INTO medaid_rule_payer (regulation, first_day, code, services, payers, article)
VALUES ('foshan-2025', '2025-01-01', 'payers', NULL, '{basic,critical_illness}', '佛医保〔2025〕13号');

-- 起付标准 12,000 for 支出型, none for 收入型; one limit of 150,000 a year.
INSERT INTO medaid_rule_benefit (regulation, first_day, code, precedence, label, services, category, deductible, rate, cap, pool, article)
VALUES ('foshan-2025', '2025-01-01', 'basic-tekun', 10, '医疗救助', '{inpatient,chronic}', 'tekun', 0, 0.8, 150000, 'foshan-main', '佛医保〔2025〕13号'),
       ('foshan-2025', '2025-01-01', 'basic-dibao', 20, '医疗救助', '{inpatient,chronic}', 'dibao', 0, 0.8, 150000, 'foshan-main', '佛医保〔2025〕13号'),
       ('foshan-2025', '2025-01-01', 'basic-dibao_margin', 30, '医疗救助', '{inpatient,chronic}', 'dibao_margin', 0, 0.8, 150000, 'foshan-main', '佛医保〔2025〕13号'),
       ('foshan-2025', '2025-01-01', 'basic-medical_poverty', 40, '医疗救助', '{inpatient,chronic}', 'medical_poverty', 12000, 0.8, 150000, 'foshan-main', '佛医保〔2025〕13号');
-- 倾斜救助 on what is left over 7,000, for 支出型 over 12,000; 200,000 a year.
INSERT INTO medaid_rule_tilt (regulation, first_day, code, precedence, label, services, categories, threshold, rate, cap, pool, article)
VALUES ('foshan-2025', '2025-01-01', 'tilt-income', 10, '倾斜救助', '{inpatient,chronic}', '{tekun,dibao,dibao_margin}', 7000, 0.8, 200000, 'foshan-tilted', '佛医保〔2025〕13号'),
       ('foshan-2025', '2025-01-01', 'tilt-expense', 20, '倾斜救助', '{inpatient,chronic}', '{medical_poverty}', 12000, 0.8, 200000, 'foshan-tilted', '佛医保〔2025〕13号');

-- 大病保险: over 13,000, for 困难群体 over 2,000; at most seven times the average wage of the year.
INSERT INTO medaid_reference (area, indicator, year, value, source)
VALUES ('佛山市', 'average_wage', 2025, 95000.01, 'made up'), ('佛山市', 'average_wage', 2026, 100000, 'made up');
INSERT INTO medaid_rule_critical_illness (regulation, first_day, code, label, services, deductible, cap_area, cap_indicator, cap_share, pool, article)
VALUES ('foshan-2025', '2025-01-01', 'critical-illness', '大病保险', '{inpatient,chronic}', 13000, '佛山市', 'average_wage', 7, 'foshan-critical-illness', '佛医保〔2023〕47号');
INSERT INTO medaid_rule_critical_illness_band (regulation, first_day, code, schedule, cost_from, rate, article)
VALUES ('foshan-2025', '2025-01-01', 'critical-illness-1', 'critical-illness', 0, 0.8, '佛医保〔2023〕47号');
INSERT INTO medaid_rule_critical_illness_tilt (regulation, first_day, code, categories, deductible, rate_added, article)
VALUES ('foshan-2025', '2025-01-01', 'critical-illness-tilt', '{tekun,dibao,dibao_margin}', 2000, 0, '佛医保〔2023〕47号');
-- 支出型 by the rigid expense of the family: from 60 % of its income on (the share is assumed).
INSERT INTO medaid_rule_recognition (regulation, first_day, code, category, expense_share, article)
VALUES ('foshan-2025', '2025-01-01', 'expense', 'medical_poverty', 0.6, '佛医保〔2025〕13号');

-- An amendment, made up, to have two bands: from 2026 on 90 % beyond 50,000 over the deductible.
INSERT INTO medaid_regulation (code, first_day, name, region, article, based_on, based_on_day)
VALUES ('foshan-2025', '2026-01-01', '佛山市医疗救助（2026年）', '广东省佛山市', '修订', 'foshan-2025', '2025-01-01');
INSERT INTO medaid_rule_critical_illness (regulation, first_day, code, label, services, deductible, bands_from, cap_area, cap_indicator, cap_share, pool, article)
VALUES ('foshan-2025', '2026-01-01', 'critical-illness', '大病保险', '{inpatient,chronic}', 13000, 'deductible', '佛山市', 'average_wage', 7, 'foshan-critical-illness', '修订');
INSERT INTO medaid_rule_critical_illness_band (regulation, first_day, code, schedule, cost_from, rate, article)
VALUES ('foshan-2025', '2026-01-01', 'critical-illness-2', 'critical-illness', 50000, 0.9, '修订');

CREATE TEMP TABLE policy AS SELECT medaid_policy('foshan-2025', '2025-06-01') AS p, medaid_policy('foshan-2025', '2026-06-01') AS later, medaid_policies('foshan-2025', '2025-01-01', '2026-12-31') AS ps;
-- a bill all in scope, paid by nobody before
CREATE FUNCTION pg_temp.bill(category text, burden numeric, service text DEFAULT 'inpatient', day date DEFAULT '2025-06-01', id text DEFAULT 'b') RETURNS medaid_claim LANGUAGE sql AS $$
	SELECT medaid_claim(claim_id => $5, service => $3, discharged_on => $4, categories => ARRAY[$1], total => $2, in_scope => $2, basic_paid => 0, critical_illness_paid => 0)
$$;
-- status, reason, burden, deductible, assistance, tilted, residual, patient_pays
CREATE FUNCTION pg_temp.show(s medaid_settlement) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', s.status, coalesce(s.reason, '-'), s.burden, s.deductible, s.assistance, s.tilted, s.residual, s.patient_pays)
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
	SELECT array_agg(pg_temp.bill($1, b, $2, make_date(2025, n::int, 5), chr(96 + n::int)) ORDER BY n) FROM unnest($3) WITH ORDINALITY AS u (b, n)
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


SELECT ok((SELECT NOT (medaid_policy_validate(p) IS NULL) AND NOT (medaid_policy_validate(later) IS NULL) FROM policy), 'both versions can be settled with');

-- 收入型: 80 %, no deductible: 8,750 leaves 1,750; 35,000 leaves 7,000.00; 35,000.05 leaves 7,000.01: 0.01 x 80 % = 0.008
SELECT is(pg_temp.show(medaid_settle(pg_temp.bill('dibao', b), p)), shown, '收入型 ' || b) FROM policy, (VALUES
	(8750.00, 'paid - 8750.00 0.00 7000.00 0.00 1750.00 1750.00'),
	(35000.00, 'paid - 35000.00 0.00 28000.00 0.00 7000.00 7000.00'),
	(35000.05, 'paid - 35000.05 0.00 28000.04 0.01 7000.01 7000.00'),
	-- leaves 10,000, 3,000 over 7,000, 80 % of it
	(50000.00, 'paid - 50000.00 0.00 40000.00 2400.00 10000.00 7600.00'),
	-- 187,500 x 80 % = 150,000, all that the limit gives; leaves 37,500, 30,500 x 80 %
	(187500.00, 'paid - 187500.00 0.00 150000.00 24400.00 37500.00 13100.00'),
	-- 400,000: 150,000; leaves 250,000, 243,000 x 80 % = 194,400
	(400000.00, 'paid - 400000.00 0.00 150000.00 194400.00 250000.00 55600.00'),
	-- 407,000 leaves 257,000: 250,000 x 80 % = 200,000; 407,000.02: 200,000.016, the limit 200,000
	(407000.00, 'paid - 407000.00 0.00 150000.00 200000.00 257000.00 57000.00'),
	(407000.02, 'paid - 407000.02 0.00 150000.00 200000.00 257000.02 57000.02')) AS v (b, shown);
-- 支出型: 12,000 a year first; what it absorbs is left, too
SELECT is(pg_temp.show(medaid_settle(pg_temp.bill('medical_poverty', b), p)), shown, '支出型 ' || b) FROM policy, (VALUES
	(11999.99, 'nothing_due below_deductible 11999.99 11999.99 0.00 0.00 11999.99 11999.99'),
	(12000.00, 'nothing_due below_deductible 12000.00 12000.00 0.00 0.00 12000.00 12000.00'),
	-- 0.01 x 80 % = 0.008: 0.01, leaves 12,000.00
	(12000.01, 'paid - 12000.01 12000.00 0.01 0.00 12000.00 12000.00'),
	-- 38,000 x 80 % = 30,400, leaves 19,600; 7,600 over 12,000, 80 % of it
	(50000.00, 'paid - 50000.00 12000.00 30400.00 6080.00 19600.00 13520.00'),
	-- 187,500 x 80 % = 150,000; leaves 49,500, 37,500 x 80 %
	(199500.00, 'paid - 199500.00 12000.00 150000.00 30000.00 49500.00 19500.00')) AS v (b, shown);
-- the year's deductible once: 8,000 absorbed, then 4,000 of 10,000, 6,000 x 80 %; then 80 % of all, 8,000; left 8,000 + 5,200 = 13,200,
-- 1,200 over 12,000 by the second claim: 960; the third leaves 2,000: 1,600
SELECT is(pg_temp.year(pg_temp.months('medical_poverty', 'inpatient', 8000, 10000, 10000)), '0.00 5760.00 9600.00', '支出型: the year');
-- 收入型 goes on: 35,000 leaves 7,000; 1,000 leaves 200: 160
SELECT is(pg_temp.year(pg_temp.months('dibao', 'chronic', 35000, 1000)), '28000.00 960.00', '收入型: the year');
-- both categories: 收入型 gets more; the categories share limits: 140,000 of 支出型 before leave 10,000
SELECT is((medaid_settle(medaid_claim(claim_id => 'k', service => 'inpatient', discharged_on => '2025-06-01', categories => '{medical_poverty,dibao}', total => 20000, in_scope => 20000, critical_illness_paid => 0), p)).category, 'dibao', 'the higher of two') FROM policy;
SELECT is(pg_temp.show(medaid_settle(pg_temp.bill('dibao', 20000), p, ARRAY[medaid_accumulator(2025, 'foshan-main', 187000, 12000, 140000)])), 'paid - 20000.00 0.00 10000.00 2400.00 10000.00 7600.00', 'one limit for both') FROM policy;
SELECT is(pg_temp.why('benefit', pg_temp.bill('dibao', 20000), ARRAY[medaid_accumulator(2025, 'foshan-main', 187000, 12000, 140000)]), 'basic-dibao cap_exhausted 10000.00', 'why not more');
SELECT is(pg_temp.told(pg_temp.bill('medical_poverty', 50000)), 36480.00, 'told: 30,400 + 6,080');
SELECT is(pg_temp.step('deductible', pg_temp.bill('medical_poverty', 50000)), '佛医保〔2025〕13号; 12000.00', 'with its article');

-- 大病保险, left to be computed: cost of the year after basic insurance
CREATE FUNCTION pg_temp.cost(category text, amount numeric, day date DEFAULT '2025-06-01', id text DEFAULT 'b') RETURNS medaid_claim LANGUAGE sql AS $$
	SELECT medaid_claim(claim_id => $4, service => 'inpatient', discharged_on => $3, categories => ARRAY[$1], total => $2 + 1000, in_scope => $2 + 1000, basic_paid => 1000)
$$;
SELECT is((SELECT cap FROM policy, unnest((p).critical_illnesses)), 665000.07, '7 x 95,000.01');
SELECT is((SELECT cap_source FROM policy, unnest((p).critical_illnesses)) ~ '佛山市.*average_wage', true, 'and where it comes from');
SELECT is((SELECT cap FROM policy, unnest((later).critical_illnesses)), 700000.00, '7 x 100,000');
SELECT is((medaid_settle(pg_temp.cost(category, cost), p)).critical_illness_paid, paid, '大病 ' || category || ' ' || cost) FROM policy, (VALUES
	('dibao', 2000.00, 0.00), ('dibao', 2000.01, 0.01), ('dibao', 2000.62, 0.50), ('dibao', 13000.00, 8800.00),
	-- 50,000 x 80 %
	('dibao', 52000.00, 40000.00),
	('medical_poverty', 13000.00, 0.00), ('medical_poverty', 13000.01, 0.01), ('medical_poverty', 52000.00, 31200.00),
	-- 7 x 95,000.01 = 665,000.07: 831,250.09 x 80 % = 665,000.072, over 2,000; 0.02 less: 665,000.056
	('dibao', 833250.07, 665000.06), ('dibao', 833250.09, 665000.07), ('dibao', 900000.00, 665000.07)) AS v (category, cost, paid);
-- the year's: 1,500, then 50,500: 50,000 x 80 %
SELECT is((SELECT string_agg(s.critical_illness_paid::text, ' ' ORDER BY s.discharged_on) FROM unnest((SELECT medaid_settle_all(c, (SELECT p FROM policy))
	FROM unnest(ARRAY[pg_temp.cost('dibao', 1500, '2025-02-01', 'a'), pg_temp.cost('dibao', 50500, '2025-03-01', 'b'), pg_temp.cost('dibao', 800000, '2025-04-01', 'c')]) AS c)) AS s), '0.00 40000.00 625000.07', '大病: the year, and its limit');
-- 52,000 - 40,000 = 12,000, 9,600 of it; leaves 2,400
SELECT is((SELECT concat_ws(' ', s.burden, s.assistance, s.residual) FROM policy, LATERAL (SELECT (medaid_settle(pg_temp.cost('dibao', 52000), p)).*) AS s), '12000.00 9600.00 2400.00', '大病 first, then assistance');

-- 2026: the tilted deductible moves the bands: the second begins at 52,000 for 困难群体, at 63,000 for others
SELECT is((medaid_settle(pg_temp.cost(category, cost, '2026-06-01'), ps)).critical_illness_paid, paid, '大病 2026 ' || category || ' ' || cost) FROM policy, (VALUES
	-- 40,000 at 52,000; 0.05 x 90 % = 0.045 (80 %: 0.04); 10,000 x 90 %
	('dibao', 52000.00, 40000.00), ('dibao', 52000.05, 40000.05), ('dibao', 62000.00, 49000.00), ('dibao', 63000.05, 49900.05),
	-- 39,000.00 x 80 % = 31,200; 40,000 at 63,000
	('medical_poverty', 52000.00, 31200.00), ('medical_poverty', 63000.00, 40000.00), ('medical_poverty', 63000.05, 40000.05), ('medical_poverty', 73000.00, 49000.00)) AS v (category, cost, paid);
SELECT is((medaid_settle(pg_temp.cost('dibao', 62000, '2025-12-31'), ps)).critical_illness_paid, 48000.00, 'the day before: 60,000 x 80 %') FROM policy;

-- 支出型: expense of 60 % of the income and more
SELECT is((SELECT expense_share FROM policy, unnest((p).recognitions)), 0.6, '刚性支出 from 60 % of the income on');

SELECT * FROM finish();
ROLLBACK;
