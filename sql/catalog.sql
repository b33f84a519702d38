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
COMMENT ON COLUMN @extschema@.medaid_rule_monitor.basis IS 'after_insurance: what basic and critical illness insurance left of the bill; patient_pays: what the patient finally paid, less what aid paid for earlier claims';
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
