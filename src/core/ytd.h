/*
 * ytd.h - what a person has used: one accumulator for each year and pool, and
 * for each day of it in the pools of further limits.
 */
#ifndef MEDAID_YTD_H
#define MEDAID_YTD_H

#include "core/policy.h"

/*
 * The part of a year that an accumulator is of: the whole, or, in the pool of
 * a further limit, a month (below 0) or a day (above 0) of discharge.  Days
 * are what settlements know; the month is for who knows no more than that.
 */
typedef int32_t Period;

#define PERIOD_YEAR		0
#define PERIOD_DAY_ZERO	2451546 /* above all days that there are before 2000 */
#define PERIOD_FIRST_YEAR	(-4800)
#define PERIOD_LAST_YEAR	5874897

static inline Period
period_of_day(day_t day)
{
	return day + PERIOD_DAY_ZERO;
}

static inline Period
period_of_month(int32_t year, int32_t month)
{
	return -((year - PERIOD_FIRST_YEAR) * 12 + month);
}

typedef struct Accumulator
{
	int32_t		year;
	Period		period;
	const Pool *pool;
	fen_t		burden;
	fen_t		deductible;		/* what deductibles absorbed */
	fen_t		paid;
	fen_t		due;			/* what would have been paid under no limit */
} Accumulator;

typedef struct YearToDate
{
	int			count;
	int			size;
	Accumulator *accumulators;
	/* makes room for one more accumulator; does not return without it */
	void		(*grow) (struct YearToDate *ytd);
	void	   *context;		/* of grow */
} YearToDate;

/* The accumulator of a whole year and pool; all zero where nothing was used. */
extern Accumulator ytd_read(const YearToDate *ytd, int32_t year, const Pool *pool);

/*
 * Adds to the accumulator of its year, period and pool, opening it at need; false, and
 * nothing added, where a sum exceeds 64 bits.
 */
extern bool ytd_add(YearToDate *ytd, const Accumulator *used);

#endif							/* MEDAID_YTD_H */
