/*
 * policy_session.h - the policies that this session has resolved.
 *
 * medaid_policy() and medaid_policies() are answered from here, with their
 * compiled forms, as long as the tables have not changed under the snapshot
 * of the statement that asks.
 */
#ifndef MEDAID_POLICY_SESSION_H
#define MEDAID_POLICY_SESSION_H

#include "policy/policy_compile.h"

/* The compiled form of a policy that this cache handed out, else NULL. */
extern CompiledPolicy *policy_session_compiled(Datum policy);

#endif							/* MEDAID_POLICY_SESSION_H */
