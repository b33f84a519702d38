/*
 * check.c - medaid_check() and medaid_findings(): what is wrong with a claim,
 * without raising.
 */
#include "settlement/settle_call.h"

#include "catalog/pg_type.h"
#include "claim/claim_fields.h"
#include "pg/report.h"
#include "pg/rows.h"
#include "utils/array.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(medaid_check);
PG_FUNCTION_INFO_V1(medaid_findings);

#define COLUMNS		6			/* of medaid_findings */

typedef struct CheckCall
{
	SettleCall	settle;			/* first: begin_call() made it */
	ClaimRowCache *row;
	TupleDesc	desc;			/* of medaid_findings; NULL: none yet */
} CheckCall;

/* Categories are looked at one by one, so that each has its finding. */
static void
check_categories(CheckCall *call, const PolicySet *set, FindingList *list)
{
	Claim	   *claim = &call->settle.claim;
	SettleScratch *scratch = &call->settle.scratch;

	claim->discharge_year = day_year(claim->discharged_on);
	for (int i = 0; i < claim->category_count; i++)
		if (!judge_held_category(claim, set, i, &scratch->held_categories[i], &scratch->fault) &&
			scratch->fault.kind != FAULT_DAY_UNCOVERED)
			report_fault(list, claim, &scratch->fault);
}

/* What the regulation does not allow though it does not stop settling. */
static void
check_recognitions(CheckCall *call, FindingList *list)
{
	const Claim *claim = &call->settle.claim;
	const HeldCategory *held = call->settle.scratch.held_categories;
	day_t		first;

	for (int i = 0; i < claim->category_count; i++)
	{
		const Identity *rule = recognised_twice(claim, held, i, &first);

		if (rule != NULL)
			report_recognised_twice(list, claim, i, first, rule, held[i].policy);
	}
}

/* Lists what is wrong with the claim of a call; NULL where the claim is. */
static CheckCall *
check(FunctionCallInfo fcinfo, FindingList *list)
{
	CheckCall  *call = (CheckCall *) begin_call(fcinfo, CLAIM_OTHER, RESULT_OTHER,
												sizeof(CheckCall));
	SettleCall *settle;
	NullableDatum fields[FIELD_COUNT];
	bool		settled;

	if (call == NULL)
		return NULL;
	settle = &call->settle;
	claim_row_fields(PG_GETARG_DATUM(0), &call->row, settle->context, fields);
	claim_from_fields(fields, &settle->claim, list);
	if (list->count == 0)
		check_categories(call, settle->set, list);
	if (list->count > 0)
		return call;
	settled = settle_claim(&settle->claim, settle->set, &settle->ytd, &settle->scratch,
						   &settle->settlement);
	if (!settled)
		report_fault(list, &settle->claim, &settle->scratch.fault);
	if (settled || settle->scratch.fault.kind != FAULT_DAY_UNCOVERED)
		check_recognitions(call, list);
	return call;
}

/*
 * medaid_check(claim medaid_claim, policy [, ytd medaid_accumulator[]]) -> text[]
 * The findings that settling would raise after what was used before, NULL or
 * empty: nothing; each with its SQLSTATE; empty for a claim that settles.  One
 * of 01000 tells what the regulation does not allow though it settles.
 * NULL claim: NULL; NULL policy: 22004.
 */
Datum
medaid_check(PG_FUNCTION_ARGS)
{
	FindingList list = {0};
	CheckCall  *call = check(fcinfo, &list);
	Datum	   *texts;

	if (call == NULL)
		PG_RETURN_NULL();
	if (list.count == 0)
		PG_RETURN_DATUM(PointerGetDatum(construct_empty_array(TEXTOID)));
	texts = palloc(list.count * sizeof(Datum));
	for (int i = 0; i < list.count; i++)
	{
		const Finding *finding = &list.findings[i];

		texts[i] = CStringGetTextDatum(psprintf("%s: %s",
												unpack_sql_state(finding_sqlstate(finding->kind)),
												finding_text(&call->settle.claim, finding)));
	}
	PG_RETURN_DATUM(PointerGetDatum(construct_array(texts, list.count, TEXTOID, -1, false,
													TYPALIGN_INT)));
}

static void
put_text(const char *text, Datum *value, bool *null)
{
	*null = text == NULL;
	*value = text ? CStringGetTextDatum(text) : (Datum) 0;
}

static void
put_finding(Tuplestorestate *store, TupleDesc desc, const Finding *finding)
{
	Datum		values[COLUMNS];
	bool		nulls[COLUMNS];

	put_text(unpack_sql_state(finding_sqlstate(finding->kind)), &values[0], &nulls[0]);
	put_text(finding_word(finding->kind), &values[1], &nulls[1]);
	put_text(finding->field, &values[2], &nulls[2]);
	put_text(finding->value, &values[3], &nulls[3]);
	put_text(finding->message, &values[4], &nulls[4]);
	put_text(finding->hint, &values[5], &nulls[5]);
	tuplestore_putvalues(store, desc, values, nulls);
}

/*
 * medaid_findings(claim medaid_claim, policy [, ytd medaid_accumulator[]]) -> rows
 * What medaid_check() lists, a row each: SQLSTATE, kind, field, value, the
 * message without the claim's name, hint.  NULL claim: no rows; NULL policy:
 * 22004.
 */
Datum
medaid_findings(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *set = rows_returned(fcinfo);
	FindingList list = {0};
	CheckCall  *call;

	call = check(fcinfo, &list);
	if (call == NULL)
		return (Datum) 0;
	if (call->desc == NULL)
		call->desc = rows_type(fcinfo, COLUMNS, call->settle.context);
	rows_begin(set, call->desc);
	for (int i = 0; i < list.count; i++)
		put_finding(set->setResult, call->desc, &list.findings[i]);
	return (Datum) 0;
}
