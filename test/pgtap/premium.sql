-- Premium subsidy (资助参保), worked by hand from 攀枝花 第六条, 垫江 三(三), 平顺 第十三、三十三、三十四条,
-- 安康 三(二) and 淄博 (二).
BEGIN;
SELECT plan(213);
CREATE TEMP TABLE pol (name text PRIMARY KEY, policy medaid_policy);
INSERT INTO pol SELECT split_part(c, '-', 1), medaid_policy(c, '2024-06-01') FROM unnest('{panzhihua-2023,dianjiang-2023,pingshun-2023,ankang-2023,zibo-2023}'::text[]) c;
CREATE FUNCTION pg_temp.p(n text) RETURNS medaid_policy LANGUAGE sql STABLE AS $$ SELECT policy FROM pol WHERE name = n $$;
\ir ../helpers.sql
-- category, assistance, government, personal, refund, rule, timing, entitled_from
CREATE FUNCTION pg_temp.show(p medaid_premium) RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' ', coalesce(p.category, '-'), trim_scale(p.assistance), trim_scale(p.government), trim_scale(p.personal), trim_scale(p.refund), coalesce(p.rule, '-'), p.timing, p.entitled_from, p.unsaid) $$;
CREATE FUNCTION pg_temp.pay(place text, categories text[], standard numeric DEFAULT 380, insurance text DEFAULT NULL, recognised date DEFAULT NULL, paid date DEFAULT NULL,
  subsidy numeric DEFAULT 670, collection daterange DEFAULT '[2024-09-01,2024-12-31]') RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.show(medaid_premium(pg_temp.p($1), $2, $4, $3, $7, $8, $5, $6)) $$;

-- who gets what of 380 yuan
SELECT is(pg_temp.pay(place, ARRAY[c]), expected, place || ' ' || c) FROM (VALUES
  -- 第六条: 100 % and 75 %
  ('panzhihua', 'tekun', 'tekun 380 0 0 0 premium-tekun'), ('panzhihua', 'orphan', 'orphan 380 0 0 0 premium-orphan'),
  ('panzhihua', 'dibao', 'dibao 285 0 95 0 premium-dibao'), ('panzhihua', 'monitored', 'monitored 285 0 95 0 premium-monitored'),
  ('panzhihua', 'monitored_sudden', 'monitored_sudden 285 0 95 0 premium-monitored'),
  ('panzhihua', 'dibao_margin', '- 0 0 380 0 -'), ('panzhihua', 'medical_poverty', '- 0 0 380 0 -'), ('panzhihua', 'poverty_returned', '- 0 0 380 0 -'),
  ('panzhihua', 'unsupported_child', '- 0 0 380 0 -'),
  -- 第十三条: full; 80 %, at least 280; 90 %; 280
  ('pingshun', 'tekun', 'tekun 380 0 0 0 premium-tekun before'), ('pingshun', 'orphan', 'orphan 380 0 0 0 premium-tekun before'),
  ('pingshun', 'unsupported_child', 'unsupported_child 380 0 0 0 premium-tekun before'), ('pingshun', 'dibao', 'dibao 304 0 76 0 premium-dibao before'),
  ('pingshun', 'poverty_returned', 'poverty_returned 342 0 38 0 premium-poverty_returned before'),
  ('pingshun', 'monitored_unstable', 'monitored_unstable 280 0 100 0 premium-monitored_unstable before'),
  ('pingshun', 'monitored_marginal', 'monitored_marginal 280 0 100 0 premium-monitored_marginal before'),
  ('pingshun', 'monitored_sudden', '- 0 0 380 0 -'),
  ('pingshun', 'dibao_margin', '- 0 0 380 0 -'), ('pingshun', 'medical_poverty', '- 0 0 380 0 -'), ('pingshun', 'lifted', '- 0 0 380 0 -'),
  -- 三(二): 一类 full
  ('ankang', 'tekun', 'tekun 380 0 0 0 premium-tekun before'), ('ankang', 'orphan', 'orphan 380 0 0 0 premium-orphan before'),
  ('ankang', 'unsupported_child', 'unsupported_child 380 0 0 0 premium-unsupported_child before'),
  ('ankang', 'dibao_margin', '- 0 0 380 0 -'), ('ankang', 'medical_poverty', '- 0 0 380 0 -'),
  -- (二): 100, 80, 30 %, the rest by the government; 30 %
  ('zibo', 'tekun', 'tekun 380 0 0 0 premium-tekun'), ('zibo', 'dibao', 'dibao 304 76 0 0 premium-dibao'),
  ('zibo', 'monitored', 'monitored 114 266 0 0 premium-monitored'), ('zibo', 'monitored_unstable', 'monitored_unstable 114 266 0 0 premium-monitored'),
  ('zibo', 'poverty_returned', 'poverty_returned 114 266 0 0 premium-poverty_returned'), ('zibo', 'dibao_margin', 'dibao_margin 114 0 266 0 premium-dibao_margin'),
  ('zibo', 'medical_poverty', '- 0 0 380 0 -'), ('zibo', 'orphan', '- 0 0 380 0 -')) AS t (place, c, expected);
SELECT is(pg_temp.pay(place, '{tekun}', insurance => 'employee'), '- 0 0 380 0 -', place || ': employees get none')
FROM unnest('{panzhihua,dianjiang,pingshun,ankang,zibo}'::text[]) place;
SELECT is(pg_temp.pay('zibo', none), '- 0 0 380 0 -', 'no category') FROM (VALUES (NULL::text[]), ('{}')) v (none);
SELECT is((medaid_premium(pg_temp.p('panzhihua'), '{dibao}', 'resident', 380)).article, '第六条', 'the article');
SELECT is((medaid_premium(pg_temp.p('pingshun'), '{dibao}', 'resident', 380)).article, '第十三条(二), 第三十三条, 第三十四条', 'the articles of 平顺');

-- 平顺: 80 %, but at least 280: from 350 on the share; never above the contribution
SELECT is(pg_temp.pay('pingshun', '{dibao}', standard), expected, '平顺 低保 of ' || standard) FROM (VALUES
  (0, 'dibao 0 0 0 0 premium-dibao before'), (279.99, 'dibao 279.99 0 0 0 premium-dibao before'), (280, 'dibao 280 0 0 0 premium-dibao before'),
  (280.01, 'dibao 280 0 0.01 0 premium-dibao before'), (349.99, 'dibao 280 0 69.99 0 premium-dibao before'), (350, 'dibao 280 0 70 0 premium-dibao before'),
  (350.01, 'dibao 280.01 0 70 0 premium-dibao before'), (350.02, 'dibao 280.02 0 70 0 premium-dibao before'), (400, 'dibao 320 0 80 0 premium-dibao before')) t (standard, expected);
SELECT is(pg_temp.pay('pingshun', '{monitored_unstable}', standard), expected, '平顺 280 of ' || standard) FROM (VALUES
  (279.99, 'monitored_unstable 279.99 0 0 0 premium-monitored_unstable before'), (280.01, 'monitored_unstable 280 0 0.01 0 premium-monitored_unstable before')) t (standard, expected);
-- rounding half up to the fen: 75 % of 350.02 = 262.515
SELECT is(pg_temp.pay('panzhihua', '{dibao}', 350.02), 'dibao 262.52 0 87.5 0 premium-dibao', 'rounded half up');
SELECT is(pg_temp.pay('zibo', '{dibao}', 350.005), 'dibao 280.01 70 0 0 premium-dibao', 'the contribution itself is rounded to the fen: 350.01');

-- 就高: what leaves the person least; then what the fund gives most of
SELECT is(pg_temp.pay(place, c, standard), expected, place || ' ' || c::text) FROM (VALUES
  ('pingshun', '{dibao,poverty_returned}'::text[], 380, 'poverty_returned 342 0 38 0 premium-poverty_returned before'),
  ('pingshun', '{monitored_unstable,poverty_returned}', 311.10, 'monitored_unstable 280 0 31.1 0 premium-monitored_unstable before'),
  ('pingshun', '{monitored_unstable,poverty_returned}', 311.12, 'poverty_returned 280.01 0 31.11 0 premium-poverty_returned before'),
  ('pingshun', '{monitored_sudden,dibao_margin}', 380, '- 0 0 380 0 -'),
  ('pingshun', '{monitored_marginal,monitored_unstable}', 380, 'monitored_unstable 280 0 100 0 premium-monitored_unstable before'),
  ('zibo', '{monitored,dibao}', 380, 'dibao 304 76 0 0 premium-dibao'),
  ('zibo', '{dibao_margin,monitored}', 380, 'monitored 114 266 0 0 premium-monitored'),
  ('zibo', '{poverty_returned,monitored}', 380, 'poverty_returned 114 266 0 0 premium-poverty_returned'),
  ('zibo', '{dibao,tekun}', 380, 'tekun 380 0 0 0 premium-tekun'),
  ('ankang', '{dibao,orphan}', 380, 'orphan 380 0 0 0 premium-orphan before')) t (place, c, standard, expected);

-- 平顺 第三十三条: three windows; the collection runs from 2024-09-01 to 2024-12-31
SELECT is(pg_temp.pay('pingshun', '{dibao}', 400, recognised => recognised, paid => paid), 'dibao ' || expected, format('recognised %s, paid %s', recognised, paid)) FROM (VALUES
  (NULL::date, NULL::date, '320 0 80 0 premium-dibao before'),
  ('-infinity', '2024-10-01', '320 0 80 0 premium-dibao before'),
  ('2024-08-31', NULL, '320 0 80 0 premium-dibao before'), ('2024-08-31', '2024-10-01', '320 0 80 0 premium-dibao before'),
  -- during: refund of what was paid, by the year's standard
  ('2024-09-01', NULL, '320 0 80 0 premium-dibao during'), ('2024-10-15', '2024-10-01', '320 0 80 320 premium-dibao during'),
  ('2024-10-15', '2024-10-15', '320 0 80 320 premium-dibao during'), ('2024-10-15', '2024-10-16', '320 0 80 0 premium-dibao during'),
  ('2024-12-31', '2024-09-01', '320 0 80 320 premium-dibao during'),
  -- after: not paid: the personal part is still due, the county carries the fiscal part, no waiting; paid: none
  ('2025-01-01', NULL, '320 670 80 0 premium-dibao after 2025-01-01'), ('2025-03-05', '2025-03-10', '320 670 80 0 premium-dibao after 2025-03-05'),
  ('2025-01-01', '2024-12-31', '0 0 400 0 premium-dibao after'), ('2025-03-05', '2025-03-05', '0 0 400 0 premium-dibao after 2025-03-05')) t (recognised, paid, expected);
-- who is no longer recognised by 第十条(二), and who was in time
SELECT is(pg_temp.pay('pingshun', ARRAY[c], recognised => day, collection => '[2026-01-01,2026-03-31]', subsidy => NULL), expected, format('平顺 %s recognised %s', c, day)) FROM (VALUES
  ('poverty_returned', '2025-12-31'::date, 'poverty_returned 342 0 38 0 premium-poverty_returned before'), ('poverty_returned', '2026-01-01', '- 0 0 380 0 -'),
  ('monitored_unstable', '2026-01-01', '- 0 0 380 0 -'), ('dibao', '2026-01-01', 'dibao 304 0 76 0 premium-dibao during')) t (c, day, expected);

-- 安康: 同缴同补 in the collection, whatever the year; 自然年度内动态新增的, 下年度. What becomes of one who had paid
-- before he was recognised the text does not say
SELECT is(pg_temp.pay('ankang', '{tekun}', recognised => recognised, paid => paid, collection => collection), expected, format('安康 recognised %s, collection %s', recognised, collection)) FROM (VALUES
  ('2024-06-01'::date, NULL::date, '[2024-09-01,2024-12-31]'::daterange, 'tekun 380 0 0 0 premium-tekun before'),
  ('2024-12-31', NULL, '[2024-09-01,2024-12-31]', 'tekun 380 0 0 0 premium-tekun during'),
  ('2024-10-15', '2024-10-01', '[2024-09-01,2024-12-31]', 'tekun premium-tekun during paid_before_recognition'), ('2024-10-15', '2024-10-16', '[2024-09-01,2024-12-31]', 'tekun 380 0 0 0 premium-tekun during'),
  ('2025-01-01', '2024-12-31', '[2024-09-01,2024-12-31]', 'tekun 0 0 380 0 premium-tekun next_year'),
  ('2025-01-01', NULL, '[2024-09-01,2024-12-31]', 'tekun 0 0 380 0 premium-tekun next_year'),
  ('2024-12-25', NULL, '[2024-09-01,2024-12-20]', 'tekun 0 0 380 0 premium-tekun next_year'),
  ('2024-12-31', NULL, '[2024-09-01,2025-02-28]', 'tekun 380 0 0 0 premium-tekun during'),
  ('2025-01-01', NULL, '[2024-09-01,2025-02-28]', 'tekun 380 0 0 0 premium-tekun during'),
  ('2025-02-28', NULL, '[2024-09-01,2025-02-28]', 'tekun 380 0 0 0 premium-tekun during'), ('2025-03-01', NULL, '[2024-09-01,2025-02-28]', 'tekun 0 0 380 0 premium-tekun next_year')) t (recognised, paid, collection, expected);
-- where the text has no windows the day of recognition does not matter, but it says nothing of who had paid before it: neither a refund nor none
SELECT is(pg_temp.pay(place, '{dibao}', recognised => '2025-06-01', paid => paid, collection => NULL), expected, format('%s: recognised 2025-06-01, paid %s', place, paid)) FROM (VALUES
  ('panzhihua', NULL::date, 'dibao 285 0 95 0 premium-dibao'), ('zibo', NULL, 'dibao 304 76 0 0 premium-dibao'),
  ('panzhihua', '2025-06-02', 'dibao 285 0 95 0 premium-dibao'), ('zibo', '2025-06-02', 'dibao 304 76 0 0 premium-dibao'),
  ('panzhihua', '2025-06-01', 'dibao premium-dibao paid_before_recognition'), ('zibo', '2024-10-01', 'dibao premium-dibao paid_before_recognition'),
  ('dianjiang', '2024-10-01', 'dibao premium-dibao paid_before_recognition')) t (place, paid, expected);
SELECT is(pg_temp.pay(place, '{dibao}', paid => '2024-10-01'), expected, place || ': recognised long ago: paid with the subsidy') FROM (VALUES
  ('panzhihua', 'dibao 285 0 95 0 premium-dibao'), ('zibo', 'dibao 304 76 0 0 premium-dibao'), ('pingshun', 'dibao 304 0 76 0 premium-dibao before')) t (place, expected);
SELECT is(pg_temp.pay('pingshun', '{dibao}', recognised => '2024-08-20', paid => '2024-08-20'), 'dibao premium-dibao before paid_before_recognition', '平顺 第三十三条(二) refunds in the collection, (三) refuses after it: before it nothing is said');
-- 攀枝花: what the text leaves open matters only where it could be better
SELECT is(pg_temp.show(medaid_premium(pg_temp.p('panzhihua'), c, 'resident', 400, NULL, NULL, days, '2024-10-01')), expected, format('攀枝花 %s of %s', c, days)) FROM (VALUES
  -- 低保 75 % surely; 特困 perhaps all: not known
  ('{dibao,tekun}'::text[], '{2020-01-01,2025-01-01}'::date[], 'tekun premium-tekun paid_before_recognition'),
  ('{dibao,monitored}', '{2020-01-01,2025-01-01}', 'dibao 300 0 100 0 premium-dibao'), ('{tekun,dibao}', '{2020-01-01,2025-01-01}', 'tekun 400 0 0 0 premium-tekun'),
  ('{dibao,dibao_margin}', '{NULL,2025-01-01}', 'dibao 300 0 100 0 premium-dibao')) t (c, days, expected);

-- 平顺 第三十四条: who joins after the collection is entitled from the day of the list, whenever listed, the own part paid
CREATE FUNCTION pg_temp.entitled(p medaid_premium) RETURNS text LANGUAGE sql AS $$ SELECT concat_ws(' ', p.entitled_from, p.entitlement) $$;
SELECT is(pg_temp.entitled(medaid_premium(medaid_policy('pingshun-2023', '2025-02-15'), c, 'resident', 400, 670, '[2024-09-01,2024-12-31]', listed, paid)), expected, format('平顺 %s listed %s, paid %s', c, listed, paid)) FROM (VALUES
  ('{dibao}'::text[], '2024-10-20'::date, '2025-02-15'::date, '2024-10-20 from_list'), ('{dibao}', '2024-08-31', '2025-02-15', '2024-08-31 from_list'), ('{dibao}', '2024-08-31', '2025-01-01', '2024-08-31 from_list'),
  ('{dibao}', '2025-01-10', '2025-02-15', '2025-01-10 from_list'), ('{dibao}', '2025-03-10', '2025-02-15', '2025-03-10 from_list'),
  ('{dibao}', NULL, '2025-02-15', 'from_list'),
  -- within the collection: with everybody
  ('{dibao}', '2024-10-20', '2024-12-31', 'with_insurance'), ('{dibao}', NULL, '2024-10-01', 'with_insurance'), ('{dibao}', '2025-02-01', '2024-10-01', 'with_insurance'),
  -- not paid: after the collection entitled once the own part is paid; listed before its end, it depends on when
  ('{dibao}', '2025-01-10', NULL, '2025-01-10 from_list_once_paid'), ('{tekun}', '2025-01-10', NULL, '2025-01-10 from_list'), ('{dibao}', '2024-10-20', NULL, 'by_day_of_joining'),
  -- 救助对象 without a subsidy, too; others not
  ('{dibao_margin}', '2024-10-20', '2025-02-15', '2024-10-20 from_list'), ('{monitored_sudden}', '2025-01-10', NULL, '2025-01-10 from_list_once_paid'), ('{lifted}', '2024-10-20', '2025-02-15', '')) t (c, listed, paid, expected);
SELECT is(pg_temp.entitled(medaid_premium(pg_temp.p('pingshun'), '{dibao,dibao_margin}', 'resident', 400, 670, '[2024-09-01,2024-12-31]', '{2025-03-10,2024-10-20}', '2025-02-15')), '2024-10-20 from_list', '... from the earlier list');
SELECT is(pg_temp.entitled(medaid_premium(pg_temp.p('pingshun'), '{dibao}', 'resident', 400, paid_on => '2025-02-15')), 'by_day_of_joining', '... without the collection period it cannot be told');
SELECT is(pg_temp.show(medaid_premium(pg_temp.p('pingshun'), '{dibao}', 'resident', 400, 670, '[2024-09-01,2024-12-31]', '2024-10-20', '2025-02-15')), 'dibao 320 0 80 0 premium-dibao during 2024-10-20', '... subsidised as listed in the collection: 80 %');
SELECT is((medaid_premium(pg_temp.p('pingshun'), '{dibao_margin}', 'resident', 400, 670, '[2024-09-01,2024-12-31]', '2024-10-20', '2025-02-15')).article, '第十三条, 第三十三条, 第三十四条', '... with the article');
SELECT is(pg_temp.entitled(medaid_premium(pg_temp.p(place), '{dibao,tekun}', 'resident', 400, 670, '[2024-09-01,2024-12-31]', '{NULL,NULL}', '2025-02-15')), '', place || ' says nothing of it') FROM unnest('{panzhihua,ankang,zibo}'::text[]) place;

-- a day for each category
SELECT is(pg_temp.show(medaid_premium(pg_temp.p('pingshun'), c, 'resident', 400, subsidy, '[2024-09-01,2024-12-31]', days, paid)), expected, format('平顺 %s of %s', c, days)) FROM (VALUES
  -- 低保 in time 320; 返贫致贫 listed after the collection, having paid: none
  ('{dibao,poverty_returned}'::text[], '{2024-08-01,2025-02-01}'::date[], NULL::numeric, '2024-10-01'::date, 'dibao 320 0 80 0 premium-dibao before'),
  -- listed as 返贫致贫 in it, 90 %: had paid his 80 as 低保, 40 of them come back
  ('{dibao,poverty_returned}', '{2024-08-01,2024-11-01}', NULL, '2024-10-01', 'poverty_returned 360 0 40 40 premium-poverty_returned during'),
  -- ... not yet 低保 either: had paid 400
  ('{dibao,poverty_returned}', '{2024-10-01,2024-11-01}', NULL, '2024-10-01', 'poverty_returned 360 0 40 360 premium-poverty_returned during'),
  -- 特困 pays nothing: no fiscal subsidy is asked for 低保 added after the collection
  ('{dibao,tekun}', '{2025-02-01,NULL}', NULL, NULL, 'tekun 400 0 0 0 premium-tekun before'),
  -- the same category twice: listed in time, whatever the order
  ('{dibao,dibao}', '{2025-02-01,2024-08-01}', NULL, NULL, 'dibao 320 0 80 0 premium-dibao before'), ('{dibao,dibao}', '{2024-08-01,2025-02-01}', NULL, NULL, 'dibao 320 0 80 0 premium-dibao before'),
  -- 第十条(二): 返贫致贫 recognised after the transition does not count, 低保 does
  ('{poverty_returned,dibao}', '{2026-01-01,2020-01-01}', NULL, NULL, 'dibao 320 0 80 0 premium-dibao before'), ('{poverty_returned,dibao}', '{2025-12-31,2020-01-01}', 670, NULL, 'poverty_returned 360 670 40 0 premium-poverty_returned after')) t (c, days, subsidy, paid, expected);
SELECT is(pg_temp.show(medaid_premium(pg_temp.p('pingshun'), '{dibao,tekun}', 'resident', 400, NULL, NULL, '{NULL,-infinity}')), 'tekun 400 0 0 0 premium-tekun before', '-infinity: long ago');
SELECT is(pg_temp.show(medaid_premium(pg_temp.p('pingshun'), '{dibao,tekun}', 'resident', 400, NULL, '[2024-09-01,2024-12-31]', '[5:6]={2024-10-01,2024-10-02}'::date[], '2024-10-01')), 'tekun 400 0 0 400 premium-tekun during', 'arrays may start anywhere');
SELECT matches(pg_temp.err(format($$SELECT medaid_premium(pg_temp.p('pingshun'), %L, 'resident', 400, 670, '[2024-09-01,2024-12-31]', %s)$$, c, day)), expected, format('%s for %s', day, c)) FROM (VALUES
  ('{dibao,tekun}', '''{2024-10-01}''', '^22023 recognised_on has 1 elements, categories 2'), ('{dibao,tekun}', '''2024-10-01''', '^22023 recognised_on has 1 elements, categories 2'), ('{dibao,tekun}', 'date ''2024-10-01''', '^22023 recognised_on has 1 elements'),
  ('{}', '''{2024-10-01}''', '^22023 recognised_on has 1 elements, categories 0'), ('{dibao}', '''{{2024-10-01}}''', '^22023 recognised_on has more than one dimension'), ('{dibao}', '''{infinity}''', '^22023 .*infinity'),
  ('{dibao}', '''2024-13-01''', '^22008'), ('{dibao}', '''soon''', '^22007'), ('{dibao}', 'NULL, ''infinity''', '^22023 paid_on')) t (c, day, expected);
SELECT is(pg_temp.show(medaid_premium(pg_temp.p('pingshun'), none, 'resident', 400, 670, '[2024-09-01,2024-12-31]', date '2024-10-01')), '- 0 0 400 0 -', 'who holds none may have a day') FROM (VALUES (NULL::text[]), ('{}')) v (none);
SELECT is(pg_temp.show(medaid_premium(pg_temp.p('pingshun'), '{dibao}', 'resident', 400, 670, '[2024-09-01,2024-12-31]', NULL)), 'dibao 320 0 80 0 premium-dibao before', 'NULL: long ago');
SELECT is(pg_temp.show(medaid_premium(pg_temp.p('pingshun'), '{dibao}', standard => 400, collection => '[2024-09-01,2024-12-31]', recognised_on => '{2024-10-20}', paid_on => '2024-10-20')), 'dibao 320 0 80 320 premium-dibao during', 'by name');

-- numbers that the texts leave out
SELECT matches(pg_temp.err($$SELECT pg_temp.pay('ankang', '{dibao}')$$), '^55000 policy "ankang-2023" has no number for "premium-dibao.amount".*三\(二\).*medaid_policy_with', '安康: 定额 by the province');
SELECT is(pg_temp.show(medaid_premium(medaid_policy_with(pg_temp.p('ankang'), 'premium-dibao.amount', 200), '{dibao}', 'resident', 380)), 'dibao 200 0 180 0 premium-dibao before', '... when set');
SELECT is(pg_temp.show(medaid_premium(medaid_policy_with(pg_temp.p('ankang'), 'premium-monitored.amount', 400), '{monitored_unstable}', 'resident', 380)),
  'monitored_unstable 380 0 0 0 premium-monitored before', '... never above the contribution');
SELECT is(pg_temp.pay('ankang', '{dibao}', recognised => '2025-01-01'), 'dibao 0 0 380 0 premium-dibao next_year', '... not needed for who waits a year');
SELECT is(pg_temp.pay('ankang', '{dibao,tekun}'), 'tekun 380 0 0 0 premium-tekun before', '... nor where another category pays all');
SELECT matches(pg_temp.err(format($$SELECT pg_temp.pay('dianjiang', ARRAY[%L])$$, c)), '^55000 .*"premium-' || r || '.rate".*三\(三\)', '垫江: no amounts for ' || c)
FROM (VALUES ('tekun', 'tekun'), ('dibao', 'dibao'), ('veteran', 'veteran'), ('monitored_sudden', 'monitored')) t (c, r);
SELECT is(pg_temp.show(medaid_premium(medaid_policy_with(pg_temp.p('dianjiang'), 'premium-veteran.rate', 0.5), '{veteran}', 'resident', 380)), 'veteran 190 0 190 0 premium-veteran', '... when set');
SELECT is(pg_temp.pay('dianjiang', '{lifted}'), '- 0 0 380 0 -', '垫江: 脱贫人口 are not assisted');

-- the contribution by date, from the reference values
SELECT matches(pg_temp.err($$SELECT medaid_premium(pg_temp.p('zibo'), '{dibao}')$$), '^55000 .*premium.*\(淄博市, premium, 2024\)', 'no contribution given: area, indicator and year are named');
INSERT INTO medaid_reference (area, indicator, year, value) VALUES ('淄博市', 'premium', 2024, 380), ('淄博市', 'premium', 2025, 400);
SELECT is(pg_temp.show(medaid_premium(medaid_policy('zibo-2023', day), '{dibao}')), expected, 'the contribution of ' || day) FROM (VALUES
  ('2024-12-31'::date, 'dibao 304 76 0 0 premium-dibao'), ('2025-01-01', 'dibao 320 80 0 0 premium-dibao')) t (day, expected);
SELECT is(pg_temp.show(medaid_premium(medaid_policy('zibo-2023', '2025-01-01'), '{dibao}', standard => 100)), 'dibao 80 20 0 0 premium-dibao', 'what is given comes first');
SELECT is((SELECT array_agg(s.stretch ORDER BY s.stretch) FROM unnest(medaid_policies('ankang-2023', '2024-01-01', '2025-12-31')) s),
  '{"[2024-01-01,2025-01-01)","[2025-01-01,2026-01-01)"}', 'stretches are cut where a contribution changes');
SELECT matches(pg_temp.err($$SELECT medaid_premium(pg_temp.p('dianjiang'), '{tekun}')$$), '^22004 standard', '垫江 names no area: the contribution must be given');

SELECT is(pg_temp.show(medaid_premium(medaid_policy_with(pg_temp.p('zibo'), 'premium-monitored.standard', 500), '{monitored_unstable}')), 'monitored_unstable 150 350 0 0 premium-monitored', 'a contribution set in the policy');

-- the numbers have paths
SELECT is((SELECT array_agg(path || '=' || coalesce(trim_scale(value)::text, '-') || ' ' || unit ORDER BY path) FROM medaid_policy_paths(pg_temp.p('pingshun')) WHERE path ~ '^premium-dibao[.]'),
  '{"premium-dibao.amount=280 yuan","premium-dibao.rate=0.8 share of 1","premium-dibao.standard=- yuan"}', 'paths');
SELECT throws_ok($$SELECT medaid_policy_with(pg_temp.p('pingshun'), 'premium-dibao.rate', 1.1)$$, '22023', NULL, 'a share above 1');
SELECT throws_ok($$SELECT medaid_policy_with(pg_temp.p('pingshun'), 'premium-dibao.amount', -1)$$, '22023', NULL, 'a negative sum');

-- a place of one's own, with a category of its own
INSERT INTO medaid_category_name (name, category, rank, treated_as, label) VALUES ('soldier', 'soldier', 900, 'dibao', '本县优抚');
INSERT INTO medaid_rule_premium (regulation, first_day, code, category, rate, amount, article) VALUES ('zibo-2023', '2023-01-01', 'premium-dibao', 'dibao', 0.5, 0, 'own');
SELECT is(pg_temp.show(medaid_premium(medaid_policy('zibo-2023', '2024-06-01'), '{soldier}', standard => 380)), 'soldier 190 0 190 0 premium-dibao', 'own row, own category');

-- a roster in one query
CREATE TEMP TABLE roster AS SELECT n AS person, (ARRAY['{dibao}', '{tekun}', '{monitored_unstable}', '{dibao_margin}', '{}'])[1 + n % 5]::text[] AS categories FROM generate_series(1, 100000) n;
SELECT results_eq($$
  SELECT p.category, count(*), sum(p.assistance), sum(p.personal)
  FROM roster, LATERAL medaid_premium((SELECT pg_temp.p('pingshun')), categories, 'resident', 400, 670, '[2024-09-01,2024-12-31]') AS p
  GROUP BY p.category ORDER BY p.category NULLS LAST$$,
  $$VALUES ('dibao', 20000::bigint, 6400000.00, 1600000.00), ('monitored_unstable', 20000, 5600000.00, 2400000.00), ('tekun', 20000, 8000000.00, 0.00), (NULL, 40000, 0.00, 16000000.00)$$,
  'a roster of 100,000 people');

SELECT matches(pg_temp.err($$SELECT medaid_premium(pg_temp.p('pingshun'), '{monitored,tekun}', 'resident', 400, 670, '[2024-09-01,2024-12-31]', '{NULL,2024-10-20}', '2024-10-01')$$), '^22023 category "monitored"', 'the kind decides what he had paid, and so what comes back: 120 or 400');

-- bad input
SELECT throws_ok($$SELECT medaid_premium(NULL, '{dibao}', 'resident', 380)$$, '22004', NULL, 'a NULL policy');
SELECT throws_ok($$SELECT pg_temp.pay('zibo', '{nobody}')$$, '22023', NULL, 'an unknown category');
SELECT throws_ok($$SELECT pg_temp.pay('zibo', '{dibao,NULL}')$$, '22023', NULL, 'a NULL category');
SELECT throws_ok($$SELECT pg_temp.pay('zibo', '{{dibao}}')$$, '22023', NULL, 'two dimensions');
SELECT throws_ok($$SELECT pg_temp.pay('zibo', '{dibao}', insurance => 'both')$$, '22023', NULL, 'an unknown insurance');
SELECT throws_ok(format($$SELECT pg_temp.pay('zibo', '{dibao}', standard => %L)$$, v), '22003', NULL, 'standard ' || v) FROM unnest('{-0.01,NaN,Infinity,1000000000001}'::text[]) v;
SELECT throws_ok($$SELECT pg_temp.pay('zibo', '{dibao}', subsidy => -1)$$, '22003', NULL, 'a negative fiscal subsidy');
SELECT throws_ok($$SELECT pg_temp.pay('zibo', '{dibao}', collection => 'empty')$$, '22023', NULL, 'an empty collection period');
SELECT throws_ok($$SELECT pg_temp.pay('pingshun', '{dibao}', recognised => '2024-10-01', collection => NULL)$$, '22004', NULL, '平顺 asks for the collection period');
SELECT is(pg_temp.pay('pingshun', '{dibao}', collection => NULL), 'dibao 304 0 76 0 premium-dibao before', '... but not for who was recognised long ago');
SELECT throws_ok($$SELECT pg_temp.pay('pingshun', '{dibao}', recognised => '2025-02-01', subsidy => NULL)$$, '22004', NULL, '平顺 asks for the fiscal subsidy after the collection');
SELECT is(pg_temp.pay('pingshun', '{dibao}', recognised => '2025-02-01', paid => '2024-12-01', subsidy => NULL), 'dibao 0 0 380 0 premium-dibao after', '... unless nothing is due');
-- employees, and who is not subsidised, before any number is asked for
SELECT is(pg_temp.show(medaid_premium(pg_temp.p(place), '{tekun}', 'employee')), '- 0 0 0 -', place || ': an employee, no contribution given') FROM unnest('{panzhihua,dianjiang,pingshun,ankang,zibo}'::text[]) place;
SELECT is((medaid_premium(pg_temp.p('pingshun'), '{dibao_margin}', 'resident')).personal, NULL, 'not subsidised, and no contribution known: what he pays is not');
SELECT is(pg_temp.show(medaid_premium(pg_temp.p('ankang'), '{dibao}', 'resident', NULL, NULL, '[2024-09-01,2024-12-31]', '2025-02-01')), 'dibao 0 0 0 premium-dibao next_year', 'next year: no number is asked for');
-- 监测 without its kind: only where the kind decides. 280 for two kinds, none for the third
SELECT is(pg_temp.pay('pingshun', c, standard, recognised => NULL), expected, format('平顺 %s of %s', c, standard)) FROM (VALUES
  ('{tekun,monitored}'::text[], 380, 'tekun 380 0 0 0 premium-tekun before'), ('{monitored,tekun}', 380, 'tekun 380 0 0 0 premium-tekun before'),
  ('{monitored,dibao}', 380, 'dibao 304 0 76 0 premium-dibao before'), ('{monitored,dibao}', 280, 'dibao 280 0 0 0 premium-dibao before'),
  -- 90 % of 311.12 is 280.008: 280.01, of 311.11 279.999: 280.00
  ('{monitored,poverty_returned}', 311.12, 'poverty_returned 280.01 0 31.11 0 premium-poverty_returned before'), ('{monitored,poverty_returned}', 311.11, 'poverty_returned 280 0 31.11 0 premium-poverty_returned before'),
  -- 易返贫致贫人口 of 第十条(二) are the two kinds: 280
  (ARRAY[medaid_category('易返贫致贫人口')], 380, 'monitored_prone 280 0 100 0 premium-monitored_prone before'),
  (ARRAY[medaid_category('儿童福利机构收留抚养儿童')], 380, 'institution_child 380 0 0 0 premium-tekun before'),
  ('{monitored}', 0, '- 0 0 0 0 -')) t (c, standard, expected);
SELECT matches(pg_temp.err($$SELECT pg_temp.pay('pingshun', '{monitored,poverty_returned}', 311.10)$$), '^22023 category "monitored"', '... 280 beats 279.99: the kind decides');
SELECT is(pg_temp.pay('pingshun', '{monitored}', recognised => '2025-03-01', paid => '2024-10-01'), '- 0 0 380 0 -', '... not for who had paid and was listed after the collection: none, whatever the kind');
SELECT is(pg_temp.show(medaid_premium(pg_temp.p('panzhihua'), '{institution_child}', 'resident', 380)), '- 0 0 380 0 -', '儿童福利机构收留抚养儿童 are no 孤儿 in 攀枝花');
SELECT matches(pg_temp.err($$SELECT pg_temp.pay('pingshun', '{monitored}')$$), '^22023 category "monitored".*第十三条.*monitored_prone, monitored_unstable, monitored_marginal, monitored_sudden', '平顺: 监测 alone does not tell');
SELECT is(pg_temp.pay('pingshun', '{monitored}', insurance => 'employee'), '- 0 0 380 0 -', '... and need not for an employee');
SELECT * FROM finish();
ROLLBACK;
