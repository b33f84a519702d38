/*
 * claims.c - a person's claims made of bytes, and what was used before.
 */
#include "person.h"

#include <stdlib.h>
#include <string.h>

static bool
one_in(Bytes *bytes, uint32_t n)
{
	return take(bytes, n) == n - 1;
}

static bool
given(Bytes *bytes, Claim *claim, int field)
{
	if (take(bytes, 4) == 0)
		return false;
	claim->present |= UINT32_C(1) << field;
	return true;
}

/* A part of an amount; often all of it, or nothing. */
static fen_t
part(Bytes *bytes, fen_t fen)
{
	switch (take(bytes, 8))
	{
		case 0:
			return fen;
		case 1:
			return 0;
		default:
			return fen < 65536 ? fen * (fen_t) take(bytes, 256) / 256 : fen / 65536 * take(bytes, 65536);
	}
}

static void
make_category(Bytes *bytes, ClaimCategory *held)
{
	const char *code = category_codes[one_in(bytes, 16) ? CATEGORIES : take(bytes, CATEGORIES)];
	int			len = strlen(code);
	int			word = word_code(category_words, CATEGORY_WORD_COUNT, code, len);
	char	   *name = malloc(len);

	/* without an end, as it stands in a row */
	memcpy(name, code, len);
	*held = (ClaimCategory) {
		.word = word < 0 ? CATEGORY_BY_NAME : word,
		.name = name,
		.name_len = len,
		.recognised_on = DAY_PAST,
		.ended_on = DAY_FUTURE
	};
	if (one_in(bytes, 2))
	{
		held->has_recognised = true;
		held->recognised_on = one_in(bytes, 16) ? DAY_PAST : one_in(bytes, 16) ? DAY_FUTURE : take_day(bytes);
	}
	if (one_in(bytes, 3))
	{
		held->has_ended = true;
		held->ended_on = one_in(bytes, 16) ? DAY_PAST : take_day(bytes);
	}
}

static void
make_amounts(Bytes *bytes, Claim *claim)
{
	fen_t		left = claim->total = take_fen(bytes);
	ClaimConflict conflict;

	claim->in_scope = part(bytes, left);
	if (given(bytes, claim, HAS_OUT_OF_CATALOG))
		claim->out_of_catalog = part(bytes, left - claim->in_scope);
	for (int i = 0; i < PAYER_COUNT; i++)
		if (given(bytes, claim, HAS_PAID + i))
		{
			claim->paid[i] = part(bytes, left);
			if (claim->insurance == INSURANCE_NONE && i <= PAYER_CRITICAL_ILLNESS)
				claim->paid[i] = 0;
			left -= claim->paid[i];
		}
	if (claim_conflict(claim, 0, &conflict))
		abort();
}

static void
make_claim(Bytes *bytes, Claim *claim, day_t from)
{
	claim->place = one_in(bytes, 2) ? PLACE_CITY : take(bytes, PLACE_COUNT);
	claim->designated = !one_in(bytes, 8);
	claim->insurance = one_in(bytes, 4) ? take(bytes, INSURANCE_COUNT) : INSURANCE_RESIDENT;
	claim->chronic_class = 1 + take(bytes, 3);
	claim->service = take(bytes, SERVICE_COUNT);
	claim->discharged_on = one_in(bytes, 32) ? take_day(bytes) : from;
	if (given(bytes, claim, HAS_ADMITTED_ON))
		claim->admitted_on = claim->discharged_on - (day_t) take(bytes, 64);
	if (given(bytes, claim, HAS_REFERRAL))
		claim->referral = take(bytes, REFERRAL_COUNT);
	if (given(bytes, claim, HAS_HOSPITAL_LEVEL))
		claim->hospital_level = take(bytes, 4);
	if (given(bytes, claim, HAS_CHARGE_CLASS))
		claim->charge_class = 1 + take(bytes, CHARGE_CLASSES);
	if (given(bytes, claim, HAS_AGE))
		claim->age = take(bytes, 201);
	if (one_in(bytes, 4) && given(bytes, claim, HAS_APPLIED_ON))
		claim->applied_on = take_day(bytes);
	if (one_in(bytes, 4) && given(bytes, claim, HAS_DEADLINE_FROM))
		claim->deadline_from = take_day(bytes);
	claim->major_disease = one_in(bytes, 2);
	claim->maintenance = one_in(bytes, 2);
	claim->tilt_approved = one_in(bytes, 2);
	claim->assisted_elsewhere = one_in(bytes, 8);
	claim->refused = one_in(bytes, 64);
	make_amounts(bytes, claim);
	claim->present |= UINT32_C(1) << HAS_CATEGORIES;
	claim->category_count = take(bytes, 4);
	for (int i = 0; i < claim->category_count; i++)
		make_category(bytes, &claim->categories[i]);
}

/* Up to all that can be held. */
static fen_t
used(Bytes *bytes)
{
	return one_in(bytes, 8) ? FEN_SUM_MAX - take_fen(bytes) : take_fen(bytes);
}

void
make_claims(Bytes *bytes, Person *person)
{
	day_t		day = 8550 + take(bytes, 256);

	person->claim_count = 1 + take(bytes, CLAIMS);
	for (int i = 0; i < person->claim_count; i++)
	{
		/* all but the entries of categories */
		memset(&person->claims[i], 0, offsetof(Claim, categories));
		make_claim(bytes, &person->claims[i], day);
		day += take(bytes, 64);
	}
	/* of settlements before, which need not be all that there were */
	person->used_count = take(bytes, 8) < 3 ? take(bytes, 4) : 0;
	for (int i = 0; i < person->used_count; i++)
	{
		const Pool *pool = &pools[take(bytes, POOLS)];
		bool		limit = pool->code[0] == 'l';

		person->used[i] = (Accumulator) {
			.year = 2023 + take(bytes, 2),
			.period = limit ? period_of_day(8550 + take(bytes, 256)) : PERIOD_YEAR,
			.pool = pool,
			.burden = limit ? 0 : used(bytes) * (one_in(bytes, 8) ? -1 : 1),
			.deductible = limit ? 0 : take_fen(bytes),
			.paid = used(bytes)
		};
		person->used[i].due = limit ? person->used[i].paid
			: fen_min(FEN_SUM_MAX, person->used[i].paid + take_fen(bytes));
		/* what is left to be tilted can be less than nothing, no other burden */
		if (pool->code[0] != 't' && person->used[i].burden < 0)
			person->used[i].burden = 0;
	}
}

void
make_person(Bytes *bytes, Person *person)
{
	for (int i = 0; i < SETS; i++)
		make_regulation(bytes, &person->regulations[i]);
	make_claims(bytes, person);
}

void
free_person(Person *person)
{
	for (int i = 0; i < person->claim_count; i++)
		for (int j = 0; j < person->claims[i].category_count; j++)
			free((char *) person->claims[i].categories[j].name);
}
