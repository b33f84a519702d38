/*
 * claim_record.h - a decoded claim as a medaid_claim row again.
 */
#ifndef MEDAID_CLAIM_RECORD_H
#define MEDAID_CLAIM_RECORD_H

#include "pg/compat.h"

#include "access/tupdesc.h"
#include "core/claim.h"

/* The row type that the running function returns, checked. */
extern TupleDesc claim_record_desc(FunctionCallInfo fcinfo);
extern Datum claim_record(TupleDesc desc, const Claim *claim);

#endif							/* MEDAID_CLAIM_RECORD_H */
