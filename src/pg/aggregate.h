/*
 * aggregate.h - the functions behind aggregates.
 */
#ifndef MEDAID_AGGREGATE_H
#define MEDAID_AGGREGATE_H

#include "pg/compat.h"

/* The memory that the state lives in; 0A000 where no aggregate calls the function. */
extern MemoryContext aggregate_context(FunctionCallInfo fcinfo);

/* What a transition returns that adds nothing: the state as it is, or still none. */
static inline Datum
transition_unchanged(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	return PG_GETARG_DATUM(0);
}

#endif							/* MEDAID_AGGREGATE_H */
