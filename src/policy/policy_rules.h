/*
 * policy_rules.h - the rules of a policy, from its arrays of composites.
 */
#ifndef MEDAID_POLICY_RULES_H
#define MEDAID_POLICY_RULES_H

#include "pg/composite.h"

#include "utils/hsearch.h"

/* Which category a category is treated as, by its code. */
typedef struct Treated
{
	const char *code;			/* hash key */
	const char *treated_as;
	int			channel;		/* 0 application, 1 direct */
} Treated;

#define CHANNEL_UNKNOWN		(-1)

extern uint32 treated_hash(const void *key, Size size);
extern int	treated_match(const void *a, const void *b, Size size);

typedef struct RuleContext
{
	Policy	   *policy;
	HTAB	  **pools;			/* of all elements of an array */
	HTAB	   *treated;
	int			name_count;		/* categories that rules name: bits of a mask */
	const char *names[RULE_CATEGORIES_MAX];
	CategoryMask assisted;
} RuleContext;

extern void read_rules(RowReader *policy, RuleContext *context);

/* Whether an attribute of medaid_policy is read by SQL alone, never by read_rules(). */
extern bool only_sql_reads(const char *attribute);

/*
 * Checks the rules that SQL reads and settling does not: premium subsidy, early
 * warning, deposit, recognition.  22023 where medaid_policy_with() put in what
 * they cannot have.
 */
extern void check_sql_rules(Datum policy);

#endif							/* MEDAID_POLICY_RULES_H */
