/*
 * ytd.c - medaid_ytd(): what a person has used, from stored settlements.
 *
 * Amounts are added up, whatever their order, so the aggregate combines.
 */
#include "settlement/settle_call.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "pg/aggregate.h"
#include "pg/numeric_fen.h"
#include "pg/room.h"
#include "policy/policy_pools.h"
#include "settlement/read.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

PG_FUNCTION_INFO_V1(medaid_ytd_step);
PG_FUNCTION_INFO_V1(medaid_ytd_combine);
PG_FUNCTION_INFO_V1(medaid_ytd_serialize);
PG_FUNCTION_INFO_V1(medaid_ytd_deserialize);
PG_FUNCTION_INFO_V1(medaid_ytd_final);

static YearToDate *
ytd_state(FunctionCallInfo fcinfo)
{
	MemoryContext context = aggregate_context(fcinfo);
	YearToDate *ytd;

	if (!PG_ARGISNULL(0))
		return (YearToDate *) PG_GETARG_POINTER(0);
	ytd = MemoryContextAlloc(context, sizeof(YearToDate));
	ytd_init(ytd, context);
	return ytd;
}

/* Each is looked for among all: where they are many, adding one after the other takes long. */
static void
add(YearToDate *ytd, const Accumulator *used)
{
	CHECK_FOR_INTERRUPTS();
	if (!ytd_add(ytd, used))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the settlements of year %d add up to more than can be held", used->year)));
}

/* What counted in further limits, by the day: how long each is the settlement does not say. */
static void
add_limits(YearToDate *ytd, SettlementReader *s, int32 year)
{
	const Pool **pools;
	int			count = read_pools_of(s, OUT_LIMIT_POOLS, &pools);
	fen_t		paid = read_fen(s, OUT_ASSISTANCE);

	if (count == 0 || paid == 0)
		return;
	for (int i = 0; i < count; i++)
		add(ytd, &(Accumulator) {
			.year = year,
				.period = period_of_day(DatumGetDateADT(read_datum(s, OUT_DISCHARGED_ON))),
				.pool = pools[i],
				.paid = paid,
				.due = paid
		});
	pfree(pools);
}

static void
add_settlement(YearToDate *ytd, SettlementReader *s)
{
	const Pool *main = read_pool_of(s, OUT_POOL);
	const Pool *tilted = read_pool_of(s, OUT_TILTED_POOL);
	const Pool *critical = read_pool_of(s, OUT_CRITICAL_ILLNESS_POOL);
	int32		year;

	if (main == NULL && tilted == NULL && critical == NULL)
		return;
	if (read_null(s, OUT_BENEFIT_YEAR) || read_null(s, OUT_DISCHARGED_ON))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("benefit_year or discharged_on of a settlement is NULL")));
	/* a claim's day is finite: an infinite one is in no month and no year */
	if (DATE_NOT_FINITE(DatumGetDateADT(read_datum(s, OUT_DISCHARGED_ON))))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("discharged_on of a settlement is infinite"),
				 errhint("Settlements are stored as medaid made them.")));
	year = DatumGetInt32(read_datum(s, OUT_BENEFIT_YEAR));
	if (main != NULL)
		add(ytd, &(Accumulator) {
			.year = year,
				.pool = main,
				.burden = read_fen(s, OUT_BURDEN),
				.deductible = read_fen(s, OUT_DEDUCTIBLE),
				.paid = read_fen(s, OUT_ASSISTANCE) + read_fen(s, OUT_TOP_UP),
				.due = read_fen(s, OUT_DUE) + read_fen(s, OUT_TOP_UP)
		});
	add_limits(ytd, s, year);
	if (tilted != NULL)
		add(ytd, &(Accumulator) {
			.year = year,
				.pool = tilted,
				.burden = read_signed_fen(s, OUT_RESIDUAL),
				.paid = read_fen(s, OUT_TILTED),
				.due = read_fen(s, OUT_TILTED)
		});
	if (critical != NULL)
		add(ytd, &(Accumulator) {
			.year = day_year(DatumGetDateADT(read_datum(s, OUT_DISCHARGED_ON))),
				.pool = critical,
				.burden = fen_beyond(read_fen(s, OUT_IN_SCOPE), read_fen(s, OUT_BASIC_PAID)),
				.paid = read_fen(s, OUT_CRITICAL_ILLNESS_PAID),
				.due = read_fen(s, OUT_CRITICAL_ILLNESS_PAID)
		});
}

/*
 * medaid_ytd(settlement): transition
 * NULL and refused settlements use nothing.  22004: benefit_year or discharged_on
 * is NULL; 22003: an amount is none, or the sums exceed what can be held.
 */
Datum
medaid_ytd_step(PG_FUNCTION_ARGS)
{
	YearToDate *ytd = ytd_state(fcinfo);
	SettlementReader *reader = fcinfo->flinfo->fn_extra;

	if (PG_ARGISNULL(1))
		PG_RETURN_POINTER(ytd);
	if (reader == NULL)
	{
		reader = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt, sizeof(SettlementReader));
		settlement_reader_init(reader, fcinfo->flinfo->fn_mcxt);
		fcinfo->flinfo->fn_extra = reader;
	}
	settlement_read(reader, PG_GETARG_DATUM(1));
	add_settlement(ytd, reader);
	PG_RETURN_POINTER(ytd);
}

/*
 * medaid_ytd(): combination
 * Adds the second state to the first; NULL is none.
 */
Datum
medaid_ytd_combine(PG_FUNCTION_ARGS)
{
	YearToDate *ytd = ytd_state(fcinfo);

	if (!PG_ARGISNULL(1))
	{
		const YearToDate *other = (YearToDate *) PG_GETARG_POINTER(1);

		for (int i = 0; i < other->count; i++)
			add(ytd, &other->accumulators[i]);
	}
	PG_RETURN_POINTER(ytd);
}

/*
 * medaid_ytd(): a state as bytes, the codes of the pools with it.
 */
Datum
medaid_ytd_serialize(PG_FUNCTION_ARGS)
{
	const YearToDate *ytd = ytd_state(fcinfo);
	StringInfoData out;

	pq_begintypsend(&out);
	pq_sendint32(&out, ytd->count);
	for (int i = 0; i < ytd->count; i++)
	{
		const Accumulator *accumulator = &ytd->accumulators[i];

		CHECK_FOR_INTERRUPTS();
		pq_sendint32(&out, accumulator->year);
		pq_sendint32(&out, accumulator->period);
		pq_sendint32(&out, accumulator->pool->len);
		appendBinaryStringInfo(&out, accumulator->pool->code, accumulator->pool->len);
		pq_sendint64(&out, accumulator->burden);
		pq_sendint64(&out, accumulator->deductible);
		pq_sendint64(&out, accumulator->paid);
		pq_sendint64(&out, accumulator->due);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&out));
}

/*
 * medaid_ytd(): the state again.
 */
Datum
medaid_ytd_deserialize(PG_FUNCTION_ARGS)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	YearToDate *ytd = palloc(sizeof(YearToDate));
	FmgrInfo   *flinfo = fcinfo->flinfo;
	StringInfoData in;
	int			count;

	aggregate_context(fcinfo);
	ytd_init(ytd, CurrentMemoryContext);
	in.data = VARDATA_ANY(bytes);
	in.len = in.maxlen = VARSIZE_ANY_EXHDR(bytes);
	in.cursor = 0;
	count = pq_getmsgint(&in, 4);
	for (int i = 0; i < count; i++)
	{
		Accumulator used;
		int			len;

		used.year = pq_getmsgint(&in, 4);
		used.period = pq_getmsgint(&in, 4);
		len = pq_getmsgint(&in, 4);
		used.pool = pool_intern((HTAB **) &flinfo->fn_extra, flinfo->fn_mcxt,
								pq_getmsgbytes(&in, len), len);
		used.burden = pq_getmsgint64(&in);
		used.deductible = pq_getmsgint64(&in);
		used.paid = pq_getmsgint64(&in);
		used.due = pq_getmsgint64(&in);
		add(ytd, &used);
	}
	pq_getmsgend(&in);
	PG_RETURN_POINTER(ytd);
}

static int
by_year_and_pool(const void *a, const void *b)
{
	const Accumulator *p = a;
	const Accumulator *q = b;
	int			cmp;

	CHECK_FOR_INTERRUPTS();
	if (p->year != q->year)
		return p->year < q->year ? -1 : 1;
	cmp = strcmp(p->pool->code, q->pool->code);
	return cmp != 0 ? cmp : (p->period > q->period) - (p->period < q->period);
}

#define ACCUMULATOR_FIELDS	8

static Datum
accumulator(TupleDesc desc, const Accumulator *accumulator)
{
	Datum		values[ACCUMULATOR_FIELDS];
	/* month and day are of further limits */
	bool		of_year = accumulator->period == PERIOD_YEAR;
	bool		nulls[ACCUMULATOR_FIELDS] = {[6] = of_year, [7] = of_year};

	values[0] = Int32GetDatum(accumulator->year);
	values[1] = PointerGetDatum(cstring_to_text_with_len(accumulator->pool->code,
														 accumulator->pool->len));
	/* settlements that lack their year's earlier ones may come to less than nothing */
	values[2] = fen_to_numeric(fen_max(0, accumulator->burden));
	values[3] = fen_to_numeric(accumulator->deductible);
	values[4] = fen_to_numeric(accumulator->paid);
	values[5] = fen_to_numeric(accumulator->due);
	if (!of_year)
	{
		day_t		day = accumulator->period - PERIOD_DAY_ZERO;
		int32		year,
					month;

		day_split(day, &year, &month);
		values[6] = Int32GetDatum(month);
		values[7] = DateADTGetDatum(day);
	}
	return HeapTupleGetDatum(heap_form_tuple(desc, values, nulls));
}

/* The row type medaid_accumulator, if it still has the attributes it was created with. */
static TupleDesc
accumulator_desc(Oid type)
{
	static const Oid types[ACCUMULATOR_FIELDS] = {
		INT4OID, TEXTOID, NUMERICOID, NUMERICOID, NUMERICOID, NUMERICOID, INT4OID, DATEOID
	};
	TupleDesc	desc = lookup_rowtype_tupdesc_copy(type, -1);

	for (int i = 0; i < ACCUMULATOR_FIELDS; i++)
		if (desc->natts != ACCUMULATOR_FIELDS || TupleDescAttr(desc, i)->attisdropped ||
			TupleDescAttr(desc, i)->atttypid != types[i])
			ereport(ERROR,
					(errcode(ERRCODE_DATATYPE_MISMATCH),
					 errmsg("type medaid_accumulator was altered"),
					 errdetail("It has benefit_year integer, pool text, burden, deductible, paid and due numeric, month integer, and day date.")));
	return desc;
}

/*
 * medaid_ytd(settlement) -> medaid_accumulator[]
 * One for each benefit year and pool, and for each day in the pools of further
 * limits, in their order; amounts in yuan.  Empty where nothing was used.
 */
Datum
medaid_ytd_final(PG_FUNCTION_ARGS)
{
	Oid			type = get_element_type(get_func_rettype(fcinfo->flinfo->fn_oid));
	const YearToDate *ytd;
	Accumulator *accumulators;
	Datum	   *rows;
	TupleDesc	desc;

	if (PG_ARGISNULL(0) || (ytd = ytd_state(fcinfo))->count == 0)
		PG_RETURN_ARRAYTYPE_P(construct_empty_array(type));
	accumulators = room_for(ytd->count, sizeof(Accumulator));
	memcpy(accumulators, ytd->accumulators, ytd->count * sizeof(Accumulator));
	qsort(accumulators, ytd->count, sizeof(Accumulator), by_year_and_pool);
	rows = room_for(ytd->count, sizeof(Datum));
	desc = accumulator_desc(type);
	for (int i = 0; i < ytd->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		rows[i] = accumulator(desc, &accumulators[i]);
	}
	PG_RETURN_ARRAYTYPE_P(construct_array(rows, ytd->count, type, -1, false,
										  TYPALIGN_DOUBLE));
}
