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
	check_pool_kind(policy, row, limit->pool, POOL_OF_LIMIT);
}
