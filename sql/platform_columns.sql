-- The tables of the national platform as they are: which column is what, and
-- how its values are read.  Nothing here runs a row: it writes SQL.

-- Every name that a field goes by; the table that the docs show.
CREATE FUNCTION @extschema@.medaid_platform_fields() RETURNS TABLE (part text, field text, names text[], kind text, required boolean)
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT f.part, f.field, f.names, f.kind, f.required FROM (VALUES
		('setl', 'setl_id', '{}'::text[], 'code', true), ('setl', 'psn_no', '{}', 'code', true),
		('setl', 'mdtrt_id', '{}', 'code', false), ('setl', 'init_setl_id', '{}', 'code', false),
		('setl', 'fixmedins_code', '{}', 'code', false), ('setl', 'insutype', '{}', 'code', false),
		('setl', 'insu_admdvs', '{}', 'code', false), ('setl', 'fix_blng_admdvs', '{}', 'code', false),
		('setl', 'hosp_lv', '{}', 'code', false), ('setl', 'med_type', '{}', 'code', true),
		('setl', 'setl_type', '{}', 'code', false), ('setl', 'pay_loc', '{}', 'code', false),
		('setl', 'manl_reim_rea', '{}', 'code', false), ('setl', 'refd_setl_flag', '{}', 'code', false),
		('setl', 'vali_flag', '{}', 'code', false), ('setl', 'mid_setl_flag', '{}', 'code', false),
		('setl', 'dise_name', '{}', 'code', false),
		('setl', 'begndate', '{begntime}', 'day', false), ('setl', 'enddate', '{endtime}', 'day', true),
		('setl', 'setl_time', '{}', 'day', false), ('setl', 'updt_time', '{}', 'day', false), ('setl', 'brdy', '{}', 'day', false),
		('setl', 'age', '{}', 'amount', false),
		('setl', 'medfee_sumamt', '{}', 'amount', true), ('setl', 'inscp_amt', '{inscp_scp_amt}', 'amount', false),
		('setl', 'fulamt_ownpay_amt', '{}', 'amount', false), ('setl', 'overlmt_selfpay', '{}', 'amount', false),
		('setl', 'preselfpay_amt', '{}', 'amount', false),
		('setl', 'hifp_pay', '{}', 'amount', false), ('setl', 'hifmi_pay', '{}', 'amount', false), ('setl', 'hifob_pay', '{}', 'amount', false),
		('setl', 'cvlserv_pay', '{}', 'amount', false), ('setl', 'hifes_pay', '{}', 'amount', false), ('setl', 'hifdm_pay', '{}', 'amount', false),
		('setl', 'maf_pay', '{}', 'amount', false), ('setl', 'othfund_pay', '{oth_pay}', 'amount', false),
		('setl', 'fund_pay_sumamt', '{}', 'amount', false), ('setl', 'psn_pay', '{psn_part_amt}', 'amount', false),
		('setl', 'ownpay_hosp_part', '{hosp_part_amt}', 'amount', false),
		-- what the platform lacks: a column of one's own under the name of the claim's field
		('setl', 'inclusive_paid', '{}', 'amount', false), ('setl', 'commercial_paid', '{}', 'amount', false), ('setl', 'mutual_aid_paid', '{}', 'amount', false),
		('setl', 'place', '{}', 'code', false), ('setl', 'referral', '{}', 'code', false), ('setl', 'designated', '{}', 'flag', false),
		('setl', 'charge_class', '{}', 'amount', false), ('setl', 'chronic_class', '{}', 'amount', false),
		('setl', 'major_disease', '{}', 'flag', false), ('setl', 'maintenance', '{}', 'flag', false), ('setl', 'tilt_approved', '{}', 'flag', false), ('setl', 'assisted_elsewhere', '{}', 'flag', false),
		('setl', 'applied_on', '{}', 'day', false), ('setl', 'deadline_from', '{}', 'day', false),
		('mdtrt', 'mdtrt_id', '{}', 'code', true), ('mdtrt', 'psn_no', '{}', 'code', false),
		('mdtrt', 'refl_old_mdtrt_id', '{}', 'code', false), ('mdtrt', 'rloc_type', '{}', 'code', false),
		('mdtrt', 'ars_year_ipt_flag', '{}', 'code', false), ('mdtrt', 'dise_name', '{}', 'code', false),
		('identities', 'psn_no', '{}', 'code', true), ('identities', 'psn_idet_type', '{}', 'code', true),
		('identities', 'begntime', '{begndate}', 'day', false), ('identities', 'endtime', '{enddate}', 'day', false),
		('identities', 'vali_flag', '{}', 'code', false), ('identities', 'maintenance', '{}', 'flag', false),
		('funds', 'setl_id', '{}', 'code', true), ('funds', 'fund_pay_type', '{}', 'code', true), ('funds', 'fund_payamt', '{}', 'amount', true)
	) AS f (part, field, names, kind, required);
END;
COMMENT ON FUNCTION @extschema@.medaid_platform_fields() IS
	'The fields that medaid_platform_view reads: of which table (part), the other names they go by, kind, whether they must be there';

-- A relation as {"table": its name, "<field>": {"name": quoted, "type": how it is read}}.
CREATE FUNCTION @extschema@.medaid_platform_shape(relation regclass, part text, renamed jsonb) RETURNS jsonb
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	shape jsonb;
	bad record;
BEGIN
	SELECT r.key, r.value INTO bad FROM jsonb_each_text(renamed) AS r
	WHERE NOT EXISTS (SELECT FROM @extschema@.medaid_platform_fields() AS f WHERE f.part = medaid_platform_shape.part AND f.field = r.key);
	IF bad.key IS NOT NULL THEN
		RAISE EXCEPTION 'option columns: % has no field "%"', part, bad.key USING ERRCODE = 'invalid_parameter_value',
			HINT = 'SELECT * FROM medaid_platform_fields() lists the fields.';
	END IF;
	SELECT r.key, r.value INTO bad FROM jsonb_each_text(renamed) AS r
	WHERE NOT EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = relation AND a.attname = r.value AND a.attnum > 0 AND NOT a.attisdropped);
	IF bad.key IS NOT NULL THEN
		RAISE EXCEPTION 'relation % has no column "%" for %', relation, bad.value, bad.key USING ERRCODE = 'undefined_column';
	END IF;
	SELECT jsonb_object_agg(x.field, jsonb_build_object('name', quote_ident(x.attname), 'type', x.type, 'declared', x.declared, 'kind', x.kind))
	INTO shape
	FROM (
		SELECT DISTINCT ON (f.field) f.field, f.kind, a.attname, format_type(a.atttypid, a.atttypmod) AS declared,
			CASE WHEN b.typname = 'bpchar' THEN 'char' WHEN b.typcategory = 'S' THEN 'text'
				WHEN b.typname IN ('int2', 'int4', 'int8') THEN 'integer' WHEN b.typname IN ('float4', 'float8') THEN 'float'
				WHEN b.typname IN ('numeric', 'date', 'timestamp', 'timestamptz', 'bool') THEN b.typname::text END AS type
		FROM @extschema@.medaid_platform_fields() AS f
		JOIN pg_attribute AS a ON a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped
			AND CASE WHEN renamed ? f.field THEN a.attname = renamed ->> f.field
				-- names in capitals, as dumps of other databases have them
				ELSE lower(a.attname) = ANY (f.names || f.field) END
		JOIN pg_type AS t ON t.oid = a.atttypid
		JOIN pg_type AS b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
		WHERE f.part = medaid_platform_shape.part
		ORDER BY f.field, lower(a.attname) = f.field DESC, a.attname = f.field DESC, a.attnum
	) AS x;
	FOR bad IN
		SELECT f.field, f.names FROM @extschema@.medaid_platform_fields() AS f
		WHERE f.part = medaid_platform_shape.part AND f.required AND NOT coalesce(shape, '{}') ? f.field
	LOOP
		RAISE EXCEPTION 'relation % has no column %', relation, array_to_string(bad.field || bad.names, ' or ') USING ERRCODE = 'undefined_column',
			HINT = format('Name it: options => ''{"columns": {"%s": {"%s": "your column"}}}''.', part, bad.field);
	END LOOP;
	SELECT s.key, s.value ->> 'declared' AS declared INTO bad FROM jsonb_each(shape) AS s
	WHERE s.value -> 'type' = 'null'
		OR s.value ->> 'kind' = 'amount' AND s.value ->> 'type' IN ('date', 'timestamp', 'timestamptz', 'bool')
		OR s.value ->> 'kind' = 'day' AND s.value ->> 'type' NOT IN ('date', 'timestamp', 'timestamptz', 'text', 'char')
		OR s.value ->> 'kind' = 'code' AND s.value ->> 'type' IN ('date', 'timestamp', 'timestamptz');
	IF bad.key IS NOT NULL THEN
		RAISE EXCEPTION 'column % of % has type %, which cannot be read as %', bad.key, relation, bad.declared,
			(SELECT f.kind FROM @extschema@.medaid_platform_fields() AS f WHERE f.part = medaid_platform_shape.part AND f.field = bad.key)
			USING ERRCODE = 'datatype_mismatch', HINT = 'Give a view that casts it.';
	END IF;
	RETURN shape || jsonb_build_object('table', (SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.oid = relation));
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_platform_shape(regclass, text, jsonb) IS
	'The columns of a relation that stand for the fields of a part (setl, mdtrt, identities, funds); one that must be there and is not: 42703, one that cannot be read: 42804';

-- Codes with blanks around them cost a trim a row: only columns that have them are trimmed.
CREATE FUNCTION @extschema@.medaid_platform_padded(shape jsonb, wanted boolean) RETURNS jsonb
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	found text[];
	tests text;
BEGIN
	SELECT string_agg(format('CASE WHEN count(*) = 0 OR bool_or(%s <> btrim(%s)) THEN %L END', s.value ->> 'name', s.value ->> 'name', s.key), ', ')
	INTO tests FROM jsonb_each(shape) AS s WHERE s.value ->> 'type' = 'text' AND s.value ->> 'kind' = 'code';
	IF wanted IS NOT NULL OR tests IS NULL THEN
		found := CASE WHEN wanted THEN ARRAY(SELECT s.key FROM jsonb_each(shape) AS s WHERE s.value ->> 'type' = 'text') END;
	ELSE
		EXECUTE format('SELECT array_remove(ARRAY[%s], NULL) FROM %s', tests, shape ->> 'table') INTO found;
	END IF;
	RETURN (SELECT jsonb_object_agg(s.key, CASE WHEN s.key = ANY (found) THEN s.value || '{"type": "padded"}' ELSE s.value END) FROM jsonb_each(shape) AS s);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_platform_padded(jsonb, boolean) IS
	'A shape whose text columns with blanks around their codes are marked so: as told, or NULL: by looking at the rows (an empty table counts as padded)';

-- SQL for a code as text, NULL where the column is missing; alias names the relation.
CREATE FUNCTION @extschema@.medaid_platform_code(shape jsonb, alias text, field text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN NOT shape ? field THEN 'NULL::text' ELSE format(CASE shape #>> ARRAY[field, 'type']
		WHEN 'text' THEN '%s.%s' WHEN 'padded' THEN 'btrim(%s.%s)' WHEN 'bool' THEN 'CASE %s.%s WHEN true THEN ''1'' WHEN false THEN ''0'' END'
		WHEN 'char' THEN 'btrim(%s.%s::text)' WHEN 'integer' THEN '%s.%s::text' ELSE '%s.%s::bigint::text' END,
		alias, shape #>> ARRAY[field, 'name']) END;

-- SQL: the column holds one of these codes; false where it is missing.
CREATE FUNCTION @extschema@.medaid_platform_is(shape jsonb, alias text, field text, VARIADIC codes text[]) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN NOT shape ? field THEN 'false'
		WHEN shape #>> ARRAY[field, 'type'] IN ('integer', 'numeric', 'float') THEN format('%s.%s IN (%s)', alias, shape #>> ARRAY[field, 'name'], (SELECT string_agg(quote_literal(c), ', ') FROM unnest(codes) AS c))
		WHEN cardinality(codes) = 1 THEN format('%s = %L', @extschema@.medaid_platform_code(shape, alias, field), codes[1])
		ELSE format('%s IN (%s)', @extschema@.medaid_platform_code(shape, alias, field), (SELECT string_agg(quote_literal(c), ', ') FROM unnest(codes) AS c)) END;

-- SQL: the column holds something; false where it is missing.
CREATE FUNCTION @extschema@.medaid_platform_filled(shape jsonb, alias text, field text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN NOT shape ? field THEN 'false'
		WHEN shape #>> ARRAY[field, 'type'] IN ('text', 'padded', 'char') THEN format('%s <> ''''', @extschema@.medaid_platform_code(shape, alias, field))
		ELSE format('%s.%s IS NOT NULL', alias, shape #>> ARRAY[field, 'name']) END;

-- SQL for an amount in yuan, NULL as it is; NULL where the column is missing.
CREATE FUNCTION @extschema@.medaid_platform_value(shape jsonb, alias text, field text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN shape ? field THEN format(CASE shape #>> ARRAY[field, 'type'] WHEN 'numeric' THEN '%s.%s' WHEN 'integer' THEN '%s.%s::numeric'
			WHEN 'float' THEN '%s.%s::numeric' ELSE 'nullif(btrim(%s.%s), '''')::numeric' END,
		alias, shape #>> ARRAY[field, 'name']) || CASE WHEN shape ? 'fen' AND field NOT IN ('age', 'charge_class', 'chronic_class') THEN ' * 0.01' ELSE '' END END;

-- SQL for the sum of amounts, each NULL counted as 0; NULL where no column is there.
CREATE FUNCTION @extschema@.medaid_platform_sum(shape jsonb, alias text, VARIADIC fields text[]) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN (SELECT string_agg(format('coalesce(%s, 0)', @extschema@.medaid_platform_value(shape, alias, f)), ' + ' ORDER BY n)
		FROM unnest(fields) WITH ORDINALITY AS u (f, n) WHERE shape ? f);

-- SQL for a day, and for a moment: times without a zone are China's.  A text begins with its
-- year: other orders would be read by the session's DateStyle.
CREATE FUNCTION @extschema@.medaid_platform_day(shape jsonb, alias text, field text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN NOT shape ? field THEN 'NULL::date' ELSE format(CASE shape #>> ARRAY[field, 'type'] WHEN 'date' THEN '%s.%s' WHEN 'timestamp' THEN '%s.%s::date'
			WHEN 'timestamptz' THEN '(%s.%s AT TIME ZONE %L)::date'
			ELSE 'CASE WHEN %1$s.%2$s ~ ''^ *[0-9]{4}.*:[0-9]{2}.*(Z|[+-][0-9]{2}(:?[0-9]{2})?) *$'' THEN (%1$s.%2$s::timestamptz AT TIME ZONE %3$L)::date
				WHEN %1$s.%2$s ~ ''^ *([0-9]{4}|$)'' THEN nullif(btrim(%1$s.%2$s), '''')::date ELSE (''does not begin with a year: '' || %1$s.%2$s)::date END' END,
		alias, shape #>> ARRAY[field, 'name'], shape ->> 'zone') END;
CREATE FUNCTION @extschema@.medaid_platform_moment(shape jsonb, alias text, field text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN shape ? field THEN format(CASE shape #>> ARRAY[field, 'type'] WHEN 'timestamptz' THEN '%s.%s' WHEN 'timestamp' THEN '%s.%s AT TIME ZONE %L'
			WHEN 'date' THEN '%s.%s::timestamp AT TIME ZONE %L'
			ELSE 'CASE WHEN %1$s.%2$s ~ ''^ *[0-9]{4}.*:[0-9]{2}.*(Z|[+-][0-9]{2}(:?[0-9]{2})?) *$'' THEN %1$s.%2$s::timestamptz
				WHEN %1$s.%2$s ~ ''^ *([0-9]{4}|$)'' THEN nullif(btrim(%1$s.%2$s), '''')::timestamp AT TIME ZONE %3$L ELSE (''does not begin with a year: '' || %1$s.%2$s)::timestamptz END' END,
		alias, shape #>> ARRAY[field, 'name'], shape ->> 'zone') END;
-- SQL for a boolean of one's own, NULL where the column is missing.
CREATE FUNCTION @extschema@.medaid_platform_flag(shape jsonb, alias text, field text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN shape #>> ARRAY[field, 'type'] = 'bool' THEN format('%s.%s', alias, shape #>> ARRAY[field, 'name'])
		WHEN shape ? field THEN @extschema@.medaid_platform_is(shape, alias, field, VARIADIC ARRAY['1']) END;

COMMENT ON FUNCTION @extschema@.medaid_platform_code(jsonb, text, text) IS 'SQL for a code of the platform as text';
COMMENT ON FUNCTION @extschema@.medaid_platform_is(jsonb, text, text, text[]) IS 'SQL: a column holds one of these codes';
COMMENT ON FUNCTION @extschema@.medaid_platform_filled(jsonb, text, text) IS 'SQL: a column is neither NULL nor empty';
COMMENT ON FUNCTION @extschema@.medaid_platform_value(jsonb, text, text) IS 'SQL for an amount in yuan';
COMMENT ON FUNCTION @extschema@.medaid_platform_sum(jsonb, text, text[]) IS 'SQL for the sum of amounts, NULL as 0';
COMMENT ON FUNCTION @extschema@.medaid_platform_day(jsonb, text, text) IS 'SQL for a day';
COMMENT ON FUNCTION @extschema@.medaid_platform_moment(jsonb, text, text) IS 'SQL for a moment';
COMMENT ON FUNCTION @extschema@.medaid_platform_flag(jsonb, text, text) IS 'SQL for a boolean';
