-- What is told is what was computed: no number that was never needed, no
-- equation that says nothing, no word for what is not there.
BEGIN;
SELECT plan(19);

INSERT INTO medaid_reference (area, indicator, year, value, source) VALUES ('山西省', 'income', 2021, 30924, 'test'), ('山西省', 'income', 2023, 30924, 'test');
CREATE FUNCTION pg_temp.p(n text) RETURNS medaid_policy LANGUAGE sql STABLE AS $$ SELECT medaid_policy(n || '-2023', '2024-06-01') $$;
CREATE FUNCTION pg_temp.c(category text, total numeric, more jsonb DEFAULT '{}') RETURNS medaid_claim LANGUAGE sql AS $$
	SELECT jsonb_populate_record(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2024-06-01', categories => ARRAY[category],
		total => $2, in_scope => $2, critical_illness_paid => 0), $3) $$;
CREATE FUNCTION pg_temp.formula(item text, claim medaid_claim, policy medaid_policy, ytd medaid_accumulator[] DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT coalesce(s.formula, 'none') FROM medaid_explain($2, $3, $4) AS s WHERE s.item = $1 $$;
-- one field of a rule of a policy, whatever the value
CREATE FUNCTION pg_temp.changed(policy medaid_policy, kind text, code text, field text, value jsonb) RETURNS medaid_policy LANGUAGE sql AS $$
	SELECT jsonb_populate_record(policy, jsonb_build_object(kind, (SELECT jsonb_agg(CASE WHEN e.r ->> 'code' = $3 THEN e.r || jsonb_build_object($4, $5) ELSE e.r END)
		FROM jsonb_array_elements(to_jsonb(policy) -> kind) AS e (r)))) $$;

-- 平顺, the day before the first (第四十八条): 453.94 outside the catalogue is
-- within 30 % of 2,000.00; 第二十一条: 453.94 x 85 % = 385.849.  第十四条(三):
-- 1,546.06 x 70 % = 1,082.242, up to 90 %: 1,391.454 - 1,082.24 = 309.21.
SELECT is((SELECT string_agg(concat_ws(' ', w.stage, w.condition, w.would_pay), '; ') FROM medaid_why_not(pg_temp.c('poverty_returned', 2000, '{"discharged_on": "2023-01-06", "in_scope": 1546.06, "out_of_catalog": 453.94, "charge_class": 1}'), pg_temp.p('pingshun')) AS w),
	'validity policy_not_in_force; benefit 1082.24; top_up 309.21; tilt threshold 0.00; off_catalog 385.85; category policy_not_in_force 1777.30', '平顺: what would be paid if the policy were in force');
SELECT is((SELECT string_agg(concat_ws(' ', w.stage, w.condition, w.would_pay), '; ') FROM medaid_why_not(pg_temp.c('poverty_returned', 2000, '{"discharged_on": "2023-01-06", "in_scope": 1546.06, "out_of_catalog": 453.94, "charge_class": 1}'), medaid_policies('pingshun-2023', '2023-01-01', '2024-12-31')) AS w),
	'validity policy_not_in_force; benefit 1082.24; top_up 309.21; tilt threshold 0.00; off_catalog 385.85; category policy_not_in_force 1777.30', 'of an array, too');
SELECT is((SELECT (s).hospital_borne FROM medaid_settle(pg_temp.c('poverty_returned', 2000, '{"discharged_on": "2023-01-06", "in_scope": 546.06, "out_of_catalog": 1453.94, "charge_class": 1}'), pg_temp.p('pingshun')) AS s), 0.00, 'before it the hospital bears nothing');
SELECT is((SELECT (s).hospital_borne FROM medaid_settle(pg_temp.c('poverty_returned', 2000, '{"discharged_on": "2023-01-07", "in_scope": 546.06, "out_of_catalog": 1453.94, "charge_class": 1}'), pg_temp.p('pingshun')) AS s), 853.94, 'on the first day what exceeds 600.00');

-- 第十四条(三) with a limit that is used up: the ratio is not needed, and may be unset
SELECT is(pg_temp.formula('top_up', pg_temp.c('poverty_returned', 10000),
		pg_temp.changed(pg_temp.changed(pg_temp.p('pingshun'), 'top_ups', 'top-up-poverty_returned', 'rate', 'null'), 'benefits', 'inpatient-poverty_returned', 'cap', '60000'),
		ARRAY[medaid_accumulator(2024, 'pingshun-main', 90000, 0, 60000)]), 'max(0, 60000.00 - 60000.00) = 0.00', 'a ratio that is not set');
SELECT is(pg_temp.formula('top_up', pg_temp.c('poverty_returned', 10000),
		pg_temp.changed(pg_temp.p('pingshun'), 'benefits', 'inpatient-poverty_returned', 'cap', '60000'),
		ARRAY[medaid_accumulator(2024, 'pingshun-main', 90000, 0, 60000)]), 'min(10000.00 x 90%, 60000.00 - 60000.00) = 0.00', 'and one that is');
SELECT is(pg_temp.formula('patient_pays', pg_temp.c('orphan', 1000), pg_temp.p('zibo')), 'none', 'nobody paid: no equation of a sum with itself');
SELECT is(pg_temp.formula('patient_pays', pg_temp.c('orphan', 1000, '{"basic_paid": 0.01}'), pg_temp.p('zibo')), '1000.00 - 0.01 = 999.99', 'somebody did');
-- 第二十一条 with a ratio of nothing: 6,000.00 outside, all of it the hospital's
SELECT is(pg_temp.formula('hospital_borne', pg_temp.c('dibao', 20000, '{"in_scope": 12000, "out_of_catalog": 6000, "charge_class": 2}'),
		pg_temp.changed(pg_temp.p('pingshun'), 'off_catalogs', 'off-catalog', 'control_class_2', '0')), '20000.00 x 0% = 0.00; 6000.00 - 0.00 = 6000.00', 'nothing may be outside');

-- The rate and what was left of the limit are fields.  淄博 (六), 50,000 of 低保:
-- 37,500 within 30,000; (20,000 - 5,000) x 70 % = 10,500 within 20,000.
SELECT is((SELECT string_agg(concat_ws(' ', s.item, s.rate, s.limit_left), '; ' ORDER BY s.step) FROM medaid_explain(pg_temp.c('dibao', 50000), pg_temp.p('zibo')) AS s WHERE s.rate IS NOT NULL OR s.limit_left IS NOT NULL),
	'assistance 0.75 30000.00; tilted 0.70', 'a limit that cut, and one that did not');
SELECT is((SELECT string_agg(concat_ws(' ', s.item, s.rate, s.limit_left), '; ' ORDER BY s.step) FROM medaid_explain(pg_temp.c('dibao', 50000), pg_temp.p('zibo'),
		ARRAY[medaid_accumulator(2024, 'zibo-main', 40000, 0, 29950), medaid_accumulator(2024, 'zibo-tilted', 20000, 0, 19000)]) AS s WHERE s.rate IS NOT NULL OR s.limit_left IS NOT NULL),
	'assistance 0.75 50.00; tilted 0.70 1000.00', 'what earlier claims left');
SELECT is((SELECT string_agg(concat_ws(' ', s.item, s.rate, s.limit_left), '; ' ORDER BY s.step) FROM medaid_explain(pg_temp.c('poverty_returned', 20000, '{"in_scope": 12000, "out_of_catalog": 6000, "charge_class": 2, "basic_paid": 2000}'), pg_temp.p('pingshun')) AS s WHERE s.rate IS NOT NULL OR s.limit_left IS NOT NULL),
	'assistance 0.70; top_up 0.90; tilted 0.70; off_catalog 0.85', '平顺: every stage');

-- What was considered says what settling stopped at.
SELECT is((SELECT concat_ws('; ', w.condition, w.needed, w.found) FROM medaid_why_not(pg_temp.c('poverty_returned', 10000),
		pg_temp.changed(pg_temp.p('pingshun'), 'benefits', 'inpatient-poverty_returned', 'cap', '60000'),
		ARRAY[medaid_accumulator(2024, 'pingshun-main', 90000, 0, 60000)]) AS w WHERE w.stage = 'top_up'), 'cap_exhausted; cap - paid > 0.00; 0.00', 'a top-up that the limit leaves nothing of: the ratio is not reached');
SELECT is((SELECT concat_ws('; ', w.condition, w.needed, w.found, w.would_pay) FROM medaid_why_not(pg_temp.c('poverty_returned', 10000, '{"basic_paid": 10000}'), pg_temp.p('pingshun')) AS w WHERE w.stage = 'top_up'),
	'no_burden; left in scope > 0.00; 0.00; 0.00', 'nor where nothing is left');
-- 30 % of a fen is none, and nothing is left of 60,000 either: one reason
SELECT is((medaid_settle(pg_temp.c('dibao', 0.01, '{"service": "chronic"}'), pg_temp.p('pingshun'), ARRAY[medaid_accumulator(2024, 'pingshun-main', 200000, 0, 60000)])).reason, 'cap_exhausted', 'a fen beyond the limit');
SELECT is((SELECT string_agg(concat_ws('; ', w.condition, w.needed, w.found), ' | ') FROM medaid_why_not(pg_temp.c('dibao', 0.01, '{"service": "chronic"}'), pg_temp.p('pingshun'), ARRAY[medaid_accumulator(2024, 'pingshun-main', 200000, 0, 60000)]) AS w WHERE w.stage IN ('benefit', 'category')),
	'cap_exhausted; cap - paid > 0.00; 0.00 | cap_exhausted', 'of the rule as of the category');

-- a rule without an article
SELECT throws_ok(format('SELECT medaid_settle(%L::medaid_claim, %L::medaid_policy)', pg_temp.c('dibao', 500, '{"service": "chronic"}'), pg_temp.changed(pg_temp.p('dianjiang'), 'benefits', 'outpatient-dibao-80', 'article', 'null')),
	'22004', 'claim "c": age is NULL, but rule "outpatient-dibao-80" of policy "dianjiang-2023" asks for it', 'a field that it asks for');
SELECT throws_ok(format('SELECT medaid_settle(%L::medaid_claim, %L::medaid_policy)', pg_temp.c('medical_poverty', 500), pg_temp.changed(pg_temp.p('zibo'), 'identities', 'application', 'article', 'null')),
	'22004', 'claim "c": recognised_on is NULL for category "medical_poverty", but policy "zibo-2023" counts from the day of application', 'a day that it asks for');
SELECT is(medaid_explain_text(pg_temp.c('dibao', 1000, '{"designated": false}'), pg_temp.changed(pg_temp.p('zibo'), 'gates', 'designated', 'article', 'null')),
	'本次医疗费总额1000.00元。政策范围内个人负担1000.00元。因非定点医药机构就医（依据《淄博市关于健全重特大疾病医疗保险和救助制度实施方案》），本次没有医疗救助。最后由您个人支付1000.00元。', 'a refusal');
SELECT * FROM finish();
ROLLBACK;
