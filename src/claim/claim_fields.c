/*
 * claim_fields.c - a claim from the fields of medaid_claim, checked.
 */
#include "claim/claim_fields.h"

#include "catalog/pg_type.h"
#include "core/clear.h"
#include "pg/numeric_fen.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

const char *const field_names[FIELD_COUNT] = {
	"claim_id", "service", "admitted_on", "discharged_on", "categories", "recognised_on",
	"ended_on", "total", "in_scope", "out_of_catalog", "basic_paid", "critical_illness_paid",
	"supplementary_paid", "inclusive_paid", "commercial_paid", "mutual_aid_paid", "place",
	"designated", "referral", "insurance", "hospital_level", "charge_class", "major_disease",
	"maintenance", "age", "chronic_class", "applied_on", "deadline_from", "tilt_approved",
	"assisted_elsewhere"
};

const Oid	field_types[FIELD_COUNT] = {
	TEXTOID, TEXTOID, DATEOID, DATEOID, TEXTARRAYOID, DATEARRAYOID,
	DATEARRAYOID, NUMERICOID, NUMERICOID, NUMERICOID, NUMERICOID, NUMERICOID,
	NUMERICOID, NUMERICOID, NUMERICOID, NUMERICOID, TEXTOID,
	BOOLOID, TEXTOID, TEXTOID, INT2OID, INT2OID, BOOLOID,
	BOOLOID, INT2OID, INT2OID, DATEOID, DATEOID, BOOLOID,
	BOOLOID
};

/* What the helpers below work on. */
typedef struct Reader
{
	const NullableDatum *fields;
	Claim	   *claim;
	FindingList *list;
} Reader;

static void
bad(const Reader *reader, FindingKind kind, Field field, const char *value, const char *problem,
	const char *hint)
{
	report(reader->list, kind, reader->claim, field_names[field], value, problem, hint);
}

static void
missing(const Reader *reader, Field field)
{
	bad(reader, FINDING_FIELD_MISSING, field, NULL, "is missing",
		psprintf("Give %s in medaid_claim(%s => ...).", field_names[field], field_names[field]));
}

static void
malformed(const Reader *reader, Field field, const char *problem, const char *hint)
{
	bad(reader, FINDING_ARRAY_MALFORMED, field, NULL, problem, hint);
}

static inline bool
given(const Reader *reader, Field field, ClaimField bit)
{
	if (reader->fields[field].isnull)
		return false;
	reader->claim->present |= UINT32_C(1) << bit;
	return true;
}

/*
 * What reads a field is inline, what tells of a bad one is not: packing a claim
 * takes 2,200 instructions so, and took 2,900 where each field was a call.
 */
static pg_noinline void
bad_amount(const Reader *reader, Field field, NumericFault fault)
{
	static const char *const problems[] = {
		NULL, "is not a number", "is infinite", "is negative", "is above 10^12 yuan"
	};

	bad(reader, FINDING_AMOUNT_OUT_OF_RANGE, field,
		DatumGetCString(DirectFunctionCall1(numeric_out, reader->fields[field].value)),
		problems[fault], "Amounts are yuan, from 0 to 10^12, rounded to the fen.");
}

static inline fen_t
read_amount(const Reader *reader, Field field)
{
	fen_t		fen;
	NumericFault fault = numeric_to_fen(reader->fields[field].value, FEN_MAX, &fen);

	if (likely(fault == NUMERIC_OK))
		return fen;
	bad_amount(reader, field, fault);
	return 0;
}

static pg_noinline void
bad_day(const Reader *reader, Field field, DateADT day)
{
	bad(reader, FINDING_DAY_OUT_OF_RANGE, field, DATE_IS_NOBEGIN(day) ? "-infinity" : "infinity",
		"is not a day", "Give a day, such as 2023-06-01; leave an open date NULL.");
}

static inline day_t
read_day(const Reader *reader, Field field)
{
	DateADT		day = DatumGetDateADT(reader->fields[field].value);

	if (likely(!DATE_NOT_FINITE(day)))
		return day;
	bad_day(reader, field, day);
	return 0;
}

static pg_noinline void
bad_word(const Reader *reader, Field field, struct varlena *text, const char *const *words,
		 int count)
{
	StringInfoData hint;

	initStringInfo(&hint);
	appendStringInfoString(&hint, "One of:");
	for (int i = 0; i < count; i++)
		appendStringInfo(&hint, "%s %s", i ? "," : "", words[i]);
	if (field == FIELD_SERVICE)
		appendStringInfoString(&hint, ". medaid_service(text) gives the word of an official name or code.");
	bad(reader, FINDING_UNKNOWN_WORD, field, text_to_cstring(text), "is unknown", hint.data);
}

/* A text as it stands in a row, or detoasted. */
static inline struct varlena *
text_of(const Reader *reader, Field field)
{
	struct varlena *text = (struct varlena *) DatumGetPointer(reader->fields[field].value);

	return likely(VARATT_IS_1B(text) && !VARATT_IS_1B_E(text))
		? text : PG_DETOAST_DATUM_PACKED(PointerGetDatum(text));
}

/* One of the words of a list. */
static inline int
read_word(const Reader *reader, Field field, const char *const *words, int count)
{
	struct varlena *text = text_of(reader, field);
	int			code = word_code(words, count, VARDATA_ANY(text), VARSIZE_ANY_EXHDR(text));

	if (likely(code >= 0))
		return code;
	bad_word(reader, field, text, words, count);
	return 0;
}

static pg_noinline void
bad_number(const Reader *reader, Field field, int number, int lowest, int highest)
{
	bad(reader, FINDING_VALUE_OUT_OF_RANGE, field, psprintf("%d", number), "is unknown",
		psprintf("A number from %d to %d.", lowest, highest));
}

/* A small number between two bounds. */
static inline int
read_number(const Reader *reader, Field field, int lowest, int highest)
{
	int			number = DatumGetInt16(reader->fields[field].value);

	if (likely(number >= lowest && number <= highest))
		return number;
	bad_number(reader, field, number, lowest, highest);
	return lowest;
}

static inline bool
read_flag(const Reader *reader, Field field)
{
	return DatumGetBool(reader->fields[field].value);
}

/*
 * An array in place.  Inside a row an array may have a short header and stand
 * at any address, so its words are copied out and offsets are counted as if
 * its four-byte header stood before it.
 */
typedef struct ArrayView
{
	const char *base;			/* where the four-byte header would begin */
	int			count;
	const bits8 *nulls;			/* NULL: none */
	uint32		data;			/* offset of the first element */
	uint32		size;
} ArrayView;

static bool
view_array(const Reader *reader, Field field, ArrayView *view)
{
	struct varlena *value = (struct varlena *) DatumGetPointer(reader->fields[field].value);
	int32		head[4];

	if (VARATT_IS_EXTERNAL(value) || VARATT_IS_COMPRESSED(value))
		value = PG_DETOAST_DATUM(PointerGetDatum(value));
	view->base = VARDATA_ANY(value) - VARHDRSZ;
	view->size = VARSIZE_ANY_EXHDR(value) + VARHDRSZ;
	view->count = 0;
	/* ndim, dataoffset, elemtype, first dimension */
	memcpy(head, VARDATA_ANY(value), sizeof(int32) * 3);
	if (head[0] == 0)
		return true;
	if (head[0] > 1)
	{
		malformed(reader, field,
				  psprintf("with %d dimensions has more than one dimension", head[0]),
				  "Give a one-dimensional array, such as '{dibao,monitored}'.");
		return false;
	}
	memcpy(&head[3], VARDATA_ANY(value) + sizeof(int32) * 3, sizeof(int32));
	view->count = head[3];
	view->data = head[1] ? (uint32) head[1] : ARR_OVERHEAD_NONULLS(1);
	view->nulls = head[1]
		? (const bits8 *) view->base + sizeof(ArrayType) + 2 * sizeof(int32) : NULL;
	return true;
}

static inline bool
element_null(const ArrayView *view, int i)
{
	return view->nulls != NULL && (view->nulls[i / 8] & (1 << (i % 8))) == 0;
}

/* The next text element, at *offset. */
static const char *
next_text(const ArrayView *view, uint32 *offset, uint32 *len)
{
	const char *at = view->base + *offset;
	uint32		header;

	/* only a short header stands where it is not aligned: padding is zero */
	if (VARATT_IS_SHORT(at))
	{
		*len = VARSIZE_SHORT(at) - VARHDRSZ_SHORT;
		*offset += VARSIZE_SHORT(at);
		return at + VARHDRSZ_SHORT;
	}
	at = view->base + INTALIGN(*offset);
	memcpy(&header, at, sizeof(header));
	*len = VARSIZE(&header) - VARHDRSZ;
	*offset = at - view->base + VARSIZE(&header);
	return at + VARHDRSZ;
}

static void
set_category(ClaimCategory *held, const char *name, uint32 len)
{
	int			word = word_code(category_words, CATEGORY_WORD_COUNT, name, len);

	held->word = word < 0 ? CATEGORY_BY_NAME : word;
	held->name = name;
	held->name_len = len;
	held->has_recognised = held->has_ended = false;
	held->recognised_on = DAY_PAST;
	held->ended_on = DAY_FUTURE;
}

static void
read_categories(const Reader *reader)
{
	Claim	   *claim = reader->claim;
	ArrayView	view;
	uint32		offset;
	uint32		len;
	const char *name;

	if (!given(reader, FIELD_CATEGORIES, HAS_CATEGORIES) ||
		!view_array(reader, FIELD_CATEGORIES, &view))
		return;
	if (view.count > CLAIM_CATEGORIES_MAX)
	{
		malformed(reader, FIELD_CATEGORIES,
				  psprintf("with %d entries has more than %d entries", view.count,
						   CLAIM_CATEGORIES_MAX),
				  "Give the categories held around the claim, not a person's whole history.");
		return;
	}
	offset = view.data;
	for (int i = 0; i < view.count; i++)
	{
		if (element_null(&view, i))
		{
			malformed(reader, FIELD_CATEGORIES, "has a NULL element",
					  "Leave out entries without a category, with their dates.");
			return;
		}
		name = next_text(&view, &offset, &len);
		if (len > CATEGORY_NAME_MAX || len == 0)
		{
			malformed(reader, FIELD_CATEGORIES,
					  psprintf("has a code of %u bytes", len),
					  psprintf("A category code has 1 to %d bytes.", CATEGORY_NAME_MAX));
			return;
		}
		set_category(&claim->categories[i], name, len);
		claim->category_count = i + 1;
	}
}

/* Days parallel to the categories; a NULL element leaves the day open. */
static void
read_days(const Reader *reader, Field field, ClaimField bit)
{
	Claim	   *claim = reader->claim;
	ArrayView	view;
	const char *at;

	if (!given(reader, field, bit) || !view_array(reader, field, &view))
		return;
	if (view.count != claim->category_count)
	{
		malformed(reader, field,
				  psprintf("with %d elements does not match the %d categories", view.count,
						   claim->category_count),
				  "The three arrays are parallel; use NULL for an open date.");
		return;
	}
	at = view.base + view.data;
	for (int i = 0; i < view.count; i++)
	{
		ClaimCategory *held = &claim->categories[i];
		DateADT		day;

		if (element_null(&view, i))
			continue;
		memcpy(&day, at, sizeof(day));
		at += sizeof(day);
		if (field == FIELD_RECOGNISED_ON)
		{
			held->has_recognised = true;
			held->recognised_on = day;
		}
		else
		{
			held->has_ended = true;
			held->ended_on = day;
		}
	}
}

static void
read_required(const Reader *reader)
{
	const NullableDatum *fields = reader->fields;
	Claim	   *claim = reader->claim;

	if (fields[FIELD_SERVICE].isnull)
		missing(reader, FIELD_SERVICE);
	else
		claim->service = read_word(reader, FIELD_SERVICE, service_words, SERVICE_COUNT);
	if (fields[FIELD_DISCHARGED_ON].isnull)
		missing(reader, FIELD_DISCHARGED_ON);
	else
		claim->discharged_on = read_day(reader, FIELD_DISCHARGED_ON);
	if (fields[FIELD_TOTAL].isnull)
		missing(reader, FIELD_TOTAL);
	else
		claim->total = read_amount(reader, FIELD_TOTAL);
	if (fields[FIELD_IN_SCOPE].isnull)
		missing(reader, FIELD_IN_SCOPE);
	else
		claim->in_scope = read_amount(reader, FIELD_IN_SCOPE);
}

static void
read_optional(const Reader *reader)
{
	Claim	   *claim = reader->claim;

	if (given(reader, FIELD_ADMITTED_ON, HAS_ADMITTED_ON))
		claim->admitted_on = read_day(reader, FIELD_ADMITTED_ON);
	if (given(reader, FIELD_OUT_OF_CATALOG, HAS_OUT_OF_CATALOG))
		claim->out_of_catalog = read_amount(reader, FIELD_OUT_OF_CATALOG);
	for (int i = 0; i < PAYER_COUNT; i++)
		claim->paid[i] = given(reader, FIELD_BASIC_PAID + i, HAS_PAID + i)
			? read_amount(reader, FIELD_BASIC_PAID + i) : 0;
	if (given(reader, FIELD_PLACE, HAS_PLACE))
		claim->place = read_word(reader, FIELD_PLACE, place_words, PLACE_COUNT);
	if (given(reader, FIELD_DESIGNATED, HAS_DESIGNATED))
		claim->designated = read_flag(reader, FIELD_DESIGNATED);
	if (given(reader, FIELD_REFERRAL, HAS_REFERRAL))
		claim->referral = read_word(reader, FIELD_REFERRAL, referral_words, REFERRAL_COUNT);
	if (given(reader, FIELD_INSURANCE, HAS_INSURANCE))
		claim->insurance = read_word(reader, FIELD_INSURANCE, insurance_words, INSURANCE_COUNT);
	if (given(reader, FIELD_HOSPITAL_LEVEL, HAS_HOSPITAL_LEVEL))
		claim->hospital_level = read_number(reader, FIELD_HOSPITAL_LEVEL, 0, 3);
	if (given(reader, FIELD_CHARGE_CLASS, HAS_CHARGE_CLASS))
		claim->charge_class = read_number(reader, FIELD_CHARGE_CLASS, 1, CHARGE_CLASSES);
	if (given(reader, FIELD_MAJOR_DISEASE, HAS_MAJOR_DISEASE))
		claim->major_disease = read_flag(reader, FIELD_MAJOR_DISEASE);
	if (given(reader, FIELD_MAINTENANCE, HAS_MAINTENANCE))
		claim->maintenance = read_flag(reader, FIELD_MAINTENANCE);
	if (given(reader, FIELD_AGE, HAS_AGE))
		claim->age = read_number(reader, FIELD_AGE, 0, 200);
	if (given(reader, FIELD_CHRONIC_CLASS, HAS_CHRONIC_CLASS))
		claim->chronic_class = read_number(reader, FIELD_CHRONIC_CLASS, 1, 3);
	if (given(reader, FIELD_APPLIED_ON, HAS_APPLIED_ON))
		claim->applied_on = read_day(reader, FIELD_APPLIED_ON);
	if (given(reader, FIELD_DEADLINE_FROM, HAS_DEADLINE_FROM))
		claim->deadline_from = read_day(reader, FIELD_DEADLINE_FROM);
	if (given(reader, FIELD_TILT_APPROVED, HAS_TILT_APPROVED))
		claim->tilt_approved = read_flag(reader, FIELD_TILT_APPROVED);
	if (given(reader, FIELD_ASSISTED_ELSEWHERE, HAS_ASSISTED_ELSEWHERE))
		claim->assisted_elsewhere = read_flag(reader, FIELD_ASSISTED_ELSEWHERE);
}

static char *
conflict_text(const ClaimConflict *conflict, fen_t value)
{
	if (conflict->is_date)
		return day_text((day_t) value);
	return psprintf(INT64_FORMAT ".%02d", value / 100, (int) (value % 100));
}

static void
check_conflicts(const Claim *claim, FindingList *list)
{
	ClaimConflict conflict;

	for (int i = 0; claim_conflict(claim, i, &conflict); i++)
		report(list,
			   conflict.is_date ? FINDING_DAYS_CONTRADICT : FINDING_AMOUNTS_CONTRADICT,
			   claim, conflict.field, conflict_text(&conflict, conflict.found),
			   psprintf("exceeds %s %s", conflict.limit,
						conflict_text(&conflict, conflict.allowed)),
			   conflict.hint ? conflict.hint
			   : conflict.is_date ? "A stay begins before it ends."
			   : "in_scope and out_of_catalog are parts of total; what payers paid is not more than total.");
}

void
claim_from_fields(const NullableDatum *fields, Claim *claim, FindingList *list)
{
	Reader		reader = {fields, claim, list};
	int			found = list->count;

	/* all but the entries of categories */
	clear(claim, offsetof(Claim, categories));
	claim->place = PLACE_CITY;
	claim->designated = true;
	claim->insurance = INSURANCE_RESIDENT;
	claim->chronic_class = 1;
	if (given(&reader, FIELD_CLAIM_ID, HAS_CLAIM_ID))
	{
		struct varlena *text = text_of(&reader, FIELD_CLAIM_ID);

		claim->claim_id = VARDATA_ANY(text);
		claim->claim_id_len = VARSIZE_ANY_EXHDR(text);
	}
	read_required(&reader);
	read_categories(&reader);
	read_days(&reader, FIELD_RECOGNISED_ON, HAS_RECOGNISED_ON);
	read_days(&reader, FIELD_ENDED_ON, HAS_ENDED_ON);
	read_optional(&reader);
	/* fields that could not be read are not compared with each other */
	if (list->count == found)
		check_conflicts(claim, list);
}

int
field_service(const NullableDatum *fields)
{
	struct varlena *text;

	if (fields[FIELD_SERVICE].isnull)
		return -1;
	text = PG_DETOAST_DATUM_PACKED(fields[FIELD_SERVICE].value);
	return word_code(service_words, SERVICE_COUNT, VARDATA_ANY(text), VARSIZE_ANY_EXHDR(text));
}

day_t
field_day(const NullableDatum *fields)
{
	DateADT		day = DatumGetDateADT(fields[FIELD_DISCHARGED_ON].value);

	return fields[FIELD_DISCHARGED_ON].isnull || DATE_NOT_FINITE(day) ? DAY_FUTURE : day;
}
