/*
 * policy_compile.h - a medaid_policy or medaid_policy[] compiled for settling.
 */
#ifndef MEDAID_POLICY_COMPILE_H
#define MEDAID_POLICY_COMPILE_H

#include "pg/compat.h"

#include "core/policy.h"
#include "utils/palloc.h"

/* What a policy argument is: one, the stretches of one, or scenarios, each of stretches. */
typedef enum PolicyShape
{
	POLICY_ONE,
	POLICY_STRETCHES,
	POLICY_SCENARIOS
} PolicyShape;

/* The elements of an array that share a scenario. */
typedef struct Scenario
{
	const char *name;			/* NULL: as published */
	uint32		len;
	PolicySet	set;
} Scenario;

/* A run of bytes. */
typedef struct Span
{
	Size		at;				/* in the policy */
	Size		size;
} Span;

/* Where a policy stands in the source, and which of its bytes settling depends on. */
typedef struct Extent
{
	Size		at;
	int			span_count;
	Span	   *spans;
} Extent;

typedef struct CompiledPolicy
{
	PolicySet	set;			/* not of scenarios */
	int			scenario_count;
	Scenario   *scenarios;		/* in the order in which the array names them first */
	MemoryContext context;		/* holds all of it; delete to free */
	struct varlena *source;		/* what it was compiled from, as it was given */
	Size		source_size;
	PolicyShape shape;
	uint64		mark[2];		/* of medaid_scenarios(); zero: none */
	/* of what stands in memory as it is, not compressed: of each of set.policies; else NULL */
	Extent	   *extents;
	Size		header_size;	/* of an array; 0: one policy */
	bool		in_use;			/* see PolicyArgument.mark_in_use */
} CompiledPolicy;

/* A compiled policy in a context of its own below parent. */
extern CompiledPolicy *policy_compile(Datum policy, PolicyShape shape, MemoryContext parent);

#endif							/* MEDAID_POLICY_COMPILE_H */
