/*
 * claim_ids.c - finding a claim_id that stands twice.
 *
 * A person has few claims: their ids are looked through one by one, by length
 * and last bytes, where ids that begin alike differ.  Many ids get a hash table.
 */
#include "settlement/claim_ids.h"

#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#define FEW		16

void
claim_ids_reset(ClaimIds *ids, MemoryContext context)
{
	if (ids->table != NULL)
	{
		pfree(ids->table);
		pfree(ids->ids);
		ids->table = NULL;
		ids->ids = NULL;
	}
	if (ids->ids == NULL)
	{
		ids->context = context;
		ids->size = FEW;
		ids->ids = MemoryContextAlloc(context, FEW * sizeof(ClaimId));
	}
	ids->count = 0;
}

static inline uint32
last_bytes(const char *id, uint32 len)
{
	uint32		last = 0;

	if (len >= sizeof(last))
		memcpy(&last, id + len - sizeof(last), sizeof(last));
	else
		memcpy(&last, id, len);
	return last;
}

static inline bool
same_id(const ClaimId *a, const ClaimId *b)
{
	return a->mark == b->mark && a->len == b->len && memcmp(a->id, b->id, a->len) == 0;
}

static inline uint32
hash_of(const ClaimId *id)
{
	return hash_bytes((const unsigned char *) id->id, id->len);
}

/* Puts the number of an id into the table; false: the same id is there. */
static bool
enter(ClaimIds *ids, uint32 number)
{
	const ClaimId *id = &ids->ids[number];
	uint32		at = id->mark & ids->mask;

	for (; ids->table[at] != 0; at = (at + 1) & ids->mask)
		if (same_id(&ids->ids[ids->table[at] - 1], id))
			return false;
	ids->table[at] = number + 1;
	return true;
}

/* Makes room for twice as many, and a table four times as large as now needed. */
static void
grow(ClaimIds *ids)
{
	Size		size = (Size) ids->size * 2;
	Size		slots = size * 2;

	if (slots > PG_UINT32_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("one group has more than %u claims", ids->size)));
	ids->ids = repalloc_huge(ids->ids, size * sizeof(ClaimId));
	ids->size = size;
	if (ids->table == NULL)
		for (uint32 i = 0; i < ids->count; i++)
			ids->ids[i].mark = hash_of(&ids->ids[i]);
	else
		pfree(ids->table);
	ids->table = MemoryContextAllocExtended(ids->context, slots * sizeof(uint32),
											MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	ids->mask = slots - 1;
	for (uint32 i = 0; i < ids->count; i++)
	{
		if (i % 4096 == 0)
			CHECK_FOR_INTERRUPTS();
		enter(ids, i);
	}
}

bool
claim_ids_add(ClaimIds *ids, const Claim *claim)
{
	ClaimId    *id;

	if (!claim_has(claim, HAS_CLAIM_ID))
		return true;
	if (ids->count == ids->size)
		grow(ids);
	id = &ids->ids[ids->count];
	*id = (ClaimId) {claim->claim_id, claim->claim_id_len};
	if (ids->table != NULL)
	{
		id->mark = hash_of(id);
		if (!enter(ids, ids->count))
			return false;
	}
	else
	{
		id->mark = last_bytes(id->id, id->len);
		for (uint32 i = 0; i < ids->count; i++)
			if (same_id(&ids->ids[i], id))
				return false;
	}
	ids->count++;
	return true;
}
