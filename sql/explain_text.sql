-- An explanation in words: what a clerk reads to a patient.

-- English for the regulation's own terms that steps carry as labels.
CREATE FUNCTION @extschema@.medaid_english(label text) RETURNS text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN replace(replace(replace(replace(replace(replace(replace(replace(label,
		'普惠型商业健康保险', 'inclusive commercial insurance'), '商业健康保险', 'commercial insurance'),
		'补充医疗保险', 'supplementary insurance'), '社会互助帮困', 'mutual aid'),
		'基本医疗保险', 'basic medical insurance'), '大病保险特药', 'critical illness insurance'),
		'大病保险', 'critical illness insurance'), '、', ', ');
COMMENT ON FUNCTION @extschema@.medaid_english(text) IS 'English names of the payers in a label of medaid_explain()';

CREATE FUNCTION @extschema@.medaid_reason_english(reason text) RETURNS text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN CASE reason
		WHEN 'not_designated' THEN 'the provider is not a designated one'
		WHEN 'referral_non_compliant' THEN 'the rules of referral were not kept'
		WHEN 'outside_home_city' THEN 'care outside the home city needs a referral'
		WHEN 'applied_late' THEN 'the period to apply had passed'
		WHEN 'insurance_not_covered' THEN 'the policy does not assist persons with this insurance, or without any'
		WHEN 'assisted_elsewhere' THEN 'the person has been assisted where insured'
		WHEN 'no_category' THEN 'the person is in none of the assisted categories'
		WHEN 'identity_ended' THEN 'the person is no longer recognised'
		WHEN 'not_yet_recognised' THEN 'the person was not yet recognised'
		WHEN 'policy_not_in_force' THEN 'the policy was not in force'
		WHEN 'category_not_eligible' THEN 'the policy does not assist this category'
		WHEN 'service_not_covered' THEN 'the policy does not cover this service'
		WHEN 'no_burden' THEN 'nothing in scope is left to the patient'
		WHEN 'already_paid' THEN 'others have paid the whole bill'
		WHEN 'below_deductible' THEN 'the cost does not exceed the deductible'
		WHEN 'cap_exhausted' THEN 'the limit of the year is used up'
		WHEN 'rounds_to_zero' THEN 'the aid is less than a fen'
	END;
COMMENT ON FUNCTION @extschema@.medaid_reason_english(text) IS 'A reason code of a settlement in English; NULL for what is none';

-- One step as part of a sentence; NULL: not read out.
CREATE FUNCTION @extschema@.medaid_step_words(step @extschema@.medaid_step, language text, category text, regulation text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN language = 'zh' THEN
		CASE
			WHEN (step).item = 'bill' THEN format('本次医疗费总额%s元', (step).amount)
			WHEN (step).item = 'out_of_scope' THEN format('其中政策范围外费用%s元', (step).amount)
			WHEN (step).item = 'burden' THEN format('%s%s元', (step).label, (step).amount)
			WHEN (step).item = 'patient_pays' THEN format('最后由您个人支付%s元', (step).amount)
			WHEN (step).item = 'excess' THEN format('各方支付合计超出医疗费总额%s元，须核对', (step).amount)
			WHEN (step).item = 'may_carry' THEN regexp_replace((step).label, ' \([ -~]+\)$', '')
			WHEN @extschema@.medaid_reason_english((step).item) IS NOT NULL THEN
				format('因%s（依据《%s》%s），本次没有医疗救助', (step).label, regulation, (step).article)
			WHEN (step).item = 'identity' THEN format('按%s的规定（%s）', (step).label, (step).article)
			WHEN (step).item = 'recognised_twice' THEN format('%s，与首次申请共用一个年度救助限额', (step).label)
			-- paid by a further stage; else the reason says it
			WHEN (step).item = 'assistance' AND (step).amount = 0 AND (step).limit_left = 0 AND regulation IS NULL THEN format('%s的年度救助限额已用完', (step).label)
			WHEN (step).amount = 0 THEN NULL
			WHEN (step).item = 'threshold' THEN format('%s%s元', (step).label, (step).amount)
			WHEN (step).item = 'deductible' THEN format('先扣除%s%s元', (step).label, (step).amount)
			WHEN (step).item = 'band' THEN format('其中%s元按%s%%比例', (step).amount, trim_scale((step).rate * 100))
			WHEN (step).item = 'limit' THEN format('%s尚余%s元', (step).label, (step).amount)
			WHEN (step).item = 'within_bill' THEN format('各方支付不超过医疗费总额，救助减少%s元', (step).amount)
			WHEN (step).item = 'for_earlier' THEN format('其中%s元为%s', (step).amount, (step).label)
			WHEN (step).item = 'hospital_borne' THEN
				format('目录外费用超过控制比例的%s元由医疗机构承担', (step).amount)
			WHEN (step).item IN ('assistance', 'top_up', 'tilted', 'off_catalog') THEN
				format('%s%s%s，救助%s元', (step).label,
					CASE WHEN (step).item <> 'top_up' THEN '按' || trim_scale((step).rate * 100) || '%比例' END,
					CASE WHEN (step).limit_left IS NOT NULL THEN '，以年度救助限额为限' END, (step).amount)
			ELSE format('%s支付%s元', (step).label, (step).amount)
		END
	ELSE
		CASE
			WHEN (step).item = 'bill' THEN format('The bill is %s yuan', (step).amount)
			WHEN (step).item = 'out_of_scope' THEN format('%s of it outside the scope of the policy', (step).amount)
			WHEN (step).item = 'burden' THEN format('%s%s is left to the patient', CASE WHEN (step).label <> '医疗费个人负担' THEN 'in scope ' ELSE '' END, (step).amount)
			WHEN (step).item = 'patient_pays' THEN format('You pay %s yuan', (step).amount)
			WHEN (step).item = 'excess' THEN format('all payments together exceed the bill by %s, which must be checked', (step).amount)
			WHEN (step).item = 'may_carry' THEN
				coalesce(substring((step).label FROM ' \(([ -~]+)\)$'), (step).label)
			WHEN @extschema@.medaid_reason_english((step).item) IS NOT NULL THEN
				format('No medical assistance is paid for it: %s [%s]',
					-- a further limit may be of a month or a day
					CASE WHEN (step).label LIKE '限额已用完%' THEN 'a limit is used up'
						WHEN (step).label = '救助金额取整后为零' THEN 'the aid rounds to nothing' ELSE @extschema@.medaid_reason_english((step).item) END, concat_ws(', ', regulation, (step).article))
			WHEN (step).item = 'identity' THEN format('the category counts by %s', (step).article)
			WHEN (step).item = 'recognised_twice' THEN 'the second application of the year shares the limit of the first'
			WHEN (step).item = 'assistance' AND (step).amount = 0 AND (step).limit_left = 0 AND regulation IS NULL THEN format('the limit of the year for %s is used up', category)
			WHEN (step).amount = 0 THEN NULL
			WHEN (step).item = 'threshold' THEN format('the deductible, which is not taken off, is exceeded by %s', (step).amount)
			WHEN (step).item = 'deductible' THEN format('%s of it falls under the deductible', (step).amount)
			WHEN (step).item = 'band' THEN format('%s of it at %s%%', (step).amount, trim_scale((step).rate * 100))
			WHEN (step).item = 'limit' THEN format('the limit %s leaves %s', coalesce(substring((step).label FROM '\(([ -~]+)\)$'), (step).label), (step).amount)
			WHEN (step).item = 'within_bill' THEN format('payments stop at the bill, which makes the aid %s less', (step).amount)
			WHEN (step).item = 'for_earlier' THEN format('%s of it is for earlier claims of the year', (step).amount)
			WHEN (step).item = 'hospital_borne' THEN
				format('the hospital bears %s of what is outside the catalogue', (step).amount)
			WHEN (step).item IN ('assistance', 'top_up', 'tilted', 'off_catalog') THEN
				format('%s%s%s pays %s',
					CASE (step).item WHEN 'assistance' THEN 'assistance for ' || category
						WHEN 'top_up' THEN 'the guaranteed ratio of payment'
						WHEN 'tilted' THEN 'further aid' ELSE 'aid outside the catalogue' END,
					CASE WHEN (step).item <> 'top_up' THEN ' at ' || trim_scale((step).rate * 100) || '%' END,
					CASE WHEN (step).limit_left IS NOT NULL THEN ', within the limit of the year,' END, (step).amount)
			ELSE format('%s pays %s', @extschema@.medaid_english((step).label), (step).amount)
		END
	END;
COMMENT ON FUNCTION @extschema@.medaid_step_words(@extschema@.medaid_step, text, text, text) IS 'A step of medaid_explain() as part of a sentence, in zh or en; NULL where it is not read out';

CREATE FUNCTION @extschema@.medaid_explain_words(steps @extschema@.medaid_step[], settlement @extschema@.medaid_settlement, policies @extschema@.medaid_policy[], language text) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	chinese boolean := coalesce(language, 'zh') = 'zh';
	-- the regulation that a refusal names
	regulation text := (SELECT p.name FROM unnest(policies) AS p
		WHERE settlement.reason IS NOT NULL ORDER BY p.valid @> settlement.discharged_on DESC LIMIT 1);
	words text;
BEGIN
	IF language NOT IN ('zh', 'en') THEN
		RAISE EXCEPTION 'language "%" is unknown', language USING
			ERRCODE = 'invalid_parameter_value', HINT = 'One of: zh, en.';
	END IF;
	IF steps IS NULL OR cardinality(steps) = 0 THEN
		RETURN NULL;
	END IF;
	-- sentences: the bill, who paid before, assistance, who else paid, the rest
	SELECT string_agg(upper(left(s.sentence, 1) COLLATE "C") || substr(s.sentence, 2) || CASE WHEN chinese THEN '。' ELSE '.' END,
			CASE WHEN chinese THEN '' ELSE ' ' END ORDER BY s.part)
		INTO words
		FROM (
			SELECT p.part, string_agg(p.clause, CASE WHEN chinese THEN '，' ELSE '; ' END ORDER BY p.step) AS sentence
			FROM (
				SELECT u.step, @extschema@.medaid_step_words(u, CASE WHEN chinese THEN 'zh' ELSE 'en' END, settlement.category, regulation) AS clause,
					CASE WHEN u.item IN ('bill', 'out_of_scope') THEN 1
						WHEN u.item IN ('basic_paid', 'critical_illness_paid', 'other_paid', 'burden') THEN 2
						WHEN u.item IN ('paid_outside', 'excess') THEN 4
						WHEN u.item = 'patient_pays' THEN 5
						WHEN u.item = 'may_carry' THEN 6
						ELSE 3 END AS part
				FROM unnest(steps) AS u
			) AS p
			WHERE p.clause IS NOT NULL
			GROUP BY p.part
		) AS s;
	RETURN words
		|| CASE WHEN settlement.aid = 0 OR settlement.channel <> 'application' THEN ''
			WHEN chinese THEN '救助金须提出申请。' ELSE ' The aid must be applied for.' END
		|| CASE WHEN settlement.aid = 0 OR settlement.pay_when <> 'year_end' THEN ''
			WHEN chinese THEN '救助金于年底一次性支付。' ELSE ' The aid is paid at the end of the year.' END;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_explain_words(@extschema@.medaid_step[], @extschema@.medaid_settlement, @extschema@.medaid_policy[], text) IS
	'Steps and their settlement as a paragraph in zh or en; another language: 22023';

CREATE FUNCTION @extschema@.medaid_explain_text(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy, language text DEFAULT 'zh') RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN @extschema@.medaid_explain_words(ARRAY(SELECT s FROM @extschema@.medaid_explain(claim, policy) AS s), @extschema@.medaid_settle(claim, policy), ARRAY[policy], language);
COMMENT ON FUNCTION @extschema@.medaid_explain_text(@extschema@.medaid_compact_claim, @extschema@.medaid_policy, text) IS
	'How a claim was settled as a paragraph to read to the patient: zh or en; NULL claim: NULL';
CREATE FUNCTION @extschema@.medaid_explain_text(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy[], language text DEFAULT 'zh') RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN @extschema@.medaid_explain_words(ARRAY(SELECT s FROM @extschema@.medaid_explain(claim, policy) AS s), @extschema@.medaid_settle(claim, policy), policy, language);
COMMENT ON FUNCTION @extschema@.medaid_explain_text(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[], text) IS
	'The same under the policy of its day';
CREATE FUNCTION @extschema@.medaid_explain_text(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy, ytd @extschema@.medaid_accumulator[], language text DEFAULT 'zh') RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN @extschema@.medaid_explain_words(ARRAY(SELECT s FROM @extschema@.medaid_explain(claim, policy, ytd) AS s), @extschema@.medaid_settle(claim, policy, ytd), ARRAY[policy], language);
COMMENT ON FUNCTION @extschema@.medaid_explain_text(@extschema@.medaid_compact_claim, @extschema@.medaid_policy, @extschema@.medaid_accumulator[], text) IS
	'The same after what was used before';
CREATE FUNCTION @extschema@.medaid_explain_text(claim @extschema@.medaid_compact_claim, policy @extschema@.medaid_policy[], ytd @extschema@.medaid_accumulator[], language text DEFAULT 'zh') RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN @extschema@.medaid_explain_words(ARRAY(SELECT s FROM @extschema@.medaid_explain(claim, policy, ytd) AS s), @extschema@.medaid_settle(claim, policy, ytd), policy, language);
COMMENT ON FUNCTION @extschema@.medaid_explain_text(@extschema@.medaid_compact_claim, @extschema@.medaid_policy[], @extschema@.medaid_accumulator[], text) IS
	'The same under the policy of its day, after what was used before';
