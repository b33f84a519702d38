/*
 * settle_ytd.c - medaid_settle_ytd() and medaid_try_settle_ytd(): settling row
 * by row, each claim after those before it in its partition.
 *
 * It is a window function and not an aggregate: it cannot become part of a
 * partial plan, frames do not matter, and its state is as old as the row.
 */
#include "settlement/settle_call.h"

#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "windowapi.h"

PG_FUNCTION_INFO_V1(medaid_settle_ytd);
PG_FUNCTION_INFO_V1(medaid_try_settle_ytd);

/* What the partition has used so far; zeroed when a partition begins. */
typedef struct PartitionState
{
	bool		begun;
	YearToDate	ytd;
} PartitionState;

static Datum
settle_row(FunctionCallInfo fcinfo, bool tries)
{
	WindowObject winobj = PG_WINDOW_OBJECT();
	PartitionState *state;
	SettleCall *call;
	Settlement *settlement;
	Datum		claim,
				policy;
	bool		claim_null,
				policy_null;

	if (!WindowObjectIsValid(winobj))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("%s is a window function", get_func_name(fcinfo->flinfo->fn_oid)),
				 errhint("Call it with OVER (PARTITION BY person ORDER BY discharged_on, claim_id).")));
	state = WinGetPartitionLocalMemory(winobj, sizeof(PartitionState));
	call = settle_call(fcinfo, RESULT_SETTLEMENT, sizeof(SettleCall));
	if (!state->begun)
	{
		ytd_init(&state->ytd, GetMemoryChunkContext(state));
		state->begun = true;
		policy_argument_doubt(&call->policy);
	}
	/* no row before this one is needed again */
	WinSetMarkPosition(winobj, WinGetCurrentPosition(winobj));
	claim = WinGetFuncArgCurrent(winobj, 0, &claim_null);
	if (claim_null)
		PG_RETURN_NULL();
	policy = WinGetFuncArgCurrent(winobj, 1, &policy_null);
	if (policy_null)
		policy_is_null();
	call->tries = tries;
	/* the year to date points to the pools of the policies before */
	call->policy.lasting = true;
	call_under(call, claim, policy);
	settlement = settle_or_fault(call, call->set, &state->ytd);
	settle_post(call, &state->ytd);
	PG_RETURN_DATUM(settlement_row(call->type, settlement));
}

/*
 * medaid_settle_ytd(claim, policy) OVER (PARTITION BY person ORDER BY ...)
 * NULL claim: NULL, and nothing changes; NULL policy: 22004.
 */
Datum
medaid_settle_ytd(PG_FUNCTION_ARGS)
{
	return settle_row(fcinfo, false);
}

/*
 * medaid_try_settle_ytd(claim, policy) OVER (PARTITION BY person ORDER BY ...)
 * The same; a claim that cannot be settled is refused, see medaid_try_settle(),
 * and uses nothing.  It sees one row at a time: a claim_id that stands twice
 * is not noticed.
 */
Datum
medaid_try_settle_ytd(PG_FUNCTION_ARGS)
{
	return settle_row(fcinfo, true);
}
