-- What a person has used, from stored settlements.

CREATE FUNCTION @extschema@.medaid_ytd_step(internal, @extschema@.medaid_settlement) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_ytd_combine(internal, internal) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_ytd_serialize(internal) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_ytd_deserialize(bytea, internal) RETURNS internal
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_ytd_final(internal) RETURNS @extschema@.medaid_accumulator[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 50 AS 'MODULE_PATHNAME';
CREATE AGGREGATE @extschema@.medaid_ytd(settlement @extschema@.medaid_settlement) (
	SFUNC = @extschema@.medaid_ytd_step, STYPE = internal, SSPACE = 500,
	FINALFUNC = @extschema@.medaid_ytd_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = @extschema@.medaid_ytd_combine, SERIALFUNC = @extschema@.medaid_ytd_serialize, DESERIALFUNC = @extschema@.medaid_ytd_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.medaid_ytd(@extschema@.medaid_settlement) IS
	'What a person has used, from stored settlements of any years: one accumulator for each year and pool';

