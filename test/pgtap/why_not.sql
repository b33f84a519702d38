-- medaid_why_not(): the condition that failed, what it needed and found, what
-- each category would have paid.  test/model/why_not.sql compares random claims.
BEGIN;
SELECT plan(38);

INSERT INTO medaid_reference (area, indicator, year, value, source) VALUES
	('攀枝花市', 'income', 2023, 40000, 'test'), ('攀枝花市', 'monitor_income', 2024, 8000, 'test'),
	('山西省', 'income', 2023, 30924, 'test'), ('山西省', 'income', 2025, 30000, 'test'), ('淄博市', 'income', 2023, 40000, 'test'), ('淄博市', 'income', 2024, 40000, 'test');
CREATE TEMP TABLE pol (name text PRIMARY KEY, policy medaid_policy);
INSERT INTO pol SELECT n, medaid_policy(n || '-2023', '2024-06-01') FROM unnest('{panzhihua,dianjiang,pingshun,ankang,zibo}'::text[]) AS n;
CREATE FUNCTION pg_temp.p(n text) RETURNS medaid_policy LANGUAGE sql STABLE AS $$ SELECT policy FROM pol WHERE name = n $$;
CREATE FUNCTION pg_temp.c(category text, total numeric, more jsonb DEFAULT '{}') RETURNS medaid_claim LANGUAGE sql AS $$
	SELECT jsonb_populate_record(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2024-06-01', categories => ARRAY[category],
		total => $2, in_scope => $2, critical_illness_paid => 0), $3) $$;
-- Every row: category/stage/rule: condition; needed; found; would pay.
CREATE FUNCTION pg_temp.rows(claim medaid_claim, policy medaid_policy, ytd medaid_accumulator[] DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws('/', coalesce(w.category, '*'), w.stage, w.rule) || ': ' || concat_ws('; ', coalesce(w.condition, 'applies'), w.needed, w.found, w.would_pay), E'\n')
	FROM medaid_why_not($1, $2, $3) AS w $$;
-- The rows of one stage: condition; needed; found; article.
CREATE FUNCTION pg_temp.stage(stage text, claim medaid_claim, policy medaid_policy, ytd medaid_accumulator[] DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws('; ', w.rule, w.condition, w.needed, w.found, w.article), E'\n') FROM medaid_why_not($2, $3, $4) AS w WHERE w.stage = $1 $$;

-- 淄博 (六), 50,000: 低保 30,000 and 10,500; 低保边缘 (50,000 - 3,000) x 50 % = 23,500 within 20,000, then (30,000 - 10,000) x 70 % = 14,000.
SELECT is(pg_temp.rows(pg_temp.c('', 50000, '{"categories": ["dibao_margin", "dibao"]}'), pg_temp.p('zibo')),
$$dibao_margin/benefit/inpatient-dibao_margin: cap_exhausted; cap - paid >= 23500.00; 20000.00; 20000.00
dibao_margin/tilt/tilt-margin: applies; 14000.00
dibao_margin/category: lower_aid; aid > 40500.00; 34000.00; 34000.00
dibao/benefit/inpatient-dibao: cap_exhausted; cap - paid >= 37500.00; 30000.00; 30000.00
dibao/tilt/tilt-low: applies; 10500.00
dibao/category: applies; 40500.00$$, '淄博: what the losing category would have paid');
SELECT is(pg_temp.rows(pg_temp.c('', 1000, '{"categories": ["dibao", "tekun"]}'), pg_temp.p('zibo')),
$$dibao/benefit/inpatient-dibao: applies; 750.00
dibao/tilt/tilt-low: threshold; residual of the year > 5000.00; 250.00; 0.00
dibao/category: rank; rank before tekun; dibao; 750.00
tekun/benefit/inpatient-tekun: applies; 750.00
tekun/tilt/tilt-low: threshold; residual of the year > 5000.00; 250.00; 0.00
tekun/category: applies; 750.00$$, 'the same aid: the order of the categories');
SELECT is(pg_temp.stage('category', pg_temp.c('', 1000, '{"categories": ["dibao", "dibao"]}'), pg_temp.p('zibo')),
$$(一)
earlier_entry; an earlier benefit year, or entry; 2024; (一)$$, 'the same category twice');

-- Identity: days.
SELECT is(pg_temp.rows(pg_temp.c('dibao', 1000, '{"recognised_on": ["2024-06-02"]}'), pg_temp.p('zibo')),
$$dibao/identity: not_yet_recognised; recognised_on <= 2024-06-01; 2024-06-02
dibao/benefit/inpatient-dibao: applies; 750.00
dibao/tilt/tilt-low: threshold; residual of the year > 5000.00; 250.00; 0.00
dibao/category: not_yet_recognised; 750.00$$, 'recognised too late: what it would have paid');
SELECT is(pg_temp.stage('identity', pg_temp.c('dibao', 1000, '{"recognised_on": ["2024-06-02"]}'), pg_temp.p('panzhihua')), 'retroactive; 第十九条', 'counts by a rule: not held on the day');
SELECT is(pg_temp.stage('identity', pg_temp.c('dibao', 1000, '{"recognised_on": ["2024-06-01"]}'), pg_temp.p('panzhihua')), NULL, '... held on the day');
SELECT is(pg_temp.stage('identity', pg_temp.c('dibao', 1000, '{"ended_on": ["2024-06-01"]}'), pg_temp.p('zibo')), 'identity_ended; ended_on > 2024-06-01; 2024-06-01; (一)', 'ended');
SELECT is(pg_temp.stage('identity', pg_temp.c('dibao', 1000, '{"recognised_on": ["2024-01-01"], "ended_on": ["2024-01-01"]}'), pg_temp.p('pingshun')),
	'stay; identity_ended; recognised_on < ended_on; 2024-01-01, 2024-01-01; 第三十五条', 'never held');
-- 淄博 (七): an application of 2025-07-15 reaches from 2024-07-01 to the end of 2025
SELECT is(pg_temp.stage('identity', pg_temp.c('medical_poverty', 1000, '{"recognised_on": ["2025-07-15"]}'), pg_temp.p('zibo')),
	'application; not_yet_recognised; discharged_on from 2024-07-01 to 2025-12-31; 2024-06-01; (七)', '淄博: the window of an application');
SELECT is(pg_temp.stage('identity', pg_temp.c('monitored_unstable', 1000, '{"recognised_on": ["2026-01-01"], "discharged_on": "2026-03-01"}'), pg_temp.p('pingshun')),
	'transition; category_not_eligible; recognised_on < 2026-01-01; 2026-01-01; 第十条(二)', '平顺: the transition');
SELECT is(pg_temp.rows(pg_temp.c('', 1000, '{"categories": null}'), pg_temp.p('zibo')), '*/identity: no_category', 'no category at all');
SELECT is(pg_temp.stage('validity', pg_temp.c('dibao', 1000, '{"discharged_on": "2023-01-31"}'), pg_temp.p('panzhihua')),
	'panzhihua-2023; policy_not_in_force; from 2023-02-01, before 2028-02-01; 2023-01-31; 第三十三条', 'not in force');

-- Gates: all that refuse, and what the claim would have been paid.
SELECT is(pg_temp.rows(pg_temp.c('dibao', 10000, '{"place": "elsewhere", "designated": false, "applied_on": "2024-11-29", "categories": ["dibao"]}'), pg_temp.p('pingshun')),
$$*/gate/deadline: applied_late; applied_on <= 2024-11-28; 2024-11-29
*/gate/designated: not_designated; designated = true; false
*/gate/referral: referral_non_compliant; referral = compliant outside the city; elsewhere, non_compliant
dibao/benefit/inpatient-dibao: applies; 7000.00
dibao/tilt/tilt: place; place within the province; elsewhere
dibao/category: not_designated; 7000.00$$, '平顺: three gates');
SELECT is(pg_temp.stage('gate', pg_temp.c('dibao', 1000, '{"place": "province", "referral": "not_required"}'), pg_temp.p('panzhihua')),
	'place; outside_home_city; place within the city, or referral = compliant; province, not_required; 第十二条, 第十七条', '攀枝花: outside the home city');
SELECT is(pg_temp.stage('gate', pg_temp.c('dibao', 1000, '{"referral": "non_compliant"}'), pg_temp.p('ankang')),
	'referral; referral_non_compliant; referral = compliant; city, non_compliant; 六(二)', '安康: referral');
SELECT is(pg_temp.stage('gate', pg_temp.c('dibao', 1000, '{"service": "chronic", "chronic_class": 2, "applied_on": "2025-07-01"}'), pg_temp.p('pingshun')),
	'deadline; applied_late; applied_on <= 2025-06-29; 2025-07-01; 第三十九条', '平顺: 180 days after the year''s end');

-- Conditions of rules: 垫江.
SELECT is(pg_temp.rows(pg_temp.c('dibao', 500, '{"service": "chronic", "age": 79}'), pg_temp.p('dianjiang')),
$$dibao/benefit/major-dibao: major_disease; major_disease = true; false
dibao/benefit/outpatient-dibao-maintenance: maintenance; maintenance = true; false
dibao/benefit/outpatient-dibao-80: min_age; age >= 80; 79
dibao/benefit/outpatient-dibao: applies; 300.00
dibao/category: applies; 300.00$$, '垫江: outpatient, 79 years');
SELECT is(pg_temp.rows(pg_temp.c('dibao', 500, '{"service": "chronic", "age": 80}'), pg_temp.p('dianjiang')),
$$dibao/benefit/major-dibao: major_disease; major_disease = true; false
dibao/benefit/outpatient-dibao-maintenance: maintenance; maintenance = true; false
dibao/benefit/outpatient-dibao-80: cap_exhausted; cap - paid >= 500.00; 400.00; 400.00
dibao/benefit/outpatient-dibao: precedence; no earlier rule; outpatient-dibao-80
dibao/category: applies; 400.00$$, '垫江: 80 years, an earlier rule');
SELECT is(pg_temp.stage('benefit', pg_temp.c('dibao', 30000, '{"hospital_level": 3}'), medaid_policy_with(pg_temp.p('dianjiang'), 'inpatient-dibao.rate', 0.7)),
$$major-dibao; major_disease; major_disease = true; false; 三(四)3 二是, 五是
large-dibao; in_scope_over; in_scope > 30000.00; 30000.00; 三(四)3 三是, 五是
inpatient-dibao; cap_exhausted; cap - paid >= 21000.00; 6000.00; 三(四)3 二是, 五是$$, '垫江: 30,000 is not over 30,000');
SELECT is(pg_temp.stage('benefit', pg_temp.c('dibao', 30000.01, '{"hospital_level": 1}'), medaid_policy_with(pg_temp.p('dianjiang'), 'inpatient-dibao.rate', 0.1)),
$$major-dibao; major_disease; major_disease = true; false; 三(四)3 二是, 五是
large-dibao; min_hospital_level; hospital_level >= 2; 1; 三(四)3 三是, 五是
inpatient-dibao; 三(四)3 二是, 五是$$, '垫江: the level of the hospital');
-- a service without a rule: those for other services
SELECT is(pg_temp.rows(pg_temp.c('dibao', 1000, '{"service": "outpatient"}'), pg_temp.p('zibo')),
$$dibao/benefit/inpatient-dibao: service; service = inpatient; outpatient
dibao/benefit/chronic-dibao: service; service = chronic; outpatient
dibao/benefit/special_drug-dibao: service; service = special_drug; outpatient
dibao/category: service_not_covered; 0.00$$, '淄博: ordinary outpatient');
SELECT is(pg_temp.rows(pg_temp.c('orphan', 1000), pg_temp.p('zibo')), 'orphan/category: category_not_eligible; 0.00', '淄博: no rule for orphans');

-- Amounts.
SELECT is(pg_temp.stage('benefit', pg_temp.c('dibao_margin', 2000), pg_temp.p('zibo'), ARRAY[medaid_accumulator(2024, 'zibo-main', 1000, 1000, 0)]),
	'inpatient-dibao_margin; below_deductible; burden > 2000.00; 2000.00; (六)', 'the rest of the deductible');
SELECT is(pg_temp.stage('benefit', pg_temp.c('dibao_margin', 2000.01), pg_temp.p('zibo'), ARRAY[medaid_accumulator(2024, 'zibo-main', 1000, 1000, 0)]),
	'inpatient-dibao_margin; (六)', 'a fen more: half a fen is a fen');
SELECT is(pg_temp.stage('benefit', pg_temp.c('dibao', 100), pg_temp.p('zibo'), ARRAY[medaid_accumulator(2024, 'zibo-main', 40000, 0, 29950)]),
	'inpatient-dibao; cap_exhausted; cap - paid >= 75.00; 50.00; (六)', 'the cap cuts');
SELECT is(pg_temp.stage('benefit', pg_temp.c('dibao', 100, '{"basic_paid": 100}'), pg_temp.p('zibo')), 'inpatient-dibao; no_burden; burden > 0.00; 0.00; (六)', 'nothing left to pay');
SELECT is(pg_temp.stage('benefit', pg_temp.c('dibao', 0.01, '{"service": "chronic"}'), pg_temp.p('pingshun')), 'chronic-dibao; rounds_to_zero; 第十五条(二), 第十四条(二), 第十八条', '30 % of a fen');

-- Further stages: 平顺 返贫致贫.
SELECT is(pg_temp.rows(pg_temp.c('poverty_returned', 20000, '{"in_scope": 12000, "out_of_catalog": 6000, "charge_class": 2, "basic_paid": 2000}'), pg_temp.p('pingshun')),
$$poverty_returned/benefit/inpatient-poverty_returned: applies; 7000.00
poverty_returned/top_up/top-up-poverty_returned: applies; 1800.00
poverty_returned/tilt/tilt: threshold; residual of the year > 15462.00; 1200.00; 0.00
poverty_returned/off_catalog/off-catalog: applies; 3400.00
poverty_returned/category: applies; 12200.00$$, '平顺: every stage');
SELECT is(pg_temp.stage('top_up', pg_temp.c('poverty_returned', 1000, '{"basic_paid": 700}'), pg_temp.p('pingshun')),
	'top-up-poverty_returned; ratio_reached; paid < 900.00; 910.00; 第十四条(三)', '90 % reached: 700 and 70 % of 300');
SELECT is(pg_temp.stage('top_up', pg_temp.c('poverty_returned', 1000, '{"place": "elsewhere", "referral": "compliant"}'), pg_temp.p('pingshun')),
	'top-up-poverty_returned; place; place within the province; elsewhere; 第十四条(三)', 'outside the province');
SELECT is(pg_temp.stage('off_catalog', pg_temp.c('poverty_returned', 1000, '{"recognised_on": ["2025-01-01"], "discharged_on": "2026-03-01"}'), pg_temp.p('pingshun')),
	'off-catalog; transition; discharged_on < 2026-01-01; 2026-03-01; 第二十一条', 'after the transition');
SELECT is(pg_temp.stage('tilt', pg_temp.c('dibao', 1000), pg_temp.p('ankang')), 'tilt; tilt_approved; tilt_approved = true; false; 四(二)', '安康: not applied for');
SELECT is(pg_temp.stage('tilt', pg_temp.c('tekun', 1000), pg_temp.p('zibo')), 'tilt-low; threshold; residual of the year > 5000.00; 250.00; (六)', '淄博: under the threshold');
-- a category that does not count, and whose rate is not set, is no error: what it would pay is not known
SELECT is(pg_temp.rows(pg_temp.c('', 500, '{"service": "inpatient", "hospital_level": 1, "categories": ["dibao"], "recognised_on": ["2024-07-01"]}'), pg_temp.p('dianjiang')),
$$dibao/identity: not_yet_recognised; recognised_on <= 2024-06-01; 2024-07-01
dibao/benefit/major-dibao: major_disease; major_disease = true; false
dibao/benefit/large-dibao: in_scope_over; in_scope > 30000.00; 500.00
dibao/benefit/inpatient-dibao: not_set; inpatient-dibao.rate; NULL
dibao/category: not_yet_recognised$$, 'a number that is not set');
-- the same of later stages: 安康 gives no threshold of 倾斜救助, 平顺 第二十一条 asks for the class of the hospital
SELECT is(pg_temp.stage('tilt', pg_temp.c('dibao', 1000, '{"recognised_on": ["2024-07-01"], "tilt_approved": true}'), pg_temp.p('ankang')),
	'tilt; not_set; tilt.threshold; NULL; 四(二)', 'a threshold of 倾斜救助 that is not set');
SELECT is(pg_temp.stage('off_catalog', pg_temp.c('poverty_returned', 1000, '{"in_scope": 800, "out_of_catalog": 200, "designated": false}'), pg_temp.p('pingshun')),
	'off-catalog; field_missing; charge_class; NULL; 第二十一条', 'a field that only off-catalog aid asks for');
SELECT is_empty($$ SELECT * FROM medaid_why_not(NULL, pg_temp.p('zibo')) $$, 'NULL claim: no rows');
SELECT throws_ok($$ SELECT * FROM medaid_why_not(pg_temp.c('dibao', 1), NULL::medaid_policy) $$, '22004', 'the policy is NULL', 'NULL policy: 22004');
SELECT * FROM finish();
ROLLBACK;
