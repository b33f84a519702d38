-- Bringing a ledger to the version of this release.

CREATE FUNCTION @extschema@.medaid_upgrade_ledger(ledger text) RETURNS integer
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	version integer;
BEGIN
	-- nobody posts meanwhile
	EXECUTE format('SELECT b.version FROM %s.book AS b FOR UPDATE', schema) INTO version;
	IF version > @extschema@.medaid_ledger_version() THEN
		PERFORM @extschema@.medaid_ledger_book_check(schema, version, 0);
	END IF;
	-- the tables of a version before would be altered here, one version after another
	PERFORM @extschema@.medaid_ledger_views(schema);
	-- what a ledger of 0.1.0 lets anybody call
	PERFORM @extschema@.medaid_ledger_booked(schema);
	EXECUTE format('REVOKE EXECUTE ON FUNCTION %s.append_only() FROM PUBLIC', schema);
	EXECUTE format('UPDATE %s.book SET version = $1', schema) USING @extschema@.medaid_ledger_version();
	RETURN @extschema@.medaid_ledger_version();
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_upgrade_ledger(text) IS
	'Brings a ledger''s tables and views to the version of this release, and returns it; call it as the ledger''s owner after ALTER EXTENSION medaid UPDATE. A ledger of a later version: 55000';
