/*
 * explain.c - medaid_explain(): the steps of one settlement as rows.
 *
 * In FROM the rows are handed over together, in a tuplestore; in a select
 * list one by one.  Measured over a table of claims, each is cheaper in its place.
 */
#include "settlement/settle_call.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "core/explain.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "pg/composite.h"
#include "pg/encoding.h"
#include "pg/numeric_fen.h"
#include "pg/rows.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

PG_FUNCTION_INFO_V1(medaid_explain);

/* Attributes of medaid_step, in its order. */
enum
{
	STEP_STEP, STEP_ITEM, STEP_LABEL, STEP_ARTICLE, STEP_FORMULA, STEP_AMOUNT, STEP_BALANCE,
	STEP_RATE, STEP_LIMIT_LEFT, STEP_COUNT
};

static const char *const step_names[STEP_COUNT] = {
	"step", "item", "label", "article", "formula", "amount", "balance",
	"rate", "limit_left"
};

static const Oid step_types[STEP_COUNT] = {
	INT4OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, NUMERICOID, NUMERICOID,
	NUMERICOID, NUMERICOID
};

typedef struct ExplainSite
{
	SettleCall	settle;			/* first: begin_call() made it */
	TupleDesc	desc;			/* of medaid_step */
	int			attribute[STEP_COUNT];	/* where each stands in it */
	Datum	   *values;
	bool	   *nulls;
	bool		running;		/* rows are being handed out one by one */
	int			next;
	Explanation explanation;
} ExplainSite;

/* The type may have been altered: attributes are found by name. */
static void
describe(ExplainSite *call, Oid oid)
{
	MemoryContext old = MemoryContextSwitchTo(call->settle.context);
	TupleDesc	desc = call->desc = lookup_rowtype_tupdesc_copy(oid, -1);

	for (int i = 0; i < STEP_COUNT; i++)
		call->attribute[i] = composite_attribute(desc, step_names[i], step_types[i], i);
	call->values = palloc0(desc->natts * sizeof(Datum));
	call->nulls = palloc(desc->natts * sizeof(bool));
	memset(call->nulls, true, desc->natts * sizeof(bool));
	MemoryContextSwitchTo(old);
}

static void
put(ExplainSite *call, int attribute, bool null, Datum value)
{
	call->values[call->attribute[attribute]] = value;
	call->nulls[call->attribute[attribute]] = null;
}

static void
put_text(ExplainSite *call, int attribute, const char *text, int len)
{
	put(call, attribute, text == NULL,
		text == NULL ? (Datum) 0 : PointerGetDatum(cstring_to_text_with_len(text, len)));
}

/* A text, and another after it where there is one. */
static void
put_words(ExplainSite *call, int attribute, const char *text, const char *between,
		  const char *also, const char *after)
{
	if (text != NULL && also != NULL)
		text = psprintf("%s%s%s%s", text, between, also, after);
	put_text(call, attribute, text, text != NULL ? strlen(text) : 0);
}

static void
put_amount(ExplainSite *call, int attribute, fen_t fen)
{
	put(call, attribute, fen == FEN_UNSET, fen == FEN_UNSET ? (Datum) 0 : fen_to_numeric(fen));
}

/* One step as the values of a row. */
static void
fill(ExplainSite *call, int number)
{
	const Step *step = &call->explanation.steps[number];

	put(call, STEP_STEP, false, Int32GetDatum(number + 1));
	put_words(call, STEP_ITEM, step->item, "", NULL, "");
	put_words(call, STEP_LABEL, step->label, "(", step->label_of, ")");
	put_words(call, STEP_ARTICLE, step->article, "; ", step->article_also, "");
	put_text(call, STEP_FORMULA, step->formula, step->formula_len);
	put_amount(call, STEP_AMOUNT, step->amount);
	put_amount(call, STEP_BALANCE, step->balance);
	put(call, STEP_RATE, step->rate == RATE_UNSET,
		step->rate == RATE_UNSET ? (Datum) 0 : rate_to_numeric(step->rate));
	put_amount(call, STEP_LIMIT_LEFT, step->limit_left);
}

static void
stop_running(Datum call)
{
	((ExplainSite *) DatumGetPointer(call))->running = false;
}

static Datum
all_at_once(ExplainSite *call, ReturnSetInfo *set)
{
	/* the type is medaid_step: there is no description to compare */
	Tuplestorestate *store = rows_begin(set, NULL);

	for (int i = 0; i < call->explanation.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		fill(call, i);
		tuplestore_putvalues(store, call->desc, call->values, call->nulls);
	}
	return (Datum) 0;
}

/*
 * medaid_explain(claim, policy [, ytd medaid_accumulator[]]) -> setof medaid_step
 * How each yuan came about, after what was used before (NULL or empty:
 * nothing).  NULL claim: no rows; NULL policy: 22004; errors as medaid_settle().
 */
Datum
medaid_explain(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *set = (ReturnSetInfo *) fcinfo->resultinfo;
	ExplainSite *call = fcinfo->flinfo->fn_extra;

	if (set == NULL || !IsA(set, ReturnSetInfo) || !(set->allowedModes & SFRM_ValuePerCall))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("medaid_explain returns rows where a single value is expected")));
	if (call == NULL || !call->running)
	{
		call = (ExplainSite *) begin_call(fcinfo, CLAIM_COMPACT, RESULT_OTHER, sizeof(ExplainSite));
		if (call == NULL)
		{
			set->isDone = ExprEndResult;
			PG_RETURN_NULL();
		}
		if (call->desc == NULL)
			describe(call, get_func_rettype(fcinfo->flinfo->fn_oid));
		explain(settle_or_fault(&call->settle, call->settle.set, &call->settle.ytd),
				&call->settle.ytd, constant_to_database, &call->explanation);
		if (set->allowedModes & SFRM_Materialize_Preferred)
			return all_at_once(call, set);
		call->running = true;
		call->next = 0;
		RegisterExprContextCallback(set->econtext, stop_running, PointerGetDatum(call));
	}
	if (call->next < call->explanation.count)
	{
		fill(call, call->next++);
		set->isDone = ExprMultipleResult;
		PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(call->desc, call->values,
														  call->nulls)));
	}
	call->running = false;
	UnregisterExprContextCallback(set->econtext, stop_running, PointerGetDatum(call));
	set->isDone = ExprEndResult;
	PG_RETURN_NULL();
}
