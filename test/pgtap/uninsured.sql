-- Who is not insured (未参保), and who was assisted where insured (平顺 第十九条).
BEGIN;
SELECT plan(69);

\ir ../helpers.sql

INSERT INTO medaid_reference (area, indicator, year, value, source) VALUES ('山西省', 'income', 2023, 30000, 'test'), ('淄博市', 'income', 2022, 40000, 'test');
CREATE FUNCTION pg_temp.c(more jsonb DEFAULT '{}') RETURNS medaid_claim LANGUAGE sql AS $$
  SELECT jsonb_populate_record(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2024-06-01', categories => '{dibao}', total => 12000, in_scope => 10000, out_of_catalog => 0, insurance => 'none'), $1) $$;

-- the five texts do not refuse them: 淄博 (六) 75 % of 10,000; the residual of 2,500 is under 5,000
CREATE TEMP TABLE pol AS SELECT medaid_policy('zibo-2023', '2024-06-01') AS zibo, medaid_policy('pingshun-2023', '2024-06-01') AS pingshun;
SELECT is((SELECT ROW(s.burden, s.assistance, s.aid, s.patient_pays, s.critical_illness_paid, s.critical_illness_pool)::text FROM pol, medaid_settle(pg_temp.c(), zibo) s),
  '(10000.00,7500.00,7500.00,4500.00,0.00,)', '淄博: the burden is the whole in-scope cost; 大病 is none, and no pool of it');
SELECT is((SELECT medaid_critical_illness(pg_temp.c('{"in_scope": 9000000, "total": 9000000}'), zibo) FROM pol), 0.00, 'no number of 大病保险 is asked for');
SELECT matches((SELECT pg_temp.err($$SELECT medaid_critical_illness(pg_temp.c('{"insurance": "resident"}'), (SELECT zibo FROM pol))$$)), '^55000 .*critical-illness\.deductible', 'a resident''s is');
SELECT is((SELECT string_agg(item, ' ' ORDER BY step) FROM pol, medaid_explain(pg_temp.c(), zibo)), 'bill out_of_scope burden assistance tilted patient_pays', 'explained without insurance');

-- nothing of basic and critical illness insurance
SELECT is((SELECT medaid_check(pg_temp.c('{"basic_paid": 0, "critical_illness_paid": 0, "commercial_paid": 100}'), zibo) FROM pol), '{}', 'zeros, and others'' payments');
SELECT is((SELECT (medaid_settle(pg_temp.c('{"commercial_paid": 2500}'), zibo)).assistance FROM pol), 7500.00, 'commercial insurance pays what it pays');
SELECT is((SELECT medaid_check(pg_temp.c('{"basic_paid": 100, "critical_illness_paid": 0.01}'), zibo) FROM pol), ARRAY[
  '22003: claim "c": basic_paid 100.00 exceeds what insurance "none" pays, 0.00',
  '22003: claim "c": critical_illness_paid 0.01 exceeds what insurance "none" pays, 0.00'], 'what basic or critical illness insurance paid contradicts it');
SELECT is((SELECT (kind, field, value, hint)::text FROM pol, medaid_findings(pg_temp.c('{"basic_paid": 100}'), zibo)),
  '(amounts_contradict,basic_paid,100.00,"Basic and critical illness insurance pay nothing for a person who is not insured: insurance is resident or employee, or the payment is another payer''s.")', '... as a row');
SELECT is((SELECT (s.status, s.reason, s.fault)::text FROM pol, medaid_try_settle(pg_temp.c('{"basic_paid": 100}'), zibo) s),
  '(refused,amounts_contradict,"basic_paid 100.00 exceeds what insurance ""none"" pays, 0.00")', '... refused');
SELECT matches(pg_temp.err($$SELECT medaid_settle(pg_temp.c('{"basic_paid": 100}'), (SELECT zibo FROM pol))$$), '^22003 claim "c": basic_paid 100.00 exceeds what insurance "none" pays, 0.00', '... raised');
SELECT is((SELECT medaid_check(pg_temp.c('{"insurance": "no"}'), zibo) FROM pol), ARRAY['22023: claim "c": insurance "no" is unknown'], 'another word');
SELECT is((SELECT hint FROM pol, medaid_findings(pg_temp.c('{"insurance": "no"}'), zibo)), 'One of: resident, employee, none', '... and which there are');

-- stored claims keep it
SELECT is((SELECT (c::medaid_compact_claim::medaid_claim)::text FROM pg_temp.c(jsonb_build_object('insurance', i, 'assisted_elsewhere', a)) AS c),
  (SELECT c::text FROM pg_temp.c(jsonb_build_object('insurance', i, 'assisted_elsewhere', a, 'total', 12000.00, 'in_scope', 10000.00, 'out_of_catalog', 0.00)) AS c), concat_ws(' ', 'packed and unpacked', i, a))
FROM unnest('{resident,employee,none,NULL}'::text[]) AS i, unnest('{true,false,NULL}'::boolean[]) AS a;
SELECT is((SELECT (unnest(medaid_settle_all(medaid_collect(pg_temp.c()), zibo))).aid FROM pol GROUP BY zibo), 7500.00, 'in a set');
SELECT is((SELECT count(DISTINCT c::medaid_compact_claim) FROM (VALUES (pg_temp.c()), (pg_temp.c('{"insurance": "resident"}')), (pg_temp.c('{"assisted_elsewhere": true}')), (pg_temp.c('{"assisted_elsewhere": false}')), (pg_temp.c())) AS v (c)), 4::bigint, 'told apart by content');
-- every byte is checked: bit 18 of the words (byte 8 on, in the machine's order) makes none of a resident, and of an employee what is no insurance
CREATE FUNCTION pg_temp.bit(claim medaid_compact_claim, n integer) RETURNS medaid_compact_claim LANGUAGE sql AS $$
  SELECT ('\x' || encode(set_bit(b, 64 + n, 1 - get_bit(b, 64 + n)), 'hex'))::medaid_compact_claim FROM (SELECT decode(substr($1::text, 3), 'hex') AS b) x $$;
SELECT is((pg_temp.bit(pg_temp.c('{"insurance": "resident"}'), 18)::medaid_claim).insurance, 'none', 'a resident and the second bit');
SELECT throws_ok($$SELECT pg_temp.bit(pg_temp.c('{"insurance": "employee"}'), 18)$$, '22P03', NULL, 'an insurance that is none of the three') ;
SELECT throws_ok($$SELECT pg_temp.bit(pg_temp.c('{"insurance": null}'), 18)$$, '22P03', NULL, 'not given, but none');
SELECT throws_ok($$SELECT pg_temp.bit(pg_temp.c('{"insurance": "resident", "basic_paid": 1}'), 18)$$, '22P03', NULL, 'what contradicts itself is not stored');

-- a place that refuses them
INSERT INTO medaid_regulation (code, first_day, name, region, article, based_on, based_on_day) VALUES ('linzi-2024', '2024-01-01', '临淄区办法', '山东省淄博市临淄区', '末条', 'zibo-2023', '2023-01-01');
INSERT INTO medaid_rule_gate (regulation, first_day, code, test, insurances, article) VALUES ('linzi-2024', '2024-01-01', 'insured', 'insurance', '{resident,employee}', '第五条');
CREATE TEMP TABLE linzi AS SELECT medaid_policy('linzi-2024', '2024-06-01') AS p;
SELECT is((SELECT ROW(s.status, s.reason, s.aid, s.burden, s.patient_pays)::text FROM linzi, medaid_settle(pg_temp.c(), p) s), '(not_covered,insurance_not_covered,0.00,10000.00,12000.00)', 'refused by a gate');
SELECT is((SELECT s.status FROM linzi, medaid_settle(pg_temp.c(jsonb_build_object('insurance', i, 'critical_illness_paid', 0)), p) s), 'paid', coalesce(i, 'NULL') || ' is let through') FROM unnest('{resident,employee,NULL}'::text[]) AS i;
SELECT is((SELECT (stage, rule, condition, needed, found, article)::text FROM linzi, medaid_why_not(pg_temp.c(), p) WHERE stage = 'gate'), '(gate,insured,insurance_not_covered,"insurance = resident or employee",none,第五条)', 'why not');
SELECT is((SELECT would_pay FROM linzi, medaid_why_not(pg_temp.c(), p) WHERE stage = 'category'), 7500.00, '... and what it would have paid');
SELECT is((SELECT (label, article)::text FROM linzi, medaid_explain(pg_temp.c(), p) WHERE item = 'insurance_not_covered'), '(参保情况不在救助范围,第五条)', 'explained with the article');
SELECT matches((SELECT medaid_explain_text(pg_temp.c(), p, 'zh') FROM linzi), '因参保情况不在救助范围（依据《临淄区办法》第五条），本次没有医疗救助', 'in words');
SELECT matches((SELECT medaid_explain_text(pg_temp.c(), p, 'en') FROM linzi), 'the policy does not assist persons with this insurance, or without any \[临淄区办法, 第五条\]', 'in English');
SELECT is((SELECT (o.not_covered, o.insurance_not_covered, o.assisted_elsewhere)::text FROM (SELECT medaid_outcome(s) AS m FROM linzi, medaid_settle(pg_temp.c(), p) s) x, LATERAL (SELECT (m).*) o), '(1,1,0)', 'counted by its reason');
-- one that helps the uninsured alone, at a rate of their own: 10,000 x 50 %
INSERT INTO medaid_rule_benefit (regulation, first_day, code, precedence, label, services, category, insurance, deductible, rate, cap, pool, article)
VALUES ('linzi-2024', '2024-01-01', 'inpatient-none', 1, '未参保救助', '{inpatient}', 'dibao', 'none', 0, 0.5, 30000, 'zibo-main', '第六条');
DELETE FROM medaid_rule_gate WHERE regulation = 'linzi-2024';
UPDATE linzi SET p = medaid_policy('linzi-2024', '2024-06-01');
SELECT is((SELECT (s.benefit, s.rate, s.assistance)::text FROM linzi, medaid_settle(pg_temp.c(), p) s), '(inpatient-none,0.50,5000.00)', 'a rate of their own');
SELECT is((SELECT (s.benefit, s.rate, s.assistance)::text FROM linzi, medaid_settle(pg_temp.c('{"insurance": "resident", "critical_illness_paid": 0}'), p) s), '(inpatient-dibao,0.75,7500.00)', '... and of the others');
SELECT is((SELECT (condition, needed, found)::text FROM linzi, medaid_why_not(pg_temp.c('{"insurance": "employee", "critical_illness_paid": 0}'), p) WHERE rule = 'inpatient-none'), '(insurance,"insurance = none",employee)', 'why not for employees');
SELECT is((SELECT "条件 conditions" FROM linzi, medaid_policy_table(p) WHERE "规则 rule" ~ 'inpatient-none'), '未参保 uninsured', 'the clerk''s table');
SELECT is((SELECT count(*) FROM linzi, medaid_policy_review(p) WHERE rule ~ 'inpatient-none|inpatient-dibao' AND finding = 'never_matches'), 0::bigint, 'neither shadows the other');
-- gates like others: only for a service, only beyond a place
INSERT INTO medaid_rule_gate (regulation, first_day, code, test, services, beyond, insurances, article) VALUES ('linzi-2024', '2024-01-01', 'insured', 'insurance', '{inpatient}', 'city', '{employee}', '第五条');
UPDATE linzi SET p = medaid_policy('linzi-2024', '2024-06-01');
SELECT is((SELECT coalesce(s.reason, s.status) FROM linzi, medaid_settle(pg_temp.c(jsonb_build_object('place', t.place, 'service', t.service, 'insurance', t.insurance, 'critical_illness_paid', 0)), p) s), t.outcome, concat_ws(' ', t.place, t.service, t.insurance))
FROM (VALUES ('city', 'inpatient', 'none', 'paid'), ('province', 'inpatient', 'none', 'insurance_not_covered'), ('province', 'inpatient', 'resident', 'insurance_not_covered'),
  ('province', 'inpatient', 'employee', 'paid'), ('province', 'chronic', 'none', 'paid')) AS t (place, service, insurance, outcome);
INSERT INTO medaid_rule_gate (regulation, first_day, code, test, insurances, article) VALUES ('linzi-2024', '2024-01-01', 'nobody', 'insurance', '{none,resident,employee}', '第五条');
SELECT is((SELECT found FROM medaid_policy_review(medaid_policy('linzi-2024', '2024-06-01')) WHERE rule = 'nobody'), 'lets every insurance through', 'a gate that refuses nobody is found');
SELECT throws_ok($$INSERT INTO medaid_rule_gate (regulation, first_day, code, test, article) VALUES ('linzi-2024', '2024-01-01', 'x', 'insurance', 'x')$$, '23514', NULL, 'which are let through must be said');
SELECT throws_ok($$INSERT INTO medaid_rule_gate (regulation, first_day, code, test, insurances, article) VALUES ('linzi-2024', '2024-01-01', 'x', 'insurance', '{farmer}', 'x')$$, '23514', NULL, 'a word that is none');
SELECT throws_ok($$INSERT INTO medaid_rule_gate (regulation, first_day, code, test, insurances, article) VALUES ('linzi-2024', '2024-01-01', 'x', 'designated', '{resident}', 'x')$$, '23514', NULL, 'no other test reads it');

-- beyond the claim: 平顺 第十三条(一), 第三十三条(三): the uninsured are those whom the subsidy leads to join
SELECT is((SELECT (a.assistance, a.personal)::text FROM pol, medaid_premium(pingshun, '{tekun}', 'none', 400) a), (SELECT (a.assistance, a.personal)::text FROM pol, medaid_premium(pingshun, '{tekun}', 'resident', 400) a), 'premium: as who joins 居民医保');
SELECT is((SELECT (a.assistance, a.personal)::text FROM pol, medaid_premium(pingshun, '{tekun}', 'none', 400) a), '(400.00,0.00)', '... in full');
-- 平顺 第二十九条: 其他城乡居民基本医疗保险参保人员
SELECT is((SELECT (medaid_monitor_rule_of(pingshun, '{}', i)).code FROM pol), r, 'warning: ' || i) FROM (VALUES ('resident', 'monitor-other'), ('none', NULL)) AS t (i, r);
SELECT matches(pg_temp.err($$SELECT medaid_monitor_rule_of((SELECT pingshun FROM pol), '{}', 'farmer')$$), '^22023 insurance "farmer" is unknown resident \(居民, 390\), employee \(职工, 310\) or none \(未参保\); NULL = resident\.', 'another word');

-- 平顺 第十九条 ¶2: assisted where insured
SELECT is((SELECT (s.status, s.reason, s.aid)::text FROM pol, medaid_settle(pg_temp.c('{"assisted_elsewhere": true}'), pingshun) s), '(not_covered,assisted_elsewhere,0.00)', '平顺: refused');
-- 第十四条(二): 70 % of 10,000
SELECT is((SELECT (s.status, s.aid)::text FROM pol, medaid_settle(pg_temp.c(jsonb_build_object('assisted_elsewhere', a)), pingshun) s), '(paid,7000.00)', '平顺: not assisted there: ' || coalesce(a::text, 'NULL')) FROM unnest('{false,NULL}'::boolean[]) AS a;
SELECT is((SELECT s.channel FROM pol, medaid_settle(pg_temp.c('{"assisted_elsewhere": false, "applied_on": "2024-06-20"}'), pingshun) s), 'application', '... by application');
SELECT is((SELECT (rule, condition, needed, found, article)::text FROM pol, medaid_why_not(pg_temp.c('{"assisted_elsewhere": true}'), pingshun) WHERE stage = 'gate'), '(assisted-elsewhere,assisted_elsewhere,"assisted_elsewhere = false",true,第十九条)', 'why not');
SELECT is((SELECT (label, article)::text FROM pol, medaid_explain(pg_temp.c('{"assisted_elsewhere": true}'), pingshun) WHERE item = 'assisted_elsewhere'), '(已在参保地享受资助参保或医疗救助,第十九条)', 'explained');
SELECT matches((SELECT medaid_explain_text(pg_temp.c('{"assisted_elsewhere": true}'), pingshun, 'en') FROM pol), 'the person has been assisted where insured', 'in words');
SELECT is((SELECT s.reason FROM pol, medaid_settle(pg_temp.c('{"assisted_elsewhere": true, "applied_on": "2025-06-20"}'), pingshun) s), 'applied_late', 'late goes before');
SELECT is((SELECT s.reason FROM pol, medaid_settle(pg_temp.c('{"assisted_elsewhere": true, "categories": []}'), pingshun) s), 'assisted_elsewhere', '... before nobody''s category');
SELECT is((SELECT s.aid FROM pol, medaid_settle(pg_temp.c('{"assisted_elsewhere": true}'), zibo) s), 7500.00, '淄博 has no such rule');
SELECT * FROM finish();
ROLLBACK;
