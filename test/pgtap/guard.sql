-- Rows that came with medaid are not changed by accident, not by their owner, not after a restore.
BEGIN;
SELECT plan(26);

CREATE FUNCTION pg_temp.tried(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	rows bigint;
BEGIN
	EXECUTE query;
	GET DIAGNOSTICS rows = ROW_COUNT;
	RAISE EXCEPTION USING ERRCODE = 'ZZ001', MESSAGE = rows;
EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
	RETURN SQLERRM;
WHEN OTHERS THEN
	RETURN SQLSTATE;
END $$;
CREATE TEMP TABLE way (n integer, what text, query text);
INSERT INTO way VALUES
	(1, 'UPDATE', 'UPDATE medaid_rule_benefit SET rate = 0.1 WHERE regulation = ''zibo-2023'' AND code = ''inpatient-dibao'''),
	(2, 'INSERT', 'INSERT INTO medaid_rule_note SELECT (jsonb_populate_record(n, ''{"code": "own"}'')).* FROM medaid_rule_note AS n LIMIT 1'),
	(3, 'DELETE', 'DELETE FROM medaid_rule_benefit WHERE regulation = ''zibo-2023'''),
	(4, 'TRUNCATE', 'TRUNCATE medaid_rule_benefit');
CREATE FUNCTION pg_temp.all_ways() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(what || ' ' || pg_temp.tried(query), ', ' ORDER BY n) FROM way
$$;
-- what a restore of data does to a table with triggers
CREATE FUNCTION pg_temp.restored(state text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	t regclass;
BEGIN
	FOR t IN SELECT tgrelid::regclass FROM pg_trigger WHERE tgname = 'medaid_guard' LOOP
		EXECUTE format('ALTER TABLE %s %s TRIGGER ALL', t, state);
	END LOOP;
END $$;

SELECT is(pg_temp.all_ways(), 'UPDATE 55000, INSERT 55000, DELETE 55000, TRUNCATE 55000', 'as made');
SELECT is((SELECT count(*) FROM medaid_guard_findings()), 0::bigint, 'nothing is found');
SET LOCAL session_replication_role = replica;
SELECT is(pg_temp.all_ways(), 'UPDATE 55000, INSERT 55000, DELETE 55000, TRUNCATE 55000', 'as a replica');
SET LOCAL session_replication_role = origin;

SELECT pg_temp.restored('DISABLE');
-- while a restore runs no trigger guards; what would change a number unseen is refused all the same
SELECT is(split_part(pg_temp.all_ways(), ', DELETE', 1), 'UPDATE 23514, INSERT 23514', 'while triggers are disabled');
SELECT is((SELECT string_agg(DISTINCT found, ', ') FROM medaid_guard_findings()), 'disabled', 'found');
SELECT pg_temp.restored('ENABLE');
SELECT is(pg_temp.all_ways(), 'UPDATE 55000, INSERT 55000, DELETE 55000, TRUNCATE 55000', 'after a restore');
SET LOCAL session_replication_role = replica;
SELECT is(split_part(pg_temp.all_ways(), ', DELETE', 1), 'UPDATE 23514, INSERT 23514', 'after a restore, as a replica');
SET LOCAL session_replication_role = origin;
SELECT is((SELECT string_agg(DISTINCT found, ', ') FROM medaid_guard_findings()), 'not in sessions that replicate', 'found');
SELECT is((SELECT count(*) FROM medaid_guard_findings()), (SELECT 3 * count(*) FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid AND c.relkind = 'r'
	JOIN pg_depend AS d ON d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'e' WHERE a.attname = 'shipped'), 'of every table');
SELECT is((SELECT count(*) FROM medaid_policy_review(medaid_policy('zibo-2023', '2023-06-01')) WHERE finding IN ('guard', 'history')), (SELECT count(*) FROM medaid_guard_findings()) / 3 * 2, 'a review says so: what guards, what tells');
SELECT is((SELECT (expected, found)::text FROM medaid_policy_review(medaid_policies('zibo-2023', '2023-06-01', '2023-12-31')) WHERE finding = 'guard' AND rule ~ 'medaid_rule_benefit$'),
	'("enabled always","not in sessions that replicate")', 'once for an array');

CREATE ROLE medaid_test_nobody;
SET LOCAL ROLE medaid_test_nobody;
SELECT throws_ok('SELECT medaid_guard_enable()', '42501', NULL, 'only the owner mends it');
RESET ROLE;
SELECT is((SELECT count(*) FROM medaid_guard_enable()), (SELECT count(*) FROM pg_trigger WHERE tgname = 'medaid_guard'), 'mended, every table');
SELECT is((SELECT count(*) FROM medaid_guard_findings()), 0::bigint, 'nothing is found any more');
SELECT is((SELECT count(*) FROM pg_trigger WHERE tgname IN ('medaid_history', 'medaid_history_truncate', 'medaid_restore') AND tgenabled <> 'A'), 0::bigint, 'and the history is written in sessions that replicate, too');
SELECT is((SELECT count(*) FROM medaid_guard_enable()), 0::bigint, 'nothing is left to mend');
SET LOCAL session_replication_role = replica;
SELECT is(pg_temp.all_ways(), 'UPDATE 55000, INSERT 55000, DELETE 55000, TRUNCATE 55000', 'as a replica, mended');
SET LOCAL session_replication_role = origin;

-- one by one
ALTER TABLE medaid_rule_gate DISABLE TRIGGER medaid_guard_truncate;
ALTER TABLE medaid_rule_note ENABLE REPLICA TRIGGER medaid_guard;
DROP TRIGGER medaid_guard ON medaid_rule_tilt;
SELECT is((SELECT string_agg(guard || ' ' || found, ', ') FROM medaid_guard_findings()), 'medaid_guard_truncate disabled, medaid_guard only in sessions that replicate, medaid_guard dropped', 'each fault');
SELECT is((SELECT array_agg(g::text ~ 'medaid_rule_note$') FROM medaid_guard_enable() AS g), '{t}'::boolean[], 'what can be enabled');
SELECT is((SELECT string_agg(guard || ' ' || found, ', ') FROM medaid_guard_findings()), 'medaid_guard dropped', 'what was dropped is told still');

-- users' rows are the users'
SELECT lives_ok(q, q) FROM unnest(ARRAY[
	'INSERT INTO medaid_rule_note SELECT (jsonb_populate_record(n, ''{"shipped": false}'')).* FROM medaid_rule_note AS n LIMIT 1',
	'UPDATE medaid_rule_note SET article = ''own'' WHERE NOT shipped', 'DELETE FROM medaid_rule_note WHERE NOT shipped']) AS q;
SELECT throws_ok('INSERT INTO medaid_rule_note SELECT * FROM medaid_rule_note LIMIT 1', '55000', 'rows of table "medaid_rule_note" that came with medaid cannot be changed', 'shipped rows are the extension''s');
SELECT is(medaid_shipping(), false, 'no script of the extension runs');

-- every table with shipped rows has both guards and the constraint
SELECT is((SELECT string_agg(c.relname, ', ') FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid AND c.relkind = 'r'
	JOIN pg_depend AS d ON d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'e'
	WHERE a.attname = 'shipped' AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conrelid = c.oid AND k.conname = 'medaid_shipped' AND k.convalidated)), NULL, 'the constraint, everywhere');

SELECT * FROM finish();
ROLLBACK;
