-- Settlements out.

CREATE FUNCTION @extschema@.medaid_settle(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy) RETURNS @extschema@.medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'medaid_settle';
COMMENT ON FUNCTION @extschema@.medaid_settle(@extschema@.medaid_compact_claim, @extschema@.medaid_policy) IS
	'One claim settled, nothing used yet this year; NULL claim: NULL, NULL policy: 22004';

CREATE FUNCTION @extschema@.medaid_settle(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy[]) RETURNS @extschema@.medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'medaid_settle';
COMMENT ON FUNCTION @extschema@.medaid_settle(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[]) IS
	'One claim settled under the policy of its day';

CREATE FUNCTION @extschema@.medaid_settle(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy, ytd @extschema@.medaid_accumulator[]) RETURNS @extschema@.medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'medaid_settle';
COMMENT ON FUNCTION @extschema@.medaid_settle(@extschema@.medaid_compact_claim, @extschema@.medaid_policy, @extschema@.medaid_accumulator[]) IS
	'One claim settled after what was used before this year; NULL or empty: nothing';

CREATE FUNCTION @extschema@.medaid_settle(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy[], ytd @extschema@.medaid_accumulator[]) RETURNS @extschema@.medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'medaid_settle';
COMMENT ON FUNCTION @extschema@.medaid_settle(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[], @extschema@.medaid_accumulator[]) IS
	'One claim settled under the policy of its day, after what was used before';

CREATE FUNCTION @extschema@.medaid_try_settle(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy) RETURNS @extschema@.medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'medaid_try_settle';
COMMENT ON FUNCTION @extschema@.medaid_try_settle(@extschema@.medaid_compact_claim, @extschema@.medaid_policy) IS
	'One claim settled; one that cannot be settled: status refused, the kind of fault as reason, the sentence as fault, no amounts';

CREATE FUNCTION @extschema@.medaid_try_settle(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy, ytd @extschema@.medaid_accumulator[]) RETURNS @extschema@.medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'medaid_try_settle';
COMMENT ON FUNCTION @extschema@.medaid_try_settle(@extschema@.medaid_compact_claim, @extschema@.medaid_policy, @extschema@.medaid_accumulator[]) IS
	'The same after what was used before this year';

CREATE FUNCTION @extschema@.medaid_try_settle(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy[]) RETURNS @extschema@.medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'medaid_try_settle';
COMMENT ON FUNCTION @extschema@.medaid_try_settle(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[]) IS
	'One claim settled under the policy of its day; one that cannot be settled: status refused, the kind of fault as reason, the sentence as fault, no amounts';

CREATE FUNCTION @extschema@.medaid_try_settle(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy[], ytd @extschema@.medaid_accumulator[]) RETURNS @extschema@.medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'medaid_try_settle';
COMMENT ON FUNCTION @extschema@.medaid_try_settle(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[], @extschema@.medaid_accumulator[]) IS
	'The same under the policy of its day after what was used before this year';
