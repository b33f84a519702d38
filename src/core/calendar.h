/*
 * calendar.h - days and years, without PostgreSQL.
 *
 * A day is counted from 2000-01-01, as in PostgreSQL's date; DAY_PAST and
 * DAY_FUTURE are its -infinity and infinity.
 */
#ifndef MEDAID_CALENDAR_H
#define MEDAID_CALENDAR_H

#include <stdint.h>

typedef int32_t day_t;

#define DAY_PAST	INT32_MIN
#define DAY_FUTURE	INT32_MAX

extern void day_split(day_t day, int32_t *year, int32_t *month);
extern day_t day_of(int32_t year, int32_t month, int32_t dom);

static inline int32_t
day_year(day_t day)
{
	int32_t		year,
				month;

	day_split(day, &year, &month);
	return year;
}

#endif							/* MEDAID_CALENDAR_H */
