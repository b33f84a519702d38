-- A policy: one composite, its rules as arrays of composites.  All amounts are
-- yuan, all rates fractions of 1; NULL is "not set", no cap is Infinity.
-- In every rule: services NULL = all, insurance NULL = all, within NULL = anywhere;
-- from_regulation and from_day say which version it comes from, NULL = the
-- policy's own.  A new attribute stands last, as ALTER TYPE adds it.

CREATE TYPE @extschema@.medaid_policy_category AS (
	code		text,		-- 救助对象类别
	label		text,		-- its name
	rank		integer,	-- the smaller wins a tie
	treated_as	text,		-- the category whose rules it shares; NULL = none
	channel		text,		-- direct 一站式 or application 依申请
	article		text,
	from_regulation	text,
	from_day	date
);

CREATE TYPE @extschema@.medaid_payer AS (
	code		text,
	services	text[],
	payers		text[],		-- who pays before assistance
	article		text,
	from_regulation	text,
	from_day	date
);

CREATE TYPE @extschema@.medaid_gate AS (
	code		text,
	test		text,		-- designated, referral, place, deadline, insurance, assisted_elsewhere
	services	text[],
	beyond		text,		-- tested only outside this place; NULL = everywhere
	days		integer,	-- of a deadline
	article		text,
	insurances	text[],	-- those that are let through
	from_regulation	text,
	from_day	date
);

CREATE TYPE @extschema@.medaid_identity AS (
	code		text,
	rule		text,		-- stay_overlap, stay_admission, same_year, application, per_claim, before_transition, once_a_year
	services	text[],
	categories	text[],		-- NULL = all
	months		integer,	-- how far an application reaches back
	article		text,
	from_regulation	text,
	from_day	date
);

CREATE TYPE @extschema@.medaid_benefit AS (
	code		text,
	label		text,		-- the regulation's own term
	services	text[],
	category	text,
	insurance	text,
	within		text,		-- the widest place that it reaches
	major_disease	boolean,	-- true: only with a major disease
	maintenance	boolean,	-- true: only with treatment outside hospital
	min_age		integer,
	min_hospital_level	integer,
	in_scope_over	numeric,	-- only stays whose in-scope cost exceeds it
	payers		text[],		-- before this benefit; NULL = those of the service
	deductible	numeric,
	deductible_source	text,	-- the reference value that it needs
	deductible_per	text,	-- year or claim
	rate		numeric,
	rate_of		text,		-- the rule whose rate it takes while it has none
	cap			numeric,
	cap_from_burden	numeric,	-- from this burden of the year on ...
	cap_above	numeric,	-- ... this cap
	catch_up	boolean,	-- ... and what the lower cap cut off earlier in the year is paid then
	pool		text,
	article		text,
	referral	text[],		-- only claims with one of these words; NULL = all
	max_age		integer,
	burden_over	numeric,	-- only claims whose burden exceeds it
	base		text,		-- in_scope or bill: what the payers are taken from
	deductible_kind	text,	-- taken or threshold
	band_per	text,		-- year or claim: what its bands count
	band_kind	text,	-- marginal or slab
	from_regulation	text,
	from_day	date
);

CREATE TYPE @extschema@.medaid_benefit_band AS (
	code		text,
	benefit		text,		-- code of the benefit
	burden_from	numeric,	-- of the burden beyond the deductible
	rate		numeric,
	article		text,
	from_regulation	text,
	from_day	date
);

CREATE TYPE @extschema@.medaid_limit AS (
	code		text,
	label		text,		-- the regulation's own term
	services	text[],
	categories	text[],
	within		text,
	per			text,		-- year, month, day, claim
	cap			numeric,
	cap_source	text,
	pool		text,		-- NULL per claim
	article		text,
	from_regulation	text,
	from_day	date
);

CREATE TYPE @extschema@.medaid_top_up AS (
	code		text,
	label		text,
	services	text[],
	category	text,
	within		text,
	rate		numeric,	-- share of in_scope that is reached
	article		text,
	from_regulation	text,
	from_day	date
);

CREATE TYPE @extschema@.medaid_tilt AS (
	code		text,
	label		text,
	services	text[],
	categories	text[],
	within		text,
	compliant_referral	boolean,
	on_application	boolean,
	payers		text[],		-- NULL = those of the main benefit
	threshold	numeric,
	threshold_source	text,
	rate		numeric,
	cap			numeric,
	pool		text,
	article		text,
	from_regulation	text,
	from_day	date
);

CREATE TYPE @extschema@.medaid_off_catalog AS (
	code		text,
	label		text,
	services	text[],
	categories	text[],
	within		text,
	control_class_1	numeric,	-- share of the bill that may be outside, by charge_class
	control_class_2	numeric,
	control_class_3	numeric,
	aid_categories	text[],
	aid_rate	numeric,
	aid_in_transition	boolean,
	article		text,
	from_regulation	text,
	from_day	date
);

CREATE TYPE @extschema@.medaid_payment AS (
	code		text,
	services	text[],
	chronic_classes	integer[],	-- paid at the year's end
	article		text,
	from_regulation	text,
	from_day	date
);

CREATE TYPE @extschema@.medaid_note AS (
	code		text,
	services	text[],
	categories	text[],
	within		text,
	compliant_referral	boolean,
	in_scope_left	boolean,	-- true: only where in-scope cost is left to the patient
	text		text,		-- who may carry the rest
	article		text,
	from_regulation	text,
	from_day	date
);

CREATE TYPE @extschema@.medaid_refusal AS (
	code		text,
	reasons		text[],		-- of a settlement
	services	text[],
	article		text,
	from_regulation	text,
	from_day	date
);

CREATE TYPE @extschema@.medaid_critical_illness AS (
	code		text,
	label		text,
	services	text[],
	insurance	text,
	deductible	numeric,
	cap			numeric,
	pool		text,
	article		text,
	deductible_source	text,	-- the reference value that it needs
	cap_source	text,
	bands_from	text,		-- cost or deductible: where the bands begin
	cost_cap	numeric,	-- of the year's cost, the deductible included; NULL = no ceiling
	cost_cap_source	text,
	from_regulation	text,
	from_day	date
);

CREATE TYPE @extschema@.medaid_critical_illness_band AS (
	code		text,
	schedule	text,		-- code of the schedule
	cost_from	numeric,	-- of the year's cost, counted as bands_from says
	rate		numeric,
	article		text,
	from_regulation	text,
	from_day	date
);

CREATE TYPE @extschema@.medaid_critical_illness_tilt AS (
	code		text,
	schedule	text,		-- NULL = every schedule
	categories	text[],
	insurance	text,
	deductible_share	numeric,
	rate_added	numeric,
	no_cap		boolean,
	in_transition	boolean,
	article		text,
	deductible	numeric,	-- instead of deductible_share
	from_regulation	text,
	from_day	date
);

-- What a regulation rules beyond the single claim.
CREATE TYPE @extschema@.medaid_premium_rule AS (
	code		text,
	label		text,
	category	text,
	rate		numeric,	-- share of the personal contribution (个人缴费)
	amount		numeric,	-- but at least this, in yuan; with rate 0 a fixed sum (定额)
	government_rest	boolean,	-- the government carries what assistance leaves
	kinds_only	boolean,	-- the text rules its kinds apart: the category alone does not tell
	recognition	text,		-- any, windows, next_year: what the day of recognition decides
	standard	numeric,	-- the personal contribution of the year, where no other is given
	standard_source	text,
	article		text,
	from_regulation	text,
	from_day	date
);

CREATE TYPE @extschema@.medaid_monitor_rule AS (
	code		text,
	label		text,		-- the group
	categories	text[],		-- NULL = everybody ...
	except_categories	text[],	-- ... but these
	insurance	text,
	basis		text,		-- after_insurance or patient_pays
	line		numeric,	-- of the year's burden, yuan
	line_source	text,
	informed	text[],		-- who is told
	push_day	integer,	-- of the month; NULL = the text names none
	answer_days	integer,	-- working days to answer
	article		text,
	from_regulation	text,
	from_day	date
);

CREATE TYPE @extschema@.medaid_deposit_rule AS (
	code		text,
	categories	text[],
	within		text,		-- the widest place that it reaches
	conditions_elsewhere	boolean,	-- true: whose and where is ruled elsewhere
	article		text,
	from_regulation	text,
	from_day	date
);

CREATE TYPE @extschema@.medaid_recognition_rule AS (
	code		text,
	category	text,
	line		numeric,	-- income a person, yuan a year, not to be exceeded
	line_source	text,
	assets		boolean,	-- the property condition must hold, too
	article		text,
	expense_share	numeric,	-- of the income, that the rigid expense reaches; NULL = not asked
	from_regulation	text,
	from_day	date
);

CREATE TYPE @extschema@.medaid_deadline_rule AS (
	code		text,
	label		text,		-- what is given
	occasion	text,		-- year, month, receipt
	phase		text,		-- before, during, after the collection of contributions
	month		integer,
	day			integer,	-- of the month; NULL = its last
	days		integer,	-- after receipt
	working		boolean,	-- days are working days
	given_by	text[],
	given_to	text[],
	article		text,
	from_regulation	text,
	from_day	date
);

CREATE TYPE @extschema@.medaid_policy AS (
	code		text,
	name		text,
	region		text,
	document	text,		-- 文号
	status		text,		-- in_force or draft
	scenario	text,		-- NULL = as published
	valid		daterange,	-- the regulation's, tested by the gate
	stretch		daterange,	-- where its amounts are constant
	transition_until	date,	-- 过渡期: its first day after
	within_bill	boolean,	-- aid stops where the bill is paid; NULL = true
	categories	@extschema@.medaid_policy_category[],
	payers		@extschema@.medaid_payer[],
	gates		@extschema@.medaid_gate[],
	identities	@extschema@.medaid_identity[],
	benefits	@extschema@.medaid_benefit[],
	top_ups		@extschema@.medaid_top_up[],
	tilts		@extschema@.medaid_tilt[],
	off_catalogs	@extschema@.medaid_off_catalog[],
	payments	@extschema@.medaid_payment[],
	notes		@extschema@.medaid_note[],
	critical_illnesses	@extschema@.medaid_critical_illness[],
	critical_illness_bands	@extschema@.medaid_critical_illness_band[],
	critical_illness_tilts	@extschema@.medaid_critical_illness_tilt[],
	premiums	@extschema@.medaid_premium_rule[],
	monitors	@extschema@.medaid_monitor_rule[],
	deposits	@extschema@.medaid_deposit_rule[],
	recognitions	@extschema@.medaid_recognition_rule[],
	deadlines	@extschema@.medaid_deadline_rule[],
	refusals	@extschema@.medaid_refusal[],
	rounding	numeric,	-- unit of every amount paid; NULL = 0.01
	benefit_bands	@extschema@.medaid_benefit_band[],
	limits		@extschema@.medaid_limit[]
);

COMMENT ON TYPE @extschema@.medaid_policy_category IS 'A category that a policy knows';
COMMENT ON TYPE @extschema@.medaid_payer IS 'Who pays before assistance, by service';
COMMENT ON TYPE @extschema@.medaid_gate IS 'What refuses a claim whatever the category';
COMMENT ON TYPE @extschema@.medaid_identity IS 'When a category counts, beside being held on the day of discharge';
COMMENT ON TYPE @extschema@.medaid_benefit IS 'A main benefit (救助): conditions, deductible, rate, cap';
COMMENT ON TYPE @extschema@.medaid_benefit_band IS 'A band of a benefit''s rate: the rate from a burden on';
COMMENT ON TYPE @extschema@.medaid_limit IS 'A further limit inside or around the pools of the benefits';
COMMENT ON TYPE @extschema@.medaid_top_up IS 'Aid up to a combined payment ratio (综合支付比例)';
COMMENT ON TYPE @extschema@.medaid_tilt IS 'Second stage (倾斜救助, 再救助) on what is left';
COMMENT ON TYPE @extschema@.medaid_off_catalog IS 'Cost outside the catalogue (目录外): the hospital''s part and aid';
COMMENT ON TYPE @extschema@.medaid_payment IS 'What is paid at the year''s end';
COMMENT ON TYPE @extschema@.medaid_note IS 'Who else may carry what is left';
COMMENT ON TYPE @extschema@.medaid_refusal IS 'The article that a refusal rests on, by its reason';
COMMENT ON TYPE @extschema@.medaid_critical_illness IS 'A schedule of critical illness insurance (大病保险)';
COMMENT ON TYPE @extschema@.medaid_critical_illness_band IS 'A band of a schedule: the marginal rate from a cost of the year on';
COMMENT ON TYPE @extschema@.medaid_critical_illness_tilt IS 'What critical illness insurance adds for some categories';
COMMENT ON TYPE @extschema@.medaid_premium_rule IS 'Premium subsidy (资助参保) of a category';
COMMENT ON TYPE @extschema@.medaid_monitor_rule IS 'Early warning (监测预警): a group, its line, and who is told';
COMMENT ON TYPE @extschema@.medaid_deposit_rule IS 'Whose deposit for a stay is waived (先诊疗后付费)';
COMMENT ON TYPE @extschema@.medaid_recognition_rule IS 'The income and property test of a category';
COMMENT ON TYPE @extschema@.medaid_deadline_rule IS 'Until when a list or an answer is given, by whom, to whom';
COMMENT ON TYPE @extschema@.medaid_policy IS 'A policy: a version of a regulation with the amounts of a stretch of days';

CREATE FUNCTION @extschema@.medaid_policy_support(internal) RETURNS internal
	LANGUAGE c STRICT AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_policy_support(internal) IS 'planner support: a policy that is a sub-select evaluated once is not compared for every row';
