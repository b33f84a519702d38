/*
 * settle_year.c - medaid_settle_all(), medaid_collect() and their trying forms:
 * a person's claims collected unsorted, ordered at the end, settled in one go.
 *
 * The aggregates collect first and sort at the end, so they combine; their
 * final functions only read the state.
 */
#include "settlement/settle_call.h"

#include "claim/claim_set.h"
#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "pg/aggregate.h"
#include "pg/report.h"
#include "policy/policy_constant.h"
#include "settlement/claim_ids.h"
#include "settlement/claim_log.h"
#include "settlement/write.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

PG_FUNCTION_INFO_V1(medaid_settle_all_step);
PG_FUNCTION_INFO_V1(medaid_outcomes_step);
PG_FUNCTION_INFO_V1(medaid_collect_step);
PG_FUNCTION_INFO_V1(medaid_collect_combine);
PG_FUNCTION_INFO_V1(medaid_collect_serialize);
PG_FUNCTION_INFO_V1(medaid_collect_deserialize);
PG_FUNCTION_INFO_V1(medaid_settle_all_final);
PG_FUNCTION_INFO_V1(medaid_collect_final);
PG_FUNCTION_INFO_V1(medaid_settle_set);
PG_FUNCTION_INFO_V1(medaid_try_settle_all_step);
PG_FUNCTION_INFO_V1(medaid_try_settle_all_final);
PG_FUNCTION_INFO_V1(medaid_try_settle_set);
PG_FUNCTION_INFO_V1(medaid_try_collect_step);

/* What the transition function keeps for the whole query. */
typedef struct CollectCall
{
	ClaimLog   *logs;			/* one for each memory context of the aggregation */
	PolicyArgument policy;
} CollectCall;

static void
forget_trusted(Datum call)
{
	policy_argument_doubt(&((CollectCall *) DatumGetPointer(call))->policy);
}

/* The logs that are there name what their claims are to be settled under. */
static void
mark_in_use(PolicyArgument *policy)
{
	CollectCall *call = (CollectCall *) ((char *) policy - offsetof(CollectCall, policy));

	for (ClaimLog *log = call->logs; log != NULL; log = log->next)
		log_mark_policies(log);
}

static CollectCall *
collect_call(FunctionCallInfo fcinfo, bool scenarios)
{
	CollectCall *call = fcinfo->flinfo->fn_extra;

	if (call == NULL)
	{
		call = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(CollectCall));
		if (fcinfo->nargs == 3)
		{
			policy_argument_init(&call->policy, fcinfo->flinfo->fn_mcxt,
								 scenarios ? POLICY_SCENARIOS : policy_argument_shape(fcinfo, 2),
								 true);
			call->policy.constant = policy_constant_of((Node *) AggGetAggref(fcinfo));
			call->policy.mark_in_use = mark_in_use;
		}
		fcinfo->flinfo->fn_extra = call;
	}
	return call;
}

/* The state so far, or a new one. */
static ClaimGroup *
collect_group(FunctionCallInfo fcinfo, ClaimLog *log)
{
	return PG_ARGISNULL(0) ? group_create(log) : (ClaimGroup *) PG_GETARG_POINTER(0);
}

static CompiledPolicy *
row_policy(FunctionCallInfo fcinfo, CollectCall *call, Datum policy)
{
	if (call->policy.constant && call->policy.trusted == NULL)
		AggRegisterCallback(fcinfo, forget_trusted, PointerGetDatum(call));
	return policy_argument(&call->policy, policy);
}

/* Which forms of a function take a claim that is refused. */
typedef enum Refused
{
	REFUSED_RAISES,
	REFUSED_KEPT
} Refused;

static void
raise_refused(const struct varlena *compact)
{
	Claim		claim;
	Fault		fault = {.kind = FAULT_UNREADABLE};

	compact_read(VARDATA_ANY(compact), VARSIZE_ANY_EXHDR(compact), &claim);
	report_fault(NULL, &claim, &fault);
}

static void
add_claim(ClaimLog *log, ClaimGroup *group, Datum claim, uint32 policy, Refused refused)
{
	struct varlena *compact = PG_DETOAST_DATUM_PACKED(claim);

	if (unlikely(compact_refused(VARDATA_ANY(compact))) && refused == REFUSED_RAISES)
		raise_refused(compact);
	group_add(log, group, VARDATA_ANY(compact), VARSIZE_ANY_EXHDR(compact), policy);
}

static Datum
collect_under(FunctionCallInfo fcinfo, bool scenarios, Refused refused)
{
	MemoryContext context = aggregate_context(fcinfo);
	CollectCall *call = collect_call(fcinfo, scenarios);
	CompiledPolicy *policy;
	ClaimLog   *log;
	ClaimGroup *group;

	if (PG_ARGISNULL(1))
		return transition_unchanged(fcinfo);
	if (PG_ARGISNULL(2))
		policy_is_null();
	policy = row_policy(fcinfo, call, PG_GETARG_DATUM(2));
	log = claim_log(&call->logs, context);
	group = collect_group(fcinfo, log);
	add_claim(log, group, PG_GETARG_DATUM(1), log_policy(log, policy), refused);
	PG_RETURN_POINTER(group);
}

/*
 * medaid_settle_all(claim, policy): transition
 * NULL claim: adds nothing; NULL policy: 22004.  A claim that cannot be read
 * raises.
 */
Datum
medaid_settle_all_step(PG_FUNCTION_ARGS)
{
	return collect_under(fcinfo, false, REFUSED_RAISES);
}

/*
 * medaid_try_settle_all(claim, policy): transition
 * The same; a claim that cannot be read is kept, and refused at the end.
 */
Datum
medaid_try_settle_all_step(PG_FUNCTION_ARGS)
{
	return collect_under(fcinfo, false, REFUSED_KEPT);
}

/*
 * medaid_outcomes(claim, scenarios): transition
 * NULL claim: adds nothing; NULL scenarios: 22004.
 */
Datum
medaid_outcomes_step(PG_FUNCTION_ARGS)
{
	return collect_under(fcinfo, true, REFUSED_RAISES);
}

static Datum
collect_step(FunctionCallInfo fcinfo, Refused refused)
{
	MemoryContext context = aggregate_context(fcinfo);
	ClaimLog   *log;
	ClaimGroup *group;

	if (PG_ARGISNULL(1))
		return transition_unchanged(fcinfo);
	log = claim_log(&collect_call(fcinfo, false)->logs, context);
	group = collect_group(fcinfo, log);
	add_claim(log, group, PG_GETARG_DATUM(1), 0, refused);
	PG_RETURN_POINTER(group);
}

/*
 * medaid_collect(claim): transition
 * NULL adds nothing; a claim that cannot be read raises.
 */
Datum
medaid_collect_step(PG_FUNCTION_ARGS)
{
	return collect_step(fcinfo, REFUSED_RAISES);
}

/*
 * medaid_try_collect(claim): transition
 * The same; the set carries a claim that cannot be read as refused.
 */
Datum
medaid_try_collect_step(PG_FUNCTION_ARGS)
{
	return collect_step(fcinfo, REFUSED_KEPT);
}

/*
 * All of them: combination
 * Adds the claims of the second state to the first; NULL is none.
 */
Datum
medaid_collect_combine(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo);
	ClaimLog   *log;
	ClaimGroup *group;

	if (PG_ARGISNULL(1))
		return transition_unchanged(fcinfo);
	log = claim_log(&collect_call(fcinfo, false)->logs, context);
	group = collect_group(fcinfo, log);
	group_merge(log, group, (ClaimGroup *) PG_GETARG_POINTER(1));
	PG_RETURN_POINTER(group);
}

/* The policies of a group's claims, each once; the claims then name them by their place there. */
static uint32
used_policies(GroupClaim *claims, uint32 count, uint32 *used)
{
	uint32		policies = 0;
	uint32		last = 0;

	for (uint32 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (policies == 0 || used[last] != claims[i].policy)
			for (last = 0; last < policies && used[last] != claims[i].policy; last++);
		if (last == policies)
			used[policies++] = claims[i].policy;
		claims[i].policy = last;
	}
	return policies;
}

/*
 * All of them: a state as bytes, the policies, then the claims.  Every state carries its policies: the
 * node that combines may spill or sort, so none can count on an earlier one.
 */
Datum
medaid_collect_serialize(PG_FUNCTION_ARGS)
{
	const ClaimGroup *group = (ClaimGroup *) PG_GETARG_POINTER(0);
	GroupClaim *claims;
	uint32		count;
	uint32	   *used;
	uint32		policies = 0;
	StringInfoData out;

	aggregate_context(fcinfo);
	claims = group_claims(group, &count);
	used = palloc(Max(group->log->policy_count, 1) * sizeof(uint32));
	if (group->log->policy_count > 0)
		policies = used_policies(claims, count, used);
	pq_begintypsend(&out);
	pq_sendint32(&out, policies);
	for (uint32 i = 0; i < policies; i++)
	{
		const CompiledPolicy *policy = group->log->policies[used[i]];

		CHECK_FOR_INTERRUPTS();
		pq_sendbyte(&out, policy->shape);
		pq_sendint32(&out, policy->source_size);
		appendBinaryStringInfo(&out, (const char *) policy->source, policy->source_size);
	}
	pq_sendint32(&out, count);
	for (uint32 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		pq_sendint32(&out, claims[i].size);
		pq_sendint32(&out, claims[i].policy);
		appendBinaryStringInfo(&out, claims[i].compact, claims[i].size);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&out));
}

static CompiledPolicy *
receive_policy(StringInfo in, PolicyArgument *policies)
{
	PolicyShape shape = pq_getmsgbyte(in);
	uint32		size = pq_getmsgint(in, 4);
	/* a datum wants an aligned address */
	char	   *source = palloc(size);
	CompiledPolicy *policy;

	memcpy(source, pq_getmsgbytes(in, size), size);
	policies->shape = shape;
	policy = policy_argument(policies, PointerGetDatum(source));
	pfree(source);
	return policy;
}

/*
 * The state again: a log of its own with one group.
 */
Datum
medaid_collect_deserialize(PG_FUNCTION_ARGS)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	PolicyArgument *policies = fcinfo->flinfo->fn_extra;
	StringInfoData in;
	ClaimGroup *group;
	uint32		policy_count;
	uint32		claims;

	aggregate_context(fcinfo);
	if (policies == NULL)
	{
		policies = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt, sizeof(PolicyArgument));
		policy_argument_init(policies, fcinfo->flinfo->fn_mcxt, POLICY_ONE, true);
		fcinfo->flinfo->fn_extra = policies;
	}
	in.data = VARDATA_ANY(bytes);
	in.len = in.maxlen = VARSIZE_ANY_EXHDR(bytes);
	in.cursor = 0;
	group = group_create(claim_log_single(CurrentMemoryContext, in.len));
	policy_count = pq_getmsgint(&in, 4);
	for (uint32 i = 0; i < policy_count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		/* two may be one here: the same policy, stored twice */
		log_add_policy(group->log, receive_policy(&in, policies));
	}
	claims = pq_getmsgint(&in, 4);
	for (uint32 i = 0; i < claims; i++)
	{
		uint32		size = pq_getmsgint(&in, 4);
		uint32		number = pq_getmsgint(&in, 4);

		CHECK_FOR_INTERRUPTS();
		if (number >= Max(policy_count, 1))
			elog(ERROR, "claim of policy %u among %u", number, policy_count);
		group_add(group->log, group, pq_getmsgbytes(&in, size), size, number);
	}
	pq_getmsgend(&in);
	PG_RETURN_POINTER(group);
}

typedef struct YearCall
{
	SettleCall	settle;			/* first: settle_call() made it */
	ClaimIds	ids;			/* of the claims settled */
} YearCall;

/* Nothing used, no claim settled. */
static void
begin_group(YearCall *call, bool tries)
{
	call->settle.tries = tries;
	call->settle.ytd.count = 0;
	claim_ids_reset(&call->ids, call->settle.context);
}

/* A claim that was refused bars no other with its claim_id. */
static void
settle_next(YearCall *call, const char *compact, uint32 size, const PolicySet *set,
			SettlementArray *array)
{
	SettleCall *settle = &call->settle;
	Settlement *settlement;

	/* a person may have millions of claims */
	CHECK_FOR_INTERRUPTS();
	settlement = settle_compact(settle, compact, size, set, &settle->ytd);
	if (settlement->entitlement.status != STATUS_REFUSED &&
		unlikely(!claim_ids_add(&call->ids, settlement->claim)))
	{
		Fault		twice = {.kind = FAULT_ID_TWICE};

		settle_fault(settle, &twice);
	}
	settle_post(settle, &settle->ytd);
	settlement_array_add(array, settlement);
}

static Datum
settle_group(FunctionCallInfo fcinfo, bool tries)
{
	const ClaimGroup *group;
	YearCall   *call;
	GroupClaim *claims;
	uint32		count;
	SettlementArray array;

	aggregate_context(fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	group = (ClaimGroup *) PG_GETARG_POINTER(0);
	call = (YearCall *) settle_call(fcinfo, RESULT_SETTLEMENTS, sizeof(YearCall));
	begin_group(call, tries);
	claims = group_sorted(group, &count);
	settlement_array_init(&array, call->settle.type, count);
	for (uint32 i = 0; i < count; i++)
		settle_next(call, claims[i].compact, claims[i].size,
					&group->log->policies[claims[i].policy]->set, &array);
	pfree(claims);
	PG_RETURN_DATUM(settlement_array_done(&array));
}

/*
 * medaid_settle_all(claim, policy) -> medaid_settlement[]
 * In the order of settlement.  NULL without claims; errors as medaid_settle();
 * 22023: a claim_id stands twice; 54000: the settlements exceed 1 GB.
 */
Datum
medaid_settle_all_final(PG_FUNCTION_ARGS)
{
	return settle_group(fcinfo, false);
}

/*
 * medaid_try_settle_all(claim, policy) -> medaid_settlement[]
 * The same; claims that cannot be settled, and all but the first of a claim_id,
 * are refused, see medaid_try_settle().
 */
Datum
medaid_try_settle_all_final(PG_FUNCTION_ARGS)
{
	return settle_group(fcinfo, true);
}

/*
 * medaid_collect(claim) -> medaid_claim_set
 * In the order of settlement.  NULL without claims; 54000: they exceed 1 GB.
 */
Datum
medaid_collect_final(PG_FUNCTION_ARGS)
{
	const ClaimGroup *group;
	GroupClaim *claims;
	uint32		count;
	Size		size;
	struct varlena *set;
	char	   *to;

	aggregate_context(fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	group = (ClaimGroup *) PG_GETARG_POINTER(0);
	claims = group_sorted(group, &count);
	size = VARHDRSZ + 1;
	for (uint32 i = 0; i < count; i++)
		size += sizeof(uint32) + claims[i].size;
	if (size > MaxAllocSize)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("the claims of one group exceed 1 GB"),
				 errhint("Collect them by person and year.")));
	set = palloc(size);
	SET_VARSIZE(set, size);
	to = VARDATA(set);
	*to++ = CLAIM_SET_VERSION;
	for (uint32 i = 0; i < count; i++)
	{
		/* in their order they lie apart in memory: each is waited for */
		CHECK_FOR_INTERRUPTS();
		memcpy(to, &claims[i].size, sizeof(uint32));
		memcpy(to + sizeof(uint32), claims[i].compact, claims[i].size);
		to += sizeof(uint32) + claims[i].size;
	}
	pfree(claims);
	PG_RETURN_POINTER(set);
}

static Datum
settle_set(FunctionCallInfo fcinfo, bool tries)
{
	YearCall   *call = (YearCall *) begin_call(fcinfo, CLAIM_OTHER, RESULT_SETTLEMENTS,
											   sizeof(YearCall));
	struct varlena *set;
	SettlementArray array;
	SetWalk		walk;
	const char *compact;
	uint32		size;

	if (call == NULL)
		PG_RETURN_NULL();
	begin_group(call, tries);
	set = PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(0));
	settlement_array_init(&array, call->settle.type, VARSIZE_ANY_EXHDR(set) / 60);
	set_walk(set, &walk);
	while (set_next(&walk, &compact, &size))
		settle_next(call, compact, size, call->settle.set, &array);
	PG_RETURN_DATUM(settlement_array_done(&array));
}

/*
 * medaid_settle_all(medaid_claim_set, policy) -> medaid_settlement[]
 * A stored collection.  NULL set: NULL; NULL policy: 22004; a claim_id that
 * stands twice: 22023.
 */
Datum
medaid_settle_set(PG_FUNCTION_ARGS)
{
	return settle_set(fcinfo, false);
}

/*
 * medaid_try_settle_all(medaid_claim_set, policy) -> medaid_settlement[]
 * The same; claims that cannot be settled, and all but the first of a
 * claim_id, are refused, see medaid_try_settle().
 */
Datum
medaid_try_settle_set(PG_FUNCTION_ARGS)
{
	return settle_set(fcinfo, true);
}
