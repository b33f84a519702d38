/*
 * policy.c - medaid_policy(), medaid_policies() and medaid_policy_validate().
 */
#include "policy/policy_cache.h"

#include "nodes/makefuncs.h"
#include "nodes/supportnodes.h"
#include "policy/policy_constant.h"
#include "policy/policy_rules.h"
#include "utils/memutils.h"

PG_FUNCTION_INFO_V1(medaid_policy);
PG_FUNCTION_INFO_V1(medaid_policies);
PG_FUNCTION_INFO_V1(medaid_policy_validate);
PG_FUNCTION_INFO_V1(medaid_policy_support);

#define RANGE_MAX	(200 * 366) /* days of medaid_policies() */

static void
require_argument(FunctionCallInfo fcinfo, int argument, const char *name)
{
	if (PG_ARGISNULL(argument))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("%s is NULL", name)));
	if (argument > 0 && DATE_NOT_FINITE(PG_GETARG_DATEADT(argument)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s is not a day", name),
				 errdetail("infinity and -infinity name no day of a policy.")));
}

/*
 * medaid_policy(code text, on_date date) -> medaid_policy
 * The version in force that day, with the reference values of that day.
 * NULL arguments: 22004.  Unknown code, no version on that day: 22023.
 */
Datum
medaid_policy(PG_FUNCTION_ARGS)
{
	DateADT		day;

	require_argument(fcinfo, 0, "code");
	require_argument(fcinfo, 1, "on_date");
	day = PG_GETARG_DATEADT(1);
	PG_RETURN_DATUM(policy_cache_get(fcinfo->flinfo->fn_oid, PG_GETARG_DATUM(0), false, day, day));
}

/*
 * medaid_policies(code text, from_date date, to_date date) -> medaid_policy[]
 * One element a stretch of constant amounts, in order.  Errors as above; a
 * range of more than 200 years: 22023.
 */
Datum
medaid_policies(PG_FUNCTION_ARGS)
{
	DateADT		from,
				until;

	require_argument(fcinfo, 0, "code");
	require_argument(fcinfo, 1, "from_date");
	require_argument(fcinfo, 2, "to_date");
	from = PG_GETARG_DATEADT(1);
	until = PG_GETARG_DATEADT(2);
	if (from > until)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("from_date is after to_date")));
	if ((int64) until - from > RANGE_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the range from from_date to to_date is longer than 200 years"),
				 errhint("Each year is an element of the array: ask for the years of the claims.")));
	PG_RETURN_DATUM(policy_cache_get(fcinfo->flinfo->fn_oid, PG_GETARG_DATUM(0), true, from, until));
}

/*
 * medaid_policy_validate(policy) -> the policy itself
 * 22023 where a rule cannot be settled with.
 */
Datum
medaid_policy_validate(PG_FUNCTION_ARGS)
{
	CompiledPolicy *compiled = policy_compile(PG_GETARG_DATUM(0), POLICY_ONE, CurrentMemoryContext);

	MemoryContextDelete(compiled->context);
	check_sql_rules(PG_GETARG_DATUM(0));
	PG_RETURN_DATUM(PG_GETARG_DATUM(0));
}

/*
 * Planner support of the functions whose second argument is the policy: it is
 * marked where it is a sub-select that is evaluated once.
 */
Datum
medaid_policy_support(PG_FUNCTION_ARGS)
{
	Node	   *request = (Node *) PG_GETARG_POINTER(0);
	FuncExpr   *call;
	List	   *arguments;

	if (!IsA(request, SupportRequestSimplify))
		PG_RETURN_POINTER(NULL);
	call = ((SupportRequestSimplify *) request)->fcall;
	arguments = policy_constant_mark(call->args);
	if (arguments == NIL)
		PG_RETURN_POINTER(NULL);
	PG_RETURN_POINTER(makeFuncExpr(call->funcid, call->funcresulttype, arguments,
								   call->funccollid, call->inputcollid, call->funcformat));
}
