-- Every member of the extension, a line each, in the order of their bytes: what
-- it is, how it is marked, who may use it, what it says of itself.
--   psql -v whole=false   what test/members/list holds
--   psql -v whole=true    bodies, comments and shipped rows as well, for two databases to be compared
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
\set ON_ERROR_STOP 1
SET client_min_messages = warning;
-- names without the schema that the extension is in
SELECT set_config('search_path', quote_ident(nspname) || ', pg_catalog, pg_temp', false) AS path
	FROM pg_namespace WHERE oid = (SELECT extnamespace FROM pg_extension WHERE extname = 'medaid') \gset
CREATE TEMP VIEW member AS
	SELECT d.classid, d.objid FROM pg_depend AS d JOIN pg_extension AS e ON e.oid = d.refobjid
	WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND e.extname = 'medaid';

-- rights beside the owner's; ' nobody' where the owner alone is left
CREATE FUNCTION pg_temp.rights(acl aclitem[], owner oid) RETURNS text LANGUAGE sql AS $$
	SELECT CASE WHEN acl IS NOT NULL THEN ', rights: ' || coalesce((
		SELECT string_agg(format('%s %s%s', CASE x.grantee WHEN 0 THEN 'public' ELSE x.grantee::regrole::text END, lower(x.privilege_type), CASE WHEN x.is_grantable THEN ' with grant option' END), ' ' ORDER BY x.grantee, x.privilege_type)
		FROM aclexplode(acl) AS x WHERE x.grantee <> owner), 'nobody') END
$$;
CREATE FUNCTION pg_temp.marks(owner oid, class regclass, object oid) RETURNS text LANGUAGE sql AS $$
	SELECT concat(CASE WHEN owner <> (SELECT extowner FROM pg_extension WHERE extname = 'medaid') THEN ', owner: ' || owner::regrole::text END,
		CASE WHEN obj_description(object, class::name) IS NULL THEN ', no comment' END)
$$;

CREATE FUNCTION pg_temp.rows_of(relation regclass) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE format('SELECT to_jsonb(t)::text FROM %s AS t', relation);
END
$$;

CREATE TEMP VIEW line AS
SELECT format('%s %s%s: %s', CASE p.prokind WHEN 'a' THEN 'aggregate' WHEN 'p' THEN 'procedure' WHEN 'w' THEN 'window function' ELSE 'function' END,
		p.oid::regprocedure, ' -> ' || pg_get_function_result(p.oid),
		concat_ws(', ', l.lanname, CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END,
			CASE p.proparallel WHEN 's' THEN 'parallel safe' WHEN 'r' THEN 'parallel restricted' ELSE 'parallel unsafe' END,
			CASE WHEN p.proisstrict THEN 'strict' END, CASE WHEN p.prosecdef THEN 'security definer' END, CASE WHEN p.proleakproof THEN 'leakproof' END,
			'cost ' || p.procost, CASE WHEN p.proretset THEN 'rows ' || p.prorows END, 'support ' || nullif(p.prosupport, 0)::regproc,
			'set ' || array_to_string(p.proconfig, ' '), CASE WHEN l.lanname = 'c' THEN 'symbol ' || p.prosrc END,
			-- of an aggregate
			CASE WHEN a.aggfnoid IS NOT NULL THEN format('step %s, state %s%s', a.aggtransfn, a.aggtranstype::regtype, ' ' || nullif(a.aggtransspace, 0)) END,
			'final ' || nullif(a.aggfinalfn, 0)::regproc || CASE a.aggfinalmodify WHEN 'r' THEN '' ELSE ' that writes' END,
			'combine ' || nullif(a.aggcombinefn, 0)::regproc, 'serialize ' || nullif(a.aggserialfn, 0)::regproc, 'deserialize ' || nullif(a.aggdeserialfn, 0)::regproc,
			'moving ' || nullif(a.aggmtransfn, 0)::regproc))
		|| coalesce(pg_temp.rights(p.proacl, p.proowner), '') || pg_temp.marks(p.proowner, 'pg_proc', p.oid) AS line, false AS whole
	FROM member AS m JOIN pg_proc AS p ON p.oid = m.objid AND m.classid = 'pg_proc'::regclass JOIN pg_language AS l ON l.oid = p.prolang
	LEFT JOIN pg_aggregate AS a ON a.aggfnoid = p.oid
UNION ALL
SELECT format('body of %s: %s', p.oid::regprocedure, CASE WHEN p.prokind = 'a' THEN md5(pg_get_function_arguments(p.oid)) ELSE md5(pg_get_functiondef(p.oid)) END), true
	FROM member AS m JOIN pg_proc AS p ON p.oid = m.objid AND m.classid = 'pg_proc'::regclass
UNION ALL
SELECT format('arguments of %s: %s', p.oid::regprocedure, pg_get_function_arguments(p.oid)), false
	FROM member AS m JOIN pg_proc AS p ON p.oid = m.objid AND m.classid = 'pg_proc'::regclass WHERE p.pronargs > 0
UNION ALL
SELECT format('type %s: %s', t.oid::regtype, CASE WHEN t.typtype = 'c' THEN 'composite'
		ELSE format('length %s, align %s, storage %s, %s %s %s %s', t.typlen, t.typalign, t.typstorage, t.typinput, t.typoutput, t.typreceive, t.typsend) END)
		|| coalesce(pg_temp.rights(t.typacl, t.typowner), '') || pg_temp.marks(t.typowner, 'pg_type', t.oid), false
	FROM member AS m JOIN pg_type AS t ON t.oid = m.objid AND m.classid = 'pg_type'::regclass
	-- those of tables and views, and arrays, are theirs
	WHERE t.typcategory <> 'A' AND (t.typtype <> 'c' OR (SELECT c.relkind FROM pg_class AS c WHERE c.oid = t.typrelid) = 'c')
UNION ALL
SELECT format('%s %s%s', CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'S' THEN 'sequence' ELSE c.relkind::text END, c.oid::regclass,
		concat(': ' || array_to_string(c.reloptions, ' '), ', dumped: ' || (SELECT coalesce(nullif(e.extcondition[x.i], ''), 'all rows') FROM pg_extension AS e, generate_subscripts(e.extconfig, 1) AS x (i) WHERE e.extname = 'medaid' AND e.extconfig[x.i] = c.oid),
			CASE WHEN c.relrowsecurity THEN ', row security' END, pg_temp.rights(c.relacl, c.relowner), pg_temp.marks(c.relowner, 'pg_class', c.oid))), false
	FROM member AS m JOIN pg_class AS c ON c.oid = m.objid AND m.classid = 'pg_class'::regclass WHERE c.relkind <> 'c'
UNION ALL
SELECT format('column %s.%s %s: %s%s%s', a.attrelid::regclass, quote_ident(a.attname), row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum), format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN ', not null' END,
		', default ' || pg_get_expr(d.adbin, d.adrelid)), false
	FROM member AS m JOIN pg_class AS c ON (m.classid, m.objid) IN (('pg_class'::regclass::oid, c.oid), ('pg_type'::regclass::oid, c.reltype)) AND c.relkind <> 'S'
	JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped LEFT JOIN pg_attrdef AS d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
	-- from 17 on the row types of tables are members, too, and arrays
	WHERE (c.relkind = 'c') = (m.classid = 'pg_type'::regclass)
UNION ALL
-- versions of the server put more or fewer brackets
SELECT format('constraint %s on %s: %s', quote_ident(k.conname), k.conrelid::regclass, CASE WHEN w.whole THEN pg_get_constraintdef(k.oid) ELSE translate(pg_get_constraintdef(k.oid), '()', '') END), w.whole
	-- NOT NULL stands with the column
	FROM member AS m JOIN pg_constraint AS k ON k.conrelid = m.objid AND m.classid = 'pg_class'::regclass, (VALUES (false), (true)) AS w (whole) WHERE k.contype <> 'n'
UNION ALL
SELECT 'index: ' || regexp_replace(pg_get_indexdef(i.indexrelid), ' ON \S+\.', ' ON '), false
	FROM member AS m JOIN pg_index AS i ON i.indrelid = m.objid AND m.classid = 'pg_class'::regclass
UNION ALL
SELECT format('trigger on %s (%s): %s', g.tgrelid::regclass, CASE g.tgenabled WHEN 'A' THEN 'always' WHEN 'O' THEN 'not where it replicates' WHEN 'R' THEN 'only where it replicates' ELSE 'disabled' END, pg_get_triggerdef(g.oid, true)), false
	FROM member AS m JOIN pg_trigger AS g ON g.tgrelid = m.objid AND m.classid = 'pg_class'::regclass WHERE NOT g.tgisinternal
UNION ALL
SELECT format('view %s is %s', c.oid::regclass, md5(pg_get_viewdef(c.oid))), true
	FROM member AS m JOIN pg_class AS c ON c.oid = m.objid AND m.classid = 'pg_class'::regclass WHERE c.relkind = 'v'
UNION ALL
SELECT format('operator %s: %s%s', o.oid::regoperator, concat_ws(', ', o.oprcode, 'commutator ' || nullif(o.oprcom, 0)::regoperator, 'negator ' || nullif(o.oprnegate, 0)::regoperator,
		'restrict ' || nullif(o.oprrest, 0)::regproc, 'join ' || nullif(o.oprjoin, 0)::regproc, CASE WHEN o.oprcanmerge THEN 'merges' END, CASE WHEN o.oprcanhash THEN 'hashes' END),
		pg_temp.marks(o.oprowner, 'pg_operator', o.oid)), false
	FROM member AS m JOIN pg_operator AS o ON o.oid = m.objid AND m.classid = 'pg_operator'::regclass
UNION ALL
SELECT format('operator class %s for %s using %s%s: %s', c.opcname, c.opcintype::regtype, a.amname, CASE WHEN c.opcdefault THEN ', default' END,
		(SELECT string_agg(x.what, ', ' ORDER BY x.what COLLATE "C") FROM (SELECT format('%s %s', o.amopstrategy, o.amopopr::regoperator) FROM pg_amop AS o WHERE o.amopfamily = c.opcfamily
			UNION ALL SELECT format('function %s %s', f.amprocnum, f.amproc) FROM pg_amproc AS f WHERE f.amprocfamily = c.opcfamily) AS x (what))), false
	FROM member AS m JOIN pg_opclass AS c ON c.oid = m.objid AND m.classid = 'pg_opclass'::regclass JOIN pg_am AS a ON a.oid = c.opcmethod
UNION ALL
SELECT format('cast %s as %s: %s, %s%s', c.castsource::regtype, c.casttarget::regtype, c.castfunc::regprocedure, CASE c.castcontext WHEN 'i' THEN 'implicit' WHEN 'a' THEN 'in assignments' ELSE 'explicit' END,
		CASE WHEN obj_description(c.oid, 'pg_cast') IS NULL THEN ', no comment' END), false
	FROM member AS m JOIN pg_cast AS c ON c.oid = m.objid AND m.classid = 'pg_cast'::regclass
UNION ALL
SELECT format('another member: %s', pg_describe_object(m.classid, m.objid, 0)), false
	FROM member AS m WHERE m.classid NOT IN ('pg_proc'::regclass, 'pg_type'::regclass, 'pg_class'::regclass, 'pg_operator'::regclass, 'pg_opclass'::regclass, 'pg_opfamily'::regclass, 'pg_cast'::regclass)
UNION ALL
SELECT format('comment on %s: %s', regexp_replace(pg_describe_object(s.classoid, s.objoid, s.objsubid), ' of (access method|relation) ', ' of \1 '), s.description), true
	FROM member AS m JOIN pg_description AS s ON (s.classoid, s.objoid) = (m.classid, m.objid)
		OR m.classid = 'pg_type'::regclass AND s.classoid = 'pg_class'::regclass AND s.objoid = (SELECT t.typrelid FROM pg_type AS t WHERE t.oid = m.objid) AND s.objoid <> 0
UNION ALL
SELECT format('row of %s: %s', t.name, x.row), true
	FROM (SELECT c.oid::regclass AS name FROM member AS m JOIN pg_class AS c ON c.oid = m.objid AND m.classid = 'pg_class'::regclass AND c.relkind = 'r') AS t,
	LATERAL pg_temp.rows_of(t.name) AS x (row);

SELECT DISTINCT replace(line, E'\n', '\n') COLLATE "C" FROM line WHERE :whole OR NOT whole ORDER BY 1;
