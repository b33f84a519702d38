/*
 * claim_set.c - type medaid_claim_set: text and binary form, order, and
 * looking into one.
 */
#include "claim/claim_set.h"

#include "access/htup_details.h"
#include "claim/claim_record.h"
#include "claim/compact_claim.h"
#include "claim/opaque_text.h"
#include "common/hashfn.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(medaid_claim_set_in);
PG_FUNCTION_INFO_V1(medaid_claim_set_out);
PG_FUNCTION_INFO_V1(medaid_claim_set_recv);
PG_FUNCTION_INFO_V1(medaid_claim_set_send);
PG_FUNCTION_INFO_V1(medaid_claim_set_eq);
PG_FUNCTION_INFO_V1(medaid_claim_set_ne);
PG_FUNCTION_INFO_V1(medaid_claim_set_lt);
PG_FUNCTION_INFO_V1(medaid_claim_set_le);
PG_FUNCTION_INFO_V1(medaid_claim_set_gt);
PG_FUNCTION_INFO_V1(medaid_claim_set_ge);
PG_FUNCTION_INFO_V1(medaid_claim_set_cmp);
PG_FUNCTION_INFO_V1(medaid_claim_set_hash);
PG_FUNCTION_INFO_V1(medaid_claim_set_hash_extended);
PG_FUNCTION_INFO_V1(medaid_claim_set_count);
PG_FUNCTION_INFO_V1(medaid_unpack);

void
set_walk(const struct varlena *set, SetWalk *walk)
{
	walk->at = VARDATA_ANY(set) + 1;
	walk->end = VARDATA_ANY(set) + VARSIZE_ANY_EXHDR(set);
}

bool
set_next(SetWalk *walk, const char **compact, uint32 *size)
{
	if (walk->at >= walk->end)
		return false;
	memcpy(size, walk->at, sizeof(uint32));
	*compact = walk->at + sizeof(uint32);
	walk->at = *compact + *size;
	return true;
}

/* Every byte: the version, sizes that fill the value, good claims, in order. */
static bool
set_good(const struct varlena *set)
{
	const char *at = VARDATA_ANY(set);
	const char *end = at + VARSIZE_ANY_EXHDR(set);
	const char *before = NULL;
	uint32		before_size = 0;
	uint32		size;
	Claim		claim;

	if (at == end || *at++ != CLAIM_SET_VERSION)
		return false;
	for (; at < end; at += size)
	{
		if (end - at < (ptrdiff_t) sizeof(uint32))
			return false;
		memcpy(&size, at, sizeof(uint32));
		at += sizeof(uint32);
		if (end - at < (ptrdiff_t) size || !compact_read_checked(at, size, &claim))
			return false;
		if (before != NULL && compact_compare(before, before_size, at, size) > 0)
			return false;
		before = at;
		before_size = size;
	}
	return true;
}

Datum
medaid_claim_set_in(PG_FUNCTION_ARGS)
{
	struct varlena *value = opaque_from_text(PG_GETARG_CSTRING(0), "medaid_claim_set");

	if (!set_good(value))
		opaque_damaged("medaid_claim_set");
	PG_RETURN_POINTER(value);
}

Datum
medaid_claim_set_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(opaque_to_text(PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(0))));
}

Datum
medaid_claim_set_recv(PG_FUNCTION_ARGS)
{
	struct varlena *value = opaque_from_message((StringInfo) PG_GETARG_POINTER(0));

	if (!set_good(value))
		opaque_damaged("medaid_claim_set");
	PG_RETURN_POINTER(value);
}

Datum
medaid_claim_set_send(PG_FUNCTION_ARGS)
{
	PG_RETURN_BYTEA_P(PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0)));
}

/* The claims are sorted, so the same claims are the same bytes. */
static int
compare(FunctionCallInfo fcinfo)
{
	struct varlena *a = PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(0));
	struct varlena *b = PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(1));
	Size		a_size = VARSIZE_ANY_EXHDR(a);
	Size		b_size = VARSIZE_ANY_EXHDR(b);
	int			cmp = memcmp(VARDATA_ANY(a), VARDATA_ANY(b), Min(a_size, b_size));

	if (cmp == 0)
		cmp = (a_size > b_size) - (a_size < b_size);
	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	return cmp;
}

Datum
medaid_claim_set_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) == 0);
}

Datum
medaid_claim_set_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) != 0);
}

Datum
medaid_claim_set_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) < 0);
}

Datum
medaid_claim_set_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) <= 0);
}

Datum
medaid_claim_set_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) > 0);
}

Datum
medaid_claim_set_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) >= 0);
}

Datum
medaid_claim_set_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare(fcinfo));
}

Datum
medaid_claim_set_hash(PG_FUNCTION_ARGS)
{
	struct varlena *set = PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(0));

	return hash_any((unsigned char *) VARDATA_ANY(set), VARSIZE_ANY_EXHDR(set));
}

Datum
medaid_claim_set_hash_extended(PG_FUNCTION_ARGS)
{
	struct varlena *set = PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(0));

	return hash_any_extended((unsigned char *) VARDATA_ANY(set), VARSIZE_ANY_EXHDR(set),
							 PG_GETARG_INT64(1));
}

/* medaid_claim_count(medaid_claim_set) -> bigint */
Datum
medaid_claim_set_count(PG_FUNCTION_ARGS)
{
	SetWalk		walk;
	const char *compact;
	uint32		size;
	int64		count = 0;

	set_walk(PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(0)), &walk);
	while (set_next(&walk, &compact, &size))
		count++;
	PG_RETURN_INT64(count);
}

/* medaid_unpack(medaid_claim_set) -> setof medaid_claim, in the order of settlement */
Datum
medaid_unpack(PG_FUNCTION_ARGS)
{
	FuncCallContext *context;
	SetWalk    *walk;
	const char *compact;
	uint32		size;
	Claim		claim;

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext old;

		context = SRF_FIRSTCALL_INIT();
		old = MemoryContextSwitchTo(context->multi_call_memory_ctx);
		walk = palloc(sizeof(SetWalk));
		set_walk(PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0)), walk);
		context->user_fctx = walk;
		context->tuple_desc = claim_record_desc(fcinfo);
		MemoryContextSwitchTo(old);
	}
	context = SRF_PERCALL_SETUP();
	walk = context->user_fctx;
	if (!set_next(walk, &compact, &size))
		SRF_RETURN_DONE(context);
	compact_read(compact, size, &claim);
	SRF_RETURN_NEXT(context, claim_record(context->tuple_desc, &claim));
}
