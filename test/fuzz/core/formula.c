/*
 * formula.c - the formulas of explained steps, worked out.
 *
 * Numbers are held in fen x 1/10000, so that an amount times a rate is whole.
 */
#include "person.h"

#include <string.h>

typedef __int128 exact_t;

typedef struct Formula
{
	const char *at;
	const char *end;
	bool		bad;
} Formula;

static exact_t sum(Formula *f);

static bool
skip(Formula *f, const char *word)
{
	size_t		len = strlen(word);

	if ((size_t) (f->end - f->at) < len || memcmp(f->at, word, len) != 0)
		return false;
	f->at += len;
	return true;
}

static void
expect(Formula *f, const char *word)
{
	if (!skip(f, word))
		f->bad = true;
}

/* Digits with up to two decimals, in hundredths. */
static exact_t
number(Formula *f)
{
	exact_t		value = 0;
	int			decimals = -1;
	const char *first = f->at;

	/* no limit: more than any amount */
	if (skip(f, "Infinity"))
		return (exact_t) FEN_MAX * FEN_MAX;
	for (; f->at < f->end && ((*f->at >= '0' && *f->at <= '9') || (*f->at == '.' && decimals < 0)); f->at++)
	{
		if (*f->at != '.')
			value = value * 10 + (*f->at - '0');
		if (*f->at == '.' || decimals >= 0)
			decimals++;
	}
	if (f->at == first || decimals > 2)
		f->bad = true;
	for (int i = decimals < 0 ? 0 : decimals; i < 2; i++)
		value *= 10;
	return value;
}

static exact_t
to_unit(exact_t value, exact_t unit)
{
	if (unit <= 0 || value < 0)
		return value;
	return (value + unit / 2) / unit * unit;
}

static exact_t
factor(Formula *f)
{
	exact_t		a,
				b;

	if (skip(f, "("))
	{
		a = sum(f);
		expect(f, ")");
	}
	else if (skip(f, "min(") || skip(f, "max("))
	{
		bool		least = f->at[-2] == 'n';

		a = sum(f);
		expect(f, ", ");
		b = sum(f);
		expect(f, ")");
		if (least ? b < a : b > a)
			a = b;
	}
	else if (skip(f, "round("))
	{
		a = sum(f);
		expect(f, ", ");
		a = to_unit(a, sum(f));
		expect(f, ")");
	}
	else
		a = number(f) * RATE_ONE;
	return a;
}

/* A rate is in percent with two decimals: 1/10000. */
static exact_t
product(Formula *f)
{
	exact_t		a = factor(f);

	if (skip(f, " x "))
	{
		a = a / RATE_ONE * number(f);
		expect(f, "%");
	}
	return a;
}

static exact_t
sum(Formula *f)
{
	exact_t		a = product(f);

	while (!f->bad)
	{
		if (skip(f, " + "))
			a += product(f);
		else if (skip(f, " - "))
			a -= product(f);
		else
			break;
	}
	return a;
}

const char *
formula_fault(const char *formula, int len, fen_t amount)
{
	Formula		f = {formula, formula + len, false};
	exact_t		left,
				right;

	do
	{
		left = to_unit(sum(&f), RATE_ONE);
		if (f.bad)
			return "is not understood";
		if (!skip(&f, " = "))
			return "has no right side";
		right = number(&f) * RATE_ONE;
		if (f.bad)
			return "has a right side that is no amount";
		if (left != right)
			return "has an equation that does not hold";
	} while (skip(&f, "; "));
	if (f.at != f.end)
		return "goes on where it should end";
	return right == (exact_t) amount * RATE_ONE ? NULL : "does not come to the amount";
}
