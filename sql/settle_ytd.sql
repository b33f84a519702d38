-- Running settlement, row by row.

CREATE FUNCTION @extschema@.medaid_settle_ytd(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy) RETURNS @extschema@.medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE WINDOW AS 'MODULE_PATHNAME', 'medaid_settle_ytd';
COMMENT ON FUNCTION @extschema@.medaid_settle_ytd(@extschema@.medaid_compact_claim, @extschema@.medaid_policy) IS
	'Running settlement: OVER (PARTITION BY person ORDER BY discharged_on, claim_id COLLATE "C"); frames do not matter';
CREATE FUNCTION @extschema@.medaid_settle_ytd(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy[]) RETURNS @extschema@.medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE WINDOW AS 'MODULE_PATHNAME', 'medaid_settle_ytd';
COMMENT ON FUNCTION @extschema@.medaid_settle_ytd(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[]) IS
	'Running settlement, each claim under the policy of its day';

CREATE FUNCTION @extschema@.medaid_try_settle_ytd(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy) RETURNS @extschema@.medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE WINDOW AS 'MODULE_PATHNAME', 'medaid_try_settle_ytd';
COMMENT ON FUNCTION @extschema@.medaid_try_settle_ytd(@extschema@.medaid_compact_claim, @extschema@.medaid_policy) IS
	'Running settlement as medaid_settle_ytd(); a claim that cannot be settled is refused and uses nothing';
CREATE FUNCTION @extschema@.medaid_try_settle_ytd(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy[]) RETURNS @extschema@.medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE WINDOW AS 'MODULE_PATHNAME', 'medaid_try_settle_ytd';
COMMENT ON FUNCTION @extschema@.medaid_try_settle_ytd(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[]) IS
	'Running settlement as medaid_settle_ytd(), each claim under the policy of its day; a claim that cannot be settled is refused and uses nothing';

