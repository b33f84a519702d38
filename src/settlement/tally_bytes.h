/*
 * tally_bytes.h - sums as bytes, as values of several types hold them.
 *
 * Numbers are of variable length, seven bits a byte, the lowest first.  The
 * sums of a tally are bits that say which of them differ from another tally's,
 * and those.
 */
#ifndef MEDAID_TALLY_BYTES_H
#define MEDAID_TALLY_BYTES_H

#include "pg/compat.h"

#include "core/tally.h"
#include "pg/opaque.h"

#define NUMBER_MAX		9		/* bytes of a number up to TALLY_MAX */

/* The first count sums: bytes of their bits, and bytes in all at the most. */
#define WHICH_SIZE(count)	(((count) + 7) / 8)
#define SUMS_SIZE_MAX(count)	(WHICH_SIZE(count) + (count) * NUMBER_MAX)

/*
 * Bytes that are read.  type: for the message where they are damaged (22P03).
 * Where escontext takes that as a soft error, nothing is left to be read, and
 * what is taken is 0: who reads looks there before it uses it.
 */
typedef struct ByteReader
{
	const char *at;
	const char *end;
	const char *type;
	Node	   *escontext;
} ByteReader;

static inline void
reader_damaged(ByteReader *reader)
{
	opaque_damaged(reader->type, reader->escontext);
	reader->at = reader->end;
}

/*
 * What values begin with: the version of their format, and how many sums there
 * are.  A reason or figure that a later release adds moves the others: its values
 * must not be taken for those of this one.
 */
static inline void
take_version(ByteReader *reader, char version, char count)
{
	if (reader->end - reader->at < 2 || reader->at[0] != version || reader->at[1] != count)
		reader_damaged(reader);
	else
		reader->at += 2;
}

static inline char *
put_number(char *to, uint64 number)
{
	for (; number > 0x7F; number >>= 7)
		*to++ = (char) (number | 0x80);
	*to++ = (char) number;
	return to;
}

static inline uint64
take_number(ByteReader *reader)
{
	uint64		number = 0;

	for (int shift = 0; reader->at < reader->end && shift < 7 * NUMBER_MAX; shift += 7)
	{
		uint8		byte = (uint8) *reader->at++;

		number |= (uint64) (byte & 0x7F) << shift;
		if (byte < 0x80)
		{
			/* one number, one form */
			if ((byte == 0 && shift > 0) || number > TALLY_MAX)
				break;
			return number;
		}
	}
	reader_damaged(reader);
	return 0;
}

static inline char *
put_sums(char *to, const Tally *tally, const Tally *against, int count)
{
	uint64		which = 0;
	char	   *bits = to;

	StaticAssertStmt(SUM_COUNT <= 64, "more sums than bits");
	to += WHICH_SIZE(count);
	for (int i = 0; i < count; i++)
		if (tally->sum[i] != against->sum[i])
		{
			which |= UINT64CONST(1) << i;
			to = put_number(to, tally->sum[i]);
		}
	for (int i = 0; i < WHICH_SIZE(count); i++)
		bits[i] = (char) (which >> (8 * i));
	return to;
}

/* Overwrites the sums that differ; false where none does. */
static inline bool
take_sums(ByteReader *reader, Tally *tally, int count)
{
	uint64		which = 0;

	if (reader->end - reader->at < WHICH_SIZE(count))
	{
		reader_damaged(reader);
		return false;
	}
	for (int i = 0; i < WHICH_SIZE(count); i++)
		which |= (uint64) (uint8) *reader->at++ << (8 * i);
	if (which >> count != 0)
	{
		reader_damaged(reader);
		return false;
	}
	if (which == 0)
		return false;
	for (int i = 0; which != 0; i++, which >>= 1)
		if (which & 1)
			tally->sum[i] = (int64) take_number(reader);
	return true;
}

#endif							/* MEDAID_TALLY_BYTES_H */
