/*
 * text.h - amounts, rates, days and words put together.
 *
 * Each piece has its type, so that the compiler checks what a format could
 * not: an amount is not printed as a rate, and none is left over.
 */
#ifndef MEDAID_TEXT_H
#define MEDAID_TEXT_H

#include "core/calendar.h"
#include "core/money.h"

typedef enum PieceKind
{
	PIECE_END,					/* after the last */
	PIECE_WORDS,
	PIECE_FEN,					/* fen: "1000.00" */
	PIECE_RATE,					/* in 1/10000: "65%" */
	PIECE_DAY,					/* "2024-06-01" */
	PIECE_NUMBER				/* not negative */
} PieceKind;

typedef struct Piece
{
	PieceKind	kind;
	int64_t		value;
	const char *words;
} Piece;

#define P_WORDS(x)	{PIECE_WORDS, 0, (x)}
#define P_FEN(x)	{PIECE_FEN, (x), NULL}
#define P_RATE(x)	{PIECE_RATE, (x), NULL}
#define P_DAY(x)	{PIECE_DAY, (x), NULL}
#define P_NUMBER(x)	{PIECE_NUMBER, (x), NULL}

/* Appends pieces up to PIECE_END; cut off before the one that does not fit. */
extern char *text_append(char *at, const char *end, const Piece *pieces);

#endif							/* MEDAID_TEXT_H */
