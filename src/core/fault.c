/*
 * fault.c - why a claim cannot be settled: what is missing, and who asks for it.
 */
#include "core/settle.h"

#include <stddef.h>

bool
number_missing(const Policy *policy, const Scope *rule, const char *field, const char *source,
			   Fault *fault)
{
	*fault = (Fault) {
		.kind = FAULT_NUMBER_MISSING,
			.field = field,
			.rule = rule->code,
			.article = rule->article,
			.source = source,
			.policy = policy
	};
	return false;
}

bool
field_missing(const Policy *policy, const Scope *rule, const char *field, Fault *fault)
{
	*fault = (Fault) {
		.kind = FAULT_FIELD_MISSING,
			.field = field,
			.rule = rule->code,
			.article = rule->article,
			.policy = policy
	};
	return false;
}

bool
day_uncovered(const Policy *policy, day_t day, Fault *fault)
{
	*fault = (Fault) {.kind = FAULT_DAY_UNCOVERED, .day = day, .policy = policy};
	return false;
}

bool
sum_overflows(const Policy *policy, Fault *fault)
{
	*fault = (Fault) {.kind = FAULT_OVERFLOW, .field = "in_scope", .policy = policy};
	return false;
}
