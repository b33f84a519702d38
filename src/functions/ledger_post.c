/*
 * ledger_post.c - medaid_ledger_run(): statements of a ledger, planned once a session.
 *
 * Planning the statement that posts a person takes longer than running it, and so
 * does writing its text.  What is kept is found by the arguments that the text is
 * made of, and only medaid's own function makes it: nobody else can put a
 * statement here that another user of the session would run.
 */
#include "pg/compat.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/syscache.h"

PG_FUNCTION_INFO_V1(medaid_ledger_run);

/* Arguments that the text is made of: what, schema, ordering. */
#define MAKING			3

/* A ledger's three take half a megabyte: those of the last fifty ledgers are kept. */
#define MOST_KEPT		150

typedef struct Kept
{
	char	   *key;
	int			key_size;
	SPIPlanPtr	plan;
	uint64		used;			/* when it was last run */
	int			running;		/* runs under way */
} Kept;

static Kept kept[MOST_KEPT];
static int	kept_count;
static uint64 run_count;

/* The row of the function: another one since an update of the extension, which may make other texts. */
static void
append_release(StringInfo key, Oid function)
{
	HeapTuple	row = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	TransactionId writer;

	if (!HeapTupleIsValid(row))
		elog(ERROR, "function %u is gone", function);
	writer = HeapTupleHeaderGetRawXmin(row->t_data);
	appendBinaryStringInfo(key, (char *) &function, sizeof(function));
	appendBinaryStringInfo(key, (char *) &writer, sizeof(writer));
	appendBinaryStringInfo(key, (char *) &row->t_self, sizeof(row->t_self));
	ReleaseSysCache(row);
}

/* What a call's statement is found by. */
static void
key_of(FunctionCallInfo fcinfo, StringInfo key)
{
	initStringInfo(key);
	append_release(key, fcinfo->flinfo->fn_oid);
	for (int i = 0; i < MAKING; i++)
	{
		appendStringInfoChar(key, PG_ARGISNULL(i) ? 'n' : ' ');
		if (!PG_ARGISNULL(i))
			appendStringInfoString(key, TextDatumGetCString(PG_GETARG_DATUM(i)));
		appendStringInfoChar(key, '\0');
	}
}

static Kept *
find(const StringInfo key)
{
	for (int i = 0; i < kept_count; i++)
		if (kept[i].key_size == key->len && memcmp(kept[i].key, key->data, key->len) == 0)
			return &kept[i];
	return NULL;
}

/* A free place, or that of the one not run for longest; NULL where all are running. */
static Kept *
place(void)
{
	Kept	   *oldest = NULL;

	if (kept_count < MOST_KEPT)
	{
		kept[kept_count].key = NULL;
		return &kept[kept_count++];
	}
	for (int i = 0; i < kept_count; i++)
		if (kept[i].running == 0 && (oldest == NULL || kept[i].used < oldest->used))
			oldest = &kept[i];
	return oldest;
}

/* The text, by medaid_ledger_statement() of the extension; NULL: there is none. */
static char *
statement_of(FunctionCallInfo fcinfo)
{
	Oid			types[MAKING] = {TEXTOID, TEXTOID, TEXTOID};
	Datum		values[MAKING];
	char		nulls[MAKING];
	StringInfoData query;

	for (int i = 0; i < MAKING; i++)
	{
		values[i] = PG_GETARG_DATUM(i);
		nulls[i] = PG_ARGISNULL(i) ? 'n' : ' ';
	}
	initStringInfo(&query);
	appendStringInfo(&query, "SELECT %s($1, $2, $3)",
					 quote_qualified_identifier(get_namespace_name(get_func_namespace(fcinfo->flinfo->fn_oid)),
												"medaid_ledger_statement"));
	if (SPI_execute_with_args(query.data, MAKING, types, values, nulls, true, 1) != SPI_OK_SELECT ||
		SPI_processed != 1)
		elog(ERROR, "medaid_ledger_statement gave no row");
	return SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
}

static Kept *
keep(FunctionCallInfo fcinfo, StringInfo key)
{
	char	   *statement = statement_of(fcinfo);
	Oid		   *types;
	int			count;
	SPIPlanPtr	plan;
	char	   *own_key;
	Kept	   *entry;

	if (statement == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("there is no such statement of a ledger")));
	get_func_signature(fcinfo->flinfo->fn_oid, &types, &count);
	/* one plan for whatever comes: it is not made anew for other parameters */
	plan = SPI_prepare_cursor(statement, count - MAKING, types + MAKING, CURSOR_OPT_GENERIC_PLAN);
	if (plan == NULL)
		elog(ERROR, "a statement could not be prepared: %s", SPI_result_code_string(SPI_result));
	own_key = MemoryContextAlloc(CacheMemoryContext, key->len);
	memcpy(own_key, key->data, key->len);
	entry = place();
	if (entry == NULL)
		elog(ERROR, "%d statements are running", MOST_KEPT);
	if (entry->key != NULL)
	{
		SPI_freeplan(entry->plan);
		pfree(entry->key);
	}
	SPI_keepplan(plan);
	*entry = (Kept) {.key = own_key, .key_size = key->len, .plan = plan};
	return entry;
}

/* The first row of what was run, in the caller's memory; of NULLs where there is none. */
static Datum
first_row(bool *isnull)
{
	HeapTuple	row;
	TupleDesc	desc;

	*isnull = SPI_tuptable == NULL;
	if (*isnull)
		return (Datum) 0;
	desc = SPI_tuptable->tupdesc;
	if (SPI_processed > 0)
		row = SPI_tuptable->vals[0];
	else
	{
		bool	   *nulls = palloc(Max(desc->natts, 1) * sizeof(bool));

		memset(nulls, true, desc->natts);
		row = heap_form_tuple(desc, palloc0(Max(desc->natts, 1) * sizeof(Datum)), nulls);
	}
	return PointerGetDatum(SPI_returntuple(row, desc));
}

/*
 * medaid_ledger_run(what text, schema text, ordering text, parameters …) -> record
 * Runs the statement that medaid_ledger_statement() gives for the first three with
 * the others as $1 and so on, with the caller's rights and in a snapshot of its own.
 * Returns its first row, of NULLs where it gives none, and NULL where it is no
 * statement that gives rows.  22023: there is no such statement; what the statement
 * raises.
 */
Datum
medaid_ledger_run(PG_FUNCTION_ARGS)
{
	int			count = PG_NARGS() - MAKING;
	Datum		values[FUNC_MAX_ARGS];
	char		nulls[FUNC_MAX_ARGS];
	StringInfoData key;
	Kept	   *entry;
	Datum		result;
	bool		isnull;
	int			ran;

	for (int i = 0; i < count; i++)
	{
		values[i] = PG_GETARG_DATUM(MAKING + i);
		nulls[i] = PG_ARGISNULL(MAKING + i) ? 'n' : ' ';
	}
	key_of(fcinfo, &key);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	entry = find(&key);
	if (entry == NULL)
		entry = keep(fcinfo, &key);
	entry->used = ++run_count;
	entry->running++;
	PG_TRY();
	{
		ran = SPI_execute_plan(entry->plan, values, nulls, false, 0);
	}
	PG_FINALLY();
	{
		entry->running--;
	}
	PG_END_TRY();
	if (ran < 0)
		elog(ERROR, "a statement could not be run: %s", SPI_result_code_string(ran));
	result = first_row(&isnull);
	SPI_finish();
	if (isnull)
		PG_RETURN_NULL();
	return result;
}
