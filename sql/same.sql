-- Whether two settlements agree.

CREATE FUNCTION @extschema@.medaid_same(a @extschema@.medaid_settlement, b @extschema@.medaid_settlement) RETURNS boolean
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'medaid_same';
COMMENT ON FUNCTION @extschema@.medaid_same(@extschema@.medaid_settlement, @extschema@.medaid_settlement) IS
	'Whether two settlements agree in every field that 0.1.0 knows, by value: fields that a later release adds do not count. Two NULLs do, a NULL and a settlement do not';
CREATE FUNCTION @extschema@.medaid_same(a @extschema@.medaid_settlement, b @extschema@.medaid_settlement, fields text[]) RETURNS boolean
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'medaid_same';
COMMENT ON FUNCTION @extschema@.medaid_same(@extschema@.medaid_settlement, @extschema@.medaid_settlement, text[]) IS
	'Whether two settlements agree in the fields named; no such field: 42703; fields or one of them NULL: 22004';
