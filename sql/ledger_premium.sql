-- Premium subsidies (资助参保) in the fund's account: as with claims, what is
-- posted is the difference to what was posted before.

-- year: the year insured.  source: a table or view with columns person text and
-- premium medaid_premium, one row a person; who is not in it stays as he is, who is
-- in it with an assistance of 0 is taken back.  Only assistance is the fund's.
-- Returns how many rows were posted.
-- Errors: 22004 an argument or an amount is NULL, 22023 a person stands twice,
-- 3F000 no ledger, 55000 of another version, or the year is closed (book.since); 40001 posted since a snapshot.
CREATE FUNCTION @extschema@.medaid_post_premiums(ledger text, year integer, source regclass, reason text DEFAULT NULL) RETURNS bigint
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	distributed boolean := @extschema@.medaid_ledger_distributed(schema);
	given text;
	amiss text;
	posting text;
	posted bigint;
	came record;
BEGIN
	IF year IS NULL OR source IS NULL THEN
		RAISE EXCEPTION '% is NULL', CASE WHEN year IS NULL THEN 'year' ELSE 'source' END USING ERRCODE = 'null_value_not_allowed';
	END IF;
	IF year < (@extschema@.medaid_ledger_book(schema, false)).since THEN
		RAISE EXCEPTION 'the year % is closed', year USING
			ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'Nothing is posted for years before book.since.';
	END IF;
	PERFORM @extschema@.medaid_ledger_source(source, '{person,premium}'::text[]);
	-- one at a time; the key (oid, year) is PostgreSQL's for two integers
	PERFORM pg_advisory_xact_lock(format('%s.premium', schema)::regclass::oid::bigint::bit(32)::integer, year);
	IF distributed THEN
		EXECUTE format('CREATE TEMP TABLE medaid_post_here AS SELECT s.person, s.premium FROM %s AS s', source);
	END IF;
	given := format('SELECT s.person COLLATE "C" AS person, s.premium, (s.premium).assistance FROM %s AS s', CASE WHEN distributed THEN 'pg_temp.medaid_post_here' ELSE source::text END);
	amiss := 'SELECT g.person, count(*) AS rows, bool_or(g.assistance IS NULL) AS unknown
			FROM given AS g
			GROUP BY g.person
			HAVING count(*) > 1 OR bool_or(g.assistance IS NULL) OR g.person IS NULL
			ORDER BY g.person NULLS FIRST LIMIT 1';
	-- ON CONFLICT: what was posted since a REPEATABLE READ snapshot is 40001
	posting := format('INSERT INTO %1$s.premium (person, year, version, premium, amount, reason)
			SELECT DISTINCT ON (g.person) g.person, $1, coalesce(p.version, 0) + 1, g.premium, g.assistance - coalesce(p.amount, 0), $2
			FROM %2$s AS g
			LEFT JOIN (
				SELECT p.person, max(p.version) AS version, sum(p.amount) AS amount
				FROM %1$s.premium AS p
				WHERE p.year = $1
				GROUP BY p.person
			) AS p ON p.person = g.person
			WHERE g.assistance <> coalesce(p.amount, 0) AND g.person IS NOT NULL
			ON CONFLICT DO NOTHING', schema, CASE WHEN distributed THEN format('(%s)', given) ELSE 'given' END);
	IF distributed THEN
		-- Citus plans no INSERT within a WITH
		EXECUTE format('WITH given AS (%s) SELECT t.person, t.rows, t.unknown FROM (SELECT) AS one LEFT JOIN (%s) AS t ON true', given, amiss) INTO came;
		IF came.rows IS NULL THEN
			EXECUTE posting USING year, reason;
			GET DIAGNOSTICS posted = ROW_COUNT;
		END IF;
		DROP TABLE pg_temp.medaid_post_here;
	ELSE
		EXECUTE format('WITH given AS MATERIALIZED (%s), amiss AS (%s), posted AS (%s RETURNING 1)
			SELECT (SELECT count(*) FROM posted) AS posted, t.person, t.rows, t.unknown FROM (SELECT) AS one LEFT JOIN amiss AS t ON true', given, amiss, posting)
			INTO came USING year, reason;
		posted := came.posted;
	END IF;
	IF came.rows IS NOT NULL AND came.person IS NULL THEN
		RAISE EXCEPTION 'a person in % is NULL', source USING ERRCODE = 'null_value_not_allowed';
	ELSIF came.unknown THEN
		RAISE EXCEPTION 'the premium subsidy of person "%" is NULL', came.person USING
			ERRCODE = 'null_value_not_allowed',
			HINT = '(premium).unsaid names what the text does not say; leave such rows out.';
	ELSIF came.rows IS NOT NULL THEN
		RAISE EXCEPTION 'person "%" stands % times in %', came.person, came.rows, source USING ERRCODE = 'invalid_parameter_value';
	END IF;
	RETURN posted;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_post_premiums(text, integer, regclass, text) IS
	'Posts the premium subsidies (资助参保) of a year insured as the fund''s expenditure, as far as they differ from what was posted, and says how many; source: a relation with columns person and premium (medaid_premium); who is not in it stays as he is';
