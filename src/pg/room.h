/*
 * room.h - memory for what an argument makes as large as it likes.
 *
 * palloc() refuses more than 1 GB with an internal error; here it is an error of
 * its own: what was given is too large.
 */
#ifndef MEDAID_ROOM_H
#define MEDAID_ROOM_H

#include "pg/compat.h"

/* Room for so many of a size, as palloc; more than 1 GB: 54000. */
extern void *room_for(Size count, Size size);

/* The same, filled with zeros. */
extern void *zeroed_room_for(Size count, Size size);

#endif							/* MEDAID_ROOM_H */
