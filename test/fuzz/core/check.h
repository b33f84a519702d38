/*
 * check.h - what must hold of what the core makes of a person.
 */
#ifndef CORE_CHECK_H
#define CORE_CHECK_H

#include "person.h"

#include "core/tally.h"

/* Ends the process with a sentence. */
extern void wrong(const char *what);

#define MUST(what)	((what) ? (void) 0 : wrong(#what))

/* Of a settlement, before it is posted. */
extern void check_amounts(const Settlement *s, const YearToDate *ytd);
extern void check_choice(const Settlement *s, const PolicySet *set, const YearToDate *ytd);
extern void check_explanation(const Settlement *s, const YearToDate *ytd);
extern void check_why_not(const Settlement *s, const PolicySet *set, const YearToDate *ytd);

#endif							/* CORE_CHECK_H */
