-- The outcomes of many persons, one row a scenario.

CREATE TYPE @extschema@.medaid_scenario_sums;
CREATE FUNCTION @extschema@.medaid_scenario_sums_in(cstring) RETURNS @extschema@.medaid_scenario_sums
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_scenario_sums_out(@extschema@.medaid_scenario_sums) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_scenario_sums_recv(internal) RETURNS @extschema@.medaid_scenario_sums
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_scenario_sums_send(@extschema@.medaid_scenario_sums) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
-- PLAIN: it is changed where it stands, and never stored
CREATE TYPE @extschema@.medaid_scenario_sums (
	INPUT = @extschema@.medaid_scenario_sums_in, OUTPUT = @extschema@.medaid_scenario_sums_out,
	RECEIVE = @extschema@.medaid_scenario_sums_recv, SEND = @extschema@.medaid_scenario_sums_send,
	ALIGNMENT = double, STORAGE = plain
);
COMMENT ON TYPE @extschema@.medaid_scenario_sums IS 'The state of medaid_outcomes_merge(): sums of outcomes, scenario by scenario';

CREATE FUNCTION @extschema@.medaid_outcomes_merge_combine(@extschema@.medaid_scenario_sums, @extschema@.medaid_scenario_sums) RETURNS @extschema@.medaid_scenario_sums
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';

CREATE FUNCTION @extschema@.medaid_outcomes_merge_step(@extschema@.medaid_scenario_sums, @extschema@.medaid_person_outcomes) RETURNS @extschema@.medaid_scenario_sums
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'medaid_outcomes_merge_step';
CREATE FUNCTION @extschema@.medaid_outcomes_merge_final(@extschema@.medaid_scenario_sums) RETURNS @extschema@.medaid_scenario_outcome[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE AGGREGATE @extschema@.medaid_outcomes_merge(outcomes @extschema@.medaid_person_outcomes) (
	SFUNC = @extschema@.medaid_outcomes_merge_step, STYPE = @extschema@.medaid_scenario_sums, SSPACE = 2000,
	FINALFUNC = @extschema@.medaid_outcomes_merge_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = @extschema@.medaid_outcomes_merge_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.medaid_outcomes_merge(@extschema@.medaid_person_outcomes) IS
	'The outcomes of many persons: one row a scenario, in the order of the scenarios; no persons: an empty array';

CREATE FUNCTION @extschema@.medaid_outcomes_merge_step(@extschema@.medaid_scenario_sums, @extschema@.medaid_person_outcomes, numeric) RETURNS @extschema@.medaid_scenario_sums
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'medaid_outcomes_merge_step';
CREATE FUNCTION @extschema@.medaid_outcomes_merge_income_final(@extschema@.medaid_scenario_sums) RETURNS @extschema@.medaid_scenario_outcome[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE AGGREGATE @extschema@.medaid_outcomes_merge(outcomes @extschema@.medaid_person_outcomes, income numeric) (
	SFUNC = @extschema@.medaid_outcomes_merge_step, STYPE = @extschema@.medaid_scenario_sums, SSPACE = 2000,
	FINALFUNC = @extschema@.medaid_outcomes_merge_income_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = @extschema@.medaid_outcomes_merge_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.medaid_outcomes_merge(@extschema@.medaid_person_outcomes, numeric) IS
	'The same, and whose own part exceeds 10 % and 25 % of the income of the person''s year; income NULL: not known';

CREATE FUNCTION @extschema@.medaid_outcomes_unpack(outcomes @extschema@.medaid_person_outcomes) RETURNS SETOF @extschema@.medaid_scenario_outcome
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 5 AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_outcomes_unpack(@extschema@.medaid_person_outcomes) IS
	'What came of one person''s claims: one row a scenario';

