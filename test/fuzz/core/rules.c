/*
 * rules.c - regulations made of bytes, with every mechanism there is.
 */
#include "person.h"

#include <string.h>

/* in order; the last is no policy's */
const char *const category_codes[CATEGORIES + 1] = {
	"dibao", "dibao_margin", "local_a", "local_ab", "monitored", "tekun", "zz_unknown"
};

/* of benefits, of tilts, of schedules, of further limits: three each, but two of limits */
const Pool pools[POOLS] = {
	{"b0", 2}, {"b1", 2}, {"b2", 2}, {"t0", 2}, {"t1", 2}, {"c0", 2}, {"c1", 2}, {"l0", 2}, {"l1", 2}
};

#define POOLS_BENEFIT	0
#define POOLS_TILT		3
#define POOLS_CRITICAL	5
#define POOLS_LIMIT		7

uint32_t
take(Bytes *bytes, uint32_t below)
{
	uint32_t	value = 0;

	for (uint32_t range = 1; range < below && range < (1u << 24); range <<= 8)
		value = value << 8 | (bytes->at < bytes->end ? *bytes->at++ : 0);
	return below == 0 ? value : value % below;
}

static bool
one_in(Bytes *bytes, uint32_t n)
{
	return take(bytes, n) == n - 1;
}

/* From nothing to the most there is, mostly what a claim has. */
fen_t
take_fen(Bytes *bytes)
{
	switch (take(bytes, 8))
	{
		case 0:
			return take(bytes, 256);
		case 1:
			return take(bytes, 65536);
		case 2:
		case 3:
			return (fen_t) take(bytes, 256) * 100000;
		case 4:
		case 5:
			return take(bytes, 1 << 24);
		case 6:
			return take(bytes, 65536) * INT64_C(10000);
		default:
			return one_in(bytes, 4) ? FEN_MAX - take(bytes, 256)
				: FEN_MAX / 65536 * take(bytes, 65536) + take(bytes, 256);
	}
}

/* An amount of a rule, which may be left out, or no limit. */
static fen_t
amount(Bytes *bytes)
{
	switch (take(bytes, 16))
	{
		case 0:
			return 0;
		case 14:
			return FEN_INFINITE;
		case 15:
			return one_in(bytes, 3) ? FEN_UNSET : FEN_INFINITE;
		default:
			return take_fen(bytes);
	}
}

/* One that is mostly left out. */
static fen_t
rare_amount(Bytes *bytes)
{
	return one_in(bytes, 4) ? amount(bytes) : FEN_UNSET;
}

static int32_t
rate(Bytes *bytes)
{
	switch (take(bytes, 16))
	{
		case 0:
			return 0;
		case 1:
			return RATE_ONE;
		case 15:
			return one_in(bytes, 3) ? RATE_UNSET : 5000;
		case 14:
			return take(bytes, RATE_ONE + 1);
		default:
			return 500 * take(bytes, 21);
	}
}

day_t
take_day(Bytes *bytes)
{
	switch (take(bytes, 16))
	{
		case 14:
			return -2400000 + (day_t) take(bytes, 1 << 24);
		case 15:
			return 2145000000 - (day_t) take(bytes, 256);
		default:
			return 8400 + take(bytes, 1200);
	}
}

/* What a kind of rule can say of the claims that it is for. */
#define FOR_CATEGORY	1
#define FOR_CATEGORIES	2
#define FOR_INSURANCE	4
#define FOR_PLACE		8
#define FOR_INSURED		16			/* who is */
#define FOR_MANY		(FOR_CATEGORIES | FOR_PLACE)

static void
scope(Bytes *bytes, Scope *scope, const char *code, int says)
{
	static const char *const articles[] = {"一", "二", NULL};

	*scope = (Scope) {
		.code = code,
		.code_len = strlen(code),
		.label = one_in(bytes, 2) ? "标签" : NULL,
		.article = articles[take(bytes, 3)],
		.services = one_in(bytes, 3) ? take(bytes, 1u << SERVICES_OF_RULES) : SERVICES_ALL,
		.insurances = INSURANCES_ALL,
		.categories = CATEGORIES_ALL,
		.within = PLACE_ELSEWHERE
	};
	if ((says & FOR_INSURANCE) && one_in(bytes, 8))
		scope->insurances = 1u << take(bytes, INSURANCE_COUNT);
	if (says & FOR_INSURED)
		scope->insurances = one_in(bytes, 8) ? 1u << take(bytes, INSURANCES_OF_SCHEDULES)
			: (1u << INSURANCES_OF_SCHEDULES) - 1;
	if ((says & FOR_CATEGORY) && one_in(bytes, 3))
		scope->categories = (CategoryMask) 1 << take(bytes, CATEGORIES);
	if ((says & FOR_CATEGORIES) && one_in(bytes, 3))
		scope->categories = take(bytes, 1 << CATEGORIES);
	if ((says & FOR_PLACE) && one_in(bytes, 4))
		scope->within = take(bytes, PLACE_COUNT);
}

/* How many rules of a kind: mostly few. */
static int
count(Bytes *bytes)
{
	int			number = take(bytes, 2 * RULES);

	return number <= RULES ? number : number % 3;
}

static void
make_categories(Bytes *bytes, Rules *rules)
{
	Policy	   *policy = &rules->policy;
	unsigned	known = one_in(bytes, 4) ? take(bytes, 1 << CATEGORIES) : (1 << CATEGORIES) - 1;

	policy->categories = rules->categories;
	policy->category_count = 0;
	for (int i = 0; i < CATEGORY_WORD_COUNT; i++)
		policy->word_category[i] = -1;
	for (int i = 0; i < CATEGORIES; i++)
	{
		int			word = word_code(category_words, CATEGORY_WORD_COUNT, category_codes[i], strlen(category_codes[i]));

		if ((known & (1u << i)) == 0)
			continue;
		if (word >= 0)
			policy->word_category[word] = policy->category_count;
		rules->categories[policy->category_count++] = (PolicyCategory) {
			.code = category_codes[i],
			.code_len = strlen(category_codes[i]),
			.label = one_in(bytes, 2) ? "对象" : NULL,
			.article = one_in(bytes, 2) ? "三" : NULL,
			.rank = take(bytes, 4),
			.assisted = !one_in(bytes, 4),
			.direct = one_in(bytes, 2),
			.mask = (CategoryMask) 1 << i | (one_in(bytes, 4) ? take(bytes, 1 << CATEGORIES) : 0)
		};
	}
}

static void
make_bands(Bytes *bytes, Benefit *benefit, BenefitTerms *terms)
{
	fen_t		from = 0;

	if (!one_in(bytes, 3))
		return;
	benefit->rate = RATE_UNSET;
	benefit->rate_of = NULL;
	terms->band_count = 1 + take(bytes, one_in(bytes, 8) ? BANDS_MAX : 3);
	for (int i = 0; i < terms->band_count; i++)
	{
		terms->bands[i] = (RateBand) {one_in(bytes, 2) ? "band-a" : "band-b", "四", from, rate(bytes)};
		from += 1 + take(bytes, 1 << 24);
	}
}

static void
make_terms(Bytes *bytes, const Policy *policy, Benefit *benefit, BenefitTerms *terms)
{
	if (!one_in(bytes, 2))
		return;
	benefit->terms = terms;
	*terms = (BenefitTerms) {
		.referrals = one_in(bytes, 4) ? 1 + take(bytes, REFERRALS_ALL) : REFERRALS_ALL,
		.max_age = one_in(bytes, 4) ? (int32_t) take(bytes, 100) : AGE_ANY,
		.burden_over = rare_amount(bytes),
		.payers = policy->payers,
		.of_bill = one_in(bytes, 4),
		.threshold = one_in(bytes, 4),
		.bands_per_claim = one_in(bytes, 2),
		.slab = one_in(bytes, 3)
	};
	make_bands(bytes, benefit, terms);
}

static void
make_benefits(Bytes *bytes, Rules *rules)
{
	static const char *const codes[RULES] = {"ben-0", "ben-1", "ben-2", "ben-3", "ben-4"};
	Policy	   *policy = &rules->policy;
	unsigned	per_claim = one_in(bytes, 2) ? take(bytes, 1 << POOLS) : 0;

	policy->benefits = rules->benefits;
	policy->benefit_count = one_in(bytes, 8) ? 0 : 1 + take(bytes, RULES);
	for (int i = 0; i < policy->benefit_count; i++)
	{
		Benefit    *benefit = &rules->benefits[i];

		scope(bytes, &benefit->scope, codes[i], FOR_CATEGORY | FOR_INSURANCE | FOR_PLACE);
		benefit->terms = NULL;
		benefit->needs_major_disease = one_in(bytes, 8);
		benefit->needs_maintenance = one_in(bytes, 8);
		benefit->min_age = one_in(bytes, 8) ? (int32_t) take(bytes, 256) - 50 : AGE_ANY;
		benefit->min_hospital_level = one_in(bytes, 8) ? (int32_t) take(bytes, 5) - 1 : 0;
		benefit->in_scope_over = one_in(bytes, 8) ? amount(bytes) : FEN_UNSET;
		benefit->own_payers = one_in(bytes, 4);
		benefit->payers = benefit->own_payers ? take(bytes, PAYERS_ALL + 1) : 0;
		benefit->deductible = amount(bytes);
		benefit->deductible_source = NULL;
		benefit->pool = &pools[POOLS_BENEFIT + take(bytes, 3)];
		benefit->deductible_per = (per_claim >> (benefit->pool - pools)) & 1 ? DEDUCTIBLE_PER_CLAIM : DEDUCTIBLE_PER_YEAR;
		benefit->rate = rate(bytes);
		benefit->rate_of = one_in(bytes, 4) ? &rules->benefits[take(bytes, policy->benefit_count)] : NULL;
		benefit->cap = amount(bytes);
		benefit->cap_from_burden = rare_amount(bytes);
		benefit->cap_above = amount(bytes);
		benefit->catch_up = one_in(bytes, 2);
		make_terms(bytes, policy, benefit, &rules->terms[i]);
	}
	/* a rule with bands has no rate to take */
	for (int i = 0; i < policy->benefit_count; i++)
	{
		const Benefit *other = rules->benefits[i].rate_of;

		if (other != NULL && other->terms != NULL && other->terms->band_count > 0 && one_in(bytes, 2))
			rules->benefits[i].rate_of = NULL;
	}
}

static void
make_stages(Bytes *bytes, Rules *rules)
{
	static const char *const tilt_codes[RULES] = {"tilt-0", "tilt-1", "tilt-2", "tilt-3", "tilt-4"};
	Policy	   *policy = &rules->policy;

	policy->top_ups = rules->top_ups;
	policy->top_up_count = one_in(bytes, 2) ? count(bytes) : 0;
	for (int i = 0; i < policy->top_up_count; i++)
	{
		scope(bytes, &rules->top_ups[i].scope, "top-up", FOR_CATEGORY | FOR_PLACE);
		rules->top_ups[i].rate = rate(bytes);
	}
	policy->tilts = rules->tilts;
	policy->tilt_count = count(bytes);
	for (int i = 0; i < policy->tilt_count; i++)
	{
		Tilt	   *tilt = &rules->tilts[i];

		scope(bytes, &tilt->scope, tilt_codes[i], FOR_MANY);
		tilt->needs_referral = one_in(bytes, 3);
		tilt->on_application = one_in(bytes, 3);
		tilt->own_payers = one_in(bytes, 4);
		tilt->payers = tilt->own_payers ? take(bytes, PAYERS_ALL + 1) : 0;
		tilt->threshold = amount(bytes);
		tilt->threshold_source = NULL;
		tilt->rate = rate(bytes);
		tilt->cap = amount(bytes);
		tilt->pool = &pools[POOLS_TILT + take(bytes, 2)];
	}
	policy->off_catalogs = rules->off_catalogs;
	policy->off_catalog_count = one_in(bytes, 2) ? count(bytes) : 0;
	for (int i = 0; i < policy->off_catalog_count; i++)
	{
		OffCatalog *rule = &rules->off_catalogs[i];

		scope(bytes, &rule->scope, "off", FOR_MANY);
		for (int j = 0; j < CHARGE_CLASSES; j++)
			rule->control[j] = rate(bytes);
		rule->aid_categories = one_in(bytes, 3) ? 0 : take(bytes, 1 << CATEGORIES);
		rule->aid_rate = rate(bytes);
		rule->aid_in_transition = one_in(bytes, 3);
	}
	policy->limits = rules->limits;
	policy->limit_count = one_in(bytes, 2) ? count(bytes) : 0;
	for (int i = 0; i < policy->limit_count; i++)
	{
		FurtherLimit *limit = &rules->limits[i];

		scope(bytes, &limit->scope, i % 2 ? "limit-b" : "limit-a", FOR_MANY);
		limit->per = take(bytes, LIMIT_PER_COUNT);
		limit->cap = amount(bytes);
		limit->cap_source = NULL;
		limit->pool = limit->per == LIMIT_PER_CLAIM && one_in(bytes, 2) ? NULL
			: &pools[POOLS_LIMIT + take(bytes, POOLS - POOLS_LIMIT)];
	}
}

static void
make_gates(Bytes *bytes, Rules *rules)
{
	Policy	   *policy = &rules->policy;

	policy->gates = rules->gates;
	policy->gate_count = one_in(bytes, 2) ? count(bytes) : 0;
	for (int i = 0; i < policy->gate_count; i++)
	{
		Gate	   *gate = &rules->gates[i];

		scope(bytes, &gate->scope, "gate", 0);
		gate->test = take(bytes, GATE_TEST_COUNT);
		gate->beyond_any = one_in(bytes, 2);
		gate->beyond = gate->beyond_any ? PLACE_COUNTY : take(bytes, PLACE_COUNT);
		gate->days = one_in(bytes, 4) ? INT32_MAX - (int32_t) take(bytes, 256) : (int32_t) take(bytes, 256);
		gate->insurances = take(bytes, INSURANCES_ALL + 1);
	}
	policy->identities = rules->identities;
	policy->identity_count = count(bytes);
	for (int i = 0; i < policy->identity_count; i++)
	{
		Identity   *identity = &rules->identities[i];

		scope(bytes, &identity->scope, "identity", FOR_CATEGORIES);
		identity->rule = take(bytes, IDENTITY_RULE_COUNT);
		identity->months = one_in(bytes, 4) ? take(bytes, 1201) : take(bytes, 24);
	}
	policy->payments = rules->payments;
	policy->payment_count = one_in(bytes, 4) ? count(bytes) : 0;
	for (int i = 0; i < policy->payment_count; i++)
	{
		scope(bytes, &rules->payments[i].scope, "payment", 0);
		rules->payments[i].chronic_classes = take(bytes, 8) << 1;
	}
	policy->notes = rules->notes;
	policy->note_count = one_in(bytes, 3) ? count(bytes) : 0;
	for (int i = 0; i < policy->note_count; i++)
	{
		scope(bytes, &rules->notes[i].scope, "note", FOR_MANY);
		rules->notes[i].needs_referral = one_in(bytes, 2);
		rules->notes[i].needs_in_scope = one_in(bytes, 2);
		rules->notes[i].text = "慈善";
	}
	policy->refusals = rules->refusals;
	policy->refusal_count = one_in(bytes, 3) ? count(bytes) : 0;
	for (int i = 0; i < policy->refusal_count; i++)
	{
		scope(bytes, &rules->refusals[i].scope, "refusal", 0);
		rules->refusals[i].reasons = take(bytes, 1 << (REASON_COUNT - 1)) << 1;
	}
}

static void
make_criticals(Bytes *bytes, Rules *rules)
{
	static const char *const codes[RULES] = {"ci-0", "ci-1", "ci-2", "ci-3", "ci-4"};
	Policy	   *policy = &rules->policy;

	policy->criticals = rules->criticals;
	policy->critical_count = one_in(bytes, 2) ? count(bytes) : 0;
	for (int i = 0; i < policy->critical_count; i++)
	{
		CriticalIllness *schedule = &rules->criticals[i];
		fen_t		from = one_in(bytes, 2) ? 0 : take_fen(bytes);

		scope(bytes, &schedule->scope, codes[i], FOR_INSURED);
		schedule->deductible = amount(bytes);
		schedule->deductible_source = NULL;
		schedule->cap = amount(bytes);
		schedule->cap_source = NULL;
		schedule->bands_from = one_in(bytes, 2) ? BANDS_FROM_DEDUCTIBLE : BANDS_FROM_COST;
		schedule->cost_cap = rare_amount(bytes);
		schedule->cost_cap_source = one_in(bytes, 16) ? "cost_cap" : NULL;
		schedule->pool = &pools[POOLS_CRITICAL + take(bytes, 2)];
		schedule->band_count = take(bytes, one_in(bytes, 8) ? BANDS_MAX + 1 : 4);
		for (int j = 0; j < schedule->band_count; j++)
		{
			schedule->bands[j] = (Band) {"ci-band", from, rate(bytes)};
			from = fen_min(FEN_MAX - BANDS_MAX + j, from + 1 + take_fen(bytes));
		}
	}
	policy->critical_tilts = rules->critical_tilts;
	policy->critical_tilt_count = count(bytes);
	for (int i = 0; i < policy->critical_tilt_count; i++)
	{
		CriticalIllnessTilt *tilt = &rules->critical_tilts[i];

		scope(bytes, &tilt->scope, "ci-tilt", FOR_CATEGORIES | FOR_INSURED);
		tilt->schedule = policy->critical_count > 0 && one_in(bytes, 2)
			? codes[take(bytes, policy->critical_count)] : NULL;
		tilt->deductible = rare_amount(bytes);
		tilt->deductible_share = rate(bytes);
		tilt->rate_added = rate(bytes);
		tilt->no_cap = one_in(bytes, 3);
		tilt->in_transition = one_in(bytes, 3);
	}
}

static void
make_rules(Bytes *bytes, Rules *rules)
{
	static const int32_t units[] = {1, 1, 10, 100};
	Policy	   *policy = &rules->policy;

	policy->code = "place";
	policy->code_len = 5;
	policy->valid_from = one_in(bytes, 4) ? take_day(bytes) : DAY_PAST;
	policy->valid_until = one_in(bytes, 4) ? take_day(bytes) : DAY_FUTURE;
	policy->transition_until = one_in(bytes, 2) ? take_day(bytes) : DAY_FUTURE;
	policy->within_bill = !one_in(bytes, 3);
	policy->unit = units[take(bytes, 4)];
	for (int i = 0; i < SERVICE_COUNT; i++)
	{
		policy->payers[i] = one_in(bytes, 4) ? take(bytes, PAYERS_ALL + 1) : PAYERS_ALL;
		policy->payer_articles[i] = one_in(bytes, 2) ? "五" : NULL;
	}
	make_categories(bytes, rules);
	make_benefits(bytes, rules);
	make_stages(bytes, rules);
	make_gates(bytes, rules);
	make_criticals(bytes, rules);
}

/* One policy whatever the day, or stretches that follow each other, with gaps. */
void
make_regulation(Bytes *bytes, Regulation *regulation)
{
	day_t		from = one_in(bytes, 2) ? DAY_PAST : 8500;

	memset(regulation, 0, sizeof(Regulation));
	regulation->set.by_day = one_in(bytes, 2);
	regulation->set.count = regulation->set.by_day ? 1 + take(bytes, STRETCHES) : 1;
	regulation->set.policies = regulation->policies;
	regulation->set.starts = regulation->set.by_day ? regulation->starts : NULL;
	for (int i = 0; i < regulation->set.count; i++)
	{
		Rules	   *rules = &regulation->stretches[i];
		bool		last = i == regulation->set.count - 1;

		make_rules(bytes, rules);
		regulation->policies[i] = &rules->policy;
		regulation->starts[i] = rules->policy.stretch_from = from;
		from = (i == 0 ? 8600 : from) + 1 + take(bytes, 256);
		rules->policy.stretch_until = last && one_in(bytes, 2) ? DAY_FUTURE : from;
		from += one_in(bytes, 4) ? take(bytes, 64) : 0;
	}
}
