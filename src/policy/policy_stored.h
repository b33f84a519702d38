/*
 * policy_stored.h - compiled forms of arrays of policies that stand in tables.
 */
#ifndef MEDAID_POLICY_STORED_H
#define MEDAID_POLICY_STORED_H

#include "policy/policy_compile.h"

/*
 * An array of policies that is a value of a table, stored out of line, compiled;
 * the struct is parent's.  What it points to may be the session's, kept from
 * another statement, and stays until the transaction has ended.
 */
extern CompiledPolicy *policy_stored(Datum policies, MemoryContext parent);

#endif							/* MEDAID_POLICY_STORED_H */
