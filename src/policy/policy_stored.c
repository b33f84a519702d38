/*
 * policy_stored.c - compiled forms of arrays of policies that stand in tables.
 *
 * A short statement that settles under policies of a table, as every posting
 * of a ledger, would compile them for a few claims.  The session keeps the last
 * ones, and recognises them by all their bytes and the types that these are read
 * by: a compiled policy depends on nothing else, and where a value stands in its
 * table says nothing about it.
 */
#include "policy/policy_stored.h"

#include "policy/policy_types.h"
#include "utils/array.h"
#include "utils/memutils.h"

#define STORED_POLICIES	8

typedef struct StoredPolicy
{
	CompiledPolicy *compiled;
	uint64		types;			/* policy_types_version() then */
	LocalTransactionId handed_out;	/* the last transaction that may use it */
} StoredPolicy;

static StoredPolicy stored[STORED_POLICIES];
static int	next_replaced = 0;

static StoredPolicy *
find(const struct varlena *bytes, uint64 types)
{
	for (int i = 0; i < STORED_POLICIES; i++)
		if (stored[i].compiled != NULL && stored[i].types == types &&
			stored[i].compiled->source_size == VARSIZE(bytes) &&
			memcmp(stored[i].compiled->source, bytes, VARSIZE(bytes)) == 0)
			return &stored[i];
	return NULL;
}

/* NULL: a running statement may still look at each of them. */
static StoredPolicy *
keep(struct varlena *bytes, uint64 types)
{
	StoredPolicy *slot = NULL;
	CompiledPolicy *compiled;

	for (int i = 0; i < STORED_POLICIES && slot == NULL; i++)
	{
		StoredPolicy *candidate = &stored[next_replaced];

		if (candidate->compiled == NULL || candidate->handed_out != MyLocalTransactionId)
			slot = candidate;
		next_replaced = (next_replaced + 1) % STORED_POLICIES;
	}
	if (slot == NULL)
		return NULL;
	compiled = policy_compile(PointerGetDatum(bytes), POLICY_STRETCHES, CacheMemoryContext);
	if (slot->compiled != NULL)
		MemoryContextDelete(slot->compiled->context);
	slot->compiled = compiled;
	slot->types = types;
	return slot;
}

CompiledPolicy *
policy_stored(Datum policies, MemoryContext parent)
{
	struct varlena *source = (struct varlena *) DatumGetPointer(policies);
	struct varlena *bytes = PG_DETOAST_DATUM_COPY(policies);
	uint64		types = policy_types_version(ARR_ELEMTYPE((ArrayType *) bytes));
	StoredPolicy *entry = find(bytes, types);
	MemoryContext context;
	CompiledPolicy *compiled;

	if (entry == NULL)
		entry = keep(bytes, types);
	pfree(bytes);
	if (entry == NULL)
		return policy_compile(policies, POLICY_STRETCHES, parent);
	entry->handed_out = MyLocalTransactionId;
	context = AllocSetContextCreate(parent, "medaid stored policy", ALLOCSET_SMALL_SIZES);
	compiled = MemoryContextAlloc(context, sizeof(CompiledPolicy));
	*compiled = *entry->compiled;
	compiled->context = context;
	/* as it was given, which is what the next row has again */
	compiled->source_size = VARSIZE_ANY(source);
	compiled->source = MemoryContextAlloc(context, compiled->source_size);
	memcpy(compiled->source, source, compiled->source_size);
	compiled->extents = NULL;
	return compiled;
}
