-- What a ledger says of an earlier time, and whether it is whole.

CREATE FUNCTION @extschema@.medaid_ledger_as_of(ledger text, month date,
		OUT person text, OUT claim_id text, OUT version integer, OUT payee text, OUT posted_in date, OUT rules integer, OUT settlement @extschema@.medaid_settlement) RETURNS SETOF record
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
BEGIN
	IF month IS NULL THEN
		RAISE EXCEPTION 'the month is NULL' USING ERRCODE = 'null_value_not_allowed';
	END IF;
	RETURN QUERY EXECUTE format($sql$
		SELECT e.person, e.claim_id, e.version, e.payee, e.month, e.rules, e.settlement
		FROM (
			SELECT DISTINCT ON (x.person, x.claim_id) x.*
			FROM %s.entry AS x
			WHERE x.month <= $1
			ORDER BY x.person, x.claim_id, x.version DESC
		) AS e
		WHERE e.settlement IS DISTINCT FROM NULL
	$sql$, schema) USING month;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_as_of(text, date) IS
	'The settlements as they stood at the end of a month: a day in it; posted_in: the month in which each was posted';

-- A month as it is written, of dates that no month can be, too.
CREATE FUNCTION @extschema@.medaid_month_text(month date) RETURNS text
	LANGUAGE sql STABLE PARALLEL SAFE
	RETURN CASE WHEN month BETWEEN '0001-01-01' AND '9999-12-31' THEN to_char(month, 'YYYY-MM') ELSE month::text END;
COMMENT ON FUNCTION @extschema@.medaid_month_text(date) IS 'A month as YYYY-MM; of dates that are none, the date';

-- The queries of medaid_ledger_verify, each with its findings as rows: person, claim_id, version, finding, message.
-- schema: quoted.  Their parameters: $1 the persons, $2 whether only these are looked at, $3 the open month,
-- $4 the rules that cannot be read.

-- What of the entries and the premium subsidies contradicts itself.
CREATE FUNCTION @extschema@.medaid_verify_entries_sql(schema text) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN format($sql$
		SELECT e.person, e.claim_id, e.version, 'chain', 'version ' || e.version || ' follows ' || coalesce(e.before::text, 'nothing')
		FROM (
			SELECT x.person, x.claim_id, x.version, lag(x.version) OVER w AS before
			FROM %1$s.entry AS x WHERE %2$s
			WINDOW w AS (PARTITION BY x.person, x.claim_id ORDER BY x.version)
		) AS e
		WHERE e.version <> coalesce(e.before, 0) + 1
		UNION ALL
		SELECT e.person, e.claim_id, e.version, 'order', 'place, month or time of the version before is later or another'
		FROM (
			SELECT x.person, x.claim_id, x.version, x.place, x.month, x.at, lag(x.place) OVER w AS place_before, lag(x.month) OVER w AS month_before, lag(x.at) OVER w AS at_before
			FROM %1$s.entry AS x WHERE %2$s
			WINDOW w AS (PARTITION BY x.person, x.claim_id ORDER BY x.version)
		) AS e
		WHERE e.place <> e.place_before OR e.month < e.month_before OR e.at <= e.at_before
		UNION ALL
		-- what is NULL is left out wherever it is compared
		SELECT e.person, e.claim_id, e.version, 'order', 'place, claim, month, rules or time is NULL'
		FROM %1$s.entry AS e
		WHERE NOT ((e.place, e.claim, e.month, e.rules, e.at) IS NOT NULL) AND (NOT $2 OR e.person = ANY ($1))
		UNION ALL
		SELECT e.person, e.claim_id, e.version, 'month', format('the month %%s is not open yet', @extschema@.medaid_month_text(e.month))
		FROM %1$s.entry AS e
		WHERE e.month > $3 AND (NOT $2 OR e.person = ANY ($1))
		UNION ALL
		-- or nothing would settle it again
		SELECT e.person, e.claim_id, e.version, 'rules', format('rules number %%s were never adopted', e.rules)
		FROM %1$s.entry AS e
		WHERE NOT EXISTS (SELECT FROM %1$s.rules AS r WHERE r.number = e.rules) AND (NOT $2 OR e.person = ANY ($1))
		UNION ALL
		SELECT p.person, p.year::text, p.version, 'premium', format('%%s were booked up to here, and the subsidy is %%s', p.booked, (p.premium).assistance)
		FROM (
			SELECT x.person, x.year, x.version, x.premium, sum(x.amount) OVER w AS booked, row_number() OVER w AS number
			FROM %1$s.premium AS x WHERE %2$s
			WINDOW w AS (PARTITION BY x.person, x.year ORDER BY x.version)
		) AS p
		WHERE p.version <> p.number OR p.booked IS DISTINCT FROM (p.premium).assistance
	$sql$, schema, 'NOT $2 OR x.person = ANY ($1)');
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_verify_entries_sql(text) IS
	'SQL: the findings chain, order, month, rules and premium of medaid_ledger_verify; schema: quoted';

-- Every entry settled again.  The entries of one time are a posting of their person,
-- which found each claim's latest version of then: so each is settled after the
-- settlements that stood before it.  unreadable: an expression, of an entry e why its
-- settlement cannot be read; NULL where it can.
CREATE FUNCTION @extschema@.medaid_verify_settlements_sql(schema text, ordering text, unreadable text) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN format($sql$
		WITH posting AS (
			SELECT x.person, x.at, max(x.rules) AS rules, max(x.place) AS last FROM %1$s.entry AS x WHERE NOT $2 OR x.person = ANY ($1) GROUP BY x.person, x.at
		), stood AS (
			SELECT DISTINCT ON (p.person, p.at, e.claim_id) p.person, p.at, p.rules, e.claim_id, e.version, e.place, e.claim, e.settlement, e.at = p.at AS its, %4$s AS unreadable
			FROM posting AS p
			JOIN %1$s.entry AS e ON e.person = p.person AND e.at <= p.at AND %3$s
			ORDER BY p.person, p.at, e.claim_id, e.version DESC
		), again AS (
			SELECT s.*, @extschema@.medaid_try_settle(CASE WHEN s.its THEN s.claim END, r.policies,
				CASE WHEN s.its THEN @extschema@.medaid_ytd(s.settlement) FILTER (WHERE s.unreadable IS NULL) OVER in_order END) AS should
			FROM stood AS s
			JOIN %1$s.rules AS r ON r.number = s.rules AND r.number <> ALL ($4)
			WHERE s.settlement IS DISTINCT FROM NULL
			WINDOW in_order AS (PARTITION BY s.person, s.at ORDER BY %2$s ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
		)
		SELECT a.person, a.claim_id, a.version, 'settlement',
			coalesce('it cannot be read: ' || a.unreadable, format('aid %%s was posted, and its claim and rules give %%s', (a.settlement).aid, coalesce((a.should).aid::text, (a.should).fault)))
		FROM again AS a
		WHERE a.its AND (a.unreadable IS NOT NULL OR NOT @extschema@.medaid_same(a.settlement, a.should))
	$sql$, schema, CASE ordering WHEN 'discharged' THEN 's.claim, s.claim_id' ELSE 's.place' END,
		CASE ordering WHEN 'discharged' THEN 'true' ELSE 'e.place <= p.last' END, unreadable);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_verify_settlements_sql(text, text, text) IS
	'SQL: the finding settlement of medaid_ledger_verify; schema: quoted; ordering: the ledger''s; unreadable: an expression, why the settlement of an entry e cannot be read';

CREATE FUNCTION @extschema@.medaid_verify_unreadable(settlement @extschema@.medaid_settlement) RETURNS text
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM @extschema@.medaid_ytd(s.settlement) FROM (SELECT medaid_verify_unreadable.settlement) AS s;
	RETURN NULL;
EXCEPTION
	WHEN insufficient_resources THEN
		RAISE;
	WHEN OTHERS THEN
		RETURN SQLERRM;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_verify_unreadable(@extschema@.medaid_settlement) IS
	'Why a settlement cannot be added up, as of one that medaid did not write; NULL: it can';

-- What stands now, against the limits and the rows of the persons.
CREATE FUNCTION @extschema@.medaid_verify_standing_sql(schema text) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN format($sql$
		WITH latest AS MATERIALIZED (
			SELECT DISTINCT ON (x.person, x.claim_id) x.person, x.claim_id, x.version, x.settlement
			FROM %1$s.entry AS x WHERE NOT $2 OR x.person = ANY ($1)
			ORDER BY x.person, x.claim_id, x.version DESC
		)
		SELECT s.person, NULL, NULL::integer, 'limit', format('%%s of %%s was paid in %%s, and the limit is %%s', s.paid, s.pool, s.year, s.cap)
		FROM (
			SELECT l.person, (l.settlement).pool AS pool, (l.settlement).benefit_year AS year, sum((l.settlement).assistance) AS paid,
				CASE WHEN bool_and((l.settlement).pool_remaining IS NOT NULL) THEN max((l.settlement).pool_paid + (l.settlement).pool_remaining) END AS cap
			FROM latest AS l
			WHERE (l.settlement).pool IS NOT NULL
			GROUP BY 1, 2, 3
		) AS s
		WHERE s.paid > s.cap
		UNION ALL
		SELECT coalesce(p.person, l.person), NULL, NULL::integer, 'person', format('%%s claims stand, and the person has %%s', coalesce(l.live, 0), coalesce(p.live, 0))
		FROM (SELECT * FROM %1$s.person AS p WHERE NOT $2 OR p.person = ANY ($1)) AS p
		FULL JOIN (SELECT l.person, count(*) FILTER (WHERE l.settlement IS DISTINCT FROM NULL) AS live FROM latest AS l GROUP BY l.person) AS l ON l.person = p.person
		WHERE coalesce(l.live, 0) <> coalesce(p.live, 0)
	$sql$, schema);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_verify_standing_sql(text) IS
	'SQL: the findings limit and person of medaid_ledger_verify; schema: quoted';

-- The rules that are not those adopted; unreadable: nothing can be settled under them.
CREATE FUNCTION @extschema@.medaid_verify_rules(schema text, OUT number integer, OUT message text, OUT unreadable boolean) RETURNS SETOF record
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	adopted record;
BEGIN
	FOR adopted IN EXECUTE format('SELECT r.number, r.policies, r.digest FROM %s.rules AS r ORDER BY r.number', schema) LOOP
		number := adopted.number;
		message := NULL;
		BEGIN
			PERFORM @extschema@.medaid_rules_check(adopted.policies);
			unreadable := false;
			IF adopted.digest IS DISTINCT FROM @extschema@.medaid_policy_digest(adopted.policies) THEN
				message := 'the policies are not those that were adopted';
			END IF;
		EXCEPTION
			WHEN insufficient_resources THEN
				RAISE;
			WHEN OTHERS THEN
				unreadable := true;
				message := format('the policies are not those that were adopted, and what was posted under them cannot be settled again: %s', SQLERRM);
		END;
		IF message IS NOT NULL THEN
			RETURN NEXT;
		END IF;
	END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_verify_rules(text) IS
	'The finding rules of medaid_ledger_verify, by number; unreadable: nothing can be settled under them; schema: quoted';

CREATE FUNCTION @extschema@.medaid_verify_found(query text, persons text[], month date, unreadable integer[],
		OUT person text, OUT claim_id text, OUT version integer, OUT finding text, OUT message text) RETURNS SETOF record
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN QUERY EXECUTE query USING persons, persons IS NOT NULL, month, unreadable;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_verify_found(text, text[], date, integer[]) IS
	'What a query of medaid_ledger_verify finds, in whole: an error in it leaves no rows behind';

-- What stands in the tables may be anything: a query that fails hides no other.
CREATE FUNCTION @extschema@.medaid_verify_check(part text, queries text[], persons text[], month date, unreadable integer[],
		OUT person text, OUT claim_id text, OUT version integer, OUT finding text, OUT message text) RETURNS SETOF record
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	query text;
BEGIN
	FOREACH query IN ARRAY queries LOOP
		BEGIN
			RETURN QUERY SELECT * FROM @extschema@.medaid_verify_found(query, persons, month, unreadable);
			RETURN;
		EXCEPTION
			-- of who asks and when, not of the ledger
			WHEN insufficient_privilege OR insufficient_resources OR transaction_rollback OR object_not_in_prerequisite_state THEN
				RAISE;
			WHEN OTHERS THEN
				message := format('%s could not be checked: %s (%s)', part, SQLERRM, SQLSTATE);
		END;
	END LOOP;
	finding := 'unchecked';
	RETURN NEXT;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_verify_check(text, text[], text[], date, integer[]) IS
	'What the first of these queries that does not fail finds, of a part of medaid_ledger_verify; where all fail, the finding unchecked';

CREATE FUNCTION @extschema@.medaid_ledger_verify(ledger text, persons text[] DEFAULT NULL,
		OUT person text, OUT claim_id text, OUT version integer, OUT finding text, OUT message text) RETURNS SETOF record
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	book record := @extschema@.medaid_ledger_book(schema, false);
	rules record;
	unreadable integer[] := '{}';
BEGIN
	FOR rules IN SELECT r.number, r.message, r.unreadable FROM @extschema@.medaid_verify_rules(schema) AS r LOOP
		version := rules.number;
		finding := 'rules';
		message := rules.message;
		RETURN NEXT;
		IF rules.unreadable THEN
			unreadable := unreadable || rules.number;
		END IF;
	END LOOP;
	RETURN QUERY
		SELECT f.*
		FROM (VALUES
			('entries', ARRAY[@extschema@.medaid_verify_entries_sql(schema)]),
			-- once more where a settlement cannot be read, each of them by itself
			('settlements', ARRAY[@extschema@.medaid_verify_settlements_sql(schema, book.ordering, 'NULL::text'),
				@extschema@.medaid_verify_settlements_sql(schema, book.ordering, '@extschema@.medaid_verify_unreadable(e.settlement)')]),
			('what stands', ARRAY[@extschema@.medaid_verify_standing_sql(schema)]),
			('statements', ARRAY[format('SELECT NULL::text, NULL::text, NULL::integer, %L, format(%L, @extschema@.medaid_month_text(s.month), s.payee, s.channel, s.pay_when, s.fault)
				FROM @extschema@.medaid_ledger_verify_statements(%L) AS s', 'statement', '%s %s %s %s: %s', ledger)])
		) AS c (part, queries)
		CROSS JOIN LATERAL @extschema@.medaid_verify_check(c.part, c.queries, persons, book.month, unreadable) AS f;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_verify(text, text[]) IS
	'What is wrong with a ledger, no rows where all is well; of persons (NULL: everybody). finding: chain (versions), order (places, months, times), month, settlement (an entry settled again from its own claim and rules), limit, person, rules (digests; entries under rules that were never adopted), premium (claim_id: the year insured), statement, unchecked (a part that could not be looked at, and why)';
