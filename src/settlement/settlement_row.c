/*
 * settlement_row.c - writing medaid_settlement rows.
 *
 * heap_form_tuple and a palloc for each number would cost six times what
 * settling does, so a row is written straight into its place: the header of a
 * row that the server formed, the null bitmap, then the values, varlenas with
 * their one-byte header.  Where the type was altered, heap_form_tuple serves.
 */
#include "settlement/settlement_row.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "claim/numeric_fen.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/typcache.h"

const char *const settlement_names[OUT_COUNT] = {
	"claim_id", "policy", "scenario", "benefit_year", "category", "benefit", "status", "reason",
	"service", "discharged_on", "total", "in_scope", "basic_paid", "critical_illness_paid",
	"critical_illness_pool", "other_paid", "burden", "deductible", "rate", "assistance",
	"top_up", "tilted", "residual", "off_catalog", "aid", "hospital_borne", "patient_pays",
	"excess", "pool", "pool_burden", "pool_paid", "pool_remaining", "tilted_pool",
	"tilted_pool_burden", "tilted_pool_paid", "channel", "pay_when"
};

const Oid	settlement_types[OUT_COUNT] = {
	TEXTOID, TEXTOID, TEXTOID, INT4OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID,
	TEXTOID, DATEOID, NUMERICOID, NUMERICOID, NUMERICOID, NUMERICOID,
	TEXTOID, NUMERICOID, NUMERICOID, NUMERICOID, NUMERICOID, NUMERICOID,
	NUMERICOID, NUMERICOID, NUMERICOID, NUMERICOID, NUMERICOID, NUMERICOID, NUMERICOID,
	NUMERICOID, TEXTOID, NUMERICOID, NUMERICOID, NUMERICOID, TEXTOID,
	NUMERICOID, NUMERICOID, TEXTOID, TEXTOID
};

typedef struct Writer
{
	char	   *start;
	char	   *at;
	bits8	   *present;
	int			next;			/* attribute written next */
} Writer;

/* One value of a settlement, before it is written either way. */
typedef enum ValueKind
{
	VALUE_NULL,
	VALUE_TEXT,
	VALUE_INT,
	VALUE_FEN,
	VALUE_RATE
} ValueKind;

typedef struct Value
{
	ValueKind	kind;
	uint32		len;
	const char *text;
	int64		number;
} Value;

static inline Value
text_value(const char *text)
{
	return text ? (Value) {VALUE_TEXT, strlen(text), text, 0} : (Value) {VALUE_NULL};
}

static inline Value
fen_value(fen_t fen)
{
	return (Value) {VALUE_FEN, 0, NULL, fen};
}

static inline Value
pool_value(const Pool *pool)
{
	return pool ? (Value) {VALUE_TEXT, pool->len, pool->code, 0} : (Value) {VALUE_NULL};
}

static const char *
category_code(const Settlement *s)
{
	return s->applied ? s->outcome.standing->category->code : NULL;
}

static void
claim_values(const Settlement *s, Value *v)
{
	const Claim *claim = s->claim;

	v[OUT_CLAIM_ID] = claim_has(claim, HAS_CLAIM_ID)
		? (Value) {VALUE_TEXT, claim->claim_id_len, claim->claim_id, 0} : (Value) {VALUE_NULL};
	v[OUT_SERVICE] = text_value(service_words[claim->service]);
	v[OUT_DISCHARGED_ON] = (Value) {VALUE_INT, 0, NULL, claim->discharged_on};
	v[OUT_TOTAL] = fen_value(claim->total);
	v[OUT_IN_SCOPE] = fen_value(claim->in_scope);
	v[OUT_BASIC_PAID] = fen_value(claim->paid[PAYER_BASIC]);
	v[OUT_CRITICAL_ILLNESS_PAID] = fen_value(claim->paid[PAYER_CRITICAL_ILLNESS]);
	v[OUT_CRITICAL_ILLNESS_POOL] =
		pool_value(s->critical.schedule ? s->critical.schedule->pool : NULL);
	v[OUT_OTHER_PAID] = fen_value(claim_paid_by(claim, PAYERS_ALL & ~((1u << PAYER_BASIC) |
																	   (1u << PAYER_CRITICAL_ILLNESS))));
}

static void
pool_values(const Settlement *s, Value *v)
{
	const Outcome *o = s->applied;
	const Benefit *benefit = o ? o->benefit : NULL;
	const Tilt *tilt = o ? o->tilt : NULL;
	Value		none = {VALUE_NULL};

	v[OUT_POOL] = pool_value(benefit ? benefit->pool : NULL);
	v[OUT_POOL_BURDEN] = benefit ? fen_value(o->main.burden) : none;
	v[OUT_POOL_PAID] = benefit ? fen_value(o->main.paid) : none;
	v[OUT_POOL_REMAINING] = benefit && o->cap != FEN_INFINITE && o->cap != FEN_UNSET
		? fen_value(fen_beyond(o->cap, o->main.paid)) : none;
	v[OUT_TILTED_POOL] = pool_value(tilt ? tilt->pool : NULL);
	v[OUT_TILTED_POOL_BURDEN] = tilt ? fen_value(o->tilted_account.burden) : none;
	v[OUT_TILTED_POOL_PAID] = tilt ? fen_value(o->tilted_account.paid) : none;
}

static void
settlement_values(const Settlement *s, Value *v)
{
	const Outcome *o = &s->outcome;

	claim_values(s, v);
	v[OUT_POLICY] = text_value(s->policy->code);
	v[OUT_SCENARIO] = text_value(s->policy->scenario);
	v[OUT_BENEFIT_YEAR] = (Value) {VALUE_INT, 0, NULL, s->benefit_year};
	v[OUT_CATEGORY] = text_value(category_code(s));
	v[OUT_BENEFIT] = text_value(s->applied && o->benefit ? o->benefit->scope.code : NULL);
	v[OUT_STATUS] = text_value(status_words[o->status]);
	v[OUT_REASON] = text_value(reason_words[o->reason]);
	v[OUT_BURDEN] = fen_value(o->burden);
	v[OUT_DEDUCTIBLE] = fen_value(o->deductible);
	v[OUT_RATE] = o->rate == RATE_UNSET ? (Value) {VALUE_NULL}
		: (Value) {VALUE_RATE, 0, NULL, o->rate};
	v[OUT_ASSISTANCE] = fen_value(o->assistance);
	v[OUT_TOP_UP] = fen_value(o->top_up);
	v[OUT_TILTED] = fen_value(o->tilted);
	v[OUT_RESIDUAL] = fen_value(o->residual);
	v[OUT_OFF_CATALOG] = fen_value(o->off_catalog);
	v[OUT_AID] = fen_value(o->aid);
	v[OUT_HOSPITAL_BORNE] = fen_value(s->hospital.borne);
	v[OUT_PATIENT_PAYS] = fen_value(s->patient_pays);
	v[OUT_EXCESS] = fen_value(s->excess);
	v[OUT_CHANNEL] = text_value(s->direct ? "direct" : "application");
	v[OUT_PAY_WHEN] = text_value(s->year_end ? "year_end" : "now");
	pool_values(s, v);
}

/* A varlena: one header byte where that holds its length, else four, aligned. */
static inline void
write_varlena(Writer *writer, const char *bytes, uint32 len)
{
	if (len + VARHDRSZ_SHORT <= VARATT_SHORT_MAX)
	{
		SET_VARSIZE_SHORT(writer->at, len + VARHDRSZ_SHORT);
		memcpy(writer->at + VARHDRSZ_SHORT, bytes, len);
		writer->at += len + VARHDRSZ_SHORT;
		return;
	}
	while ((writer->at - writer->start) % ALIGNOF_INT)
		*writer->at++ = 0;
	SET_VARSIZE(writer->at, len + VARHDRSZ);
	memcpy(writer->at + VARHDRSZ, bytes, len);
	writer->at += len + VARHDRSZ;
}

static inline void
write_value(Writer *writer, const Value *value)
{
	char		body[VARATT_SHORT_MAX];	/* more than a number needs: its length is not known here */
	int32		number;

	switch (value->kind)
	{
		case VALUE_NULL:
			writer->next++;
			return;
		case VALUE_TEXT:
			write_varlena(writer, value->text, value->len);
			break;
		case VALUE_FEN:
			write_varlena(writer, body, fen_to_numeric_body(value->number, body));
			break;
		case VALUE_RATE:
			write_varlena(writer, body, rate_to_numeric_body(value->number, body));
			break;
		case VALUE_INT:
			while ((writer->at - writer->start) % ALIGNOF_INT)
				*writer->at++ = 0;
			number = (int32) value->number;
			memcpy(writer->at, &number, sizeof(number));
			writer->at += sizeof(number);
			break;
	}
	writer->present[writer->next / 8] |= 1 << (writer->next % 8);
	writer->next++;
}

/* The same values as datums, for heap_form_tuple. */
static Datum
value_datum(const Value *value, bool *isnull)
{
	char		body[NUMERIC_BODY_MAX];

	*isnull = value->kind == VALUE_NULL;
	switch (value->kind)
	{
		case VALUE_TEXT:
			return PointerGetDatum(cstring_to_text_with_len(value->text, value->len));
		case VALUE_INT:
			return Int32GetDatum((int32) value->number);
		case VALUE_FEN:
			return fen_to_numeric(value->number);
		case VALUE_RATE:
			/* a numeric is a varlena of these bytes, as a text would be */
			return PointerGetDatum(cstring_to_text_with_len(body,
															rate_to_numeric_body(value->number,
																				 body)));
		case VALUE_NULL:
			break;
	}
	return (Datum) 0;
}

static HeapTuple
form_row(const SettlementType *type, const Value *values)
{
	Datum	   *datums = palloc0(type->desc->natts * sizeof(Datum));
	bool	   *nulls = palloc(type->desc->natts * sizeof(bool));

	memset(nulls, true, type->desc->natts * sizeof(bool));
	for (int i = 0; i < OUT_COUNT; i++)
		datums[type->attribute[i]] = value_datum(&values[i], &nulls[type->attribute[i]]);
	return heap_form_tuple(type->desc, datums, nulls);
}

static void
map_attributes(SettlementType *type)
{
	TupleDesc	desc = type->desc;

	type->pristine = desc->natts == OUT_COUNT;
	for (int i = 0; i < OUT_COUNT; i++)
	{
		int			found = -1;

		for (int j = 0; j < desc->natts && found < 0; j++)
			if (!TupleDescAttr(desc, j)->attisdropped &&
				strcmp(NameStr(TupleDescAttr(desc, j)->attname), settlement_names[i]) == 0)
				found = j;
		if (found < 0 || TupleDescAttr(desc, found)->atttypid != settlement_types[i])
			ereport(ERROR,
					(errcode(ERRCODE_DATATYPE_MISMATCH),
					 errmsg("type medaid_settlement has no attribute \"%s\" of type %s",
							settlement_names[i], format_type_be(settlement_types[i])),
					 errhint("Attributes of medaid's types may be added, but not dropped, renamed or retyped.")));
		type->attribute[i] = found;
		if (found != i)
			type->pristine = false;
	}
}

SettlementType *
settlement_type(Oid oid, MemoryContext context)
{
	MemoryContext old = MemoryContextSwitchTo(context);
	SettlementType *type = palloc0(sizeof(SettlementType));
	TupleDesc	desc = lookup_rowtype_tupdesc(oid, -1);
	Value		values[OUT_COUNT] = {{VALUE_NULL}};
	HeapTupleHeader formed;

	type->oid = oid;
	type->desc = BlessTupleDesc(CreateTupleDescCopy(desc));
	ReleaseTupleDesc(desc);
	map_attributes(type);
	/* at least one NULL, so that the header tells of a null bitmap */
	values[OUT_CLAIM_ID] = (Value) {VALUE_TEXT, 1, "x", 0};
	formed = DatumGetHeapTupleHeader(HeapTupleGetDatum(form_row(type, values)));
	type->header_size = formed->t_hoff;
	if (type->header_size > (int) sizeof(type->header))
		type->pristine = false;
	else
	{
		memcpy(type->header, formed, type->header_size);
		memset(type->header + offsetof(HeapTupleHeaderData, t_bits), 0,
			   type->header_size - offsetof(HeapTupleHeaderData, t_bits));
	}
	MemoryContextSwitchTo(old);
	return type;
}

Size
settlement_row_bound(const Settlement *settlement)
{
	const Outcome *o = settlement->applied;
	Size		size = 1024 + settlement->claim->claim_id_len;

	size += strlen(settlement->policy->code);
	if (settlement->policy->scenario)
		size += strlen(settlement->policy->scenario);
	if (settlement->critical.schedule)
		size += settlement->critical.schedule->pool->len;
	if (o != NULL)
		size += strlen(o->standing->category->code) +
			(o->benefit ? strlen(o->benefit->scope.code) + o->benefit->pool->len : 0) +
			(o->tilt ? o->tilt->pool->len : 0);
	return size;
}

Size
settlement_row_write(const SettlementType *type, const Settlement *settlement, char *to)
{
	Value		values[OUT_COUNT];
	Writer		writer;
	Size		size;

	settlement_values(settlement, values);
	if (!type->pristine)
	{
		HeapTuple	tuple = form_row(type, values);

		memcpy(to, DatumGetPointer(HeapTupleGetDatum(tuple)), tuple->t_len);
		return tuple->t_len;
	}
	memcpy(to, type->header, type->header_size);
	writer.start = to;
	writer.at = to + type->header_size;
	writer.present = ((HeapTupleHeader) to)->t_bits;
	writer.next = 0;
	for (int i = 0; i < OUT_COUNT; i++)
		write_value(&writer, &values[i]);
	size = writer.at - to;
	HeapTupleHeaderSetDatumLength((HeapTupleHeader) to, size);
	return size;
}

Datum
settlement_row(const SettlementType *type, const Settlement *settlement)
{
	char	   *row = palloc(settlement_row_bound(settlement));

	settlement_row_write(type, settlement, row);
	return PointerGetDatum(row);
}
