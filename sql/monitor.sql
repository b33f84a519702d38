-- Early warning (监测预警): whose burden of the year is over which line.

CREATE TYPE @extschema@.medaid_warning AS (
	over		boolean,	-- NULL where no burden is given
	burden		numeric,	-- of the year, on the basis below
	line		numeric,	-- to be exceeded; NULL = no line for this person
	group_name	text,		-- the regulation's own term; NULL = not monitored
	basis		text,		-- after_insurance or patient_pays
	informed	text[],		-- who is told
	rule		text,
	article		text,
	push_day	integer,	-- of the next month
	answer_days	integer,	-- working days
	year		integer,	-- from medaid_warnings():
	month		date,		-- first day of the month in which the line was first crossed
	push_by		date,		-- when the list of that month is pushed; NULL = not in the text
	left_out	integer		-- settlements of the year that could not be counted
);
COMMENT ON TYPE @extschema@.medaid_warning IS 'A person''s burden against the line of early warning (监测预警)';

CREATE FUNCTION @extschema@.medaid_monitor_rule_of(policy @extschema@.medaid_policy, categories text[], insurance text) RETURNS @extschema@.medaid_monitor_rule
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	held text[] := @extschema@.medaid_categories_of(policy, categories);
	covered text := @extschema@.medaid_insurance_of(insurance);
	rule @extschema@.medaid_monitor_rule;
BEGIN
	SELECT r.* INTO rule FROM unnest(policy.monitors) WITH ORDINALITY AS r
		WHERE (r.categories IS NULL OR r.categories && held)
			AND (r.except_categories IS NULL OR NOT r.except_categories && held)
			AND (r.insurance IS NULL OR r.insurance = covered)
		ORDER BY r.ordinality LIMIT 1;
	RETURN rule;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_monitor_rule_of(@extschema@.medaid_policy, text[], text) IS
	'The rule of early warning for a person; NULL where the regulation monitors nobody like that';

-- warning with what a rule says, whose line the burden is over or not.  on_day: a day of the
-- month in which it is crossed, if it is; NULL: no month is asked for.
CREATE FUNCTION @extschema@.medaid_warning_by(warning @extschema@.medaid_warning, rule @extschema@.medaid_monitor_rule, policy_code text, on_day date) RETURNS @extschema@.medaid_warning
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF rule.code IS NOT NULL AND rule.line IS NULL AND warning.burden > 0 THEN
		PERFORM @extschema@.medaid_number_missing(policy_code, rule.code || '.line', rule.line_source, rule.article);
	END IF;
	warning.line := round(rule.line, 2);
	warning.group_name := rule.label;
	warning.basis := rule.basis;
	warning.informed := rule.informed;
	warning.rule := rule.code;
	warning.article := rule.article;
	warning.push_day := rule.push_day;
	warning.answer_days := rule.answer_days;
	-- 超过: a burden equal to the line is not over it
	IF warning.burden > rule.line THEN
		warning.over := true;
		warning.month := date_trunc('month', on_day::timestamp)::date;
		warning.push_by := (warning.month + interval '1 month')::date + rule.push_day - 1;
	END IF;
	RETURN warning;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_warning_by(@extschema@.medaid_warning, @extschema@.medaid_monitor_rule, text, date) IS
	'A warning with the line and the words of a rule, over where its burden is above the line, since the month of a day; a line the policy lacks: 55000';

CREATE FUNCTION @extschema@.medaid_monitor(policy @extschema@.medaid_policy, categories text[], insurance text DEFAULT NULL,
		personal_burden numeric DEFAULT NULL) RETURNS @extschema@.medaid_warning
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	rule @extschema@.medaid_monitor_rule := @extschema@.medaid_monitor_rule_of(policy, categories, insurance);
	warning @extschema@.medaid_warning;
BEGIN
	warning.burden := @extschema@.medaid_yuan('personal_burden', personal_burden);
	warning := @extschema@.medaid_warning_by(warning, rule, policy.code, NULL::date);
	-- nobody is over without a line
	IF warning.burden IS NOT NULL THEN
		warning.over := coalesce(warning.over, false);
	END IF;
	RETURN warning;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_monitor(@extschema@.medaid_policy, text[], text, numeric) IS
	'Early warning (监测预警): whether a person''s burden of the year, on the basis that the text names, is over the line; burden NULL: the line and the group alone; a line the policy lacks: 55000';

-- Which policy of an array serves a day: one alone serves every day; else the one
-- whose stretch holds it; in the year in which the regulation begins or ends, but
-- outside it, that of its first or last day.  NULL: none.
CREATE FUNCTION @extschema@.medaid_policy_serving(policy @extschema@.medaid_policy[], on_date date) RETURNS integer
	LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
	SELECT p.i
	FROM (SELECT i, (policy[i]).valid, (policy[i]).stretch FROM generate_subscripts(policy, 1) AS i) AS p
	WHERE cardinality(policy) = 1 OR p.stretch @> on_date
		OR on_date < lower(p.valid) AND lower(p.stretch) = lower(p.valid) AND extract(year FROM on_date) = extract(year FROM lower(p.valid))
		OR on_date >= upper(p.valid) AND upper(p.stretch) = upper(p.valid) AND extract(year FROM on_date) = extract(year FROM upper(p.valid) - 1)
	ORDER BY p.stretch @> on_date DESC, p.i LIMIT 1
$$;
COMMENT ON FUNCTION @extschema@.medaid_policy_serving(@extschema@.medaid_policy[], date) IS
	'Which element of an array of policies serves a day''s early warning; NULL: none';

-- What settlements say of a person's days, in their order.  tells: the claim gives the categories held on the day, and the insurance.
CREATE FUNCTION @extschema@.medaid_warning_days(claims @extschema@.medaid_claim[], settlements @extschema@.medaid_settlement[],
		OUT day date, OUT year integer, OUT patient_pays numeric, OUT after_insurance numeric, OUT tells boolean, OUT insurance text, OUT held text[]) RETURNS SETOF record
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN QUERY
		-- what aid has paid for earlier claims, patients no longer bear; the categories of a claim that is refused may be what is wrong with it
		SELECT d.day, extract(year FROM d.day)::integer AS year, (x.t).patient_pays - coalesce((x.t).for_earlier, 0) AS patient_pays,
			(x.t).total - (x.t).basic_paid - (x.t).critical_illness_paid AS after_insurance, claims IS NOT NULL AND (x.t).status IS DISTINCT FROM 'refused' AS tells, c.insurance,
			ARRAY(SELECT k.category FROM unnest(c.categories, c.recognised_on, c.ended_on) AS k (category, recognised_on, ended_on)
				WHERE coalesce(k.recognised_on, '-infinity') <= d.day AND d.day < coalesce(k.ended_on, 'infinity') ORDER BY k.category COLLATE "C") AS held
		FROM (SELECT t, row_number() OVER () AS n FROM unnest(settlements) AS t) AS x
		LEFT JOIN unnest(claims) WITH ORDINALITY AS c ON c.ordinality = x.n
		CROSS JOIN LATERAL (SELECT CASE WHEN isfinite((x.t).discharged_on) THEN (x.t).discharged_on END) AS d (day)
		WHERE NOT x.t IS NULL ORDER BY d.day, (x.t).claim_id COLLATE "C";
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_warning_days(@extschema@.medaid_claim[], @extschema@.medaid_settlement[]) IS
	'What medaid_warnings() reads of settlements, by day of discharge and claim_id: what the patient bears on either basis, and, where claims tell, the categories held on the day and the insurance';

-- The list: settlements in any order, judged as they came by day of discharge.
-- claims: NULL, or that of each settlement, which then gives the categories and the
-- insurance of its day.  The year's burden counts from January on, monitored or not.
CREATE FUNCTION @extschema@.medaid_warnings_by_day(policy @extschema@.medaid_policy[], categories text[], insurance text, claims @extschema@.medaid_claim[],
		settlements @extschema@.medaid_settlement[]) RETURNS SETOF @extschema@.medaid_warning
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE ROWS 1 SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	s record;
	current_policy integer;
	current_day date;
	held text[] := categories;
	covered text := insurance;
	changed boolean;
	rule @extschema@.medaid_monitor_rule;
	warning @extschema@.medaid_warning;
	-- of the year, on either basis: the sum, and how many could not be counted
	patient numeric;
	insured numeric;
	patient_left integer;
	insured_left integer;
BEGIN
	IF coalesce(cardinality(policy), 0) = 0 OR array_position(policy, NULL) IS NOT NULL THEN
		RAISE EXCEPTION 'the policy is NULL' USING ERRCODE = 'null_value_not_allowed';
	ELSIF cardinality(claims) <> coalesce(cardinality(settlements), 0) THEN
		RAISE EXCEPTION 'claims has % elements, settlements %', cardinality(claims), coalesce(cardinality(settlements), 0) USING ERRCODE = 'invalid_parameter_value';
	END IF;
	FOR s IN
		SELECT d.* FROM @extschema@.medaid_warning_days(claims, settlements) AS d
	LOOP
		IF warning.left_out IS NULL OR s.year IS DISTINCT FROM warning.year THEN
			IF warning.month IS NOT NULL OR warning.left_out > 0 THEN
				RETURN NEXT warning;
			END IF;
			warning := NULL;
			warning.year := s.year;
			warning.burden := 0;
			warning.left_out := 0;
			SELECT 0, 0, 0, 0 INTO patient, insured, patient_left, insured_left;
		END IF;
		changed := current_day IS DISTINCT FROM s.day AND (current_policy IS NULL OR s.day IS NULL OR cardinality(policy) > 1 AND NOT policy[current_policy].stretch @> s.day);
		IF changed THEN
			current_policy := CASE WHEN s.day IS NOT NULL THEN @extschema@.medaid_policy_serving(policy, s.day) END;
		END IF;
		IF s.tells THEN
			changed := changed OR held IS DISTINCT FROM s.held OR covered IS DISTINCT FROM s.insurance;
			held := s.held;
			covered := s.insurance;
		END IF;
		IF changed THEN
			rule := CASE WHEN current_policy IS NOT NULL THEN @extschema@.medaid_monitor_rule_of(policy[current_policy], held, covered) END;
		END IF;
		current_day := s.day;
		-- not counted: a settlement that is refused (its amounts are NULL), on no day, or on a day for which no policy is given
		patient := patient + CASE WHEN current_policy IS NULL THEN 0 ELSE coalesce(s.patient_pays, 0) END;
		insured := insured + CASE WHEN current_policy IS NULL THEN 0 ELSE coalesce(s.after_insurance, 0) END;
		patient_left := patient_left + (current_policy IS NULL OR s.patient_pays IS NULL)::integer;
		insured_left := insured_left + (current_policy IS NULL OR s.after_insurance IS NULL)::integer;
		-- once a line is crossed, its basis holds to the end of the year
		IF warning.month IS NULL AND rule.code IS NOT NULL THEN
			warning.basis := rule.basis;
		END IF;
		IF warning.basis IS NOT NULL THEN
			warning.burden := CASE warning.basis WHEN 'patient_pays' THEN patient ELSE insured END;
			warning.left_out := CASE warning.basis WHEN 'patient_pays' THEN patient_left ELSE insured_left END;
		ELSIF current_policy IS NULL THEN
			warning.left_out := warning.left_out + 1;
		END IF;
		IF warning.month IS NULL AND rule.code IS NOT NULL AND (changed OR warning.line IS NULL OR warning.burden > rule.line) THEN
			warning := @extschema@.medaid_warning_by(warning, rule, policy[current_policy].code, s.day);
		END IF;
	END LOOP;
	IF warning.month IS NOT NULL OR warning.left_out > 0 THEN
		RETURN NEXT warning;
	END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_warnings_by_day(@extschema@.medaid_policy[], text[], text, @extschema@.medaid_claim[], @extschema@.medaid_settlement[]) IS
	'What medaid_warnings() computes, with the categories and insurance given, or with those of each settlement''s claim on its day';

-- not BEGIN ATOMIC: the server would hold on to medaid_settlement, and refuse to alter it
CREATE FUNCTION @extschema@.medaid_warnings(policy @extschema@.medaid_policy[], categories text[], insurance text, settlements @extschema@.medaid_settlement[]) RETURNS SETOF @extschema@.medaid_warning
	LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1 SET search_path = pg_catalog, pg_temp AS $$
	SELECT w.* FROM @extschema@.medaid_warnings_by_day(policy, categories, insurance, NULL::@extschema@.medaid_claim[], settlements) AS w;
$$;
COMMENT ON FUNCTION @extschema@.medaid_warnings(@extschema@.medaid_policy[], text[], text, @extschema@.medaid_settlement[]) IS
	'The years in which a person''s settlements crossed the line of early warning (监测预警), each with burden, line, group and the month of crossing; lines are those of the day of each settlement. A settlement that cannot be counted (refused, without day, on a day that no policy given serves) stops nothing: its year has a row with left_out, over NULL unless the others crossed';

CREATE FUNCTION @extschema@.medaid_warnings(policy @extschema@.medaid_policy[], claims @extschema@.medaid_claim[], settlements @extschema@.medaid_settlement[]) RETURNS SETOF @extschema@.medaid_warning
	LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1 SET search_path = pg_catalog, pg_temp AS $$
	SELECT w.* FROM @extschema@.medaid_warnings_by_day(policy, NULL::text[], NULL::text, coalesce(claims, '{}'), settlements) AS w;
$$;
COMMENT ON FUNCTION @extschema@.medaid_warnings(@extschema@.medaid_policy[], @extschema@.medaid_claim[], @extschema@.medaid_settlement[]) IS
	'The same with the categories and the insurance of each settlement''s claim (claims: one for each settlement) on its day of discharge';

CREATE FUNCTION @extschema@.medaid_warnings(policy @extschema@.medaid_policy, categories text[], insurance text, settlements @extschema@.medaid_settlement[]) RETURNS SETOF @extschema@.medaid_warning
	LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1 SET search_path = pg_catalog, pg_temp AS $$
	SELECT w.* FROM @extschema@.medaid_warnings_by_day(ARRAY[policy], categories, insurance, NULL::@extschema@.medaid_claim[], settlements) AS w;
$$;
COMMENT ON FUNCTION @extschema@.medaid_warnings(@extschema@.medaid_policy, text[], text, @extschema@.medaid_settlement[]) IS
	'The same with the line of one policy, whatever the day';
