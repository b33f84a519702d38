/*
 * policy_cache.h - the policies that this session has resolved.
 *
 * medaid_policy() and medaid_policies() are answered from here, with their
 * compiled forms, as long as the tables have not changed under the snapshot
 * of the statement that asks.
 */
#ifndef MEDAID_POLICY_CACHE_H
#define MEDAID_POLICY_CACHE_H

#include "policy/policy_compile.h"

#include "utils/date.h"

/*
 * The policy of a code: of a day (from), or the stretches of a range of days.
 * function: medaid_policy or medaid_policies, whose schema holds the rules.
 */
extern Datum policy_cache_get(Oid function, Datum code, bool is_array, DateADT from, DateADT until);

/* The compiled form of a policy that this cache handed out, else NULL. */
extern CompiledPolicy *policy_cache_compiled(Datum policy);

#endif							/* MEDAID_POLICY_CACHE_H */
