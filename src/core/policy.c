/*
 * policy.c - which policy a day picks, and what it knows of a category.
 */
#include "core/policy.h"

#include <stddef.h>
#include <string.h>

static int64_t
distance(const Policy *policy, day_t day)
{
	if (day < policy->stretch_from)
		return (int64_t) policy->stretch_from - day;
	if (day >= policy->stretch_until)
		return (int64_t) day - policy->stretch_until + 1;
	return 0;
}

/* The policy nearest to a day that no stretch holds. */
static const Policy *
nearest_policy(const PolicySet *set, day_t day, bool *uncovered)
{
	const Policy *nearest = set->policies[0];

	for (int i = 0; i < set->count; i++)
	{
		if (distance(set->policies[i], day) < distance(nearest, day))
			nearest = set->policies[i];
		if (policy_in_force(set->policies[i], day))
			*uncovered = true;
	}
	return nearest;
}

const Policy *
policy_on(const PolicySet *set, day_t day, bool *uncovered)
{
	int			at = set->count - 1;

	*uncovered = false;
	if (!set->by_day)
		return set->policies[0];
	while (at > 0 && set->starts[at] > day)
		at--;
	if (distance(set->policies[at], day) != 0)
		return nearest_policy(set, day, uncovered);
	return set->policies[at];
}

/* One of several words is needed. */
void
say_words(unsigned needed, const char *first, const char *const *words, int word_count,
		  Unmet *unmet)
{
	int			count = 0;

	for (int i = 0; i < word_count; i++)
		if (needed & (1u << i))
		{
			unmet->needed[count] = (Piece) P_WORDS(count == 0 ? first : " or ");
			unmet->needed[count + 1] = (Piece) P_WORDS(words[i]);
			count += 2;
		}
}

/* Tells which services a rule is for; false. */
bool
service_unmet(unsigned services, const Claim *claim, Unmet *unmet)
{
	*unmet = (Unmet) {.what = "service", .found = SAID(P_WORDS(service_words[claim->service]))};
	say_words(services, "service = ", service_words, SERVICES_OF_RULES, unmet);
	return false;
}

/* Tells which insurances a rule is for; false. */
bool
insurance_unmet(unsigned insurances, const Claim *claim, Unmet *unmet)
{
	*unmet = (Unmet) {.what = "insurance", .found = SAID(P_WORDS(insurance_words[claim->insurance]))};
	say_words(insurances, "insurance = ", insurance_words, INSURANCE_COUNT, unmet);
	return false;
}

const PolicyCategory *
policy_category(const Policy *policy, const ClaimCategory *held)
{
	int			low = 0,
				high = policy->category_count - 1;

	if (held->word != CATEGORY_BY_NAME)
	{
		int			at = policy->word_category[held->word];

		return at < 0 ? NULL : &policy->categories[at];
	}
	while (low <= high)
	{
		int			mid = (low + high) / 2;
		const char *code = policy->categories[mid].code;
		int			cmp = strncmp(held->name, code, held->name_len);

		if (cmp == 0 && code[held->name_len] != '\0')
			cmp = -1;
		if (cmp == 0)
			return &policy->categories[mid];
		if (cmp < 0)
			high = mid - 1;
		else
			low = mid + 1;
	}
	return NULL;
}
