/*
 * benefit_terms.c - conditions that few benefits have.
 */
#include "core/settle.h"

#include <stddef.h>

/*
 * Tested after the conditions that cost less to know; a field that the claim
 * lacks is asked for last, where all else holds: *missing.
 */
bool
terms_hold(const Benefit *benefit, const Claim *claim, const char **missing, Unmet *unmet)
{
	const BenefitTerms *terms = benefit->terms;
	Referral	referral = claim_referral(claim);

	if ((terms->referrals & (1u << referral)) == 0)
	{
		if (unmet != NULL)
		{
			*unmet = (Unmet) {.what = "referral", .found = SAID(P_WORDS(referral_words[referral]))};
			say_words(terms->referrals, "referral = ", referral_words, REFERRAL_COUNT, unmet);
		}
		return false;
	}
	if (terms->burden_over != FEN_UNSET)
	{
		fen_t		burden = burden_under(terms, claim, benefit->own_payers ? benefit->payers
										  : terms->payers[claim->service]);

		if (burden <= terms->burden_over)
			return UNMET(unmet, "burden_over", SAID(P_WORDS("burden > "), P_FEN(terms->burden_over)),
						 SAID(P_FEN(burden)));
	}
	if (terms->max_age == AGE_ANY)
		return true;
	if (!claim_has(claim, HAS_AGE))
	{
		*missing = "age";
		return UNMET(unmet, "max_age", SAID(P_WORDS("age <= "), P_NUMBER(terms->max_age)),
					 SAID(P_WORDS("NULL")));
	}
	if (claim->age > terms->max_age)
		return UNMET(unmet, "max_age", SAID(P_WORDS("age <= "), P_NUMBER(terms->max_age)),
					 SAID(P_NUMBER(claim->age)));
	return true;
}
