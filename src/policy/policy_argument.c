/*
 * policy_argument.c - recognising a policy that comes with every row.
 */
#include "policy/policy_argument.h"

#include "pg/versions.h"
#include "policy/policy_cache.h"
#include "policy/policy_stored.h"
#include "utils/array.h"
#include "utils/expandeddatum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#define SHORT_LIST	8			/* entries, where they need not last */
#define LASTING_SIZE	((Size) 16 << 20)	/* of those that last, before any of them goes */

void
policy_argument_init(PolicyArgument *argument, MemoryContext context,
					 PolicyShape shape, bool lasting)
{
	require_versions();
	memset(argument, 0, sizeof(*argument));
	argument->context = context;
	argument->shape = shape;
	argument->lasting = lasting;
	argument->used_most = LASTING_SIZE;
}

/*
 * The bytes that stand for a policy: as they are on disk, compressed or not,
 * but never a pointer to what may change in memory.  A variable of PL/pgSQL is
 * such a pointer; an array there has its flat form at hand until an element
 * is assigned.
 */
static const struct varlena *
flat_source(Datum policy)
{
	struct varlena *source = (struct varlena *) DatumGetPointer(policy);

	if (VARATT_IS_EXTERNAL_EXPANDED(source))
	{
		ExpandedArrayHeader *array = (ExpandedArrayHeader *) DatumGetEOHP(policy);

		if (array->ea_magic == EA_MAGIC && array->fvalue != NULL)
			return (struct varlena *) array->fvalue;
	}
	if (VARATT_IS_EXTERNAL(source) && !VARATT_IS_EXTERNAL_ONDISK(source))
		return PG_DETOAST_DATUM_COPY(policy);
	return source;
}

/* Whether what settling depends on is the same in a policy that stands where it stood. */
static bool
same_policy(const Extent *extent, const char *compiled, const char *bytes)
{
	for (int i = 0; i < extent->span_count; i++)
	{
		Size		at = extent->at + extent->spans[i].at;

		if (memcmp(compiled + at, bytes + at, extent->spans[i].size) != 0)
			return false;
	}
	return true;
}

/* Whether the policies of a source are where they were in the one compiled. */
static bool
same_places(const CompiledPolicy *compiled, const struct varlena *source)
{
	const char *compiled_bytes = (const char *) compiled->source;
	const char *bytes = (const char *) source;

	if (compiled->source_size != VARSIZE_ANY(source) ||
		memcmp(compiled_bytes, bytes, compiled->header_size) != 0)
		return false;
	for (int i = 0; i < compiled->set.count; i++)
	{
		Size		at = compiled->extents[i].at;

		/* the sizes: one place follows from those before */
		if (memcmp(compiled_bytes + at, bytes + at, VARHDRSZ) != 0)
			return false;
	}
	return true;
}

/*
 * Whether a source would be compiled to the same.  A lasting one is passed on
 * and ordered by its bytes: it is the same in all of them.
 */
static bool
same_source(const PolicyArgument *argument, const CompiledPolicy *compiled,
			const struct varlena *source)
{
	if (argument->lasting || compiled->extents == NULL)
		return compiled->source_size == VARSIZE_ANY(source) &&
			memcmp(compiled->source, source, compiled->source_size) == 0;
	if (!same_places(compiled, source))
		return false;
	for (int i = 0; i < compiled->set.count; i++)
		if (!same_policy(&compiled->extents[i], (const char *) compiled->source,
						 (const char *) source))
			return false;
	return true;
}

/* The element of an array whose stretch holds a day; -1: none. */
static int
element_on(const PolicySet *set, day_t day)
{
	int			at = set->count - 1;

	while (at > 0 && set->starts[at] > day)
		at--;
	return day >= set->starts[at] && day < set->policies[at]->stretch_until ? at : -1;
}

/* An element as a bit of those compared; 0: one of those that are compared each time. */
static inline uint64
element_bit(int at)
{
	return at < 64 ? UINT64CONST(1) << at : 0;
}

/*
 * Whether the elements that hold the days are those that the last entry was
 * compiled from, and stand where they stood.  Those that were compared since
 * the address was doubted need not be: a window, whose partitions are persons,
 * took 0.96 of the instructions of comparing all of 69 kB with each.
 */
static bool
same_elements(PolicyArgument *argument, const struct varlena *source,
			  const day_t *days, int count)
{
	const CompiledPolicy *compiled = argument->entries[argument->last];

	if (compiled->extents == NULL || (argument->compared == 0 && !same_places(compiled, source)))
		return false;
	for (int i = 0; i < count; i++)
	{
		int			at = element_on(&compiled->set, days[i]);

		/* where no stretch holds the day, all of them decide */
		if (at < 0)
			return false;
		if ((argument->compared & element_bit(at)) != 0)
			continue;
		if (!same_policy(&compiled->extents[at], (const char *) compiled->source,
						 (const char *) source))
			return false;
		if (argument->constant)
			argument->compared |= element_bit(at);
	}
	return true;
}

/*
 * Deletes those that nothing points to.  A group that ends takes its claims along:
 * of groups that come one after the other, each with a policy of its own, few are left.
 */
static void
forget_unused(PolicyArgument *argument)
{
	int			kept = 0;

	for (int i = 0; i < argument->count; i++)
		argument->entries[i]->in_use = false;
	if (argument->trusted != NULL)
		argument->trusted_policy->in_use = true;
	argument->mark_in_use(argument);
	argument->used = 0;
	for (int i = 0; i < argument->count; i++)
	{
		CompiledPolicy *entry = argument->entries[i];

		if (!entry->in_use)
		{
			MemoryContextDelete(entry->context);
			continue;
		}
		argument->used += MemoryContextMemAllocated(entry->context, true);
		argument->entries[kept++] = entry;
	}
	argument->count = kept;
	argument->last = 0;
	argument->used_most = Max(LASTING_SIZE, argument->used * 2);
}

/* Room for one more; the slot of an entry that is no longer needed. */
static int
free_entry(PolicyArgument *argument)
{
	int			slot = argument->next;

	if (argument->count < argument->size)
		return argument->count++;
	if (argument->size == 0)
	{
		argument->entries = MemoryContextAlloc(argument->context,
											   SHORT_LIST * sizeof(CompiledPolicy *));
		argument->size = SHORT_LIST;
		return argument->count++;
	}
	if (argument->lasting)
	{
		argument->size *= 2;
		argument->entries = repalloc_huge(argument->entries,
										  argument->size * sizeof(CompiledPolicy *));
		return argument->count++;
	}
	argument->next = (slot + 1) % argument->count;
	MemoryContextDelete(argument->entries[slot]->context);
	return slot;
}

static CompiledPolicy *
find_source(PolicyArgument *argument, const struct varlena *source)
{
	CompiledPolicy *compiled;
	int			slot;

	/* the cache knows policies, and arrays as stretches of one */
	if (argument->shape != POLICY_SCENARIOS &&
		(compiled = policy_cache_compiled(PointerGetDatum(source))) != NULL)
		return compiled;
	for (int i = 0; i < argument->count; i++)
	{
		slot = (argument->last + i) % argument->count;
		if (same_source(argument, argument->entries[slot], source))
		{
			argument->last = slot;
			argument->last_source = source;
			return argument->entries[slot];
		}
	}
	if (argument->shape == POLICY_STRETCHES && VARATT_IS_EXTERNAL_ONDISK(source))
		compiled = policy_stored(PointerGetDatum(source), argument->context);
	else
		compiled = policy_compile(PointerGetDatum(source), argument->shape, argument->context);
	argument->last_source = NULL;
	if (argument->mark_in_use != NULL)
	{
		if (argument->used > argument->used_most)
			forget_unused(argument);
		argument->used += MemoryContextMemAllocated(compiled->context, true);
	}
	slot = free_entry(argument);
	argument->entries[slot] = compiled;
	argument->last = slot;
	argument->last_source = source;
	return compiled;
}

CompiledPolicy *
policy_argument(PolicyArgument *argument, Datum policy)
{
	CompiledPolicy *compiled;

	if (policy_argument_is_trusted(argument, policy))
		return argument->trusted_policy;
	compiled = find_source(argument, flat_source(policy));
	if (argument->constant)
	{
		argument->trusted = DatumGetPointer(policy);
		argument->trusted_policy = compiled;
	}
	return compiled;
}

CompiledPolicy *
policy_argument_on(PolicyArgument *argument, Datum policy, const day_t *days, int count)
{
	const struct varlena *source;

	if (policy_argument_is_trusted(argument, policy))
		return argument->trusted_policy;
	source = argument->constant ? (struct varlena *) DatumGetPointer(policy) : flat_source(policy);
	if (source == argument->last_source && argument->shape == POLICY_STRETCHES &&
		same_elements(argument, source, days, count))
		return argument->entries[argument->last];
	return argument->constant ? policy_argument(argument, policy)
		: find_source(argument, source);
}

void
policy_is_null(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			 errmsg("the policy is NULL"),
			 errhint("medaid_policy(code, on_date) gives the policy in force on a day; "
					 "where policies are joined, check that every claim finds its own.")));
}

/* By the function's declaration: a call from outside of a query has no expression. */
PolicyShape
policy_argument_shape(FunctionCallInfo fcinfo, int argument)
{
	Oid		   *types;
	int			count;

	get_func_signature(fcinfo->flinfo->fn_oid, &types, &count);
	return argument < count && OidIsValid(get_element_type(types[argument]))
		? POLICY_STRETCHES : POLICY_ONE;
}
