/*
 * calendar.c - the proleptic Gregorian calendar in integers.
 *
 * Years are counted from a 1 March, so that a leap day ends its year; the
 * rest is division by the 400-year cycle of 146097 days.
 */
#include "core/calendar.h"

/* days from 0000-03-01 to 2000-01-01 */
#define EPOCH_OFFSET	INT64_C(730425)
#define CYCLE_DAYS		146097

void
day_split(day_t day, int32_t *year, int32_t *month)
{
	int64_t		z = (int64_t) day + EPOCH_OFFSET;
	int64_t		cycle = (z >= 0 ? z : z - (CYCLE_DAYS - 1)) / CYCLE_DAYS;
	int32_t		doc = (int32_t) (z - cycle * CYCLE_DAYS);
	int32_t		yoc = (doc - doc / 1460 + doc / 36524 - doc / 146096) / 365;
	int32_t		doy = doc - (365 * yoc + yoc / 4 - yoc / 100);
	int32_t		mp = (5 * doy + 2) / 153;

	*month = mp < 10 ? mp + 3 : mp - 9;
	*year = (int32_t) (yoc + cycle * 400) + (*month <= 2);
}

day_t
day_of(int32_t year, int32_t month, int32_t dom)
{
	int64_t		y = (int64_t) year - (month <= 2);
	int64_t		cycle = (y >= 0 ? y : y - 399) / 400;
	int32_t		yoc = (int32_t) (y - cycle * 400);
	int32_t		doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + dom - 1;
	int32_t		doc = yoc * 365 + yoc / 4 - yoc / 100 + doy;

	return (day_t) (cycle * CYCLE_DAYS + doc - EPOCH_OFFSET);
}
