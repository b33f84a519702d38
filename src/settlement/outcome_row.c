/*
 * outcome_row.c - tallies as rows.
 */
#include "settlement/outcome_row.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "pg/composite.h"
#include "pg/numeric_fen.h"
#include "utils/builtins.h"
#include "utils/numeric.h"
#include "utils/typcache.h"

/* Far above any income, and below what a sum may reach. */
#define INCOME_MAX	(FEN_MAX * 1000)

/* What a column needs to be known; else it is NULL. */
typedef enum Needs
{
	NOTHING,
	PERSONS,
	INCOME
} Needs;

typedef Datum (*Derive) (const Tally *tally, bool *null);

typedef struct Column
{
	const char *name;
	Oid			type;			/* of a sum: bigint a count, numeric an amount */
	Needs		needs;
	int			sum;
	Derive		derive;			/* NULL: the sum itself */
} Column;

/* How the columns of a table below stand in a row type. */
typedef struct RowForm
{
	TupleDesc	desc;
	const Column *columns;
	int			count;
	int		   *attribute;
} RowForm;

struct OutcomeType
{
	RowForm		outcome;		/* medaid_outcome_row */
	/* medaid_scenario_outcome; desc NULL where only outcomes are written */
	RowForm		comparison;
	int			scenario_attribute;
	int			outcome_attribute;
};

static Datum
derive_aid(const Tally *tally, bool *null)
{
	return fen_to_numeric(tally_aid(tally));
}

static Datum
derive_before(const Tally *tally, bool *null)
{
	return fen_to_numeric(tally_before(tally));
}

static Datum
derive_burden_after(const Tally *tally, bool *null)
{
	return fen_to_numeric(tally->sum[FIGURE_BURDEN] - tally->sum[FIGURE_ASSISTANCE] -
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
	return fen_to_numeric(tally_patient(tally));
}

/* Less what is caught up later: below 0 where only that is looked at. */
static Datum
derive_capped_amount(const Tally *tally, bool *null)
{
	return fen_to_numeric(tally->sum[FIGURE_DUE] - tally->sum[FIGURE_ASSISTANCE]);
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
	return fen_to_numeric(tally_aid(tally) - tally->sum[SUM_FIRST_AID]);
}

#define COUNT_OF(name, needs, sum)	{name, INT8OID, needs, sum, NULL}
#define YUAN(name, needs, sum)		{name, NUMERICOID, needs, sum, NULL}
#define CLAIMS(name, reason)		{name, INT8OID, NOTHING, SUM_REASON + reason, NULL}

/* medaid_outcome_row: its one list in C. */
static const Column outcome_columns[] = {
	COUNT_OF("persons", PERSONS, SUM_PERSONS),
	COUNT_OF("persons_assisted", PERSONS, SUM_PERSONS_ASSISTED),
	COUNT_OF("claims", NOTHING, SUM_CLAIMS),
	CLAIMS("claims_assisted", REASON_NONE),
	YUAN("total", NOTHING, FIGURE_TOTAL),
	YUAN("in_scope", NOTHING, FIGURE_IN_SCOPE),
	YUAN("basic_paid", NOTHING, FIGURE_BASIC),
	YUAN("critical_illness_paid", NOTHING, FIGURE_CRITICAL_ILLNESS),
	YUAN("other_paid", NOTHING, FIGURE_OTHER),
	YUAN("assistance", NOTHING, FIGURE_ASSISTANCE),
	YUAN("top_up", NOTHING, FIGURE_TOP_UP),
	YUAN("tilted", NOTHING, FIGURE_TILTED),
	YUAN("off_catalog", NOTHING, FIGURE_OFF_CATALOG),
	{"aid", NUMERICOID, NOTHING, 0, derive_aid},
	YUAN("hospital_borne", NOTHING, FIGURE_HOSPITAL),
	{"patient_before", NUMERICOID, NOTHING, 0, derive_before},
	{"patient_pays", NUMERICOID, NOTHING, 0, derive_patient},
	YUAN("excess", NOTHING, FIGURE_EXCESS),
	YUAN("for_earlier", NOTHING, FIGURE_FOR_EARLIER),
	YUAN("burden_before", NOTHING, FIGURE_BURDEN),
	{"burden_after", NUMERICOID, NOTHING, 0, derive_burden_after},
	{"payment_ratio", NUMERICOID, NOTHING, 0, derive_payment_ratio},
	YUAN("deductible", NOTHING, FIGURE_DEDUCTIBLE),
	COUNT_OF("capped", NOTHING, SUM_CAPPED),
	{"capped_amount", NUMERICOID, NOTHING, 0, derive_capped_amount},
	{"nothing_due", INT8OID, NOTHING, 0, derive_nothing_due},
	CLAIMS("no_burden", REASON_NO_BURDEN),
	CLAIMS("already_paid", REASON_ALREADY_PAID),
	CLAIMS("below_deductible", REASON_BELOW_DEDUCTIBLE),
	CLAIMS("cap_exhausted", REASON_CAP_EXHAUSTED),
	CLAIMS("rounds_to_zero", REASON_ROUNDS_TO_ZERO),
	{"not_covered", INT8OID, NOTHING, 0, derive_not_covered},
	CLAIMS("not_designated", REASON_NOT_DESIGNATED),
	CLAIMS("referral_non_compliant", REASON_REFERRAL_NON_COMPLIANT),
	CLAIMS("outside_home_city", REASON_OUTSIDE_HOME_CITY),
	CLAIMS("applied_late", REASON_APPLIED_LATE),
	CLAIMS("insurance_not_covered", REASON_INSURANCE_NOT_COVERED),
	CLAIMS("assisted_elsewhere", REASON_ASSISTED_ELSEWHERE),
	CLAIMS("no_category", REASON_NO_CATEGORY),
	CLAIMS("identity_ended", REASON_IDENTITY_ENDED),
	CLAIMS("not_yet_recognised", REASON_NOT_YET_RECOGNISED),
	CLAIMS("policy_not_in_force", REASON_POLICY_NOT_IN_FORCE),
	CLAIMS("category_not_eligible", REASON_CATEGORY_NOT_ELIGIBLE),
	CLAIMS("service_not_covered", REASON_SERVICE_NOT_COVERED),
	CLAIMS("refused", REASON_REFUSED),
	COUNT_OF("persons_with_income", INCOME, SUM_WITH_INCOME),
	COUNT_OF("over_10_before", INCOME, SUM_OVER_10_BEFORE),
	COUNT_OF("over_25_before", INCOME, SUM_OVER_25_BEFORE),
	COUNT_OF("over_10", INCOME, SUM_OVER_10),
	COUNT_OF("over_25", INCOME, SUM_OVER_25),
	{"share_over_10", NUMERICOID, INCOME, 0, derive_share_10},
	{"share_over_25", NUMERICOID, INCOME, 0, derive_share_25}
};

/* What medaid_scenario_outcome adds: against the first scenario. */
static const Column comparison_columns[] = {
	COUNT_OF("claims_changed", NOTHING, SUM_CHANGED),
	COUNT_OF("persons_changed", NOTHING, SUM_PERSONS_CHANGED),
	COUNT_OF("persons_better", NOTHING, SUM_BETTER),
	COUNT_OF("persons_worse", NOTHING, SUM_WORSE),
	YUAN("gained", NOTHING, SUM_GAINED),
	YUAN("lost", NOTHING, SUM_LOST),
	{"aid_change", NUMERICOID, NOTHING, 0, derive_aid_change}
};

static void
row_form(RowForm *form, Oid type, const Column *columns, int count, int first)
{
	form->desc = lookup_rowtype_tupdesc_copy(type, -1);
	form->columns = columns;
	form->count = count;
	form->attribute = palloc(count * sizeof(int));
	for (int i = 0; i < count; i++)
		form->attribute[i] = composite_attribute(form->desc, columns[i].name, columns[i].type,
												 first + i);
}

OutcomeType *
outcome_type(Oid type, MemoryContext context)
{
	MemoryContext old = MemoryContextSwitchTo(context);
	OutcomeType *made = palloc0(sizeof(OutcomeType));

	row_form(&made->outcome, type, outcome_columns, lengthof(outcome_columns), 0);
	MemoryContextSwitchTo(old);
	return made;
}

OutcomeType *
scenario_outcome_type(Oid type, MemoryContext context)
{
	MemoryContext old = MemoryContextSwitchTo(context);
	OutcomeType *made = palloc0(sizeof(OutcomeType));
	TupleDesc	desc;

	row_form(&made->comparison, type, comparison_columns, lengthof(comparison_columns), 2);
	desc = made->comparison.desc;
	made->scenario_attribute = composite_attribute(desc, "scenario", TEXTOID, 0);
	made->outcome_attribute = composite_attribute(desc, "outcome", InvalidOid, 1);
	row_form(&made->outcome, TupleDescAttr(desc, made->outcome_attribute)->atttypid,
			 outcome_columns, lengthof(outcome_columns), 0);
	MemoryContextSwitchTo(old);
	return made;
}

static Datum
column_value(const Column *column, const Tally *tally, OutcomeKnown known, bool *null)
{
	*null = (column->needs == PERSONS && !known.persons) ||
		(column->needs == INCOME && !known.income);
	if (*null)
		return (Datum) 0;
	if (column->derive != NULL)
		return column->derive(tally, null);
	if (column->type == NUMERICOID)
		return fen_to_numeric(tally->sum[column->sum]);
	return Int64GetDatum(tally->sum[column->sum]);
}

/* The columns of the form; all others are NULL. */
static void
fill_columns(const RowForm *form, const Tally *tally, OutcomeKnown known,
			 Datum **values, bool **nulls)
{
	int			natts = form->desc->natts;

	*values = palloc0(natts * sizeof(Datum));
	*nulls = palloc(natts * sizeof(bool));
	memset(*nulls, true, natts * sizeof(bool));
	for (int i = 0; i < form->count; i++)
	{
		int			j = form->attribute[i];

		(*values)[j] = column_value(&form->columns[i], tally, known, &(*nulls)[j]);
	}
}

Datum
outcome_row(const OutcomeType *type, const Tally *tally, OutcomeKnown known)
{
	Datum	   *values;
	bool	   *nulls;

	fill_columns(&type->outcome, tally, known, &values, &nulls);
	return HeapTupleGetDatum(heap_form_tuple(type->outcome.desc, values, nulls));
}

Datum
scenario_outcome_row(const OutcomeType *type, const Tally *tally, OutcomeKnown known,
					 const char *scenario, int scenario_len)
{
	Datum	   *values;
	bool	   *nulls;

	fill_columns(&type->comparison, tally, known, &values, &nulls);
	if (scenario != NULL)
	{
		values[type->scenario_attribute] =
			PointerGetDatum(cstring_to_text_with_len(scenario, scenario_len));
		nulls[type->scenario_attribute] = false;
	}
	values[type->outcome_attribute] = outcome_row(type, tally, known);
	nulls[type->outcome_attribute] = false;
	return HeapTupleGetDatum(heap_form_tuple(type->comparison.desc, values, nulls));
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
