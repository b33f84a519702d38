/*
 * settle.c - one claim, with or without what was used before: medaid_settle()
 * and medaid_try_settle(), and medaid_critical_illness() alone.
 */
#include "settlement/settle_call.h"

#include "pg/numeric_fen.h"
#include "pg/report.h"

PG_FUNCTION_INFO_V1(medaid_settle);
PG_FUNCTION_INFO_V1(medaid_try_settle);
PG_FUNCTION_INFO_V1(medaid_critical_illness);

static Datum
settle(FunctionCallInfo fcinfo, bool tries)
{
	SettleCall *call = begin_call(fcinfo, CLAIM_COMPACT, RESULT_SETTLEMENT, sizeof(SettleCall));

	if (call == NULL)
		PG_RETURN_NULL();
	call->tries = tries;
	PG_RETURN_DATUM(settlement_row(call->type, settle_or_fault(call, call->set, &call->ytd)));
}

/*
 * medaid_settle(claim, policy [, ytd medaid_accumulator[]]) -> medaid_settlement
 * One claim after what was used before, NULL or empty: nothing.  NULL claim:
 * NULL; NULL policy: 22004.
 */
Datum
medaid_settle(PG_FUNCTION_ARGS)
{
	return settle(fcinfo, false);
}

/*
 * medaid_try_settle(claim, policy [, ytd medaid_accumulator[]]) -> medaid_settlement
 * The same; a claim that cannot be settled gives a settlement with status
 * refused, the kind of fault as reason, the sentence as fault, no amounts.
 * A policy that cannot be settled with raises, and so do accumulators that
 * cannot be read.
 */
Datum
medaid_try_settle(PG_FUNCTION_ARGS)
{
	return settle(fcinfo, true);
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
		settle_fault(call, &call->scratch.fault);
	PG_RETURN_DATUM(fen_to_numeric(call->settlement.critical.paid));
}
