/*
 * opaque.h - text and binary form of medaid's opaque types.
 */
#ifndef MEDAID_OPAQUE_H
#define MEDAID_OPAQUE_H

#include "pg/compat.h"

#include "lib/stringinfo.h"

/* Bytes as \x and hexadecimal digits, as bytea shows them. */
extern char *opaque_to_text(const struct varlena *value);
extern struct varlena *opaque_from_text(const char *text, const char *type);
extern struct varlena *opaque_from_message(StringInfo message);

/* Raises 22P03: these bytes were not written by this type. */
pg_noreturn extern void opaque_damaged(const char *type);

#endif							/* MEDAID_OPAQUE_H */
