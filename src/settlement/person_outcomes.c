/*
 * person_outcomes.c - type medaid_person_outcomes: its bytes, text and binary
 * form.
 */
#include "settlement/person_outcomes.h"

#include "pg/opaque.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/memutils.h"

PG_FUNCTION_INFO_V1(medaid_person_outcomes_in);
PG_FUNCTION_INFO_V1(medaid_person_outcomes_out);
PG_FUNCTION_INFO_V1(medaid_person_outcomes_recv);
PG_FUNCTION_INFO_V1(medaid_person_outcomes_send);

#define PERSON_OUTCOMES_VERSION	1
#define NUMBER_MAX		9		/* bytes of a number up to TALLY_MAX */
#define WHICH_SIZE		5		/* bytes of the bits that say which sums follow */

static void
damaged(void)
{
	opaque_damaged("medaid_person_outcomes");
}

static inline char *
put_number(char *to, uint64 number)
{
	for (; number > 0x7F; number >>= 7)
		*to++ = (char) (number | 0x80);
	*to++ = (char) number;
	return to;
}

static char *
put_names(char *to, const Scenario *scenarios, int count)
{
	to = put_number(to, count);
	for (int i = 0; i < count; i++)
	{
		to = put_number(to, scenarios[i].name ? (uint64) scenarios[i].len + 1 : 0);
		if (scenarios[i].name == NULL)
			continue;
		memcpy(to, scenarios[i].name, scenarios[i].len);
		to += scenarios[i].len;
	}
	return to;
}

static char *
put_sums(char *to, const Tally *tally, const Tally *against)
{
	uint64		which = 0;
	char	   *bits = to;

	StaticAssertStmt(SUM_CLAIM_LEVEL <= WHICH_SIZE * 8, "more sums than bits");
	to += WHICH_SIZE;
	for (int i = 0; i < SUM_CLAIM_LEVEL; i++)
		if (tally->sum[i] != against->sum[i])
		{
			which |= UINT64CONST(1) << i;
			to = put_number(to, tally->sum[i]);
		}
	for (int i = 0; i < WHICH_SIZE; i++)
		bits[i] = (char) (which >> (8 * i));
	return to;
}

struct varlena *
person_outcomes_write(const Scenario *scenarios, int count, const Tally *tallies)
{
	static const Tally zero = {{0}};
	Size		bound = VARHDRSZ + 1 + NUMBER_MAX;
	struct varlena *value;
	char	   *to;

	for (int i = 0; i < count; i++)
		bound += NUMBER_MAX + scenarios[i].len + WHICH_SIZE + SUM_CLAIM_LEVEL * NUMBER_MAX;
	value = palloc(bound);
	to = VARDATA(value);
	*to++ = PERSON_OUTCOMES_VERSION;
	to = put_names(to, scenarios, count);
	for (int i = 0; i < count; i++)
		to = put_sums(to, &tallies[i], i == 0 ? &zero : &tallies[0]);
	Assert(to <= (char *) value + bound);
	SET_VARSIZE(value, to - (char *) value);
	return value;
}

static inline uint64
take_number(const char **at, const char *end)
{
	uint64		number = 0;

	for (int shift = 0; *at < end && shift < 7 * NUMBER_MAX; shift += 7)
	{
		uint8		byte = (uint8) *(*at)++;

		number |= (uint64) (byte & 0x7F) << shift;
		if (byte < 0x80)
		{
			/* one number, one form */
			if ((byte == 0 && shift > 0) || number > TALLY_MAX)
				break;
			return number;
		}
	}
	damaged();
	return 0;
}

static ScenarioName
take_name(const char **at, const char *end)
{
	uint64		len = take_number(at, end);
	ScenarioName name = {NULL, 0};

	if (len == 0)
		return name;
	name.name = *at;
	name.len = (uint32) len - 1;
	if ((uint64) (end - *at) < len - 1)
		damaged();
	*at += name.len;
	return name;
}

void
person_outcomes_open(PersonOutcomes *outcomes, const struct varlena *value)
{
	const char *at = VARDATA_ANY(value);
	uint64		count;

	outcomes->end = at + VARSIZE_ANY_EXHDR(value);
	if (at == outcomes->end || *at++ != PERSON_OUTCOMES_VERSION)
		damaged();
	outcomes->names = at;
	count = take_number(&at, outcomes->end);
	/* each takes a byte for its name at least */
	if (count == 0 || count > (uint64) (outcomes->end - at))
		damaged();
	for (uint64 i = 0; i < count; i++)
		take_name(&at, outcomes->end);
	outcomes->count = (int) count;
	outcomes->names_size = at - outcomes->names;
	outcomes->at = at;
	memset(&outcomes->first, 0, sizeof(Tally));
}

const char *
person_outcomes_names(const PersonOutcomes *outcomes)
{
	const char *at = outcomes->names;

	take_number(&at, outcomes->end);
	return at;
}

ScenarioName
person_outcomes_name(const PersonOutcomes *outcomes, const char **at)
{
	return take_name(at, outcomes->end);
}

void
person_outcomes_next(PersonOutcomes *outcomes, Tally *tally)
{
	uint64		which = 0;
	/* before the first was read, all its sums are 0 */
	bool		is_first = outcomes->first.sum[SUM_PERSONS] == 0;

	if (outcomes->end - outcomes->at < WHICH_SIZE)
		damaged();
	for (int i = 0; i < WHICH_SIZE; i++)
		which |= (uint64) (uint8) *outcomes->at++ << (8 * i);
	if (which >> SUM_CLAIM_LEVEL != 0)
		damaged();
	*tally = outcomes->first;
	outcomes->differs = which != 0;
	if (which == 0 && !is_first)
		return;
	for (int i = 0; which != 0; i++, which >>= 1)
		if (which & 1)
			tally->sum[i] = (int64) take_number(&outcomes->at, outcomes->end);
	if (!is_first)
	{
		tally_compare(tally, &outcomes->first);
		return;
	}
	tally_compare(tally, tally);
	outcomes->first = *tally;
}

/* Sums that settling can have made. */
static bool
sums_good(const Tally *tally)
{
	int64		claims = 0;

	for (int i = 0; i < REASON_COUNT; i++)
		claims += tally->sum[SUM_REASON + i];
	return claims == tally->sum[SUM_CLAIMS] &&
		tally->sum[SUM_CAPPED] <= claims && tally->sum[SUM_CHANGED] <= claims &&
		tally->sum[FIGURE_COVERED] <= tally->sum[FIGURE_IN_SCOPE];
}

static int
by_name(const void *a, const void *b)
{
	const Scenario *p = a;
	const Scenario *q = b;

	if (p->name == NULL || q->name == NULL)
		return (p->name != NULL) - (q->name != NULL);
	if (p->len != q->len)
		return p->len < q->len ? -1 : 1;
	return memcmp(p->name, q->name, p->len);
}

/* Names of this database's encoding, none twice. */
static void
check_names(const PersonOutcomes *outcomes, Scenario *scenarios)
{
	const char *at = person_outcomes_names(outcomes);
	Scenario   *sorted;

	for (int i = 0; i < outcomes->count; i++)
	{
		ScenarioName name;

		CHECK_FOR_INTERRUPTS();
		name = person_outcomes_name(outcomes, &at);

		scenarios[i].name = name.name;
		scenarios[i].len = name.len;
		if (name.name != NULL && (memchr(name.name, 0, name.len) != NULL ||
								  !pg_verifymbstr(name.name, name.len, true)))
			damaged();
	}
	sorted = palloc(outcomes->count * sizeof(Scenario));
	memcpy(sorted, scenarios, outcomes->count * sizeof(Scenario));
	qsort(sorted, outcomes->count, sizeof(Scenario), by_name);
	for (int i = 1; i < outcomes->count; i++)
		if (by_name(&sorted[i - 1], &sorted[i]) == 0)
			damaged();
	pfree(sorted);
}

/* Every byte: what is read and written again must be the same. */
static void
check(const struct varlena *value)
{
	PersonOutcomes outcomes;
	Scenario   *scenarios;
	Tally	   *tallies;
	struct varlena *again;

	person_outcomes_open(&outcomes, value);
	scenarios = palloc0(outcomes.count * sizeof(Scenario));
	tallies = MemoryContextAllocHuge(CurrentMemoryContext, outcomes.count * sizeof(Tally));
	check_names(&outcomes, scenarios);
	for (int i = 0; i < outcomes.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		person_outcomes_next(&outcomes, &tallies[i]);
		if (!sums_good(&tallies[i]))
			damaged();
	}
	if (tallies[0].sum[SUM_CHANGED] != 0)
		damaged();
	again = person_outcomes_write(scenarios, outcomes.count, tallies);
	if (VARSIZE_ANY_EXHDR(again) != VARSIZE_ANY_EXHDR(value) ||
		memcmp(VARDATA_ANY(again), VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)) != 0)
		damaged();
}

Datum
medaid_person_outcomes_in(PG_FUNCTION_ARGS)
{
	struct varlena *value = opaque_from_text(PG_GETARG_CSTRING(0), "medaid_person_outcomes");

	check(value);
	PG_RETURN_POINTER(value);
}

Datum
medaid_person_outcomes_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(opaque_to_text(PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(0))));
}

Datum
medaid_person_outcomes_recv(PG_FUNCTION_ARGS)
{
	struct varlena *value = opaque_from_message((StringInfo) PG_GETARG_POINTER(0));

	check(value);
	PG_RETURN_POINTER(value);
}

Datum
medaid_person_outcomes_send(PG_FUNCTION_ARGS)
{
	PG_RETURN_BYTEA_P(PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0)));
}
