-- Names and codes of the national platform: what ships, a region's own, what assistance never reaches.
BEGIN;
SELECT plan(17);

-- 12 门诊挂号, 13 急诊, 22 to 28, 91; 41 and 51 to 53 are never assisted
SELECT is((SELECT string_agg(medaid_service(c), ',') FROM unnest('{12,13,91,22,23,24,25,26,27,28,41,51,52,53}'::text[]) AS c),
	'outpatient,outpatient,outpatient,inpatient,inpatient,inpatient,inpatient,inpatient,inpatient,inpatient,none,none,none,none', 'med_type');
SELECT is((SELECT string_agg(coalesce(medaid_category(c), '-'), ',') FROM unnest('{2301,2302,2303,2304,2305,2306,2307,2308}'::text[]) AS c),
	'tekun,lifted,dibao,tekun,dibao_margin,medical_poverty,tekun,-', 'psn_idet_type; 2308 does not tell the grade');
SELECT is((SELECT string_agg(label, ' ') FROM medaid_category_name AS c WHERE shipped AND name = category
	AND NOT EXISTS (SELECT FROM medaid_category_name AS n WHERE (n.name, n.category, n.region) = (c.label, c.category, ''))), NULL, 'the name by which a category is shown is one by which it is known');
-- as they stand in 攀枝花 第四条, 垫江 三(一), 安康 二(一), with either kind of brackets
SELECT is((SELECT string_agg(medaid_category(n), ' ' ORDER BY o) FROM unnest('{纳入防止返贫监测范围的农村易返贫致贫人口,纳入监测范围的农村易返贫致贫人口,城乡重度（一、二级）残疾人员,"重度(一、二级)残疾人员",重度（一、二级）残疾人员}'::text[]) WITH ORDINALITY AS x (n, o)),
	'monitored monitored severe_disability severe_disability severe_disability', 'the regulations'' own names');
-- 攀枝花 第十一条: 门诊慢性病、门诊重特大疾病（以下简称门诊慢特病）; 平顺 第十六条: 门诊特药
SELECT is((SELECT string_agg(medaid_service(n), ' ' ORDER BY o) FROM unnest('{普通门诊,门诊慢性病,门诊重特大疾病,门诊慢特病,住院,门诊特药}'::text[]) WITH ORDINALITY AS x (n, o)),
	'outpatient chronic chronic chronic inpatient special_drug', 'and of services');
SELECT throws_ok($$SELECT medaid_category('2360')$$, '22023', 'category "2360" is unknown', '2360 is local');
SELECT throws_ok($$SELECT medaid_category('2360', '500000')$$, '22023', 'category "2360" is unknown', 'and not told by naming a region');
SELECT is(medaid_category(NULL, '500000'), NULL, 'NULL gives NULL');
SELECT is(medaid_service(NULL, NULL), NULL, 'NULL gives NULL for services, too');

INSERT INTO medaid_service_name (name, service, region) VALUES ('9901', 'special_drug', '500000'), ('9901', 'none', '340000'), ('21', 'none', '340000');
SELECT is(medaid_service('9901', '340000'), 'none', 'a local code means another thing in another province');
SELECT throws_ok('SELECT medaid_service(9901)', '22023', 'service "9901" is unknown', 'and nothing everywhere');
SELECT is(medaid_service('21', '500000') || ' ' || medaid_service('21', '340000') || ' ' || medaid_service('21', NULL), 'inpatient none inpatient', 'a region''s row before the national one, for that region');
SELECT throws_ok($$INSERT INTO medaid_service_name (name, service) VALUES ('9902', 'chronic')$$, '23514', NULL, '99xx is never mapped globally');

CREATE FUNCTION pg_temp.none() RETURNS medaid_claim LANGUAGE sql AS $$
	SELECT medaid_claim(claim_id => 'c', service => 'none', discharged_on => '2023-06-02', categories => '{dibao}', total => 800, in_scope => 800, basic_paid => 300, critical_illness_paid => 0) $$;
SELECT is((SELECT concat_ws(' ', s.status, s.reason, s.aid, s.burden, s.patient_pays, s.service) FROM medaid_settle(pg_temp.none(), medaid_policy('zibo-2023', '2023-06-02')) AS s),
	'not_covered service_not_covered 0.00 500.00 500.00 none', 'what assistance never reaches is told so');
SELECT is((SELECT (u).service FROM medaid_unpack((SELECT medaid_collect(pg_temp.none()))) AS u), 'none', 'through a collection');
SELECT is(medaid_check(pg_temp.none(), medaid_policy('zibo-2023', '2023-06-02')), '{}', 'it is no fault of the claim');
SELECT throws_like($$SELECT medaid_settle(pg_temp.none(), jsonb_populate_record(p, jsonb_set(to_jsonb(p), '{benefits,0,services}', '["none"]'))) FROM medaid_policy('zibo-2023', '2023-06-02') AS p$$,
	'%none%', 'no rule may name it');

SELECT * FROM finish();
ROLLBACK;
