/*
 * rate_bands.c - the rate of a benefit by bands of the burden.
 */
#include "core/rate_bands.h"

#include <stddef.h>

fen_t
banded_before(const Benefit *benefit, const Accumulator *with_claim, fen_t burden,
			  fen_t deductible_before)
{
	return benefit->terms->bands_per_claim ? 0
		: fen_beyond(with_claim->burden - burden, deductible_before);
}

bool
rate_slice(const BenefitTerms *terms, int number, fen_t before, fen_t x, RateSlice *slice)
{
	const RateBand *band = &terms->bands[number];
	fen_t		next = number + 1 < terms->band_count ? band[1].from : FEN_INFINITE;
	fen_t		reached = before + x;

	slice->band = band;
	if (terms->slab)
	{
		slice->low = before;
		slice->high = reached;
		slice->part = x;
		return reached >= band->from && reached < next;
	}
	slice->low = fen_max(before, band->from);
	slice->high = fen_min(reached, next);
	slice->part = slice->high - slice->low;
	return slice->part > 0;
}

const RateBand *
banded_share(const BenefitTerms *terms, fen_t before, fen_t x, int64_t *sum)
{
	RateSlice	slice;

	*sum = 0;
	for (int i = 0; i < terms->band_count; i++)
	{
		if (!rate_slice(terms, i, before, x, &slice))
			continue;
		if (slice.band->rate == RATE_UNSET)
			return slice.band;
		*sum += slice.part * slice.band->rate;
	}
	return NULL;
}

bool
banded_due(const Policy *policy, const Benefit *benefit, fen_t beyond,
		   Entitlement *entitlement, Fault *fault)
{
	fen_t		before = banded_before(benefit, &entitlement->main, entitlement->burden,
									   entitlement->deductible_before);
	int64_t		sum;
	const RateBand *unset = banded_share(benefit->terms, before, beyond, &sum);

	if (unset != NULL && entitlement->bill_left == 0)
		return true;
	if (unset != NULL)
		return number_missing(policy, &(Scope) {
			.code = unset->code, .article = unset->article
		}, "rate", NULL, fault);
	entitlement->share = fen_rounded(sum, policy->unit);
	entitlement->due = fen_min(entitlement->share, entitlement->bill_left);
	return true;
}
