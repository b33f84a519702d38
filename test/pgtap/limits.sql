-- Further limits in a made-up place (限额县), by INSERTs only: by year, month, day and
-- claim, inside and around the pools.  Every amount is worked by hand.
BEGIN;
SELECT plan(83);

INSERT INTO medaid_reference (area, indicator, year, value) VALUES ('限额县', 'income', 2024, 20000), ('限额县', 'income', 2025, 21000.40);
INSERT INTO medaid_regulation (code, first_day, name, region, article) VALUES ('xiane-2025', '2025-01-01', '限额县医疗救助办法', '限额县', '第九条');
INSERT INTO medaid_rule_category (regulation, first_day, category, article)
	SELECT 'xiane-2025', '2025-01-01', c, '第二条' FROM unnest('{tekun,orphan,dibao,dibao_margin}'::text[]) AS c;
INSERT INTO medaid_rule_payer (regulation, first_day, code, payers, article) VALUES ('xiane-2025', '2025-01-01', 'payers', '{basic,critical_illness}', '第三条');
-- 低保: 80 % of everything to 10,000 a year; 特困 100 %, 孤儿 50 % with a top-up to 90 %, 低保边缘 50 % and 倾斜
INSERT INTO medaid_rule_benefit (regulation, first_day, code, services, category, deductible, rate, cap, pool, article) VALUES
	('xiane-2025', '2025-01-01', 'dibao', '{inpatient,outpatient,chronic}', 'dibao', 0, 0.8, 10000, 'xiane-main', '第四条'),
	('xiane-2025', '2025-01-01', 'tekun', '{inpatient,outpatient,chronic}', 'tekun', 0, 1, 'Infinity', 'xiane-main', '第四条'),
	('xiane-2025', '2025-01-01', 'orphan', '{inpatient,outpatient,chronic}', 'orphan', 0, 0.5, 'Infinity', 'xiane-main', '第四条'),
	('xiane-2025', '2025-01-01', 'margin', '{inpatient,outpatient}', 'dibao_margin', 0, 0.5, 'Infinity', 'xiane-main', '第四条');
INSERT INTO medaid_rule_top_up (regulation, first_day, code, services, category, rate, article) VALUES ('xiane-2025', '2025-01-01', 'top-up', '{outpatient}', 'orphan', 0.9, '第六条');
INSERT INTO medaid_rule_tilt (regulation, first_day, code, services, categories, threshold, rate, cap, pool, article) VALUES
	('xiane-2025', '2025-01-01', 'tilt', '{inpatient,outpatient}', '{dibao_margin}', 0, 0.5, 'Infinity', 'xiane-tilted', '第七条');
-- outpatient: 3,000 a year, 500 a month, 100 a day in one pool; chronic 400 each; within 低保's and 低保边缘's 2,000 of whatever service in a day
INSERT INTO medaid_rule_limit (regulation, first_day, code, label, services, categories, within, per, cap, pool, article) VALUES
	('xiane-2025', '2025-01-01', 'a-outpatient-year', '门诊年度限额', '{outpatient}', '{dibao,orphan,dibao_margin}', NULL, 'year', 3000, 'xiane-outpatient', '第五条(一)'),
	('xiane-2025', '2025-01-01', 'b-outpatient-month', '门诊月限额', '{outpatient}', '{dibao}', NULL, 'month', 500, 'xiane-outpatient', '第五条(二)'),
	('xiane-2025', '2025-01-01', 'c-outpatient-day', NULL, '{outpatient}', '{tekun}', NULL, 'day', 100, 'xiane-day', '第五条(三)'),
	('xiane-2025', '2025-01-01', 'd-chronic-each', '单次限额', '{chronic}', NULL, NULL, 'claim', 400, NULL, '第五条(四)'),
	('xiane-2025', '2025-01-01', 'e-elsewhere', '市外限额', NULL, '{dibao}', 'city', 'year', 'Infinity', 'xiane-home', '第五条(五)');
CREATE TEMP TABLE policy AS SELECT medaid_policy('xiane-2025', '2025-06-01') AS p;

CREATE FUNCTION pg_temp.c(service text, category text, burden numeric, day date, id text DEFAULT 'a', place text DEFAULT 'city') RETURNS medaid_claim LANGUAGE sql AS $$
	SELECT medaid_claim(claim_id => id, service => service, discharged_on => day, categories => ARRAY[category], total => burden, in_scope => burden, basic_paid => 0, critical_illness_paid => 0, place => place) $$;
-- burden and day, one after the other
CREATE FUNCTION pg_temp.visits(service text, category text, VARIADIC burden_and_day text[]) RETURNS medaid_claim[] LANGUAGE sql AS $$
	SELECT array_agg(pg_temp.c(service, category, burden_and_day[n]::numeric, ('2025-' || burden_and_day[n + 1])::date, 'c' || lpad(n::text, 2, '0')) ORDER BY n)
	FROM generate_series(1, cardinality(burden_and_day), 2) AS n $$;
\ir ../forms.sql


-- By the year, inside the pool's cap, and around it.
SELECT is(pg_temp.forms(p, pg_temp.visits('outpatient', 'dibao', VARIADIC claims)), expected, what)
FROM policy, (VALUES
	('{500,01-31,200,01-31,100,02-01}'::text[], '400.00 100.00 80.00', '160 due, 100 left of January''s 500; a new month'),
	('{625,01-01,1,01-31,1,02-01}', '500.00 0.00 0.80', 'the 500 to the fen, until the last of January'),
	('{624.99,01-15,1,01-31}', '499.99 0.01', '499.992 paid as 499.99: one fen is left'),
	('{625,01-01,625,02-28,625,03-31,625,04-30,625,05-31,624.99,06-01,625,07-01,625,08-01}', '500.00 500.00 500.00 500.00 500.00 499.99 0.01 0.00', 'six months make the year''s 3,000 but for a fen'),
	('{625,02-28,625,03-01}', '500.00 500.00', 'the last of February, the first of March')
) AS v (claims, expected, what);
SELECT is(pg_temp.forms(p, ARRAY[pg_temp.c('outpatient', 'dibao', 625, '2025-12-31', 'a'), pg_temp.c('outpatient', 'dibao', 625, '2026-01-01', 'b')]), '500.00 500.00', 'New Year') FROM policy;
SELECT is(pg_temp.forms(p, ARRAY[pg_temp.c('outpatient', 'dibao', 625, '2024-02-29', 'a')]), '0.00', 'not in force yet: a limit keeps nothing') FROM policy;
-- the pool's cap is 10,000 whatever the limits leave
SELECT is(pg_temp.forms(p, ARRAY[pg_temp.c('inpatient', 'dibao', 12000, '2025-01-01', 'a'), pg_temp.c('outpatient', 'dibao', 625, '2025-01-02', 'b'), pg_temp.c('outpatient', 'dibao', 625, '2025-02-02', 'c')]),
	'9600.00 400.00 0.00', '9,600; 400 are left of 10,000') FROM policy;
-- By the day; two claims of a day, and of the next.
SELECT is(pg_temp.forms(p, pg_temp.visits('outpatient', 'tekun', '60', '03-31', '60', '03-31', '0.01', '03-31', '150', '04-01')), '60.00 40.00 0.00 100.00', '100 a day') FROM policy;
-- By the claim, whoever it is.
SELECT is(pg_temp.forms(p, pg_temp.visits('chronic', 'tekun', '399.99', '03-01', '400', '03-01', '400.01', '03-01')), '399.99 400.00 400.00', '400 each') FROM policy;
SELECT is(pg_temp.forms(p, pg_temp.visits('chronic', 'dibao', '600', '03-01')), '400.00', '480 due') FROM policy;

-- Top-ups and 倾斜 are not held by it; what is cut is due, and left to the second stage.
CREATE FUNCTION pg_temp.amounts(s medaid_settlement) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', s.status, coalesce(s.reason, '-'), s.due, s.assistance, s.top_up, s.residual, s.tilted, s.patient_pays, s.pool_paid, coalesce(s.pool_remaining::text, '-'), s.limit_pools) $$;
SELECT is(pg_temp.amounts(medaid_settle(pg_temp.c('outpatient', 'orphan', 10000, '2025-03-01'), p)), 'paid - 5000.00 3000.00 6000.00 0.00 0.00 1000.00 9000.00 - {xiane-outpatient}', '3,000, raised to 90 %') FROM policy;
SELECT is(pg_temp.amounts(medaid_settle(pg_temp.c('outpatient', 'dibao_margin', 10000, '2025-03-01'), p)), 'paid - 5000.00 3000.00 0.00 7000.00 3500.00 3500.00 3000.00 - {xiane-outpatient}', 'half of the 7,000 left') FROM policy;
-- The pool's own cap holds a top-up also where the main benefit pays nothing: 1,000 under a deductible of 5,000, raised to 900
CREATE TEMP TABLE deducted AS SELECT medaid_policy_with(p, 'orphan.deductible', 5000) AS p FROM policy;
SELECT is(pg_temp.amounts(medaid_settle(pg_temp.c('outpatient', 'orphan', 1000, '2025-03-01'), medaid_policy_with(p, 'orphan.cap', cap))), expected, cap || ': the cap')
FROM deducted, (VALUES (900, 'paid - 0.00 0.00 900.00 0.00 0.00 100.00 900.00 0.00'), (899.99, 'paid - 0.00 0.00 899.99 0.00 0.00 100.01 899.99 0.00')) AS v (cap, expected);
SELECT throws_ok($$SELECT medaid_settle(pg_temp.c('outpatient', 'orphan', 1000, '2025-03-01'), medaid_policy_with(p, 'orphan.cap', NULL::numeric)) FROM deducted$$, '55000',
	'claim "a": policy "xiane-2025" has no number for "orphan.cap"', 'a cap that is not set is asked for');
SELECT is((medaid_settle(medaid_claim(service => 'outpatient', discharged_on => '2025-03-01', categories => '{orphan}', total => 1000, in_scope => 1000, basic_paid => 900, critical_illness_paid => 0),
	medaid_policy_with(p, 'orphan.cap', NULL::numeric))).reason, 'below_deductible', 'but not where the ratio is reached without') FROM deducted;
SELECT is(pg_temp.amounts(medaid_settle(pg_temp.c('outpatient', 'dibao', 10000, '2025-03-01'), p)), 'paid - 8000.00 500.00 0.00 0.00 0.00 9500.00 500.00 9500.00 {xiane-outpatient,xiane-home}', 'the least holds; each pool once, in the order of the rules') FROM policy;
SELECT is(pg_temp.amounts(medaid_settle(pg_temp.c('outpatient', 'dibao', 10000, '2025-03-01', place => 'province'), p)), 'paid - 8000.00 500.00 0.00 0.00 0.00 9500.00 500.00 9500.00 {xiane-outpatient}', 'beyond the city one of them does not reach') FROM policy;
SELECT is(pg_temp.amounts(medaid_settle(pg_temp.c('chronic', 'tekun', 300, '2025-03-01'), p)), 'paid - 300.00 300.00 0.00 0.00 0.00 0.00 300.00 -', 'a limit of each claim has no pool') FROM policy;
SELECT is(pg_temp.amounts(medaid_settle(pg_temp.c('inpatient', 'tekun', 300, '2025-03-01'), p)), 'paid - 300.00 300.00 0.00 0.00 0.00 0.00 300.00 -', 'none reaches') FROM policy;
SELECT is(pg_temp.amounts(medaid_settle(pg_temp.c('outpatient', 'dibao', 0, '2025-03-01'), p)), 'nothing_due no_burden 0.00 0.00 0.00 0.00 0.00 0.00 0.00 10000.00', 'nothing due, nothing counted') FROM policy;
SELECT is(pg_temp.amounts(medaid_settle(pg_temp.c('outpatient', 'dibao', 100, '2025-03-31', 'z'), p, ARRAY[medaid_accumulator(2025, 'xiane-outpatient', 0, 0, 500, 500, 3)])),
	'nothing_due cap_exhausted 80.00 0.00 0.00 0.00 0.00 100.00 0.00 10000.00 {xiane-outpatient,xiane-home}', 'the month is used up') FROM policy;

-- What was used, written by hand: the year's, a month's, a day's.
SELECT is((medaid_settle(pg_temp.c('outpatient', 'dibao', 100, day), p, used)).assistance, expected::numeric, what)
FROM policy, (VALUES
	('2025-03-31'::date, ARRAY[medaid_accumulator(2025, 'xiane-outpatient', 0, 0, 2990)], 10.00, 'the year''s 2,990 count in the year alone'),
	('2025-03-31', ARRAY[medaid_accumulator(2025, 'xiane-outpatient', 0, 0, 490, NULL, 3)], 10.00, 'March''s 490'),
	('2025-04-01', ARRAY[medaid_accumulator(2025, 'xiane-outpatient', 0, 0, 490, NULL, 3)], 80.00, '... are not April''s'),
	('2025-04-01', ARRAY[medaid_accumulator(2025, 'xiane-outpatient', 0, 0, 2990, NULL, 3)], 10.00, '... but the year''s'),
	('2026-03-01', ARRAY[medaid_accumulator(2025, 'xiane-outpatient', 0, 0, 2990, NULL, 3)], 80.00, '... and not of another year'),
	('2025-03-01', ARRAY[medaid_accumulator(2025, 'xiane-outpatient', 0, 0, 300, NULL, NULL, '2025-03-31'), medaid_accumulator(2025, 'xiane-outpatient', 0, 0, 190, NULL, 3, '2025-03-02')], 10.00, 'two days of March'),
	('2025-03-01', ARRAY[medaid_accumulator(2025, 'xiane-outpatient', 0, 0, 490, NULL, NULL, '2025-02-28')], 80.00, 'a day of February'),
	('2025-03-01', ARRAY[medaid_accumulator(2025, 'xiane-main', 0, 0, 9990)], 10.00, 'the benefit''s pool'),
	('2025-03-01', ARRAY[medaid_accumulator(2025, 'xiane-outpatient', 0, 0, 1000000)], 0.00, 'more than there is')
) AS v (day, used, expected, what);
SELECT is((medaid_settle(pg_temp.c('outpatient', 'tekun', 100, '2025-03-31'), p, ARRAY[medaid_accumulator(2025, 'xiane-day', 0, 0, 95, NULL, 3, '2025-03-31'), medaid_accumulator(2025, 'xiane-day', 0, 0, 95, NULL, 3)])).assistance, 5.00, 'a day''s is not the month''s') FROM policy;
SELECT is((SELECT medaid_ytd(s) FROM policy, unnest(ARRAY[
		medaid_settle(pg_temp.c('outpatient', 'dibao', 100, '2025-03-01'), p), medaid_settle(pg_temp.c('outpatient', 'dibao', 50, '2025-03-01', 'b'), p),
		medaid_settle(pg_temp.c('outpatient', 'orphan', 200, '2025-04-30', 'c'), p), medaid_settle(pg_temp.c('outpatient', 'dibao', 0, '2025-05-01', 'd'), p)]) AS s),
	ARRAY[medaid_accumulator(2025, 'xiane-home', 0, 0, 120, 120, 3, '2025-03-01'), medaid_accumulator(2025, 'xiane-main', 350, 0, 300, 300),
		medaid_accumulator(2025, 'xiane-outpatient', 0, 0, 120, 120, 3, '2025-03-01'), medaid_accumulator(2025, 'xiane-outpatient', 0, 0, 100, 100, 4, '2025-04-30')],
	'stored settlements: by the day, the assistance alone');
SELECT throws_ok(format('SELECT medaid_settle(pg_temp.c(''outpatient'', ''dibao'', 100, ''2025-03-01''), p, ARRAY[%s]) FROM policy', used), '22023', message, message)
FROM (VALUES
	($$medaid_accumulator(2025, 'xiane-outpatient', 0, 0, 1, NULL, 13)$$, 'month 13 of year 2025 of an accumulator is out of range'),
	($$medaid_accumulator(2025, 'xiane-outpatient', 0, 0, 1, NULL, 0)$$, 'month 0 of year 2025 of an accumulator is out of range'),
	($$medaid_accumulator(2147483647, 'xiane-outpatient', 0, 0, 1, NULL, 1)$$, 'month 1 of year 2147483647 of an accumulator is out of range'),
	($$medaid_accumulator(2025, 'xiane-outpatient', 0, 0, 1, NULL, 4, '2025-03-01')$$, 'month 4 of an accumulator is not that of its day'),
	($$medaid_accumulator(2025, 'xiane-outpatient', 0, 0, 1, NULL, NULL, 'infinity')$$, 'day of an accumulator is infinite'),
	($$medaid_accumulator(2025, 'x', 0, 0, 1, NULL, 3), medaid_accumulator(2025, 'x', 0, 0, 1, NULL, 3)$$, 'year 2025 of pool "x" stands twice among the accumulators')
) AS v (used, message);

-- A cap as a share of a reference value, and one that is not set.
INSERT INTO medaid_rule_limit (regulation, first_day, code, services, per, cap_area, cap_indicator, cap_share, pool, article) VALUES
	('xiane-2025', '2025-01-01', 'f-income', '{inpatient}', 'year', '限额县', 'income', 0.25, 'xiane-stay', '第五条(六)');
SELECT is((SELECT string_agg(concat_ws(' ', l.cap, l.cap_source), ', ' ORDER BY s.ordinality) FROM unnest(medaid_policies('xiane-2025', '2025-01-01', '2028-12-31')) WITH ORDINALITY AS s, unnest(s.limits) AS l WHERE l.code = 'f-income'),
	'5000.00 (限额县, income, 2024), 5250.00 (限额县, income, 2025), 5250.00 (限额县, income, 2025), (限额县, income, 2027)', 'of 20,000, of 21,000, of it again while the next is not there, of none');
SELECT is((SELECT string_agg(s.assistance::text, ' ' ORDER BY s.discharged_on) FROM (SELECT medaid_settle_all(u, medaid_policies('xiane-2025', '2025-01-01', '2026-12-31')) AS a
		FROM unnest(ARRAY[pg_temp.c('inpatient', 'tekun', 6000, '2025-12-31'), pg_temp.c('inpatient', 'tekun', 6000, '2026-01-01', 'b'), pg_temp.c('inpatient', 'tekun', 6000, '2026-06-01', 'c')]) AS u) AS g, unnest(g.a) AS s),
	'5000.00 5250.00 0.00', 'each year its own');
SELECT is((SELECT concat_ws(' | ', s.status, s.reason, s.fault) FROM medaid_try_settle(pg_temp.c('inpatient', 'tekun', 6000, '2028-01-01'), medaid_policy('xiane-2025', '2028-01-01')) AS s),
	'refused | number_missing | policy "xiane-2025" has no number for "f-income.cap": needs reference value (限额县, income, 2027)', 'not set');
SELECT is((SELECT f.hint FROM medaid_findings(pg_temp.c('inpatient', 'tekun', 6000, '2028-01-01'), medaid_policy('xiane-2025', '2028-01-01')) AS f), 'Insert the reference value (限额县, income, 2027) into medaid_reference (area, indicator, year, value, published_on, source), or set the number with medaid_policy_with(policy, ''f-income.cap'', value).', 'what would give it');
SELECT is((SELECT concat_ws(' ', w.condition, w.needed, w.found) FROM medaid_why_not(medaid_claim(service => 'inpatient', discharged_on => '2028-01-01', categories => '{tekun}', recognised_on => '{2028-02-01}', total => 100, in_scope => 100, critical_illness_paid => 0), medaid_policy('xiane-2025', '2028-01-01')) AS w
	WHERE w.stage = 'benefit'), 'not_set f-income.cap NULL', 'why_not names it for a category that does not count');
SELECT is((SELECT string_agg(concat_ws(' ', r.rule, r.expected), ', ') FROM medaid_policy_review(medaid_policy('xiane-2025', '2028-01-01')) AS r WHERE r.finding = 'not_set'), 'f-income.cap reference value (限额县, income, 2027)', 'the review finds it');

-- Explained and asked for.
CREATE FUNCTION pg_temp.steps(claim medaid_claim, policy medaid_policy, ytd medaid_accumulator[] DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' | ', s.item, s.label, s.article, s.formula, s.amount), E'\n' ORDER BY s.step)
	FROM medaid_explain(claim, policy, ytd) AS s WHERE s.item IN ('limit', 'assistance', 'cap_exhausted') $$;
SELECT is(pg_temp.steps(pg_temp.c('outpatient', 'dibao', 100, '2025-03-31'), p, ARRAY[medaid_accumulator(2025, 'xiane-outpatient', 0, 0, 1000), medaid_accumulator(2025, 'xiane-outpatient', 0, 0, 450, NULL, 3)]), 'limit | 门诊年度限额(a-outpatient-year) | 第五条(一) | 3000.00 - 1450.00 = 1550.00 | 1550.00
limit | 门诊月限额(b-outpatient-month) | 第五条(二) | 500.00 - 450.00 = 50.00 | 50.00
assistance | 医疗救助(低保对象) | 第四条 | min(100.00 x 80%, 50.00) = 50.00 | 50.00', 'each limit a step, the month''s cuts') FROM policy;
SELECT is(pg_temp.steps(pg_temp.c('outpatient', 'dibao', 100, '2025-03-31'), p, ARRAY[medaid_accumulator(2025, 'xiane-outpatient', 0, 0, 500, NULL, 3)]), 'limit | 门诊年度限额(a-outpatient-year) | 第五条(一) | 3000.00 - 500.00 = 2500.00 | 2500.00
limit | 门诊月限额(b-outpatient-month) | 第五条(二) | 500.00 - 500.00 = 0.00 | 0.00
assistance | 医疗救助(低保对象) | 第四条 | min(100.00 x 80%, 0.00) = 0.00 | 0.00
cap_exhausted | 限额已用完(门诊月限额) | 第五条(二) | 0.00', 'nothing is left') FROM policy;
SELECT is(medaid_explain_text(pg_temp.c('chronic', 'dibao', 600, '2025-03-31'), p), '本次医疗费总额600.00元。政策范围内个人负担600.00元。单次限额(d-chronic-each)尚余400.00元，医疗救助(低保对象)按80%比例，救助400.00元。最后由您个人支付200.00元。', 'in words') FROM policy;
SELECT is(medaid_explain_text(pg_temp.c('chronic', 'dibao', 600, '2025-03-31'), p, 'en'), 'The bill is 600.00 yuan. In scope 600.00 is left to the patient. The limit d-chronic-each leaves 400.00; assistance for dibao at 80% pays 400.00. You pay 200.00 yuan.', 'in English') FROM policy;
SELECT is((SELECT string_agg(concat_ws(' | ', w.rule, w.condition, w.needed, w.found, w.would_pay), E'\n') FROM policy, medaid_why_not(pg_temp.c('outpatient', 'dibao', 100, '2025-03-31'), p, ARRAY[medaid_accumulator(2025, 'xiane-outpatient', 0, 0, 450, NULL, 3)]) AS w), 'dibao | cap_exhausted | b-outpatient-month: cap - paid >= 80.00 | 50.00 | 50.00
50.00', 'a limit that cuts');
SELECT is((SELECT string_agg(concat_ws(' | ', w.rule, w.condition, w.needed, w.found, w.would_pay), E'\n') FROM policy, medaid_why_not(pg_temp.c('outpatient', 'dibao', 100, '2025-03-31'), p, ARRAY[medaid_accumulator(2025, 'xiane-outpatient', 0, 0, 500, NULL, 3)]) AS w), 'dibao | cap_exhausted | b-outpatient-month: cap - paid >= 80.00 | 0.00 | 0.00
cap_exhausted | 0.00', 'a limit that leaves nothing');

SELECT is(medaid_explain_text(pg_temp.c('outpatient', 'dibao', 100, '2025-03-31'), p, ARRAY[medaid_accumulator(2025, 'xiane-outpatient', 0, 0, 500, NULL, 3)], 'en') ~ 'paid for it: a limit is used up \[.*第五条\(二\)\]', true, 'a refusal in English') FROM policy;

-- As table, paths, difference, digest, review.
SELECT is((SELECT string_agg(concat_ws(' ', t."类别 category", t."规则 rule", t."年度限额 cap", t."依据 article"), E'\n') FROM policy, medaid_policy_table(p) AS t WHERE t."规则 rule" ~ '限额' AND t."类别 category" ~ '(tekun|dibao)$'), '特困人员 tekun 限额 c-outpatient-day 100.00 每日 per day 第五条(三)
特困人员 tekun 单次限额 d-chronic-each 400.00 每次 per claim 第五条(四)
低保对象 dibao 门诊年度限额 a-outpatient-year 3,000.00 年度 per year 第五条(一)
低保对象 dibao 门诊月限额 b-outpatient-month 500.00 每月 per month 第五条(二)
低保对象 dibao 单次限额 d-chronic-each 400.00 每次 per claim 第五条(四)
低保对象 dibao 市外限额 e-elsewhere 不设 none 年度 per year 第五条(五)', 'the table');
SELECT is((SELECT string_agg(concat_ws(' ', n.path, n.value, n.unit, n.article), ', ') FROM policy, medaid_policy_paths(p) AS n WHERE n.path ~ '^a-outpatient'), 'a-outpatient-year.cap 3000 yuan 第五条(一)', 'paths');
SELECT is(pg_temp.forms(medaid_policy_with(p, 'b-outpatient-month.cap', 'Infinity'::numeric), pg_temp.visits('outpatient', 'dibao', '3000', '01-01', '3000', '01-31')), '2400.00 600.00', 'without the month''s: the year''s') FROM policy;
SELECT is((SELECT string_agg(concat_ws(' ', d.path, d.first, d.second), ', ') FROM policy, medaid_policy_diff(p, medaid_policy_with(p, 'd-chronic-each.cap', 500)) AS d), 'd-chronic-each.cap 400 500', 'the difference');
SELECT isnt(medaid_policy_digest(p), medaid_policy_digest(medaid_policy_with(p, 'd-chronic-each.cap', 401)), 'another digest') FROM policy;
SELECT is((SELECT string_agg(concat_ws(' ', r.finding, r.rule, r.category, r.expected, r.found), E'\n' ORDER BY r.finding COLLATE "C", r.rule) FROM policy, medaid_policy_review(jsonb_populate_record(p, jsonb_build_object('limits',
	'[{"code": "a", "per": "year", "cap": 1, "pool": "xiane-main"}, {"code": "b", "per": "year", "cap": 1, "pool": "xiane-b", "categories": ["nobody"]}, {"code": "c", "per": "year", "cap": 1, "pool": "xiane-c", "services": ["special_drug"]}]'::jsonb))) AS r
	WHERE r.kind = 'internal' AND r.rule ~ '^[abc](\.|$)'), 'limit_in_pool_of_another a.pool a pool of limits the pool of dibao, margin, orphan, tekun
never_matches b nobody a claim that meets it no benefit for its services and categories
never_matches c a claim that meets it no benefit for its services and categories
unknown_category b nobody a category of the policy none', 'the review of a policy made otherwise');
SELECT throws_ok(format('SELECT medaid_settle(pg_temp.c(''inpatient'', ''dibao'', 1, ''2025-03-01''), jsonb_populate_record(p, jsonb_build_object(''limits'', %L::jsonb))) FROM policy', limits), '22023', message, message)
FROM (VALUES
	('[{"code": "a", "per": "year", "cap": 1, "pool": "xiane-main"}]', 'policy "xiane-2025": a.pool is that of benefit "dibao"'),
	('[{"code": "a", "per": "year", "cap": 1, "pool": "xiane-tilted"}]', 'policy "xiane-2025": a.pool is that of tilt "tilt"'),
	('[{"code": "a", "per": "year", "cap": 1}]', 'policy "xiane-2025": a.pool is NULL'),
	('[{"code": "a", "per": "week", "cap": 1, "pool": "xiane-a"}]', 'policy "xiane-2025": a.per "week" is unknown'),
	('[{"code": "a", "per": "year", "cap": -1, "pool": "xiane-a"}]', 'policy "xiane-2025": a.cap is negative')
) AS v (limits, message);
-- What counts in a pool is of one kind of rule: a tilt's is no benefit's, a schedule's neither's.
SELECT throws_ok(format('SELECT medaid_settle(pg_temp.c(''inpatient'', ''dibao'', 1, ''2025-03-01''), jsonb_populate_record(p, %L)) FROM policy', change), '22023', message, message)
FROM (VALUES
	('{"tilts": [{"code": "t", "threshold": 0, "rate": 0.5, "cap": 1, "pool": "xiane-main"}]}', 'policy "xiane-2025": t.pool is that of benefit "dibao"'),
	('{"critical_illnesses": [{"code": "ci", "deductible": 0, "cap": 1, "pool": "xiane-main"}]}', 'policy "xiane-2025": ci.pool is that of benefit "dibao"'),
	('{"critical_illnesses": [{"code": "ci", "deductible": 0, "cap": 1, "pool": "xiane-tilted"}]}', 'policy "xiane-2025": ci.pool is that of tilt "tilt"')
) AS v (change, message);
SELECT is((SELECT string_agg(concat_ws(' ', r.finding, r.rule, r.expected, r.found), E'\n' ORDER BY r.rule) FROM policy, medaid_policy_review(jsonb_populate_record(p,
		'{"tilts": [{"code": "t", "threshold": 0, "rate": 0.5, "cap": 1, "pool": "xiane-main"}], "critical_illnesses": [{"code": "ci", "deductible": 0, "cap": 1, "pool": "xiane-main"}]}')) AS r WHERE r.finding ~ 'pool_of'),
	'pool_of_another_kind ci.pool a pool of schedules the pool of dibao, margin, orphan, t, tekun
pool_of_another_kind t.pool a pool of tilts the pool of dibao, margin, orphan, tekun', 'the review names them');
SELECT throws_ok(format('INSERT INTO medaid_rule_limit (regulation, first_day, code, per, cap, cap_area, cap_indicator, cap_share, pool, article) VALUES (''xiane-2025'', ''2025-01-01'', ''z'', %s, ''x'')', rest), '23514', NULL, rest)
FROM unnest('{"''week'', 1, NULL, NULL, NULL, ''p''","''year'', 1, NULL, NULL, NULL, NULL","''year'', 1, ''a'', ''income'', 0.1, ''p''","''year'', NULL, ''a'', ''income'', NULL, ''p''","''year'', -1, NULL, NULL, NULL, ''p''"}'::text[]) AS rest;

-- Settlements that nobody settled: a claim's day is finite, whatever pools it counts in.
SELECT throws_ok(format('SELECT medaid_ytd(jsonb_populate_record(medaid_settle(pg_temp.c(''outpatient'', ''dibao'', 100, ''2025-03-31''), p), %L)) FROM policy', jsonb_build_object('discharged_on', day) || change), '22023', 'discharged_on of a settlement is infinite', format('%s %s', day, change))
FROM (VALUES ('infinity'), ('-infinity')) AS v (day), (VALUES ('{}'::jsonb), ('{"limit_pools": null}'), ('{"pool": null, "critical_illness_pool": "b"}')) AS w (change);

-- What is left to be tilted can be less than nothing, and is held as far as other sums: 46,116 times 10^12 yuan.
SELECT throws_ok(format($$SELECT medaid_ytd(s) FROM (SELECT jsonb_populate_record(NULL::medaid_settlement,
	'{"benefit_year": 2025, "discharged_on": "2025-03-31", "tilted_pool": "x", "tilted": 0, "residual": %s}') AS s) AS x, generate_series(1, 46117)$$, residual),
	'22003', 'the settlements of year 2025 add up to more than can be held', 'a sum of residuals of ' || residual)
FROM unnest('{1000000000000,-1000000000000}'::numeric[]) AS residual;

-- The assistance counts in a pool once: who names it twice is not believed.
SELECT throws_ok($$SELECT medaid_ytd(jsonb_populate_record(medaid_settle(pg_temp.c('outpatient', 'dibao', 100, '2025-03-31'), p), '{"limit_pools": ["xiane-a", "xiane-b", "xiane-a"]}')) FROM policy$$,
	'22023', 'limit_pools of a settlement names "xiane-a" twice', 'a pool twice');

-- 补差: 6,000 of the year were due 4,800 and, under the lower cap, paid 1,000; from a burden of 5,000 on 3,800 more are due with
-- any claim, and the month's 500 are used.  A claim without a burden of its own is told that, not that the limit is used up.
INSERT INTO medaid_regulation (code, first_day, name, region, article) VALUES ('bucha-2025', '2025-01-01', '补差县医疗救助办法', '补差县', '第九条');
INSERT INTO medaid_rule_category (regulation, first_day, category, article) VALUES ('bucha-2025', '2025-01-01', 'dibao', '第二条');
INSERT INTO medaid_rule_payer (regulation, first_day, code, payers, article) VALUES ('bucha-2025', '2025-01-01', 'payers', '{basic,critical_illness}', '第三条');
INSERT INTO medaid_rule_benefit (regulation, first_day, code, services, category, deductible, rate, cap, cap_from_burden, cap_above, catch_up, pool, article) VALUES
	('bucha-2025', '2025-01-01', 'dibao', '{outpatient}', 'dibao', 0, 0.8, 1000, 5000, 10000, true, 'bucha-main', '第四条');
INSERT INTO medaid_rule_limit (regulation, first_day, code, label, services, per, cap, pool, article) VALUES ('bucha-2025', '2025-01-01', 'month', '门诊月限额', '{outpatient}', 'month', 500, 'bucha-month', '第五条');
SELECT results_eq($$SELECT item, label, article FROM (VALUES (0), (100)) AS burden (b), LATERAL medaid_explain(
	medaid_claim(claim_id => 'a', service => 'outpatient', discharged_on => '2025-03-03', categories => '{dibao}', total => 100, in_scope => 100, basic_paid => 100 - b, critical_illness_paid => 0), medaid_policy('bucha-2025', '2025-03-03'),
	ARRAY[ROW(2025, 'bucha-main', 6000, 0, 1000, 4800, NULL, NULL), ROW(2025, 'bucha-month', 0, 0, 500, 500, 3, '2025-03-01')]::medaid_accumulator[]) WHERE item IN ('no_burden', 'cap_exhausted') ORDER BY b$$,
	$$VALUES ('no_burden', '政策范围内无个人负担', '第四条'), ('cap_exhausted', '限额已用完(门诊月限额)', '第五条')$$, 'what a further limit leaves of nothing');

SELECT * FROM finish();
ROLLBACK;
