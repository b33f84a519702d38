/*
 * unsettled_rules.h - rules that settling does not read: premium subsidy, early
 * warning, deposit, recognition, deadlines.
 */
#ifndef MEDAID_UNSETTLED_RULES_H
#define MEDAID_UNSETTLED_RULES_H

#include "pg/compat.h"

/* Checks the numbers and words of these rules in a medaid_policy; raises 22023. */
extern void check_unsettled_rules(Datum policy);

#endif							/* MEDAID_UNSETTLED_RULES_H */
