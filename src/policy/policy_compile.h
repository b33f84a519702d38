/*
 * policy_compile.h - a medaid_policy or medaid_policy[] compiled for settling.
 */
#ifndef MEDAID_POLICY_COMPILE_H
#define MEDAID_POLICY_COMPILE_H

#include "compat.h"

#include "core/policy.h"
#include "utils/palloc.h"

typedef struct CompiledPolicy
{
	PolicySet	set;
	MemoryContext context;		/* holds all of it; delete to free */
	struct varlena *source;		/* what it was compiled from, as it was given */
	Size		source_size;
	bool		is_array;
	/* of an array that stands in memory as it is: where each of set.policies is */
	bool		has_extents;
	Size	   *element_offset;
	Size	   *element_size;
} CompiledPolicy;

/* A compiled policy in a context of its own below parent. */
extern CompiledPolicy *policy_compile(Datum policy, bool is_array, MemoryContext parent);

/* The one Pool of a code; NULL if no policy of this session names it. */
extern const Pool *pool_intern(const char *code, int len);
extern const Pool *pool_find(const char *code, int len);

#endif							/* MEDAID_POLICY_COMPILE_H */
