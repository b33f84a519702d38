/*
 * limit_rules.h - further limits: what a row of them must say.
 */
#ifndef MEDAID_LIMIT_RULES_H
#define MEDAID_LIMIT_RULES_H

#include "pg/composite.h"

#include "utils/hsearch.h"

/* Its pool, which only a limit per claim may lack, and which is no other rule's; else 22023. */
extern void read_limit_pool(Policy *policy, HTAB **pools, RowReader *row, FurtherLimit *limit);

#endif							/* MEDAID_LIMIT_RULES_H */
