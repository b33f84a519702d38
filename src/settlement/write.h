/*
 * write.h - a settlement as a medaid_settlement row.
 */
#ifndef MEDAID_WRITE_H
#define MEDAID_WRITE_H

#include "pg/compat.h"

#include "access/tupdesc.h"
#include "core/settle.h"
#include "utils/typcache.h"

/* Attributes of medaid_settlement, in its order. */
typedef enum SettlementAttribute
{
	OUT_CLAIM_ID,
	OUT_POLICY,
	OUT_SCENARIO,
	OUT_BENEFIT_YEAR,
	OUT_CATEGORY,
	OUT_BENEFIT,
	OUT_STATUS,
	OUT_REASON,
	OUT_SERVICE,
	OUT_DISCHARGED_ON,
	OUT_TOTAL,
	OUT_IN_SCOPE,
	OUT_BASIC_PAID,
	OUT_CRITICAL_ILLNESS_PAID,
	OUT_CRITICAL_ILLNESS_POOL,
	OUT_OTHER_PAID,
	OUT_BURDEN,
	OUT_DEDUCTIBLE,
	OUT_RATE,
	OUT_ASSISTANCE,
	OUT_TOP_UP,
	OUT_TILTED,
	OUT_RESIDUAL,
	OUT_OFF_CATALOG,
	OUT_AID,
	OUT_HOSPITAL_BORNE,
	OUT_PATIENT_PAYS,
	OUT_EXCESS,
	OUT_POOL,
	OUT_POOL_BURDEN,
	OUT_POOL_PAID,
	OUT_POOL_REMAINING,
	OUT_TILTED_POOL,
	OUT_TILTED_POOL_BURDEN,
	OUT_TILTED_POOL_PAID,
	OUT_CHANNEL,
	OUT_PAY_WHEN,
	OUT_FIRST_DAY,
	OUT_FOR_EARLIER,
	OUT_DUE,
	OUT_OUT_OF_CATALOG,
	OUT_LIMIT_POOLS,
	OUT_FAULT,
	OUT_COUNT
} SettlementAttribute;

extern const char *const settlement_names[OUT_COUNT];
extern const Oid settlement_types[OUT_COUNT];

/* Where each attribute stands in a row type, by name; 42804 where one is gone. */
extern void settlement_attributes(TupleDesc desc, int *attribute);

/* How rows of the type are written; made once for each call site. */
typedef struct SettlementType
{
	Oid			oid;
	const TypeCacheEntry *entry;	/* the session's, which lasts */
	uint64		version;		/* of the row type: it may be altered between two calls */
	TupleDesc	desc;			/* in the call site's memory */
	bool		pristine;		/* attributes as created: rows are written directly */
	TupleDesc	created;		/* else: as they were created */
	int			attribute[OUT_COUNT];	/* where each stands */
	char		header[64];		/* of a row that the server itself formed */
	int			header_size;
} SettlementType;

extern SettlementType *settlement_type(Oid oid, MemoryContext context);

/*
 * Whether the row type is still what rows are written as: the number that
 * assign_record_type_identifier() gives, without its 230 instructions of a call.
 */
static inline bool
settlement_type_current(const SettlementType *type)
{
	return type->version == type->entry->tupDesc_identifier;
}

/* A palloc'd row. */
extern Datum settlement_row(const SettlementType *type, const Settlement *settlement);

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

#endif							/* MEDAID_WRITE_H */
