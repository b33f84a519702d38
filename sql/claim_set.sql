-- medaid_claim_set: a person's claims as one value, to store and settle many times.

CREATE TYPE medaid_claim_set;
CREATE FUNCTION medaid_claim_set_in(cstring) RETURNS medaid_claim_set
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION medaid_claim_set_out(medaid_claim_set) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION medaid_claim_set_recv(internal) RETURNS medaid_claim_set
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION medaid_claim_set_send(medaid_claim_set) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE TYPE medaid_claim_set (
	INPUT = medaid_claim_set_in, OUTPUT = medaid_claim_set_out,
	RECEIVE = medaid_claim_set_recv, SEND = medaid_claim_set_send,
	STORAGE = extended
);
COMMENT ON TYPE medaid_claim_set IS 'A person''s claims as one compact value, in the order of settlement; made by medaid_collect(claim)';

CREATE FUNCTION medaid_claim_set_eq(medaid_claim_set, medaid_claim_set) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION medaid_claim_set_ne(medaid_claim_set, medaid_claim_set) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION medaid_claim_set_lt(medaid_claim_set, medaid_claim_set) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION medaid_claim_set_le(medaid_claim_set, medaid_claim_set) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION medaid_claim_set_gt(medaid_claim_set, medaid_claim_set) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION medaid_claim_set_ge(medaid_claim_set, medaid_claim_set) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION medaid_claim_set_cmp(medaid_claim_set, medaid_claim_set) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION medaid_claim_set_hash(medaid_claim_set) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION medaid_claim_set_hash_extended(medaid_claim_set, bigint) RETURNS bigint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';

CREATE OPERATOR = (LEFTARG = medaid_claim_set, RIGHTARG = medaid_claim_set, FUNCTION = medaid_claim_set_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE OPERATOR <> (LEFTARG = medaid_claim_set, RIGHTARG = medaid_claim_set, FUNCTION = medaid_claim_set_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel);
CREATE OPERATOR < (LEFTARG = medaid_claim_set, RIGHTARG = medaid_claim_set, FUNCTION = medaid_claim_set_lt,
	COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
CREATE OPERATOR <= (LEFTARG = medaid_claim_set, RIGHTARG = medaid_claim_set, FUNCTION = medaid_claim_set_le,
	COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel);
CREATE OPERATOR > (LEFTARG = medaid_claim_set, RIGHTARG = medaid_claim_set, FUNCTION = medaid_claim_set_gt,
	COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel);
CREATE OPERATOR >= (LEFTARG = medaid_claim_set, RIGHTARG = medaid_claim_set, FUNCTION = medaid_claim_set_ge,
	COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel);

CREATE OPERATOR CLASS medaid_claim_set_ops DEFAULT FOR TYPE medaid_claim_set USING btree AS
	OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
	FUNCTION 1 medaid_claim_set_cmp(medaid_claim_set, medaid_claim_set);
CREATE OPERATOR CLASS medaid_claim_set_hash_ops DEFAULT FOR TYPE medaid_claim_set USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 medaid_claim_set_hash(medaid_claim_set),
	FUNCTION 2 medaid_claim_set_hash_extended(medaid_claim_set, bigint);

CREATE FUNCTION medaid_claim_count(claims medaid_claim_set) RETURNS bigint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'medaid_claim_set_count';
COMMENT ON FUNCTION medaid_claim_count(medaid_claim_set) IS 'How many claims a set holds';

CREATE FUNCTION medaid_unpack(claims medaid_claim_set) RETURNS SETOF medaid_claim
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 10 AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION medaid_unpack(medaid_claim_set) IS 'The claims of a set, in the order of settlement';

COMMENT ON OPERATOR = (medaid_claim_set, medaid_claim_set) IS 'the same claims';
COMMENT ON OPERATOR <> (medaid_claim_set, medaid_claim_set) IS 'not the same claims';
COMMENT ON OPERATOR < (medaid_claim_set, medaid_claim_set) IS 'before, in the order of the sets'' bytes';
COMMENT ON OPERATOR <= (medaid_claim_set, medaid_claim_set) IS 'before or the same';
COMMENT ON OPERATOR > (medaid_claim_set, medaid_claim_set) IS 'after';
COMMENT ON OPERATOR >= (medaid_claim_set, medaid_claim_set) IS 'after or the same';
COMMENT ON OPERATOR CLASS medaid_claim_set_ops USING btree IS 'order of claim sets by content';
COMMENT ON OPERATOR CLASS medaid_claim_set_hash_ops USING hash IS 'equality of claim sets by content';
COMMENT ON OPERATOR FAMILY medaid_claim_set_ops USING btree IS 'order of claim sets by content';
COMMENT ON OPERATOR FAMILY medaid_claim_set_hash_ops USING hash IS 'equality of claim sets by content';
