/*
 * money.h - amounts in fen (分) and rates in 1/10000.
 *
 * Nothing in src/core knows PostgreSQL.  Amounts are at most 10^12 yuan, that
 * is 10^14 fen, so that an amount times a rate still fits into 64 bits.
 */
#ifndef MEDAID_MONEY_H
#define MEDAID_MONEY_H

#include <stdbool.h>
#include <stdint.h>

typedef int64_t fen_t;

#define FEN_MAX			INT64_C(100000000000000)	/* 10^12 yuan */
#define FEN_UNSET		INT64_MIN	/* a number that the regulation leaves out */
#define FEN_INFINITE	INT64_MAX	/* no cap */

#define RATE_ONE		10000
#define RATE_UNSET		INT32_MIN

static inline fen_t
fen_min(fen_t a, fen_t b)
{
	return a < b ? a : b;
}

static inline fen_t
fen_max(fen_t a, fen_t b)
{
	return a > b ? a : b;
}

/* a - b, never below 0; an infinite a stays infinite */
static inline fen_t
fen_beyond(fen_t a, fen_t b)
{
	if (a == FEN_INFINITE)
		return a;
	return a > b ? a - b : 0;
}

/* A share of a non-negative amount, rounded half away from zero to the fen. */
static inline fen_t
fen_share(fen_t fen, int32_t rate)
{
	return (fen * rate + RATE_ONE / 2) / RATE_ONE;
}

/*
 * What is paid: an amount times a rate, in fen x 1/10000, not negative, rounded
 * half away from zero to a unit of fen, which is mostly one.
 */
static inline fen_t
fen_rounded(int64_t product, int32_t unit)
{
	int64_t		whole = (int64_t) RATE_ONE * unit;

	if (unit == 1)
		return (product + RATE_ONE / 2) / RATE_ONE;
	return (product + whole / 2) / whole * unit;
}

/*
 * Sums of a year's claims can exceed what is held, below 0 as well where more
 * is released than was left; false where they do.  Half of the range stays
 * free, so that one more claim can be added unchecked.
 */
#define FEN_SUM_MAX		(INT64_MAX / 2)

static inline bool
fen_add(fen_t *sum, fen_t fen)
{
	if (fen > FEN_SUM_MAX - *sum || fen < -FEN_SUM_MAX - *sum)
		return false;
	*sum += fen;
	return true;
}

#endif							/* MEDAID_MONEY_H */
