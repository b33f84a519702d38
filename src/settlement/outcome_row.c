/*
 * outcome_row.c - tallies as rows.
 */
#include "settlement/outcome_row.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "pg/composite.h"
#include "pg/numeric_fen.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/numeric.h"
#include "utils/typcache.h"

/* Far above any income, and below what a sum may reach. */
#define INCOME_MAX	(FEN_MAX * 1000)

/* Which rows have a column. */
typedef enum Shown
{
	ALWAYS,
	WITH_PERSONS,
	WITH_INCOME,
	WITH_SCENARIO				/* only medaid_scenario_outcome has it */
} Shown;

typedef Datum (*Derive) (const Tally *tally, bool *null);

typedef struct Column
{
	const char *name;
	Oid			type;			/* of a sum: bigint a count, numeric an amount */
	Shown		shown;
	int			sum;
	Derive		derive;			/* NULL: the sum itself */
} Column;

struct OutcomeType
{
	TupleDesc	desc;
	bool		with_scenario;
	int			count;			/* of the columns below */
	int		   *attribute;		/* where each stands */
	int			scenario;		/* where the scenario's name stands */
};

static Datum
signed_yuan(fen_t fen)
{
	return fen >= 0 ? fen_to_numeric(fen)
		: DirectFunctionCall1(numeric_uminus, fen_to_numeric(-fen));
}

static Datum
derive_aid(const Tally *tally, bool *null)
{
	return fen_to_numeric(tally_aid(tally));
}

static Datum
derive_before(const Tally *tally, bool *null)
{
	return signed_yuan(tally_before(tally));
}

static Datum
derive_burden_after(const Tally *tally, bool *null)
{
	return signed_yuan(tally->sum[FIGURE_BURDEN] - tally->sum[FIGURE_ASSISTANCE] -
					   tally->sum[FIGURE_TOP_UP] - tally->sum[FIGURE_TILTED]);
}

/* To four decimals; nothing over nothing is NULL. */
static Datum
ratio(int64 part, int64 whole, bool *null)
{
	*null = whole == 0;
	if (*null)
		return (Datum) 0;
	return DirectFunctionCall2(numeric_round,
							   DirectFunctionCall2(numeric_div,
												   NumericGetDatum(int64_to_numeric(part)),
												   NumericGetDatum(int64_to_numeric(whole))),
							   Int32GetDatum(4));
}

static Datum
derive_patient(const Tally *tally, bool *null)
{
	return signed_yuan(tally_patient(tally));
}

/* Less what is caught up later: below 0 where only that is looked at. */
static Datum
derive_capped_amount(const Tally *tally, bool *null)
{
	return signed_yuan(tally->sum[FIGURE_DUE] - tally->sum[FIGURE_ASSISTANCE]);
}

static Datum
derive_payment_ratio(const Tally *tally, bool *null)
{
	return ratio(tally->sum[FIGURE_COVERED] + tally->sum[FIGURE_FOR_EARLIER],
				 tally->sum[FIGURE_IN_SCOPE], null);
}

static Datum
derive_share_10(const Tally *tally, bool *null)
{
	return ratio(tally->sum[SUM_OVER_10], tally->sum[SUM_WITH_INCOME], null);
}

static Datum
derive_share_25(const Tally *tally, bool *null)
{
	return ratio(tally->sum[SUM_OVER_25], tally->sum[SUM_WITH_INCOME], null);
}

static Datum
claims_with(const Tally *tally, Reason first, Reason last)
{
	int64		count = 0;

	for (int i = first; i <= last; i++)
		count += tally->sum[SUM_REASON + i];
	return Int64GetDatum(count);
}

static Datum
derive_nothing_due(const Tally *tally, bool *null)
{
	return claims_with(tally, REASON_NO_BURDEN, REASON_ROUNDS_TO_ZERO);
}

static Datum
derive_not_covered(const Tally *tally, bool *null)
{
	return claims_with(tally, REASON_NOT_DESIGNATED, REASON_SERVICE_NOT_COVERED);
}

static Datum
derive_aid_change(const Tally *tally, bool *null)
{
	return signed_yuan(tally_aid(tally) - tally->sum[SUM_FIRST_AID]);
}

#define COUNT_OF(name, shown, sum)	{name, INT8OID, shown, sum, NULL}
#define YUAN(name, shown, sum)		{name, NUMERICOID, shown, sum, NULL}
#define CLAIMS(name, reason)		{name, INT8OID, ALWAYS, SUM_REASON + reason, NULL}

static const Column columns[] = {
	COUNT_OF("persons", WITH_PERSONS, SUM_PERSONS),
	COUNT_OF("persons_assisted", WITH_PERSONS, SUM_PERSONS_ASSISTED),
	COUNT_OF("claims", ALWAYS, SUM_CLAIMS),
	CLAIMS("claims_assisted", REASON_NONE),
	YUAN("total", ALWAYS, FIGURE_TOTAL),
	YUAN("in_scope", ALWAYS, FIGURE_IN_SCOPE),
	YUAN("basic_paid", ALWAYS, FIGURE_BASIC),
	YUAN("critical_illness_paid", ALWAYS, FIGURE_CRITICAL_ILLNESS),
	YUAN("other_paid", ALWAYS, FIGURE_OTHER),
	YUAN("assistance", ALWAYS, FIGURE_ASSISTANCE),
	YUAN("top_up", ALWAYS, FIGURE_TOP_UP),
	YUAN("tilted", ALWAYS, FIGURE_TILTED),
	YUAN("off_catalog", ALWAYS, FIGURE_OFF_CATALOG),
	{"aid", NUMERICOID, ALWAYS, 0, derive_aid},
	YUAN("hospital_borne", ALWAYS, FIGURE_HOSPITAL),
	{"patient_before", NUMERICOID, ALWAYS, 0, derive_before},
	{"patient_pays", NUMERICOID, ALWAYS, 0, derive_patient},
	YUAN("excess", ALWAYS, FIGURE_EXCESS),
	YUAN("for_earlier", ALWAYS, FIGURE_FOR_EARLIER),
	YUAN("burden_before", ALWAYS, FIGURE_BURDEN),
	{"burden_after", NUMERICOID, ALWAYS, 0, derive_burden_after},
	{"payment_ratio", NUMERICOID, ALWAYS, 0, derive_payment_ratio},
	YUAN("deductible", ALWAYS, FIGURE_DEDUCTIBLE),
	COUNT_OF("capped", ALWAYS, SUM_CAPPED),
	{"capped_amount", NUMERICOID, ALWAYS, 0, derive_capped_amount},
	{"nothing_due", INT8OID, ALWAYS, 0, derive_nothing_due},
	CLAIMS("no_burden", REASON_NO_BURDEN),
	CLAIMS("already_paid", REASON_ALREADY_PAID),
	CLAIMS("below_deductible", REASON_BELOW_DEDUCTIBLE),
	CLAIMS("cap_exhausted", REASON_CAP_EXHAUSTED),
	CLAIMS("rounds_to_zero", REASON_ROUNDS_TO_ZERO),
	{"not_covered", INT8OID, ALWAYS, 0, derive_not_covered},
	CLAIMS("not_designated", REASON_NOT_DESIGNATED),
	CLAIMS("referral_non_compliant", REASON_REFERRAL_NON_COMPLIANT),
	CLAIMS("outside_home_city", REASON_OUTSIDE_HOME_CITY),
	CLAIMS("applied_late", REASON_APPLIED_LATE),
	CLAIMS("no_category", REASON_NO_CATEGORY),
	CLAIMS("identity_ended", REASON_IDENTITY_ENDED),
	CLAIMS("not_yet_recognised", REASON_NOT_YET_RECOGNISED),
	CLAIMS("policy_not_in_force", REASON_POLICY_NOT_IN_FORCE),
	CLAIMS("category_not_eligible", REASON_CATEGORY_NOT_ELIGIBLE),
	CLAIMS("service_not_covered", REASON_SERVICE_NOT_COVERED),
	CLAIMS("refused", REASON_REFUSED),
	COUNT_OF("persons_with_income", WITH_INCOME, SUM_WITH_INCOME),
	COUNT_OF("over_10_before", WITH_INCOME, SUM_OVER_10_BEFORE),
	COUNT_OF("over_25_before", WITH_INCOME, SUM_OVER_25_BEFORE),
	COUNT_OF("over_10", WITH_INCOME, SUM_OVER_10),
	COUNT_OF("over_25", WITH_INCOME, SUM_OVER_25),
	{"share_over_10", NUMERICOID, WITH_INCOME, 0, derive_share_10},
	{"share_over_25", NUMERICOID, WITH_INCOME, 0, derive_share_25},
	COUNT_OF("claims_changed", WITH_SCENARIO, SUM_CHANGED),
	COUNT_OF("persons_changed", WITH_SCENARIO, SUM_PERSONS_CHANGED),
	COUNT_OF("persons_better", WITH_SCENARIO, SUM_BETTER),
	COUNT_OF("persons_worse", WITH_SCENARIO, SUM_WORSE),
	YUAN("gained", WITH_SCENARIO, SUM_GAINED),
	YUAN("lost", WITH_SCENARIO, SUM_LOST),
	{"aid_change", NUMERICOID, WITH_SCENARIO, 0, derive_aid_change}
};

OutcomeType *
outcome_type(Oid oid, bool with_scenario, MemoryContext context)
{
	MemoryContext old = MemoryContextSwitchTo(context);
	OutcomeType *type = palloc0(sizeof(OutcomeType));
	TupleDesc	desc = lookup_rowtype_tupdesc(oid, -1);

	type->desc = BlessTupleDesc(CreateTupleDescCopy(desc));
	ReleaseTupleDesc(desc);
	type->with_scenario = with_scenario;
	if (with_scenario)
		type->scenario = composite_attribute(type->desc, "scenario", TEXTOID, 0);
	/* the comparison's columns come last */
	while (type->count < (int) lengthof(columns) &&
		   (with_scenario || columns[type->count].shown != WITH_SCENARIO))
		type->count++;
	type->attribute = palloc(type->count * sizeof(int));
	for (int i = 0; i < type->count; i++)
		type->attribute[i] = composite_attribute(type->desc, columns[i].name, columns[i].type,
											i + with_scenario);
	MemoryContextSwitchTo(old);
	return type;
}

static Datum
column_value(const Column *column, const Tally *tally, OutcomeKnown known, bool *null)
{
	*null = (column->shown == WITH_PERSONS && !known.persons) ||
		(column->shown == WITH_INCOME && !known.income);
	if (*null)
		return (Datum) 0;
	if (column->derive != NULL)
		return column->derive(tally, null);
	if (column->type == NUMERICOID)
		return fen_to_numeric(tally->sum[column->sum]);
	return Int64GetDatum(tally->sum[column->sum]);
}

Datum
outcome_row(const OutcomeType *type, const Tally *tally, OutcomeKnown known,
			const char *scenario, int scenario_len)
{
	int			natts = type->desc->natts;
	Datum	   *values = palloc0(natts * sizeof(Datum));
	bool	   *nulls = palloc(natts * sizeof(bool));

	memset(nulls, true, natts * sizeof(bool));
	if (type->with_scenario && scenario != NULL)
	{
		values[type->scenario] = PointerGetDatum(cstring_to_text_with_len(scenario, scenario_len));
		nulls[type->scenario] = false;
	}
	for (int i = 0; i < type->count; i++)
	{
		int			j = type->attribute[i];

		values[j] = column_value(&columns[i], tally, known, &nulls[j]);
	}
	return HeapTupleGetDatum(heap_form_tuple(type->desc, values, nulls));
}

fen_t
income_argument(Datum income)
{
	fen_t		fen;

	if (numeric_to_fen(income, INCOME_MAX, &fen) != NUMERIC_OK)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("income is out of range"),
				 errdetail("It is yuan a year, not negative; NULL where it is not known.")));
	return fen;
}

void
tally_overflow(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("the settlements add up to more than can be held")));
}
