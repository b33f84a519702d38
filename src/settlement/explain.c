/*
 * explain.c - medaid_explain(): the steps of one settlement as rows.
 *
 * In FROM the rows are handed over together, in a tuplestore; in a select
 * list one by one.  Measured over a table of claims, each is cheaper in its place.
 */
#include "core/explain.h"

#include "settlement/settle_site.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "claim/numeric_fen.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

PG_FUNCTION_INFO_V1(medaid_explain);
PG_FUNCTION_INFO_V1(medaid_explain_after);

/* Attributes of medaid_step, in its order. */
enum
{
	STEP_STEP, STEP_ITEM, STEP_LABEL, STEP_ARTICLE, STEP_FORMULA, STEP_AMOUNT, STEP_BALANCE,
	STEP_COUNT
};

static const char *const step_names[STEP_COUNT] = {
	"step", "item", "label", "article", "formula", "amount", "balance"
};

static const Oid step_types[STEP_COUNT] = {
	INT4OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, NUMERICOID, NUMERICOID
};

typedef struct ExplainSite
{
	SettleSite	settle;			/* first: settle_site_of_size() made it */
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
describe(ExplainSite *site, Oid oid)
{
	MemoryContext old = MemoryContextSwitchTo(site->settle.context);
	TupleDesc	desc = lookup_rowtype_tupdesc(oid, -1);

	site->desc = BlessTupleDesc(CreateTupleDescCopy(desc));
	ReleaseTupleDesc(desc);
	desc = site->desc;
	for (int i = 0; i < STEP_COUNT; i++)
	{
		int			found = -1;

		for (int j = 0; j < desc->natts && found < 0; j++)
			if (!TupleDescAttr(desc, j)->attisdropped &&
				strcmp(NameStr(TupleDescAttr(desc, j)->attname), step_names[i]) == 0)
				found = j;
		if (found < 0 || TupleDescAttr(desc, found)->atttypid != step_types[i])
			ereport(ERROR,
					(errcode(ERRCODE_DATATYPE_MISMATCH),
					 errmsg("type medaid_step has no attribute \"%s\" of type %s",
							step_names[i], format_type_be(step_types[i])),
					 errhint("Attributes of medaid's types may be added, but not dropped, renamed or retyped.")));
		site->attribute[i] = found;
	}
	site->values = palloc0(desc->natts * sizeof(Datum));
	site->nulls = palloc(desc->natts * sizeof(bool));
	memset(site->nulls, true, desc->natts * sizeof(bool));
	MemoryContextSwitchTo(old);
}

static void
put(ExplainSite *site, int attribute, Datum value)
{
	site->values[site->attribute[attribute]] = value;
	site->nulls[site->attribute[attribute]] = false;
}

static void
put_null(ExplainSite *site, int attribute)
{
	site->nulls[site->attribute[attribute]] = true;
}

/* A text of two pieces and what stands between and after them; a NULL first piece is NULL. */
static char *
put_text(ExplainSite *site, int attribute, char *at, const char *text, Size len,
		 const char *between, const char *also, const char *after)
{
	Size		also_len = also ? strlen(also) : 0;
	Size		between_len = also ? strlen(between) : 0;
	Size		after_len = also ? strlen(after) : 0;
	char	   *value = (char *) INTALIGN((uintptr_t) at);

	if (text == NULL)
	{
		put_null(site, attribute);
		return at;
	}
	at = value + VARHDRSZ;
	memcpy(at, text, len);
	at += len;
	memcpy(at, between, between_len);
	at += between_len;
	memcpy(at, also, also_len);
	at += also_len;
	memcpy(at, after, after_len);
	at += after_len;
	SET_VARSIZE(value, at - value);
	put(site, attribute, PointerGetDatum(value));
	return at;
}

static char *
put_amount(ExplainSite *site, int attribute, char *at, fen_t fen)
{
	char	   *value = (char *) INTALIGN((uintptr_t) at);
	int			len;

	if (fen == FEN_UNSET)
	{
		put_null(site, attribute);
		return at;
	}
	len = signed_fen_to_numeric_body(fen, value + VARHDRSZ);
	SET_VARSIZE(value, VARHDRSZ + len);
	put(site, attribute, PointerGetDatum(value));
	return value + VARHDRSZ + len;
}

static inline Size
length(const char *text)
{
	return text ? strlen(text) : 0;
}

/* One step as the values of a row, in the site's scratch. */
static void
fill(ExplainSite *site, int number)
{
	const Step *step = &site->explanation.steps[number];
	Size		size = 256 + length(step->item) + length(step->label) + length(step->label_of) +
		length(step->article) + length(step->article_also) + step->formula_len;
	char	   *at;

	if (size > site->scratch_size)
	{
		site->scratch_size = size * 2;
		site->scratch = MemoryContextAlloc(site->settle.context, site->scratch_size);
	}
	at = site->scratch;
	put(site, STEP_STEP, Int32GetDatum(number + 1));
	at = put_text(site, STEP_ITEM, at, step->item, length(step->item), "", NULL, "");
	at = put_text(site, STEP_LABEL, at, step->label, length(step->label),
				  "(", step->label_of, ")");
	at = put_text(site, STEP_ARTICLE, at, step->article, length(step->article),
				  "; ", step->article_also, "");
	at = put_text(site, STEP_FORMULA, at, step->formula, step->formula_len, "", NULL, "");
	at = put_amount(site, STEP_AMOUNT, at, step->amount);
	put_amount(site, STEP_BALANCE, at, step->balance);
}

static void
stop_running(Datum site)
{
	((ExplainSite *) DatumGetPointer(site))->running = false;
}

/* Settles the claim of the call and puts its steps into the site. */
static void
settle_and_explain(FunctionCallInfo fcinfo, ExplainSite *site, bool with_ytd)
{
	Ledger	   *ledger = &site->settle.ledger;

	ledger->count = 0;
	if (with_ytd && !PG_ARGISNULL(2))
		ledger_from_array(ledger, PG_GETARG_DATUM(2));
	explain(settle_argument(&site->settle, PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(0)),
							PG_GETARG_DATUM(1), site->settle.policy_is_array, ledger),
			&site->explanation);
}

static Datum
all_at_once(ExplainSite *site, ReturnSetInfo *set)
{
	MemoryContext old = MemoryContextSwitchTo(set->econtext->ecxt_per_query_memory);
	Tuplestorestate *store = tuplestore_begin_heap(set->allowedModes & SFRM_Materialize_Random,
												   false, work_mem);

	MemoryContextSwitchTo(old);
	for (int i = 0; i < site->explanation.count; i++)
	{
		fill(site, i);
		tuplestore_putvalues(store, site->desc, site->values, site->nulls);
	}
	/* the type is medaid_step: there is no description to compare */
	set->returnMode = SFRM_Materialize;
	set->setResult = store;
	return (Datum) 0;
}

static Datum
explain_call(FunctionCallInfo fcinfo, bool with_ytd)
{
	ReturnSetInfo *set = (ReturnSetInfo *) fcinfo->resultinfo;
	ExplainSite *site = fcinfo->flinfo->fn_extra;

	if (set == NULL || !IsA(set, ReturnSetInfo) || !(set->allowedModes & SFRM_ValuePerCall))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("medaid_explain returns rows where a single value is expected")));
	if (site == NULL)
	{
		site = (ExplainSite *) settle_site_of_size(fcinfo, InvalidOid, sizeof(ExplainSite));
		describe(site, get_func_rettype(fcinfo->flinfo->fn_oid));
	}
	if (!site->running)
	{
		if (PG_ARGISNULL(0))
		{
			set->isDone = ExprEndResult;
			PG_RETURN_NULL();
		}
		if (PG_ARGISNULL(1))
			policy_is_null();
		settle_and_explain(fcinfo, site, with_ytd);
		if (set->allowedModes & SFRM_Materialize_Preferred)
			return all_at_once(site, set);
		site->running = true;
		site->next = 0;
		RegisterExprContextCallback(set->econtext, stop_running, PointerGetDatum(site));
	}
	if (site->next < site->explanation.count)
	{
		fill(site, site->next++);
		set->isDone = ExprMultipleResult;
		PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(site->desc, site->values,
														  site->nulls)));
	}
	site->running = false;
	UnregisterExprContextCallback(set->econtext, stop_running, PointerGetDatum(site));
	set->isDone = ExprEndResult;
	PG_RETURN_NULL();
}

/*
 * medaid_explain(claim, policy) -> setof medaid_step
 * How each yuan came about, nothing used yet this year.  NULL claim: no rows;
 * NULL policy: 22004; errors as medaid_settle().
 */
Datum
medaid_explain(PG_FUNCTION_ARGS)
{
	return explain_call(fcinfo, false);
}

/*
 * medaid_explain(claim, policy, ytd medaid_accumulator[]) -> setof medaid_step
 * The same after what was used before; NULL or empty: nothing.
 */
Datum
medaid_explain_after(PG_FUNCTION_ARGS)
{
	return explain_call(fcinfo, true);
}
