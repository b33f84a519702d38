/*
 * claim_bag.h - the claims of one group, unsorted, as an aggregate collects
 * them.
 *
 * Compact claims one behind the other in chunks that double, the first of
 * which holds the head as well: a person with two claims costs 256 bytes.
 * Each claim names its policy by a number; the policies themselves are shared
 * by all groups.
 */
#ifndef MEDAID_CLAIM_BAG_H
#define MEDAID_CLAIM_BAG_H

#include "compat.h"

#include "policy/policy_compile.h"
#include "utils/palloc.h"

typedef struct BagChunk
{
	struct BagChunk *next;
	uint32		used;			/* of the last chunk, see ClaimBag.at */
	/* data follows */
} BagChunk;

/* What adding a claim touches comes first: with many groups every line is a cache miss. */
typedef struct ClaimBag
{
	char	   *at;				/* where the next claim goes */
	char	   *end;			/* of the last chunk */
	const CompiledPolicy *policy;	/* the first */
	uint32		count;
	uint32		policy_count;
	const CompiledPolicy **policies;	/* all, where there are several */
	BagChunk   *tail;
	BagChunk	first;
} ClaimBag;

/* A claim of a bag. */
typedef struct BagClaim
{
	const char *compact;
	uint32		size;
	uint32		policy;			/* number in the bag */
} BagClaim;

extern ClaimBag *bag_create(MemoryContext context);

/* The number of a policy in the bag; NULL: claims without one. */
extern uint32 bag_policy(ClaimBag *bag, const CompiledPolicy *policy);
extern const CompiledPolicy *bag_policy_at(const ClaimBag *bag, uint32 number);

extern void bag_add(ClaimBag *bag, const char *compact, uint32 size, uint32 policy);

/* Adds all claims of another bag. */
extern void bag_merge(ClaimBag *bag, const ClaimBag *other);

/* The claims in the order of settlement; palloc'd, pointing into the bag. */
extern BagClaim *bag_sorted(const ClaimBag *bag);

/* Walks the claims in no order. */
typedef struct BagWalk
{
	const ClaimBag *bag;
	const BagChunk *chunk;
	const char *at;
} BagWalk;

extern void bag_walk(const ClaimBag *bag, BagWalk *walk);
extern bool bag_next(BagWalk *walk, BagClaim *claim);

#endif							/* MEDAID_CLAIM_BAG_H */
