-- Claim in, settlement out.

CREATE TYPE @extschema@.medaid_claim AS (
	claim_id	text,
	service		text,
	admitted_on	date,
	discharged_on	date,
	categories	text[],
	recognised_on	date[],
	ended_on	date[],
	total		numeric,
	in_scope	numeric,
	out_of_catalog	numeric,
	basic_paid	numeric,
	critical_illness_paid	numeric,
	supplementary_paid	numeric,
	inclusive_paid	numeric,
	commercial_paid	numeric,
	mutual_aid_paid	numeric,
	place		text,
	designated	boolean,
	referral	text,
	insurance	text,
	hospital_level	smallint,
	charge_class	smallint,
	major_disease	boolean,
	maintenance	boolean,
	age			smallint,
	chronic_class	smallint,
	applied_on	date,
	deadline_from	date,
	tilt_approved	boolean
);

CREATE TYPE @extschema@.medaid_settlement AS (
	claim_id	text,
	policy		text,
	scenario	text,
	benefit_year	integer,
	category	text,
	benefit		text,
	status		text,
	reason		text,
	service		text,
	discharged_on	date,
	total		numeric,
	in_scope	numeric,
	basic_paid	numeric,
	critical_illness_paid	numeric,
	critical_illness_pool	text,
	other_paid	numeric,
	burden		numeric,
	deductible	numeric,
	rate		numeric,
	assistance	numeric,
	top_up		numeric,
	tilted		numeric,
	residual	numeric,
	off_catalog	numeric,
	aid			numeric,
	hospital_borne	numeric,
	patient_pays	numeric,
	excess		numeric,
	pool		text,
	pool_burden	numeric,
	pool_paid	numeric,
	pool_remaining	numeric,
	tilted_pool	text,
	tilted_pool_burden	numeric,
	tilted_pool_paid	numeric,
	channel		text,
	pay_when	text
);

CREATE TYPE @extschema@.medaid_accumulator AS (
	benefit_year	integer,
	pool		text,
	burden		numeric,
	deductible	numeric,
	paid		numeric
);

CREATE TYPE @extschema@.medaid_step AS (
	step		integer,
	item		text,
	label		text,
	article		text,
	formula		text,
	amount		numeric,
	balance		numeric
);

COMMENT ON TYPE @extschema@.medaid_claim IS 'A claim: one stay, visit or purchase, with what the payers before assistance paid';
COMMENT ON TYPE @extschema@.medaid_settlement IS 'A claim settled: what each payer carries and the patient pays';
COMMENT ON TYPE @extschema@.medaid_accumulator IS 'What was used of a pool in a year';
COMMENT ON TYPE @extschema@.medaid_step IS 'One step from the bill to what the patient pays';
