/*
 * person.h - what a run of the core's fuzzer is about, made of bytes: two
 * regulations, a person's claims, what the person has used before.
 *
 * All is such as the rooms above the core let through: rules as
 * src/policy compiles them, claims as src/claim reads them.
 */
#ifndef CORE_PERSON_H
#define CORE_PERSON_H

#include "core/settle.h"

#define SETS		2			/* scenarios */
#define STRETCHES	3
#define RULES		5			/* of a kind */
#define CATEGORIES	6
#define CLAIMS		12

/* Bytes that decide; what is taken beyond their end is 0. */
typedef struct Bytes
{
	const uint8_t *at;
	const uint8_t *end;
} Bytes;

typedef struct Rules
{
	Policy		policy;
	PolicyCategory categories[CATEGORIES];
	Benefit		benefits[RULES];
	BenefitTerms terms[RULES];
	TopUp		top_ups[RULES];
	Tilt		tilts[RULES];
	OffCatalog	off_catalogs[RULES];
	Gate		gates[RULES];
	Identity	identities[RULES];
	Payment		payments[RULES];
	Note		notes[RULES];
	Refusal		refusals[RULES];
	CriticalIllness criticals[RULES];
	CriticalIllnessTilt critical_tilts[RULES];
	FurtherLimit limits[RULES];
} Rules;

typedef struct Regulation
{
	PolicySet	set;
	const Policy *policies[STRETCHES];
	day_t		starts[STRETCHES];
	Rules		stretches[STRETCHES];
} Regulation;

typedef struct Person
{
	Regulation	regulations[SETS];
	int			claim_count;
	Claim		claims[CLAIMS];
	/* used before: years and pools */
	int			used_count;
	Accumulator used[4];
} Person;

extern uint32_t take(Bytes *bytes, uint32_t below);
extern void make_regulation(Bytes *bytes, Regulation *regulation);
extern void make_claims(Bytes *bytes, Person *person);
extern void make_person(Bytes *bytes, Person *person);
extern void free_person(Person *person);

extern fen_t take_fen(Bytes *bytes);
extern day_t take_day(Bytes *bytes);
extern const char *const category_codes[CATEGORIES + 1];	/* the last is unknown to all */
extern const Pool pools[];

#define POOLS	9

/* What a formula comes to is its step's amount; else what is wrong with it. */
extern const char *formula_fault(const char *formula, int len, fen_t amount);

#endif							/* CORE_PERSON_H */
