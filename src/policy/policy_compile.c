/*
 * policy_compile.c - a medaid_policy, or the stretches of one, compiled.
 *
 * The rules are in policy_rules.c; here are the policy's own attributes, the
 * categories it knows, and what must hold between the elements of an array.
 */
#include "policy/policy_compile.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "pg/composite.h"
#include "pg/room.h"
#include "policy/policy_rules.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

static int
by_code(const void *a, const void *b)
{
	return strcmp(((const PolicyCategory *) a)->code, ((const PolicyCategory *) b)->code);
}

/* The categories, sorted by code; treated_as is kept aside for the masks. */
static void
read_categories(RowReader *reader, Policy *policy, HTAB *treated)
{
	RowList		list;

	row_list(reader, "categories", &list);
	policy->categories = zeroed_room_for(Max(list.count, 1), sizeof(PolicyCategory));
	policy->category_count = list.count;
	for (int i = 0; i < list.count; i++)
	{
		static const char *const channels[] = {"application", "direct"};
		RowReader  *row = row_at(&list, i);
		PolicyCategory *category = &policy->categories[i];
		Treated    *entry;
		bool		found;

		CHECK_FOR_INTERRUPTS();
		category->code = row->code;
		category->code_len = strlen(row->code);
		category->label = row_text(row, "label");
		category->rank = row_integer(row, "rank", PG_INT32_MAX);
		if (strlen(row->code) > CATEGORY_NAME_MAX)
			row_error(row, "code", "is too long");
		entry = hash_search(treated, &category->code, HASH_ENTER, &found);
		if (found)
			row_error(row, "code", "stands twice among the categories");
		entry->treated_as = row_text(row, "treated_as");
		/* without a channel of its own it takes that of the category it is treated as */
		entry->channel = row_word(row, "channel", channels, 2, CHANNEL_UNKNOWN);
		category->article = row_text(row, "article");
	}
	row_list_close(&list);
	qsort(policy->categories, policy->category_count, sizeof(PolicyCategory), by_code);
	for (int i = 0; i < CATEGORY_WORD_COUNT; i++)
	{
		PolicyCategory key = {.code = category_words[i]};
		PolicyCategory *found = bsearch(&key, policy->categories, policy->category_count,
										sizeof(PolicyCategory), by_code);

		policy->word_category[i] = found ? found - policy->categories : -1;
	}
}

/* The unit of what is paid, in fen. */
static int32
read_unit(RowReader *reader)
{
	fen_t		unit = row_amount(reader, "rounding");

	if (unit == FEN_UNSET)
		return 1;
	if (unit != 1 && unit != 10 && unit != 100)
		row_error(reader, "rounding", "must be 0.01, 0.1 or 1");
	return unit;
}

/*
 * The bytes of an opened row that settling depends on: all but the insides of
 * the lists that only SQL reads, two fifths of a policy.  Where all of these are the
 * same, so are the sizes of the lists left out, and all stands where it stood.
 */
static void
find_spans(const RowReader *reader, const char *row, Extent *extent)
{
	Size		at = 0;			/* what comes next to be compared */

	extent->spans = palloc((reader->desc->natts + 1) * sizeof(Span));
	extent->span_count = 0;
	for (int i = 0; i < reader->desc->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(reader->desc, i);
		const char *value = DatumGetPointer(reader->values[i]);

		if (reader->nulls[i] || attribute->attisdropped || attribute->attlen != -1 ||
			VARATT_IS_1B(value) || !only_sql_reads(NameStr(attribute->attname)))
			continue;
		extent->spans[extent->span_count++] = (Span) {at, value + VARHDRSZ - row - at};
		at = value + VARSIZE_4B(value) - row;
	}
	extent->spans[extent->span_count++] = (Span) {at, VARSIZE_4B(row) - at};
}

/* extent: its spans are filled where the row stands in memory as it is. */
static void
compile_one(Datum value, Policy *policy, HTAB **pools, Extent *extent)
{
	RowReader	reader = {0};
	RuleContext context = {.policy = policy, .pools = pools};
	HASHCTL		ctl = {
		.keysize = sizeof(char *),
		.entrysize = sizeof(Treated),
		.hash = treated_hash,
		.match = treated_match,
		.hcxt = CurrentMemoryContext
	};

	row_open(&reader, value);
	policy->code = reader.policy = row_text_required(&reader, "code");
	policy->code_len = strlen(policy->code);
	policy->scenario = row_text(&reader, "scenario");
	policy->scenario_len = policy->scenario ? strlen(policy->scenario) : 0;
	row_days(&reader, "valid", &policy->valid_from, &policy->valid_until);
	row_days(&reader, "stretch", &policy->stretch_from, &policy->stretch_until);
	policy->transition_until = row_day(&reader, "transition_until", DAY_FUTURE);
	policy->within_bill = row_flag(&reader, "within_bill", true);
	policy->unit = read_unit(&reader);
	context.treated = hash_create("medaid categories", 32, &ctl,
								  HASH_ELEM | HASH_FUNCTION | HASH_COMPARE | HASH_CONTEXT);
	read_categories(&reader, policy, context.treated);
	read_rules(&reader, &context);
	hash_destroy(context.treated);
	if (VARATT_IS_4B_U(DatumGetPointer(value)))
		find_spans(&reader, DatumGetPointer(value), extent);
	row_close(&reader);
}

/* An element of an array, with where it stands there. */
typedef struct Element
{
	const Policy *policy;
	Extent		extent;
} Element;

static int
by_stretch(const void *a, const void *b)
{
	day_t		p = ((const Element *) a)->policy->stretch_from;
	day_t		q = ((const Element *) b)->policy->stretch_from;

	return (p > q) - (p < q);
}

static void
array_error(const char *problem)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("array of policies %s", problem),
			 errhint("medaid_policies(code, from_date, to_date) makes one.")));
}

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Stretches of one regulation and scenario that do not overlap. */
static void
check_array(const Policy *const *policies, int count)
{
	for (int i = 1; i < count; i++)
	{
		const Policy *before = policies[i - 1];

		if (strcmp(before->code, policies[i]->code) != 0)
			array_error(psprintf("holds different codes: \"%s\" and \"%s\"",
								 before->code, policies[i]->code));
		if (!same_text(before->scenario, policies[i]->scenario))
			array_error("holds different scenarios");
		if (before->stretch_until > policies[i]->stretch_from)
			array_error("holds overlapping stretches");
	}
}

/* The elements of an array, compiled, in its order. */
static Element *
compile_elements(ArrayType *array, int *count)
{
	Datum	   *values;
	bool	   *nulls;
	Element    *found;
	HTAB	   *pools = NULL;

	if (ARR_NDIM(array) > 1)
		array_error("has more than one dimension");
	deconstruct_array(array, ARR_ELEMTYPE(array), -1, false, TYPALIGN_DOUBLE,
					  &values, &nulls, count);
	if (*count == 0)
		array_error("is empty");
	found = room_for(*count, sizeof(Element));
	for (int i = 0; i < *count; i++)
	{
		Policy	   *policy = palloc0(sizeof(Policy));

		CHECK_FOR_INTERRUPTS();
		if (nulls[i])
			array_error("has a NULL element");
		found[i] = (Element) {policy, {DatumGetPointer(values[i]) - (char *) array}};
		compile_one(values[i], policy, &pools, &found[i].extent);
	}
	return found;
}

/* Elements of one regulation and scenario; sorts them. */
static void
stretches_of(Element *found, int count, PolicySet *set)
{
	const Policy **policies = palloc(count * sizeof(Policy *));
	day_t	   *starts = palloc(count * sizeof(day_t));

	qsort(found, count, sizeof(Element), by_stretch);
	for (int i = 0; i < count; i++)
	{
		policies[i] = found[i].policy;
		starts[i] = found[i].policy->stretch_from;
	}
	check_array(policies, count);
	set->by_day = true;
	set->count = count;
	set->policies = policies;
	set->starts = starts;
}

static void
compile_array(Datum value, CompiledPolicy *compiled)
{
	ArrayType  *array = DatumGetArrayTypeP(value);
	int			count;
	Element    *found = compile_elements(array, &count);

	stretches_of(found, count, &compiled->set);
	if ((Pointer) array != DatumGetPointer(value))
		return;
	for (int i = 0; i < count; i++)
		if (found[i].extent.spans == NULL)
			return;
	compiled->header_size = ARR_DATA_OFFSET(array);
	compiled->extents = room_for(count, sizeof(Extent));
	for (int i = 0; i < count; i++)
		compiled->extents[i] = found[i].extent;
}

/* The elements that share a scenario together, each scenario an array of stretches. */
static void
compile_scenarios(Datum value, CompiledPolicy *compiled)
{
	int			count;
	Element    *found = compile_elements(DatumGetArrayTypeP(value), &count);
	Element    *group = room_for(count, sizeof(Element));

	compiled->scenarios = zeroed_room_for(count, sizeof(Scenario));
	for (int i = 0; i < count; i++)
	{
		const char *name = found[i].policy->scenario;
		Scenario   *scenario;
		int			size = 0;
		bool		seen = false;

		/* each is compared with all: they may be many */
		CHECK_FOR_INTERRUPTS();
		for (int j = 0; j < compiled->scenario_count && !seen; j++)
			seen = same_text(compiled->scenarios[j].name, name);
		if (seen)
			continue;
		for (int j = i; j < count; j++)
			if (same_text(found[j].policy->scenario, name))
				group[size++] = found[j];
		scenario = &compiled->scenarios[compiled->scenario_count++];
		scenario->name = name;
		scenario->len = name ? strlen(name) : 0;
		stretches_of(group, size, &scenario->set);
	}
}

CompiledPolicy *
policy_compile(Datum value, PolicyShape shape, MemoryContext parent)
{
	/* below the caller's context until it is done, so that a failure leaves nothing */
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "medaid policy",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	CompiledPolicy *compiled = palloc0(sizeof(CompiledPolicy));
	struct varlena *source = (struct varlena *) DatumGetPointer(value);

	compiled->context = context;
	compiled->shape = shape;
	compiled->source_size = VARSIZE_ANY(source);
	compiled->source = palloc(compiled->source_size);
	memcpy(compiled->source, source, compiled->source_size);
	if (shape == POLICY_STRETCHES)
		compile_array(value, compiled);
	else if (shape == POLICY_SCENARIOS)
		compile_scenarios(value, compiled);
	else
	{
		Policy	   *policy = palloc0(sizeof(Policy));
		const Policy **policies = palloc(sizeof(Policy *));
		HTAB	   *pools = NULL;
		Extent	   *extent = palloc0(sizeof(Extent));

		compile_one(value, policy, &pools, extent);
		if (extent->spans != NULL)
			compiled->extents = extent;
		policies[0] = policy;
		compiled->set.count = 1;
		compiled->set.policies = policies;
	}
	MemoryContextSwitchTo(old);
	MemoryContextSetParent(context, parent);
	return compiled;
}
