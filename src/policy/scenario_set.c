/*
 * scenario_set.c - medaid_scenarios(): an array of policies that is
 * recognised by a mark, and how the planner brings it in.
 *
 * A scalar function sees its arguments only: that (SELECT ...) gave the same
 * array for every row it cannot know, and comparing the array costs as much
 * as settling a person.  So the array is marked once, inside the sub-select.
 */
#include "policy/scenario_set.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "fmgr.h"
#include "funcapi.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/supportnodes.h"
#include "parser/parse_func.h"
#include "policy/policy_site.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

PG_FUNCTION_INFO_V1(medaid_scenarios);
PG_FUNCTION_INFO_V1(medaid_outcomes_support);

static ScenarioMark
mark_of(Datum policies)
{
	struct varlena *array = PG_DETOAST_DATUM(policies);
	ScenarioMark mark;

	for (int i = 0; i < 2; i++)
	{
		uint64		hash = hash_bytes_extended((unsigned char *) VARDATA(array),
											   VARSIZE(array) - VARHDRSZ, i + 1);

		memcpy(mark.bytes + i * sizeof(hash), &hash, sizeof(hash));
	}
	return mark;
}

/* The row type with its two attributes as created. */
static TupleDesc
set_desc(Oid type, MemoryContext context)
{
	MemoryContext old = MemoryContextSwitchTo(context);
	TupleDesc	shared = lookup_rowtype_tupdesc(type, -1);
	TupleDesc	desc = BlessTupleDesc(CreateTupleDescCopy(shared));

	ReleaseTupleDesc(shared);
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

void
scenario_set_read(TupleDesc *desc, Datum set, MemoryContext context,
				  ScenarioMark *mark, Datum *policies)
{
	HeapTupleHeader row = DatumGetHeapTupleHeader(set);
	HeapTupleData tuple;
	struct varlena *bytes;
	bool		mark_null,
				policies_null;

	if (*desc == NULL)
		*desc = set_desc(HeapTupleHeaderGetTypeId(row), context);
	tuple.t_len = HeapTupleHeaderGetDatumLength(row);
	ItemPointerSetInvalid(&tuple.t_self);
	tuple.t_tableOid = InvalidOid;
	tuple.t_data = row;
	bytes = (struct varlena *) DatumGetPointer(heap_getattr(&tuple, 1, *desc, &mark_null));
	*policies = heap_getattr(&tuple, 2, *desc, &policies_null);
	if (policies_null)
		policy_is_null();
	memset(mark->bytes, 0, MARK_SIZE);
	if (mark_null)
		return;
	bytes = PG_DETOAST_DATUM_PACKED(PointerGetDatum(bytes));
	if (VARSIZE_ANY_EXHDR(bytes) == MARK_SIZE)
		memcpy(mark->bytes, VARDATA_ANY(bytes), MARK_SIZE);
}

void
scenario_set_check(const ScenarioMark *mark, Datum policies)
{
	ScenarioMark found = mark_of(policies);

	if (memcmp(found.bytes, mark->bytes, MARK_SIZE) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the mark of a medaid_scenario_set does not belong to its policies"),
				 errhint("medaid_scenarios(policies) makes one.")));
}

/* medaid_scenarios(medaid_policy[]) -> medaid_scenario_set */
Datum
medaid_scenarios(PG_FUNCTION_ARGS)
{
	Datum		policies = PointerGetDatum(PG_DETOAST_DATUM(PG_GETARG_DATUM(0)));
	ScenarioMark mark = mark_of(policies);
	struct varlena *bytes = palloc(VARHDRSZ + MARK_SIZE);
	TupleDesc	desc = set_desc(get_func_rettype(fcinfo->flinfo->fn_oid), CurrentMemoryContext);
	Datum	   *values = palloc0(desc->natts * sizeof(Datum));
	bool	   *nulls = palloc(desc->natts * sizeof(bool));

	SET_VARSIZE(bytes, VARHDRSZ + MARK_SIZE);
	memcpy(VARDATA(bytes), mark.bytes, MARK_SIZE);
	memset(nulls, true, desc->natts * sizeof(bool));
	values[0] = PointerGetDatum(bytes);
	values[1] = policies;
	nulls[0] = nulls[1] = false;
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(desc, values, nulls)));
}

/* The sub-select with its array marked; NULL where that cannot be done simply. */
static SubLink *
marked_sublink(SubLink *sublink, Oid function, Oid set_type)
{
	SubLink    *marked;
	Query	   *query;
	TargetEntry *target;

	if (sublink->subLinkType != EXPR_SUBLINK || !IsA(sublink->subselect, Query))
		return NULL;
	marked = copyObject(sublink);
	query = (Query *) marked->subselect;
	if (query->commandType != CMD_SELECT || query->setOperations != NULL ||
		query->hasTargetSRFs || query->targetList == NIL)
		return NULL;
	target = linitial(query->targetList);
	/* what it is sorted or grouped by must stay what it is */
	if (target->resjunk || target->ressortgroupref != 0)
		return NULL;
	target->expr = (Expr *) makeFuncExpr(function, set_type, list_make1(target->expr),
										 InvalidOid, InvalidOid, COERCE_EXPLICIT_CALL);
	return marked;
}

static Oid
sibling(const char *schema, const char *name, int count, const Oid *types)
{
	return LookupFuncName(list_make2(makeString(pstrdup(schema)), makeString(pstrdup(name))),
						  count, types, true);
}

/* medaid_outcomes(claims, (SELECT array)) becomes medaid_outcomes(claims, (SELECT medaid_scenarios(array))). */
Datum
medaid_outcomes_support(PG_FUNCTION_ARGS)
{
	Node	   *request = (Node *) PG_GETARG_POINTER(0);
	FuncExpr   *call;
	SubLink    *marked;
	const char *schema;
	Oid			types[2];
	Oid			mark;
	Oid			function;

	if (!IsA(request, SupportRequestSimplify))
		PG_RETURN_POINTER(NULL);
	call = ((SupportRequestSimplify *) request)->fcall;
	if (list_length(call->args) != 2 || !IsA(lsecond(call->args), SubLink))
		PG_RETURN_POINTER(NULL);
	schema = get_namespace_name(get_func_namespace(call->funcid));
	types[0] = exprType(lsecond(call->args));
	mark = sibling(schema, "medaid_scenarios", 1, types);
	if (!OidIsValid(mark))
		PG_RETURN_POINTER(NULL);
	types[0] = exprType(linitial(call->args));
	types[1] = get_func_rettype(mark);
	function = sibling(schema, "medaid_outcomes", 2, types);
	marked = marked_sublink(lsecond(call->args), mark, types[1]);
	if (!OidIsValid(function) || marked == NULL)
		PG_RETURN_POINTER(NULL);
	PG_RETURN_POINTER(makeFuncExpr(function, call->funcresulttype,
								   list_make2(linitial(call->args), marked),
								   InvalidOid, InvalidOid, COERCE_EXPLICIT_CALL));
}
