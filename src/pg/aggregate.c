/*
 * aggregate.c - the functions behind aggregates.
 */
#include "pg/aggregate.h"

#include "utils/lsyscache.h"

void
called_by_itself(FunctionCallInfo fcinfo)
{
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("%s is part of an aggregate and not called by itself",
					get_func_name(fcinfo->flinfo->fn_oid))));
}
