/*
 * settle.c - one claim through all steps, and the choice among the
 * categories that a person holds.
 */
#include "core/limits.h"

#include <stddef.h>

const char *const reason_words[REASON_COUNT] = {
	NULL, "not_designated", "referral_non_compliant", "outside_home_city", "applied_late",
	"insurance_not_covered", "assisted_elsewhere",
	"no_category", "identity_ended", "not_yet_recognised", "policy_not_in_force",
	"category_not_eligible", "service_not_covered",
	"no_burden", "already_paid", "below_deductible", "cap_exhausted", "rounds_to_zero", "refused"
};

const char *const status_words[STATUS_COUNT] = {
	"paid", "nothing_due", "not_covered", "refused"
};

/* The higher aid wins, then the rank of the category, then the earlier year, then the entry. */
static inline bool
wins(const Entitlement *a, const Entitlement *b, Unmet *unmet)
{
	const HeldCategory *ours = a->held_category;
	const HeldCategory *theirs = b->held_category;

	if (a->aid != b->aid)
		return a->aid > b->aid ||
			UNMET(unmet, "lower_aid", SAID(P_WORDS("aid > "), P_FEN(b->aid)), SAID(P_FEN(a->aid)));
	if (ours->category->rank != theirs->category->rank)
		return ours->category->rank < theirs->category->rank ||
			UNMET(unmet, "rank", SAID(P_WORDS("rank before "), P_WORDS(theirs->category->code)),
				  SAID(P_WORDS(ours->category->code)));
	return ours->benefit_year < theirs->benefit_year ||
		UNMET(unmet, "earlier_entry", SAID(P_WORDS("an earlier benefit year, or entry")),
			  SAID(P_NUMBER(ours->benefit_year)));
}

/* Whether the choice falls on the one before the other. */
static bool
better(const Entitlement *a, const Entitlement *b)
{
	if ((a->status == STATUS_NOT_COVERED) != (b->status == STATUS_NOT_COVERED))
		return b->status == STATUS_NOT_COVERED;
	/*
	 * Both refused: the reason that comes first is named; a rule for one
	 * category is enough for the claim not to be without any.
	 */
	if (a->status == STATUS_NOT_COVERED)
	{
		if (a->reason == REASON_SERVICE_NOT_COVERED && b->reason == REASON_CATEGORY_NOT_ELIGIBLE)
			return true;
		if (a->reason == REASON_CATEGORY_NOT_ELIGIBLE && b->reason == REASON_SERVICE_NOT_COVERED)
			return false;
		return a->reason < b->reason;
	}
	return wins(a, b, NULL);
}

bool
entitlement_wins(const Entitlement *a, const Entitlement *b, Unmet *unmet)
{
	return wins(a, b, unmet);
}

/* Why nothing counts: no category at all, or the first reason among them. */
static Reason
no_held_category(const Claim *claim, const HeldCategory *held_categories)
{
	Reason		reason = REASON_COUNT;

	for (int i = 0; i < claim->category_count; i++)
		if (held_categories[i].reason < reason)
			reason = held_categories[i].reason;
	return claim->category_count == 0 ? REASON_NO_CATEGORY : reason;
}

static bool
choose_category(const Claim *claim, const YearToDate *ytd, Settlement *settlement, Fault *fault)
{
	Entitlement *best = &settlement->entitlement;
	Entitlement	other;
	bool		any = false;

	for (int i = 0; i < settlement->held_count; i++)
	{
		const HeldCategory *held_category = &settlement->held_categories[i];

		if (!held_category->counts)
			continue;
		if (!settle_category(claim, held_category, ytd, settlement, any ? &other : best, fault))
			return false;
		if (any && better(&other, best))
			*best = other;
		any = true;
	}
	if (!any)
	{
		*best = (Entitlement) {
			.status = STATUS_NOT_COVERED,
				.reason = settlement->gate != REASON_NONE
				? settlement->gate : no_held_category(claim, settlement->held_categories),
				.rate = RATE_UNSET,
				.cap = FEN_UNSET
		};
	}
	return true;
}

/* total + excess + for_earlier = payers + aid + hospital + patient, to the fen */
static void
balance(const Claim *claim, Settlement *settlement)
{
	fen_t		left = claim->total - claim_paid_by(claim, PAYERS_ALL) -
		(settlement->entitlement.aid - settlement->entitlement.for_earlier) -
		settlement->hospital.borne;

	settlement->patient_pays = left > 0 ? left : 0;
	settlement->excess = left < 0 ? -left : 0;
}

/* What comes before assistance: which categories count, and critical illness insurance. */
static bool
insured(Claim *claim, const PolicySet *set, const YearToDate *ytd,
		SettleScratch *scratch, Settlement *settlement, bool *uncovered)
{
	claim->discharge_year = day_year(claim->discharged_on);
	settlement->claim = claim;
	settlement->policy = policy_on(set, claim->discharged_on, uncovered);
	if (claim->refused)
	{
		scratch->fault = (Fault) {.kind = FAULT_UNREADABLE};
		return false;
	}
	settlement->held_categories = scratch->held_categories;
	settlement->held_count = claim->category_count;
	for (int i = 0; i < claim->category_count; i++)
		if (!judge_held_category(claim, set, i, &scratch->held_categories[i], &scratch->fault))
			return false;
	return critical_illness(claim, settlement->policy, *uncovered, ytd, scratch->held_categories,
							&settlement->critical, &scratch->fault);
}

bool
settle_critical_illness(Claim *claim, const PolicySet *set, const YearToDate *ytd,
						SettleScratch *scratch, Settlement *settlement)
{
	bool		uncovered;

	return insured(claim, set, ytd, scratch, settlement, &uncovered);
}

bool
settle_claim(Claim *claim, const PolicySet *set, const YearToDate *ytd,
			 SettleScratch *scratch, Settlement *settlement)
{
	Fault	   *fault = &scratch->fault;
	const Policy *policy;
	bool		uncovered;

	if (!insured(claim, set, ytd, scratch, settlement, &uncovered))
		return false;
	policy = settlement->policy;
	settlement->gate = gate_refuses(policy, claim, NULL);
	if (!policy_in_force(policy, claim->discharged_on))
		settlement->hospital = (HospitalPart) {0};
	else if (!hospital_part(policy, claim, scratch->held_categories, &settlement->hospital, fault))
		return false;
	if (!choose_category(claim, ytd, settlement, fault))
		return false;

	if (settlement->entitlement.status == STATUS_NOT_COVERED)
	{
		if (uncovered && settlement->entitlement.held_category == NULL)
			return day_uncovered(policy, claim->discharged_on, fault);
		settlement->applied = NULL;
		settlement->entitlement.burden = policy_burden(policy, claim);
		settlement->benefit_year = claim->discharge_year;
		settlement->direct = false;
	}
	else
	{
		const HeldCategory *held_category = settlement->entitlement.held_category;

		settlement->applied = &settlement->entitlement;
		settlement->policy = held_category->policy;
		settlement->benefit_year = held_category->benefit_year;
		settlement->direct = held_category->category->direct && claim->place <= PLACE_CITY &&
			!claim_has(claim, HAS_APPLIED_ON) &&
			claim->categories[held_category->entry].recognised_on <= claim->discharged_on;
	}
	settlement->year_end = paid_at_year_end(policy, claim);
	balance(claim, settlement);
	return true;
}

bool
settle_candidate(const Settlement *settlement, const PolicySet *set, const YearToDate *ytd,
				 const HeldCategory *held_category, bool regardless, Entitlement *entitlement, Fault *fault)
{
	Claim		claim = *settlement->claim;
	Settlement	view = *settlement;
	HeldCategory held_categories[CLAIM_CATEGORIES_MAX];
	HeldCategory *supposed = &held_categories[held_category->entry];
	bool		uncovered;
	bool		good;

	if (!regardless)
	{
		view.policy = policy_on(set, claim.discharged_on, &uncovered);
		return settle_category(&claim, held_category, ytd, &view, entitlement, fault);
	}
	for (int i = 0; i < settlement->held_count; i++)
		held_categories[i] = settlement->held_categories[i];
	claim.designated = true;
	supposed->counts = true;
	if (!policy_in_force(held_category->policy, held_category->day))
		supposed->day = held_category->policy->valid_from;
	view.policy = held_category->policy;
	view.gate = REASON_NONE;
	good = hospital_part(view.policy, &claim, held_categories, &view.hospital, fault) &&
		settle_category(&claim, supposed, ytd, &view, entitlement, fault);
	entitlement->held_category = held_category;
	return good;
}

/* What a settlement adds to each pool that it moves; how many. */
static int
moved_pools(const Settlement *settlement, Accumulator *moved)
{
	const Entitlement *entitlement = settlement->applied;
	const CriticalResult *critical = &settlement->critical;
	int			count = 0;

	if (critical->schedule != NULL)
		moved[count++] = (Accumulator) {
			.year = settlement->claim->discharge_year,
				.pool = critical->schedule->pool,
				.burden = critical->cost,
				.paid = critical->paid,
				.due = critical->paid
		};
	if (entitlement != NULL && entitlement->benefit != NULL)
		moved[count++] = (Accumulator) {
			.year = settlement->benefit_year,
				.pool = entitlement->benefit->pool,
				.burden = entitlement->burden,
				.deductible = entitlement->deductible,
				.paid = entitlement->assistance + entitlement->top_up,
				.due = entitlement->due + entitlement->top_up
		};
	if (entitlement != NULL && entitlement->tilt != NULL)
		moved[count++] = (Accumulator) {
			.year = settlement->benefit_year,
				.pool = entitlement->tilt->pool,
				.burden = entitlement->residual,
				.paid = entitlement->tilted,
				.due = entitlement->tilted
		};
	return count;
}

/* The first few of them, which were added, are taken back. */
static void
take_back(Accumulator *moved, int count, YearToDate *ytd)
{
	for (int i = 0; i < count; i++)
	{
		moved[i].burden = -moved[i].burden;
		moved[i].deductible = -moved[i].deductible;
		moved[i].paid = -moved[i].paid;
		moved[i].due = -moved[i].due;
		ytd_add(ytd, &moved[i]);
	}
}

bool
settlement_post(const Settlement *settlement, YearToDate *ytd)
{
	Accumulator moved[3];
	int			count = moved_pools(settlement, moved);

	for (int i = 0; i < count; i++)
		if (!ytd_add(ytd, &moved[i]))
		{
			take_back(moved, i, ytd);
			return false;
		}
	if (settlement->policy->limit_count > 0 && settlement->applied != NULL &&
		!limits_post(settlement, ytd))
	{
		take_back(moved, count, ytd);
		return false;
	}
	return true;
}
