/*
 * scenarios.c - medaid_outcomes(): one person's claims settled under several
 * scenarios in one pass.
 *
 * Each claim is decoded once and settled under every scenario, which have a
 * year to date and a tally each; no settlement is written.  Some claims together
 * are settled under one scenario before the next, so that its rules stay near.
 */
#include "settlement/settle_call.h"

#include "claim/claim_set.h"
#include "claim/compact_claim.h"
#include "miscadmin.h"
#include "pg/aggregate.h"
#include "pg/report.h"
#include "policy/policy_constant.h"
#include "policy/scenario_set.h"
#include "settlement/claim_ids.h"
#include "settlement/claim_log.h"
#include "settlement/person_outcomes.h"
#include "utils/memutils.h"

PG_FUNCTION_INFO_V1(medaid_outcomes_final);
PG_FUNCTION_INFO_V1(medaid_outcomes_set);
PG_FUNCTION_INFO_V1(medaid_outcomes_marked);

#define BATCH	16				/* claims decoded at a time */

/* What a claim comes to; two of them tell whether a scenario changed it. */
typedef struct ClaimResult
{
	Figures		figures;
	const char *category;		/* NULL: none applied */
} ClaimResult;

typedef struct ScenarioCall
{
	MemoryContext context;
	PolicyArgument scenarios;	/* of the scalar form */
	TupleDesc	desc;			/* of medaid_scenario_set */
	int			size;
	YearToDate *ytds;
	Tally	   *tallies;
	int			claim_count;
	Claim		claims[BATCH];
	ClaimIds	ids;			/* of the person's claims so far */
	ClaimResult first[BATCH];	/* under the first scenario */
	SettleScratch scratch;
	Settlement	settlement;
} ScenarioCall;

static ScenarioCall *
scenario_call(FunctionCallInfo fcinfo)
{
	ScenarioCall *call = fcinfo->flinfo->fn_extra;

	if (call == NULL)
	{
		call = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(ScenarioCall));
		call->context = fcinfo->flinfo->fn_mcxt;
		policy_argument_init(&call->scenarios, call->context, POLICY_SCENARIOS, false);
		call->scenarios.constant = policy_constant_of(fcinfo->flinfo->fn_expr);
		call->ytds = MemoryContextAlloc(call->context, sizeof(YearToDate));
		call->tallies = MemoryContextAlloc(call->context, sizeof(Tally));
		fcinfo->flinfo->fn_extra = call;
	}
	return call;
}

/* Nothing used, nothing summed up, under any scenario. */
static void
begin_person(ScenarioCall *call, int count)
{
	if (count > call->size)
	{
		call->ytds = repalloc(call->ytds, count * sizeof(YearToDate));
		call->tallies = repalloc(call->tallies, count * sizeof(Tally));
		/* those before keep their room */
		for (int i = call->size; i < count; i++)
			ytd_init(&call->ytds[i], call->context);
		call->size = count;
	}
	for (int i = 0; i < count; i++)
		call->ytds[i].count = 0;
	call->claim_count = 0;
	claim_ids_reset(&call->ids, call->context);
	memset(call->tallies, 0, count * sizeof(Tally));
}

static void
name_scenario(void *scenario)
{
	const char *name = (*(const Scenario **) scenario)->name;

	if (name != NULL)
		errcontext("scenario \"%s\"", name);
}

/* By any amount, the reason, or the category applied. */
static inline bool
same_result(const ClaimResult *a, const ClaimResult *b)
{
	return memcmp(a->figures.amount, b->figures.amount, FIGURE_DUE * sizeof(fen_t)) == 0 &&
		a->figures.reason == b->figures.reason &&
		(a->category == b->category ||
		 (a->category != NULL && b->category != NULL && strcmp(a->category, b->category) == 0));
}

static void
overflow(const Claim *claim, const char *field)
{
	Fault		fault = {.kind = FAULT_OVERFLOW, .field = field};

	report_fault(NULL, claim, &fault);
}

static void
settle_once(ScenarioCall *call, Claim *claim, const PolicySet *set, YearToDate *ytd,
			ClaimResult *result)
{
	Settlement *settlement = &call->settlement;

	if (!settle_claim(claim, set, ytd, &call->scratch, settlement))
		report_fault(NULL, claim, &call->scratch.fault);
	if (!settlement_post(settlement, ytd))
		overflow(claim, "in_scope");
	figures_of(settlement, &result->figures);
	result->category = settlement->applied
		? settlement->applied->held_category->category->code : NULL;
}

/* The claims decoded, under one scenario. */
static void
settle_under(ScenarioCall *call, const Scenario *scenario, int number)
{
	Tally	   *tally = &call->tallies[number];
	ClaimResult other;

	for (int i = 0; i < call->claim_count; i++)
	{
		Claim	   *claim = &call->claims[i];
		ClaimResult *result = number == 0 ? &call->first[i] : &other;

		settle_once(call, claim, &scenario->set, &call->ytds[number], result);
		if (!tally_claim(tally, &result->figures))
			overflow(claim, "total");
		if (number > 0 && !same_result(&call->first[i], result))
			tally->sum[SUM_CHANGED]++;
	}
}

static void
settle_batch(ScenarioCall *call, const CompiledPolicy *scenarios)
{
	const Scenario *scenario;
	ErrorContextCallback callback = {
		.callback = name_scenario,
		.arg = &scenario,
		.previous = error_context_stack
	};

	error_context_stack = &callback;
	for (int i = 0; i < scenarios->scenario_count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		scenario = &scenarios->scenarios[i];
		settle_under(call, scenario, i);
	}
	error_context_stack = callback.previous;
	call->claim_count = 0;
}

static inline void
next_claim(ScenarioCall *call, const CompiledPolicy *scenarios, const char *compact, uint32 size)
{
	Claim	   *claim;

	if (call->claim_count == BATCH)
		settle_batch(call, scenarios);
	claim = &call->claims[call->claim_count++];
	compact_read(compact, size, claim);
	if (!claim->refused && unlikely(!claim_ids_add(&call->ids, claim)))
	{
		Fault		twice = {.kind = FAULT_ID_TWICE};

		report_fault(NULL, claim, &twice);
	}
}

static Datum
end_person(ScenarioCall *call, const CompiledPolicy *scenarios)
{
	settle_batch(call, scenarios);
	return PointerGetDatum(person_outcomes_write(scenarios->scenarios, scenarios->scenario_count,
												 call->tallies));
}

/* The scenarios of a group's claims, which all come with the same. */
static const CompiledPolicy *
scenarios_of(const ClaimGroup *group, const GroupClaim *claims, uint32 count)
{
	for (uint32 i = 1; i < count; i++)
		if (claims[i].policy != claims[0].policy)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("the claims of one group come with different scenarios"),
					 errhint("Scenarios may change from group to group, but not within one.")));
	return group->log->policies[claims[0].policy];
}

/*
 * medaid_outcomes(claim, scenarios) -> medaid_person_outcomes
 * The claims of one person.  NULL without claims; 22023: the claims come with
 * different scenarios, or a claim_id stands twice; errors as medaid_settle().
 */
Datum
medaid_outcomes_final(PG_FUNCTION_ARGS)
{
	const ClaimGroup *group;
	const CompiledPolicy *scenarios;
	ScenarioCall *call;
	GroupClaim *claims;
	uint32		count;

	aggregate_context(fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	group = (ClaimGroup *) PG_GETARG_POINTER(0);
	claims = group_sorted(group, &count);
	scenarios = scenarios_of(group, claims, count);
	call = scenario_call(fcinfo);
	begin_person(call, scenarios->scenario_count);
	for (uint32 i = 0; i < count; i++)
		next_claim(call, scenarios, claims[i].compact, claims[i].size);
	pfree(claims);
	PG_RETURN_DATUM(end_person(call, scenarios));
}

/* The call of a set function; NULL: the set is NULL.  Scenarios NULL: 22004. */
static ScenarioCall *
set_call(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		return NULL;
	if (PG_ARGISNULL(1))
		policy_is_null();
	return scenario_call(fcinfo);
}

static Datum
outcomes_of_set(ScenarioCall *call, Datum claims, const CompiledPolicy *scenarios)
{
	SetWalk		walk;
	const char *compact;
	uint32		size;

	begin_person(call, scenarios->scenario_count);
	set_walk(PG_DETOAST_DATUM_PACKED(claims), &walk);
	while (set_next(&walk, &compact, &size))
		next_claim(call, scenarios, compact, size);
	return end_person(call, scenarios);
}

/*
 * medaid_outcomes(medaid_claim_set, scenarios medaid_policy[]) -> medaid_person_outcomes
 * NULL set: NULL; NULL scenarios: 22004.
 */
Datum
medaid_outcomes_set(PG_FUNCTION_ARGS)
{
	ScenarioCall *call = set_call(fcinfo);

	if (call == NULL)
		PG_RETURN_NULL();
	return outcomes_of_set(call, PG_GETARG_DATUM(0),
						   policy_argument(&call->scenarios, PG_GETARG_DATUM(1)));
}

/*
 * medaid_outcomes(medaid_claim_set, scenarios medaid_scenario_set) -> medaid_person_outcomes
 * The same; the scenarios are recognised by their mark.
 */
Datum
medaid_outcomes_marked(PG_FUNCTION_ARGS)
{
	ScenarioCall *call = set_call(fcinfo);

	if (call == NULL)
		PG_RETURN_NULL();
	return outcomes_of_set(call, PG_GETARG_DATUM(0),
						   scenario_set_find(&call->scenarios, &call->desc, PG_GETARG_DATUM(1)));
}
