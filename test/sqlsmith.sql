-- For test/sqlsmith.sh: an ordinary role, tables of its own with values of every
-- type, the functions that it shall call, and its log.
CREATE ROLE medaid_smith LOGIN;
GRANT ALL ON SCHEMA failing TO medaid_smith;
GRANT ALL ON ALL TABLES IN SCHEMA failing TO medaid_smith;
CREATE SCHEMA smith;
GRANT USAGE ON SCHEMA smith TO medaid_smith;
-- medaid's functions, and some of PostgreSQL's over the types that these have
CREATE TABLE smith.member AS
	SELECT p.* FROM pg_catalog.pg_proc AS p JOIN pg_depend AS d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
	WHERE d.refobjid = (SELECT e.oid FROM pg_extension AS e WHERE e.extname = 'medaid') AND p.prokind <> 'p'
		AND NOT EXISTS (SELECT FROM unnest(p.proargtypes || p.prorettype) AS a (type) JOIN pg_type AS t ON t.oid = a.type WHERE t.typtype = 'p' AND t.typname <> 'void');
CREATE TABLE smith.type AS
	SELECT DISTINCT a.type FROM smith.member AS p, unnest(p.proargtypes || p.prorettype) AS a (type);
CREATE VIEW smith.pg_proc AS
	SELECT * FROM smith.member
	UNION ALL SELECT p.* FROM pg_catalog.pg_proc AS p
	WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.provolatile = 'i' AND p.prokind IN ('f', 'a') AND NOT p.proretset AND hashtext(p.proname) % 4 = 0
		AND (p.proargtypes || p.prorettype) <@ (SELECT array_agg(t.type) FROM smith.type AS t);
GRANT SELECT ON ALL TABLES IN SCHEMA smith TO medaid_smith;
-- what it writes is taken back
GRANT ALL ON ALL TABLES IN SCHEMA public TO medaid_smith;

-- It casts NULL to what an operator takes, and these are no types of values.
DELETE FROM pg_operator WHERE 'anymultirange'::regtype IN (oprleft, oprright) OR 'anyenum'::regtype IN (oprleft, oprright);

CREATE SCHEMA smith_log;
CREATE TABLE smith_log.instance (id bigserial PRIMARY KEY, rev text, target text, hostname text, version text, seed text);
CREATE TABLE smith_log.stat (id bigint, generated bigint, level double precision, nodes double precision, updated timestamptz, retries double precision, impedance jsonb);
CREATE TABLE smith_log.error (id bigint, msg text, query text, sqlstate text);
GRANT ALL ON SCHEMA smith_log TO medaid_smith;
GRANT ALL ON ALL TABLES IN SCHEMA smith_log TO medaid_smith;
GRANT ALL ON ALL SEQUENCES IN SCHEMA smith_log TO medaid_smith;
