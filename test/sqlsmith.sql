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

-- In the copy of the database: medaid's functions as declared, without anything of medaid's behind them.
-- The bytes of its types are still read and written by it: sqlsmith casts nothing to them but NULL.
-- faulty: one that a function raises is to be told from these.
CREATE FUNCTION smith_log.faulty() RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RAISE EXCEPTION 'faulty' USING ERRCODE = 'internal_error'; END $$;
CREATE FUNCTION smith_log.do_nothing() RETURNS void LANGUAGE sql AS $$
	UPDATE pg_proc AS p SET prolang = (SELECT l.oid FROM pg_language AS l WHERE l.lanname = 'plpgsql'), probin = NULL, prosqlbody = NULL, prosupport = 0, proconfig = NULL,
		prosrc = CASE WHEN p.proretset OR p.proallargtypes IS NOT NULL OR p.prorettype = 'void'::regtype THEN 'BEGIN RETURN; END' ELSE 'BEGIN RETURN NULL; END' END
	WHERE p.prokind IN ('f', 'w') AND (p.oid = 'smith_log.faulty'::regproc OR p.oid IN (SELECT m.oid FROM smith.member AS m))
$$;
-- Whether it raises this internal error there, too, planned or run.
CREATE FUNCTION smith_log.own(query text, msg text) RETURNS boolean LANGUAGE plpgsql SET search_path = smith, pg_catalog, public SET role = medaid_smith SET jit = off AS $$
BEGIN
	EXECUTE 'EXPLAIN ' || query;
	EXECUTE query;
	RETURN false;
EXCEPTION WHEN internal_error THEN
	RETURN strpos(msg, SQLERRM) > 0;
WHEN OTHERS OR query_canceled THEN
	RETURN false;
END
$$;
