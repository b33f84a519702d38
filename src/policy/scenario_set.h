/*
 * scenario_set.h - medaid_scenario_set: an array of policies with a mark by
 * which it is recognised.
 */
#ifndef MEDAID_SCENARIO_SET_H
#define MEDAID_SCENARIO_SET_H

#include "policy/policy_argument.h"

#include "access/tupdesc.h"

/*
 * The compiled scenarios of a medaid_scenario_set.  *desc, NULL at first, is
 * kept with the argument.  Raises 22023 where the mark is not theirs.
 */
extern CompiledPolicy *scenario_set_find(PolicyArgument *argument, TupleDesc *desc, Datum set);

#endif							/* MEDAID_SCENARIO_SET_H */
