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
	char	   *scratch;		/* the values of one row */
	Size		scratch_size;
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
put(ExplainSite *call, int attribute, Datum value)
{
	call->values[call->attribute[attribute]] = value;
	call->nulls[call->attribute[attribute]] = false;
}

static void
put_null(ExplainSite *call, int attribute)
{
	call->nulls[call->attribute[attribute]] = true;
}

/* A text of two pieces and what stands between and after them; a NULL first piece is NULL. */
static char *
put_text(ExplainSite *call, int attribute, char *at, const char *text, Size len,
		 const char *between, const char *also, const char *after)
{
	Size		also_len = also ? strlen(also) : 0;
	Size		between_len = also ? strlen(between) : 0;
	Size		after_len = also ? strlen(after) : 0;
	char	   *value = (char *) INTALIGN((uintptr_t) at);

	if (text == NULL)
	{
		put_null(call, attribute);
		return at;
	}
	at = value + VARHDRSZ;
	memcpy(at, text, len);
	at += len;
	memcpy(at, between, between_len);
	at += between_len;
	if (also_len > 0)			/* memcpy takes no NULL, even for no bytes */
		memcpy(at, also, also_len);
	at += also_len;
	memcpy(at, after, after_len);
	at += after_len;
	SET_VARSIZE(value, at - value);
	put(call, attribute, PointerGetDatum(value));
	return at;
}

/* A numeric whose body of len bytes stands at body; none where len is 0. */
static char *
put_numeric(ExplainSite *call, int attribute, char *body, int len)
{
	if (len == 0)
	{
		put_null(call, attribute);
		return body;
	}
	SET_VARSIZE(body - VARHDRSZ, VARHDRSZ + len);
	put(call, attribute, PointerGetDatum(body - VARHDRSZ));
	return body + len;
}

/* Where the body of the next numeric goes. */
static inline char *
next_body(char *at)
{
	return (char *) INTALIGN((uintptr_t) at) + VARHDRSZ;
}

static char *
put_amount(ExplainSite *call, int attribute, char *at, fen_t fen)
{
	char	   *body = next_body(at);

	return put_numeric(call, attribute, body,
					   fen == FEN_UNSET ? 0 : signed_fen_to_numeric_body(fen, body));
}

static char *
put_rate(ExplainSite *call, int attribute, char *at, int32 rate)
{
	char	   *body = next_body(at);

	return put_numeric(call, attribute, body,
					   rate == RATE_UNSET ? 0 : rate_to_numeric_body(rate, body));
}

static inline Size
length(const char *text)
{
	return text ? strlen(text) : 0;
}

/* One step as the values of a row, in the call's scratch. */
static void
fill(ExplainSite *call, int number)
{
	const Step *step = &call->explanation.steps[number];
	Size		size = 256 + length(step->item) + length(step->label) + length(step->label_of) +
		length(step->article) + length(step->article_also) + step->formula_len;
	char	   *at;

	if (size > call->scratch_size)
	{
		call->scratch = MemoryContextAlloc(call->settle.context, size * 2);
		call->scratch_size = size * 2;
	}
	at = call->scratch;
	put(call, STEP_STEP, Int32GetDatum(number + 1));
	at = put_text(call, STEP_ITEM, at, step->item, length(step->item), "", NULL, "");
	at = put_text(call, STEP_LABEL, at, step->label, length(step->label),
				  "(", step->label_of, ")");
	at = put_text(call, STEP_ARTICLE, at, step->article, length(step->article),
				  "; ", step->article_also, "");
	at = put_text(call, STEP_FORMULA, at, step->formula, step->formula_len, "", NULL, "");
	at = put_amount(call, STEP_AMOUNT, at, step->amount);
	at = put_amount(call, STEP_BALANCE, at, step->balance);
	at = put_rate(call, STEP_RATE, at, step->rate);
	put_amount(call, STEP_LIMIT_LEFT, at, step->limit_left);
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
