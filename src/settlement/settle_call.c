/*
 * settle_call.c - from arguments to the pure core, and its faults to errors.
 */
#include "settlement/settle_call.h"
#include "policy/policy_pools.h"

#include "catalog/pg_type.h"
#include "pg/report.h"
#include "pg/numeric_fen.h"
#include "pg/composite.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

/* Far above any real sum, and far below what a sum may reach. */
#define ACCUMULATED_MAX		(FEN_MAX * 1000)

static void
grow_ytd(YearToDate *ytd)
{
	int			size = ytd->size ? ytd->size * 2 : 8;
	Accumulator*accumulators = MemoryContextAllocHuge(ytd->context, size * sizeof(Accumulator));

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
settle_call(FunctionCallInfo fcinfo, SettleResult result)
{
	return settle_call_of_size(fcinfo, result, sizeof(SettleCall));
}

SettleCall *
settle_call_of_size(FunctionCallInfo fcinfo, Oid result, Size size)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;
	SettleCall *call = flinfo->fn_extra;

	if (call == NULL)
	{
		call = MemoryContextAllocZero(flinfo->fn_mcxt, size);
		call->context = flinfo->fn_mcxt;
		call->policy_is_array = policy_argument_is_array(fcinfo, 1);
		policy_site_init(&call->policies, flinfo->fn_mcxt);
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

/*
 * The pool of a code.  One that no policy of this session names is nobody's
 * here, and is kept for this call only.
 */
static const Pool *
used_pool(const char *code)
{
	const Pool *pool = pool_find(code, strlen(code));
	Pool	   *unknown;

	if (pool != NULL)
		return pool;
	unknown = palloc(sizeof(Pool));
	unknown->code = code;
	unknown->len = strlen(code);
	return unknown;
}

static void
add_accumulator(YearToDate *ytd, RowReader *row)
{
	Datum		year,
				ignored;
	const char *code;
	const Pool *pool;
	Accumulator used;

	if (row_null(row, "benefit_year", INT4OID, &year) ||
		(code = row_text(row, "pool")) == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("benefit_year or pool of an accumulator is NULL")));
	if (!row_null(row, "month", INT4OID, &ignored) || !row_null(row, "day", DATEOID, &ignored))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("month or day of an accumulator is set, but pool \"%s\" has no limit shorter than a year",
						code)));
	pool = used_pool(code);
	for (int i = 0; i < ytd->count; i++)
		if (ytd->accumulators[i].year == DatumGetInt32(year) &&
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

void
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

		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("the accumulators have a NULL element")));
		row_open(&row, rows[i]);
		add_accumulator(ytd, &row);
		row_close(&row);
	}
}

/* As far as a claim is settled: settle_claim or settle_critical_illness. */
typedef bool (*SettleSteps) (Claim *claim, const PolicySet *set, const YearToDate *ytd,
							 SettleScratch *scratch, Settlement *settlement);

static pg_attribute_always_inline Settlement *
compact_by(SettleCall *call, const char *compact, uint32 size,
		   const PolicySet *set, const YearToDate *ytd, SettleSteps steps)
{
	compact_read(compact, size, &call->claim);
	if (!steps(&call->claim, set, ytd, &call->scratch, &call->settlement))
		finding_fault(NULL, &call->claim, &call->scratch.fault);
	return &call->settlement;
}

const PolicySet *
settle_call_policies(SettleCall *call, Datum policy)
{
	bool		guessed;
	CompiledPolicy *compiled = policy_site_find(&call->policies, policy,
												call->policy_is_array, &guessed);

	if (guessed && !policy_site_confirm(compiled, policy, PG_UINT64_MAX))
	{
		call->policies.last_source = NULL;
		compiled = policy_site_find(&call->policies, policy, call->policy_is_array, &guessed);
	}
	return &compiled->set;
}

/*
 * A policy array is guessed by its address: the elements that settling looked
 * at, or failed on, are compared afterwards.
 */
static pg_attribute_always_inline Settlement *
argument_by(SettleCall *call, const struct varlena *compact,
			Datum policy, bool is_array, const YearToDate *ytd, SettleSteps steps)
{
	const char *bytes = VARDATA_ANY(compact);
	uint32		size = VARSIZE_ANY_EXHDR(compact);
	bool		guessed;
	CompiledPolicy *compiled = policy_site_find(&call->policies, policy, is_array, &guessed);

	if (guessed)
	{
		uint64		looked_at = 0;
		PolicySet	set = compiled->set;
		bool		settled;

		set.looked_at = &looked_at;
		compact_read(bytes, size, &call->claim);
		settled = steps(&call->claim, &set, ytd, &call->scratch, &call->settlement);
		if (policy_site_confirm(compiled, policy, settled ? looked_at : PG_UINT64_MAX))
		{
			if (!settled)
				finding_fault(NULL, &call->claim, &call->scratch.fault);
			return &call->settlement;
		}
		call->policies.last_source = NULL;
		compiled = policy_site_find(&call->policies, policy, is_array, &guessed);
	}
	return compact_by(call, bytes, size, &compiled->set, ytd, steps);
}

Settlement *
settle_compact(SettleCall *call, const char *compact, uint32 size,
			   const PolicySet *set, const YearToDate *ytd)
{
	return compact_by(call, compact, size, set, ytd, settle_claim);
}

Settlement *
settle_argument(SettleCall *call, const struct varlena *compact,
				Datum policy, bool is_array, const YearToDate *ytd)
{
	return argument_by(call, compact, policy, is_array, ytd, settle_claim);
}

const CriticalResult *
critical_illness_argument(SettleCall *call, const struct varlena *compact,
						  Datum policy, bool is_array, const YearToDate *ytd)
{
	return &argument_by(call, compact, policy, is_array, ytd, settle_critical_illness)->critical;
}
