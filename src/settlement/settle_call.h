/*
 * settle_call.h - what settling keeps at one call site.
 */
#ifndef MEDAID_SETTLE_CALL_H
#define MEDAID_SETTLE_CALL_H

#include "claim/compact_claim.h"
#include "policy/policy_site.h"
#include "settlement/write.h"

typedef struct SettleCall
{
	MemoryContext context;
	SettlementType *type;		/* of the result; NULL where none is written */
	bool		policy_is_array;
	PolicySite	policies;
	YearToDate	ytd;
	SettleScratch scratch;
	Claim		claim;
	Settlement	settlement;
} SettleCall;

/* What the function that settles returns. */
typedef enum SettleResult
{
	RESULT_OTHER,				/* no medaid_settlement: none is written */
	RESULT_SETTLEMENT,
	RESULT_SETTLEMENTS			/* medaid_settlement[] */
} SettleResult;

/*
 * In fn_extra; made at the first call of a function that takes the policy as
 * its second argument.
 */
extern SettleCall *settle_call(FunctionCallInfo fcinfo, SettleResult result);

/* The same as the head of a larger struct of the function's own, zeroed. */
extern SettleCall *settle_call_of_size(FunctionCallInfo fcinfo, Oid result, Size size);

/* The compiled policy argument, compared as a whole. */
extern const PolicySet *settle_call_policies(SettleCall *call, Datum policy);

/* An empty year to date that grows in a context. */
extern void ytd_init(YearToDate *ytd, MemoryContext context);

/* What was used before, from a medaid_accumulator[]; NULL or empty: nothing. */
extern void ytd_from_array(YearToDate *ytd, Datum accumulators);

/* Settles a compact claim, or raises. */
extern Settlement *settle_compact(SettleCall *call, const char *compact, uint32 size,
								  const PolicySet *set, const YearToDate *ytd);

/* The same under the policy argument of a call. */
extern Settlement *settle_argument(SettleCall *call, const struct varlena *compact,
								   Datum policy, bool is_array, const YearToDate *ytd);

/* Critical illness insurance alone. */
extern const CriticalResult *critical_illness_argument(SettleCall *call,
													   const struct varlena *compact,
													   Datum policy, bool is_array,
													   const YearToDate *ytd);

#endif							/* MEDAID_SETTLE_CALL_H */
