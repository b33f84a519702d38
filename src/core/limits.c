/*
 * limits.c - further limits of the main benefit, inside or around its pools.
 */
#include "core/limits.h"

#include <stddef.h>

const FurtherLimit *
next_limit(const Policy *policy, const Claim *claim, const PolicyCategory *category, int *at)
{
	while (*at < policy->limit_count)
	{
		const FurtherLimit *limit = &policy->limits[(*at)++];

		if (scope_reaches(&limit->scope, claim, category->mask))
			return limit;
	}
	return NULL;
}

/* The days, and the month, that a limit shorter than a year counts. */
static void
periods_of(const FurtherLimit *limit, day_t day, Period *first, Period *last, Period *month)
{
	int32_t		year,
				number;

	*first = *last = period_of_day(day);
	*month = PERIOD_YEAR;
	if (limit->per != LIMIT_PER_MONTH)
		return;
	day_split(day, &year, &number);
	*month = period_of_month(year, number);
	*first = period_of_day(day_of(year, number, 1));
	*last = period_of_day(number == 12 ? day_of(year + 1, 1, 1) : day_of(year, number + 1, 1)) - 1;
}

fen_t
limit_used(const FurtherLimit *limit, const YearToDate *ytd, int32_t benefit_year, day_t discharged_on)
{
	Period		first,
				last,
				month;
	fen_t		used = 0;

	if (limit->per == LIMIT_PER_CLAIM)
		return 0;
	periods_of(limit, discharged_on, &first, &last, &month);
	for (int i = ytd->count - 1; i >= 0; i--)
	{
		const Accumulator *accumulator = &ytd->accumulators[i];
		bool		counts = limit->per == LIMIT_PER_YEAR ? accumulator->year == benefit_year
			: (accumulator->period >= first && accumulator->period <= last) ||
			(accumulator->period == month && month != PERIOD_YEAR);

		if (counts && same_pool(accumulator->pool, limit->pool) &&
			!fen_add(&used, accumulator->paid))
			return FEN_SUM_MAX;
	}
	return used;
}

bool
further_limits(const Claim *claim, const HeldCategory *held_category, const YearToDate *ytd,
			   Entitlement *entitlement, Fault *fault)
{
	const Policy *policy = held_category->policy;
	const FurtherLimit *limit;
	int			at = 0;

	while ((limit = next_limit(policy, claim, held_category->category, &at)) != NULL)
	{
		fen_t		left;

		if (limit->cap == FEN_UNSET)
			return number_missing(policy, &limit->scope, "cap", limit->cap_source, fault);
		left = fen_beyond(limit->cap, limit_used(limit, ytd, held_category->benefit_year,
												 claim->discharged_on));
		if (left >= entitlement->assistance)
			continue;
		entitlement->assistance = left;
		entitlement->limit = limit;
	}
	return true;
}

/* Whether an earlier limit that reaches the claim has the pool, too. */
static bool
pool_listed(const Policy *policy, const Claim *claim, const PolicyCategory *category,
			const FurtherLimit *until)
{
	const FurtherLimit *limit;
	int			at = 0;

	while ((limit = next_limit(policy, claim, category, &at)) != NULL && limit != until)
		if (limit->pool != NULL && same_pool(limit->pool, until->pool))
			return true;
	return false;
}

bool
next_limit_pool(const Settlement *settlement, int *at, const Pool **pool)
{
	const Entitlement *o = settlement->applied;
	const FurtherLimit *limit;

	/* where nothing was due, none was asked */
	if (o == NULL || o->benefit == NULL || o->due + o->cut_off_before == 0)
		return false;
	while ((limit = next_limit(settlement->policy, settlement->claim,
							   o->held_category->category, at)) != NULL)
		if (limit->pool != NULL &&
			!pool_listed(settlement->policy, settlement->claim, o->held_category->category, limit))
		{
			*pool = limit->pool;
			return true;
		}
	return false;
}

/* Adds an amount, or takes it back, in the first few pools; how many took it. */
static int
post(const Settlement *settlement, YearToDate *ytd, fen_t paid, int count)
{
	const Pool *pool;
	int			at = 0;
	int			done = 0;

	while (done < count && next_limit_pool(settlement, &at, &pool))
	{
		Accumulator used = {
			.year = settlement->benefit_year,
			.period = period_of_day(settlement->claim->discharged_on),
			.pool = pool,
			.paid = paid,
			.due = paid
		};

		if (!ytd_add(ytd, &used))
			return done;
		done++;
	}
	return INT32_MAX;
}

bool
limits_post(const Settlement *settlement, YearToDate *ytd)
{
	fen_t		paid = settlement->applied->assistance;
	int			done;

	if (paid == 0)
		return true;
	done = post(settlement, ytd, paid, INT32_MAX);
	if (done == INT32_MAX)
		return true;
	post(settlement, ytd, -paid, done);
	return false;
}
