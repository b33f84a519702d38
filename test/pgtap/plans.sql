-- Which plans are chosen, what they remember, and how far they go.
SET client_min_messages = warning;
SET jit = off;
BEGIN;
SELECT plan(31);
-- Facts about plans: the planner's settings as PostgreSQL ships them, whatever the server's are.
SELECT set_config(name, boot_val, true) FROM pg_settings
WHERE context = 'user' AND (category LIKE 'Query Tuning%' OR name IN ('work_mem', 'hash_mem_multiplier', 'max_parallel_workers',
	'max_parallel_workers_per_gather', 'parallel_leader_participation', 'force_parallel_mode', 'debug_parallel_query')) \g /dev/null

CREATE SCHEMA plan_test;
-- :claims claims of a fifth as many persons, in no order; persons' numbers are texts
CREATE TABLE plan_test.claim AS
SELECT 'P' || lpad((hashint4(i) & 1048575)::numeric % 20000 || '', 8, '0') AS person, 'C' || lpad(i::text, 9, '0') AS claim_id,
	date '2023-01-01' + (hashint4(i * 7) & 1023) AS discharged_on, (1 + (hashint4(i * 3) & 65535))::numeric / 4 AS in_scope
FROM generate_series(1, 100000) AS i;
CREATE VIEW plan_test.claims AS
SELECT person, claim_id, discharged_on, medaid_claim(claim_id => claim_id, service => 'chronic', discharged_on => discharged_on, categories => '{dibao,tekun}',
	recognised_on => '{2020-01-01,2021-01-01}', ended_on => '{NULL,NULL}', total => in_scope + 1.00, in_scope => in_scope, out_of_catalog => 1.00, basic_paid => 0.5 * in_scope,
	critical_illness_paid => 0.00, supplementary_paid => 0.01, inclusive_paid => 0.02, commercial_paid => 0.03, mutual_aid_paid => 0.04, place => 'city', designated => true,
	referral => 'compliant', insurance => 'resident', hospital_level => 3, charge_class => 2, major_disease => false, maintenance => false, age => 40, chronic_class => 1,
	applied_on => discharged_on + 1, deadline_from => discharged_on, tilt_approved => false, admitted_on => discharged_on) AS claim
FROM plan_test.claim;
CREATE TABLE plan_test.few (LIKE plan_test.claim) PARTITION BY HASH (claim_id);
CREATE TABLE plan_test.by_person (LIKE plan_test.claim) PARTITION BY HASH (person);
CREATE TABLE plan_test.by_claim (LIKE plan_test.claim) PARTITION BY HASH (claim_id);
DO $$
BEGIN
	FOR i IN 0 .. 1 LOOP
		EXECUTE format('CREATE TABLE plan_test.by_person_%1$s PARTITION OF plan_test.by_person FOR VALUES WITH (MODULUS 2, REMAINDER %1$s)', i);
		EXECUTE format('CREATE TABLE plan_test.few_%1$s PARTITION OF plan_test.few FOR VALUES WITH (MODULUS 2, REMAINDER %1$s)', i);
		EXECUTE format('CREATE TABLE plan_test.by_claim_%1$s PARTITION OF plan_test.by_claim FOR VALUES WITH (MODULUS 2, REMAINDER %1$s)', i);
	END LOOP;
END $$;
INSERT INTO plan_test.by_person SELECT * FROM plan_test.claim;
INSERT INTO plan_test.by_claim SELECT * FROM plan_test.claim;
-- few persons: the more are worth combining
INSERT INTO plan_test.few SELECT right(person, 1), claim_id, discharged_on, in_scope FROM plan_test.claim;
ANALYZE plan_test.few, plan_test.claim, plan_test.by_person, plan_test.by_claim;
CREATE FUNCTION plan_test.explain(query text, options text DEFAULT 'COSTS off') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	line text;
	lines text := '';
BEGIN
	FOR line IN EXECUTE format('EXPLAIN (%s) %s', options, query) LOOP
		lines := lines || line || E'\n';
	END LOOP;
	RETURN lines;
END $$;
-- the same claims in any of the three tables
CREATE FUNCTION plan_test.settle_all(relation text) RETURNS text LANGUAGE sql AS $$
	SELECT format($f$SELECT person, medaid_settle_all(medaid_claim(claim_id => claim_id, service => 'chronic', discharged_on => discharged_on, categories => '{dibao}',
		total => in_scope, in_scope => in_scope), (SELECT medaid_policies('zibo-2023', '2023-01-01', '2025-12-31'))) AS a FROM plan_test.%I GROUP BY person$f$, relation) $$;

-- The claim is never built: the constructor and the cast become one function of the columns.
SELECT matches(plan_test.explain('SELECT medaid_settle(claim, (SELECT medaid_policy(''zibo-2023'', ''2023-06-01''))) FROM plan_test.claims', 'VERBOSE, COSTS off'),
	'medaid_settle\(\w*\.?medaid_compact_fields\(claim', 'medaid_claim(...) is inlined, through a view too');
SELECT doesnt_match(plan_test.explain('SELECT medaid_settle(claim, (SELECT medaid_policy(''zibo-2023'', ''2023-06-01''))) FROM plan_test.claims', 'VERBOSE, COSTS off'), 'ROW\(', 'no row is built');
-- A number that is a smallint in the table goes in as it is; a wider one is narrowed.
CREATE TABLE plan_test.numbers (level smallint, age integer);
SELECT matches(plan_test.explain('SELECT medaid_claim(hospital_level => level, charge_class => age)::medaid_compact_claim FROM plan_test.numbers', 'VERBOSE, COSTS off'),
	'[ .]level, (\w+\.)?medaid_smallint\((\w+\.)?age\)', 'no call for a smallint');
INSERT INTO plan_test.numbers VALUES (3, 2), (NULL, 3), (32767, 2), (-1, 70000);
SELECT results_eq('SELECT (c).hospital_level, (c).charge_class FROM (SELECT medaid_claim(hospital_level => level, charge_class => age) AS c FROM plan_test.numbers) AS x',
	'VALUES (3::smallint, 2::smallint), (NULL, 3::smallint), (32767::smallint, 2::smallint), (-1::smallint, 32767::smallint)', 'and the numbers are those of the table');

-- Serial.
SET LOCAL max_parallel_workers_per_gather = 0;
SET LOCAL work_mem = '64MB';
SELECT matches(plan_test.explain(plan_test.settle_all('claim')), '^HashAggregate', 'HashAggregate');
SELECT doesnt_match(plan_test.explain(plan_test.settle_all('claim')), 'Sort', 'and no sort');
SELECT matches(plan_test.explain(plan_test.settle_all('claim')), 'InitPlan', 'the policy is evaluated once');
SELECT matches(plan_test.explain('SELECT person, medaid_collect(claim) FROM plan_test.claims GROUP BY person'), '^HashAggregate', 'medaid_collect: HashAggregate');

-- Memory.
SELECT substring(plan_test.explain('SELECT person, medaid_settle_all(claim, (SELECT medaid_policies(''zibo-2023'', ''2023-01-01'', ''2025-12-31''))) FROM plan_test.claims GROUP BY person', 'ANALYZE, COSTS off, TIMING off')
	FROM 'Batches: 1  Memory Usage: (\d+)kB')::numeric * 1024 / 100000 AS bytes \gset
SELECT diag(format('%s bytes a claim, hash table and claim_id of 10 bytes included', round(:bytes)));
SELECT cmp_ok(:bytes::numeric, '<=', 180::numeric, 'at most 170 bytes a claim and its claim_id');

-- Workers.
SET LOCAL max_parallel_workers_per_gather = 2;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0.01;
-- each state carries its policies: with a few claims a person that costs more than workers gain
SELECT doesnt_match(plan_test.explain(plan_test.settle_all('claim')), 'Partial', 'persons of a few claims: no state travels');
SELECT matches(plan_test.explain('SELECT person, medaid_settle_all(medaid_collect(claim), (SELECT medaid_policies(''zibo-2023'', ''2023-01-01'', ''2025-12-31''))) FROM plan_test.claims GROUP BY person'),
	'Finalize.*Gather.*Partial', 'collections do: their states carry claims alone');
-- States are split and sent however few the claims of a person: else the planner
-- leaves that where it would be slower.
ALTER FUNCTION medaid_settle_all_serialize(internal) COST 1;
ALTER FUNCTION medaid_settle_all_deserialize(bytea, internal) COST 1;
SELECT matches(plan_test.explain(plan_test.settle_all('claim')), 'Finalize (Hash|Group)Aggregate.*Gather.*Partial HashAggregate', 'workers: Partial and Finalize');
SELECT matches(plan_test.explain('SELECT person, medaid_collect(claim) FROM plan_test.claims GROUP BY person'), 'Finalize.*Partial', 'medaid_collect: Partial and Finalize');
SELECT is((SELECT count(*) FROM plan_test.claims), (SELECT sum(medaid_claim_count(c))::bigint FROM (SELECT medaid_collect(claim) AS c FROM plan_test.claims GROUP BY person) AS x), 'and all claims arrive');

-- Partitions.
SET LOCAL enable_partitionwise_aggregate = on;
SELECT matches(plan_test.explain(plan_test.settle_all('by_person')), 'Append.*HashAggregate.*HashAggregate', 'partitioned by person: each partition whole');
SELECT doesnt_match(plan_test.explain(plan_test.settle_all('by_person')), 'Partial', 'with nothing partial');
SELECT matches(plan_test.explain(plan_test.settle_all('by_person')), 'Parallel Append', 'by workers');
SELECT matches(plan_test.explain(plan_test.settle_all('by_claim')), 'Finalize.*Partial', 'partitioned by another key: Partial and Finalize');
SET LOCAL max_parallel_workers_per_gather = 0;
SELECT matches(plan_test.explain(plan_test.settle_all('few')), 'Finalize.*Append.*Partial.*Partial', 'without workers too, each partition by itself');
SET LOCAL work_mem = '4MB';
SELECT matches(plan_test.explain(plan_test.settle_all('by_person')), '^Append\s+InitPlan.*\s+->  HashAggregate', 'partitioned by person: each partition whole');
SET LOCAL work_mem = '64MB';

-- The window function is one, and never in part.
SET LOCAL max_parallel_workers_per_gather = 2;
SELECT matches(plan_test.explain('SELECT medaid_settle_ytd(claim, (SELECT medaid_policy(''zibo-2023'', ''2023-06-01''))) OVER (PARTITION BY person ORDER BY discharged_on) FROM plan_test.claims'),
	'^WindowAgg', 'medaid_settle_ytd: WindowAgg above all workers');
SELECT doesnt_match(plan_test.explain('SELECT medaid_settle_ytd(claim, (SELECT medaid_policy(''zibo-2023'', ''2023-06-01''))) OVER (PARTITION BY person ORDER BY discharged_on) FROM plan_test.claims'),
	'Partial|Finalize', 'nothing partial');
SELECT is((SELECT string_agg(concat(prokind, provolatile, proparallel), ' ') FROM pg_proc WHERE proname = 'medaid_settle_ytd'), 'wis wis', 'it is declared a window function, immutable, parallel safe');
SELECT is((SELECT count(*) FROM pg_proc AS p JOIN pg_depend AS d ON d.objid = p.oid AND d.deptype = 'e' JOIN pg_extension AS e ON e.oid = d.refobjid AND e.extname = 'medaid'
	WHERE d.classid = 'pg_proc'::regclass AND p.prokind IN ('f', 'a', 'w') AND p.proname LIKE ANY ('{medaid_settle%,medaid_collect%,medaid_bag%,medaid_ytd%,medaid_unpack,medaid_claim_%,medaid_compact%}'::text[])
		AND p.proname NOT LIKE '%\_support' AND (p.provolatile <> 'i' OR p.proparallel <> 's')), 0::bigint, 'all that settles is immutable and parallel safe');
SET LOCAL max_parallel_workers_per_gather = 2;
SET LOCAL enable_partitionwise_aggregate = off;

-- A window forgets what is behind: no temporary file, and no memory that grows with the partition.
SET LOCAL work_mem = '1MB';
CREATE FUNCTION plan_test.peak_kb() RETURNS bigint LANGUAGE sql VOLATILE AS $$
	SELECT substring(pg_read_file('/proc/self/status') FROM 'VmHWM:\s+(\d+)')::bigint $$;
SET LOCAL max_parallel_workers_per_gather = 0;
SELECT count(s) AS warm, plan_test.peak_kb() AS before FROM (SELECT medaid_settle_ytd(claim, (SELECT medaid_policy('zibo-2023', '2023-06-01'))) OVER () AS s FROM plan_test.claims LIMIT 2000) AS x \gset
SELECT doesnt_match(plan_test.explain('SELECT medaid_settle_ytd(claim, (SELECT medaid_policy(''zibo-2023'', ''2023-06-01''))) OVER () FROM plan_test.claims', 'ANALYZE, BUFFERS, COSTS off, TIMING off'),
	'temp written', 'a partition of 100,000 claims needs no temporary file');
SELECT count(s) AS all_rows FROM (SELECT medaid_settle_ytd(claim, (SELECT medaid_policy('zibo-2023', '2023-06-01'))) OVER () AS s FROM plan_test.claims OFFSET 0) AS x \gset
SELECT cmp_ok(plan_test.peak_kb() - :before, '<', 30000::bigint, 'nor memory');

-- A person with 1,000,000 claims.
SET LOCAL work_mem = '64MB';
SELECT is((SELECT cardinality(a) FROM (SELECT medaid_settle_all(medaid_claim(claim_id => i::text, service => 'chronic', discharged_on => date '2023-12-31' - i % 365,
	total => 1.5, in_scope => 1.5, critical_illness_paid => 0, categories => '{dibao}'), (SELECT medaid_policy('zibo-2023', '2023-06-01'))) AS a FROM generate_series(1, 1000000) AS i) AS x),
	1000000, '1,000,000 claims of one person');
-- 1.13 each (75 % of 1.50, rounded up) until the limit of 30,000: 26,548 in full and one of 0.76
SELECT is((SELECT sum((s).assistance) FROM (SELECT medaid_settle_ytd(medaid_claim(claim_id => i::text, service => 'chronic', discharged_on => '2023-12-31',
	total => 1.5, in_scope => 1.5, critical_illness_paid => 0, categories => '{dibao}'), (SELECT medaid_policy('zibo-2023', '2023-06-01'))) OVER (ORDER BY i) AS s FROM generate_series(1, 30000) AS i) AS x), 30000.00, 'and the cap is met to the fen');

-- Beyond 1 GB: settlements that carry a long scenario, so that few claims suffice.
SELECT throws_like($$SELECT cardinality(medaid_settle_all(medaid_claim(claim_id => i::text, service => 'chronic', discharged_on => '2023-12-31', total => 1.5, in_scope => 1.5, critical_illness_paid => 0, categories => '{dibao}'),
	(SELECT medaid_policy_with(medaid_policy('zibo-2023', '2023-06-01'), 'inpatient-dibao.rate', 0.5, repeat('x', 1000000))))) FROM generate_series(1, 1200) AS i$$,
	'the settlements of one person exceed 1 GB', 'beyond 1 GB: a clear error');
SELECT throws_ok($$SELECT cardinality(medaid_settle_all(medaid_collect, (SELECT medaid_policy_with(medaid_policy('zibo-2023', '2023-06-01'), 'inpatient-dibao.rate', 0.5, repeat('x', 1000000)))))
	FROM (SELECT medaid_collect(medaid_claim(claim_id => i::text, service => 'chronic', discharged_on => '2023-12-31', total => 1.5, in_scope => 1.5, critical_illness_paid => 0, categories => '{dibao}')) FROM generate_series(1, 1200) AS i) AS x$$,
	'54000', NULL, 'from a stored collection too');
SELECT is((SELECT count(s) FROM (SELECT medaid_settle_ytd(medaid_claim(claim_id => i::text, service => 'chronic', discharged_on => '2023-12-31', total => 1.5, in_scope => 1.5, critical_illness_paid => 0, categories => '{dibao}'),
	(SELECT medaid_policy_with(medaid_policy('zibo-2023', '2023-06-01'), 'inpatient-dibao.rate', 0.5, repeat('x', 1000000)))) OVER (ORDER BY i) AS s FROM generate_series(1, 1200) AS i) AS x),
	1200::bigint, 'where the window form goes on');

SELECT * FROM finish();
ROLLBACK;
