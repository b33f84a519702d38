-- A ledger distributed by person over a Citus cluster.  What belongs to a person
-- (person, entry, held, premium) lies with the person's claims on one worker; the
-- book, the rules, statements and receipts are reference tables, on every node.
--
-- A person is posted by one PostgreSQL in one transaction: medaid_post_shard, on the
-- worker that has the person's shard, on the shard's own tables.  It holds that
-- node's row of the book FOR SHARE and the person's row FOR UPDATE, as on one server,
-- so that a transaction which is prepared and not committed keeps both: who posts the
-- person, and who closes the month, waits for it.  Nothing here needs Citus to be created.

-- schema: quoted
CREATE FUNCTION @extschema@.medaid_ledger_distributed(schema text) RETURNS boolean
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	result boolean := false;
BEGIN
	IF EXISTS (SELECT FROM pg_extension AS e WHERE e.extname = 'citus') THEN
		result := EXISTS (SELECT FROM pg_dist_partition AS p WHERE p.logicalrelid = format('%s.entry', schema)::regclass AND p.partmethod = 'h');
	END IF;
	RETURN result;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_distributed(text) IS 'Whether a ledger is distributed by person (medaid_distribute_ledger); schema: quoted';

-- Errors: 22004 ledger NULL, 3F000 no ledger, 0A000 without Citus or of a partitioned
-- ledger, 55000 not on the coordinator, or a view claim whose person is not bytewise;
-- what Citus refuses.
CREATE FUNCTION @extschema@.medaid_distribute_ledger(ledger text, colocate_with regclass DEFAULT NULL) RETURNS text
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET client_min_messages = error
	-- the triggers read and write their own row only, which is what Citus calls safe; and one connection a node for all of it
	SET citus.enable_unsafe_triggers = on SET citus.multi_shard_modify_mode = 'sequential' AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	guarded text[] := '{rules,entry,statement,receipt,premium}';
	its text;
BEGIN
	IF NOT EXISTS (SELECT FROM pg_extension AS e WHERE e.extname = 'citus') THEN
		RAISE EXCEPTION 'Citus is not installed in this database' USING ERRCODE = 'feature_not_supported',
			HINT = 'Without it a ledger is one server''s; medaid_create_ledger(name, partitions => 16) partitions it by person.';
	ELSIF @extschema@.medaid_ledger_distributed(schema) THEN
		RETURN ledger;
	ELSIF EXISTS (SELECT FROM pg_class AS c WHERE c.oid = format('%s.entry', schema)::regclass AND c.relkind = 'p') THEN
		RAISE EXCEPTION 'ledger % is partitioned', schema USING ERRCODE = 'feature_not_supported',
			HINT = 'Citus makes the shards: create the ledger without partitions.';
	END IF;
	IF NOT EXISTS (SELECT FROM pg_dist_node AS n WHERE n.groupid = 0) OR (SELECT g.groupid FROM pg_dist_local_group AS g) <> 0 THEN
		RAISE EXCEPTION 'a ledger is distributed on the coordinator, which is among the nodes' USING ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'There: SELECT citus_set_coordinator_host(''its name or address'', 5432).';
	END IF;
	-- Citus places rows together whose key has one collation: the ledger's is bytewise
	IF (SELECT a.attcollation <> '"C"'::regcollation FROM pg_attribute AS a WHERE a.attrelid = format('%s.claim', schema)::regclass AND a.attname = 'person') THEN
		IF pg_get_viewdef(format('%s.claim', schema)::regclass) NOT LIKE '%SELECT NULL::text AS person,%WHERE false;' THEN
			RAISE EXCEPTION 'the person in %.claim is not text COLLATE "C"', schema USING ERRCODE = 'object_not_in_prerequisite_state',
				HINT = 'Declare person text COLLATE "C" in the tables of the claims, distribute them by it, and create the view again.';
		END IF;
		EXECUTE format('DROP VIEW %s.claim', schema);
	END IF;
	EXECUTE format($ddl$
		CREATE TABLE %1$s.posting (
			person		text COLLATE "C" NOT NULL,
			run			bigint NOT NULL,
			batch		integer NOT NULL,
			leads		boolean NOT NULL,
			done		boolean NOT NULL DEFAULT false,
			entries		bigint,
			aid_before	numeric,
			aid_after	numeric,
			PRIMARY KEY (person, run)
		);
		COMMENT ON TABLE %1$s.posting IS 'Whom a run of medaid_post_all posts: progress while it runs';
		COMMENT ON COLUMN %1$s.posting.leads IS 'one row for each batch on each shard: it has what came of the batch there';
		COMMENT ON COLUMN %1$s.posting.done IS 'the person is posted';
	$ddl$, schema);
	FOREACH its IN ARRAY guarded LOOP
		EXECUTE format('DROP TRIGGER append_only_truncate ON %s.%s', schema, its);
	END LOOP;
	FOREACH its IN ARRAY '{book,rules,statement,receipt}'::text[] LOOP
		PERFORM create_reference_table(format('%s.%s', schema, its)::regclass);
	END LOOP;
	FOREACH its IN ARRAY '{person,entry,held,premium,posting}'::text[] LOOP
		PERFORM create_distributed_table(format('%s.%s', schema, its)::regclass, 'person',
			colocate_with => CASE WHEN its = 'person' THEN coalesce(colocate_with::text, 'default') ELSE format('%s.person', schema) END);
	END LOOP;
	-- the rows have been copied; as they were before, Citus hides them
	FOREACH its IN ARRAY '{book,rules,statement,receipt,person,entry,held,premium}'::text[] LOOP
		PERFORM truncate_local_data_after_distributing_table(format('%s.%s', schema, its)::regclass);
	END LOOP;
	FOREACH its IN ARRAY guarded LOOP
		EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %1$s.%2$s FOR EACH STATEMENT EXECUTE FUNCTION %1$s.append_only(%2$L)', schema, its);
	END LOOP;
	PERFORM @extschema@.medaid_ledger_booked(schema);
	-- the views once more: now that the tables are distributed, Citus makes them on all nodes
	PERFORM @extschema@.medaid_ledger_views(schema);
	RETURN ledger;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_distribute_ledger(text, regclass) IS
	'Distributes a ledger by person over a Citus cluster, with its rows; colocate_with: the distributed table of the claims (NULL: those with the same number of shards, and person text COLLATE "C"). On the coordinator, once; without Citus: 0A000';

-- shard_name leaves the schema public out, whatever the search_path.
CREATE FUNCTION @extschema@.medaid_shard_table(relation regclass, shard bigint) RETURNS text
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN CASE WHEN (SELECT c.relnamespace FROM pg_class AS c WHERE c.oid = relation) = to_regnamespace('public') THEN 'public.' ELSE '' END || shard_name(relation, shard);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_shard_table(regclass, bigint) IS 'The name of a shard''s table, with its schema, quoted';

-- The shard of a person: what its tables are called, and whether they are on this node.
CREATE FUNCTION @extschema@.medaid_ledger_shard(schema text, person text, OUT shard bigint, OUT here boolean, OUT tables jsonb) RETURNS record
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	shard := get_shard_id_for_distribution_column(format('%s.person', schema)::regclass, person);
	SELECT bool_and(EXISTS (SELECT FROM pg_dist_placement AS p WHERE p.shardid = s.shardid AND p.groupid = (SELECT g.groupid FROM pg_dist_local_group AS g))),
			jsonb_object_agg(c.relname, @extschema@.medaid_shard_table(s.logicalrelid, s.shardid))
		INTO here, tables
		FROM pg_class AS c
		JOIN pg_dist_shard AS s ON s.logicalrelid = c.oid
		WHERE c.relnamespace = schema::regnamespace AND c.relname IN ('book', 'rules', 'person', 'entry', 'held', 'posting')
			AND (s.shardminvalue IS NULL OR s.shardminvalue = (SELECT x.shardminvalue FROM pg_dist_shard AS x WHERE x.shardid = shard));
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_shard(text, text) IS
	'The shard of a person in a distributed ledger: its number, whether it is on this node, and the names of its tables; schema: quoted';

-- A statement that was made for the schema @, on the tables of a shard.
CREATE FUNCTION @extschema@.medaid_on_shard(statement text, tables jsonb) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	name text;
	shard text;
BEGIN
	FOR name, shard IN SELECT t.key, t.value FROM jsonb_each_text(tables) AS t LOOP
		statement := replace(statement, '@.' || name, shard);
	END LOOP;
	RETURN statement;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_on_shard(text, jsonb) IS 'A statement with the tables of schema @ replaced by a shard''s; tables: name in the ledger to name of the shard';

-- A transaction that wrote a person's claims, and is prepared and not committed, has
-- them hidden: its writer may have been told that it is committed.  It commits within
-- milliseconds, unless a node died in between.  Waits lock_timeout, or 5 s, and raises 55P03.
CREATE FUNCTION @extschema@.medaid_wait_for_prepared(schema text, shard bigint) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	patience interval := coalesce(nullif(current_setting('lock_timeout')::interval, interval '0'), interval '5 seconds');
	until timestamptz := clock_timestamp() + patience;
	tables oid[];
	held record;
BEGIN
	IF NOT EXISTS (SELECT FROM pg_prepared_xact()) THEN
		RETURN;
	END IF;
	-- whatever is placed with the shard: claims and what they are made of
	SELECT array_agg(to_regclass(@extschema@.medaid_shard_table(s.logicalrelid, s.shardid)))
		INTO tables
		FROM pg_dist_shard AS x
		JOIN pg_dist_partition AS p ON p.colocationid = (SELECT q.colocationid FROM pg_dist_partition AS q WHERE q.logicalrelid = x.logicalrelid)
		JOIN pg_dist_shard AS s ON s.logicalrelid = p.logicalrelid AND s.shardminvalue = x.shardminvalue
		WHERE x.shardid = shard;
	LOOP
		SELECT x.gid, x.prepared INTO held
			FROM pg_prepared_xact() AS x
			WHERE EXISTS (
				SELECT FROM pg_lock_status() AS t
				JOIN pg_lock_status() AS l ON l.virtualtransaction = t.virtualtransaction AND l.pid IS NULL
				WHERE t.locktype = 'transactionid' AND t.transactionid = x.transaction AND t.pid IS NULL AND l.locktype = 'relation' AND l.relation = ANY (tables)
					AND l.mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'))
			ORDER BY x.prepared LIMIT 1;
		EXIT WHEN NOT FOUND;
		IF clock_timestamp() > until THEN
			RAISE EXCEPTION 'a transaction that wrote claims or entries of these persons is prepared and not committed' USING
				ERRCODE = 'lock_not_available',
				DETAIL = format('Transaction %s of %s: a node died while it was being committed.', held.gid, held.prepared),
				HINT = 'Post again once Citus has recovered it: within citus.recover_2pc_interval, or at once by SELECT recover_prepared_transactions() on the coordinator.';
		END IF;
		PERFORM pg_sleep(0.005);
	END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_wait_for_prepared(text, bigint) IS
	'Waits until no transaction that wrote on a shard, or on what is placed with it, is prepared and not committed on this node: lock_timeout or 5 s, then 55P03; schema: quoted';

-- The same for the claims of all persons: one that is hidden when it is looked who has changed is not posted, and nobody would be told.
CREATE FUNCTION @extschema@.medaid_wait_for_nodes() RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	patience interval := coalesce(nullif(current_setting('lock_timeout')::interval, interval '0'), interval '5 seconds');
	until timestamptz := clock_timestamp() + patience;
	prepared text[];
	left_over text[];
BEGIN
	LOOP
		SELECT array_agg(DISTINCT g.gid)
			INTO left_over
			FROM run_command_on_all_nodes('SELECT coalesce(string_agg(x.gid, '' ''), '''') FROM pg_catalog.pg_prepared_xacts AS x WHERE x.database = current_database() AND x.gid LIKE ''citus\_%''') AS r
			CROSS JOIN LATERAL string_to_table(r.result, ' ') AS g (gid)
			WHERE r.success AND g.gid <> '' AND (g.gid = ANY (prepared) OR prepared IS NULL);
		EXIT WHEN left_over IS NULL;
		-- those that are prepared from here on are not waited for
		prepared := left_over;
		IF clock_timestamp() > until THEN
			RAISE EXCEPTION 'a node has transactions that are prepared and not committed' USING
				ERRCODE = 'lock_not_available',
				DETAIL = format('%s: a node died while they were being committed.', array_to_string(left_over, ', ')),
				HINT = 'Post again once Citus has recovered them: within citus.recover_2pc_interval, or at once by SELECT recover_prepared_transactions() on the coordinator.';
		END IF;
		PERFORM pg_sleep(0.05);
	END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_wait_for_nodes() IS
	'Waits until the transactions of Citus that are prepared now on any node are committed: lock_timeout or 5 s, then 55P03';

CREATE FUNCTION @extschema@.medaid_shard_claims_sql() RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN '(SELECT u.* FROM unnest($8, $9, $10, $11, $12) AS u (person, claim_id, position, payee, claim))';
COMMENT ON FUNCTION @extschema@.medaid_shard_claims_sql() IS 'The sub-select of the claims that were read for medaid_post_shard';

-- Posts persons on the worker that has them, within a statement that Citus sends there.
-- persons NULL: those of a batch of a run.  Returns how many entries that took.
-- Errors: 55000 they are not all of one shard of this node, or the batch is not marked in
-- this transaction; 55P03 a transaction that wrote there is prepared and not committed.
CREATE FUNCTION @extschema@.medaid_post_shard(ledger text, person text, persons text[], run bigint, batch integer, source text, reason text) RETURNS bigint
	-- Citus's settings: the persons' claims are read here, by a query that it plans
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off SET plan_cache_mode = force_generic_plan
	SET citus.allow_nested_distributed_execution = on SET citus.enable_local_execution = on AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	its record := @extschema@.medaid_ledger_shard(schema, person);
	relation regclass := format('%s.person', schema)::regclass;
	book record;
	claims record;
	came record;
BEGIN
	IF NOT its.here THEN
		RAISE EXCEPTION 'the shard of person "%" is on another node', person USING ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'Call medaid_post, which finds it.';
	END IF;
	IF persons IS NULL THEN
		-- marked by the transaction that has sent this here: no other sees it
		EXECUTE @extschema@.medaid_on_shard('SELECT array_agg(p.person ORDER BY p.person) FROM @.posting AS p WHERE p.run = $1 AND p.batch = $2 AND p.done', its.tables)
			INTO persons USING run, batch;
	END IF;
	IF (SELECT bool_and(get_shard_id_for_distribution_column(relation, g.person) = its.shard) FROM unnest(persons) AS g (person)) IS NOT TRUE THEN
		RAISE EXCEPTION 'the persons are not those of one shard' USING ERRCODE = 'object_not_in_prerequisite_state';
	END IF;
	EXECUTE @extschema@.medaid_on_shard('SELECT b.month, b.ordering, b.since, b.rules, b.version FROM @.book AS b FOR SHARE', its.tables) INTO book;
	PERFORM @extschema@.medaid_ledger_book_check(schema, book.version, book.rules);
	EXECUTE @extschema@.medaid_on_shard(@extschema@.medaid_lock_persons_sql('@'), its.tables) USING persons;
	PERFORM @extschema@.medaid_wait_for_prepared(schema, its.shard);
	-- in a statement of its own, whose snapshot is taken after the locks
	EXECUTE format('SELECT array_agg(c.person::text) AS person, array_agg(c.claim_id::text) AS claim_id, array_agg(c.position::timestamptz) AS position, array_agg(c.payee::text) AS payee,
		array_agg(c.claim::@extschema@.medaid_compact_claim) AS claim FROM %s AS c WHERE c.person = ANY (%L)', source::regclass, persons) INTO claims;
	IF batch IS NULL THEN
		-- the counter: planning takes longer than running
		came := @extschema@.medaid_ledger_run('shard'::text, its.tables::text, book.ordering,
			persons, book.rules, book.since, book.month, run, reason, clock_timestamp(), claims.person, claims.claim_id, claims.position, claims.payee, claims.claim);
	ELSE
		EXECUTE @extschema@.medaid_ledger_statement('shard', its.tables::text, book.ordering) INTO came
			USING persons, book.rules, book.since, book.month, run, reason, clock_timestamp(), claims.person, claims.claim_id, claims.position, claims.payee, claims.claim;
	END IF;
	IF came.holding THEN
		EXECUTE @extschema@.medaid_on_shard(@extschema@.medaid_hold_sql('@', @extschema@.medaid_shard_claims_sql(), book.ordering), its.tables)
			USING persons, book.rules, book.since, book.month, run, reason, clock_timestamp(), claims.person, claims.claim_id, claims.position, claims.payee, claims.claim;
	END IF;
	IF batch IS NOT NULL THEN
		EXECUTE @extschema@.medaid_on_shard('UPDATE @.posting AS p SET entries = $3, aid_before = $4, aid_after = $5 WHERE p.run = $1 AND p.batch = $2 AND p.leads', its.tables)
			USING run, batch, came.entries, came.aid_before, came.aid_after;
	END IF;
	RETURN came.entries;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_post_shard(text, text, text[], bigint, integer, text, text) IS
	'Posts persons (NULL: those of a batch of a run) of the shard of person, on the node that has it: what medaid_post and medaid_post_all of a distributed ledger send to a worker; not on this node or not of one shard: 55000, a transaction prepared and not committed there: 55P03';

-- persons: each once, none empty
CREATE FUNCTION @extschema@.medaid_post_distributed(ledger text, persons text[], reason text) RETURNS bigint
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	its text[];
	entries bigint;
	result bigint := 0;
BEGIN
	IF cardinality(persons) = 0 THEN
		PERFORM @extschema@.medaid_ledger_book(schema, true);
	END IF;
	-- shard by shard, in the same order for everybody
	FOR its IN
		SELECT array_agg(s.person ORDER BY s.person COLLATE "C")
		FROM (SELECT g.person, get_shard_id_for_distribution_column(format('%s.person', schema)::regclass, g.person) AS shard FROM unnest(persons) AS g (person)) AS s
		GROUP BY s.shard ORDER BY s.shard
	LOOP
		-- the locks, by a change that Citus knows of: the shards stay where they are, and whatever else the transaction wrote is committed with it
		EXECUTE format('INSERT INTO %s.person AS p (person) VALUES %s ON CONFLICT (person) DO UPDATE SET posted = p.posted', schema,
			(SELECT string_agg(format('(%L)', g.person), ', ' ORDER BY g.person COLLATE "C") FROM unnest(its) AS g (person)));
		EXECUTE format('SELECT @extschema@.medaid_post_shard(%L, %L, %L, NULL, NULL, %L, %L) FROM %s.person AS p WHERE p.person = %L',
			ledger, its[1], its, schema || '.claim', reason, schema, its[1]) INTO entries;
		result := result + entries;
	END LOOP;
	RETURN result;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_post_distributed(text, text[], text) IS 'medaid_post of a distributed ledger; persons: each once';

-- medaid_post_look of a distributed ledger: who has changed is found on the shards, by
-- one statement; their names come here, are put into batches, and go back to their shards.
CREATE FUNCTION @extschema@.medaid_post_look_distributed(schema text, source text, run bigint, batch integer, OUT seen bigint, OUT changed bigint, OUT batches integer, OUT taken_back bigint, OUT live bigint)
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE
	book record := @extschema@.medaid_ledger_book(schema, true);
	active bigint[];
	fresh bigint;
BEGIN
	PERFORM @extschema@.medaid_wait_for_nodes();
	EXECUTE format('SELECT array_agg(r.number) FROM %s.run AS r WHERE r.state IN (''looking'', ''posting'')', schema) INTO active;
	EXECUTE format('DELETE FROM %s.posting AS p WHERE p.run <> ALL (%L::bigint[])', schema, active);
	EXECUTE format('SELECT count(*), coalesce(sum(p.live), 0) FROM %s.person AS p', schema) INTO seen, live;
	CREATE TEMP TABLE medaid_post_person (person text COLLATE "C", fresh boolean);
	EXECUTE format($sql$
		INSERT INTO pg_temp.medaid_post_person (person, fresh)
		SELECT coalesce(c.person, p.person), p.person IS NULL
		FROM (%1$s) AS c
		FULL JOIN %2$s.person AS p ON p.person = c.person
		WHERE %3$s
	$sql$, @extschema@.medaid_looked_at_sql(source), schema, @extschema@.medaid_changed_sql('c', '$1', '$2')) USING book.rules, book.since;
	SELECT count(*), count(*) FILTER (WHERE p.fresh) INTO changed, fresh FROM pg_temp.medaid_post_person AS p;
	seen := seen + fresh;
	EXECUTE format($sql$
		INSERT INTO %1$s.posting (person, run, batch, leads)
		SELECT n.person, $1, 1 + (n.number - 1) / $2, (n.number - 1) %% $2 = 0
		FROM (
			SELECT p.person, row_number() OVER (PARTITION BY get_shard_id_for_distribution_column(%1$L || '.person', p.person) ORDER BY p.person)::integer AS number
			FROM pg_temp.medaid_post_person AS p
		) AS n
	$sql$, schema) USING run, batch;
	EXECUTE format('SELECT coalesce(max(p.batch), 0) FROM %s.posting AS p WHERE p.run = $1', schema) INTO batches USING run;
	taken_back := 0;
	IF live > 0 THEN
		EXECUTE format($sql$
			SELECT count(*)
			FROM (
				SELECT DISTINCT ON (e.person, e.claim_id) e.person, e.claim_id, e.settlement IS DISTINCT FROM NULL AS live
				FROM %1$s.entry AS e JOIN %1$s.posting AS p ON p.person = e.person
				WHERE p.run = $1
				ORDER BY e.person, e.claim_id, e.version DESC
			) AS e
			LEFT JOIN %2$s AS c ON c.person = e.person AND c.claim_id COLLATE "C" = e.claim_id
			WHERE e.live AND c.person IS NULL
		$sql$, schema, source) INTO taken_back USING run;
	END IF;
	PERFORM @extschema@.medaid_post_clear();
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_post_look_distributed(text, text, bigint, integer) IS 'medaid_post_look of a distributed ledger; batch: persons of each shard in a transaction; schema and source: quoted';

-- A batch of every shard at once, in one transaction of Citus's.
CREATE FUNCTION @extschema@.medaid_post_batch_distributed(ledger text, run bigint, number integer, batches integer) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	this record;
	came record;
BEGIN
	EXECUTE format('SELECT r.source, r.reason FROM %s.run AS r WHERE r.number = $1', schema) INTO this USING run;
	-- a change that Citus knows of: it commits all shards or none, and what follows goes the same way to each
	EXECUTE format('UPDATE %s.posting SET done = true WHERE run = $1 AND batch = $2', schema) USING run, number;
	EXECUTE format('SELECT sum(@extschema@.medaid_post_shard(%L, p.person, NULL, %s, %s, %L, %L)) FROM %s.posting AS p WHERE p.run = %2$s AND p.batch = %3$s AND p.leads',
		ledger, run, number, this.source, this.reason, schema);
	EXECUTE format('SELECT count(*) AS persons, sum(p.entries) AS entries, sum(p.aid_before) AS aid_before, sum(p.aid_after) AS aid_after
		FROM %s.posting AS p WHERE p.run = $1 AND p.batch = $2', schema) INTO came USING run, number;
	PERFORM @extschema@.medaid_post_told(schema, run, number, batches, came.persons, came.entries::bigint, came.aid_before, came.aid_after);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_post_batch_distributed(text, bigint, integer, integer) IS 'medaid_post_batch of a distributed ledger: a batch of every shard';
