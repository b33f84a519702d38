/*
 * settlement_figures.h - the amounts of stored settlements, for summing them.
 */
#ifndef MEDAID_SETTLEMENT_FIGURES_H
#define MEDAID_SETTLEMENT_FIGURES_H

#include "core/tally.h"
#include "settlement/settlement_reader.h"
#include "utils/array.h"

/* Of a row's header all but its length: what says how its attributes stand. */
#define STAMP_SIZE	(offsetof(HeapTupleHeaderData, t_bits) - sizeof(int32))

typedef struct FigureReader
{
	SettlementReader reader;
	bool		walkable;		/* rows with this stamp have the attributes as created */
	char		stamp[32];
} FigureReader;

extern void figure_reader_init(FigureReader *reader, MemoryContext context);

/* The figures of a row; 22003 or 22023 where medaid cannot have written it. */
extern void figures_read(FigureReader *reader, Datum row, Figures *figures);

/* Walks the elements of a medaid_settlement[] where they stand; NULLs are passed over. */
typedef struct FigureWalk
{
	FigureReader *reader;
	char	   *at;
	const bits8 *present;		/* NULL: no element is NULL */
	int			next;
	int			count;
} FigureWalk;

extern void figure_walk(FigureReader *reader, ArrayType *array, FigureWalk *walk);
extern bool figure_next(FigureWalk *walk, Figures *figures);

#endif							/* MEDAID_SETTLEMENT_FIGURES_H */
