-- What is wrong with a claim.

CREATE TYPE @extschema@.medaid_finding AS (
	sqlstate	text,
	kind		text,
	field		text,
	value		text,
	message		text,
	hint		text
);
COMMENT ON TYPE @extschema@.medaid_finding IS 'What settling a claim would raise; with SQLSTATE 01000, what the regulation does not allow though it settles';
COMMENT ON COLUMN @extschema@.medaid_finding.sqlstate IS 'SQLSTATE';
COMMENT ON COLUMN @extschema@.medaid_finding.kind IS 'the kind of fault, as medaid_try_settle gives it for a reason';
COMMENT ON COLUMN @extschema@.medaid_finding.field IS 'of the claim';
COMMENT ON COLUMN @extschema@.medaid_finding.value IS 'what it holds; NULL where that says nothing';
COMMENT ON COLUMN @extschema@.medaid_finding.message IS 'the sentence';
COMMENT ON COLUMN @extschema@.medaid_finding.hint IS 'what to do';

CREATE FUNCTION @extschema@.medaid_check(claim @extschema@.medaid_claim, policy @extschema@.medaid_policy, ytd @extschema@.medaid_accumulator[] DEFAULT NULL) RETURNS text[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 AS 'MODULE_PATHNAME', 'medaid_check';
COMMENT ON FUNCTION @extschema@.medaid_check(@extschema@.medaid_claim, @extschema@.medaid_policy, @extschema@.medaid_accumulator[]) IS
	'What settling a claim after what was used before would raise, as text, each with its SQLSTATE; {} for a claim that settles. 01000: not allowed by the regulation, but settled';
CREATE FUNCTION @extschema@.medaid_check(claim @extschema@.medaid_claim, policy @extschema@.medaid_policy[], ytd @extschema@.medaid_accumulator[] DEFAULT NULL) RETURNS text[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 AS 'MODULE_PATHNAME', 'medaid_check';
COMMENT ON FUNCTION @extschema@.medaid_check(@extschema@.medaid_claim, @extschema@.medaid_policy[], @extschema@.medaid_accumulator[]) IS
	'The same under the policy of its day';

CREATE FUNCTION @extschema@.medaid_findings(claim @extschema@.medaid_claim, policy @extschema@.medaid_policy, ytd @extschema@.medaid_accumulator[] DEFAULT NULL) RETURNS SETOF @extschema@.medaid_finding
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 ROWS 1 AS 'MODULE_PATHNAME', 'medaid_findings';
COMMENT ON FUNCTION @extschema@.medaid_findings(@extschema@.medaid_claim, @extschema@.medaid_policy, @extschema@.medaid_accumulator[]) IS
	'What settling a claim after what was used before would raise, a row each; none for a claim that settles. 01000: not allowed by the regulation, but settled';
CREATE FUNCTION @extschema@.medaid_findings(claim @extschema@.medaid_claim, policy @extschema@.medaid_policy[], ytd @extschema@.medaid_accumulator[] DEFAULT NULL) RETURNS SETOF @extschema@.medaid_finding
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 ROWS 1 AS 'MODULE_PATHNAME', 'medaid_findings';
COMMENT ON FUNCTION @extschema@.medaid_findings(@extschema@.medaid_claim, @extschema@.medaid_policy[], @extschema@.medaid_accumulator[]) IS
	'The same under the policy of its day';

