/*
 * same.c - medaid_same(): whether two settlements agree, by named fields.
 */
#include "settlement/write.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "pg/composite.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

PG_FUNCTION_INFO_V1(medaid_same);

/*
 * The fields compared where none are named.  A field that a later release adds
 * does not come in here: what was settled before would differ.
 */
#define SAME_FIELDS		(OUT_FAULT + 1)

/* One row taken apart. */
typedef struct Row
{
	Datum	   *values;
	bool	   *nulls;
} Row;

/* How a call site compares; made anew when the type or the fields are others. */
typedef struct SameSite
{
	MemoryContext context;		/* of what follows */
	uint64		version;		/* of the row type; 0: none yet */
	TupleDesc	desc;
	Size		names_size;
	char	   *names;			/* the array of fields, as given */
	int			count;
	int		   *field;			/* where each stands in the row */
	FmgrInfo   *equal;			/* of each attribute of the row */
	Row			a;
	Row			b;
} SameSite;

static void
row_alloc(Row *row, int natts)
{
	row->values = palloc(natts * sizeof(Datum));
	row->nulls = palloc(natts * sizeof(bool));
}

/* The named fields; 22004 a NULL, 42703 one that the type does not have. */
static void
find_fields(SameSite *site, ArrayType *names)
{
	Datum	   *elements;
	bool	   *nulls;

	deconstruct_array(names, TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &site->count);
	site->field = palloc(Max(site->count, 1) * sizeof(int));
	for (int i = 0; i < site->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("a field is NULL")));
		site->field[i] = composite_attribute(site->desc, TextDatumGetCString(elements[i]), InvalidOid, 0);
	}
}

static void
describe(SameSite *site, HeapTupleHeader row, uint64 version, ArrayType *names)
{
	MemoryContext old;
	TupleDesc	desc;

	site->version = 0;
	site->names_size = 0;
	MemoryContextReset(site->context);
	old = MemoryContextSwitchTo(site->context);
	desc = site->desc = lookup_rowtype_tupdesc_copy(HeapTupleHeaderGetTypeId(row),
													HeapTupleHeaderGetTypMod(row));
	if (names != NULL)
	{
		find_fields(site, names);
		site->names = memcpy(palloc(VARSIZE_ANY(names)), names, VARSIZE_ANY(names));
		site->names_size = VARSIZE_ANY(names);
	}
	else
	{
		site->count = SAME_FIELDS;
		site->field = palloc(site->count * sizeof(int));
		for (int i = 0; i < site->count; i++)
			site->field[i] = composite_attribute(desc, settlement_names[i], settlement_types[i], i);
	}
	site->equal = palloc0(desc->natts * sizeof(FmgrInfo));
	for (int i = 0; i < site->count; i++)
	{
		int			field = site->field[i];
		Oid			type = TupleDescAttr(desc, field)->atttypid;
		TypeCacheEntry *entry = lookup_type_cache(type, TYPECACHE_EQ_OPR_FINFO);

		if (!OidIsValid(entry->eq_opr_finfo.fn_oid))
			ereport(ERROR,
					(errcode(ERRCODE_UNDEFINED_FUNCTION),
					 errmsg("could not identify an equality operator for type %s", format_type_be(type))));
		fmgr_info_copy(&site->equal[field], &entry->eq_opr_finfo, site->context);
	}
	row_alloc(&site->a, desc->natts);
	row_alloc(&site->b, desc->natts);
	MemoryContextSwitchTo(old);
	site->version = version;
}

static SameSite *
same_site(FunctionCallInfo fcinfo, HeapTupleHeader row, ArrayType *names)
{
	SameSite   *site = fcinfo->flinfo->fn_extra;
	uint64		version = assign_record_type_identifier(HeapTupleHeaderGetTypeId(row),
														HeapTupleHeaderGetTypMod(row));

	if (site == NULL)
	{
		site = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(SameSite));
		site->context = AllocSetContextCreate(fcinfo->flinfo->fn_mcxt, "medaid_same", ALLOCSET_SMALL_SIZES);
		fcinfo->flinfo->fn_extra = site;
	}
	if (site->version != version ||
		(names != NULL && (site->names_size != VARSIZE_ANY(names) ||
						   memcmp(site->names, names, site->names_size) != 0)))
		describe(site, row, version, names);
	return site;
}

static bool
same_field(const SameSite *site, int field)
{
	if (site->a.nulls[field] || site->b.nulls[field])
		return site->a.nulls[field] == site->b.nulls[field];
	return DatumGetBool(FunctionCall2Coll(&site->equal[field], TupleDescAttr(site->desc, field)->attcollation,
										  site->a.values[field], site->b.values[field]));
}

/*
 * medaid_same(a medaid_settlement, b medaid_settlement [, fields text[]]) -> boolean
 * Whether two settlements agree in the fields named, by value (1.0 is 1.00, NULL
 * is NULL); where none are named, in those of the release that this function
 * came with.  Two NULLs agree, a NULL and a settlement do not.  22004: fields, or
 * one of them, is NULL; 42703: a settlement has no such field.
 */
Datum
medaid_same(PG_FUNCTION_ARGS)
{
	ArrayType  *names = NULL;
	HeapTupleHeader a;
	HeapTupleHeader b;
	SameSite   *site;

	if (PG_NARGS() > 2)
	{
		if (PG_ARGISNULL(2))
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("fields is NULL")));
		names = PG_GETARG_ARRAYTYPE_P(2);
	}
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_BOOL(PG_ARGISNULL(0) && PG_ARGISNULL(1));
	a = PG_GETARG_HEAPTUPLEHEADER(0);
	b = PG_GETARG_HEAPTUPLEHEADER(1);
	site = same_site(fcinfo, a, names);
	/* mostly: the same bytes */
	if (HeapTupleHeaderGetDatumLength(a) == HeapTupleHeaderGetDatumLength(b) &&
		memcmp(a, b, HeapTupleHeaderGetDatumLength(a)) == 0)
		PG_RETURN_BOOL(true);
	row_deform(a, site->desc, site->a.values, site->a.nulls);
	row_deform(b, site->desc, site->b.values, site->b.nulls);
	for (int i = 0; i < site->count; i++)
		if (!same_field(site, site->field[i]))
			PG_RETURN_BOOL(false);
	PG_RETURN_BOOL(true);
}
