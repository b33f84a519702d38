-- The outcomes of many persons, one row a scenario.

CREATE FUNCTION @extschema@.medaid_outcomes_merge_combine(internal, internal) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_outcomes_merge_serialize(internal) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_outcomes_merge_deserialize(bytea, internal) RETURNS internal
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';

CREATE FUNCTION @extschema@.medaid_outcomes_merge_step(internal, @extschema@.medaid_person_outcomes) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'medaid_outcomes_merge_step';
CREATE FUNCTION @extschema@.medaid_outcomes_merge_final(internal) RETURNS @extschema@.medaid_scenario_outcome[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE AGGREGATE @extschema@.medaid_outcomes_merge(outcomes @extschema@.medaid_person_outcomes) (
	SFUNC = @extschema@.medaid_outcomes_merge_step, STYPE = internal, SSPACE = 2000,
	FINALFUNC = @extschema@.medaid_outcomes_merge_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = @extschema@.medaid_outcomes_merge_combine, SERIALFUNC = @extschema@.medaid_outcomes_merge_serialize,
	DESERIALFUNC = @extschema@.medaid_outcomes_merge_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.medaid_outcomes_merge(@extschema@.medaid_person_outcomes) IS
	'The outcomes of many persons: one row a scenario, in the order of the scenarios; no persons: an empty array';

CREATE FUNCTION @extschema@.medaid_outcomes_merge_step(internal, @extschema@.medaid_person_outcomes, numeric) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'medaid_outcomes_merge_step';
CREATE FUNCTION @extschema@.medaid_outcomes_merge_income_final(internal) RETURNS @extschema@.medaid_scenario_outcome[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE AGGREGATE @extschema@.medaid_outcomes_merge(outcomes @extschema@.medaid_person_outcomes, income numeric) (
	SFUNC = @extschema@.medaid_outcomes_merge_step, STYPE = internal, SSPACE = 2000,
	FINALFUNC = @extschema@.medaid_outcomes_merge_income_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = @extschema@.medaid_outcomes_merge_combine, SERIALFUNC = @extschema@.medaid_outcomes_merge_serialize,
	DESERIALFUNC = @extschema@.medaid_outcomes_merge_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.medaid_outcomes_merge(@extschema@.medaid_person_outcomes, numeric) IS
	'The same, and whose own part exceeds 10 % and 25 % of the income of the person''s year; income NULL: not known';

CREATE FUNCTION @extschema@.medaid_outcomes_unpack(outcomes @extschema@.medaid_person_outcomes) RETURNS SETOF @extschema@.medaid_scenario_outcome
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 5 AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_outcomes_unpack(@extschema@.medaid_person_outcomes) IS
	'What came of one person''s claims: one row a scenario';

