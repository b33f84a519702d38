/*
 * settle.c - one claim through all steps, and the choice among the
 * categories that a person holds.
 */
#include "core/settle.h"

#include <stddef.h>

const char *const reason_words[REASON_COUNT] = {
	NULL, "not_designated", "referral_non_compliant", "outside_home_city", "applied_late",
	"no_category", "identity_ended", "not_yet_recognised", "policy_not_in_force",
	"category_not_eligible", "service_not_covered",
	"no_burden", "below_deductible", "cap_exhausted", "rounds_to_zero"
};

const char *const status_words[STATUS_COUNT] = {
	"paid", "nothing_due", "not_covered"
};

/* The higher aid wins, then the rank of the category, then the earlier year. */
static bool
better(const Outcome *a, const Outcome *b)
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
	if (a->aid != b->aid)
		return a->aid > b->aid;
	if (a->standing->category->rank != b->standing->category->rank)
		return a->standing->category->rank < b->standing->category->rank;
	return a->standing->benefit_year < b->standing->benefit_year;
}

/* Why nothing counts: no category at all, or the first reason among them. */
static Reason
no_standing(const Claim *claim, const Standing *standings)
{
	Reason		reason = REASON_COUNT;

	for (int i = 0; i < claim->category_count; i++)
		if (standings[i].reason < reason)
			reason = standings[i].reason;
	return claim->category_count == 0 ? REASON_NO_CATEGORY : reason;
}

static bool
choose_category(const Claim *claim, const Ledger *ledger, Settlement *settlement, Fault *fault)
{
	Outcome    *best = &settlement->outcome;
	Outcome		other;
	bool		any = false;

	for (int i = 0; i < settlement->standing_count; i++)
	{
		const Standing *standing = &settlement->standings[i];

		if (!standing->counts)
			continue;
		if (!stages(claim, standing, ledger, settlement, any ? &other : best, fault))
			return false;
		if (any && better(&other, best))
			*best = other;
		any = true;
	}
	if (!any)
	{
		*best = (Outcome) {
			.status = STATUS_NOT_COVERED,
				.reason = settlement->gate != REASON_NONE
				? settlement->gate : no_standing(claim, settlement->standings),
				.rate = RATE_UNSET,
				.cap = FEN_UNSET
		};
	}
	return true;
}

/* total + excess = payers + aid + hospital + patient, to the fen */
static void
balance(const Claim *claim, Settlement *settlement)
{
	fen_t		left = claim->total - claim_paid_by(claim, PAYERS_ALL) -
		settlement->outcome.aid - settlement->hospital.borne;

	settlement->patient_pays = left > 0 ? left : 0;
	settlement->excess = left < 0 ? -left : 0;
}

/* What comes before assistance: which categories count, and critical illness insurance. */
static bool
insured(Claim *claim, const PolicySet *set, const Ledger *ledger,
		Bench *bench, Settlement *settlement, bool *hole)
{
	claim->discharge_year = day_year(claim->discharged_on);
	settlement->claim = claim;
	settlement->policy = policy_on(set, claim->discharged_on, hole);
	settlement->standings = bench->standings;
	settlement->standing_count = claim->category_count;
	for (int i = 0; i < claim->category_count; i++)
		if (!standing_of(claim, set, i, &bench->standings[i], &bench->fault))
			return false;
	return critical_illness(claim, set, ledger, bench->standings, &settlement->critical,
							&bench->fault);
}

bool
settle_critical_illness(Claim *claim, const PolicySet *set, const Ledger *ledger,
						Bench *bench, Settlement *settlement)
{
	bool		hole;

	return insured(claim, set, ledger, bench, settlement, &hole);
}

bool
settle_claim(Claim *claim, const PolicySet *set, const Ledger *ledger,
			 Bench *bench, Settlement *settlement)
{
	Fault	   *fault = &bench->fault;
	const Policy *policy;
	bool		hole;

	if (!insured(claim, set, ledger, bench, settlement, &hole))
		return false;
	policy = settlement->policy;
	settlement->gate = gate_refuses(policy, claim, &settlement->gate_rule);
	if (!hospital_part(policy, claim, bench->standings, &settlement->hospital, fault))
		return false;
	if (!choose_category(claim, ledger, settlement, fault))
		return false;

	if (settlement->outcome.status == STATUS_NOT_COVERED)
	{
		if (hole && settlement->outcome.standing == NULL)
		{
			*fault = (Fault) {
				.kind = FAULT_DAY_UNCOVERED,
					.day = claim->discharged_on,
					.policy = policy
			};
			return false;
		}
		settlement->applied = NULL;
		settlement->outcome.burden = policy_burden(policy, claim);
		settlement->benefit_year = claim->discharge_year;
		settlement->direct = false;
	}
	else
	{
		const Standing *standing = settlement->outcome.standing;

		settlement->applied = &settlement->outcome;
		settlement->policy = standing->policy;
		settlement->benefit_year = standing->benefit_year;
		settlement->direct = standing->category->direct && claim->place <= PLACE_CITY &&
			!claim_has(claim, HAS_APPLIED_ON) &&
			claim->categories[standing->entry].recognised_on <= claim->discharged_on;
	}
	settlement->year_end = paid_at_year_end(policy, claim);
	balance(claim, settlement);
	return true;
}

bool
settle_candidate(const Settlement *settlement, const PolicySet *set, const Ledger *ledger,
				 const Standing *standing, bool regardless, Outcome *outcome, Fault *fault)
{
	Claim		claim = *settlement->claim;
	Settlement	view = *settlement;
	Standing	standings[CLAIM_CATEGORIES_MAX];
	Standing   *supposed = &standings[standing->entry];
	bool		hole;
	bool		good;

	if (!regardless)
	{
		view.policy = policy_on(set, claim.discharged_on, &hole);
		return stages(&claim, standing, ledger, &view, outcome, fault);
	}
	for (int i = 0; i < settlement->standing_count; i++)
		standings[i] = settlement->standings[i];
	claim.designated = true;
	supposed->counts = true;
	if (!policy_in_force(standing->policy, standing->day))
		supposed->day = standing->policy->valid_from;
	view.policy = standing->policy;
	view.gate = REASON_NONE;
	good = hospital_part(view.policy, &claim, standings, &view.hospital, fault) &&
		stages(&claim, supposed, ledger, &view, outcome, fault);
	outcome->standing = standing;
	return good;
}

bool
settlement_post(const Settlement *settlement, Ledger *ledger)
{
	const Outcome *outcome = settlement->applied;
	const CriticalResult *critical = &settlement->critical;

	if (critical->schedule != NULL &&
		!ledger_add(ledger, settlement->claim->discharge_year,
					critical->schedule->pool, critical->cost, 0, critical->paid))
		return false;
	if (outcome == NULL)
		return true;
	if (outcome->benefit != NULL &&
		!ledger_add(ledger, settlement->benefit_year, outcome->benefit->pool, outcome->burden,
					outcome->benefit->deductible_per == DEDUCTIBLE_PER_YEAR
					? outcome->deductible : 0,
					outcome->assistance + outcome->top_up))
		return false;
	return outcome->tilt == NULL ||
		ledger_add(ledger, settlement->benefit_year, outcome->tilt->pool,
				   outcome->residual, 0, outcome->tilted);
}
