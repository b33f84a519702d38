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
static day_t
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

TEST_INLINE Reason
gate_stops(const Gate *gate, const Policy *policy, const Claim *claim, Unmet *unmet)
{
	bool		beyond = gate->beyond_any || claim->place > gate->beyond;
	day_t		deadline;

	switch (gate->test)
	{
		case GATE_DESIGNATED:
			if (beyond && !claim->designated)
				return STOPPED(unmet, REASON_NOT_DESIGNATED,
							   SAID(P_WORDS("designated = true")), SAID(P_WORDS("false")));
			break;
		case GATE_REFERRAL:
			if (beyond && claim_referral(claim) == REFERRAL_NON_COMPLIANT)
				return STOPPED(unmet, REASON_REFERRAL_NON_COMPLIANT,
							   SAID(P_WORDS("referral = compliant"),
									P_WORDS(gate->beyond_any ? "" : " outside the "),
									P_WORDS(gate->beyond_any ? "" : place_words[gate->beyond])),
							   SAID(P_WORDS(place_words[claim->place]), P_WORDS(", "),
									P_WORDS(referral_words[claim_referral(claim)])));
			break;
		case GATE_PLACE:
			if (beyond && claim_referral(claim) != REFERRAL_COMPLIANT)
				return STOPPED(unmet, REASON_OUTSIDE_HOME_CITY,
							   SAID(P_WORDS(gate->beyond_any ? "" : "place within the "),
									P_WORDS(gate->beyond_any ? "" : place_words[gate->beyond]),
									P_WORDS(gate->beyond_any ? "" : ", or "),
									P_WORDS("referral = compliant")),
							   SAID(P_WORDS(place_words[claim->place]), P_WORDS(", "),
									P_WORDS(referral_words[claim_referral(claim)])));
			break;
		case GATE_DEADLINE:
			if (!beyond || !claim_has(claim, HAS_APPLIED_ON))
				break;
			deadline = deadline_of(gate, policy, claim);
			if (claim->applied_on > deadline)
				return STOPPED(unmet, REASON_APPLIED_LATE,
							   SAID(P_WORDS("applied_on <= "), P_DAY(deadline)),
							   SAID(P_DAY(claim->applied_on)));
			break;
		case GATE_INSURANCE:
			if (beyond && (gate->insurances & (1u << claim->insurance)) == 0)
			{
				if (unmet != NULL)
				{
					insurance_unmet(gate->insurances, claim, unmet);
					unmet->what = reason_words[REASON_INSURANCE_NOT_COVERED];
				}
				return REASON_INSURANCE_NOT_COVERED;
			}
			break;
		case GATE_ASSISTED_ELSEWHERE:
			if (beyond && claim->assisted_elsewhere)
				return STOPPED(unmet, REASON_ASSISTED_ELSEWHERE,
							   SAID(P_WORDS("assisted_elsewhere = false")), SAID(P_WORDS("true")));
			break;
	}
	return REASON_NONE;
}

bool
gate_holds(const Gate *gate, const Policy *policy, const Claim *claim, Unmet *unmet)
{
	return !scope_reaches(&gate->scope, claim, CATEGORIES_ALL) ||
		gate_stops(gate, policy, claim, unmet) == REASON_NONE;
}

Reason
gate_refuses(const Policy *policy, const Claim *claim, const Gate **rule)
{
	Reason		first = REASON_NONE;

	if (rule != NULL)
		*rule = NULL;
	for (int i = 0; i < policy->gate_count; i++)
	{
		const Gate *gate = &policy->gates[i];
		Reason		reason;

		if (!scope_reaches(&gate->scope, claim, CATEGORIES_ALL))
			continue;
		reason = gate_stops(gate, policy, claim, NULL);
		if (reason != REASON_NONE && (first == REASON_NONE || reason < first))
		{
			first = reason;
			if (rule != NULL)
				*rule = gate;
		}
	}
	return first;
}
