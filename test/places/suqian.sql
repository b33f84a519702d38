-- 宿迁, by INSERTs only, from what 宿迁市医疗保障局 answers (2024-06-07, 我市重特大疾病救助标准有哪些): it has no numbers of articles,
-- and neither document nor first day nor channel; 2024-01-01 and direct are assumed.  Of 其他特殊困难人员 nobody is named.
-- Every amount is worked by hand.
BEGIN;
SET LOCAL client_min_messages = warning;
SELECT plan(26);

INSERT INTO medaid_regulation (code, first_day, name, region, status, article)
VALUES ('suqian-2024', '2024-01-01', '宿迁市医疗救助', '江苏省宿迁市', 'in_force', '答复');

-- Categories of the city's own, and whose rules they and others share here.
INSERT INTO medaid_category_name (name, category, rank, label)
VALUES ('child_in_difficulty', 'child_in_difficulty', 41, '困境儿童中的其他儿童'), ('困境儿童', 'child_in_difficulty', 41, NULL),
       ('retrenched_1960s', 'retrenched_1960s', 42, '20世纪60年代精减退职职工'), ('精减退职职工', 'retrenched_1960s', 42, NULL),
       ('hardship_worker', 'hardship_worker', 43, '特困职工'), ('特困职工', 'hardship_worker', 43, NULL),
       ('temporary_relief', 'temporary_relief', 115, '临时医疗救助对象中的大重病患者'), ('临时医疗救助对象', 'temporary_relief', 115, NULL);
INSERT INTO medaid_rule_category (regulation, first_day, category, treated_as, label, channel, article)
SELECT 'suqian-2024', '2024-01-01', category, treated_as, label, 'direct', article
FROM (VALUES ('tekun', NULL, NULL, '(一)'), ('orphan', 'tekun', NULL, '(一)'), ('unsupported_child', 'tekun', NULL, '(一)'),
             ('dibao', NULL, NULL, '(二)'), ('child_in_difficulty', 'dibao', NULL, '(二)'), ('veteran', 'dibao', '享受国家抚恤补助的优抚对象', '(二)'),
             ('retrenched_1960s', 'dibao', NULL, '(二)'), ('hardship_worker', 'dibao', NULL, '(二)'),
             ('dibao_margin', NULL, NULL, '(三)'), ('medical_poverty', 'dibao_margin', '支出型困难家庭中的大重病患者', '(三)'),
             ('temporary_relief', 'dibao_margin', NULL, '(三)'), ('severe_disability', NULL, '参加居民医保的二级以上重度残疾人', '(三)')) AS c (category, treated_as, label, article);
INSERT INTO medaid_rule_payer (regulation, first_day, code, payers, article)
VALUES ('suqian-2024', '2024-01-01', 'payers', '{basic,critical_illness}', '答复');
INSERT INTO medaid_rule_gate (regulation, first_day, code, test, article)
VALUES ('suqian-2024', '2024-01-01', 'designated', 'designated', '答复');

-- One deductible and one limit of the year for outpatient care and stays; in the 100,000, 10,000 for 普通门诊 and 90,000 for the rest.
INSERT INTO medaid_rule_benefit (regulation, first_day, code, precedence, services, category, insurance, deductible, rate, cap, pool, article)
VALUES ('suqian-2024', '2024-01-01', 'aid-tekun', 10, '{outpatient,chronic,inpatient}', 'tekun', NULL, 0, 1, 100000, 'suqian-main', '(一)'),
       ('suqian-2024', '2024-01-01', 'aid-dibao', 20, '{outpatient,chronic,inpatient}', 'dibao', NULL, 0, 0.8, 100000, 'suqian-main', '(二)'),
       ('suqian-2024', '2024-01-01', 'aid-dibao_margin', 30, '{outpatient,chronic,inpatient}', 'dibao_margin', NULL, 3000, 0.7, 100000, 'suqian-main', '(三)'),
       ('suqian-2024', '2024-01-01', 'aid-severe_disability', 40, '{outpatient,chronic,inpatient}', 'severe_disability', 'resident', 3000, 0.7, 100000, 'suqian-main', '(三)');
INSERT INTO medaid_rule_limit (regulation, first_day, code, label, services, per, cap, pool, article)
VALUES ('suqian-2024', '2024-01-01', 'outpatient', '普通门诊救助限额', '{outpatient}', 'year', 10000, 'suqian-outpatient', '答复'),
       ('suqian-2024', '2024-01-01', 'stay', '门诊慢特病和住院共用年度救助限额', '{chronic,inpatient}', 'year', 90000, 'suqian-stay', '答复');

CREATE TEMP TABLE policy AS SELECT medaid_policies('suqian-2024', '2024-01-01', '2025-12-31') AS ps;
SELECT ok((SELECT NOT (medaid_policy_validate(ps[1]) IS NULL) FROM policy), 'it can be settled with');
SELECT is((SELECT count(*) FROM medaid_rule_orphans('suqian-2024')), 0::bigint, 'no row belongs to nothing');

-- a person's bills, all in scope, paid by nobody before: reason, aid and what is left to the patient
CREATE TEMP TABLE bill (person text, id text, category text, service text, day date, burden numeric, aid numeric, patient numeric, reason text, insurance text DEFAULT 'resident');
INSERT INTO bill VALUES
	('A', 'a1', 'tekun', 'inpatient', '2024-02-01', 20000, 20000, 0, NULL),                               -- (一) 100 %
	('B', 'b1', 'orphan', 'outpatient', '2024-02-01', 12000, 10000, 2000, NULL),                          -- 普通门诊 10,000
	('B', 'b2', 'orphan', 'outpatient', '2024-02-02', 1, 0, 1, 'cap_exhausted'),
	('B', 'b3', 'orphan', 'chronic', '2024-02-03', 100, 100, 0, NULL),                                    -- the other limit is whole
	('C', 'c1', 'dibao', 'inpatient', '2024-02-01', 100000, 80000, 20000, NULL),                          -- (二) 80 %
	('C', 'c2', 'dibao', 'chronic', '2024-03-01', 20000, 10000, 10000, NULL),                             -- 16,000; 90,000 - 80,000
	('C', 'c3', 'dibao', 'inpatient', '2024-04-01', 100, 0, 100, 'cap_exhausted'),
	('C', 'c4', 'dibao', 'outpatient', '2024-05-01', 12500.01, 10000, 2500.01, NULL),                     -- 10,000.008, 10,000.01; 10,000
	('C', 'c5', 'dibao', 'inpatient', '2025-01-01', 100, 80, 20, NULL),                                   -- another year
	('D', 'd1', 'dibao_margin', 'outpatient', '2024-02-01', 2000, 0, 2000, 'below_deductible'),           -- (三) 3,000 a year, of all services
	('D', 'd2', 'dibao_margin', 'inpatient', '2024-03-01', 6000, 3500, 2500, NULL),                       -- (6,000 - 1,000) x 70 %
	('D', 'd3', 'dibao_margin', 'chronic', '2024-04-01', 0.05, 0.04, 0.01, NULL),                         -- 0.035
	('E', 'e1', 'medical_poverty', 'inpatient', '2024-02-01', 131571.43, 90000, 41571.43, NULL),          -- 128,571.43 x 70 % = 90,000.001
	('F', 'f1', 'severe_disability', 'inpatient', '2024-02-01', 5000, 1400, 3600, NULL),                  -- 2,000 x 70 %
	('H', 'h1', '困境儿童', 'outpatient', '2024-02-01', 99.99, 79.99, 20.00, NULL),                       -- 79.992
	('I', 'i1', 'veteran', 'chronic', '2024-02-01', 1000, 800, 200, NULL),
	('J', 'j1', '临时医疗救助对象', 'inpatient', '2024-02-01', 3000.01, 0.01, 3000.00, NULL),             -- 0.007
	('K', 'k1', 'tekun', 'special_drug', '2024-02-01', 1000, 0, 1000, 'service_not_covered'),             -- not named
	('L', 'l1', 'monitored', 'inpatient', '2024-02-01', 1000, 0, 1000, 'category_not_eligible');          -- not named
INSERT INTO bill VALUES ('G', 'g1', 'severe_disability', 'inpatient', '2024-02-01', 5000, 0, 5000, 'service_not_covered', 'employee'); -- 参加居民医保的

SELECT is(concat_ws(' ', (x.s).aid, (x.s).patient_pays, (x.s).reason), concat_ws(' ', b.aid::numeric(12,2), b.patient::numeric(12,2), b.reason), concat_ws(' ', b.id, b.category, b.service, b.burden))
FROM (
	SELECT person, unnest(medaid_settle_all(medaid_claim(claim_id => id, service => service, discharged_on => day, categories => ARRAY[medaid_category(category)], insurance => insurance,
		total => burden, in_scope => burden, basic_paid => 0, critical_illness_paid => 0), (SELECT ps FROM policy))) AS s
	FROM bill GROUP BY person
) AS x JOIN bill AS b ON b.id = (x.s).claim_id
ORDER BY b.id;

-- 50,000, 45,000 in scope, 30,000 and 5,000 paid: 10,000 x 80 %; of two identities the better one
SELECT is(concat_ws(' ', s.category, s.burden, s.aid, s.patient_pays), 'dibao 10000.00 8000.00 7000.00', 'after insurance, as the better of two')
FROM policy, medaid_settle(medaid_claim(service => 'inpatient', discharged_on => '2024-06-01', categories => '{dibao_margin,dibao}', total => 50000, in_scope => 45000,
	basic_paid => 30000, critical_illness_paid => 5000), ps) AS s;
-- 含生育医疗费用: the national code of a birth (52) is a stay here
SELECT is(medaid_service('52'), 'none', 'elsewhere a birth is not assisted');
INSERT INTO medaid_service_name (name, service, region) VALUES ('52', 'inpatient', '321300');
CREATE TEMP TABLE setl_d AS SELECT '1'::text AS setl_id, 'p'::text AS psn_no, '52'::text AS med_type, date '2024-06-01' AS enddate, 1000.00 AS medfee_sumamt, 900.00 AS inscp_amt;
SELECT length(medaid_platform_view('pg_temp.birth', 'setl_d', NULL, NULL, '{"region": "321300"}')) > 0 AS made \gset
SELECT is((SELECT (claim).service FROM pg_temp.birth), 'inpatient', 'and here it is a stay');
-- the limit of the year has its article
SELECT is((SELECT string_agg(concat_ws(' ', label, article, amount), ' | ' ORDER BY step) FROM policy, medaid_explain(medaid_claim(service => 'outpatient', discharged_on => '2024-06-01', categories => '{dibao}',
	total => 20000, in_scope => 20000, basic_paid => 0, critical_illness_paid => 0), ps) WHERE item = 'limit'),
	'普通门诊救助限额(outpatient) 答复 10000.00', 'the limit that cuts is told');

SELECT * FROM finish();
ROLLBACK;
