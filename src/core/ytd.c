/*
 * ytd.c - accumulators of a person's years.
 *
 * Claims come by date, so the accumulator that is asked for is nearly always
 * among the last few: the search runs from the end.
 */
#include "core/ytd.h"

#include <stddef.h>

static Accumulator *
find(const YearToDate *ytd, int32_t year, Period period, const Pool *pool)
{
	for (int i = ytd->count - 1; i >= 0; i--)
	{
		Accumulator *accumulator = &ytd->accumulators[i];

		if (accumulator->year == year && accumulator->period == period &&
			same_pool(accumulator->pool, pool))
			return accumulator;
	}
	return NULL;
}

Accumulator
ytd_read(const YearToDate *ytd, int32_t year, const Pool *pool)
{
	const Accumulator *accumulator = find(ytd, year, PERIOD_YEAR, pool);

	return accumulator ? *accumulator : (Accumulator) {.year = year, .pool = pool};
}

bool
ytd_add(YearToDate *ytd, const Accumulator *used)
{
	Accumulator *accumulator = find(ytd, used->year, used->period, used->pool);
	Accumulator sum;

	if (accumulator == NULL)
	{
		if (ytd->count == ytd->size)
			ytd->grow(ytd);
		accumulator = &ytd->accumulators[ytd->count++];
		*accumulator = (Accumulator) {
			.year = used->year,
				.period = used->period,
				.pool = used->pool
		};
	}
	/* all of it or nothing */
	sum = *accumulator;
	if (!fen_add(&sum.burden, used->burden) || !fen_add(&sum.deductible, used->deductible) ||
		!fen_add(&sum.paid, used->paid) || !fen_add(&sum.due, used->due))
		return false;
	*accumulator = sum;
	return true;
}
