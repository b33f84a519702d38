/*
 * ledger_create.c - medaid_ledger_schema(): a ledger by its name.
 */
#include "pg/compat.h"

#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

PG_FUNCTION_INFO_V1(medaid_ledger_schema);

/* Whether a schema has a table book with a column that only a ledger's has. */
static bool
is_ledger(Oid schema)
{
	Oid			book = OidIsValid(schema) ? get_relname_relid("book", schema) : InvalidOid;

	return OidIsValid(book) &&
		get_rel_relkind(book) == RELKIND_RELATION &&
		get_attnum(book, "ordering") != InvalidAttrNumber;
}

/*
 * medaid_ledger_schema(ledger text) -> text
 * The schema of a ledger, quoted.  22004: ledger is NULL; 3F000: there is no such
 * ledger of this release.
 */
Datum
medaid_ledger_schema(PG_FUNCTION_ARGS)
{
	char	   *name;

	if (PG_ARGISNULL(0))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("the ledger is NULL")));
	name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	if (!is_ledger(get_namespace_oid(name, true)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_SCHEMA_NAME),
				 errmsg("there is no ledger \"%s\"", name),
				 errhint("medaid_create_ledger(name) makes one.")));
	PG_RETURN_TEXT_P(cstring_to_text(quote_identifier(name)));
}
