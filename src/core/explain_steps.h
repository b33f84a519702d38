/*
 * explain_steps.h - how a step is written; for the files that explain.
 */
#ifndef MEDAID_EXPLAIN_STEPS_H
#define MEDAID_EXPLAIN_STEPS_H

#include "core/explain.h"

#include <stddef.h>
#include <string.h>

/* Appends to the formula of the step begun last. */
#define SAY(e, ...) \
	((e)->at = text_append((e)->at, (e)->text + EXPLANATION_TEXT, \
						   (const Piece[]) {__VA_ARGS__, {PIECE_END, 0, NULL}}))

/* A Chinese term of ours in the database's encoding, which the policy's own texts have. */
static inline const char *
term(const Explanation *e, const char *utf8)
{
	return e->to_database ? e->to_database(utf8) : utf8;
}

static inline Step *
add(Explanation *e, const char *item, const char *label, const char *article)
{
	Step	   *step = &e->steps[e->count++];

	*step = (Step) {
		.item = item,
			.label = label,
			.article = article,
			.formula = e->at,
			.amount = FEN_UNSET,
			.rate = RATE_UNSET,
			.limit_left = FEN_UNSET
	};
	return step;
}

/* Ends the step begun last: its amount, and how it moves the balance (-1, 0, 1). */
static inline void
end(Explanation *e, fen_t amount, int direction)
{
	Step	   *step = &e->steps[e->count - 1];

	step->formula_len = e->at - step->formula;
	if (step->formula_len == 0)
		step->formula = NULL;
	step->amount = amount;
	e->balance += direction * amount;
	step->balance = e->balance;
}

/* One more amount of a sum, where there is any. */
static inline void
say_term(Explanation *e, const char *sign, fen_t amount)
{
	if (amount > 0)
		SAY(e, P_WORDS(sign), P_FEN(amount));
}

/* a - b, or max(0, a - b) where that is below 0 */
static inline void
say_beyond(Explanation *e, fen_t a, fen_t b)
{
	if (b == 0)
		SAY(e, P_FEN(a));
	else if (a >= b)
		SAY(e, P_FEN(a), P_WORDS(" - "), P_FEN(b));
	else
		SAY(e, P_WORDS("max(0, "), P_FEN(a), P_WORDS(" - "), P_FEN(b), P_WORDS(")"));
}

/* How a cap limits what the text between begin and close comes to. */
static inline void
say_limit(Explanation *e, fen_t cap, fen_t paid_before, fen_t amount)
{
	SAY(e, P_WORDS(", "));
	say_beyond(e, cap, paid_before);
	SAY(e, P_WORDS(") = "), P_FEN(amount));
}

/* What is rounded to another unit than the fen, begun and ended. */
static inline void
say_rounded(Explanation *e, int32_t unit)
{
	if (unit > 1)
		SAY(e, P_WORDS("round("));
}

static inline void
say_to_unit(Explanation *e, int32_t unit)
{
	if (unit > 1)
		SAY(e, P_WORDS(", "), P_FEN(unit), P_WORDS(")"));
}

/* What payers of every kind and the hospital left of the bill; in brackets inside a difference. */
extern void say_bill_left(Explanation *e, const Settlement *s, bool brackets);

/* Where the policy says that aid stops where the bill is paid. */
extern const char *within_bill_article(const Settlement *s);

/* The main benefit: deductible, bands, what the bill leaves, further limits, assistance. */
extern void explain_main_benefit(Explanation *e, const Settlement *s, const YearToDate *ytd);

#endif							/* MEDAID_EXPLAIN_STEPS_H */
