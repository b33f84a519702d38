/*
 * outcomes_merge.c - medaid_outcomes_merge(): the outcomes of many persons,
 * one row a scenario; medaid_outcomes_unpack(): those of one person.
 */
#include "settlement/scenario_sums.h"

#include "funcapi.h"
#include "miscadmin.h"
#include "pg/aggregate.h"
#include "settlement/outcome_row.h"
#include "utils/array.h"
#include "utils/lsyscache.h"

PG_FUNCTION_INFO_V1(medaid_outcomes_merge_step);
PG_FUNCTION_INFO_V1(medaid_outcomes_merge_combine);
PG_FUNCTION_INFO_V1(medaid_outcomes_merge_final);
PG_FUNCTION_INFO_V1(medaid_outcomes_merge_income_final);
PG_FUNCTION_INFO_V1(medaid_outcomes_unpack);

/*
 * medaid_outcomes_merge(outcomes [, income numeric]): transition
 * NULL outcomes: nobody; income: yuan a year, NULL where it is not known.
 * 22003: the sums exceed what can be held, or the income is none.
 */
Datum
medaid_outcomes_merge_step(PG_FUNCTION_ARGS)
{
	PersonOutcomes outcomes;
	fen_t		income;
	bool		has_income = PG_NARGS() > 2 && !PG_ARGISNULL(2);

	if (PG_ARGISNULL(1))
		return transition_unchanged(fcinfo);
	if (has_income)
		income = income_argument(PG_GETARG_DATUM(2));
	person_outcomes_open(&outcomes, PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(1)), NULL);
	PG_RETURN_POINTER(scenario_sums_add_person(scenario_sums_state(fcinfo), &outcomes,
											   has_income ? &income : NULL));
}

/*
 * medaid_outcomes_merge(): combination
 * Adds the second state to the first, scenario by scenario; NULL is none.
 * 22003: the sums exceed what can be held.
 */
Datum
medaid_outcomes_merge_combine(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(1))
		return transition_unchanged(fcinfo);
	PG_RETURN_POINTER(scenario_sums_add(scenario_sums_state(fcinfo),
										scenario_sums(PG_GETARG_DATUM(1))));
}

static Datum
merge_final(FunctionCallInfo fcinfo, bool income)
{
	Oid			type = get_element_type(get_func_rettype(fcinfo->flinfo->fn_oid));
	const OutcomeKnown known = {true, income};
	const ScenarioSums *sums;
	ScenarioName *names;
	int		   *order;
	Datum	   *rows;

	if (PG_ARGISNULL(0))
		PG_RETURN_ARRAYTYPE_P(construct_empty_array(type));
	sums = scenario_sums(PG_GETARG_DATUM(0));
	if (fcinfo->flinfo->fn_extra == NULL)
		fcinfo->flinfo->fn_extra = scenario_outcome_type(type, fcinfo->flinfo->fn_mcxt);
	order = scenario_sums_order(sums, &names);
	rows = palloc(sums->count * sizeof(Datum));
	for (int i = 0; i < sums->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		rows[i] = scenario_outcome_row(fcinfo->flinfo->fn_extra, &sums->tallies[order[i]], known,
									   names[order[i]].name, names[order[i]].len);
	}
	PG_RETURN_ARRAYTYPE_P(construct_array(rows, sums->count, type, -1, false,
										  TYPALIGN_DOUBLE));
}

/*
 * medaid_outcomes_merge(outcomes) -> medaid_scenario_outcome[]
 * One row a scenario, in the persons' order, amounts in yuan; empty for nobody.
 */
Datum
medaid_outcomes_merge_final(PG_FUNCTION_ARGS)
{
	return merge_final(fcinfo, false);
}

/*
 * medaid_outcomes_merge(outcomes, income numeric) -> medaid_scenario_outcome[]
 * The same, with those whose part exceeds 10 % and 25 % of the income.
 */
Datum
medaid_outcomes_merge_income_final(PG_FUNCTION_ARGS)
{
	return merge_final(fcinfo, true);
}

typedef struct UnpackState
{
	OutcomeType *type;
	PersonOutcomes outcomes;
	int			next;
} UnpackState;

/*
 * medaid_outcomes_unpack(medaid_person_outcomes) -> setof medaid_scenario_outcome
 * One person's outcomes, a row each scenario, amounts in yuan.  NULL: no rows.
 */
Datum
medaid_outcomes_unpack(PG_FUNCTION_ARGS)
{
	FuncCallContext *context;
	UnpackState *state;
	ScenarioName name;
	Tally		tally;

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext old;

		context = SRF_FIRSTCALL_INIT();
		old = MemoryContextSwitchTo(context->multi_call_memory_ctx);
		state = palloc0(sizeof(UnpackState));
		state->type = scenario_outcome_type(get_func_rettype(fcinfo->flinfo->fn_oid),
											CurrentMemoryContext);
		person_outcomes_open(&state->outcomes, PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0)), NULL);
		context->user_fctx = state;
		MemoryContextSwitchTo(old);
	}
	context = SRF_PERCALL_SETUP();
	state = context->user_fctx;
	if (state->next == state->outcomes.count)
		SRF_RETURN_DONE(context);
	state->next++;
	name = take_name(&state->outcomes.names);
	person_outcomes_next(&state->outcomes, &tally);
	SRF_RETURN_NEXT(context, scenario_outcome_row(state->type, &tally, (OutcomeKnown) {true, false},
												  name.name, name.len));
}
