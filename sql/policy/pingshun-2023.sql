-- 平顺县健全重特大疾病医疗保险和救助制度的实施细则, issued 2023-01-07, in force five years (第四十八条).

INSERT INTO @extschema@.medaid_regulation (code, first_day, last_day, name, region, document, status, transition_until, article, shipped) VALUES
	-- 过渡期 (第八条): its end is assumed, the national five years from 2021; not in the text
	('pingshun-2023', '2023-01-07', '2028-01-06', '平顺县健全重特大疾病医疗保险和救助制度的实施细则',
	 '山西省长治市平顺县', NULL, 'in_force', '2026-01-01', '第四十八条', true);

INSERT INTO @extschema@.medaid_rule_category (regulation, first_day, category, label, treated_as, channel, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'tekun', NULL, NULL, 'direct', '第十条(一), 第十七条', true),
	-- 包括孤儿、事实无人抚养儿童、儿童福利机构收留抚养儿童, 统一简称"特困人员"
	('pingshun-2023', '2023-01-07', 'orphan', NULL, 'tekun', 'direct', '第十条(一), 第十七条', true),
	('pingshun-2023', '2023-01-07', 'unsupported_child', NULL, 'tekun', 'direct', '第十条(一), 第十七条', true),
	('pingshun-2023', '2023-01-07', 'institution_child', NULL, 'tekun', 'direct', '第十条(一), 第十七条', true),
	('pingshun-2023', '2023-01-07', 'dibao', NULL, NULL, 'direct', '第十条(一), 第十七条', true),
	('pingshun-2023', '2023-01-07', 'poverty_returned', NULL, NULL, 'direct', '第十条(二), 第十七条', true),
	('pingshun-2023', '2023-01-07', 'monitored', NULL, NULL, 'direct', '第十条(二), 第十七条', true),
	-- 包括脱贫不稳定户、边缘易致贫户: 突发严重困难人口 stand beside them
	('pingshun-2023', '2023-01-07', 'monitored_prone', '易返贫致贫人口', NULL, 'direct', '第十条(二), 第十七条', true),
	('pingshun-2023', '2023-01-07', 'monitored_unstable', '脱贫不稳定人口', NULL, 'direct', '第十条(二), 第十七条', true),
	('pingshun-2023', '2023-01-07', 'monitored_marginal', '边缘易致贫人口', NULL, 'direct', '第十条(二), 第十七条', true),
	('pingshun-2023', '2023-01-07', 'monitored_sudden', '突发严重困难人口', NULL, 'direct', '第十条(二), 第十七条', true),
	('pingshun-2023', '2023-01-07', 'dibao_margin', NULL, NULL, 'application', '第十条(一), 第十七条', true),
	('pingshun-2023', '2023-01-07', 'medical_poverty', NULL, NULL, 'application', '第十条(一), 第十七条', true);

INSERT INTO @extschema@.medaid_rule_payer (regulation, first_day, code, services, payers, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'payers-inpatient', '{inpatient}',
	 '{basic,critical_illness,supplementary,inclusive,commercial,mutual_aid}', '第十四条', true),
	('pingshun-2023', '2023-01-07', 'payers-outpatient', '{outpatient}',
	 '{basic,critical_illness}', '第七条', true),
	('pingshun-2023', '2023-01-07', 'payers-chronic', '{chronic}',
	 '{basic,critical_illness}', '第十五条', true),
	('pingshun-2023', '2023-01-07', 'payers-drug', '{special_drug}',
	 '{basic,critical_illness}', '第十六条', true);

INSERT INTO @extschema@.medaid_rule_gate (regulation, first_day, code, test, beyond, days, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'designated', 'designated', NULL, NULL, '第十一条(一)', true),
	('pingshun-2023', '2023-01-07', 'referral', 'referral', 'city', NULL, '第十八条', true),
	('pingshun-2023', '2023-01-07', 'deadline', 'deadline', NULL, 180, '第三十九条', true),
	-- insured outside the county: by application, unless assisted or subsidised there
	('pingshun-2023', '2023-01-07', 'assisted-elsewhere', 'assisted_elsewhere', NULL, NULL, '第十九条', true);

INSERT INTO @extschema@.medaid_rule_identity (regulation, first_day, code, rule, services, categories, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'stay', 'stay_admission', '{inpatient}', NULL, '第三十五条', true),
	('pingshun-2023', '2023-01-07', 'transition', 'before_transition', NULL, '{poverty_returned,monitored}', '第十条(二)', true);

-- What a refusal rests on; an identity gained or lost during a stay: identity rule stay.
INSERT INTO @extschema@.medaid_rule_refusal (regulation, first_day, code, reasons, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'persons', '{no_category,category_not_eligible,identity_ended,not_yet_recognised}', '第十条', true),
	('pingshun-2023', '2023-01-07', 'costs', '{service_not_covered}', '第十一条(一)', true);
-- 避免过度保障: aid is for what 个人负担 is left of the bill.
INSERT INTO @extschema@.medaid_rule_refusal (regulation, first_day, code, reasons, services, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'within-bill', '{already_paid}', '{inpatient}', '第二条, 第十四条', true),
	('pingshun-2023', '2023-01-07', 'within-bill-chronic', '{already_paid}', '{chronic}', '第二条, 第十五条', true),
	('pingshun-2023', '2023-01-07', 'within-bill-drug', '{already_paid}', '{special_drug}', '第二条, 第十六条', true);

INSERT INTO @extschema@.medaid_rule_benefit (regulation, first_day, code, precedence, label, services, category, deductible,
	deductible_area, deductible_indicator, deductible_share, rate, cap, pool, article, shipped)
SELECT 'pingshun-2023', '2023-01-07', 'inpatient-' || c.category, 100 + c.precedence, '住院救助', '{inpatient}', c.category,
	CASE WHEN c.share IS NULL THEN 0 END,
	CASE WHEN c.share IS NOT NULL THEN '山西省' END, CASE WHEN c.share IS NOT NULL THEN 'income' END, c.share,
	c.rate, c.cap, 'pingshun-main', c.article, true
FROM (VALUES
	('tekun', 1, NULL, 1.0, 'Infinity'::numeric, '第十四条(一)'),
	('dibao', 2, NULL, 0.7, 60000, '第十四条(二)'),
	('poverty_returned', 3, NULL, 0.7, 'Infinity', '第十四条(三)'),
	('monitored', 4, 0.10, 0.7, 60000, '第十四条(四)'),
	('dibao_margin', 5, 0.10, 0.6, 40000, '第十四条(五)'),
	('medical_poverty', 6, 0.25, 0.6, 40000, '第十四条(六)')) AS c (category, precedence, share, rate, cap, article);

-- 门诊救助, 特药救助 and 住院救助 share one yearly limit (第十八条), that of 第十四条.
INSERT INTO @extschema@.medaid_rule_benefit (regulation, first_day, code, precedence, label, services, category, deductible, rate, cap, pool, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'chronic-tekun', 201, '门诊救助', '{chronic}', 'tekun', 0, 0.6, 'Infinity', 'pingshun-main', '第十五条(一)', true),
	('pingshun-2023', '2023-01-07', 'chronic-dibao', 202, '门诊救助', '{chronic}', 'dibao', 0, 0.3, 60000, 'pingshun-main', '第十五条(二), 第十四条(二), 第十八条', true),
	('pingshun-2023', '2023-01-07', 'chronic-poverty_returned', 203, '门诊救助', '{chronic}', 'poverty_returned', 0, 0.3, 'Infinity', 'pingshun-main', '第十五条(二)', true),
	('pingshun-2023', '2023-01-07', 'special_drug-tekun', 301, '特药救助', '{special_drug}', 'tekun', 0, 0.2, 'Infinity', 'pingshun-main', '第十六条(一)', true),
	('pingshun-2023', '2023-01-07', 'special_drug-dibao', 302, '特药救助', '{special_drug}', 'dibao', 0, 0.1, 60000, 'pingshun-main', '第十六条(二), 第十四条(二), 第十八条', true),
	('pingshun-2023', '2023-01-07', 'special_drug-poverty_returned', 303, '特药救助', '{special_drug}', 'poverty_returned', 0, 0.1, 'Infinity', 'pingshun-main', '第十六条(二)', true);

INSERT INTO @extschema@.medaid_rule_top_up (regulation, first_day, code, label, services, category, within, rate, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'top-up-poverty_returned', '综合支付比例救助到90%', '{inpatient}', 'poverty_returned', 'province', 0.9, '第十四条(三)', true);

INSERT INTO @extschema@.medaid_rule_tilt (regulation, first_day, code, label, services, categories, within, compliant_referral, payers,
	threshold_area, threshold_indicator, threshold_share, rate, cap, pool, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'tilt', '倾斜救助', '{inpatient,chronic,special_drug}',
	 '{tekun,dibao,poverty_returned,monitored,dibao_margin,medical_poverty}', 'province', true,
	 '{basic,critical_illness,supplementary,inclusive,commercial,mutual_aid}',
	 '山西省', 'income', 0.5, 0.7, 30000, 'pingshun-tilted', '第二十条', true);

INSERT INTO @extschema@.medaid_rule_off_catalog (regulation, first_day, code, label, services, categories, within,
	control_class_1, control_class_2, control_class_3, aid_categories, aid_rate, aid_in_transition, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'off-catalog', '目录外控费比例', '{inpatient}', '{tekun,dibao,poverty_returned}', 'province',
	 0.30, 0.20, 0.15, '{poverty_returned}', 0.85, true, '第二十一条', true);

INSERT INTO @extschema@.medaid_rule_payment (regulation, first_day, code, services, chronic_classes, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'year-end', '{chronic}', '{2,3}', '第十五条', true);

-- 大病保险: deductible, rates and cap are not in the text; the tilt is, for
-- 城乡居民大病保险 alone.
INSERT INTO @extschema@.medaid_rule_critical_illness (regulation, first_day, code, label, services, insurance, deductible, cap, pool, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'critical-illness', '大病保险', '{inpatient,chronic,special_drug}', 'resident', NULL, NULL, 'pingshun-critical-illness', '第六条', true),
	('pingshun-2023', '2023-01-07', 'critical-illness-employee', '职工大额医疗补助', '{inpatient,chronic,special_drug}', 'employee', NULL, NULL, 'pingshun-critical-illness-employee', '第十四条', true);
INSERT INTO @extschema@.medaid_rule_critical_illness_band (regulation, first_day, code, schedule, cost_from, rate, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'critical-illness-1', 'critical-illness', 0, NULL, '第六条', true),
	('pingshun-2023', '2023-01-07', 'critical-illness-employee-1', 'critical-illness-employee', 0, NULL, '第十四条', true);
INSERT INTO @extschema@.medaid_rule_critical_illness_tilt (regulation, first_day, code, schedule, categories, insurance, deductible_share, rate_added, no_cap, in_transition, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'critical-illness-tilt', 'critical-illness', '{tekun,dibao,poverty_returned}', 'resident', 0.5, 0.05, true, false, '第六条', true);

-- 低于280元按280元资助; the two kinds of 易返贫致贫人口 get 280, 突发严重困难人口
-- are not named: 监测 alone does not tell.  Zeros: assisted, not subsidised, but
-- entitled by 第三十四条 like the others.
INSERT INTO @extschema@.medaid_rule_premium (regulation, first_day, code, label, category, rate, amount, kinds_only, recognition, standard_area, article, shipped)
SELECT 'pingshun-2023', '2023-01-07', 'premium-' || p.category, '资助参保', p.category, p.rate, p.amount, p.category = 'monitored', 'windows', '山西省',
	p.article || ', 第三十三条, 第三十四条', true
FROM (VALUES
	('tekun', 1.0, 0, '第十三条(一)'),
	('dibao', 0.8, 280, '第十三条(二)'),
	('poverty_returned', 0.9, 0, '第十三条(三)'),
	('monitored_prone', 0, 280, '第十三条(四)'),
	('monitored_unstable', 0, 280, '第十三条(四)'),
	('monitored_marginal', 0, 280, '第十三条(四)'),
	('monitored_sudden', 0, 0, '第十三条'),
	('dibao_margin', 0, 0, '第十三条'),
	('medical_poverty', 0, 0, '第十三条'),
	('monitored', 0, 0, '第十三条(四)')) AS p (category, rate, amount, article);

-- 重点监测对象: 救助对象和脱贫人口.
INSERT INTO @extschema@.medaid_rule_monitor (regulation, first_day, code, precedence, label, categories, insurance, basis, line, informed, push_day, answer_days, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'monitor-key', 10, '重点监测对象', '{tekun,dibao,poverty_returned,monitored,dibao_margin,medical_poverty,lifted}', NULL,
	 'patient_pays', 6000, '{民政部门,卫体部门,乡村振兴部门}', 10, 5, '第二十九条, 第三十条, 第三十一条', true),
	('pingshun-2023', '2023-01-07', 'monitor-other', 20, '其他监测对象', NULL, 'resident',
	 'patient_pays', 20000, '{民政部门,卫体部门,乡村振兴部门}', 10, 5, '第二十九条, 第三十条, 第三十一条', true);

-- 名单 and 信息: who gives what to whom, and until when.
INSERT INTO @extschema@.medaid_rule_deadline (regulation, first_day, code, label, occasion, phase, month, days, working, given_by, given_to, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'list-before', '集中缴费期开始前的救助对象名单', 'year', 'before', 8, NULL, false,
	 '{县民政部门,县乡村振兴部门}', '{县医保经办机构}', '第三十三条(一)', true),
	('pingshun-2023', '2023-01-07', 'list-during', '集中缴费期内救助对象动态管理人员名单', 'month', 'during', NULL, NULL, false,
	 '{县民政部门,县乡村振兴部门,县残联}', '{县医保经办机构}', '第三十三条(二)', true),
	('pingshun-2023', '2023-01-07', 'list-after', '集中缴费期结束后救助对象动态管理人员名单', 'month', 'after', NULL, NULL, false,
	 '{县民政部门,县乡村振兴部门,县残联}', '{县医保经办机构}', '第三十三条(三)', true),
	('pingshun-2023', '2023-01-07', 'answer', '监测人员中纳入保障范围的人员信息', 'receipt', NULL, NULL, 5, true,
	 '{县民政部门,县乡村振兴部门}', '{县医保经办机构}', '第三十一条', true);

-- 按规定落实“先诊疗后付费”: for whom and where, another rule says.
INSERT INTO @extschema@.medaid_rule_deposit (regulation, first_day, code, conditions_elsewhere, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'deposit', true, '第四十一条', true);
