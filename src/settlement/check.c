/*
 * check.c - medaid_check(): what is wrong with a claim, without raising.
 */
#include "settlement/settle_site.h"

#include "catalog/pg_type.h"
#include "claim/claim_fields.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(medaid_check);

typedef struct CheckSite
{
	SettleSite	settle;			/* first: settle_site() made it */
	ClaimRowCache *row;
} CheckSite;

/* Categories are looked at one by one, so that each has its finding. */
static void
check_categories(CheckSite *site, const PolicySet *set, FindingList *list)
{
	Claim	   *claim = &site->settle.claim;
	Bench	   *bench = &site->settle.bench;

	claim->discharge_year = day_year(claim->discharged_on);
	for (int i = 0; i < claim->category_count; i++)
		if (!standing_of(claim, set, i, &bench->standings[i], &bench->fault) &&
			bench->fault.kind != FAULT_DAY_UNCOVERED)
			finding_fault(list, claim, &bench->fault);
}

/*
 * medaid_check(claim medaid_claim, policy) -> text[]
 * The findings that settling would raise, each with its SQLSTATE; empty for a
 * claim that settles.  NULL claim: NULL; NULL policy: 22004.
 */
Datum
medaid_check(PG_FUNCTION_ARGS)
{
	CheckSite  *site;
	ClaimFields fields;
	FindingList list = {0};
	const PolicySet *set;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(1))
		policy_is_null();
	site = fcinfo->flinfo->fn_extra;
	if (site == NULL)
		site = (CheckSite *) settle_site_of_size(fcinfo, InvalidOid, sizeof(CheckSite));
	set = settle_site_policies(&site->settle, PG_GETARG_DATUM(1));
	claim_row_fields(PG_GETARG_DATUM(0), &site->row, site->settle.context, &fields);
	claim_from_fields(&fields, &site->settle.claim, &list);
	if (list.count == 0)
		check_categories(site, set, &list);
	if (list.count == 0)
	{
		site->settle.ledger.count = 0;
		if (!settle_claim(&site->settle.claim, set, &site->settle.ledger,
						  &site->settle.bench, &site->settle.settlement))
			finding_fault(&list, &site->settle.claim, &site->settle.bench.fault);
	}
	if (list.count == 0)
		PG_RETURN_DATUM(PointerGetDatum(construct_empty_array(TEXTOID)));
	PG_RETURN_DATUM(makeArrayResult(list.texts, CurrentMemoryContext));
}
