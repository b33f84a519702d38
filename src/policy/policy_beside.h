/*
 * policy_beside.h - rules that settling does not read: premium subsidy, early
 * warning, deposit, recognition.
 */
#ifndef MEDAID_POLICY_BESIDE_H
#define MEDAID_POLICY_BESIDE_H

#include "compat.h"

/* Checks the numbers and words of these rules in a medaid_policy; raises 22023. */
extern void check_rules_beside(Datum policy);

#endif							/* MEDAID_POLICY_BESIDE_H */
