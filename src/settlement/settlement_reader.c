/*
 * settlement_reader.c - stored medaid_settlement rows, read by attribute name.
 */
#include "settlement/settlement_reader.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "claim/numeric_fen.h"
#include "policy/policy_compile.h"
#include "utils/builtins.h"
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
	TupleDesc	desc = lookup_rowtype_tupdesc(HeapTupleHeaderGetTypeId(row),
											  HeapTupleHeaderGetTypMod(row));

	reader->version = 0;
	reader->desc = CreateTupleDescCopy(desc);
	ReleaseTupleDesc(desc);
	desc = reader->desc;
	reader->values = palloc(desc->natts * sizeof(Datum));
	reader->nulls = palloc(desc->natts * sizeof(bool));
	MemoryContextSwitchTo(old);
	settlement_attributes(desc, reader->attribute);
	reader->version = version;
}

void
settlement_read(SettlementReader *reader, Datum datum)
{
	HeapTupleHeader row = DatumGetHeapTupleHeader(datum);
	uint64		version = assign_record_type_identifier(HeapTupleHeaderGetTypeId(row),
														HeapTupleHeaderGetTypMod(row));
	HeapTupleData tuple;

	if (reader->version != version)
		describe(reader, row, version);
	tuple.t_len = HeapTupleHeaderGetDatumLength(row);
	ItemPointerSetInvalid(&tuple.t_self);
	tuple.t_tableOid = InvalidOid;
	tuple.t_data = row;
	heap_deform_tuple(&tuple, reader->desc, reader->values, reader->nulls);
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

const Pool *
read_pool_of(const SettlementReader *reader, SettlementAttribute attribute)
{
	struct varlena *code;
	const Pool *pool;

	if (read_null(reader, attribute))
		return NULL;
	code = PG_DETOAST_DATUM_PACKED(read_datum(reader, attribute));
	pool = pool_find(VARDATA_ANY(code), VARSIZE_ANY_EXHDR(code));
	return pool ? pool : pool_intern(VARDATA_ANY(code), VARSIZE_ANY_EXHDR(code));
}
