/*
 * settle_call.c - from arguments to the pure core, and its faults to errors.
 */
#include "settlement/settle_call.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "pg/composite.h"
#include "pg/numeric_fen.h"
#include "pg/report.h"
#include "policy/policy_constant.h"
#include "utils/array.h"
#include "utils/date.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

/* Far above any real sum, and far below what a sum may reach. */
#define ACCUMULATED_MAX		(FEN_MAX * 1000)

static void
grow_ytd(YearToDate *ytd)
{
	int			size = ytd->size ? ytd->size * 2 : 8;
	Accumulator *accumulators = MemoryContextAllocHuge(ytd->context, size * sizeof(Accumulator));

	if (ytd->count > 0)
	{
		memcpy(accumulators, ytd->accumulators, ytd->count * sizeof(Accumulator));
		pfree(ytd->accumulators);
	}
	ytd->accumulators = accumulators;
	ytd->size = size;
}

void
ytd_init(YearToDate *ytd, MemoryContext context)
{
	*ytd = (YearToDate) {.grow = grow_ytd, .context = context};
}

SettleCall *
settle_call(FunctionCallInfo fcinfo, SettleResult result, Size size)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;
	SettleCall *call = flinfo->fn_extra;

	if (call == NULL)
	{
		call = MemoryContextAllocZero(flinfo->fn_mcxt, size);
		call->context = flinfo->fn_mcxt;
		policy_argument_init(&call->policy, flinfo->fn_mcxt,
							 policy_argument_shape(fcinfo, 1), false);
		call->policy.constant = policy_constant_of(flinfo->fn_expr);
		ytd_init(&call->ytd, flinfo->fn_mcxt);
		if (result != RESULT_OTHER)
		{
			Oid			type = get_func_rettype(flinfo->fn_oid);

			call->type = settlement_type(result == RESULT_SETTLEMENTS
										 ? get_element_type(type) : type, flinfo->fn_mcxt);
		}
		flinfo->fn_extra = call;
	}
	else if (call->type != NULL && !settlement_type_current(call->type))
		call->type = settlement_type(call->type->oid, call->context);
	return call;
}

void
call_under(SettleCall *call, Datum claim, Datum policy)
{
	struct varlena *compact = PG_DETOAST_DATUM_PACKED(claim);
	day_t		days[POLICY_DAYS_MAX];

	compact_read(VARDATA_ANY(compact), VARSIZE_ANY_EXHDR(compact), &call->claim);
	call->set = &policy_argument_on(&call->policy, policy, days,
									policy_days(&call->claim, days))->set;
}

/* Whether a pool of the policy is of a whole year only. */
static bool
pool_of_year(const Policy *policy, const Pool *pool)
{
	for (int i = 0; i < policy->benefit_count; i++)
		if (same_pool(policy->benefits[i].pool, pool))
			return true;
	for (int i = 0; i < policy->tilt_count; i++)
		if (same_pool(policy->tilts[i].pool, pool))
			return true;
	for (int i = 0; i < policy->critical_count; i++)
		if (same_pool(policy->criticals[i].pool, pool))
			return true;
	return false;
}

/* A month's or a day's accumulator would count in no other limit than a further one. */
static void
check_periods(const PolicySet *set, const YearToDate *ytd)
{
	for (int i = 0; i < ytd->count; i++)
	{
		if (ytd->accumulators[i].period == PERIOD_YEAR)
			continue;
		CHECK_FOR_INTERRUPTS();
		for (int j = 0; j < set->count; j++)
			if (pool_of_year(set->policies[j], ytd->accumulators[i].pool))
				ereport(ERROR,
						(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						 errmsg("month or day of an accumulator is set, but pool \"%s\" is of no further limit",
								ytd->accumulators[i].pool->code)));
	}
}

static fen_t
used_amount(RowReader *row, const char *attribute)
{
	Datum		value;
	fen_t		fen;

	if (row_null(row, attribute, NUMERICOID, &value))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("%s of an accumulator is NULL", attribute)));
	if (numeric_to_fen(value, ACCUMULATED_MAX, &fen) != NUMERIC_OK)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s of an accumulator is out of range", attribute),
				 errhint("Amounts are yuan, not negative; medaid_ytd(settlement) gives them.")));
	return fen;
}

/* The part of a year that an accumulator is of: all of it, a month, or a day. */
static Period
used_period(RowReader *row, int32 year)
{
	Datum		month,
				day;
	bool		has_month = !row_null(row, "month", INT4OID, &month);
	int32		day_of_year,
				day_month;

	if (row_null(row, "day", DATEOID, &day))
	{
		if (!has_month)
			return PERIOD_YEAR;
		if (DatumGetInt32(month) < 1 || DatumGetInt32(month) > 12 || year < PERIOD_FIRST_YEAR ||
			year > PERIOD_LAST_YEAR)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("month %d of year %d of an accumulator is out of range",
							DatumGetInt32(month), year)));
		return period_of_month(year, DatumGetInt32(month));
	}
	if (DATE_NOT_FINITE(DatumGetDateADT(day)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("day of an accumulator is infinite")));
	day_split(DatumGetDateADT(day), &day_of_year, &day_month);
	if (has_month && DatumGetInt32(month) != day_month)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("month %d of an accumulator is not that of its day", DatumGetInt32(month))));
	return period_of_day(DatumGetDateADT(day));
}

static void
add_accumulator(YearToDate *ytd, RowReader *row)
{
	Datum		year,
				ignored;
	const char *code;
	Pool	   *pool;
	Accumulator used;

	if (row_null(row, "benefit_year", INT4OID, &year) ||
		(code = row_text(row, "pool")) == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("benefit_year or pool of an accumulator is NULL")));
	used.period = used_period(row, DatumGetInt32(year));
	/* as long-lived as the call: a policy that names it has a Pool of its own */
	pool = palloc(sizeof(Pool));
	*pool = (Pool) {.code = code, .len = strlen(code)};
	for (int i = 0; i < ytd->count; i++)
		if (ytd->accumulators[i].year == DatumGetInt32(year) &&
			ytd->accumulators[i].period == used.period &&
			strcmp(ytd->accumulators[i].pool->code, code) == 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("year %d of pool \"%s\" stands twice among the accumulators",
							DatumGetInt32(year), code)));
	used.year = DatumGetInt32(year);
	used.pool = pool;
	used.burden = used_amount(row, "burden");
	used.deductible = used_amount(row, "deductible");
	used.paid = used_amount(row, "paid");
	/* no limit cut anything off */
	used.due = row_null(row, "due", NUMERICOID, &ignored) ? used.paid : used_amount(row, "due");
	ytd_add(ytd, &used);
}

/* What was used before, from a medaid_accumulator[]; empty: nothing. */
static void
ytd_from_array(YearToDate *ytd, Datum accumulators)
{
	ArrayType  *array = DatumGetArrayTypeP(accumulators);
	Datum	   *rows;
	bool	   *nulls;
	int			count;

	ytd->count = 0;
	if (ARR_NDIM(array) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the accumulators have more than one dimension")));
	deconstruct_array(array, ARR_ELEMTYPE(array), -1, false, TYPALIGN_DOUBLE,
					  &rows, &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		RowReader	row = {0};

		CHECK_FOR_INTERRUPTS();
		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("the accumulators have a NULL element")));
		row_open(&row, rows[i]);
		add_accumulator(ytd, &row);
		row_close(&row);
	}
}

SettleCall *
begin_call(FunctionCallInfo fcinfo, ClaimArgument claim, SettleResult result, Size size)
{
	SettleCall *call;

	if (PG_ARGISNULL(0))
		return NULL;
	if (PG_ARGISNULL(1))
		policy_is_null();
	call = settle_call(fcinfo, result, size);
	if (claim == CLAIM_COMPACT)
		call_under(call, PG_GETARG_DATUM(0), PG_GETARG_DATUM(1));
	else
		call->set = &policy_argument(&call->policy, PG_GETARG_DATUM(1))->set;
	call->ytd.count = 0;
	if (PG_NARGS() > 2 && !PG_ARGISNULL(2))
	{
		ytd_from_array(&call->ytd, PG_GETARG_DATUM(2));
		check_periods(call->set, &call->ytd);
	}
	return call;
}

void
settle_fault(SettleCall *call, const Fault *fault)
{
	Settlement *settlement = &call->settlement;
	MemoryContext old;
	Finding		finding;

	if (!call->tries)
		report_fault(NULL, &call->claim, fault);
	if (call->refusals == NULL)
		call->refusals = AllocSetContextCreate(call->context, "medaid refusals",
											   ALLOCSET_SMALL_SIZES);
	else
		MemoryContextReset(call->refusals);
	old = MemoryContextSwitchTo(call->refusals);
	finding = fault_finding(&call->claim, fault);
	MemoryContextSwitchTo(old);
	settlement->applied = NULL;
	settlement->entitlement.status = STATUS_REFUSED;
	settlement->fault_kind = finding_word(finding.kind);
	settlement->fault = finding.message;
}

void
settle_post(SettleCall *call, YearToDate *ytd)
{
	Fault		overflow = {.kind = FAULT_OVERFLOW, .field = "in_scope"};

	if (call->settlement.entitlement.status != STATUS_REFUSED &&
		!settlement_post(&call->settlement, ytd))
		settle_fault(call, &overflow);
}

Settlement *
settle_or_fault(SettleCall *call, const PolicySet *set, const YearToDate *ytd)
{
	if (!settle_claim(&call->claim, set, ytd, &call->scratch, &call->settlement))
		settle_fault(call, &call->scratch.fault);
	return &call->settlement;
}

Settlement *
settle_compact(SettleCall *call, const char *compact, uint32 size,
			   const PolicySet *set, const YearToDate *ytd)
{
	compact_read(compact, size, &call->claim);
	return settle_or_fault(call, set, ytd);
}
