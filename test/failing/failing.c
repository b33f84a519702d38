/*
 * failing.c - memory that runs out at a moment chosen, for test/out_of_memory.sh.
 *
 * Linked with medaid's object files: what these ask PostgreSQL to allocate passes
 * here first (ld --wrap), and the one counted fails as it would without memory.
 * And a limit that the backend sets itself.
 */
#include "pg/compat.h"

#include <sys/resource.h>
#include <unistd.h>

#include "access/htup_details.h"
#include "access/tupdesc.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"
#include "utils/numeric.h"
#include "utils/typcache.h"

PG_FUNCTION_INFO_V1(fail_after);
PG_FUNCTION_INFO_V1(failed);
PG_FUNCTION_INFO_V1(limit_memory);

static int32 left = 0;			/* allocations to the one that fails; 0: none does */
static bool fired = false;

static void
count_down(const char *what)
{
	if (left == 0 || --left > 0)
		return;
	fired = true;
	ereport(ERROR,
			(errcode(ERRCODE_OUT_OF_MEMORY),
			 errmsg("out of memory"),
			 errdetail("Made to fail in %s.", what)));
}

/* fail_after(integer): the allocation of this number from now on fails; 0: none */
Datum
fail_after(PG_FUNCTION_ARGS)
{
	left = PG_GETARG_INT32(0);
	if (left > 0)
		fired = false;
	PG_RETURN_VOID();
}

/* failed() -> boolean: since fail_after() */
Datum
failed(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(fired);
}

/* limit_memory(mb integer): this process may grow by so much; NULL: as it likes */
Datum
limit_memory(PG_FUNCTION_ARGS)
{
	struct rlimit limit;
	unsigned long pages = 0;
	FILE	   *file = fopen("/proc/self/statm", "r");

	if (file == NULL || fscanf(file, "%lu", &pages) != 1 || getrlimit(RLIMIT_AS, &limit) != 0)
		elog(ERROR, "the size of this process is not known");
	fclose(file);
	limit.rlim_cur = PG_ARGISNULL(0) ? limit.rlim_max
		: (rlim_t) pages * sysconf(_SC_PAGESIZE) + (rlim_t) PG_GETARG_INT32(0) * 1024 * 1024;
	if (setrlimit(RLIMIT_AS, &limit) != 0)
		elog(ERROR, "setrlimit: %m");
	PG_RETURN_VOID();
}

#define WRAP(result, name, parameters, arguments) \
	extern result __real_##name parameters; \
	extern result __wrap_##name parameters; \
	result \
	__wrap_##name parameters \
	{ \
		count_down(#name); \
		return __real_##name arguments; \
	} \
	extern int	failing_semicolon

WRAP(void *, palloc, (Size size), (size));
WRAP(void *, palloc0, (Size size), (size));
WRAP(void *, repalloc, (void *at, Size size), (at, size));
WRAP(void *, repalloc_huge, (void *at, Size size), (at, size));
WRAP(void *, MemoryContextAlloc, (MemoryContext context, Size size), (context, size));
WRAP(void *, MemoryContextAllocZero, (MemoryContext context, Size size), (context, size));
WRAP(void *, MemoryContextAllocHuge, (MemoryContext context, Size size), (context, size));
WRAP(void *, MemoryContextAllocExtended, (MemoryContext context, Size size, int flags), (context, size, flags));
WRAP(char *, MemoryContextStrdup, (MemoryContext context, const char *text), (context, text));
WRAP(MemoryContext, AllocSetContextCreateInternal,
	 (MemoryContext parent, const char *name, Size least, Size first, Size most),
	 (parent, name, least, first, most));
WRAP(char *, pnstrdup, (const char *text, Size len), (text, len));
WRAP(text *, cstring_to_text, (const char *from), (from));
WRAP(text *, cstring_to_text_with_len, (const char *from, int len), (from, len));
WRAP(char *, text_to_cstring, (const text *from), (from));
WRAP(struct varlena *, pg_detoast_datum, (struct varlena *value), (value));
WRAP(struct varlena *, pg_detoast_datum_copy, (struct varlena *value), (value));
WRAP(struct varlena *, pg_detoast_datum_packed, (struct varlena *value), (value));
WRAP(HTAB *, hash_create, (const char *name, long size, const HASHCTL *ctl, int flags), (name, size, ctl, flags));
WRAP(TupleDesc, CreateTupleDescCopy, (TupleDesc desc), (desc));
WRAP(TupleDesc, BlessTupleDesc, (TupleDesc desc), (desc));
WRAP(TupleDesc, lookup_rowtype_tupdesc, (Oid type, int32 typmod), (type, typmod));
WRAP(TypeCacheEntry *, lookup_type_cache, (Oid type, int flags), (type, flags));
WRAP(HeapTuple, heap_form_tuple, (TupleDesc desc, Datum *values, bool *nulls), (desc, values, nulls));
WRAP(ArrayType *, construct_empty_array, (Oid type), (type));
WRAP(int, SPI_connect, (void), ());
WRAP(void, initStringInfo, (StringInfo text), (text));
WRAP(void, enlargeStringInfo, (StringInfo text, int needed), (text, needed));

/* where entering may allocate, and looking up does not */
extern void *__real_hash_search(HTAB *table, const void *key, HASHACTION action, bool *found);
extern void *__wrap_hash_search(HTAB *table, const void *key, HASHACTION action, bool *found);
void *
__wrap_hash_search(HTAB *table, const void *key, HASHACTION action, bool *found)
{
	if (action == HASH_ENTER)
		count_down("hash_search");
	return __real_hash_search(table, key, action, found);
}
