/*
 * claim_row.c - the fields of a medaid_claim, by attribute name.
 *
 * The row type may have been altered: attributes added are ignored, but one
 * that is gone or renamed is an error, because reading it as NULL could
 * silently change an amount.
 */
#include "claim/claim_fields.h"

#include "pg/composite.h"
#include "utils/typcache.h"

struct ClaimRowCache
{
	uint64		version;		/* of the row type; 0: none yet */
	TupleDesc	desc;
	int			attribute[FIELD_COUNT];
	Datum	   *values;
	bool	   *nulls;
};

static void
build(ClaimRowCache *cache, HeapTupleHeader row, uint64 version, MemoryContext context)
{
	MemoryContext old = MemoryContextSwitchTo(context);
	TupleDesc	desc = lookup_rowtype_tupdesc_copy(HeapTupleHeaderGetTypeId(row),
												   HeapTupleHeaderGetTypMod(row));

	cache->version = 0;
	cache->desc = desc;
	cache->values = palloc(desc->natts * sizeof(Datum));
	cache->nulls = palloc(desc->natts * sizeof(bool));
	MemoryContextSwitchTo(old);
	for (int field = 0; field < FIELD_COUNT; field++)
		cache->attribute[field] = composite_attribute(desc, field_names[field],
													  field_types[field], field);
	cache->version = version;
}

void
claim_row_fields(Datum datum, ClaimRowCache **cachep, MemoryContext context, NullableDatum *fields)
{
	HeapTupleHeader row = DatumGetHeapTupleHeader(datum);
	ClaimRowCache *cache = *cachep;
	uint64		version;

	if (cache == NULL)
		cache = *cachep = MemoryContextAllocZero(context, sizeof(ClaimRowCache));
	version = assign_record_type_identifier(HeapTupleHeaderGetTypeId(row),
											HeapTupleHeaderGetTypMod(row));
	if (cache->version != version)
		build(cache, row, version, context);
	row_deform(row, cache->desc, cache->values, cache->nulls);
	for (int i = 0; i < FIELD_COUNT; i++)
	{
		fields[i].value = cache->values[cache->attribute[i]];
		fields[i].isnull = cache->nulls[cache->attribute[i]];
	}
}
