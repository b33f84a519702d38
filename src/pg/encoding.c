/*
 * encoding.c - the Chinese words of this library in the database's encoding.
 */
#include "pg/encoding.h"

#include "mb/pg_wchar.h"
#include "utils/memutils.h"

/* Known by address: they are constants. */
typedef struct ConvertedConstant
{
	const char *utf8;
	const char *text;
} ConvertedConstant;

static ConvertedConstant *converted = NULL;
static int	converted_count = 0;
static int	converted_size = 0;

const char *
constant_to_database(const char *utf8)
{
	int			encoding = GetDatabaseEncoding();
	char	   *text;

	if (utf8 == NULL || encoding == PG_UTF8 || encoding == PG_SQL_ASCII)
		return utf8;
	for (int i = 0; i < converted_count; i++)
		if (converted[i].utf8 == utf8)
			return converted[i].text;
	text = pg_any_to_server(utf8, strlen(utf8), PG_UTF8);
	if (converted_count == converted_size)
	{
		int			size = converted_size == 0 ? 32 : converted_size * 2;

		if (converted == NULL)
			converted = MemoryContextAlloc(TopMemoryContext, size * sizeof(*converted));
		else
			converted = repalloc(converted, size * sizeof(*converted));
		converted_size = size;
	}
	/* nothing counts before the text is there */
	converted[converted_count].text = MemoryContextStrdup(TopMemoryContext, text);
	converted[converted_count++].utf8 = utf8;
	return converted[converted_count - 1].text;
}
