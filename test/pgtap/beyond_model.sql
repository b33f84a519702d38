-- Premium subsidy, early warning and deposits against the independent model, on random people.
SET client_min_messages = warning;
BEGIN;
\ir ../model/load.sql
\ir ../model/beyond.sql
SELECT plan(21);
INSERT INTO model.reference SELECT '山东省', indicator, year, value + 1000.55, published_on + 20 FROM model.reference WHERE area = '淄博市';
INSERT INTO medaid_reference (area, indicator, year, value, published_on) SELECT area, indicator, year, value, published_on FROM model.reference WHERE area = '山东省';
INSERT INTO model.setting VALUES ('ankang-2023', 'premium-dibao.amount', 260), ('ankang-2023', 'premium-monitored.amount', 190.55), ('ankang-2023', 'monitor.line', 12000), ('dianjiang-2023', 'monitor.line', 9000.01);
INSERT INTO model.setting SELECT 'dianjiang-2023', 'premium-' || c || '.rate', 0.95 - i / 16.0 + 0.0005 FROM unnest('{tekun,dibao,orphan,unsupported_child,poverty_returned,veteran,severe_disability,medical_poverty,dibao_margin,monitored}'::text[]) WITH ORDINALITY AS u (c, i);
CREATE TEMP TABLE random AS
SELECT place, seed, d[1] AS a, d[2] AS b,
  (ARRAY(SELECT model.random_category(d[4 + i]) FROM generate_series(1, (d[3] % 4)::int) i)) AS categories,
  (ARRAY['resident', 'resident', NULL, 'employee', 'none'])[1 + d[9] % 5] AS insurance,
  CASE d[10] % 4 WHEN 0 THEN 350 + (d[11] % 5 - 2) * 0.01 WHEN 1 THEN 280 + (d[11] % 5 - 2) * 0.01 ELSE d[11] % 60000 / 100.0 END AS standard,
  (ARRAY['[2024-09-01,2024-12-31]', '[2024-09-01,2025-02-28]', '[2025-10-01,2026-01-31]']::daterange[])[1 + d[12] % 3] AS collection,
  -- a day for each category
  ARRAY(SELECT CASE e % 12 WHEN 0 THEN NULL WHEN 1 THEN date '2024-09-01' WHEN 2 THEN '2024-08-31' WHEN 3 THEN '2024-12-31' WHEN 4 THEN '2025-01-01' WHEN 5 THEN '2026-01-01' WHEN 6 THEN '2025-12-31'
    ELSE date '2024-06-01' + (d[14] * i % 700)::int END FROM generate_series(1, (d[3] % 4)::int) i, LATERAL (SELECT d[13] / 12 ^ (i - 1)) AS p (q), LATERAL (SELECT floor(p.q)::bigint) AS f (e) ORDER BY i) AS recognised,
  CASE d[15] % 3 WHEN 0 THEN date '2024-09-01' + (d[16] % 600)::int END AS paid,
  date '2023-02-01' + (d[17] % 1500)::int AS day, (ARRAY['county', 'city', 'province', 'elsewhere'])[1 + d[18] % 4] AS at, d[19] % 3 > 0 AS referral, d[20] % 5 > 0 AS designated
FROM unnest('{panzhihua-2023,dianjiang-2023,pingshun-2023,ankang-2023,zibo-2023}'::text[]) AS place, generate_series(1, 1500) AS seed, LATERAL (SELECT model.throws(seed * 7, 20) OFFSET 0) AS t (d);
-- 平顺 asks for the kind of 监测; and is paid before it was recognised only now and then
UPDATE random SET categories = array_replace(categories, 'monitored', 'monitored_unstable') WHERE place = 'pingshun-2023';
UPDATE random SET categories = array_replace(array_replace(categories, 'lifted', 'monitored_prone'), 'veteran', 'institution_child') WHERE place = 'pingshun-2023' AND b % 3 > 0;
UPDATE random SET paid = recognised[1] + (a % 3 - 1)::int WHERE b % 2 = 0 AND recognised[1] IS NOT NULL;
CREATE TEMP TABLE pol AS SELECT place, model.policy_of(place, '2024-06-01') AS p FROM (SELECT DISTINCT place FROM random) AS r;

SELECT is((SELECT string_agg(r::text, E'\n') FROM (
    SELECT r.*, m, x FROM random r JOIN pol USING (place), LATERAL model.premium(place, categories, insurance, standard, 670, collection, recognised, paid) AS m,
      LATERAL medaid_premium(p, categories, insurance, standard, 670, collection, recognised, paid) AS x
    WHERE r.place = q.place AND ROW(m.assistance, m.government, m.personal, m.refund) IS DISTINCT FROM ROW(x.assistance, x.government, x.personal, x.refund) LIMIT 2) AS r),
  NULL, place || ': premiums') FROM pol q;
-- who carries it all
SELECT is((SELECT count(*) FROM random r JOIN pol USING (place), LATERAL medaid_premium(p, categories, insurance, standard, 670, collection, recognised, paid) AS x
  WHERE r.place = q.place AND (x.assistance + x.government + x.personal <> round(standard, 2) + CASE WHEN x.timing = 'after' AND x.assistance + x.government > 0 THEN 670 ELSE 0 END
    OR x.refund > round(standard, 2) - x.personal OR num_nulls(x.assistance, x.government, x.personal, x.refund) <> CASE WHEN x.unsaid IS NULL THEN 0 ELSE 4 END OR least(x.assistance, x.government, x.personal, x.refund) < 0)), 0::bigint, place || ': every yuan of a contribution') FROM pol q;
-- 平顺 第三十四条
SELECT is((SELECT string_agg(r::text, E'\n') FROM (SELECT r.*, e, x FROM random r JOIN pol USING (place), LATERAL model.premium(place, categories, insurance, standard, 670, collection, recognised, paid) AS m,
      LATERAL (SELECT CASE WHEN insurance = 'employee' THEN '' ELSE model.entitled(categories, collection, recognised, paid, coalesce(m.personal > 0, true)) END) AS e (e),
      LATERAL medaid_premium(p, categories, insurance, standard, 670, collection, recognised, paid) AS x
    WHERE place = 'pingshun-2023' AND e.e IS DISTINCT FROM concat_ws(' ', x.entitled_from, x.entitlement) LIMIT 2) AS r), NULL, '平顺: entitlement');
SELECT is((SELECT count(*) FROM random r, LATERAL model.warning_line(place, categories, insurance, day) AS l (expected), LATERAL (SELECT coalesce(expected, 5000) + (a % 3 - 1) * 0.01) AS b (burden),
    LATERAL medaid_monitor(CASE WHEN place IN ('ankang-2023', 'dianjiang-2023') THEN q.p ELSE medaid_policy(place, day) END, categories, insurance, b.burden) AS w
  WHERE r.place = q.place AND (w.line IS DISTINCT FROM expected OR w.over IS DISTINCT FROM coalesce(b.burden > expected, false))), 0::bigint, place || ': warnings') FROM pol q;
SELECT is((SELECT count(*) FROM random r WHERE r.place = q.place
  AND medaid_deposit_waived(q.p, categories, at, referral, designated) IS DISTINCT FROM model.deposit_waived(place, categories, at, referral, designated)), 0::bigint, place || ': deposits') FROM pol q;
SELECT * FROM finish();
ROLLBACK;
