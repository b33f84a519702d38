/*
 * policy_site.c - recognising a policy that comes with every row.
 */
#include "policy/policy_site.h"

#include "policy/policy_cache.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

static inline bool
same_source(const CompiledPolicy *compiled, const struct varlena *source, PolicyShape shape)
{
	return compiled->shape == shape &&
		compiled->source_size == VARSIZE_ANY(source) &&
		memcmp(compiled->source, source, compiled->source_size) == 0;
}

/*
 * The bytes that stand for a policy: as they are on disk, compressed or not,
 * but never a pointer to what may change in memory (a record variable of
 * PL/pgSQL is such a pointer).
 */
static inline Datum
stable_source(Datum policy)
{
	struct varlena *source = (struct varlena *) DatumGetPointer(policy);

	if (VARATT_IS_EXTERNAL(source) && !VARATT_IS_EXTERNAL_ONDISK(source))
		return PointerGetDatum(PG_DETOAST_DATUM_COPY(policy));
	return policy;
}

void
policy_site_init(PolicySite *site, MemoryContext context)
{
	memset(site, 0, sizeof(*site));
	site->context = context;
}

CompiledPolicy *
policy_site_find(PolicySite *site, Datum given, PolicyShape shape, bool *guessed)
{
	Datum		policy = stable_source(given);
	struct varlena *source = (struct varlena *) DatumGetPointer(policy);
	CompiledPolicy *compiled;
	int			slot;

	*guessed = false;
	compiled = shape == POLICY_SCENARIOS ? NULL : policy_cache_compiled(policy);
	if (compiled != NULL)
		return compiled;
	if (site->last_source == source && shape == POLICY_STRETCHES)
	{
		compiled = site->entries[site->last];
		if (compiled->has_extents && compiled->shape == shape && compiled->set.count <= 64 &&
			compiled->source_size == VARSIZE_ANY(source))
		{
			*guessed = true;
			return compiled;
		}
	}
	for (int i = 0; i < site->count; i++)
	{
		slot = (site->last + i) % site->count;
		if (same_source(site->entries[slot], source, shape))
		{
			site->last = slot;
			site->last_source = source;
			return site->entries[slot];
		}
	}
	compiled = policy_compile(policy, shape, site->context);
	if (site->count < SITE_POLICIES)
		slot = site->count++;
	else
	{
		slot = site->next;
		site->next = (site->next + 1) % SITE_POLICIES;
		MemoryContextDelete(site->entries[slot]->context);
	}
	site->entries[slot] = compiled;
	site->last = slot;
	site->last_source = source;
	return compiled;
}

bool
policy_site_confirm(const CompiledPolicy *compiled, Datum policy, uint64 looked_at)
{
	const char *source = DatumGetPointer(policy);

	if (looked_at == PG_UINT64_MAX)
		return memcmp(compiled->source, source, compiled->source_size) == 0;
	for (int i = 0; i < compiled->set.count; i++)
		if ((looked_at >> i) & 1 &&
			memcmp((const char *) compiled->source + compiled->element_offset[i],
				   source + compiled->element_offset[i], compiled->element_size[i]) != 0)
			return false;
	return true;
}

CompiledPolicy *
policy_shelf_find(PolicyShelf *shelf, Datum given, PolicyShape shape)
{
	Datum		policy = stable_source(given);
	struct varlena *source = (struct varlena *) DatumGetPointer(policy);
	CompiledPolicy *compiled = shape == POLICY_SCENARIOS ? NULL : policy_cache_compiled(policy);

	if (compiled != NULL)
		return compiled;
	for (int i = 0; i < shelf->count; i++)
	{
		int			slot = (shelf->last + i) % shelf->count;

		if (same_source(shelf->entries[slot], source, shape))
		{
			shelf->last = slot;
			return shelf->entries[slot];
		}
	}
	compiled = policy_compile(policy, shape, shelf->context);
	if (shelf->count == shelf->size)
	{
		int			size = shelf->size ? shelf->size * 2 : 8;
		CompiledPolicy **entries = MemoryContextAlloc(shelf->context,
													  size * sizeof(CompiledPolicy *));

		if (shelf->count > 0)
			memcpy(entries, shelf->entries, shelf->count * sizeof(CompiledPolicy *));
		shelf->entries = entries;
		shelf->size = size;
	}
	shelf->last = shelf->count;
	shelf->entries[shelf->count++] = compiled;
	return compiled;
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
bool
policy_argument_is_array(FunctionCallInfo fcinfo, int argument)
{
	Oid		   *types;
	int			count;

	get_func_signature(fcinfo->flinfo->fn_oid, &types, &count);
	return argument < count && OidIsValid(get_element_type(types[argument]));
}
