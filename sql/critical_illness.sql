-- Critical illness insurance (大病保险) of one claim.

CREATE FUNCTION @extschema@.medaid_critical_illness(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy, ytd @extschema@.medaid_accumulator[] DEFAULT NULL) RETURNS numeric
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'medaid_critical_illness';
COMMENT ON FUNCTION @extschema@.medaid_critical_illness(@extschema@.medaid_compact_claim, @extschema@.medaid_policy, @extschema@.medaid_accumulator[]) IS
	'What critical illness insurance (大病保险) pays for a claim after the costs and payments of the year before it: as given, or by the schedule where NULL; a number the schedule lacks: 55000';
CREATE FUNCTION @extschema@.medaid_critical_illness(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy[], ytd @extschema@.medaid_accumulator[] DEFAULT NULL) RETURNS numeric
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'medaid_critical_illness';
COMMENT ON FUNCTION @extschema@.medaid_critical_illness(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[], @extschema@.medaid_accumulator[]) IS
	'The same by the schedule of the day of discharge';

