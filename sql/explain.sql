-- How each yuan of a claim came about.

CREATE FUNCTION @extschema@.medaid_explain(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy, ytd @extschema@.medaid_accumulator[] DEFAULT NULL) RETURNS SETOF @extschema@.medaid_step
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 60 ROWS 9 AS 'MODULE_PATHNAME', 'medaid_explain';
COMMENT ON FUNCTION @extschema@.medaid_explain(@extschema@.medaid_compact_claim, @extschema@.medaid_policy, @extschema@.medaid_accumulator[]) IS
	'How each yuan of a claim came about, after what was used before: at most a dozen steps';
CREATE FUNCTION @extschema@.medaid_explain(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy[], ytd @extschema@.medaid_accumulator[] DEFAULT NULL) RETURNS SETOF @extschema@.medaid_step
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 60 ROWS 9 AS 'MODULE_PATHNAME', 'medaid_explain';
COMMENT ON FUNCTION @extschema@.medaid_explain(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[], @extschema@.medaid_accumulator[]) IS
	'The same under the policy of its day';

