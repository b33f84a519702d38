-- Everybody may settle and read the rules; who may edit them is the owner's choice.

DO $$
DECLARE
	relation regclass;
BEGIN
	-- members of the extension only: what else is in the schema is not its own
	FOR relation IN
		SELECT c.oid
		FROM pg_depend d
		JOIN pg_class c ON c.oid = d.objid
		WHERE d.classid = 'pg_class'::regclass AND d.deptype = 'e'
			AND d.refclassid = 'pg_extension'::regclass
			AND d.refobjid = (SELECT e.oid FROM pg_extension e WHERE e.extname = 'medaid')
			AND c.relkind IN ('r', 'v')
			-- an update gives nothing back that was revoked
			AND c.relacl IS NULL
	LOOP
		EXECUTE format('GRANT SELECT ON %s TO PUBLIC', relation);
	END LOOP;
END
$$;
