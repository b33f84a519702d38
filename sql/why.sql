-- Why: what is wrong with a claim, how each yuan came about, and why not more.

CREATE FUNCTION @extschema@.medaid_check(claim @extschema@.medaid_claim, policy @extschema@.medaid_policy) RETURNS text[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 AS 'MODULE_PATHNAME', 'medaid_check';
COMMENT ON FUNCTION @extschema@.medaid_check(@extschema@.medaid_claim, @extschema@.medaid_policy) IS
	'What settling a claim would raise, as text, each with its SQLSTATE; {} for a claim that settles';
CREATE FUNCTION @extschema@.medaid_check(claim @extschema@.medaid_claim, policy @extschema@.medaid_policy[]) RETURNS text[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 AS 'MODULE_PATHNAME', 'medaid_check';
COMMENT ON FUNCTION @extschema@.medaid_check(@extschema@.medaid_claim, @extschema@.medaid_policy[]) IS
	'What settling a claim under the policy of its day would raise, as text; {} for a claim that settles';

CREATE FUNCTION @extschema@.medaid_check(claim @extschema@.medaid_claim, policy @extschema@.medaid_policy, ytd @extschema@.medaid_accumulator[]) RETURNS text[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 AS 'MODULE_PATHNAME', 'medaid_check';
COMMENT ON FUNCTION @extschema@.medaid_check(@extschema@.medaid_claim, @extschema@.medaid_policy, @extschema@.medaid_accumulator[]) IS
	'What settling a claim after what was used before would raise, as text; {} for a claim that settles';
CREATE FUNCTION @extschema@.medaid_check(claim @extschema@.medaid_claim, policy @extschema@.medaid_policy[], ytd @extschema@.medaid_accumulator[]) RETURNS text[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 AS 'MODULE_PATHNAME', 'medaid_check';
COMMENT ON FUNCTION @extschema@.medaid_check(@extschema@.medaid_claim, @extschema@.medaid_policy[], @extschema@.medaid_accumulator[]) IS
	'What settling a claim under the policy of its day after what was used before would raise, as text; {} for a claim that settles';
CREATE FUNCTION @extschema@.medaid_findings(claim @extschema@.medaid_claim, policy @extschema@.medaid_policy,
		OUT sqlstate text, OUT kind text, OUT field text, OUT value text, OUT message text, OUT hint text) RETURNS SETOF record
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 ROWS 1 AS 'MODULE_PATHNAME', 'medaid_findings';
COMMENT ON FUNCTION @extschema@.medaid_findings(@extschema@.medaid_claim, @extschema@.medaid_policy) IS
	'What settling a claim would raise, a row each; none for a claim that settles';
CREATE FUNCTION @extschema@.medaid_findings(claim @extschema@.medaid_claim, policy @extschema@.medaid_policy, ytd @extschema@.medaid_accumulator[],
		OUT sqlstate text, OUT kind text, OUT field text, OUT value text, OUT message text, OUT hint text) RETURNS SETOF record
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 ROWS 1 AS 'MODULE_PATHNAME', 'medaid_findings';
COMMENT ON FUNCTION @extschema@.medaid_findings(@extschema@.medaid_claim, @extschema@.medaid_policy, @extschema@.medaid_accumulator[]) IS
	'What settling a claim after what was used before would raise, a row each; none for a claim that settles';
CREATE FUNCTION @extschema@.medaid_findings(claim @extschema@.medaid_claim, policy @extschema@.medaid_policy[],
		OUT sqlstate text, OUT kind text, OUT field text, OUT value text, OUT message text, OUT hint text) RETURNS SETOF record
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 ROWS 1 AS 'MODULE_PATHNAME', 'medaid_findings';
COMMENT ON FUNCTION @extschema@.medaid_findings(@extschema@.medaid_claim, @extschema@.medaid_policy[]) IS
	'What settling a claim under the policy of its day would raise, a row each; none for a claim that settles';
CREATE FUNCTION @extschema@.medaid_findings(claim @extschema@.medaid_claim, policy @extschema@.medaid_policy[], ytd @extschema@.medaid_accumulator[],
		OUT sqlstate text, OUT kind text, OUT field text, OUT value text, OUT message text, OUT hint text) RETURNS SETOF record
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 ROWS 1 AS 'MODULE_PATHNAME', 'medaid_findings';
COMMENT ON FUNCTION @extschema@.medaid_findings(@extschema@.medaid_claim, @extschema@.medaid_policy[], @extschema@.medaid_accumulator[]) IS
	'What settling a claim under the policy of its day after what was used before would raise, a row each; none for a claim that settles';

CREATE FUNCTION @extschema@.medaid_explain(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy) RETURNS SETOF @extschema@.medaid_step
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 60 ROWS 9 AS 'MODULE_PATHNAME', 'medaid_explain';
COMMENT ON FUNCTION @extschema@.medaid_explain(@extschema@.medaid_compact_claim, @extschema@.medaid_policy) IS
	'How each yuan of a claim came about: at most a dozen steps';
CREATE FUNCTION @extschema@.medaid_explain(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy, ytd @extschema@.medaid_accumulator[]) RETURNS SETOF @extschema@.medaid_step
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 60 ROWS 9 AS 'MODULE_PATHNAME', 'medaid_explain';
COMMENT ON FUNCTION @extschema@.medaid_explain(@extschema@.medaid_compact_claim, @extschema@.medaid_policy, @extschema@.medaid_accumulator[]) IS
	'How each yuan of a claim came about, after what was used before: at most a dozen steps';
CREATE FUNCTION @extschema@.medaid_explain(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy[]) RETURNS SETOF @extschema@.medaid_step
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 60 ROWS 9 AS 'MODULE_PATHNAME', 'medaid_explain';
COMMENT ON FUNCTION @extschema@.medaid_explain(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[]) IS
	'How each yuan of a claim under the policy of its day came about: at most a dozen steps';
CREATE FUNCTION @extschema@.medaid_explain(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy[], ytd @extschema@.medaid_accumulator[]) RETURNS SETOF @extschema@.medaid_step
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 60 ROWS 9 AS 'MODULE_PATHNAME', 'medaid_explain';
COMMENT ON FUNCTION @extschema@.medaid_explain(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[], @extschema@.medaid_accumulator[]) IS
	'How each yuan of a claim under the policy of its day came about, after what was used before: at most a dozen steps';

CREATE FUNCTION @extschema@.medaid_why_not(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy,
		OUT category text, OUT rule text, OUT stage text, OUT condition text, OUT needed text, OUT found text,
		OUT article text, OUT would_pay numeric) RETURNS SETOF record
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 200 ROWS 9 AS 'MODULE_PATHNAME', 'medaid_why_not';
COMMENT ON FUNCTION @extschema@.medaid_why_not(@extschema@.medaid_compact_claim, @extschema@.medaid_policy) IS
	'What was considered for a claim: the condition that failed, what it needed and found, what it would pay';
CREATE FUNCTION @extschema@.medaid_why_not(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy, ytd @extschema@.medaid_accumulator[],
		OUT category text, OUT rule text, OUT stage text, OUT condition text, OUT needed text, OUT found text,
		OUT article text, OUT would_pay numeric) RETURNS SETOF record
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 200 ROWS 9 AS 'MODULE_PATHNAME', 'medaid_why_not';
COMMENT ON FUNCTION @extschema@.medaid_why_not(@extschema@.medaid_compact_claim, @extschema@.medaid_policy, @extschema@.medaid_accumulator[]) IS
	'What was considered for a claim, after what was used before: the condition that failed, what it needed and found, what it would pay';
CREATE FUNCTION @extschema@.medaid_why_not(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy[],
		OUT category text, OUT rule text, OUT stage text, OUT condition text, OUT needed text, OUT found text,
		OUT article text, OUT would_pay numeric) RETURNS SETOF record
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 200 ROWS 9 AS 'MODULE_PATHNAME', 'medaid_why_not';
COMMENT ON FUNCTION @extschema@.medaid_why_not(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[]) IS
	'What was considered for a claim under the policy of its day: the condition that failed, what it needed and found, what it would pay';
CREATE FUNCTION @extschema@.medaid_why_not(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy[], ytd @extschema@.medaid_accumulator[],
		OUT category text, OUT rule text, OUT stage text, OUT condition text, OUT needed text, OUT found text,
		OUT article text, OUT would_pay numeric) RETURNS SETOF record
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 200 ROWS 9 AS 'MODULE_PATHNAME', 'medaid_why_not';
COMMENT ON FUNCTION @extschema@.medaid_why_not(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[], @extschema@.medaid_accumulator[]) IS
	'What was considered for a claim under the policy of its day, after what was used before: the condition that failed, what it needed and found, what it would pay';
