/*
 * composite.c - the attributes of a composite by name, checked.
 *
 * Strings are copied into the current memory context, so that nothing points
 * into the row.
 */
#include "pg/composite.h"

#include "catalog/pg_type.h"
#include "pg/numeric_fen.h"
#include "pg/versions.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/lsyscache.h"
#include "utils/rangetypes.h"
#include "utils/typcache.h"

/* The reader's first row, or the next of the same type. */
void
row_open(RowReader *reader, Datum datum)
{
	HeapTupleHeader row = DatumGetHeapTupleHeader(datum);

	if (reader->desc == NULL)
	{
		reader->desc = lookup_rowtype_tupdesc(HeapTupleHeaderGetTypeId(row),
											  HeapTupleHeaderGetTypMod(row));
		reader->values = palloc(reader->desc->natts * sizeof(Datum));
		reader->nulls = palloc(reader->desc->natts * sizeof(bool));
	}
	row_deform(row, reader->desc, reader->values, reader->nulls);
	reader->next = 0;
}

void
row_close(RowReader *reader)
{
	if (reader->desc != NULL)
		ReleaseTupleDesc(reader->desc);
	reader->desc = NULL;
}

void
row_error(const RowReader *reader, const char *attribute, const char *problem)
{
	if (reader->code != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("policy \"%s\": %s.%s %s", reader->policy ? reader->policy : "",
						reader->code, attribute, problem)));
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("policy \"%s\": %s %s", reader->policy ? reader->policy : "",
					attribute, problem)));
}

int
composite_attribute(TupleDesc desc, const char *name, Oid type, int first)
{
	char	   *behind;

	require_versions();
	for (int tried = 0; tried < desc->natts; tried++)
	{
		int			i = (first + tried) % desc->natts;
		Form_pg_attribute attribute = TupleDescAttr(desc, i);

		if (attribute->attisdropped || strcmp(NameStr(attribute->attname), name) != 0)
			continue;
		if (OidIsValid(type) && attribute->atttypid != type)
			ereport(ERROR,
					(errcode(ERRCODE_DATATYPE_MISMATCH),
					 errmsg("attribute \"%s\" of type %s has type %s instead of %s",
							name, format_type_be(desc->tdtypeid),
							format_type_be(attribute->atttypid), format_type_be(type)),
					 errhint("Attributes of medaid's types may be added, but not dropped, renamed or retyped.")));
		return i;
	}
	behind = version_behind();
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_COLUMN),
			 errmsg("type %s has no attribute \"%s\"", format_type_be(desc->tdtypeid), name),
			 behind != NULL
			 ? errhint("medaid in this database is still of version %s, its library of version %s: ALTER EXTENSION medaid UPDATE;",
					   behind, MEDAID_VERSION)
			 : errhint("Attributes of medaid's types may be added, but not dropped, renamed or retyped.")));
}

/* False, and the value, where the attribute is not NULL. */
bool
row_null(RowReader *reader, const char *attribute, Oid type, Datum *value)
{
	int			i = composite_attribute(reader->desc, attribute, type, reader->next);

	reader->next = i + 1;
	*value = reader->values[i];
	return reader->nulls[i];
}

void
row_list(RowReader *policy, const char *attribute, RowList *list)
{
	Datum		value;
	bool	   *nulls;
	ArrayType  *array;
	Oid			element;

	memset(list, 0, sizeof(*list));
	list->reader.policy = policy->policy;
	if (row_null(policy, attribute, InvalidOid, &value))
		return;
	/* the attribute read last */
	element = get_element_type(TupleDescAttr(policy->desc, policy->next - 1)->atttypid);
	if (!OidIsValid(element) || !type_is_rowtype(element))
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("attribute \"%s\" of type %s is not an array of rules",
						attribute, format_type_be(policy->desc->tdtypeid))));
	array = DatumGetArrayTypeP(value);
	if (ARR_NDIM(array) > 1)
		row_error(policy, attribute, "has more than one dimension");
	deconstruct_array(array, ARR_ELEMTYPE(array), -1, false, TYPALIGN_DOUBLE,
					  &list->rows, &nulls, &list->count);
	for (int i = 0; i < list->count; i++)
		if (nulls[i])
			row_error(policy, attribute, "has a NULL element");
}

RowReader *
row_at(RowList *list, int i)
{
	RowReader  *reader = &list->reader;

	row_open(reader, list->rows[i]);
	reader->code = NULL;
	reader->code = row_text_required(reader, "code");
	return reader;
}

void
row_list_close(RowList *list)
{
	row_close(&list->reader);
}

const char *
row_text(RowReader *reader, const char *attribute)
{
	Datum		value;

	return row_null(reader, attribute, TEXTOID, &value) ? NULL : TextDatumGetCString(value);
}

const char *
row_text_required(RowReader *reader, const char *attribute)
{
	const char *text = row_text(reader, attribute);

	if (text == NULL || *text == '\0')
		row_error(reader, attribute, "is NULL or empty");
	return text;
}

int32
row_integer(RowReader *reader, const char *attribute, int32 absent)
{
	Datum		value;

	return row_null(reader, attribute, INT4OID, &value) ? absent : DatumGetInt32(value);
}

bool
row_flag(RowReader *reader, const char *attribute, bool absent)
{
	Datum		value;

	return row_null(reader, attribute, BOOLOID, &value) ? absent : DatumGetBool(value);
}

fen_t
row_amount(RowReader *reader, const char *attribute)
{
	Datum		value;
	fen_t		fen;

	if (row_null(reader, attribute, NUMERICOID, &value))
		return FEN_UNSET;
	switch (numeric_to_fen(value, FEN_MAX, &fen))
	{
		case NUMERIC_OK:
			return fen;
		case NUMERIC_IS_INFINITE:
			return FEN_INFINITE;
		case NUMERIC_IS_NAN:
			row_error(reader, attribute, "is not a number");
		case NUMERIC_IS_NEGATIVE:
			row_error(reader, attribute, "is negative");
		case NUMERIC_IS_TOO_LARGE:
			row_error(reader, attribute, "is above 10^12 yuan; no limit is Infinity");
	}
	return FEN_UNSET;
}

int32
row_rate(RowReader *reader, const char *attribute)
{
	Datum		value;
	int32		rate;

	if (row_null(reader, attribute, NUMERICOID, &value))
		return RATE_UNSET;
	if (!numeric_to_rate(value, &rate))
		row_error(reader, attribute, "must be a fraction from 0 to 1 with at most four decimals");
	return rate;
}

day_t
row_day(RowReader *reader, const char *attribute, day_t absent)
{
	Datum		value;

	return row_null(reader, attribute, DATEOID, &value) ? absent : DatumGetDateADT(value);
}

void
row_days(RowReader *reader, const char *attribute, day_t *from, day_t *until)
{
	Datum		value;
	RangeBound	lower,
				upper;
	bool		empty;

	if (row_null(reader, attribute, DATERANGEOID, &value))
		row_error(reader, attribute, "is NULL");
	range_deserialize(lookup_type_cache(DATERANGEOID, TYPECACHE_RANGE_INFO),
					  DatumGetRangeTypeP(value), &lower, &upper, &empty);
	if (empty)
		row_error(reader, attribute, "is empty");
	/* ranges of days are written [from, until), but for infinite days */
	*from = lower.infinite ? DAY_PAST : DatumGetDateADT(lower.val);
	*until = upper.infinite ? DAY_FUTURE : DatumGetDateADT(upper.val);
	if (!lower.infinite && !lower.inclusive && !DATE_NOT_FINITE(*from))
		*from += 1;
	if (!upper.infinite && upper.inclusive && !DATE_NOT_FINITE(*until))
		*until += 1;
}

static int
word_of(RowReader *reader, const char *attribute, Datum value,
		const char *const *words, int count)
{
	char	   *word = TextDatumGetCString(value);
	int			code = word_code(words, count, word, strlen(word));

	if (code < 0)
		row_error(reader, attribute, psprintf("\"%s\" is unknown", word));
	pfree(word);
	return code;
}

int
row_word(RowReader *reader, const char *attribute,
		 const char *const *words, int count, int absent)
{
	Datum		value;

	return row_null(reader, attribute, TEXTOID, &value)
		? absent : word_of(reader, attribute, value, words, count);
}

static Datum *
elements(RowReader *reader, const char *attribute, Datum value, int *count)
{
	ArrayType  *array = DatumGetArrayTypeP(value);
	Datum	   *values;
	bool	   *nulls;

	if (ARR_NDIM(array) > 1)
		row_error(reader, attribute, "has more than one dimension");
	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &values, &nulls, count);
	for (int i = 0; i < *count; i++)
		if (nulls[i])
			row_error(reader, attribute, "has a NULL element");
	return values;
}

unsigned
row_words(RowReader *reader, const char *attribute,
		  const char *const *words, int count, unsigned absent)
{
	Datum		value;
	Datum	   *values;
	int			n;
	unsigned	mask = 0;

	if (row_null(reader, attribute, TEXTARRAYOID, &value))
		return absent;
	values = elements(reader, attribute, value, &n);
	for (int i = 0; i < n; i++)
		mask |= 1u << word_of(reader, attribute, values[i], words, count);
	return mask;
}

/* NULL where the attribute is NULL. */
const char **
row_texts(RowReader *reader, const char *attribute, int *count)
{
	Datum		value;
	Datum	   *values;
	const char **texts;

	*count = 0;
	if (row_null(reader, attribute, TEXTARRAYOID, &value))
		return NULL;
	values = elements(reader, attribute, value, count);
	texts = palloc(Max(*count, 1) * sizeof(char *));
	for (int i = 0; i < *count; i++)
		texts[i] = TextDatumGetCString(values[i]);
	return texts;
}
