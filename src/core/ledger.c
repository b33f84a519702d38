/*
 * ledger.c - accounts of a person's years.
 *
 * Claims come by date, so the account that is asked for is nearly always
 * among the last few: the search runs from the end.
 */
#include "core/ledger.h"

#include <stddef.h>

static Account *
find(const Ledger *ledger, int32_t year, const Pool *pool)
{
	for (int i = ledger->count - 1; i >= 0; i--)
	{
		Account    *account = &ledger->accounts[i];

		if (account->year == year && account->pool == pool)
			return account;
	}
	return NULL;
}

Account
ledger_read(const Ledger *ledger, int32_t year, const Pool *pool)
{
	const Account *account = find(ledger, year, pool);

	return account ? *account : (Account) {.year = year, .pool = pool};
}

bool
ledger_add(Ledger *ledger, int32_t year, const Pool *pool,
		   fen_t burden, fen_t deductible, fen_t paid)
{
	Account    *account = find(ledger, year, pool);

	if (account == NULL)
	{
		if (ledger->count == ledger->size)
			ledger->grow(ledger);
		account = &ledger->accounts[ledger->count++];
		*account = (Account) {.year = year, .pool = pool};
	}
	return fen_add(&account->burden, burden) &&
		fen_add(&account->deductible, deductible) &&
		fen_add(&account->paid, paid);
}
