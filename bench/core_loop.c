/*
 * core_loop.c - the floor of settling: the core alone over claims in memory.
 *
 * Not part of the extension: the bench links it with medaid's object files.
 * bench_core_loop(sets medaid_claim_set[], policy medaid_policy[]) -> float8:
 * nanoseconds that reading and settling all claims took.
 */
#include "pg/compat.h"

#include <time.h>

#include "catalog/pg_type.h"
#include "claim/claim_set.h"
#include "claim/compact_claim.h"
#include "fmgr.h"
#include "settlement/settle_call.h"
#include "utils/array.h"

PG_FUNCTION_INFO_V1(bench_core_loop);

Datum
bench_core_loop(PG_FUNCTION_ARGS)
{
	ArrayType  *sets = PG_GETARG_ARRAYTYPE_P(0);
	CompiledPolicy *policy = policy_compile(PG_GETARG_DATUM(1), POLICY_STRETCHES, CurrentMemoryContext);
	Claim	   *claim = palloc(sizeof(Claim));
	SettleScratch *scratch = palloc(sizeof(SettleScratch));
	Settlement	settlement;
	YearToDate	ytd;
	Datum	   *set;
	bool	   *nulls;
	int			count;
	volatile fen_t aid = 0;
	struct timespec from,
				until;

	ytd_init(&ytd, CurrentMemoryContext);
	deconstruct_array(sets, ARR_ELEMTYPE(sets), -1, false, TYPALIGN_INT, &set, &nulls, &count);
	clock_gettime(CLOCK_MONOTONIC, &from);
	for (int i = 0; i < count; i++)
	{
		SetWalk		walk;
		const char *compact;
		uint32		size;

		ytd.count = 0;
		set_walk((struct varlena *) DatumGetPointer(set[i]), &walk);
		while (set_next(&walk, &compact, &size))
		{
			compact_read(compact, size, claim);
			if (!settle_claim(claim, &policy->set, &ytd, scratch, &settlement) ||
				!settlement_post(&settlement, &ytd))
				elog(ERROR, "a claim of the bench cannot be settled");
			aid += settlement.entitlement.aid;
		}
	}
	clock_gettime(CLOCK_MONOTONIC, &until);
	PG_RETURN_FLOAT8((until.tv_sec - from.tv_sec) * 1e9 + (until.tv_nsec - from.tv_nsec));
}
