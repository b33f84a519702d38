/*
 * outcomes_merge.c - medaid_outcomes_merge(): the outcomes of many persons,
 * one row a scenario.
 */
#include "settlement/person_outcomes.h"

#include "access/htup_details.h"
#include "pg/opaque.h"
#include "funcapi.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "settlement/outcome_row.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

PG_FUNCTION_INFO_V1(medaid_outcomes_merge_step);
PG_FUNCTION_INFO_V1(medaid_outcomes_merge_combine);
PG_FUNCTION_INFO_V1(medaid_outcomes_merge_serialize);
PG_FUNCTION_INFO_V1(medaid_outcomes_merge_deserialize);
PG_FUNCTION_INFO_V1(medaid_outcomes_merge_final);
PG_FUNCTION_INFO_V1(medaid_outcomes_merge_income_final);
PG_FUNCTION_INFO_V1(medaid_outcomes_unpack);

typedef struct MergedScenario
{
	ScenarioName name;
	int32		position;		/* the earliest among the persons' scenarios */
	Tally		tally;
} MergedScenario;

typedef struct MergeState
{
	MemoryContext context;
	int			count;
	int			size;
	MergedScenario *scenarios;
	/* the names of the first person: most persons have the same */
	char	   *names;
	uint32		names_size;
} MergeState;

static MergeState *
merge_state(FunctionCallInfo fcinfo)
{
	MemoryContext context;
	MergeState *state;

	if (!AggCheckCallContext(fcinfo, &context))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("this function is part of aggregate medaid_outcomes_merge and not called by itself")));
	if (!PG_ARGISNULL(0))
		return (MergeState *) PG_GETARG_POINTER(0);
	state = MemoryContextAllocZero(context, sizeof(MergeState));
	state->context = context;
	return state;
}

static bool
same_name(ScenarioName a, ScenarioName b)
{
	return (a.name == NULL) == (b.name == NULL) && a.len == b.len &&
		(a.len == 0 || memcmp(a.name, b.name, a.len) == 0);
}

/* The scenario of a name, added at need. */
static MergedScenario *
scenario_of(MergeState *state, ScenarioName name, int position)
{
	MergedScenario *found;

	CHECK_FOR_INTERRUPTS();
	for (int i = 0; i < state->count; i++)
		if (same_name(state->scenarios[i].name, name))
		{
			found = &state->scenarios[i];
			found->position = Min(found->position, position);
			return found;
		}
	if (state->count == state->size)
	{
		int			size = state->size ? state->size * 2 : 4;
		MergedScenario *scenarios = MemoryContextAlloc(state->context,
													   size * sizeof(MergedScenario));

		if (state->count > 0)
		{
			memcpy(scenarios, state->scenarios, state->count * sizeof(MergedScenario));
			pfree(state->scenarios);
		}
		state->scenarios = scenarios;
		state->size = size;
	}
	found = &state->scenarios[state->count++];
	memset(found, 0, sizeof(MergedScenario));
	found->position = position;
	if (name.name != NULL)
	{
		char	   *copy = MemoryContextAlloc(state->context, name.len + 1);

		memcpy(copy, name.name, name.len);
		copy[name.len] = '\0';
		found->name = (ScenarioName) {copy, name.len};
	}
	return found;
}

static void
add(MergedScenario *scenario, const Tally *tally)
{
	if (!tally_add(&scenario->tally, tally))
		tally_overflow();
}

/* Adds a person; income NULL: not known. */
static void
merge_person(MergeState *state, PersonOutcomes *outcomes, const fen_t *income)
{
	bool		alike;
	const char *at = person_outcomes_names(outcomes);

	if (state->count == 0)
	{
		state->names = MemoryContextAlloc(state->context, outcomes->names_size);
		state->names_size = outcomes->names_size;
		memcpy(state->names, outcomes->names, outcomes->names_size);
	}
	alike = state->count > 0 && state->names_size == outcomes->names_size &&
		memcmp(state->names, outcomes->names, outcomes->names_size) == 0;
	for (int i = 0; i < outcomes->count; i++)
	{
		Tally		tally;
		MergedScenario *scenario = alike ? &state->scenarios[i]
			: scenario_of(state, person_outcomes_name(outcomes, &at), i);

		person_outcomes_next(outcomes, &tally);
		if (income != NULL)
			tally_income(&tally, *income);
		add(scenario, &tally);
	}
}

/* medaid_outcomes_merge(outcomes [, income numeric]): transition; NULL outcomes: nobody */
Datum
medaid_outcomes_merge_step(PG_FUNCTION_ARGS)
{
	MergeState *state = merge_state(fcinfo);
	PersonOutcomes outcomes;
	fen_t		income;
	bool		has_income = PG_NARGS() > 2 && !PG_ARGISNULL(2);

	if (PG_ARGISNULL(1))
		PG_RETURN_POINTER(state);
	if (has_income)
		income = income_argument(PG_GETARG_DATUM(2));
	person_outcomes_open(&outcomes, PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(1)));
	merge_person(state, &outcomes, has_income ? &income : NULL);
	PG_RETURN_POINTER(state);
}

Datum
medaid_outcomes_merge_combine(PG_FUNCTION_ARGS)
{
	MergeState *state = merge_state(fcinfo);

	if (!PG_ARGISNULL(1))
	{
		const MergeState *other = (MergeState *) PG_GETARG_POINTER(1);

		for (int i = 0; i < other->count; i++)
			add(scenario_of(state, other->scenarios[i].name, other->scenarios[i].position),
				&other->scenarios[i].tally);
	}
	PG_RETURN_POINTER(state);
}

Datum
medaid_outcomes_merge_serialize(PG_FUNCTION_ARGS)
{
	const MergeState *state = merge_state(fcinfo);
	StringInfoData out;

	pq_begintypsend(&out);
	pq_sendint32(&out, state->count);
	for (int i = 0; i < state->count; i++)
	{
		const MergedScenario *scenario = &state->scenarios[i];

		pq_sendint32(&out, scenario->position);
		pq_sendbyte(&out, scenario->name.name != NULL);
		pq_sendint32(&out, scenario->name.len);
		if (scenario->name.name != NULL)
			appendBinaryStringInfo(&out, scenario->name.name, scenario->name.len);
		appendBinaryStringInfo(&out, (const char *) &scenario->tally, sizeof(Tally));
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&out));
}

Datum
medaid_outcomes_merge_deserialize(PG_FUNCTION_ARGS)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	MergeState *state = palloc0(sizeof(MergeState));
	StringInfoData in;
	int			count;

	if (!AggCheckCallContext(fcinfo, NULL))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("medaid_outcomes_merge_deserialize is part of an aggregate and not called by itself")));
	state->context = CurrentMemoryContext;
	in.data = VARDATA_ANY(bytes);
	in.len = in.maxlen = VARSIZE_ANY_EXHDR(bytes);
	in.cursor = 0;
	count = pq_getmsgint(&in, 4);
	for (int i = 0; i < count; i++)
	{
		int			position = pq_getmsgint(&in, 4);
		bool		named = pq_getmsgbyte(&in) != 0;
		ScenarioName name = {NULL, pq_getmsgint(&in, 4)};
		MergedScenario *scenario;

		if (named)
			name.name = pq_getmsgbytes(&in, name.len);
		scenario = scenario_of(state, name, position);
		memcpy(&scenario->tally, pq_getmsgbytes(&in, sizeof(Tally)), sizeof(Tally));
	}
	pq_getmsgend(&in);
	PG_RETURN_POINTER(state);
}

/* In the persons' own order; where persons have different scenarios, by name too. */
static int
by_position(const void *a, const void *b)
{
	const MergedScenario *p = *(const MergedScenario *const *) a;
	const MergedScenario *q = *(const MergedScenario *const *) b;

	if (p->position != q->position)
		return p->position < q->position ? -1 : 1;
	if (p->name.name == NULL || q->name.name == NULL)
		return (p->name.name != NULL) - (q->name.name != NULL);
	return strcmp(p->name.name, q->name.name);
}

static Datum
merge_final(FunctionCallInfo fcinfo, bool income)
{
	Oid			type = get_element_type(get_func_rettype(fcinfo->flinfo->fn_oid));
	const OutcomeKnown known = {true, income};
	const MergeState *state = merge_state(fcinfo);
	const MergedScenario **ordered;
	Datum	   *rows;

	if (state->count == 0)
		PG_RETURN_ARRAYTYPE_P(construct_empty_array(type));
	if (fcinfo->flinfo->fn_extra == NULL)
		fcinfo->flinfo->fn_extra = scenario_outcome_type(type, fcinfo->flinfo->fn_mcxt);
	ordered = palloc(state->count * sizeof(MergedScenario *));
	rows = palloc(state->count * sizeof(Datum));
	for (int i = 0; i < state->count; i++)
		ordered[i] = &state->scenarios[i];
	qsort(ordered, state->count, sizeof(MergedScenario *), by_position);
	for (int i = 0; i < state->count; i++)
		rows[i] = scenario_outcome_row(fcinfo->flinfo->fn_extra, &ordered[i]->tally, known,
									   ordered[i]->name.name, ordered[i]->name.len);
	PG_RETURN_ARRAYTYPE_P(construct_array(rows, state->count, type, -1, false,
										  TYPALIGN_DOUBLE));
}

/* medaid_outcomes_merge(outcomes) -> medaid_scenario_outcome[] */
Datum
medaid_outcomes_merge_final(PG_FUNCTION_ARGS)
{
	return merge_final(fcinfo, false);
}

/* medaid_outcomes_merge(outcomes, income numeric) -> medaid_scenario_outcome[] */
Datum
medaid_outcomes_merge_income_final(PG_FUNCTION_ARGS)
{
	return merge_final(fcinfo, true);
}

typedef struct UnpackState
{
	OutcomeType *type;
	PersonOutcomes outcomes;
	const char *name_at;
	int			next;
} UnpackState;

/* medaid_outcomes_unpack(medaid_person_outcomes) -> setof medaid_scenario_outcome */
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
		person_outcomes_open(&state->outcomes, PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0)));
		state->name_at = person_outcomes_names(&state->outcomes);
		context->user_fctx = state;
		MemoryContextSwitchTo(old);
	}
	context = SRF_PERCALL_SETUP();
	state = context->user_fctx;
	if (state->next == state->outcomes.count)
		SRF_RETURN_DONE(context);
	state->next++;
	name = person_outcomes_name(&state->outcomes, &state->name_at);
	person_outcomes_next(&state->outcomes, &tally);
	SRF_RETURN_NEXT(context, scenario_outcome_row(state->type, &tally, (OutcomeKnown) {true, false},
												  name.name, name.len));
}
