/*
 * compact_claim.c - writing, reading and ordering compact claims.
 */
#include "claim/compact_claim.h"

#include "mb/pg_wchar.h"
#include "pg/room.h"
#include "utils/date.h"

#define FLAG_WIDTH			0x03	/* index of widths */
#define FLAG_LONG_ID		0x04
#define FLAG_FAR_DAYS		0x08

#define CATEGORY_WORD		0x3F
#define CATEGORY_NAMED		0x3F	/* the word of a category by name */
#define CATEGORY_RECOGNISED	0x40
#define CATEGORY_ENDED		0x80

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
#define WORD_NO_SERVICE		17	/* the third bit of the service */
#define WORD_NO_INSURANCE	18	/* the second bit of the insurance */
#define WORD_ELSEWHERE		19

static const int widths[] = {2, 3, 4, 8};

/* How a claim is written: what decides its size. */
typedef struct Layout
{
	int			amounts;
	fen_t		fen[3 + PAYER_COUNT];
	uint8		flags;
	uint32		size;
} Layout;

static inline bool
is_far(const Claim *claim, ClaimField bit, day_t day)
{
	int64		days = (int64) day - claim->discharged_on;

	return claim_has(claim, bit) && (days < PG_INT16_MIN || days > PG_INT16_MAX);
}

static inline uint32
category_size(const ClaimCategory *held)
{
	return 1 + (held->has_recognised ? 4 : 0) + (held->has_ended ? 4 : 0) +
		(held->word == CATEGORY_BY_NAME ? 1 + held->name_len : 0);
}

#define TEXT_NONE	PG_UINT16_MAX	/* the length of a text that is absent */

static inline uint32
text_size(ClaimText text)
{
	return sizeof(uint16) + text.len;
}

static void
lay_out_refused(const Claim *claim, Layout *layout)
{
	const Unreadable *unreadable = &claim->unreadable;

	layout->flags = COMPACT_REFUSED;
	if (claim->claim_id_len > PG_UINT16_MAX)
		layout->flags |= FLAG_LONG_ID;
	layout->size = 16 + (layout->flags & FLAG_LONG_ID ? 4 : 2) + claim->claim_id_len +
		text_size(unreadable->field) + text_size(unreadable->value) + text_size(unreadable->message) +
		text_size(unreadable->hint);
}

static void
lay_out(const Claim *claim, Layout *layout)
{
	int			n = 0;
	int			width;
	fen_t		all;
	int			days = claim_has(claim, HAS_ADMITTED_ON) + claim_has(claim, HAS_APPLIED_ON) +
		claim_has(claim, HAS_DEADLINE_FROM);

	if (unlikely(claim->refused))
	{
		lay_out_refused(claim, layout);
		return;
	}
	layout->fen[n++] = claim->total;
	layout->fen[n++] = claim->in_scope;
	if (claim_has(claim, HAS_OUT_OF_CATALOG))
		layout->fen[n++] = claim->out_of_catalog;
	for (int i = 0; i < PAYER_COUNT; i++)
		if (claim_has(claim, HAS_PAID + i))
			layout->fen[n++] = claim->paid[i];
	layout->amounts = n;
	/* no amount exceeds the total */
	all = claim->total;
	width = all <= PG_UINT16_MAX ? 0 : all < (1 << 24) ? 1 : all <= PG_UINT32_MAX ? 2 : 3;
	layout->flags = width;
	if (claim->claim_id_len > PG_UINT16_MAX)
		layout->flags |= FLAG_LONG_ID;
	if (is_far(claim, HAS_ADMITTED_ON, claim->admitted_on) ||
		is_far(claim, HAS_APPLIED_ON, claim->applied_on) ||
		is_far(claim, HAS_DEADLINE_FROM, claim->deadline_from))
		layout->flags |= FLAG_FAR_DAYS;
	layout->size = 16 + (layout->flags & FLAG_LONG_ID ? 4 : 2) + claim->claim_id_len +
		n * widths[width] + days * (layout->flags & FLAG_FAR_DAYS ? 4 : 2);
	for (int i = 0; i < claim->category_count; i++)
		layout->size += category_size(&claim->categories[i]);
}

static inline char *
put(char *to, const void *from, size_t len)
{
	/* an absent name has no address */
	if (len > 0)
		memcpy(to, from, len);
	return to + len;
}

static inline char *
put_day(char *to, const Claim *claim, ClaimField bit, day_t day, uint8 flags)
{
	int16		days = (int16) (day - claim->discharged_on);

	if (!claim_has(claim, bit))
		return to;
	return flags & FLAG_FAR_DAYS ? put(to, &day, sizeof(day)) : put(to, &days, sizeof(days));
}

/* Three bytes are written one by one: the machine's order does not matter to them. */
static char *
put_amounts(char *to, const Layout *layout)
{
	for (int i = 0; i < layout->amounts; i++)
	{
		fen_t		fen = layout->fen[i];
		uint16		two = (uint16) fen;
		uint32		four = (uint32) fen;

		switch (layout->flags & FLAG_WIDTH)
		{
			case 0:
				to = put(to, &two, sizeof(two));
				break;
			case 1:
				*to++ = (char) (four & 0xFF);
				*to++ = (char) ((four >> 8) & 0xFF);
				*to++ = (char) (four >> 16);
				break;
			case 2:
				to = put(to, &four, sizeof(four));
				break;
			default:
				to = put(to, &fen, sizeof(fen));
		}
	}
	return to;
}

static char *
put_category(char *to, const ClaimCategory *held)
{
	*to++ = (char) ((held->word == CATEGORY_BY_NAME ? CATEGORY_NAMED : held->word) |
					(held->has_recognised ? CATEGORY_RECOGNISED : 0) |
					(held->has_ended ? CATEGORY_ENDED : 0));
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
	return ((uint32) claim->service & 3) << WORD_SERVICE |
		((uint32) claim->service >> 2) << WORD_NO_SERVICE |
		(uint32) claim->place << WORD_PLACE |
		(uint32) claim->referral << WORD_REFERRAL |
		((uint32) claim->insurance & 1) << WORD_INSURANCE |
		((uint32) claim->insurance >> 1) << WORD_NO_INSURANCE |
		(uint32) claim->hospital_level << WORD_LEVEL |
		(uint32) claim->charge_class << WORD_CHARGE |
		(uint32) claim->chronic_class << WORD_CHRONIC |
		(uint32) claim->designated << WORD_DESIGNATED |
		(uint32) claim->major_disease << WORD_MAJOR |
		(uint32) claim->maintenance << WORD_MAINTENANCE |
		(uint32) claim->tilt_approved << WORD_TILT |
		(uint32) claim->assisted_elsewhere << WORD_ELSEWHERE;
}

/* What every claim begins with. */
static inline char *
put_head(char *to, const Claim *claim, uint8 flags, uint8 third, uint8 fourth, uint32 words)
{
	uint16		id_len = (uint16) claim->claim_id_len;

	*to++ = COMPACT_VERSION;
	*to++ = (char) flags;
	*to++ = (char) third;
	*to++ = (char) fourth;
	to = put(to, &claim->present, sizeof(uint32));
	to = put(to, &words, sizeof(uint32));
	to = put(to, &claim->discharged_on, sizeof(day_t));
	to = flags & FLAG_LONG_ID ? put(to, &claim->claim_id_len, sizeof(uint32))
		: put(to, &id_len, sizeof(uint16));
	return put(to, claim->claim_id, claim->claim_id_len);
}

static char *
put_text(char *to, ClaimText text)
{
	uint16		len = text.at ? text.len : TEXT_NONE;

	to = put(to, &len, sizeof(len));
	return text.at ? put(to, text.at, text.len) : to;
}

static void
write_refused(const Claim *claim, const Layout *layout, char *to)
{
	char	   *start PG_USED_FOR_ASSERTS_ONLY = to;
	const Unreadable *unreadable = &claim->unreadable;

	to = put_head(to, claim, layout->flags, unreadable->kind,
				  unreadable->knows_service ? claim->service + 1 : 0, 0);
	to = put_text(to, unreadable->field);
	to = put_text(to, unreadable->value);
	to = put_text(to, unreadable->message);
	to = put_text(to, unreadable->hint);
	Assert(to == start + layout->size);
}

static void
write_claim(const Claim *claim, const Layout *layout, char *to)
{
	char	   *start PG_USED_FOR_ASSERTS_ONLY = to;

	if (unlikely(claim->refused))
	{
		write_refused(claim, layout, to);
		return;
	}
	to = put_head(to, claim, layout->flags, claim->age, claim->category_count, words_of(claim));
	to = put_amounts(to, layout);
	to = put_day(to, claim, HAS_ADMITTED_ON, claim->admitted_on, layout->flags);
	to = put_day(to, claim, HAS_APPLIED_ON, claim->applied_on, layout->flags);
	to = put_day(to, claim, HAS_DEADLINE_FROM, claim->deadline_from, layout->flags);
	for (int i = 0; i < claim->category_count; i++)
		to = put_category(to, &claim->categories[i]);
	Assert(to == start + layout->size);
}

/*
 * A reader that never passes the end of bytes from outside; what it reads past
 * it is zero.  Reading is inline, so that nothing of that is left for bytes
 * that are trusted.
 */
typedef struct Cursor
{
	const char *at;
	const char *end;
	bool		trusted;
	bool		good;
} Cursor;

static inline bool
reaches(Cursor *cursor, size_t len)
{
	if (!cursor->trusted && (size_t) (cursor->end - cursor->at) < len)
		cursor->good = false;
	return cursor->good;
}

static inline bool
take(Cursor *cursor, void *to, size_t len)
{
	if (!reaches(cursor, len))
	{
		memset(to, 0, len);
		return false;
	}
	memcpy(to, cursor->at, len);
	cursor->at += len;
	return true;
}

static inline fen_t
take_amount(Cursor *cursor, int width)
{
	uint8		three[3];
	uint16		two;
	uint32		four;
	fen_t		fen;

	switch (width)
	{
		case 0:
			take(cursor, &two, sizeof(two));
			return two;
		case 1:
			take(cursor, three, sizeof(three));
			return three[0] | three[1] << 8 | three[2] << 16;
		case 2:
			take(cursor, &four, sizeof(four));
			return four;
		default:
			take(cursor, &fen, sizeof(fen));
			return fen;
	}
}

static pg_attribute_always_inline void
take_amounts(Cursor *cursor, Claim *claim, int width)
{
	claim->total = take_amount(cursor, width);
	claim->in_scope = take_amount(cursor, width);
	claim->out_of_catalog = claim_has(claim, HAS_OUT_OF_CATALOG)
		? take_amount(cursor, width) : 0;
	for (int i = 0; i < PAYER_COUNT; i++)
		claim->paid[i] = claim_has(claim, HAS_PAID + i) ? take_amount(cursor, width) : 0;
}

static inline day_t
take_day(Cursor *cursor, const Claim *claim, ClaimField bit, uint8 flags)
{
	day_t		day = 0;
	int16		days;

	if (!claim_has(claim, bit))
		return 0;
	if (flags & FLAG_FAR_DAYS)
	{
		take(cursor, &day, sizeof(day));
		return day;
	}
	take(cursor, &days, sizeof(days));
	return (day_t) ((int64) claim->discharged_on + days);
}

static inline const char *
take_bytes(Cursor *cursor, uint32 len)
{
	const char *at = cursor->at;

	if (!reaches(cursor, len))
		return NULL;
	cursor->at += len;
	return at;
}

static pg_attribute_always_inline void
take_category(Cursor *cursor, ClaimCategory *held)
{
	uint8		head;
	uint8		len = 0;

	take(cursor, &head, sizeof(head));
	held->word = (head & CATEGORY_WORD) == CATEGORY_NAMED
		? CATEGORY_BY_NAME : head & CATEGORY_WORD;
	held->has_recognised = (head & CATEGORY_RECOGNISED) != 0;
	held->has_ended = (head & CATEGORY_ENDED) != 0;
	held->recognised_on = DAY_PAST;
	held->ended_on = DAY_FUTURE;
	held->name = NULL;
	if (held->has_recognised)
		take(cursor, &held->recognised_on, sizeof(day_t));
	if (held->has_ended)
		take(cursor, &held->ended_on, sizeof(day_t));
	if (held->word == CATEGORY_BY_NAME)
	{
		take(cursor, &len, sizeof(len));
		held->name = take_bytes(cursor, len);
	}
	else if (!cursor->trusted && held->word >= CATEGORY_WORD_COUNT)
		cursor->good = false;
	held->name_len = len;
}

static inline void
set_words(Claim *claim, uint32 words)
{
#define BITS(shift, count) ((words >> (shift)) & ((1u << (count)) - 1))
	claim->service = BITS(WORD_SERVICE, 2) | BITS(WORD_NO_SERVICE, 1) << 2;
	claim->place = BITS(WORD_PLACE, 2);
	claim->referral = BITS(WORD_REFERRAL, 2);
	claim->insurance = BITS(WORD_INSURANCE, 1) | BITS(WORD_NO_INSURANCE, 1) << 1;
	claim->hospital_level = BITS(WORD_LEVEL, 2);
	claim->charge_class = BITS(WORD_CHARGE, 2);
	claim->chronic_class = BITS(WORD_CHRONIC, 2);
	claim->designated = BITS(WORD_DESIGNATED, 1);
	claim->major_disease = BITS(WORD_MAJOR, 1);
	claim->maintenance = BITS(WORD_MAINTENANCE, 1);
	claim->tilt_approved = BITS(WORD_TILT, 1);
	claim->assisted_elsewhere = BITS(WORD_ELSEWHERE, 1);
#undef BITS
}

static inline ClaimText
take_text(Cursor *cursor)
{
	uint16		len;
	ClaimText	text = {NULL, 0};

	take(cursor, &len, sizeof(len));
	if (len != TEXT_NONE)
		text = (ClaimText) {take_bytes(cursor, len), len};
	return text;
}

/* Behind its head; what nobody knows of it stands at its default. */
static pg_attribute_always_inline void
read_refused(Cursor *cursor, Claim *claim, uint8 kind, uint8 service)
{
	Unreadable *unreadable = &claim->unreadable;

	unreadable->kind = kind;
	unreadable->knows_service = service > 0;
	claim->service = service > 0 ? service - 1 : 0;
	claim->age = 0;
	claim->category_count = 0;
	unreadable->field = take_text(cursor);
	unreadable->value = take_text(cursor);
	unreadable->message = take_text(cursor);
	unreadable->hint = take_text(cursor);
}

static pg_attribute_always_inline Cursor
read_claim(const char *from, uint32 size, Claim *claim, bool trusted)
{
	Cursor		cursor = {from, from + size, trusted, true};
	uint8		head[4];
	uint16		id_len;
	uint32		words;
	uint8		flags;

	take(&cursor, head, sizeof(head));
	flags = head[1];
	claim->age = head[2];
	claim->category_count = head[3];
	claim->refused = (flags & COMPACT_REFUSED) != 0;
	take(&cursor, &claim->present, sizeof(uint32));
	take(&cursor, &words, sizeof(uint32));
	set_words(claim, words);
	take(&cursor, &claim->discharged_on, sizeof(day_t));
	if (flags & FLAG_LONG_ID)
		take(&cursor, &claim->claim_id_len, sizeof(uint32));
	else
	{
		take(&cursor, &id_len, sizeof(uint16));
		claim->claim_id_len = id_len;
	}
	claim->claim_id = take_bytes(&cursor, claim->claim_id_len);
	if (unlikely(claim->refused))
	{
		read_refused(&cursor, claim, head[2], head[3]);
		return cursor;
	}
	switch (flags & FLAG_WIDTH)
	{
		case 0:
			take_amounts(&cursor, claim, 0);
			break;
		case 1:
			take_amounts(&cursor, claim, 1);
			break;
		case 2:
			take_amounts(&cursor, claim, 2);
			break;
		default:
			take_amounts(&cursor, claim, 3);
	}
	claim->admitted_on = take_day(&cursor, claim, HAS_ADMITTED_ON, flags);
	claim->applied_on = take_day(&cursor, claim, HAS_APPLIED_ON, flags);
	claim->deadline_from = take_day(&cursor, claim, HAS_DEADLINE_FROM, flags);
	for (int i = 0; i < claim->category_count; i++)
		take_category(&cursor, &claim->categories[i]);
	return cursor;
}

void
compact_read(const char *from, uint32 size, Claim *claim)
{
	Cursor		cursor PG_USED_FOR_ASSERTS_ONLY = read_claim(from, size, claim, true);

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
	Layout		layout;
	char	   *again;
	bool		same;

	lay_out(claim, &layout);
	if (layout.size != size)
		return false;
	again = palloc(size);
	write_claim(claim, &layout, again);
	same = memcmp(again, from, size) == 0;
	pfree(again);
	return same;
}

static bool
unreadable_good(const Claim *claim)
{
	const Unreadable *unreadable = &claim->unreadable;

	return unreadable->kind >= 1 && unreadable->kind <= FINDING_OF_READING_LAST &&
		(!unreadable->knows_service || (int) claim->service < SERVICE_COUNT) &&
		(claim->present & ~(UINT32_C(1) << HAS_CLAIM_ID)) == 0 &&
		(claim_has(claim, HAS_CLAIM_ID) || claim->claim_id_len == 0) &&
		(!claim_has_day(claim) ||
		 (!DATE_NOT_FINITE(claim->discharged_on) && IS_VALID_DATE(claim->discharged_on))) &&
		text_good(claim->claim_id, claim->claim_id_len) &&
		text_good(unreadable->message.at, unreadable->message.len) &&
		(unreadable->field.at == NULL || text_good(unreadable->field.at, unreadable->field.len)) &&
		(unreadable->value.at == NULL || text_good(unreadable->value.at, unreadable->value.len)) &&
		(unreadable->hint.at == NULL || text_good(unreadable->hint.at, unreadable->hint.len));
}

bool
compact_read_checked(const char *from, uint32 size, Claim *claim)
{
	Cursor		cursor;
	ClaimConflict conflict;

	if (size < COMPACT_HEAD || from[0] != COMPACT_VERSION)
		return false;
	cursor = read_claim(from, size, claim, false);
	if (!cursor.good || cursor.at != cursor.end)
		return false;
	if (claim->refused)
		return unreadable_good(claim) && same_when_written(from, size, claim);
	if (claim->service >= SERVICE_COUNT || claim->insurance >= INSURANCE_COUNT ||
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
		(!claim_has(claim, HAS_TILT_APPROVED) && claim->tilt_approved) ||
		(!claim_has(claim, HAS_ASSISTED_ELSEWHERE) && claim->assisted_elsewhere))
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

/* The claim_id's bytes; NULL where it is absent. */
static inline const char *
id_of(const char *compact, uint32 *len)
{
	uint32		present;
	uint16		id_len;

	memcpy(&present, compact + 4, sizeof(uint32));
	if (compact[1] & FLAG_LONG_ID)
	{
		memcpy(len, compact + 16, sizeof(uint32));
		return compact + 20;
	}
	memcpy(&id_len, compact + 16, sizeof(uint16));
	*len = id_len;
	return present & (UINT32_C(1) << HAS_CLAIM_ID) ? compact + 18 : NULL;
}

int
compact_compare(const char *a, uint32 a_size, const char *b, uint32 b_size)
{
	day_t		a_day,
				b_day;
	uint32		a_len,
				b_len;
	const char *a_id,
			   *b_id;
	int			cmp;

	memcpy(&a_day, a + 12, sizeof(day_t));
	memcpy(&b_day, b + 12, sizeof(day_t));
	if (a_day != b_day)
		return a_day < b_day ? -1 : 1;
	a_id = id_of(a, &a_len);
	b_id = id_of(b, &b_len);
	if (a_id == NULL || b_id == NULL)
		cmp = (a_id != NULL) - (b_id != NULL);
	else
		cmp = memcmp(a_id, b_id, Min(a_len, b_len));
	if (cmp != 0)
		return cmp;
	if (a_len != b_len)
		return a_len < b_len ? -1 : 1;
	cmp = memcmp(a, b, Min(a_size, b_size));
	if (cmp != 0)
		return cmp;
	return (a_size > b_size) - (a_size < b_size);
}

static ClaimText
claim_text(const char *text)
{
	return (ClaimText) {text, text ? strlen(text) : 0};
}

/* Leaves of a claim that cannot be read what is known of it, and the finding. */
static void
refuse(const NullableDatum *fields, Claim *claim, const Finding *finding)
{
	int			service = field_service(fields);

	claim->refused = true;
	claim->present &= UINT32_C(1) << HAS_CLAIM_ID;
	claim->service = Max(service, 0);
	claim->discharged_on = field_day(fields);
	claim->unreadable = (Unreadable) {
		.kind = finding->kind,
			.knows_service = service >= 0,
			.field = claim_text(finding->field),
			.value = claim_text(finding->value),
			.message = claim_text(finding->message),
			.hint = claim_text(finding->hint)
	};
}

struct varlena *
compact_from_fields(const NullableDatum *fields)
{
	Claim		claim;
	Layout		layout;
	struct varlena *compact;
	FindingList list = {0};

	claim_from_fields(fields, &claim, &list);
	if (unlikely(list.count > 0))
		refuse(fields, &claim, &list.findings[0]);
	lay_out(&claim, &layout);
	compact = room_for(1, VARHDRSZ + (Size) layout.size);
	SET_VARSIZE(compact, VARHDRSZ + layout.size);
	write_claim(&claim, &layout, VARDATA(compact));
	return compact;
}
