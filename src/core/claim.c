/*
 * claim.c - the words of a claim, and what holds between its amounts.
 */
#include "core/claim.h"

#include <stddef.h>
#include <string.h>

const char *const service_words[SERVICE_COUNT] = {
	"outpatient", "chronic", "inpatient", "special_drug", "none"
};

const char *const place_words[PLACE_COUNT] = {
	"county", "city", "province", "elsewhere"
};

const char *const referral_words[REFERRAL_COUNT] = {
	"not_required", "compliant", "non_compliant"
};

const char *const insurance_words[INSURANCE_COUNT] = {
	"resident", "employee", "none"
};

const char *const payer_words[PAYER_COUNT] = {
	"basic", "critical_illness", "supplementary", "inclusive", "commercial", "mutual_aid"
};

const char *const category_words[CATEGORY_WORD_COUNT] = {
	"tekun", "orphan", "unsupported_child", "dibao", "poverty_returned",
	"monitored", "monitored_unstable", "monitored_marginal", "monitored_sudden",
	"dibao_margin", "medical_poverty", "veteran", "severe_disability", "lifted"
};

int
word_code(const char *const *words, int count, const char *word, int len)
{
	/* most words differ in their first byte */
	for (int i = 0; i < count && len > 0; i++)
		if (words[i][0] == word[0] &&
			strncmp(words[i], word, len) == 0 && words[i][len] == '\0')
			return i;
	return -1;
}

/* The nth contradiction (0 ...), so that a caller can raise one or list all. */
bool
claim_conflict(const Claim *claim, int nth, ClaimConflict *conflict)
{
	fen_t		outside = claim->total - claim->in_scope;
	fen_t		paid = claim_paid_by(claim, PAYERS_ALL);

	if (claim->in_scope > claim->total && nth-- == 0)
	{
		*conflict = (ClaimConflict) {"in_scope", "total", claim->in_scope, claim->total, false};
		return true;
	}
	if (claim_has(claim, HAS_OUT_OF_CATALOG) && outside >= 0 &&
		claim->out_of_catalog > outside && nth-- == 0)
	{
		*conflict = (ClaimConflict) {"out_of_catalog", "total - in_scope",
		claim->out_of_catalog, outside, false};
		return true;
	}
	if (paid > claim->total && nth-- == 0)
	{
		*conflict = (ClaimConflict) {"the sum of all payers", "total", paid, claim->total, false};
		return true;
	}
	if (claim->insurance == INSURANCE_NONE)
		for (int i = PAYER_BASIC; i <= PAYER_CRITICAL_ILLNESS; i++)
			if (claim->paid[i] > 0 && nth-- == 0)
			{
				*conflict = (ClaimConflict) {
					.field = i == PAYER_BASIC ? "basic_paid" : "critical_illness_paid",
						.limit = "what insurance \"none\" pays,",
						.found = claim->paid[i],
						.hint = "Basic and critical illness insurance pay nothing for a person who is not insured: "
						"insurance is resident or employee, or the payment is another payer's."
				};
				return true;
			}
	if (claim_has(claim, HAS_ADMITTED_ON) && claim->admitted_on > claim->discharged_on &&
		nth-- == 0)
	{
		*conflict = (ClaimConflict) {"admitted_on", "discharged_on",
		claim->admitted_on, claim->discharged_on, true};
		return true;
	}
	return false;
}
