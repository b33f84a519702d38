/*
 * explain.h - a settlement as the steps that a clerk would write down.
 *
 * A balance runs through them.  These items move it, by their amount:
 *
 *	up		bill, excess, for_earlier
 *	down	basic_paid, critical_illness_paid, other_paid, paid_outside,
 *			assistance, top_up, tilted, hospital_borne, off_catalog
 *
 * All others leave it: out_of_scope, burden, threshold (by how much a
 * deductible that is not taken off is exceeded), deductible, band (the part of the
 * claim that has its rate), limit (what a further limit leaves), within_bill
 * (what the main benefit pays less because the bill is paid) and patient_pays
 * name an amount that the others use or that is left, identity the rule by
 * which a category counts that is not held on the day, a reason word says why
 * nothing is paid, may_carry who else may carry the rest.
 */
#ifndef MEDAID_EXPLAIN_H
#define MEDAID_EXPLAIN_H

#include "core/settle.h"
#include "core/text.h"

#define STEPS_MAX			12	/* that are kept */
#define STEPS_BEFORE_FITTING	(24 + BANDS_MAX + LIMIT_STEPS_MAX)
#define LIMIT_STEPS_MAX		8	/* of further limits; all others are told by why_not */
#define EXPLANATION_TEXT	8192

typedef struct Step
{
	const char *item;
	const char *label;			/* the regulation's own term */
	const char *label_of;		/* in brackets after it, or NULL */
	const char *article;
	const char *article_also;	/* after it, or NULL */
	const char *formula;		/* not terminated; NULL: none */
	int			formula_len;
	fen_t		amount;			/* FEN_UNSET: none */
	fen_t		balance;		/* below 0: paid beyond the bill */
	int32_t		rate;			/* that it was worked out by; RATE_UNSET: none */
	fen_t		limit_left;		/* of the year's limit, where it cut the amount; FEN_UNSET: it did not */
} Step;

typedef struct Explanation
{
	int			count;
	Step		steps[STEPS_BEFORE_FITTING];
	fen_t		balance;
	const char *(*to_database) (const char *utf8);
	char	   *at;				/* where the next text goes */
	char		text[EXPLANATION_TEXT];
} Explanation;

/*
 * The steps of a settlement after what was used before; they point into it, its claim and its policy.
 * to_database gives a term of ours, which is UTF-8, in the encoding of the
 * claim's and the policy's texts, to stay; NULL: that is UTF-8, too.
 */
extern void explain(const Settlement *settlement, const YearToDate *ytd, const char *(*to_database) (const char *utf8),
					Explanation *explanation);

/*
 * The article that the refusal of a claim rests on; NULL: none is known.  Held
 * is the category that the reason is of; NULL where it is of the claim.
 */
extern const char *refusal_article(const Policy *policy, const Claim *claim,
								   const HeldCategory *held, Reason reason);

#endif							/* MEDAID_EXPLAIN_H */
