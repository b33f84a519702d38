-- Shipped rows refuse change, every change makes a new version of the rules,
-- and dumps hold the users' rows only.

CREATE FUNCTION medaid_guard_shipped() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION medaid_guard_shipped() IS 'trigger: rows that came with medaid are not changed';

-- The owner may write the version; who edits rules need not.
CREATE FUNCTION medaid_policy_changed() RETURNS trigger
	LANGUAGE c SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'MODULE_PATHNAME';
REVOKE EXECUTE ON FUNCTION medaid_policy_changed(), medaid_guard_shipped() FROM PUBLIC;
COMMENT ON FUNCTION medaid_policy_changed() IS 'trigger: a new version of the policy tables';

DO $$
DECLARE
	tab text;
BEGIN
	FOR tab IN
		SELECT c.relname
		FROM pg_catalog.pg_class c
		WHERE c.relnamespace = '@extschema@'::pg_catalog.regnamespace AND c.relkind = 'r'
			AND (c.relname ~ '^medaid_rule_' OR c.relname IN
				('medaid_regulation', 'medaid_category_name', 'medaid_service_name', 'medaid_reference'))
		ORDER BY c.relname
	LOOP
		-- ALWAYS: in sessions that replicate or restore, too
		IF tab <> 'medaid_reference' THEN
			EXECUTE format('CREATE TRIGGER medaid_guard BEFORE INSERT OR UPDATE OR DELETE ON @extschema@.%I FOR EACH ROW EXECUTE FUNCTION @extschema@.medaid_guard_shipped()', tab);
			EXECUTE format('CREATE TRIGGER medaid_guard_truncate BEFORE TRUNCATE ON @extschema@.%I FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.medaid_guard_shipped()', tab);
			EXECUTE format('ALTER TABLE @extschema@.%I ENABLE ALWAYS TRIGGER medaid_guard, ENABLE ALWAYS TRIGGER medaid_guard_truncate', tab);
		END IF;
		EXECUTE format('CREATE TRIGGER medaid_changed AFTER INSERT OR UPDATE OR DELETE ON @extschema@.%I FOR EACH ROW EXECUTE FUNCTION @extschema@.medaid_policy_changed()', tab);
		EXECUTE format('CREATE TRIGGER medaid_changed_truncate AFTER TRUNCATE ON @extschema@.%I FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.medaid_policy_changed()', tab);
		EXECUTE format('ALTER TABLE @extschema@.%I ENABLE ALWAYS TRIGGER medaid_changed, ENABLE ALWAYS TRIGGER medaid_changed_truncate', tab);
		PERFORM pg_catalog.pg_extension_config_dump(format('@extschema@.%I', tab)::regclass,
			CASE WHEN tab = 'medaid_reference' THEN '' ELSE 'WHERE NOT shipped' END);
	END LOOP;
END
$$;
