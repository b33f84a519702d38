/*
 * versions.c - the library, and the SQL of the database that it serves.
 *
 * A session keeps the library that it has loaded, whatever is installed or
 * updated meanwhile; and a library meets databases that were not yet updated.
 */
#include "pg/versions.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/pg_extension.h"
#include "commands/extension.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/inval.h"
#include "utils/rel.h"
#include "utils/syscache.h"

/* The earliest SQL that this library serves: attributes that it lacks count as NULL. */
#define OLDEST_SQL	"0.1.0"

bool		versions_agree = false;
uint64		versions_updates = 0;

/* The version seen last, as far as it tells one from the next. */
static char seen[64];

/* Functions were made or replaced: an update does that. */
static void
forget(Datum arg, int cache, uint32 hash)
{
	versions_agree = false;
}

/* 1.2.3 as one number; false for what is none, as a developer's own version. */
static bool
version_number(const char *version, int64 *number)
{
	int			major,
				minor,
				patch,
				read = 0;

	if (sscanf(version, "%5d.%5d.%5d%n", &major, &minor, &patch, &read) != 3 ||
		read == 0 || version[read] != '\0')
		return false;
	*number = ((int64) major * 100000 + minor) * 100000 + patch;
	return true;
}

/* The version of the extension in this database; NULL: it is not there. */
static char *
installed_version(void)
{
	Relation	extensions = table_open(ExtensionRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;
	char	   *version = NULL;

	ScanKeyInit(&key, Anum_pg_extension_extname, BTEqualStrategyNumber, F_NAMEEQ,
				CStringGetDatum("medaid"));
	scan = systable_beginscan(extensions, ExtensionNameIndexId, true, NULL, 1, &key);
	if (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		bool		isnull;
		Datum		value = heap_getattr(tuple, Anum_pg_extension_extversion,
										 RelationGetDescr(extensions), &isnull);

		if (!isnull)
			version = TextDatumGetCString(value);
	}
	systable_endscan(scan);
	table_close(extensions, AccessShareLock);
	return version;
}

char *
version_behind(void)
{
	char	   *version = installed_version();
	int64		sql,
				library;

	return version != NULL && version_number(version, &sql) &&
		version_number(MEDAID_VERSION, &library) && sql < library ? version : NULL;
}

void
versions_compare(void)
{
	static bool told = false;
	char	   *version;
	int64		sql,
				library,
				oldest;

	/* a script on the way from one version to the next */
	if (creating_extension)
		return;
	if (!told)
	{
		CacheRegisterSyscacheCallback(PROCOID, forget, (Datum) 0);
		told = true;
	}
	version = installed_version();
	if (version != NULL && strncmp(seen, version, sizeof(seen) - 1) != 0)
	{
		strlcpy(seen, version, sizeof(seen));
		versions_updates++;
	}
	if (version != NULL && version_number(version, &sql) &&
		version_number(MEDAID_VERSION, &library) && version_number(OLDEST_SQL, &oldest))
	{
		if (sql > library)
			ereport(ERROR,
					(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					 errmsg("medaid in this database is of version %s, its library in this session of version %s",
							version, MEDAID_VERSION),
					 errhint("Reconnect: this session loaded the library before medaid was updated. If a new session says the same, install the library of version %s.",
							 version)));
		if (sql < oldest)
			ereport(ERROR,
					(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					 errmsg("medaid in this database is of version %s, which the library of version %s no longer serves",
							version, MEDAID_VERSION),
					 errhint("ALTER EXTENSION medaid UPDATE;")));
	}
	versions_agree = true;
}
