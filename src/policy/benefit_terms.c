/*
 * benefit_terms.c - what few benefits have: conditions, the base, bands.
 */
#include "policy/benefit_terms.h"

static const BenefitTerms no_terms = {
	.referrals = REFERRALS_ALL,
	.max_age = AGE_ANY,
	.burden_over = FEN_UNSET
};

static const char *const bases[] = {"in_scope", "bill"};
static const char *const deductible_kinds[] = {"taken", "threshold"};
static const char *const band_pers[] = {"year", "claim"};
static const char *const band_kinds[] = {"marginal", "slab"};

static BenefitTerms *
terms_of(Benefit *benefit)
{
	BenefitTerms *terms = (BenefitTerms *) benefit->terms;

	if (terms == NULL)
	{
		terms = palloc(sizeof(BenefitTerms));
		*terms = no_terms;
		benefit->terms = terms;
	}
	return terms;
}

static bool
second_word(RowReader *row, const char *attribute, const char *const *words)
{
	return row_word(row, attribute, words, 2, 0) == 1;
}

void
read_benefit_terms(const Policy *policy, RowReader *row, Benefit *benefit)
{
	BenefitTerms read = no_terms;

	read.referrals = row_words(row, "referral", referral_words, REFERRAL_COUNT, REFERRALS_ALL);
	read.max_age = row_integer(row, "max_age", AGE_ANY);
	if (read.max_age < 0 && read.max_age != AGE_ANY)
		row_error(row, "max_age", "is negative");
	read.burden_over = row_amount(row, "burden_over");
	read.of_bill = second_word(row, "base", bases);
	read.threshold = second_word(row, "deductible_kind", deductible_kinds);
	read.bands_per_claim = second_word(row, "band_per", band_pers);
	read.slab = second_word(row, "band_kind", band_kinds);
	if (read.referrals != REFERRALS_ALL || read.max_age != AGE_ANY ||
		read.burden_over != FEN_UNSET || read.of_bill || read.threshold ||
		read.bands_per_claim || read.slab)
	{
		read.payers = policy->payers;
		*terms_of(benefit) = read;
	}
}

void
add_benefit_band(Policy *policy, RowReader *row, const BenefitBandRule *rule)
{
	Benefit    *benefit = NULL;
	BenefitTerms *terms;
	RateBand   *band;

	for (int i = 0; i < policy->benefit_count; i++)
		if (strcmp(policy->benefits[i].scope.code, rule->benefit) == 0)
			benefit = &policy->benefits[i];
	if (benefit == NULL)
		row_error(row, "benefit", psprintf("names no benefit: \"%s\"", rule->benefit));
	if (benefit->rate != RATE_UNSET || benefit->rate_of != NULL)
		row_error(row, "benefit",
				  psprintf("names \"%s\", which has a %s beside its bands", rule->benefit,
						   benefit->rate != RATE_UNSET ? "rate" : "rate_of"));
	terms = terms_of(benefit);
	if (terms->band_count == BANDS_MAX)
		row_error(row, "benefit",
				  psprintf("names \"%s\", which has more than %d bands", rule->benefit, BANDS_MAX));
	band = &terms->bands[terms->band_count];
	if (rule->from < 0 || rule->from == FEN_INFINITE)
		row_error(row, "burden_from", "must be set");
	if (terms->band_count == 0 && rule->from != 0)
		row_error(row, "burden_from", "must be 0 for the first band of a benefit; bands stand in rising order");
	if (terms->band_count > 0 && rule->from <= band[-1].from)
		row_error(row, "burden_from", "must rise from band to band");
	*band = (RateBand) {rule->scope.code, rule->scope.article, rule->from, rule->rate};
	terms->band_count++;
}
