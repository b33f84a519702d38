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

typedef struct PolicyArgument
{
	MemoryContext context;		/* of the compiled policies */
	PolicyShape shape;
	bool		lasting;		/* kept while claims that wait to be settled point to them */
	int			count;
	int			size;
	int			last;			/* the entry found last */
	int			next;			/* the entry replaced next, unless lasting */
	const void *last_source;	/* what the last entry was found for */
	bool		constant;		/* its address tells the policy, until that is doubted */
	const void *trusted;		/* that address; NULL: none yet */
	CompiledPolicy *trusted_policy;
	uint64		compared;		/* else: the elements of the last source that are as they were */
	CompiledPolicy **entries;
	/* lasting: marks in_use what is pointed to, so that the others can go; NULL: all are kept */
	void		(*mark_in_use) (struct PolicyArgument *argument);
	Size		used;			/* by the entries, in bytes */
	Size		used_most;		/* when there is more, it is looked for what can go */
} PolicyArgument;

extern void policy_argument_init(PolicyArgument *argument, MemoryContext context,
								 PolicyShape shape, bool lasting);

/* The policy is known by its address, see policy_constant.h. */
static inline bool
policy_argument_is_trusted(const PolicyArgument *argument, Datum policy)
{
	return argument->trusted != NULL && argument->trusted == DatumGetPointer(policy);
}

/* Something else may stand at the address of a constant. */
static inline void
policy_argument_doubt(PolicyArgument *argument)
{
	argument->trusted = NULL;
	argument->compared = 0;
}

/* The compiled form of a policy. */
extern CompiledPolicy *policy_argument(PolicyArgument *argument, Datum policy);

/*
 * The same where only the policies of some days will be asked for: with an
 * array seen again at the same address only their elements are compared,
 * since comparing them all would cost more than settling a claim.
 */
extern CompiledPolicy *policy_argument_on(PolicyArgument *argument, Datum policy,
										  const day_t *days, int count);

/* Raises 22004: a NULL policy is no policy to settle under. */
pg_noreturn extern void policy_is_null(void);

/* Whether an argument of the running function is one policy or an array. */
extern PolicyShape policy_argument_shape(FunctionCallInfo fcinfo, int argument);

#endif							/* MEDAID_POLICY_ARGUMENT_H */
