/*
 * outcome.c - medaid_outcome(): what came of settlements, in one row.
 *
 * Sums only, whatever their order, so the aggregate combines.  An array of
 * settlements is one person's; single settlements are nobody's.  The functions
 * behind the aggregate may be called by themselves, too: they then leave the
 * state that they are given as it is.
 */
#include "settlement/read.h"

#include "miscadmin.h"
#include "pg/aggregate.h"
#include "settlement/outcome_row.h"
#include "settlement/outcome_sums.h"
#include "utils/lsyscache.h"

PG_FUNCTION_INFO_V1(medaid_outcome_step);
PG_FUNCTION_INFO_V1(medaid_outcome_person_step);
PG_FUNCTION_INFO_V1(medaid_outcome_combine);
PG_FUNCTION_INFO_V1(medaid_outcome_final);
PG_FUNCTION_INFO_V1(medaid_outcome_persons_final);
PG_FUNCTION_INFO_V1(medaid_outcome_income_final);

/*
 * medaid_outcome(settlement): transition
 * NULL adds nothing.  22003: the sums exceed what can be held, or an amount is
 * none; 22023: an unknown reason.
 */
Datum
medaid_outcome_step(PG_FUNCTION_ARGS)
{
	OutcomeSums *sums;
	Figures		figures;

	if (PG_ARGISNULL(1))
		return transition_unchanged(fcinfo);
	sums = outcome_sums_state(fcinfo);
	figures_read(PG_GETARG_DATUM(1), &figures);
	if (!tally_claim(&sums->tally, &figures))
		tally_overflow();
	PG_RETURN_POINTER(sums);
}

/*
 * medaid_outcome(settlement[] [, income numeric]): transition
 * An array is a person, an empty one a person without claims; NULL is nobody.
 * income: yuan a year, NULL where it is not known.  Errors as above; 22003 where
 * the income is negative or no number.
 */
Datum
medaid_outcome_person_step(PG_FUNCTION_ARGS)
{
	OutcomeSums *sums;
	Tally		person = {{0}};
	FigureWalk	walk;
	Figures		figures;

	if (PG_ARGISNULL(1))
		return transition_unchanged(fcinfo);
	sums = outcome_sums_state(fcinfo);
	figure_walk(PG_GETARG_ARRAYTYPE_P(1), &walk);
	while (figure_next(&walk, &figures))
	{
		CHECK_FOR_INTERRUPTS();
		if (!tally_claim(&person, &figures))
			tally_overflow();
	}
	tally_person(&person);
	if (PG_NARGS() > 2 && !PG_ARGISNULL(2))
		tally_income(&person, income_argument(PG_GETARG_DATUM(2)));
	if (!tally_add(&sums->tally, &person))
		tally_overflow();
	PG_RETURN_POINTER(sums);
}

/*
 * medaid_outcome(): combination
 * Adds the second state to the first; NULL is none.  22003: the sums exceed what
 * can be held.
 */
Datum
medaid_outcome_combine(PG_FUNCTION_ARGS)
{
	OutcomeSums *sums;

	if (PG_ARGISNULL(1))
		return transition_unchanged(fcinfo);
	sums = outcome_sums_state(fcinfo);
	if (!tally_add(&sums->tally, &outcome_sums(PG_GETARG_DATUM(1))->tally))
		tally_overflow();
	PG_RETURN_POINTER(sums);
}

/* No rows: zeros, as count() gives. */
static Datum
outcome_final(FunctionCallInfo fcinfo, OutcomeKnown known)
{
	static const Tally zero;
	const Tally *tally = PG_ARGISNULL(0) ? &zero : &outcome_sums(PG_GETARG_DATUM(0))->tally;

	if (fcinfo->flinfo->fn_extra == NULL)
		fcinfo->flinfo->fn_extra = outcome_type(get_func_rettype(fcinfo->flinfo->fn_oid),
												fcinfo->flinfo->fn_mcxt);
	return outcome_row(fcinfo->flinfo->fn_extra, tally, known);
}

/*
 * medaid_outcome(settlement) -> medaid_outcome_row
 * Amounts in yuan; what is told of persons, and by income, is NULL.
 */
Datum
medaid_outcome_final(PG_FUNCTION_ARGS)
{
	return outcome_final(fcinfo, (OutcomeKnown) {false, false});
}

/*
 * medaid_outcome(settlement[]) -> medaid_outcome_row
 * The same with persons.
 */
Datum
medaid_outcome_persons_final(PG_FUNCTION_ARGS)
{
	return outcome_final(fcinfo, (OutcomeKnown) {true, false});
}

/*
 * medaid_outcome(settlement[], income numeric) -> medaid_outcome_row
 * The same with persons, and those whose part exceeds 10 % and 25 % of the income.
 */
Datum
medaid_outcome_income_final(PG_FUNCTION_ARGS)
{
	return outcome_final(fcinfo, (OutcomeKnown) {true, true});
}
