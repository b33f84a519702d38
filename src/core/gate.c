/*
 * gate.c - what refuses a claim whatever the category, and when it is paid.
 */
#include "core/settle.h"

#include <stddef.h>

bool
paid_at_year_end(const Policy *policy, const Claim *claim)
{
	for (int i = 0; i < policy->payment_count; i++)
	{
		const Payment *payment = &policy->payments[i];

		if (scope_reaches(&payment->scope, claim, CATEGORIES_ALL) &&
			(payment->chronic_classes & (1u << claim->chronic_class)) != 0)
			return true;
	}
	return false;
}

/* The period to apply starts at discharge, at the last of several, or at the year's end. */
day_t
deadline_of(const Gate *gate, const Policy *policy, const Claim *claim)
{
	int64_t		last = claim->discharged_on;

	if (paid_at_year_end(policy, claim))
		last = day_of(claim->discharge_year, 12, 31);
	else if (claim_has(claim, HAS_DEADLINE_FROM))
		last = claim->deadline_from;
	last += gate->days;
	return last < DAY_FUTURE ? last : DAY_FUTURE;
}

static Reason
test(const Gate *gate, const Policy *policy, const Claim *claim)
{
	bool		beyond = gate->beyond_any || claim->place > gate->beyond;

	switch (gate->test)
	{
		case GATE_DESIGNATED:
			return claim->designated ? REASON_NONE : REASON_NOT_DESIGNATED;
		case GATE_REFERRAL:
			return beyond && claim_referral(claim) == REFERRAL_NON_COMPLIANT
				? REASON_REFERRAL_NON_COMPLIANT : REASON_NONE;
		case GATE_PLACE:
			return beyond && claim_referral(claim) != REFERRAL_COMPLIANT
				? REASON_OUTSIDE_HOME_CITY : REASON_NONE;
		case GATE_DEADLINE:
			return claim_has(claim, HAS_APPLIED_ON) &&
				claim->applied_on > deadline_of(gate, policy, claim)
				? REASON_APPLIED_LATE : REASON_NONE;
	}
	return REASON_NONE;
}

Reason
gate_refuses(const Policy *policy, const Claim *claim, const Gate **rule)
{
	Reason		first = REASON_NONE;

	*rule = NULL;
	for (int i = 0; i < policy->gate_count; i++)
	{
		const Gate *gate = &policy->gates[i];
		Reason		reason;

		if (!scope_reaches(&gate->scope, claim, CATEGORIES_ALL))
			continue;
		reason = test(gate, policy, claim);
		if (reason != REASON_NONE && (first == REASON_NONE || reason < first))
		{
			first = reason;
			*rule = gate;
		}
	}
	return first;
}
