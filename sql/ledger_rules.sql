-- Which rules pay: those adopted, and no edit of a rule table before that.

CREATE FUNCTION @extschema@.medaid_rules_check(policies @extschema@.medaid_policy[]) RETURNS void
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM @extschema@.medaid_policy_array_check(policies);
	PERFORM @extschema@.medaid_policy_validate(policies);
	-- and the array as a whole, as settling takes it
	PERFORM @extschema@.medaid_try_settle(@extschema@.medaid_claim(service => 'inpatient', discharged_on => '2000-01-01', total => 0, in_scope => 0, critical_illness_paid => 0), policies);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_rules_check(@extschema@.medaid_policy[]) IS
	'Raises what settling under the policies would: NULL: 22004; empty, or what cannot be settled with: 22023';

CREATE FUNCTION @extschema@.medaid_adopt(ledger text, policies @extschema@.medaid_policy[], reason text DEFAULT NULL) RETURNS integer
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	number integer;
	fault text;
	unset bigint;
BEGIN
	PERFORM @extschema@.medaid_rules_check(policies);
	-- medaid_policy() refuses such rows: a policy made otherwise has it said here
	SELECT format('policy "%s" ', p.code) || CASE WHEN coalesce(cardinality(p.payers), 0) = 0
			THEN 'has no payers: nothing would be taken off before assistance' ELSE 'has no benefits: nothing would be paid' END INTO fault
		FROM unnest(policies) AS p
		WHERE coalesce(cardinality(p.payers), 0) = 0 OR coalesce(cardinality(p.benefits), 0) = 0
		ORDER BY lower(p.stretch) NULLS FIRST LIMIT 1;
	IF fault IS NOT NULL THEN
		RAISE EXCEPTION '%', fault USING ERRCODE = 'invalid_parameter_value';
	END IF;
	-- waits for what is being posted under the rules before
	EXECUTE format('SELECT coalesce(b.rules, 0) + 1 FROM %s.book AS b FOR NO KEY UPDATE', schema) INTO number;
	EXECUTE format('INSERT INTO %s.rules (number, policies, digest, reason) VALUES ($1, $2, $3, $4)', schema)
		USING number, policies, @extschema@.medaid_policy_digest(policies), reason;
	EXECUTE format('UPDATE %s.book SET rules = $1', schema) USING number;
	SELECT count(DISTINCT u.path) INTO unset FROM unnest(policies) AS p CROSS JOIN LATERAL @extschema@.medaid_review_unset(p) AS u;
	IF unset > 0 THEN
		RAISE NOTICE 'numbers that the policies adopted do not have: %', unset USING
			HINT = format('A claim that needs one is held. SELECT * FROM medaid_policy_review((SELECT policies FROM %s.rules WHERE number = %s)) WHERE finding = ''not_set'' names them.', schema, number);
	END IF;
	RETURN number;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_adopt(text, @extschema@.medaid_policy[], text) IS
	'Policies that pay from now on, and their number. Posted claims are settled again under them when their persons are posted. A policy that cannot be settled with, or has no payers or no benefits: 22023';
