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

/* Of the format: see numeric_fen.c. */
#define NUMERIC_HEADER_KIND		0xC000
#define NUMERIC_HEADER_SHORT	0x8000
#define NUMERIC_SHORT_NEGATIVE	0x2000
#define NUMERIC_SHORT_WEIGHT	0x007F	/* with its sign */
#define NUMERIC_SHORT_SCALE_SHIFT	7
#define NUMERIC_BASE			10000

static inline int16
numeric_word(const char *data, int i)
{
	int16		word;

	memcpy(&word, data + i * sizeof(word), sizeof(word));
	return word;
}

/* Nearly all amounts: up to 10^8 yuan, not negative, in the short format; false: another. */
static inline bool
numeric_small_to_fen(const struct varlena *value, fen_t *fen)
{
	const char *data;
	int			words;
	uint16		header;
	uint32		yuan = 0,
				fraction = 0;

	if (VARATT_IS_1B(value) && !VARATT_IS_1B_E(value))
	{
		data = VARDATA_1B(value);
		words = (VARSIZE_1B(value) - VARHDRSZ_SHORT) / sizeof(int16);
	}
	else if (VARATT_IS_4B_U(value))
	{
		data = VARDATA_4B(value);
		words = (VARSIZE_4B(value) - VARHDRSZ) / sizeof(int16);
	}
	else
		return false;
	header = (uint16) numeric_word(data, 0);
	if ((header & (NUMERIC_HEADER_KIND | NUMERIC_SHORT_NEGATIVE)) != NUMERIC_HEADER_SHORT)
		return false;
	switch (header & NUMERIC_SHORT_WEIGHT)
	{
		case 0:
			if (words > 1)
				yuan = numeric_word(data, 1);
			if (words > 2)
				fraction = numeric_word(data, 2);
			break;
		case 1:
			if (words > 1)
				yuan = numeric_word(data, 1) * NUMERIC_BASE;
			if (words > 2)
				yuan += numeric_word(data, 2);
			if (words > 3)
				fraction = numeric_word(data, 3);
			break;
		case NUMERIC_SHORT_WEIGHT:	/* -1: below one yuan */
			if (words > 1)
				fraction = numeric_word(data, 1);
			break;
		default:
			return false;
	}
	/* of the first four decimals two are fen; the third decides the rounding */
	*fen = (fen_t) yuan * 100 + (fraction + 50) / 100;
	return true;
}

/* Any other numeric. */
extern NumericFault numeric_other_to_fen(Datum numeric, fen_t limit, fen_t *fen);

/* The numeric as fen, rounded half away from zero; at most limit. */
static inline NumericFault
numeric_to_fen(Datum numeric, fen_t limit, fen_t *fen)
{
	if (unlikely(!numeric_small_to_fen((struct varlena *) DatumGetPointer(numeric), fen)))
		return numeric_other_to_fen(numeric, limit, fen);
	return *fen > limit ? NUMERIC_IS_TOO_LARGE : NUMERIC_OK;
}

/* The numeric as 1/10000; false unless it lies in 0 to 1 with at most four decimals. */
extern bool numeric_to_rate(Datum numeric, int32 *rate);

/* Bytes of a numeric without its varlena header; at most NUMERIC_BODY_MAX. */
#define NUMERIC_BODY_MAX	16
extern int	fen_to_numeric_body(fen_t fen, char *body);
extern int	rate_to_numeric_body(int32 rate, char *body);

/* The same of 0 yuan. */
static inline int
no_fen_to_numeric_body(char *body)
{
	uint16		header = NUMERIC_HEADER_SHORT | 2 << NUMERIC_SHORT_SCALE_SHIFT;

	memcpy(body, &header, sizeof(header));
	return sizeof(header);
}

/* The same for an amount that may be below 0. */
extern int	signed_fen_to_numeric_body(fen_t fen, char *body);

/* A palloc'd numeric; the amount may be below 0. */
extern Datum fen_to_numeric(fen_t fen);
extern Datum rate_to_numeric(int32 rate);

#endif							/* MEDAID_NUMERIC_FEN_H */
