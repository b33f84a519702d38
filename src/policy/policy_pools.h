/*
 * policy_pools.h - one Pool for each code that a policy, or the settlements of
 * a query, name.
 */
#ifndef MEDAID_POLICY_POOLS_H
#define MEDAID_POLICY_POOLS_H

#include "pg/compat.h"

#include "core/policy.h"
#include "utils/hsearch.h"
#include "utils/palloc.h"

/* The Pool of a code; *table, NULL at first, lives in context and so do its pools. */
extern const Pool *pool_intern(HTAB **table, MemoryContext context, const char *code, int len);

#endif							/* MEDAID_POLICY_POOLS_H */
