-- A policy with other numbers: to complete one, and for what-if.

CREATE FUNCTION @extschema@.medaid_policy_validate(policy @extschema@.medaid_policy) RETURNS @extschema@.medaid_policy
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_policy_validate(@extschema@.medaid_policy) IS
	'The policy itself, if it can be settled with; else 22023 naming the rule and field';

-- Numbers of a policy, and where each stands: array, element, field.
CREATE FUNCTION @extschema@.medaid_policy_numbers(policy @extschema@.medaid_policy,
		OUT path text, OUT value numeric, OUT unit text, OUT article text,
		OUT kind text, OUT element integer, OUT field text, OUT regulation text, OUT first_day date) RETURNS SETOF record
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	(SELECT e.rule ->> 'code' || '.' || f.attname, (e.rule ->> f.attname)::numeric,
		CASE
			WHEN f.attname IN ('days', 'answer_days') THEN 'days'
			WHEN f.attname = 'month' THEN 'month'
			WHEN f.attname IN ('push_day', 'day') THEN 'day of the month'
			WHEN f.attname = 'months' THEN 'months'
			WHEN f.attname ~ '_age$' THEN 'years'
			WHEN f.attname = 'min_hospital_level' THEN 'level'
			WHEN f.atttypid = 'integer'::pg_catalog.regtype THEN 'number'
			WHEN f.attname ~ '(rate|share|control_class)' THEN 'share of 1'
			ELSE 'yuan' END,
		e.rule ->> 'article', k.attname, e.ordinality::integer, f.attname,
		coalesce(e.rule ->> 'from_regulation', p.code),
		CASE WHEN e.rule ->> 'from_regulation' IS NULL THEN p.first_day ELSE (e.rule ->> 'from_day')::date END
	-- read once: a policy of several kB takes a millisecond to be made jsonb, and is decompressed for each of its fields
	FROM (SELECT to_jsonb(policy) AS content, (policy).code AS code, lower((policy).valid) AS first_day OFFSET 0) AS p
	JOIN pg_catalog.pg_attribute k ON k.attrelid = '@extschema@.medaid_policy'::pg_catalog.regclass AND k.attnum > 0 AND NOT k.attisdropped
		AND k.attname <> 'categories'
	JOIN pg_catalog.pg_type l ON l.oid = k.atttypid AND l.typcategory = 'A'
	JOIN pg_catalog.pg_type t ON t.oid = l.typelem AND t.typtype = 'c'
	JOIN pg_catalog.pg_attribute f ON f.attrelid = t.typrelid AND f.attnum > 0 AND NOT f.attisdropped
		AND f.atttypid IN ('numeric'::pg_catalog.regtype, 'integer'::pg_catalog.regtype)
	CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(p.content -> k.attname::text)
		WHEN 'array' THEN p.content -> k.attname::text END) WITH ORDINALITY AS e (rule, ordinality)
	ORDER BY k.attnum, e.ordinality, f.attnum)
	UNION ALL
	-- the policy's own
	SELECT 'rounding', coalesce((policy).rounding, 0.01), 'yuan', NULL, '', NULL, 'rounding', (policy).code, lower((policy).valid)
	WHERE policy IS DISTINCT FROM NULL;
END;
COMMENT ON FUNCTION @extschema@.medaid_policy_numbers(@extschema@.medaid_policy) IS
	'Every number of a policy with its path, and where it stands';

CREATE FUNCTION @extschema@.medaid_policy_paths(policy @extschema@.medaid_policy,
		OUT path text, OUT value numeric, OUT unit text, OUT article text, OUT regulation text, OUT first_day date) RETURNS SETOF record
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM @extschema@.medaid_policy_required(policy);
	RETURN QUERY SELECT n.path, n.value, n.unit, n.article, n.regulation, n.first_day FROM @extschema@.medaid_policy_numbers(policy) AS n;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_paths(@extschema@.medaid_policy) IS
	'The paths that medaid_policy_with() takes, each with its value, unit and article, and the version of a regulation that the rule comes from; NULL policy: 22004';

-- dibao.rate: the rates of rules named after dibao; else all rates; else all of dibao; else all.
CREATE FUNCTION @extschema@.medaid_policy_paths_like(policy @extschema@.medaid_policy, path text) RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	wanted text := substring(path FROM '[^.]*$');
	named text := left(path, -length(wanted) - 1);
	alike text;
BEGIN
	SELECT string_agg(n.path, ', ' ORDER BY n.ordinality) INTO alike
		FROM (
			SELECT a.path, a.ordinality, rank() OVER (ORDER BY (a.of_field AND a.of_rule) DESC, a.of_field DESC, a.of_rule DESC) AS rank
			FROM (
				SELECT p.path, p.ordinality, right(p.path, length(wanted) + 1) = '.' || wanted AS of_field, named <> '' AND strpos(p.path, named) > 0 AS of_rule
				FROM @extschema@.medaid_policy_numbers(policy) WITH ORDINALITY AS p
			) AS a
		) AS n
		WHERE n.rank = 1;
	RETURN coalesce(alike, 'none');
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_paths_like(@extschema@.medaid_policy, text) IS
	'The paths of a policy that a mistaken one may have meant, for a HINT';

CREATE FUNCTION @extschema@.medaid_policy_with(policy @extschema@.medaid_policy, path text, value numeric, scenario text DEFAULT NULL) RETURNS @extschema@.medaid_policy
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, YMD' AS $$
DECLARE
	place record;
	content jsonb;
BEGIN
	IF policy IS NOT DISTINCT FROM NULL OR path IS NULL THEN
		RAISE EXCEPTION '% is NULL', CASE WHEN path IS NULL THEN 'path' ELSE 'the policy' END USING
			ERRCODE = 'null_value_not_allowed';
	END IF;
	SELECT n.kind, n.element, n.field, n.unit INTO place
		FROM @extschema@.medaid_policy_numbers(policy) AS n
		WHERE n.path = medaid_policy_with.path;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'policy "%" has no number "%"', policy.code, path USING
			ERRCODE = 'invalid_parameter_value',
			DETAIL = 'Its numbers: ' || coalesce((SELECT string_agg(n.path, ', ') FROM @extschema@.medaid_policy_numbers(policy) AS n), 'none') || '; a date: transition_until.',
			HINT = format('Numbers like it: %s.', @extschema@.medaid_policy_paths_like(policy, path));
	END IF;
	IF place.unit NOT IN ('yuan', 'share of 1') AND (value IN ('NaN', 'Infinity', '-Infinity') OR value <> trunc(value) OR abs(value) > 1000000) THEN
		RAISE EXCEPTION 'policy "%": % must be a whole number', policy.code, path USING
			ERRCODE = 'invalid_parameter_value';
	END IF;
	content := jsonb_set(to_jsonb(policy), CASE place.kind WHEN '' THEN ARRAY[place.field] ELSE ARRAY[place.kind, (place.element - 1)::text, place.field] END,
		coalesce(to_jsonb(value), 'null'));
	IF scenario IS NOT NULL THEN
		content := jsonb_set(content, '{scenario}', to_jsonb(scenario));
	END IF;
	RETURN @extschema@.medaid_policy_validate(jsonb_populate_record(NULL::@extschema@.medaid_policy, content));
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_with(@extschema@.medaid_policy, text, numeric, text) IS
	'A copy of a policy with one number changed (NULL: not set); scenario names the copy. Unknown path: 22023, listing the valid ones and naming those like it';

CREATE FUNCTION @extschema@.medaid_policy_with(policy @extschema@.medaid_policy, path text, value date, scenario text DEFAULT NULL) RETURNS @extschema@.medaid_policy
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF policy IS NOT DISTINCT FROM NULL OR path IS NULL THEN
		RAISE EXCEPTION '% is NULL', CASE WHEN path IS NULL THEN 'path' ELSE 'the policy' END USING
			ERRCODE = 'null_value_not_allowed';
	END IF;
	IF path <> 'transition_until' THEN
		RAISE EXCEPTION 'policy "%" has no date "%"', policy.code, path USING
			ERRCODE = 'invalid_parameter_value',
			HINT = 'Its date: transition_until. Its numbers: '
				|| coalesce((SELECT string_agg(n.path, ', ') FROM @extschema@.medaid_policy_numbers(policy) AS n), 'none') || '.';
	END IF;
	policy.transition_until := value;
	policy.scenario := coalesce(medaid_policy_with.scenario, policy.scenario);
	RETURN @extschema@.medaid_policy_validate(policy);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_with(@extschema@.medaid_policy, text, date, text) IS
	'A copy of a policy with another transition_until (过渡期); NULL: no transition';

CREATE FUNCTION @extschema@.medaid_policy_with(policy @extschema@.medaid_policy, path text, value boolean, scenario text DEFAULT NULL) RETURNS @extschema@.medaid_policy
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, YMD' AS $$
DECLARE
	content jsonb := to_jsonb(policy);
	place integer;
BEGIN
	IF policy IS NOT DISTINCT FROM NULL OR path IS NULL OR value IS NULL THEN
		RAISE EXCEPTION '% is NULL', CASE WHEN policy IS NOT DISTINCT FROM NULL THEN 'the policy' WHEN path IS NULL THEN 'path' ELSE 'value' END USING
			ERRCODE = 'null_value_not_allowed';
	END IF;
	IF path = 'within_bill' THEN
		content := jsonb_set(content, '{within_bill}', to_jsonb(value));
	ELSE
		SELECT b.ordinality INTO place
			FROM unnest(policy.benefits) WITH ORDINALITY AS b
			WHERE b.code || '.catch_up' = path AND b.cap_from_burden IS NOT NULL;
		IF place IS NULL THEN
			RAISE EXCEPTION 'policy "%" has no reading "%"', policy.code, path USING
				ERRCODE = 'invalid_parameter_value',
				HINT = 'Its readings: within_bill' || coalesce((SELECT string_agg(', ' || b.code || '.catch_up', '' ORDER BY b.ordinality)
					FROM unnest(policy.benefits) WITH ORDINALITY AS b WHERE b.cap_from_burden IS NOT NULL), '') || '.';
		END IF;
		content := jsonb_set(content, ARRAY['benefits', (place - 1)::text, 'catch_up'], to_jsonb(value));
	END IF;
	IF scenario IS NOT NULL THEN
		content := jsonb_set(content, '{scenario}', to_jsonb(scenario));
	END IF;
	RETURN @extschema@.medaid_policy_validate(jsonb_populate_record(NULL::@extschema@.medaid_policy, content));
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_with(@extschema@.medaid_policy, text, boolean, text) IS
	'A copy of a policy with the other reading of a text that can be read two ways: within_bill (aid stops where the bill is paid), <rule>.catch_up (earlier claims are caught up)';

-- Without it a literal, NULL among them, would fit all of the others, and so none.
CREATE FUNCTION @extschema@.medaid_policy_with(policy @extschema@.medaid_policy, path text, value text, scenario text DEFAULT NULL) RETURNS @extschema@.medaid_policy
	LANGUAGE sql STABLE PARALLEL SAFE
	RETURN CASE
		WHEN path OPERATOR(pg_catalog.=) 'transition_until' THEN @extschema@.medaid_policy_with(policy, path, value::date, scenario)
		WHEN path OPERATOR(pg_catalog.~) '^within_bill$|[.]catch_up$' THEN @extschema@.medaid_policy_with(policy, path, value::boolean, scenario)
		ELSE @extschema@.medaid_policy_with(policy, path, value::numeric, scenario) END;
COMMENT ON FUNCTION @extschema@.medaid_policy_with(@extschema@.medaid_policy, text, text, text) IS
	'The same with the number, date or reading as a literal: ''Infinity'', NULL, ''2027-01-01'', ''false''';

CREATE FUNCTION @extschema@.medaid_policy_array_check(policy @extschema@.medaid_policy[]) RETURNS void
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF policy IS NULL OR array_position(policy, NULL) IS NOT NULL THEN
		RAISE EXCEPTION 'the policy is NULL' USING ERRCODE = 'null_value_not_allowed';
	ELSIF array_ndims(policy) IS DISTINCT FROM 1 THEN
		RAISE EXCEPTION 'array of policies %', CASE WHEN array_ndims(policy) IS NULL THEN 'is empty' ELSE 'has more than one dimension' END USING
			ERRCODE = 'invalid_parameter_value',
			HINT = 'medaid_policies(code, from_date, to_date) makes one.';
	END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_array_check(@extschema@.medaid_policy[]) IS
	'22004 or 22023 where an array of policies cannot be worked on';

CREATE FUNCTION @extschema@.medaid_policy_validate(policy @extschema@.medaid_policy[]) RETURNS @extschema@.medaid_policy[]
	LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM @extschema@.medaid_policy_array_check(policy);
	RETURN (SELECT array_agg(@extschema@.medaid_policy_validate(policy[n]) ORDER BY n) FROM generate_subscripts(policy, 1) AS n);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_validate(@extschema@.medaid_policy[]) IS
	'The array itself, if each element can be settled with; else 22023 naming the rule and field';

CREATE FUNCTION @extschema@.medaid_policy_paths(policy @extschema@.medaid_policy[],
		OUT stretch daterange, OUT path text, OUT value numeric, OUT unit text, OUT article text, OUT regulation text, OUT first_day date) RETURNS SETOF record
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM @extschema@.medaid_policy_array_check(policy);
	RETURN QUERY SELECT (policy[n]).stretch, p.* FROM generate_subscripts(policy, 1) AS n, @extschema@.medaid_policy_paths(policy[n]) AS p;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_paths(@extschema@.medaid_policy[]) IS
	'The same for each element of an array, with its stretch';

CREATE FUNCTION @extschema@.medaid_policy_with(policy @extschema@.medaid_policy[], path text, value numeric, scenario text DEFAULT NULL) RETURNS @extschema@.medaid_policy[]
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM @extschema@.medaid_policy_array_check(policy);
	RETURN (SELECT array_agg(@extschema@.medaid_policy_with(policy[n], path, value, scenario) ORDER BY n)
		FROM generate_subscripts(policy, 1) AS n);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_with(@extschema@.medaid_policy[], text, numeric, text) IS
	'The same in every element of an array';

CREATE FUNCTION @extschema@.medaid_policy_with(policy @extschema@.medaid_policy[], path text, value date, scenario text DEFAULT NULL) RETURNS @extschema@.medaid_policy[]
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM @extschema@.medaid_policy_array_check(policy);
	RETURN (SELECT array_agg(@extschema@.medaid_policy_with(policy[n], path, value, scenario) ORDER BY n)
		FROM generate_subscripts(policy, 1) AS n);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_with(@extschema@.medaid_policy[], text, date, text) IS
	'The same in every element of an array';

CREATE FUNCTION @extschema@.medaid_policy_with(policy @extschema@.medaid_policy[], path text, value boolean, scenario text DEFAULT NULL) RETURNS @extschema@.medaid_policy[]
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM @extschema@.medaid_policy_array_check(policy);
	RETURN (SELECT array_agg(@extschema@.medaid_policy_with(policy[n], path, value, scenario) ORDER BY n)
		FROM generate_subscripts(policy, 1) AS n);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_with(@extschema@.medaid_policy[], text, boolean, text) IS
	'The same in every element of an array';

-- Without it a literal, NULL among them, would fit all of the others, and so none.
CREATE FUNCTION @extschema@.medaid_policy_with(policy @extschema@.medaid_policy[], path text, value text, scenario text DEFAULT NULL) RETURNS @extschema@.medaid_policy[]
	LANGUAGE sql STABLE PARALLEL SAFE
	RETURN CASE
		WHEN path OPERATOR(pg_catalog.=) 'transition_until' THEN @extschema@.medaid_policy_with(policy, path, value::date, scenario)
		WHEN path OPERATOR(pg_catalog.~) '^within_bill$|[.]catch_up$' THEN @extschema@.medaid_policy_with(policy, path, value::boolean, scenario)
		ELSE @extschema@.medaid_policy_with(policy, path, value::numeric, scenario) END;
COMMENT ON FUNCTION @extschema@.medaid_policy_with(@extschema@.medaid_policy[], text, text, text) IS
	'The same with the number, date or reading as a literal, in every element of an array';
