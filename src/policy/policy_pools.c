/*
 * policy_pools.c - one Pool for each code.
 */
#include "policy/policy_pools.h"

#include "common/hashfn.h"
#include "mb/pg_wchar.h"

#define POOL_CODE_MAX	127

static uint32
pool_hash(const void *key, Size size)
{
	const Pool *pool = key;

	return hash_bytes((const unsigned char *) pool->code, pool->len);
}

static int
pool_match(const void *a, const void *b, Size size)
{
	return same_pool(a, b) ? 0 : 1;
}

const Pool *
pool_intern(HTAB **table, MemoryContext context, const char *code, int len)
{
	Pool		key = {.code = code, .len = len};
	Pool	   *pool;
	bool		found;

	if (len > POOL_CODE_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_NAME_TOO_LONG),
				 errmsg("pool code \"%s\" has more than %d bytes",
						pnstrdup(code, pg_mbcliplen(code, len, POOL_CODE_MAX)), POOL_CODE_MAX)));
	if (*table == NULL)
	{
		HASHCTL		ctl = {
			.keysize = sizeof(Pool),
			.entrysize = sizeof(Pool),
			.hash = pool_hash,
			.match = pool_match,
			.hcxt = context
		};

		*table = hash_create("medaid pools", 16, &ctl,
							 HASH_ELEM | HASH_FUNCTION | HASH_COMPARE | HASH_CONTEXT);
	}
	pool = hash_search(*table, &key, HASH_FIND, NULL);
	if (pool != NULL)
		return pool;
	/* the code first, so that no entry is left without one when memory runs out */
	key.code = memcpy(MemoryContextAllocZero(context, len + 1), code, len);
	return hash_search(*table, &key, HASH_ENTER, &found);
}

static void
refuse_pool(RowReader *row, const char *kind, const Scope *other)
{
	row_error(row, "pool", psprintf("is that of %s \"%s\"", kind, other->code));
}

void
check_pool_kind(const Policy *policy, RowReader *row, const Pool *pool, RuleWithPool kind)
{
	for (int i = 0; kind > POOL_OF_BENEFIT && i < policy->benefit_count; i++)
		if (policy->benefits[i].pool == pool)
			refuse_pool(row, "benefit", &policy->benefits[i].scope);
	for (int i = 0; kind > POOL_OF_TILT && i < policy->tilt_count; i++)
		if (policy->tilts[i].pool == pool)
			refuse_pool(row, "tilt", &policy->tilts[i].scope);
	for (int i = 0; kind > POOL_OF_SCHEDULE && i < policy->critical_count; i++)
		if (policy->criticals[i].pool == pool)
			refuse_pool(row, "schedule", &policy->criticals[i].scope);
}
