/*
 * policy_types.h - the composite types that a policy is made of.
 */
#ifndef MEDAID_POLICY_TYPES_H
#define MEDAID_POLICY_TYPES_H

#include "pg/compat.h"

/*
 * A number that stands for medaid_policy and the types of the rules in it, as
 * they are now: another one after each ALTER TYPE of any of them.
 */
extern uint64 policy_types_version(Oid policy);

/* The same for one type. */
extern uint64 row_type_version(Oid type);

#endif							/* MEDAID_POLICY_TYPES_H */
