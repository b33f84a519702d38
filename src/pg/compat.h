/*
 * compat.h - what differs between the server versions that medaid builds on.
 */
#ifndef MEDAID_COMPAT_H
#define MEDAID_COMPAT_H

#include "postgres.h"

#include "storage/proc.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#if PG_VERSION_NUM < 140000
#error "medaid needs PostgreSQL 14 or later"
#endif

/* The number of the running transaction in this session. */
#if PG_VERSION_NUM >= 170000
#define MyLocalTransactionId	(MyProc->vxid.lxid)
#else
#define MyLocalTransactionId	(MyProc->lxid)
#endif

#endif							/* MEDAID_COMPAT_H */
