/*
 * formula.c - amounts and rates as text, for the formulas of an explanation.
 */
#include "core/explain.h"

#include <stdarg.h>
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

char *
formula_text(char *at, const char *end, const char *format, ...)
{
	va_list		values;

	va_start(values, format);
	for (const char *c = format; *c != '\0'; c++)
	{
		char		number[NUMBER_TEXT];
		const char *piece = c;
		int			len = 1;

		if (*c == '%')
		{
			c++;
			piece = number;
			if (*c == 'm')
				len = amount_text(va_arg(values, fen_t), number);
			else if (*c == 'r')
				len = rate_text(va_arg(values, int32_t), number);
			else if (*c == 'd')
				len = day_text(va_arg(values, day_t), number);
			else if (*c == 'i')
				len = digits(va_arg(values, int), number);
			else
			{
				piece = va_arg(values, const char *);
				len = strlen(piece);
			}
		}
		if (len > end - at)
			break;
		memcpy(at, piece, len);
		at += len;
	}
	va_end(values);
	return at;
}
