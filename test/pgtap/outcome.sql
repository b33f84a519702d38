-- medaid_outcome(): what came of settlements; a case worked by hand, and plain
-- SQL over the same settlements.
BEGIN;
SELECT plan(58);

-- ---- 淄博, four claims of two persons ----
-- a1: 低保 stay, burden 50,000: 75 % is 37,500, its limit 30,000; of the 20,000 left what is over 5,000 at 70 %: 10,500.
-- a2: ordinary outpatient is not covered.
-- b1: nobody's category; b2: 低保边缘, burden 1,000 below the deductible of 3,000.
CREATE TEMP TABLE by_hand (person text, claim medaid_claim, income numeric);
INSERT INTO by_hand VALUES
	('a', medaid_claim(claim_id => 'a1', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}',
		total => 60000, in_scope => 55000, basic_paid => 5000, critical_illness_paid => 0), 100000),
	('a', medaid_claim(claim_id => 'a2', service => 'outpatient', discharged_on => '2023-06-02', categories => '{dibao}',
		total => 200, in_scope => 180, basic_paid => 90, critical_illness_paid => 0), 100000),
	('b', medaid_claim(claim_id => 'b1', service => 'inpatient', discharged_on => '2023-06-03',
		total => 1000, in_scope => 800, basic_paid => 500, critical_illness_paid => 0), 5999.99),
	('b', medaid_claim(claim_id => 'b2', service => 'inpatient', discharged_on => '2023-06-04', categories => '{dibao_margin}',
		total => 1500, in_scope => 1200, basic_paid => 200, critical_illness_paid => 0, commercial_paid => 400), 5999.99);
CREATE TEMP TABLE settled AS
SELECT person, max(income) AS income, medaid_settle_all(claim, (SELECT medaid_policy('zibo-2023', '2023-06-01'))) AS a FROM by_hand GROUP BY person;
CREATE FUNCTION pg_temp.of_hand() RETURNS medaid_outcome_row LANGUAGE sql AS
	$$ SELECT medaid_outcome(a, income) FROM settled $$;

SELECT is((o.persons, o.persons_assisted, o.claims, o.claims_assisted)::text, '(2,1,4,1)', 'persons and claims') FROM pg_temp.of_hand() AS o;
SELECT is((o.total, o.in_scope, o.basic_paid, o.critical_illness_paid, o.other_paid)::text, '(62700.00,57180.00,5790.00,0.00,400.00)',
	'the bills and what the payers carried') FROM pg_temp.of_hand() AS o;
SELECT is((o.assistance, o.top_up, o.tilted, o.off_catalog, o.aid)::text, '(30000.00,0.00,10500.00,0.00,40500.00)', 'aid by stage') FROM pg_temp.of_hand() AS o;
-- before: 55,000 + 110 + 500 + 900; after: 14,500 + 110 + 500 + 900
SELECT is((o.hospital_borne, o.patient_before, o.patient_pays, o.excess)::text, '(0.00,56510.00,16010.00,0.00)', 'what is left to the patients') FROM pg_temp.of_hand() AS o;
-- burden: 50,000 + 90 + 300 + 1,000 (commercial insurance is not before assistance)
SELECT is((o.burden_before, o.burden_after)::text, '(51390.00,10890.00)', 'in-scope burden before and after') FROM pg_temp.of_hand() AS o;
-- (5,000 + 40,500) + 90 + 500 + (200 + 400) = 46,690 of 57,180
SELECT is(o.payment_ratio, 0.8165, '综合支付比例') FROM pg_temp.of_hand() AS o;
SELECT is((o.deductible, o.capped, o.capped_amount)::text, '(1000.00,1,7500.00)', 'deductible and cap') FROM pg_temp.of_hand() AS o;
SELECT is((o.nothing_due, o.below_deductible, o.not_covered, o.no_category, o.service_not_covered)::text, '(1,1,2,1,1)', 'claims by reason') FROM pg_temp.of_hand() AS o;
-- a: 14,610 of 100,000 after, 55,110 before; b: 1,400 of 5,999.99: 23.3 %
SELECT is((o.persons_with_income, o.over_10_before, o.over_25_before, o.over_10, o.over_25, o.share_over_10, o.share_over_25)::text,
	'(2,2,1,2,0,1.0000,0.0000)', 'persons over 10 % and 25 % of income') FROM pg_temp.of_hand() AS o;

-- ---- 安康 四(二): aid for earlier claims is what patients do not bear ----
-- 低保边缘 60,000: (60,000 - 2,000) x 60 % within 30,000; then 500, approved, where the text's numbers are set at 10,000 and 50 %: the limit
-- is used up, and (30,000 + 500 - 10,000) x 50 % = 10,250 is paid, 500 of it for this claim. Borne: 60,500 - 40,250 = 20,250;
-- (30,000 + 10,250) / 60,500 = 0.6653. No limit but the year's cut: 34,800 - 30,000, 300 - 0.
CREATE TEMP TABLE approved AS
SELECT medaid_claim(claim_id => n::text, service => 'inpatient', discharged_on => '2023-06-01'::date + n, categories => '{dibao_margin}', total => amount, in_scope => amount,
	critical_illness_paid => 0, tilt_approved => n = 2) AS claim FROM (VALUES (1, 60000), (2, 500)) AS v (n, amount);
CREATE TEMP TABLE approved_policy AS
SELECT medaid_policy_with(medaid_policy_with(medaid_policy('ankang-2023', '2023-06-01'), 'tilt.threshold', 10000), 'tilt.rate', 0.5) AS p;
SELECT is((SELECT string_agg(concat_ws(' ', s.status, s.assistance, s.tilted, s.for_earlier, s.patient_pays, s.excess), '; ') FROM (SELECT (unnest(medaid_settle_all(claim, (SELECT p FROM approved_policy)))).* FROM approved) AS s),
	'paid 30000.00 0.00 0.00 30000.00 0.00; paid 0.00 10250.00 9750.00 0.00 0.00', '安康: approved for the year');
SELECT is((o.aid, o.for_earlier, o.patient_pays, o.excess, o.payment_ratio, o.capped, o.capped_amount, o.over_10)::text, '(40250.00,9750.00,20250.00,0.00,0.6653,2,5100.00,1)', '... what came of it')
FROM (SELECT (medaid_outcome(a, 202499.99)).* FROM (SELECT medaid_settle_all(claim, (SELECT p FROM approved_policy)) AS a FROM approved) AS x) AS o;
SELECT is((o.over_10)::text, '0', '... 20,250 is not above 10 % of 202,500') FROM (SELECT (medaid_outcome(a, 202500)).* FROM (SELECT medaid_settle_all(claim, (SELECT p FROM approved_policy)) AS a FROM approved) AS x) AS o;
SELECT is((SELECT string_agg(concat_ws(' ', coalesce(o.scenario, '-'), (o.outcome).aid, (o.outcome).for_earlier, (o.outcome).patient_pays, (o.outcome).payment_ratio, o.persons_better, o.gained), '; ' ORDER BY o.scenario NULLS FIRST) FROM (
		SELECT (unnest(medaid_outcomes_merge(y))).* FROM (SELECT medaid_outcomes(claim, (SELECT ARRAY[medaid_policy_with(p, 'tilt.rate', 0), medaid_policy_named(p, 'half')] FROM approved_policy)) AS y FROM approved) AS x) AS o),
	'- 30000.00 0.00 30500.00 0.4959 0 0.00; half 40250.00 9750.00 20250.00 0.6653 1 10250.00', '... against no 倾斜');
SELECT is((o.for_earlier, o.patient_pays)::text, '(9750.00,-9750.00)', '... of the second claim alone') FROM (SELECT (medaid_outcome(s)).* FROM (SELECT (medaid_settle_all(claim, (SELECT p FROM approved_policy)))[2] AS s FROM approved) AS x) AS o;

-- ---- boundaries of income ----
CREATE FUNCTION pg_temp.over(income numeric) RETURNS text LANGUAGE sql AS
	$$ SELECT concat_ws(' ', (o).persons, (o).persons_with_income, (o).over_10, (o).over_25, (o).share_over_10)
		FROM (SELECT medaid_outcome(a, $1) AS o FROM settled WHERE person = 'b') AS x $$;
SELECT is(pg_temp.over(14000), '1 1 0 0 0.0000', 'exactly 10 % is not above it');
SELECT is(pg_temp.over(13999.99), '1 1 1 0 1.0000', 'one fen less income is');
SELECT is(pg_temp.over(5600), '1 1 1 0 1.0000', 'exactly 25 %');
SELECT is(pg_temp.over(5599.99), '1 1 1 1 1.0000', 'above 25 %');
SELECT is(pg_temp.over(0), '1 1 1 1 1.0000', 'no income');
SELECT is(pg_temp.over(NULL), '1 0 0 0', 'an income not known counts nowhere');
SELECT throws_ok('SELECT pg_temp.over(-1)', '22003', 'income is out of range', 'a negative income');
SELECT throws_ok('SELECT pg_temp.over(''NaN'')', '22003', 'income is out of range', 'an income that is no number');
SELECT throws_ok('SELECT pg_temp.over(''Infinity'')', '22003', 'income is out of range', 'an infinite income');

-- ---- what counts as a person ----
SELECT is((o.persons, o.persons_with_income, o.claims)::text, '(,,4)', 'single settlements tell no persons apart')
FROM (SELECT (medaid_outcome(s)).* FROM settled, unnest(a) AS s) AS o;
SELECT is((o.persons, o.claims, o.total)::text, '(3,4,62700.00)', 'an empty array is a person without claims, NULL is nobody')
FROM (SELECT (medaid_outcome(a)).* FROM (SELECT a FROM settled UNION ALL VALUES ('{}'::medaid_settlement[]), (NULL)) AS x) AS o;
SELECT is((o.persons, o.claims)::text, '(2,2)', 'NULL elements and settlements are passed over')
FROM (SELECT (medaid_outcome(ARRAY[NULL, a[1], NULL])).* FROM settled) AS o;
SELECT is((o.claims, o.aid, o.payment_ratio)::text, '(0,0.00,)', 'no settlements: zeros, and no ratio')
FROM (SELECT (medaid_outcome(s)).* FROM (SELECT NULL::medaid_settlement AS s WHERE false) AS x) AS o;
SELECT is((o.persons, o.claims, o.share_over_10)::text, '(0,0,)', 'no persons')
FROM (SELECT (medaid_outcome(a, income)).* FROM settled WHERE false) AS o;
SELECT is((o.claims, o.aid)::text, '(2,40500.00)', 'a two-dimensional array')
FROM (SELECT (medaid_outcome(ARRAY[a, a[2:2] || a[1:1]])).* FROM settled WHERE person = 'x'
	UNION ALL SELECT (medaid_outcome(ARRAY[ARRAY[a[1]], ARRAY[a[2]]])).* FROM settled WHERE person = 'a') AS o WHERE o.persons = 1;

-- ---- rows that medaid did not write, and amounts of every size ----
CREATE FUNCTION pg_temp.made(amount numeric) RETURNS text LANGUAGE sql AS
	$$ SELECT (o).total::text FROM (SELECT medaid_outcome(jsonb_populate_record(NULL::medaid_settlement,
		jsonb_build_object('total', $1, 'claim_id', repeat('x', 300)))) AS o) AS x $$;
SELECT is(pg_temp.made(x), round(x, 2)::text, 'an amount of ' || x)
FROM unnest('{0.01,0.10,99.99,9999.99,10000,10000.01,12340000,99999999.99,100000000,123456789.01,999999999999.99,0.005,1.00499,10000.005,70000.125001}'::numeric[]) AS x;
SELECT throws_ok('SELECT pg_temp.made(-1)', '22003', 'total of a settlement is out of range', 'a negative amount');
SELECT throws_ok('SELECT pg_temp.made(1e13)', '22003', 'total of a settlement is out of range', 'more than a claim can be');
SELECT throws_ok($$SELECT medaid_outcome(jsonb_populate_record(NULL::medaid_settlement, '{"reason": "because"}'))$$, '22023',
	'unknown reason "because" of a settlement', 'a reason that medaid does not have');

-- ---- random claims: the same as plain SQL says ----
CREATE TEMP TABLE person AS
SELECT n, (ARRAY['zibo-2023', 'ankang-2023', 'panzhihua-2023'])[1 + n % 3] AS policy, hashint8extended(n, 9) % 30000 AS income FROM generate_series(1, 900) AS n;
\ir ../helpers.sql
CREATE TEMP TABLE outcome_claim AS
SELECT p.n AS person, p.policy, medaid_claim(claim_id => i::text, service => (ARRAY['inpatient', 'chronic', 'outpatient', 'special_drug', 'inpatient'])[1 + pg_temp.draw(i, 1, 5)],
	discharged_on => '2023-02-01'::date + pg_temp.draw(i, 2, 330),
	categories => (ARRAY['{}', '{tekun}', '{dibao}', '{dibao_margin}', '{dibao,dibao_margin}', '{veteran}'])[1 + pg_temp.draw(i, 3, 6)]::text[],
	total => t.total, in_scope => round(t.total * 0.9, 2), out_of_catalog => 0, basic_paid => round(t.total * 0.4, 2), critical_illness_paid => round(t.total * 0.05, 2),
	commercial_paid => round(t.total * (ARRAY[0, 0, 0.5])[1 + pg_temp.draw(i, 4, 3)], 2), designated => pg_temp.draw(i, 5, 20) > 0,
	place => (ARRAY['county', 'city', 'province'])[1 + pg_temp.draw(i, 6, 3)], referral => (ARRAY['compliant', 'non_compliant'])[1 + pg_temp.draw(i, 7, 2)]) AS claim
FROM person AS p CROSS JOIN LATERAL generate_series(p.n * 100, p.n * 100 + pg_temp.draw(p.n, 8, 9)) AS i
CROSS JOIN LATERAL (SELECT round(power(10, 1 + pg_temp.draw(i, 10, 4500) / 1000.0), 2) AS total) AS t;
INSERT INTO medaid_reference (area, indicator, year, value, published_on, source)
SELECT area, indicator, year, 20000, NULL, 'test' FROM (VALUES ('攀枝花市', 'income'), ('攀枝花市', 'monitor_income'), ('淄博市', 'income')) AS v (area, indicator), generate_series(2021, 2024) AS year
ON CONFLICT DO NOTHING;
CREATE TABLE outcome_settled AS
SELECT c.person, c.policy, (SELECT p.income FROM person AS p WHERE p.n = c.person)::numeric AS income, medaid_settle_all(c.claim, r.p) AS a
FROM outcome_claim AS c JOIN (SELECT code, medaid_policy(code, '2023-06-01') AS p FROM medaid_regulation WHERE shipped) AS r ON r.code = c.policy
GROUP BY c.person, c.policy;

CREATE FUNCTION pg_temp.plain() RETURNS TABLE (policy text, o medaid_outcome_row) LANGUAGE sql AS $$
	SELECT x.policy, jsonb_populate_record(NULL::medaid_outcome_row, to_jsonb(c) || to_jsonb(p))
	FROM (SELECT DISTINCT policy FROM outcome_settled) AS x
	CROSS JOIN LATERAL (
		SELECT count(*) AS claims, count(*) FILTER (WHERE s.status = 'paid') AS claims_assisted, sum(s.total) AS total, sum(s.in_scope) AS in_scope,
			sum(s.basic_paid) AS basic_paid, sum(s.critical_illness_paid) AS critical_illness_paid, sum(s.other_paid) AS other_paid,
			sum(s.assistance) AS assistance, sum(s.top_up) AS top_up, sum(s.tilted) AS tilted, sum(s.off_catalog) AS off_catalog, sum(s.aid) AS aid,
			sum(s.hospital_borne) AS hospital_borne, sum(s.total - s.basic_paid - s.critical_illness_paid - s.other_paid) AS patient_before,
			sum(s.patient_pays - s.for_earlier) AS patient_pays, sum(s.excess) AS excess, sum(s.for_earlier) AS for_earlier, sum(s.burden) AS burden_before,
			sum(s.burden - s.assistance - s.top_up - s.tilted) AS burden_after,
			round(sum(least(s.in_scope, s.basic_paid + s.critical_illness_paid + s.other_paid + s.assistance + s.top_up + s.tilted - s.for_earlier) + s.for_earlier) / sum(s.in_scope), 4) AS payment_ratio,
			sum(s.deductible) AS deductible, count(*) FILTER (WHERE s.assistance < s.due) AS capped,
			sum(s.due - s.assistance) AS capped_amount,
			count(*) FILTER (WHERE s.status = 'nothing_due') AS nothing_due, count(*) FILTER (WHERE s.reason = 'no_burden') AS no_burden,
			count(*) FILTER (WHERE s.reason = 'already_paid') AS already_paid,
			count(*) FILTER (WHERE s.reason = 'below_deductible') AS below_deductible, count(*) FILTER (WHERE s.reason = 'cap_exhausted') AS cap_exhausted,
			count(*) FILTER (WHERE s.reason = 'rounds_to_zero') AS rounds_to_zero, count(*) FILTER (WHERE s.status = 'not_covered') AS not_covered,
			count(*) FILTER (WHERE s.reason = 'not_designated') AS not_designated, count(*) FILTER (WHERE s.reason = 'referral_non_compliant') AS referral_non_compliant,
			count(*) FILTER (WHERE s.reason = 'outside_home_city') AS outside_home_city, count(*) FILTER (WHERE s.reason = 'applied_late') AS applied_late,
			count(*) FILTER (WHERE s.reason = 'no_category') AS no_category, count(*) FILTER (WHERE s.reason = 'identity_ended') AS identity_ended,
			count(*) FILTER (WHERE s.reason = 'not_yet_recognised') AS not_yet_recognised, count(*) FILTER (WHERE s.reason = 'policy_not_in_force') AS policy_not_in_force,
			count(*) FILTER (WHERE s.reason = 'category_not_eligible') AS category_not_eligible, count(*) FILTER (WHERE s.reason = 'service_not_covered') AS service_not_covered
		FROM outcome_settled AS t, unnest(t.a) AS s WHERE t.policy = x.policy
	) AS c
	CROSS JOIN LATERAL (
		SELECT count(*) AS persons, count(*) FILTER (WHERE q.aid > 0) AS persons_assisted, count(q.income) AS persons_with_income,
			count(*) FILTER (WHERE q.before > 0.10 * q.income) AS over_10_before, count(*) FILTER (WHERE q.before > 0.25 * q.income) AS over_25_before,
			count(*) FILTER (WHERE q.own > 0.10 * q.income) AS over_10, count(*) FILTER (WHERE q.own > 0.25 * q.income) AS over_25,
			round(count(*) FILTER (WHERE q.own > 0.10 * q.income)::numeric / count(q.income), 4) AS share_over_10,
			round(count(*) FILTER (WHERE q.own > 0.25 * q.income)::numeric / count(q.income), 4) AS share_over_25
		FROM (
			SELECT CASE WHEN t.income >= 0 THEN t.income END AS income, sum(s.aid) AS aid, sum(s.patient_pays - s.for_earlier) AS own,
				sum(s.total - s.basic_paid - s.critical_illness_paid - s.other_paid) AS before
			FROM outcome_settled AS t, unnest(t.a) AS s WHERE t.policy = x.policy GROUP BY t.person, t.income
		) AS q
	) AS p $$;
CREATE TEMP TABLE plain AS SELECT * FROM pg_temp.plain();
SELECT is((o).persons, 300::bigint, 'random claims of 300 persons: ' || policy) FROM plain ORDER BY policy;
CREATE FUNCTION pg_temp.differing() RETURNS SETOF text LANGUAGE sql AS $$
	SELECT p.policy || ' ' || e.key || ': ' || coalesce(e.value, '-') || ' and ' || coalesce(g.value, '-')
	FROM plain AS p
	JOIN (SELECT policy, medaid_outcome(a, CASE WHEN income >= 0 THEN income END) AS o FROM outcome_settled GROUP BY policy) AS q USING (policy)
	CROSS JOIN LATERAL jsonb_each_text(to_jsonb(p.o)) AS e
	JOIN LATERAL jsonb_each_text(to_jsonb(q.o)) AS g ON g.key = e.key
	WHERE e.value IS DISTINCT FROM g.value AND NOT (e.value::numeric = g.value::numeric) $$;
SELECT is_empty('SELECT * FROM pg_temp.differing()', 'every column is what plain SQL says');

-- ---- other plans ----
CREATE TEMP TABLE serial AS SELECT policy, medaid_outcome(a) AS o FROM outcome_settled GROUP BY policy;
CREATE TEMP TABLE serial_person AS SELECT person, medaid_outcome(s) AS o FROM outcome_settled, unnest(a) AS s GROUP BY person;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL max_parallel_workers_per_gather = 2;
CREATE FUNCTION pg_temp.plan_has(query text, pattern text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE line text; found boolean := false;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS off) ' || query LOOP
		found := found OR line ~ pattern;
	END LOOP;
	RETURN found;
END $$;
SELECT ok(pg_temp.plan_has('SELECT policy, medaid_outcome(a) FROM outcome_settled GROUP BY policy', 'Partial')
	AND pg_temp.plan_has('SELECT policy, medaid_outcome(a) FROM outcome_settled GROUP BY policy', 'Finalize'), 'it is split over workers');
SELECT is_empty('SELECT policy, medaid_outcome(a) FROM outcome_settled GROUP BY policy EXCEPT SELECT * FROM serial', 'with the same result');
SELECT is((SELECT medaid_outcome(a) FROM outcome_settled WHERE person = 5)::text,
	(SELECT medaid_outcome(a) FROM (SELECT a FROM outcome_settled WHERE person = 5 OFFSET 0) AS x)::text, 'also where some workers see nothing');
SET LOCAL max_parallel_workers_per_gather = 0;
SET LOCAL work_mem = '64kB';
SET LOCAL enable_sort = off;
SELECT is_empty('SELECT person, medaid_outcome(s) FROM outcome_settled, unnest(a) AS s GROUP BY person EXCEPT SELECT * FROM serial_person', 'groups that spill to disk');
RESET work_mem;
RESET enable_sort;
-- a frame that restarts (EXCLUDE) and one that grows come to the same
SELECT is_empty($$ SELECT medaid_outcome(a) OVER grown, medaid_outcome(a) OVER restarted FROM outcome_settled
	WHERE policy = 'zibo-2023' WINDOW grown AS (ORDER BY person ROWS UNBOUNDED PRECEDING), restarted AS (ORDER BY person ROWS UNBOUNDED PRECEDING EXCLUDE TIES)
	EXCEPT SELECT o, o FROM (SELECT medaid_outcome(a) OVER (ORDER BY person ROWS UNBOUNDED PRECEDING) AS o FROM outcome_settled WHERE policy = 'zibo-2023') AS x $$,
	'final functions only read');

-- ---- the type gains an attribute: rows from before and after it ----
ALTER TYPE medaid_settlement ADD ATTRIBUTE extra text CASCADE;
ALTER TYPE medaid_outcome_row ADD ATTRIBUTE more text CASCADE;
SELECT is((SELECT (medaid_outcome(a)).aid FROM outcome_settled), (SELECT sum((o).aid) FROM serial), 'settlements from before an attribute was added');
SELECT is((SELECT (medaid_outcome(a)).aid FROM (SELECT medaid_settle_all(claim, (SELECT medaid_policy('zibo-2023', '2023-06-01'))) AS a FROM outcome_claim WHERE policy = 'zibo-2023' GROUP BY person) AS x),
	(SELECT (o).aid FROM serial WHERE policy = 'zibo-2023'), 'and from after');

SELECT * FROM finish();
ROLLBACK;
