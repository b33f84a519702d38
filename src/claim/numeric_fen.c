/*
 * numeric_fen.c - numeric yuan to and from fen, by its digits.
 *
 * The disk format of numeric is stable (pg_upgrade depends on it): a header
 * of one or two 16-bit words, then digits in base 10000.  Reading it is about
 * twenty times cheaper than numeric_mul and numeric_int8; test/pgtap/numeric.sql
 * compares both directions with numeric's own text.
 */
#include "claim/numeric_fen.h"

#define HEADER_KIND		0xC000
#define HEADER_NEGATIVE	0x4000
#define HEADER_SHORT	0x8000
#define HEADER_SPECIAL	0xC000
#define SPECIAL_NAN		0xC000
#define SPECIAL_MASK	0xF000
#define SPECIAL_MINUS	0xF000
#define SHORT_NEGATIVE	0x2000
#define SHORT_SCALE_SHIFT	7
#define SHORT_WEIGHT_SIGN	0x0040
#define SHORT_WEIGHT	0x003F

#define BASE			10000
#define WEIGHT_MAX		3	/* below 10^16 yuan */

typedef struct Digits
{
	bool		negative;
	int			weight;
	int			count;
	const char *data;			/* not aligned */
} Digits;

static inline int16
word_at(const char *data, int i)
{
	int16		word;

	memcpy(&word, data + i * sizeof(word), sizeof(word));
	return word;
}

static inline NumericFault
digits_of(Datum numeric, Digits *digits)
{
	struct varlena *value = (struct varlena *) DatumGetPointer(numeric);
	const char *data;
	int			words;
	uint16		header;

	if (VARATT_IS_COMPRESSED(value) || VARATT_IS_EXTERNAL(value))
		value = PG_DETOAST_DATUM_PACKED(numeric);
	data = VARDATA_ANY(value);
	words = VARSIZE_ANY_EXHDR(value) / sizeof(int16);
	header = (uint16) word_at(data, 0);
	switch (header & HEADER_KIND)
	{
		case HEADER_SPECIAL:
			if (header == SPECIAL_NAN)
				return NUMERIC_IS_NAN;
			return (header & SPECIAL_MASK) == SPECIAL_MINUS
				? NUMERIC_IS_NEGATIVE : NUMERIC_IS_INFINITE;
		case HEADER_SHORT:
			digits->negative = (header & SHORT_NEGATIVE) != 0;
			digits->weight = (header & SHORT_WEIGHT) |
				((header & SHORT_WEIGHT_SIGN) ? ~SHORT_WEIGHT : 0);
			digits->data = data + sizeof(int16);
			digits->count = words - 1;
			break;
		default:
			digits->negative = (header & HEADER_KIND) == HEADER_NEGATIVE;
			digits->weight = word_at(data, 1);
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

	return i >= 0 && i < digits->count ? word_at(digits->data, i) : 0;
}

NumericFault
numeric_to_fen(Datum numeric, fen_t limit, fen_t *fen)
{
	Digits		digits;
	NumericFault fault = digits_of(numeric, &digits);
	int64		yuan = 0;
	int			fraction;

	*fen = 0;
	if (fault != NUMERIC_OK || digits.count == 0)
		return fault;
	if (digits.weight > WEIGHT_MAX)
		return NUMERIC_IS_TOO_LARGE;
	for (int place = -digits.weight; place <= 0; place++)
		yuan = yuan * BASE + digit_at(&digits, place);
	if (yuan > limit / 100)
		return NUMERIC_IS_TOO_LARGE;
	/* of the first four decimals two are fen; the third decides the rounding */
	fraction = digit_at(&digits, 1);
	*fen = yuan * 100 + (fraction + 50) / 100;
	return *fen > limit ? NUMERIC_IS_TOO_LARGE : NUMERIC_OK;
}

bool
numeric_to_rate(Datum numeric, int32 *rate)
{
	Digits		digits;

	*rate = 0;
	if (digits_of(numeric, &digits) != NUMERIC_OK)
		return false;
	if (digits.count == 0)
		return true;
	*rate = digit_at(&digits, 0) * BASE + digit_at(&digits, 1);
	return digits.weight <= 0 && digits.weight - (digits.count - 1) >= -1 && *rate <= RATE_ONE;
}

static int
short_body(char *body, int scale, int weight, const int16 *digits, int count)
{
	uint16		header = HEADER_SHORT | (scale << SHORT_SCALE_SHIFT) |
		(weight < 0 ? SHORT_WEIGHT_SIGN : 0) | (weight & SHORT_WEIGHT);

	memcpy(body, &header, sizeof(header));
	memcpy(body + sizeof(header), digits, count * sizeof(int16));
	return sizeof(header) + count * sizeof(int16);
}

int
fen_to_numeric_body(fen_t fen, char *body)
{
	int16		digits[6];
	int			first = 6;
	int			last = 6;
	int64		yuan = fen / 100;

	Assert(fen >= 0);
	if (fen == 0)
		return short_body(body, 2, 0, digits, 0);
	digits[--first] = (int16) (fen % 100) * 100;
	for (; yuan > 0; yuan /= BASE)
		digits[--first] = (int16) (yuan % BASE);
	/* numeric keeps neither leading nor trailing zero digits */
	while (last > first && digits[last - 1] == 0)
		last--;
	if (first == 5 && last > first)
		return short_body(body, 2, -1, digits + first, 1);
	if (last == first)
		return short_body(body, 2, 0, digits, 0);
	return short_body(body, 2, 4 - first, digits + first, last - first);
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

Datum
fen_to_numeric(fen_t fen)
{
	char		body[NUMERIC_BODY_MAX];
	int			len = fen_to_numeric_body(fen, body);
	struct varlena *value = palloc(VARHDRSZ + len);

	SET_VARSIZE(value, VARHDRSZ + len);
	memcpy(VARDATA(value), body, len);
	return PointerGetDatum(value);
}
