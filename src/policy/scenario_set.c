/*
 * scenario_set.c - medaid_scenarios(): an array of policies that is
 * recognised by a mark.
 *
 * A scalar function sees its arguments only: that (SELECT ...) gave the same
 * array for every row it cannot know, and comparing the array costs as much
 * as settling a person.  So the array is marked once, inside the sub-select.
 */
#include "policy/scenario_set.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "funcapi.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

PG_FUNCTION_INFO_V1(medaid_scenarios);

#define MARK_SIZE	sizeof(((CompiledPolicy *) 0)->mark)

/* A hash of the array's bytes. */
static void
mark_of(Datum policies, uint64 *mark)
{
	struct varlena *array = PG_DETOAST_DATUM(policies);

	for (int i = 0; i < 2; i++)
		mark[i] = hash_bytes_extended((unsigned char *) VARDATA(array),
									  VARSIZE(array) - VARHDRSZ, i + 1);
}

/* The row type with its two attributes as created. */
static TupleDesc
set_desc(Oid type, MemoryContext context)
{
	MemoryContext old = MemoryContextSwitchTo(context);
	TupleDesc	desc = lookup_rowtype_tupdesc_copy(type, -1);

	MemoryContextSwitchTo(old);
	if (desc->natts < 2 || TupleDescAttr(desc, 0)->atttypid != BYTEAOID ||
		TupleDescAttr(desc, 0)->attisdropped || TupleDescAttr(desc, 1)->attisdropped ||
		!OidIsValid(get_element_type(TupleDescAttr(desc, 1)->atttypid)))
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("type medaid_scenario_set was altered"),
				 errdetail("It has mark bytea and policies medaid_policy[].")));
	return desc;
}

/* The mark and the array of a set; a mark of zeros where it has none. */
static Datum
take_apart(TupleDesc *desc, MemoryContext context, Datum set, uint64 *mark)
{
	HeapTupleHeader row = DatumGetHeapTupleHeader(set);
	HeapTupleData tuple;
	Datum		bytes,
				policies;
	bool		mark_null,
				policies_null;

	if (*desc == NULL)
		*desc = set_desc(HeapTupleHeaderGetTypeId(row), context);
	tuple.t_len = HeapTupleHeaderGetDatumLength(row);
	ItemPointerSetInvalid(&tuple.t_self);
	tuple.t_tableOid = InvalidOid;
	tuple.t_data = row;
	bytes = heap_getattr(&tuple, 1, *desc, &mark_null);
	policies = heap_getattr(&tuple, 2, *desc, &policies_null);
	if (policies_null)
		policy_is_null();
	memset(mark, 0, MARK_SIZE);
	if (!mark_null)
	{
		struct varlena *packed = PG_DETOAST_DATUM_PACKED(bytes);

		if (VARSIZE_ANY_EXHDR(packed) == MARK_SIZE)
			memcpy(mark, VARDATA_ANY(packed), MARK_SIZE);
	}
	return policies;
}

CompiledPolicy *
scenario_set_find(PolicyArgument *argument, TupleDesc *desc, Datum set)
{
	CompiledPolicy *compiled;
	uint64		mark[2];
	uint64		found[2];
	Datum		policies = take_apart(desc, argument->context, set, mark);

	for (int i = 0; i < argument->count; i++)
		if (memcmp(argument->entries[i]->mark, mark, MARK_SIZE) == 0 && mark[0] != 0)
			return argument->entries[i];
	mark_of(policies, found);
	if (memcmp(found, mark, MARK_SIZE) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the mark of a medaid_scenario_set does not belong to its policies"),
				 errhint("medaid_scenarios(policies) makes one.")));
	compiled = policy_argument(argument, policies);
	memcpy(compiled->mark, mark, MARK_SIZE);
	return compiled;
}

/*
 * medaid_scenarios(medaid_policy[]) -> medaid_scenario_set
 * For a sub-select: medaid_outcomes(claims, (SELECT medaid_scenarios(...))).
 */
Datum
medaid_scenarios(PG_FUNCTION_ARGS)
{
	Datum		policies = PointerGetDatum(PG_DETOAST_DATUM(PG_GETARG_DATUM(0)));
	struct varlena *mark = palloc(VARHDRSZ + MARK_SIZE);
	uint64		found[2];
	TupleDesc	desc = set_desc(get_func_rettype(fcinfo->flinfo->fn_oid), CurrentMemoryContext);
	Datum	   *values = palloc0(desc->natts * sizeof(Datum));
	bool	   *nulls = palloc(desc->natts * sizeof(bool));

	SET_VARSIZE(mark, VARHDRSZ + MARK_SIZE);
	mark_of(policies, found);
	memcpy(VARDATA(mark), found, MARK_SIZE);
	memset(nulls, true, desc->natts * sizeof(bool));
	values[0] = PointerGetDatum(mark);
	values[1] = policies;
	nulls[0] = nulls[1] = false;
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(desc, values, nulls)));
}
