-- The unit of what is paid (0.1 yuan, whole yuan), in a made-up place (取整县), by
-- INSERTs only: half away from zero, once, before limits.  Every amount is worked by hand.
BEGIN;
SELECT plan(51);

INSERT INTO medaid_regulation (code, first_day, name, region, rounding, transition_until, article) VALUES ('quzheng-2025', '2025-01-01', '取整县医疗救助办法', '取整县', 1, '2026-01-01', '第九条');
INSERT INTO medaid_rule_category (regulation, first_day, category, article)
	SELECT 'quzheng-2025', '2025-01-01', c, '第二条' FROM unnest('{tekun,orphan,dibao,dibao_margin,medical_poverty,veteran}'::text[]) AS c;
INSERT INTO medaid_rule_payer (regulation, first_day, code, payers, article) VALUES ('quzheng-2025', '2025-01-01', 'payers', '{basic,critical_illness}', '第三条');
INSERT INTO medaid_rule_benefit (regulation, first_day, code, services, category, deductible, rate, cap, pool, article) VALUES
	('quzheng-2025', '2025-01-01', 'tekun', '{inpatient}', 'tekun', 0, 1, 'Infinity', 'quzheng-main', '第四条'),
	('quzheng-2025', '2025-01-01', 'veteran', '{inpatient}', 'veteran', 0, 1, 'Infinity', 'quzheng-main', '第四条'),
	('quzheng-2025', '2025-01-01', 'dibao', '{inpatient}', 'dibao', 0, 0.5, 1000.5, 'quzheng-main', '第四条'),
	('quzheng-2025', '2025-01-01', 'margin', '{inpatient}', 'dibao_margin', 0, 0.5, 'Infinity', 'quzheng-main', '第五条'),
	('quzheng-2025', '2025-01-01', 'orphan', '{inpatient}', 'orphan', 0, 0.5, 'Infinity', 'quzheng-main', '第五条'),
	('quzheng-2025', '2025-01-01', 'poverty', '{inpatient}', 'medical_poverty', 0, NULL, 'Infinity', 'quzheng-poverty', '第六条');
INSERT INTO medaid_rule_benefit_band (regulation, first_day, code, benefit, burden_from, rate, article) VALUES
	('quzheng-2025', '2025-01-01', 'poverty-1', 'poverty', 0, 0.3, '第六条'), ('quzheng-2025', '2025-01-01', 'poverty-2', 'poverty', 1000, 0.4, '第六条');
INSERT INTO medaid_rule_top_up (regulation, first_day, code, services, category, rate, article) VALUES ('quzheng-2025', '2025-01-01', 'top-up', '{inpatient}', 'orphan', 0.9, '第七条');
INSERT INTO medaid_rule_tilt (regulation, first_day, code, services, categories, threshold, rate, cap, pool, article) VALUES
	('quzheng-2025', '2025-01-01', 'tilt', '{inpatient}', '{dibao_margin}', 0, 0.5, 'Infinity', 'quzheng-tilted', '第八条');
INSERT INTO medaid_rule_off_catalog (regulation, first_day, code, services, categories, control_class_1, control_class_2, control_class_3, aid_categories, aid_rate, article) VALUES
	('quzheng-2025', '2025-01-01', 'off', '{inpatient}', '{veteran}', 1, 1, 1, '{veteran}', 0.85, '第十条');
INSERT INTO medaid_rule_critical_illness (regulation, first_day, code, services, deductible, cap, pool, article) VALUES ('quzheng-2025', '2025-01-01', 'ci', '{inpatient}', 1000, 'Infinity', 'quzheng-ci', '第十一条');
INSERT INTO medaid_rule_critical_illness_band (regulation, first_day, code, schedule, cost_from, rate, article) VALUES ('quzheng-2025', '2025-01-01', 'ci-1', 'ci', 0, 0.5, '第十一条');
INSERT INTO medaid_rule_limit (regulation, first_day, code, services, categories, per, cap, pool, article) VALUES ('quzheng-2025', '2025-01-01', 'day', '{inpatient}', '{dibao}', 'day', 400.4, 'quzheng-day', '第十二条');
CREATE TEMP TABLE policy AS SELECT medaid_policy('quzheng-2025', '2025-06-01') AS p;

CREATE FUNCTION pg_temp.c(category text, burden numeric, more jsonb DEFAULT '{}', day date DEFAULT '2025-03-01') RETURNS medaid_claim LANGUAGE sql AS $$
	SELECT jsonb_populate_record(medaid_claim(claim_id => 'a', service => 'inpatient', discharged_on => day, categories => ARRAY[category], total => burden, in_scope => burden, basic_paid => 0, critical_illness_paid => 0, charge_class => 1), more) $$;
CREATE FUNCTION pg_temp.year(category text, VARIADIC burdens numeric[]) RETURNS medaid_claim[] LANGUAGE sql AS $$
	SELECT array_agg(pg_temp.c(category, b, jsonb_build_object('claim_id', 'c' || lpad(n::text, 2, '0')), make_date(2025, n::integer, 15)) ORDER BY n) FROM unnest(burdens) WITH ORDINALITY AS u (b, n) $$;
-- critical illness, burden, due, assistance, top-up, tilted, off-catalogue, the patient
CREATE FUNCTION pg_temp.show(s medaid_settlement) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', coalesce(s.reason, s.status), s.critical_illness_paid, s.burden, s.due, s.assistance, s.top_up, s.tilted, s.off_catalog, s.patient_pays) $$;
\ir ../forms.sql

-- Whole yuan, tenths, fen.
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('dibao', burden), medaid_policy_with(p, 'rounding', unit))), expected, what)
FROM policy, (VALUES
	(100.98, 1, 'paid 0.00 100.98 50.00 50.00 0.00 0.00 0.00 50.98', '50.49'),
	(100.99, 1, 'paid 0.00 100.99 50.00 50.00 0.00 0.00 0.00 50.99', '50.495: once, not by way of 50.50'),
	(101.00, 1, 'paid 0.00 101.00 51.00 51.00 0.00 0.00 0.00 50.00', '50.50, a tie'),
	(0.99, 1, 'rounds_to_zero 0.00 0.99 0.00 0.00 0.00 0.00 0.00 0.99', '0.495'),
	(1.00, 1, 'paid 0.00 1.00 1.00 1.00 0.00 0.00 0.00 0.00', '0.50'),
	(100.09, 0.1, 'paid 0.00 100.09 50.00 50.00 0.00 0.00 0.00 50.09', '50.045'),
	(100.10, 0.1, 'paid 0.00 100.10 50.10 50.10 0.00 0.00 0.00 50.00', '50.05, a tie'),
	(100.09, 0.01, 'paid 0.00 100.09 50.05 50.05 0.00 0.00 0.00 50.04', '50.045, a tie'),
	(100.09, NULL, 'paid 0.00 100.09 50.05 50.05 0.00 0.00 0.00 50.04', 'not said: to the fen')
) AS v (burden, unit, expected, what);
-- Limits come after: a cap and a limit in fen, what is left of the bill.
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('dibao', 900), p)), 'paid 0.00 900.00 450.00 400.40 0.00 0.00 0.00 499.60', 'the day''s 400.40') FROM policy;
SELECT is(pg_temp.forms(p, pg_temp.year('dibao', 801, 801, 801)), '400.40 400.40 199.70', '401 due each time; 1,000.50 a year') FROM policy;
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('dibao', 200, '{"commercial_paid": 120.7}'), p)), 'paid 0.00 200.00 79.30 79.30 0.00 0.00 0.00 0.00', '79.30 are left of the bill') FROM policy;
-- Rounded up, it may exceed the burden, not the bill.
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('tekun', 100.60, '{"total": 200}'), p)), 'paid 0.00 100.60 101.00 101.00 0.00 0.00 0.00 99.00', '101 of 100.60') FROM policy;
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('tekun', 100.60), p)), 'paid 0.00 100.60 100.60 100.60 0.00 0.00 0.00 0.00', 'the bill is 100.60') FROM policy;
-- Every stage by itself.
SELECT is(pg_temp.forms(p, pg_temp.year('medical_poverty', 999, 3)), '300.00 1.00', '299.70; 1 x 30 % + 2 x 40 % = 1.10') FROM policy;
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('orphan', 101), p)), 'paid 0.00 101.00 51.00 51.00 40.00 0.00 0.00 10.00', '50.50; 90.90 - 51 = 39.90') FROM policy;
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('dibao_margin', 101), p)), 'paid 0.00 101.00 51.00 51.00 0.00 25.00 0.00 25.00', '50.50; half of 50 left') FROM policy;
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('dibao_margin', 0.5), p)), 'rounds_to_zero 0.00 0.50 0.00 0.00 0.00 0.00 0.00 0.50', '0.25 twice') FROM policy;
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('dibao_margin', 0.6), medaid_policy_with(p, 'tilt.rate', 1))), 'paid 0.00 0.60 0.00 0.00 0.00 0.60 0.00 0.00', '1 of 0.60 left: no more than that') FROM policy;
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('veteran', 100, '{"total": 110.5, "out_of_catalog": 10.5}'), p)), 'paid 0.00 100.00 100.00 100.00 0.00 0.00 9.00 1.50', '10.50 x 85 % = 8.925') FROM policy;
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('veteran', 100, '{"total": 100.6, "out_of_catalog": 0.6}'), p)), 'paid 0.00 100.00 100.00 100.00 0.00 0.00 0.60 0.00', '0.51: 1, but 0.60 are left') FROM policy;
-- Critical illness insurance that is computed here.
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('dibao', 1101, '{"critical_illness_paid": null}'), p)), 'paid 51.00 1050.00 525.00 400.40 0.00 0.00 0.00 649.60', '101 x 50 % = 50.50') FROM policy;
SELECT is(medaid_critical_illness(pg_temp.c('dibao', 0.6, '{"critical_illness_paid": null}'), medaid_policy_with(medaid_policy_with(p, 'ci.deductible', 0), 'ci-1.rate', 1)), 0.60, '1 of 0.60: no more than the cost') FROM policy;

-- Explained.
CREATE FUNCTION pg_temp.steps(claim medaid_claim, policy medaid_policy) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' | ', s.item, s.formula, s.amount), E'\n' ORDER BY s.step)
	FROM medaid_explain(claim, policy) AS s WHERE s.item IN ('critical_illness_paid', 'within_bill', 'assistance', 'top_up', 'tilted', 'off_catalog') $$;
SELECT is(pg_temp.steps(pg_temp.c('orphan', 101), p), 'assistance | round(101.00 x 50%, 1.00) = 51.00 | 51.00
top_up | round(101.00 x 90% - 51.00, 1.00) = 40.00 | 40.00', 'main and top-up') FROM policy;
SELECT is(pg_temp.steps(pg_temp.c('dibao_margin', 101), p), 'assistance | round(101.00 x 50%, 1.00) = 51.00 | 51.00
tilted | 101.00 - 51.00 = 50.00; round(50.00 x 50%, 1.00) = 25.00 | 25.00', 'tilted') FROM policy;
SELECT is(pg_temp.steps(pg_temp.c('dibao_margin', 0.6), medaid_policy_with(p, 'tilt.rate', 1)), 'assistance | round(0.60 x 50%, 1.00) = 0.00 | 0.00
tilted | min(round(0.60 x 100%, 1.00), 0.60) = 0.60 | 0.60', 'tilted, what is left') FROM policy;
SELECT is(pg_temp.steps(pg_temp.c('veteran', 100, '{"total": 100.6, "out_of_catalog": 0.6}'), p), 'assistance | round(100.00 x 100%, 1.00) = 100.00 | 100.00
off_catalog | min(round(0.60 x 85%, 1.00), 0.60) = 0.60 | 0.60', 'outside the catalogue') FROM policy;
SELECT is(pg_temp.steps(pg_temp.c('dibao', 1101, '{"critical_illness_paid": null}'), p), 'critical_illness_paid | round((1101.00 - 1000.00) x 50%, 1.00) = 51.00 | 51.00
assistance | min(round(1050.00 x 50%, 1.00), 400.40) = 400.40 | 400.40', 'critical illness, a limit') FROM policy;
SELECT is(pg_temp.steps(pg_temp.c('medical_poverty', 1003), p), 'assistance | round(1000.00 x 30% + 3.00 x 40%, 1.00) = 301.00 | 301.00', 'bands') FROM policy;
SELECT is(pg_temp.steps(pg_temp.c('dibao', 201, '{"commercial_paid": 120.7}'), p), 'within_bill | round(201.00 x 50%, 1.00) - (201.00 - 120.70) = 20.70 | 20.70
assistance | round(201.00 x 50%, 1.00) - 20.70 = 80.30 | 80.30', 'the bill') FROM policy;
SELECT is((SELECT s.label FROM policy, medaid_explain(pg_temp.c('dibao', 0.99), p) AS s WHERE s.item = 'rounds_to_zero'), '救助金额取整后为零', 'nothing') FROM policy;
SELECT is(medaid_explain_text(pg_temp.c('dibao', 0.99), p, 'en') ~ 'the aid rounds to nothing', true, 'in English') FROM policy;

-- A version that builds on another; paths, difference, digest.
INSERT INTO medaid_regulation (code, first_day, name, region, based_on, based_on_day, rounding, article) VALUES
	('quzheng-2025', '2025-07-01', '取整县医疗救助办法(修订)', '取整县', 'quzheng-2025', '2025-01-01', NULL, '第一条'),
	('quzheng-2025', '2026-01-01', '取整县医疗救助办法(再修订)', '取整县', 'quzheng-2025', '2025-07-01', 0.1, '第一条');
SELECT is((medaid_policy('quzheng-2025', day)).rounding, unit, day::text) FROM (VALUES ('2025-06-30'::date, 1.00), ('2025-07-01', 1.00), ('2026-01-01', 0.10)) AS v (day, unit);
SELECT is((medaid_policy('zibo-2023', '2025-01-01')).rounding, 0.01, 'nothing said: the fen');
SELECT is((SELECT string_agg(s.assistance::text, ' ' ORDER BY s.discharged_on) FROM (SELECT medaid_settle_all(u, medaid_policies('quzheng-2025', '2025-01-01', '2026-12-31')) AS a
		FROM unnest(ARRAY[pg_temp.c('orphan', 1000.98, '{}', '2025-12-31'), pg_temp.c('orphan', 1000.98, '{"claim_id": "b"}', '2026-01-01')]) AS u) AS g, unnest(g.a) AS s),
	'500.00 500.50', '500.49 by each day''s version');
SELECT is((SELECT concat_ws(' ', n.path, n.value, n.unit) FROM policy, medaid_policy_paths(p) AS n WHERE n.path = 'rounding'), 'rounding 1 yuan', 'its path');
SELECT is((SELECT string_agg(concat_ws(' ', d.path, d.first, d.second, d.unit), ', ') FROM policy, medaid_policy_diff(p, medaid_policy_with(p, 'rounding', 0.1)) AS d), 'rounding 1 0.1 yuan', 'the difference');
SELECT is((SELECT count(*) FROM policy, medaid_policy_diff(p, medaid_policy_with(p, 'rounding', 1.00)) AS d), 0::bigint, '1 is 1.00');
SELECT isnt(medaid_policy_digest(p), medaid_policy_digest(medaid_policy_with(p, 'rounding', 0.1)), 'another digest') FROM policy;
SELECT is(medaid_policy_digest(medaid_policy_with(p, 'rounding', 0.01)), medaid_policy_digest(medaid_policy_with(p, 'rounding', NULL::numeric)), 'not said is the fen') FROM policy;
SELECT throws_ok(format('SELECT medaid_policy_with(p, ''rounding'', %s::numeric) FROM policy', unit), '22023', message, unit)
FROM (VALUES ('0.5', 'policy "quzheng-2025": rounding must be 0.01, 0.1 or 1'), ('0', 'policy "quzheng-2025": rounding must be 0.01, 0.1 or 1'), ('10', 'policy "quzheng-2025": rounding must be 0.01, 0.1 or 1'),
	('''Infinity''', 'policy "quzheng-2025": rounding must be 0.01, 0.1 or 1'), ('-1', 'policy "quzheng-2025": rounding is negative'), ('''NaN''', 'policy "quzheng-2025": rounding is not a number')) AS v (unit, message);
SELECT throws_ok($$ UPDATE medaid_regulation SET rounding = 0.05 WHERE code = 'quzheng-2025' $$, '23514', NULL, 'refused where it is written');
SELECT is(medaid_copy_regulation('quzheng-2025', '2025-07-01', 'other-2025', '2025-01-01') > 0, true, 'copied');
SELECT is((medaid_policy('other-2025', '2025-06-01')).rounding, 1.00, 'with the unit of what it builds on');

SELECT * FROM finish();
ROLLBACK;
