/*
 * settle_call.h - what settling keeps at one call site.
 */
#ifndef MEDAID_SETTLE_CALL_H
#define MEDAID_SETTLE_CALL_H

#include "claim/compact_claim.h"

#include "policy/policy_argument.h"
#include "settlement/write.h"

typedef struct SettleCall
{
	MemoryContext context;
	SettlementType *type;		/* of the result; NULL where none is written */
	PolicyArgument policy;
	const PolicySet *set;		/* of the running call */
	YearToDate	ytd;
	SettleScratch scratch;
	Claim		claim;
	Settlement	settlement;
	bool		tries;			/* refuses a claim where others raise */
	MemoryContext refusals;		/* of its words, until the next; NULL: none yet */
} SettleCall;

/* What the function that settles returns. */
typedef enum SettleResult
{
	RESULT_OTHER,				/* no medaid_settlement: none is written */
	RESULT_SETTLEMENT,
	RESULT_SETTLEMENTS			/* medaid_settlement[] */
} SettleResult;

/* What the first argument of the function is. */
typedef enum ClaimArgument
{
	CLAIM_COMPACT,				/* a medaid_compact_claim */
	CLAIM_OTHER
} ClaimArgument;

/*
 * Begins a call (claim, policy [, ytd]): the policy first, then what was used
 * before, NULL or empty for nothing.  A compact claim is decoded, too.  NULL
 * where the claim is NULL; raises 22004 where the policy is.  What it returns
 * is in fn_extra, the head of a struct of the size, zeroed at the first call.
 */
extern SettleCall *begin_call(FunctionCallInfo fcinfo, ClaimArgument claim,
							  SettleResult result, Size size);

/* The first part of that, of a function whose policy is its second argument. */
extern SettleCall *settle_call(FunctionCallInfo fcinfo, SettleResult result, Size size);

/* The second: a compact claim, and the policy it comes with. */
extern void call_under(SettleCall *call, Datum claim, Datum policy);

/* An empty year to date that grows in a context. */
extern void ytd_init(YearToDate *ytd, MemoryContext context);

/*
 * Settles the call's claim.  One that cannot be settled is raised, or, where
 * the call tries, refused: its settlement has that status, and a fault.
 */
extern Settlement *settle_or_fault(SettleCall *call, const PolicySet *set, const YearToDate *ytd);

/* The same of another claim. */
extern Settlement *settle_compact(SettleCall *call, const char *compact, uint32 size,
								  const PolicySet *set, const YearToDate *ytd);

/*
 * Adds the settlement made last to what was used; a sum that overflows is a
 * fault of the claim as any other.  One that is refused uses nothing.
 */
extern void settle_post(SettleCall *call, YearToDate *ytd);

/* What cannot be settled: raised, or made a refused settlement. */
extern void settle_fault(SettleCall *call, const Fault *fault);

#endif							/* MEDAID_SETTLE_CALL_H */
