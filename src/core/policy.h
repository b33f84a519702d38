/*
 * policy.h - a policy compiled for settling: masks instead of word lists,
 * pools as numbers, every rule in the order in which it is tried.
 *
 * The engine knows mechanisms only; what a place pays is in these rows.
 */
#ifndef MEDAID_POLICY_H
#define MEDAID_POLICY_H

#include <string.h>

#include "core/claim.h"
#include "core/clear.h"
#include "core/condition.h"

/*
 * Categories that the rules of one policy name: bits of a mask.  A category
 * that a person holds satisfies its own bit and those it is treated as.
 */
typedef uint64_t CategoryMask;

#define RULE_CATEGORIES_MAX		63	/* so that no list of them is CATEGORIES_ALL */
#define CATEGORIES_ALL			UINT64_MAX

#define SERVICES_ALL			((1u << SERVICE_COUNT) - 1)
#define INSURANCES_ALL			((1u << INSURANCE_COUNT) - 1)

/* One category that the policy knows. */
typedef struct PolicyCategory
{
	const char *code;
	uint32_t	code_len;
	const char *label;
	const char *article;
	int32_t		rank;			/* the smaller wins a tie */
	bool		assisted;		/* some rule of assistance names it */
	bool		direct;			/* settled on the spot (一站式) */
	CategoryMask mask;
} PolicyCategory;

/*
 * A pool: what a person has used of one limit in one year.  The same code is
 * the same pool, in whatever policy it stands; within one policy it is one Pool.
 */
typedef struct Pool
{
	const char *code;
	uint32_t	len;
} Pool;

static inline bool
same_pool(const Pool *a, const Pool *b)
{
	return a == b || (a->len == b->len && memcmp(a->code, b->code, a->len) == 0);
}

/* What every rule has: the services and categories it is for, its article. */
typedef struct Scope
{
	const char *code;
	uint32_t	code_len;
	const char *label;			/* the regulation's own term */
	const char *article;
	unsigned	services;
	unsigned	insurances;
	CategoryMask categories;
	Place		within;			/* the widest place that it reaches */
} Scope;

typedef enum DeductiblePer
{
	DEDUCTIBLE_PER_YEAR,
	DEDUCTIBLE_PER_CLAIM
} DeductiblePer;

#define AGE_ANY		INT32_MIN
#define REFERRALS_ALL	((1u << REFERRAL_COUNT) - 1)

#define BANDS_MAX	16

/* A band of a benefit's rate, from a burden beyond the deductible on. */
typedef struct RateBand
{
	const char *code;
	const char *article;
	fen_t		from;
	int32_t		rate;
} RateBand;

/* What few benefits have, kept apart from what settling reads of each. */
typedef struct BenefitTerms
{
	/* conditions */
	unsigned	referrals;		/* bits of Referral */
	int32_t		max_age;		/* AGE_ANY: not asked */
	fen_t		burden_over;	/* FEN_UNSET: not asked */
	const unsigned *payers;		/* of the policy, by service: whose burden that is */
	/* amounts */
	bool		of_bill;		/* the payers are taken from the bill, not from what is in scope */
	bool		threshold;		/* the deductible is to be exceeded, and not taken off */
	bool		bands_per_claim;	/* else on the year's burden */
	bool		slab;			/* else marginal */
	int			band_count;		/* 0: one rate */
	RateBand	bands[BANDS_MAX];
} BenefitTerms;

/* Main benefit (救助): deductible, rate, cap. */
typedef struct Benefit
{
	Scope		scope;
	const BenefitTerms *terms;	/* NULL: nothing of it */
	/* conditions */
	bool		needs_major_disease;
	bool		needs_maintenance;
	int32_t		min_age;		/* AGE_ANY: not asked */
	int32_t		min_hospital_level; /* 0: not asked */
	fen_t		in_scope_over;	/* FEN_UNSET: not asked */
	/* amounts */
	bool		own_payers;		/* else those of the service */
	unsigned	payers;
	fen_t		deductible;
	const char *deductible_source;
	DeductiblePer deductible_per;
	int32_t		rate;
	const struct Benefit *rate_of;	/* whose rate it takes while it has none */
	fen_t		cap;
	fen_t		cap_from_burden;	/* FEN_UNSET: one cap only */
	fen_t		cap_above;		/* the cap from that burden of the year on */
	bool		catch_up;		/* then what the lower cap cut off before is paid, too */
	const Pool *pool;
} Benefit;

/* Payment raised to a share of the in-scope amount (综合支付比例). */
typedef struct TopUp
{
	Scope		scope;
	int32_t		rate;
} TopUp;

/* Second stage on what is left (倾斜救助, 再救助). */
typedef struct Tilt
{
	Scope		scope;
	bool		needs_referral;
	bool		on_application;
	bool		own_payers;
	unsigned	payers;
	fen_t		threshold;
	const char *threshold_source;
	int32_t		rate;
	fen_t		cap;
	const Pool *pool;
} Tilt;

typedef enum LimitPer
{
	LIMIT_PER_YEAR,				/* the benefit year */
	LIMIT_PER_MONTH,			/* of discharge */
	LIMIT_PER_DAY,
	LIMIT_PER_CLAIM
} LimitPer;

#define LIMIT_PER_COUNT		4

/* A further limit of the main benefit, inside or around the pools. */
typedef struct FurtherLimit
{
	Scope		scope;
	LimitPer	per;
	fen_t		cap;
	const char *cap_source;
	const Pool *pool;			/* NULL only per claim */
} FurtherLimit;

#define CHARGE_CLASSES	3

/* Cost outside the catalogue (目录外): the hospital's part and the fund's. */
typedef struct OffCatalog
{
	Scope		scope;
	int32_t		control[CHARGE_CLASSES];	/* share of the bill that may be outside */
	CategoryMask aid_categories;
	int32_t		aid_rate;
	bool		aid_in_transition;	/* only before transition_until */
} OffCatalog;

typedef enum GateTest
{
	GATE_DESIGNATED,			/* a designated provider (定点) */
	GATE_REFERRAL,				/* not against the referral rule */
	GATE_PLACE,					/* beyond a place only with a compliant referral */
	GATE_DEADLINE,				/* applied for in time */
	GATE_INSURANCE,				/* insured as the rule says */
	GATE_ASSISTED_ELSEWHERE		/* no aid where the person is insured */
} GateTest;

#define GATE_TEST_COUNT		6

typedef struct Gate
{
	Scope		scope;
	GateTest	test;
	bool		beyond_any;		/* tested wherever the claim arose, or ... */
	Place		beyond;			/* ... only outside this place */
	int32_t		days;
	unsigned	insurances;		/* that are let through */
} Gate;

typedef enum IdentityRule
{
	IDENTITY_STAY_OVERLAP,		/* held on any day of the stay */
	IDENTITY_STAY_ADMISSION,	/* held on the day of admission */
	IDENTITY_SAME_YEAR,			/* recognised later in the calendar year */
	IDENTITY_APPLICATION,		/* reaches back from the month of application */
	IDENTITY_PER_CLAIM,			/* recognised for this claim */
	IDENTITY_BEFORE_TRANSITION, /* only if recognised before transition_until */
	IDENTITY_ONCE_A_YEAR		/* no second recognition in a calendar year */
} IdentityRule;

#define IDENTITY_RULE_COUNT		7

typedef struct Identity
{
	Scope		scope;
	IdentityRule rule;
	int32_t		months;
} Identity;

/* Classes of chronic disease that are paid at the year's end. */
typedef struct Payment
{
	Scope		scope;
	unsigned	chronic_classes;	/* bits 1 to 3 */
} Payment;

/* What explaining adds: who may carry the rest. */
typedef struct Note
{
	Scope		scope;
	bool		needs_referral;
	bool		needs_in_scope; /* only where in-scope cost is left */
	const char *text;
} Note;

/* The article that a refusal rests on where no other rule decides it. */
typedef struct Refusal
{
	Scope		scope;
	unsigned	reasons;		/* bits of Reason */
} Refusal;

/* Critical illness insurance (大病保险): marginal bands on the year's cost. */
typedef struct Band
{
	const char *code;
	fen_t		from;
	int32_t		rate;
} Band;

/* Where the bands of a schedule begin. */
typedef enum BandsFrom
{
	BANDS_FROM_COST,			/* with the first fen of the year's cost */
	BANDS_FROM_DEDUCTIBLE		/* where the deductible ends */
} BandsFrom;

typedef struct CriticalIllness
{
	Scope		scope;
	fen_t		deductible;
	const char *deductible_source;
	fen_t		cap;
	const char *cap_source;
	BandsFrom	bands_from;
	fen_t		cost_cap;		/* of the year's cost; FEN_UNSET: none, where it has no source */
	const char *cost_cap_source;
	int			band_count;
	Band		bands[BANDS_MAX];
	const Pool *pool;
} CriticalIllness;

/* What it adds for some categories (倾斜支付). */
typedef struct CriticalIllnessTilt
{
	Scope		scope;
	const char *schedule;		/* NULL: every schedule */
	fen_t		deductible;		/* FEN_UNSET: a share of the schedule's */
	int32_t		deductible_share;
	int32_t		rate_added;
	bool		no_cap;
	bool		in_transition;
} CriticalIllnessTilt;

typedef struct Policy
{
	const char *code;
	const char *scenario;		/* NULL: as published */
	uint32_t	code_len;
	uint32_t	scenario_len;
	day_t		valid_from;
	day_t		valid_until;	/* the first day no longer in force */
	day_t		stretch_from;
	day_t		stretch_until;
	day_t		transition_until;	/* DAY_FUTURE: no transition */
	bool		within_bill;	/* aid stops where the bill is paid */
	int32_t		unit;			/* that what is paid is rounded to, in fen */
	unsigned	payers[SERVICE_COUNT];

	int			category_count;
	PolicyCategory *categories; /* in the order of their codes */
	int			word_category[CATEGORY_WORD_COUNT]; /* index above, or -1 */

	int			benefit_count;
	Benefit    *benefits;
	int			top_up_count;
	TopUp	   *top_ups;
	int			tilt_count;
	Tilt	   *tilts;
	int			off_catalog_count;
	OffCatalog *off_catalogs;
	int			gate_count;
	Gate	   *gates;
	int			identity_count;
	Identity   *identities;
	int			payment_count;
	Payment    *payments;
	int			note_count;
	Note	   *notes;
	int			refusal_count;
	Refusal    *refusals;
	int			critical_count;
	CriticalIllness *criticals;
	int			critical_tilt_count;
	CriticalIllnessTilt *critical_tilts;
	int			limit_count;
	FurtherLimit *limits;

	const char *payer_articles[SERVICE_COUNT];	/* where its payers are named */
} Policy;

/*
 * What a claim is settled under: one policy, whatever the day, or the
 * stretches of one regulation, of which each day picks its own.
 */
typedef struct PolicySet
{
	bool		by_day;
	int			count;
	const Policy *const *policies;	/* by stretch_from */
	const day_t *starts;		/* by_day: their stretch_from, close together */
} PolicySet;

/* The policy for a day; *uncovered where the day is in force but no stretch holds it. */
extern const Policy *policy_on(const PolicySet *set, day_t day, bool *uncovered);

/* What the policy knows of a claim's category; NULL: unknown. */
extern const PolicyCategory *policy_category(const Policy *policy, const ClaimCategory *held);

/* Whether the regulation is in force on a day. */
static inline bool
days_hold(const Policy *policy, day_t day, Unmet *unmet)
{
	if (day < policy->valid_from || day >= policy->valid_until)
		return UNMET(unmet, "policy_not_in_force",
					 SAID(P_WORDS("from "), P_DAY(policy->valid_from), P_WORDS(", before "),
						  P_DAY(policy->valid_until)),
					 SAID(P_DAY(day)));
	return true;
}

static inline bool
policy_in_force(const Policy *policy, day_t day)
{
	return days_hold(policy, day, NULL);
}

/* Tells which of some words a rule asks for. */
extern void say_words(unsigned needed, const char *first, const char *const *words, int word_count,
					  Unmet *unmet);
extern bool service_unmet(unsigned services, const Claim *claim, Unmet *unmet);
extern bool insurance_unmet(unsigned insurances, const Claim *claim, Unmet *unmet);

/* Service, insurance and place of a rule. */
static inline bool
scope_holds(const Scope *scope, const Claim *claim, Unmet *unmet)
{
	if ((scope->services & (1u << claim->service)) == 0)
		return unmet != NULL ? service_unmet(scope->services, claim, unmet) : false;
	if ((scope->insurances & (1u << claim->insurance)) == 0)
		return unmet != NULL ? insurance_unmet(scope->insurances, claim, unmet) : false;
	if (claim->place > scope->within)
		return UNMET(unmet, "place",
					 SAID(P_WORDS("place within the "), P_WORDS(place_words[scope->within])),
					 SAID(P_WORDS(place_words[claim->place])));
	return true;
}

static inline bool
concerns(CategoryMask rule, CategoryMask categories)
{
	return rule == CATEGORIES_ALL || (rule & categories) != 0;
}

static inline bool
scope_reaches(const Scope *scope, const Claim *claim, CategoryMask categories)
{
	return (scope->services & (1u << claim->service)) != 0 &&
		concerns(scope->categories, categories) && scope_holds(scope, claim, NULL);
}

#endif							/* MEDAID_POLICY_H */
