/*
 * versions.h - the library, and the SQL of the database that it serves.
 */
#ifndef MEDAID_VERSIONS_H
#define MEDAID_VERSIONS_H

#include "pg/compat.h"

/* Whether this session has found the two versions to go together. */
extern bool versions_agree;

/* Another number after each update of the database's SQL that this session sees. */
extern uint64 versions_updates;

extern void versions_compare(void);

/* The version of this database's SQL where it is an earlier one; else NULL. */
extern char *version_behind(void);

/*
 * Called before rules are read or written by their names: a library that does
 * not know a rule's column would settle as if it were not there.  55000 where
 * the database's SQL is of a later version than the library, or of one that
 * the library no longer serves.
 */
static inline void
require_versions(void)
{
	if (unlikely(!versions_agree))
		versions_compare();
}

#endif							/* MEDAID_VERSIONS_H */
