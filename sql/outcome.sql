-- What came of many settlements: sums under any GROUP BY.

CREATE TYPE @extschema@.medaid_outcome_row AS (
	persons			bigint,
	persons_assisted	bigint,
	claims			bigint,
	claims_assisted		bigint,
	total			numeric,
	in_scope		numeric,
	basic_paid		numeric,
	critical_illness_paid	numeric,
	other_paid		numeric,
	assistance		numeric,
	top_up			numeric,
	tilted			numeric,
	off_catalog		numeric,
	aid			numeric,
	hospital_borne		numeric,
	patient_before		numeric,
	patient_pays		numeric,
	excess			numeric,
	for_earlier		numeric,
	burden_before		numeric,
	burden_after		numeric,
	payment_ratio		numeric,
	deductible		numeric,
	capped			bigint,
	capped_amount		numeric,
	nothing_due		bigint,
	no_burden		bigint,
	already_paid		bigint,
	below_deductible	bigint,
	cap_exhausted		bigint,
	rounds_to_zero		bigint,
	not_covered		bigint,
	not_designated		bigint,
	referral_non_compliant	bigint,
	outside_home_city	bigint,
	applied_late		bigint,
	insurance_not_covered	bigint,
	assisted_elsewhere	bigint,
	no_category		bigint,
	identity_ended		bigint,
	not_yet_recognised	bigint,
	policy_not_in_force	bigint,
	category_not_eligible	bigint,
	service_not_covered	bigint,
	refused			bigint,
	persons_with_income	bigint,
	over_10_before		bigint,
	over_25_before		bigint,
	over_10			bigint,
	over_25			bigint,
	share_over_10		numeric,
	share_over_25		numeric
);
COMMENT ON TYPE @extschema@.medaid_outcome_row IS 'What came of settlements; made by medaid_outcome(), columns in doc/reference-outcome.md';
COMMENT ON COLUMN @extschema@.medaid_outcome_row.persons IS 'Arrays of settlements: one a person; NULL from single settlements';
COMMENT ON COLUMN @extschema@.medaid_outcome_row.patient_before IS 'What insurance and the other payers left of the bills';
COMMENT ON COLUMN @extschema@.medaid_outcome_row.patient_pays IS 'What patients bear: the settlements'' patient_pays less what aid paid for earlier claims';
COMMENT ON COLUMN @extschema@.medaid_outcome_row.for_earlier IS 'The part of aid that pays for earlier claims of the year (补付本年度以前费用)';
COMMENT ON COLUMN @extschema@.medaid_outcome_row.burden_before IS 'In-scope burden before assistance (救助前政策范围内个人自付)';
COMMENT ON COLUMN @extschema@.medaid_outcome_row.burden_after IS 'The same less the aid on it';
COMMENT ON COLUMN @extschema@.medaid_outcome_row.payment_ratio IS '综合支付比例: the share of the in-scope amount that payers and aid carry';
COMMENT ON COLUMN @extschema@.medaid_outcome_row.capped IS 'Claims whose main benefit its cap cut, to nothing or in part';
COMMENT ON COLUMN @extschema@.medaid_outcome_row.capped_amount IS 'What the main benefit would have paid more without its cap: due less assistance, aid caught up being taken off';
COMMENT ON COLUMN @extschema@.medaid_outcome_row.refused IS 'Claims that could not be settled (status refused): counted among claims, without amounts';
COMMENT ON COLUMN @extschema@.medaid_outcome_row.share_over_10 IS 'Of the persons with an income, those whose own part exceeds 10 % of it';
COMMENT ON COLUMN @extschema@.medaid_outcome_row.share_over_25 IS 'Of the persons with an income, those whose own part exceeds 25 % of it';

-- The state is a value, not internal: Citus splits an aggregate by no other, and
-- the planner by this one as well.
CREATE TYPE @extschema@.medaid_outcome_sums;
CREATE FUNCTION @extschema@.medaid_outcome_sums_in(cstring) RETURNS @extschema@.medaid_outcome_sums
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_outcome_sums_out(@extschema@.medaid_outcome_sums) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_outcome_sums_recv(internal) RETURNS @extschema@.medaid_outcome_sums
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_outcome_sums_send(@extschema@.medaid_outcome_sums) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
-- PLAIN: it is changed where it stands, and never stored
CREATE TYPE @extschema@.medaid_outcome_sums (
	INPUT = @extschema@.medaid_outcome_sums_in, OUTPUT = @extschema@.medaid_outcome_sums_out,
	RECEIVE = @extschema@.medaid_outcome_sums_recv, SEND = @extschema@.medaid_outcome_sums_send,
	ALIGNMENT = double, STORAGE = plain
);
COMMENT ON TYPE @extschema@.medaid_outcome_sums IS 'The state of medaid_outcome(): sums of settlements';

CREATE FUNCTION @extschema@.medaid_outcome_combine(@extschema@.medaid_outcome_sums, @extschema@.medaid_outcome_sums) RETURNS @extschema@.medaid_outcome_sums
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';

CREATE FUNCTION @extschema@.medaid_outcome_step(@extschema@.medaid_outcome_sums, @extschema@.medaid_settlement) RETURNS @extschema@.medaid_outcome_sums
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 5 AS 'MODULE_PATHNAME', 'medaid_outcome_step';
CREATE FUNCTION @extschema@.medaid_outcome_final(@extschema@.medaid_outcome_sums) RETURNS @extschema@.medaid_outcome_row
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE AGGREGATE @extschema@.medaid_outcome(settlement @extschema@.medaid_settlement) (
	SFUNC = @extschema@.medaid_outcome_step, STYPE = @extschema@.medaid_outcome_sums, SSPACE = 450,
	FINALFUNC = @extschema@.medaid_outcome_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = @extschema@.medaid_outcome_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.medaid_outcome(@extschema@.medaid_settlement) IS
	'What came of settlements: who carried what, and why nothing was paid; persons are not told apart';

CREATE FUNCTION @extschema@.medaid_outcome_person_step(@extschema@.medaid_outcome_sums, @extschema@.medaid_settlement[]) RETURNS @extschema@.medaid_outcome_sums
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'medaid_outcome_person_step';
CREATE FUNCTION @extschema@.medaid_outcome_persons_final(@extschema@.medaid_outcome_sums) RETURNS @extschema@.medaid_outcome_row
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE AGGREGATE @extschema@.medaid_outcome(settlements @extschema@.medaid_settlement[]) (
	SFUNC = @extschema@.medaid_outcome_person_step, STYPE = @extschema@.medaid_outcome_sums, SSPACE = 450,
	FINALFUNC = @extschema@.medaid_outcome_persons_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = @extschema@.medaid_outcome_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.medaid_outcome(@extschema@.medaid_settlement[]) IS
	'What came of the settlements of persons, one array a person as medaid_settle_all() makes it';

CREATE FUNCTION @extschema@.medaid_outcome_person_step(@extschema@.medaid_outcome_sums, @extschema@.medaid_settlement[], numeric) RETURNS @extschema@.medaid_outcome_sums
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'medaid_outcome_person_step';
CREATE FUNCTION @extschema@.medaid_outcome_income_final(@extschema@.medaid_outcome_sums) RETURNS @extschema@.medaid_outcome_row
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE AGGREGATE @extschema@.medaid_outcome(settlements @extschema@.medaid_settlement[], income numeric) (
	SFUNC = @extschema@.medaid_outcome_person_step, STYPE = @extschema@.medaid_outcome_sums, SSPACE = 450,
	FINALFUNC = @extschema@.medaid_outcome_income_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = @extschema@.medaid_outcome_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.medaid_outcome(@extschema@.medaid_settlement[], numeric) IS
	'The same, and whose own part exceeds 10 % and 25 % of the income of the person''s year; income NULL: not known';
