/*
 * critical_illness.c - medaid_critical_illness(): 大病保险 of one claim.
 */
#include "settlement/settle_call.h"

#include "pg/numeric_fen.h"

PG_FUNCTION_INFO_V1(medaid_critical_illness);

/*
 * medaid_critical_illness(claim, policy [, ytd medaid_accumulator[]]) -> numeric
 * What critical illness insurance (大病保险) pays for a claim, in yuan, as
 * medaid_settle() takes it: given, or computed where the claim leaves it NULL,
 * after the costs and payments of the year before it.  NULL claim: NULL; NULL
 * policy: 22004; a number the schedule lacks: 55000.
 */
Datum
medaid_critical_illness(PG_FUNCTION_ARGS)
{
	SettleCall *call = begin_call(fcinfo, CLAIM_COMPACT, RESULT_OTHER, sizeof(SettleCall));

	if (call == NULL)
		PG_RETURN_NULL();
	if (!settle_critical_illness(&call->claim, call->set, &call->ytd, &call->scratch,
								 &call->settlement))
		settle_fault(call, &call->scratch.fault);
	PG_RETURN_DATUM(fen_to_numeric(call->settlement.critical.paid));
}
