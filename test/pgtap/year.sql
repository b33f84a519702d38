-- A person's years: every form settles the same claims to the same fen, however
-- the rows arrive, and what a year has used is continued exactly.
SET client_min_messages = warning;
SET jit = off;
BEGIN;
-- States are split and sent however few the claims of a person: else the planner
-- leaves that where it would be slower.
ALTER FUNCTION medaid_settle_all_serialize(internal) COST 1;
ALTER FUNCTION medaid_settle_all_deserialize(bytea, internal) COST 1;
\ir ../model/load.sql
SELECT plan(79);
-- Facts about plans: the planner's settings as PostgreSQL ships them, whatever the server's are.
SELECT set_config(name, boot_val, true) FROM pg_settings
WHERE context = 'user' AND (category LIKE 'Query Tuning%' OR name IN ('work_mem', 'hash_mem_multiplier', 'max_parallel_workers',
	'max_parallel_workers_per_gather', 'parallel_leader_participation', 'force_parallel_mode', 'debug_parallel_query')) \g /dev/null

CREATE SCHEMA year_test;
GRANT USAGE ON SCHEMA year_test TO PUBLIC;

-- Worked by hand: 淄博 (六), (七). A margin family's deductible of 3,000, 50 %, 20,000 a year; then 70 % over 10,000, 20,000 a year.
CREATE FUNCTION pg_temp.c(id text, day date, burden numeric, categories text[], recognised date[] DEFAULT NULL) RETURNS medaid_claim LANGUAGE sql AS $$
	SELECT medaid_claim(claim_id => id, service => 'inpatient', discharged_on => day, categories => categories, recognised_on => recognised,
		total => burden, in_scope => burden, basic_paid => 0, critical_illness_paid => 0) $$;
-- year, deductible, assistance, tilted, the pool's paid and remaining, the tilted pool's burden
CREATE FUNCTION pg_temp.show(s medaid_settlement) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', s.claim_id, s.benefit_year, trim_scale(s.deductible), trim_scale(s.assistance), trim_scale(s.tilted),
		trim_scale(s.pool_paid), trim_scale(s.pool_remaining), coalesce(trim_scale(s.tilted_pool_burden)::text, '-')) $$;
CREATE TABLE year_test.margin AS SELECT pg_temp.c(id, day, burden, '{dibao_margin}') AS claim, id FROM (VALUES
	('d', date '2023-12-31', 1000), ('a', '2023-03-01', 2000), ('c', '2023-05-01', 50000), ('e', '2024-01-01', 10000), ('b', '2023-04-01', 5000)) AS v (id, day, burden);
CREATE TABLE year_test.margin_expected AS SELECT * FROM (VALUES
	-- the deductible is reached within b: 1,000 of it are left; the cap within c: 18,000 are left of 23,500 due
	('a', 'a 2023 2000 0 0 0 20000 2000'),
	('b', 'b 2023 1000 2000 0 2000 18000 5000'),
	('c', 'c 2023 0 18000 18900 20000 0 37000'),
	('d', 'd 2023 0 0 700 20000 0 38000'),
	('e', 'e 2024 3000 3500 0 3500 16500 6500')) AS v (id, line);
SELECT results_eq('SELECT pg_temp.show(s) FROM (SELECT medaid_settle_all(claim, (SELECT medaid_policy(''zibo-2023'', ''2023-06-01''))) AS a FROM year_test.margin) AS x, unnest(a) AS s',
	'SELECT line FROM year_test.margin_expected ORDER BY id', 'straddling claims, and a new year: grouped');
-- || and slices take the size of an array for a multiple of its elements' alignment: settlements of eight lengths
SELECT results_eq($$SELECT n, pg_temp.show(s) FROM (
		SELECT n, medaid_settle_all(pg_temp.c(repeat('x', n), '2023-03-01', 2000, '{dibao_margin}'), (SELECT medaid_policy('zibo-2023', '2023-06-01'))) AS a
		FROM generate_series(1, 8) AS n GROUP BY n) AS x, unnest((a || a || a)[2:3]) AS s ORDER BY n$$,
	$$SELECT n, repeat('x', n) || ' 2023 2000 0 0 0 20000 2000' FROM generate_series(1, 8) AS n, generate_series(1, 2) ORDER BY n$$, 'arrays of settlements joined and cut');
SELECT results_eq('SELECT pg_temp.show(medaid_settle_ytd(claim, (SELECT medaid_policy(''zibo-2023'', ''2023-06-01''))) OVER (ORDER BY (claim).discharged_on)) FROM year_test.margin',
	'SELECT line FROM year_test.margin_expected ORDER BY id', 'straddling claims, and a new year: in a window');

-- (七): an application of February 2024 reaches the stay of December 2023, in the year 2024; the stay as dibao remains in 2023.
-- 60 % over 10,000 (set here), 20,000 a year.
CREATE TABLE year_test.december AS SELECT pg_temp.c(id, day, burden, categories, recognised) AS claim, id FROM (VALUES
	('z', date '2024-03-01', 20000, '{medical_poverty}'::text[], '{2024-02-10}'::date[]),
	('x', '2023-12-05', 30000, '{medical_poverty}', '{2024-02-10}'),
	('y', '2023-12-10', 4000, '{dibao}', NULL)) AS v (id, day, burden, categories, recognised);
CREATE TABLE year_test.december_expected AS SELECT * FROM (VALUES
	('x', 'x 2024 10000 12000 0 12000 8000 -'),
	('y', 'y 2023 0 3000 0 3000 27000 1000'),
	('z', 'z 2024 0 8000 0 20000 0 -')) AS v (id, line);
CREATE TABLE year_test.december_policy AS SELECT medaid_policy_with(medaid_policies('zibo-2023', '2023-01-01', '2024-12-31'), 'inpatient-medical_poverty.deductible', 10000) AS p;
SELECT results_eq('SELECT pg_temp.show(s) FROM (SELECT medaid_settle_all(claim, (SELECT p FROM year_test.december_policy)) AS a FROM year_test.december) AS x, unnest(a) AS s',
	'SELECT line FROM year_test.december_expected ORDER BY id', 'December reached from the next year: grouped');
SELECT results_eq('SELECT pg_temp.show(medaid_settle_ytd(claim, (SELECT p FROM year_test.december_policy)) OVER (ORDER BY (claim).discharged_on)) FROM year_test.december',
	'SELECT line FROM year_test.december_expected ORDER BY id', 'December reached from the next year: in a window');
SELECT is((SELECT medaid_ytd(s)::text FROM (SELECT unnest(medaid_settle_all(claim, (SELECT p FROM year_test.december_policy))) AS s FROM year_test.december) AS x),
	'{"(2023,zibo-critical-illness,34000.00,0.00,0.00,0.00,,)","(2023,zibo-main,4000.00,0.00,3000.00,3000.00,,)","(2023,zibo-tilted,1000.00,0.00,0.00,0.00,,)","(2024,zibo-critical-illness,20000.00,0.00,0.00,0.00,,)","(2024,zibo-main,50000.00,10000.00,20000.00,24000.00,,)"}', 'and what each year has used');

-- Order: the day, then claim_id bytewise with NULL first, then the content.
SELECT is((SELECT string_agg(coalesce(s.claim_id, '-') || ':' || trim_scale(s.burden), ' ') FROM (
		SELECT medaid_settle_all(pg_temp.c(id, '2023-03-01', burden, '{dibao}'), (SELECT medaid_policy('zibo-2023', '2023-06-01'))) AS a
		FROM (VALUES ('b', 5), ('é', 4), ('B', 3), (NULL, 2), ('', 1), (NULL, 1), ('aa', 9), ('a', 9)) AS v (id, burden)) AS x, unnest(a) AS s),
	'-:1 -:2 :1 B:3 a:9 aa:9 b:5 é:4', 'the order of a day''s claims');

-- Random persons of every place: claims over five years, amounts that change within them.
CREATE TABLE year_test.claims AS
SELECT p.place, p.place || seed AS person, c.n, r.a[c.n] AS claim
FROM unnest('{panzhihua-2023,dianjiang-2023,pingshun-2023,ankang-2023,zibo-2023}'::text[]) AS p (place),
	generate_series(9001, 9200) AS seed,
	LATERAL (SELECT model.random_person(p.place, seed, '2022-11-15', '2028-03-15') AS a) AS r, generate_subscripts(r.a, 1) AS c (n)
ORDER BY md5(p.place || seed || c.n);
CREATE TABLE year_test.policy AS
SELECT place, model.policies_of(place) AS policies
FROM unnest('{panzhihua-2023,dianjiang-2023,pingshun-2023,ankang-2023,zibo-2023}'::text[]) AS place;
ANALYZE year_test.claims, year_test.policy;
ALTER TABLE year_test.claims SET (parallel_workers = 2);

-- The claims as columns, as tables of a platform have them.
CREATE VIEW year_test.flat AS
SELECT place AS policy, person, n, medaid_claim(claim_id => (claim).claim_id, service => (claim).service,
	admitted_on => (claim).admitted_on, discharged_on => (claim).discharged_on, categories => (claim).categories,
	recognised_on => (claim).recognised_on, ended_on => (claim).ended_on, total => (claim).total,
	in_scope => (claim).in_scope, out_of_catalog => (claim).out_of_catalog, basic_paid => (claim).basic_paid,
	critical_illness_paid => (claim).critical_illness_paid, supplementary_paid => (claim).supplementary_paid,
	inclusive_paid => (claim).inclusive_paid, commercial_paid => (claim).commercial_paid,
	mutual_aid_paid => (claim).mutual_aid_paid, place => (claim).place, designated => (claim).designated,
	referral => (claim).referral, insurance => (claim).insurance, hospital_level => (claim).hospital_level,
	charge_class => (claim).charge_class, major_disease => (claim).major_disease,
	maintenance => (claim).maintenance, age => (claim).age, chronic_class => (claim).chronic_class,
	applied_on => (claim).applied_on, deadline_from => (claim).deadline_from,
	tilt_approved => (claim).tilt_approved) AS claim
FROM year_test.claims;

-- The truth: one claim after the other at the counter, after what the stored settlements add up to.
CREATE TABLE year_test.expected (person text, n integer, s medaid_settlement);
DO $$
DECLARE
	c record;
	settled medaid_settlement;
BEGIN
	FOR c IN SELECT k.person, k.n, k.claim, p.policies FROM year_test.claims AS k JOIN year_test.policy AS p USING (place)
			ORDER BY k.person, k.n LOOP
		settled := medaid_settle(c.claim, c.policies, (SELECT medaid_ytd(e.s) FROM year_test.expected AS e WHERE e.person = c.person));
		INSERT INTO year_test.expected VALUES (c.person, c.n, settled);
	END LOOP;
END $$;
SELECT is(count(*), (SELECT count(*) FROM year_test.claims), 'the truth: one settlement a claim') FROM year_test.expected;
SELECT cmp_ok(count(*), '>', 1500::bigint, 'and many of them pay') FROM year_test.expected WHERE (s).status = 'paid';
SELECT cmp_ok(count(DISTINCT ((s).benefit_year, (s).policy)), '>=', 25::bigint, 'in five years and more of each place') FROM year_test.expected;

-- How many settlements of a query of (person, n, s) differ from the truth, missing and surplus ones included.
CREATE FUNCTION year_test.differing(query text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	wrong bigint;
BEGIN
	EXECUTE format('SELECT count(*) FROM (%s) AS q (person, n, s) FULL JOIN year_test.expected AS e USING (person, n)
		WHERE q.s::text IS DISTINCT FROM e.s::text', query) INTO wrong;
	RETURN wrong;
END $$;
CREATE FUNCTION year_test.explained(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	line text;
	lines text := '';
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (ANALYZE, COSTS off, TIMING off, SUMMARY off) ' || query LOOP
		lines := lines || line || E'\n';
	END LOOP;
	RETURN lines;
END $$;
-- unnest WITH ORDINALITY takes a row apart; a LATERAL over the subscripts keeps it whole.
CREATE FUNCTION year_test.of(grouped text) RETURNS text LANGUAGE sql AS $$
	SELECT format('SELECT person, i, a[i] FROM (%s) AS x (person, a), generate_subscripts(a, 1) AS i', grouped) $$;

-- Every form.
SELECT is(year_test.differing(year_test.of('SELECT person, medaid_settle_all(claim, policies)
	FROM year_test.claims JOIN year_test.policy USING (place) GROUP BY person')), 0::bigint, 'medaid_settle_all');
SELECT is(year_test.differing(year_test.of('SELECT person, medaid_settle_all(claim, policies)
	FROM year_test.flat JOIN year_test.policy ON place = policy GROUP BY person')), 0::bigint, 'medaid_settle_all of columns');
SELECT is(year_test.differing('SELECT person, n, medaid_settle_ytd(claim, policies) OVER (PARTITION BY person ORDER BY n)
	FROM year_test.claims JOIN year_test.policy USING (place)'), 0::bigint, 'medaid_settle_ytd');
SELECT is(year_test.differing('SELECT person, n, medaid_settle_ytd(claim, policies) OVER (PARTITION BY person
		ORDER BY (claim).discharged_on, (claim).claim_id COLLATE "C" NULLS FIRST ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING)
	FROM year_test.flat JOIN year_test.policy ON place = policy'), 0::bigint, 'medaid_settle_ytd of columns, in any frame');
SELECT is(year_test.differing(year_test.of('SELECT person, medaid_settle_all(set, policies)
	FROM (SELECT place, person, medaid_collect(claim) AS set FROM year_test.claims GROUP BY place, person) AS c
	JOIN year_test.policy USING (place)')), 0::bigint, 'medaid_collect and medaid_settle_all');
SELECT is(year_test.differing(year_test.of('SELECT person, medaid_settle_all(u, policies)
	FROM (SELECT place, person, medaid_collect(claim) AS set FROM year_test.flat AS f, LATERAL (SELECT f.policy) AS p (place) GROUP BY place, person) AS c
	JOIN year_test.policy USING (place), medaid_unpack(set) AS u GROUP BY person')), 0::bigint, 'medaid_collect, medaid_unpack and settled again');
SELECT is(year_test.differing('SELECT person, n, a[n] FROM (SELECT person, n, medaid_settle_all(claim, policies)
		OVER (PARTITION BY person ORDER BY n ROWS UNBOUNDED PRECEDING) AS a
	FROM year_test.claims JOIN year_test.policy USING (place)) AS x'), 0::bigint, 'medaid_settle_all over a running frame');
SELECT is(year_test.differing('SELECT person, n, a[n] FROM (SELECT person, n, medaid_settle_all(claim, policies)
		OVER (PARTITION BY person ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING EXCLUDE TIES) AS a
	FROM year_test.claims JOIN year_test.policy USING (place)) AS x'), 0::bigint, 'and where the frame starts anew with every row');

-- Frames equal groups: the whole array, running and restarted, final functions called again and again.
CREATE TABLE year_test.one AS SELECT c.*, p.policies FROM year_test.claims AS c JOIN year_test.policy AS p USING (place)
	WHERE place = 'zibo-2023' AND person < 'zibo-20239100';
SELECT is(count(*) FILTER (WHERE a::text IS DISTINCT FROM (SELECT medaid_settle_all(k.claim, k.policies) FROM year_test.one AS k
		WHERE k.person = x.person AND k.n <= x.n)::text), 0::bigint, 'a running frame equals its rows grouped')
FROM (SELECT person, n, medaid_settle_all(claim, policies) OVER (PARTITION BY person ORDER BY n ROWS UNBOUNDED PRECEDING) AS a FROM year_test.one) AS x;
SELECT is(count(*) FILTER (WHERE a::text IS DISTINCT FROM (SELECT medaid_settle_all(k.claim, k.policies) FROM year_test.one AS k
		WHERE k.person = x.person AND (k.n / 2 <> x.n / 2 OR k.n = x.n))::text), 0::bigint, 'EXCLUDE TIES equals its rows grouped')
FROM (SELECT person, n, medaid_settle_all(claim, policies) OVER (PARTITION BY person ORDER BY n / 2
		ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE TIES) AS a FROM year_test.one) AS x;
SELECT is(count(*) FILTER (WHERE a::text IS DISTINCT FROM (SELECT medaid_settle_all(k.claim, k.policies) FROM year_test.one AS k
		WHERE k.person = x.person AND k.n BETWEEN x.n - 2 AND x.n + 1)::text), 0::bigint, 'a sliding frame equals its rows grouped')
FROM (SELECT person, n, medaid_settle_all(claim, policies) OVER (PARTITION BY person ORDER BY n
		ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING) AS a FROM year_test.one) AS x;
SELECT is(count(*) FILTER (WHERE a IS DISTINCT FROM (SELECT medaid_collect(k.claim) FROM year_test.one AS k
		WHERE k.person = x.person AND k.n <= x.n)), 0::bigint, 'medaid_collect over a frame equals its rows grouped')
FROM (SELECT person, n, medaid_collect(claim) OVER (PARTITION BY person ORDER BY n ROWS UNBOUNDED PRECEDING) AS a FROM year_test.one) AS x;
SELECT is(count(*) FILTER (WHERE a IS DISTINCT FROM (SELECT medaid_ytd(e.s) FROM year_test.expected AS e
		WHERE e.person = x.person AND e.n <= x.n)), 0::bigint, 'medaid_ytd over a frame equals its rows grouped')
FROM (SELECT person, n, medaid_ytd(s) OVER (PARTITION BY person ORDER BY n ROWS UNBOUNDED PRECEDING) AS a FROM year_test.expected) AS x;

-- Permutations.
SELECT is(year_test.differing(year_test.of(format('SELECT person, medaid_settle_all(claim, policies)
	FROM (SELECT * FROM year_test.claims JOIN year_test.policy USING (place) ORDER BY %s) AS shuffled GROUP BY person', way))), 0::bigint,
	'in the order of ' || way)
FROM unnest('{n,"n DESC","md5(person || n)","md5(n || person)"}'::text[]) AS way;

-- Spilling hash aggregation, and sorting.
SET LOCAL work_mem = '64kB';
SET LOCAL enable_sort = off;
SET LOCAL enable_hashjoin = off;
SET LOCAL enable_mergejoin = off;
SELECT matches(year_test.explained('SELECT person, medaid_settle_all(claim, (SELECT policies FROM year_test.policy WHERE place = ''zibo-2023'')) FROM year_test.claims WHERE place = ''zibo-2023'' GROUP BY person'),
	'HashAggregate.*Batches: ([2-9]|[1-9]\d+) .*Disk Usage', 'work_mem 64 kB: the hash table spills');
SELECT is(year_test.differing(year_test.of('SELECT person, medaid_settle_all(claim, policies)
	FROM year_test.claims JOIN year_test.policy USING (place) GROUP BY person')), 0::bigint, 'spilled, the same');
SELECT is((SELECT count(*) FROM (SELECT person, medaid_settle_all(claim, (SELECT policies FROM year_test.policy WHERE place = 'zibo-2023')) AS a
	FROM year_test.claims WHERE place = 'zibo-2023' GROUP BY person) AS x, generate_subscripts(a, 1) AS i
	JOIN year_test.expected AS e ON e.n = i WHERE e.person = x.person AND a[i]::text = e.s::text),
	(SELECT count(*) FROM year_test.claims WHERE place = 'zibo-2023'), 'spilled with the policy from a sub-select, the same');
SET LOCAL enable_sort = on;
SET LOCAL enable_hashagg = off;
SELECT is(year_test.differing(year_test.of('SELECT person, medaid_settle_all(claim, policies)
	FROM year_test.claims JOIN year_test.policy USING (place) GROUP BY person')), 0::bigint, 'sorted, the same');
SET LOCAL enable_hashagg = on;
SET LOCAL enable_hashjoin = on;
SET LOCAL enable_mergejoin = on;
SET LOCAL work_mem = '4MB';

-- Grouping sets: sorted and hashed phases in one node.  Persons of one place have the same claim_ids.
SELECT is((SELECT count(*) FROM (SELECT person, place, medaid_try_settle_all(claim, policies) AS a
		FROM year_test.one GROUP BY GROUPING SETS ((person), (place), (person, place), ())) AS x
	WHERE person IS NOT NULL AND a::text IS DISTINCT FROM (SELECT array_agg(s ORDER BY n) FROM year_test.expected AS e WHERE e.person = x.person)::text),
	0::bigint, 'grouping sets');

-- Workers.
SET LOCAL max_parallel_workers_per_gather = 2;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SELECT matches(year_test.explained('SELECT person, medaid_settle_all(claim, (SELECT policies FROM year_test.policy WHERE place = ''zibo-2023'')) FROM year_test.claims WHERE place = ''zibo-2023'' GROUP BY person'),
	'Finalize.*Workers Launched: [12].*Partial', 'two workers');
SELECT is(year_test.differing(year_test.of('SELECT person, medaid_settle_all(claim, policies)
	FROM year_test.claims JOIN year_test.policy USING (place) GROUP BY person')), 0::bigint, 'split over workers, the same');
SELECT is((SELECT count(*) FROM (SELECT person, medaid_settle_all(claim, (SELECT policies FROM year_test.policy WHERE place = 'zibo-2023')) AS a
	FROM year_test.claims WHERE place = 'zibo-2023' GROUP BY person) AS x, generate_subscripts(a, 1) AS i
	JOIN year_test.expected AS e ON e.n = i WHERE e.person = x.person AND a[i]::text = e.s::text),
	(SELECT count(*) FROM year_test.claims WHERE place = 'zibo-2023'), 'split over workers with the policy from a sub-select, the same');
SET LOCAL work_mem = '64kB';
SELECT is(year_test.differing(year_test.of('SELECT person, medaid_settle_all(claim, policies)
	FROM year_test.claims JOIN year_test.policy USING (place) GROUP BY person')), 0::bigint, 'split and spilled, the same');
SET LOCAL work_mem = '4MB';
SELECT is(year_test.differing(year_test.of('SELECT person, medaid_settle_all(set, policies)
	FROM (SELECT place, person, medaid_collect(claim) AS set FROM year_test.claims GROUP BY place, person) AS c
	JOIN year_test.policy USING (place)')), 0::bigint, 'medaid_collect over workers, the same');
CREATE TABLE year_test.stored AS SELECT * FROM year_test.expected ORDER BY md5(person || n);
ALTER TABLE year_test.stored SET (parallel_workers = 2);
ANALYZE year_test.stored;
SELECT matches(year_test.explained('SELECT person, medaid_ytd(s) FROM year_test.stored GROUP BY person'), 'Finalize.*Partial', 'medaid_ytd over workers');
SELECT is((SELECT count(*) FROM (SELECT person, medaid_ytd(s) AS y FROM year_test.stored GROUP BY person) AS x
	WHERE y IS DISTINCT FROM (SELECT medaid_ytd(s) FROM (SELECT s FROM year_test.expected AS e WHERE e.person = x.person ORDER BY n) AS o)), 0::bigint,
	'medaid_ytd over workers, the same');

-- Partitionwise, by person and by what is not the person.
CREATE TABLE year_test.by_person (LIKE year_test.claims) PARTITION BY HASH (person);
CREATE TABLE year_test.by_n (LIKE year_test.claims) PARTITION BY HASH (n);
DO $$
BEGIN
	FOR i IN 0 .. 3 LOOP
		EXECUTE format('CREATE TABLE year_test.by_person_%1$s PARTITION OF year_test.by_person FOR VALUES WITH (MODULUS 4, REMAINDER %1$s)', i);
		EXECUTE format('CREATE TABLE year_test.by_n_%1$s PARTITION OF year_test.by_n FOR VALUES WITH (MODULUS 4, REMAINDER %1$s)', i);
	END LOOP;
END $$;
INSERT INTO year_test.by_person SELECT * FROM year_test.claims;
INSERT INTO year_test.by_n SELECT * FROM year_test.claims;
ANALYZE year_test.by_person, year_test.by_n;
SET LOCAL enable_partitionwise_aggregate = on;
SELECT is((SELECT count(*) FROM (SELECT person, medaid_settle_all(claim, (SELECT policies FROM year_test.policy WHERE place = 'zibo-2023')) AS a
	FROM year_test.by_person WHERE place = 'zibo-2023' GROUP BY person) AS x, generate_subscripts(a, 1) AS i
	JOIN year_test.expected AS e ON e.n = i WHERE e.person = x.person AND a[i]::text = e.s::text),
	(SELECT count(*) FROM year_test.claims WHERE place = 'zibo-2023'), 'partitioned by person, with workers: the same');
SELECT is((SELECT count(*) FROM (SELECT person, medaid_settle_all(claim, (SELECT policies FROM year_test.policy WHERE place = 'zibo-2023')) AS a
	FROM year_test.by_n WHERE place = 'zibo-2023' GROUP BY person) AS x, generate_subscripts(a, 1) AS i
	JOIN year_test.expected AS e ON e.n = i WHERE e.person = x.person AND a[i]::text = e.s::text),
	(SELECT count(*) FROM year_test.claims WHERE place = 'zibo-2023'), 'partitioned by another key, with workers: the same');
SET LOCAL max_parallel_workers_per_gather = 0;
SELECT is((SELECT count(*) FROM (SELECT person, medaid_settle_all(claim, (SELECT policies FROM year_test.policy WHERE place = 'zibo-2023')) AS a
	FROM year_test.by_n WHERE place = 'zibo-2023' GROUP BY person) AS x, generate_subscripts(a, 1) AS i
	JOIN year_test.expected AS e ON e.n = i WHERE e.person = x.person AND a[i]::text = e.s::text),
	(SELECT count(*) FROM year_test.claims WHERE place = 'zibo-2023'), 'partitioned by another key: the same');
SELECT is((SELECT count(*) FROM (SELECT place, person, medaid_collect(claim) AS set FROM year_test.by_n GROUP BY place, person) AS x
	WHERE set IS DISTINCT FROM (SELECT medaid_collect(claim) FROM year_test.claims AS c WHERE c.person = x.person)), 0::bigint,
	'medaid_collect partitioned by another key: the same');
-- one group, so that every partition is settled in part; of a claim_id that several persons have, the first is settled
SELECT matches(year_test.explained('SELECT medaid_try_settle_all(claim, (SELECT policies FROM year_test.policy WHERE place = ''zibo-2023'')) FROM year_test.by_n WHERE place = ''zibo-2023'''),
	'Finalize.*Append.*Partial.*Partial', 'each partition in part');
SELECT is((SELECT medaid_try_settle_all(claim, (SELECT policies FROM year_test.policy WHERE place = 'zibo-2023'))::text FROM year_test.by_n WHERE place = 'zibo-2023'),
	(SELECT medaid_try_settle_all(claim, (SELECT policies FROM year_test.policy WHERE place = 'zibo-2023'))::text FROM (SELECT * FROM year_test.claims WHERE place = 'zibo-2023' ORDER BY n DESC) AS c),
	'in part and combined: the same');
SET LOCAL enable_partitionwise_aggregate = off;

-- NULLs: claims that are skipped, groups without any, sides of a combination that are empty.
SELECT is((SELECT medaid_settle_all(NULL::medaid_claim, policies) FROM year_test.policy WHERE place = 'zibo-2023'), NULL, 'no claim: NULL');
SELECT is((SELECT medaid_collect(NULL::medaid_claim)), NULL, 'no claim to collect: NULL');
SELECT is((SELECT medaid_settle_all(claim, policies) FROM year_test.one WHERE false), NULL, 'no row: NULL');
SELECT is((SELECT medaid_ytd(s) FROM year_test.expected WHERE false), '{}'::medaid_accumulator[], 'no settlement: nothing used');
SELECT is((SELECT medaid_settle_all(CASE WHEN k = 1 THEN claim END, policies)::text FROM year_test.one, generate_series(1, 3) AS k WHERE person = 'zibo-20239001'),
	(SELECT array_agg(s ORDER BY n)::text FROM year_test.expected WHERE person = 'zibo-20239001'), 'NULL claims are skipped');
SELECT throws_ok('SELECT medaid_settle_all(claim, NULL::medaid_policy[]) FROM year_test.one', '22004', NULL, 'NULL policy: 22004');
SELECT throws_ok('SELECT medaid_settle_ytd(claim, NULL::medaid_policy) OVER () FROM year_test.one', '22004', NULL, 'NULL policy in a window: 22004');
SELECT is((SELECT count(*) FROM (SELECT medaid_settle_ytd(CASE WHEN n % 2 = 0 THEN claim END, policies) OVER (PARTITION BY person ORDER BY n) AS s, n FROM year_test.one) AS x
	WHERE (s IS NULL) <> (n % 2 = 1)), 0::bigint, 'NULL claim in a window: NULL');
SELECT is((SELECT medaid_settle_all(NULL::medaid_claim_set, policies) FROM year_test.policy WHERE place = 'zibo-2023'), NULL, 'NULL set: NULL');
SELECT throws_ok($$SELECT medaid_settle_ytd(claim, policies) FROM year_test.one$$, '42809', NULL, 'no OVER: an error of the parser');

-- Unequal and empty sides: all claims in one partition, the others empty.
CREATE TABLE year_test.uneven (LIKE year_test.claims) PARTITION BY LIST ((n % 5));
CREATE TABLE year_test.uneven_0 PARTITION OF year_test.uneven FOR VALUES IN (0);
CREATE TABLE year_test.uneven_1 PARTITION OF year_test.uneven FOR VALUES IN (1, 2, 3);
CREATE TABLE year_test.uneven_2 PARTITION OF year_test.uneven FOR VALUES IN (4);
CREATE TABLE year_test.uneven_3 PARTITION OF year_test.uneven FOR VALUES IN (5);
INSERT INTO year_test.uneven SELECT * FROM year_test.claims;
ANALYZE year_test.uneven;
SET LOCAL enable_partitionwise_aggregate = on;
SELECT is((SELECT count(*) FROM (SELECT person, medaid_settle_all(CASE WHEN n % 5 > 0 THEN claim END, (SELECT policies FROM year_test.policy WHERE place = 'zibo-2023')) AS a
		FROM year_test.uneven WHERE place = 'zibo-2023' GROUP BY person) AS x
	WHERE a::text IS DISTINCT FROM (SELECT medaid_settle_all(k.claim, (SELECT policies FROM year_test.policy WHERE place = 'zibo-2023'))
		FROM year_test.claims AS k WHERE k.person = x.person AND k.n % 5 > 0)::text), 0::bigint, 'empty and unequal sides');
SET LOCAL enable_partitionwise_aggregate = off;

-- A correlated sub-select gives each group its own policy; several places come joined by their code.
SELECT is(year_test.differing(year_test.of('SELECT person, medaid_settle_all(claim, (SELECT policies FROM year_test.policy AS p WHERE p.place = c.place))
	FROM year_test.claims AS c GROUP BY person')), 0::bigint, 'a correlated sub-select as policy');
SELECT is(year_test.differing(year_test.of('SELECT person, (SELECT medaid_settle_all(claim, p.policies) FROM year_test.claims AS c WHERE c.person = q.person)
	FROM (SELECT DISTINCT person, place FROM year_test.claims) AS q JOIN year_test.policy AS p USING (place)')), 0::bigint, 'the policy of an outer query');
SELECT is(year_test.differing('WITH policy AS MATERIALIZED (SELECT place, policies FROM year_test.policy)
	SELECT person, n, medaid_settle_ytd(claim, policies) OVER (PARTITION BY person ORDER BY n) FROM year_test.claims JOIN policy USING (place)'), 0::bigint,
	'several places from a materialised CTE, in a window');
SELECT is(year_test.differing(year_test.of('WITH policy AS MATERIALIZED (SELECT place, policies FROM year_test.policy)
	SELECT person, medaid_settle_all(claim, policies) FROM year_test.claims JOIN policy USING (place) GROUP BY person')), 0::bigint,
	'several places from a materialised CTE, grouped');

-- The policy changes from row to row within a person: year by year, and back again.
CREATE FUNCTION year_test.changing(n integer, day date) RETURNS medaid_policy LANGUAGE plpgsql STABLE AS $$
DECLARE
	policy medaid_policy := model.policy_of('zibo-2023', day);
BEGIN
	-- a claim at the counter takes the numbers of its day; every third one those of a scenario
	RETURN CASE WHEN n % 3 = 0 THEN medaid_policy_with(policy, 'inpatient-dibao.rate', 0.5 + n / 100.0, 'half ' || n)
		ELSE policy END;
END $$;
CREATE TABLE year_test.changed AS SELECT person, n, claim, year_test.changing(n, greatest((claim).discharged_on, '2023-01-01')) AS policy FROM year_test.one;
CREATE TABLE year_test.changed_expected (person text, n integer, s medaid_settlement);
DO $$
DECLARE
	c record;
BEGIN
	FOR c IN SELECT * FROM year_test.changed ORDER BY person, n LOOP
		INSERT INTO year_test.changed_expected
		SELECT c.person, c.n, medaid_settle(c.claim, c.policy, (SELECT medaid_ytd(e.s) FROM year_test.changed_expected AS e WHERE e.person = c.person));
	END LOOP;
END $$;
SELECT cmp_ok(count(DISTINCT policy::text), '>', 10::bigint, 'many policies') FROM year_test.changed;
CREATE VIEW year_test.changed_text AS SELECT person, array_agg(s ORDER BY n)::text AS a FROM year_test.changed_expected GROUP BY person;
SELECT is((SELECT count(*) FROM (SELECT person, medaid_settle_all(claim, policy)::text AS a FROM year_test.changed GROUP BY person) AS x
	FULL JOIN year_test.changed_text AS e USING (person) WHERE x.a IS DISTINCT FROM e.a), 0::bigint, 'policies that change within a person, grouped');
SELECT is((SELECT count(*) FROM (SELECT person, n, medaid_settle_ytd(claim, policy) OVER (PARTITION BY person ORDER BY n) AS s FROM year_test.changed) AS x
	JOIN year_test.changed_expected AS e USING (person, n) WHERE x.s::text IS DISTINCT FROM e.s::text), 0::bigint, 'policies that change within a person, in a window');
SELECT is((SELECT count(*) FROM (SELECT person, medaid_settle_all(claim, year_test.changing(n, greatest((claim).discharged_on, '2023-01-01')))::text AS a FROM year_test.changed GROUP BY person) AS x
	FULL JOIN year_test.changed_text AS e USING (person) WHERE x.a IS DISTINCT FROM e.a), 0::bigint, 'policies made row by row, grouped');
SET LOCAL max_parallel_workers_per_gather = 2;
ALTER TABLE year_test.changed SET (parallel_workers = 2);
ANALYZE year_test.changed;
SELECT is((SELECT count(*) FROM (SELECT person, medaid_settle_all(claim, policy)::text AS a FROM year_test.changed GROUP BY person) AS x
	FULL JOIN year_test.changed_text AS e USING (person) WHERE x.a IS DISTINCT FROM e.a), 0::bigint, 'policies that change within a person, over workers');

-- medaid_ytd continues a stored year exactly, wherever it is cut.
SELECT is((SELECT count(*) FROM year_test.claims AS c JOIN year_test.policy USING (place) JOIN year_test.expected AS e USING (person, n)
	WHERE medaid_settle(c.claim, policies, (SELECT medaid_ytd(s) FROM (SELECT b.s FROM year_test.expected AS b
		WHERE b.person = c.person AND b.n < c.n ORDER BY b.n DESC) AS before))::text <> e.s::text), 0::bigint, 'continued after settlements in the opposite order');
SELECT is((SELECT medaid_ytd(e.s) FROM year_test.expected AS e WHERE person = 'zibo-20239001'),
	(SELECT medaid_ytd(s) FROM (SELECT medaid_settle_ytd(claim, policies) OVER (ORDER BY n) AS s FROM year_test.one WHERE person = 'zibo-20239001') AS w),
	'the ytd of a window');

-- FILTER and ORDER BY in the call: the one chooses, the other changes nothing.
SELECT is((SELECT medaid_settle_all(claim, (SELECT policies FROM year_test.policy WHERE place = 'zibo-2023') ORDER BY n DESC)::text FROM year_test.one WHERE person = 'zibo-20239002'),
	(SELECT array_agg(s ORDER BY n)::text FROM year_test.expected WHERE person = 'zibo-20239002'), 'ORDER BY in the call');
SELECT is((SELECT medaid_settle_all(claim, policies) FILTER (WHERE n > 1)::text FROM year_test.one WHERE person = 'zibo-20239002'),
	(SELECT medaid_settle_all(claim, policies)::text FROM year_test.one WHERE person = 'zibo-20239002' AND n > 1), 'FILTER');
SELECT is((SELECT count(*) FROM (SELECT medaid_settle_all(claim, policies) AS a, medaid_settle_all(claim, policies) FILTER (WHERE n % 2 = 0) AS b, medaid_collect(claim) AS c,
		(SELECT array_agg(s ORDER BY n) FROM year_test.expected AS e WHERE e.person = o.person) AS want FROM year_test.one AS o GROUP BY person) AS x WHERE a::text <> want::text), 0::bigint,
	'several aggregates side by side');

-- Settlements that nobody settled.
CREATE FUNCTION year_test.stored_as(field text, value text) RETURNS medaid_settlement LANGUAGE plpgsql AS $$
BEGIN
	RETURN jsonb_populate_record((SELECT s FROM year_test.expected WHERE (s).policy = 'zibo-2023' AND (s).pool IS NOT NULL LIMIT 1), jsonb_build_object(field, value));
END $$;
SELECT throws_ok(format('SELECT medaid_ytd(year_test.stored_as(%L, %L))', field, value), state, NULL, format('%s %s', field, value))
FROM (VALUES ('burden', 'NaN', '22003'), ('burden', 'Infinity', '22003'), ('assistance', '-0.01', '22003'), ('deductible', '1e30', '22003'), ('benefit_year', NULL, '22004'),
	('discharged_on', NULL, '22004'), ('pool', repeat('库', 50), '42622')) AS v (field, value, state);
SELECT throws_ok('SELECT medaid_ytd(s) FROM (SELECT year_test.stored_as(''burden'', ''900000000000000'') AS s FROM generate_series(1, 200)) AS x', '22003', NULL, 'a year that cannot be held');
SELECT is((SELECT medaid_ytd(year_test.stored_as('pool', 'nobody''s'))::text ~ 'nobody''s'), true, 'a pool that no policy of the session names');

SELECT * FROM finish();
ROLLBACK;
