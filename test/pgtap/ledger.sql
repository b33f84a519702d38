\set QUIET 1
\set ON_ERROR_STOP 1
\pset format unaligned
\pset tuples_only true
\pset pager off
-- The settlement ledger: making one, adopting rules, what is refused.
SET client_min_messages = warning;
SET jit = off;
BEGIN;
SELECT plan(54);

---- making one

SELECT is(medaid_create_ledger('county'), 'county', 'a ledger in a new schema');
SELECT is((SELECT concat_ws(' ', b.name, b.month, b.ordering, b.since, b.rules) FROM county.book AS b), 'county ' || date_trunc('month', current_date)::date || ' posted', 'its month is this one, its order that of posting');
CREATE SCHEMA "an empty ""one""";
SELECT is(medaid_create_ledger('an empty "one"', ordering => 'discharged', month => '2024-03-15', since => 2023, partitions => 3), 'an empty "one"', 'in an empty schema');
SELECT is((SELECT concat_ws(' ', b.month, b.ordering, b.since, b.version) FROM "an empty ""one""".book AS b), '2024-03-01 discharged 2023 1', 'month, order and closed years as given');
SELECT is((SELECT count(*) FROM pg_inherits WHERE inhparent IN ('"an empty ""one""".entry'::regclass, '"an empty ""one""".person'::regclass)), 6::bigint, 'partitioned by person');
SELECT throws_ok(format('SELECT medaid_create_ledger(%s)', arguments), state, message, arguments)
FROM (VALUES
	('NULL', '22004', 'the name is NULL'),
	($$'x', NULL$$, '22004', 'ordering is NULL'),
	($$''$$, '42622', 'the name of a ledger has 1 to 63 bytes, as a schema''s'),
	($$repeat('x', 64)$$, '42622', 'the name of a ledger has 1 to 63 bytes, as a schema''s'),
	($$'county'$$, '42P06', 'schema "county" is not empty'),
	($$'public'$$, '42P06', 'schema "public" is not empty'),
	($$'x', 'admitted'$$, '22023', 'ordering "admitted" is neither posted nor discharged'),
	($$'x', month => 'infinity'$$, '22023', 'month "infinity" is no month'),
	($$'x', partitions => -1$$, '22003', 'partitions -1 is out of range'),
	($$'x', partitions => 1025$$, '22003', 'partitions 1025 is out of range')
) AS v (arguments, state, message);
SELECT is(to_regnamespace('x'), NULL, 'what is refused leaves nothing');
SELECT columns_are('county', 'claim', '{person,claim_id,position,payee,claim}'::name[], 'claim: to be replaced');
SELECT is_empty('SELECT * FROM county.claim', 'and empty until then');
SELECT lives_ok($$CREATE OR REPLACE VIEW county.claim AS SELECT 'P'::text AS person, 'c'::text AS claim_id, now() AS position, 'H'::text AS payee, medaid_claim(claim_id => 'c') AS claim$$, 'by one''s own');

---- all objects are the caller's

CREATE ROLE medaid_test_owner;
GRANT CREATE ON DATABASE :"DBNAME" TO medaid_test_owner;
SET LOCAL ROLE medaid_test_owner;
SELECT medaid_create_ledger('owned', partitions => 2) \g /dev/null
RESET ROLE;
SELECT is((SELECT string_agg(DISTINCT pg_get_userbyid(c.relowner), ' ') FROM pg_class AS c WHERE c.relnamespace = 'owned'::regnamespace), 'medaid_test_owner', 'tables, views, indexes and sequences');
SELECT is((SELECT pg_get_userbyid(n.nspowner) || ' ' || (SELECT string_agg(DISTINCT pg_get_userbyid(p.proowner), ' ') FROM pg_proc AS p WHERE p.pronamespace = n.oid)
	FROM pg_namespace AS n WHERE n.nspname = 'owned'), 'medaid_test_owner medaid_test_owner', 'the schema and the function of its triggers');
SELECT is((SELECT count(*) FROM pg_depend AS d JOIN pg_class AS c ON (d.classid, d.objid) = ('pg_class'::regclass, c.oid)
	WHERE d.deptype = 'e' AND c.relnamespace IN ('county'::regnamespace, 'owned'::regnamespace)), 0::bigint, 'none is a member of the extension');
SELECT is((SELECT string_agg(c.relname, ' ') FROM pg_class AS c WHERE c.relnamespace = 'county'::regnamespace AND c.relkind IN ('r', 'v') AND obj_description(c.oid, 'pg_class') IS NULL), NULL, 'each has a description');

---- no ledger

SELECT throws_ok(format('SELECT %s', call), state, message, call)
FROM (VALUES
	($$medaid_ledger_schema(NULL)$$, '22004', 'the ledger is NULL'),
	($$medaid_ledger_schema('nowhere')$$, '3F000', 'there is no ledger "nowhere"'),
	($$medaid_ledger_schema('public')$$, '3F000', 'there is no ledger "public"'),
	($$medaid_ledger_schema('"county"')$$, '3F000', 'there is no ledger ""county""'),
	($$medaid_adopt('nowhere', medaid_policies('zibo-2023', '2023-01-01', '2025-12-31'))$$, '3F000', 'there is no ledger "nowhere"')
) AS v (call, state, message);
SELECT is(medaid_ledger_schema('an empty "one"'), '"an empty ""one"""', 'quoted');

---- adopting

SELECT is(medaid_adopt('county', medaid_policies('zibo-2023', '2023-01-01', '2025-12-31'), 'as published'), 1, 'the first rules');
SELECT is(medaid_adopt('county', medaid_policy_with(medaid_policies('zibo-2023', '2023-01-01', '2025-12-31'), 'inpatient-dibao.rate', 0.8)), 2, 'others');
SELECT is((SELECT string_agg(concat_ws(' ', r.number, r.reason, r.by = session_user, r.digest = medaid_policy_digest(r.policies)), '; ' ORDER BY r.number) FROM county.rules AS r), '1 as published t t; 2 t t', 'who adopted what, and why');
SELECT is((SELECT b.rules FROM county.book AS b), 2, 'the last pay');
SELECT is((SELECT b.rules FROM "an empty ""one""".book AS b), NULL, 'another ledger has its own');
SELECT throws_ok(format('SELECT medaid_adopt(''county'', %s)', policies), state, message, policies)
FROM (VALUES
	('NULL', '22004', 'the policy is NULL'),
	('ARRAY[NULL]::medaid_policy[]', '22004', 'the policy is NULL'),
	($$'{}'$$, '22023', 'array of policies is empty'),
	($$medaid_policies('zibo-2023', '2023-01-01', '2023-12-31') || medaid_policies('pingshun-2023', '2024-01-01', '2024-12-31')$$, '22023', 'array of policies holds different codes: "zibo-2023" and "pingshun-2023"'),
	($$medaid_policies('zibo-2023', '2023-01-01', '2023-12-31') || medaid_policies('zibo-2023', '2023-01-01', '2023-12-31')$$, '22023', 'array of policies holds overlapping stretches')
) AS v (policies, state, message);
SELECT throws_ok($$SELECT medaid_adopt('county', ARRAY(SELECT jsonb_populate_record(p, '{"benefits": [{"code": "x", "services": ["inpatient"], "rate": 2}]}') FROM unnest(medaid_policies('zibo-2023', '2023-01-01', '2023-12-31')) AS p))$$, '22023', NULL, 'a policy that cannot be settled with');
SELECT is((SELECT count(*) FROM county.rules), 2::bigint, 'what is refused is not adopted');

---- append-only

-- 2024, 低保: 75 % of 1,000.00
SELECT set_config('test.claim', medaid_compact(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2024-06-01', categories => '{dibao}', total => 1000, in_scope => 1000, critical_illness_paid => 0))::text, true) \g /dev/null
CREATE TEMP TABLE posting AS SELECT current_setting('test.claim')::medaid_compact_claim AS claim, medaid_settle(current_setting('test.claim')::medaid_compact_claim, (SELECT policies FROM county.rules WHERE number = 1)) AS settlement;
INSERT INTO county.entry (person, claim_id, version, place, payee, claim, settlement, month, rules) SELECT 'P', 'c', 1, 1, 'H', claim, settlement, '2024-07-01', 1 FROM posting;
INSERT INTO "an empty ""one""".entry (person, claim_id, version, place, payee, claim, settlement, month, rules) SELECT 'P' || n, 'c', 1, 1, 'H', claim, settlement, '2024-07-01', 1 FROM posting, generate_series(1, 9) AS n;
SELECT throws_ok(statement, '55000', message, statement)
FROM (VALUES
	('UPDATE county.entry SET payee = ''X''', 'rows of county.entry are never changed: UPDATE refused'),
	('DELETE FROM county.entry', 'rows of county.entry are never changed: DELETE refused'),
	('TRUNCATE county.entry', 'rows of county.entry are never changed: TRUNCATE refused'),
	('DELETE FROM "an empty ""one""".entry', 'rows of an empty "one".entry are never changed: DELETE refused'),
	('DELETE FROM "an empty ""one""".entry_1', 'rows of an empty "one".entry are never changed: DELETE refused'),
	('UPDATE county.rules SET reason = NULL', 'rows of county.rules are never changed: UPDATE refused'),
	('DELETE FROM county.rules', 'rows of county.rules are never changed: DELETE refused')
) AS v (statement, message);
SELECT throws_ok($$INSERT INTO county.entry (person, claim_id, version, place, claim, month, rules) SELECT 'P', 'c', 1, 1, claim, '2024-07-01', 1 FROM posting$$, '23505', NULL, 'a version once');
SELECT throws_ok($$INSERT INTO county.entry (person, claim_id, version, place, claim, month, rules) SELECT 'P', 'c', 3, 1, claim, '2024-07-01', 1 FROM posting$$, '23503', NULL, 'none is left out');

---- what stands, and by payer

SELECT is((SELECT concat_ws(' ', person, claim_id, version, payee, status, aid, patient_pays) FROM county.now), 'P c 1 H paid 750.00 250.00', 'now: what stands');
INSERT INTO county.entry (person, claim_id, version, place, payee, claim, settlement, month, rules) SELECT 'P', 'c', 2, 1, 'K', claim, settlement, '2024-08-01', 1 FROM posting;
SELECT is((SELECT string_agg(concat_ws(' ', version, side, payee, payer, amount), '; ' ORDER BY version, side DESC, payer) FROM county.line),
	'1 posting H aid 750.00; 1 posting H patient 250.00; 2 reversal H aid -750.00; 2 reversal H patient -250.00; 2 posting K aid 750.00; 2 posting K patient 250.00', 'line: a reversal and a posting');
SELECT is((SELECT string_agg(concat_ws(' ', version, payee, amount), '; ' ORDER BY version, payee) FROM county.delta WHERE payer = 'aid'), '1 H 750.00; 2 H -750.00; 2 K 750.00', 'delta: net by payee');
INSERT INTO county.entry (person, claim_id, version, place, claim, month, rules) SELECT 'P', 'c', 3, 1, claim, '2024-08-01', 1 FROM posting;
SELECT is_empty('SELECT * FROM county.now', 'taken back, nothing stands');

SELECT * FROM finish();
ROLLBACK;
