/*
 * rows.c - set functions that hand their rows over together.
 */
#include "pg/rows.h"

#include "funcapi.h"
#include "miscadmin.h"
#include "utils/lsyscache.h"

ReturnSetInfo *
rows_returned(FunctionCallInfo fcinfo)
{
	ReturnSetInfo *set = (ReturnSetInfo *) fcinfo->resultinfo;

	if (set == NULL || !IsA(set, ReturnSetInfo) || !(set->allowedModes & SFRM_Materialize))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("%s returns rows where a single value is expected",
						get_func_name(fcinfo->flinfo->fn_oid))));
	set->returnMode = SFRM_Materialize;
	return set;
}

TupleDesc
rows_type(FunctionCallInfo fcinfo, int attributes, MemoryContext context)
{
	MemoryContext old;
	TupleDesc	desc;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE ||
		desc->natts != attributes)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("the row type of %s has other attributes than it was created with",
						get_func_name(fcinfo->flinfo->fn_oid))));
	old = MemoryContextSwitchTo(context);
	desc = BlessTupleDesc(CreateTupleDescCopy(desc));
	MemoryContextSwitchTo(old);
	return desc;
}

Tuplestorestate *
rows_begin(ReturnSetInfo *set, TupleDesc desc)
{
	MemoryContext old = MemoryContextSwitchTo(set->econtext->ecxt_per_query_memory);

	set->returnMode = SFRM_Materialize;
	set->setResult = tuplestore_begin_heap(set->allowedModes & SFRM_Materialize_Random, false,
										   work_mem);
	/* a copy: the executor frees it */
	if (desc != NULL)
		set->setDesc = CreateTupleDescCopy(desc);
	MemoryContextSwitchTo(old);
	return set->setResult;
}
