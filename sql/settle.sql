-- One claim at a time.  ytd is what was used before, NULL or empty: nothing.

CREATE FUNCTION @extschema@.medaid_settle(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy, ytd @extschema@.medaid_accumulator[] DEFAULT NULL) RETURNS @extschema@.medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE SUPPORT @extschema@.medaid_policy_support AS 'MODULE_PATHNAME', 'medaid_settle';
COMMENT ON FUNCTION @extschema@.medaid_settle(@extschema@.medaid_compact_claim, @extschema@.medaid_policy, @extschema@.medaid_accumulator[]) IS
	'One claim settled after what was used before; NULL claim: NULL, NULL policy: 22004';
CREATE FUNCTION @extschema@.medaid_settle(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy[], ytd @extschema@.medaid_accumulator[] DEFAULT NULL) RETURNS @extschema@.medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE SUPPORT @extschema@.medaid_policy_support AS 'MODULE_PATHNAME', 'medaid_settle';
COMMENT ON FUNCTION @extschema@.medaid_settle(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[], @extschema@.medaid_accumulator[]) IS
	'The same under the policy of its day';

CREATE FUNCTION @extschema@.medaid_try_settle(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy, ytd @extschema@.medaid_accumulator[] DEFAULT NULL) RETURNS @extschema@.medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE SUPPORT @extschema@.medaid_policy_support AS 'MODULE_PATHNAME', 'medaid_try_settle';
COMMENT ON FUNCTION @extschema@.medaid_try_settle(@extschema@.medaid_compact_claim, @extschema@.medaid_policy, @extschema@.medaid_accumulator[]) IS
	'One claim settled after what was used before; one that cannot be settled: status refused, the kind of fault as reason, the sentence as fault, no amounts';
CREATE FUNCTION @extschema@.medaid_try_settle(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy[], ytd @extschema@.medaid_accumulator[] DEFAULT NULL) RETURNS @extschema@.medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE SUPPORT @extschema@.medaid_policy_support AS 'MODULE_PATHNAME', 'medaid_try_settle';
COMMENT ON FUNCTION @extschema@.medaid_try_settle(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[], @extschema@.medaid_accumulator[]) IS
	'The same under the policy of its day';

