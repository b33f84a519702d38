/*
 * claim_set.c - walking a medaid_claim_set, and checking one.
 */
#include "claim/claim_set.h"

#include "claim/compact_claim.h"
#include "miscadmin.h"

void
set_walk(const struct varlena *set, SetWalk *walk)
{
	walk->at = VARDATA_ANY(set) + 1;
	walk->end = VARDATA_ANY(set) + VARSIZE_ANY_EXHDR(set);
}

bool
set_next(SetWalk *walk, const char **compact, uint32 *size)
{
	if (walk->at >= walk->end)
		return false;
	memcpy(size, walk->at, sizeof(uint32));
	*compact = walk->at + sizeof(uint32);
	walk->at = *compact + *size;
	return true;
}

/* Every byte: the version, sizes that fill the value, good claims, in order. */
bool
set_good(const struct varlena *set)
{
	const char *at = VARDATA_ANY(set);
	const char *end = at + VARSIZE_ANY_EXHDR(set);
	const char *before = NULL;
	uint32		before_size = 0;
	uint32		size;
	Claim		claim;

	if (at == end || *at++ != CLAIM_SET_VERSION)
		return false;
	for (; at < end; at += size)
	{
		CHECK_FOR_INTERRUPTS();
		if (end - at < (ptrdiff_t) sizeof(uint32))
			return false;
		memcpy(&size, at, sizeof(uint32));
		at += sizeof(uint32);
		if ((size_t) (end - at) < size || !compact_read_checked(at, size, &claim))
			return false;
		if (before != NULL && compact_compare(before, before_size, at, size) > 0)
			return false;
		before = at;
		before_size = size;
	}
	return true;
}
