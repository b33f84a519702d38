/*
 * report.h - what is wrong with a claim or a policy: raised, or listed.
 */
#ifndef MEDAID_REPORT_H
#define MEDAID_REPORT_H

#include "pg/compat.h"

#include "core/settle.h"
#include "utils/array.h"

/* Where findings go: NULL raises the first, else they are collected as text. */
typedef struct FindingList
{
	ArrayBuildState *texts;
	int			count;
} FindingList;

/* A finding about one field of a claim; value may be NULL. */
extern void finding(FindingList *list, int sqlstate, const Claim *claim,
					const char *field, const char *value, const char *problem,
					const char *hint);

/* A day as text, YYYY-MM-DD whatever the session's DateStyle. */
extern char *day_text(day_t day);

/* What settling could not do without. */
extern void finding_fault(FindingList *list, const Claim *claim, const Fault *fault);

#endif							/* MEDAID_REPORT_H */
