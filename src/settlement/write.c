/*
 * write.c - writing medaid_settlement rows.
 *
 * heap_form_tuple and a palloc for each number would cost six times what
 * settling does, so a row is written straight into its place: the header of a
 * row that the server formed, the null bitmap, then the values, varlenas with
 * their one-byte header.  Where the type was altered, heap_form_tuple serves.
 */
#include "settlement/write.h"

#include "catalog/pg_type.h"
#include "core/limits.h"
#include "funcapi.h"
#include "pg/composite.h"
#include "pg/numeric_fen.h"
#include "pg/room.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/typcache.h"

const char *const settlement_names[OUT_COUNT] = {
	"claim_id", "policy", "scenario", "benefit_year", "category", "benefit", "status", "reason",
	"service", "discharged_on", "total", "in_scope", "basic_paid", "critical_illness_paid",
	"critical_illness_pool", "other_paid", "burden", "deductible", "rate", "assistance",
	"top_up", "tilted", "residual", "off_catalog", "aid", "hospital_borne", "patient_pays",
	"excess", "pool", "pool_burden", "pool_paid", "pool_remaining", "tilted_pool",
	"tilted_pool_burden", "tilted_pool_paid", "channel", "pay_when", "first_day", "for_earlier", "due",
	"out_of_catalog", "limit_pools", "fault"
};

const Oid	settlement_types[OUT_COUNT] = {
	TEXTOID, TEXTOID, TEXTOID, INT4OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID,
	TEXTOID, DATEOID, NUMERICOID, NUMERICOID, NUMERICOID, NUMERICOID,
	TEXTOID, NUMERICOID, NUMERICOID, NUMERICOID, NUMERICOID, NUMERICOID,
	NUMERICOID, NUMERICOID, NUMERICOID, NUMERICOID, NUMERICOID, NUMERICOID, NUMERICOID,
	NUMERICOID, TEXTOID, NUMERICOID, NUMERICOID, NUMERICOID, TEXTOID,
	NUMERICOID, NUMERICOID, TEXTOID, TEXTOID, DATEOID, NUMERICOID, NUMERICOID,
	NUMERICOID, TEXTARRAYOID, TEXTOID
};

/*
 * Where the next value goes.  Only inline functions take its address, so that
 * it stays in registers: else every byte written could change it.  With numbers
 * that are written where they stand, a row takes 1,190 instructions, not 1,560.
 */
typedef struct Writer
{
	char	   *start;
	char	   *at;
	uint64		present;		/* bits of the attributes that are not NULL */
	int			next;			/* attribute written next */
} Writer;

static inline void
written(Writer *writer)
{
	writer->present |= UINT64CONST(1) << writer->next++;
}

static inline void
put_null(Writer *writer)
{
	writer->next++;
}

static inline void
align_int(Writer *writer)
{
	memset(writer->at, 0, ALIGNOF_INT);
	writer->at = writer->start + INTALIGN(writer->at - writer->start);
}

static inline void
put_int(Writer *writer, int32 number)
{
	align_int(writer);
	memcpy(writer->at, &number, sizeof(number));
	writer->at += sizeof(number);
	written(writer);
}

/* A varlena: one header byte where that holds its length, else four, aligned. */
static inline void
put_text(Writer *writer, const char *text, uint32 len)
{
	if (len + VARHDRSZ_SHORT <= VARATT_SHORT_MAX)
	{
		SET_VARSIZE_SHORT(writer->at, len + VARHDRSZ_SHORT);
		/* an empty text may have no address */
		if (len > 0)
			memcpy(writer->at + VARHDRSZ_SHORT, text, len);
		writer->at += len + VARHDRSZ_SHORT;
	}
	else
	{
		align_int(writer);
		SET_VARSIZE(writer->at, len + VARHDRSZ);
		memcpy(writer->at + VARHDRSZ, text, len);
		writer->at += len + VARHDRSZ;
	}
	written(writer);
}

static inline void
put_word(Writer *writer, const char *word)
{
	if (word == NULL)
		put_null(writer);
	else
		put_text(writer, word, strlen(word));
}

static inline void
put_pool(Writer *writer, const Pool *pool)
{
	if (pool == NULL)
		put_null(writer);
	else
		put_text(writer, pool->code, pool->len);
}

/* A numeric whose body, of len bytes, stands behind its header already. */
static inline void
put_numeric(Writer *writer, int len)
{
	SET_VARSIZE_SHORT(writer->at, len + VARHDRSZ_SHORT);
	writer->at += len + VARHDRSZ_SHORT;
	written(writer);
}

/* Half of a settlement's amounts are 0. */
static inline void
put_fen(Writer *writer, fen_t fen)
{
	char	   *body = writer->at + VARHDRSZ_SHORT;

	put_numeric(writer, fen == 0 ? no_fen_to_numeric_body(body) : fen_to_numeric_body(fen, body));
}

static inline void
put_signed_fen(Writer *writer, fen_t fen)
{
	put_numeric(writer, signed_fen_to_numeric_body(fen, writer->at + VARHDRSZ_SHORT));
}

static inline void
put_rate(Writer *writer, int32 rate)
{
	if (rate == RATE_UNSET)
		put_null(writer);
	else
		put_numeric(writer, rate_to_numeric_body(rate, writer->at + VARHDRSZ_SHORT));
}

/* claim_id to scenario */
static pg_attribute_always_inline void
put_identity(Writer *writer, const Settlement *s)
{
	const Claim *claim = s->claim;
	const Policy *policy = s->policy;

	if (claim_has(claim, HAS_CLAIM_ID))
		put_text(writer, claim->claim_id, claim->claim_id_len);
	else
		put_null(writer);
	put_text(writer, policy->code, policy->code_len);
	if (policy->scenario != NULL)
		put_text(writer, policy->scenario, policy->scenario_len);
	else
		put_null(writer);
}

/* claim_id to discharged_on */
static pg_attribute_always_inline void
put_names(Writer *writer, const Settlement *s)
{
	const Claim *claim = s->claim;
	const Entitlement *o = &s->entitlement;

	put_identity(writer, s);
	put_int(writer, s->benefit_year);
	if (s->applied)
		put_text(writer, o->held_category->category->code, o->held_category->category->code_len);
	else
		put_null(writer);
	if (s->applied && o->benefit)
		put_text(writer, o->benefit->scope.code, o->benefit->scope.code_len);
	else
		put_null(writer);
	put_word(writer, status_words[o->status]);
	put_word(writer, reason_words[o->reason]);
	put_word(writer, service_words[claim->service]);
	put_int(writer, claim->discharged_on);
}

/* total to excess */
static pg_attribute_always_inline void
put_amounts(Writer *writer, const Settlement *s)
{
	const Claim *claim = s->claim;
	const Entitlement *o = &s->entitlement;

	put_fen(writer, claim->total);
	put_fen(writer, claim->in_scope);
	put_fen(writer, claim->paid[PAYER_BASIC]);
	put_fen(writer, claim->paid[PAYER_CRITICAL_ILLNESS]);
	put_pool(writer, s->critical.schedule ? s->critical.schedule->pool : NULL);
	put_fen(writer, claim_paid_by(claim, PAYERS_ALL & ~((1u << PAYER_BASIC) |
														(1u << PAYER_CRITICAL_ILLNESS))));
	put_fen(writer, o->burden);
	put_fen(writer, o->deductible);
	put_rate(writer, o->rate);
	put_fen(writer, o->assistance);
	put_fen(writer, o->top_up);
	put_fen(writer, o->tilted);
	put_signed_fen(writer, o->residual);
	put_fen(writer, o->off_catalog);
	put_fen(writer, o->aid);
	put_fen(writer, s->hospital.borne);
	put_fen(writer, s->patient_pays);
	put_fen(writer, s->excess);
}

/* pool to pay_when */
static pg_attribute_always_inline void
put_pools(Writer *writer, const Settlement *s)
{
	const Entitlement *o = s->applied;

	if (o != NULL && o->benefit != NULL)
	{
		put_pool(writer, o->benefit->pool);
		put_fen(writer, o->main.burden);
		put_fen(writer, o->main.paid);
		if (o->cap != FEN_INFINITE && o->cap != FEN_UNSET)
			put_fen(writer, fen_beyond(o->cap, o->main.paid));
		else
			put_null(writer);
	}
	else
		writer->next += 4;
	if (o != NULL && o->tilt != NULL)
	{
		put_pool(writer, o->tilt->pool);
		put_fen(writer, o->tilted_accumulator.burden);
		put_fen(writer, o->tilted_accumulator.paid);
	}
	else
		writer->next += 3;
	put_word(writer, s->direct ? "direct" : "application");
	put_word(writer, s->year_end ? "year_end" : "now");
}

/* The further limits that the assistance counted in; the bytes written, 0 where there is none. */
static Size
write_limit_pools(const Settlement *s, char *to)
{
	Datum	   *pools = palloc(s->policy->limit_count * sizeof(Datum));
	const Pool *pool;
	ArrayType  *list;
	Size		size = 0;
	int			at = 0;
	int			count = 0;

	while (next_limit_pool(s, &at, &pool))
		pools[count++] = PointerGetDatum(cstring_to_text_with_len(pool->code, pool->len));
	if (count > 0)
	{
		list = construct_array(pools, count, TEXTOID, -1, false, TYPALIGN_INT);
		size = VARSIZE(list);
		memcpy(to, list, size);
		pfree(list);
	}
	/* a group has many claims */
	while (count-- > 0)
		pfree(DatumGetPointer(pools[count]));
	pfree(pools);
	return size;
}

static inline void
put_limit_pools(Writer *writer, const Settlement *s)
{
	Writer		aligned = *writer;
	Size		size;

	align_int(&aligned);
	size = write_limit_pools(s, aligned.at);
	if (size > 0)
	{
		*writer = aligned;
		writer->at += size;
		written(writer);
	}
	else
		put_null(writer);
}

/* first_day to fault */
static pg_attribute_always_inline void
put_rest(Writer *writer, const Settlement *s)
{
	/* the version that the claim was judged by */
	if (s->policy->valid_from == DAY_PAST)
		put_null(writer);
	else
		put_int(writer, s->policy->valid_from);
	put_fen(writer, s->entitlement.for_earlier);
	put_fen(writer, s->entitlement.due);
	if (claim_has(s->claim, HAS_OUT_OF_CATALOG))
		put_fen(writer, s->claim->out_of_catalog);
	else
		put_null(writer);
	if (s->policy->limit_count > 0)
		put_limit_pools(writer, s);
	else
		put_null(writer);
	put_null(writer);
}

/* What is known of a claim that was not settled, and why; no amounts. */
static pg_attribute_always_inline void
put_refused(Writer *writer, const Settlement *s)
{
	const Claim *claim = s->claim;
	bool		has_day = claim_has_day(claim);

	put_identity(writer, s);
	if (has_day)
		put_int(writer, claim->discharge_year);
	else
		put_null(writer);
	writer->next = OUT_STATUS;
	put_word(writer, status_words[STATUS_REFUSED]);
	put_word(writer, s->fault_kind);
	if (!claim->refused || claim->unreadable.knows_service)
		put_word(writer, service_words[claim->service]);
	else
		put_null(writer);
	if (has_day)
		put_int(writer, claim->discharged_on);
	writer->next = OUT_FAULT;
	put_word(writer, s->fault);
}

void
settlement_attributes(TupleDesc desc, int *attribute)
{
	for (int i = 0; i < OUT_COUNT; i++)
		attribute[i] = composite_attribute(desc, settlement_names[i], settlement_types[i], i);
}

/* Written directly only where every attribute stands where it was created. */
static void
map_attributes(SettlementType *type)
{
	settlement_attributes(type->desc, type->attribute);
	type->pristine = type->desc->natts == OUT_COUNT;
	for (int i = 0; i < OUT_COUNT; i++)
		if (type->attribute[i] != i)
			type->pristine = false;
}

/* The type as it was created, whatever it is now. */
static TupleDesc
created_desc(void)
{
	TupleDesc	desc = CreateTemplateTupleDesc(OUT_COUNT);

	for (int i = 0; i < OUT_COUNT; i++)
		TupleDescInitEntry(desc, i + 1, settlement_names[i], settlement_types[i], -1, 0);
	return BlessTupleDesc(desc);
}

SettlementType *
settlement_type(Oid oid, MemoryContext context)
{
	MemoryContext old = MemoryContextSwitchTo(context);
	SettlementType *type = palloc0(sizeof(SettlementType));
	Datum		values[OUT_COUNT] = {0};
	bool		nulls[OUT_COUNT];
	HeapTupleHeader formed;

	type->oid = oid;
	type->entry = lookup_type_cache(oid, TYPECACHE_TUPDESC);
	type->version = type->entry->tupDesc_identifier;
	type->desc = lookup_rowtype_tupdesc_copy(oid, -1);
	map_attributes(type);
	if (!type->pristine)
		type->created = created_desc();
	/* NULLs, so that the header tells of a null bitmap; a text, so that it tells of varlenas */
	memset(nulls, true, sizeof(nulls));
	nulls[OUT_CLAIM_ID] = false;
	values[OUT_CLAIM_ID] = CStringGetTextDatum("");
	formed = DatumGetHeapTupleHeader(HeapTupleGetDatum(heap_form_tuple(type->pristine ? type->desc
																	   : type->created,
																	   values, nulls)));
	type->header_size = formed->t_hoff;
	Assert(type->header_size <= (int) sizeof(type->header));
	memcpy(type->header, formed, type->header_size);
	memset(type->header + offsetof(HeapTupleHeaderData, t_bits), 0,
		   type->header_size - offsetof(HeapTupleHeaderData, t_bits));
	MemoryContextSwitchTo(old);
	return type;
}

/* What a row needs at most. */
static Size
row_bound(const Settlement *settlement)
{
	const Entitlement *o = settlement->applied;
	Size		size = 1024 + settlement->claim->claim_id_len + settlement->policy->code_len +
		settlement->policy->scenario_len;

	if (settlement->entitlement.status == STATUS_REFUSED)
		return size + strlen(settlement->fault);
	if (settlement->critical.schedule)
		size += settlement->critical.schedule->pool->len;
	for (int i = 0; o != NULL && i < settlement->policy->limit_count; i++)
		if (settlement->policy->limits[i].pool != NULL)
			size += settlement->policy->limits[i].pool->len + 2 * MAXIMUM_ALIGNOF;
	if (o != NULL)
		size += o->held_category->category->code_len +
			(o->benefit ? o->benefit->scope.code_len + o->benefit->pool->len : 0) +
			(o->tilt ? o->tilt->pool->len : 0);
	return size;
}

static inline Writer
begin_row(const SettlementType *type, char *to)
{
	memcpy(to, type->header, type->header_size);
	return (Writer) {.start = to, .at = to + type->header_size};
}

/* The bitmap and the length; the latter. */
static inline Size
end_row(const Writer *writer)
{
	HeapTupleHeader row = (HeapTupleHeader) writer->start;
	Size		size = writer->at - writer->start;

	Assert(writer->next == OUT_COUNT);
	for (int i = 0; i < BITMAPLEN(OUT_COUNT); i++)
		row->t_bits[i] = (bits8) (writer->present >> (8 * i));
	HeapTupleHeaderSetDatumLength(row, size);
	return size;
}

static Size
write_refused(const SettlementType *type, const Settlement *settlement, char *to)
{
	Writer		writer = begin_row(type, to);

	put_refused(&writer, settlement);
	return end_row(&writer);
}

static Size
write_created(const SettlementType *type, const Settlement *settlement, char *to)
{
	Writer		writer;

	if (unlikely(settlement->entitlement.status == STATUS_REFUSED))
		return write_refused(type, settlement, to);
	writer = begin_row(type, to);
	put_names(&writer, settlement);
	put_amounts(&writer, settlement);
	put_pools(&writer, settlement);
	put_rest(&writer, settlement);
	return end_row(&writer);
}

/* The row as the type was created, brought into the type as it is. */
static Size
write_altered(const SettlementType *type, const Settlement *settlement, char *to)
{
	char	   *created = room_for(1, row_bound(settlement));
	int			natts = type->desc->natts;
	Datum	   *values = palloc0(natts * sizeof(Datum));
	bool	   *nulls = palloc(natts * sizeof(bool));
	Datum		from[OUT_COUNT];
	bool		from_nulls[OUT_COUNT];
	HeapTuple	formed;

	write_created(type, settlement, created);
	row_deform((HeapTupleHeader) created, type->created, from, from_nulls);
	memset(nulls, true, natts * sizeof(bool));
	for (int i = 0; i < OUT_COUNT; i++)
	{
		values[type->attribute[i]] = from[i];
		nulls[type->attribute[i]] = from_nulls[i];
	}
	formed = heap_form_tuple(type->desc, values, nulls);
	memcpy(to, DatumGetPointer(HeapTupleGetDatum(formed)), formed->t_len);
	return formed->t_len;
}

/* A row of at most row_bound() bytes at to; its size. */
static Size
write_row(const SettlementType *type, const Settlement *settlement, char *to)
{
	return type->pristine ? write_created(type, settlement, to)
		: write_altered(type, settlement, to);
}

Datum
settlement_row(const SettlementType *type, const Settlement *settlement)
{
	char	   *row = room_for(1, row_bound(settlement));

	write_row(type, settlement, row);
	return PointerGetDatum(row);
}

/* What a settlement usually takes; the buffer grows where it does not suffice. */
#define ROW_EXPECTED	352

static void
too_large(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("the settlements of one person exceed 1 GB"),
			 errhint("Settle them row by row: medaid_settle_ytd(claim, policy) OVER (PARTITION BY person ORDER BY ...), "
					 "or group by person and year.")));
}

void
settlement_array_init(SettlementArray *array, const SettlementType *type, uint64 expected)
{
	Size		head = ARR_OVERHEAD_NONULLS(1);

	array->type = type;
	array->count = 0;
	array->used = head;
	/* no more than this at first: a wrong guess must not fail by itself */
	array->size = head + Min(expected, 1000000) * ROW_EXPECTED + 1024;
	array->data = palloc(array->size);
}

/*
 * Each element is padded, the last one too: array slices and || of PostgreSQL
 * take an array's size for a multiple of its elements' alignment.
 */
void
settlement_array_add(SettlementArray *array, const Settlement *settlement)
{
	Size		needed = array->used + MAXALIGN(row_bound(settlement));
	char	   *row;
	Size		size;

	if (needed > array->size)
	{
		if (needed > MaxAllocSize)
			too_large();
		array->size = Max(needed, Min(array->size * 2, MaxAllocSize));
		array->data = repalloc(array->data, array->size);
	}
	row = array->data + array->used;
	size = write_row(array->type, settlement, row);
	memset(row + size, 0, MAXALIGN(size) - size);
	array->used += MAXALIGN(size);
	array->count++;
}

Datum
settlement_array_done(SettlementArray *array)
{
	ArrayType  *result = (ArrayType *) array->data;

	/* an array without elements has no dimension either */
	if (array->count == 0)
		return PointerGetDatum(construct_empty_array(array->type->oid));
	SET_VARSIZE(result, array->used);
	result->ndim = 1;
	result->dataoffset = 0;
	result->elemtype = array->type->oid;
	ARR_DIMS(result)[0] = array->count;
	ARR_LBOUND(result)[0] = 1;
	return PointerGetDatum(result);
}
