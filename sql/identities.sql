-- From a register of identities to the three arrays of a claim.

CREATE TYPE @extschema@.medaid_identity_arrays AS (
	categories	text[],
	recognised_on	date[],
	ended_on	date[]
);
COMMENT ON TYPE @extschema@.medaid_identity_arrays IS 'The identities of a person as a claim takes them: three parallel arrays';

CREATE FUNCTION @extschema@.medaid_identities_step(state @extschema@.medaid_identity_arrays, category text, recognised_on date, ended_on date,
		for_claim text, claim_id text) RETURNS @extschema@.medaid_identity_arrays
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE
		WHEN category IS NULL OR for_claim IS NOT NULL AND for_claim IS DISTINCT FROM claim_id THEN state
		ELSE ROW((state).categories || category, (state).recognised_on || recognised_on, (state).ended_on || ended_on)::@extschema@.medaid_identity_arrays
		END;
CREATE AGGREGATE @extschema@.medaid_identities(category text, recognised_on date, ended_on date, for_claim text, claim_id text) (
	SFUNC = @extschema@.medaid_identities_step, STYPE = @extschema@.medaid_identity_arrays, PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.medaid_identities(text, date, date, text, text) IS
	'The rows of a person''s register as the three arrays of a claim; a row recognised for one claim (单次认定) reaches the claim of that id only';
