/*
 * limit_rules.c - further limits: what a row of them must say.
 */
#include "policy/limit_rules.h"

#include "policy/policy_pools.h"

void
read_limit_pool(Policy *policy, HTAB **pools, RowReader *row, FurtherLimit *limit)
{
	const char *code = row_text(row, "pool");

	if (code == NULL)
	{
		if (limit->per != LIMIT_PER_CLAIM)
			row_error(row, "pool", "is NULL");
		return;
	}
	limit->pool = pool_intern(pools, CurrentMemoryContext, code, strlen(code));
	for (int i = 0; i < policy->benefit_count; i++)
		if (policy->benefits[i].pool == limit->pool)
			row_error(row, "pool", psprintf("is that of benefit \"%s\"",
											policy->benefits[i].scope.code));
	for (int i = 0; i < policy->tilt_count; i++)
		if (policy->tilts[i].pool == limit->pool)
			row_error(row, "pool", psprintf("is that of tilt \"%s\"", policy->tilts[i].scope.code));
	for (int i = 0; i < policy->critical_count; i++)
		if (policy->criticals[i].pool == limit->pool)
			row_error(row, "pool", psprintf("is that of schedule \"%s\"",
											policy->criticals[i].scope.code));
}
