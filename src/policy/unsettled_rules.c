/*
 * unsettled_rules.c - checking the rules that settling does not read.
 *
 * Their functions are SQL (sql/premium.sql and the like) and trust what they
 * find: a number that medaid_policy_with() puts in is checked here.
 */
#include "policy/unsettled_rules.h"

#include "pg/composite.h"

static void
check_whole(RowReader *row, const char *attribute, int least, int most)
{
	int32		number = row_integer(row, attribute, least);

	if (number < least || number > most)
		row_error(row, attribute, psprintf("must lie between %d and %d", least, most));
}

static void
check_premium(RowReader *row)
{
	static const char *const recognition[] = {"any", "windows", "next_year"};

	row_text_required(row, "category");
	row_rate(row, "rate");
	row_amount(row, "amount");
	row_word(row, "recognition", recognition, 3, 0);
	row_amount(row, "standard");
}

static void
check_monitor(RowReader *row)
{
	static const char *const basis[] = {"after_insurance", "patient_pays"};

	row_word(row, "insurance", insurance_words, INSURANCE_COUNT, 0);
	row_word(row, "basis", basis, 2, 0);
	row_amount(row, "line");
	check_whole(row, "push_day", 1, 28);
	check_whole(row, "answer_days", 0, 1000);
}

static void
check_deposit(RowReader *row)
{
	row_word(row, "within", place_words, PLACE_COUNT, PLACE_ELSEWHERE);
}

static void
check_recognition(RowReader *row)
{
	row_text_required(row, "category");
	row_amount(row, "line");
}

static void
check_deadline(RowReader *row)
{
	static const char *const occasion[] = {"year", "month", "receipt"};

	row_word(row, "occasion", occasion, 3, 0);
	check_whole(row, "month", 1, 12);
	check_whole(row, "day", 1, 28);
	check_whole(row, "days", 0, 1000);
}

void
check_unsettled_rules(Datum policy)
{
	static const struct
	{
		const char *attribute;
		void		(*check) (RowReader *row);
	}			kinds[] = {
		{"premiums", check_premium}, {"monitors", check_monitor},
		{"deposits", check_deposit}, {"recognitions", check_recognition},
		{"deadlines", check_deadline}
	};
	RowReader	reader = {0};

	row_open(&reader, policy);
	reader.policy = row_text_required(&reader, "code");
	for (int kind = 0; kind < lengthof(kinds); kind++)
	{
		RowList		list;

		row_list(&reader, kinds[kind].attribute, &list);
		for (int i = 0; i < list.count; i++)
			kinds[kind].check(row_at(&list, i));
		row_list_close(&list);
	}
	row_close(&reader);
}
