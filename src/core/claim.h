/*
 * claim.h - one claim, decoded: amounts in fen, words as codes.
 */
#ifndef MEDAID_CLAIM_H
#define MEDAID_CLAIM_H

#include "core/calendar.h"
#include "core/money.h"

/* Words of the claim, in the order of their codes. */
typedef enum Service
{
	SERVICE_OUTPATIENT,			/* 普通门诊 */
	SERVICE_CHRONIC,			/* 门诊慢特病 */
	SERVICE_INPATIENT,			/* 住院 */
	SERVICE_SPECIAL_DRUG,		/* 门诊特药 */
	SERVICE_NONE				/* what assistance never reaches: pharmacies, maternity */
} Service;

#define SERVICE_COUNT	5
#define SERVICES_OF_RULES	SERVICE_NONE	/* those that a rule may name */

typedef enum Place
{
	PLACE_COUNTY,
	PLACE_CITY,
	PLACE_PROVINCE,
	PLACE_ELSEWHERE
} Place;

#define PLACE_COUNT		4

typedef enum Referral
{
	REFERRAL_NOT_REQUIRED,
	REFERRAL_COMPLIANT,
	REFERRAL_NON_COMPLIANT
} Referral;

#define REFERRAL_COUNT	3

typedef enum Insurance
{
	INSURANCE_RESIDENT,
	INSURANCE_EMPLOYEE,
	INSURANCE_NONE				/* 未参保 */
} Insurance;

#define INSURANCE_COUNT	3
#define INSURANCES_OF_SCHEDULES	INSURANCE_NONE	/* those that critical illness insurance may name */

/* Who pays before the patient; bits of a payer mask. */
typedef enum Payer
{
	PAYER_BASIC,
	PAYER_CRITICAL_ILLNESS,
	PAYER_SUPPLEMENTARY,
	PAYER_INCLUSIVE,
	PAYER_COMMERCIAL,
	PAYER_MUTUAL_AID
} Payer;

#define PAYER_COUNT		6
#define PAYERS_ALL		((1 << PAYER_COUNT) - 1)

extern const char *const service_words[SERVICE_COUNT];
extern const char *const place_words[PLACE_COUNT];
extern const char *const referral_words[REFERRAL_COUNT];
extern const char *const insurance_words[INSURANCE_COUNT];
extern const char *const payer_words[PAYER_COUNT];

/* The code of a word of len bytes, or -1. */
extern int	word_code(const char *const *words, int count, const char *word, int len);

/* Fields that a claim may leave NULL: bits of Claim.present. */
typedef enum ClaimField
{
	HAS_CLAIM_ID,
	HAS_ADMITTED_ON,
	HAS_CATEGORIES,
	HAS_RECOGNISED_ON,
	HAS_ENDED_ON,
	HAS_OUT_OF_CATALOG,
	HAS_PAID,					/* the first of PAYER_COUNT bits */
	HAS_PLACE = HAS_PAID + PAYER_COUNT,
	HAS_DESIGNATED,
	HAS_REFERRAL,
	HAS_INSURANCE,
	HAS_HOSPITAL_LEVEL,
	HAS_CHARGE_CLASS,
	HAS_MAJOR_DISEASE,
	HAS_MAINTENANCE,
	HAS_AGE,
	HAS_CHRONIC_CLASS,
	HAS_APPLIED_ON,
	HAS_DEADLINE_FROM,
	HAS_TILT_APPROVED,
	HAS_ASSISTED_ELSEWHERE,
	CLAIM_FIELD_COUNT
} ClaimField;

/*
 * The categories of the field's own vocabulary have fixed codes, so that a
 * claim need not carry their names; a place's own category is carried by name.
 */
#define CATEGORY_WORD_COUNT		14
#define CATEGORY_BY_NAME		255
#define CLAIM_CATEGORIES_MAX	255
#define CATEGORY_NAME_MAX		255

extern const char *const category_words[CATEGORY_WORD_COUNT];

/* One entry of the claim's three parallel arrays. */
typedef struct ClaimCategory
{
	uint8_t		word;			/* index of category_words, or CATEGORY_BY_NAME */
	bool		has_recognised;
	bool		has_ended;
	uint8_t		name_len;
	day_t		recognised_on;	/* DAY_PAST where absent */
	day_t		ended_on;		/* DAY_FUTURE where absent */
	const char *name;
} ClaimCategory;

/* Some bytes of text; NULL: none. */
typedef struct ClaimText
{
	const char *at;
	uint32_t	len;
} ClaimText;

/* Why a claim cannot be read: the first finding about it. */
typedef struct Unreadable
{
	uint8_t		kind;			/* of the finding, see pg/report.h */
	bool		knows_service;
	ClaimText	field;
	ClaimText	value;
	ClaimText	message;
	ClaimText	hint;
} Unreadable;

typedef struct Claim
{
	const char *claim_id;
	uint32_t	claim_id_len;
	uint32_t	present;		/* bits of ClaimField */
	/* cannot be read: claim_id, service and day of discharge are what is known of it */
	bool		refused;
	Service		service;
	Place		place;
	Referral	referral;
	Insurance	insurance;
	bool		designated;
	bool		major_disease;
	bool		maintenance;
	bool		tilt_approved;
	bool		assisted_elsewhere;
	uint8_t		hospital_level;
	uint8_t		charge_class;
	uint8_t		chronic_class;
	int16_t		age;
	day_t		admitted_on;
	day_t		discharged_on;
	int32_t		discharge_year; /* the calendar year; filled in by settle_claim */
	day_t		applied_on;
	day_t		deadline_from;
	fen_t		total;
	fen_t		in_scope;
	fen_t		out_of_catalog;
	fen_t		paid[PAYER_COUNT];
	int			category_count;
	ClaimCategory categories[CLAIM_CATEGORIES_MAX];
	Unreadable	unreadable;		/* where refused */
} Claim;

/* Whether the day of discharge is known: of a refused claim it may not be. */
static inline bool
claim_has_day(const Claim *claim)
{
	return claim->discharged_on != DAY_FUTURE;
}

static inline bool
claim_has(const Claim *claim, int field)
{
	return (claim->present >> field) & 1;
}

/* NULL referral: not required at home, non-compliant elsewhere. */
static inline Referral
claim_referral(const Claim *claim)
{
	if (claim_has(claim, HAS_REFERRAL))
		return claim->referral;
	return claim->place <= PLACE_CITY ? REFERRAL_NOT_REQUIRED : REFERRAL_NON_COMPLIANT;
}

/* What the payers of a mask have paid together: no loop, since settling asks six times a claim. */
static inline fen_t
claim_paid_by(const Claim *claim, unsigned payers)
{
#define PAID_BY(payer)	(payers & (1u << (payer)) ? claim->paid[payer] : 0)
	return PAID_BY(PAYER_BASIC) + PAID_BY(PAYER_CRITICAL_ILLNESS) +
		PAID_BY(PAYER_SUPPLEMENTARY) + PAID_BY(PAYER_INCLUSIVE) +
		PAID_BY(PAYER_COMMERCIAL) + PAID_BY(PAYER_MUTUAL_AID);
#undef PAID_BY
}

/*
 * A fault of the amounts and dates among themselves, as the names of the two
 * fields that contradict each other; false where there is none.
 */
typedef struct ClaimConflict
{
	const char *field;
	const char *limit;			/* what the field exceeds */
	fen_t		found;
	fen_t		allowed;
	bool		is_date;
	const char *hint;			/* NULL: the common one */
} ClaimConflict;

extern bool claim_conflict(const Claim *claim, int nth, ClaimConflict *conflict);

#endif							/* MEDAID_CLAIM_H */
