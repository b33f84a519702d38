/*
 * text.c - amounts, rates and days as text, whatever a session's settings.
 */
#include "core/text.h"

#include <stddef.h>
#include <string.h>

#define NUMBER_TEXT		24

/* The digits of a number that is not negative; how many. */
static int
digits(int64_t number, char *text)
{
	char		reversed[NUMBER_TEXT];
	int			count = 0;

	do
	{
		reversed[count++] = '0' + number % 10;
		number /= 10;
	} while (number > 0);
	for (int i = 0; i < count; i++)
		text[i] = reversed[count - 1 - i];
	return count;
}

static int
amount_text(fen_t fen, char *text)
{
	int			count;

	if (fen == FEN_INFINITE)
	{
		memcpy(text, "Infinity", 8);
		return 8;
	}
	count = digits(fen / 100, text);
	text[count++] = '.';
	text[count++] = '0' + fen / 10 % 10;
	text[count++] = '0' + fen % 10;
	return count;
}

/* 6500: 65%, 6550: 65.5% */
static int
rate_text(int32_t rate, char *text)
{
	int			count = digits(rate / 100, text);

	if (rate % 100 != 0)
	{
		text[count++] = '.';
		text[count++] = '0' + rate / 10 % 10;
		if (rate % 10 != 0)
			text[count++] = '0' + rate % 10;
	}
	text[count++] = '%';
	return count;
}

static int
day_text(day_t day, char *text)
{
	int32_t		year,
				month,
				dom;
	int			count;

	if (day == DAY_PAST || day == DAY_FUTURE)
	{
		memcpy(text, day == DAY_PAST ? "-infinity" : "infinity", 9);
		return day == DAY_PAST ? 9 : 8;
	}
	day_split(day, &year, &month);
	dom = day - day_of(year, month, 1) + 1;
	count = 0;
	for (int32_t low = 1000; low > year && low > 1 && year > 0; low /= 10)
		text[count++] = '0';
	count += digits(year > 0 ? year : 1 - year, text + count);
	text[count++] = '-';
	text[count++] = '0' + month / 10;
	text[count++] = '0' + month % 10;
	text[count++] = '-';
	text[count++] = '0' + dom / 10;
	text[count++] = '0' + dom % 10;
	if (year <= 0)
	{
		memcpy(text + count, " BC", 3);
		count += 3;
	}
	return count;
}

/* One piece that is not words; how many bytes. */
static int
piece_text(const Piece *piece, char *text)
{
	switch (piece->kind)
	{
		case PIECE_FEN:
			return amount_text(piece->value, text);
		case PIECE_RATE:
			return rate_text((int32_t) piece->value, text);
		case PIECE_DAY:
			return day_text((day_t) piece->value, text);
		default:
			return digits(piece->value, text);
	}
}

char *
text_append(char *at, const char *end, const Piece *pieces)
{
	for (; pieces->kind != PIECE_END; pieces++)
	{
		char		number[NUMBER_TEXT];
		const char *text = number;
		int			len;

		if (pieces->kind == PIECE_WORDS)
		{
			text = pieces->words;
			len = strlen(text);
		}
		else
			len = piece_text(pieces, number);
		if (len > end - at)
			break;
		memcpy(at, text, len);
		at += len;
	}
	return at;
}
