-- Premium subsidy (资助参保): who pays the personal contribution (个人缴费).

CREATE TYPE @extschema@.medaid_premium AS (
	category	text,		-- the one applied; NULL = none is subsidised
	assistance	numeric,	-- the assistance fund
	government	numeric,	-- the government: what assistance leaves, and fiscal_subsidy where it is the county's
	personal	numeric,	-- the person, after any refund; NULL = no contribution was given, and none was needed
	refund		numeric,	-- of what was paid already
	rule		text,
	article		text,
	timing		text,		-- before, during, after the collection, next_year; NULL = does not matter
	entitled_from	date,	-- 平顺 第三十四条: no waiting from this day on; NULL = see entitlement
	entitlement	text,		-- with_insurance, from_list, from_list_once_paid, by_day_of_joining; NULL = not in the text
	unsaid		text		-- what the text does not say, so that the four amounts are NULL; NULL = it says all
);
COMMENT ON TYPE @extschema@.medaid_premium IS 'Who pays a person''s contribution: assistance + government + personal = contribution (+ fiscal_subsidy, where the county carries it)';

-- The days of recognition as a list that runs with the categories.
CREATE FUNCTION @extschema@.medaid_recognition_days(categories text[], recognised_on date[]) RETURNS date[]
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF recognised_on IS NULL THEN
		RETURN NULL;
	ELSIF array_ndims(recognised_on) > 1 THEN
		RAISE EXCEPTION 'recognised_on has more than one dimension' USING ERRCODE = 'invalid_parameter_value';
	ELSIF cardinality(recognised_on) <> coalesce(cardinality(categories), 0) THEN
		RAISE EXCEPTION 'recognised_on has % elements, categories %', cardinality(recognised_on), coalesce(cardinality(categories), 0) USING
			ERRCODE = 'invalid_parameter_value',
			HINT = 'Give a day for each category, NULL for one recognised long ago: ''{2020-01-01,NULL}''.';
	ELSIF 'infinity' = ANY (recognised_on) THEN
		RAISE EXCEPTION 'recognised_on "infinity" is no day' USING ERRCODE = 'invalid_parameter_value';
	END IF;
	-- numbered from 1, whatever the caller's array is
	RETURN ARRAY(SELECT nullif(d.day, '-infinity') FROM unnest(recognised_on) WITH ORDINALITY AS d (day, n) ORDER BY d.n);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_recognition_days(text[], date[]) IS
	'The days of recognition, one for each category, NULL and -infinity = long ago; 22023 where their number differs from that of the categories';

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
	RETURN rule;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_premium_rule_of(@extschema@.medaid_policy, text, date) IS
	'The premium subsidy of a category: its own rule, or that of the category it is treated as; NULL where there is none. Rate and amount 0: assisted, but not subsidised; kinds_only: only the kinds of the category have one';

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
	-- 集中参保缴费期…同缴同补: in the collection, whatever calendar year the day is of
	ELSIF recognised_on < upper(collection) IS NOT FALSE THEN
		RETURN 'during';
	END IF;
	RETURN CASE rule.recognition WHEN 'next_year' THEN 'next_year' ELSE 'after' END;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_premium_timing(@extschema@.medaid_premium_rule, daterange, date) IS
	'before, during or after the collection period, or next_year, as far as the rule asks; NULL where it does not';

-- personal: the contribution, as far as it is known
CREATE FUNCTION @extschema@.medaid_premium_none(personal numeric) RETURNS @extschema@.medaid_premium
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN ROW(NULL, 0.00, 0.00, personal, 0.00, NULL, NULL, NULL, NULL, NULL, NULL)::@extschema@.medaid_premium;
COMMENT ON FUNCTION @extschema@.medaid_premium_none(numeric) IS 'No premium subsidy: the person carries the contribution';

-- What one rule gives.  Where the text does not say what becomes of a person who
-- had paid, unsaid is set and the amounts are the most that it could give.
CREATE FUNCTION @extschema@.medaid_premium_by(rule @extschema@.medaid_premium_rule, category text, standard numeric,
		collection daterange, recognised_on date, paid_on date,
		OUT result @extschema@.medaid_premium, OUT missing text, OUT county boolean) RETURNS record
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	paid_before boolean := coalesce(paid_on <= recognised_on, false);
BEGIN
	result := @extschema@.medaid_premium_none(standard);
	result.category := category;
	result.rule := rule.code;
	result.article := rule.article;
	result.timing := @extschema@.medaid_premium_timing(rule, collection, recognised_on);
	county := false;
	-- 已缴费的, 不再退还; 纳入下年度: no number is needed
	IF result.timing = 'next_year' OR result.timing = 'after' AND paid_before THEN
		RETURN;
	END IF;
	-- 财政补助部分由县财政全额承担
	county := result.timing IS NOT DISTINCT FROM 'after';
	IF paid_before AND NOT (result.timing = 'during' AND rule.recognition = 'windows') THEN
		result.unsaid := 'paid_before_recognition';
	END IF;
	IF standard IS NULL THEN
		missing := rule.code || '.standard';
	ELSE
		result.assistance := least(standard, greatest(round(coalesce(rule.rate, 0) * standard, 2), round(coalesce(rule.amount, 0), 2)));
		IF result.assistance < standard AND (rule.rate IS NULL OR rule.amount IS NULL) THEN
			missing := rule.code || CASE WHEN rule.rate IS NULL THEN '.rate' ELSE '.amount' END;
		END IF;
	END IF;
	IF missing IS NOT NULL THEN
		-- for an answer that cannot be known no number is asked for
		IF result.unsaid IS NOT NULL THEN
			missing := NULL;
			result.personal := 0.00;
		END IF;
		RETURN;
	END IF;
	result.personal := standard - result.assistance;
	IF rule.government_rest THEN
		result.government := result.personal;
		result.personal := 0.00;
	END IF;
	-- 应当按照当年资助标准退还其个人缴费
	IF paid_before THEN
		result.refund := standard - result.personal;
	END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_premium_by(@extschema@.medaid_premium_rule, text, numeric, daterange, date, date) IS
	'What one rule of premium subsidy gives, or the path of the number it lacks; with unsaid, the most that it could give; county: the fiscal subsidy is the county''s';

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

-- The error for a number that a rule lacks; missing: its path.
CREATE FUNCTION @extschema@.medaid_premium_missing(policy @extschema@.medaid_policy, rule @extschema@.medaid_premium_rule, missing text) RETURNS void
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF missing = rule.code || '.standard' THEN
		PERFORM @extschema@.medaid_premium_standard(policy, rule, NULL::numeric);
	END IF;
	PERFORM @extschema@.medaid_number_missing(policy.code, missing, NULL::text, rule.article);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_premium_missing(@extschema@.medaid_policy, @extschema@.medaid_premium_rule, text) IS
	'Says that a rule of premium subsidy lacks a number: 55000, and 22004 for a contribution (standard) that only the caller can give';

-- 平顺 第三十四条: from when somebody is entitled; listed: NULL = long ago, owes: something is left to pay.
CREATE FUNCTION @extschema@.medaid_premium_entitlement(collection daterange, listed date, paid_on date, owes boolean,
		OUT entitled_from date, OUT entitlement text) RETURNS record
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF paid_on >= upper(collection) THEN
		entitled_from := listed;
		entitlement := 'from_list';
	ELSIF paid_on IS NULL AND listed >= upper(collection) THEN
		-- 补缴个人缴费自负部分后
		entitled_from := listed;
		entitlement := CASE WHEN owes THEN 'from_list_once_paid' ELSE 'from_list' END;
	ELSIF paid_on IS NULL OR collection IS NULL THEN
		entitlement := 'by_day_of_joining';
	ELSE
		entitlement := 'with_insurance';
	END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_premium_entitlement(daterange, date, date, boolean) IS
	'From when somebody is entitled (平顺 第三十四条): paid within the collection: with_insurance; joined after it: from_list, from_list_once_paid while a part is owed; not known when: by_day_of_joining';

-- The best of what the rules of the categories give (就高), and what else the answer needs of them.
-- standard: the contribution, rounded; NULL = that of the rules.
CREATE FUNCTION @extschema@.medaid_premium_best(policy @extschema@.medaid_policy, categories text[], days date[], standard numeric,
		collection daterange, paid_on date,
		OUT best @extschema@.medaid_premium,	-- of what the text says
		OUT best_left numeric,					-- what it leaves the person; Infinity: not known
		OUT county boolean,						-- the fiscal subsidy is the county's
		OUT unsaid @extschema@.medaid_premium,	-- the most of what the text leaves open
		OUT own_paid numeric,					-- what was left to the person when he paid; NULL: all
		OUT undecided integer[],				-- places in categories of those that do not say which kind of them is held
		OUT missing text, OUT missing_rule @extschema@.medaid_premium_rule,	-- the first number that is lacking
		OUT listed date, OUT list_article text) RETURNS record	-- the earliest list; infinity: none
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	category text;
	rule @extschema@.medaid_premium_rule;
	one record;
	left_over numeric;
	best_rank integer;
	rank integer;
BEGIN
	best := @extschema@.medaid_premium_none(coalesce(standard, @extschema@.medaid_yuan('standard', policy.premiums[1].standard)));
	best_left := coalesce(best.personal, 'Infinity');
	county := false;
	listed := 'infinity';
	FOR i IN 1 .. cardinality(categories) LOOP
		category := categories[array_lower(categories, 1) + i - 1];
		rule := @extschema@.medaid_premium_rule_of(policy, category, days[i]);
		CONTINUE WHEN rule.code IS NULL;
		IF rule.recognition = 'windows' THEN
			listed := least(listed, coalesce(days[i], '-infinity'));
			list_article := coalesce(list_article, rule.article);
		END IF;
		IF rule.kinds_only THEN
			undecided := undecided || i;
		END IF;
		-- whom the text leaves out has a row of zeros
		CONTINUE WHEN rule.kinds_only OR rule.rate = 0 AND rule.amount = 0;
		SELECT b.* INTO one FROM @extschema@.medaid_premium_by(rule, category,
			coalesce(standard, @extschema@.medaid_yuan('standard', rule.standard)), collection, days[i], paid_on) AS b;
		left_over := coalesce((one.result).personal, 'Infinity');
		IF one.missing IS NOT NULL THEN
			IF missing IS NULL THEN
				missing := one.missing;
				missing_rule := rule;
			END IF;
		ELSIF (one.result).unsaid IS NOT NULL THEN
			IF unsaid.category IS NULL OR (left_over, -(one.result).assistance) < (unsaid.personal, -unsaid.assistance) THEN
				unsaid := one.result;
			END IF;
		ELSE
			own_paid := CASE WHEN paid_on <= days[i] THEN own_paid ELSE least(own_paid, left_over) END;
			rank := (@extschema@.medaid_category_known(policy, category)).rank;
			-- what leaves the person least, then what the fund gives most of; then who was listed in time, and the rank
			IF best.category IS NULL OR (left_over, -(one.result).assistance, one.county, rank) < (best_left, -best.assistance, county, best_rank) THEN
				best := one.result;
				best_left := left_over;
				county := one.county;
				best_rank := rank;
			END IF;
		END IF;
	END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_premium_best(@extschema@.medaid_policy, text[], date[], numeric, daterange, date) IS
	'The best of what the rules of premium subsidy give for the categories, each recognised on its day; unsaid: the most of what the text leaves open; undecided: categories that do not say which kind of them is held; missing: the first number that is lacking';

-- A category that stands for several kinds (kinds_only) says too little where one of them would better
-- what the others give (best, best_left, own_paid: of medaid_premium_best).
CREATE FUNCTION @extschema@.medaid_premium_check_kinds(policy @extschema@.medaid_policy, category text, recognised_on date, standard numeric,
		collection daterange, paid_on date, best @extschema@.medaid_premium, best_left numeric, own_paid numeric,
		OUT missing text, OUT missing_rule @extschema@.medaid_premium_rule) RETURNS record
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	rule @extschema@.medaid_premium_rule := @extschema@.medaid_premium_rule_of(policy, category, recognised_on);
	kinds text[] := ARRAY(SELECT k.code FROM unnest(policy.categories) AS k WHERE k.treated_as = rule.category ORDER BY k.rank);
	kind_rule @extschema@.medaid_premium_rule;
	one record;
	left_over numeric;
	decides boolean := kinds = '{}';
BEGIN
	FOR n IN 1 .. cardinality(kinds) LOOP
		kind_rule := @extschema@.medaid_premium_rule_of(policy, kinds[n], recognised_on);
		CONTINUE WHEN kind_rule.code IS NULL OR kind_rule.kinds_only OR kind_rule.rate = 0 AND kind_rule.amount = 0;
		SELECT b.* INTO one FROM @extschema@.medaid_premium_by(kind_rule, category,
			coalesce(standard, @extschema@.medaid_yuan('standard', kind_rule.standard)), collection, recognised_on, paid_on) AS b;
		left_over := coalesce((one.result).personal, 'Infinity');
		IF one.missing IS NULL THEN
			-- it gives more, or he had paid less and gets less back
			decides := decides OR (left_over, -(one.result).assistance) < (best_left, -best.assistance)
				OR best.refund > 0 AND (paid_on <= recognised_on) IS NOT TRUE AND left_over < least(own_paid, best.personal + best.refund);
		ELSIF missing IS NULL THEN
			missing := one.missing;
			missing_rule := kind_rule;
		END IF;
	END LOOP;
	IF decides THEN
		RAISE EXCEPTION 'category "%" does not say which kind of it is held, and policy "%" (%) subsidises them differently', category, policy.code, rule.article USING
			ERRCODE = 'invalid_parameter_value',
			HINT = format('Name the kind: %s.', array_to_string(kinds, ', '));
	END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_premium_check_kinds(@extschema@.medaid_policy, text, date, numeric, daterange, date, @extschema@.medaid_premium, numeric, numeric) IS
	'22023 where a category does not say which kind of it is held, and a kind would better what the other categories give; else the first number that a kind lacks';

CREATE FUNCTION @extschema@.medaid_premium(policy @extschema@.medaid_policy, categories text[], insurance text DEFAULT NULL,
		standard numeric DEFAULT NULL, fiscal_subsidy numeric DEFAULT NULL, collection daterange DEFAULT NULL,
		recognised_on date[] DEFAULT NULL, paid_on date DEFAULT NULL) RETURNS @extschema@.medaid_premium
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	covered text := @extschema@.medaid_insurance_of(insurance);
	known text[] := @extschema@.medaid_categories_of(policy, categories);
	days date[] := @extschema@.medaid_recognition_days(categories, recognised_on);
	given numeric := @extschema@.medaid_yuan('standard', standard);
	subsidy numeric := @extschema@.medaid_yuan('fiscal_subsidy', fiscal_subsidy);
	found record;		-- medaid_premium_best
	kinds record;
	best @extschema@.medaid_premium;
	undecided integer;
BEGIN
	IF isempty(collection) THEN
		RAISE EXCEPTION 'the collection period is empty' USING ERRCODE = 'invalid_parameter_value';
	ELSIF NOT isfinite(paid_on) THEN
		RAISE EXCEPTION 'paid_on "%" is no day', paid_on USING ERRCODE = 'invalid_parameter_value', HINT = 'NULL = not paid.';
	-- every text speaks of 居民医保, which who is not insured is led to join; no subsidy: no number is asked for
	ELSIF covered = 'employee' OR known = '{}' THEN
		RETURN @extschema@.medaid_premium_none(given);
	END IF;
	found := @extschema@.medaid_premium_best(policy, categories, days, given, collection, paid_on);
	best := found.best;
	FOREACH undecided IN ARRAY coalesce(found.undecided, '{}') LOOP
		kinds := @extschema@.medaid_premium_check_kinds(policy, categories[array_lower(categories, 1) + undecided - 1], days[undecided], given,
			collection, paid_on, best, found.best_left, found.own_paid);
		IF found.missing IS NULL THEN
			found.missing := kinds.missing;
			found.missing_rule := kinds.missing_rule;
		END IF;
	END LOOP;
	-- a number that cannot better the result is not needed
	IF found.missing IS NOT NULL AND (best.category IS NULL OR found.best_left > 0 OR best.refund > 0) THEN
		PERFORM @extschema@.medaid_premium_missing(policy, found.missing_rule, found.missing);
	ELSIF ((found.unsaid).personal, -(found.unsaid).assistance) < (found.best_left, -best.assistance) THEN
		best := found.unsaid;
		best.assistance := NULL;
		best.government := NULL;
		best.personal := NULL;
		best.refund := NULL;
	ELSIF found.county AND subsidy IS NULL THEN
		RAISE EXCEPTION 'fiscal_subsidy is NULL, but rule "%" of policy "%" (%) has the county pay it after the collection', best.rule, policy.code, best.article USING
			ERRCODE = 'null_value_not_allowed',
			HINT = 'Give the year''s fiscal subsidy (财政补助) a person.';
	ELSIF found.county THEN
		best.government := best.government + subsidy;
	END IF;
	-- who paid as one category gets back what another adds
	IF best.refund > 0 AND found.own_paid < best.personal + best.refund THEN
		best.refund := greatest(found.own_paid - best.personal, 0.00);
	END IF;
	IF found.listed < 'infinity' THEN
		SELECT e.* INTO best.entitled_from, best.entitlement
			FROM @extschema@.medaid_premium_entitlement(collection, nullif(found.listed, '-infinity'), paid_on, coalesce(best.personal > 0, true)) AS e;
		best.article := coalesce(best.article, found.list_article);
	END IF;
	RETURN best;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_premium(@extschema@.medaid_policy, text[], text, numeric, numeric, daterange, date[], date) IS
	'Premium subsidy (资助参保): who pays a person''s contribution; standard: the personal contribution, fiscal_subsidy: the fiscal part, collection: the collection period, recognised_on: parallel to categories, NULL = long ago, paid_on: NULL = not paid. Amounts NULL with unsaid: the text does not say';

-- One category, one day.
CREATE FUNCTION @extschema@.medaid_premium(policy @extschema@.medaid_policy, categories text[], insurance text,
		standard numeric, fiscal_subsidy numeric, collection daterange, recognised_on date, paid_on date DEFAULT NULL) RETURNS @extschema@.medaid_premium
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN @extschema@.medaid_premium(policy, categories, insurance, standard, fiscal_subsidy, collection,
		CASE WHEN pg_catalog.cardinality(categories) OPERATOR(pg_catalog.>) 0 AND recognised_on IS NOT NULL THEN ARRAY[recognised_on] END, paid_on);
COMMENT ON FUNCTION @extschema@.medaid_premium(@extschema@.medaid_policy, text[], text, numeric, numeric, daterange, date, date) IS
	'The same for who holds one category, recognised on one day; several categories: 22023';

-- Without it a literal would fit both of the others, and so neither.
CREATE FUNCTION @extschema@.medaid_premium(policy @extschema@.medaid_policy, categories text[], insurance text,
		standard numeric, fiscal_subsidy numeric, collection daterange, recognised_on text, paid_on date DEFAULT NULL) RETURNS @extschema@.medaid_premium
	LANGUAGE sql STABLE PARALLEL SAFE
	RETURN CASE WHEN recognised_on OPERATOR(pg_catalog.~) '^\s*\{'
		THEN @extschema@.medaid_premium(policy, categories, insurance, standard, fiscal_subsidy, collection, recognised_on::date[], paid_on)
		ELSE @extschema@.medaid_premium(policy, categories, insurance, standard, fiscal_subsidy, collection, recognised_on::date, paid_on) END;
COMMENT ON FUNCTION @extschema@.medaid_premium(@extschema@.medaid_policy, text[], text, numeric, numeric, daterange, text, date) IS
	'The same with the day or days as a literal, of one day or of an array of days';
