-- A claim between two versions of a regulation: one answer, whatever other rules either has.
-- 花山县, made up: from 2024-01-01 低保 is paid 60 %, from 2024-06-01 70 %; the amended version reaches back within the calendar year
-- for whom it recognises, as 攀枝花 第十九条 does (按照认定类别和对应救助标准): its rules and its rate decide.
BEGIN;
SELECT plan(21);
INSERT INTO medaid_regulation (code, first_day, name, region) VALUES
	('huashan', '2024-01-01', '花山县医疗救助办法', '花山县'), ('huashan', '2024-06-01', '花山县医疗救助办法（修订）', '花山县');
INSERT INTO medaid_rule_payer (regulation, first_day, code, payers, article)
SELECT 'huashan', d, 'payers', '{basic,critical_illness}', '第三条' FROM unnest('{2024-01-01,2024-06-01}'::date[]) AS d;
-- the categories that rules name stand in another order in each version
INSERT INTO medaid_rule_benefit (regulation, first_day, code, precedence, services, category, deductible, rate, cap, pool, article) VALUES
	('huashan', '2024-01-01', 'tekun', 1, '{inpatient}', 'tekun', 0, 1, 'Infinity', 'huashan', '第四条'),
	('huashan', '2024-01-01', 'dibao', 2, '{inpatient}', 'dibao', 0, 0.6, 20000, 'huashan', '第四条'),
	('huashan', '2024-06-01', 'dibao', 1, '{inpatient}', 'dibao', 0, 0.7, 20000, 'huashan', '第四条'),
	('huashan', '2024-06-01', 'tekun', 2, '{inpatient}', 'tekun', 0, 1, 'Infinity', 'huashan', '第四条');

-- A stay of March of somebody recognised in July, 1,000 in scope of a bill of 2,000.
CREATE FUNCTION pg_temp.settled(categories text[] DEFAULT '{dibao}', recognised date DEFAULT '2024-07-10', ended date DEFAULT NULL, discharged date DEFAULT '2024-03-15') RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', s.status, s.reason, s.category, s.benefit_year, s.first_day, s.rate, s.aid, s.hospital_borne)
	FROM medaid_settle(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => discharged, categories => categories, recognised_on => array_fill(recognised, ARRAY[cardinality(categories)]),
		ended_on => array_fill(ended, ARRAY[cardinality(categories)]), total => 2000, in_scope => 1000, out_of_catalog => 1000, charge_class => 3, critical_illness_paid => 0), medaid_policies('huashan', '2024-01-01', '2025-12-31')) AS s $$;

SELECT is(pg_temp.settled(), 'not_covered not_yet_recognised 2024 2024-01-01 0.00 0.00', 'neither version reaches back');
INSERT INTO medaid_rule_identity (regulation, first_day, code, rule, categories, article) VALUES ('huashan', '2024-06-01', 'retroactive', 'same_year', '{dibao}', '第九条');
SELECT is(pg_temp.settled(), 'paid dibao 2024 2024-06-01 0.70 700.00 0.00', 'recognised under the amended version, which reaches back: 1,000 x 70 %');
SELECT is(pg_temp.settled(recognised => '2024-05-10'), 'not_covered not_yet_recognised 2024 2024-01-01 0.00 0.00', 'recognised under the first, which does not');
SELECT is(pg_temp.settled(recognised => '2025-01-10'), 'not_covered not_yet_recognised 2024 2024-01-01 0.00 0.00', 'recognised the next year');
SELECT is(pg_temp.settled('{tekun}'), 'not_covered not_yet_recognised 2024 2024-01-01 0.00 0.00', 'a category that the rule does not name');
SELECT is(pg_temp.settled(ended => '2024-07-10'), 'not_covered not_yet_recognised 2024 2024-01-01 0.00 0.00', 'never held');

-- The same after rules that do not concern the claim.
INSERT INTO medaid_rule_identity (regulation, first_day, code, rule, services, article) VALUES ('huashan', '2024-01-01', 'stay', 'stay_overlap', '{special_drug}', '第八条');
SELECT is(pg_temp.settled(), 'paid dibao 2024 2024-06-01 0.70 700.00 0.00', 'a rule for special drugs changes nothing');
SELECT is(pg_temp.settled(recognised => '2024-05-10'), 'not_covered not_yet_recognised 2024 2024-01-01 0.00 0.00', '... nor of those recognised under the first');
INSERT INTO medaid_rule_tilt (regulation, first_day, code, services, categories, threshold, rate, cap, pool, article) VALUES
	('huashan', '2024-01-01', 'tilt', '{chronic}', '{monitored,orphan,tekun}', 0, 0.5, 1000, 'huashan-tilted', '第七条');
SELECT is(pg_temp.settled(), 'paid dibao 2024 2024-06-01 0.70 700.00 0.00', 'rules that name other categories change nothing');
-- not held by an empty period, whether or not a version has rules on identities
DELETE FROM medaid_rule_identity WHERE (regulation, first_day) = ('huashan', '2024-01-01');
SELECT is(pg_temp.settled(recognised => '2024-03-15', ended => '2024-03-15'), 'not_covered identity_ended 2024 2024-01-01 0.00 0.00', 'recognised and ended on the day of discharge');

-- Cost outside the catalogue by the rules of the day of discharge: 15 % of 2,000 = 300, the hospital bears 700.
INSERT INTO medaid_rule_off_catalog (regulation, first_day, code, services, categories, control_class_1, control_class_2, control_class_3, aid_categories, aid_rate, article) VALUES
	('huashan', '2024-01-01', 'off-catalog', '{inpatient}', '{dibao}', 0.3, 0.2, 0.15, '{dibao}', 0.5, '第十条');
-- aid: 700 and (1,000 - 700) x 50 %
SELECT is(pg_temp.settled(), 'paid dibao 2024 2024-06-01 0.70 850.00 700.00', 'outside the catalogue: the category that reaches back is the same category there');
UPDATE medaid_rule_off_catalog SET categories = '{tekun}', aid_categories = '{tekun}' WHERE regulation = 'huashan';
SELECT is(pg_temp.settled(), 'paid dibao 2024 2024-06-01 0.70 700.00 0.00', '... and no other');
DELETE FROM medaid_rule_off_catalog WHERE regulation = 'huashan';

-- 淄博 (七): an application reaches back by the version of its own day.
DELETE FROM medaid_rule_identity WHERE regulation = 'huashan';
INSERT INTO medaid_rule_identity (regulation, first_day, code, rule, categories, months, article) VALUES ('huashan', '2024-06-01', 'application', 'application', '{dibao}', 12, '第九条');
SELECT is(pg_temp.settled(), 'paid dibao 2024 2024-06-01 0.70 700.00 0.00', 'an application under the amended version');
SELECT is(pg_temp.settled(recognised => '2025-02-10'), 'paid dibao 2025 2024-06-01 0.70 700.00 0.00', 'from the next year: its limits');
SELECT is(pg_temp.settled(recognised => '2025-04-10'), 'not_covered not_yet_recognised 2024 2024-01-01 0.00 0.00', 'a month too late');
SELECT is(pg_temp.settled(recognised => '2024-05-10'), 'not_covered not_yet_recognised 2024 2024-01-01 0.00 0.00', 'an application under the first, which reaches nowhere');
SELECT is(pg_temp.settled(recognised => '2024-02-10'), 'paid dibao 2024 2024-01-01 0.60 600.00 0.00', 'held on the day, under the first: 60 %');
SELECT is(pg_temp.settled(recognised => NULL), 'paid dibao 2024 2024-01-01 0.60 600.00 0.00', 'held for long, under the first');
INSERT INTO medaid_rule_identity (regulation, first_day, code, rule, services, article) VALUES ('huashan', '2024-01-01', 'stay', 'stay_overlap', '{special_drug}', '第八条');
SELECT is(pg_temp.settled(), 'paid dibao 2024 2024-06-01 0.70 700.00 0.00', 'a rule for special drugs changes nothing');
-- only in the first version: whoever is recognised after it applies under the second
UPDATE medaid_rule_identity SET first_day = '2024-01-01' WHERE (regulation, code) = ('huashan', 'application');
SELECT is(pg_temp.settled(), 'not_covered not_yet_recognised 2024 2024-01-01 0.00 0.00', 'the amended version reaches nowhere');
SELECT is(pg_temp.settled(recognised => '2024-05-10'), 'paid dibao 2024 2024-01-01 0.60 600.00 0.00', 'the first reaches back for its own');

SELECT * FROM finish();
ROLLBACK;
