/*
 * rows.h - set functions that hand their rows over together, in a tuplestore.
 *
 * InitMaterializedSRF() does as much from PostgreSQL 15 on, but looks the row
 * type up at every call: here it is looked up once for a call site.
 */
#ifndef MEDAID_ROWS_H
#define MEDAID_ROWS_H

#include "pg/compat.h"

#include "access/tupdesc.h"
#include "nodes/execnodes.h"
#include "utils/tuplestore.h"

/* Before anything else: the call has no rows yet.  0A000 where it may have none. */
extern ReturnSetInfo *rows_returned(FunctionCallInfo fcinfo);

/* The row type, with so many attributes as it was created with; 42804 else. */
extern TupleDesc rows_type(FunctionCallInfo fcinfo, int attributes, MemoryContext context);

/* Where the rows go.  desc NULL: the executor need not compare it with what it expects. */
extern Tuplestorestate *rows_begin(ReturnSetInfo *set, TupleDesc desc);

#endif							/* MEDAID_ROWS_H */
