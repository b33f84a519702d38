-- Early warning (监测预警): 攀枝花 第十八条, 垫江 三(六), 平顺 第二十九至三十一条, 安康 四(三), 淄博 (八).
BEGIN;
SELECT plan(97);
INSERT INTO medaid_reference (area, indicator, year, value, published_on) VALUES
  ('攀枝花市', 'income', 2023, 40001.50, NULL), ('攀枝花市', 'income', 2022, 38000, NULL), ('山西省', 'income', 2023, 30000, NULL),
  -- of 2023 from 2024-04-01 on; of 2022 until then
  ('山东省', 'income', 2022, 37000, '2023-02-01'), ('山东省', 'income', 2023, 40001, '2024-03-20');
CREATE FUNCTION pg_temp.p(n text) RETURNS medaid_policy LANGUAGE sql STABLE AS $$ SELECT medaid_policy(n || '-2023', '2024-06-01') $$;
\ir ../helpers.sql
-- over, line, rule
CREATE FUNCTION pg_temp.warn(place text, categories text[], burden numeric, insurance text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' ', coalesce(w.over::text, '-'), coalesce(trim_scale(w.line)::text, '-'), coalesce(w.rule, '-')) FROM medaid_monitor(pg_temp.p($1), $2, $4, $3) AS w $$;

-- at each line: not over at the line itself (超过)
SELECT is(pg_temp.warn(place, ARRAY[c], burden, insurance), expected, concat_ws(' ', place, c, burden, insurance)) FROM (VALUES
  -- 第十八条: 50 % of 40,002 (whole yuan), everybody insured
  ('panzhihua', 'tekun', 20001.00, NULL::text, 'false 20001 monitor'), ('panzhihua', 'tekun', 20001.01, NULL, 'true 20001 monitor'),
  ('panzhihua', 'lifted', 20001.01, 'employee', 'true 20001 monitor-employee'), ('panzhihua', 'veteran', 20000.99, 'employee', 'false 20001 monitor-employee'),
  ('panzhihua', 'veteran', 99999, 'none', 'false - -'),
  -- 第三十条: 6,000 and 20,000
  ('pingshun', 'tekun', 6000.00, NULL, 'false 6000 monitor-key'), ('pingshun', 'tekun', 6000.01, NULL, 'true 6000 monitor-key'), ('pingshun', 'tekun', 5999.99, NULL, 'false 6000 monitor-key'),
  ('pingshun', 'orphan', 6000.01, NULL, 'true 6000 monitor-key'), ('pingshun', 'dibao', 6000.01, 'employee', 'true 6000 monitor-key'),
  ('pingshun', 'poverty_returned', 6000.01, NULL, 'true 6000 monitor-key'), ('pingshun', 'monitored_sudden', 6000.01, NULL, 'true 6000 monitor-key'),
  ('pingshun', 'monitored', 6000.01, NULL, 'true 6000 monitor-key'), ('pingshun', 'dibao_margin', 6000.01, NULL, 'true 6000 monitor-key'),
  ('pingshun', 'medical_poverty', 6000.01, NULL, 'true 6000 monitor-key'), ('pingshun', 'lifted', 6000.01, NULL, 'true 6000 monitor-key'),
  ('pingshun', 'veteran', 6000.01, NULL, 'false 20000 monitor-other'), ('pingshun', 'veteran', 20000.00, NULL, 'false 20000 monitor-other'), ('pingshun', 'veteran', 20000.01, NULL, 'true 20000 monitor-other'),
  ('pingshun', 'veteran', 99999, 'employee', 'false - -'),
  -- (八): 50 % and 150 % of 40,001
  ('zibo', 'dibao_margin', 20000.50, NULL, 'false 20000.5 monitor-margin'), ('zibo', 'dibao_margin', 20000.51, NULL, 'true 20000.5 monitor-margin'),
  ('zibo', 'monitored_marginal', 20000.51, 'employee', 'true 20000.5 monitor-margin'),
  ('zibo', 'lifted', 60001.50, NULL, 'false 60001.5 monitor-ordinary'), ('zibo', 'lifted', 60001.51, 'employee', 'true 60001.5 monitor-ordinary-employee'),
  -- 普通参保人员; the margin is watched whoever insures it
  ('zibo', 'lifted', 99999, 'none', 'false - -'), ('zibo', 'dibao_margin', 20000.51, 'none', 'true 20000.5 monitor-margin'),
  ('zibo', 'tekun', 99999, NULL, 'false - -'), ('zibo', 'dibao', 99999, NULL, 'false - -'), ('zibo', 'poverty_returned', 99999, NULL, 'false - -'), ('zibo', 'medical_poverty', 99999, NULL, 'false - -'),
  -- groups named, no line
  ('dianjiang', 'tekun', 0, NULL, 'false - monitor'), ('dianjiang', 'veteran', 99999, NULL, 'false - -'), ('dianjiang', 'poverty_returned', 99999, NULL, 'false - -'),
  ('ankang', 'dibao_margin', 0, NULL, 'false - monitor'), ('ankang', 'dibao', 99999, NULL, 'false - -')) AS t (place, c, burden, insurance, expected);
SELECT is(pg_temp.warn('zibo', NULL, 60001.51), 'true 60001.5 monitor-ordinary', '淄博: who holds no category is ordinary');
SELECT is(pg_temp.warn('pingshun', '{}', 20000.01), 'true 20000 monitor-other', '平顺: other residents');
SELECT is(pg_temp.warn('pingshun', '{}', 20000.01, 'employee'), 'false - -', '平顺: other employees are not monitored');
SELECT is(pg_temp.warn('pingshun', '{}', 20000.01, 'none'), 'false - -', '平顺: nor who is insured nowhere');
SELECT is(pg_temp.warn('zibo', '{dibao,dibao_margin}', 20000.51), 'true 20000.5 monitor-margin', '淄博: margin beside dibao');
SELECT is(pg_temp.warn('zibo', '{dibao_margin}', NULL), '- 20000.5 monitor-margin', 'no burden: the line alone');
SELECT is(pg_temp.warn('ankang', '{monitored}', NULL), '- - monitor', 'no burden: the group alone');

-- whom, how, when
SELECT is((SELECT ROW(w.group_name, w.basis, w.informed, w.push_day, w.answer_days, w.article)::text FROM medaid_monitor(pg_temp.p(place), '{monitored}') w), expected, place || ': who is told')
FROM (VALUES
  ('panzhihua', '(基本医保参保对象,patient_pays,"{民政部门,乡村振兴部门}",,,第十八条)'),
  ('dianjiang', '(重点监测对象,after_insurance,"{民政部门,卫生健康部门,乡村振兴部门}",,,"三(六)一是")'),
  ('pingshun', '(重点监测对象,patient_pays,"{民政部门,卫体部门,乡村振兴部门}",10,5,"第二十九条, 第三十条, 第三十一条")'),
  ('ankang', '(重点监测对象,after_insurance,{有关部门},,,"四(三)")'),
  ('zibo', '(低保边缘家庭成员和防止返贫监测帮扶对象,after_insurance,"{市民政局,市乡村振兴局,市医保局}",,,"(八)")')) t (place, expected);

-- numbers that are missing
SELECT matches(pg_temp.err(format($$SELECT pg_temp.warn(%L, '{monitored}', 0.01)$$, place)), '^55000 .*"monitor.line"', place || ': the line') FROM unnest('{dianjiang,ankang}'::text[]) place;
SELECT is((medaid_monitor(medaid_policy_with(pg_temp.p('ankang'), 'monitor.line', 15000), '{monitored}', 'resident', 15000.01)).over, true, '... when set');
SELECT matches(pg_temp.err($$SELECT medaid_monitor(medaid_policy('zibo-2023', '2026-06-01'), '{}', 'resident', 1)$$), '^55000 .*"monitor-ordinary.line".*\(山东省, income, 202[45]\)', 'a missing income names area, indicator and year');

-- the list
CREATE FUNCTION pg_temp.s(day date, total numeric, basic numeric, critical numeric, patient numeric, id text DEFAULT NULL) RETURNS medaid_settlement LANGUAGE sql AS $$
  SELECT jsonb_populate_record(NULL::medaid_settlement, jsonb_build_object('claim_id', $6, 'discharged_on', $1, 'total', $2, 'basic_paid', $3, 'critical_illness_paid', $4, 'patient_pays', $5)) $$;
CREATE TEMP TABLE settled AS SELECT * FROM (VALUES
  ('a', pg_temp.s('2024-05-10', 9000, 4000, 0, 3000)), ('a', pg_temp.s('2024-02-29', 9000, 4000, 0, 3000)), ('a', pg_temp.s('2024-07-01', 1, 0, 0, 0.01)), ('a', pg_temp.s('2024-07-15', 1, 0, 0, 100)),
  ('a', pg_temp.s('2023-12-31', 9000, 4000, 0, 6000)),
  ('b', pg_temp.s('2024-12-31', 90000, 0, 0, 20000.01)),
  ('c', pg_temp.s('2024-01-31', 90000, 0, 0, 20000)),
  ('d', pg_temp.s('2024-02-01', 90000, 0, 0, 99999)),
  ('e', pg_temp.s('2024-02-01', 90000, 0, 0, 6000.01)), ('e', pg_temp.s('2025-02-01', 90000, 0, 0, 6000.01))) AS t (person, s);
CREATE TEMP TABLE person (person text, categories text[], insurance text);
INSERT INTO person VALUES ('a', '{dibao}', 'resident'), ('b', '{}', 'resident'), ('c', NULL, 'resident'), ('d', '{}', 'employee'), ('e', '{lifted}', NULL), ('f', '{tekun}', 'resident');
CREATE FUNCTION pg_temp.list(policy medaid_policy[]) RETURNS SETOF text LANGUAGE sql AS $$
  SELECT concat_ws(' ', p.person, w.year, trim_scale(w.burden), trim_scale(w.line), w.rule, w.month, w.push_by)
  FROM person p JOIN (SELECT person, array_agg(s) AS settlements FROM settled GROUP BY person) x USING (person),
    LATERAL medaid_warnings($1, p.categories, p.insurance, x.settlements) AS w ORDER BY p.person, w.year $$;
-- a: 6,000 exactly at the end of May, over by a fen in July, 6,100.01 by the year's end; of 2023 exactly 6,000
SELECT results_eq($$SELECT pg_temp.list(ARRAY[pg_temp.p('pingshun')])$$, $$VALUES
  ('a 2024 6100.01 6000 monitor-key 2024-07-01 2024-08-10'),
  ('b 2024 20000.01 20000 monitor-other 2024-12-01 2025-01-10'),
  ('e 2024 6000.01 6000 monitor-key 2024-02-01 2024-03-10'),
  ('e 2025 6000.01 6000 monitor-key 2025-02-01 2025-03-10')$$, '平顺: the list');
SELECT results_eq($$SELECT (w).year, (w).burden FROM (SELECT medaid_warnings(pg_temp.p('pingshun'), '{lifted}', NULL, ARRAY(SELECT s FROM settled WHERE person = 'e')) AS w) x$$,
  $$VALUES (2024, 6000.01), (2025, 6000.01)$$, 'one policy');
-- 淄博: after insurance; lines of each day: 18,500 until March 2024, 20,000.50 from April on
-- no temporary table: a parallel worker cannot read what its toast table holds
CREATE TABLE zibo AS SELECT medaid_policies('zibo-2023', '2024-01-01', '2024-12-31') AS p;
SELECT results_eq(format($$SELECT w.burden, w.line, w.month FROM zibo, medaid_warnings(p, '{dibao_margin}', NULL, ARRAY[%s]) AS w$$, list), expected, title) FROM (VALUES
  ($$pg_temp.s('2024-03-31', 30000, 10000, 1499.99, 1)$$, $$VALUES (18500.01, 18500.00, date '2024-03-01')$$, 'over the old line in March'),
  ($$pg_temp.s('2024-04-01', 30000, 10000, 1499.99, 1)$$, $$SELECT 1.0, 1.0, date '2024-01-01' WHERE false$$, 'not over the new one in April'),
  ($$pg_temp.s('2024-04-01', 30000, 9999.49, 0, 1)$$, $$VALUES (20000.51, 20000.50, date '2024-04-01')$$, 'over the new one'),
  ($$pg_temp.s('2024-03-31', 18500, 0, 0, 1), pg_temp.s('2024-04-01', 1500.51, 0, 0, 1)$$, $$VALUES (20000.51, 20000.50, date '2024-04-01')$$, 'together')) AS t (list, expected, title);
SELECT is((SELECT count(*) FROM zibo, medaid_warnings(p, '{tekun}', NULL, ARRAY[pg_temp.s('2024-03-31', 300000, 0, 0, 1)])), 0::bigint, 'no line for 特困人员');
SELECT is((SELECT count(*) FROM medaid_warnings(pg_temp.p('pingshun'), '{tekun}', NULL, none)), 0::bigint, 'no settlements') FROM (VALUES (NULL::medaid_settlement[]), ('{}')) v (none);
-- what cannot be counted stops nobody's list, and is told: a mistyped 2032, a claim without amounts, one without day
SELECT results_eq(format($$SELECT w.year, w.over, trim_scale(w.burden), w.month, w.left_out FROM zibo, medaid_warnings(p, '{dibao_margin}', NULL, ARRAY[%s]) AS w$$, list), expected, title) FROM (VALUES
  ($$pg_temp.s('2032-03-31', 30000, 0, 0, 1)$$, $$VALUES (2032, NULL::boolean, 0::numeric, NULL::date, 1)$$, 'a day that no stretch holds: a row of its year that says so'),
  ($$pg_temp.s('2032-03-31', 30000, 0, 0, 1), pg_temp.s('2024-03-31', 18500.01, 0, 0, 1)$$, $$VALUES (2024, true, 18500.01, date '2024-03-01', 0), (2032, NULL, 0, NULL, 1)$$, '... and the other years as ever'),
  ($$pg_temp.s('2024-03-31', NULL, 0, 0, 1), pg_temp.s('2024-05-31', 20000.51, 0, 0, 1), pg_temp.s('2024-06-30', NULL, NULL, NULL, NULL)$$, $$VALUES (2024, true, 20000.51, date '2024-05-01', 2)$$, 'without amounts: left out of the sum'),
  ($$pg_temp.s('2024-03-31', NULL, 0, 0, 1), pg_temp.s('2024-05-31', 20000.50, 0, 0, 1)$$, $$VALUES (2024, NULL::boolean, 20000.5, NULL::date, 1)$$, '... whether the line was crossed is not known'),
  ($$pg_temp.s(NULL, 20000.51, 0, 0, 1), NULL, pg_temp.s('2024-03-31', 1, 0, 0, 1)$$, $$VALUES (NULL::integer, NULL::boolean, 0::numeric, NULL::date, 1)$$, 'without day: a row without year')) AS t (list, expected, title);
SELECT is((SELECT count(*) FROM zibo, medaid_warnings(p, '{tekun}', NULL, ARRAY[pg_temp.s('2024-03-31', NULL, 0, 0, 1)])), 0::bigint, '... not for whom nobody monitors');
-- a claim that was refused, by the person's categories and by each claim's: those of the refused one may be no categories
CREATE TEMP TABLE refused AS SELECT c, medaid_try_settle(c, p[1]) AS s
FROM zibo, medaid_claim(claim_id => 'r', service => 'inpatient', discharged_on => '2024-05-31', categories => '{king}', total => 100, in_scope => 100) AS c;
SELECT is((SELECT (s).status FROM refused), 'refused', 'an unknown category');
SELECT is((SELECT string_agg(concat_ws(' ', w.year, w.over, trim_scale(w.burden), w.month, w.left_out), '; ') FROM zibo, refused, medaid_warnings(p, '{dibao_margin}', NULL, array_prepend(s, list)) AS w), expected, title)
FROM (VALUES (ARRAY[]::medaid_settlement[], '2024 0 1', 'refused: a row that says so'), (ARRAY[pg_temp.s('2024-03-31', 18500.01, 0, 0, 1)], '2024 t 18500.01 2024-03-01 1', '... beside one that crossed')) AS t (list, expected, title);
SELECT is((SELECT string_agg(concat_ws(' ', w.year, w.over, trim_scale(w.burden), w.line, w.month, w.left_out), '; ')
	FROM zibo, refused, medaid_warnings(p, ARRAY[c, medaid_claim(categories => '{dibao_margin}')], ARRAY[s, pg_temp.s('2024-06-01', 20000.51, 0, 0, 1)]) AS w), '2024 t 20000.51 20000.50 2024-06-01 1', '... with the claims');
-- 平顺, in force from 2023-01-07 to 2028-01-06: 年度累计 counts the year's days before the first and after the last, by the line of these
CREATE TABLE pingshun AS SELECT medaid_policies('pingshun-2023', '2023-01-01', '2028-12-31') AS p;
SELECT results_eq(format($$SELECT w.year, trim_scale(w.burden), w.month, w.left_out FROM pingshun, medaid_warnings(p, '{tekun}', NULL, ARRAY[%s]) AS w$$, list), expected, title) FROM (VALUES
  ($$pg_temp.s('2023-01-03', 9000, 0, 0, 3000), pg_temp.s('2023-01-07', 9000, 0, 0, 3000.01)$$, $$VALUES (2023, 6000.01, date '2023-01-01', 0)$$, 'before the first day'),
  ($$pg_temp.s('2028-01-06', 9000, 0, 0, 3000), pg_temp.s('2028-12-31', 9000, 0, 0, 3000.01)$$, $$VALUES (2028, 6000.01, date '2028-12-01', 0)$$, 'after the last'),
  ($$pg_temp.s('2022-12-31', 9000, 0, 0, 6000.01), pg_temp.s('2029-01-01', 9000, 0, 0, 6000.01)$$, $$VALUES (2022, 0::numeric, NULL::date, 1), (2029, 0, NULL, 1)$$, 'years in which it is not in force: left out')) AS t (list, expected, title);
SELECT is((SELECT count(*) FROM medaid_warnings(medaid_policies('pingshun-2023', '2024-01-01', '2025-12-31'), '{tekun}', NULL, ARRAY[pg_temp.s('2023-01-03', 9000, 0, 0, 9000)]) AS w WHERE w.left_out = 1), 1::bigint, 'before the first day, but its year was not given');

-- 个人年度累计负担: aid for earlier claims of the year pays what was counted there; 5,000 + 3,000 - 2,000 is not over 6,000
SELECT is((SELECT string_agg(concat_ws(' ', w.burden, w.month), '; ') FROM medaid_warnings(pg_temp.p('pingshun'), '{tekun}', NULL,
    ARRAY[pg_temp.s('2024-02-01', 9000, 0, 0, 5000), jsonb_populate_record(pg_temp.s('2024-03-01', 9000, 0, 0, 3000), jsonb_build_object('for_earlier', earlier))]) AS w), expected, 'for earlier claims: ' || earlier)
FROM (VALUES (2000.00, NULL), (1999.99, '6000.01 2024-03-01')) AS t (earlier, expected);

-- settled arrays go in as they come: 低保 of 平顺, inpatient 30 % of 40,000 is left to the patient
SELECT is((SELECT ROW(w.burden, w.month)::text FROM (SELECT medaid_settle_all(medaid_claim(claim_id => n::text, service => 'inpatient', discharged_on => date '2024-01-15' + 30 * n,
    categories => '{dibao}', total => 10000, in_scope => 10000, critical_illness_paid => 0), pg_temp.p('pingshun')) AS a FROM generate_series(1, 4) n) x,
  medaid_warnings(pg_temp.p('pingshun'), '{dibao}', 'resident', x.a) w), '(12000.00,2024-04-01)', 'arrays of medaid_settle_all');

-- the categories of each claim's day.  第三十条: 6,000 for 重点监测对象, 20,000 for other residents, and other employees are not monitored
CREATE FUNCTION pg_temp.c(insurance text, category text DEFAULT NULL, recognised_on date DEFAULT NULL, ended_on date DEFAULT NULL) RETURNS medaid_claim LANGUAGE sql AS $$
  SELECT medaid_claim(categories => ARRAY[category], recognised_on => ARRAY[recognised_on], ended_on => ARRAY[ended_on], insurance => insurance) WHERE category IS NOT NULL
  UNION ALL SELECT medaid_claim(insurance => insurance) WHERE category IS NULL $$;
SELECT is((SELECT string_agg(concat_ws(' ', w.year, trim_scale(w.burden), trim_scale(w.line), w.month), '; ') FROM medaid_warnings(ARRAY[pg_temp.p('pingshun')], claims, settlements) AS w), expected, what) FROM (VALUES
  (ARRAY[pg_temp.c('resident', 'dibao_margin', '2024-06-01'), pg_temp.c('resident', 'dibao_margin', '2024-06-01')], ARRAY[pg_temp.s('2024-03-05', 9000, 0, 0, 7000), pg_temp.s('2024-06-01', 9000, 0, 0, 100)],
    '2024 7100 6000 2024-06-01', 'recognised in June: the year''s burden is over the line of the group from then on'),
  (ARRAY[pg_temp.c('resident', 'dibao_margin', '2024-06-01'), pg_temp.c('resident', 'dibao_margin', '2024-06-01')], ARRAY[pg_temp.s('2024-03-05', 9000, 0, 0, 7000), pg_temp.s('2024-05-31', 9000, 0, 0, 100)],
    NULL, 'the day before, the line is that of other residents'),
  (ARRAY[pg_temp.c('resident', 'dibao', NULL, '2024-05-01'), pg_temp.c('resident', 'dibao', NULL, '2024-05-01')], ARRAY[pg_temp.s('2024-05-01', 9000, 0, 0, 5000), pg_temp.s('2024-04-30', 9000, 0, 0, 5000)],
    NULL, 'ended: neither is over its day''s line'),
  (ARRAY[pg_temp.c('employee'), pg_temp.c('employee', 'dibao')], ARRAY[pg_temp.s('2024-02-01', 9000, 0, 0, 6000), pg_temp.s('2024-03-01', 9000, 0, 0, 0.01)],
    '2024 6000.01 6000 2024-03-01', 'what was borne before the group counts, monitored or not'),
  (ARRAY[pg_temp.c('resident', 'dibao'), pg_temp.c('employee')], ARRAY[pg_temp.s('2024-02-01', 9000, 0, 0, 6000.01), pg_temp.s('2024-03-01', 9000, 0, 0, 1)],
    '2024 6001.01 6000 2024-02-01', 'once crossed, crossed for the year')
) AS t (claims, settlements, expected, what);
SELECT throws_ok($$SELECT medaid_warnings(ARRAY[pg_temp.p('pingshun')], '{}'::medaid_claim[], ARRAY[pg_temp.s('2024-02-01', 1, 0, 0, 1)])$$, '22023', 'claims has 0 elements, settlements 1', 'a settlement without its claim');
SELECT throws_ok($$SELECT medaid_warnings(ARRAY[pg_temp.p('pingshun')], NULL::medaid_claim[], ARRAY[pg_temp.s('2024-02-01', 1, 0, 0, 1)])$$, '22023', 'claims has 0 elements, settlements 1', 'no claims');

-- 100,000 people
CREATE TEMP TABLE many AS SELECT n AS person, ARRAY(SELECT pg_temp.s(date '2024-01-01' + (n + 37 * i) % 366, 9000, 0, 0, n % 4000) FROM generate_series(1, 3) i) AS settlements FROM generate_series(1, 2000) n;
SELECT is((SELECT count(*) FROM generate_series(1, 10), many, LATERAL medaid_warnings((SELECT pg_temp.p('pingshun')), '{dibao}', 'resident', settlements) w),
  0::bigint, '20,000 people, three settlements each: at most 3 x 2,000');
SELECT is((SELECT count(*) FROM many, LATERAL medaid_warnings((SELECT pg_temp.p('pingshun')), '{dibao}', 'resident', settlements || pg_temp.s('2024-12-31', 1, 0, 0, 2000)) w),
  667::bigint, '... and with 2,000 more: 3 n > 4,000');

-- bad input
SELECT throws_ok($$SELECT medaid_monitor(NULL, '{dibao}', 'resident', 1)$$, '22004', NULL, 'a NULL policy');
SELECT throws_ok($$SELECT medaid_warnings(NULL::medaid_policy, '{dibao}', 'resident', NULL)$$, '22004', NULL, 'a NULL policy for the list');
SELECT throws_ok($$SELECT medaid_warnings('{}'::medaid_policy[], '{dibao}', 'resident', NULL)$$, '22004', NULL, 'no policies for the list');
SELECT throws_ok($$SELECT pg_temp.warn('zibo', '{nobody}', 1)$$, '22023', NULL, 'an unknown category');
SELECT throws_ok($$SELECT pg_temp.warn('zibo', '{dibao}', 1, 'both')$$, '22023', NULL, 'an unknown insurance');
SELECT throws_ok(format($$SELECT pg_temp.warn('zibo', '{dibao}', %L)$$, v), '22003', NULL, 'burden ' || v) FROM unnest('{-0.01,NaN,Infinity}'::text[]) v;
SELECT throws_ok($$SELECT medaid_policy_with(pg_temp.p('pingshun'), 'monitor-key.push_day', 29)$$, '22023', NULL, 'a day that not every month has');
SELECT is((medaid_monitor(medaid_policy_with(pg_temp.p('pingshun'), 'monitor-key.line', 5000), '{dibao}', 'resident', 5000.01)).over, true, 'what if the line were 5,000');
SELECT * FROM finish();
ROLLBACK;
