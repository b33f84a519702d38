-- A person under a policy: what the functions beyond the single claim share.

CREATE FUNCTION @extschema@.medaid_category_known(policy @extschema@.medaid_policy, category text) RETURNS @extschema@.medaid_policy_category
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	found @extschema@.medaid_policy_category;
BEGIN
	SELECT k.* INTO found FROM unnest(policy.categories) AS k WHERE k.code = category;
	IF found.code IS NULL THEN
		RAISE EXCEPTION 'category % is not known to policy "%"', coalesce('"' || category || '"', 'NULL'), policy.code USING
			ERRCODE = 'invalid_parameter_value',
			HINT = 'medaid_category(name) gives the code of an official name; add categories of your own to medaid_category_name.';
	END IF;
	RETURN found;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_category_known(@extschema@.medaid_policy, text) IS
	'What a policy knows of a category; unknown: 22023';

CREATE FUNCTION @extschema@.medaid_categories_of(policy @extschema@.medaid_policy, categories text[]) RETURNS text[]
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	code text;
	known @extschema@.medaid_policy_category;
	result text[] := '{}';
BEGIN
	IF policy.code IS NULL THEN
		RAISE EXCEPTION 'the policy is NULL' USING ERRCODE = 'null_value_not_allowed';
	ELSIF array_ndims(categories) > 1 THEN
		RAISE EXCEPTION 'categories has more than one dimension' USING ERRCODE = 'invalid_parameter_value';
	END IF;
	FOR i IN 1 .. coalesce(cardinality(categories), 0) LOOP
		code := categories[array_lower(categories, 1) + i - 1];
		LOOP
			known := @extschema@.medaid_category_known(policy, code);
			EXIT WHEN code = ANY (result);
			result := result || code;
			EXIT WHEN known.treated_as IS NULL;
			code := known.treated_as;
		END LOOP;
	END LOOP;
	RETURN result;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_categories_of(@extschema@.medaid_policy, text[]) IS
	'The categories that rules may name for a person: those held, each followed by what the policy treats it as; unknown or NULL ones: 22023';

CREATE FUNCTION @extschema@.medaid_insurance_of(insurance text) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF insurance NOT IN ('resident', 'employee', 'none') THEN
		RAISE EXCEPTION 'insurance "%" is unknown', insurance USING
			ERRCODE = 'invalid_parameter_value',
			HINT = 'resident (居民, 390), employee (职工, 310) or none (未参保); NULL = resident.';
	END IF;
	RETURN coalesce(insurance, 'resident');
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_insurance_of(text) IS
	'The insurance, NULL being resident; other words: 22023';

CREATE FUNCTION @extschema@.medaid_yuan(field text, value numeric) RETURNS numeric
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF value < 0 OR value > 1000000000000 THEN
		RAISE EXCEPTION '% % is out of range', field, value USING
			ERRCODE = 'numeric_value_out_of_range',
			HINT = 'Amounts are yuan, not negative, at most 10^12.';
	END IF;
	RETURN round(value, 2);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_yuan(text, numeric) IS
	'An amount to the fen; negative, NaN or above 10^12: 22003 naming the field';

CREATE FUNCTION @extschema@.medaid_number_missing(policy text, path text, source text, article text) RETURNS void
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RAISE EXCEPTION 'policy "%" has no number for "%"%', policy, path, coalesce(': needs reference value ' || source, '') USING
		ERRCODE = 'object_not_in_prerequisite_state',
		DETAIL = format('The rule is %s.', article),
		HINT = CASE WHEN source IS NULL
			THEN format('Set it with medaid_policy_with(policy, %L, value), or insert a row of your own for the rule.', path)
			ELSE format('Insert the reference value %s into medaid_reference (area, indicator, year, value, published_on, source), or set the number with medaid_policy_with(policy, %L, value).', source, path) END;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_number_missing(text, text, text, text) IS
	'Raises 55000: a number that a rule needs and the policy lacks';
