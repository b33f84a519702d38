/*
 * ledger_month.c - medaid_ledger_unseen(): what a transaction's snapshot misses.
 *
 * Under READ COMMITTED each statement of medaid_close_month() sees what was
 * committed before it.  Under REPEATABLE READ the snapshot may be older than the
 * lock on the book, and a lock alone does not fail the one who waited for it; so
 * the month's entries are counted in the newest snapshot, too, as foreign keys
 * look at what refers to them.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

PG_FUNCTION_INFO_V1(medaid_ledger_unseen);

static int64
count_in(SPIPlanPtr plan, Datum month, Snapshot snapshot)
{
	bool		isnull;

	if (SPI_execute_snapshot(plan, &month, NULL, snapshot, InvalidSnapshot, true, false, 1) != SPI_OK_SELECT ||
		SPI_processed != 1)
		elog(ERROR, "entries could not be counted");
	return DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
}

/*
 * medaid_ledger_unseen(entries regclass, month date) -> boolean
 * Whether a table of entries has some of the month that the transaction's
 * snapshot does not see.  NULL: NULL; 42P01: no such table, or it has no month.
 */
Datum
medaid_ledger_unseen(PG_FUNCTION_ARGS)
{
	Oid			entries = PG_GETARG_OID(0);
	Datum		month = PG_GETARG_DATUM(1);
	Oid			types[] = {DATEOID};
	StringInfoData query;
	SPIPlanPtr	plan;
	char	   *name = get_rel_name(entries);
	bool		unseen;

	if (name == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("there is no relation %u", entries)));
	if (get_attnum(entries, "month") == InvalidAttrNumber)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("%s is no table of entries", name)));
	initStringInfo(&query);
	appendStringInfo(&query, "SELECT pg_catalog.count(*) FROM %s AS e WHERE e.month OPERATOR(pg_catalog.=) $1",
					 quote_qualified_identifier(get_namespace_name(get_rel_namespace(entries)), name));
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	plan = SPI_prepare(query.data, 1, types);
	if (plan == NULL)
		elog(ERROR, "entries could not be counted");
	unseen = count_in(plan, month, GetLatestSnapshot()) != count_in(plan, month, GetTransactionSnapshot());
	SPI_finish();
	PG_RETURN_BOOL(unseen);
}
