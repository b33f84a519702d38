-- Posting: the difference, under a lock on the person.

-- The book as it stands, of a ledger that this release works on.
CREATE FUNCTION @extschema@.medaid_ledger_book(schema text, rules_needed boolean, OUT name text, OUT month date, OUT ordering text, OUT since integer, OUT rules integer)
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	version integer;
BEGIN
	EXECUTE format('SELECT b.name, b.month, b.ordering, b.since, b.rules, b.version FROM %s.book AS b', schema) INTO name, month, ordering, since, rules, version;
	PERFORM @extschema@.medaid_ledger_book_check(schema, version, CASE WHEN rules_needed THEN rules ELSE 0 END);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_book(text, boolean) IS
	'The book of a ledger as it stands; another version, or no rules adopted where they are needed: 55000; schema: quoted';

CREATE FUNCTION @extschema@.medaid_ledger_book_check(schema text, version integer, rules integer) RETURNS void
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF version IS NULL THEN
		RAISE EXCEPTION 'the book of ledger % is empty', schema USING ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'It is one row; row security may hide it.';
	ELSIF version <> @extschema@.medaid_ledger_version() THEN
		RAISE EXCEPTION 'ledger % has version %, and this release works on %', schema, version, @extschema@.medaid_ledger_version() USING
			ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'SELECT medaid_upgrade_ledger(name) brings an older ledger up to date.';
	ELSIF rules IS NULL THEN
		RAISE EXCEPTION 'no rules are adopted in ledger %', schema USING
			ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'SELECT medaid_adopt(ledger, medaid_policies(code, from_date, to_date), reason).';
	END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_book_check(text, integer, integer) IS
	'55000 for a book that is empty, of another version or without rules';

-- What is remembered of each person's claims and compared by the next run, in three
-- pieces of SQL: who is paid, as a number; that and the claims; what differs.
CREATE FUNCTION @extschema@.medaid_payees_sql(claims text) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	-- a claim without a payee, or one that is NULL, counts, too
	RETURN format('bit_xor(coalesce(@extschema@.medaid_compact_claim_hash_extended(%1$s.claim::@extschema@.medaid_compact_claim, coalesce(hashtextextended(%1$s.payee COLLATE "C", %2$s), %2$s)), %2$s))',
		claims, format('hashtextextended(coalesce(%s.claim_id, %L) COLLATE "C", 0)', claims, ''));
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_payees_sql(text) IS 'The aggregate that tells who is paid for which claims, whatever their order; claims: their alias';

CREATE FUNCTION @extschema@.medaid_looked_at_sql(claims text) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN format('SELECT c.person, @extschema@.medaid_try_collect(c.claim::@extschema@.medaid_compact_claim) AS claims, %s AS payees, count(*) AS number FROM %s AS c GROUP BY c.person',
		@extschema@.medaid_payees_sql('c'), claims);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_looked_at_sql(text) IS
	'The statement that gives what is remembered of each person, and the number of claims; claims: quoted, or a sub-select';

-- looked_at: an alias; rules, since: expressions
CREATE FUNCTION @extschema@.medaid_changed_sql(looked_at text, rules text, since text) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN format('NOT coalesce(p.claims OPERATOR(@extschema@.=) %1$s.claims, p.claims IS NULL AND %1$s.claims IS NULL)
		OR p.payees IS DISTINCT FROM %1$s.payees OR p.rules IS DISTINCT FROM %2$s OR p.since IS DISTINCT FROM %3$s', looked_at, rules, since);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_changed_sql(text, text, text) IS
	'The condition that a person p of the ledger is not as looked_at (medaid_looked_at_sql) and the rules say';

-- What is posted of the persons that $1 names; they are locked.
-- $2 rules, $3 since, $4 month, $5 run, $6 reason, $7 the time: after the lock, and after what was
-- posted before, wherever the clock stands: times are in the order in which a person is posted.
CREATE FUNCTION @extschema@.medaid_post_sql(schema text, source text, ordering text, looked_at boolean) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN format($sql$WITH %2$s, entries AS (
			INSERT INTO %1$s.entry (person, claim_id, version, place, payee, claim, settlement, month, rules, run, reason, at)
			SELECT d.person, d.claim_id, coalesce(d.version, 0) + 1, d.place, d.payee, d.claim, d.after, $4, $2, $5, $6, greatest($7, d.posted_at + interval '1 microsecond')
			FROM diff AS d
			WHERE d.posting
		), looked_at AS (
			UPDATE %1$s.person AS p
			SET %3$s
		)
		SELECT count(*) FILTER (WHERE d.posting) AS entries, sum((d.before).aid) FILTER (WHERE d.posting) AS aid_before, sum((d.after).aid) FILTER (WHERE d.posting) AS aid_after,
			coalesce(bool_or(d.change = 'held'), false) OR EXISTS (SELECT FROM %1$s.held AS h WHERE h.person = ANY ($1)) AS holding
		FROM diff AS d$sql$,
		schema, @extschema@.medaid_ledger_diff_sql(schema, source, ordering, format('(SELECT r.policies FROM %s.rules AS r WHERE r.number = $2)', schema), '$3', true),
		CASE WHEN looked_at THEN $sql$live = n.live
			FROM (
				SELECT d.person, (count(*) FILTER (WHERE CASE WHEN d.posting THEN d.change <> 'taken_back' ELSE d.posted END))::integer AS live
				FROM diff AS d GROUP BY d.person
			) AS n
			WHERE p.person = n.person AND p.live <> n.live$sql$
		-- a claim that stands twice, or is NULL, is not in diff as it was given: the person is looked at again
		ELSE $sql$claims = n.claims, payees = n.payees, rules = CASE WHEN n.again THEN NULL ELSE $2 END, since = $3, live = n.live, posted = p.posted + 1
			FROM (
				SELECT g.person, d.claims, d.payees, d.again, coalesce(d.live, 0) AS live, coalesce(d.entries, 0) AS entries
				FROM unnest($1) AS g (person)
				LEFT JOIN (
					SELECT d.person, @extschema@.medaid_try_collect(d.claim) FILTER (WHERE d.known) AS claims,
						$sql$ || @extschema@.medaid_payees_sql('d') || $sql$ FILTER (WHERE d.known) AS payees,
						bool_or(d.kind IN ('duplicate_claim_id', 'claim_missing')) AS again,
						(count(*) FILTER (WHERE CASE WHEN d.posting THEN d.change <> 'taken_back' ELSE d.posted END))::integer AS live, count(*) FILTER (WHERE d.posting) AS entries
					FROM diff AS d GROUP BY d.person
				) AS d ON d.person = g.person
			) AS n
			WHERE p.person = n.person
				AND (n.entries > 0 OR n.again OR $sql$ || @extschema@.medaid_changed_sql('n', '$2', '$3') || ')' END);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_post_sql(text, text, text, boolean) IS
	'The statement that posts the persons $1, who are locked, under the rules number $2, years before $3 closed, in the month $4, for the run $5 and the reason $6, at $7; schema and source: quoted; looked_at: whether their rows of person tell already what was looked at';

-- What of the persons $1 is held, once they are posted; parameters as above.
CREATE FUNCTION @extschema@.medaid_hold_sql(schema text, source text, ordering text) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN format($sql$WITH %2$s, mended AS (
			DELETE FROM %1$s.held AS h
			WHERE h.person = ANY ($1)
				AND NOT EXISTS (SELECT FROM diff AS d WHERE d.change = 'held' AND d.person = h.person AND d.claim_id = h.claim_id)
		)
		INSERT INTO %1$s.held AS h (person, claim_id, kind, field, message, posted)
		SELECT d.person, d.claim_id, d.kind, coalesce(@extschema@.medaid_fault_field(d.claim), (
			SELECT f.field
			FROM @extschema@.medaid_findings(d.claim::@extschema@.medaid_claim, (SELECT r.policies FROM %1$s.rules AS r WHERE r.number = $2)) AS f
			WHERE f.kind = d.kind LIMIT 1
		)), d.message, d.posted
		FROM diff AS d
		WHERE d.change = 'held'
		ON CONFLICT (person, claim_id) DO UPDATE SET kind = excluded.kind, field = excluded.field, message = excluded.message, posted = excluded.posted, since = excluded.since
		WHERE (h.kind, h.field, h.message, h.posted) IS DISTINCT FROM (excluded.kind, excluded.field, excluded.message, excluded.posted)$sql$,
		schema, @extschema@.medaid_ledger_diff_sql(schema, source, ordering, format('(SELECT r.policies FROM %s.rules AS r WHERE r.number = $2)', schema), '$3', true));
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_hold_sql(text, text, text) IS
	'The statement that brings the work list of the persons $1 up to date, under the rules number $2, years before $3 closed; schema and source: quoted';

-- Everybody takes the persons' locks in one order, whether they have a row or not: two
-- that each wait for the other's would be a deadlock.  A row that is there is locked,
-- and not written.
CREATE FUNCTION @extschema@.medaid_lock_persons_sql(schema text) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN format('INSERT INTO %s.person AS p (person) SELECT g.person FROM unnest($1) AS g (person) ORDER BY g.person COLLATE "C"
		ON CONFLICT (person) DO UPDATE SET posted = p.posted WHERE false', schema);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_lock_persons_sql(text) IS
	'The statement that locks the persons $1, each named once, until the end of the transaction, and makes the rows that are missing; a person posted since a REPEATABLE READ snapshot: 40001; schema: quoted';

-- A statement prepared in the session: planning the one that posts takes longer
-- than running it.  One of the same name with another text is replaced: whoever
-- prepared it, what runs is this text, looked up in this search_path.
CREATE FUNCTION @extschema@.medaid_ledger_prepare(name text, statement text) RETURNS text
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	wanted text := format('PREPARE %I %s', name, statement);
	found text := (SELECT p.statement FROM pg_prepared_statement() AS p WHERE p.name = medaid_ledger_prepare.name);
	oldest text;
BEGIN
	IF found IS DISTINCT FROM wanted THEN
		IF found IS NOT NULL THEN
			EXECUTE format('DEALLOCATE %I', name);
		END IF;
		-- a ledger's three take half a megabyte: a session keeps those of the last fifty ledgers
		FOR oldest IN SELECT p.name FROM pg_prepared_statement() AS p WHERE p.name ~ '^medaid_post_[0-9]' ORDER BY p.prepare_time DESC, p.name OFFSET 149 LOOP
			EXECUTE format('DEALLOCATE %I', oldest);
		END LOOP;
		EXECUTE wanted;
	END IF;
	RETURN format('EXECUTE %I', name);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_prepare(text, text) IS
	'Sees to it that a statement is prepared in the session, and gives the command that runs it; statement: types and text';

CREATE FUNCTION @extschema@.medaid_clock() RETURNS text
	LANGUAGE sql VOLATILE
	RETURN pg_catalog.to_char(pg_catalog.clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US"Z"');
COMMENT ON FUNCTION @extschema@.medaid_clock() IS
	'clock_timestamp() as text that is read as the same time under every datestyle: CST is China''s time where it is written, and America''s where it is read';

CREATE FUNCTION @extschema@.medaid_post(ledger text, persons text[], reason text DEFAULT NULL) RETURNS bigint
	-- the persons are few, whatever is estimated of tables that have just grown
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	name text := 'medaid_post_' || schema::regnamespace::oid;
	source text := schema || '.claim';
	clustered boolean := EXISTS (SELECT FROM pg_extension AS e WHERE e.extname = 'citus');
	book record;
	came record;
BEGIN
	persons := ARRAY(SELECT DISTINCT g.person COLLATE "C" FROM unnest(persons) AS g (person) WHERE @extschema@.medaid_ledger_key(g.person) <> '' ORDER BY 1);
	IF @extschema@.medaid_few_persons(persons) THEN
		source := @extschema@.medaid_persons_claims_sql(source);
	END IF;
	IF clustered AND @extschema@.medaid_ledger_distributed(schema) THEN
		RETURN @extschema@.medaid_post_distributed(ledger, persons, reason);
	END IF;
	-- the month stays open until the end of the transaction, and no other rules are adopted
	EXECUTE @extschema@.medaid_ledger_prepare(name || '_book', format('AS SELECT b.month, b.ordering, b.since, b.rules, b.version FROM %s.book AS b FOR SHARE', schema)) INTO book;
	IF book.version IS DISTINCT FROM @extschema@.medaid_ledger_version() OR book.rules IS NULL THEN
		PERFORM @extschema@.medaid_ledger_book_check(schema, book.version, book.rules);
	END IF;
	EXECUTE format('%s (%L)', @extschema@.medaid_ledger_prepare(name || '_lock', '(text[]) AS ' || @extschema@.medaid_lock_persons_sql(schema)), persons);
	-- in a statement of its own, whose snapshot is taken after the locks
	IF clustered THEN
		-- Citus plans no statement that reads distributed claims and writes local tables
		source := 'pg_temp.medaid_post_here';
		EXECUTE format('CREATE TEMP TABLE medaid_post_here AS
			SELECT c.person, c.claim_id, c.position, c.payee, c.claim::@extschema@.medaid_compact_claim AS claim FROM %s.claim AS c WHERE c.person = ANY (%L)', schema, persons);
		EXECUTE @extschema@.medaid_post_sql(schema, source, book.ordering, false) INTO came
			USING persons, book.rules, book.since, book.month, NULL::bigint, reason, clock_timestamp();
	ELSIF NOT @extschema@.medaid_few_persons(persons) THEN
		-- planned for so many
		PERFORM set_config('enable_seqscan', 'on', true);
		EXECUTE @extschema@.medaid_post_sql(schema, source, book.ordering, false) INTO came
			USING persons, book.rules, book.since, book.month, NULL::bigint, reason, clock_timestamp();
	ELSE
		EXECUTE format('%s (%L, %L, %L, %L, NULL, %L, %L)',
			@extschema@.medaid_ledger_prepare(name, '(text[], integer, integer, date, bigint, text, timestamptz) AS ' || @extschema@.medaid_post_sql(schema, source, book.ordering, false)),
			persons, book.rules, book.since, book.month, reason, @extschema@.medaid_clock()) INTO came;
	END IF;
	IF came.holding THEN
		EXECUTE @extschema@.medaid_hold_sql(schema, source, book.ordering) USING persons, book.rules, book.since;
	END IF;
	IF source LIKE 'pg_temp.%' THEN
		DROP TABLE pg_temp.medaid_post_here;
	END IF;
	RETURN came.entries;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_post(text, text[], text) IS
	'Posts what has changed for persons since they were last posted, and says how many entries that took; claims come from the view claim. It locks the persons until the end of the transaction: 40001 where they were posted since a REPEATABLE READ snapshot';
