/*
 * rate_bands.h - the rate of a benefit by bands of the burden.
 *
 * A band holds from its burden on, which belongs to it, up to that of the
 * next; burdens are counted beyond the deductible.  Marginal: each part of
 * the claim at the rate of the band that it falls into.  Slab: the whole
 * claim at the rate of the band that the burden reaches with it.
 */
#ifndef MEDAID_RATE_BANDS_H
#define MEDAID_RATE_BANDS_H

#include "core/settle.h"

/* The part of a claim that is paid at one rate. */
typedef struct RateSlice
{
	const RateBand *band;
	fen_t		low;			/* of the year's or the claim's burden */
	fen_t		high;
	fen_t		part;			/* of the claim */
} RateSlice;

static inline bool
has_bands(const Benefit *benefit)
{
	return benefit->terms != NULL && benefit->terms->band_count > 0;
}

/* What the bands have counted before this claim: of the year, or nothing. */
extern fen_t banded_before(const Benefit *benefit, const Accumulator *with_claim, fen_t burden,
						   fen_t deductible_before);

/* The slice of band number of a claim of x after before; false where it is empty. */
extern bool rate_slice(const BenefitTerms *terms, int number, fen_t before, fen_t x,
					   RateSlice *slice);

/*
 * What the bands give for x after before, in fen x 1/10000; NULL, or the
 * first band reached whose rate is not set.
 */
extern const RateBand *banded_share(const BenefitTerms *terms, fen_t before, fen_t x,
									int64_t *sum);

/*
 * The bands' rates on what the deductible does not absorb, within the bill;
 * false where a rate that is needed is not set.
 */
extern bool banded_due(const Policy *policy, const Benefit *benefit, fen_t beyond,
					   Entitlement *entitlement, Fault *fault);

#endif							/* MEDAID_RATE_BANDS_H */
