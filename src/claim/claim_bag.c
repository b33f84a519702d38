/*
 * claim_bag.c - collecting the claims of groups.
 */
#include "claim/claim_bag.h"

#include "claim/compact_claim.h"
#include "miscadmin.h"
#include "utils/memutils.h"

/*
 * A place in the log is the number of a chunk and the offset in it, in units.
 * Chunks double up to their largest; a claim that is longer has its own.
 */
#define UNIT				8
#define OFFSET_BITS			17
#define LARGEST_CHUNK		((Size) UNIT << OFFSET_BITS)
#define CHUNKS_MAX			(UINT32_C(1) << (32 - OFFSET_BITS))
#define FIRST_SIZE			1024	/* the log itself, a bag and some claims */
#define LINE				64
#define BAGS_MAX			1024	/* bags made room for at once */

/*
 * Before each claim: its size, in two bytes where its policy is the first and
 * the size is small; else RECORD_LONG, two bytes unused, size and policy.
 */
#define RECORD_SHORT		2
#define RECORD_LONG			0xFFFF
#define RECORD_LONG_HEAD	12

static void
forget_log(void *argument)
{
	ClaimLog   *log = argument;
	ClaimLog  **link = log->owner;

	while (*link != log)
		link = &(*link)->next;
	*link = log->next;
}

static ClaimLog *
create_log(MemoryContext context, Size size)
{
	Size		head = MAXALIGN(sizeof(ClaimLog));
	ClaimLog   *log = MemoryContextAllocHuge(context, size);

	memset(log, 0, head);
	log->context = context;
	log->chunk_size = 8;
	log->chunks = MemoryContextAlloc(context, log->chunk_size * sizeof(char *));
	log->bags = (char *) TYPEALIGN(LINE, (char *) log + head);
	log->bags_end = log->bags + sizeof(ClaimBag);
	log->bags_next = 1;
	log->chunk = log->at = log->bags_end;
	log->end = (char *) log + size;
	log->chunks[log->chunk_count++] = log->chunk;
	return log;
}

ClaimLog *
claim_log(ClaimLog **owner, MemoryContext context)
{
	ClaimLog   *log;

	for (log = *owner; log != NULL; log = log->next)
		if (log->context == context)
			return log;
	log = create_log(context, FIRST_SIZE);
	log->owner = owner;
	log->next = *owner;
	*owner = log;
	log->callback.func = forget_log;
	log->callback.arg = log;
	MemoryContextRegisterResetCallback(context, &log->callback);
	return log;
}

ClaimLog *
claim_log_single(MemoryContext context, Size size)
{
	/* the first chunk holds no more than a place can name */
	return create_log(context, MAXALIGN(sizeof(ClaimLog)) + LINE + sizeof(ClaimBag) +
					  Min(size, LARGEST_CHUNK - LINE));
}

uint32
log_add_policy(ClaimLog *log, const CompiledPolicy *policy)
{
	uint32		count = log->policy_count;

	/* sizes double, and are powers of two */
	if (count == 0 || (count >= 4 && (count & (count - 1)) == 0))
	{
		const CompiledPolicy **policies = MemoryContextAlloc(log->context,
															 Max(count * 2, 4) * sizeof(CompiledPolicy *));

		if (count > 0)
		{
			memcpy(policies, log->policies, count * sizeof(CompiledPolicy *));
			pfree(log->policies);
		}
		log->policies = policies;
	}
	log->policies[count] = policy;
	log->policy_count++;
	return log->policy_last = count;
}

uint32
log_policy(ClaimLog *log, const CompiledPolicy *policy)
{
	if (log->policy_last < log->policy_count && log->policies[log->policy_last] == policy)
		return log->policy_last;
	for (uint32 i = 0; i < log->policy_count; i++)
		if (log->policies[i] == policy)
			return log->policy_last = i;
	return log_add_policy(log, policy);
}

ClaimBag *
bag_create(ClaimLog *log)
{
	ClaimBag   *bag;

	StaticAssertStmt(sizeof(ClaimBag) <= LINE, "a bag is one cache line");
	if (log->bags == log->bags_end)
	{
		Size		size = (Size) log->bags_next * LINE;

		log->bags = MemoryContextAlloc(log->context, size + LINE);
		log->bags = (char *) TYPEALIGN(LINE, log->bags);
		log->bags_end = log->bags + size;
		log->bags_next = Min(log->bags_next * 2, BAGS_MAX);
	}
	bag = (ClaimBag *) log->bags;
	log->bags += LINE;
	bag->log = log;
	bag->places = bag->inlined;
	bag->count = 0;
	bag->size = BAG_INLINE;
	return bag;
}

static void
add_chunk(ClaimLog *log, Size needed)
{
	Size		size = Min((Size) (log->end - log->chunk) * 2, LARGEST_CHUNK);

	if (log->chunk_count == CHUNKS_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("the claims of one query exceed 32 GB of memory"),
				 errhint("Settle them by year or by part of the persons.")));
	if (log->chunk_count == log->chunk_size)
	{
		log->chunk_size *= 2;
		log->chunks = repalloc_huge(log->chunks, log->chunk_size * sizeof(char *));
	}
	size = Max(size, needed);
	log->chunk = log->at = MemoryContextAllocHuge(log->context, size);
	log->end = log->chunk + size;
	log->chunks[log->chunk_count++] = log->chunk;
}

static void
grow_places(ClaimBag *bag)
{
	Size		size = (Size) bag->size * 2;
	uint32	   *places;

	if (size > PG_UINT32_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("one group has more than %u claims", bag->size)));
	places = MemoryContextAllocHuge(bag->log->context, size * sizeof(uint32));
	memcpy(places, bag->places, bag->count * sizeof(uint32));
	if (bag->places != bag->inlined)
		pfree(bag->places);
	bag->places = places;
	bag->size = size;
}

/* Tells the bags of their claims. */
static void
settle_pending(ClaimLog *log)
{
	for (uint32 i = 0; i < log->pending_count; i++)
	{
		ClaimBag   *bag = log->pending[i].bag;

		if (bag->count == bag->size)
			grow_places(bag);
		bag->places[bag->count++] = log->pending[i].place;
	}
	log->pending_count = 0;
}

void
bag_add(ClaimLog *log, ClaimBag *bag, const char *compact, uint32 size, uint32 policy)
{
	bool		is_short = size < RECORD_LONG && policy == 0;
	uint16		head = is_short ? size : RECORD_LONG;
	uint32		head_size = is_short ? RECORD_SHORT : RECORD_LONG_HEAD;
	Size		needed = TYPEALIGN(UNIT, (Size) head_size + size);
	char	   *to;

	__builtin_prefetch(bag, 1);
	if (log->pending_count == PENDING_MAX)
		settle_pending(log);
	if ((Size) (log->end - log->at) < needed)
		add_chunk(log, needed);
	to = log->at;
	log->at += needed;
	log->pending[log->pending_count].bag = bag;
	log->pending[log->pending_count++].place =
		(log->chunk_count - 1) << OFFSET_BITS | (to - log->chunk) / UNIT;
	memcpy(to, &head, sizeof(head));
	if (!is_short)
	{
		memcpy(to + 4, &size, sizeof(size));
		memcpy(to + 8, &policy, sizeof(policy));
	}
	memcpy(to + head_size, compact, size);
}

static inline const char *
record_at(const ClaimLog *log, uint32 place)
{
	return log->chunks[place >> OFFSET_BITS] +
		(Size) (place & ((UINT32_C(1) << OFFSET_BITS) - 1)) * UNIT;
}

static inline void
read_record(const char *record, BagClaim *claim)
{
	uint16		head;

	memcpy(&head, record, sizeof(head));
	claim->size = head;
	claim->policy = 0;
	claim->compact = record + RECORD_SHORT;
	if (head == RECORD_LONG)
	{
		memcpy(&claim->size, record + 4, sizeof(uint32));
		memcpy(&claim->policy, record + 8, sizeof(uint32));
		claim->compact = record + RECORD_LONG_HEAD;
	}
}

#define AHEAD	16				/* claims fetched before they are looked at */

static inline void
fetch(const ClaimBag *bag, uint32 i)
{
	const char *record = record_at(bag->log, bag->places[i]);

	__builtin_prefetch(record);
	__builtin_prefetch(record + LINE);
}

BagClaim *
bag_claims(const ClaimBag *bag, uint32 *counted)
{
	BagClaim   *claims;
	uint32		count;

	settle_pending(bag->log);
	count = *counted = bag->count;
	claims = MemoryContextAllocHuge(CurrentMemoryContext,
									(Size) Max(count, 1) * sizeof(BagClaim));
	for (uint32 i = 0; i < Min(count, AHEAD); i++)
		fetch(bag, i);
	for (uint32 i = 0; i < count; i++)
	{
		if (i + AHEAD < count)
			fetch(bag, i + AHEAD);
		read_record(record_at(bag->log, bag->places[i]), &claims[i]);
	}
	return claims;
}

void
bag_merge(ClaimLog *log, ClaimBag *bag, const ClaimBag *other)
{
	uint32		count;
	BagClaim   *claims = bag_claims(other, &count);
	bool		has_policies = other->log->policy_count > 0;

	for (uint32 i = 0; i < count; i++)
		bag_add(log, bag, claims[i].compact, claims[i].size,
				has_policies ? log_policy(log, other->log->policies[claims[i].policy]) : 0);
	pfree(claims);
}

/* By content; the same claim under two policies keeps the order of their sources. */
static int
by_settlement(const void *a, const void *b, void *log)
{
	const BagClaim *p = a;
	const BagClaim *q = b;
	int			cmp = compact_compare(p->compact, p->size, q->compact, q->size);
	const CompiledPolicy *r,
			   *s;

	if (cmp != 0 || p->policy == q->policy)
		return cmp;
	r = ((const ClaimLog *) log)->policies[p->policy];
	s = ((const ClaimLog *) log)->policies[q->policy];
	if (r->source_size != s->source_size)
		return r->source_size < s->source_size ? -1 : 1;
	return memcmp(r->source, s->source, r->source_size);
}

/* Few claims are sorted as they come; qsort's set-up would cost more than that. */
#define INSERTION_MAX	12

static void
insertion_sort(BagClaim *claims, int count, const ClaimLog *log)
{
	for (int i = 1; i < count; i++)
	{
		BagClaim	claim = claims[i];
		int			j = i;

		for (; j > 0 && by_settlement(&claims[j - 1], &claim, (void *) log) > 0; j--)
			claims[j] = claims[j - 1];
		claims[j] = claim;
	}
}

BagClaim *
bag_sorted(const ClaimBag *bag, uint32 *count)
{
	BagClaim   *claims = bag_claims(bag, count);

	if (*count <= INSERTION_MAX)
		insertion_sort(claims, *count, bag->log);
	else
		qsort_arg(claims, *count, sizeof(BagClaim), by_settlement, bag->log);
	return claims;
}
