-- Premium subsidy (资助参保): who pays the personal contribution (个人缴费).

CREATE TYPE @extschema@.medaid_premium AS (
	category	text,		-- the one applied; NULL = none is subsidised
	assistance	numeric,	-- the assistance fund
	government	numeric,	-- the government: what assistance leaves, and fiscal_subsidy where it is the county's
	personal	numeric,	-- the person, after any refund
	refund		numeric,	-- of what was paid already; part of assistance
	rule		text,
	article		text,
	timing		text,		-- before, during, after the collection, next_year; NULL = does not matter
	entitled_from	date	-- 平顺 第三十四条: no waiting from this day on; NULL = with the insurance
);
COMMENT ON TYPE @extschema@.medaid_premium IS 'Who pays a person''s contribution: assistance + government + personal = contribution (+ fiscal_subsidy, where the county carries it)';

-- The rule of a category: its own, or that of what it is treated as.
CREATE FUNCTION @extschema@.medaid_premium_rule_of(policy @extschema@.medaid_policy, category text, recognised_on date) RETURNS @extschema@.medaid_premium_rule
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	chain text[] := @extschema@.medaid_categories_of(policy, ARRAY[category]);
	rule @extschema@.medaid_premium_rule;
BEGIN
	-- recognised after the transition: not among the assisted
	IF recognised_on >= policy.transition_until AND EXISTS (
			SELECT FROM unnest(policy.identities) AS i
			WHERE i.rule = 'before_transition' AND (i.categories IS NULL OR i.categories && chain)) THEN
		RETURN NULL;
	END IF;
	SELECT r.* INTO rule FROM unnest(policy.premiums) AS r WHERE r.category = ANY (chain)
		ORDER BY array_position(chain, r.category) LIMIT 1;
	-- a kind that the text leaves out has a row of zeros, so that it does not take that of the whole
	IF rule.rate = 0 AND rule.amount = 0 AND NOT rule.kinds_only THEN
		RETURN NULL;
	ELSIF rule.kinds_only THEN
		RAISE EXCEPTION 'category "%" does not say which kind of it is held, and policy "%" (%) subsidises them differently', category, policy.code, rule.article USING
			ERRCODE = 'invalid_parameter_value',
			HINT = format('Name the kind: %s.', (SELECT string_agg(k.code, ', ' ORDER BY k.rank) FROM unnest(policy.categories) AS k WHERE k.treated_as = rule.category));
	END IF;
	RETURN rule;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_premium_rule_of(@extschema@.medaid_policy, text, date) IS
	'The premium subsidy of a category: its own rule, or that of the category it is treated as; NULL where there is none; 22023 where only its kinds have one';

-- When somebody was recognised, as far as the rule asks.
CREATE FUNCTION @extschema@.medaid_premium_timing(rule @extschema@.medaid_premium_rule, collection daterange, recognised_on date) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF rule.recognition = 'any' THEN
		RETURN NULL;
	ELSIF recognised_on IS NULL OR recognised_on = '-infinity' THEN
		RETURN 'before';
	ELSIF collection IS NULL THEN
		RAISE EXCEPTION 'collection is NULL, but rule "%" (%) asks for the collection period', rule.code, rule.article USING
			ERRCODE = 'null_value_not_allowed',
			HINT = 'Give it as a daterange: collection => ''[2024-09-01,2024-12-31]''.';
	ELSIF recognised_on < lower(collection) THEN
		RETURN 'before';
	ELSIF recognised_on < upper(collection) IS NOT FALSE THEN
		-- 自然年度内动态新增的, 纳入下年度: the year in which the collection begins has the next as its own
		IF rule.recognition = 'next_year' AND extract(year FROM recognised_on) > extract(year FROM lower(collection)) THEN
			RETURN 'next_year';
		END IF;
		RETURN 'during';
	END IF;
	RETURN CASE rule.recognition WHEN 'next_year' THEN 'next_year' ELSE 'after' END;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_premium_timing(@extschema@.medaid_premium_rule, daterange, date) IS
	'before, during or after the collection period, or next_year, as far as the rule asks; NULL where it does not';

-- What one rule gives.
CREATE FUNCTION @extschema@.medaid_premium_by(policy @extschema@.medaid_policy, rule @extschema@.medaid_premium_rule, category text, standard numeric, fiscal_subsidy numeric,
		collection daterange, recognised_on date, paid_on date, OUT result @extschema@.medaid_premium, OUT missing text) RETURNS record
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	paid_before boolean := coalesce(paid_on <= recognised_on, false);
BEGIN
	result.category := category;
	result.assistance := 0.00;
	result.government := 0.00;
	result.personal := standard;
	result.refund := 0.00;
	result.rule := rule.code;
	result.article := rule.article;
	result.timing := @extschema@.medaid_premium_timing(rule, collection, recognised_on);
	-- 已缴费的, 不再退还; 纳入下年度
	IF result.timing = 'next_year' OR result.timing = 'after' AND paid_before THEN
		RETURN;
	END IF;
	result.assistance := least(standard, greatest(round(coalesce(rule.rate, 0) * standard, 2), round(coalesce(rule.amount, 0), 2)));
	IF result.assistance < standard AND (rule.rate IS NULL OR rule.amount IS NULL) THEN
		missing := rule.code || CASE WHEN rule.rate IS NULL THEN '.rate' ELSE '.amount' END;
		RETURN;
	END IF;
	result.personal := standard - result.assistance;
	IF rule.government_rest THEN
		result.government := result.personal;
		result.personal := 0.00;
	END IF;
	-- 应当按照当年资助标准退还其个人缴费
	IF result.timing = 'during' AND rule.recognition = 'windows' AND paid_before THEN
		result.refund := result.assistance;
	END IF;
	-- 财政补助部分由县财政全额承担; 自提供名单之日起享受待遇
	IF result.timing = 'after' THEN
		IF fiscal_subsidy IS NULL THEN
			RAISE EXCEPTION 'fiscal_subsidy is NULL, but rule "%" of policy "%" (%) has the county pay it after the collection', rule.code, policy.code, rule.article USING
				ERRCODE = 'null_value_not_allowed',
				HINT = 'Give the year''s fiscal subsidy (财政补助) a person.';
		END IF;
		result.government := result.government + fiscal_subsidy;
		result.entitled_from := recognised_on;
	END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_premium_by(@extschema@.medaid_policy, @extschema@.medaid_premium_rule, text, numeric, numeric, daterange, date, date) IS
	'What one rule of premium subsidy gives, or the path of the number it lacks';

-- The contribution: what the caller gives, or the reference value of the rule.
CREATE FUNCTION @extschema@.medaid_premium_standard(policy @extschema@.medaid_policy, rule @extschema@.medaid_premium_rule, standard numeric) RETURNS numeric
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	result numeric := @extschema@.medaid_yuan('standard', coalesce(standard, rule.standard));
BEGIN
	IF result IS NULL AND rule.standard_source IS NOT NULL THEN
		PERFORM @extschema@.medaid_number_missing(policy.code, rule.code || '.standard', rule.standard_source, rule.article);
	ELSIF result IS NULL THEN
		RAISE EXCEPTION 'standard is NULL' USING
			ERRCODE = 'null_value_not_allowed',
			HINT = 'Give the year''s personal contribution (个人缴费标准).';
	END IF;
	RETURN result;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_premium_standard(@extschema@.medaid_policy, @extschema@.medaid_premium_rule, numeric) IS
	'The personal contribution: as given, or the reference value of the rule; 22004 or 55000 where there is neither';

CREATE FUNCTION @extschema@.medaid_premium(policy @extschema@.medaid_policy, categories text[], insurance text DEFAULT NULL,
		standard numeric DEFAULT NULL, fiscal_subsidy numeric DEFAULT NULL, collection daterange DEFAULT NULL,
		recognised_on date DEFAULT NULL, paid_on date DEFAULT NULL) RETURNS @extschema@.medaid_premium
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	covered text := @extschema@.medaid_insurance_of(insurance);
	known text[] := @extschema@.medaid_categories_of(policy, categories);
	subsidy numeric := @extschema@.medaid_yuan('fiscal_subsidy', fiscal_subsidy);
	rule @extschema@.medaid_premium_rule;
	one record;
	best @extschema@.medaid_premium;
	best_rank integer;
	rank integer;
	missing text;
	missing_article text;
BEGIN
	IF isempty(collection) THEN
		RAISE EXCEPTION 'the collection period is empty' USING ERRCODE = 'invalid_parameter_value';
	END IF;
	-- every text speaks of 居民医保
	IF covered = 'resident' AND known <> '{}' THEN
		FOR i IN array_lower(categories, 1) .. array_upper(categories, 1) LOOP
			rule := @extschema@.medaid_premium_rule_of(policy, categories[i], recognised_on);
			CONTINUE WHEN rule.code IS NULL;
			SELECT b.* INTO one FROM @extschema@.medaid_premium_by(policy, rule, categories[i],
				@extschema@.medaid_premium_standard(policy, rule, standard), subsidy, collection, recognised_on, paid_on) AS b;
			IF one.missing IS NOT NULL THEN
				missing := coalesce(missing, one.missing);
				missing_article := coalesce(missing_article, rule.article);
				CONTINUE;
			END IF;
			rank := (@extschema@.medaid_category_known(policy, categories[i])).rank;
			-- 就高: what leaves the person least, then what the fund gives most of
			IF best.category IS NULL OR ((one.result).personal, -(one.result).assistance, rank) < (best.personal, -best.assistance, best_rank) THEN
				best := one.result;
				best_rank := rank;
			END IF;
		END LOOP;
	END IF;
	-- a number that cannot better the result is not needed
	IF missing IS NOT NULL AND (best.category IS NULL OR best.personal > 0) THEN
		PERFORM @extschema@.medaid_number_missing(policy.code, missing, NULL, missing_article);
	ELSIF best.category IS NULL THEN
		best := ROW(NULL, 0.00, 0.00, @extschema@.medaid_premium_standard(policy, policy.premiums[1], standard), 0.00, NULL, NULL, NULL, NULL);
	END IF;
	RETURN best;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_premium(@extschema@.medaid_policy, text[], text, numeric, numeric, daterange, date, date) IS
	'Premium subsidy (资助参保): who pays a person''s contribution; standard: the personal contribution, fiscal_subsidy: the fiscal part, collection: the collection period, recognised_on: NULL = long ago, paid_on: NULL = not paid';
