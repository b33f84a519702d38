-- What a refusal rests on, place by place: medaid_explain(), medaid_why_not()
-- and the written reasons that 安康 五(一) asks for.
BEGIN;
SELECT plan(79);

INSERT INTO medaid_reference (area, indicator, year, value, source) VALUES ('山西省', 'income', 2023, 30924, 'test'), ('山西省', 'income', 2025, 30000, 'test'), ('淄博市', 'income', 2023, 40000, 'test');
CREATE TEMP TABLE pol (name text PRIMARY KEY, policy medaid_policy);
INSERT INTO pol SELECT n, medaid_policy(n || '-2023', '2024-06-01') FROM unnest('{panzhihua,dianjiang,pingshun,ankang,zibo}'::text[]) AS n;
CREATE FUNCTION pg_temp.p(n text) RETURNS medaid_policy LANGUAGE sql STABLE AS $$ SELECT policy FROM pol WHERE name = n $$;
-- a stay of 低保, 1,000 in scope, discharged on 2024-06-01
CREATE FUNCTION pg_temp.c(more jsonb DEFAULT '{}') RETURNS medaid_claim LANGUAGE sql AS $$
	SELECT jsonb_populate_record(medaid_claim(claim_id => 'c', service => 'inpatient', admitted_on => '2024-05-20', discharged_on => '2024-06-01', categories => '{dibao}',
		total => 1000, in_scope => 1000, critical_illness_paid => 0), $1) $$;
-- The reason and its article, by explaining.
CREATE FUNCTION pg_temp.explained(place text, more jsonb) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', s.item, s.article), '; ') FROM medaid_explain(pg_temp.c($2), pg_temp.p($1)) AS s
	WHERE s.item = (medaid_settle(pg_temp.c($2), pg_temp.p($1))).reason $$;
-- The same by what was considered: the row that says why, and that of the category.
CREATE FUNCTION pg_temp.considered(place text, more jsonb) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(DISTINCT concat_ws(' ', w.condition, w.article), '; ') FROM medaid_why_not(pg_temp.c($2), pg_temp.p($1)) AS w
	WHERE w.condition = (medaid_settle(pg_temp.c($2), pg_temp.p($1))).reason $$;

CREATE TEMP TABLE refused (n serial, place text, more jsonb, expected text, what text);
INSERT INTO refused (place, more, expected, what) VALUES
	-- which costs are assisted
	('panzhihua', '{"service": "special_drug"}', 'service_not_covered 第九条, 第十条, 第十二条', '攀枝花: special drugs'),
	('panzhihua', '{"service": "outpatient", "categories": ["dibao_margin"]}', 'service_not_covered 第九条, 第十条, 第十二条', '攀枝花: outpatient of 低保边缘'),
	('ankang', '{"service": "outpatient"}', 'service_not_covered 三(一)', '安康: ordinary outpatient'),
	('pingshun', '{"service": "outpatient"}', 'service_not_covered 第十一条(一)', '平顺: ordinary outpatient'),
	('zibo', '{"service": "outpatient"}', 'service_not_covered (五)', '淄博: ordinary outpatient'),
	('dianjiang', '{"service": "outpatient", "categories": ["poverty_returned"]}', 'service_not_covered 三(四)3', '垫江: outpatient of 返贫致贫'),
	-- from when on
	('panzhihua', '{"admitted_on": null, "discharged_on": "2023-01-31"}', 'policy_not_in_force 第三十三条', '攀枝花: before 2023-02-01'),
	('ankang', '{"admitted_on": null, "discharged_on": "2023-01-03"}', 'policy_not_in_force 末段', '安康: before 2023-01-04'),
	('pingshun', '{"admitted_on": null, "discharged_on": "2023-01-06"}', 'policy_not_in_force 第四十八条', '平顺: before 2023-01-07'),
	('zibo', '{"admitted_on": null, "discharged_on": "2022-12-31"}', 'policy_not_in_force 末段', '淄博: before 2023-01-01'),
	('dianjiang', '{"admitted_on": null, "discharged_on": "2022-12-31"}', 'policy_not_in_force', '垫江: a draft names no day'),
	-- who is assisted
	('panzhihua', '{"categories": ["poverty_returned"]}', 'category_not_eligible 第四条', '攀枝花: 返贫致贫'),
	('ankang', '{"categories": ["poverty_returned"]}', 'category_not_eligible 二(一)', '安康: 返贫致贫'),
	('pingshun', '{"categories": ["veteran"]}', 'category_not_eligible 第十条', '平顺: 优抚对象'),
	('zibo', '{"categories": ["orphan"]}', 'category_not_eligible (一)', '淄博: orphans'),
	('dianjiang', '{"categories": ["lifted"]}', 'category_not_eligible 三(一)', '垫江: 脱贫人口'),
	('panzhihua', '{"categories": null}', 'no_category 第四条', '攀枝花: nobody'),
	('ankang', '{"categories": null}', 'no_category 二(一)', '安康: nobody'),
	('pingshun', '{"categories": null}', 'no_category 第十条', '平顺: nobody'),
	('zibo', '{"categories": null}', 'no_category (一)', '淄博: nobody'),
	('dianjiang', '{"categories": null}', 'no_category 三(一)', '垫江: nobody'),
	-- an identity that came too late, or was lost
	('panzhihua', '{"recognised_on": ["2025-01-02"]}', 'not_yet_recognised 第十九条', '攀枝花: recognised in the next year'),
	('panzhihua', '{"ended_on": ["2024-06-01"]}', 'identity_ended 第十九条', '攀枝花: ended'),
	('ankang', '{"recognised_on": ["2024-06-02"]}', 'not_yet_recognised 五(二)', '安康: recognised after the stay'),
	('ankang', '{"ended_on": ["2024-05-20"]}', 'identity_ended 五(二)', '安康: ended before the stay'),
	('ankang', '{"service": "chronic", "recognised_on": ["2024-06-02"]}', 'not_yet_recognised 二(一), 二(二)', '安康: no stay'),
	('pingshun', '{"recognised_on": ["2024-06-02"]}', 'not_yet_recognised 第三十五条', '平顺: recognised after the stay'),
	('pingshun', '{"ended_on": ["2024-05-20"]}', 'identity_ended 第三十五条', '平顺: ended before the stay'),
	('pingshun', '{"service": "chronic", "ended_on": ["2024-06-01"]}', 'identity_ended 第十条', '平顺: no stay'),
	('pingshun', '{"admitted_on": null, "discharged_on": "2026-03-01", "categories": ["poverty_returned"], "recognised_on": ["2026-01-01"]}', 'category_not_eligible 第十条(二)', '平顺: recognised after the transition'),
	('zibo', '{"recognised_on": ["2024-06-02"]}', 'not_yet_recognised (一)', '淄博: recognised after the stay'),
	('zibo', '{"categories": ["medical_poverty"], "recognised_on": ["2025-07-15"]}', 'not_yet_recognised (七)', '淄博: before what an application reaches'),
	('zibo', '{"categories": ["medical_poverty"], "recognised_on": ["2023-07-15"]}', 'identity_ended (七)', '淄博: after what an application reaches'),
	('dianjiang', '{"ended_on": ["2024-06-01"]}', 'identity_ended 三(一), 三(二)', '垫江: ended');
SELECT is(pg_temp.explained(place, more), expected, what) FROM refused ORDER BY n;
SELECT is(pg_temp.considered(place, more), expected, what || ', considered') FROM refused ORDER BY n;

-- Rows of one's own: for a service, before the shipped ones, and instead of the article of the days in force.
INSERT INTO medaid_rule_refusal (regulation, first_day, code, precedence, reasons, services, article) VALUES
	('zibo-2023', '2023-01-01', 'drugs', -1, '{service_not_covered}', '{special_drug}', '县(二)'), ('zibo-2023', '2023-01-01', 'costs', 0, '{service_not_covered}', NULL, '县(一)'),
	('zibo-2023', '2023-01-01', 'days', 0, '{policy_not_in_force}', NULL, '县(三)');
UPDATE pol SET policy = medaid_policy('zibo-2023', '2024-06-01') WHERE name = 'zibo';
SELECT is(pg_temp.explained('zibo', '{"service": "outpatient"}'), 'service_not_covered 县(一)', 'a row of one''s own takes the place of the shipped one');
SELECT is(pg_temp.explained('zibo', '{"admitted_on": null, "discharged_on": "2022-12-31"}'), 'policy_not_in_force 县(三)', 'and goes before the regulation''s own article');
UPDATE pol SET policy = jsonb_populate_record(policy, jsonb_build_object('benefits', (SELECT jsonb_agg(b) FROM unnest((policy).benefits) AS b WHERE b.code <> 'special_drug-dibao'), 'tilts', NULL)) WHERE name = 'zibo';
SELECT is(pg_temp.explained('zibo', '{"service": "special_drug"}'), 'service_not_covered 县(二)', 'for one service');
UPDATE pol SET policy.refusals = NULL WHERE name = 'zibo';
SELECT is(pg_temp.explained('zibo', '{"service": "outpatient"}'), 'service_not_covered', 'no rows: no article');
SELECT is(pg_temp.explained('zibo', '{"ended_on": ["2024-06-01"]}'), 'identity_ended (一)', 'no rows: that of the category''s row');
SELECT throws_ok($$ SELECT medaid_settle(pg_temp.c(), jsonb_populate_record(pg_temp.p('zibo'), '{"refusals": [{"code": "x", "reasons": ["never"]}]}')) $$, '22023', NULL, 'an unknown reason');
SELECT throws_ok($$ INSERT INTO medaid_rule_refusal (regulation, first_day, code, reasons, article) VALUES ('zibo-2023', '2023-01-01', 'x', '{never}', 'x') $$, '23514', NULL, 'nor in a row');

-- The letter: the reason, the regulation and the article; in English likewise.
SELECT is(medaid_explain_text(pg_temp.c('{"service": "outpatient"}'), pg_temp.p('ankang')),
	'本次医疗费总额1000.00元。政策范围内个人负担1000.00元。因该类费用不在救助范围（依据《安康市健全重特大疾病医疗保险和救助制度实施办法》三(一)），本次没有医疗救助。最后由您个人支付1000.00元。', '安康 五(一): the written reason');
SELECT is(medaid_explain_text(pg_temp.c('{"categories": null}'), pg_temp.p('ankang'), 'en'),
	'The bill is 1000.00 yuan. In scope 1000.00 is left to the patient. No medical assistance is paid for it: the person is in none of the assisted categories [安康市健全重特大疾病医疗保险和救助制度实施办法, 二(一)]. You pay 1000.00 yuan.', 'in English');
SELECT is(medaid_explain_text(pg_temp.c('{"admitted_on": null, "discharged_on": "2022-12-31"}'), pg_temp.p('dianjiang')),
	'本次医疗费总额1000.00元。政策范围内个人负担1000.00元。因不在政策有效期内（依据《垫江县健全重特大疾病医疗保险和救助制度实施细则（征求意见稿）》），本次没有医疗救助。最后由您个人支付1000.00元。', 'no article: the regulation');
SELECT is(medaid_explain_text(pg_temp.c('{"discharged_on": "2024-06-01", "recognised_on": ["2024-06-02"]}'), medaid_policies('pingshun-2023', '2024-01-01', '2024-12-31')),
	'本次医疗费总额1000.00元。政策范围内个人负担1000.00元。因尚未认定为救助对象（依据《平顺县健全重特大疾病医疗保险和救助制度的实施细则》第三十五条），本次没有医疗救助。最后由您个人支付1000.00元。', 'under the policies of a year');
SELECT * FROM finish();
ROLLBACK;
