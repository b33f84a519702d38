/*
 * why_not.c - each category held and each rule considered for a claim: the
 * condition that failed, what it needed, what it found.
 *
 * The conditions are the tests of gate.c, identity.c and benefit.c themselves
 * (condition.h); what a category would be paid is settled by settle_category().
 */
#include "core/why_not.h"

#include <stddef.h>
#include <string.h>

#include "core/explain.h"

typedef struct Inquiry
{
	const Settlement *settlement;
	const Claim *claim;
	const PolicySet *set;
	const YearToDate *ytd;
	ConsideredSink sink;
	void	   *context;
	Considered	row;
	/* of the category at hand */
	const HeldCategory *held_category;
	bool		settled;		/* else the fault says why it could not be */
	Entitlement entitlement;
	Fault		fault;
} Inquiry;

static void
begin(Inquiry *q, const char *stage, const char *rule, const char *article)
{
	q->row.category = q->held_category ? q->held_category->category : NULL;
	q->row.rule = rule;
	q->row.stage = stage;
	q->row.condition = NULL;
	q->row.needed_len = q->row.found_len = 0;
	q->row.article = article;
	q->row.would_pay = FEN_UNSET;
}

/* The condition that did not hold. */
static void
failed(Inquiry *q, const Unmet *unmet)
{
	Considered *row = &q->row;

	row->condition = unmet->what;
	row->needed_len = text_append(row->needed, row->needed + CONSIDERED_TEXT, unmet->needed) -
		row->needed;
	row->found_len = text_append(row->found, row->found + CONSIDERED_TEXT, unmet->found) -
		row->found;
}

static void
tell(Inquiry *q)
{
	q->sink(&q->row, q->context);
}

/* Whether a rule is for the category at hand. */
static bool
for_category(const Inquiry *q, CategoryMask categories)
{
	return concerns(categories, q->held_category->category->mask);
}

/* The gates of a policy that refuse the claim. */
static void
gates(Inquiry *q, const Policy *policy)
{
	Unmet		unmet;

	for (int i = 0; i < policy->gate_count; i++)
	{
		const Gate *gate = &policy->gates[i];

		if (gate_holds(gate, policy, q->claim, &unmet))
			continue;
		begin(q, "gate", gate->scope.code, gate->scope.article);
		failed(q, &unmet);
		tell(q);
	}
}

/* An earlier rule applies. */
static void
preceded(Inquiry *q, const Scope *chosen)
{
	Unmet		unmet = {
		.what = "precedence",
		.needed = SAID(P_WORDS("no earlier rule")),
		.found = SAID(P_WORDS(chosen->code))
	};

	failed(q, &unmet);
}

/* Why a stage pays nothing, or less than its rate; what it pays. */
static void
stage(Inquiry *q, fen_t would_pay, const Unmet *unmet)
{
	q->row.would_pay = would_pay;
	if (unmet->what != NULL)
		failed(q, unmet);
}

/* The schedules of critical illness insurance for the service, where it is computed, and its tilts. */
static void
critical_illnesses(Inquiry *q, const Policy *policy)
{
	const CriticalResult *result = &q->settlement->critical;

	for (int i = 0; result->computed && i < policy->critical_count; i++)
	{
		const CriticalIllness *schedule = &policy->criticals[i];
		Unmet		unmet = {0};

		if ((schedule->scope.services & (1u << q->claim->service)) == 0)
			continue;
		begin(q, "critical_illness", schedule->scope.code, schedule->scope.article);
		if (schedule == result->schedule)
		{
			critical_stops(result, &unmet);
			stage(q, result->paid, &unmet);
		}
		else if (!scope_holds(&schedule->scope, q->claim, &unmet))
			failed(q, &unmet);
		else
			preceded(q, &result->schedule->scope);
		tell(q);
	}
	for (int i = 0; result->computed && result->schedule != NULL && i < policy->critical_tilt_count; i++)
	{
		const CriticalIllnessTilt *tilt = &policy->critical_tilts[i];
		Unmet		unmet = {0};

		if (tilt->schedule != NULL && tilt->schedule != result->schedule->scope.code)
			continue;
		begin(q, "critical_illness_tilt", tilt->scope.code, tilt->scope.article);
		if (!critical_tilt_holds(tilt, policy, q->claim, q->settlement->held_categories, &unmet))
			failed(q, &unmet);
		else if (result->tilt != NULL && tilt != result->tilt)
			preceded(q, &result->tilt->scope);
		tell(q);
	}
}

/* The days that keep a category from counting. */
static void
identity(Inquiry *q)
{
	const HeldCategory *held = q->held_category;
	const Identity *rule = held->reason == REASON_CATEGORY_NOT_ELIGIBLE
		? held->rule : identity_that_decides(q->claim, held);
	Unmet		unmet;

	begin(q, "identity", rule ? rule->scope.code : NULL,
		  refusal_article(held->policy, q->claim, held, held->reason));
	if (identity_stops(q->claim, held, &unmet) != REASON_NONE)
		failed(q, &unmet);
	tell(q);
}

/* The rule by which a category counts that is not held on the day of discharge. */
static void
reached(Inquiry *q)
{
	const Identity *rule = identity_that_reaches(q->claim, q->held_category);

	if (rule == NULL)
		return;
	begin(q, "identity", rule->scope.code, rule->scope.article);
	tell(q);
}

static void
validity(Inquiry *q)
{
	const Policy *policy = q->held_category->policy;
	Unmet		unmet;

	begin(q, "validity", policy->code,
		  refusal_article(policy, q->claim, q->held_category, REASON_POLICY_NOT_IN_FORCE));
	if (!days_hold(policy, q->held_category->day, &unmet))
		failed(q, &unmet);
	tell(q);
}

/* Whether the category could not be settled because of this rule. */
static bool
fault_of(Inquiry *q, const Scope *scope)
{
	bool		field = q->fault.kind == FAULT_FIELD_MISSING;
	Unmet		unmet;

	if (q->settled || q->fault.rule == NULL || strcmp(q->fault.rule, scope->code) != 0)
		return false;
	unmet = (Unmet) {
		.what = field ? "field_missing" : "not_set",
			.needed = SAID(P_WORDS(field ? "" : scope->code), P_WORDS(field ? "" : "."),
						   P_WORDS(q->fault.field)),
			.found = SAID(P_WORDS("NULL"))
	};
	failed(q, &unmet);
	return true;
}

/* The same of the bands of a benefit, or of a further limit. */
static bool
fault_beside(Inquiry *q, const Benefit *benefit)
{
	const Policy *policy = q->held_category->policy;

	for (int i = 0; i < policy->limit_count; i++)
		if (fault_of(q, &policy->limits[i].scope))
			return true;
	for (int i = 0; benefit->terms != NULL && i < benefit->terms->band_count; i++)
	{
		Scope		band = {.code = benefit->terms->bands[i].code};

		if (fault_of(q, &band))
			return true;
	}
	return false;
}

static void
one_benefit(Inquiry *q, const Benefit *benefit, const Benefit **chosen)
{
	Unmet		unmet = {0};

	if (!benefit_holds(benefit, q->claim, &unmet))
		failed(q, &unmet);
	else if (*chosen != NULL)
		preceded(q, &(*chosen)->scope);
	else
	{
		*chosen = benefit;
		if (fault_of(q, &benefit->scope) ||
			(benefit->rate_of && fault_of(q, &benefit->rate_of->scope)) ||
			fault_beside(q, benefit) || !q->settled)
			return;
		benefit_stops(&q->entitlement, &unmet);
		stage(q, q->entitlement.assistance, &unmet);
	}
}

/* The main rules for the category's service, or, without one, those for others. */
static void
benefits(Inquiry *q)
{
	const Policy *policy = q->held_category->policy;
	const Benefit *chosen = NULL;
	unsigned	service = 1u << q->claim->service;
	bool		served = false;

	for (int i = 0; i < policy->benefit_count; i++)
		if (for_category(q, policy->benefits[i].scope.categories) &&
			(policy->benefits[i].scope.services & service))
			served = true;
	for (int i = 0; i < policy->benefit_count; i++)
	{
		const Benefit *benefit = &policy->benefits[i];

		if (!for_category(q, benefit->scope.categories) ||
			(served && (benefit->scope.services & service) == 0))
			continue;
		begin(q, "benefit", benefit->scope.code, benefit->scope.article);
		one_benefit(q, benefit, &chosen);
		tell(q);
	}
}

static void
top_ups(Inquiry *q)
{
	const Policy *policy = q->held_category->policy;

	for (int i = 0; i < policy->top_up_count; i++)
	{
		const TopUp *rule = &policy->top_ups[i];
		Unmet		unmet = {0};

		if (!for_category(q, rule->scope.categories) ||
			(rule->scope.services & (1u << q->claim->service)) == 0)
			continue;
		begin(q, "top_up", rule->scope.code, rule->scope.article);
		if (!scope_holds(&rule->scope, q->claim, &unmet))
			failed(q, &unmet);
		else if (!fault_of(q, &rule->scope) && q->settled &&
				 q->entitlement.top_up_rule == rule)
		{
			top_up_stops(&q->entitlement, &unmet);
			stage(q, q->entitlement.top_up, &unmet);
		}
		tell(q);
	}
}

static void
tilts(Inquiry *q)
{
	const Policy *policy = q->held_category->policy;
	const Tilt *chosen = NULL;

	for (int i = 0; i < policy->tilt_count; i++)
	{
		const Tilt *tilt = &policy->tilts[i];
		Unmet		unmet = {0};

		if (!for_category(q, tilt->scope.categories) ||
			(tilt->scope.services & (1u << q->claim->service)) == 0)
			continue;
		begin(q, "tilt", tilt->scope.code, tilt->scope.article);
		if (!tilt_holds(tilt, q->claim, &unmet))
			failed(q, &unmet);
		else if (chosen != NULL)
			preceded(q, &chosen->scope);
		else
		{
			chosen = tilt;
			if (!fault_of(q, &tilt->scope) && q->settled && q->entitlement.tilt == tilt)
			{
				tilt_stops(&q->entitlement, q->claim, &unmet);
				stage(q, q->entitlement.tilted, &unmet);
			}
		}
		tell(q);
	}
}

static void
off_catalogs(Inquiry *q)
{
	const Policy *policy = q->held_category->policy;

	for (int i = 0; i < policy->off_catalog_count; i++)
	{
		const OffCatalog *rule = &policy->off_catalogs[i];
		Unmet		unmet = {0};

		if ((rule->aid_categories & q->held_category->category->mask) == 0 ||
			(rule->scope.services & (1u << q->claim->service)) == 0)
			continue;
		begin(q, "off_catalog", rule->scope.code, rule->scope.article);
		if (!off_catalog_holds(rule, policy, q->claim, &unmet))
			failed(q, &unmet);
		else if (!fault_of(q, &rule->scope) && q->settled)
		{
			off_catalog_stops(&q->entitlement, &unmet);
			stage(q, q->entitlement.off_catalog, &unmet);
		}
		tell(q);
	}
}

/* Whether and why the category is not the one applied; what it would be paid. */
static void
summary(Inquiry *q, Reason refusal)
{
	const Entitlement *best = q->settlement->applied;
	const HeldCategory *held = q->held_category;
	Unmet		unmet = {0};

	begin(q, "category", NULL, refusal == REASON_NONE ? held->category->article
		  : refusal_article(held->policy, q->claim, held, refusal));
	if (q->settled)
		q->row.would_pay = q->entitlement.aid;
	if (refusal != REASON_NONE)
		unmet.what = reason_words[refusal];
	else if (q->settled && best != NULL && best->held_category != held)
		entitlement_wins(&q->entitlement, best, &unmet);
	else if (q->settled)
		unmet.what = reason_words[q->entitlement.reason];
	failed(q, &unmet);
	tell(q);
}

static void
one_category(Inquiry *q, const HeldCategory *held_category)
{
	const Settlement *s = q->settlement;
	bool		in_force = policy_in_force(held_category->policy, held_category->day);
	bool		uncovered;
	Reason		refusal = gate_refuses(held_category->policy, q->claim, NULL);

	q->held_category = held_category;
	/* the gates of the day's policy were told for the claim as a whole */
	if (held_category->policy != policy_on(q->set, q->claim->discharged_on, &uncovered))
		gates(q, held_category->policy);
	if (!held_category->counts)
		identity(q);
	else
	{
		reached(q);
		if (!in_force)
			validity(q);
	}
	if (refusal == REASON_NONE && !held_category->counts)
		refusal = held_category->reason;
	else if (refusal == REASON_NONE && !in_force)
		refusal = REASON_POLICY_NOT_IN_FORCE;
	q->settled = settle_candidate(s, q->set, q->ytd, held_category, refusal != REASON_NONE,
								  &q->entitlement, &q->fault);
	if (q->settled && q->entitlement.status == STATUS_NOT_COVERED && refusal == REASON_NONE)
		refusal = q->entitlement.reason;
	benefits(q);
	top_ups(q);
	tilts(q);
	off_catalogs(q);
	summary(q, refusal);
}

void
why_not(const Settlement *settlement, const PolicySet *set, const YearToDate *ytd,
		ConsideredSink sink, void *context)
{
	Inquiry		q = {
		.settlement = settlement,
		.claim = settlement->claim,
		.set = set,
		.ytd = ytd,
		.sink = sink,
		.context = context
	};
	bool		uncovered;
	const Policy *policy = policy_on(set, settlement->claim->discharged_on, &uncovered);

	gates(&q, policy);
	critical_illnesses(&q, policy);
	if (settlement->held_count == 0)
	{
		begin(&q, "identity", NULL,
			  refusal_article(policy, q.claim, NULL, REASON_NO_CATEGORY));
		q.row.condition = reason_words[REASON_NO_CATEGORY];
		tell(&q);
	}
	for (int i = 0; i < settlement->held_count; i++)
		one_category(&q, &settlement->held_categories[i]);
}
