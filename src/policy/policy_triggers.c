/*
 * policy_triggers.c - triggers of the policy tables.
 */
#include "pg/compat.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "commands/extension.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

PG_FUNCTION_INFO_V1(medaid_policy_changed);
PG_FUNCTION_INFO_V1(medaid_guard_shipped);

static TriggerData *
trigger_data(FunctionCallInfo fcinfo, const char *name)
{
	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("%s is a trigger function", name)));
	return (TriggerData *) fcinfo->context;
}

/* The command that changed the row a trigger is called for. */
static CommandId
changing_command(const TriggerData *trigger)
{
	HeapTuple	tuple = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event)
		? trigger->tg_newtuple : trigger->tg_trigtuple;

	if (!TRIGGER_FIRED_FOR_ROW(trigger->tg_event))
		return InvalidCommandId;
	/* a row inserted and deleted in one transaction has a combined command id */
	return TRIGGER_FIRED_BY_DELETE(trigger->tg_event)
		? HeapTupleHeaderGetCmax(tuple->t_data) : HeapTupleHeaderGetRawCommandId(tuple->t_data);
}

/*
 * After every change of a policy table: a new version of the one row, once a
 * command, so that loading many rows does not pile up versions of it.  It is
 * a row trigger because logical replication fires no others.
 *
 * It runs with its owner's rights, so the table it writes is the one in its
 * own schema, never one that the changed table's owner could put beside it.
 */
Datum
medaid_policy_changed(PG_FUNCTION_ARGS)
{
	static LocalTransactionId done_lxid = InvalidLocalTransactionId;
	static SubTransactionId done_subxid = InvalidSubTransactionId;
	static CommandId done_command = InvalidCommandId;
	static Oid	done_table = InvalidOid;
	TriggerData *trigger = trigger_data(fcinfo, "medaid_policy_changed");
	Oid			table = RelationGetRelid(trigger->tg_relation);
	CommandId	command = changing_command(trigger);
	StringInfoData query;

	if (command != InvalidCommandId && done_command == command && done_table == table &&
		done_lxid == MyLocalTransactionId && done_subxid == GetCurrentSubTransactionId())
		return PointerGetDatum(NULL);
	initStringInfo(&query);
	appendStringInfo(&query, "UPDATE %s SET number = number + 1",
					 quote_qualified_identifier(get_namespace_name(get_func_namespace(fcinfo->flinfo->fn_oid)),
												"medaid_policy_version"));
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	if (SPI_execute(query.data, false, 0) != SPI_OK_UPDATE)
		elog(ERROR, "medaid_policy_version was not updated");
	SPI_finish();
	done_lxid = MyLocalTransactionId;
	done_subxid = GetCurrentSubTransactionId();
	done_command = command;
	done_table = table;
	return PointerGetDatum(NULL);
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
