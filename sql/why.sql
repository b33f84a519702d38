-- Why: what is wrong with a claim, how each yuan came about, and why not more.

CREATE FUNCTION medaid_check(claim medaid_claim, policy medaid_policy) RETURNS text[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 AS 'MODULE_PATHNAME', 'medaid_check';
COMMENT ON FUNCTION medaid_check(medaid_claim, medaid_policy) IS
	'What settling a claim would raise, as text, each with its SQLSTATE; {} for a claim that settles';
CREATE FUNCTION medaid_check(claim medaid_claim, policy medaid_policy[]) RETURNS text[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 AS 'MODULE_PATHNAME', 'medaid_check';
COMMENT ON FUNCTION medaid_check(medaid_claim, medaid_policy[]) IS
	'What settling a claim under the policy of its day would raise, as text; {} for a claim that settles';
