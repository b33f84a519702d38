-- What holds of every member of the extension, whoever adds one: whose it is,
-- who may use it, by which search_path its names are found. What each function
-- is marked as stands in test/members/list.
BEGIN;
SELECT plan(13);

CREATE TEMP VIEW member AS
	SELECT d.classid, d.objid FROM pg_depend AS d JOIN pg_extension AS e ON e.oid = d.refobjid
	WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND e.extname = 'medaid';
CREATE TEMP VIEW function AS
	SELECT p.*, p.oid::regprocedure::text AS signature, l.lanname FROM member AS m JOIN pg_proc AS p ON p.oid = m.objid AND m.classid = 'pg_proc'::regclass JOIN pg_language AS l ON l.oid = p.prolang;
CREATE TEMP VIEW relation AS
	SELECT c.*, c.oid::regclass::text AS name FROM member AS m JOIN pg_class AS c ON c.oid = m.objid AND m.classid = 'pg_class'::regclass;
SELECT cmp_ok((SELECT count(*) FROM function), '>', 200::bigint, 'there are functions');
SELECT cmp_ok((SELECT count(*) FROM relation), '>', 40::bigint, 'and relations');

-- owner and rights
SELECT is((SELECT string_agg(x.what, ', ') FROM (SELECT signature, proowner FROM function UNION ALL SELECT name, relowner FROM relation
	UNION ALL SELECT t.oid::regtype::text, t.typowner FROM member AS m JOIN pg_type AS t ON t.oid = m.objid AND m.classid = 'pg_type'::regclass) AS x (what, owner)
	WHERE owner <> (SELECT extowner FROM pg_extension WHERE extname = 'medaid')), NULL, 'the extension''s owner owns every member');
SELECT is((SELECT string_agg(signature, ', ') FROM function WHERE prosecdef AND NOT (prorettype = 'trigger'::regtype AND NOT has_function_privilege('public', oid, 'EXECUTE'))), NULL,
	'no function runs with its owner''s rights, but triggers that nobody else can put on a table');
SELECT is((SELECT string_agg(signature, ', ') FROM function WHERE proleakproof), NULL, 'none claims to leak nothing: messages name values');
SELECT is((SELECT string_agg(signature || ' ' || proacl::text, ', ') FROM function WHERE proacl IS NOT NULL AND prorettype <> 'trigger'::regtype), NULL, 'everybody may call every function');
SELECT is((SELECT string_agg(format('%s: %s %s', r.name, a.grantee::regrole, a.privilege_type), ', ') FROM relation AS r, aclexplode(r.relacl) AS a
	WHERE a.grantee <> r.relowner AND NOT (a.grantee = 0 AND a.privilege_type = 'SELECT' AND NOT a.is_grantable)), NULL, 'nobody is granted more than to read');
SELECT is((SELECT string_agg(name, ', ') FROM relation WHERE relkind IN ('r', 'v', 'm') AND NOT has_table_privilege('public', oid, 'SELECT')), NULL, 'and everybody may read');
SELECT is((SELECT string_agg(name, ', ') FROM relation WHERE relkind = 'v' AND coalesce(array_to_string(reloptions, ','), '') !~ 'security_invoker=(on|true|1)'
	AND pg_get_viewdef(oid) ~* '\mpg_(authid|shadow|user_mapping|hba)'), NULL, 'no view shows what its reader may not see');

-- names: a body that is a string is parsed when it is called, by the caller's search_path unless it sets one
SELECT is((SELECT string_agg(signature, ', ') FROM function WHERE lanname IN ('sql', 'plpgsql') AND prosqlbody IS NULL
	AND NOT coalesce(proconfig, '{}') && '{"search_path=pg_catalog, pg_temp"}'
	-- what ends transactions can set nothing; what writes SQL names tables as the caller does. test/decoys.sh watches these
	AND prokind <> 'p' AND proname <> ALL ('{medaid_platform_view,medaid_platform_view_name,medaid_platform_result}')), NULL, 'every function with a string body sets search_path');
SELECT is((SELECT string_agg(signature || ': ' || proconfig::text, ', ') FROM function WHERE EXISTS (SELECT FROM unnest(proconfig) AS c
	WHERE c !~* '^(search_path=pg_catalog, pg_temp$|datestyle=|intervalstyle=|timezone=|extra_float_digits=|client_min_messages=|jit=|enable_[a-z]+=|plan_cache_mode=|bytea_output=|lc_|citus\.)')), NULL, 'and nothing that changes what else a session set');

-- markings that exclude each other
SELECT is((SELECT string_agg(format('%s %s %s', signature, provolatile, proparallel), ', ') FROM function
	WHERE provolatile = 'v' AND proparallel = 's' OR provolatile = 'i' AND proparallel <> 's'), NULL, 'what writes is not for workers, what only computes is');
-- what an aggregate or an operator calls may run in a worker where they do
SELECT is((SELECT string_agg(DISTINCT format('%s calls %s', f.signature, p.oid::regprocedure), ', ') FROM function AS f JOIN pg_aggregate AS a ON a.aggfnoid = f.oid
	JOIN pg_proc AS p ON p.oid IN (a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggserialfn, a.aggdeserialfn, a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn)
	WHERE f.proparallel = 's' AND p.proparallel <> 's' OR f.provolatile = 'i' AND p.provolatile <> 'i'), NULL, 'an aggregate is no safer than its functions');

SELECT * FROM finish();
ROLLBACK;
