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
CREATE FUNCTION @extschema@.medaid_post_sql(schema text, source text, ordering text, looked_at boolean, persons text) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	-- starting a plan takes a fourth of the time that one person does: the shorter where it can be
	one boolean := persons = 'one';
BEGIN
	RETURN format($sql$WITH %2$s, summed AS (
			-- by person
			SELECT x.*, CASE WHEN x.stopped THEN 0 ELSE x.to_post END AS entries, CASE WHEN x.stopped THEN x.posted ELSE x.then_live END::integer AS live
			FROM (
				SELECT %3$s AS person, coalesce(bool_or(d.stops), false) AS stopped, coalesce(bool_or(d.change = 'held'), false) AS holding, max(d.posted_at) AS posted_at,
					count(*) FILTER (WHERE d.posting) AS to_post, count(*) FILTER (WHERE d.posted) AS posted,
					count(*) FILTER (WHERE CASE WHEN d.posting THEN d.change <> 'taken_back' ELSE d.posted END) AS then_live%4$s
				FROM %5$s
			) AS x
		), entries AS (
			INSERT INTO %1$s.entry (person, claim_id, version, place, payee, claim, settlement, month, rules, run, reason, at)
			SELECT d.person, d.claim_id, coalesce(d.version, 0) + 1, d.place, d.payee, d.claim, d.after, $4, $2, $5, $6, greatest($7, s.posted_at + interval '1 microsecond')
			FROM diff AS d
			%6$s WHERE d.posting AND NOT s.stopped
		), looked_at AS (
			UPDATE %1$s.person AS p
			SET live = s.live%7$s
			FROM summed AS s
			WHERE p.person = s.person AND %8$s
		)
		SELECT %9$s OR EXISTS (SELECT FROM %1$s.held AS h WHERE h.person = ANY ($1)) AS holding
		FROM summed AS s$sql$,
		schema, @extschema@.medaid_ledger_diff_sql(schema, source, ordering, format('(SELECT r.policies FROM %s.rules AS r WHERE r.number = $2)', schema), '$3', persons),
		CASE WHEN one THEN '($1)[1] COLLATE "C"' WHEN looked_at THEN 'd.person' ELSE 'g.person' END,
		concat(CASE WHEN NOT one THEN $sql$,
					sum((d.before).aid) FILTER (WHERE d.posting) AS aid_before, sum((d.after).aid) FILTER (WHERE d.posting) AS aid_after$sql$ END,
			-- a claim that stands twice, or is NULL, is not in diff as it was given: the person is looked at again
			CASE WHEN NOT looked_at THEN $sql$,
					@extschema@.medaid_try_collect(d.claim) FILTER (WHERE d.known) AS claims, $sql$ || @extschema@.medaid_payees_sql('d') || $sql$ FILTER (WHERE d.known) AS payees,
					bool_or(d.kind IN ('duplicate_claim_id', 'claim_missing')) AS again$sql$ END),
		CASE WHEN one THEN 'diff AS d' WHEN looked_at THEN 'diff AS d GROUP BY d.person'
			ELSE 'unnest($1) AS g (person) LEFT JOIN diff AS d ON d.person = g.person GROUP BY g.person' END,
		CASE WHEN one THEN 'CROSS JOIN summed AS s' ELSE 'JOIN summed AS s ON s.person = d.person' END,
		CASE WHEN NOT looked_at THEN ', claims = s.claims, payees = s.payees, rules = CASE WHEN s.again THEN NULL ELSE $2 END, since = $3, posted = p.posted + 1' END,
		CASE WHEN looked_at THEN 'p.live <> s.live'
			ELSE '(s.entries > 0 OR s.again OR ' || @extschema@.medaid_changed_sql('s', '$2', '$3') || ')' END,
		CASE WHEN one THEN 's.entries, s.holding'
			ELSE $sql$coalesce(sum(s.entries), 0)::bigint AS entries, sum(s.aid_before) FILTER (WHERE NOT s.stopped) AS aid_before,
			sum(s.aid_after) FILTER (WHERE NOT s.stopped) AS aid_after, coalesce(bool_or(s.holding), false)$sql$ END);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_post_sql(text, text, text, boolean, text) IS
	'The statement that posts the persons $1, who are locked, under the rules number $2, years before $3 closed, in the month $4, for the run $5 and the reason $6, at $7; schema and source: quoted; looked_at: whether their rows of person tell already what was looked at; persons: many, or one, the first of $1; gives the number of entries and whether claims are held, of many the aid before and after, too';

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
		schema, @extschema@.medaid_ledger_diff_sql(schema, source, ordering, format('(SELECT r.policies FROM %s.rules AS r WHERE r.number = $2)', schema), '$3', 'many'));
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

CREATE FUNCTION @extschema@.medaid_persons_sql(persons text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN pg_catalog.format('ARRAY(SELECT DISTINCT g.person COLLATE "C" FROM unnest(%s) AS g (person) WHERE @extschema@.medaid_ledger_key(g.person) <> %L ORDER BY 1)', persons, '');
COMMENT ON FUNCTION @extschema@.medaid_persons_sql(text) IS 'The expression that names each person of an array once, in the order in which they are locked; persons: an expression';

-- The statements that medaid_ledger_run keeps.  what: book, lock, post (one person) of
-- a schema; shard (persons of a shard, whose claims come in arrays) of a shard's tables.
CREATE FUNCTION @extschema@.medaid_ledger_statement(what text, schema text, ordering text) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN CASE what
		WHEN 'book' THEN format('SELECT b.month, b.ordering, b.since, b.rules, b.version, %s AS persons FROM %s.book AS b FOR SHARE', @extschema@.medaid_persons_sql('$1'), schema)
		WHEN 'lock' THEN @extschema@.medaid_lock_persons_sql(schema)
		WHEN 'post' THEN @extschema@.medaid_post_sql(schema, schema || '.claim', ordering, false, 'one')
		WHEN 'shard' THEN @extschema@.medaid_on_shard(@extschema@.medaid_post_sql('@', @extschema@.medaid_shard_claims_sql(), ordering, false, 'many'), schema::jsonb)
	END;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_statement(text, text, text) IS
	'A statement of a ledger, book, lock or post, schema: quoted; or shard, schema: the names of the shard''s tables (jsonb); another word: NULL';

CREATE FUNCTION @extschema@.medaid_ledger_run(what text, schema text, ordering text, persons text[], rules integer DEFAULT NULL, since integer DEFAULT NULL, month date DEFAULT NULL,
		run bigint DEFAULT NULL, reason text DEFAULT NULL, at timestamptz DEFAULT NULL,
		claim_persons text[] DEFAULT NULL, claim_ids text[] DEFAULT NULL, positions timestamptz[] DEFAULT NULL, payees text[] DEFAULT NULL, claims @extschema@.medaid_compact_claim[] DEFAULT NULL) RETURNS record
	LANGUAGE c AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_ledger_run(text, text, text, text[], integer, integer, date, bigint, text, timestamptz, text[], text[], timestamptz[], text[], @extschema@.medaid_compact_claim[]) IS
	'Runs a statement of a ledger (medaid_ledger_statement), which is planned once a session, with the parameters $1 and so on from persons, and returns its first row; no such statement: 22023';

CREATE FUNCTION @extschema@.medaid_post(ledger text, persons text[], reason text DEFAULT NULL) RETURNS bigint
	-- the persons are few, whatever is estimated of tables that have just grown
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	source text := schema || '.claim';
	clustered boolean := to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL; -- by Citus
	person text;
	book record;
	came record;
	entries bigint := 0;
	holding boolean := false;
	at timestamptz;
BEGIN
	IF clustered AND @extschema@.medaid_ledger_distributed(schema) THEN
		EXECUTE 'SELECT ' || @extschema@.medaid_persons_sql('$1') INTO persons USING persons;
		RETURN @extschema@.medaid_post_distributed(ledger, persons, reason);
	END IF;
	-- the month stays open until the end of the transaction, and no other rules are adopted
	book := @extschema@.medaid_ledger_run('book'::text, schema, NULL::text, persons);
	IF book.version IS DISTINCT FROM @extschema@.medaid_ledger_version() OR book.rules IS NULL THEN
		PERFORM @extschema@.medaid_ledger_book_check(schema, book.version, book.rules);
	END IF;
	persons := book.persons;
	came := @extschema@.medaid_ledger_run('lock'::text, schema, NULL::text, persons);
	at := clock_timestamp();
	-- in a statement of its own, whose snapshot is taken after the locks
	IF NOT clustered AND @extschema@.medaid_few_persons(persons) THEN
		FOREACH person IN ARRAY persons LOOP
			came := @extschema@.medaid_ledger_run('post'::text, schema, book.ordering, ARRAY[person], book.rules, book.since, book.month, NULL::bigint, reason, at);
			entries := entries + came.entries;
			holding := holding OR came.holding;
		END LOOP;
		source := @extschema@.medaid_persons_claims_sql(source);
	ELSE
		IF clustered THEN
			-- Citus plans no statement that reads distributed claims and writes local tables
			source := 'pg_temp.medaid_post_here';
			EXECUTE format('CREATE TEMP TABLE medaid_post_here AS
				SELECT c.person, c.claim_id, c.position, c.payee, c.claim::@extschema@.medaid_compact_claim AS claim FROM %s.claim AS c WHERE c.person = ANY (%L)', schema, persons);
		ELSE
			-- planned for so many
			PERFORM set_config('enable_seqscan', 'on', true);
		END IF;
		EXECUTE @extschema@.medaid_post_sql(schema, source, book.ordering, false, 'many') INTO came
			USING persons, book.rules, book.since, book.month, NULL::bigint, reason, at;
		entries := came.entries;
		holding := came.holding;
	END IF;
	IF holding THEN
		EXECUTE @extschema@.medaid_hold_sql(schema, source, book.ordering) USING persons, book.rules, book.since;
	END IF;
	IF clustered THEN
		DROP TABLE pg_temp.medaid_post_here;
	END IF;
	RETURN entries;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_post(text, text[], text) IS
	'Posts what has changed for persons since they were last posted, and says how many entries that took; claims come from the view claim. It locks the persons until the end of the transaction: 40001 where they were posted since a REPEATABLE READ snapshot';
