-- The monthly warning list (监测预警) from the ledger: whose burden of a year is over
-- the line by what stood at the end of the month, and was not by what stood before it.
-- Late claims put a person on the list of the month in which they were posted.

-- month: any day of it; NULL: the open one.
-- Errors: 22004 ledger NULL, 3F000 no ledger, 55000 no rules adopted, another version,
-- or a line that the policy lacks.
CREATE FUNCTION @extschema@.medaid_ledger_warnings(ledger text, month date DEFAULT NULL, OUT person text, OUT year integer, OUT group_name text, OUT burden numeric, OUT line numeric,
		OUT basis text, OUT crossed date, OUT push_by date, OUT answer_days integer, OUT informed text[], OUT rule text, OUT article text, OUT left_out integer) RETURNS SETOF record
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	book record := @extschema@.medaid_ledger_book(schema, true);
	policies @extschema@.medaid_policy[];
	lowest numeric;
BEGIN
	EXECUTE format('SELECT r.policies FROM %s.rules AS r WHERE r.number = $1', schema) INTO policies USING book.rules;
	-- a line that is not set is asked for by whoever bears anything
	SELECT min(coalesce(m.line, 0)) INTO lowest FROM unnest(policies) AS p, unnest(p.monitors) AS m;
	RETURN QUERY EXECUTE format($sql$
		WITH posted AS (
			SELECT DISTINCT e.person FROM %1$s.entry AS e WHERE e.month = $1
		), stood AS (
			SELECT e.person, e.claim_id, e.claim, e.settlement, e.month, lead(e.month) OVER (PARTITION BY e.person, e.claim_id ORDER BY e.version) AS until
			FROM %1$s.entry AS e JOIN posted AS p ON p.person = e.person
			WHERE e.month <= $1
		), burdened AS (
			-- nobody else can be over any line
			SELECT DISTINCT s.person
			FROM stood AS s
			WHERE s.until IS NULL AND s.settlement IS DISTINCT FROM NULL
			GROUP BY s.person, extract(year FROM (s.settlement).discharged_on)
			HAVING greatest(sum((s.settlement).patient_pays), sum((s.settlement).total - (s.settlement).basic_paid - (s.settlement).critical_illness_paid)) > $4
		), person AS (
			SELECT s.person,
				array_agg(@extschema@.medaid_uncompact(s.claim)) FILTER (WHERE s.until IS NULL) AS claims_after, array_agg(s.settlement) FILTER (WHERE s.until IS NULL) AS after,
				array_agg(@extschema@.medaid_uncompact(s.claim)) FILTER (WHERE s.month < $1 AND coalesce(s.until, $1) = $1) AS claims_before,
				array_agg(s.settlement) FILTER (WHERE s.month < $1 AND coalesce(s.until, $1) = $1) AS before
			FROM stood AS s JOIN burdened AS b ON b.person = s.person
			WHERE s.settlement IS DISTINCT FROM NULL
			GROUP BY s.person
		), over AS MATERIALIZED (
			SELECT p.person, w.*
			FROM person AS p CROSS JOIN LATERAL @extschema@.medaid_warnings_by_day($3, NULL::text[], NULL::text, p.claims_after, p.after) AS w
			WHERE w.over
		)
		SELECT o.person, o.year, o.group_name, o.burden, o.line, o.basis, o.month, (($1 + interval '1 month')::date + o.push_day - 1), o.answer_days, o.informed, o.rule, o.article, o.left_out
		FROM over AS o JOIN person AS p ON p.person = o.person
		-- no join: it would ask everybody for each who is over the line
		WHERE NOT EXISTS (
			SELECT FROM @extschema@.medaid_warnings_by_day($3, NULL::text[], NULL::text, coalesce(p.claims_before, '{}'), p.before) AS w
			WHERE w.over AND w.year = o.year)
		ORDER BY o.burden DESC, o.person
	$sql$, schema) USING coalesce(date_trunc('month', month::timestamp)::date, book.month), book.rules, policies, lowest;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_warnings(text, date) IS
	'The warning list (监测预警) of a month (NULL: the open one): whose burden of a year crossed the line by what was posted in it, with the categories of each claim''s day and the rules adopted. crossed: month of discharge in which it did; push_by: by the list''s month';
