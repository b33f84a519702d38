/*
 * What PostgreSQL's memory contexts tell valgrind, told to AddressSanitizer: a
 * freed chunk, and what lies behind the bytes that were asked for, are poisoned.
 * Stands in for valgrind/memcheck.h in a server that .ci/own-server builds.
 */
#ifndef MEDAID_MEMCHECK_H
#define MEDAID_MEMCHECK_H

#include <sanitizer/asan_interface.h>

#define VALGRIND_MAKE_MEM_NOACCESS(at, size)	__asan_poison_memory_region(at, size)
#define VALGRIND_MAKE_MEM_UNDEFINED(at, size)	__asan_unpoison_memory_region(at, size)
#define VALGRIND_MAKE_MEM_DEFINED(at, size)		__asan_unpoison_memory_region(at, size)
#define VALGRIND_CHECK_MEM_IS_DEFINED(at, size)	((void) 0)
#define VALGRIND_CREATE_MEMPOOL(pool, redzone, zeroed)	((void) 0)
#define VALGRIND_DESTROY_MEMPOOL(pool)			((void) 0)
#define VALGRIND_MEMPOOL_ALLOC(pool, at, size)	__asan_unpoison_memory_region(at, size)
#define VALGRIND_MEMPOOL_FREE(pool, at)			((void) 0)
#define VALGRIND_MEMPOOL_CHANGE(pool, from, to, size)	__asan_unpoison_memory_region(to, size)
#define VALGRIND_MEMPOOL_TRIM(pool, at, size)	((void) 0)
#define VALGRIND_COUNT_ERRORS					0
#define VALGRIND_PRINTF(...)					((void) 0)
#define RUNNING_ON_VALGRIND						0
#define VALGRIND_DISCARD(x)						((void) 0)

#endif
