-- What differs between two policies: versions, places, scenarios.

CREATE FUNCTION @extschema@.medaid_policy_fields(policy @extschema@.medaid_policy,
		OUT kind text, OUT path text, OUT value text, OUT unit text, OUT article text) RETURNS SETOF record
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	-- each worked out once, wherever the planner joins them
	WITH p AS MATERIALIZED (
		SELECT to_jsonb(policy) AS content
	), n AS MATERIALIZED (
		SELECT m.kind, m.element, m.field, m.unit FROM @extschema@.medaid_policy_numbers(policy) AS m
	)
	-- the policy's own
	SELECT '', a.attname::text, p.content ->> a.attname, CASE a.attname WHEN 'transition_until' THEN 'date' WHEN 'rounding' THEN 'yuan' END, NULL
	FROM p, pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
	WHERE a.attrelid = '@extschema@.medaid_policy'::pg_catalog.regclass AND a.attnum > 0 AND NOT a.attisdropped AND t.typcategory <> 'A'
	UNION ALL
	-- the fields of its rules
	SELECT k.attname::text,
		CASE WHEN k.attname = 'categories' THEN 'category ' ELSE '' END || coalesce(e.rule ->> 'code', e.ordinality::text) || '.' || f.field,
		f.value, n.unit, e.rule ->> 'article'
	FROM p
	JOIN pg_catalog.pg_attribute AS k ON k.attrelid = '@extschema@.medaid_policy'::pg_catalog.regclass AND k.attnum > 0 AND NOT k.attisdropped
	JOIN pg_catalog.pg_type AS l ON l.oid = k.atttypid AND l.typcategory = 'A'
	CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(p.content -> k.attname::text)
		WHEN 'array' THEN p.content -> k.attname::text END) WITH ORDINALITY AS e (rule, ordinality)
	CROSS JOIN LATERAL jsonb_each_text(e.rule) AS f (field, value)
	LEFT JOIN n ON n.kind = k.attname::text AND n.element = e.ordinality AND n.field = f.field
	WHERE f.field NOT IN ('code', 'article', 'from_regulation', 'from_day')
		-- a condition that is not asked for
		AND f.value <> 'false'
		-- of categories, those that the policy names
		AND (k.attname <> 'categories' OR e.rule ->> 'channel' IS NOT NULL);
END;
COMMENT ON FUNCTION @extschema@.medaid_policy_fields(@extschema@.medaid_policy) IS
	'Every field of a policy and of its rules as text, by path';

-- In PL/pgSQL, so that policies given as expressions are worked out once, and it is planned once
-- a session; fields are estimated so many that jit would compile for ten times as long as it runs.
CREATE FUNCTION @extschema@.medaid_policy_diff(p1 @extschema@.medaid_policy, p2 @extschema@.medaid_policy,
		OUT path text, OUT first text, OUT second text, OUT unit text, OUT article text) RETURNS SETOF record
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, YMD' SET plan_cache_mode = force_generic_plan SET jit = off AS $$
BEGIN
	PERFORM @extschema@.medaid_policy_required(p1), @extschema@.medaid_policy_required(p2);
	RETURN QUERY
		SELECT coalesce(a.path, b.path), a.value, b.value, coalesce(a.unit, b.unit),
			CASE WHEN a.article = b.article THEN a.article ELSE nullif(concat_ws(' / ', a.article, b.article), '') END
		FROM (SELECT f.* FROM @extschema@.medaid_policy_fields(p1) AS f WHERE f.value IS NOT NULL) AS a
		FULL JOIN (SELECT f.* FROM @extschema@.medaid_policy_fields(p2) AS f WHERE f.value IS NOT NULL) AS b
			ON a.kind = b.kind AND a.path = b.path
		-- 0.7 and 0.70 do not differ
		WHERE CASE WHEN a.unit = 'date' OR a.unit IS NULL OR b.unit IS NULL THEN a.value IS DISTINCT FROM b.value
			ELSE a.value::numeric IS DISTINCT FROM b.value::numeric END
		ORDER BY coalesce(a.kind, b.kind) <> '', coalesce(a.kind, b.kind) COLLATE "C", coalesce(a.path, b.path) COLLATE "C";
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_diff(@extschema@.medaid_policy, @extschema@.medaid_policy) IS
	'What differs between two policies, as rows: path, first, second (NULL: not there, or not set), unit, article; NULL policy: 22004';

-- By stretch: where two policies of the arrays hold on the same days, and where one has none.
CREATE FUNCTION @extschema@.medaid_policy_diff(p1 @extschema@.medaid_policy[], p2 @extschema@.medaid_policy[],
		OUT stretch daterange, OUT path text, OUT first text, OUT second text, OUT unit text, OUT article text) RETURNS SETOF record
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, YMD' SET jit = off AS $$
BEGIN
	PERFORM @extschema@.medaid_policy_array_check(p1), @extschema@.medaid_policy_array_check(p2);
	RETURN QUERY
		WITH days AS (
			SELECT (SELECT range_agg(a.stretch) FROM unnest(p1) AS a) AS first, (SELECT range_agg(b.stretch) FROM unnest(p2) AS b) AS second
		), found AS (
			-- days on which the same differs stand together
			SELECT range_agg(x.days) AS days, x.path, x.first, x.second, x.unit, x.article
			FROM (
				SELECT (p1[i]).stretch * (p2[j]).stretch AS days, d.path, d.first, d.second, d.unit, d.article
				FROM generate_subscripts(p1, 1) AS i
				JOIN generate_subscripts(p2, 1) AS j ON (p1[i]).stretch && (p2[j]).stretch
				CROSS JOIN LATERAL @extschema@.medaid_policy_diff(p1[i], p2[j]) AS d
				WHERE d.path <> 'stretch'
			) AS x
			GROUP BY x.path, x.first, x.second, x.unit, x.article
			UNION ALL
			SELECT d.first - d.second, 'policy', (p1[1]).code, NULL, NULL, NULL FROM days AS d
			UNION ALL
			SELECT d.second - d.first, 'policy', NULL, (p2[1]).code, NULL, NULL FROM days AS d
		)
		SELECT s.days, f.path, f.first, f.second, f.unit, f.article
		FROM found AS f CROSS JOIN LATERAL unnest(f.days) AS s (days)
		ORDER BY s.days, f.path <> 'policy', f.path COLLATE "C", f.first COLLATE "C", f.second COLLATE "C";
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_diff(@extschema@.medaid_policy[], @extschema@.medaid_policy[]) IS
	'What differs between the policies of two arrays, by the days on which it does; path policy: days on which only one array has one';
