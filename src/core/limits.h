/*
 * limits.h - further limits of the main benefit.
 *
 * Every limit that reaches a claim holds.  What counts in its pool is the
 * assistance of the claims that it reached, by the day of discharge: that of
 * the benefit year, of the month, of the day, or, per claim, of nothing else.
 */
#ifndef MEDAID_LIMITS_H
#define MEDAID_LIMITS_H

#include "core/settle.h"

/* The limits that reach a claim of a category, one after the other: from *at on; NULL: no more. */
extern const FurtherLimit *next_limit(const Policy *policy, const Claim *claim,
									  const PolicyCategory *category, int *at);

/* What was used of a limit before a claim. */
extern fen_t limit_used(const FurtherLimit *limit, const YearToDate *ytd, int32_t benefit_year,
						day_t discharged_on);

/*
 * Cuts the assistance to what the limits leave, and remembers the one that
 * leaves least where it cuts; false where one is not set.
 */
extern bool further_limits(const Claim *claim, const HeldCategory *held_category,
						   const YearToDate *ytd, Entitlement *entitlement, Fault *fault);

/* The pools that the assistance counts in, each once; true where there is another. */
extern bool next_limit_pool(const Settlement *settlement, int *at, const Pool **pool);

/* Adds the assistance to them; false, and nothing added, where a sum overflows. */
extern bool limits_post(const Settlement *settlement, YearToDate *ytd);

#endif							/* MEDAID_LIMITS_H */
