-- Reading a policy: the table that a clerk knows, what departs from the
-- national frame, what differs between two.

CREATE FUNCTION @extschema@.medaid_policy_required(policy @extschema@.medaid_policy) RETURNS @extschema@.medaid_policy
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF policy IS NOT DISTINCT FROM NULL THEN
		RAISE EXCEPTION 'the policy is NULL' USING
			ERRCODE = 'null_value_not_allowed',
			HINT = 'medaid_policy(code, on_date) gives the policy in force on a day.';
	END IF;
	RETURN policy;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_required(@extschema@.medaid_policy) IS 'The policy itself; NULL: 22004';

CREATE FUNCTION @extschema@.medaid_service_label(service text) RETURNS text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN CASE service WHEN 'outpatient' THEN '普通门诊' WHEN 'chronic' THEN '门诊慢特病'
		WHEN 'inpatient' THEN '住院' WHEN 'special_drug' THEN '门诊特药' WHEN 'none' THEN '其他' END;
COMMENT ON FUNCTION @extschema@.medaid_service_label(text) IS 'The Chinese name of a service';

-- Every category that rules of assistance reach, with the categories whose rules it shares.
CREATE FUNCTION @extschema@.medaid_policy_kinds(policy @extschema@.medaid_policy, OUT category text, OUT label text, OUT rank integer,
		OUT kind text, OUT channel text, OUT article text, OUT depth integer) RETURNS SETOF record
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	WITH RECURSIVE k AS (
		SELECT c.code, c.label, c.rank, c.code AS kind, c.treated_as, c.channel, c.article, 0 AS depth
		FROM unnest((policy).categories) AS c
		UNION ALL
		SELECT k.code, k.label, k.rank, c.code, c.treated_as, coalesce(k.channel, c.channel), coalesce(k.article, c.article), k.depth + 1
		FROM k JOIN unnest((policy).categories) AS c ON c.code = k.treated_as
		WHERE k.depth < 16
	)
	SELECT k.code, k.label, k.rank, k.kind, k.channel, k.article, k.depth FROM k;
END;
COMMENT ON FUNCTION @extschema@.medaid_policy_kinds(@extschema@.medaid_policy) IS 'The categories of a policy, each with itself and those it is treated as';

CREATE FUNCTION @extschema@.medaid_amount_text(amount numeric, zero text, infinite text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN amount IS NULL THEN '未设定 not set'
		WHEN amount = 0 THEN zero
		WHEN amount = 'Infinity' THEN infinite
		ELSE to_char(amount, 'FM999,999,999,990.00') END;
COMMENT ON FUNCTION @extschema@.medaid_amount_text(numeric, text, text) IS 'An amount of a policy as text, what it says where it is 0 and where it is Infinity; NULL: not set';

CREATE FUNCTION @extschema@.medaid_rate_text(rate numeric) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN coalesce(trim_scale(rate * 100)::text || '%', '未设定 not set');
COMMENT ON FUNCTION @extschema@.medaid_rate_text(numeric) IS 'A rate of a policy as text';

-- Conditions of a rule as text; every argument NULL: none.
CREATE FUNCTION @extschema@.medaid_conditions(within text, insurance text, major_disease boolean, maintenance boolean,
		min_age integer, min_hospital_level integer, in_scope_over numeric,
		compliant_referral boolean, on_application boolean, in_transition boolean,
		referral text[] DEFAULT NULL, max_age integer DEFAULT NULL, burden_over numeric DEFAULT NULL, base text DEFAULT NULL) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN nullif(concat_ws('; ',
		CASE within WHEN 'county' THEN '县域内 within the county' WHEN 'city' THEN '市域内 within the city'
			WHEN 'province' THEN '省域内 within the province' END,
		CASE base WHEN 'bill' THEN '全部医疗费 of the whole bill' END,
		CASE WHEN compliant_referral THEN '规范转诊 referral kept' END,
		CASE WHEN on_application THEN '依申请 on application' END,
		CASE WHEN in_transition THEN '过渡期内 in the transition' END,
		CASE insurance WHEN 'resident' THEN '居民医保 resident' WHEN 'employee' THEN '职工医保 employee' WHEN 'none' THEN '未参保 uninsured' END,
		CASE WHEN major_disease THEN '重特大疾病 major disease' END,
		CASE WHEN maintenance THEN '院外维持治疗 maintenance' END,
		'转诊 referral: ' || array_to_string(referral, ', '),
		'年龄 age >= ' || min_age,
		'年龄 age <= ' || max_age,
		'医院等级 level >= ' || min_hospital_level,
		'政策范围内 in scope > ' || to_char(in_scope_over, 'FM999,999,999,990.00'),
		'负担 burden > ' || to_char(burden_over, 'FM999,999,999,990.00')), '');
COMMENT ON FUNCTION @extschema@.medaid_conditions(text, text, boolean, boolean, integer, integer, numeric, boolean, boolean, boolean, text[], integer, numeric, text) IS
	'What a rule asks of a claim beside service and category, as text; NULL: nothing';

-- The bands of a benefit as text; NULL: it has none.
CREATE FUNCTION @extschema@.medaid_bands_text(policy @extschema@.medaid_policy, benefit text, band_per text, band_kind text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN (
		SELECT string_agg(format('%s起 from: %s', to_char(w.burden_from, 'FM999,999,999,990.00'), @extschema@.medaid_rate_text(w.rate)), '; ' ORDER BY w.ordinality)
			|| CASE WHEN band_kind = 'slab' THEN ' 全额 slab' ELSE ' 分段 marginal' END
			|| CASE WHEN band_per = 'claim' THEN ', 每次 per claim' ELSE ', 年度 per year' END
		FROM unnest((policy).benefit_bands) WITH ORDINALITY AS w
		WHERE w.benefit = medaid_bands_text.benefit
	);
COMMENT ON FUNCTION @extschema@.medaid_bands_text(@extschema@.medaid_policy, text, text, text) IS 'The bands of a benefit''s rate as text; NULL: it has none';

CREATE FUNCTION @extschema@.medaid_policy_lines(policy @extschema@.medaid_policy,
		OUT "类别 category" text, OUT "费用 service" text, OUT "规则 rule" text,
		OUT "起付标准 deductible" text, OUT "比例 rate" text, OUT "年度限额 cap" text,
		OUT "条件 conditions" text, OUT "依据 article" text, OUT "出处 regulation" text) RETURNS SETOF record
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	WITH p AS (
		SELECT policy AS policy
	), kinds AS MATERIALIZED (
		SELECT k.category, k.kind, k.depth FROM p, @extschema@.medaid_policy_kinds(p.policy) AS k
	), rule AS (
		SELECT 1 AS stage, b.ordinality, ARRAY[b.category] AS categories, b.services, concat_ws(' ', b.label, b.code) AS name,
			@extschema@.medaid_amount_text(b.deductible, '无 none', '无限 infinite') || CASE WHEN b.deductible_per = 'claim' AND b.deductible > 0 THEN ' 每次 per claim' ELSE '' END
				|| CASE WHEN b.deductible_kind = 'threshold' AND b.deductible > 0 THEN ' 超过后不扣 not taken off' ELSE '' END AS deductible,
			coalesce(@extschema@.medaid_bands_text(p.policy, b.code, b.band_per, b.band_kind), @extschema@.medaid_rate_text(coalesce(b.rate, o.rate))) AS rate,
			@extschema@.medaid_amount_text(b.cap, '0.00', '不设 none')
				|| CASE WHEN b.cap_from_burden IS NULL THEN '' ELSE format('; 负担达 from %s: %s',
					@extschema@.medaid_amount_text(b.cap_from_burden, '0.00', '无限 infinite'), @extschema@.medaid_amount_text(b.cap_above, '0.00', '不设 none')) END
				|| CASE WHEN b.catch_up AND b.cap_from_burden IS NOT NULL THEN ', 补付以前 caught up' ELSE '' END AS cap,
			@extschema@.medaid_conditions(b.within, b.insurance, b.major_disease, b.maintenance, b.min_age, b.min_hospital_level, b.in_scope_over, NULL::boolean, NULL::boolean, NULL::boolean,
				b.referral, b.max_age, b.burden_over, b.base) AS conditions,
			b.article, b.from_regulation, b.from_day
		FROM p, unnest((p.policy).benefits) WITH ORDINALITY AS b
		LEFT JOIN LATERAL (SELECT r.rate FROM p, unnest((p.policy).benefits) AS r WHERE r.code = b.rate_of) AS o ON true
		UNION ALL
		SELECT 2, t.ordinality, ARRAY[t.category], t.services, concat_ws(' ', t.label, t.code), NULL, @extschema@.medaid_rate_text(t.rate), NULL,
			@extschema@.medaid_conditions(t.within, NULL::text, NULL::boolean, NULL::boolean, NULL::integer, NULL::integer, NULL::numeric, NULL::boolean, NULL::boolean, NULL::boolean), t.article, t.from_regulation, t.from_day
		FROM p, unnest((p.policy).top_ups) WITH ORDINALITY AS t
		UNION ALL
		SELECT 3, t.ordinality, t.categories, t.services, concat_ws(' ', t.label, t.code), @extschema@.medaid_amount_text(t.threshold, '无 none', '无限 infinite'),
			@extschema@.medaid_rate_text(t.rate), @extschema@.medaid_amount_text(t.cap, '0.00', '不设 none'),
			@extschema@.medaid_conditions(t.within, NULL::text, NULL::boolean, NULL::boolean, NULL::integer, NULL::integer, NULL::numeric, t.compliant_referral, t.on_application, NULL::boolean), t.article, t.from_regulation, t.from_day
		FROM p, unnest((p.policy).tilts) WITH ORDINALITY AS t
		UNION ALL
		SELECT 4, t.ordinality, t.categories, t.services, concat_ws(' ', coalesce(t.label, '目录外控费比例'), t.code), NULL,
			(SELECT string_agg(format('收费类别 class %s: %s', c.class, @extschema@.medaid_rate_text(c.share)), '; ' ORDER BY c.class)
				FROM (VALUES (1, t.control_class_1), (2, t.control_class_2), (3, t.control_class_3)) AS c (class, share)), NULL,
			concat_ws('; ', @extschema@.medaid_conditions(t.within, NULL::text, NULL::boolean, NULL::boolean, NULL::integer, NULL::integer, NULL::numeric, NULL::boolean, NULL::boolean, NULL::boolean),
				'超过部分由医疗机构承担 the hospital bears the rest'), t.article, t.from_regulation, t.from_day
		FROM p, unnest((p.policy).off_catalogs) WITH ORDINALITY AS t
		UNION ALL
		SELECT 5, t.ordinality, t.aid_categories, t.services, '目录外救助 ' || t.code, NULL, @extschema@.medaid_rate_text(t.aid_rate), NULL,
			@extschema@.medaid_conditions(t.within, NULL::text, NULL::boolean, NULL::boolean, NULL::integer, NULL::integer, NULL::numeric, NULL::boolean, NULL::boolean, t.aid_in_transition), t.article, t.from_regulation, t.from_day
		FROM p, unnest((p.policy).off_catalogs) WITH ORDINALITY AS t
		WHERE t.aid_categories IS NOT NULL
		UNION ALL
		-- of a limit for all: the categories that a benefit names
		SELECT 6, l.ordinality, coalesce(l.categories, (SELECT array_agg(DISTINCT b.category COLLATE "C") FROM p, unnest((p.policy).benefits) AS b)), l.services,
			concat_ws(' ', coalesce(l.label, '限额'), l.code), NULL, NULL,
			@extschema@.medaid_amount_text(l.cap, '0.00', '不设 none') || CASE l.per WHEN 'month' THEN ' 每月 per month' WHEN 'day' THEN ' 每日 per day'
				WHEN 'claim' THEN ' 每次 per claim' ELSE ' 年度 per year' END,
			@extschema@.medaid_conditions(l.within, NULL::text, NULL::boolean, NULL::boolean, NULL::integer, NULL::integer, NULL::numeric, NULL::boolean, NULL::boolean, NULL::boolean), l.article, l.from_regulation, l.from_day
		FROM p, unnest((p.policy).limits) WITH ORDINALITY AS l
	), line AS (
		SELECT c.rank, c.code, c.label, r.stage, r.ordinality, r.services, r.name, r.deductible, r.rate, r.cap, r.conditions, r.article, r.from_regulation, r.from_day, true AS ruled
		FROM p, unnest((p.policy).categories) AS c
		JOIN rule AS r ON c.code = ANY (coalesce(r.categories, ARRAY[c.code]))
	)
	SELECT concat_ws(' ', l.label, l.code),
		CASE WHEN l.services IS NULL THEN '全部 all' ELSE (
			SELECT string_agg(@extschema@.medaid_service_label(s), ', ' ORDER BY array_position('{inpatient,chronic,special_drug,outpatient}', s))
			FROM unnest(l.services) AS s) END,
		l.name, l.deductible, l.rate, l.cap, l.conditions, l.article,
		CASE WHEN l.ruled THEN concat_ws(' ', coalesce(l.from_regulation, (policy).code),
			to_char(CASE WHEN l.from_regulation IS NULL THEN lower((policy).valid) ELSE l.from_day END, 'FMYYYY-MM-DD')) END
	FROM (
		SELECT * FROM line
		UNION ALL
		-- a category that shares the rules of another names it, before rules of its own
		SELECT c.rank, c.code, c.label, 0, 0, NULL, format('同 as %s %s', k.label, k.code), NULL, NULL, NULL, NULL, c.article, c.from_regulation, c.from_day,
			-- a kind of another by its name alone is nobody's rule
			c.channel IS NOT NULL
		FROM p, unnest((p.policy).categories) AS c
		JOIN LATERAL (SELECT k.label, k.code FROM unnest((p.policy).categories) AS k WHERE k.code = c.treated_as) AS k ON true
		WHERE EXISTS (SELECT FROM line AS l JOIN kinds AS m ON m.kind = l.code WHERE m.category = c.code AND m.depth > 0)
	) AS l
	ORDER BY l.rank, l.code COLLATE "C", l.stage, l.ordinality;
END;
COMMENT ON FUNCTION @extschema@.medaid_policy_lines(@extschema@.medaid_policy) IS
	'The rows of medaid_policy_table()';

-- Critical illness insurance is everybody's who is insured: its schedules, each with its tilts.
CREATE FUNCTION @extschema@.medaid_critical_illness_lines(policy @extschema@.medaid_policy,
		OUT "类别 category" text, OUT "费用 service" text, OUT "规则 rule" text,
		OUT "起付标准 deductible" text, OUT "比例 rate" text, OUT "年度限额 cap" text,
		OUT "条件 conditions" text, OUT "依据 article" text, OUT "出处 regulation" text) RETURNS SETOF record
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	WITH line AS (
		SELECT s.ordinality AS schedule, 0 AS tilt, s.services, concat_ws(' ', coalesce(s.label, '大病保险'), s.code) AS name,
			@extschema@.medaid_amount_text(s.deductible, '无 none', '无限 infinite') AS deductible,
			coalesce((
				SELECT string_agg(CASE WHEN b.cost_from > 0 THEN to_char(b.cost_from, 'FM999,999,999,990.00') || '起 from: ' ELSE '' END
						|| @extschema@.medaid_rate_text(b.rate), '; ' ORDER BY b.ordinality)
				FROM unnest((policy).critical_illness_bands) WITH ORDINALITY AS b WHERE b.schedule = s.code
			), @extschema@.medaid_rate_text(NULL::numeric)) || CASE WHEN s.bands_from = 'deductible' THEN ' 起付标准以上 beyond the deductible' ELSE '' END AS rate,
			@extschema@.medaid_amount_text(s.cap, '0.00', '不设 none')
				|| CASE WHEN s.cost_cap < 'Infinity' THEN '; 费用 cost <= ' || to_char(s.cost_cap, 'FM999,999,999,990.00')
					WHEN s.cost_cap IS NULL AND s.cost_cap_source IS NOT NULL THEN '; 费用 cost <= ' || @extschema@.medaid_amount_text(NULL::numeric, NULL::text, NULL::text) ELSE '' END AS cap,
			@extschema@.medaid_conditions(NULL::text, s.insurance, NULL::boolean, NULL::boolean, NULL::integer, NULL::integer, NULL::numeric, NULL::boolean, NULL::boolean, NULL::boolean) AS conditions,
			s.article, s.from_regulation, s.from_day
		FROM unnest((policy).critical_illnesses) WITH ORDINALITY AS s
		UNION ALL
		SELECT s.ordinality, t.ordinality, s.services, '倾斜 ' || t.code,
			CASE WHEN t.deductible IS NOT NULL THEN @extschema@.medaid_amount_text(t.deductible, '无 none', '无限 infinite') ELSE '起付标准 x ' || @extschema@.medaid_rate_text(t.deductible_share) END,
			'+' || @extschema@.medaid_rate_text(t.rate_added), CASE WHEN t.no_cap THEN '不设 none' END,
			nullif(concat_ws('; ', (SELECT string_agg(concat_ws(' ', c.label, c.code), ', ' ORDER BY c.rank, c.code COLLATE "C") FROM unnest((policy).categories) AS c WHERE c.code = ANY (t.categories)),
				@extschema@.medaid_conditions(NULL::text, t.insurance, NULL::boolean, NULL::boolean, NULL::integer, NULL::integer, NULL::numeric, NULL::boolean, NULL::boolean, t.in_transition)), ''),
			t.article, t.from_regulation, t.from_day
		FROM unnest((policy).critical_illness_tilts) WITH ORDINALITY AS t
		JOIN unnest((policy).critical_illnesses) WITH ORDINALITY AS s ON s.code = coalesce(t.schedule, s.code)
			AND coalesce(s.insurance = t.insurance, true)
	)
	SELECT '参保人员 insured persons',
		CASE WHEN l.services IS NULL THEN '全部 all' ELSE (
			SELECT string_agg(@extschema@.medaid_service_label(s), ', ' ORDER BY array_position('{inpatient,chronic,special_drug,outpatient}', s))
			FROM unnest(l.services) AS s) END,
		l.name, l.deductible, l.rate, l.cap, l.conditions, l.article,
		concat_ws(' ', coalesce(l.from_regulation, (policy).code),
			to_char(CASE WHEN l.from_regulation IS NULL THEN lower((policy).valid) ELSE l.from_day END, 'FMYYYY-MM-DD'))
	FROM line AS l ORDER BY l.schedule, l.tilt;
END;
COMMENT ON FUNCTION @extschema@.medaid_critical_illness_lines(@extschema@.medaid_policy) IS
	'The rows of medaid_policy_table() for critical illness insurance';

-- In PL/pgSQL, so that a policy given as an expression is worked out once.
CREATE FUNCTION @extschema@.medaid_policy_table(policy @extschema@.medaid_policy,
		OUT "类别 category" text, OUT "费用 service" text, OUT "规则 rule" text,
		OUT "起付标准 deductible" text, OUT "比例 rate" text, OUT "年度限额 cap" text,
		OUT "条件 conditions" text, OUT "依据 article" text, OUT "出处 regulation" text) RETURNS SETOF record
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN QUERY SELECT l.* FROM @extschema@.medaid_policy_lines(@extschema@.medaid_policy_required(policy)) AS l;
	RETURN QUERY SELECT l.* FROM @extschema@.medaid_critical_illness_lines(policy) AS l;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_table(@extschema@.medaid_policy) IS
	'A policy as the table a clerk knows: category by service, at the end critical illness insurance, with deductible, rate, cap, conditions, article and the version of a regulation that the rule comes from; NULL policy: 22004';

CREATE FUNCTION @extschema@.medaid_policy_table(policy @extschema@.medaid_policy[], OUT "期间 stretch" daterange,
		OUT "类别 category" text, OUT "费用 service" text, OUT "规则 rule" text,
		OUT "起付标准 deductible" text, OUT "比例 rate" text, OUT "年度限额 cap" text,
		OUT "条件 conditions" text, OUT "依据 article" text, OUT "出处 regulation" text) RETURNS SETOF record
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM @extschema@.medaid_policy_array_check(policy);
	RETURN QUERY SELECT (policy[n]).stretch, l.* FROM generate_subscripts(policy, 1) AS n, @extschema@.medaid_policy_table(policy[n]) AS l;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_table(@extschema@.medaid_policy[]) IS
	'The same for each element of an array, with its stretch';
