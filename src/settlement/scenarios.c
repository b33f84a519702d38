/*
 * scenarios.c - medaid_outcomes(): one person's claims settled under several
 * scenarios in one pass.
 *
 * Each claim is decoded once and settled under every scenario, which have a
 * ledger and a tally each; no settlement is written.  Some claims together
 * are settled under one scenario before the next, so that its rules stay near.
 */
#include "settlement/settle_site.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "claim/claim_bag.h"
#include "claim/claim_set.h"
#include "claim/compact_claim.h"
#include "policy/scenario_set.h"
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

typedef struct ScenarioSite
{
	MemoryContext context;
	PolicySite	policies;		/* of the scalar form */
	const CompiledPolicy *marked;	/* the scenarios with this mark, or NULL */
	char		mark[MARK_SIZE];
	TupleDesc	desc;			/* of medaid_scenario_set */
	int			size;
	Ledger	   *ledgers;
	Tally	   *tallies;
	int			claim_count;
	Claim		claims[BATCH];
	ClaimResult first[BATCH];	/* under the first scenario */
	Bench		bench;
	Settlement	settlement;
} ScenarioSite;

static ScenarioSite *
scenario_site(FunctionCallInfo fcinfo)
{
	ScenarioSite *site = fcinfo->flinfo->fn_extra;

	if (site == NULL)
	{
		site = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(ScenarioSite));
		site->context = fcinfo->flinfo->fn_mcxt;
		policy_site_init(&site->policies, site->context);
		fcinfo->flinfo->fn_extra = site;
	}
	return site;
}

/* Nothing used, nothing summed up, under any scenario. */
static void
begin_person(ScenarioSite *site, int count)
{
	if (count > site->size)
	{
		site->ledgers = MemoryContextAlloc(site->context, count * sizeof(Ledger));
		site->tallies = MemoryContextAlloc(site->context, count * sizeof(Tally));
		for (int i = 0; i < count; i++)
			ledger_init(&site->ledgers[i], site->context);
		site->size = count;
	}
	for (int i = 0; i < count; i++)
		site->ledgers[i].count = 0;
	site->claim_count = 0;
	memset(site->tallies, 0, count * sizeof(Tally));
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
	return memcmp(a->figures.amount, b->figures.amount, FIGURE_CUT * sizeof(fen_t)) == 0 &&
		a->figures.reason == b->figures.reason &&
		(a->category == b->category ||
		 (a->category != NULL && b->category != NULL && strcmp(a->category, b->category) == 0));
}

static void
overflow(const Claim *claim, const char *field)
{
	Fault		fault = {.kind = FAULT_OVERFLOW, .field = field};

	finding_fault(NULL, claim, &fault);
}

static void
settle_once(ScenarioSite *site, Claim *claim, const PolicySet *set, Ledger *ledger,
			ClaimResult *result)
{
	Settlement *settlement = &site->settlement;

	if (!settle_claim(claim, set, ledger, &site->bench, settlement))
		finding_fault(NULL, claim, &site->bench.fault);
	if (!settlement_post(settlement, ledger))
		overflow(claim, "in_scope");
	figures_of(settlement, &result->figures);
	result->category = settlement->applied
		? settlement->applied->standing->category->code : NULL;
}

/* The claims decoded, under one scenario. */
static void
settle_under(ScenarioSite *site, const Scenario *scenario, int number)
{
	Tally	   *tally = &site->tallies[number];
	ClaimResult other;

	for (int i = 0; i < site->claim_count; i++)
	{
		Claim	   *claim = &site->claims[i];
		ClaimResult *result = number == 0 ? &site->first[i] : &other;

		settle_once(site, claim, &scenario->set, &site->ledgers[number], result);
		if (!tally_claim(tally, &result->figures))
			overflow(claim, "total");
		if (number > 0 && !same_result(&site->first[i], result))
			tally->sum[SUM_CHANGED]++;
	}
}

static void
settle_batch(ScenarioSite *site, const CompiledPolicy *scenarios)
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
		scenario = &scenarios->scenarios[i];
		settle_under(site, scenario, i);
	}
	error_context_stack = callback.previous;
	site->claim_count = 0;
}

static inline void
next_claim(ScenarioSite *site, const CompiledPolicy *scenarios, const char *compact, uint32 size)
{
	if (site->claim_count == BATCH)
		settle_batch(site, scenarios);
	compact_read(compact, size, &site->claims[site->claim_count++]);
}

static Datum
end_person(ScenarioSite *site, const CompiledPolicy *scenarios)
{
	settle_batch(site, scenarios);
	return PointerGetDatum(person_outcomes_write(scenarios->scenarios, scenarios->scenario_count,
												 site->tallies));
}

/* The scenarios of a group's claims, which all come with the same. */
static const CompiledPolicy *
scenarios_of(const ClaimBag *bag, const BagClaim *claims, uint32 count)
{
	for (uint32 i = 1; i < count; i++)
		if (claims[i].policy != claims[0].policy)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("the claims of one group come with different scenarios"),
					 errhint("Scenarios may change from group to group, but not within one.")));
	return bag->log->policies[claims[0].policy];
}

/* medaid_outcomes(claim, scenarios) -> medaid_person_outcomes */
Datum
medaid_outcomes_final(PG_FUNCTION_ARGS)
{
	const ClaimBag *bag;
	const CompiledPolicy *scenarios;
	ScenarioSite *site;
	BagClaim   *claims;
	uint32		count;

	if (!AggCheckCallContext(fcinfo, NULL))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("medaid_outcomes_final is part of an aggregate and not called by itself")));
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	bag = (ClaimBag *) PG_GETARG_POINTER(0);
	claims = bag_sorted(bag, &count);
	scenarios = scenarios_of(bag, claims, count);
	site = scenario_site(fcinfo);
	begin_person(site, scenarios->scenario_count);
	for (uint32 i = 0; i < count; i++)
		next_claim(site, scenarios, claims[i].compact, claims[i].size);
	pfree(claims);
	PG_RETURN_DATUM(end_person(site, scenarios));
}

static Datum
outcomes_of_set(ScenarioSite *site, Datum claims, const CompiledPolicy *scenarios)
{
	SetWalk		walk;
	const char *compact;
	uint32		size;

	begin_person(site, scenarios->scenario_count);
	set_walk(PG_DETOAST_DATUM_PACKED(claims), &walk);
	while (set_next(&walk, &compact, &size))
		next_claim(site, scenarios, compact, size);
	return end_person(site, scenarios);
}

/*
 * medaid_outcomes(medaid_claim_set, scenarios medaid_policy[]) -> medaid_person_outcomes
 * NULL set: NULL; NULL scenarios: 22004.
 */
Datum
medaid_outcomes_set(PG_FUNCTION_ARGS)
{
	ScenarioSite *site;
	bool		guessed;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(1))
		policy_is_null();
	site = scenario_site(fcinfo);
	PG_RETURN_DATUM(outcomes_of_set(site, PG_GETARG_DATUM(0),
									policy_site_find(&site->policies, PG_GETARG_DATUM(1),
													 POLICY_SCENARIOS, &guessed)));
}

/*
 * The scenarios of a medaid_scenario_set, recognised by their mark: comparing
 * arrays of 300 kB for every person would cost as much as settling.
 */
static const CompiledPolicy *
marked_scenarios(ScenarioSite *site, Datum set)
{
	ScenarioMark mark;
	Datum		policies;
	bool		guessed;

	scenario_set_read(&site->desc, set, site->context, &mark, &policies);
	if (site->marked == NULL || memcmp(site->mark, mark.bytes, MARK_SIZE) != 0)
	{
		scenario_set_check(&mark, policies);
		site->marked = policy_site_find(&site->policies, policies, POLICY_SCENARIOS, &guessed);
		memcpy(site->mark, mark.bytes, MARK_SIZE);
	}
	return site->marked;
}

/*
 * medaid_outcomes(medaid_claim_set, scenarios medaid_scenario_set) -> medaid_person_outcomes
 * The same; the planner calls it where the scenarios are a sub-select.
 */
Datum
medaid_outcomes_marked(PG_FUNCTION_ARGS)
{
	ScenarioSite *site;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(1))
		policy_is_null();
	site = scenario_site(fcinfo);
	PG_RETURN_DATUM(outcomes_of_set(site, PG_GETARG_DATUM(0),
									marked_scenarios(site, PG_GETARG_DATUM(1))));
}
