-- Shipped rows refuse change, and dumps hold the users' rows only.

CREATE FUNCTION @extschema@.medaid_guard_shipped() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_guard_shipped() IS 'trigger: rows that came with medaid are not changed';

REVOKE EXECUTE ON FUNCTION @extschema@.medaid_guard_shipped() FROM PUBLIC;

-- A restore (pg_restore --disable-triggers) switches triggers off, and leaves
-- them asleep in sessions that replicate; a constraint stays.
CREATE FUNCTION @extschema@.medaid_shipping() RETURNS boolean
	LANGUAGE c STABLE PARALLEL RESTRICTED AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_shipping() IS 'Whether a script of the extension is running, which alone writes rows that are shipped';

DO $$
DECLARE
	relation regclass;
	name name;
	guard regprocedure := '@extschema@.medaid_guard_shipped()';
BEGIN
	-- members of the extension only: what else is in the schema is not its own
	FOR relation, name IN
		SELECT c.oid, c.relname
		FROM pg_depend d
		JOIN pg_class c ON c.oid = d.objid
		WHERE d.classid = 'pg_class'::regclass AND d.deptype = 'e'
			AND d.refclassid = 'pg_extension'::regclass
			AND d.refobjid = (SELECT e.oid FROM pg_extension e WHERE e.extname = 'medaid')
			AND c.relkind = 'r'
			AND (c.relname ~ '^medaid_rule_' AND c.relname <> 'medaid_rule_history' OR c.relname IN
				('medaid_regulation', 'medaid_category_name', 'medaid_service_name', 'medaid_reference'))
		ORDER BY c.relname
	LOOP
		-- ALWAYS: in sessions that replicate or restore, too
		IF name <> 'medaid_reference' THEN
			EXECUTE format('CREATE OR REPLACE TRIGGER medaid_guard BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION %s', relation, guard);
			EXECUTE format('CREATE OR REPLACE TRIGGER medaid_guard_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION %s', relation, guard);
			EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER medaid_guard, ENABLE ALWAYS TRIGGER medaid_guard_truncate', relation);
			IF NOT EXISTS (SELECT FROM pg_constraint AS c WHERE c.conrelid = relation AND c.conname = 'medaid_shipped') THEN
				EXECUTE format('ALTER TABLE %s ADD CONSTRAINT medaid_shipped CHECK (NOT shipped OR @extschema@.medaid_shipping())', relation);
			END IF;
		END IF;
		PERFORM pg_extension_config_dump(relation,
			CASE WHEN name = 'medaid_reference' THEN '' ELSE 'WHERE NOT shipped' END);
	END LOOP;
END
$$;

-- What guards the rows and what writes the history, where it is not as it was made:
-- dropped, disabled, or asleep in sessions that replicate.
CREATE FUNCTION @extschema@.medaid_guard_findings(OUT relation regclass, OUT guard name, OUT found text) RETURNS SETOF record
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT c.oid::regclass, g.name, CASE t.tgenabled WHEN 'D' THEN 'disabled' WHEN 'O' THEN 'not in sessions that replicate'
		WHEN 'R' THEN 'only in sessions that replicate' ELSE 'dropped' END
	FROM (
		SELECT c.oid, c.relname, EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'shipped' AND NOT a.attisdropped) AS ships
		FROM pg_class AS c
		JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
			AND d.refclassid = 'pg_extension'::regclass
			AND d.refobjid = (SELECT e.oid FROM pg_extension AS e WHERE e.extname = 'medaid')
		WHERE c.relkind = 'r'
	) AS c
	JOIN (VALUES ('medaid_guard'::name), ('medaid_guard_truncate'::name), ('medaid_history'::name), ('medaid_history_truncate'::name), ('medaid_restore'::name)) AS g (name)
		ON CASE g.name
			WHEN 'medaid_restore' THEN c.relname = 'medaid_rule_history'
			-- where rows ship, TRUNCATE is refused: there is nothing to record
			WHEN 'medaid_history_truncate' THEN c.relname = 'medaid_reference'
			WHEN 'medaid_history' THEN c.ships OR c.relname = 'medaid_reference'
			ELSE c.ships END
	LEFT JOIN pg_trigger AS t ON t.tgrelid = c.oid AND t.tgname = g.name
	WHERE t.tgenabled IS DISTINCT FROM 'A'
	ORDER BY c.relname, g.name;
END;
COMMENT ON FUNCTION @extschema@.medaid_guard_findings() IS 'The triggers that guard shipped rows (medaid_guard) and write the history (medaid_history) and are not as they were made; medaid_guard_enable() mends what a restore has left';

CREATE FUNCTION @extschema@.medaid_guard_enable() RETURNS SETOF regclass
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	f record;
BEGIN
	FOR f IN SELECT g.relation, g.guard FROM @extschema@.medaid_guard_findings() AS g WHERE g.found <> 'dropped' LOOP
		EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', f.relation, f.guard);
		IF f.guard = 'medaid_guard' THEN
			RETURN NEXT f.relation;
		END IF;
	END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_guard_enable() IS 'Enables the guards of shipped rows, and what writes the history, always again, for the tables'' owner; gives the tables whose rows were unguarded';
