/*
 * explain_benefit.c - the steps of the main benefit.
 */
#include "core/explain_steps.h"
#include "core/limits.h"
#include "core/rate_bands.h"

void
say_bill_left(Explanation *e, const Settlement *s, bool brackets)
{
	fen_t		payers = claim_paid_by(s->claim, PAYERS_ALL);
	bool		beyond = payers + s->hospital.borne > s->claim->total;

	SAY(e, P_WORDS(beyond ? "max(0, " : brackets ? "(" : ""), P_FEN(s->claim->total));
	say_term(e, " - ", payers);
	say_term(e, " - ", s->hospital.borne);
	if (beyond || brackets)
		SAY(e, P_WORDS(")"));
}

/* By how much the claim, or the year with it, exceeds what is not taken off. */
static void
threshold_steps(Explanation *e, const Entitlement *o)
{
	const Benefit *benefit = o->benefit;
	bool		yearly = benefit->deductible_per == DEDUCTIBLE_PER_YEAR;
	fen_t		before = yearly ? o->main.burden - o->burden : 0;
	fen_t		over = fen_beyond(before + o->burden, benefit->deductible);

	add(e, "threshold", yearly ? term(e, "超过年度起付标准") : term(e, "超过起付标准"),
		benefit->scope.article);
	SAY(e, P_WORDS(over == 0 ? "max(0, " : ""));
	if (before > 0)
		SAY(e, P_FEN(before), P_WORDS(" + "));
	SAY(e, P_FEN(o->burden), P_WORDS(" - "), P_FEN(benefit->deductible),
		P_WORDS(over == 0 ? ") = " : " = "), P_FEN(over));
	end(e, over, 0);
	if (o->deductible == 0)
		return;
	add(e, "deductible", yearly ? term(e, "年度起付标准") : term(e, "起付标准"), benefit->scope.article);
	end(e, o->deductible, 0);
}

static void
deductible_step(Explanation *e, const Entitlement *o)
{
	const Benefit *benefit = o->benefit;
	bool		yearly = benefit->deductible_per == DEDUCTIBLE_PER_YEAR;

	if (benefit->deductible == 0 || benefit->deductible == FEN_UNSET)
		return;
	if (benefit->terms != NULL && benefit->terms->threshold)
	{
		threshold_steps(e, o);
		return;
	}
	add(e, "deductible", yearly ? term(e, "年度起付标准") : term(e, "起付标准"), benefit->scope.article);
	SAY(e, P_WORDS("min("), P_FEN(o->burden), P_WORDS(", "));
	say_beyond(e, benefit->deductible, yearly ? o->deductible_before : 0);
	SAY(e, P_WORDS(") = "), P_FEN(o->deductible));
	end(e, o->deductible, 0);
}

/* What the bands had counted before this claim. */
static fen_t
before_claim(const Entitlement *o)
{
	return banded_before(o->benefit, &o->main, o->burden, o->deductible_before);
}

/* Nothing was left to pay: no rate was needed, and none is set. */
static bool
without_rate(const Entitlement *o)
{
	int64_t		sum;

	if (o->deductible == o->burden)
		return false;
	if (!has_bands(o->benefit))
		return o->rate == RATE_UNSET;
	return banded_share(o->benefit->terms, before_claim(o), o->burden - o->deductible, &sum) != NULL;
}

/* The slices of the claim; how many, and the last of them. */
static int
slices(const Entitlement *o, RateSlice *last)
{
	const BenefitTerms *terms = o->benefit->terms;
	RateSlice	slice;
	int			count = 0;

	for (int i = 0; i < terms->band_count; i++)
		if (rate_slice(terms, i, before_claim(o), o->burden - o->deductible, &slice))
		{
			*last = slice;
			count++;
		}
	return count;
}

/* Each part of the claim that a band has a rate for. */
static void
band_steps(Explanation *e, const Entitlement *o)
{
	const BenefitTerms *terms = o->benefit->terms;
	RateSlice	slice;

	if (o->deductible == o->burden || without_rate(o))
		return;
	for (int i = 0; i < terms->band_count; i++)
	{
		Step	   *step;

		if (!rate_slice(terms, i, before_claim(o), o->burden - o->deductible, &slice))
			continue;
		step = add(e, "band", term(e, "救助分段"), slice.band->article);
		step->label_of = slice.band->code;
		step->rate = slice.band->rate;
		/* the whole claim, at the rate of what is reached with it */
		if (terms->slab && slice.low > 0)
			SAY(e, P_FEN(slice.low), P_WORDS(" + "), P_FEN(slice.part), P_WORDS(" = "),
				P_FEN(slice.high), P_WORDS("; "));
		if (slice.low > 0)
			SAY(e, P_FEN(slice.high), P_WORDS(" - "), P_FEN(slice.low), P_WORDS(" = "),
				P_FEN(slice.part));
		end(e, slice.part, 0);
	}
}

/* (burden - deductible) x rate, or the parts of it that bands have rates for */
static void
say_rated(Explanation *e, const Entitlement *o)
{
	if (without_rate(o))
	{
		SAY(e, P_FEN(o->share));
		return;
	}
	if (has_bands(o->benefit) && o->deductible < o->burden)
	{
		RateSlice	slice;
		bool		first = true;

		for (int i = 0; i < o->benefit->terms->band_count; i++)
			if (rate_slice(o->benefit->terms, i, before_claim(o), o->burden - o->deductible,
						   &slice))
			{
				SAY(e, P_WORDS(first ? "" : " + "), P_FEN(slice.part), P_WORDS(" x "),
					P_RATE(slice.band->rate));
				first = false;
			}
		return;
	}
	if (o->deductible > 0)
		SAY(e, P_WORDS(o->rate == RATE_UNSET ? "" : "("), P_FEN(o->burden), P_WORDS(" - "),
			P_FEN(o->deductible), P_WORDS(o->rate == RATE_UNSET ? "" : ")"));
	else
		SAY(e, P_FEN(o->burden));
	if (o->rate != RATE_UNSET)
		SAY(e, P_WORDS(" x "), P_RATE(o->rate));
}

/* The same rounded, where that is not to the fen. */
static void
say_share(Explanation *e, const Entitlement *o)
{
	int32_t		unit = o->held_category->policy->unit;
	bool		rounded = unit > 1 && o->deductible < o->burden && !without_rate(o);

	say_rounded(e, rounded ? unit : 1);
	say_rated(e, o);
	say_to_unit(e, rounded ? unit : 1);
}

/* What the main benefit does not pay because others have. */
static void
within_bill_step(Explanation *e, const Settlement *s)
{
	const Entitlement *o = &s->entitlement;

	if (o->due == o->share)
		return;
	add(e, "within_bill", term(e, "不超过医疗费总额"), within_bill_article(s));
	say_share(e, o);
	SAY(e, P_WORDS(" - "));
	say_bill_left(e, s, true);
	SAY(e, P_WORDS(" = "), P_FEN(o->share - o->due));
	end(e, o->share - o->due, 0);
}

/* What each further limit that reaches the claim leaves. */
static void
limit_steps(Explanation *e, const Settlement *s, const YearToDate *ytd)
{
	const Entitlement *o = &s->entitlement;
	const FurtherLimit *limit;
	int			at = 0;
	int			count = 0;

	if (o->due + o->cut_off_before == 0)
		return;
	while ((limit = next_limit(s->policy, s->claim, o->held_category->category, &at)) != NULL)
	{
		fen_t		used = limit_used(limit, ytd, s->benefit_year, s->claim->discharged_on);

		/* the one that cuts, whatever the others */
		if (limit->cap == FEN_INFINITE || (count == LIMIT_STEPS_MAX - 1 && limit != o->limit))
			continue;
		add(e, "limit", limit->scope.label ? limit->scope.label : term(e, "限额"),
			limit->scope.article)->label_of = limit->scope.code;
		if (used > 0)
		{
			say_beyond(e, limit->cap, used);
			SAY(e, P_WORDS(" = "), P_FEN(fen_beyond(limit->cap, used)));
		}
		end(e, fen_beyond(limit->cap, used), 0);
		if (limit != o->limit || count < LIMIT_STEPS_MAX - 1)
			count++;
	}
}

static void
assistance_step(Explanation *e, const Entitlement *o)
{
	const Benefit *benefit = o->benefit;
	fen_t		paid_before = o->main.paid - o->assistance - o->top_up;
	bool		limited = o->assistance < o->due + o->cut_off_before;
	RateSlice	slice;
	Step	   *step;

	if (o->assistance == 0 && without_rate(o))
		return;
	step = add(e, "assistance", benefit->scope.label ? benefit->scope.label : term(e, "医疗救助"),
			   benefit->scope.article);
	step->label_of = o->held_category->category->label;
	step->rate = has_bands(benefit) && slices(o, &slice) == 1 ? slice.band->rate : o->rate;
	/* a further limit has a step of its own */
	if (limited && o->limit == NULL)
		step->limit_left = fen_beyond(o->cap, paid_before);
	if (o->cut_off_before > 0)
	{
		fen_t		due_before = o->main.due - o->due - o->top_up;
		/* the second stage has paid some of what was cut off */
		bool		second = o->cut_off_before < due_before - paid_before;

		SAY(e, P_WORDS(second ? "min(" : ""), P_FEN(due_before), P_WORDS(" - "), P_FEN(paid_before));
		if (second)
			SAY(e, P_WORDS(", "), P_FEN(o->cut_off_before), P_WORDS(")"));
		SAY(e, P_WORDS(" = "), P_FEN(o->cut_off_before), P_WORDS("; "));
	}
	/* the share is rounded, so that less what is not due it may come to less than nothing */
	SAY(e, P_WORDS(limited ? "min(" : o->assistance == 0 && o->share > 0 ? "max(0, " : ""));
	say_share(e, o);
	if (o->due < o->share)
		SAY(e, P_WORDS(" - "), P_FEN(o->share - o->due));
	say_term(e, " + ", o->cut_off_before);
	if (o->limit != NULL)
		SAY(e, P_WORDS(", "), P_FEN(o->assistance), P_WORDS(") = "), P_FEN(o->assistance));
	else if (limited)
		say_limit(e, o->cap, paid_before, o->assistance);
	else
		SAY(e, P_WORDS(o->assistance == 0 && o->share > 0 ? ") = " : " = "), P_FEN(o->assistance));
	end(e, o->assistance, -1);
}

void
explain_main_benefit(Explanation *e, const Settlement *s, const YearToDate *ytd)
{
	const Entitlement *o = &s->entitlement;

	deductible_step(e, o);
	if (has_bands(o->benefit))
		band_steps(e, o);
	within_bill_step(e, s);
	if (s->policy->limit_count > 0)
		limit_steps(e, s, ytd);
	assistance_step(e, o);
}
