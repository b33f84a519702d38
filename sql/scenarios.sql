-- Scenarios: the same claims under several policies in one pass.

CREATE TYPE @extschema@.medaid_scenario_outcome AS (
	scenario		text,
	outcome			@extschema@.medaid_outcome_row,
	claims_changed		bigint,
	persons_changed		bigint,
	persons_better		bigint,
	persons_worse		bigint,
	gained			numeric,
	lost			numeric,
	aid_change		numeric
);
COMMENT ON TYPE @extschema@.medaid_scenario_outcome IS 'What came of settlements under one scenario, and against the first one; columns in doc/reference-outcome.md';
COMMENT ON COLUMN @extschema@.medaid_scenario_outcome.scenario IS 'NULL: as published';
COMMENT ON COLUMN @extschema@.medaid_scenario_outcome.outcome IS 'What came of the settlements under it';
COMMENT ON COLUMN @extschema@.medaid_scenario_outcome.claims_changed IS 'Claims with another result than under the first scenario: an amount, the reason or the category';
COMMENT ON COLUMN @extschema@.medaid_scenario_outcome.persons_better IS 'Persons who pay less themselves than under the first scenario';
COMMENT ON COLUMN @extschema@.medaid_scenario_outcome.persons_worse IS 'Persons who pay more themselves than under the first scenario';
COMMENT ON COLUMN @extschema@.medaid_scenario_outcome.gained IS 'What the persons better off pay less';
COMMENT ON COLUMN @extschema@.medaid_scenario_outcome.lost IS 'What the persons worse off pay more';
COMMENT ON COLUMN @extschema@.medaid_scenario_outcome.aid_change IS 'Aid less the aid under the first scenario';

CREATE TYPE @extschema@.medaid_person_outcomes;
CREATE FUNCTION @extschema@.medaid_person_outcomes_in(cstring) RETURNS @extschema@.medaid_person_outcomes
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_person_outcomes_out(@extschema@.medaid_person_outcomes) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_person_outcomes_recv(internal) RETURNS @extschema@.medaid_person_outcomes
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_person_outcomes_send(@extschema@.medaid_person_outcomes) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE TYPE @extschema@.medaid_person_outcomes (
	INPUT = @extschema@.medaid_person_outcomes_in, OUTPUT = @extschema@.medaid_person_outcomes_out,
	RECEIVE = @extschema@.medaid_person_outcomes_recv, SEND = @extschema@.medaid_person_outcomes_send,
	STORAGE = extended
);
COMMENT ON TYPE @extschema@.medaid_person_outcomes IS
	'What came of one person''s claims under several scenarios, as one value; made by medaid_outcomes(), read by medaid_outcomes_unpack() and medaid_outcomes_merge()';

-- No COMBINEFUNC: each partial state would carry all scenarios, 300 kB and more.
-- In parallel: medaid_outcomes(medaid_collect(claim), scenarios).
CREATE FUNCTION @extschema@.medaid_outcomes_step(internal, @extschema@.medaid_compact_claim, @extschema@.medaid_policy[]) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_outcomes_final(internal) RETURNS @extschema@.medaid_person_outcomes
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 1000 AS 'MODULE_PATHNAME';
CREATE AGGREGATE @extschema@.medaid_outcomes(claim @extschema@.medaid_compact_claim, scenarios @extschema@.medaid_policy[]) (
	SFUNC = @extschema@.medaid_outcomes_step, STYPE = internal, SSPACE = 500,
	FINALFUNC = @extschema@.medaid_outcomes_final, FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.medaid_outcomes(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[]) IS
	'A person''s claims settled under several scenarios, elements of one flat array grouped by their scenario; GROUP BY person';

-- A function sees its arguments only: what a sub-select gives is marked inside
-- it, once, so that the array need not be compared for every person.
CREATE TYPE @extschema@.medaid_scenario_set AS (
	mark			bytea,
	policies		@extschema@.medaid_policy[]
);
COMMENT ON TYPE @extschema@.medaid_scenario_set IS 'Scenarios with a mark by which they are recognised; made by medaid_scenarios()';
CREATE FUNCTION @extschema@.medaid_scenarios(scenarios @extschema@.medaid_policy[]) RETURNS @extschema@.medaid_scenario_set
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_scenarios(@extschema@.medaid_policy[]) IS
	'Scenarios that medaid_outcomes(claims, (SELECT medaid_scenarios(...))) recognises by a mark: pays from about 30 scenarios on';

CREATE FUNCTION @extschema@.medaid_outcomes(claims @extschema@.medaid_claim_set, scenarios @extschema@.medaid_policy[]) RETURNS @extschema@.medaid_person_outcomes
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 1000 SUPPORT @extschema@.medaid_policy_support AS 'MODULE_PATHNAME', 'medaid_outcomes_set';
COMMENT ON FUNCTION @extschema@.medaid_outcomes(@extschema@.medaid_claim_set, @extschema@.medaid_policy[]) IS
	'A stored collection settled under several scenarios; NULL set: NULL, NULL scenarios: 22004';
CREATE FUNCTION @extschema@.medaid_outcomes(claims @extschema@.medaid_claim_set, scenarios @extschema@.medaid_scenario_set) RETURNS @extschema@.medaid_person_outcomes
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 1000 AS 'MODULE_PATHNAME', 'medaid_outcomes_marked';
COMMENT ON FUNCTION @extschema@.medaid_outcomes(@extschema@.medaid_claim_set, @extschema@.medaid_scenario_set) IS
	'The same with the scenarios of medaid_scenarios()';

CREATE FUNCTION @extschema@.medaid_policy_named(policy @extschema@.medaid_policy, scenario text) RETURNS @extschema@.medaid_policy
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF policy IS NOT DISTINCT FROM NULL THEN
		RAISE EXCEPTION 'the policy is NULL' USING ERRCODE = 'null_value_not_allowed';
	END IF;
	policy.scenario := medaid_policy_named.scenario;
	RETURN policy;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_named(@extschema@.medaid_policy, text) IS
	'A copy of a policy as a scenario of that name; NULL: as published';

CREATE FUNCTION @extschema@.medaid_policy_named(policy @extschema@.medaid_policy[], scenario text) RETURNS @extschema@.medaid_policy[]
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN (SELECT array_agg(@extschema@.medaid_policy_named(policy[n], scenario) ORDER BY n)
		FROM generate_subscripts(policy, 1) AS n);
COMMENT ON FUNCTION @extschema@.medaid_policy_named(@extschema@.medaid_policy[], text) IS
	'The same for every element of an array';
