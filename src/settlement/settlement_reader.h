/*
 * settlement_reader.h - stored medaid_settlement rows, read by attribute name.
 */
#ifndef MEDAID_SETTLEMENT_READER_H
#define MEDAID_SETTLEMENT_READER_H

#include "settlement/settlement_row.h"
#include "utils/palloc.h"

typedef struct SettlementReader
{
	MemoryContext context;
	uint64		version;		/* of the row type; 0: none yet */
	TupleDesc	desc;
	int			attribute[OUT_COUNT];
	Datum	   *values;
	bool	   *nulls;
} SettlementReader;

extern void settlement_reader_init(SettlementReader *reader, MemoryContext context);

/* Takes a row apart; the getters then speak of it. */
extern void settlement_read(SettlementReader *reader, Datum row);

extern bool read_null(const SettlementReader *reader, SettlementAttribute attribute);
extern Datum read_datum(const SettlementReader *reader, SettlementAttribute attribute);

/* An amount in fen; NULL is 0, what no settlement can hold is 22003. */
extern fen_t read_fen(const SettlementReader *reader, SettlementAttribute attribute);

/* The pool of an attribute; NULL where it is NULL. */
extern const Pool *read_pool_of(const SettlementReader *reader, SettlementAttribute attribute);

#endif							/* MEDAID_SETTLEMENT_READER_H */
