-- Which rules pay: those adopted, and no edit of a rule table before that.

CREATE FUNCTION @extschema@.medaid_adopt(ledger text, policies @extschema@.medaid_policy[], reason text DEFAULT NULL) RETURNS integer
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	number integer;
BEGIN
	PERFORM @extschema@.medaid_policy_array_check(policies);
	PERFORM @extschema@.medaid_policy_validate(policies);
	-- and the array as a whole, as settling takes it
	PERFORM @extschema@.medaid_try_settle(@extschema@.medaid_claim(service => 'inpatient', discharged_on => '2000-01-01', total => 0, in_scope => 0, critical_illness_paid => 0), policies);
	-- waits for what is being posted under the rules before
	EXECUTE format('SELECT coalesce(b.rules, 0) + 1 FROM %s.book AS b FOR NO KEY UPDATE', schema) INTO number;
	EXECUTE format('INSERT INTO %s.rules (number, policies, digest, reason) VALUES ($1, $2, $3, $4)', schema)
		USING number, policies, @extschema@.medaid_policy_digest(policies), reason;
	EXECUTE format('UPDATE %s.book SET rules = $1', schema) USING number;
	RETURN number;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_adopt(text, @extschema@.medaid_policy[], text) IS
	'Policies that pay from now on, and their number. Posted claims are settled again under them when their persons are posted. A policy that cannot be settled with: 22023';
