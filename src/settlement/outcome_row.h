/*
 * outcome_row.h - a tally as a medaid_outcome_row or medaid_scenario_outcome.
 */
#ifndef MEDAID_OUTCOME_ROW_H
#define MEDAID_OUTCOME_ROW_H

#include "pg/compat.h"

#include "access/tupdesc.h"
#include "core/tally.h"

/* How rows of the type are written; made once for each call site. */
typedef struct OutcomeType OutcomeType;

/* For medaid_outcome_row. */
extern OutcomeType *outcome_type(Oid type, MemoryContext context);

/* For medaid_scenario_outcome, and the medaid_outcome_row in it. */
extern OutcomeType *scenario_outcome_type(Oid type, MemoryContext context);

/* What is unknown is NULL: persons where none were told apart, shares where no income was given. */
typedef struct OutcomeKnown
{
	bool		persons;
	bool		income;
} OutcomeKnown;

/* A palloc'd medaid_outcome_row. */
extern Datum outcome_row(const OutcomeType *type, const Tally *tally, OutcomeKnown known);

/* A palloc'd medaid_scenario_outcome; scenario NULL: as published. */
extern Datum scenario_outcome_row(const OutcomeType *type, const Tally *tally, OutcomeKnown known,
								  const char *scenario, int scenario_len);

/* An income in fen; 22003 where it is none. */
extern fen_t income_argument(Datum income);

/* Raises 22003: the sums exceed what can be held. */
pg_noreturn extern void tally_overflow(void);

#endif							/* MEDAID_OUTCOME_ROW_H */
