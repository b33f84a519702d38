-- Whether a version of a regulation can be settled with at all.

-- What is wrong with the versions that a version builds on, as a sentence that
-- begins with it; NULL: nothing.
CREATE FUNCTION @extschema@.medaid_chain_fault(regulation text, first_day date) RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN (
		WITH chain AS (
			SELECT c.regulation AS code, c.first_day AS day, c.depth, r.based_on, r.based_on_day
			FROM @extschema@.medaid_regulation_chain AS c
			JOIN @extschema@.medaid_effective_regulation AS r ON (r.code, r.first_day) = (c.regulation, c.first_day)
			WHERE (c.version, c.version_day) = (medaid_chain_fault.regulation, medaid_chain_fault.first_day)
		), last AS (
			SELECT c.* FROM chain AS c ORDER BY c.depth DESC LIMIT 1
		)
		SELECT format('regulation "%s" of %s ', medaid_chain_fault.regulation, to_char(medaid_chain_fault.first_day, 'FMYYYY-MM-DD')) || CASE
			WHEN (SELECT count(*) > count(DISTINCT (c.code, c.day)) FROM chain AS c) THEN 'builds on itself: ' || (
				SELECT string_agg(format('"%s" of %s', s.code, to_char(s.day, 'FMYYYY-MM-DD')), ' on ' ORDER BY s.depth)
				FROM (SELECT c.code, c.day, min(c.depth) AS depth FROM chain AS c GROUP BY c.code, c.day) AS s)
			WHEN last.based_on IS NULL THEN NULL
			WHEN NOT EXISTS (SELECT FROM @extschema@.medaid_effective_regulation AS r WHERE (r.code, r.first_day) = (last.based_on, last.based_on_day)) THEN
				CASE WHEN last.depth = 0 THEN '' ELSE format('builds on "%s" of %s, which ', last.code, to_char(last.day, 'FMYYYY-MM-DD')) END
				|| format('builds on "%s" of %s, which is not there', last.based_on, to_char(last.based_on_day, 'FMYYYY-MM-DD'))
			WHEN last.depth = 8 THEN 'builds on more than eight versions'
			END
		FROM last
	);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_chain_fault(text, date) IS
	'What is wrong with the versions that a version of a regulation builds on: it builds on itself, on a version that is not there, on more than eight; NULL: nothing';

-- What is wrong with the bands of a version's benefits, without its subject; NULL: nothing.
CREATE FUNCTION @extschema@.medaid_band_fault(regulation text, first_day date) RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN (
		SELECT f.fault
		FROM (
			SELECT w.benefit, CASE
				WHEN b.code IS NULL THEN format('has bands of benefit "%s", which is not there', w.benefit)
				WHEN num_nonnulls(b.rate, b.rate_of) > 0 THEN format('has a %s beside the bands of benefit "%s"', CASE WHEN b.rate IS NULL THEN 'rate_of' ELSE 'rate' END, b.code)
				WHEN w.first_from > 0 THEN format('has bands of benefit "%s" that begin at %s, not at 0', b.code, w.first_from)
				WHEN w.number > w.froms THEN format('has two bands of benefit "%s" that begin at the same burden', b.code)
				WHEN w.number > 16 THEN format('has more than 16 bands of benefit "%s"', b.code)
				END AS fault
			FROM (
				SELECT x.benefit, min(x.burden_from) AS first_from, count(*) AS number, count(DISTINCT x.burden_from) AS froms
				FROM @extschema@.medaid_effective_benefit_band AS x
				WHERE (x.version, x.version_day) = (medaid_band_fault.regulation, medaid_band_fault.first_day)
				GROUP BY x.benefit
			) AS w
			LEFT JOIN @extschema@.medaid_effective_benefit AS b
				ON (b.version, b.version_day, b.code) = (medaid_band_fault.regulation, medaid_band_fault.first_day, w.benefit)
		) AS f
		WHERE f.fault IS NOT NULL ORDER BY f.benefit COLLATE "C" LIMIT 1
	);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_band_fault(text, date) IS
	'What is wrong with the bands of a version''s benefits: no such benefit, a rate beside, not from 0, two from the same burden, more than 16; NULL: nothing';

-- What a version lacks altogether, as a sentence; NULL: nothing.
CREATE FUNCTION @extschema@.medaid_version_fault(regulation text, first_day date) RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	payers boolean;
	benefits boolean;
	fault text := @extschema@.medaid_chain_fault(regulation, first_day);
BEGIN
	IF fault IS NOT NULL THEN
		RETURN fault;
	END IF;
	payers := EXISTS (SELECT FROM @extschema@.medaid_effective_payer AS p
		WHERE (p.version, p.version_day) = (medaid_version_fault.regulation, medaid_version_fault.first_day));
	benefits := EXISTS (SELECT FROM @extschema@.medaid_effective_benefit AS b
		WHERE (b.version, b.version_day) = (medaid_version_fault.regulation, medaid_version_fault.first_day));
	RETURN format('regulation "%s" of %s ', regulation, to_char(first_day, 'FMYYYY-MM-DD')) || CASE
		WHEN NOT payers AND NOT benefits THEN 'has no rules: neither payers nor benefits'
		WHEN NOT payers THEN 'has no payers: nothing would be taken off before assistance'
		WHEN NOT benefits THEN 'has no benefits: nothing would be paid'
		ELSE @extschema@.medaid_band_fault(regulation, first_day)
		END;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_version_fault(text, date) IS
	'Why medaid_policy() refuses a version of a regulation: medaid_chain_fault(), no payers, no benefits, or medaid_band_fault(); NULL: it does not';
