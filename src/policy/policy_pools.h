/*
 * policy_pools.h - one Pool for each code that a policy, or the settlements of
 * a query, name.
 */
#ifndef MEDAID_POLICY_POOLS_H
#define MEDAID_POLICY_POOLS_H

#include "pg/compat.h"

#include "core/policy.h"
#include "pg/composite.h"
#include "utils/hsearch.h"
#include "utils/palloc.h"

/* The Pool of a code; *table, NULL at first, lives in context and so do its pools. */
extern const Pool *pool_intern(HTAB **table, MemoryContext context, const char *code, int len);

/* The kinds of rules that have pools, in the order in which they are read. */
typedef enum RuleWithPool
{
	POOL_OF_BENEFIT,
	POOL_OF_TILT,
	POOL_OF_SCHEDULE,
	POOL_OF_LIMIT
} RuleWithPool;

/* What counts in a pool is of one kind of rule: it is no pool of a kind read before; else 22023. */
extern void check_pool_kind(const Policy *policy, RowReader *row, const Pool *pool, RuleWithPool kind);

#endif							/* MEDAID_POLICY_POOLS_H */
