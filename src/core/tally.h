/*
 * tally.h - what came of many settlements: sums that can be added up in any
 * order and any grouping.
 */
#ifndef MEDAID_TALLY_H
#define MEDAID_TALLY_H

#include "core/settle.h"

/* Amounts of one settlement that are summed. */
typedef enum Figure
{
	FIGURE_TOTAL,
	FIGURE_IN_SCOPE,
	FIGURE_BASIC,
	FIGURE_CRITICAL_ILLNESS,
	FIGURE_OTHER,
	FIGURE_BURDEN,
	FIGURE_DEDUCTIBLE,
	FIGURE_ASSISTANCE,
	FIGURE_TOP_UP,
	FIGURE_TILTED,
	FIGURE_OFF_CATALOG,
	FIGURE_HOSPITAL,
	FIGURE_PATIENT,
	FIGURE_EXCESS,
	FIGURE_FOR_EARLIER,
	FIGURE_COVERED,				/* of the in-scope amount, by payers and aid for this claim */
	FIGURE_DUE,					/* what the main benefit would pay under no limit */
	FIGURE_COUNT
} Figure;

/*
 * The sums of a tally: the figures, then claims by reason, then the rest of
 * what is known claim by claim; then what is known person by person.
 */
#define SUM_REASON		FIGURE_COUNT
typedef enum Sum
{
	SUM_CLAIMS = SUM_REASON + REASON_COUNT,
	SUM_CAPPED,					/* claims whose main benefit a limit cut */
	SUM_CHANGED,				/* claims that another scenario settles otherwise */
	SUM_CLAIM_LEVEL,			/* sums before this one are of claims */
	SUM_PERSONS = SUM_CLAIM_LEVEL,
	SUM_PERSONS_ASSISTED,
	SUM_WITH_INCOME,
	SUM_OVER_10_BEFORE,			/* persons whose part before aid exceeds 10 % of income */
	SUM_OVER_25_BEFORE,
	SUM_OVER_10,
	SUM_OVER_25,
	/* against the first scenario */
	SUM_PERSONS_CHANGED,
	SUM_BETTER,
	SUM_WORSE,
	SUM_GAINED,					/* fen less to pay for those better off */
	SUM_LOST,
	SUM_FIRST_AID,				/* the first scenario's aid */
	SUM_COUNT
} Sum;

/* The largest sum: four of them can be added unchecked.  All its bits are set. */
#define TALLY_MAX	((UINT64_C(1) << 60) - 1)

typedef struct Tally
{
	int64_t		sum[SUM_COUNT];
} Tally;

/* One settlement, as far as it is summed. */
typedef struct Figures
{
	fen_t		amount[FIGURE_COUNT];
	Reason		reason;
} Figures;

extern void figures_of(const Settlement *settlement, Figures *figures);

/* Fills in what follows from the other amounts. */
extern void figures_derive(Figures *figures);

/* False where a sum exceeds what can be held. */
extern bool tally_claim(Tally *tally, const Figures *figures);
extern bool tally_add(Tally *tally, const Tally *other);

/* Whether adding up settlements and persons can have made these sums. */
extern bool tally_good(const Tally *tally);

static inline fen_t
tally_aid(const Tally *tally)
{
	return tally->sum[FIGURE_ASSISTANCE] + tally->sum[FIGURE_TOP_UP] +
		tally->sum[FIGURE_TILTED] + tally->sum[FIGURE_OFF_CATALOG];
}

/* What insurance and the other payers left of the bills. */
static inline fen_t
tally_before(const Tally *tally)
{
	return tally->sum[FIGURE_TOTAL] - tally->sum[FIGURE_BASIC] -
		tally->sum[FIGURE_CRITICAL_ILLNESS] - tally->sum[FIGURE_OTHER];
}

/* What patients bear: aid for earlier claims pays what is counted there. */
static inline fen_t
tally_patient(const Tally *tally)
{
	return tally->sum[FIGURE_PATIENT] - tally->sum[FIGURE_FOR_EARLIER];
}

/* Makes the tally of a person's claims that of one person. */
extern void tally_person(Tally *tally);

/* The same, compared with the same person under the first scenario. */
extern void tally_compare(Tally *tally, const Tally *first);

/* Counts the person by the income of the year. */
extern void tally_income(Tally *tally, fen_t income);

#endif							/* MEDAID_TALLY_H */
