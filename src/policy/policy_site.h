/*
 * policy_site.h - the compiled policies of one call site.
 *
 * A policy is a value of several kB that comes again with every row.  It is
 * recognised by its bytes (what the session's own cache hands out, by its
 * address) and compiled only when it is new.
 */
#ifndef MEDAID_POLICY_SITE_H
#define MEDAID_POLICY_SITE_H

#include "policy/policy_compile.h"
#include "fmgr.h"

#define SITE_POLICIES	8

typedef struct PolicySite
{
	MemoryContext context;
	int			count;
	int			next;			/* the entry replaced next, when all are taken */
	int			last;			/* the entry found last */
	const void *last_source;	/* and the address it was found for */
	CompiledPolicy *entries[SITE_POLICIES];
} PolicySite;

extern void policy_site_init(PolicySite *site, MemoryContext context);

/*
 * The compiled form of a policy.  With an array that is seen again at the
 * same address it is a guess, *guessed, that policy_site_confirm must confirm
 * for the elements that settling has looked at: comparing them all would cost
 * more than settling.
 */
extern CompiledPolicy *policy_site_find(PolicySite *site, Datum policy, PolicyShape shape,
										bool *guessed);
extern bool policy_site_confirm(const CompiledPolicy *compiled, Datum policy, uint64 looked_at);

/* As policy_site_find, but never a guess; entries are kept until the site goes. */
typedef struct PolicyShelf
{
	MemoryContext context;
	int			count;
	int			size;
	int			last;
	CompiledPolicy **entries;
} PolicyShelf;

extern CompiledPolicy *policy_shelf_find(PolicyShelf *shelf, Datum policy, PolicyShape shape);

/* Raises 22004: a NULL policy is no policy to settle under. */
pg_noreturn extern void policy_is_null(void);

/* Whether an argument of the running function is a medaid_policy[]. */
extern bool policy_argument_is_array(FunctionCallInfo fcinfo, int argument);

#endif							/* MEDAID_POLICY_SITE_H */
