-- A person's years: running settlement, the fast path, and what was used.

CREATE FUNCTION medaid_settle_ytd(claim medaid_compact_claim, policy medaid_policy) RETURNS medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE WINDOW AS 'MODULE_PATHNAME', 'medaid_settle_ytd';
COMMENT ON FUNCTION medaid_settle_ytd(medaid_compact_claim, medaid_policy) IS
	'Running settlement: OVER (PARTITION BY person ORDER BY discharged_on, claim_id); frames do not matter';
CREATE FUNCTION medaid_settle_ytd(claim medaid_compact_claim, policy medaid_policy[]) RETURNS medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE WINDOW AS 'MODULE_PATHNAME', 'medaid_settle_ytd';
COMMENT ON FUNCTION medaid_settle_ytd(medaid_compact_claim, medaid_policy[]) IS
	'Running settlement, each claim under the policy of its day';

CREATE FUNCTION medaid_collect_combine(internal, internal) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION medaid_collect_serialize(internal) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION medaid_collect_deserialize(bytea, internal) RETURNS internal
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';

-- COST: settling costs far more than a usual call, so that parallel plans are
-- chosen; SSPACE: a state of a few claims, so that hashing is.
CREATE FUNCTION medaid_settle_all_step(internal, medaid_compact_claim, medaid_policy) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 AS 'MODULE_PATHNAME', 'medaid_settle_all_step';
CREATE FUNCTION medaid_settle_all_step(internal, medaid_compact_claim, medaid_policy[]) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 AS 'MODULE_PATHNAME', 'medaid_settle_all_step';
CREATE FUNCTION medaid_settle_all_final(internal) RETURNS medaid_settlement[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 300 AS 'MODULE_PATHNAME';
CREATE AGGREGATE medaid_settle_all(claim medaid_compact_claim, policy medaid_policy) (
	SFUNC = medaid_settle_all_step, STYPE = internal, SSPACE = 500,
	FINALFUNC = medaid_settle_all_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = medaid_collect_combine, SERIALFUNC = medaid_collect_serialize, DESERIALFUNC = medaid_collect_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE medaid_settle_all(medaid_compact_claim, medaid_policy) IS
	'A person''s claims settled in the order of discharge: one settlement a claim; GROUP BY person';
CREATE AGGREGATE medaid_settle_all(claim medaid_compact_claim, policy medaid_policy[]) (
	SFUNC = medaid_settle_all_step, STYPE = internal, SSPACE = 500,
	FINALFUNC = medaid_settle_all_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = medaid_collect_combine, SERIALFUNC = medaid_collect_serialize, DESERIALFUNC = medaid_collect_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE medaid_settle_all(medaid_compact_claim, medaid_policy[]) IS
	'A person''s claims settled in the order of discharge, each under the policy of its day';

CREATE FUNCTION medaid_collect_step(internal, medaid_compact_claim) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 AS 'MODULE_PATHNAME';
CREATE FUNCTION medaid_collect_final(internal) RETURNS medaid_claim_set
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 AS 'MODULE_PATHNAME';
CREATE AGGREGATE medaid_collect(claim medaid_compact_claim) (
	SFUNC = medaid_collect_step, STYPE = internal, SSPACE = 500,
	FINALFUNC = medaid_collect_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = medaid_collect_combine, SERIALFUNC = medaid_collect_serialize, DESERIALFUNC = medaid_collect_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE medaid_collect(medaid_compact_claim) IS
	'A person''s claims as one compact value, to store and settle many times; GROUP BY person';

CREATE FUNCTION medaid_settle_all(claims medaid_claim_set, policy medaid_policy) RETURNS medaid_settlement[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 300 AS 'MODULE_PATHNAME', 'medaid_settle_set';
COMMENT ON FUNCTION medaid_settle_all(medaid_claim_set, medaid_policy) IS
	'A stored collection settled; NULL set: NULL, NULL policy: 22004';
CREATE FUNCTION medaid_settle_all(claims medaid_claim_set, policy medaid_policy[]) RETURNS medaid_settlement[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 300 AS 'MODULE_PATHNAME', 'medaid_settle_set';
COMMENT ON FUNCTION medaid_settle_all(medaid_claim_set, medaid_policy[]) IS
	'A stored collection settled, each claim under the policy of its day';

CREATE FUNCTION medaid_ytd_step(internal, medaid_settlement) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME';
CREATE FUNCTION medaid_ytd_combine(internal, internal) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION medaid_ytd_serialize(internal) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION medaid_ytd_deserialize(bytea, internal) RETURNS internal
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION medaid_ytd_final(internal) RETURNS medaid_accumulator[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 50 AS 'MODULE_PATHNAME';
CREATE AGGREGATE medaid_ytd(settlement medaid_settlement) (
	SFUNC = medaid_ytd_step, STYPE = internal, SSPACE = 500,
	FINALFUNC = medaid_ytd_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = medaid_ytd_combine, SERIALFUNC = medaid_ytd_serialize, DESERIALFUNC = medaid_ytd_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE medaid_ytd(medaid_settlement) IS
	'What a person has used, from stored settlements of any years: one accumulator for each year and pool';
