/*
 * report.c - messages about claims and policies.
 *
 * Every message names the claim, the field and the value; the same text is
 * raised by settling, stands in a refused settlement and is listed by
 * medaid_check() and medaid_findings().
 */
#include "pg/report.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "pg/encoding.h"
#include "utils/date.h"
#include "utils/json.h"

#define VALUE_SHOWN		200		/* bytes of a value or a name */

static const struct
{
	const char *word;
	int			sqlstate;
}			kinds[] = {
	[FINDING_FIELD_MISSING] = {"field_missing", ERRCODE_NULL_VALUE_NOT_ALLOWED},
	[FINDING_AMOUNT_OUT_OF_RANGE] = {"amount_out_of_range", ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE},
	[FINDING_AMOUNTS_CONTRADICT] = {"amounts_contradict", ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE},
	[FINDING_DAYS_CONTRADICT] = {"days_contradict", ERRCODE_INVALID_PARAMETER_VALUE},
	[FINDING_UNKNOWN_WORD] = {"unknown_word", ERRCODE_INVALID_PARAMETER_VALUE},
	[FINDING_VALUE_OUT_OF_RANGE] = {"value_out_of_range", ERRCODE_INVALID_PARAMETER_VALUE},
	[FINDING_DAY_OUT_OF_RANGE] = {"day_out_of_range", ERRCODE_INVALID_PARAMETER_VALUE},
	[FINDING_ARRAY_MALFORMED] = {"array_malformed", ERRCODE_INVALID_PARAMETER_VALUE},
	[FINDING_UNKNOWN_CATEGORY] = {"unknown_category", ERRCODE_INVALID_PARAMETER_VALUE},
	[FINDING_NUMBER_MISSING] = {"number_missing", ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE},
	[FINDING_DAY_UNCOVERED] = {"day_uncovered", ERRCODE_INVALID_PARAMETER_VALUE},
	[FINDING_SUM_OUT_OF_RANGE] = {"sum_out_of_range", ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE},
	[FINDING_DUPLICATE_CLAIM_ID] = {"duplicate_claim_id", ERRCODE_INVALID_PARAMETER_VALUE},
	[FINDING_RECOGNISED_TWICE] = {"recognised_twice", ERRCODE_WARNING}
};

const char *
finding_word(FindingKind kind)
{
	return kinds[kind].word;
}

int
finding_sqlstate(FindingKind kind)
{
	return kinds[kind].sqlstate;
}

char *
finding_text(const Claim *claim, const Finding *finding)
{
	if (!claim_has(claim, HAS_CLAIM_ID))
		return psprintf("claim without claim_id: %s", finding->message);
	/* a long name is cut between characters */
	return psprintf("claim \"%.*s\": %s",
					pg_mbcliplen(claim->claim_id, Min(claim->claim_id_len, 1024), VALUE_SHOWN),
					claim->claim_id, finding->message);
}

static void
raise_finding(const Claim *claim, const Finding *finding)
{
	ereport(ERROR,
			(errcode(finding_sqlstate(finding->kind)),
			 errmsg("%s", finding_text(claim, finding)),
			 finding->detail ? errdetail("%s", finding->detail) : 0,
			 finding->hint ? errhint("%s", finding->hint) : 0));
}

static void
add(FindingList *list, const Claim *claim, const Finding *finding)
{
	if (list == NULL)
		raise_finding(claim, finding);
	if (list->count == list->size)
	{
		list->size = list->size ? list->size * 2 : 4;
		list->findings = list->findings
			? repalloc_huge(list->findings, list->size * sizeof(Finding))
			: palloc(list->size * sizeof(Finding));
	}
	list->findings[list->count++] = *finding;
}

/* A value may be a megabyte of digits. */
static const char *
shown(const char *value)
{
	Size		len = strlen(value);

	if (len <= VALUE_SHOWN)
		return value;
	return psprintf("%.*s...", pg_mbcliplen(value, Min(len, 1024), VALUE_SHOWN), value);
}

static Finding
about(FindingKind kind, const char *field, const char *value, const char *problem,
	  const char *hint)
{
	Finding		finding = {.kind = kind, .field = field, .hint = hint};
	bool		quoted = kind == FINDING_UNKNOWN_WORD || kind == FINDING_UNKNOWN_CATEGORY;

	if (value == NULL)
		finding.message = psprintf("%s %s", field, problem);
	else
	{
		finding.value = shown(value);
		finding.message = psprintf(quoted ? "%s \"%s\" %s" : "%s %s %s",
								   field, finding.value, problem);
	}
	return finding;
}

void
report(FindingList *list, FindingKind kind, const Claim *claim, const char *field,
	   const char *value, const char *problem, const char *hint)
{
	Finding		finding = about(kind, field, value, problem, hint);

	add(list, claim, &finding);
}

char *
day_text(day_t day)
{
	return JsonEncodeDateTime(NULL, DateADTGetDatum(day), DATEOID, NULL);
}

/* The policy, and the article where the rule has one. */
static const char *
policy_name(const Fault *fault)
{
	return fault->article
		? psprintf("policy \"%s\" (%s)", fault->policy->code, fault->article)
		: psprintf("policy \"%s\"", fault->policy->code);
}

static const char *
held_name(const Claim *claim, int entry)
{
	const ClaimCategory *held = &claim->categories[entry];

	return held->word == CATEGORY_BY_NAME
		? pnstrdup(held->name, held->name_len) : category_words[held->word];
}

static Finding
number_finding(const Fault *fault)
{
	const char *path = psprintf("%s.%s", fault->rule, fault->field);
	Finding		finding = {
		.kind = FINDING_NUMBER_MISSING,
		.field = path,
		.message = psprintf("policy \"%s\" has no number for \"%s\"%s%s",
							fault->policy->code, path,
							fault->source ? ": needs reference value " : "",
							fault->source ? fault->source : ""),
		.detail = fault->article ? psprintf("The rule is %s.", fault->article) : NULL
	};

	if (fault->source != NULL)
		finding.hint = psprintf("Insert the reference value %s into medaid_reference (area, indicator, year, value, published_on, source), "
								"or set the number with medaid_policy_with(policy, '%s', value).",
								fault->source, path);
	else
		finding.hint = psprintf("Set it with medaid_policy_with(policy, '%s', value), "
								"or insert a row of your own for the rule \"%s\".", path, fault->rule);
	return finding;
}

static Finding
day_finding(const Fault *fault)
{
	const char *day = day_text(fault->day);

	return (Finding) {
		.kind = FINDING_DAY_UNCOVERED,
			.field = "discharged_on",
			.value = day,
			.message = psprintf("no policy \"%s\" given for %s", fault->policy->code, day),
			.detail = "The regulation is in force on that day, but the array of policies has no element for it.",
			.hint = "Ask medaid_policies(code, from_date, to_date) for a range that holds the day."
	};
}

static const char *
text_of(ClaimText text)
{
	return text.at ? pnstrdup(text.at, text.len) : NULL;
}

/* What the claim itself says. */
static Finding
unreadable_finding(const Unreadable *unreadable)
{
	return (Finding) {
		.kind = unreadable->kind,
			.field = text_of(unreadable->field),
			.value = text_of(unreadable->value),
			.message = text_of(unreadable->message),
			.hint = text_of(unreadable->hint)
	};
}

Finding
fault_finding(const Claim *claim, const Fault *fault)
{
	switch (fault->kind)
	{
		case FAULT_FIELD_MISSING:
			return about(FINDING_FIELD_MISSING, fault->field, NULL,
						 psprintf("is NULL, but rule \"%s\" of %s asks for it",
								  fault->rule, policy_name(fault)),
						 psprintf("Give %s in medaid_claim(%s => ...).", fault->field, fault->field));
		case FAULT_RECOGNITION_MISSING:
			return about(FINDING_FIELD_MISSING, fault->field, NULL,
						 psprintf("is NULL for category \"%s\", but %s counts from the day of application",
								  held_name(claim, fault->entry), policy_name(fault)),
						 constant_to_database("Give the day of application (申请之日) in recognised_on."));
		case FAULT_CATEGORY_UNKNOWN:
			return about(FINDING_UNKNOWN_CATEGORY, fault->field, held_name(claim, fault->entry),
						 psprintf("is not known to policy \"%s\"", fault->policy->code),
						 "medaid_category(name) gives the code of an official name; "
						 "add categories of your own to medaid_category_name.");
		case FAULT_NUMBER_MISSING:
			return number_finding(fault);
		case FAULT_DAY_UNCOVERED:
			return day_finding(fault);
		case FAULT_OVERFLOW:
			return about(FINDING_SUM_OUT_OF_RANGE, fault->field, NULL,
						 "brings a sum of the year beyond what can be held",
						 "Check the amounts of this person's claims.");
		case FAULT_UNREADABLE:
			return unreadable_finding(&claim->unreadable);
		case FAULT_ID_TWICE:
			return about(FINDING_DUPLICATE_CLAIM_ID, "claim_id", NULL, "stands twice in one group",
						 "A group is one person's claims (GROUP BY person). A claim that stands twice in it would be paid twice: "
						 "keep the row that counts, or give the claims ids of their own.");
		case FAULT_NONE:
			break;
	}
	elog(ERROR, "medaid: settling failed without a fault");
}

void
report_fault(FindingList *list, const Claim *claim, const Fault *fault)
{
	Finding		finding = fault_finding(claim, fault);

	add(list, claim, &finding);
}

void
report_recognised_twice(FindingList *list, const Claim *claim, int entry, day_t first,
						const Identity *rule, const Policy *policy)
{
	Fault		ruled = {.article = rule->scope.article, .policy = policy};
	day_t		again = claim->categories[entry].recognised_on;

	report(list, FINDING_RECOGNISED_TWICE, claim, "recognised_on", day_text(again),
		   psprintf("is after %s, and %s allows one recognition of category \"%s\" a year",
					day_text(first), policy_name(&ruled), held_name(claim, entry)),
		   "Correct the register; until then both count, for one year and one limit.");
}
