-- The difference between what should be paid and what was posted.

-- What an index cannot hold would stop everybody's night, and the month.
CREATE FUNCTION @extschema@.medaid_ledger_key(name text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN octet_length(name) <= 1000 THEN name ELSE '' END;
COMMENT ON FUNCTION @extschema@.medaid_ledger_key(text) IS 'The name of a person, claim or payee as a ledger''s keys have it: '''' where it is NULL, or longer than 1000 bytes';

-- As common table expressions, of which diff has a row for each claim
-- known now or posted before, with what is to be done about it (change):
--   new, changed, taken_back, restated   an entry
--   held                                 it cannot be settled, or posted: kind and message
--   NULL                                 nothing
-- posting: that it is done, unless the person has a row that stops: nothing of a
-- person is where a posted claim is faulty, or goes from a closed year to an open
-- one or back.
-- policies: an expression; persons: many (those in $1), one (the first of $1), or NULL (everybody).
CREATE FUNCTION @extschema@.medaid_ledger_diff_sql(schema text, source text, ordering text, policies text, since text, persons text) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	-- the one person is no column that is compared, sorted and joined by; whom a collation
	-- of the source takes for the same is another
	one text := CASE persons WHEN 'one' THEN '($1)[1] COLLATE "C"' END;
	named text := CASE persons WHEN 'one' THEN '= ($1)[1]' WHEN 'many' THEN '= ANY ($1)' END;
BEGIN
	-- known: a claim_id that stands twice is held, for which of the rows holds is not ours to say
	RETURN format($sql$known AS (
			SELECT DISTINCT ON (s.person, s.claim_id) s.*, count(*) OVER (PARTITION BY s.person, s.claim_id) AS rows
			FROM (
				SELECT %9$s AS person, @extschema@.medaid_ledger_key(c.claim_id::text) COLLATE "C" AS claim_id, c.position, c.payee::text COLLATE "C" AS payee,
					c.claim::@extschema@.medaid_compact_claim AS claim
				FROM %1$s AS c
				%2$s
			) AS s
		), posted AS (
			SELECT DISTINCT ON (e.person, e.claim_id) e.person, e.claim_id, e.version, e.place, e.payee, e.claim, e.settlement, e.at
			FROM %3$s.entry AS e
			%4$s
			ORDER BY e.person, e.claim_id, e.version DESC
		), matched AS (
			SELECT %10$s AS person, coalesce(k.claim_id, p.claim_id) AS claim_id, k.rows IS NOT NULL AS known,
				k.position, k.payee, k.claim, f.kind,
				CASE WHEN f.kind IS NULL THEN k.claim END AS usable,
				p.version, p.place, p.payee AS payee_before, p.claim AS claim_before, p.settlement AS before, p.at
			FROM known AS k
			FULL JOIN posted AS p ON %11$sp.claim_id = k.claim_id
			CROSS JOIN LATERAL (
				SELECT CASE WHEN k.rows IS NULL THEN NULL WHEN k.person = '' THEN 'person_missing' WHEN k.claim_id = '' THEN 'claim_id_missing'
					WHEN k.rows > 1 THEN 'duplicate_claim_id' WHEN k.claim IS NULL THEN 'claim_missing' WHEN @extschema@.medaid_ledger_key(k.payee) = '' THEN 'payee_missing' END AS kind
			) AS f
		), settled AS (
			SELECT m.*, @extschema@.medaid_try_settle_ytd(m.usable, %5$s) OVER in_order AS after,
				coalesce(m.place, coalesce(max(m.place) OVER %8$s, 0) + row_number() OVER in_order - count(m.place) OVER in_order) AS its_place
			FROM matched AS m
			WINDOW in_order AS (PARTITION BY m.person ORDER BY %6$s ROWS UNBOUNDED PRECEDING)
		), diff AS MATERIALIZED (
			-- what is read most stands first
			SELECT d.person, d.claim_id, CASE WHEN d.differs <> 'held' AND d.closed THEN 'held' ELSE d.differs END AS change,
				d.differs <> 'held' AND NOT d.closed AS posting, d.stops,
				d.before IS DISTINCT FROM NULL AS posted, d.known, d.version, d.its_place AS place,
				CASE WHEN d.known THEN d.payee ELSE d.payee_before END AS payee, coalesce(d.claim, d.claim_before) AS claim, d.at AS posted_at,
				CASE WHEN d.refused IS NULL THEN d.after END AS after, d.before,
				CASE WHEN d.differs = 'held' THEN d.refused WHEN d.differs IS NOT NULL AND d.closed THEN 'year_closed' END AS kind,
				CASE WHEN d.differs = 'held' THEN CASE d.kind
						WHEN 'person_missing' THEN 'the claim names no person, or one of more than 1000 bytes'
						WHEN 'claim_id_missing' THEN 'the claim has no claim_id, or one of more than 1000 bytes'
						WHEN 'duplicate_claim_id' THEN 'the claim_id stands more than once'
						WHEN 'claim_missing' THEN 'the claim is NULL'
						WHEN 'payee_missing' THEN 'nobody is named to be paid, or by more than 1000 bytes'
						ELSE (d.after).fault END
					WHEN d.differs IS NOT NULL AND d.closed THEN 'the year ' || d.year || ' is closed' END AS message
			FROM (
				SELECT j.*,
					CASE WHEN j.refused IS NOT NULL THEN 'held'
						WHEN j.before IS NOT DISTINCT FROM NULL THEN CASE WHEN j.after IS DISTINCT FROM NULL THEN 'new' END
						WHEN j.after IS NOT DISTINCT FROM NULL THEN 'taken_back'
						WHEN j.payee = j.payee_before AND @extschema@.medaid_same(j.before, j.after) THEN NULL
						WHEN j.payee = j.payee_before AND @extschema@.medaid_same(j.before, j.after,
							'{basic_paid,critical_illness_paid,other_paid,aid,hospital_borne,patient_pays,channel,pay_when}') THEN 'restated'
						ELSE 'changed' END AS differs,
					coalesce(j.year < %7$s, false) AS closed,
					-- that of another year would leave what it was paid to others, or take it from them
					j.before IS DISTINCT FROM NULL AND (j.refused IS NOT NULL OR j.year < %7$s AND (j.after).benefit_year <> (j.before).benefit_year) AS stops
				FROM (
					SELECT s.*, coalesce(s.kind, CASE WHEN (s.after).status = 'refused' THEN (s.after).reason END) AS refused,
						-- the earlier one whose limits it touches: what is not covered touches none
						CASE WHEN %7$s IS NULL THEN NULL WHEN (s.before).status = 'not_covered' THEN coalesce((s.after).benefit_year, (s.before).benefit_year)
							WHEN (s.after).status = 'not_covered' THEN coalesce((s.before).benefit_year, (s.after).benefit_year)
							ELSE least((s.after).benefit_year, (s.before).benefit_year) END AS year
					FROM settled AS s
					OFFSET 0 -- worked out once
				) AS j
				OFFSET 0
			) AS d
		)$sql$,
		source, 'WHERE c.person ' || named || CASE WHEN one IS NOT NULL THEN format(' AND coalesce(c.person::text COLLATE "C" = %s, false)', one) ELSE '' END, schema, 'WHERE e.person ' || named,
		policies, CASE ordering WHEN 'discharged' THEN 'm.usable, m.claim_id' ELSE 'm.place, m.position, m.claim_id' END, since,
		-- in the order of posting, claims without a place stand last
		CASE ordering WHEN 'discharged' THEN '(PARTITION BY m.person)' ELSE 'in_order' END,
		coalesce(one, '@extschema@.medaid_ledger_key(c.person::text) COLLATE "C"'), coalesce(one, 'coalesce(k.person, p.person)'),
		CASE WHEN one IS NULL THEN 'p.person = k.person AND ' ELSE '' END);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_diff_sql(text, text, text, text, text, text) IS
	'The common table expressions that compare what should be paid with what was posted, known to diff; schema and source: quoted, policies and since: expressions, persons: many (those in $1), one (the first of $1) or NULL (everybody)';

-- A relation that a caller names must have the columns that are read of it, and values of their kind: an
-- error in the statement that reads them would show all of its text.
CREATE FUNCTION @extschema@.medaid_ledger_source(source regclass, needed text[]) RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	missing text;
	wrong text;
BEGIN
	SELECT string_agg(n.name, ', ' ORDER BY n.ordinality) FILTER (WHERE a.attname IS NULL),
			string_agg(format('%s %s', n.name, format_type(a.atttypid, NULL)), ', ' ORDER BY n.ordinality)
				FILTER (WHERE strpos(CASE n.name WHEN 'claim' THEN 'CU' WHEN 'premium' THEN 'C' WHEN 'position' THEN 'D' ELSE 'S' END, t.typcategory::text) = 0)
		INTO missing, wrong
		FROM unnest(needed) WITH ORDINALITY AS n (name, ordinality)
		LEFT JOIN pg_attribute AS a ON a.attrelid = source AND a.attname = n.name AND a.attnum > 0 AND NOT a.attisdropped
		LEFT JOIN pg_type AS t ON t.oid = a.atttypid
		WHERE source IS NOT NULL;
	IF missing IS NOT NULL THEN
		RAISE EXCEPTION 'source % lacks the columns: %', source, missing USING
			ERRCODE = 'undefined_column', HINT = 'It is a table or view with the columns ' || array_to_string(needed, ', ') || '.';
	ELSIF wrong IS NOT NULL THEN
		RAISE EXCEPTION 'source % has columns of another type: %', source, wrong USING
			ERRCODE = 'datatype_mismatch', HINT = 'person, claim_id and payee are text, position a time, claim a medaid_claim, premium a medaid_premium.';
	END IF;
	RETURN source::text;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_source(regclass, text[]) IS
	'A relation given by a caller, quoted; without a column that is needed: 42703, of another kind of type: 42804; NULL: NULL';

CREATE FUNCTION @extschema@.medaid_few_persons(persons text[]) RETURNS boolean
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN cardinality(persons) <= 10;
COMMENT ON FUNCTION @extschema@.medaid_few_persons(text[]) IS 'Whether so few are looked up one after another rather than read at once; NULL: everybody';

-- A view over a year of tables answers for one person by its indexes, and for a list
-- only when all of it has been worked out: so it is asked for one after another.
-- Citus has no such join.
CREATE FUNCTION @extschema@.medaid_persons_claims_sql(source text) RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF EXISTS (SELECT FROM pg_extension AS e WHERE e.extname = 'citus') THEN
		RETURN source;
	END IF;
	RETURN format('(SELECT c.person, c.claim_id, c.position, c.payee, c.claim
			FROM (SELECT DISTINCT unnest($1) AS person) AS g
			CROSS JOIN LATERAL (
				SELECT c.person, c.claim_id, c.position, c.payee, c.claim::@extschema@.medaid_compact_claim AS claim
				FROM %s AS c WHERE c.person = g.person
				OFFSET 0 -- not joined: looked up
			) AS c)', source);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_persons_claims_sql(text) IS
	'The sub-select of the claims of a few persons, $1 (text[]), each looked up by itself; source: quoted';

CREATE FUNCTION @extschema@.medaid_ledger_diff(ledger text, persons text[] DEFAULT NULL, policies @extschema@.medaid_policy[] DEFAULT NULL, source regclass DEFAULT NULL,
		OUT person text, OUT claim_id text, OUT change text, OUT before @extschema@.medaid_settlement, OUT after @extschema@.medaid_settlement,
		OUT aid numeric, OUT patient_pays numeric) RETURNS SETOF record
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	claims text;
	book record;
BEGIN
	claims := coalesce(@extschema@.medaid_ledger_source(source, '{person,claim_id,position,payee,claim}'::text[]), schema || '.claim');
	IF @extschema@.medaid_few_persons(persons) THEN
		claims := @extschema@.medaid_persons_claims_sql(claims);
	END IF;
	book := @extschema@.medaid_ledger_book(schema, policies IS NULL);
	IF policies IS NOT NULL THEN
		PERFORM @extschema@.medaid_policy_array_check(policies);
	END IF;
	RETURN QUERY EXECUTE format('WITH %s SELECT d.person, d.claim_id, d.change, d.before, d.after,
			coalesce((d.after).aid, 0) - coalesce((d.before).aid, 0), coalesce((d.after).patient_pays, 0) - coalesce((d.before).patient_pays, 0)
		FROM diff AS d WHERE d.posting AND NOT EXISTS (SELECT FROM diff AS s WHERE s.person = d.person AND s.stops) ORDER BY d.person, d.place',
		@extschema@.medaid_ledger_diff_sql(schema, claims, book.ordering,
			CASE WHEN policies IS NULL THEN format('(SELECT r.policies FROM %s.rules AS r WHERE r.number = $3)', schema) ELSE '$2' END,
			'$4', CASE WHEN persons IS NOT NULL THEN 'many' END))
		USING persons, policies, book.rules, book.since;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_diff(text, text[], @extschema@.medaid_policy[], regclass) IS
	'What posting would write, reading only: of persons (NULL: everybody), under policies (NULL: those adopted), of the claims in source (NULL: the view claim). change: new, changed, taken_back, restated (the same money, other pools); aid and patient_pays: after less before, yuan';
