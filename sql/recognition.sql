-- Recognition (认定) by income, property and expense.

CREATE FUNCTION @extschema@.medaid_recognisable(policy @extschema@.medaid_policy, category text, family_income numeric, persons integer,
		own_in_scope numeric, assets_ok boolean, rigid_expense numeric DEFAULT NULL) RETURNS boolean
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	chain text[] := @extschema@.medaid_categories_of(policy, ARRAY[category]);
	rule @extschema@.medaid_recognition_rule;
	by_income boolean;
	missing text;
BEGIN
	SELECT r.* INTO rule FROM unnest(policy.recognitions) AS r WHERE r.category = ANY (chain)
		ORDER BY array_position(chain, r.category) LIMIT 1;
	IF rule.code IS NULL THEN
		RETURN NULL;
	END IF;
	-- a rule of expense alone has no line
	by_income := rule.line IS DISTINCT FROM 'Infinity' AND (rule.line IS NOT NULL OR rule.line_source IS NOT NULL OR rule.expense_share IS NULL);
	missing := CASE WHEN family_income IS NULL AND (by_income OR rule.expense_share IS NOT NULL) THEN 'family_income'
		WHEN persons IS NULL AND by_income THEN 'persons'
		WHEN own_in_scope IS NULL AND by_income THEN 'own_in_scope'
		WHEN assets_ok IS NULL AND rule.assets THEN 'assets_ok'
		WHEN rigid_expense IS NULL AND rule.expense_share IS NOT NULL THEN 'rigid_expense' END;
	IF missing IS NOT NULL THEN
		RAISE EXCEPTION '% is NULL, but rule "%" of policy "%" (%) asks for it', missing, rule.code, policy.code, rule.article USING
			ERRCODE = 'null_value_not_allowed';
	ELSIF persons < 1 THEN
		RAISE EXCEPTION 'persons % is out of range', persons USING
			ERRCODE = 'numeric_value_out_of_range', HINT = 'A family has at least one person.';
	END IF;
	IF rule.assets AND NOT assets_ok THEN
		RETURN false;
	ELSIF @extschema@.medaid_yuan('rigid_expense', rigid_expense) < @extschema@.medaid_yuan('family_income', family_income) * rule.expense_share THEN
		RETURN false;
	ELSIF NOT by_income THEN
		RETURN true;
	ELSIF rule.line IS NULL THEN
		PERFORM @extschema@.medaid_number_missing(policy.code, rule.code || '.line', rule.line_source, rule.article);
	END IF;
	-- 不超过: the line itself is still under it; multiplied out, so that nothing is rounded
	RETURN @extschema@.medaid_yuan('family_income', family_income) - @extschema@.medaid_yuan('own_in_scope', own_in_scope) <= rule.line * persons;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_recognisable(@extschema@.medaid_policy, text, numeric, integer, numeric, boolean, numeric) IS
	'Whether somebody passes the income, property and expense test of a category: (family income of the year - own in-scope cost) / persons does not exceed the line (安康 二(一)); the rigid expense of the family (刚性支出) reaches the share of its income that the rule names (支出型); NULL where the policy has no such test. What the rule asks for and is NULL: 22004, out of range: 22003, no line: 55000';
