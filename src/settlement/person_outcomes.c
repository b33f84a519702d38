/*
 * person_outcomes.c - type medaid_person_outcomes: its bytes, text and binary
 * form.
 */
#include "settlement/person_outcomes.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "pg/room.h"
#include "utils/memutils.h"

#define PERSON_OUTCOMES_VERSION	1
#define PERSON_OUTCOMES_TYPE	"medaid_person_outcomes"

struct varlena *
person_outcomes_write(const Scenario *scenarios, int count, const Tally *tallies)
{
	static const Tally zero = {{0}};
	Size		bound = VARHDRSZ + 2 + NUMBER_MAX;
	struct varlena *value;
	char	   *to;

	for (int i = 0; i < count; i++)
		bound += NUMBER_MAX + scenarios[i].len + SUMS_SIZE_MAX(SUM_CLAIM_LEVEL);
	value = room_for(1, bound);
	to = VARDATA(value);
	*to++ = PERSON_OUTCOMES_VERSION;
	*to++ = SUM_CLAIM_LEVEL;
	to = put_number(to, count);
	for (int i = 0; i < count; i++)
		to = put_name(to, (ScenarioName) {scenarios[i].name, scenarios[i].len});
	for (int i = 0; i < count; i++)
		to = put_sums(to, &tallies[i], i == 0 ? &zero : &tallies[0], SUM_CLAIM_LEVEL);
	Assert(to <= (char *) value + bound);
	SET_VARSIZE(value, to - (char *) value);
	return value;
}

ScenarioName
take_name(ByteReader *reader)
{
	uint64		len = take_number(reader);
	ScenarioName name = {NULL, 0};

	if (len == 0)
		return name;
	if ((uint64) (reader->end - reader->at) < len - 1)
	{
		reader_damaged(reader);
		return name;
	}
	name.name = reader->at;
	name.len = (uint32) len - 1;
	reader->at += name.len;
	return name;
}

char *
put_name(char *to, ScenarioName name)
{
	to = put_number(to, name.name ? (uint64) name.len + 1 : 0);
	if (name.len > 0)
		memcpy(to, name.name, name.len);
	return to + name.len;
}

bool
person_outcomes_open(PersonOutcomes *outcomes, const struct varlena *value, Node *escontext)
{
	ByteReader *rest = &outcomes->rest;
	uint64		count;

	*rest = (ByteReader) {
		.at = VARDATA_ANY(value),
		.end = VARDATA_ANY(value) + VARSIZE_ANY_EXHDR(value),
		.type = PERSON_OUTCOMES_TYPE,
		.escontext = escontext
	};
	take_version(rest, PERSON_OUTCOMES_VERSION, SUM_CLAIM_LEVEL);
	count = take_number(rest);
	/* each takes a byte for its name at least */
	if (count == 0 || count > SCENARIOS_MAX || count > (uint64) (rest->end - rest->at))
		reader_damaged(rest);
	if (SOFT_ERROR_OCCURRED(escontext))
		return false;
	outcomes->names = *rest;
	for (uint64 i = 0; i < count; i++)
		take_name(rest);
	if (SOFT_ERROR_OCCURRED(escontext))
		return false;
	outcomes->names.end = rest->at;
	outcomes->count = (int) count;
	memset(&outcomes->first, 0, sizeof(Tally));
	return true;
}

void
person_outcomes_next(PersonOutcomes *outcomes, Tally *tally)
{
	/* before the first was read, all its sums are 0 */
	bool		is_first = outcomes->first.sum[SUM_PERSONS] == 0;

	*tally = outcomes->first;
	outcomes->differs = take_sums(&outcomes->rest, tally, SUM_CLAIM_LEVEL);
	if (!outcomes->differs && !is_first)
		return;
	if (!is_first)
	{
		tally_compare(tally, &outcomes->first);
		return;
	}
	tally_compare(tally, tally);
	outcomes->first = *tally;
}

static int
by_name(const void *a, const void *b)
{
	const ScenarioName *p = a;
	const ScenarioName *q = b;

	CHECK_FOR_INTERRUPTS();
	if (p->name == NULL || q->name == NULL)
		return (p->name != NULL) - (q->name != NULL);
	if (p->len != q->len)
		return p->len < q->len ? -1 : 1;
	return memcmp(p->name, q->name, p->len);
}

bool
scenario_names_good(const ScenarioName *names, int count)
{
	ScenarioName *sorted = MemoryContextAllocHuge(CurrentMemoryContext,
												  count * sizeof(ScenarioName));
	bool		good = true;

	for (int i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (names[i].name != NULL && (memchr(names[i].name, 0, names[i].len) != NULL ||
									  !pg_verifymbstr(names[i].name, names[i].len, true)))
			return false;
		sorted[i] = names[i];
	}
	qsort(sorted, count, sizeof(ScenarioName), by_name);
	for (int i = 1; i < count; i++)
		good &= by_name(&sorted[i - 1], &sorted[i]) != 0;
	pfree(sorted);
	return good;
}

/* Every byte: what is read and written again must be the same. */
static struct varlena *
checked(struct varlena *value, Node *escontext)
{
	PersonOutcomes outcomes;
	Scenario   *scenarios;
	ScenarioName *names;
	Tally	   *tallies;
	struct varlena *again;

	if (!person_outcomes_open(&outcomes, value, escontext))
		return NULL;
	scenarios = MemoryContextAllocHuge(CurrentMemoryContext, outcomes.count * sizeof(Scenario));
	names = MemoryContextAllocHuge(CurrentMemoryContext, outcomes.count * sizeof(ScenarioName));
	tallies = MemoryContextAllocHuge(CurrentMemoryContext, outcomes.count * sizeof(Tally));
	for (int i = 0; i < outcomes.count; i++)
	{
		names[i] = take_name(&outcomes.names);
		scenarios[i] = (Scenario) {.name = names[i].name, .len = names[i].len};
	}
	if (!scenario_names_good(names, outcomes.count))
		reader_damaged(&outcomes.rest);
	for (int i = 0; i < outcomes.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		person_outcomes_next(&outcomes, &tallies[i]);
		if (SOFT_ERROR_OCCURRED(escontext))
			return NULL;
		if (!tally_good(&tallies[i]))
			reader_damaged(&outcomes.rest);
	}
	if (tallies[0].sum[SUM_CHANGED] != 0)
		reader_damaged(&outcomes.rest);
	if (SOFT_ERROR_OCCURRED(escontext))
		return NULL;
	again = person_outcomes_write(scenarios, outcomes.count, tallies);
	if (VARSIZE_ANY_EXHDR(again) != VARSIZE_ANY_EXHDR(value) ||
		memcmp(VARDATA_ANY(again), VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)) != 0)
	{
		reader_damaged(&outcomes.rest);
		return NULL;
	}
	return value;
}

OPAQUE_TYPE(medaid_person_outcomes, checked, opaque_bytes);
