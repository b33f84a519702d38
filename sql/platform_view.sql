-- From the tables of the national platform (国家医疗保障信息平台) to claims: one
-- view in plain SQL, written here once and the user's from then on.

CREATE FUNCTION @extschema@.medaid_platform_options(options jsonb) RETURNS jsonb
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	known CONSTANT jsonb := '{"dry_run": "boolean", "replace": "boolean", "unit": "string", "region": "string or array", "columns": "object",
		"unique_setl_id": "boolean", "padded": "boolean", "pending": "string", "regulation": "string", "time_zone": "string", "funds": "object", "identity_end": "string"}';
	o record;
BEGIN
	IF jsonb_typeof(coalesce(options, '{}')) <> 'object' THEN
		RAISE EXCEPTION 'options is no JSON object' USING ERRCODE = 'invalid_parameter_value';
	END IF;
	FOR o IN SELECT e.key, e.value, jsonb_typeof(e.value) AS type FROM jsonb_each(options) AS e WHERE e.value <> 'null' LOOP
		IF NOT known ? o.key THEN
			RAISE EXCEPTION 'option "%" is unknown', o.key USING ERRCODE = 'invalid_parameter_value',
				HINT = format('Options: %s.', (SELECT string_agg(k, ', ' ORDER BY k COLLATE "C") FROM jsonb_object_keys(known) AS k));
		ELSIF position(o.type IN known ->> o.key) = 0 THEN
			RAISE EXCEPTION 'option "%" is no %', o.key, known ->> o.key USING ERRCODE = 'invalid_parameter_value';
		ELSIF NOT coalesce((o.value #>> '{}') = ANY (CASE o.key WHEN 'unit' THEN '{yuan,fen}'::text[] WHEN 'pending' THEN '{aside,count}'
			WHEN 'identity_end' THEN '{last,after}' END), true) THEN
			RAISE EXCEPTION 'option "%": "%" is unknown', o.key, o.value #>> '{}' USING ERRCODE = 'invalid_parameter_value',
				HINT = 'unit: yuan or fen; pending: aside or count; identity_end: last (the last day held) or after (the first no longer held).';
		END IF;
	END LOOP;
	RETURN '{"unit": "yuan", "pending": "aside", "time_zone": "Asia/Shanghai", "identity_end": "last", "columns": {}}' || coalesce(jsonb_strip_nulls(options), '{}');
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_platform_options(jsonb) IS 'The options of medaid_platform_view, each with its value; an unknown one: 22023';

-- The shapes of all parts, and the relation that the rows come from.
CREATE FUNCTION @extschema@.medaid_platform_shapes(setl regclass, mdtrt regclass, identities regclass, options jsonb) RETURNS jsonb
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	opts jsonb := @extschema@.medaid_platform_options(options);
	shapes jsonb := jsonb_build_object('options', opts);
	r record;
	common jsonb := jsonb_build_object('zone', opts ->> 'time_zone') || CASE opts ->> 'unit' WHEN 'fen' THEN '{"fen": true}'::jsonb ELSE '{}' END;
BEGIN
	IF setl IS NULL THEN
		RAISE EXCEPTION 'setl is NULL' USING ERRCODE = 'null_value_not_allowed', HINT = 'Give the table of settlements (setl_d).';
	END IF;
	FOR r IN SELECT * FROM (VALUES ('setl', setl), ('mdtrt', mdtrt), ('identities', identities), ('funds', to_regclass(opts #>> '{funds,table}'))) AS v (part, relation) LOOP
		IF r.relation IS NULL THEN
			IF r.part = 'funds' AND opts ? 'funds' THEN
				RAISE EXCEPTION 'option funds: relation "%" does not exist', opts #>> '{funds,table}' USING ERRCODE = 'undefined_table',
					HINT = '{"funds": {"table": "setl_fund_d", "inclusive": ["..."], "commercial": ["..."], "mutual_aid": ["..."]}}';
			END IF;
			CONTINUE;
		END IF;
		shapes := shapes || jsonb_build_object(r.part, common || @extschema@.medaid_platform_padded(
			@extschema@.medaid_platform_shape(r.relation, r.part, coalesce(opts #> ARRAY['columns', r.part], '{}')), (opts ->> 'padded')::boolean));
	END LOOP;
	-- one row a setl_id, by the table's own key or one's word; else the latest of each
	IF NOT coalesce((opts ->> 'unique_setl_id')::boolean, EXISTS (
			SELECT FROM pg_index AS i
			WHERE i.indrelid = setl AND i.indisunique AND i.indisvalid AND i.indpred IS NULL
				-- of setl_id, with psn_no or without: a table partitioned by person has no other
				AND (SELECT bool_and(coalesce(quote_ident(a.attname) IN (shapes #>> '{setl,setl_id,name}', shapes #>> '{setl,psn_no,name}'), false))
						AND bool_or(quote_ident(a.attname) = shapes #>> '{setl,setl_id,name}')
					FROM generate_series(0, i.indnkeyatts - 1) AS k LEFT JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k]))) THEN
		shapes := jsonb_set(shapes, '{setl,rows}', to_jsonb(format('(SELECT DISTINCT ON (%1$s, %2$s) r.* FROM %3$s AS r ORDER BY %1$s, %2$s%4$s)',
			@extschema@.medaid_platform_code(shapes -> 'setl', 'r', 'psn_no'), @extschema@.medaid_platform_code(shapes -> 'setl', 'r', 'setl_id'), shapes #>> '{setl,table}',
			-- where times tie, by what the rows hold, so that one of them is chosen everywhere
			(SELECT string_agg(format(', %s DESC NULLS LAST', CASE shapes #>> ARRAY['setl', u.f, 'kind'] WHEN 'code' THEN @extschema@.medaid_platform_code(shapes -> 'setl', 'r', u.f) || ' COLLATE "C"'
					WHEN 'amount' THEN @extschema@.medaid_platform_value(shapes -> 'setl', 'r', u.f) ELSE @extschema@.medaid_platform_moment(shapes -> 'setl', 'r', u.f) END), '' ORDER BY u.n)
				FROM unnest('{updt_time,setl_time,vali_flag,medfee_sumamt,inscp_amt,hifp_pay,hifmi_pay,hifob_pay,refd_setl_flag,init_setl_id,mdtrt_id,med_type,enddate,begndate}'::text[]) WITH ORDINALITY AS u (f, n)
				WHERE shapes -> 'setl' ? u.f))));
	ELSE
		shapes := jsonb_set(shapes, '{setl,rows}', shapes #> '{setl,table}');
	END IF;
	RETURN shapes;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_platform_shapes(regclass, regclass, regclass, jsonb) IS
	'What medaid_platform_view finds in the tables: a shape for each, and the options';

CREATE FUNCTION @extschema@.medaid_platform_supplement(setl jsonb, alias text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN format('(%s OR %s)', @extschema@.medaid_platform_is(setl, alias, 'setl_type', VARIADIC ARRAY['3']),
		@extschema@.medaid_platform_is(setl, alias, 'manl_reim_rea', VARIADIC ARRAY['06', '08', '09', '10', '6', '8', '9']));
COMMENT ON FUNCTION @extschema@.medaid_platform_supplement(jsonb, text) IS 'SQL: a row is a supplement (补充报销)';

-- A row that is no plain settlement: void, pending, a refund, a supplement, an interim bill.
CREATE FUNCTION @extschema@.medaid_platform_odd(setl jsonb, alias text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN concat_ws(' OR ',
		CASE WHEN setl ? 'vali_flag' THEN format('NOT (%s)', @extschema@.medaid_platform_is(setl, alias, 'vali_flag', VARIADIC ARRAY['1'])) END,
		CASE WHEN setl ? 'refd_setl_flag' THEN @extschema@.medaid_platform_is(setl, alias, 'refd_setl_flag', VARIADIC ARRAY['1']) END,
		@extschema@.medaid_platform_value(setl, alias, 'medfee_sumamt') || ' < 0',
		CASE WHEN setl ? 'setl_type' OR setl ? 'manl_reim_rea' THEN @extschema@.medaid_platform_supplement(setl, alias) END,
		CASE WHEN setl ? 'mid_setl_flag' THEN @extschema@.medaid_platform_is(setl, alias, 'mid_setl_flag', VARIADIC ARRAY['1']) END);
COMMENT ON FUNCTION @extschema@.medaid_platform_odd(jsonb, text) IS 'SQL: a row is no plain settlement';
CREATE FUNCTION @extschema@.medaid_platform_unkeyed(setl jsonb, alias text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN format('(%s IS NULL OR %s IS NULL) AND (%s) IS TRUE', @extschema@.medaid_platform_code(setl, alias, 'psn_no'), @extschema@.medaid_platform_code(setl, alias, 'setl_id'),
		@extschema@.medaid_platform_odd(setl, alias));
COMMENT ON FUNCTION @extschema@.medaid_platform_unkeyed(jsonb, text) IS 'SQL: a row is no plain settlement, and without psn_no or setl_id nothing says whose or which';

-- The amounts that are added up where rows make one claim, and the SQL of each for a row.
CREATE FUNCTION @extschema@.medaid_platform_amounts(shapes jsonb, alias text) RETURNS TABLE (n integer, field text, expression text)
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT v.n, v.field, v.expression FROM (VALUES
		(1, 'total', @extschema@.medaid_platform_value(shapes -> 'setl', alias, 'medfee_sumamt')),
		-- 符合政策范围: where it has no column, what the three kinds of own payment leave
		(2, 'in_scope', coalesce(@extschema@.medaid_platform_value(shapes -> 'setl', alias, 'inscp_amt'),
			format('%s - (%s)', @extschema@.medaid_platform_value(shapes -> 'setl', alias, 'medfee_sumamt'),
				@extschema@.medaid_platform_sum(shapes -> 'setl', alias, VARIADIC ARRAY['fulamt_ownpay_amt', 'overlmt_selfpay', 'preselfpay_amt'])))),
		(3, 'out_of_catalog', @extschema@.medaid_platform_sum(shapes -> 'setl', alias, VARIADIC ARRAY['fulamt_ownpay_amt', 'overlmt_selfpay'])),
		(4, 'basic_paid', @extschema@.medaid_platform_sum(shapes -> 'setl', alias, VARIADIC ARRAY['hifp_pay'])),
		(5, 'critical_illness_paid', @extschema@.medaid_platform_sum(shapes -> 'setl', alias, VARIADIC ARRAY['hifmi_pay', 'hifob_pay'])),
		(6, 'supplementary_paid', @extschema@.medaid_platform_sum(shapes -> 'setl', alias, VARIADIC ARRAY['cvlserv_pay', 'hifes_pay', 'hifdm_pay'])),
		(7, 'inclusive_paid', concat_ws(' + ', @extschema@.medaid_platform_sum(shapes -> 'setl', alias, VARIADIC ARRAY['inclusive_paid']), CASE WHEN shapes #> '{options,funds}' ? 'inclusive' THEN 'coalesce(f.inclusive, 0)' END)),
		(8, 'commercial_paid', concat_ws(' + ', @extschema@.medaid_platform_sum(shapes -> 'setl', alias, VARIADIC ARRAY['commercial_paid']), CASE WHEN shapes #> '{options,funds}' ? 'commercial' THEN 'coalesce(f.commercial, 0)' END)),
		(9, 'mutual_aid_paid', concat_ws(' + ', @extschema@.medaid_platform_sum(shapes -> 'setl', alias, VARIADIC ARRAY['mutual_aid_paid']), CASE WHEN shapes #> '{options,funds}' ? 'mutual_aid' THEN 'coalesce(f.mutual_aid, 0)' END))
	) AS v (n, field, expression)
	WHERE v.expression <> '';
END;
COMMENT ON FUNCTION @extschema@.medaid_platform_amounts(jsonb, text) IS 'The amounts of a claim and the SQL of each for a row of settlements';

-- 基金分项: payers that settlements have no column for, a row a settlement.
CREATE FUNCTION @extschema@.medaid_platform_funds(shapes jsonb, alias text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN shapes ? 'funds' THEN format(E'\nLEFT JOIN (\n\tSELECT %1$s AS setl_id%2$s\n\tFROM %3$s AS u GROUP BY 1\n) AS f ON f.setl_id = %4$s',
		@extschema@.medaid_platform_code(shapes -> 'funds', 'u', 'setl_id'),
		(SELECT string_agg(format(E',\n\t\tsum(%s) FILTER (WHERE %s) AS %s', @extschema@.medaid_platform_value(shapes -> 'funds', 'u', 'fund_payamt'),
			@extschema@.medaid_platform_is(shapes -> 'funds', 'u', 'fund_pay_type', VARIADIC ARRAY(SELECT jsonb_array_elements_text(shapes #> ARRAY['options', 'funds', k]))), k), '' ORDER BY k)
			FROM unnest('{inclusive,commercial,mutual_aid}'::text[]) AS k WHERE shapes #> '{options,funds}' ? k),
		shapes #>> '{funds,table}', @extschema@.medaid_platform_code(shapes -> 'setl', alias, 'setl_id')) ELSE '' END;
COMMENT ON FUNCTION @extschema@.medaid_platform_funds(jsonb, text) IS 'SQL: the join to the fund rows that option funds names';

-- The rows of everybody who has an odd row: what each counts, and what claim it
-- belongs to.  Every window is by person, so that a query for one person reads one person.
CREATE FUNCTION @extschema@.medaid_platform_corrections(shapes jsonb) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	setl jsonb := shapes -> 'setl';
	mdtrt jsonb := shapes -> 'mdtrt';
	across boolean := coalesce(mdtrt ?& '{ars_year_ipt_flag,psn_no}', false);
	fields text[];
	raw text;
BEGIN
	SELECT array_agg(a.field ORDER BY a.n), string_agg(format(E'\n\t\t\t%s AS %s', a.expression, a.field), ',' ORDER BY a.n)
	INTO fields, raw FROM @extschema@.medaid_platform_amounts(shapes, 't') AS a;
	RETURN concat(
E'	WITH settled AS (
		-- all rows of persons who have a void row, a refund, a supplement or an interim bill
		SELECT ', @extschema@.medaid_platform_code(setl, 't', 'psn_no'), ' AS person, ', @extschema@.medaid_platform_code(setl, 't', 'setl_id'), E' AS setl_id,
			nullif(', @extschema@.medaid_platform_code(setl, 't', 'mdtrt_id'), E', '''') AS mdtrt_id, nullif(', @extschema@.medaid_platform_code(setl, 't', 'init_setl_id'), E', '''') AS init_setl_id,
			', coalesce(@extschema@.medaid_platform_moment(setl, 't', 'setl_time'), 'NULL::timestamptz'), E' AS settled_at,
			', @extschema@.medaid_platform_day(setl, 't', 'begndate'), ' AS begndate, ', @extschema@.medaid_platform_day(setl, 't', 'enddate'), E' AS enddate,
			CASE WHEN ', CASE WHEN setl ? 'vali_flag' THEN format('coalesce(%s, ''1'') IN (''1'', ''''%s)', @extschema@.medaid_platform_code(setl, 't', 'vali_flag'),
				CASE shapes #>> '{options,pending}' WHEN 'count' THEN ', ''2''' ELSE '' END) ELSE 'true' END, E' THEN ''live''
				WHEN ', @extschema@.medaid_platform_is(setl, 't', 'vali_flag', VARIADIC ARRAY['2']), E' THEN ''pending'' ELSE ''void'' END AS validity,
			coalesce(', @extschema@.medaid_platform_is(setl, 't', 'refd_setl_flag', VARIADIC ARRAY['1']), E', false) AS marked,
			coalesce(', @extschema@.medaid_platform_supplement(setl, 't'), E', false) AS supplement,
			coalesce(', @extschema@.medaid_platform_is(setl, 't', 'mid_setl_flag', VARIADIC ARRAY['1']), CASE WHEN across THEN ' OR m.mdtrt_id IS NOT NULL' ELSE '' END, ', false) AS interim,', raw, E'
		FROM ', setl ->> 'rows', ' AS t', replace(@extschema@.medaid_platform_funds(shapes, 't'), E'\n', E'\n\t\t'),
		CASE WHEN across THEN format(E'\n\t\tLEFT JOIN (\n\t\t\t-- stays across New Year (跨年度住院), settled in parts\n\t\t\tSELECT DISTINCT %s AS person, %s AS mdtrt_id FROM %s AS v WHERE %s\n\t\t) AS m ON m.person = %s AND m.mdtrt_id = %s',
			@extschema@.medaid_platform_code(mdtrt, 'v', 'psn_no'), @extschema@.medaid_platform_code(mdtrt, 'v', 'mdtrt_id'), mdtrt ->> 'table', @extschema@.medaid_platform_is(mdtrt, 'v', 'ars_year_ipt_flag', VARIADIC ARRAY['1']),
			@extschema@.medaid_platform_code(setl, 't', 'psn_no'), @extschema@.medaid_platform_code(setl, 't', 'mdtrt_id')) ELSE '' END, E'
		WHERE ', @extschema@.medaid_platform_code(setl, 't', 'setl_id'), ' IS NOT NULL AND ', @extschema@.medaid_platform_code(setl, 't', 'psn_no'), ' IN (SELECT ', @extschema@.medaid_platform_code(setl, 'o', 'psn_no'), ' FROM ', setl ->> 'table', E' AS o
				WHERE ', @extschema@.medaid_platform_odd(setl, 'o'),
				CASE WHEN across THEN format(E'\n\t\t\tUNION ALL SELECT %s FROM %s AS v WHERE %s', @extschema@.medaid_platform_code(mdtrt, 'v', 'psn_no'), mdtrt ->> 'table', @extschema@.medaid_platform_is(mdtrt, 'v', 'ars_year_ipt_flag', VARIADIC ARRAY['1'])) ELSE '' END, E')
	), ', @extschema@.medaid_platform_netting(fields));
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_platform_corrections(jsonb) IS 'SQL: what becomes of the rows of persons with refunds, void rows, supplements, interim bills';

-- Names and codes: the region''s row before that of everywhere, one's own before the shipped.
CREATE FUNCTION @extschema@.medaid_platform_names(shapes jsonb, names text, what text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN (
		SELECT format('(SELECT DISTINCT ON (n.name) n.name, n.%1$I FROM %2$s.%3$I AS n WHERE n.region IN (%4$s) ORDER BY n.name, %5$sn.shipped)', what,
			'@extschema@', names,
			string_agg(quote_literal(r.region), ', ' ORDER BY r.n),
			CASE WHEN count(*) > 1 THEN format('array_position(ARRAY[%s], n.region), ', string_agg(quote_literal(r.region), ', ' ORDER BY r.n)) ELSE '' END)
		FROM (
			SELECT e.region, e.n FROM jsonb_array_elements_text(CASE jsonb_typeof(shapes #> '{options,region}') WHEN 'array' THEN shapes #> '{options,region}'
				WHEN 'string' THEN jsonb_build_array(shapes #> '{options,region}') ELSE '[]' END) WITH ORDINALITY AS e (region, n)
			UNION ALL SELECT '', 1000000
		) AS r
	);
COMMENT ON FUNCTION @extschema@.medaid_platform_names(jsonb, text, text) IS 'SQL: the names and codes that count in the regions of option region';

-- Who holds what: several rows a person become the three arrays of a claim.
CREATE FUNCTION @extschema@.medaid_platform_held(shapes jsonb) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN shapes ? 'identities' THEN format(E'LEFT JOIN (
	-- identities: an empty end is still held; a code without category stays as it is, so that it is seen
	SELECT x.person, array_agg(x.category) AS categories, array_agg(x.recognised_on) AS recognised_on, array_agg(x.ended_on) AS ended_on%8$s
	FROM (
		SELECT %1$s AS person, CASE WHEN c.name IS NULL THEN %2$s ELSE c.category END COLLATE "C" AS category,
			%3$s AS recognised_on,
			CASE WHEN %4$s < ''9999-01-01'' THEN %4$s%5$s END AS ended_on%9$s
		FROM %6$s AS i
		LEFT JOIN %7$s AS c ON c.name = %2$s
		WHERE %2$s <> '''' AND (c.name IS NULL OR c.category IS NOT NULL)%10$s
		ORDER BY 1, 3, 2, 4
	) AS x
	GROUP BY x.person
) AS h ON h.person = %11$s\n',
		@extschema@.medaid_platform_code(shapes -> 'identities', 'i', 'psn_no'), @extschema@.medaid_platform_code(shapes -> 'identities', 'i', 'psn_idet_type'),
		@extschema@.medaid_platform_day(shapes -> 'identities', 'i', 'begntime'), @extschema@.medaid_platform_day(shapes -> 'identities', 'i', 'endtime'),
		CASE shapes #>> '{options,identity_end}' WHEN 'last' THEN ' + 1' ELSE '' END,
		shapes #>> '{identities,table}', @extschema@.medaid_platform_names(shapes, 'medaid_category_name', 'category'),
		CASE WHEN shapes -> 'identities' ? 'maintenance' THEN E',\n\t\tbool_or(x.maintenance) AS maintenance, array_agg(daterange(x.recognised_on, x.ended_on)) FILTER (WHERE x.maintenance AND (x.recognised_on > x.ended_on) IS NOT TRUE) AS maintained' ELSE '' END,
		CASE WHEN shapes -> 'identities' ? 'maintenance' THEN format(', %s AS maintenance', @extschema@.medaid_platform_flag(shapes -> 'identities', 'i', 'maintenance')) ELSE '' END,
		CASE WHEN shapes -> 'identities' ? 'vali_flag' THEN format(' AND coalesce(%s, ''1'') NOT IN (''0'', ''2'')', @extschema@.medaid_platform_code(shapes -> 'identities', 'i', 'vali_flag')) ELSE '' END,
		@extschema@.medaid_platform_code(shapes -> 'setl', 's', 'psn_no')) ELSE '' END;
COMMENT ON FUNCTION @extschema@.medaid_platform_held(jsonb) IS 'SQL: the join to what each person holds';

-- The smallest area that holds both: 6 digits, province, city, county.
CREATE FUNCTION @extschema@.medaid_platform_place(setl jsonb) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN setl ? 'place' THEN @extschema@.medaid_platform_code(setl, 's', 'place')
		WHEN setl ?& '{insu_admdvs,fix_blng_admdvs}' THEN format(E'CASE WHEN %1$s = %2$s AND %1$s <> '''' THEN ''county''
			WHEN left(%1$s, 4) = left(%2$s, 4) AND substr(%1$s, 3, 2) NOT IN (''90'', '''') THEN ''city'' -- xx90xx: counties under the province itself
			WHEN left(%1$s, 2) = left(%2$s, 2) AND %1$s <> '''' THEN CASE WHEN left(%1$s, 2) IN (''11'', ''12'', ''31'', ''50'') THEN ''city'' ELSE ''province'' END -- municipalities are one city
			WHEN %1$s <> '''' AND %2$s <> '''' THEN ''elsewhere'' ELSE %3$s END',
			@extschema@.medaid_platform_code(setl, 's', 'insu_admdvs'), @extschema@.medaid_platform_code(setl, 's', 'fix_blng_admdvs'),
			format('CASE WHEN %s THEN ''province'' WHEN %s THEN ''elsewhere'' END', @extschema@.medaid_platform_is(setl, 's', 'pay_loc', VARIADIC ARRAY['3']), @extschema@.medaid_platform_is(setl, 's', 'pay_loc', VARIADIC ARRAY['4'])))
		ELSE format('CASE WHEN %s THEN ''province'' WHEN %s THEN ''elsewhere'' END', @extschema@.medaid_platform_is(setl, 's', 'pay_loc', VARIADIC ARRAY['3']), @extschema@.medaid_platform_is(setl, 's', 'pay_loc', VARIADIC ARRAY['4'])) END;
COMMENT ON FUNCTION @extschema@.medaid_platform_place(jsonb) IS 'SQL for the place of a settlement';

-- The joins, and the fields of the claim.
CREATE FUNCTION @extschema@.medaid_platform_joins(shapes jsonb) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	setl jsonb := shapes -> 'setl';
	mdtrt jsonb := shapes -> 'mdtrt';
	visit text := @extschema@.medaid_platform_code(setl, 's', 'mdtrt_id');
	filed text;
	regulation text := shapes #>> '{options,regulation}';
BEGIN
	filed := concat_ws(' OR ', CASE WHEN mdtrt ? 'refl_old_mdtrt_id' THEN @extschema@.medaid_platform_filled(mdtrt, 'v', 'refl_old_mdtrt_id') END,
		CASE WHEN mdtrt ? 'rloc_type' THEN @extschema@.medaid_platform_is(mdtrt, 'v', 'rloc_type', VARIADIC ARRAY['2', '3']) END);
	RETURN concat(
'FROM ', setl ->> 'rows', E' AS s
LEFT JOIN (
', @extschema@.medaid_platform_corrections(shapes), E'
) AS c ON c.person = ', @extschema@.medaid_platform_code(setl, 's', 'psn_no'), ' AND c.setl_id = ', @extschema@.medaid_platform_code(setl, 's', 'setl_id'), E'
LEFT JOIN ', @extschema@.medaid_platform_names(shapes, 'medaid_service_name', 'service'), ' AS n ON n.name = ', @extschema@.medaid_platform_code(setl, 's', 'med_type'), E'\n',
	@extschema@.medaid_platform_held(shapes),
	CASE WHEN filed <> '' AND setl ? 'mdtrt_id' AND NOT setl ? 'referral' THEN concat(E'LEFT JOIN (
	-- referral (转诊) and off-site registration (异地备案); asked for only away from the home city
	SELECT ', @extschema@.medaid_platform_code(mdtrt, 'v', 'mdtrt_id'), ' AS mdtrt_id FROM ', mdtrt ->> 'table', ' AS v WHERE ', filed, E' GROUP BY 1
) AS m ON m.mdtrt_id = ', CASE WHEN setl ?& '{insu_admdvs,fix_blng_admdvs}' THEN format('CASE WHEN left(%1$s, 4) = left(%2$s, 4) AND substr(%1$s, 3, 2) NOT IN (''90'', '''') THEN NULL ELSE %3$s END',
			@extschema@.medaid_platform_code(setl, 's', 'insu_admdvs'), @extschema@.medaid_platform_code(setl, 's', 'fix_blng_admdvs'), visit) ELSE visit END, E'\n') END,
	CASE WHEN regulation IS NULL OR setl ? 'major_disease' OR (setl ? 'dise_name' OR mdtrt ? 'dise_name') IS NOT TRUE THEN '' ELSE concat(
		-- the list of the version in force on the day of discharge
		format(E'LEFT JOIN (\n\tSELECT DISTINCT %1$s AS name, r.valid FROM %2$s.medaid_effective_disease AS d\n\tJOIN %2$s.medaid_effective_regulation AS r ON (r.code, r.first_day) = (d.version, d.version_day)',
			CASE WHEN setl ? 'dise_name' THEN 'd.name' ELSE @extschema@.medaid_platform_code(mdtrt, 'v', 'mdtrt_id') END, '@extschema@'),
		CASE WHEN NOT setl ? 'dise_name' THEN format(E'\n\tJOIN %s AS v ON %s = d.name', mdtrt ->> 'table', @extschema@.medaid_platform_code(mdtrt, 'v', 'dise_name')) END,
		format(E'\n\tWHERE d.version = %L\n) AS d ON d.name = %s AND d.valid @> coalesce(c.last_day, %s)\n', regulation,
			CASE WHEN setl ? 'dise_name' THEN @extschema@.medaid_platform_code(setl, 's', 'dise_name') ELSE visit END, @extschema@.medaid_platform_day(setl, 's', 'enddate'))) END,
	ltrim(@extschema@.medaid_platform_funds(shapes, 's') || E'\n', E'\n'));
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_platform_joins(jsonb) IS 'SQL: the tables of the platform joined, c being the corrections';

CREATE FUNCTION @extschema@.medaid_platform_claim(shapes jsonb) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	setl jsonb := shapes -> 'setl';
	hosp_lv text := @extschema@.medaid_platform_code(setl, 's', 'hosp_lv');
	filings boolean := shapes -> 'mdtrt' ?| '{refl_old_mdtrt_id,rloc_type}' AND setl ? 'mdtrt_id';
	discharged text := format('coalesce(c.last_day, %s)', @extschema@.medaid_platform_day(setl, 's', 'enddate'));
	lines text[];
BEGIN
	lines := ARRAY[
		'claim_id => ' || @extschema@.medaid_platform_code(setl, 's', 'setl_id'),
		format('service => coalesce(n.service, %s)', @extschema@.medaid_platform_code(setl, 's', 'med_type')),
		format('admitted_on => coalesce(c.first_day, %s)', @extschema@.medaid_platform_day(setl, 's', 'begndate')),
		format('discharged_on => %s', discharged),
		CASE WHEN shapes ? 'identities' THEN 'categories => h.categories, recognised_on => h.recognised_on, ended_on => h.ended_on' END]
	|| ARRAY(SELECT format(CASE WHEN a.field IN ('total', 'in_scope') THEN '%1$s => CASE WHEN c.setl_id IS NULL THEN %2$s ELSE c.%1$s END' ELSE '%1$s => coalesce(c.%1$s, %2$s)' END, a.field, a.expression)
		FROM @extschema@.medaid_platform_amounts(shapes, 's') AS a ORDER BY a.n)
	|| ARRAY[
		'place => ' || @extschema@.medaid_platform_place(setl),
		CASE WHEN setl ? 'designated' THEN 'designated => ' || @extschema@.medaid_platform_flag(setl, 's', 'designated')
			WHEN setl ? 'fixmedins_code' THEN format('designated => coalesce(%s, false)', @extschema@.medaid_platform_filled(setl, 's', 'fixmedins_code')) END,
		-- 23 转外诊治住院 is a stay referred out
		CASE WHEN setl ? 'referral' THEN 'referral => ' || @extschema@.medaid_platform_code(setl, 's', 'referral')
			ELSE format('referral => CASE WHEN %s%s THEN ''compliant'' END', CASE WHEN filings THEN 'm.mdtrt_id IS NOT NULL OR ' ELSE '' END, @extschema@.medaid_platform_is(setl, 's', 'med_type', VARIADIC ARRAY['23'])) END,
		CASE WHEN setl ? 'insutype' THEN format('insurance => CASE %1$s WHEN ''390'' THEN ''resident'' WHEN ''310'' THEN ''employee'' WHEN ''392'' THEN ''resident'' WHEN ''330'' THEN ''employee'' WHEN ''未参保'' THEN ''none'' WHEN '''' THEN NULL ELSE %1$s END',
			@extschema@.medaid_platform_code(setl, 's', 'insutype')) END,
		CASE WHEN setl ? 'hosp_lv' THEN format(E'-- 一至三级; an unknown level is NULL, not 0\n\t\thospital_level => CASE %s%s END', hosp_lv,
			(SELECT string_agg(format(' WHEN %L THEN %s', c.code, CASE WHEN c.n <= 4 THEN 3 WHEN c.n <= 7 THEN 2 WHEN c.n <= 10 THEN 1 ELSE 0 END), '' ORDER BY length(c.code) DESC, c.n)
				FROM (SELECT n, lpad(n::text, 2, '0') AS code FROM generate_series(1, 11) AS n UNION SELECT n, n::text FROM generate_series(1, 9) AS n) AS c)) END,
		'charge_class => ' || @extschema@.medaid_platform_value(setl, 's', 'charge_class') || '::integer',
		'major_disease => ' || CASE WHEN setl ? 'major_disease' THEN @extschema@.medaid_platform_flag(setl, 's', 'major_disease')
			WHEN shapes #> '{options,regulation}' IS NOT NULL AND (setl ? 'dise_name' OR shapes -> 'mdtrt' ? 'dise_name') THEN 'd.name IS NOT NULL' END,
		'maintenance => ' || CASE WHEN setl ? 'maintenance' THEN @extschema@.medaid_platform_flag(setl, 's', 'maintenance') WHEN shapes -> 'identities' ? 'maintenance' THEN format('CASE WHEN h.maintenance THEN coalesce(%s <@ ANY (h.maintained), false) ELSE h.maintenance END', discharged) END,
		-- completed years; as timestamps: in a time zone, a day may have begun at one o'clock
		CASE WHEN setl ? 'age' THEN format('age => floor(%s)::integer', @extschema@.medaid_platform_value(setl, 's', 'age'))
			WHEN setl ? 'brdy' THEN format('age => extract(year FROM age(%s::timestamp, %s::timestamp))::integer', discharged, @extschema@.medaid_platform_day(setl, 's', 'brdy')) END,
		'chronic_class => ' || @extschema@.medaid_platform_value(setl, 's', 'chronic_class') || '::integer',
		CASE WHEN setl ? 'applied_on' THEN 'applied_on => ' || @extschema@.medaid_platform_day(setl, 's', 'applied_on')
			WHEN setl ?& '{setl_type,setl_time}' THEN format(E'-- settled at the centre, by hand\n\t\tapplied_on => CASE WHEN %s THEN %s END',
				@extschema@.medaid_platform_is(setl, 's', 'setl_type', VARIADIC ARRAY['1', '3']), @extschema@.medaid_platform_day(setl, 's', 'setl_time')) END,
		CASE WHEN setl ? 'deadline_from' THEN 'deadline_from => ' || @extschema@.medaid_platform_day(setl, 's', 'deadline_from') END,
		CASE WHEN setl ? 'tilt_approved' THEN 'tilt_approved => ' || @extschema@.medaid_platform_flag(setl, 's', 'tilt_approved') END,
		CASE WHEN setl ? 'assisted_elsewhere' THEN 'assisted_elsewhere => ' || @extschema@.medaid_platform_flag(setl, 's', 'assisted_elsewhere') END];
	RETURN format(E'%s.medaid_claim(\n\t\t%s\n\t)', '@extschema@', array_to_string(lines, E',\n\t\t'));
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_platform_claim(jsonb) IS 'SQL: medaid_claim(...) over the joined tables';

-- The SELECT of the view.
CREATE FUNCTION @extschema@.medaid_platform_select(shapes jsonb) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN concat(
		'SELECT ', @extschema@.medaid_platform_code(shapes -> 'setl', 's', 'psn_no'), E'::text AS person,
	', @extschema@.medaid_platform_code(shapes -> 'setl', 's', 'setl_id'), E'::text AS claim_id,
	', coalesce(@extschema@.medaid_platform_moment(shapes -> 'setl', 's', 'setl_time'), @extschema@.medaid_platform_moment(shapes -> 'setl', 's', 'enddate')), E' AS position,
	-- the institution where it was settled on the spot, else the person
	CASE WHEN ', CASE WHEN shapes -> 'setl' ? 'pay_loc' THEN format('CASE WHEN %s THEN %s ELSE %s END', @extschema@.medaid_platform_filled(shapes -> 'setl', 's', 'pay_loc'),
			@extschema@.medaid_platform_is(shapes -> 'setl', 's', 'pay_loc', VARIADIC ARRAY['2', '3', '4']), @extschema@.medaid_platform_is(shapes -> 'setl', 's', 'setl_type', VARIADIC ARRAY['2']))
		ELSE @extschema@.medaid_platform_is(shapes -> 'setl', 's', 'setl_type', VARIADIC ARRAY['2']) END, ' AND ', @extschema@.medaid_platform_filled(shapes -> 'setl', 's', 'fixmedins_code'),
		' THEN ', @extschema@.medaid_platform_code(shapes -> 'setl', 's', 'fixmedins_code'), ' ELSE ', @extschema@.medaid_platform_code(shapes -> 'setl', 's', 'psn_no'), E' END::text AS payee,
	', @extschema@.medaid_platform_claim(shapes), E' AS claim
', @extschema@.medaid_platform_joins(shapes), 'WHERE c.is_claim IS NOT FALSE AND NOT (', @extschema@.medaid_platform_unkeyed(shapes -> 'setl', 's'), ')');
COMMENT ON FUNCTION @extschema@.medaid_platform_select(jsonb) IS 'SQL: what medaid_platform_view puts into the view';

-- Run under pg_catalog alone, whatever the caller's search_path holds.
CREATE FUNCTION @extschema@.medaid_platform_run(statement text) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	EXECUTE statement;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_platform_run(text) IS 'Runs a statement with the caller''s rights, names looked up in pg_catalog alone';

-- A view's name as it is given, in the caller's schema where it names none.
CREATE FUNCTION @extschema@.medaid_platform_view_name(name text, relation regclass) RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
	parts text[] := pg_catalog.parse_ident(name);
	schema text;
BEGIN
	IF name IS NULL THEN
		RAISE EXCEPTION 'name is NULL' USING ERRCODE = 'null_value_not_allowed', HINT = 'Name the view that is to be created.';
	ELSIF pg_catalog.cardinality(parts) OPERATOR(pg_catalog.>) 2 THEN
		RAISE EXCEPTION '"%" is no name of a view', name USING ERRCODE = 'invalid_name';
	ELSIF pg_catalog.cardinality(parts) OPERATOR(pg_catalog.=) 2 THEN
		RETURN pg_catalog.format('%I.%I', parts[1], parts[2]);
	END IF;
	-- over a temporary table a view is temporary
	SELECT CASE WHEN c.relpersistence OPERATOR(pg_catalog.=) 't' THEN 'pg_temp' ELSE pg_catalog.current_schema()::text END INTO schema
		FROM pg_catalog.pg_class AS c WHERE c.oid OPERATOR(pg_catalog.=) relation;
	IF schema IS NULL THEN
		RAISE EXCEPTION 'no schema has been selected to create in' USING ERRCODE = 'invalid_schema_name';
	END IF;
	RETURN pg_catalog.format('%I.%I', schema, parts[1]);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_platform_view_name(text, regclass) IS 'A name with its schema, quoted';

CREATE FUNCTION @extschema@.medaid_platform_view(name text, setl regclass, mdtrt regclass DEFAULT NULL, identities regclass DEFAULT NULL, options jsonb DEFAULT NULL) RETURNS text
	LANGUAGE plpgsql AS $$
DECLARE
	shapes jsonb := @extschema@.medaid_platform_shapes(setl, mdtrt, identities, options);
	statement text := pg_catalog.format(E'CREATE %sVIEW %s AS\n%s',
		CASE WHEN (shapes OPERATOR(pg_catalog.#>>) '{options,replace}')::boolean THEN 'OR REPLACE ' ELSE '' END,
		@extschema@.medaid_platform_view_name(name, setl), @extschema@.medaid_platform_select(shapes));
BEGIN
	IF (shapes OPERATOR(pg_catalog.#>>) '{options,dry_run}')::boolean IS NOT TRUE THEN
		PERFORM @extschema@.medaid_platform_run(statement);
	END IF;
	RETURN statement;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_platform_view(text, regclass, regclass, regclass, jsonb) IS
	'Creates the view (person, claim_id, position, payee, claim) over tables of the national platform: setl_d, and where given mdtrt_d and the list of identities (1101 idetinfo); returns its SQL. Options: dry_run, replace, unit, region, columns, unique_setl_id, padded, pending, regulation, time_zone, funds, identity_end';
