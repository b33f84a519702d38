/*
 * why_not.h - what was considered for a claim, and the condition that failed.
 */
#ifndef MEDAID_WHY_NOT_H
#define MEDAID_WHY_NOT_H

#include "core/settle.h"

#define CONSIDERED_TEXT		256

typedef struct Considered
{
	const PolicyCategory *category; /* NULL: the claim as a whole */
	const char *rule;
	const char *stage;
	const char *condition;		/* that failed; NULL: none */
	int			needed_len;		/* 0: nothing to say */
	int			found_len;
	char		needed[CONSIDERED_TEXT];
	char		found[CONSIDERED_TEXT];
	const char *article;
	fen_t		would_pay;		/* FEN_UNSET: unknown */
} Considered;

typedef void (*ConsideredSink) (const Considered *considered, void *context);

/*
 * Tells the sink what was considered for a settled claim: the gates that
 * refuse it; then for each category the identity rule or the days that keep
 * it out, the rules for its service, stage by stage, and what it would pay.
 */
extern void why_not(const Settlement *settlement, const PolicySet *set, const YearToDate *ytd,
					ConsideredSink sink, void *context);

#endif							/* MEDAID_WHY_NOT_H */
