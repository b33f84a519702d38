/*
 * benefit_terms.h - what few benefits have: conditions, the base, bands.
 */
#ifndef MEDAID_BENEFIT_TERMS_H
#define MEDAID_BENEFIT_TERMS_H

#include "pg/composite.h"

/* Reads them from a row of benefits; none of them leaves terms NULL. */
extern void read_benefit_terms(const Policy *policy, RowReader *row, Benefit *benefit);

/* A band of medaid_policy.benefit_bands, until it is put to its benefit. */
typedef struct BenefitBandRule
{
	Scope		scope;
	const char *benefit;
	fen_t		from;
	int32_t		rate;
} BenefitBandRule;

/*
 * Puts it there, after those before it; 22023 where the benefit is not there
 * or has a rate beside, the first does not begin at 0, or they do not rise.
 */
extern void add_benefit_band(Policy *policy, RowReader *row, const BenefitBandRule *rule);

#endif							/* MEDAID_BENEFIT_TERMS_H */
