-- Treatment first, payment after (先诊疗后付费): 攀枝花 第十六条, 垫江 三(七)二是, 安康 六(二), 淄博 (十三);
-- and the channel (一站式, 依申请) and time of payment of 平顺 第十五、十七条, 安康 五(一), 淄博 (七).
BEGIN;
SELECT plan(51);
INSERT INTO medaid_reference (area, indicator, year, value) SELECT a, 'income', 2023, 30000 FROM unnest('{攀枝花市,山西省,淄博市,山东省}'::text[]) a;
INSERT INTO medaid_reference (area, indicator, year, value) VALUES ('攀枝花市', 'monitor_income', 2024, 8000);
CREATE TEMP TABLE pol (name text PRIMARY KEY, policy medaid_policy);
INSERT INTO pol SELECT split_part(c, '-', 1), medaid_policy(c, '2024-06-01') FROM unnest('{panzhihua-2023,dianjiang-2023,pingshun-2023,ankang-2023,zibo-2023}'::text[]) c;
CREATE FUNCTION pg_temp.p(n text) RETURNS medaid_policy LANGUAGE sql STABLE AS $$ SELECT policy FROM pol WHERE name = n $$;

-- which of all categories, at the widest place of the text, and one place wider
SELECT is((SELECT array_agg(c ORDER BY n.rank) FROM unnest('{tekun,orphan,unsupported_child,dibao,poverty_returned,monitored,monitored_unstable,monitored_marginal,monitored_sudden,dibao_margin,medical_poverty,veteran,severe_disability,lifted}'::text[]) c
    JOIN medaid_category_name n ON n.name = c WHERE medaid_deposit_waived(pg_temp.p(place), ARRAY[c], at, true, true)), expected::text[], concat_ws(' ', place, at))
FROM (VALUES
  ('panzhihua', 'county', '{tekun,orphan,dibao}'), ('panzhihua', 'city', '{tekun,orphan,dibao}'), ('panzhihua', 'province', NULL), ('panzhihua', 'elsewhere', NULL),
  ('dianjiang', 'county', '{tekun,dibao,poverty_returned,monitored,monitored_unstable,monitored_marginal,monitored_sudden}'), ('dianjiang', 'city', NULL),
  ('ankang', 'county', '{tekun,orphan,unsupported_child,dibao}'), ('ankang', 'city', '{tekun,orphan,unsupported_child,dibao}'), ('ankang', 'province', NULL),
  ('zibo', 'county', '{tekun,dibao,poverty_returned}'), ('zibo', 'city', '{tekun,dibao,poverty_returned}'), ('zibo', 'province', NULL)) AS t (place, at, expected);
SELECT is(medaid_deposit_waived(pg_temp.p('zibo'), '{tekun}', 'county', false, true), false, 'no first visit at primary level');
SELECT is(medaid_deposit_waived(pg_temp.p('zibo'), '{tekun}', 'county', NULL, true), false, 'not known to be referred');
SELECT is(medaid_deposit_waived(pg_temp.p('zibo'), '{tekun}', 'county', true, false), false, 'not designated');
SELECT is(medaid_deposit_waived(pg_temp.p('zibo'), '{tekun}', 'county', true), true, 'designated unless said otherwise');
SELECT is(medaid_deposit_waived(pg_temp.p('zibo'), '{tekun}', NULL, true), true, 'place: the city unless said otherwise');
SELECT is(medaid_deposit_waived(pg_temp.p('dianjiang'), '{tekun}', NULL, true), false, '垫江: 县域内, and the city is not enough');
SELECT is(medaid_deposit_waived(pg_temp.p('zibo'), '{lifted,dibao}', 'city', true, true), true, 'any category of several');
SELECT is(medaid_deposit_waived(pg_temp.p('zibo'), none, 'city', true, true), false, 'no category') FROM (VALUES (NULL::text[]), ('{}')) v (none);
-- 平顺 第四十一条: 按规定落实; whose and where another rule says
SELECT is(medaid_deposit_waived(pg_temp.p('pingshun'), c, at, true), NULL, concat_ws(' ', '平顺: not known', c::text, at)) FROM (VALUES ('{tekun}'::text[], 'county'), ('{lifted}', 'elsewhere'), (NULL, 'city')) AS v (c, at);
SELECT is(medaid_deposit_waived(pg_temp.p('pingshun'), '{tekun}', 'county'), NULL, '平顺: referred or not');
SELECT is(medaid_deposit_waived(pg_temp.p('pingshun'), '{tekun}', 'county', true, false), false, '平顺: 定点医疗机构');
SELECT throws_ok($$SELECT medaid_deposit_waived(NULL, '{tekun}', 'city', true, true)$$, '22004', NULL, 'a NULL policy');
SELECT throws_ok($$SELECT medaid_deposit_waived(pg_temp.p('zibo'), '{nobody}', 'city', true, true)$$, '22023', NULL, 'an unknown category');
SELECT throws_ok($$SELECT medaid_deposit_waived(pg_temp.p('zibo'), '{tekun}', 'town', true, true)$$, '22023', NULL, 'an unknown place');

-- channel: direct on the spot, in the home city, for somebody known on the day
CREATE FUNCTION pg_temp.channel(place text, category text, at text DEFAULT 'city', applied date DEFAULT NULL, recognised date DEFAULT '2024-01-01') RETURNS text LANGUAGE sql AS $$
  SELECT s.channel FROM medaid_settle(medaid_claim(service => 'inpatient', discharged_on => '2024-06-01', categories => ARRAY[$2], recognised_on => ARRAY[$5], place => $3, referral => 'compliant',
    applied_on => $4, total => 1000, in_scope => 1000, critical_illness_paid => 0, hospital_level => 2),
    CASE WHEN $1 = 'dianjiang' THEN medaid_policy_with(pg_temp.p($1), 'inpatient-' || $2 || '.rate', 0.5) ELSE pg_temp.p($1) END) AS s $$;
SELECT is(pg_temp.channel(place, c), expected, concat_ws(' ', 'channel of', place, c)) FROM (VALUES
  ('panzhihua', 'medical_poverty', 'direct'), ('dianjiang', 'veteran', 'direct'), ('dianjiang', 'medical_poverty', 'direct'),
  ('pingshun', 'monitored_sudden', 'direct'), ('pingshun', 'orphan', 'direct'), ('pingshun', 'dibao_margin', 'application'), ('pingshun', 'medical_poverty', 'application'),
  ('ankang', 'dibao_margin', 'direct'), ('ankang', 'monitored_unstable', 'direct'), ('ankang', 'medical_poverty', 'application'),
  ('zibo', 'dibao_margin', 'direct'), ('zibo', 'medical_poverty', 'application')) AS t (place, c, expected);
SELECT is(pg_temp.channel('zibo', 'dibao', 'province'), 'application', 'outside the home city');
SELECT is(pg_temp.channel('zibo', 'dibao', 'city', '2024-06-10'), 'application', 'applied for by hand');
SELECT is(pg_temp.channel('panzhihua', 'dibao', 'city', NULL, '2024-06-01'), 'direct', 'recognised on the day');
SELECT is(pg_temp.channel('panzhihua', 'dibao', 'city', NULL, '2024-06-02'), 'application', 'recognised after the day: 追溯救助');
-- 平顺 第十五条: 二类和三类门诊慢特病实行年底一次性救助
SELECT is((medaid_settle(medaid_claim(service => service, discharged_on => '2024-06-01', categories => '{dibao}', chronic_class => class, total => 1000, in_scope => 1000, critical_illness_paid => 0), pg_temp.p(place))).pay_when,
  expected, concat_ws(' ', place, service, class)) FROM (VALUES
  ('pingshun', 'chronic', 1, 'now'), ('pingshun', 'chronic', NULL, 'now'), ('pingshun', 'chronic', 2, 'year_end'), ('pingshun', 'chronic', 3, 'year_end'),
  ('pingshun', 'inpatient', 2, 'now'), ('zibo', 'chronic', 2, 'now')) AS t (place, service, class, expected);
SELECT * FROM finish();
ROLLBACK;
