/*
 * policy_pools.h - the pools that policies name.
 */
#ifndef MEDAID_POLICY_POOLS_H
#define MEDAID_POLICY_POOLS_H

#include "pg/compat.h"

#include "core/policy.h"

/* The one Pool of a code. */
extern const Pool *pool_intern(const char *code, int len);

/* The same; NULL if no policy of this session names it. */
extern const Pool *pool_find(const char *code, int len);

#endif							/* MEDAID_POLICY_POOLS_H */
