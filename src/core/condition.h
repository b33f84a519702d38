/*
 * condition.h - conditions that are tested and told by the same code.
 *
 * A test takes an Unmet: settling passes NULL, and since the tests are inline
 * nothing of the telling is left there; whoever wants to know why passes one
 * and gets the first condition that does not hold.
 */
#ifndef MEDAID_CONDITION_H
#define MEDAID_CONDITION_H

#include "core/text.h"

#include <stddef.h>

#define CONDITION_PIECES	9

/* A test in the way of every claim, which a compiler may think too long to be inline. */
#if defined(__GNUC__)
#define TEST_INLINE	static inline __attribute__((always_inline))
#else
#define TEST_INLINE	static inline
#endif

/* A condition that does not hold: its word, what it needs, what it found. */
typedef struct Unmet
{
	const char *what;
	Piece		needed[CONDITION_PIECES];	/* up to PIECE_END */
	Piece		found[CONDITION_PIECES];
} Unmet;

/* Pieces of what is needed or found. */
#define SAID(...)	{__VA_ARGS__}
#define NOTHING_SAID	{{PIECE_END, 0, NULL}}

/* Tells the condition that does not hold, where somebody asks; false. */
#define UNMET(unmet, word, needs, finds) \
	((unmet) != NULL \
	 ? ((void) (*(unmet) = (Unmet) {.what = (word), .needed = needs, .found = finds}), false) \
	 : false)

/* The same of a reason; the reason. */
#define STOPPED(unmet, reason, needs, finds) \
	((unmet) != NULL \
	 ? ((void) (*(unmet) = (Unmet) {.what = reason_words[reason], .needed = needs, \
									.found = finds}), (reason)) \
	 : (reason))

#endif							/* MEDAID_CONDITION_H */
