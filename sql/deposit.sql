-- Treatment first, payment after (先诊疗后付费): whose deposit is waived.

CREATE FUNCTION @extschema@.medaid_deposit_waived(policy @extschema@.medaid_policy, categories text[], place text DEFAULT NULL,
		primary_referral boolean DEFAULT NULL, designated boolean DEFAULT NULL) RETURNS boolean
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	held text[] := @extschema@.medaid_categories_of(policy, categories);
	places CONSTANT text[] := '{county,city,province,elsewhere}';
	here integer := array_position(places, coalesce(place, 'city'));
BEGIN
	IF here IS NULL THEN
		RAISE EXCEPTION 'place "%" is unknown', place USING
			ERRCODE = 'invalid_parameter_value',
			HINT = 'county, city, province or elsewhere; NULL = city.';
	END IF;
	-- one rule that waives is enough; without, one whose conditions are ruled elsewhere leaves it open
	RETURN coalesce(designated, true) AND (
		SELECT CASE WHEN bool_or(NOT coalesce(d.conditions_elsewhere, false)) AND coalesce(primary_referral, false) THEN true
			WHEN bool_or(d.conditions_elsewhere) THEN NULL
			ELSE false END
		FROM unnest(policy.deposits) AS d
		WHERE coalesce(d.categories && held, d.conditions_elsewhere)
			AND coalesce(here <= array_position(places, d.within), d.conditions_elsewhere));
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_deposit_waived(@extschema@.medaid_policy, text[], text, boolean, boolean) IS
	'Whether the deposit of a stay is waived (先诊疗后付费): primary_referral: 经基层首诊转诊, NULL = no; designated: NULL = yes; place: NULL = city. NULL where the regulation leaves the conditions to another rule (平顺 第四十一条)';
