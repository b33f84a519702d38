/*
 * claim_set.c - type medaid_claim_set: text and binary form, order, and
 * looking into one.
 */
#include "claim/claim_set.h"

#include "access/htup_details.h"
#include "claim/claim_record.h"
#include "claim/compact_claim.h"
#include "common/hashfn.h"
#include "fmgr.h"
#include "funcapi.h"
#include "pg/opaque.h"
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
