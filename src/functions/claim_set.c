/*
 * claim_set.c - type medaid_claim_set: text and binary form, order, and
 * looking into one.
 */
#include "claim/claim_set.h"

#include "claim/claim_record.h"
#include "claim/compact_claim.h"
#include "funcapi.h"
#include "pg/opaque.h"

PG_FUNCTION_INFO_V1(medaid_claim_set_count);
PG_FUNCTION_INFO_V1(medaid_unpack);

static struct varlena *
checked(struct varlena *value, Node *escontext)
{
	if (!set_good(value))
	{
		opaque_damaged("medaid_claim_set", escontext);
		return NULL;
	}
	return value;
}

/* The claims are sorted, so the same claims are the same bytes. */
static int
compare(const char *a, Size a_size, const char *b, Size b_size)
{
	int			cmp = memcmp(a, b, Min(a_size, b_size));

	return cmp != 0 ? cmp : (a_size > b_size) - (a_size < b_size);
}

OPAQUE_TYPE(medaid_claim_set, checked, opaque_bytes);
OPAQUE_ORDER(medaid_claim_set, compare);

/*
 * medaid_claim_count(medaid_claim_set) -> bigint
 * How many claims a set holds, refused ones with them.  NULL: NULL.
 */
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

/*
 * medaid_unpack(medaid_claim_set) -> setof medaid_claim
 * The claims in the order of settlement, amounts to the fen; of a refused one
 * what is known of it.  NULL: no rows.
 */
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
