-- The session's cache of policies at every moment at which a function can look at the rules, and whatever triggers do.
BEGIN;
SELECT plan(31);

\ir ../policy_cache.sql

---- every moment at which a function can look: what it settles with is what its own queries see

-- 800 in scope, and the rates of the users' rows as a query beside it sees them (as shipped: 75 %)
CREATE FUNCTION pg_temp.rates() RETURNS text LANGUAGE sql STABLE AS $$
	SELECT format('%s %s', coalesce((SELECT (800 * rate)::numeric(9, 2) FROM medaid_rule_benefit WHERE NOT shipped AND code = 'inpatient-dibao'), 600.00),
		coalesce((SELECT (800 * rate)::numeric(9, 2) FROM medaid_rule_benefit WHERE NOT shipped AND code = 'inpatient-tekun'), 600.00))
$$;
CREATE TEMP TABLE looked (at text, aid text, rates text);
CREATE FUNCTION pg_temp.look(at text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	aid text := pg_temp.aid() || ' ' || pg_temp.aid(category => 'tekun');
BEGIN
	INSERT INTO looked VALUES (at, aid, pg_temp.rates());
	RETURN aid;
END $$;
-- no command in between: what is seen grows with the rows of a command that is still running
CREATE FUNCTION pg_temp.glance() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	RETURN pg_temp.aid() || ' ' || pg_temp.aid(category => 'tekun');
END $$;
CREATE FUNCTION pg_temp.glance_stable() RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN pg_temp.aid() || ' ' || pg_temp.aid(category => 'tekun');
END $$;
CREATE FUNCTION pg_temp.on_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_temp.look(concat_ws(' ', TG_NAME, TG_OP));
	RETURN coalesce(NEW, OLD);
END $$;
SELECT pg_temp.own(0.5), pg_temp.own(0.5, 'tekun') \g /dev/null
SELECT is(pg_temp.glance(), '400.00 400.00', 'before');
SAVEPOINT f;
-- the rows are updated in the order in which they were inserted
SELECT results_eq($$UPDATE medaid_rule_benefit SET rate = 0.25 WHERE NOT shipped RETURNING pg_temp.glance()$$,
	$$VALUES ('200.00 400.00'), ('200.00 200.00')$$, 'RETURNING, row by row');
ROLLBACK TO f;
SELECT is(pg_temp.glance(), '400.00 400.00', 'rolled back: what RETURNING saw never was');
SELECT results_eq($$UPDATE medaid_rule_benefit SET rate = 0.25 WHERE NOT shipped RETURNING pg_temp.glance_stable()$$,
	$$VALUES ('400.00 400.00'), ('400.00 400.00')$$, 'RETURNING of a stable function: the statement''s own snapshot');
ROLLBACK TO f;
SELECT results_eq($$UPDATE medaid_rule_benefit SET rate = 0.25 WHERE NOT shipped RETURNING pg_temp.aid() || ' ' || pg_temp.aid(category => 'tekun')$$,
	$$VALUES ('400.00 400.00'), ('400.00 400.00')$$, 'RETURNING of an inlined call');
SELECT is(pg_temp.glance(), '200.00 200.00', 'after the statement');
ROLLBACK TO f;
WITH changed AS (UPDATE medaid_rule_benefit SET rate = 0.25 WHERE NOT shipped RETURNING pg_temp.glance() AS g)
	SELECT is(string_agg(g, ', ') || '; ' || pg_temp.glance_stable(), '200.00 400.00, 200.00 200.00; 400.00 400.00', 'a CTE that writes') FROM changed;
ROLLBACK TO f;
SELECT is((SELECT string_agg(pg_temp.glance(), ', ') FROM generate_series(1, 3) AS n WHERE n < 3 OR pg_temp.own(0.1) IS NULL), '400.00 400.00, 400.00 400.00, 80.00 400.00', 'a function that writes, in the middle of a query');
ROLLBACK TO f;
-- triggers of the user's, before and after any other; the first looks before anything is written
CREATE TRIGGER aaa_before BEFORE INSERT OR UPDATE OR DELETE ON medaid_rule_benefit FOR EACH ROW EXECUTE FUNCTION pg_temp.on_event();
CREATE TRIGGER aaa_after AFTER INSERT OR UPDATE OR DELETE ON medaid_rule_benefit FOR EACH ROW EXECUTE FUNCTION pg_temp.on_event();
CREATE TRIGGER zzz_after AFTER INSERT OR UPDATE OR DELETE ON medaid_rule_benefit FOR EACH ROW EXECUTE FUNCTION pg_temp.on_event();
CREATE TRIGGER s_before BEFORE INSERT OR UPDATE OR DELETE ON medaid_rule_benefit FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.on_event();
CREATE TRIGGER s_after AFTER INSERT OR UPDATE OR DELETE ON medaid_rule_benefit FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.on_event();
CREATE CONSTRAINT TRIGGER late AFTER INSERT OR UPDATE OR DELETE ON medaid_rule_benefit DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pg_temp.on_event();
UPDATE medaid_rule_benefit SET rate = 0.25 WHERE NOT shipped;
SELECT is(pg_temp.glance(), '200.00 200.00', 'updated under triggers');
DELETE FROM medaid_rule_benefit WHERE NOT shipped AND code = 'inpatient-tekun';
SELECT is(pg_temp.glance(), '200.00 600.00', 'deleted under triggers');
SELECT pg_temp.own(0.3), pg_temp.own(0.3, 'tekun') \g /dev/null
SELECT is(pg_temp.glance(), '240.00 240.00', 'inserted and updated under triggers');
COPY medaid_rule_benefit (regulation, first_day, code, precedence, services, category, deductible, rate, cap, pool, article) FROM stdin;
zibo-2023	2023-01-01	x1	102	{inpatient}	orphan	0	0.1	30000	zibo-main	own
zibo-2023	2023-01-01	x2	102	{inpatient}	orphan	0	0.1	30000	zibo-main	own
\.
SET CONSTRAINTS ALL IMMEDIATE;
SELECT is((SELECT count(*) FROM looked), (SELECT count(*) FROM looked WHERE aid = rates), 'triggers settle with what their own queries see');
SELECT cmp_ok(count(DISTINCT (at, aid)), '>', 30::bigint, 'at many moments') FROM looked;
SELECT is((SELECT string_agg(DISTINCT aid, ', ' ORDER BY aid) FROM looked WHERE at = 'aaa_before UPDATE' AND aid LIKE '%400.00'), '200.00 400.00, 400.00 400.00', 'between two rows of one UPDATE');
ROLLBACK TO f;
SELECT is(pg_temp.glance(), '400.00 400.00', 'all of it rolled back');

---- whatever triggers do

SET LOCAL session_replication_role = replica;
SELECT pg_temp.own(0.1);
SELECT is(pg_temp.aid(), 80.00, 'edited as a replica');
SET LOCAL session_replication_role = origin;
ROLLBACK TO f;
ALTER TABLE medaid_rule_benefit DISABLE TRIGGER ALL;
SELECT is(pg_temp.aid(), 400.00, 'triggers disabled');
SELECT pg_temp.own(0.1);
SELECT is(pg_temp.aid(), 80.00, 'edited without triggers');
ALTER TABLE medaid_rule_benefit ENABLE TRIGGER ALL;
SELECT pg_temp.own(0.2);
SELECT is(pg_temp.aid(), 160.00, 'edited after they were enabled again');
ROLLBACK TO f;
DROP TRIGGER medaid_guard ON medaid_rule_benefit;
ALTER TABLE medaid_rule_benefit DROP CONSTRAINT medaid_shipped;
UPDATE medaid_rule_benefit SET rate = 0.7 WHERE regulation = 'zibo-2023' AND code = 'inpatient-tekun' AND shipped;
DELETE FROM medaid_rule_benefit WHERE NOT shipped;
SELECT is(pg_temp.glance(), '600.00 560.00', 'edited without the guard');
ROLLBACK TO f;
CLUSTER medaid_rule_benefit USING medaid_rule_benefit_pkey;
SELECT is(pg_temp.glance(), '400.00 400.00', 'CLUSTER');
ROLLBACK TO f;

---- where rows alone do not tell what a query gives

CREATE TABLE pg_temp.child () INHERITS (medaid_rule_benefit);
DELETE FROM medaid_rule_benefit WHERE NOT shipped;
SELECT is(pg_temp.aid(), 600.00, 'a table that inherits');
INSERT INTO pg_temp.child SELECT (jsonb_populate_record(b, '{"shipped": false, "rate": 0.1}')).* FROM medaid_rule_benefit AS b WHERE regulation = 'zibo-2023' AND code = 'inpatient-dibao';
SELECT is(pg_temp.aid(), 80.00, 'its rows count');
UPDATE pg_temp.child SET rate = 0.2;
SELECT is(pg_temp.aid(), 160.00, 'and their edits');
ROLLBACK TO f;
CREATE ROLE medaid_test_nobody;
REVOKE SELECT ON medaid_effective_benefit FROM PUBLIC;
SET LOCAL ROLE medaid_test_nobody;
SELECT throws_ok($$SELECT medaid_policy('zibo-2023', '2023-06-01')$$, '42501', NULL, 'a role that may not read the rules, though the session has them');
RESET ROLE;
ROLLBACK TO f;
DELETE FROM medaid_rule_benefit WHERE NOT shipped;

---- altered types

SELECT is(pg_temp.aid(), 600.00, 'before the type is altered');
ALTER TYPE medaid_benefit ADD ATTRIBUTE own_remark text;
SELECT is(pg_temp.aid(), 600.00, 'an attribute more');
DELETE FROM medaid_rule_benefit WHERE NOT shipped;
SELECT is(pg_temp.array_aid(), 600.00, 'and an array');
ROLLBACK TO f;

---- the tables that are watched are those that resolving reads

SELECT is((WITH RECURSIVE used (classid, objid) AS (
		SELECT 'pg_proc'::regclass::oid, p.oid FROM pg_proc AS p WHERE p.proname IN ('medaid_assemble', 'medaid_regulation_on')
		UNION
		SELECT CASE d.refclassid WHEN 'pg_rewrite'::regclass THEN 'pg_class'::regclass ELSE d.refclassid END, d.refobjid
		FROM used AS u JOIN pg_depend AS d ON d.deptype = 'n' AND d.refclassid IN ('pg_proc'::regclass, 'pg_class'::regclass)
			AND ((d.classid, d.objid) = (u.classid, u.objid)
				OR u.classid = 'pg_class'::regclass AND d.classid = 'pg_rewrite'::regclass AND d.objid IN (SELECT r.oid FROM pg_rewrite AS r WHERE r.ev_class = u.objid)))
	SELECT string_agg(c.relname, ', ') FROM used AS u JOIN pg_class AS c ON c.oid = u.objid AND u.classid = 'pg_class'::regclass
	WHERE c.relkind = 'r' AND c.relname <> 'medaid_reference' AND NOT EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'shipped')), NULL, 'all of them are policy tables');

---- an update of the extension that leaves rows and types as they are, and resolves otherwise

SELECT is((medaid_policy('zibo-2023', '2023-06-01')).within_bill, true, 'before an update');
ALTER FUNCTION medaid_resolve_policy(text, date) RENAME TO medaid_resolve_policy_before;
CREATE FUNCTION medaid_resolve_policy(code text, on_date date) RETURNS medaid_policy LANGUAGE sql STABLE AS $$
	SELECT medaid_policy_with(medaid_resolve_policy_before(code, on_date), 'within_bill', false) $$;
UPDATE pg_extension SET extversion = 'moments' WHERE extname = 'medaid';
SELECT is((medaid_policy('zibo-2023', '2023-06-01')).within_bill, false, 'and after it: as the new version resolves');

SELECT * FROM finish();
ROLLBACK;
