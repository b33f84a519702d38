/*
 * policy_cache.c - the policies that this session has resolved.
 *
 * What decides whether a cached policy is still right is one row, that of
 * medaid_policy_version, read under the snapshot of the running statement:
 * triggers replace it with every change of a policy table, so the version of
 * the row that a snapshot sees tells which rules it sees.  That holds for
 * changes of this transaction, of others, and under old snapshots alike.
 *
 * A policy is handed out by address, without copying.  It therefore stays
 * where it is until the transaction that asked for it has ended.
 */
#include "policy/policy_cache.h"

#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "storage/proc.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rangetypes.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/typcache.h"

#include "pg/composite.h"

#define SESSION_POLICIES	64
#define CODE_MAX			64

/* Which rules a snapshot sees. */
typedef struct RulesVersion
{
	TransactionId xmin;
	int64		number;
} RulesVersion;

typedef struct SessionPolicy
{
	Oid			function;		/* that was asked: another one when the extension is created anew */
	char		code[CODE_MAX];
	bool		is_array;
	day_t		from;			/* array: what was asked for; else the stretch */
	day_t		until;
	RulesVersion version;
	LocalTransactionId handed_out;	/* the last transaction that may use it */
	MemoryContext context;
	Datum		policy;
	CompiledPolicy *compiled;	/* when it was first settled with */
} SessionPolicy;

/* What a snapshot can see: two with the same content see the same. */
typedef struct SnapshotKey
{
	LocalTransactionId lxid;
	SubTransactionId subxid;	/* rolling back to a savepoint changes what is seen */
	Oid			schema;
	TransactionId xmin;
	TransactionId xmax;
	CommandId	curcid;
	uint32		xcnt;
	int32		subxcnt;
	bool		suboverflowed;
	bool		in_recovery;
	uint64		running;
} SnapshotKey;

static SessionPolicy *policies[SESSION_POLICIES];
static int	policy_count = 0;
static int	last_found = 0;
static SnapshotKey checked_key;
static RulesVersion checked_version;
static Oid	checked_version_table = InvalidOid;
static bool callback_registered = false;

/* The row types that cached policies are made of: medaid_policy and its rules. */
#define WATCHED_TYPES	64
static Oid	watched[WATCHED_TYPES];
static int	watched_count = 0;

/* ---- which rules the running statement sees ---- */

/* A row type was altered: what is cached has the old layout, and nobody may see it. */
static void
forget_policies(void)
{
	for (int i = 0; i < policy_count; i++)
	{
		policies[i]->policy = (Datum) 0;
		policies[i]->version.xmin = InvalidTransactionId;
	}
}

static void
relation_changed(Datum arg, Oid relid)
{
	if (relid == InvalidOid || relid == checked_version_table)
		memset(&checked_key, 0, sizeof(checked_key));
	if (relid == InvalidOid)
		forget_policies();
	for (int i = 0; i < watched_count; i++)
		if (watched[i] == relid)
			forget_policies();
}

static void
watch(Oid type)
{
	Oid			relid = get_typ_typrelid(type);

	for (int i = 0; i < watched_count; i++)
		if (watched[i] == relid)
			return;
	if (watched_count == WATCHED_TYPES)
		watched_count = 0;		/* many extensions were created and dropped */
	watched[watched_count++] = relid;
}

/* medaid_policy, or medaid_policy[], and the types of the rules in it. */
static void
watch_policy_type(Oid type)
{
	Oid			element = get_element_type(type);
	TupleDesc	desc = lookup_rowtype_tupdesc(OidIsValid(element) ? element : type, -1);

	watch(desc->tdtypeid);
	for (int i = 0; i < desc->natts; i++)
	{
		Oid			rule = get_element_type(TupleDescAttr(desc, i)->atttypid);

		if (OidIsValid(rule) && type_is_rowtype(rule))
			watch(rule);
	}
	ReleaseTupleDesc(desc);
}

static void
snapshot_key(Snapshot snapshot, Oid schema, SnapshotKey *key)
{
	memset(key, 0, sizeof(*key));
	key->lxid = MyLocalTransactionId;
	key->subxid = GetCurrentSubTransactionId();
	key->schema = schema;
	key->xmin = snapshot->xmin;
	key->xmax = snapshot->xmax;
	key->curcid = snapshot->curcid;
	key->xcnt = snapshot->xcnt;
	key->subxcnt = snapshot->subxcnt;
	key->suboverflowed = snapshot->suboverflowed;
	key->in_recovery = snapshot->takenDuringRecovery;
	if (snapshot->xcnt > 0)
		key->running = hash_bytes_extended((const unsigned char *) snapshot->xip,
										   snapshot->xcnt * sizeof(TransactionId), 0);
	if (snapshot->subxcnt > 0)
		key->running ^= hash_bytes_extended((const unsigned char *) snapshot->subxip,
											snapshot->subxcnt * sizeof(TransactionId), 1);
}

static RulesVersion
read_version(Oid schema, Snapshot snapshot)
{
	RulesVersion version = {InvalidTransactionId, 0};
	Oid			relid = get_relname_relid("medaid_policy_version", schema);
	Relation	rel;
	TableScanDesc scan;
	HeapTuple	tuple;

	if (!OidIsValid(relid))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("table medaid_policy_version is missing"),
				 errhint("It is part of extension medaid and must not be renamed or moved.")));
	rel = table_open(relid, AccessShareLock);
	scan = table_beginscan(rel, snapshot, 0, NULL);
	tuple = heap_getnext(scan, ForwardScanDirection);
	if (tuple != NULL)
	{
		bool		isnull;

		version.xmin = HeapTupleHeaderGetRawXmin(tuple->t_data);
		version.number = DatumGetInt64(heap_getattr(tuple, 1, RelationGetDescr(rel), &isnull));
	}
	table_endscan(scan);
	table_close(rel, AccessShareLock);
	if (!callback_registered)
	{
		CacheRegisterRelcacheCallback(relation_changed, (Datum) 0);
		callback_registered = true;
	}
	checked_version_table = relid;
	return version;
}

/* The version of the rules under the active snapshot; 0 where it has none. */
static RulesVersion
current_version(Oid schema)
{
	Snapshot	snapshot = GetActiveSnapshot();
	SnapshotKey key;

	snapshot_key(snapshot, schema, &key);
	if (memcmp(&key, &checked_key, sizeof(key)) != 0)
	{
		memset(&checked_key, 0, sizeof(checked_key));
		checked_version = read_version(schema, snapshot);
		checked_key = key;
	}
	return checked_version;
}

/* ---- the cache ---- */

CompiledPolicy *
policy_cache_compiled(Datum policy)
{
	for (int i = 0; i < policy_count; i++)
	{
		int			slot = (last_found + i) % policy_count;
		SessionPolicy *entry = policies[slot];

		if (entry->policy != policy || policy == (Datum) 0)
			continue;
		last_found = slot;
		if (entry->compiled == NULL)
			entry->compiled = policy_compile(policy, entry->is_array, entry->context);
		return entry->compiled;
	}
	return NULL;
}

static SessionPolicy *
find(Oid function, const char *code, bool is_array, day_t from, day_t until, RulesVersion version)
{
	for (int i = 0; i < policy_count; i++)
	{
		int			slot = (last_found + i) % policy_count;
		SessionPolicy *entry = policies[slot];

		if (entry->function == function && entry->is_array == is_array &&
			entry->version.number == version.number && entry->version.xmin == version.xmin &&
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

static SessionPolicy *
keep(Oid function, const char *code, bool is_array, day_t from, day_t until,
	 RulesVersion version, Datum policy)
{
	int			slot = free_slot();
	MemoryContext context;
	SessionPolicy *entry;

	if (slot < 0 || strlen(code) >= CODE_MAX || !TransactionIdIsValid(version.xmin))
		return NULL;
	watch_policy_type(get_func_rettype(function));
	context = AllocSetContextCreate(CacheMemoryContext, "medaid session policy",
									ALLOCSET_SMALL_SIZES);
	entry = MemoryContextAllocZero(context, sizeof(SessionPolicy));
	entry->function = function;
	strlcpy(entry->code, code, CODE_MAX);
	entry->is_array = is_array;
	entry->from = from;
	entry->until = until;
	entry->version = version;
	entry->context = context;
	{
		MemoryContext old = MemoryContextSwitchTo(context);

		entry->policy = PointerGetDatum(PG_DETOAST_DATUM_COPY(policy));
		MemoryContextSwitchTo(old);
	}
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
	Datum		value;
	RangeBound	lower,
				upper;
	bool		empty;

	row_open(&reader, policy);
	if (row_null(&reader, "stretch", DATERANGEOID, &value))
		row_error(&reader, "stretch", "is NULL");
	range_deserialize(lookup_type_cache(DATERANGEOID, TYPECACHE_RANGE_INFO),
					  DatumGetRangeTypeP(value), &lower, &upper, &empty);
	*from = lower.infinite ? DAY_PAST : DatumGetDateADT(lower.val);
	*until = upper.infinite ? DAY_FUTURE : DatumGetDateADT(upper.val);
	row_close(&reader);
}

/* Runs the extension's own resolving function under the active snapshot. */
static Datum
resolve(Oid schema, const char *function, Datum code, Datum from, Datum until, int nargs)
{
	static Oid	types[] = {TEXTOID, DATEOID, DATEOID};
	Datum		values[] = {code, from, until};
	MemoryContext caller = CurrentMemoryContext;
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
	{
		MemoryContext old = MemoryContextSwitchTo(caller);

		result = PointerGetDatum(PG_DETOAST_DATUM_COPY(result));
		MemoryContextSwitchTo(old);
	}
	SPI_finish();
	return result;
}

Datum
policy_cache_get(Oid function, Datum code_datum, bool is_array, DateADT from, DateADT until)
{
	Oid			schema = get_func_namespace(function);
	char	   *code = TextDatumGetCString(code_datum);
	RulesVersion version = current_version(schema);
	SessionPolicy *entry = find(function, code, is_array, from, until, version);

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
		entry = keep(function, code, is_array, stretch_from, stretch_until, version, policy);
		if (entry == NULL)
			return policy;
	}
	entry->handed_out = MyLocalTransactionId;
	return entry->policy;
}
