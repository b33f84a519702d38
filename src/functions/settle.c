/*
 * settle.c - one claim, with or without what was used before: medaid_settle(),
 * and medaid_critical_illness() alone.
 */
#include "settlement/settle_call.h"

#include "pg/numeric_fen.h"
#include "pg/report.h"

PG_FUNCTION_INFO_V1(medaid_settle);
PG_FUNCTION_INFO_V1(medaid_critical_illness);

/*
 * medaid_settle(claim, policy [, ytd medaid_accumulator[]]) -> medaid_settlement
 * One claim after what was used before, NULL or empty: nothing.  NULL claim:
 * NULL; NULL policy: 22004.
 */
Datum
medaid_settle(PG_FUNCTION_ARGS)
{
	SettleCall *call = begin_call(fcinfo, CLAIM_COMPACT, RESULT_SETTLEMENT, sizeof(SettleCall));

	if (call == NULL)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(settlement_row(call->type, settle_or_raise(call, call->set, &call->ytd)));
}

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
		finding_fault(NULL, &call->claim, &call->scratch.fault);
	PG_RETURN_DATUM(fen_to_numeric(call->settlement.critical.paid));
}
