\set QUIET 1
\set ON_ERROR_STOP 1
\pset format unaligned
\pset tuples_only true
\pset pager off
-- Recognition (认定) of 三类救助对象, 安康 二(一): 家庭年收入扣除政策范围内个人自付医疗费用后, 人均不超过当地1.5倍最低生活保障标准, 且家庭财产符合条件.
BEGIN;
SELECT plan(31);
-- 1.5 x 6,000.01 = 9,000.015, to the fen 9,000.02; 2025: 1.5 x 6,600 = 9,900
INSERT INTO medaid_reference (area, indicator, year, value) VALUES ('安康市', 'min_living', 2024, 6000.01), ('安康市', 'min_living', 2025, 6600);
CREATE TEMP TABLE pol (name text PRIMARY KEY, policy medaid_policy);
INSERT INTO pol SELECT 'ankang', medaid_policy('ankang-2023', '2024-06-01') UNION ALL SELECT 'zibo', medaid_policy('zibo-2023', '2024-06-01') UNION ALL SELECT '2025', medaid_policy('ankang-2023', '2025-01-01')
  UNION ALL SELECT '2026', medaid_policy('ankang-2023', '2026-01-01');
CREATE FUNCTION pg_temp.p(n text) RETURNS medaid_policy LANGUAGE sql STABLE AS $$ SELECT policy FROM pol WHERE name = n $$;
SELECT is(medaid_recognisable(pg_temp.p(policy), 'medical_poverty', income, persons, own, assets), expected, concat_ws(' ', policy, income, own, persons, assets)) FROM (VALUES
  ('ankang', 9000.01, 1, 0, true, true), ('ankang', 9000.02, 1, 0, true, true), ('ankang', 9000.03, 1, 0, true, false),
  -- three persons: 27,000.06 after own cost, no rounding of the share
  ('ankang', 77000.06, 3, 50000, true, true), ('ankang', 77000.07, 3, 50000, true, false), ('ankang', 77000.07, 3, 50000.01, true, true),
  ('ankang', 10000, 2, 50000, true, true), ('ankang', 0, 1, 0, true, true),
  ('ankang', 0, 1, 0, false, false), ('ankang', 99999, 1, 0, false, false),
  ('2025', 9900, 1, 0, true, true), ('2025', 9900.01, 1, 0, true, false)) AS t (policy, income, persons, own, assets, expected);
SELECT is(medaid_recognisable(pg_temp.p('2026'), 'medical_poverty', 1, 1, 0, false), false, 'without the property no line is needed');
SELECT throws_like($$SELECT medaid_recognisable(pg_temp.p('2026'), 'medical_poverty', 1, 1, 0, true)$$, '%"recognition.line": needs reference value (安康市, min_living, 2026)%', 'a missing 低保标准 names area, indicator and year');
SELECT throws_ok($$SELECT medaid_recognisable(pg_temp.p('2026'), 'medical_poverty', 1, 1, 0, true)$$, '55000', NULL, '... with its SQLSTATE');
SELECT is(medaid_recognisable(medaid_policy_with(pg_temp.p('2026'), 'recognition.line', 12000), 'medical_poverty', 12000, 1, 0, true), true, '... or is set');
SELECT is(medaid_recognisable(pg_temp.p(policy), c, 1, 1, 0, true), NULL, 'no test for ' || c || ' in ' || policy) FROM (VALUES ('ankang', 'dibao'), ('zibo', 'medical_poverty')) t (policy, c);
SELECT throws_ok(format($$SELECT medaid_recognisable(pg_temp.p('ankang'), 'medical_poverty', %s)$$, args), state, NULL, state || ' for ' || args) FROM (VALUES
  ('NULL, 1, 0, true', '22004'), ('1, NULL, 0, true', '22004'), ('1, 1, NULL, true', '22004'), ('1, 1, 0, NULL', '22004'),
  ('1, 0, 0, true', '22003'), ('1, -1, 0, true', '22003'), ('-0.01, 1, 0, true', '22003'), ('1, 1, -1, true', '22003'), ('''NaN'', 1, 0, true', '22003')) AS t (args, state);
SELECT throws_ok($$SELECT medaid_recognisable(NULL, 'medical_poverty', 1, 1, 0, true)$$, '22004', NULL, 'a NULL policy');
SELECT throws_ok($$SELECT medaid_recognisable(pg_temp.p('ankang'), 'nobody', 1, 1, 0, true)$$, '22023', NULL, 'an unknown category');
SELECT throws_ok($$SELECT medaid_recognisable(pg_temp.p('ankang'), NULL, 1, 1, 0, true)$$, '22023', NULL, 'no category');
SELECT throws_ok($$SELECT medaid_policy_with(pg_temp.p('ankang'), 'recognition.line', -1)$$, '22023', NULL, 'a negative line');
SELECT * FROM finish();
ROLLBACK;
