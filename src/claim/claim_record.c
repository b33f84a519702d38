/*
 * claim_record.c - a decoded claim as a medaid_claim row again.
 */
#include "claim/claim_record.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "claim/claim_fields.h"
#include "funcapi.h"
#include "pg/composite.h"
#include "pg/numeric_fen.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"

TupleDesc
claim_record_desc(FunctionCallInfo fcinfo)
{
	TupleDesc	desc;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "medaid: the function does not return a row");
	return BlessTupleDesc(desc);
}

static Datum
category_names(const Claim *claim)
{
	Datum	   *names = palloc(Max(claim->category_count, 1) * sizeof(Datum));

	for (int i = 0; i < claim->category_count; i++)
	{
		const ClaimCategory *held = &claim->categories[i];

		names[i] = PointerGetDatum(held->word == CATEGORY_BY_NAME
								   ? cstring_to_text_with_len(held->name, held->name_len)
								   : cstring_to_text(category_words[held->word]));
	}
	return PointerGetDatum(construct_array(names, claim->category_count, TEXTOID, -1, false,
										   TYPALIGN_INT));
}

static Datum
category_days(const Claim *claim, bool recognised)
{
	int			count = claim->category_count;
	Datum	   *days = palloc(Max(count, 1) * sizeof(Datum));
	bool	   *nulls = palloc(Max(count, 1) * sizeof(bool));
	int			lower = 1;

	if (count == 0)
		return PointerGetDatum(construct_empty_array(DATEOID));
	for (int i = 0; i < count; i++)
	{
		const ClaimCategory *held = &claim->categories[i];

		nulls[i] = recognised ? !held->has_recognised : !held->has_ended;
		days[i] = DateADTGetDatum(recognised ? held->recognised_on : held->ended_on);
	}
	return PointerGetDatum(construct_md_array(days, nulls, 1, &count, &lower, DATEOID,
											  sizeof(DateADT), true, TYPALIGN_INT));
}

/* Where in the row a value goes. */
typedef struct RecordWriter
{
	TupleDesc	desc;
	const Claim *claim;
	Datum	   *values;
	bool	   *nulls;
} RecordWriter;

static void
put_always(RecordWriter *writer, Field field, Datum value)
{
	int			i = composite_attribute(writer->desc, field_names[field], field_types[field], field);

	writer->values[i] = value;
	writer->nulls[i] = false;
}

static void
put(RecordWriter *writer, Field field, ClaimField bit, Datum value)
{
	if (claim_has(writer->claim, bit))
		put_always(writer, field, value);
}

static void
put_word(RecordWriter *writer, Field field, ClaimField bit, const char *word)
{
	put(writer, field, bit, PointerGetDatum(cstring_to_text(word)));
}

static void
put_words_and_flags(RecordWriter *writer)
{
	const Claim *claim = writer->claim;

	put_word(writer, FIELD_PLACE, HAS_PLACE, place_words[claim->place]);
	put(writer, FIELD_DESIGNATED, HAS_DESIGNATED, BoolGetDatum(claim->designated));
	put_word(writer, FIELD_REFERRAL, HAS_REFERRAL, referral_words[claim->referral]);
	put_word(writer, FIELD_INSURANCE, HAS_INSURANCE, insurance_words[claim->insurance]);
	put(writer, FIELD_HOSPITAL_LEVEL, HAS_HOSPITAL_LEVEL, Int16GetDatum(claim->hospital_level));
	put(writer, FIELD_CHARGE_CLASS, HAS_CHARGE_CLASS, Int16GetDatum(claim->charge_class));
	put(writer, FIELD_MAJOR_DISEASE, HAS_MAJOR_DISEASE, BoolGetDatum(claim->major_disease));
	put(writer, FIELD_MAINTENANCE, HAS_MAINTENANCE, BoolGetDatum(claim->maintenance));
	put(writer, FIELD_AGE, HAS_AGE, Int16GetDatum(claim->age));
	put(writer, FIELD_CHRONIC_CLASS, HAS_CHRONIC_CLASS, Int16GetDatum(claim->chronic_class));
	put(writer, FIELD_APPLIED_ON, HAS_APPLIED_ON, DateADTGetDatum(claim->applied_on));
	put(writer, FIELD_DEADLINE_FROM, HAS_DEADLINE_FROM, DateADTGetDatum(claim->deadline_from));
	put(writer, FIELD_TILT_APPROVED, HAS_TILT_APPROVED, BoolGetDatum(claim->tilt_approved));
	put(writer, FIELD_ASSISTED_ELSEWHERE, HAS_ASSISTED_ELSEWHERE,
		BoolGetDatum(claim->assisted_elsewhere));
}

/* All that is known of a refused claim. */
static void
put_known(RecordWriter *writer)
{
	const Claim *claim = writer->claim;

	if (claim->unreadable.knows_service)
		put_always(writer, FIELD_SERVICE,
				   PointerGetDatum(cstring_to_text(service_words[claim->service])));
	if (claim_has_day(claim))
		put_always(writer, FIELD_DISCHARGED_ON, DateADTGetDatum(claim->discharged_on));
}

Datum
claim_record(TupleDesc desc, const Claim *claim)
{
	RecordWriter writer = {desc, claim};

	writer.values = palloc0(desc->natts * sizeof(Datum));
	writer.nulls = palloc(desc->natts * sizeof(bool));
	memset(writer.nulls, true, desc->natts * sizeof(bool));
	put(&writer, FIELD_CLAIM_ID, HAS_CLAIM_ID,
		PointerGetDatum(cstring_to_text_with_len(claim->claim_id, claim->claim_id_len)));
	if (claim->refused)
	{
		put_known(&writer);
		return HeapTupleGetDatum(heap_form_tuple(desc, writer.values, writer.nulls));
	}
	put_always(&writer, FIELD_SERVICE,
			   PointerGetDatum(cstring_to_text(service_words[claim->service])));
	put(&writer, FIELD_ADMITTED_ON, HAS_ADMITTED_ON, DateADTGetDatum(claim->admitted_on));
	put_always(&writer, FIELD_DISCHARGED_ON, DateADTGetDatum(claim->discharged_on));
	if (claim_has(claim, HAS_CATEGORIES))
		put_always(&writer, FIELD_CATEGORIES, category_names(claim));
	if (claim_has(claim, HAS_RECOGNISED_ON))
		put_always(&writer, FIELD_RECOGNISED_ON, category_days(claim, true));
	if (claim_has(claim, HAS_ENDED_ON))
		put_always(&writer, FIELD_ENDED_ON, category_days(claim, false));
	put_always(&writer, FIELD_TOTAL, fen_to_numeric(claim->total));
	put_always(&writer, FIELD_IN_SCOPE, fen_to_numeric(claim->in_scope));
	put(&writer, FIELD_OUT_OF_CATALOG, HAS_OUT_OF_CATALOG, fen_to_numeric(claim->out_of_catalog));
	for (int i = 0; i < PAYER_COUNT; i++)
		put(&writer, FIELD_BASIC_PAID + i, HAS_PAID + i, fen_to_numeric(claim->paid[i]));
	put_words_and_flags(&writer);
	return HeapTupleGetDatum(heap_form_tuple(desc, writer.values, writer.nulls));
}
