/*
 * tally.c - adding up what came of settlements.
 */
#include "core/tally.h"

void
figures_derive(Figures *figures)
{
	fen_t	   *amount = figures->amount;
	fen_t		carried = amount[FIGURE_BASIC] + amount[FIGURE_CRITICAL_ILLNESS] +
		amount[FIGURE_OTHER] + amount[FIGURE_ASSISTANCE] + amount[FIGURE_TOP_UP] +
		amount[FIGURE_TILTED] - amount[FIGURE_FOR_EARLIER];

	/* what payers carry beyond it is for other cost */
	amount[FIGURE_COVERED] = fen_max(0, fen_min(amount[FIGURE_IN_SCOPE], carried));
}

void
figures_of(const Settlement *settlement, Figures *figures)
{
	const Claim *claim = settlement->claim;
	const Entitlement *entitlement = &settlement->entitlement;
	fen_t	   *amount = figures->amount;

	amount[FIGURE_TOTAL] = claim->total;
	amount[FIGURE_IN_SCOPE] = claim->in_scope;
	amount[FIGURE_BASIC] = claim->paid[PAYER_BASIC];
	amount[FIGURE_CRITICAL_ILLNESS] = claim->paid[PAYER_CRITICAL_ILLNESS];
	amount[FIGURE_OTHER] = claim_paid_by(claim, PAYERS_ALL & ~((1u << PAYER_BASIC) |
															   (1u << PAYER_CRITICAL_ILLNESS)));
	amount[FIGURE_BURDEN] = entitlement->burden;
	amount[FIGURE_DEDUCTIBLE] = entitlement->deductible;
	amount[FIGURE_ASSISTANCE] = entitlement->assistance;
	amount[FIGURE_TOP_UP] = entitlement->top_up;
	amount[FIGURE_TILTED] = entitlement->tilted;
	amount[FIGURE_OFF_CATALOG] = entitlement->off_catalog;
	amount[FIGURE_HOSPITAL] = settlement->hospital.borne;
	amount[FIGURE_PATIENT] = settlement->patient_pays;
	amount[FIGURE_EXCESS] = settlement->excess;
	amount[FIGURE_FOR_EARLIER] = entitlement->for_earlier;
	amount[FIGURE_DUE] = entitlement->due;
	figures->reason = entitlement->reason;
	figures_derive(figures);
}

/* Neither sums nor addends are negative or above TALLY_MAX: one test for all. */
static inline bool
fits(uint64_t all)
{
	return all <= TALLY_MAX;
}

bool
tally_claim(Tally *tally, const Figures *figures)
{
	uint64_t	all = 0;

	for (int i = 0; i < FIGURE_COUNT; i++)
	{
		tally->sum[i] += figures->amount[i];
		all |= tally->sum[i];
	}
	tally->sum[SUM_REASON + figures->reason]++;
	tally->sum[SUM_CLAIMS]++;
	tally->sum[SUM_CAPPED] += figures->amount[FIGURE_DUE] > figures->amount[FIGURE_ASSISTANCE];
	return fits(all);
}

bool
tally_add(Tally *tally, const Tally *other)
{
	uint64_t	all = 0;

	for (int i = 0; i < SUM_COUNT; i++)
	{
		tally->sum[i] += other->sum[i];
		all |= tally->sum[i];
	}
	return fits(all);
}

bool
tally_good(const Tally *tally)
{
	const int64_t *sum = tally->sum;
	uint64_t	all = 0;
	int64_t		claims = 0;

	for (int i = 0; i < SUM_COUNT; i++)
		all |= sum[i];
	if (!fits(all))
		return false;
	for (int i = 0; i < REASON_COUNT && claims <= sum[SUM_CLAIMS]; i++)
		claims += sum[SUM_REASON + i];
	return claims == sum[SUM_CLAIMS] && sum[SUM_CAPPED] <= claims && sum[SUM_CHANGED] <= claims &&
		sum[FIGURE_COVERED] <= sum[FIGURE_IN_SCOPE] &&
		sum[SUM_PERSONS_ASSISTED] <= sum[SUM_PERSONS] &&
		sum[SUM_PERSONS_CHANGED] <= sum[SUM_PERSONS] &&
		sum[SUM_BETTER] + sum[SUM_WORSE] <= sum[SUM_PERSONS] &&
		sum[SUM_WITH_INCOME] <= sum[SUM_PERSONS] &&
		sum[SUM_OVER_10_BEFORE] <= sum[SUM_WITH_INCOME] &&
		sum[SUM_OVER_25_BEFORE] <= sum[SUM_OVER_10_BEFORE] &&
		sum[SUM_OVER_10] <= sum[SUM_WITH_INCOME] &&
		sum[SUM_OVER_25] <= sum[SUM_OVER_10];
}

void
tally_person(Tally *tally)
{
	tally->sum[SUM_PERSONS] = 1;
	tally->sum[SUM_PERSONS_ASSISTED] = tally_aid(tally) > 0;
}

void
tally_compare(Tally *tally, const Tally *first)
{
	fen_t		before = tally_patient(first);
	fen_t		now = tally_patient(tally);

	tally_person(tally);
	tally->sum[SUM_PERSONS_CHANGED] = tally->sum[SUM_CHANGED] > 0;
	tally->sum[SUM_BETTER] = now < before;
	tally->sum[SUM_WORSE] = now > before;
	tally->sum[SUM_GAINED] = fen_beyond(before, now);
	tally->sum[SUM_LOST] = fen_beyond(now, before);
	tally->sum[SUM_FIRST_AID] = tally_aid(first);
}

/* More than a tenth is more than the tenth rounded down: both are whole fen. */
void
tally_income(Tally *tally, fen_t income)
{
	fen_t		before = tally_before(tally);
	fen_t		after = tally_patient(tally);

	tally->sum[SUM_WITH_INCOME] = 1;
	tally->sum[SUM_OVER_10_BEFORE] = before > income / 10;
	tally->sum[SUM_OVER_25_BEFORE] = before > income / 4;
	tally->sum[SUM_OVER_10] = after > income / 10;
	tally->sum[SUM_OVER_25] = after > income / 4;
}
