-- 攀枝花市健全重特大疾病医疗保险和救助制度实施细则, in force 2023-02-01 for five years (第三十三条).

INSERT INTO @extschema@.medaid_regulation (code, first_day, last_day, name, region, document, status, transition_until, article, shipped) VALUES
	('panzhihua-2023', '2023-02-01', '2028-01-31', '攀枝花市健全重特大疾病医疗保险和救助制度实施细则',
	 '四川省攀枝花市', NULL, 'in_force', NULL, '第三十三条', true);

INSERT INTO @extschema@.medaid_rule_category (regulation, first_day, category, channel, article, shipped)
SELECT 'panzhihua-2023', '2023-02-01', category, 'direct', '第四条, 第二十七条', true
FROM unnest('{tekun,orphan,dibao,dibao_margin,monitored,medical_poverty}'::text[]) AS category;

INSERT INTO @extschema@.medaid_rule_payer (regulation, first_day, code, services, payers, article, shipped) VALUES
	-- 等 takes supplementary insurance in; 第三十条 puts inclusive insurance before assistance
	('panzhihua-2023', '2023-02-01', 'payers', '{inpatient,chronic,special_drug}',
	 '{basic,critical_illness,supplementary,inclusive}', '第十二条, 第三十条', true),
	('panzhihua-2023', '2023-02-01', 'payers-outpatient', '{outpatient}', '{basic}', '第九条, 第十条', true);

INSERT INTO @extschema@.medaid_rule_gate (regulation, first_day, code, test, services, beyond, article, shipped) VALUES
	('panzhihua-2023', '2023-02-01', 'designated', 'designated', NULL, NULL, '第九条, 第十条, 第十二条', true),
	('panzhihua-2023', '2023-02-01', 'referral', 'referral', NULL, NULL, '第十七条', true),
	('panzhihua-2023', '2023-02-01', 'place', 'place', '{inpatient,chronic}', 'city', '第十二条, 第十七条', true);

INSERT INTO @extschema@.medaid_rule_identity (regulation, first_day, code, rule, article, shipped) VALUES
	('panzhihua-2023', '2023-02-01', 'retroactive', 'same_year', '第十九条', true);

-- What a refusal rests on; a late identity: identity rule retroactive.
INSERT INTO @extschema@.medaid_rule_refusal (regulation, first_day, code, reasons, article, shipped) VALUES
	('panzhihua-2023', '2023-02-01', 'persons', '{no_category,category_not_eligible}', '第四条', true),
	('panzhihua-2023', '2023-02-01', 'costs', '{service_not_covered}', '第九条, 第十条, 第十二条', true);
-- 避免过度保障: aid is for what 个人负担 is left of the bill.
INSERT INTO @extschema@.medaid_rule_refusal (regulation, first_day, code, reasons, services, article, shipped) VALUES
	('panzhihua-2023', '2023-02-01', 'within-bill', '{already_paid}', '{inpatient,chronic}', '第二条, 第十二条', true),
	('panzhihua-2023', '2023-02-01', 'within-bill-outpatient', '{already_paid}', '{outpatient}', '第二条, 第九条, 第十条', true);

INSERT INTO @extschema@.medaid_rule_benefit (regulation, first_day, code, precedence, label, services, category, deductible, rate, cap, pool, article, shipped) VALUES
	('panzhihua-2023', '2023-02-01', 'outpatient-tekun', 10, '普通门诊救助', '{outpatient}', 'tekun', 0, 1, 'Infinity', 'panzhihua-outpatient', '第九条', true),
	('panzhihua-2023', '2023-02-01', 'outpatient-orphan', 20, '普通门诊救助', '{outpatient}', 'orphan', 0, 1, 'Infinity', 'panzhihua-outpatient', '第九条', true),
	('panzhihua-2023', '2023-02-01', 'outpatient-dibao', 30, '普通门诊救助', '{outpatient}', 'dibao', 0, 0.7, 800, 'panzhihua-outpatient', '第十条', true);

-- 住院 and 门诊慢特病 share deductible and limit (第十一条).
INSERT INTO @extschema@.medaid_rule_benefit (regulation, first_day, code, precedence, label, services, category, deductible,
	deductible_area, deductible_indicator, deductible_share, rate, cap, pool, article, shipped)
SELECT 'panzhihua-2023', '2023-02-01', s.service || '-' || c.category, s.precedence + c.precedence, s.label, ARRAY[s.service], c.category,
	CASE WHEN c.share IS NULL THEN 0 END,
	CASE WHEN c.share IS NOT NULL THEN '攀枝花市' END, CASE WHEN c.share IS NOT NULL THEN 'income' END, c.share,
	c.rate, c.cap, 'panzhihua-main', '第十二条', true
FROM (VALUES ('inpatient', 100, '住院救助'), ('chronic', 200, '门诊慢特病救助')) AS s (service, precedence, label),
	(VALUES
		('tekun', 1, NULL, 1.0, 'Infinity'::numeric),
		('orphan', 2, NULL, 1.0, 'Infinity'),
		('dibao', 3, NULL, 0.7, 70000),
		('monitored', 4, 0.05, 0.65, 70000),
		('dibao_margin', 5, 0.10, 0.5, 70000),
		('medical_poverty', 6, 0.25, 0.5, 70000)) AS c (category, precedence, share, rate, cap);

INSERT INTO @extschema@.medaid_rule_tilt (regulation, first_day, code, label, services, categories, within, compliant_referral,
	threshold_area, threshold_indicator, threshold_share, rate, cap, pool, article, shipped) VALUES
	('panzhihua-2023', '2023-02-01', 'tilt', '倾斜救助', '{inpatient,chronic}',
	 '{tekun,orphan,dibao,dibao_margin,monitored,medical_poverty}', 'province', true,
	 '攀枝花市', 'monitor_income', 1, 0.5, 20000, 'panzhihua-tilted', '第十三条', true);

-- 大病保险: deductible, rates and cap are not in the text; the tilt is.
INSERT INTO @extschema@.medaid_rule_critical_illness (regulation, first_day, code, label, services, insurance, deductible, cap, pool, article, shipped) VALUES
	('panzhihua-2023', '2023-02-01', 'critical-illness', '大病保险', '{inpatient,chronic,special_drug}', 'resident', NULL, NULL, 'panzhihua-critical-illness', '第八条', true),
	('panzhihua-2023', '2023-02-01', 'critical-illness-employee', '职工大额医疗补助', '{inpatient,chronic,special_drug}', 'employee', NULL, NULL, 'panzhihua-critical-illness-employee', '第八条', true);
INSERT INTO @extschema@.medaid_rule_critical_illness_band (regulation, first_day, code, schedule, cost_from, rate, article, shipped) VALUES
	('panzhihua-2023', '2023-02-01', 'critical-illness-1', 'critical-illness', 0, NULL, '第八条', true),
	('panzhihua-2023', '2023-02-01', 'critical-illness-employee-1', 'critical-illness-employee', 0, NULL, '第八条', true);
INSERT INTO @extschema@.medaid_rule_critical_illness_tilt (regulation, first_day, code, schedule, categories, insurance, deductible_share, rate_added, no_cap, in_transition, article, shipped) VALUES
	('panzhihua-2023', '2023-02-01', 'critical-illness-tilt', NULL, '{tekun,orphan,dibao}', NULL, 0.5, 0.05, false, false, '第八条', true);

INSERT INTO @extschema@.medaid_rule_premium (regulation, first_day, code, label, category, rate, standard_area, article, shipped)
SELECT 'panzhihua-2023', '2023-02-01', 'premium-' || category, '资助参保', category, rate, '攀枝花市', '第六条', true
FROM (VALUES ('tekun', 1.0), ('orphan', 1.0), ('dibao', 0.75), ('monitored', 0.75)) AS p (category, rate);

-- 基本医保参保对象: residents and employees, not who is insured nowhere.
INSERT INTO @extschema@.medaid_rule_monitor (regulation, first_day, code, precedence, label, insurance, basis, line_area, line_indicator, line_share, informed, article, shipped) VALUES
	('panzhihua-2023', '2023-02-01', 'monitor', 10, '基本医保参保对象', 'resident', 'patient_pays', '攀枝花市', 'income', 0.5, '{民政部门,乡村振兴部门}', '第十八条', true),
	('panzhihua-2023', '2023-02-01', 'monitor-employee', 20, '基本医保参保对象', 'employee', 'patient_pays', '攀枝花市', 'income', 0.5, '{民政部门,乡村振兴部门}', '第十八条', true);

INSERT INTO @extschema@.medaid_rule_deposit (regulation, first_day, code, categories, within, article, shipped) VALUES
	('panzhihua-2023', '2023-02-01', 'deposit', '{tekun,orphan,dibao}', 'city', '第十六条', true);
