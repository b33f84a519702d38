/*
 * ledger_post_all.c - medaid_post_may_commit(): medaid_post_all says where it
 * cannot commit, before it begins.
 */
#include "pg/compat.h"

#include "executor/spi.h"

PG_FUNCTION_INFO_V1(medaid_post_may_commit);

/* medaid_post_may_commit(): asked by a procedure in PL/pgSQL, whose COMMIT asks the same */
Datum
medaid_post_may_commit(PG_FUNCTION_ARGS)
{
	if (!SPI_inside_nonatomic_context())
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TRANSACTION_TERMINATION),
				 errmsg("posting everybody commits each batch, and nothing can be committed here"),
				 errhint("CALL it outside of a transaction block, of functions, and of blocks with EXCEPTION; "
						 "medaid_post posts persons within a transaction.")));
	PG_RETURN_VOID();
}
