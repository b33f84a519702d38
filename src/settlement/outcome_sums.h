/*
 * outcome_sums.h - type medaid_outcome_sums: the state of medaid_outcome().
 *
 * A state that is a value, not internal: the planner, and Citus, can split the
 * aggregate by it.  In memory it has one size, so that a row is added where it
 * stands; sent or written as text it is
 *
 *	1	version
 *	1	number of sums
 *		which sums are not 0, and those
 */
#ifndef MEDAID_OUTCOME_SUMS_H
#define MEDAID_OUTCOME_SUMS_H

#include "pg/compat.h"

#include "core/tally.h"

typedef struct OutcomeSums
{
	int32		header;			/* of a varlena, never toasted */
	int32		count;			/* SUM_COUNT of the library that made it */
	Tally		tally;
} OutcomeSums;

/* A value read; 22P03 where its memory is no such value. */
extern const OutcomeSums *outcome_sums(Datum value);

/*
 * The state of a transition or combine function, its first argument, to be
 * added to: that itself where an aggregate owns it, else a copy; zeros for NULL.
 */
extern OutcomeSums *outcome_sums_state(FunctionCallInfo fcinfo);

#endif							/* MEDAID_OUTCOME_SUMS_H */
