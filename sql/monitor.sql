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
	push_by		date		-- when the list of that month is pushed; NULL = not in the text
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

CREATE FUNCTION @extschema@.medaid_monitor(policy @extschema@.medaid_policy, categories text[], insurance text DEFAULT NULL,
		personal_burden numeric DEFAULT NULL) RETURNS @extschema@.medaid_warning
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	rule @extschema@.medaid_monitor_rule := @extschema@.medaid_monitor_rule_of(policy, categories, insurance);
	result @extschema@.medaid_warning;
BEGIN
	result.burden := @extschema@.medaid_yuan('personal_burden', personal_burden);
	IF rule.code IS NOT NULL AND rule.line IS NULL AND result.burden > 0 THEN
		PERFORM @extschema@.medaid_number_missing(policy.code, rule.code || '.line', rule.line_source, rule.article);
	END IF;
	-- 超过: the line itself is not over
	result.over := result.burden IS DISTINCT FROM NULL AND rule.line IS NOT NULL AND result.burden > rule.line;
	IF result.burden IS NULL THEN
		result.over := NULL;
	END IF;
	result.line := round(rule.line, 2);
	result.group_name := rule.label;
	result.basis := rule.basis;
	result.informed := rule.informed;
	result.rule := rule.code;
	result.article := rule.article;
	result.push_day := rule.push_day;
	result.answer_days := rule.answer_days;
	RETURN result;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_monitor(@extschema@.medaid_policy, text[], text, numeric) IS
	'Early warning (监测预警): whether a person''s burden of the year, on the basis that the text names, is over the line; burden NULL: the line and the group alone; a line the policy lacks: 55000';

-- The list: settlements in any order, judged as they came by day of discharge.
CREATE FUNCTION @extschema@.medaid_warnings(policy @extschema@.medaid_policy[], categories text[], insurance text, settlements @extschema@.medaid_settlement[]) RETURNS SETOF @extschema@.medaid_warning
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE ROWS 1 SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	s record;
	current_policy integer := 0;
	rule @extschema@.medaid_monitor_rule;
	warning @extschema@.medaid_warning;
	year integer;
	burden numeric;
BEGIN
	IF coalesce(cardinality(policy), 0) = 0 OR array_position(policy, NULL) IS NOT NULL THEN
		RAISE EXCEPTION 'the policy is NULL' USING ERRCODE = 'null_value_not_allowed';
	END IF;
	FOR s IN
		SELECT t.discharged_on AS day, t.patient_pays, t.total - t.basic_paid - t.critical_illness_paid AS after_insurance
		FROM unnest(settlements) AS t WHERE t.discharged_on IS NOT NULL ORDER BY t.discharged_on, t.claim_id COLLATE "C"
	LOOP
		IF extract(year FROM s.day) IS DISTINCT FROM year THEN
			IF warning.month IS NOT NULL THEN
				RETURN NEXT warning;
			END IF;
			warning := NULL;
			year := extract(year FROM s.day);
			burden := 0;
		END IF;
		-- one policy serves every day; of several, each its stretch
		IF current_policy = 0 OR cardinality(policy) > 1 AND NOT policy[current_policy].stretch @> s.day THEN
			SELECT i INTO current_policy FROM generate_subscripts(policy, 1) AS i
				WHERE cardinality(policy) = 1 OR policy[i].stretch @> s.day;
			IF current_policy IS NULL THEN
				RAISE EXCEPTION 'no policy "%" given for %', policy[1].code, to_jsonb(s.day) #>> '{}' USING
					ERRCODE = 'invalid_parameter_value',
					HINT = 'Ask medaid_policies(code, from_date, to_date) for a range that holds the day.';
			END IF;
			rule := @extschema@.medaid_monitor_rule_of(policy[current_policy], categories, insurance);
		END IF;
		CONTINUE WHEN rule.code IS NULL;
		burden := burden + CASE rule.basis WHEN 'patient_pays' THEN s.patient_pays ELSE s.after_insurance END;
		IF warning.month IS NOT NULL THEN
			warning.burden := burden;
		ELSIF burden > 0 AND rule.line IS NULL THEN
			PERFORM @extschema@.medaid_number_missing(policy[current_policy].code, rule.code || '.line', rule.line_source, rule.article);
		ELSIF burden > rule.line THEN
			warning := ROW(true, burden, round(rule.line, 2), rule.label, rule.basis, rule.informed, rule.code, rule.article, rule.push_day, rule.answer_days,
				year, date_trunc('month', s.day::timestamp)::date,
				(date_trunc('month', s.day::timestamp) + interval '1 month')::date + rule.push_day - 1);
		END IF;
	END LOOP;
	IF warning.month IS NOT NULL THEN
		RETURN NEXT warning;
	END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_warnings(@extschema@.medaid_policy[], text[], text, @extschema@.medaid_settlement[]) IS
	'The years in which a person''s settlements crossed the line of early warning (监测预警), each with burden, line, group and the month of crossing; none: no row. Lines are those of the day of each settlement';

CREATE FUNCTION @extschema@.medaid_warnings(policy @extschema@.medaid_policy, categories text[], insurance text, settlements @extschema@.medaid_settlement[]) RETURNS SETOF @extschema@.medaid_warning
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE ROWS 1 SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN QUERY SELECT * FROM @extschema@.medaid_warnings(ARRAY[policy], categories, insurance, settlements);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_warnings(@extschema@.medaid_policy, text[], text, @extschema@.medaid_settlement[]) IS
	'The same with the line of one policy, whatever the day';
