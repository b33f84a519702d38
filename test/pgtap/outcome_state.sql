-- medaid_outcome_sums, medaid_scenario_sums: the states of medaid_outcome() and
-- medaid_outcomes_merge() are values that anybody can make, send and combine.
BEGIN;
SELECT plan(60);

\ir ../helpers.sql
INSERT INTO medaid_reference (area, indicator, year, value, published_on, source)
SELECT '淄博市', 'income', year, 20000, NULL, 'test' FROM generate_series(2021, 2024) AS year ON CONFLICT DO NOTHING;
CREATE TABLE state_claim AS
SELECT i / 8 AS person, medaid_claim(claim_id => i::text, service => (ARRAY['inpatient', 'chronic', 'outpatient'])[1 + i % 3], discharged_on => '2023-02-01'::date + pg_temp.draw(i, 1, 330),
	categories => (ARRAY['{}', '{tekun}', '{dibao}', '{dibao_margin}'])[1 + pg_temp.draw(i / 8, 2, 4)]::text[], total => t.total, in_scope => round(t.total * 0.9, 2), out_of_catalog => 0,
	basic_paid => round(t.total * 0.4, 2), critical_illness_paid => 0) AS claim
FROM generate_series(0, 1599) AS i CROSS JOIN LATERAL (SELECT round(power(10, 1 + pg_temp.draw(i, 3, 4300) / 1000.0), 2) AS total) AS t;
CREATE TABLE state_policy AS SELECT p, ARRAY[p, medaid_policy_with(p, 'inpatient-dibao.rate', 0.5, 'low'), medaid_policy_with(p, 'inpatient-dibao.cap', 900, 'cap')] AS s
FROM (SELECT medaid_policy('zibo-2023', '2023-06-01') AS p) AS x;
CREATE TABLE state_person AS SELECT person, medaid_settle_all(claim, (SELECT p FROM state_policy)) AS a, medaid_outcomes(claim, (SELECT s FROM state_policy)) AS x,
	CASE WHEN person % 5 > 0 THEN 1000 * (person % 50) END AS income FROM state_claim GROUP BY person;
CREATE TABLE state_settled AS SELECT person, s FROM state_person, unnest(a) AS s;
-- another list of scenarios for some persons
CREATE TABLE state_mixed AS SELECT person, income, CASE WHEN person % 3 = 0 THEN y ELSE x END AS x
FROM state_person JOIN (SELECT person, medaid_outcomes(claim, (SELECT ARRAY[s[3], s[1], medaid_policy_named(p, '名')] FROM state_policy)) AS y FROM state_claim GROUP BY person) AS c USING (person);
ANALYZE state_person, state_settled, state_mixed;
CREATE TEMP TABLE whole AS SELECT (SELECT medaid_outcome(s) FROM state_settled) AS settlements, (SELECT medaid_outcome(a) FROM state_person) AS persons,
	(SELECT medaid_outcome(a, income) FROM state_person) AS incomes, (SELECT medaid_outcomes_merge(x) FROM state_mixed) AS merged, (SELECT medaid_outcomes_merge(x, income) FROM state_mixed) AS merged_incomes;
SELECT ok((settlements).claims = 1600 AND (settlements).aid > 100000 AND (incomes).over_10 > 20 AND cardinality(merged) = 4 AND (merged[2]).persons_worse > 5, 'there is something to add up') FROM whole;

-- ---- parts made where the rows are, sent as text, combined elsewhere: as Citus does ----
CREATE AGGREGATE pg_temp.part(medaid_settlement) (SFUNC = medaid_outcome_step, STYPE = medaid_outcome_sums);
CREATE AGGREGATE pg_temp.part(medaid_settlement[]) (SFUNC = medaid_outcome_person_step, STYPE = medaid_outcome_sums);
CREATE AGGREGATE pg_temp.part(medaid_settlement[], numeric) (SFUNC = medaid_outcome_person_step, STYPE = medaid_outcome_sums);
CREATE AGGREGATE pg_temp.part(medaid_person_outcomes) (SFUNC = medaid_outcomes_merge_step, STYPE = medaid_scenario_sums);
CREATE AGGREGATE pg_temp.part(medaid_person_outcomes, numeric) (SFUNC = medaid_outcomes_merge_step, STYPE = medaid_scenario_sums);
CREATE AGGREGATE pg_temp.combined(medaid_outcome_sums) (SFUNC = medaid_outcome_combine, STYPE = medaid_outcome_sums);
CREATE AGGREGATE pg_temp.combined(medaid_scenario_sums) (SFUNC = medaid_outcomes_merge_combine, STYPE = medaid_scenario_sums);
CREATE TEMP TABLE part AS
SELECT 'settlements' AS what, person % 7 AS k, pg_temp.part(s)::text AS t FROM state_settled GROUP BY person % 7
UNION ALL SELECT 'persons', person % 7, pg_temp.part(a)::text FROM state_person GROUP BY person % 7
UNION ALL SELECT 'incomes', person % 7, pg_temp.part(a, income)::text FROM state_person GROUP BY person % 7
UNION ALL SELECT 'nobody', NULL, NULL;
CREATE TEMP TABLE merge_part AS
SELECT 'merged' AS what, person % 7 AS k, pg_temp.part(x)::text AS t FROM state_mixed GROUP BY person % 7
UNION ALL SELECT 'merged_incomes', person % 7, pg_temp.part(x, income)::text FROM state_mixed GROUP BY person % 7
UNION ALL SELECT 'nobody', NULL, NULL;
SELECT is((SELECT medaid_outcome_final(pg_temp.combined(t::medaid_outcome_sums)) FROM part WHERE what IN ('settlements', 'nobody')), settlements, 'parts of settlements, as text') FROM whole;
SELECT is((SELECT medaid_outcome_persons_final(pg_temp.combined(t::medaid_outcome_sums)) FROM part WHERE what IN ('persons', 'nobody')), persons, 'parts of persons') FROM whole;
SELECT is((SELECT medaid_outcome_income_final(pg_temp.combined(t::medaid_outcome_sums)) FROM part WHERE what IN ('incomes', 'nobody')), incomes, 'parts of persons with incomes') FROM whole;
SELECT is((SELECT medaid_outcomes_merge_final(pg_temp.combined(t::medaid_scenario_sums)) FROM merge_part WHERE what IN ('merged', 'nobody')), merged, 'parts of merged outcomes') FROM whole;
SELECT is((SELECT medaid_outcomes_merge_income_final(pg_temp.combined(t::medaid_scenario_sums)) FROM merge_part WHERE what = 'merged_incomes'), merged_incomes, '... with incomes') FROM whole;
-- in any order
SELECT is((SELECT medaid_outcome_income_final(pg_temp.combined(t::medaid_outcome_sums ORDER BY k DESC)) FROM part WHERE what = 'incomes'), incomes, 'the other way round') FROM whole;
SELECT is((SELECT medaid_outcomes_merge_final(pg_temp.combined(t::medaid_scenario_sums ORDER BY k DESC)) FROM merge_part WHERE what = 'merged'), merged, '... of merged outcomes') FROM whole;
SELECT is((SELECT medaid_outcomes_merge(x ORDER BY person DESC) FROM state_mixed), merged, 'persons the other way round') FROM whole;
CREATE TEMP TABLE three AS SELECT max(t) FILTER (WHERE k = 1)::medaid_outcome_sums AS a, max(t) FILTER (WHERE k = 2)::medaid_outcome_sums AS b, max(t) FILTER (WHERE k = 3)::medaid_outcome_sums AS c FROM part WHERE what = 'incomes';
SELECT is(medaid_outcome_combine(medaid_outcome_combine(a, b), c)::text, medaid_outcome_combine(a, medaid_outcome_combine(c, b))::text, 'first two or last two') FROM three;
SELECT is(medaid_outcome_combine(NULL, a)::text, a::text, 'nothing and something') FROM three;
SELECT is(medaid_outcome_combine(a, NULL)::text, a::text, 'something and nothing') FROM three;
SELECT ok(medaid_outcome_combine(NULL, NULL) IS NULL AND medaid_outcomes_merge_combine(NULL, NULL) IS NULL, 'nothing and nothing');
SELECT ok(medaid_outcome_step(NULL, NULL) IS NULL AND medaid_outcome_person_step(NULL, NULL) IS NULL AND medaid_outcome_person_step(NULL, NULL, -1) IS NULL AND medaid_outcomes_merge_step(NULL, NULL) IS NULL,
	'no settlement makes no state');
SELECT is(medaid_outcome_final(NULL)::text, medaid_outcome(s)::text, 'no state is no settlements') FROM state_settled WHERE false;
SELECT is(medaid_outcomes_merge_final(NULL)::text, '{}', 'no state is no scenarios');

-- ---- text and binary form ----
SELECT is((SELECT count(*) FROM part WHERE t::medaid_outcome_sums::text <> t), 0::bigint, 'text goes out and in unchanged');
SELECT is((SELECT count(*) FROM merge_part WHERE t::medaid_scenario_sums::text <> t), 0::bigint, 'of both types');
SELECT is((SELECT count(*) FROM part WHERE encode(medaid_outcome_sums_send(t::medaid_outcome_sums), 'hex') <> substr(t, 3)), 0::bigint, 'the binary form is the bytes of the text');
SELECT is((SELECT count(*) FROM merge_part WHERE encode(medaid_scenario_sums_send(t::medaid_scenario_sums), 'hex') <> substr(t, 3)), 0::bigint, 'of both types');
CREATE TEMP TABLE sent AS SELECT p.t::medaid_outcome_sums AS o, m.t::medaid_scenario_sums AS s FROM part AS p FULL JOIN merge_part AS m USING (k);
CREATE TEMP TABLE received (o medaid_outcome_sums, s medaid_scenario_sums);
SELECT setting || '/medaid_outcome_state.bin' AS file FROM pg_settings WHERE name = 'data_directory' \gset
SELECT format('COPY sent TO %L (FORMAT binary)', :'file') \gexec
SELECT format('COPY received FROM %L (FORMAT binary)', :'file') \gexec
SELECT format('COPY (SELECT) TO PROGRAM %L', 'cat >/dev/null; rm ' || :'file') \gexec
SELECT is_empty('SELECT o::text, s::text FROM sent EXCEPT ALL SELECT o::text, s::text FROM received', 'binary COPY and back');
SELECT is((SELECT count(o) FROM received), (SELECT count(o) FROM sent), 'all of it');

-- ---- called by themselves the functions leave what they are given ----
CREATE FUNCTION pg_temp.by_hand() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	one medaid_outcome_sums; two medaid_outcome_sums; sum medaid_outcome_sums;
	ones medaid_scenario_sums; twos medaid_scenario_sums; three medaid_scenario_sums;
BEGIN
	SELECT medaid_outcome_step(NULL, s) INTO one FROM state_settled WHERE (s).claim_id = '1';
	SELECT medaid_outcome_step(one, s) INTO two FROM state_settled WHERE (s).claim_id = '2';
	sum := medaid_outcome_combine(one, two);
	SELECT medaid_outcomes_merge_step(NULL, x) INTO ones FROM state_mixed WHERE person = 1;
	SELECT medaid_outcomes_merge_step(ones, x) INTO twos FROM state_mixed WHERE person = 3;
	three := medaid_outcomes_merge_combine(ones, twos);
	RETURN concat_ws(' ', (medaid_outcome_final(one)).claims, (medaid_outcome_final(two)).claims, (medaid_outcome_final(sum)).claims,
		cardinality(medaid_outcomes_merge_final(ones)), ((medaid_outcomes_merge_final(ones))[1].outcome).persons, cardinality(medaid_outcomes_merge_final(twos)), ((medaid_outcomes_merge_final(twos))[1].outcome).persons,
		((medaid_outcomes_merge_final(three))[1].outcome).persons);
END $$;
SELECT is(pg_temp.by_hand(), '1 2 3 3 1 4 2 3', 'states of one, two and three claims, and persons');

-- ---- what nobody wrote ----
-- a state is a version, the number of sums, 7 bytes of bits, and the sums that are not 0; the first is the total
SELECT substr(t, 1, 6) AS v FROM part WHERE t IS NOT NULL LIMIT 1 \gset
CREATE FUNCTION pg_temp.total(bytes text) RETURNS text LANGUAGE sql AS $$ SELECT (medaid_outcome_final(bytes::medaid_outcome_sums)).total::text $$;
SELECT is(pg_temp.total(:'v' || '0100000000000064'), '1.00', '100 fen');
SELECT is(pg_temp.total(:'v' || '01000000000000ffffffffffffffff0f'), '11529215046068469.75', 'the largest sum');
SELECT is((medaid_outcome_final((:'v' || '04000000000000ffffffffffffffff0f')::medaid_outcome_sums)).patient_before, -11529215046068469.75, 'what comes of it may be below 0');
SELECT is((medaid_outcome_final((:'v' || '80070000000000ffffffffffffffff0fffffffffffffffff0fffffffffffffffff0fffffffffffffffff0f')::medaid_outcome_sums)).aid, 46116860184273879.00, 'four of the largest');
SELECT throws_ok(format('SELECT pg_temp.total(%L)', bytes), CASE WHEN bytes IN ('', '\x', 'x') THEN '22P02' ELSE '22P03' END,
	CASE WHEN bytes IN ('', '\x', 'x') THEN 'invalid input syntax for type medaid_outcome_sums' ELSE 'these bytes are no medaid_outcome_sums of this version of medaid' END, what)
FROM (VALUES ('', 'nothing'), ('\x', 'no bytes'), ('x', 'no form'), ('\x01', 'a version alone'), ('\x00' || substr(:'v', 5) || '00000000000000', 'another version'),
	('\x0101' || '01000000000000' || '64', 'another number of sums'), (:'v' || '01000000000000' || '00', 'a 0 that is written'),
	(:'v' || '01000000000000' || '8000', 'a number in a second form'), (:'v' || '01000000000000' || 'ffffffffffffffff1f', 'a larger sum'), (:'v' || '01000000000000' || 'ffffffffffffffffffff', 'a number without end'),
	(:'v' || '01000000000000' || '64ff', 'a byte more'), (:'v' || '01000000000000', 'a byte less'), (:'v' || '00000000000080', 'a bit more'), (:'v' || '00000200000000' || '01', 'a reason without its claim')) AS v (bytes, what);
SELECT throws_ok(format('SELECT medaid_outcome_combine(%L, %L)', :'v' || '01000000000000' || 'ffffffffffffffff0f', :'v' || '01000000000000' || '64'), '22003', 'the settlements add up to more than can be held', 'more than the largest sum');
-- one scenario without a name, at position 0
SELECT throws_ok(format('SELECT medaid_outcomes_merge_combine(%L, %L)', :'v' || '010000' || '01000000000000' || 'ffffffffffffffff0f', :'v' || '010000' || '01000000000000' || '64'), '22003', 'the settlements add up to more than can be held', '... of scenarios');
SELECT throws_ok(format('SELECT %L::medaid_scenario_sums', bytes), '22P03', 'these bytes are no medaid_scenario_sums of this version of medaid', what)
FROM (VALUES (:'v', 'no scenarios'), (:'v' || '020000' || '0000000000000000' || '0000000000000000', 'the same scenario twice'), (:'v' || 'ffffffff0f00', 'more scenarios than bytes'),
	(:'v' || 'e0a712' || repeat('00', 300000), 'many scenarios without a name')) AS v (bytes, what);
-- one byte changed: an error or another good value, never a crash
CREATE FUNCTION pg_temp.damaged(type regtype, final text, combine text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE r record; bytes bytea; refused integer := 0; taken integer := 0;
BEGIN
	FOR r IN EXECUTE format('SELECT t, decode(substr(t, 3), ''hex'') AS b FROM %s WHERE t IS NOT NULL LIMIT 9', CASE WHEN type = 'medaid_outcome_sums'::regtype THEN 'part' ELSE 'merge_part' END) LOOP
		FOR i IN 0 .. length(r.b) - 1 LOOP
			bytes := set_byte(r.b, i, (get_byte(r.b, i) + 1 + pg_temp.draw(length(r.b) * 1000 + i, 3, 255)) % 256);
			BEGIN
				EXECUTE format('SELECT %s(%s(%L::%s, %L))', final, combine, bytes, type, r.t);
				taken := taken + 1;
			EXCEPTION WHEN invalid_binary_representation OR numeric_value_out_of_range THEN
				refused := refused + 1;
			END;
			BEGIN
				EXECUTE format('SELECT %L::%s', substring(r.b FROM 1 FOR i), type);
				taken := taken + 1000000;
			EXCEPTION WHEN invalid_binary_representation OR invalid_text_representation THEN
				refused := refused + 1;
			END;
		END LOOP;
	END LOOP;
	RETURN CASE WHEN refused > taken AND taken BETWEEN 1 AND 999999 THEN 'good' ELSE format('%s refused, %s taken', refused, taken) END;
END $$;
SELECT is(pg_temp.damaged('medaid_outcome_sums', 'medaid_outcome_income_final', 'medaid_outcome_combine'), 'good', 'damaged and cut states');
SELECT is(pg_temp.damaged('medaid_scenario_sums', 'medaid_outcomes_merge_income_final', 'medaid_outcomes_merge_combine'), 'good', 'damaged and cut states of scenarios');

-- ---- windows, FILTER, DISTINCT ----
SELECT is_empty($$ SELECT person, medaid_outcome(a, income) OVER (ORDER BY person ROWS BETWEEN 3 PRECEDING AND 2 FOLLOWING) FROM state_person WHERE person < 60
	EXCEPT SELECT p.person, (SELECT medaid_outcome(a, income) FROM state_person AS q WHERE q.person BETWEEN p.person - 3 AND p.person + 2 AND q.person < 60) FROM state_person AS p $$, 'a frame that moves');
SELECT is_empty($$ SELECT person, medaid_outcomes_merge(x) OVER (ORDER BY person ROWS BETWEEN 3 PRECEDING AND 2 FOLLOWING) FROM state_mixed WHERE person < 60
	EXCEPT SELECT p.person, (SELECT medaid_outcomes_merge(x) FROM state_mixed AS q WHERE q.person BETWEEN p.person - 3 AND p.person + 2 AND q.person < 60) FROM state_mixed AS p $$, '... of merged outcomes');
SELECT is_empty($$ SELECT person, medaid_outcomes_merge(x) OVER (ORDER BY person) FROM state_mixed WHERE person < 60
	EXCEPT SELECT p.person, (SELECT medaid_outcomes_merge(x) FROM state_mixed AS q WHERE q.person <= p.person) FROM state_mixed AS p $$, 'a frame that grows: final functions only read');
SELECT is((SELECT medaid_outcome(a) FILTER (WHERE person % 2 = 0) FROM state_person), (SELECT medaid_outcome(a) FROM state_person WHERE person % 2 = 0), 'FILTER');
SELECT is((SELECT medaid_outcome(s) FILTER (WHERE false) FROM state_settled)::text, medaid_outcome_final(NULL)::text, 'FILTER that leaves nothing');
SELECT is((SELECT medaid_outcome(CASE WHEN person % 2 = 0 THEN s END) FROM state_settled), (SELECT medaid_outcome(s) FROM state_settled WHERE person % 2 = 0), 'NULLs among the rows');

-- ---- split over workers ----
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL max_parallel_workers_per_gather = 2;
SET LOCAL parallel_leader_participation = off;
CREATE FUNCTION pg_temp.split(query text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE line text; partial boolean := false; finalize boolean := false;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS off) ' || query LOOP
		partial := partial OR line ~ 'Partial';
		finalize := finalize OR line ~ 'Finalize';
	END LOOP;
	RETURN partial AND finalize;
END $$;
CREATE FUNCTION pg_temp.same_as_serial(query text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE of_workers text; serial text;
BEGIN
	query := format('SELECT string_agg(q::text, E''\n'' ORDER BY q::text) FROM (%s OFFSET 0) AS q', query);
	EXECUTE query INTO of_workers;
	SET LOCAL max_parallel_workers_per_gather = 0;
	EXECUTE query INTO serial;
	SET LOCAL max_parallel_workers_per_gather = 2;
	RETURN of_workers = serial;
END $$;
SELECT ok(pg_temp.split(query) AND pg_temp.same_as_serial(query), query) FROM (VALUES
	('SELECT 1 AS one, medaid_outcome(s) AS o FROM state_settled'), ('SELECT person % 2 AS k, medaid_outcome(s) AS o FROM state_settled GROUP BY 1'),
	('SELECT 1 AS one, medaid_outcome(a, income) AS o FROM state_person'), ('SELECT person % 4 AS k, medaid_outcomes_merge(x) AS m FROM state_mixed GROUP BY 1'),
	('SELECT 1 AS one, medaid_outcomes_merge(x, income) AS m FROM state_mixed')) AS v (query);

SELECT * FROM finish();
ROLLBACK;
