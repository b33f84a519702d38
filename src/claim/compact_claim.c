/*
 * compact_claim.c - writing, reading and ordering compact claims.
 */
#include "claim/compact_claim.h"

#include "mb/pg_wchar.h"
#include "utils/date.h"

#define FLAG_WIDE			0x01

#define CATEGORY_RECOGNISED	0x01
#define CATEGORY_ENDED		0x02

/* bits of the words */
#define WORD_SERVICE		0
#define WORD_PLACE			2
#define WORD_REFERRAL		4
#define WORD_INSURANCE		6
#define WORD_LEVEL			7
#define WORD_CHARGE			9
#define WORD_CHRONIC		11
#define WORD_DESIGNATED		13
#define WORD_MAJOR			14
#define WORD_MAINTENANCE	15
#define WORD_TILT			16
#define WORD_BITS			17

typedef struct Amounts
{
	int			count;
	fen_t		fen[3 + PAYER_COUNT];
} Amounts;

static void
amounts_of(const Claim *claim, Amounts *amounts)
{
	int			n = 0;

	amounts->fen[n++] = claim->total;
	amounts->fen[n++] = claim->in_scope;
	if (claim_has(claim, HAS_OUT_OF_CATALOG))
		amounts->fen[n++] = claim->out_of_catalog;
	for (int i = 0; i < PAYER_COUNT; i++)
		if (claim_has(claim, HAS_PAID + i))
			amounts->fen[n++] = claim->paid[i];
	amounts->count = n;
}

static inline bool
needs_width(const Amounts *amounts)
{
	for (int i = 0; i < amounts->count; i++)
		if (amounts->fen[i] > UINT32_MAX)
			return true;
	return false;
}

static inline uint32
category_size(const ClaimCategory *held)
{
	return 2 + (held->has_recognised ? 4 : 0) + (held->has_ended ? 4 : 0) +
		(held->word == CATEGORY_BY_NAME ? 1 + held->name_len : 0);
}

static inline int
day_count(const Claim *claim)
{
	return claim_has(claim, HAS_ADMITTED_ON) + claim_has(claim, HAS_APPLIED_ON) +
		claim_has(claim, HAS_DEADLINE_FROM);
}

uint32
compact_size(const Claim *claim)
{
	Amounts		amounts;
	uint32		size;

	amounts_of(claim, &amounts);
	size = COMPACT_HEAD + claim->claim_id_len + 1 +
		amounts.count * (needs_width(&amounts) ? 8 : 4) + day_count(claim) * 4;
	for (int i = 0; i < claim->category_count; i++)
		size += category_size(&claim->categories[i]);
	return size;
}

static inline char *
put(char *to, const void *from, size_t len)
{
	memcpy(to, from, len);
	return to + len;
}

static inline char *
put_day(char *to, const Claim *claim, ClaimField bit, day_t day)
{
	return claim_has(claim, bit) ? put(to, &day, sizeof(day)) : to;
}

static char *
put_category(char *to, const ClaimCategory *held)
{
	*to++ = (char) held->word;
	*to++ = (held->has_recognised ? CATEGORY_RECOGNISED : 0) |
		(held->has_ended ? CATEGORY_ENDED : 0);
	if (held->has_recognised)
		to = put(to, &held->recognised_on, sizeof(day_t));
	if (held->has_ended)
		to = put(to, &held->ended_on, sizeof(day_t));
	if (held->word == CATEGORY_BY_NAME)
	{
		*to++ = (char) held->name_len;
		to = put(to, held->name, held->name_len);
	}
	return to;
}

static uint32
words_of(const Claim *claim)
{
	return (uint32) claim->service << WORD_SERVICE |
		(uint32) claim->place << WORD_PLACE |
		(uint32) claim->referral << WORD_REFERRAL |
		(uint32) claim->insurance << WORD_INSURANCE |
		(uint32) claim->hospital_level << WORD_LEVEL |
		(uint32) claim->charge_class << WORD_CHARGE |
		(uint32) claim->chronic_class << WORD_CHRONIC |
		(uint32) claim->designated << WORD_DESIGNATED |
		(uint32) claim->major_disease << WORD_MAJOR |
		(uint32) claim->maintenance << WORD_MAINTENANCE |
		(uint32) claim->tilt_approved << WORD_TILT;
}

void
compact_write(const Claim *claim, char *to, uint32 size)
{
	char	   *start PG_USED_FOR_ASSERTS_ONLY = to;
	uint32		words = words_of(claim);
	Amounts		amounts;
	bool		wide;

	amounts_of(claim, &amounts);
	wide = needs_width(&amounts);
	*to++ = COMPACT_VERSION;
	*to++ = wide ? FLAG_WIDE : 0;
	to = put(to, &claim->age, sizeof(int16));
	to = put(to, &claim->present, sizeof(uint32));
	to = put(to, &words, sizeof(uint32));
	to = put(to, &claim->discharged_on, sizeof(day_t));
	to = put(to, &claim->claim_id_len, sizeof(uint32));
	to = put(to, claim->claim_id, claim->claim_id_len);
	for (int i = 0; i < amounts.count; i++)
	{
		uint32		narrow = (uint32) amounts.fen[i];

		to = wide ? put(to, &amounts.fen[i], sizeof(fen_t)) : put(to, &narrow, sizeof(narrow));
	}
	to = put_day(to, claim, HAS_ADMITTED_ON, claim->admitted_on);
	to = put_day(to, claim, HAS_APPLIED_ON, claim->applied_on);
	to = put_day(to, claim, HAS_DEADLINE_FROM, claim->deadline_from);
	*to++ = (char) claim->category_count;
	for (int i = 0; i < claim->category_count; i++)
		to = put_category(to, &claim->categories[i]);
	Assert(to == start + size);
}

/* A reader that never passes the end; what it reads past it is zero. */
typedef struct Cursor
{
	const char *at;
	const char *end;
	bool		good;
} Cursor;

static inline bool
take(Cursor *cursor, void *to, size_t len)
{
	if ((size_t) (cursor->end - cursor->at) < len)
	{
		memset(to, 0, len);
		cursor->good = false;
		return false;
	}
	memcpy(to, cursor->at, len);
	cursor->at += len;
	return true;
}

static inline fen_t
take_amount(Cursor *cursor, bool wide)
{
	uint32		narrow;
	fen_t		fen;

	if (wide)
	{
		take(cursor, &fen, sizeof(fen));
		return fen;
	}
	take(cursor, &narrow, sizeof(narrow));
	return narrow;
}

static inline day_t
take_day(Cursor *cursor, const Claim *claim, ClaimField bit)
{
	day_t		day = 0;

	if (claim_has(claim, bit))
		take(cursor, &day, sizeof(day));
	return day;
}

static inline const char *
take_bytes(Cursor *cursor, uint32 len)
{
	const char *at = cursor->at;

	if ((size_t) (cursor->end - cursor->at) < len)
	{
		cursor->good = false;
		return NULL;
	}
	cursor->at += len;
	return at;
}

static void
take_category(Cursor *cursor, ClaimCategory *held)
{
	uint8		head[2];
	uint8		len = 0;

	take(cursor, head, sizeof(head));
	held->word = head[0];
	held->has_recognised = (head[1] & CATEGORY_RECOGNISED) != 0;
	held->has_ended = (head[1] & CATEGORY_ENDED) != 0;
	held->recognised_on = DAY_PAST;
	held->ended_on = DAY_FUTURE;
	held->name = NULL;
	if (head[1] & ~(CATEGORY_RECOGNISED | CATEGORY_ENDED))
		cursor->good = false;
	if (held->has_recognised)
		take(cursor, &held->recognised_on, sizeof(day_t));
	if (held->has_ended)
		take(cursor, &held->ended_on, sizeof(day_t));
	if (held->word == CATEGORY_BY_NAME)
	{
		take(cursor, &len, sizeof(len));
		held->name = take_bytes(cursor, len);
	}
	else if (held->word >= CATEGORY_WORD_COUNT)
		cursor->good = false;
	held->name_len = len;
}

static void
set_words(Claim *claim, uint32 words)
{
#define BITS(shift, count) ((words >> (shift)) & ((1u << (count)) - 1))
	claim->service = BITS(WORD_SERVICE, 2);
	claim->place = BITS(WORD_PLACE, 2);
	claim->referral = BITS(WORD_REFERRAL, 2);
	claim->insurance = BITS(WORD_INSURANCE, 1);
	claim->hospital_level = BITS(WORD_LEVEL, 2);
	claim->charge_class = BITS(WORD_CHARGE, 2);
	claim->chronic_class = BITS(WORD_CHRONIC, 2);
	claim->designated = BITS(WORD_DESIGNATED, 1);
	claim->major_disease = BITS(WORD_MAJOR, 1);
	claim->maintenance = BITS(WORD_MAINTENANCE, 1);
	claim->tilt_approved = BITS(WORD_TILT, 1);
#undef BITS
}

static Cursor
read_claim(const char *from, uint32 size, Claim *claim)
{
	Cursor		cursor = {from, from + size, true};
	uint8		head[2];
	uint8		categories;
	uint32		words;
	bool		wide;

	take(&cursor, head, sizeof(head));
	wide = (head[1] & FLAG_WIDE) != 0;
	take(&cursor, &claim->age, sizeof(int16));
	take(&cursor, &claim->present, sizeof(uint32));
	take(&cursor, &words, sizeof(uint32));
	set_words(claim, words);
	take(&cursor, &claim->discharged_on, sizeof(day_t));
	take(&cursor, &claim->claim_id_len, sizeof(uint32));
	claim->claim_id = take_bytes(&cursor, claim->claim_id_len);
	claim->total = take_amount(&cursor, wide);
	claim->in_scope = take_amount(&cursor, wide);
	claim->out_of_catalog = claim_has(claim, HAS_OUT_OF_CATALOG)
		? take_amount(&cursor, wide) : 0;
	for (int i = 0; i < PAYER_COUNT; i++)
		claim->paid[i] = claim_has(claim, HAS_PAID + i) ? take_amount(&cursor, wide) : 0;
	claim->admitted_on = take_day(&cursor, claim, HAS_ADMITTED_ON);
	claim->applied_on = take_day(&cursor, claim, HAS_APPLIED_ON);
	claim->deadline_from = take_day(&cursor, claim, HAS_DEADLINE_FROM);
	take(&cursor, &categories, sizeof(categories));
	claim->category_count = categories;
	for (int i = 0; i < categories; i++)
		take_category(&cursor, &claim->categories[i]);
	return cursor;
}

void
compact_read(const char *from, uint32 size, Claim *claim)
{
	Cursor		cursor PG_USED_FOR_ASSERTS_ONLY = read_claim(from, size, claim);

	Assert(cursor.good && cursor.at == cursor.end);
}

static bool
amount_good(fen_t fen)
{
	return fen >= 0 && fen <= FEN_MAX;
}

static bool
text_good(const char *text, uint32 len)
{
	return text != NULL && memchr(text, 0, len) == NULL &&
		pg_verifymbstr(text, len, true);
}

static bool
days_good(const Claim *claim)
{
	return !DATE_NOT_FINITE(claim->discharged_on) && !DATE_NOT_FINITE(claim->admitted_on) &&
		!DATE_NOT_FINITE(claim->applied_on) && !DATE_NOT_FINITE(claim->deadline_from) &&
		IS_VALID_DATE(claim->discharged_on) && IS_VALID_DATE(claim->admitted_on) &&
		IS_VALID_DATE(claim->applied_on) && IS_VALID_DATE(claim->deadline_from);
}

static bool
categories_good(const Claim *claim)
{
	for (int i = 0; i < claim->category_count; i++)
	{
		const ClaimCategory *held = &claim->categories[i];

		if (held->word == CATEGORY_BY_NAME &&
			(held->name_len == 0 || !text_good(held->name, held->name_len) ||
			 word_code(category_words, CATEGORY_WORD_COUNT, held->name, held->name_len) >= 0))
			return false;
		if ((held->has_recognised && !DATE_NOT_FINITE(held->recognised_on) &&
			 !IS_VALID_DATE(held->recognised_on)) ||
			(held->has_ended && !DATE_NOT_FINITE(held->ended_on) &&
			 !IS_VALID_DATE(held->ended_on)))
			return false;
		if ((held->has_recognised && !claim_has(claim, HAS_RECOGNISED_ON)) ||
			(held->has_ended && !claim_has(claim, HAS_ENDED_ON)))
			return false;
	}
	return claim->category_count == 0 || claim_has(claim, HAS_CATEGORIES);
}

/* Every byte counts: what is read and written again must be the same bytes. */
static bool
same_when_written(const char *from, uint32 size, const Claim *claim)
{
	char	   *again;
	bool		same;

	if (compact_size(claim) != size)
		return false;
	again = palloc(size);
	compact_write(claim, again, size);
	same = memcmp(again, from, size) == 0;
	pfree(again);
	return same;
}

bool
compact_read_checked(const char *from, uint32 size, Claim *claim)
{
	Cursor		cursor;
	ClaimConflict conflict;

	if (size < COMPACT_HEAD || from[0] != COMPACT_VERSION)
		return false;
	cursor = read_claim(from, size, claim);
	if (!cursor.good || cursor.at != cursor.end ||
		claim->referral >= REFERRAL_COUNT || claim->age < 0 || claim->age > 200 ||
		claim->chronic_class < 1 ||
		(claim_has(claim, HAS_CHARGE_CLASS) && claim->charge_class < 1) ||
		(!claim_has(claim, HAS_CLAIM_ID) && claim->claim_id_len > 0) ||
		(claim->present >> CLAIM_FIELD_COUNT) != 0)
		return false;
	/* what is absent stands at its default */
	if ((!claim_has(claim, HAS_PLACE) && claim->place != PLACE_CITY) ||
		(!claim_has(claim, HAS_REFERRAL) && claim->referral != 0) ||
		(!claim_has(claim, HAS_INSURANCE) && claim->insurance != INSURANCE_RESIDENT) ||
		(!claim_has(claim, HAS_DESIGNATED) && !claim->designated) ||
		(!claim_has(claim, HAS_HOSPITAL_LEVEL) && claim->hospital_level != 0) ||
		(!claim_has(claim, HAS_CHARGE_CLASS) && claim->charge_class != 0) ||
		(!claim_has(claim, HAS_MAJOR_DISEASE) && claim->major_disease) ||
		(!claim_has(claim, HAS_MAINTENANCE) && claim->maintenance) ||
		(!claim_has(claim, HAS_AGE) && claim->age != 0) ||
		(!claim_has(claim, HAS_CHRONIC_CLASS) && claim->chronic_class != 1) ||
		(!claim_has(claim, HAS_TILT_APPROVED) && claim->tilt_approved))
		return false;
	if (!amount_good(claim->total) || !amount_good(claim->in_scope) ||
		!amount_good(claim->out_of_catalog))
		return false;
	for (int i = 0; i < PAYER_COUNT; i++)
		if (!amount_good(claim->paid[i]))
			return false;
	return text_good(claim->claim_id, claim->claim_id_len) && days_good(claim) &&
		categories_good(claim) && !claim_conflict(claim, 0, &conflict) &&
		same_when_written(from, size, claim);
}

int
compact_compare(const char *a, uint32 a_size, const char *b, uint32 b_size)
{
	day_t		a_day,
				b_day;
	uint32		a_present,
				b_present,
				a_len,
				b_len;
	int			cmp;

	memcpy(&a_day, a + 12, sizeof(day_t));
	memcpy(&b_day, b + 12, sizeof(day_t));
	if (a_day != b_day)
		return a_day < b_day ? -1 : 1;
	memcpy(&a_present, a + 4, sizeof(uint32));
	memcpy(&b_present, b + 4, sizeof(uint32));
	if ((a_present ^ b_present) & (1u << HAS_CLAIM_ID))
		return a_present & (1u << HAS_CLAIM_ID) ? 1 : -1;
	memcpy(&a_len, a + 16, sizeof(uint32));
	memcpy(&b_len, b + 16, sizeof(uint32));
	cmp = memcmp(a + COMPACT_HEAD, b + COMPACT_HEAD, Min(a_len, b_len));
	if (cmp != 0)
		return cmp;
	if (a_len != b_len)
		return a_len < b_len ? -1 : 1;
	cmp = memcmp(a, b, Min(a_size, b_size));
	if (cmp != 0)
		return cmp;
	return a_size == b_size ? 0 : a_size < b_size ? -1 : 1;
}

struct varlena *
compact_from_fields(const ClaimFields *fields)
{
	Claim		claim;
	uint32		size;
	struct varlena *compact;

	claim_from_fields(fields, &claim, NULL);
	size = compact_size(&claim);
	compact = palloc(VARHDRSZ + size);
	SET_VARSIZE(compact, VARHDRSZ + size);
	compact_write(&claim, VARDATA(compact), size);
	return compact;
}
