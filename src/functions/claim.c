/*
 * claim.c - type medaid_compact_claim: text and binary form, order, and the
 * implicit cast that gives every function of medaid its claim.
 *
 * The cast's support function turns pack(ROW(...)) into a function of the
 * single expressions, so that no composite is built for medaid_claim(...).
 */
#include "claim/compact_claim.h"

#include "access/tupdesc.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "claim/claim_record.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/supportnodes.h"
#include "pg/opaque.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"
#include "utils/typcache.h"

PG_FUNCTION_INFO_V1(medaid_compact);
PG_FUNCTION_INFO_V1(medaid_uncompact);
PG_FUNCTION_INFO_V1(medaid_fault_field);
PG_FUNCTION_INFO_V1(medaid_compact_fields);
PG_FUNCTION_INFO_V1(medaid_compact_support);
PG_FUNCTION_INFO_V1(medaid_smallint);
PG_FUNCTION_INFO_V1(medaid_smallint_support);

static struct varlena *
checked(struct varlena *value, Node *escontext)
{
	Claim		claim;

	if (!compact_read_checked(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value), &claim))
	{
		opaque_damaged("medaid_compact_claim", escontext);
		return NULL;
	}
	return value;
}

/* In the order of settlement; a claim is written in one way, so equal claims are equal bytes. */
OPAQUE_TYPE(medaid_compact_claim, checked, opaque_bytes);
OPAQUE_ORDER(medaid_compact_claim, compact_compare);

/*
 * medaid_compact(medaid_claim) -> medaid_compact_claim
 * The implicit cast.  It does not raise: a claim that cannot be read is packed
 * as refused, with its first finding.
 */
Datum
medaid_compact(PG_FUNCTION_ARGS)
{
	NullableDatum fields[FIELD_COUNT];

	claim_row_fields(PG_GETARG_DATUM(0), (ClaimRowCache **) &fcinfo->flinfo->fn_extra,
					 fcinfo->flinfo->fn_mcxt, fields);
	PG_RETURN_POINTER(compact_from_fields(fields));
}

/*
 * medaid_compact_fields(the fields of medaid_claim, in its order) -> medaid_compact_claim
 * The same; the planner calls it in the cast's place.
 */
Datum
medaid_compact_fields(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(compact_from_fields(fcinfo->args));
}

/*
 * medaid_uncompact(medaid_compact_claim) -> medaid_claim
 * The cast back, on assignment: what the claim held, amounts to the fen.
 */
Datum
medaid_uncompact(PG_FUNCTION_ARGS)
{
	struct varlena *compact = PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(0));
	Claim		claim;

	compact_read(VARDATA_ANY(compact), VARSIZE_ANY_EXHDR(compact), &claim);
	PG_RETURN_DATUM(claim_record(claim_record_desc(fcinfo), &claim));
}

/*
 * medaid_fault_field(medaid_compact_claim) -> text
 * The field for which a claim cannot be read; NULL where it can, or where no
 * single field is at fault.
 */
Datum
medaid_fault_field(PG_FUNCTION_ARGS)
{
	struct varlena *compact = PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(0));
	Claim		claim;

	compact_read(VARDATA_ANY(compact), VARSIZE_ANY_EXHDR(compact), &claim);
	if (!claim.refused || claim.unreadable.field.at == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text_with_len(claim.unreadable.field.at, claim.unreadable.field.len));
}

/*
 * medaid_smallint(integer) -> smallint
 * For medaid_claim(): a number that no smallint holds must reach the claim's
 * checks, and not stop the statement.
 */
Datum
medaid_smallint(PG_FUNCTION_ARGS)
{
	int32		number = PG_GETARG_INT32(0);

	PG_RETURN_INT16(Max(Min(number, PG_INT16_MAX), PG_INT16_MIN));
}

/* Planner support of medaid_smallint(): what came from a smallint is one. */
Datum
medaid_smallint_support(PG_FUNCTION_ARGS)
{
	Node	   *request = (Node *) PG_GETARG_POINTER(0);
	FuncExpr   *widened;

	if (!IsA(request, SupportRequestSimplify))
		PG_RETURN_POINTER(NULL);
	widened = linitial(((SupportRequestSimplify *) request)->fcall->args);
	if (!IsA(widened, FuncExpr) || widened->funcid != F_INT4_INT2)
		PG_RETURN_POINTER(NULL);
	PG_RETURN_POINTER(linitial(widened->args));
}

/* The row expression's argument for each field; NIL where they do not match. */
static List *
field_expressions(RowExpr *row)
{
	TupleDesc	desc;
	List	   *arguments = NIL;
	bool		good = true;

	if (row->row_typeid == RECORDOID)
		return NIL;
	desc = lookup_rowtype_tupdesc(row->row_typeid, -1);
	for (int field = 0; field < FIELD_COUNT && good; field++)
	{
		Expr	   *argument = NULL;

		for (int i = 0; i < desc->natts && i < list_length(row->args); i++)
			if (!TupleDescAttr(desc, i)->attisdropped &&
				strcmp(NameStr(TupleDescAttr(desc, i)->attname), field_names[field]) == 0)
				argument = list_nth(row->args, i);
		good = argument != NULL && exprType((Node *) argument) == field_types[field];
		arguments = lappend(arguments, argument);
	}
	ReleaseTupleDesc(desc);
	return good ? arguments : NIL;
}

/*
 * Planner support of medaid_compact(): the cast of ROW(...) becomes
 * medaid_compact_fields(...), so that no composite is built.
 */
Datum
medaid_compact_support(PG_FUNCTION_ARGS)
{
	Node	   *request = (Node *) PG_GETARG_POINTER(0);
	FuncExpr   *cast;
	List	   *arguments;
	Oid			function;

	if (!IsA(request, SupportRequestSimplify))
		PG_RETURN_POINTER(NULL);
	cast = ((SupportRequestSimplify *) request)->fcall;
	if (list_length(cast->args) != 1 || !IsA(linitial(cast->args), RowExpr))
		PG_RETURN_POINTER(NULL);
	arguments = field_expressions(linitial(cast->args));
	if (arguments == NIL)
		PG_RETURN_POINTER(NULL);
	/* not as a name is looked up: who reads a view may lack USAGE on the schema */
	function = GetSysCacheOid3(PROCNAMEARGSNSP, Anum_pg_proc_oid,
							   CStringGetDatum("medaid_compact_fields"),
							   PointerGetDatum(buildoidvector(field_types, FIELD_COUNT)),
							   ObjectIdGetDatum(get_func_namespace(cast->funcid)));
	if (!OidIsValid(function))
		PG_RETURN_POINTER(NULL);
	PG_RETURN_POINTER(makeFuncExpr(function, cast->funcresulttype, arguments,
								   InvalidOid, InvalidOid, COERCE_EXPLICIT_CALL));
}
