/*
 * numeric_fen.h - numeric yuan to and from fen, by its digits.
 */
#ifndef MEDAID_NUMERIC_FEN_H
#define MEDAID_NUMERIC_FEN_H

#include "pg/compat.h"

#include "core/money.h"

typedef enum NumericFault
{
	NUMERIC_OK,
	NUMERIC_IS_NAN,
	NUMERIC_IS_INFINITE,
	NUMERIC_IS_NEGATIVE,
	NUMERIC_IS_TOO_LARGE
} NumericFault;

/* The numeric as fen, rounded half away from zero; at most limit. */
extern NumericFault numeric_to_fen(Datum numeric, fen_t limit, fen_t *fen);

/* The numeric as 1/10000; false unless it lies in 0 to 1 with at most four decimals. */
extern bool numeric_to_rate(Datum numeric, int32 *rate);

/* Bytes of a numeric without its varlena header; at most NUMERIC_BODY_MAX. */
#define NUMERIC_BODY_MAX	16
extern int	fen_to_numeric_body(fen_t fen, char *body);
extern int	rate_to_numeric_body(int32 rate, char *body);

/* The same for an amount that may be below 0. */
extern int	signed_fen_to_numeric_body(fen_t fen, char *body);

/* A palloc'd numeric. */
extern Datum fen_to_numeric(fen_t fen);

#endif							/* MEDAID_NUMERIC_FEN_H */
