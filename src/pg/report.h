/*
 * report.h - what is wrong with a claim or a policy: raised, or listed.
 */
#ifndef MEDAID_REPORT_H
#define MEDAID_REPORT_H

#include "pg/compat.h"

#include "core/settle.h"

/* Kinds of findings.  Compact claims store them: a number keeps its meaning. */
typedef enum FindingKind
{
	FINDING_FIELD_MISSING = 1,	/* required, or asked for by a rule */
	FINDING_AMOUNT_OUT_OF_RANGE,
	FINDING_AMOUNTS_CONTRADICT,
	FINDING_DAYS_CONTRADICT,
	FINDING_UNKNOWN_WORD,
	FINDING_VALUE_OUT_OF_RANGE, /* a level, a class, an age */
	FINDING_DAY_OUT_OF_RANGE,
	FINDING_ARRAY_MALFORMED,
	FINDING_UNKNOWN_CATEGORY,
	FINDING_NUMBER_MISSING,		/* that the policy leaves out */
	FINDING_DAY_UNCOVERED,		/* by the array of policies */
	FINDING_SUM_OUT_OF_RANGE,	/* of the year */
	FINDING_DUPLICATE_CLAIM_ID,
	FINDING_RECOGNISED_TWICE	/* in one year; settles all the same */
} FindingKind;

/* The last of those that reading a claim can come to; the others come with settling it. */
#define FINDING_OF_READING_LAST	FINDING_ARRAY_MALFORMED

typedef struct Finding
{
	FindingKind kind;
	const char *field;			/* of the claim, or the path of a number; NULL: no single one */
	const char *value;			/* NULL: none */
	const char *message;		/* without the claim's name */
	const char *detail;
	const char *hint;
} Finding;

/* Where findings go: NULL raises the first, else they are collected. */
typedef struct FindingList
{
	int			count;
	int			size;
	Finding    *findings;
} FindingList;

/* The kind's code, and its SQLSTATE. */
extern const char *finding_word(FindingKind kind);
extern int	finding_sqlstate(FindingKind kind);

/* The message with the claim's name before it, as it is raised. */
extern char *finding_text(const Claim *claim, const Finding *finding);

/* A finding about one field of a claim: "field value problem"; value may be NULL. */
extern void report(FindingList *list, FindingKind kind, const Claim *claim, const char *field,
				   const char *value, const char *problem, const char *hint);

/* What settling could not do without: put into words, and reported. */
extern Finding fault_finding(const Claim *claim, const Fault *fault);
extern void report_fault(FindingList *list, const Claim *claim, const Fault *fault);

/* An entry of categories that is recognised again in the year in which it was on the first day. */
extern void report_recognised_twice(FindingList *list, const Claim *claim, int entry, day_t first,
									const Identity *rule, const Policy *policy);

/* A day as YYYY-MM-DD, whatever DateStyle is. */
extern char *day_text(day_t day);

#endif							/* MEDAID_REPORT_H */
