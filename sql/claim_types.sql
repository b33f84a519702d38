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
	tilt_approved	boolean,
	assisted_elsewhere	boolean
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
	pay_when	text,
	first_day	date,
	for_earlier	numeric,
	due			numeric,
	out_of_catalog	numeric,
	limit_pools	text[],
	fault		text
);

CREATE TYPE @extschema@.medaid_accumulator AS (
	benefit_year	integer,
	pool		text,
	burden		numeric,
	deductible	numeric,
	paid		numeric,
	due			numeric,
	month		integer,
	day			date
);

CREATE TYPE @extschema@.medaid_step AS (
	step		integer,
	item		text,
	label		text,
	article		text,
	formula		text,
	amount		numeric,
	balance		numeric,
	rate		numeric,
	limit_left	numeric
);

COMMENT ON TYPE @extschema@.medaid_claim IS 'A claim: one stay, visit or purchase, with what the payers before assistance paid';
COMMENT ON TYPE @extschema@.medaid_settlement IS 'A claim settled: what each payer carries and the patient pays';
COMMENT ON COLUMN @extschema@.medaid_settlement.first_day IS 'The version of the regulation that was applied: its first day in force';
COMMENT ON COLUMN @extschema@.medaid_settlement.residual IS 'What the claim adds to the tilted pool; below 0 where aid caught up takes out what earlier claims left there';
COMMENT ON COLUMN @extschema@.medaid_settlement.for_earlier IS 'The part of aid that pays for earlier claims of the year (补付本年度以前费用): total + excess + for_earlier = payers + aid + hospital_borne + patient_pays';
COMMENT ON COLUMN @extschema@.medaid_settlement.due IS 'What the main benefit would pay for this claim under no limit; 0 where none applied';
COMMENT ON COLUMN @extschema@.medaid_settlement.limit_pools IS 'Pools of the further limits that the assistance counted in, each once; NULL = none';
COMMENT ON COLUMN @extschema@.medaid_settlement.fault IS 'Why the claim is refused; NULL otherwise';
COMMENT ON TYPE @extschema@.medaid_accumulator IS 'What was used of a pool in a year';
COMMENT ON COLUMN @extschema@.medaid_accumulator.burden IS 'What claims left before assistance, or added to the pool';
COMMENT ON COLUMN @extschema@.medaid_accumulator.deductible IS 'What deductibles absorbed';
COMMENT ON COLUMN @extschema@.medaid_accumulator.due IS 'What would have been paid under no limit; NULL = paid';
COMMENT ON COLUMN @extschema@.medaid_accumulator.month IS 'In the pool of a further limit: the month of discharge; NULL = the year''s';
COMMENT ON COLUMN @extschema@.medaid_accumulator.day IS 'In the pool of a further limit: the day of discharge; NULL = the year''s, or the month''s';
COMMENT ON TYPE @extschema@.medaid_step IS 'One step from the bill to what the patient pays';
COMMENT ON COLUMN @extschema@.medaid_step.rate IS 'The rate that the amount was worked out by, a fraction of 1; NULL = none';
COMMENT ON COLUMN @extschema@.medaid_step.limit_left IS 'What was left of the limit of the year, where it cut the amount; NULL = it did not';
