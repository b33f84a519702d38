/*
 * scenario_set.h - medaid_scenario_set: an array of policies with a mark by
 * which it is recognised.
 */
#ifndef MEDAID_SCENARIO_SET_H
#define MEDAID_SCENARIO_SET_H

#include "pg/compat.h"

#include "access/tupdesc.h"
#include "utils/palloc.h"

#define MARK_SIZE	16

/* A hash of the array's bytes. */
typedef struct ScenarioMark
{
	char		bytes[MARK_SIZE];
} ScenarioMark;

/* The mark and array of a medaid_scenario_set; *desc is kept in context from call to call. */
extern void scenario_set_read(TupleDesc *desc, Datum set, MemoryContext context,
							  ScenarioMark *mark, Datum *policies);

/* Raises 22023 where the mark is not that of the policies. */
extern void scenario_set_check(const ScenarioMark *mark, Datum policies);

#endif							/* MEDAID_SCENARIO_SET_H */
