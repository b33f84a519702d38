-- From the policy tables to a medaid_policy: the version of a day, users' rows
-- before shipped ones, incomes multiplied in.

CREATE FUNCTION @extschema@.medaid_reference_year(area text, indicator text, on_date date) RETURNS integer
	LANGUAGE sql STABLE PARALLEL SAFE
	-- Last year's income serves from the month after its publication, that of
	-- the year before until then; other figures are those of the year itself.
	RETURN (
		SELECT CASE
			WHEN medaid_reference_year.indicator <> 'income' THEN y.year
			WHEN r.year IS NULL AND NOT EXISTS (
				SELECT FROM @extschema@.medaid_effective_reference b
				WHERE (b.area, b.indicator, b.year) = (medaid_reference_year.area, 'income', y.year - 2))
				THEN y.year - 1
			WHEN r.published_on IS NULL AND r.year IS NOT NULL
				OR on_date >= date_trunc('month', r.published_on::timestamp) + interval '1 month'
				THEN y.year - 1
			ELSE y.year - 2
		END
		-- infinity is of no year
		FROM (SELECT CASE WHEN isfinite(on_date) THEN extract(year FROM on_date)::integer END AS year) AS y
		LEFT JOIN @extschema@.medaid_effective_reference r
			ON (r.area, r.indicator, r.year) = (medaid_reference_year.area, 'income', y.year - 1)
	);
COMMENT ON FUNCTION @extschema@.medaid_reference_year(text, text, date) IS
	'The year whose figure of an indicator serves on a day; where it is missing, the year to insert (平顺 Art. 47); NULL on infinity, a day of no year';

CREATE FUNCTION @extschema@.medaid_reference_value(area text, indicator text, on_date date) RETURNS numeric
	LANGUAGE sql STABLE PARALLEL SAFE
	-- incomes count in whole yuan
	RETURN (
		SELECT CASE WHEN r.indicator = 'income' THEN round(r.value) ELSE r.value END
		FROM @extschema@.medaid_effective_reference r
		WHERE r.area = medaid_reference_value.area
			AND r.indicator = medaid_reference_value.indicator
			AND r.year = @extschema@.medaid_reference_year(medaid_reference_value.area, medaid_reference_value.indicator, on_date)
	);
COMMENT ON FUNCTION @extschema@.medaid_reference_value(text, text, date) IS
	'A reference value in yuan as it serves on a day, incomes in whole yuan; NULL where it is missing, and on infinity';

CREATE FUNCTION @extschema@.medaid_reference_source(area text, indicator text, on_date date) RETURNS text
	LANGUAGE sql STABLE PARALLEL SAFE
	RETURN '(' || area || ', ' || indicator || ', ' || @extschema@.medaid_reference_year(area, indicator, on_date)::text || ')';
COMMENT ON FUNCTION @extschema@.medaid_reference_source(text, text, date) IS
	'The key of the reference value that serves on a day: (area, indicator, year)';

-- The version of a regulation in force on a day, its last day cut off by the next version.
CREATE FUNCTION @extschema@.medaid_regulation_on(code text, on_date date) RETURNS @extschema@.medaid_effective_regulation
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT r.* FROM @extschema@.medaid_effective_regulation AS r
	WHERE r.code = medaid_regulation_on.code AND r.valid @> on_date;
END;
COMMENT ON FUNCTION @extschema@.medaid_regulation_on(text, date) IS
	'The version of a regulation in force on a day, up to the day before the next version; NULL where there is none';

-- What a version does not say for itself is said by the nearest that it builds on.
CREATE FUNCTION @extschema@.medaid_regulation_inherited(v @extschema@.medaid_effective_regulation) RETURNS @extschema@.medaid_effective_regulation
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF v.based_on IS NOT NULL THEN
		SELECT (array_agg(r.transition_until ORDER BY c.depth) FILTER (WHERE r.transition_until IS NOT NULL))[1],
				(array_agg(r.within_bill ORDER BY c.depth) FILTER (WHERE r.within_bill IS NOT NULL))[1],
				(array_agg(r.rounding ORDER BY c.depth) FILTER (WHERE r.rounding IS NOT NULL))[1]
			INTO v.transition_until, v.within_bill, v.rounding
			FROM @extschema@.medaid_regulation_chain AS c
			JOIN @extschema@.medaid_effective_regulation AS r ON (r.code, r.first_day) = (c.regulation, c.first_day)
			WHERE (c.version, c.version_day) = (v.code, v.first_day);
	END IF;
	RETURN v;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_regulation_inherited(@extschema@.medaid_effective_regulation) IS
	'A version of a regulation with transition_until, within_bill and rounding of the versions that it builds on, where it says nothing itself';

-- The days around on_date on which its amounts are constant: cut at each new
-- year and where an income comes into use.
CREATE FUNCTION @extschema@.medaid_stretch(regulation text, first_day date, on_date date) RETURNS daterange
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	areas text[] := (SELECT array_agg(DISTINCT a.area) FROM @extschema@.medaid_reference_asked AS a
		WHERE (a.version, a.version_day) = (medaid_stretch.regulation, medaid_stretch.first_day));
	of_year integer := extract(year FROM on_date)::integer;
BEGIN
	IF areas IS NULL THEN
		RETURN daterange(NULL, NULL);
	END IF;
	RETURN (
		SELECT daterange(max(c.cut) FILTER (WHERE c.cut <= on_date), min(c.cut) FILTER (WHERE c.cut > on_date))
		FROM (
			SELECT make_date(of_year, 1, 1) AS cut
			UNION ALL
			SELECT CASE WHEN of_year < 5874897 THEN make_date(of_year + 1, 1, 1) END
			UNION ALL
			SELECT (date_trunc('month', r.published_on::timestamp) + interval '1 month')::date
			FROM @extschema@.medaid_effective_reference r
			WHERE r.area = ANY (areas) AND r.indicator = 'income' AND r.year = of_year - 1
		) AS c
		WHERE c.cut - make_date(of_year, 1, 1) BETWEEN 0 AND 366
	);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_stretch(text, date, date) IS
	'The days around a day on which the reference values of a version of a regulation do not change';

-- A rule with its amounts in yuan: <amount>_share of the reference value
-- <amount>_indicator of <amount>_area becomes <amount>, and <amount>_source says
-- which reference value that is.
CREATE FUNCTION @extschema@.medaid_resolved(rule jsonb, on_date date) RETURNS jsonb
	LANGUAGE sql STABLE PARALLEL SAFE
	RETURN rule || coalesce((
		SELECT jsonb_object_agg(p.key, p.value)
		FROM (
			SELECT left(k, -length('_area')) AS amount, rule ->> k AS area,
				coalesce(rule ->> (left(k, -length('_area')) || '_indicator'), 'premium') AS indicator,
				coalesce((rule ->> (left(k, -length('_area')) || '_share'))::numeric, 1) AS share
			FROM jsonb_object_keys(rule) AS k
			WHERE k LIKE '%\_area' AND rule ->> k IS NOT NULL
		) AS a
		CROSS JOIN LATERAL (VALUES
			(a.amount, coalesce(rule ->> a.amount, round(a.share * @extschema@.medaid_reference_value(a.area, a.indicator, on_date), 2)::text)),
			(a.amount || '_source', @extschema@.medaid_reference_source(a.area, a.indicator, on_date))
		) AS p (key, value)
	), '{}');
COMMENT ON FUNCTION @extschema@.medaid_resolved(jsonb, date) IS
	'A rule as jsonb with the amounts that are shares of reference values in yuan of a day, and their sources';

-- The categories that are known, as the version treats them.
CREATE FUNCTION @extschema@.medaid_version_categories(regulation text, first_day date) RETURNS @extschema@.medaid_policy_category[]
	LANGUAGE sql STABLE PARALLEL SAFE
	RETURN (
		SELECT array_agg(ROW(n.category, coalesce(r.label, n.label), n.rank,
			CASE WHEN r.category IS NULL THEN n.treated_as ELSE coalesce(r.treated_as, n.treated_as) END,
			r.channel, r.article, r.from_regulation, r.from_day)::@extschema@.medaid_policy_category ORDER BY n.category COLLATE "C")
		FROM (
			SELECT DISTINCT ON (x.category) x.category, x.rank, x.treated_as, x.label
			FROM @extschema@.medaid_effective_category_name x
			WHERE x.category IS NOT NULL
			-- the row whose name is the category itself says its rank, treated_as and label
			ORDER BY x.category, (x.name = x.category) DESC, x.shipped, x.rank, x.name COLLATE "C", x.region COLLATE "C"
		) AS n
		LEFT JOIN (
			SELECT x.* FROM @extschema@.medaid_effective_category AS x
			WHERE (x.version, x.version_day) = (medaid_version_categories.regulation, medaid_version_categories.first_day)
		) AS r USING (category)
	);
COMMENT ON FUNCTION @extschema@.medaid_version_categories(text, date) IS
	'The categories of medaid_category_name as a version of a regulation treats them, in bytewise order';

-- The version's rules as one value, by the names of their attributes: a new
-- column of a rule that its row type has, too, needs nothing here; a new kind
-- of rule is added here.
--
-- PL/pgSQL, and one plan for the session: planning it takes twice as long as running
-- it, and a function in SQL would be planned in every transaction, and keep 16 MB
-- until its end each time that its plan is discarded there.
CREATE FUNCTION @extschema@.medaid_assemble(v @extschema@.medaid_effective_regulation, on_date date) RETURNS @extschema@.medaid_policy
	LANGUAGE plpgsql STABLE PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
	RETURN ROW(v.code, v.name, v.region, v.document, v.status, NULL,
		v.valid, v.valid * @extschema@.medaid_stretch(v.code, v.first_day, on_date),
		v.transition_until, v.within_bill,
		@extschema@.medaid_version_categories(v.code, v.first_day),
		(SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_payer, to_jsonb(r)) ORDER BY r.code COLLATE "C")
			FROM @extschema@.medaid_effective_payer AS r WHERE (r.version, r.version_day) = (v.code, v.first_day)),
		(SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_gate, to_jsonb(r)) ORDER BY r.code COLLATE "C")
			FROM @extschema@.medaid_effective_gate AS r WHERE (r.version, r.version_day) = (v.code, v.first_day)),
		(SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_identity, to_jsonb(r)) ORDER BY r.code COLLATE "C")
			FROM @extschema@.medaid_effective_identity AS r WHERE (r.version, r.version_day) = (v.code, v.first_day)),
		(SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_benefit, @extschema@.medaid_resolved(to_jsonb(r), on_date)) ORDER BY r.precedence, r.code COLLATE "C")
			FROM @extschema@.medaid_effective_benefit AS r WHERE (r.version, r.version_day) = (v.code, v.first_day)),
		(SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_top_up, to_jsonb(r)) ORDER BY r.code COLLATE "C")
			FROM @extschema@.medaid_effective_top_up AS r WHERE (r.version, r.version_day) = (v.code, v.first_day)),
		(SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_tilt, @extschema@.medaid_resolved(to_jsonb(r), on_date)) ORDER BY r.precedence, r.code COLLATE "C")
			FROM @extschema@.medaid_effective_tilt AS r WHERE (r.version, r.version_day) = (v.code, v.first_day)),
		(SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_off_catalog, to_jsonb(r)) ORDER BY r.code COLLATE "C")
			FROM @extschema@.medaid_effective_off_catalog AS r WHERE (r.version, r.version_day) = (v.code, v.first_day)),
		(SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_payment, to_jsonb(r)) ORDER BY r.code COLLATE "C")
			FROM @extschema@.medaid_effective_payment AS r WHERE (r.version, r.version_day) = (v.code, v.first_day)),
		(SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_note, to_jsonb(r)) ORDER BY r.code COLLATE "C")
			FROM @extschema@.medaid_effective_note AS r WHERE (r.version, r.version_day) = (v.code, v.first_day)),
		(SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_critical_illness, @extschema@.medaid_resolved(to_jsonb(r), on_date)) ORDER BY r.code COLLATE "C")
			FROM @extschema@.medaid_effective_critical_illness AS r WHERE (r.version, r.version_day) = (v.code, v.first_day)),
		(SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_critical_illness_band, to_jsonb(r)) ORDER BY r.schedule COLLATE "C", r.cost_from, r.code COLLATE "C")
			FROM @extschema@.medaid_effective_critical_illness_band AS r WHERE (r.version, r.version_day) = (v.code, v.first_day)),
		(SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_critical_illness_tilt, to_jsonb(r)) ORDER BY r.code COLLATE "C")
			FROM @extschema@.medaid_effective_critical_illness_tilt AS r WHERE (r.version, r.version_day) = (v.code, v.first_day)),
		(SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_premium_rule, @extschema@.medaid_resolved(to_jsonb(r), on_date)) ORDER BY r.code COLLATE "C")
			FROM @extschema@.medaid_effective_premium AS r WHERE (r.version, r.version_day) = (v.code, v.first_day)),
		(SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_monitor_rule, @extschema@.medaid_resolved(to_jsonb(r), on_date)) ORDER BY r.precedence, r.code COLLATE "C")
			FROM @extschema@.medaid_effective_monitor AS r WHERE (r.version, r.version_day) = (v.code, v.first_day)),
		(SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_deposit_rule, to_jsonb(r)) ORDER BY r.code COLLATE "C")
			FROM @extschema@.medaid_effective_deposit AS r WHERE (r.version, r.version_day) = (v.code, v.first_day)),
		(SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_recognition_rule, @extschema@.medaid_resolved(to_jsonb(r), on_date)) ORDER BY r.code COLLATE "C")
			FROM @extschema@.medaid_effective_recognition AS r WHERE (r.version, r.version_day) = (v.code, v.first_day)),
		(SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_deadline_rule, to_jsonb(r)) ORDER BY r.code COLLATE "C")
			FROM @extschema@.medaid_effective_deadline AS r WHERE (r.version, r.version_day) = (v.code, v.first_day)),
		-- after the rows: where the days in force stand
		(SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_refusal, to_jsonb(r)) ORDER BY r.precedence, r.code COLLATE "C")
			FROM @extschema@.medaid_effective_refusal AS r WHERE (r.version, r.version_day) = (v.code, v.first_day))
		|| CASE WHEN v.article IS NOT NULL THEN
			ARRAY[ROW('medaid_regulation', '{policy_not_in_force}', NULL, v.article, NULL, NULL)::@extschema@.medaid_refusal] END,
		v.rounding,
		(SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_benefit_band, to_jsonb(r)) ORDER BY r.benefit COLLATE "C", r.burden_from, r.code COLLATE "C")
			FROM @extschema@.medaid_effective_benefit_band AS r WHERE (r.version, r.version_day) = (v.code, v.first_day)),
		(SELECT array_agg(jsonb_populate_record(NULL::@extschema@.medaid_limit, @extschema@.medaid_resolved(to_jsonb(r), on_date)) ORDER BY r.code COLLATE "C")
			FROM @extschema@.medaid_effective_limit AS r WHERE (r.version, r.version_day) = (v.code, v.first_day))
	)::@extschema@.medaid_policy;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_assemble(@extschema@.medaid_effective_regulation, date) IS
	'A version of a regulation as a policy, with the reference values of a day';

CREATE FUNCTION @extschema@.medaid_resolve_policy(code text, on_date date) RETURNS @extschema@.medaid_policy
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	found @extschema@.medaid_effective_regulation := @extschema@.medaid_regulation_on(code, on_date);
	result @extschema@.medaid_policy;
	fault text;
	days text;
BEGIN
	PERFORM @extschema@.medaid_require_shared_rules();
	IF found.code IS NOT NULL THEN
		found := @extschema@.medaid_regulation_inherited(found);
		found.within_bill := coalesce(found.within_bill, true);
		found.rounding := coalesce(found.rounding, 0.01);
		result := @extschema@.medaid_assemble(found, on_date);
		IF found.based_on IS NOT NULL OR result.payers IS NULL OR result.benefits IS NULL OR result.benefit_bands IS NOT NULL THEN
			fault := @extschema@.medaid_version_fault(found.code, found.first_day);
			IF fault IS NOT NULL THEN
				RAISE EXCEPTION '%', fault USING
					ERRCODE = 'invalid_parameter_value',
					HINT = 'A version that amends another names it in based_on and based_on_day of medaid_regulation; else its rules stand again under its own first_day. Where nobody pays before assistance, a row of medaid_rule_payer with payers {} says so. A band is taken away by a row of its code that is removed.';
			END IF;
		END IF;
		RETURN result;
	END IF;
	SELECT string_agg(format('%s to %s', to_char(r.first_day, 'FMYYYY-MM-DD'), coalesce(to_char(r.last_day, 'FMYYYY-MM-DD'), 'open end')), ', ' ORDER BY r.first_day)
		INTO days
		FROM @extschema@.medaid_effective_regulation r WHERE r.code = medaid_resolve_policy.code;
	IF days IS NULL THEN
		RAISE EXCEPTION 'there is no regulation "%"', code USING
			ERRCODE = 'invalid_parameter_value',
			DETAIL = format('Known codes: %s.', (SELECT string_agg(DISTINCT r.code COLLATE "C", ', ') FROM @extschema@.medaid_effective_regulation r)),
			HINT = 'A place is added with INSERTs into medaid_regulation and the medaid_rule_ tables.';
	END IF;
	RAISE EXCEPTION 'regulation "%" has no version in force on %; in force: %', code, CASE WHEN isfinite(on_date) THEN to_char(on_date, 'FMYYYY-MM-DD') ELSE on_date::text END, days USING
		ERRCODE = 'invalid_parameter_value',
		HINT = 'Ask for a day in force; its policy settles claims of any day and refuses those outside.';
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_resolve_policy(text, date) IS
	'What medaid_policy() answers from its cache; 22023 where no version is in force, naming what exists';

CREATE FUNCTION @extschema@.medaid_resolve_policies(code text, from_date date, to_date date) RETURNS @extschema@.medaid_policy[]
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	result @extschema@.medaid_policy[];
	found @extschema@.medaid_policy;
	on_date date := from_date;
BEGIN
	IF code IS NULL OR from_date IS NULL OR to_date IS NULL THEN
		RAISE EXCEPTION 'code, from_date or to_date is NULL' USING ERRCODE = 'null_value_not_allowed';
	-- medaid_policies() has asked; this is for who calls it directly
	ELSIF to_date > from_date + 200 * 366 THEN
		RAISE EXCEPTION 'the range from from_date to to_date is longer than 200 years' USING
			ERRCODE = 'invalid_parameter_value',
			HINT = 'Each year is an element of the array: ask for the years of the claims.';
	END IF;
	LOOP
		-- where nothing is in force, go on with the next version's first day
		IF (@extschema@.medaid_regulation_on(code, on_date)).code IS NULL THEN
			SELECT min(r.first_day) INTO on_date
				FROM @extschema@.medaid_effective_regulation r
				WHERE r.code = medaid_resolve_policies.code AND r.first_day > on_date;
			EXIT WHEN on_date IS NULL OR on_date > to_date;
		END IF;
		found := @extschema@.medaid_resolve_policy(code, on_date);
		result := result || found;
		on_date := upper(found.stretch);
		EXIT WHEN on_date IS NULL OR on_date > to_date;
	END LOOP;
	IF result IS NULL THEN
		-- raises the error that names what exists
		PERFORM @extschema@.medaid_resolve_policy(code, from_date);
	END IF;
	RETURN result;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_resolve_policies(text, date, date) IS
	'What medaid_policies() answers from its cache; 22023 where no version is in force in the range';

CREATE FUNCTION @extschema@.medaid_policy(code text, on_date date) RETURNS @extschema@.medaid_policy
	LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_policy(text, date) IS
	'The policy of a regulation in force on a day, with the reference values of that day';

CREATE FUNCTION @extschema@.medaid_policies(code text, from_date date, to_date date) RETURNS @extschema@.medaid_policy[]
	LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_policies(text, date, date) IS
	'The policies of a regulation from one day to another: one element for each stretch of constant amounts, in order';
