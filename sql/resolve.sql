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
				SELECT FROM @extschema@.medaid_reference b
				WHERE (b.area, b.indicator, b.year) = (medaid_reference_year.area, 'income', y.year - 2))
				THEN y.year - 1
			WHEN r.published_on IS NULL AND r.year IS NOT NULL
				OR on_date >= date_trunc('month', r.published_on::timestamp) + interval '1 month'
				THEN y.year - 1
			ELSE y.year - 2
		END
		-- infinity is of no year
		FROM (SELECT CASE WHEN isfinite(on_date) THEN extract(year FROM on_date)::integer END AS year) AS y
		LEFT JOIN @extschema@.medaid_reference r
			ON (r.area, r.indicator, r.year) = (medaid_reference_year.area, 'income', y.year - 1)
	);
COMMENT ON FUNCTION @extschema@.medaid_reference_year(text, text, date) IS
	'The year whose figure of an indicator serves on a day; where it is missing, the year to insert (平顺 Art. 47); NULL on infinity, a day of no year';

CREATE FUNCTION @extschema@.medaid_reference_value(area text, indicator text, on_date date) RETURNS numeric
	LANGUAGE sql STABLE PARALLEL SAFE
	-- incomes count in whole yuan
	RETURN (
		SELECT CASE WHEN r.indicator = 'income' THEN round(r.value) ELSE r.value END
		FROM @extschema@.medaid_reference r
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
CREATE FUNCTION @extschema@.medaid_regulation_on(code text, on_date date) RETURNS @extschema@.medaid_regulation
	LANGUAGE sql STABLE PARALLEL SAFE
	RETURN (
		SELECT ROW(v.code, v.first_day, least(v.last_day, v.next_day - 1), v.name, v.region, v.document,
			v.status, v.transition_until, v.within_bill, v.article, v.shipped)::@extschema@.medaid_regulation
		FROM (
			SELECT g.*, lead(g.first_day) OVER (ORDER BY g.first_day) AS next_day
			FROM (
				SELECT DISTINCT ON (r.first_day) r.*
				FROM @extschema@.medaid_regulation r
				WHERE r.code = medaid_regulation_on.code
				ORDER BY r.first_day, r.shipped
			) AS g
		) AS v
		WHERE v.first_day <= on_date AND (v.last_day IS NULL OR on_date <= v.last_day)
			AND (v.next_day IS NULL OR on_date < v.next_day)
	);
COMMENT ON FUNCTION @extschema@.medaid_regulation_on(text, date) IS
	'The version of a regulation in force on a day, up to the day before the next version; NULL where there is none';

-- Areas whose figures a version uses.
CREATE FUNCTION @extschema@.medaid_reference_areas(regulation text, first_day date) RETURNS text[]
	LANGUAGE sql STABLE PARALLEL SAFE
	RETURN (
		SELECT array_agg(DISTINCT a.area)
		FROM (
			SELECT b.deductible_area AS area FROM @extschema@.medaid_rule_benefit b
			WHERE (b.regulation, b.first_day) = (medaid_reference_areas.regulation, medaid_reference_areas.first_day)
			UNION ALL
			SELECT t.threshold_area FROM @extschema@.medaid_rule_tilt t
			WHERE (t.regulation, t.first_day) = (medaid_reference_areas.regulation, medaid_reference_areas.first_day)
			UNION ALL
			SELECT p.standard_area FROM @extschema@.medaid_rule_premium p
			WHERE (p.regulation, p.first_day) = (medaid_reference_areas.regulation, medaid_reference_areas.first_day)
			UNION ALL
			SELECT m.line_area FROM @extschema@.medaid_rule_monitor m
			WHERE (m.regulation, m.first_day) = (medaid_reference_areas.regulation, medaid_reference_areas.first_day)
			UNION ALL
			SELECT c.line_area FROM @extschema@.medaid_rule_recognition c
			WHERE (c.regulation, c.first_day) = (medaid_reference_areas.regulation, medaid_reference_areas.first_day)
		) AS a
		WHERE a.area IS NOT NULL
	);
COMMENT ON FUNCTION @extschema@.medaid_reference_areas(text, date) IS
	'Areas whose reference values a version of a regulation uses; NULL = none';

-- The days around on_date on which its amounts are constant: cut at each new
-- year and where an income comes into use.
CREATE FUNCTION @extschema@.medaid_stretch(regulation text, first_day date, on_date date) RETURNS daterange
	LANGUAGE sql STABLE PARALLEL SAFE
	RETURN (
		SELECT CASE WHEN @extschema@.medaid_reference_areas(regulation, first_day) IS NULL
			THEN daterange(NULL, NULL)
			ELSE daterange(max(c.cut) FILTER (WHERE c.cut <= on_date), min(c.cut) FILTER (WHERE c.cut > on_date))
			END
		FROM (
			SELECT make_date(extract(year FROM on_date)::integer, 1, 1) AS cut
			UNION ALL
			SELECT CASE WHEN extract(year FROM on_date) < 5874897 THEN make_date(extract(year FROM on_date)::integer + 1, 1, 1) END
			UNION ALL
			SELECT (date_trunc('month', r.published_on::timestamp) + interval '1 month')::date
			FROM @extschema@.medaid_reference r
			WHERE r.area = ANY (@extschema@.medaid_reference_areas(medaid_stretch.regulation, medaid_stretch.first_day))
				AND r.indicator = 'income' AND r.year = extract(year FROM on_date) - 1
		) AS c
		WHERE c.cut - make_date(extract(year FROM on_date)::integer, 1, 1) BETWEEN 0 AND 366
	);
COMMENT ON FUNCTION @extschema@.medaid_stretch(text, date, date) IS
	'The days around a day on which the reference values of a version of a regulation do not change';

-- The version's rules as one value.  Whoever adds a kind of rule adds it here.
CREATE FUNCTION @extschema@.medaid_assemble(v @extschema@.medaid_regulation, on_date date) RETURNS @extschema@.medaid_policy
	LANGUAGE sql STABLE PARALLEL SAFE
	RETURN ROW(v.code, v.name, v.region, v.document, v.status, NULL,
		daterange(v.first_day, v.last_day, '[]'),
		daterange(v.first_day, v.last_day, '[]') * @extschema@.medaid_stretch(v.code, v.first_day, on_date),
		v.transition_until, v.within_bill,
		(
			SELECT array_agg(ROW(n.category, coalesce(r.label, n.label), n.rank,
				CASE WHEN r.category IS NULL THEN n.treated_as ELSE coalesce(r.treated_as, n.treated_as) END,
				r.channel, r.article)::@extschema@.medaid_policy_category ORDER BY n.category COLLATE "C")
			FROM (
				SELECT DISTINCT ON (x.category) x.category, x.rank, x.treated_as, x.label
				FROM @extschema@.medaid_category_name x
				-- the row whose name is the category itself tells
				ORDER BY x.category, (x.name = x.category) DESC, x.shipped, x.rank, x.name
			) AS n
			LEFT JOIN (
				SELECT DISTINCT ON (x.category) x.* FROM @extschema@.medaid_rule_category x
				WHERE (x.regulation, x.first_day) = (v.code, v.first_day)
				ORDER BY x.category, x.shipped
			) AS r USING (category)
		),
		(
			SELECT array_agg(ROW(r.code, r.services, r.payers, r.article)::@extschema@.medaid_payer ORDER BY r.code COLLATE "C")
			FROM (
				SELECT DISTINCT ON (x.code) x.* FROM @extschema@.medaid_rule_payer x
				WHERE (x.regulation, x.first_day) = (v.code, v.first_day)
				ORDER BY x.code, x.shipped
			) AS r
		),
		(
			SELECT array_agg(ROW(r.code, r.test, r.services, r.beyond, r.days, r.article)::@extschema@.medaid_gate ORDER BY r.code COLLATE "C")
			FROM (
				SELECT DISTINCT ON (x.code) x.* FROM @extschema@.medaid_rule_gate x
				WHERE (x.regulation, x.first_day) = (v.code, v.first_day)
				ORDER BY x.code, x.shipped
			) AS r
		),
		(
			SELECT array_agg(ROW(r.code, r.rule, r.services, r.categories, r.months, r.article)::@extschema@.medaid_identity ORDER BY r.code COLLATE "C")
			FROM (
				SELECT DISTINCT ON (x.code) x.* FROM @extschema@.medaid_rule_identity x
				WHERE (x.regulation, x.first_day) = (v.code, v.first_day)
				ORDER BY x.code, x.shipped
			) AS r
		),
		(
			SELECT array_agg(ROW(r.code, r.label, r.services, r.category, r.insurance, r.within, r.major_disease, r.maintenance, r.min_age, r.min_hospital_level, r.in_scope_over, r.payers, 
				coalesce(r.deductible, round(r.deductible_share * @extschema@.medaid_reference_value(r.deductible_area, r.deductible_indicator, on_date), 2)), 
				@extschema@.medaid_reference_source(r.deductible_area, r.deductible_indicator, on_date), 
				r.deductible_per, r.rate, r.rate_of, r.cap, r.cap_from_burden, r.cap_above, r.catch_up, r.pool, r.article)::@extschema@.medaid_benefit ORDER BY r.precedence, r.code COLLATE "C")
			FROM (
				SELECT DISTINCT ON (x.code) x.* FROM @extschema@.medaid_rule_benefit x
				WHERE (x.regulation, x.first_day) = (v.code, v.first_day)
				ORDER BY x.code, x.shipped
			) AS r
		),
		(
			SELECT array_agg(ROW(r.code, r.label, r.services, r.category, r.within, r.rate, r.article)::@extschema@.medaid_top_up ORDER BY r.code COLLATE "C")
			FROM (
				SELECT DISTINCT ON (x.code) x.* FROM @extschema@.medaid_rule_top_up x
				WHERE (x.regulation, x.first_day) = (v.code, v.first_day)
				ORDER BY x.code, x.shipped
			) AS r
		),
		(
			SELECT array_agg(ROW(r.code, r.label, r.services, r.categories, r.within, r.compliant_referral, r.on_application, r.payers, 
				coalesce(r.threshold, round(r.threshold_share * @extschema@.medaid_reference_value(r.threshold_area, r.threshold_indicator, on_date), 2)), 
				@extschema@.medaid_reference_source(r.threshold_area, r.threshold_indicator, on_date), 
				r.rate, r.cap, r.pool, r.article)::@extschema@.medaid_tilt ORDER BY r.precedence, r.code COLLATE "C")
			FROM (
				SELECT DISTINCT ON (x.code) x.* FROM @extschema@.medaid_rule_tilt x
				WHERE (x.regulation, x.first_day) = (v.code, v.first_day)
				ORDER BY x.code, x.shipped
			) AS r
		),
		(
			SELECT array_agg(ROW(r.code, r.label, r.services, r.categories, r.within, r.control_class_1, r.control_class_2, r.control_class_3, 
				r.aid_categories, r.aid_rate, r.aid_in_transition, r.article)::@extschema@.medaid_off_catalog ORDER BY r.code COLLATE "C")
			FROM (
				SELECT DISTINCT ON (x.code) x.* FROM @extschema@.medaid_rule_off_catalog x
				WHERE (x.regulation, x.first_day) = (v.code, v.first_day)
				ORDER BY x.code, x.shipped
			) AS r
		),
		(
			SELECT array_agg(ROW(r.code, r.services, r.chronic_classes, r.article)::@extschema@.medaid_payment ORDER BY r.code COLLATE "C")
			FROM (
				SELECT DISTINCT ON (x.code) x.* FROM @extschema@.medaid_rule_payment x
				WHERE (x.regulation, x.first_day) = (v.code, v.first_day)
				ORDER BY x.code, x.shipped
			) AS r
		),
		(
			SELECT array_agg(ROW(r.code, r.services, r.categories, r.within, r.compliant_referral, r.in_scope_left, r.text, r.article)::@extschema@.medaid_note ORDER BY r.code COLLATE "C")
			FROM (
				SELECT DISTINCT ON (x.code) x.* FROM @extschema@.medaid_rule_note x
				WHERE (x.regulation, x.first_day) = (v.code, v.first_day)
				ORDER BY x.code, x.shipped
			) AS r
		),
		(
			SELECT array_agg(ROW(r.code, r.label, r.services, r.insurance, r.deductible, r.cap, r.pool, r.article)::@extschema@.medaid_critical_illness ORDER BY r.code COLLATE "C")
			FROM (
				SELECT DISTINCT ON (x.code) x.* FROM @extschema@.medaid_rule_critical_illness x
				WHERE (x.regulation, x.first_day) = (v.code, v.first_day)
				ORDER BY x.code, x.shipped
			) AS r
		),
		(
			SELECT array_agg(ROW(r.code, r.schedule, r.cost_from, r.rate, r.article)::@extschema@.medaid_critical_illness_band ORDER BY r.schedule, r.cost_from)
			FROM (
				SELECT DISTINCT ON (x.code) x.* FROM @extschema@.medaid_rule_critical_illness_band x
				WHERE (x.regulation, x.first_day) = (v.code, v.first_day)
				ORDER BY x.code, x.shipped
			) AS r
		),
		(
			SELECT array_agg(ROW(r.code, r.schedule, r.categories, r.insurance, r.deductible_share, r.rate_added, r.no_cap, r.in_transition, r.article)::@extschema@.medaid_critical_illness_tilt ORDER BY r.code COLLATE "C")
			FROM (
				SELECT DISTINCT ON (x.code) x.* FROM @extschema@.medaid_rule_critical_illness_tilt x
				WHERE (x.regulation, x.first_day) = (v.code, v.first_day)
				ORDER BY x.code, x.shipped
			) AS r
		),
		(
			SELECT array_agg(ROW(r.code, r.label, r.category, r.rate, r.amount, r.government_rest, r.kinds_only, r.recognition,
				@extschema@.medaid_reference_value(r.standard_area, 'premium', on_date), @extschema@.medaid_reference_source(r.standard_area, 'premium', on_date), r.article)::@extschema@.medaid_premium_rule ORDER BY r.code COLLATE "C")
			FROM (
				SELECT DISTINCT ON (x.code) x.* FROM @extschema@.medaid_rule_premium x
				WHERE (x.regulation, x.first_day) = (v.code, v.first_day)
				ORDER BY x.code, x.shipped
			) AS r
		),
		(
			SELECT array_agg(ROW(r.code, r.label, r.categories, r.except_categories, r.insurance, r.basis,
				coalesce(r.line, round(r.line_share * @extschema@.medaid_reference_value(r.line_area, r.line_indicator, on_date), 2)),
				@extschema@.medaid_reference_source(r.line_area, r.line_indicator, on_date),
				r.informed, r.push_day, r.answer_days, r.article)::@extschema@.medaid_monitor_rule ORDER BY r.precedence, r.code COLLATE "C")
			FROM (
				SELECT DISTINCT ON (x.code) x.* FROM @extschema@.medaid_rule_monitor x
				WHERE (x.regulation, x.first_day) = (v.code, v.first_day)
				ORDER BY x.code, x.shipped
			) AS r
		),
		(
			SELECT array_agg(ROW(r.code, r.categories, r.within, r.conditions_elsewhere, r.article)::@extschema@.medaid_deposit_rule ORDER BY r.code COLLATE "C")
			FROM (
				SELECT DISTINCT ON (x.code) x.* FROM @extschema@.medaid_rule_deposit x
				WHERE (x.regulation, x.first_day) = (v.code, v.first_day)
				ORDER BY x.code, x.shipped
			) AS r
		),
		(
			SELECT array_agg(ROW(r.code, r.category,
				coalesce(r.line, round(r.line_share * @extschema@.medaid_reference_value(r.line_area, r.line_indicator, on_date), 2)),
				@extschema@.medaid_reference_source(r.line_area, r.line_indicator, on_date),
				r.assets, r.article)::@extschema@.medaid_recognition_rule ORDER BY r.code COLLATE "C")
			FROM (
				SELECT DISTINCT ON (x.code) x.* FROM @extschema@.medaid_rule_recognition x
				WHERE (x.regulation, x.first_day) = (v.code, v.first_day)
				ORDER BY x.code, x.shipped
			) AS r
		),
		(
			SELECT array_agg(ROW(r.code, r.label, r.occasion, r.phase, r.month, r.day, r.days, r.working, r.given_by, r.given_to, r.article)::@extschema@.medaid_deadline_rule ORDER BY r.code COLLATE "C")
			FROM (
				SELECT DISTINCT ON (x.code) x.* FROM @extschema@.medaid_rule_deadline x
				WHERE (x.regulation, x.first_day) = (v.code, v.first_day)
				ORDER BY x.code, x.shipped
			) AS r
		),
		(
			SELECT array_agg(ROW(r.code, r.reasons, r.services, r.article)::@extschema@.medaid_refusal ORDER BY r.last, r.precedence, r.code COLLATE "C")
			FROM (
				SELECT false AS last, u.* FROM (
					SELECT DISTINCT ON (x.code) x.precedence, x.code, x.reasons, x.services, x.article FROM @extschema@.medaid_rule_refusal x
					WHERE (x.regulation, x.first_day) = (v.code, v.first_day)
					ORDER BY x.code, x.shipped
				) AS u
				UNION ALL
				-- after the rows: where the days in force stand
				SELECT true, 0, 'medaid_regulation', '{policy_not_in_force}'::text[], NULL, v.article WHERE v.article IS NOT NULL
			) AS r
		)
	)::@extschema@.medaid_policy;
COMMENT ON FUNCTION @extschema@.medaid_assemble(@extschema@.medaid_regulation, date) IS
	'A version of a regulation as a policy, with the reference values of a day';

CREATE FUNCTION @extschema@.medaid_resolve_policy(code text, on_date date) RETURNS @extschema@.medaid_policy
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	found @extschema@.medaid_regulation := @extschema@.medaid_regulation_on(code, on_date);
	days text;
BEGIN
	IF found.code IS NOT NULL THEN
		RETURN @extschema@.medaid_assemble(found, on_date);
	END IF;
	SELECT string_agg(format('%s to %s', r.first_day, coalesce(r.last_day::text, 'open end')), ', ' ORDER BY r.first_day)
		INTO days
		FROM @extschema@.medaid_regulation r WHERE r.code = medaid_resolve_policy.code;
	IF days IS NULL THEN
		RAISE EXCEPTION 'there is no regulation "%"', code USING
			ERRCODE = 'invalid_parameter_value',
			DETAIL = format('Known codes: %s.', (SELECT string_agg(DISTINCT r.code, ', ') FROM @extschema@.medaid_regulation r)),
			HINT = 'A place is added with INSERTs into medaid_regulation and the medaid_rule_ tables.';
	END IF;
	RAISE EXCEPTION 'regulation "%" has no version in force on %; in force: %', code, on_date, days USING
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
	END IF;
	LOOP
		-- where nothing is in force, go on with the next version's first day
		IF (@extschema@.medaid_regulation_on(code, on_date)).code IS NULL THEN
			SELECT min(r.first_day) INTO on_date
				FROM @extschema@.medaid_regulation r
				WHERE r.code = medaid_resolve_policies.code AND r.first_day > on_date;
			EXIT WHEN on_date IS NULL OR on_date > to_date;
		END IF;
		found := @extschema@.medaid_resolve_policy(code, on_date);
		result := result || found;
		on_date := upper(found.stretch);
		EXIT WHEN on_date IS NULL OR on_date > to_date;
	END LOOP;
	IF result IS NULL THEN
		-- names what exists
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
