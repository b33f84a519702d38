-- 淄博市 关于健全重特大疾病医疗保险和救助制度实施方案, 淄政办发〔2022〕11号, in force 2023-01-01.

INSERT INTO @extschema@.medaid_regulation (code, first_day, last_day, name, region, document, status, transition_until, article, shipped) VALUES
	('zibo-2023', '2023-01-01', NULL, '淄博市关于健全重特大疾病医疗保险和救助制度实施方案',
	 '山东省淄博市', '淄政办发〔2022〕11号', 'in_force', NULL, '末段', true);

INSERT INTO @extschema@.medaid_rule_category (regulation, first_day, category, channel, article, shipped) VALUES
	('zibo-2023', '2023-01-01', 'tekun', 'direct', '(一)', true),
	('zibo-2023', '2023-01-01', 'dibao', 'direct', '(一)', true),
	('zibo-2023', '2023-01-01', 'poverty_returned', 'direct', '(一)', true),
	('zibo-2023', '2023-01-01', 'dibao_margin', 'direct', '(一)', true),
	('zibo-2023', '2023-01-01', 'monitored', 'direct', '(一)', true),
	('zibo-2023', '2023-01-01', 'medical_poverty', 'application', '(七)', true);

INSERT INTO @extschema@.medaid_rule_payer (regulation, first_day, code, services, payers, article, shipped) VALUES
	('zibo-2023', '2023-01-01', 'payers', NULL, '{basic,critical_illness,supplementary}', '(五)', true);

INSERT INTO @extschema@.medaid_rule_gate (regulation, first_day, code, test, article, shipped) VALUES
	('zibo-2023', '2023-01-01', 'designated', 'designated', '(五)', true);

INSERT INTO @extschema@.medaid_rule_identity (regulation, first_day, code, rule, categories, months, article, shipped) VALUES
	('zibo-2023', '2023-01-01', 'application', 'application', '{medical_poverty}', 12, '(七)', true),
	-- 一个年度内不得重复申请
	('zibo-2023', '2023-01-01', 'once-a-year', 'once_a_year', '{medical_poverty}', NULL, '(七)', true);

-- What a refusal rests on; 因病致贫: identity rule application.
INSERT INTO @extschema@.medaid_rule_refusal (regulation, first_day, code, reasons, article, shipped) VALUES
	('zibo-2023', '2023-01-01', 'persons', '{no_category,category_not_eligible,identity_ended,not_yet_recognised}', '(一)', true),
	('zibo-2023', '2023-01-01', 'costs', '{service_not_covered}', '(五)', true),
	('zibo-2023', '2023-01-01', 'within-bill', '{already_paid}', '(五)', true);

-- 住院 and 门诊慢特病 share the yearly limit; special drugs are settled as chronic (五).
INSERT INTO @extschema@.medaid_rule_benefit (regulation, first_day, code, precedence, label, services, category, deductible,
	deductible_area, deductible_indicator, deductible_share, rate, cap, pool, article, shipped)
SELECT 'zibo-2023', '2023-01-01', s.service || '-' || c.category, s.precedence + c.precedence, s.label, ARRAY[s.service], c.category,
	c.deductible,
	CASE WHEN c.deductible IS NULL THEN '淄博市' END, CASE WHEN c.deductible IS NULL THEN 'income' END,
	CASE WHEN c.deductible IS NULL THEN 0.25 END,
	c.rate, c.cap, 'zibo-main', c.article, true
FROM (VALUES ('inpatient', 100, '住院救助'), ('chronic', 200, '门诊慢特病救助'), ('special_drug', 300, '门诊特药救助')) AS s (service, precedence, label),
	(VALUES
		('tekun', 1, 0, 0.75, 30000, '(六)'),
		('dibao', 2, 0, 0.75, 30000, '(六)'),
		('poverty_returned', 3, 0, 0.75, 30000, '(六)'),
		('dibao_margin', 4, 3000, 0.5, 20000, '(六)'),
		('monitored', 5, 3000, 0.5, 20000, '(六)'),
		('medical_poverty', 6, NULL, 0.6, 20000, '(七)')) AS c (category, precedence, deductible, rate, cap, article);

INSERT INTO @extschema@.medaid_rule_tilt (regulation, first_day, code, precedence, label, services, categories, threshold, rate, cap, pool, article, shipped) VALUES
	('zibo-2023', '2023-01-01', 'tilt-low', 10, '再救助', '{inpatient,chronic,special_drug}',
	 '{tekun,dibao,poverty_returned}', 5000, 0.7, 20000, 'zibo-tilted', '(六)', true),
	('zibo-2023', '2023-01-01', 'tilt-margin', 20, '再救助', '{inpatient,chronic,special_drug}',
	 '{dibao_margin,monitored}', 10000, 0.7, 20000, 'zibo-tilted', '(六)', true);

-- 大病保险: the text gives the rates of the tilted, 65/70/75/80 %, five points
-- above the base; deductible and cap are not in it.
INSERT INTO @extschema@.medaid_rule_critical_illness (regulation, first_day, code, label, services, deductible, cap, pool, article, shipped) VALUES
	('zibo-2023', '2023-01-01', 'critical-illness', '大病保险', '{inpatient,chronic}', NULL, NULL, 'zibo-critical-illness', '(四)', true),
	('zibo-2023', '2023-01-01', 'critical-illness-drug', '大病保险特药', '{special_drug}', NULL, NULL, 'zibo-critical-illness-drug', '(四)', true);
INSERT INTO @extschema@.medaid_rule_critical_illness_band (regulation, first_day, code, schedule, cost_from, rate, article, shipped) VALUES
	('zibo-2023', '2023-01-01', 'critical-illness-1', 'critical-illness', 0, 0.60, '(四)', true),
	('zibo-2023', '2023-01-01', 'critical-illness-2', 'critical-illness', 100000, 0.65, '(四)', true),
	('zibo-2023', '2023-01-01', 'critical-illness-3', 'critical-illness', 200000, 0.70, '(四)', true),
	('zibo-2023', '2023-01-01', 'critical-illness-4', 'critical-illness', 300000, 0.75, '(四)', true),
	('zibo-2023', '2023-01-01', 'critical-illness-drug-1', 'critical-illness-drug', 0, NULL, '(四)', true);
-- For special drugs the text takes the deductible away, and nothing more.
INSERT INTO @extschema@.medaid_rule_critical_illness_tilt (regulation, first_day, code, schedule, categories, deductible_share, rate_added, no_cap, article, shipped) VALUES
	('zibo-2023', '2023-01-01', 'critical-illness-tilt', 'critical-illness', '{tekun,dibao,poverty_returned}', 0.5, 0.05, true, '(四)', true),
	('zibo-2023', '2023-01-01', 'critical-illness-drug-tilt', 'critical-illness-drug', '{tekun,dibao,poverty_returned}', 0, 0, false, '(四)', true);

-- 上述三类困难群体, 差额部分由政府兜底; 低保边缘家庭成员 carry theirs.
INSERT INTO @extschema@.medaid_rule_premium (regulation, first_day, code, label, category, rate, government_rest, standard_area, article, shipped)
SELECT 'zibo-2023', '2023-01-01', 'premium-' || p.category, '参保资助', p.category, p.rate, p.government_rest, '淄博市', '(二)', true
FROM (VALUES ('tekun', 1.0, false), ('dibao', 0.8, true), ('monitored', 0.3, true), ('poverty_returned', 0.3, true), ('dibao_margin', 0.3, false))
	AS p (category, rate, government_rest);

-- 普通参保人员: residents and employees whom no category of (一) names.
INSERT INTO @extschema@.medaid_rule_monitor (regulation, first_day, code, precedence, label, categories, except_categories, insurance, basis, line_area, line_indicator, line_share, informed, article, shipped) VALUES
	('zibo-2023', '2023-01-01', 'monitor-margin', 10, '低保边缘家庭成员和防止返贫监测帮扶对象', '{dibao_margin,monitored}', NULL, NULL,
	 'after_insurance', '山东省', 'income', 0.5, '{市民政局,市乡村振兴局,市医保局}', '(八)', true),
	('zibo-2023', '2023-01-01', 'monitor-ordinary', 20, '普通参保人员', NULL, '{tekun,dibao,poverty_returned,medical_poverty}', 'resident',
	 'after_insurance', '山东省', 'income', 1.5, '{市民政局,市乡村振兴局,市医保局}', '(八)', true),
	('zibo-2023', '2023-01-01', 'monitor-ordinary-employee', 30, '普通参保人员', NULL, '{tekun,dibao,poverty_returned,medical_poverty}', 'employee',
	 'after_insurance', '山东省', 'income', 1.5, '{市民政局,市乡村振兴局,市医保局}', '(八)', true);

INSERT INTO @extschema@.medaid_rule_deposit (regulation, first_day, code, categories, within, article, shipped) VALUES
	('zibo-2023', '2023-01-01', 'deposit', '{tekun,dibao,poverty_returned}', 'city', '(十三)', true);

-- 每月下发: the month's day is not in the text.
INSERT INTO @extschema@.medaid_rule_deadline (regulation, first_day, code, label, occasion, given_by, given_to, article, shipped) VALUES
	('zibo-2023', '2023-01-01', 'list-warning', '预警监测人员信息', 'month', '{省医保局}', '{市民政局,市乡村振兴局,市医保局}', '(八)', true);
