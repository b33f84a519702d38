/*
 * policy_rules.c - reading the rules of a policy.
 *
 * A kind of rule is a table of its attributes: the name in its row type, how
 * it is read, and where it goes in the struct of core/policy.h.  A new column
 * of a rule is a line here.
 */
#include "policy/policy_rules.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "core/settle.h"
#include "miscadmin.h"
#include "pg/room.h"
#include "policy/benefit_terms.h"
#include "policy/limit_rules.h"
#include "policy/policy_pools.h"

#define TREATED_DEPTH_MAX	16

uint32
treated_hash(const void *key, Size size)
{
	const char *code = *(const char *const *) key;

	return hash_bytes((const unsigned char *) code, strlen(code));
}

int
treated_match(const void *a, const void *b, Size size)
{
	return strcmp(*(const char *const *) a, *(const char *const *) b);
}

/* How an attribute is read; what NULL means is beside it. */
typedef enum Reading
{
	READ_TEXT,					/* NULL */
	READ_TEXT_REQUIRED,			/* an error */
	READ_AMOUNT,				/* FEN_UNSET */
	READ_RATE,					/* RATE_UNSET */
	READ_INTEGER,				/* the absent value; else from least to most */
	READ_FLAG,					/* false */
	READ_WORD,					/* the absent value; an error where that is WORD_REQUIRED */
	READ_SERVICES,				/* all */
	READ_INSURANCE,				/* all */
	READ_INSURED,				/* all that critical illness insurance may name */
	READ_INSURANCES,			/* all */
	READ_PLACE,					/* elsewhere */
	READ_CATEGORY,				/* all */
	READ_CATEGORIES,			/* all */
	READ_NO_CATEGORIES,			/* none */
	READ_PAYERS,				/* PAYERS_OF_SERVICE */
	READ_CLASSES,				/* an error */
	READ_REASONS,				/* none */
	READ_POOL					/* an error */
} Reading;

#define WORD_REQUIRED	(-1)
#define WORD_NONE		(-2)	/* NULL, where the caller tells it apart */
#define PAYERS_OF_SERVICE	UINT_MAX
#define NOWHERE			((Size) -1) /* checked, and read by SQL */

typedef struct RuleAttribute
{
	const char *name;
	Reading		reading;
	Size		offset;			/* in the rule's struct, or NOWHERE */
	int			absent;
	const char *const *words;	/* READ_WORD */
	int			word_count;
	int			least;			/* READ_INTEGER */
	int			most;
	bool		assisted;		/* READ_CATEGORY...: those it names are assisted */
} RuleAttribute;

typedef struct RuleKind
{
	const char *array;			/* attribute of medaid_policy */
	Size		size;			/* of the struct */
	Size		rules;			/* where the Policy keeps them; NOWHERE: it does not */
	Size		count;
	const RuleAttribute *attributes;
	int			attribute_count;
	/* what one rule owes another */
	void		(*finish) (RuleContext *context, RowReader *row, void *rule);
	void		(*finish_all) (RuleContext *context, RowReader *row);
} RuleKind;

/* ---- kinds of rules and their attributes ---- */

#define AT(rule, member)	offsetof(rule, member)
#define WORDS(list)			.words = (list), .word_count = lengthof(list)

static const char *const gate_tests[GATE_TEST_COUNT] = {
	"designated", "referral", "place", "deadline", "insurance", "assisted_elsewhere"
};
static const char *const identity_rules[IDENTITY_RULE_COUNT] = {
	"stay_overlap", "stay_admission", "same_year", "application", "per_claim", "before_transition",
	"once_a_year"
};
static const char *const limit_pers[LIMIT_PER_COUNT] = {"year", "month", "day", "claim"};
static const char *const deductible_per[] = {"year", "claim"};
static const char *const bands_from[] = {"cost", "deductible"};

#define PLACES		.words = place_words, .word_count = PLACE_COUNT

static const RuleAttribute gate_attributes[] = {
	{"test", READ_WORD, AT(Gate, test), WORD_REQUIRED, WORDS(gate_tests)},
	{"services", READ_SERVICES, AT(Gate, scope.services)},
	{"beyond", READ_WORD, AT(Gate, beyond), WORD_NONE, PLACES},
	{"days", READ_INTEGER, AT(Gate, days), .most = PG_INT32_MAX},
	{"insurances", READ_INSURANCES, AT(Gate, insurances)},
	{"article", READ_TEXT, AT(Gate, scope.article)}
};

static const RuleAttribute identity_attributes[] = {
	{"rule", READ_WORD, AT(Identity, rule), WORD_REQUIRED, WORDS(identity_rules)},
	{"services", READ_SERVICES, AT(Identity, scope.services)},
	{"categories", READ_CATEGORIES, AT(Identity, scope.categories)},
	{"months", READ_INTEGER, AT(Identity, months), .most = 1200},
	{"article", READ_TEXT, AT(Identity, scope.article)}
};

static const RuleAttribute benefit_attributes[] = {
	{"label", READ_TEXT, AT(Benefit, scope.label)},
	{"services", READ_SERVICES, AT(Benefit, scope.services)},
	{"category", READ_CATEGORY, AT(Benefit, scope.categories), .assisted = true},
	{"insurance", READ_INSURANCE, AT(Benefit, scope.insurances)},
	{"within", READ_PLACE, AT(Benefit, scope.within)},
	{"major_disease", READ_FLAG, AT(Benefit, needs_major_disease)},
	{"maintenance", READ_FLAG, AT(Benefit, needs_maintenance)},
	{"min_age", READ_INTEGER, AT(Benefit, min_age), AGE_ANY, .least = AGE_ANY, .most = PG_INT32_MAX},
	{"min_hospital_level", READ_INTEGER, AT(Benefit, min_hospital_level), .least = AGE_ANY, .most = PG_INT32_MAX},
	{"in_scope_over", READ_AMOUNT, AT(Benefit, in_scope_over)},
	{"payers", READ_PAYERS, AT(Benefit, payers)},
	{"deductible", READ_AMOUNT, AT(Benefit, deductible)},
	{"deductible_source", READ_TEXT, AT(Benefit, deductible_source)},
	{"deductible_per", READ_WORD, AT(Benefit, deductible_per), DEDUCTIBLE_PER_YEAR, WORDS(deductible_per)},
	{"rate", READ_RATE, AT(Benefit, rate)},
	{"rate_of", READ_TEXT, AT(Benefit, rate_of)},
	{"cap", READ_AMOUNT, AT(Benefit, cap)},
	{"cap_from_burden", READ_AMOUNT, AT(Benefit, cap_from_burden)},
	{"cap_above", READ_AMOUNT, AT(Benefit, cap_above)},
	{"catch_up", READ_FLAG, AT(Benefit, catch_up)},
	{"pool", READ_POOL, AT(Benefit, pool)},
	{"article", READ_TEXT, AT(Benefit, scope.article)}
};

static const RuleAttribute benefit_band_attributes[] = {
	{"benefit", READ_TEXT_REQUIRED, AT(BenefitBandRule, benefit)},
	{"burden_from", READ_AMOUNT, AT(BenefitBandRule, from)},
	{"rate", READ_RATE, AT(BenefitBandRule, rate)},
	{"article", READ_TEXT, AT(BenefitBandRule, scope.article)}
};

static const RuleAttribute limit_attributes[] = {
	{"label", READ_TEXT, AT(FurtherLimit, scope.label)},
	{"services", READ_SERVICES, AT(FurtherLimit, scope.services)},
	{"categories", READ_CATEGORIES, AT(FurtherLimit, scope.categories)},
	{"within", READ_PLACE, AT(FurtherLimit, scope.within)},
	{"per", READ_WORD, AT(FurtherLimit, per), WORD_REQUIRED, WORDS(limit_pers)},
	{"cap", READ_AMOUNT, AT(FurtherLimit, cap)},
	{"cap_source", READ_TEXT, AT(FurtherLimit, cap_source)},
	{"article", READ_TEXT, AT(FurtherLimit, scope.article)}
};

static const RuleAttribute top_up_attributes[] = {
	{"label", READ_TEXT, AT(TopUp, scope.label)},
	{"services", READ_SERVICES, AT(TopUp, scope.services)},
	{"category", READ_CATEGORY, AT(TopUp, scope.categories), .assisted = true},
	{"within", READ_PLACE, AT(TopUp, scope.within)},
	{"rate", READ_RATE, AT(TopUp, rate)},
	{"article", READ_TEXT, AT(TopUp, scope.article)}
};

static const RuleAttribute tilt_attributes[] = {
	{"label", READ_TEXT, AT(Tilt, scope.label)},
	{"services", READ_SERVICES, AT(Tilt, scope.services)},
	{"categories", READ_CATEGORIES, AT(Tilt, scope.categories), .assisted = true},
	{"within", READ_PLACE, AT(Tilt, scope.within)},
	{"compliant_referral", READ_FLAG, AT(Tilt, needs_referral)},
	{"on_application", READ_FLAG, AT(Tilt, on_application)},
	{"payers", READ_PAYERS, AT(Tilt, payers)},
	{"threshold", READ_AMOUNT, AT(Tilt, threshold)},
	{"threshold_source", READ_TEXT, AT(Tilt, threshold_source)},
	{"rate", READ_RATE, AT(Tilt, rate)},
	{"cap", READ_AMOUNT, AT(Tilt, cap)},
	{"pool", READ_POOL, AT(Tilt, pool)},
	{"article", READ_TEXT, AT(Tilt, scope.article)}
};

static const RuleAttribute off_catalog_attributes[] = {
	{"label", READ_TEXT, AT(OffCatalog, scope.label)},
	{"services", READ_SERVICES, AT(OffCatalog, scope.services)},
	{"categories", READ_CATEGORIES, AT(OffCatalog, scope.categories)},
	{"within", READ_PLACE, AT(OffCatalog, scope.within)},
	{"control_class_1", READ_RATE, AT(OffCatalog, control[0])},
	{"control_class_2", READ_RATE, AT(OffCatalog, control[1])},
	{"control_class_3", READ_RATE, AT(OffCatalog, control[2])},
	{"aid_categories", READ_NO_CATEGORIES, AT(OffCatalog, aid_categories), .assisted = true},
	{"aid_rate", READ_RATE, AT(OffCatalog, aid_rate)},
	{"aid_in_transition", READ_FLAG, AT(OffCatalog, aid_in_transition)},
	{"article", READ_TEXT, AT(OffCatalog, scope.article)}
};

static const RuleAttribute payment_attributes[] = {
	{"services", READ_SERVICES, AT(Payment, scope.services)},
	{"chronic_classes", READ_CLASSES, AT(Payment, chronic_classes)},
	{"article", READ_TEXT, AT(Payment, scope.article)}
};

static const RuleAttribute note_attributes[] = {
	{"services", READ_SERVICES, AT(Note, scope.services)},
	{"categories", READ_CATEGORIES, AT(Note, scope.categories)},
	{"within", READ_PLACE, AT(Note, scope.within)},
	{"compliant_referral", READ_FLAG, AT(Note, needs_referral)},
	{"in_scope_left", READ_FLAG, AT(Note, needs_in_scope)},
	{"text", READ_TEXT_REQUIRED, AT(Note, text)},
	{"article", READ_TEXT, AT(Note, scope.article)}
};

static const RuleAttribute refusal_attributes[] = {
	{"reasons", READ_REASONS, AT(Refusal, reasons)},
	{"services", READ_SERVICES, AT(Refusal, scope.services)},
	{"article", READ_TEXT, AT(Refusal, scope.article)}
};

static const RuleAttribute critical_attributes[] = {
	{"label", READ_TEXT, AT(CriticalIllness, scope.label)},
	{"services", READ_SERVICES, AT(CriticalIllness, scope.services)},
	{"insurance", READ_INSURED, AT(CriticalIllness, scope.insurances)},
	{"deductible", READ_AMOUNT, AT(CriticalIllness, deductible)},
	{"deductible_source", READ_TEXT, AT(CriticalIllness, deductible_source)},
	{"bands_from", READ_WORD, AT(CriticalIllness, bands_from), WORDS(bands_from)},
	{"cost_cap", READ_AMOUNT, AT(CriticalIllness, cost_cap)},
	{"cost_cap_source", READ_TEXT, AT(CriticalIllness, cost_cap_source)},
	{"cap", READ_AMOUNT, AT(CriticalIllness, cap)},
	{"cap_source", READ_TEXT, AT(CriticalIllness, cap_source)},
	{"pool", READ_POOL, AT(CriticalIllness, pool)},
	{"article", READ_TEXT, AT(CriticalIllness, scope.article)}
};

/* A band of a schedule, until it is put there. */
typedef struct BandRule
{
	Scope		scope;
	const char *schedule;
	fen_t		from;
	int32_t		rate;
} BandRule;

static const RuleAttribute critical_band_attributes[] = {
	{"schedule", READ_TEXT_REQUIRED, AT(BandRule, schedule)},
	{"cost_from", READ_AMOUNT, AT(BandRule, from)},
	{"rate", READ_RATE, AT(BandRule, rate)}
};

static const RuleAttribute critical_tilt_attributes[] = {
	{"schedule", READ_TEXT, AT(CriticalIllnessTilt, schedule)},
	{"categories", READ_CATEGORIES, AT(CriticalIllnessTilt, scope.categories)},
	{"insurance", READ_INSURED, AT(CriticalIllnessTilt, scope.insurances)},
	{"deductible", READ_AMOUNT, AT(CriticalIllnessTilt, deductible)},
	{"deductible_share", READ_RATE, AT(CriticalIllnessTilt, deductible_share)},
	{"rate_added", READ_RATE, AT(CriticalIllnessTilt, rate_added)},
	{"no_cap", READ_FLAG, AT(CriticalIllnessTilt, no_cap)},
	{"in_transition", READ_FLAG, AT(CriticalIllnessTilt, in_transition)},
	{"article", READ_TEXT, AT(CriticalIllnessTilt, scope.article)}
};

/* Who pays before assistance; kept by service. */
typedef struct PayerRule
{
	Scope		scope;
	unsigned	payers;
} PayerRule;

static const RuleAttribute payer_attributes[] = {
	{"services", READ_SERVICES, AT(PayerRule, scope.services)},
	{"payers", READ_PAYERS, AT(PayerRule, payers)},
	{"article", READ_TEXT, AT(PayerRule, scope.article)}
};

/* Rules that settling does not read: their functions are SQL and trust what they find. */
static const char *const recognition_words[] = {"any", "windows", "next_year"};
static const char *const basis_words[] = {"after_insurance", "patient_pays"};

static const RuleAttribute premium_attributes[] = {
	{"category", READ_TEXT_REQUIRED, NOWHERE},
	{"rate", READ_RATE, NOWHERE},
	{"amount", READ_AMOUNT, NOWHERE},
	{"recognition", READ_WORD, NOWHERE, WORDS(recognition_words)},
	{"standard", READ_AMOUNT, NOWHERE}
};

static const RuleAttribute monitor_attributes[] = {
	{"insurance", READ_INSURANCE, NOWHERE},
	{"basis", READ_WORD, NOWHERE, WORDS(basis_words)},
	{"line", READ_AMOUNT, NOWHERE},
	{"push_day", READ_INTEGER, NOWHERE, 1, .least = 1, .most = 28},
	{"answer_days", READ_INTEGER, NOWHERE, .most = 1000}
};

static const RuleAttribute deposit_attributes[] = {
	{"within", READ_PLACE, NOWHERE}
};

static const RuleAttribute recognition_attributes[] = {
	{"category", READ_TEXT_REQUIRED, NOWHERE},
	{"line", READ_AMOUNT, NOWHERE},
	{"expense_share", READ_AMOUNT, NOWHERE}
};

static const char *const occasion_words[] = {"year", "month", "receipt"};

static const RuleAttribute deadline_attributes[] = {
	{"occasion", READ_WORD, NOWHERE, WORDS(occasion_words)},
	{"month", READ_INTEGER, NOWHERE, 1, .least = 1, .most = 12},
	{"day", READ_INTEGER, NOWHERE, 1, .least = 1, .most = 28},
	{"days", READ_INTEGER, NOWHERE, .most = 1000}
};

/* ---- reading one attribute ---- */

/* The bit of a category that a rule names. */
static CategoryMask
category_bit(RuleContext *context, RowReader *row, const char *attribute, const char *code)
{
	for (int i = 0; i < context->name_count; i++)
		if (strcmp(context->names[i], code) == 0)
			return UINT64CONST(1) << i;
	if (hash_search(context->treated, &code, HASH_FIND, NULL) == NULL)
		row_error(row, attribute,
				  psprintf("names category \"%s\", which medaid_category_name does not know",
						   code));
	if (context->name_count == RULE_CATEGORIES_MAX)
		row_error(row, attribute,
				  psprintf("makes more than %d categories that rules name",
						   RULE_CATEGORIES_MAX));
	context->names[context->name_count] = code;
	return UINT64CONST(1) << context->name_count++;
}

static CategoryMask
read_category(RuleContext *context, RowReader *row, const char *attribute)
{
	const char *code = row_text(row, attribute);

	return code ? category_bit(context, row, attribute, code) : CATEGORIES_ALL;
}

static CategoryMask
read_categories(RuleContext *context, RowReader *row, const char *attribute, CategoryMask absent)
{
	int			count;
	const char **codes = row_texts(row, attribute, &count);
	CategoryMask mask = 0;

	if (codes == NULL)
		return absent;
	for (int i = 0; i < count; i++)
		mask |= category_bit(context, row, attribute, codes[i]);
	return mask;
}

static unsigned
read_classes(RowReader *row, const char *attribute)
{
	Datum		value;
	Datum	   *values;
	bool	   *nulls;
	int			count;
	unsigned	classes = 0;

	if (row_null(row, attribute, INT4ARRAYOID, &value))
		row_error(row, attribute, "is NULL");
	deconstruct_array(DatumGetArrayTypeP(value), INT4OID, sizeof(int32), true, TYPALIGN_INT,
					  &values, &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		if (nulls[i] || DatumGetInt32(values[i]) < 1 || DatumGetInt32(values[i]) > 3)
			row_error(row, attribute, "must hold numbers from 1 to 3");
		classes |= 1u << DatumGetInt32(values[i]);
	}
	return classes;
}

static int
read_integer(RowReader *row, const RuleAttribute *attribute)
{
	int			number = row_integer(row, attribute->name, attribute->absent);

	if (number != attribute->absent && (number < attribute->least || number > attribute->most))
		row_error(row, attribute->name, number < 0 && attribute->most == PG_INT32_MAX
				  ? "is negative"
				  : psprintf("must lie between %d and %d", attribute->least, attribute->most));
	return number;
}

static int
read_word(RowReader *row, const RuleAttribute *attribute)
{
	int			word = row_word(row, attribute->name, attribute->words, attribute->word_count,
								attribute->absent);

	if (word == WORD_REQUIRED)
		row_error(row, attribute->name, "is NULL");
	return word;
}

/* One of the first count insurances; NULL: all of those. */
static unsigned
read_insurance(RowReader *row, const char *attribute, int count)
{
	int			insurance = row_word(row, attribute, insurance_words, count, -1);

	return insurance < 0 ? (1u << count) - 1 : 1u << insurance;
}

static const Pool *
read_pool(RuleContext *context, RowReader *row, const char *attribute)
{
	const char *code = row_text_required(row, attribute);

	return pool_intern(context->pools, CurrentMemoryContext, code, strlen(code));
}

/* Reads an attribute of the row into the rule; its struct has the type that the reading has. */
static void
read_attribute(RuleContext *context, RowReader *row, const RuleAttribute *attribute, void *rule)
{
	const char *name = attribute->name;
	CategoryMask mask = 0;
	/* what nobody keeps goes here */
	union
	{
		void	   *pointer;
		fen_t		amount;
		CategoryMask mask;
	}			nowhere;
	void	   *to = attribute->offset == NOWHERE ? (void *) &nowhere : (char *) rule + attribute->offset;

	switch (attribute->reading)
	{
		case READ_TEXT:
			*(const char **) to = row_text(row, name);
			break;
		case READ_TEXT_REQUIRED:
			*(const char **) to = row_text_required(row, name);
			break;
		case READ_AMOUNT:
			*(fen_t *) to = row_amount(row, name);
			break;
		case READ_RATE:
			*(int32 *) to = row_rate(row, name);
			break;
		case READ_INTEGER:
			*(int32 *) to = read_integer(row, attribute);
			break;
		case READ_FLAG:
			*(bool *) to = row_flag(row, name, false);
			break;
		case READ_WORD:
			*(int *) to = read_word(row, attribute);
			break;
		case READ_SERVICES:
			*(unsigned *) to = row_words(row, name, service_words, SERVICES_OF_RULES, SERVICES_ALL);
			break;
		case READ_INSURANCE:
			*(unsigned *) to = read_insurance(row, name, INSURANCE_COUNT);
			break;
		case READ_INSURED:
			*(unsigned *) to = read_insurance(row, name, INSURANCES_OF_SCHEDULES);
			break;
		case READ_INSURANCES:
			*(unsigned *) to = row_words(row, name, insurance_words, INSURANCE_COUNT, INSURANCES_ALL);
			break;
		case READ_PLACE:
			*(int *) to = row_word(row, name, place_words, PLACE_COUNT, PLACE_ELSEWHERE);
			break;
		case READ_CATEGORY:
			mask = *(CategoryMask *) to = read_category(context, row, name);
			break;
		case READ_CATEGORIES:
			mask = *(CategoryMask *) to = read_categories(context, row, name, CATEGORIES_ALL);
			break;
		case READ_NO_CATEGORIES:
			mask = *(CategoryMask *) to = read_categories(context, row, name, 0);
			break;
		case READ_PAYERS:
			*(unsigned *) to = row_words(row, name, payer_words, PAYER_COUNT, PAYERS_OF_SERVICE);
			break;
		case READ_CLASSES:
			*(unsigned *) to = read_classes(row, name);
			break;
		case READ_REASONS:
			/* the first reason is none, and has no word */
			*(unsigned *) to = row_words(row, name, reason_words + 1, REASON_COUNT - 1, 0) << 1;
			break;
		case READ_POOL:
			*(const Pool **) to = read_pool(context, row, name);
			break;
	}
	if (attribute->assisted)
		context->assisted |= mask;
}

/* ---- what one rule owes the others ---- */

static void
finish_payer(RuleContext *context, RowReader *row, void *rule)
{
	PayerRule  *payer = rule;
	Policy	   *policy = context->policy;

	for (int service = 0; service < SERVICE_COUNT; service++)
		if ((payer->scope.services & (1u << service)) && payer->payers != PAYERS_OF_SERVICE)
		{
			policy->payers[service] |= payer->payers;
			policy->payer_articles[service] = payer->scope.article;
		}
}

static void
finish_gate(RuleContext *context, RowReader *row, void *rule)
{
	Gate	   *gate = rule;

	gate->beyond_any = (int) gate->beyond == WORD_NONE;
	if (gate->beyond_any)
		gate->beyond = PLACE_COUNTY;
}

static void
finish_benefit(RuleContext *context, RowReader *row, void *rule)
{
	Benefit    *benefit = rule;

	benefit->own_payers = benefit->payers != PAYERS_OF_SERVICE;
	read_benefit_terms(context->policy, row, benefit);
}

static void
finish_benefit_band(RuleContext *context, RowReader *row, void *rule)
{
	add_benefit_band(context->policy, row, rule);
}

static void
finish_limit(RuleContext *context, RowReader *row, void *rule)
{
	read_limit_pool(context->policy, context->pools, row, rule);
}

static void
finish_tilt(RuleContext *context, RowReader *row, void *rule)
{
	Tilt	   *tilt = rule;

	tilt->own_payers = tilt->payers != PAYERS_OF_SERVICE;
	check_pool_kind(context->policy, row, tilt->pool, POOL_OF_TILT);
}

static void
finish_critical(RuleContext *context, RowReader *row, void *rule)
{
	check_pool_kind(context->policy, row, ((CriticalIllness *) rule)->pool, POOL_OF_SCHEDULE);
}

/* The rule whose rate a rule takes; a pool's deductibles are yearly or per claim. */
static void
link_benefits(RuleContext *context, RowReader *row)
{
	Policy	   *policy = context->policy;

	for (int i = 0; i < policy->benefit_count; i++)
	{
		Benefit    *benefit = &policy->benefits[i];
		/* the code until now */
		const char *wanted = (const char *) benefit->rate_of;

		/* each is compared with all: they may be many */
		CHECK_FOR_INTERRUPTS();
		row->code = benefit->scope.code;
		benefit->rate_of = NULL;
		for (int j = 0; j < policy->benefit_count; j++)
		{
			const Benefit *other = &policy->benefits[j];

			if (wanted != NULL && strcmp(other->scope.code, wanted) == 0)
				benefit->rate_of = other;
			if (j < i && strcmp(other->scope.code, benefit->scope.code) == 0)
				row_error(row, "code", "stands twice among the benefits");
			if (other->pool == benefit->pool && other->deductible_per != benefit->deductible_per)
				row_error(row, "deductible_per",
						  psprintf("differs from that of \"%s\" in the same pool",
								   other->scope.code));
		}
		if (wanted != NULL && benefit->rate_of == NULL)
			row_error(row, "rate_of", psprintf("names no benefit: \"%s\"", wanted));
	}
}

static CriticalIllness *
schedule_of(RuleContext *context, RowReader *row, const char *wanted)
{
	Policy	   *policy = context->policy;

	for (int i = 0; i < policy->critical_count; i++)
		if (strcmp(policy->criticals[i].scope.code, wanted) == 0)
			return &policy->criticals[i];
	row_error(row, "schedule", psprintf("names no schedule: \"%s\"", wanted));
}

static void
finish_critical_band(RuleContext *context, RowReader *row, void *rule)
{
	BandRule   *from = rule;
	CriticalIllness *schedule = schedule_of(context, row, from->schedule);
	Band	   *band = &schedule->bands[schedule->band_count];

	if (schedule->band_count == BANDS_MAX)
		row_error(row, "schedule", psprintf("has more than %d bands", BANDS_MAX));
	if (from->from < 0 || from->from == FEN_INFINITE ||
		(schedule->band_count > 0 && from->from <= band[-1].from))
		row_error(row, "cost_from", "must be set, and the bands in rising order");
	*band = (Band) {from->scope.code, from->from, from->rate};
	schedule->band_count++;
}

static void
finish_critical_tilt(RuleContext *context, RowReader *row, void *rule)
{
	CriticalIllnessTilt *tilt = rule;

	if (tilt->schedule != NULL)
		tilt->schedule = schedule_of(context, row, tilt->schedule)->scope.code;
}

/* ---- reading them all ---- */

#define KIND(array, type, rules, count, attributes, finish, finish_all) \
	{array, sizeof(type), offsetof(Policy, rules), offsetof(Policy, count), \
	attributes, lengthof(attributes), finish, finish_all}
#define KIND_NOT_KEPT(array, type, attributes, finish) \
	{array, sizeof(type), NOWHERE, NOWHERE, attributes, lengthof(attributes), finish, NULL}

static const RuleKind kinds[] = {
	KIND_NOT_KEPT("payers", PayerRule, payer_attributes, finish_payer),
	KIND("gates", Gate, gates, gate_count, gate_attributes, finish_gate, NULL),
	KIND("identities", Identity, identities, identity_count, identity_attributes, NULL, NULL),
	KIND("benefits", Benefit, benefits, benefit_count, benefit_attributes, finish_benefit, link_benefits),
	KIND_NOT_KEPT("benefit_bands", BenefitBandRule, benefit_band_attributes, finish_benefit_band),
	KIND("top_ups", TopUp, top_ups, top_up_count, top_up_attributes, NULL, NULL),
	KIND("tilts", Tilt, tilts, tilt_count, tilt_attributes, finish_tilt, NULL),
	KIND("off_catalogs", OffCatalog, off_catalogs, off_catalog_count, off_catalog_attributes, NULL, NULL),
	KIND("payments", Payment, payments, payment_count, payment_attributes, NULL, NULL),
	KIND("notes", Note, notes, note_count, note_attributes, NULL, NULL),
	KIND("refusals", Refusal, refusals, refusal_count, refusal_attributes, NULL, NULL),
	KIND("critical_illnesses", CriticalIllness, criticals, critical_count, critical_attributes, finish_critical, NULL),
	KIND_NOT_KEPT("critical_illness_bands", BandRule, critical_band_attributes, finish_critical_band),
	KIND("critical_illness_tilts", CriticalIllnessTilt, critical_tilts, critical_tilt_count,
		 critical_tilt_attributes, finish_critical_tilt, NULL),
	/* last: their pools are none of those before */
	KIND("limits", FurtherLimit, limits, limit_count, limit_attributes, finish_limit, NULL)
};

static const RuleKind sql_kinds[] = {
	KIND_NOT_KEPT("premiums", Scope, premium_attributes, NULL),
	KIND_NOT_KEPT("monitors", Scope, monitor_attributes, NULL),
	KIND_NOT_KEPT("deposits", Scope, deposit_attributes, NULL),
	KIND_NOT_KEPT("recognitions", Scope, recognition_attributes, NULL),
	KIND_NOT_KEPT("deadlines", Scope, deadline_attributes, NULL)
};

static void
read_kind(RowReader *policy, RuleContext *context, const RuleKind *kind)
{
	bool		kept = kind->rules != NOWHERE;
	RowList		list;
	char	   *rules;

	row_list(policy, kind->array, &list);
	rules = zeroed_room_for(Max(kept ? list.count : 1, 1), kind->size);
	if (kept)
	{
		*(void **) ((char *) context->policy + kind->rules) = rules;
		*(int *) ((char *) context->policy + kind->count) = list.count;
	}
	for (int i = 0; i < list.count; i++)
	{
		RowReader  *row = row_at(&list, i);
		/* all rules begin with their scope */
		Scope	   *scope = (Scope *) (rules + (kept ? i * kind->size : 0));

		CHECK_FOR_INTERRUPTS();
		*scope = (Scope) {
			.code = row->code,
			.code_len = strlen(row->code),
			.services = SERVICES_ALL,
			.insurances = INSURANCES_ALL,
			.categories = CATEGORIES_ALL,
			.within = PLACE_ELSEWHERE
		};
		for (int j = 0; j < kind->attribute_count; j++)
			read_attribute(context, row, &kind->attributes[j], scope);
		if (kind->finish != NULL)
			kind->finish(context, row, scope);
	}
	row_list_close(&list);
	if (kind->finish_all != NULL)
		kind->finish_all(context, &list.reader);
}

/* The bits that each category satisfies: its own, and those it is treated as. */
static void
mask_categories(RowReader *reader, RuleContext *context)
{
	Policy	   *policy = context->policy;

	for (int i = 0; i < policy->category_count; i++)
	{
		PolicyCategory *category = &policy->categories[i];
		const char *code = category->code;
		int			depth = 0;
		int			channel = CHANNEL_UNKNOWN;

		CHECK_FOR_INTERRUPTS();
		while (code != NULL)
		{
			Treated    *entry = hash_search(context->treated, &code, HASH_FIND, NULL);

			if (entry == NULL || depth++ == TREATED_DEPTH_MAX)
			{
				reader->code = category->code;
				row_error(reader, "treated_as", entry == NULL
						  ? psprintf("names an unknown category: \"%s\"", code)
						  : "goes round in a circle");
			}
			for (int j = 0; j < context->name_count; j++)
				if (strcmp(context->names[j], code) == 0)
					category->mask |= UINT64CONST(1) << j;
			if (channel == CHANNEL_UNKNOWN)
				channel = entry->channel;
			code = entry->treated_as;
		}
		category->direct = channel == 1;
		category->assisted = (category->mask & context->assisted) != 0 ||
			context->assisted == CATEGORIES_ALL;
	}
}

void
read_rules(RowReader *policy, RuleContext *context)
{
	for (int i = 0; i < lengthof(kinds); i++)
		read_kind(policy, context, &kinds[i]);
	mask_categories(policy, context);
}

bool
only_sql_reads(const char *attribute)
{
	for (int i = 0; i < lengthof(sql_kinds); i++)
		if (strcmp(sql_kinds[i].array, attribute) == 0)
			return true;
	return false;
}

void
check_sql_rules(Datum policy)
{
	RowReader	reader = {0};
	RuleContext context = {0};

	row_open(&reader, policy);
	reader.policy = row_text_required(&reader, "code");
	for (int i = 0; i < lengthof(sql_kinds); i++)
		read_kind(&reader, &context, &sql_kinds[i]);
	row_close(&reader);
}
