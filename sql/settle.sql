-- Settlements out.

CREATE FUNCTION medaid_settle(claim medaid_compact_claim, policy medaid_policy) RETURNS medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'medaid_settle';
COMMENT ON FUNCTION medaid_settle(medaid_compact_claim, medaid_policy) IS
	'One claim settled, nothing used yet this year; NULL claim: NULL, NULL policy: 22004';

CREATE FUNCTION medaid_settle(claim medaid_compact_claim, policy medaid_policy[]) RETURNS medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'medaid_settle';
COMMENT ON FUNCTION medaid_settle(medaid_compact_claim, medaid_policy[]) IS
	'One claim settled under the policy of its day';

CREATE FUNCTION medaid_settle(claim medaid_compact_claim, policy medaid_policy, ytd medaid_accumulator[]) RETURNS medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'medaid_settle_after';
COMMENT ON FUNCTION medaid_settle(medaid_compact_claim, medaid_policy, medaid_accumulator[]) IS
	'One claim settled after what was used before this year; NULL or empty: nothing';

CREATE FUNCTION medaid_settle(claim medaid_compact_claim, policy medaid_policy[], ytd medaid_accumulator[]) RETURNS medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'medaid_settle_after';
COMMENT ON FUNCTION medaid_settle(medaid_compact_claim, medaid_policy[], medaid_accumulator[]) IS
	'One claim settled under the policy of its day, after what was used before';
