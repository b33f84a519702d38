/*
 * asserting.c - what test/asserts.sh links with medaid.
 *
 * A failed assertion, and what UndefinedBehaviorSanitizer finds, is written to
 * the file FOUND and raised: the server's own assertion would end all sessions,
 * and the sanitizer's library would write to the server's log.  Functions in
 * which either must be found.
 *
 * And, where asserting.forget is on, all that the session has cached of the
 * catalogs is forgotten wherever medaid asks for some of it, as
 * debug_discard_caches does on a server with assertions.
 */
#include "pg/compat.h"

#include <limits.h>

#include "access/table.h"
#include "access/tupdesc.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"
#include "utils/typcache.h"

PG_FUNCTION_INFO_V1(asserting_fails);
PG_FUNCTION_INFO_V1(asserting_overflows);
PG_FUNCTION_INFO_V1(asserting_forgotten);

static void
failed(const char *kind, const char *what, const char *file, int line)
{
	FILE	   *found = fopen(FOUND, "a");

	if (found != NULL)
	{
		fprintf(found, "%s:%d: %s: %s\n", file, line, kind, what);
		fclose(found);
	}
	ereport(ERROR,
			(errcode(ERRCODE_ASSERT_FAILURE),
			 errmsg("%s: %s, %s:%d", kind, what, file, line)));
}

/* medaid's calls of ExceptionalCondition come here (ld --wrap) */
#if PG_VERSION_NUM >= 160000
extern void __wrap_ExceptionalCondition(const char *condition, const char *file, int line);

void
__wrap_ExceptionalCondition(const char *condition, const char *file, int line)
{
	failed("assertion failed", condition, file, line);
}
#else
extern void __wrap_ExceptionalCondition(const char *condition, const char *kind, const char *file, int line);

void
__wrap_ExceptionalCondition(const char *condition, const char *kind, const char *file, int line)
{
	failed("assertion failed", condition, file, line);
}
#endif

/* What gcc calls for the sanitizer begins with where it is, however it goes on. */
typedef struct Location
{
	const char *file;
	uint32		line;
	uint32		column;
} Location;

#define HANDLE(what) \
	extern void __ubsan_handle_##what(const Location *at); \
	void \
	__ubsan_handle_##what(const Location *at) \
	{ \
		failed("undefined", #what, at->file, (int) at->line); \
	} \
	extern int	asserting_semicolon

HANDLE(add_overflow);
HANDLE(sub_overflow);
HANDLE(mul_overflow);
HANDLE(negate_overflow);
HANDLE(divrem_overflow);
HANDLE(shift_out_of_bounds);
HANDLE(out_of_bounds);
HANDLE(pointer_overflow);
HANDLE(type_mismatch_v1);
HANDLE(load_invalid_value);
HANDLE(vla_bound_not_positive);
HANDLE(nonnull_arg);
HANDLE(invalid_builtin);
HANDLE(builtin_unreachable);
HANDLE(missing_return);

/* asserting_fails(boolean): where an argument is not true */
Datum
asserting_fails(PG_FUNCTION_ARGS)
{
	bool		holds = PG_GETARG_BOOL(0);

	Assert(holds);
	PG_RETURN_VOID();
}

/* asserting_overflows(integer) -> the next one */
Datum
asserting_overflows(PG_FUNCTION_ARGS)
{
	int			next = PG_GETARG_INT32(0) + 1;

	PG_RETURN_INT32(next);
}

static int64 forgotten = 0;

static void
forget(void)
{
	const char *on = GetConfigOption("asserting.forget", true, false);

	if (on == NULL || strcmp(on, "on") != 0)
		return;
	InvalidateSystemCaches();
	forgotten++;
}

/* asserting_forgotten() -> how often in this session */
Datum
asserting_forgotten(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(forgotten);
}

#define WRAP(result, name, parameters, arguments) \
	extern result __real_##name parameters; \
	extern result __wrap_##name parameters; \
	result \
	__wrap_##name parameters \
	{ \
		forget(); \
		return __real_##name arguments; \
	} \
	extern int	asserting_semicolon

WRAP(TupleDesc, lookup_rowtype_tupdesc, (Oid type, int32 typmod), (type, typmod));
WRAP(TupleDesc, lookup_rowtype_tupdesc_copy, (Oid type, int32 typmod), (type, typmod));
WRAP(TypeCacheEntry *, lookup_type_cache, (Oid type, int flags), (type, flags));
WRAP(TypeFuncClass, get_call_result_type, (FunctionCallInfo fcinfo, Oid *type, TupleDesc *desc), (fcinfo, type, desc));
WRAP(Oid, get_func_rettype, (Oid function), (function));
WRAP(Oid, get_element_type, (Oid type), (type));
WRAP(char *, get_namespace_name, (Oid schema), (schema));
WRAP(char *, get_rel_name, (Oid relation), (relation));
WRAP(Relation, table_open, (Oid relation, LOCKMODE lock), (relation, lock));
WRAP(char *, format_type_be, (Oid type), (type));
WRAP(Oid, GetSysCacheOid, (int cache, AttrNumber oid, Datum key1, Datum key2, Datum key3, Datum key4), (cache, oid, key1, key2, key3, key4));
WRAP(int, SPI_connect, (void), ());
WRAP(int, SPI_finish, (void), ());
WRAP(SPIPlanPtr, SPI_prepare, (const char *query, int nargs, Oid *types), (query, nargs, types));
WRAP(struct varlena *, pg_detoast_datum, (struct varlena *value), (value));
