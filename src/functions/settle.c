/*
 * settle_functions.c - one claim, with or without what was used before:
 * medaid_settle(), and medaid_critical_illness() alone.
 */
#include "settlement/settle_call.h"

#include "pg/numeric_fen.h"
#include "utils/lsyscache.h"

PG_FUNCTION_INFO_V1(medaid_settle);
PG_FUNCTION_INFO_V1(medaid_settle_after);
PG_FUNCTION_INFO_V1(medaid_critical_illness);
PG_FUNCTION_INFO_V1(medaid_critical_illness_after);

static Datum
settle(FunctionCallInfo fcinfo, bool with_ytd)
{
	SettleCall *call;
	YearToDate *ytd;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(1))
		policy_is_null();
	call = settle_call(fcinfo, RESULT_SETTLEMENT);
	ytd = &call->ytd;
	ytd->count = 0;
	if (with_ytd && !PG_ARGISNULL(2))
	{
		bool		guessed;

		/* first the policy: it makes its pools known */
		policy_site_find(&call->policies, PG_GETARG_DATUM(1), call->policy_is_array, &guessed);
		ytd_from_array(ytd, PG_GETARG_DATUM(2));
	}
	PG_RETURN_DATUM(settlement_row(call->type,
								   settle_argument(call,
												   PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(0)),
												   PG_GETARG_DATUM(1),
												   call->policy_is_array,
												   ytd)));
}

/*
 * medaid_settle(claim, policy) -> medaid_settlement
 * One claim, nothing used yet this year.  NULL claim: NULL; NULL policy: 22004.
 */
Datum
medaid_settle(PG_FUNCTION_ARGS)
{
	return settle(fcinfo, false);
}

/*
 * medaid_settle(claim, policy, ytd medaid_accumulator[]) -> medaid_settlement
 * One claim after what was used before; NULL or empty: nothing.
 */
Datum
medaid_settle_after(PG_FUNCTION_ARGS)
{
	return settle(fcinfo, true);
}

static Datum
critical_illness_alone(FunctionCallInfo fcinfo, bool with_ytd)
{
	SettleCall *call;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(1))
		policy_is_null();
	call = settle_call(fcinfo, RESULT_OTHER);
	call->ytd.count = 0;
	if (with_ytd && !PG_ARGISNULL(2))
		ytd_from_array(&call->ytd, PG_GETARG_DATUM(2));
	PG_RETURN_DATUM(fen_to_numeric(critical_illness_argument(call,
															 PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(0)),
															 PG_GETARG_DATUM(1),
															 call->policy_is_array,
															 &call->ytd)->paid));
}

/*
 * medaid_critical_illness(claim, policy) -> numeric
 * What critical illness insurance (大病保险) pays for a claim, in yuan, as
 * medaid_settle() takes it: given, or computed where the claim leaves it NULL.
 * NULL claim: NULL; NULL policy: 22004; a number the schedule lacks: 55000.
 */
Datum
medaid_critical_illness(PG_FUNCTION_ARGS)
{
	return critical_illness_alone(fcinfo, false);
}

/*
 * medaid_critical_illness(claim, policy, ytd medaid_accumulator[]) -> numeric
 * The same after the costs and payments of the year before it.
 */
Datum
medaid_critical_illness_after(PG_FUNCTION_ARGS)
{
	return critical_illness_alone(fcinfo, true);
}
