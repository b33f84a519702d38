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
	/* of an array that stands in memory as it is: where each of set.policies is */
	bool		has_extents;
	Size		header_size;
	Size	   *element_offset;
	Size	   *element_size;
} CompiledPolicy;

/* A compiled policy in a context of its own below parent. */
extern CompiledPolicy *policy_compile(Datum policy, PolicyShape shape, MemoryContext parent);

#endif							/* MEDAID_POLICY_COMPILE_H */
