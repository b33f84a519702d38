/*
 * claim_set.h - medaid_claim_set: a person's claims as one value.
 *
 * A version byte, then the compact claims in the order of settlement, each
 * behind its size (uint32).
 */
#ifndef MEDAID_CLAIM_SET_H
#define MEDAID_CLAIM_SET_H

#include "pg/compat.h"

#define CLAIM_SET_VERSION	1

/* Walks a set whose bytes are trusted. */
typedef struct SetWalk
{
	const char *at;
	const char *end;
} SetWalk;

extern void set_walk(const struct varlena *set, SetWalk *walk);
extern bool set_next(SetWalk *walk, const char **compact, uint32 *size);

/* Whether a value from outside is one, byte by byte. */
extern bool set_good(const struct varlena *set);

#endif							/* MEDAID_CLAIM_SET_H */
