/*
 * rules_seen.h - what the policy tables hold for the running statement.
 */
#ifndef MEDAID_RULES_SEEN_H
#define MEDAID_RULES_SEEN_H

#include "pg/compat.h"

/*
 * A number that stands for the rows of the policy tables that the active
 * snapshot sees, and for the types that policies are made of: where it is the
 * same, medaid_policy and medaid_policies (function is one of them) resolve to
 * the same.  False where rows alone do not tell what a query of the tables
 * gives: with row security, or where other tables inherit.
 */
extern bool rules_seen(Oid function, uint64 *digest);

#endif							/* MEDAID_RULES_SEEN_H */
