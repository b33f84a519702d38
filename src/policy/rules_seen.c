/*
 * rules_seen.c - what the policy tables hold for the running statement.
 *
 * A version of a row is known by its file, its place there and the transaction
 * that wrote it.  The digest is taken over all versions that the snapshot
 * sees, so it does not matter who wrote them, in which order, and which
 * triggers fired.
 *
 * Taking it for each statement would cost more than settling a claim.  It is
 * therefore kept for each table, and taken anew only where a page of the table
 * has changed since, or where a transaction that wrote to one of them had not
 * ended for the snapshot; and where no transaction at all has ended since, not
 * even the pages are looked at.
 */
#include "policy/rules_seen.h"

#include "access/genam.h"
#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/transam.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/indexing.h"
#include "catalog/pg_am.h"
#include "catalog/pg_class.h"
#include "catalog/pg_depend.h"
#include "catalog/pg_extension.h"
#include "catalog/pg_proc.h"
#include "common/hashfn.h"
#include "pg/versions.h"
#include "policy/policy_types.h"
#include "storage/bufmgr.h"
#include "storage/lmgr.h"
#include "storage/predicate.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#define TABLES_MAX	64

typedef struct PolicyTable
{
	Oid			oid;
	bool		written;		/* this transaction writes to it, or may */
	uint64		digest;
	/* the digest holds for any snapshot from horizon on, as long as the pages are the same */
	bool		settled;
	Oid			file;
	BlockNumber blocks;
	XLogRecPtr	changed;		/* the last change of any of them */
	TransactionId horizon;		/* all transactions that wrote to them are older */
} PolicyTable;

/* What a snapshot can see: two with the same content see the same. */
typedef struct SnapshotKey
{
	LocalTransactionId lxid;
	TransactionId xid;
	SubTransactionId subxid;	/* rolling back to a savepoint changes what is seen */
	Oid			function;
	TransactionId xmin;
	TransactionId xmax;
	CommandId	curcid;
	uint32		xcnt;
	int32		subxcnt;
	bool		suboverflowed;
	bool		in_recovery;
	uint64		running;
} SnapshotKey;

/* The last answer. */
static SnapshotKey answered_key;
static uint64 answered;
static bool answered_known;
static bool answered_written;	/* some table is written to */
/* Where the answer holds for any snapshot from horizon on, until a transaction ends. */
static bool answered_settled = false;
static TransactionId answered_horizon;
static uint64 answered_ended;

static uint64 policy_type_version = 0;
static int	table_count = 0;
static PolicyTable tables[TABLES_MAX];
static Oid	policy_type = InvalidOid;

static void
snapshot_key(Snapshot snapshot, Oid function, SnapshotKey *key)
{
	memset(key, 0, sizeof(*key));
	key->lxid = MyLocalTransactionId;
	key->xid = GetTopTransactionIdIfAny();
	key->subxid = GetCurrentSubTransactionId();
	key->function = function;
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

/* ---- which tables ---- */

/* Shipped rows stand in all of them, but for reference values, of which none ship. */
static bool
is_policy_table(Oid relation)
{
	return get_rel_relkind(relation) == RELKIND_RELATION &&
		(get_attnum(relation, "shipped") != InvalidAttrNumber ||
		 strcmp(get_rel_name(relation), "medaid_reference") == 0);
}

/* The policy tables: members of the extension. */
static void
find_tables(Oid extension)
{
	Relation	depend = table_open(DependRelationId, AccessShareLock);
	ScanKeyData key[2];
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&key[0], Anum_pg_depend_refclassid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(ExtensionRelationId));
	ScanKeyInit(&key[1], Anum_pg_depend_refobjid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(extension));
	scan = systable_beginscan(depend, DependReferenceIndexId, true, NULL, 2, key);
	table_count = 0;
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_depend form = (Form_pg_depend) GETSTRUCT(tuple);

		if (form->classid != RelationRelationId || form->deptype != DEPENDENCY_EXTENSION ||
			!is_policy_table(form->objid))
			continue;
		if (table_count == TABLES_MAX)
			elog(ERROR, "medaid has more than %d policy tables", TABLES_MAX);
		tables[table_count++] = (PolicyTable) {.oid = form->objid};
	}
	systable_endscan(scan);
	table_close(depend, AccessShareLock);
}

/* An altered type makes other policies, and a new kind of rule comes with an attribute. */
static bool
same_catalog(Oid function)
{
	Oid			result = get_func_rettype(function);
	Oid			element = get_element_type(result);
	Oid			policy = OidIsValid(element) ? element : result;
	uint64		version = row_type_version(policy);

	if (policy_type == policy && version == policy_type_version)
		return true;
	/* until they are found, nothing is answered */
	policy_type_version = 0;
	memset(&answered_key, 0, sizeof(answered_key));
	find_tables(getExtensionOfObject(ProcedureRelationId, function));
	policy_type = policy;
	policy_type_version = version;
	return false;
}

/* ---- what a table holds ---- */

static uint64
digest_rows(Relation rel, Snapshot snapshot)
{
	TableScanDesc scan = table_beginscan_strat(rel, snapshot, 0, NULL, true, false);
	uint64		digest = hash_combine64(RelationGetRelid(rel), rel->rd_rel->relfilenode);
	HeapTuple	tuple;

	while ((tuple = heap_getnext(scan, ForwardScanDirection)) != NULL)
	{
		uint32		version[3];

		version[0] = ItemPointerGetBlockNumber(&tuple->t_self);
		version[1] = ItemPointerGetOffsetNumber(&tuple->t_self);
		version[2] = HeapTupleHeaderGetRawXmin(tuple->t_data);
		digest = hash_bytes_extended((const unsigned char *) version, sizeof(version), digest);
	}
	table_endscan(scan);
	return digest;
}

/* Whether the pages are those of the last time; takes them down. */
static bool
same_pages(PolicyTable *table, Relation rel)
{
	BlockNumber blocks = RelationGetNumberOfBlocks(rel);
	XLogRecPtr	changed = InvalidXLogRecPtr;

	for (BlockNumber i = 0; i < blocks; i++)
	{
		Buffer		buffer = ReadBuffer(rel, i);
		XLogRecPtr	lsn = BufferGetLSNAtomic(buffer);

		changed = Max(changed, lsn);
		ReleaseBuffer(buffer);
	}
	if (table->horizon != InvalidTransactionId && table->file == rel->rd_rel->relfilenode &&
		table->blocks == blocks && table->changed == changed)
		return true;
	table->file = rel->rd_rel->relfilenode;
	table->blocks = blocks;
	table->changed = changed;
	/* after the pages were looked at: what comes later shows in them */
	table->horizon = ReadNextTransactionId();
	return false;
}

static void
check_table(PolicyTable *table, Relation rel, Snapshot snapshot)
{
	bool		same = same_pages(table, rel);
	/* a change that is not logged does not show in the page */
	bool		settled = RelationNeedsWAL(rel) &&
		TransactionIdPrecedesOrEquals(table->horizon, snapshot->xmin);

	PredicateLockRelation(rel, snapshot);
	if (same && settled && table->settled)
		return;
	table->settled = false;
	table->digest = digest_rows(rel, snapshot);
	table->settled = settled;
}

/*
 * Whether a query of the table gives the rows that are in it, all of them and no
 * others.  Resolving reads through views with their owner's rights: row security
 * is none of its concern, unless it is forced upon the owner.
 */
static bool
gives_its_rows(Relation rel)
{
	return rel->rd_rel->relkind == RELKIND_RELATION && rel->rd_rel->relam == HEAP_TABLE_AM_OID &&
		!(rel->rd_rel->relrowsecurity && rel->rd_rel->relforcerowsecurity) &&
		!rel->rd_rel->relhassubclass &&
		!rel->rd_rel->relispartition && rel->rd_rules == NULL;
}

/*
 * All tables, or, where this snapshot was asked about before, those that this
 * transaction writes to: a command that is still running adds to what a
 * snapshot taken meanwhile sees (UPDATE ... RETURNING f(), a trigger of each
 * row).  Who writes holds a lock.
 */
static void
check_tables(Snapshot snapshot, bool again)
{
	answered_written = false;
	answered_settled = true;
	for (int i = 0; i < table_count; i++)
	{
		PolicyTable *table = &tables[i];
		Relation	rel;

		if (!again || table->written)
		{
			rel = table_open(table->oid, AccessShareLock);
			if (gives_its_rows(rel))
				check_table(table, rel, snapshot);
			else
				answered_known = false;
			table->written = CheckRelationLockedByMe(rel, RowExclusiveLock, false);
			table_close(rel, AccessShareLock);
		}
		answered_written |= table->written;
		answered_settled &= table->settled && !table->written;
		if (i == 0 || TransactionIdFollows(table->horizon, answered_horizon))
			answered_horizon = table->horizon;
	}
	answered_settled &= answered_known;
}

/*
 * Whether no transaction has ended since the tables were looked at, so that
 * what others have written meanwhile is not visible, and none of this session
 * has begun to write.
 */
static bool
nothing_happened(Snapshot snapshot, const SnapshotKey *key)
{
	/* a number of 64 bits is read in one piece; serializable transactions note what they read */
	return sizeof(void *) >= 8 && !IsolationIsSerializable() && answered_settled &&
		answered_ended == EndedTransactions && !TransactionIdIsValid(key->xid) &&
		TransactionIdPrecedesOrEquals(answered_horizon, snapshot->xmin);
}

static void
answer(Oid function, Snapshot snapshot, const SnapshotKey *key)
{
	bool		again = memcmp(key, &answered_key, sizeof(*key)) == 0;
	bool		same = again || same_catalog(function);

	if (again && !answered_written)
		return;
	if (same && nothing_happened(snapshot, key))
	{
		answered_key = *key;
		return;
	}
	/* until all is done, nothing is answered */
	memset(&answered_key, 0, sizeof(answered_key));
	answered_settled = false;
	if (!again)
	{
		/* before the tables are looked at: what ends from here on is counted */
		answered_ended = EndedTransactions;
		answered_known = true;
	}
	check_tables(snapshot, again);
	answered = 0;
	for (int i = 0; i < table_count; i++)
		answered = hash_combine64(answered, tables[i].digest);
	answered = hash_combine64(answered, policy_types_version(policy_type));
	/* the functions that resolve may be others, though the rows are the same */
	answered = hash_combine64(answered, versions_updates);
	answered_key = *key;
}

bool
rules_seen(Oid function, uint64 *digest)
{
	Snapshot	snapshot = GetActiveSnapshot();
	SnapshotKey key;

	snapshot_key(snapshot, function, &key);
	answer(function, snapshot, &key);
	*digest = answered;
	return answered_known;
}
