/*
 * read.c - stored medaid_settlement rows, read by attribute name.
 */
#include "settlement/read.h"

#include "access/tupmacs.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "pg/composite.h"
#include "pg/numeric_fen.h"
#include "policy/policy_pools.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/memutils.h"
#include "utils/typcache.h"

/* Above what a sum of a year can reach in practice, below what a sum may reach. */
#define STORED_MAX	(FEN_MAX * 1000)

void
settlement_reader_init(SettlementReader *reader, MemoryContext context)
{
	memset(reader, 0, sizeof(*reader));
	reader->context = context;
}

static void
describe(SettlementReader *reader, HeapTupleHeader row, uint64 version)
{
	MemoryContext old = MemoryContextSwitchTo(reader->context);

	reader->version = 0;
	/* of the type as it was before; nothing that is gone is left behind where memory runs out */
	if (reader->desc != NULL)
		FreeTupleDesc(reader->desc);
	reader->desc = NULL;
	if (reader->values != NULL)
		pfree(reader->values);
	reader->values = NULL;
	if (reader->nulls != NULL)
		pfree(reader->nulls);
	reader->nulls = NULL;
	reader->desc = lookup_rowtype_tupdesc_copy(HeapTupleHeaderGetTypeId(row),
											   HeapTupleHeaderGetTypMod(row));
	reader->values = palloc(reader->desc->natts * sizeof(Datum));
	reader->nulls = palloc(reader->desc->natts * sizeof(bool));
	MemoryContextSwitchTo(old);
	settlement_attributes(reader->desc, reader->attribute);
	reader->version = version;
}

void
settlement_read(SettlementReader *reader, Datum datum)
{
	HeapTupleHeader row = DatumGetHeapTupleHeader(datum);
	uint64		version = assign_record_type_identifier(HeapTupleHeaderGetTypeId(row),
														HeapTupleHeaderGetTypMod(row));

	if (reader->version != version)
		describe(reader, row, version);
	row_deform(row, reader->desc, reader->values, reader->nulls);
}

bool
read_null(const SettlementReader *reader, SettlementAttribute attribute)
{
	return reader->nulls[reader->attribute[attribute]];
}

Datum
read_datum(const SettlementReader *reader, SettlementAttribute attribute)
{
	return reader->values[reader->attribute[attribute]];
}

fen_t
read_fen(const SettlementReader *reader, SettlementAttribute attribute)
{
	fen_t		fen;

	if (read_null(reader, attribute))
		return 0;
	if (numeric_to_fen(read_datum(reader, attribute), STORED_MAX, &fen) != NUMERIC_OK)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s of a settlement is out of range", settlement_names[attribute]),
				 errhint("Settlements are stored as medaid made them.")));
	return fen;
}

fen_t
read_signed_fen(const SettlementReader *reader, SettlementAttribute attribute)
{
	Datum		value;
	fen_t		fen;

	if (read_null(reader, attribute))
		return 0;
	value = read_datum(reader, attribute);
	if (numeric_to_fen(value, STORED_MAX, &fen) == NUMERIC_IS_NEGATIVE &&
		numeric_to_fen(DirectFunctionCall1(numeric_uminus, value), STORED_MAX, &fen) == NUMERIC_OK)
		return -fen;
	return read_fen(reader, attribute);
}

const Pool *
read_pool_of(SettlementReader *reader, SettlementAttribute attribute)
{
	struct varlena *code;

	if (read_null(reader, attribute))
		return NULL;
	code = PG_DETOAST_DATUM_PACKED(read_datum(reader, attribute));
	return pool_intern(&reader->pools, reader->context, VARDATA_ANY(code), VARSIZE_ANY_EXHDR(code));
}

int
read_pools_of(SettlementReader *reader, SettlementAttribute attribute, const Pool ***pools)
{
	Datum	   *codes;
	bool	   *nulls;
	int			count;

	if (read_null(reader, attribute))
		return 0;
	deconstruct_array(DatumGetArrayTypeP(read_datum(reader, attribute)), TEXTOID, -1, false,
					  TYPALIGN_INT, &codes, &nulls, &count);
	*pools = palloc(Max(count, 1) * sizeof(Pool *));
	for (int i = 0; i < count; i++)
	{
		struct varlena *code;

		CHECK_FOR_INTERRUPTS();
		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("%s of a settlement has a NULL element", settlement_names[attribute])));
		code = PG_DETOAST_DATUM_PACKED(codes[i]);
		(*pools)[i] = pool_intern(&reader->pools, reader->context, VARDATA_ANY(code),
								  VARSIZE_ANY_EXHDR(code));
		for (int j = 0; j < i; j++)
			if (same_pool((*pools)[j], (*pools)[i]))
				ereport(ERROR,
						(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						 errmsg("%s of a settlement names \"%s\" twice",
								settlement_names[attribute], (*pools)[i]->code),
						 errhint("Settlements are stored as medaid made them.")));
	}
	return count;
}

#define LAST_READ	OUT_DUE

/* What each attribute is to the walk: a figure, or one of these. */
#define SKIP_VALUE	(-1)
#define SKIP_INT	(-2)
#define READ_REASON	(-3)
#define READ_STATUS	(-4)

static const int8 uses[LAST_READ + 1] = {
	[OUT_CLAIM_ID] = SKIP_VALUE,
	[OUT_POLICY] = SKIP_VALUE,
	[OUT_SCENARIO] = SKIP_VALUE,
	[OUT_BENEFIT_YEAR] = SKIP_INT,
	[OUT_CATEGORY] = SKIP_VALUE,
	[OUT_BENEFIT] = SKIP_VALUE,
	[OUT_STATUS] = READ_STATUS,
	[OUT_REASON] = READ_REASON,
	[OUT_SERVICE] = SKIP_VALUE,
	[OUT_DISCHARGED_ON] = SKIP_INT,
	[OUT_TOTAL] = FIGURE_TOTAL,
	[OUT_IN_SCOPE] = FIGURE_IN_SCOPE,
	[OUT_BASIC_PAID] = FIGURE_BASIC,
	[OUT_CRITICAL_ILLNESS_PAID] = FIGURE_CRITICAL_ILLNESS,
	[OUT_CRITICAL_ILLNESS_POOL] = SKIP_VALUE,
	[OUT_OTHER_PAID] = FIGURE_OTHER,
	[OUT_BURDEN] = FIGURE_BURDEN,
	[OUT_DEDUCTIBLE] = FIGURE_DEDUCTIBLE,
	[OUT_RATE] = SKIP_VALUE,
	[OUT_ASSISTANCE] = FIGURE_ASSISTANCE,
	[OUT_TOP_UP] = FIGURE_TOP_UP,
	[OUT_TILTED] = FIGURE_TILTED,
	[OUT_RESIDUAL] = SKIP_VALUE,
	[OUT_OFF_CATALOG] = FIGURE_OFF_CATALOG,
	[OUT_AID] = SKIP_VALUE,
	[OUT_HOSPITAL_BORNE] = FIGURE_HOSPITAL,
	[OUT_PATIENT_PAYS] = FIGURE_PATIENT,
	[OUT_EXCESS] = FIGURE_EXCESS,
	[OUT_POOL] = SKIP_VALUE,
	[OUT_POOL_BURDEN] = SKIP_VALUE,
	[OUT_POOL_PAID] = SKIP_VALUE,
	[OUT_POOL_REMAINING] = SKIP_VALUE,
	[OUT_TILTED_POOL] = SKIP_VALUE,
	[OUT_TILTED_POOL_BURDEN] = SKIP_VALUE,
	[OUT_TILTED_POOL_PAID] = SKIP_VALUE,
	[OUT_CHANNEL] = SKIP_VALUE,
	[OUT_PAY_WHEN] = SKIP_VALUE,
	[OUT_FIRST_DAY] = SKIP_INT,
	[OUT_FOR_EARLIER] = FIGURE_FOR_EARLIER,
	[OUT_DUE] = FIGURE_DUE
};

static uint8 reason_lengths[REASON_COUNT];

/* Of a row's header all but its length: what says how its attributes stand. */
#define STAMP_SIZE	(offsetof(HeapTupleHeaderData, t_bits) - sizeof(int32))

/*
 * How the rows last read look: for the session, because what is kept at a call
 * site may be gone at the next row (Citus makes it anew for each), and right
 * by the version of the type.
 */
static struct
{
	SettlementReader reader;
	bool		walkable;		/* rows with this stamp have the attributes as created */
	char		stamp[STAMP_SIZE];
} seen;

static inline const char *
header_stamp(HeapTupleHeader row)
{
	return (const char *) row + sizeof(int32);
}

static fen_t
amount(Datum value, SettlementAttribute attribute)
{
	fen_t		fen;

	if (numeric_to_fen(value, FEN_MAX, &fen) != NUMERIC_OK)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s of a settlement is out of range", settlement_names[attribute]),
				 errhint("Settlements are stored as medaid made them.")));
	return fen;
}

static Reason
reason(Datum value)
{
	struct varlena *word = PG_DETOAST_DATUM_PACKED(value);
	uint32		len = VARSIZE_ANY_EXHDR(word);

	/* the first, no reason, has no word */
	for (int i = 1; i < REASON_COUNT; i++)
		if (reason_lengths[i] == len && memcmp(VARDATA_ANY(word), reason_words[i], len) == 0)
			return i;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown reason \"%s\" of a settlement", TextDatumGetCString(value)),
			 errhint("Settlements are stored as medaid made them.")));
}

/* A refused settlement is counted, whatever the kind of fault its reason names. */
static inline bool
is_refused(Datum value)
{
	struct varlena *word = (struct varlena *) DatumGetPointer(value);
	const char *refused = status_words[STATUS_REFUSED];

	if (VARATT_IS_EXTERNAL(word) || VARATT_IS_COMPRESSED(word))
		word = PG_DETOAST_DATUM_PACKED(value);
	return VARSIZE_ANY_EXHDR(word) == 7 && memcmp(VARDATA_ANY(word), refused, 7) == 0;
}

static void
walk_row(HeapTupleHeader row, Figures *figures)
{
	const bits8 *present = row->t_infomask & HEAP_HASNULL ? row->t_bits : NULL;
	char	   *start = (char *) row + row->t_hoff;
	uint32		offset = 0;

	figures->reason = REASON_NONE;
	for (int i = 0; i <= LAST_READ; i++)
	{
		int			use = uses[i];
		Datum		value;

		if (present != NULL && att_isnull(i, present))
		{
			if (use >= 0)
				figures->amount[use] = 0;
			continue;
		}
		if (use == SKIP_INT)
		{
			offset = att_align_nominal(offset, TYPALIGN_INT) + sizeof(int32);
			continue;
		}
		offset = att_align_pointer(offset, TYPALIGN_INT, -1, start + offset);
		value = PointerGetDatum(start + offset);
		offset = att_addlength_pointer(offset, -1, start + offset);
		if (use >= 0)
			figures->amount[use] = amount(value, i);
		else if (use == READ_STATUS)
			figures->reason = is_refused(value) ? REASON_REFUSED : REASON_NONE;
		else if (use == READ_REASON && figures->reason != REASON_REFUSED)
			figures->reason = reason(value);
	}
	figures_derive(figures);
}

/* As the server takes rows apart; remembers how those look that can be walked. */
static void
read_row(HeapTupleHeader row, Figures *figures)
{
	SettlementReader *r = &seen.reader;
	bool		walkable = HeapTupleHeaderGetNatts(row) > LAST_READ;

	seen.walkable = false;
	settlement_read(r, PointerGetDatum(row));
	figures->reason = REASON_NONE;
	for (int i = 0; i <= LAST_READ; i++)
	{
		int			use = uses[i];

		walkable &= r->attribute[i] == i;
		if (read_null(r, i))
		{
			if (use >= 0)
				figures->amount[use] = 0;
		}
		else if (use >= 0)
			figures->amount[use] = amount(read_datum(r, i), i);
		else if (use == READ_STATUS)
			figures->reason = is_refused(read_datum(r, i)) ? REASON_REFUSED : REASON_NONE;
		else if (use == READ_REASON && figures->reason != REASON_REFUSED)
			figures->reason = reason(read_datum(r, i));
	}
	figures_derive(figures);
	seen.walkable = walkable;
	if (walkable)
		memcpy(seen.stamp, header_stamp(row), STAMP_SIZE);
}

/* The type may have been altered since: asked once for many rows. */
static void
check_version(Oid type)
{
	if (seen.reader.context == NULL)
	{
		settlement_reader_init(&seen.reader,
							   AllocSetContextCreate(CacheMemoryContext, "medaid settlements read",
													 ALLOCSET_SMALL_SIZES));
		for (int i = 1; i < REASON_COUNT; i++)
			reason_lengths[i] = strlen(reason_words[i]);
	}
	if (seen.walkable && seen.reader.version != assign_record_type_identifier(type, -1))
		seen.walkable = false;
}

static inline void
read_element(HeapTupleHeader row, Figures *figures)
{
	if (seen.walkable && memcmp(seen.stamp, header_stamp(row), STAMP_SIZE) == 0)
		walk_row(row, figures);
	else
		read_row(row, figures);
}

void
figures_read(Datum datum, Figures *figures)
{
	HeapTupleHeader row = (HeapTupleHeader) PG_DETOAST_DATUM(datum);

	check_version(HeapTupleHeaderGetTypeId(row));
	read_element(row, figures);
}

void
figure_walk(ArrayType *array, FigureWalk *walk)
{
	check_version(ARR_ELEMTYPE(array));
	walk->at = ARR_DATA_PTR(array);
	walk->present = ARR_NULLBITMAP(array);
	walk->next = 0;
	walk->count = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
}

bool
figure_next(FigureWalk *walk, Figures *figures)
{
	HeapTupleHeader row;

	while (walk->next < walk->count && walk->present != NULL &&
		   att_isnull(walk->next, walk->present))
		walk->next++;
	if (walk->next >= walk->count)
		return false;
	row = (HeapTupleHeader) att_align_nominal((uintptr_t) walk->at, TYPALIGN_DOUBLE);
	walk->at = (char *) row + VARSIZE_ANY(row);
	walk->next++;
	/* elements stand in an array as the server formed them; anything else is brought there */
	if (!VARATT_IS_4B_U(row))
		row = (HeapTupleHeader) PG_DETOAST_DATUM(PointerGetDatum(row));
	read_element(row, figures);
	return true;
}
