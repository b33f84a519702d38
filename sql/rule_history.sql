-- Who changed which rule when.  Triggers write it with their owner's rights, so
-- that who edits rules cannot edit what is told of it; it is dumped with the
-- users' rows, and a restore writes nothing twice.

CREATE TABLE @extschema@.medaid_rule_history (
	at			timestamptz NOT NULL,
	by			text NOT NULL,
	table_name	text NOT NULL,
	operation	text NOT NULL CHECK (operation IN ('INSERT', 'UPDATE', 'DELETE')),
	key			jsonb NOT NULL,
	old			jsonb,
	new			jsonb,
	restored	boolean NOT NULL DEFAULT false
);
CREATE INDEX ON @extschema@.medaid_rule_history (table_name, key, at);
COMMENT ON TABLE @extschema@.medaid_rule_history IS 'Every change of the users'' rules, names and reference values; written by triggers, dumped with the rows';
COMMENT ON COLUMN @extschema@.medaid_rule_history.at IS 'when it was written, and after what was written of the row before, wherever the clock stood; it holds from the commit of its transaction';
COMMENT ON COLUMN @extschema@.medaid_rule_history.by IS 'the session''s user';
COMMENT ON COLUMN @extschema@.medaid_rule_history.table_name IS 'the policy table ("table" would have to be quoted)';
COMMENT ON COLUMN @extschema@.medaid_rule_history.operation IS 'INSERT, UPDATE or DELETE; an UPDATE of the key is a DELETE and an INSERT';
COMMENT ON COLUMN @extschema@.medaid_rule_history.key IS 'the row''s key';
COMMENT ON COLUMN @extschema@.medaid_rule_history.old IS 'the row before; NULL where there was none';
COMMENT ON COLUMN @extschema@.medaid_rule_history.new IS 'the row after; NULL where there is none';
COMMENT ON COLUMN @extschema@.medaid_rule_history.restored IS 'true: came here with a dump';
SELECT pg_catalog.pg_extension_config_dump('@extschema@.medaid_rule_history', '');

-- The order of a row's changes is that of their times: a clock that is set back, or
-- that a restore finds behind, must not let an older change stand last.
CREATE FUNCTION @extschema@.medaid_change_time(table_name text, key jsonb) RETURNS timestamptz
	LANGUAGE sql VOLATILE
	RETURN greatest(clock_timestamp(), (
		SELECT max(h.at) + interval '1 microsecond' FROM @extschema@.medaid_rule_history AS h
		WHERE h.table_name = medaid_change_time.table_name AND h.key = medaid_change_time.key));
COMMENT ON FUNCTION @extschema@.medaid_change_time(text, jsonb) IS 'The time of a change of a row: now, but later than all that medaid_rule_history tells of it';

CREATE FUNCTION @extschema@.medaid_record_change() RETURNS trigger
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	-- the columns of the key
	fields text[] := TG_ARGV[0];
	gone jsonb := CASE WHEN TG_OP IN ('UPDATE', 'DELETE') THEN to_jsonb(OLD) END;
	come jsonb := CASE WHEN TG_OP IN ('INSERT', 'UPDATE') THEN to_jsonb(NEW) END;
	gone_key jsonb;
	come_key jsonb;
	last jsonb;
	-- a name would be compared by its own collation, which the index has not
	changed text := TG_TABLE_NAME;
BEGIN
	-- what came with medaid is that release's
	IF coalesce(come, gone) @> '{"shipped": true}' OR gone = come THEN
		RETURN NULL;
	END IF;
	SELECT jsonb_object_agg(f, gone -> f), jsonb_object_agg(f, come -> f) INTO gone_key, come_key FROM unnest(fields) AS f;
	IF TG_OP = 'INSERT' THEN
		-- a row that a restore brings after its history
		SELECT h.new INTO last FROM @extschema@.medaid_rule_history AS h
			WHERE h.table_name = changed AND h.key = come_key ORDER BY h.at DESC LIMIT 1;
		IF last = come THEN
			RETURN NULL;
		END IF;
	END IF;
	IF TG_OP = 'UPDATE' AND gone_key = come_key THEN
		INSERT INTO @extschema@.medaid_rule_history (at, by, table_name, operation, key, old, new)
			VALUES (@extschema@.medaid_change_time(changed, come_key), session_user, changed, 'UPDATE', come_key, gone, come);
		RETURN NULL;
	END IF;
	IF gone IS NOT NULL THEN
		INSERT INTO @extschema@.medaid_rule_history (at, by, table_name, operation, key, old)
			VALUES (@extschema@.medaid_change_time(changed, gone_key), session_user, changed, 'DELETE', gone_key, gone);
	END IF;
	IF come IS NOT NULL THEN
		INSERT INTO @extschema@.medaid_rule_history (at, by, table_name, operation, key, new)
			VALUES (@extschema@.medaid_change_time(changed, come_key), session_user, changed, 'INSERT', come_key, come);
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_record_change() IS 'trigger: writes medaid_rule_history; its argument names the columns of the key';

-- medaid_reference can be emptied at once: a row each.
CREATE FUNCTION @extschema@.medaid_record_truncate() RETURNS trigger
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	fields text[] := TG_ARGV[0];
BEGIN
	EXECUTE format('INSERT INTO @extschema@.medaid_rule_history (at, by, table_name, operation, key, old)
		SELECT @extschema@.medaid_change_time(%1$L, r.key), session_user, %1$L, ''DELETE'', r.key, r.old
		FROM (SELECT (SELECT jsonb_object_agg(f, to_jsonb(t) -> f) FROM unnest($1) AS f) AS key, to_jsonb(t) AS old FROM %2$I.%1$I AS t) AS r', TG_TABLE_NAME, TG_TABLE_SCHEMA) USING fields;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_record_truncate() IS 'trigger: writes medaid_rule_history for the rows that TRUNCATE takes';

-- A row of the history that is loaded, not written by the trigger: the entry
-- that loading the rule itself wrote before says the same once more.
CREATE FUNCTION @extschema@.medaid_restore_history() RETURNS trigger
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	DELETE FROM @extschema@.medaid_rule_history AS h
		WHERE h.table_name = NEW.table_name AND h.key = NEW.key AND h.operation = 'INSERT' AND h.new = NEW.new
			AND h.at > NEW.at AND NOT h.restored;
	NEW.restored := true;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_restore_history() IS 'trigger: keeps what a restore brings from standing twice in medaid_rule_history';
REVOKE EXECUTE ON FUNCTION @extschema@.medaid_record_change(), @extschema@.medaid_record_truncate(), @extschema@.medaid_restore_history() FROM PUBLIC;

CREATE TRIGGER medaid_restore BEFORE INSERT ON @extschema@.medaid_rule_history
	FOR EACH ROW WHEN (pg_catalog.pg_trigger_depth() OPERATOR(pg_catalog.=) 0)
	EXECUTE FUNCTION @extschema@.medaid_restore_history();
ALTER TABLE @extschema@.medaid_rule_history ENABLE ALWAYS TRIGGER medaid_restore;

-- The tables that policies are made from, each with the columns of its key.
CREATE VIEW @extschema@.medaid_rule_tables AS
SELECT c.oid::regclass AS relation, c.relname::text AS table_name,
	ARRAY(
		SELECT a.attname::text FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
		WHERE i.indrelid = c.oid AND i.indisprimary AND a.attname <> 'shipped' ORDER BY a.attnum
	) AS key,
	EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'removed' AND NOT a.attisdropped) AS rules
FROM pg_depend d
JOIN pg_class c ON c.oid = d.objid
WHERE d.classid = 'pg_class'::regclass AND d.deptype = 'e'
	AND d.refclassid = 'pg_extension'::regclass
	AND d.refobjid = (SELECT e.oid FROM pg_extension e WHERE e.extname = 'medaid')
	AND c.relkind = 'r'
	AND (c.relname = 'medaid_reference' OR EXISTS (
		SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'shipped' AND NOT a.attisdropped));
COMMENT ON VIEW @extschema@.medaid_rule_tables IS 'The tables that policies are made from';
COMMENT ON COLUMN @extschema@.medaid_rule_tables.relation IS 'the table';
COMMENT ON COLUMN @extschema@.medaid_rule_tables.table_name IS 'its name';
COMMENT ON COLUMN @extschema@.medaid_rule_tables.key IS 'the columns of its key, but for shipped';
COMMENT ON COLUMN @extschema@.medaid_rule_tables.rules IS 'true: rules of a version of a regulation';

DO $$
DECLARE
	t record;
BEGIN
	FOR t IN SELECT r.relation, r.key, r.table_name FROM @extschema@.medaid_rule_tables AS r ORDER BY r.table_name LOOP
		-- ALWAYS: in sessions that replicate or restore, too
		EXECUTE format('CREATE OR REPLACE TRIGGER medaid_history AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION @extschema@.medaid_record_change(%L)', t.relation, t.key);
		EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER medaid_history', t.relation);
		IF t.table_name = 'medaid_reference' THEN
			EXECUTE format('CREATE OR REPLACE TRIGGER medaid_history_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.medaid_record_truncate(%L)', t.relation, t.key);
			EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER medaid_history_truncate', t.relation);
		END IF;
	END LOOP;
END
$$;

CREATE FUNCTION @extschema@.medaid_rules_at(at timestamptz,
		OUT table_name text, OUT key jsonb, OUT content jsonb, OUT changed timestamptz, OUT by text) RETURNS SETOF record
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT l.table_name, l.key, l.new, l.at, l.by
	FROM (
		SELECT DISTINCT ON (h.table_name, h.key) h.table_name, h.key, h.new, h.at, h.by
		FROM @extschema@.medaid_rule_history AS h
		WHERE h.at <= medaid_rules_at.at
		ORDER BY h.table_name, h.key, h.at DESC
	) AS l
	WHERE l.new IS NOT NULL;
END;
COMMENT ON FUNCTION @extschema@.medaid_rules_at(timestamptz) IS
	'The users'' rows of the policy tables as they stood at a time, and who had written them when; what came with medaid is not among them';

-- The rows of that time are put in place, read, and the change taken back: so
-- that there is one way only from rows to a policy.
CREATE FUNCTION @extschema@.medaid_policy_at(code text, on_date date, at timestamptz) RETURNS @extschema@.medaid_policy
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp SET client_min_messages = warning AS $$
DECLARE
	result @extschema@.medaid_policy;
	t record;
BEGIN
	IF code IS NULL OR on_date IS NULL OR at IS NULL THEN
		RAISE EXCEPTION 'code, on_date or at is NULL' USING ERRCODE = 'null_value_not_allowed';
	END IF;
	BEGIN
		FOR t IN
			WITH past AS MATERIALIZED (SELECT r.table_name, jsonb_agg(r.content) AS rows FROM @extschema@.medaid_rules_at(medaid_policy_at.at) AS r GROUP BY r.table_name)
			SELECT x.relation, x.table_name, p.rows FROM @extschema@.medaid_rule_tables AS x LEFT JOIN past AS p USING (table_name) ORDER BY x.table_name
		LOOP
			EXECUTE format('DELETE FROM %s', t.relation) || CASE WHEN t.table_name <> 'medaid_reference' THEN ' WHERE NOT shipped' ELSE '' END;
			EXECUTE format('INSERT INTO %1$s SELECT * FROM jsonb_populate_recordset(NULL::%1$s, $1)', t.relation) USING t.rows;
		END LOOP;
		result := @extschema@.medaid_resolve_policy(code, on_date);
		RAISE EXCEPTION USING ERRCODE = 'MA000';
	EXCEPTION WHEN SQLSTATE 'MA000' THEN
		NULL;
	END;
	RETURN result;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_at(text, date, timestamptz) IS
	'The policy that medaid_policy(code, on_date) gave at a time, by the history of the users'' rows and the shipped rows of this release; needs the rights of who edits rules, and leaves nothing changed';

-- A row that was written past the triggers: by who owns the table and has switched
-- them off, or rewrote it (ALTER TABLE ... USING).
CREATE FUNCTION @extschema@.medaid_history_findings(OUT table_name text, OUT key jsonb, OUT found text) RETURNS SETOF record
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	t record;
BEGIN
	FOR t IN SELECT r.relation, r.key, r.table_name FROM @extschema@.medaid_rule_tables AS r ORDER BY r.table_name COLLATE "C" LOOP
		RETURN QUERY EXECUTE format($sql$
			SELECT %2$L, coalesce(r.key, h.key), CASE
				WHEN h.key IS NULL THEN 'stands, and the history tells of no such row'
				WHEN r.key IS NULL THEN 'is gone, and the history does not tell it'
				ELSE 'is not as the history tells' END
			FROM (
				SELECT jsonb_object_agg(k.key, x.content -> k.key) AS key, x.content
				FROM (SELECT to_jsonb(x) AS content FROM %1$s AS x WHERE to_jsonb(x) ->> 'shipped' IS DISTINCT FROM 'true') AS x
				CROSS JOIN unnest($1) AS k (key)
				GROUP BY x.content
			) AS r
			FULL JOIN (
				SELECT l.key, l.new
				FROM (
					SELECT DISTINCT ON (h.key) h.key, h.new
					FROM @extschema@.medaid_rule_history AS h
					WHERE h.table_name = %2$L
					ORDER BY h.key, h.at DESC
				) AS l
				WHERE l.new IS NOT NULL
			) AS h ON h.key = r.key
			WHERE r.key IS NULL OR h.key IS NULL
				-- in what was known when it was written: a later release adds columns
				OR EXISTS (SELECT FROM jsonb_each(h.new) AS e WHERE r.content -> e.key IS DISTINCT FROM e.value)
			ORDER BY 2
		$sql$, t.relation, t.table_name) USING t.key;
	END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_history_findings() IS
	'The users'' rows of the policy tables that are not as medaid_rule_history tells: written past its triggers; no rows where all is told';
