/*
 * claim_fields.h - a claim from the 30 fields of medaid_claim.
 */
#ifndef MEDAID_CLAIM_FIELDS_H
#define MEDAID_CLAIM_FIELDS_H

#include "pg/report.h"

/* The fields of medaid_claim, in its order. */
typedef enum Field
{
	FIELD_CLAIM_ID,
	FIELD_SERVICE,
	FIELD_ADMITTED_ON,
	FIELD_DISCHARGED_ON,
	FIELD_CATEGORIES,
	FIELD_RECOGNISED_ON,
	FIELD_ENDED_ON,
	FIELD_TOTAL,
	FIELD_IN_SCOPE,
	FIELD_OUT_OF_CATALOG,
	FIELD_BASIC_PAID,
	FIELD_CRITICAL_ILLNESS_PAID,
	FIELD_SUPPLEMENTARY_PAID,
	FIELD_INCLUSIVE_PAID,
	FIELD_COMMERCIAL_PAID,
	FIELD_MUTUAL_AID_PAID,
	FIELD_PLACE,
	FIELD_DESIGNATED,
	FIELD_REFERRAL,
	FIELD_INSURANCE,
	FIELD_HOSPITAL_LEVEL,
	FIELD_CHARGE_CLASS,
	FIELD_MAJOR_DISEASE,
	FIELD_MAINTENANCE,
	FIELD_AGE,
	FIELD_CHRONIC_CLASS,
	FIELD_APPLIED_ON,
	FIELD_DEADLINE_FROM,
	FIELD_TILT_APPROVED,
	FIELD_ASSISTED_ELSEWHERE,
	FIELD_COUNT
} Field;

extern const char *const field_names[FIELD_COUNT];
extern const Oid field_types[FIELD_COUNT];

/*
 * Decodes and checks the fields, and lists what is wrong; the claim
 * is only good if the list stays empty.  It points into the fields.
 */
extern void claim_from_fields(const NullableDatum *fields, Claim *claim, FindingList *list);

/* The service and the day of discharge, as far as they can be read; -1, DAY_FUTURE: not. */
extern int	field_service(const NullableDatum *fields);
extern day_t field_day(const NullableDatum *fields);

/* Takes a medaid_claim apart by attribute name; state is fn_extra of a call site. */
typedef struct ClaimRowCache ClaimRowCache;
extern void claim_row_fields(Datum row, ClaimRowCache **cache, MemoryContext context,
							 NullableDatum *fields);

#endif							/* MEDAID_CLAIM_FIELDS_H */
