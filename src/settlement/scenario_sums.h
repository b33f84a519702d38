/*
 * scenario_sums.h - type medaid_scenario_sums: the state of
 * medaid_outcomes_merge().
 *
 * A value for the reason of outcome_sums.h.  In memory the sums of a scenario
 * have one place as long as persons bring no new scenarios; sent or written as
 * text a state is
 *
 *	1	version
 *	1	number of sums
 *		number of scenarios, and their names, as in medaid_person_outcomes
 *		each scenario: its position, which sums are not 0, and those
 */
#ifndef MEDAID_SCENARIO_SUMS_H
#define MEDAID_SCENARIO_SUMS_H

#include "pg/compat.h"

#include "core/tally.h"
#include "settlement/person_outcomes.h"

typedef struct ScenarioSums
{
	int32		header;			/* of a varlena, never toasted */
	int32		sum_count;		/* SUM_COUNT of the library that made it */
	int32		count;			/* of scenarios */
	uint32		names_size;
	/* the scenarios of the first person: most persons have the same */
	int32		first_count;
	uint32		first_size;		/* of their names */
	Tally		tallies[FLEXIBLE_ARRAY_MEMBER];
	/* then count positions, the earliest among each person's scenarios; then the names */
} ScenarioSums;

/* A value read; 22P03 where its memory is no such value. */
extern const ScenarioSums *scenario_sums(Datum value);

/*
 * The state of a transition or combine function, its first argument, to be
 * added to: that itself where an aggregate owns it, else a copy; NULL for NULL.
 */
extern ScenarioSums *scenario_sums_state(FunctionCallInfo fcinfo);

/*
 * Adds a person, or all of another state: in place, or to a larger copy where
 * there are new scenarios; state NULL: the first.  income NULL: not known.
 */
extern ScenarioSums *scenario_sums_add_person(ScenarioSums *state, PersonOutcomes *outcomes,
											  const fen_t *income);
extern ScenarioSums *scenario_sums_add(ScenarioSums *state, const ScenarioSums *other);

/* The scenarios' numbers in the order of their positions, palloc'd; and their names. */
extern int *scenario_sums_order(const ScenarioSums *sums, ScenarioName **names);

#endif							/* MEDAID_SCENARIO_SUMS_H */
