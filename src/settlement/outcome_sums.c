/*
 * outcome_sums.c - type medaid_outcome_sums: its bytes, text and binary form.
 */
#include "settlement/outcome_sums.h"

#include "settlement/tally_bytes.h"

#define OUTCOME_SUMS_VERSION	1
#define OUTCOME_SUMS_TYPE	"medaid_outcome_sums"

const OutcomeSums *
outcome_sums(Datum value)
{
	const OutcomeSums *sums = (OutcomeSums *) PG_DETOAST_DATUM(value);

	if (VARSIZE(sums) != sizeof(OutcomeSums) || sums->count != SUM_COUNT)
		opaque_damaged(OUTCOME_SUMS_TYPE, NULL);
	return sums;
}

static OutcomeSums *
make_sums(void)
{
	OutcomeSums *sums = palloc0(sizeof(OutcomeSums));

	SET_VARSIZE(sums, sizeof(OutcomeSums));
	sums->count = SUM_COUNT;
	return sums;
}

OutcomeSums *
outcome_sums_state(FunctionCallInfo fcinfo)
{
	const OutcomeSums *sums;
	OutcomeSums *copy;

	if (PG_ARGISNULL(0))
		return make_sums();
	sums = outcome_sums(PG_GETARG_DATUM(0));
	if (AggCheckCallContext(fcinfo, NULL))
		return unconstify(OutcomeSums *, sums);
	copy = palloc(sizeof(OutcomeSums));
	memcpy(copy, sums, sizeof(OutcomeSums));
	return copy;
}

static const Tally zero;

static struct varlena *
write_sums(const Tally *tally)
{
	struct varlena *bytes = palloc(VARHDRSZ + 2 + SUMS_SIZE_MAX(SUM_COUNT));
	char	   *to = VARDATA(bytes);

	*to++ = OUTCOME_SUMS_VERSION;
	*to++ = SUM_COUNT;
	to = put_sums(to, tally, &zero, SUM_COUNT);
	SET_VARSIZE(bytes, to - (char *) bytes);
	return bytes;
}

/* Every byte: what is read and written again must be the same. */
static OutcomeSums *
read_sums(const struct varlena *bytes, Node *escontext)
{
	ByteReader	reader = {
		.at = VARDATA(bytes),
		.end = VARDATA(bytes) + VARSIZE(bytes) - VARHDRSZ,
		.type = OUTCOME_SUMS_TYPE,
		.escontext = escontext
	};
	OutcomeSums *sums = make_sums();
	const struct varlena *again;

	take_version(&reader, OUTCOME_SUMS_VERSION, SUM_COUNT);
	take_sums(&reader, &sums->tally, SUM_COUNT);
	if (SOFT_ERROR_OCCURRED(escontext))
		return NULL;
	again = write_sums(&sums->tally);
	if (!tally_good(&sums->tally) || VARSIZE(again) != VARSIZE(bytes) ||
		memcmp(again, bytes, VARSIZE(bytes)) != 0)
	{
		opaque_damaged(OUTCOME_SUMS_TYPE, escontext);
		return NULL;
	}
	return sums;
}

static struct varlena *
bytes_of(Datum value)
{
	return write_sums(&outcome_sums(value)->tally);
}

OPAQUE_TYPE(medaid_outcome_sums, read_sums, bytes_of);
