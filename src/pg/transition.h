/*
 * transition.h - transition functions of aggregates.
 */
#ifndef MEDAID_TRANSITION_H
#define MEDAID_TRANSITION_H

#include "pg/compat.h"

/* What a transition returns that adds nothing: the state as it is, or still none. */
static inline Datum
transition_unchanged(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	return PG_GETARG_DATUM(0);
}

#endif							/* MEDAID_TRANSITION_H */
