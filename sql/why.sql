-- Why: what is wrong with a claim, how each yuan came about, and why not more.

CREATE FUNCTION medaid_check(claim medaid_claim, policy medaid_policy) RETURNS text[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 AS 'MODULE_PATHNAME', 'medaid_check';
COMMENT ON FUNCTION medaid_check(medaid_claim, medaid_policy) IS
	'What settling a claim would raise, as text, each with its SQLSTATE; {} for a claim that settles';
CREATE FUNCTION medaid_check(claim medaid_claim, policy medaid_policy[]) RETURNS text[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 AS 'MODULE_PATHNAME', 'medaid_check';
COMMENT ON FUNCTION medaid_check(medaid_claim, medaid_policy[]) IS
	'What settling a claim under the policy of its day would raise, as text; {} for a claim that settles';

CREATE FUNCTION medaid_explain(claim medaid_compact_claim, policy medaid_policy) RETURNS SETOF medaid_step
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 60 ROWS 9 AS 'MODULE_PATHNAME', 'medaid_explain';
COMMENT ON FUNCTION medaid_explain(medaid_compact_claim, medaid_policy) IS
	'How each yuan of a claim came about: at most a dozen steps';
CREATE FUNCTION medaid_explain(claim medaid_compact_claim, policy medaid_policy, ytd medaid_accumulator[]) RETURNS SETOF medaid_step
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 60 ROWS 9 AS 'MODULE_PATHNAME', 'medaid_explain_after';
COMMENT ON FUNCTION medaid_explain(medaid_compact_claim, medaid_policy, medaid_accumulator[]) IS
	'How each yuan of a claim came about, after what was used before: at most a dozen steps';
CREATE FUNCTION medaid_explain(claim medaid_compact_claim, policy medaid_policy[]) RETURNS SETOF medaid_step
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 60 ROWS 9 AS 'MODULE_PATHNAME', 'medaid_explain';
COMMENT ON FUNCTION medaid_explain(medaid_compact_claim, medaid_policy[]) IS
	'How each yuan of a claim under the policy of its day came about: at most a dozen steps';
CREATE FUNCTION medaid_explain(claim medaid_compact_claim, policy medaid_policy[], ytd medaid_accumulator[]) RETURNS SETOF medaid_step
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 60 ROWS 9 AS 'MODULE_PATHNAME', 'medaid_explain_after';
COMMENT ON FUNCTION medaid_explain(medaid_compact_claim, medaid_policy[], medaid_accumulator[]) IS
	'How each yuan of a claim under the policy of its day came about, after what was used before: at most a dozen steps';

CREATE FUNCTION medaid_why_not(claim medaid_compact_claim, policy medaid_policy,
		OUT category text, OUT rule text, OUT stage text, OUT condition text, OUT needed text, OUT found text,
		OUT article text, OUT would_pay numeric) RETURNS SETOF record
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 200 ROWS 9 AS 'MODULE_PATHNAME', 'medaid_why_not';
COMMENT ON FUNCTION medaid_why_not(medaid_compact_claim, medaid_policy) IS
	'What was considered for a claim: the condition that failed, what it needed and found, what it would pay';
CREATE FUNCTION medaid_why_not(claim medaid_compact_claim, policy medaid_policy, ytd medaid_accumulator[],
		OUT category text, OUT rule text, OUT stage text, OUT condition text, OUT needed text, OUT found text,
		OUT article text, OUT would_pay numeric) RETURNS SETOF record
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 200 ROWS 9 AS 'MODULE_PATHNAME', 'medaid_why_not_after';
COMMENT ON FUNCTION medaid_why_not(medaid_compact_claim, medaid_policy, medaid_accumulator[]) IS
	'What was considered for a claim, after what was used before: the condition that failed, what it needed and found, what it would pay';
CREATE FUNCTION medaid_why_not(claim medaid_compact_claim, policy medaid_policy[],
		OUT category text, OUT rule text, OUT stage text, OUT condition text, OUT needed text, OUT found text,
		OUT article text, OUT would_pay numeric) RETURNS SETOF record
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 200 ROWS 9 AS 'MODULE_PATHNAME', 'medaid_why_not';
COMMENT ON FUNCTION medaid_why_not(medaid_compact_claim, medaid_policy[]) IS
	'What was considered for a claim under the policy of its day: the condition that failed, what it needed and found, what it would pay';
CREATE FUNCTION medaid_why_not(claim medaid_compact_claim, policy medaid_policy[], ytd medaid_accumulator[],
		OUT category text, OUT rule text, OUT stage text, OUT condition text, OUT needed text, OUT found text,
		OUT article text, OUT would_pay numeric) RETURNS SETOF record
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 200 ROWS 9 AS 'MODULE_PATHNAME', 'medaid_why_not_after';
COMMENT ON FUNCTION medaid_why_not(medaid_compact_claim, medaid_policy[], medaid_accumulator[]) IS
	'What was considered for a claim under the policy of its day, after what was used before: the condition that failed, what it needed and found, what it would pay';
