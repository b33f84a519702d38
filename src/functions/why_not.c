/*
 * why_not.c - medaid_why_not(): what was considered for a claim, as rows.
 */
#include "settlement/settle_call.h"

#include "core/why_not.h"
#include "miscadmin.h"
#include "pg/numeric_fen.h"
#include "pg/rows.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(medaid_why_not);

#define COLUMNS		8

typedef struct WhyNotSite
{
	SettleCall	settle;			/* first: begin_call() made it */
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

	CHECK_FOR_INTERRUPTS();
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

/*
 * medaid_why_not(claim, policy [, ytd medaid_accumulator[]]) -> rows
 * Each category held and each rule considered for the claim's service: the
 * condition that failed, what it needed and found, what it would pay, after
 * what was used before (NULL or empty: nothing).  NULL claim: no rows; NULL
 * policy: 22004; errors as medaid_settle().
 */
Datum
medaid_why_not(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *set = rows_returned(fcinfo);
	WhyNotSite *call = (WhyNotSite *) begin_call(fcinfo, CLAIM_COMPACT, RESULT_OTHER,
												 sizeof(WhyNotSite));

	if (call == NULL)
		return (Datum) 0;
	if (call->desc == NULL)
		call->desc = rows_type(fcinfo, COLUMNS, call->settle.context);
	call->store = rows_begin(set, call->desc);
	why_not(settle_or_fault(&call->settle, call->settle.set, &call->settle.ytd),
			call->settle.set, &call->settle.ytd, put_row, call);
	return (Datum) 0;
}
