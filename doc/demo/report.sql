-- The county settled under all five regulations, and what came of it.
-- Run after county.sql, in the same database.

\set ON_ERROR_STOP 1
\set QUIET 1
\pset pager off
\pset footer off
SET client_min_messages = warning;
SET search_path = county, public;
SET work_mem = '256MB';

-- The five policies, each with the figures of 2024 and 2025: 淄博's 因病致贫
-- takes those of the day of application.
DROP TABLE IF EXISTS settlement, regulation;
CREATE TABLE regulation (place integer, code text, title text, policy medaid_policy[]);
INSERT INTO regulation
SELECT r.place, r.code, r.title, medaid_policies(r.code, '2024-01-01', '2025-12-31')
FROM (VALUES
	(1, 'panzhihua-2023', 'Panzhihua 攀枝花市'), (2, 'dianjiang-2023', 'Dianjiang 垫江县 (draft 征求意见稿)'),
	(3, 'pingshun-2023', 'Pingshun 平顺县'), (4, 'ankang-2023', 'Ankang 安康市'), (5, 'zibo-2023', 'Zibo 淄博市')) AS r (place, code, title);

-- 垫江's draft leaves its inpatient rates (救助比例) open: these are the demo's own.
DO $$
DECLARE
	category text;
	rate numeric := 0.90;
BEGIN
	FOREACH category IN ARRAY '{tekun,dibao,orphan,unsupported_child,poverty_returned,veteran,severe_disability,medical_poverty,dibao_margin,monitored}'::text[] LOOP
		UPDATE regulation SET policy = medaid_policy_with(medaid_policy_with(policy,
			'major-' || category || '.rate', rate), 'inpatient-' || category || '.rate', rate - 0.20)
			WHERE code = 'dianjiang-2023';
		rate := rate - 0.04;
	END LOOP;
END
$$;

-- Settling: the claims of each person in order, in one pass over the table.
CREATE TABLE settlement (person text, policy text, s medaid_settlement);
\timing on
\echo
\echo '   1/5 Panzhihua 攀枝花市'
INSERT INTO settlement
SELECT x.person, 'panzhihua-2023', s
FROM (
	SELECT person, medaid_settle_all(claim, (SELECT policy FROM regulation WHERE code = 'panzhihua-2023')) AS a
	FROM claim GROUP BY person
) AS x, unnest(x.a) AS s;
\echo '   2/5 Dianjiang 垫江县'
INSERT INTO settlement
SELECT x.person, 'dianjiang-2023', s
FROM (
	SELECT person, medaid_settle_all(claim, (SELECT policy FROM regulation WHERE code = 'dianjiang-2023')) AS a
	FROM claim GROUP BY person
) AS x, unnest(x.a) AS s;
\echo '   3/5 Pingshun 平顺县'
INSERT INTO settlement
SELECT x.person, 'pingshun-2023', s
FROM (
	SELECT person, medaid_settle_all(claim, (SELECT policy FROM regulation WHERE code = 'pingshun-2023')) AS a
	FROM claim GROUP BY person
) AS x, unnest(x.a) AS s;
\echo '   4/5 Ankang 安康市'
INSERT INTO settlement
SELECT x.person, 'ankang-2023', s
FROM (
	SELECT person, medaid_settle_all(claim, (SELECT policy FROM regulation WHERE code = 'ankang-2023')) AS a
	FROM claim GROUP BY person
) AS x, unnest(x.a) AS s;
\echo '   5/5 Zibo 淄博市'
INSERT INTO settlement
SELECT x.person, 'zibo-2023', s
FROM (
	SELECT person, medaid_settle_all(claim, (SELECT policy FROM regulation WHERE code = 'zibo-2023')) AS a
	FROM claim GROUP BY person
) AS x, unnest(x.a) AS s;
\timing off
ANALYZE settlement;

-- What each payer carried.  Before: what insurance and other payers left of the
-- bill; after: what assistance and the hospital left of that.
CREATE TEMP VIEW carried AS
SELECT t.policy, t.person, (t.s).category,
	(t.s).total, (t.s).basic_paid AS basic, (t.s).critical_illness_paid AS critical, (t.s).other_paid AS other,
	(t.s).total + (t.s).excess - (t.s).basic_paid - (t.s).critical_illness_paid - (t.s).other_paid AS before,
	(t.s).assistance AS main, (t.s).tilted AS tilted, (t.s).top_up + (t.s).off_catalog AS more,
	(t.s).aid, (t.s).hospital_borne AS hospital, (t.s).patient_pays AS after
FROM settlement AS t;

SELECT r.title, r.code,
	format($q$
SELECT coalesce(c.category || ' ' || n.label, CASE WHEN grouping(c.category) = 1 THEN 'all 合计' ELSE 'not covered 未救助' END) AS "category 救助对象",
	to_char(count(DISTINCT c.person), '99,999') AS "people",
	to_char(count(*), '999,999') AS "claims",
	to_char(sum(c.total), '999,999,999') AS "bill 总费用",
	to_char(sum(c.basic), '999,999,999') AS "basic 基本",
	to_char(sum(c.critical), '99,999,999') AS "crit. 大病",
	to_char(sum(c.other), '9,999,999') AS "other 其他",
	to_char(sum(c.before), '99,999,999') AS "before 救助前",
	to_char(sum(c.main), '99,999,999') AS "main 救助",
	to_char(sum(c.tilted), '99,999,999') AS "tilted 倾斜",
	to_char(sum(c.more), '9,999,999') AS "more 兜底",
	to_char(sum(c.hospital), '9,999,999') AS "hospital",
	to_char(sum(c.after), '99,999,999') AS "after 救助后",
	to_char(100 * (1 - sum(c.after) / nullif(sum(c.before), 0)), '990.0') || ' %%' AS "relief"
FROM carried AS c
LEFT JOIN (SELECT DISTINCT ON (category) category, label, rank FROM medaid_category_name WHERE name = category ORDER BY category, shipped) AS n USING (category)
WHERE c.policy = %L
GROUP BY GROUPING SETS ((c.category, n.label, n.rank), ())
ORDER BY grouping(c.category), n.rank NULLS LAST$q$, r.code) AS query
FROM regulation AS r ORDER BY place \gset place_
