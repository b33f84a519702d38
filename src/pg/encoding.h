/*
 * encoding.h - the Chinese words of this library in the database's encoding.
 */
#ifndef MEDAID_ENCODING_H
#define MEDAID_ENCODING_H

#include "pg/compat.h"

/*
 * A constant of this library, which is UTF-8, in the encoding of the database,
 * for the session's life.  22P05 where that has no such character; the install
 * script then failed before.
 */
extern const char *constant_to_database(const char *utf8);

#endif							/* MEDAID_ENCODING_H */
