/*
 * compact_claim.h - one claim in about 70 bytes.
 *
 * This is what functions take, aggregates collect and medaid_claim_set
 * stores.  Its first byte is the version of the format, which is kept stable;
 * numbers are in the machine's byte order, so a set moves between servers as
 * dump or binary COPY does: by its input function, which checks every byte.
 *
 *	0	version
 *	1	flags: bytes of an amount, LONG_ID, FAR_DAYS
 *	2	age
 *	3	number of categories
 *	4	present: bits of ClaimField (uint32)
 *	8	words and flags, see WORD_* (uint32)
 *	12	discharged_on (int32)
 *	16	length of claim_id (uint16, or uint32 with LONG_ID), then its bytes
 *		total, in_scope, then the amounts present, 2, 3, 4 or 8 bytes each
 *		admitted_on, applied_on, deadline_from, those present: days after
 *		discharge (int16), or the day (int32) with FAR_DAYS
 *		the categories: word and flags (1 byte), the days present (int32); a
 *		category by name: length (1 byte) and bytes
 *
 * A claim that cannot be read is refused: it carries what is known of it, and
 * the first finding.  Making a claim compact never raises; who settles it
 * raises, or says that it is refused.
 *
 *	0	version
 *	1	flags: REFUSED, LONG_ID
 *	2	kind of the finding
 *	3	service + 1; 0: unknown
 *	4	present: the bit of claim_id alone (uint32)
 *	8	0 (uint32)
 *	12	discharged_on (int32); the largest number: unknown, so it sorts last
 *	16	claim_id, as above
 *		field, value, message, hint: length (uint16; the largest: none) and bytes
 */
#ifndef MEDAID_COMPACT_CLAIM_H
#define MEDAID_COMPACT_CLAIM_H

#include "claim/claim_fields.h"

#define COMPACT_VERSION		1
#define COMPACT_HEAD		18	/* at least */
#define COMPACT_REFUSED		0x10	/* of the flags */

/* Reads a trusted compact claim; the claim points into it. */
extern void compact_read(const char *from, uint32 size, Claim *claim);

/* The same for bytes from outside: false unless every byte is as written. */
extern bool compact_read_checked(const char *from, uint32 size, Claim *claim);

/* Order of settlement: discharged_on, claim_id (NULL first, bytewise), content. */
extern int	compact_compare(const char *a, uint32 a_size, const char *b, uint32 b_size);

/* Whether the claim is refused. */
static inline bool
compact_refused(const char *compact)
{
	return (compact[1] & COMPACT_REFUSED) != 0;
}

/* The compact claim of a row's or an argument list's fields, as a varlena; refused at need. */
extern struct varlena *compact_from_fields(const NullableDatum *fields);

#endif							/* MEDAID_COMPACT_CLAIM_H */
