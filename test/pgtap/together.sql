-- Mechanisms together, worked by hand from the five texts: persons who change their
-- category in the year, changed figures, shared limits, second stages after a limit,
-- refused claims in between; the same by group, by window and claim by claim.
BEGIN;
SELECT plan(5);
SET LOCAL client_min_messages = warning;
CREATE SCHEMA together;
SET LOCAL search_path = together, public;
-- 山西: 27,000 until March 2023, 30,000 from April; 攀枝花: 40,000 from March
INSERT INTO medaid_reference (area, indicator, year, value, published_on, source) VALUES
	('山西省', 'income', 2021, 27000, NULL, 'test'), ('山西省', 'income', 2022, 30000, '2023-03-15', 'test'), ('山西省', 'income', 2020, 27000, NULL, 'test'),
	('攀枝花市', 'income', 2021, 36000, NULL, 'test'), ('攀枝花市', 'income', 2022, 40000, '2023-02-20', 'test'), ('攀枝花市', 'income', 2023, 40000, NULL, 'test'), ('攀枝花市', 'monitor_income', 2023, 8000, NULL, 'test'),
	('淄博市', 'income', 2022, 44000, NULL, 'test'), ('淄博市', 'income', 2023, 48000, NULL, 'test');
-- 淄博's rules, amended on 1 July: 低保 80 % to 35,000 in a stay or a chronic disease; chronic diseases no more than 1,000 a month
INSERT INTO medaid_regulation (code, first_day, name, region, status, based_on, based_on_day, article) VALUES
	('zibo-own', '2023-01-01', '本地', '山东省淄博市', 'in_force', 'zibo-2023', '2023-01-01', 'own'), ('zibo-own', '2023-07-01', '本地', '山东省淄博市', 'in_force', 'zibo-own', '2023-01-01', 'own');
INSERT INTO medaid_rule_limit (regulation, first_day, code, services, per, cap, pool, article) VALUES ('zibo-own', '2023-01-01', 'month', '{chronic}', 'month', 1000, 'zibo-month', 'own');
INSERT INTO medaid_rule_benefit SELECT (jsonb_populate_record(b, '{"regulation": "zibo-own", "first_day": "2023-07-01", "rate": 0.8, "cap": 35000, "shipped": false}')).* FROM medaid_rule_benefit AS b
	WHERE b.regulation = 'zibo-2023' AND b.code IN ('inpatient-dibao', 'chronic-dibao');
CREATE TABLE policy (code text PRIMARY KEY, policies medaid_policy[]);
INSERT INTO policy SELECT c, medaid_policies(c, '2023-01-01', '2024-03-31') FROM unnest('{pingshun-2023,panzhihua-2023,zibo-2023,ankang-2023,dianjiang-2023,zibo-own}'::text[]) AS c;
-- 安康 四(二) names no numbers: 20,000 and 50 %; 垫江 no rates: 50 % ordinary, 80 % major
UPDATE policy SET policies = medaid_policy_with(medaid_policy_with(policies, 'tilt.threshold', 20000), 'tilt.rate', 0.5) WHERE code = 'ankang-2023';
UPDATE policy SET policies = medaid_policy_with(medaid_policy_with(policies, 'inpatient-dibao.rate', 0.5), 'major-dibao.rate', 0.8) WHERE code = 'dianjiang-2023';
-- 淄博 (四) names neither 起付线 nor limit of 大病保险: 14,000, and 400,000
UPDATE policy SET policies = medaid_policy_with(medaid_policy_with(policies, 'critical-illness.deductible', 14000), 'critical-illness.cap', 400000) WHERE code = 'zibo-2023';
CREATE TABLE holder (person text PRIMARY KEY, held jsonb);
CREATE TABLE bill (person text, n integer, code text, claim medaid_claim, wanted text);
CREATE FUNCTION bill(person text, n integer, code text, service text, discharged_on date, total numeric, in_scope numeric, basic numeric, wanted text, more jsonb DEFAULT '{}') RETURNS void LANGUAGE sql AS $$
	INSERT INTO bill SELECT person, n, code, jsonb_populate_record(medaid_claim(claim_id => person || n, service => service, discharged_on => discharged_on, total => total, in_scope => in_scope, basic_paid => basic,
		critical_illness_paid => 0, place => 'city', hospital_level => 2, age => 50), (h.held || more)), wanted
	FROM (SELECT coalesce((SELECT held FROM holder WHERE holder.person = bill.person), '{}') AS held) AS h $$;

-- what is wanted: category, assistance, top-up, 倾斜, 目录外, hospital, for earlier claims, patient; or why nothing
---- 平顺: 脱贫不稳定 or 边缘易致贫 until 19 May, 低保边缘 from 20 May; 10 % are 2,700, from April 3,000; half the income 13,500, from April 15,000
INSERT INTO holder VALUES ('P', '{"categories": ["monitored_marginal", "dibao_margin"], "recognised_on": ["2022-01-01", "2023-05-20"], "ended_on": ["2023-05-20", null]}');
-- 8,000 - 4,000 - 500 - 300 = 3,200; (3,200 - 2,700) x 70 %; left 2,850
SELECT bill('P', 1, 'pingshun-2023', 'inpatient', '2023-02-10', 10000, 8000, 4000, 'monitored_marginal 350.00 0.00 0.00 0.00 0.00 0.00 4850.00', '{"supplementary_paid": 500, "commercial_paid": 300}');
-- 3,000 - 2,700 are left of the deductible: (11,000 - 300) x 70 %; left 2,850 + 3,510 = 6,360
SELECT bill('P', 2, 'pingshun-2023', 'inpatient', '2023-04-20', 22000, 20000, 9000, 'monitored_marginal 7490.00 0.00 0.00 0.00 0.00 0.00 5510.00');
-- lost in the stay, 第三十五条: as at admission 20,000 x 70 % = 14,000, as at discharge x 60 %; left 12,360
SELECT bill('P', 3, 'pingshun-2023', 'inpatient', '2023-05-25', 30000, 30000, 10000, 'monitored_marginal 14000.00 0.00 0.00 0.00 0.00 0.00 6000.00', '{"admitted_on": "2023-05-10"}');
-- 30,000 x 60 % of 40,000 - 21,840; left 24,360, over 15,000: 9,360 x 70 %
SELECT bill('P', 4, 'pingshun-2023', 'inpatient', '2023-06-10', 50000, 50000, 20000, 'dibao_margin 18000.00 0.00 6552.00 0.00 0.00 0.00 5448.00');
-- 2,400, of which the limit leaves 160; left 3,840 x 70 %
SELECT bill('P', 5, 'pingshun-2023', 'inpatient', '2023-07-10', 5000, 5000, 1000, 'dibao_margin 160.00 0.00 2688.00 0.00 0.00 0.00 1152.00');
-- 第十五条 is not for 低保边缘, 第二十条 is, after all payers: 3,000 - 1,000 - 400 = 1,600, x 70 %
SELECT bill('P', 6, 'pingshun-2023', 'chronic', '2023-08-01', 3000, 3000, 1000, 'dibao_margin 0.00 0.00 1120.00 0.00 0.00 0.00 480.00', '{"commercial_paid": 400}');

---- 平顺: 返贫致贫 until 4 July, 低保 from 1 July
INSERT INTO holder VALUES ('Q', '{"categories": ["poverty_returned", "dibao"], "recognised_on": ["2022-01-01", "2023-07-01"], "ended_on": ["2023-07-05", null], "charge_class": 2}');
-- 11,000 x 70 % = 7,700; 90 % of 30,000 = 27,000 - 19,000 - 7,700 = 300; outside the catalogue 9,000: over 20 % of 40,000 are 1,000 of the hospital, 8,000 x 85 % = 6,800
SELECT bill('Q', 1, 'pingshun-2023', 'inpatient', '2023-04-15', 40000, 30000, 18000, 'poverty_returned 7700.00 300.00 0.00 6800.00 1000.00 0.00 5200.00', '{"supplementary_paid": 1000, "out_of_catalog": 9000}');
-- 500 x 70 %; 9,500 + 350 is more than 90 %; 2,000 are under 30 % of 12,000: x 85 %
SELECT bill('Q', 2, 'pingshun-2023', 'inpatient', '2023-05-01', 12000, 10000, 6000, 'poverty_returned 350.00 0.00 0.00 1700.00 0.00 0.00 450.00', '{"commercial_paid": 3500, "out_of_catalog": 2000, "charge_class": 1}');
-- both in the stay: 6,300 each; 返贫致贫 besides 16,200 - 15,300 = 900, and 2,000 x 85 %
SELECT bill('Q', 3, 'pingshun-2023', 'inpatient', '2023-07-10', 20000, 18000, 9000, 'poverty_returned 6300.00 900.00 0.00 1700.00 0.00 0.00 2100.00', '{"admitted_on": "2023-07-03", "out_of_catalog": 2000, "charge_class": 3}');
SELECT bill('Q', 4, 'pingshun-2023', 'inpatient', '2023-08-10', 20000, 18000, 9000, 'dibao 6300.00 0.00 0.00 0.00 0.00 0.00 4700.00', '{"out_of_catalog": 2000, "charge_class": 3}');
-- 60 % of 1,000 are 600, and the bill leaves 200
INSERT INTO holder VALUES ('R', '{"categories": ["tekun"]}');
SELECT bill('R', 1, 'pingshun-2023', 'chronic', '2023-05-01', 2000, 2000, 1000, 'tekun 200.00 0.00 0.00 0.00 0.00 0.00 0.00', '{"mutual_aid_paid": 800}');

-- ties: 90 % of 1,000.05 = 900.045, less 500.05 + 350; 85 % of 100.10 = 85.085
INSERT INTO holder VALUES ('S', '{"categories": ["poverty_returned"], "charge_class": 3}');
SELECT bill('S', 1, 'pingshun-2023', 'inpatient', '2023-04-10', 1100.15, 1000.05, 500.05, 'poverty_returned 350.00 50.00 0.00 85.09 0.00 0.00 115.01', '{"out_of_catalog": 100.10}');
-- 15 % of 1,300.10 = 195.015: 300.10 - 195.02 of the hospital; 85 % of 195.02 = 165.767
SELECT bill('S', 2, 'pingshun-2023', 'inpatient', '2023-04-11', 1300.10, 1000, 900, 'poverty_returned 70.00 0.00 0.00 165.77 105.08 0.00 59.25', '{"out_of_catalog": 300.10}');
-- 140,000.35, to 90 % = 180,000.45; left 100.00 + 30.00 + 20,000.05, over 15,000: 5,130.05 x 70 % = 3,591.035
SELECT bill('S', 3, 'pingshun-2023', 'inpatient', '2023-04-12', 200000.50, 200000.50, 0, 'poverty_returned 140000.35 40000.10 3591.04 0.00 0.00 0.00 16409.01');

---- 攀枝花: 低保 until June, 低保边缘 recognised on 1 July, which reaches back (第十九条); 10 % are 4,000
INSERT INTO holder VALUES ('Z', '{"categories": ["dibao", "dibao_margin"], "recognised_on": ["2022-01-01", "2023-07-01"], "ended_on": ["2023-07-01", null]}');
-- 15,000 - 8,000 - 1,000 - 500 - 300 = 5,200: x 70 % = 3,640, not (5,200 - 4,000) x 50 %; left 1,560
SELECT bill('Z', 1, 'panzhihua-2023', 'inpatient', '2023-03-10', 20000, 15000, 8000, 'dibao 3640.00 0.00 0.00 0.00 0.00 0.00 6560.00', '{"critical_illness_paid": 1000, "supplementary_paid": 500, "inclusive_paid": 300}');
-- 500.05 x 70 % = 350.035; 第九条, 第十条 take off basic insurance alone: 1,000.05 x 70 % = 700.04, and 800 - 350.04 are left
SELECT bill('Z', 2, 'panzhihua-2023', 'outpatient', '2023-04-02', 1000, 900.05, 400, 'dibao 350.04 0.00 0.00 0.00 0.00 0.00 249.96');
SELECT bill('Z', 3, 'panzhihua-2023', 'outpatient', '2023-04-03', 1600, 1500.05, 500, 'dibao 449.96 0.00 0.00 0.00 0.00 0.00 550.04', '{"critical_illness_paid": 100}');
-- (12,000 - 4,000) x 50 %; left 1,560 + 8,000, over 8,000: 1,560 x 50 %
SELECT bill('Z', 4, 'panzhihua-2023', 'inpatient', '2023-08-10', 30000, 24000, 12000, 'dibao_margin 4000.00 0.00 780.00 0.00 0.00 0.00 13220.00');
SELECT bill('Z', 5, 'panzhihua-2023', 'chronic', '2023-09-01', 9000, 9000, 3000, 'dibao_margin 3000.00 0.00 1500.00 0.00 0.00 0.00 1500.00', '{"place": "province", "referral": "compliant"}');
-- outside the province nothing of 第十三条, nor does it count there
SELECT bill('Z', 6, 'panzhihua-2023', 'inpatient', '2023-09-02', 5000, 5000, 1000, 'dibao_margin 2000.00 0.00 0.00 0.00 0.00 0.00 2000.00', '{"place": "elsewhere", "referral": "compliant"}');
SELECT bill('Z', 7, 'panzhihua-2023', 'chronic', '2023-10-01', 2000, 2000, 1000, 'dibao_margin 500.00 0.00 250.00 0.00 0.00 0.00 250.00');

---- 淄博: 低保 until May, 低保边缘 from June; one limit, one pool of 再救助
INSERT INTO holder VALUES ('Y', '{"categories": ["dibao", "dibao_margin"], "recognised_on": ["2022-01-01", "2023-06-01"], "ended_on": ["2023-06-01", null]}');
-- 26,000.02 x 75 % = 19,500.015; left 6,500.00, over 5,000: x 70 %
SELECT bill('Y', 1, 'zibo-2023', 'inpatient', '2023-02-01', 55000, 50000.02, 20000, 'dibao 19500.02 0.00 1050.00 0.00 0.00 0.00 10449.98', '{"critical_illness_paid": 4000}');
-- 10,500, and 30,000 - 19,500.02 are left; left 3,500.02 x 70 % = 2,450.014
SELECT bill('Y', 2, 'zibo-2023', 'chronic', '2023-03-01', 20000, 20000, 6000, 'dibao 10499.98 0.00 2450.01 0.00 0.00 0.00 1050.01');
-- 30,000 are more than 20,000; left 10,000.02 + 7,000, over 10,000: 7,000.02 - 0.02, x 70 %
SELECT bill('Y', 3, 'zibo-2023', 'inpatient', '2023-06-10', 12000, 12000, 5000, 'dibao_margin 0.00 0.00 4900.00 0.00 0.00 0.00 2100.00');
SELECT bill('Y', 4, 'zibo-2023', 'inpatient', '2023-06-20', 100, 200, 0, 'refused amounts_contradict');
-- 21,000, and 20,000 - 1,050 - 2,450.01 - 4,900 are left
SELECT bill('Y', 5, 'zibo-2023', 'chronic', '2023-07-01', 40000, 40000, 10000, 'dibao_margin 0.00 0.00 11599.99 0.00 0.00 0.00 18400.01');
SELECT bill('Y', 6, 'zibo-2023', 'inpatient', '2024-01-05', 5000, 5000, 1000, 'dibao_margin 500.00 0.00 0.00 0.00 0.00 0.00 3500.00');
-- 大病保险, worked out: tilted until May, (40,000 - 7,000) x 65 % = 21,450; 18,550 x 75 %; left 4,637.50
INSERT INTO holder SELECT 'V', held FROM holder WHERE person = 'Y';
SELECT bill('V', 1, 'zibo-2023', 'inpatient', '2023-02-01', 60000, 60000, 20000, 'dibao 13912.50 0.00 0.00 0.00 0.00 0.00 4637.50', '{"critical_illness_paid": null}');
-- 120,000 in the year: 86,000 x 60 % + 20,000 x 65 % = 64,600, less 26,000 x 60 % = 49,000; (31,000 - 3,000) x 50 %, and 20,000 - 13,912.50 are left; left 4,637.50 + 24,912.50, over 10,000: 19,550 x 70 %
SELECT bill('V', 2, 'zibo-2023', 'chronic', '2023-07-01', 90000, 90000, 10000, 'dibao_margin 6087.50 0.00 13685.00 0.00 0.00 0.00 11227.50', '{"critical_illness_paid": null}');
-- a month's limit, and new rules in the middle of the year
INSERT INTO holder VALUES ('W', '{"categories": ["dibao"]}');
SELECT bill('W', 1, 'zibo-own', 'chronic', '2023-06-05', 1200, 1200, 0, 'dibao 900.00 0.00 0.00 0.00 0.00 0.00 300.00');
SELECT bill('W', 2, 'zibo-own', 'chronic', '2023-06-25', 400, 400, 0, 'dibao 100.00 0.00 0.00 0.00 0.00 0.00 300.00'); -- 300, and 1,000 - 900
SELECT bill('W', 3, 'zibo-own', 'inpatient', '2023-06-30', 20000, 20000, 0, 'dibao 15000.00 0.00 420.00 0.00 0.00 0.00 4580.00'); -- left 600 + 5,000, over 5,000: x 70 %
SELECT bill('W', 4, 'zibo-own', 'chronic', '2023-07-01', 1000, 1000, 0, 'dibao 800.00 0.00 140.00 0.00 0.00 0.00 60.00'); -- 80 %, of a new month; 200 x 70 %
-- 24,000, and 35,000 - 900 - 100 - 15,000 - 800 are left; 11,800 x 70 %
SELECT bill('W', 5, 'zibo-own', 'inpatient', '2023-07-02', 30000, 30000, 0, 'dibao 18200.00 0.00 8260.00 0.00 0.00 0.00 3540.00');
---- 因病致贫 applied for in September, from September 2022 on; 低保 from October; 25 % are 11,000
INSERT INTO holder VALUES ('X', '{"categories": ["medical_poverty", "dibao"], "recognised_on": ["2023-09-15", "2023-10-01"]}');
SELECT bill('X', 1, 'zibo-2023', 'inpatient', '2022-12-20', 20000, 20000, 6000, 'medical_poverty 1800.00 0.00 0.00 0.00 0.00 0.00 12200.00'); -- (14,000 - 11,000) x 60 %, of the year of application
SELECT bill('X', 2, 'zibo-2023', 'inpatient', '2023-05-05', 30000, 30000, 10000, 'medical_poverty 12000.00 0.00 0.00 0.00 0.00 0.00 8000.00');
-- 因病致贫 20,000 - 13,800 = 6,200; 低保 15,000 of 30,000 - 13,800; left 5,000, 因病致贫 leaves nothing to count
SELECT bill('X', 3, 'zibo-2023', 'inpatient', '2023-10-10', 25000, 25000, 5000, 'dibao 15000.00 0.00 0.00 0.00 0.00 0.00 5000.00');
-- 3,000, and 1,200 are left; left 2,800 over 5,000: x 70 %
SELECT bill('X', 4, 'zibo-2023', 'inpatient', '2023-11-11', 6000, 6000, 2000, 'dibao 1200.00 0.00 1960.00 0.00 0.00 0.00 840.00');

---- 安康: 突发严重困难 until August, 低保 from September
INSERT INTO holder VALUES ('A', '{"categories": ["monitored_sudden", "dibao"], "recognised_on": ["2022-01-01", "2023-09-01"], "ended_on": ["2023-09-01", null]}');
SELECT bill('A', 1, 'ankang-2023', 'inpatient', '2023-02-01', 60000, 60000, 20000, 'monitored_sudden 22800.00 0.00 0.00 0.00 0.00 0.00 17200.00'); -- (40,000 - 2,000) x 60 %
SELECT bill('A', 2, 'ankang-2023', 'chronic', '2023-03-01', 40000, 40000, 10000, 'monitored_sudden 7200.00 0.00 0.00 0.00 0.00 0.00 22800.00'); -- 18,000 of 30,000 - 22,800
SELECT bill('A', 3, 'ankang-2023', 'inpatient', '2023-04-01', 15000, 15000, 5000, 'not_covered referral_non_compliant 10000.00', '{"place": "elsewhere"}');
SELECT bill('A', 4, 'ankang-2023', '9901', '2023-04-02', 15000, 15000, 5000, 'refused unknown_word');
-- 70,000 + 30,000 = 100,000 含本数: 50,000 - 30,000; both are held in the stay: 21,000 + 10,800 and 18,000 + 10,800, each 20,000, and 低保 stands first
SELECT bill('A', 5, 'ankang-2023', 'inpatient', '2023-09-10', 45000, 45000, 15000, 'dibao 20000.00 0.00 0.00 0.00 0.00 0.00 10000.00', '{"admitted_on": "2023-08-25"}');
-- the limit is used up; approved: 17,200 + 22,800 + 10,000 + 6,000 - 20,000, x 50 % = 18,000, of which 12,000 for earlier claims
SELECT bill('A', 6, 'ankang-2023', 'chronic', '2023-10-01', 8000, 8000, 2000, 'dibao 0.00 0.00 18000.00 0.00 0.00 12000.00 0.00', '{"tilt_approved": true}');
INSERT INTO holder VALUES ('B', '{"categories": ["dibao_margin"]}');
SELECT bill('B', 1, 'ankang-2023', 'inpatient', '2023-02-01', 80000, 80000, 20000, 'dibao_margin 30000.00 0.00 0.00 0.00 0.00 0.00 30000.00'); -- 58,000 x 60 % = 34,800
SELECT bill('B', 2, 'ankang-2023', 'inpatient', '2023-02-02', 10, 20, 0, 'refused amounts_contradict');
SELECT bill('B', 3, 'ankang-2023', 'chronic', '2023-03-01', 39999.99, 39999.99, 0, 'nothing_due cap_exhausted 39999.99'); -- 99,999.99: 23,999.99 due
-- 100,000.00: 0.01 + 4,800 + 23,999.99, of 50,000 - 30,000; all but the fen for earlier claims
SELECT bill('B', 4, 'ankang-2023', 'chronic', '2023-04-01', 0.01, 0.01, 0, 'dibao_margin 20000.00 0.00 0.00 0.00 0.00 19999.99 0.00');
SELECT bill('B', 5, 'ankang-2023', 'chronic', '2023-05-01', 1000, 1000, 0, 'nothing_due cap_exhausted 1000.00');

---- 垫江: 低保 until June, 优抚 all the year: 60 % to 300, from 80 years on in full to 400
INSERT INTO holder VALUES ('D', '{"categories": ["dibao", "veteran"], "ended_on": ["2023-07-01", null], "recognised_on": [null, null], "maintenance": false}');
SELECT bill('D', 1, 'dianjiang-2023', 'outpatient', '2023-02-01', 400.05, 400.05, 100, 'dibao 180.03 0.00 0.00 0.00 0.00 0.00 120.02', '{"age": 79}');
SELECT bill('D', 2, 'dianjiang-2023', 'outpatient', '2023-03-01', 500, 500, 200, 'dibao 219.97 0.00 0.00 0.00 0.00 0.00 80.03', '{"age": 80}'); -- 300 of 400 - 180.03; 优抚 119.97
SELECT bill('D', 3, 'dianjiang-2023', 'outpatient', '2023-07-15', 150, 150, 50, 'nothing_due cap_exhausted 100.00', '{"age": 80}'); -- 400 are more than 300
INSERT INTO holder VALUES ('E', '{"categories": ["dibao"]}');
SELECT bill('E', 1, 'dianjiang-2023', 'inpatient', '2023-04-01', 30000, 30000, 20000, 'dibao 5000.00 0.00 0.00 0.00 0.00 0.00 5000.00'); -- not over 30,000: 50 %
SELECT bill('E', 2, 'dianjiang-2023', 'inpatient', '2023-05-01', 30000.01, 30000.01, 20000.01, 'dibao 8000.00 0.00 0.00 0.00 0.00 0.00 2000.00'); -- large: 80 %, its own limit
SELECT bill('E', 3, 'dianjiang-2023', 'inpatient', '2023-05-02', 30000.01, 30000.01, 20000.01, 'dibao 1000.00 0.00 0.00 0.00 0.00 0.00 9000.00', '{"hospital_level": 1}'); -- 6,000 - 5,000
SELECT bill('E', 4, 'dianjiang-2023', 'chronic', '2023-06-01', 8000, 8000, 3000, 'dibao 4000.00 0.00 0.00 0.00 0.00 0.00 1000.00', '{"major_disease": true}');
SELECT bill('E', 5, 'dianjiang-2023', 'inpatient', '2023-06-02', 200000, 200000, 70000, 'dibao 96000.00 0.00 0.00 0.00 0.00 0.00 34000.00', '{"major_disease": true}'); -- 104,000 of 100,000 - 4,000

CREATE FUNCTION told(s medaid_settlement) RETURNS text LANGUAGE sql AS $$
	SELECT CASE (s).status WHEN 'paid' THEN concat_ws(' ', (s).category, (s).assistance, (s).top_up, (s).tilted, (s).off_catalog, (s).hospital_borne, (s).for_earlier, (s).patient_pays)
		ELSE concat_ws(' ', (s).status, (s).reason, (s).patient_pays) END $$;
CREATE TEMP TABLE by_group AS SELECT person, s, (s).claim_id FROM (
	SELECT b.person, unnest(medaid_try_settle_all(b.claim, p.policies)) AS s FROM bill AS b JOIN policy AS p USING (code) GROUP BY b.person, p.code) AS x;
SELECT is((SELECT string_agg(concat_ws(' ', b.person || b.n, told(g.s)), E'\n' ORDER BY b.person, b.n) FROM bill AS b LEFT JOIN by_group AS g ON g.claim_id = b.person || b.n),
	(SELECT string_agg(concat_ws(' ', b.person || b.n, b.wanted), E'\n' ORDER BY b.person, b.n) FROM bill AS b), 'by hand, as a group');
SELECT is((SELECT count(*) FROM bill), 57::bigint, '... all of them');
CREATE TEMP TABLE by_window AS SELECT person, n, medaid_try_settle_ytd(claim, policies) OVER (PARTITION BY person ORDER BY n) AS s FROM bill JOIN policy USING (code);
SELECT is((SELECT string_agg(w.person || w.n, ' ' ORDER BY w.person, w.n) FROM by_window AS w JOIN by_group AS g ON g.claim_id = w.person || w.n WHERE w.s IS DISTINCT FROM g.s), NULL, 'the window gives the same settlements');
-- at the counter, from what is stored
CREATE TEMP TABLE stored (person text, n integer, s medaid_settlement);
DO $$
DECLARE b record;
BEGIN
	FOR b IN SELECT person, n, claim, policies FROM bill JOIN policy USING (code) ORDER BY person, n LOOP
		INSERT INTO stored SELECT b.person, b.n, medaid_try_settle(b.claim, b.policies, (SELECT medaid_ytd(t.s) FROM stored AS t WHERE t.person = b.person));
	END LOOP;
END $$;
SELECT is((SELECT string_agg(w.person || w.n, ' ' ORDER BY w.person, w.n) FROM stored AS w JOIN by_group AS g ON g.claim_id = w.person || w.n WHERE w.s IS DISTINCT FROM g.s), NULL, 'claim by claim gives the same settlements');
-- total + excess + for earlier claims = payers + aid + hospital + patient
SELECT is((SELECT string_agg(g.claim_id, ' ') FROM by_group AS g JOIN bill AS b ON g.claim_id = b.person || b.n WHERE (g.s).status <> 'refused' AND (g.s).total + (g.s).excess + (g.s).for_earlier
	<> (g.s).basic_paid + (g.s).critical_illness_paid + (g.s).other_paid + (g.s).aid + (g.s).hospital_borne + (g.s).patient_pays), NULL, 'every yuan is accounted for');
SELECT * FROM finish();
ROLLBACK;
