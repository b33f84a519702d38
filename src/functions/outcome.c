/*
 * outcome.c - medaid_outcome(): what came of settlements, in one row.
 *
 * Sums only, whatever their order, so the aggregate combines.  An array of
 * settlements is one person's; single settlements are nobody's.
 */
#include "settlement/read.h"

#include "libpq/pqformat.h"
#include "settlement/outcome_row.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

PG_FUNCTION_INFO_V1(medaid_outcome_step);
PG_FUNCTION_INFO_V1(medaid_outcome_person_step);
PG_FUNCTION_INFO_V1(medaid_outcome_combine);
PG_FUNCTION_INFO_V1(medaid_outcome_serialize);
PG_FUNCTION_INFO_V1(medaid_outcome_deserialize);
PG_FUNCTION_INFO_V1(medaid_outcome_final);
PG_FUNCTION_INFO_V1(medaid_outcome_persons_final);
PG_FUNCTION_INFO_V1(medaid_outcome_income_final);

static Tally *
outcome_state(FunctionCallInfo fcinfo)
{
	MemoryContext context;

	if (!AggCheckCallContext(fcinfo, &context))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("this function is part of aggregate medaid_outcome and not called by itself")));
	if (!PG_ARGISNULL(0))
		return (Tally *) PG_GETARG_POINTER(0);
	return MemoryContextAllocZero(context, sizeof(Tally));
}

static FigureReader *
figure_reader(FunctionCallInfo fcinfo)
{
	FigureReader *reader = fcinfo->flinfo->fn_extra;

	if (reader == NULL)
	{
		reader = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt, sizeof(FigureReader));
		figure_reader_init(reader, fcinfo->flinfo->fn_mcxt);
		fcinfo->flinfo->fn_extra = reader;
	}
	return reader;
}

/* medaid_outcome(settlement): transition */
Datum
medaid_outcome_step(PG_FUNCTION_ARGS)
{
	Tally	   *tally = outcome_state(fcinfo);
	Figures		figures;

	if (!PG_ARGISNULL(1))
	{
		figures_read(figure_reader(fcinfo), PG_GETARG_DATUM(1), &figures);
		if (!tally_claim(tally, &figures))
			tally_overflow();
	}
	PG_RETURN_POINTER(tally);
}

/*
 * medaid_outcome(settlement[] [, income numeric]): transition
 * An array is a person, an empty one a person without claims; NULL is nobody.
 */
Datum
medaid_outcome_person_step(PG_FUNCTION_ARGS)
{
	Tally	   *tally = outcome_state(fcinfo);
	Tally		person = {{0}};
	FigureWalk	walk;
	Figures		figures;

	if (PG_ARGISNULL(1))
		PG_RETURN_POINTER(tally);
	figure_walk(figure_reader(fcinfo), PG_GETARG_ARRAYTYPE_P(1), &walk);
	while (figure_next(&walk, &figures))
		if (!tally_claim(&person, &figures))
			tally_overflow();
	tally_person(&person);
	if (PG_NARGS() > 2 && !PG_ARGISNULL(2))
		tally_income(&person, income_argument(PG_GETARG_DATUM(2)));
	if (!tally_add(tally, &person))
		tally_overflow();
	PG_RETURN_POINTER(tally);
}

Datum
medaid_outcome_combine(PG_FUNCTION_ARGS)
{
	Tally	   *tally = outcome_state(fcinfo);

	if (!PG_ARGISNULL(1) && !tally_add(tally, (Tally *) PG_GETARG_POINTER(1)))
		tally_overflow();
	PG_RETURN_POINTER(tally);
}

Datum
medaid_outcome_serialize(PG_FUNCTION_ARGS)
{
	const Tally *tally = outcome_state(fcinfo);
	StringInfoData out;

	pq_begintypsend(&out);
	appendBinaryStringInfo(&out, (const char *) tally, sizeof(Tally));
	PG_RETURN_BYTEA_P(pq_endtypsend(&out));
}

Datum
medaid_outcome_deserialize(PG_FUNCTION_ARGS)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	Tally	   *tally;

	if (!AggCheckCallContext(fcinfo, NULL))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("medaid_outcome_deserialize is part of an aggregate and not called by itself")));
	if (VARSIZE_ANY_EXHDR(bytes) != sizeof(Tally))
		elog(ERROR, "state of %zu bytes instead of %zu", VARSIZE_ANY_EXHDR(bytes), sizeof(Tally));
	tally = palloc(sizeof(Tally));
	memcpy(tally, VARDATA_ANY(bytes), sizeof(Tally));
	PG_RETURN_POINTER(tally);
}

/* No rows: zeros, as count() gives. */
static Datum
outcome_final(FunctionCallInfo fcinfo, OutcomeKnown known)
{
	const Tally *tally = outcome_state(fcinfo);

	if (fcinfo->flinfo->fn_extra == NULL)
		fcinfo->flinfo->fn_extra = outcome_type(get_func_rettype(fcinfo->flinfo->fn_oid),
												fcinfo->flinfo->fn_mcxt);
	return outcome_row(fcinfo->flinfo->fn_extra, tally, known);
}

/* medaid_outcome(settlement) -> medaid_outcome_row */
Datum
medaid_outcome_final(PG_FUNCTION_ARGS)
{
	return outcome_final(fcinfo, (OutcomeKnown) {false, false});
}

/* medaid_outcome(settlement[]) -> medaid_outcome_row */
Datum
medaid_outcome_persons_final(PG_FUNCTION_ARGS)
{
	return outcome_final(fcinfo, (OutcomeKnown) {true, false});
}

/* medaid_outcome(settlement[], income numeric) -> medaid_outcome_row */
Datum
medaid_outcome_income_final(PG_FUNCTION_ARGS)
{
	return outcome_final(fcinfo, (OutcomeKnown) {true, true});
}
