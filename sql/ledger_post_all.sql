-- Posting everybody: one pass over the claims finds who has changed, then a
-- commit a batch.  Killed and called again, it goes on: who is posted is as posted.

-- Writes the run, and ends those whose sessions are gone.
CREATE FUNCTION @extschema@.medaid_post_begin(ledger text, reason text, batch integer, source regclass, most_taken_back numeric) RETURNS bigint
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	book record := @extschema@.medaid_ledger_book(schema, true);
	run bigint;
BEGIN
	IF batch IS NULL OR batch NOT BETWEEN 1 AND 1000000 THEN
		RAISE EXCEPTION 'batch % is out of range', coalesce(batch::text, 'NULL') USING
			ERRCODE = 'numeric_value_out_of_range', HINT = '1 to 1,000,000 persons.';
	ELSIF most_taken_back IS NULL OR most_taken_back NOT BETWEEN 0 AND 1 THEN
		RAISE EXCEPTION 'most_taken_back % is no share', coalesce(most_taken_back::text, 'NULL') USING
			ERRCODE = 'numeric_value_out_of_range', HINT = '0 to 1 of the claims posted.';
	ELSIF to_regclass(schema || '.run') IS NULL THEN
		RAISE EXCEPTION 'this node has no runs of ledger %', schema USING
			ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Post everybody of a distributed ledger on the coordinator.';
	END IF;
	PERFORM @extschema@.medaid_ledger_source(source, '{person,claim_id,position,payee,claim}'::text[]);
	EXECUTE format('UPDATE %s.run AS r SET state = ''interrupted'', finished = clock_timestamp()
		WHERE r.state IN (''looking'', ''posting'') AND (r.pid = pg_backend_pid() OR NOT EXISTS (SELECT FROM pg_stat_get_activity(r.pid) AS a WHERE coalesce(a.backend_start <= r.started, true)))', schema);
	EXECUTE format('INSERT INTO %s.run (state, source, rules, reason) VALUES (''looking'', $1, $2, $3) RETURNING number', schema)
		INTO run USING coalesce(source::text, schema || '.claim'), book.rules, reason;
	RETURN run;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_post_begin(text, text, integer, regclass, numeric) IS
	'Begins a run of medaid_post_all, and gives its number';

-- IF EXISTS would tell of each that is not there.
CREATE FUNCTION @extschema@.medaid_post_clear() RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF to_regclass('pg_temp.medaid_post_person') IS NOT NULL THEN
		DROP TABLE pg_temp.medaid_post_person;
	END IF;
	IF to_regclass('pg_temp.medaid_post_claim') IS NOT NULL THEN
		DROP TABLE pg_temp.medaid_post_claim;
	END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_post_clear() IS 'Drops the temporary tables of a run of medaid_post_all';

-- Who has changed since the last posting, into pg_temp.medaid_post_person, and
-- their claims, into pg_temp.medaid_post_claim; both in batches.
CREATE FUNCTION @extschema@.medaid_post_look_here(schema text, source text, batch integer, OUT seen bigint, OUT changed bigint, OUT batches integer, OUT taken_back bigint, OUT live bigint)
	-- who has changed is looked for in a hash table, not by sorting all claims
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off SET enable_mergejoin = off AS $$
DECLARE
	book record := @extschema@.medaid_ledger_book(schema, true);
	begun boolean;
BEGIN
	CREATE TEMP TABLE medaid_post_person (person text COLLATE "C", seen bigint, live integer, batch integer);
	CREATE TEMP TABLE medaid_post_claim (batch integer, person text COLLATE "C", claim_id text, position timestamptz, payee text, claim @extschema@.medaid_compact_claim);
	-- the planner would look for each person of a batch among the most common hundred: a twentieth of the night
	ALTER TABLE pg_temp.medaid_post_claim ALTER person SET STATISTICS 1;
	EXECUTE format('SELECT EXISTS (SELECT FROM %s.person AS p WHERE p.rules = $1 AND p.since IS NOT DISTINCT FROM $2)', schema)
		INTO begun USING book.rules, book.since;
	IF begun THEN
		EXECUTE format($sql$
			WITH looked AS MATERIALIZED (
				SELECT coalesce(c.person, p.person) AS person, p.posted, p.live, %3$s AS changed
				FROM (%1$s) AS c
				FULL JOIN %2$s.person AS p ON p.person = c.person
			), kept AS (
				INSERT INTO pg_temp.medaid_post_person (person, seen, live, batch)
				SELECT l.person, l.posted, l.live, 1 + (row_number() OVER (ORDER BY l.person) - 1) / $3
				FROM looked AS l
				WHERE l.changed
			)
			SELECT count(*), count(*) FILTER (WHERE l.changed), coalesce(sum(l.live), 0) FROM looked AS l
		$sql$, @extschema@.medaid_looked_at_sql(format('(SELECT @extschema@.medaid_ledger_key(s.person::text) COLLATE "C" AS person, s.claim_id, s.payee, s.claim::@extschema@.medaid_compact_claim AS claim FROM %s AS s
				OFFSET 0 -- each is made compact once
			)', source)), schema,
			@extschema@.medaid_changed_sql('c', '$1', '$2')) INTO seen, changed, live USING book.rules, book.since, batch;
		ANALYZE pg_temp.medaid_post_person;
		EXECUTE format($sql$
			INSERT INTO pg_temp.medaid_post_claim (batch, person, claim_id, position, payee, claim)
			SELECT p.batch, p.person, c.claim_id, c.position, c.payee, c.claim::@extschema@.medaid_compact_claim AS claim
			FROM %s AS c
			JOIN pg_temp.medaid_post_person AS p ON p.person = @extschema@.medaid_ledger_key(c.person::text) COLLATE "C"
			ORDER BY p.person, c.claim_id COLLATE "C"
		$sql$, source);
	ELSE
		-- nobody was posted under these rules: all have changed
		EXECUTE format($sql$
			INSERT INTO pg_temp.medaid_post_claim (batch, person, claim_id, position, payee, claim)
			SELECT 1 + (dense_rank() OVER (ORDER BY c.person) - 1) / $1, c.person, c.claim_id, c.position, c.payee, c.claim
			FROM (
				SELECT @extschema@.medaid_ledger_key(c.person::text) COLLATE "C" AS person, c.claim_id, c.position, c.payee, c.claim::@extschema@.medaid_compact_claim AS claim
				FROM %s AS c
				ORDER BY 1, c.claim_id COLLATE "C"
			) AS c
		$sql$, source) USING batch;
		EXECUTE format($sql$
			WITH kept AS (
				INSERT INTO pg_temp.medaid_post_person (person, seen, live, batch)
				SELECT coalesce(c.person, p.person), p.posted, p.live,
					-- who has no claims any more comes last
					coalesce(c.batch, 1 + (count(c.person) OVER () + row_number() OVER (PARTITION BY c.person IS NULL ORDER BY p.person) - 1) / $1)
				FROM (SELECT DISTINCT c.person, c.batch FROM pg_temp.medaid_post_claim AS c) AS c
				FULL JOIN %s.person AS p ON p.person = c.person
				ORDER BY 4, 1
				RETURNING live
			)
			SELECT count(*), count(*), coalesce(sum(k.live), 0) FROM kept AS k
		$sql$, schema) INTO seen, changed, live USING batch;
	END IF;
	batches := (changed + batch - 1) / batch;
	CREATE INDEX ON pg_temp.medaid_post_person USING brin (batch) WITH (pages_per_range = 8);
	CREATE INDEX ON pg_temp.medaid_post_claim USING brin (batch) WITH (pages_per_range = 16);
	ANALYZE pg_temp.medaid_post_person, pg_temp.medaid_post_claim (batch, person, claim_id);
	taken_back := 0;
	IF live > 0 THEN
		EXECUTE format($sql$
			SELECT count(*)
			FROM (
				SELECT DISTINCT ON (e.person, e.claim_id) e.person, e.claim_id, e.settlement IS DISTINCT FROM NULL AS live
				FROM %s.entry AS e JOIN pg_temp.medaid_post_person AS p ON p.person = e.person
				WHERE p.live > 0
				ORDER BY e.person, e.claim_id, e.version DESC
			) AS e
			WHERE e.live AND NOT EXISTS (SELECT FROM pg_temp.medaid_post_claim AS c WHERE c.person = e.person AND c.claim_id COLLATE "C" = e.claim_id)
		$sql$, schema) INTO taken_back;
	END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_post_look_here(text, text, integer) IS 'medaid_post_look of a ledger that is not distributed; schema and source: quoted';

-- Who has changed since the last posting, in batches; live: of how many claims.
CREATE FUNCTION @extschema@.medaid_post_look(ledger text, run bigint, batch integer, OUT batches integer, OUT taken_back bigint, OUT live bigint)
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	source text;
	looked record;
BEGIN
	PERFORM set_config('application_name', format('medaid_post_all %s: looking', ledger), true);
	EXECUTE format('SELECT r.source FROM %s.run AS r WHERE r.number = $1', schema) INTO source USING run;
	PERFORM @extschema@.medaid_post_clear();
	IF @extschema@.medaid_ledger_distributed(schema) THEN
		looked := @extschema@.medaid_post_look_distributed(schema, source, run, batch);
	ELSE
		looked := @extschema@.medaid_post_look_here(schema, source, batch);
	END IF;
	batches := looked.batches;
	taken_back := looked.taken_back;
	live := looked.live;
	EXECUTE format('UPDATE %s.run AS r SET state = ''posting'', seen = $2, changed = $3 WHERE r.number = $1', schema) USING run, looked.seen, looked.changed;
	RAISE NOTICE '% of % persons have changed', looked.changed, looked.seen;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_post_look(text, bigint, integer) IS
	'Finds who has changed since the last posting, for a run of medaid_post_all';

-- What came of a batch, for who looks at the run; ten times at most as a NOTICE, too.
-- schema: quoted
CREATE FUNCTION @extschema@.medaid_post_told(schema text, run bigint, number integer, batches integer, persons bigint, entries bigint, aid_before numeric, aid_after numeric) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	this record;
BEGIN
	EXECUTE format('UPDATE %s.run AS r SET done = r.done + $2, entries = r.entries + $3, aid_before = coalesce(r.aid_before, 0) + $4, aid_after = coalesce(r.aid_after, 0) + $5
		WHERE r.number = $1 RETURNING r.done, r.changed', schema) INTO this USING run, persons, entries, coalesce(aid_before, 0), coalesce(aid_after, 0);
	IF number * 10 / batches > (number - 1) * 10 / batches THEN
		RAISE NOTICE '% of % persons posted', this.done, this.changed;
	END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_post_told(text, bigint, integer, integer, bigint, bigint, numeric, numeric) IS
	'Writes into a run what came of a batch; schema: quoted';

-- Into the place of what was read before: a few persons are looked up, many are read at once.
CREATE FUNCTION @extschema@.medaid_post_read_again(source text, number integer, persons text[]) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = on SET jit = off AS $$
BEGIN
	DELETE FROM pg_temp.medaid_post_claim AS x WHERE x.batch = number AND x.person = ANY (persons);
	EXECUTE format('INSERT INTO pg_temp.medaid_post_claim (batch, person, claim_id, position, payee, claim)
		SELECT $2, c.person, c.claim_id, c.position, c.payee, c.claim::@extschema@.medaid_compact_claim FROM %s AS c WHERE c.person = ANY ($1)',
		CASE WHEN @extschema@.medaid_few_persons(persons) THEN @extschema@.medaid_persons_claims_sql(source) ELSE source END) USING persons, number;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_post_read_again(text, integer, text[]) IS
	'Reads the claims of persons in a batch of medaid_post_all anew, who were posted by somebody else since; source: quoted';

-- Claims that were read before the lock serve while nobody has posted the person
-- since; where somebody has, they are read again.
CREATE FUNCTION @extschema@.medaid_post_batch(ledger text, run bigint, number integer, batches integer) RETURNS void
	-- a batch is a small part, whatever is estimated of tables that have just grown
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	book record;
	this record;
	-- nobody has posted them since it was looked who has changed
	as_seen text[];
	-- posted by somebody else since
	again text[];
	claims text := format('(SELECT * FROM pg_temp.medaid_post_claim AS x WHERE x.batch = %s)', number);
	came record;
	-- what is posted of these
	entries bigint := 0;
	aid_before numeric;
	aid_after numeric;
	holding boolean;
BEGIN
	PERFORM set_config('application_name', format('medaid_post_all %s: %s of %s', ledger, number, batches), true);
	IF @extschema@.medaid_ledger_distributed(schema) THEN
		PERFORM @extschema@.medaid_post_batch_distributed(ledger, run, number, batches);
		RETURN;
	END IF;
	EXECUTE format('SELECT b.month, b.ordering, b.since, b.rules, b.version FROM %s.book AS b FOR SHARE', schema) INTO book;
	PERFORM @extschema@.medaid_ledger_book_check(schema, book.version, book.rules);
	EXECUTE format('SELECT r.source, r.reason FROM %s.run AS r WHERE r.number = $1', schema) INTO this USING run;
	-- what was looked at is written with the row that is the lock, in one, and in the order of
	-- medaid_lock_persons_sql; who was posted since is locked alone
	EXECUTE format('
		WITH looked AS MATERIALIZED (
			%2$s
		), written AS (
			INSERT INTO %1$s.person AS p (person, claims, payees, rules, since, live, posted)
			SELECT b.person, l.claims, l.payees, $2, $3, coalesce(l.number, 0), coalesce(b.seen, 0) + 1
			FROM pg_temp.medaid_post_person AS b
			LEFT JOIN looked AS l ON l.person = b.person
			WHERE b.batch = $1
			ORDER BY b.person
			ON CONFLICT (person) DO UPDATE
			SET claims = excluded.claims, payees = excluded.payees, rules = excluded.rules, since = excluded.since, posted = excluded.posted
			WHERE p.posted + 1 = excluded.posted
			RETURNING p.person
		)
		SELECT coalesce(array_agg(b.person ORDER BY b.person) FILTER (WHERE w.person IS NOT NULL), ''{}''), array_agg(b.person ORDER BY b.person) FILTER (WHERE w.person IS NULL)
		FROM pg_temp.medaid_post_person AS b
		LEFT JOIN written AS w ON w.person = b.person
		WHERE b.batch = $1', schema, @extschema@.medaid_looked_at_sql(claims))
		INTO as_seen, again USING number, book.rules, book.since;
	EXECUTE @extschema@.medaid_post_sql(schema, claims, book.ordering, true, 'many') INTO came
		USING as_seen, book.rules, book.since, book.month, run, this.reason, clock_timestamp();
	IF came.holding THEN
		EXECUTE @extschema@.medaid_hold_sql(schema, claims, book.ordering) USING as_seen, book.rules, book.since;
	END IF;
	IF again IS NOT NULL THEN
		PERFORM @extschema@.medaid_post_read_again(this.source, number, again);
		EXECUTE @extschema@.medaid_post_sql(schema, claims, book.ordering, false, 'many') INTO entries, aid_before, aid_after, holding
			USING again, book.rules, book.since, book.month, run, this.reason, clock_timestamp();
		IF holding THEN
			EXECUTE @extschema@.medaid_hold_sql(schema, claims, book.ordering) USING again, book.rules, book.since;
		END IF;
	END IF;
	PERFORM @extschema@.medaid_post_told(schema, run, number, batches, (cardinality(as_seen) + coalesce(cardinality(again), 0))::bigint, came.entries + entries,
		coalesce(came.aid_before, 0) + coalesce(aid_before, 0), coalesce(came.aid_after, 0) + coalesce(aid_after, 0));
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_post_batch(text, bigint, integer, integer) IS
	'Posts a batch of a run of medaid_post_all';

CREATE FUNCTION @extschema@.medaid_post_end(ledger text, run bigint, state text) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	held bigint;
	this record;
BEGIN
	PERFORM @extschema@.medaid_post_clear();
	IF @extschema@.medaid_ledger_distributed(schema) THEN
		EXECUTE format('DELETE FROM %s.posting AS p WHERE p.run = $1', schema) USING run;
	END IF;
	EXECUTE format('SELECT count(*) FROM %s.held', schema) INTO held;
	EXECUTE format('UPDATE %s.run AS r SET state = $2, finished = clock_timestamp(), held = $3
		WHERE r.number = $1 RETURNING r.entries, r.held', schema) INTO this USING run, state, held;
	RAISE NOTICE '% entries, % claims held', this.entries, this.held;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_post_end(text, bigint, text) IS 'Ends a run of medaid_post_all';

CREATE FUNCTION @extschema@.medaid_post_refuse(ledger text, run bigint, taken_back bigint, live bigint) RETURNS void
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RAISE EXCEPTION 'posting would take back % of % claims', taken_back, live USING
		ERRCODE = 'object_not_in_prerequisite_state',
		DETAIL = format('Run %s of ledger "%s" is refused: these claims are not in its source.', run, ledger),
		HINT = 'Look at medaid_ledger_diff; most_taken_back says how many may be (0.05: one of twenty).';
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_post_refuse(text, bigint, bigint, bigint) IS 'Raises 55000 for a run that would take back too much';

CREATE FUNCTION @extschema@.medaid_post_too_much(taken_back bigint, live bigint, most_taken_back numeric) RETURNS boolean
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN taken_back > live * most_taken_back;
COMMENT ON FUNCTION @extschema@.medaid_post_too_much(bigint, bigint, numeric) IS 'Whether so many of so many claims are more than the share';

CREATE FUNCTION @extschema@.medaid_post_may_commit() RETURNS void
	LANGUAGE c AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_post_may_commit() IS
	'2D000 where the procedure that asks cannot commit: in a transaction block, a function, a block with EXCEPTION';

-- A procedure that commits has no search_path of its own: it calls functions that
-- have, and uses no operator.
CREATE PROCEDURE @extschema@.medaid_post_all(ledger text, reason text DEFAULT NULL, batch integer DEFAULT 2000, source regclass DEFAULT NULL, most_taken_back numeric DEFAULT 0.05)
	LANGUAGE plpgsql AS $$
DECLARE
	run bigint;
	batches integer;
	taken_back bigint;
	live bigint;
BEGIN
	PERFORM @extschema@.medaid_post_may_commit();
	-- each transaction reads what was committed before it began, whatever the session's default
	COMMIT;
	SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
	run := @extschema@.medaid_post_begin(ledger, reason, batch, source, most_taken_back);
	-- who has changed, and their claims, by one snapshot: of a claim that goes from one person to another, or that a
	-- counter posts meanwhile, neither is seen without the other.  The nodes of a cluster have none in common.
	IF @extschema@.medaid_ledger_distributed(@extschema@.medaid_ledger_schema(ledger)) THEN
		COMMIT;
		SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
	ELSE
		COMMIT;
		SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;
	END IF;
	SELECT l.batches, l.taken_back, l.live INTO batches, taken_back, live FROM @extschema@.medaid_post_look(ledger, run, batch) AS l;
	IF @extschema@.medaid_post_too_much(taken_back, live, most_taken_back) THEN
		PERFORM @extschema@.medaid_post_end(ledger, run, 'refused');
		COMMIT;
		PERFORM @extschema@.medaid_post_refuse(ledger, run, taken_back, live);
	END IF;
	COMMIT;
	SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
	FOR n IN 1 .. batches LOOP
		PERFORM @extschema@.medaid_post_batch(ledger, run, n, batches);
		COMMIT;
		SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
	END LOOP;
	PERFORM @extschema@.medaid_post_end(ledger, run, 'finished');
	COMMIT;
END
$$;
COMMENT ON PROCEDURE @extschema@.medaid_post_all(text, text, integer, regclass, numeric) IS
	'Posts everybody who has changed, batch persons a transaction; source: the relation of the claims (NULL: the view claim); more than most_taken_back of the posted claims not in it any more: 55000; in a transaction block: 2D000. Interrupted, it is called again';
