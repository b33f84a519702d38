/*
 * fuzzer.c - a random person settled under random regulations by the core
 * alone, for libFuzzer, or, with OWN_MAIN, for any compiler:
 *
 *	fuzzer TRIALS SEED
 *	fuzzer --inputs FOLDER		each file once
 *
 * What must hold is in check.c; here is the way of the claims.
 */
#include "check.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What became of a claim. */
typedef struct Outcome
{
	bool		settled;
	FaultKind	fault;
	fen_t		aid;
	fen_t		patient;
	fen_t		critical;
	Reason		reason;
} Outcome;

static void
grow(YearToDate *ytd)
{
	ytd->size = ytd->size ? ytd->size * 2 : 1;
	ytd->accumulators = realloc(ytd->accumulators, ytd->size * sizeof(Accumulator));
}

static void
begin(YearToDate *ytd, const Person *person)
{
	*ytd = (YearToDate) {.grow = grow};
	for (int i = 0; i < person->used_count; i++)
		ytd_add(ytd, &person->used[i]);
}

/* The same used, whatever was opened. */
static bool
same_used(const YearToDate *a, const YearToDate *b)
{
	for (int i = 0; i < b->count; i++)
	{
		const Accumulator *p = i < a->count ? &a->accumulators[i] : &(Accumulator) {0};
		const Accumulator *q = &b->accumulators[i];

		if (p->burden != q->burden || p->deductible != q->deductible || p->paid != q->paid || p->due != q->due)
			return false;
	}
	return a->count <= b->count;
}

static YearToDate
copy(const YearToDate *ytd)
{
	YearToDate	made = *ytd;

	made.accumulators = malloc(ytd->size * sizeof(Accumulator) + 1);
	if (ytd->count > 0)
		memcpy(made.accumulators, ytd->accumulators, ytd->count * sizeof(Accumulator));
	return made;
}

static void
check_fault(const Fault *fault, const Claim *claim)
{
	MUST(fault->kind > FAULT_NONE && fault->kind <= FAULT_UNREADABLE);
	MUST((fault->kind == FAULT_UNREADABLE) == claim->refused);
	switch (fault->kind)
	{
		case FAULT_FIELD_MISSING:
		case FAULT_NUMBER_MISSING:
			MUST(fault->field != NULL && fault->rule != NULL && fault->policy != NULL);
			break;
		case FAULT_RECOGNITION_MISSING:
		case FAULT_CATEGORY_UNKNOWN:
			MUST(fault->entry >= 0 && fault->entry < claim->category_count && fault->policy != NULL);
			break;
		case FAULT_DAY_UNCOVERED:
		case FAULT_OVERFLOW:
			MUST(fault->policy != NULL);
			break;
		default:
			break;
	}
}

/* Nothing that a posted claim moved is below 0 that was not before. */
static void
check_posted(const YearToDate *before, const YearToDate *after)
{
	for (int i = 0; i < after->count; i++)
	{
		const Accumulator *used = &after->accumulators[i];

		MUST(used->deductible >= 0 && used->paid >= 0);
		MUST(used->burden >= 0 || (i < before->count && before->accumulators[i].burden < 0));
		MUST(i >= before->count || (used->paid >= before->accumulators[i].paid &&
									 used->deductible >= before->accumulators[i].deductible));
	}
}

static void
settled_well(const Settlement *s, const Regulation *regulation, const YearToDate *ytd)
{
	check_amounts(s, ytd);
	check_choice(s, &regulation->set, ytd);
	check_explanation(s, ytd);
	check_why_not(s, &regulation->set, ytd);
}

/* What the insurance pays is the same asked for alone, where it can be asked for. */
static void
check_insurance(const Claim *source, const Regulation *regulation, const YearToDate *ytd, fen_t paid)
{
	static SettleScratch scratch;
	static Claim claim;
	static Settlement s;

	memcpy(&claim, source, sizeof(Claim));
	MUST(settle_critical_illness(&claim, &regulation->set, ytd, &scratch, &s) && s.critical.paid == paid);
}

/* Amounts that contradict each other are found, each once. */
static void
check_conflicts(const Claim *source)
{
	static Claim claim;
	ClaimConflict conflict;
	int			count = 0;

	memcpy(&claim, source, sizeof(Claim));
	MUST(!claim_conflict(&claim, 0, &conflict));
	claim.total = claim.total / 2;
	claim.admitted_on = claim.discharged_on + claim.age;
	claim.insurance = claim.maintenance ? INSURANCE_NONE : claim.insurance;
	while (claim_conflict(&claim, count, &conflict))
	{
		MUST(conflict.field != NULL && conflict.limit != NULL && conflict.found > conflict.allowed);
		count++;
	}
	MUST(count <= 6);
}

static Outcome
settle_one(const Claim *source, const Regulation *regulation, YearToDate *ytd, Tally *tally)
{
	static SettleScratch scratch;
	static Claim claim;
	static Settlement s;
	Outcome		outcome = {0};
	YearToDate	before;
	Figures		figures;
	day_t		days[POLICY_DAYS_MAX];

	memcpy(&claim, source, sizeof(Claim));
	/* what the caller left there must not matter */
	memset(&scratch, 0xa5, sizeof(scratch));
	memset(&s, 0xa5, sizeof(s));
	check_conflicts(source);
	MUST(policy_days(&claim, days) >= 1 && days[0] == claim.discharged_on);
	before = copy(ytd);
	outcome.settled = settle_claim(&claim, &regulation->set, ytd, &scratch, &s);
	MUST(ytd->count == before.count && same_used(&before, ytd));
	if (outcome.settled)
	{
		settled_well(&s, regulation, ytd);
		check_insurance(source, regulation, ytd, s.critical.paid);
		outcome.aid = s.entitlement.aid;
		outcome.patient = s.patient_pays - s.entitlement.for_earlier;
		outcome.reason = s.entitlement.reason;
		outcome.critical = s.critical.paid;
		if (!settlement_post(&s, ytd))
			MUST(same_used(&before, ytd));
		else
			check_posted(&before, ytd);
		figures_of(&s, &figures);
		MUST(tally_claim(tally, &figures));
	}
	else
	{
		outcome.fault = scratch.fault.kind;
		check_fault(&scratch.fault, source);
	}
	free(before.accumulators);
	return outcome;
}

/* A person under a regulation; the outcomes of its claims. */
static Tally
settle_all(const Person *person, const Regulation *regulation, Outcome *outcomes)
{
	YearToDate	ytd;
	Tally		tally = {{0}};
	Tally		sum = {{0}};

	begin(&ytd, person);
	for (int i = 0; i < person->claim_count; i++)
	{
		Tally		one = {{0}};

		outcomes[i] = settle_one(&person->claims[i], regulation, &ytd, &one);
		MUST(tally_add(&sum, &one));
		if (outcomes[i].settled)
			MUST(tally_add(&tally, &one));
	}
	MUST(memcmp(&sum, &tally, sizeof(Tally)) == 0);
	free(ytd.accumulators);
	return tally;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static Person person;
	Bytes		bytes = {data, data + size};
	Tally		tally[SETS];
	Outcome		outcomes[SETS][CLAIMS];
	Outcome		again[CLAIMS];

	make_person(&bytes, &person);
	for (int i = 0; i < SETS; i++)
	{
		tally[i] = settle_all(&person, &person.regulations[i], outcomes[i]);
		tally_person(&tally[i]);
		MUST(tally_good(&tally[i]));
	}
	/* a scenario's outcome is its own, whatever was settled in between */
	tally_compare(&tally[1], &tally[0]);
	MUST(tally_good(&tally[1]));
	MUST(tally[1].sum[SUM_LOST] - tally[1].sum[SUM_GAINED] == tally_patient(&tally[1]) - tally_patient(&tally[0]));
	tally_income(&tally[1], tally[0].sum[FIGURE_BURDEN]);
	MUST(tally_good(&tally[1]));
	settle_all(&person, &person.regulations[0], again);
	for (int i = 0; i < person.claim_count; i++)
		MUST(outcomes[0][i].settled == again[i].settled && outcomes[0][i].fault == again[i].fault &&
			 outcomes[0][i].aid == again[i].aid && outcomes[0][i].patient == again[i].patient &&
			 outcomes[0][i].critical == again[i].critical && outcomes[0][i].reason == again[i].reason);
	free_person(&person);
	return 0;
}

#ifdef OWN_MAIN

#define INPUT_MAX	8192

/* xorshift64*: the same numbers on every machine */
static uint64_t
next_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(2685821657736338717);
}

static void
random_persons(long trials, uint64_t seed)
{
	static uint8_t input[INPUT_MAX];

	for (long trial = 0; trial < trials; trial++)
	{
		uint64_t	state = (seed + trial) * UINT64_C(0x9E3779B97F4A7C15) + 1;

		for (int i = 0; i < INPUT_MAX; i++)
			input[i] = next_random(&state) >> 56;
		/* what stopped can be had again alone: fuzzer 1 SEED */
		fprintf(stderr, "seed %llu\r", (unsigned long long) (seed + trial));
		LLVMFuzzerTestOneInput(input, INPUT_MAX);
	}
}

/* The files that libFuzzer kept. */
static void
kept_persons(const char *folder)
{
	static uint8_t input[INPUT_MAX];
	DIR		   *files = opendir(folder);
	struct dirent *entry;

	while (files != NULL && (entry = readdir(files)) != NULL)
	{
		char		path[4096];
		FILE	   *file;

		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		if (entry->d_name[0] == '.' || (file = fopen(path, "rb")) == NULL)
			continue;
		LLVMFuzzerTestOneInput(input, fread(input, 1, INPUT_MAX, file));
		fclose(file);
	}
	if (files != NULL)
		closedir(files);
}

int
main(int argc, char **argv)
{
	if (argc > 2 && strcmp(argv[1], "--inputs") == 0)
		kept_persons(argv[2]);
	else
		random_persons(argc > 1 ? atol(argv[1]) : 1000, argc > 2 ? strtoull(argv[2], NULL, 10) : 1);
	return 0;
}

#endif
