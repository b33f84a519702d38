-- Shipped rows refuse change, and dumps hold the users' rows only.

CREATE FUNCTION @extschema@.medaid_guard_shipped() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_guard_shipped() IS 'trigger: rows that came with medaid are not changed';

REVOKE EXECUTE ON FUNCTION @extschema@.medaid_guard_shipped() FROM PUBLIC;

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
			AND (c.relname ~ '^medaid_rule_' OR c.relname IN
				('medaid_regulation', 'medaid_category_name', 'medaid_service_name', 'medaid_reference'))
		ORDER BY c.relname
	LOOP
		-- ALWAYS: in sessions that replicate or restore, too
		IF name <> 'medaid_reference' THEN
			EXECUTE format('CREATE TRIGGER medaid_guard BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION %s', relation, guard);
			EXECUTE format('CREATE TRIGGER medaid_guard_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION %s', relation, guard);
			EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER medaid_guard, ENABLE ALWAYS TRIGGER medaid_guard_truncate', relation);
		END IF;
		PERFORM pg_extension_config_dump(relation,
			CASE WHEN name = 'medaid_reference' THEN '' ELSE 'WHERE NOT shipped' END);
	END LOOP;
END
$$;
