-- A person's years: claims collected unsorted, ordered at the end, settled in one go.

CREATE FUNCTION @extschema@.medaid_collect_combine(internal, internal) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_collect_serialize(internal) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_collect_deserialize(bytea, internal) RETURNS internal
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';

-- COST: a state that travels between processes carries its policies, 8 kB and
-- more (some 15 us on each side), so that workers pay only where persons have
-- very many claims; medaid_collect's states carry claims alone.
CREATE FUNCTION @extschema@.medaid_settle_all_serialize(internal) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 600 AS 'MODULE_PATHNAME', 'medaid_collect_serialize';
CREATE FUNCTION @extschema@.medaid_settle_all_deserialize(bytea, internal) RETURNS internal
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 600 AS 'MODULE_PATHNAME', 'medaid_collect_deserialize';

-- COST: settling costs far more than a usual call, so that parallel plans are
-- chosen; SSPACE: a state of a few claims, so that hashing is.
CREATE FUNCTION @extschema@.medaid_settle_all_step(internal, @extschema@.medaid_compact_claim, @extschema@.medaid_policy) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 AS 'MODULE_PATHNAME', 'medaid_settle_all_step';
CREATE FUNCTION @extschema@.medaid_settle_all_step(internal, @extschema@.medaid_compact_claim, @extschema@.medaid_policy[]) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 AS 'MODULE_PATHNAME', 'medaid_settle_all_step';
CREATE FUNCTION @extschema@.medaid_settle_all_final(internal) RETURNS @extschema@.medaid_settlement[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 300 AS 'MODULE_PATHNAME';
CREATE AGGREGATE @extschema@.medaid_settle_all(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy) (
	SFUNC = @extschema@.medaid_settle_all_step, STYPE = internal, SSPACE = 500,
	FINALFUNC = @extschema@.medaid_settle_all_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = @extschema@.medaid_collect_combine, SERIALFUNC = @extschema@.medaid_settle_all_serialize, DESERIALFUNC = @extschema@.medaid_settle_all_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.medaid_settle_all(@extschema@.medaid_compact_claim, @extschema@.medaid_policy) IS
	'A person''s claims settled in the order of discharge: one settlement a claim; GROUP BY person';
CREATE AGGREGATE @extschema@.medaid_settle_all(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy[]) (
	SFUNC = @extschema@.medaid_settle_all_step, STYPE = internal, SSPACE = 500,
	FINALFUNC = @extschema@.medaid_settle_all_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = @extschema@.medaid_collect_combine, SERIALFUNC = @extschema@.medaid_settle_all_serialize, DESERIALFUNC = @extschema@.medaid_settle_all_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.medaid_settle_all(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[]) IS
	'A person''s claims settled in the order of discharge, each under the policy of its day';

-- One bad row stops no other.
CREATE FUNCTION @extschema@.medaid_try_settle_all_step(internal, @extschema@.medaid_compact_claim, @extschema@.medaid_policy) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 AS 'MODULE_PATHNAME', 'medaid_try_settle_all_step';
CREATE FUNCTION @extschema@.medaid_try_settle_all_step(internal, @extschema@.medaid_compact_claim, @extschema@.medaid_policy[]) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 AS 'MODULE_PATHNAME', 'medaid_try_settle_all_step';
CREATE FUNCTION @extschema@.medaid_try_settle_all_final(internal) RETURNS @extschema@.medaid_settlement[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 300 AS 'MODULE_PATHNAME';
CREATE AGGREGATE @extschema@.medaid_try_settle_all(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy) (
	SFUNC = @extschema@.medaid_try_settle_all_step, STYPE = internal, SSPACE = 500,
	FINALFUNC = @extschema@.medaid_try_settle_all_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = @extschema@.medaid_collect_combine, SERIALFUNC = @extschema@.medaid_settle_all_serialize, DESERIALFUNC = @extschema@.medaid_settle_all_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.medaid_try_settle_all(@extschema@.medaid_compact_claim, @extschema@.medaid_policy) IS
	'A person''s claims settled as by medaid_settle_all(); those that cannot be settled, and all but the first of a claim_id, are refused';
CREATE AGGREGATE @extschema@.medaid_try_settle_all(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy[]) (
	SFUNC = @extschema@.medaid_try_settle_all_step, STYPE = internal, SSPACE = 500,
	FINALFUNC = @extschema@.medaid_try_settle_all_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = @extschema@.medaid_collect_combine, SERIALFUNC = @extschema@.medaid_settle_all_serialize, DESERIALFUNC = @extschema@.medaid_settle_all_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.medaid_try_settle_all(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[]) IS
	'A person''s claims settled as by medaid_settle_all(), each claim under the policy of its day; those that cannot be settled, and all but the first of a claim_id, are refused';

CREATE FUNCTION @extschema@.medaid_collect_step(internal, @extschema@.medaid_compact_claim) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_collect_final(internal) RETURNS @extschema@.medaid_claim_set
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 AS 'MODULE_PATHNAME';
CREATE AGGREGATE @extschema@.medaid_collect(claim @extschema@.medaid_compact_claim) (
	SFUNC = @extschema@.medaid_collect_step, STYPE = internal, SSPACE = 500,
	FINALFUNC = @extschema@.medaid_collect_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = @extschema@.medaid_collect_combine, SERIALFUNC = @extschema@.medaid_collect_serialize, DESERIALFUNC = @extschema@.medaid_collect_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.medaid_collect(@extschema@.medaid_compact_claim) IS
	'A person''s claims as one compact value, to store and settle many times; GROUP BY person';

CREATE FUNCTION @extschema@.medaid_try_collect_step(internal, @extschema@.medaid_compact_claim) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 AS 'MODULE_PATHNAME';
CREATE AGGREGATE @extschema@.medaid_try_collect(claim @extschema@.medaid_compact_claim) (
	SFUNC = @extschema@.medaid_try_collect_step, STYPE = internal, SSPACE = 500,
	FINALFUNC = @extschema@.medaid_collect_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = @extschema@.medaid_collect_combine, SERIALFUNC = @extschema@.medaid_collect_serialize, DESERIALFUNC = @extschema@.medaid_collect_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.medaid_try_collect(@extschema@.medaid_compact_claim) IS
	'The same with the claims that cannot be read: the set carries what is known of them and what is wrong';

CREATE FUNCTION @extschema@.medaid_settle_all(claims @extschema@.medaid_claim_set, policy @extschema@.medaid_policy) RETURNS @extschema@.medaid_settlement[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 300 SUPPORT @extschema@.medaid_policy_support AS 'MODULE_PATHNAME', 'medaid_settle_set';
COMMENT ON FUNCTION @extschema@.medaid_settle_all(@extschema@.medaid_claim_set, @extschema@.medaid_policy) IS
	'A stored collection settled; NULL set: NULL, NULL policy: 22004';
CREATE FUNCTION @extschema@.medaid_settle_all(claims @extschema@.medaid_claim_set, policy @extschema@.medaid_policy[]) RETURNS @extschema@.medaid_settlement[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 300 SUPPORT @extschema@.medaid_policy_support AS 'MODULE_PATHNAME', 'medaid_settle_set';
COMMENT ON FUNCTION @extschema@.medaid_settle_all(@extschema@.medaid_claim_set, @extschema@.medaid_policy[]) IS
	'A stored collection settled, each claim under the policy of its day';

CREATE FUNCTION @extschema@.medaid_try_settle_all(claims @extschema@.medaid_claim_set, policy @extschema@.medaid_policy) RETURNS @extschema@.medaid_settlement[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 300 SUPPORT @extschema@.medaid_policy_support AS 'MODULE_PATHNAME', 'medaid_try_settle_set';
COMMENT ON FUNCTION @extschema@.medaid_try_settle_all(@extschema@.medaid_claim_set, @extschema@.medaid_policy) IS
	'A stored collection settled; claims that cannot be settled, and all but the first of a claim_id, are refused';
CREATE FUNCTION @extschema@.medaid_try_settle_all(claims @extschema@.medaid_claim_set, policy @extschema@.medaid_policy[]) RETURNS @extschema@.medaid_settlement[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 300 SUPPORT @extschema@.medaid_policy_support AS 'MODULE_PATHNAME', 'medaid_try_settle_set';
COMMENT ON FUNCTION @extschema@.medaid_try_settle_all(@extschema@.medaid_claim_set, @extschema@.medaid_policy[]) IS
	'A stored collection settled, each claim under the policy of its day; claims that cannot be settled, and all but the first of a claim_id, are refused';

