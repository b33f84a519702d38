\echo Use "CREATE EXTENSION medaid" to load this file. \quit

-- Whoever may create objects in the extension's schema must not be able to have
-- them used here: names, operators and casts are looked up in pg_catalog alone,
-- and medaid's own names stand with their schema.  Upgrade scripts begin alike.
SET LOCAL search_path = pg_catalog, pg_temp;

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
COMMENT ON TYPE @extschema@.medaid_off_catalog IS 'Cost outside the catalogue (目录外): the hospitals part and aid';
COMMENT ON TYPE @extschema@.medaid_payment IS 'What is paid at the years end';
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
-- The policy tables.  Their columns are public: a place is added with INSERTs.
--
-- A row that came with medaid has shipped = true; a row of your own with the
-- same key takes its place.  Rules belong to a version of a regulation: its
-- code and the first day in force.

CREATE TABLE @extschema@.medaid_regulation (
	code		text NOT NULL CHECK (code <> ''),
	first_day	date NOT NULL CHECK (isfinite(first_day)),
	last_day	date CHECK (last_day >= first_day),
	name		text NOT NULL,
	region		text NOT NULL,
	document	text,
	status		text NOT NULL DEFAULT 'in_force' CHECK (status IN ('in_force', 'draft')),
	transition_until	date,
	within_bill	boolean,
	rounding	numeric CHECK (rounding IN (0.01, 0.1, 1)),
	article		text,
	based_on	text,
	based_on_day	date,
	shipped		boolean NOT NULL DEFAULT false,
	PRIMARY KEY (code, first_day, shipped),
	CHECK (num_nulls(based_on, based_on_day) IN (0, 2)),
	CONSTRAINT medaid_regulation_based_on_itself CHECK ((based_on, based_on_day) IS DISTINCT FROM (code, first_day)),
	CHECK (based_on <> '' AND name <> '' AND region <> '' AND article <> ''),
	CHECK (isfinite(last_day) AND isfinite(based_on_day))
);
COMMENT ON TABLE @extschema@.medaid_regulation IS 'Regulations (医疗救助实施细则): one row for each version of a code; a later version replaces the earlier from its first day';
COMMENT ON COLUMN @extschema@.medaid_regulation.code IS 'what medaid_policy(code, day) is asked for';
COMMENT ON COLUMN @extschema@.medaid_regulation.first_day IS 'first day in force; with code, what the rules belong to';
COMMENT ON COLUMN @extschema@.medaid_regulation.last_day IS 'last day in force; NULL = open end';
COMMENT ON COLUMN @extschema@.medaid_regulation.document IS '文号';
COMMENT ON COLUMN @extschema@.medaid_regulation.transition_until IS '过渡期: the first day after it; NULL = that of the version it builds on, else no transition';
COMMENT ON COLUMN @extschema@.medaid_regulation.within_bill IS 'true: aid is at most what payers of every kind and the hospital left of the bill (避免过度保障); false: others'' payments beyond the in-scope burden are shown as excess; NULL = as the version it builds on, else true';
COMMENT ON COLUMN @extschema@.medaid_regulation.rounding IS 'the unit of every amount paid: 0.01, 0.1 or 1 yuan, half away from zero; NULL = as the version it builds on, else 0.01';
COMMENT ON COLUMN @extschema@.medaid_regulation.article IS 'where the days come from';
COMMENT ON COLUMN @extschema@.medaid_regulation.based_on IS 'code of the version it builds on (an amendment on the version before, a county on its city): rules that it does not repeat are that version''s; NULL = none';
COMMENT ON COLUMN @extschema@.medaid_regulation.based_on_day IS 'first_day of the version it builds on';

CREATE TABLE @extschema@.medaid_category_name (
	name		text NOT NULL CHECK (name <> ''),
	category	text CHECK (category <> '' AND octet_length(category) <= 255),
	rank		integer NOT NULL,
	treated_as	text CHECK (treated_as <> category),
	label		text,
	region		text NOT NULL DEFAULT '',
	shipped		boolean NOT NULL DEFAULT false,
	PRIMARY KEY (name, region, shipped)
);
COMMENT ON TABLE @extschema@.medaid_category_name IS 'Categories (救助对象类别): every name and platform code by which medaid_category(text) knows them';
COMMENT ON COLUMN @extschema@.medaid_category_name.name IS 'official name, or psn_idet_type of the national platform; the row whose name is the category itself tells rank, treated_as and label';
COMMENT ON COLUMN @extschema@.medaid_category_name.category IS 'NULL = an identity that is known and that assistance does not reach';
COMMENT ON COLUMN @extschema@.medaid_category_name.region IS 'whose code it is, by any name (500000, 重庆市); empty = everywhere';
COMMENT ON COLUMN @extschema@.medaid_category_name.rank IS 'breaks ties between categories: the smaller wins';
COMMENT ON COLUMN @extschema@.medaid_category_name.treated_as IS 'the category whose rules it shares everywhere (a kind of it); NULL = none';

CREATE TABLE @extschema@.medaid_service_name (
	name		text NOT NULL CHECK (name <> ''),
	service		text NOT NULL CHECK (service IN ('outpatient', 'chronic', 'inpatient', 'special_drug', 'none')),
	region		text NOT NULL DEFAULT '',
	shipped		boolean NOT NULL DEFAULT false,
	PRIMARY KEY (name, region, shipped),
	-- they mean another thing in each province
	CONSTRAINT medaid_service_name_99xx_needs_region CHECK (region <> '' OR name !~ '^99[0-9]{2}$')
);
COMMENT ON TABLE @extschema@.medaid_service_name IS 'Services: every name and med_type code by which medaid_service() knows them';
COMMENT ON COLUMN @extschema@.medaid_service_name.service IS 'none = what assistance never reaches (定点药店购药, 生育): told service_not_covered';
COMMENT ON COLUMN @extschema@.medaid_service_name.region IS 'whose code it is, by any name (500000, 重庆市); empty = everywhere; codes 99xx are local and need one';

CREATE TABLE @extschema@.medaid_reference (
	area		text NOT NULL CHECK (area <> ''),
	indicator	text NOT NULL CHECK (indicator ~ '^[a-z][a-z0-9_]*$'),
	year		integer NOT NULL CHECK (year BETWEEN 1900 AND 9999),
	value		numeric NOT NULL CHECK (value >= 0 AND value < 'Infinity'),
	published_on	date CHECK (published_on BETWEEN '1900-01-01' AND '9999-12-31'),
	source		text,
	PRIMARY KEY (area, indicator, year)
);
COMMENT ON TABLE @extschema@.medaid_reference IS 'Reference values that regulations point to; ships empty';
COMMENT ON COLUMN @extschema@.medaid_reference.indicator IS 'income 居民人均可支配收入, monitor_income 防止返贫监测收入标准, min_living 低保标准 (a person a year), premium 居民医保个人缴费; any other name (a-z, 0-9, _) that a rule asks for, such as average_wage';
COMMENT ON COLUMN @extschema@.medaid_reference.year IS 'the year that the figure is of; income of a year serves the year after it, every other indicator its own year';
COMMENT ON COLUMN @extschema@.medaid_reference.value IS 'yuan';
COMMENT ON COLUMN @extschema@.medaid_reference.published_on IS 'income: in use from the first of the month after; NULL = the whole year';

-- What all rules have first: the version, the rule's code; last, whether it takes
-- the rule of that code away, and whether it shipped.  catalog_checks.sql asks for
-- what is NOT NULL only where the rule is not removed, and checks values by type.

CREATE TABLE @extschema@.medaid_rule_category (
	regulation	text NOT NULL,
	first_day	date NOT NULL,
	category	text NOT NULL,
	label		text,
	treated_as	text CHECK (treated_as <> category),
	channel		text NOT NULL DEFAULT 'direct' CHECK (channel IN ('direct', 'application')),
	article		text NOT NULL,
	removed		boolean NOT NULL DEFAULT false,
	shipped		boolean NOT NULL DEFAULT false,
	PRIMARY KEY (regulation, first_day, category, shipped)
);
COMMENT ON TABLE @extschema@.medaid_rule_category IS 'Categories that a regulation assists or treats as others, and whether it settles them on the spot (一站式)';
COMMENT ON COLUMN @extschema@.medaid_rule_category.label IS 'the regulation''s own term; NULL = the common name';
COMMENT ON COLUMN @extschema@.medaid_rule_category.treated_as IS 'the category whose rules it shares here; NULL = that of medaid_category_name';
COMMENT ON COLUMN @extschema@.medaid_rule_category.channel IS 'direct 直接救助 or application 依申请';

CREATE TABLE @extschema@.medaid_rule_payer (
	regulation	text NOT NULL,
	first_day	date NOT NULL,
	code		text NOT NULL CHECK (code <> ''),
	services	text[],
	payers		text[] NOT NULL CHECK (payers <@ '{basic,critical_illness,supplementary,inclusive,commercial,mutual_aid}'),
	article		text NOT NULL,
	removed		boolean NOT NULL DEFAULT false,
	shipped		boolean NOT NULL DEFAULT false,
	PRIMARY KEY (regulation, first_day, code, shipped)
);
COMMENT ON TABLE @extschema@.medaid_rule_payer IS 'Who pays before assistance (先保险后救助), by service';
COMMENT ON COLUMN @extschema@.medaid_rule_payer.services IS 'NULL = all';

CREATE TABLE @extschema@.medaid_rule_gate (
	regulation	text NOT NULL,
	first_day	date NOT NULL,
	code		text NOT NULL CHECK (code <> ''),
	test		text NOT NULL CHECK (test IN ('designated', 'referral', 'place', 'deadline', 'insurance', 'assisted_elsewhere')),
	services	text[],
	beyond		text CHECK (beyond IN ('county', 'city', 'province', 'elsewhere')),
	days		integer CHECK (days >= 0),
	insurances	text[] CHECK (insurances <@ '{resident,employee,none}'),
	article		text NOT NULL,
	removed		boolean NOT NULL DEFAULT false,
	shipped		boolean NOT NULL DEFAULT false,
	PRIMARY KEY (regulation, first_day, code, shipped),
	CHECK (test <> 'deadline' OR days IS NOT NULL),
	CHECK ((test = 'insurance') = (insurances IS NOT NULL))
);
COMMENT ON TABLE @extschema@.medaid_rule_gate IS 'What refuses a claim whatever the category';
COMMENT ON COLUMN @extschema@.medaid_rule_gate.test IS 'designated: 定点; referral: not against the referral rule; place: only with a compliant referral; deadline: applied for within days; insurance: one of insurances; assisted_elsewhere: no aid where the person is insured (异地参保已享受待遇)';
COMMENT ON COLUMN @extschema@.medaid_rule_gate.beyond IS 'tested only outside this place; NULL = everywhere';
COMMENT ON COLUMN @extschema@.medaid_rule_gate.insurances IS 'of test insurance: which are let through, of resident 居民, employee 职工, none 未参保; {resident,employee} refuses the uninsured';

CREATE TABLE @extschema@.medaid_rule_identity (
	regulation	text NOT NULL,
	first_day	date NOT NULL,
	code		text NOT NULL CHECK (code <> ''),
	rule		text NOT NULL CHECK (rule IN ('stay_overlap', 'stay_admission', 'same_year', 'application', 'per_claim', 'before_transition', 'once_a_year')),
	services	text[],
	categories	text[],
	months		integer CHECK (months BETWEEN 0 AND 1200),
	article		text NOT NULL,
	removed		boolean NOT NULL DEFAULT false,
	shipped		boolean NOT NULL DEFAULT false,
	PRIMARY KEY (regulation, first_day, code, shipped)
);
COMMENT ON TABLE @extschema@.medaid_rule_identity IS 'When a category counts for a claim, beside being held on the day of discharge';
COMMENT ON COLUMN @extschema@.medaid_rule_identity.rule IS 'stay_overlap: held on any day of the stay; stay_admission: on the day of admission; same_year: recognised later in the calendar year; application: reaches back months from the month of application; per_claim: recognised for the claim; before_transition: only if recognised before transition_until; once_a_year: a second recognition in a calendar year is a finding of medaid_check()';

CREATE TABLE @extschema@.medaid_rule_benefit (
	regulation	text NOT NULL,
	first_day	date NOT NULL,
	code		text NOT NULL CHECK (code <> ''),
	precedence	integer NOT NULL DEFAULT 0,
	label		text,
	services	text[] NOT NULL,
	category	text NOT NULL,
	insurance	text CHECK (insurance IN ('resident', 'employee', 'none')),
	within		text CHECK (within IN ('county', 'city', 'province', 'elsewhere')),
	major_disease	boolean,
	maintenance	boolean,
	referral	text[] CHECK (referral <@ '{not_required,compliant,non_compliant}'),
	min_age		integer,
	max_age		integer,
	min_hospital_level	integer,
	in_scope_over	numeric CHECK (in_scope_over >= 0),
	burden_over	numeric,
	base		text NOT NULL DEFAULT 'in_scope' CHECK (base IN ('in_scope', 'bill')),
	payers		text[],
	deductible	numeric CHECK (deductible >= 0),
	deductible_area	text,
	deductible_indicator	text,
	deductible_share	numeric CHECK (deductible_share >= 0),
	deductible_per	text NOT NULL DEFAULT 'year' CHECK (deductible_per IN ('year', 'claim')),
	deductible_kind	text NOT NULL DEFAULT 'taken' CHECK (deductible_kind IN ('taken', 'threshold')),
	rate		numeric CHECK (rate BETWEEN 0 AND 1),
	rate_of		text,
	band_per	text NOT NULL DEFAULT 'year' CHECK (band_per IN ('year', 'claim')),
	band_kind	text NOT NULL DEFAULT 'marginal' CHECK (band_kind IN ('marginal', 'slab')),
	cap			numeric CHECK (cap >= 0),
	cap_from_burden	numeric CHECK (cap_from_burden >= 0),
	cap_above	numeric CHECK (cap_above >= 0),
	catch_up	boolean NOT NULL DEFAULT false CHECK (NOT catch_up OR cap_from_burden IS NOT NULL),
	pool		text NOT NULL CHECK (pool <> ''),
	article		text NOT NULL,
	removed		boolean NOT NULL DEFAULT false,
	shipped		boolean NOT NULL DEFAULT false,
	PRIMARY KEY (regulation, first_day, code, shipped),
	CHECK (num_nulls(deductible_area, deductible_indicator, deductible_share) IN (0, 3)),
	CHECK (deductible IS NULL OR deductible_area IS NULL)
);
COMMENT ON TABLE @extschema@.medaid_rule_benefit IS 'Main benefits (救助): the first row in precedence whose service, category and conditions match is applied';
COMMENT ON COLUMN @extschema@.medaid_rule_benefit.deductible IS '起付标准, yuan; 0 = none; NULL = not set, or deductible_share of a reference value';
COMMENT ON COLUMN @extschema@.medaid_rule_benefit.deductible_share IS 'the deductible as a share of deductible_indicator of deductible_area';
COMMENT ON COLUMN @extschema@.medaid_rule_benefit.deductible_per IS 'year: one deductible a year and pool; claim: each time';
COMMENT ON COLUMN @extschema@.medaid_rule_benefit.referral IS 'only claims whose referral is one of these words: not_required, compliant, non_compliant; NULL = all';
COMMENT ON COLUMN @extschema@.medaid_rule_benefit.max_age IS 'greatest age, years; NULL = any';
COMMENT ON COLUMN @extschema@.medaid_rule_benefit.burden_over IS 'only claims whose burden, by the payers and the base of this row, exceeds it, yuan';
COMMENT ON COLUMN @extschema@.medaid_rule_benefit.base IS 'in_scope: what the payers leave of the in-scope cost (政策范围内); bill: what they leave of the whole bill (实报实销)';
COMMENT ON COLUMN @extschema@.medaid_rule_benefit.deductible_kind IS 'taken: taken off; threshold: only to be exceeded, by the claim or by the year''s burden, and nothing is taken off then';
COMMENT ON COLUMN @extschema@.medaid_rule_benefit.rate IS '救助比例, a fraction of 1; NULL = not set, that of rate_of, or those of the rows of medaid_rule_benefit_band';
COMMENT ON COLUMN @extschema@.medaid_rule_benefit.band_per IS 'of bands: year = on the year''s burden of the pool beyond the deductible; claim = on each claim''s';
COMMENT ON COLUMN @extschema@.medaid_rule_benefit.band_kind IS 'of bands: marginal = each part of the burden at the rate of its band (分段); slab = the whole claim at the rate of the band that it reaches';
COMMENT ON COLUMN @extschema@.medaid_rule_benefit.cap IS '年度救助限额 of the pool, yuan; Infinity = none; NULL = not set';
COMMENT ON COLUMN @extschema@.medaid_rule_benefit.cap_from_burden IS 'from this cumulative burden of the year on, cap_above is the limit';
COMMENT ON COLUMN @extschema@.medaid_rule_benefit.catch_up IS 'true: from cap_from_burden on, what a lower limit cut off from the year''s earlier claims is paid as well (补付)';
COMMENT ON COLUMN @extschema@.medaid_rule_benefit.pool IS 'what shares the limit; begins with the place, and stays the same from version to version';

CREATE TABLE @extschema@.medaid_rule_benefit_band (
	regulation	text NOT NULL,
	first_day	date NOT NULL,
	code		text NOT NULL CHECK (code <> ''),
	benefit		text NOT NULL,
	burden_from	numeric NOT NULL CHECK (burden_from < 'Infinity'),
	rate		numeric,
	article		text NOT NULL,
	removed		boolean NOT NULL DEFAULT false,
	shipped		boolean NOT NULL DEFAULT false,
	PRIMARY KEY (regulation, first_day, code, shipped)
);
COMMENT ON TABLE @extschema@.medaid_rule_benefit_band IS 'Bands of a benefit''s rate (分段救助): the rate from a burden on, beyond the deductible; the first begins at 0';
COMMENT ON COLUMN @extschema@.medaid_rule_benefit_band.benefit IS 'code of the benefit, which has neither rate nor rate_of';
COMMENT ON COLUMN @extschema@.medaid_rule_benefit_band.burden_from IS 'from this burden on, yuan; it belongs to the band itself';

CREATE TABLE @extschema@.medaid_rule_limit (
	regulation	text NOT NULL,
	first_day	date NOT NULL,
	code		text NOT NULL CHECK (code <> ''),
	label		text,
	services	text[],
	categories	text[],
	within		text CHECK (within IN ('county', 'city', 'province', 'elsewhere')),
	per			text NOT NULL CHECK (per IN ('year', 'month', 'day', 'claim')),
	cap			numeric,
	cap_area	text,
	cap_indicator	text,
	cap_share	numeric,
	pool		text,
	article		text NOT NULL,
	removed		boolean NOT NULL DEFAULT false,
	shipped		boolean NOT NULL DEFAULT false,
	PRIMARY KEY (regulation, first_day, code, shipped),
	CHECK (num_nulls(cap_area, cap_indicator, cap_share) IN (0, 3)),
	CHECK (cap IS NULL OR cap_area IS NULL),
	CONSTRAINT medaid_rule_limit_pool_needed CHECK (removed OR per = 'claim' OR pool IS NOT NULL)
);
COMMENT ON TABLE @extschema@.medaid_rule_limit IS 'Further limits (限额) inside or around the pools of the benefits: every one that reaches a claim holds, for the main benefit alone';
COMMENT ON COLUMN @extschema@.medaid_rule_limit.per IS 'year: the benefit year; month, day: of discharge; claim: each claim (单次)';
COMMENT ON COLUMN @extschema@.medaid_rule_limit.cap IS 'yuan; Infinity = none; NULL = not set, or cap_share of a reference value';
COMMENT ON COLUMN @extschema@.medaid_rule_limit.cap_share IS 'the cap as a share of cap_indicator of cap_area';
COMMENT ON COLUMN @extschema@.medaid_rule_limit.pool IS 'what counts in the limit: begins with the place, not the pool of a benefit; not needed per claim';

CREATE TABLE @extschema@.medaid_rule_top_up (
	regulation	text NOT NULL,
	first_day	date NOT NULL,
	code		text NOT NULL CHECK (code <> ''),
	label		text,
	services	text[] NOT NULL,
	category	text NOT NULL,
	within		text CHECK (within IN ('county', 'city', 'province', 'elsewhere')),
	rate		numeric CHECK (rate BETWEEN 0 AND 1),
	article		text NOT NULL,
	removed		boolean NOT NULL DEFAULT false,
	shipped		boolean NOT NULL DEFAULT false,
	PRIMARY KEY (regulation, first_day, code, shipped)
);
COMMENT ON TABLE @extschema@.medaid_rule_top_up IS 'Aid up to a combined payment ratio (综合支付比例) of the in-scope amount';

CREATE TABLE @extschema@.medaid_rule_tilt (
	regulation	text NOT NULL,
	first_day	date NOT NULL,
	code		text NOT NULL CHECK (code <> ''),
	precedence	integer NOT NULL DEFAULT 0,
	label		text,
	services	text[] NOT NULL,
	categories	text[] NOT NULL,
	within		text CHECK (within IN ('county', 'city', 'province', 'elsewhere')),
	compliant_referral	boolean NOT NULL DEFAULT false,
	on_application	boolean NOT NULL DEFAULT false,
	payers		text[],
	threshold	numeric CHECK (threshold >= 0),
	threshold_area	text,
	threshold_indicator	text,
	threshold_share	numeric CHECK (threshold_share >= 0),
	rate		numeric CHECK (rate BETWEEN 0 AND 1),
	cap			numeric CHECK (cap >= 0),
	pool		text NOT NULL CHECK (pool <> ''),
	article		text NOT NULL,
	removed		boolean NOT NULL DEFAULT false,
	shipped		boolean NOT NULL DEFAULT false,
	PRIMARY KEY (regulation, first_day, code, shipped),
	CHECK (num_nulls(threshold_area, threshold_indicator, threshold_share) IN (0, 3)),
	CHECK (threshold IS NULL OR threshold_area IS NULL)
);
COMMENT ON TABLE @extschema@.medaid_rule_tilt IS 'Second stage (倾斜救助, 再救助) on what the year''s claims leave to the patient over a threshold';
COMMENT ON COLUMN @extschema@.medaid_rule_tilt.on_application IS 'true: paid only for claims with tilt_approved';
COMMENT ON COLUMN @extschema@.medaid_rule_tilt.payers IS 'who is taken off before the residual; NULL = those of the main benefit';

CREATE TABLE @extschema@.medaid_rule_off_catalog (
	regulation	text NOT NULL,
	first_day	date NOT NULL,
	code		text NOT NULL CHECK (code <> ''),
	label		text,
	services	text[] NOT NULL,
	categories	text[] NOT NULL,
	within		text CHECK (within IN ('county', 'city', 'province', 'elsewhere')),
	control_class_1	numeric CHECK (control_class_1 BETWEEN 0 AND 1),
	control_class_2	numeric CHECK (control_class_2 BETWEEN 0 AND 1),
	control_class_3	numeric CHECK (control_class_3 BETWEEN 0 AND 1),
	aid_categories	text[],
	aid_rate	numeric CHECK (aid_rate BETWEEN 0 AND 1),
	aid_in_transition	boolean NOT NULL DEFAULT false,
	article		text NOT NULL,
	removed		boolean NOT NULL DEFAULT false,
	shipped		boolean NOT NULL DEFAULT false,
	PRIMARY KEY (regulation, first_day, code, shipped)
);
COMMENT ON TABLE @extschema@.medaid_rule_off_catalog IS 'Cost outside the catalogue (目录外): what the hospital bears over the control ratio, and aid for what is left';
COMMENT ON COLUMN @extschema@.medaid_rule_off_catalog.control_class_1 IS 'share of the bill that may be outside, for charge_class 1; _2 and _3 likewise';
COMMENT ON COLUMN @extschema@.medaid_rule_off_catalog.aid_in_transition IS 'true: aid only before transition_until';

CREATE TABLE @extschema@.medaid_rule_payment (
	regulation	text NOT NULL,
	first_day	date NOT NULL,
	code		text NOT NULL CHECK (code <> ''),
	services	text[] NOT NULL,
	chronic_classes	integer[] NOT NULL CHECK (chronic_classes <@ '{1,2,3}'),
	article		text NOT NULL,
	removed		boolean NOT NULL DEFAULT false,
	shipped		boolean NOT NULL DEFAULT false,
	PRIMARY KEY (regulation, first_day, code, shipped)
);
COMMENT ON TABLE @extschema@.medaid_rule_payment IS 'What is paid at the year''s end (年底一次性救助)';

CREATE TABLE @extschema@.medaid_rule_note (
	regulation	text NOT NULL,
	first_day	date NOT NULL,
	code		text NOT NULL CHECK (code <> ''),
	services	text[],
	categories	text[],
	within		text CHECK (within IN ('county', 'city', 'province', 'elsewhere')),
	compliant_referral	boolean NOT NULL DEFAULT false,
	in_scope_left	boolean NOT NULL DEFAULT false,
	text		text NOT NULL,
	article		text NOT NULL,
	removed		boolean NOT NULL DEFAULT false,
	shipped		boolean NOT NULL DEFAULT false,
	PRIMARY KEY (regulation, first_day, code, shipped)
);
COMMENT ON TABLE @extschema@.medaid_rule_note IS 'Who else may carry what is left to the patient; named, not computed';
COMMENT ON COLUMN @extschema@.medaid_rule_note.compliant_referral IS 'true: not against the referral rule (规范转诊)';
COMMENT ON COLUMN @extschema@.medaid_rule_note.in_scope_left IS 'true: only where in-scope cost is left to the patient';

CREATE TABLE @extschema@.medaid_rule_refusal (
	regulation	text NOT NULL,
	first_day	date NOT NULL,
	code		text NOT NULL CHECK (code <> ''),
	precedence	integer NOT NULL DEFAULT 0,
	reasons		text[] NOT NULL CHECK (reasons <@ '{no_category,identity_ended,not_yet_recognised,policy_not_in_force,category_not_eligible,service_not_covered,already_paid}'),
	services	text[],
	article		text NOT NULL,
	removed		boolean NOT NULL DEFAULT false,
	shipped		boolean NOT NULL DEFAULT false,
	PRIMARY KEY (regulation, first_day, code, shipped)
);
COMMENT ON TABLE @extschema@.medaid_rule_refusal IS 'The article that a refusal rests on where no other rule decides it: the first row in precedence for the reason and the service';
COMMENT ON COLUMN @extschema@.medaid_rule_refusal.reasons IS 'codes of medaid_settlement.reason, already_paid also for what within_bill takes from a benefit; a gate, an identity rule that decides, and policy_not_in_force without a row (medaid_regulation.article) have articles of their own';
COMMENT ON COLUMN @extschema@.medaid_rule_refusal.services IS 'NULL = all';

CREATE TABLE @extschema@.medaid_rule_disease (
	regulation	text NOT NULL,
	first_day	date NOT NULL,
	name		text NOT NULL CHECK (name <> ''),
	article		text NOT NULL,
	removed		boolean NOT NULL DEFAULT false,
	shipped		boolean NOT NULL DEFAULT false,
	PRIMARY KEY (regulation, first_day, name, shipped)
);
COMMENT ON TABLE @extschema@.medaid_rule_disease IS 'Major diseases (重特大疾病病种) that a regulation lists: what medaid_claim.major_disease is set by';

CREATE TABLE @extschema@.medaid_rule_critical_illness (
	regulation	text NOT NULL,
	first_day	date NOT NULL,
	code		text NOT NULL CHECK (code <> ''),
	label		text,
	services	text[] NOT NULL,
	insurance	text CHECK (insurance IN ('resident', 'employee')),
	deductible	numeric CHECK (deductible >= 0),
	deductible_area	text,
	deductible_indicator	text,
	deductible_share	numeric CHECK (deductible_share >= 0),
	bands_from	text NOT NULL DEFAULT 'cost' CHECK (bands_from IN ('cost', 'deductible')),
	cost_cap	numeric CHECK (cost_cap >= 0),
	cost_cap_area	text,
	cost_cap_indicator	text,
	cost_cap_share	numeric CHECK (cost_cap_share >= 0),
	cap			numeric CHECK (cap >= 0),
	cap_area	text,
	cap_indicator	text,
	cap_share	numeric CHECK (cap_share >= 0),
	pool		text NOT NULL CHECK (pool <> ''),
	article		text NOT NULL,
	removed		boolean NOT NULL DEFAULT false,
	shipped		boolean NOT NULL DEFAULT false,
	PRIMARY KEY (regulation, first_day, code, shipped),
	CHECK (num_nulls(deductible_area, deductible_indicator, deductible_share) IN (0, 3)),
	CHECK (deductible IS NULL OR deductible_area IS NULL),
	CHECK (num_nulls(cost_cap_area, cost_cap_indicator, cost_cap_share) IN (0, 3)),
	CHECK (cost_cap IS NULL OR cost_cap_area IS NULL),
	CHECK (num_nulls(cap_area, cap_indicator, cap_share) IN (0, 3)),
	CHECK (cap IS NULL OR cap_area IS NULL)
);
COMMENT ON TABLE @extschema@.medaid_rule_critical_illness IS 'Schedules of critical illness insurance (大病保险): deductible and cap; NULL = not set';
COMMENT ON COLUMN @extschema@.medaid_rule_critical_illness.deductible IS '起付标准 of the year, yuan; 0 = none; NULL = not set, or deductible_share of a reference value';
COMMENT ON COLUMN @extschema@.medaid_rule_critical_illness.deductible_share IS 'the deductible as a share of deductible_indicator of deductible_area';
COMMENT ON COLUMN @extschema@.medaid_rule_critical_illness.bands_from IS 'cost: its bands count the part under the deductible in; deductible: they begin where the deductible ends, also a tilted one';
COMMENT ON COLUMN @extschema@.medaid_rule_critical_illness.cost_cap IS 'what of the year''s cost counts at most, the part under the deductible included, yuan; NULL = all of it, or cost_cap_share of a reference value';
COMMENT ON COLUMN @extschema@.medaid_rule_critical_illness.cost_cap_share IS 'that ceiling as a share of cost_cap_indicator of cost_cap_area';
COMMENT ON COLUMN @extschema@.medaid_rule_critical_illness.cap IS '年度最高支付限额, yuan; Infinity = none; NULL = not set, or cap_share of a reference value';
COMMENT ON COLUMN @extschema@.medaid_rule_critical_illness.cap_share IS 'the cap as a share of cap_indicator of cap_area: 7 = seven times';

CREATE TABLE @extschema@.medaid_rule_critical_illness_band (
	regulation	text NOT NULL,
	first_day	date NOT NULL,
	code		text NOT NULL CHECK (code <> ''),
	schedule	text NOT NULL,
	cost_from	numeric NOT NULL CHECK (cost_from >= 0),
	rate		numeric CHECK (rate BETWEEN 0 AND 1),
	article		text NOT NULL,
	removed		boolean NOT NULL DEFAULT false,
	shipped		boolean NOT NULL DEFAULT false,
	PRIMARY KEY (regulation, first_day, code, shipped)
);
COMMENT ON TABLE @extschema@.medaid_rule_critical_illness_band IS 'Bands of a schedule (分段报销): the marginal rate from a cost of the year on, counted as bands_from of the schedule says';

CREATE TABLE @extschema@.medaid_rule_critical_illness_tilt (
	regulation	text NOT NULL,
	first_day	date NOT NULL,
	code		text NOT NULL CHECK (code <> ''),
	schedule	text,
	categories	text[] NOT NULL,
	insurance	text CHECK (insurance IN ('resident', 'employee')),
	deductible	numeric CHECK (deductible >= 0),
	deductible_share	numeric CHECK (deductible_share BETWEEN 0 AND 1),
	rate_added	numeric CHECK (rate_added BETWEEN 0 AND 1),
	no_cap		boolean NOT NULL DEFAULT false,
	in_transition	boolean NOT NULL DEFAULT false,
	article		text NOT NULL,
	removed		boolean NOT NULL DEFAULT false,
	shipped		boolean NOT NULL DEFAULT false,
	PRIMARY KEY (regulation, first_day, code, shipped),
	CHECK (num_nonnulls(deductible, deductible_share) < 2)
);
COMMENT ON TABLE @extschema@.medaid_rule_critical_illness_tilt IS 'What critical illness insurance adds for some categories (倾斜支付)';
COMMENT ON COLUMN @extschema@.medaid_rule_critical_illness_tilt.deductible IS 'the deductible of the tilted, yuan, instead of deductible_share; 0 = none';
COMMENT ON COLUMN @extschema@.medaid_rule_critical_illness_tilt.deductible_share IS 'the deductible of the tilted as a share of the schedule''s; not set, where deductible is not, either, is an error where it is needed';
COMMENT ON COLUMN @extschema@.medaid_rule_critical_illness_tilt.in_transition IS 'true: only before transition_until';

CREATE TABLE @extschema@.medaid_rule_premium (
	regulation	text NOT NULL,
	first_day	date NOT NULL,
	code		text NOT NULL CHECK (code <> ''),
	label		text,
	category	text NOT NULL,
	rate		numeric CHECK (rate BETWEEN 0 AND 1),
	amount		numeric DEFAULT 0 CHECK (amount >= 0),
	government_rest	boolean NOT NULL DEFAULT false,
	kinds_only	boolean NOT NULL DEFAULT false,
	recognition	text NOT NULL DEFAULT 'any' CHECK (recognition IN ('any', 'windows', 'next_year')),
	standard_area	text,
	article		text NOT NULL,
	removed		boolean NOT NULL DEFAULT false,
	shipped		boolean NOT NULL DEFAULT false,
	PRIMARY KEY (regulation, first_day, code, shipped)
);
COMMENT ON TABLE @extschema@.medaid_rule_premium IS 'Premium subsidy (资助参保) of the personal contribution to residents'' insurance, by category; a category without a row of its own takes that of the category it is treated as';
COMMENT ON COLUMN @extschema@.medaid_rule_premium.rate IS 'share of the personal contribution (个人缴费), a fraction of 1; NULL = not set';
COMMENT ON COLUMN @extschema@.medaid_rule_premium.amount IS 'the least that is given, yuan, up to the contribution; with rate 0 a fixed sum (定额); NULL = not set';
COMMENT ON COLUMN @extschema@.medaid_rule_premium.government_rest IS 'true: the government carries what assistance leaves (政府兜底)';
COMMENT ON COLUMN @extschema@.medaid_rule_premium.kinds_only IS 'true: the text rules the kinds of this category apart, so that the category alone is an error';
COMMENT ON COLUMN @extschema@.medaid_rule_premium.recognition IS 'any: the day of recognition does not matter; windows: before, during and after the collection period differ (平顺 第三十三条); next_year: recognised after the year or the collection, subsidised the next year (安康 三(二))';
COMMENT ON COLUMN @extschema@.medaid_rule_premium.standard_area IS 'area whose reference value premium is the contribution, where a caller gives none';

CREATE TABLE @extschema@.medaid_rule_monitor (
	regulation	text NOT NULL,
	first_day	date NOT NULL,
	code		text NOT NULL CHECK (code <> ''),
	precedence	integer NOT NULL DEFAULT 0,
	label		text NOT NULL,
	categories	text[],
	except_categories	text[],
	insurance	text CHECK (insurance IN ('resident', 'employee', 'none')),
	basis		text NOT NULL CHECK (basis IN ('after_insurance', 'patient_pays')),
	line		numeric CHECK (line >= 0),
	line_area	text,
	line_indicator	text,
	line_share	numeric CHECK (line_share >= 0),
	informed	text[] NOT NULL,
	push_day	integer CHECK (push_day BETWEEN 1 AND 28),
	answer_days	integer CHECK (answer_days >= 0),
	article		text NOT NULL,
	removed		boolean NOT NULL DEFAULT false,
	shipped		boolean NOT NULL DEFAULT false,
	PRIMARY KEY (regulation, first_day, code, shipped),
	CHECK (num_nulls(line_area, line_indicator, line_share) IN (0, 3)),
	CHECK (line IS NULL OR line_area IS NULL)
);
COMMENT ON TABLE @extschema@.medaid_rule_monitor IS 'Early warning (监测预警): whose burden of the year over which line is told to whom; the first row in precedence that a person matches is applied';
COMMENT ON COLUMN @extschema@.medaid_rule_monitor.label IS 'the group, in the regulation''s own words';
COMMENT ON COLUMN @extschema@.medaid_rule_monitor.categories IS 'NULL = everybody but except_categories';
COMMENT ON COLUMN @extschema@.medaid_rule_monitor.basis IS 'after_insurance: what basic and critical illness insurance left of the bill; patient_pays: what the patient finally paid';
COMMENT ON COLUMN @extschema@.medaid_rule_monitor.line IS 'yuan a year, to be exceeded; NULL = not set, or line_share of a reference value';
COMMENT ON COLUMN @extschema@.medaid_rule_monitor.push_day IS 'the day of the next month by which the list is pushed; NULL = not in the text';
COMMENT ON COLUMN @extschema@.medaid_rule_monitor.answer_days IS 'working days in which those told answer; NULL = not in the text';

CREATE TABLE @extschema@.medaid_rule_deposit (
	regulation	text NOT NULL,
	first_day	date NOT NULL,
	code		text NOT NULL CHECK (code <> ''),
	categories	text[],
	within		text CHECK (within IN ('county', 'city', 'province', 'elsewhere')),
	conditions_elsewhere	boolean NOT NULL DEFAULT false,
	article		text NOT NULL,
	removed		boolean NOT NULL DEFAULT false,
	shipped		boolean NOT NULL DEFAULT false,
	PRIMARY KEY (regulation, first_day, code, shipped),
	CHECK (removed OR conditions_elsewhere OR (categories IS NOT NULL AND within IS NOT NULL))
);
COMMENT ON TABLE @extschema@.medaid_rule_deposit IS 'Treatment first, payment after (先诊疗后付费): whose deposit for a stay is waived; always at designated providers, referred from a first visit at primary level';
COMMENT ON COLUMN @extschema@.medaid_rule_deposit.conditions_elsewhere IS 'true: the text has it by other rules (按规定): the answer is NULL for categories (NULL = anybody) within (NULL = anywhere)';

CREATE TABLE @extschema@.medaid_rule_recognition (
	regulation	text NOT NULL,
	first_day	date NOT NULL,
	code		text NOT NULL CHECK (code <> ''),
	category	text NOT NULL,
	line		numeric CHECK (line >= 0),
	line_area	text,
	line_indicator	text,
	line_share	numeric CHECK (line_share >= 0),
	assets		boolean NOT NULL DEFAULT false,
	expense_share	numeric CHECK (expense_share >= 0),
	article		text NOT NULL,
	removed		boolean NOT NULL DEFAULT false,
	shipped		boolean NOT NULL DEFAULT false,
	PRIMARY KEY (regulation, first_day, code, shipped),
	CHECK (num_nulls(line_area, line_indicator, line_share) IN (0, 3)),
	CHECK (line IS NULL OR line_area IS NULL)
);
COMMENT ON TABLE @extschema@.medaid_rule_recognition IS 'Who may be recognised (认定): a family''s income a person, after its own in-scope medical cost, does not exceed the line, and its expense reaches a share of the income';
COMMENT ON COLUMN @extschema@.medaid_rule_recognition.line IS 'yuan a person and year; Infinity = income is not asked; NULL = line_share of a reference value, else income is not asked where expense_share is, and not set where it is not';
COMMENT ON COLUMN @extschema@.medaid_rule_recognition.line_share IS 'the line as a share of line_indicator of line_area';
COMMENT ON COLUMN @extschema@.medaid_rule_recognition.expense_share IS 'the family''s rigid expense (刚性支出) reaches this share of its income (支出型); NULL = not asked';
COMMENT ON COLUMN @extschema@.medaid_rule_recognition.assets IS 'true: the property condition must hold, too';

CREATE TABLE @extschema@.medaid_rule_deadline (
	regulation	text NOT NULL,
	first_day	date NOT NULL,
	code		text NOT NULL CHECK (code <> ''),
	label		text NOT NULL,
	occasion	text NOT NULL CHECK (occasion IN ('year', 'month', 'receipt')),
	phase		text CHECK (phase IN ('before', 'during', 'after')),
	month		integer CHECK (month BETWEEN 1 AND 12),
	day			integer CHECK (day BETWEEN 1 AND 28),
	days		integer CHECK (days BETWEEN 0 AND 1000),
	working		boolean NOT NULL DEFAULT false,
	given_by	text[] NOT NULL,
	given_to	text[] NOT NULL,
	article		text NOT NULL,
	removed		boolean NOT NULL DEFAULT false,
	shipped		boolean NOT NULL DEFAULT false,
	PRIMARY KEY (regulation, first_day, code, shipped),
	CHECK ((occasion = 'year') = (month IS NOT NULL)),
	CHECK ((occasion = 'receipt') = (days IS NOT NULL)),
	CHECK (occasion <> 'receipt' OR num_nonnulls(phase, day) = 0)
);
COMMENT ON TABLE @extschema@.medaid_rule_deadline IS 'Until when lists (名单) and answers are given, by whom, to whom';
COMMENT ON COLUMN @extschema@.medaid_rule_deadline.label IS 'what is given, in the regulation''s own words';
COMMENT ON COLUMN @extschema@.medaid_rule_deadline.occasion IS 'year: once a year; month: every month; receipt: within days of what is to be answered';
COMMENT ON COLUMN @extschema@.medaid_rule_deadline.phase IS 'before, during or after the collection of contributions (集中缴费期); NULL = whenever';
COMMENT ON COLUMN @extschema@.medaid_rule_deadline.month IS 'of occasion year';
COMMENT ON COLUMN @extschema@.medaid_rule_deadline.day IS 'of the month; NULL = its last';
COMMENT ON COLUMN @extschema@.medaid_rule_deadline.days IS 'of occasion receipt: within so many days';
COMMENT ON COLUMN @extschema@.medaid_rule_deadline.working IS 'true: days are working days (工作日), see medaid_holiday';

-- PostgreSQL knows weekends; public holidays are announced year by year.
CREATE TABLE @extschema@.medaid_holiday (
	region		text NOT NULL DEFAULT '',
	day			date NOT NULL CHECK (isfinite(day)),
	working		boolean NOT NULL DEFAULT false,
	name		text,
	PRIMARY KEY (region, day)
);
COMMENT ON TABLE @extschema@.medaid_holiday IS 'Days that are no working days though no weekend, and weekends that are (调休上班); ships empty: a year without a row is not filled in';
COMMENT ON COLUMN @extschema@.medaid_holiday.region IS 'where it holds: the beginning of medaid_regulation.region; empty = everywhere; the longer goes before';
COMMENT ON COLUMN @extschema@.medaid_holiday.working IS 'false: a holiday (放假); true: a weekend on which people work (上班)';
SELECT pg_catalog.pg_extension_config_dump('@extschema@.medaid_holiday', '');
-- What a rule cannot be is refused when its row is written, in every table of
-- rules alike: by the name and the type of a column, so that a new column or
-- a new table needs nothing here.
--
-- A row that takes a rule away says which, and nothing else: what the table
-- declares NOT NULL beside its key is asked for only where the rule is not
-- removed.

DO $$
DECLARE
	relation regclass;
	name text;
	field record;
	rule text;
BEGIN
	FOR relation, name IN
		SELECT c.oid, c.relname
		FROM pg_depend d
		JOIN pg_class c ON c.oid = d.objid
		WHERE d.classid = 'pg_class'::regclass AND d.deptype = 'e'
			AND d.refclassid = 'pg_extension'::regclass
			AND d.refobjid = (SELECT e.oid FROM pg_extension e WHERE e.extname = 'medaid')
			AND c.relkind = 'r' AND c.relname ~ '^medaid_rule_' AND c.relname <> 'medaid_rule_history'
		ORDER BY c.relname
	LOOP
		FOR field IN
			SELECT quote_ident(a.attname) AS name, a.attname AS plain, format_type(a.atttypid, a.atttypmod) AS type,
				a.attnotnull AND NOT a.atthasdef AND a.attnum <> ALL (i.indkey) AS needed
			FROM pg_attribute a
			JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
			WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped
			ORDER BY a.attnum
		LOOP
			IF field.needed THEN
				EXECUTE format('ALTER TABLE %s ALTER COLUMN %s DROP NOT NULL, ADD CONSTRAINT %I CHECK (removed OR %s IS NOT NULL)',
					relation, field.name, name || '_' || field.plain || '_needed', field.name);
			END IF;
			rule := CASE
				WHEN field.type = 'text' THEN format('%1$s <> ''''', field.name)
				-- none is a word for payers alone: nobody pays before
				WHEN field.type = 'text[]' AND field.plain = 'payers' THEN format(
					'array_ndims(%1$s) = 1 AND %1$s <@ ''{basic,critical_illness,supplementary,inclusive,commercial,mutual_aid}''', field.name)
				WHEN field.type = 'text[]' AND field.plain = 'services' THEN format(
					'cardinality(%1$s) > 0 AND array_ndims(%1$s) = 1 AND %1$s <@ ''{outpatient,chronic,inpatient,special_drug}''', field.name)
				WHEN field.type ~ '\[\]$' THEN format('cardinality(%1$s) > 0 AND array_ndims(%1$s) = 1 AND num_nulls(VARIADIC %1$s) = 0', field.name)
					|| CASE WHEN field.type = 'text[]' THEN format(' AND '''' <> ALL (%s)', field.name) ELSE '' END
				-- the arithmetic holds rates in 1/10000
				WHEN field.type = 'numeric' AND field.plain ~ '(^|_)rate(_|$)|^control_class_' THEN format(
					'%1$s BETWEEN 0 AND 1 AND scale(trim_scale(%1$s)) <= 4', field.name)
				WHEN field.type = 'numeric' AND field.plain ~ '_share$' THEN format('%1$s >= 0 AND %1$s < ''Infinity''', field.name)
				-- and amounts up to 10^12 yuan; NaN is greater than all
				WHEN field.type = 'numeric' THEN format('%1$s >= 0 AND (%1$s <= 1000000000000 OR %1$s = ''Infinity'')', field.name)
				WHEN field.type = 'integer' AND field.plain <> 'precedence' THEN format('%1$s >= 0', field.name)
				WHEN field.type = 'date' THEN format('isfinite(%1$s)', field.name)
				END;
			IF rule IS NOT NULL AND NOT EXISTS (SELECT FROM pg_constraint AS c WHERE c.conrelid = relation AND c.conname = name || '_' || field.plain || '_value') THEN
				EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I CHECK (%s)', relation, name || '_' || field.plain || '_value', rule);
			END IF;
		END LOOP;
	END LOOP;
END
$$;
-- The field's own vocabulary: names and national codes of categories and services.

INSERT INTO @extschema@.medaid_category_name (name, category, rank, treated_as, label, shipped) VALUES
	('tekun', 'tekun', 10, NULL, '特困人员', true),
	('orphan', 'orphan', 20, NULL, '孤儿', true),
	('unsupported_child', 'unsupported_child', 30, NULL, '事实无人抚养儿童', true),
	('institution_child', 'institution_child', 35, NULL, '儿童福利机构收留抚养儿童', true),
	('dibao', 'dibao', 40, NULL, '低保对象', true),
	('poverty_returned', 'poverty_returned', 50, NULL, '返贫致贫人口', true),
	('monitored', 'monitored', 60, NULL, '防止返贫监测对象', true),
	-- 纳入监测的农村易返贫致贫人口 covers its three kinds; 易返贫致贫人口 alone may be the first two
	('monitored_prone', 'monitored_prone', 65, 'monitored', '易返贫致贫人口', true),
	('monitored_unstable', 'monitored_unstable', 70, 'monitored', '脱贫不稳定户', true),
	('monitored_marginal', 'monitored_marginal', 80, 'monitored', '边缘易致贫户', true),
	('monitored_sudden', 'monitored_sudden', 90, 'monitored', '突发严重困难户', true),
	('dibao_margin', 'dibao_margin', 100, NULL, '低保边缘家庭成员', true),
	('medical_poverty', 'medical_poverty', 110, NULL, '因病致贫重病患者', true),
	('veteran', 'veteran', 120, NULL, '在乡重点优抚对象', true),
	('severe_disability', 'severe_disability', 130, NULL, '重度(一、二级)残疾人员', true),
	('lifted', 'lifted', 140, NULL, '脱贫人口', true);

INSERT INTO @extschema@.medaid_category_name (name, category, rank, treated_as, shipped)
SELECT n.name, c.category, c.rank, c.treated_as, true
FROM (VALUES
	('特困人员', 'tekun'), ('城乡特困人员', 'tekun'), ('特困供养人员', 'tekun'),
	('特困', 'tekun'), ('2304', 'tekun'), ('三无人员', 'tekun'), ('2301', 'tekun'),
	('五保', 'tekun'), ('五保供养对象', 'tekun'), ('2307', 'tekun'),
	('孤儿', 'orphan'), ('城乡孤儿', 'orphan'),
	('事实无人抚养儿童', 'unsupported_child'),
	('儿童福利机构收留抚养儿童', 'institution_child'),
	('低保对象', 'dibao'), ('低保', 'dibao'), ('最低生活保障对象', 'dibao'),
	('城乡低保对象', 'dibao'), ('2303', 'dibao'),
	('返贫致贫人口', 'poverty_returned'), ('返贫致贫', 'poverty_returned'),
	('防止返贫监测对象', 'monitored'), ('农村易返贫致贫人口', 'monitored'),
	('易返贫致贫人口', 'monitored_prone'), ('防止返贫监测帮扶对象', 'monitored'),
	('纳入监测范围的农村易返贫致贫人口', 'monitored'),
	('脱贫不稳定户', 'monitored_unstable'), ('脱贫不稳定人口', 'monitored_unstable'),
	('边缘易致贫户', 'monitored_marginal'), ('边缘易致贫人口', 'monitored_marginal'),
	('突发严重困难户', 'monitored_sudden'), ('突发严重困难人口', 'monitored_sudden'),
	('低保边缘家庭成员', 'dibao_margin'), ('低保边缘', 'dibao_margin'),
	('低保边缘人口', 'dibao_margin'), ('低收入', 'dibao_margin'), ('2305', 'dibao_margin'),
	('因病致贫重病患者', 'medical_poverty'), ('因病致贫', 'medical_poverty'),
	('支出型困难家庭重病患者', 'medical_poverty'), ('2306', 'medical_poverty'),
	('在乡重点优抚对象', 'veteran'), ('重点优抚对象', 'veteran'),
	('重度残疾人员', 'severe_disability'), ('重度残疾', 'severe_disability'),
	('城乡重度（一、二级）残疾人员', 'severe_disability'),
	('脱贫人口', 'lifted'), ('建档立卡', 'lifted'), ('建档立卡脱贫人口', 'lifted'), ('2302', 'lifted')
) AS n (name, category)
JOIN @extschema@.medaid_category_name c ON c.name = n.category;

-- Known, and no category of assistance: 2308 does not tell the grade of the disability.
INSERT INTO @extschema@.medaid_category_name (name, category, rank, label, shipped) VALUES
	('残疾', NULL, 1000, '残疾人员', true), ('2308', NULL, 1000, '残疾人员', true);

-- med_type of the national platform; 99xx are local and not mapped here.
INSERT INTO @extschema@.medaid_service_name (name, service, shipped)
SELECT n.name, n.service, true
FROM (VALUES
	('outpatient', 'outpatient'), ('门诊', 'outpatient'),
	('普通门诊', 'outpatient'), ('11', 'outpatient'), ('门诊挂号', 'outpatient'), ('12', 'outpatient'),
	('急诊', 'outpatient'), ('13', 'outpatient'), ('其他门诊', 'outpatient'), ('91', 'outpatient'),
	('chronic', 'chronic'), ('门诊慢特病', 'chronic'), ('14', 'chronic'),
	('门诊慢性病', 'chronic'), ('门诊大病', 'chronic'),
	('1401', 'chronic'), ('140104', 'chronic'), ('140201', 'chronic'),
	('inpatient', 'inpatient'), ('住院', 'inpatient'),
	('普通住院', 'inpatient'), ('21', 'inpatient'), ('2101', 'inpatient'), ('2102', 'inpatient'),
	('外伤住院', 'inpatient'), ('22', 'inpatient'), ('转外诊治住院', 'inpatient'), ('23', 'inpatient'),
	('急诊转住院', 'inpatient'), ('24', 'inpatient'), ('异地住院', 'inpatient'), ('25', 'inpatient'),
	('单病种住院', 'inpatient'), ('26', 'inpatient'), ('自主就医', 'inpatient'), ('27', 'inpatient'),
	('日间手术', 'inpatient'), ('28', 'inpatient'),
	('special_drug', 'special_drug'), ('门诊特药', 'special_drug'), ('特药', 'special_drug'), ('15', 'special_drug'),
	('none', 'none'), ('定点药店购药', 'none'), ('41', 'none'),
	('生育门诊', 'none'), ('51', 'none'), ('生育住院', 'none'), ('52', 'none'),
	('计划生育手术费', 'none'), ('53', 'none')
) AS n (name, service);
-- 安康市健全重特大疾病医疗保险和救助制度实施办法, 安政办发〔2023〕2号, in force 2023-01-04.

INSERT INTO @extschema@.medaid_regulation (code, first_day, last_day, name, region, document, status, transition_until, article, shipped) VALUES
	-- 过渡期 (四(一)): its end is assumed, the national five years from 2021; not in the text
	('ankang-2023', '2023-01-04', NULL, '安康市健全重特大疾病医疗保险和救助制度实施办法',
	 '陕西省安康市', '安政办发〔2023〕2号', 'in_force', '2026-01-01', '末段', true);

INSERT INTO @extschema@.medaid_rule_category (regulation, first_day, category, label, channel, article, shipped) VALUES
	('ankang-2023', '2023-01-04', 'tekun', '一类: 特困人员', 'direct', '二(一), 五(一)', true),
	('ankang-2023', '2023-01-04', 'orphan', '一类: 孤儿', 'direct', '二(一), 五(一)', true),
	('ankang-2023', '2023-01-04', 'unsupported_child', '一类: 事实无人抚养儿童', 'direct', '二(一), 五(一)', true),
	('ankang-2023', '2023-01-04', 'dibao', '二类: 低保对象', 'direct', '二(一), 五(一)', true),
	('ankang-2023', '2023-01-04', 'dibao_margin', '二类: 低保边缘家庭成员', 'direct', '二(一), 五(一)', true),
	('ankang-2023', '2023-01-04', 'monitored', '二类: 农村易返贫致贫人口', 'direct', '二(一), 五(一)', true),
	('ankang-2023', '2023-01-04', 'medical_poverty', '三类救助对象', 'application', '二(一), 五(一)', true);

INSERT INTO @extschema@.medaid_rule_payer (regulation, first_day, code, services, payers, article, shipped) VALUES
	('ankang-2023', '2023-01-04', 'payers', NULL, '{basic,critical_illness}', '三(四), 四(一)', true);

INSERT INTO @extschema@.medaid_rule_gate (regulation, first_day, code, test, article, shipped) VALUES
	('ankang-2023', '2023-01-04', 'designated', 'designated', '三(一)', true),
	('ankang-2023', '2023-01-04', 'referral', 'referral', '六(二)', true);

INSERT INTO @extschema@.medaid_rule_identity (regulation, first_day, code, rule, services, categories, article, shipped) VALUES
	('ankang-2023', '2023-01-04', 'stay', 'stay_overlap', '{inpatient}', NULL, '五(二)', true),
	('ankang-2023', '2023-01-04', 'once', 'per_claim', NULL, '{medical_poverty}', '二(二)', true);

-- What a refusal rests on; an identity gained or lost during a stay: identity rule stay.
INSERT INTO @extschema@.medaid_rule_refusal (regulation, first_day, code, reasons, article, shipped) VALUES
	('ankang-2023', '2023-01-04', 'persons', '{no_category,category_not_eligible}', '二(一)', true),
	('ankang-2023', '2023-01-04', 'identity', '{identity_ended,not_yet_recognised}', '二(一), 二(二)', true),
	('ankang-2023', '2023-01-04', 'costs', '{service_not_covered}', '三(一)', true),
	('ankang-2023', '2023-01-04', 'within-bill', '{already_paid}', '一, 三(四)', true);

-- From 100,000 of the year's burden on the limit is 50,000, but for 一类 (三(四));
-- both are the year's, so that earlier claims are caught up.
INSERT INTO @extschema@.medaid_rule_benefit (regulation, first_day, code, precedence, label, services, category, deductible, rate, cap, cap_from_burden, cap_above, catch_up, pool, article, shipped)
SELECT 'ankang-2023', '2023-01-04', s.service || '-' || c.category, s.precedence + c.precedence, s.label, ARRAY[s.service], c.category,
	-- 各类救助对象门诊费用不设起付线
	CASE WHEN s.service = 'inpatient' THEN c.deductible ELSE 0 END,
	c.rate, c.cap,
	CASE WHEN c.cap < 'Infinity' THEN 100000 END, CASE WHEN c.cap < 'Infinity' THEN 50000 END, c.cap < 'Infinity',
	'ankang-main', '三(三), 三(四)', true
FROM (VALUES ('inpatient', 100, '住院救助'), ('chronic', 200, '门诊救助'), ('special_drug', 300, '门诊救助')) AS s (service, precedence, label),
	(VALUES
		('tekun', 1, 0, 1.0, 'Infinity'::numeric),
		('orphan', 2, 0, 1.0, 'Infinity'),
		('unsupported_child', 3, 0, 1.0, 'Infinity'),
		('dibao', 4, 0, 0.7, 40000),
		('dibao_margin', 5, 2000, 0.6, 30000),
		('monitored', 6, 2000, 0.6, 30000),
		('medical_poverty', 7, 5000, 0.5, 30000)) AS c (category, precedence, deductible, rate, cap);

-- 倾斜救助 on application; the text gives neither threshold nor rate.
INSERT INTO @extschema@.medaid_rule_tilt (regulation, first_day, code, label, services, categories, within, compliant_referral, on_application,
	threshold, rate, cap, pool, article, shipped) VALUES
	('ankang-2023', '2023-01-04', 'tilt', '倾斜救助', '{inpatient,chronic,special_drug}',
	 '{tekun,orphan,unsupported_child,dibao,dibao_margin,monitored,medical_poverty}', 'province', true, true,
	 NULL, NULL, 'Infinity', 'ankang-tilted', '四(二)', true);

INSERT INTO @extschema@.medaid_rule_note (regulation, first_day, code, categories, text, article, shipped) VALUES
	('ankang-2023', '2023-01-04', 'support-fund', '{tekun}',
	 '按三重制度支付后仍有不足的, 由特困人员救助供养经费在控费标准以内支持 (support fund for the destitute may carry the rest)', '四(二)', true);

-- 大病保险: deductible, rates and cap are not in the text; the tilt is, 过渡期内.
INSERT INTO @extschema@.medaid_rule_critical_illness (regulation, first_day, code, label, services, insurance, deductible, cap, pool, article, shipped) VALUES
	('ankang-2023', '2023-01-04', 'critical-illness', '大病保险', '{inpatient,chronic,special_drug}', 'resident', NULL, NULL, 'ankang-critical-illness', '四(一)', true),
	('ankang-2023', '2023-01-04', 'critical-illness-employee', '职工大额医疗补助', '{inpatient,chronic,special_drug}', 'employee', NULL, NULL, 'ankang-critical-illness-employee', '四(一)', true);
INSERT INTO @extschema@.medaid_rule_critical_illness_band (regulation, first_day, code, schedule, cost_from, rate, article, shipped) VALUES
	('ankang-2023', '2023-01-04', 'critical-illness-1', 'critical-illness', 0, NULL, '四(一)', true),
	('ankang-2023', '2023-01-04', 'critical-illness-employee-1', 'critical-illness-employee', 0, NULL, '四(一)', true);
INSERT INTO @extschema@.medaid_rule_critical_illness_tilt (regulation, first_day, code, schedule, categories, insurance, deductible_share, rate_added, no_cap, in_transition, article, shipped) VALUES
	('ankang-2023', '2023-01-04', 'critical-illness-tilt', NULL, '{tekun,dibao,poverty_returned}', NULL, 0.5, 0.05, true, true, '四(一)', true);

-- 定额 by the province: not in the text.
INSERT INTO @extschema@.medaid_rule_premium (regulation, first_day, code, label, category, rate, amount, recognition, standard_area, article, shipped)
SELECT 'ankang-2023', '2023-01-04', 'premium-' || p.category, '参保资助', p.category, p.rate, p.amount, 'next_year', '安康市', '三(二)', true
FROM (VALUES ('tekun', 1, 0), ('orphan', 1, 0), ('unsupported_child', 1, 0), ('dibao', 0, NULL), ('monitored', 0, NULL)) AS p (category, rate, amount);

-- 合理确定监测标准: the text names no line.
INSERT INTO @extschema@.medaid_rule_monitor (regulation, first_day, code, label, categories, basis, line, informed, article, shipped) VALUES
	('ankang-2023', '2023-01-04', 'monitor', '重点监测对象', '{dibao_margin,monitored}', 'after_insurance', NULL, '{有关部门}', '四(三)', true);

INSERT INTO @extschema@.medaid_rule_deposit (regulation, first_day, code, categories, within, article, shipped) VALUES
	('ankang-2023', '2023-01-04', 'deposit', '{dibao,tekun,orphan,unsupported_child}', 'city', '六(二)', true);

INSERT INTO @extschema@.medaid_rule_recognition (regulation, first_day, code, category, line_area, line_indicator, line_share, assets, article, shipped) VALUES
	('ankang-2023', '2023-01-04', 'recognition', 'medical_poverty', '安康市', 'min_living', 1.5, true, '二(一)', true);
-- 垫江县健全重特大疾病医疗保险和救助制度实施细则 (征求意见稿) 解读: a draft; 2023-01-01 assumed.

INSERT INTO @extschema@.medaid_regulation (code, first_day, last_day, name, region, document, status, transition_until, article, shipped) VALUES
	('dianjiang-2023', '2023-01-01', NULL, '垫江县健全重特大疾病医疗保险和救助制度实施细则（征求意见稿）',
	 '重庆市垫江县', NULL, 'draft', NULL, NULL, true);

INSERT INTO @extschema@.medaid_rule_category (regulation, first_day, category, label, channel, article, shipped) VALUES
	('dianjiang-2023', '2023-01-01', 'tekun', '第一类: 特困人员', 'direct', '三(一), 三(七)', true),
	('dianjiang-2023', '2023-01-01', 'dibao', '第二类: 低保对象', 'direct', '三(一), 三(七)', true),
	('dianjiang-2023', '2023-01-01', 'orphan', '第二类: 城乡孤儿', 'direct', '三(一), 三(七)', true),
	('dianjiang-2023', '2023-01-01', 'unsupported_child', '第二类: 事实无人抚养儿童', 'direct', '三(一), 三(七)', true),
	('dianjiang-2023', '2023-01-01', 'poverty_returned', '第三类: 返贫致贫人口', 'direct', '三(一), 三(七)', true),
	('dianjiang-2023', '2023-01-01', 'veteran', '第四类: 在乡重点优抚对象 (不含1-6级残疾军人)', 'direct', '三(一), 三(七)', true),
	('dianjiang-2023', '2023-01-01', 'severe_disability', '第五类: 重度(一、二级)残疾人员', 'direct', '三(一), 三(七)', true),
	('dianjiang-2023', '2023-01-01', 'medical_poverty', '第五类: 因病致贫重病患者', 'direct', '三(一), 三(七)', true),
	('dianjiang-2023', '2023-01-01', 'dibao_margin', '第六类: 低保边缘家庭成员', 'direct', '三(一), 三(七)', true),
	('dianjiang-2023', '2023-01-01', 'monitored', '第六类: 农村易返贫致贫人口', 'direct', '三(一), 三(七)', true);

INSERT INTO @extschema@.medaid_rule_payer (regulation, first_day, code, services, payers, article, shipped) VALUES
	('dianjiang-2023', '2023-01-01', 'payers', '{inpatient,chronic,special_drug}', '{basic,critical_illness}', '三(四)3 二是', true),
	('dianjiang-2023', '2023-01-01', 'payers-outpatient', '{outpatient}', '{basic}', '三(四)3 一是', true);

INSERT INTO @extschema@.medaid_rule_gate (regulation, first_day, code, test, article, shipped) VALUES
	('dianjiang-2023', '2023-01-01', 'designated', 'designated', '三(四)3 二是', true);

-- What a refusal rests on; the text names no day in force.
INSERT INTO @extschema@.medaid_rule_refusal (regulation, first_day, code, reasons, article, shipped) VALUES
	('dianjiang-2023', '2023-01-01', 'persons', '{no_category,category_not_eligible}', '三(一)', true),
	('dianjiang-2023', '2023-01-01', 'identity', '{identity_ended,not_yet_recognised}', '三(一), 三(二)', true),
	('dianjiang-2023', '2023-01-01', 'costs', '{service_not_covered}', '三(四)3', true),
	('dianjiang-2023', '2023-01-01', 'within-bill', '{already_paid}', '三(四)3', true);

-- Major disease first, then large, then ordinary. The text leaves their rates
-- and deductibles out; one number sets major inpatient, major outpatient and large.
INSERT INTO @extschema@.medaid_rule_benefit (regulation, first_day, code, precedence, label, services, category, major_disease,
	in_scope_over, min_hospital_level, deductible, rate, rate_of, cap, pool, article, shipped)
SELECT 'dianjiang-2023', '2023-01-01', k.kind || '-' || c.category, k.precedence + c.precedence, k.label, k.services, c.category, k.major_disease,
	k.in_scope_over, k.min_hospital_level, 0, NULL, CASE WHEN k.kind = 'large' THEN 'major-' || c.category END,
	k.cap, k.pool, k.article, true
FROM (VALUES
	('major', 100, '重特大疾病救助', '{inpatient,chronic,special_drug}'::text[], true, NULL::numeric, NULL::integer, 100000, 'dianjiang-major', '三(四)3 二是, 五是'),
	('large', 200, '大额救助', '{inpatient}', NULL, 30000, 2, 60000, 'dianjiang-large', '三(四)3 三是, 五是'),
	('inpatient', 300, '普通疾病住院救助', '{inpatient}', NULL, NULL, NULL, 6000, 'dianjiang-inpatient', '三(四)3 二是, 五是')
	) AS k (kind, precedence, label, services, major_disease, in_scope_over, min_hospital_level, cap, pool, article),
	(VALUES ('tekun', 1), ('dibao', 2), ('orphan', 3), ('unsupported_child', 4), ('poverty_returned', 5), ('veteran', 6),
		('severe_disability', 7), ('medical_poverty', 8), ('dibao_margin', 9), ('monitored', 10)) AS c (category, precedence);

-- The ordinary outpatient rule, after basic insurance only; chronic and
-- special drugs come here without a major disease.
INSERT INTO @extschema@.medaid_rule_benefit (regulation, first_day, code, precedence, label, services, category, maintenance, min_age,
	payers, deductible, rate, cap, pool, article, shipped)
SELECT 'dianjiang-2023', '2023-01-01', o.code, 400 + o.precedence, '普通疾病门诊救助', '{outpatient,chronic,special_drug}', o.category, o.maintenance, o.min_age,
	'{basic}', 0, o.rate, o.cap, 'dianjiang-outpatient', '三(四)3 一是', true
FROM (VALUES
	('outpatient-tekun', 1, 'tekun', NULL::boolean, NULL::integer, 1.0, 400),
	('outpatient-dibao-maintenance', 2, 'dibao', true, NULL, 1.0, 400),
	('outpatient-dibao-80', 3, 'dibao', NULL, 80, 1.0, 400),
	('outpatient-dibao', 4, 'dibao', NULL, NULL, 0.6, 300),
	('outpatient-orphan', 5, 'orphan', NULL, NULL, 0.6, 300),
	('outpatient-unsupported_child', 6, 'unsupported_child', NULL, NULL, 0.6, 300),
	('outpatient-veteran', 7, 'veteran', NULL, NULL, 0.6, 300)) AS o (code, precedence, category, maintenance, min_age, rate, cap);

INSERT INTO @extschema@.medaid_rule_note (regulation, first_day, code, within, compliant_referral, in_scope_left, text, article, shipped) VALUES
	('dianjiang-2023', '2023-01-01', 'temporary-aid', 'city', true, true,
	 '规范转诊且在市内就医, 负担仍然较重的, 由救助对象认定部门给予临时救助 (temporary aid by the recognising department)', '三(四)3 四是', true);

-- The text says 26 and names 27.
INSERT INTO @extschema@.medaid_rule_disease (regulation, first_day, name, article, shipped)
SELECT 'dianjiang-2023', '2023-01-01', name, '三(五)', true
FROM unnest(ARRAY['肺癌', '食道癌', '胃癌', '结肠癌', '直肠癌', '乳腺癌', '宫颈癌', '严重多器官衰竭（心、肝、肺、脑、肾）',
	'再生障碍性贫血', '终末期肾病（尿毒症）', '耐多药肺结核', '艾滋病机会性感染', '重性精神病', '血友病',
	'肝肾移植前透析和手术后抗排异治疗', '慢性粒细胞白血病', '急性心肌梗塞', '脑梗死', '重症甲型H1N1', '1型糖尿病',
	'甲亢', '唇腭裂', '地中海贫血', '白血病', '精神分裂症', '躁狂症', '焦虑症']) AS name;

-- 大病保险: deductible, rates and cap are not in the text; the tilt is.
INSERT INTO @extschema@.medaid_rule_critical_illness (regulation, first_day, code, label, services, insurance, deductible, cap, pool, article, shipped) VALUES
	('dianjiang-2023', '2023-01-01', 'critical-illness', '大病保险', '{inpatient,chronic,special_drug}', 'resident', NULL, NULL, 'dianjiang-critical-illness', '三(四)2', true),
	('dianjiang-2023', '2023-01-01', 'critical-illness-employee', '职工大额医疗补助', '{inpatient,chronic,special_drug}', 'employee', NULL, NULL, 'dianjiang-critical-illness-employee', '三(四)2', true);
INSERT INTO @extschema@.medaid_rule_critical_illness_band (regulation, first_day, code, schedule, cost_from, rate, article, shipped) VALUES
	('dianjiang-2023', '2023-01-01', 'critical-illness-1', 'critical-illness', 0, NULL, '三(四)2', true),
	('dianjiang-2023', '2023-01-01', 'critical-illness-employee-1', 'critical-illness-employee', 0, NULL, '三(四)2', true);
INSERT INTO @extschema@.medaid_rule_critical_illness_tilt (regulation, first_day, code, schedule, categories, insurance, deductible_share, rate_added, no_cap, in_transition, article, shipped) VALUES
	('dianjiang-2023', '2023-01-01', 'critical-illness-tilt', NULL, '{tekun,dibao,poverty_returned}', NULL, 0.5, 0.05, true, false, '三(四)2', true);

-- 分类资助, but the text names no amounts.
INSERT INTO @extschema@.medaid_rule_premium (regulation, first_day, code, label, category, rate, article, shipped)
SELECT 'dianjiang-2023', '2023-01-01', 'premium-' || category, '资助参保', category, NULL, '三(三)', true
FROM unnest('{tekun,dibao,orphan,unsupported_child,poverty_returned,veteran,severe_disability,medical_poverty,dibao_margin,monitored}'::text[]) AS category;

-- 负担仍然较重: the text names no line.
INSERT INTO @extschema@.medaid_rule_monitor (regulation, first_day, code, label, categories, basis, line, informed, article, shipped) VALUES
	('dianjiang-2023', '2023-01-01', 'monitor', '重点监测对象', '{tekun,dibao,dibao_margin,monitored}', 'after_insurance', NULL,
	 '{民政部门,卫生健康部门,乡村振兴部门}', '三(六)一是', true);

-- 风险未消除的监测对象: the monitored, while they are held.
INSERT INTO @extschema@.medaid_rule_deposit (regulation, first_day, code, categories, within, article, shipped) VALUES
	('dianjiang-2023', '2023-01-01', 'deposit', '{tekun,dibao,monitored,poverty_returned}', 'county', '三(七)二是', true);
-- 攀枝花市健全重特大疾病医疗保险和救助制度实施细则, in force 2023-02-01 for five years (第三十三条).

INSERT INTO @extschema@.medaid_regulation (code, first_day, last_day, name, region, document, status, transition_until, article, shipped) VALUES
	('panzhihua-2023', '2023-02-01', '2028-01-31', '攀枝花市健全重特大疾病医疗保险和救助制度实施细则',
	 '四川省攀枝花市', NULL, 'in_force', NULL, '第三十三条', true);

INSERT INTO @extschema@.medaid_rule_category (regulation, first_day, category, channel, article, shipped)
SELECT 'panzhihua-2023', '2023-02-01', category, 'direct', '第四条, 第二十七条', true
FROM unnest('{tekun,orphan,dibao,dibao_margin,monitored,medical_poverty}'::text[]) AS category;

INSERT INTO @extschema@.medaid_rule_payer (regulation, first_day, code, services, payers, article, shipped) VALUES
	-- 等 takes supplementary insurance in; 第三十条 puts inclusive insurance before assistance
	('panzhihua-2023', '2023-02-01', 'payers', '{inpatient,chronic,special_drug}',
	 '{basic,critical_illness,supplementary,inclusive}', '第十二条, 第三十条', true),
	('panzhihua-2023', '2023-02-01', 'payers-outpatient', '{outpatient}', '{basic}', '第九条, 第十条', true);

INSERT INTO @extschema@.medaid_rule_gate (regulation, first_day, code, test, services, beyond, article, shipped) VALUES
	('panzhihua-2023', '2023-02-01', 'designated', 'designated', NULL, NULL, '第九条, 第十条, 第十二条', true),
	('panzhihua-2023', '2023-02-01', 'referral', 'referral', NULL, NULL, '第十七条', true),
	('panzhihua-2023', '2023-02-01', 'place', 'place', '{inpatient,chronic}', 'city', '第十二条, 第十七条', true);

INSERT INTO @extschema@.medaid_rule_identity (regulation, first_day, code, rule, article, shipped) VALUES
	('panzhihua-2023', '2023-02-01', 'retroactive', 'same_year', '第十九条', true);

-- What a refusal rests on; a late identity: identity rule retroactive.
INSERT INTO @extschema@.medaid_rule_refusal (regulation, first_day, code, reasons, article, shipped) VALUES
	('panzhihua-2023', '2023-02-01', 'persons', '{no_category,category_not_eligible}', '第四条', true),
	('panzhihua-2023', '2023-02-01', 'costs', '{service_not_covered}', '第九条, 第十条, 第十二条', true);
-- 避免过度保障: aid is for what 个人负担 is left of the bill.
INSERT INTO @extschema@.medaid_rule_refusal (regulation, first_day, code, reasons, services, article, shipped) VALUES
	('panzhihua-2023', '2023-02-01', 'within-bill', '{already_paid}', '{inpatient,chronic}', '第二条, 第十二条', true),
	('panzhihua-2023', '2023-02-01', 'within-bill-outpatient', '{already_paid}', '{outpatient}', '第二条, 第九条, 第十条', true);

INSERT INTO @extschema@.medaid_rule_benefit (regulation, first_day, code, precedence, label, services, category, deductible, rate, cap, pool, article, shipped) VALUES
	('panzhihua-2023', '2023-02-01', 'outpatient-tekun', 10, '普通门诊救助', '{outpatient}', 'tekun', 0, 1, 'Infinity', 'panzhihua-outpatient', '第九条', true),
	('panzhihua-2023', '2023-02-01', 'outpatient-orphan', 20, '普通门诊救助', '{outpatient}', 'orphan', 0, 1, 'Infinity', 'panzhihua-outpatient', '第九条', true),
	('panzhihua-2023', '2023-02-01', 'outpatient-dibao', 30, '普通门诊救助', '{outpatient}', 'dibao', 0, 0.7, 800, 'panzhihua-outpatient', '第十条', true);

-- 住院 and 门诊慢特病 share deductible and limit (第十一条).
INSERT INTO @extschema@.medaid_rule_benefit (regulation, first_day, code, precedence, label, services, category, deductible,
	deductible_area, deductible_indicator, deductible_share, rate, cap, pool, article, shipped)
SELECT 'panzhihua-2023', '2023-02-01', s.service || '-' || c.category, s.precedence + c.precedence, s.label, ARRAY[s.service], c.category,
	CASE WHEN c.share IS NULL THEN 0 END,
	CASE WHEN c.share IS NOT NULL THEN '攀枝花市' END, CASE WHEN c.share IS NOT NULL THEN 'income' END, c.share,
	c.rate, c.cap, 'panzhihua-main', '第十二条', true
FROM (VALUES ('inpatient', 100, '住院救助'), ('chronic', 200, '门诊慢特病救助')) AS s (service, precedence, label),
	(VALUES
		('tekun', 1, NULL, 1.0, 'Infinity'::numeric),
		('orphan', 2, NULL, 1.0, 'Infinity'),
		('dibao', 3, NULL, 0.7, 70000),
		('monitored', 4, 0.05, 0.65, 70000),
		('dibao_margin', 5, 0.10, 0.5, 70000),
		('medical_poverty', 6, 0.25, 0.5, 70000)) AS c (category, precedence, share, rate, cap);

INSERT INTO @extschema@.medaid_rule_tilt (regulation, first_day, code, label, services, categories, within, compliant_referral,
	threshold_area, threshold_indicator, threshold_share, rate, cap, pool, article, shipped) VALUES
	('panzhihua-2023', '2023-02-01', 'tilt', '倾斜救助', '{inpatient,chronic}',
	 '{tekun,orphan,dibao,dibao_margin,monitored,medical_poverty}', 'province', true,
	 '攀枝花市', 'monitor_income', 1, 0.5, 20000, 'panzhihua-tilted', '第十三条', true);

-- 大病保险: deductible, rates and cap are not in the text; the tilt is.
INSERT INTO @extschema@.medaid_rule_critical_illness (regulation, first_day, code, label, services, insurance, deductible, cap, pool, article, shipped) VALUES
	('panzhihua-2023', '2023-02-01', 'critical-illness', '大病保险', '{inpatient,chronic,special_drug}', 'resident', NULL, NULL, 'panzhihua-critical-illness', '第八条', true),
	('panzhihua-2023', '2023-02-01', 'critical-illness-employee', '职工大额医疗补助', '{inpatient,chronic,special_drug}', 'employee', NULL, NULL, 'panzhihua-critical-illness-employee', '第八条', true);
INSERT INTO @extschema@.medaid_rule_critical_illness_band (regulation, first_day, code, schedule, cost_from, rate, article, shipped) VALUES
	('panzhihua-2023', '2023-02-01', 'critical-illness-1', 'critical-illness', 0, NULL, '第八条', true),
	('panzhihua-2023', '2023-02-01', 'critical-illness-employee-1', 'critical-illness-employee', 0, NULL, '第八条', true);
INSERT INTO @extschema@.medaid_rule_critical_illness_tilt (regulation, first_day, code, schedule, categories, insurance, deductible_share, rate_added, no_cap, in_transition, article, shipped) VALUES
	('panzhihua-2023', '2023-02-01', 'critical-illness-tilt', NULL, '{tekun,orphan,dibao}', NULL, 0.5, 0.05, false, false, '第八条', true);

INSERT INTO @extschema@.medaid_rule_premium (regulation, first_day, code, label, category, rate, standard_area, article, shipped)
SELECT 'panzhihua-2023', '2023-02-01', 'premium-' || category, '资助参保', category, rate, '攀枝花市', '第六条', true
FROM (VALUES ('tekun', 1.0), ('orphan', 1.0), ('dibao', 0.75), ('monitored', 0.75)) AS p (category, rate);

-- 基本医保参保对象: residents and employees, not who is insured nowhere.
INSERT INTO @extschema@.medaid_rule_monitor (regulation, first_day, code, precedence, label, insurance, basis, line_area, line_indicator, line_share, informed, article, shipped) VALUES
	('panzhihua-2023', '2023-02-01', 'monitor', 10, '基本医保参保对象', 'resident', 'patient_pays', '攀枝花市', 'income', 0.5, '{民政部门,乡村振兴部门}', '第十八条', true),
	('panzhihua-2023', '2023-02-01', 'monitor-employee', 20, '基本医保参保对象', 'employee', 'patient_pays', '攀枝花市', 'income', 0.5, '{民政部门,乡村振兴部门}', '第十八条', true);

INSERT INTO @extschema@.medaid_rule_deposit (regulation, first_day, code, categories, within, article, shipped) VALUES
	('panzhihua-2023', '2023-02-01', 'deposit', '{tekun,orphan,dibao}', 'city', '第十六条', true);
-- 平顺县健全重特大疾病医疗保险和救助制度的实施细则, issued 2023-01-07, in force five years (第四十八条).

INSERT INTO @extschema@.medaid_regulation (code, first_day, last_day, name, region, document, status, transition_until, article, shipped) VALUES
	-- 过渡期 (第八条): its end is assumed, the national five years from 2021; not in the text
	('pingshun-2023', '2023-01-07', '2028-01-06', '平顺县健全重特大疾病医疗保险和救助制度的实施细则',
	 '山西省长治市平顺县', NULL, 'in_force', '2026-01-01', '第四十八条', true);

INSERT INTO @extschema@.medaid_rule_category (regulation, first_day, category, label, treated_as, channel, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'tekun', NULL, NULL, 'direct', '第十条(一), 第十七条', true),
	-- 包括孤儿、事实无人抚养儿童、儿童福利机构收留抚养儿童, 统一简称"特困人员"
	('pingshun-2023', '2023-01-07', 'orphan', NULL, 'tekun', 'direct', '第十条(一), 第十七条', true),
	('pingshun-2023', '2023-01-07', 'unsupported_child', NULL, 'tekun', 'direct', '第十条(一), 第十七条', true),
	('pingshun-2023', '2023-01-07', 'institution_child', NULL, 'tekun', 'direct', '第十条(一), 第十七条', true),
	('pingshun-2023', '2023-01-07', 'dibao', NULL, NULL, 'direct', '第十条(一), 第十七条', true),
	('pingshun-2023', '2023-01-07', 'poverty_returned', NULL, NULL, 'direct', '第十条(二), 第十七条', true),
	('pingshun-2023', '2023-01-07', 'monitored', NULL, NULL, 'direct', '第十条(二), 第十七条', true),
	-- 包括脱贫不稳定户、边缘易致贫户: 突发严重困难人口 stand beside them
	('pingshun-2023', '2023-01-07', 'monitored_prone', '易返贫致贫人口', NULL, 'direct', '第十条(二), 第十七条', true),
	('pingshun-2023', '2023-01-07', 'monitored_unstable', '脱贫不稳定人口', NULL, 'direct', '第十条(二), 第十七条', true),
	('pingshun-2023', '2023-01-07', 'monitored_marginal', '边缘易致贫人口', NULL, 'direct', '第十条(二), 第十七条', true),
	('pingshun-2023', '2023-01-07', 'monitored_sudden', '突发严重困难人口', NULL, 'direct', '第十条(二), 第十七条', true),
	('pingshun-2023', '2023-01-07', 'dibao_margin', NULL, NULL, 'application', '第十条(一), 第十七条', true),
	('pingshun-2023', '2023-01-07', 'medical_poverty', NULL, NULL, 'application', '第十条(一), 第十七条', true);

INSERT INTO @extschema@.medaid_rule_payer (regulation, first_day, code, services, payers, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'payers-inpatient', '{inpatient}',
	 '{basic,critical_illness,supplementary,inclusive,commercial,mutual_aid}', '第十四条', true),
	('pingshun-2023', '2023-01-07', 'payers-outpatient', '{chronic,special_drug,outpatient}',
	 '{basic,critical_illness}', '第十五条, 第十六条', true);

INSERT INTO @extschema@.medaid_rule_gate (regulation, first_day, code, test, beyond, days, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'designated', 'designated', NULL, NULL, '第十一条(一)', true),
	('pingshun-2023', '2023-01-07', 'referral', 'referral', 'city', NULL, '第十八条', true),
	('pingshun-2023', '2023-01-07', 'deadline', 'deadline', NULL, 180, '第三十九条', true),
	-- insured outside the county: by application, unless assisted or subsidised there
	('pingshun-2023', '2023-01-07', 'assisted-elsewhere', 'assisted_elsewhere', NULL, NULL, '第十九条', true);

INSERT INTO @extschema@.medaid_rule_identity (regulation, first_day, code, rule, services, categories, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'stay', 'stay_admission', '{inpatient}', NULL, '第三十五条', true),
	('pingshun-2023', '2023-01-07', 'transition', 'before_transition', NULL, '{poverty_returned,monitored}', '第十条(二)', true);

-- What a refusal rests on; an identity gained or lost during a stay: identity rule stay.
INSERT INTO @extschema@.medaid_rule_refusal (regulation, first_day, code, reasons, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'persons', '{no_category,category_not_eligible,identity_ended,not_yet_recognised}', '第十条', true),
	('pingshun-2023', '2023-01-07', 'costs', '{service_not_covered}', '第十一条(一)', true);
-- 避免过度保障: aid is for what 个人负担 is left of the bill.
INSERT INTO @extschema@.medaid_rule_refusal (regulation, first_day, code, reasons, services, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'within-bill', '{already_paid}', '{inpatient}', '第二条, 第十四条', true),
	('pingshun-2023', '2023-01-07', 'within-bill-chronic', '{already_paid}', '{chronic}', '第二条, 第十五条', true),
	('pingshun-2023', '2023-01-07', 'within-bill-drug', '{already_paid}', '{special_drug}', '第二条, 第十六条', true);

INSERT INTO @extschema@.medaid_rule_benefit (regulation, first_day, code, precedence, label, services, category, deductible,
	deductible_area, deductible_indicator, deductible_share, rate, cap, pool, article, shipped)
SELECT 'pingshun-2023', '2023-01-07', 'inpatient-' || c.category, 100 + c.precedence, '住院救助', '{inpatient}', c.category,
	CASE WHEN c.share IS NULL THEN 0 END,
	CASE WHEN c.share IS NOT NULL THEN '山西省' END, CASE WHEN c.share IS NOT NULL THEN 'income' END, c.share,
	c.rate, c.cap, 'pingshun-main', c.article, true
FROM (VALUES
	('tekun', 1, NULL, 1.0, 'Infinity'::numeric, '第十四条(一)'),
	('dibao', 2, NULL, 0.7, 60000, '第十四条(二)'),
	('poverty_returned', 3, NULL, 0.7, 'Infinity', '第十四条(三)'),
	('monitored', 4, 0.10, 0.7, 60000, '第十四条(四)'),
	('dibao_margin', 5, 0.10, 0.6, 40000, '第十四条(五)'),
	('medical_poverty', 6, 0.25, 0.6, 40000, '第十四条(六)')) AS c (category, precedence, share, rate, cap, article);

-- 门诊救助, 特药救助 and 住院救助 share one yearly limit (第十八条).
INSERT INTO @extschema@.medaid_rule_benefit (regulation, first_day, code, precedence, label, services, category, deductible, rate, cap, pool, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'chronic-tekun', 201, '门诊救助', '{chronic}', 'tekun', 0, 0.6, 'Infinity', 'pingshun-main', '第十五条(一)', true),
	('pingshun-2023', '2023-01-07', 'chronic-dibao', 202, '门诊救助', '{chronic}', 'dibao', 0, 0.3, 60000, 'pingshun-main', '第十五条(二)', true),
	('pingshun-2023', '2023-01-07', 'chronic-poverty_returned', 203, '门诊救助', '{chronic}', 'poverty_returned', 0, 0.3, 'Infinity', 'pingshun-main', '第十五条(二)', true),
	('pingshun-2023', '2023-01-07', 'special_drug-tekun', 301, '特药救助', '{special_drug}', 'tekun', 0, 0.2, 'Infinity', 'pingshun-main', '第十六条(一)', true),
	('pingshun-2023', '2023-01-07', 'special_drug-dibao', 302, '特药救助', '{special_drug}', 'dibao', 0, 0.1, 60000, 'pingshun-main', '第十六条(二)', true),
	('pingshun-2023', '2023-01-07', 'special_drug-poverty_returned', 303, '特药救助', '{special_drug}', 'poverty_returned', 0, 0.1, 'Infinity', 'pingshun-main', '第十六条(二)', true);

INSERT INTO @extschema@.medaid_rule_top_up (regulation, first_day, code, label, services, category, within, rate, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'top-up-poverty_returned', '综合支付比例救助到90%', '{inpatient}', 'poverty_returned', 'province', 0.9, '第十四条(三)', true);

INSERT INTO @extschema@.medaid_rule_tilt (regulation, first_day, code, label, services, categories, within, compliant_referral, payers,
	threshold_area, threshold_indicator, threshold_share, rate, cap, pool, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'tilt', '倾斜救助', '{inpatient,chronic,special_drug}',
	 '{tekun,dibao,poverty_returned,monitored,dibao_margin,medical_poverty}', 'province', true,
	 '{basic,critical_illness,supplementary,inclusive,commercial,mutual_aid}',
	 '山西省', 'income', 0.5, 0.7, 30000, 'pingshun-tilted', '第二十条', true);

INSERT INTO @extschema@.medaid_rule_off_catalog (regulation, first_day, code, label, services, categories, within,
	control_class_1, control_class_2, control_class_3, aid_categories, aid_rate, aid_in_transition, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'off-catalog', '目录外控费比例', '{inpatient}', '{tekun,dibao,poverty_returned}', 'province',
	 0.30, 0.20, 0.15, '{poverty_returned}', 0.85, true, '第二十一条', true);

INSERT INTO @extschema@.medaid_rule_payment (regulation, first_day, code, services, chronic_classes, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'year-end', '{chronic}', '{2,3}', '第十五条', true);

-- 大病保险: deductible, rates and cap are not in the text; the tilt is, for
-- 城乡居民大病保险 alone.
INSERT INTO @extschema@.medaid_rule_critical_illness (regulation, first_day, code, label, services, insurance, deductible, cap, pool, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'critical-illness', '大病保险', '{inpatient,chronic,special_drug}', 'resident', NULL, NULL, 'pingshun-critical-illness', '第六条', true),
	('pingshun-2023', '2023-01-07', 'critical-illness-employee', '职工大额医疗补助', '{inpatient,chronic,special_drug}', 'employee', NULL, NULL, 'pingshun-critical-illness-employee', '第十四条', true);
INSERT INTO @extschema@.medaid_rule_critical_illness_band (regulation, first_day, code, schedule, cost_from, rate, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'critical-illness-1', 'critical-illness', 0, NULL, '第六条', true),
	('pingshun-2023', '2023-01-07', 'critical-illness-employee-1', 'critical-illness-employee', 0, NULL, '第十四条', true);
INSERT INTO @extschema@.medaid_rule_critical_illness_tilt (regulation, first_day, code, schedule, categories, insurance, deductible_share, rate_added, no_cap, in_transition, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'critical-illness-tilt', 'critical-illness', '{tekun,dibao,poverty_returned}', 'resident', 0.5, 0.05, true, false, '第六条', true);

-- 低于280元按280元资助; the two kinds of 易返贫致贫人口 get 280, 突发严重困难人口
-- are not named: 监测 alone does not tell.  Zeros: assisted, not subsidised, but
-- entitled by 第三十四条 like the others.
INSERT INTO @extschema@.medaid_rule_premium (regulation, first_day, code, label, category, rate, amount, kinds_only, recognition, standard_area, article, shipped)
SELECT 'pingshun-2023', '2023-01-07', 'premium-' || p.category, '资助参保', p.category, p.rate, p.amount, p.category = 'monitored', 'windows', '山西省',
	p.article || ', 第三十三条, 第三十四条', true
FROM (VALUES
	('tekun', 1.0, 0, '第十三条(一)'),
	('dibao', 0.8, 280, '第十三条(二)'),
	('poverty_returned', 0.9, 0, '第十三条(三)'),
	('monitored_prone', 0, 280, '第十三条(四)'),
	('monitored_unstable', 0, 280, '第十三条(四)'),
	('monitored_marginal', 0, 280, '第十三条(四)'),
	('monitored_sudden', 0, 0, '第十三条'),
	('dibao_margin', 0, 0, '第十三条'),
	('medical_poverty', 0, 0, '第十三条'),
	('monitored', 0, 0, '第十三条(四)')) AS p (category, rate, amount, article);

-- 重点监测对象: 救助对象和脱贫人口.
INSERT INTO @extschema@.medaid_rule_monitor (regulation, first_day, code, precedence, label, categories, insurance, basis, line, informed, push_day, answer_days, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'monitor-key', 10, '重点监测对象', '{tekun,dibao,poverty_returned,monitored,dibao_margin,medical_poverty,lifted}', NULL,
	 'patient_pays', 6000, '{民政部门,卫体部门,乡村振兴部门}', 10, 5, '第二十九条, 第三十条, 第三十一条', true),
	('pingshun-2023', '2023-01-07', 'monitor-other', 20, '其他监测对象', NULL, 'resident',
	 'patient_pays', 20000, '{民政部门,卫体部门,乡村振兴部门}', 10, 5, '第二十九条, 第三十条, 第三十一条', true);

-- 名单 and 信息: who gives what to whom, and until when.
INSERT INTO @extschema@.medaid_rule_deadline (regulation, first_day, code, label, occasion, phase, month, days, working, given_by, given_to, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'list-before', '集中缴费期开始前的救助对象名单', 'year', 'before', 8, NULL, false,
	 '{县民政部门,县乡村振兴部门}', '{县医保经办机构}', '第三十三条(一)', true),
	('pingshun-2023', '2023-01-07', 'list-during', '集中缴费期内救助对象动态管理人员名单', 'month', 'during', NULL, NULL, false,
	 '{县民政部门,县乡村振兴部门,县残联}', '{县医保经办机构}', '第三十三条(二)', true),
	('pingshun-2023', '2023-01-07', 'list-after', '集中缴费期结束后救助对象动态管理人员名单', 'month', 'after', NULL, NULL, false,
	 '{县民政部门,县乡村振兴部门,县残联}', '{县医保经办机构}', '第三十三条(三)', true),
	('pingshun-2023', '2023-01-07', 'answer', '监测人员中纳入保障范围的人员信息', 'receipt', NULL, NULL, 5, true,
	 '{县民政部门,县乡村振兴部门}', '{县医保经办机构}', '第三十一条', true);

-- 按规定落实“先诊疗后付费”: for whom and where, another rule says.
INSERT INTO @extschema@.medaid_rule_deposit (regulation, first_day, code, conditions_elsewhere, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'deposit', true, '第四十一条', true);
-- 淄博市 关于健全重特大疾病医疗保险和救助制度实施方案, 淄政办发〔2022〕11号, in force 2023-01-01.

INSERT INTO @extschema@.medaid_regulation (code, first_day, last_day, name, region, document, status, transition_until, article, shipped) VALUES
	('zibo-2023', '2023-01-01', NULL, '淄博市关于健全重特大疾病医疗保险和救助制度实施方案',
	 '山东省淄博市', '淄政办发〔2022〕11号', 'in_force', NULL, '末段', true);

INSERT INTO @extschema@.medaid_rule_category (regulation, first_day, category, channel, article, shipped) VALUES
	('zibo-2023', '2023-01-01', 'tekun', 'direct', '(一)', true),
	('zibo-2023', '2023-01-01', 'dibao', 'direct', '(一)', true),
	('zibo-2023', '2023-01-01', 'poverty_returned', 'direct', '(一)', true),
	('zibo-2023', '2023-01-01', 'dibao_margin', 'direct', '(一)', true),
	('zibo-2023', '2023-01-01', 'monitored', 'direct', '(一)', true),
	('zibo-2023', '2023-01-01', 'medical_poverty', 'application', '(七)', true);

INSERT INTO @extschema@.medaid_rule_payer (regulation, first_day, code, services, payers, article, shipped) VALUES
	('zibo-2023', '2023-01-01', 'payers', NULL, '{basic,critical_illness,supplementary}', '(五)', true);

INSERT INTO @extschema@.medaid_rule_gate (regulation, first_day, code, test, article, shipped) VALUES
	('zibo-2023', '2023-01-01', 'designated', 'designated', '(五)', true);

INSERT INTO @extschema@.medaid_rule_identity (regulation, first_day, code, rule, categories, months, article, shipped) VALUES
	('zibo-2023', '2023-01-01', 'application', 'application', '{medical_poverty}', 12, '(七)', true),
	-- 一个年度内不得重复申请
	('zibo-2023', '2023-01-01', 'once-a-year', 'once_a_year', '{medical_poverty}', NULL, '(七)', true);

-- What a refusal rests on; 因病致贫: identity rule application.
INSERT INTO @extschema@.medaid_rule_refusal (regulation, first_day, code, reasons, article, shipped) VALUES
	('zibo-2023', '2023-01-01', 'persons', '{no_category,category_not_eligible,identity_ended,not_yet_recognised}', '(一)', true),
	('zibo-2023', '2023-01-01', 'costs', '{service_not_covered}', '(五)', true),
	('zibo-2023', '2023-01-01', 'within-bill', '{already_paid}', '(五)', true);

-- 住院 and 门诊慢特病 share the yearly limit; special drugs are settled as chronic (五).
INSERT INTO @extschema@.medaid_rule_benefit (regulation, first_day, code, precedence, label, services, category, deductible,
	deductible_area, deductible_indicator, deductible_share, rate, cap, pool, article, shipped)
SELECT 'zibo-2023', '2023-01-01', s.service || '-' || c.category, s.precedence + c.precedence, s.label, ARRAY[s.service], c.category,
	c.deductible,
	CASE WHEN c.deductible IS NULL THEN '淄博市' END, CASE WHEN c.deductible IS NULL THEN 'income' END,
	CASE WHEN c.deductible IS NULL THEN 0.25 END,
	c.rate, c.cap, 'zibo-main', c.article, true
FROM (VALUES ('inpatient', 100, '住院救助'), ('chronic', 200, '门诊慢特病救助'), ('special_drug', 300, '门诊特药救助')) AS s (service, precedence, label),
	(VALUES
		('tekun', 1, 0, 0.75, 30000, '(六)'),
		('dibao', 2, 0, 0.75, 30000, '(六)'),
		('poverty_returned', 3, 0, 0.75, 30000, '(六)'),
		('dibao_margin', 4, 3000, 0.5, 20000, '(六)'),
		('monitored', 5, 3000, 0.5, 20000, '(六)'),
		('medical_poverty', 6, NULL, 0.6, 20000, '(七)')) AS c (category, precedence, deductible, rate, cap, article);

INSERT INTO @extschema@.medaid_rule_tilt (regulation, first_day, code, precedence, label, services, categories, threshold, rate, cap, pool, article, shipped) VALUES
	('zibo-2023', '2023-01-01', 'tilt-low', 10, '再救助', '{inpatient,chronic,special_drug}',
	 '{tekun,dibao,poverty_returned}', 5000, 0.7, 20000, 'zibo-tilted', '(六)', true),
	('zibo-2023', '2023-01-01', 'tilt-margin', 20, '再救助', '{inpatient,chronic,special_drug}',
	 '{dibao_margin,monitored}', 10000, 0.7, 20000, 'zibo-tilted', '(六)', true);

-- 大病保险: the text gives the rates of the tilted, 65/70/75/80 %, five points
-- above the base; deductible and cap are not in it.
INSERT INTO @extschema@.medaid_rule_critical_illness (regulation, first_day, code, label, services, deductible, cap, pool, article, shipped) VALUES
	('zibo-2023', '2023-01-01', 'critical-illness', '大病保险', '{inpatient,chronic}', NULL, NULL, 'zibo-critical-illness', '(四)', true),
	('zibo-2023', '2023-01-01', 'critical-illness-drug', '大病保险特药', '{special_drug}', NULL, NULL, 'zibo-critical-illness-drug', '(四)', true);
INSERT INTO @extschema@.medaid_rule_critical_illness_band (regulation, first_day, code, schedule, cost_from, rate, article, shipped) VALUES
	('zibo-2023', '2023-01-01', 'critical-illness-1', 'critical-illness', 0, 0.60, '(四)', true),
	('zibo-2023', '2023-01-01', 'critical-illness-2', 'critical-illness', 100000, 0.65, '(四)', true),
	('zibo-2023', '2023-01-01', 'critical-illness-3', 'critical-illness', 200000, 0.70, '(四)', true),
	('zibo-2023', '2023-01-01', 'critical-illness-4', 'critical-illness', 300000, 0.75, '(四)', true),
	('zibo-2023', '2023-01-01', 'critical-illness-drug-1', 'critical-illness-drug', 0, NULL, '(四)', true);
-- For special drugs the text takes the deductible away, and nothing more.
INSERT INTO @extschema@.medaid_rule_critical_illness_tilt (regulation, first_day, code, schedule, categories, deductible_share, rate_added, no_cap, article, shipped) VALUES
	('zibo-2023', '2023-01-01', 'critical-illness-tilt', 'critical-illness', '{tekun,dibao,poverty_returned}', 0.5, 0.05, true, '(四)', true),
	('zibo-2023', '2023-01-01', 'critical-illness-drug-tilt', 'critical-illness-drug', '{tekun,dibao,poverty_returned}', 0, 0, false, '(四)', true);

-- 上述三类困难群体, 差额部分由政府兜底; 低保边缘家庭成员 carry theirs.
INSERT INTO @extschema@.medaid_rule_premium (regulation, first_day, code, label, category, rate, government_rest, standard_area, article, shipped)
SELECT 'zibo-2023', '2023-01-01', 'premium-' || p.category, '参保资助', p.category, p.rate, p.government_rest, '淄博市', '(二)', true
FROM (VALUES ('tekun', 1.0, false), ('dibao', 0.8, true), ('monitored', 0.3, true), ('poverty_returned', 0.3, true), ('dibao_margin', 0.3, false))
	AS p (category, rate, government_rest);

-- 普通参保人员: residents and employees whom no category of (一) names.
INSERT INTO @extschema@.medaid_rule_monitor (regulation, first_day, code, precedence, label, categories, except_categories, insurance, basis, line_area, line_indicator, line_share, informed, article, shipped) VALUES
	('zibo-2023', '2023-01-01', 'monitor-margin', 10, '低保边缘家庭成员和防止返贫监测帮扶对象', '{dibao_margin,monitored}', NULL, NULL,
	 'after_insurance', '山东省', 'income', 0.5, '{市民政局,市乡村振兴局,市医保局}', '(八)', true),
	('zibo-2023', '2023-01-01', 'monitor-ordinary', 20, '普通参保人员', NULL, '{tekun,dibao,poverty_returned,medical_poverty}', 'resident',
	 'after_insurance', '山东省', 'income', 1.5, '{市民政局,市乡村振兴局,市医保局}', '(八)', true),
	('zibo-2023', '2023-01-01', 'monitor-ordinary-employee', 30, '普通参保人员', NULL, '{tekun,dibao,poverty_returned,medical_poverty}', 'employee',
	 'after_insurance', '山东省', 'income', 1.5, '{市民政局,市乡村振兴局,市医保局}', '(八)', true);

INSERT INTO @extschema@.medaid_rule_deposit (regulation, first_day, code, categories, within, article, shipped) VALUES
	('zibo-2023', '2023-01-01', 'deposit', '{tekun,dibao,poverty_returned}', 'city', '(十三)', true);

-- 每月下发: the month's day is not in the text.
INSERT INTO @extschema@.medaid_rule_deadline (regulation, first_day, code, label, occasion, given_by, given_to, article, shipped) VALUES
	('zibo-2023', '2023-01-01', 'list-warning', '预警监测人员信息', 'month', '{省医保局}', '{市民政局,市乡村振兴局,市医保局}', '(八)', true);
-- Shipped rows refuse change, and dumps hold the users' rows only.

CREATE FUNCTION @extschema@.medaid_guard_shipped() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_guard_shipped() IS 'trigger: rows that came with medaid are not changed';

REVOKE EXECUTE ON FUNCTION @extschema@.medaid_guard_shipped() FROM PUBLIC;

-- A restore (pg_restore --disable-triggers) switches triggers off, and leaves
-- them asleep in sessions that replicate; a constraint stays.
CREATE FUNCTION @extschema@.medaid_shipping() RETURNS boolean
	LANGUAGE c STABLE PARALLEL RESTRICTED AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_shipping() IS 'Whether a script of the extension is running, which alone writes rows that are shipped';

DO $$
DECLARE
	relation regclass;
	name name;
	guard regprocedure := '@extschema@.medaid_guard_shipped()';
BEGIN
	-- members of the extension only: what else is in the schema is not its own
	FOR relation, name IN
		SELECT c.oid, c.relname
		FROM pg_depend d
		JOIN pg_class c ON c.oid = d.objid
		WHERE d.classid = 'pg_class'::regclass AND d.deptype = 'e'
			AND d.refclassid = 'pg_extension'::regclass
			AND d.refobjid = (SELECT e.oid FROM pg_extension e WHERE e.extname = 'medaid')
			AND c.relkind = 'r'
			AND (c.relname ~ '^medaid_rule_' AND c.relname <> 'medaid_rule_history' OR c.relname IN
				('medaid_regulation', 'medaid_category_name', 'medaid_service_name', 'medaid_reference'))
		ORDER BY c.relname
	LOOP
		-- ALWAYS: in sessions that replicate or restore, too
		IF name <> 'medaid_reference' THEN
			EXECUTE format('CREATE OR REPLACE TRIGGER medaid_guard BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION %s', relation, guard);
			EXECUTE format('CREATE OR REPLACE TRIGGER medaid_guard_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION %s', relation, guard);
			EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER medaid_guard, ENABLE ALWAYS TRIGGER medaid_guard_truncate', relation);
			IF NOT EXISTS (SELECT FROM pg_constraint AS c WHERE c.conrelid = relation AND c.conname = 'medaid_shipped') THEN
				EXECUTE format('ALTER TABLE %s ADD CONSTRAINT medaid_shipped CHECK (NOT shipped OR @extschema@.medaid_shipping())', relation);
			END IF;
		END IF;
		PERFORM pg_extension_config_dump(relation,
			CASE WHEN name = 'medaid_reference' THEN '' ELSE 'WHERE NOT shipped' END);
	END LOOP;
END
$$;

-- The guards that are not as they were made: dropped, disabled, or asleep in
-- sessions that replicate.
CREATE FUNCTION @extschema@.medaid_guard_findings(OUT relation regclass, OUT guard name, OUT found text) RETURNS SETOF record
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT c.oid::regclass, g.name, CASE t.tgenabled WHEN 'D' THEN 'disabled' WHEN 'O' THEN 'not in sessions that replicate'
		WHEN 'R' THEN 'only in sessions that replicate' ELSE 'dropped' END
	FROM pg_class AS c
	JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
		AND d.refclassid = 'pg_extension'::regclass
		AND d.refobjid = (SELECT e.oid FROM pg_extension AS e WHERE e.extname = 'medaid')
	JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'shipped' AND NOT a.attisdropped
	CROSS JOIN (VALUES ('medaid_guard'::name), ('medaid_guard_truncate'::name)) AS g (name)
	LEFT JOIN pg_trigger AS t ON t.tgrelid = c.oid AND t.tgname = g.name
	WHERE c.relkind = 'r' AND t.tgenabled IS DISTINCT FROM 'A'
	ORDER BY c.relname, g.name;
END;
COMMENT ON FUNCTION @extschema@.medaid_guard_findings() IS 'The guards of shipped rows that are not as they were made; medaid_guard_enable() mends what a restore has left';

CREATE FUNCTION @extschema@.medaid_guard_enable() RETURNS SETOF regclass
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	f record;
BEGIN
	-- what writes the history, too
	FOR f IN
		SELECT t.tgrelid::regclass AS relation, t.tgname AS guard
		FROM pg_trigger AS t
		JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = t.tgrelid AND d.deptype = 'e'
			AND d.refclassid = 'pg_extension'::regclass
			AND d.refobjid = (SELECT e.oid FROM pg_extension AS e WHERE e.extname = 'medaid')
		WHERE t.tgname IN ('medaid_history', 'medaid_history_truncate', 'medaid_restore') AND t.tgenabled <> 'A'
	LOOP
		EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', f.relation, f.guard);
	END LOOP;
	FOR f IN SELECT g.relation, g.guard FROM @extschema@.medaid_guard_findings() AS g WHERE g.found <> 'dropped' LOOP
		EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', f.relation, f.guard);
		IF f.guard = 'medaid_guard' THEN
			RETURN NEXT f.relation;
		END IF;
	END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_guard_enable() IS 'Enables the guards of shipped rows, and what writes the history, always again, for the tables'' owner; gives the tables whose rows were unguarded';
-- Which rules hold for a version of a regulation: a user's row goes before the
-- shipped one of the same key, a version's own row before that of the version
-- it builds on, and a row that is removed takes the rule away.

CREATE VIEW @extschema@.medaid_effective_regulation AS
SELECT daterange(r.first_day, least(r.last_day, lead(r.first_day) OVER (PARTITION BY r.code ORDER BY r.first_day) - 1), '[]') AS valid, r.*
FROM (
	SELECT DISTINCT ON (x.code, x.first_day) x.*
	FROM @extschema@.medaid_regulation AS x
	ORDER BY x.code, x.first_day, x.shipped
) AS r;
COMMENT ON VIEW @extschema@.medaid_effective_regulation IS 'Versions of regulations, users'' rows before shipped ones';
COMMENT ON COLUMN @extschema@.medaid_effective_regulation.valid IS 'the days in force: up to last_day, and to the day before the next version';

-- At most eight steps; a circle of versions ends there: medaid_chain_fault().
CREATE VIEW @extschema@.medaid_regulation_chain AS
WITH RECURSIVE chain AS (
	SELECT r.code AS version, r.first_day AS version_day, r.code AS regulation, r.first_day, r.based_on, r.based_on_day, 0 AS depth
	FROM @extschema@.medaid_effective_regulation AS r
	UNION ALL
	SELECT c.version, c.version_day, r.code, r.first_day, r.based_on, r.based_on_day, c.depth + 1
	FROM chain AS c
	JOIN @extschema@.medaid_effective_regulation AS r ON (r.code, r.first_day) = (c.based_on, c.based_on_day)
	WHERE c.depth < 8
)
SELECT chain.version, chain.version_day, chain.regulation, chain.first_day, chain.depth FROM chain;
COMMENT ON VIEW @extschema@.medaid_regulation_chain IS 'Each version of a regulation with itself (depth 0) and the versions it builds on';

-- A view for each kind of rule: the version that is asked for (version,
-- version_day), the regulation and first_day that the row comes from, then the
-- row as its table has it: a view can be replaced by one with more at its end.
DO $$
DECLARE
	kind text;
	key text;
BEGIN
	FOR kind, key IN
		SELECT substring(c.relname FROM '^medaid_rule_(.*)'),
			-- the key beside the version, and whether the row shipped
			(SELECT a.attname FROM pg_index i
				JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
				WHERE i.indrelid = c.oid AND i.indisprimary AND a.attname NOT IN ('regulation', 'first_day', 'shipped'))
		FROM pg_depend d
		JOIN pg_class c ON c.oid = d.objid
		WHERE d.classid = 'pg_class'::regclass AND d.deptype = 'e'
			AND d.refclassid = 'pg_extension'::regclass
			AND d.refobjid = (SELECT e.oid FROM pg_extension e WHERE e.extname = 'medaid')
			AND c.relkind = 'r' AND c.relname ~ '^medaid_rule_' AND c.relname <> 'medaid_rule_history'
		ORDER BY c.relname
	LOOP
		EXECUTE format('CREATE OR REPLACE VIEW @extschema@.%I AS
			SELECT e.* FROM (
				SELECT DISTINCT ON (c.version, c.version_day, x.%I) c.version, c.version_day,
					CASE WHEN c.depth > 0 THEN x.regulation END AS from_regulation, CASE WHEN c.depth > 0 THEN x.first_day END AS from_day, x.*
				FROM @extschema@.medaid_regulation_chain AS c
				JOIN @extschema@.%I AS x ON (x.regulation, x.first_day) = (c.regulation, c.first_day)
				ORDER BY c.version, c.version_day, x.%I, c.depth, x.shipped
			) AS e
			WHERE NOT e.removed', 'medaid_effective_' || kind, key, 'medaid_rule_' || kind, key);
		EXECUTE format('COMMENT ON VIEW @extschema@.%I IS %L', 'medaid_effective_' || kind,
			format('The rows of medaid_rule_%s that hold for a version of a regulation (version, version_day)', kind));
		EXECUTE format('COMMENT ON COLUMN @extschema@.%I.from_regulation IS %L', 'medaid_effective_' || kind,
			'the regulation that the row comes from, where the version builds on it; NULL = its own');
		EXECUTE format('COMMENT ON COLUMN @extschema@.%I.from_day IS %L', 'medaid_effective_' || kind,
			'the first day of the version that the row comes from; NULL = its own');
	END LOOP;
END
$$;


-- What the rules ask medaid_reference for.  A new <amount>_indicator of a rule is
-- added here (test/pgtap/indicators.sql).
CREATE VIEW @extschema@.medaid_reference_asked AS
SELECT a.version, a.version_day, a.code || '.' || a.amount || '_indicator' AS path, a.area, a.indicator, a.article
FROM (
	SELECT x.version, x.version_day, x.code, 'deductible' AS amount, x.deductible_area AS area, x.deductible_indicator AS indicator, x.article FROM @extschema@.medaid_effective_benefit AS x
	UNION ALL
	SELECT x.version, x.version_day, x.code, 'cap', x.cap_area, x.cap_indicator, x.article FROM @extschema@.medaid_effective_limit AS x
	UNION ALL
	SELECT x.version, x.version_day, x.code, 'threshold', x.threshold_area, x.threshold_indicator, x.article FROM @extschema@.medaid_effective_tilt AS x
	UNION ALL
	SELECT x.version, x.version_day, x.code, 'deductible', x.deductible_area, x.deductible_indicator, x.article FROM @extschema@.medaid_effective_critical_illness AS x
	UNION ALL
	SELECT x.version, x.version_day, x.code, 'cost_cap', x.cost_cap_area, x.cost_cap_indicator, x.article FROM @extschema@.medaid_effective_critical_illness AS x
	UNION ALL
	SELECT x.version, x.version_day, x.code, 'cap', x.cap_area, x.cap_indicator, x.article FROM @extschema@.medaid_effective_critical_illness AS x
	UNION ALL
	SELECT x.version, x.version_day, x.code, 'standard', x.standard_area, 'premium', x.article FROM @extschema@.medaid_effective_premium AS x
	UNION ALL
	SELECT x.version, x.version_day, x.code, 'line', x.line_area, x.line_indicator, x.article FROM @extschema@.medaid_effective_monitor AS x
	UNION ALL
	SELECT x.version, x.version_day, x.code, 'line', x.line_area, x.line_indicator, x.article FROM @extschema@.medaid_effective_recognition AS x
) AS a
WHERE a.area IS NOT NULL;
COMMENT ON VIEW @extschema@.medaid_reference_asked IS 'The reference values that the rules of a version of a regulation (version, version_day) ask for';
COMMENT ON COLUMN @extschema@.medaid_reference_asked.path IS 'the rule and its column';
COMMENT ON COLUMN @extschema@.medaid_reference_asked.area IS 'area of the reference value';
COMMENT ON COLUMN @extschema@.medaid_reference_asked.indicator IS 'indicator of the reference value';
-- Whether a version of a regulation can be settled with at all.

-- What is wrong with the versions that a version builds on, as a sentence that
-- begins with it; NULL: nothing.
CREATE FUNCTION @extschema@.medaid_chain_fault(regulation text, first_day date) RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN (
		WITH chain AS (
			SELECT c.regulation AS code, c.first_day AS day, c.depth, r.based_on, r.based_on_day
			FROM @extschema@.medaid_regulation_chain AS c
			JOIN @extschema@.medaid_effective_regulation AS r ON (r.code, r.first_day) = (c.regulation, c.first_day)
			WHERE (c.version, c.version_day) = (medaid_chain_fault.regulation, medaid_chain_fault.first_day)
		), last AS (
			SELECT c.* FROM chain AS c ORDER BY c.depth DESC LIMIT 1
		)
		SELECT format('regulation "%s" of %s ', medaid_chain_fault.regulation, to_char(medaid_chain_fault.first_day, 'FMYYYY-MM-DD')) || CASE
			WHEN (SELECT count(*) > count(DISTINCT (c.code, c.day)) FROM chain AS c) THEN 'builds on itself: ' || (
				SELECT string_agg(format('"%s" of %s', s.code, to_char(s.day, 'FMYYYY-MM-DD')), ' on ' ORDER BY s.depth)
				FROM (SELECT c.code, c.day, min(c.depth) AS depth FROM chain AS c GROUP BY c.code, c.day) AS s)
			WHEN last.based_on IS NULL THEN NULL
			WHEN NOT EXISTS (SELECT FROM @extschema@.medaid_regulation AS r WHERE (r.code, r.first_day) = (last.based_on, last.based_on_day)) THEN
				CASE WHEN last.depth = 0 THEN '' ELSE format('builds on "%s" of %s, which ', last.code, to_char(last.day, 'FMYYYY-MM-DD')) END
				|| format('builds on "%s" of %s, which is not there', last.based_on, to_char(last.based_on_day, 'FMYYYY-MM-DD'))
			WHEN last.depth = 8 THEN 'builds on more than eight versions'
			END
		FROM last
	);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_chain_fault(text, date) IS
	'What is wrong with the versions that a version of a regulation builds on: it builds on itself, on a version that is not there, on more than eight; NULL: nothing';

-- What is wrong with the bands of a version's benefits, without its subject; NULL: nothing.
CREATE FUNCTION @extschema@.medaid_band_fault(regulation text, first_day date) RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN (
		SELECT f.fault
		FROM (
			SELECT w.benefit, CASE
				WHEN b.code IS NULL THEN format('has bands of benefit "%s", which is not there', w.benefit)
				WHEN num_nonnulls(b.rate, b.rate_of) > 0 THEN format('has a %s beside the bands of benefit "%s"', CASE WHEN b.rate IS NULL THEN 'rate_of' ELSE 'rate' END, b.code)
				WHEN w.first_from > 0 THEN format('has bands of benefit "%s" that begin at %s, not at 0', b.code, w.first_from)
				WHEN w.number > w.froms THEN format('has two bands of benefit "%s" that begin at the same burden', b.code)
				WHEN w.number > 16 THEN format('has more than 16 bands of benefit "%s"', b.code)
				END AS fault
			FROM (
				SELECT x.benefit, min(x.burden_from) AS first_from, count(*) AS number, count(DISTINCT x.burden_from) AS froms
				FROM @extschema@.medaid_effective_benefit_band AS x
				WHERE (x.version, x.version_day) = (medaid_band_fault.regulation, medaid_band_fault.first_day)
				GROUP BY x.benefit
			) AS w
			LEFT JOIN @extschema@.medaid_effective_benefit AS b
				ON (b.version, b.version_day, b.code) = (medaid_band_fault.regulation, medaid_band_fault.first_day, w.benefit)
		) AS f
		WHERE f.fault IS NOT NULL ORDER BY f.benefit COLLATE "C" LIMIT 1
	);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_band_fault(text, date) IS
	'What is wrong with the bands of a version''s benefits: no such benefit, a rate beside, not from 0, two from the same burden, more than 16; NULL: nothing';

-- What a version lacks altogether, as a sentence; NULL: nothing.
CREATE FUNCTION @extschema@.medaid_version_fault(regulation text, first_day date) RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	payers boolean;
	benefits boolean;
	fault text := @extschema@.medaid_chain_fault(regulation, first_day);
BEGIN
	IF fault IS NOT NULL THEN
		RETURN fault;
	END IF;
	payers := EXISTS (SELECT FROM @extschema@.medaid_effective_payer AS p
		WHERE (p.version, p.version_day) = (medaid_version_fault.regulation, medaid_version_fault.first_day));
	benefits := EXISTS (SELECT FROM @extschema@.medaid_effective_benefit AS b
		WHERE (b.version, b.version_day) = (medaid_version_fault.regulation, medaid_version_fault.first_day));
	RETURN format('regulation "%s" of %s ', regulation, to_char(first_day, 'FMYYYY-MM-DD')) || CASE
		WHEN NOT payers AND NOT benefits THEN 'has no rules: neither payers nor benefits'
		WHEN NOT payers THEN 'has no payers: nothing would be taken off before assistance'
		WHEN NOT benefits THEN 'has no benefits: nothing would be paid'
		ELSE @extschema@.medaid_band_fault(regulation, first_day)
		END;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_version_fault(text, date) IS
	'Why medaid_policy() refuses a version of a regulation: medaid_chain_fault(), no payers, no benefits, or medaid_band_fault(); NULL: it does not';
-- From the policy tables to a medaid_policy: the version of a day, users' rows
-- before shipped ones, incomes multiplied in.

CREATE FUNCTION @extschema@.medaid_reference_year(area text, indicator text, on_date date) RETURNS integer
	LANGUAGE sql STABLE PARALLEL SAFE
	-- Last year's income serves from the month after its publication, that of
	-- the year before until then; other figures are those of the year itself.
	RETURN (
		SELECT CASE
			WHEN medaid_reference_year.indicator <> 'income' THEN y.year
			WHEN r.year IS NULL AND NOT EXISTS (
				SELECT FROM @extschema@.medaid_reference b
				WHERE (b.area, b.indicator, b.year) = (medaid_reference_year.area, 'income', y.year - 2))
				THEN y.year - 1
			WHEN r.published_on IS NULL AND r.year IS NOT NULL
				OR on_date >= date_trunc('month', r.published_on::timestamp) + interval '1 month'
				THEN y.year - 1
			ELSE y.year - 2
		END
		-- infinity is of no year
		FROM (SELECT CASE WHEN isfinite(on_date) THEN extract(year FROM on_date)::integer END AS year) AS y
		LEFT JOIN @extschema@.medaid_reference r
			ON (r.area, r.indicator, r.year) = (medaid_reference_year.area, 'income', y.year - 1)
	);
COMMENT ON FUNCTION @extschema@.medaid_reference_year(text, text, date) IS
	'The year whose figure of an indicator serves on a day; where it is missing, the year to insert (平顺 Art. 47); NULL on infinity, a day of no year';

CREATE FUNCTION @extschema@.medaid_reference_value(area text, indicator text, on_date date) RETURNS numeric
	LANGUAGE sql STABLE PARALLEL SAFE
	-- incomes count in whole yuan
	RETURN (
		SELECT CASE WHEN r.indicator = 'income' THEN round(r.value) ELSE r.value END
		FROM @extschema@.medaid_reference r
		WHERE r.area = medaid_reference_value.area
			AND r.indicator = medaid_reference_value.indicator
			AND r.year = @extschema@.medaid_reference_year(medaid_reference_value.area, medaid_reference_value.indicator, on_date)
	);
COMMENT ON FUNCTION @extschema@.medaid_reference_value(text, text, date) IS
	'A reference value in yuan as it serves on a day, incomes in whole yuan; NULL where it is missing, and on infinity';

CREATE FUNCTION @extschema@.medaid_reference_source(area text, indicator text, on_date date) RETURNS text
	LANGUAGE sql STABLE PARALLEL SAFE
	RETURN '(' || area || ', ' || indicator || ', ' || @extschema@.medaid_reference_year(area, indicator, on_date)::text || ')';
COMMENT ON FUNCTION @extschema@.medaid_reference_source(text, text, date) IS
	'The key of the reference value that serves on a day: (area, indicator, year)';

-- The version of a regulation in force on a day, its last day cut off by the next version.
CREATE FUNCTION @extschema@.medaid_regulation_on(code text, on_date date) RETURNS @extschema@.medaid_effective_regulation
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT r.* FROM @extschema@.medaid_effective_regulation AS r
	WHERE r.code = medaid_regulation_on.code AND r.valid @> on_date;
END;
COMMENT ON FUNCTION @extschema@.medaid_regulation_on(text, date) IS
	'The version of a regulation in force on a day, up to the day before the next version; NULL where there is none';

-- Areas whose figures a version uses.  In PL/pgSQL, which plans it once a session.
CREATE FUNCTION @extschema@.medaid_reference_areas(regulation text, first_day date) RETURNS text[]
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN (
		SELECT array_agg(DISTINCT a.area)
		FROM (
			SELECT x.version, x.version_day, x.deductible_area AS area FROM @extschema@.medaid_effective_benefit AS x
			UNION ALL SELECT x.version, x.version_day, x.cap_area AS area FROM @extschema@.medaid_effective_limit AS x
			UNION ALL SELECT x.version, x.version_day, x.threshold_area AS area FROM @extschema@.medaid_effective_tilt AS x
			UNION ALL SELECT x.version, x.version_day, x.deductible_area AS area FROM @extschema@.medaid_effective_critical_illness AS x
			UNION ALL SELECT x.version, x.version_day, x.cost_cap_area AS area FROM @extschema@.medaid_effective_critical_illness AS x
			UNION ALL SELECT x.version, x.version_day, x.cap_area AS area FROM @extschema@.medaid_effective_critical_illness AS x
			UNION ALL SELECT x.version, x.version_day, x.standard_area AS area FROM @extschema@.medaid_effective_premium AS x
			UNION ALL SELECT x.version, x.version_day, x.line_area AS area FROM @extschema@.medaid_effective_monitor AS x
			UNION ALL SELECT x.version, x.version_day, x.line_area AS area FROM @extschema@.medaid_effective_recognition AS x
		) AS a
		WHERE (a.version, a.version_day) = (medaid_reference_areas.regulation, medaid_reference_areas.first_day)
			AND a.area IS NOT NULL
	);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_reference_areas(text, date) IS
	'Areas whose reference values a version of a regulation uses; NULL = none';

-- The days around on_date on which its amounts are constant: cut at each new
-- year and where an income comes into use.
CREATE FUNCTION @extschema@.medaid_stretch(regulation text, first_day date, on_date date) RETURNS daterange
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	areas text[] := @extschema@.medaid_reference_areas(regulation, first_day);
	of_year integer := extract(year FROM on_date)::integer;
BEGIN
	IF areas IS NULL THEN
		RETURN daterange(NULL, NULL);
	END IF;
	RETURN (
		SELECT daterange(max(c.cut) FILTER (WHERE c.cut <= on_date), min(c.cut) FILTER (WHERE c.cut > on_date))
		FROM (
			SELECT make_date(of_year, 1, 1) AS cut
			UNION ALL
			SELECT CASE WHEN of_year < 5874897 THEN make_date(of_year + 1, 1, 1) END
			UNION ALL
			SELECT (date_trunc('month', r.published_on::timestamp) + interval '1 month')::date
			FROM @extschema@.medaid_reference r
			WHERE r.area = ANY (areas) AND r.indicator = 'income' AND r.year = of_year - 1
		) AS c
		WHERE c.cut - make_date(of_year, 1, 1) BETWEEN 0 AND 366
	);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_stretch(text, date, date) IS
	'The days around a day on which the reference values of a version of a regulation do not change';

-- A rule with its amounts in yuan: <amount>_share of the reference value
-- <amount>_indicator of <amount>_area becomes <amount>, and <amount>_source says
-- which reference value that is.
CREATE FUNCTION @extschema@.medaid_resolved(rule jsonb, on_date date) RETURNS jsonb
	LANGUAGE sql STABLE PARALLEL SAFE
	RETURN rule || coalesce((
		SELECT jsonb_object_agg(p.key, p.value)
		FROM (
			SELECT left(k, -length('_area')) AS amount, rule ->> k AS area,
				coalesce(rule ->> (left(k, -length('_area')) || '_indicator'), 'premium') AS indicator,
				coalesce((rule ->> (left(k, -length('_area')) || '_share'))::numeric, 1) AS share
			FROM jsonb_object_keys(rule) AS k
			WHERE k LIKE '%\_area' AND rule ->> k IS NOT NULL
		) AS a
		CROSS JOIN LATERAL (VALUES
			(a.amount, coalesce(rule ->> a.amount, round(a.share * @extschema@.medaid_reference_value(a.area, a.indicator, on_date), 2)::text)),
			(a.amount || '_source', @extschema@.medaid_reference_source(a.area, a.indicator, on_date))
		) AS p (key, value)
	), '{}');
COMMENT ON FUNCTION @extschema@.medaid_resolved(jsonb, date) IS
	'A rule as jsonb with the amounts that are shares of reference values in yuan of a day, and their sources';

-- The version's rules as one value, by the names of their attributes: a new
-- column of a rule that its row type has, too, needs nothing here; a new kind
-- of rule is added here.
CREATE FUNCTION @extschema@.medaid_assemble(v @extschema@.medaid_effective_regulation, on_date date) RETURNS @extschema@.medaid_policy
	LANGUAGE sql STABLE PARALLEL SAFE
	RETURN ROW(v.code, v.name, v.region, v.document, v.status, NULL,
		v.valid, v.valid * @extschema@.medaid_stretch(v.code, v.first_day, on_date),
		v.transition_until, v.within_bill,
		(
			SELECT array_agg(ROW(n.category, coalesce(r.label, n.label), n.rank,
				CASE WHEN r.category IS NULL THEN n.treated_as ELSE coalesce(r.treated_as, n.treated_as) END,
				r.channel, r.article, r.from_regulation, r.from_day)::@extschema@.medaid_policy_category ORDER BY n.category COLLATE "C")
			FROM (
				SELECT DISTINCT ON (x.category) x.category, x.rank, x.treated_as, x.label
				FROM @extschema@.medaid_category_name x
				WHERE x.category IS NOT NULL
				-- the row whose name is the category itself tells
				ORDER BY x.category, (x.name = x.category) DESC, x.shipped, x.rank, x.name
			) AS n
			LEFT JOIN (
				SELECT x.* FROM @extschema@.medaid_effective_category AS x
				WHERE (x.version, x.version_day) = (v.code, v.first_day)
			) AS r USING (category)
		),
		(
			SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_payer, to_jsonb(r)) ORDER BY r.code COLLATE "C")
			FROM @extschema@.medaid_effective_payer AS r
			WHERE (r.version, r.version_day) = (v.code, v.first_day)
		),
		(
			SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_gate, to_jsonb(r)) ORDER BY r.code COLLATE "C")
			FROM @extschema@.medaid_effective_gate AS r
			WHERE (r.version, r.version_day) = (v.code, v.first_day)
		),
		(
			SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_identity, to_jsonb(r)) ORDER BY r.code COLLATE "C")
			FROM @extschema@.medaid_effective_identity AS r
			WHERE (r.version, r.version_day) = (v.code, v.first_day)
		),
		(
			SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_benefit, @extschema@.medaid_resolved(to_jsonb(r), on_date)) ORDER BY r.precedence, r.code COLLATE "C")
			FROM @extschema@.medaid_effective_benefit AS r
			WHERE (r.version, r.version_day) = (v.code, v.first_day)
		),
		(
			SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_top_up, to_jsonb(r)) ORDER BY r.code COLLATE "C")
			FROM @extschema@.medaid_effective_top_up AS r
			WHERE (r.version, r.version_day) = (v.code, v.first_day)
		),
		(
			SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_tilt, @extschema@.medaid_resolved(to_jsonb(r), on_date)) ORDER BY r.precedence, r.code COLLATE "C")
			FROM @extschema@.medaid_effective_tilt AS r
			WHERE (r.version, r.version_day) = (v.code, v.first_day)
		),
		(
			SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_off_catalog, to_jsonb(r)) ORDER BY r.code COLLATE "C")
			FROM @extschema@.medaid_effective_off_catalog AS r
			WHERE (r.version, r.version_day) = (v.code, v.first_day)
		),
		(
			SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_payment, to_jsonb(r)) ORDER BY r.code COLLATE "C")
			FROM @extschema@.medaid_effective_payment AS r
			WHERE (r.version, r.version_day) = (v.code, v.first_day)
		),
		(
			SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_note, to_jsonb(r)) ORDER BY r.code COLLATE "C")
			FROM @extschema@.medaid_effective_note AS r
			WHERE (r.version, r.version_day) = (v.code, v.first_day)
		),
		(
			SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_critical_illness, @extschema@.medaid_resolved(to_jsonb(r), on_date)) ORDER BY r.code COLLATE "C")
			FROM @extschema@.medaid_effective_critical_illness AS r
			WHERE (r.version, r.version_day) = (v.code, v.first_day)
		),
		(
			SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_critical_illness_band, to_jsonb(r)) ORDER BY r.schedule, r.cost_from)
			FROM @extschema@.medaid_effective_critical_illness_band AS r
			WHERE (r.version, r.version_day) = (v.code, v.first_day)
		),
		(
			SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_critical_illness_tilt, to_jsonb(r)) ORDER BY r.code COLLATE "C")
			FROM @extschema@.medaid_effective_critical_illness_tilt AS r
			WHERE (r.version, r.version_day) = (v.code, v.first_day)
		),
		(
			SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_premium_rule, @extschema@.medaid_resolved(to_jsonb(r), on_date)) ORDER BY r.code COLLATE "C")
			FROM @extschema@.medaid_effective_premium AS r
			WHERE (r.version, r.version_day) = (v.code, v.first_day)
		),
		(
			SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_monitor_rule, @extschema@.medaid_resolved(to_jsonb(r), on_date)) ORDER BY r.precedence, r.code COLLATE "C")
			FROM @extschema@.medaid_effective_monitor AS r
			WHERE (r.version, r.version_day) = (v.code, v.first_day)
		),
		(
			SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_deposit_rule, to_jsonb(r)) ORDER BY r.code COLLATE "C")
			FROM @extschema@.medaid_effective_deposit AS r
			WHERE (r.version, r.version_day) = (v.code, v.first_day)
		),
		(
			SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_recognition_rule, @extschema@.medaid_resolved(to_jsonb(r), on_date)) ORDER BY r.code COLLATE "C")
			FROM @extschema@.medaid_effective_recognition AS r
			WHERE (r.version, r.version_day) = (v.code, v.first_day)
		),
		(
			SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_deadline_rule, to_jsonb(r)) ORDER BY r.code COLLATE "C")
			FROM @extschema@.medaid_effective_deadline AS r
			WHERE (r.version, r.version_day) = (v.code, v.first_day)
		),
		-- after the rows: where the days in force stand
		(
			SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_refusal, to_jsonb(r)) ORDER BY r.precedence, r.code COLLATE "C")
			FROM @extschema@.medaid_effective_refusal AS r
			WHERE (r.version, r.version_day) = (v.code, v.first_day)
		) || CASE WHEN v.article IS NOT NULL THEN
			ARRAY[ROW('medaid_regulation', '{policy_not_in_force}', NULL, v.article, NULL, NULL)::@extschema@.medaid_refusal] END,
		v.rounding,
		(
			SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_benefit_band, to_jsonb(r)) ORDER BY r.benefit COLLATE "C", r.burden_from, r.code COLLATE "C")
			FROM @extschema@.medaid_effective_benefit_band AS r
			WHERE (r.version, r.version_day) = (v.code, v.first_day)
		),
		(
			SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_limit, @extschema@.medaid_resolved(to_jsonb(r), on_date)) ORDER BY r.code COLLATE "C")
			FROM @extschema@.medaid_effective_limit AS r
			WHERE (r.version, r.version_day) = (v.code, v.first_day)
		)
	)::@extschema@.medaid_policy;
COMMENT ON FUNCTION @extschema@.medaid_assemble(@extschema@.medaid_effective_regulation, date) IS
	'A version of a regulation as a policy, with the reference values of a day';

CREATE FUNCTION @extschema@.medaid_resolve_policy(code text, on_date date) RETURNS @extschema@.medaid_policy
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	found @extschema@.medaid_effective_regulation := @extschema@.medaid_regulation_on(code, on_date);
	result @extschema@.medaid_policy;
	fault text;
	days text;
BEGIN
	PERFORM @extschema@.medaid_require_shared_rules();
	IF found.code IS NOT NULL THEN
		-- what it does not say for itself
		IF found.based_on IS NOT NULL THEN
			SELECT coalesce(found.transition_until, (array_agg(r.transition_until ORDER BY c.depth) FILTER (WHERE r.transition_until IS NOT NULL))[1]),
					coalesce(found.within_bill, (array_agg(r.within_bill ORDER BY c.depth) FILTER (WHERE r.within_bill IS NOT NULL))[1]),
					coalesce(found.rounding, (array_agg(r.rounding ORDER BY c.depth) FILTER (WHERE r.rounding IS NOT NULL))[1])
				INTO found.transition_until, found.within_bill, found.rounding
				FROM @extschema@.medaid_regulation_chain AS c
				JOIN @extschema@.medaid_effective_regulation AS r ON (r.code, r.first_day) = (c.regulation, c.first_day)
				WHERE (c.version, c.version_day) = (found.code, found.first_day);
		END IF;
		found.within_bill := coalesce(found.within_bill, true);
		found.rounding := coalesce(found.rounding, 0.01);
		result := @extschema@.medaid_assemble(found, on_date);
		IF found.based_on IS NOT NULL OR result.payers IS NULL OR result.benefits IS NULL OR result.benefit_bands IS NOT NULL THEN
			fault := @extschema@.medaid_version_fault(found.code, found.first_day);
			IF fault IS NOT NULL THEN
				RAISE EXCEPTION '%', fault USING
					ERRCODE = 'invalid_parameter_value',
					HINT = 'A version that amends another names it in based_on and based_on_day of medaid_regulation; else its rules stand again under its own first_day. Where nobody pays before assistance, a row of medaid_rule_payer with payers {} says so. A band is taken away by a row of its code that is removed.';
			END IF;
		END IF;
		RETURN result;
	END IF;
	SELECT string_agg(format('%s to %s', r.first_day, coalesce(r.last_day::text, 'open end')), ', ' ORDER BY r.first_day)
		INTO days
		FROM @extschema@.medaid_regulation r WHERE r.code = medaid_resolve_policy.code;
	IF days IS NULL THEN
		RAISE EXCEPTION 'there is no regulation "%"', code USING
			ERRCODE = 'invalid_parameter_value',
			DETAIL = format('Known codes: %s.', (SELECT string_agg(DISTINCT r.code, ', ') FROM @extschema@.medaid_regulation r)),
			HINT = 'A place is added with INSERTs into medaid_regulation and the medaid_rule_ tables.';
	END IF;
	RAISE EXCEPTION 'regulation "%" has no version in force on %; in force: %', code, on_date, days USING
		ERRCODE = 'invalid_parameter_value',
		HINT = 'Ask for a day in force; its policy settles claims of any day and refuses those outside.';
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_resolve_policy(text, date) IS
	'What medaid_policy() answers from its cache; 22023 where no version is in force, naming what exists';

CREATE FUNCTION @extschema@.medaid_resolve_policies(code text, from_date date, to_date date) RETURNS @extschema@.medaid_policy[]
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	result @extschema@.medaid_policy[];
	found @extschema@.medaid_policy;
	on_date date := from_date;
BEGIN
	IF code IS NULL OR from_date IS NULL OR to_date IS NULL THEN
		RAISE EXCEPTION 'code, from_date or to_date is NULL' USING ERRCODE = 'null_value_not_allowed';
	END IF;
	LOOP
		-- where nothing is in force, go on with the next version's first day
		IF (@extschema@.medaid_regulation_on(code, on_date)).code IS NULL THEN
			SELECT min(r.first_day) INTO on_date
				FROM @extschema@.medaid_regulation r
				WHERE r.code = medaid_resolve_policies.code AND r.first_day > on_date;
			EXIT WHEN on_date IS NULL OR on_date > to_date;
		END IF;
		found := @extschema@.medaid_resolve_policy(code, on_date);
		result := result || found;
		on_date := upper(found.stretch);
		EXIT WHEN on_date IS NULL OR on_date > to_date;
	END LOOP;
	IF result IS NULL THEN
		-- names what exists
		PERFORM @extschema@.medaid_resolve_policy(code, from_date);
	END IF;
	RETURN result;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_resolve_policies(text, date, date) IS
	'What medaid_policies() answers from its cache; 22023 where no version is in force in the range';

CREATE FUNCTION @extschema@.medaid_policy(code text, on_date date) RETURNS @extschema@.medaid_policy
	LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_policy(text, date) IS
	'The policy of a regulation in force on a day, with the reference values of that day';

CREATE FUNCTION @extschema@.medaid_policies(code text, from_date date, to_date date) RETURNS @extschema@.medaid_policy[]
	LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_policies(text, date, date) IS
	'The policies of a regulation from one day to another: one element for each stretch of constant amounts, in order';
-- A policy with other numbers: to complete one, and for what-if.

CREATE FUNCTION @extschema@.medaid_policy_validate(policy @extschema@.medaid_policy) RETURNS @extschema@.medaid_policy
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_policy_validate(@extschema@.medaid_policy) IS
	'The policy itself, if it can be settled with; else 22023 naming the rule and field';

-- Numbers of a policy, and where each stands: array, element, field.
CREATE FUNCTION @extschema@.medaid_policy_numbers(policy @extschema@.medaid_policy,
		OUT path text, OUT value numeric, OUT unit text, OUT article text,
		OUT kind text, OUT element integer, OUT field text, OUT regulation text, OUT first_day date) RETURNS SETOF record
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	(SELECT e.rule ->> 'code' || '.' || f.attname, (e.rule ->> f.attname)::numeric,
		CASE
			WHEN f.attname IN ('days', 'answer_days') THEN 'days'
			WHEN f.attname = 'month' THEN 'month'
			WHEN f.attname IN ('push_day', 'day') THEN 'day of the month'
			WHEN f.attname = 'months' THEN 'months'
			WHEN f.attname ~ '_age$' THEN 'years'
			WHEN f.attname = 'min_hospital_level' THEN 'level'
			WHEN f.atttypid = 'integer'::pg_catalog.regtype THEN 'number'
			WHEN f.attname ~ '(rate|share|control_class)' THEN 'share of 1'
			ELSE 'yuan' END,
		e.rule ->> 'article', k.attname, e.ordinality::integer, f.attname,
		coalesce(e.rule ->> 'from_regulation', (policy).code),
		CASE WHEN e.rule ->> 'from_regulation' IS NULL THEN lower((policy).valid) ELSE (e.rule ->> 'from_day')::date END
	-- once: a policy of several kB takes a millisecond
	FROM (SELECT to_jsonb(policy) AS content OFFSET 0) AS p
	JOIN pg_catalog.pg_attribute k ON k.attrelid = '@extschema@.medaid_policy'::pg_catalog.regclass AND k.attnum > 0 AND NOT k.attisdropped
		AND k.attname <> 'categories'
	JOIN pg_catalog.pg_type l ON l.oid = k.atttypid AND l.typcategory = 'A'
	JOIN pg_catalog.pg_type t ON t.oid = l.typelem AND t.typtype = 'c'
	JOIN pg_catalog.pg_attribute f ON f.attrelid = t.typrelid AND f.attnum > 0 AND NOT f.attisdropped
		AND f.atttypid IN ('numeric'::pg_catalog.regtype, 'integer'::pg_catalog.regtype)
	CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(p.content -> k.attname::text)
		WHEN 'array' THEN p.content -> k.attname::text END) WITH ORDINALITY AS e (rule, ordinality)
	ORDER BY k.attnum, e.ordinality, f.attnum)
	UNION ALL
	-- the policy's own
	SELECT 'rounding', coalesce((policy).rounding, 0.01), 'yuan', NULL, '', NULL, 'rounding', (policy).code, lower((policy).valid)
	WHERE policy IS DISTINCT FROM NULL;
END;
COMMENT ON FUNCTION @extschema@.medaid_policy_numbers(@extschema@.medaid_policy) IS
	'Every number of a policy with its path, and where it stands';

CREATE FUNCTION @extschema@.medaid_policy_paths(policy @extschema@.medaid_policy,
		OUT path text, OUT value numeric, OUT unit text, OUT article text, OUT regulation text, OUT first_day date) RETURNS SETOF record
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT n.path, n.value, n.unit, n.article, n.regulation, n.first_day FROM @extschema@.medaid_policy_numbers(policy) AS n;
END;
COMMENT ON FUNCTION @extschema@.medaid_policy_paths(@extschema@.medaid_policy) IS
	'The paths that medaid_policy_with() takes, each with its value, unit and article, and the version of a regulation that the rule comes from';

CREATE FUNCTION @extschema@.medaid_policy_with(policy @extschema@.medaid_policy, path text, value numeric, scenario text DEFAULT NULL) RETURNS @extschema@.medaid_policy
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, YMD' AS $$
DECLARE
	place record;
	content jsonb;
BEGIN
	IF policy IS NOT DISTINCT FROM NULL OR path IS NULL THEN
		RAISE EXCEPTION '% is NULL', CASE WHEN path IS NULL THEN 'path' ELSE 'the policy' END USING
			ERRCODE = 'null_value_not_allowed';
	END IF;
	SELECT n.kind, n.element, n.field, n.unit INTO place
		FROM @extschema@.medaid_policy_numbers(policy) AS n
		WHERE n.path = medaid_policy_with.path;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'policy "%" has no number "%"', policy.code, path USING
			ERRCODE = 'invalid_parameter_value',
			HINT = 'Its numbers: ' || (SELECT string_agg(n.path, ', ') FROM @extschema@.medaid_policy_numbers(policy) AS n)
				|| '; a date: transition_until.';
	END IF;
	IF place.unit NOT IN ('yuan', 'share of 1') AND (value IN ('NaN', 'Infinity', '-Infinity') OR value <> trunc(value) OR abs(value) > 1000000) THEN
		RAISE EXCEPTION 'policy "%": % must be a whole number', policy.code, path USING
			ERRCODE = 'invalid_parameter_value';
	END IF;
	content := jsonb_set(to_jsonb(policy), CASE place.kind WHEN '' THEN ARRAY[place.field] ELSE ARRAY[place.kind, (place.element - 1)::text, place.field] END,
		coalesce(to_jsonb(value), 'null'));
	IF scenario IS NOT NULL THEN
		content := jsonb_set(content, '{scenario}', to_jsonb(scenario));
	END IF;
	RETURN @extschema@.medaid_policy_validate(jsonb_populate_record(NULL::@extschema@.medaid_policy, content));
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_with(@extschema@.medaid_policy, text, numeric, text) IS
	'A copy of a policy with one number changed (NULL: not set); scenario names the copy. Unknown path: 22023, listing the valid ones';

CREATE FUNCTION @extschema@.medaid_policy_with(policy @extschema@.medaid_policy, path text, value date, scenario text DEFAULT NULL) RETURNS @extschema@.medaid_policy
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF policy IS NOT DISTINCT FROM NULL OR path IS NULL THEN
		RAISE EXCEPTION '% is NULL', CASE WHEN path IS NULL THEN 'path' ELSE 'the policy' END USING
			ERRCODE = 'null_value_not_allowed';
	END IF;
	IF path <> 'transition_until' THEN
		RAISE EXCEPTION 'policy "%" has no date "%"', policy.code, path USING
			ERRCODE = 'invalid_parameter_value',
			HINT = 'Its date: transition_until. Its numbers: '
				|| coalesce((SELECT string_agg(n.path, ', ') FROM @extschema@.medaid_policy_numbers(policy) AS n), 'none') || '.';
	END IF;
	policy.transition_until := value;
	policy.scenario := coalesce(medaid_policy_with.scenario, policy.scenario);
	RETURN @extschema@.medaid_policy_validate(policy);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_with(@extschema@.medaid_policy, text, date, text) IS
	'A copy of a policy with another transition_until (过渡期); NULL: no transition';

CREATE FUNCTION @extschema@.medaid_policy_with(policy @extschema@.medaid_policy, path text, value boolean, scenario text DEFAULT NULL) RETURNS @extschema@.medaid_policy
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, YMD' AS $$
DECLARE
	content jsonb := to_jsonb(policy);
	place integer;
BEGIN
	IF policy IS NOT DISTINCT FROM NULL OR path IS NULL OR value IS NULL THEN
		RAISE EXCEPTION '% is NULL', CASE WHEN policy IS NOT DISTINCT FROM NULL THEN 'the policy' WHEN path IS NULL THEN 'path' ELSE 'value' END USING
			ERRCODE = 'null_value_not_allowed';
	END IF;
	IF path = 'within_bill' THEN
		content := jsonb_set(content, '{within_bill}', to_jsonb(value));
	ELSE
		SELECT b.ordinality INTO place
			FROM unnest(policy.benefits) WITH ORDINALITY AS b
			WHERE b.code || '.catch_up' = path AND b.cap_from_burden IS NOT NULL;
		IF place IS NULL THEN
			RAISE EXCEPTION 'policy "%" has no reading "%"', policy.code, path USING
				ERRCODE = 'invalid_parameter_value',
				HINT = 'Its readings: within_bill' || coalesce((SELECT string_agg(', ' || b.code || '.catch_up', '' ORDER BY b.ordinality)
					FROM unnest(policy.benefits) WITH ORDINALITY AS b WHERE b.cap_from_burden IS NOT NULL), '') || '.';
		END IF;
		content := jsonb_set(content, ARRAY['benefits', (place - 1)::text, 'catch_up'], to_jsonb(value));
	END IF;
	IF scenario IS NOT NULL THEN
		content := jsonb_set(content, '{scenario}', to_jsonb(scenario));
	END IF;
	RETURN @extschema@.medaid_policy_validate(jsonb_populate_record(NULL::@extschema@.medaid_policy, content));
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_with(@extschema@.medaid_policy, text, boolean, text) IS
	'A copy of a policy with the other reading of a text that can be read two ways: within_bill (aid stops where the bill is paid), <rule>.catch_up (earlier claims are caught up)';

CREATE FUNCTION @extschema@.medaid_policy_array_check(policy @extschema@.medaid_policy[]) RETURNS void
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF policy IS NULL OR array_position(policy, NULL) IS NOT NULL THEN
		RAISE EXCEPTION 'the policy is NULL' USING ERRCODE = 'null_value_not_allowed';
	ELSIF array_ndims(policy) IS DISTINCT FROM 1 THEN
		RAISE EXCEPTION 'array of policies %', CASE WHEN array_ndims(policy) IS NULL THEN 'is empty' ELSE 'has more than one dimension' END USING
			ERRCODE = 'invalid_parameter_value',
			HINT = 'medaid_policies(code, from_date, to_date) makes one.';
	END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_array_check(@extschema@.medaid_policy[]) IS
	'22004 or 22023 where an array of policies cannot be worked on';

CREATE FUNCTION @extschema@.medaid_policy_validate(policy @extschema@.medaid_policy[]) RETURNS @extschema@.medaid_policy[]
	LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM @extschema@.medaid_policy_array_check(policy);
	RETURN (SELECT array_agg(@extschema@.medaid_policy_validate(policy[n]) ORDER BY n) FROM generate_subscripts(policy, 1) AS n);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_validate(@extschema@.medaid_policy[]) IS
	'The array itself, if each element can be settled with; else 22023 naming the rule and field';

CREATE FUNCTION @extschema@.medaid_policy_paths(policy @extschema@.medaid_policy[],
		OUT stretch daterange, OUT path text, OUT value numeric, OUT unit text, OUT article text, OUT regulation text, OUT first_day date) RETURNS SETOF record
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM @extschema@.medaid_policy_array_check(policy);
	RETURN QUERY SELECT (policy[n]).stretch, p.* FROM generate_subscripts(policy, 1) AS n, @extschema@.medaid_policy_paths(policy[n]) AS p;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_paths(@extschema@.medaid_policy[]) IS
	'The same for each element of an array, with its stretch';

CREATE FUNCTION @extschema@.medaid_policy_with(policy @extschema@.medaid_policy[], path text, value numeric, scenario text DEFAULT NULL) RETURNS @extschema@.medaid_policy[]
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM @extschema@.medaid_policy_array_check(policy);
	RETURN (SELECT array_agg(@extschema@.medaid_policy_with(policy[n], path, value, scenario) ORDER BY n)
		FROM generate_subscripts(policy, 1) AS n);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_with(@extschema@.medaid_policy[], text, numeric, text) IS
	'The same in every element of an array';

CREATE FUNCTION @extschema@.medaid_policy_with(policy @extschema@.medaid_policy[], path text, value date, scenario text DEFAULT NULL) RETURNS @extschema@.medaid_policy[]
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM @extschema@.medaid_policy_array_check(policy);
	RETURN (SELECT array_agg(@extschema@.medaid_policy_with(policy[n], path, value, scenario) ORDER BY n)
		FROM generate_subscripts(policy, 1) AS n);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_with(@extschema@.medaid_policy[], text, date, text) IS
	'The same in every element of an array';

CREATE FUNCTION @extschema@.medaid_policy_with(policy @extschema@.medaid_policy[], path text, value boolean, scenario text DEFAULT NULL) RETURNS @extschema@.medaid_policy[]
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM @extschema@.medaid_policy_array_check(policy);
	RETURN (SELECT array_agg(@extschema@.medaid_policy_with(policy[n], path, value, scenario) ORDER BY n)
		FROM generate_subscripts(policy, 1) AS n);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_with(@extschema@.medaid_policy[], text, boolean, text) IS
	'The same in every element of an array';
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

CREATE FUNCTION @extschema@.medaid_smallint(number integer) RETURNS smallint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 1 AS 'MODULE_PATHNAME';
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
-- One claim at a time.  ytd is what was used before, NULL or empty: nothing.

CREATE FUNCTION @extschema@.medaid_settle(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy, ytd @extschema@.medaid_accumulator[] DEFAULT NULL) RETURNS @extschema@.medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'medaid_settle';
COMMENT ON FUNCTION @extschema@.medaid_settle(@extschema@.medaid_compact_claim, @extschema@.medaid_policy, @extschema@.medaid_accumulator[]) IS
	'One claim settled after what was used before; NULL claim: NULL, NULL policy: 22004';
CREATE FUNCTION @extschema@.medaid_settle(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy[], ytd @extschema@.medaid_accumulator[] DEFAULT NULL) RETURNS @extschema@.medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'medaid_settle';
COMMENT ON FUNCTION @extschema@.medaid_settle(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[], @extschema@.medaid_accumulator[]) IS
	'The same under the policy of its day';

CREATE FUNCTION @extschema@.medaid_try_settle(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy, ytd @extschema@.medaid_accumulator[] DEFAULT NULL) RETURNS @extschema@.medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'medaid_try_settle';
COMMENT ON FUNCTION @extschema@.medaid_try_settle(@extschema@.medaid_compact_claim, @extschema@.medaid_policy, @extschema@.medaid_accumulator[]) IS
	'One claim settled after what was used before; one that cannot be settled: status refused, the kind of fault as reason, the sentence as fault, no amounts';
CREATE FUNCTION @extschema@.medaid_try_settle(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy[], ytd @extschema@.medaid_accumulator[] DEFAULT NULL) RETURNS @extschema@.medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'medaid_try_settle';
COMMENT ON FUNCTION @extschema@.medaid_try_settle(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[], @extschema@.medaid_accumulator[]) IS
	'The same under the policy of its day';

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
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 300 AS 'MODULE_PATHNAME', 'medaid_settle_set';
COMMENT ON FUNCTION @extschema@.medaid_settle_all(@extschema@.medaid_claim_set, @extschema@.medaid_policy) IS
	'A stored collection settled; NULL set: NULL, NULL policy: 22004';
CREATE FUNCTION @extschema@.medaid_settle_all(claims @extschema@.medaid_claim_set, policy @extschema@.medaid_policy[]) RETURNS @extschema@.medaid_settlement[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 300 AS 'MODULE_PATHNAME', 'medaid_settle_set';
COMMENT ON FUNCTION @extschema@.medaid_settle_all(@extschema@.medaid_claim_set, @extschema@.medaid_policy[]) IS
	'A stored collection settled, each claim under the policy of its day';

CREATE FUNCTION @extschema@.medaid_try_settle_all(claims @extschema@.medaid_claim_set, policy @extschema@.medaid_policy) RETURNS @extschema@.medaid_settlement[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 300 AS 'MODULE_PATHNAME', 'medaid_try_settle_set';
COMMENT ON FUNCTION @extschema@.medaid_try_settle_all(@extschema@.medaid_claim_set, @extschema@.medaid_policy) IS
	'A stored collection settled; claims that cannot be settled, and all but the first of a claim_id, are refused';
CREATE FUNCTION @extschema@.medaid_try_settle_all(claims @extschema@.medaid_claim_set, policy @extschema@.medaid_policy[]) RETURNS @extschema@.medaid_settlement[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 300 AS 'MODULE_PATHNAME', 'medaid_try_settle_set';
COMMENT ON FUNCTION @extschema@.medaid_try_settle_all(@extschema@.medaid_claim_set, @extschema@.medaid_policy[]) IS
	'A stored collection settled, each claim under the policy of its day; claims that cannot be settled, and all but the first of a claim_id, are refused';

-- Running settlement, row by row.

CREATE FUNCTION @extschema@.medaid_settle_ytd(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy) RETURNS @extschema@.medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE WINDOW AS 'MODULE_PATHNAME', 'medaid_settle_ytd';
COMMENT ON FUNCTION @extschema@.medaid_settle_ytd(@extschema@.medaid_compact_claim, @extschema@.medaid_policy) IS
	'Running settlement: OVER (PARTITION BY person ORDER BY discharged_on, claim_id); frames do not matter';
CREATE FUNCTION @extschema@.medaid_settle_ytd(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy[]) RETURNS @extschema@.medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE WINDOW AS 'MODULE_PATHNAME', 'medaid_settle_ytd';
COMMENT ON FUNCTION @extschema@.medaid_settle_ytd(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[]) IS
	'Running settlement, each claim under the policy of its day';

CREATE FUNCTION @extschema@.medaid_try_settle_ytd(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy) RETURNS @extschema@.medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE WINDOW AS 'MODULE_PATHNAME', 'medaid_try_settle_ytd';
COMMENT ON FUNCTION @extschema@.medaid_try_settle_ytd(@extschema@.medaid_compact_claim, @extschema@.medaid_policy) IS
	'Running settlement as medaid_settle_ytd(); a claim that cannot be settled is refused and uses nothing';
CREATE FUNCTION @extschema@.medaid_try_settle_ytd(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy[]) RETURNS @extschema@.medaid_settlement
	LANGUAGE c IMMUTABLE PARALLEL SAFE WINDOW AS 'MODULE_PATHNAME', 'medaid_try_settle_ytd';
COMMENT ON FUNCTION @extschema@.medaid_try_settle_ytd(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[]) IS
	'Running settlement as medaid_settle_ytd(), each claim under the policy of its day; a claim that cannot be settled is refused and uses nothing';

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

-- Whether two settlements agree.

CREATE FUNCTION @extschema@.medaid_same(a @extschema@.medaid_settlement, b @extschema@.medaid_settlement) RETURNS boolean
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'medaid_same';
COMMENT ON FUNCTION @extschema@.medaid_same(@extschema@.medaid_settlement, @extschema@.medaid_settlement) IS
	'Whether two settlements agree in every field that 0.1.0 knows, by value: fields that a later release adds do not count. Two NULLs do, a NULL and a settlement do not';
CREATE FUNCTION @extschema@.medaid_same(a @extschema@.medaid_settlement, b @extschema@.medaid_settlement, fields text[]) RETURNS boolean
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'medaid_same';
COMMENT ON FUNCTION @extschema@.medaid_same(@extschema@.medaid_settlement, @extschema@.medaid_settlement, text[]) IS
	'Whether two settlements agree in the fields named; no such field: 42703; fields or one of them NULL: 22004';
-- Critical illness insurance (大病保险) of one claim.

CREATE FUNCTION @extschema@.medaid_critical_illness(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy, ytd @extschema@.medaid_accumulator[] DEFAULT NULL) RETURNS numeric
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'medaid_critical_illness';
COMMENT ON FUNCTION @extschema@.medaid_critical_illness(@extschema@.medaid_compact_claim, @extschema@.medaid_policy, @extschema@.medaid_accumulator[]) IS
	'What critical illness insurance (大病保险) pays for a claim after the costs and payments of the year before it: as given, or by the schedule where NULL; a number the schedule lacks: 55000';
CREATE FUNCTION @extschema@.medaid_critical_illness(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy[], ytd @extschema@.medaid_accumulator[] DEFAULT NULL) RETURNS numeric
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'medaid_critical_illness';
COMMENT ON FUNCTION @extschema@.medaid_critical_illness(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[], @extschema@.medaid_accumulator[]) IS
	'The same by the schedule of the day of discharge';

-- A person under a policy: what the functions beyond the single claim share.

CREATE FUNCTION @extschema@.medaid_category_known(policy @extschema@.medaid_policy, category text) RETURNS @extschema@.medaid_policy_category
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	found @extschema@.medaid_policy_category;
BEGIN
	SELECT k.* INTO found FROM unnest(policy.categories) AS k WHERE k.code = category;
	IF found.code IS NULL THEN
		RAISE EXCEPTION 'category % is not known to policy "%"', coalesce('"' || category || '"', 'NULL'), policy.code USING
			ERRCODE = 'invalid_parameter_value',
			HINT = 'medaid_category(name) gives the code of an official name; add categories of your own to medaid_category_name.';
	END IF;
	RETURN found;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_category_known(@extschema@.medaid_policy, text) IS
	'What a policy knows of a category; unknown: 22023';

CREATE FUNCTION @extschema@.medaid_categories_of(policy @extschema@.medaid_policy, categories text[]) RETURNS text[]
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	code text;
	known @extschema@.medaid_policy_category;
	result text[] := '{}';
BEGIN
	IF policy.code IS NULL THEN
		RAISE EXCEPTION 'the policy is NULL' USING ERRCODE = 'null_value_not_allowed';
	ELSIF array_ndims(categories) > 1 THEN
		RAISE EXCEPTION 'categories has more than one dimension' USING ERRCODE = 'invalid_parameter_value';
	END IF;
	FOR i IN 1 .. coalesce(cardinality(categories), 0) LOOP
		code := categories[array_lower(categories, 1) + i - 1];
		LOOP
			known := @extschema@.medaid_category_known(policy, code);
			EXIT WHEN code = ANY (result);
			result := result || code;
			EXIT WHEN known.treated_as IS NULL;
			code := known.treated_as;
		END LOOP;
	END LOOP;
	RETURN result;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_categories_of(@extschema@.medaid_policy, text[]) IS
	'The categories that rules may name for a person: those held, each followed by what the policy treats it as; unknown or NULL ones: 22023';

CREATE FUNCTION @extschema@.medaid_insurance_of(insurance text) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF insurance NOT IN ('resident', 'employee', 'none') THEN
		RAISE EXCEPTION 'insurance "%" is unknown', insurance USING
			ERRCODE = 'invalid_parameter_value',
			HINT = 'resident (居民, 390), employee (职工, 310) or none (未参保); NULL = resident.';
	END IF;
	RETURN coalesce(insurance, 'resident');
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_insurance_of(text) IS
	'The insurance, NULL being resident; other words: 22023';

CREATE FUNCTION @extschema@.medaid_yuan(field text, value numeric) RETURNS numeric
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF value < 0 OR value > 1000000000000 THEN
		RAISE EXCEPTION '% % is out of range', field, value USING
			ERRCODE = 'numeric_value_out_of_range',
			HINT = 'Amounts are yuan, not negative, at most 10^12.';
	END IF;
	RETURN round(value, 2);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_yuan(text, numeric) IS
	'An amount to the fen; negative, NaN or above 10^12: 22003 naming the field';

CREATE FUNCTION @extschema@.medaid_number_missing(policy text, path text, source text, article text) RETURNS void
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RAISE EXCEPTION 'policy "%" has no number for "%"%', policy, path, coalesce(': needs reference value ' || source, '') USING
		ERRCODE = 'object_not_in_prerequisite_state',
		DETAIL = format('The rule is %s.', article),
		HINT = CASE WHEN source IS NULL
			THEN format('Set it with medaid_policy_with(policy, %L, value), or insert a row of your own for the rule.', path)
			ELSE format('Insert the reference value %s into medaid_reference (area, indicator, year, value, published_on, source), or set the number with medaid_policy_with(policy, %L, value).', source, path) END;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_number_missing(text, text, text, text) IS
	'Raises 55000: a number that a rule needs and the policy lacks';
-- Premium subsidy (资助参保): who pays the personal contribution (个人缴费).

CREATE TYPE @extschema@.medaid_premium AS (
	category	text,		-- the one applied; NULL = none is subsidised
	assistance	numeric,	-- the assistance fund
	government	numeric,	-- the government: what assistance leaves, and fiscal_subsidy where it is the county's
	personal	numeric,	-- the person, after any refund; NULL = no contribution was given, and none was needed
	refund		numeric,	-- of what was paid already
	rule		text,
	article		text,
	timing		text,		-- before, during, after the collection, next_year; NULL = does not matter
	entitled_from	date,	-- 平顺 第三十四条: no waiting from this day on; NULL = see entitlement
	entitlement	text,		-- with_insurance, from_list, from_list_once_paid, by_day_of_joining; NULL = not in the text
	unsaid		text		-- what the text does not say, so that the four amounts are NULL; NULL = it says all
);
COMMENT ON TYPE @extschema@.medaid_premium IS 'Who pays a person''s contribution: assistance + government + personal = contribution (+ fiscal_subsidy, where the county carries it)';

-- The days of recognition as a list that runs with the categories.
CREATE FUNCTION @extschema@.medaid_recognition_days(categories text[], recognised_on date[]) RETURNS date[]
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF recognised_on IS NULL THEN
		RETURN NULL;
	ELSIF array_ndims(recognised_on) > 1 THEN
		RAISE EXCEPTION 'recognised_on has more than one dimension' USING ERRCODE = 'invalid_parameter_value';
	ELSIF cardinality(recognised_on) <> coalesce(cardinality(categories), 0) THEN
		RAISE EXCEPTION 'recognised_on has % elements, categories %', cardinality(recognised_on), coalesce(cardinality(categories), 0) USING
			ERRCODE = 'invalid_parameter_value',
			HINT = 'Give a day for each category, NULL for one recognised long ago: ''{2020-01-01,NULL}''.';
	ELSIF 'infinity' = ANY (recognised_on) THEN
		RAISE EXCEPTION 'recognised_on "infinity" is no day' USING ERRCODE = 'invalid_parameter_value';
	END IF;
	-- numbered from 1, whatever the caller's array is
	RETURN ARRAY(SELECT nullif(d.day, '-infinity') FROM unnest(recognised_on) WITH ORDINALITY AS d (day, n) ORDER BY d.n);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_recognition_days(text[], date[]) IS
	'The days of recognition, one for each category, NULL and -infinity = long ago; 22023 where their number differs from that of the categories';

-- The rule of a category: its own, or that of what it is treated as.
CREATE FUNCTION @extschema@.medaid_premium_rule_of(policy @extschema@.medaid_policy, category text, recognised_on date) RETURNS @extschema@.medaid_premium_rule
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	chain text[] := @extschema@.medaid_categories_of(policy, ARRAY[category]);
	rule @extschema@.medaid_premium_rule;
BEGIN
	-- recognised after the transition: not among the assisted
	IF recognised_on >= policy.transition_until AND EXISTS (
			SELECT FROM unnest(policy.identities) AS i
			WHERE i.rule = 'before_transition' AND (i.categories IS NULL OR i.categories && chain)) THEN
		RETURN NULL;
	END IF;
	SELECT r.* INTO rule FROM unnest(policy.premiums) AS r WHERE r.category = ANY (chain)
		ORDER BY array_position(chain, r.category) LIMIT 1;
	RETURN rule;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_premium_rule_of(@extschema@.medaid_policy, text, date) IS
	'The premium subsidy of a category: its own rule, or that of the category it is treated as; NULL where there is none. Rate and amount 0: assisted, but not subsidised; kinds_only: only the kinds of the category have one';

-- When somebody was recognised, as far as the rule asks.
CREATE FUNCTION @extschema@.medaid_premium_timing(rule @extschema@.medaid_premium_rule, collection daterange, recognised_on date) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF rule.recognition = 'any' THEN
		RETURN NULL;
	ELSIF recognised_on IS NULL OR recognised_on = '-infinity' THEN
		RETURN 'before';
	ELSIF collection IS NULL THEN
		RAISE EXCEPTION 'collection is NULL, but rule "%" (%) asks for the collection period', rule.code, rule.article USING
			ERRCODE = 'null_value_not_allowed',
			HINT = 'Give it as a daterange: collection => ''[2024-09-01,2024-12-31]''.';
	ELSIF recognised_on < lower(collection) THEN
		RETURN 'before';
	-- 集中参保缴费期…同缴同补: in the collection, whatever calendar year the day is of
	ELSIF recognised_on < upper(collection) IS NOT FALSE THEN
		RETURN 'during';
	END IF;
	RETURN CASE rule.recognition WHEN 'next_year' THEN 'next_year' ELSE 'after' END;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_premium_timing(@extschema@.medaid_premium_rule, daterange, date) IS
	'before, during or after the collection period, or next_year, as far as the rule asks; NULL where it does not';

-- What one rule gives.  Where the text does not say what becomes of a person who
-- had paid, unsaid is set and the amounts are the most that it could give.
CREATE FUNCTION @extschema@.medaid_premium_by(rule @extschema@.medaid_premium_rule, category text, standard numeric,
		collection daterange, recognised_on date, paid_on date,
		OUT result @extschema@.medaid_premium, OUT missing text, OUT county boolean) RETURNS record
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	paid_before boolean := coalesce(paid_on <= recognised_on, false);
BEGIN
	result.category := category;
	result.assistance := 0.00;
	result.government := 0.00;
	result.personal := standard;
	result.refund := 0.00;
	result.rule := rule.code;
	result.article := rule.article;
	result.timing := @extschema@.medaid_premium_timing(rule, collection, recognised_on);
	county := false;
	-- 已缴费的, 不再退还; 纳入下年度: no number is needed
	IF result.timing = 'next_year' OR result.timing = 'after' AND paid_before THEN
		RETURN;
	END IF;
	-- 财政补助部分由县财政全额承担
	county := result.timing IS NOT DISTINCT FROM 'after';
	IF paid_before AND NOT (result.timing = 'during' AND rule.recognition = 'windows') THEN
		result.unsaid := 'paid_before_recognition';
	END IF;
	IF standard IS NULL THEN
		missing := rule.code || '.standard';
	ELSE
		result.assistance := least(standard, greatest(round(coalesce(rule.rate, 0) * standard, 2), round(coalesce(rule.amount, 0), 2)));
		IF result.assistance < standard AND (rule.rate IS NULL OR rule.amount IS NULL) THEN
			missing := rule.code || CASE WHEN rule.rate IS NULL THEN '.rate' ELSE '.amount' END;
		END IF;
	END IF;
	IF missing IS NOT NULL THEN
		-- for an answer that cannot be known no number is asked for
		IF result.unsaid IS NOT NULL THEN
			missing := NULL;
			result.personal := 0.00;
		END IF;
		RETURN;
	END IF;
	result.personal := standard - result.assistance;
	IF rule.government_rest THEN
		result.government := result.personal;
		result.personal := 0.00;
	END IF;
	-- 应当按照当年资助标准退还其个人缴费
	IF paid_before THEN
		result.refund := standard - result.personal;
	END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_premium_by(@extschema@.medaid_premium_rule, text, numeric, daterange, date, date) IS
	'What one rule of premium subsidy gives, or the path of the number it lacks; with unsaid, the most that it could give; county: the fiscal subsidy is the county''s';

-- The contribution: what the caller gives, or the reference value of the rule.
CREATE FUNCTION @extschema@.medaid_premium_standard(policy @extschema@.medaid_policy, rule @extschema@.medaid_premium_rule, standard numeric) RETURNS numeric
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	result numeric := @extschema@.medaid_yuan('standard', coalesce(standard, rule.standard));
BEGIN
	IF result IS NULL AND rule.standard_source IS NOT NULL THEN
		PERFORM @extschema@.medaid_number_missing(policy.code, rule.code || '.standard', rule.standard_source, rule.article);
	ELSIF result IS NULL THEN
		RAISE EXCEPTION 'standard is NULL' USING
			ERRCODE = 'null_value_not_allowed',
			HINT = 'Give the year''s personal contribution (个人缴费标准).';
	END IF;
	RETURN result;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_premium_standard(@extschema@.medaid_policy, @extschema@.medaid_premium_rule, numeric) IS
	'The personal contribution: as given, or the reference value of the rule; 22004 or 55000 where there is neither';

-- 平顺 第三十四条: from when somebody is entitled; listed: NULL = long ago, owes: something is left to pay.
CREATE FUNCTION @extschema@.medaid_premium_entitlement(collection daterange, listed date, paid_on date, owes boolean,
		OUT entitled_from date, OUT entitlement text) RETURNS record
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF paid_on >= upper(collection) THEN
		entitled_from := listed;
		entitlement := 'from_list';
	ELSIF paid_on IS NULL AND listed >= upper(collection) THEN
		-- 补缴个人缴费自负部分后
		entitled_from := listed;
		entitlement := CASE WHEN owes THEN 'from_list_once_paid' ELSE 'from_list' END;
	ELSIF paid_on IS NULL OR collection IS NULL THEN
		entitlement := 'by_day_of_joining';
	ELSE
		entitlement := 'with_insurance';
	END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_premium_entitlement(daterange, date, date, boolean) IS
	'From when somebody is entitled (平顺 第三十四条): paid within the collection: with_insurance; joined after it: from_list, from_list_once_paid while a part is owed; not known when: by_day_of_joining';

CREATE FUNCTION @extschema@.medaid_premium(policy @extschema@.medaid_policy, categories text[], insurance text DEFAULT NULL,
		standard numeric DEFAULT NULL, fiscal_subsidy numeric DEFAULT NULL, collection daterange DEFAULT NULL,
		recognised_on date[] DEFAULT NULL, paid_on date DEFAULT NULL) RETURNS @extschema@.medaid_premium
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	covered text := @extschema@.medaid_insurance_of(insurance);
	known text[] := @extschema@.medaid_categories_of(policy, categories);
	days date[] := @extschema@.medaid_recognition_days(categories, recognised_on);
	given numeric := @extschema@.medaid_yuan('standard', standard);
	subsidy numeric := @extschema@.medaid_yuan('fiscal_subsidy', fiscal_subsidy);
	category text;
	names text[];
	rule @extschema@.medaid_premium_rule;
	kind_rule @extschema@.medaid_premium_rule;
	one record;
	left_over numeric;
	best @extschema@.medaid_premium;		-- of what the text says
	best_left numeric;
	best_rank integer;
	best_county boolean := false;
	unsure @extschema@.medaid_premium;		-- the most of what it does not
	rank integer;
	missing text;
	missing_rule @extschema@.medaid_premium_rule;
	own_paid numeric;					-- what was left to the person when he paid; NULL: all
	kind_paid numeric;
	kind_left numeric;					-- the most that a kind of the category would get
	kind_assistance numeric;
	kind_category text;
	kinds_of text;
	kind_article text;
	listed date := 'infinity';
	list_article text;
BEGIN
	IF isempty(collection) THEN
		RAISE EXCEPTION 'the collection period is empty' USING ERRCODE = 'invalid_parameter_value';
	ELSIF NOT isfinite(paid_on) THEN
		RAISE EXCEPTION 'paid_on "%" is no day', paid_on USING ERRCODE = 'invalid_parameter_value', HINT = 'NULL = not paid.';
	END IF;
	-- no subsidy: no number is asked for
	best.assistance := 0.00;
	best.government := 0.00;
	best.refund := 0.00;
	best.personal := given;
	-- every text speaks of 居民医保, which who is not insured is led to join
	IF covered = 'employee' OR known = '{}' THEN
		RETURN best;
	END IF;
	best.personal := coalesce(given, @extschema@.medaid_yuan('standard', policy.premiums[1].standard));
	best_left := coalesce(best.personal, 'Infinity');
	FOR i IN 1 .. cardinality(categories) LOOP
		category := categories[array_lower(categories, 1) + i - 1];
		rule := @extschema@.medaid_premium_rule_of(policy, category, days[i]);
		CONTINUE WHEN rule.code IS NULL;
		IF rule.recognition = 'windows' THEN
			listed := least(listed, coalesce(days[i], '-infinity'));
			list_article := coalesce(list_article, rule.article);
		END IF;
		names := ARRAY[category];
		IF rule.kinds_only THEN
			names := ARRAY(SELECT k.code FROM unnest(policy.categories) AS k WHERE k.treated_as = rule.category ORDER BY k.rank);
			kind_category := coalesce(kind_category, category);
			kind_article := coalesce(kind_article, rule.article);
			kinds_of := coalesce(kinds_of, array_to_string(names, ', '));
			IF names = '{}' THEN
				kind_left := 0;
				kind_assistance := 'Infinity';
			END IF;
		END IF;
		FOR n IN 1 .. cardinality(names) LOOP
			kind_rule := rule;
			IF rule.kinds_only THEN
				kind_rule := @extschema@.medaid_premium_rule_of(policy, names[n], days[i]);
			END IF;
			-- whom the text leaves out has a row of zeros
			CONTINUE WHEN kind_rule.code IS NULL OR kind_rule.kinds_only OR kind_rule.rate = 0 AND kind_rule.amount = 0;
			SELECT b.* INTO one FROM @extschema@.medaid_premium_by(kind_rule, category,
				coalesce(given, @extschema@.medaid_yuan('standard', kind_rule.standard)), collection, days[i], paid_on) AS b;
			left_over := coalesce((one.result).personal, 'Infinity');
			IF one.missing IS NOT NULL THEN
				IF missing IS NULL THEN
					missing_rule := kind_rule;
					missing := one.missing;
				END IF;
			ELSIF rule.kinds_only THEN
				kind_paid := CASE WHEN paid_on <= days[i] THEN kind_paid ELSE least(kind_paid, left_over) END;
				IF kind_left IS NULL OR (left_over, -(one.result).assistance) < (kind_left, -kind_assistance) THEN
					kind_left := left_over;
					kind_assistance := (one.result).assistance;
				END IF;
			ELSIF (one.result).unsaid IS NOT NULL THEN
				IF unsure.category IS NULL OR (left_over, -(one.result).assistance) < (unsure.personal, -unsure.assistance) THEN
					unsure := one.result;
				END IF;
			ELSE
				own_paid := CASE WHEN paid_on <= days[i] THEN own_paid ELSE least(own_paid, left_over) END;
				rank := (@extschema@.medaid_category_known(policy, category)).rank;
				-- 就高: what leaves the person least, then what the fund gives most of; then who was listed in time, and the rank
				IF best.category IS NULL OR (left_over, -(one.result).assistance, one.county, rank) < (best_left, -best.assistance, best_county, best_rank) THEN
					best := one.result;
					best_left := left_over;
					best_county := one.county;
					best_rank := rank;
				END IF;
			END IF;
		END LOOP;
	END LOOP;
	IF (kind_left, -kind_assistance) < (best_left, -best.assistance) OR best.refund > 0 AND kind_paid < least(own_paid, best.personal + best.refund) THEN
		RAISE EXCEPTION 'category "%" does not say which kind of it is held, and policy "%" (%) subsidises them differently', kind_category, policy.code, kind_article USING
			ERRCODE = 'invalid_parameter_value',
			HINT = format('Name the kind: %s.', kinds_of);
	-- a number that cannot better the result is not needed
	ELSIF missing IS NOT NULL AND (best.category IS NULL OR best_left > 0 OR best.refund > 0) THEN
		IF missing = missing_rule.code || '.standard' THEN
			PERFORM @extschema@.medaid_premium_standard(policy, missing_rule, NULL);
		END IF;
		PERFORM @extschema@.medaid_number_missing(policy.code, missing, NULL, missing_rule.article);
	ELSIF (unsure.personal, -unsure.assistance) < (best_left, -best.assistance) THEN
		best := unsure;
		best.assistance := NULL;
		best.government := NULL;
		best.personal := NULL;
		best.refund := NULL;
	ELSIF best_county AND subsidy IS NULL THEN
		RAISE EXCEPTION 'fiscal_subsidy is NULL, but rule "%" of policy "%" (%) has the county pay it after the collection', best.rule, policy.code, best.article USING
			ERRCODE = 'null_value_not_allowed',
			HINT = 'Give the year''s fiscal subsidy (财政补助) a person.';
	ELSIF best_county THEN
		best.government := best.government + subsidy;
	END IF;
	-- who paid as one category gets back what another adds
	IF best.refund > 0 AND own_paid < best.personal + best.refund THEN
		best.refund := greatest(own_paid - best.personal, 0.00);
	END IF;
	IF listed < 'infinity' THEN
		SELECT e.* INTO best.entitled_from, best.entitlement
			FROM @extschema@.medaid_premium_entitlement(collection, nullif(listed, '-infinity'), paid_on, coalesce(best.personal > 0, true)) AS e;
		best.article := coalesce(best.article, list_article);
	END IF;
	RETURN best;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_premium(@extschema@.medaid_policy, text[], text, numeric, numeric, daterange, date[], date) IS
	'Premium subsidy (资助参保): who pays a person''s contribution; standard: the personal contribution, fiscal_subsidy: the fiscal part, collection: the collection period, recognised_on: parallel to categories, NULL = long ago, paid_on: NULL = not paid. Amounts NULL with unsaid: the text does not say';

-- One category, one day.
CREATE FUNCTION @extschema@.medaid_premium(policy @extschema@.medaid_policy, categories text[], insurance text,
		standard numeric, fiscal_subsidy numeric, collection daterange, recognised_on date, paid_on date DEFAULT NULL) RETURNS @extschema@.medaid_premium
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN @extschema@.medaid_premium(policy, categories, insurance, standard, fiscal_subsidy, collection,
		CASE WHEN pg_catalog.cardinality(categories) OPERATOR(pg_catalog.>) 0 AND recognised_on IS NOT NULL THEN ARRAY[recognised_on] END, paid_on);
COMMENT ON FUNCTION @extschema@.medaid_premium(@extschema@.medaid_policy, text[], text, numeric, numeric, daterange, date, date) IS
	'The same for who holds one category, recognised on one day; several categories: 22023';

-- Without it a literal would fit both of the others, and so neither.
CREATE FUNCTION @extschema@.medaid_premium(policy @extschema@.medaid_policy, categories text[], insurance text,
		standard numeric, fiscal_subsidy numeric, collection daterange, recognised_on text, paid_on date DEFAULT NULL) RETURNS @extschema@.medaid_premium
	LANGUAGE sql STABLE PARALLEL SAFE
	RETURN CASE WHEN recognised_on OPERATOR(pg_catalog.~) '^\s*\{'
		THEN @extschema@.medaid_premium(policy, categories, insurance, standard, fiscal_subsidy, collection, recognised_on::date[], paid_on)
		ELSE @extschema@.medaid_premium(policy, categories, insurance, standard, fiscal_subsidy, collection, recognised_on::date, paid_on) END;
COMMENT ON FUNCTION @extschema@.medaid_premium(@extschema@.medaid_policy, text[], text, numeric, numeric, daterange, text, date) IS
	'The same with the day or days as a literal, of one day or of an array of days';
-- Early warning (监测预警): whose burden of the year is over which line.

CREATE TYPE @extschema@.medaid_warning AS (
	over		boolean,	-- NULL where no burden is given
	burden		numeric,	-- of the year, on the basis below
	line		numeric,	-- to be exceeded; NULL = no line for this person
	group_name	text,		-- the regulation's own term; NULL = not monitored
	basis		text,		-- after_insurance or patient_pays
	informed	text[],		-- who is told
	rule		text,
	article		text,
	push_day	integer,	-- of the next month
	answer_days	integer,	-- working days
	year		integer,	-- from medaid_warnings():
	month		date,		-- first day of the month in which the line was first crossed
	push_by		date,		-- when the list of that month is pushed; NULL = not in the text
	left_out	integer		-- settlements of the year that could not be counted
);
COMMENT ON TYPE @extschema@.medaid_warning IS 'A person''s burden against the line of early warning (监测预警)';

CREATE FUNCTION @extschema@.medaid_monitor_rule_of(policy @extschema@.medaid_policy, categories text[], insurance text) RETURNS @extschema@.medaid_monitor_rule
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	held text[] := @extschema@.medaid_categories_of(policy, categories);
	covered text := @extschema@.medaid_insurance_of(insurance);
	rule @extschema@.medaid_monitor_rule;
BEGIN
	SELECT r.* INTO rule FROM unnest(policy.monitors) WITH ORDINALITY AS r
		WHERE (r.categories IS NULL OR r.categories && held)
			AND (r.except_categories IS NULL OR NOT r.except_categories && held)
			AND (r.insurance IS NULL OR r.insurance = covered)
		ORDER BY r.ordinality LIMIT 1;
	RETURN rule;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_monitor_rule_of(@extschema@.medaid_policy, text[], text) IS
	'The rule of early warning for a person; NULL where the regulation monitors nobody like that';

CREATE FUNCTION @extschema@.medaid_monitor(policy @extschema@.medaid_policy, categories text[], insurance text DEFAULT NULL,
		personal_burden numeric DEFAULT NULL) RETURNS @extschema@.medaid_warning
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	rule @extschema@.medaid_monitor_rule := @extschema@.medaid_monitor_rule_of(policy, categories, insurance);
	result @extschema@.medaid_warning;
BEGIN
	result.burden := @extschema@.medaid_yuan('personal_burden', personal_burden);
	IF rule.code IS NOT NULL AND rule.line IS NULL AND result.burden > 0 THEN
		PERFORM @extschema@.medaid_number_missing(policy.code, rule.code || '.line', rule.line_source, rule.article);
	END IF;
	-- 超过: the line itself is not over; nobody is without one
	result.over := CASE WHEN result.burden IS NOT NULL THEN coalesce(result.burden > rule.line, false) END;
	result.line := round(rule.line, 2);
	result.group_name := rule.label;
	result.basis := rule.basis;
	result.informed := rule.informed;
	result.rule := rule.code;
	result.article := rule.article;
	result.push_day := rule.push_day;
	result.answer_days := rule.answer_days;
	RETURN result;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_monitor(@extschema@.medaid_policy, text[], text, numeric) IS
	'Early warning (监测预警): whether a person''s burden of the year, on the basis that the text names, is over the line; burden NULL: the line and the group alone; a line the policy lacks: 55000';

-- Which policy of an array serves a day: one alone serves every day; else the one
-- whose stretch holds it; in the year in which the regulation begins or ends, but
-- outside it, that of its first or last day.  NULL: none.
CREATE FUNCTION @extschema@.medaid_policy_serving(policy @extschema@.medaid_policy[], on_date date) RETURNS integer
	LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
	SELECT p.i
	FROM (SELECT i, (policy[i]).valid, (policy[i]).stretch FROM generate_subscripts(policy, 1) AS i) AS p
	WHERE cardinality(policy) = 1 OR p.stretch @> on_date
		OR on_date < lower(p.valid) AND lower(p.stretch) = lower(p.valid) AND extract(year FROM on_date) = extract(year FROM lower(p.valid))
		OR on_date >= upper(p.valid) AND upper(p.stretch) = upper(p.valid) AND extract(year FROM on_date) = extract(year FROM upper(p.valid) - 1)
	ORDER BY p.stretch @> on_date DESC, p.i LIMIT 1
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_serving(@extschema@.medaid_policy[], date) IS
	'Which element of an array of policies serves a day''s early warning; NULL: none';

-- Who holds what on the day of a claim's discharge.
CREATE FUNCTION @extschema@.medaid_categories_on(claim @extschema@.medaid_claim, on_date date) RETURNS text[]
	LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
	SELECT coalesce(array_agg(k.category ORDER BY k.category COLLATE "C"), '{}')
	FROM unnest(claim.categories, claim.recognised_on, claim.ended_on) AS k (category, recognised_on, ended_on)
	WHERE coalesce(k.recognised_on, '-infinity') <= on_date AND on_date < coalesce(k.ended_on, 'infinity')
$$;
COMMENT ON FUNCTION @extschema@.medaid_categories_on(@extschema@.medaid_claim, date) IS
	'The categories of a claim that are held on a day: recognised by then and not ended';

-- The list: settlements in any order, judged as they came by day of discharge.
-- claims: NULL, or that of each settlement, which then gives the categories and the
-- insurance of its day.  The year's burden counts from January on, monitored or not.
CREATE FUNCTION @extschema@.medaid_warnings_by_day(policy @extschema@.medaid_policy[], categories text[], insurance text, claims @extschema@.medaid_claim[],
		settlements @extschema@.medaid_settlement[]) RETURNS SETOF @extschema@.medaid_warning
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE ROWS 1 SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	s record;
	current_policy integer;
	current_day date;
	held text[] := categories;
	covered text := insurance;
	claim @extschema@.medaid_claim;
	on_day text[];
	changed boolean;
	rule @extschema@.medaid_monitor_rule;
	warning @extschema@.medaid_warning;
	-- of the year, on either basis: the sum, and how many could not be counted
	patient numeric;
	insured numeric;
	patient_left integer;
	insured_left integer;
BEGIN
	IF coalesce(cardinality(policy), 0) = 0 OR array_position(policy, NULL) IS NOT NULL THEN
		RAISE EXCEPTION 'the policy is NULL' USING ERRCODE = 'null_value_not_allowed';
	ELSIF cardinality(claims) <> coalesce(cardinality(settlements), 0) THEN
		RAISE EXCEPTION 'claims has % elements, settlements %', cardinality(claims), coalesce(cardinality(settlements), 0) USING ERRCODE = 'invalid_parameter_value';
	END IF;
	FOR s IN
		-- what aid has paid for earlier claims, patients no longer bear
		SELECT d.day, extract(year FROM d.day)::integer AS year, x.n, (x.t).patient_pays - coalesce((x.t).for_earlier, 0) AS patient_pays, (x.t).total - (x.t).basic_paid - (x.t).critical_illness_paid AS after_insurance
		FROM (SELECT t, row_number() OVER () AS n FROM unnest(settlements) AS t) AS x, LATERAL (SELECT CASE WHEN isfinite((x.t).discharged_on) THEN (x.t).discharged_on END) AS d (day)
		WHERE NOT x.t IS NULL AND (x.t).status IS DISTINCT FROM 'refused' ORDER BY d.day, (x.t).claim_id COLLATE "C"
	LOOP
		IF warning.left_out IS NULL OR s.year IS DISTINCT FROM warning.year THEN
			IF warning.month IS NOT NULL OR warning.left_out > 0 THEN
				RETURN NEXT warning;
			END IF;
			warning := NULL;
			warning.year := s.year;
			warning.burden := 0;
			warning.left_out := 0;
			patient := 0;
			insured := 0;
			patient_left := 0;
			insured_left := 0;
		END IF;
		changed := current_day IS DISTINCT FROM s.day AND (current_policy IS NULL OR s.day IS NULL OR cardinality(policy) > 1 AND NOT policy[current_policy].stretch @> s.day);
		IF changed THEN
			current_policy := CASE WHEN s.day IS NOT NULL THEN @extschema@.medaid_policy_serving(policy, s.day) END;
		END IF;
		IF claims IS NOT NULL THEN
			claim := claims[array_lower(claims, 1) + s.n - 1];
			on_day := @extschema@.medaid_categories_on(claim, s.day);
			changed := changed OR held IS DISTINCT FROM on_day OR covered IS DISTINCT FROM claim.insurance;
			held := on_day;
			covered := claim.insurance;
		END IF;
		IF changed THEN
			rule := CASE WHEN current_policy IS NOT NULL THEN @extschema@.medaid_monitor_rule_of(policy[current_policy], held, covered) END;
		END IF;
		current_day := s.day;
		-- NULL: refused, on no day, or on a day for which no policy is given
		patient := patient + CASE WHEN current_policy IS NULL THEN 0 ELSE coalesce(s.patient_pays, 0) END;
		insured := insured + CASE WHEN current_policy IS NULL THEN 0 ELSE coalesce(s.after_insurance, 0) END;
		patient_left := patient_left + (current_policy IS NULL OR s.patient_pays IS NULL)::integer;
		insured_left := insured_left + (current_policy IS NULL OR s.after_insurance IS NULL)::integer;
		-- crossed: by the line that was crossed, to the end of the year
		IF warning.month IS NULL AND rule.code IS NOT NULL THEN
			warning.basis := rule.basis;
		END IF;
		IF warning.basis IS NOT NULL THEN
			warning.burden := CASE warning.basis WHEN 'patient_pays' THEN patient ELSE insured END;
			warning.left_out := CASE warning.basis WHEN 'patient_pays' THEN patient_left ELSE insured_left END;
		ELSIF current_policy IS NULL THEN
			warning.left_out := warning.left_out + 1;
		END IF;
		CONTINUE WHEN warning.month IS NOT NULL OR rule.code IS NULL;
		IF warning.burden > 0 AND rule.line IS NULL THEN
			PERFORM @extschema@.medaid_number_missing(policy[current_policy].code, rule.code || '.line', rule.line_source, rule.article);
		END IF;
		warning.line := round(rule.line, 2);
		warning.group_name := rule.label;
		warning.informed := rule.informed;
		warning.rule := rule.code;
		warning.article := rule.article;
		warning.push_day := rule.push_day;
		warning.answer_days := rule.answer_days;
		IF warning.burden > rule.line THEN
			warning.over := true;
			warning.month := date_trunc('month', s.day::timestamp)::date;
			warning.push_by := (warning.month + interval '1 month')::date + rule.push_day - 1;
		END IF;
	END LOOP;
	IF warning.month IS NOT NULL OR warning.left_out > 0 THEN
		RETURN NEXT warning;
	END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_warnings_by_day(@extschema@.medaid_policy[], text[], text, @extschema@.medaid_claim[], @extschema@.medaid_settlement[]) IS
	'What medaid_warnings() computes, with the categories and insurance given, or with those of each settlement''s claim on its day';

CREATE FUNCTION @extschema@.medaid_warnings(policy @extschema@.medaid_policy[], categories text[], insurance text, settlements @extschema@.medaid_settlement[]) RETURNS SETOF @extschema@.medaid_warning
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE ROWS 1 SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN QUERY SELECT * FROM @extschema@.medaid_warnings_by_day(policy, categories, insurance, NULL::@extschema@.medaid_claim[], settlements);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_warnings(@extschema@.medaid_policy[], text[], text, @extschema@.medaid_settlement[]) IS
	'The years in which a person''s settlements crossed the line of early warning (监测预警), each with burden, line, group and the month of crossing; lines are those of the day of each settlement. A settlement that cannot be counted (refused, without day, on a day that no policy given serves) stops nothing: its year has a row with left_out, over NULL unless the others crossed';

CREATE FUNCTION @extschema@.medaid_warnings(policy @extschema@.medaid_policy[], claims @extschema@.medaid_claim[], settlements @extschema@.medaid_settlement[]) RETURNS SETOF @extschema@.medaid_warning
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE ROWS 1 SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN QUERY SELECT * FROM @extschema@.medaid_warnings_by_day(policy, NULL::text[], NULL::text, coalesce(claims, '{}'), settlements);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_warnings(@extschema@.medaid_policy[], @extschema@.medaid_claim[], @extschema@.medaid_settlement[]) IS
	'The same with the categories and the insurance of each settlement''s claim (claims: one for each settlement) on its day of discharge';

CREATE FUNCTION @extschema@.medaid_warnings(policy @extschema@.medaid_policy, categories text[], insurance text, settlements @extschema@.medaid_settlement[]) RETURNS SETOF @extschema@.medaid_warning
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE ROWS 1 SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN QUERY SELECT * FROM @extschema@.medaid_warnings(ARRAY[policy], categories, insurance, settlements);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_warnings(@extschema@.medaid_policy, text[], text, @extschema@.medaid_settlement[]) IS
	'The same with the line of one policy, whatever the day';
-- Treatment first, payment after (先诊疗后付费): whose deposit is waived.

CREATE FUNCTION @extschema@.medaid_deposit_waived(policy @extschema@.medaid_policy, categories text[], place text DEFAULT NULL,
		primary_referral boolean DEFAULT NULL, designated boolean DEFAULT NULL) RETURNS boolean
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	held text[] := @extschema@.medaid_categories_of(policy, categories);
	places CONSTANT text[] := '{county,city,province,elsewhere}';
	here integer := array_position(places, coalesce(place, 'city'));
BEGIN
	IF here IS NULL THEN
		RAISE EXCEPTION 'place "%" is unknown', place USING
			ERRCODE = 'invalid_parameter_value',
			HINT = 'county, city, province or elsewhere; NULL = city.';
	END IF;
	-- one rule that waives is enough; without, one whose conditions are ruled elsewhere leaves it open
	RETURN coalesce(designated, true) AND (
		SELECT CASE WHEN bool_or(NOT coalesce(d.conditions_elsewhere, false)) AND coalesce(primary_referral, false) THEN true
			WHEN bool_or(d.conditions_elsewhere) THEN NULL
			ELSE false END
		FROM unnest(policy.deposits) AS d
		WHERE coalesce(d.categories && held, d.conditions_elsewhere)
			AND coalesce(here <= array_position(places, d.within), d.conditions_elsewhere));
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_deposit_waived(@extschema@.medaid_policy, text[], text, boolean, boolean) IS
	'Whether the deposit of a stay is waived (先诊疗后付费): primary_referral: 经基层首诊转诊, NULL = no; designated: NULL = yes; place: NULL = city. NULL where the regulation leaves the conditions to another rule (平顺 第四十一条)';
-- Recognition (认定) by income, property and expense.

CREATE FUNCTION @extschema@.medaid_recognisable(policy @extschema@.medaid_policy, category text, family_income numeric, persons integer,
		own_in_scope numeric, assets_ok boolean, rigid_expense numeric DEFAULT NULL) RETURNS boolean
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	chain text[] := @extschema@.medaid_categories_of(policy, ARRAY[category]);
	rule @extschema@.medaid_recognition_rule;
	by_income boolean;
	missing text;
BEGIN
	SELECT r.* INTO rule FROM unnest(policy.recognitions) AS r WHERE r.category = ANY (chain)
		ORDER BY array_position(chain, r.category) LIMIT 1;
	IF rule.code IS NULL THEN
		RETURN NULL;
	END IF;
	-- a rule of expense alone has no line
	by_income := rule.line IS DISTINCT FROM 'Infinity' AND (rule.line IS NOT NULL OR rule.line_source IS NOT NULL OR rule.expense_share IS NULL);
	missing := CASE WHEN family_income IS NULL AND (by_income OR rule.expense_share IS NOT NULL) THEN 'family_income'
		WHEN persons IS NULL AND by_income THEN 'persons'
		WHEN own_in_scope IS NULL AND by_income THEN 'own_in_scope'
		WHEN assets_ok IS NULL AND rule.assets THEN 'assets_ok'
		WHEN rigid_expense IS NULL AND rule.expense_share IS NOT NULL THEN 'rigid_expense' END;
	IF missing IS NOT NULL THEN
		RAISE EXCEPTION '% is NULL, but rule "%" of policy "%" (%) asks for it', missing, rule.code, policy.code, rule.article USING
			ERRCODE = 'null_value_not_allowed';
	ELSIF persons < 1 THEN
		RAISE EXCEPTION 'persons % is out of range', persons USING
			ERRCODE = 'numeric_value_out_of_range', HINT = 'A family has at least one person.';
	END IF;
	IF rule.assets AND NOT assets_ok THEN
		RETURN false;
	ELSIF @extschema@.medaid_yuan('rigid_expense', rigid_expense) < @extschema@.medaid_yuan('family_income', family_income) * rule.expense_share THEN
		RETURN false;
	ELSIF NOT by_income THEN
		RETURN true;
	ELSIF rule.line IS NULL THEN
		PERFORM @extschema@.medaid_number_missing(policy.code, rule.code || '.line', rule.line_source, rule.article);
	END IF;
	-- 不超过: the line itself is still under it; multiplied out, so that nothing is rounded
	RETURN @extschema@.medaid_yuan('family_income', family_income) - @extschema@.medaid_yuan('own_in_scope', own_in_scope) <= rule.line * persons;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_recognisable(@extschema@.medaid_policy, text, numeric, integer, numeric, boolean, numeric) IS
	'Whether somebody passes the income, property and expense test of a category: (family income of the year - own in-scope cost) / persons does not exceed the line (安康 二(一)); the rigid expense of the family (刚性支出) reaches the share of its income that the rule names (支出型); NULL where the policy has no such test. What the rule asks for and is NULL: 22004, out of range: 22003, no line: 55000';
-- Until when lists (名单) and answers are given: days of the calendar and working days.

CREATE TYPE @extschema@.medaid_due_day AS (
	code		text,
	label		text,		-- what is given
	phase		text,		-- before, during, after the collection; NULL = whenever
	given_by	text[],
	given_to	text[],
	due			date,		-- the last day on which it is in time
	article		text
);
COMMENT ON TYPE @extschema@.medaid_due_day IS 'The last day for a list (名单) or an answer, who gives it, and to whom';

CREATE FUNCTION @extschema@.medaid_due_days(policy @extschema@.medaid_policy, from_day date, to_day date, collection daterange DEFAULT NULL)
	RETURNS SETOF @extschema@.medaid_due_day
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF policy.code IS NULL THEN
		RAISE EXCEPTION 'the policy is NULL' USING ERRCODE = 'null_value_not_allowed';
	ELSIF from_day IS NULL OR to_day IS NULL THEN
		RAISE EXCEPTION '% is NULL', CASE WHEN from_day IS NULL THEN 'from_day' ELSE 'to_day' END USING ERRCODE = 'null_value_not_allowed';
	ELSIF NOT isfinite(from_day) OR NOT isfinite(to_day) OR from_day < '0001-01-01' OR to_day - from_day > 36600 THEN
		RAISE EXCEPTION 'from_day to to_day is no range of at most a hundred years' USING ERRCODE = 'invalid_parameter_value';
	ELSIF isempty(collection) THEN
		RAISE EXCEPTION 'the collection period is empty' USING ERRCODE = 'invalid_parameter_value';
	END IF;
	RETURN QUERY
		SELECT r.code, r.label, r.phase, r.given_by, r.given_to, d.due, r.article
		FROM unnest(policy.deadlines) AS r
		CROSS JOIN LATERAL (
			SELECT m.first::date AS first, CASE WHEN r.day IS NULL THEN (m.first + interval '1 month')::date - 1 ELSE m.first::date + r.day - 1 END AS last
			FROM generate_series(date_trunc('month', medaid_due_days.from_day::timestamp), medaid_due_days.to_day::timestamp + interval '1 month', interval '1 month') AS m (first)
			WHERE r.occasion = 'month' OR r.occasion = 'year' AND extract(month FROM m.first) = r.month
		) AS m
		CROSS JOIN LATERAL (
			-- 开始前, 结束前: no later than the collection's own day
			SELECT CASE WHEN r.phase = 'before' THEN least(m.last, lower(collection) - 1)
				WHEN r.phase = 'during' THEN least(m.last, upper(collection) - 1)
				ELSE m.last END AS due
		) AS d
		WHERE d.due BETWEEN medaid_due_days.from_day AND medaid_due_days.to_day AND policy.valid @> d.due
			AND (collection IS NULL OR coalesce(CASE r.phase
				WHEN 'before' THEN m.first < lower(collection) AND m.first >= lower(collection)::timestamp - interval '1 year'
				WHEN 'during' THEN daterange(m.first, m.last, '[]') && collection
				WHEN 'after' THEN m.last >= upper(collection) END, r.phase IS NULL))
		ORDER BY d.due, r.code COLLATE "C";
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_due_days(@extschema@.medaid_policy, date, date, daterange) IS
	'The days from from_day to to_day by which a regulation has lists given every year or month, while it is in force; collection: the collection period, which tells the lists before, during and after it apart; NULL = all of them';

CREATE FUNCTION @extschema@.medaid_working_day(after_day date, days integer, region text DEFAULT '') RETURNS date
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	result date := after_day;
	works boolean;
	filled integer;
	remaining integer := days;
BEGIN
	IF NOT isfinite(after_day) THEN
		RAISE EXCEPTION 'after_day "%" is no day', after_day USING ERRCODE = 'invalid_parameter_value';
	ELSIF days NOT BETWEEN 0 AND 1000 THEN
		RAISE EXCEPTION 'days % is out of range', days USING ERRCODE = 'numeric_value_out_of_range', HINT = '0 to 1000 working days.';
	ELSIF after_day IS NULL OR days IS NULL THEN
		RETURN NULL;
	END IF;
	WHILE remaining > 0 LOOP
		result := result + 1;
		-- a year of which nothing is known could have any holidays
		IF filled IS DISTINCT FROM extract(year FROM result)::integer THEN
			filled := extract(year FROM result)::integer;
			IF NOT EXISTS (SELECT FROM @extschema@.medaid_holiday AS h
					WHERE starts_with(coalesce(medaid_working_day.region, ''), h.region) AND extract(year FROM h.day) = filled) THEN
				RAISE EXCEPTION 'the holidays of % are not known', filled USING
					ERRCODE = 'object_not_in_prerequisite_state',
					HINT = 'Insert the year''s holidays (放假) and weekends on which people work (调休上班, working = true) into medaid_holiday.';
			END IF;
		END IF;
		works := (SELECT h.working FROM @extschema@.medaid_holiday AS h
			WHERE h.day = result AND starts_with(coalesce(medaid_working_day.region, ''), h.region) ORDER BY length(h.region) DESC LIMIT 1);
		IF coalesce(works, extract(isodow FROM result) < 6) THEN
			remaining := remaining - 1;
		END IF;
	END LOOP;
	RETURN result;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_working_day(date, integer, text) IS
	'The last of so many working days (工作日) after a day, by weekends and medaid_holiday; region: as in medaid_regulation. A year of which medaid_holiday has no row: 55000; days beyond 0 to 1000: 22003';

CREATE FUNCTION @extschema@.medaid_answer_by(policy @extschema@.medaid_policy, received_on date) RETURNS SETOF @extschema@.medaid_due_day
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1 SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF policy.code IS NULL THEN
		RAISE EXCEPTION 'the policy is NULL' USING ERRCODE = 'null_value_not_allowed';
	ELSIF received_on IS NULL THEN
		RAISE EXCEPTION 'received_on is NULL' USING ERRCODE = 'null_value_not_allowed';
	ELSIF NOT isfinite(received_on) THEN
		RAISE EXCEPTION 'received_on "%" is no day', received_on USING ERRCODE = 'invalid_parameter_value';
	END IF;
	RETURN QUERY
		SELECT r.code, r.label, r.phase, r.given_by, r.given_to,
			CASE WHEN r.working THEN @extschema@.medaid_working_day(received_on, r.days, policy.region) ELSE received_on + r.days END, r.article
		FROM unnest(policy.deadlines) AS r WHERE r.occasion = 'receipt' ORDER BY r.code COLLATE "C";
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_answer_by(@extschema@.medaid_policy, date) IS
	'The day by which what was received on a day is to be answered, one row for each rule of a regulation that says so; no row: the text names no time';
-- From a register of identities to the three arrays of a claim.

CREATE TYPE @extschema@.medaid_identity_arrays AS (
	categories	text[],
	recognised_on	date[],
	ended_on	date[]
);
COMMENT ON TYPE @extschema@.medaid_identity_arrays IS 'The identities of a person as a claim takes them: three parallel arrays';

CREATE FUNCTION @extschema@.medaid_identities_step(state @extschema@.medaid_identity_arrays, category text, recognised_on date, ended_on date,
		for_claim text, claim_id text) RETURNS @extschema@.medaid_identity_arrays
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE
		WHEN category IS NULL OR for_claim IS NOT NULL AND for_claim IS DISTINCT FROM claim_id THEN state
		ELSE ROW((state).categories || category, (state).recognised_on || recognised_on, (state).ended_on || ended_on)::@extschema@.medaid_identity_arrays
		END;
CREATE AGGREGATE @extschema@.medaid_identities(category text, recognised_on date, ended_on date, for_claim text, claim_id text) (
	SFUNC = @extschema@.medaid_identities_step, STYPE = @extschema@.medaid_identity_arrays, PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.medaid_identities(text, date, date, text, text) IS
	'The rows of a person''s register as the three arrays of a claim; a row recognised for one claim (单次认定) reaches the claim of that id only';
-- What is wrong with a claim.

CREATE TYPE @extschema@.medaid_finding AS (
	sqlstate	text,
	kind		text,
	field		text,
	value		text,
	message		text,
	hint		text
);
COMMENT ON TYPE @extschema@.medaid_finding IS 'What settling a claim would raise; with SQLSTATE 01000, what the regulation does not allow though it settles';
COMMENT ON COLUMN @extschema@.medaid_finding.sqlstate IS 'SQLSTATE';
COMMENT ON COLUMN @extschema@.medaid_finding.kind IS 'the kind of fault, as medaid_try_settle gives it for a reason';
COMMENT ON COLUMN @extschema@.medaid_finding.field IS 'of the claim';
COMMENT ON COLUMN @extschema@.medaid_finding.value IS 'what it holds; NULL where that says nothing';
COMMENT ON COLUMN @extschema@.medaid_finding.message IS 'the sentence';
COMMENT ON COLUMN @extschema@.medaid_finding.hint IS 'what to do';

CREATE FUNCTION @extschema@.medaid_check(claim @extschema@.medaid_claim, policy @extschema@.medaid_policy, ytd @extschema@.medaid_accumulator[] DEFAULT NULL) RETURNS text[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 AS 'MODULE_PATHNAME', 'medaid_check';
COMMENT ON FUNCTION @extschema@.medaid_check(@extschema@.medaid_claim, @extschema@.medaid_policy, @extschema@.medaid_accumulator[]) IS
	'What settling a claim after what was used before would raise, as text, each with its SQLSTATE; {} for a claim that settles. 01000: not allowed by the regulation, but settled';
CREATE FUNCTION @extschema@.medaid_check(claim @extschema@.medaid_claim, policy @extschema@.medaid_policy[], ytd @extschema@.medaid_accumulator[] DEFAULT NULL) RETURNS text[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 AS 'MODULE_PATHNAME', 'medaid_check';
COMMENT ON FUNCTION @extschema@.medaid_check(@extschema@.medaid_claim, @extschema@.medaid_policy[], @extschema@.medaid_accumulator[]) IS
	'The same under the policy of its day';

CREATE FUNCTION @extschema@.medaid_findings(claim @extschema@.medaid_claim, policy @extschema@.medaid_policy, ytd @extschema@.medaid_accumulator[] DEFAULT NULL) RETURNS SETOF @extschema@.medaid_finding
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 ROWS 1 AS 'MODULE_PATHNAME', 'medaid_findings';
COMMENT ON FUNCTION @extschema@.medaid_findings(@extschema@.medaid_claim, @extschema@.medaid_policy, @extschema@.medaid_accumulator[]) IS
	'What settling a claim after what was used before would raise, a row each; none for a claim that settles. 01000: not allowed by the regulation, but settled';
CREATE FUNCTION @extschema@.medaid_findings(claim @extschema@.medaid_claim, policy @extschema@.medaid_policy[], ytd @extschema@.medaid_accumulator[] DEFAULT NULL) RETURNS SETOF @extschema@.medaid_finding
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 ROWS 1 AS 'MODULE_PATHNAME', 'medaid_findings';
COMMENT ON FUNCTION @extschema@.medaid_findings(@extschema@.medaid_claim, @extschema@.medaid_policy[], @extschema@.medaid_accumulator[]) IS
	'The same under the policy of its day';

-- How each yuan of a claim came about.

CREATE FUNCTION @extschema@.medaid_explain(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy, ytd @extschema@.medaid_accumulator[] DEFAULT NULL) RETURNS SETOF @extschema@.medaid_step
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 60 ROWS 9 AS 'MODULE_PATHNAME', 'medaid_explain';
COMMENT ON FUNCTION @extschema@.medaid_explain(@extschema@.medaid_compact_claim, @extschema@.medaid_policy, @extschema@.medaid_accumulator[]) IS
	'How each yuan of a claim came about, after what was used before: at most a dozen steps';
CREATE FUNCTION @extschema@.medaid_explain(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy[], ytd @extschema@.medaid_accumulator[] DEFAULT NULL) RETURNS SETOF @extschema@.medaid_step
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 60 ROWS 9 AS 'MODULE_PATHNAME', 'medaid_explain';
COMMENT ON FUNCTION @extschema@.medaid_explain(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[], @extschema@.medaid_accumulator[]) IS
	'The same under the policy of its day';

-- Why a claim did not get more.

CREATE TYPE @extschema@.medaid_considered AS (
	category	text,
	rule		text,
	stage		text,
	condition	text,
	needed		text,
	found		text,
	article		text,
	would_pay	numeric
);
COMMENT ON TYPE @extschema@.medaid_considered IS 'A category held and a rule that was considered for a claim';
COMMENT ON COLUMN @extschema@.medaid_considered.category IS 'the category held';
COMMENT ON COLUMN @extschema@.medaid_considered.stage IS 'where in settling it was considered';
COMMENT ON COLUMN @extschema@.medaid_considered.condition IS 'what failed; NULL: nothing';
COMMENT ON COLUMN @extschema@.medaid_considered.needed IS 'what the rule asks for';
COMMENT ON COLUMN @extschema@.medaid_considered.found IS 'what the claim has';
COMMENT ON COLUMN @extschema@.medaid_considered.would_pay IS 'what it would have paid, yuan';

CREATE FUNCTION @extschema@.medaid_why_not(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy, ytd @extschema@.medaid_accumulator[] DEFAULT NULL) RETURNS SETOF @extschema@.medaid_considered
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 200 ROWS 9 AS 'MODULE_PATHNAME', 'medaid_why_not';
COMMENT ON FUNCTION @extschema@.medaid_why_not(@extschema@.medaid_compact_claim, @extschema@.medaid_policy, @extschema@.medaid_accumulator[]) IS
	'What was considered for a claim, after what was used before: the condition that failed, what it needed and found, what it would pay';
CREATE FUNCTION @extschema@.medaid_why_not(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy[], ytd @extschema@.medaid_accumulator[] DEFAULT NULL) RETURNS SETOF @extschema@.medaid_considered
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 200 ROWS 9 AS 'MODULE_PATHNAME', 'medaid_why_not';
COMMENT ON FUNCTION @extschema@.medaid_why_not(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[], @extschema@.medaid_accumulator[]) IS
	'The same under the policy of its day';

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
-- Scenarios: the same claims under several policies in one pass.

CREATE TYPE @extschema@.medaid_scenario_outcome AS (
	scenario		text,
	outcome			@extschema@.medaid_outcome_row,
	claims_changed		bigint,
	persons_changed		bigint,
	persons_better		bigint,
	persons_worse		bigint,
	gained			numeric,
	lost			numeric,
	aid_change		numeric
);
COMMENT ON TYPE @extschema@.medaid_scenario_outcome IS 'What came of settlements under one scenario, and against the first one; columns in doc/reference-outcome.md';
COMMENT ON COLUMN @extschema@.medaid_scenario_outcome.scenario IS 'NULL: as published';
COMMENT ON COLUMN @extschema@.medaid_scenario_outcome.outcome IS 'What came of the settlements under it';
COMMENT ON COLUMN @extschema@.medaid_scenario_outcome.claims_changed IS 'Claims with another result than under the first scenario: an amount, the reason or the category';
COMMENT ON COLUMN @extschema@.medaid_scenario_outcome.persons_better IS 'Persons who pay less themselves than under the first scenario';
COMMENT ON COLUMN @extschema@.medaid_scenario_outcome.persons_worse IS 'Persons who pay more themselves than under the first scenario';
COMMENT ON COLUMN @extschema@.medaid_scenario_outcome.gained IS 'What the persons better off pay less';
COMMENT ON COLUMN @extschema@.medaid_scenario_outcome.lost IS 'What the persons worse off pay more';
COMMENT ON COLUMN @extschema@.medaid_scenario_outcome.aid_change IS 'Aid less the aid under the first scenario';

CREATE TYPE @extschema@.medaid_person_outcomes;
CREATE FUNCTION @extschema@.medaid_person_outcomes_in(cstring) RETURNS @extschema@.medaid_person_outcomes
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_person_outcomes_out(@extschema@.medaid_person_outcomes) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_person_outcomes_recv(internal) RETURNS @extschema@.medaid_person_outcomes
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_person_outcomes_send(@extschema@.medaid_person_outcomes) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE TYPE @extschema@.medaid_person_outcomes (
	INPUT = @extschema@.medaid_person_outcomes_in, OUTPUT = @extschema@.medaid_person_outcomes_out,
	RECEIVE = @extschema@.medaid_person_outcomes_recv, SEND = @extschema@.medaid_person_outcomes_send,
	STORAGE = extended
);
COMMENT ON TYPE @extschema@.medaid_person_outcomes IS
	'What came of one person''s claims under several scenarios, as one value; made by medaid_outcomes(), read by medaid_outcomes_unpack() and medaid_outcomes_merge()';

-- No COMBINEFUNC: each partial state would carry all scenarios, 300 kB and more.
-- In parallel: medaid_outcomes(medaid_collect(claim), scenarios).
CREATE FUNCTION @extschema@.medaid_outcomes_step(internal, @extschema@.medaid_compact_claim, @extschema@.medaid_policy[]) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 30 AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_outcomes_final(internal) RETURNS @extschema@.medaid_person_outcomes
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 1000 AS 'MODULE_PATHNAME';
CREATE AGGREGATE @extschema@.medaid_outcomes(claim @extschema@.medaid_compact_claim, scenarios @extschema@.medaid_policy[]) (
	SFUNC = @extschema@.medaid_outcomes_step, STYPE = internal, SSPACE = 500,
	FINALFUNC = @extschema@.medaid_outcomes_final, FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.medaid_outcomes(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[]) IS
	'A person''s claims settled under several scenarios, elements of one flat array grouped by their scenario; GROUP BY person';

-- A function sees its arguments only: what a sub-select gives is marked inside
-- it, once, so that the array need not be compared for every person.
CREATE TYPE @extschema@.medaid_scenario_set AS (
	mark			bytea,
	policies		@extschema@.medaid_policy[]
);
COMMENT ON TYPE @extschema@.medaid_scenario_set IS 'Scenarios with a mark by which they are recognised; made by medaid_scenarios()';
CREATE FUNCTION @extschema@.medaid_scenarios(scenarios @extschema@.medaid_policy[]) RETURNS @extschema@.medaid_scenario_set
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_scenarios(@extschema@.medaid_policy[]) IS
	'Scenarios that medaid_outcomes(claims, (SELECT medaid_scenarios(...))) recognises by a mark: pays from about 30 scenarios on';

CREATE FUNCTION @extschema@.medaid_outcomes(claims @extschema@.medaid_claim_set, scenarios @extschema@.medaid_policy[]) RETURNS @extschema@.medaid_person_outcomes
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 1000 AS 'MODULE_PATHNAME', 'medaid_outcomes_set';
COMMENT ON FUNCTION @extschema@.medaid_outcomes(@extschema@.medaid_claim_set, @extschema@.medaid_policy[]) IS
	'A stored collection settled under several scenarios; NULL set: NULL, NULL scenarios: 22004';
CREATE FUNCTION @extschema@.medaid_outcomes(claims @extschema@.medaid_claim_set, scenarios @extschema@.medaid_scenario_set) RETURNS @extschema@.medaid_person_outcomes
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 1000 AS 'MODULE_PATHNAME', 'medaid_outcomes_marked';
COMMENT ON FUNCTION @extschema@.medaid_outcomes(@extschema@.medaid_claim_set, @extschema@.medaid_scenario_set) IS
	'The same with the scenarios of medaid_scenarios()';

CREATE FUNCTION @extschema@.medaid_policy_named(policy @extschema@.medaid_policy, scenario text) RETURNS @extschema@.medaid_policy
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF policy IS NOT DISTINCT FROM NULL THEN
		RAISE EXCEPTION 'the policy is NULL' USING ERRCODE = 'null_value_not_allowed';
	END IF;
	policy.scenario := medaid_policy_named.scenario;
	RETURN policy;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_named(@extschema@.medaid_policy, text) IS
	'A copy of a policy as a scenario of that name; NULL: as published';

CREATE FUNCTION @extschema@.medaid_policy_named(policy @extschema@.medaid_policy[], scenario text) RETURNS @extschema@.medaid_policy[]
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN (SELECT array_agg(@extschema@.medaid_policy_named(policy[n], scenario) ORDER BY n)
		FROM generate_subscripts(policy, 1) AS n);
COMMENT ON FUNCTION @extschema@.medaid_policy_named(@extschema@.medaid_policy[], text) IS
	'The same for every element of an array';
-- The outcomes of many persons, one row a scenario.

CREATE TYPE @extschema@.medaid_scenario_sums;
CREATE FUNCTION @extschema@.medaid_scenario_sums_in(cstring) RETURNS @extschema@.medaid_scenario_sums
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_scenario_sums_out(@extschema@.medaid_scenario_sums) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_scenario_sums_recv(internal) RETURNS @extschema@.medaid_scenario_sums
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION @extschema@.medaid_scenario_sums_send(@extschema@.medaid_scenario_sums) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
-- PLAIN: it is changed where it stands, and never stored
CREATE TYPE @extschema@.medaid_scenario_sums (
	INPUT = @extschema@.medaid_scenario_sums_in, OUTPUT = @extschema@.medaid_scenario_sums_out,
	RECEIVE = @extschema@.medaid_scenario_sums_recv, SEND = @extschema@.medaid_scenario_sums_send,
	ALIGNMENT = double, STORAGE = plain
);
COMMENT ON TYPE @extschema@.medaid_scenario_sums IS 'The state of medaid_outcomes_merge(): sums of outcomes, scenario by scenario';

CREATE FUNCTION @extschema@.medaid_outcomes_merge_combine(@extschema@.medaid_scenario_sums, @extschema@.medaid_scenario_sums) RETURNS @extschema@.medaid_scenario_sums
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';

CREATE FUNCTION @extschema@.medaid_outcomes_merge_step(@extschema@.medaid_scenario_sums, @extschema@.medaid_person_outcomes) RETURNS @extschema@.medaid_scenario_sums
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'medaid_outcomes_merge_step';
CREATE FUNCTION @extschema@.medaid_outcomes_merge_final(@extschema@.medaid_scenario_sums) RETURNS @extschema@.medaid_scenario_outcome[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE AGGREGATE @extschema@.medaid_outcomes_merge(outcomes @extschema@.medaid_person_outcomes) (
	SFUNC = @extschema@.medaid_outcomes_merge_step, STYPE = @extschema@.medaid_scenario_sums, SSPACE = 2000,
	FINALFUNC = @extschema@.medaid_outcomes_merge_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = @extschema@.medaid_outcomes_merge_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.medaid_outcomes_merge(@extschema@.medaid_person_outcomes) IS
	'The outcomes of many persons: one row a scenario, in the order of the scenarios; no persons: an empty array';

CREATE FUNCTION @extschema@.medaid_outcomes_merge_step(@extschema@.medaid_scenario_sums, @extschema@.medaid_person_outcomes, numeric) RETURNS @extschema@.medaid_scenario_sums
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'medaid_outcomes_merge_step';
CREATE FUNCTION @extschema@.medaid_outcomes_merge_income_final(@extschema@.medaid_scenario_sums) RETURNS @extschema@.medaid_scenario_outcome[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE AGGREGATE @extschema@.medaid_outcomes_merge(outcomes @extschema@.medaid_person_outcomes, income numeric) (
	SFUNC = @extschema@.medaid_outcomes_merge_step, STYPE = @extschema@.medaid_scenario_sums, SSPACE = 2000,
	FINALFUNC = @extschema@.medaid_outcomes_merge_income_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = @extschema@.medaid_outcomes_merge_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.medaid_outcomes_merge(@extschema@.medaid_person_outcomes, numeric) IS
	'The same, and whose own part exceeds 10 % and 25 % of the income of the person''s year; income NULL: not known';

CREATE FUNCTION @extschema@.medaid_outcomes_unpack(outcomes @extschema@.medaid_person_outcomes) RETURNS SETOF @extschema@.medaid_scenario_outcome
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 5 AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_outcomes_unpack(@extschema@.medaid_person_outcomes) IS
	'What came of one person''s claims: one row a scenario';

-- An explanation in words: what a clerk reads to a patient.

-- English for the regulation's own terms that steps carry as labels.
CREATE FUNCTION @extschema@.medaid_english(label text) RETURNS text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN replace(replace(replace(replace(replace(replace(replace(replace(label,
		'普惠型商业健康保险', 'inclusive commercial insurance'), '商业健康保险', 'commercial insurance'),
		'补充医疗保险', 'supplementary insurance'), '社会互助帮困', 'mutual aid'),
		'基本医疗保险', 'basic medical insurance'), '大病保险特药', 'critical illness insurance'),
		'大病保险', 'critical illness insurance'), '、', ', ');
COMMENT ON FUNCTION @extschema@.medaid_english(text) IS 'English names of the payers in a label of medaid_explain()';

CREATE FUNCTION @extschema@.medaid_reason_english(reason text) RETURNS text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN CASE reason
		WHEN 'not_designated' THEN 'the provider is not a designated one'
		WHEN 'referral_non_compliant' THEN 'the rules of referral were not kept'
		WHEN 'outside_home_city' THEN 'care outside the home city needs a referral'
		WHEN 'applied_late' THEN 'the period to apply had passed'
		WHEN 'insurance_not_covered' THEN 'the policy does not assist persons with this insurance, or without any'
		WHEN 'assisted_elsewhere' THEN 'the person has been assisted where insured'
		WHEN 'no_category' THEN 'the person is in none of the assisted categories'
		WHEN 'identity_ended' THEN 'the person is no longer recognised'
		WHEN 'not_yet_recognised' THEN 'the person was not yet recognised'
		WHEN 'policy_not_in_force' THEN 'the policy was not in force'
		WHEN 'category_not_eligible' THEN 'the policy does not assist this category'
		WHEN 'service_not_covered' THEN 'the policy does not cover this service'
		WHEN 'no_burden' THEN 'nothing in scope is left to the patient'
		WHEN 'already_paid' THEN 'others have paid the whole bill'
		WHEN 'below_deductible' THEN 'the cost does not exceed the deductible'
		WHEN 'cap_exhausted' THEN 'the limit of the year is used up'
		WHEN 'rounds_to_zero' THEN 'the aid is less than a fen'
	END;
COMMENT ON FUNCTION @extschema@.medaid_reason_english(text) IS 'A reason code of a settlement in English; NULL for what is none';

-- One step as part of a sentence; NULL: not read out.
CREATE FUNCTION @extschema@.medaid_step_words(step @extschema@.medaid_step, language text, category text, regulation text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN language = 'zh' THEN
		CASE
			WHEN (step).item = 'bill' THEN format('本次医疗费总额%s元', (step).amount)
			WHEN (step).item = 'out_of_scope' THEN format('其中政策范围外费用%s元', (step).amount)
			WHEN (step).item = 'burden' THEN format('%s%s元', (step).label, (step).amount)
			WHEN (step).item = 'patient_pays' THEN format('最后由您个人支付%s元', (step).amount)
			WHEN (step).item = 'excess' THEN format('各方支付合计超出医疗费总额%s元，须核对', (step).amount)
			WHEN (step).item = 'may_carry' THEN regexp_replace((step).label, ' \([ -~]+\)$', '')
			WHEN @extschema@.medaid_reason_english((step).item) IS NOT NULL THEN
				format('因%s（依据《%s》%s），本次没有医疗救助', (step).label, regulation, (step).article)
			WHEN (step).item = 'recognised_twice' THEN format('%s，与首次申请共用一个年度救助限额', (step).label)
			WHEN (step).amount = 0 THEN NULL
			WHEN (step).item = 'threshold' THEN format('%s%s元', (step).label, (step).amount)
			WHEN (step).item = 'deductible' THEN format('先扣除%s%s元', (step).label, (step).amount)
			WHEN (step).item = 'band' THEN format('其中%s元按%s%%比例', (step).amount, trim_scale((step).rate * 100))
			WHEN (step).item = 'limit' THEN format('%s尚余%s元', (step).label, (step).amount)
			WHEN (step).item = 'within_bill' THEN format('各方支付不超过医疗费总额，救助减少%s元', (step).amount)
			WHEN (step).item = 'for_earlier' THEN format('其中%s元为%s', (step).amount, (step).label)
			WHEN (step).item = 'hospital_borne' THEN
				format('目录外费用超过控制比例的%s元由医疗机构承担', (step).amount)
			WHEN (step).item IN ('assistance', 'top_up', 'tilted', 'off_catalog') THEN
				format('%s%s%s，救助%s元', (step).label,
					CASE WHEN (step).item <> 'top_up' THEN '按' || trim_scale((step).rate * 100) || '%比例' END,
					CASE WHEN (step).limit_left IS NOT NULL THEN '，以年度救助限额为限' END, (step).amount)
			ELSE format('%s支付%s元', (step).label, (step).amount)
		END
	ELSE
		CASE
			WHEN (step).item = 'bill' THEN format('The bill is %s yuan', (step).amount)
			WHEN (step).item = 'out_of_scope' THEN format('%s of it outside the scope of the policy', (step).amount)
			WHEN (step).item = 'burden' THEN format('%s%s is left to the patient', CASE WHEN (step).label <> '医疗费个人负担' THEN 'in scope ' ELSE '' END, (step).amount)
			WHEN (step).item = 'patient_pays' THEN format('You pay %s yuan', (step).amount)
			WHEN (step).item = 'excess' THEN format('all payments together exceed the bill by %s, which must be checked', (step).amount)
			WHEN (step).item = 'may_carry' THEN
				coalesce(substring((step).label FROM ' \(([ -~]+)\)$'), (step).label)
			WHEN @extschema@.medaid_reason_english((step).item) IS NOT NULL THEN
				format('No medical assistance is paid for it: %s [%s]',
					-- a further limit may be of a month or a day
					CASE WHEN (step).label LIKE '限额已用完%' THEN 'a limit is used up'
						WHEN (step).label = '救助金额取整后为零' THEN 'the aid rounds to nothing' ELSE @extschema@.medaid_reason_english((step).item) END, concat_ws(', ', regulation, (step).article))
			WHEN (step).item = 'recognised_twice' THEN 'the second application of the year shares the limit of the first'
			WHEN (step).amount = 0 THEN NULL
			WHEN (step).item = 'threshold' THEN format('the deductible, which is not taken off, is exceeded by %s', (step).amount)
			WHEN (step).item = 'deductible' THEN format('%s of it falls under the deductible', (step).amount)
			WHEN (step).item = 'band' THEN format('%s of it at %s%%', (step).amount, trim_scale((step).rate * 100))
			WHEN (step).item = 'limit' THEN format('the limit %s leaves %s', coalesce(substring((step).label FROM '\(([ -~]+)\)$'), (step).label), (step).amount)
			WHEN (step).item = 'within_bill' THEN format('payments stop at the bill, which makes the aid %s less', (step).amount)
			WHEN (step).item = 'for_earlier' THEN format('%s of it is for earlier claims of the year', (step).amount)
			WHEN (step).item = 'hospital_borne' THEN
				format('the hospital bears %s of what is outside the catalogue', (step).amount)
			WHEN (step).item IN ('assistance', 'top_up', 'tilted', 'off_catalog') THEN
				format('%s%s%s pays %s',
					CASE (step).item WHEN 'assistance' THEN 'assistance for ' || category
						WHEN 'top_up' THEN 'the guaranteed ratio of payment'
						WHEN 'tilted' THEN 'further aid' ELSE 'aid outside the catalogue' END,
					CASE WHEN (step).item <> 'top_up' THEN ' at ' || trim_scale((step).rate * 100) || '%' END,
					CASE WHEN (step).limit_left IS NOT NULL THEN ', within the limit of the year,' END, (step).amount)
			ELSE format('%s pays %s', @extschema@.medaid_english((step).label), (step).amount)
		END
	END;
COMMENT ON FUNCTION @extschema@.medaid_step_words(@extschema@.medaid_step, text, text, text) IS 'A step of medaid_explain() as part of a sentence, in zh or en; NULL where it is not read out';

CREATE FUNCTION @extschema@.medaid_explain_words(steps @extschema@.medaid_step[], settlement @extschema@.medaid_settlement, policies @extschema@.medaid_policy[], language text) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	chinese boolean := coalesce(language, 'zh') = 'zh';
	-- the regulation that a refusal names
	regulation text := (SELECT p.name FROM unnest(policies) AS p
		WHERE settlement.reason IS NOT NULL ORDER BY p.valid @> settlement.discharged_on DESC LIMIT 1);
	words text;
BEGIN
	IF language NOT IN ('zh', 'en') THEN
		RAISE EXCEPTION 'language "%" is unknown', language USING
			ERRCODE = 'invalid_parameter_value', HINT = 'One of: zh, en.';
	END IF;
	IF steps IS NULL OR cardinality(steps) = 0 THEN
		RETURN NULL;
	END IF;
	-- sentences: the bill, who paid before, assistance, who else paid, the rest
	SELECT string_agg(upper(left(s.sentence, 1) COLLATE "C") || substr(s.sentence, 2) || CASE WHEN chinese THEN '。' ELSE '.' END,
			CASE WHEN chinese THEN '' ELSE ' ' END ORDER BY s.part)
		INTO words
		FROM (
			SELECT p.part, string_agg(p.clause, CASE WHEN chinese THEN '，' ELSE '; ' END ORDER BY p.step) AS sentence
			FROM (
				SELECT u.step, @extschema@.medaid_step_words(u, CASE WHEN chinese THEN 'zh' ELSE 'en' END, settlement.category, regulation) AS clause,
					CASE WHEN u.item IN ('bill', 'out_of_scope') THEN 1
						WHEN u.item IN ('basic_paid', 'critical_illness_paid', 'other_paid', 'burden') THEN 2
						WHEN u.item IN ('paid_outside', 'excess') THEN 4
						WHEN u.item = 'patient_pays' THEN 5
						WHEN u.item = 'may_carry' THEN 6
						ELSE 3 END AS part
				FROM unnest(steps) AS u
			) AS p
			WHERE p.clause IS NOT NULL
			GROUP BY p.part
		) AS s;
	RETURN words
		|| CASE WHEN settlement.aid = 0 OR settlement.channel <> 'application' THEN ''
			WHEN chinese THEN '救助金须提出申请。' ELSE ' The aid must be applied for.' END
		|| CASE WHEN settlement.aid = 0 OR settlement.pay_when <> 'year_end' THEN ''
			WHEN chinese THEN '救助金于年底一次性支付。' ELSE ' The aid is paid at the end of the year.' END;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_explain_words(@extschema@.medaid_step[], @extschema@.medaid_settlement, @extschema@.medaid_policy[], text) IS
	'Steps and their settlement as a paragraph in zh or en; another language: 22023';

CREATE FUNCTION @extschema@.medaid_explain_text(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy, language text DEFAULT 'zh') RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN @extschema@.medaid_explain_words(ARRAY(SELECT s FROM @extschema@.medaid_explain(claim, policy) AS s), @extschema@.medaid_settle(claim, policy), ARRAY[policy], language);
COMMENT ON FUNCTION @extschema@.medaid_explain_text(@extschema@.medaid_compact_claim, @extschema@.medaid_policy, text) IS
	'How a claim was settled as a paragraph to read to the patient: zh or en; NULL claim: NULL';
CREATE FUNCTION @extschema@.medaid_explain_text(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy[], language text DEFAULT 'zh') RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN @extschema@.medaid_explain_words(ARRAY(SELECT s FROM @extschema@.medaid_explain(claim, policy) AS s), @extschema@.medaid_settle(claim, policy), policy, language);
COMMENT ON FUNCTION @extschema@.medaid_explain_text(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[], text) IS
	'The same under the policy of its day';
CREATE FUNCTION @extschema@.medaid_explain_text(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy, ytd @extschema@.medaid_accumulator[], language text DEFAULT 'zh') RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN @extschema@.medaid_explain_words(ARRAY(SELECT s FROM @extschema@.medaid_explain(claim, policy, ytd) AS s), @extschema@.medaid_settle(claim, policy, ytd), ARRAY[policy], language);
COMMENT ON FUNCTION @extschema@.medaid_explain_text(@extschema@.medaid_compact_claim, @extschema@.medaid_policy, @extschema@.medaid_accumulator[], text) IS
	'The same after what was used before';
CREATE FUNCTION @extschema@.medaid_explain_text(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy[], ytd @extschema@.medaid_accumulator[], language text DEFAULT 'zh') RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN @extschema@.medaid_explain_words(ARRAY(SELECT s FROM @extschema@.medaid_explain(claim, policy, ytd) AS s), @extschema@.medaid_settle(claim, policy, ytd), policy, language);
COMMENT ON FUNCTION @extschema@.medaid_explain_text(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[], @extschema@.medaid_accumulator[], text) IS
	'The same under the policy of its day, after what was used before';
-- Reading a policy: the table that a clerk knows, what departs from the
-- national frame, what differs between two.

CREATE FUNCTION @extschema@.medaid_policy_required(policy @extschema@.medaid_policy) RETURNS @extschema@.medaid_policy
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF policy IS NOT DISTINCT FROM NULL THEN
		RAISE EXCEPTION 'the policy is NULL' USING
			ERRCODE = 'null_value_not_allowed',
			HINT = 'medaid_policy(code, on_date) gives the policy in force on a day.';
	END IF;
	RETURN policy;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_required(@extschema@.medaid_policy) IS 'The policy itself; NULL: 22004';

CREATE FUNCTION @extschema@.medaid_service_label(service text) RETURNS text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN CASE service WHEN 'outpatient' THEN '普通门诊' WHEN 'chronic' THEN '门诊慢特病'
		WHEN 'inpatient' THEN '住院' WHEN 'special_drug' THEN '门诊特药' WHEN 'none' THEN '其他' END;
COMMENT ON FUNCTION @extschema@.medaid_service_label(text) IS 'The Chinese name of a service';

-- Every category that rules of assistance reach, with the categories whose rules it shares.
CREATE FUNCTION @extschema@.medaid_policy_kinds(policy @extschema@.medaid_policy, OUT category text, OUT label text, OUT rank integer,
		OUT kind text, OUT channel text, OUT article text, OUT depth integer) RETURNS SETOF record
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	WITH RECURSIVE k AS (
		SELECT c.code, c.label, c.rank, c.code AS kind, c.treated_as, c.channel, c.article, 0 AS depth
		FROM unnest((policy).categories) AS c
		UNION ALL
		SELECT k.code, k.label, k.rank, c.code, c.treated_as, coalesce(k.channel, c.channel), coalesce(k.article, c.article), k.depth + 1
		FROM k JOIN unnest((policy).categories) AS c ON c.code = k.treated_as
		WHERE k.depth < 16
	)
	SELECT k.code, k.label, k.rank, k.kind, k.channel, k.article, k.depth FROM k;
END;
COMMENT ON FUNCTION @extschema@.medaid_policy_kinds(@extschema@.medaid_policy) IS 'The categories of a policy, each with itself and those it is treated as';

CREATE FUNCTION @extschema@.medaid_amount_text(amount numeric, zero text, infinite text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN amount IS NULL THEN '未设定 not set'
		WHEN amount = 0 THEN zero
		WHEN amount = 'Infinity' THEN infinite
		ELSE to_char(amount, 'FM999,999,999,990.00') END;
COMMENT ON FUNCTION @extschema@.medaid_amount_text(numeric, text, text) IS 'An amount of a policy as text, what it says where it is 0 and where it is Infinity; NULL: not set';

CREATE FUNCTION @extschema@.medaid_rate_text(rate numeric) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN coalesce(trim_scale(rate * 100)::text || '%', '未设定 not set');
COMMENT ON FUNCTION @extschema@.medaid_rate_text(numeric) IS 'A rate of a policy as text';

-- Conditions of a rule as text; every argument NULL: none.
CREATE FUNCTION @extschema@.medaid_conditions(within text, insurance text, major_disease boolean, maintenance boolean,
		min_age integer, min_hospital_level integer, in_scope_over numeric,
		compliant_referral boolean, on_application boolean, in_transition boolean,
		referral text[] DEFAULT NULL, max_age integer DEFAULT NULL, burden_over numeric DEFAULT NULL, base text DEFAULT NULL) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN nullif(concat_ws('; ',
		CASE within WHEN 'county' THEN '县域内 within the county' WHEN 'city' THEN '市域内 within the city'
			WHEN 'province' THEN '省域内 within the province' END,
		CASE base WHEN 'bill' THEN '全部医疗费 of the whole bill' END,
		CASE WHEN compliant_referral THEN '规范转诊 referral kept' END,
		CASE WHEN on_application THEN '依申请 on application' END,
		CASE WHEN in_transition THEN '过渡期内 in the transition' END,
		CASE insurance WHEN 'resident' THEN '居民医保 resident' WHEN 'employee' THEN '职工医保 employee' WHEN 'none' THEN '未参保 uninsured' END,
		CASE WHEN major_disease THEN '重特大疾病 major disease' END,
		CASE WHEN maintenance THEN '院外维持治疗 maintenance' END,
		'转诊 referral: ' || array_to_string(referral, ', '),
		'年龄 age >= ' || min_age,
		'年龄 age <= ' || max_age,
		'医院等级 level >= ' || min_hospital_level,
		'政策范围内 in scope > ' || to_char(in_scope_over, 'FM999,999,999,990.00'),
		'负担 burden > ' || to_char(burden_over, 'FM999,999,999,990.00')), '');
COMMENT ON FUNCTION @extschema@.medaid_conditions(text, text, boolean, boolean, integer, integer, numeric, boolean, boolean, boolean, text[], integer, numeric, text) IS
	'What a rule asks of a claim beside service and category, as text; NULL: nothing';

-- The bands of a benefit as text; NULL: it has none.
CREATE FUNCTION @extschema@.medaid_bands_text(policy @extschema@.medaid_policy, benefit text, band_per text, band_kind text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN (
		SELECT string_agg(format('%s起 from: %s', to_char(w.burden_from, 'FM999,999,999,990.00'), @extschema@.medaid_rate_text(w.rate)), '; ' ORDER BY w.ordinality)
			|| CASE WHEN band_kind = 'slab' THEN ' 全额 slab' ELSE ' 分段 marginal' END
			|| CASE WHEN band_per = 'claim' THEN ', 每次 per claim' ELSE ', 年度 per year' END
		FROM unnest((policy).benefit_bands) WITH ORDINALITY AS w
		WHERE w.benefit = medaid_bands_text.benefit
	);
COMMENT ON FUNCTION @extschema@.medaid_bands_text(@extschema@.medaid_policy, text, text, text) IS 'The bands of a benefit''s rate as text; NULL: it has none';

CREATE FUNCTION @extschema@.medaid_policy_lines(policy @extschema@.medaid_policy,
		OUT "类别 category" text, OUT "费用 service" text, OUT "规则 rule" text,
		OUT "起付标准 deductible" text, OUT "比例 rate" text, OUT "年度限额 cap" text,
		OUT "条件 conditions" text, OUT "依据 article" text, OUT "出处 regulation" text) RETURNS SETOF record
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	WITH p AS (
		SELECT policy AS policy
	), kinds AS MATERIALIZED (
		SELECT k.category, k.kind, k.depth FROM p, @extschema@.medaid_policy_kinds(p.policy) AS k
	), rule AS (
		SELECT 1 AS stage, b.ordinality, ARRAY[b.category] AS categories, b.services, concat_ws(' ', b.label, b.code) AS name,
			@extschema@.medaid_amount_text(b.deductible, '无 none', '无限 infinite') || CASE WHEN b.deductible_per = 'claim' AND b.deductible > 0 THEN ' 每次 per claim' ELSE '' END
				|| CASE WHEN b.deductible_kind = 'threshold' AND b.deductible > 0 THEN ' 超过后不扣 not taken off' ELSE '' END AS deductible,
			coalesce(@extschema@.medaid_bands_text(p.policy, b.code, b.band_per, b.band_kind), @extschema@.medaid_rate_text(coalesce(b.rate, o.rate))) AS rate,
			@extschema@.medaid_amount_text(b.cap, '0.00', '不设 none')
				|| CASE WHEN b.cap_from_burden IS NULL THEN '' ELSE format('; 负担达 from %s: %s',
					@extschema@.medaid_amount_text(b.cap_from_burden, '0.00', '无限 infinite'), @extschema@.medaid_amount_text(b.cap_above, '0.00', '不设 none')) END
				|| CASE WHEN b.catch_up AND b.cap_from_burden IS NOT NULL THEN ', 补付以前 caught up' ELSE '' END AS cap,
			@extschema@.medaid_conditions(b.within, b.insurance, b.major_disease, b.maintenance, b.min_age, b.min_hospital_level, b.in_scope_over, NULL::boolean, NULL::boolean, NULL::boolean,
				b.referral, b.max_age, b.burden_over, b.base) AS conditions,
			b.article, b.from_regulation, b.from_day
		FROM p, unnest((p.policy).benefits) WITH ORDINALITY AS b
		LEFT JOIN LATERAL (SELECT r.rate FROM p, unnest((p.policy).benefits) AS r WHERE r.code = b.rate_of) AS o ON true
		UNION ALL
		SELECT 2, t.ordinality, ARRAY[t.category], t.services, concat_ws(' ', t.label, t.code), NULL, @extschema@.medaid_rate_text(t.rate), NULL,
			@extschema@.medaid_conditions(t.within, NULL::text, NULL::boolean, NULL::boolean, NULL::integer, NULL::integer, NULL::numeric, NULL::boolean, NULL::boolean, NULL::boolean), t.article, t.from_regulation, t.from_day
		FROM p, unnest((p.policy).top_ups) WITH ORDINALITY AS t
		UNION ALL
		SELECT 3, t.ordinality, t.categories, t.services, concat_ws(' ', t.label, t.code), @extschema@.medaid_amount_text(t.threshold, '无 none', '无限 infinite'),
			@extschema@.medaid_rate_text(t.rate), @extschema@.medaid_amount_text(t.cap, '0.00', '不设 none'),
			@extschema@.medaid_conditions(t.within, NULL::text, NULL::boolean, NULL::boolean, NULL::integer, NULL::integer, NULL::numeric, t.compliant_referral, t.on_application, NULL::boolean), t.article, t.from_regulation, t.from_day
		FROM p, unnest((p.policy).tilts) WITH ORDINALITY AS t
		UNION ALL
		SELECT 4, t.ordinality, t.aid_categories, t.services, '目录外救助 ' || t.code, NULL, @extschema@.medaid_rate_text(t.aid_rate), NULL,
			@extschema@.medaid_conditions(t.within, NULL::text, NULL::boolean, NULL::boolean, NULL::integer, NULL::integer, NULL::numeric, NULL::boolean, NULL::boolean, t.aid_in_transition), t.article, t.from_regulation, t.from_day
		FROM p, unnest((p.policy).off_catalogs) WITH ORDINALITY AS t
		WHERE t.aid_categories IS NOT NULL
		UNION ALL
		-- of a limit for all: the categories that a benefit names
		SELECT 5, l.ordinality, coalesce(l.categories, (SELECT array_agg(DISTINCT b.category) FROM p, unnest((p.policy).benefits) AS b)), l.services,
			concat_ws(' ', coalesce(l.label, '限额'), l.code), NULL, NULL,
			@extschema@.medaid_amount_text(l.cap, '0.00', '不设 none') || CASE l.per WHEN 'month' THEN ' 每月 per month' WHEN 'day' THEN ' 每日 per day'
				WHEN 'claim' THEN ' 每次 per claim' ELSE ' 年度 per year' END,
			@extschema@.medaid_conditions(l.within, NULL::text, NULL::boolean, NULL::boolean, NULL::integer, NULL::integer, NULL::numeric, NULL::boolean, NULL::boolean, NULL::boolean), l.article, l.from_regulation, l.from_day
		FROM p, unnest((p.policy).limits) WITH ORDINALITY AS l
	), line AS (
		SELECT c.rank, c.code, c.label, r.stage, r.ordinality, r.services, r.name, r.deductible, r.rate, r.cap, r.conditions, r.article, r.from_regulation, r.from_day, true AS ruled
		FROM p, unnest((p.policy).categories) AS c
		JOIN rule AS r ON c.code = ANY (coalesce(r.categories, ARRAY[c.code]))
	)
	SELECT concat_ws(' ', l.label, l.code),
		CASE WHEN l.services IS NULL THEN '全部 all' ELSE (
			SELECT string_agg(@extschema@.medaid_service_label(s), ', ' ORDER BY array_position('{inpatient,chronic,special_drug,outpatient}', s))
			FROM unnest(l.services) AS s) END,
		l.name, l.deductible, l.rate, l.cap, l.conditions, l.article,
		CASE WHEN l.ruled THEN concat_ws(' ', coalesce(l.from_regulation, (policy).code),
			to_char(CASE WHEN l.from_regulation IS NULL THEN lower((policy).valid) ELSE l.from_day END, 'FMYYYY-MM-DD')) END
	FROM (
		SELECT * FROM line
		UNION ALL
		-- a category that shares the rules of another names it, before rules of its own
		SELECT c.rank, c.code, c.label, 0, 0, NULL, format('同 as %s %s', k.label, k.code), NULL, NULL, NULL, NULL, c.article, c.from_regulation, c.from_day,
			-- a kind of another by its name alone is nobody's rule
			c.channel IS NOT NULL
		FROM p, unnest((p.policy).categories) AS c
		JOIN LATERAL (SELECT k.label, k.code FROM unnest((p.policy).categories) AS k WHERE k.code = c.treated_as) AS k ON true
		WHERE EXISTS (SELECT FROM line AS l JOIN kinds AS m ON m.kind = l.code WHERE m.category = c.code AND m.depth > 0)
	) AS l
	ORDER BY l.rank, l.code COLLATE "C", l.stage, l.ordinality;
END;
COMMENT ON FUNCTION @extschema@.medaid_policy_lines(@extschema@.medaid_policy) IS
	'The rows of medaid_policy_table()';

-- Critical illness insurance is everybody's who is insured: its schedules, each with its tilts.
CREATE FUNCTION @extschema@.medaid_critical_illness_lines(policy @extschema@.medaid_policy,
		OUT "类别 category" text, OUT "费用 service" text, OUT "规则 rule" text,
		OUT "起付标准 deductible" text, OUT "比例 rate" text, OUT "年度限额 cap" text,
		OUT "条件 conditions" text, OUT "依据 article" text, OUT "出处 regulation" text) RETURNS SETOF record
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	WITH line AS (
		SELECT s.ordinality AS schedule, 0 AS tilt, s.services, concat_ws(' ', coalesce(s.label, '大病保险'), s.code) AS name,
			@extschema@.medaid_amount_text(s.deductible, '无 none', '无限 infinite') AS deductible,
			coalesce((
				SELECT string_agg(CASE WHEN b.cost_from > 0 THEN to_char(b.cost_from, 'FM999,999,999,990.00') || '起 from: ' ELSE '' END
						|| @extschema@.medaid_rate_text(b.rate), '; ' ORDER BY b.ordinality)
				FROM unnest((policy).critical_illness_bands) WITH ORDINALITY AS b WHERE b.schedule = s.code
			), @extschema@.medaid_rate_text(NULL::numeric)) || CASE WHEN s.bands_from = 'deductible' THEN ' 起付标准以上 beyond the deductible' ELSE '' END AS rate,
			@extschema@.medaid_amount_text(s.cap, '0.00', '不设 none')
				|| CASE WHEN s.cost_cap < 'Infinity' THEN '; 费用 cost <= ' || to_char(s.cost_cap, 'FM999,999,999,990.00')
					WHEN s.cost_cap IS NULL AND s.cost_cap_source IS NOT NULL THEN '; 费用 cost <= ' || @extschema@.medaid_amount_text(NULL::numeric, NULL::text, NULL::text) ELSE '' END AS cap,
			@extschema@.medaid_conditions(NULL::text, s.insurance, NULL::boolean, NULL::boolean, NULL::integer, NULL::integer, NULL::numeric, NULL::boolean, NULL::boolean, NULL::boolean) AS conditions,
			s.article, s.from_regulation, s.from_day
		FROM unnest((policy).critical_illnesses) WITH ORDINALITY AS s
		UNION ALL
		SELECT s.ordinality, t.ordinality, s.services, '倾斜 ' || t.code,
			CASE WHEN t.deductible IS NOT NULL THEN @extschema@.medaid_amount_text(t.deductible, '无 none', '无限 infinite') ELSE '起付标准 x ' || @extschema@.medaid_rate_text(t.deductible_share) END,
			'+' || @extschema@.medaid_rate_text(t.rate_added), CASE WHEN t.no_cap THEN '不设 none' END,
			nullif(concat_ws('; ', (SELECT string_agg(concat_ws(' ', c.label, c.code), ', ' ORDER BY c.rank, c.code COLLATE "C") FROM unnest((policy).categories) AS c WHERE c.code = ANY (t.categories)),
				@extschema@.medaid_conditions(NULL::text, t.insurance, NULL::boolean, NULL::boolean, NULL::integer, NULL::integer, NULL::numeric, NULL::boolean, NULL::boolean, t.in_transition)), ''),
			t.article, t.from_regulation, t.from_day
		FROM unnest((policy).critical_illness_tilts) WITH ORDINALITY AS t
		JOIN unnest((policy).critical_illnesses) WITH ORDINALITY AS s ON s.code = coalesce(t.schedule, s.code)
			AND coalesce(s.insurance = t.insurance, true)
	)
	SELECT '参保人员 insured persons',
		CASE WHEN l.services IS NULL THEN '全部 all' ELSE (
			SELECT string_agg(@extschema@.medaid_service_label(s), ', ' ORDER BY array_position('{inpatient,chronic,special_drug,outpatient}', s))
			FROM unnest(l.services) AS s) END,
		l.name, l.deductible, l.rate, l.cap, l.conditions, l.article,
		concat_ws(' ', coalesce(l.from_regulation, (policy).code),
			to_char(CASE WHEN l.from_regulation IS NULL THEN lower((policy).valid) ELSE l.from_day END, 'FMYYYY-MM-DD'))
	FROM line AS l ORDER BY l.schedule, l.tilt;
END;
COMMENT ON FUNCTION @extschema@.medaid_critical_illness_lines(@extschema@.medaid_policy) IS
	'The rows of medaid_policy_table() for critical illness insurance';

-- In PL/pgSQL, so that a policy given as an expression is worked out once.
CREATE FUNCTION @extschema@.medaid_policy_table(policy @extschema@.medaid_policy,
		OUT "类别 category" text, OUT "费用 service" text, OUT "规则 rule" text,
		OUT "起付标准 deductible" text, OUT "比例 rate" text, OUT "年度限额 cap" text,
		OUT "条件 conditions" text, OUT "依据 article" text, OUT "出处 regulation" text) RETURNS SETOF record
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN QUERY SELECT l.* FROM @extschema@.medaid_policy_lines(@extschema@.medaid_policy_required(policy)) AS l;
	RETURN QUERY SELECT l.* FROM @extschema@.medaid_critical_illness_lines(policy) AS l;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_table(@extschema@.medaid_policy) IS
	'A policy as the table a clerk knows: category by service, at the end critical illness insurance, with deductible, rate, cap, conditions, article and the version of a regulation that the rule comes from; NULL policy: 22004';

CREATE FUNCTION @extschema@.medaid_policy_table(policy @extschema@.medaid_policy[], OUT "期间 stretch" daterange,
		OUT "类别 category" text, OUT "费用 service" text, OUT "规则 rule" text,
		OUT "起付标准 deductible" text, OUT "比例 rate" text, OUT "年度限额 cap" text,
		OUT "条件 conditions" text, OUT "依据 article" text, OUT "出处 regulation" text) RETURNS SETOF record
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM @extschema@.medaid_policy_array_check(policy);
	RETURN QUERY SELECT (policy[n]).stretch, l.* FROM generate_subscripts(policy, 1) AS n, @extschema@.medaid_policy_table(policy[n]) AS l;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_table(@extschema@.medaid_policy[]) IS
	'The same for each element of an array, with its stretch';
-- Who changed which rule when.  Triggers write it with their owner's rights, so
-- that who edits rules cannot edit what is told of it; it is dumped with the
-- users' rows, and a restore writes nothing twice.

CREATE TABLE @extschema@.medaid_rule_history (
	at			timestamptz NOT NULL,
	by			text NOT NULL,
	table_name	text NOT NULL,
	operation	text NOT NULL CHECK (operation IN ('INSERT', 'UPDATE', 'DELETE')),
	key			jsonb NOT NULL,
	old			jsonb,
	new			jsonb,
	restored	boolean NOT NULL DEFAULT false
);
CREATE INDEX ON @extschema@.medaid_rule_history (table_name, key, at);
COMMENT ON TABLE @extschema@.medaid_rule_history IS 'Every change of the users'' rules, names and reference values; written by triggers, dumped with the rows';
COMMENT ON COLUMN @extschema@.medaid_rule_history.at IS 'when it was written; it holds from the commit of its transaction';
COMMENT ON COLUMN @extschema@.medaid_rule_history.by IS 'the session''s user';
COMMENT ON COLUMN @extschema@.medaid_rule_history.table_name IS 'the policy table';
COMMENT ON COLUMN @extschema@.medaid_rule_history.operation IS 'INSERT, UPDATE or DELETE; an UPDATE of the key is a DELETE and an INSERT';
COMMENT ON COLUMN @extschema@.medaid_rule_history.key IS 'the row''s key';
COMMENT ON COLUMN @extschema@.medaid_rule_history.old IS 'the row before; NULL where there was none';
COMMENT ON COLUMN @extschema@.medaid_rule_history.new IS 'the row after; NULL where there is none';
COMMENT ON COLUMN @extschema@.medaid_rule_history.restored IS 'true: came here with a dump';
SELECT pg_catalog.pg_extension_config_dump('@extschema@.medaid_rule_history', '');

CREATE FUNCTION @extschema@.medaid_record_change() RETURNS trigger
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	-- the columns of the key
	fields text[] := TG_ARGV[0];
	gone jsonb := CASE WHEN TG_OP IN ('UPDATE', 'DELETE') THEN to_jsonb(OLD) END;
	come jsonb := CASE WHEN TG_OP IN ('INSERT', 'UPDATE') THEN to_jsonb(NEW) END;
	gone_key jsonb;
	come_key jsonb;
	last jsonb;
	-- a name would be compared by its own collation, which the index has not
	changed text := TG_TABLE_NAME;
BEGIN
	-- what came with medaid is that release's
	IF coalesce(come, gone) @> '{"shipped": true}' OR gone = come THEN
		RETURN NULL;
	END IF;
	SELECT jsonb_object_agg(f, gone -> f), jsonb_object_agg(f, come -> f) INTO gone_key, come_key FROM unnest(fields) AS f;
	IF TG_OP = 'INSERT' THEN
		-- restored after its history
		SELECT h.new INTO last FROM @extschema@.medaid_rule_history AS h
			WHERE h.table_name = changed AND h.key = come_key ORDER BY h.at DESC LIMIT 1;
		IF last = come THEN
			RETURN NULL;
		END IF;
	END IF;
	IF TG_OP = 'UPDATE' AND gone_key = come_key THEN
		INSERT INTO @extschema@.medaid_rule_history (at, by, table_name, operation, key, old, new)
			VALUES (clock_timestamp(), session_user, changed, 'UPDATE', come_key, gone, come);
		RETURN NULL;
	END IF;
	IF gone IS NOT NULL THEN
		INSERT INTO @extschema@.medaid_rule_history (at, by, table_name, operation, key, old)
			VALUES (clock_timestamp(), session_user, changed, 'DELETE', gone_key, gone);
	END IF;
	IF come IS NOT NULL THEN
		INSERT INTO @extschema@.medaid_rule_history (at, by, table_name, operation, key, new)
			VALUES (clock_timestamp(), session_user, changed, 'INSERT', come_key, come);
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_record_change() IS 'trigger: writes medaid_rule_history; its argument names the columns of the key';

-- medaid_reference can be emptied at once: a row each.
CREATE FUNCTION @extschema@.medaid_record_truncate() RETURNS trigger
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	fields text[] := TG_ARGV[0];
BEGIN
	EXECUTE format('INSERT INTO @extschema@.medaid_rule_history (at, by, table_name, operation, key, old)
		SELECT clock_timestamp(), session_user, %L, ''DELETE'', (SELECT jsonb_object_agg(f, to_jsonb(t) -> f) FROM unnest($1) AS f), to_jsonb(t)
		FROM %I.%I AS t', TG_TABLE_NAME, TG_TABLE_SCHEMA, TG_TABLE_NAME) USING fields;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_record_truncate() IS 'trigger: writes medaid_rule_history for the rows that TRUNCATE takes';

-- A row of the history that is loaded, not written by the trigger: the entry
-- that loading the rule itself wrote before says the same once more.
CREATE FUNCTION @extschema@.medaid_restore_history() RETURNS trigger
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	DELETE FROM @extschema@.medaid_rule_history AS h
		WHERE h.table_name = NEW.table_name AND h.key = NEW.key AND h.operation = 'INSERT' AND h.new = NEW.new
			AND h.at > NEW.at AND NOT h.restored;
	NEW.restored := true;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_restore_history() IS 'trigger: keeps what a restore brings from standing twice in medaid_rule_history';
REVOKE EXECUTE ON FUNCTION @extschema@.medaid_record_change(), @extschema@.medaid_record_truncate(), @extschema@.medaid_restore_history() FROM PUBLIC;

CREATE TRIGGER medaid_restore BEFORE INSERT ON @extschema@.medaid_rule_history
	FOR EACH ROW WHEN (pg_catalog.pg_trigger_depth() OPERATOR(pg_catalog.=) 0)
	EXECUTE FUNCTION @extschema@.medaid_restore_history();
ALTER TABLE @extschema@.medaid_rule_history ENABLE ALWAYS TRIGGER medaid_restore;

-- The tables that policies are made from, each with the columns of its key.
CREATE VIEW @extschema@.medaid_rule_tables AS
SELECT c.oid::regclass AS relation, c.relname::text AS table_name,
	ARRAY(
		SELECT a.attname::text FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
		WHERE i.indrelid = c.oid AND i.indisprimary AND a.attname <> 'shipped' ORDER BY a.attnum
	) AS key,
	EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'removed' AND NOT a.attisdropped) AS rules
FROM pg_depend d
JOIN pg_class c ON c.oid = d.objid
WHERE d.classid = 'pg_class'::regclass AND d.deptype = 'e'
	AND d.refclassid = 'pg_extension'::regclass
	AND d.refobjid = (SELECT e.oid FROM pg_extension e WHERE e.extname = 'medaid')
	AND c.relkind = 'r'
	AND (c.relname = 'medaid_reference' OR EXISTS (
		SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'shipped' AND NOT a.attisdropped));
COMMENT ON VIEW @extschema@.medaid_rule_tables IS 'The tables that policies are made from';
COMMENT ON COLUMN @extschema@.medaid_rule_tables.relation IS 'the table';
COMMENT ON COLUMN @extschema@.medaid_rule_tables.table_name IS 'its name';
COMMENT ON COLUMN @extschema@.medaid_rule_tables.key IS 'the columns of its key, but for shipped';
COMMENT ON COLUMN @extschema@.medaid_rule_tables.rules IS 'true: rules of a version of a regulation';

DO $$
DECLARE
	t record;
BEGIN
	FOR t IN SELECT r.relation, r.key, r.table_name FROM @extschema@.medaid_rule_tables AS r ORDER BY r.table_name LOOP
		-- ALWAYS: in sessions that replicate or restore, too
		EXECUTE format('CREATE OR REPLACE TRIGGER medaid_history AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION @extschema@.medaid_record_change(%L)', t.relation, t.key);
		EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER medaid_history', t.relation);
		IF t.table_name = 'medaid_reference' THEN
			EXECUTE format('CREATE OR REPLACE TRIGGER medaid_history_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.medaid_record_truncate(%L)', t.relation, t.key);
			EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER medaid_history_truncate', t.relation);
		END IF;
	END LOOP;
END
$$;

CREATE FUNCTION @extschema@.medaid_rules_at(at timestamptz,
		OUT table_name text, OUT key jsonb, OUT content jsonb, OUT changed timestamptz, OUT by text) RETURNS SETOF record
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT l.table_name, l.key, l.new, l.at, l.by
	FROM (
		SELECT DISTINCT ON (h.table_name, h.key) h.table_name, h.key, h.new, h.at, h.by
		FROM @extschema@.medaid_rule_history AS h
		WHERE h.at <= medaid_rules_at.at
		ORDER BY h.table_name, h.key, h.at DESC
	) AS l
	WHERE l.new IS NOT NULL;
END;
COMMENT ON FUNCTION @extschema@.medaid_rules_at(timestamptz) IS
	'The users'' rows of the policy tables as they stood at a time, and who had written them when; what came with medaid is not among them';

-- The rows of that time are put in place, read, and the change taken back: so
-- that there is one way only from rows to a policy.
CREATE FUNCTION @extschema@.medaid_policy_at(code text, on_date date, at timestamptz) RETURNS @extschema@.medaid_policy
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp SET client_min_messages = warning AS $$
DECLARE
	result @extschema@.medaid_policy;
	t record;
BEGIN
	IF code IS NULL OR on_date IS NULL OR at IS NULL THEN
		RAISE EXCEPTION 'code, on_date or at is NULL' USING ERRCODE = 'null_value_not_allowed';
	END IF;
	BEGIN
		FOR t IN
			WITH past AS MATERIALIZED (SELECT r.table_name, jsonb_agg(r.content) AS rows FROM @extschema@.medaid_rules_at(medaid_policy_at.at) AS r GROUP BY r.table_name)
			SELECT x.relation, x.table_name, p.rows FROM @extschema@.medaid_rule_tables AS x LEFT JOIN past AS p USING (table_name) ORDER BY x.table_name
		LOOP
			EXECUTE format('DELETE FROM %s', t.relation) || CASE WHEN t.table_name <> 'medaid_reference' THEN ' WHERE NOT shipped' ELSE '' END;
			EXECUTE format('INSERT INTO %1$s SELECT * FROM jsonb_populate_recordset(NULL::%1$s, $1)', t.relation) USING t.rows;
		END LOOP;
		result := @extschema@.medaid_resolve_policy(code, on_date);
		RAISE EXCEPTION USING ERRCODE = 'MA000';
	EXCEPTION WHEN SQLSTATE 'MA000' THEN
		NULL;
	END;
	RETURN result;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_at(text, date, timestamptz) IS
	'The policy that medaid_policy(code, on_date) gave at a time, by the history of the users'' rows and the shipped rows of this release; needs the rights of who edits rules, and leaves nothing changed';
-- Rows that belong to nothing, or to another place: found here, and told to who
-- writes them.  Never refused: a dump loads its tables in any order.

CREATE FUNCTION @extschema@.medaid_rule_faults(regulation text, first_day date, rule jsonb, OUT finding text, OUT found text) RETURNS SETOF record
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT 'no_regulation', format('no regulation "%s" of %s', medaid_rule_faults.regulation, to_char(medaid_rule_faults.first_day, 'FMYYYY-MM-DD'))
	WHERE NOT EXISTS (SELECT FROM @extschema@.medaid_regulation AS r WHERE (r.code, r.first_day) = (medaid_rule_faults.regulation, medaid_rule_faults.first_day))
	UNION ALL
	SELECT 'unknown_category', format('no category "%s" in medaid_category_name', c.code)
	FROM (
		SELECT rule ->> f.field AS code FROM unnest('{category,treated_as}'::text[]) AS f (field)
		UNION
		SELECT x.code FROM unnest('{categories,aid_categories,except_categories}'::text[]) AS f (field)
		CROSS JOIN LATERAL jsonb_array_elements_text(CASE jsonb_typeof(rule -> f.field) WHEN 'array' THEN rule -> f.field END) AS x (code)
	) AS c
	WHERE c.code IS NOT NULL AND NOT EXISTS (SELECT FROM @extschema@.medaid_category_name AS n WHERE n.category = c.code)
	UNION ALL
	-- a band's
	SELECT 'unknown_benefit', format('no benefit "%s" in the version or those it builds on', rule ->> 'benefit')
	-- of no benefit: not looked for
	WHERE CASE WHEN rule ->> 'benefit' IS NOT NULL THEN NOT EXISTS (
		SELECT FROM @extschema@.medaid_effective_benefit AS b
		WHERE (b.version, b.version_day, b.code) = (medaid_rule_faults.regulation, medaid_rule_faults.first_day, rule ->> 'benefit')) END
	UNION ALL
	-- a place is what stands before the first hyphen of a code, and of its pools
	SELECT 'pool_of_another_place', format('pool "%s" begins with the place of %s', rule ->> 'pool', o.codes)
	FROM (
		SELECT string_agg(DISTINCT '"' || r.code || '"', ', ') AS codes FROM @extschema@.medaid_regulation AS r
		WHERE split_part(r.code, '-', 1) = split_part(rule ->> 'pool', '-', 1)
	) AS o
	WHERE o.codes IS NOT NULL AND split_part(rule ->> 'pool', '-', 1) <> split_part(medaid_rule_faults.regulation, '-', 1)
		-- the limits of a city are its counties', too
		AND NOT EXISTS (
			SELECT FROM @extschema@.medaid_regulation_chain AS c
			WHERE (c.version, c.version_day) = (medaid_rule_faults.regulation, medaid_rule_faults.first_day)
				AND split_part(c.regulation, '-', 1) = split_part(rule ->> 'pool', '-', 1));
END;
COMMENT ON FUNCTION @extschema@.medaid_rule_faults(text, date, jsonb) IS
	'What a row of a rule table belongs to that is not there: its regulation, a category, a benefit, a pool of its place';

CREATE FUNCTION @extschema@.medaid_rule_orphans(code text DEFAULT NULL,
		OUT table_name text, OUT regulation text, OUT first_day date, OUT rule text, OUT finding text, OUT found text) RETURNS SETOF record
	-- compiling a query for each table takes longer than its few rows
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE
	t record;
BEGIN
	FOR t IN
		SELECT x.relation, x.table_name, x.key[3] AS key, replace(x.table_name, 'medaid_rule_', 'medaid_effective_') AS effective
		FROM @extschema@.medaid_rule_tables AS x WHERE x.rules ORDER BY x.table_name COLLATE "C"
	LOOP
		RETURN QUERY EXECUTE format('
			SELECT %2$L, t.regulation, t.first_day, t.key, f.finding, f.found
			FROM (
				SELECT x.regulation, x.first_day, x.%3$I AS key, to_jsonb(x) AS content FROM %1$s AS x
				WHERE $1 IS NULL OR x.regulation = $1
				OFFSET 0
			) AS t
			CROSS JOIN LATERAL @extschema@.medaid_rule_faults(t.regulation, t.first_day, t.content) AS f
			UNION ALL
			SELECT %2$L, t.regulation, t.first_day, t.%3$I, ''removes_nothing'', ''no such rule in the version or those it builds on''
			FROM %1$s AS t
			WHERE t.removed AND ($1 IS NULL OR t.regulation = $1) AND NOT EXISTS (
				SELECT FROM @extschema@.medaid_regulation_chain AS c
				JOIN %1$s AS x ON (x.regulation, x.first_day) = (c.regulation, c.first_day)
				WHERE (c.version, c.version_day) = (t.regulation, t.first_day) AND x.%3$I = t.%3$I AND NOT x.removed)
			ORDER BY 2, 3, 4, 5, 6', t.relation, t.table_name, t.key) USING code;
	END LOOP;
	RETURN QUERY
		SELECT 'medaid_regulation', r.code, r.first_day, NULL, 'not_settled_with', @extschema@.medaid_version_fault(r.code, r.first_day)
		FROM @extschema@.medaid_effective_regulation AS r
		WHERE (medaid_rule_orphans.code IS NULL OR r.code = medaid_rule_orphans.code) AND @extschema@.medaid_version_fault(r.code, r.first_day) IS NOT NULL
		UNION ALL
		SELECT 'medaid_regulation', r.code, r.first_day, NULL, 'overlap', format('in force up to %s, the next version from %s', to_char(r.last_day, 'FMYYYY-MM-DD'), to_char(r.next_day, 'FMYYYY-MM-DD'))
		FROM (
			SELECT e.code, e.first_day, e.last_day, lead(e.first_day) OVER (PARTITION BY e.code ORDER BY e.first_day) AS next_day
			FROM @extschema@.medaid_effective_regulation AS e
		) AS r
		WHERE (medaid_rule_orphans.code IS NULL OR r.code = medaid_rule_orphans.code) AND r.last_day >= r.next_day
		ORDER BY 2, 3;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_rule_orphans(text) IS
	'Rows of all policy tables, or of one regulation''s, that belong to nothing or to another place; versions that medaid_policy() refuses, and that overlap';

CREATE FUNCTION @extschema@.medaid_tell_orphans() RETURNS trigger
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE
	told record;
BEGIN
	IF TG_TABLE_NAME = 'medaid_regulation' THEN
		FOR told IN
			SELECT f.found
			FROM (SELECT to_jsonb(t) AS content FROM come AS t) AS c
			CROSS JOIN LATERAL @extschema@.medaid_chain_fault(c.content ->> 'code', (c.content ->> 'first_day')::date) AS f (found)
			WHERE f.found IS NOT NULL
			UNION ALL
			SELECT format('regulation "%s": the version of %s is %s', o.regulation, to_char(o.first_day, 'FMYYYY-MM-DD'), o.found)
			FROM (SELECT DISTINCT to_jsonb(t) ->> 'code' AS code FROM come AS t) AS c
			CROSS JOIN LATERAL @extschema@.medaid_rule_orphans(c.code) AS o
			WHERE o.finding = 'overlap'
			LIMIT 10
		LOOP
			RAISE NOTICE '%', told.found;
		END LOOP;
	ELSE
		FOR told IN
			SELECT f.found, count(*) AS rows
			-- made once a row, not at each use
			FROM (SELECT to_jsonb(t) AS content FROM come AS t OFFSET 0) AS c
			CROSS JOIN LATERAL @extschema@.medaid_rule_faults(c.content ->> 'regulation', (c.content ->> 'first_day')::date, c.content) AS f
			GROUP BY f.found ORDER BY f.found COLLATE "C" LIMIT 10
		LOOP
			RAISE NOTICE 'table "%": %, rows: %', TG_TABLE_NAME, told.found, told.rows;
		END LOOP;
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_tell_orphans() IS 'trigger: a NOTICE for rows that belong to nothing, or to another place';
REVOKE EXECUTE ON FUNCTION @extschema@.medaid_tell_orphans() FROM PUBLIC;

DO $$
DECLARE
	relation regclass;
BEGIN
	FOR relation IN SELECT t.relation FROM @extschema@.medaid_rule_tables AS t WHERE t.rules OR t.table_name = 'medaid_regulation' ORDER BY t.table_name LOOP
		EXECUTE format('CREATE OR REPLACE TRIGGER medaid_orphans AFTER INSERT ON %s REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.medaid_tell_orphans()', relation);
		EXECUTE format('CREATE OR REPLACE TRIGGER medaid_orphans_update AFTER UPDATE ON %s REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.medaid_tell_orphans()', relation);
	END LOOP;
END
$$;

-- A copy stands alone: rules that the version builds on are copied, too.
CREATE FUNCTION @extschema@.medaid_copy_regulation(code text, first_day date, new_code text, new_first_day date,
		name text DEFAULT NULL, region text DEFAULT NULL) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	source @extschema@.medaid_effective_regulation;
	places text[];
	place text := split_part(new_code, '-', 1);
	t record;
	copied bigint;
	rows bigint := 0;
	fault text;
BEGIN
	IF code IS NULL OR first_day IS NULL OR new_code IS NULL OR new_first_day IS NULL THEN
		RAISE EXCEPTION 'code, first_day, new_code or new_first_day is NULL' USING ERRCODE = 'null_value_not_allowed';
	END IF;
	SELECT r.* INTO source FROM @extschema@.medaid_effective_regulation AS r
		WHERE (r.code, r.first_day) = (medaid_copy_regulation.code, medaid_copy_regulation.first_day);
	fault := CASE WHEN source.code IS NULL THEN format('there is no regulation "%s" of %s', code, to_char(first_day, 'FMYYYY-MM-DD'))
		ELSE @extschema@.medaid_chain_fault(code, first_day) END;
	IF fault IS NOT NULL THEN
		RAISE EXCEPTION '%', fault USING ERRCODE = 'invalid_parameter_value';
	ELSIF EXISTS (SELECT FROM @extschema@.medaid_regulation AS r WHERE (r.code, r.first_day) = (new_code, new_first_day)) THEN
		RAISE EXCEPTION 'regulation "%" of % is there already', new_code, to_char(new_first_day, 'FMYYYY-MM-DD') USING
			ERRCODE = 'unique_violation';
	END IF;
	SELECT array_agg(DISTINCT split_part(c.regulation, '-', 1)),
			coalesce(source.transition_until, (array_agg(r.transition_until ORDER BY c.depth) FILTER (WHERE r.transition_until IS NOT NULL))[1]),
			coalesce(source.within_bill, (array_agg(r.within_bill ORDER BY c.depth) FILTER (WHERE r.within_bill IS NOT NULL))[1]),
			coalesce(source.rounding, (array_agg(r.rounding ORDER BY c.depth) FILTER (WHERE r.rounding IS NOT NULL))[1])
		INTO places, source.transition_until, source.within_bill, source.rounding
		FROM @extschema@.medaid_regulation_chain AS c
		JOIN @extschema@.medaid_effective_regulation AS r ON (r.code, r.first_day) = (c.regulation, c.first_day)
		WHERE (c.version, c.version_day) = (source.code, source.first_day);
	INSERT INTO @extschema@.medaid_regulation
		SELECT r.* FROM jsonb_populate_record(NULL::@extschema@.medaid_regulation, to_jsonb(source) || jsonb_build_object(
			'code', new_code, 'first_day', new_first_day, 'last_day', NULL, 'document', NULL, 'based_on', NULL, 'based_on_day', NULL, 'shipped', false,
			'name', coalesce(medaid_copy_regulation.name, source.name), 'region', coalesce(medaid_copy_regulation.region, source.region))) AS r;
	FOR t IN SELECT x.relation, x.table_name FROM @extschema@.medaid_rule_tables AS x WHERE x.rules ORDER BY x.table_name LOOP
		EXECUTE format('INSERT INTO %1$s SELECT r.* FROM @extschema@.%2$I AS e
			CROSS JOIN LATERAL jsonb_populate_record(NULL::%1$s, to_jsonb(e) || $1
				-- a limit of its own
				|| CASE WHEN split_part(to_jsonb(e) ->> ''pool'', ''-'', 1) = ANY ($2) AND NOT $3 = ANY ($2)
					THEN jsonb_build_object(''pool'', $3 || substr(to_jsonb(e) ->> ''pool'', length(split_part(to_jsonb(e) ->> ''pool'', ''-'', 1)) + 1)) ELSE ''{}'' END) AS r
			WHERE (e.version, e.version_day) = ($4, $5)',
				t.relation, regexp_replace(t.table_name, '^medaid_rule_', 'medaid_effective_'))
			USING jsonb_build_object('regulation', new_code, 'first_day', new_first_day, 'shipped', false), places, place, code, first_day;
		GET DIAGNOSTICS copied = ROW_COUNT;
		rows := rows + copied;
	END LOOP;
	RETURN rows;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_copy_regulation(text, date, text, date, text, text) IS
	'Copies a version of a regulation, with the rules of those it builds on, as the user''s rows under another code or day; pools of its place begin with the new place; gives the number of rules. Not there: 22023; the new one is: 23505';
-- One word for a policy: the same for the same rules, wherever they are read.

-- What a rule says, in one form: attributes that say nothing (NULL, a condition
-- not asked for, what holds where nothing is said) are left out, so that an
-- attribute that a later release adds changes nothing; 0.70 is 0.7, and words
-- in a list have no order.
CREATE FUNCTION @extschema@.medaid_canonical(rule jsonb) RETURNS jsonb
	-- convert_to() depends on the database's encoding alone
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN (
		SELECT jsonb_object_agg(f.key, CASE
			WHEN jsonb_typeof(f.value) = 'number' THEN to_jsonb(trim_scale((f.value #>> '{}')::numeric))
			WHEN jsonb_typeof(f.value) = 'array' AND jsonb_typeof(f.value -> 0) IS DISTINCT FROM 'object' THEN (
				SELECT coalesce(jsonb_agg(w.word ORDER BY convert_to(w.word, 'UTF8')), '[]')
				FROM (SELECT DISTINCT e.word FROM jsonb_array_elements_text(f.value) AS e (word)) AS w
			)
			ELSE f.value END)
		FROM jsonb_each(rule) AS f
		WHERE f.value <> 'null' AND (f.value <> 'false' OR f.key = 'within_bill')
			AND NOT '{"within_bill": true, "deductible_per": "year", "deductible_kind": "taken", "base": "in_scope",
				"band_per": "year", "band_kind": "marginal", "rounding": 0.01}'::jsonb @> jsonb_build_object(f.key, f.value)
	);
COMMENT ON FUNCTION @extschema@.medaid_canonical(jsonb) IS
	'A rule as jsonb without the attributes that say nothing, numbers without trailing zeros, lists of words in order';

CREATE FUNCTION @extschema@.medaid_policy_digest(policy @extschema@.medaid_policy) RETURNS text
	-- the days are written by to_jsonb() and by this DateStyle: nothing of the session's is read
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, YMD' AS $$
DECLARE
	content jsonb := to_jsonb(@extschema@.medaid_policy_required(policy))
		-- a copy's name is no rule, and where a rule stands changes nothing
		- '{scenario,valid,stretch}'::text[];
	named text[];
BEGIN
	SELECT array_agg(DISTINCT c.code) INTO named
		FROM jsonb_each(content) AS k
		CROSS JOIN LATERAL jsonb_array_elements(CASE WHEN jsonb_typeof(k.value) = 'array' AND k.key <> 'categories' THEN k.value END) AS e (rule)
		CROSS JOIN LATERAL (
			SELECT e.rule ->> 'category' AS code
			UNION ALL
			SELECT x.code FROM unnest('{categories,aid_categories,except_categories}'::text[]) AS f (field)
			CROSS JOIN LATERAL jsonb_array_elements_text(CASE jsonb_typeof(e.rule -> f.field) WHEN 'array' THEN e.rule -> f.field END) AS x (code)
		) AS c
		WHERE c.code IS NOT NULL;
	RETURN (
		SELECT md5(convert_to((jsonb_object_agg(k.key, k.value) FILTER (WHERE k.value IS NOT NULL))::text, 'UTF8'))
		FROM (
			SELECT s.key, s.value
			FROM jsonb_each(@extschema@.medaid_canonical((
				SELECT jsonb_object_agg(o.key, o.value) FROM jsonb_each(content) AS o WHERE jsonb_typeof(o.value) <> 'array'))) AS s
			UNION ALL
			SELECT d.key, jsonb_build_array(lower(d.days), upper(d.days))
			FROM (VALUES ('valid', policy.valid), ('stretch', policy.stretch)) AS d (key, days)
			WHERE d.days IS NOT NULL
			UNION ALL
			-- in the order in which they are applied
			SELECT a.key, jsonb_agg(@extschema@.medaid_canonical(e.rule - '{from_regulation,from_day}'::text[]) ORDER BY e.ordinality)
			FROM jsonb_each(content) AS a
			CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(a.value) WHEN 'array' THEN a.value END) WITH ORDINALITY AS e (rule, ordinality)
			-- a category that no rule knows is but a name
			WHERE a.key <> 'categories' OR e.rule ->> 'channel' IS NOT NULL
				OR e.rule ->> 'treated_as' IS NOT NULL OR e.rule ->> 'code' = ANY (named)
			GROUP BY a.key
		) AS k
	);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_digest(@extschema@.medaid_policy) IS
	'32 hex digits for what a policy rules: the same in every session, version and schema. The scenario''s name and the regulations that its rules come from do not count. NULL policy: 22004';

CREATE FUNCTION @extschema@.medaid_policy_digest(policy @extschema@.medaid_policy[]) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM @extschema@.medaid_policy_array_check(policy);
	RETURN (
		SELECT md5(string_agg(e.digest, ',' ORDER BY lower(e.stretch) NULLS FIRST, e.digest COLLATE "C"))
		FROM (
			SELECT p.stretch, @extschema@.medaid_policy_digest(p) AS digest FROM unnest(policy) AS p
		) AS e
	);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_digest(@extschema@.medaid_policy[]) IS
	'32 hex digits for the policies of an array, in whatever order; NULL: 22004, empty: 22023';

CREATE FUNCTION @extschema@.medaid_rules_digest() RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, YMD' AS $$
DECLARE
	relation regclass;
	name text;
	rows text;
	digests text := '';
BEGIN
	FOR relation, name IN
		SELECT c.oid, c.relname
		FROM pg_depend d
		JOIN pg_class c ON c.oid = d.objid
		WHERE d.classid = 'pg_class'::regclass AND d.deptype = 'e'
			AND d.refclassid = 'pg_extension'::regclass
			AND d.refobjid = (SELECT e.oid FROM pg_extension e WHERE e.extname = 'medaid')
			AND c.relkind = 'r'
			AND (c.relname = 'medaid_reference' OR EXISTS (
				SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'shipped' AND NOT a.attisdropped))
		ORDER BY c.relname COLLATE "C"
	LOOP
		EXECUTE format('SELECT string_agg(r.digest, '','' ORDER BY r.digest COLLATE "C") FROM (
				SELECT md5(convert_to(@extschema@.medaid_canonical(to_jsonb(t))::text, ''UTF8'')) AS digest FROM %s AS t) AS r', relation)
			INTO rows;
		-- a kind of rule without rows is one that an earlier release does not have
		digests := digests || coalesce(name || ' ' || rows || E'\n', '');
	END LOOP;
	RETURN md5(digests);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_rules_digest() IS
	'32 hex digits for all rows that policies are made from: shipped rules, users'' rules, names and reference values; equal on two servers: so are their policies';
-- What differs between two policies: versions, places, scenarios.

CREATE FUNCTION @extschema@.medaid_policy_fields(policy @extschema@.medaid_policy,
		OUT kind text, OUT path text, OUT value text, OUT unit text, OUT article text) RETURNS SETOF record
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	-- the policy's own
	SELECT '', a.attname::text, p.content ->> a.attname, CASE a.attname WHEN 'transition_until' THEN 'date' WHEN 'rounding' THEN 'yuan' END, NULL
	FROM (SELECT to_jsonb(policy) AS content OFFSET 0) AS p,
		pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
	WHERE a.attrelid = '@extschema@.medaid_policy'::pg_catalog.regclass AND a.attnum > 0 AND NOT a.attisdropped AND t.typcategory <> 'A'
	UNION ALL
	-- the fields of its rules
	SELECT k.attname::text,
		CASE WHEN k.attname = 'categories' THEN 'category ' ELSE '' END || coalesce(e.rule ->> 'code', e.ordinality::text) || '.' || f.field,
		f.value, n.unit, e.rule ->> 'article'
	FROM (SELECT to_jsonb(policy) AS content OFFSET 0) AS p
	JOIN pg_catalog.pg_attribute AS k ON k.attrelid = '@extschema@.medaid_policy'::pg_catalog.regclass AND k.attnum > 0 AND NOT k.attisdropped
	JOIN pg_catalog.pg_type AS l ON l.oid = k.atttypid AND l.typcategory = 'A'
	CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(p.content -> k.attname::text)
		WHEN 'array' THEN p.content -> k.attname::text END) WITH ORDINALITY AS e (rule, ordinality)
	CROSS JOIN LATERAL jsonb_each_text(e.rule) AS f (field, value)
	LEFT JOIN @extschema@.medaid_policy_numbers(policy) AS n ON n.kind = k.attname AND n.element = e.ordinality AND n.field = f.field
	WHERE f.field NOT IN ('code', 'article', 'from_regulation', 'from_day')
		-- a condition that is not asked for
		AND f.value <> 'false'
		-- of categories, those that the policy names
		AND (k.attname <> 'categories' OR e.rule ->> 'channel' IS NOT NULL);
END;
COMMENT ON FUNCTION @extschema@.medaid_policy_fields(@extschema@.medaid_policy) IS
	'Every field of a policy and of its rules as text, by path';

-- In PL/pgSQL, so that policies given as expressions are worked out once.
CREATE FUNCTION @extschema@.medaid_policy_diff(p1 @extschema@.medaid_policy, p2 @extschema@.medaid_policy,
		OUT path text, OUT first text, OUT second text, OUT unit text, OUT article text) RETURNS SETOF record
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM @extschema@.medaid_policy_required(p1), @extschema@.medaid_policy_required(p2);
	RETURN QUERY
		SELECT coalesce(a.path, b.path), a.value, b.value, coalesce(a.unit, b.unit),
			CASE WHEN a.article = b.article THEN a.article ELSE nullif(concat_ws(' / ', a.article, b.article), '') END
		FROM (SELECT f.* FROM @extschema@.medaid_policy_fields(p1) AS f WHERE f.value IS NOT NULL) AS a
		FULL JOIN (SELECT f.* FROM @extschema@.medaid_policy_fields(p2) AS f WHERE f.value IS NOT NULL) AS b
			ON a.kind = b.kind AND a.path = b.path
		-- 0.7 and 0.70 do not differ
		WHERE CASE WHEN a.unit = 'date' OR a.unit IS NULL OR b.unit IS NULL THEN a.value IS DISTINCT FROM b.value
			ELSE a.value::numeric IS DISTINCT FROM b.value::numeric END
		ORDER BY coalesce(a.kind, b.kind) <> '', coalesce(a.kind, b.kind), coalesce(a.path, b.path) COLLATE "C";
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_diff(@extschema@.medaid_policy, @extschema@.medaid_policy) IS
	'What differs between two policies, as rows: path, first, second (NULL: not there, or not set), unit, article; NULL policy: 22004';

-- By stretch: where two policies of the arrays hold on the same days, and where one has none.
CREATE FUNCTION @extschema@.medaid_policy_diff(p1 @extschema@.medaid_policy[], p2 @extschema@.medaid_policy[],
		OUT stretch daterange, OUT path text, OUT first text, OUT second text, OUT unit text, OUT article text) RETURNS SETOF record
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM @extschema@.medaid_policy_array_check(p1), @extschema@.medaid_policy_array_check(p2);
	RETURN QUERY
		WITH days AS (
			SELECT (SELECT range_agg(a.stretch) FROM unnest(p1) AS a) AS first, (SELECT range_agg(b.stretch) FROM unnest(p2) AS b) AS second
		), found AS (
			-- days on which the same differs stand together
			SELECT range_agg(x.days) AS days, x.path, x.first, x.second, x.unit, x.article
			FROM (
				SELECT (p1[i]).stretch * (p2[j]).stretch AS days, d.path, d.first, d.second, d.unit, d.article
				FROM generate_subscripts(p1, 1) AS i
				JOIN generate_subscripts(p2, 1) AS j ON (p1[i]).stretch && (p2[j]).stretch
				CROSS JOIN LATERAL @extschema@.medaid_policy_diff(p1[i], p2[j]) AS d
				WHERE d.path <> 'stretch'
			) AS x
			GROUP BY x.path, x.first, x.second, x.unit, x.article
			UNION ALL
			SELECT d.first - d.second, 'policy', (p1[1]).code, NULL, NULL, NULL FROM days AS d
			UNION ALL
			SELECT d.second - d.first, 'policy', NULL, (p2[1]).code, NULL, NULL FROM days AS d
		)
		SELECT s.days, f.path, f.first, f.second, f.unit, f.article
		FROM found AS f CROSS JOIN LATERAL unnest(f.days) AS s (days)
		ORDER BY s.days, f.path <> 'policy', f.path COLLATE "C", f.first COLLATE "C", f.second COLLATE "C";
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_diff(@extschema@.medaid_policy[], @extschema@.medaid_policy[]) IS
	'What differs between the policies of two arrays, by the days on which it does; path policy: days on which only one array has one';
-- One set of rules on all nodes of a cluster (Citus).  Rule tables are local to
-- each node; what carries a change is one row of a reference table, written in
-- the transaction of the change, with a trigger on each node that puts the
-- rules in place there.  So Citus's own two-phase commit carries rules as it
-- carries rows: to all nodes or to none.  Nothing here needs Citus to be created.

CREATE FUNCTION @extschema@.medaid_rules_export() RETURNS jsonb
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	t record;
	rows jsonb;
	result jsonb := '{}';
BEGIN
	FOR t IN SELECT r.relation, r.table_name FROM @extschema@.medaid_rule_tables AS r ORDER BY r.table_name LOOP
		EXECUTE format('SELECT jsonb_agg(to_jsonb(t)) FROM %s AS t', t.relation)
			|| CASE WHEN t.table_name <> 'medaid_reference' THEN ' WHERE NOT t.shipped' ELSE '' END INTO rows;
		IF rows IS NOT NULL THEN
			result := result || jsonb_build_object(t.table_name, rows);
		END IF;
	END LOOP;
	RETURN result;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_rules_export() IS
	'All rows of the policy tables that are the users'' own, reference values included, by table: what medaid_rules_import() puts in place elsewhere';

CREATE FUNCTION @extschema@.medaid_rules_import(rules jsonb) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	t record;
	own text;
	unknown text;
	n bigint;
	changed bigint := 0;
BEGIN
	IF rules IS NULL THEN
		RAISE EXCEPTION 'rules is NULL' USING ERRCODE = 'null_value_not_allowed';
	ELSIF jsonb_typeof(rules) <> 'object' THEN
		RAISE EXCEPTION 'rules is no object of tables, but %', jsonb_typeof(rules) USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Give what medaid_rules_export() has given.';
	END IF;
	SELECT k INTO unknown FROM jsonb_object_keys(rules) AS k
		WHERE k NOT IN (SELECT r.table_name FROM @extschema@.medaid_rule_tables AS r) ORDER BY k LIMIT 1;
	IF unknown IS NOT NULL THEN
		RAISE EXCEPTION 'there is no policy table "%" here', unknown USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Rules are carried between servers with the same version of medaid.';
	END IF;
	-- a row that is the same on both sides is not touched: the history tells what changed
	FOR t IN SELECT r.relation, r.table_name FROM @extschema@.medaid_rule_tables AS r ORDER BY r.table_name LOOP
		own := CASE WHEN t.table_name <> 'medaid_reference' THEN 'NOT t.shipped AND ' ELSE '' END;
		EXECUTE format('DELETE FROM %1$s AS t WHERE %2$s to_jsonb(t) NOT IN (SELECT to_jsonb(n) FROM jsonb_populate_recordset(NULL::%1$s, $1) AS n)', t.relation, own)
			USING rules -> t.table_name;
		GET DIAGNOSTICS n = ROW_COUNT;
		changed := changed + n;
		EXECUTE format('INSERT INTO %1$s SELECT n.* FROM jsonb_populate_recordset(NULL::%1$s, $1) AS n
				WHERE NOT EXISTS (SELECT FROM %1$s AS t WHERE %2$s to_jsonb(t) = to_jsonb(n))', t.relation, own)
			USING rules -> t.table_name;
		GET DIAGNOSTICS n = ROW_COUNT;
		changed := changed + n;
	END LOOP;
	RETURN changed;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_rules_import(jsonb) IS
	'Makes the users'' rows of the policy tables those of medaid_rules_export() of another server; gives the number of rows taken away and put in (a changed row is two). NULL: 22004, no such table: 22023; needs the rights of who edits rules';

CREATE TABLE @extschema@.medaid_rules_received (
	number	bigint NOT NULL,
	digest	text NOT NULL,
	at		timestamptz NOT NULL
);
CREATE UNIQUE INDEX ON @extschema@.medaid_rules_received ((true));
COMMENT ON TABLE @extschema@.medaid_rules_received IS 'The shared rules that this node has put in place last (one row); empty where none were: medaid_share_rules()';
COMMENT ON COLUMN @extschema@.medaid_rules_received.number IS 'the number of the row of medaid_shared_rules';
COMMENT ON COLUMN @extschema@.medaid_rules_received.digest IS 'medaid_rules_digest() of them';
COMMENT ON COLUMN @extschema@.medaid_rules_received.at IS 'when';
SELECT pg_catalog.pg_extension_config_dump('@extschema@.medaid_rules_received', '');

-- A node that has joined since has its shipped rows only: no error of resolving
-- would tell that the users' rows are missing.  Asked before each resolving.
CREATE FUNCTION @extschema@.medaid_require_shared_rules() RETURNS void
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF to_regclass('@extschema@.medaid_shared_rules') IS NOT NULL AND NOT EXISTS (SELECT FROM @extschema@.medaid_rules_received) THEN
		RAISE EXCEPTION 'this node has not received the rules that the cluster shares' USING
			ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'On the coordinator: SELECT medaid_share_rules(), after a node has joined.';
	END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_require_shared_rules() IS
	'55000 on a node of a cluster that shares rules (medaid_share_rules) and that has not received them; called before a policy is resolved';

-- Deferred to the commit, when all of a transaction's changes are made; and but
-- once, unless a statement has changed rules since.
CREATE FUNCTION @extschema@.medaid_carry_rules() RETURNS trigger
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF TG_LEVEL = 'STATEMENT' AND TG_OP <> 'TRUNCATE' THEN
		PERFORM set_config('medaid.rules_carried', '', true);
	ELSIF current_setting('medaid.rules_carried', true) IS DISTINCT FROM 'yes' AND to_regclass('@extschema@.medaid_shared_rules') IS NOT NULL THEN
		PERFORM @extschema@.medaid_put_shared_rules();
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_carry_rules() IS 'trigger: a change of the rules goes to all nodes of a cluster that shares them, at the commit';

CREATE FUNCTION @extschema@.medaid_put_shared_rules() RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	result bigint;
BEGIN
	-- before what others have written is read: two changes at once would undo each other elsewhere
	PERFORM pg_advisory_xact_lock(hashtextextended('medaid_shared_rules', 0));
	EXECUTE 'SELECT coalesce(max(s.number), 0) + 1 FROM @extschema@.medaid_shared_rules AS s' INTO result;
	EXECUTE 'INSERT INTO @extschema@.medaid_shared_rules (number, rules, digest, by, at) VALUES ($1, $2, $3, $4, $5)'
		USING result, @extschema@.medaid_rules_export(), @extschema@.medaid_rules_digest(), session_user::text, clock_timestamp();
	PERFORM set_config('medaid.rules_carried', 'yes', true);
	RETURN result;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_put_shared_rules() IS 'Writes this node''s rules as the next row of medaid_shared_rules, which takes the right to; gives its number';

-- With its owner's rights: who may write medaid_shared_rules may edit rules.
CREATE FUNCTION @extschema@.medaid_rules_arrived() RETURNS trigger
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET client_min_messages = warning AS $$
DECLARE
	t record;
	own text;
BEGIN
	PERFORM @extschema@.medaid_rules_import(NEW.rules);
	own := @extschema@.medaid_rules_digest();
	IF own <> NEW.digest THEN
		RAISE EXCEPTION 'the rules of a node would differ from those that are shared' USING
			ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = format('Digest here: %s, shared: %s.', own, NEW.digest),
			HINT = 'The shipped rows differ: install the same version of medaid on all nodes, and ALTER EXTENSION medaid UPDATE on the coordinator.';
	END IF;
	INSERT INTO @extschema@.medaid_rules_received AS r (number, digest, at) VALUES (NEW.number, NEW.digest, clock_timestamp())
		ON CONFLICT ((true)) DO UPDATE SET number = excluded.number, digest = excluded.digest, at = excluded.at;
	-- from here on this node's own changes are carried, too
	FOR t IN
		SELECT r.relation, r.table_name FROM @extschema@.medaid_rule_tables AS r
		WHERE NOT EXISTS (SELECT FROM pg_trigger AS g WHERE g.tgrelid = r.relation AND g.tgname = 'medaid_carry') ORDER BY r.table_name
	LOOP
		-- no event for what ships: an upgrade alters the tables in the same transaction
		EXECUTE format('CREATE CONSTRAINT TRIGGER medaid_carry AFTER INSERT OR UPDATE ON %s DEFERRABLE INITIALLY DEFERRED FOR EACH ROW %s EXECUTE FUNCTION @extschema@.medaid_carry_rules()',
			t.relation, CASE WHEN t.table_name <> 'medaid_reference' THEN 'WHEN (NOT NEW.shipped)' ELSE '' END);
		EXECUTE format('CREATE CONSTRAINT TRIGGER medaid_carry_delete AFTER DELETE ON %s DEFERRABLE INITIALLY DEFERRED FOR EACH ROW %s EXECUTE FUNCTION @extschema@.medaid_carry_rules()',
			t.relation, CASE WHEN t.table_name <> 'medaid_reference' THEN 'WHEN (NOT OLD.shipped)' ELSE '' END);
		EXECUTE format('CREATE TRIGGER medaid_carry_anew BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.medaid_carry_rules()', t.relation);
		EXECUTE format('CREATE TRIGGER medaid_carry_truncate AFTER TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.medaid_carry_rules()', t.relation);
		EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER medaid_carry, ENABLE ALWAYS TRIGGER medaid_carry_delete, ENABLE ALWAYS TRIGGER medaid_carry_anew,
			ENABLE ALWAYS TRIGGER medaid_carry_truncate', t.relation);
	END LOOP;
	-- what has just arrived is not sent back
	PERFORM set_config('medaid.rules_carried', 'yes', true);
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_rules_arrived() IS 'trigger of medaid_shared_rules, on each node: puts the rules in place, and fails where they are not the same afterwards';
REVOKE EXECUTE ON FUNCTION @extschema@.medaid_rules_arrived(), @extschema@.medaid_carry_rules() FROM PUBLIC;

CREATE FUNCTION @extschema@.medaid_require_citus() RETURNS void
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM pg_extension AS e WHERE e.extname = 'citus') THEN
		RAISE EXCEPTION 'Citus is not installed in this database' USING ERRCODE = 'feature_not_supported',
			HINT = 'Without it there are no nodes to compare: compare medaid_rules_digest() of two servers, and carry rules by medaid_rules_export() and medaid_rules_import().';
	END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_require_citus() IS '0A000 where the database has no Citus';

CREATE FUNCTION @extschema@.medaid_share_rules() RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	coordinator boolean;
	without text;
BEGIN
	PERFORM @extschema@.medaid_require_citus();
	IF to_regclass('@extschema@.medaid_shared_rules') IS NULL THEN
		EXECUTE 'SELECT EXISTS (SELECT FROM pg_dist_node AS n WHERE n.groupid = 0)' INTO coordinator;
		IF NOT coordinator THEN
			RAISE EXCEPTION 'the coordinator is not among the nodes that share rules' USING ERRCODE = 'object_not_in_prerequisite_state',
				HINT = 'SELECT citus_set_coordinator_host(''its name or address'', 5432).';
		END IF;
		CREATE TABLE @extschema@.medaid_shared_rules (
			number	bigint PRIMARY KEY,
			rules	jsonb NOT NULL,
			digest	text NOT NULL,
			by		text NOT NULL,
			at		timestamptz NOT NULL
		);
		COMMENT ON TABLE @extschema@.medaid_shared_rules IS 'The rules that all nodes share, a row for each change; written at the commit of whoever edits rules';
		EXECUTE 'SELECT create_reference_table($1)' USING '@extschema@.medaid_shared_rules'::regclass;
		-- the trigger writes tables of its own node only, which is what makes it safe
		PERFORM set_config('citus.enable_unsafe_triggers', 'on', true);
		CREATE TRIGGER medaid_rules_arrived AFTER INSERT ON @extschema@.medaid_shared_rules
			FOR EACH ROW EXECUTE FUNCTION @extschema@.medaid_rules_arrived();
		PERFORM set_config('citus.enable_unsafe_triggers', 'off', true);
	END IF;
	EXECUTE 'SELECT min(n.nodename || '':'' || n.nodeport) FROM pg_dist_node AS n
		WHERE n.isactive AND n.noderole = ''primary'' AND NOT EXISTS (
			SELECT FROM pg_dist_placement AS p JOIN pg_dist_shard AS s USING (shardid) WHERE s.logicalrelid = $1 AND p.groupid = n.groupid)'
		INTO without USING '@extschema@.medaid_shared_rules'::regclass;
	IF without IS NOT NULL THEN
		RAISE EXCEPTION 'node % has no copy of medaid_shared_rules', without USING ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'SELECT replicate_reference_tables(), or rebalance, which copies them first.';
	END IF;
	RETURN @extschema@.medaid_put_shared_rules();
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_share_rules() IS
	'From now on a change of the rules on any node of a Citus cluster reaches all nodes at its commit, or fails; gives all nodes the rules of this one. To be called on the coordinator by the extension''s owner, once, and after each node that joins. Without Citus: 0A000; gives the number of the row in medaid_shared_rules';

CREATE FUNCTION @extschema@.medaid_check_nodes(OUT node text, OUT digest text, OUT same boolean, OUT fault text) RETURNS SETOF record
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM @extschema@.medaid_require_citus();
	-- on each node by a connection of its own: what is committed
	RETURN QUERY EXECUTE '
		SELECT n.nodename || '':'' || n.nodeport, CASE WHEN r.success THEN r.result END,
			coalesce(r.success AND r.result = $2, false), CASE WHEN NOT r.success THEN r.result END
		FROM run_command_on_all_nodes($1) AS r
		JOIN pg_dist_node AS n USING (nodeid)
		ORDER BY n.groupid, n.nodename, n.nodeport'
		USING 'SELECT @extschema@.medaid_rules_digest()', @extschema@.medaid_rules_digest();
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_check_nodes() IS
	'A row for each node of a Citus cluster: medaid_rules_digest() there, whether it is this node''s, and what went wrong where it could not be asked. Without Citus: 0A000';
-- Where a policy departs from the national frame (国办发〔2021〕42号), and what
-- in it cannot work.

-- A deductible as a share of the income it was made from, or of the income of
-- the policy's own area; NULL where neither is known.
CREATE FUNCTION @extschema@.medaid_deductible_share(benefit @extschema@.medaid_benefit, region text) RETURNS numeric
	LANGUAGE sql STABLE PARALLEL SAFE
	RETURN (
		SELECT round((benefit).deductible / r.value, 4)
		FROM @extschema@.medaid_reference AS r
		WHERE r.indicator = 'income' AND r.value > 0
			AND CASE WHEN (benefit).deductible_source IS NOT NULL
				THEN (benefit).deductible_source = format('(%s, %s, %s)', r.area, r.indicator, r.year)
				ELSE region LIKE '%' || r.area || '%' END
		-- of its own city rather than of its province, the latest
		ORDER BY position(r.area IN region) DESC, r.year DESC
		LIMIT 1
	);
COMMENT ON FUNCTION @extschema@.medaid_deductible_share(@extschema@.medaid_benefit, text) IS
	'A deductible as a share of income by medaid_reference; NULL where no income is known';

CREATE FUNCTION @extschema@.medaid_review_national(policy @extschema@.medaid_policy,
		OUT finding text, OUT rule text, OUT category text, OUT expected text, OUT found text, OUT article text) RETURNS SETOF record
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	WITH benefit AS (
		SELECT b.*, b.ordinality AS place, coalesce(b.services, '{outpatient,chronic,inpatient,special_drug}') AS served,
			coalesce(b.rate, (SELECT o.rate FROM unnest((policy).benefits) AS o WHERE o.code = b.rate_of),
				(SELECT min(w.rate) FROM unnest((policy).benefit_bands) AS w WHERE w.benefit = b.code)) AS effective_rate
		FROM unnest((policy).benefits) WITH ORDINALITY AS b
	), payer AS (
		SELECT 'payers' AS finding, p.code, NULL AS category, coalesce(p.services, '{outpatient,chronic,inpatient,special_drug}') AS served, p.payers, p.article
		FROM unnest((policy).payers) AS p
		UNION ALL
		SELECT 'payers', b.code, b.category, b.served, b.payers, b.article FROM benefit AS b WHERE b.payers IS NOT NULL
	)
	SELECT 'rate', b.code || '.rate', b.category, '>= 70%', @extschema@.medaid_rate_text(b.effective_rate), b.article
	FROM benefit AS b
	WHERE b.category IN ('tekun', 'dibao') AND b.served && '{inpatient,chronic,special_drug}' AND b.effective_rate < 0.7
	UNION ALL
	SELECT 'deductible', b.code || '.deductible', b.category, '0', b.deductible::text, b.article
	FROM benefit AS b
	WHERE b.category IN ('tekun', 'dibao') AND b.deductible > 0
	UNION ALL
	SELECT 'deductible', b.code || '.deductible', b.category,
		format('about %s of income', @extschema@.medaid_rate_text(w.share)),
		b.deductible || CASE WHEN b.deductible = 0 THEN ''
			WHEN i.share IS NULL THEN '; no income of the area in medaid_reference'
			ELSE ' = ' || @extschema@.medaid_rate_text(i.share) END,
		b.article
	FROM benefit AS b
	JOIN (VALUES ('dibao_margin', 0.10), ('medical_poverty', 0.25)) AS w (category, share) ON w.category = b.category
	CROSS JOIN LATERAL (SELECT @extschema@.medaid_deductible_share((policy).benefits[b.place], (policy).region) AS share) AS i
	WHERE b.served && '{inpatient,chronic,special_drug}' AND b.deductible IS NOT NULL
		-- about: within a fifth
		AND coalesce(abs(i.share / w.share - 1) > 0.2, true)
	UNION ALL
	SELECT 'critical_illness_tilt', t.code || '.' || f.field, array_to_string(t.categories, ', '), f.expected, f.found, t.article
	FROM unnest((policy).critical_illness_tilts) AS t,
		LATERAL (VALUES (CASE WHEN t.deductible IS NULL THEN 'deductible_share' ELSE 'deductible' END, '50%',
				CASE WHEN t.deductible IS NULL THEN @extschema@.medaid_rate_text(t.deductible_share) ELSE t.deductible::text END,
				CASE WHEN t.deductible IS NULL THEN coalesce(t.deductible_share, 1) = 0.5
					ELSE EXISTS (SELECT FROM unnest((policy).critical_illnesses) AS c WHERE c.deductible = 2 * t.deductible AND coalesce(t.schedule, c.code) = c.code) END),
			('rate_added', '5%', @extschema@.medaid_rate_text(t.rate_added), coalesce(t.rate_added, 0) = 0.05)) AS f (field, expected, found, good)
	WHERE NOT f.good
	UNION ALL
	SELECT 'critical_illness_tilt', NULL, c.category, 'deductible -50%, rate +5%', 'no tilt', NULL
	FROM (VALUES ('tekun'), ('dibao')) AS c (category)
	WHERE NOT EXISTS (SELECT FROM unnest((policy).critical_illness_tilts) AS t WHERE c.category = ANY (coalesce(t.categories, ARRAY[c.category])))
	UNION ALL
	SELECT 'shared_limit', NULL, string_agg(l.category, ', ' ORDER BY l.category COLLATE "C"), 'one yearly limit for inpatient and outpatient', l.pools, l.articles
	FROM (
		SELECT b.category, string_agg(DISTINCT b.pool, ', ') AS pools, string_agg(DISTINCT b.article, '; ') AS articles
		FROM benefit AS b WHERE b.served && '{inpatient,chronic,special_drug}' GROUP BY b.category HAVING count(DISTINCT b.pool) > 1
	) AS l
	GROUP BY l.pools, l.articles
	UNION ALL
	SELECT 'payers', p.code || '.payers', p.category, 'basic, then critical_illness, before assistance', array_to_string(p.payers, ', '), p.article
	FROM payer AS p
	WHERE p.served && '{inpatient,chronic,special_drug}'
		AND NOT (p.payers @> '{basic,critical_illness}' AND p.payers <@ '{basic,critical_illness}')
	UNION ALL
	SELECT 'payers', NULL, s.service, 'basic, then critical_illness, before assistance', 'no rule', NULL
	FROM unnest('{inpatient,chronic}'::text[]) AS s (service)
	WHERE NOT EXISTS (SELECT FROM payer AS p WHERE p.category IS NULL AND s.service = ANY (p.served))
	UNION ALL
	SELECT 'within_bill', 'within_bill', NULL, 'true (避免过度保障)', 'false', NULL
	WHERE NOT coalesce((policy).within_bill, true)
	UNION ALL
	SELECT 'further_aid', NULL, NULL, '倾斜救助, after compliant referral within the province', 'no rule', NULL
	WHERE coalesce(cardinality((policy).tilts), 0) = 0
	UNION ALL
	SELECT 'further_aid', t.code, NULL, 'compliant referral, within the province',
		coalesce(@extschema@.medaid_conditions(t.within, NULL::text, NULL::boolean, NULL::boolean, NULL::integer, NULL::integer, NULL::numeric, t.compliant_referral, t.on_application, NULL::boolean), 'no condition'), t.article
	FROM unnest((policy).tilts) AS t
	WHERE NOT coalesce(t.compliant_referral, false) OR t.within IS DISTINCT FROM 'province';
END;
COMMENT ON FUNCTION @extschema@.medaid_review_national(@extschema@.medaid_policy) IS
	'Where a policy departs from the national frame: 国办发〔2021〕42号';

CREATE FUNCTION @extschema@.medaid_place_rank(place text) RETURNS integer
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN coalesce(array_position('{county,city,province,elsewhere}', place), 4);
COMMENT ON FUNCTION @extschema@.medaid_place_rank(text) IS 'Places by size, from 1; NULL = anywhere';

-- Rules that an earlier one always takes the place of, or that no claim can meet.
CREATE FUNCTION @extschema@.medaid_review_unmatched(policy @extschema@.medaid_policy,
		OUT rule text, OUT category text, OUT found text, OUT article text) RETURNS SETOF record
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	-- once: a chain of categories makes many kinds
	WITH kinds AS MATERIALIZED (
		SELECT k.category, k.kind FROM @extschema@.medaid_policy_kinds(policy) AS k
	), benefit AS (
		SELECT b.*, b.ordinality AS place, coalesce(b.services, '{outpatient,chronic,inpatient,special_drug}') AS served
		FROM unnest((policy).benefits) WITH ORDINALITY AS b
	), shadow AS (
		SELECT l.code, l.category, l.article, l.served, s.service,
			(
				SELECT e.code FROM benefit AS e
				WHERE e.place < l.place AND s.service = ANY (e.served)
					AND e.category IN (SELECT k.kind FROM kinds AS k WHERE k.category = l.category)
					AND (e.insurance IS NULL OR e.insurance IS NOT DISTINCT FROM l.insurance)
					AND @extschema@.medaid_place_rank(e.within) >= @extschema@.medaid_place_rank(l.within)
					AND (NOT coalesce(e.major_disease, false) OR coalesce(l.major_disease, false))
					AND (NOT coalesce(e.maintenance, false) OR coalesce(l.maintenance, false))
					AND coalesce(e.min_age <= l.min_age, e.min_age IS NULL)
					AND coalesce(e.min_hospital_level <= l.min_hospital_level, coalesce(e.min_hospital_level, 0) = 0)
					AND coalesce(e.in_scope_over <= l.in_scope_over, e.in_scope_over IS NULL)
					AND coalesce(e.referral @> l.referral, e.referral IS NULL)
					AND coalesce(e.max_age >= l.max_age, e.max_age IS NULL)
					AND (e.burden_over IS NULL OR coalesce(e.burden_over <= l.burden_over, false)
						AND (e.base, e.payers) IS NOT DISTINCT FROM (l.base, l.payers))
				ORDER BY e.place LIMIT 1
			) AS by
		FROM benefit AS l, unnest(l.served) AS s (service)
	)
	SELECT s.code, s.category, 'always after ' || string_agg(DISTINCT s.by, ', '), s.article
	FROM shadow AS s GROUP BY s.code, s.category, s.article HAVING count(*) = count(s.by)
	UNION ALL
	SELECT b.code, b.category, 'no service', b.article FROM benefit AS b WHERE cardinality(b.served) = 0
	UNION ALL
	SELECT b.code, b.category, format('hospital level %s of 3', b.min_hospital_level), b.article FROM benefit AS b WHERE b.min_hospital_level > 3
	UNION ALL
	SELECT b.code, b.category, format('age %s', b.min_age), b.article FROM benefit AS b WHERE b.min_age > 200
	UNION ALL
	SELECT b.code, b.category, format('age from %s to %s', b.min_age, b.max_age), b.article FROM benefit AS b WHERE b.min_age > b.max_age
	UNION ALL
	SELECT t.code, t.category, 'no benefit for its service and category', t.article
	FROM unnest((policy).top_ups) AS t
	WHERE NOT EXISTS (SELECT FROM benefit AS b WHERE b.served && coalesce(t.services, b.served)
		AND (b.category = t.category OR EXISTS (SELECT FROM kinds AS k WHERE k.category = b.category AND k.kind = t.category)
			OR EXISTS (SELECT FROM kinds AS k WHERE k.category = t.category AND k.kind = b.category)))
	UNION ALL
	SELECT t.code, array_to_string(t.categories, ', '), 'always after ' || e.code, t.article
	FROM unnest((policy).tilts) WITH ORDINALITY AS t
	JOIN LATERAL (
		SELECT e.code FROM unnest((policy).tilts) WITH ORDINALITY AS e
		WHERE e.ordinality < t.ordinality AND (e.services IS NULL OR e.services @> t.services)
			AND (e.categories IS NULL OR e.categories @> t.categories)
			AND @extschema@.medaid_place_rank(e.within) >= @extschema@.medaid_place_rank(t.within)
			AND (NOT coalesce(e.compliant_referral, false) OR coalesce(t.compliant_referral, false))
		ORDER BY e.ordinality LIMIT 1
	) AS e ON true
	UNION ALL
	SELECT o.code || '.aid_categories', array_to_string(o.aid_categories, ', '), 'not among its categories', o.article
	FROM unnest((policy).off_catalogs) AS o
	WHERE o.categories IS NOT NULL AND NOT o.aid_categories && o.categories
	UNION ALL
	SELECT i.code, array_to_string(i.categories, ', '), 'no transition_until', i.article
	FROM unnest((policy).identities) AS i
	WHERE i.rule = 'before_transition' AND (policy).transition_until IS NULL
	UNION ALL
	SELECT g.code, NULL, 'beyond elsewhere', g.article FROM unnest((policy).gates) AS g WHERE g.beyond = 'elsewhere'
	UNION ALL
	SELECT g.code, NULL, 'lets every insurance through', g.article FROM unnest((policy).gates) AS g WHERE g.insurances @> '{resident,employee,none}';
END;
COMMENT ON FUNCTION @extschema@.medaid_review_unmatched(@extschema@.medaid_policy) IS
	'Rules of a policy that can never match, and why';

-- The numbers that a rule lacks where it is reached.
CREATE FUNCTION @extschema@.medaid_review_unset(policy @extschema@.medaid_policy,
		OUT path text, OUT needs text, OUT article text) RETURNS SETOF record
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT n.path, p.content -> n.kind -> (n.element - 1) ->> (n.field || '_source'), n.article
	FROM (SELECT to_jsonb(policy) AS content OFFSET 0) AS p, @extschema@.medaid_policy_numbers(policy) AS n
	WHERE n.value IS NULL AND CASE n.kind
		WHEN 'benefits' THEN n.field IN ('deductible', 'cap')
			OR n.field = 'rate' AND (policy).benefits[n.element].rate_of IS NULL
				AND NOT EXISTS (SELECT FROM unnest((policy).benefit_bands) AS w WHERE w.benefit = (policy).benefits[n.element].code)
			OR n.field = 'cap_above' AND (policy).benefits[n.element].cap_from_burden IS NOT NULL
		WHEN 'benefit_bands' THEN n.field = 'rate'
		WHEN 'limits' THEN n.field = 'cap'
		WHEN 'tilts' THEN n.field IN ('threshold', 'rate', 'cap')
		WHEN 'top_ups' THEN n.field = 'rate'
		WHEN 'off_catalogs' THEN n.field LIKE 'control_class_%'
			OR n.field = 'aid_rate' AND cardinality((policy).off_catalogs[n.element].aid_categories) > 0
		WHEN 'gates' THEN (policy).gates[n.element].test = 'deadline'
		WHEN 'critical_illnesses' THEN n.field IN ('deductible', 'cap')
			-- without a reference value there is no ceiling
			OR n.field = 'cost_cap' AND (policy).critical_illnesses[n.element].cost_cap_source IS NOT NULL
		WHEN 'critical_illness_bands' THEN n.field = 'rate'
		WHEN 'critical_illness_tilts' THEN n.field = 'rate_added'
			OR n.field = 'deductible_share' AND (policy).critical_illness_tilts[n.element].deductible IS NULL
		-- the standard is mostly given with the call
		WHEN 'premiums' THEN n.field IN ('rate', 'amount')
		WHEN 'monitors' THEN n.field = 'line'
		WHEN 'recognitions' THEN n.field = 'line' AND ((policy).recognitions[n.element].line_source IS NOT NULL OR (policy).recognitions[n.element].expense_share IS NULL)
		ELSE false END;
END;
COMMENT ON FUNCTION @extschema@.medaid_review_unset(@extschema@.medaid_policy) IS
	'Numbers that a policy leaves NULL and that may be asked for, with the reference value that would give them';

-- Bands and further limits that do not fit the benefits.
CREATE FUNCTION @extschema@.medaid_review_bands(policy @extschema@.medaid_policy,
		OUT finding text, OUT rule text, OUT category text, OUT expected text, OUT found text, OUT article text) RETURNS SETOF record
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	WITH band AS (
		SELECT w.*, min(w.burden_from) OVER same AS first_from, lag(w.code) OVER (PARTITION BY w.benefit, w.burden_from ORDER BY w.ordinality) AS twin
		FROM unnest((policy).benefit_bands) WITH ORDINALITY AS w
		WINDOW same AS (PARTITION BY w.benefit)
	), banded AS (
		SELECT DISTINCT w.benefit, w.first_from, b.code, b.category, b.rate, b.rate_of, b.article
		FROM band AS w LEFT JOIN LATERAL (SELECT x.* FROM unnest((policy).benefits) AS x WHERE x.code = w.benefit) AS b ON true
	)
	SELECT 'band_without_benefit', b.benefit, NULL, 'a benefit of that code', 'none', NULL
	FROM banded AS b WHERE b.code IS NULL
	UNION ALL
	SELECT 'rate_beside_bands', b.code || CASE WHEN b.rate IS NULL THEN '.rate_of' ELSE '.rate' END, b.category, 'NULL', coalesce(b.rate::text, b.rate_of), b.article
	FROM banded AS b WHERE num_nonnulls(b.rate, b.rate_of) > 0
	UNION ALL
	SELECT 'bands_begin_late', b.benefit, b.category, 'a band from 0', 'from ' || b.first_from, b.article
	FROM banded AS b WHERE b.first_from > 0
	UNION ALL
	SELECT 'bands_overlap', w.code || '.burden_from', NULL, 'each band from another burden', format('as %s: %s', w.twin, w.burden_from), w.article
	FROM band AS w WHERE w.twin IS NOT NULL
	UNION ALL
	SELECT 'limit_in_pool_of_another', l.code || '.pool', NULL, 'a pool of limits', 'the pool of ' || o.codes, l.article
	FROM unnest((policy).limits) AS l
	JOIN LATERAL (
		SELECT string_agg(x.code, ', ' ORDER BY x.code COLLATE "C") AS codes
		FROM (
			SELECT b.code, b.pool FROM unnest((policy).benefits) AS b
			UNION ALL SELECT t.code, t.pool FROM unnest((policy).tilts) AS t
			UNION ALL SELECT s.code, s.pool FROM unnest((policy).critical_illnesses) AS s
		) AS x
		WHERE x.pool = l.pool
	) AS o ON o.codes IS NOT NULL
	UNION ALL
	SELECT 'unknown_category', l.code, x.code, 'a category of the policy', 'none', l.article
	FROM unnest((policy).limits) AS l, unnest(l.categories) AS x (code)
	WHERE NOT EXISTS (SELECT FROM unnest((policy).categories) AS c WHERE c.code = x.code)
	UNION ALL
	SELECT 'never_matches', l.code, array_to_string(l.categories, ', '), 'a claim that meets it', 'no benefit for its services and categories', l.article
	FROM unnest((policy).limits) AS l
	WHERE NOT EXISTS (
		SELECT FROM unnest((policy).benefits) AS b
		WHERE b.services && coalesce(l.services, b.services)
			AND (l.categories IS NULL OR b.category = ANY (l.categories) OR EXISTS (
				SELECT FROM @extschema@.medaid_policy_kinds(policy) AS k
				WHERE k.category = ANY (l.categories) AND k.kind = b.category OR k.category = b.category AND k.kind = ANY (l.categories))));
END;
COMMENT ON FUNCTION @extschema@.medaid_review_bands(@extschema@.medaid_policy) IS
	'What in the bands and further limits of a policy does not fit its benefits';

CREATE FUNCTION @extschema@.medaid_review_internal(policy @extschema@.medaid_policy,
		OUT finding text, OUT rule text, OUT category text, OUT expected text, OUT found text, OUT article text) RETURNS SETOF record
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	WITH kinds AS MATERIALIZED (
		SELECT k.category, k.kind FROM @extschema@.medaid_policy_kinds(policy) AS k
	), named AS (
		SELECT b.code, b.category, b.article FROM unnest((policy).benefits) AS b
		UNION ALL SELECT t.code, t.category, t.article FROM unnest((policy).top_ups) AS t
		UNION ALL SELECT t.code, c, t.article FROM unnest((policy).tilts) AS t, unnest(t.categories) AS c
		UNION ALL SELECT o.code, c, o.article FROM unnest((policy).off_catalogs) AS o, unnest(o.aid_categories) AS c
	), version AS (
		SELECT DISTINCT ON (r.first_day) r.first_day, r.last_day, r.article
		FROM @extschema@.medaid_regulation AS r WHERE r.code = (policy).code ORDER BY r.first_day, r.shipped
	), following AS (
		SELECT v.first_day, v.last_day, v.article, lead(v.first_day) OVER (ORDER BY v.first_day) AS next_day FROM version AS v
	)
	SELECT 'not_set', u.path, NULL, coalesce('reference value ' || u.needs, 'a number'), 'NULL', u.article
	FROM @extschema@.medaid_review_unset(policy) AS u
	UNION ALL
	SELECT 'unknown_indicator', a.path, NULL, 'an indicator of medaid_reference', a.indicator, a.article
	FROM @extschema@.medaid_reference_asked AS a
	WHERE (a.version, a.version_day) = ((policy).code, lower((policy).valid))
		AND a.indicator NOT IN ('income', 'monitor_income', 'min_living', 'premium')
		AND NOT EXISTS (SELECT FROM @extschema@.medaid_reference AS r WHERE r.indicator = a.indicator)
	UNION ALL
	-- whatever the regulation: what nobody asks for may be a word mistyped
	SELECT 'reference_unused', NULL, NULL, 'a rule that asks for it', format('(%s, %s)', r.area, r.indicator), NULL
	FROM @extschema@.medaid_reference AS r
	WHERE NOT EXISTS (SELECT FROM @extschema@.medaid_reference_asked AS a WHERE (a.area, a.indicator) = (r.area, r.indicator))
		-- the national frame is told by the area's own income
		AND NOT (r.indicator = 'income' AND EXISTS (SELECT FROM @extschema@.medaid_regulation AS g WHERE strpos(g.region, r.area) > 0))
	GROUP BY r.area, r.indicator
	UNION ALL
	SELECT 'never_matches', m.rule, m.category, 'a claim that meets it', m.found, m.article
	FROM @extschema@.medaid_review_unmatched(policy) AS m
	UNION ALL
	SELECT b.* FROM @extschema@.medaid_review_bands(policy) AS b
	UNION ALL
	SELECT 'category_without_rule', NULL, c.code, 'a rule for a listed category', 'none', c.article
	FROM unnest((policy).categories) AS c
	WHERE c.channel IS NOT NULL AND NOT EXISTS (
		SELECT FROM kinds AS k JOIN named AS n ON n.category = k.kind WHERE k.category = c.code)
	UNION ALL
	SELECT 'category_not_listed', string_agg(DISTINCT n.code, ', '), n.category, 'a row in medaid_rule_category', 'none', min(n.article)
	FROM named AS n JOIN unnest((policy).categories) AS c ON c.code = n.category
	WHERE c.channel IS NULL GROUP BY n.category
	UNION ALL
	SELECT 'cap_below_deductible', b.code || '.cap', b.category, '>= ' || b.deductible, b.cap::text, b.article
	FROM unnest((policy).benefits) AS b WHERE b.cap < b.deductible AND b.deductible_per IS DISTINCT FROM 'claim'
	UNION ALL
	SELECT 'cap_falls', b.code || '.cap_above', b.category, '>= ' || b.cap, b.cap_above::text, b.article
	FROM unnest((policy).benefits) AS b WHERE b.cap_above < b.cap
	UNION ALL
	SELECT 'gap', NULL, NULL, f.last_day + 1 || ' in force', 'next from ' || f.next_day, f.article
	FROM following AS f WHERE f.last_day + 1 < f.next_day
	UNION ALL
	SELECT p.finding, NULL, NULL, p.expected, 'none', NULL
	FROM (VALUES ('no_payers', 'who pays before assistance', cardinality((policy).payers)), ('no_benefits', 'what is paid', cardinality((policy).benefits))) AS p (finding, expected, rules)
	WHERE coalesce(p.rules, 0) = 0
	UNION ALL
	-- of every version of the regulation, those too that medaid_policy() refuses
	SELECT o.finding, o.rule, NULL, CASE o.finding
			WHEN 'no_regulation' THEN 'a row in medaid_regulation'
			WHEN 'unknown_benefit' THEN 'a benefit of that code'
			WHEN 'unknown_category' THEN 'a row in medaid_category_name'
			WHEN 'pool_of_another_place' THEN 'a pool of its place'
			WHEN 'removes_nothing' THEN 'a rule to take away'
			ELSE 'a version to settle with' END,
		o.found, NULL
	FROM @extschema@.medaid_rule_orphans((policy).code) AS o
	WHERE o.finding <> 'overlap'
	UNION ALL
	SELECT 'overlap', NULL, NULL, 'last day ' || f.next_day - 1, coalesce(f.last_day::text, 'open end') || ', cut by the next version', f.article
	FROM following AS f WHERE coalesce(f.last_day >= f.next_day, f.next_day IS NOT NULL);
END;
COMMENT ON FUNCTION @extschema@.medaid_review_internal(@extschema@.medaid_policy) IS
	'What in a policy cannot work: numbers not set, rules that never match, categories without one, gaps and overlaps of validity; reference values that no rule of any regulation asks for';

-- In PL/pgSQL, so that a policy given as an expression is worked out once.
CREATE FUNCTION @extschema@.medaid_policy_review(policy @extschema@.medaid_policy,
		OUT kind text, OUT finding text, OUT rule text, OUT category text, OUT expected text, OUT found text, OUT article text) RETURNS SETOF record
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN QUERY
		SELECT 'national', n.* FROM @extschema@.medaid_review_national(@extschema@.medaid_policy_required(policy)) AS n
		UNION ALL
		SELECT 'internal', i.* FROM @extschema@.medaid_review_internal(policy) AS i
		UNION ALL
		SELECT 'internal', 'guard', g.relation::text, NULL, 'enabled always', g.found, NULL FROM @extschema@.medaid_guard_findings() AS g
			WHERE g.guard = 'medaid_guard';
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_review(@extschema@.medaid_policy) IS
	'Where a policy departs from the national frame (国办发〔2021〕42号), and what in it cannot work; NULL policy: 22004';

CREATE FUNCTION @extschema@.medaid_policy_review(policy @extschema@.medaid_policy[],
		OUT kind text, OUT finding text, OUT rule text, OUT category text, OUT expected text, OUT found text, OUT article text) RETURNS SETOF record
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN QUERY
		SELECT DISTINCT r.* FROM unnest(policy) AS p, @extschema@.medaid_policy_review(p) AS r
		UNION ALL
		SELECT 'internal', 'gap', NULL, NULL, s.until || ' in an element', 'next from ' || s.next_day, NULL
		FROM (
			SELECT upper(p.stretch) AS until, lead(lower(p.stretch)) OVER (ORDER BY lower(p.stretch) NULLS FIRST) AS next_day
			FROM unnest(policy) AS p
		) AS s
		WHERE s.until < s.next_day
		ORDER BY 1 DESC, 2, 3, 4, 5, 6;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_review(@extschema@.medaid_policy[]) IS
	'The same for the elements of an array, each finding once, and the days between them';
-- The tables of the national platform as they are: which column is what, and
-- how its values are read.  Nothing here runs a row: it writes SQL.

-- Every name that a field goes by; the table that the docs show.
CREATE FUNCTION @extschema@.medaid_platform_fields() RETURNS TABLE (part text, field text, names text[], kind text, required boolean)
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT f.part, f.field, f.names, f.kind, f.required FROM (VALUES
		('setl', 'setl_id', '{}'::text[], 'code', true), ('setl', 'psn_no', '{}', 'code', true),
		('setl', 'mdtrt_id', '{}', 'code', false), ('setl', 'init_setl_id', '{}', 'code', false),
		('setl', 'fixmedins_code', '{}', 'code', false), ('setl', 'insutype', '{}', 'code', false),
		('setl', 'insu_admdvs', '{}', 'code', false), ('setl', 'fix_blng_admdvs', '{}', 'code', false),
		('setl', 'hosp_lv', '{}', 'code', false), ('setl', 'med_type', '{}', 'code', true),
		('setl', 'setl_type', '{}', 'code', false), ('setl', 'pay_loc', '{}', 'code', false),
		('setl', 'manl_reim_rea', '{}', 'code', false), ('setl', 'refd_setl_flag', '{}', 'code', false),
		('setl', 'vali_flag', '{}', 'code', false), ('setl', 'mid_setl_flag', '{}', 'code', false),
		('setl', 'dise_name', '{}', 'code', false),
		('setl', 'begndate', '{begntime}', 'day', false), ('setl', 'enddate', '{endtime}', 'day', true),
		('setl', 'setl_time', '{}', 'day', false), ('setl', 'updt_time', '{}', 'day', false), ('setl', 'brdy', '{}', 'day', false),
		('setl', 'age', '{}', 'amount', false),
		('setl', 'medfee_sumamt', '{}', 'amount', true), ('setl', 'inscp_amt', '{inscp_scp_amt}', 'amount', false),
		('setl', 'fulamt_ownpay_amt', '{}', 'amount', false), ('setl', 'overlmt_selfpay', '{}', 'amount', false),
		('setl', 'preselfpay_amt', '{}', 'amount', false),
		('setl', 'hifp_pay', '{}', 'amount', false), ('setl', 'hifmi_pay', '{}', 'amount', false), ('setl', 'hifob_pay', '{}', 'amount', false),
		('setl', 'cvlserv_pay', '{}', 'amount', false), ('setl', 'hifes_pay', '{}', 'amount', false), ('setl', 'hifdm_pay', '{}', 'amount', false),
		('setl', 'maf_pay', '{}', 'amount', false), ('setl', 'othfund_pay', '{oth_pay}', 'amount', false),
		('setl', 'fund_pay_sumamt', '{}', 'amount', false), ('setl', 'psn_pay', '{psn_part_amt}', 'amount', false),
		('setl', 'ownpay_hosp_part', '{hosp_part_amt}', 'amount', false),
		-- what the platform lacks: a column of one's own under the name of the claim's field
		('setl', 'inclusive_paid', '{}', 'amount', false), ('setl', 'commercial_paid', '{}', 'amount', false), ('setl', 'mutual_aid_paid', '{}', 'amount', false),
		('setl', 'place', '{}', 'code', false), ('setl', 'referral', '{}', 'code', false), ('setl', 'designated', '{}', 'flag', false),
		('setl', 'charge_class', '{}', 'amount', false), ('setl', 'chronic_class', '{}', 'amount', false),
		('setl', 'major_disease', '{}', 'flag', false), ('setl', 'maintenance', '{}', 'flag', false), ('setl', 'tilt_approved', '{}', 'flag', false), ('setl', 'assisted_elsewhere', '{}', 'flag', false),
		('setl', 'applied_on', '{}', 'day', false), ('setl', 'deadline_from', '{}', 'day', false),
		('mdtrt', 'mdtrt_id', '{}', 'code', true), ('mdtrt', 'psn_no', '{}', 'code', false),
		('mdtrt', 'refl_old_mdtrt_id', '{}', 'code', false), ('mdtrt', 'rloc_type', '{}', 'code', false),
		('mdtrt', 'ars_year_ipt_flag', '{}', 'code', false), ('mdtrt', 'dise_name', '{}', 'code', false),
		('identities', 'psn_no', '{}', 'code', true), ('identities', 'psn_idet_type', '{}', 'code', true),
		('identities', 'begntime', '{begndate}', 'day', false), ('identities', 'endtime', '{enddate}', 'day', false),
		('identities', 'vali_flag', '{}', 'code', false), ('identities', 'maintenance', '{}', 'flag', false),
		('funds', 'setl_id', '{}', 'code', true), ('funds', 'fund_pay_type', '{}', 'code', true), ('funds', 'fund_payamt', '{}', 'amount', true)
	) AS f (part, field, names, kind, required);
END;
COMMENT ON FUNCTION @extschema@.medaid_platform_fields() IS
	'The fields that medaid_platform_view reads: of which table (part), the other names they go by, kind, whether they must be there';

-- A relation as {"table": its name, "<field>": {"name": quoted, "type": how it is read}}.
CREATE FUNCTION @extschema@.medaid_platform_shape(relation regclass, part text, renamed jsonb) RETURNS jsonb
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	shape jsonb;
	bad record;
BEGIN
	SELECT r.key, r.value INTO bad FROM jsonb_each_text(renamed) AS r
	WHERE NOT EXISTS (SELECT FROM @extschema@.medaid_platform_fields() AS f WHERE f.part = medaid_platform_shape.part AND f.field = r.key);
	IF bad.key IS NOT NULL THEN
		RAISE EXCEPTION 'option columns: % has no field "%"', part, bad.key USING ERRCODE = 'invalid_parameter_value',
			HINT = 'SELECT * FROM medaid_platform_fields() lists the fields.';
	END IF;
	SELECT r.key, r.value INTO bad FROM jsonb_each_text(renamed) AS r
	WHERE NOT EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = relation AND a.attname = r.value AND a.attnum > 0 AND NOT a.attisdropped);
	IF bad.key IS NOT NULL THEN
		RAISE EXCEPTION 'relation % has no column "%" for %', relation, bad.value, bad.key USING ERRCODE = 'undefined_column';
	END IF;
	SELECT jsonb_object_agg(x.field, jsonb_build_object('name', quote_ident(x.attname), 'type', x.type, 'declared', x.declared, 'kind', x.kind))
	INTO shape
	FROM (
		SELECT DISTINCT ON (f.field) f.field, f.kind, a.attname, format_type(a.atttypid, a.atttypmod) AS declared,
			CASE WHEN b.typname = 'bpchar' THEN 'char' WHEN b.typcategory = 'S' THEN 'text'
				WHEN b.typname IN ('int2', 'int4', 'int8') THEN 'integer' WHEN b.typname IN ('float4', 'float8') THEN 'float'
				WHEN b.typname IN ('numeric', 'date', 'timestamp', 'timestamptz', 'bool') THEN b.typname::text END AS type
		FROM @extschema@.medaid_platform_fields() AS f
		JOIN pg_attribute AS a ON a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped
			AND CASE WHEN renamed ? f.field THEN a.attname = renamed ->> f.field
				-- names in capitals, as dumps of other databases have them
				ELSE lower(a.attname) = ANY (f.names || f.field) END
		JOIN pg_type AS t ON t.oid = a.atttypid
		JOIN pg_type AS b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
		WHERE f.part = medaid_platform_shape.part
		ORDER BY f.field, lower(a.attname) = f.field DESC, a.attname = f.field DESC, a.attnum
	) AS x;
	FOR bad IN
		SELECT f.field, f.names FROM @extschema@.medaid_platform_fields() AS f
		WHERE f.part = medaid_platform_shape.part AND f.required AND NOT coalesce(shape, '{}') ? f.field
	LOOP
		RAISE EXCEPTION 'relation % has no column %', relation, array_to_string(bad.field || bad.names, ' or ') USING ERRCODE = 'undefined_column',
			HINT = format('Name it: options => ''{"columns": {"%s": {"%s": "your column"}}}''.', part, bad.field);
	END LOOP;
	SELECT s.key, s.value ->> 'declared' AS declared INTO bad FROM jsonb_each(shape) AS s
	WHERE s.value -> 'type' = 'null'
		OR s.value ->> 'kind' = 'amount' AND s.value ->> 'type' IN ('date', 'timestamp', 'timestamptz', 'bool')
		OR s.value ->> 'kind' = 'day' AND s.value ->> 'type' NOT IN ('date', 'timestamp', 'timestamptz', 'text', 'char')
		OR s.value ->> 'kind' = 'code' AND s.value ->> 'type' IN ('date', 'timestamp', 'timestamptz');
	IF bad.key IS NOT NULL THEN
		RAISE EXCEPTION 'column % of % has type %, which cannot be read as %', bad.key, relation, bad.declared,
			(SELECT f.kind FROM @extschema@.medaid_platform_fields() AS f WHERE f.part = medaid_platform_shape.part AND f.field = bad.key)
			USING ERRCODE = 'datatype_mismatch', HINT = 'Give a view that casts it.';
	END IF;
	RETURN shape || jsonb_build_object('table', (SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.oid = relation));
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_platform_shape(regclass, text, jsonb) IS
	'The columns of a relation that stand for the fields of a part (setl, mdtrt, identities, funds); one that must be there and is not: 42703, one that cannot be read: 42804';

-- Codes with blanks around them cost a trim a row: only columns that have them are trimmed.
CREATE FUNCTION @extschema@.medaid_platform_padded(shape jsonb, wanted boolean) RETURNS jsonb
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	found text[];
	tests text;
BEGIN
	SELECT string_agg(format('CASE WHEN count(*) = 0 OR bool_or(%s <> btrim(%s)) THEN %L END', s.value ->> 'name', s.value ->> 'name', s.key), ', ')
	INTO tests FROM jsonb_each(shape) AS s WHERE s.value ->> 'type' = 'text' AND s.value ->> 'kind' = 'code';
	IF wanted IS NOT NULL OR tests IS NULL THEN
		found := CASE WHEN wanted THEN ARRAY(SELECT s.key FROM jsonb_each(shape) AS s WHERE s.value ->> 'type' = 'text') END;
	ELSE
		EXECUTE format('SELECT array_remove(ARRAY[%s], NULL) FROM %s', tests, shape ->> 'table') INTO found;
	END IF;
	RETURN (SELECT jsonb_object_agg(s.key, CASE WHEN s.key = ANY (found) THEN s.value || '{"type": "padded"}' ELSE s.value END) FROM jsonb_each(shape) AS s);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_platform_padded(jsonb, boolean) IS
	'A shape whose text columns with blanks around their codes are marked so: as told, or NULL: by looking at the rows (an empty table counts as padded)';

-- SQL for a code as text, NULL where the column is missing; alias names the relation.
CREATE FUNCTION @extschema@.medaid_platform_code(shape jsonb, alias text, field text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN NOT shape ? field THEN 'NULL::text' ELSE format(CASE shape #>> ARRAY[field, 'type']
		WHEN 'text' THEN '%s.%s' WHEN 'padded' THEN 'btrim(%s.%s)' WHEN 'bool' THEN 'CASE WHEN %s.%s THEN ''1'' ELSE ''0'' END'
		WHEN 'char' THEN 'btrim(%s.%s::text)' WHEN 'integer' THEN '%s.%s::text' ELSE '%s.%s::bigint::text' END,
		alias, shape #>> ARRAY[field, 'name']) END;

-- SQL: the column holds one of these codes; false where it is missing.
CREATE FUNCTION @extschema@.medaid_platform_is(shape jsonb, alias text, field text, VARIADIC codes text[]) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN NOT shape ? field THEN 'false'
		WHEN shape #>> ARRAY[field, 'type'] IN ('integer', 'numeric', 'float') THEN format('%s.%s IN (%s)', alias, shape #>> ARRAY[field, 'name'], array_to_string(codes, ', '))
		WHEN cardinality(codes) = 1 THEN format('%s = %L', @extschema@.medaid_platform_code(shape, alias, field), codes[1])
		ELSE format('%s IN (%s)', @extschema@.medaid_platform_code(shape, alias, field), (SELECT string_agg(quote_literal(c), ', ') FROM unnest(codes) AS c)) END;

-- SQL: the column holds something; false where it is missing.
CREATE FUNCTION @extschema@.medaid_platform_filled(shape jsonb, alias text, field text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN NOT shape ? field THEN 'false'
		WHEN shape #>> ARRAY[field, 'type'] IN ('text', 'padded', 'char') THEN format('%s <> ''''', @extschema@.medaid_platform_code(shape, alias, field))
		ELSE format('%s.%s IS NOT NULL', alias, shape #>> ARRAY[field, 'name']) END;

-- SQL for an amount in yuan, NULL as it is; NULL where the column is missing.
CREATE FUNCTION @extschema@.medaid_platform_value(shape jsonb, alias text, field text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN shape ? field THEN format(CASE shape #>> ARRAY[field, 'type'] WHEN 'numeric' THEN '%s.%s' WHEN 'integer' THEN '%s.%s::numeric'
			WHEN 'float' THEN '%s.%s::numeric' ELSE 'nullif(btrim(%s.%s), '''')::numeric' END,
		alias, shape #>> ARRAY[field, 'name']) || CASE WHEN shape ? 'fen' AND field NOT IN ('age', 'charge_class', 'chronic_class') THEN ' * 0.01' ELSE '' END END;

-- SQL for the sum of amounts, each NULL counted as 0; NULL where no column is there.
CREATE FUNCTION @extschema@.medaid_platform_sum(shape jsonb, alias text, VARIADIC fields text[]) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN (SELECT string_agg(format('coalesce(%s, 0)', @extschema@.medaid_platform_value(shape, alias, f)), ' + ' ORDER BY n)
		FROM unnest(fields) WITH ORDINALITY AS u (f, n) WHERE shape ? f);

-- SQL for a day, and for a moment: times without a zone are China's.
CREATE FUNCTION @extschema@.medaid_platform_day(shape jsonb, alias text, field text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN NOT shape ? field THEN 'NULL::date' ELSE format(CASE shape #>> ARRAY[field, 'type'] WHEN 'date' THEN '%s.%s' WHEN 'timestamp' THEN '%s.%s::date'
			WHEN 'timestamptz' THEN '(%s.%s AT TIME ZONE %L)::date' ELSE 'nullif(btrim(%s.%s), '''')::date' END,
		alias, shape #>> ARRAY[field, 'name'], shape ->> 'zone') END;
CREATE FUNCTION @extschema@.medaid_platform_moment(shape jsonb, alias text, field text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN shape ? field THEN format(CASE shape #>> ARRAY[field, 'type'] WHEN 'timestamptz' THEN '%s.%s' WHEN 'timestamp' THEN '%s.%s AT TIME ZONE %L'
			WHEN 'date' THEN '%s.%s::timestamp AT TIME ZONE %L' ELSE 'nullif(btrim(%s.%s), '''')::timestamp AT TIME ZONE %L' END,
		alias, shape #>> ARRAY[field, 'name'], shape ->> 'zone') END;
-- SQL for a boolean of one's own, NULL where the column is missing.
CREATE FUNCTION @extschema@.medaid_platform_flag(shape jsonb, alias text, field text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN shape #>> ARRAY[field, 'type'] = 'bool' THEN format('%s.%s', alias, shape #>> ARRAY[field, 'name'])
		WHEN shape ? field THEN @extschema@.medaid_platform_is(shape, alias, field, VARIADIC ARRAY['1']) END;

COMMENT ON FUNCTION @extschema@.medaid_platform_code(jsonb, text, text) IS 'SQL for a code of the platform as text';
COMMENT ON FUNCTION @extschema@.medaid_platform_is(jsonb, text, text, text[]) IS 'SQL: a column holds one of these codes';
COMMENT ON FUNCTION @extschema@.medaid_platform_filled(jsonb, text, text) IS 'SQL: a column is neither NULL nor empty';
COMMENT ON FUNCTION @extschema@.medaid_platform_value(jsonb, text, text) IS 'SQL for an amount in yuan';
COMMENT ON FUNCTION @extschema@.medaid_platform_sum(jsonb, text, text[]) IS 'SQL for the sum of amounts, NULL as 0';
COMMENT ON FUNCTION @extschema@.medaid_platform_day(jsonb, text, text) IS 'SQL for a day';
COMMENT ON FUNCTION @extschema@.medaid_platform_moment(jsonb, text, text) IS 'SQL for a moment';
COMMENT ON FUNCTION @extschema@.medaid_platform_flag(jsonb, text, text) IS 'SQL for a boolean';
-- Which refund takes back what, which rows make one claim.
CREATE FUNCTION @extschema@.medaid_platform_netting(fields text[]) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN replace(E'linked AS (
		-- a refund stands with the settlement that it points at, a supplement in the visit of its original
		SELECT t.*, coalesce(max(t.mdtrt_id) FILTER (WHERE t.setl_id = t.link) OVER l, t.mdtrt_id, t.link) AS visit,
			t.refund AND t.validity = ''live'' AND NOT bool_or(NOT t.refund) OVER l AS loose,
			NOT t.refund AND NOT bool_or(t.refund) OVER l AS open
		FROM (SELECT s.*, CASE WHEN s.refund OR s.supplement THEN coalesce(s.init_setl_id, s.setl_id) ELSE s.setl_id END AS link FROM settled AS s) AS t
		WINDOW l AS (PARTITION BY t.person, t.link)
	), touched AS (
		-- the others are plain settlements
		SELECT t.* FROM (
			SELECT t.*, bool_or(t.validity <> ''live'' OR t.flagged OR t.refund OR t.supplement OR t.interim) OVER (PARTITION BY t.person, t.visit) AS odd_visit,
				bool_or(t.loose) OVER (PARTITION BY t.person, t.enddate, abs(t.total)) AS odd_day
			FROM linked AS t
		) AS t
		WHERE t.odd_visit OR t.odd_day
	), numbered AS (
		-- a refund without link: the nth of an amount in a visit takes back the nth settlement of that amount
		SELECT t.*, CASE WHEN t.loose OR t.open THEN row_number() OVER (
			PARTITION BY t.person, t.visit, abs(t.total), abs(t.in_scope), abs(t.basic_paid), t.refund, t.loose OR t.open
			ORDER BY (t.flagged OR t.validity <> ''live'') DESC, t.settled_at, t.setl_id) END AS nth
		FROM touched AS t
	), in_visit AS (
		SELECT t.*, max(t.setl_id) FILTER (WHERE NOT t.refund) OVER w AS twin, bool_or(t.refund) OVER w AND t.nth IS NOT NULL AS taken
		FROM numbered AS t
		WINDOW w AS (PARTITION BY t.person, t.visit, abs(t.total), abs(t.in_scope), abs(t.basic_paid), t.nth)
	), renumbered AS (
		-- then, without a visit either, the nth of an amount on a day
		SELECT t.*, CASE WHEN t.loose AND t.twin IS NULL OR t.open AND NOT t.taken THEN row_number() OVER (
			PARTITION BY t.person, t.enddate, abs(t.total), abs(t.in_scope), abs(t.basic_paid), t.refund, t.loose AND t.twin IS NULL OR t.open AND NOT t.taken
			ORDER BY (t.flagged OR t.validity <> ''live'') DESC, t.settled_at, t.setl_id) END AS nth_of_day
		FROM in_visit AS t
	), on_day AS (
		SELECT t.*, max(t.setl_id) FILTER (WHERE NOT t.refund) OVER w AS twin_of_day,
			-- part of a visit is refunded: of its largest settlement
			first_value(CASE WHEN NOT t.refund THEN t.setl_id END) OVER (PARTITION BY t.person, t.visit ORDER BY t.refund, t.validity <> ''live'', t.total DESC, t.setl_id) AS largest
		FROM renumbered AS t
		WINDOW w AS (PARTITION BY t.person, t.enddate, abs(t.total), abs(t.in_scope), abs(t.basic_paid), t.nth_of_day)
	), rooted AS (
		SELECT t.*, CASE WHEN NOT t.refund THEN t.setl_id WHEN NOT t.loose THEN t.link
			WHEN t.nth IS NOT NULL AND t.twin IS NOT NULL THEN t.twin WHEN t.nth_of_day IS NOT NULL AND t.twin_of_day IS NOT NULL THEN t.twin_of_day
			ELSE t.largest END AS root
		FROM on_day AS t
	), judged AS (
		SELECT t.*, max(t.visit) FILTER (WHERE NOT t.refund) OVER r AS stay, bool_or(NOT t.refund AND t.supplement) OVER r AS of_supplement,
			-- taken back whole
			bool_or(t.refund AND t.validity = ''live'') OVER r AND sum(t.total * t.sign) FILTER (WHERE t.validity = ''live'') OVER r = 0 AS gone,
			CASE WHEN t.validity <> ''live'' THEN t.validity
				WHEN t.root IS NULL OR NOT bool_or(NOT t.refund) OVER r THEN ''refund_unlinked''
				WHEN t.refund AND bool_or(NOT t.refund AND t.validity = ''void'') OVER r THEN ''refund_of_void''
				WHEN t.refund AND bool_or(NOT t.refund AND t.validity = ''pending'') OVER r THEN ''pending''
				-- flagged as refunded, and the negated row is not in the table
				WHEN NOT t.refund AND t.flagged AND NOT bool_or(t.refund AND t.validity = ''live'') OVER r THEN ''refunded''
				ELSE ''counts'' END AS fate
		FROM rooted AS t
		WINDOW r AS (PARTITION BY t.person, t.root)
	), parts AS (
		-- supplements, interim bills and stays across New Year: one claim a visit
		SELECT t.*, bool_or(t.fate = ''counts'' AND NOT t.gone AND (t.of_supplement OR t.interim)) OVER (PARTITION BY t.person, t.stay) AS whole_stay
		FROM judged AS t
	), units AS (
		SELECT t.*, sum(t.total) FILTER (WHERE NOT t.of_supplement AND NOT t.refund) OVER u AS billed, row_number() OVER (u ORDER BY t.refund, t.gone, t.of_supplement, t.settled_at, t.setl_id) = 1 AS first,
			bool_or(t.refund) OVER u AS has_refund, count(*) OVER u AS rows_of_unit, count(t.total) OVER u = count(*) OVER u AND count(t.in_scope) OVER u = count(*) OVER u AS readable,
			coalesce(min(t.begndate) FILTER (WHERE NOT t.refund AND NOT t.gone AND NOT t.of_supplement) OVER u, t.begndate) AS first_day,
			coalesce(max(t.enddate) FILTER (WHERE NOT t.refund AND NOT t.gone AND NOT t.of_supplement) OVER u, t.enddate) AS last_day
		FROM parts AS t
		WINDOW u AS (PARTITION BY t.person, t.fate = ''counts'', t.whole_stay, CASE WHEN t.whole_stay THEN t.stay ELSE t.root END)
	), counted AS (
		-- a supplement that repeats the bill adds what it pays, not the bill
		SELECT t.person, t.setl_id, t.fate, t.first, t.refund, t.of_supplement AS supplement, t.interim, t.whole_stay, t.has_refund, t.rows_of_unit, t.readable, t.first_day, t.last_day, t.stay, t.root,
			t.of_supplement AND t.total <> 0 AND abs(t.total) = t.billed AS repeats,
			' || (SELECT string_agg(format(CASE WHEN f IN ('total', 'in_scope', 'out_of_catalog')
				THEN E'CASE WHEN t.fate <> ''counts'' OR t.of_supplement AND t.total <> 0 AND abs(t.total) = t.billed THEN 0 ELSE t.sign * t.%1$s END AS %1$s'
				ELSE E'CASE WHEN t.fate = ''counts'' THEN t.sign * t.%1$s ELSE 0 END AS %1$s' END, f), E',\n\t\t\t' ORDER BY n) FROM unnest(fields) WITH ORDINALITY AS u (f, n)) || E'
		FROM units AS t
	)
	SELECT t.person, t.setl_id, t.refund, t.supplement, t.interim, t.repeats, t.first_day, t.last_day,
		-- what the row counts by itself, and its claim as a whole
		' || (SELECT string_agg(format('t.%1$s AS own_%1$s', f), ', ' ORDER BY n) FROM unnest(fields) WITH ORDINALITY AS u (f, n)) || E',
		' || (SELECT string_agg(format(CASE WHEN f IN ('total', 'in_scope') THEN 'CASE WHEN t.readable THEN sum(t.%1$s) OVER u END AS %1$s' ELSE 'sum(t.%1$s) OVER u AS %1$s' END, f), E',\n\t\t' ORDER BY n) FROM unnest(fields) WITH ORDINALITY AS u (f, n)) || E',
		CASE WHEN t.fate <> ''counts'' THEN t.fate
			WHEN t.has_refund AND sum(t.total) OVER u = 0 THEN ''netted''
			WHEN t.has_refund AND sum(t.total) OVER u < 0 THEN ''refund_exceeds''
			WHEN t.rows_of_unit > 1 THEN ''merged'' ELSE ''claim'' END AS fate,
		t.fate = ''counts'' AND t.first AND NOT (t.has_refund AND sum(t.total) OVER u <= 0) AS is_claim
	FROM counted AS t
	WINDOW u AS (PARTITION BY t.person, t.fate = ''counts'', t.whole_stay, CASE WHEN t.whole_stay THEN t.stay ELSE t.root END)',
		', abs(t.basic_paid)', CASE WHEN 'basic_paid' = ANY (fields) THEN ', abs(t.basic_paid)' ELSE '' END);
COMMENT ON FUNCTION @extschema@.medaid_platform_netting(text[]) IS 'SQL: which refund takes back what, which rows make one claim';

-- From the tables of the national platform (国家医疗保障信息平台) to claims: one
-- view in plain SQL, written here once and the user's from then on.

CREATE FUNCTION @extschema@.medaid_platform_options(options jsonb) RETURNS jsonb
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	known CONSTANT jsonb := '{"dry_run": "boolean", "replace": "boolean", "unit": "string", "region": "string or array", "columns": "object",
		"unique_setl_id": "boolean", "padded": "boolean", "pending": "string", "regulation": "string", "time_zone": "string", "funds": "object", "identity_end": "string"}';
	o record;
BEGIN
	IF jsonb_typeof(coalesce(options, '{}')) <> 'object' THEN
		RAISE EXCEPTION 'options is no JSON object' USING ERRCODE = 'invalid_parameter_value';
	END IF;
	FOR o IN SELECT e.key, e.value, jsonb_typeof(e.value) AS type FROM jsonb_each(options) AS e WHERE e.value <> 'null' LOOP
		IF NOT known ? o.key THEN
			RAISE EXCEPTION 'option "%" is unknown', o.key USING ERRCODE = 'invalid_parameter_value',
				HINT = format('Options: %s.', (SELECT string_agg(k, ', ' ORDER BY k) FROM jsonb_object_keys(known) AS k));
		ELSIF position(o.type IN known ->> o.key) = 0 THEN
			RAISE EXCEPTION 'option "%" is no %', o.key, known ->> o.key USING ERRCODE = 'invalid_parameter_value';
		ELSIF NOT coalesce((o.value #>> '{}') = ANY (CASE o.key WHEN 'unit' THEN '{yuan,fen}'::text[] WHEN 'pending' THEN '{aside,count}'
			WHEN 'identity_end' THEN '{last,after}' END), true) THEN
			RAISE EXCEPTION 'option "%": "%" is unknown', o.key, o.value #>> '{}' USING ERRCODE = 'invalid_parameter_value',
				HINT = 'unit: yuan or fen; pending: aside or count; identity_end: last (the last day held) or after (the first no longer held).';
		END IF;
	END LOOP;
	RETURN '{"unit": "yuan", "pending": "aside", "time_zone": "Asia/Shanghai", "identity_end": "last", "columns": {}}' || coalesce(jsonb_strip_nulls(options), '{}');
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_platform_options(jsonb) IS 'The options of medaid_platform_view, each with its value; an unknown one: 22023';

-- The shapes of all parts, and the relation that the rows come from.
CREATE FUNCTION @extschema@.medaid_platform_shapes(setl regclass, mdtrt regclass, identities regclass, options jsonb) RETURNS jsonb
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	opts jsonb := @extschema@.medaid_platform_options(options);
	shapes jsonb := jsonb_build_object('options', opts);
	r record;
	common jsonb := jsonb_build_object('zone', opts ->> 'time_zone') || CASE opts ->> 'unit' WHEN 'fen' THEN '{"fen": true}'::jsonb ELSE '{}' END;
BEGIN
	IF setl IS NULL THEN
		RAISE EXCEPTION 'setl is NULL' USING ERRCODE = 'null_value_not_allowed', HINT = 'Give the table of settlements (setl_d).';
	END IF;
	FOR r IN SELECT * FROM (VALUES ('setl', setl), ('mdtrt', mdtrt), ('identities', identities), ('funds', to_regclass(opts #>> '{funds,table}'))) AS v (part, relation) LOOP
		IF r.relation IS NULL THEN
			IF r.part = 'funds' AND opts ? 'funds' THEN
				RAISE EXCEPTION 'option funds: relation "%" does not exist', opts #>> '{funds,table}' USING ERRCODE = 'undefined_table',
					HINT = '{"funds": {"table": "setl_fund_d", "inclusive": ["..."], "commercial": ["..."], "mutual_aid": ["..."]}}';
			END IF;
			CONTINUE;
		END IF;
		shapes := shapes || jsonb_build_object(r.part, common || @extschema@.medaid_platform_padded(
			@extschema@.medaid_platform_shape(r.relation, r.part, coalesce(opts #> ARRAY['columns', r.part], '{}')), (opts ->> 'padded')::boolean));
	END LOOP;
	-- one row a setl_id, by the table's own key or one's word; else the latest of each
	IF NOT coalesce((opts ->> 'unique_setl_id')::boolean, EXISTS (
			SELECT FROM pg_index AS i
			WHERE i.indrelid = setl AND i.indisunique AND i.indisvalid AND i.indpred IS NULL
				-- of setl_id, with psn_no or without: a table partitioned by person has no other
				AND (SELECT bool_and(coalesce(quote_ident(a.attname) IN (shapes #>> '{setl,setl_id,name}', shapes #>> '{setl,psn_no,name}'), false))
						AND bool_or(quote_ident(a.attname) = shapes #>> '{setl,setl_id,name}')
					FROM generate_series(0, i.indnkeyatts - 1) AS k LEFT JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k]))) THEN
		shapes := jsonb_set(shapes, '{setl,rows}', to_jsonb(format('(SELECT DISTINCT ON (%1$s, %2$s) * FROM %3$s ORDER BY %1$s, %2$s%4$s)',
			shapes #>> '{setl,psn_no,name}', shapes #>> '{setl,setl_id,name}', shapes #>> '{setl,table}',
			(SELECT string_agg(format(', %s DESC NULLS LAST', shapes #>> ARRAY['setl', f, 'name']), '' ORDER BY n)
				FROM unnest('{updt_time,setl_time,vali_flag,medfee_sumamt}'::text[]) WITH ORDINALITY AS u (f, n) WHERE shapes -> 'setl' ? f))));
	ELSE
		shapes := jsonb_set(shapes, '{setl,rows}', shapes #> '{setl,table}');
	END IF;
	RETURN shapes;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_platform_shapes(regclass, regclass, regclass, jsonb) IS
	'What medaid_platform_view finds in the tables: a shape for each, and the options';

CREATE FUNCTION @extschema@.medaid_platform_supplement(setl jsonb, alias text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN format('(%s OR %s)', @extschema@.medaid_platform_is(setl, alias, 'setl_type', VARIADIC ARRAY['3']),
		@extschema@.medaid_platform_is(setl, alias, 'manl_reim_rea', VARIADIC ARRAY['06', '08', '09', '10', '6', '8', '9']));
COMMENT ON FUNCTION @extschema@.medaid_platform_supplement(jsonb, text) IS 'SQL: a row is a supplement (补充报销)';

-- A row that is no plain settlement: void, pending, a refund, a supplement, an interim bill.
CREATE FUNCTION @extschema@.medaid_platform_odd(setl jsonb, alias text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN concat_ws(' OR ',
		CASE WHEN setl ? 'vali_flag' THEN format('NOT (%s)', @extschema@.medaid_platform_is(setl, alias, 'vali_flag', VARIADIC ARRAY['1'])) END,
		CASE WHEN setl ? 'refd_setl_flag' THEN @extschema@.medaid_platform_is(setl, alias, 'refd_setl_flag', VARIADIC ARRAY['1']) END,
		@extschema@.medaid_platform_value(setl, alias, 'medfee_sumamt') || ' < 0',
		CASE WHEN setl ? 'setl_type' OR setl ? 'manl_reim_rea' THEN @extschema@.medaid_platform_supplement(setl, alias) END,
		CASE WHEN setl ? 'mid_setl_flag' THEN @extschema@.medaid_platform_is(setl, alias, 'mid_setl_flag', VARIADIC ARRAY['1']) END);
COMMENT ON FUNCTION @extschema@.medaid_platform_odd(jsonb, text) IS 'SQL: a row is no plain settlement';

-- The amounts that are added up where rows make one claim, and the SQL of each for a row.
CREATE FUNCTION @extschema@.medaid_platform_amounts(shapes jsonb, alias text) RETURNS TABLE (n integer, field text, expression text)
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT v.n, v.field, v.expression FROM (VALUES
		(1, 'total', @extschema@.medaid_platform_value(shapes -> 'setl', alias, 'medfee_sumamt')),
		-- 符合政策范围: where it has no column, what the three kinds of own payment leave
		(2, 'in_scope', coalesce(@extschema@.medaid_platform_value(shapes -> 'setl', alias, 'inscp_amt'),
			format('%s - (%s)', @extschema@.medaid_platform_value(shapes -> 'setl', alias, 'medfee_sumamt'),
				@extschema@.medaid_platform_sum(shapes -> 'setl', alias, VARIADIC ARRAY['fulamt_ownpay_amt', 'overlmt_selfpay', 'preselfpay_amt'])))),
		(3, 'out_of_catalog', @extschema@.medaid_platform_sum(shapes -> 'setl', alias, VARIADIC ARRAY['fulamt_ownpay_amt', 'overlmt_selfpay'])),
		(4, 'basic_paid', @extschema@.medaid_platform_sum(shapes -> 'setl', alias, VARIADIC ARRAY['hifp_pay'])),
		(5, 'critical_illness_paid', @extschema@.medaid_platform_sum(shapes -> 'setl', alias, VARIADIC ARRAY['hifmi_pay', 'hifob_pay'])),
		(6, 'supplementary_paid', @extschema@.medaid_platform_sum(shapes -> 'setl', alias, VARIADIC ARRAY['cvlserv_pay', 'hifes_pay', 'hifdm_pay'])),
		(7, 'inclusive_paid', concat_ws(' + ', @extschema@.medaid_platform_sum(shapes -> 'setl', alias, VARIADIC ARRAY['inclusive_paid']), CASE WHEN shapes #> '{options,funds}' ? 'inclusive' THEN 'coalesce(f.inclusive, 0)' END)),
		(8, 'commercial_paid', concat_ws(' + ', @extschema@.medaid_platform_sum(shapes -> 'setl', alias, VARIADIC ARRAY['commercial_paid']), CASE WHEN shapes #> '{options,funds}' ? 'commercial' THEN 'coalesce(f.commercial, 0)' END)),
		(9, 'mutual_aid_paid', concat_ws(' + ', @extschema@.medaid_platform_sum(shapes -> 'setl', alias, VARIADIC ARRAY['mutual_aid_paid']), CASE WHEN shapes #> '{options,funds}' ? 'mutual_aid' THEN 'coalesce(f.mutual_aid, 0)' END))
	) AS v (n, field, expression)
	WHERE v.expression <> '';
END;
COMMENT ON FUNCTION @extschema@.medaid_platform_amounts(jsonb, text) IS 'The amounts of a claim and the SQL of each for a row of settlements';

-- 基金分项: payers that settlements have no column for, a row a settlement.
CREATE FUNCTION @extschema@.medaid_platform_funds(shapes jsonb, alias text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN shapes ? 'funds' THEN format(E'\nLEFT JOIN (\n\tSELECT %1$s AS setl_id%2$s\n\tFROM %3$s AS u GROUP BY 1\n) AS f ON f.setl_id = %4$s',
		@extschema@.medaid_platform_code(shapes -> 'funds', 'u', 'setl_id'),
		(SELECT string_agg(format(E',\n\t\tsum(%s) FILTER (WHERE %s) AS %s', @extschema@.medaid_platform_value(shapes -> 'funds', 'u', 'fund_payamt'),
			@extschema@.medaid_platform_is(shapes -> 'funds', 'u', 'fund_pay_type', VARIADIC ARRAY(SELECT jsonb_array_elements_text(shapes #> ARRAY['options', 'funds', k]))), k), '' ORDER BY k)
			FROM unnest('{inclusive,commercial,mutual_aid}'::text[]) AS k WHERE shapes #> '{options,funds}' ? k),
		shapes #>> '{funds,table}', @extschema@.medaid_platform_code(shapes -> 'setl', alias, 'setl_id')) ELSE '' END;
COMMENT ON FUNCTION @extschema@.medaid_platform_funds(jsonb, text) IS 'SQL: the join to the fund rows that option funds names';

-- The rows of everybody who has an odd row: what each counts, and what claim it
-- belongs to.  Every window is by person, so that a query for one person reads one person.
CREATE FUNCTION @extschema@.medaid_platform_corrections(shapes jsonb) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	setl jsonb := shapes -> 'setl';
	mdtrt jsonb := shapes -> 'mdtrt';
	across boolean := coalesce(mdtrt ?& '{ars_year_ipt_flag,psn_no}', false);
	flagged text := @extschema@.medaid_platform_is(setl, 't', 'refd_setl_flag', VARIADIC ARRAY['1']);
	linked text := @extschema@.medaid_platform_filled(setl, 't', 'init_setl_id');
	total text := @extschema@.medaid_platform_value(setl, 't', 'medfee_sumamt');
	fields text[];
	raw text;
BEGIN
	SELECT array_agg(a.field ORDER BY a.n), string_agg(format(E'\n\t\t\t%s AS %s', a.expression, a.field), ',' ORDER BY a.n)
	INTO fields, raw FROM @extschema@.medaid_platform_amounts(shapes, 't') AS a;
	RETURN concat(
E'	WITH settled AS (
		-- all rows of persons who have a void row, a refund, a supplement or an interim bill
		SELECT ', @extschema@.medaid_platform_code(setl, 't', 'psn_no'), ' AS person, ', @extschema@.medaid_platform_code(setl, 't', 'setl_id'), E' AS setl_id,
			nullif(', @extschema@.medaid_platform_code(setl, 't', 'mdtrt_id'), E', '''') AS mdtrt_id, nullif(', @extschema@.medaid_platform_code(setl, 't', 'init_setl_id'), E', '''') AS init_setl_id,
			', coalesce(@extschema@.medaid_platform_moment(setl, 't', 'setl_time'), 'NULL::timestamptz'), E' AS settled_at,
			', @extschema@.medaid_platform_day(setl, 't', 'begndate'), ' AS begndate, ', @extschema@.medaid_platform_day(setl, 't', 'enddate'), E' AS enddate,
			CASE WHEN ', CASE WHEN setl ? 'vali_flag' THEN format('coalesce(%s, ''1'') IN (''1'', ''''%s)', @extschema@.medaid_platform_code(setl, 't', 'vali_flag'),
				CASE shapes #>> '{options,pending}' WHEN 'count' THEN ', ''2''' ELSE '' END) ELSE 'true' END, E' THEN ''live''
				WHEN ', @extschema@.medaid_platform_is(setl, 't', 'vali_flag', VARIADIC ARRAY['2']), E' THEN ''pending'' ELSE ''void'' END AS validity,
			coalesce(', flagged, E', false) AS flagged,
			-- negated, or flagged and pointing at what it takes back
			coalesce(', total, ' < 0 OR ', flagged, ' AND ', linked, E', false) AS refund,
			CASE WHEN ', total, ' > 0 AND ', flagged, ' AND ', linked, E' THEN -1 ELSE 1 END AS sign,
			coalesce(', @extschema@.medaid_platform_supplement(setl, 't'), E', false) AS supplement,
			coalesce(', @extschema@.medaid_platform_is(setl, 't', 'mid_setl_flag', VARIADIC ARRAY['1']), CASE WHEN across THEN ' OR m.mdtrt_id IS NOT NULL' ELSE '' END, ', false) AS interim,', raw, E'
		FROM ', setl ->> 'rows', ' AS t', replace(@extschema@.medaid_platform_funds(shapes, 't'), E'\n', E'\n\t\t'),
		CASE WHEN across THEN format(E'\n\t\tLEFT JOIN (\n\t\t\t-- stays across New Year (跨年度住院), settled in parts\n\t\t\tSELECT DISTINCT %s AS person, %s AS mdtrt_id FROM %s AS v WHERE %s\n\t\t) AS m ON m.person = %s AND m.mdtrt_id = %s',
			@extschema@.medaid_platform_code(mdtrt, 'v', 'psn_no'), @extschema@.medaid_platform_code(mdtrt, 'v', 'mdtrt_id'), mdtrt ->> 'table', @extschema@.medaid_platform_is(mdtrt, 'v', 'ars_year_ipt_flag', VARIADIC ARRAY['1']),
			@extschema@.medaid_platform_code(setl, 't', 'psn_no'), @extschema@.medaid_platform_code(setl, 't', 'mdtrt_id')) ELSE '' END, E'
		WHERE ', @extschema@.medaid_platform_code(setl, 't', 'psn_no'), ' IN (SELECT ', @extschema@.medaid_platform_code(setl, 'o', 'psn_no'), ' FROM ', setl ->> 'table', E' AS o
				WHERE ', @extschema@.medaid_platform_odd(setl, 'o'),
				CASE WHEN across THEN format(E'\n\t\t\tUNION ALL SELECT %s FROM %s AS v WHERE %s', @extschema@.medaid_platform_code(mdtrt, 'v', 'psn_no'), mdtrt ->> 'table', @extschema@.medaid_platform_is(mdtrt, 'v', 'ars_year_ipt_flag', VARIADIC ARRAY['1'])) ELSE '' END, E')
	), ', @extschema@.medaid_platform_netting(fields));
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_platform_corrections(jsonb) IS 'SQL: what becomes of the rows of persons with refunds, void rows, supplements, interim bills';

-- Names and codes: the region''s row before that of everywhere, one's own before the shipped.
CREATE FUNCTION @extschema@.medaid_platform_names(shapes jsonb, names text, what text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN (
		SELECT format('(SELECT DISTINCT ON (n.name) n.name, n.%1$I FROM %2$s.%3$I AS n WHERE n.region IN (%4$s) ORDER BY n.name, %5$sn.shipped)', what,
			'@extschema@', names,
			string_agg(quote_literal(r.region), ', ' ORDER BY r.n),
			CASE WHEN count(*) > 1 THEN format('array_position(ARRAY[%s], n.region), ', string_agg(quote_literal(r.region), ', ' ORDER BY r.n)) ELSE '' END)
		FROM (
			SELECT e.region, e.n FROM jsonb_array_elements_text(CASE jsonb_typeof(shapes #> '{options,region}') WHEN 'array' THEN shapes #> '{options,region}'
				WHEN 'string' THEN jsonb_build_array(shapes #> '{options,region}') ELSE '[]' END) WITH ORDINALITY AS e (region, n)
			UNION ALL SELECT '', 1000000
		) AS r
	);
COMMENT ON FUNCTION @extschema@.medaid_platform_names(jsonb, text, text) IS 'SQL: the names and codes that count in the regions of option region';

-- Who holds what: several rows a person become the three arrays of a claim.
CREATE FUNCTION @extschema@.medaid_platform_held(shapes jsonb) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN shapes ? 'identities' THEN format(E'LEFT JOIN (
	-- identities: an empty end is still held; a code without category stays as it is, so that it is seen
	SELECT x.person, array_agg(x.category) AS categories, array_agg(x.recognised_on) AS recognised_on, array_agg(x.ended_on) AS ended_on%8$s
	FROM (
		SELECT %1$s AS person, CASE WHEN c.name IS NULL THEN %2$s ELSE c.category END AS category,
			%3$s AS recognised_on,
			CASE WHEN %4$s < ''9999-01-01'' THEN %4$s%5$s END AS ended_on%9$s
		FROM %6$s AS i
		LEFT JOIN %7$s AS c ON c.name = %2$s
		WHERE %2$s <> '''' AND (c.name IS NULL OR c.category IS NOT NULL)%10$s
		ORDER BY 1, 3, 2, 4
	) AS x
	GROUP BY x.person
) AS h ON h.person = %11$s\n',
		@extschema@.medaid_platform_code(shapes -> 'identities', 'i', 'psn_no'), @extschema@.medaid_platform_code(shapes -> 'identities', 'i', 'psn_idet_type'),
		@extschema@.medaid_platform_day(shapes -> 'identities', 'i', 'begntime'), @extschema@.medaid_platform_day(shapes -> 'identities', 'i', 'endtime'),
		CASE shapes #>> '{options,identity_end}' WHEN 'last' THEN ' + 1' ELSE '' END,
		shapes #>> '{identities,table}', @extschema@.medaid_platform_names(shapes, 'medaid_category_name', 'category'),
		CASE WHEN shapes -> 'identities' ? 'maintenance' THEN ', bool_or(x.maintenance) AS maintenance' ELSE '' END,
		CASE WHEN shapes -> 'identities' ? 'maintenance' THEN format(', %s AS maintenance', @extschema@.medaid_platform_flag(shapes -> 'identities', 'i', 'maintenance')) ELSE '' END,
		CASE WHEN shapes -> 'identities' ? 'vali_flag' THEN format(' AND coalesce(%s, ''1'') NOT IN (''0'', ''2'')', @extschema@.medaid_platform_code(shapes -> 'identities', 'i', 'vali_flag')) ELSE '' END,
		@extschema@.medaid_platform_code(shapes -> 'setl', 's', 'psn_no')) ELSE '' END;
COMMENT ON FUNCTION @extschema@.medaid_platform_held(jsonb) IS 'SQL: the join to what each person holds';

-- The smallest area that holds both: 6 digits, province, city, county.
CREATE FUNCTION @extschema@.medaid_platform_place(setl jsonb) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN setl ? 'place' THEN @extschema@.medaid_platform_code(setl, 's', 'place')
		WHEN setl ?& '{insu_admdvs,fix_blng_admdvs}' THEN format(E'CASE WHEN %1$s = %2$s AND %1$s <> '''' THEN ''county''
			WHEN left(%1$s, 4) = left(%2$s, 4) AND substr(%1$s, 3, 2) NOT IN (''90'', '''') THEN ''city'' -- xx90xx: counties under the province itself
			WHEN left(%1$s, 2) = left(%2$s, 2) AND %1$s <> '''' THEN CASE WHEN left(%1$s, 2) IN (''11'', ''12'', ''31'', ''50'') THEN ''city'' ELSE ''province'' END -- municipalities are one city
			WHEN %1$s <> '''' AND %2$s <> '''' THEN ''elsewhere'' ELSE %3$s END',
			@extschema@.medaid_platform_code(setl, 's', 'insu_admdvs'), @extschema@.medaid_platform_code(setl, 's', 'fix_blng_admdvs'),
			format('CASE WHEN %s THEN ''province'' WHEN %s THEN ''elsewhere'' END', @extschema@.medaid_platform_is(setl, 's', 'pay_loc', VARIADIC ARRAY['3']), @extschema@.medaid_platform_is(setl, 's', 'pay_loc', VARIADIC ARRAY['4'])))
		ELSE format('CASE WHEN %s THEN ''province'' WHEN %s THEN ''elsewhere'' END', @extschema@.medaid_platform_is(setl, 's', 'pay_loc', VARIADIC ARRAY['3']), @extschema@.medaid_platform_is(setl, 's', 'pay_loc', VARIADIC ARRAY['4'])) END;
COMMENT ON FUNCTION @extschema@.medaid_platform_place(jsonb) IS 'SQL for the place of a settlement';

-- The joins, and the fields of the claim.
CREATE FUNCTION @extschema@.medaid_platform_joins(shapes jsonb) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	setl jsonb := shapes -> 'setl';
	mdtrt jsonb := shapes -> 'mdtrt';
	visit text := @extschema@.medaid_platform_code(setl, 's', 'mdtrt_id');
	filed text;
	regulation text := shapes #>> '{options,regulation}';
BEGIN
	filed := concat_ws(' OR ', CASE WHEN mdtrt ? 'refl_old_mdtrt_id' THEN @extschema@.medaid_platform_filled(mdtrt, 'v', 'refl_old_mdtrt_id') END,
		CASE WHEN mdtrt ? 'rloc_type' THEN @extschema@.medaid_platform_is(mdtrt, 'v', 'rloc_type', VARIADIC ARRAY['2', '3']) END);
	RETURN concat(
'FROM ', setl ->> 'rows', E' AS s
LEFT JOIN (
', @extschema@.medaid_platform_corrections(shapes), E'
) AS c ON c.person = ', @extschema@.medaid_platform_code(setl, 's', 'psn_no'), ' AND c.setl_id = ', @extschema@.medaid_platform_code(setl, 's', 'setl_id'), E'
LEFT JOIN ', @extschema@.medaid_platform_names(shapes, 'medaid_service_name', 'service'), ' AS n ON n.name = ', @extschema@.medaid_platform_code(setl, 's', 'med_type'), E'\n',
	@extschema@.medaid_platform_held(shapes),
	CASE WHEN filed <> '' AND setl ? 'mdtrt_id' AND NOT setl ? 'referral' THEN concat(E'LEFT JOIN (
	-- referral (转诊) and off-site registration (异地备案); asked for only away from the home city
	SELECT ', @extschema@.medaid_platform_code(mdtrt, 'v', 'mdtrt_id'), ' AS mdtrt_id FROM ', mdtrt ->> 'table', ' AS v WHERE ', filed, E' GROUP BY 1
) AS m ON m.mdtrt_id = ', CASE WHEN setl ?& '{insu_admdvs,fix_blng_admdvs}' THEN format('CASE WHEN left(%s, 4) <> left(%s, 4) THEN %s END', @extschema@.medaid_platform_code(setl, 's', 'fix_blng_admdvs'),
			@extschema@.medaid_platform_code(setl, 's', 'insu_admdvs'), visit) ELSE visit END, E'\n') END,
	CASE WHEN regulation IS NULL OR setl ? 'major_disease' THEN ''
		WHEN setl ? 'dise_name' THEN format(E'LEFT JOIN (SELECT DISTINCT d.name FROM %s.medaid_rule_disease AS d WHERE d.regulation = %L) AS d ON d.name = %s\n', '@extschema@', regulation,
			@extschema@.medaid_platform_code(setl, 's', 'dise_name'))
		WHEN mdtrt ? 'dise_name' THEN format(E'LEFT JOIN (\n\tSELECT DISTINCT %s AS name FROM %s AS v JOIN %s.medaid_rule_disease AS d ON d.regulation = %L AND d.name = %s\n) AS d ON d.name = %s\n',
			@extschema@.medaid_platform_code(mdtrt, 'v', 'mdtrt_id'), mdtrt ->> 'table', '@extschema@', regulation, @extschema@.medaid_platform_code(mdtrt, 'v', 'dise_name'), visit) END,
	ltrim(@extschema@.medaid_platform_funds(shapes, 's') || E'\n', E'\n'));
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_platform_joins(jsonb) IS 'SQL: the tables of the platform joined, c being the corrections';

CREATE FUNCTION @extschema@.medaid_platform_claim(shapes jsonb) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	setl jsonb := shapes -> 'setl';
	hosp_lv text := @extschema@.medaid_platform_code(setl, 's', 'hosp_lv');
	filings boolean := shapes -> 'mdtrt' ?| '{refl_old_mdtrt_id,rloc_type}' AND setl ? 'mdtrt_id';
	lines text[];
BEGIN
	lines := ARRAY[
		'claim_id => ' || @extschema@.medaid_platform_code(setl, 's', 'setl_id'),
		format('service => coalesce(n.service, %s)', @extschema@.medaid_platform_code(setl, 's', 'med_type')),
		format('admitted_on => coalesce(c.first_day, %s)', @extschema@.medaid_platform_day(setl, 's', 'begndate')),
		format('discharged_on => coalesce(c.last_day, %s)', @extschema@.medaid_platform_day(setl, 's', 'enddate')),
		CASE WHEN shapes ? 'identities' THEN 'categories => h.categories, recognised_on => h.recognised_on, ended_on => h.ended_on' END]
	|| ARRAY(SELECT format(CASE WHEN a.field IN ('total', 'in_scope') THEN '%1$s => CASE WHEN c.setl_id IS NULL THEN %2$s ELSE c.%1$s END' ELSE '%1$s => coalesce(c.%1$s, %2$s)' END, a.field, a.expression)
		FROM @extschema@.medaid_platform_amounts(shapes, 's') AS a ORDER BY a.n)
	|| ARRAY[
		'place => ' || @extschema@.medaid_platform_place(setl),
		CASE WHEN setl ? 'designated' THEN 'designated => ' || @extschema@.medaid_platform_flag(setl, 's', 'designated')
			WHEN setl ? 'fixmedins_code' THEN format('designated => coalesce(%s, false)', @extschema@.medaid_platform_filled(setl, 's', 'fixmedins_code')) END,
		-- 23 转外诊治住院 is a stay referred out
		CASE WHEN setl ? 'referral' THEN 'referral => ' || @extschema@.medaid_platform_code(setl, 's', 'referral')
			ELSE format('referral => CASE WHEN %s%s THEN ''compliant'' END', CASE WHEN filings THEN 'm.mdtrt_id IS NOT NULL OR ' ELSE '' END, @extschema@.medaid_platform_is(setl, 's', 'med_type', VARIADIC ARRAY['23'])) END,
		CASE WHEN setl ? 'insutype' THEN format('insurance => CASE %1$s WHEN ''390'' THEN ''resident'' WHEN ''310'' THEN ''employee'' WHEN ''392'' THEN ''resident'' WHEN ''330'' THEN ''employee'' WHEN ''未参保'' THEN ''none'' WHEN '''' THEN NULL ELSE %1$s END',
			@extschema@.medaid_platform_code(setl, 's', 'insutype')) END,
		CASE WHEN setl ? 'hosp_lv' THEN format(E'-- 一至三级; an unknown level is NULL, not 0\n\t\thospital_level => CASE %s%s END', hosp_lv,
			(SELECT string_agg(format(' WHEN %L THEN %s', c.code, CASE WHEN c.n <= 4 THEN 3 WHEN c.n <= 7 THEN 2 WHEN c.n <= 10 THEN 1 ELSE 0 END), '' ORDER BY length(c.code) DESC, c.n)
				FROM (SELECT n, lpad(n::text, 2, '0') AS code FROM generate_series(1, 11) AS n UNION SELECT n, n::text FROM generate_series(1, 9) AS n) AS c)) END,
		'charge_class => ' || @extschema@.medaid_platform_value(setl, 's', 'charge_class') || '::integer',
		'major_disease => ' || CASE WHEN setl ? 'major_disease' THEN @extschema@.medaid_platform_flag(setl, 's', 'major_disease')
			WHEN shapes #> '{options,regulation}' IS NOT NULL AND (setl ? 'dise_name' OR shapes -> 'mdtrt' ? 'dise_name') THEN 'd.name IS NOT NULL' END,
		'maintenance => ' || CASE WHEN setl ? 'maintenance' THEN @extschema@.medaid_platform_flag(setl, 's', 'maintenance') WHEN shapes -> 'identities' ? 'maintenance' THEN 'h.maintenance' END,
		-- completed years
		CASE WHEN setl ? 'age' THEN format('age => floor(%s)::integer', @extschema@.medaid_platform_value(setl, 's', 'age'))
			WHEN setl ? 'brdy' THEN format('age => extract(year FROM age(%s, %s))::integer', @extschema@.medaid_platform_day(setl, 's', 'enddate'), @extschema@.medaid_platform_day(setl, 's', 'brdy')) END,
		'chronic_class => ' || @extschema@.medaid_platform_value(setl, 's', 'chronic_class') || '::integer',
		CASE WHEN setl ? 'applied_on' THEN 'applied_on => ' || @extschema@.medaid_platform_day(setl, 's', 'applied_on')
			WHEN setl ?& '{setl_type,setl_time}' THEN format(E'-- settled at the centre, by hand\n\t\tapplied_on => CASE WHEN %s THEN %s END',
				@extschema@.medaid_platform_is(setl, 's', 'setl_type', VARIADIC ARRAY['1', '3']), @extschema@.medaid_platform_day(setl, 's', 'setl_time')) END,
		CASE WHEN setl ? 'deadline_from' THEN 'deadline_from => ' || @extschema@.medaid_platform_day(setl, 's', 'deadline_from') END,
		CASE WHEN setl ? 'tilt_approved' THEN 'tilt_approved => ' || @extschema@.medaid_platform_flag(setl, 's', 'tilt_approved') END,
		CASE WHEN setl ? 'assisted_elsewhere' THEN 'assisted_elsewhere => ' || @extschema@.medaid_platform_flag(setl, 's', 'assisted_elsewhere') END];
	RETURN format(E'%s.medaid_claim(\n\t\t%s\n\t)', '@extschema@', array_to_string(lines, E',\n\t\t'));
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_platform_claim(jsonb) IS 'SQL: medaid_claim(...) over the joined tables';

-- The SELECT of the view.
CREATE FUNCTION @extschema@.medaid_platform_select(shapes jsonb) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN concat(
		'SELECT ', @extschema@.medaid_platform_code(shapes -> 'setl', 's', 'psn_no'), E'::text AS person,
	', @extschema@.medaid_platform_code(shapes -> 'setl', 's', 'setl_id'), E'::text AS claim_id,
	', coalesce(@extschema@.medaid_platform_moment(shapes -> 'setl', 's', 'setl_time'), @extschema@.medaid_platform_moment(shapes -> 'setl', 's', 'enddate')), E' AS position,
	-- the institution where it was settled on the spot, else the person
	CASE WHEN ', CASE WHEN shapes -> 'setl' ? 'pay_loc' THEN format('CASE WHEN %s THEN %s ELSE %s END', @extschema@.medaid_platform_filled(shapes -> 'setl', 's', 'pay_loc'),
			@extschema@.medaid_platform_is(shapes -> 'setl', 's', 'pay_loc', VARIADIC ARRAY['2', '3', '4']), @extschema@.medaid_platform_is(shapes -> 'setl', 's', 'setl_type', VARIADIC ARRAY['2']))
		ELSE @extschema@.medaid_platform_is(shapes -> 'setl', 's', 'setl_type', VARIADIC ARRAY['2']) END, ' AND ', @extschema@.medaid_platform_filled(shapes -> 'setl', 's', 'fixmedins_code'),
		' THEN ', @extschema@.medaid_platform_code(shapes -> 'setl', 's', 'fixmedins_code'), ' ELSE ', @extschema@.medaid_platform_code(shapes -> 'setl', 's', 'psn_no'), E' END::text AS payee,
	', @extschema@.medaid_platform_claim(shapes), E' AS claim
', @extschema@.medaid_platform_joins(shapes), 'WHERE c.is_claim IS NOT FALSE');
COMMENT ON FUNCTION @extschema@.medaid_platform_select(jsonb) IS 'SQL: what medaid_platform_view puts into the view';

-- Run under pg_catalog alone, whatever the caller's search_path holds.
CREATE FUNCTION @extschema@.medaid_platform_run(statement text) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	EXECUTE statement;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_platform_run(text) IS 'Runs a statement with the caller''s rights, names looked up in pg_catalog alone';

-- A view's name as it is given, in the caller's schema where it names none.
CREATE FUNCTION @extschema@.medaid_platform_view_name(name text, relation regclass) RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
	parts text[] := pg_catalog.parse_ident(name);
	schema text;
BEGIN
	IF name IS NULL THEN
		RAISE EXCEPTION 'name is NULL' USING ERRCODE = 'null_value_not_allowed', HINT = 'Name the view that is to be created.';
	ELSIF pg_catalog.cardinality(parts) OPERATOR(pg_catalog.>) 2 THEN
		RAISE EXCEPTION '"%" is no name of a view', name USING ERRCODE = 'invalid_name';
	ELSIF pg_catalog.cardinality(parts) OPERATOR(pg_catalog.=) 2 THEN
		RETURN pg_catalog.format('%I.%I', parts[1], parts[2]);
	END IF;
	-- over a temporary table a view is temporary
	SELECT CASE WHEN c.relpersistence OPERATOR(pg_catalog.=) 't' THEN 'pg_temp' ELSE pg_catalog.current_schema()::text END INTO schema
		FROM pg_catalog.pg_class AS c WHERE c.oid OPERATOR(pg_catalog.=) relation;
	IF schema IS NULL THEN
		RAISE EXCEPTION 'no schema has been selected to create in' USING ERRCODE = 'invalid_schema_name';
	END IF;
	RETURN pg_catalog.format('%I.%I', schema, parts[1]);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_platform_view_name(text, regclass) IS 'A name with its schema, quoted';

CREATE FUNCTION @extschema@.medaid_platform_view(name text, setl regclass, mdtrt regclass DEFAULT NULL, identities regclass DEFAULT NULL, options jsonb DEFAULT NULL) RETURNS text
	LANGUAGE plpgsql AS $$
DECLARE
	shapes jsonb := @extschema@.medaid_platform_shapes(setl, mdtrt, identities, options);
	statement text := pg_catalog.format(E'CREATE %sVIEW %s AS\n%s',
		CASE WHEN (shapes OPERATOR(pg_catalog.#>>) '{options,replace}')::boolean THEN 'OR REPLACE ' ELSE '' END,
		@extschema@.medaid_platform_view_name(name, setl), @extschema@.medaid_platform_select(shapes));
BEGIN
	IF (shapes OPERATOR(pg_catalog.#>>) '{options,dry_run}')::boolean IS NOT TRUE THEN
		PERFORM @extschema@.medaid_platform_run(statement);
	END IF;
	RETURN statement;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_platform_view(text, regclass, regclass, regclass, jsonb) IS
	'Creates the view (person, claim_id, position, payee, claim) over tables of the national platform: setl_d, and where given mdtrt_d and the list of identities (1101 idetinfo); returns its SQL. Options: dry_run, replace, unit, region, columns, unique_setl_id, padded, pending, regulation, time_zone, funds, identity_end';
-- What the mapping did with the tables: read = came out + set aside, to the fen,
-- and what it found that somebody should look at.

CREATE FUNCTION @extschema@.medaid_platform_meaning(item text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE item
		WHEN 'read' THEN 'rows of the table'
		WHEN 'came_out' THEN 'claims of the view, with what payers before assistance paid'
		WHEN 'difference' THEN 'read - came_out - set_aside: 0.00, or the mapping is at fault'
		WHEN 'duplicate' THEN 'setl_id stands more than once: the latest row counts'
		WHEN 'void' THEN 'vali_flag 0, or unknown: counts nothing'
		WHEN 'pending' THEN 'vali_flag 2, reversal pending (待冲正), with its refunds: option pending counts them'
		WHEN 'refunded' THEN 'refd_setl_flag 1 on a positive row, and no negated row: taken as refunded whole'
		WHEN 'refund_of_void' THEN 'a refund of a void settlement: already taken back'
		WHEN 'refund_unlinked' THEN 'a refund that takes back nothing in the table: what it refunds may still be paid'
		WHEN 'refund_unsigned' THEN 'a refund with positive amounts: counted as negated'
		WHEN 'refund_exceeds' THEN 'more refunded than settled: no claim'
		WHEN 'netted' THEN 'settlements taken back whole, and their refunds'
		WHEN 'bill_repeated' THEN 'a supplement that repeats the bill of its visit: only what it pays counts'
		WHEN 'plain' THEN 'a row that is a claim by itself'
		WHEN 'merged' THEN 'rows that make a claim together: supplements, interim bills, stays across New Year, refunds of a part'
		WHEN 'supplement_alone' THEN 'a supplement (补充报销) whose visit has no settlement'
		WHEN 'service_unmapped' THEN 'med_type that medaid_service_name does not know: such claims are refused'
		WHEN 'service_none' THEN 'med_type that assistance never reaches'
		WHEN 'identity_unmapped' THEN 'psn_idet_type that medaid_category_name does not know: claims of its holders are refused'
		WHEN 'identity_no_category' THEN 'psn_idet_type that is no category of assistance'
		WHEN 'insurance_unmapped' THEN 'insutype that is neither 居民, 职工 nor 未参保: such claims are refused'
		WHEN 'level_unknown' THEN 'hosp_lv beyond 01 to 11: hospital_level is NULL'
		WHEN 'place_unknown' THEN 'no insu_admdvs or fix_blng_admdvs: place is NULL, taken as the home city'
		WHEN 'fund_pay_sumamt' THEN 'is not the sum of the funds; total: by how much'
		WHEN 'psn_pay' THEN 'is not the bill less funds and hospital; total: by how much'
		WHEN 'medfee_sumamt' THEN 'is not 全自费 + 超限价 + 先行自付 + 符合范围; total: by how much'
		WHEN 'not_taken' THEN 'a payment that the claim does not carry: what assistance paid so far, or a fund without a name'
		WHEN 'visit_missing' THEN 'mdtrt_id that the table of visits does not have'
		WHEN 'padded' THEN 'codes with blanks around them in a column that is read as it is: option padded'
		WHEN 'column_missing' THEN 'no such column: an amount counts 0, a code is unknown' END;
COMMENT ON FUNCTION @extschema@.medaid_platform_meaning(text) IS 'What an item of medaid_platform_report means';

-- Findings about single rows and claims, as SELECTs of (section, item, code, rows, total, in_scope, paid).
CREATE FUNCTION @extschema@.medaid_platform_findings(shapes jsonb) RETURNS text[]
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	setl jsonb := shapes -> 'setl';
	of_claims CONSTANT text := 'SELECT ''codes'', %L, %s, count(*), sum((v.claim).total), sum((v.claim).in_scope), sum(v.paid) FROM claims AS v%s WHERE %s GROUP BY 3';
	of_rows CONSTANT text := 'SELECT ''%s'', %L, %s, count(*), sum(%s), NULL::numeric, NULL::numeric FROM %s AS s WHERE %s GROUP BY 3';
	found text[];
	sum_of_funds text := @extschema@.medaid_platform_sum(setl, 's', VARIADIC ARRAY['hifp_pay', 'hifmi_pay', 'hifob_pay', 'cvlserv_pay', 'hifes_pay', 'hifdm_pay', 'maf_pay', 'othfund_pay']);
	hospital text := coalesce(@extschema@.medaid_platform_sum(setl, 's', VARIADIC ARRAY['ownpay_hosp_part']), '0');
	total text := @extschema@.medaid_platform_value(setl, 's', 'medfee_sumamt');
	x text;
BEGIN
	found := ARRAY[
		format(of_claims, 'service_unmapped', '(v.claim).service', '', '(v.claim).service NOT IN (''outpatient'', ''chronic'', ''inpatient'', ''special_drug'', ''none'')'),
		format(of_claims, 'service_none', 's.med_type', format(' JOIN (SELECT %s AS setl_id, %s AS med_type FROM %s AS s) AS s ON s.setl_id = v.claim_id', @extschema@.medaid_platform_code(setl, 's', 'setl_id'),
			@extschema@.medaid_platform_code(setl, 's', 'med_type'), setl ->> 'rows'), '(v.claim).service = ''none'''),
		format(of_claims, 'insurance_unmapped', '(v.claim).insurance', '', '(v.claim).insurance NOT IN (''resident'', ''employee'', ''none'')'),
		format(of_claims, 'place_unknown', 'NULL', '', '(v.claim).place IS NULL')];
	IF setl ? 'hosp_lv' THEN
		found := found || format(of_claims, 'level_unknown', 's.hosp_lv', format(' JOIN (SELECT %s AS setl_id, %s AS hosp_lv FROM %s AS s) AS s ON s.setl_id = v.claim_id',
			@extschema@.medaid_platform_code(setl, 's', 'setl_id'), @extschema@.medaid_platform_code(setl, 's', 'hosp_lv'), setl ->> 'rows'), '(v.claim).hospital_level IS NULL');
	END IF;
	IF setl ? 'fund_pay_sumamt' AND sum_of_funds IS NOT NULL THEN
		x := format('(%s - (%s))', @extschema@.medaid_platform_value(setl, 's', 'fund_pay_sumamt'), sum_of_funds);
		found := found || format(of_rows, 'amounts', 'fund_pay_sumamt', 'NULL', x, setl ->> 'table', x || ' <> 0');
	END IF;
	IF setl ?& '{fund_pay_sumamt,psn_pay}' THEN
		x := format('(%s - (%s - %s - (%s)))', @extschema@.medaid_platform_value(setl, 's', 'psn_pay'), total, @extschema@.medaid_platform_value(setl, 's', 'fund_pay_sumamt'), hospital);
		found := found || format(of_rows, 'amounts', 'psn_pay', 'NULL', x, setl ->> 'table', x || ' <> 0');
	END IF;
	IF setl ?& '{fulamt_ownpay_amt,overlmt_selfpay,preselfpay_amt,inscp_amt}' THEN
		x := format('(%s - (%s))', total, @extschema@.medaid_platform_sum(setl, 's', VARIADIC ARRAY['fulamt_ownpay_amt', 'overlmt_selfpay', 'preselfpay_amt', 'inscp_amt']));
		found := found || format(of_rows, 'amounts', 'medfee_sumamt', 'NULL', x, setl ->> 'table', x || ' <> 0');
	END IF;
	FOREACH x IN ARRAY '{maf_pay,othfund_pay}'::text[] LOOP
		IF setl ? x THEN
			found := found || format(of_rows, 'amounts', 'not_taken', quote_literal(x), @extschema@.medaid_platform_value(setl, 's', x), setl ->> 'table', @extschema@.medaid_platform_value(setl, 's', x) || ' <> 0');
		END IF;
	END LOOP;
	IF shapes ? 'mdtrt' AND setl ? 'mdtrt_id' THEN
		found := found || format(of_rows, 'tables', 'visit_missing', 'NULL', total, setl ->> 'rows', format('%s AND %s NOT IN (SELECT %s FROM %s AS v WHERE %s)',
			@extschema@.medaid_platform_filled(setl, 's', 'mdtrt_id'), @extschema@.medaid_platform_code(setl, 's', 'mdtrt_id'), @extschema@.medaid_platform_code(shapes -> 'mdtrt', 'v', 'mdtrt_id'), shapes #>> '{mdtrt,table}',
			@extschema@.medaid_platform_filled(shapes -> 'mdtrt', 'v', 'mdtrt_id')));
	END IF;
	IF shapes ? 'identities' THEN
		found := found || format($q$SELECT 'codes', CASE WHEN c.name IS NULL THEN 'identity_unmapped' ELSE 'identity_no_category' END, i.code, sum(i.rows)::bigint, sum(p.total), sum(p.in_scope), sum(p.paid)
			FROM (SELECT %1$s AS person, %2$s AS code, count(*) AS rows FROM %3$s AS i GROUP BY 1, 2) AS i
			LEFT JOIN %4$s AS c ON c.name = i.code
			LEFT JOIN (SELECT v.person, sum((v.claim).total) AS total, sum((v.claim).in_scope) AS in_scope, sum(v.paid) AS paid FROM claims AS v GROUP BY 1) AS p ON p.person = i.person
			WHERE c.category IS NULL GROUP BY 2, 3$q$,
			@extschema@.medaid_platform_code(shapes -> 'identities', 'i', 'psn_no'), @extschema@.medaid_platform_code(shapes -> 'identities', 'i', 'psn_idet_type'), shapes #>> '{identities,table}',
			@extschema@.medaid_platform_names(shapes, 'medaid_category_name', 'category'));
	END IF;
	RETURN found || ARRAY(
		SELECT format('SELECT ''tables'', ''padded'', %L, count(*), NULL::numeric, NULL::numeric, NULL::numeric FROM %s AS s WHERE s.%s <> btrim(s.%s) HAVING count(*) > 0',
			p.part || '.' || f.key, shapes #>> ARRAY[p.part, 'table'], f.value ->> 'name', f.value ->> 'name')
		FROM unnest('{setl,mdtrt,identities,funds}'::text[]) AS p (part), jsonb_each(shapes -> p.part) AS f
		WHERE f.value ->> 'type' = 'text' AND f.value ->> 'kind' = 'code' ORDER BY p.part, f.key)
	|| ARRAY(
		SELECT format('SELECT ''tables'', ''column_missing'', %L, NULL::bigint, NULL::numeric, NULL::numeric, NULL::numeric', f.part || '.' || f.field)
		FROM @extschema@.medaid_platform_fields() AS f
		WHERE shapes ? f.part AND NOT shapes -> f.part ? f.field AND f.field NOT IN ('updt_time', 'brdy', 'dise_name', 'inclusive_paid', 'commercial_paid', 'mutual_aid_paid', 'place', 'referral', 'designated',
			'charge_class', 'chronic_class', 'major_disease', 'maintenance', 'tilt_approved', 'assisted_elsewhere', 'applied_on', 'deadline_from') AND (f.part, f.field) <> ('identities', 'vali_flag')
		ORDER BY f.part, f.field);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_platform_findings(jsonb) IS 'SQL of what medaid_platform_report finds in single rows and claims';

CREATE FUNCTION @extschema@.medaid_platform_report(setl regclass, mdtrt regclass DEFAULT NULL, identities regclass DEFAULT NULL, options jsonb DEFAULT NULL)
	RETURNS TABLE (section text, item text, code text, "rows" bigint, total numeric, in_scope numeric, paid numeric, meaning text)
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	shapes jsonb := @extschema@.medaid_platform_shapes(setl, mdtrt, identities, options);
	shape jsonb := shapes -> 'setl';
	raw text[];
	own text[];
	paid_fields text[];
BEGIN
	SELECT ARRAY[max(a.expression) FILTER (WHERE a.n = 1), max(a.expression) FILTER (WHERE a.n = 2), coalesce(string_agg(a.expression, ' + ' ORDER BY a.n) FILTER (WHERE a.n > 3), '0')],
		ARRAY['c.own_total', 'c.own_in_scope', coalesce(string_agg('c.own_' || a.field, ' + ' ORDER BY a.n) FILTER (WHERE a.n > 3), '0')],
		array_agg(a.field ORDER BY a.n) FILTER (WHERE a.n > 3)
	INTO raw, own, paid_fields FROM @extschema@.medaid_platform_amounts(shapes, 's') AS a;
	RETURN QUERY EXECUTE format($q$
	WITH claims AS MATERIALIZED (
		SELECT x.*, %1$s AS paid FROM (%2$s) AS x
	), fates AS MATERIALIZED (
		SELECT coalesce(c.fate, 'claim') AS fate, c.refund, c.supplement, c.repeats, coalesce(%3$s, 0) AS total, coalesce(%4$s, 0) AS in_scope, %5$s AS paid,
			CASE WHEN c.setl_id IS NULL THEN coalesce(%3$s, 0) ELSE coalesce(%6$s, 0) END AS own_total, CASE WHEN c.setl_id IS NULL THEN coalesce(%4$s, 0) ELSE coalesce(%7$s, 0) END AS own_in_scope,
			CASE WHEN c.setl_id IS NULL THEN %5$s ELSE %8$s END AS own_paid
		FROM %9$s AS s
		LEFT JOIN (%10$s) AS c ON c.person = %11$s AND c.setl_id = %12$s%13$s
	), whole AS (
		SELECT 'read' AS item, count(*) AS n, coalesce(sum(%3$s), 0) AS total, coalesce(sum(%4$s), 0) AS in_scope, coalesce(sum(%5$s), 0) AS paid FROM %14$s AS s%13$s
	), kept AS (
		SELECT 'came_out' AS item, count(*) AS n, coalesce(sum((v.claim).total), 0) AS total, coalesce(sum((v.claim).in_scope), 0) AS in_scope, coalesce(sum(v.paid), 0) AS paid FROM claims AS v
	), unique_rows AS (
		SELECT count(*) AS n, coalesce(sum(f.total), 0) AS total, coalesce(sum(f.in_scope), 0) AS in_scope, coalesce(sum(f.paid), 0) AS paid FROM fates AS f
	), aside AS (
		-- where no claim comes of it, all of a row; else what it does not count
		SELECT f.fate AS item, count(*) AS n, sum(f.total) AS total, sum(f.in_scope) AS in_scope, sum(f.paid) AS paid FROM fates AS f WHERE f.fate NOT IN ('claim', 'merged') GROUP BY 1
		UNION ALL
		SELECT CASE WHEN f.repeats THEN 'bill_repeated' ELSE 'refund_unsigned' END, count(*), sum(f.total - f.own_total), sum(f.in_scope - f.own_in_scope), sum(f.paid - f.own_paid)
		FROM fates AS f WHERE f.fate IN ('claim', 'merged') AND (f.total, f.in_scope, f.paid) IS DISTINCT FROM (f.own_total, f.own_in_scope, f.own_paid) GROUP BY 1
		UNION ALL
		SELECT 'duplicate', w.n - u.n, w.total - u.total, w.in_scope - u.in_scope, w.paid - u.paid FROM whole AS w, unique_rows AS u WHERE w.n <> u.n
	), found (section, item, code, n, total, in_scope, paid) AS (
		SELECT 'rows', CASE f.fate WHEN 'claim' THEN 'plain' ELSE f.fate END, NULL::text, count(*), sum(f.total), sum(f.in_scope), sum(f.paid) FROM fates AS f WHERE f.fate IN ('claim', 'merged') GROUP BY 2
		UNION ALL SELECT 'rows', 'supplement_alone', NULL, count(*), sum(f.total), sum(f.in_scope), sum(f.paid) FROM fates AS f WHERE f.fate = 'claim' AND f.supplement HAVING count(*) > 0
		UNION ALL %15$s
	)
	SELECT r.section, r.item, r.code::text, r.n, round(r.total, 2), round(r.in_scope, 2), round(r.paid, 2), %16$s.medaid_platform_meaning(r.item)
	FROM (
		SELECT 1 AS place, 'balance' AS section, w.item, NULL::text AS code, w.n, w.total, w.in_scope, w.paid FROM whole AS w
		UNION ALL SELECT 2, 'balance', k.* , k2.n, k2.total, k2.in_scope, k2.paid FROM (SELECT 'came_out'::text, NULL::text) AS k, kept AS k2
		UNION ALL SELECT 3, 'set_aside', a.item, NULL, a.n, a.total, a.in_scope, a.paid FROM aside AS a
		UNION ALL SELECT 4, 'balance', 'difference', NULL, NULL, w.total - k.total - coalesce(a.total, 0), w.in_scope - k.in_scope - coalesce(a.in_scope, 0), w.paid - k.paid - coalesce(a.paid, 0)
			FROM whole AS w, kept AS k, (SELECT sum(a.total) AS total, sum(a.in_scope) AS in_scope, sum(a.paid) AS paid FROM aside AS a) AS a
		UNION ALL SELECT 5, f.* FROM found AS f
	) AS r
	ORDER BY r.place, r.section DESC, r.item, r.code COLLATE "C"$q$,
		coalesce((SELECT string_agg(format('coalesce((x.claim).%I, 0)', p), ' + ') FROM unnest(paid_fields) AS p), '0'),
		@extschema@.medaid_platform_select(shapes), raw[1], raw[2], raw[3], own[1], own[2], own[3],
		shape ->> 'rows', @extschema@.medaid_platform_corrections(shapes), @extschema@.medaid_platform_code(shape, 's', 'psn_no'), @extschema@.medaid_platform_code(shape, 's', 'setl_id'),
		@extschema@.medaid_platform_funds(shapes, 's'), shape ->> 'table',
		array_to_string(@extschema@.medaid_platform_findings(shapes), E'\n\t\tUNION ALL '), '@extschema@');
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_platform_report(regclass, regclass, regclass, jsonb) IS
	'What medaid_platform_view does with the tables: rows read = claims that came out + rows set aside by cause, to the fen (difference 0.00); codes without a mapping with their money, amounts that do not add up, columns that are missing. Takes the view''s arguments';
-- Settlements back under the platform's names: the settlement as interface 2304
-- returns it (setlinfo), and its fund rows (setldetail).

CREATE FUNCTION @extschema@.medaid_platform_result(name text, settlements regclass, options jsonb DEFAULT NULL) RETURNS text
	LANGUAGE plpgsql AS $$
DECLARE
	opts jsonb := @extschema@.medaid_platform_options(options);
	view text := @extschema@.medaid_platform_view_name(name, settlements);
	statement text := @extschema@.medaid_platform_result_sql(view, settlements, opts);
BEGIN
	IF (opts OPERATOR(pg_catalog.->>) 'dry_run')::boolean IS NOT TRUE THEN
		PERFORM @extschema@.medaid_platform_run(statement);
	END IF;
	RETURN statement;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_platform_result(text, regclass, jsonb) IS
	'Creates two views over a relation with a column of type medaid_settlement, or with its fields as columns: name, a row a settlement under the names of interface 2304 (setl_id, medfee_sumamt, maf_pay, ...), and name_detail, its fund rows (610100 医疗救助, 610102 再救助, 630100 医院减免); returns their SQL. Options: dry_run, replace';

CREATE FUNCTION @extschema@.medaid_platform_result_sql(view text, settlements regclass, options jsonb) RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	source text := (SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.oid = settlements);
	whole text := (SELECT a.attname FROM pg_attribute AS a WHERE a.attrelid = settlements AND a.attnum > 0 AND NOT a.attisdropped
		AND a.atttypid = '@extschema@.medaid_settlement'::regtype ORDER BY a.attnum LIMIT 1);
	person text := (SELECT a.attname FROM pg_attribute AS a WHERE a.attrelid = settlements AND a.attnum > 0 AND NOT a.attisdropped AND a.attname IN ('person', 'psn_no') ORDER BY a.attname LIMIT 1);
	lacking text;
	f text := CASE WHEN whole IS NULL THEN 't.' ELSE format('(t.%I).', whole) END;
	create_as text := CASE WHEN (options ->> 'replace')::boolean THEN 'CREATE OR REPLACE VIEW ' ELSE 'CREATE VIEW ' END;
	parts text[] := parse_ident(view);
BEGIN
	IF settlements IS NULL THEN
		RAISE EXCEPTION 'settlements is NULL' USING ERRCODE = 'null_value_not_allowed', HINT = 'Give the table that holds the settlements.';
	END IF;
	SELECT string_agg(n, ', ') INTO lacking
	FROM unnest('{claim_id,total,in_scope,basic_paid,critical_illness_paid,other_paid,assistance,top_up,tilted,off_catalog,aid,hospital_borne,patient_pays,excess,benefit,category}'::text[]) AS n
	WHERE whole IS NULL AND NOT EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = settlements AND a.attname = n AND a.attnum > 0 AND NOT a.attisdropped);
	IF lacking IS NOT NULL THEN
		RAISE EXCEPTION 'relation % has neither a column of type medaid_settlement nor the column(s) %', settlements, lacking USING ERRCODE = 'undefined_column';
	END IF;
	RETURN concat(create_as, view, E' AS
SELECT ', f, E'claim_id AS setl_id,', CASE WHEN person IS NOT NULL THEN format(E'\n\tt.%I AS psn_no,', person) END, E'
	', f, E'total AS medfee_sumamt,
	', f, E'in_scope AS inscp_scp_amt,
	', f, E'basic_paid AS hifp_pay,
	', f, E'critical_illness_paid AS hifmi_pay,
	', f, E'aid AS maf_pay,
	', f, E'other_paid AS oth_pay,
	', f, 'basic_paid + ', f, 'critical_illness_paid + ', f, 'aid + ', f, E'other_paid AS fund_pay_sumamt,
	', f, E'hospital_borne AS hosp_part_amt,
	', f, E'patient_pays AS psn_part_amt,
	-- paid beyond the bill: the platform has no name for it
	', f, E'excess AS excess
FROM ', source, E' AS t;
', create_as, format('%I.%I', parts[1], parts[2] || '_detail'), E' AS
SELECT ', f, 'claim_id AS setl_id,', CASE WHEN person IS NOT NULL THEN format(E'\n\tt.%I AS psn_no,', person) END, E'
	d.fund_pay_type, d.fund_pay_type_name,
	', f, E'in_scope AS inscp_scp_amt, d.fund_payamt,
	concat_ws('' '', ', f, 'category, ', f, E'benefit) AS setl_proc_info
FROM ', source, E' AS t
CROSS JOIN LATERAL (VALUES
	(''610100'', ''医疗救助基金'', ', f, 'assistance + ', f, 'top_up + ', f, E'off_catalog),
	(''610102'', ''医疗救助再救助'', ', f, E'tilted),
	(''630100'', ''医院减免'', ', f, E'hospital_borne)
) AS d (fund_pay_type, fund_pay_type_name, fund_payamt)
WHERE d.fund_payamt <> 0');
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_platform_result_sql(text, regclass, jsonb) IS 'SQL of the views that medaid_platform_result creates';
-- The settlement ledger (结算台账): tables in the user's hands.
--
-- A ledger is a schema.  Its tables, views and triggers belong to who creates
-- it; the functions are medaid's, take the ledger's name first and run with the
-- caller's rights.  What should be paid is settle(the claims known now, the rules
-- adopted); what was posted are the latest entries; posting writes the difference.

-- The ledger's schema, quoted; refuses what is no ledger of this release.
CREATE FUNCTION @extschema@.medaid_ledger_schema(ledger text) RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	found boolean := (SELECT true FROM pg_namespace AS n
		JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relname = 'book' AND c.relkind = 'r'
		JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'ordering' AND NOT a.attisdropped
		WHERE n.nspname = ledger);
BEGIN
	IF ledger IS NULL THEN
		RAISE EXCEPTION 'the ledger is NULL' USING ERRCODE = 'null_value_not_allowed';
	ELSIF found IS NULL THEN
		RAISE EXCEPTION 'there is no ledger "%"', ledger USING
			ERRCODE = 'invalid_schema_name',
			HINT = 'medaid_create_ledger(name) makes one.';
	END IF;
	RETURN quote_ident(ledger);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_schema(text) IS
	'The schema of a ledger, quoted; NULL: 22004; no ledger: 3F000';

-- The version of the tables and views that this release works on.
CREATE FUNCTION @extschema@.medaid_ledger_version() RETURNS integer
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN 1;
COMMENT ON FUNCTION @extschema@.medaid_ledger_version() IS
	'The version of ledgers that this release makes and works on; medaid_upgrade_ledger() brings an older one there';

CREATE FUNCTION @extschema@.medaid_create_ledger(name text, ordering text DEFAULT 'posted', month date DEFAULT NULL,
		since integer DEFAULT NULL, partitions integer DEFAULT 0) RETURNS text
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF name IS NULL OR ordering IS NULL THEN
		RAISE EXCEPTION '% is NULL', CASE WHEN name IS NULL THEN 'the name' ELSE 'ordering' END USING ERRCODE = 'null_value_not_allowed';
	ELSIF octet_length(name) NOT BETWEEN 1 AND 63 THEN
		RAISE EXCEPTION 'the name of a ledger has 1 to 63 bytes, as a schema''s' USING ERRCODE = 'name_too_long';
	ELSIF ordering NOT IN ('posted', 'discharged') THEN
		RAISE EXCEPTION 'ordering "%" is neither posted nor discharged', ordering USING ERRCODE = 'invalid_parameter_value';
	ELSIF NOT isfinite(month) THEN
		RAISE EXCEPTION 'month "%" is no month', month USING ERRCODE = 'invalid_parameter_value';
	ELSIF partitions NOT BETWEEN 0 AND 1024 THEN
		RAISE EXCEPTION 'partitions % is out of range', partitions USING
			ERRCODE = 'numeric_value_out_of_range', HINT = '0 (not partitioned) to 1024.';
	END IF;
	IF NOT EXISTS (SELECT FROM pg_namespace AS n WHERE n.nspname = medaid_create_ledger.name) THEN
		EXECUTE format('CREATE SCHEMA %I', name);
		EXECUTE format('COMMENT ON SCHEMA %I IS %L', name, 'A settlement ledger (结算台账): what should be paid, what was posted, what is owed');
	ELSIF EXISTS (SELECT FROM pg_namespace AS n, pg_class AS c WHERE n.nspname = medaid_create_ledger.name AND c.relnamespace = n.oid) THEN
		RAISE EXCEPTION 'schema "%" is not empty', name USING
			ERRCODE = 'duplicate_schema', HINT = 'A ledger is made in a new or an empty schema.';
	END IF;
	PERFORM @extschema@.medaid_ledger_tables(quote_ident(name), coalesce(partitions, 0));
	PERFORM @extschema@.medaid_ledger_guards(quote_ident(name));
	PERFORM @extschema@.medaid_ledger_views(quote_ident(name));
	EXECUTE format('INSERT INTO %I.book (name, month, ordering, since, version) VALUES ($1, $2, $3, $4, $5)', name)
		USING name, date_trunc('month', coalesce(month, current_date))::date, ordering, since, @extschema@.medaid_ledger_version();
	RETURN name;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_create_ledger(text, text, date, integer, integer) IS
	'Makes a ledger (结算台账) in a new or empty schema; its tables, views and triggers are the caller''s. ordering: posted (places in the order of posting) or discharged (by day of discharge); month: the first open one (NULL: this one); since: years before it are closed (NULL: none is); partitions: by hash of the person (0: none)';

-- schema: quoted
CREATE FUNCTION @extschema@.medaid_ledger_tables(schema text, partitions integer) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	by_person text := CASE WHEN partitions > 0 THEN ' PARTITION BY HASH (person)' ELSE '' END;
	partitioned text;
	comment record;
BEGIN
	-- every key is bytewise, as the engine orders: no library's new version moves it
	EXECUTE format($ddl$
		CREATE TABLE %1$s.book (
			one			boolean PRIMARY KEY DEFAULT true CHECK (one),
			name		text NOT NULL,
			month		date NOT NULL CHECK (extract(day FROM month) = 1),
			ordering	text NOT NULL CHECK (ordering IN ('posted', 'discharged')),
			since		integer,
			rules		integer,
			version		integer NOT NULL
		);
		CREATE TABLE %1$s.rules (
			number		integer PRIMARY KEY CHECK (number > 0),
			policies	@extschema@.medaid_policy[] NOT NULL,
			digest		text NOT NULL,
			reason		text,
			by			text NOT NULL DEFAULT session_user,
			at			timestamptz NOT NULL DEFAULT now()
		);
		-- read by every posting: as they are, not compressed
		ALTER TABLE %1$s.rules ALTER policies SET STORAGE EXTERNAL;
		CREATE TABLE %1$s.person (
			person		text COLLATE "C" PRIMARY KEY,
			claims		@extschema@.medaid_claim_set,
			payees		bigint,
			rules		integer,
			since		integer,
			live		integer NOT NULL DEFAULT 0,
			posted		bigint NOT NULL DEFAULT 0
		) %2$s;
		CREATE TABLE %1$s.run (
			number		bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
			state		text NOT NULL CHECK (state IN ('looking', 'posting', 'finished', 'refused', 'interrupted')),
			started		timestamptz NOT NULL DEFAULT clock_timestamp(),
			finished	timestamptz,
			source		text NOT NULL,
			rules		integer,
			reason		text,
			seen		bigint,
			changed		bigint,
			done		bigint NOT NULL DEFAULT 0,
			entries		bigint NOT NULL DEFAULT 0,
			held		bigint,
			aid_before	numeric,
			aid_after	numeric,
			by			text NOT NULL DEFAULT session_user,
			pid			integer NOT NULL DEFAULT pg_backend_pid()
		);
		CREATE TABLE %1$s.entry (
			person		text COLLATE "C" NOT NULL,
			claim_id	text COLLATE "C" NOT NULL,
			version		integer NOT NULL CHECK (version > 0),
			previous	integer GENERATED ALWAYS AS (nullif(version - 1, 0)) STORED,
			place		bigint NOT NULL,
			payee		text,
			claim		@extschema@.medaid_compact_claim NOT NULL,
			settlement	@extschema@.medaid_settlement,
			month		date NOT NULL,
			rules		integer NOT NULL,
			run			bigint,
			reason		text,
			by			text NOT NULL DEFAULT session_user,
			at			timestamptz NOT NULL DEFAULT clock_timestamp(),
			PRIMARY KEY (person, claim_id, version),
			FOREIGN KEY (person, claim_id, previous) REFERENCES %1$s.entry (person, claim_id, version)
		) %2$s;
		-- entries come month by month
		CREATE INDEX entry_month ON %1$s.entry USING brin (month);
		CREATE TABLE %1$s.held (
			person		text COLLATE "C" NOT NULL,
			claim_id	text COLLATE "C" NOT NULL,
			kind		text NOT NULL,
			field		text,
			message		text NOT NULL,
			posted		boolean NOT NULL,
			since		timestamptz NOT NULL DEFAULT now(),
			PRIMARY KEY (person, claim_id)
		);
	$ddl$, schema, by_person);
	PERFORM @extschema@.medaid_ledger_money_tables(schema, by_person);
	FOREACH partitioned IN ARRAY '{person,entry,premium}'::text[] LOOP
		FOR n IN 0 .. partitions - 1 LOOP
			EXECUTE format('CREATE TABLE %1$s.%2$I PARTITION OF %1$s.%3$I FOR VALUES WITH (MODULUS %4$s, REMAINDER %5$s)',
				schema, partitioned || '_' || n, partitioned, partitions, n);
		END LOOP;
	END LOOP;
	FOR comment IN SELECT * FROM (VALUES
		('TABLE', 'book', 'The ledger itself: one row'),
		('COLUMN', 'book.month', 'the open month: what is posted now belongs to it'),
		('COLUMN', 'book.ordering', 'posted: a claim''s place is given when it is first posted; discharged: by day of discharge'),
		('COLUMN', 'book.since', 'years before it are closed: nothing is posted for them; NULL = none is'),
		('COLUMN', 'book.rules', 'number of the rules adopted; NULL = none yet'),
		('COLUMN', 'book.version', 'version of these tables and views; medaid_upgrade_ledger() moves it'),
		('TABLE', 'rules', 'Policies as adopted; append-only'),
		('COLUMN', 'rules.digest', 'medaid_policy_digest(policies)'),
		('TABLE', 'person', 'A person''s lock, and what was last looked at: who is as then is passed over'),
		('COLUMN', 'person.claims', 'the claims as last settled'),
		('COLUMN', 'person.payees', 'hash of the claims'' payees as last settled'),
		('COLUMN', 'person.rules', 'number of the rules they were settled under'),
		('COLUMN', 'person.since', 'book.since as it was then'),
		('COLUMN', 'person.live', 'claims posted and not taken back'),
		('COLUMN', 'person.posted', 'how often something was written for the person'),
		('TABLE', 'run', 'Runs of medaid_post_all: progress while it runs, and what came of it'),
		('COLUMN', 'run.state', 'looking (who has changed), posting, finished, refused (too much would be taken back), interrupted (its session ended)'),
		('COLUMN', 'run.source', 'the relation that the claims came from'),
		('COLUMN', 'run.seen', 'persons looked at'),
		('COLUMN', 'run.changed', 'persons with other claims, payees or rules than when they were last posted'),
		('COLUMN', 'run.done', 'persons of these posted'),
		('COLUMN', 'run.entries', 'entries written'),
		('COLUMN', 'run.held', 'claims held when it finished'),
		('COLUMN', 'run.aid_before', 'aid of the claims that it changed, as it stood'),
		('COLUMN', 'run.aid_after', 'the same afterwards'),
		('TABLE', 'entry', 'What was posted, and taken back: append-only; a change is a further version'),
		('COLUMN', 'entry.version', '1 for a claim''s first posting'),
		('COLUMN', 'entry.previous', 'the version before; it must be there, so the chain cannot fork'),
		('COLUMN', 'entry.place', 'place among the person''s claims, given when it was first posted'),
		('COLUMN', 'entry.payee', 'who is paid on the spot, as the view claim gives it'),
		('COLUMN', 'entry.claim', 'the claim that was settled; of a taking back the one before'),
		('COLUMN', 'entry.settlement', 'what holds from here on; NULL = taken back'),
		('COLUMN', 'entry.month', 'the month in whose statements it stands'),
		('COLUMN', 'entry.rules', 'number of the rules it was settled under'),
		('COLUMN', 'entry.at', 'when it was posted, after the person''s lock was taken: the same for what was posted of a person together'),
		('COLUMN', 'entry.run', 'the run of medaid_post_all; NULL = medaid_post'),
		('TABLE', 'held', 'Claims that cannot be settled now: a work list'),
		('COLUMN', 'held.kind', 'kind of the fault, as settlements refused have it; claim_id_missing, payee_missing, person_missing, duplicate_claim_id, year_closed'),
		('COLUMN', 'held.field', 'the field of the claim; NULL = none by itself'),
		('COLUMN', 'held.posted', 'the claim is posted: nothing of the person is posted until it is mended'),
		('COLUMN', 'held.since', 'since when it is held with this fault')
	) AS c (kind, name, text) LOOP
		EXECUTE format('COMMENT ON %s %s.%s IS %L', comment.kind, schema, comment.name, comment.text);
	END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_tables(text, integer) IS 'Makes the tables of a ledger; schema: quoted';

-- What was posted, adopted, stated or booked is never changed: by triggers of the user's own,
-- which a dump keeps and a restore does not disturb.
CREATE FUNCTION @extschema@.medaid_ledger_guards(schema text) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	guarded text;
	part regclass;
BEGIN
	EXECUTE format($ddl$
		CREATE FUNCTION %1$s.append_only() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
		BEGIN
			RAISE EXCEPTION 'rows of %%.%% are never changed: %% refused', TG_TABLE_SCHEMA, TG_ARGV[0], TG_OP USING
				ERRCODE = 'object_not_in_prerequisite_state',
				HINT = CASE WHEN TG_ARGV[0] = 'receipt' THEN 'Correct a mistake by a further row with the opposite amount.'
					ELSE 'Change the claims or adopt other rules: posting writes what differs as further entries.' END;
		END
		$body$;
		COMMENT ON FUNCTION %1$s.append_only() IS 'trigger: refuses to change what was posted, adopted, stated or booked';
	$ddl$, schema);
	FOREACH guarded IN ARRAY '{rules,entry,statement,receipt,premium}'::text[] LOOP
		EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %1$s.%2$I FOR EACH ROW EXECUTE FUNCTION %1$s.append_only(%2$L)', schema, guarded);
		-- a statement trigger is not copied to partitions
		FOR part IN SELECT p.relid FROM pg_partition_tree(format('%s.%I', schema, guarded)::regclass) AS p LOOP
			EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION %s.append_only(%L)', part, schema, guarded);
		END LOOP;
		IF NOT FOUND THEN
			EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %1$s.%2$I FOR EACH STATEMENT EXECUTE FUNCTION %1$s.append_only(%2$L)', schema, guarded);
		END IF;
	END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_guards(text) IS 'Makes the triggers of a ledger that keep what was posted, adopted, stated or booked as it is; schema: quoted';

-- All but claim may be replaced by a later release.
CREATE FUNCTION @extschema@.medaid_ledger_views(schema text) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	fields text := (SELECT string_agg(format('(e.settlement).%I', a.attname), ', ' ORDER BY a.attnum)
		FROM pg_attribute AS a JOIN pg_type AS t ON t.typrelid = a.attrelid
		WHERE t.oid = '@extschema@.medaid_settlement'::regtype AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> 'claim_id');
BEGIN
	IF to_regclass(schema || '.claim') IS NULL THEN
		EXECUTE format($ddl$
			CREATE VIEW %1$s.claim AS
			SELECT NULL::text AS person, NULL::text AS claim_id, NULL::timestamptz AS position, NULL::text AS payee, NULL::@extschema@.medaid_claim AS claim
			WHERE false;
			COMMENT ON VIEW %1$s.claim IS 'The live claims as known now: replace it (CREATE OR REPLACE VIEW) by yours, with these columns';
			COMMENT ON COLUMN %1$s.claim.person IS 'the person';
			COMMENT ON COLUMN %1$s.claim.claim_id IS 'names the claim among the person''s';
			COMMENT ON COLUMN %1$s.claim.position IS 'orders claims that are posted for the first time together, then claim_id does';
			COMMENT ON COLUMN %1$s.claim.payee IS 'who is paid on the spot: the institution';
			COMMENT ON COLUMN %1$s.claim.claim IS 'medaid_claim(...)';
		$ddl$, schema);
	END IF;
	EXECUTE format($ddl$
		CREATE OR REPLACE VIEW %1$s.now AS
		SELECT e.person, e.claim_id, e.version, e.place, e.payee, e.month, e.rules, e.at, %2$s
		FROM (
			SELECT DISTINCT ON (x.person, x.claim_id) x.*
			FROM %1$s.entry AS x
			ORDER BY x.person, x.claim_id, x.version DESC
		) AS e
		WHERE e.settlement IS DISTINCT FROM NULL;
		COMMENT ON VIEW %1$s.now IS 'What stands posted: the current settlement of each claim';
		CREATE OR REPLACE VIEW %1$s.line AS
		SELECT e.month, e.person, e.claim_id, e.version, x.side,
			CASE (x.settlement).channel WHEN 'application' THEN e.person ELSE x.payee END AS payee,
			(x.settlement).channel, (x.settlement).pay_when, a.payer, x.sign * a.amount AS amount, x.settlement
		FROM %1$s.entry AS e
		LEFT JOIN %1$s.entry AS p ON p.person = e.person AND p.claim_id = e.claim_id AND p.version = e.previous
		CROSS JOIN LATERAL (VALUES ('reversal', -1, p.payee, p.settlement), ('posting', 1, e.payee, e.settlement)) AS x (side, sign, payee, settlement)
		CROSS JOIN LATERAL (VALUES
			('basic', (x.settlement).basic_paid),
			('critical_illness', (x.settlement).critical_illness_paid),
			('other', (x.settlement).other_paid),
			('aid', (x.settlement).aid),
			('hospital', (x.settlement).hospital_borne),
			('patient', (x.settlement).patient_pays)
		) AS a (payer, amount)
		WHERE a.amount <> 0;
		COMMENT ON VIEW %1$s.line IS 'Every entry by payer: the reversal of what stood before it, then the posting';
		COMMENT ON COLUMN %1$s.line.payer IS 'basic 基本医保, critical_illness 大病保险, other, aid 医疗救助, hospital, patient';
		COMMENT ON COLUMN %1$s.line.payee IS 'who is paid: the institution for direct 一站式, the person for application 依申请';
		COMMENT ON COLUMN %1$s.line.amount IS 'yuan; a reversal is below 0 where the posting was above';
		COMMENT ON COLUMN %1$s.line.settlement IS 'the settlement reversed or posted';
		CREATE OR REPLACE VIEW %1$s.delta AS
		SELECT l.month, l.person, l.claim_id, l.version, l.payee, l.channel, l.pay_when, l.payer, sum(l.amount) AS amount
		FROM %1$s.line AS l
		GROUP BY l.month, l.person, l.claim_id, l.version, l.payee, l.channel, l.pay_when, l.payer
		HAVING sum(l.amount) <> 0;
		COMMENT ON VIEW %1$s.delta IS 'What an entry changes, net, by claim, payee and payer';
		COMMENT ON COLUMN %1$s.delta.payer IS 'as in line';
	$ddl$, schema, fields);
	PERFORM @extschema@.medaid_ledger_money_views(schema);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_views(text) IS 'Makes or replaces the views of a ledger, but for claim where it is there; schema: quoted';
-- Which rules pay: those adopted, and no edit of a rule table before that.

CREATE FUNCTION @extschema@.medaid_adopt(ledger text, policies @extschema@.medaid_policy[], reason text DEFAULT NULL) RETURNS integer
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	number integer;
	fault text;
BEGIN
	PERFORM @extschema@.medaid_policy_array_check(policies);
	PERFORM @extschema@.medaid_policy_validate(policies);
	-- and the array as a whole, as settling takes it
	PERFORM @extschema@.medaid_try_settle(@extschema@.medaid_claim(service => 'inpatient', discharged_on => '2000-01-01', total => 0, in_scope => 0, critical_illness_paid => 0), policies);
	-- medaid_policy() refuses such rows: a policy made otherwise has it said here
	SELECT format('policy "%s" ', p.code) || CASE WHEN coalesce(cardinality(p.payers), 0) = 0
			THEN 'has no payers: nothing would be taken off before assistance' ELSE 'has no benefits: nothing would be paid' END INTO fault
		FROM unnest(policies) AS p
		WHERE coalesce(cardinality(p.payers), 0) = 0 OR coalesce(cardinality(p.benefits), 0) = 0
		ORDER BY lower(p.stretch) NULLS FIRST LIMIT 1;
	IF fault IS NOT NULL THEN
		RAISE EXCEPTION '%', fault USING ERRCODE = 'invalid_parameter_value';
	END IF;
	-- waits for what is being posted under the rules before
	EXECUTE format('SELECT coalesce(b.rules, 0) + 1 FROM %s.book AS b FOR NO KEY UPDATE', schema) INTO number;
	EXECUTE format('INSERT INTO %s.rules (number, policies, digest, reason) VALUES ($1, $2, $3, $4)', schema)
		USING number, policies, @extschema@.medaid_policy_digest(policies), reason;
	EXECUTE format('UPDATE %s.book SET rules = $1', schema) USING number;
	RETURN number;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_adopt(text, @extschema@.medaid_policy[], text) IS
	'Policies that pay from now on, and their number. Posted claims are settled again under them when their persons are posted. A policy that cannot be settled with, or has no payers or no benefits: 22023';
-- The difference between what should be paid and what was posted.

-- As common table expressions, of which diff has a row for each claim
-- known now or posted before, with what is to be done about it (change):
--   new, changed, taken_back, restated   an entry
--   held                                 it cannot be settled, or posted: kind and message
--   NULL                                 nothing
-- and then stopped: the persons of whom nothing is posted, for a posted claim is faulty.
-- policies: an expression; persons: whether $1 names them (text[]).
CREATE FUNCTION @extschema@.medaid_ledger_diff_sql(schema text, source text, ordering text, policies text, since text, persons boolean) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	-- known: a claim_id that stands twice is held, for which of the rows holds is not ours to say
	RETURN format($sql$known AS (
			SELECT DISTINCT ON (s.person, s.claim_id) s.*, count(*) OVER (PARTITION BY s.person, s.claim_id) AS rows
			FROM (
				SELECT coalesce(c.person, '') COLLATE "C" AS person, coalesce(c.claim_id, '') COLLATE "C" AS claim_id, c.position, c.payee COLLATE "C" AS payee,
					c.claim::@extschema@.medaid_compact_claim AS claim
				FROM %1$s AS c
				%2$s
			) AS s
		), posted AS (
			SELECT DISTINCT ON (e.person, e.claim_id) e.person, e.claim_id, e.version, e.place, e.payee, e.claim, e.settlement
			FROM %3$s.entry AS e
			%4$s
			ORDER BY e.person, e.claim_id, e.version DESC
		), matched AS (
			SELECT coalesce(k.person, p.person) AS person, coalesce(k.claim_id, p.claim_id) AS claim_id, k.rows IS NOT NULL AS known,
				k.position, k.payee, k.claim, f.kind,
				CASE WHEN f.kind IS NULL THEN k.claim END AS usable,
				p.version, p.place, p.payee AS payee_before, p.claim AS claim_before, p.settlement AS before
			FROM known AS k
			FULL JOIN posted AS p ON p.person = k.person AND p.claim_id = k.claim_id
			CROSS JOIN LATERAL (
				SELECT CASE WHEN k.rows IS NULL THEN NULL WHEN k.person = '' THEN 'person_missing' WHEN k.claim_id = '' THEN 'claim_id_missing'
					WHEN k.rows > 1 THEN 'duplicate_claim_id' WHEN k.claim IS NULL THEN 'claim_missing' WHEN k.payee IS NULL THEN 'payee_missing' END AS kind
			) AS f
		), settled AS (
			SELECT m.*, @extschema@.medaid_try_settle_ytd(m.usable, %5$s) OVER in_order AS after,
				coalesce(m.place, coalesce(max(m.place) OVER %8$s, 0) + row_number() OVER in_order - count(m.place) OVER in_order) AS its_place
			FROM matched AS m
			WINDOW in_order AS (PARTITION BY m.person ORDER BY %6$s)
		), diff AS MATERIALIZED (
			-- what is read most stands first
			SELECT d.person, d.claim_id, CASE WHEN d.differs <> 'held' AND d.closed THEN 'held' ELSE d.differs END AS change,
				d.refused IS NOT NULL AND d.before IS DISTINCT FROM NULL AS stops,
				d.before IS DISTINCT FROM NULL AS posted, d.known, d.version, d.its_place AS place,
				CASE WHEN d.known THEN d.payee ELSE d.payee_before END AS payee, coalesce(d.claim, d.claim_before) AS claim,
				CASE WHEN d.refused IS NULL THEN d.after END AS after, d.before,
				CASE WHEN d.differs = 'held' THEN d.refused WHEN d.differs IS NOT NULL AND d.closed THEN 'year_closed' END AS kind,
				CASE WHEN d.differs = 'held' THEN CASE d.kind
						WHEN 'person_missing' THEN 'the claim names no person'
						WHEN 'claim_id_missing' THEN 'the claim has no claim_id'
						WHEN 'duplicate_claim_id' THEN 'the claim_id stands more than once'
						WHEN 'claim_missing' THEN 'the claim is NULL'
						WHEN 'payee_missing' THEN 'nobody is named to be paid'
						ELSE (d.after).fault END
					WHEN d.differs IS NOT NULL AND d.closed THEN 'the year ' || least((d.after).benefit_year, (d.before).benefit_year) || ' is closed' END AS message
			FROM (
				SELECT j.*,
					CASE WHEN j.refused IS NOT NULL THEN 'held'
						WHEN j.before IS NOT DISTINCT FROM NULL THEN CASE WHEN j.after IS DISTINCT FROM NULL THEN 'new' END
						WHEN j.after IS NOT DISTINCT FROM NULL THEN 'taken_back'
						WHEN j.payee = j.payee_before AND @extschema@.medaid_same(j.before, j.after) THEN NULL
						WHEN j.payee = j.payee_before AND @extschema@.medaid_same(j.before, j.after,
							'{basic_paid,critical_illness_paid,other_paid,aid,hospital_borne,patient_pays,channel,pay_when}') THEN 'restated'
						ELSE 'changed' END AS differs,
					%7$s IS NOT NULL AND least((j.after).benefit_year, (j.before).benefit_year) < %7$s AS closed
				FROM (
					SELECT s.*, coalesce(s.kind, CASE WHEN (s.after).status = 'refused' THEN (s.after).reason END) AS refused
					FROM settled AS s
				) AS j
			) AS d
		), stopped AS (
			SELECT d.person FROM diff AS d WHERE d.stops
		)$sql$,
		source, CASE WHEN persons THEN 'WHERE c.person = ANY ($1)' ELSE '' END, schema, CASE WHEN persons THEN 'WHERE e.person = ANY ($1)' ELSE '' END,
		policies, CASE ordering WHEN 'discharged' THEN 'm.usable, m.claim_id' ELSE 'm.usable IS NULL, m.place, m.position, m.claim_id' END, since,
		-- in the order of posting, claims without a place stand last
		CASE ordering WHEN 'discharged' THEN '(PARTITION BY m.person)' ELSE 'in_order' END);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_diff_sql(text, text, text, text, text, boolean) IS
	'The common table expressions that compare what should be paid with what was posted, known to diff and stopped; schema and source: quoted, policies and since: expressions, persons: of those that $1 names';

CREATE FUNCTION @extschema@.medaid_ledger_diff(ledger text, persons text[] DEFAULT NULL, policies @extschema@.medaid_policy[] DEFAULT NULL, source regclass DEFAULT NULL,
		OUT person text, OUT claim_id text, OUT change text, OUT before @extschema@.medaid_settlement, OUT after @extschema@.medaid_settlement,
		OUT aid numeric, OUT patient_pays numeric) RETURNS SETOF record
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	book record;
BEGIN
	book := @extschema@.medaid_ledger_book(schema, policies IS NULL);
	IF policies IS NOT NULL THEN
		PERFORM @extschema@.medaid_policy_array_check(policies);
	END IF;
	RETURN QUERY EXECUTE format('WITH %s SELECT d.person, d.claim_id, d.change, d.before, d.after,
			coalesce((d.after).aid, 0) - coalesce((d.before).aid, 0), coalesce((d.after).patient_pays, 0) - coalesce((d.before).patient_pays, 0)
		FROM diff AS d WHERE d.change <> ''held'' AND d.person NOT IN (SELECT s.person FROM stopped AS s) ORDER BY d.person, d.place',
		@extschema@.medaid_ledger_diff_sql(schema, coalesce(source::text, schema || '.claim'), book.ordering,
			CASE WHEN policies IS NULL THEN format('(SELECT r.policies FROM %s.rules AS r WHERE r.number = $3)', schema) ELSE '$2' END,
			'$4', persons IS NOT NULL))
		USING persons, policies, book.rules, book.since;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_diff(text, text[], @extschema@.medaid_policy[], regclass) IS
	'What posting would write, reading only: of persons (NULL: everybody), under policies (NULL: those adopted), of the claims in source (NULL: the view claim). change: new, changed, taken_back, restated (the same money, other pools); aid and patient_pays: after less before, yuan';
-- Posting: the difference, under a lock on the person.

-- The book as it stands, of a ledger that this release works on.
CREATE FUNCTION @extschema@.medaid_ledger_book(schema text, rules_needed boolean, OUT name text, OUT month date, OUT ordering text, OUT since integer, OUT rules integer)
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	version integer;
BEGIN
	EXECUTE format('SELECT b.name, b.month, b.ordering, b.since, b.rules, b.version FROM %s.book AS b', schema) INTO name, month, ordering, since, rules, version;
	PERFORM @extschema@.medaid_ledger_book_check(schema, version, CASE WHEN rules_needed THEN rules ELSE 0 END);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_book(text, boolean) IS
	'The book of a ledger as it stands; another version, or no rules adopted where they are needed: 55000; schema: quoted';

CREATE FUNCTION @extschema@.medaid_ledger_book_check(schema text, version integer, rules integer) RETURNS void
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF version IS NULL THEN
		RAISE EXCEPTION 'the book of ledger % is empty', schema USING ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'It is one row; row security may hide it.';
	ELSIF version <> @extschema@.medaid_ledger_version() THEN
		RAISE EXCEPTION 'ledger % has version %, and this release works on %', schema, version, @extschema@.medaid_ledger_version() USING
			ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'SELECT medaid_upgrade_ledger(name) brings an older ledger up to date.';
	ELSIF rules IS NULL THEN
		RAISE EXCEPTION 'no rules are adopted in ledger %', schema USING
			ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'SELECT medaid_adopt(ledger, medaid_policies(code, from_date, to_date), reason).';
	END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_book_check(text, integer, integer) IS
	'55000 for a book that is empty, of another version or without rules';

-- What is posted of the persons that $1 names; they are locked.
-- $2 rules, $3 since, $4 month, $5 run, $6 reason, $7 the time: after the lock, so that
-- times are in the order in which a person is posted.
CREATE FUNCTION @extschema@.medaid_post_sql(schema text, source text, ordering text, looked_at boolean) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN format($sql$WITH %2$s, entries AS (
			INSERT INTO %1$s.entry (person, claim_id, version, place, payee, claim, settlement, month, rules, run, reason, at)
			SELECT d.person, d.claim_id, coalesce(d.version, 0) + 1, d.place, d.payee, d.claim, d.after, $4, $2, $5, $6, $7
			FROM diff AS d
			WHERE d.change <> 'held' AND d.person NOT IN (SELECT s.person FROM stopped AS s)
		), looked_at AS (
			UPDATE %1$s.person AS p
			SET %3$s
		)
		SELECT count(*) FILTER (WHERE d.posting) AS entries, sum((d.before).aid) FILTER (WHERE d.posting) AS aid_before, sum((d.after).aid) FILTER (WHERE d.posting) AS aid_after,
			coalesce(bool_or(d.change = 'held'), false) OR EXISTS (SELECT FROM %1$s.held AS h WHERE h.person = ANY ($1)) AS holding
		FROM (
			SELECT d.change, d.before, d.after, d.change <> 'held' AND d.person NOT IN (SELECT s.person FROM stopped AS s) AS posting
			FROM diff AS d
			WHERE d.change IS NOT NULL
			OFFSET 0 -- looked up once for all that follows
		) AS d$sql$,
		schema, @extschema@.medaid_ledger_diff_sql(schema, source, ordering, format('(SELECT r.policies FROM %s.rules AS r WHERE r.number = $2)', schema), '$3', true),
		CASE WHEN looked_at THEN $sql$live = n.live
			FROM (
				SELECT d.person, (CASE WHEN bool_or(d.stops) THEN count(*) FILTER (WHERE d.posted)
					ELSE count(*) FILTER (WHERE d.change = 'new' OR d.posted AND d.change IS DISTINCT FROM 'taken_back') END)::integer AS live
				FROM diff AS d GROUP BY d.person
			) AS n
			WHERE p.person = n.person AND p.live <> n.live$sql$
		ELSE $sql$claims = n.claims, payees = n.payees, rules = $2, since = $3, live = n.live, posted = p.posted + 1
			FROM (
				SELECT g.person, d.claims, d.payees, coalesce(d.live, 0) AS live, coalesce(d.entries, 0) AS entries
				FROM unnest($1) AS g (person)
				LEFT JOIN (
					SELECT d.person, @extschema@.medaid_try_collect(d.claim) FILTER (WHERE d.known) AS claims,
						bit_xor(hashtextextended(d.payee, hashtextextended(d.claim_id, 0))) FILTER (WHERE d.known) AS payees,
						(CASE WHEN bool_or(d.stops) THEN count(*) FILTER (WHERE d.posted)
							ELSE count(*) FILTER (WHERE d.change = 'new' OR d.posted AND d.change IS DISTINCT FROM 'taken_back') END)::integer AS live,
						CASE WHEN bool_or(d.stops) THEN 0 ELSE count(*) FILTER (WHERE d.change <> 'held') END AS entries
					FROM diff AS d GROUP BY d.person
				) AS d ON d.person = g.person
			) AS n
			WHERE p.person = n.person
				AND (n.entries > 0 OR NOT coalesce(p.claims OPERATOR(@extschema@.=) n.claims, p.claims IS NULL AND n.claims IS NULL)
					OR p.payees IS DISTINCT FROM n.payees OR p.rules IS DISTINCT FROM $2 OR p.since IS DISTINCT FROM $3)$sql$ END);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_post_sql(text, text, text, boolean) IS
	'The statement that posts the persons $1, who are locked, under the rules number $2, years before $3 closed, in the month $4, for the run $5 and the reason $6, at $7; schema and source: quoted; looked_at: whether their rows of person tell already what was looked at';

-- What of the persons $1 is held, once they are posted; parameters as above.
CREATE FUNCTION @extschema@.medaid_hold_sql(schema text, source text, ordering text) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN format($sql$WITH %2$s, mended AS (
			DELETE FROM %1$s.held AS h
			WHERE h.person = ANY ($1)
				AND NOT EXISTS (SELECT FROM diff AS d WHERE d.change = 'held' AND d.person = h.person AND d.claim_id = h.claim_id)
		)
		INSERT INTO %1$s.held AS h (person, claim_id, kind, field, message, posted)
		SELECT d.person, d.claim_id, d.kind, coalesce(@extschema@.medaid_fault_field(d.claim), (
			SELECT f.field
			FROM @extschema@.medaid_findings(d.claim::@extschema@.medaid_claim, (SELECT r.policies FROM %1$s.rules AS r WHERE r.number = $2)) AS f
			WHERE f.kind = d.kind LIMIT 1
		)), d.message, d.posted
		FROM diff AS d
		WHERE d.change = 'held'
		ON CONFLICT (person, claim_id) DO UPDATE SET kind = excluded.kind, field = excluded.field, message = excluded.message, posted = excluded.posted, since = excluded.since
		WHERE (h.kind, h.field, h.message, h.posted) IS DISTINCT FROM (excluded.kind, excluded.field, excluded.message, excluded.posted)$sql$,
		schema, @extschema@.medaid_ledger_diff_sql(schema, source, ordering, format('(SELECT r.policies FROM %s.rules AS r WHERE r.number = $2)', schema), '$3', true));
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_hold_sql(text, text, text) IS
	'The statement that brings the work list of the persons $1 up to date, under the rules number $2, years before $3 closed; schema and source: quoted';

CREATE FUNCTION @extschema@.medaid_hold_persons_sql(schema text) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN format('SELECT count(*) AS held FROM (SELECT FROM %s.person AS p WHERE p.person = ANY ($1) ORDER BY p.person FOR UPDATE) AS l', schema);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_hold_persons_sql(text) IS 'The statement that locks the persons $1 that have a row, in their order, and counts them; schema: quoted';

-- Takes the persons' locks, in their order, and says how many there are.  Under
-- REPEATABLE READ and above a person posted since the snapshot is 40001.
CREATE FUNCTION @extschema@.medaid_ledger_hold(schema text, persons text[]) RETURNS bigint
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	held bigint;
BEGIN
	EXECUTE @extschema@.medaid_hold_persons_sql(schema) INTO held USING persons;
	RETURN held;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_hold(text, text[]) IS
	'Locks the persons of a ledger that have a row, in their order, until the end of the transaction; schema: quoted';

CREATE FUNCTION @extschema@.medaid_ledger_lock(schema text, persons text[]) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF @extschema@.medaid_ledger_hold(schema, persons) < cardinality(persons) THEN
		EXECUTE format('INSERT INTO %s.person (person) SELECT g.person FROM unnest($1) AS g (person) ORDER BY g.person COLLATE "C" ON CONFLICT DO NOTHING', schema) USING persons;
		PERFORM @extschema@.medaid_ledger_hold(schema, persons);
	END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_lock(text, text[]) IS
	'Locks persons of a ledger, each named once, and makes the rows that are missing; schema: quoted';

-- A statement prepared in the session: planning the one that posts takes longer
-- than running it.  One of the same name with another text is replaced: whoever
-- prepared it, what runs is this text, looked up in this search_path.
CREATE FUNCTION @extschema@.medaid_ledger_prepare(name text, statement text) RETURNS text
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	wanted text := format('PREPARE %I %s', name, statement);
	found text := (SELECT p.statement FROM pg_prepared_statement() AS p WHERE p.name = medaid_ledger_prepare.name);
BEGIN
	IF found IS DISTINCT FROM wanted THEN
		IF found IS NOT NULL THEN
			EXECUTE format('DEALLOCATE %I', name);
		END IF;
		EXECUTE wanted;
	END IF;
	RETURN format('EXECUTE %I', name);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_prepare(text, text) IS
	'Sees to it that a statement is prepared in the session, and gives the command that runs it; statement: types and text';

CREATE FUNCTION @extschema@.medaid_post(ledger text, persons text[], reason text DEFAULT NULL) RETURNS bigint
	-- the persons are few, whatever is estimated of tables that have just grown
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	name text := 'medaid_post_' || schema::regnamespace::oid;
	source text := schema || '.claim';
	book record;
	came record;
BEGIN
	persons := ARRAY(SELECT DISTINCT g.person COLLATE "C" FROM unnest(persons) AS g (person) WHERE g.person <> '' ORDER BY 1);
	-- the month stays open until the end of the transaction, and no other rules are adopted
	EXECUTE @extschema@.medaid_ledger_prepare(name || '_book', format('AS SELECT b.month, b.ordering, b.since, b.rules, b.version FROM %s.book AS b FOR SHARE', schema)) INTO book;
	IF book.version IS DISTINCT FROM @extschema@.medaid_ledger_version() OR book.rules IS NULL THEN
		PERFORM @extschema@.medaid_ledger_book_check(schema, book.version, book.rules);
	END IF;
	EXECUTE format('%s (%L)', @extschema@.medaid_ledger_prepare(name || '_lock', '(text[]) AS ' || @extschema@.medaid_hold_persons_sql(schema)), persons) INTO came;
	IF came.held < cardinality(persons) THEN
		PERFORM @extschema@.medaid_ledger_lock(schema, persons);
	END IF;
	-- a statement of its own: what it reads is no older than the locks
	IF EXISTS (SELECT FROM pg_extension AS e WHERE e.extname = 'citus') THEN
		-- Citus plans no statement that reads distributed claims and writes local tables
		source := 'pg_temp.medaid_post_here';
		EXECUTE format('CREATE TEMP TABLE medaid_post_here AS
			SELECT c.person, c.claim_id, c.position, c.payee, c.claim::@extschema@.medaid_compact_claim AS claim FROM %s.claim AS c WHERE c.person = ANY (%L)', schema, persons);
		EXECUTE @extschema@.medaid_post_sql(schema, source, book.ordering, false) INTO came
			USING persons, book.rules, book.since, book.month, NULL::bigint, reason, clock_timestamp();
	ELSE
		EXECUTE format('%s (%L, %L, %L, %L, NULL, %L, %L)',
			@extschema@.medaid_ledger_prepare(name, '(text[], integer, integer, date, bigint, text, timestamptz) AS ' || @extschema@.medaid_post_sql(schema, schema || '.claim', book.ordering, false)),
			persons, book.rules, book.since, book.month, reason, clock_timestamp()) INTO came;
	END IF;
	IF came.holding THEN
		EXECUTE @extschema@.medaid_hold_sql(schema, source, book.ordering) USING persons, book.rules, book.since;
	END IF;
	IF source LIKE 'pg_temp.%' THEN
		DROP TABLE pg_temp.medaid_post_here;
	END IF;
	RETURN came.entries;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_post(text, text[], text) IS
	'Posts what has changed for persons since they were last posted, and says how many entries that took; claims come from the view claim. It locks the persons until the end of the transaction: 40001 where they were posted since a REPEATABLE READ snapshot';
-- Posting everybody: one pass over the claims finds who has changed, then a
-- commit a batch.  Killed and called again, it goes on: who is posted is as posted.

-- Writes the run, and ends those whose sessions are gone.
CREATE FUNCTION @extschema@.medaid_post_begin(ledger text, reason text, batch integer, source regclass, most_taken_back numeric) RETURNS bigint
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	book record := @extschema@.medaid_ledger_book(schema, true);
	run bigint;
BEGIN
	IF batch IS NULL OR batch NOT BETWEEN 1 AND 1000000 THEN
		RAISE EXCEPTION 'batch % is out of range', coalesce(batch::text, 'NULL') USING
			ERRCODE = 'numeric_value_out_of_range', HINT = '1 to 1,000,000 persons.';
	ELSIF most_taken_back IS NULL OR most_taken_back NOT BETWEEN 0 AND 1 THEN
		RAISE EXCEPTION 'most_taken_back % is no share', coalesce(most_taken_back::text, 'NULL') USING
			ERRCODE = 'numeric_value_out_of_range', HINT = '0 to 1 of the claims posted.';
	END IF;
	EXECUTE format('UPDATE %s.run AS r SET state = ''interrupted'', finished = clock_timestamp()
		WHERE r.state IN (''looking'', ''posting'') AND (r.pid = pg_backend_pid() OR NOT EXISTS (SELECT FROM pg_stat_get_activity(r.pid) AS a WHERE coalesce(a.backend_start <= r.started, true)))', schema);
	EXECUTE format('INSERT INTO %s.run (state, source, rules, reason) VALUES (''looking'', $1, $2, $3) RETURNING number', schema)
		INTO run USING coalesce(source::text, schema || '.claim'), book.rules, reason;
	RETURN run;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_post_begin(text, text, integer, regclass, numeric) IS
	'Begins a run of medaid_post_all, and gives its number';

-- IF EXISTS would tell of each that is not there.
CREATE FUNCTION @extschema@.medaid_post_clear() RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF to_regclass('pg_temp.medaid_post_person') IS NOT NULL THEN
		DROP TABLE pg_temp.medaid_post_person;
	END IF;
	IF to_regclass('pg_temp.medaid_post_claim') IS NOT NULL THEN
		DROP TABLE pg_temp.medaid_post_claim;
	END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_post_clear() IS 'Drops the temporary tables of a run of medaid_post_all';

-- Who has changed since the last posting, into pg_temp.medaid_post_person, and
-- their claims, into pg_temp.medaid_post_claim; both in batches.
CREATE FUNCTION @extschema@.medaid_post_look(ledger text, run bigint, batch integer, OUT batches integer, OUT taken_back bigint, OUT live bigint)
	-- who has changed is looked for in a hash table, not by sorting all claims
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off SET enable_mergejoin = off AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	book record := @extschema@.medaid_ledger_book(schema, true);
	source text;
	begun boolean;
	seen bigint;
	changed bigint;
BEGIN
	EXECUTE format('SELECT r.source FROM %s.run AS r WHERE r.number = $1', schema) INTO source USING run;
	PERFORM set_config('application_name', format('medaid_post_all %s: looking', ledger), true);
	PERFORM @extschema@.medaid_post_clear();
	CREATE TEMP TABLE medaid_post_person (person text COLLATE "C", seen bigint, live integer, batch integer);
	CREATE TEMP TABLE medaid_post_claim (batch integer, person text COLLATE "C", claim_id text, position timestamptz, payee text, claim @extschema@.medaid_compact_claim);
	EXECUTE format('SELECT EXISTS (SELECT FROM %s.person AS p WHERE p.rules = $1 AND p.since IS NOT DISTINCT FROM $2)', schema)
		INTO begun USING book.rules, book.since;
	IF begun THEN
		EXECUTE format($sql$
			WITH looked AS MATERIALIZED (
				SELECT coalesce(c.person, p.person) AS person, p.posted, p.live,
					NOT coalesce(p.claims OPERATOR(@extschema@.=) c.claims, p.claims IS NULL AND c.claims IS NULL)
					OR p.payees IS DISTINCT FROM c.payees OR p.rules IS DISTINCT FROM $1 OR p.since IS DISTINCT FROM $2 AS changed
				FROM (
					SELECT coalesce(s.person, '') COLLATE "C" AS person, s.claims, s.payees
					FROM (
						SELECT c.person, @extschema@.medaid_try_collect(c.claim::@extschema@.medaid_compact_claim) AS claims,
							bit_xor(hashtextextended(c.payee COLLATE "C", hashtextextended(coalesce(c.claim_id, '') COLLATE "C", 0))) AS payees
						FROM %1$s AS c
						GROUP BY c.person
					) AS s
				) AS c
				FULL JOIN %2$s.person AS p ON p.person = c.person
			), kept AS (
				INSERT INTO pg_temp.medaid_post_person (person, seen, live, batch)
				SELECT l.person, l.posted, l.live, 1 + (row_number() OVER (ORDER BY l.person) - 1) / $3
				FROM looked AS l
				WHERE l.changed
			)
			SELECT count(*), count(*) FILTER (WHERE l.changed), coalesce(sum(l.live), 0) FROM looked AS l
		$sql$, source, schema) INTO seen, changed, live USING book.rules, book.since, batch;
		ANALYZE pg_temp.medaid_post_person;
		EXECUTE format($sql$
			INSERT INTO pg_temp.medaid_post_claim (batch, person, claim_id, position, payee, claim)
			SELECT p.batch, p.person, c.claim_id, c.position, c.payee, c.claim::@extschema@.medaid_compact_claim AS claim
			FROM %s AS c
			JOIN pg_temp.medaid_post_person AS p ON p.person = coalesce(c.person, '') COLLATE "C"
			ORDER BY p.person, c.claim_id COLLATE "C"
		$sql$, source);
	ELSE
		-- nobody was posted under these rules: all have changed
		EXECUTE format($sql$
			INSERT INTO pg_temp.medaid_post_claim (batch, person, claim_id, position, payee, claim)
			SELECT 1 + (dense_rank() OVER (ORDER BY c.person) - 1) / $1, c.person, c.claim_id, c.position, c.payee, c.claim
			FROM (
				SELECT coalesce(c.person, '') COLLATE "C" AS person, c.claim_id, c.position, c.payee, c.claim::@extschema@.medaid_compact_claim AS claim
				FROM %s AS c
				ORDER BY 1, c.claim_id COLLATE "C"
			) AS c
		$sql$, source) USING batch;
		EXECUTE format($sql$
			WITH kept AS (
				INSERT INTO pg_temp.medaid_post_person (person, seen, live, batch)
				SELECT coalesce(c.person, p.person), p.posted, p.live,
					-- who has no claims any more comes last
					coalesce(c.batch, 1 + (count(c.person) OVER () + row_number() OVER (PARTITION BY c.person IS NULL ORDER BY p.person) - 1) / $1)
				FROM (SELECT DISTINCT c.person, c.batch FROM pg_temp.medaid_post_claim AS c) AS c
				FULL JOIN %s.person AS p ON p.person = c.person
				ORDER BY 4, 1
				RETURNING live
			)
			SELECT count(*), count(*), coalesce(sum(k.live), 0) FROM kept AS k
		$sql$, schema) INTO seen, changed, live USING batch;
	END IF;
	batches := (changed + batch - 1) / batch;
	CREATE INDEX ON pg_temp.medaid_post_person USING brin (batch) WITH (pages_per_range = 8);
	CREATE INDEX ON pg_temp.medaid_post_claim USING brin (batch) WITH (pages_per_range = 16);
	ANALYZE pg_temp.medaid_post_person, pg_temp.medaid_post_claim (batch, person, claim_id);
	taken_back := 0;
	IF live > 0 THEN
		EXECUTE format($sql$
			SELECT count(*)
			FROM (
				SELECT DISTINCT ON (e.person, e.claim_id) e.person, e.claim_id, e.settlement IS DISTINCT FROM NULL AS live
				FROM %s.entry AS e JOIN pg_temp.medaid_post_person AS p ON p.person = e.person
				WHERE p.live > 0
				ORDER BY e.person, e.claim_id, e.version DESC
			) AS e
			WHERE e.live AND NOT EXISTS (SELECT FROM pg_temp.medaid_post_claim AS c WHERE c.person = e.person AND c.claim_id COLLATE "C" = e.claim_id)
		$sql$, schema) INTO taken_back;
	END IF;
	EXECUTE format('UPDATE %s.run AS r SET state = ''posting'', seen = $2, changed = $3 WHERE r.number = $1', schema) USING run, seen, changed;
	RAISE NOTICE '% of % persons have changed', changed, seen;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_post_look(text, bigint, integer) IS
	'Finds who has changed since the last posting, for a run of medaid_post_all';

-- Claims that were read before the lock serve while nobody has posted the person
-- since; where somebody has, they are read again.
CREATE FUNCTION @extschema@.medaid_post_batch(ledger text, run bigint, number integer, batches integer) RETURNS void
	-- a batch is a small part, whatever is estimated of tables that have just grown
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	book record;
	this record;
	persons text[] := ARRAY(SELECT DISTINCT p.person FROM pg_temp.medaid_post_person AS p WHERE p.batch = number ORDER BY 1);
	again text[];
	fresh text[];
	claims text := format('(SELECT * FROM pg_temp.medaid_post_claim AS x WHERE x.batch = %s)', number);
	came record;
	-- of those read again
	entries bigint := 0;
	aid_before numeric;
	aid_after numeric;
	holding boolean;
BEGIN
	PERFORM set_config('application_name', format('medaid_post_all %s: %s of %s', ledger, number, batches), true);
	EXECUTE format('SELECT b.month, b.ordering, b.since, b.rules, b.version FROM %s.book AS b FOR SHARE', schema) INTO book;
	PERFORM @extschema@.medaid_ledger_book_check(schema, book.version, book.rules);
	EXECUTE format('SELECT r.source, r.reason, r.changed, r.done FROM %s.run AS r WHERE r.number = $1', schema) INTO this USING run;
	PERFORM @extschema@.medaid_ledger_hold(schema, persons);
	-- what is looked at is written with the row that is the lock, in one; who was posted since, or has a row that was not there, is looked at again
	EXECUTE format('
		WITH looked AS MATERIALIZED (
			SELECT c.person, @extschema@.medaid_try_collect(c.claim) AS claims, bit_xor(hashtextextended(c.payee COLLATE "C", hashtextextended(coalesce(c.claim_id, '''') COLLATE "C", 0))) AS payees, count(*) AS number
			FROM pg_temp.medaid_post_claim AS c WHERE c.batch = $1 GROUP BY c.person
		), known AS (
			UPDATE %1$s.person AS p SET claims = l.claims, payees = l.payees, rules = $2, since = $3, posted = p.posted + 1
			FROM pg_temp.medaid_post_person AS b
			LEFT JOIN looked AS l ON l.person = b.person
			WHERE p.person = b.person AND b.batch = $1 AND p.posted = b.seen
			RETURNING p.person
		), made AS (
			INSERT INTO %1$s.person AS p (person, claims, payees, rules, since, live, posted)
			SELECT b.person, l.claims, l.payees, $2, $3, l.number, 1
			FROM pg_temp.medaid_post_person AS b
			JOIN looked AS l ON l.person = b.person
			WHERE b.batch = $1 AND b.seen IS NULL
			ORDER BY b.person
			ON CONFLICT DO NOTHING
			RETURNING p.person
		)
		SELECT array_agg(p.person ORDER BY p.person)
		FROM unnest($4) AS p (person)
		WHERE p.person NOT IN (SELECT k.person FROM known AS k UNION ALL SELECT m.person FROM made AS m)', schema)
		INTO again USING number, book.rules, book.since, persons;
	fresh := CASE WHEN again IS NULL THEN persons ELSE ARRAY(SELECT p.person FROM unnest(persons) AS p (person) WHERE p.person <> ALL (again)) END;
	EXECUTE @extschema@.medaid_post_sql(schema, claims, book.ordering, true) INTO came
		USING fresh, book.rules, book.since, book.month, run, this.reason, clock_timestamp();
	IF came.holding THEN
		EXECUTE @extschema@.medaid_hold_sql(schema, claims, book.ordering) USING fresh, book.rules, book.since;
	END IF;
	IF again IS NOT NULL THEN
		PERFORM @extschema@.medaid_ledger_hold(schema, again);
		EXECUTE @extschema@.medaid_post_sql(schema, this.source, book.ordering, false) INTO entries, aid_before, aid_after, holding
			USING again, book.rules, book.since, book.month, run, this.reason, clock_timestamp();
		IF holding THEN
			EXECUTE @extschema@.medaid_hold_sql(schema, this.source, book.ordering) USING again, book.rules, book.since;
		END IF;
	END IF;
	EXECUTE format('UPDATE %s.run AS r SET done = r.done + $2, entries = r.entries + $3, aid_before = coalesce(r.aid_before, 0) + $4, aid_after = coalesce(r.aid_after, 0) + $5
		WHERE r.number = $1', schema)
		USING run, cardinality(persons), came.entries + entries,
			coalesce(came.aid_before, 0) + coalesce(aid_before, 0), coalesce(came.aid_after, 0) + coalesce(aid_after, 0);
	-- ten times at most
	IF number * 10 / batches > (number - 1) * 10 / batches THEN
		RAISE NOTICE '% of % persons posted', this.done + cardinality(persons), this.changed;
	END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_post_batch(text, bigint, integer, integer) IS
	'Posts a batch of a run of medaid_post_all';

CREATE FUNCTION @extschema@.medaid_post_end(ledger text, run bigint, state text) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	this record;
BEGIN
	PERFORM @extschema@.medaid_post_clear();
	EXECUTE format('UPDATE %1$s.run AS r SET state = $2, finished = clock_timestamp(), held = (SELECT count(*) FROM %1$s.held)
		WHERE r.number = $1 RETURNING r.entries, r.held', schema) INTO this USING run, state;
	RAISE NOTICE '% entries, % claims held', this.entries, this.held;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_post_end(text, bigint, text) IS 'Ends a run of medaid_post_all';

CREATE FUNCTION @extschema@.medaid_post_refuse(ledger text, run bigint, taken_back bigint, live bigint) RETURNS void
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RAISE EXCEPTION 'posting would take back % of % claims', taken_back, live USING
		ERRCODE = 'object_not_in_prerequisite_state',
		DETAIL = format('Run %s of ledger "%s" is refused: these claims are not in its source.', run, ledger),
		HINT = 'Look at medaid_ledger_diff; most_taken_back says how many may be (0.05: one of twenty).';
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_post_refuse(text, bigint, bigint, bigint) IS 'Raises 55000 for a run that would take back too much';

CREATE FUNCTION @extschema@.medaid_post_too_much(taken_back bigint, live bigint, most_taken_back numeric) RETURNS boolean
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN taken_back > live * most_taken_back;
COMMENT ON FUNCTION @extschema@.medaid_post_too_much(bigint, bigint, numeric) IS 'Whether so many of so many claims are more than the share';

-- A procedure that commits has no search_path of its own: it calls functions that
-- have, and uses no operator.
CREATE PROCEDURE @extschema@.medaid_post_all(ledger text, reason text DEFAULT NULL, batch integer DEFAULT 2000, source regclass DEFAULT NULL, most_taken_back numeric DEFAULT 0.05)
	LANGUAGE plpgsql AS $$
DECLARE
	run bigint;
	batches integer;
	taken_back bigint;
	live bigint;
BEGIN
	-- each transaction reads what was committed before it began, whatever the session's default
	COMMIT;
	SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
	run := @extschema@.medaid_post_begin(ledger, reason, batch, source, most_taken_back);
	COMMIT;
	SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
	SELECT l.batches, l.taken_back, l.live INTO batches, taken_back, live FROM @extschema@.medaid_post_look(ledger, run, batch) AS l;
	IF @extschema@.medaid_post_too_much(taken_back, live, most_taken_back) THEN
		PERFORM @extschema@.medaid_post_end(ledger, run, 'refused');
		COMMIT;
		PERFORM @extschema@.medaid_post_refuse(ledger, run, taken_back, live);
	END IF;
	COMMIT;
	SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
	FOR n IN 1 .. batches LOOP
		PERFORM @extschema@.medaid_post_batch(ledger, run, n, batches);
		COMMIT;
		SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
	END LOOP;
	PERFORM @extschema@.medaid_post_end(ledger, run, 'finished');
	COMMIT;
END
$$;
COMMENT ON PROCEDURE @extschema@.medaid_post_all(text, text, integer, regclass, numeric) IS
	'Posts everybody who has changed, batch persons a transaction; source: the relation of the claims (NULL: the view claim); more than most_taken_back of the posted claims not in it any more: 55000. Interrupted, it is called again';
-- The fund's side of a ledger: statements, receipts, premium subsidies, and the
-- views that say what is owed and what became of the fund's year.

-- schema: quoted; by_person: '' or PARTITION BY HASH (person)
CREATE FUNCTION @extschema@.medaid_ledger_money_tables(schema text, by_person text) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	EXECUTE format($ddl$
		CREATE TABLE %1$s.statement (
			month		date NOT NULL,
			payee		text COLLATE "C" NOT NULL,
			channel		text NOT NULL,
			pay_when	text NOT NULL,
			claims		bigint NOT NULL,
			assistance	numeric NOT NULL,
			top_up		numeric NOT NULL,
			tilted		numeric NOT NULL,
			off_catalog	numeric NOT NULL,
			amount		numeric NOT NULL CHECK (amount = assistance + top_up + tilted + off_catalog),
			brought_forward	numeric NOT NULL,
			due			numeric NOT NULL CHECK (due >= 0),
			carried_forward	numeric NOT NULL CHECK (amount + brought_forward = due + carried_forward),
			by			text NOT NULL DEFAULT session_user,
			at			timestamptz NOT NULL DEFAULT now(),
			PRIMARY KEY (month, payee, channel, pay_when)
		);
		CREATE TABLE %1$s.receipt (
			number		bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
			day			date NOT NULL CHECK (isfinite(day)),
			source		text NOT NULL CHECK (source IN ('opening', 'central_province', 'city', 'county', 'lottery', 'donation', 'interest', 'other', 'supplement')),
			amount		numeric NOT NULL CHECK (amount = round(amount, 2) AND amount <> 0 AND abs(amount) < 1e14),
			note		text,
			month		date NOT NULL,
			by			text NOT NULL DEFAULT session_user,
			at			timestamptz NOT NULL DEFAULT now()
		);
		CREATE TABLE %1$s.premium (
			person		text COLLATE "C" NOT NULL,
			year		integer NOT NULL,
			version		integer NOT NULL CHECK (version > 0),
			premium		@extschema@.medaid_premium NOT NULL,
			amount		numeric NOT NULL CHECK (amount = round(amount, 2) AND amount <> 0 AND abs(amount) < 1e14),
			reason		text,
			month		date NOT NULL,
			by			text NOT NULL DEFAULT session_user,
			at			timestamptz NOT NULL DEFAULT now(),
			PRIMARY KEY (person, year, version)
		) %2$s;
		CREATE INDEX premium_month ON %1$s.premium USING brin (month);
		COMMENT ON TABLE %1$s.statement IS 'What the fund owes (对账单): written when a month is closed, then never changed';
		COMMENT ON COLUMN %1$s.statement.payee IS 'the institution for direct 一站式, the person for application 依申请';
		COMMENT ON COLUMN %1$s.statement.pay_when IS 'now, or year_end: due in December; of a year whose December is stated: now';
		COMMENT ON COLUMN %1$s.statement.claims IS 'claims with an amount in the month';
		COMMENT ON COLUMN %1$s.statement.amount IS 'the month''s postings less reversals: assistance, top_up, tilted and off_catalog together, yuan';
		COMMENT ON COLUMN %1$s.statement.brought_forward IS 'carried_forward of the month before 上期结转, yuan';
		COMMENT ON COLUMN %1$s.statement.due IS 'what the fund pays on this statement 应付, yuan';
		COMMENT ON COLUMN %1$s.statement.carried_forward IS 'amount and brought_forward less due 结转下期, yuan: below 0 the payee owes it, above 0 it is due in December';
		COMMENT ON TABLE %1$s.receipt IS 'Money that came into the fund (平顺 第二十二条); append-only: a mistake is corrected by a further row below 0';
		COMMENT ON COLUMN %1$s.receipt.day IS 'day on which it came in';
		COMMENT ON COLUMN %1$s.receipt.source IS 'central_province (一), city (二), county (三), lottery (四), donation (五), interest (六), other (七), supplement (八); opening: what the fund had when the ledger began';
		COMMENT ON COLUMN %1$s.receipt.amount IS 'yuan';
		COMMENT ON COLUMN %1$s.receipt.month IS 'the month in which it is booked: the open one, whatever the day';
		COMMENT ON TABLE %1$s.premium IS 'Premium subsidies (资助参保) that the fund bore, by medaid_post_premiums; append-only: a change is a further version';
		COMMENT ON COLUMN %1$s.premium.year IS 'the year insured';
		COMMENT ON COLUMN %1$s.premium.version IS '1 for the first posting of the person''s year';
		COMMENT ON COLUMN %1$s.premium.premium IS 'what holds from here on';
		COMMENT ON COLUMN %1$s.premium.amount IS 'assistance of it less that of the version before, yuan';
		COMMENT ON COLUMN %1$s.premium.month IS 'the month in which it is booked';
		-- with the rights of the ledger's owner: who books money need not be able to change the book
		CREATE FUNCTION %1$s.booked() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
		DECLARE
			open date;
		BEGIN
			SELECT b.month INTO open FROM %1$s.book AS b FOR SHARE;
			IF NEW.month <> open THEN
				RAISE EXCEPTION 'month %% is not open: %% is', to_char(NEW.month, 'YYYY-MM'), to_char(open, 'YYYY-MM') USING
					ERRCODE = 'object_not_in_prerequisite_state',
					HINT = 'Leave month out: what comes in is booked in the open month.';
			END IF;
			NEW.month := open;
			RETURN NEW;
		END
		$body$;
		COMMENT ON FUNCTION %1$s.booked() IS 'trigger: books money in the open month, which is not closed meanwhile';
		CREATE TRIGGER booked BEFORE INSERT ON %1$s.receipt FOR EACH ROW EXECUTE FUNCTION %1$s.booked();
		CREATE TRIGGER booked BEFORE INSERT ON %1$s.premium FOR EACH ROW EXECUTE FUNCTION %1$s.booked();
	$ddl$, schema, by_person);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_money_tables(text, text) IS
	'Makes the tables of a ledger for statements, receipts and premium subsidies; schema: quoted; by_person: how to partition';

-- schema: quoted
CREATE FUNCTION @extschema@.medaid_ledger_money_views(schema text) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	EXECUTE format($ddl$
		-- reversals on their own: most entries have none, and the planner knows how many
		CREATE OR REPLACE VIEW %1$s.payable AS
		SELECT x.month, x.person, x.claim_id, x.version, x.side,
			CASE (x.s).channel WHEN 'application' THEN x.person ELSE x.payee END AS payee,
			(x.s).channel,
			CASE WHEN (x.s).pay_when = 'year_end' AND (x.s).benefit_year >= extract(year FROM x.month) THEN 'year_end' ELSE 'now' END AS pay_when,
			(x.s).benefit_year,
			x.sign * (x.s).assistance AS assistance, x.sign * (x.s).top_up AS top_up, x.sign * (x.s).tilted AS tilted, x.sign * (x.s).off_catalog AS off_catalog,
			x.sign * (x.s).aid AS amount
		FROM (
			SELECT e.month, e.person, e.claim_id, e.version, 'posting' AS side, 1 AS sign, e.payee, e.settlement AS s
			FROM %1$s.entry AS e
			UNION ALL
			SELECT e.month, e.person, e.claim_id, e.version, 'reversal', -1, p.payee, p.settlement
			FROM %1$s.entry AS e
			JOIN %1$s.entry AS p ON p.person = e.person AND p.claim_id = e.claim_id AND p.version = e.previous
			WHERE e.previous IS NOT NULL
		) AS x
		WHERE (x.s).aid <> 0;
		COMMENT ON VIEW %1$s.payable IS 'What statements are made of: the aid of each entry, reversal and posting apart';
		COMMENT ON COLUMN %1$s.payable.side IS 'posting, or reversal of what stood before';
		COMMENT ON COLUMN %1$s.payable.payee IS 'the institution for direct 一站式, the person for application 依申请';
		COMMENT ON COLUMN %1$s.payable.pay_when IS 'year_end: due in December; now where the year is over';
		COMMENT ON COLUMN %1$s.payable.amount IS 'assistance, top_up, tilted and off_catalog together, yuan; of a reversal below 0';

		CREATE OR REPLACE VIEW %1$s.owed AS
		SELECT y.month, y.payee, y.channel, y.pay_when, y.claims, y.assistance, y.top_up, y.tilted, y.off_catalog, y.amount, y.brought_forward,
			y.due, y.amount + y.brought_forward - y.due AS carried_forward
		FROM (
			SELECT x.month, x.payee, x.channel, x.pay_when, sum(x.claims)::bigint AS claims,
				sum(x.assistance) AS assistance, sum(x.top_up) AS top_up, sum(x.tilted) AS tilted, sum(x.off_catalog) AS off_catalog,
				sum(x.amount) AS amount, sum(x.brought_forward) AS brought_forward,
				CASE WHEN x.pay_when = 'year_end' AND extract(month FROM x.month) < 12 THEN 0.00
					-- claims of the next year, posted before December was closed, wait for its December
					ELSE greatest(sum(x.amount + x.brought_forward) - greatest(sum(x.of_next_year), 0), 0.00) END AS due
			FROM (
				SELECT p.month, p.payee, p.channel, p.pay_when, (sum(p.amount) <> 0)::integer AS claims,
					sum(p.assistance) AS assistance, sum(p.top_up) AS top_up, sum(p.tilted) AS tilted, sum(p.off_catalog) AS off_catalog,
					sum(p.amount) AS amount, 0.00 AS brought_forward,
					coalesce(sum(p.amount) FILTER (WHERE p.pay_when = 'year_end' AND p.benefit_year > extract(year FROM p.month)), 0) AS of_next_year
				FROM %1$s.payable AS p
				WHERE p.month = (SELECT b.month FROM %1$s.book AS b)
				GROUP BY p.month, p.payee, p.channel, p.pay_when, p.person, p.claim_id
				HAVING (sum(p.assistance), sum(p.top_up), sum(p.tilted), sum(p.off_catalog)) <> (0, 0, 0, 0)
				UNION ALL
				SELECT (s.month + interval '1 month')::date, s.payee, s.channel, s.pay_when, 0, 0.00, 0.00, 0.00, 0.00, 0.00, s.carried_forward, 0.00
				FROM %1$s.statement AS s
				WHERE s.month = (SELECT b.month - interval '1 month' FROM %1$s.book AS b)::date AND s.carried_forward <> 0
			) AS x
			GROUP BY x.month, x.payee, x.channel, x.pay_when
		) AS y;
		COMMENT ON VIEW %1$s.owed IS 'The statements of the open month as they stand: what the fund owes whom, and what medaid_close_month writes';
		COMMENT ON COLUMN %1$s.owed.month IS 'the open month';
		COMMENT ON COLUMN %1$s.owed.due IS 'what the fund would pay, were the month closed now, yuan';

		CREATE OR REPLACE VIEW %1$s.account AS
		WITH flow AS (
			SELECT r.month, CASE r.source WHEN 'opening' THEN 1 ELSE 2 END AS line, r.source AS kind, round(sum(r.amount), 2) AS amount
			FROM %1$s.receipt AS r GROUP BY r.month, r.source
			UNION ALL
			SELECT s.month, 3, k.kind, -sum(k.amount)
			FROM (
				SELECT s.month, s.assistance, s.top_up, s.tilted, s.off_catalog FROM %1$s.statement AS s
				UNION ALL
				SELECT o.month, o.assistance, o.top_up, o.tilted, o.off_catalog FROM %1$s.owed AS o
			) AS s
			CROSS JOIN LATERAL (VALUES ('assistance', s.assistance), ('top_up', s.top_up), ('tilted', s.tilted), ('off_catalog', s.off_catalog)) AS k (kind, amount)
			WHERE k.amount <> 0
			GROUP BY s.month, k.kind
			UNION ALL
			SELECT p.month, 4, 'premium', -sum(p.amount) FROM %1$s.premium AS p GROUP BY p.month
		), year AS (
			SELECT y.year, coalesce(f.opening, 0.00) AS opening, coalesce(f.result, 0.00) AS result,
				sum(coalesce(f.opening + f.result, 0.00)) OVER (ORDER BY y.year) AS balance
			FROM generate_series((SELECT extract(year FROM min(f.month))::integer FROM flow AS f), (SELECT extract(year FROM b.month)::integer FROM %1$s.book AS b)) AS y (year)
			LEFT JOIN (
				SELECT extract(year FROM f.month)::integer AS year,
					coalesce(sum(f.amount) FILTER (WHERE f.line = 1), 0.00) AS opening, coalesce(sum(f.amount) FILTER (WHERE f.line > 1), 0.00) AS result
				FROM flow AS f GROUP BY 1
			) AS f USING (year)
		)
		SELECT x.year, x.line, l.item, x.kind, x.month, x.amount,
			coalesce(k.label, l.label) AS label, coalesce(k.article, l.article) AS article
		FROM (
			SELECT y.year, 1 AS line, NULL::text AS kind, NULL::date AS month, y.balance - y.result AS amount FROM year AS y
			UNION ALL
			SELECT extract(year FROM f.month)::integer, f.line, f.kind, f.month, f.amount FROM flow AS f WHERE f.line > 1
			UNION ALL
			SELECT y.year, 5, NULL, NULL, y.result FROM year AS y
			UNION ALL
			SELECT y.year, 6, NULL, NULL, greatest(least(y.balance - y.result, -y.result), 0.00) FROM year AS y
			UNION ALL
			SELECT y.year, 7, NULL, NULL, greatest(y.balance, 0.00) FROM year AS y
			UNION ALL
			SELECT y.year, 8, NULL, NULL, greatest(-y.balance, 0.00) FROM year AS y
		) AS x
		JOIN (VALUES
			(1, 'brought_forward', '上年结转', '第二十七条'),
			(2, 'receipt', NULL, NULL),
			(3, 'aid', NULL, NULL),
			(4, 'premium', '资助参保', '第二十三条'),
			(5, 'result', '当年收支结余', '第二十七条'),
			(6, 'drawn', '动用历年滚存结余', '第二十七条'),
			(7, 'carried_forward', '结转下年', '第二十七条'),
			(8, 'shortfall', '由县财政补足', '第二十七条')
		) AS l (line, item, label, article) ON l.line = x.line
		LEFT JOIN (VALUES
			('central_province', '中央、省拨付的医疗救助资金', '第二十二条（一）'),
			('city', '市财政预算安排的医疗救助资金', '第二十二条（二）'),
			('county', '县财政预算安排的医疗救助资金', '第二十二条（三）'),
			('lottery', '福利彩票公益金安排的资金', '第二十二条（四）'),
			('donation', '社会各界自愿捐赠的资金', '第二十二条（五）'),
			('interest', '利息收入', '第二十二条（六）'),
			('other', '其他资金', '第二十二条（七）'),
			('supplement', '县财政弥补支出缺口的预算追加', '第二十二条（八）'),
			('assistance', '救助', NULL),
			('top_up', '补至综合支付比例', NULL),
			('tilted', '倾斜救助、再救助', NULL),
			('off_catalog', '目录外救助', NULL)
		) AS k (kind, label, article) ON k.kind = x.kind;
		COMMENT ON VIEW %1$s.account IS 'The fund by the year (平顺 第二十二 to 二十七条): lines 1 to 4 add up to 7 less 8';
		COMMENT ON COLUMN %1$s.account.year IS 'calendar year of the months';
		COMMENT ON COLUMN %1$s.account.line IS 'order of the items';
		COMMENT ON COLUMN %1$s.account.item IS '1 brought_forward, 2 receipt, 3 aid, 4 premium; 5 result: 2 to 4; 6 drawn: what of a deficit the years before pay; 7 carried_forward; 8 shortfall: what the county has to make up';
		COMMENT ON COLUMN %1$s.account.kind IS 'receipts: the source; aid: assistance, top_up, tilted or off_catalog';
		COMMENT ON COLUMN %1$s.account.month IS 'the month in which it is booked; NULL = the year''s';
		COMMENT ON COLUMN %1$s.account.amount IS 'yuan; aid and premiums below 0';
		COMMENT ON COLUMN %1$s.account.label IS 'the regulation''s own term';
		COMMENT ON COLUMN %1$s.account.article IS 'article of 平顺''s regulation';

		CREATE OR REPLACE VIEW %1$s.indicator AS
		SELECT x.institution, x.month, (x.o).claims, (x.o).total, x.unknown, x.total_known, x.out_of_catalog,
			round(x.out_of_catalog / nullif(x.total_known, 0), 4) AS out_of_catalog_share,
			(x.o).in_scope, (x.o).burden_after, round((x.o).burden_after / nullif((x.o).in_scope, 0), 4) AS own_pay_share, (x.o).payment_ratio,
			(x.o).aid, (x.o).hospital_borne, (x.o).patient_pays, round((x.o).patient_pays / nullif((x.o).total, 0), 4) AS patient_share
		FROM (
			SELECT e.payee AS institution, date_trunc('month', (e.settlement).discharged_on::timestamp)::date AS month,
				@extschema@.medaid_outcome(e.settlement) AS o,
				count(*) FILTER (WHERE (e.settlement).out_of_catalog IS NULL) AS unknown,
				sum((e.settlement).total) FILTER (WHERE (e.settlement).out_of_catalog IS NOT NULL) AS total_known,
				sum((e.settlement).out_of_catalog) AS out_of_catalog
			FROM %1$s.entry AS e
			WHERE e.settlement IS DISTINCT FROM NULL
				AND NOT EXISTS (SELECT FROM %1$s.entry AS n WHERE n.person = e.person AND n.claim_id = e.claim_id AND n.version = e.version + 1)
			GROUP BY 1, 2
		) AS x;
		COMMENT ON VIEW %1$s.indicator IS 'Institutions by the month of discharge, of what stands posted (平顺 第二十八条, 淄博 (十三), 安康 三(一))';
		COMMENT ON COLUMN %1$s.indicator.institution IS 'the payee of the claim';
		COMMENT ON COLUMN %1$s.indicator.month IS 'month of discharge';
		COMMENT ON COLUMN %1$s.indicator.unknown IS 'claims whose cost outside the catalogue is not known';
		COMMENT ON COLUMN %1$s.indicator.total_known IS 'total of the others, yuan';
		COMMENT ON COLUMN %1$s.indicator.out_of_catalog IS 'their cost outside the catalogue, yuan';
		COMMENT ON COLUMN %1$s.indicator.out_of_catalog_share IS '目录外费用占比: out_of_catalog of total_known';
		COMMENT ON COLUMN %1$s.indicator.burden_after IS 'in-scope amount left after aid, yuan';
		COMMENT ON COLUMN %1$s.indicator.own_pay_share IS '政策范围内自付费用比例: burden_after of in_scope';
		COMMENT ON COLUMN %1$s.indicator.payment_ratio IS '综合支付比例: share of the in-scope amount that all payers and aid carry';
		COMMENT ON COLUMN %1$s.indicator.patient_share IS '个人负担比例: patient_pays of total';
	$ddl$, schema);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_money_views(text) IS
	'Makes or replaces the views payable, owed, account and indicator of a ledger; schema: quoted';
-- The month: closing it writes what the fund owes, and opens the next.

-- Under REPEATABLE READ and above the snapshot may be older than the lock on the
-- book: entries that were posted between the two are there and not seen.
CREATE FUNCTION @extschema@.medaid_ledger_unseen(entries regclass, month date) RETURNS boolean
	LANGUAGE c STRICT AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_ledger_unseen(regclass, date) IS
	'Whether a month has entries that the transaction''s snapshot does not see; entries: a table of entries';

-- month: the one to be closed, so that a second call closes no second month;
-- NULL: the open one.  Returns it.
-- Errors: 22004 ledger NULL, 3F000 no ledger, 55000 another month is open, the
-- month has not begun, or the ledger is of another version; 40001 entries that the
-- snapshot does not see, or the book was changed since.
CREATE FUNCTION @extschema@.medaid_close_month(ledger text, month date DEFAULT NULL) RETURNS date
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	book record;
BEGIN
	-- waits for who is posting into the month; who comes later posts into the next
	EXECUTE format('SELECT b.month, b.version FROM %s.book AS b FOR UPDATE', schema) INTO book;
	PERFORM @extschema@.medaid_ledger_book_check(schema, book.version, 0);
	IF book.month <> date_trunc('month', month::timestamp) THEN
		RAISE EXCEPTION 'month % is not open: % is', CASE WHEN isfinite(month) THEN to_char(month, 'YYYY-MM') ELSE month::text END, to_char(book.month, 'YYYY-MM') USING
			ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'Months are closed in their order, each once.';
	ELSIF book.month > current_date THEN
		RAISE EXCEPTION 'month % has not begun', to_char(book.month, 'YYYY-MM') USING ERRCODE = 'object_not_in_prerequisite_state';
	ELSIF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
		IF @extschema@.medaid_ledger_unseen(format('%s.entry', schema)::regclass, book.month) THEN
			RAISE EXCEPTION 'entries were posted while month % was being closed', to_char(book.month, 'YYYY-MM') USING
				ERRCODE = 'serialization_failure',
				HINT = 'Close it again, in a new transaction.';
		END IF;
	END IF;
	EXECUTE format('INSERT INTO %1$s.statement (month, payee, channel, pay_when, claims, assistance, top_up, tilted, off_catalog, amount, brought_forward, due, carried_forward)
		SELECT o.month, o.payee, o.channel, o.pay_when, o.claims, o.assistance, o.top_up, o.tilted, o.off_catalog, o.amount, o.brought_forward, o.due, o.carried_forward
		FROM %1$s.owed AS o', schema);
	EXECUTE format('UPDATE %s.book AS b SET month = (b.month + interval ''1 month'')::date', schema);
	RETURN book.month;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_close_month(text, date) IS
	'Closes the open month, and returns it: writes its statements (对账单) and opens the next. month: the one to be closed, so that a call repeated closes no second one (NULL: the open one); another month is open, or it has not begun: 55000; entries that a REPEATABLE READ snapshot does not see: 40001';

-- Statements against the entries that they are made of, and each carried amount
-- against the month before.
CREATE FUNCTION @extschema@.medaid_ledger_verify_statements(ledger text, OUT month date, OUT payee text, OUT channel text, OUT pay_when text, OUT fault text) RETURNS SETOF record
	LANGUAGE plpgsql STABLE ROWS 10 SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
BEGIN
	RETURN QUERY EXECUTE format($sql$
		WITH lines AS (
			SELECT p.month, p.payee, p.channel, p.pay_when, sum(p.assistance) AS assistance, sum(p.top_up) AS top_up, sum(p.tilted) AS tilted, sum(p.off_catalog) AS off_catalog,
				sum(p.amount) AS amount
			FROM %1$s.payable AS p
			WHERE p.month < (SELECT b.month FROM %1$s.book AS b)
			GROUP BY p.month, p.payee, p.channel, p.pay_when
		)
		SELECT coalesce(s.month, l.month), coalesce(s.payee, l.payee), coalesce(s.channel, l.channel), coalesce(s.pay_when, l.pay_when),
			format('the statement has %%s, its lines %%s', coalesce(s.amount, 0), coalesce(l.amount, 0))
		FROM %1$s.statement AS s
		FULL JOIN lines AS l ON (l.month, l.payee, l.channel, l.pay_when) = (s.month, s.payee, s.channel, s.pay_when)
		WHERE (coalesce(s.assistance, 0), coalesce(s.top_up, 0), coalesce(s.tilted, 0), coalesce(s.off_catalog, 0), coalesce(s.amount, 0))
			<> (coalesce(l.assistance, 0), coalesce(l.top_up, 0), coalesce(l.tilted, 0), coalesce(l.off_catalog, 0), coalesce(l.amount, 0))
		UNION ALL
		SELECT coalesce(s.month, (p.month + interval '1 month')::date), coalesce(s.payee, p.payee), coalesce(s.channel, p.channel), coalesce(s.pay_when, p.pay_when),
			format('%%s is brought forward, and %%s was carried', coalesce(s.brought_forward, 0), coalesce(p.carried_forward, 0))
		FROM %1$s.statement AS s
		FULL JOIN (
			SELECT p.* FROM %1$s.statement AS p WHERE p.month < (SELECT b.month - interval '1 month' FROM %1$s.book AS b)
		) AS p ON (p.payee, p.channel, p.pay_when) = (s.payee, s.channel, s.pay_when) AND (p.month + interval '1 month')::date = s.month
		WHERE coalesce(s.brought_forward, 0) <> coalesce(p.carried_forward, 0)
		UNION ALL
		SELECT s.month, s.payee, s.channel, s.pay_when, 'the month is not closed'
		FROM %1$s.statement AS s
		WHERE s.month >= (SELECT b.month FROM %1$s.book AS b)
	$sql$, schema);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_verify_statements(text) IS
	'Statements that are not what their lines add up to, or that do not bring forward what was carried; no rows where all is well';
-- Premium subsidies (资助参保) in the fund's account: as with claims, what is
-- posted is the difference to what was posted before.

-- year: the year insured.  source: a table or view with columns person text and
-- premium medaid_premium, one row a person; who is not in it stays as he is, who is
-- in it with an assistance of 0 is taken back.  Only assistance is the fund's.
-- Returns how many rows were posted.
-- Errors: 22004 an argument or an amount is NULL, 22023 a person stands twice,
-- 3F000 no ledger, 55000 of another version; 40001 posted since a snapshot.
CREATE FUNCTION @extschema@.medaid_post_premiums(ledger text, year integer, source regclass, reason text DEFAULT NULL) RETURNS bigint
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	came record;
BEGIN
	IF year IS NULL OR source IS NULL THEN
		RAISE EXCEPTION '% is NULL', CASE WHEN year IS NULL THEN 'year' ELSE 'source' END USING ERRCODE = 'null_value_not_allowed';
	END IF;
	PERFORM @extschema@.medaid_ledger_book(schema, false);
	-- one at a time; the key (oid, year) is PostgreSQL's for two integers
	PERFORM pg_advisory_xact_lock(format('%s.premium', schema)::regclass::oid::bigint::bit(32)::integer, year);
	-- ON CONFLICT: what was posted since a REPEATABLE READ snapshot is 40001
	EXECUTE format($sql$
		WITH given AS MATERIALIZED (
			SELECT s.person COLLATE "C" AS person, s.premium, (s.premium).assistance
			FROM %2$s AS s
		), amiss AS (
			SELECT g.person, count(*) AS rows, bool_or(g.assistance IS NULL) AS unknown
			FROM given AS g
			GROUP BY g.person
			HAVING count(*) > 1 OR bool_or(g.assistance IS NULL) OR g.person IS NULL
			ORDER BY g.person NULLS FIRST LIMIT 1
		), posted AS (
			INSERT INTO %1$s.premium (person, year, version, premium, amount, reason)
			SELECT DISTINCT ON (g.person) g.person, $1, coalesce(p.version, 0) + 1, g.premium, g.assistance - coalesce(p.amount, 0), $2
			FROM given AS g
			LEFT JOIN (
				SELECT p.person, max(p.version) AS version, sum(p.amount) AS amount
				FROM %1$s.premium AS p
				WHERE p.year = $1
				GROUP BY p.person
			) AS p ON p.person = g.person
			WHERE g.assistance <> coalesce(p.amount, 0) AND g.person IS NOT NULL
			ON CONFLICT DO NOTHING
			RETURNING 1
		)
		SELECT (SELECT count(*) FROM posted) AS posted, t.person, t.rows, t.unknown FROM (SELECT) AS one LEFT JOIN amiss AS t ON true
	$sql$, schema, source) INTO came USING year, reason;
	IF came.rows IS NOT NULL AND came.person IS NULL THEN
		RAISE EXCEPTION 'a person in % is NULL', source USING ERRCODE = 'null_value_not_allowed';
	ELSIF came.unknown THEN
		RAISE EXCEPTION 'the premium subsidy of person "%" is NULL', came.person USING
			ERRCODE = 'null_value_not_allowed',
			HINT = '(premium).unsaid names what the text does not say; leave such rows out.';
	ELSIF came.rows IS NOT NULL THEN
		RAISE EXCEPTION 'person "%" stands % times in %', came.person, came.rows, source USING ERRCODE = 'invalid_parameter_value';
	END IF;
	RETURN came.posted;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_post_premiums(text, integer, regclass, text) IS
	'Posts the premium subsidies (资助参保) of a year insured as the fund''s expenditure, as far as they differ from what was posted, and says how many; source: a relation with columns person and premium (medaid_premium); who is not in it stays as he is';
-- The monthly warning list (监测预警) from the ledger: whose burden of a year is over
-- the line by what stood at the end of the month, and was not by what stood before it.
-- Late claims put a person on the list of the month in which they were posted.

-- month: any day of it; NULL: the open one.
-- Errors: 22004 ledger NULL, 3F000 no ledger, 55000 no rules adopted, another version,
-- or a line that the policy lacks.
CREATE FUNCTION @extschema@.medaid_ledger_warnings(ledger text, month date DEFAULT NULL, OUT person text, OUT year integer, OUT group_name text, OUT burden numeric, OUT line numeric,
		OUT basis text, OUT crossed date, OUT push_by date, OUT answer_days integer, OUT informed text[], OUT rule text, OUT article text, OUT left_out integer) RETURNS SETOF record
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	book record := @extschema@.medaid_ledger_book(schema, true);
	policies @extschema@.medaid_policy[];
	lowest numeric;
BEGIN
	EXECUTE format('SELECT r.policies FROM %s.rules AS r WHERE r.number = $1', schema) INTO policies USING book.rules;
	-- a line that is not set is asked for by whoever bears anything
	SELECT min(coalesce(m.line, 0)) INTO lowest FROM unnest(policies) AS p, unnest(p.monitors) AS m;
	RETURN QUERY EXECUTE format($sql$
		WITH posted AS (
			SELECT DISTINCT e.person FROM %1$s.entry AS e WHERE e.month = $1
		), stood AS (
			SELECT e.person, e.claim_id, e.claim, e.settlement, e.month, lead(e.month) OVER (PARTITION BY e.person, e.claim_id ORDER BY e.version) AS until
			FROM %1$s.entry AS e JOIN posted AS p ON p.person = e.person
			WHERE e.month <= $1
		), burdened AS (
			-- nobody else can be over any line
			SELECT DISTINCT s.person
			FROM stood AS s
			WHERE s.until IS NULL AND s.settlement IS DISTINCT FROM NULL
			GROUP BY s.person, extract(year FROM (s.settlement).discharged_on)
			HAVING greatest(sum((s.settlement).patient_pays), sum((s.settlement).total - (s.settlement).basic_paid - (s.settlement).critical_illness_paid)) > $4
		), person AS (
			SELECT s.person,
				array_agg(@extschema@.medaid_uncompact(s.claim)) FILTER (WHERE s.until IS NULL) AS claims_after, array_agg(s.settlement) FILTER (WHERE s.until IS NULL) AS after,
				array_agg(@extschema@.medaid_uncompact(s.claim)) FILTER (WHERE s.month < $1 AND coalesce(s.until, $1) = $1) AS claims_before,
				array_agg(s.settlement) FILTER (WHERE s.month < $1 AND coalesce(s.until, $1) = $1) AS before
			FROM stood AS s JOIN burdened AS b ON b.person = s.person
			WHERE s.settlement IS DISTINCT FROM NULL
			GROUP BY s.person
		), over AS MATERIALIZED (
			SELECT p.person, w.*
			FROM person AS p CROSS JOIN LATERAL @extschema@.medaid_warnings($3, p.claims_after, p.after) AS w
			WHERE w.over
		)
		SELECT o.person, o.year, o.group_name, o.burden, o.line, o.basis, o.month, (($1 + interval '1 month')::date + o.push_day - 1), o.answer_days, o.informed, o.rule, o.article, o.left_out
		FROM over AS o
		WHERE NOT EXISTS (
			SELECT FROM person AS p CROSS JOIN LATERAL @extschema@.medaid_warnings($3, coalesce(p.claims_before, '{}'), p.before) AS w
			WHERE p.person = o.person AND w.over AND w.year = o.year)
		ORDER BY o.burden DESC, o.person
	$sql$, schema) USING coalesce(date_trunc('month', month::timestamp)::date, book.month), book.rules, policies, lowest;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_warnings(text, date) IS
	'The warning list (监测预警) of a month (NULL: the open one): whose burden of a year crossed the line by what was posted in it, with the categories of each claim''s day and the rules adopted. crossed: month of discharge in which it did; push_by: by the list''s month';
-- What a ledger says of an earlier time, and whether it is whole.

CREATE FUNCTION @extschema@.medaid_ledger_as_of(ledger text, month date,
		OUT person text, OUT claim_id text, OUT version integer, OUT payee text, OUT posted_in date, OUT rules integer, OUT settlement @extschema@.medaid_settlement) RETURNS SETOF record
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
BEGIN
	IF month IS NULL THEN
		RAISE EXCEPTION 'the month is NULL' USING ERRCODE = 'null_value_not_allowed';
	END IF;
	RETURN QUERY EXECUTE format($sql$
		SELECT e.person, e.claim_id, e.version, e.payee, e.month, e.rules, e.settlement
		FROM (
			SELECT DISTINCT ON (x.person, x.claim_id) x.*
			FROM %s.entry AS x
			WHERE x.month <= $1
			ORDER BY x.person, x.claim_id, x.version DESC
		) AS e
		WHERE e.settlement IS DISTINCT FROM NULL
	$sql$, schema) USING month;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_as_of(text, date) IS
	'The settlements as they stood at the end of a month: a day in it; posted_in: the month in which each was posted';

-- The versions of a claim that a posting of its person found: each claim's latest
-- then, so that every entry is settled after the settlements that stood before it.
CREATE FUNCTION @extschema@.medaid_ledger_verify(ledger text, persons text[] DEFAULT NULL,
		OUT person text, OUT claim_id text, OUT version integer, OUT finding text, OUT message text) RETURNS SETOF record
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	book record := @extschema@.medaid_ledger_book(schema, false);
BEGIN
	RETURN QUERY EXECUTE format($sql$
		SELECT e.person, e.claim_id, e.version, 'chain', 'version ' || e.version || ' follows ' || coalesce(e.before::text, 'nothing')
		FROM (
			SELECT x.person, x.claim_id, x.version, lag(x.version) OVER w AS before
			FROM %1$s.entry AS x WHERE %2$s
			WINDOW w AS (PARTITION BY x.person, x.claim_id ORDER BY x.version)
		) AS e
		WHERE e.version <> coalesce(e.before, 0) + 1
		UNION ALL
		SELECT e.person, e.claim_id, e.version, 'order', 'place, month or time of the version before is later or another'
		FROM (
			SELECT x.person, x.claim_id, x.version, x.place, x.month, x.at, lag(x.place) OVER w AS place_before, lag(x.month) OVER w AS month_before, lag(x.at) OVER w AS at_before
			FROM %1$s.entry AS x WHERE %2$s
			WINDOW w AS (PARTITION BY x.person, x.claim_id ORDER BY x.version)
		) AS e
		WHERE e.place <> e.place_before OR e.month < e.month_before OR e.at <= e.at_before
		UNION ALL
		SELECT e.person, e.claim_id, e.version, 'month', 'the month ' || to_char(e.month, 'YYYY-MM') || ' is not open yet'
		FROM %1$s.entry AS e
		WHERE e.month > $2 AND (NOT $3 OR e.person = ANY ($1))
	$sql$, schema, 'NOT $3 OR x.person = ANY ($1)') USING persons, book.month, persons IS NOT NULL;
	-- a posting of a person: the entries of one time
	RETURN QUERY EXECUTE format($sql$
		WITH posting AS (
			SELECT x.person, x.at, max(x.rules) AS rules, max(x.place) AS last FROM %1$s.entry AS x WHERE NOT $2 OR x.person = ANY ($1) GROUP BY x.person, x.at
		), stood AS (
			SELECT DISTINCT ON (p.person, p.at, e.claim_id) p.person, p.at, p.rules, e.claim_id, e.version, e.place, e.claim, e.settlement, e.at = p.at AS its
			FROM posting AS p
			JOIN %1$s.entry AS e ON e.person = p.person AND e.at <= p.at AND (e.place <= p.last OR $3)
			ORDER BY p.person, p.at, e.claim_id, e.version DESC
		), again AS (
			SELECT s.*, @extschema@.medaid_try_settle(CASE WHEN s.its THEN s.claim END, r.policies,
				CASE WHEN s.its THEN @extschema@.medaid_ytd(s.settlement) OVER in_order END) AS should
			FROM stood AS s
			JOIN %1$s.rules AS r ON r.number = s.rules
			WHERE s.settlement IS DISTINCT FROM NULL
			WINDOW in_order AS (PARTITION BY s.person, s.at ORDER BY %2$s ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
		)
		SELECT a.person, a.claim_id, a.version, 'settlement', format('aid %%s was posted, and its claim and rules give %%s', (a.settlement).aid, coalesce((a.should).aid::text, (a.should).fault))
		FROM again AS a
		WHERE a.its AND NOT @extschema@.medaid_same(a.settlement, a.should)
	$sql$, schema, CASE book.ordering WHEN 'discharged' THEN 's.claim, s.claim_id' ELSE 's.place' END) USING persons, persons IS NOT NULL, book.ordering = 'discharged';
	-- what stands
	RETURN QUERY EXECUTE format($sql$
		WITH latest AS MATERIALIZED (
			SELECT DISTINCT ON (x.person, x.claim_id) x.person, x.claim_id, x.version, x.settlement
			FROM %1$s.entry AS x WHERE NOT $2 OR x.person = ANY ($1)
			ORDER BY x.person, x.claim_id, x.version DESC
		)
		SELECT s.person, NULL, NULL::integer, 'limit', format('%%s of %%s was paid in %%s, and the limit is %%s', s.paid, s.pool, s.year, s.cap)
		FROM (
			SELECT l.person, (l.settlement).pool AS pool, (l.settlement).benefit_year AS year, sum((l.settlement).assistance) AS paid,
				CASE WHEN bool_and((l.settlement).pool_remaining IS NOT NULL) THEN max((l.settlement).pool_paid + (l.settlement).pool_remaining) END AS cap
			FROM latest AS l
			WHERE (l.settlement).pool IS NOT NULL
			GROUP BY 1, 2, 3
		) AS s
		WHERE s.paid > s.cap
		UNION ALL
		SELECT coalesce(p.person, l.person), NULL, NULL::integer, 'person', format('%%s claims stand, and the person has %%s', coalesce(l.live, 0), coalesce(p.live, 0))
		FROM (SELECT * FROM %1$s.person AS p WHERE NOT $2 OR p.person = ANY ($1)) AS p
		FULL JOIN (SELECT l.person, count(*) FILTER (WHERE l.settlement IS DISTINCT FROM NULL) AS live FROM latest AS l GROUP BY l.person) AS l ON l.person = p.person
		WHERE coalesce(l.live, 0) <> coalesce(p.live, 0)
	$sql$, schema) USING persons, persons IS NOT NULL;
	RETURN QUERY EXECUTE format($sql$
		SELECT NULL::text, NULL::text, r.number, 'rules', 'the policies are not those that were adopted'
		FROM %1$s.rules AS r WHERE r.digest <> @extschema@.medaid_policy_digest(r.policies)
	$sql$, schema);
	RETURN QUERY SELECT NULL::text, NULL::text, NULL::integer, 'statement', format('%s %s %s %s: %s', to_char(s.month, 'YYYY-MM'), s.payee, s.channel, s.pay_when, s.fault)
		FROM @extschema@.medaid_ledger_verify_statements(ledger) AS s;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_verify(text, text[]) IS
	'What is wrong with a ledger, no rows where all is well; of persons (NULL: everybody). finding: chain (versions), order (places, months, times), month, settlement (an entry settled again from its own claim and rules), limit, person, rules (digests), statement';
-- Bringing a ledger to the version of this release.

CREATE FUNCTION @extschema@.medaid_upgrade_ledger(ledger text) RETURNS integer
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	version integer;
BEGIN
	-- nobody posts meanwhile
	EXECUTE format('SELECT b.version FROM %s.book AS b FOR UPDATE', schema) INTO version;
	IF version > @extschema@.medaid_ledger_version() THEN
		PERFORM @extschema@.medaid_ledger_book_check(schema, version, 0);
	END IF;
	-- the tables of a version before would be altered here, one version after another
	PERFORM @extschema@.medaid_ledger_views(schema);
	EXECUTE format('UPDATE %s.book SET version = $1', schema) USING @extschema@.medaid_ledger_version();
	RETURN @extschema@.medaid_ledger_version();
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_upgrade_ledger(text) IS
	'Brings a ledger''s tables and views to the version of this release, and returns it; call it as the ledger''s owner after ALTER EXTENSION medaid UPDATE. A ledger of a later version: 55000';
-- The shared library itself.

CREATE FUNCTION @extschema@.medaid_library_version() RETURNS text
	LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_library_version() IS
	'The version of the shared library that this session has loaded; that of the database''s functions is pg_extension.extversion';
-- What a column means, where its table or type has not said it itself: one
-- word, one meaning, in tables, views and row types alike.  A name with a dot
-- is that of one relation.

DO $$
DECLARE
	words jsonb := (SELECT jsonb_object_agg(w.name, w.meaning) FROM (VALUES
		-- a claim
		('claim_id', 'names the claim in messages and breaks ties of order, bytewise'),
		('service', 'outpatient 普通门诊, chronic 门诊慢特病, inpatient 住院, special_drug 门诊特药'),
		('admitted_on', 'day of admission; NULL = discharged_on'),
		('discharged_on', 'day of discharge or of service: picks the benefit year'),
		('recognised_on', 'parallel to categories: day of recognition 认定; NULL = long ago'),
		('ended_on', 'parallel to categories: the first day no longer held; NULL = still held'),
		('total', '医疗费总额, yuan'),
		('in_scope', '政策范围内, yuan'),
		('out_of_catalog', '目录外 (全自费 and 超限价), yuan; NULL = unknown'),
		('basic_paid', '基本医保, yuan; NULL = 0'),
		('critical_illness_paid', '大病保险 and 职工大额, yuan; in a claim NULL = to be computed'),
		('supplementary_paid', '补充医疗保险, 公务员补助, 企业补充, yuan; NULL = 0'),
		('inclusive_paid', '普惠型商业健康保险 (惠民保), yuan; NULL = 0'),
		('commercial_paid', 'other commercial insurance, yuan; NULL = 0'),
		('mutual_aid_paid', '社会互助帮困, yuan; NULL = 0'),
		('place', 'county, city, province or elsewhere: the smallest area that holds provider and home; NULL = city'),
		('designated', '定点; NULL = true'),
		('referral', 'not_required, compliant or non_compliant; NULL = not_required at home, non_compliant elsewhere'),
		('hospital_level', '0 (无等级) to 3; needed only where a rule asks'),
		('charge_class', '平顺 第二十一条: 1 省内一类, 2 省市级二类, 3 县级二类及三类'),
		('medaid_claim.major_disease', 'in the regulation''s list of major diseases; NULL = false'),
		('medaid_claim.maintenance', '低保 severely disabled or ill, treated outside hospital (垫江); NULL = false'),
		('age', 'completed years; needed only where a rule asks'),
		('chronic_class', '平顺 第十五条: 1 pays per item, 2 and 3 within a limit; NULL = 1'),
		('applied_on', 'day of a manual application 手工报销; NULL = settled on the spot'),
		('deadline_from', 'where the period to apply starts; NULL = discharged_on'),
		('tilt_approved', '安康: the application for 倾斜救助 was approved; NULL = false'),
		('medaid_claim.insurance', 'resident 居民, employee 职工 or none 未参保; NULL = resident'),
		('assisted_elsewhere', '平顺 第十九条: aid or a premium subsidy was had where the person is insured; NULL = false'),
		-- a settlement
		('policy', 'code of the policy'),
		('scenario', 'name of a policy with other numbers; NULL = as published'),
		('benefit_year', 'the calendar year whose pools it used'),
		('medaid_settlement.category', 'the category applied; NULL = none'),
		('benefit', 'code of the rule of the main benefit; NULL = none'),
		('medaid_settlement.status', 'paid, nothing_due, not_covered, or refused (by the medaid_try_ functions)'),
		('reason', 'why nothing is paid; NULL = paid'),
		('critical_illness_pool', 'the schedule in which the claim''s cost accumulates; NULL = none'),
		('other_paid', 'supplementary, inclusive, commercial and mutual aid together, yuan'),
		('medaid_settlement.burden', 'in-scope amount left by the payers that go before assistance, yuan'),
		('medaid_settlement.deductible', 'part of the burden that the deductible absorbed, yuan'),
		('assistance', 'paid by the main benefit, yuan'),
		('top_up', 'paid up to a combined payment ratio (综合支付比例), yuan'),
		('tilted', '倾斜救助 or 再救助, yuan'),
		('off_catalog', 'paid for cost outside the catalogue (目录外), yuan'),
		('aid', 'assistance, top_up, tilted and off_catalog together (maf_pay), yuan'),
		('hospital_borne', 'cost outside the catalogue over the control ratio, borne by the hospital, yuan'),
		('patient_pays', 'what is left to the patient, yuan'),
		('excess', 'what all payments together exceed the bill by, yuan'),
		('medaid_settlement.pool', 'pool of the main benefit; NULL unless a main rule applied'),
		('pool_burden', 'the year''s burden in the pool, this claim included, yuan'),
		('pool_paid', 'the year''s payments in the pool, this claim included, yuan'),
		('pool_remaining', 'what the cap leaves, yuan; NULL = no cap'),
		('tilted_pool', 'pool of the second stage; NULL unless the residual accumulates'),
		('tilted_pool_burden', 'the year''s residual there, this claim included, yuan'),
		('tilted_pool_paid', 'the year''s second stage, this claim included, yuan'),
		('medaid_settlement.channel', 'direct 一站式 or application 依申请'),
		('pay_when', 'now or year_end'),
		('paid', 'what the year has paid in the pool, yuan'),
		-- steps, outcomes
		('step', 'number of the step'),
		('item', 'what the step is about'),
		('formula', 'digits and operators'),
		('medaid_step.amount', 'yuan'),
		('balance', 'what is left to the patient after the step, yuan'),
		('persons', 'persons'),
		('persons_assisted', 'persons with aid'),
		('claims', 'claims'),
		('claims_assisted', 'claims with aid'),
		('nothing_due', 'claims covered, with nothing due'),
		('not_covered', 'claims not covered'),
		('persons_with_income', 'persons whose income is known'),
		('persons_changed', 'persons with a claim that another scenario settles otherwise'),
		('over_10_before', 'persons who would bear more than 10 % of their income without aid'),
		('over_25_before', 'the same over 25 %'),
		('over_10', 'persons who bear more than 10 % of their income'),
		('over_25', 'the same over 25 %'),
		('share_over_10', 'their share'),
		('share_over_25', 'their share'),
		('patient_before', 'what patients would bear without aid, yuan'),
		('burden_before', 'in-scope amount left before aid, yuan'),
		('burden_after', 'in-scope amount left after aid, yuan'),
		('payment_ratio', 'share of the in-scope amount that all payers and aid carry'),
		('capped', 'claims that a cap cut'),
		('capped_amount', 'what caps cut, yuan'),
		('for_earlier', 'aid that pays for earlier claims of the year, yuan'),
		('mark', 'tells this set of scenarios from others'),
		('policies', 'its policies'),
		-- rules
		('regulation', 'code of the regulation that the row belongs to'),
		('first_day', 'first day of the version that the row belongs to'),
		('version', 'code of the regulation that is asked for'),
		('version_day', 'first day of its version'),
		('from_regulation', 'code of the regulation that the rule comes from'),
		('from_day', 'first day of the version that the rule comes from'),
		('depth', '0: the version itself; 1: the one it builds on, and so on'),
		('code', 'name of the rule within its regulation, as in paths: code.field'),
		('precedence', 'rules are tried from the smallest'),
		('label', 'the regulation''s own term'),
		('services', 'for which services; NULL = all'),
		('category', 'for which category'),
		('categories', 'for which categories; NULL = all'),
		('except_categories', 'but for these'),
		('insurance', 'resident 居民, employee 职工 or, but for schedules of critical illness insurance, none 未参保; NULL = all'),
		('insurances', 'which are let through: resident, employee, none; NULL = all'),
		('within', 'the widest place that it reaches; NULL = anywhere'),
		('major_disease', 'true: only with a disease of medaid_rule_disease'),
		('maintenance', 'true: only with treatment outside hospital (院外维持治疗)'),
		('min_age', 'least age, years; NULL = any'),
		('max_age', 'greatest age, years; NULL = any'),
		('min_hospital_level', 'least level, 1 to 3; NULL = any'),
		('in_scope_over', 'only claims whose in-scope cost exceeds it, yuan'),
		('payers', 'who pays before: basic, critical_illness, supplementary, inclusive, commercial, mutual_aid; NULL = those of the service'),
		('deductible', '起付标准, yuan; 0 = none; NULL = not set'),
		('deductible_source', 'the reference value that the deductible is a share of'),
		('deductible_area', 'area of that reference value'),
		('deductible_indicator', 'indicator of that reference value'),
		('deductible_share', 'share of the deductible, or of that reference value'),
		('deductible_per', 'year: one a year and pool; claim: each time'),
		('bands_from', 'cost: bands count the part under the deductible in; deductible: they begin where it ends'),
		('cost_cap', 'what of the year''s cost counts at most, yuan; NULL = all'),
		('cost_cap_source', 'the reference value that the ceiling is a share of'),
		('cost_cap_area', 'area of that reference value'),
		('cost_cap_indicator', 'indicator of that reference value'),
		('cost_cap_share', 'share of that reference value'),
		('rate', 'a fraction of 1; NULL = not set'),
		('rate_of', 'code of the rule whose rate it takes while it has none'),
		('rate_added', 'points added to the rate, a fraction of 1'),
		('cap', 'limit, yuan; Infinity = none; NULL = not set'),
		('cap_source', 'the reference value that the limit is a share of'),
		('cap_area', 'area of that reference value'),
		('cap_indicator', 'indicator of that reference value'),
		('cap_share', 'share of that reference value'),
		('cap_from_burden', 'from this burden of the year on ...'),
		('cap_above', '... this is the limit, yuan'),
		('catch_up', 'true: then what the lower limit cut off from earlier claims of the year is paid as well'),
		('no_cap', 'true: without the schedule''s limit'),
		('pool', 'what shares the limit; begins with the place'),
		('threshold', 'yuan; 0 = none; NULL = not set'),
		('threshold_source', 'the reference value that the threshold is a share of'),
		('threshold_area', 'area of that reference value'),
		('threshold_indicator', 'indicator of that reference value'),
		('threshold_share', 'share of that reference value'),
		('compliant_referral', 'true: only where the referral rule was kept (规范转诊)'),
		('on_application', 'true: only for approved applications'),
		('in_scope_left', 'true: only where in-scope cost is left to the patient'),
		('control_class_1', 'share of the bill that may be outside the catalogue, charge_class 1'),
		('control_class_2', 'the same, charge_class 2'),
		('control_class_3', 'the same, charge_class 3'),
		('aid_categories', 'for which categories aid is paid; NULL = none'),
		('aid_rate', 'share of what is left, a fraction of 1'),
		('aid_in_transition', 'true: aid only before transition_until'),
		('in_transition', 'true: only before transition_until'),
		('chronic_classes', 'classes of chronic disease, 1 to 3'),
		('test', 'designated, referral, place, deadline, insurance or assisted_elsewhere'),
		('beyond', 'tested only outside this place; NULL = everywhere'),
		('days', 'number of days'),
		('medaid_identity.rule', 'stay_overlap, stay_admission, same_year, application, per_claim, before_transition or once_a_year'),
		('months', 'how far an application reaches back'),
		('text', 'who may carry what is left'),
		('reasons', 'reasons of settlements that it is the article of'),
		('schedule', 'code of the schedule of critical illness insurance; NULL = every one'),
		('cost_from', 'from this cost of the year on, yuan'),
		('article', 'where the regulation says so'),
		('removed', 'true: takes the rule of the version it builds on away'),
		('shipped', 'true: came with medaid, and is not changed; a row of yours with the same key goes before it'),
		('name', 'name'),
		('region', 'the place'),
		('document', '文号'),
		('status', 'in_force or draft'),
		('last_day', 'last day in force; NULL = open end'),
		('transition_until', '过渡期: the first day after it; NULL = no transition'),
		('within_bill', 'true: aid stops where the bill is paid'),
		('rounding', 'unit of every amount paid: 0.01, 0.1 or 1 yuan; NULL = 0.01'),
		('based_on', 'code of the version it builds on; NULL = none'),
		('based_on_day', 'first day of the version it builds on'),
		('valid', 'days in force'),
		('stretch', 'days on which its amounts do not change'),
		('gates', 'what refuses a claim whatever the category'),
		('identities', 'when a category counts'),
		('benefits', 'main benefits (救助)'),
		('benefit_bands', 'bands of their rates'),
		('limits', 'further limits'),
		('top_ups', 'combined payment ratio'),
		('tilts', 'second stage (倾斜救助, 再救助)'),
		('off_catalogs', '目录外'),
		('payments', 'paid at the year''s end'),
		('notes', 'who may carry the rest'),
		('critical_illnesses', '大病保险: schedules'),
		('critical_illness_bands', 'their bands'),
		('critical_illness_tilts', 'what they add for some categories'),
		('premiums', '资助参保'),
		('monitors', '监测预警'),
		('deposits', '先诊疗后付费'),
		('recognitions', '认定'),
		('deadlines', 'days of lists and answers'),
		('refusals', 'articles of refusals'),
		('rank', 'the smaller wins a tie'),
		('treated_as', 'the category whose rules it shares'),
		('channel', 'direct 一站式 or application 依申请'),
		('area', 'area, as the statistics name it'),
		('source', 'where the figure was published'),
		('number', 'version of the policy tables'),
		('day', 'day'),
		('month', 'month'),
		-- beyond the claim
		('amount', 'yuan'),
		('government', 'what the government pays, yuan'),
		('personal', 'what is left to the person, yuan'),
		('refund', 'what is paid back, yuan'),
		('government_rest', 'true: the government carries what assistance leaves'),
		('kinds_only', 'true: the text rules its kinds apart'),
		('recognition', 'any, windows or next_year: what the day of recognition decides'),
		('standard', 'the personal contribution, yuan'),
		('standard_source', 'the reference value that it is'),
		('standard_area', 'area of that reference value'),
		('rule', 'code of the rule'),
		('timing', 'before, during or after the collection period'),
		('entitled_from', 'first day of the entitlement'),
		('entitlement', 'what the first day depends on'),
		('unsaid', 'what the text does not say'),
		('basis', 'after_insurance or patient_pays: which burden counts'),
		('line', 'yuan a year'),
		('line_source', 'the reference value that the line is a share of'),
		('line_area', 'area of that reference value'),
		('line_indicator', 'indicator of that reference value'),
		('line_share', 'share of that reference value'),
		('informed', 'who is told'),
		('push_day', 'day of the month'),
		('answer_days', 'working days to answer'),
		('over', 'true: over the line'),
		('burden', 'yuan'),
		('group_name', 'the group'),
		('year', 'calendar year'),
		('push_by', 'day by which the list is pushed'),
		('left_out', 'settlements that count nowhere'),
		('conditions_elsewhere', 'true: ruled by another text'),
		('expense_share', 'share of the income that the rigid expense reaches; NULL = not asked'),
		('assets', 'true: the property condition must hold, too'),
		('occasion', 'year, month or receipt'),
		('phase', 'before, during or after the collection; NULL = whenever'),
		('working', 'true: working days'),
		('given_by', 'who gives it'),
		('given_to', 'who gets it'),
		('due', 'day'),
		('from_regulation', 'code of the version that the rule comes from; NULL = the one asked for, the policy''s own'),
		('from_day', 'first_day of the version that the rule comes from; NULL = the one asked for, the policy''s own')
	) AS w (name, meaning));
	relation name;
	attribute name;
	kind "char";
	comment text;
BEGIN
	FOR relation, kind, attribute IN
		SELECT c.relname, c.relkind, a.attname
		FROM pg_depend d
		JOIN pg_class c ON (d.classid, d.objid) IN (('pg_class'::regclass::oid, c.oid), ('pg_type'::regclass::oid, c.reltype))
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		WHERE d.deptype = 'e' AND d.refclassid = 'pg_extension'::regclass
			AND d.refobjid = (SELECT e.oid FROM pg_extension e WHERE e.extname = 'medaid')
			AND c.relkind IN ('r', 'v', 'c')
			AND col_description(c.oid, a.attnum) IS NULL
	LOOP
		comment := coalesce(
			words ->> (relation || '.' || attribute),
			-- what the table of the rule says of the column
			(SELECT col_description(a.attrelid, a.attnum) FROM pg_attribute a
				WHERE a.attrelid = to_regclass('@extschema@.' || quote_ident(regexp_replace(relation, '^medaid_(effective_)?(.*?)(_rule)?$', 'medaid_rule_\2')))
					AND a.attname = attribute),
			words ->> attribute,
			-- a reason of a settlement, counted
			CASE WHEN relation = 'medaid_outcome_row' THEN 'claims with this reason' END);
		IF comment IS NOT NULL THEN
			EXECUTE format('COMMENT ON COLUMN @extschema@.%I.%I IS %L', relation, attribute, comment);
		END IF;
	END LOOP;
END
$$;

-- Everybody may settle and read the rules; who may edit them is the owner's choice.

DO $$
DECLARE
	relation regclass;
BEGIN
	-- members of the extension only: what else is in the schema is not its own
	FOR relation IN
		SELECT c.oid
		FROM pg_depend d
		JOIN pg_class c ON c.oid = d.objid
		WHERE d.classid = 'pg_class'::regclass AND d.deptype = 'e'
			AND d.refclassid = 'pg_extension'::regclass
			AND d.refobjid = (SELECT e.oid FROM pg_extension e WHERE e.extname = 'medaid')
			AND c.relkind IN ('r', 'v')
			-- an update gives nothing back that was revoked
			AND c.relacl IS NULL
	LOOP
		EXECUTE format('GRANT SELECT ON %s TO PUBLIC', relation);
	END LOOP;
END
$$;
