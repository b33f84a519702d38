/*
 * settle.c - one claim, with or without what was used before: medaid_settle().
 */
#include "settlement/settle_call.h"

PG_FUNCTION_INFO_V1(medaid_settle);
PG_FUNCTION_INFO_V1(medaid_try_settle);

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
