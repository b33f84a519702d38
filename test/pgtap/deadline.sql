-- Days of lists and answers: 平顺 第三十一条, 第三十三条; 淄博 (八). Working days.
BEGIN;
SELECT plan(57);
\ir ../helpers.sql
CREATE TEMP TABLE pol AS SELECT split_part(c, '-', 1) AS name, medaid_policy(c, '2024-06-01') AS p FROM unnest('{panzhihua-2023,dianjiang-2023,pingshun-2023,ankang-2023,zibo-2023}'::text[]) c;
CREATE FUNCTION pg_temp.p(n text) RETURNS medaid_policy LANGUAGE sql STABLE AS $$ SELECT p FROM pol WHERE name = n $$;
CREATE FUNCTION pg_temp.due(place text, from_day date, to_day date, collection daterange DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(d.code || ' ' || d.due, ', ' ORDER BY d.due, d.code) FROM medaid_due_days(pg_temp.p($1), $2, $3, $4) AS d $$;

-- 平顺: 8 月底前, 按月; the collection from 2024-09-01 to 2024-12-20
SELECT is(pg_temp.due('pingshun', '2024-08-01', '2025-02-28', '[2024-09-01,2024-12-20]'),
  'list-before 2024-08-31, list-during 2024-09-30, list-during 2024-10-31, list-during 2024-11-30, list-during 2024-12-20, list-after 2024-12-31, list-after 2025-01-31, list-after 2025-02-28', '平顺: before, during, after the collection');
SELECT is(pg_temp.due('pingshun', '2024-08-01', '2024-09-30', '[2024-08-20,2024-12-20]'), 'list-before 2024-08-19, list-during 2024-08-31, list-during 2024-09-30', '... a collection that begins in August: 开始前');
SELECT is(pg_temp.due('pingshun', '2024-02-01', '2024-02-29'), 'list-after 2024-02-29, list-during 2024-02-29', '... no collection given: both monthly lists, the leap day');
SELECT is(pg_temp.due('pingshun', '2024-08-31', '2024-08-31'), 'list-after 2024-08-31, list-before 2024-08-31, list-during 2024-08-31', '... one day');
SELECT is(pg_temp.due('pingshun', '2024-08-01', '2024-08-30'), NULL, '... a day short');
SELECT is(pg_temp.due('pingshun', '2022-12-01', '2023-01-31'), 'list-after 2023-01-31, list-during 2023-01-31', '... from its first day on');
SELECT is(pg_temp.due('pingshun', '2027-12-31', '2028-12-31'), 'list-after 2027-12-31, list-during 2027-12-31', '... to its last: 2028-01-06');
SELECT is((SELECT ROW(d.phase, d.given_by, d.given_to, d.article)::text FROM medaid_due_days(pg_temp.p('pingshun'), '2024-08-31', '2024-08-31') d WHERE d.code = r), expected, r) FROM (VALUES
  ('list-before', '(before,"{县民政部门,县乡村振兴部门}",{县医保经办机构},"第三十三条(一)")'),
  ('list-during', '(during,"{县民政部门,县乡村振兴部门,县残联}",{县医保经办机构},"第三十三条(二)")'),
  ('list-after', '(after,"{县民政部门,县乡村振兴部门,县残联}",{县医保经办机构},"第三十三条(三)")')) t (r, expected);
-- 淄博: 每月下发
SELECT is(pg_temp.due('zibo', '2024-01-15', '2024-03-15', '[2024-09-01,2024-12-31]'), 'list-warning 2024-01-31, list-warning 2024-02-29', '淄博: monthly, whatever the collection');
SELECT is(pg_temp.due(place, '2024-01-01', '2024-12-31'), NULL, place || ': no days in the text') FROM unnest('{panzhihua,dianjiang,ankang}'::text[]) place;
-- a day of one's own
INSERT INTO medaid_rule_deadline (regulation, first_day, code, label, occasion, day, given_by, given_to, article) VALUES ('zibo-2023', '2023-01-01', 'list-warning', '预警', 'month', 15, '{a}', '{b}', 'own');
INSERT INTO medaid_rule_deadline (regulation, first_day, code, label, occasion, days, given_by, given_to, article) VALUES ('zibo-2023', '2023-01-01', 'application', '申请', 'receipt', 30, '{a}', '{b}', 'own');
SELECT is((SELECT string_agg(d.due::text, ', ') FROM medaid_due_days(medaid_policy('zibo-2023', '2024-06-01'), '2024-01-15', '2024-03-14') d), '2024-01-15, 2024-02-15', 'a row of one''s own');
SELECT is((SELECT string_agg(path || '=' || coalesce(value::text, '-') || ' ' || unit, ', ' ORDER BY path) FROM medaid_policy_paths(medaid_policy('zibo-2023', '2024-06-01')) WHERE path ~ '^(list-warning|application[.]d)'),
  'application.day=- day of the month, application.days=30 days, list-warning.day=15 day of the month, list-warning.days=- days, list-warning.month=- month', 'paths');
SELECT is((SELECT string_agg(d.due::text, ', ') FROM medaid_due_days(medaid_policy_with(medaid_policy('zibo-2023', '2024-06-01'), 'list-warning.day', 10), '2024-01-01', '2024-01-31') d), '2024-01-10', 'what if');
SELECT throws_ok($$SELECT medaid_policy_with(medaid_policy('zibo-2023', '2024-06-01'), 'list-warning.day', 29)$$, '22023', NULL, 'a day that not every month has');
SELECT throws_ok(format('INSERT INTO medaid_rule_deadline (regulation, first_day, code, label, occasion, month, days, given_by, given_to, article) VALUES (''x'', ''2023-01-01'', ''x'', ''x'', %s, ''{}'', ''{}'', ''x'')', v), '23514', NULL, v)
  FROM unnest('{"''week'', NULL, NULL","''year'', NULL, NULL","''month'', 8, NULL","''receipt'', NULL, NULL","''month'', NULL, 5"}'::text[]) v;

-- working days: 2024's National Day from 1 to 7 October, 29 September and 12 October worked (国办发明电〔2023〕7号)
SELECT is(medaid_working_day(NULL, 5), NULL, 'no day');
SELECT is(medaid_working_day('2024-09-27', NULL), NULL, 'no number');
SELECT matches(pg_temp.err($$SELECT medaid_working_day('2024-09-27', 1)$$), '^55000 the holidays of 2024 are not known.*medaid_holiday', 'a year that is not filled in');
SELECT is(medaid_working_day('2024-09-27', 0), '2024-09-27', '... is not asked for where no day is counted');
INSERT INTO medaid_holiday (day, name) SELECT d::date, '国庆节' FROM generate_series(date '2024-10-01', '2024-10-07', '1 day') d;
INSERT INTO medaid_holiday (day, working, name) VALUES ('2024-09-29', true, '调休'), ('2024-10-12', true, '调休');
SELECT is(medaid_working_day(after_day, days), due, format('%s + %s', after_day, days)) FROM (VALUES
  -- Friday 27 September: Sunday 29 works, Monday 30, then 8, 9, 10 October
  (date '2024-09-27', 1, date '2024-09-29'), ('2024-09-27', 2, '2024-09-30'), ('2024-09-27', 3, '2024-10-08'), ('2024-09-27', 5, '2024-10-10'),
  -- Friday 11 October: Saturday 12 works, Sunday does not
  ('2024-10-11', 1, '2024-10-12'), ('2024-10-11', 2, '2024-10-14'),
  -- an ordinary week
  ('2024-11-01', 5, '2024-11-08')) t (after_day, days, due);
SELECT matches(pg_temp.err($$SELECT medaid_working_day('2024-12-30', 2)$$), '^55000 the holidays of 2025', 'into a year that is not filled in');
-- a region's own: 广西 三月三
INSERT INTO medaid_holiday (region, day, name) VALUES ('广西', '2024-11-04', '本地'), ('广西壮族自治区南宁市', '2024-11-05', '本地');
INSERT INTO medaid_holiday (region, day, working) VALUES ('广西壮族自治区南宁市', '2024-11-04', true);
SELECT is(medaid_working_day('2024-11-01', 1, region), due, 'in ' || coalesce(region, 'no region')) FROM (VALUES
  ('山西省', date '2024-11-04'), (NULL, '2024-11-04'), ('广西壮族自治区柳州市', '2024-11-05'), ('广西壮族自治区南宁市', '2024-11-04')) t (region, due);
-- 平顺 第三十一条: 5个工作日; the list is pushed on 10 October
SELECT results_eq($$SELECT code, due, given_by, given_to, article FROM medaid_answer_by(pg_temp.p('pingshun'), '2024-10-10')$$,
  $$VALUES ('answer', date '2024-10-16', '{县民政部门,县乡村振兴部门}'::text[], '{县医保经办机构}'::text[], '第三十一条')$$, '平顺: Thursday 10 October: 11, 12, 14, 15, 16');
SELECT is((SELECT count(*) FROM medaid_answer_by(pg_temp.p(place), '2024-10-10')), 0::bigint, place || ': no time in the text') FROM unnest('{panzhihua,dianjiang,ankang,zibo}'::text[]) place;
SELECT is((SELECT due FROM medaid_answer_by(medaid_policy('zibo-2023', '2024-06-01'), '2031-01-01')), '2031-01-31', 'calendar days need no holidays');

-- bad input
SELECT matches(pg_temp.err(q), expected, q) FROM (VALUES
  ($$SELECT medaid_due_days(NULL, '2024-01-01', '2024-12-31')$$, '^22004'), ($$SELECT medaid_due_days(pg_temp.p('zibo'), NULL, '2024-12-31')$$, '^22004 from_day'),
  ($$SELECT medaid_due_days(pg_temp.p('zibo'), '2024-01-01', 'infinity')$$, '^22023'), ($$SELECT medaid_due_days(pg_temp.p('zibo'), '2024-01-01', '3024-01-01')$$, '^22023'),
  ($$SELECT medaid_due_days(pg_temp.p('zibo'), '2024-01-01', '2024-12-31', 'empty')$$, '^22023'), ($$SELECT medaid_working_day('infinity', 1)$$, '^22023'),
  ($$SELECT medaid_working_day('2024-01-01', -1)$$, '^22003'), ($$SELECT medaid_working_day('2024-01-01', 1001)$$, '^22003'),
  ($$SELECT medaid_answer_by(NULL, '2024-01-01')$$, '^22004'), ($$SELECT medaid_answer_by(pg_temp.p('zibo'), NULL)$$, '^22004'), ($$SELECT medaid_answer_by(pg_temp.p('zibo'), 'infinity')$$, '^22023')) t (q, expected);
SELECT is((SELECT extcondition[array_position(extconfig, 'medaid_holiday'::regclass::oid)] FROM pg_extension WHERE extname = 'medaid'), '', 'dumps hold the holidays');
SELECT * FROM finish();
ROLLBACK;
