/*
 * scenario_sums.c - type medaid_scenario_sums: adding to it, its text and
 * binary form.
 */
#include "settlement/scenario_sums.h"

#include "miscadmin.h"
#include "settlement/outcome_row.h"
#include "utils/memutils.h"

#define SCENARIO_SUMS_VERSION	1
#define SCENARIO_SUMS_TYPE	"medaid_scenario_sums"

static inline int32 *
positions_of(const ScenarioSums *sums)
{
	return (int32 *) &sums->tallies[sums->count];
}

static inline char *
names_of(const ScenarioSums *sums)
{
	return (char *) (positions_of(sums) + sums->count);
}

static inline Size
size_of(int64 count, Size names_size)
{
	return offsetof(ScenarioSums, tallies) + count * (sizeof(Tally) + sizeof(int32)) + names_size;
}

const ScenarioSums *
scenario_sums(Datum value)
{
	const ScenarioSums *sums = (ScenarioSums *) PG_DETOAST_DATUM(value);

	if (VARSIZE(sums) < offsetof(ScenarioSums, tallies) || sums->sum_count != SUM_COUNT ||
		sums->count < 1 || sums->count > SCENARIOS_MAX ||
		VARSIZE(sums) != size_of(sums->count, sums->names_size) ||
		sums->first_count > sums->count || sums->first_size > sums->names_size)
		opaque_damaged(SCENARIO_SUMS_TYPE, NULL);
	return sums;
}

ScenarioSums *
scenario_sums_state(FunctionCallInfo fcinfo)
{
	const ScenarioSums *sums;
	ScenarioSums *copy;

	if (PG_ARGISNULL(0))
		return NULL;
	sums = scenario_sums(PG_GETARG_DATUM(0));
	if (AggCheckCallContext(fcinfo, NULL))
		return unconstify(ScenarioSums *, sums);
	copy = palloc(VARSIZE(sums));
	memcpy(copy, sums, VARSIZE(sums));
	return copy;
}

/* Room for count scenarios, the first of them those of the state; the names are not set. */
static ScenarioSums *
make_sums(const ScenarioSums *state, int count, Size names_size)
{
	int			old_count = state != NULL ? state->count : 0;
	ScenarioSums *sums;

	if (count > SCENARIOS_MAX || size_of(count, names_size) > MaxAllocSize)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("the persons have more than %d scenarios, or their names are too long",
						SCENARIOS_MAX)));
	sums = palloc0(size_of(count, names_size));
	SET_VARSIZE(sums, size_of(count, names_size));
	sums->sum_count = SUM_COUNT;
	sums->count = count;
	sums->names_size = names_size;
	sums->first_count = state != NULL ? state->first_count : count;
	sums->first_size = state != NULL ? state->first_size : names_size;
	if (old_count > 0)
	{
		memcpy(sums->tallies, state->tallies, old_count * sizeof(Tally));
		memcpy(positions_of(sums), positions_of(state), old_count * sizeof(int32));
	}
	return sums;
}

/* The names of a state, with room for more behind them. */
static ScenarioName *
read_names(const ScenarioSums *state, int more)
{
	int			count = state != NULL ? state->count : 0;
	ScenarioName *names = palloc((count + more) * sizeof(ScenarioName));
	ByteReader	reader = {.type = SCENARIO_SUMS_TYPE};

	if (state != NULL)
	{
		reader.at = names_of(state);
		reader.end = reader.at + state->names_size;
	}
	for (int i = 0; i < count; i++)
		names[i] = take_name(&reader);
	return names;
}

static bool
same_name(ScenarioName a, ScenarioName b)
{
	return (a.name == NULL) == (b.name == NULL) && a.len == b.len &&
		(a.len == 0 || memcmp(a.name, b.name, a.len) == 0);
}

/* The state with these scenarios in it, and where each of them is. */
static ScenarioSums *
with_scenarios(ScenarioSums *state, ByteReader added, int added_count, int *numbers)
{
	ScenarioName *names = read_names(state, added_count);
	int			old_count = state != NULL ? state->count : 0;
	int			count = old_count;
	Size		names_size = state != NULL ? state->names_size : 0;
	char	   *to;

	for (int i = 0; i < added_count; i++)
	{
		ScenarioName name = take_name(&added);
		int			number = 0;

		CHECK_FOR_INTERRUPTS();
		while (number < count && !same_name(names[number], name))
			number++;
		numbers[i] = number;
		if (number < count)
			continue;
		names[count++] = name;
		names_size += NUMBER_MAX + name.len;
	}
	if (count > old_count)
	{
		char	   *bytes = palloc(names_size);
		ScenarioSums *larger;

		to = bytes;
		for (int i = 0; i < count; i++)
			to = put_name(to, names[i]);
		larger = make_sums(state, count, to - bytes);
		memcpy(names_of(larger), bytes, to - bytes);
		pfree(bytes);
		for (int i = old_count; i < count; i++)
			positions_of(larger)[i] = PG_INT32_MAX;
		state = larger;
	}
	pfree(names);
	return state;
}

/*
 * The numbers of these scenarios in the state; NULL: each has its own, for they
 * begin as the first person's do.
 */
static int *
numbers_of(ScenarioSums **state, ByteReader added, int count, uint32 alike_size)
{
	int		   *numbers;

	if (*state != NULL && (*state)->first_size == alike_size && (*state)->first_count == count &&
		memcmp(names_of(*state), added.at, alike_size) == 0)
		return NULL;
	numbers = palloc(count * sizeof(int));
	*state = with_scenarios(*state, added, count, numbers);
	return numbers;
}

static inline void
add(ScenarioSums *state, int number, int32 position, const Tally *tally)
{
	int32	   *positions = positions_of(state);

	positions[number] = Min(positions[number], position);
	if (!tally_add(&state->tallies[number], tally))
		tally_overflow();
}

ScenarioSums *
scenario_sums_add_person(ScenarioSums *state, PersonOutcomes *outcomes, const fen_t *income)
{
	int		   *numbers = numbers_of(&state, outcomes->names, outcomes->count,
									 outcomes->names.end - outcomes->names.at);

	for (int i = 0; i < outcomes->count; i++)
	{
		Tally		tally;

		CHECK_FOR_INTERRUPTS();
		person_outcomes_next(outcomes, &tally);
		if (income != NULL)
			tally_income(&tally, *income);
		add(state, numbers != NULL ? numbers[i] : i, i, &tally);
	}
	return state;
}

ScenarioSums *
scenario_sums_add(ScenarioSums *state, const ScenarioSums *other)
{
	ByteReader	names = {
		.at = names_of(other),
		.end = names_of(other) + other->names_size,
		.type = SCENARIO_SUMS_TYPE
	};
	int		   *numbers = numbers_of(&state, names, other->count, other->names_size);

	for (int i = 0; i < other->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		add(state, numbers != NULL ? numbers[i] : i, positions_of(other)[i], &other->tallies[i]);
	}
	return state;
}

typedef struct Ordered
{
	int			number;
	int32		position;
	ScenarioName name;
} Ordered;

/* In the persons' own order; where persons have different scenarios, by name too. */
static int
by_position(const void *a, const void *b)
{
	const Ordered *p = a;
	const Ordered *q = b;
	int			cmp;

	CHECK_FOR_INTERRUPTS();
	if (p->position != q->position)
		return p->position < q->position ? -1 : 1;
	if (p->name.name == NULL || q->name.name == NULL)
		return (p->name.name != NULL) - (q->name.name != NULL);
	cmp = memcmp(p->name.name, q->name.name, Min(p->name.len, q->name.len));
	if (cmp != 0)
		return cmp;
	return (p->name.len > q->name.len) - (p->name.len < q->name.len);
}

int *
scenario_sums_order(const ScenarioSums *sums, ScenarioName **names)
{
	Ordered    *ordered = palloc(sums->count * sizeof(Ordered));
	int		   *order = palloc(sums->count * sizeof(int));

	*names = read_names(sums, 0);
	for (int i = 0; i < sums->count; i++)
		ordered[i] = (Ordered) {i, positions_of(sums)[i], (*names)[i]};
	qsort(ordered, sums->count, sizeof(Ordered), by_position);
	for (int i = 0; i < sums->count; i++)
		order[i] = ordered[i].number;
	pfree(ordered);
	return order;
}

static const Tally zero;

static struct varlena *
write_sums(const ScenarioSums *sums)
{
	Size		bound = VARHDRSZ + 2 + NUMBER_MAX + sums->names_size +
		(Size) sums->count * (NUMBER_MAX + SUMS_SIZE_MAX(SUM_COUNT));
	struct varlena *bytes = palloc(bound);
	char	   *to = VARDATA(bytes);

	*to++ = SCENARIO_SUMS_VERSION;
	*to++ = SUM_COUNT;
	to = put_number(to, sums->count);
	memcpy(to, names_of(sums), sums->names_size);
	to += sums->names_size;
	for (int i = 0; i < sums->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		to = put_number(to, positions_of(sums)[i]);
		to = put_sums(to, &sums->tallies[i], &zero, SUM_COUNT);
	}
	Assert(to <= (char *) bytes + bound);
	SET_VARSIZE(bytes, to - (char *) bytes);
	return bytes;
}

/* Every byte: what is read and written again must be the same. */
static ScenarioSums *
read_sums(const struct varlena *bytes, Node *escontext)
{
	ByteReader	reader = {
		.at = VARDATA(bytes),
		.end = VARDATA(bytes) + VARSIZE(bytes) - VARHDRSZ,
		.type = SCENARIO_SUMS_TYPE,
		.escontext = escontext
	};
	const char *names_at;
	ScenarioName *names;
	ScenarioSums *sums;
	const struct varlena *again;
	uint64		count;

	take_version(&reader, SCENARIO_SUMS_VERSION, SUM_COUNT);
	count = take_number(&reader);
	if (count == 0 || count > SCENARIOS_MAX || count > (uint64) (reader.end - reader.at))
		reader_damaged(&reader);
	if (SOFT_ERROR_OCCURRED(escontext))
		return NULL;
	names = palloc(count * sizeof(ScenarioName));
	names_at = reader.at;
	for (uint64 i = 0; i < count; i++)
		names[i] = take_name(&reader);
	if (!SOFT_ERROR_OCCURRED(escontext) && !scenario_names_good(names, (int) count))
		reader_damaged(&reader);
	if (SOFT_ERROR_OCCURRED(escontext))
		return NULL;
	sums = make_sums(NULL, (int) count, reader.at - names_at);
	memcpy(names_of(sums), names_at, reader.at - names_at);
	for (uint64 i = 0; i < count; i++)
	{
		uint64		position = take_number(&reader);

		CHECK_FOR_INTERRUPTS();
		if (position >= SCENARIOS_MAX)
			reader_damaged(&reader);
		positions_of(sums)[i] = (int32) position;
		take_sums(&reader, &sums->tallies[i], SUM_COUNT);
		if (!SOFT_ERROR_OCCURRED(escontext) && !tally_good(&sums->tallies[i]))
			reader_damaged(&reader);
		if (SOFT_ERROR_OCCURRED(escontext))
			return NULL;
	}
	again = write_sums(sums);
	if (VARSIZE(again) != VARSIZE(bytes) || memcmp(again, bytes, VARSIZE(bytes)) != 0)
	{
		reader_damaged(&reader);
		return NULL;
	}
	return sums;
}

static struct varlena *
bytes_of(Datum value)
{
	return write_sums(scenario_sums(value));
}

OPAQUE_TYPE(medaid_scenario_sums, read_sums, bytes_of);
