/*
 * check.c - medaid_check(): what is wrong with a claim, without raising.
 */
#include "settlement/settle_call.h"

#include "catalog/pg_type.h"
#include "claim/claim_fields.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(medaid_check);

typedef struct CheckSite
{
	SettleCall	settle;			/* first: begin_call() made it */
	ClaimRowCache *row;
} CheckSite;

/* Categories are looked at one by one, so that each has its finding. */
static void
check_categories(CheckSite *call, const PolicySet *set, FindingList *list)
{
	Claim	   *claim = &call->settle.claim;
	SettleScratch *scratch = &call->settle.scratch;

	claim->discharge_year = day_year(claim->discharged_on);
	for (int i = 0; i < claim->category_count; i++)
		if (!judge_held_category(claim, set, i, &scratch->held_categories[i], &scratch->fault) &&
			scratch->fault.kind != FAULT_DAY_UNCOVERED)
			finding_fault(list, claim, &scratch->fault);
}

/*
 * medaid_check(claim medaid_claim, policy) -> text[]
 * The findings that settling would raise, each with its SQLSTATE; empty for a
 * claim that settles.  NULL claim: NULL; NULL policy: 22004.
 */
Datum
medaid_check(PG_FUNCTION_ARGS)
{
	CheckSite  *call = (CheckSite *) begin_call(fcinfo, CLAIM_OTHER, RESULT_OTHER, sizeof(CheckSite));
	ClaimFields fields;
	FindingList list = {0};
	const PolicySet *set;

	if (call == NULL)
		PG_RETURN_NULL();
	set = call->settle.set;
	claim_row_fields(PG_GETARG_DATUM(0), &call->row, call->settle.context, &fields);
	claim_from_fields(&fields, &call->settle.claim, &list);
	if (list.count == 0)
		check_categories(call, set, &list);
	if (list.count == 0 && !settle_claim(&call->settle.claim, set, &call->settle.ytd,
										 &call->settle.scratch, &call->settle.settlement))
		finding_fault(&list, &call->settle.claim, &call->settle.scratch.fault);
	if (list.count == 0)
		PG_RETURN_DATUM(PointerGetDatum(construct_empty_array(TEXTOID)));
	PG_RETURN_DATUM(makeArrayResult(list.texts, CurrentMemoryContext));
}
