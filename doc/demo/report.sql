-- The county settled under all five regulations, and what came of it.
-- Run after county.sql, in the same database.

\set ON_ERROR_STOP 1
\set QUIET 1
\pset pager off
\pset footer off
\pset null ''
SET client_min_messages = warning;
SET search_path = county, public;
SET work_mem = '256MB';
-- the view over the platform's tables has thousands of expressions: compiling
-- them takes longer than the county
SET jit = off;

-- The five policies, each with the figures of 2024 and 2025: 淄博's 因病致贫
-- takes those of the day of application.
DROP TABLE IF EXISTS settlement, regulation CASCADE;
CREATE TABLE regulation AS
SELECT code, medaid_policies(code, '2024-01-01', '2025-12-31') AS policy
FROM unnest('{panzhihua-2023,dianjiang-2023,pingshun-2023,ankang-2023,zibo-2023}'::text[]) AS code;

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

-- The claims of each person in order, whatever the order of the table.
CREATE TABLE settlement (person text, policy text, s medaid_settlement);
PREPARE settle (text) AS
INSERT INTO settlement
SELECT x.person, $1, s
FROM (
	SELECT person, medaid_settle_all(claim, (SELECT policy FROM regulation WHERE code = $1)) AS a
	FROM claim GROUP BY person
) AS x, unnest(x.a) AS s;

\echo '   settling 1/5  Panzhihua 攀枝花'
EXECUTE settle('panzhihua-2023');
\echo '   settling 2/5  Dianjiang 垫江'
EXECUTE settle('dianjiang-2023');
\echo '   settling 3/5  Pingshun 平顺'
EXECUTE settle('pingshun-2023');
\echo '   settling 4/5  Ankang 安康'
EXECUTE settle('ankang-2023');
\echo '   settling 5/5  Zibo 淄博'
EXECUTE settle('zibo-2023');
ANALYZE settlement;

-- Whole yuan, for columns that line up.
CREATE FUNCTION pg_temp.whole(amount numeric, width integer) RETURNS text LANGUAGE sql IMMUTABLE
	RETURN lpad(to_char(amount, 'FM999,999,999,990'), width);

-- Before: what insurance and the other payers left of the bill to the patient.
-- After: what assistance (医疗救助) and the hospital left of that.
PREPARE report (text) AS
SELECT CASE WHEN grouping(n.rank) = 1 THEN 'all 合计' WHEN n.rank IS NULL THEN 'not covered 未救助' ELSE max(n.name) END AS "category 救助对象",
	pg_temp.whole(count(DISTINCT t.person), 6) AS "people",
	pg_temp.whole(count(*), 7) AS "claims",
	pg_temp.whole(sum((t.s).total), 11) AS "bill 费用",
	pg_temp.whole(sum((t.s).basic_paid), 11) AS "basic 基本",
	pg_temp.whole(sum((t.s).critical_illness_paid), 10) AS "crit. 大病",
	pg_temp.whole(sum((t.s).other_paid), 9) AS "other 其他",
	pg_temp.whole(sum(b.before), 10) AS "before 前",
	pg_temp.whole(sum((t.s).assistance), 10) AS "aid 救助",
	pg_temp.whole(sum((t.s).tilted + (t.s).top_up + (t.s).off_catalog), 9) AS "more 倾斜",
	pg_temp.whole(sum((t.s).hospital_borne), 7) AS "hosp. 医院",
	pg_temp.whole(sum((t.s).patient_pays), 10) AS "after 后",
	lpad(to_char(100 * (1 - sum((t.s).patient_pays) / nullif(sum(b.before), 0)), 'FM990.0%'), 6) AS "relief"
FROM settlement AS t
CROSS JOIN LATERAL (
	SELECT (t.s).total + (t.s).excess - (t.s).basic_paid - (t.s).critical_illness_paid - (t.s).other_paid AS before
) AS b
LEFT JOIN (VALUES
	('tekun', 1, 'tekun 特困'), ('orphan', 2, 'orphan 孤儿'), ('unsupported_child', 3, 'unsupp. child 无人抚养'),
	('dibao', 4, 'dibao 低保'), ('poverty_returned', 5, 'returned 返贫致贫'),
	('monitored_unstable', 6, 'monitored 脱贫不稳定'), ('monitored_marginal', 7, 'monitored 边缘易致贫'),
	('monitored_sudden', 8, 'monitored 突发困难'), ('dibao_margin', 9, 'dibao margin 低保边缘'),
	('medical_poverty', 10, 'medical pov. 因病致贫'), ('veteran', 11, 'veteran 优抚'),
	('severe_disability', 12, 'disability 重残')) AS n (category, rank, name) ON n.category = (t.s).category
WHERE t.policy = $1
GROUP BY GROUPING SETS ((n.rank), ())
ORDER BY grouping(n.rank), n.rank;

\pset border 0
\echo
\echo 'Yuan (元) of one year, by place and category: what each payer carried, and the burden of the patients before and after.'
\echo 'aid 救助: the main benefit; more: 倾斜救助, 再救助, 平顺''s 90 % and 目录外; before 救助前 and after 救助后: what is left to patients.'
\echo
\echo '== Panzhihua 攀枝花市'
EXECUTE report('panzhihua-2023');
\echo '== Dianjiang 垫江县 (a draft, 征求意见稿; its inpatient rates are the demo''s own)'
EXECUTE report('dianjiang-2023');
\echo '== Pingshun 平顺县'
EXECUTE report('pingshun-2023');
\echo '== Ankang 安康市 (倾斜 only on application, and nobody applied)'
EXECUTE report('ankang-2023');
\echo '== Zibo 淄博市'
EXECUTE report('zibo-2023');

\echo '== What became of the claims 结算结果'
SELECT coalesce((s).reason, 'paid 已救助') AS "claims",
	pg_temp.whole(count(*) FILTER (WHERE policy = 'panzhihua-2023'), 8) AS "攀枝花",
	pg_temp.whole(count(*) FILTER (WHERE policy = 'dianjiang-2023'), 8) AS "垫江",
	pg_temp.whole(count(*) FILTER (WHERE policy = 'pingshun-2023'), 8) AS "平顺",
	pg_temp.whole(count(*) FILTER (WHERE policy = 'ankang-2023'), 8) AS "安康",
	pg_temp.whole(count(*) FILTER (WHERE policy = 'zibo-2023'), 8) AS "淄博"
FROM settlement GROUP BY (s).reason ORDER BY (s).reason IS NOT NULL, count(*) DESC;

SELECT to_char(count(*), 'FM999,999') AS settlements,
	count(*) FILTER (WHERE (s).total + (s).excess
		<> (s).basic_paid + (s).critical_illness_paid + (s).other_paid + (s).aid + (s).hospital_borne + (s).patient_pays) AS unequal
FROM settlement \gset
\echo :settlements 'settlements; total + excess = payers + aid + hospital + patient to the fen (分) in all but' :unequal
\echo

-- Who holds what at the end of the year, for premiums and warnings.
CREATE TEMP TABLE roster AS
SELECT t.psn_no AS person, array_agg(c.category ORDER BY c.category) AS categories,
	array_agg(least(t.begntime::date, '2024-08-01') ORDER BY c.category) AS recognised_on
FROM idetinfo AS t
JOIN (SELECT DISTINCT ON (name) name, category FROM medaid_category_name ORDER BY name, shipped) AS c ON c.name = t.psn_idet_type
WHERE coalesce(t.endtime::date, 'infinity') >= '2024-12-31'
GROUP BY t.psn_no;

\echo '== Next year''s premiums 资助参保: 400 yuan a person (the demo''s own figure), collected from September to December'
SELECT g.place AS "place", (g.p).category AS "category 救助对象", pg_temp.whole(count(*), 7) AS "people",
	to_char((g.p).assistance, '990.00') AS "fund 救助", to_char((g.p).government, '990.00') AS "gov. 政府", to_char((g.p).personal, '990.00') AS "person 个人",
	pg_temp.whole(sum((g.p).assistance), 10) AS "fund pays 合计", (g.p).article AS "article"
FROM (
	SELECT v.place, r.person, medaid_premium(v.policy, r.categories, 'resident', 400, 640, daterange('2024-09-01', '2025-01-01'), r.recognised_on) AS p
	FROM roster AS r,
		(VALUES ('攀枝花', medaid_policy('panzhihua-2023', '2024-12-01')), ('平顺', medaid_policy('pingshun-2023', '2024-12-01')),
			('淄博', medaid_policy('zibo-2023', '2024-12-01'))) AS v (place, policy)
	OFFSET 0
) AS g
WHERE (g.p).category IS NOT NULL
GROUP BY g.place, (g.p).category, (g.p).assistance, (g.p).government, (g.p).personal, (g.p).article
ORDER BY g.place COLLATE "C", (g.p).assistance DESC, (g.p).personal, (g.p).category;

\echo '== December''s warning list 监测预警 of 平顺 (第三十条): the line was first crossed that month'
WITH list AS (
	SELECT x.person, w
	FROM (
		SELECT t.person, array_agg(t.s) AS a FROM settlement AS t WHERE t.policy = 'pingshun-2023' GROUP BY t.person
	) AS x
	LEFT JOIN roster AS r USING (person)
	CROSS JOIN LATERAL medaid_warnings((SELECT policy FROM regulation WHERE code = 'pingshun-2023'), r.categories, 'resident', x.a) AS w
)
SELECT l.person, (l.w).group_name AS "group 监测对象", to_char((l.w).burden, '999,990.00') AS "burden 负担", to_char((l.w).line, '99,990') AS "line 标准",
	(l.w).push_by AS "push by 推送", (l.w).article AS "article"
FROM list AS l WHERE (l.w).month = '2024-12-01'
ORDER BY (l.w).burden DESC LIMIT 8;

-- A stay of somebody whose deductible, main benefit and second stage all took part.
SELECT t.person, (t.s).claim_id AS claim, (t.s).category, (t.s).discharged_on
FROM settlement AS t
WHERE t.policy = 'zibo-2023' AND (t.s).service = 'inpatient' AND (t.s).deductible > 0 AND (t.s).tilted > 0
	AND (t.s).pool_remaining > 0
ORDER BY (t.s).other_paid > 0 DESC, (t.s).tilted DESC, (t.s).claim_id LIMIT 1 \gset

\echo '== One settlement line by line: 淄博, claim' :claim 'of' :person 'discharged' :discharged_on 'as' :category
SELECT e.step, e.item, e.label, e.article, e.formula, e.amount, e.balance
FROM county.claim AS c
CROSS JOIN LATERAL medaid_explain(c.claim, (SELECT policy FROM regulation WHERE code = 'zibo-2023'),
	-- what the year's earlier claims had used
	(SELECT medaid_ytd(t.s) FROM settlement AS t WHERE t.policy = 'zibo-2023' AND t.person = :'person'
		AND ((t.s).discharged_on, (t.s).claim_id COLLATE "C") < (:'discharged_on', :'claim'))) AS e
WHERE c.person = :'person' AND (c.claim).claim_id = :'claim'
ORDER BY e.step;
