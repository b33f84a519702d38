/*
 * opaque.c - text and binary form of medaid's opaque types.
 */
#include "pg/opaque.h"

#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

/* So much at a time between two looks for a cancel. */
#define HEX_STEP	((Size) 1 << 20)

char *
opaque_to_text(const struct varlena *value)
{
	Size		size = VARSIZE_ANY_EXHDR(value);
	char	   *text;

	if (size > (MaxAllocSize - 3) / 2)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a value of %zu bytes is too large to be written as text", size),
				 errhint("Use binary COPY.")));
	text = palloc(size * 2 + 3);
	text[0] = '\\';
	text[1] = 'x';
	for (Size done = 0; done < size; done += HEX_STEP)
	{
		CHECK_FOR_INTERRUPTS();
		hex_encode(VARDATA_ANY(value) + done, Min(HEX_STEP, size - done), text + 2 + 2 * done);
	}
	text[2 + 2 * size] = '\0';
	return text;
}

struct varlena *
opaque_from_text(const char *text, const char *type, Node *escontext)
{
	Size		digits = strlen(text);
	struct varlena *value;
	Size		size = 0;

	if (digits < 4 || digits % 2 != 0 || text[0] != '\\' || text[1] != 'x')
		ereturn(escontext, NULL,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s", type),
				 errdetail("It is \\x and hexadecimal digits, as medaid writes it.")));
	value = palloc(VARHDRSZ + (digits - 2) / 2);
	for (Size done = 2; done < digits; done += HEX_STEP)
	{
		CHECK_FOR_INTERRUPTS();
		size += hex_decode_safe(text + done, Min(HEX_STEP, digits - done), VARDATA(value) + size,
								escontext);
		if (SOFT_ERROR_OCCURRED(escontext))
			return NULL;
	}
	SET_VARSIZE(value, VARHDRSZ + size);
	return value;
}

struct varlena *
opaque_from_message(StringInfo message)
{
	int			size = message->len - message->cursor;
	struct varlena *value = palloc(VARHDRSZ + size);

	SET_VARSIZE(value, VARHDRSZ + size);
	pq_copymsgbytes(message, VARDATA(value), size);
	return value;
}

void
opaque_damaged(const char *type, Node *escontext)
{
	errsave(escontext,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("these bytes are no %s of this version of medaid", type),
			 errdetail("They are damaged, were not written by medaid, or come from a newer version or a machine of another byte order.")));
}
