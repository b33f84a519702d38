-- 安康市健全重特大疾病医疗保险和救助制度实施办法, 安政办发〔2023〕2号, in force 2023-01-04.

INSERT INTO @extschema@.medaid_regulation (code, first_day, last_day, name, region, document, status, transition_until, article, shipped) VALUES
	-- 过渡期 (四(一)): its end is assumed, the national five years from 2021; not in the text
	('ankang-2023', '2023-01-04', NULL, '安康市健全重特大疾病医疗保险和救助制度实施办法',
	 '陕西省安康市', '安政办发〔2023〕2号', 'in_force', '2026-01-01', '末段', true);

INSERT INTO @extschema@.medaid_rule_category (regulation, first_day, category, label, channel, article, shipped) VALUES
	('ankang-2023', '2023-01-04', 'tekun', '一类: 特困人员', 'direct', '二(一), 五(一)', true),
	('ankang-2023', '2023-01-04', 'orphan', '一类: 孤儿', 'direct', '二(一), 五(一)', true),
	('ankang-2023', '2023-01-04', 'unsupported_child', '一类: 事实无人抚养儿童', 'direct', '二(一), 五(一)', true),
	('ankang-2023', '2023-01-04', 'dibao', '二类: 低保对象', 'direct', '二(一), 五(一)', true),
	('ankang-2023', '2023-01-04', 'dibao_margin', '二类: 低保边缘家庭成员', 'direct', '二(一), 五(一)', true),
	('ankang-2023', '2023-01-04', 'monitored', '二类: 农村易返贫致贫人口', 'direct', '二(一), 五(一)', true),
	-- 农村易返贫致贫人口（脱贫不稳定户、边缘易致贫户、突发严重困难户）
	('ankang-2023', '2023-01-04', 'monitored_unstable', '二类: 脱贫不稳定户', 'direct', '二(一), 五(一)', true),
	('ankang-2023', '2023-01-04', 'monitored_marginal', '二类: 边缘易致贫户', 'direct', '二(一), 五(一)', true),
	('ankang-2023', '2023-01-04', 'monitored_sudden', '二类: 突发严重困难户', 'direct', '二(一), 五(一)', true),
	('ankang-2023', '2023-01-04', 'medical_poverty', '三类救助对象', 'application', '二(一), 五(一)', true);

INSERT INTO @extschema@.medaid_rule_payer (regulation, first_day, code, services, payers, article, shipped) VALUES
	('ankang-2023', '2023-01-04', 'payers', NULL, '{basic,critical_illness}', '三(四), 四(一)', true);

INSERT INTO @extschema@.medaid_rule_gate (regulation, first_day, code, test, article, shipped) VALUES
	('ankang-2023', '2023-01-04', 'designated', 'designated', '三(一)', true),
	('ankang-2023', '2023-01-04', 'referral', 'referral', '六(二)', true);

INSERT INTO @extschema@.medaid_rule_identity (regulation, first_day, code, rule, services, categories, article, shipped) VALUES
	('ankang-2023', '2023-01-04', 'stay', 'stay_overlap', '{inpatient}', NULL, '五(二)', true),
	('ankang-2023', '2023-01-04', 'once', 'per_claim', NULL, '{medical_poverty}', '二(二)', true);

-- What a refusal rests on; an identity gained or lost during a stay: identity rule stay.
INSERT INTO @extschema@.medaid_rule_refusal (regulation, first_day, code, reasons, article, shipped) VALUES
	('ankang-2023', '2023-01-04', 'persons', '{no_category,category_not_eligible}', '二(一)', true),
	('ankang-2023', '2023-01-04', 'identity', '{identity_ended,not_yet_recognised}', '二(一), 二(二)', true),
	('ankang-2023', '2023-01-04', 'costs', '{service_not_covered}', '三(一)', true),
	('ankang-2023', '2023-01-04', 'within-bill', '{already_paid}', '一, 三(四)', true);

-- From 100,000 of the year's burden on the limit is 50,000, but for 一类 (三(四));
-- both are the year's, so that earlier claims are caught up.
INSERT INTO @extschema@.medaid_rule_benefit (regulation, first_day, code, precedence, label, services, category, deductible, rate, cap, cap_from_burden, cap_above, catch_up, pool, article, shipped)
SELECT 'ankang-2023', '2023-01-04', s.service || '-' || c.category, s.precedence + c.precedence, s.label, ARRAY[s.service], c.category,
	-- 各类救助对象门诊费用不设起付线
	CASE WHEN s.service = 'inpatient' THEN c.deductible ELSE 0 END,
	c.rate, c.cap,
	CASE WHEN c.cap < 'Infinity' THEN 100000 END, CASE WHEN c.cap < 'Infinity' THEN 50000 END, c.cap < 'Infinity',
	'ankang-main', '三(三), 三(四)', true
FROM (VALUES ('inpatient', 100, '住院救助'), ('chronic', 200, '门诊救助'), ('special_drug', 300, '门诊救助')) AS s (service, precedence, label),
	(VALUES
		('tekun', 1, 0, 1.0, 'Infinity'::numeric),
		('orphan', 2, 0, 1.0, 'Infinity'),
		('unsupported_child', 3, 0, 1.0, 'Infinity'),
		('dibao', 4, 0, 0.7, 40000),
		('dibao_margin', 5, 2000, 0.6, 30000),
		('monitored', 6, 2000, 0.6, 30000),
		('medical_poverty', 7, 5000, 0.5, 30000)) AS c (category, precedence, deductible, rate, cap);

-- 倾斜救助 on application; the text gives neither threshold nor rate.
INSERT INTO @extschema@.medaid_rule_tilt (regulation, first_day, code, label, services, categories, within, compliant_referral, on_application,
	threshold, rate, cap, pool, article, shipped) VALUES
	('ankang-2023', '2023-01-04', 'tilt', '倾斜救助', '{inpatient,chronic,special_drug}',
	 '{tekun,orphan,unsupported_child,dibao,dibao_margin,monitored,medical_poverty}', 'province', true, true,
	 NULL, NULL, 'Infinity', 'ankang-tilted', '四(二)', true);

INSERT INTO @extschema@.medaid_rule_note (regulation, first_day, code, categories, text, article, shipped) VALUES
	('ankang-2023', '2023-01-04', 'support-fund', '{tekun}',
	 '按三重制度支付后仍有不足的, 由特困人员救助供养经费在控费标准以内支持 (support fund for the destitute may carry the rest)', '四(二)', true);

-- 大病保险: deductible, rates and cap are not in the text; the tilt is, 过渡期内.
INSERT INTO @extschema@.medaid_rule_critical_illness (regulation, first_day, code, label, services, insurance, deductible, cap, pool, article, shipped) VALUES
	('ankang-2023', '2023-01-04', 'critical-illness', '大病保险', '{inpatient,chronic,special_drug}', 'resident', NULL, NULL, 'ankang-critical-illness', '四(一)', true),
	('ankang-2023', '2023-01-04', 'critical-illness-employee', '职工大额医疗补助', '{inpatient,chronic,special_drug}', 'employee', NULL, NULL, 'ankang-critical-illness-employee', '四(一)', true);
INSERT INTO @extschema@.medaid_rule_critical_illness_band (regulation, first_day, code, schedule, cost_from, rate, article, shipped) VALUES
	('ankang-2023', '2023-01-04', 'critical-illness-1', 'critical-illness', 0, NULL, '四(一)', true),
	('ankang-2023', '2023-01-04', 'critical-illness-employee-1', 'critical-illness-employee', 0, NULL, '四(一)', true);
INSERT INTO @extschema@.medaid_rule_critical_illness_tilt (regulation, first_day, code, schedule, categories, insurance, deductible_share, rate_added, no_cap, in_transition, article, shipped) VALUES
	('ankang-2023', '2023-01-04', 'critical-illness-tilt', NULL, '{tekun,dibao,poverty_returned}', NULL, 0.5, 0.05, true, true, '四(一)', true);

-- 定额 by the province: not in the text.
INSERT INTO @extschema@.medaid_rule_premium (regulation, first_day, code, label, category, rate, amount, recognition, standard_area, article, shipped)
SELECT 'ankang-2023', '2023-01-04', 'premium-' || p.category, '参保资助', p.category, p.rate, p.amount, 'next_year', '安康市', '三(二)', true
FROM (VALUES ('tekun', 1, 0), ('orphan', 1, 0), ('unsupported_child', 1, 0), ('dibao', 0, NULL), ('monitored', 0, NULL)) AS p (category, rate, amount);

-- 合理确定监测标准: the text names no line.
INSERT INTO @extschema@.medaid_rule_monitor (regulation, first_day, code, label, categories, basis, line, informed, article, shipped) VALUES
	('ankang-2023', '2023-01-04', 'monitor', '重点监测对象', '{dibao_margin,monitored}', 'after_insurance', NULL, '{有关部门}', '四(三)', true);

INSERT INTO @extschema@.medaid_rule_deposit (regulation, first_day, code, categories, within, article, shipped) VALUES
	('ankang-2023', '2023-01-04', 'deposit', '{dibao,tekun,orphan,unsupported_child}', 'city', '六(二)', true);

INSERT INTO @extschema@.medaid_rule_recognition (regulation, first_day, code, category, line_area, line_indicator, line_share, assets, article, shipped) VALUES
	('ankang-2023', '2023-01-04', 'recognition', 'medical_poverty', '安康市', 'min_living', 1.5, true, '二(一)', true);
