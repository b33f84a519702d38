-- What the planner makes of a claim: no composite, no call of medaid_claim(), and parallel scans.
BEGIN;
SELECT plan(23);
-- Facts about plans: the planner's settings as PostgreSQL ships them, whatever the server's are.
SELECT set_config(name, boot_val, true) FROM pg_settings
WHERE context = 'user' AND (category LIKE 'Query Tuning%' OR name IN ('work_mem', 'hash_mem_multiplier', 'max_parallel_workers',
	'max_parallel_workers_per_gather', 'parallel_leader_participation', 'force_parallel_mode', 'debug_parallel_query')) \g /dev/null

CREATE TABLE visit (id text, svc text, day date, held text[], cost numeric, scope numeric, level integer);
INSERT INTO visit SELECT n::text, CASE WHEN n % 2 = 0 THEN 'inpatient' ELSE 'outpatient' END, date '2023-01-01' + n % 365, '{dibao}', n, n, n % 4 FROM generate_series(1, 20000) AS n;
ANALYZE visit;
CREATE FUNCTION pg_temp.plan(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	line text;
	lines text := '';
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (VERBOSE, COSTS OFF) ' || query LOOP
		lines := lines || line || E'\n';
	END LOOP;
	RETURN lines;
END
$$;

SELECT pg_temp.plan($$SELECT medaid_settle(medaid_claim(claim_id => id, service => svc, discharged_on => day, categories => held, total => cost, in_scope => scope, critical_illness_paid => 0,
	hospital_level => level), (SELECT medaid_policy('zibo-2023', '2023-06-01'))) FROM visit$$) AS plan \gset
SELECT matches(:'plan'::text, 'medaid_compact_fields\((visit\.)?id', 'the claim is packed from the single columns');
SELECT doesnt_match(:'plan'::text, 'medaid_claim\(', 'medaid_claim() is not called');
SELECT doesnt_match(:'plan'::text, 'ROW\(', 'no row is built');
SELECT matches(:'plan'::text, 'InitPlan 1', 'the policy in a sub-select is resolved once');

SELECT pg_temp.plan($$SELECT medaid_settle(medaid_claim(id, svc, NULL, day, held, NULL, NULL, cost, scope), medaid_policy('zibo-2023', day)) FROM visit$$) AS plan \gset
SELECT matches(:'plan'::text, 'medaid_compact_fields\((visit\.)?id', 'by position, too');
SELECT pg_temp.plan($$SELECT medaid_settle(ROW(id, svc, NULL, day, held, NULL, NULL, cost, scope, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, level::smallint,
	NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)::medaid_claim, medaid_policy('zibo-2023', day)) FROM visit$$) AS plan \gset
SELECT matches(:'plan'::text, 'medaid_compact_fields\((visit\.)?id', 'ROW(...)::medaid_claim, too');

CREATE VIEW visit_claim AS
	SELECT id, medaid_claim(claim_id => id, service => svc, discharged_on => day, categories => held, total => cost, in_scope => scope, critical_illness_paid => 0, hospital_level => level) AS claim FROM visit;
SELECT pg_temp.plan($$SELECT medaid_settle(claim, (SELECT medaid_policy('zibo-2023', '2023-06-01'))) FROM visit_claim$$) AS plan \gset
SELECT matches(:'plan'::text, 'medaid_compact_fields\((visit\.)?id', 'through a view');
SELECT doesnt_match(:'plan'::text, 'medaid_claim\(|ROW\(', 'through a view no row is built');
SELECT pg_temp.plan($$SELECT (s).aid, (s).status FROM (SELECT medaid_settle(claim, (SELECT medaid_policy('zibo-2023', '2023-06-01'))) AS s FROM visit_claim OFFSET 0) AS x$$) AS plan \gset
SELECT is((SELECT count(*) FROM regexp_matches(:'plan', 'medaid_settle\(', 'g')), 1::bigint, 'OFFSET 0: two fields of one call');
SELECT pg_temp.plan($$SELECT medaid_settle(medaid_claim(claim_id => id, service => lower(svc), discharged_on => day, total => cost + random()::numeric, in_scope => scope),
	(SELECT medaid_policy('zibo-2023', '2023-06-01'))) FROM visit$$) AS plan \gset
SELECT matches(:'plan'::text, 'medaid_compact_fields\((visit\.)?id, lower', 'expressions, volatile ones too');

-- the same result on every way to hand a claim over
CREATE TABLE stored AS SELECT id, claim FROM visit_claim;
CREATE TEMP TABLE policy AS SELECT medaid_policy('zibo-2023', '2023-06-01') AS p;
CREATE TEMP TABLE direct AS SELECT id, medaid_settle(claim, p) AS s FROM visit_claim, policy;
SELECT is((SELECT count(*) FROM stored JOIN direct USING (id), policy WHERE medaid_settle(claim, p) IS DISTINCT FROM s), 0::bigint, 'stored composites');
SELECT is((SELECT count(*) FROM (SELECT id, claim FROM visit_claim OFFSET 0) AS o JOIN direct USING (id), policy WHERE medaid_settle(claim, p) IS DISTINCT FROM s), 0::bigint, 'composites behind OFFSET 0');
SELECT is((SELECT count(*) FROM (SELECT id, medaid_compact(claim) AS c FROM visit_claim OFFSET 0) AS o JOIN direct USING (id), policy WHERE medaid_settle(c, p) IS DISTINCT FROM s), 0::bigint, 'compact claims');
SELECT is((SELECT count(*) FROM direct WHERE (s).claim_id IS DISTINCT FROM id), 0::bigint, 'each claim its own settlement');
PREPARE one(text) AS SELECT (medaid_settle(claim, medaid_policy($1, '2023-06-01'))).aid FROM visit_claim WHERE id = '20000';
SET LOCAL plan_cache_mode = force_generic_plan;
-- 淄博 低保 75 % of 20,000
SELECT results_eq($$EXECUTE one('zibo-2023')$$, $$VALUES (15000.00)$$, 'a generic plan');
SET LOCAL plan_cache_mode = auto;

-- parallel
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL max_parallel_workers_per_gather = 2;
\set parallel 'SELECT sum((medaid_settle(claim, (SELECT medaid_policy(''zibo-2023'', ''2023-06-01'')))).aid) FROM visit_claim'
SELECT pg_temp.plan(:'parallel') AS plan \gset
SELECT matches(:'plan'::text, 'Partial Aggregate(.|\n)*Parallel Seq Scan', 'settled by parallel workers');
SELECT matches(pg_temp.plan($$SELECT sum((medaid_settle(claim, medaid_policy('zibo-2023', '2023-06-01'))).aid) FROM visit_claim$$), 'Partial Aggregate(.|\n)*Parallel Seq Scan', 'the policy resolved by each worker');
SELECT is((:parallel), (SELECT sum((s).aid) FROM direct), 'the same sum');
SELECT is((SELECT sum((medaid_settle(claim, medaid_policy('zibo-2023', '2023-06-01'))).aid) FROM visit_claim), (SELECT sum((s).aid) FROM direct), 'the same sum, the policy resolved by each worker');

-- packed below OFFSET 0: what is sorted is the packed claim
SET LOCAL max_parallel_workers_per_gather = 0;
SET LOCAL enable_hashagg = off;
SELECT $$SELECT id, medaid_settle_all(claim, (SELECT medaid_policies('zibo-2023', '2023-01-01', '2023-12-31'))) AS a
	FROM (SELECT id, medaid_claim(claim_id => id, service => svc, discharged_on => day, categories => held, total => cost, in_scope => scope, critical_illness_paid => 0)::medaid_compact_claim AS claim
		FROM visit OFFSET 0) AS v GROUP BY id$$ AS packed \gset
SELECT pg_temp.plan(:'packed') AS plan \gset
SELECT matches(:'plan'::text, 'Seq Scan on [^\n]*visit[^\n]*\n\s*Output: [^\n]*medaid_compact_fields\(', 'packed below OFFSET 0: where the table is read');
SELECT matches(:'plan'::text, 'Sort\n\s*Output: [^\n]*\(medaid_compact_fields\(', 'and sorted packed');
SELECT results_eq('SELECT x.id, (s).aid FROM (' || :'packed' || ') AS x, unnest(x.a) AS s ORDER BY x.id', $$SELECT id, (s).aid FROM (
	SELECT id, unnest(medaid_settle_all(medaid_claim(claim_id => id, service => svc, discharged_on => day, categories => held, total => cost, in_scope => scope, critical_illness_paid => 0),
		(SELECT medaid_policies('zibo-2023', '2023-01-01', '2023-12-31')))) AS s FROM visit GROUP BY id) AS x ORDER BY id$$, 'the same settlements');

-- Who reads a view needs no USAGE on the schema of what it calls: nor where the planner puts another function there.
-- 10,000 x 75 % = 7,500 (淄博 (六)), and 2,500 is left, no more than 5,000.
CREATE SCHEMA planning_test;
CREATE TABLE planning_test.policy AS SELECT medaid_policy('zibo-2023', '2023-06-01') AS policy;
CREATE VIEW planning_test.settled AS SELECT (medaid_settle(claim, policy)).aid FROM visit_claim, planning_test.policy WHERE id = '10000';
CREATE ROLE medaid_test_reader;
GRANT USAGE ON SCHEMA planning_test TO medaid_test_reader;
GRANT SELECT ON planning_test.settled TO medaid_test_reader;
SELECT format('REVOKE USAGE ON SCHEMA %I FROM PUBLIC', nspname) FROM pg_extension JOIN pg_namespace AS n ON n.oid = extnamespace WHERE extname = 'medaid' \gexec
SET LOCAL ROLE medaid_test_reader;
SELECT aid AS seen FROM planning_test.settled \gset
RESET ROLE;
SELECT is(:'seen'::numeric, 7500.00, 'settled in a view whose reader may not use the schema');

SELECT * FROM finish();
ROLLBACK;
