/*
 * policy_types.c - the composite types that a policy is made of.
 *
 * Attributes are read by name, so that what the same bytes say changes when an
 * attribute is renamed or dropped.  PostgreSQL gives every state of a row type
 * a number of its own in a session.
 */
#include "policy/policy_types.h"

#include "common/hashfn.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

#define TYPES_MAX	64

static Oid	types[TYPES_MAX];
static int	type_count = 0;
static uint64 listed_version = 0;	/* of types[0], when the others were listed */

uint64
row_type_version(Oid type)
{
	return lookup_type_cache(type, TYPECACHE_TUPDESC)->tupDesc_identifier;
}

/* medaid_policy, and the types of the rules in it: a new kind comes with an attribute. */
static void
list_types(Oid policy)
{
	TupleDesc	desc = lookup_rowtype_tupdesc(policy, -1);

	type_count = 0;
	types[type_count++] = policy;
	for (int i = 0; i < desc->natts; i++)
	{
		Oid			rule = get_element_type(TupleDescAttr(desc, i)->atttypid);

		if (!OidIsValid(rule) || !type_is_rowtype(rule))
			continue;
		if (type_count == TYPES_MAX)
			elog(ERROR, "medaid_policy has more than %d kinds of rules", TYPES_MAX - 1);
		types[type_count++] = rule;
	}
	ReleaseTupleDesc(desc);
}

uint64
policy_types_version(Oid policy)
{
	uint64		version = row_type_version(policy);
	uint64		result = 0;

	if (type_count == 0 || types[0] != policy || version != listed_version)
	{
		listed_version = 0;
		list_types(policy);
		listed_version = version;
	}
	for (int i = 0; i < type_count; i++)
		result = hash_combine64(result, row_type_version(types[i]));
	return result;
}
