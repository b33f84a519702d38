/*
 * claim_ids.h - the claim_ids of a group settled so far.
 */
#ifndef MEDAID_CLAIM_IDS_H
#define MEDAID_CLAIM_IDS_H

#include "pg/compat.h"

#include "core/claim.h"

typedef struct ClaimId
{
	const char *id;
	uint32		len;
	uint32		mark;			/* of few: the last bytes; of many: the hash */
} ClaimId;

/* The ids point to where the claims do. */
typedef struct ClaimIds
{
	MemoryContext context;
	uint32		count;
	uint32		size;
	ClaimId    *ids;
	uint32	   *table;			/* numbers of ids + 1 by hash; NULL: few */
	uint32		mask;			/* its size - 1 */
} ClaimIds;

/* No ids; memory of a group before is kept for this one. */
extern void claim_ids_reset(ClaimIds *ids, MemoryContext context);

/* Adds the claim's id; false: it is there already.  NULL is never. */
extern bool claim_ids_add(ClaimIds *ids, const Claim *claim);

#endif							/* MEDAID_CLAIM_IDS_H */
