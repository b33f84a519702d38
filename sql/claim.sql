-- Claims in: the compact form behind every signature, and the constructor.

CREATE TYPE @extschema@.medaid_compact_claim;
CREATE FUNCTION @extschema@.medaid_compact_claim_in(cstring) RETURNS @extschema@.medaid_compact_claim
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_compact_claim_out(@extschema@.medaid_compact_claim) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_compact_claim_recv(internal) RETURNS @extschema@.medaid_compact_claim
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_compact_claim_send(@extschema@.medaid_compact_claim) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE TYPE @extschema@.medaid_compact_claim (
	INPUT = @extschema@.medaid_compact_claim_in, OUTPUT = @extschema@.medaid_compact_claim_out,
	RECEIVE = @extschema@.medaid_compact_claim_recv, SEND = @extschema@.medaid_compact_claim_send,
	STORAGE = extended
);
COMMENT ON TYPE @extschema@.medaid_compact_claim IS 'A claim in about 70 bytes: what functions of medaid take a medaid_claim as, by an implicit cast';

CREATE FUNCTION @extschema@.medaid_compact_support(internal) RETURNS internal
	LANGUAGE c STRICT AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_compact_support(internal) IS 'planner support: no composite is built for medaid_claim(...)';

CREATE FUNCTION @extschema@.medaid_compact(claim @extschema@.medaid_claim) RETURNS @extschema@.medaid_compact_claim
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 1 SUPPORT @extschema@.medaid_compact_support AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_compact(@extschema@.medaid_claim) IS
	'The implicit cast: makes a claim compact; one that cannot be read says so itself, and whatever settles it raises or refuses it';
CREATE CAST (@extschema@.medaid_claim AS @extschema@.medaid_compact_claim) WITH FUNCTION @extschema@.medaid_compact(@extschema@.medaid_claim) AS IMPLICIT;
COMMENT ON CAST (@extschema@.medaid_claim AS @extschema@.medaid_compact_claim) IS 'Every function that takes a claim takes it compact';

CREATE FUNCTION @extschema@.medaid_compact_claim_eq(@extschema@.medaid_compact_claim, @extschema@.medaid_compact_claim) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_compact_claim_ne(@extschema@.medaid_compact_claim, @extschema@.medaid_compact_claim) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_compact_claim_lt(@extschema@.medaid_compact_claim, @extschema@.medaid_compact_claim) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_compact_claim_le(@extschema@.medaid_compact_claim, @extschema@.medaid_compact_claim) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_compact_claim_gt(@extschema@.medaid_compact_claim, @extschema@.medaid_compact_claim) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_compact_claim_ge(@extschema@.medaid_compact_claim, @extschema@.medaid_compact_claim) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_compact_claim_cmp(@extschema@.medaid_compact_claim, @extschema@.medaid_compact_claim) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_compact_claim_hash(@extschema@.medaid_compact_claim) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_compact_claim_hash_extended(@extschema@.medaid_compact_claim, bigint) RETURNS bigint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';

-- Not =, <, ...: with the implicit cast, claim = claim would be ambiguous.
CREATE OPERATOR @extschema@.~=~ (LEFTARG = @extschema@.medaid_compact_claim, RIGHTARG = @extschema@.medaid_compact_claim, FUNCTION = @extschema@.medaid_compact_claim_eq,
	COMMUTATOR = OPERATOR(@extschema@.~=~), NEGATOR = OPERATOR(@extschema@.~<>~), RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel, HASHES, MERGES);
CREATE OPERATOR @extschema@.~<>~ (LEFTARG = @extschema@.medaid_compact_claim, RIGHTARG = @extschema@.medaid_compact_claim, FUNCTION = @extschema@.medaid_compact_claim_ne,
	COMMUTATOR = OPERATOR(@extschema@.~<>~), NEGATOR = OPERATOR(@extschema@.~=~), RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel);
CREATE OPERATOR @extschema@.~<~ (LEFTARG = @extschema@.medaid_compact_claim, RIGHTARG = @extschema@.medaid_compact_claim, FUNCTION = @extschema@.medaid_compact_claim_lt,
	COMMUTATOR = OPERATOR(@extschema@.~>~), NEGATOR = OPERATOR(@extschema@.~>=~), RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel);
CREATE OPERATOR @extschema@.~<=~ (LEFTARG = @extschema@.medaid_compact_claim, RIGHTARG = @extschema@.medaid_compact_claim, FUNCTION = @extschema@.medaid_compact_claim_le,
	COMMUTATOR = OPERATOR(@extschema@.~>=~), NEGATOR = OPERATOR(@extschema@.~>~), RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel);
CREATE OPERATOR @extschema@.~>~ (LEFTARG = @extschema@.medaid_compact_claim, RIGHTARG = @extschema@.medaid_compact_claim, FUNCTION = @extschema@.medaid_compact_claim_gt,
	COMMUTATOR = OPERATOR(@extschema@.~<~), NEGATOR = OPERATOR(@extschema@.~<=~), RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel);
CREATE OPERATOR @extschema@.~>=~ (LEFTARG = @extschema@.medaid_compact_claim, RIGHTARG = @extschema@.medaid_compact_claim, FUNCTION = @extschema@.medaid_compact_claim_ge,
	COMMUTATOR = OPERATOR(@extschema@.~<=~), NEGATOR = OPERATOR(@extschema@.~<~), RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel);
COMMENT ON OPERATOR @extschema@.~=~ (@extschema@.medaid_compact_claim, @extschema@.medaid_compact_claim) IS 'the same claim';
COMMENT ON OPERATOR @extschema@.~<>~ (@extschema@.medaid_compact_claim, @extschema@.medaid_compact_claim) IS 'not the same claim';
COMMENT ON OPERATOR @extschema@.~<~ (@extschema@.medaid_compact_claim, @extschema@.medaid_compact_claim) IS 'before, in the order of settlement';
COMMENT ON OPERATOR @extschema@.~<=~ (@extschema@.medaid_compact_claim, @extschema@.medaid_compact_claim) IS 'before or the same';
COMMENT ON OPERATOR @extschema@.~>~ (@extschema@.medaid_compact_claim, @extschema@.medaid_compact_claim) IS 'after';
COMMENT ON OPERATOR @extschema@.~>=~ (@extschema@.medaid_compact_claim, @extschema@.medaid_compact_claim) IS 'after or the same';

CREATE OPERATOR CLASS @extschema@.medaid_compact_claim_ops DEFAULT FOR TYPE @extschema@.medaid_compact_claim USING btree AS
	OPERATOR 1 @extschema@.~<~, OPERATOR 2 @extschema@.~<=~, OPERATOR 3 @extschema@.~=~, OPERATOR 4 @extschema@.~>=~, OPERATOR 5 @extschema@.~>~,
	FUNCTION 1 @extschema@.medaid_compact_claim_cmp(@extschema@.medaid_compact_claim, @extschema@.medaid_compact_claim);
CREATE OPERATOR CLASS @extschema@.medaid_compact_claim_hash_ops DEFAULT FOR TYPE @extschema@.medaid_compact_claim USING hash AS
	OPERATOR 1 @extschema@.~=~,
	FUNCTION 1 @extschema@.medaid_compact_claim_hash(@extschema@.medaid_compact_claim),
	FUNCTION 2 @extschema@.medaid_compact_claim_hash_extended(@extschema@.medaid_compact_claim, bigint);
COMMENT ON OPERATOR CLASS @extschema@.medaid_compact_claim_ops USING btree IS 'the order of settlement';
COMMENT ON OPERATOR CLASS @extschema@.medaid_compact_claim_hash_ops USING hash IS 'equality of claims by content';
COMMENT ON OPERATOR FAMILY @extschema@.medaid_compact_claim_ops USING btree IS 'the order of settlement';
COMMENT ON OPERATOR FAMILY @extschema@.medaid_compact_claim_hash_ops USING hash IS 'equality of claims by content';

CREATE FUNCTION @extschema@.medaid_uncompact(claim @extschema@.medaid_compact_claim) RETURNS @extschema@.medaid_claim
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_uncompact(@extschema@.medaid_compact_claim) IS 'A compact claim as a medaid_claim again, amounts to the fen';
CREATE CAST (@extschema@.medaid_compact_claim AS @extschema@.medaid_claim) WITH FUNCTION @extschema@.medaid_uncompact(@extschema@.medaid_compact_claim) AS ASSIGNMENT;
COMMENT ON CAST (@extschema@.medaid_compact_claim AS @extschema@.medaid_claim) IS 'Back to a claim whose fields can be read';

CREATE FUNCTION @extschema@.medaid_fault_field(claim @extschema@.medaid_compact_claim) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_fault_field(@extschema@.medaid_compact_claim) IS 'The field for which a claim cannot be read; NULL where it can';

CREATE FUNCTION @extschema@.medaid_compact_fields(text, text, date, date, text[], date[], date[],
		numeric, numeric, numeric, numeric, numeric, numeric, numeric, numeric, numeric,
		text, boolean, text, text, smallint, smallint, boolean, boolean, smallint, smallint,
		date, date, boolean, boolean) RETURNS @extschema@.medaid_compact_claim
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 1 AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_compact_fields(text, text, date, date, text[], date[], date[],
		numeric, numeric, numeric, numeric, numeric, numeric, numeric, numeric, numeric,
		text, boolean, text, text, smallint, smallint, boolean, boolean, smallint, smallint,
		date, date, boolean, boolean) IS
	'What the planner puts in the place of medaid_compact(medaid_claim(...))';

CREATE FUNCTION @extschema@.medaid_smallint_support(internal) RETURNS internal
	LANGUAGE c STRICT AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_smallint_support(internal) IS 'planner support: no call is made for what is a smallint already';
CREATE FUNCTION @extschema@.medaid_smallint(number integer) RETURNS smallint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 1 SUPPORT @extschema@.medaid_smallint_support AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_smallint(integer) IS
	'A number as smallint; what is beyond counts as its end, so that the claim says that it is out of range';

-- Inlined by the planner; integer where the field is smallint, so that plain
-- numbers and integer columns work.
CREATE FUNCTION @extschema@.medaid_claim(
		claim_id text DEFAULT NULL, service text DEFAULT NULL,
		admitted_on date DEFAULT NULL, discharged_on date DEFAULT NULL,
		categories text[] DEFAULT NULL, recognised_on date[] DEFAULT NULL, ended_on date[] DEFAULT NULL,
		total numeric DEFAULT NULL, in_scope numeric DEFAULT NULL, out_of_catalog numeric DEFAULT NULL,
		basic_paid numeric DEFAULT NULL, critical_illness_paid numeric DEFAULT NULL,
		supplementary_paid numeric DEFAULT NULL, inclusive_paid numeric DEFAULT NULL,
		commercial_paid numeric DEFAULT NULL, mutual_aid_paid numeric DEFAULT NULL,
		place text DEFAULT NULL, designated boolean DEFAULT NULL, referral text DEFAULT NULL,
		insurance text DEFAULT NULL, hospital_level integer DEFAULT NULL, charge_class integer DEFAULT NULL,
		major_disease boolean DEFAULT NULL, maintenance boolean DEFAULT NULL, age integer DEFAULT NULL,
		chronic_class integer DEFAULT NULL, applied_on date DEFAULT NULL, deadline_from date DEFAULT NULL,
		tilt_approved boolean DEFAULT NULL, assisted_elsewhere boolean DEFAULT NULL) RETURNS @extschema@.medaid_claim
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN ROW(claim_id, service, admitted_on, discharged_on, categories, recognised_on, ended_on,
		total, in_scope, out_of_catalog, basic_paid, critical_illness_paid, supplementary_paid,
		inclusive_paid, commercial_paid, mutual_aid_paid, place, designated, referral, insurance,
		@extschema@.medaid_smallint(hospital_level), @extschema@.medaid_smallint(charge_class), major_disease, maintenance, @extschema@.medaid_smallint(age),
		@extschema@.medaid_smallint(chronic_class), applied_on, deadline_from, tilt_approved, assisted_elsewhere)::@extschema@.medaid_claim;
COMMENT ON FUNCTION @extschema@.medaid_claim(text, text, date, date, text[], date[], date[],
		numeric, numeric, numeric, numeric, numeric, numeric, numeric, numeric, numeric,
		text, boolean, text, text, integer, integer, boolean, boolean, integer, integer,
		date, date, boolean, boolean) IS
	'A claim from named arguments: medaid_claim(service => ''inpatient'', total => 12000, ...)';

-- Of a code that several rows have: the region's row before that of everywhere, one's own before the shipped.
CREATE FUNCTION @extschema@.medaid_category(name text, region text) RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	row @extschema@.medaid_category_name;
BEGIN
	SELECT n.* INTO row FROM @extschema@.medaid_category_name n
		WHERE n.name = btrim(medaid_category.name) AND n.region IN (coalesce(medaid_category.region, ''), '')
		ORDER BY n.region DESC, n.shipped LIMIT 1;
	IF row.name IS NULL AND name IS NOT NULL THEN
		RAISE EXCEPTION 'category "%" is unknown', name USING
			ERRCODE = 'invalid_parameter_value',
			HINT = 'Insert the name or code with its category into medaid_category_name; codes of one province with their region.';
	END IF;
	RETURN row.category;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_category(text, text) IS
	'The category (救助对象类别) of an official name or platform code, as a region uses it (NULL: everywhere); NULL where the name is NULL, or known to be no category; unknown: 22023';

CREATE FUNCTION @extschema@.medaid_category(name text) RETURNS text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
	RETURN @extschema@.medaid_category(name, NULL);
COMMENT ON FUNCTION @extschema@.medaid_category(text) IS
	'The category (救助对象类别) of an official name or platform code; NULL gives NULL, as does an identity that is no category; unknown: 22023';

CREATE FUNCTION @extschema@.medaid_service(name text, region text) RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	found text;
BEGIN
	SELECT n.service INTO found FROM @extschema@.medaid_service_name n
		WHERE n.name = btrim(medaid_service.name) AND n.region IN (coalesce(medaid_service.region, ''), '')
		ORDER BY n.region DESC, n.shipped LIMIT 1;
	IF found IS NULL AND name IS NOT NULL THEN
		RAISE EXCEPTION 'service "%" is unknown', name USING
			ERRCODE = 'invalid_parameter_value',
			HINT = 'Insert the name or med_type with its service into medaid_service_name; 99xx codes are local: with their region.';
	END IF;
	RETURN found;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_service(text, text) IS
	'The service of an official name or med_type code, as a region uses it (NULL: everywhere); NULL name gives NULL; unknown: 22023';

CREATE FUNCTION @extschema@.medaid_service(name text) RETURNS text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
	RETURN @extschema@.medaid_service(name, NULL);
COMMENT ON FUNCTION @extschema@.medaid_service(text) IS
	'The service of an official name or med_type code; NULL gives NULL; unknown: 22023';

CREATE FUNCTION @extschema@.medaid_service(code integer) RETURNS text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
	RETURN @extschema@.medaid_service(code::text, NULL);
COMMENT ON FUNCTION @extschema@.medaid_service(integer) IS
	'The service of an integer med_type code';

-- What was used, written by hand: the next release may add fields, a call stays as it is.
CREATE FUNCTION @extschema@.medaid_accumulator(benefit_year integer, pool text, burden numeric, deductible numeric, paid numeric,
		due numeric DEFAULT NULL, month integer DEFAULT NULL, day date DEFAULT NULL) RETURNS @extschema@.medaid_accumulator
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN ROW(benefit_year, pool, burden, deductible, paid, due, month, day)::@extschema@.medaid_accumulator;
COMMENT ON FUNCTION @extschema@.medaid_accumulator(integer, text, numeric, numeric, numeric, numeric, integer, date) IS
	'What was used of a pool in a year, in yuan; due NULL: as much as was paid, no limit cut anything off';
