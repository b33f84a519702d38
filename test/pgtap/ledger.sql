-- The settlement ledger: making one, adopting rules, each event by hand, what is refused, who may do what.
SET client_min_messages = warning;
SET jit = off;
BEGIN;
SELECT plan(170);

---- making one

SELECT is(medaid_create_ledger('county'), 'county', 'a ledger in a new schema');
SELECT is((SELECT concat_ws(' ', b.name, b.month, b.ordering, b.since, b.rules) FROM county.book AS b), 'county ' || date_trunc('month', current_date)::date || ' posted', 'its month is this one, its order that of posting');
CREATE SCHEMA "an empty ""one""";
SELECT is(medaid_create_ledger('an empty "one"', ordering => 'discharged', month => '2024-03-15', since => 2023, partitions => 3), 'an empty "one"', 'in an empty schema');
SELECT is((SELECT concat_ws(' ', b.month, b.ordering, b.since, b.version) FROM "an empty ""one""".book AS b), '2024-03-01 discharged 2023 2', 'month, order and closed years as given');
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
SELECT throws_ok('SELECT medaid_distribute_ledger(''county'')', '0A000', 'Citus is not installed in this database', 'a ledger is distributed by Citus');
SELECT throws_ok('SELECT medaid_distribute_ledger(NULL)', '22004', 'the ledger is NULL');
SELECT throws_ok('SELECT medaid_distribute_ledger(''none'')', '3F000', 'there is no ledger "none"');
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
SELECT throws_ok(format('SELECT medaid_adopt(''county'', ARRAY(SELECT jsonb_populate_record(p, %L) FROM unnest(medaid_policies(''zibo-2023'', ''2023-01-01'', ''2023-12-31'')) AS p))', change), '22023', 'policy "zibo-2023"' || fault, change)
FROM (VALUES
	('{"payers": null}', ' has no payers: nothing would be taken off before assistance'), ('{"payers": []}', ' has no payers: nothing would be taken off before assistance'),
	('{"benefits": null}', ' has no benefits: nothing would be paid'), ('{"benefits": []}', ' has no benefits: nothing would be paid'),
	('{"benefit_bands": [{"code": "b", "benefit": "nobody", "burden_from": 0, "rate": 0.5}]}', ': b.benefit names no benefit: "nobody"'),
	('{"benefit_bands": [{"code": "b", "benefit": "inpatient-dibao", "burden_from": 0, "rate": 0.5}]}', ': b.benefit names "inpatient-dibao", which has a rate beside its bands')
) AS v (change, fault);
SELECT is((SELECT count(*) FROM county.rules), 2::bigint, 'what is refused is not adopted');

---- a relation instead of the view claim

CREATE TEMP TABLE half (person text, claim_id text, claim medaid_claim);
SELECT throws_ok($$SELECT * FROM medaid_ledger_diff('county', source => 'half')$$, '42703', 'source half lacks the columns: position, payee', 'what a source lacks is named, looking');
SELECT throws_ok($$SELECT medaid_post_begin('county', NULL, 10, 'half', 0)$$, '42703', 'source half lacks the columns: position, payee', 'and posting');
-- and what is of another type, before a statement is made of it that the error would show
CREATE TEMP VIEW numbered AS SELECT 1::bigint AS person, 'c'::text AS claim_id, 2 AS position, 'H'::varchar AS payee, 3 AS claim;
SELECT throws_ok($$SELECT * FROM medaid_ledger_diff('county', source => 'numbered')$$, '42804', 'source numbered has columns of another type: person bigint, position integer, claim integer', 'columns of another type, too');
CREATE TEMP VIEW dated AS SELECT 'P'::varchar AS person, 'c'::varchar(9) AS claim_id, '2024-01-01'::date AS position, 'H'::char(3) AS payee, NULL::medaid_compact_claim AS claim;
SELECT lives_ok($$SELECT * FROM medaid_ledger_diff('county', '{P}', source => 'dated')$$, 'what can be read as these is taken');
SELECT throws_ok($$SELECT * FROM medaid_ledger_diff('county', source => 'pg_class')$$, '42703', 'source pg_class lacks the columns: person, claim_id, position, payee, claim', 'all of them');

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

---- events, one by one: 淄博 (六), 低保: 75 % of what is in scope, 4,000.00 gives 3,000.00; nothing of the second stage below 5,000.00 left over

CREATE TABLE happened (person text, claim_id text, position timestamptz, payee text, day date, amount numeric, categories text[] DEFAULT '{dibao}', service text DEFAULT 'inpatient');
CREATE FUNCTION pg_temp.ledger(name text, its_ordering text, since integer DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM medaid_create_ledger(name, ordering => its_ordering, month => '2024-07-01', since => since);
	EXECUTE format('CREATE OR REPLACE VIEW %I.claim AS SELECT person, claim_id, position, payee, medaid_claim(claim_id => claim_id, service => service, discharged_on => day, categories => categories,
		total => amount, in_scope => amount, critical_illness_paid => 0) AS claim FROM happened', name);
	PERFORM medaid_adopt(name, medaid_policies('zibo-2023', '2023-01-01', '2025-12-31'));
END $$;
-- what a posting writes: claim, version, payee, aid, paid of the limit so far
CREATE FUNCTION pg_temp.posted(ledger text, who text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	said text := (SELECT string_agg(d.claim_id || ' ' || d.change, ', ' ORDER BY d.claim_id COLLATE "C") FROM medaid_ledger_diff(ledger, ARRAY[who]) AS d);
	wrote text;
	entries bigint := medaid_post(ledger, ARRAY[who], 'test');
BEGIN
	EXECUTE format('SELECT string_agg(e.line, ''; '' ORDER BY e.claim_id) FROM (SELECT claim_id, at = max(at) OVER () AS its,
		concat_ws('' '', claim_id, version, payee, coalesce((settlement).aid::text, ''taken back''), (settlement).pool_paid) AS line FROM %I.entry WHERE person = $1) AS e WHERE its', ledger) INTO wrote USING who;
	RETURN CASE WHEN entries > 0 THEN concat(entries, ': ', said, ' = ', wrote) ELSE concat(entries, ':', said) END;
END $$;
SELECT pg_temp.ledger('p', 'posted'), pg_temp.ledger('d', 'discharged') \g /dev/null
INSERT INTO happened VALUES ('A', 'a', '2024-07-01', 'H', '2024-03-01', 4000), ('A', 'b', '2024-07-02', 'H', '2024-02-01', 4000);
SELECT is(pg_temp.posted('p', 'A'), '2: a new, b new = a 1 H 3000.00 3000.00; b 1 H 3000.00 6000.00', 'posted: first claims, by position');
SELECT is(pg_temp.posted('d', 'A'), '2: a new, b new = a 1 H 3000.00 6000.00; b 1 H 3000.00 3000.00', 'discharged: by day');
SELECT is(pg_temp.posted('p', 'A') || pg_temp.posted('d', 'A'), '0:0:', 'again: nothing');
INSERT INTO happened VALUES ('A', 'c', '2024-01-01', 'H', '2024-01-15', 4000);
SELECT is(pg_temp.posted('p', 'A'), '1: c new = c 1 H 3000.00 9000.00', 'posted: a late claim goes last and moves nobody');
SELECT is(pg_temp.posted('d', 'A'), '3: a restated, b restated, c new = a 2 H 3000.00 9000.00; b 2 H 3000.00 6000.00; c 1 H 3000.00 3000.00', 'discharged: it goes where its day is');
DELETE FROM happened WHERE claim_id = 'b';
SELECT is(pg_temp.posted('p', 'A'), '2: b taken_back, c restated = b 2 H taken back; c 2 H 3000.00 6000.00', 'a void');
UPDATE happened SET amount = 2000 WHERE claim_id = 'a';
SELECT is(pg_temp.posted('p', 'A'), '2: a changed, c restated = a 2 H 1500.00 1500.00; c 3 H 3000.00 4500.00', 'a correction keeps its place');
UPDATE happened SET payee = 'K' WHERE claim_id = 'c';
SELECT is(pg_temp.posted('p', 'A'), '1: c changed = c 4 K 3000.00 4500.00', 'another payee');
SELECT is((SELECT string_agg(concat_ws(' ', side, payee, amount), '; ' ORDER BY side DESC) FROM p.line WHERE claim_id = 'c' AND version = 4 AND payer = 'aid'), 'reversal H -3000.00; posting K 3000.00', 'reversed with one, posted with the other');
INSERT INTO happened VALUES ('A', 'b', '2024-07-09', 'H', '2024-02-01', 4000);
SELECT is(pg_temp.posted('p', 'A'), '2: b new, c restated = b 3 H 3000.00 4500.00; c 5 K 3000.00 7500.00', 'come back, it has its place again');
UPDATE happened SET amount = 0 WHERE claim_id = 'b';
SELECT is(pg_temp.posted('p', 'A'), '2: b changed, c restated = b 4 H 0.00 1500.00; c 6 K 3000.00 4500.00', 'refunded whole');
-- places belong to who was first: 75 % of 40,000.00 is the limit, and nothing is left for who comes later
INSERT INTO happened VALUES ('F', 'b', '2024-07-02', 'H', '2024-03-01', 40000);
SELECT is(pg_temp.posted('p', 'F'), '1: b new = b 1 H 33500.00 30000.00', 'the limit, and 70 % of 5,000.00 in the second stage');
DELETE FROM happened WHERE person = 'F';
INSERT INTO happened VALUES ('F', 'a', '2024-07-01', 'H', '2024-03-01', 4000);
SELECT is(pg_temp.posted('p', 'F'), '2: a new, b taken_back = a 1 H 3000.00 3000.00; b 2 H taken back', 'another comes while it is void');
INSERT INTO happened VALUES ('F', 'b', '2024-07-02', 'H', '2024-03-01', 40000);
SELECT is((SELECT string_agg(concat_ws(' ', claim_id, place), ', ' ORDER BY place) FROM p.entry WHERE person = 'F' AND version = 1), 'b 1, a 2', 'and takes a place after it');
-- b takes all 30,000.00 again, of a 4,000.00 are left over with the 10,000.00: 70 % of 9,000.00, 3,500.00 of it with b
SELECT is(pg_temp.posted('p', 'F'), '2: a changed, b new = a 2 H 2800.00 30000.00; b 3 H 33500.00 30000.00', 'come back, it stands before it');
-- 低保 recognised afterwards
INSERT INTO happened VALUES ('B', 'a', '2024-07-01', 'H', '2024-03-01', 4000, '{}');
SELECT is(pg_temp.posted('p', 'B'), '1: a new = a 1 H 0.00', 'no identity: nothing is due, and that is posted');
UPDATE happened SET categories = '{dibao}' WHERE person = 'B';
SELECT is(pg_temp.posted('p', 'B'), '1: a changed = a 2 H 3000.00 3000.00', 'an identity recognised afterwards');
UPDATE happened SET categories = '{}' WHERE person = 'B';
SELECT is(pg_temp.posted('p', 'B'), '1: a changed = a 3 H 0.00', 'and taken away');
-- other rules: 60 % of 2,000.00 and 4,000.00; of nothing too, though that is no other money
SELECT is(medaid_adopt('p', medaid_policy_with(medaid_policies('zibo-2023', '2023-01-01', '2025-12-31'), 'inpatient-dibao.rate', 0.6), 'reform'), 2, 'other rules');
SELECT is(pg_temp.posted('p', 'A'), '3: a changed, b restated, c changed = a 3 H 1200.00 1200.00; b 5 H 0.00 1200.00; c 7 K 2400.00 3600.00', 'they pay what they pay');
SELECT is((SELECT string_agg(concat_ws(' ', claim_id, version, rules, month, reason, by = session_user), '; ' ORDER BY claim_id) FROM p.entry WHERE claim_id = 'c' AND version > 6), 'c 7 2 2024-07-01 test t', 'an entry tells its rules, month, reason, who');
SELECT is((SELECT string_agg(concat_ws(' ', claim_id, change, aid), '; ' ORDER BY claim_id) FROM medaid_ledger_diff('p', '{A}', (SELECT policies FROM p.rules WHERE number = 1))), 'a changed 300.00; b restated 0.00; c changed 600.00', 'what other rules would change');
SELECT is((SELECT count(*) FROM p.entry WHERE person = 'A'), 15::bigint, 'and did not');
-- the month
SELECT medaid_close_month('p') \g /dev/null
UPDATE happened SET amount = 1000 WHERE claim_id = 'a' AND person = 'A';
SELECT is(pg_temp.posted('p', 'A'), '3: a changed, b restated, c restated = a 4 H 600.00 600.00; b 6 H 0.00 600.00; c 8 K 2400.00 3000.00', 'after the month is closed');
SELECT is((SELECT string_agg(concat_ws(' ', claim_id, version, posted_in, (settlement).aid), '; ' ORDER BY claim_id) FROM medaid_ledger_as_of('p', '2024-07-31') WHERE person = 'A'),
	'a 3 2024-07-01 1200.00; b 5 2024-07-01 0.00; c 7 2024-07-01 2400.00', 'as of July');
SELECT is((SELECT string_agg(concat_ws(' ', claim_id, version, posted_in, (settlement).aid), '; ' ORDER BY claim_id) FROM medaid_ledger_as_of('p', '2024-08-01') WHERE person = 'A'),
	'a 4 2024-08-01 600.00; b 6 2024-08-01 0.00; c 8 2024-08-01 2400.00', 'as of August');
SELECT throws_ok($$SELECT * FROM medaid_ledger_as_of('p', NULL)$$, '22004', 'the month is NULL', 'as of when?');
-- faulty
INSERT INTO happened VALUES ('C', 'a', '2024-07-01', 'H', '2024-03-01', 1000), ('C', 'b', '2024-07-01', 'H', '2024-03-01', NULL), ('C', 'c', '2024-07-01', NULL, '2024-03-01', 1000), ('C', NULL, '2024-07-01', 'H', '2024-03-01', 1000),
	('C', 'd', '2024-07-01', 'H', '2024-03-01', 1000), ('C', 'd', '2024-07-01', 'H', '2024-03-01', 2000), ('C', 'f', '2024-07-01', 'H', '2020-03-01', 1000);
INSERT INTO happened VALUES ('C', 'e', '2024-07-01', 'H', '2024-03-01', 1000, '{dibao}', 'cosmetic');
SELECT is(pg_temp.posted('d', 'C'), '2: a new, f new = a 1 H 750.00 750.00; f 1 H 0.00', 'faulty claims stop no others');
SELECT is((SELECT string_agg(concat_ws(' ', coalesce(nullif(claim_id, ''), '?'), kind, field, '"' || message || '"', posted), '; ' ORDER BY claim_id) FROM d.held),
	'? claim_id_missing "the claim has no claim_id, or one of more than 1000 bytes" f; b field_missing total "total is missing" f; c payee_missing "nobody is named to be paid, or by more than 1000 bytes" f; d duplicate_claim_id "the claim_id stands more than once" f; e unknown_word service "service "cosmetic" is unknown" f', 'they are held');
UPDATE happened SET amount = NULL WHERE (person, claim_id) = ('C', 'a');
UPDATE happened SET amount = 500 WHERE (person, claim_id) = ('C', 'b');
SELECT is(pg_temp.posted('d', 'C'), '0:', 'a posted claim that turns faulty stops its person');
SELECT is((SELECT string_agg(concat_ws(' ', claim_id, kind, posted), '; ' ORDER BY claim_id) FROM d.held WHERE claim_id IN ('a', 'b')), 'a field_missing t', 'and is held; what is mended is not');
UPDATE happened SET amount = 1000 WHERE (person, claim_id) = ('C', 'a');
SELECT is(pg_temp.posted('d', 'C'), '1: b new = b 1 H 375.00 1125.00', 'mended, it goes on');
SELECT is((SELECT count(*) FROM d.held), 4::bigint, 'the others are held still');
-- a closed year
SELECT pg_temp.ledger('s', 'posted', 2024) \g /dev/null
INSERT INTO happened VALUES ('D', 'a', '2024-07-01', 'H', '2023-12-31', 1000), ('D', 'b', '2024-07-01', 'H', '2024-01-01', 1000);
SELECT is(pg_temp.posted('s', 'D'), '1: b new = b 1 H 750.00 750.00', 'nothing is posted for a closed year');
SELECT is((SELECT concat_ws(' ', claim_id, kind, message) FROM s.held), 'a year_closed the year 2023 is closed', 'its claims are held');
UPDATE s.book SET since = 2023;
SELECT is(pg_temp.posted('s', 'D'), '1: a new = a 1 H 750.00 750.00', 'opened again');
SELECT is_empty('SELECT * FROM s.held', 'none is');
-- a is paid as one of 2024: were it one of 2023 now, b would be paid by the same limit again
INSERT INTO happened VALUES ('G', 'a', '2024-07-01', 'H', '2024-03-01', 40000);
SELECT is(pg_temp.posted('s', 'G'), '1: a new = a 1 H 33500.00 30000.00', 'a year''s limit is reached');
UPDATE s.book SET since = 2024;
UPDATE happened SET day = '2023-12-01' WHERE person = 'G';
INSERT INTO happened VALUES ('G', 'b', '2024-07-02', 'H', '2024-05-01', 40000);
SELECT is(pg_temp.posted('s', 'G'), '0:', 'a posted claim that goes to a closed year stops its person');
SELECT is((SELECT string_agg(concat_ws(' ', claim_id, kind, posted), '; ') FROM s.held WHERE person = 'G'), 'a year_closed t', 'and is held');
UPDATE happened SET day = '2024-03-02' WHERE (person, claim_id) = ('G', 'a');
-- 70 % of what is left over 5,000.00: 10,000.00 of a, 40,000.00 of b; 20,000.00 at most, 3,500.00 paid
SELECT is(pg_temp.posted('s', 'G'), '2: a restated, b new = a 2 H 33500.00 30000.00; b 1 H 16500.00 30000.00', 'mended, it goes on');
DELETE FROM happened WHERE person IN ('F', 'G');
UPDATE s.book SET since = 2023;
-- 淄博 (七): 因病致贫 by application, the bills of the twelve months before it as well, under the limit of its year;
-- 60 % beyond 25 % of 30,000, once a year: of 17,500 and 10,000 twice 6,000.00.  What was not covered has touched no limit of 2023.
INSERT INTO medaid_reference (area, indicator, year, value) VALUES ('淄博市', 'income', 2022, 30000), ('淄博市', 'income', 2023, 30000);
CREATE TABLE applied (claim_id text, payee text DEFAULT 'H', day date, amount numeric, category text[] DEFAULT '{}', since date[]);
SELECT medaid_create_ledger('q', month => '2023-12-01'), medaid_adopt('q', medaid_policies('zibo-2023', '2023-01-01', '2025-12-31')) \g /dev/null
CREATE OR REPLACE VIEW q.claim AS SELECT 'A'::text AS person, claim_id, day::timestamptz AS position, payee, medaid_claim(claim_id => claim_id, service => 'inpatient', discharged_on => day, categories => category,
	recognised_on => since, total => amount, in_scope => amount, critical_illness_paid => 0) AS claim FROM applied;
INSERT INTO applied VALUES ('a', 'H', '2023-10-05', 17500);
SELECT is(pg_temp.posted('q', 'A'), '1: a new = a 1 H 0.00', 'a bill of 2023, and nobody who is assisted');
UPDATE q.book SET since = 2024;
INSERT INTO applied VALUES ('b', 'H', '2024-05-01', 10000);
UPDATE applied SET category = '{medical_poverty}', since = '{2024-03-10}';
SELECT is(pg_temp.posted('q', 'A'), '2: a changed, b new = a 2 H 6000.00 6000.00; b 1 H 6000.00 12000.00', 'who applies in 2024 is paid for it in 2024, whose year is open');
UPDATE applied SET category = '{}', since = NULL;
SELECT is(pg_temp.posted('q', 'A'), '2: a changed, b changed = a 3 H 0.00; b 2 H 0.00', 'or not any more');
UPDATE applied SET payee = 'K';
SELECT is(pg_temp.posted('q', 'A'), '1: b changed = b 3 K 0.00', 'what is not covered before and after is of its day''s year');
UPDATE applied SET category = '{dibao}', payee = 'H';
-- 75 % of 10,000, and 70 % of what is left beyond 5,000.00: nothing
SELECT is(pg_temp.posted('q', 'A'), '1: b changed = b 4 H 7500.00 7500.00', 'recognised for 2023, too, it would take of its limit');
SELECT is((SELECT string_agg(concat_ws(' ', claim_id, kind, message), '; ') FROM q.held), 'a year_closed the year 2023 is closed', 'it is held');
SELECT is_empty($$SELECT * FROM medaid_ledger_verify('q')$$, 'and all of it verifies');
-- nobody is paid by the name of ''
INSERT INTO happened VALUES ('I', 'a', '2024-07-01', '', '2024-03-01', 1000);
SELECT is(pg_temp.posted('p', 'I'), '0:', 'a payee that is empty is none');
SELECT is((SELECT kind FROM p.held WHERE person = 'I'), 'payee_missing', 'and its claim is held');
DELETE FROM happened WHERE person = 'I';
-- names that no index holds: 32 bytes a number
INSERT INTO happened SELECT 'I', CASE n WHEN 1 THEN x.long ELSE 'c' || n END, '2024-07-01', CASE n WHEN 2 THEN x.long ELSE left(x.long, 1000) END, '2024-03-01', 1000
	FROM (SELECT string_agg(md5(n::text), '') AS long FROM generate_series(1, 100) AS n) AS x, generate_series(1, 3) AS n;
SELECT is(medaid_post('p', '{I}'), 1::bigint, 'names of more than 1000 bytes stop nobody else');
SELECT is((SELECT string_agg(concat_ws(' ', nullif(claim_id, ''), kind), ', ' ORDER BY claim_id) FROM p.held WHERE person = 'I'), 'claim_id_missing, c2 payee_missing', 'they are held');
SELECT is(medaid_post('p', ARRAY[(SELECT max(claim_id) FROM happened WHERE person = 'I' AND length(claim_id) > 1000)]), 0::bigint, 'and nobody has such a name');
DELETE FROM happened WHERE person = 'I';
SELECT is(medaid_post('p', '{I}'), 1::bigint, 'the one that was posted is taken back');
-- CST is China's time where it is written, and America's where it is read
SET LOCAL timezone = 'Asia/Shanghai';
SET LOCAL datestyle = 'Postgres, MDY';
INSERT INTO happened VALUES ('I', 'a', '2024-07-01', 'H', '2024-03-01', 1000);
SELECT is(medaid_post('p', '{I}'), 1::bigint, 'posted by a session with its own style of dates');
SELECT ok((SELECT max(at) BETWEEN now() AND clock_timestamp() FROM p.entry WHERE person = 'I'), 'at the time that it is');
RESET timezone; RESET datestyle;
DELETE FROM happened WHERE person = 'I';
-- the clock was an hour ahead when the person was posted: times are in the order of posting all the same.  75 % of 2,000 and 1,000
INSERT INTO happened VALUES ('J', 'a', '2024-07-01', 'H', '2024-03-01', 1000), ('J', 'b', '2024-07-02', 'H', '2024-03-02', 1000);
SELECT medaid_post('s', '{J}') \g /dev/null
SET LOCAL session_replication_role = replica;
UPDATE s.entry SET at = at + interval '1 hour' WHERE person = 'J';
SET LOCAL session_replication_role = origin;
UPDATE happened SET amount = 2000 WHERE (person, claim_id) = ('J', 'a');
SELECT is(medaid_post('s', '{J}'), 2::bigint, 'posted by a clock that was set back');
SELECT is((SELECT string_agg(concat_ws(' ', claim_id, version, (settlement).pool_paid), '; ' ORDER BY at, claim_id) FROM s.entry WHERE person = 'J'), 'a 1 750.00; b 1 1500.00; a 2 1500.00; b 2 2250.00', 'after what was posted before');
SELECT is_empty($$SELECT * FROM medaid_ledger_verify('s', '{J}')$$, 'as verifying has it');
DELETE FROM happened WHERE person = 'J';
-- persons
SELECT is(medaid_post('p', NULL) + medaid_post('p', '{}') + medaid_post('p', '{NULL,""}'), 0::bigint, 'nobody');
SELECT is((SELECT count(*) FROM p.person WHERE person = ''), 0::bigint, 'leaves nothing');
SELECT is(medaid_post('s', '{A,B,A,C,D,A}'), 6::bigint, 'many at once, each once: three of A, one of B, two of C');
SELECT is((SELECT string_agg(f::text, ' ') FROM unnest('{p,d,s}'::text[]) AS l, medaid_ledger_verify(l) AS f), NULL, 'all of it verifies');

-- what verifying finds
ALTER TABLE s.entry DISABLE TRIGGER USER;
UPDATE s.entry SET settlement.aid = 1 WHERE (person, claim_id) = ('D', 'a');
SELECT is((SELECT string_agg(concat_ws(' ', person, claim_id, version, finding, message), '; ') FROM medaid_ledger_verify('s')), 'D a 1 settlement aid 1 was posted, and its claim and rules give 750.00', 'an amount that was changed');
UPDATE s.entry SET settlement.aid = 750 WHERE (person, claim_id) = ('D', 'a');
UPDATE s.person SET live = 9 WHERE person = 'D';
SELECT is((SELECT string_agg(concat_ws(' ', person, finding, message), '; ') FROM medaid_ledger_verify('s')), 'D person 2 claims stand, and the person has 9', 'a person of whom another number is kept');
UPDATE s.person SET live = 2 WHERE person = 'D';
ALTER TABLE s.rules DISABLE TRIGGER USER;
UPDATE s.rules SET digest = 'x';
SELECT is((SELECT string_agg(concat_ws(' ', version, finding), '; ') FROM medaid_ledger_verify('s')), '1 rules', 'rules that are not what was adopted');

---- posting everybody commits: in no transaction block

SELECT throws_ok($$CALL medaid_post_all('p')$$, '2D000', 'posting everybody commits each batch, and nothing can be committed here', 'nor in a function');
SELECT is((SELECT count(*) FROM p.run), 0::bigint, 'and begins nothing');

---- versions

UPDATE s.book SET version = 99;
SELECT throws_ok(call, '55000', 'ledger s has version 99, and this release works on 2', call) FROM unnest(ARRAY['SELECT medaid_post(''s'', ''{A}'')', 'SELECT * FROM medaid_ledger_diff(''s'')', 'SELECT medaid_upgrade_ledger(''s'')']) AS call;
UPDATE s.book SET version = 0;
SELECT is(medaid_upgrade_ledger('s'), 2, 'an older one is brought up to date');
UPDATE s.book SET rules = NULL;
SELECT throws_ok('SELECT medaid_post(''s'', ''{A}'')', '55000', 'no rules are adopted in ledger s', 'no rules');
SELECT throws_ok('SELECT * FROM medaid_ledger_diff(''s'')', '55000', 'no rules are adopted in ledger s', 'none to compare with');

---- who may do what: as doc/ledger.md grants it

CREATE ROLE medaid_test_loader; CREATE ROLE medaid_test_adopter; CREATE ROLE medaid_test_poster; CREATE ROLE medaid_test_clerk;
GRANT SELECT, INSERT, UPDATE, DELETE ON happened TO medaid_test_loader;
GRANT USAGE ON SCHEMA p TO medaid_test_adopter, medaid_test_poster, medaid_test_clerk;
GRANT SELECT ON ALL TABLES IN SCHEMA p TO medaid_test_adopter, medaid_test_poster, medaid_test_clerk;
GRANT INSERT ON p.rules TO medaid_test_adopter;
GRANT UPDATE (rules) ON p.book TO medaid_test_adopter;
GRANT UPDATE (one) ON p.book TO medaid_test_poster;
GRANT INSERT ON p.entry, p.person, p.held, p.run TO medaid_test_poster;
GRANT UPDATE ON p.person, p.held, p.run TO medaid_test_poster;
GRANT DELETE ON p.held TO medaid_test_poster;
\ir ../helpers.sql
UPDATE happened SET amount = 3000 WHERE person = 'B';
SELECT is(pg_temp.as_role(who, call), expected, who || ': ' || call) FROM (VALUES
	('medaid_test_loader', 'INSERT INTO happened VALUES (''E'', ''a'', now(), ''H'', ''2024-03-01'', 1000) RETURNING claim_id', 'a'),
	('medaid_test_loader', 'SELECT count(*) FROM p.entry', '42501'),
	('medaid_test_loader', 'SELECT medaid_post(''p'', ''{E}'')', '42501'),
	('medaid_test_clerk', 'SELECT count(*) FROM medaid_ledger_diff(''p'', ''{E}'')', '1'),
	('medaid_test_clerk', 'SELECT count(*) FROM p.now WHERE person = ''A''', '3'),
	('medaid_test_clerk', 'SELECT count(*) FROM medaid_ledger_verify(''p'', ''{A}'')', '0'),
	('medaid_test_clerk', 'SELECT medaid_post(''p'', ''{E}'')', '42501'),
	('medaid_test_clerk', 'SELECT medaid_adopt(''p'', medaid_policies(''zibo-2023'', ''2023-01-01'', ''2025-12-31''))', '42501'),
	('medaid_test_clerk', 'SELECT medaid_close_month(''p'')', '42501'),
	('medaid_test_poster', 'SELECT medaid_post(''p'', ''{E}'')', '1'),
	('medaid_test_poster', 'SELECT medaid_adopt(''p'', medaid_policies(''zibo-2023'', ''2023-01-01'', ''2025-12-31''))', '42501'),
	('medaid_test_poster', 'UPDATE p.book SET month = ''2030-01-01''', '42501'),
	('medaid_test_poster', 'DELETE FROM p.entry', '42501'),
	('medaid_test_poster', 'SELECT medaid_close_month(''p'')', '42501'),
	('medaid_test_adopter', 'SELECT medaid_adopt(''p'', medaid_policies(''zibo-2023'', ''2023-01-01'', ''2025-12-31''))', '3'),
	('medaid_test_adopter', 'SELECT medaid_post(''p'', ''{E}'')', '42501')
) AS v (who, call, expected);
-- row security: a clerk sees one institution's entries, the poster all
ALTER TABLE p.entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY all_of_it ON p.entry TO medaid_test_poster USING (true) WITH CHECK (true);
CREATE POLICY of_one ON p.entry TO medaid_test_clerk USING (payee = 'K');
SELECT is(pg_temp.as_role('medaid_test_clerk', 'SELECT string_agg(DISTINCT payee, '' '') FROM p.entry'), 'K', 'row security: a clerk sees those of one institution');
-- 75 % again
SELECT is(pg_temp.as_role('medaid_test_poster', 'SELECT medaid_post(''p'', ''{A,B}'')'), '4', 'and the poster all');

---- statements planned once a session

SELECT throws_ok($$SELECT medaid_ledger_run('none', 'p', 'posted', NULL)$$, '22023', 'there is no such statement of a ledger', 'a word that names no statement');
-- those of the last fifty ledgers are kept, three each: what makes place for others is planned again
SELECT is((SELECT count(DISTINCT medaid_ledger_run('book', 'p', n::text, '{B,A,B,NULL,""}'::text[])::text) FROM generate_series(1, 400) AS n), 1::bigint, '400 statements, of which 250 make place for others');
SELECT is((SELECT b.persons FROM medaid_ledger_run('book', 'p', '1', '{B,A,B,NULL,""}'::text[]) AS b (month date, ordering text, since integer, rules integer, version integer, persons text[])), '{A,B}', 'each person once, in the order of the locks');
SELECT is((SELECT count(*) FROM pg_prepared_statements), 0::bigint, 'and the session''s own are its own');
-- a name is a name: the ledger that has it now is posted to
CREATE TABLE renamed (person text, claim_id text, payee text, aid numeric);
INSERT INTO renamed VALUES ('A', 'c1', 'H', 1000);
SELECT medaid_create_ledger(name, month => '2024-07-01') FROM unnest('{first,second}'::text[]) AS name;
CREATE VIEW renamed_claim AS SELECT person, claim_id, NULL::timestamptz AS position, payee, medaid_claim(claim_id => claim_id, service => 'inpatient', discharged_on => '2024-06-01',
	categories => '{dibao}', total => aid, in_scope => aid, critical_illness_paid => 0) AS claim FROM renamed;
CREATE OR REPLACE VIEW first.claim AS SELECT * FROM renamed_claim;
CREATE OR REPLACE VIEW second.claim AS SELECT * FROM renamed_claim;
SELECT medaid_adopt(name, medaid_policies('zibo-2023', '2023-01-01', '2025-12-31')) FROM unnest('{first,second}'::text[]) AS name;
SELECT is(medaid_post('first', '{A}'), 1::bigint, 'posted to the first');
ALTER SCHEMA first RENAME TO third;
ALTER SCHEMA second RENAME TO first;
SELECT is(medaid_post('first', '{A}'), 1::bigint, 'posted to the one that has its name now');
SELECT is((SELECT count(*) FROM third.entry) || ' ' || (SELECT count(*) FROM first.entry), '1 1', 'once each');
-- whom a collation of the claims takes for the same is another person to the ledger, whose keys are bytewise
CREATE COLLATION same_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
INSERT INTO renamed VALUES ('a', 'c2', 'H', 1000);
DROP VIEW third.claim;
CREATE VIEW third.claim AS SELECT person COLLATE same_case AS person, claim_id, position, payee, claim FROM renamed_claim;
SELECT is(medaid_post('third', '{A}'), 0::bigint, 'nothing of A''s is new');
SELECT is(medaid_post('third', '{a}'), 1::bigint, 'of a''s one is');
SELECT is((SELECT string_agg(person || ' ' || claim_id, ', ' ORDER BY person) FROM third.entry), 'A c1, a c2', 'each has his own');

SELECT * FROM finish();
ROLLBACK;
