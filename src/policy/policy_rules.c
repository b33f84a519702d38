/*
 * policy_rules.c - reading the rules of a policy.
 *
 * One function a kind of rule; all begin with the scope that rules share.
 */
#include "policy/policy_rules.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "core/settle.h"
#include "policy/policy_compile.h"
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
read_category_list(RuleContext *context, RowReader *row, const char *attribute,
				   CategoryMask absent)
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

static void
read_scope(RowReader *row, Scope *scope)
{
	scope->code = row->code;
	scope->code_len = strlen(row->code);
	scope->services = row_words(row, "services", service_words, SERVICE_COUNT, SERVICES_ALL);
	scope->insurances = INSURANCES_ALL;
	scope->categories = CATEGORIES_ALL;
	scope->within = PLACE_ELSEWHERE;
}

static unsigned
read_insurance(RowReader *row)
{
	int			insurance = row_word(row, "insurance", insurance_words, INSURANCE_COUNT, -1);

	return insurance < 0 ? INSURANCES_ALL : 1u << insurance;
}

static Place
read_within(RowReader *row)
{
	return row_word(row, "within", place_words, PLACE_COUNT, PLACE_ELSEWHERE);
}

static const Pool *
read_pool(RuleContext *context, RowReader *row)
{
	const char *code = row_text_required(row, "pool");

	return pool_intern(context->pools, CurrentMemoryContext, code, strlen(code));
}

static void
read_payers(RowReader *reader, RuleContext *context)
{
	RowList		list;

	row_list(reader, "payers", &list);
	for (int i = 0; i < list.count; i++)
	{
		RowReader  *row = row_at(&list, i);
		unsigned	services = row_words(row, "services", service_words, SERVICE_COUNT,
										 SERVICES_ALL);
		unsigned	payers = row_words(row, "payers", payer_words, PAYER_COUNT, 0);

		for (int service = 0; service < SERVICE_COUNT; service++)
			if (services & (1u << service))
			{
				context->policy->payers[service] |= payers;
				context->policy->payer_articles[service] = row_text(row, "article");
			}
	}
	row_list_close(&list);
}

static void
read_gates(RowReader *reader, RuleContext *context)
{
	static const char *const tests[GATE_TEST_COUNT] = {
		"designated", "referral", "place", "deadline"
	};
	Policy	   *policy = context->policy;
	RowList		list;

	row_list(reader, "gates", &list);
	policy->gates = palloc0(Max(list.count, 1) * sizeof(Gate));
	policy->gate_count = list.count;
	for (int i = 0; i < list.count; i++)
	{
		RowReader  *row = row_at(&list, i);
		Gate	   *gate = &policy->gates[i];
		int			test = row_word(row, "test", tests, GATE_TEST_COUNT, -1);
		int			beyond = row_word(row, "beyond", place_words, PLACE_COUNT, -1);

		if (test < 0)
			row_error(row, "test", "is NULL");
		read_scope(row, &gate->scope);
		gate->test = test;
		gate->beyond_any = beyond < 0;
		gate->beyond = beyond < 0 ? 0 : beyond;
		gate->days = row_integer(row, "days", 0);
		if (gate->days < 0)
			row_error(row, "days", "is negative");
		gate->scope.article = row_text(row, "article");
	}
	row_list_close(&list);
}

static void
read_identities(RowReader *reader, RuleContext *context)
{
	static const char *const rules[IDENTITY_RULE_COUNT] = {
		"stay_overlap", "stay_admission", "same_year", "application", "per_claim",
		"before_transition"
	};
	Policy	   *policy = context->policy;
	RowList		list;

	row_list(reader, "identities", &list);
	policy->identities = palloc0(Max(list.count, 1) * sizeof(Identity));
	policy->identity_count = list.count;
	for (int i = 0; i < list.count; i++)
	{
		RowReader  *row = row_at(&list, i);
		Identity   *identity = &policy->identities[i];
		int			rule = row_word(row, "rule", rules, IDENTITY_RULE_COUNT, -1);

		if (rule < 0)
			row_error(row, "rule", "is NULL");
		read_scope(row, &identity->scope);
		identity->rule = rule;
		identity->scope.categories = read_category_list(context, row, "categories",
														CATEGORIES_ALL);
		identity->months = row_integer(row, "months", 0);
		if (identity->months < 0 || identity->months > 1200)
			row_error(row, "months", "must lie between 0 and 1200");
		identity->scope.article = row_text(row, "article");
	}
	row_list_close(&list);
}

static void
read_benefit_conditions(RowReader *row, Benefit *benefit)
{
	benefit->scope.insurances = read_insurance(row);
	benefit->scope.within = read_within(row);
	benefit->needs_major_disease = row_flag(row, "major_disease", false);
	benefit->needs_maintenance = row_flag(row, "maintenance", false);
	benefit->min_age = row_integer(row, "min_age", AGE_ANY);
	benefit->min_hospital_level = row_integer(row, "min_hospital_level", 0);
	benefit->in_scope_over = row_amount(row, "in_scope_over");
}

static void
read_benefit_amounts(RuleContext *context, RowReader *row, Benefit *benefit)
{
	static const char *const per[] = {"year", "claim"};

	benefit->payers = row_words(row, "payers", payer_words, PAYER_COUNT, UINT_MAX);
	benefit->own_payers = benefit->payers != UINT_MAX;
	benefit->deductible = row_amount(row, "deductible");
	benefit->deductible_source = row_text(row, "deductible_source");
	benefit->deductible_per = row_word(row, "deductible_per", per, 2, DEDUCTIBLE_PER_YEAR);
	benefit->rate = row_rate(row, "rate");
	/* the name for now; resolved when all rows are read */
	benefit->rate_of = (const Benefit *) row_text(row, "rate_of");
	benefit->cap = row_amount(row, "cap");
	benefit->cap_from_burden = row_amount(row, "cap_from_burden");
	benefit->cap_above = row_amount(row, "cap_above");
	benefit->catch_up = row_flag(row, "catch_up", false);
	benefit->pool = read_pool(context, row);
	benefit->scope.article = row_text(row, "article");
}

/* The rule whose rate a rule takes; a pool's deductibles are yearly or per claim. */
static void
link_benefits(RowReader *row, Policy *policy)
{
	for (int i = 0; i < policy->benefit_count; i++)
	{
		Benefit    *benefit = &policy->benefits[i];
		const char *wanted = (const char *) benefit->rate_of;

		row->code = benefit->scope.code;
		benefit->rate_of = NULL;
		for (int j = 0; j < policy->benefit_count; j++)
		{
			const Benefit *other = &policy->benefits[j];

			if (wanted != NULL && strcmp(other->scope.code, wanted) == 0)
				benefit->rate_of = other;
			if (j < i && strcmp(other->scope.code, benefit->scope.code) == 0)
				row_error(row, "code", "stands twice among the benefits");
			if (other->pool == benefit->pool &&
				other->deductible_per != benefit->deductible_per)
				row_error(row, "deductible_per",
						  psprintf("differs from that of \"%s\" in the same pool",
								   other->scope.code));
		}
		if (wanted != NULL && benefit->rate_of == NULL)
			row_error(row, "rate_of", psprintf("names no benefit: \"%s\"", wanted));
	}
}

static void
read_benefits(RowReader *reader, RuleContext *context)
{
	Policy	   *policy = context->policy;
	RowList		list;

	row_list(reader, "benefits", &list);
	policy->benefits = palloc0(Max(list.count, 1) * sizeof(Benefit));
	policy->benefit_count = list.count;
	for (int i = 0; i < list.count; i++)
	{
		RowReader  *row = row_at(&list, i);
		Benefit    *benefit = &policy->benefits[i];

		read_scope(row, &benefit->scope);
		benefit->scope.label = row_text(row, "label");
		benefit->scope.categories = read_category(context, row, "category");
		context->assisted |= benefit->scope.categories;
		read_benefit_conditions(row, benefit);
		read_benefit_amounts(context, row, benefit);
	}
	row_list_close(&list);
	link_benefits(&list.reader, policy);
}

static void
read_top_ups(RowReader *reader, RuleContext *context)
{
	Policy	   *policy = context->policy;
	RowList		list;

	row_list(reader, "top_ups", &list);
	policy->top_ups = palloc0(Max(list.count, 1) * sizeof(TopUp));
	policy->top_up_count = list.count;
	for (int i = 0; i < list.count; i++)
	{
		RowReader  *row = row_at(&list, i);
		TopUp	   *rule = &policy->top_ups[i];

		read_scope(row, &rule->scope);
		rule->scope.label = row_text(row, "label");
		rule->scope.categories = read_category(context, row, "category");
		context->assisted |= rule->scope.categories;
		rule->scope.within = read_within(row);
		rule->rate = row_rate(row, "rate");
		rule->scope.article = row_text(row, "article");
	}
	row_list_close(&list);
}

static void
read_tilts(RowReader *reader, RuleContext *context)
{
	Policy	   *policy = context->policy;
	RowList		list;

	row_list(reader, "tilts", &list);
	policy->tilts = palloc0(Max(list.count, 1) * sizeof(Tilt));
	policy->tilt_count = list.count;
	for (int i = 0; i < list.count; i++)
	{
		RowReader  *row = row_at(&list, i);
		Tilt	   *tilt = &policy->tilts[i];

		read_scope(row, &tilt->scope);
		tilt->scope.label = row_text(row, "label");
		tilt->scope.categories = read_category_list(context, row, "categories", CATEGORIES_ALL);
		context->assisted |= tilt->scope.categories;
		tilt->scope.within = read_within(row);
		tilt->needs_referral = row_flag(row, "compliant_referral", false);
		tilt->on_application = row_flag(row, "on_application", false);
		tilt->payers = row_words(row, "payers", payer_words, PAYER_COUNT, UINT_MAX);
		tilt->own_payers = tilt->payers != UINT_MAX;
		tilt->threshold = row_amount(row, "threshold");
		tilt->threshold_source = row_text(row, "threshold_source");
		tilt->rate = row_rate(row, "rate");
		tilt->cap = row_amount(row, "cap");
		tilt->pool = read_pool(context, row);
		tilt->scope.article = row_text(row, "article");
	}
	row_list_close(&list);
}

static void
read_off_catalogs(RowReader *reader, RuleContext *context)
{
	Policy	   *policy = context->policy;
	RowList		list;

	row_list(reader, "off_catalogs", &list);
	policy->off_catalogs = palloc0(Max(list.count, 1) * sizeof(OffCatalog));
	policy->off_catalog_count = list.count;
	for (int i = 0; i < list.count; i++)
	{
		RowReader  *row = row_at(&list, i);
		OffCatalog *rule = &policy->off_catalogs[i];

		read_scope(row, &rule->scope);
		rule->scope.label = row_text(row, "label");
		rule->scope.categories = read_category_list(context, row, "categories", CATEGORIES_ALL);
		rule->scope.within = read_within(row);
		rule->control[0] = row_rate(row, "control_class_1");
		rule->control[1] = row_rate(row, "control_class_2");
		rule->control[2] = row_rate(row, "control_class_3");
		rule->aid_categories = read_category_list(context, row, "aid_categories", 0);
		context->assisted |= rule->aid_categories;
		rule->aid_rate = row_rate(row, "aid_rate");
		rule->aid_in_transition = row_flag(row, "aid_in_transition", false);
		rule->scope.article = row_text(row, "article");
	}
	row_list_close(&list);
}

static unsigned
read_classes(RowReader *row)
{
	Datum		value;
	Datum	   *values;
	bool	   *nulls;
	int			count;
	unsigned	classes = 0;

	if (row_null(row, "chronic_classes", INT4ARRAYOID, &value))
		row_error(row, "chronic_classes", "is NULL");
	deconstruct_array(DatumGetArrayTypeP(value), INT4OID, sizeof(int32), true, TYPALIGN_INT,
					  &values, &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		if (nulls[i] || DatumGetInt32(values[i]) < 1 || DatumGetInt32(values[i]) > 3)
			row_error(row, "chronic_classes", "must hold numbers from 1 to 3");
		classes |= 1u << DatumGetInt32(values[i]);
	}
	return classes;
}

static void
read_payments(RowReader *reader, RuleContext *context)
{
	Policy	   *policy = context->policy;
	RowList		list;

	row_list(reader, "payments", &list);
	policy->payments = palloc0(Max(list.count, 1) * sizeof(Payment));
	policy->payment_count = list.count;
	for (int i = 0; i < list.count; i++)
	{
		RowReader  *row = row_at(&list, i);

		read_scope(row, &policy->payments[i].scope);
		policy->payments[i].chronic_classes = read_classes(row);
		policy->payments[i].scope.article = row_text(row, "article");
	}
	row_list_close(&list);
}

static void
read_notes(RowReader *reader, RuleContext *context)
{
	Policy	   *policy = context->policy;
	RowList		list;

	row_list(reader, "notes", &list);
	policy->notes = palloc0(Max(list.count, 1) * sizeof(Note));
	policy->note_count = list.count;
	for (int i = 0; i < list.count; i++)
	{
		RowReader  *row = row_at(&list, i);
		Note	   *note = &policy->notes[i];

		read_scope(row, &note->scope);
		note->scope.categories = read_category_list(context, row, "categories", CATEGORIES_ALL);
		note->scope.within = read_within(row);
		note->needs_referral = row_flag(row, "compliant_referral", false);
		note->needs_in_scope = row_flag(row, "in_scope_left", false);
		note->text = row_text_required(row, "text");
		note->scope.article = row_text(row, "article");
	}
	row_list_close(&list);
}

static void
read_refusals(RowReader *reader, RuleContext *context)
{
	Policy	   *policy = context->policy;
	RowList		list;

	row_list(reader, "refusals", &list);
	policy->refusals = palloc0(Max(list.count, 1) * sizeof(Refusal));
	policy->refusal_count = list.count;
	for (int i = 0; i < list.count; i++)
	{
		RowReader  *row = row_at(&list, i);
		Refusal    *refusal = &policy->refusals[i];

		read_scope(row, &refusal->scope);
		/* the first reason is none, and has no word */
		refusal->reasons = row_words(row, "reasons", reason_words + 1, REASON_COUNT - 1, 0) << 1;
		refusal->scope.article = row_text(row, "article");
	}
	row_list_close(&list);
}

static void
read_bands(RowReader *reader, RuleContext *context)
{
	Policy	   *policy = context->policy;
	RowList		list;

	row_list(reader, "critical_illness_bands", &list);
	for (int i = 0; i < list.count; i++)
	{
		RowReader  *row = row_at(&list, i);
		const char *wanted = row_text_required(row, "schedule");
		CriticalIllness *schedule = NULL;
		Band	   *band;

		for (int j = 0; j < policy->critical_count; j++)
			if (strcmp(policy->criticals[j].scope.code, wanted) == 0)
				schedule = &policy->criticals[j];
		if (schedule == NULL)
			row_error(row, "schedule", psprintf("names no schedule: \"%s\"", wanted));
		if (schedule->band_count == BANDS_MAX)
			row_error(row, "schedule", psprintf("has more than %d bands", BANDS_MAX));
		band = &schedule->bands[schedule->band_count];
		band->code = row->code;
		band->from = row_amount(row, "cost_from");
		if (band->from < 0 || band->from == FEN_INFINITE ||
			(schedule->band_count > 0 && band->from <= band[-1].from))
			row_error(row, "cost_from", "must be set, and the bands in rising order");
		band->rate = row_rate(row, "rate");
		schedule->band_count++;
	}
	row_list_close(&list);
}

static void
read_critical_illnesses(RowReader *reader, RuleContext *context)
{
	Policy	   *policy = context->policy;
	RowList		list;

	row_list(reader, "critical_illnesses", &list);
	policy->criticals = palloc0(Max(list.count, 1) * sizeof(CriticalIllness));
	policy->critical_count = list.count;
	for (int i = 0; i < list.count; i++)
	{
		RowReader  *row = row_at(&list, i);
		CriticalIllness *schedule = &policy->criticals[i];

		read_scope(row, &schedule->scope);
		schedule->scope.label = row_text(row, "label");
		schedule->scope.insurances = read_insurance(row);
		schedule->deductible = row_amount(row, "deductible");
		schedule->cap = row_amount(row, "cap");
		schedule->pool = read_pool(context, row);
		schedule->scope.article = row_text(row, "article");
	}
	row_list_close(&list);
	read_bands(reader, context);
}

static void
read_critical_illness_tilts(RowReader *reader, RuleContext *context)
{
	Policy	   *policy = context->policy;
	RowList		list;

	row_list(reader, "critical_illness_tilts", &list);
	policy->critical_tilts = palloc0(Max(list.count, 1) * sizeof(CriticalIllnessTilt));
	policy->critical_tilt_count = list.count;
	for (int i = 0; i < list.count; i++)
	{
		RowReader  *row = row_at(&list, i);
		CriticalIllnessTilt *tilt = &policy->critical_tilts[i];
		const char *wanted = row_text(row, "schedule");

		tilt->scope.code = row->code;
		tilt->scope.services = SERVICES_ALL;
		tilt->scope.within = PLACE_ELSEWHERE;
		for (int j = 0; wanted != NULL && j < policy->critical_count; j++)
			if (strcmp(policy->criticals[j].scope.code, wanted) == 0)
				tilt->schedule = policy->criticals[j].scope.code;
		if (wanted != NULL && tilt->schedule == NULL)
			row_error(row, "schedule", psprintf("names no schedule: \"%s\"", wanted));
		tilt->scope.categories = read_category_list(context, row, "categories", CATEGORIES_ALL);
		tilt->scope.insurances = read_insurance(row);
		tilt->deductible_share = row_rate(row, "deductible_share");
		tilt->rate_added = row_rate(row, "rate_added");
		if (tilt->deductible_share == RATE_UNSET)
			tilt->deductible_share = RATE_ONE;
		if (tilt->rate_added == RATE_UNSET)
			tilt->rate_added = 0;
		tilt->no_cap = row_flag(row, "no_cap", false);
		tilt->in_transition = row_flag(row, "in_transition", false);
		tilt->scope.article = row_text(row, "article");
	}
	row_list_close(&list);
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
read_rules(RowReader *reader, RuleContext *context)
{
	read_payers(reader, context);
	read_gates(reader, context);
	read_identities(reader, context);
	read_benefits(reader, context);
	read_top_ups(reader, context);
	read_tilts(reader, context);
	read_off_catalogs(reader, context);
	read_payments(reader, context);
	read_notes(reader, context);
	read_refusals(reader, context);
	read_critical_illnesses(reader, context);
	read_critical_illness_tilts(reader, context);
	mask_categories(reader, context);
}
