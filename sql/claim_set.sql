-- medaid_claim_set: a person's claims as one value, to store and settle many times.

CREATE TYPE @extschema@.medaid_claim_set;
CREATE FUNCTION @extschema@.medaid_claim_set_in(cstring) RETURNS @extschema@.medaid_claim_set
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_claim_set_out(@extschema@.medaid_claim_set) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_claim_set_recv(internal) RETURNS @extschema@.medaid_claim_set
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_claim_set_send(@extschema@.medaid_claim_set) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE TYPE @extschema@.medaid_claim_set (
	INPUT = @extschema@.medaid_claim_set_in, OUTPUT = @extschema@.medaid_claim_set_out,
	RECEIVE = @extschema@.medaid_claim_set_recv, SEND = @extschema@.medaid_claim_set_send,
	STORAGE = extended
);
COMMENT ON TYPE @extschema@.medaid_claim_set IS 'A person''s claims as one compact value, in the order of settlement; made by medaid_collect(claim)';

CREATE FUNCTION @extschema@.medaid_claim_set_eq(@extschema@.medaid_claim_set, @extschema@.medaid_claim_set) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_claim_set_ne(@extschema@.medaid_claim_set, @extschema@.medaid_claim_set) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_claim_set_lt(@extschema@.medaid_claim_set, @extschema@.medaid_claim_set) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_claim_set_le(@extschema@.medaid_claim_set, @extschema@.medaid_claim_set) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_claim_set_gt(@extschema@.medaid_claim_set, @extschema@.medaid_claim_set) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_claim_set_ge(@extschema@.medaid_claim_set, @extschema@.medaid_claim_set) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_claim_set_cmp(@extschema@.medaid_claim_set, @extschema@.medaid_claim_set) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_claim_set_hash(@extschema@.medaid_claim_set) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_claim_set_hash_extended(@extschema@.medaid_claim_set, bigint) RETURNS bigint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';

CREATE OPERATOR @extschema@.= (LEFTARG = @extschema@.medaid_claim_set, RIGHTARG = @extschema@.medaid_claim_set, FUNCTION = @extschema@.medaid_claim_set_eq,
	COMMUTATOR = OPERATOR(@extschema@.=), NEGATOR = OPERATOR(@extschema@.<>), RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel, HASHES, MERGES);
CREATE OPERATOR @extschema@.<> (LEFTARG = @extschema@.medaid_claim_set, RIGHTARG = @extschema@.medaid_claim_set, FUNCTION = @extschema@.medaid_claim_set_ne,
	COMMUTATOR = OPERATOR(@extschema@.<>), NEGATOR = OPERATOR(@extschema@.=), RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel);
CREATE OPERATOR @extschema@.< (LEFTARG = @extschema@.medaid_claim_set, RIGHTARG = @extschema@.medaid_claim_set, FUNCTION = @extschema@.medaid_claim_set_lt,
	COMMUTATOR = OPERATOR(@extschema@.>), NEGATOR = OPERATOR(@extschema@.>=), RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel);
CREATE OPERATOR @extschema@.<= (LEFTARG = @extschema@.medaid_claim_set, RIGHTARG = @extschema@.medaid_claim_set, FUNCTION = @extschema@.medaid_claim_set_le,
	COMMUTATOR = OPERATOR(@extschema@.>=), NEGATOR = OPERATOR(@extschema@.>), RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel);
CREATE OPERATOR @extschema@.> (LEFTARG = @extschema@.medaid_claim_set, RIGHTARG = @extschema@.medaid_claim_set, FUNCTION = @extschema@.medaid_claim_set_gt,
	COMMUTATOR = OPERATOR(@extschema@.<), NEGATOR = OPERATOR(@extschema@.<=), RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel);
CREATE OPERATOR @extschema@.>= (LEFTARG = @extschema@.medaid_claim_set, RIGHTARG = @extschema@.medaid_claim_set, FUNCTION = @extschema@.medaid_claim_set_ge,
	COMMUTATOR = OPERATOR(@extschema@.<=), NEGATOR = OPERATOR(@extschema@.<), RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel);

CREATE OPERATOR CLASS @extschema@.medaid_claim_set_ops DEFAULT FOR TYPE @extschema@.medaid_claim_set USING btree AS
	OPERATOR 1 @extschema@.<, OPERATOR 2 @extschema@.<=, OPERATOR 3 @extschema@.=, OPERATOR 4 @extschema@.>=, OPERATOR 5 @extschema@.>,
	FUNCTION 1 @extschema@.medaid_claim_set_cmp(@extschema@.medaid_claim_set, @extschema@.medaid_claim_set);
CREATE OPERATOR CLASS @extschema@.medaid_claim_set_hash_ops DEFAULT FOR TYPE @extschema@.medaid_claim_set USING hash AS
	OPERATOR 1 @extschema@.=,
	FUNCTION 1 @extschema@.medaid_claim_set_hash(@extschema@.medaid_claim_set),
	FUNCTION 2 @extschema@.medaid_claim_set_hash_extended(@extschema@.medaid_claim_set, bigint);

CREATE FUNCTION @extschema@.medaid_claim_count(claims @extschema@.medaid_claim_set) RETURNS bigint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'medaid_claim_set_count';
COMMENT ON FUNCTION @extschema@.medaid_claim_count(@extschema@.medaid_claim_set) IS 'How many claims a set holds';

CREATE FUNCTION @extschema@.medaid_unpack(claims @extschema@.medaid_claim_set) RETURNS SETOF @extschema@.medaid_claim
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 10 AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_unpack(@extschema@.medaid_claim_set) IS 'The claims of a set, in the order of settlement';

COMMENT ON OPERATOR @extschema@.= (@extschema@.medaid_claim_set, @extschema@.medaid_claim_set) IS 'the same claims';
COMMENT ON OPERATOR @extschema@.<> (@extschema@.medaid_claim_set, @extschema@.medaid_claim_set) IS 'not the same claims';
COMMENT ON OPERATOR @extschema@.< (@extschema@.medaid_claim_set, @extschema@.medaid_claim_set) IS 'before, in the order of the sets'' bytes';
COMMENT ON OPERATOR @extschema@.<= (@extschema@.medaid_claim_set, @extschema@.medaid_claim_set) IS 'before or the same';
COMMENT ON OPERATOR @extschema@.> (@extschema@.medaid_claim_set, @extschema@.medaid_claim_set) IS 'after';
COMMENT ON OPERATOR @extschema@.>= (@extschema@.medaid_claim_set, @extschema@.medaid_claim_set) IS 'after or the same';
COMMENT ON OPERATOR CLASS @extschema@.medaid_claim_set_ops USING btree IS 'order of claim sets by content';
COMMENT ON OPERATOR CLASS @extschema@.medaid_claim_set_hash_ops USING hash IS 'equality of claim sets by content';
COMMENT ON OPERATOR FAMILY @extschema@.medaid_claim_set_ops USING btree IS 'order of claim sets by content';
COMMENT ON OPERATOR FAMILY @extschema@.medaid_claim_set_hash_ops USING hash IS 'equality of claim sets by content';
