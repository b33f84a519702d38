/*
 * ledger.h - what a person has used: one account for each year and pool.
 */
#ifndef MEDAID_LEDGER_H
#define MEDAID_LEDGER_H

#include "core/policy.h"

typedef struct Account
{
	int32_t		year;
	const Pool *pool;
	fen_t		burden;
	fen_t		deductible;		/* absorbed by yearly deductibles */
	fen_t		paid;
} Account;

typedef struct Ledger
{
	int			count;
	int			size;
	Account    *accounts;
	/* makes room for one more account; does not return without it */
	void		(*grow) (struct Ledger *ledger);
	void	   *context;		/* of grow */
} Ledger;

/* The account of a year and pool; all zero where nothing was used. */
extern Account ledger_read(const Ledger *ledger, int32_t year, const Pool *pool);

/* Adds to an account, opening it at need; false where a sum exceeds 64 bits. */
extern bool ledger_add(Ledger *ledger, int32_t year, const Pool *pool,
					   fen_t burden, fen_t deductible, fen_t paid);

#endif							/* MEDAID_LEDGER_H */
