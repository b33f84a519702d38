-- 淄博 (七): 一次身份认定享受一个医疗年度救助待遇和救助限额, 一个年度内不得重复申请.
BEGIN;
SELECT plan(31);
INSERT INTO medaid_reference (area, indicator, year, value, source) SELECT '淄博市', 'income', y, 40000, 'test' FROM generate_series(2021, 2024) y;
CREATE TEMP TABLE pol AS SELECT medaid_policy('zibo-2023', '2023-06-01') AS p, medaid_policies('zibo-2023', '2023-01-01', '2024-12-31') AS years;
CREATE FUNCTION pg_temp.c(recognised date[], day date DEFAULT '2023-10-01', more jsonb DEFAULT '{}') RETURNS medaid_claim LANGUAGE sql AS $$
  SELECT jsonb_populate_record(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => $2, categories => array_fill('medical_poverty'::text, ARRAY[cardinality($1)]),
    recognised_on => $1, total => 30000, in_scope => 30000, critical_illness_paid => 0), $3) $$;
CREATE FUNCTION pg_temp.found(recognised date[], day date DEFAULT '2023-10-01', more jsonb DEFAULT '{}') RETURNS text LANGUAGE sql STABLE AS $$
  SELECT string_agg(f.value || ' ' || f.message, '; ') FROM pol, medaid_findings(pg_temp.c($1, $2, $3), p) f $$;

SELECT is((SELECT medaid_check(pg_temp.c('{2023-02-01,2023-08-15}'), p) FROM pol),
  ARRAY['01000: claim "c": recognised_on 2023-08-15 is after 2023-02-01, and policy "zibo-2023" ((七)) allows one recognition of category "medical_poverty" a year'], 'a second application in the year');
SELECT is((SELECT (sqlstate, kind, field, value, message, hint)::text FROM pol, medaid_findings(pg_temp.c('{2023-02-01,2023-08-15}'), p)),
  '(01000,recognised_twice,recognised_on,2023-08-15,"recognised_on 2023-08-15 is after 2023-02-01, and policy ""zibo-2023"" ((七)) allows one recognition of category ""medical_poverty"" a year","Correct the register; until then both count, for one year and one limit.")', '... as a row');
SELECT is((SELECT cardinality(medaid_check(pg_temp.c('{2023-02-01,2023-08-15}'), years)) FROM pol), 1, '... under an array');
SELECT is((SELECT cardinality(medaid_check(pg_temp.c('{2023-02-01,2023-08-15}'), p, '{}')) FROM pol), 1, '... after what was used');
SELECT is(pg_temp.found('{2023-08-15,2023-02-01}'), pg_temp.found('{2023-02-01,2023-08-15}'), 'in any order');
SELECT is((SELECT count(*) FROM pol, medaid_findings(pg_temp.c('{2023-01-01,2023-12-31}'), p)), 1::bigint, 'the first and the last day of a year');
SELECT is((SELECT count(*) FROM pol, medaid_findings(pg_temp.c('{2022-12-31,2023-01-01}'), p)), 0::bigint, 'two years: one application each');
SELECT is((SELECT count(*) FROM pol, medaid_findings(pg_temp.c('{2023-02-01}'), p)), 0::bigint, 'one application');
SELECT is((SELECT count(*) FROM pol, medaid_findings(pg_temp.c('{2023-02-01,2023-02-01}'), p)), 0::bigint, 'the same day is the same application');
SELECT is((SELECT string_agg(value, ' ') FROM pol, medaid_findings(pg_temp.c('{2023-02-01,2023-05-01,2023-04-01,2024-01-05}'), p)), '2023-05-01 2023-04-01', 'each after the first of its year');
SELECT is((SELECT string_agg(substring(message FROM 'after [-0-9]*'), ' ') FROM pol, medaid_findings(pg_temp.c('{2023-02-01,2023-05-01,2023-04-01}'), p)), 'after 2023-02-01 after 2023-02-01', '... and which that is');
SELECT is((SELECT count(*) FROM pol, medaid_findings(pg_temp.c('{2023-02-01,2023-08-15}', more => '{"ended_on": ["2023-04-01", null]}'), p)), 1::bigint, 'also where the first has ended');
SELECT is((SELECT count(*) FROM pol, medaid_findings(pg_temp.c('{2023-02-01,2023-08-15}', more => '{"categories": ["dibao", "medical_poverty"]}'), p)), 0::bigint, 'another category is another recognition');
SELECT is((SELECT count(*) FROM pol, medaid_findings(pg_temp.c('{2023-02-01,2023-08-15}', more => '{"categories": ["dibao", "dibao"]}'), p)), 0::bigint, 'categories that no rule limits');
SELECT is((SELECT count(*) FROM medaid_findings(pg_temp.c('{2023-02-01,2023-08-15}'), medaid_policy('ankang-2023', '2023-06-01'))), 0::bigint, 'a place without the rule');
-- it settles: 25 % of 40,000 = 10,000; 20,000 x 60 % = 12,000, one limit of 20,000
SELECT is((SELECT (s.status, s.aid, s.benefit_year, s.pool_remaining)::text FROM pol, medaid_settle(pg_temp.c('{2023-02-01,2023-08-15}'), p) s), '(paid,12000.00,2023,8000.00)', 'it settles');
SELECT is((SELECT (s.status, s.aid)::text FROM pol, medaid_try_settle(pg_temp.c('{2023-02-01,2023-08-15}'), p) s), '(paid,12000.00)', '... and is not refused');
SELECT is((SELECT array_agg(s.aid ORDER BY s.claim_id) FROM pol, LATERAL (SELECT unnest(medaid_settle_all(v.c, pol.p)) AS s FROM (VALUES
  (pg_temp.c('{2023-02-01}', '2023-03-01', '{"claim_id": "1"}')), (pg_temp.c('{2023-02-01,2023-08-15}', '2023-09-01', '{"claim_id": "2"}'))) AS v (c)) x, LATERAL (SELECT (x.s).*) AS s),
  -- the deductible once: 12,000; 30,000 x 60 % = 18,000, but 8,000 are left of the limit
  '{12000.00,8000.00}', 'one year, one limit, one deductible');
-- told
SELECT is((SELECT (label, article, amount)::text FROM pol, medaid_explain(pg_temp.c('{2023-02-01,2023-08-15}'), p) WHERE item = 'recognised_twice'), '(一个年度内重复申请,"(七)",0.00)', 'a step of the explanation');
SELECT is((SELECT count(*) FROM pol, medaid_explain(pg_temp.c('{2023-02-01}'), p) WHERE item = 'recognised_twice'), 0::bigint, '... of nobody else''s');
SELECT is((SELECT count(*) FROM pol, medaid_explain(pg_temp.c('{NULL,2023-02-01,2023-08-15}', more => '{"categories": ["tekun", "medical_poverty", "medical_poverty"]}'), p) WHERE item = 'recognised_twice'), 0::bigint, '... nor where another category is applied');
SELECT is((SELECT count(*) FROM pol, medaid_explain(pg_temp.c('{2023-02-01,2023-05-01,2023-08-15}'), p) WHERE item = 'recognised_twice'), 1::bigint, 'once');
SELECT matches((SELECT medaid_explain_text(pg_temp.c('{2023-02-01,2023-08-15}'), p, 'zh') FROM pol), '一个年度内重复申请，与首次申请共用一个年度救助限额', 'in words');
SELECT matches((SELECT medaid_explain_text(pg_temp.c('{2023-02-01,2023-08-15}'), p, 'en') FROM pol), 'the second application of the year shares the limit of the first', 'in English');
-- beside what stops settling
SELECT is((SELECT array_agg(left(f, 5) ORDER BY n) FROM pol, unnest(medaid_check(pg_temp.c('{2023-02-01,2023-08-15}'), medaid_policy_with(p, 'inpatient-medical_poverty.deductible', NULL::numeric))) WITH ORDINALITY AS f (f, n)), '{55000,01000}', 'after what stops settling');
SELECT is((SELECT array_agg(left(f, 5)) FROM pol, unnest(medaid_check(pg_temp.c('{2023-02-01,2023-08-15}', more => '{"total": -1}'), p)) f), '{22003}', 'a claim that cannot be read is not looked at further');
SELECT is((SELECT array_agg(left(f, 5)) FROM pol, unnest(medaid_check(pg_temp.c('{2023-02-01,2023-08-15,2023-01-01}', more => '{"categories": ["medical_poverty", "medical_poverty", "king"]}'), p)) f), '{22023}', 'nor one with unknown categories');
-- a rule like others, of a place of one's own
INSERT INTO medaid_regulation (code, first_day, name, region, article, based_on, based_on_day) VALUES ('linzi-2023', '2023-01-01', '临淄区办法', '山东省淄博市临淄区', '末条', 'zibo-2023', '2023-01-01');
INSERT INTO medaid_rule_identity (regulation, first_day, code, rule, article) VALUES ('linzi-2023', '2023-01-01', 'once', 'once_a_year', '第九条');
SELECT is((SELECT count(*) FROM medaid_findings(pg_temp.c('{2023-02-01,2023-08-15}', more => '{"categories": ["dibao", "dibao"]}'), medaid_policy('linzi-2023', '2023-06-01'))), 1::bigint, 'of every category');
INSERT INTO medaid_rule_identity (regulation, first_day, code, removed) VALUES ('linzi-2023', '2023-01-01', 'once-a-year', true), ('zibo-2023', '2023-01-01', 'once-a-year', true);
DELETE FROM medaid_rule_identity WHERE code = 'once' AND NOT shipped;
SELECT is((SELECT count(*) FROM medaid_findings(pg_temp.c('{2023-02-01,2023-08-15}'), medaid_policy('linzi-2023', '2023-06-01'))), 0::bigint, 'taken away');
SELECT is((SELECT count(*) FROM medaid_findings(pg_temp.c('{2023-02-01,2023-08-15}'), medaid_policy('zibo-2023', '2023-06-01'))), 0::bigint, '... of the shipped place, too');
SELECT is((SELECT (s.status, s.aid)::text FROM medaid_settle(pg_temp.c('{2023-02-01,2023-08-15}'), medaid_policy('zibo-2023', '2023-06-01')) s), '(paid,12000.00)', 'settling is the same');
SELECT * FROM finish();
ROLLBACK;
