-- The settlement ledger (结算台账): tables in the user's hands.
--
-- A ledger is a schema.  Its tables, views and triggers belong to who creates
-- it; the functions are medaid's, take the ledger's name first and run with the
-- caller's rights.  What should be paid is settle(the claims known now, the rules
-- adopted); what was posted are the latest entries; posting writes the difference.

-- The ledger's schema, quoted; refuses what is no ledger of this release.
CREATE FUNCTION @extschema@.medaid_ledger_schema(ledger text) RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	found boolean := (SELECT true FROM pg_namespace AS n
		JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relname = 'book' AND c.relkind = 'r'
		JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'ordering' AND NOT a.attisdropped
		WHERE n.nspname = ledger);
BEGIN
	IF ledger IS NULL THEN
		RAISE EXCEPTION 'the ledger is NULL' USING ERRCODE = 'null_value_not_allowed';
	ELSIF found IS NULL THEN
		RAISE EXCEPTION 'there is no ledger "%"', ledger USING
			ERRCODE = 'invalid_schema_name',
			HINT = 'medaid_create_ledger(name) makes one.';
	END IF;
	RETURN quote_ident(ledger);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_schema(text) IS
	'The schema of a ledger, quoted; NULL: 22004; no ledger: 3F000';

-- The version of the tables and views that this release works on: 2 has views that pay at the right December (year_end).
CREATE FUNCTION @extschema@.medaid_ledger_version() RETURNS integer
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN 2;
COMMENT ON FUNCTION @extschema@.medaid_ledger_version() IS
	'The version of ledgers that this release makes and works on; medaid_upgrade_ledger() brings an older one there';

CREATE FUNCTION @extschema@.medaid_create_ledger(name text, ordering text DEFAULT 'posted', month date DEFAULT NULL,
		since integer DEFAULT NULL, partitions integer DEFAULT 0) RETURNS text
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF name IS NULL OR ordering IS NULL THEN
		RAISE EXCEPTION '% is NULL', CASE WHEN name IS NULL THEN 'the name' ELSE 'ordering' END USING ERRCODE = 'null_value_not_allowed';
	ELSIF octet_length(name) NOT BETWEEN 1 AND 63 THEN
		RAISE EXCEPTION 'the name of a ledger has 1 to 63 bytes, as a schema''s' USING ERRCODE = 'name_too_long';
	ELSIF ordering NOT IN ('posted', 'discharged') THEN
		RAISE EXCEPTION 'ordering "%" is neither posted nor discharged', ordering USING ERRCODE = 'invalid_parameter_value';
	ELSIF NOT isfinite(month) THEN
		RAISE EXCEPTION 'month "%" is no month', month USING ERRCODE = 'invalid_parameter_value';
	ELSIF partitions NOT BETWEEN 0 AND 1024 THEN
		RAISE EXCEPTION 'partitions % is out of range', partitions USING
			ERRCODE = 'numeric_value_out_of_range', HINT = '0 (not partitioned) to 1024.';
	END IF;
	IF NOT EXISTS (SELECT FROM pg_namespace AS n WHERE n.nspname = medaid_create_ledger.name) THEN
		EXECUTE format('CREATE SCHEMA %I', name);
		EXECUTE format('COMMENT ON SCHEMA %I IS %L', name, 'A settlement ledger (结算台账): what should be paid, what was posted, what is owed');
	ELSIF EXISTS (SELECT FROM pg_namespace AS n, pg_class AS c WHERE n.nspname = medaid_create_ledger.name AND c.relnamespace = n.oid) THEN
		RAISE EXCEPTION 'schema "%" is not empty', name USING
			ERRCODE = 'duplicate_schema', HINT = 'A ledger is made in a new or an empty schema.';
	END IF;
	PERFORM @extschema@.medaid_ledger_tables(quote_ident(name), coalesce(partitions, 0));
	PERFORM @extschema@.medaid_ledger_guards(quote_ident(name));
	PERFORM @extschema@.medaid_ledger_views(quote_ident(name));
	EXECUTE format('INSERT INTO %I.book (name, month, ordering, since, version) VALUES ($1, $2, $3, $4, $5)', name)
		USING name, date_trunc('month', coalesce(month, current_date))::date, ordering, since, @extschema@.medaid_ledger_version();
	RETURN name;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_create_ledger(text, text, date, integer, integer) IS
	'Makes a ledger (结算台账) in a new or empty schema; its tables, views and triggers are the caller''s. ordering: posted (places in the order of posting) or discharged (by day of discharge); month: the first open one (NULL: this one); since: years before it are closed (NULL: none is); partitions: by hash of the person (0: none)';

-- What there is one of for all persons: the book, the rules adopted, the runs.  schema: quoted
CREATE FUNCTION @extschema@.medaid_ledger_book_tables(schema text) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	EXECUTE format($ddl$
		CREATE TABLE %1$s.book (
			one			boolean PRIMARY KEY DEFAULT true CHECK (one),
			name		text NOT NULL,
			month		date NOT NULL CHECK (extract(day FROM month) = 1),
			ordering	text NOT NULL CHECK (ordering IN ('posted', 'discharged')),
			since		integer,
			rules		integer,
			version		integer NOT NULL
		);
		CREATE TABLE %1$s.rules (
			number		integer PRIMARY KEY CHECK (number > 0),
			policies	@extschema@.medaid_policy[] NOT NULL,
			digest		text NOT NULL,
			reason		text,
			by			text NOT NULL DEFAULT session_user,
			at			timestamptz NOT NULL DEFAULT now()
		);
		-- read by every posting: as they are, not compressed
		ALTER TABLE %1$s.rules ALTER policies SET STORAGE EXTERNAL;
		CREATE TABLE %1$s.run (
			number		bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
			state		text NOT NULL CHECK (state IN ('looking', 'posting', 'finished', 'refused', 'interrupted')),
			started		timestamptz NOT NULL DEFAULT clock_timestamp(),
			finished	timestamptz,
			source		text NOT NULL,
			rules		integer,
			reason		text,
			seen		bigint,
			changed		bigint,
			done		bigint NOT NULL DEFAULT 0,
			entries		bigint NOT NULL DEFAULT 0,
			held		bigint,
			aid_before	numeric,
			aid_after	numeric,
			by			text NOT NULL DEFAULT session_user,
			pid			integer NOT NULL DEFAULT pg_backend_pid()
		);
		COMMENT ON TABLE %1$s.book IS 'The ledger itself: one row';
		COMMENT ON COLUMN %1$s.book.month IS 'the open month: what is posted now belongs to it';
		COMMENT ON COLUMN %1$s.book.ordering IS 'posted: a claim''s place is given when it is first posted; discharged: by day of discharge';
		COMMENT ON COLUMN %1$s.book.since IS 'years before it are closed: nothing is posted for them; NULL = none is';
		COMMENT ON COLUMN %1$s.book.rules IS 'number of the rules adopted; NULL = none yet';
		COMMENT ON COLUMN %1$s.book.version IS 'version of these tables and views; medaid_upgrade_ledger() moves it';
		COMMENT ON TABLE %1$s.rules IS 'Policies as adopted; append-only';
		COMMENT ON COLUMN %1$s.rules.digest IS 'medaid_policy_digest(policies)';
		COMMENT ON TABLE %1$s.run IS 'Runs of medaid_post_all: progress while it runs, and what came of it';
		COMMENT ON COLUMN %1$s.run.state IS 'looking (who has changed), posting, finished, refused (too much would be taken back), interrupted (its session ended)';
		COMMENT ON COLUMN %1$s.run.source IS 'the relation that the claims came from';
		COMMENT ON COLUMN %1$s.run.seen IS 'persons looked at';
		COMMENT ON COLUMN %1$s.run.changed IS 'persons with other claims, payees or rules than when they were last posted';
		COMMENT ON COLUMN %1$s.run.done IS 'persons of these posted';
		COMMENT ON COLUMN %1$s.run.entries IS 'entries written';
		COMMENT ON COLUMN %1$s.run.held IS 'claims held when it finished';
		COMMENT ON COLUMN %1$s.run.aid_before IS 'aid of the claims that it changed, as it stood';
		COMMENT ON COLUMN %1$s.run.aid_after IS 'the same afterwards';
	$ddl$, schema);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_book_tables(text) IS 'Makes the tables book, rules and run of a ledger; schema: quoted';

-- What is kept by person, under keys that are bytewise, as the engine orders: no library's new version moves them.
-- schema: quoted; by_person: '' or PARTITION BY HASH (person)
CREATE FUNCTION @extschema@.medaid_ledger_person_tables(schema text, by_person text) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	EXECUTE format($ddl$
		CREATE TABLE %1$s.person (
			person		text COLLATE "C" PRIMARY KEY,
			claims		@extschema@.medaid_claim_set,
			payees		bigint,
			rules		integer,
			since		integer,
			live		integer NOT NULL DEFAULT 0,
			posted		bigint NOT NULL DEFAULT 0
		) %2$s;
		CREATE TABLE %1$s.entry (
			person		text COLLATE "C" NOT NULL,
			claim_id	text COLLATE "C" NOT NULL,
			version		integer NOT NULL CHECK (version > 0),
			previous	integer GENERATED ALWAYS AS (nullif(version - 1, 0)) STORED,
			place		bigint NOT NULL,
			payee		text,
			claim		@extschema@.medaid_compact_claim NOT NULL,
			settlement	@extschema@.medaid_settlement,
			month		date NOT NULL,
			rules		integer NOT NULL,
			run			bigint,
			reason		text,
			by			text NOT NULL DEFAULT session_user,
			at			timestamptz NOT NULL DEFAULT clock_timestamp(),
			PRIMARY KEY (person, claim_id, version),
			FOREIGN KEY (person, claim_id, previous) REFERENCES %1$s.entry (person, claim_id, version)
		) %2$s;
		-- entries come month by month
		CREATE INDEX entry_month ON %1$s.entry USING brin (month);
		CREATE TABLE %1$s.held (
			person		text COLLATE "C" NOT NULL,
			claim_id	text COLLATE "C" NOT NULL,
			kind		text NOT NULL,
			field		text,
			message		text NOT NULL,
			posted		boolean NOT NULL,
			since		timestamptz NOT NULL DEFAULT now(),
			PRIMARY KEY (person, claim_id)
		);
		COMMENT ON TABLE %1$s.person IS 'A person''s lock, and what was last looked at: who is as then is passed over';
		COMMENT ON COLUMN %1$s.person.claims IS 'the claims as last settled';
		COMMENT ON COLUMN %1$s.person.payees IS 'hash of the claims'' payees as last settled';
		COMMENT ON COLUMN %1$s.person.rules IS 'number of the rules they were settled under';
		COMMENT ON COLUMN %1$s.person.since IS 'book.since as it was then';
		COMMENT ON COLUMN %1$s.person.live IS 'claims posted and not taken back';
		COMMENT ON COLUMN %1$s.person.posted IS 'how often something was written for the person';
		COMMENT ON TABLE %1$s.entry IS 'What was posted, and taken back: append-only; a change is a further version';
		COMMENT ON COLUMN %1$s.entry.version IS '1 for a claim''s first posting';
		COMMENT ON COLUMN %1$s.entry.previous IS 'the version before; it must be there, so the chain cannot fork';
		COMMENT ON COLUMN %1$s.entry.place IS 'place among the person''s claims, given when it was first posted';
		COMMENT ON COLUMN %1$s.entry.payee IS 'who is paid on the spot, as the view claim gives it';
		COMMENT ON COLUMN %1$s.entry.claim IS 'the claim that was settled; of a taking back the one before';
		COMMENT ON COLUMN %1$s.entry.settlement IS 'what holds from here on; NULL = taken back';
		COMMENT ON COLUMN %1$s.entry.month IS 'the month in whose statements it stands';
		COMMENT ON COLUMN %1$s.entry.rules IS 'number of the rules it was settled under';
		COMMENT ON COLUMN %1$s.entry.at IS 'when it was posted, after the person''s lock was taken: the same for what was posted of a person together';
		COMMENT ON COLUMN %1$s.entry.run IS 'the run of medaid_post_all; NULL = medaid_post';
		COMMENT ON TABLE %1$s.held IS 'Claims that cannot be settled now: a work list';
		COMMENT ON COLUMN %1$s.held.kind IS 'kind of the fault, as settlements refused have it; claim_id_missing, payee_missing, person_missing, duplicate_claim_id, year_closed';
		COMMENT ON COLUMN %1$s.held.field IS 'the field of the claim; NULL = none by itself';
		COMMENT ON COLUMN %1$s.held.posted IS 'the claim is posted: nothing of the person is posted until it is mended';
		COMMENT ON COLUMN %1$s.held.since IS 'since when it is held with this fault';
	$ddl$, schema, by_person);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_person_tables(text, text) IS
	'Makes the tables person, entry and held of a ledger; schema: quoted; by_person: how to partition';

-- schema: quoted; partitions: by hash of the person, 0: none
CREATE FUNCTION @extschema@.medaid_ledger_tables(schema text, partitions integer) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	by_person text := CASE WHEN partitions > 0 THEN 'PARTITION BY HASH (person)' ELSE '' END;
	partitioned text;
BEGIN
	PERFORM @extschema@.medaid_ledger_book_tables(schema);
	PERFORM @extschema@.medaid_ledger_person_tables(schema, by_person);
	PERFORM @extschema@.medaid_ledger_money_tables(schema, by_person);
	FOREACH partitioned IN ARRAY '{person,entry,premium}'::text[] LOOP
		FOR n IN 0 .. partitions - 1 LOOP
			EXECUTE format('CREATE TABLE %1$s.%2$I PARTITION OF %1$s.%3$I FOR VALUES WITH (MODULUS %4$s, REMAINDER %5$s)',
				schema, partitioned || '_' || n, partitioned, partitions, n);
		END LOOP;
	END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_tables(text, integer) IS 'Makes the tables of a ledger; schema: quoted';

-- What was posted, adopted, stated or booked is never changed: by triggers of the user's own,
-- which a dump keeps and a restore does not disturb.
CREATE FUNCTION @extschema@.medaid_ledger_guards(schema text) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	guarded text;
	part regclass;
BEGIN
	-- the body as a literal (%L): a schema's name may hold whatever would end a quoted body
	EXECUTE format('CREATE FUNCTION %s.append_only() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS %L', schema, $body$
		BEGIN
			RAISE EXCEPTION 'rows of %.% are never changed: % refused', TG_TABLE_SCHEMA, TG_ARGV[0], TG_OP USING
				ERRCODE = 'object_not_in_prerequisite_state',
				HINT = CASE WHEN TG_ARGV[0] = 'receipt' THEN 'Correct a mistake by a further row with the opposite amount.'
					ELSE 'Change the claims or adopt other rules: posting writes what differs as further entries.' END;
		END
		$body$);
	EXECUTE format('REVOKE EXECUTE ON FUNCTION %s.append_only() FROM PUBLIC', schema);
	EXECUTE format('COMMENT ON FUNCTION %s.append_only() IS %L', schema, 'trigger: refuses to change what was posted, adopted, stated or booked');
	FOREACH guarded IN ARRAY '{rules,entry,statement,receipt,premium}'::text[] LOOP
		EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %1$s.%2$I FOR EACH ROW EXECUTE FUNCTION %1$s.append_only(%2$L)', schema, guarded);
		-- a statement trigger is not copied to partitions
		FOR part IN SELECT p.relid FROM pg_partition_tree(format('%s.%I', schema, guarded)::regclass) AS p LOOP
			EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION %s.append_only(%L)', part, schema, guarded);
		END LOOP;
		IF NOT FOUND THEN
			EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %1$s.%2$I FOR EACH STATEMENT EXECUTE FUNCTION %1$s.append_only(%2$L)', schema, guarded);
		END IF;
	END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_guards(text) IS 'Makes the triggers of a ledger that keep what was posted, adopted, stated or booked as it is; schema: quoted';

-- All but claim may be replaced by a later release.
CREATE FUNCTION @extschema@.medaid_ledger_views(schema text) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	fields text := (SELECT string_agg(format('(e.settlement).%I', a.attname), ', ' ORDER BY a.attnum)
		FROM pg_attribute AS a JOIN pg_type AS t ON t.typrelid = a.attrelid
		WHERE t.oid = '@extschema@.medaid_settlement'::regtype AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> 'claim_id');
	-- replacing a view takes away what it was set to: security_invoker, which row security rests on
	options text[] := ARRAY(SELECT format('ALTER VIEW %s.%I SET (%s)', schema, c.relname, array_to_string(c.reloptions, ', '))
		FROM pg_class AS c WHERE c.relnamespace = to_regnamespace(schema) AND c.relkind = 'v' AND c.reloptions IS NOT NULL);
	option text;
BEGIN
	IF to_regclass(schema || '.claim') IS NULL THEN
		EXECUTE format($ddl$
			CREATE VIEW %1$s.claim AS
			SELECT NULL::text%2$s AS person, NULL::text AS claim_id, NULL::timestamptz AS position, NULL::text AS payee, NULL::@extschema@.medaid_claim AS claim
			WHERE false;
			COMMENT ON VIEW %1$s.claim IS 'The live claims as known now: replace it (CREATE OR REPLACE VIEW) by yours, with these columns';
			COMMENT ON COLUMN %1$s.claim.person IS 'the person';
			COMMENT ON COLUMN %1$s.claim.claim_id IS 'names the claim among the person''s';
			COMMENT ON COLUMN %1$s.claim.position IS 'orders claims that are posted for the first time together, then claim_id does';
			COMMENT ON COLUMN %1$s.claim.payee IS 'who is paid on the spot: the institution';
			COMMENT ON COLUMN %1$s.claim.claim IS 'medaid_claim(...)';
		$ddl$, schema, CASE WHEN @extschema@.medaid_ledger_distributed(schema) THEN ' COLLATE "C"' END);
	END IF;
	EXECUTE format($ddl$
		CREATE OR REPLACE VIEW %1$s.now AS
		SELECT e.person, e.claim_id, e.version, e.place, e.payee, e.month, e.rules, e.at, %2$s
		FROM (
			SELECT DISTINCT ON (x.person, x.claim_id) x.*
			FROM %1$s.entry AS x
			ORDER BY x.person, x.claim_id, x.version DESC
		) AS e
		WHERE e.settlement IS DISTINCT FROM NULL;
		COMMENT ON VIEW %1$s.now IS 'What stands posted: the current settlement of each claim';
		CREATE OR REPLACE VIEW %1$s.line AS
		SELECT e.month, e.person, e.claim_id, e.version, x.side,
			CASE (x.settlement).channel WHEN 'application' THEN e.person ELSE x.payee END AS payee,
			(x.settlement).channel, (x.settlement).pay_when, a.payer, x.sign * a.amount AS amount, x.settlement
		FROM %1$s.entry AS e
		LEFT JOIN %1$s.entry AS p ON p.person = e.person AND p.claim_id = e.claim_id AND p.version = e.previous
		CROSS JOIN LATERAL (VALUES ('reversal', -1, p.payee, p.settlement), ('posting', 1, e.payee, e.settlement)) AS x (side, sign, payee, settlement)
		CROSS JOIN LATERAL (VALUES
			('basic', (x.settlement).basic_paid),
			('critical_illness', (x.settlement).critical_illness_paid),
			('other', (x.settlement).other_paid),
			('aid', (x.settlement).aid),
			('hospital', (x.settlement).hospital_borne),
			('patient', (x.settlement).patient_pays)
		) AS a (payer, amount)
		WHERE a.amount <> 0;
		COMMENT ON VIEW %1$s.line IS 'Every entry by payer: the reversal of what stood before it, then the posting';
		COMMENT ON COLUMN %1$s.line.payer IS 'basic 基本医保, critical_illness 大病保险, other, aid 医疗救助, hospital, patient';
		COMMENT ON COLUMN %1$s.line.payee IS 'who is paid: the institution for direct 一站式, the person for application 依申请';
		COMMENT ON COLUMN %1$s.line.amount IS 'yuan; a reversal is below 0 where the posting was above';
		COMMENT ON COLUMN %1$s.line.settlement IS 'the settlement reversed or posted';
		CREATE OR REPLACE VIEW %1$s.delta AS
		SELECT l.month, l.person, l.claim_id, l.version, l.payee, l.channel, l.pay_when, l.payer, sum(l.amount) AS amount
		FROM %1$s.line AS l
		GROUP BY l.month, l.person, l.claim_id, l.version, l.payee, l.channel, l.pay_when, l.payer
		HAVING sum(l.amount) <> 0;
		COMMENT ON VIEW %1$s.delta IS 'What an entry changes, net, by claim, payee and payer';
		COMMENT ON COLUMN %1$s.delta.payer IS 'as in line';
	$ddl$, schema, fields);
	PERFORM @extschema@.medaid_ledger_money_views(schema);
	FOREACH option IN ARRAY options LOOP
		EXECUTE option;
	END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_views(text) IS 'Makes or replaces the views of a ledger, but for claim where it is there; schema: quoted';
