-- 垫江县健全重特大疾病医疗保险和救助制度实施细则 (征求意见稿) 解读: a draft; 2023-01-01 assumed.

INSERT INTO @extschema@.medaid_regulation (code, first_day, last_day, name, region, document, status, transition_until, article, shipped) VALUES
	('dianjiang-2023', '2023-01-01', NULL, '垫江县健全重特大疾病医疗保险和救助制度实施细则（征求意见稿）',
	 '重庆市垫江县', NULL, 'draft', NULL, NULL, true);

INSERT INTO @extschema@.medaid_rule_category (regulation, first_day, category, label, channel, article, shipped) VALUES
	('dianjiang-2023', '2023-01-01', 'tekun', '第一类: 特困人员', 'direct', '三(一), 三(七)', true),
	('dianjiang-2023', '2023-01-01', 'dibao', '第二类: 低保对象', 'direct', '三(一), 三(七)', true),
	('dianjiang-2023', '2023-01-01', 'orphan', '第二类: 城乡孤儿', 'direct', '三(一), 三(七)', true),
	('dianjiang-2023', '2023-01-01', 'unsupported_child', '第二类: 事实无人抚养儿童', 'direct', '三(一), 三(七)', true),
	('dianjiang-2023', '2023-01-01', 'poverty_returned', '第三类: 返贫致贫人口', 'direct', '三(一), 三(七)', true),
	('dianjiang-2023', '2023-01-01', 'veteran', '第四类: 在乡重点优抚对象 (不含1-6级残疾军人)', 'direct', '三(一), 三(七)', true),
	('dianjiang-2023', '2023-01-01', 'severe_disability', '第五类: 重度(一、二级)残疾人员', 'direct', '三(一), 三(七)', true),
	('dianjiang-2023', '2023-01-01', 'medical_poverty', '第五类: 因病致贫重病患者', 'direct', '三(一), 三(七)', true),
	('dianjiang-2023', '2023-01-01', 'dibao_margin', '第六类: 低保边缘家庭成员', 'direct', '三(一), 三(七)', true),
	('dianjiang-2023', '2023-01-01', 'monitored', '第六类: 农村易返贫致贫人口', 'direct', '三(一), 三(七)', true);

INSERT INTO @extschema@.medaid_rule_payer (regulation, first_day, code, services, payers, article, shipped) VALUES
	('dianjiang-2023', '2023-01-01', 'payers', '{inpatient,chronic,special_drug}', '{basic,critical_illness}', '三(四)3 二是', true),
	('dianjiang-2023', '2023-01-01', 'payers-outpatient', '{outpatient}', '{basic}', '三(四)3 一是', true);

INSERT INTO @extschema@.medaid_rule_gate (regulation, first_day, code, test, article, shipped) VALUES
	('dianjiang-2023', '2023-01-01', 'designated', 'designated', '三(四)3 二是', true);

-- What a refusal rests on; the text names no day in force.
INSERT INTO @extschema@.medaid_rule_refusal (regulation, first_day, code, reasons, article, shipped) VALUES
	('dianjiang-2023', '2023-01-01', 'persons', '{no_category,category_not_eligible}', '三(一)', true),
	('dianjiang-2023', '2023-01-01', 'identity', '{identity_ended,not_yet_recognised}', '三(一), 三(二)', true),
	('dianjiang-2023', '2023-01-01', 'costs', '{service_not_covered}', '三(四)3', true),
	('dianjiang-2023', '2023-01-01', 'within-bill', '{already_paid}', '三(四)3', true);

-- Major disease first, then large, then ordinary. The text leaves their rates
-- and deductibles out; one number sets major inpatient, major outpatient and large.
INSERT INTO @extschema@.medaid_rule_benefit (regulation, first_day, code, precedence, label, services, category, major_disease,
	in_scope_over, min_hospital_level, deductible, rate, rate_of, cap, pool, article, shipped)
SELECT 'dianjiang-2023', '2023-01-01', k.kind || '-' || c.category, k.precedence + c.precedence, k.label, k.services, c.category, k.major_disease,
	k.in_scope_over, k.min_hospital_level, 0, NULL, CASE WHEN k.kind = 'large' THEN 'major-' || c.category END,
	k.cap, k.pool, k.article, true
FROM (VALUES
	('major', 100, '重特大疾病救助', '{inpatient,chronic,special_drug}'::text[], true, NULL::numeric, NULL::integer, 100000, 'dianjiang-major', '三(四)3 二是, 五是'),
	('large', 200, '大额救助', '{inpatient}', NULL, 30000, 2, 60000, 'dianjiang-large', '三(四)3 三是, 五是'),
	('inpatient', 300, '普通疾病住院救助', '{inpatient}', NULL, NULL, NULL, 6000, 'dianjiang-inpatient', '三(四)3 二是, 五是')
	) AS k (kind, precedence, label, services, major_disease, in_scope_over, min_hospital_level, cap, pool, article),
	(VALUES ('tekun', 1), ('dibao', 2), ('orphan', 3), ('unsupported_child', 4), ('poverty_returned', 5), ('veteran', 6),
		('severe_disability', 7), ('medical_poverty', 8), ('dibao_margin', 9), ('monitored', 10)) AS c (category, precedence);

-- The ordinary outpatient rule, after basic insurance only; chronic and
-- special drugs come here without a major disease.
INSERT INTO @extschema@.medaid_rule_benefit (regulation, first_day, code, precedence, label, services, category, maintenance, min_age,
	payers, deductible, rate, cap, pool, article, shipped)
SELECT 'dianjiang-2023', '2023-01-01', o.code, 400 + o.precedence, '普通疾病门诊救助', '{outpatient,chronic,special_drug}', o.category, o.maintenance, o.min_age,
	'{basic}', 0, o.rate, o.cap, 'dianjiang-outpatient', '三(四)3 一是', true
FROM (VALUES
	('outpatient-tekun', 1, 'tekun', NULL::boolean, NULL::integer, 1.0, 400),
	('outpatient-dibao-maintenance', 2, 'dibao', true, NULL, 1.0, 400),
	('outpatient-dibao-80', 3, 'dibao', NULL, 80, 1.0, 400),
	('outpatient-dibao', 4, 'dibao', NULL, NULL, 0.6, 300),
	('outpatient-orphan', 5, 'orphan', NULL, NULL, 0.6, 300),
	('outpatient-unsupported_child', 6, 'unsupported_child', NULL, NULL, 0.6, 300),
	('outpatient-veteran', 7, 'veteran', NULL, NULL, 0.6, 300)) AS o (code, precedence, category, maintenance, min_age, rate, cap);

INSERT INTO @extschema@.medaid_rule_note (regulation, first_day, code, within, compliant_referral, in_scope_left, text, article, shipped) VALUES
	('dianjiang-2023', '2023-01-01', 'temporary-aid', 'city', true, true,
	 '规范转诊且在市内就医, 负担仍然较重的, 由救助对象认定部门给予临时救助 (temporary aid by the recognising department)', '三(四)3 四是', true);

-- The text says 26 and names 27.
INSERT INTO @extschema@.medaid_rule_disease (regulation, first_day, name, article, shipped)
SELECT 'dianjiang-2023', '2023-01-01', name, '三(五)', true
FROM unnest(ARRAY['肺癌', '食道癌', '胃癌', '结肠癌', '直肠癌', '乳腺癌', '宫颈癌', '严重多器官衰竭（心、肝、肺、脑、肾）',
	'再生障碍性贫血', '终末期肾病（尿毒症）', '耐多药肺结核', '艾滋病机会性感染', '重性精神病', '血友病',
	'肝肾移植前透析和手术后抗排异治疗', '慢性粒细胞白血病', '急性心肌梗塞', '脑梗死', '重症甲型H1N1', '1型糖尿病',
	'甲亢', '唇腭裂', '地中海贫血', '白血病', '精神分裂症', '躁狂症', '焦虑症']) AS name;

-- 大病保险: deductible, rates and cap are not in the text; the tilt is.
INSERT INTO @extschema@.medaid_rule_critical_illness (regulation, first_day, code, label, services, insurance, deductible, cap, pool, article, shipped) VALUES
	('dianjiang-2023', '2023-01-01', 'critical-illness', '大病保险', '{inpatient,chronic,special_drug}', 'resident', NULL, NULL, 'dianjiang-critical-illness', '三(四)2', true),
	('dianjiang-2023', '2023-01-01', 'critical-illness-employee', '职工大额医疗补助', '{inpatient,chronic,special_drug}', 'employee', NULL, NULL, 'dianjiang-critical-illness-employee', '三(四)2', true);
INSERT INTO @extschema@.medaid_rule_critical_illness_band (regulation, first_day, code, schedule, cost_from, rate, article, shipped) VALUES
	('dianjiang-2023', '2023-01-01', 'critical-illness-1', 'critical-illness', 0, NULL, '三(四)2', true),
	('dianjiang-2023', '2023-01-01', 'critical-illness-employee-1', 'critical-illness-employee', 0, NULL, '三(四)2', true);
INSERT INTO @extschema@.medaid_rule_critical_illness_tilt (regulation, first_day, code, schedule, categories, insurance, deductible_share, rate_added, no_cap, in_transition, article, shipped) VALUES
	('dianjiang-2023', '2023-01-01', 'critical-illness-tilt', NULL, '{tekun,dibao,poverty_returned}', NULL, 0.5, 0.05, true, false, '三(四)2', true);

-- 分类资助, but the text names no amounts.
INSERT INTO @extschema@.medaid_rule_premium (regulation, first_day, code, label, category, rate, article, shipped)
SELECT 'dianjiang-2023', '2023-01-01', 'premium-' || category, '资助参保', category, NULL, '三(三)', true
FROM unnest('{tekun,dibao,orphan,unsupported_child,poverty_returned,veteran,severe_disability,medical_poverty,dibao_margin,monitored}'::text[]) AS category;

-- 负担仍然较重: the text names no line.
INSERT INTO @extschema@.medaid_rule_monitor (regulation, first_day, code, label, categories, basis, line, informed, article, shipped) VALUES
	('dianjiang-2023', '2023-01-01', 'monitor', '重点监测对象', '{tekun,dibao,dibao_margin,monitored}', 'after_insurance', NULL,
	 '{民政部门,卫生健康部门,乡村振兴部门}', '三(六)一是', true);

-- 风险未消除的监测对象: the monitored, while they are held.
INSERT INTO @extschema@.medaid_rule_deposit (regulation, first_day, code, categories, within, article, shipped) VALUES
	('dianjiang-2023', '2023-01-01', 'deposit', '{tekun,dibao,monitored,poverty_returned}', 'county', '三(七)二是', true);
