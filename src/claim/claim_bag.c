/*
 * claim_bag.c - collecting the claims of a group.
 */
#include "claim/claim_bag.h"

#include "claim/compact_claim.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#define FIRST_CHUNK		256		/* the bag's head included */
#define LARGEST_CHUNK	(1024 * 1024)

/*
 * Before each claim: its size, in two bytes where its policy is the first and
 * the size is small; else RECORD_LONG, size (uint32) and policy (uint16).
 */
#define RECORD_SHORT	2
#define RECORD_LONG		0xFFFF
#define RECORD_LONG_HEAD	8
#define POLICIES_MAX	PG_UINT16_MAX

static inline char *
chunk_data(const BagChunk *chunk)
{
	return (char *) chunk + sizeof(BagChunk);
}

ClaimBag *
bag_create(MemoryContext context)
{
	ClaimBag   *bag = MemoryContextAlloc(context, FIRST_CHUNK);

	memset(bag, 0, sizeof(ClaimBag));
	bag->tail = &bag->first;
	bag->at = chunk_data(&bag->first);
	bag->end = (char *) bag + FIRST_CHUNK;
	return bag;
}

const CompiledPolicy *
bag_policy_at(const ClaimBag *bag, uint32 number)
{
	return number == 0 ? bag->policy : bag->policies[number];
}

/* Room for another policy; sizes double, and are powers of two. */
static void
grow_policies(ClaimBag *bag)
{
	uint32		count = bag->policy_count;
	const CompiledPolicy **policies;

	if (count == POLICIES_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("one group has more than %d different policies", POLICIES_MAX)));
	if (count > 1 && (count & (count - 1)) != 0)
		return;
	policies = MemoryContextAlloc(GetMemoryChunkContext(bag),
								  count * 2 * sizeof(CompiledPolicy *));
	if (bag->policies != NULL)
	{
		memcpy(policies, bag->policies, count * sizeof(CompiledPolicy *));
		pfree(bag->policies);
	}
	policies[0] = bag->policy;
	bag->policies = policies;
}

uint32
bag_policy(ClaimBag *bag, const CompiledPolicy *policy)
{
	if (bag->policy == policy && bag->policy_count > 0)
		return 0;
	/* the later ones are the likelier */
	for (uint32 i = bag->policy_count; i-- > 1;)
		if (bag->policies[i] == policy)
			return i;
	if (bag->policy_count == 0)
		bag->policy = policy;
	else
	{
		grow_policies(bag);
		bag->policies[bag->policy_count] = policy;
	}
	return bag->policy_count++;
}

/* As large as all before it together, so that the number of chunks stays small. */
static void
add_chunk(ClaimBag *bag, uint32 needed)
{
	Size		size = bag->tail == &bag->first ? FIRST_CHUNK
		: Min((Size) (bag->end - (char *) bag->tail) * 2, LARGEST_CHUNK);
	BagChunk   *chunk;

	size = Max(size, sizeof(BagChunk) + needed);
	chunk = MemoryContextAllocHuge(GetMemoryChunkContext(bag), size);
	chunk->next = NULL;
	bag->tail->used = bag->at - chunk_data(bag->tail);
	bag->tail->next = chunk;
	bag->tail = chunk;
	bag->at = chunk_data(chunk);
	bag->end = (char *) chunk + size;
}

void
bag_add(ClaimBag *bag, const char *compact, uint32 size, uint32 policy)
{
	bool		is_short = size < RECORD_LONG && policy == 0;
	uint16		head = is_short ? size : RECORD_LONG;
	uint16		number = (uint16) policy;
	uint32		head_size = is_short ? RECORD_SHORT : RECORD_LONG_HEAD;
	char	   *to;

	if (bag->count == PG_UINT32_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("one group has more than %u claims", PG_UINT32_MAX)));
	if (bag->end - bag->at < (ptrdiff_t) (head_size + size))
		add_chunk(bag, head_size + size);
	to = bag->at;
	memcpy(to, &head, sizeof(head));
	if (!is_short)
	{
		memcpy(to + 2, &size, sizeof(size));
		memcpy(to + 6, &number, sizeof(number));
	}
	memcpy(to + head_size, compact, size);
	bag->at = to + head_size + size;
	bag->count++;
}

void
bag_merge(ClaimBag *bag, const ClaimBag *other)
{
	uint32	   *numbers = palloc(Max(other->policy_count, 1) * sizeof(uint32));
	BagWalk		walk;
	BagClaim	claim;

	numbers[0] = 0;
	for (uint32 i = 0; i < other->policy_count; i++)
		numbers[i] = bag_policy(bag, bag_policy_at(other, i));
	bag_walk(other, &walk);
	while (bag_next(&walk, &claim))
		bag_add(bag, claim.compact, claim.size, numbers[claim.policy]);
	pfree(numbers);
}

void
bag_walk(const ClaimBag *bag, BagWalk *walk)
{
	walk->bag = bag;
	walk->chunk = &bag->first;
	walk->at = chunk_data(walk->chunk);
}

static inline bool
chunk_read(const BagWalk *walk)
{
	const char *end = walk->chunk == walk->bag->tail
		? walk->bag->at : chunk_data(walk->chunk) + walk->chunk->used;

	return walk->at >= end;
}

bool
bag_next(BagWalk *walk, BagClaim *claim)
{
	uint16		head;
	uint16		number = 0;

	while (chunk_read(walk))
	{
		if (walk->chunk == walk->bag->tail)
			return false;
		walk->chunk = walk->chunk->next;
		walk->at = chunk_data(walk->chunk);
	}
	memcpy(&head, walk->at, sizeof(head));
	claim->size = head;
	claim->compact = walk->at + RECORD_SHORT;
	if (head == RECORD_LONG)
	{
		memcpy(&claim->size, walk->at + 2, sizeof(uint32));
		memcpy(&number, walk->at + 6, sizeof(number));
		claim->compact = walk->at + RECORD_LONG_HEAD;
	}
	claim->policy = number;
	walk->at = claim->compact + claim->size;
	return true;
}

/* By content; the same claim under two policies keeps the order of their sources. */
static int
by_settlement(const void *a, const void *b, void *bag)
{
	const BagClaim *p = a;
	const BagClaim *q = b;
	int			cmp = compact_compare(p->compact, p->size, q->compact, q->size);
	const CompiledPolicy *r,
			   *s;

	if (cmp != 0 || p->policy == q->policy)
		return cmp;
	r = bag_policy_at(bag, p->policy);
	s = bag_policy_at(bag, q->policy);
	if (r->source_size != s->source_size)
		return r->source_size < s->source_size ? -1 : 1;
	return memcmp(r->source, s->source, r->source_size);
}

/* Few claims are sorted as they come; qsort's set-up would cost more than that. */
#define INSERTION_MAX	12

static void
insertion_sort(BagClaim *claims, int count, const ClaimBag *bag)
{
	for (int i = 1; i < count; i++)
	{
		BagClaim	claim = claims[i];
		int			j = i;

		for (; j > 0 && by_settlement(&claims[j - 1], &claim, (void *) bag) > 0; j--)
			claims[j] = claims[j - 1];
		claims[j] = claim;
	}
}

BagClaim *
bag_sorted(const ClaimBag *bag)
{
	BagClaim   *claims = MemoryContextAllocHuge(CurrentMemoryContext,
												(Size) Max(bag->count, 1) * sizeof(BagClaim));
	BagWalk		walk;
	uint64		n = 0;

	bag_walk(bag, &walk);
	while (bag_next(&walk, &claims[n]))
		n++;
	Assert(n == bag->count);
	if (n <= INSERTION_MAX)
		insertion_sort(claims, n, bag);
	else
		qsort_arg(claims, n, sizeof(BagClaim), by_settlement, (void *) bag);
	return claims;
}
