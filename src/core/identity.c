/*
 * identity.c - which of the categories a person holds count for a claim.
 *
 * A category counts if it is held on the day of discharge.  Each place adds
 * its own rules: a stay during which it was gained or lost, a recognition
 * that reaches back, a transition that ended.
 */
#include "core/settle.h"

#include <stddef.h>

static bool
held_on(const ClaimCategory *held, day_t day)
{
	return held->recognised_on <= day && day < held->ended_on;
}

static bool
is_day(day_t day)
{
	return day != DAY_PAST && day != DAY_FUTURE;
}

/* The rule of a kind that reaches this category and service. */
static const Identity *
rule_of(const Policy *policy, const Claim *claim, const PolicyCategory *category,
		IdentityRule rule)
{
	for (int i = 0; i < policy->identity_count; i++)
	{
		const Identity *identity = &policy->identities[i];

		if (identity->rule == rule && scope_reaches(&identity->scope, claim, category->mask))
			return identity;
	}
	return NULL;
}

static void
counts(Standing *standing, const Identity *rule, day_t day)
{
	standing->counts = true;
	standing->reason = REASON_NONE;
	standing->rule = rule;
	standing->day = day;
}

/* Held on the day of discharge, or during the stay where the place says so. */
static void
count_by_stay(const Claim *claim, const ClaimCategory *held, Standing *standing)
{
	const Policy *policy = standing->policy;
	const PolicyCategory *category = standing->category;
	const Identity *rule;
	day_t		admitted = claim_has(claim, HAS_ADMITTED_ON)
		? claim->admitted_on : claim->discharged_on;

	if (held_on(held, claim->discharged_on))
		counts(standing, NULL, claim->discharged_on);
	else if (held_on(held, admitted) &&
			 (rule = rule_of(policy, claim, category, IDENTITY_STAY_ADMISSION)) != NULL)
		counts(standing, rule, claim->discharged_on);
	else if (held->recognised_on <= claim->discharged_on && held->ended_on > admitted &&
			 (rule = rule_of(policy, claim, category, IDENTITY_STAY_OVERLAP)) != NULL)
		counts(standing, rule, claim->discharged_on);
}

/* An application reaches back months from its own, and on to the end of its year. */
void
application_window(const Identity *rule, day_t applied, day_t *first, day_t *last)
{
	int32_t		year,
				month,
				months;

	day_split(applied, &year, &month);
	months = year * 12 + month - 1 - rule->months;
	*first = day_of(months / 12, months % 12 + 1, 1);
	*last = day_of(year, 12, 31);
}

/* The year of the application is the year whose limits it uses. */
static bool
count_by_application(const Claim *claim, const ClaimCategory *held, const Identity *rule,
					 Standing *standing, Fault *fault)
{
	day_t		applied = held->recognised_on;
	day_t		first,
				last;

	if (!is_day(applied))
	{
		*fault = (Fault) {
			.kind = FAULT_RECOGNITION_MISSING,
				.field = "recognised_on",
				.rule = rule->scope.code,
				.article = rule->scope.article,
				.entry = standing->entry,
				.policy = standing->policy
		};
		return false;
	}
	application_window(rule, applied, &first, &last);
	standing->benefit_year = day_year(applied);
	standing->rule = rule;
	if (claim->discharged_on >= held->ended_on)
		standing->reason = REASON_IDENTITY_ENDED;
	else if (held->ended_on <= applied || claim->discharged_on < first)
		standing->reason = REASON_NOT_YET_RECOGNISED;
	else if (claim->discharged_on > last)
		standing->reason = REASON_IDENTITY_ENDED;
	else
	{
		standing->retroactive = claim->discharged_on < applied;
		counts(standing, rule, standing->retroactive ? applied : claim->discharged_on);
	}
	return true;
}

/* Recognised later in the calendar year of the claim. */
static void
count_by_year(const Claim *claim, const ClaimCategory *held, const PolicySet *set,
			  Standing *standing)
{
	const Policy *policy;
	const Identity *rule;
	bool		hole;

	if (held->recognised_on <= claim->discharged_on || !is_day(held->recognised_on) ||
		day_year(held->recognised_on) != claim->discharge_year)
		return;
	policy = policy_on(set, held->recognised_on, &hole);
	rule = rule_of(policy, claim, standing->category, IDENTITY_SAME_YEAR);
	if (rule == NULL)
		return;
	standing->retroactive = true;
	counts(standing, rule, held->recognised_on);
}

static bool
unknown(const Standing *standing, Fault *fault)
{
	*fault = (Fault) {
		.kind = FAULT_CATEGORY_UNKNOWN,
			.field = "categories",
			.entry = standing->entry,
			.policy = standing->policy
	};
	return false;
}

/* Takes the amounts of the category's own day (design 3, policy arrays). */
static bool
take_policy(const PolicySet *set, const ClaimCategory *held, Standing *standing, Fault *fault)
{
	if (!standing->counts)
		return true;
	standing->policy = policy_on(set, standing->day, &standing->hole);
	if (standing->hole)
	{
		*fault = (Fault) {
			.kind = FAULT_DAY_UNCOVERED,
				.day = standing->day,
				.policy = standing->policy
		};
		return false;
	}
	standing->category = policy_category(standing->policy, held);
	return standing->category != NULL || unknown(standing, fault);
}

bool
standing_of(const Claim *claim, const PolicySet *set, int entry,
			Standing *standing, Fault *fault)
{
	const ClaimCategory *held = &claim->categories[entry];
	const Policy *policy = policy_on(set, claim->discharged_on, &standing->hole);
	const Identity *rule;

	standing->entry = entry;
	standing->policy = policy;
	standing->category = policy_category(policy, held);
	standing->counts = false;
	standing->retroactive = false;
	standing->rule = NULL;
	standing->day = claim->discharged_on;
	standing->benefit_year = claim->discharge_year;
	standing->reason = held->ended_on <= claim->discharged_on
		? REASON_IDENTITY_ENDED : REASON_NOT_YET_RECOGNISED;
	if (standing->category == NULL)
		return unknown(standing, fault);
	if (policy->identity_count == 0)
	{
		count_by_stay(claim, held, standing);
		return take_policy(set, held, standing, fault);
	}
	if ((rule = rule_of(policy, claim, standing->category, IDENTITY_PER_CLAIM)) != NULL)
		counts(standing, rule, claim->discharged_on);
	else if ((rule = rule_of(policy, claim, standing->category, IDENTITY_APPLICATION)) != NULL)
	{
		if (!count_by_application(claim, held, rule, standing, fault))
			return false;
	}
	/* a period that ends before it begins was never held */
	else if (held->recognised_on < held->ended_on)
	{
		count_by_stay(claim, held, standing);
		if (!standing->counts)
			count_by_year(claim, held, set, standing);
	}
	if (standing->counts && held->recognised_on >= policy->transition_until &&
		(rule = rule_of(policy, claim, standing->category, IDENTITY_BEFORE_TRANSITION)) != NULL)
	{
		standing->counts = false;
		standing->rule = rule;
		standing->reason = held->ended_on <= claim->discharged_on
			? REASON_IDENTITY_ENDED : REASON_CATEGORY_NOT_ELIGIBLE;
	}
	return take_policy(set, held, standing, fault);
}
