/*
 * policy_cache.c - the policies that this session has resolved.
 *
 * A policy is handed out by address, without copying.  It therefore stays
 * where it is until the transaction that asked for it has ended.
 */
#include "policy/policy_cache.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "pg/composite.h"
#include "pg/versions.h"
#include "policy/rules_seen.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#define SESSION_POLICIES	64
#define CODE_MAX			64

typedef struct SessionPolicy
{
	Oid			function;		/* that was asked: another one when the extension is created anew */
	Oid			role;			/* rights differ */
	char		code[CODE_MAX];
	bool		is_array;
	day_t		from;			/* array: what was asked for; else the stretch */
	day_t		until;
	uint64		rules;			/* the digest of what it was resolved from */
	LocalTransactionId handed_out;	/* the last transaction that may use it */
	MemoryContext context;
	Datum		policy;
	CompiledPolicy *compiled;	/* when it was first settled with */
} SessionPolicy;

static SessionPolicy *policies[SESSION_POLICIES];
static int	policy_count = 0;
static int	last_found = 0;

CompiledPolicy *
policy_cache_compiled(Datum policy)
{
	for (int i = 0; i < policy_count; i++)
	{
		int			slot = (last_found + i) % policy_count;
		SessionPolicy *entry = policies[slot];

		if (entry->policy != policy)
			continue;
		last_found = slot;
		if (entry->compiled == NULL)
			entry->compiled = policy_compile(policy, entry->is_array ? POLICY_STRETCHES : POLICY_ONE,
											 entry->context);
		return entry->compiled;
	}
	return NULL;
}

static SessionPolicy *
find(Oid function, const char *code, bool is_array, day_t from, day_t until, uint64 rules)
{
	for (int i = 0; i < policy_count; i++)
	{
		int			slot = (last_found + i) % policy_count;
		SessionPolicy *entry = policies[slot];

		if (entry->rules == rules && entry->function == function &&
			entry->is_array == is_array && entry->role == GetUserId() &&
			(is_array ? entry->from == from && entry->until == until
			 : entry->from <= from && from < entry->until) &&
			strcmp(entry->code, code) == 0)
		{
			last_found = slot;
			return entry;
		}
	}
	return NULL;
}

/* A slot that no running statement can still be looking at; -1: none. */
static int
free_slot(void)
{
	if (policy_count < SESSION_POLICIES)
		return policy_count;
	for (int i = 0; i < policy_count; i++)
		if (policies[i]->handed_out != MyLocalTransactionId)
			return i;
	return -1;
}

/* NULL: it cannot be kept. */
static SessionPolicy *
keep(Oid function, const char *code, bool is_array, day_t from, day_t until,
	 uint64 rules, Datum policy)
{
	int			slot = free_slot();
	MemoryContext context;
	MemoryContext old;
	SessionPolicy *entry;

	if (slot < 0 || strlen(code) >= CODE_MAX)
		return NULL;
	/* below the caller's context until it is done, so that a failure leaves nothing */
	context = AllocSetContextCreate(CurrentMemoryContext, "medaid session policy",
									ALLOCSET_SMALL_SIZES);
	entry = MemoryContextAllocZero(context, sizeof(SessionPolicy));
	entry->function = function;
	entry->role = GetUserId();
	strlcpy(entry->code, code, CODE_MAX);
	entry->is_array = is_array;
	entry->from = from;
	entry->until = until;
	entry->rules = rules;
	entry->context = context;
	old = MemoryContextSwitchTo(context);
	entry->policy = PointerGetDatum(PG_DETOAST_DATUM_COPY(policy));
	MemoryContextSwitchTo(old);
	MemoryContextSetParent(context, CacheMemoryContext);
	if (slot < policy_count)
		MemoryContextDelete(policies[slot]->context);
	else
		policy_count++;
	policies[slot] = entry;
	last_found = slot;
	return entry;
}

/* ---- resolving ---- */

/* The stretch of a resolved policy. */
static void
stretch_of(Datum policy, day_t *from, day_t *until)
{
	RowReader	reader = {0};

	row_open(&reader, policy);
	row_days(&reader, "stretch", from, until);
	row_close(&reader);
}

/* Runs the extension's own resolving function under the active snapshot. */
static Datum
resolve(Oid schema, const char *function, Datum code, Datum from, Datum until, int nargs)
{
	static Oid	types[] = {TEXTOID, DATEOID, DATEOID};
	Datum		values[] = {code, from, until};
	StringInfoData query;
	Datum		result;
	bool		isnull;

	initStringInfo(&query);
	appendStringInfo(&query, "SELECT %s(%s)",
					 quote_qualified_identifier(get_namespace_name(schema), function),
					 nargs == 2 ? "$1, $2" : "$1, $2, $3");
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	if (SPI_execute_with_args(query.data, nargs, types, values, NULL, true, 1) != SPI_OK_SELECT ||
		SPI_processed != 1)
		elog(ERROR, "%s gave no row", function);
	result = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull);
	if (isnull)
		elog(ERROR, "%s gave NULL", function);
	result = SPI_datumTransfer(result, false, -1);
	SPI_finish();
	return result;
}

Datum
policy_cache_get(Oid function, Datum code_datum, bool is_array, DateADT from, DateADT until)
{
	Oid			schema = get_func_namespace(function);
	char	   *code = TextDatumGetCString(code_datum);
	uint64		rules;
	bool		known;
	SessionPolicy *entry;

	require_versions();
	known = rules_seen(function, &rules);
	entry = known ? find(function, code, is_array, from, until, rules) : NULL;

	if (entry == NULL)
	{
		Datum		policy = resolve(schema,
									 is_array ? "medaid_resolve_policies" : "medaid_resolve_policy",
									 code_datum, DateADTGetDatum(from), DateADTGetDatum(until),
									 is_array ? 3 : 2);
		day_t		stretch_from = from;
		day_t		stretch_until = until;

		if (!is_array)
			stretch_of(policy, &stretch_from, &stretch_until);
		if (known)
			entry = keep(function, code, is_array, stretch_from, stretch_until, rules, policy);
		if (entry == NULL)
			return policy;
	}
	entry->handed_out = MyLocalTransactionId;
	return entry->policy;
}
