-- Rows that belong to nothing, or to another place: found here, and told to who
-- writes them.  Never refused: a dump loads its tables in any order.

CREATE FUNCTION @extschema@.medaid_rule_faults(regulation text, first_day date, rule jsonb, OUT finding text, OUT found text) RETURNS SETOF record
	-- not in SQL: inlined, it would be planned anew for each table
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
	RETURN QUERY
	SELECT 'no_regulation', format('no regulation "%s" of %s', medaid_rule_faults.regulation, to_char(medaid_rule_faults.first_day, 'FMYYYY-MM-DD'))
	WHERE NOT EXISTS (SELECT FROM @extschema@.medaid_regulation AS r WHERE (r.code, r.first_day) = (medaid_rule_faults.regulation, medaid_rule_faults.first_day))
	UNION ALL
	SELECT 'unknown_category', format('no category "%s" in medaid_category_name', c.code)
	FROM (
		SELECT rule ->> f.field AS code FROM unnest('{category,treated_as}'::text[]) AS f (field)
		UNION
		SELECT x.code FROM unnest('{categories,aid_categories,except_categories}'::text[]) AS f (field)
		CROSS JOIN LATERAL jsonb_array_elements_text(CASE jsonb_typeof(rule -> f.field) WHEN 'array' THEN rule -> f.field END) AS x (code)
	) AS c
	WHERE c.code IS NOT NULL AND NOT EXISTS (SELECT FROM @extschema@.medaid_category_name AS n WHERE n.category = c.code)
	UNION ALL
	-- a band belongs to a benefit
	SELECT 'unknown_benefit', format('no benefit "%s" in the version or those it builds on', rule ->> 'benefit')
	-- NULL: no row that belongs to a benefit
	WHERE CASE WHEN rule ->> 'benefit' IS NOT NULL THEN NOT EXISTS (
		SELECT FROM @extschema@.medaid_effective_benefit AS b
		WHERE (b.version, b.version_day, b.code) = (medaid_rule_faults.regulation, medaid_rule_faults.first_day, rule ->> 'benefit')) END
	UNION ALL
	-- a place is what stands before the first hyphen of a code, and of its pools
	SELECT 'pool_of_another_place', format('pool "%s" begins with the place of %s', rule ->> 'pool', o.codes)
	FROM (
		SELECT string_agg(DISTINCT '"' || r.code COLLATE "C" || '"', ', ') AS codes FROM @extschema@.medaid_regulation AS r
		WHERE split_part(r.code, '-', 1) = split_part(rule ->> 'pool', '-', 1)
	) AS o
	WHERE o.codes IS NOT NULL AND split_part(rule ->> 'pool', '-', 1) <> split_part(medaid_rule_faults.regulation, '-', 1)
		-- the limits of a city are its counties', too
		AND NOT EXISTS (
			SELECT FROM @extschema@.medaid_regulation_chain AS c
			WHERE (c.version, c.version_day) = (medaid_rule_faults.regulation, medaid_rule_faults.first_day)
				AND split_part(c.regulation, '-', 1) = split_part(rule ->> 'pool', '-', 1));
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_rule_faults(text, date, jsonb) IS
	'What a row of a rule table belongs to that is not there: its regulation, a category, a benefit, a pool of its place';

CREATE FUNCTION @extschema@.medaid_rule_orphans(code text DEFAULT NULL,
		OUT table_name text, OUT regulation text, OUT first_day date, OUT rule text, OUT finding text, OUT found text) RETURNS SETOF record
	-- compiling a query for each table takes longer than its few rows
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE
	t record;
BEGIN
	FOR t IN
		SELECT x.relation, x.table_name, x.key[3] AS key, replace(x.table_name, 'medaid_rule_', 'medaid_effective_') AS effective
		FROM @extschema@.medaid_rule_tables AS x WHERE x.rules ORDER BY x.table_name COLLATE "C"
	LOOP
		RETURN QUERY EXECUTE format('
			SELECT o.* FROM (
			SELECT %2$L, t.regulation COLLATE "C", t.first_day, t.key COLLATE "C", f.finding COLLATE "C", f.found COLLATE "C"
			FROM (
				SELECT x.regulation, x.first_day, x.%3$I AS key, to_jsonb(x) AS content FROM %1$s AS x
				WHERE $1 IS NULL OR x.regulation = $1
				OFFSET 0
			) AS t
			CROSS JOIN LATERAL @extschema@.medaid_rule_faults(t.regulation, t.first_day, t.content) AS f
			UNION ALL
			SELECT %2$L, t.regulation, t.first_day, t.%3$I, ''removes_nothing'', ''no such rule in the version or those it builds on''
			FROM %1$s AS t
			WHERE t.removed AND ($1 IS NULL OR t.regulation = $1) AND NOT EXISTS (
				SELECT FROM @extschema@.medaid_regulation_chain AS c
				JOIN %1$s AS x ON (x.regulation, x.first_day) = (c.regulation, c.first_day)
				WHERE (c.version, c.version_day) = (t.regulation, t.first_day) AND x.%3$I = t.%3$I AND NOT x.removed)
			) AS o ORDER BY 2, 3, 4, 5, 6', t.relation, t.table_name, t.key) USING code;
	END LOOP;
	RETURN QUERY
		SELECT 'medaid_regulation', r.code COLLATE "C", r.first_day, NULL, 'not_settled_with', @extschema@.medaid_version_fault(r.code, r.first_day)
		FROM @extschema@.medaid_effective_regulation AS r
		WHERE (medaid_rule_orphans.code IS NULL OR r.code = medaid_rule_orphans.code) AND @extschema@.medaid_version_fault(r.code, r.first_day) IS NOT NULL
		UNION ALL
		SELECT 'medaid_regulation', r.code, r.first_day, NULL, 'overlap', format('in force up to %s, the next version from %s', to_char(r.last_day, 'FMYYYY-MM-DD'), to_char(r.next_day, 'FMYYYY-MM-DD'))
		FROM (
			SELECT e.code, e.first_day, e.last_day, lead(e.first_day) OVER (PARTITION BY e.code ORDER BY e.first_day) AS next_day
			FROM @extschema@.medaid_effective_regulation AS e
		) AS r
		WHERE (medaid_rule_orphans.code IS NULL OR r.code = medaid_rule_orphans.code) AND r.last_day >= r.next_day
		ORDER BY 2, 3;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_rule_orphans(text) IS
	'Rows of all policy tables, or of one regulation''s, that belong to nothing or to another place; versions that medaid_policy() refuses, and that overlap';

CREATE FUNCTION @extschema@.medaid_tell_orphans() RETURNS trigger
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE
	told record;
BEGIN
	IF TG_TABLE_NAME = 'medaid_regulation' THEN
		FOR told IN
			SELECT f.found
			FROM (SELECT to_jsonb(t) AS content FROM come AS t) AS c
			CROSS JOIN LATERAL @extschema@.medaid_chain_fault(c.content ->> 'code', (c.content ->> 'first_day')::date) AS f (found)
			WHERE f.found IS NOT NULL
			UNION ALL
			SELECT format('regulation "%s": the version of %s is %s', o.regulation, to_char(o.first_day, 'FMYYYY-MM-DD'), o.found)
			FROM (SELECT DISTINCT to_jsonb(t) ->> 'code' AS code FROM come AS t) AS c
			CROSS JOIN LATERAL @extschema@.medaid_rule_orphans(c.code) AS o
			WHERE o.finding = 'overlap'
			LIMIT 10
		LOOP
			RAISE NOTICE '%', told.found;
		END LOOP;
	ELSE
		FOR told IN
			SELECT f.found, count(*) AS rows
			-- made once a row, not at each use
			FROM (SELECT to_jsonb(t) AS content FROM come AS t OFFSET 0) AS c
			CROSS JOIN LATERAL @extschema@.medaid_rule_faults(c.content ->> 'regulation', (c.content ->> 'first_day')::date, c.content) AS f
			GROUP BY f.found ORDER BY f.found COLLATE "C" LIMIT 10
		LOOP
			RAISE NOTICE 'table "%": %, rows: %', TG_TABLE_NAME, told.found, told.rows;
		END LOOP;
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_tell_orphans() IS 'trigger: a NOTICE for rows that belong to nothing, or to another place';
REVOKE EXECUTE ON FUNCTION @extschema@.medaid_tell_orphans() FROM PUBLIC;

DO $$
DECLARE
	relation regclass;
BEGIN
	FOR relation IN SELECT t.relation FROM @extschema@.medaid_rule_tables AS t WHERE t.rules OR t.table_name = 'medaid_regulation' ORDER BY t.table_name LOOP
		EXECUTE format('CREATE OR REPLACE TRIGGER medaid_orphans AFTER INSERT ON %s REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.medaid_tell_orphans()', relation);
		EXECUTE format('CREATE OR REPLACE TRIGGER medaid_orphans_update AFTER UPDATE ON %s REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.medaid_tell_orphans()', relation);
	END LOOP;
END
$$;

-- A copy stands alone: rules that the version builds on are copied, too.
CREATE FUNCTION @extschema@.medaid_copy_regulation(code text, first_day date, new_code text, new_first_day date,
		name text DEFAULT NULL, region text DEFAULT NULL) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	source @extschema@.medaid_effective_regulation;
	places text[];
	place text := split_part(new_code, '-', 1);
	t record;
	copied bigint;
	rows bigint := 0;
	fault text;
BEGIN
	IF code IS NULL OR first_day IS NULL OR new_code IS NULL OR new_first_day IS NULL THEN
		RAISE EXCEPTION 'code, first_day, new_code or new_first_day is NULL' USING ERRCODE = 'null_value_not_allowed';
	END IF;
	SELECT r.* INTO source FROM @extschema@.medaid_effective_regulation AS r
		WHERE (r.code, r.first_day) = (medaid_copy_regulation.code, medaid_copy_regulation.first_day);
	fault := CASE WHEN source.code IS NULL THEN format('there is no regulation "%s" of %s', code, to_char(first_day, 'FMYYYY-MM-DD'))
		ELSE @extschema@.medaid_chain_fault(code, first_day) END;
	IF fault IS NOT NULL THEN
		RAISE EXCEPTION '%', fault USING ERRCODE = 'invalid_parameter_value';
	ELSIF EXISTS (SELECT FROM @extschema@.medaid_regulation AS r WHERE (r.code, r.first_day) = (new_code, new_first_day)) THEN
		RAISE EXCEPTION 'regulation "%" of % is there already', new_code, to_char(new_first_day, 'FMYYYY-MM-DD') USING
			ERRCODE = 'unique_violation';
	END IF;
	source := @extschema@.medaid_regulation_inherited(source);
	SELECT array_agg(DISTINCT split_part(c.regulation, '-', 1)) INTO places
		FROM @extschema@.medaid_regulation_chain AS c WHERE (c.version, c.version_day) = (source.code, source.first_day);
	INSERT INTO @extschema@.medaid_regulation
		SELECT r.* FROM jsonb_populate_record(NULL::@extschema@.medaid_regulation, to_jsonb(source) || jsonb_build_object(
			'code', new_code, 'first_day', new_first_day, 'last_day', NULL, 'document', NULL, 'based_on', NULL, 'based_on_day', NULL, 'shipped', false,
			'name', coalesce(medaid_copy_regulation.name, source.name), 'region', coalesce(medaid_copy_regulation.region, source.region))) AS r;
	FOR t IN SELECT x.relation, x.table_name FROM @extschema@.medaid_rule_tables AS x WHERE x.rules ORDER BY x.table_name LOOP
		EXECUTE format('INSERT INTO %1$s SELECT r.* FROM @extschema@.%2$I AS e
			CROSS JOIN LATERAL jsonb_populate_record(NULL::%1$s, to_jsonb(e) || $1
				-- a limit of its own
				|| CASE WHEN split_part(to_jsonb(e) ->> ''pool'', ''-'', 1) = ANY ($2) AND NOT $3 = ANY ($2)
					THEN jsonb_build_object(''pool'', $3 || substr(to_jsonb(e) ->> ''pool'', length(split_part(to_jsonb(e) ->> ''pool'', ''-'', 1)) + 1)) ELSE ''{}'' END) AS r
			WHERE (e.version, e.version_day) = ($4, $5)',
				t.relation, regexp_replace(t.table_name, '^medaid_rule_', 'medaid_effective_'))
			USING jsonb_build_object('regulation', new_code, 'first_day', new_first_day, 'shipped', false), places, place, code, first_day;
		GET DIAGNOSTICS copied = ROW_COUNT;
		rows := rows + copied;
	END LOOP;
	RETURN rows;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_copy_regulation(text, date, text, date, text, text) IS
	'Copies a version of a regulation, with the rules of those it builds on, as the user''s rows under another code or day; pools of its place begin with the new place; gives the number of rules. Not there: 22023; the new one is: 23505';
