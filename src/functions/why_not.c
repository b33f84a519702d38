/*
 * why_not.c - medaid_why_not(): what was considered for a claim, as rows.
 */
#include "core/why_not.h"

#include "settlement/settle_call.h"

#include "pg/report.h"
#include "pg/numeric_fen.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(medaid_why_not);
PG_FUNCTION_INFO_V1(medaid_why_not_after);

#define COLUMNS		8

typedef struct WhyNotSite
{
	SettleCall	settle;			/* first: settle_call_of_size() made it */
	TupleDesc	desc;
	Tuplestorestate *store;		/* of the running call */
} WhyNotSite;

static void
put_text(Datum *values, bool *nulls, int column, const char *text, int len)
{
	nulls[column] = text == NULL;
	if (text != NULL)
		values[column] = PointerGetDatum(cstring_to_text_with_len(text, len));
}

static void
put_word(Datum *values, bool *nulls, int column, const char *word)
{
	put_text(values, nulls, column, word, word ? strlen(word) : 0);
}

static void
put_row(const Considered *row, void *context)
{
	WhyNotSite *call = context;
	Datum		values[COLUMNS] = {0};
	bool		nulls[COLUMNS];

	put_word(values, nulls, 0, row->category ? row->category->code : NULL);
	put_word(values, nulls, 1, row->rule);
	put_word(values, nulls, 2, row->stage);
	put_word(values, nulls, 3, row->condition);
	put_text(values, nulls, 4, row->needed_len ? row->needed : NULL, row->needed_len);
	put_text(values, nulls, 5, row->found_len ? row->found : NULL, row->found_len);
	put_word(values, nulls, 6, row->article);
	nulls[7] = row->would_pay == FEN_UNSET;
	if (!nulls[7])
		values[7] = fen_to_numeric(row->would_pay);
	tuplestore_putvalues(call->store, call->desc, values, nulls);
}

static WhyNotSite *
site_of(FunctionCallInfo fcinfo, ReturnSetInfo *set)
{
	WhyNotSite *call = fcinfo->flinfo->fn_extra;
	MemoryContext old;
	TupleDesc	desc;

	if (set == NULL || !IsA(set, ReturnSetInfo) || !(set->allowedModes & SFRM_Materialize))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("medaid_why_not returns rows where a single value is expected")));
	if (call == NULL)
	{
		call = (WhyNotSite *) settle_call_of_size(fcinfo, InvalidOid, sizeof(WhyNotSite));
		if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE ||
			desc->natts != COLUMNS)
			elog(ERROR, "medaid_why_not is declared with other columns");
		old = MemoryContextSwitchTo(call->settle.context);
		call->desc = BlessTupleDesc(CreateTupleDescCopy(desc));
		MemoryContextSwitchTo(old);
	}
	old = MemoryContextSwitchTo(set->econtext->ecxt_per_query_memory);
	call->store = tuplestore_begin_heap(set->allowedModes & SFRM_Materialize_Random, false,
										work_mem);
	/* freed by the caller */
	set->setDesc = CreateTupleDescCopy(call->desc);
	MemoryContextSwitchTo(old);
	set->returnMode = SFRM_Materialize;
	set->setResult = call->store;
	return call;
}

static Datum
why_not_call(FunctionCallInfo fcinfo, bool with_ytd)
{
	WhyNotSite *call = site_of(fcinfo, (ReturnSetInfo *) fcinfo->resultinfo);
	SettleCall *settle = &call->settle;
	const PolicySet *set;
	struct varlena *claim;

	if (PG_ARGISNULL(0))
		return (Datum) 0;
	if (PG_ARGISNULL(1))
		policy_is_null();
	settle->ytd.count = 0;
	if (with_ytd && !PG_ARGISNULL(2))
		ytd_from_array(&settle->ytd, PG_GETARG_DATUM(2));
	set = settle_call_policies(settle, PG_GETARG_DATUM(1));
	claim = PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(0));
	why_not(settle_compact(settle, VARDATA_ANY(claim), VARSIZE_ANY_EXHDR(claim), set,
						   &settle->ytd),
			set, &settle->ytd, put_row, call);
	return (Datum) 0;
}

/*
 * medaid_why_not(claim, policy) -> rows
 * Each category held and each rule considered for the claim's service: the
 * condition that failed, what it needed and found, what it would pay.  NULL
 * claim: no rows; NULL policy: 22004; errors as medaid_settle().
 */
Datum
medaid_why_not(PG_FUNCTION_ARGS)
{
	return why_not_call(fcinfo, false);
}

/*
 * medaid_why_not(claim, policy, ytd medaid_accumulator[]) -> rows
 * The same after what was used before; NULL or empty: nothing.
 */
Datum
medaid_why_not_after(PG_FUNCTION_ARGS)
{
	return why_not_call(fcinfo, true);
}
