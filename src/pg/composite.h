/*
 * composite.h - the attributes of a composite by name, checked.
 */
#ifndef MEDAID_COMPOSITE_H
#define MEDAID_COMPOSITE_H

#include "pg/compat.h"

#include "access/htup_details.h"
#include "core/policy.h"
#include "utils/array.h"

/*
 * Where an attribute of a row type stands, looked for from first on: types may
 * have been altered.  type InvalidOid: any.  42703 where there is none, 42804
 * where it has another type.
 */
extern int	composite_attribute(TupleDesc desc, const char *name, Oid type, int first);

/* The attributes of a row of a type, in its order. */
static inline void
row_deform(HeapTupleHeader row, TupleDesc desc, Datum *values, bool *nulls)
{
	HeapTupleData tuple;

	tuple.t_len = HeapTupleHeaderGetDatumLength(row);
	ItemPointerSetInvalid(&tuple.t_self);
	tuple.t_tableOid = InvalidOid;
	tuple.t_data = row;
	heap_deform_tuple(&tuple, desc, values, nulls);
}

typedef struct RowReader
{
	const char *policy;			/* for messages */
	const char *code;			/* of the rule, for messages */
	TupleDesc	desc;
	Datum	   *values;
	bool	   *nulls;
	int			next;			/* attributes are mostly read in their order */
} RowReader;

/* Rows of an array of composites; no rows for NULL. */
typedef struct RowList
{
	int			count;
	Datum	   *rows;
	RowReader	reader;
} RowList;

extern void row_open(RowReader *reader, Datum row);
extern void row_close(RowReader *reader);
extern void row_list(RowReader *policy, const char *attribute, RowList *list);
extern RowReader *row_at(RowList *list, int i);
extern void row_list_close(RowList *list);

/* Whether it is NULL; type InvalidOid: any. */
extern bool row_null(RowReader *reader, const char *attribute, Oid type, Datum *value);
extern const char *row_text(RowReader *reader, const char *attribute);
extern const char *row_text_required(RowReader *reader, const char *attribute);
extern int32 row_integer(RowReader *reader, const char *attribute, int32 absent);
extern bool row_flag(RowReader *reader, const char *attribute, bool absent);
extern fen_t row_amount(RowReader *reader, const char *attribute);
extern int32 row_rate(RowReader *reader, const char *attribute);
extern day_t row_day(RowReader *reader, const char *attribute, day_t absent);

/* A range of days: the first, and the first after it; an error where it is NULL or empty. */
extern void row_days(RowReader *reader, const char *attribute, day_t *from, day_t *until);
extern int	row_word(RowReader *reader, const char *attribute,
					 const char *const *words, int count, int absent);
extern unsigned row_words(RowReader *reader, const char *attribute,
						  const char *const *words, int count, unsigned absent);
extern const char **row_texts(RowReader *reader, const char *attribute, int *count);

/* Raises 22023 about the rule being read. */
pg_noreturn extern void row_error(const RowReader *reader, const char *attribute,
								  const char *problem);

#endif							/* MEDAID_COMPOSITE_H */
