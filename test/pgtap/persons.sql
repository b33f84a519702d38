\set QUIET 1
\set ON_ERROR_STOP 1
\pset format unaligned
\pset tuples_only true
\pset pager off
-- Years of persons in whom much comes together: several identities, gained, lost and recognised afterwards, limits that
-- services and categories share, stays over New Year and over a change of identity, further aid.  Worked by hand from the
-- articles, claim after claim, and settled in every way.
BEGIN;
SELECT plan(57);

-- 攀枝花 第十二条: 40,000.50 is 40,001 yuan: 5 % = 2,000.05, 25 % = 10,000.25; 第十三条: 8,000.  平顺 第十四, 二十条: 30,924: 3,092.40,
-- 7,731, 15,462; for 2025 32,441: 3,244.10.  淄博 (七): 46,789.50 is 46,790: 25 % = 11,697.50.
INSERT INTO medaid_reference (area, indicator, year, value, source) VALUES
	('攀枝花市', 'income', 2022, 40000.50, 'test'), ('攀枝花市', 'monitor_income', 2023, 8000, 'test'), ('攀枝花市', 'monitor_income', 2024, 8000, 'test'), ('攀枝花市', 'income', 2023, 42000, 'test'),
	('山西省', 'income', 2023, 30924, 'test'), ('山西省', 'income', 2024, 32441, 'test'), ('山西省', 'income', 2025, 33000, 'test'),
	('山东省', 'income', 2021, 35000, 'test'), ('山东省', 'income', 2022, 37000, 'test'), ('山东省', 'income', 2023, 40000, 'test'), ('淄博市', 'income', 2021, 43000, 'test'), ('淄博市', 'income', 2022, 46789.50, 'test'), ('淄博市', 'income', 2023, 49000, 'test');
CREATE TABLE pol (place text PRIMARY KEY, policies medaid_policy[]);
INSERT INTO pol VALUES ('panzhihua', medaid_policies('panzhihua-2023', '2023-01-01', '2024-12-31')), ('pingshun', medaid_policies('pingshun-2023', '2024-01-01', '2026-12-31')),
	('ankang', medaid_policies('ankang-2023', '2023-01-01', '2023-12-31')), ('zibo', medaid_policies('zibo-2023', '2023-01-01', '2024-12-31')),
	-- 三(四)3 二是 and 淄博 (四) leave numbers out: the test's own
	('dianjiang', medaid_policy_with(medaid_policy_with(medaid_policy_with(medaid_policies('dianjiang-2023', '2024-01-01', '2024-12-31'), 'inpatient-dibao.rate', 0.65), 'major-dibao.rate', 0.75), 'major-tekun.rate', 0.9));
INSERT INTO pol SELECT 'zibo-insured', medaid_policy_with(medaid_policy_with(policies, 'critical-illness.deductible', 14000), 'critical-illness.cap', 400000) FROM pol WHERE place = 'zibo';

-- Claims in the order of their days; more = any other field.
CREATE TABLE claims (person text, place text, n integer, claim medaid_claim, expected text, PRIMARY KEY (person, n));
CREATE FUNCTION pg_temp.add(person text, place text, identity jsonb, service text, day date, total numeric, in_scope numeric, basic numeric, more jsonb, expected text) RETURNS void LANGUAGE sql AS $$
	INSERT INTO claims SELECT $1, $2, k.n, jsonb_populate_record(medaid_claim(claim_id => k.n::text, service => $4, discharged_on => $5, total => $6, in_scope => $7, basic_paid => $8, critical_illness_paid => 0), $3 || $9), $10
	FROM (SELECT count(*) + 1 AS n FROM claims WHERE claims.person = $1) AS k $$;
-- Status or reason, category, and every amount that is not 0; a for_earlier; the pools with what they have paid.
CREATE FUNCTION pg_temp.show(s medaid_settlement) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', coalesce(s.reason, s.status), s.category, s.channel, CASE WHEN s.pay_when <> 'now' THEN s.pay_when END,
		(SELECT string_agg(k || ' ' || trim_scale(v), ' ' ORDER BY o) FROM (VALUES (1, 'burden', s.burden), (2, 'deductible', s.deductible), (3, 'assistance', s.assistance), (4, 'top-up', s.top_up), (5, 'tilted', s.tilted),
			(6, 'residual', s.residual), (7, 'off-catalog', s.off_catalog), (8, 'hospital', s.hospital_borne), (9, 'for-earlier', s.for_earlier), (10, 'aid', s.aid), (11, 'patient', s.patient_pays), (12, 'excess', s.excess)) AS f (o, k, v) WHERE v <> 0),
		'paid ' || trim_scale(s.pool_paid), 'tilted ' || trim_scale(s.tilted_pool_burden) || '/' || trim_scale(s.tilted_pool_paid)) $$;

-- 攀枝花.  监测 until June; 低保 recognised in September reaches back over the year (第十九条), and is the better one (第十四条).
CREATE TABLE who AS SELECT '{"categories": ["monitored", "dibao"], "recognised_on": ["2022-01-01", "2023-09-15"], "ended_on": ["2023-06-01", null]}'::jsonb AS identity;
-- 1,450 x 70 %
SELECT pg_temp.add('later 低保', 'panzhihua', identity, 'chronic', '2023-03-10', 3000, 2900, 1450, '{}', 'paid dibao application burden 1450 assistance 1015 residual 435 aid 1015 patient 535 paid 1015 tilted 435/0') FROM who;
-- 第三十条: 52,345.67 - 30,000 - 5,000.10 - 1,000 = 16,345.57 x 70 % = 11,441.899
SELECT pg_temp.add('later 低保', 'panzhihua', identity, 'inpatient', '2023-05-20', 60000, 52345.67, 30000, '{"critical_illness_paid": 5000.10, "inclusive_paid": 1000, "commercial_paid": 500}',
	'paid dibao application burden 16345.57 assistance 11441.9 residual 4903.67 aid 11441.9 patient 12058 paid 12456.9 tilted 5338.67/0') FROM who;
-- 18,000.01 x 70 % = 12,600.007; (5,338.67 + 5,400 - 8,000) x 50 % = 1,369.335, a tie
SELECT pg_temp.add('later 低保', 'panzhihua', identity, 'inpatient', '2023-07-02', 30000.01, 30000.01, 12000, '{"place": "province", "referral": "compliant"}',
	'paid dibao application burden 18000.01 assistance 12600.01 tilted 1369.34 residual 5400 aid 13969.35 patient 4030.66 paid 25056.91 tilted 10738.67/1369.34') FROM who;
-- 第十七条
SELECT pg_temp.add('later 低保', 'panzhihua', identity, 'outpatient', '2023-08-01', 500, 500, 0, '{"place": "elsewhere"}', 'referral_non_compliant application burden 500 patient 500') FROM who;
-- 56,000 within 70,000 - 25,056.91; outside the province nothing for 第十三条
SELECT pg_temp.add('later 低保', 'panzhihua', identity, 'inpatient', '2023-11-11', 150000, 140000, 60000, '{"place": "elsewhere", "referral": "compliant"}',
	'paid dibao application burden 80000 assistance 44943.09 aid 44943.09 patient 45056.91 paid 70000') FROM who;
-- 第十一条: the limit is of both services; 1,000 x 50 %
SELECT pg_temp.add('later 低保', 'panzhihua', identity, 'chronic', '2023-12-31', 1000, 1000, 0, '{}', 'paid dibao direct burden 1000 tilted 500 residual 1000 aid 500 patient 500 paid 70000 tilted 11738.67/1869.34') FROM who;
-- a stay over New Year is of the new one
SELECT pg_temp.add('later 低保', 'panzhihua', identity, 'inpatient', '2024-01-05', 1000, 1000, 0, '{"admitted_on": "2023-12-20"}', 'paid dibao direct burden 1000 assistance 700 residual 300 aid 700 patient 300 paid 700 tilted 300/0') FROM who;

-- 攀枝花.  An employee, 因病致贫 recognised on the last day but one of the year: 25 %, 50 %, 70,000; over 8,000 50 %, 20,000.
UPDATE who SET identity = '{"categories": ["medical_poverty"], "recognised_on": ["2023-12-30"], "insurance": "employee"}';
SELECT pg_temp.add('因病致贫', 'panzhihua', identity, 'chronic', '2023-02-15', 6000, 6000, 0, '{}', 'below_deductible medical_poverty application burden 6000 deductible 6000 residual 6000 patient 6000 paid 0 tilted 6000/0') FROM who;
SELECT pg_temp.add('因病致贫', 'panzhihua', identity, 'outpatient', '2023-03-15', 300, 300, 0, '{}', 'service_not_covered application burden 300 patient 300') FROM who;
-- 10,000.25 - 6,000 = 4,000.25; 15,999.75 x 50 % = 7,999.875, a tie
SELECT pg_temp.add('因病致贫', 'panzhihua', identity, 'inpatient', '2023-06-15', 20000, 20000, 0, '{"place": "elsewhere", "referral": "compliant"}',
	'paid medical_poverty application burden 20000 deductible 4000.25 assistance 7999.88 aid 7999.88 patient 12000.12 paid 7999.88') FROM who;
-- 65,000 within 70,000 - 7,999.88; (6,000 + 67,999.88 - 8,000) x 50 % = 32,999.94 within 20,000
SELECT pg_temp.add('因病致贫', 'panzhihua', identity, 'inpatient', '2023-09-15', 130000, 130000, 0, '{"place": "province", "referral": "compliant"}',
	'paid medical_poverty application burden 130000 assistance 62000.12 tilted 20000 residual 67999.88 aid 82000.12 patient 47999.88 paid 70000 tilted 73999.88/20000') FROM who;
SELECT pg_temp.add('因病致贫', 'panzhihua', identity, 'chronic', '2023-12-31', 100, 100, 0, '{}', 'cap_exhausted medical_poverty direct burden 100 residual 100 patient 100 paid 70000 tilted 74099.88/20000') FROM who;

-- 攀枝花.  孤儿 until June, without a limit; then 监测, whose 70,000 are used up by it.
UPDATE who SET identity = '{"categories": ["orphan", "monitored"], "recognised_on": [null, "2023-06-01"], "ended_on": ["2023-06-01", null]}';
-- on 31 May 监测 would reach back (第十九条): (75,000.01 - 2,000.05) x 65 % = 47,449.974, less than all
SELECT pg_temp.add('孤儿, then 监测', 'panzhihua', identity, 'inpatient', '2023-05-31', 75000.01, 75000.01, 0, '{}', 'paid orphan direct burden 75000.01 assistance 75000.01 aid 75000.01 paid 75000.01 tilted 0/0') FROM who;
-- (10,000 - 8,000) x 50 %
SELECT pg_temp.add('孤儿, then 监测', 'panzhihua', identity, 'inpatient', '2023-06-01', 10000, 10000, 0, '{}', 'paid monitored direct burden 10000 deductible 2000.05 tilted 1000 residual 10000 aid 1000 patient 9000 paid 75000.01 tilted 10000/1000') FROM who;
SELECT pg_temp.add('孤儿, then 监测', 'panzhihua', identity, 'outpatient', '2023-06-02', 500, 500, 0, '{}', 'service_not_covered application burden 500 patient 500') FROM who;

-- 平顺.  返贫致贫 and 因病致贫: every stage in one stay.
UPDATE who SET identity = '{"categories": ["poverty_returned", "medical_poverty"], "recognised_on": ["2023-01-01", "2024-02-01"]}';
-- 9,000.05 less six payers 4,650.05 = 4,350: 70 % = 3,045; 90 % of 9,000.05 = 8,100.045, a tie, 8,100.05 - 4,650.05 - 3,045 = 405.  15 % of 12,345.67 = 1,851.8505;
-- 2,500 - 1,851.85 = 648.15 is the hospital's; 85 % of 1,851.85 = 1,574.0725
SELECT pg_temp.add('返贫致贫', 'pingshun', identity, 'inpatient', '2024-02-20', 12345.67, 9000.05, 4000, '{"out_of_catalog": 2500, "charge_class": 3, "critical_illness_paid": 500, "supplementary_paid": 100, "inclusive_paid": 50.05}',
	'paid poverty_returned direct burden 4350 assistance 3045 top-up 405 residual 900 off-catalog 1574.07 hospital 648.15 aid 5024.07 patient 2023.4 paid 3450 tilted 900/0') FROM who;
-- 第十五条: two payers, 8,000 x 30 %; 第二十条: left after six, 5,000 - 2,400
SELECT pg_temp.add('返贫致贫', 'pingshun', identity, 'chronic', '2024-05-05', 20000, 20000, 10000, '{"critical_illness_paid": 2000, "commercial_paid": 3000, "chronic_class": 2}',
	'paid poverty_returned direct year_end burden 8000 assistance 2400 residual 2600 aid 2400 patient 2600 paid 5850 tilted 3500/0') FROM who;
-- 19,999.99 x 10 % = 1,999.999; (3,500 + 17,999.99 - 15,462) x 70 % = 4,226.593; as 因病致贫 (3,500 + 19,999.99 - 15,462) x 70 % = 5,626.59
SELECT pg_temp.add('返贫致贫', 'pingshun', identity, 'special_drug', '2024-09-09', 60000, 58000, 30000, '{"critical_illness_paid": 8000.01}',
	'paid poverty_returned direct burden 19999.99 assistance 2000 tilted 4226.59 residual 17999.99 aid 6226.59 patient 15773.4 paid 7850 tilted 21499.99/4226.59') FROM who;
-- discharged after the transition: no 85 % (第二十一条); 2,100, and 7,200 - 7,100 to 90 %
SELECT pg_temp.add('返贫致贫', 'pingshun', identity, 'inpatient', '2026-01-10', 10000, 8000, 5000, '{"out_of_catalog": 2000, "charge_class": 1, "admitted_on": "2025-12-20"}',
	'paid poverty_returned direct burden 3000 assistance 2100 top-up 100 residual 800 aid 2200 patient 2800 paid 2200 tilted 800/0') FROM who;

-- 平顺.  突发严重困难 becomes 低保边缘 during a stay: both count (第三十五条), the better one (第十九条).
UPDATE who SET identity = '{"categories": ["monitored_sudden", "dibao_margin"], "recognised_on": ["2023-01-01", "2024-06-15"], "ended_on": ["2024-06-15", null]}';
-- (50,000 - 3,092.40) x 70 % = 32,835.32, (17,164.68 - 15,462) x 70 % = 1,191.876; as 低保边缘 28,144.56 + 4,475.408
SELECT pg_temp.add('two in a stay', 'pingshun', identity, 'inpatient', '2024-06-20', 100000, 100000, 50000, '{"admitted_on": "2024-06-10"}',
	'paid monitored_sudden direct burden 50000 deductible 3092.4 assistance 32835.32 tilted 1191.88 residual 17164.68 aid 34027.2 patient 15972.8 paid 32835.32 tilted 17164.68/1191.88') FROM who;
-- 24,000 within 40,000 - 32,835.32; 32,835.32 x 70 % = 22,984.724
SELECT pg_temp.add('two in a stay', 'pingshun', identity, 'inpatient', '2024-08-01', 40000, 40000, 0, '{}',
	'paid dibao_margin application burden 40000 assistance 7164.68 tilted 22984.72 residual 32835.32 aid 30149.4 patient 9850.6 paid 40000 tilted 50000/24176.6') FROM who;
-- no 第十五条 for 低保边缘; 7,000 within 30,000 - 24,176.60
SELECT pg_temp.add('two in a stay', 'pingshun', identity, 'chronic', '2024-12-30', 10000, 10000, 0, '{}', 'paid dibao_margin application burden 10000 tilted 5823.4 residual 10000 aid 5823.4 patient 4176.6 tilted 60000/30000') FROM who;
-- a stay over New Year: the year and the income of discharge, 10 % of 32,441; 6,755.90 x 60 % = 4,053.54
SELECT pg_temp.add('two in a stay', 'pingshun', identity, 'inpatient', '2025-01-03', 10000, 10000, 0, '{"admitted_on": "2024-12-20"}',
	'paid dibao_margin application burden 10000 deductible 3244.1 assistance 4053.54 residual 5946.46 aid 4053.54 patient 5946.46 paid 4053.54 tilted 5946.46/0') FROM who;

-- 平顺.  A child in an institution, insured nowhere: 特困 (第十条(一)).
UPDATE who SET identity = '{"categories": ["institution_child"], "insurance": "none"}';
-- in full; 3,500 - 20 % of 10,000 = 1,500 is the hospital's
SELECT pg_temp.add('福利机构', 'pingshun', identity, 'inpatient', '2024-03-03', 10000, 6000, 0, '{"out_of_catalog": 3500, "charge_class": 2}', 'paid institution_child direct burden 6000 assistance 6000 hospital 1500 aid 6000 patient 2500 paid 6000 tilted 0/0') FROM who;
-- 60 % of 9,999.99 = 5,999.994; commercial insurance has left 5,000 of the bill
SELECT pg_temp.add('福利机构', 'pingshun', identity, 'chronic', '2024-04-03', 9999.99, 9999.99, 0, '{"commercial_paid": 4999.99}', 'paid institution_child direct burden 9999.99 assistance 5000 aid 5000 paid 11000 tilted 0/0') FROM who;

-- 安康.  低保边缘 becomes 低保 during a stay (五(二)); with the third claim the year's burden is 100,000 to the fen (三(四)).
UPDATE who SET identity = '{"categories": ["dibao_margin", "dibao"], "recognised_on": ["2023-01-01", "2023-07-15"], "ended_on": ["2023-07-15", null]}';
-- 58,000.01 x 60 % = 34,800.006 within 30,000
SELECT pg_temp.add('低保边缘, then 低保', 'ankang', identity, 'inpatient', '2023-03-03', 60000.01, 60000.01, 0, '{}', 'paid dibao_margin direct burden 60000.01 deductible 2000 assistance 30000 residual 30000.01 aid 30000 patient 30000.01 paid 30000 tilted 30000.01/0') FROM who;
-- 21,000 within 40,000 - 30,000
SELECT pg_temp.add('低保边缘, then 低保', 'ankang', identity, 'inpatient', '2023-07-20', 30000, 30000, 0, '{"admitted_on": "2023-07-10"}', 'paid dibao direct burden 30000 assistance 10000 residual 20000 aid 10000 patient 20000 paid 40000 tilted 50000.01/0') FROM who;
-- 6,999.993, and of 34,800.01 + 21,000 - 40,000 = 15,800.01 what 50,000 - 40,000 leaves: 3,000.01
SELECT pg_temp.add('低保边缘, then 低保', 'ankang', identity, 'chronic', '2023-09-09', 9999.99, 9999.99, 0, '{}', 'paid dibao direct burden 9999.99 assistance 10000 residual -0.01 for-earlier 3000.01 aid 10000 patient 3000 paid 50000 tilted 50000/0') FROM who;

-- 安康.  监测: three services in one limit; 2,000 are of stays alone.
UPDATE who SET identity = '{"categories": ["monitored_marginal"]}';
SELECT pg_temp.add('监测', 'ankang', identity, 'chronic', '2023-02-02', 40000, 40000, 0, '{}', 'paid monitored_marginal direct burden 40000 assistance 24000 residual 16000 aid 24000 patient 16000 paid 24000 tilted 16000/0') FROM who;
-- 56,000 x 60 % = 33,600 within 30,000 - 24,000
SELECT pg_temp.add('监测', 'ankang', identity, 'inpatient', '2023-03-02', 58000, 58000, 0, '{}', 'paid monitored_marginal direct burden 58000 deductible 2000 assistance 6000 residual 52000 aid 6000 patient 52000 paid 30000 tilted 68000/0') FROM who;
-- 1,200, and of 57,600 - 30,000 = 27,600 what 50,000 - 30,000 - 1,200 leaves; 68,000 + 800 - 18,800
SELECT pg_temp.add('监测', 'ankang', identity, 'special_drug', '2023-04-02', 2000, 2000, 0, '{}', 'paid monitored_marginal direct burden 2000 assistance 20000 residual -18000 for-earlier 18800 aid 20000 patient 800 paid 50000 tilted 50000/0') FROM who;

-- 安康.  孤儿 until a day of the stay; then 三类 by a recognition of its own (二(二)).
SELECT pg_temp.add('孤儿, then 三类', 'ankang', '{"categories": ["orphan"], "ended_on": ["2023-06-15"]}', 'inpatient', '2023-06-20', 7000, 7000, 0, '{"admitted_on": "2023-06-10"}', 'paid orphan direct burden 7000 assistance 7000 aid 7000 paid 7000 tilted 0/0');
-- 107,000 in the year: 47,500 within the bill, 40,000, within 50,000 - 7,000
SELECT pg_temp.add('孤儿, then 三类', 'ankang', '{"categories": ["orphan", "medical_poverty"], "ended_on": ["2023-06-15", "2023-07-31"]}', 'inpatient', '2023-08-20', 100000, 100000, 0, '{"commercial_paid": 60000}',
	'paid medical_poverty application burden 100000 deductible 5000 assistance 40000 aid 40000 paid 47000 tilted 0/0');

-- 淄博.  低保边缘 until March, applied as 因病致贫 in May: (七) reaches back to May of the year before, in the limit of 2023.
UPDATE who SET identity = '{"categories": ["dibao_margin", "medical_poverty"], "recognised_on": ["2022-01-01", "2023-05-20"], "ended_on": ["2023-03-01", null]}';
-- 3,302.50 x 60 %
SELECT pg_temp.add('因病致贫, applied', 'zibo', identity, 'inpatient', '2022-11-15', 15000, 15000, 0, '{}', 'paid medical_poverty application burden 15000 deductible 11697.5 assistance 1981.5 aid 1981.5 patient 13018.5 paid 1981.5') FROM who;
-- 低保边缘: 20,000 within 20,000 - 1,981.50; (21,981.50 - 10,000) x 70 % = 8,387.05
SELECT pg_temp.add('因病致贫, applied', 'zibo', identity, 'inpatient', '2023-02-10', 40000, 40000, 0, '{}', 'paid dibao_margin direct burden 40000 assistance 18018.5 tilted 8387.05 residual 21981.5 aid 26405.55 patient 13594.45 paid 20000 tilted 21981.5/8387.05') FROM who;
-- (七): by application, without 再救助
SELECT pg_temp.add('因病致贫, applied', 'zibo', identity, 'chronic', '2023-06-06', 5000, 5000, 0, '{}', 'cap_exhausted medical_poverty application burden 5000 patient 5000 paid 20000') FROM who;

-- 淄博.  监测: ties; three services in one 再救助.
UPDATE who SET identity = '{"categories": ["monitored_unstable"]}';
-- 0.05 x 50 % = 0.025
SELECT pg_temp.add('监测 in 淄博', 'zibo', identity, 'inpatient', '2023-01-10', 3000.05, 3000.05, 0, '{}', 'paid monitored_unstable direct burden 3000.05 deductible 3000 assistance 0.03 residual 3000.02 aid 0.03 patient 3000.02 paid 0.03 tilted 3000.02/0') FROM who;
-- 7,000.005; 0.02 over 10,000: 0.014
SELECT pg_temp.add('监测 in 淄博', 'zibo', identity, 'chronic', '2023-02-10', 14000.01, 14000.01, 0, '{}', 'paid monitored_unstable direct burden 14000.01 assistance 7000.01 tilted 0.01 residual 7000 aid 7000.02 patient 6999.99 paid 7000.04 tilted 10000.02/0.01') FROM who;
-- 15,000 within 20,000 - 7,000.04; 17,000.04 x 70 % = 11,900.028
SELECT pg_temp.add('监测 in 淄博', 'zibo', identity, 'special_drug', '2023-03-10', 30000, 30000, 0, '{}', 'paid monitored_unstable direct burden 30000 assistance 12999.96 tilted 11900.03 residual 17000.04 aid 24899.99 patient 5100.01 paid 20000 tilted 27000.06/11900.04') FROM who;

-- 淄博.  低保 until July, then 低保边缘; critical illness insurance computed (四): 14,000, halved for 低保; 65 and 70 %, for others 60 to 70 %.
UPDATE who SET identity = '{"categories": ["dibao", "dibao_margin"], "recognised_on": ["2022-01-01", "2023-07-01"], "ended_on": ["2023-07-01", null], "critical_illness_paid": null}';
-- 93,000 x 65 % + 30,000 x 70 % = 81,450; 280,000 - 150,000 - 81,450 = 48,550: 36,412.50 within 30,000; 13,550 x 70 %
SELECT pg_temp.add('低保, then 低保边缘', 'zibo-insured', identity, 'inpatient', '2023-02-15', 300000, 280000, 150000, '{}', 'paid dibao direct burden 48550 assistance 30000 tilted 9485 residual 18550 aid 39485 patient 29065 paid 30000 tilted 18550/9485') FROM who;
-- 130,000 to 230,000: 70,000 x 65 % + 30,000 x 70 % = 66,500; its limit is used up; 33,500 x 70 % within 20,000 - 9,485
SELECT pg_temp.add('低保, then 低保边缘', 'zibo-insured', identity, 'inpatient', '2023-08-15', 200000, 200000, 100000, '{}', 'paid dibao_margin direct burden 33500 deductible 3000 tilted 10515 residual 33500 aid 10515 patient 22985 paid 30000 tilted 52050/20000') FROM who;

-- 垫江.  低保 and 优抚; 80 in March; every way (三(四)3).
UPDATE who SET identity = '{"categories": ["veteran", "dibao"]}';
-- 499.99 x 60 % = 299.994, as 优抚: the order of categories
SELECT pg_temp.add('低保, 优抚', 'dianjiang', identity, 'outpatient', '2024-02-15', 600, 600, 100.01, '{"age": 79}', 'paid dibao direct burden 499.99 assistance 299.99 aid 299.99 patient 200 paid 299.99') FROM who;
-- after basic insurance 150.02, of the bill 130.02; within 400 - 299.99
SELECT pg_temp.add('低保, 优抚', 'dianjiang', identity, 'chronic', '2024-03-15', 200, 200, 49.98, '{"age": 80, "critical_illness_paid": 20}', 'paid dibao direct burden 150.02 assistance 100.01 aid 100.01 patient 30.01 paid 400') FROM who;

-- 垫江.  低保 becomes 特困 in June: one limit for both.
UPDATE who SET identity = '{"categories": ["dibao", "tekun"], "recognised_on": [null, "2024-06-01"], "ended_on": ["2024-06-01", null], "age": 60}';
-- a fen over 30,000, level 2: 8,999.99 x 75 % = 6,749.9925
SELECT pg_temp.add('低保, then 特困', 'dianjiang', identity, 'inpatient', '2024-04-15', 33000, 30000.01, 20000, '{"hospital_level": 2, "critical_illness_paid": 1000.02}', 'paid dibao direct burden 8999.99 assistance 6749.99 aid 6749.99 patient 5249.99 paid 6749.99') FROM who;
-- 9,999.99 x 65 % = 6,499.9935 within 6,000
SELECT pg_temp.add('低保, then 特困', 'dianjiang', identity, 'inpatient', '2024-05-15', 20000, 20000, 10000.01, '{}', 'paid dibao direct burden 9999.99 assistance 6000 aid 6000 patient 3999.99 paid 6000') FROM who;
-- 500 x 60 %
SELECT pg_temp.add('低保, then 特困', 'dianjiang', identity, 'outpatient', '2024-05-31', 500, 500, 0, '{}', 'paid dibao direct burden 500 assistance 300 aid 300 patient 200 paid 300') FROM who;
-- in full, within 400 - 300
SELECT pg_temp.add('低保, then 特困', 'dianjiang', identity, 'outpatient', '2024-06-01', 500, 500, 0, '{}', 'paid tekun direct burden 500 assistance 100 aid 100 patient 400 paid 400') FROM who;
-- 140,000 x 90 % within 100,000: stays and outpatient care of major diseases share it
SELECT pg_temp.add('低保, then 特困', 'dianjiang', identity, 'special_drug', '2024-06-15', 200000, 200000, 60000, '{"major_disease": true}', 'paid tekun direct burden 140000 assistance 100000 aid 100000 patient 40000 paid 100000') FROM who;
SELECT pg_temp.add('低保, then 特困', 'dianjiang', identity, 'inpatient', '2024-07-15', 100, 100, 0, '{"major_disease": true}', 'cap_exhausted tekun direct burden 100 patient 100 paid 100000') FROM who;

-- The group by day of discharge.
SELECT is(pg_temp.show(s), c.expected, format('%s %s: %s', c.place, c.person, c.n))
FROM (SELECT person, medaid_settle_all(claim, policies) AS settled FROM claims JOIN pol USING (place) GROUP BY person, policies) AS x, unnest(settled) AS s, claims AS c
WHERE c.person = x.person AND c.n::text = s.claim_id ORDER BY c.place, c.person, c.n;
-- The other ways: the same.
SELECT is_empty($$ SELECT person, n, show FROM (SELECT person, n, expected, pg_temp.show(medaid_settle_ytd(claim, policies) OVER (PARTITION BY person ORDER BY n)) AS show FROM claims JOIN pol USING (place)) AS x WHERE show <> expected $$, 'in a window: none differs');
SELECT is_empty($$ SELECT c.person, c.n FROM claims AS c JOIN pol USING (place), LATERAL medaid_settle(c.claim, policies, (SELECT medaid_ytd(s) FROM (SELECT unnest(medaid_settle_all(b.claim, pol.policies)) AS s FROM claims AS b WHERE b.person = c.person AND b.n < c.n) AS x)) AS s
	WHERE pg_temp.show(s) <> c.expected $$, 'at the counter: none differs');
SELECT is_empty($$ SELECT person, s FROM (SELECT person, medaid_settle_all(medaid_collect(claim), policies) AS settled FROM claims JOIN pol USING (place) GROUP BY person, policies) AS x JOIN claims USING (person), unnest(settled) AS s
	WHERE n::text = s.claim_id AND pg_temp.show(s) <> expected $$, 'stored collections: none differs');
-- Every yuan, of every claim.
SELECT is_empty($$ SELECT person, s FROM (SELECT person, medaid_settle_all(claim, policies) AS settled FROM claims JOIN pol USING (place) GROUP BY person, policies) AS x, unnest(settled) AS s
	WHERE (s.total + s.excess + s.for_earlier = s.basic_paid + s.critical_illness_paid + s.other_paid + s.aid + s.hospital_borne + s.patient_pays) IS NOT TRUE $$, 'total + excess + for_earlier = payers + aid + hospital + patient');

-- Early warning of the same years, by the identities of each claim's day.
SELECT is((SELECT string_agg(concat_ws(' ', w.year, trim_scale(w.burden), trim_scale(w.line), w.month, w.push_by, nullif(w.left_out, 0)), '; ')
	FROM (SELECT policies, array_agg(claim ORDER BY n) AS claims, medaid_settle_all(claim, policies) AS settled FROM claims JOIN pol USING (place) WHERE claims.person = v.person GROUP BY policies) AS x, medaid_warnings(policies, x.claims, settled) AS w), expected, 'early warning: ' || person)
FROM (VALUES
	-- 第十八条: 50 % of 40,001; 535 + 12,058 + 4,030.66 + 500, and 45,056.91 + 500
	('later 低保', '2023 62680.57 20000.5 2023-11-01'),
	-- 第三十条: over 6,000 with the first; 15,972.80 + 9,850.60 + 4,176.60.  2025: 5,946.46
	('two in a stay', '2024 30000 6000 2024-06-01 2024-07-10'),
	-- (八): 50 % of 37,000; 3,000.05 + 14,000.01 is not over it, 30,000 more are
	('监测 in 淄博', '2023 47000.06 18500 2023-03-01'),
	-- the claim of 2022 has no policy
	('因病致贫, applied', '2022 0 1; 2023 45000 18500 2023-02-01')) AS v (person, expected);

SELECT * FROM finish();
ROLLBACK;
