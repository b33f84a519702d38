/*
 * clear.c - see clear.h: in a file of its own no compiler knows the size.
 */
#include "core/clear.h"

#include <string.h>

void
clear(void *at, size_t size)
{
	memset(at, 0, size);
}
