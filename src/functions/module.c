/*
 * module.c - the shared library itself.
 */
#include "pg/compat.h"

#include "fmgr.h"

#ifdef PG_MODULE_MAGIC_EXT
PG_MODULE_MAGIC_EXT(.name = "medaid", .version = MEDAID_VERSION);
#else
PG_MODULE_MAGIC;
#endif
