-- Critical illness insurance (大病保险) computed where a claim leaves it NULL.
-- 淄博 (四), with a deductible of 14,000 and a cap of 400,000 of the test's own:
--   base    0.60 to 100,000, 0.65 to 200,000, 0.70 to 300,000, 0.75 beyond
--   tilted  7,000; 0.65, 0.70, 0.75, 0.80; no cap
BEGIN;
SELECT plan(142);

CREATE TEMP TABLE pol (name text PRIMARY KEY, policy medaid_policy);
CREATE FUNCTION pg_temp.p(n text) RETURNS medaid_policy LANGUAGE sql STABLE AS $$ SELECT policy FROM pol WHERE name = n $$;
INSERT INTO medaid_reference (area, indicator, year, value, source)
SELECT a, 'income', y, 40000, 'test' FROM unnest('{攀枝花市,山西省,淄博市,山东省}'::text[]) a, generate_series(2022, 2026) y;

CREATE FUNCTION pg_temp.with(p medaid_policy, VARIADIC numbers text[]) RETURNS medaid_policy LANGUAGE plpgsql AS $$
DECLARE n text;
BEGIN
  FOREACH n IN ARRAY numbers LOOP
    p := medaid_policy_with(p, split_part(n, '=', 1), split_part(n, '=', 2)::numeric);
  END LOOP;
  RETURN p;
END $$;
INSERT INTO pol SELECT 'zibo-bare', medaid_policy('zibo-2023', '2023-06-01');
INSERT INTO pol SELECT 'zibo', pg_temp.with(pg_temp.p('zibo-bare'), 'critical-illness.deductible=14000', 'critical-illness.cap=400000',
  'critical-illness-drug-1.rate=0.8', 'critical-illness-drug.cap=200000');
INSERT INTO pol SELECT split_part(c, '-', 1), pg_temp.with(medaid_policy(c, '2024-06-01'), 'critical-illness.deductible=12000',
  'critical-illness.cap=30000', 'critical-illness-1.rate=0.6', 'critical-illness-employee.deductible=12000',
  'critical-illness-employee.cap=30000', 'critical-illness-employee-1.rate=0.6')
FROM unnest('{panzhihua-2023,dianjiang-2023,pingshun-2023,ankang-2023}'::text[]) c;

-- A claim with nothing paid but by basic insurance; cost is what basic insurance left.
CREATE FUNCTION pg_temp.c(categories text[], cost numeric, service text DEFAULT 'inpatient', day date DEFAULT '2023-06-01',
  recognised date[] DEFAULT NULL, ended date[] DEFAULT NULL, admitted date DEFAULT NULL, insurance text DEFAULT NULL, basic numeric DEFAULT 1000)
RETURNS medaid_claim LANGUAGE sql AS $$
  SELECT medaid_claim(claim_id => 'c', service => $3, discharged_on => $4, admitted_on => $7, categories => $1, recognised_on => $5,
    ended_on => $6, total => $2 + $9, in_scope => $2 + $9, basic_paid => $9, insurance => $8) $$;
CREATE FUNCTION pg_temp.ci(p text, categories text[], cost numeric, service text DEFAULT 'inpatient', day date DEFAULT '2023-06-01',
  recognised date[] DEFAULT NULL, ended date[] DEFAULT NULL, admitted date DEFAULT NULL, insurance text DEFAULT NULL)
RETURNS numeric LANGUAGE sql AS $$
  SELECT medaid_critical_illness(pg_temp.c($2, $3, $4, $5, $6, $7, $8, $9), pg_temp.p($1)) $$;
CREATE FUNCTION pg_temp.ytd(burden numeric, paid numeric, pool text DEFAULT 'zibo-critical-illness', year integer DEFAULT 2023)
RETURNS medaid_accumulator[] LANGUAGE sql AS $$ SELECT ARRAY[medaid_accumulator($4, $3, $1, 0, $2)] $$;
\ir ../helpers.sql

-- 淄博: the bands, one fen below, at and above each, without tilt
SELECT is(pg_temp.ci('zibo', '{dibao_margin}', t.cost), t.paid, '淄博 (四) base, cost ' || t.cost)
FROM (VALUES
  (0.00, 0.00), (13999.99, 0.00), (14000.00, 0.00), (14000.01, 0.01), (15000.00, 600.00),
  (99999.99, 51599.99), (100000.00, 51600.00), (100000.01, 51600.01), (150000.00, 84100.00),
  (199999.99, 116599.99), (200000.00, 116600.00), (200000.01, 116600.01),
  (299999.99, 186599.99), (300000.00, 186600.00), (300000.01, 186600.01), (400000.00, 261600.00),
  -- 186,600 + 0.75 x 284,533.33 = 399,999.9975; the cap from there on
  (584533.32, 399999.99), (584533.33, 400000.00), (584533.34, 400000.00), (900000.00, 400000.00)) AS t (cost, paid);
-- tilted: half the deductible, five points more, no cap
SELECT is(pg_temp.ci('zibo', '{tekun}', t.cost), t.paid, '淄博 (四) tilted, cost ' || t.cost)
FROM (VALUES
  (6999.99, 0.00), (7000.00, 0.00), (7000.01, 0.01), (50000.00, 27950.00),
  (99999.99, 60449.99), (100000.00, 60450.00), (100000.01, 60450.01), (200000.00, 130450.00), (200000.01, 130450.01),
  (300000.00, 205450.00), (300000.01, 205450.01), (1000000.00, 765450.00)) AS t (cost, paid);
SELECT is(pg_temp.ci('zibo', ARRAY[t.c], 50000), t.paid, '淄博 (四) who is tilted: ' || t.c)
FROM (VALUES ('tekun', 27950.00), ('dibao', 27950.00), ('poverty_returned', 27950.00), ('dibao_margin', 21600.00), ('monitored', 21600.00),
  ('monitored_sudden', 21600.00), ('orphan', 21600.00), ('lifted', 21600.00)) AS t (c, paid);
SELECT is(pg_temp.ci('zibo', NULL, 50000), 21600.00, 'nobody''s category: no tilt, but insured');
SELECT is(pg_temp.ci('zibo', '{dibao_margin,dibao}', 50000), 27950.00, 'any of several categories tilts');
SELECT is(pg_temp.ci('zibo', '{tekun}', 50000, insurance => 'employee'), 27950.00, '淄博: 参保居民和职工');
-- half of an odd deductible is rounded to the fen: 14,000.01 -> 7,000.01; 0.65 x 0.01 and 0.02
SELECT is(medaid_critical_illness(pg_temp.c('{tekun}', 7000.02), pg_temp.with(pg_temp.p('zibo'), 'critical-illness.deductible=14000.01')), 0.01,
  'the tilted deductible is rounded half up');
SELECT is(medaid_critical_illness(pg_temp.c('{tekun}', 7000.01), pg_temp.with(pg_temp.p('zibo'), 'critical-illness.deductible=14000.01')), 0.00,
  '... 7,000.01 is under it');
-- rates never pass 100 %
SELECT is(medaid_critical_illness(pg_temp.c('{tekun}', 8000), pg_temp.with(pg_temp.p('zibo'), 'critical-illness-1.rate=0.97')), 1000.00,
  '97 % and five points are 100 %');

-- the year's cost accumulates: 60,000 and 60,000
SELECT is(medaid_critical_illness(pg_temp.c('{tekun}', 60000), pg_temp.p('zibo'), pg_temp.ytd(60000, 34450)), 40000.00,
  '0.65 x 40,000 + 0.70 x 20,000 after 60,000');
SELECT is(medaid_critical_illness(pg_temp.c('{tekun}', 2000), pg_temp.p('zibo'), pg_temp.ytd(6000, 0)), 650.00, 'what is left of the deductible: 1,000');
SELECT is(medaid_critical_illness(pg_temp.c('{dibao_margin}', 100000), pg_temp.p('zibo'), pg_temp.ytd(580000, 399000)), 1000.00, 'what is left under the cap');
SELECT is(medaid_critical_illness(pg_temp.c('{dibao_margin}', 100000), pg_temp.p('zibo'), pg_temp.ytd(580000, 500000)), 0.00, 'nothing is left under the cap');
SELECT is(medaid_critical_illness(pg_temp.c('{dibao_margin}', 50000), pg_temp.p('zibo'), pg_temp.ytd(60000, 0, year => 2022)), 21600.00, 'another year''s cost does not count');
SELECT is(medaid_critical_illness(pg_temp.c('{dibao_margin}', 50000), pg_temp.p('zibo'), pg_temp.ytd(60000, 0, 'zibo-main')), 21600.00, 'nor does another pool''s');
SELECT is(medaid_critical_illness(pg_temp.c('{dibao_margin}', 0, basic => 500), pg_temp.p('zibo')), 0.00, 'nothing left by basic insurance');
SELECT is(medaid_critical_illness(medaid_claim(service => 'inpatient', discharged_on => '2023-06-01', total => 90000, in_scope => 50000, basic_paid => 60000),
  pg_temp.p('zibo')), 0.00, 'basic insurance beyond the scope: x is 0, not negative');

-- services and special drugs
SELECT is(pg_temp.ci('zibo', '{tekun}', 50000, 'chronic'), 27950.00, '淄博: chronic shares the schedule');
SELECT is(pg_temp.ci('zibo', '{tekun}', 50000, 'outpatient'), 0.00, 'ordinary outpatient: no schedule names it');
SELECT is(pg_temp.ci('zibo', '{tekun}', 10000, 'special_drug'), 8000.00, '淄博 special drugs: no deductible for the tilted, no points added');
SELECT matches(pg_temp.err($$SELECT pg_temp.ci('zibo', '{dibao_margin}', 10000, 'special_drug')$$),
  '^55000 .*critical-illness-drug\.deductible', '... the others need its deductible');
SELECT is(medaid_critical_illness(pg_temp.c('{tekun}', 300000, 'special_drug'), pg_temp.p('zibo')), 200000.00, '... and its cap stays');
SELECT is((medaid_settle(pg_temp.c('{tekun}', 10000, s), pg_temp.p('zibo'))).critical_illness_pool, pool, 'pool of ' || s)
FROM (VALUES ('inpatient', 'zibo-critical-illness'), ('chronic', 'zibo-critical-illness'), ('special_drug', 'zibo-critical-illness-drug'), ('outpatient', NULL)) AS t (s, pool);

-- in settling: before assistance. 50,000: 27,950 insured; burden 22,050; 75 % = 16,537.50; 再救助 70 % of 512.50 = 358.75
SELECT is((SELECT ROW(s.critical_illness_paid, s.burden, s.assistance, s.tilted, s.aid, s.patient_pays, s.excess)::text
  FROM medaid_settle(pg_temp.c('{tekun}', 50000), pg_temp.p('zibo')) s),
  '(27950.00,22050.00,16537.50,358.75,16896.25,5153.75,0.00)', 'settling computes it before assistance');
SELECT is((SELECT ROW(s.critical_illness_paid, s.status, s.burden, s.patient_pays)::text FROM medaid_settle(pg_temp.c(NULL, 50000), pg_temp.p('zibo')) s),
  '(21600.00,not_covered,28400.00,28400.00)', 'a claim without assistance is insured all the same');
SELECT is((SELECT ROW(s.critical_illness_paid, s.critical_illness_pool, s.burden)::text
  FROM medaid_settle(medaid_claim(service => 'inpatient', discharged_on => '2023-06-01', total => 50000, in_scope => 50000, critical_illness_paid => 123.45, categories => '{tekun}'),
  pg_temp.p('zibo-bare')) s), '(123.45,zibo-critical-illness,49876.55)', 'what is given is never recomputed, and asks for no number');
SELECT is(medaid_critical_illness(medaid_claim(service => 'inpatient', discharged_on => '2023-06-01', total => 50000, in_scope => 50000, critical_illness_paid => 123.45),
  pg_temp.p('zibo-bare')), 123.45, '... alone, too');
SELECT is((SELECT ROW(s.critical_illness_paid, s.aid, s.patient_pays, s.excess)::text
  FROM medaid_settle(medaid_claim(service => 'inpatient', discharged_on => '2023-06-01', total => 10000, in_scope => 10000, commercial_paid => 9000, categories => '{tekun}'), pg_temp.p('zibo')) s),
  -- 0.65 x 3,000 = 1,950; 9,000 + 1,950 are 950 more than the bill: nothing is left to assist
  '(1950.00,0.00,0.00,950.00)', 'what others paid beyond the bill is excess');

-- the aggregate, the window and the counter agree, given payments accumulate, years and pools apart
CREATE TEMP TABLE claims AS
SELECT n, medaid_claim(claim_id => n::text, service => service, discharged_on => day, total => cost, in_scope => cost, critical_illness_paid => given, categories => '{tekun}') AS claim, expected
FROM (VALUES
  (1, 'inpatient', '2023-01-10'::date, 60000, NULL::numeric, 34450.00),
  (2, 'outpatient', '2023-02-10', 50000, NULL, 0.00),
  (3, 'special_drug', '2023-02-11', 10000, NULL, 8000.00),
  (4, 'chronic', '2023-03-10', 60000, NULL, 40000.00),
  (5, 'inpatient', '2023-04-10', 100000, 1, 1.00),
  -- f(230,000) - f(220,000) = 0.75 x 10,000
  (6, 'inpatient', '2023-05-10', 10000, NULL, 7500.00),
  (7, 'inpatient', '2024-01-01', 10000, NULL, 1950.00)) AS t (n, service, day, cost, given, expected);
SELECT results_eq($$SELECT s.critical_illness_paid FROM (SELECT medaid_settle_all(claim, pg_temp.p('zibo')) AS a FROM claims) x, unnest(a) WITH ORDINALITY AS s ORDER BY s.ordinality$$,
  'SELECT expected FROM claims ORDER BY n', 'medaid_settle_all');
SELECT results_eq($$SELECT (s).critical_illness_paid FROM (SELECT n, medaid_settle_ytd(claim, (SELECT pg_temp.p('zibo'))) OVER (ORDER BY n) AS s FROM claims) x ORDER BY n$$,
  'SELECT expected FROM claims ORDER BY n', 'medaid_settle_ytd');
SELECT results_eq($$
  SELECT medaid_critical_illness(c.claim, pg_temp.p('zibo'),
    (SELECT medaid_ytd(s) FROM (SELECT medaid_settle_all(b.claim, pg_temp.p('zibo')) AS a FROM claims b WHERE b.n < c.n) x, unnest(a) s))
  FROM claims c ORDER BY n$$,
  'SELECT expected FROM claims ORDER BY n', 'alone, after medaid_ytd of what came before');
SELECT is((SELECT array_agg(ROW(u.benefit_year, u.pool, u.burden, u.paid)::text ORDER BY 1) FROM (
  SELECT medaid_ytd(s) AS y FROM (SELECT medaid_settle_all(claim, pg_temp.p('zibo')) AS a FROM claims) x, unnest(a) s) z, unnest(z.y) u WHERE u.pool ~ 'critical'),
  '{"(2023,zibo-critical-illness,230000.00,81951.00)","(2023,zibo-critical-illness-drug,10000.00,8000.00)","(2024,zibo-critical-illness,10000.00,1950.00)"}',
  'the pools carry cost and payment');

-- 攀枝花 第八条 (12,000; 60 %; cap 30,000): 30,000 -> base 10,800, tilted 0.65 x 24,000 = 15,600
SELECT is(pg_temp.ci('panzhihua', ARRAY[t.c], 30000, day => '2024-06-01'), t.paid, '攀枝花: ' || t.c)
FROM (VALUES ('tekun', 15600.00), ('orphan', 15600.00), ('dibao', 15600.00), ('poverty_returned', 10800.00), ('unsupported_child', 10800.00), ('monitored', 10800.00)) AS t (c, paid);
SELECT is(pg_temp.ci('panzhihua', '{tekun}', 500000, day => '2024-06-01'), 30000.00, '攀枝花: the cap stays for the tilted');
SELECT is(pg_temp.ci('panzhihua', '{tekun}', 30000, day => '2024-06-01', insurance => 'employee'), 15600.00, '攀枝花: employees too');
SELECT is(pg_temp.ci('panzhihua', '{tekun}', 30000, day => '2024-06-01', recognised => '{2024-06-01}'), 15600.00, 'recognised on the day of discharge');
SELECT is(pg_temp.ci('panzhihua', '{tekun}', 30000, day => '2024-06-01', recognised => '{2024-06-02}'), 10800.00, 'recognised the day after: assistance reaches back, the tilt does not');
SELECT is(pg_temp.ci('panzhihua', '{tekun}', 30000, day => '2024-06-01', ended => '{2024-06-01}'), 10800.00, 'no longer held on the day');
SELECT is(pg_temp.ci('panzhihua', '{tekun}', 30000, day => '2024-06-01', recognised => '{2024-06-01}', ended => '{2024-06-01}'), 10800.00, 'an empty period was never held');
SELECT is(pg_temp.ci('panzhihua', '{tekun}', 30000, day => '2024-06-01', ended => '{2024-05-30}', admitted => '2024-05-20'), 10800.00, '攀枝花: no stay rule');
SELECT is(pg_temp.ci('panzhihua', '{tekun}', 30000, 'special_drug', '2024-06-01'), 15600.00, '攀枝花: special drugs accumulate, though not assisted');
-- 平顺 第十四条: 城乡居民大病保险 and 城镇职工大额补充医疗保险, each with numbers of its own: 80 % over 5,000; they accumulate apart
CREATE FUNCTION pg_temp.two(place text, insurance text, day date DEFAULT '2024-06-01', ytd medaid_accumulator[] DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' ', s.critical_illness_paid, s.critical_illness_pool) FROM medaid_settle(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => day, total => 30000, in_scope => 30000, insurance => insurance),
    pg_temp.with(pg_temp.p(place), 'critical-illness-employee.deductible=5000', 'critical-illness-employee-1.rate=0.8'), ytd) AS s $$;
SELECT is(pg_temp.two(place, insurance), paid || ' ' || place || '-critical-illness' || CASE insurance WHEN 'employee' THEN '-employee' ELSE '' END, concat_ws(' ', place, 'two schedules', insurance))
FROM unnest('{panzhihua,dianjiang,pingshun,ankang}'::text[]) AS place, (VALUES (NULL, 10800.00), ('resident', 10800.00), ('employee', 20000.00)) AS t (insurance, paid);
SELECT is(pg_temp.two('pingshun', 'employee', ytd => ARRAY[medaid_accumulator(2024, 'pingshun-critical-illness', 90000, 0, 30000)]), '20000.00 pingshun-critical-illness-employee', 'what was used of the one is nothing of the other');
SELECT matches(pg_temp.err($$SELECT medaid_settle(pg_temp.c('{tekun}', 30000, day => '2024-06-01', insurance => 'employee'), pg_temp.with(medaid_policy('pingshun-2023', '2024-06-01'), 'critical-illness.deductible=12000', 'critical-illness-1.rate=0.6'))$$),
  '^55000 .*critical-illness-employee\.deductible.*第十四条', 'residents'' numbers are not the employees''');
-- 垫江 (四)2: no cap
SELECT is(pg_temp.ci('dianjiang', '{poverty_returned}', 500000, day => '2024-06-01'), 321100.00, '垫江: 0.65 x 494,000, no cap');
SELECT is(pg_temp.ci('dianjiang', '{veteran}', 500000, day => '2024-06-01'), 30000.00, '垫江: the cap for others');
SELECT is(pg_temp.ci('dianjiang', '{orphan}', 30000, day => '2024-06-01'), 10800.00, '垫江: orphans are not tilted');
-- 平顺 第六条: residents; orphans are 特困人员; the stay rule of 第三十五条
SELECT is(pg_temp.ci('pingshun', ARRAY[t.c], 30000, day => '2024-06-01'), t.paid, '平顺: ' || t.c)
FROM (VALUES ('tekun', 15600.00), ('orphan', 15600.00), ('unsupported_child', 15600.00), ('dibao', 15600.00), ('poverty_returned', 15600.00), ('monitored_unstable', 10800.00), ('dibao_margin', 10800.00)) AS t (c, paid);
SELECT is(pg_temp.ci('pingshun', '{tekun}', 30000, day => '2024-06-01', insurance => 'employee'), 10800.00, '平顺: 城乡居民大病保险 only');
SELECT is(pg_temp.ci('pingshun', '{dibao}', 500000, day => '2024-06-01'), 321100.00, '平顺: no cap');
SELECT is(pg_temp.ci('pingshun', '{dibao}', 30000, day => '2024-06-01', ended => '{2024-05-21}', admitted => '2024-05-20'), 15600.00, '平顺: held on admission');
SELECT is(pg_temp.ci('pingshun', '{dibao}', 30000, day => '2024-06-01', ended => '{2024-05-20}', admitted => '2024-05-20'), 10800.00, '平顺: ended on the day of admission');
SELECT is(pg_temp.ci('pingshun', '{dibao}', 30000, 'chronic', '2024-06-01', ended => '{2024-05-21}', admitted => '2024-05-20'), 10800.00, '平顺: the stay rule is for stays');
SELECT is(pg_temp.ci('pingshun', '{poverty_returned}', 30000, day => '2026-02-01', recognised => '{2026-01-01}'), 15600.00, '平顺: 第六条 does not end with the transition');
-- 安康 四(一): while the transition lasts; the stay rule of 五(二)
SELECT is(pg_temp.ci('ankang', '{poverty_returned}', 30000, day => '2025-12-31'), 15600.00, '安康: the last day of the transition');
SELECT is(pg_temp.ci('ankang', '{poverty_returned}', 30000, day => '2026-01-01'), 10800.00, '安康: the day after');
SELECT is(medaid_critical_illness(pg_temp.c('{tekun}', 30000, day => '2026-01-01'), medaid_policy_with(pg_temp.p('ankang'), 'transition_until', '2026-01-02'::date)), 15600.00, '安康: a longer transition');
SELECT is(pg_temp.ci('ankang', '{dibao}', 500000, day => '2024-06-01'), 321100.00, '安康: no cap');
SELECT is(pg_temp.ci('ankang', '{dibao}', 30000, day => '2024-06-01', recognised => '{2024-05-25}', ended => '{2024-05-28}', admitted => '2024-05-20'), 15600.00, '安康: held within the stay');
SELECT is(pg_temp.ci('ankang', '{dibao}', 30000, day => '2024-06-01', ended => '{2024-05-20}', admitted => '2024-05-20'), 10800.00, '安康: ended on the day of admission');
SELECT is(pg_temp.ci('ankang', '{orphan}', 30000, day => '2024-06-01'), 10800.00, '安康: orphans are not named');

-- numbers that the texts leave out are asked for only when needed
SELECT matches(pg_temp.err($$SELECT medaid_critical_illness(pg_temp.c('{tekun}', 1), pg_temp.p('zibo-bare'))$$),
  '^55000 claim "c": policy "zibo-2023" has no number for "critical-illness.deductible" .*\(四\).*medaid_policy_with\(policy, ''critical-illness.deductible'', value\)', 'the deductible');
SELECT is(medaid_critical_illness(pg_temp.c('{tekun}', 0), pg_temp.p('zibo-bare')), 0.00, 'no cost, no number');
SELECT is(medaid_critical_illness(pg_temp.c('{tekun}', 500000), pg_temp.with(pg_temp.p('zibo-bare'), 'critical-illness.deductible=14000')), 365450.00, 'the tilted need no cap');
SELECT is(medaid_critical_illness(pg_temp.c('{veteran}', 14000), pg_temp.with(pg_temp.p('zibo-bare'), 'critical-illness.deductible=14000')), 0.00, 'nor does who is paid nothing');
SELECT matches(pg_temp.err($$SELECT medaid_critical_illness(pg_temp.c('{veteran}', 14000.01), pg_temp.with(pg_temp.p('zibo-bare'), 'critical-illness.deductible=14000'))$$),
  '^55000 .*"critical-illness.cap"', 'the cap');
SELECT matches(pg_temp.err(format($$SELECT medaid_settle(pg_temp.c('{tekun}', 20000, day => '2024-06-01'), pg_temp.with(medaid_policy(%L, '2024-06-01'), 'critical-illness.deductible=14000'))$$, code)),
  '^55000 .*"critical-illness-1.rate"', code || ': the rate') FROM unnest('{panzhihua-2023,dianjiang-2023,pingshun-2023,ankang-2023}'::text[]) code;
SELECT is(medaid_critical_illness(pg_temp.c('{tekun}', 7000, day => '2024-06-01'), pg_temp.with(medaid_policy('ankang-2023', '2024-06-01'), 'critical-illness.deductible=14000')), 0.00, 'under the deductible no rate is needed');

-- arrays of policies: each day its own schedule
SELECT is(medaid_critical_illness(pg_temp.c('{tekun}', 50000, day => '2024-06-01'),
  medaid_policy_with(medaid_policies('zibo-2023', '2023-01-01', '2024-12-31'), 'critical-illness.deductible', 14000)), 27950.00, 'an array of policies');
SELECT is(medaid_critical_illness(pg_temp.c('{tekun}', 60000, day => '2024-06-01'),
  medaid_policy_with(medaid_policies('zibo-2023', '2023-01-01', '2024-12-31'), 'critical-illness.deductible', 14000), pg_temp.ytd(60000, 34450, year => 2024)), 40000.00, '... after what was used');

-- bad input
SELECT is(medaid_critical_illness(NULL::medaid_claim, pg_temp.p('zibo')), NULL, 'a NULL claim gives NULL');
SELECT throws_ok($$SELECT medaid_critical_illness(pg_temp.c('{tekun}', 1), NULL::medaid_policy)$$, '22004', NULL, 'a NULL policy');
SELECT throws_ok($$SELECT medaid_critical_illness(pg_temp.c('{nobody}', 1), pg_temp.p('zibo'))$$, '22023', NULL, 'an unknown category');
SELECT throws_ok($$SELECT medaid_critical_illness(pg_temp.c('{medical_poverty}', 1), pg_temp.p('zibo'))$$, '22004', NULL, '淄博 因病致贫 without its day');
SELECT throws_ok($$SELECT medaid_critical_illness(pg_temp.c('{tekun}', 1), pg_temp.p('zibo'), pg_temp.ytd(1, 1) || pg_temp.ytd(1, 1))$$, '22023', NULL, 'a pool twice');
SELECT throws_ok($$SELECT medaid_policy_with(pg_temp.p('zibo'), 'critical-illness-1.rate', 1.01)$$, '22023', NULL, 'a rate beyond 1');
SELECT throws_ok($$SELECT medaid_policy_with(pg_temp.p('zibo'), 'critical-illness-2.cost_from', 300000)$$, '22023', NULL, 'bands out of order');
SELECT * FROM finish();
ROLLBACK;
