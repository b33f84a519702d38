-- Recognition (认定) of 三类救助对象, 安康 二(一): 家庭年收入扣除政策范围内个人自付医疗费用后, 人均不超过当地1.5倍最低生活保障标准, 且家庭财产符合条件.
BEGIN;
SELECT plan(66);
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

-- 支出型 as other places have it: rigid expense (刚性支出) at least 60 % of the family's income, and income a person at most 1.5 x 12,000
INSERT INTO medaid_regulation (code, first_day, name, region, article) VALUES ('yue-2025', '2025-01-01', '粤省办法', '粤省', '末条');
INSERT INTO medaid_rule_payer (regulation, first_day, code, payers, article) VALUES ('yue-2025', '2025-01-01', 'payers', '{basic}', '一');
INSERT INTO medaid_rule_benefit (regulation, first_day, code, services, category, deductible, rate, cap, pool, article) VALUES ('yue-2025', '2025-01-01', 'inpatient', '{inpatient}', 'medical_poverty', 0, 0.8, 'Infinity', 'yue-main', '二');
INSERT INTO medaid_rule_recognition (regulation, first_day, code, category, line_area, line_indicator, line_share, assets, expense_share, article) VALUES
  ('yue-2025', '2025-01-01', 'expense', 'medical_poverty', '粤省', 'min_living', 1.5, true, 0.6, '三'),
  ('yue-2025', '2025-01-01', 'expense-alone', 'dibao_margin', NULL, NULL, NULL, false, 0.3333, '四');
INSERT INTO medaid_reference (area, indicator, year, value) VALUES ('粤省', 'min_living', 2025, 12000);
INSERT INTO pol SELECT 'yue', medaid_policy('yue-2025', '2025-06-01') UNION ALL SELECT 'yue-2026', medaid_policy('yue-2025', '2026-06-01');
SELECT is(medaid_recognisable(pg_temp.p('yue'), 'medical_poverty', income, 3, own, assets, expense), expected, concat_ws(' ', 'income', income, 'own', own, assets, 'expense', expense)) FROM (VALUES
  -- 60 % of 54,000 is 32,400; 3 x 18,000 = 54,000
  (54000, 0, true, 32400, true), (54000, 0, true, 32399.99, false), (54000, 0, true, 32400.01, true), (54000, 0, true, 999999, true),
  (54000.01, 0, true, 40000, false), (54000.01, 0.01, true, 40000, true), (54000, 0, false, 40000, false),
  -- 60 % of 54,000.01 is 32,400.006: nothing is rounded
  (54000.01, 1, true, 32400, false), (54000.01, 1, true, 32400.01, true),
  -- who has no income spends all of it
  (0, 0, true, 0, true), (54000, 0, true, 0, false)) AS t (income, own, assets, expense, expected);
-- without a line neither persons nor own cost are asked for: a third of 30,000 is 9,999.00
SELECT is(medaid_recognisable(pg_temp.p('yue'), 'dibao_margin', 30000, NULL, NULL, NULL, expense), expected, 'expense alone ' || expense) FROM (VALUES (9999, true), (9998.99, false)) AS t (expense, expected);
SELECT is((SELECT ROW(r.line, r.line_source, r.assets, r.expense_share, r.article)::text FROM unnest((pg_temp.p('yue')).recognitions) r WHERE r.code = 'expense'), '(18000.00,"(粤省, min_living, 2025)",t,0.6,三)', 'the rule');
SELECT is((SELECT string_agg(concat_ws(' ', path, coalesce(value::text, 'NULL'), unit), ', ') FROM medaid_policy_paths(pg_temp.p('yue')) WHERE path ~ '^expense'), 'expense.line 18000.00 yuan, expense.expense_share 0.6 share of 1, expense-alone.line NULL yuan, expense-alone.expense_share 0.3333 share of 1', 'its numbers');
SELECT is(medaid_recognisable(medaid_policy_with(pg_temp.p('yue'), 'expense.expense_share', 0.5), 'medical_poverty', 54000, 3, 0, true, 27000), true, 'another share: 27,000');
SELECT is(medaid_recognisable(medaid_policy_with(pg_temp.p('yue'), 'expense.expense_share', NULL::numeric), 'medical_poverty', 54000, 3, 0, true), true, 'no share: expense is not asked');
SELECT is(medaid_recognisable(medaid_policy_with(pg_temp.p('yue'), 'expense.expense_share', 1.2), 'medical_poverty', 10000, 3, 0, true, 12000), true, 'more than the income: 12,000 of 10,000');
SELECT is(medaid_recognisable(medaid_policy_with(pg_temp.p('yue'), 'expense.expense_share', 1.2), 'medical_poverty', 10000, 3, 0, true, 11999.99), false, '... 11,999.99 is not');
SELECT is(medaid_recognisable(medaid_policy_with(pg_temp.p('yue'), 'expense-alone.line', 'Infinity'::numeric), 'dibao_margin', 30000, NULL, NULL, NULL, 9999), true, 'a line of Infinity is none, either');
SELECT is(medaid_recognisable(medaid_policy_with(pg_temp.p('yue'), 'expense-alone.line', 100), 'dibao_margin', 30000, 1, 0, NULL, 9999), false, 'a line of 100: income, too');
-- the line is asked for where the rest holds
SELECT is(medaid_recognisable(pg_temp.p('yue-2026'), 'medical_poverty', 54000, 3, 0, true, 1), false, 'too little expense: no line is needed');
SELECT throws_like($$SELECT medaid_recognisable(pg_temp.p('yue-2026'), 'medical_poverty', 54000, 3, 0, true, 54000)$$, '%"expense.line": needs reference value (粤省, min_living, 2026)%', 'the line is needed');
SELECT throws_like($$SELECT medaid_recognisable(pg_temp.p('yue'), 'medical_poverty', 54000, 3, 0, true)$$, 'rigid_expense is NULL, but rule "expense" of policy "yue-2025" (三) asks for it', 'expense is asked for');
SELECT throws_ok($$SELECT medaid_recognisable(pg_temp.p('yue'), 'medical_poverty', 54000, 3, 0, true)$$, '22004', NULL, '... with its SQLSTATE');
SELECT throws_ok(format($$SELECT medaid_recognisable(pg_temp.p('yue'), %s)$$, args), state, NULL, state || ' for ' || args) FROM (VALUES
  ('''medical_poverty'', 54000, 3, 0, NULL, 40000', '22004'), ('''medical_poverty'', 54000, NULL, 0, true, 40000', '22004'), ('''dibao_margin'', NULL, 3, 0, true, 40000', '22004'),
  ('''medical_poverty'', 54000, 3, 0, true, -0.01', '22003'), ('''medical_poverty'', 54000, 3, 0, true, ''NaN''', '22003'), ('''medical_poverty'', -1, 3, 0, true, 40000', '22003')) AS t (args, state);
SELECT is(medaid_recognisable(pg_temp.p('ankang'), 'medical_poverty', 9000.01, 1, 0, true, 0), true, 'a rule that does not ask for expense');
SELECT throws_ok($$INSERT INTO medaid_rule_recognition (regulation, first_day, code, category, line, expense_share, article) VALUES ('yue-2025', '2025-01-01', 'x', 'dibao', 1, 'NaN', 'x')$$, '23514', NULL, 'a share that is no number');
SELECT throws_ok($$INSERT INTO medaid_rule_recognition (regulation, first_day, code, category, line, expense_share, article) VALUES ('yue-2025', '2025-01-01', 'x', 'dibao', 1, -0.1, 'x')$$, '23514', NULL, 'a negative share');
SELECT is((SELECT count(*) FROM medaid_policy_review(pg_temp.p('yue')) WHERE finding = 'not_set'), 0::bigint, 'no number is missing');
SELECT * FROM finish();
ROLLBACK;
