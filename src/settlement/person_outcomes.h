/*
 * person_outcomes.h - medaid_person_outcomes: what came of one person's
 * claims under several scenarios, as one value.
 *
 *	1	version
 *	1	number of sums
 *		number of scenarios, then each name: its length + 1 (0: as published)
 *		and bytes
 *		the first scenario: which sums are not 0 (5 bytes), and those
 *		each other scenario: which sums differ from the first's, and those
 *
 * A scenario that changed nothing for the person takes five bytes.
 */
#ifndef MEDAID_PERSON_OUTCOMES_H
#define MEDAID_PERSON_OUTCOMES_H

#include "pg/compat.h"

#include "core/tally.h"
#include "policy/policy_compile.h"
#include "settlement/tally_bytes.h"

/* More than an array of policies can hold; bounds what damaged bytes can ask for. */
#define SCENARIOS_MAX	1000000

typedef struct ScenarioName
{
	const char *name;			/* NULL: as published */
	uint32		len;
} ScenarioName;

/* A value that is being read. */
typedef struct PersonOutcomes
{
	int			count;
	ByteReader	names;			/* for take_name() */
	ByteReader	rest;			/* what is read next */
	Tally		first;			/* once the first was read */
	bool		differs;		/* what was read last differs from the first */
} PersonOutcomes;

/* The value of tallies that hold what is known claim by claim; palloc'd. */
extern struct varlena *person_outcomes_write(const Scenario *scenarios, int count,
											 const Tally *tallies);

/* 22P03 where these bytes are no such value; false where escontext takes that as a soft error. */
extern bool person_outcomes_open(PersonOutcomes *outcomes, const struct varlena *value,
								 Node *escontext);

/* The next scenario's tally of one person, compared with the first. */
extern void person_outcomes_next(PersonOutcomes *outcomes, Tally *tally);

extern char *put_name(char *to, ScenarioName name);
extern ScenarioName take_name(ByteReader *reader);

/* Names in the encoding of this database, none twice. */
extern bool scenario_names_good(const ScenarioName *names, int count);

#endif							/* MEDAID_PERSON_OUTCOMES_H */
