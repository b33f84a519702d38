/*
 * check.c - what must hold of a settlement, whatever the regulation.
 */
#include "check.h"

#include "core/explain.h"
#include "core/limits.h"
#include "core/why_not.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
wrong(const char *what)
{
	fprintf(stderr, "must hold, and does not: %s\n", what);
	abort();
}

static bool
in_range(fen_t fen)
{
	return fen >= 0 && fen <= FEN_SUM_MAX + 2 * FEN_MAX;
}

/* What the main benefit, the top-up and the second stage pay stays below their caps. */
static void
check_caps(const Settlement *s, const YearToDate *ytd)
{
	const Entitlement *o = s->applied;
	const FurtherLimit *limit;
	int			at = 0;

	if (o->assistance + o->top_up > 0)
		MUST(o->main.paid <= o->cap);
	if (o->tilted > 0)
		MUST(o->tilted_accumulator.paid <= o->tilt->cap);
	if (o->assistance == 0)
		return;
	while ((limit = next_limit(s->policy, s->claim, o->held_category->category, &at)) != NULL)
		MUST(o->assistance <= fen_beyond(limit->cap, limit_used(limit, ytd, s->benefit_year, s->claim->discharged_on)));
}

static void
check_stages(const Settlement *s)
{
	const Entitlement *o = s->applied;
	const Policy *policy = s->policy;
	fen_t		own = o->aid - o->for_earlier;
	fen_t		half = policy->unit / 2;

	MUST(in_range(o->assistance) && in_range(o->top_up) && in_range(o->tilted) && in_range(o->off_catalog));
	MUST(o->aid == o->assistance + o->top_up + o->tilted + o->off_catalog);
	MUST(in_range(o->for_earlier) && o->for_earlier <= o->aid);
	MUST(o->deductible >= 0 && o->deductible <= o->burden);
	MUST(o->due <= o->share && o->share <= o->burden - o->deductible + half);
	MUST(o->caught_up <= o->assistance && o->caught_up <= o->cut_off_before);
	MUST(own_assistance(o) <= o->due);
	MUST(in_range(o->in_scope_left) && o->in_scope_left <= o->burden);
	MUST(o->top_up <= o->top_up_room && (o->top_up == 0 || o->top_up <= o->burden - own_assistance(o)));
	MUST(o->released <= o->caught_up);
	MUST(o->off_catalog <= s->hospital.unpaid - s->hospital.borne);
	/* aid for this claim is within the bill, and within what is left in scope and outside */
	if (policy->within_bill)
		MUST(own <= o->bill_left);
	MUST(own <= o->burden + half + s->hospital.unpaid);
}

void
check_amounts(const Settlement *s, const YearToDate *ytd)
{
	const Claim *claim = s->claim;
	const Entitlement *o = &s->entitlement;
	const CriticalResult *r = &s->critical;
	fen_t		payers = claim_paid_by(claim, PAYERS_ALL);

	MUST(in_range(o->burden) && o->burden <= claim->total);
	MUST(in_range(s->patient_pays) && in_range(s->excess) && (s->patient_pays == 0 || s->excess == 0));
	MUST(claim->total + s->excess + o->for_earlier == payers + o->aid + s->hospital.borne + s->patient_pays);
	MUST(s->hospital.borne >= 0 && s->hospital.borne <= s->hospital.unpaid && s->hospital.unpaid <= claim->total);
	MUST(r->paid == claim->paid[PAYER_CRITICAL_ILLNESS]);
	MUST(!r->computed || (r->paid >= 0 && r->paid <= r->share && r->share <= r->cost));
	MUST(!r->computed || r->paid == 0 || r->paid_before + r->paid <= r->cap);
	MUST((o->status == STATUS_NOT_COVERED) == (s->applied == NULL));
	MUST((o->status == STATUS_PAID) == (o->aid > 0) && (o->reason == REASON_NONE) == (o->aid > 0));
	MUST(o->status != STATUS_REFUSED && (unsigned) o->reason < REASON_REFUSED);
	if (s->applied == NULL)
	{
		MUST(o->aid == 0 && o->for_earlier == 0 && o->reason <= REASON_SERVICE_NOT_COVERED);
		return;
	}
	MUST(s->applied == o && o->held_category->counts && o->held_category->reason == REASON_NONE);
	MUST(s->policy == o->held_category->policy && o->reason != REASON_NO_CATEGORY);
	check_stages(s);
	check_caps(s, ytd);
}

/* Nobody who counts would get more; and what is chosen is got again. */
void
check_choice(const Settlement *s, const PolicySet *set, const YearToDate *ytd)
{
	Entitlement other;
	Fault		fault;

	for (int i = 0; i < s->held_count; i++)
	{
		const HeldCategory *held = &s->held_categories[i];

		if (!held->counts)
		{
			MUST(held->reason != REASON_NONE);
			settle_candidate(s, set, ytd, held, true, &other, &fault);
			continue;
		}
		MUST(settle_candidate(s, set, ytd, held, false, &other, &fault));
		if (s->applied == NULL)
			MUST(other.status == STATUS_NOT_COVERED);
		else
			MUST(other.aid <= s->applied->aid);
		if (s->applied != NULL && s->applied->held_category == held)
			MUST(other.assistance == s->applied->assistance && other.tilted == s->applied->tilted &&
				 other.top_up == s->applied->top_up && other.off_catalog == s->applied->off_catalog &&
				 other.reason == s->applied->reason);
	}
}

/* How an item moves the balance; 2: it is no item. */
static int
direction(const char *item, const Settlement *s)
{
	static const char *const up[] = {"bill", "excess", "for_earlier", NULL};
	static const char *const down[] = {
		"basic_paid", "critical_illness_paid", "other_paid", "paid_outside", "assistance", "top_up", "tilted",
		"hospital_borne", "off_catalog", NULL
	};
	static const char *const still[] = {
		"out_of_scope", "burden", "threshold", "deductible", "band", "limit", "within_bill", "patient_pays",
		"identity", "recognised_twice", "may_carry", NULL
	};

	for (int i = 0; up[i]; i++)
		if (strcmp(item, up[i]) == 0)
			return 1;
	for (int i = 0; down[i]; i++)
		if (strcmp(item, down[i]) == 0)
			return -1;
	for (int i = 0; still[i]; i++)
		if (strcmp(item, still[i]) == 0)
			return 0;
	return s->entitlement.reason != REASON_NONE && strcmp(item, reason_words[s->entitlement.reason]) == 0 ? 0 : 2;
}

static void
check_step(const Step *step, const Settlement *s, fen_t *balance)
{
	int			moves = direction(step->item, s);
	const char *fault;

	MUST(moves != 2);
	MUST(step->label != NULL);
	if (step->amount == FEN_UNSET)
	{
		MUST(strcmp(step->item, "may_carry") == 0 && step->formula == NULL);
		return;
	}
	MUST(step->amount >= 0);
	*balance += moves * step->amount;
	MUST(step->balance == *balance);
	MUST(step->rate == RATE_UNSET || (step->rate >= 0 && step->rate <= RATE_ONE));
	MUST(step->limit_left == FEN_UNSET || step->limit_left >= 0);
	if (step->formula == NULL)
		return;
	fault = formula_fault(step->formula, step->formula_len, step->amount);
	if (fault == NULL)
		return;
	fprintf(stderr, "%s: %.*s %s (%lld)\n", step->item, step->formula_len, step->formula, fault,
			(long long) step->amount);
	wrong("a formula comes to its step's amount");
}

/* The sum of an item's steps; FEN_UNSET where it has none. */
static fen_t
told(const Explanation *e, const char *item)
{
	fen_t		sum = FEN_UNSET;

	for (int i = 0; i < e->count; i++)
		if (strcmp(e->steps[i].item, item) == 0)
			sum = (sum == FEN_UNSET ? 0 : sum) + e->steps[i].amount;
	return sum;
}

static bool
tells(const Explanation *e, const char *item, fen_t amount)
{
	fen_t		sum = told(e, item);

	return sum == amount || (sum == FEN_UNSET && amount == 0);
}

/* The steps come to the settlement. */
void
check_explanation(const Settlement *s, const YearToDate *ytd)
{
	static Explanation e;
	const Entitlement *o = &s->entitlement;
	fen_t		balance = 0;

	explain(s, ytd, NULL, &e);
	MUST(e.count >= 2 && e.count <= STEPS_MAX);
	MUST(e.at < e.text + EXPLANATION_TEXT);
	for (int i = 0; i < e.count; i++)
		check_step(&e.steps[i], s, &balance);
	MUST(balance == s->patient_pays && e.balance == balance);
	MUST(told(&e, "bill") == s->claim->total && told(&e, "patient_pays") == s->patient_pays);
	MUST(tells(&e, "assistance", o->assistance) && tells(&e, "top_up", o->top_up));
	MUST(tells(&e, "tilted", o->tilted) && tells(&e, "off_catalog", o->off_catalog));
	MUST(tells(&e, "for_earlier", o->for_earlier) && tells(&e, "excess", s->excess));
	MUST(tells(&e, "hospital_borne", s->hospital.borne));
	MUST(o->aid > 0 || told(&e, reason_words[o->reason]) == 0 || e.count == STEPS_MAX);
}

typedef struct Asked
{
	const Settlement *s;
	int			rows;
	int			summaries;
	int			applied;
} Asked;

static void
one_considered(const Considered *row, void *context)
{
	Asked	   *asked = context;
	const Entitlement *applied = asked->s->applied;

	asked->rows++;
	MUST(row->stage != NULL);
	MUST(row->needed_len >= 0 && row->needed_len <= CONSIDERED_TEXT);
	MUST(row->found_len >= 0 && row->found_len <= CONSIDERED_TEXT);
	MUST(memchr(row->needed, 0, row->needed_len) == NULL && memchr(row->found, 0, row->found_len) == NULL);
	MUST(row->would_pay == FEN_UNSET || row->would_pay >= 0);
	if (strcmp(row->stage, "category") != 0)
		return;
	asked->summaries++;
	if (applied != NULL && applied->held_category == &asked->s->held_categories[asked->summaries - 1])
	{
		asked->applied++;
		MUST(row->would_pay == applied->aid && (row->condition == NULL) == (applied->aid > 0));
	}
	/* who could not be settled is told so at the rule */
	else if (row->would_pay != FEN_UNSET)
		MUST(row->condition != NULL);
}

void
check_why_not(const Settlement *s, const PolicySet *set, const YearToDate *ytd)
{
	Asked		asked = {.s = s};

	why_not(s, set, ytd, one_considered, &asked);
	MUST(asked.summaries == s->held_count && asked.applied == (s->applied != NULL));
	MUST(asked.rows > 0);
}
