/*
 * benefit.c - the stages of assistance for one category: main benefit,
 * top-up, tilted aid, cost outside the catalogue.
 */
#include "core/limits.h"
#include "core/rate_bands.h"

#include <stddef.h>

static fen_t
burden_after(const Claim *claim, unsigned payers)
{
	return left_after(claim, claim->in_scope, payers);
}

fen_t
policy_burden(const Policy *policy, const Claim *claim)
{
	return burden_after(claim, policy->payers[claim->service]);
}

/*
 * Conditions of a benefit, beside its scope.  What costs nothing to know comes
 * first, so that a field is asked for only if it decides: *missing, then.
 */
TEST_INLINE bool
conditions_hold(const Benefit *benefit, const Claim *claim, const char **missing, Unmet *unmet)
{
	if (benefit->needs_major_disease && !claim->major_disease)
		return UNMET(unmet, "major_disease", SAID(P_WORDS("major_disease = true")),
					 SAID(P_WORDS("false")));
	if (benefit->needs_maintenance && !claim->maintenance)
		return UNMET(unmet, "maintenance", SAID(P_WORDS("maintenance = true")),
					 SAID(P_WORDS("false")));
	if (benefit->in_scope_over != FEN_UNSET && claim->in_scope <= benefit->in_scope_over)
		return UNMET(unmet, "in_scope_over",
					 SAID(P_WORDS("in_scope > "), P_FEN(benefit->in_scope_over)),
					 SAID(P_FEN(claim->in_scope)));
	if (benefit->min_hospital_level > 0 && claim_has(claim, HAS_HOSPITAL_LEVEL) &&
		claim->hospital_level < benefit->min_hospital_level)
		return UNMET(unmet, "min_hospital_level",
					 SAID(P_WORDS("hospital_level >= "), P_NUMBER(benefit->min_hospital_level)),
					 SAID(P_NUMBER(claim->hospital_level)));
	if (benefit->min_age != AGE_ANY && claim_has(claim, HAS_AGE) && claim->age < benefit->min_age)
		return UNMET(unmet, "min_age", SAID(P_WORDS("age >= "), P_NUMBER(benefit->min_age)),
					 SAID(P_NUMBER(claim->age)));
	if (benefit->terms != NULL && !terms_hold(benefit, claim, missing, unmet))
		return false;
	/* all that is known holds: what is not known decides */
	if (benefit->min_hospital_level > 0 && !claim_has(claim, HAS_HOSPITAL_LEVEL))
	{
		*missing = "hospital_level";
		return UNMET(unmet, "min_hospital_level",
					 SAID(P_WORDS("hospital_level >= "), P_NUMBER(benefit->min_hospital_level)),
					 SAID(P_WORDS("NULL")));
	}
	if (benefit->min_age != AGE_ANY && !claim_has(claim, HAS_AGE))
	{
		*missing = "age";
		return UNMET(unmet, "min_age", SAID(P_WORDS("age >= "), P_NUMBER(benefit->min_age)),
					 SAID(P_WORDS("NULL")));
	}
	return true;
}

bool
benefit_holds(const Benefit *benefit, const Claim *claim, Unmet *unmet)
{
	const char *missing;

	return scope_holds(&benefit->scope, claim, unmet) &&
		conditions_hold(benefit, claim, &missing, unmet);
}

/* The first row in precedence whose service and conditions match. */
static bool
choose_benefit(const Claim *claim, const HeldCategory *held_category, const Benefit **chosen, Fault *fault)
{
	const Policy *policy = held_category->policy;
	const Benefit *end = policy->benefits + policy->benefit_count;
	const char *missing = NULL;

	*chosen = NULL;
	for (const Benefit *benefit = policy->benefits; benefit < end; benefit++)
	{
		if (!scope_reaches(&benefit->scope, claim, held_category->category->mask))
			continue;
		if (conditions_hold(benefit, claim, &missing, NULL))
		{
			*chosen = benefit;
			return true;
		}
		if (missing != NULL)
			return field_missing(policy, &benefit->scope, missing, fault);
	}
	return true;
}

/* From the cumulative burden that the row names on, another cap holds. */
static fen_t
cap_of(const Benefit *benefit, fen_t burden_of_year)
{
	return benefit->cap_from_burden != FEN_UNSET && burden_of_year >= benefit->cap_from_burden
		? benefit->cap_above : benefit->cap;
}

/* The cap in force for the claim is not set. */
static bool
cap_missing(const Policy *policy, const Entitlement *entitlement, Fault *fault)
{
	const Benefit *benefit = entitlement->benefit;
	bool		above = benefit->cap_from_burden != FEN_UNSET &&
		entitlement->main.burden >= benefit->cap_from_burden;

	return number_missing(policy, &benefit->scope, above ? "cap_above" : "cap", NULL, fault);
}

/* The rate on what the deductible does not absorb, within the bill. */
static bool
rated_burden(const Policy *policy, const Benefit *benefit, Entitlement *entitlement, Fault *fault)
{
	const Benefit *rated = benefit->rate == RATE_UNSET && benefit->rate_of
		? benefit->rate_of : benefit;
	Accumulator *accumulator = &entitlement->main;
	fen_t		beyond;

	entitlement->rate = rated->rate;
	if (entitlement->burden == 0)
		return true;
	if (benefit->deductible == FEN_UNSET)
		return number_missing(policy, &benefit->scope, "deductible", benefit->deductible_source,
							  fault);
	entitlement->deductible = fen_min(entitlement->burden,
									  benefit->deductible_per == DEDUCTIBLE_PER_CLAIM
									  ? benefit->deductible
									  : fen_beyond(benefit->deductible, accumulator->deductible));
	if (benefit->terms != NULL && benefit->terms->threshold)
		entitlement->deductible =
			threshold_absorbs(benefit->deductible, benefit->deductible_per == DEDUCTIBLE_PER_CLAIM
							  ? entitlement->burden : accumulator->burden, entitlement->burden);
	beyond = entitlement->burden - entitlement->deductible;
	if (beyond == 0)
		return true;
	if (has_bands(benefit))
		return banded_due(policy, benefit, beyond, entitlement, fault);
	/* nothing is left to pay: no rate is needed */
	if (rated->rate == RATE_UNSET)
		return entitlement->bill_left == 0 ||
			number_missing(policy, &rated->scope, "rate", NULL, fault);
	entitlement->share = fen_rounded(beyond * rated->rate, policy->unit);
	entitlement->due = fen_min(entitlement->share, entitlement->bill_left);
	return true;
}

/* The second stage of a category, whatever the claim. */
static const Tilt *
second_stage_of(const HeldCategory *held_category)
{
	const Policy *policy = held_category->policy;

	for (int i = 0; i < policy->tilt_count; i++)
		if (concerns(policy->tilts[i].scope.categories, held_category->category->mask))
			return &policy->tilts[i];
	return NULL;
}

/*
 * Where the higher cap begins, it is the whole year's: what the lower one cut
 * off is due, but for what the second stage has paid of it (避免过度保障).
 */
static fen_t
cut_off_before(const HeldCategory *held_category, const Benefit *benefit,
			   const Accumulator *accumulator, const YearToDate *ytd)
{
	const Tilt *tilt;
	Accumulator second;
	fen_t		cut_off;

	if (!benefit->catch_up || benefit->cap_from_burden == FEN_UNSET ||
		accumulator->burden < benefit->cap_from_burden)
		return 0;
	cut_off = fen_beyond(accumulator->due, accumulator->paid);
	tilt = cut_off > 0 ? second_stage_of(held_category) : NULL;
	if (tilt == NULL)
		return cut_off;
	second = ytd_read(ytd, held_category->benefit_year, tilt->pool);
	return fen_min(cut_off, fen_beyond(fen_max(second.burden, cut_off), second.paid));
}

static bool
main_benefit(const Claim *claim, const HeldCategory *held_category, const Benefit *benefit, const YearToDate *ytd,
			 Entitlement *entitlement, Fault *fault)
{
	const Policy *policy = held_category->policy;
	Accumulator *accumulator = &entitlement->main;
	fen_t		due;

	entitlement->benefit = benefit;
	*accumulator = ytd_read(ytd, held_category->benefit_year, benefit->pool);
	entitlement->deductible_before = accumulator->deductible;
	if (!fen_add(&accumulator->burden, entitlement->burden))
		return sum_overflows(policy, fault);
	entitlement->cap = cap_of(benefit, accumulator->burden);
	if (!rated_burden(policy, benefit, entitlement, fault))
		return false;
	entitlement->cut_off_before = cut_off_before(held_category, benefit, accumulator, ytd);
	due = entitlement->due + entitlement->cut_off_before;
	if (due == 0)
		return true;
	if (entitlement->cap == FEN_UNSET)
		return cap_missing(policy, entitlement, fault);
	entitlement->assistance = fen_min(due, fen_beyond(entitlement->cap, accumulator->paid));
	if (policy->limit_count > 0 &&
		!further_limits(claim, held_category, ytd, entitlement, fault))
		return false;
	/* this claim first */
	entitlement->caught_up = fen_beyond(entitlement->assistance, entitlement->due);
	return true;
}

/* In-scope cost of this claim that the main benefit and the top-up leave to the patient. */
static fen_t
left_in_scope(const Entitlement *entitlement)
{
	fen_t		left = fen_min(entitlement->burden, entitlement->bill_left) -
		own_assistance(entitlement) - entitlement->top_up;

	/* what is rounded up may exceed the burden */
	return left > 0 ? left : 0;
}

/* Raises what all payers and the main benefit carry to a share of the in-scope amount. */
static bool
top_up(const Claim *claim, const HeldCategory *held_category, Entitlement *entitlement, Fault *fault)
{
	const Policy *policy = held_category->policy;

	for (int i = 0; i < policy->top_up_count; i++)
	{
		const TopUp *rule = &policy->top_ups[i];
		fen_t		room = left_in_scope(entitlement);

		if (!scope_reaches(&rule->scope, claim, held_category->category->mask))
			continue;
		entitlement->top_up_rule = rule;
		if (entitlement->cap != FEN_UNSET)
			room = fen_min(room, fen_beyond(entitlement->cap,
											entitlement->main.paid + entitlement->assistance));
		entitlement->top_up_room = room;
		/* nothing is left to pay: no rate is needed */
		if (rule->rate == RATE_UNSET)
			return room == 0 || number_missing(policy, &rule->scope, "rate", NULL, fault);
		entitlement->top_up_goal = fen_share(claim->in_scope, rule->rate);
		entitlement->top_up_paid = claim_paid_by(claim, PAYERS_ALL) + own_assistance(entitlement);
		/* to the fen it is the same rounded before or after */
		entitlement->top_up_share = policy->unit == 1
			? fen_beyond(entitlement->top_up_goal, entitlement->top_up_paid)
			: fen_rounded(fen_beyond(claim->in_scope * rule->rate,
									 entitlement->top_up_paid * RATE_ONE), policy->unit);
		entitlement->top_up = fen_min(room, entitlement->top_up_share);
		/* where the main benefit pays nothing, the cap was not asked for yet */
		return entitlement->top_up == 0 || entitlement->cap != FEN_UNSET ||
			cap_missing(policy, entitlement, fault);
	}
	return true;
}

/* No referral counts as compliant where none is required. */
static inline bool
referral_holds(const Tilt *tilt, const Claim *claim, Unmet *unmet)
{
	if (tilt->needs_referral && claim_referral(claim) == REFERRAL_NON_COMPLIANT)
		return UNMET(unmet, "referral", SAID(P_WORDS("referral = compliant")),
					 SAID(P_WORDS(referral_words[claim_referral(claim)])));
	return true;
}

bool
tilt_holds(const Tilt *tilt, const Claim *claim, Unmet *unmet)
{
	return scope_holds(&tilt->scope, claim, unmet) && referral_holds(tilt, claim, unmet);
}

static const Tilt *
choose_tilt(const Claim *claim, const HeldCategory *held_category)
{
	const Policy *policy = held_category->policy;

	for (int i = 0; i < policy->tilt_count; i++)
	{
		const Tilt *tilt = &policy->tilts[i];

		if (scope_reaches(&tilt->scope, claim, held_category->category->mask) &&
			referral_holds(tilt, claim, NULL))
			return tilt;
	}
	return NULL;
}

/*
 * The part over the threshold: of this claim, or, where aid is on application,
 * of the whole year (what was paid for it is taken off as under a cap).
 */
static bool
tilted(const Claim *claim, const HeldCategory *held_category, const Tilt *tilt,
	   const YearToDate *ytd, Entitlement *entitlement, Fault *fault)
{
	const Policy *policy = held_category->policy;
	Accumulator *accumulator = &entitlement->tilted_accumulator;
	fen_t		before;

	entitlement->tilt = tilt;
	entitlement->own_residual = left_in_scope(entitlement);
	if (tilt->own_payers)
		entitlement->own_residual =
			fen_min(entitlement->own_residual,
					fen_beyond(burden_after(claim, tilt->payers),
							   own_assistance(entitlement) + entitlement->top_up));
	*accumulator = ytd_read(ytd, held_category->benefit_year, tilt->pool);
	before = accumulator->burden;
	/* what is caught up is no longer left of the earlier claims */
	entitlement->released = fen_min(entitlement->caught_up, before);
	entitlement->residual = entitlement->own_residual - entitlement->released;
	if (!fen_add(&accumulator->burden, entitlement->residual))
		return sum_overflows(policy, fault);
	if (tilt->on_application ? !claim->tilt_approved || accumulator->burden == 0
		: entitlement->residual <= 0)
		return true;
	if (tilt->threshold == FEN_UNSET)
		return number_missing(policy, &tilt->scope, "threshold", tilt->threshold_source, fault);
	entitlement->tilted_base = fen_beyond(accumulator->burden, tilt->threshold);
	if (!tilt->on_application)
		entitlement->tilted_base -= fen_beyond(before, tilt->threshold);
	if (tilt->rate == RATE_UNSET)
		return number_missing(policy, &tilt->scope, "rate", NULL, fault);
	if (entitlement->tilted_base > INT64_MAX / RATE_ONE - RATE_ONE)
		return sum_overflows(policy, fault);
	entitlement->tilted_share = fen_rounded(entitlement->tilted_base * tilt->rate, policy->unit);
	if (tilt->on_application)
		entitlement->tilted_share = fen_beyond(entitlement->tilted_share, accumulator->paid);
	if (entitlement->tilted_share == 0)
		return true;
	if (tilt->cap == FEN_UNSET)
		return number_missing(policy, &tilt->scope, "cap", NULL, fault);
	entitlement->tilted = fen_min(entitlement->tilted_share, fen_beyond(tilt->cap, accumulator->paid));
	/* rounded up it may exceed what is left */
	if (policy->unit > 1 && !tilt->on_application)
		entitlement->tilted = fen_min(entitlement->tilted, entitlement->own_residual);
	return true;
}

/* What a held category is under a policy that may not be its own: masks differ. */
static CategoryMask
mask_under(const Policy *policy, const Claim *claim, const HeldCategory *held_category)
{
	const PolicyCategory *category = held_category->category;

	if (held_category->policy != policy)
		category = policy_category(policy, &claim->categories[held_category->entry]);
	return category != NULL ? category->mask : 0;
}

/* Which rule on cost outside the catalogue reaches the claim, through which category. */
static const OffCatalog *
off_catalog_rule(const Policy *policy, const Claim *claim, const HeldCategory *held_categories,
				 const HeldCategory **through)
{
	for (int i = 0; i < policy->off_catalog_count; i++)
	{
		const OffCatalog *rule = &policy->off_catalogs[i];

		for (int j = 0; j < claim->category_count; j++)
			if (held_categories[j].counts &&
				scope_reaches(&rule->scope, claim, mask_under(policy, claim, &held_categories[j])))
			{
				*through = &held_categories[j];
				return rule;
			}
	}
	return NULL;
}

/*
 * The hospital bears what is outside the catalogue beyond its control ratio,
 * whether or not assistance is refused.
 */
bool
hospital_part(const Policy *policy, const Claim *claim, const HeldCategory *held_categories,
			  HospitalPart *part, Fault *fault)
{
	fen_t		beyond_scope,
				out_of_catalog = claim->out_of_catalog;
	int32_t		control;

	*part = (HospitalPart) {0};
	if (policy->off_catalog_count == 0 || !claim->designated)
		return true;
	part->rule = off_catalog_rule(policy, claim, held_categories, &part->held_category);
	if (part->rule == NULL)
		return true;
	beyond_scope = fen_beyond(claim->total,
							  claim_paid_by(claim, PAYERS_ALL) + policy_burden(policy, claim));
	if (beyond_scope == 0)
		return true;
	if (!claim_has(claim, HAS_OUT_OF_CATALOG))
	{
		if (claim->total != claim->in_scope)
			return field_missing(policy, &part->rule->scope, "out_of_catalog", fault);
		out_of_catalog = 0;
	}
	part->unpaid = fen_min(out_of_catalog, beyond_scope);
	if (part->unpaid == 0)
		return true;
	if (!claim_has(claim, HAS_CHARGE_CLASS))
		return field_missing(policy, &part->rule->scope, "charge_class", fault);
	control = part->rule->control[claim->charge_class - 1];
	if (control == RATE_UNSET)
	{
		static const char *const fields[CHARGE_CLASSES] = {
			"control_class_1", "control_class_2", "control_class_3"
		};

		return number_missing(policy, &part->rule->scope, fields[claim->charge_class - 1], NULL,
							  fault);
	}
	part->allowed = fen_share(claim->total, control);
	part->borne = fen_min(part->unpaid, fen_beyond(out_of_catalog, part->allowed));
	return true;
}

/* Aid for what is outside the catalogue may end with the transition. */
static inline bool
transition_lasts(const OffCatalog *rule, const Policy *policy, const Claim *claim, Unmet *unmet)
{
	if (rule->aid_in_transition && claim->discharged_on >= policy->transition_until)
		return UNMET(unmet, "transition",
					 SAID(P_WORDS("discharged_on < "), P_DAY(policy->transition_until)),
					 SAID(P_DAY(claim->discharged_on)));
	return true;
}

bool
off_catalog_holds(const OffCatalog *rule, const Policy *policy, const Claim *claim, Unmet *unmet)
{
	return scope_holds(&rule->scope, claim, unmet) &&
		transition_lasts(rule, policy, claim, unmet);
}

/* The fund's share of what is then left outside the catalogue, by the day's policy. */
static bool
off_catalog(const Claim *claim, const HeldCategory *held_category, const Settlement *settlement,
			Entitlement *entitlement, Fault *fault)
{
	const Policy *policy = settlement->policy;
	const HospitalPart *hospital = &settlement->hospital;
	const OffCatalog *rule = hospital->rule;
	fen_t		left = hospital->unpaid - hospital->borne;

	if (rule == NULL ||
		(rule->aid_categories & mask_under(policy, claim, held_category)) == 0 ||
		!transition_lasts(rule, policy, claim, NULL))
		return true;
	entitlement->off_catalog_rule = rule;
	if (left == 0)
		return true;
	if (rule->aid_rate == RATE_UNSET)
		return number_missing(policy, &rule->scope, "aid_rate", NULL, fault);
	entitlement->off_catalog_share =
		fen_rounded(left * rule->aid_rate, held_category->policy->unit);
	entitlement->off_catalog =
		fen_min(fen_min(entitlement->off_catalog_share, left),
				fen_beyond(entitlement->bill_left,
						   own_assistance(entitlement) + entitlement->top_up +
						   fen_min(entitlement->tilted, entitlement->own_residual)));
	return true;
}

/* What a cap leaves is less than what is due, or nothing. */
static inline Reason
cap_stops(fen_t cap, fen_t paid_before, fen_t due, fen_t paid, Unmet *unmet)
{
	if (paid < due)
		return STOPPED(unmet, REASON_CAP_EXHAUSTED, SAID(P_WORDS("cap - paid >= "), P_FEN(due)),
					   SAID(P_FEN(fen_beyond(cap, paid_before))));
	if (paid == 0 && cap != FEN_UNSET && fen_beyond(cap, paid_before) == 0)
		return STOPPED(unmet, REASON_CAP_EXHAUSTED, SAID(P_WORDS("cap - paid > "), P_FEN(0)),
					   SAID(P_FEN(0)));
	return REASON_NONE;
}

/* What a further limit leaves is less than what is due, or nothing. */
static inline Reason
limit_stops(const FurtherLimit *limit, fen_t due, fen_t paid, Unmet *unmet)
{
	return STOPPED(unmet, REASON_CAP_EXHAUSTED,
				   SAID(P_WORDS(limit->scope.code), P_WORDS(": cap - paid >= "), P_FEN(due)),
				   SAID(P_FEN(paid)));
}

/* Nothing is left to pay, in scope or of the bill. */
static inline Reason
burden_stops(const Entitlement *entitlement, Unmet *unmet)
{
	if (entitlement->burden == 0)
		return STOPPED(unmet, REASON_NO_BURDEN, SAID(P_WORDS("burden > "), P_FEN(0)),
					   SAID(P_FEN(entitlement->burden)));
	if (entitlement->bill_left == 0)
		return STOPPED(unmet, REASON_ALREADY_PAID, SAID(P_WORDS("left of the bill > "), P_FEN(0)),
					   SAID(P_FEN(entitlement->bill_left)));
	return REASON_NONE;
}

/* What is caught up is paid whatever this claim leaves. */
static inline Reason
main_stops(const Entitlement *o, Unmet *unmet)
{
	const Benefit *benefit = o->benefit;
	fen_t		paid_before = o->main.paid - o->assistance - o->top_up;
	Reason		reason = REASON_NONE;

	if (o->assistance == 0)
		reason = burden_stops(o, unmet);
	if (reason == REASON_NONE && o->assistance == 0 && o->deductible == o->burden &&
		benefit->terms != NULL && benefit->terms->threshold &&
		benefit->deductible_per == DEDUCTIBLE_PER_YEAR)
		return STOPPED(unmet, REASON_BELOW_DEDUCTIBLE,
					   SAID(P_WORDS("burden of the year > "), P_FEN(benefit->deductible)),
					   SAID(P_FEN(o->main.burden)));
	if (reason == REASON_NONE && o->assistance == 0 && o->deductible == o->burden)
		return STOPPED(unmet, REASON_BELOW_DEDUCTIBLE,
					   SAID(P_WORDS("burden > "),
							P_FEN(benefit->deductible_per == DEDUCTIBLE_PER_YEAR
								  ? fen_beyond(benefit->deductible, o->deductible_before)
								  : benefit->deductible)),
					   SAID(P_FEN(o->burden)));
	if (reason == REASON_NONE && o->limit != NULL)
		reason = limit_stops(o->limit, o->due + o->cut_off_before, o->assistance, unmet);
	else if (reason == REASON_NONE)
		reason = cap_stops(o->cap, paid_before, o->due + o->cut_off_before, o->assistance, unmet);
	if (reason != REASON_NONE)
		return reason;
	if (o->due < o->share)
	{
		(void) UNMET(unmet, "within_bill", SAID(P_WORDS("left of the bill >= "), P_FEN(o->share)),
					 SAID(P_FEN(o->bill_left)));
		return REASON_NONE;
	}
	if (o->assistance == 0)
		return STOPPED(unmet, REASON_ROUNDS_TO_ZERO, NOTHING_SAID, NOTHING_SAID);
	return REASON_NONE;
}

Reason
benefit_stops(const Entitlement *entitlement, Unmet *unmet)
{
	return main_stops(entitlement, unmet);
}

/* Why the second stage pays nothing, or less than its rate. */
static inline Reason
second_stops(const Entitlement *o, bool approved, Unmet *unmet)
{
	const Tilt *tilt = o->tilt;
	Reason		reason = REASON_BELOW_DEDUCTIBLE;

	if (tilt->on_application && !approved)
		(void) UNMET(unmet, "tilt_approved", SAID(P_WORDS("tilt_approved = true")),
					 SAID(P_WORDS("false")));
	else if (tilt->on_application ? o->tilted_accumulator.burden == 0 : o->residual <= 0)
		(void) UNMET(unmet, "no_residual", SAID(P_WORDS("residual > "), P_FEN(0)),
					 SAID(P_FEN(o->residual > 0 ? o->residual : 0)));
	else if (o->tilted_base == 0)
		(void) UNMET(unmet, "threshold",
					 SAID(P_WORDS("residual of the year > "), P_FEN(tilt->threshold)),
					 SAID(P_FEN(o->tilted_accumulator.burden)));
	else
		reason = cap_stops(tilt->cap, o->tilted_accumulator.paid - o->tilted, o->tilted_share,
						   o->tilted, unmet);
	if (reason == REASON_NONE && o->tilted == 0)
		return STOPPED(unmet, REASON_ROUNDS_TO_ZERO, NOTHING_SAID, NOTHING_SAID);
	return reason;
}

Reason
tilt_stops(const Entitlement *entitlement, const Claim *claim, Unmet *unmet)
{
	return second_stops(entitlement, claim->tilt_approved, unmet);
}

Reason
top_up_stops(const Entitlement *o, Unmet *unmet)
{
	fen_t		left = fen_beyond(fen_min(o->burden, o->bill_left), own_assistance(o));

	if (left == 0)
		return STOPPED(unmet, REASON_NO_BURDEN, SAID(P_WORDS("left in scope > "), P_FEN(0)),
					   SAID(P_FEN(left)));
	if (o->top_up_room == 0)
		return STOPPED(unmet, REASON_CAP_EXHAUSTED, SAID(P_WORDS("cap - paid > "), P_FEN(0)),
					   SAID(P_FEN(o->top_up_room)));
	if (o->top_up_share == 0)
	{
		(void) UNMET(unmet, "ratio_reached", SAID(P_WORDS("paid < "), P_FEN(o->top_up_goal)),
					 SAID(P_FEN(o->top_up_paid)));
		return REASON_NO_BURDEN;
	}
	/* up to what this claim leaves it is the whole */
	if (o->top_up < fen_min(o->top_up_share, left))
		return STOPPED(unmet, REASON_CAP_EXHAUSTED,
					   SAID(P_WORDS("cap - paid >= "), P_FEN(fen_min(o->top_up_share, left))),
					   SAID(P_FEN(o->top_up_room)));
	return REASON_NONE;
}

Reason
off_catalog_stops(const Entitlement *o, Unmet *unmet)
{
	if (o->off_catalog_share == 0)
		(void) UNMET(unmet, "no_off_catalog_cost", NOTHING_SAID, NOTHING_SAID);
	else if (o->off_catalog < o->off_catalog_share)
		(void) UNMET(unmet, "within_bill",
					 SAID(P_WORDS("left of the bill >= "), P_FEN(o->off_catalog_share)),
					 SAID(P_FEN(o->off_catalog)));
	return o->off_catalog == 0 ? REASON_NO_BURDEN : REASON_NONE;
}

/* Nothing is due: what the claim ended at. */
static Reason
nothing_due(const Entitlement *entitlement, const Claim *claim)
{
	Reason		reason = burden_stops(entitlement, NULL);

	if (reason != REASON_NONE)
		return reason;
	return entitlement->benefit != NULL ? main_stops(entitlement, NULL)
		: second_stops(entitlement, claim->tilt_approved, NULL);
}

/* Refused at the gate, outside the policy's days, or by no rule of any stage. */
static void
not_covered(Entitlement *entitlement, Reason reason)
{
	entitlement->status = STATUS_NOT_COVERED;
	entitlement->reason = reason;
}

bool
settle_category(const Claim *claim, const HeldCategory *held_category, const YearToDate *ytd,
				const Settlement *settlement, Entitlement *entitlement, Fault *fault)
{
	const Policy *policy = held_category->policy;
	const Benefit *benefit;
	const Tilt *tilt;
	Reason		refusal = policy == settlement->policy
		? settlement->gate : gate_refuses(policy, claim, NULL);

	clear(entitlement, sizeof(Entitlement));
	entitlement->held_category = held_category;
	entitlement->payers = policy->payers[claim->service];
	entitlement->rate = RATE_UNSET;
	entitlement->cap = FEN_UNSET;
	entitlement->burden = burden_after(claim, entitlement->payers);
	if (refusal != REASON_NONE || !policy_in_force(policy, held_category->day))
	{
		not_covered(entitlement, refusal != REASON_NONE ? refusal : REASON_POLICY_NOT_IN_FORCE);
		return true;
	}
	if (!choose_benefit(claim, held_category, &benefit, fault))
		return false;
	tilt = choose_tilt(claim, held_category);
	if (benefit == NULL && tilt == NULL)
	{
		not_covered(entitlement, held_category->category->assisted
					? REASON_SERVICE_NOT_COVERED : REASON_CATEGORY_NOT_ELIGIBLE);
		return true;
	}
	if (benefit != NULL && benefit->own_payers)
	{
		entitlement->payers = benefit->payers;
		entitlement->burden = burden_after(claim, entitlement->payers);
	}
	if (benefit != NULL && benefit->terms != NULL)
		entitlement->burden = burden_under(benefit->terms, claim, entitlement->payers);
	entitlement->bill_left = policy->within_bill
		? fen_beyond(claim->total, claim_paid_by(claim, PAYERS_ALL) + settlement->hospital.borne)
		: FEN_INFINITE;
	if (benefit != NULL &&
		(!main_benefit(claim, held_category, benefit, ytd, entitlement, fault) ||
		 !top_up(claim, held_category, entitlement, fault)))
		return false;
	if (tilt != NULL && !tilted(claim, held_category, tilt, ytd, entitlement, fault))
		return false;
	if (!off_catalog(claim, held_category, settlement, entitlement, fault))
		return false;

	entitlement->aid = entitlement->assistance + entitlement->top_up + entitlement->tilted +
		entitlement->off_catalog;
	entitlement->for_earlier = entitlement->caught_up +
		fen_beyond(entitlement->tilted, entitlement->own_residual);
	entitlement->in_scope_left = left_in_scope(entitlement) -
		fen_min(entitlement->tilted, entitlement->own_residual);
	if (!fen_add(&entitlement->main.paid, entitlement->assistance + entitlement->top_up) ||
		!fen_add(&entitlement->main.due, entitlement->due + entitlement->top_up) ||
		!fen_add(&entitlement->tilted_accumulator.paid, entitlement->tilted))
		return sum_overflows(policy, fault);
	entitlement->status = entitlement->aid > 0 ? STATUS_PAID : STATUS_NOTHING_DUE;
	entitlement->reason = entitlement->aid > 0 ? REASON_NONE : nothing_due(entitlement, claim);
	return true;
}
