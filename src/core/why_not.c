/*
 * why_not.c - each category held and each rule considered for a claim: the
 * condition that failed, what it needed, what it found.
 *
 * The conditions are those of gate.c, identity.c and benefit.c, told instead
 * of tested; what a category would be paid is settled by settle_category() itself.
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
	Entitlement	entitlement;
	Fault		fault;
} Inquiry;

#define NEEDED(q, ...) \
	((q)->row.needed_len = formula_text((q)->row.needed, (q)->row.needed + CONSIDERED_TEXT, \
										__VA_ARGS__) - (q)->row.needed)
#define FOUND(q, ...) \
	((q)->row.found_len = formula_text((q)->row.found, (q)->row.found + CONSIDERED_TEXT, \
									   __VA_ARGS__) - (q)->row.found)

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

/* True, so that a test of a condition can end with it. */
static bool
failed(Inquiry *q, const char *condition)
{
	q->row.condition = condition;
	return true;
}

static void
tell(Inquiry *q)
{
	q->sink(&q->row, q->context);
}

/* Whether a rule is for the category at hand. */
static bool
concerns(const Inquiry *q, CategoryMask categories)
{
	return categories == CATEGORIES_ALL || (categories & q->held_category->category->mask) != 0;
}

/* The gates of a policy that refuse the claim. */
static void
gates(Inquiry *q, const Policy *policy)
{
	const Claim *claim = q->claim;

	for (int i = 0; i < policy->gate_count; i++)
	{
		const Gate *gate = &policy->gates[i];
		Policy		alone = *policy;
		const Gate *refusing;
		Reason		reason;

		alone.gate_count = 1;
		alone.gates = (Gate *) gate;
		reason = gate_refuses(&alone, claim, &refusing);
		if (reason == REASON_NONE)
			continue;
		begin(q, "gate", gate->scope.code, gate->scope.article);
		failed(q, reason_words[reason]);
		switch (gate->test)
		{
			case GATE_DESIGNATED:
				NEEDED(q, "designated = true");
				FOUND(q, "false");
				break;
			case GATE_REFERRAL:
				NEEDED(q, gate->beyond_any ? "referral = compliant"
					   : "referral = compliant outside the %s", place_words[gate->beyond]);
				FOUND(q, "%s, %s", place_words[claim->place],
					  referral_words[claim_referral(claim)]);
				break;
			case GATE_PLACE:
				NEEDED(q, "place within the %s, or referral = compliant",
					   place_words[gate->beyond_any ? PLACE_COUNTY : gate->beyond]);
				FOUND(q, "%s, %s", place_words[claim->place],
					  referral_words[claim_referral(claim)]);
				break;
			case GATE_DEADLINE:
				NEEDED(q, "applied_on <= %d", deadline_of(gate, policy, claim));
				FOUND(q, "%d", claim->applied_on);
				break;
		}
		tell(q);
	}
}

/* The days that keep a category from counting. */
static void
identity(Inquiry *q)
{
	const HeldCategory *held_category = q->held_category;
	const ClaimCategory *held = &q->claim->categories[held_category->entry];
	const Identity *rule = held_category->reason == REASON_CATEGORY_NOT_ELIGIBLE
		? held_category->rule : identity_that_decides(q->claim, held_category);

	begin(q, "identity", rule ? rule->scope.code : NULL,
		  refusal_article(held_category->policy, q->claim, held_category, held_category->reason));
	failed(q, reason_words[held_category->reason]);
	if (rule != NULL && rule->rule == IDENTITY_BEFORE_TRANSITION &&
		held_category->reason == REASON_CATEGORY_NOT_ELIGIBLE)
	{
		NEEDED(q, "recognised_on < %d", held_category->policy->transition_until);
		FOUND(q, "%d", held->recognised_on);
	}
	else if (rule != NULL && rule->rule == IDENTITY_APPLICATION &&
			 held->ended_on > held->recognised_on && held->ended_on > q->claim->discharged_on)
	{
		day_t		first,
					last;

		application_window(rule, held->recognised_on, &first, &last);
		NEEDED(q, "discharged_on from %d to %d", first, last);
		FOUND(q, "%d", q->claim->discharged_on);
	}
	else if (held->ended_on <= held->recognised_on)
	{
		NEEDED(q, "recognised_on < ended_on");
		FOUND(q, "%d, %d", held->recognised_on, held->ended_on);
	}
	else if (held_category->reason == REASON_IDENTITY_ENDED)
	{
		NEEDED(q, "ended_on > %d", q->claim->discharged_on);
		FOUND(q, "%d", held->ended_on);
	}
	else
	{
		NEEDED(q, "recognised_on <= %d", q->claim->discharged_on);
		FOUND(q, "%d", held->recognised_on);
	}
	tell(q);
}

static void
validity(Inquiry *q)
{
	const Policy *policy = q->held_category->policy;

	begin(q, "validity", policy->code,
		  refusal_article(policy, q->claim, q->held_category, REASON_POLICY_NOT_IN_FORCE));
	failed(q, reason_words[REASON_POLICY_NOT_IN_FORCE]);
	NEEDED(q, "from %d, before %d", policy->valid_from, policy->valid_until);
	FOUND(q, "%d", q->held_category->day);
	tell(q);
}

static void
say_services(Inquiry *q, unsigned services)
{
	char	   *at = q->row.needed;

	for (int i = 0; i < SERVICES_OF_RULES; i++)
		if (services & (1u << i))
			at = formula_text(at, q->row.needed + CONSIDERED_TEXT,
							  at == q->row.needed ? "service = %s" : " or %s",
							  service_words[i]);
	q->row.needed_len = at - q->row.needed;
}

/* Service, insurance and place; the category is known to match. */
static bool
scope_fails(Inquiry *q, const Scope *scope)
{
	const Claim *claim = q->claim;

	if ((scope->services & (1u << claim->service)) == 0)
	{
		say_services(q, scope->services);
		FOUND(q, "%s", service_words[claim->service]);
		return failed(q, "service");
	}
	if ((scope->insurances & (1u << claim->insurance)) == 0)
	{
		NEEDED(q, "insurance = %s", insurance_words[INSURANCE_COUNT - 1 - claim->insurance]);
		FOUND(q, "%s", insurance_words[claim->insurance]);
		return failed(q, "insurance");
	}
	if (claim->place > scope->within)
	{
		NEEDED(q, "place within the %s", place_words[scope->within]);
		FOUND(q, "%s", place_words[claim->place]);
		return failed(q, "place");
	}
	return false;
}

static bool
benefit_fails(Inquiry *q, const Benefit *benefit)
{
	const Claim *claim = q->claim;

	if (scope_fails(q, &benefit->scope))
		return true;
	if (benefit->needs_major_disease && !claim->major_disease)
	{
		NEEDED(q, "major_disease = true");
		FOUND(q, "false");
		return failed(q, "major_disease");
	}
	if (benefit->needs_maintenance && !claim->maintenance)
	{
		NEEDED(q, "maintenance = true");
		FOUND(q, "false");
		return failed(q, "maintenance");
	}
	if (benefit->in_scope_over != FEN_UNSET && claim->in_scope <= benefit->in_scope_over)
	{
		NEEDED(q, "in_scope > %m", benefit->in_scope_over);
		FOUND(q, "%m", claim->in_scope);
		return failed(q, "in_scope_over");
	}
	if (benefit->min_hospital_level > 0 &&
		(!claim_has(claim, HAS_HOSPITAL_LEVEL) ||
		 claim->hospital_level < benefit->min_hospital_level))
	{
		NEEDED(q, "hospital_level >= %i", benefit->min_hospital_level);
		FOUND(q, claim_has(claim, HAS_HOSPITAL_LEVEL) ? "%i" : "NULL",
			  (int) claim->hospital_level);
		return failed(q, "min_hospital_level");
	}
	if (benefit->min_age != AGE_ANY &&
		(!claim_has(claim, HAS_AGE) || claim->age < benefit->min_age))
	{
		NEEDED(q, "age >= %i", benefit->min_age);
		FOUND(q, claim_has(claim, HAS_AGE) ? "%i" : "NULL", (int) claim->age);
		return failed(q, "min_age");
	}
	return false;
}

/* Whether the category could not be settled because of this rule. */
static bool
fault_of(Inquiry *q, const Scope *scope)
{
	if (q->settled || q->fault.rule == NULL || strcmp(q->fault.rule, scope->code) != 0)
		return false;
	NEEDED(q, q->fault.kind == FAULT_FIELD_MISSING ? "%s" : "%s.%s",
		   q->fault.kind == FAULT_FIELD_MISSING ? q->fault.field : scope->code, q->fault.field);
	FOUND(q, "NULL");
	return failed(q, q->fault.kind == FAULT_FIELD_MISSING ? "field_missing" : "not_set");
}

/* Why the row that applies pays nothing, or less than its rate. */
static void
main_benefit(Inquiry *q, const Entitlement *o)
{
	fen_t		paid_before = o->main.paid - o->assistance - o->top_up;

	q->row.would_pay = o->assistance;
	if (o->burden == 0 && o->assistance == 0)
	{
		failed(q, reason_words[REASON_NO_BURDEN]);
		NEEDED(q, "burden > 0.00");
		FOUND(q, "%m", o->burden);
	}
	else if (o->bill_left == 0 && o->assistance == 0)
	{
		failed(q, reason_words[REASON_ALREADY_PAID]);
		NEEDED(q, "left of the bill > 0.00");
		FOUND(q, "%m", o->bill_left);
	}
	else if (o->deductible == o->burden && o->assistance == 0)
	{
		failed(q, reason_words[REASON_BELOW_DEDUCTIBLE]);
		NEEDED(q, "burden > %m", o->benefit->deductible_per == DEDUCTIBLE_PER_YEAR
			   ? fen_beyond(o->benefit->deductible, o->deductible_before)
			   : o->benefit->deductible);
		FOUND(q, "%m", o->burden);
	}
	else if (o->assistance < o->due + o->cut_off_before)
	{
		failed(q, reason_words[REASON_CAP_EXHAUSTED]);
		NEEDED(q, "cap - paid >= %m", o->due + o->cut_off_before);
		FOUND(q, "%m", fen_beyond(o->cap, paid_before));
	}
	else if (o->due < o->share)
	{
		failed(q, "within_bill");
		NEEDED(q, "left of the bill >= %m", o->share);
		FOUND(q, "%m", o->bill_left);
	}
	else if (o->assistance == 0)
		failed(q, reason_words[REASON_ROUNDS_TO_ZERO]);
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
		if (concerns(q, policy->benefits[i].scope.categories) &&
			(policy->benefits[i].scope.services & service))
			served = true;
	for (int i = 0; i < policy->benefit_count; i++)
	{
		const Benefit *benefit = &policy->benefits[i];

		if (!concerns(q, benefit->scope.categories) ||
			(served && (benefit->scope.services & service) == 0))
			continue;
		begin(q, "benefit", benefit->scope.code, benefit->scope.article);
		if (!benefit_fails(q, benefit))
		{
			if (chosen != NULL)
			{
				failed(q, "precedence");
				NEEDED(q, "no earlier rule");
				FOUND(q, "%s", chosen->scope.code);
			}
			else
			{
				chosen = benefit;
				if (!fault_of(q, &benefit->scope) &&
					!(benefit->rate_of && fault_of(q, &benefit->rate_of->scope)) && q->settled)
					main_benefit(q, &q->entitlement);
			}
		}
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

		if (!concerns(q, rule->scope.categories) ||
			(rule->scope.services & (1u << q->claim->service)) == 0)
			continue;
		begin(q, "top_up", rule->scope.code, rule->scope.article);
		if (!scope_fails(q, &rule->scope) && !fault_of(q, &rule->scope) && q->settled &&
			q->entitlement.top_up_rule == rule)
		{
			q->row.would_pay = q->entitlement.top_up;
			if (q->entitlement.top_up == 0)
			{
				failed(q, "ratio_reached");
				NEEDED(q, "paid < %m", fen_share(q->claim->in_scope, rule->rate == RATE_UNSET
												 ? RATE_ONE : rule->rate));
				FOUND(q, "%m", claim_paid_by(q->claim, PAYERS_ALL) + own_assistance(&q->entitlement));
			}
		}
		tell(q);
	}
}

/* Why the second stage pays nothing, or less than its rate. */
static void
second_stage(Inquiry *q, const Entitlement *o)
{
	const Tilt *tilt = o->tilt;

	q->row.would_pay = o->tilted;
	if (tilt->on_application && !q->claim->tilt_approved)
	{
		failed(q, "tilt_approved");
		NEEDED(q, "tilt_approved = true");
		FOUND(q, "false");
	}
	else if (tilt->on_application ? o->tilted_accumulator.burden == 0 : o->residual <= 0)
	{
		failed(q, "no_residual");
		NEEDED(q, "residual > 0.00");
		FOUND(q, "%m", fen_max(0, o->residual));
	}
	else if (o->tilted_base == 0)
	{
		failed(q, "threshold");
		NEEDED(q, "residual of the year > %m", tilt->threshold);
		FOUND(q, "%m", o->tilted_accumulator.burden);
	}
	else if (o->tilted < o->tilted_share)
	{
		failed(q, reason_words[REASON_CAP_EXHAUSTED]);
		NEEDED(q, "cap - paid >= %m", o->tilted_share);
		FOUND(q, "%m", fen_beyond(tilt->cap, o->tilted_accumulator.paid - o->tilted));
	}
	else if (o->tilted == 0)
		failed(q, reason_words[REASON_ROUNDS_TO_ZERO]);
}

static void
tilts(Inquiry *q)
{
	const Policy *policy = q->held_category->policy;
	const Tilt *chosen = NULL;

	for (int i = 0; i < policy->tilt_count; i++)
	{
		const Tilt *tilt = &policy->tilts[i];

		if (!concerns(q, tilt->scope.categories) ||
			(tilt->scope.services & (1u << q->claim->service)) == 0)
			continue;
		begin(q, "tilt", tilt->scope.code, tilt->scope.article);
		if (scope_fails(q, &tilt->scope))
			 /* told */ ;
		else if (tilt->needs_referral && claim_referral(q->claim) == REFERRAL_NON_COMPLIANT)
		{
			failed(q, "referral");
			NEEDED(q, "referral = compliant");
			FOUND(q, "%s", referral_words[claim_referral(q->claim)]);
		}
		else if (chosen != NULL)
		{
			failed(q, "precedence");
			NEEDED(q, "no earlier rule");
			FOUND(q, "%s", chosen->scope.code);
		}
		else
		{
			chosen = tilt;
			if (!fault_of(q, &tilt->scope) && q->settled && q->entitlement.tilt == tilt)
				second_stage(q, &q->entitlement);
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

		if ((rule->aid_categories & q->held_category->category->mask) == 0 ||
			(rule->scope.services & (1u << q->claim->service)) == 0)
			continue;
		begin(q, "off_catalog", rule->scope.code, rule->scope.article);
		if (scope_fails(q, &rule->scope) || fault_of(q, &rule->scope))
			 /* told */ ;
		else if (rule->aid_in_transition &&
				 q->claim->discharged_on >= policy->transition_until)
		{
			failed(q, "transition");
			NEEDED(q, "discharged_on < %d", policy->transition_until);
			FOUND(q, "%d", q->claim->discharged_on);
		}
		else if (q->settled)
		{
			q->row.would_pay = q->entitlement.off_catalog;
			if (q->entitlement.off_catalog == 0)
				failed(q, "no_off_catalog_cost");
		}
		tell(q);
	}
}

/* Whether and why the category is not the one applied; what it would be paid. */
static void
summary(Inquiry *q, Reason refusal)
{
	const Entitlement *best = q->settlement->applied;
	const PolicyCategory *category = q->held_category->category;

	begin(q, "category", NULL, refusal == REASON_NONE ? category->article
		  : refusal_article(q->held_category->policy, q->claim, q->held_category, refusal));
	if (q->settled)
		q->row.would_pay = q->entitlement.aid;
	if (refusal != REASON_NONE)
		failed(q, reason_words[refusal]);
	else if (q->settled && best != NULL && best->held_category != q->held_category)
	{
		if (q->entitlement.aid < best->aid)
		{
			failed(q, "lower_aid");
			NEEDED(q, "aid > %m", best->aid);
			FOUND(q, "%m", q->entitlement.aid);
		}
		else if (category->rank != best->held_category->category->rank)
		{
			failed(q, "rank");
			NEEDED(q, "rank before %s", best->held_category->category->code);
			FOUND(q, "%s", category->code);
		}
		else
		{
			failed(q, "earlier_entry");
			NEEDED(q, "an earlier benefit year, or entry");
			FOUND(q, "%i", (int) q->held_category->benefit_year);
		}
	}
	else if (q->settled && q->entitlement.reason != REASON_NONE)
		failed(q, reason_words[q->entitlement.reason]);
	tell(q);
}

static void
one_category(Inquiry *q, const HeldCategory *held_category)
{
	const Settlement *s = q->settlement;
	bool		in_force = policy_in_force(held_category->policy, held_category->day);
	bool		uncovered;
	const Gate *gate;
	Reason		refusal = gate_refuses(held_category->policy, q->claim, &gate);

	q->held_category = held_category;
	/* the gates of the day's policy were told for the claim as a whole */
	if (held_category->policy != policy_on(q->set, q->claim->discharged_on, &uncovered))
		gates(q, held_category->policy);
	if (!held_category->counts)
		identity(q);
	else if (!in_force)
		validity(q);
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
	if (settlement->held_count == 0)
	{
		begin(&q, "identity", NULL,
			  refusal_article(policy, q.claim, NULL, REASON_NO_CATEGORY));
		failed(&q, reason_words[REASON_NO_CATEGORY]);
		tell(&q);
	}
	for (int i = 0; i < settlement->held_count; i++)
		one_category(&q, &settlement->held_categories[i]);
}
