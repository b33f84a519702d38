-- The types altered by their owner, the extension in another schema, and search
-- paths full of namesakes: the right result or a clear error, never a crash.
BEGIN;
-- 136, and one for each attribute that is dropped
SELECT plan(136 + count(*)::integer)
	FROM unnest('{medaid_claim,medaid_settlement,medaid_policy,medaid_benefit,medaid_policy_category,medaid_accumulator}'::regtype[]) AS t
	JOIN pg_type y ON y.oid = t JOIN pg_attribute a ON a.attrelid = y.typrelid AND a.attnum > 0 AND NOT a.attisdropped;

\ir ../helpers.sql
-- 淄博 (六): 低保 75 % of 800
CREATE TEMP TABLE asked (what text, query text);
INSERT INTO asked VALUES
	('inlined', $$SELECT (medaid_settle(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}', total => 800, in_scope => 800, critical_illness_paid => 0),
		medaid_policy('zibo-2023', '2023-06-01'))).aid$$),
	('composite', $$SELECT (medaid_settle(c, medaid_policy('zibo-2023', '2023-06-01'))).aid FROM (SELECT medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}', total => 800, in_scope => 800, critical_illness_paid => 0) AS c OFFSET 0) AS x$$),
	('array', $$SELECT (medaid_settle(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}', total => 800, in_scope => 800, critical_illness_paid => 0),
		medaid_policies('zibo-2023', '2023-01-01', '2023-12-31'))).aid$$),
	('ytd', $$SELECT (medaid_settle(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}', total => 800, in_scope => 800, critical_illness_paid => 0),
		medaid_policy('zibo-2023', '2023-06-01'), '{}')).aid$$),
	('expanded', $$SELECT aid FROM (SELECT (medaid_settle(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}', total => 800, in_scope => 800, critical_illness_paid => 0),
		medaid_policy('zibo-2023', '2023-06-01'))).*) AS s$$),
	('text', $$SELECT (medaid_settle(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}', total => 800, in_scope => 800, critical_illness_paid => 0),
		medaid_policy('zibo-2023', '2023-06-01'))::text::medaid_settlement).aid$$),
	('stored policy', $$SELECT (medaid_settle(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}', total => 800, in_scope => 800, critical_illness_paid => 0), p)).aid FROM kept$$),
	('stored claim', $$SELECT (medaid_settle(c, medaid_policy('zibo-2023', '2023-06-01'))).aid FROM kept$$),
	('stored both', $$SELECT (medaid_settle(c, p)).aid FROM kept$$),
	('stored settlement', $$SELECT (s).aid FROM kept$$),
	('with', $$SELECT (medaid_settle(c, medaid_policy_with(medaid_policy('zibo-2023', '2023-06-01'), 'inpatient-tekun.rate', 0.5))).aid FROM kept$$),
	('plpgsql', 'SELECT pg_temp.kept_function()'),
	('record', 'SELECT pg_temp.record_function()');
CREATE FUNCTION pg_temp.kept_function() RETURNS numeric LANGUAGE plpgsql AS $$
BEGIN
	RETURN (medaid_settle(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}', total => 800, in_scope => 800, critical_illness_paid => 0), medaid_policy('zibo-2023', '2023-06-01'))).aid;
END
$$;
CREATE FUNCTION pg_temp.record_function() RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
	p medaid_policy := medaid_policy('zibo-2023', '2023-06-01');
	c medaid_claim := medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}', total => 800, in_scope => 800, critical_illness_paid => 0);
	s medaid_settlement;
BEGIN
	s := medaid_settle(c, p);
	RETURN s.aid;
END
$$;
CREATE TEMP TABLE kept AS SELECT c, p, medaid_settle(c, p) AS s FROM (SELECT medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}', total => 800, in_scope => 800, critical_illness_paid => 0) AS c,
	medaid_policy('zibo-2023', '2023-06-01') AS p) AS x;
CREATE FUNCTION pg_temp.outcomes() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(what || ' ' || pg_temp.result_or_state(query), ', ' ORDER BY what) FROM asked
$$;
SELECT is(pg_temp.outcomes(), (SELECT string_agg(what || ' 600.00', ', ' ORDER BY what) FROM asked), 'as installed');

-- the right amount everywhere, and the same once more
CREATE FUNCTION pg_temp.right_after(change text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	BEGIN
		EXECUTE change;
		RETURN NEXT is(pg_temp.outcomes(), (SELECT string_agg(what || ' 600.00', ', ' ORDER BY what) FROM asked), change);
		RETURN NEXT is((SELECT string_agg(what || pg_temp.result_or_state(query), ', ' ORDER BY what) FROM asked WHERE pg_temp.result_or_state(query) <> '600.00'), NULL, change || ', again');
		RAISE EXCEPTION USING ERRCODE = 'ZZ001';
	EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
		NULL;
	END;
END
$$;
-- the right amount or a clear error; not the server's internal ones
CREATE FUNCTION pg_temp.clear_after(change text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	BEGIN
		BEGIN
			EXECUTE change;
		EXCEPTION WHEN feature_not_supported OR dependent_objects_still_exist THEN
			RETURN NEXT pass(change || ' is refused');
			RAISE EXCEPTION USING ERRCODE = 'ZZ001';
		END;
		RETURN NEXT is((SELECT string_agg(what || ' ' || o, ', ' ORDER BY what) FROM (SELECT what, pg_temp.result_or_state(query) AS o FROM asked) AS r WHERE o IS NULL OR (o <> '600.00' AND o !~ '^(22|42)...$')), NULL, change);
		RAISE EXCEPTION USING ERRCODE = 'ZZ001';
	EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
		NULL;
	END;
END
$$;
SELECT pg_temp.right_after(format('ALTER TYPE %s ADD ATTRIBUTE more %s', t, a))
	FROM unnest('{medaid_claim,medaid_settlement,medaid_policy,medaid_benefit,medaid_tilt,medaid_gate,medaid_policy_category,medaid_accumulator,medaid_note}'::text[]) AS t, unnest('{text,integer,numeric[]}'::text[]) AS a;
SELECT pg_temp.right_after('ALTER TYPE medaid_settlement ' || string_agg(format('ADD ATTRIBUTE more_%s bigint', n), ', ')) FROM generate_series(1, 300) AS n;
SELECT pg_temp.right_after('ALTER TYPE medaid_claim ' || string_agg(format('ADD ATTRIBUTE more_%s bigint', n), ', ')) FROM generate_series(1, 300) AS n;
SELECT pg_temp.right_after('ALTER TYPE medaid_claim ADD ATTRIBUTE more text; ALTER TYPE medaid_claim DROP ATTRIBUTE more; ALTER TYPE medaid_claim ADD ATTRIBUTE more integer');
SELECT pg_temp.clear_after(format('ALTER TYPE %s DROP ATTRIBUTE %I', t, a.attname))
	FROM unnest('{medaid_claim,medaid_settlement,medaid_policy,medaid_benefit,medaid_policy_category,medaid_accumulator}'::regtype[]) AS t
	JOIN pg_type y ON y.oid = t JOIN pg_attribute a ON a.attrelid = y.typrelid AND a.attnum > 0 AND NOT a.attisdropped;
SELECT pg_temp.clear_after(format('ALTER TYPE %s RENAME ATTRIBUTE %I TO other', t, a))
	FROM (VALUES ('medaid_claim', 'age'), ('medaid_claim', 'total'), ('medaid_claim', 'categories'), ('medaid_settlement', 'aid'), ('medaid_settlement', 'claim_id'), ('medaid_policy', 'code'), ('medaid_policy', 'benefits'),
		('medaid_policy', 'name'), ('medaid_benefit', 'rate'), ('medaid_benefit', 'code'), ('medaid_accumulator', 'paid')) AS v (t, a);
SELECT pg_temp.clear_after(format('ALTER TYPE %s ALTER ATTRIBUTE %I TYPE %s', t, a, y))
	FROM (VALUES ('medaid_claim', 'total', 'text'), ('medaid_claim', 'age', 'integer'), ('medaid_claim', 'categories', 'text'), ('medaid_settlement', 'aid', 'float8'), ('medaid_settlement', 'claim_id', 'bigint'), ('medaid_settlement', 'benefit_year', 'bigint'),
		('medaid_policy', 'name', 'integer'), ('medaid_policy', 'code', 'integer'), ('medaid_policy', 'valid', 'text'), ('medaid_benefit', 'rate', 'float8'), ('medaid_benefit', 'article', 'integer'), ('medaid_benefit', 'major_disease', 'bigint'),
		('medaid_policy_category', 'rank', 'text'), ('medaid_accumulator', 'paid', 'bigint'), ('medaid_accumulator', 'benefit_year', 'text')) AS v (t, a, y);
-- without stored rows more is allowed
DROP TABLE kept;
DELETE FROM asked WHERE query LIKE '%kept' OR query LIKE '%kept;';
DELETE FROM asked WHERE what = 'with';
SELECT pg_temp.clear_after(format('ALTER TYPE %s ALTER ATTRIBUTE %I TYPE %s', t, a, y))
	FROM (VALUES ('medaid_claim', 'total', 'text'), ('medaid_claim', 'age', 'integer'), ('medaid_settlement', 'aid', 'float8'), ('medaid_settlement', 'claim_id', 'bigint'), ('medaid_settlement', 'benefit_year', 'bigint'),
		('medaid_policy', 'name', 'integer'), ('medaid_benefit', 'rate', 'float8'), ('medaid_benefit', 'article', 'integer'), ('medaid_note', 'text', 'integer'),
		('medaid_policy_category', 'rank', 'text'), ('medaid_accumulator', 'paid', 'bigint')) AS v (t, a, y);

-- the constructor after ADD and DROP
SAVEPOINT added;
ALTER TYPE medaid_claim ADD ATTRIBUTE more text;
SELECT is((medaid_claim(claim_id => 'c', age => 70)).age, 70::smallint, 'medaid_claim() after ADD');
SELECT is((medaid_claim(claim_id => 'c', age => 70)).more, NULL, 'the added attribute is NULL');
SELECT lives_ok($$SELECT ROW('c', 'inpatient', NULL, date '2023-06-01', '{dibao}'::text[], NULL, NULL, 800, 800, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'more')::medaid_claim$$, 'ROW() with the added attribute');
SELECT is((medaid_settle(ROW('c', 'inpatient', NULL, date '2023-06-01', '{dibao}'::text[], NULL, NULL, 800, 800, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'more')::medaid_claim,
	medaid_policy('zibo-2023', '2023-06-01'))).aid, 600.00, 'settled from ROW() with the added attribute');
ROLLBACK TO added;
ALTER TYPE medaid_claim DROP ATTRIBUTE maintenance;
SELECT is((medaid_claim(claim_id => 'c', age => 70, tilt_approved => true)).age, 70::smallint, 'medaid_claim() after DROP');
SELECT is((medaid_claim(claim_id => 'c', age => 70, tilt_approved => true)).tilt_approved, true, 'the attributes behind the dropped one are in their place');
ROLLBACK TO added;

-- in a PL/pgSQL loop, at one call site, before and after
CREATE FUNCTION pg_temp.loop_with(change text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	c medaid_claim := medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}', total => 800, in_scope => 800, critical_illness_paid => 0);
	p medaid_policy := medaid_policy('zibo-2023', '2023-06-01');
	s medaid_settlement;
	wrong text := '';
	r text;
BEGIN
	FOR i IN 1 .. 3 LOOP
		IF i = 2 THEN EXECUTE change; END IF;
		BEGIN
			s := medaid_settle(c, p);
			IF s.aid <> 600 OR s.pay_when <> 'now' THEN wrong := wrong || ' variable ' || i; END IF;
		EXCEPTION WHEN OTHERS THEN
			IF SQLSTATE !~ '^(22|42|0A)' THEN wrong := wrong || ' ' || SQLSTATE; END IF;
		END;
		BEGIN
			r := medaid_settle(c, p)::text;
			IF r NOT LIKE '(c,zibo-2023,%,600.00,%,direct,now%)' THEN wrong := wrong || ' text ' || i || r; END IF;
		EXCEPTION WHEN OTHERS THEN
			IF SQLSTATE !~ '^(22|42|0A)' THEN wrong := wrong || ' ' || SQLSTATE; END IF;
		END;
	END LOOP;
	RETURN wrong;
END
$$;
SAVEPOINT looped;
SELECT is(pg_temp.loop_with('ALTER TYPE medaid_settlement ADD ATTRIBUTE more integer'), '', 'a loop, ADD');
ROLLBACK TO looped;
SELECT is(pg_temp.loop_with('ALTER TYPE medaid_settlement ALTER ATTRIBUTE claim_id TYPE bigint'), '', 'a loop, ALTER ATTRIBUTE');
ROLLBACK TO looped;
SELECT is(pg_temp.loop_with('ALTER TYPE medaid_settlement DROP ATTRIBUTE excess'), '', 'a loop, DROP');
ROLLBACK TO looped;
SELECT is(pg_temp.loop_with('ALTER TYPE medaid_claim ADD ATTRIBUTE more integer'), '', 'a loop, ADD to the claim');
ROLLBACK TO looped;
SELECT is(pg_temp.loop_with('ALTER TYPE medaid_policy ADD ATTRIBUTE more integer'), '', 'a loop, ADD to the policy');
ROLLBACK TO looped;

-- the session has policies in its cache; the extension goes and comes back, in one transaction
SELECT is((medaid_policy('zibo-2023', '2023-06-01')).code, 'zibo-2023', 'asked before');
DROP EXTENSION medaid;
SELECT is(pg_temp.result_or_state('SELECT (medaid_policy(''zibo-2023'', ''2023-06-01'')).code'), '42883', 'gone');
CREATE EXTENSION medaid;
SELECT is(pg_temp.result_or_state('SELECT (medaid_policy(''zibo-2023'', ''2023-06-01'')).code'), 'zibo-2023', 'created again');
SELECT is(pg_temp.result_or_state((SELECT query FROM asked WHERE what = 'inlined')), '600.00', 'created again, settles');
DROP EXTENSION medaid;
CREATE EXTENSION medaid;
SELECT is(pg_temp.result_or_state('SELECT (medaid_policy(''zibo-2023'', ''2023-06-01'')).code'), 'zibo-2023', 'created once more in the same transaction');
SELECT is(pg_temp.result_or_state('SELECT (medaid_policies(''zibo-2023'', ''2023-06-01'', ''2023-06-01''))[1].code'), 'zibo-2023', 'created once more, an array');
SELECT is(pg_temp.result_or_state((SELECT query FROM asked WHERE what = 'inlined')), '600.00', 'created once more, settles');

-- another schema, and namesakes before it
DROP EXTENSION medaid;
CREATE SCHEMA "odd Schema";
CREATE EXTENSION medaid SCHEMA "odd Schema";
CREATE SCHEMA namesake;
CREATE TYPE namesake.medaid_claim AS (total integer);
CREATE TYPE namesake.medaid_policy AS (code integer);
CREATE TYPE namesake.medaid_settlement AS (aid text);
CREATE TYPE namesake.medaid_benefit AS (rate text);
CREATE TYPE namesake.medaid_compact_claim AS (x integer);
CREATE DOMAIN namesake.text AS integer;
CREATE DOMAIN namesake."numeric" AS pg_catalog.text;
CREATE DOMAIN namesake.date AS pg_catalog.text;
CREATE DOMAIN namesake.jsonb AS pg_catalog.text;
CREATE TABLE namesake.medaid_regulation (x integer);
CREATE TABLE namesake.medaid_rule_benefit (x integer);
CREATE TABLE namesake.medaid_category_name (x integer);
CREATE TABLE namesake.medaid_service_name (x integer);
CREATE TABLE namesake.medaid_reference (x integer);
CREATE FUNCTION namesake.trap() RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'trapped' USING ERRCODE = 'ZZ002'; END $$;
DO $$
DECLARE
	signature text;
	result text;
	n integer := 0;
BEGIN
	-- functions that the extension calls, with the same arguments
	FOREACH signature IN ARRAY '{round(numeric\, integer),round(numeric),date_trunc(text\, timestamp),upper(daterange),lower(daterange),jsonb_set(jsonb\, text[]\, jsonb),to_jsonb(anyelement),format(text\, text),btrim(text),
		daterange(date\, date\, text),daterange(date\, date),array_agg(anynonarray),jsonb_populate_record(anyelement\, jsonb),jsonb_typeof(jsonb),string_agg(text\, text),generate_subscripts(anyarray\, integer),max(date),min(date),
		medaid_resolve_policy(text\, date),medaid_resolve_policies(text\, date\, date),medaid_regulation_on(text\, date),medaid_stretch(text\, date\, date),medaid_policy_numbers(odd),medaid_policy_validate(odd),medaid_service(text)}'::text[]
	LOOP
		EXECUTE format('CREATE FUNCTION namesake.%s RETURNS boolean LANGUAGE plpgsql AS %L', replace(signature, '(odd)', '("odd Schema".medaid_policy)'), 'BEGIN PERFORM namesake.trap(); RETURN false; END');
	END LOOP;
	-- and operators
	FOREACH signature IN ARRAY '{=|text|text,<>|text|text,=|date|date,<=|date|date,>|date|date,<|date|date,>=|date|date,=|integer|integer,-|integer|integer,+|bigint|integer,-|date|integer,*|numeric|numeric,*|daterange|daterange,\|\||text|text,\|\||anynonarray|text,->|jsonb|text,->>|jsonb|text,~|text|text,+|timestamp|interval}'::text[]
	LOOP
		n := n + 1;
		result := 'boolean';
		EXECUTE format('CREATE FUNCTION namesake.op%s(%s, %s) RETURNS boolean LANGUAGE plpgsql AS %L', n, split_part(replace(signature, '||', '#'), '|', 2), split_part(replace(signature, '||', '#'), '|', 3), 'BEGIN PERFORM namesake.trap(); RETURN false; END');
		EXECUTE format('CREATE OPERATOR namesake.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = namesake.op%s)', replace(split_part(replace(signature, '||', '#'), '|', 1), '#', '||'),
			split_part(replace(signature, '||', '#'), '|', 2), split_part(replace(signature, '||', '#'), '|', 3), n);
	END LOOP;
END
$$;
INSERT INTO "odd Schema".medaid_reference (area, indicator, year, value, published_on) VALUES ('淄博市', 'income', 2022, 40000, '2023-03-15'), ('淄博市', 'income', 2021, 36000, '2022-03-15');
CREATE FUNCTION pg_temp.among_namesakes(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result pg_catalog.text;
BEGIN
	PERFORM pg_catalog.set_config('search_path', 'namesake, pg_temp, pg_catalog', true);
	BEGIN
		EXECUTE query INTO result;
	EXCEPTION WHEN OTHERS THEN
		result := pg_catalog.concat(SQLSTATE, ' ', SQLERRM);
	END;
	PERFORM pg_catalog.set_config('search_path', 'public', true);
	RETURN result;
END
$$;
CREATE TEMP TABLE named (query text, expected text);
INSERT INTO named VALUES
	($$SELECT ("odd Schema".medaid_settle("odd Schema".medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}', total => 800, in_scope => 800, critical_illness_paid => 0), "odd Schema".medaid_policy('zibo-2023', '2023-06-01'))).aid$$, '600.00'),
	($$SELECT ("odd Schema".medaid_settle(c, "odd Schema".medaid_policy('zibo-2023', '2023-06-01'))).aid FROM (SELECT "odd Schema".medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}', total => 800, in_scope => 800, critical_illness_paid => 0) AS c OFFSET 0) AS x$$, '600.00'),
	-- 60 % of what is over 25 % of 36,000 and of 40,000
	($$SELECT ("odd Schema".medaid_settle("odd Schema".medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2023-03-31', categories => '{medical_poverty}', recognised_on => '{2023-03-31}', total => 10000, in_scope => 10000, critical_illness_paid => 0), "odd Schema".medaid_policies('zibo-2023', '2023-01-01', '2023-12-31'))).aid$$, '600.00'),
	($$SELECT ("odd Schema".medaid_settle("odd Schema".medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2023-04-01', categories => '{medical_poverty}', recognised_on => '{2023-04-01}', total => 11000, in_scope => 11000, critical_illness_paid => 0), "odd Schema".medaid_policies('zibo-2023', '2023-01-01', '2023-12-31'))).aid$$, '600.00'),
	($$SELECT ("odd Schema".medaid_settle("odd Schema".medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}', total => 800, in_scope => 800, critical_illness_paid => 0), "odd Schema".medaid_policy_with("odd Schema".medaid_policy('zibo-2023', '2023-06-01'), 'inpatient-dibao.rate', 0.5))).aid$$, '400.00'),
	($$SELECT ("odd Schema".medaid_settle("odd Schema".medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}', total => 800, in_scope => 800, critical_illness_paid => 0), "odd Schema".medaid_policy_with("odd Schema".medaid_policies('zibo-2023', '2023-01-01', '2023-12-31'), 'inpatient-dibao.rate', 0.5))).aid$$, '400.00'),
	($$SELECT ("odd Schema".medaid_policy_with("odd Schema".medaid_policy('pingshun-2023', '2023-06-01'), 'transition_until', '2030-01-01'::pg_catalog.date)).transition_until$$, '2030-01-01'),
	($$SELECT "odd Schema".medaid_category('低保对象')$$, 'dibao'),
	($$SELECT "odd Schema".medaid_service('住院')$$, 'inpatient'),
	($$SELECT "odd Schema".medaid_service(21)$$, 'inpatient'),
	($$SELECT pg_catalog.count(1) FROM "odd Schema".medaid_policy_paths("odd Schema".medaid_policy('zibo-2023', '2023-06-01')) AS p (path, value, unit, article) WHERE p.path OPERATOR(pg_catalog.=) 'inpatient-dibao.rate'$$, '1');
SELECT is(pg_temp.among_namesakes(query), expected, 'among namesakes: ' || left(query, 90) || '...') FROM named;
SELECT alike(pg_temp.among_namesakes($$SELECT "odd Schema".medaid_policy('nowhere', '2023-06-01')$$), '22023%nowhere%', 'among namesakes: an unknown code');
SELECT alike(pg_temp.among_namesakes($$SELECT "odd Schema".medaid_policy('zibo-2023', '2022-06-01')$$), '22023%2022-06-01%', 'among namesakes: a day without a policy');
SELECT alike(pg_temp.among_namesakes($$SELECT "odd Schema".medaid_category('nobody')$$), '22023%nobody%', 'among namesakes: an unknown category');
SELECT alike(pg_temp.among_namesakes($$SELECT "odd Schema".medaid_policy_with("odd Schema".medaid_policy('zibo-2023', '2023-06-01'), 'x.y', 1)$$), '22023%x.y%', 'among namesakes: an unknown path');
-- edits are heard
CREATE FUNCTION pg_temp.insert_among_namesakes() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('search_path', 'namesake, pg_temp, pg_catalog', true);
	INSERT INTO "odd Schema".medaid_rule_benefit (regulation, first_day, code, precedence, services, category, deductible, rate, cap, pool, article)
		VALUES ('zibo-2023', '2023-01-01', 'inpatient-dibao', 102, '{inpatient}', 'dibao', 0, 0.25, 30000, 'zibo-main', 'own');
	PERFORM pg_catalog.set_config('search_path', 'public', true);
END
$$;
SELECT lives_ok('SELECT pg_temp.insert_among_namesakes()', 'an edit among namesakes');
SELECT is(pg_temp.among_namesakes((SELECT query FROM named LIMIT 1)), '200.00', 'is heard');
-- with an empty search_path, and one that has the extension last
SET LOCAL search_path = '';
CREATE FUNCTION pg_temp.plain() RETURNS pg_catalog.text LANGUAGE sql AS $$
	SELECT ("odd Schema".medaid_settle("odd Schema".medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}', total => 800, in_scope => 800, critical_illness_paid => 0), "odd Schema".medaid_policy('zibo-2023', '2023-06-01'))).aid::pg_catalog.text $$;
SELECT public.is(pg_temp.plain()::text, '200.00'::text, 'with an empty search_path') FROM (SELECT set_config('search_path', 'public', true)) AS x;
SET LOCAL search_path = public, "odd Schema";
SELECT is(pg_temp.plain(), '200.00', 'with the schema in the search_path');
SELECT is((medaid_settle(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2023-06-01', categories => '{tekun}', total => 800, in_scope => 800, critical_illness_paid => 0), medaid_policy('zibo-2023', '2023-06-01'))).aid, 600.00, 'by plain names');

SELECT * FROM finish();
ROLLBACK;
