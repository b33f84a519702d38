/*
 * claim_log.c - collecting the claims of groups.
 */
#include "settlement/claim_log.h"

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
#define FIRST_SIZE			1024	/* the log itself, a group and some claims */
#define LINE				64
#define GROUPS_MAX			1024	/* groups made room for at once */

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
	log->groups = (char *) TYPEALIGN(LINE, (char *) log + head);
	log->groups_end = log->groups + LINE;
	log->groups_next = 1;
	log->chunk = log->at = log->groups_end;
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
	return create_log(context, MAXALIGN(sizeof(ClaimLog)) + 2 * LINE +
					  Min(size, LARGEST_CHUNK - LINE));
}

uint32
log_add_policy(ClaimLog *log, CompiledPolicy *policy)
{
	uint32		count = log->policy_count;

	/* sizes double, and are powers of two */
	if (count == 0 || (count >= 4 && (count & (count - 1)) == 0))
	{
		CompiledPolicy **policies = MemoryContextAlloc(log->context,
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
log_policy(ClaimLog *log, CompiledPolicy *policy)
{
	if (log->policy_last < log->policy_count && log->policies[log->policy_last] == policy)
		return log->policy_last;
	for (uint32 i = 0; i < log->policy_count; i++)
		if (log->policies[i] == policy)
			return log->policy_last = i;
	return log_add_policy(log, policy);
}

void
log_mark_policies(ClaimLog *log)
{
	for (uint32 i = 0; i < log->policy_count; i++)
		log->policies[i]->in_use = true;
}

ClaimGroup *
group_create(ClaimLog *log)
{
	ClaimGroup *group;

	StaticAssertStmt(sizeof(ClaimGroup) <= LINE, "a group is one cache line");
	if (log->groups == log->groups_end)
	{
		Size		size = (Size) log->groups_next * LINE;

		log->groups = MemoryContextAlloc(log->context, size + LINE);
		log->groups = (char *) TYPEALIGN(LINE, log->groups);
		log->groups_end = log->groups + size;
		log->groups_next = Min(log->groups_next * 2, GROUPS_MAX);
	}
	group = (ClaimGroup *) log->groups;
	log->groups += LINE;
	group->log = log;
	group->places = group->inlined;
	group->count = 0;
	group->size = GROUP_INLINE;
	return group;
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
grow_places(ClaimGroup *group)
{
	Size		size = (Size) group->size * 2;
	uint32	   *places;

	if (size > PG_UINT32_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("one group has more than %u claims", group->size)));
	places = MemoryContextAllocHuge(group->log->context, size * sizeof(uint32));
	memcpy(places, group->places, group->count * sizeof(uint32));
	if (group->places != group->inlined)
		pfree(group->places);
	group->places = places;
	group->size = size;
}

/* Tells the groups of their claims. */
static void
settle_pending(ClaimLog *log)
{
	for (uint32 i = 0; i < log->pending_count; i++)
	{
		ClaimGroup *group = log->pending[i].group;

		if (group->count == group->size)
			grow_places(group);
		group->places[group->count++] = log->pending[i].place;
	}
	log->pending_count = 0;
}

void
group_add(ClaimLog *log, ClaimGroup *group, const char *compact, uint32 size, uint32 policy)
{
	bool		is_short = size < RECORD_LONG && policy == 0;
	uint16		head = is_short ? size : RECORD_LONG;
	uint32		head_size = is_short ? RECORD_SHORT : RECORD_LONG_HEAD;
	Size		needed = TYPEALIGN(UNIT, (Size) head_size + size);
	char	   *to;

	if (log->pending_count == PENDING_MAX)
		settle_pending(log);
	if ((Size) (log->end - log->at) < needed)
		add_chunk(log, needed);
	to = log->at;
	log->at += needed;
	log->pending[log->pending_count].group = group;
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
read_record(const char *record, GroupClaim *claim)
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

#define INTERRUPTS_EVERY	0x10000 /* claims between two looks for a cancel */

GroupClaim *
group_claims(const ClaimGroup *group, uint32 *counted)
{
	GroupClaim *claims;
	uint32		count;

	settle_pending(group->log);
	count = *counted = group->count;
	claims = MemoryContextAllocHuge(CurrentMemoryContext,
									(Size) Max(count, 1) * sizeof(GroupClaim));
	for (uint32 i = 0; i < count; i++)
	{
		if (i % INTERRUPTS_EVERY == 0)
			CHECK_FOR_INTERRUPTS();
		read_record(record_at(group->log, group->places[i]), &claims[i]);
	}
	return claims;
}

void
group_merge(ClaimLog *log, ClaimGroup *group, const ClaimGroup *other)
{
	uint32		count;
	GroupClaim *claims = group_claims(other, &count);
	bool		has_policies = other->log->policy_count > 0;

	for (uint32 i = 0; i < count; i++)
	{
		/* each policy is looked for among all */
		CHECK_FOR_INTERRUPTS();
		group_add(log, group, claims[i].compact, claims[i].size,
				  has_policies ? log_policy(log, other->log->policies[claims[i].policy]) : 0);
	}
	pfree(claims);
}

/* By content; the same claim under two policies keeps the order of their sources. */
static inline int
by_settlement(const GroupClaim *p, const GroupClaim *q, const ClaimLog *log)
{
	int			cmp = compact_compare(p->compact, p->size, q->compact, q->size);
	const CompiledPolicy *r,
			   *s;

	if (cmp != 0 || p->policy == q->policy)
		return cmp;
	r = log->policies[p->policy];
	s = log->policies[q->policy];
	if (r->source_size != s->source_size)
		return r->source_size < s->source_size ? -1 : 1;
	return memcmp(r->source, s->source, r->source_size);
}

/* A group may have millions of claims: the sort can be cancelled. */
#define ST_SORT sort_claims
#define ST_ELEMENT_TYPE GroupClaim
#define ST_COMPARE(a, b, log) by_settlement(a, b, log)
#define ST_COMPARE_ARG_TYPE const ClaimLog
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

GroupClaim *
group_sorted(const ClaimGroup *group, uint32 *count)
{
	GroupClaim *claims = group_claims(group, count);

	sort_claims(claims, *count, group->log);
	return claims;
}
