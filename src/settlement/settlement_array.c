/*
 * settlement_array.c - settlements straight into the buffer of an array.
 */
#include "settlement/settlement_array.h"

#include "utils/array.h"
#include "utils/memutils.h"

/* What a settlement usually takes; the buffer grows where it does not suffice. */
#define ROW_EXPECTED	352

static void
too_large(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("the settlements of one person exceed 1 GB"),
			 errhint("Settle them row by row: medaid_settle_ytd(claim, policy) OVER (PARTITION BY person ORDER BY ...), "
					 "or group by person and year.")));
}

void
settlement_array_init(SettlementArray *array, const SettlementType *type, uint64 expected)
{
	Size		head = ARR_OVERHEAD_NONULLS(1);

	array->type = type;
	array->count = 0;
	array->used = head;
	/* no more than this at first: a wrong guess must not fail by itself */
	array->size = head + Min(expected, 1000000) * ROW_EXPECTED + 1024;
	array->data = palloc(array->size);
}

void
settlement_array_add(SettlementArray *array, const Settlement *settlement)
{
	Size		start = MAXALIGN(array->used);
	Size		needed = start + settlement_row_bound(settlement);

	if (needed > array->size)
	{
		if (needed > MaxAllocSize)
			too_large();
		array->size = Max(needed, Min(array->size * 2, MaxAllocSize));
		array->data = repalloc(array->data, array->size);
	}
	memset(array->data + array->used, 0, start - array->used);
	array->used = start + settlement_row_write(array->type, settlement, array->data + start);
	array->count++;
}

Datum
settlement_array_done(SettlementArray *array)
{
	ArrayType  *result = (ArrayType *) array->data;

	/* an array without elements has no dimension either */
	if (array->count == 0)
		return PointerGetDatum(construct_empty_array(array->type->oid));
	SET_VARSIZE(result, array->used);
	result->ndim = 1;
	result->dataoffset = 0;
	result->elemtype = array->type->oid;
	ARR_DIMS(result)[0] = array->count;
	ARR_LBOUND(result)[0] = 1;
	return PointerGetDatum(result);
}
