/*
 * module.c - the shared library itself.
 */
#include "pg/compat.h"

#include "utils/builtins.h"

PG_MODULE_MAGIC_EXT(.name = "medaid", .version = MEDAID_VERSION);

PG_FUNCTION_INFO_V1(medaid_library_version);

/*
 * medaid_library_version() -> text
 * The version of the library in this session.
 */
Datum
medaid_library_version(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(MEDAID_VERSION));
}
