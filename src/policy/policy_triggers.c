/*
 * policy_triggers.c - the trigger and the constraint that guard shipped rows.
 */
#include "pg/compat.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "commands/extension.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "utils/rel.h"

PG_FUNCTION_INFO_V1(medaid_guard_shipped);
PG_FUNCTION_INFO_V1(medaid_shipping);

static TriggerData *
trigger_data(FunctionCallInfo fcinfo, const char *name)
{
	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("%s is a trigger function", name)));
	return (TriggerData *) fcinfo->context;
}

static bool
is_shipped(HeapTuple tuple, TupleDesc desc)
{
	int			attribute = SPI_fnumber(desc, "shipped");
	bool		isnull;
	Datum		value;

	if (attribute <= 0 || SPI_gettypeid(desc, attribute) != BOOLOID)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_COLUMN),
				 errmsg("the table has no boolean column \"shipped\"")));
	value = heap_getattr(tuple, attribute, desc, &isnull);
	return !isnull && DatumGetBool(value);
}

/*
 * Before every change of a policy table: rows that came with the extension
 * are changed by its scripts only.
 */
Datum
medaid_guard_shipped(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_data(fcinfo, "medaid_guard_shipped");
	TupleDesc	desc = RelationGetDescr(trigger->tg_relation);
	bool		truncating = TRIGGER_FIRED_BY_TRUNCATE(trigger->tg_event);
	HeapTuple	result = NULL;

	if (!TRIGGER_FIRED_BEFORE(trigger->tg_event) ||
		truncating == (TRIGGER_FIRED_FOR_ROW(trigger->tg_event) != 0))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("medaid_guard_shipped guards rows before they change, and tables before TRUNCATE")));

	if (!truncating)
		result = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event)
			? trigger->tg_newtuple : trigger->tg_trigtuple;
	if (!creating_extension &&
		(truncating || is_shipped(trigger->tg_trigtuple, desc) || is_shipped(result, desc)))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("rows of table \"%s\" that came with medaid cannot be changed",
						RelationGetRelationName(trigger->tg_relation)),
				 errhint("Insert a row of your own with the same key: it takes the place of the shipped one.")));
	return PointerGetDatum(result);
}

/*
 * medaid_shipping() -> boolean
 * Whether a script of the extension is running.
 */
Datum
medaid_shipping(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(creating_extension);
}
