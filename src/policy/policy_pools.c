/*
 * policy_pools.c - the pools that policies name, one Pool a code.
 */
#include "policy/policy_pools.h"

#include "mb/pg_wchar.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

#define POOL_CODE_MAX	127

typedef struct PoolEntry
{
	char		code[POOL_CODE_MAX + 1];	/* hash key */
	Pool	   *pool;
} PoolEntry;

/* Pools live as long as the session: there are a few for each place. */
static HTAB *pools = NULL;

const Pool *
pool_find(const char *code, int len)
{
	char		key[POOL_CODE_MAX + 1] = {0};
	PoolEntry  *entry;

	if (pools == NULL || len > POOL_CODE_MAX)
		return NULL;
	memcpy(key, code, len);
	entry = hash_search(pools, key, HASH_FIND, NULL);
	return entry ? entry->pool : NULL;
}

const Pool *
pool_intern(const char *code, int len)
{
	char		key[POOL_CODE_MAX + 1] = {0};
	PoolEntry  *entry;
	Pool	   *pool;
	bool		found;

	if (len > POOL_CODE_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_NAME_TOO_LONG),
				 errmsg("pool code \"%s\" has more than %d bytes",
						pnstrdup(code, pg_mbcliplen(code, len, POOL_CODE_MAX)), POOL_CODE_MAX)));
	if (pools == NULL)
	{
		HASHCTL		ctl = {
			.keysize = POOL_CODE_MAX + 1,
			.entrysize = sizeof(PoolEntry),
			.hcxt = TopMemoryContext
		};

		pools = hash_create("medaid pools", 64, &ctl, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	}
	memcpy(key, code, len);
	/* the Pool first, so that no entry is left without one when memory runs out */
	pool = MemoryContextAlloc(TopMemoryContext, sizeof(Pool));
	entry = hash_search(pools, key, HASH_ENTER, &found);
	if (found)
		pfree(pool);
	else
	{
		pool->code = entry->code;
		pool->len = len;
		entry->pool = pool;
	}
	return entry->pool;
}
