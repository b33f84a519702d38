-- medaid_same(): two settlements compared, by all fields or by those named.
SET client_min_messages = warning;
BEGIN;
SELECT plan(64);

-- no field is NULL
CREATE TEMP TABLE given AS SELECT jsonb_populate_record(NULL::medaid_settlement, jsonb_object_agg(a.attname, CASE a.atttypid::regtype::text
	WHEN 'text' THEN '"one"' WHEN 'integer' THEN '2024' WHEN 'numeric' THEN '100.00' WHEN 'date' THEN '"2024-06-01"' WHEN 'text[]' THEN '["one", "two"]' END::jsonb)) AS s
FROM pg_attribute AS a JOIN pg_type AS t ON t.typrelid = a.attrelid WHERE t.oid = 'medaid_settlement'::regtype AND a.attnum > 0;
SELECT is((SELECT count(*) FROM given, jsonb_each(to_jsonb(s)) AS f WHERE f.value = 'null'), 0::bigint, 'no field is NULL');
-- each field by itself: another value, NULL
CREATE TEMP TABLE other AS SELECT f.key, jsonb_populate_record(s, jsonb_build_object(f.key, CASE jsonb_typeof(f.value)
		WHEN 'number' THEN to_jsonb((f.value #>> '{}')::numeric + 1) WHEN 'array' THEN '["one"]' ELSE CASE WHEN f.value = '"one"' THEN '"two"' ELSE '"2024-06-02"' END::jsonb END)) AS value,
	jsonb_populate_record(s, jsonb_build_object(f.key, NULL)) AS none
FROM given, jsonb_each(to_jsonb(s)) AS f;
SELECT is(concat_ws(' ', medaid_same(s, value), medaid_same(value, s), medaid_same(s, none), medaid_same(none, s), medaid_same(none, none), medaid_same(value, value)), 'f f f f t t', key) FROM other, given ORDER BY key;
SELECT is((SELECT bool_or(medaid_same(s, value, ARRAY[key]) OR medaid_same(s, none, ARRAY[key]) OR NOT medaid_same(none, none, ARRAY[key])) FROM other, given), false, 'named, each field counts');
SELECT is((SELECT bool_and(medaid_same(s, value, f.fields) AND medaid_same(none, value, f.fields)) FROM other AS o, given,
	LATERAL (SELECT array_agg(key) AS fields FROM other AS x WHERE x.key <> o.key) AS f), true, 'not named, it does not');

-- by value
SELECT is((SELECT medaid_same(s, jsonb_populate_record(s, '{"aid": 100, "total": 100.0000}')) FROM given), true, '100.00 is 100');
SELECT is((SELECT s::text <> t::text AND medaid_same(s, t) FROM given, jsonb_populate_record(s, '{"aid": 100.0}') AS t), true, 'though it is written otherwise');
SELECT is((SELECT medaid_same(s, jsonb_populate_record(s, '{"limit_pools": ["two", "one"]}')) FROM given), false, 'lists have an order');
SELECT is((SELECT medaid_same(s, jsonb_populate_record(s, '{"claim_id": "ONE"}')) FROM given), false, 'words are bytes');

-- NULL settlements
SELECT is(concat_ws(' ', medaid_same(NULL, NULL), medaid_same(s, NULL), medaid_same(NULL, s), medaid_same(NULL, NULL, '{aid}'), medaid_same(s, NULL, '{aid}')), 't f f t f', 'NULL') FROM given;
SELECT is(concat_ws(' ', medaid_same(ROW(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
	NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)::medaid_settlement, NULL)), 'f', 'a settlement of nothing but NULLs is one');
SELECT is((SELECT medaid_same(s, s, '{}') FROM given), true, 'no fields');
SELECT throws_ok(format('SELECT medaid_same(s, s, %s) FROM given', fields), state, message, fields)
FROM (VALUES ('NULL', '22004', 'fields is NULL'), ('ARRAY[''aid'', NULL]', '22004', 'a field is NULL'), ('ARRAY[''aids'']', '42703', 'type medaid_settlement has no attribute "aids"')) AS v (fields, state, message);

-- one call, fields and rows that change
SELECT is((SELECT string_agg(medaid_same(s, value, CASE WHEN key < 'd' THEN ARRAY[key] ELSE ARRAY['policy', key, 'pool'] END)::text || medaid_same(s, s, ARRAY[key]), ' ' ORDER BY key) FROM other, given),
	(SELECT string_agg('falsetrue', ' ') FROM other), 'fields that change from row to row');

-- what settling gives, twice; toasted, stored, in an array
CREATE TEMP TABLE settled AS SELECT unnest(medaid_settle_all(medaid_claim(claim_id => 'c' || i, service => 'inpatient', discharged_on => date '2024-01-01' + i, categories => '{dibao}',
	total => 1000 * i, in_scope => 1000 * i, critical_illness_paid => 0), (SELECT medaid_policies('zibo-2023', '2024-01-01', '2024-12-31')))) AS s FROM generate_series(1, 40) AS i;
SELECT is((SELECT count(*) FROM settled AS a JOIN settled AS b ON medaid_same(a.s, b.s)), 40::bigint, 'each is itself alone');
SELECT is((SELECT count(*) FROM settled AS a, settled AS b WHERE medaid_same(a.s, b.s, '{policy,status}') <> ((a.s).policy = (b.s).policy AND (a.s).status = (b.s).status)), 0::bigint, 'by two fields');
SELECT is((SELECT medaid_same(s, jsonb_populate_record(s, jsonb_build_object('fault', repeat(md5('a'), 1000)))) OR NOT medaid_same(t, t) FROM given, jsonb_populate_record(s, jsonb_build_object('fault', repeat(md5('a'), 1000))) AS t), false, 'long values');

-- a field that a later release adds: stored rows lack it, and it does not count
CREATE TEMP TABLE before AS SELECT s FROM settled;
ALTER TYPE medaid_settlement ADD ATTRIBUTE later numeric CASCADE;
SELECT is((SELECT count(*) FROM before AS a JOIN settled AS b ON medaid_same(a.s, b.s)), 40::bigint, 'an attribute more: as before');
SELECT is((SELECT bool_and(medaid_same(s, jsonb_populate_record(s, '{"later": 1}'))) FROM settled), true, 'it does not count');
SELECT is((SELECT bool_or(medaid_same(s, jsonb_populate_record(s, '{"later": 1}'), '{aid,later}')) FROM settled), false, 'until it is named');
ALTER TYPE medaid_settlement DROP ATTRIBUTE later CASCADE;
ALTER TYPE medaid_settlement RENAME ATTRIBUTE due TO owed CASCADE;
SELECT throws_ok('SELECT medaid_same(s, s) FROM settled', '42703', 'type medaid_settlement has no attribute "due"', 'an attribute renamed');
SELECT * FROM finish();
ROLLBACK;
