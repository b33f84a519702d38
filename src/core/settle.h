/*
 * settle.h - one claim settled: claim and policy in, settlement out.
 *
 * The steps are those of a clerk, one file each: the categories that count
 * (identity.c), critical illness insurance (critical_illness.c), the gate
 * (gate.c), the stages of assistance (benefit.c), and the choice among the
 * categories (settle.c).
 */
#ifndef MEDAID_SETTLE_H
#define MEDAID_SETTLE_H

#include "core/ytd.h"

/* Why a claim cannot be settled: something is missing that a rule needs. */
typedef enum FaultKind
{
	FAULT_NONE,
	FAULT_FIELD_MISSING,		/* the claim leaves a field NULL */
	FAULT_RECOGNITION_MISSING,	/* a category needs its day of recognition */
	FAULT_CATEGORY_UNKNOWN,		/* the policy does not know the category */
	FAULT_NUMBER_MISSING,		/* the policy leaves a number NULL */
	FAULT_DAY_UNCOVERED,		/* no policy of the array holds the day */
	FAULT_OVERFLOW,				/* a year's sum exceeds what can be held */
	FAULT_UNREADABLE,			/* the claim says itself what is wrong with it */
	FAULT_ID_TWICE				/* the claim_id stands twice in a group */
} FaultKind;

typedef struct Fault
{
	FaultKind	kind;
	const char *field;			/* of the claim, or of the rule */
	const char *rule;			/* code of the rule that needs it */
	const char *article;
	const char *source;			/* the reference value that would give it */
	int			entry;			/* index of the category */
	day_t		day;
	const Policy *policy;
} Fault;

/*
 * What stops a claim, filled in; false.  A number of a rule: source is the
 * reference value that would give it, NULL where there is none.  A sum of the
 * year overflows by what the claim adds to it.
 */
extern bool number_missing(const Policy *policy, const Scope *rule, const char *field,
						   const char *source, Fault *fault);
extern bool field_missing(const Policy *policy, const Scope *rule, const char *field, Fault *fault);
extern bool day_uncovered(const Policy *policy, day_t day, Fault *fault);
extern bool sum_overflows(const Policy *policy, Fault *fault);

/* In the order in which the first of several is named. */
typedef enum Reason
{
	REASON_NONE,
	REASON_NOT_DESIGNATED,
	REASON_REFERRAL_NON_COMPLIANT,
	REASON_OUTSIDE_HOME_CITY,
	REASON_APPLIED_LATE,
	REASON_INSURANCE_NOT_COVERED,
	REASON_ASSISTED_ELSEWHERE,
	REASON_NO_CATEGORY,
	REASON_IDENTITY_ENDED,
	REASON_NOT_YET_RECOGNISED,
	REASON_POLICY_NOT_IN_FORCE,
	REASON_CATEGORY_NOT_ELIGIBLE,
	REASON_SERVICE_NOT_COVERED,
	REASON_NO_BURDEN,
	REASON_ALREADY_PAID,
	REASON_BELOW_DEDUCTIBLE,
	REASON_CAP_EXHAUSTED,
	REASON_ROUNDS_TO_ZERO,
	REASON_REFUSED				/* has no word: the fault has one */
} Reason;

#define REASON_COUNT	19

extern const char *const reason_words[REASON_COUNT];

typedef enum Status
{
	STATUS_PAID,
	STATUS_NOTHING_DUE,
	STATUS_NOT_COVERED,
	STATUS_REFUSED				/* cannot be settled, see Settlement.fault */
} Status;

#define STATUS_COUNT	4

extern const char *const status_words[STATUS_COUNT];

/* One category held, and whether and how it counts. */
typedef struct HeldCategory
{
	int			entry;			/* index of the claim's categories */
	const Policy *policy;		/* whose amounts it takes */
	const PolicyCategory *category;
	bool		counts;
	bool		retroactive;	/* only by a rule that reaches back */
	bool		uncovered;		/* no stretch holds its day */
	Reason		reason;			/* why it does not count */
	const Identity *rule;		/* what made it count, or barred it */
	day_t		day;			/* its own day */
	int32_t		benefit_year;
} HeldCategory;

/* Critical illness insurance of this claim. */
typedef struct CriticalResult
{
	bool		computed;
	uint8_t		unit;			/* that it is rounded to, in fen */
	const CriticalIllness *schedule;	/* NULL: none names the service */
	const CriticalIllnessTilt *tilt;
	fen_t		cost_before;	/* the year's cost after basic insurance */
	fen_t		cost;			/* this claim's */
	fen_t		cost_until;		/* the year's with this claim's, up to the ceiling */
	fen_t		deductible;
	fen_t		paid_before;
	fen_t		share;			/* by the bands, before the cap */
	fen_t		cap;
	fen_t		paid;
} CriticalResult;

/* The part of a claim's cost that falls into one band, and the rate there. */
typedef struct BandSlice
{
	const Band *band;
	fen_t		low;
	fen_t		high;
	int32_t		rate;			/* what is added for the tilted included; RATE_UNSET: not set */
} BandSlice;

/* The slice of a band that a claim's cost over the deductible falls into; false where it is empty. */
static inline bool
band_slice(const CriticalResult *result, int number, BandSlice *slice)
{
	const CriticalIllness *schedule = result->schedule;
	const Band *band = &schedule->bands[number];
	fen_t		from = fen_max(result->cost_before, result->deductible);
	fen_t		first = schedule->bands_from == BANDS_FROM_DEDUCTIBLE ? result->deductible : 0;
	int32_t		added = result->tilt ? result->tilt->rate_added : 0;

	/* an infinite deductible leaves nothing, and cannot be added to */
	if (from >= result->cost_until)
		return false;
	slice->band = band;
	slice->low = fen_max(from, band->from + first);
	slice->high = number + 1 < schedule->band_count
		? fen_min(result->cost_until, band[1].from + first) : result->cost_until;
	slice->rate = band->rate == RATE_UNSET || added == RATE_UNSET ? RATE_UNSET
		: band->rate + added < RATE_ONE ? band->rate + added : RATE_ONE;
	return slice->high > slice->low;
}

/* What one category would get. */
typedef struct Entitlement
{
	const HeldCategory *held_category;
	Status		status;
	Reason		reason;
	unsigned	payers;			/* before assistance */
	fen_t		burden;
	fen_t		bill_left;		/* by payers of every kind and the hospital; FEN_INFINITE: no limit */

	const Benefit *benefit;		/* NULL: no main row */
	fen_t		deductible_before;
	fen_t		deductible;		/* absorbed by this claim */
	int32_t		rate;
	fen_t		cap;			/* in force for this claim */
	fen_t		share;			/* before any limit */
	fen_t		due;			/* within the bill, before the cap */
	fen_t		cut_off_before;	/* by a lower cap, earlier in the year, and due with this claim */
	fen_t		assistance;
	fen_t		caught_up;		/* the part of it that is for earlier claims */
	const FurtherLimit *limit;	/* the further limit that cut it to what it is; NULL: none */

	const TopUp *top_up_rule;
	fen_t		top_up_goal;	/* the share of in_scope to be reached */
	fen_t		top_up_paid;	/* by payers of every kind, and the main benefit */
	fen_t		top_up_share;	/* what is missing of the goal, before any limit */
	fen_t		top_up_room;	/* what burden, bill and cap leave */
	fen_t		top_up;

	const Tilt *tilt;			/* NULL: the residual does not accumulate */
	fen_t		own_residual;	/* what this claim leaves */
	fen_t		released;		/* of what earlier claims left: it is caught up now */
	fen_t		residual;		/* what it adds to the pool: below 0 where more is released */
	fen_t		tilted_base;	/* the part over the threshold */
	fen_t		tilted_share;	/* before the cap */
	fen_t		tilted;

	const OffCatalog *off_catalog_rule;
	fen_t		off_catalog_share;	/* before any limit */
	fen_t		off_catalog;
	fen_t		aid;
	fen_t		for_earlier;	/* the part of aid that is for earlier claims of the year */
	fen_t		in_scope_left;	/* to the patient, of this claim */

	Accumulator main;			/* this claim included, but for its deductible */
	Accumulator tilted_accumulator; /* this claim included */
} Entitlement;

/* The hospital's part of what is outside the catalogue. */
typedef struct HospitalPart
{
	const OffCatalog *rule;		/* NULL: no such rule */
	const HeldCategory *held_category;	/* the category that brings it in */
	fen_t		unpaid;			/* outside the catalogue, and paid by nobody */
	fen_t		allowed;		/* within the control ratio */
	fen_t		borne;
} HospitalPart;

typedef struct Settlement
{
	const Claim *claim;			/* its critical illness payment filled in */
	const Policy *policy;		/* of the day; at the end, of the category applied */
	CriticalResult critical;
	int			held_count;
	HeldCategory *held_categories; /* one a category of the claim */
	Reason		gate;			/* why the claim is refused whatever the category */
	HospitalPart hospital;
	const Entitlement *applied;	/* NULL: not covered */
	Entitlement entitlement;	/* the one applied, or an empty one */
	int32_t		benefit_year;
	fen_t		patient_pays;
	fen_t		excess;
	bool		direct;
	bool		year_end;
	/* where the status is refused: the kind of fault, and the sentence */
	const char *fault_kind;
	const char *fault;
} Settlement;

/* Room that settling needs beside its result; reusable from claim to claim. */
typedef struct SettleScratch
{
	HeldCategory held_categories[CLAIM_CATEGORIES_MAX];
	Fault		fault;
} SettleScratch;

/*
 * Settles a claim; reads the year to date, does not change it.  The claim's
 * critical illness payment is filled in where it is computed.  False: see
 * scratch->fault.
 */
extern bool settle_claim(Claim *claim, const PolicySet *set, const YearToDate *ytd,
						 SettleScratch *scratch, Settlement *settlement);

/* The same no further than critical illness insurance, which asks for no number of assistance. */
extern bool settle_critical_illness(Claim *claim, const PolicySet *set, const YearToDate *ytd,
									SettleScratch *scratch, Settlement *settlement);

/*
 * What one held category of a settled claim would get.  Regardless: as if it
 * counted, no gate refused the claim and the policy were in force.
 */
extern bool settle_candidate(const Settlement *settlement, const PolicySet *set,
							 const YearToDate *ytd, const HeldCategory *held_category, bool regardless,
							 Entitlement *entitlement, Fault *fault);

/* Adds a settlement to the year to date; false, and nothing added, where a sum overflows. */
extern bool settlement_post(const Settlement *settlement, YearToDate *ytd);

/*
 * The days whose policies settling a claim asks for, beside the nearest where
 * no stretch holds one: its own, and days of recognition after it.
 */
#define POLICY_DAYS_MAX	(CLAIM_CATEGORIES_MAX + 1)
extern int	policy_days(const Claim *claim, day_t days[POLICY_DAYS_MAX]);

/* What the main benefit pays for this claim itself. */
static inline fen_t
own_assistance(const Entitlement *entitlement)
{
	return entitlement->assistance - entitlement->caught_up;
}

/* What payers leave of an in-scope amount, or of a bill. */
static inline fen_t
left_after(const Claim *claim, fen_t amount, unsigned payers)
{
	return fen_beyond(amount, claim_paid_by(claim, payers));
}

/* What is left of a claim before a benefit with terms, by its payers and its base. */
static inline fen_t
burden_under(const BenefitTerms *terms, const Claim *claim, unsigned payers)
{
	return left_after(claim, terms->of_bill ? claim->total : claim->in_scope, payers);
}

/* What a deductible absorbs that is not taken off: all, or nothing once it is exceeded. */
static inline fen_t
threshold_absorbs(fen_t deductible, fen_t counted, fen_t burden)
{
	return counted > deductible ? 0 : burden;
}

/* The steps. */
extern bool judge_held_category(const Claim *claim, const PolicySet *set, int entry,
								HeldCategory *held_category, Fault *fault);
/* The rule that kept a category from counting, whose days did not reach the claim; NULL: none. */
extern const Identity *identity_that_decides(const Claim *claim, const HeldCategory *held);
/* The rule by which a category counts that is not held on the day of discharge; NULL: none. */
extern const Identity *identity_that_reaches(const Claim *claim, const HeldCategory *held);
/* The rule against recognising an entry a second time in a year, and the first day; NULL: none. */
extern const Identity *recognised_twice(const Claim *claim, const HeldCategory *held_categories,
										int entry, day_t *first);
/* By the policy of the day; uncovered where no stretch holds that. */
extern bool critical_illness(Claim *claim, const Policy *policy, bool uncovered,
							 const YearToDate *ytd, const HeldCategory *held_categories,
							 CriticalResult *result, Fault *fault);
/* rule: the gate whose reason it is, where somebody asks; else NULL. */
extern Reason gate_refuses(const Policy *policy, const Claim *claim, const Gate **rule);
extern bool paid_at_year_end(const Policy *policy, const Claim *claim);
extern bool hospital_part(const Policy *policy, const Claim *claim, const HeldCategory *held_categories,
						  HospitalPart *part, Fault *fault);
extern fen_t policy_burden(const Policy *policy, const Claim *claim);
extern bool settle_category(const Claim *claim, const HeldCategory *held_category, const YearToDate *ytd,
							const Settlement *settlement, Entitlement *entitlement, Fault *fault);

/*
 * What settling stopped at, told.  False, or a reason: the condition that did
 * not hold is in *unmet.
 */
extern bool gate_holds(const Gate *gate, const Policy *policy, const Claim *claim, Unmet *unmet);
extern Reason identity_stops(const Claim *claim, const HeldCategory *held_category, Unmet *unmet);
extern bool terms_hold(const Benefit *benefit, const Claim *claim, const char **missing,
					   Unmet *unmet);
extern bool benefit_holds(const Benefit *benefit, const Claim *claim, Unmet *unmet);
extern bool tilt_holds(const Tilt *tilt, const Claim *claim, Unmet *unmet);
extern bool critical_tilt_holds(const CriticalIllnessTilt *tilt, const Policy *policy, const Claim *claim,
								const HeldCategory *held_categories, Unmet *unmet);
extern bool off_catalog_holds(const OffCatalog *rule, const Policy *policy, const Claim *claim,
							  Unmet *unmet);
/* Why a stage pays nothing, or less than its rate: *unmet is set, then, too. */
extern Reason benefit_stops(const Entitlement *entitlement, Unmet *unmet);
extern Reason top_up_stops(const Entitlement *entitlement, Unmet *unmet);
extern Reason tilt_stops(const Entitlement *entitlement, const Claim *claim, Unmet *unmet);
extern Reason off_catalog_stops(const Entitlement *entitlement, Unmet *unmet);
/* The same of computed critical illness insurance. */
extern void critical_stops(const CriticalResult *result, Unmet *unmet);
/* Whether what one category gets goes before what another does. */
extern bool entitlement_wins(const Entitlement *a, const Entitlement *b, Unmet *unmet);

#endif							/* MEDAID_SETTLE_H */
