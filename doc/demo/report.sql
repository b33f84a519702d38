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

-- A stay of somebody whose deductible, main benefit and second stage all took part.
\echo '== One settlement line by line: 淄博, a stay that reaches the second stage (再救助)'
WITH chosen AS (
	SELECT t.person, t.s, b AS rule, l AS tilt
	FROM settlement AS t
	JOIN regulation AS r ON r.code = t.policy
	CROSS JOIN LATERAL unnest(r.policy[1].benefits) AS b
	CROSS JOIN LATERAL unnest(r.policy[1].tilts) AS l
	WHERE t.policy = 'zibo-2023' AND (t.s).service = 'inpatient' AND (t.s).deductible > 0 AND (t.s).tilted > 0
		AND b.code = (t.s).benefit AND (t.s).category = ANY (l.categories)
		-- nothing cut by a limit, so that the formulas are the whole story
		AND (t.s).assistance = round(((t.s).burden - (t.s).deductible) * (t.s).rate, 2) AND (t.s).tilted_pool_paid < l.cap
	ORDER BY (t.s).other_paid > 0 DESC, (t.s).tilted DESC, (t.s).claim_id LIMIT 1
)
SELECT l.item AS "step", to_char(l.amount, '999,999,990.00') AS "yuan 元", l.how AS "how"
FROM chosen AS c
CROSS JOIN LATERAL (SELECT (c.s).tilted_pool_burden - (c.s).residual AS before) AS r
CROSS JOIN LATERAL (VALUES
	(1, 'bill 医疗费总额', (c.s).total, format('%s of %s, discharged %s, %s %s', (c.s).claim_id, c.person, (c.s).discharged_on, (c.s).category, (c.s).service)),
	(2, 'outside the scope 范围外', (c.s).total - (c.s).in_scope, ''),
	(3, 'in scope 政策范围内', (c.s).in_scope, ''),
	(4, 'basic insurance 基本医保', -(c.s).basic_paid, 'paid before assistance, (五)'),
	(5, 'critical illness 大病保险', -(c.s).critical_illness_paid, 'paid before assistance, (五)'),
	(6, 'other payers 其他', -(c.s).other_paid, 'supplementary before, the others beside assistance'),
	(7, 'burden 救助基数', (c.s).burden, 'what assistance looks at'),
	(8, 'deductible 起付标准', -(c.s).deductible, format('%s a year, %s', (c.rule).deductible, (c.rule).article)),
	(9, 'main benefit 救助', (c.s).assistance, format('(%s - %s) x %s%%, %s', (c.s).burden, (c.s).deductible, trim_scale(100 * (c.s).rate), (c.rule).article)),
	(10, 'left of the burden 余额', (c.s).residual, format('%s of the year so far', (c.s).tilted_pool_burden)),
	(11, 'second stage 再救助', (c.s).tilted,
		format('(%s - %s) x %s%% = %s', (c.s).tilted_pool_burden, greatest(r.before, (c.tilt).threshold), trim_scale(100 * (c.tilt).rate),
			round(((c.s).tilted_pool_burden - greatest(r.before, (c.tilt).threshold)) * (c.tilt).rate, 2)) || format(', %s', (c.tilt).article)),
	(12, 'assistance 医疗救助', (c.s).aid, format('%s + %s; %s of the yearly limit left', (c.s).assistance, (c.s).tilted, (c.s).pool_remaining)),
	(13, 'patient pays 个人负担', (c.s).patient_pays, format('%s - payers - assistance', (c.s).total))) AS l (step, item, amount, how)
ORDER BY l.step;
