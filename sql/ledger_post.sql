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

-- What is posted of the persons that $1 names; they are locked.
-- $2 rules, $3 since, $4 month, $5 run, $6 reason.
CREATE FUNCTION @extschema@.medaid_post_sql(schema text, source text, ordering text) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN format($sql$WITH %2$s, entries AS (
			INSERT INTO %1$s.entry (person, claim_id, version, place, payee, claim, settlement, month, rules, run, reason)
			SELECT d.person, d.claim_id, coalesce(d.version, 0) + 1, d.place, d.payee, d.claim, d.after, $4, $2, $5, $6
			FROM diff AS d
			WHERE d.change IN ('new', 'changed', 'taken_back', 'restated')
		), mended AS (
			DELETE FROM %1$s.held AS h
			WHERE h.person = ANY ($1)
				AND NOT EXISTS (SELECT FROM diff AS d WHERE d.change = 'held' AND d.person = h.person AND d.claim_id = h.claim_id)
		), holding AS (
			INSERT INTO %1$s.held AS h (person, claim_id, kind, field, message, posted)
			SELECT d.person, d.claim_id, d.kind, coalesce(@extschema@.medaid_fault_field(d.claim), (
				SELECT f.field
				FROM @extschema@.medaid_findings(d.claim::@extschema@.medaid_claim, (SELECT r.policies FROM %1$s.rules AS r WHERE r.number = $2)) AS f
				WHERE f.kind = d.kind LIMIT 1
			)), d.message, d.posted
			FROM diff AS d
			WHERE d.change = 'held'
			ON CONFLICT (person, claim_id) DO UPDATE SET kind = excluded.kind, field = excluded.field, message = excluded.message, posted = excluded.posted, since = excluded.since
			WHERE (h.kind, h.field, h.message, h.posted) IS DISTINCT FROM (excluded.kind, excluded.field, excluded.message, excluded.posted)
		), looked_at AS (
			UPDATE %1$s.person AS p
			SET claims = n.claims, payees = n.payees, rules = $2, since = $3, live = n.live, posted = p.posted + 1
			FROM (
				SELECT g.person, s.claims, s.payees, coalesce(d.live, 0) AS live, coalesce(d.entries, 0) AS entries
				FROM unnest($1) AS g (person)
				LEFT JOIN (
					SELECT d.person, count(*) FILTER (WHERE d.change = 'new' OR d.posted AND d.change IS DISTINCT FROM 'taken_back')::integer AS live,
						count(*) FILTER (WHERE d.change <> 'held') AS entries
					FROM diff AS d GROUP BY d.person
				) AS d ON d.person = g.person
				LEFT JOIN (
					SELECT s.person, @extschema@.medaid_try_collect(s.claim) AS claims, bit_xor(hashtextextended(s.payee, hashtextextended(s.claim_id, 0))) AS payees
					FROM source AS s
					GROUP BY s.person
				) AS s ON s.person = g.person
			) AS n
			WHERE p.person = n.person
				AND (n.entries > 0 OR NOT coalesce(p.claims OPERATOR(@extschema@.=) n.claims, p.claims IS NULL AND n.claims IS NULL) OR p.payees IS DISTINCT FROM n.payees OR p.rules IS DISTINCT FROM $2 OR p.since IS DISTINCT FROM $3)
		)
		SELECT count(*) AS entries, sum((d.before).aid) AS aid_before, sum((d.after).aid) AS aid_after
		FROM diff AS d
		WHERE d.change <> 'held'$sql$,
		schema, @extschema@.medaid_ledger_diff_sql(schema, source, ordering, format('(SELECT r.policies FROM %s.rules AS r WHERE r.number = $2)', schema), '$3', true));
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_post_sql(text, text, text) IS
	'The statement that posts the persons $1, who are locked, under the rules number $2, years before $3 closed, in the month $4, for the run $5 and the reason $6; schema and source: quoted';

-- Takes the persons' locks, in their order, and makes the rows that are missing.
-- Under REPEATABLE READ and above a person posted since the snapshot is 40001.
CREATE FUNCTION @extschema@.medaid_ledger_lock(schema text, persons text[]) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	locked bigint;
BEGIN
	EXECUTE format('SELECT count(*) FROM (SELECT FROM %s.person AS p WHERE p.person = ANY ($1) ORDER BY p.person FOR UPDATE) AS l', schema) INTO locked USING persons;
	IF locked < cardinality(persons) THEN
		EXECUTE format('INSERT INTO %s.person (person) SELECT g.person FROM unnest($1) AS g (person) ORDER BY g.person COLLATE "C" ON CONFLICT DO NOTHING', schema) USING persons;
		EXECUTE format('SELECT count(*) FROM (SELECT FROM %s.person AS p WHERE p.person = ANY ($1) ORDER BY p.person FOR UPDATE) AS l', schema) INTO locked USING persons;
	END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_lock(text, text[]) IS
	'Locks persons of a ledger, each named once, in their order; schema: quoted';

CREATE FUNCTION @extschema@.medaid_post(ledger text, persons text[], reason text DEFAULT NULL) RETURNS bigint
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	book record;
	entries bigint;
BEGIN
	persons := ARRAY(SELECT DISTINCT g.person COLLATE "C" FROM unnest(persons) AS g (person) WHERE g.person <> '' ORDER BY 1);
	-- the month stays open until the end of the transaction, and no other rules are adopted
	EXECUTE format('SELECT b.month, b.ordering, b.since, b.rules, b.version FROM %s.book AS b FOR SHARE', schema) INTO book;
	PERFORM @extschema@.medaid_ledger_book_check(schema, book.version, book.rules);
	PERFORM @extschema@.medaid_ledger_lock(schema, persons);
	-- a statement of its own: what it reads is no older than the locks
	EXECUTE @extschema@.medaid_post_sql(schema, schema || '.claim', book.ordering) INTO entries
		USING persons, book.rules, book.since, book.month, NULL::bigint, reason;
	RETURN entries;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_post(text, text[], text) IS
	'Posts what has changed for persons since they were last posted, and says how many entries that took; claims come from the view claim. It locks the persons until the end of the transaction: 40001 where they were posted since a REPEATABLE READ snapshot';
