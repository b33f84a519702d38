/*
 * compat.h - what differs between the server versions that medaid builds on.
 */
#ifndef MEDAID_COMPAT_H
#define MEDAID_COMPAT_H

#include "postgres.h"

#include "fmgr.h"
#include "storage/proc.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#if PG_VERSION_NUM < 140000
#error "medaid needs PostgreSQL 14 or later"
#endif

/*
 * The library is built with -fvisibility=hidden: what SQL calls and the magic
 * block are exported, and no name of ours meets another library's.  From 16 on
 * PG_FUNCTION_INFO_V1 exports the function, too, and PGDLLEXPORT has a meaning
 * outside Windows.
 */
#if PG_VERSION_NUM < 160000
#ifndef WIN32
#undef PGDLLEXPORT
#define PGDLLEXPORT		__attribute__((visibility("default")))
#endif
#undef PG_FUNCTION_INFO_V1
#define PG_FUNCTION_INFO_V1(funcname) \
extern PGDLLEXPORT Datum funcname(PG_FUNCTION_ARGS); \
extern PGDLLEXPORT const Pg_finfo_record * CppConcat(pg_finfo_,funcname)(void); \
const Pg_finfo_record * \
CppConcat(pg_finfo_,funcname) (void) \
{ \
	static const Pg_finfo_record my_finfo = { 1 }; \
	return &my_finfo; \
} \
extern int no_such_variable
#endif

/* "pg_noreturn extern void f(void)"; 18 has it, and no pg_attribute_noreturn. */
#ifndef pg_noreturn
#define pg_noreturn		pg_attribute_noreturn()
#endif

/*
 * Soft errors, of 16 and later: an input function that is called with an
 * ErrorSaveContext tells it what is wrong and returns.  Before 16, and with
 * another context or none, errsave raises, so that nothing after it is reached.
 */
#if PG_VERSION_NUM >= 160000
#include "nodes/miscnodes.h"
#include "utils/builtins.h"
#else
#define errsave(context, ...)	ereport(ERROR, __VA_ARGS__)
#define ereturn(context, value, ...)	do { ereport(ERROR, __VA_ARGS__); return value; } while (0)
#define SOFT_ERROR_OCCURRED(context)	false
#define hex_decode_safe(src, len, dst, context)	hex_decode(src, len, dst)
#endif

/*
 * A function that tree walkers call.  Before 16 they declare it without
 * arguments, which C23, and so gcc from 15 on, takes for none.
 */
#if PG_VERSION_NUM >= 160000
#define TREE_WALKER(function)	(function)
#else
#define TREE_WALKER(function)	((bool (*) ()) (void (*) (void)) (function))
#endif

/* The name and version of the library, which pg_get_loaded_modules() of 18 shows. */
#ifndef PG_MODULE_MAGIC_EXT
#define PG_MODULE_MAGIC_EXT(...)	PG_MODULE_MAGIC
#endif

/* The number of the running transaction in this session. */
#if PG_VERSION_NUM >= 170000
#define MyLocalTransactionId	(MyProc->vxid.lxid)
#else
#define MyLocalTransactionId	(MyProc->lxid)
#endif

/* How many transactions with a number of their own have ended. */
#if PG_VERSION_NUM >= 170000
#define EndedTransactions	(TransamVariables->xactCompletionCount)
#else
#define EndedTransactions	(ShmemVariableCache->xactCompletionCount)
#endif

#endif							/* MEDAID_COMPAT_H */
