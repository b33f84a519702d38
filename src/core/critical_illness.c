/*
 * critical_illness.c - critical illness insurance (大病保险) of one claim.
 *
 * Its bands are marginal on the year's cumulative cost after basic insurance,
 * up to a ceiling where the schedule has one; they count the part under the
 * deductible in, or begin where the deductible ends.
 */
#include "core/settle.h"

#include <stddef.h>

static const CriticalIllness *
schedule_of(const Policy *policy, const Claim *claim)
{
	for (int i = 0; i < policy->critical_count; i++)
		if (scope_reaches(&policy->criticals[i].scope, claim, CATEGORIES_ALL))
			return &policy->criticals[i];
	return NULL;
}

/*
 * Held on the day, or during the stay where the place says so; never only by
 * a rule that reaches back.  A category that the end of the transition bars
 * from assistance is held all the same.
 */
static bool
held(const HeldCategory *held_category)
{
	return !held_category->retroactive &&
		(held_category->counts ||
		 (held_category->rule != NULL && held_category->rule->rule == IDENTITY_BEFORE_TRANSITION));
}

bool
critical_tilt_holds(const CriticalIllnessTilt *tilt, const Policy *policy, const Claim *claim,
					const HeldCategory *held_categories, Unmet *unmet)
{
	if (tilt->in_transition && claim->discharged_on >= policy->transition_until)
		return UNMET(unmet, "transition",
					 SAID(P_WORDS("discharged_on < "), P_DAY(policy->transition_until)),
					 SAID(P_DAY(claim->discharged_on)));
	for (int i = 0; i < claim->category_count; i++)
		if (held(&held_categories[i]) && concerns(tilt->scope.categories, held_categories[i].category->mask))
			return scope_holds(&tilt->scope, claim, unmet);
	return UNMET(unmet, "category", SAID(P_WORDS("a category of the rule, held on the day")), NOTHING_SAID);
}

/* The tilt for a category that is held. */
static const CriticalIllnessTilt *
tilt_of(const Policy *policy, const Claim *claim, const CriticalIllness *schedule,
		const HeldCategory *held_categories)
{
	for (int i = 0; i < policy->critical_tilt_count; i++)
	{
		const CriticalIllnessTilt *tilt = &policy->critical_tilts[i];

		if ((tilt->schedule == NULL || tilt->schedule == schedule->scope.code) &&
			critical_tilt_holds(tilt, policy, claim, held_categories, NULL))
			return tilt;
	}
	return NULL;
}

/* The deductible of the year, the tilted one for the tilted. */
static bool
find_deductible(const Policy *policy, CriticalResult *result, Fault *fault)
{
	const CriticalIllness *schedule = result->schedule;
	const CriticalIllnessTilt *tilt = result->tilt;
	bool		shared = tilt != NULL && tilt->deductible == FEN_UNSET;

	if (tilt != NULL && tilt->deductible != FEN_UNSET)
		result->deductible = tilt->deductible;
	else if (shared && tilt->deductible_share == RATE_UNSET)
		return number_missing(policy, &tilt->scope, "deductible_share", NULL, fault);
	else if (shared && tilt->deductible_share == 0)
		result->deductible = 0;
	else if (schedule->deductible == FEN_UNSET)
		return number_missing(policy, &schedule->scope, "deductible", schedule->deductible_source,
							  fault);
	else
		result->deductible = !shared || schedule->deductible == FEN_INFINITE
			? schedule->deductible
			: fen_share(schedule->deductible, tilt->deductible_share);
	return true;
}

/* What the bands make of the claim's cost, in fen x 1/10000. */
static bool
banded(const Policy *policy, const CriticalResult *result, int64_t *sum, Fault *fault)
{
	const CriticalIllness *schedule = result->schedule;
	BandSlice	slice;

	*sum = 0;
	for (int i = 0; i < schedule->band_count; i++)
	{
		if (!band_slice(result, i, &slice))
			continue;
		if (slice.band->rate == RATE_UNSET)
			return number_missing(policy, &(Scope) {
				.code = slice.band->code, .article = schedule->scope.article
			}, "rate", NULL, fault);
		/* what is added for the tilted */
		if (slice.rate == RATE_UNSET)
			return number_missing(policy, &result->tilt->scope, "rate_added", NULL, fault);
		*sum += (slice.high - slice.low) * slice.rate;
	}
	return true;
}

static bool
compute(const Policy *policy, CriticalResult *result, Fault *fault)
{
	const CriticalIllness *schedule = result->schedule;
	const CriticalIllnessTilt *tilt = result->tilt;
	int64_t		sum;

	result->cost_until = result->cost_before;
	if (!fen_add(&result->cost_until, result->cost))
		return sum_overflows(policy, fault);
	if (!find_deductible(policy, result, fault))
		return false;
	if (result->cost_until > result->deductible)
	{
		if (schedule->cost_cap != FEN_UNSET)
			result->cost_until = fen_min(result->cost_until, schedule->cost_cap);
		else if (schedule->cost_cap_source != NULL)
			return number_missing(policy, &schedule->scope, "cost_cap",
								  schedule->cost_cap_source, fault);
		if (schedule->band_count == 0)
			return number_missing(policy, &schedule->scope, "rate", NULL, fault);
	}
	if (!banded(policy, result, &sum, fault))
		return false;
	result->paid = fen_rounded(sum, policy->unit);
	/* rounded up it may exceed the cost */
	if (policy->unit > 1)
		result->paid = fen_min(result->paid, result->cost);
	result->share = result->paid;
	if (result->paid == 0)
		return true;
	result->cap = tilt != NULL && tilt->no_cap ? FEN_INFINITE : schedule->cap;
	if (result->cap == FEN_UNSET)
		return number_missing(policy, &schedule->scope, "cap", schedule->cap_source, fault);
	result->paid = fen_min(result->paid, fen_beyond(result->cap, result->paid_before));
	return true;
}

void
critical_stops(const CriticalResult *result, Unmet *unmet)
{
	fen_t		cost = result->cost_before + result->cost;

	if (result->cost == 0)
		(void) UNMET(unmet, "no_cost", SAID(P_WORDS("in_scope > basic_paid")), NOTHING_SAID);
	else if (cost <= result->deductible)
		(void) UNMET(unmet, "below_deductible", SAID(P_WORDS("cost of the year > "), P_FEN(result->deductible)),
					 SAID(P_FEN(cost)));
	else if (result->paid < result->share)
		(void) UNMET(unmet, "cap_exhausted", SAID(P_WORDS("limit left >= "), P_FEN(result->share)),
					 SAID(P_FEN(fen_beyond(result->cap, result->paid_before))));
	else if (result->cost_until < cost)
		(void) UNMET(unmet, "cost_cap", SAID(P_WORDS("cost of the year <= "), P_FEN(result->schedule->cost_cap)),
					 SAID(P_FEN(cost)));
	else if (result->paid == 0)
		(void) UNMET(unmet, "rounds_to_zero", NOTHING_SAID, NOTHING_SAID);
}

bool
critical_illness(Claim *claim, const Policy *policy, bool uncovered, const YearToDate *ytd,
				 const HeldCategory *held_categories, CriticalResult *result, Fault *fault)
{
	Accumulator used;

	clear(result, sizeof(CriticalResult));
	result->computed = !claim_has(claim, HAS_PAID + PAYER_CRITICAL_ILLNESS);
	result->unit = policy->unit;
	result->schedule = schedule_of(policy, claim);
	result->cost = fen_beyond(claim->in_scope, claim->paid[PAYER_BASIC]);
	result->cap = FEN_UNSET;
	if (result->schedule != NULL)
	{
		used = ytd_read(ytd, claim->discharge_year, result->schedule->pool);
		result->cost_before = used.burden;
		result->paid_before = used.paid;
	}
	if (!result->computed)
	{
		result->paid = claim->paid[PAYER_CRITICAL_ILLNESS];
		return true;
	}
	if (result->schedule != NULL && result->cost > 0)
	{
		if (uncovered)
			return day_uncovered(policy, claim->discharged_on, fault);
		result->tilt = tilt_of(policy, claim, result->schedule, held_categories);
		if (!compute(policy, result, fault))
			return false;
	}
	claim->paid[PAYER_CRITICAL_ILLNESS] = result->paid;
	return true;
}
