/*
 * read.h - stored medaid_settlement rows, read by attribute name.
 */
#ifndef MEDAID_READ_H
#define MEDAID_READ_H

#include "core/tally.h"

#include "settlement/write.h"
#include "utils/array.h"
#include "utils/hsearch.h"
#include "utils/palloc.h"

typedef struct SettlementReader
{
	MemoryContext context;
	uint64		version;		/* of the row type; 0: none yet */
	TupleDesc	desc;
	int			attribute[OUT_COUNT];
	Datum	   *values;
	bool	   *nulls;
	HTAB	   *pools;			/* of all rows read */
} SettlementReader;

extern void settlement_reader_init(SettlementReader *reader, MemoryContext context);

/* Takes a row apart; the getters then speak of it. */
extern void settlement_read(SettlementReader *reader, Datum row);

extern bool read_null(const SettlementReader *reader, SettlementAttribute attribute);
extern Datum read_datum(const SettlementReader *reader, SettlementAttribute attribute);

/* An amount in fen; NULL is 0, what no settlement can hold is 22003. */
extern fen_t read_fen(const SettlementReader *reader, SettlementAttribute attribute);

/* The same of an amount that may be below 0. */
extern fen_t read_signed_fen(const SettlementReader *reader, SettlementAttribute attribute);

/* The pool of an attribute; NULL where it is NULL. */
extern const Pool *read_pool_of(SettlementReader *reader, SettlementAttribute attribute);

/* The pools of an array of their codes; how many, 0 where it is NULL. One twice: 22023, a NULL: 22004. */
extern int	read_pools_of(SettlementReader *reader, SettlementAttribute attribute,
						  const Pool ***pools);

/* The figures of a row; 22003 or 22023 where medaid cannot have written it. */
extern void figures_read(Datum row, Figures *figures);

/* Walks the elements of a medaid_settlement[] where they stand; NULLs are passed over. */
typedef struct FigureWalk
{
	char	   *at;
	const bits8 *present;		/* NULL: no element is NULL */
	int			next;
	int			count;
} FigureWalk;

extern void figure_walk(ArrayType *array, FigureWalk *walk);
extern bool figure_next(FigureWalk *walk, Figures *figures);

#endif							/* MEDAID_READ_H */
