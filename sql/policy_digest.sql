-- One word for a policy: the same for the same rules, wherever they are read.

-- What a rule says, in one form: attributes that say nothing (NULL, a condition
-- not asked for, what holds where nothing is said) are left out, so that an
-- attribute that a later release adds changes nothing; 0.70 is 0.7, and words
-- in a list have no order.
CREATE FUNCTION @extschema@.medaid_canonical(rule jsonb) RETURNS jsonb
	-- convert_to() depends on the database's encoding alone
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN (
		SELECT jsonb_object_agg(f.key, CASE
			WHEN jsonb_typeof(f.value) = 'number' THEN to_jsonb(trim_scale((f.value #>> '{}')::numeric))
			WHEN jsonb_typeof(f.value) = 'array' AND jsonb_typeof(f.value -> 0) IS DISTINCT FROM 'object' THEN (
				SELECT coalesce(jsonb_agg(w.word ORDER BY convert_to(w.word, 'UTF8')), '[]')
				FROM (SELECT DISTINCT e.word FROM jsonb_array_elements_text(f.value) AS e (word)) AS w
			)
			ELSE f.value END)
		FROM jsonb_each(rule) AS f
		WHERE f.value <> 'null' AND (f.value <> 'false' OR f.key = 'within_bill')
			AND NOT '{"within_bill": true, "deductible_per": "year", "deductible_kind": "taken", "base": "in_scope",
				"band_per": "year", "band_kind": "marginal", "rounding": 0.01}'::jsonb @> jsonb_build_object(f.key, f.value)
	);
COMMENT ON FUNCTION @extschema@.medaid_canonical(jsonb) IS
	'A rule as jsonb without the attributes that say nothing, numbers without trailing zeros, lists of words in order';

CREATE FUNCTION @extschema@.medaid_policy_digest(policy @extschema@.medaid_policy) RETURNS text
	-- the days are written by to_jsonb() and by this DateStyle: nothing of the session's is read
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, YMD' AS $$
DECLARE
	content jsonb := to_jsonb(@extschema@.medaid_policy_required(policy))
		-- a copy's name is no rule, and where a rule stands changes nothing
		- '{scenario,valid,stretch}'::text[];
	named text[];
BEGIN
	SELECT array_agg(DISTINCT c.code) INTO named
		FROM jsonb_each(content) AS k
		CROSS JOIN LATERAL jsonb_array_elements(CASE WHEN jsonb_typeof(k.value) = 'array' AND k.key <> 'categories' THEN k.value END) AS e (rule)
		CROSS JOIN LATERAL (
			SELECT e.rule ->> 'category' AS code
			UNION ALL
			SELECT x.code FROM unnest('{categories,aid_categories,except_categories}'::text[]) AS f (field)
			CROSS JOIN LATERAL jsonb_array_elements_text(CASE jsonb_typeof(e.rule -> f.field) WHEN 'array' THEN e.rule -> f.field END) AS x (code)
		) AS c
		WHERE c.code IS NOT NULL;
	RETURN (
		SELECT md5(convert_to((jsonb_object_agg(k.key, k.value) FILTER (WHERE k.value IS NOT NULL))::text, 'UTF8'))
		FROM (
			SELECT s.key, s.value
			FROM jsonb_each(@extschema@.medaid_canonical((
				SELECT jsonb_object_agg(o.key, o.value) FROM jsonb_each(content) AS o WHERE jsonb_typeof(o.value) <> 'array'))) AS s
			UNION ALL
			SELECT d.key, jsonb_build_array(lower(d.days), upper(d.days))
			FROM (VALUES ('valid', policy.valid), ('stretch', policy.stretch)) AS d (key, days)
			WHERE d.days IS NOT NULL
			UNION ALL
			-- in the order in which they are applied
			SELECT a.key, jsonb_agg(@extschema@.medaid_canonical(e.rule - '{from_regulation,from_day}'::text[]) ORDER BY e.ordinality)
			FROM jsonb_each(content) AS a
			CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(a.value) WHEN 'array' THEN a.value END) WITH ORDINALITY AS e (rule, ordinality)
			-- a category that no rule knows is but a name
			WHERE a.key <> 'categories' OR e.rule ->> 'channel' IS NOT NULL
				OR e.rule ->> 'treated_as' IS NOT NULL OR e.rule ->> 'code' = ANY (named)
			GROUP BY a.key
		) AS k
	);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_digest(@extschema@.medaid_policy) IS
	'32 hex digits for what a policy rules: the same in every session, version and schema. The scenario''s name and the regulations that its rules come from do not count. NULL policy: 22004';

CREATE FUNCTION @extschema@.medaid_policy_digest(policy @extschema@.medaid_policy[]) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM @extschema@.medaid_policy_array_check(policy);
	RETURN (
		SELECT md5(string_agg(e.digest, ',' ORDER BY lower(e.stretch) NULLS FIRST, e.digest COLLATE "C"))
		FROM (
			SELECT p.stretch, @extschema@.medaid_policy_digest(p) AS digest FROM unnest(policy) AS p
		) AS e
	);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_digest(@extschema@.medaid_policy[]) IS
	'32 hex digits for the policies of an array, in whatever order; NULL: 22004, empty: 22023';

CREATE FUNCTION @extschema@.medaid_rules_digest() RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, YMD' AS $$
DECLARE
	relation regclass;
	name text;
	rows text;
	digests text := '';
BEGIN
	FOR relation, name IN
		SELECT r.relation, r.table_name FROM @extschema@.medaid_rule_tables AS r ORDER BY r.table_name COLLATE "C"
	LOOP
		EXECUTE format('SELECT string_agg(r.digest, '','' ORDER BY r.digest COLLATE "C") FROM (
				SELECT md5(convert_to(@extschema@.medaid_canonical(to_jsonb(t))::text, ''UTF8'')) AS digest FROM %s AS t) AS r', relation)
			INTO rows;
		-- a kind of rule without rows is one that an earlier release does not have
		digests := digests || coalesce(name || ' ' || rows || E'\n', '');
	END LOOP;
	RETURN md5(digests);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_rules_digest() IS
	'32 hex digits for all rows that policies are made from: shipped rules, users'' rules, names and reference values; equal on two servers: so are their policies';
