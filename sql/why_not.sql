-- Why a claim did not get more.

CREATE TYPE @extschema@.medaid_considered AS (
	category	text,
	rule		text,
	stage		text,
	condition	text,
	needed		text,
	found		text,
	article		text,
	would_pay	numeric
);
COMMENT ON TYPE @extschema@.medaid_considered IS 'A category held and a rule that was considered for a claim';
COMMENT ON COLUMN @extschema@.medaid_considered.category IS 'the category held';
COMMENT ON COLUMN @extschema@.medaid_considered.stage IS 'where in settling it was considered';
COMMENT ON COLUMN @extschema@.medaid_considered.condition IS 'what failed; NULL: nothing';
COMMENT ON COLUMN @extschema@.medaid_considered.needed IS 'what the rule asks for';
COMMENT ON COLUMN @extschema@.medaid_considered.found IS 'what the claim has';
COMMENT ON COLUMN @extschema@.medaid_considered.would_pay IS 'what it would have paid, yuan';

CREATE FUNCTION @extschema@.medaid_why_not(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy, ytd @extschema@.medaid_accumulator[] DEFAULT NULL) RETURNS SETOF @extschema@.medaid_considered
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 200 ROWS 9 AS 'MODULE_PATHNAME', 'medaid_why_not';
COMMENT ON FUNCTION @extschema@.medaid_why_not(@extschema@.medaid_compact_claim, @extschema@.medaid_policy, @extschema@.medaid_accumulator[]) IS
	'What was considered for a claim, after what was used before: the condition that failed, what it needed and found, what it would pay';
CREATE FUNCTION @extschema@.medaid_why_not(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy[], ytd @extschema@.medaid_accumulator[] DEFAULT NULL) RETURNS SETOF @extschema@.medaid_considered
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 200 ROWS 9 AS 'MODULE_PATHNAME', 'medaid_why_not';
COMMENT ON FUNCTION @extschema@.medaid_why_not(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[], @extschema@.medaid_accumulator[]) IS
	'The same under the policy of its day';

