/*
 * report.c - messages about claims and policies.
 *
 * Every message names the claim, the field and the value; the same text is
 * raised by settling and listed by medaid_check().
 */
#include "pg/report.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/json.h"

#include "pg/encoding.h"

static char *
claim_name(const Claim *claim)
{
	if (!claim_has(claim, HAS_CLAIM_ID))
		return "claim without claim_id";
	/* a long name is cut between characters */
	return psprintf("claim \"%.*s\"",
					pg_mbcliplen(claim->claim_id, Min(claim->claim_id_len, 1024), 200),
					claim->claim_id);
}

static void
emit(FindingList *list, int sqlstate, const char *message, const char *detail, const char *hint)
{
	if (list == NULL)
		ereport(ERROR,
				(errcode(sqlstate),
				 errmsg("%s", message),
				 detail ? errdetail("%s", detail) : 0,
				 hint ? errhint("%s", hint) : 0));
	list->count++;
	list->texts = accumArrayResult(list->texts,
								   CStringGetTextDatum(psprintf("%s: %s",
																unpack_sql_state(sqlstate),
																message)),
								   false, TEXTOID, CurrentMemoryContext);
}

void
finding(FindingList *list, int sqlstate, const Claim *claim,
		const char *field, const char *value, const char *problem, const char *hint)
{
	emit(list, sqlstate,
		 value ? psprintf("%s: %s %s %s", claim_name(claim), field, value, problem)
		 : psprintf("%s: %s %s", claim_name(claim), field, problem),
		 NULL, hint);
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

static void
number_missing(FindingList *list, const Claim *claim, const Fault *fault)
{
	const char *path = psprintf("%s.%s", fault->rule, fault->field);
	const char *hint = psprintf("Set it with medaid_policy_with(policy, '%s', value), "
								"or insert a row of your own for the rule \"%s\".",
								path, fault->rule);

	if (fault->source != NULL)
		hint = psprintf("Insert the reference value %s into medaid_reference (area, indicator, year, value, published_on, source), "
						"or set the number with medaid_policy_with(policy, '%s', value).",
						fault->source, path);
	emit(list, ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE,
		 psprintf("%s: policy \"%s\" has no number for \"%s\"%s%s",
				  claim_name(claim), fault->policy->code, path,
				  fault->source ? ": needs reference value " : "",
				  fault->source ? fault->source : ""),
		 fault->article ? psprintf("The rule is %s.", fault->article) : NULL, hint);
}

void
finding_fault(FindingList *list, const Claim *claim, const Fault *fault)
{
	switch (fault->kind)
	{
		case FAULT_FIELD_MISSING:
			finding(list, ERRCODE_NULL_VALUE_NOT_ALLOWED, claim, fault->field, NULL,
					psprintf("is NULL, but rule \"%s\" of %s asks for it",
							 fault->rule, policy_name(fault)),
					psprintf("Give %s in medaid_claim(%s => ...).", fault->field, fault->field));
			break;
		case FAULT_RECOGNITION_MISSING:
			finding(list, ERRCODE_NULL_VALUE_NOT_ALLOWED, claim, fault->field, NULL,
					psprintf("is NULL for category \"%s\", but %s counts from the day of application",
							 held_name(claim, fault->entry), policy_name(fault)),
					constant_to_database("Give the day of application (申请之日) in recognised_on."));
			break;
		case FAULT_CATEGORY_UNKNOWN:
			finding(list, ERRCODE_INVALID_PARAMETER_VALUE, claim, fault->field,
					psprintf("\"%s\"", held_name(claim, fault->entry)),
					psprintf("is not known to policy \"%s\"", fault->policy->code),
					"medaid_category(name) gives the code of an official name; "
					"add categories of your own to medaid_category_name.");
			break;
		case FAULT_NUMBER_MISSING:
			number_missing(list, claim, fault);
			break;
		case FAULT_DAY_UNCOVERED:
			emit(list, ERRCODE_INVALID_PARAMETER_VALUE,
				 psprintf("%s: no policy \"%s\" given for %s", claim_name(claim),
						  fault->policy->code, day_text(fault->day)),
				 "The regulation is in force on that day, but the array of policies has no element for it.",
				 "Ask medaid_policies(code, from_date, to_date) for a range that holds the day.");
			break;
		case FAULT_OVERFLOW:
			finding(list, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE, claim, fault->field, NULL,
					"brings a sum of the year beyond what can be held",
					"Check the amounts of this person's claims.");
			break;
		case FAULT_NONE:
			elog(ERROR, "medaid: settling failed without a fault");
	}
}
