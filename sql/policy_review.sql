-- Where a policy departs from the national frame (国办发〔2021〕42号), and what
-- in it cannot work.

-- A deductible as a share of the income it was made from, or of the income of
-- the policy's own area; NULL where neither is known.
CREATE FUNCTION @extschema@.medaid_deductible_share(benefit @extschema@.medaid_benefit, region text) RETURNS numeric
	LANGUAGE sql STABLE PARALLEL SAFE
	RETURN (
		SELECT round((benefit).deductible / r.value, 4)
		FROM @extschema@.medaid_reference AS r
		WHERE r.indicator = 'income' AND r.value > 0
			AND CASE WHEN (benefit).deductible_source IS NOT NULL
				THEN (benefit).deductible_source = format('(%s, %s, %s)', r.area, r.indicator, r.year)
				ELSE strpos(region, r.area) > 0 END
		-- of its own city rather than of its province, the latest
		ORDER BY strpos(region, r.area) DESC, r.year DESC
		LIMIT 1
	);
COMMENT ON FUNCTION @extschema@.medaid_deductible_share(@extschema@.medaid_benefit, text) IS
	'A deductible as a share of income by medaid_reference; NULL where no income is known';

CREATE FUNCTION @extschema@.medaid_review_national(policy @extschema@.medaid_policy,
		OUT finding text, OUT rule text, OUT category text, OUT expected text, OUT found text, OUT article text) RETURNS SETOF record
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	WITH benefit AS (
		SELECT b.*, b.ordinality AS place, coalesce(b.services, '{outpatient,chronic,inpatient,special_drug}') AS served,
			coalesce(b.rate, (SELECT o.rate FROM unnest((policy).benefits) AS o WHERE o.code = b.rate_of),
				(SELECT min(w.rate) FROM unnest((policy).benefit_bands) AS w WHERE w.benefit = b.code)) AS effective_rate
		FROM unnest((policy).benefits) WITH ORDINALITY AS b
	), payer AS (
		SELECT 'payers' AS finding, p.code, NULL AS category, coalesce(p.services, '{outpatient,chronic,inpatient,special_drug}') AS served, p.payers, p.article
		FROM unnest((policy).payers) AS p
		UNION ALL
		SELECT 'payers', b.code, b.category, b.served, b.payers, b.article FROM benefit AS b WHERE b.payers IS NOT NULL
	)
	SELECT 'rate', b.code || '.rate', b.category, '>= 70%', @extschema@.medaid_rate_text(b.effective_rate), b.article
	FROM benefit AS b
	WHERE b.category IN ('tekun', 'dibao') AND b.served && '{inpatient,chronic,special_drug}' AND b.effective_rate < 0.7
	UNION ALL
	SELECT 'deductible', b.code || '.deductible', b.category, '0', b.deductible::text, b.article
	FROM benefit AS b
	WHERE b.category IN ('tekun', 'dibao') AND b.deductible > 0
	UNION ALL
	SELECT 'deductible', b.code || '.deductible', b.category,
		format('about %s of income', @extschema@.medaid_rate_text(w.share)),
		b.deductible || CASE WHEN b.deductible = 0 THEN ''
			WHEN i.share IS NULL THEN '; no income of the area in medaid_reference'
			ELSE ' = ' || @extschema@.medaid_rate_text(i.share) END,
		b.article
	FROM benefit AS b
	JOIN (VALUES ('dibao_margin', 0.10), ('medical_poverty', 0.25)) AS w (category, share) ON w.category = b.category
	CROSS JOIN LATERAL (SELECT @extschema@.medaid_deductible_share((policy).benefits[b.place], (policy).region) AS share) AS i
	WHERE b.served && '{inpatient,chronic,special_drug}' AND b.deductible IS NOT NULL
		-- about: within a fifth
		AND coalesce(abs(i.share / w.share - 1) > 0.2, true)
	UNION ALL
	SELECT 'critical_illness_tilt', t.code || '.' || f.field, array_to_string(t.categories, ', '), f.expected, f.found, t.article
	FROM unnest((policy).critical_illness_tilts) AS t,
		LATERAL (VALUES (CASE WHEN t.deductible IS NULL THEN 'deductible_share' ELSE 'deductible' END, '50%',
				CASE WHEN t.deductible IS NULL THEN @extschema@.medaid_rate_text(t.deductible_share) ELSE t.deductible::text END,
				CASE WHEN t.deductible IS NULL THEN coalesce(t.deductible_share, 1) = 0.5
					ELSE EXISTS (SELECT FROM unnest((policy).critical_illnesses) AS c WHERE c.deductible = 2 * t.deductible AND coalesce(t.schedule, c.code) = c.code) END),
			('rate_added', '5%', @extschema@.medaid_rate_text(t.rate_added), coalesce(t.rate_added, 0) = 0.05)) AS f (field, expected, found, good)
	WHERE NOT f.good
	UNION ALL
	SELECT 'critical_illness_tilt', NULL, c.category, 'deductible -50%, rate +5%', 'no tilt', NULL
	FROM (VALUES ('tekun'), ('dibao')) AS c (category)
	WHERE NOT EXISTS (SELECT FROM unnest((policy).critical_illness_tilts) AS t WHERE c.category = ANY (coalesce(t.categories, ARRAY[c.category])))
	UNION ALL
	SELECT 'shared_limit', NULL, string_agg(l.category, ', ' ORDER BY l.category COLLATE "C"), 'one yearly limit for inpatient and outpatient', l.pools, l.articles
	FROM (
		SELECT b.category, string_agg(DISTINCT b.pool COLLATE "C", ', ') AS pools, string_agg(DISTINCT b.article COLLATE "C", '; ') AS articles
		FROM benefit AS b WHERE b.served && '{inpatient,chronic,special_drug}' GROUP BY b.category HAVING count(DISTINCT b.pool) > 1
	) AS l
	GROUP BY l.pools, l.articles
	UNION ALL
	SELECT 'payers', p.code || '.payers', p.category, 'basic, then critical_illness, before assistance', array_to_string(p.payers, ', '), p.article
	FROM payer AS p
	WHERE p.served && '{inpatient,chronic,special_drug}'
		AND NOT (p.payers @> '{basic,critical_illness}' AND p.payers <@ '{basic,critical_illness}')
	UNION ALL
	SELECT 'payers', NULL, s.service, 'basic, then critical_illness, before assistance', 'no rule', NULL
	FROM unnest('{inpatient,chronic}'::text[]) AS s (service)
	WHERE NOT EXISTS (SELECT FROM payer AS p WHERE p.category IS NULL AND s.service = ANY (p.served))
	UNION ALL
	SELECT 'within_bill', 'within_bill', NULL, 'true (避免过度保障)', 'false', NULL
	WHERE NOT coalesce((policy).within_bill, true)
	UNION ALL
	SELECT 'further_aid', NULL, NULL, '倾斜救助, after compliant referral within the province', 'no rule', NULL
	WHERE coalesce(cardinality((policy).tilts), 0) = 0
	UNION ALL
	SELECT 'further_aid', t.code, NULL, 'compliant referral, within the province',
		coalesce(@extschema@.medaid_conditions(t.within, NULL::text, NULL::boolean, NULL::boolean, NULL::integer, NULL::integer, NULL::numeric, t.compliant_referral, t.on_application, NULL::boolean), 'no condition'), t.article
	FROM unnest((policy).tilts) AS t
	WHERE NOT coalesce(t.compliant_referral, false) OR t.within IS DISTINCT FROM 'province';
END;
COMMENT ON FUNCTION @extschema@.medaid_review_national(@extschema@.medaid_policy) IS
	'Where a policy departs from the national frame: 国办发〔2021〕42号';

CREATE FUNCTION @extschema@.medaid_place_rank(place text) RETURNS integer
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN coalesce(array_position('{county,city,province,elsewhere}', place), 4);
COMMENT ON FUNCTION @extschema@.medaid_place_rank(text) IS 'Places by size, from 1; NULL = anywhere';

-- Rules that an earlier one always takes the place of, or that no claim can meet.
CREATE FUNCTION @extschema@.medaid_review_unmatched(policy @extschema@.medaid_policy,
		OUT rule text, OUT category text, OUT found text, OUT article text) RETURNS SETOF record
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	-- computed once: a chain of categories makes many kinds
	WITH kinds AS MATERIALIZED (
		SELECT k.category, k.kind FROM @extschema@.medaid_policy_kinds(policy) AS k
	), benefit AS (
		SELECT b.*, b.ordinality AS place, coalesce(b.services, '{outpatient,chronic,inpatient,special_drug}') AS served
		FROM unnest((policy).benefits) WITH ORDINALITY AS b
	), shadow AS (
		SELECT l.code, l.category, l.article, l.served, s.service,
			(
				SELECT e.code FROM benefit AS e
				WHERE e.place < l.place AND s.service = ANY (e.served)
					AND e.category IN (SELECT k.kind FROM kinds AS k WHERE k.category = l.category)
					AND (e.insurance IS NULL OR e.insurance IS NOT DISTINCT FROM l.insurance)
					AND @extschema@.medaid_place_rank(e.within) >= @extschema@.medaid_place_rank(l.within)
					AND (NOT coalesce(e.major_disease, false) OR coalesce(l.major_disease, false))
					AND (NOT coalesce(e.maintenance, false) OR coalesce(l.maintenance, false))
					AND coalesce(e.min_age <= l.min_age, e.min_age IS NULL)
					AND coalesce(e.min_hospital_level <= l.min_hospital_level, coalesce(e.min_hospital_level, 0) = 0)
					AND coalesce(e.in_scope_over <= l.in_scope_over, e.in_scope_over IS NULL)
					AND coalesce(e.referral @> l.referral, e.referral IS NULL)
					AND coalesce(e.max_age >= l.max_age, e.max_age IS NULL)
					AND (e.burden_over IS NULL OR coalesce(e.burden_over <= l.burden_over, false)
						AND (e.base, e.payers) IS NOT DISTINCT FROM (l.base, l.payers))
				ORDER BY e.place LIMIT 1
			) AS by
		FROM benefit AS l, unnest(l.served) AS s (service)
	)
	SELECT s.code, s.category, 'always after ' || string_agg(DISTINCT s.by COLLATE "C", ', '), s.article
	FROM shadow AS s GROUP BY s.code, s.category, s.article HAVING count(*) = count(s.by)
	UNION ALL
	SELECT b.code, b.category, 'no service', b.article FROM benefit AS b WHERE cardinality(b.served) = 0
	UNION ALL
	SELECT b.code, b.category, format('hospital level %s of 3', b.min_hospital_level), b.article FROM benefit AS b WHERE b.min_hospital_level > 3
	UNION ALL
	SELECT b.code, b.category, format('age %s', b.min_age), b.article FROM benefit AS b WHERE b.min_age > 200
	UNION ALL
	SELECT b.code, b.category, format('age from %s to %s', b.min_age, b.max_age), b.article FROM benefit AS b WHERE b.min_age > b.max_age
	UNION ALL
	SELECT t.code, t.category, 'no benefit for its service and category', t.article
	FROM unnest((policy).top_ups) AS t
	WHERE NOT EXISTS (SELECT FROM benefit AS b WHERE b.served && coalesce(t.services, b.served)
		AND (b.category = t.category OR EXISTS (SELECT FROM kinds AS k WHERE k.category = b.category AND k.kind = t.category)
			OR EXISTS (SELECT FROM kinds AS k WHERE k.category = t.category AND k.kind = b.category)))
	UNION ALL
	SELECT t.code, array_to_string(t.categories, ', '), 'always after ' || e.code, t.article
	FROM unnest((policy).tilts) WITH ORDINALITY AS t
	JOIN LATERAL (
		SELECT e.code FROM unnest((policy).tilts) WITH ORDINALITY AS e
		WHERE e.ordinality < t.ordinality AND (e.services IS NULL OR e.services @> t.services)
			AND (e.categories IS NULL OR e.categories @> t.categories)
			AND @extschema@.medaid_place_rank(e.within) >= @extschema@.medaid_place_rank(t.within)
			AND (NOT coalesce(e.compliant_referral, false) OR coalesce(t.compliant_referral, false))
		ORDER BY e.ordinality LIMIT 1
	) AS e ON true
	UNION ALL
	SELECT o.code || '.aid_categories', array_to_string(o.aid_categories, ', '), 'not among its categories', o.article
	FROM unnest((policy).off_catalogs) AS o
	WHERE o.categories IS NOT NULL AND NOT o.aid_categories && o.categories
	UNION ALL
	SELECT i.code, array_to_string(i.categories, ', '), 'no transition_until', i.article
	FROM unnest((policy).identities) AS i
	WHERE i.rule = 'before_transition' AND (policy).transition_until IS NULL
	UNION ALL
	SELECT g.code, NULL, 'beyond elsewhere', g.article FROM unnest((policy).gates) AS g WHERE g.beyond = 'elsewhere'
	UNION ALL
	SELECT g.code, NULL, 'lets every insurance through', g.article FROM unnest((policy).gates) AS g WHERE g.insurances @> '{resident,employee,none}';
END;
COMMENT ON FUNCTION @extschema@.medaid_review_unmatched(@extschema@.medaid_policy) IS
	'Rules of a policy that can never match, and why';

-- The numbers that a rule lacks where it is reached.
CREATE FUNCTION @extschema@.medaid_review_unset(policy @extschema@.medaid_policy,
		OUT path text, OUT needs text, OUT article text) RETURNS SETOF record
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT n.path, p.content -> n.kind -> (n.element - 1) ->> (n.field || '_source'), n.article
	FROM (SELECT to_jsonb(policy) AS content OFFSET 0) AS p, @extschema@.medaid_policy_numbers(policy) AS n
	WHERE n.value IS NULL AND CASE n.kind
		WHEN 'benefits' THEN n.field IN ('deductible', 'cap')
			OR n.field = 'rate' AND (policy).benefits[n.element].rate_of IS NULL
				AND NOT EXISTS (SELECT FROM unnest((policy).benefit_bands) AS w WHERE w.benefit = (policy).benefits[n.element].code)
			OR n.field = 'cap_above' AND (policy).benefits[n.element].cap_from_burden IS NOT NULL
		WHEN 'benefit_bands' THEN n.field = 'rate'
		WHEN 'limits' THEN n.field = 'cap'
		WHEN 'tilts' THEN n.field IN ('threshold', 'rate', 'cap')
		WHEN 'top_ups' THEN n.field = 'rate'
		WHEN 'off_catalogs' THEN n.field LIKE 'control_class_%'
			OR n.field = 'aid_rate' AND cardinality((policy).off_catalogs[n.element].aid_categories) > 0
		WHEN 'gates' THEN (policy).gates[n.element].test = 'deadline'
		WHEN 'critical_illnesses' THEN n.field IN ('deductible', 'cap')
			-- without a reference value there is no ceiling
			OR n.field = 'cost_cap' AND (policy).critical_illnesses[n.element].cost_cap_source IS NOT NULL
		WHEN 'critical_illness_bands' THEN n.field = 'rate'
		WHEN 'critical_illness_tilts' THEN n.field = 'rate_added'
			OR n.field = 'deductible_share' AND (policy).critical_illness_tilts[n.element].deductible IS NULL
		-- the standard is mostly given with the call
		WHEN 'premiums' THEN n.field IN ('rate', 'amount')
		WHEN 'monitors' THEN n.field = 'line'
		WHEN 'recognitions' THEN n.field = 'line' AND ((policy).recognitions[n.element].line_source IS NOT NULL OR (policy).recognitions[n.element].expense_share IS NULL)
		ELSE false END;
END;
COMMENT ON FUNCTION @extschema@.medaid_review_unset(@extschema@.medaid_policy) IS
	'Numbers that a policy leaves NULL and that may be asked for, with the reference value that would give them';

-- Bands and further limits that do not fit the benefits.
CREATE FUNCTION @extschema@.medaid_review_bands(policy @extschema@.medaid_policy,
		OUT finding text, OUT rule text, OUT category text, OUT expected text, OUT found text, OUT article text) RETURNS SETOF record
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	WITH band AS (
		SELECT w.*, min(w.burden_from) OVER same AS first_from, lag(w.code) OVER (PARTITION BY w.benefit, w.burden_from ORDER BY w.ordinality) AS twin
		FROM unnest((policy).benefit_bands) WITH ORDINALITY AS w
		WINDOW same AS (PARTITION BY w.benefit)
	), banded AS (
		SELECT DISTINCT w.benefit, w.first_from, b.code, b.category, b.rate, b.rate_of, b.article
		FROM band AS w LEFT JOIN LATERAL (SELECT x.* FROM unnest((policy).benefits) AS x WHERE x.code = w.benefit) AS b ON true
	)
	SELECT 'band_without_benefit', b.benefit, NULL, 'a benefit of that code', 'none', NULL
	FROM banded AS b WHERE b.code IS NULL
	UNION ALL
	SELECT 'rate_beside_bands', b.code || CASE WHEN b.rate IS NULL THEN '.rate_of' ELSE '.rate' END, b.category, 'NULL', coalesce(b.rate::text, b.rate_of), b.article
	FROM banded AS b WHERE num_nonnulls(b.rate, b.rate_of) > 0
	UNION ALL
	SELECT 'bands_begin_late', b.benefit, b.category, 'a band from 0', 'from ' || b.first_from, b.article
	FROM banded AS b WHERE b.first_from > 0
	UNION ALL
	SELECT 'bands_overlap', w.code || '.burden_from', NULL, 'each band from another burden', format('as %s: %s', w.twin, w.burden_from), w.article
	FROM band AS w WHERE w.twin IS NOT NULL
	UNION ALL
	SELECT 'limit_in_pool_of_another', l.code || '.pool', NULL, 'a pool of limits', 'the pool of ' || o.codes, l.article
	FROM unnest((policy).limits) AS l
	JOIN LATERAL (
		SELECT string_agg(x.code, ', ' ORDER BY x.code COLLATE "C") AS codes
		FROM (
			SELECT b.code, b.pool FROM unnest((policy).benefits) AS b
			UNION ALL SELECT t.code, t.pool FROM unnest((policy).tilts) AS t
			UNION ALL SELECT s.code, s.pool FROM unnest((policy).critical_illnesses) AS s
		) AS x
		WHERE x.pool = l.pool
	) AS o ON o.codes IS NOT NULL
	UNION ALL
	SELECT 'pool_of_another_kind', x.code || '.pool', NULL, format('a pool of %ss', x.kind), 'the pool of ' || o.codes, x.article
	FROM (
		SELECT 'tilt' AS kind, t.code, t.pool, t.article FROM unnest((policy).tilts) AS t
		UNION ALL SELECT 'schedule', s.code, s.pool, s.article FROM unnest((policy).critical_illnesses) AS s
	) AS x
	JOIN LATERAL (
		SELECT string_agg(y.code, ', ' ORDER BY y.code COLLATE "C") AS codes
		FROM (
			SELECT b.code, b.pool FROM unnest((policy).benefits) AS b
			UNION ALL SELECT t.code, t.pool FROM unnest((policy).tilts) AS t WHERE x.kind = 'schedule'
		) AS y
		WHERE y.pool = x.pool
	) AS o ON o.codes IS NOT NULL
	UNION ALL
	SELECT 'unknown_category', l.code, x.code, 'a category of the policy', 'none', l.article
	FROM unnest((policy).limits) AS l, unnest(l.categories) AS x (code)
	WHERE NOT EXISTS (SELECT FROM unnest((policy).categories) AS c WHERE c.code = x.code)
	UNION ALL
	SELECT 'never_matches', l.code, array_to_string(l.categories, ', '), 'a claim that meets it', 'no benefit for its services and categories', l.article
	FROM unnest((policy).limits) AS l
	WHERE NOT EXISTS (
		SELECT FROM unnest((policy).benefits) AS b
		WHERE b.services && coalesce(l.services, b.services)
			AND (l.categories IS NULL OR b.category = ANY (l.categories) OR EXISTS (
				SELECT FROM @extschema@.medaid_policy_kinds(policy) AS k
				WHERE k.category = ANY (l.categories) AND k.kind = b.category OR k.category = b.category AND k.kind = ANY (l.categories))));
END;
COMMENT ON FUNCTION @extschema@.medaid_review_bands(@extschema@.medaid_policy) IS
	'What in the bands and further limits of a policy does not fit its benefits';

CREATE FUNCTION @extschema@.medaid_review_internal(policy @extschema@.medaid_policy,
		OUT finding text, OUT rule text, OUT category text, OUT expected text, OUT found text, OUT article text) RETURNS SETOF record
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	WITH kinds AS MATERIALIZED (
		SELECT k.category, k.kind FROM @extschema@.medaid_policy_kinds(policy) AS k
	), named AS (
		SELECT b.code, b.category, b.article FROM unnest((policy).benefits) AS b
		UNION ALL SELECT t.code, t.category, t.article FROM unnest((policy).top_ups) AS t
		UNION ALL SELECT t.code, c, t.article FROM unnest((policy).tilts) AS t, unnest(t.categories) AS c
		UNION ALL SELECT o.code, c, o.article FROM unnest((policy).off_catalogs) AS o, unnest(o.aid_categories) AS c
	), version AS (
		SELECT DISTINCT ON (r.first_day) r.first_day, r.last_day, r.article
		FROM @extschema@.medaid_regulation AS r WHERE r.code = (policy).code ORDER BY r.first_day, r.shipped
	), following AS (
		SELECT v.first_day, v.last_day, v.article, lead(v.first_day) OVER (ORDER BY v.first_day) AS next_day FROM version AS v
	)
	SELECT 'not_set', u.path, NULL, coalesce('reference value ' || u.needs, 'a number'), 'NULL', u.article
	FROM @extschema@.medaid_review_unset(policy) AS u
	UNION ALL
	SELECT 'unknown_indicator', a.path, NULL, 'an indicator of medaid_reference', a.indicator, a.article
	FROM @extschema@.medaid_reference_asked AS a
	WHERE (a.version, a.version_day) = ((policy).code, lower((policy).valid))
		AND a.indicator NOT IN ('income', 'monitor_income', 'min_living', 'premium')
		AND NOT EXISTS (SELECT FROM @extschema@.medaid_reference AS r WHERE r.indicator = a.indicator)
	UNION ALL
	-- whatever the regulation: what nobody asks for may be a word mistyped
	SELECT 'reference_unused', NULL, NULL, 'a rule that asks for it', format('(%s, %s)', r.area, r.indicator), NULL
	FROM @extschema@.medaid_reference AS r
	WHERE NOT EXISTS (SELECT FROM @extschema@.medaid_reference_asked AS a WHERE (a.area, a.indicator) = (r.area, r.indicator))
		-- the national frame is told by the area's own income
		AND NOT (r.indicator = 'income' AND EXISTS (SELECT FROM @extschema@.medaid_regulation AS g WHERE strpos(g.region, r.area) > 0))
	GROUP BY r.area, r.indicator
	UNION ALL
	SELECT 'never_matches', m.rule, m.category, 'a claim that meets it', m.found, m.article
	FROM @extschema@.medaid_review_unmatched(policy) AS m
	UNION ALL
	SELECT b.* FROM @extschema@.medaid_review_bands(policy) AS b
	UNION ALL
	SELECT 'category_without_rule', NULL, c.code, 'a rule for a listed category', 'none', c.article
	FROM unnest((policy).categories) AS c
	WHERE c.channel IS NOT NULL AND NOT EXISTS (
		SELECT FROM kinds AS k JOIN named AS n ON n.category = k.kind WHERE k.category = c.code)
	UNION ALL
	SELECT 'category_not_listed', string_agg(DISTINCT n.code COLLATE "C", ', '), n.category, 'a row in medaid_rule_category', 'none', min(n.article COLLATE "C")
	FROM named AS n JOIN unnest((policy).categories) AS c ON c.code = n.category
	WHERE c.channel IS NULL GROUP BY n.category
	UNION ALL
	SELECT 'cap_below_deductible', b.code || '.cap', b.category, '>= ' || b.deductible, b.cap::text, b.article
	FROM unnest((policy).benefits) AS b WHERE b.cap < b.deductible AND b.deductible_per IS DISTINCT FROM 'claim'
	UNION ALL
	SELECT 'cap_falls', b.code || '.cap_above', b.category, '>= ' || b.cap, b.cap_above::text, b.article
	FROM unnest((policy).benefits) AS b WHERE b.cap_above < b.cap
	UNION ALL
	SELECT 'gap', NULL, NULL, f.last_day + 1 || ' in force', 'next from ' || f.next_day, f.article
	FROM following AS f WHERE f.last_day + 1 < f.next_day
	UNION ALL
	SELECT p.finding, NULL, NULL, p.expected, 'none', NULL
	FROM (VALUES ('no_payers', 'who pays before assistance', cardinality((policy).payers)), ('no_benefits', 'what is paid', cardinality((policy).benefits))) AS p (finding, expected, rules)
	WHERE coalesce(p.rules, 0) = 0
	UNION ALL
	-- of every version of the regulation, those too that medaid_policy() refuses
	SELECT o.finding, o.rule, NULL, CASE o.finding
			WHEN 'no_regulation' THEN 'a row in medaid_regulation'
			WHEN 'unknown_benefit' THEN 'a benefit of that code'
			WHEN 'unknown_category' THEN 'a row in medaid_category_name'
			WHEN 'pool_of_another_place' THEN 'a pool of its place'
			WHEN 'removes_nothing' THEN 'a rule to take away'
			ELSE 'a version to settle with' END,
		o.found, NULL
	FROM @extschema@.medaid_rule_orphans((policy).code) AS o
	WHERE o.finding <> 'overlap'
	UNION ALL
	-- an open end is to be cut: a later version replaces an earlier from its first day on
	SELECT 'overlap', NULL, NULL, 'last day ' || f.next_day - 1, f.last_day || ', cut by the next version', f.article
	FROM following AS f WHERE f.last_day >= f.next_day;
END;
COMMENT ON FUNCTION @extschema@.medaid_review_internal(@extschema@.medaid_policy) IS
	'What in a policy cannot work: numbers not set, rules that never match, categories without one, gaps and overlaps of validity; reference values that no rule of any regulation asks for';

-- In PL/pgSQL, so that a policy given as an expression is worked out once, and it is planned once a session:
-- planning takes half of the time.
CREATE FUNCTION @extschema@.medaid_policy_review(policy @extschema@.medaid_policy,
		OUT kind text, OUT finding text, OUT rule text, OUT category text, OUT expected text, OUT found text, OUT article text) RETURNS SETOF record
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
	RETURN QUERY
		SELECT 'national', n.* FROM @extschema@.medaid_review_national(@extschema@.medaid_policy_required(policy)) AS n
		UNION ALL
		SELECT 'internal', i.* FROM @extschema@.medaid_review_internal(policy) AS i
		UNION ALL
		SELECT 'internal', substr(g.guard::text, length('medaid_') + 1), g.relation::text, NULL, 'enabled always', g.found, NULL FROM @extschema@.medaid_guard_findings() AS g
			WHERE g.guard IN ('medaid_guard', 'medaid_history');
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_review(@extschema@.medaid_policy) IS
	'Where a policy departs from the national frame (国办发〔2021〕42号), and what in it cannot work; NULL policy: 22004';

CREATE FUNCTION @extschema@.medaid_policy_review(policy @extschema@.medaid_policy[],
		OUT kind text, OUT finding text, OUT rule text, OUT category text, OUT expected text, OUT found text, OUT article text) RETURNS SETOF record
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM @extschema@.medaid_policy_array_check(policy);
	RETURN QUERY
		SELECT DISTINCT r.kind COLLATE "C", r.finding COLLATE "C", r.rule COLLATE "C", r.category COLLATE "C", r.expected COLLATE "C", r.found COLLATE "C", r.article
		FROM unnest(policy) AS p, @extschema@.medaid_policy_review(p) AS r
		UNION ALL
		SELECT 'internal', 'gap', NULL, NULL, to_char(s.until, 'FMYYYY-MM-DD') || ' in an element', 'next from ' || to_char(s.next_day, 'FMYYYY-MM-DD'), NULL
		FROM (
			SELECT upper(p.stretch) AS until, lead(lower(p.stretch)) OVER (ORDER BY lower(p.stretch) NULLS FIRST) AS next_day
			FROM unnest(policy) AS p
		) AS s
		WHERE s.until < s.next_day
		ORDER BY 1 DESC, 2, 3, 4, 5, 6;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_review(@extschema@.medaid_policy[]) IS
	'The same for the elements of an array, each finding once, and the days between them';
