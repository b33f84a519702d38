-- What the independent model once found by random policies, by the words of the
-- catalogue's own comments: it must not come back.
BEGIN;
SELECT plan(6);

INSERT INTO medaid_regulation (code, first_day, name, region, status) VALUES ('found-2024', '2024-01-01', '试县医疗救助办法', '试县', 'in_force');
INSERT INTO medaid_rule_payer (regulation, first_day, code, payers, article) VALUES ('found-2024', '2024-01-01', 'payers', '{basic}', '第一条');
INSERT INTO medaid_rule_gate (regulation, first_day, code, test, beyond, days, article) VALUES
	('found-2024', '2024-01-01', 'deadline', 'deadline', 'city', 30, '第二条'),
	('found-2024', '2024-01-01', 'designated', 'designated', 'city', NULL, '第二条');
INSERT INTO medaid_rule_benefit (regulation, first_day, code, precedence, services, category, min_age, min_hospital_level, deductible, rate, cap, pool, article) VALUES
	('found-2024', '2024-01-01', 'aged', 1, '{inpatient}', 'dibao', 60, 2, 0, 1, 'Infinity', 'found-main', '第三条'),
	('found-2024', '2024-01-01', 'all', 2, '{inpatient}', 'dibao', NULL, NULL, 0, 0.5, 'Infinity', 'found-main', '第三条');
INSERT INTO medaid_rule_critical_illness (regulation, first_day, code, services, deductible, cap, pool, article) VALUES
	('found-2024', '2024-01-01', 'ci', '{chronic}', 1000, 'Infinity', 'found-ci', '第四条');
INSERT INTO medaid_rule_critical_illness_band (regulation, first_day, code, schedule, cost_from, rate, article) VALUES
	('found-2024', '2024-01-01', 'ci-1', 'ci', 0, 0.5, '第四条');
INSERT INTO medaid_rule_critical_illness_tilt (regulation, first_day, code, schedule, categories, deductible_share, rate_added, article) VALUES
	('found-2024', '2024-01-01', 'ci-tilt', 'ci', '{dibao}', NULL, 0.05, '第四条');

-- a stay of 100 in the city, all in scope, of somebody of 50: 100 x 50 % = 50
CREATE FUNCTION pg_temp.aid(hospital_level integer, applied_on date DEFAULT NULL, designated boolean DEFAULT true) RETURNS numeric LANGUAGE sql AS $$
	SELECT (medaid_settle(medaid_claim(claim_id => 'f', service => 'inpatient', discharged_on => '2024-03-01', categories => '{dibao}', place => 'city',
		age => 50, hospital_level => $1, applied_on => $2, designated => $3, total => 100, in_scope => 100, critical_illness_paid => 0),
		medaid_policy('found-2024', '2024-03-01'))).aid
$$;
SELECT is(pg_temp.aid(1), 50.00, 'a stay that no gate and no condition touches');
-- medaid_rule_gate.beyond: tested only outside this place
SELECT is(pg_temp.aid(1, applied_on => '2024-08-01'), 50.00, 'a deadline beyond the city does not bind in it');
SELECT is(pg_temp.aid(1, designated => false), 50.00, 'nor does a test of being designated');
-- the row asks for 60 years: at 50 it cannot match, whatever the hospital's level
SELECT lives_ok('SELECT pg_temp.aid(NULL)', 'a field is not asked for by a row that another condition has ruled out');
-- NULL in a rule is "not set", an error where it is needed
SELECT throws_ok($$SELECT medaid_settle(medaid_claim(claim_id => 'f', service => 'chronic', discharged_on => '2024-03-01', categories => '{dibao}', total => 3000, in_scope => 3000), medaid_policy('found-2024', '2024-03-01'))$$,
	'55000', NULL, 'a tilt whose share of the deductible is not set');
-- 安康 一, 避免过度保障: 倾斜 (set to 90 % over 0) pays 62,100 of the 69,000 that a stay of 99,000 leaves, so that the 1,000 which reach 100,000
-- can catch up at most 6,900 beside their own 600; 20,000 are paid, and the year's aid is 112,100 for bills of 100,000
SELECT is((SELECT sum(s.aid) FROM unnest((SELECT medaid_settle_all(medaid_claim(claim_id => total::text, service => 'inpatient', discharged_on => '2024-02-01'::date + 99 - total / 1000,
		categories => '{dibao_margin}', total => total, in_scope => total, critical_illness_paid => 0, tilt_approved => total > 1000),
		(SELECT medaid_policy_with(medaid_policy_with(medaid_policy('ankang-2023', '2024-02-01'), 'tilt.threshold', 0), 'tilt.rate', 0.9)))
	FROM unnest('{99000,1000}'::integer[]) AS total)) AS s), 99600.00, 'what 倾斜 has paid of earlier claims is not caught up again');

SELECT * FROM finish();
ROLLBACK;
