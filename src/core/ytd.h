/*
 * ytd.h - what a person has used: one accumulator for each year and pool.
 */
#ifndef MEDAID_YTD_H
#define MEDAID_YTD_H

#include "core/policy.h"

typedef struct Accumulator
{
	int32_t		year;
	const Pool *pool;
	fen_t		burden;
	fen_t		deductible;		/* absorbed by yearly deductibles */
	fen_t		paid;
	fen_t		due;			/* what would have been paid under no limit */
} Accumulator;

typedef struct YearToDate
{
	int			count;
	int			size;
	Accumulator*accumulators;
	/* makes room for one more accumulator; does not return without it */
	void		(*grow) (struct YearToDate *ytd);
	void	   *context;		/* of grow */
} YearToDate;

/* The accumulator of a year and pool; all zero where nothing was used. */
extern Accumulator ytd_read(const YearToDate *ytd, int32_t year, const Pool *pool);

/*
 * Adds to the accumulator of its year and pool, opening it at need; false, and
 * nothing added, where a sum exceeds 64 bits.
 */
extern bool ytd_add(YearToDate *ytd, const Accumulator *used);

#endif							/* MEDAID_YTD_H */
