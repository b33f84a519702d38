/*
 * settle_site.c - from arguments to the pure core, and its faults to errors.
 */
#include "settlement/settle_site.h"

#include "catalog/pg_type.h"
#include "claim/finding.h"
#include "claim/numeric_fen.h"
#include "policy/row_reader.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

/* Far above any real sum, and far below what a sum may reach. */
#define ACCUMULATED_MAX		(FEN_MAX * 1000)

static void
grow_ledger(Ledger *ledger)
{
	int			size = ledger->size ? ledger->size * 2 : 8;
	Account    *accounts = MemoryContextAllocHuge(ledger->context, size * sizeof(Account));

	if (ledger->count > 0)
	{
		memcpy(accounts, ledger->accounts, ledger->count * sizeof(Account));
		pfree(ledger->accounts);
	}
	ledger->accounts = accounts;
	ledger->size = size;
}

void
ledger_init(Ledger *ledger, MemoryContext context)
{
	*ledger = (Ledger) {.grow = grow_ledger, .context = context};
}

SettleSite *
settle_site(FunctionCallInfo fcinfo, SettleResult result)
{
	return settle_site_of_size(fcinfo, result, sizeof(SettleSite));
}

SettleSite *
settle_site_of_size(FunctionCallInfo fcinfo, Oid result, Size size)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;
	SettleSite *site = flinfo->fn_extra;

	if (site == NULL)
	{
		site = MemoryContextAllocZero(flinfo->fn_mcxt, size);
		site->context = flinfo->fn_mcxt;
		site->policy_is_array = policy_argument_is_array(fcinfo, 1);
		policy_site_init(&site->policies, flinfo->fn_mcxt);
		ledger_init(&site->ledger, flinfo->fn_mcxt);
		if (result != RESULT_OTHER)
		{
			Oid			type = get_func_rettype(flinfo->fn_oid);

			site->type = settlement_type(result == RESULT_SETTLEMENTS
										 ? get_element_type(type) : type, flinfo->fn_mcxt);
		}
		flinfo->fn_extra = site;
	}
	else if (site->type != NULL && !settlement_type_current(site->type))
		site->type = settlement_type(site->type->oid, site->context);
	return site;
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
add_accumulator(Ledger *ledger, RowReader *row)
{
	Datum		year;
	const char *code;
	const Pool *pool;

	if (row_null(row, "benefit_year", INT4OID, &year) ||
		(code = row_text(row, "pool")) == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("benefit_year or pool of an accumulator is NULL")));
	pool = used_pool(code);
	for (int i = 0; i < ledger->count; i++)
		if (ledger->accounts[i].year == DatumGetInt32(year) &&
			strcmp(ledger->accounts[i].pool->code, code) == 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("year %d of pool \"%s\" stands twice among the accumulators",
							DatumGetInt32(year), code)));
	ledger_add(ledger, DatumGetInt32(year), pool, used_amount(row, "burden"),
			   used_amount(row, "deductible"), used_amount(row, "paid"));
}

void
ledger_from_array(Ledger *ledger, Datum accumulators)
{
	ArrayType  *array = DatumGetArrayTypeP(accumulators);
	Datum	   *rows;
	bool	   *nulls;
	int			count;

	ledger->count = 0;
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
		add_accumulator(ledger, &row);
		row_close(&row);
	}
}

/* As far as a claim is settled: settle_claim or settle_critical_illness. */
typedef bool (*SettleSteps) (Claim *claim, const PolicySet *set, const Ledger *ledger,
							 Bench *bench, Settlement *settlement);

static pg_attribute_always_inline Settlement *
compact_by(SettleSite *site, const char *compact, uint32 size,
		   const PolicySet *set, const Ledger *ledger, SettleSteps steps)
{
	compact_read(compact, size, &site->claim);
	if (!steps(&site->claim, set, ledger, &site->bench, &site->settlement))
		finding_fault(NULL, &site->claim, &site->bench.fault);
	return &site->settlement;
}

const PolicySet *
settle_site_policies(SettleSite *site, Datum policy)
{
	bool		guessed;
	CompiledPolicy *compiled = policy_site_find(&site->policies, policy,
												site->policy_is_array, &guessed);

	if (guessed && !policy_site_confirm(compiled, policy, PG_UINT64_MAX))
	{
		site->policies.last_source = NULL;
		compiled = policy_site_find(&site->policies, policy, site->policy_is_array, &guessed);
	}
	return &compiled->set;
}

/*
 * A policy array is guessed by its address: the elements that settling looked
 * at, or failed on, are compared afterwards.
 */
static pg_attribute_always_inline Settlement *
argument_by(SettleSite *site, const struct varlena *compact,
			Datum policy, bool is_array, const Ledger *ledger, SettleSteps steps)
{
	const char *bytes = VARDATA_ANY(compact);
	uint32		size = VARSIZE_ANY_EXHDR(compact);
	bool		guessed;
	CompiledPolicy *compiled = policy_site_find(&site->policies, policy, is_array, &guessed);

	if (guessed)
	{
		uint64		touched = 0;
		PolicySet	set = compiled->set;
		bool		settled;

		set.touched = &touched;
		compact_read(bytes, size, &site->claim);
		settled = steps(&site->claim, &set, ledger, &site->bench, &site->settlement);
		if (policy_site_confirm(compiled, policy, settled ? touched : PG_UINT64_MAX))
		{
			if (!settled)
				finding_fault(NULL, &site->claim, &site->bench.fault);
			return &site->settlement;
		}
		site->policies.last_source = NULL;
		compiled = policy_site_find(&site->policies, policy, is_array, &guessed);
	}
	return compact_by(site, bytes, size, &compiled->set, ledger, steps);
}

Settlement *
settle_compact(SettleSite *site, const char *compact, uint32 size,
			   const PolicySet *set, const Ledger *ledger)
{
	return compact_by(site, compact, size, set, ledger, settle_claim);
}

Settlement *
settle_argument(SettleSite *site, const struct varlena *compact,
				Datum policy, bool is_array, const Ledger *ledger)
{
	return argument_by(site, compact, policy, is_array, ledger, settle_claim);
}

const CriticalResult *
critical_illness_argument(SettleSite *site, const struct varlena *compact,
						  Datum policy, bool is_array, const Ledger *ledger)
{
	return &argument_by(site, compact, policy, is_array, ledger, settle_critical_illness)->critical;
}
