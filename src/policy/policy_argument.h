/*
 * policy_argument.h - the policy argument of a call site.
 *
 * A policy is a value of several kB that comes again with every row.  It is
 * recognised (what the session's cache hands out by its address, everything
 * else by its bytes) and compiled only when it is new.
 */
#ifndef MEDAID_POLICY_ARGUMENT_H
#define MEDAID_POLICY_ARGUMENT_H

#include "policy/policy_compile.h"
#include "fmgr.h"

typedef struct PolicyArgument
{
	MemoryContext context;		/* of the compiled policies */
	PolicyShape shape;
	bool		lasting;		/* all of them are kept: what was settled points to them */
	int			count;
	int			size;
	int			last;			/* the entry found last */
	int			next;			/* the entry replaced next, unless lasting */
	const void *last_source;	/* what the last entry was found for */
	const void *trusted;		/* an address that is enough; NULL: none */
	CompiledPolicy *trusted_policy;
	CompiledPolicy **entries;
} PolicyArgument;

extern void policy_argument_init(PolicyArgument *argument, MemoryContext context,
								 PolicyShape shape, bool lasting);

/* The compiled form of a policy. */
extern CompiledPolicy *policy_argument(PolicyArgument *argument, Datum policy);

/*
 * The same where only the policies of some days will be asked for: with an
 * array seen again at the same address only their elements are compared,
 * since comparing them all would cost more than settling a claim.
 */
extern CompiledPolicy *policy_argument_on(PolicyArgument *argument, Datum policy,
										  const day_t *days, int count);

/*
 * The same where the address tells the policy until argument->trusted is
 * reset: a parameter or constant during one aggregation.
 */
static inline CompiledPolicy *
policy_argument_trusted(PolicyArgument *argument, Datum policy)
{
	if (argument->trusted == NULL || argument->trusted != DatumGetPointer(policy))
	{
		argument->trusted_policy = policy_argument(argument, policy);
		argument->trusted = DatumGetPointer(policy);
	}
	return argument->trusted_policy;
}

/* Raises 22004: a NULL policy is no policy to settle under. */
pg_noreturn extern void policy_is_null(void);

/* Whether an argument of the running function is one policy or an array. */
extern PolicyShape policy_argument_shape(FunctionCallInfo fcinfo, int argument);

#endif							/* MEDAID_POLICY_ARGUMENT_H */
