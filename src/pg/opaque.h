/*
 * opaque.h - text and binary form of medaid's opaque types.
 */
#ifndef MEDAID_OPAQUE_H
#define MEDAID_OPAQUE_H

#include "pg/compat.h"

#include "lib/stringinfo.h"
#include "nodes/nodes.h"
#include "utils/fmgrprotos.h"

/* Bytes as \x and hexadecimal digits, as bytea shows them. */
extern char *opaque_to_text(const struct varlena *value);
extern struct varlena *opaque_from_text(const char *text, const char *type, Node *escontext);
extern struct varlena *opaque_from_message(StringInfo message);

/* 22P03: these bytes were not written by this type.  Returns where escontext takes soft errors. */
extern void opaque_damaged(const char *type, Node *escontext);

/*
 * The four functions of a type.  read: what stands for these bytes in memory,
 * palloc'd, 22P03 where they are none, and NULL where that is a soft error;
 * write: the bytes of a datum.
 */
#define OPAQUE_TYPE(type, read, write) \
PG_FUNCTION_INFO_V1(type##_in); \
PG_FUNCTION_INFO_V1(type##_out); \
PG_FUNCTION_INFO_V1(type##_recv); \
PG_FUNCTION_INFO_V1(type##_send); \
Datum \
type##_in(PG_FUNCTION_ARGS) \
{ \
	Node	   *escontext = fcinfo->context; \
	struct varlena *bytes = opaque_from_text(PG_GETARG_CSTRING(0), #type, escontext); \
	\
	PG_RETURN_POINTER(bytes ? read(bytes, escontext) : NULL); \
} \
Datum \
type##_out(PG_FUNCTION_ARGS) \
{ \
	PG_RETURN_CSTRING(opaque_to_text(write(PG_GETARG_DATUM(0)))); \
} \
Datum \
type##_recv(PG_FUNCTION_ARGS) \
{ \
	PG_RETURN_POINTER(read(opaque_from_message((StringInfo) PG_GETARG_POINTER(0)), NULL)); \
} \
Datum \
type##_send(PG_FUNCTION_ARGS) \
{ \
	PG_RETURN_POINTER(write(PG_GETARG_DATUM(0))); \
} \
extern int no_such_variable

/* Where values are their bytes. */
static inline const struct varlena *
opaque_bytes(Datum value)
{
	return PG_DETOAST_DATUM(value);
}

/*
 * The functions behind the operators of a type whose equal values are equal
 * bytes.  compare: the order of two values, below, at or above 0.
 */
#define OPAQUE_ORDER(type, compare) \
static int \
type##_compare(FunctionCallInfo fcinfo) \
{ \
	struct varlena *a = PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(0)); \
	struct varlena *b = PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(1)); \
	int			cmp = compare(VARDATA_ANY(a), VARSIZE_ANY_EXHDR(a), \
							  VARDATA_ANY(b), VARSIZE_ANY_EXHDR(b)); \
	\
	PG_FREE_IF_COPY(a, 0); \
	PG_FREE_IF_COPY(b, 1); \
	return cmp; \
} \
OPAQUE_OPERATOR(type, eq, PG_RETURN_BOOL, == 0); \
OPAQUE_OPERATOR(type, ne, PG_RETURN_BOOL, != 0); \
OPAQUE_OPERATOR(type, lt, PG_RETURN_BOOL, < 0); \
OPAQUE_OPERATOR(type, le, PG_RETURN_BOOL, <= 0); \
OPAQUE_OPERATOR(type, gt, PG_RETURN_BOOL, > 0); \
OPAQUE_OPERATOR(type, ge, PG_RETURN_BOOL, >= 0); \
OPAQUE_OPERATOR(type, cmp, PG_RETURN_INT32, + 0); \
PG_FUNCTION_INFO_V1(type##_hash); \
PG_FUNCTION_INFO_V1(type##_hash_extended); \
Datum \
type##_hash(PG_FUNCTION_ARGS) \
{ \
	return hashvarlena(fcinfo); \
} \
Datum \
type##_hash_extended(PG_FUNCTION_ARGS) \
{ \
	return hashvarlenaextended(fcinfo); \
} \
extern int no_such_variable

#define OPAQUE_OPERATOR(type, name, give, holds) \
PG_FUNCTION_INFO_V1(type##_##name); \
Datum \
type##_##name(PG_FUNCTION_ARGS) \
{ \
	give(type##_compare(fcinfo) holds); \
} \
extern int no_such_variable

#endif							/* MEDAID_OPAQUE_H */
