-- A sixth place (made up: 松坪县), by INSERTs only: categories, pools, conditions and
-- numbers that none of the five has.  Every amount is worked by hand.
BEGIN;
SELECT plan(60);

INSERT INTO medaid_regulation (code, first_day, last_day, name, region, status, article)
	VALUES ('songping-2024', '2024-03-01', '2026-12-31', '松坪县医疗救助办法', '松坪县', 'in_force', '第三十条');

-- 县定困难户 shares the rules of 低保 here; 受灾户 has its own
INSERT INTO medaid_category_name (name, category, rank, label) VALUES
	('county_poor', 'county_poor', 210, '县定困难户'), ('县定困难户', 'county_poor', 210, NULL), ('9911', 'county_poor', 210, NULL),
	('flood_victim', 'flood_victim', 220, '受灾户'), ('受灾户', 'flood_victim', 220, NULL);
INSERT INTO medaid_rule_category (regulation, first_day, category, treated_as, channel, article) VALUES
	('songping-2024', '2024-03-01', 'tekun', NULL, 'direct', '第二条'), ('songping-2024', '2024-03-01', 'dibao', NULL, 'direct', '第二条'),
	('songping-2024', '2024-03-01', 'county_poor', 'dibao', 'application', '第二条'), ('songping-2024', '2024-03-01', 'flood_victim', NULL, 'application', '第二条');
INSERT INTO medaid_rule_payer (regulation, first_day, code, services, payers, article) VALUES
	('songping-2024', '2024-03-01', 'payers-inpatient', '{inpatient}', '{basic,critical_illness,commercial}', '第三条'),
	('songping-2024', '2024-03-01', 'payers', '{outpatient,chronic,special_drug}', '{basic,critical_illness}', '第三条');
INSERT INTO medaid_rule_gate (regulation, first_day, code, test, services, beyond, days, article) VALUES
	('songping-2024', '2024-03-01', 'designated', 'designated', NULL, NULL, NULL, '第四条'),
	('songping-2024', '2024-03-01', 'place', 'place', '{inpatient}', 'province', NULL, '第四条'),
	('songping-2024', '2024-03-01', 'deadline', 'deadline', NULL, NULL, 90, '第五条');
INSERT INTO medaid_rule_identity (regulation, first_day, code, rule, services, article) VALUES
	('songping-2024', '2024-03-01', 'stay', 'stay_overlap', '{inpatient}', '第六条');
-- the deductible is per stay; that of 受灾户 20 % of the county's 低保标准
INSERT INTO medaid_rule_benefit (regulation, first_day, code, precedence, label, services, category, within, insurance, min_age, payers,
	deductible, deductible_area, deductible_indicator, deductible_share, deductible_per, rate, cap, pool, article) VALUES
	('songping-2024', '2024-03-01', 'inpatient-tekun', 10, '住院救助', '{inpatient}', 'tekun', NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, 'claim', 1, 'Infinity', 'songping-main', '第七条'),
	('songping-2024', '2024-03-01', 'inpatient-dibao', 20, '住院救助', '{inpatient}', 'dibao', NULL, NULL, NULL, NULL, 200, NULL, NULL, NULL, 'claim', 0.65, 10000, 'songping-main', '第七条'),
	('songping-2024', '2024-03-01', 'inpatient-flood_victim', 30, '住院救助', '{inpatient}', 'flood_victim', NULL, NULL, NULL, NULL, NULL, '松坪县', 'min_living', 0.2, 'claim', 0.5555, 5000, 'songping-main', '第七条'),
	('songping-2024', '2024-03-01', 'chronic-dibao', 40, '慢病救助', '{chronic}', 'dibao', NULL, 'resident', NULL, NULL, 0, NULL, NULL, NULL, 'claim', 0.4, 'Infinity', 'songping-main', '第八条'),
	('songping-2024', '2024-03-01', 'outpatient-aged', 50, '高龄门诊救助', '{outpatient}', 'dibao', 'county', NULL, 80, '{basic,mutual_aid}', 0, NULL, NULL, NULL, 'year', 0.6, 300, 'songping-outpatient', '第九条'),
	('songping-2024', '2024-03-01', 'outpatient-dibao', 60, '门诊救助', '{outpatient}', 'dibao', 'county', NULL, NULL, '{basic,mutual_aid}', 0, NULL, NULL, NULL, 'year', 0.3, 100, 'songping-outpatient', '第九条');
INSERT INTO medaid_rule_tilt (regulation, first_day, code, label, services, categories, within, compliant_referral, threshold, rate, cap, pool, article) VALUES
	('songping-2024', '2024-03-01', 'tilt', '倾斜救助', '{inpatient}', '{dibao,flood_victim}', 'province', true, 3000, 0.5, 2000, 'songping-tilted', '第十条');
INSERT INTO medaid_rule_payment (regulation, first_day, code, services, chronic_classes, article) VALUES
	('songping-2024', '2024-03-01', 'year-end', '{chronic}', '{3}', '第十一条');
INSERT INTO medaid_reference (area, indicator, year, value, source) VALUES
	('松坪县', 'min_living', 2024, 6000.33, 'made up'), ('松坪县', 'min_living', 2025, 6200, 'made up');

CREATE TEMP TABLE policy AS SELECT medaid_policy('songping-2024', '2024-06-01') AS p, medaid_policies('songping-2024', '2024-03-01', '2026-12-31') AS ps;
SELECT is((SELECT (p).name || ' ' || (p).valid FROM policy), '松坪县医疗救助办法 [2024-03-01,2027-01-01)', 'resolved');
SELECT is((SELECT array_agg(s.stretch ORDER BY s.ordinality) FROM policy, unnest(ps) WITH ORDINALITY AS s),
	ARRAY[daterange('2024-03-01', '2025-01-01'), daterange('2025-01-01', '2026-01-01'), daterange('2026-01-01', '2027-01-01')], 'three years of it');
SELECT is((SELECT array_agg(b.deductible ORDER BY s.ordinality) FROM policy, unnest(ps) WITH ORDINALITY AS s, unnest(s.benefits) AS b WHERE b.code = 'inpatient-flood_victim'),
	'{1200.07,1240.00,NULL}'::numeric[], '20 % of 6,000.33 is 1,200.066; of 6,200 1,240; none for 2026');
SELECT is(medaid_category('县定困难户') || ' ' || medaid_category('9911') || ' ' || medaid_category('受灾户'), 'county_poor county_poor flood_victim', 'its categories have names');

-- status, reason, category, benefit, burden, deductible, assistance, tilted, residual, patient_pays
CREATE FUNCTION pg_temp.show(s medaid_settlement) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', s.status, coalesce(s.reason, '-'), coalesce(s.category, '-'), coalesce(s.benefit, '-'), s.burden, s.deductible, s.assistance, s.tilted, s.residual, s.patient_pays)
$$;
CREATE FUNCTION pg_temp.pools(s medaid_settlement) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', coalesce(s.pool, '-'), coalesce(s.pool_burden::text, '-'), coalesce(s.pool_paid::text, '-'), coalesce(s.pool_remaining::text, '-'),
		coalesce(s.tilted_pool, '-'), coalesce(s.tilted_pool_burden::text, '-'), coalesce(s.tilted_pool_paid::text, '-'))
$$;
-- a bill all in scope, paid by nobody before
CREATE FUNCTION pg_temp.bill(category text, amount numeric, service text DEFAULT 'inpatient', day date DEFAULT '2024-06-01', place text DEFAULT 'county', referral text DEFAULT NULL,
	age integer DEFAULT NULL, insurance text DEFAULT NULL) RETURNS medaid_claim LANGUAGE sql AS $$
	SELECT medaid_claim(claim_id => 's', service => $3, discharged_on => $4, categories => ARRAY[$1], total => $2, in_scope => $2, basic_paid => 0, critical_illness_paid => 0,
		place => $5, referral => $6, age => $7, insurance => $8)
$$;
-- a stay of 低保: 4,000 in scope, 2,500 + 100 + 150.005 (150.01) before assistance, 50 of mutual aid beside
CREATE TEMP TABLE stay AS SELECT category, medaid_claim(claim_id => '松-1', service => 'inpatient', admitted_on => '2024-03-10', discharged_on => '2024-03-20', categories => ARRAY[category],
	total => 5000, in_scope => 4000, basic_paid => 2500, critical_illness_paid => 100, commercial_paid => 150.005, mutual_aid_paid => 50, place => 'county') AS c
	FROM unnest('{dibao,county_poor}'::text[]) AS category;

-- burden 4,000 - 2,500 - 100 - 150.01 = 1,249.99; less 200: 1,049.99 x 65 % = 682.4935; left 567.50; patient 5,000 - 2,800.01 - 682.49
SELECT is(pg_temp.show(medaid_settle(c, p)), 'paid - dibao inpatient-dibao 1249.99 200.00 682.49 0.00 567.50 1517.50', 'a stay of 低保') FROM stay, policy WHERE category = 'dibao';
SELECT is(pg_temp.pools(medaid_settle(c, p)), 'songping-main 1249.99 682.49 9317.51 songping-tilted 567.50 0.00', 'its pools') FROM stay, policy WHERE category = 'dibao';
SELECT is(pg_temp.show(medaid_settle(c, p)), 'paid - county_poor inpatient-dibao 1249.99 200.00 682.49 0.00 567.50 1517.50', '县定困难户 the same, under its own name') FROM stay, policy WHERE category = 'county_poor';
SELECT is((medaid_settle(c, p)).channel, CASE category WHEN 'dibao' THEN 'direct' ELSE 'application' END, category || ': channel') FROM stay, policy;
SELECT is((medaid_settle(c, p)).policy || ' ' || (medaid_settle(c, p)).claim_id || ' ' || (medaid_settle(c, p)).benefit_year || ' ' || (medaid_settle(c, p)).rate, 'songping-2024 松-1 2024 0.65', 'code, claim, year, rate') FROM stay, policy WHERE category = 'dibao';

-- the second stay of the year: the deductible again; 19,800 x 65 % = 12,870, of which 9,317.51 are left under the cap;
-- left 10,682.49, with 567.50 before 11,249.99: 8,249.99 over the threshold, half 4,125.00, cap 2,000
CREATE TEMP TABLE after AS SELECT ARRAY[medaid_accumulator(2024, 'songping-main', 1249.99, 0, 682.49), medaid_accumulator(2024, 'songping-tilted', 567.50, 0, 0)] AS ytd;
SELECT is(pg_temp.show(medaid_settle(pg_temp.bill('dibao', 20000), p, ytd)), 'paid - dibao inpatient-dibao 20000.00 200.00 9317.51 2000.00 10682.49 8682.49', 'the second stay of the year') FROM policy, after;
SELECT is(pg_temp.pools(medaid_settle(pg_temp.bill('dibao', 20000), p, ytd)), 'songping-main 21249.99 10000.00 0.00 songping-tilted 11249.99 2000.00', 'its pools') FROM policy, after;
SELECT is((medaid_settle(pg_temp.bill('dibao', 20000), p, ytd)).aid, 11317.51, 'its aid') FROM policy, after;
SELECT is(pg_temp.show(medaid_settle(pg_temp.bill('dibao', 20000, day => '2025-06-01'), ps, ytd)), 'paid - dibao inpatient-dibao 20000.00 200.00 10000.00 2000.00 10000.00 8000.00', 'the next year begins anew') FROM policy, after;
-- a fen of the pools: 200.00 is below the deductible, 200.01 leaves 0.01 x 65 % = 0.0065
SELECT is(pg_temp.show(medaid_settle(pg_temp.bill('dibao', amount), p)), shown, amount::text) FROM policy, (VALUES
	(0, 'nothing_due no_burden dibao inpatient-dibao 0.00 0.00 0.00 0.00 0.00 0.00'),
	(199.99, 'nothing_due below_deductible dibao inpatient-dibao 199.99 199.99 0.00 0.00 199.99 199.99'),
	(200, 'nothing_due below_deductible dibao inpatient-dibao 200.00 200.00 0.00 0.00 200.00 200.00'),
	(200.01, 'paid - dibao inpatient-dibao 200.01 200.00 0.01 0.00 200.00 200.00'),
	-- 5,800 x 65 % = 3,770, left 2,230; 8,800 x 65 % = 5,720, left 3,280, half of 280
	(6000, 'paid - dibao inpatient-dibao 6000.00 200.00 3770.00 0.00 2230.00 2230.00'),
	(9000, 'paid - dibao inpatient-dibao 9000.00 200.00 5720.00 140.00 3280.00 3140.00')) AS v (amount, shown);

-- where, and with which referral
SELECT is(pg_temp.show(medaid_settle(pg_temp.bill('dibao', 9000, place => place, referral => referral), p)), shown, place || ' ' || coalesce(referral, 'no referral')) FROM policy, (VALUES
	('province', 'compliant', 'paid - dibao inpatient-dibao 9000.00 200.00 5720.00 140.00 3280.00 3140.00'),
	-- 倾斜 asks for a compliant referral, the main benefit does not
	('province', 'non_compliant', 'paid - dibao inpatient-dibao 9000.00 200.00 5720.00 0.00 0.00 3280.00'),
	('province', NULL, 'paid - dibao inpatient-dibao 9000.00 200.00 5720.00 0.00 0.00 3280.00'),
	-- 倾斜 ends at the province
	('elsewhere', 'compliant', 'paid - dibao inpatient-dibao 9000.00 200.00 5720.00 0.00 0.00 3280.00'),
	('elsewhere', 'non_compliant', 'not_covered outside_home_city - - 9000.00 0.00 0.00 0.00 0.00 9000.00'),
	('elsewhere', 'not_required', 'not_covered outside_home_city - - 9000.00 0.00 0.00 0.00 0.00 9000.00')) AS v (place, referral, shown);
SELECT is((medaid_settle(pg_temp.bill('dibao', 9000, place => 'province', referral => 'non_compliant'), p)).tilted_pool, NULL, 'without 倾斜 no tilted pool') FROM policy;

-- 受灾户: 3,000 - 1,200.07 = 1,799.93 x 55.55 % = 999.861115; 2025: 1,760 x 55.55 % = 977.68
SELECT is(pg_temp.show(medaid_settle(pg_temp.bill('flood_victim', 3000), ps)), 'paid - flood_victim inpatient-flood_victim 3000.00 1200.07 999.86 0.00 2000.14 2000.14', '受灾户 2024') FROM policy;
SELECT is(pg_temp.show(medaid_settle(pg_temp.bill('flood_victim', 3000, day => '2025-01-01'), ps)), 'paid - flood_victim inpatient-flood_victim 3000.00 1240.00 977.68 0.00 2022.32 2022.32', '受灾户 2025') FROM policy;
SELECT is((medaid_settle(pg_temp.bill('flood_victim', 3000), p)).rate, 0.5555, 'a rate of four decimals') FROM policy;
SELECT throws_ok('SELECT medaid_settle(pg_temp.bill(''flood_victim'', 3000, day => ''2026-01-01''), ps) FROM policy', '55000',
	'claim "s": policy "songping-2024" has no number for "inpatient-flood_victim.deductible": needs reference value (松坪县, min_living, 2026)', '受灾户 2026: the 低保标准 is missing');
SELECT is((medaid_settle(pg_temp.bill('flood_victim', 3000, day => '2026-01-01'), medaid_policy_with(ps, 'inpatient-flood_victim.deductible', 1000))).aid, 1111.00, 'and can be given: 2,000 x 55.55 %') FROM policy;
-- several categories: 特困 is paid 3,000 of 3,000; then by rank
SELECT is((medaid_settle(medaid_claim(claim_id => 's', service => 'inpatient', discharged_on => '2024-06-01', categories => held, total => amount, in_scope => amount, critical_illness_paid => 0), p)).category, winner, held::text)
	FROM policy, (VALUES ('{flood_victim,tekun,dibao}'::text[], 3000, 'tekun'), ('{flood_victim,county_poor,dibao}', 3000, 'dibao'), ('{flood_victim,county_poor}', 3000, 'county_poor'), ('{veteran,flood_victim}', 3000, 'flood_victim')) AS v (held, amount, winner);

-- outpatient in the county only; the row has payers of its own: 100 - 40 - 10 = 50
SELECT is((medaid_settle(medaid_claim(claim_id => 's', service => 'outpatient', discharged_on => '2024-06-01', categories => '{dibao}', total => 100, in_scope => 100, basic_paid => 40, critical_illness_paid => 5, mutual_aid_paid => 10, place => 'county', age => a), p)).aid, expected, 'outpatient, ' || a || ' years')
	FROM policy, (VALUES (79, 15.00), (80, 30.00)) AS v (a, expected);
SELECT throws_ok('SELECT medaid_settle(pg_temp.bill(''dibao'', 100, ''outpatient''), p) FROM policy', '22004', NULL, 'outpatient: the age is needed');
SELECT is(pg_temp.show(medaid_settle(pg_temp.bill('dibao', 100, 'outpatient', place => 'city', age => 80), p)), 'not_covered service_not_covered - - 100.00 0.00 0.00 0.00 0.00 100.00', 'outpatient outside the county') FROM policy;
SELECT is(pg_temp.pools(medaid_settle(pg_temp.bill('dibao', 1000, 'outpatient', age => 79), p)), 'songping-outpatient 1000.00 100.00 0.00 - - -', 'outpatient: 300, cap 100, a pool of its own') FROM policy;
SELECT is(pg_temp.pools(medaid_settle(pg_temp.bill('dibao', 1000, 'outpatient', age => 80), p, ARRAY[medaid_accumulator(2024, 'songping-outpatient', 0, 0, 250)])), 'songping-outpatient 1000.00 300.00 0.00 - - -', 'the pool of both outpatient rows, each with its cap') FROM policy;

-- chronic for residents; class 3 at the year's end
SELECT is((medaid_settle(pg_temp.bill('dibao', 500, 'chronic'), p)).aid, 200.00, 'chronic, 40 %') FROM policy;
SELECT is((medaid_settle(pg_temp.bill('dibao', 500, 'chronic', insurance => 'employee'), p)).reason, 'service_not_covered', 'not for employees') FROM policy;
SELECT is((medaid_settle(medaid_claim(claim_id => 's', service => 'chronic', discharged_on => '2024-06-01', categories => '{dibao}', total => 500, in_scope => 500, critical_illness_paid => 0, chronic_class => k), p)).pay_when, w, 'chronic class ' || k)
	FROM policy, (VALUES (1, 'now'), (2, 'now'), (3, 'year_end')) AS v (k, w);

-- gates and identity
SELECT is((medaid_settle(medaid_claim(claim_id => 's', service => 'inpatient', admitted_on => '2024-03-10', discharged_on => '2024-03-20', categories => '{dibao}', recognised_on => ARRAY[r], ended_on => ARRAY[e], total => 1200, in_scope => 1200,
	critical_illness_paid => 0, designated => d, applied_on => a), p)).reason, expected, what) FROM policy, (VALUES
	(NULL::date, NULL::date, NULL::boolean, NULL::date, NULL, 'covered'),
	(NULL, date '2024-03-11', NULL, NULL, NULL, '低保 lost on the second day of the stay'),
	(NULL, '2024-03-10', NULL, NULL, 'identity_ended', '低保 lost on the day of admission'),
	('2024-03-20', NULL, NULL, NULL, NULL, '低保 gained on the day of discharge'),
	('2024-03-21', NULL, NULL, NULL, 'not_yet_recognised', 'a day later'),
	(NULL, NULL, false, NULL, 'not_designated', 'not designated'),
	(NULL, NULL, NULL, '2024-06-18', NULL, 'applied after 90 days'),
	(NULL, NULL, NULL, '2024-06-19', 'applied_late', 'applied after 91 days')) AS v (r, e, d, a, expected, what);
SELECT is((medaid_settle(pg_temp.bill('dibao', 1200, day => d), p)).reason, r, d::text) FROM policy, (VALUES (date '2024-02-29', 'policy_not_in_force'), ('2024-03-01', NULL), ('2026-12-31', NULL), ('2027-01-01', 'policy_not_in_force')) AS v (d, r);
-- elsewhere its categories are known, and without a rule
SELECT is((medaid_settle(pg_temp.bill('flood_victim', 1000), medaid_policy('zibo-2023', '2024-06-01'))).reason, 'category_not_eligible', 'in another place its category is known, without a rule');

SELECT * FROM finish();
ROLLBACK;
