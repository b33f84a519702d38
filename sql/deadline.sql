-- Until when lists (名单) and answers are given: days of the calendar and working days.

CREATE TYPE @extschema@.medaid_due_day AS (
	code		text,
	label		text,		-- what is given
	phase		text,		-- before, during, after the collection; NULL = whenever
	given_by	text[],
	given_to	text[],
	due			date,		-- the last day on which it is in time
	article		text
);
COMMENT ON TYPE @extschema@.medaid_due_day IS 'The last day for a list (名单) or an answer, who gives it, and to whom';

CREATE FUNCTION @extschema@.medaid_due_days(policy @extschema@.medaid_policy, from_day date, to_day date, collection daterange DEFAULT NULL)
	RETURNS SETOF @extschema@.medaid_due_day
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF policy.code IS NULL THEN
		RAISE EXCEPTION 'the policy is NULL' USING ERRCODE = 'null_value_not_allowed';
	ELSIF from_day IS NULL OR to_day IS NULL THEN
		RAISE EXCEPTION '% is NULL', CASE WHEN from_day IS NULL THEN 'from_day' ELSE 'to_day' END USING ERRCODE = 'null_value_not_allowed';
	ELSIF NOT isfinite(from_day) OR NOT isfinite(to_day) OR from_day < '0001-01-01' OR to_day - from_day > 36600 THEN
		RAISE EXCEPTION 'from_day to to_day is no range of at most a hundred years' USING ERRCODE = 'invalid_parameter_value';
	ELSIF isempty(collection) THEN
		RAISE EXCEPTION 'the collection period is empty' USING ERRCODE = 'invalid_parameter_value';
	END IF;
	RETURN QUERY
		SELECT r.code, r.label, r.phase, r.given_by, r.given_to, d.due, r.article
		FROM unnest(policy.deadlines) AS r
		CROSS JOIN LATERAL (
			SELECT m.first::date AS first, CASE WHEN r.day IS NULL THEN (m.first + interval '1 month')::date - 1 ELSE m.first::date + r.day - 1 END AS last
			FROM generate_series(date_trunc('month', medaid_due_days.from_day::timestamp), medaid_due_days.to_day::timestamp + interval '1 month', interval '1 month') AS m (first)
			WHERE r.occasion = 'month' OR r.occasion = 'year' AND extract(month FROM m.first) = r.month
		) AS m
		CROSS JOIN LATERAL (
			-- 开始前, 结束前: no later than the collection's own day
			SELECT CASE WHEN r.phase = 'before' THEN least(m.last, lower(collection) - 1)
				WHEN r.phase = 'during' THEN least(m.last, upper(collection) - 1)
				ELSE m.last END AS due
		) AS d
		WHERE d.due BETWEEN medaid_due_days.from_day AND medaid_due_days.to_day AND policy.valid @> d.due
			AND (collection IS NULL OR coalesce(CASE r.phase
				WHEN 'before' THEN m.first < lower(collection) AND m.first >= lower(collection)::timestamp - interval '1 year'
				WHEN 'during' THEN daterange(m.first, m.last, '[]') && collection
				WHEN 'after' THEN m.last >= upper(collection) END, r.phase IS NULL))
		ORDER BY d.due, r.code COLLATE "C";
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_due_days(@extschema@.medaid_policy, date, date, daterange) IS
	'The days from from_day to to_day by which a regulation has lists given every year or month, while it is in force; collection: the collection period, which tells the lists before, during and after it apart; NULL = all of them';

CREATE FUNCTION @extschema@.medaid_working_day(after_day date, days integer, region text DEFAULT '') RETURNS date
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	result date := after_day;
	works boolean;
	filled integer;
	remaining integer := days;
BEGIN
	IF NOT isfinite(after_day) THEN
		RAISE EXCEPTION 'after_day "%" is no day', after_day USING ERRCODE = 'invalid_parameter_value';
	ELSIF days NOT BETWEEN 0 AND 1000 THEN
		RAISE EXCEPTION 'days % is out of range', days USING ERRCODE = 'numeric_value_out_of_range', HINT = '0 to 1000 working days.';
	ELSIF after_day IS NULL OR days IS NULL THEN
		RETURN NULL;
	END IF;
	WHILE remaining > 0 LOOP
		result := result + 1;
		-- a year of which nothing is known could have any holidays
		IF filled IS DISTINCT FROM extract(year FROM result)::integer THEN
			filled := extract(year FROM result)::integer;
			IF NOT EXISTS (SELECT FROM @extschema@.medaid_holiday AS h
					WHERE starts_with(coalesce(medaid_working_day.region, ''), h.region) AND extract(year FROM h.day) = filled) THEN
				RAISE EXCEPTION 'the holidays of % are not known', filled USING
					ERRCODE = 'object_not_in_prerequisite_state',
					HINT = 'Insert the year''s holidays (放假) and weekends on which people work (调休上班, working = true) into medaid_holiday.';
			END IF;
		END IF;
		works := (SELECT h.working FROM @extschema@.medaid_holiday AS h
			WHERE h.day = result AND starts_with(coalesce(medaid_working_day.region, ''), h.region) ORDER BY length(h.region) DESC LIMIT 1);
		IF coalesce(works, extract(isodow FROM result) < 6) THEN
			remaining := remaining - 1;
		END IF;
	END LOOP;
	RETURN result;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_working_day(date, integer, text) IS
	'The last of so many working days (工作日) after a day, by weekends and medaid_holiday; region: as in medaid_regulation. A year of which medaid_holiday has no row: 55000; days beyond 0 to 1000: 22003';

CREATE FUNCTION @extschema@.medaid_answer_by(policy @extschema@.medaid_policy, received_on date) RETURNS SETOF @extschema@.medaid_due_day
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1 SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF policy.code IS NULL THEN
		RAISE EXCEPTION 'the policy is NULL' USING ERRCODE = 'null_value_not_allowed';
	ELSIF received_on IS NULL THEN
		RAISE EXCEPTION 'received_on is NULL' USING ERRCODE = 'null_value_not_allowed';
	ELSIF NOT isfinite(received_on) THEN
		RAISE EXCEPTION 'received_on "%" is no day', received_on USING ERRCODE = 'invalid_parameter_value';
	END IF;
	RETURN QUERY
		SELECT r.code, r.label, r.phase, r.given_by, r.given_to,
			CASE WHEN r.working THEN @extschema@.medaid_working_day(received_on, r.days, policy.region) ELSE received_on + r.days END, r.article
		FROM unnest(policy.deadlines) AS r WHERE r.occasion = 'receipt' ORDER BY r.code COLLATE "C";
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_answer_by(@extschema@.medaid_policy, date) IS
	'The day by which what was received on a day is to be answered, one row for each rule of a regulation that says so; no row: the text names no time';
