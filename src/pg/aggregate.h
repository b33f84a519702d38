/*
 * aggregate.h - the functions behind aggregates.
 */
#ifndef MEDAID_AGGREGATE_H
#define MEDAID_AGGREGATE_H

#include "pg/compat.h"

/* Raises 0A000: no aggregate calls the function. */
pg_noreturn extern void called_by_itself(FunctionCallInfo fcinfo);

/* The memory that the state lives in. */
static inline MemoryContext
aggregate_context(FunctionCallInfo fcinfo)
{
	MemoryContext context;

	if (unlikely(!AggCheckCallContext(fcinfo, &context)))
		called_by_itself(fcinfo);
	return context;
}

/* What a transition returns that adds nothing: the state as it is, or still none. */
static inline Datum
transition_unchanged(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	return PG_GETARG_DATUM(0);
}

#endif							/* MEDAID_AGGREGATE_H */
