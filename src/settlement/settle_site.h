/*
 * settle_site.h - what settling keeps at one call site.
 */
#ifndef MEDAID_SETTLE_SITE_H
#define MEDAID_SETTLE_SITE_H

#include "claim/compact_claim.h"
#include "policy/policy_site.h"
#include "settlement/settlement_row.h"

typedef struct SettleSite
{
	MemoryContext context;
	SettlementType *type;		/* of the result; NULL where none is written */
	bool		policy_is_array;
	PolicySite	policies;
	Ledger		ledger;
	Bench		bench;
	Claim		claim;
	Settlement	settlement;
} SettleSite;

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
extern SettleSite *settle_site(FunctionCallInfo fcinfo, SettleResult result);

/* The same as the head of a larger struct of the function's own, zeroed. */
extern SettleSite *settle_site_of_size(FunctionCallInfo fcinfo, Oid result, Size size);

/* The compiled policy argument, compared as a whole. */
extern const PolicySet *settle_site_policies(SettleSite *site, Datum policy);

/* An empty ledger that grows in a context. */
extern void ledger_init(Ledger *ledger, MemoryContext context);

/* What was used before, from a medaid_accumulator[]; NULL or empty: nothing. */
extern void ledger_from_array(Ledger *ledger, Datum accumulators);

/* Settles a compact claim, or raises. */
extern Settlement *settle_compact(SettleSite *site, const char *compact, uint32 size,
								  const PolicySet *set, const Ledger *ledger);

/* The same under the policy argument of a call. */
extern Settlement *settle_argument(SettleSite *site, const struct varlena *compact,
								   Datum policy, bool is_array, const Ledger *ledger);

/* Critical illness insurance alone. */
extern const CriticalResult *critical_illness_argument(SettleSite *site,
													   const struct varlena *compact,
													   Datum policy, bool is_array,
													   const Ledger *ledger);

#endif							/* MEDAID_SETTLE_SITE_H */
