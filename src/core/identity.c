/*
 * identity.c - which of the categories a person holds count for a claim.
 *
 * A category counts if it is held on the day of discharge.  Each place adds
 * its own rules: a stay during which it was gained or lost, a recognition
 * that reaches back, a transition that ended.
 */
#include "core/settle.h"

#include <stddef.h>
#include <string.h>

/* Held on the day of discharge. */
static inline Reason
held_days(const Claim *claim, const ClaimCategory *held, Unmet *unmet)
{
	bool		ended = held->ended_on <= claim->discharged_on;

	/* a period that ends before it begins was never held */
	if (held->ended_on <= held->recognised_on)
		return STOPPED(unmet, ended ? REASON_IDENTITY_ENDED : REASON_NOT_YET_RECOGNISED,
					   SAID(P_WORDS("recognised_on < ended_on")),
					   SAID(P_DAY(held->recognised_on), P_WORDS(", "), P_DAY(held->ended_on)));
	if (ended)
		return STOPPED(unmet, REASON_IDENTITY_ENDED,
					   SAID(P_WORDS("ended_on > "), P_DAY(claim->discharged_on)),
					   SAID(P_DAY(held->ended_on)));
	if (held->recognised_on > claim->discharged_on)
		return STOPPED(unmet, REASON_NOT_YET_RECOGNISED,
					   SAID(P_WORDS("recognised_on <= "), P_DAY(claim->discharged_on)),
					   SAID(P_DAY(held->recognised_on)));
	return REASON_NONE;
}

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

const Identity *
identity_that_decides(const Claim *claim, const HeldCategory *held)
{
	static const IdentityRule late[] = {
		IDENTITY_SAME_YEAR, IDENTITY_STAY_OVERLAP, IDENTITY_STAY_ADMISSION
	};
	static const IdentityRule ended[] = {
		IDENTITY_STAY_OVERLAP, IDENTITY_STAY_ADMISSION, IDENTITY_SAME_YEAR
	};
	const IdentityRule *order = held->reason == REASON_NOT_YET_RECOGNISED ? late : ended;
	const Identity *rule = held->rule;

	for (int i = 0; rule == NULL && i < 3; i++)
		rule = rule_of(held->policy, claim, held->category, order[i]);
	return rule;
}

const Identity *
identity_that_reaches(const Claim *claim, const HeldCategory *held)
{
	return held->counts &&
		held_days(claim, &claim->categories[held->entry], NULL) != REASON_NONE ? held->rule : NULL;
}

/* The same day again is the same recognition, written twice. */
const Identity *
recognised_twice(const Claim *claim, const HeldCategory *held_categories, int entry, day_t *first)
{
	const HeldCategory *held = &held_categories[entry];
	day_t		again = claim->categories[entry].recognised_on;
	const Identity *rule = rule_of(held->policy, claim, held->category, IDENTITY_ONCE_A_YEAR);

	*first = again;
	if (rule == NULL || !is_day(again))
		return NULL;
	for (int i = 0; i < claim->category_count; i++)
	{
		day_t		other = claim->categories[i].recognised_on;

		/* of the same category, whichever version knows it */
		if (is_day(other) && other < *first && day_year(other) == day_year(again) &&
			strcmp(held_categories[i].category->code, held->category->code) == 0)
			*first = other;
	}
	return *first < again ? rule : NULL;
}

static void
counts(HeldCategory *held_category, const Identity *rule, day_t day)
{
	held_category->counts = true;
	held_category->reason = REASON_NONE;
	held_category->rule = rule;
	held_category->day = day;
}

/* Held on the day of discharge, or during the stay where the place says so. */
static void
count_by_stay(const Claim *claim, const ClaimCategory *held, HeldCategory *held_category)
{
	const Policy *policy = held_category->policy;
	const PolicyCategory *category = held_category->category;
	const Identity *rule;
	day_t		admitted = claim_has(claim, HAS_ADMITTED_ON)
		? claim->admitted_on : claim->discharged_on;

	if (held_category->reason == REASON_NONE)
		counts(held_category, NULL, claim->discharged_on);
	else if (held_on(held, admitted) &&
			 (rule = rule_of(policy, claim, category, IDENTITY_STAY_ADMISSION)) != NULL)
		counts(held_category, rule, claim->discharged_on);
	else if (held->recognised_on <= claim->discharged_on && held->ended_on > admitted &&
			 (rule = rule_of(policy, claim, category, IDENTITY_STAY_OVERLAP)) != NULL)
		counts(held_category, rule, claim->discharged_on);
}

/* An application reaches back months from its own, and on to the end of its year. */
static inline Reason
window_days(const Claim *claim, const ClaimCategory *held, const Identity *rule, Unmet *unmet)
{
	Reason		reason;
	day_t		first,
				last;
	int32_t		year,
				month,
				months;

	/* what was recognised later is reached back to all the same */
	if (held->ended_on <= held->recognised_on || held->ended_on <= claim->discharged_on)
		return held_days(claim, held, unmet);
	day_split(held->recognised_on, &year, &month);
	months = year * 12 + month - 1 - rule->months;
	first = day_of(months / 12, months % 12 + 1, 1);
	last = day_of(year, 12, 31);
	reason = claim->discharged_on < first ? REASON_NOT_YET_RECOGNISED
		: claim->discharged_on > last ? REASON_IDENTITY_ENDED : REASON_NONE;
	if (reason != REASON_NONE)
		return STOPPED(unmet, reason,
					   SAID(P_WORDS("discharged_on from "), P_DAY(first), P_WORDS(" to "), P_DAY(last)),
					   SAID(P_DAY(claim->discharged_on)));
	return REASON_NONE;
}

/* Recognised while the transition lasts. */
static inline Reason
transition_days(const Policy *policy, const Claim *claim, const ClaimCategory *held, Unmet *unmet)
{
	if (held->recognised_on < policy->transition_until)
		return REASON_NONE;
	if (held->ended_on <= claim->discharged_on)
		return held_days(claim, held, unmet);
	return STOPPED(unmet, REASON_CATEGORY_NOT_ELIGIBLE,
				   SAID(P_WORDS("recognised_on < "), P_DAY(policy->transition_until)),
				   SAID(P_DAY(held->recognised_on)));
}

Reason
identity_stops(const Claim *claim, const HeldCategory *held_category, Unmet *unmet)
{
	const ClaimCategory *held = &claim->categories[held_category->entry];
	const Identity *rule = held_category->rule;

	if (rule != NULL && rule->rule == IDENTITY_BEFORE_TRANSITION)
		return transition_days(held_category->policy, claim, held, unmet);
	if (rule != NULL && rule->rule == IDENTITY_APPLICATION)
		return window_days(claim, held, rule, unmet);
	return held_days(claim, held, unmet);
}

/* The year of the application is the year whose limits it uses. */
static bool
count_by_application(const Claim *claim, const ClaimCategory *held, const Identity *rule,
					 HeldCategory *held_category, Fault *fault)
{
	day_t		applied = held->recognised_on;

	if (!is_day(applied))
	{
		*fault = (Fault) {
			.kind = FAULT_RECOGNITION_MISSING,
				.field = "recognised_on",
				.rule = rule->scope.code,
				.article = rule->scope.article,
				.entry = held_category->entry,
				.policy = held_category->policy
		};
		return false;
	}
	held_category->benefit_year = day_year(applied);
	held_category->rule = rule;
	held_category->reason = window_days(claim, held, rule, NULL);
	if (held_category->reason == REASON_NONE)
	{
		held_category->retroactive = claim->discharged_on < applied;
		counts(held_category, rule, held_category->retroactive ? applied : claim->discharged_on);
	}
	return true;
}

/* Recognised later in the calendar year of the claim: by the rules of that day. */
static void
count_by_year(const Claim *claim, const ClaimCategory *held, const Policy *ruling,
			  const PolicyCategory *known, HeldCategory *held_category)
{
	const Identity *rule;

	if (held->recognised_on <= claim->discharged_on || !is_day(held->recognised_on) ||
		day_year(held->recognised_on) != claim->discharge_year || known == NULL)
		return;
	rule = rule_of(ruling, claim, known, IDENTITY_SAME_YEAR);
	if (rule == NULL)
		return;
	held_category->retroactive = true;
	counts(held_category, rule, held->recognised_on);
}

int
policy_days(const Claim *claim, day_t days[POLICY_DAYS_MAX])
{
	int			count = 0;

	days[count++] = claim->discharged_on;
	for (int i = 0; i < claim->category_count; i++)
	{
		day_t		day = claim->categories[i].recognised_on;

		/* count_by_year and count_by_application reach back from it */
		if (day > claim->discharged_on && is_day(day))
			days[count++] = day;
	}
	return count;
}

static bool
unknown(const HeldCategory *held_category, Fault *fault)
{
	*fault = (Fault) {
		.kind = FAULT_CATEGORY_UNKNOWN,
			.field = "categories",
			.entry = held_category->entry,
			.policy = held_category->policy
	};
	return false;
}

/* Takes the amounts of the category's own day from an array of policies; those of the claim's are there. */
static bool
take_policy(const Claim *claim, const PolicySet *set, HeldCategory *held_category, Fault *fault)
{
	if (!held_category->counts)
		return true;
	if (held_category->day != claim->discharged_on)
	{
		held_category->policy = policy_on(set, held_category->day, &held_category->uncovered);
		held_category->category = policy_category(held_category->policy,
												  &claim->categories[held_category->entry]);
	}
	if (held_category->uncovered)
		return day_uncovered(held_category->policy, held_category->day, fault);
	return held_category->category != NULL || unknown(held_category, fault);
}

bool
judge_held_category(const Claim *claim, const PolicySet *set, int entry,
					HeldCategory *held_category, Fault *fault)
{
	const ClaimCategory *held = &claim->categories[entry];
	const Policy *policy = policy_on(set, claim->discharged_on, &held_category->uncovered);
	const Policy *ruling = policy;
	const PolicyCategory *known;
	const Identity *rule;
	Reason		reason;
	bool		uncovered;

	held_category->entry = entry;
	held_category->policy = policy;
	held_category->category = policy_category(policy, held);
	held_category->counts = false;
	held_category->retroactive = false;
	held_category->rule = NULL;
	held_category->day = claim->discharged_on;
	held_category->benefit_year = claim->discharge_year;
	held_category->reason = held_days(claim, held, NULL);
	if (held_category->category == NULL)
		return unknown(held_category, fault);
	known = held_category->category;
	/* what reaches back does so by the version that is in force on the day of recognition */
	if (held->recognised_on > claim->discharged_on && is_day(held->recognised_on))
	{
		ruling = policy_on(set, held->recognised_on, &uncovered);
		known = policy_category(ruling, held);
	}
	if ((rule = rule_of(policy, claim, held_category->category, IDENTITY_PER_CLAIM)) != NULL)
		counts(held_category, rule, claim->discharged_on);
	else if (known != NULL &&
			 (rule = rule_of(ruling, claim, known, IDENTITY_APPLICATION)) != NULL)
	{
		if (!count_by_application(claim, held, rule, held_category, fault))
			return false;
	}
	/* a period that ends before it begins was never held */
	else if (held->recognised_on < held->ended_on)
	{
		count_by_stay(claim, held, held_category);
		if (!held_category->counts)
			count_by_year(claim, held, ruling, known, held_category);
	}
	if (!take_policy(claim, set, held_category, fault))
		return false;
	policy = held_category->policy;
	if (held_category->counts &&
		(reason = transition_days(policy, claim, held, NULL)) != REASON_NONE &&
		(rule = rule_of(policy, claim, held_category->category, IDENTITY_BEFORE_TRANSITION)) != NULL)
	{
		held_category->counts = false;
		held_category->rule = rule;
		held_category->reason = reason;
	}
	return true;
}
