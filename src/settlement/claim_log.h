/*
 * claim_log.h - the claims of groups, unsorted, as an aggregate collects them.
 *
 * With many groups in random order, what costs is memory that is not in the
 * cache.  So the claims of all groups go into one log, one behind the other
 * as they arrive, and a group is one cache line that says where its own are.
 * The lines of several claims are written together, so that the processor waits
 * for them at once: of 1,000,000 claims of 181,072 persons medaid_collect() took
 * 1.56 s of CPU instead of 1.77 (medians of seven alternating runs), and
 * medaid_settle_all() 2.65 instead of 2.78.  Prefetching gave no more.
 *
 * Policies are shared by all groups of a log, and each claim names its own by a
 * number.
 */
#ifndef MEDAID_CLAIM_LOG_H
#define MEDAID_CLAIM_LOG_H

#include "pg/compat.h"

#include "policy/policy_compile.h"
#include "utils/palloc.h"

struct ClaimGroup;

/* A claim of the log that its group does not know of yet. */
typedef struct PendingClaim
{
	struct ClaimGroup *group;
	uint32		place;
} PendingClaim;

#define PENDING_MAX	16

/* Lives and dies with the memory context of an aggregation. */
typedef struct ClaimLog
{
	MemoryContext context;
	char	   *at;				/* where the next claim goes */
	char	   *end;			/* of the last chunk */
	char	   *chunk;			/* the last one */
	char	  **chunks;			/* all */
	uint32		chunk_count;
	uint32		chunk_size;		/* of chunks */
	char	   *groups;			/* where the next group goes */
	char	   *groups_end;
	uint32		groups_next;	/* how many to make room for next time */
	uint32		policy_count;
	uint32		policy_last;	/* the number found last */
	CompiledPolicy **policies;
	struct ClaimLog *next;		/* of the same call site */
	struct ClaimLog **owner;
	MemoryContextCallback callback;
	uint32		pending_count;
	PendingClaim pending[PENDING_MAX];
} ClaimLog;

#define GROUP_INLINE	10

/* One group; not to be looked into, for claims may be pending. */
typedef struct ClaimGroup
{
	ClaimLog   *log;
	uint32	   *places;			/* of its claims in the log */
	uint32		count;
	uint32		size;			/* of places */
	uint32		inlined[GROUP_INLINE];	/* the first few places */
} ClaimGroup;

/* A claim of a group. */
typedef struct GroupClaim
{
	const char *compact;
	uint32		size;
	uint32		policy;			/* number in the log */
} GroupClaim;

/* The log of a context among those of a call site, made at need. */
extern ClaimLog *claim_log(ClaimLog **owner, MemoryContext context);

/* One for a single group, with room for its claims; owned by nobody. */
extern ClaimLog *claim_log_single(MemoryContext context, Size size);

/* The number of a policy in the log; one more, whether it is there or not. */
extern uint32 log_policy(ClaimLog *log, CompiledPolicy *policy);
extern uint32 log_add_policy(ClaimLog *log, CompiledPolicy *policy);

/* Sets in_use of all policies of a log. */
extern void log_mark_policies(ClaimLog *log);

extern ClaimGroup *group_create(ClaimLog *log);

/*
 * Adds a claim to a group of the log, without looking at the group.  policy: its
 * number; 0 for claims without one.
 */
extern void group_add(ClaimLog *log, ClaimGroup *group, const char *compact, uint32 size,
					  uint32 policy);

/* Adds all claims of another group. */
extern void group_merge(ClaimLog *log, ClaimGroup *group, const ClaimGroup *other);

/* The claims as they came; palloc'd, pointing into the log. */
extern GroupClaim *group_claims(const ClaimGroup *group, uint32 *count);

/* The same in the order of settlement. */
extern GroupClaim *group_sorted(const ClaimGroup *group, uint32 *count);

#endif							/* MEDAID_CLAIM_LOG_H */
