/*
 * explain.c - the steps of a settlement, each with its formula and article.
 *
 * Everything is in the settlement already; here it is only put into words.
 * A formula is digits and operators, and what stands left of its last "="
 * comes to the amount; where an intermediate figure is rounded or limited
 * first, it has an equation of its own before a semicolon.
 */
#include "core/explain_steps.h"

#include <stddef.h>
#include <string.h>

static const char *const reason_labels[REASON_COUNT] = {
	NULL, "非定点医药机构就医", "未按规定转诊", "未规范转诊在市外就医", "超过申请时限",
	"参保情况不在救助范围", "已在参保地享受资助参保或医疗救助",
	"不是医疗救助对象", "救助身份已终止", "尚未认定为救助对象", "不在政策有效期内",
	"该类人员不在救助范围", "该类费用不在救助范围",
	"政策范围内无个人负担", "医疗费已由其他方付清", "未超过起付标准", "年度救助限额已用完", "救助金额不足一分",
	"无法结算"
};

static const char *const payer_labels[PAYER_COUNT] = {
	"基本医疗保险", "大病保险", "补充医疗保险", "普惠型商业健康保险", "商业健康保险", "社会互助帮困"
};

#define PAYER_BIT(payer)	(1u << (payer))
#define OTHER_PAYERS		(PAYERS_ALL & ~(PAYER_BIT(PAYER_BASIC) | PAYER_BIT(PAYER_CRITICAL_ILLNESS)))

/* The payers of a mask that paid, each after a sign, but the first after its own. */
static void
say_payers(Explanation *e, const Claim *claim, unsigned payers, const char *first,
		   const char *sign)
{
	for (int i = 0; i < PAYER_COUNT; i++)
		if ((payers & PAYER_BIT(i)) && claim->paid[i] > 0)
		{
			SAY(e, P_WORDS(first), P_FEN(claim->paid[i]));
			first = sign;
		}
}

/* The payers of a mask that paid, by name, terminated as labels are. */
static const char *
payer_names(Explanation *e, const Claim *claim, unsigned payers, int *count)
{
	const char *names = e->at;
	int			last = 0;

	*count = 0;
	for (int i = 0; i < PAYER_COUNT; i++)
		if ((payers & PAYER_BIT(i)) && claim->paid[i] > 0)
		{
			last = i;
			++*count;
		}
	if (*count == 1)
		return term(e, payer_labels[last]);
	for (int i = 0; i <= last; i++)
		if ((payers & PAYER_BIT(i)) && claim->paid[i] > 0)
			SAY(e, P_WORDS(term(e, payer_labels[i])), P_WORDS(i < last ? term(e, "、") : ""));
	if (e->at == e->text + EXPLANATION_TEXT)
		e->at--;
	*e->at++ = '\0';
	return names;
}

/* Several payers in one step, named in its label. */
static void
payer_group(Explanation *e, const Claim *claim, unsigned payers, const char *item,
			const char *article)
{
	fen_t		paid = claim_paid_by(claim, payers);
	const char *names;
	int			count;

	if (paid == 0)
		return;
	names = payer_names(e, claim, payers, &count);
	add(e, item, names, article);
	if (count > 1)
	{
		say_payers(e, claim, payers, "", " + ");
		SAY(e, P_WORDS(" = "), P_FEN(paid));
	}
	end(e, paid, -1);
}

/* From which cost of the year on this claim's could have been paid for: beyond the deductible, and within a band. */
static fen_t
paid_from(const CriticalResult *r)
{
	const CriticalIllness *schedule = r->schedule;
	fen_t		from = fen_max(r->cost_before, r->deductible);

	if (schedule->band_count == 0 || from == FEN_INFINITE)
		return from;
	return fen_max(from, schedule->bands[0].from +
				   (schedule->bands_from == BANDS_FROM_DEDUCTIBLE ? r->deductible : 0));
}

/* The bands between the year's cost before this claim and after it. */
static void
say_bands(Explanation *e, const CriticalResult *r)
{
	int			count = 0;
	BandSlice	slice;

	for (int i = 0; i < r->schedule->band_count; i++)
		if (band_slice(r, i, &slice))
		{
			if (count == 0)
				say_rounded(e, r->unit);
			SAY(e, P_WORDS(count++ ? " + " : ""), P_WORDS("("), P_FEN(slice.high), P_WORDS(" - "),
				P_FEN(slice.low), P_WORDS(") x "), P_RATE(slice.rate));
		}
	if (count > 0)
		say_to_unit(e, r->unit);
	else
		SAY(e, P_WORDS("max(0, "), P_FEN(r->cost_until), P_WORDS(" - "), P_FEN(paid_from(r)),
			P_WORDS(")"));
}

static void
critical_step(Explanation *e, const Settlement *s, const char *article)
{
	const CriticalResult *r = &s->critical;
	Step	   *step;

	if (!r->computed || r->schedule == NULL || r->cost == 0)
	{
		if (r->paid == 0)
			return;
		add(e, "critical_illness_paid", term(e, payer_labels[PAYER_CRITICAL_ILLNESS]), article);
		end(e, r->paid, -1);
		return;
	}
	step = add(e, "critical_illness_paid",
			   r->schedule->scope.label ? r->schedule->scope.label
			   : term(e, payer_labels[PAYER_CRITICAL_ILLNESS]),
			   r->schedule->scope.article);
	if (r->tilt != NULL && r->tilt->scope.article != NULL &&
		(step->article == NULL || strcmp(r->tilt->scope.article, step->article) != 0))
		step->article_also = r->tilt->scope.article;
	if (r->cost_until < r->cost_before + r->cost)
		SAY(e, P_WORDS("min("), P_FEN(r->cost_before + r->cost), P_WORDS(", "), P_FEN(r->cost_until),
			P_WORDS(") = "), P_FEN(r->cost_until), P_WORDS("; "));
	if (r->cap != FEN_UNSET && r->cap != FEN_INFINITE &&
		r->paid == fen_beyond(r->cap, r->paid_before))
	{
		SAY(e, P_WORDS("min("));
		say_bands(e, r);
		SAY(e, P_WORDS(", "));
		say_beyond(e, r->cap, r->paid_before);
		SAY(e, P_WORDS(")"));
	}
	else if (r->unit > 1 && r->paid == r->cost)
	{
		SAY(e, P_WORDS("min("));
		say_bands(e, r);
		SAY(e, P_WORDS(", "), P_FEN(r->cost), P_WORDS(")"));
	}
	else
		say_bands(e, r);
	SAY(e, P_WORDS(" = "), P_FEN(r->paid));
	end(e, r->paid, -1);
}

/* What the bill is, who pays before assistance, and what that leaves in scope. */
static void
before_assistance(Explanation *e, const Settlement *s, unsigned payers)
{
	const Claim *claim = s->claim;
	const Entitlement *o = &s->entitlement;
	const Benefit *benefit = s->applied ? o->benefit : NULL;
	bool		of_bill = benefit && benefit->terms && benefit->terms->of_bill;
	const char *article = benefit && benefit->own_payers
		? benefit->scope.article : s->policy->payer_articles[claim->service];

	add(e, "bill", term(e, "医疗费总额"), NULL);
	end(e, claim->total, 1);
	if (claim->total > claim->in_scope && !of_bill)
	{
		add(e, "out_of_scope", term(e, "政策范围外费用"), NULL);
		SAY(e, P_FEN(claim->total), P_WORDS(" - "), P_FEN(claim->in_scope), P_WORDS(" = "),
			P_FEN(claim->total - claim->in_scope));
		end(e, claim->total - claim->in_scope, 0);
	}
	payer_group(e, claim, payers & PAYER_BIT(PAYER_BASIC), "basic_paid", article);
	if (payers & PAYER_BIT(PAYER_CRITICAL_ILLNESS))
		critical_step(e, s, article);
	payer_group(e, claim, payers & OTHER_PAYERS, "other_paid", article);
	add(e, "burden", of_bill ? term(e, "医疗费个人负担") : term(e, "政策范围内个人负担"), article);
	if (claim_paid_by(claim, payers) > 0)
	{
		fen_t		base = of_bill ? claim->total : claim->in_scope;
		bool		beyond = claim_paid_by(claim, payers) > base;

		SAY(e, P_WORDS(beyond ? "max(0, " : ""), P_FEN(base));
		say_payers(e, claim, payers, " - ", " - ");
		SAY(e, P_WORDS(beyond ? ") = " : " = "), P_FEN(o->burden));
	}
	end(e, o->burden, 0);
}

static const char *
refusal_row_article(const Policy *policy, const Claim *claim, Reason reason)
{
	for (int i = 0; i < policy->refusal_count; i++)
	{
		const Refusal *refusal = &policy->refusals[i];

		if ((refusal->reasons & (1u << reason)) != 0 &&
			scope_reaches(&refusal->scope, claim, CATEGORIES_ALL))
			return refusal->scope.article;
	}
	return NULL;
}

/* Where the policy says that aid stops where the bill is paid. */
const char *
within_bill_article(const Settlement *s)
{
	return refusal_row_article(s->policy, s->claim, REASON_ALREADY_PAID);
}

/* The category applied is not held on the day of discharge: the rule by which it counts. */
static void
identity_step(Explanation *e, const Settlement *s)
{
	static const char *const labels[] = {
		[IDENTITY_SAME_YEAR] = "认定当年追溯救助",
		[IDENTITY_APPLICATION] = "申请前费用追溯救助",
		[IDENTITY_STAY_OVERLAP] = "住院期间身份变化",
		[IDENTITY_STAY_ADMISSION] = "住院期间身份变化",
		[IDENTITY_PER_CLAIM] = "当次认定、当次救助有效"
	};
	const Identity *rule = identity_that_reaches(s->claim, s->applied->held_category);

	if (rule == NULL)
		return;
	add(e, "identity", term(e, labels[rule->rule]), rule->scope.article);
	end(e, 0, 0);
}

static void
top_up_step(Explanation *e, const Settlement *s)
{
	const Claim *claim = s->claim;
	const Entitlement *o = &s->entitlement;
	const TopUp *rule = o->top_up_rule;
	fen_t		payers = claim_paid_by(claim, PAYERS_ALL);
	fen_t		own = own_assistance(o);
	fen_t		wanted = o->top_up_share;
	bool		limited = o->top_up < wanted;

	if (fen_min(o->burden, o->bill_left) <= own)
		return;
	add(e, "top_up", rule->scope.label ? rule->scope.label : term(e, "综合支付比例"),
		rule->scope.article)->rate = rule->rate;
	if (rule->rate == RATE_UNSET)
	{
		/* not asked for, since the limit leaves nothing */
		SAY(e, P_WORDS("max(0, "), P_FEN(o->cap), P_WORDS(" - "), P_FEN(o->main.paid), P_WORDS(") = "),
			P_FEN(o->top_up));
		end(e, o->top_up, -1);
		return;
	}
	SAY(e, P_WORDS(limited ? "min(" : wanted == 0 ? "max(0, " : ""));
	say_rounded(e, s->policy->unit);
	SAY(e, P_FEN(claim->in_scope), P_WORDS(" x "), P_RATE(rule->rate));
	say_term(e, " - ", payers);
	say_term(e, " - ", own);
	say_to_unit(e, s->policy->unit);
	if (limited && o->top_up == o->burden - own)
		say_limit(e, o->burden, own, o->top_up);
	else if (limited && o->top_up == o->bill_left - own)
	{
		SAY(e, P_WORDS(", "));
		say_bill_left(e, s, false);
		say_term(e, " - ", own);
		SAY(e, P_WORDS(") = "), P_FEN(o->top_up));
	}
	else if (limited)
		say_limit(e, o->cap, o->main.paid - o->top_up, o->top_up);
	else
		SAY(e, P_WORDS(wanted == 0 ? ") = " : " = "), P_FEN(o->top_up));
	end(e, o->top_up, -1);
}

/* Where the residual is not simply the burden. */
static void
say_residual(Explanation *e, const Settlement *s)
{
	const Claim *claim = s->claim;
	const Entitlement *o = &s->entitlement;
	fen_t		left = o->own_residual;
	fen_t		done = own_assistance(o) + o->top_up;

	if (left == fen_beyond(o->burden, done))
	{
		if (done > 0)
		{
			say_beyond(e, o->burden, done);
			SAY(e, P_WORDS(" = "), P_FEN(left), P_WORDS("; "));
		}
	}
	else if (left == o->bill_left - done)
	{
		say_bill_left(e, s, false);
		say_term(e, " - ", done);
		SAY(e, P_WORDS(" = "), P_FEN(left), P_WORDS("; "));
	}
	else
	{
		fen_t		payers = claim_paid_by(claim, o->tilt->payers);

		SAY(e, P_WORDS(left == 0 ? "max(0, " : ""), P_FEN(claim->in_scope));
		say_term(e, " - ", payers);
		say_term(e, " - ", done);
		SAY(e, P_WORDS(left == 0 ? ") = " : " = "), P_FEN(left), P_WORDS("; "));
	}
}

/* (the year's residual before + this claim's - what is caught up - threshold) x rate */
static void
say_over_threshold(Explanation *e, const Entitlement *o, int32_t unit)
{
	const Tilt *tilt = o->tilt;
	fen_t		before = o->tilted_accumulator.burden - o->residual;

	say_rounded(e, unit);
	if (!tilt->on_application && before >= tilt->threshold)
		SAY(e, P_FEN(o->residual));
	else
	{
		SAY(e, P_WORDS(o->tilted_base == 0 ? "max(0, " : "("));
		if (before > 0)
			SAY(e, P_FEN(before), P_WORDS(" + "));
		SAY(e, P_FEN(o->own_residual));
		say_term(e, " - ", o->released);
		SAY(e, P_WORDS(" - "), P_FEN(tilt->threshold), P_WORDS(")"));
	}
	SAY(e, P_WORDS(" x "), P_RATE(tilt->rate));
	say_to_unit(e, unit);
}

static void
tilted_step(Explanation *e, const Settlement *s)
{
	const Claim *claim = s->claim;
	const Entitlement *o = &s->entitlement;
	const Tilt *tilt = o->tilt;
	const Accumulator *accumulator = &o->tilted_accumulator;
	fen_t		paid_before = accumulator->paid - o->tilted;
	bool		limited = o->tilted < o->tilted_share;
	/* beyond what this claim leaves, and not beyond the limit */
	bool		rounded_up = limited && s->policy->unit > 1 && !tilt->on_application &&
		o->tilted == o->own_residual;
	Step	   *step;

	if (tilt->on_application ? accumulator->burden == 0 : o->residual <= 0)
		return;
	step = add(e, "tilted", tilt->scope.label ? tilt->scope.label : term(e, "倾斜救助"),
			   tilt->scope.article);
	if (tilt->on_application && !claim->tilt_approved)
	{
		step->label_of = term(e, "依申请");
		end(e, 0, -1);
		return;
	}
	step->rate = tilt->rate;
	if (limited && !rounded_up)
		step->limit_left = fen_beyond(tilt->cap, paid_before);
	say_residual(e, s);
	SAY(e, P_WORDS(limited ? "min(" : ""));
	if (tilt->on_application && paid_before > 0)
	{
		bool		below = o->tilted_share == 0;

		SAY(e, P_WORDS(below ? "max(0, " : ""));
		say_over_threshold(e, o, s->policy->unit);
		SAY(e, P_WORDS(" - "), P_FEN(paid_before), P_WORDS(below ? ")" : ""));
	}
	else
		say_over_threshold(e, o, s->policy->unit);
	if (rounded_up)
		SAY(e, P_WORDS(", "), P_FEN(o->own_residual), P_WORDS(") = "), P_FEN(o->tilted));
	else if (limited)
		say_limit(e, tilt->cap, paid_before, o->tilted);
	else
		SAY(e, P_WORDS(" = "), P_FEN(o->tilted));
	end(e, o->tilted, -1);
}

/* What of the aid is for earlier claims of the year: caught up, or tilted. */
static void
for_earlier_step(Explanation *e, const Entitlement *o)
{
	fen_t		tilted = o->for_earlier - o->caught_up;
	bool		difference = false;
	Step	   *step;

	if (o->for_earlier == 0)
		return;
	step = add(e, "for_earlier", term(e, "补付本年度以前费用"),
			   o->caught_up > 0 ? o->benefit->scope.article : o->tilt->scope.article);
	if (o->caught_up > 0 && tilted > 0)
		step->article_also = o->tilt->scope.article;
	if (o->caught_up > 0)
	{
		SAY(e, P_FEN(o->assistance));
		say_term(e, " - ", o->due);
		difference = o->due > 0;
	}
	if (tilted > 0)
	{
		SAY(e, P_WORDS(o->caught_up > 0 ? " + " : ""), P_FEN(o->tilted));
		say_term(e, " - ", o->own_residual);
		difference |= o->own_residual > 0 || o->caught_up > 0;
	}
	if (difference)
		SAY(e, P_WORDS(" = "), P_FEN(o->for_earlier));
	else
		e->at = (char *) step->formula;
	end(e, o->for_earlier, 1);
}

/* What is outside the catalogue: the hospital's part, then the fund's. */
static void
off_catalog_steps(Explanation *e, const Settlement *s)
{
	const Claim *claim = s->claim;
	const HospitalPart *h = &s->hospital;
	const Entitlement *o = &s->entitlement;
	fen_t		out = claim_has(claim, HAS_OUT_OF_CATALOG) ? claim->out_of_catalog : 0;
	bool		limited;

	if (h->rule == NULL || h->unpaid == 0)
		return;
	add(e, "hospital_borne", h->rule->scope.label ? h->rule->scope.label : term(e, "目录外费用"),
		h->rule->scope.article)->label_of = term(e, "医疗机构承担");
	SAY(e, P_FEN(claim->total), P_WORDS(" x "), P_RATE(h->rule->control[claim->charge_class - 1]),
		P_WORDS(" = "), P_FEN(h->allowed), P_WORDS("; "));
	if (h->borne < fen_beyond(out, h->allowed))
		SAY(e, P_WORDS("min("), P_FEN(out), P_WORDS(" - "), P_FEN(h->allowed), P_WORDS(", "),
			P_FEN(h->unpaid), P_WORDS(") = "), P_FEN(h->borne));
	else
		SAY(e, P_WORDS(out < h->allowed ? "max(0, " : ""), P_FEN(out), P_WORDS(" - "),
			P_FEN(h->allowed), P_WORDS(out < h->allowed ? ") = " : " = "), P_FEN(h->borne));
	end(e, h->borne, -1);
	if (s->applied == NULL || o->off_catalog_rule == NULL || h->unpaid == h->borne)
		return;
	add(e, "off_catalog", term(e, "目录外救助"), o->off_catalog_rule->scope.article)->rate =
		o->off_catalog_rule->aid_rate;
	limited = o->off_catalog < o->off_catalog_share;
	SAY(e, P_WORDS(limited ? "min(" : ""));
	say_rounded(e, s->policy->unit);
	if (h->borne > 0)
		SAY(e, P_WORDS("("), P_FEN(h->unpaid), P_WORDS(" - "), P_FEN(h->borne), P_WORDS(") x "),
			P_RATE(o->off_catalog_rule->aid_rate));
	else
		SAY(e, P_FEN(h->unpaid), P_WORDS(" x "), P_RATE(o->off_catalog_rule->aid_rate));
	say_to_unit(e, s->policy->unit);
	if (limited && o->off_catalog == h->unpaid - h->borne)
		SAY(e, P_WORDS(", "), P_FEN(o->off_catalog), P_WORDS(")"));
	else if (limited)
	{
		fen_t		done = o->aid - o->for_earlier - o->off_catalog;

		SAY(e, P_WORDS(", "));
		say_bill_left(e, s, false);
		say_term(e, " - ", done);
		SAY(e, P_WORDS(")"));
	}
	SAY(e, P_WORDS(" = "), P_FEN(o->off_catalog));
	end(e, o->off_catalog, -1);
}

const char *
refusal_article(const Policy *policy, const Claim *claim, const HeldCategory *held, Reason reason)
{
	const Gate *gate;
	const Identity *rule = NULL;
	const char *article;

	switch (reason)
	{
		case REASON_NOT_DESIGNATED:
		case REASON_REFERRAL_NON_COMPLIANT:
		case REASON_OUTSIDE_HOME_CITY:
		case REASON_APPLIED_LATE:
		case REASON_INSURANCE_NOT_COVERED:
		case REASON_ASSISTED_ELSEWHERE:
			gate_refuses(policy, claim, &gate);
			return gate ? gate->scope.article : NULL;
		case REASON_IDENTITY_ENDED:
		case REASON_NOT_YET_RECOGNISED:
			rule = identity_that_decides(claim, held);
			break;
		case REASON_CATEGORY_NOT_ELIGIBLE:
			if (!held->counts)
				rule = held->rule;
			break;
		default:
			return refusal_row_article(policy, claim, reason);
	}
	if (rule != NULL)
		return rule->scope.article;
	article = refusal_row_article(policy, claim, reason);
	return article ? article : held->category->article;
}

/* The article of a settlement's reason: of the refusal, or of the rule that leaves nothing due. */
static const char *
reason_article(const Settlement *s)
{
	const Entitlement *o = &s->entitlement;
	const HeldCategory *held = o->held_category;

	if (o->reason == REASON_ALREADY_PAID && within_bill_article(s) != NULL)
		return within_bill_article(s);
	if (o->status != STATUS_NOT_COVERED)
		return o->benefit ? o->benefit->scope.article
			: o->tilt ? o->tilt->scope.article : NULL;
	for (int i = 0; held == NULL && i < s->held_count; i++)
		if (s->held_categories[i].reason == o->reason)
			held = &s->held_categories[i];
	return refusal_article(held ? held->policy : s->policy, s->claim, held, o->reason);
}

static void
reason_step(Explanation *e, const Settlement *s)
{
	Reason		reason = s->entitlement.reason;

	if (reason == REASON_NONE)
		return;
	if (reason == REASON_CAP_EXHAUSTED && s->entitlement.limit != NULL)
	{
		const Scope *limit = &s->entitlement.limit->scope;

		add(e, reason_words[reason], term(e, "限额已用完"), limit->article)->label_of =
			limit->label ? limit->label : limit->code;
	}
	else
		add(e, reason_words[reason], reason == REASON_ROUNDS_TO_ZERO && s->policy->unit > 1
			? term(e, "救助金额取整后为零") : term(e, reason_labels[reason]), reason_article(s));
	end(e, 0, 0);
}

/* The category applied was recognised again in a year that allows one recognition. */
static void
recognised_twice_step(Explanation *e, const Settlement *s)
{
	day_t		first;

	for (int i = 0; s->applied && i < s->held_count; i++)
	{
		const Identity *rule = recognised_twice(s->claim, s->held_categories, i, &first);

		if (rule == NULL || s->held_categories[i].category != s->entitlement.held_category->category)
			continue;
		add(e, "recognised_twice", term(e, "一个年度内重复申请"), rule->scope.article);
		end(e, 0, 0);
		return;
	}
}

/* What is left, and who else may carry it. */
static void
rest(Explanation *e, const Settlement *s)
{
	const Claim *claim = s->claim;
	fen_t		payers = claim_paid_by(claim, PAYERS_ALL);
	fen_t		aid = s->entitlement.aid;
	fen_t		for_earlier = s->entitlement.for_earlier;
	fen_t		borne = s->hospital.borne;

	if (s->excess > 0)
	{
		add(e, "excess", term(e, "超出医疗费总额的支付"), NULL);
		SAY(e, P_FEN(payers));
		say_term(e, " + ", aid);
		say_term(e, " + ", borne);
		SAY(e, P_WORDS(" - "), P_FEN(claim->total));
		say_term(e, " - ", for_earlier);
		SAY(e, P_WORDS(" = "), P_FEN(s->excess));
		end(e, s->excess, 1);
	}
	add(e, "patient_pays", term(e, "个人支付"), NULL);
	/* where anybody paid */
	if (s->excess == 0 && s->patient_pays < claim->total)
	{
		SAY(e, P_FEN(claim->total));
		say_term(e, " + ", for_earlier);
		say_term(e, " - ", payers);
		say_term(e, " - ", aid);
		say_term(e, " - ", borne);
		SAY(e, P_WORDS(" = "), P_FEN(s->patient_pays));
	}
	end(e, s->patient_pays, 0);
	for (int i = 0; s->applied && s->patient_pays > 0 && i < s->policy->note_count &&
		 e->count < STEPS_BEFORE_FITTING; i++)
	{
		const Note *note = &s->policy->notes[i];

		if (!scope_reaches(&note->scope, claim, s->entitlement.held_category->category->mask) ||
			(note->needs_referral && claim_referral(claim) == REFERRAL_NON_COMPLIANT) ||
			(note->needs_in_scope && s->entitlement.in_scope_left == 0))
			continue;
		add(e, "may_carry", note->text, note->scope.article);
		end(e, FEN_UNSET, 0);
	}
}

static void
leave_out(Explanation *e, int step)
{
	for (int i = step + 1; i < e->count; i++)
		e->steps[i - 1] = e->steps[i];
	e->count--;
}

/*
 * A dozen at most: a policy that combines every mechanism loses first what
 * its other formulas say as well, then what came to nothing.
 */
static void
fit(Explanation *e)
{
	static const char *const spare[] = {
		"out_of_scope", "burden", "deductible", "may_carry", "within_bill", "band", "limit"
	};

	for (int i = 0; i < 7; i++)
		for (int j = e->count - 1; j >= 0 && e->count > STEPS_MAX; j--)
			if (strcmp(e->steps[j].item, spare[i]) == 0)
				leave_out(e, j);
	for (int j = e->count - 2; j > 0 && e->count > STEPS_MAX; j--)
		if (e->steps[j].amount == 0)
			leave_out(e, j);
}

void
explain(const Settlement *s, const YearToDate *ytd, const char *(*to_database) (const char *),
		Explanation *e)
{
	const Entitlement *o = &s->entitlement;
	unsigned	payers = s->applied ? o->payers : s->policy->payers[s->claim->service];

	e->to_database = to_database;
	e->count = 0;
	e->balance = 0;
	e->at = e->text;
	before_assistance(e, s, payers);
	if (s->applied)
		identity_step(e, s);
	/* what is caught up is paid even without a burden of the claim */
	if (s->applied && o->benefit && (o->burden > 0 || o->assistance > 0))
		explain_main_benefit(e, s, ytd);
	if (s->applied && o->burden > 0 && o->top_up_rule)
		top_up_step(e, s);
	/* on application, the year's residual is paid for even without one of the claim */
	if (s->applied && o->tilt)
		tilted_step(e, s);
	if (s->applied)
		for_earlier_step(e, o);
	reason_step(e, s);
	recognised_twice_step(e, s);
	off_catalog_steps(e, s);
	payer_group(e, s->claim, PAYERS_ALL & ~payers, "paid_outside", NULL);
	rest(e, s);
	fit(e);
}
