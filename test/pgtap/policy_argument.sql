-- A policy that comes with every row is recognised, never taken for another: variables of PL/pgSQL,
-- arrays that change at the same place in memory, columns.
BEGIN;
SELECT plan(26);

-- 800 in scope of 低保, inpatient: 淄博 (六) gives 75 %; rates below are set
CREATE FUNCTION pg_temp.claim(day date, recognised date DEFAULT NULL) RETURNS medaid_claim LANGUAGE sql AS $$
	SELECT medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => day, categories => '{dibao}', recognised_on => ARRAY[recognised],
		total => 800, in_scope => 800, critical_illness_paid => 0)
$$;
INSERT INTO medaid_reference (area, indicator, year, value, published_on)
	SELECT a, i, y, 40000, make_date(y + 1, 3, 1) FROM generate_series(2020, 2030) AS y, (VALUES ('淄博市', 'income'), ('攀枝花市', 'income'), ('攀枝花市', 'monitor_income')) AS v (a, i);
-- the array of some years with another rate in one of its elements; all of one size
CREATE FUNCTION pg_temp.with_rate(element integer, rate numeric) RETURNS medaid_policy[] LANGUAGE plpgsql AS $$
DECLARE
	p medaid_policy[] := medaid_policies('zibo-2023', '2023-01-01', '2026-12-31');
BEGIN
	p[element] := medaid_policy_with(p[element], 'inpatient-dibao.rate', rate);
	RETURN p;
END $$;
CREATE TEMP TABLE arrays AS SELECT e AS element, r AS rate, pg_temp.with_rate(e, r / 100.0) AS p
	FROM generate_series(1, 8) AS e, generate_series(41, 44) AS r;
SELECT is(count(*), 32::bigint, 'arrays of eight stretches') FROM arrays WHERE cardinality(p) = 8;

-- a sub-select of the row: each row has its own array, at the same place as the one before
CREATE TEMP TABLE days AS SELECT d::date AS day FROM generate_series('2023-02-01'::date, '2026-12-01', '1 month') AS d;
SELECT is((SELECT count(*) FROM arrays AS a, days WHERE
	(medaid_settle(pg_temp.claim(day), (SELECT p FROM arrays AS b WHERE b.element = a.element AND b.rate = a.rate OFFSET 0))).aid
	<> CASE WHEN day <@ (p[a.element]).stretch THEN 8 * rate ELSE 600 END), 0::bigint, 'a correlated sub-select');
SELECT is((SELECT count(*) FROM (SELECT a.*, day FROM arrays AS a, days ORDER BY day, element, rate OFFSET 0) AS a WHERE
	(medaid_settle(pg_temp.claim(day), p)).aid <> CASE WHEN day <@ (p[a.element]).stretch THEN 8 * rate ELSE 600 END), 0::bigint, 'a sorted column');
SELECT is((SELECT count(*) FROM (SELECT a.*, day, (medaid_settle_ytd(pg_temp.claim(day), p) OVER (ORDER BY day, element, rate)).assistance AS aid
	FROM arrays AS a, days WHERE extract(month FROM day) = 5 OFFSET 0) AS a WHERE aid <> CASE WHEN day <@ (p[a.element]).stretch THEN 8 * rate ELSE 600 END
	-- the year's limit of 30,000
	AND aid <> 0), 0::bigint, 'a window');

-- a sub-select that is evaluated anew for each row of a query further out, in a query that takes it for one value
SELECT is((SELECT string_agg(concat_ws(' ', rate, aid), ', ' ORDER BY rate) FROM (SELECT rate,
	(SELECT sum(y.aid) FROM (SELECT (medaid_settle(pg_temp.claim('2023-02-01'), (SELECT p FROM arrays AS b WHERE b.element = 1 AND b.rate = a.rate))).aid
		FROM generate_series(1, 3) OFFSET 0) AS y) AS aid
	FROM arrays AS a WHERE element = 1 OFFSET 0) AS x),
	-- three times 800 x 41 to 44 %
	'41 984.00, 42 1008.00, 43 1032.00, 44 1056.00', 'a sub-select of a row two queries out');
-- a window that is begun anew for each row of an outer query, with the policy of that row: a column, and a sub-select
SELECT is((SELECT string_agg(concat_ws(' ', rate, aid), ', ' ORDER BY rate) FROM (SELECT rate, sum(y.aid) AS aid FROM (SELECT * FROM arrays WHERE element = 1 OFFSET 0) AS a,
	LATERAL (SELECT (medaid_settle_ytd(pg_temp.claim('2023-02-01'), a.p) OVER (ORDER BY i)).aid FROM generate_series(1, 3) AS i OFFSET 0) AS y GROUP BY rate) AS x),
	'41 984.00, 42 1008.00, 43 1032.00, 44 1056.00', 'a window below a row');
SELECT is((SELECT string_agg(concat_ws(' ', rate, aid), ', ' ORDER BY rate) FROM (SELECT rate, sum(y.aid) AS aid FROM (SELECT * FROM arrays WHERE element = 1 OFFSET 0) AS a,
	LATERAL (SELECT (medaid_settle_ytd(pg_temp.claim('2023-02-01'), (SELECT b.p FROM arrays AS b WHERE b.element = 1 AND b.rate = a.rate)) OVER (ORDER BY i)).aid
		FROM generate_series(1, 3) AS i OFFSET 0) AS y GROUP BY rate) AS x),
	'41 984.00, 42 1008.00, 43 1032.00, 44 1056.00', 'and of a sub-select of that row');
CREATE TEMP TABLE sets AS SELECT medaid_collect(pg_temp.claim('2023-02-01')) AS claims;
CREATE FUNCTION pg_temp.aids(rates integer[], settled text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	aids text;
BEGIN
	EXECUTE format('SELECT string_agg(aid::text, '' '' ORDER BY n) FROM (SELECT n, (SELECT %s FROM sets) AS aid FROM unnest($1) WITH ORDINALITY AS r (rate, n) OFFSET 0) AS x', settled)
		INTO aids USING rates;
	RETURN aids;
END $$;
SELECT is(pg_temp.aids('{41,44,41,42}', '((medaid_settle_all(claims, (SELECT p FROM arrays AS b WHERE b.element = 1 AND b.rate = r.rate)))[1]).aid'),
	'328.00 352.00 328.00 336.00', 'the same of a stored collection');
SELECT is(pg_temp.aids('{41,44,41,42}', '((medaid_settle_all(claims, (WITH RECURSIVE w (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM w WHERE i < 2)
	SELECT p FROM arrays AS b, w WHERE i = b.element AND b.element = 1 AND b.rate = (SELECT r.rate + 0 * count(*) FROM w))))[1]).aid'),
	'328.00 352.00 328.00 336.00', 'and from below two queries more');
SELECT is(pg_temp.aids('{41,44,41,42}', '(SELECT (o.outcome).aid FROM medaid_outcomes_unpack(medaid_outcomes(claims, (SELECT p FROM arrays AS b WHERE b.element = 1 AND b.rate = r.rate))) AS o)'),
	'328.00 352.00 328.00 336.00', 'and under scenarios');
-- a sub-select that reads nothing around it, under one plan and several parameters
SET LOCAL plan_cache_mode = force_generic_plan;
PREPARE by_rate (integer) AS SELECT (medaid_settle(pg_temp.claim('2023-02-01'), (SELECT p FROM arrays WHERE element = 1 AND rate = $1))).aid AS aid,
	((medaid_settle_all(claims, (SELECT p FROM arrays WHERE element = 1 AND rate = $1)))[1]).aid AS of_set FROM sets;
EXECUTE by_rate (41) \gset of_41_
EXECUTE by_rate (44) \gset of_44_
EXECUTE by_rate (42) \gset of_42_
SELECT is(concat_ws(' ', :'of_41_aid', :'of_41_of_set', :'of_44_aid', :'of_44_of_set', :'of_42_aid', :'of_42_of_set'), '328.00 328.00 352.00 352.00 336.00 336.00', 'a generic plan');
RESET plan_cache_mode;
-- the planner's mark stands where the sub-select is evaluated once, and nowhere else
CREATE FUNCTION pg_temp.marked(query text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	line text;
	found boolean := false;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (VERBOSE, COSTS OFF) ' || query LOOP
		found := found OR line ~ 'medaid_settle_all\(sets\.claims, \(.+\)::medaid_policy\[\]\)';
	END LOOP;
	RETURN found;
END $$;
SELECT ok(pg_temp.marked('SELECT medaid_settle_all(claims, (SELECT medaid_policies(''zibo-2023'', ''2023-01-01'', ''2023-12-31''))) FROM sets'), 'marked: it reads nothing of the row');
SELECT ok(NOT pg_temp.marked('SELECT (SELECT medaid_settle_all(claims, (SELECT p FROM arrays AS b WHERE b.rate = r.rate LIMIT 1)) FROM sets) FROM arrays AS r'), 'not marked: it is of an outer row');

-- 攀枝花 第十九条: recognised later in the year, a claim takes the numbers of the day of recognition
CREATE FUNCTION pg_temp.retroactive() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	p medaid_policy[];
	wrong text := '';
	got numeric;
BEGIN
	FOR i IN 1 .. 60 LOOP
		p := medaid_policies('panzhihua-2023', '2023-02-01', '2024-12-31');
		-- the element of the day of recognition
		FOR e IN 1 .. cardinality(p) LOOP
			p[e] := medaid_policy_with(p[e], 'inpatient-dibao.rate',
				CASE WHEN (p[e]).stretch @> date '2023-11-01' THEN (10 + i % 7) / 100.0 ELSE 0.9 END);
		END LOOP;
		got := (medaid_settle(pg_temp.claim('2023-03-05', '2023-11-01'), p)).assistance;
		IF got <> 8 * (10 + i % 7) THEN wrong := wrong || format(' %s:%s', i, got); END IF;
	END LOOP;
	RETURN wrong;
END $$;
SELECT is(pg_temp.retroactive(), '', 'the element of a day of recognition');

-- a variable: whole, with an element assigned, and assigned anew
CREATE FUNCTION pg_temp.variables() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	p medaid_policy[] := medaid_policies('zibo-2023', '2023-01-01', '2026-12-31');
	one medaid_policy;
	c medaid_claim := pg_temp.claim('2024-06-01');
	at integer;
	s medaid_settlement;
	wrong text := '';
BEGIN
	SELECT i INTO at FROM generate_subscripts(p, 1) AS i WHERE date '2024-06-01' <@ (p[i]).stretch;
	FOR i IN 1 .. 60 LOOP
		s := medaid_settle(c, p);
		IF s.aid <> (CASE WHEN i = 1 THEN 600 ELSE 8 * (i - 1) END) THEN wrong := wrong || format(' whole %s %s', i, s.aid); END IF;
		one := medaid_policy_with(p[at], 'inpatient-dibao.rate', i / 100.0);
		s := medaid_settle(c, one);
		IF s.aid <> 8 * i THEN wrong := wrong || format(' one %s %s', i, s.aid); END IF;
		p[at] := one;
		s := medaid_settle(c, p);
		IF s.aid <> 8 * i THEN wrong := wrong || format(' element %s %s', i, s.aid); END IF;
		IF i % 3 = 0 THEN p := p || '{}'::medaid_policy[]; END IF;
	END LOOP;
	FOR p IN SELECT a.p FROM arrays AS a WHERE element = at ORDER BY rate LOOP
		s := medaid_settle(c, p);
		IF s.aid <> 8 * 100 * (SELECT b.rate FROM unnest((p[at]).benefits) AS b WHERE b.code = 'inpatient-dibao') THEN
			wrong := wrong || ' assigned ' || s.aid;
		END IF;
	END LOOP;
	RETURN wrong;
END $$;
SELECT is(pg_temp.variables(), '', 'variables of PL/pgSQL');

-- as large as memory shows where it is read beside: 14 MB, settled twice from a variable
CREATE TEMP TABLE large AS SELECT array_agg(jsonb_populate_record(p[i], jsonb_build_object('name', repeat('x', 300000), 'scenario', 's'))) AS p
	FROM (SELECT medaid_policies('zibo-2023', '2023-01-01', '2070-12-31') AS p) AS x, generate_subscripts(p, 1) AS i;
CREATE FUNCTION pg_temp.large() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	policies medaid_policy[];
	c medaid_claim := pg_temp.claim('2024-06-01');
	s medaid_settlement;
	seen text := '';
BEGIN
	SELECT p INTO policies FROM large;
	FOR i IN 1 .. 3 LOOP
		s := medaid_settle(c, policies);
		seen := concat_ws(' ', seen, s.aid);
	END LOOP;
	RETURN seen;
END $$;
SELECT is(pg_temp.large(), ' 600.00 600.00 600.00', 'a large array in a variable');

-- what stands behind the lists that settling does not read: 75 % of 800.55 is 600.4125, by the unit; all of one size
CREATE TEMP TABLE units AS SELECT unit, jsonb_populate_record(medaid_policy('zibo-2023', '2024-06-01'), jsonb_build_object('rounding', unit)) AS p
	FROM (VALUES (0.01), (0.1), (1)) AS v (unit);
SELECT is((SELECT count(DISTINCT pg_column_size(ARRAY[p])) FROM units), 1::bigint, 'units of one size');
SELECT is((SELECT string_agg(concat_ws(' ', one, many), ', ' ORDER BY n) FROM (
	SELECT n, (medaid_settle(c, (SELECT (ARRAY[p])[1] FROM units AS b WHERE b.unit = a.unit OFFSET 0))).aid AS one,
		(medaid_settle(c, (SELECT ARRAY[p] FROM units AS b WHERE b.unit = a.unit OFFSET 0))).aid AS many
	FROM (VALUES (1, 0.01), (2, 1), (3, 0.1), (4, 0.01)) AS a (n, unit),
		(SELECT medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2024-06-01', categories => '{dibao}',
			total => 800.55, in_scope => 800.55, critical_illness_paid => 0) AS c OFFSET 0) AS x OFFSET 0) AS y),
	'600.41 600.41, 600.00 600.00, 600.40 600.40, 600.41 600.41', 'the unit of rounding');

-- what is wrong with an array is told whichever row it comes with
SELECT throws_ok($$SELECT medaid_settle(pg_temp.claim('2024-06-01'), p || p) FROM arrays$$, '22023', 'array of policies holds overlapping stretches', 'overlapping stretches');
SELECT throws_ok($$SELECT medaid_settle(pg_temp.claim('2024-06-01'), '{}'::medaid_policy[])$$, '22023', 'array of policies is empty', 'an empty array');

-- pools of many codes leave nothing behind: 50,000 of them, read from settlements
CREATE TEMP TABLE pools AS SELECT n, jsonb_populate_record(medaid_settle(pg_temp.claim('2024-06-01'), medaid_policy('zibo-2023', '2024-06-01')),
	jsonb_build_object('pool', 'pool-of-a-long-name-' || n)) AS s FROM generate_series(1, 50000) AS n;
SELECT medaid_ytd(s) FROM (SELECT s FROM pools LIMIT 1) AS x \g /dev/null
SELECT sum(total_bytes) AS before FROM pg_backend_memory_contexts \gset
SELECT is((SELECT sum(cardinality(y)) FROM (SELECT medaid_ytd(s) AS y FROM pools GROUP BY n) AS x), 150000::bigint, 'a year of each');
SELECT cmp_ok((SELECT sum(total_bytes) FROM pg_backend_memory_contexts) - :before, '<', 2000000::numeric, 'the session has not grown by the codes');

-- a thousand policies, 40 kB each in memory, of groups that come one after the other: those of groups
-- that have ended are forgotten, at 16 MB; with a hash table all groups are there until the end
CREATE TEMP TABLE many AS SELECT n, jsonb_populate_record(p, jsonb_build_object('transition_until', date '2000-01-01' + n)) AS policy
	FROM generate_series(1, 1000) AS n, medaid_policy('zibo-2023', '2024-01-01') AS p;
SET LOCAL max_parallel_workers_per_gather = 0;
SET LOCAL enable_hashagg = off;
-- cursors above have theirs
SELECT sum(used_bytes) AS before FROM pg_backend_memory_contexts WHERE name = 'medaid policy' \gset
\set groups 'WITH x AS MATERIALIZED (SELECT count(*) AS groups, sum(s[1].aid) AS aid FROM (SELECT medaid_settle_all(pg_temp.claim(\'2024-02-01\'), policy) AS s FROM many GROUP BY n) AS y) SELECT groups, aid, (SELECT sum(used_bytes) FROM pg_backend_memory_contexts WHERE name = \'medaid policy\' AND x.groups > 0) - ' :before ' AS kept FROM x'
CREATE TEMP TABLE sorted AS :groups;
SELECT is(row(groups, aid)::text, '(1000,600000.00)', 'a thousand groups, 600 each') FROM sorted;
SELECT cmp_ok(kept, '<', 20e6, 'with the policies of some') FROM sorted;
SET LOCAL enable_hashagg = on;
SET LOCAL enable_sort = off;
SET LOCAL work_mem = '64MB';
CREATE TEMP TABLE hashed AS :groups;
SELECT is(row(groups, aid)::text, '(1000,600000.00)', 'hashed') FROM hashed;
SELECT cmp_ok(kept, '>', 20e6, 'with all of them') FROM hashed;

SELECT * FROM finish();
ROLLBACK;
