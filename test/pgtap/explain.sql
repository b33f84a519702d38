-- medaid_explain() and medaid_explain_text(): the steps worked by hand.
-- test/model/explain.sql works out the formulas of random claims again.
BEGIN;
SELECT plan(80);

INSERT INTO medaid_reference (area, indicator, year, value, source) VALUES
	('攀枝花市', 'income', 2023, 40000, 'test'), ('攀枝花市', 'monitor_income', 2024, 8000, 'test'),
	('山西省', 'income', 2023, 30924, 'test'), ('淄博市', 'income', 2023, 40000, 'test');
CREATE TEMP TABLE pol (name text PRIMARY KEY, policy medaid_policy);
INSERT INTO pol SELECT n, medaid_policy(n || '-2023', '2024-06-01') FROM unnest('{panzhihua,dianjiang,pingshun,ankang,zibo}'::text[]) AS n;
CREATE FUNCTION pg_temp.p(n text) RETURNS medaid_policy LANGUAGE sql STABLE AS $$ SELECT policy FROM pol WHERE name = n $$;

-- A claim of 2024-06-01, wholly in scope; more = any other field.
CREATE FUNCTION pg_temp.c(category text, total numeric, more jsonb DEFAULT '{}') RETURNS medaid_claim LANGUAGE sql AS $$
	SELECT jsonb_populate_record(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2024-06-01', categories => ARRAY[category],
		total => $2, in_scope => $2, critical_illness_paid => 0), $3) $$;
-- The steps: item, formula, amount.
CREATE FUNCTION pg_temp.steps(claim medaid_claim, policy medaid_policy, ytd medaid_accumulator[] DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', s.item, '[' || s.formula || ']', s.amount), E'\n' ORDER BY s.step) FROM medaid_explain($1, $2, $3) AS s $$;
-- One step: label, article, formula, amount, balance.
CREATE FUNCTION pg_temp.step(item text, claim medaid_claim, policy medaid_policy, ytd medaid_accumulator[] DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' | ', s.label, s.article, s.formula, s.amount, s.balance) FROM medaid_explain($2, $3, $4) AS s WHERE s.item = $1 $$;

-- 淄博 (六): 低保, burden 50,000: 37,500 within 30,000; (20,000 - 5,000) x 70 % = 10,500.
SELECT is(pg_temp.steps(pg_temp.c('dibao', 60000, '{"in_scope": 55000, "basic_paid": 5000}'), pg_temp.p('zibo')),
$$bill 60000.00
out_of_scope [60000.00 - 55000.00 = 5000.00] 5000.00
basic_paid 5000.00
burden [55000.00 - 5000.00 = 50000.00] 50000.00
assistance [min(50000.00 x 75%, 30000.00) = 30000.00] 30000.00
tilted [50000.00 - 30000.00 = 20000.00; (20000.00 - 5000.00) x 70% = 10500.00] 10500.00
patient_pays [60000.00 - 5000.00 - 40500.00 = 14500.00] 14500.00$$, '淄博 低保 50,000');
SELECT is(pg_temp.step('assistance', pg_temp.c('dibao', 50000), pg_temp.p('zibo')),
	'住院救助(低保对象) | (六) | min(50000.00 x 75%, 30000.00) = 30000.00 | 30000.00 | 20000.00', 'label with the category, article, balance');

-- 攀枝花 第十二条, 第十三条: 120,000 x 70 % = 84,000 within 70,000; (50,000 - 8,000) x 50 % = 21,000 within 20,000.
SELECT is(pg_temp.steps(pg_temp.c('dibao', 120000), pg_temp.p('panzhihua')),
$$bill 120000.00
burden 120000.00
assistance [min(120000.00 x 70%, 70000.00) = 70000.00] 70000.00
tilted [120000.00 - 70000.00 = 50000.00; min((50000.00 - 8000.00) x 50%, 20000.00) = 20000.00] 20000.00
patient_pays [120000.00 - 90000.00 = 30000.00] 30000.00$$, '攀枝花 低保 120,000');
-- 普惠 goes before assistance (第三十条), commercial insurance does not.
SELECT is(pg_temp.steps(pg_temp.c('tekun', 1000, '{"basic_paid": 400, "critical_illness_paid": 100, "supplementary_paid": 50, "inclusive_paid": 150, "commercial_paid": 120, "mutual_aid_paid": 30}'), pg_temp.p('panzhihua')),
$$bill 1000.00
basic_paid 400.00
critical_illness_paid 100.00
other_paid [50.00 + 150.00 = 200.00] 200.00
burden [1000.00 - 400.00 - 100.00 - 50.00 - 150.00 = 300.00] 300.00
within_bill [300.00 x 100% - (1000.00 - 850.00) = 150.00] 150.00
assistance [300.00 x 100% - 150.00 = 150.00] 150.00
paid_outside [120.00 + 30.00 = 150.00] 150.00
patient_pays [1000.00 - 850.00 - 150.00 = 0.00] 0.00$$, '攀枝花: who pays beside the order of the policy; aid stops where the bill is paid');
SELECT is(pg_temp.step('within_bill', pg_temp.c('tekun', 1000, '{"basic_paid": 400, "commercial_paid": 120}'), pg_temp.p('panzhihua')),
	'不超过医疗费总额 | 第二条, 第十二条 | 600.00 x 100% - (1000.00 - 520.00) = 120.00 | 120.00 | 600.00', '... with its article');
-- the other reading: what is paid beyond the bill is named
SELECT is(pg_temp.step('excess', pg_temp.c('tekun', 1000, '{"basic_paid": 400, "commercial_paid": 120}'), medaid_policy_with(pg_temp.p('panzhihua'), 'within_bill', false)),
	'超出医疗费总额的支付 | 520.00 + 600.00 - 1000.00 = 120.00 | 120.00 | 0.00', 'within_bill = false: the excess');
SELECT is((SELECT array_agg(s.balance ORDER BY s.step) FROM medaid_explain(pg_temp.c('tekun', 1000, '{"basic_paid": 400, "commercial_paid": 120}'), medaid_policy_with(pg_temp.p('panzhihua'), 'within_bill', false)) AS s),
	'{1000.00,600.00,600.00,0.00,-120.00,0.00,0.00}', 'the balance falls below 0 until the excess is named');

-- 平顺 第十四条(五): (10,000 - 3,092.40) x 60 % = 4,144.56; the residual 5,855.44 is under half of 30,924.
SELECT is(pg_temp.steps(pg_temp.c('dibao_margin', 10000), pg_temp.p('pingshun')),
$$bill 10000.00
burden 10000.00
deductible [min(10000.00, 3092.40) = 3092.40] 3092.40
assistance [(10000.00 - 3092.40) x 60% = 4144.56] 4144.56
tilted [10000.00 - 4144.56 = 5855.44; max(0, 5855.44 - 15462.00) x 70% = 0.00] 0.00
patient_pays [10000.00 - 4144.56 = 5855.44] 5855.44$$, '平顺 低保边缘 10,000');
-- 第十四条(三), 第二十一条: 70 % of 10,000; 90 % of 12,000 is 10,800; 4,000 of 20,000 may be outside; 85 % of the rest.
SELECT is(pg_temp.steps(pg_temp.c('poverty_returned', 20000, '{"in_scope": 12000, "out_of_catalog": 6000, "charge_class": 2, "basic_paid": 2000}'), pg_temp.p('pingshun')),
$$bill 20000.00
out_of_scope [20000.00 - 12000.00 = 8000.00] 8000.00
basic_paid 2000.00
burden [12000.00 - 2000.00 = 10000.00] 10000.00
assistance [10000.00 x 70% = 7000.00] 7000.00
top_up [12000.00 x 90% - 2000.00 - 7000.00 = 1800.00] 1800.00
tilted [10000.00 - 8800.00 = 1200.00; max(0, 1200.00 - 15462.00) x 70% = 0.00] 0.00
hospital_borne [20000.00 x 20% = 4000.00; 6000.00 - 4000.00 = 2000.00] 2000.00
off_catalog [(6000.00 - 2000.00) x 85% = 3400.00] 3400.00
patient_pays [20000.00 - 2000.00 - 12200.00 - 2000.00 = 3800.00] 3800.00$$, '平顺 返贫致贫: every stage');
SELECT is(pg_temp.step('hospital_borne', pg_temp.c('poverty_returned', 20000, '{"in_scope": 12000, "out_of_catalog": 6000, "charge_class": 2}'), pg_temp.p('pingshun')),
	'目录外控费比例(医疗机构承担) | 第二十一条 | 20000.00 x 20% = 4000.00; 6000.00 - 4000.00 = 2000.00 | 2000.00 | 7200.00', 'the hospital''s part');

-- 安康 三(四): from 100,000 of the year on the limit is 50,000; 四(二): further aid is on application.
SELECT is(pg_temp.step('assistance', pg_temp.c('medical_poverty', 99999.99), pg_temp.p('ankang')),
	'住院救助(三类救助对象) | 三(三), 三(四) | min((99999.99 - 5000.00) x 50%, 30000.00) = 30000.00 | 30000.00 | 69999.99', '安康 三类 99,999.99');
SELECT is(pg_temp.step('assistance', pg_temp.c('medical_poverty', 100000), pg_temp.p('ankang')),
	'住院救助(三类救助对象) | 三(三), 三(四) | (100000.00 - 5000.00) x 50% = 47500.00 | 47500.00 | 52500.00', '安康 三类 100,000');
-- 90,000 before: (90,000 - 2,000) x 60 % = 52,800, of which 30,000 were paid; caught up within 50,000.
CREATE TEMP TABLE caught_up AS SELECT pg_temp.c('dibao_margin', 10000) AS claim, ARRAY[medaid_accumulator(2024, 'ankang-main', 90000, 2000, 30000, 52800), medaid_accumulator(2024, 'ankang-tilted', 60000, 0, 0)] AS ytd;
SELECT is(pg_temp.step('assistance', claim, pg_temp.p('ankang'), ytd),
	'住院救助(二类: 低保边缘家庭成员) | 三(三), 三(四) | 52800.00 - 30000.00 = 22800.00; min(10000.00 x 60% + 22800.00, 50000.00 - 30000.00) = 20000.00 | 20000.00 | -10000.00', '安康: caught up') FROM caught_up;
SELECT is(pg_temp.step('for_earlier', claim, pg_temp.p('ankang'), ytd), '补付本年度以前费用 | 三(三), 三(四) | 20000.00 - 6000.00 = 14000.00 | 14000.00 | 4000.00', '... for earlier claims') FROM caught_up;
-- approved at 5,000 and 50 %: 60,000 + 4,000 - 14,000 are left in the year
SELECT is(pg_temp.steps(jsonb_populate_record(claim, '{"tilt_approved": true}'), medaid_policy_with(medaid_policy_with(pg_temp.p('ankang'), 'tilt.threshold', 5000), 'tilt.rate', 0.5), ytd),
$$bill 10000.00
burden 10000.00
deductible [min(10000.00, 2000.00 - 2000.00) = 0.00] 0.00
assistance [52800.00 - 30000.00 = 22800.00; min(10000.00 x 60% + 22800.00, 50000.00 - 30000.00) = 20000.00] 20000.00
tilted [10000.00 - 6000.00 = 4000.00; (60000.00 + 4000.00 - 14000.00 - 5000.00) x 50% = 22500.00] 22500.00
for_earlier [20000.00 - 6000.00 + 22500.00 - 4000.00 = 32500.00] 32500.00
patient_pays [10000.00 + 32500.00 - 42500.00 = 0.00] 0.00$$, '安康: caught up and approved') FROM caught_up;
SELECT is(medaid_explain_text(claim, pg_temp.p('ankang'), ytd),
	'本次医疗费总额10000.00元。政策范围内个人负担10000.00元。住院救助(二类: 低保边缘家庭成员)按60%比例，以年度救助限额为限，救助20000.00元，其中14000.00元为补付本年度以前费用。最后由您个人支付4000.00元。', '... in words') FROM caught_up;
-- others have paid the whole bill
SELECT is(pg_temp.step('already_paid', pg_temp.c('dibao', 1000, '{"commercial_paid": 1000}'), pg_temp.p('zibo')), '医疗费已由其他方付清 | (五) | 0.00 | 1000.00', 'already_paid');
SELECT is(medaid_explain_text(pg_temp.c('dibao', 1000, '{"basic_paid": 600, "commercial_paid": 300}'), pg_temp.p('zibo')),
	'本次医疗费总额1000.00元。基本医疗保险支付600.00元，政策范围内个人负担400.00元。各方支付不超过医疗费总额，救助减少200.00元，住院救助(低保对象)按75%比例，救助100.00元。商业健康保险支付300.00元。最后由您个人支付0.00元。', 'within the bill, in words');
SELECT is(pg_temp.step('tilted', pg_temp.c('dibao', 1000), pg_temp.p('ankang')), '倾斜救助(依申请) | 四(二) | 0.00 | 300.00', '安康: further aid not applied for');
-- approved: (700 before + 300 - 200) x 50 % = 400, of which 250 are paid
SELECT is(pg_temp.step('tilted', pg_temp.c('dibao', 1000, '{"tilt_approved": true}'),
		medaid_policy_with(medaid_policy_with(pg_temp.p('ankang'), 'tilt.threshold', 200), 'tilt.rate', 0.5),
		ARRAY[medaid_accumulator(2024, 'ankang-tilted', 700, 0, 250)]),
	'倾斜救助 | 四(二) | 1000.00 - 700.00 = 300.00; (700.00 + 300.00 - 200.00) x 50% - 250.00 = 150.00 | 150.00 | 150.00', '安康: approved, for the whole year');
SELECT is(pg_temp.step('may_carry', pg_temp.c('tekun', 1000, '{"in_scope": 900}'), pg_temp.p('ankang')),
	'按三重制度支付后仍有不足的, 由特困人员救助供养经费在控费标准以内支持 (support fund for the destitute may carry the rest) | 四(二) | 100.00', '安康 特困: who may carry the rest');
SELECT is(pg_temp.step('may_carry', pg_temp.c('tekun', 1000), pg_temp.p('ankang')), NULL, 'nobody need carry what is not left');
SELECT is(pg_temp.step('may_carry', pg_temp.c('dibao', 1000), pg_temp.p('ankang')), NULL, '安康 低保: nobody is named');
-- 三(四)3 四是: 规范转诊, 市内, 政策范围内个人负担
SELECT matches(pg_temp.step('may_carry', pg_temp.c('dibao', 1000, '{"service": "outpatient", "age": 30}'), pg_temp.p('dianjiang')), '临时救助.*三\(四\)3 四是', '垫江: temporary aid');
SELECT is(pg_temp.step('may_carry', pg_temp.c('dibao', 1000, ('{"service": "outpatient", "age": 30, ' || more || '}')::jsonb), pg_temp.p('dianjiang')), NULL, '垫江: no temporary aid: ' || more)
FROM unnest(ARRAY['"place": "elsewhere", "referral": "non_compliant"', '"place": "elsewhere", "referral": "compliant"', '"place": "province", "referral": "not_required"', '"referral": "non_compliant"',
	'"in_scope": 400, "basic_paid": 400', '"in_scope": 100, "maintenance": true', '"commercial_paid": 1000']) AS more;
SELECT matches(pg_temp.step('may_carry', pg_temp.c('dibao', 1000, '{"service": "outpatient", "age": 30, "place": "county", "referral": "compliant"}'), pg_temp.p('dianjiang')), '临时救助', '垫江: referred within the county');

-- Year to date: of the 3,000 of 淄博 低保边缘 1,000 are used; 19,500 of 20,000 paid; 12,000 over 10,000 already.
SELECT is(pg_temp.steps(pg_temp.c('dibao_margin', 5000), pg_temp.p('zibo'), ARRAY[
		medaid_accumulator(2024, 'zibo-main', 40000, 1000, 19500), medaid_accumulator(2024, 'zibo-tilted', 12000, 0, 1400)]),
$$bill 5000.00
burden 5000.00
deductible [min(5000.00, 3000.00 - 1000.00) = 2000.00] 2000.00
assistance [min((5000.00 - 2000.00) x 50%, 20000.00 - 19500.00) = 500.00] 500.00
tilted [5000.00 - 500.00 = 4500.00; 4500.00 x 70% = 3150.00] 3150.00
patient_pays [5000.00 - 3650.00 = 1350.00] 1350.00$$, '淄博: after what was used before');
SELECT is(pg_temp.steps(pg_temp.c('dibao_margin', 5000), pg_temp.p('zibo'), '{}'), pg_temp.steps(pg_temp.c('dibao_margin', 5000), pg_temp.p('zibo')), 'an empty array: nothing used');

-- Critical illness insurance, computed: 淄博 (四), 低保: deductible 20,000 halved, rates 65 % to 100,000 and 70 % on.
SELECT is(pg_temp.step('critical_illness_paid', pg_temp.c('dibao', 150000, '{"basic_paid": 30000, "critical_illness_paid": null}'),
		medaid_policy_with(medaid_policy_with(pg_temp.p('zibo'), 'critical-illness.deductible', 20000), 'critical-illness.cap', 400000)),
	'大病保险 | (四) | (100000.00 - 10000.00) x 65% + (120000.00 - 100000.00) x 70% = 72500.00 | 72500.00 | 47500.00', '淄博 低保: bands');
-- 低保边缘 after 90,000 of the year, cap 50,000 less 44,000: 60 % of 10,000 and 65 % of 5,000 within 6,000.
SELECT is(pg_temp.step('critical_illness_paid', pg_temp.c('dibao_margin', 15000, '{"critical_illness_paid": null}'),
		medaid_policy_with(medaid_policy_with(pg_temp.p('zibo'), 'critical-illness.deductible', 20000), 'critical-illness.cap', 50000),
		ARRAY[medaid_accumulator(2024, 'zibo-critical-illness', 90000, 0, 44000)]),
	'大病保险 | (四) | min((100000.00 - 90000.00) x 60% + (105000.00 - 100000.00) x 65%, 50000.00 - 44000.00) = 6000.00 | 6000.00 | 9000.00', '淄博 低保边缘: bands across the year, within the cap');
SELECT is(pg_temp.step('critical_illness_paid', pg_temp.c('dibao_margin', 15000, '{"critical_illness_paid": null}'),
		medaid_policy_with(medaid_policy_with(pg_temp.p('zibo'), 'critical-illness.deductible', 20000), 'critical-illness.cap', 50000)),
	'大病保险 | (四) | max(0, 15000.00 - 20000.00) = 0.00 | 0.00 | 15000.00', '淄博: below its deductible');

-- Refusals: the reason and its article.
SELECT is(pg_temp.steps(pg_temp.c('dibao', 1000, '{"basic_paid": 400, "designated": false}'), pg_temp.p('zibo')),
$$bill 1000.00
basic_paid 400.00
burden [1000.00 - 400.00 = 600.00] 600.00
not_designated 0.00
patient_pays [1000.00 - 400.00 = 600.00] 600.00$$, 'a refusal');
SELECT is(pg_temp.step(r.reason, pg_temp.c(r.category, 1000, r.more::jsonb), pg_temp.p(r.place)), concat_ws(' | ', r.label, r.article, '0.00 | 1000.00'), r.reason)
FROM (VALUES
	('not_designated', 'panzhihua', 'dibao', '{"designated": false}', '非定点医药机构就医', '第九条, 第十条, 第十二条'),
	('referral_non_compliant', 'ankang', 'dibao', '{"place": "elsewhere"}', '未按规定转诊', '六(二)'),
	('outside_home_city', 'panzhihua', 'dibao', '{"place": "province", "referral": "not_required"}', '未规范转诊在市外就医', '第十二条, 第十七条'),
	('applied_late', 'pingshun', 'dibao', '{"applied_on": "2024-11-29"}', '超过申请时限', '第三十九条'),
	('no_category', 'zibo', 'dibao', '{"categories": []}', '不是医疗救助对象', '(一)'),
	('identity_ended', 'zibo', 'dibao', '{"ended_on": ["2024-06-01"]}', '救助身份已终止', '(一)'),
	('not_yet_recognised', 'zibo', 'medical_poverty', '{"recognised_on": ["2025-07-01"]}', '尚未认定为救助对象', '(七)'),
	('policy_not_in_force', 'zibo', 'dibao', '{"discharged_on": "2022-12-31"}', '不在政策有效期内', '末段'),
	('category_not_eligible', 'pingshun', 'monitored', '{"recognised_on": ["2026-01-01"], "discharged_on": "2026-01-02"}', '该类人员不在救助范围', '第十条(二)'),
	('service_not_covered', 'zibo', 'dibao', '{"service": "outpatient"}', '该类费用不在救助范围', '(五)'),
	('below_deductible', 'zibo', 'dibao_margin', '{}', '未超过起付标准', '(六)')) AS r (reason, place, category, more, label, article);
SELECT is(pg_temp.step('cap_exhausted', pg_temp.c('dibao', 100, '{"service": "outpatient"}'), pg_temp.p('panzhihua'), ARRAY[medaid_accumulator(2024, 'panzhihua-outpatient', 2000, 0, 800)]),
	'年度救助限额已用完 | 第十条 | 0.00 | 100.00', 'cap_exhausted');
-- 平顺: the 60,000 of 第十四条(二) are for the other services, too (第十八条); the payers of each have its own article
SELECT is((SELECT string_agg(concat_ws(' ', s.item, s.article), '; ' ORDER BY s.step) FROM medaid_explain(pg_temp.c('dibao', 100, jsonb_build_object('service', service, 'basic_paid', 40)), pg_temp.p('pingshun'),
		ARRAY[medaid_accumulator(2024, 'pingshun-main', 90000, 0, 60000)]) AS s WHERE s.item IN ('basic_paid', 'cap_exhausted')), expected, '平顺: the limit that services share, ' || service)
FROM (VALUES ('inpatient', 'basic_paid 第十四条; cap_exhausted 第十四条(二)'), ('chronic', 'basic_paid 第十五条; cap_exhausted 第十五条(二), 第十四条(二), 第十八条'),
	('special_drug', 'basic_paid 第十六条; cap_exhausted 第十六条(二), 第十四条(二), 第十八条'), ('outpatient', 'basic_paid 第七条')) AS v (service, expected);

-- Not held on the day of discharge: the rule by which the category counts, and its article; held: no step.
SELECT is(pg_temp.step('identity', pg_temp.c(category, 1000, ('{"admitted_on": "2024-05-20", ' || more || '}')::jsonb), pg_temp.p(place)), expected, concat_ws(' ', place, more, 'counts by'))
FROM (VALUES
	('panzhihua', 'dibao', '"recognised_on": ["2024-06-02"]', '认定当年追溯救助 | 第十九条 | 0.00 | 1000.00'), ('panzhihua', 'dibao', '"recognised_on": ["2024-06-01"]', NULL),
	('pingshun', 'dibao', '"ended_on": ["2024-06-01"]', '住院期间身份变化 | 第三十五条 | 0.00 | 1000.00'), ('pingshun', 'dibao', '"ended_on": ["2024-06-02"]', NULL),
	('ankang', 'dibao', '"recognised_on": ["2024-05-22"], "ended_on": ["2024-05-28"]', '住院期间身份变化 | 五(二) | 0.00 | 1000.00'),
	('ankang', 'medical_poverty', '"recognised_on": ["2024-07-01"]', '当次认定、当次救助有效 | 二(二) | 0.00 | 1000.00'),
	('zibo', 'medical_poverty', '"recognised_on": ["2024-06-02"]', '申请前费用追溯救助 | (七) | 0.00 | 1000.00'), ('zibo', 'medical_poverty', '"recognised_on": ["2024-06-01"]', NULL),
	('zibo', 'dibao', '"ended_on": ["2024-06-01"]', NULL)) AS v (place, category, more, expected);

-- As rows: in FROM and in a select list the same, abandoned ones too.
SELECT results_eq($$ SELECT s.* FROM medaid_explain(pg_temp.c('dibao', 60000, '{"basic_paid": 5000}'), pg_temp.p('zibo')) AS s $$,
	$$ SELECT (s).* FROM (SELECT medaid_explain(pg_temp.c('dibao', 60000, '{"basic_paid": 5000}'), pg_temp.p('zibo')) AS s OFFSET 0) AS x $$, 'in FROM and in a select list the same');
SELECT is((SELECT array_agg(x.first) FROM (SELECT (SELECT (s).amount FROM (SELECT medaid_explain(pg_temp.c('dibao', v.t), pg_temp.p('zibo')) AS s OFFSET 0) AS y LIMIT 1) AS first
	FROM (VALUES (100), (200), (300)) AS v (t)) AS x), '{100.00,200.00,300.00}', 'sets that are left after their first row');
SELECT is_empty($$ SELECT medaid_explain(NULL, pg_temp.p('zibo')) $$, 'NULL claim: no rows');
SELECT is_empty($$ SELECT * FROM medaid_explain(NULL, pg_temp.p('zibo')) $$, 'NULL claim: no rows in FROM');
SELECT throws_ok($$ SELECT * FROM medaid_explain(pg_temp.c('dibao', 1), NULL::medaid_policy) $$, '22004', 'the policy is NULL', 'NULL policy: 22004');
SELECT is((SELECT string_agg(s.formula, '; ') FROM medaid_explain(pg_temp.c('dibao_margin', 10000), medaid_policies('pingshun-2023', '2023-02-01', '2024-12-31')) AS s WHERE s.item = 'deductible'),
	'min(10000.00, 3092.40) = 3092.40', 'under the policy of its day');
ALTER TYPE medaid_step ADD ATTRIBUTE remark text;
SELECT is((SELECT (s.item, s.amount, s.balance, s.remark)::text FROM medaid_explain(pg_temp.c('dibao', 10), pg_temp.p('zibo')) AS s WHERE s.step = 1), '(bill,10.00,10.00,)', 'an attribute added to medaid_step stays NULL');

-- In words.
SELECT is(medaid_explain_text(pg_temp.c('dibao_margin', 12000, '{"in_scope": 11000, "basic_paid": 1000}'), pg_temp.p('pingshun')),
	'本次医疗费总额12000.00元，其中政策范围外费用1000.00元。基本医疗保险支付1000.00元，政策范围内个人负担10000.00元。'
	'先扣除年度起付标准3092.40元，住院救助(低保边缘家庭成员)按60%比例，救助4144.56元。最后由您个人支付6855.44元。救助金须提出申请。', '平顺: in Chinese, applied for');
SELECT is(medaid_explain_text(pg_temp.c('dibao_margin', 12000, '{"in_scope": 11000, "basic_paid": 1000}'), pg_temp.p('pingshun'), 'en'),
	'The bill is 12000.00 yuan; 1000.00 of it outside the scope of the policy. Basic medical insurance pays 1000.00; in scope 10000.00 is left to the patient. '
	'3092.40 of it falls under the deductible; assistance for dibao_margin at 60% pays 4144.56. You pay 6855.44 yuan. The aid must be applied for.', 'and in English');
SELECT is(medaid_explain_text(pg_temp.c('dibao', 1000, '{"place": "elsewhere"}'), pg_temp.p('ankang')),
	'本次医疗费总额1000.00元。政策范围内个人负担1000.00元。因未按规定转诊（依据《安康市健全重特大疾病医疗保险和救助制度实施办法》六(二)），本次没有医疗救助。最后由您个人支付1000.00元。', 'a refusal');
SELECT is(medaid_explain_text(pg_temp.c('dibao_margin', 5000), pg_temp.p('zibo'), ARRAY[medaid_accumulator(2024, 'zibo-main', 40000, 3000, 20000)], language => 'en'),
	'The bill is 5000.00 yuan. In scope 5000.00 is left to the patient. No medical assistance is paid for it: the limit of the year is used up [淄博市关于健全重特大疾病医疗保险和救助制度实施方案, (六)]. You pay 5000.00 yuan.', 'after what was used before');
-- 第十二条: 70 %; 第十九条: recognised in July
SELECT is(medaid_explain_text(pg_temp.c('dibao', 1000, '{"recognised_on": ["2024-07-01"]}'), pg_temp.p('panzhihua'), language), expected, 'recognised later in the year, ' || language)
FROM (VALUES ('zh', '本次医疗费总额1000.00元。政策范围内个人负担1000.00元。按认定当年追溯救助的规定（第十九条），住院救助(低保对象)按70%比例，救助700.00元。最后由您个人支付300.00元。救助金须提出申请。'),
	('en', 'The bill is 1000.00 yuan. In scope 1000.00 is left to the patient. The category counts by 第十九条; assistance for dibao at 70% pays 700.00. You pay 300.00 yuan. The aid must be applied for.')) AS v (language, expected);
-- 淄博 (六): its limit of 30,000 is used up, 10,000 of the year were left before, over 5,000: 1,000 x 70 %
SELECT is(medaid_explain_text(pg_temp.c('dibao', 1000), pg_temp.p('zibo'), ARRAY[medaid_accumulator(2024, 'zibo-main', 40000, 0, 30000), medaid_accumulator(2024, 'zibo-tilted', 10000, 0, 3500)], language), expected, 'the limit is used up, further aid is paid, ' || language)
FROM (VALUES ('zh', '本次医疗费总额1000.00元。政策范围内个人负担1000.00元。住院救助(低保对象)的年度救助限额已用完，再救助按70%比例，救助700.00元。最后由您个人支付300.00元。'),
	('en', 'The bill is 1000.00 yuan. In scope 1000.00 is left to the patient. The limit of the year for dibao is used up; further aid at 70% pays 700.00. You pay 300.00 yuan.')) AS v (language, expected);
SELECT is(medaid_explain_text(NULL, pg_temp.p('zibo')), NULL, 'NULL claim: NULL');
SELECT throws_ok($$ SELECT medaid_explain_text(pg_temp.c('dibao', 1), pg_temp.p('zibo'), 'fr') $$, '22023', 'language "fr" is unknown', 'another language: 22023');
SELECT * FROM finish();
ROLLBACK;
