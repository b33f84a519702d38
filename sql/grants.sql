-- Everybody may settle and read the rules; who may edit them is the owner's choice.

DO $$
DECLARE
	tab regclass;
BEGIN
	FOR tab IN
		SELECT c.oid FROM pg_catalog.pg_class c
		WHERE c.relnamespace = '@extschema@'::pg_catalog.regnamespace
			AND c.relname ~ '^medaid_' AND c.relkind IN ('r', 'v')
	LOOP
		EXECUTE format('GRANT SELECT ON %s TO PUBLIC', tab);
	END LOOP;
END
$$;
