/*
 * room.c - memory for what an argument makes as large as it likes.
 */
#include "pg/room.h"

#include "utils/memutils.h"

static Size
room(Size count, Size size)
{
	/* no product that has gone round, where sizes have 32 bits */
	if (count > MaxAllocSize / size)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("an argument is too large: its %zu parts of %zu bytes take more than 1 GB", count, size)));
	return count * size;
}

void *
room_for(Size count, Size size)
{
	return palloc(room(count, size));
}

void *
zeroed_room_for(Size count, Size size)
{
	return palloc0(room(count, size));
}
