-- medaid_outcomes(), medaid_outcomes_merge(): several scenarios in one pass;
-- cases worked by hand, and the same claims settled scenario by scenario.
BEGIN;
SELECT plan(54);

-- ---- 淄博, three persons ----
-- a: 低保 stay, burden 50,000: 75 % up to 30,000, and 70 % of what is left over 5,000: 10,500.
-- b: 低保边缘, burden 1,000 below the deductible of 3,000.  c: 低保 chronic, 750 of 1,000.
CREATE TEMP TABLE by_hand (person text, claim medaid_claim);
INSERT INTO by_hand VALUES
	('a', medaid_claim(claim_id => 'a1', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}',
		total => 60000, in_scope => 55000, basic_paid => 5000, critical_illness_paid => 0)),
	('a', medaid_claim(claim_id => 'a2', service => 'outpatient', discharged_on => '2023-06-02', categories => '{dibao}',
		total => 200, in_scope => 180, basic_paid => 90, critical_illness_paid => 0)),
	('b', medaid_claim(claim_id => 'b1', service => 'inpatient', discharged_on => '2023-06-03', categories => '{dibao_margin}',
		total => 1300, in_scope => 1200, basic_paid => 200, critical_illness_paid => 0)),
	('c', medaid_claim(claim_id => 'c1', service => 'chronic', discharged_on => '2023-06-04', categories => '{dibao}',
		total => 1100, in_scope => 1100, basic_paid => 100, critical_illness_paid => 0));
INSERT INTO medaid_reference (area, indicator, year, value, published_on, source)
SELECT area, indicator, year, 20000 + year, make_date(year + 1, 1, 20), 'test' FROM (VALUES ('攀枝花市', 'income'), ('攀枝花市', 'monitor_income'), ('山西省', 'income'), ('淄博市', 'income')) AS v (area, indicator), generate_series(2020, 2024) AS year
ON CONFLICT DO NOTHING;
CREATE TEMP TABLE what_if (n integer, p medaid_policy[]);
INSERT INTO what_if SELECT 1, medaid_policies('zibo-2023', '2023-06-01', '2023-06-30');
INSERT INTO what_if
SELECT v.n, medaid_policy_with(w.p, v.path, v.value, v.scenario) FROM what_if AS w, (VALUES
	(2, 'inpatient-dibao.cap', 40000, 'cap'), (3, 'inpatient-dibao.rate', 0.5, 'low'),
	(5, 'inpatient-tekun.rate', 0.5, 'untouched')) AS v (n, path, value, scenario);
INSERT INTO what_if
SELECT 4, medaid_policy_with(medaid_policy_with(p, 'chronic-dibao.rate', 0.6), 'inpatient-dibao_margin.deductible', 500, 'mixed') FROM what_if WHERE n = 1;
CREATE FUNCTION pg_temp.flat() RETURNS medaid_policy[] LANGUAGE sql AS
	$$ SELECT array_agg(e.e ORDER BY n, i) FROM what_if, LATERAL (SELECT i, p[i] AS e FROM generate_subscripts(p, 1) AS i) AS e $$;
CREATE TEMP TABLE came AS
SELECT o.scenario, (o.outcome).*, o.claims_changed, o.persons_changed, o.persons_better, o.persons_worse, o.gained, o.lost, o.aid_change FROM (SELECT medaid_outcomes_merge(x) AS m FROM (SELECT medaid_outcomes(claim, (SELECT pg_temp.flat())) AS x FROM by_hand GROUP BY person) AS q) AS t, unnest(t.m) AS o;

SELECT is((SELECT string_agg(coalesce(scenario, '-'), ' ') FROM came), '- cap low mixed untouched', 'one row a scenario, in their order');
SELECT is((persons, persons_assisted, claims, claims_assisted, aid, patient_pays, below_deductible)::text, '(3,2,4,2,41250.00,15960.00,1)', 'as published') FROM came WHERE scenario IS NULL;
SELECT is((claims_changed, persons_changed, persons_better, persons_worse, gained, lost, aid_change)::text, '(0,0,0,0,0.00,0.00,0.00)', 'the first against itself') FROM came WHERE scenario IS NULL;
-- 37,500 + 70 % of 7,500 over 5,000
SELECT is((aid, tilted, capped, claims_changed, persons_changed, persons_better, persons_worse, gained, lost, aid_change)::text,
	'(43500.00,5250.00,0,1,1,1,0,2250.00,0.00,2250.00)', 'a higher cap') FROM came WHERE scenario = 'cap';
-- 25,000 + 70 % of 20,000
SELECT is((aid, tilted, claims_changed, persons_changed, persons_better, persons_worse, gained, lost, aid_change)::text,
	'(39750.00,14000.00,1,1,0,1,0.00,1500.00,-1500.00)', 'a lower rate') FROM came WHERE scenario = 'low';
-- b: 50 % of 500; c: 60 % instead of 75 %
SELECT is((aid, claims_assisted, below_deductible, claims_changed, persons_changed, persons_better, persons_worse, gained, lost, aid_change)::text,
	'(41350.00,3,0,2,2,1,1,250.00,150.00,100.00)', 'better for one, worse for another') FROM came WHERE scenario = 'mixed';
SELECT is((aid, claims_changed, persons_changed, aid_change)::text, '(41250.00,0,0,0.00)', 'an override that touched no claim shows') FROM came WHERE scenario = 'untouched';

SELECT is((SELECT string_agg(concat_ws(' ', coalesce(o.scenario, '-'), (o.outcome).persons, (o.outcome).aid, o.persons_better, o.persons_worse), ', ')
	FROM (SELECT medaid_outcomes(claim, (SELECT pg_temp.flat())) AS x FROM by_hand WHERE person = 'a') AS q, medaid_outcomes_unpack(q.x) AS o),
	'- 1 40500.00 0 0, cap 1 42750.00 1 0, low 1 39000.00 0 1, mixed 1 40500.00 0 0, untouched 1 40500.00 0 0', 'one person''s outcomes looked into');
SELECT is((SELECT string_agg(concat_ws(' ', coalesce(o.scenario, '-'), (o.outcome).persons_with_income, (o.outcome).over_10, (o.outcome).share_over_10), ', ')
	FROM (SELECT medaid_outcomes_merge(x, CASE person WHEN 'a' THEN 130000 WHEN 'b' THEN 5000 END) AS m
		FROM (SELECT person, medaid_outcomes(claim, (SELECT pg_temp.flat())) AS x FROM by_hand GROUP BY person) AS q) AS t, unnest(t.m) AS o),
	-- a pays 14,610 as published, 12,360 with the higher cap; b 1,100, with the lower deductible 850
	'- 2 2 1.0000, cap 2 1 0.5000, low 2 2 1.0000, mixed 2 2 1.0000, untouched 2 2 1.0000', 'shares of income in every scenario');

-- ---- names ----
SELECT is((SELECT string_agg(o.scenario, ' ') FROM (SELECT medaid_outcomes_merge(x) AS m
	FROM (SELECT medaid_outcomes(claim, (SELECT medaid_policy_named(p, 'one') || medaid_policy_named(p, 'two') FROM what_if WHERE n = 1)) AS x
		FROM by_hand GROUP BY person) AS q) AS t, unnest(t.m) AS o), 'one two', 'scenarios named without a change');
SELECT is((medaid_policy_named(p[1], 'x')).scenario, 'x', 'one policy named') FROM what_if WHERE n = 1;
SELECT is((medaid_policy_named(p, NULL))[1], p[1], 'and named as published again') FROM what_if WHERE n = 1;
SELECT throws_ok('SELECT medaid_policy_named(NULL::medaid_policy, ''x'')', '22004', 'the policy is NULL', 'naming nothing');

-- ---- random claims over three years: as settled scenario by scenario ----
\ir ../helpers.sql
CREATE TABLE scenario_claim AS
SELECT p AS person, medaid_claim(claim_id => i::text, service => (ARRAY['inpatient', 'chronic', 'outpatient', 'special_drug', 'inpatient'])[1 + pg_temp.draw(i, 1, 5)],
	discharged_on => '2023-01-07'::date + pg_temp.draw(i, 2, 1050),
	categories => (ARRAY['{}', '{tekun}', '{dibao}', '{dibao_margin}', '{dibao,dibao_margin}', '{poverty_returned}'])[1 + pg_temp.draw(p, 3, 6)]::text[],
	total => t.total, in_scope => round(t.total * 0.9, 2), out_of_catalog => round(t.total * 0.08, 2), basic_paid => round(t.total * 0.4, 2), critical_illness_paid => round(t.total * 0.05, 2),
	commercial_paid => round(t.total * (ARRAY[0, 0, 0.4])[1 + pg_temp.draw(i, 4, 3)], 2), designated => pg_temp.draw(i, 5, 20) > 0, charge_class => 2::smallint,
	place => (ARRAY['county', 'city', 'province'])[1 + pg_temp.draw(i, 6, 3)], referral => (ARRAY['compliant', 'non_compliant'])[1 + pg_temp.draw(i, 7, 2)]) AS claim
FROM generate_series(1, 400) AS p CROSS JOIN LATERAL generate_series(p * 100, p * 100 + pg_temp.draw(p, 8, CASE WHEN p % 50 = 0 THEN 60 ELSE 9 END)) AS i
CROSS JOIN LATERAL (SELECT round(power(10, 1 + pg_temp.draw(i, 10, 4300) / 1000.0), 2) AS total) AS t;
CREATE TEMP TABLE pingshun (n integer, scenario text, p medaid_policy[]);
INSERT INTO pingshun SELECT 1, NULL, medaid_policies('pingshun-2023', '2023-01-07', '2025-12-31');
INSERT INTO pingshun SELECT 2, 'rate', medaid_policy_with(p, 'inpatient-dibao.rate', 0.9, 'rate') FROM pingshun WHERE n = 1;
INSERT INTO pingshun SELECT 3, 'cap', medaid_policy_with(p, 'inpatient-dibao_margin.cap', 1000, 'cap') FROM pingshun WHERE n = 1;
INSERT INTO pingshun SELECT 4, 'none', medaid_policy_named(p, 'none') FROM pingshun WHERE n = 1;
-- the stretches of all scenarios, mixed up
CREATE TEMP TABLE mixed AS SELECT array_agg(e ORDER BY o) AS s
FROM (SELECT p[i] AS e, CASE WHEN n = 1 AND i = 1 THEN 0 ELSE 1 + pg_temp.draw(n * 100 + i, 11, 1000) END AS o FROM pingshun, generate_subscripts(p, 1) AS i) AS x;
SELECT ok(array_length(p, 1) > 2, 'the amounts change within the years') FROM pingshun WHERE n = 1;

CREATE TEMP TABLE together AS
SELECT o.* FROM (SELECT medaid_outcomes_merge(x) AS m FROM (SELECT medaid_outcomes(claim, (SELECT s FROM mixed)) AS x FROM scenario_claim GROUP BY person) AS q) AS t, unnest(t.m) AS o;
CREATE TEMP TABLE separate AS
SELECT p.n, p.scenario, q.person, q.a FROM pingshun AS p
CROSS JOIN LATERAL (SELECT person, medaid_settle_all(claim, p.p) AS a FROM scenario_claim GROUP BY person) AS q;
SELECT is((SELECT count(*) FROM together), 4::bigint, 'stretches are grouped by their scenario wherever they stand');
SELECT is_empty($$
	SELECT scenario, key, value FROM together, jsonb_each_text(to_jsonb(outcome))
	EXCEPT SELECT scenario, key, value FROM (SELECT scenario, medaid_outcome(a) AS o FROM separate GROUP BY scenario) AS x, jsonb_each_text(to_jsonb(o)) $$,
	'every sum is that of the claims settled scenario by scenario');
-- claims that settle otherwise, and what becomes of each person
CREATE TEMP TABLE differing AS
SELECT b.scenario, b.person, count(*) FILTER (WHERE (to_jsonb(s) - '{scenario,pool_burden,pool_paid,pool_remaining,tilted_pool_burden,tilted_pool_paid,residual,rate,channel}'::text[])
	<> (to_jsonb(f) - '{scenario,pool_burden,pool_paid,pool_remaining,tilted_pool_burden,tilted_pool_paid,residual,rate,channel}'::text[])) AS changed,
	sum(s.patient_pays - f.patient_pays) AS more, sum(s.aid - f.aid) AS aid
FROM separate AS a JOIN separate AS b USING (person) CROSS JOIN LATERAL unnest(a.a) AS f JOIN LATERAL unnest(b.a) AS s ON s.claim_id = f.claim_id
WHERE a.n = 1 GROUP BY b.scenario, b.person;
SELECT results_eq('SELECT scenario, claims_changed, persons_changed, persons_better, persons_worse, gained, lost, aid_change FROM together ORDER BY scenario',
	$$ SELECT scenario, sum(changed)::bigint, count(*) FILTER (WHERE changed > 0), count(*) FILTER (WHERE more < 0), count(*) FILTER (WHERE more > 0),
		coalesce(sum(-more) FILTER (WHERE more < 0), 0), coalesce(sum(more) FILTER (WHERE more > 0), 0), sum(aid) FROM differing GROUP BY scenario ORDER BY scenario $$,
	'claims changed, winners and losers are those of the claims compared one by one');
SELECT ok((SELECT claims_changed > 50 AND persons_better > 20 AND persons_worse >= 0 FROM together WHERE scenario = 'rate'), 'there are some');
SELECT ok((SELECT claims_changed > 20 AND persons_worse > 10 FROM together WHERE scenario = 'cap'), 'of both kinds');
SELECT is((SELECT claims_changed FROM together WHERE scenario = 'none'), 0::bigint, 'a scenario without a change changes no claim');

-- ---- stored collections, and every way to give the scenarios ----
CREATE TABLE scenario_stored AS SELECT person, medaid_collect(claim) AS claims FROM scenario_claim GROUP BY person;
CREATE TEMP TABLE marked AS SELECT medaid_scenarios(s) AS s FROM mixed;
CREATE FUNCTION pg_temp.differs(query text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE n bigint;
BEGIN
	EXECUTE 'SELECT count(*) FILTER (WHERE t IS NULL) + abs(4 - count(*)) FROM (SELECT o.* FROM (' || query
		|| ') AS t (m), unnest(t.m) AS o) AS o LEFT JOIN together AS t ON to_jsonb(t) = to_jsonb(o)' INTO n;
	RETURN n;
END $$;
SELECT is(pg_temp.differs('SELECT medaid_outcomes_merge(medaid_outcomes(claims, (SELECT s FROM mixed))) FROM scenario_stored'), 0::bigint, 'stored collections, scenarios from a sub-select');
SELECT is(pg_temp.differs('SELECT medaid_outcomes_merge(medaid_outcomes(claims, s)) FROM scenario_stored, mixed'), 0::bigint, 'scenarios from a joined row');
SELECT is(pg_temp.differs('SELECT medaid_outcomes_merge(medaid_outcomes(claims, s)) FROM scenario_stored, marked'), 0::bigint, 'marked scenarios from a joined row');
SELECT is(pg_temp.differs('SELECT medaid_outcomes_merge(x) FROM (SELECT medaid_outcomes(medaid_collect(claim), (SELECT s FROM mixed)) AS x FROM scenario_claim GROUP BY person) AS q'), 0::bigint, 'collected on the way');
SELECT is(pg_temp.differs('SELECT medaid_outcomes_merge(x) FROM (SELECT medaid_outcomes(claim, s) AS x FROM scenario_claim, mixed GROUP BY person) AS q'), 0::bigint, 'the aggregate with a joined row');
SELECT is(pg_temp.differs('SELECT medaid_outcomes_merge(x) FROM (SELECT medaid_outcomes(claim, (SELECT s FROM mixed) ORDER BY hashint8(hashtext(to_jsonb(claim)::text))) AS x FROM scenario_claim GROUP BY person) AS q'), 0::bigint, 'whatever the order of the rows');
SELECT is(pg_temp.differs('SELECT medaid_outcomes_merge(x) FROM (SELECT medaid_outcomes(claim, (SELECT s FROM mixed)) OVER (PARTITION BY person) AS x, row_number() OVER (PARTITION BY person) AS r FROM scenario_claim) AS q WHERE r = 1'), 0::bigint, 'as a window');
-- each group its own scenarios
CREATE TEMP TABLE two AS SELECT 0 AS k, s FROM mixed UNION ALL SELECT 1, (SELECT p FROM pingshun WHERE n = 1) || (SELECT p FROM pingshun WHERE n = 3);
CREATE FUNCTION pg_temp.two_groups(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE r text;
BEGIN
	EXECUTE 'SELECT string_agg(format(''%s %s %s'', k, cardinality(m), (m[1].outcome).aid + (m[2].outcome).aid), '', '' ORDER BY k) FROM (' || query || ') AS q' INTO r;
	RETURN r;
END $$;
CREATE TEMP TABLE expected AS SELECT string_agg(format('%s %s %s', k, CASE k WHEN 0 THEN 4 ELSE 2 END, aid), ', ' ORDER BY k) AS e
	FROM (SELECT p.person % 2 AS k, sum(s.aid) AS aid FROM separate AS p, unnest(p.a) AS s
		WHERE p.n = 1 OR p.scenario = CASE p.person % 2 WHEN 1 THEN 'cap' ELSE (SELECT scenario FROM together OFFSET 1 LIMIT 1) END GROUP BY 1) AS x;
SELECT is(pg_temp.two_groups('SELECT k, medaid_outcomes_merge(x) AS m FROM (SELECT person % 2 AS k, medaid_outcomes(claim, (SELECT s FROM two WHERE k = person % 2)) AS x FROM scenario_claim GROUP BY person) AS q GROUP BY k'), e, 'a correlated sub-select gives each group its own') FROM expected;
SELECT is(pg_temp.two_groups('SELECT person % 2 AS k, medaid_outcomes_merge(medaid_outcomes(claims, (SELECT s FROM two WHERE k = person % 2))) AS m FROM scenario_stored GROUP BY 1'), e, 'also of stored collections') FROM expected;
SELECT is(pg_temp.two_groups('SELECT k, medaid_outcomes_merge(medaid_outcomes(claims, s)) AS m FROM scenario_stored JOIN two ON k = person % 2 GROUP BY 1'), e, 'also joined') FROM expected;

-- ---- other plans ----
CREATE FUNCTION pg_temp.plan_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE line text; plan text := '';
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS off, VERBOSE) ' || query LOOP
		plan := plan || line || E'\n';
	END LOOP;
	RETURN plan;
END $$;
SELECT is((SELECT count(*) FROM scenario_stored WHERE medaid_outcomes(claims, (SELECT s FROM mixed))::text
	IS DISTINCT FROM medaid_outcomes(claims, (SELECT medaid_scenarios(s) FROM mixed))::text), 0::bigint, 'scenarios of a sub-select, plain and marked');
-- a sub-select of the row: its own scenarios for each person, as plain and as marked
SELECT is((SELECT count(*) FROM scenario_stored AS t
	WHERE medaid_outcomes(claims, (SELECT CASE WHEN t.person % 2 = 0 THEN s ELSE (SELECT array_agg(e) FROM unnest(s) AS e WHERE e.scenario IS NOT DISTINCT FROM s[1].scenario) END FROM mixed))::text
	IS DISTINCT FROM medaid_outcomes(claims, (SELECT medaid_scenarios(CASE WHEN t.person % 2 = 0 THEN s ELSE (SELECT array_agg(e) FROM unnest(s) AS e WHERE e.scenario IS NOT DISTINCT FROM s[1].scenario) END) FROM mixed))::text), 0::bigint, 'scenarios that change from person to person');
ANALYZE scenario_stored;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL max_parallel_workers_per_gather = 2;
CREATE TABLE scenario_list AS SELECT s FROM mixed;
SELECT matches(pg_temp.plan_of('SELECT medaid_outcomes_merge(medaid_outcomes(claims, (SELECT s FROM scenario_list))) FROM scenario_stored'), 'Finalize(.|\n)*PARTIAL', 'merging is split over workers');
SELECT is(pg_temp.differs('SELECT medaid_outcomes_merge(medaid_outcomes(claims, (SELECT s FROM scenario_list))) FROM scenario_stored'), 0::bigint, 'with the same result');
SELECT is((SELECT ((medaid_outcomes_merge(medaid_outcomes(claims, (SELECT s FROM scenario_list))))[2].outcome).aid FROM scenario_stored WHERE person = 7),
	(SELECT (o.outcome).aid FROM scenario_stored, medaid_outcomes_unpack(medaid_outcomes(claims, (SELECT s FROM scenario_list))) WITH ORDINALITY AS o WHERE person = 7 AND ordinality = 2), 'also where some workers see nothing');
SELECT doesnt_match(pg_temp.plan_of('SELECT person, medaid_outcomes(claim, (SELECT s FROM scenario_list)) FROM scenario_claim GROUP BY person'), 'PARTIAL', 'the scenarios are not sent with every person');
SET LOCAL max_parallel_workers_per_gather = 0;
SET LOCAL work_mem = '64kB';
SET LOCAL enable_sort = off;
SELECT is(pg_temp.differs('SELECT medaid_outcomes_merge(x) FROM (SELECT medaid_outcomes(claim, (SELECT s FROM mixed)) AS x FROM scenario_claim GROUP BY person) AS q'), 0::bigint, 'groups that spill to disk');
RESET work_mem;
RESET enable_sort;

-- ---- persons with different scenarios, and nobody ----
SELECT is((SELECT string_agg(concat_ws(' ', coalesce(o.scenario, '-'), (o.outcome).persons), ', ') FROM (SELECT medaid_outcomes_merge(medaid_outcomes(claims, s) ORDER BY person DESC) AS m FROM scenario_stored JOIN two ON k = person % 2) AS t, unnest(m) AS o WHERE o.scenario IS NULL OR o.scenario = 'cap'),
	'- 400, cap 400', 'persons with different scenarios are merged by name');
SELECT is((SELECT medaid_outcomes_merge(x) FROM (SELECT NULL::medaid_person_outcomes AS x) AS q)::text, '{}', 'nobody: no scenarios');
SELECT is((SELECT medaid_outcomes_merge(x, 1) FROM (SELECT NULL::medaid_person_outcomes AS x WHERE false) AS q)::text, '{}', 'no rows');
SELECT ok((SELECT medaid_outcomes(NULL::medaid_claim, s) FROM (SELECT s FROM mixed OFFSET 0) AS m) IS NULL, 'no claims: NULL');
SELECT ok((SELECT medaid_outcomes(NULL::medaid_claim_set, s) FROM mixed) IS NULL, 'no collection: NULL');

-- ---- errors ----
SELECT throws_ok('SELECT medaid_outcomes(claims, NULL::medaid_policy[]) FROM scenario_stored', '22004', 'the policy is NULL', 'no scenarios');
SELECT throws_ok('SELECT medaid_outcomes(claim, NULL::medaid_policy[]) FROM scenario_claim', '22004', 'the policy is NULL', 'no scenarios, from the table');
SELECT throws_ok('SELECT medaid_outcomes(claims, ''{}''::medaid_policy[]) FROM scenario_stored', '22023', 'array of policies is empty', 'an empty array');
SELECT throws_ok('SELECT medaid_outcomes(claims, (SELECT p || p FROM pingshun WHERE n = 1)) FROM scenario_stored', '22023', 'array of policies holds overlapping stretches', 'the same scenario twice');
SELECT throws_ok('SELECT medaid_outcomes(claims, (SELECT a.p || b.p FROM pingshun AS a, what_if AS b WHERE a.n = 1 AND b.n = 1)) FROM scenario_stored', '22023', 'array of policies holds different codes: "pingshun-2023" and "zibo-2023"', 'two places under one scenario');
SELECT throws_ok('SELECT medaid_outcomes(claim, s) FROM scenario_claim, two', '22023', 'the claims of one group come with different scenarios', 'scenarios that change within a group');
SELECT throws_ok($$SELECT medaid_outcomes(claims, (SELECT ROW('\x00', s)::medaid_scenario_set FROM mixed)) FROM scenario_stored$$, '22023', 'the mark of a medaid_scenario_set does not belong to its policies', 'a mark that medaid did not set');
CREATE FUNCTION pg_temp.context_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE context text;
BEGIN
	EXECUTE query;
	RETURN 'no error';
EXCEPTION WHEN object_not_in_prerequisite_state THEN
	GET STACKED DIAGNOSTICS context = PG_EXCEPTION_CONTEXT;
	RETURN split_part(context, E'\n', 1);
END $$;
SELECT is(pg_temp.context_of('SELECT medaid_outcomes(claims, (SELECT p || medaid_policy_with(p, ''inpatient-dibao.rate'', NULL::numeric, ''unset'') FROM pingshun WHERE n = 1)) FROM scenario_stored'),
	'scenario "unset"', 'a number that a scenario lacks: its name stands in the context');

-- ---- the type ----
CREATE TEMP TABLE values_of AS SELECT person, medaid_outcomes(claims, (SELECT s FROM mixed)) AS x FROM scenario_stored;
SELECT is_empty('SELECT 1 FROM values_of WHERE medaid_person_outcomes_send(x::text::medaid_person_outcomes) <> medaid_person_outcomes_send(x)', 'text goes out and in unchanged');
-- one byte changed: an error or another good value, never a crash
CREATE FUNCTION pg_temp.damaged() RETURNS text LANGUAGE plpgsql AS $$
DECLARE r record; bytes bytea; refused integer := 0; taken integer := 0;
BEGIN
	FOR r IN SELECT person, medaid_person_outcomes_send(x) AS b FROM values_of WHERE person <= 40 LOOP
		FOR i IN 0 .. length(r.b) - 1 LOOP
			bytes := set_byte(r.b, i, (get_byte(r.b, i) + 1 + pg_temp.draw(r.person * 1000 + i, 3, 255)) % 256);
			BEGIN
				PERFORM medaid_outcomes_merge(bytes::text::medaid_person_outcomes);
				taken := taken + 1;
			EXCEPTION WHEN invalid_binary_representation THEN
				refused := refused + 1;
			END;
		END LOOP;
		BEGIN
			PERFORM substring(r.b FROM 1 FOR length(r.b) - 1)::text::medaid_person_outcomes;
			taken := taken + 1000000;
		EXCEPTION WHEN invalid_binary_representation THEN
			refused := refused + 1;
		END;
	END LOOP;
	RETURN CASE WHEN refused > taken AND taken < 1000000 THEN 'good' ELSE format('%s refused, %s taken', refused, taken) END;
END $$;
SELECT is(pg_temp.damaged(), 'good', 'damaged bytes are refused');
SELECT throws_ok(format('SELECT %L::medaid_person_outcomes', overlay(x::text PLACING '01' FROM 5 FOR 2)), '22P03', NULL, 'another number of sums, as another release may have') FROM values_of LIMIT 1;

-- Persons with ever more scenarios: what a call site holds grows with them, not with the sum of all there were.
-- 10, 20, ... 120 scenarios: the last six add 60; kept one beside the other they took 500 kB more, and as one 90.
CREATE TABLE grown AS SELECT n, (SELECT array_agg(medaid_policy_with(medaid_policy('zibo-2023', '2023-06-01'), 'within_bill', false, 's' || m)) FROM generate_series(1, 120) AS m)[1:n] AS scenarios FROM generate_series(10, 120, 10) AS n;
CREATE TABLE grown_claims AS SELECT medaid_collect(medaid_claim(claim_id => 'a', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}', total => 1000, in_scope => 1000, critical_illness_paid => 0)) AS claims;
CREATE FUNCTION pg_temp.held(medaid_person_outcomes) RETURNS numeric LANGUAGE plpgsql VOLATILE AS $$ BEGIN RETURN (SELECT sum(total_bytes) FROM pg_backend_memory_contexts WHERE name = 'ExecutorState'); END $$;
SELECT cmp_ok(max(held) - min(held), '<', 250000::numeric, 'room for the most scenarios, not for all there were')
FROM (SELECT n, pg_temp.held(medaid_outcomes(claims, scenarios)) AS held FROM grown_claims, (SELECT * FROM grown ORDER BY n) AS g) AS x WHERE n >= 60;

SELECT * FROM finish();
ROLLBACK;
