/*
 * scenarios.c - medaid_outcomes(): one person's claims settled under several
 * scenarios in one pass.
 *
 * Each claim is decoded once and settled under every scenario, which have a
 * ledger and a tally each; no settlement is written.
 */
#include "settlement/settle_site.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "claim/claim_bag.h"
#include "claim/claim_set.h"
#include "claim/compact_claim.h"
#include "settlement/person_outcomes.h"
#include "utils/memutils.h"

PG_FUNCTION_INFO_V1(medaid_outcomes_final);
PG_FUNCTION_INFO_V1(medaid_outcomes_set);

typedef struct ScenarioSite
{
	MemoryContext context;
	PolicySite	policies;		/* of the scalar form */
	int			size;
	Ledger	   *ledgers;
	Tally	   *tallies;
	Claim		claim;
	Bench		bench;
	Settlement	settlement;
} ScenarioSite;

/* What a claim comes to; two of them tell whether a scenario changed it. */
typedef struct ClaimResult
{
	Figures		figures;
	const char *category;		/* NULL: none applied */
} ClaimResult;

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
settle_once(ScenarioSite *site, const PolicySet *set, Ledger *ledger, ClaimResult *result)
{
	Settlement *settlement = &site->settlement;
	Fault		overflow = {.kind = FAULT_OVERFLOW, .field = "in_scope"};

	if (!settle_claim(&site->claim, set, ledger, &site->bench, settlement))
		finding_fault(NULL, &site->claim, &site->bench.fault);
	if (!settlement_post(settlement, ledger))
		finding_fault(NULL, &site->claim, &overflow);
	figures_of(settlement, &result->figures);
	result->category = settlement->applied
		? settlement->applied->standing->category->code : NULL;
}

static void
settle_under_all(ScenarioSite *site, const CompiledPolicy *scenarios, const char *compact,
				 uint32 size)
{
	const Scenario *scenario;
	ErrorContextCallback callback = {
		.callback = name_scenario,
		.arg = &scenario,
		.previous = error_context_stack
	};
	ClaimResult first,
				result;

	compact_read(compact, size, &site->claim);
	error_context_stack = &callback;
	for (int i = 0; i < scenarios->scenario_count; i++)
	{
		ClaimResult *to = i == 0 ? &first : &result;
		Tally	   *tally = &site->tallies[i];

		scenario = &scenarios->scenarios[i];
		settle_once(site, &scenario->set, &site->ledgers[i], to);
		if (!tally_claim(tally, &to->figures))
		{
			Fault		overflow = {.kind = FAULT_OVERFLOW, .field = "total"};

			finding_fault(NULL, &site->claim, &overflow);
		}
		if (i > 0 && !same_result(&first, &result))
			tally->sum[SUM_CHANGED]++;
	}
	error_context_stack = callback.previous;
}

static Datum
end_person(ScenarioSite *site, const CompiledPolicy *scenarios)
{
	return PointerGetDatum(person_outcomes_write(scenarios->scenarios, scenarios->scenario_count,
												 site->tallies));
}

/* medaid_outcomes(claim, scenarios) -> medaid_person_outcomes */
Datum
medaid_outcomes_final(PG_FUNCTION_ARGS)
{
	const ClaimBag *bag;
	const CompiledPolicy *scenarios;
	ScenarioSite *site;
	BagClaim   *claims;

	if (!AggCheckCallContext(fcinfo, NULL))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("medaid_outcomes_final is part of an aggregate and not called by itself")));
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	bag = (ClaimBag *) PG_GETARG_POINTER(0);
	scenarios = bag_policy_at(bag, 0);
	site = scenario_site(fcinfo);
	begin_person(site, scenarios->scenario_count);
	claims = bag_sorted(bag);
	for (uint64 i = 0; i < bag->count; i++)
		settle_under_all(site, scenarios, claims[i].compact, claims[i].size);
	pfree(claims);
	PG_RETURN_DATUM(end_person(site, scenarios));
}

/*
 * medaid_outcomes(medaid_claim_set, scenarios medaid_policy[]) -> medaid_person_outcomes
 * NULL set: NULL; NULL scenarios: 22004.
 */
Datum
medaid_outcomes_set(PG_FUNCTION_ARGS)
{
	struct varlena *set;
	ScenarioSite *site;
	const CompiledPolicy *scenarios;
	SetWalk		walk;
	const char *compact;
	uint32		size;
	bool		guessed;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(1))
		policy_is_null();
	set = PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(0));
	site = scenario_site(fcinfo);
	scenarios = policy_site_find(&site->policies, PG_GETARG_DATUM(1), POLICY_SCENARIOS, &guessed);
	begin_person(site, scenarios->scenario_count);
	set_walk(set, &walk);
	while (set_next(&walk, &compact, &size))
		settle_under_all(site, scenarios, compact, size);
	PG_RETURN_DATUM(end_person(site, scenarios));
}
