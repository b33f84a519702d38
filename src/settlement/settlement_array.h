/*
 * settlement_array.h - settlements written one behind the other into one
 * medaid_settlement[].
 */
#ifndef MEDAID_SETTLEMENT_ARRAY_H
#define MEDAID_SETTLEMENT_ARRAY_H

#include "settlement/settlement_row.h"

typedef struct SettlementArray
{
	const SettlementType *type;
	char	   *data;
	Size		used;
	Size		size;
	int			count;
} SettlementArray;

extern void settlement_array_init(SettlementArray *array, const SettlementType *type,
								  uint64 expected);
extern void settlement_array_add(SettlementArray *array, const Settlement *settlement);
extern Datum settlement_array_done(SettlementArray *array);

#endif							/* MEDAID_SETTLEMENT_ARRAY_H */
