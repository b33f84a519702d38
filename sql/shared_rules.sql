-- One set of rules on all nodes of a cluster (Citus).  Rule tables are local to
-- each node; what carries a change is one row of a reference table, written in
-- the transaction of the change, with a trigger on each node that puts the
-- rules in place there.  So Citus's own two-phase commit carries rules as it
-- carries rows: to all nodes or to none.  Nothing here needs Citus to be created.

CREATE FUNCTION @extschema@.medaid_rules_export() RETURNS jsonb
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	t record;
	rows jsonb;
	result jsonb := '{}';
BEGIN
	FOR t IN SELECT r.relation, r.table_name FROM @extschema@.medaid_rule_tables AS r ORDER BY r.table_name LOOP
		EXECUTE format('SELECT jsonb_agg(to_jsonb(t)) FROM %s AS t', t.relation)
			|| CASE WHEN t.table_name <> 'medaid_reference' THEN ' WHERE NOT t.shipped' ELSE '' END INTO rows;
		IF rows IS NOT NULL THEN
			result := result || jsonb_build_object(t.table_name, rows);
		END IF;
	END LOOP;
	RETURN result;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_rules_export() IS
	'All rows of the policy tables that are the users'' own, reference values included, by table: what medaid_rules_import() puts in place elsewhere';

CREATE FUNCTION @extschema@.medaid_rules_import(rules jsonb) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	t record;
	own text;
	unknown text;
	n bigint;
	changed bigint := 0;
BEGIN
	IF rules IS NULL THEN
		RAISE EXCEPTION 'rules is NULL' USING ERRCODE = 'null_value_not_allowed';
	ELSIF jsonb_typeof(rules) <> 'object' THEN
		RAISE EXCEPTION 'rules is no object of tables, but %', jsonb_typeof(rules) USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Give what medaid_rules_export() has given.';
	END IF;
	SELECT k INTO unknown FROM jsonb_object_keys(rules) AS k
		WHERE k NOT IN (SELECT r.table_name FROM @extschema@.medaid_rule_tables AS r) ORDER BY k LIMIT 1;
	IF unknown IS NOT NULL THEN
		RAISE EXCEPTION 'there is no policy table "%" here', unknown USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Rules are carried between servers with the same version of medaid.';
	END IF;
	-- a row that is the same on both sides is not touched: the history tells what changed
	FOR t IN SELECT r.relation, r.table_name FROM @extschema@.medaid_rule_tables AS r ORDER BY r.table_name LOOP
		own := CASE WHEN t.table_name <> 'medaid_reference' THEN 'NOT t.shipped AND ' ELSE '' END;
		EXECUTE format('DELETE FROM %1$s AS t WHERE %2$s to_jsonb(t) NOT IN (SELECT to_jsonb(n) FROM jsonb_populate_recordset(NULL::%1$s, $1) AS n)', t.relation, own)
			USING rules -> t.table_name;
		GET DIAGNOSTICS n = ROW_COUNT;
		changed := changed + n;
		EXECUTE format('INSERT INTO %1$s SELECT n.* FROM jsonb_populate_recordset(NULL::%1$s, $1) AS n
				WHERE NOT EXISTS (SELECT FROM %1$s AS t WHERE %2$s to_jsonb(t) = to_jsonb(n))', t.relation, own)
			USING rules -> t.table_name;
		GET DIAGNOSTICS n = ROW_COUNT;
		changed := changed + n;
	END LOOP;
	RETURN changed;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_rules_import(jsonb) IS
	'Makes the users'' rows of the policy tables those of medaid_rules_export() of another server; gives the number of rows taken away and put in (a changed row is two). NULL: 22004, no such table: 22023; needs the rights of who edits rules';

CREATE TABLE @extschema@.medaid_rules_received (
	number	bigint NOT NULL,
	digest	text NOT NULL,
	at		timestamptz NOT NULL
);
CREATE UNIQUE INDEX ON @extschema@.medaid_rules_received ((true));
COMMENT ON TABLE @extschema@.medaid_rules_received IS 'The shared rules that this node has put in place last (one row); empty where none were: medaid_share_rules()';
COMMENT ON COLUMN @extschema@.medaid_rules_received.number IS 'the number of the row of medaid_shared_rules';
COMMENT ON COLUMN @extschema@.medaid_rules_received.digest IS 'medaid_rules_digest() of them';
COMMENT ON COLUMN @extschema@.medaid_rules_received.at IS 'when';
SELECT pg_catalog.pg_extension_config_dump('@extschema@.medaid_rules_received', '');

-- A node that has joined since has its shipped rows only: no error of resolving
-- would tell that the users' rows are missing.  Asked before each resolving.
CREATE FUNCTION @extschema@.medaid_require_shared_rules() RETURNS void
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF to_regclass('@extschema@.medaid_shared_rules') IS NOT NULL AND NOT EXISTS (SELECT FROM @extschema@.medaid_rules_received) THEN
		RAISE EXCEPTION 'this node has not received the rules that the cluster shares' USING
			ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'On the coordinator: SELECT medaid_share_rules(), after a node has joined.';
	END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_require_shared_rules() IS
	'55000 on a node of a cluster that shares rules (medaid_share_rules) and that has not received them; called before a policy is resolved';

-- Deferred to the commit, when all of a transaction's changes are made; and but
-- once, unless a statement has changed rules since.
CREATE FUNCTION @extschema@.medaid_carry_rules() RETURNS trigger
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF TG_LEVEL = 'STATEMENT' AND TG_OP <> 'TRUNCATE' THEN
		PERFORM set_config('medaid.rules_carried', '', true);
	ELSIF current_setting('medaid.rules_carried', true) IS DISTINCT FROM 'yes' AND to_regclass('@extschema@.medaid_shared_rules') IS NOT NULL THEN
		PERFORM @extschema@.medaid_put_shared_rules();
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_carry_rules() IS 'trigger: a change of the rules goes to all nodes of a cluster that shares them, at the commit';

CREATE FUNCTION @extschema@.medaid_put_shared_rules() RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	result bigint;
BEGIN
	-- before what others have written is read: two changes at once would undo each other elsewhere
	PERFORM pg_advisory_xact_lock(hashtextextended('medaid_shared_rules', 0));
	EXECUTE 'SELECT coalesce(max(s.number), 0) + 1 FROM @extschema@.medaid_shared_rules AS s' INTO result;
	EXECUTE 'INSERT INTO @extschema@.medaid_shared_rules (number, rules, digest, by, at) VALUES ($1, $2, $3, $4, $5)'
		USING result, @extschema@.medaid_rules_export(), @extschema@.medaid_rules_digest(), session_user::text, clock_timestamp();
	PERFORM set_config('medaid.rules_carried', 'yes', true);
	RETURN result;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_put_shared_rules() IS 'Writes this node''s rules as the next row of medaid_shared_rules, which takes the right to; gives its number';

-- With its owner's rights: who may write medaid_shared_rules may edit rules.
CREATE FUNCTION @extschema@.medaid_rules_arrived() RETURNS trigger
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET client_min_messages = warning AS $$
DECLARE
	t record;
	own text;
BEGIN
	PERFORM @extschema@.medaid_rules_import(NEW.rules);
	own := @extschema@.medaid_rules_digest();
	IF own <> NEW.digest THEN
		RAISE EXCEPTION 'the rules of a node would differ from those that are shared' USING
			ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = format('Digest here: %s, shared: %s.', own, NEW.digest),
			HINT = 'The shipped rows differ: install the same version of medaid on all nodes, and ALTER EXTENSION medaid UPDATE on the coordinator.';
	END IF;
	INSERT INTO @extschema@.medaid_rules_received AS r (number, digest, at) VALUES (NEW.number, NEW.digest, clock_timestamp())
		ON CONFLICT ((true)) DO UPDATE SET number = excluded.number, digest = excluded.digest, at = excluded.at;
	-- from here on this node's own changes are carried, too
	FOR t IN
		SELECT r.relation, r.table_name FROM @extschema@.medaid_rule_tables AS r
		WHERE NOT EXISTS (SELECT FROM pg_trigger AS g WHERE g.tgrelid = r.relation AND g.tgname = 'medaid_carry') ORDER BY r.table_name
	LOOP
		-- no event for what ships: an upgrade alters the tables in the same transaction
		EXECUTE format('CREATE CONSTRAINT TRIGGER medaid_carry AFTER INSERT OR UPDATE ON %s DEFERRABLE INITIALLY DEFERRED FOR EACH ROW %s EXECUTE FUNCTION @extschema@.medaid_carry_rules()',
			t.relation, CASE WHEN t.table_name <> 'medaid_reference' THEN 'WHEN (NOT NEW.shipped)' ELSE '' END);
		EXECUTE format('CREATE CONSTRAINT TRIGGER medaid_carry_delete AFTER DELETE ON %s DEFERRABLE INITIALLY DEFERRED FOR EACH ROW %s EXECUTE FUNCTION @extschema@.medaid_carry_rules()',
			t.relation, CASE WHEN t.table_name <> 'medaid_reference' THEN 'WHEN (NOT OLD.shipped)' ELSE '' END);
		EXECUTE format('CREATE TRIGGER medaid_carry_anew BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.medaid_carry_rules()', t.relation);
		EXECUTE format('CREATE TRIGGER medaid_carry_truncate AFTER TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.medaid_carry_rules()', t.relation);
		EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER medaid_carry, ENABLE ALWAYS TRIGGER medaid_carry_delete, ENABLE ALWAYS TRIGGER medaid_carry_anew,
			ENABLE ALWAYS TRIGGER medaid_carry_truncate', t.relation);
	END LOOP;
	-- what has just arrived is not sent back
	PERFORM set_config('medaid.rules_carried', 'yes', true);
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_rules_arrived() IS 'trigger of medaid_shared_rules, on each node: puts the rules in place, and fails where they are not the same afterwards';
REVOKE EXECUTE ON FUNCTION @extschema@.medaid_rules_arrived(), @extschema@.medaid_carry_rules() FROM PUBLIC;

CREATE FUNCTION @extschema@.medaid_require_citus() RETURNS void
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM pg_extension AS e WHERE e.extname = 'citus') THEN
		RAISE EXCEPTION 'Citus is not installed in this database' USING ERRCODE = 'feature_not_supported',
			HINT = 'Without it there are no nodes to compare: compare medaid_rules_digest() of two servers, and carry rules by medaid_rules_export() and medaid_rules_import().';
	END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_require_citus() IS '0A000 where the database has no Citus';

CREATE FUNCTION @extschema@.medaid_share_rules() RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	coordinator boolean;
	without text;
BEGIN
	PERFORM @extschema@.medaid_require_citus();
	IF to_regclass('@extschema@.medaid_shared_rules') IS NULL THEN
		EXECUTE 'SELECT EXISTS (SELECT FROM pg_dist_node AS n WHERE n.groupid = 0)' INTO coordinator;
		IF NOT coordinator THEN
			RAISE EXCEPTION 'the coordinator is not among the nodes that share rules' USING ERRCODE = 'object_not_in_prerequisite_state',
				HINT = 'SELECT citus_set_coordinator_host(''its name or address'', 5432).';
		END IF;
		CREATE TABLE @extschema@.medaid_shared_rules (
			number	bigint PRIMARY KEY,
			rules	jsonb NOT NULL,
			digest	text NOT NULL,
			by		text NOT NULL,
			at		timestamptz NOT NULL
		);
		COMMENT ON TABLE @extschema@.medaid_shared_rules IS 'The rules that all nodes share, a row for each change; written at the commit of whoever edits rules';
		EXECUTE 'SELECT create_reference_table($1)' USING '@extschema@.medaid_shared_rules'::regclass;
		-- the trigger writes tables of its own node only, which is what makes it safe
		PERFORM set_config('citus.enable_unsafe_triggers', 'on', true);
		CREATE TRIGGER medaid_rules_arrived AFTER INSERT ON @extschema@.medaid_shared_rules
			FOR EACH ROW EXECUTE FUNCTION @extschema@.medaid_rules_arrived();
		PERFORM set_config('citus.enable_unsafe_triggers', 'off', true);
	END IF;
	EXECUTE 'SELECT min(n.nodename || '':'' || n.nodeport) FROM pg_dist_node AS n
		WHERE n.isactive AND n.noderole = ''primary'' AND NOT EXISTS (
			SELECT FROM pg_dist_placement AS p JOIN pg_dist_shard AS s USING (shardid) WHERE s.logicalrelid = $1 AND p.groupid = n.groupid)'
		INTO without USING '@extschema@.medaid_shared_rules'::regclass;
	IF without IS NOT NULL THEN
		RAISE EXCEPTION 'node % has no copy of medaid_shared_rules', without USING ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'SELECT replicate_reference_tables(), or rebalance, which copies them first.';
	END IF;
	RETURN @extschema@.medaid_put_shared_rules();
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_share_rules() IS
	'From now on a change of the rules on any node of a Citus cluster reaches all nodes at its commit, or fails; gives all nodes the rules of this one. To be called on the coordinator by the extension''s owner, once, and after each node that joins. Without Citus: 0A000; gives the number of the row in medaid_shared_rules';

CREATE FUNCTION @extschema@.medaid_check_nodes(OUT node text, OUT digest text, OUT same boolean, OUT fault text) RETURNS SETOF record
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM @extschema@.medaid_require_citus();
	-- on each node by a connection of its own: what is committed
	RETURN QUERY EXECUTE '
		SELECT n.nodename || '':'' || n.nodeport, CASE WHEN r.success THEN r.result END,
			coalesce(r.success AND r.result = $2, false), CASE WHEN NOT r.success THEN r.result END
		FROM run_command_on_all_nodes($1) AS r
		JOIN pg_dist_node AS n USING (nodeid)
		ORDER BY n.groupid, n.nodename, n.nodeport'
		USING 'SELECT @extschema@.medaid_rules_digest()', @extschema@.medaid_rules_digest();
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_check_nodes() IS
	'A row for each node of a Citus cluster: medaid_rules_digest() there, whether it is this node''s, and what went wrong where it could not be asked. Without Citus: 0A000';
