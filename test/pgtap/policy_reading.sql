-- medaid_policy_table(), medaid_policy_review(), medaid_policy_diff().
BEGIN;
SELECT plan(55);

INSERT INTO medaid_reference (area, indicator, year, value, source) VALUES
	('攀枝花市', 'income', 2023, 40000, 'test'), ('攀枝花市', 'monitor_income', 2024, 8000, 'test'),
	('山西省', 'income', 2023, 30924, 'test'), ('淄博市', 'income', 2023, 40000, 'test');
CREATE TEMP TABLE pol (name text PRIMARY KEY, policy medaid_policy);
INSERT INTO pol SELECT n, medaid_policy(n || '-2023', '2024-06-01') FROM unnest('{panzhihua,dianjiang,pingshun,ankang,zibo}'::text[]) AS n;
CREATE FUNCTION pg_temp.p(n text) RETURNS medaid_policy LANGUAGE sql STABLE AS $$ SELECT policy FROM pol WHERE name = n $$;
-- The table's rows for a category.
CREATE FUNCTION pg_temp.lines(place text, category text) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT string_agg(concat_ws(' | ', t."费用 service", t."规则 rule", t."起付标准 deductible", t."比例 rate", t."年度限额 cap", t."条件 conditions", t."依据 article"), E'\n')
	FROM medaid_policy_table(pg_temp.p(place)) AS t WHERE t."类别 category" ~ (category || '$') $$;
-- Findings of a kind: rule category expected found.
CREATE FUNCTION pg_temp.findings(policy medaid_policy, kind text, finding text) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT string_agg(concat_ws(' | ', r.rule, r.category, r.expected, r.found, r.article), E'\n' ORDER BY r.rule COLLATE "C", r.category COLLATE "C", r.found)
	FROM medaid_policy_review($1) AS r WHERE r.kind = $2 AND r.finding = $3 $$;

SELECT is(pg_temp.lines('zibo', 'dibao_margin'),
$$住院 | 住院救助 inpatient-dibao_margin | 3,000.00 | 50% | 20,000.00 | (六)
门诊慢特病 | 门诊慢特病救助 chronic-dibao_margin | 3,000.00 | 50% | 20,000.00 | (六)
门诊特药 | 门诊特药救助 special_drug-dibao_margin | 3,000.00 | 50% | 20,000.00 | (六)
住院, 门诊慢特病, 门诊特药 | 再救助 tilt-margin | 10,000.00 | 70% | 20,000.00 | (六)$$, '淄博 低保边缘 (六)');
SELECT is(pg_temp.lines('pingshun', 'orphan'), '全部 all | 同 as 特困人员 tekun | 第十条(一), 第十七条', '平顺: 孤儿 as 特困人员');
SELECT is(pg_temp.lines('pingshun', 'poverty_returned'),
$$住院 | 住院救助 inpatient-poverty_returned | 无 none | 70% | 不设 none | 第十四条(三)
门诊慢特病 | 门诊救助 chronic-poverty_returned | 无 none | 30% | 不设 none | 第十五条(二)
门诊特药 | 特药救助 special_drug-poverty_returned | 无 none | 10% | 不设 none | 第十六条(二)
住院 | 综合支付比例救助到90% top-up-poverty_returned | 90% | 省域内 within the province | 第十四条(三)
住院, 门诊慢特病, 门诊特药 | 倾斜救助 tilt | 15,462.00 | 70% | 30,000.00 | 省域内 within the province; 规范转诊 referral kept | 第二十条
住院 | 目录外控费比例 off-catalog | 收费类别 class 1: 30%; 收费类别 class 2: 20%; 收费类别 class 3: 15% | 省域内 within the province; 超过部分由医疗机构承担 the hospital bears the rest | 第二十一条
住院 | 目录外救助 off-catalog | 85% | 省域内 within the province; 过渡期内 in the transition | 第二十一条$$, '平顺 返贫致贫: every stage');
-- 第二十一条: 特困人员, 低保对象 and 返贫致贫人口 have the control ratios, the last alone the aid; a number not set is told
SELECT is((SELECT string_agg(t."类别 category" || CASE WHEN t."规则 rule" ~ '救助' THEN ' aid' ELSE '' END, ', ') FROM medaid_policy_table(medaid_policy_with(pg_temp.p('pingshun'), 'off-catalog.control_class_2', NULL)) AS t
	WHERE t."规则 rule" ~ 'off-catalog$' AND (t."规则 rule" ~ '救助' OR t."比例 rate" ~ 'class 1: 30%; 收费类别 class 2: 未设定 not set; 收费类别 class 3: 15%')),
	'特困人员 tekun, 低保对象 dibao, 返贫致贫人口 poverty_returned, 返贫致贫人口 poverty_returned aid', '平顺 第二十一条: whose hospital bears what exceeds the ratio');
-- 二(一) names the three kinds of 监测; a text that names none has no article for them
SELECT is((SELECT string_agg(DISTINCT place || ' ' || coalesce(pg_temp.lines(place, kind), ''), E'\n') FROM (VALUES ('ankang', 'monitored_unstable'), ('ankang', 'monitored_marginal'), ('ankang', 'monitored_sudden'), ('zibo', 'monitored_sudden')) AS v (place, kind)),
	E'ankang 全部 all | 同 as 二类: 农村易返贫致贫人口 monitored | 二(一), 五(一)\nzibo 全部 all | 同 as 防止返贫监测对象 monitored', '安康: the article of the kinds of 监测');
SELECT matches(pg_temp.lines('ankang', 'dibao'), E'^住院 \\| 住院救助 inpatient-dibao \\| 无 none \\| 70% \\| 40,000.00; 负担达 from 100,000.00: 50,000.00, 补付以前 caught up \\| 三\\(三\\), 三\\(四\\)\n', '安康 低保: two caps');
SELECT matches(pg_temp.lines('ankang', 'dibao'), '倾斜救助 tilt \| 未设定 not set \| 未设定 not set \| 不设 none \| .*依申请 on application', '安康: what is not set');
SELECT matches(pg_temp.lines('dianjiang', '对象 dibao'), '大额救助 large-dibao \| 无 none \| 未设定 not set \| 60,000.00 \| 医院等级 level >= 2; 政策范围内 in scope > 30,000.00', '垫江: conditions');
SELECT matches((SELECT string_agg(t::text, E'\n') FROM medaid_policy_table(medaid_policy_with(pg_temp.p('dianjiang'), 'major-dibao.rate', 0.9)) AS t), 'large-dibao","?无 none"?,90%',
	'垫江: 大额 at the rate of the major diseases');
SELECT is((SELECT count(*) FROM medaid_policy_table(pg_temp.p('panzhihua')) AS t), 29::bigint, '攀枝花: 3 outpatient, 12 inpatient and chronic, 6 of 倾斜, 4 kinds of 监测; 2 schedules of 大病, each tilted');
-- A limit of 0 lets nothing be paid; only Infinity is none. A deductible of 0 is none.
CREATE FUNCTION pg_temp.changed(place text, path text, value numeric) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT concat_ws(' | ', t."起付标准 deductible", t."年度限额 cap") FROM medaid_policy_table(medaid_policy_with(pg_temp.p(place), path, value)) AS t
	WHERE t."规则 rule" ~ (' ' || split_part(path, '.', 1) || '$') LIMIT 1 $$;
SELECT is(pg_temp.changed(place, path, value), expected, format('%s = %s', path, value))
FROM (VALUES
	('zibo', 'inpatient-dibao_margin.cap', 0::numeric, '3,000.00 | 0.00'), ('zibo', 'inpatient-dibao_margin.cap', 'Infinity', '3,000.00 | 不设 none'),
	('zibo', 'inpatient-dibao_margin.deductible', 0, '无 none | 20,000.00'), ('zibo', 'inpatient-dibao_margin.deductible', 'Infinity', '无限 infinite | 20,000.00'),
	('zibo', 'tilt-margin.cap', 0, '10,000.00 | 0.00'), ('zibo', 'tilt-margin.cap', 'Infinity', '10,000.00 | 不设 none'),
	('zibo', 'tilt-margin.threshold', 'Infinity', '无限 infinite | 20,000.00'),
	('ankang', 'inpatient-dibao.cap', 0, '无 none | 0.00; 负担达 from 100,000.00: 50,000.00, 补付以前 caught up'),
	('ankang', 'inpatient-dibao.cap_above', 0, '无 none | 40,000.00; 负担达 from 100,000.00: 0.00, 补付以前 caught up')
) AS v (place, path, value, expected);
SELECT throws_ok($$ SELECT * FROM medaid_policy_paths(NULL::medaid_policy) $$, '22004', 'the policy is NULL', 'NULL policy: 22004, its paths');
SELECT throws_ok($$ SELECT * FROM medaid_policy_table(NULL::medaid_policy) $$, '22004', 'the policy is NULL', 'NULL policy: 22004');
SELECT throws_ok(format('SELECT * FROM medaid_policy_review(%L::medaid_policy[])', policies), state, said, 'review: ' || coalesce(policies, 'NULL'))
FROM (VALUES (NULL, '22004', 'the policy is NULL'), ('{NULL}', '22004', 'the policy is NULL'), ('{}', '22023', 'array of policies is empty')) AS v (policies, state, said);

-- The national frame.
SELECT is(pg_temp.findings(pg_temp.p('pingshun'), 'national', 'rate'),
$$chronic-dibao.rate | dibao | >= 70% | 30% | 第十五条(二), 第十四条(二), 第十八条
chronic-tekun.rate | tekun | >= 70% | 60% | 第十五条(一)
special_drug-dibao.rate | dibao | >= 70% | 10% | 第十六条(二), 第十四条(二), 第十八条
special_drug-tekun.rate | tekun | >= 70% | 20% | 第十六条(一)$$, '平顺: outpatient rates below 70 %');
SELECT is(pg_temp.findings(pg_temp.p('panzhihua'), 'national', 'rate'), NULL, '攀枝花: 70 % and more');
SELECT is(pg_temp.findings(pg_temp.p('panzhihua'), 'national', 'deductible'), NULL, '攀枝花: 10 % and 25 % of income');
SELECT is(pg_temp.findings(pg_temp.p('zibo'), 'national', 'deductible'),
$$chronic-dibao_margin.deductible | dibao_margin | about 10% of income | 3000 = 7.5% | (六)
inpatient-dibao_margin.deductible | dibao_margin | about 10% of income | 3000 = 7.5% | (六)
special_drug-dibao_margin.deductible | dibao_margin | about 10% of income | 3000 = 7.5% | (六)$$, '淄博: 3,000 of 40,000');
SELECT is(pg_temp.findings(medaid_policy_with(pg_temp.p('zibo'), 'inpatient-tekun.deductible', 500), 'national', 'deductible') ~ 'inpatient-tekun.deductible \| tekun \| 0 \| 500', true, 'a deductible for 特困');
SELECT is(pg_temp.findings(pg_temp.p('ankang'), 'national', 'deductible') ~ '2000; no income of the area in medaid_reference', true, '安康: no income known');
INSERT INTO medaid_reference (area, indicator, year, value, source) VALUES ('安康市', 'income', 2023, 20000, 'test');
SELECT is(pg_temp.findings(pg_temp.p('ankang'), 'national', 'deductible'),
$$chronic-dibao_margin.deductible | dibao_margin | about 10% of income | 0 | 三(三), 三(四)
chronic-medical_poverty.deductible | medical_poverty | about 25% of income | 0 | 三(三), 三(四)
special_drug-dibao_margin.deductible | dibao_margin | about 10% of income | 0 | 三(三), 三(四)
special_drug-medical_poverty.deductible | medical_poverty | about 25% of income | 0 | 三(三), 三(四)$$, '安康: 2,000 and 5,000 of 20,000; outpatient without');
SELECT is(pg_temp.findings(pg_temp.p('zibo'), 'national', 'critical_illness_tilt'),
$$critical-illness-drug-tilt.deductible_share | tekun, dibao, poverty_returned | 50% | 0% | (四)
critical-illness-drug-tilt.rate_added | tekun, dibao, poverty_returned | 5% | 0% | (四)$$, '淄博: special drugs');
SELECT is(pg_temp.findings(pg_temp.p('panzhihua'), 'national', 'critical_illness_tilt'), NULL, '攀枝花 第八条: as the frame');
SELECT is(pg_temp.findings(pg_temp.p('zibo'), 'national', 'shared_limit'), NULL, '淄博: one limit');
SELECT is(pg_temp.findings(pg_temp.p('dianjiang'), 'national', 'shared_limit') ~ 'dibao_margin, .* \| one yearly limit for inpatient and outpatient \| dianjiang-inpatient, dianjiang-large, dianjiang-major', true, '垫江: a limit for each kind');
SELECT is(pg_temp.findings(pg_temp.p('ankang'), 'national', 'payers'), NULL, '安康: basic, critical illness, assistance');
SELECT is(pg_temp.findings(pg_temp.p('pingshun'), 'national', 'payers'),
	'payers-inpatient.payers | basic, then critical_illness, before assistance | basic, critical_illness, supplementary, inclusive, commercial, mutual_aid | 第十四条', '平顺: others before assistance');
-- 国办发〔2021〕42号: 避免过度保障
SELECT is(pg_temp.findings(medaid_policy_with(pg_temp.p('zibo'), 'within_bill', false), 'national', 'within_bill'), 'within_bill | true (避免过度保障) | false', '淄博 with aid beyond the bill');
SELECT is(pg_temp.findings(pg_temp.p('zibo'), 'national', 'within_bill'), NULL, '... as published');
SELECT is(pg_temp.findings(pg_temp.p('dianjiang'), 'national', 'further_aid'), '倾斜救助, after compliant referral within the province | no rule', '垫江: no further aid');

-- What cannot work.
SELECT is(pg_temp.findings(pg_temp.p('ankang'), 'internal', 'not_set') ~ '(?n)^tilt.rate \| a number \| NULL \| 四\(二\)$', true, '安康: 倾斜 without numbers');
SELECT is(pg_temp.findings(medaid_policy('panzhihua-2023', '2027-06-01'), 'internal', 'not_set') ~ 'inpatient-monitored.deductible \| reference value \(攀枝花市, income, 2026\) \| NULL', true, 'a reference value that is missing');
SELECT is(pg_temp.findings(medaid_policy_with(pg_temp.p('zibo'), 'inpatient-dibao_margin.cap', 2000), 'internal', 'cap_below_deductible'),
	'inpatient-dibao_margin.cap | dibao_margin | >= 3000 | 2000 | (六)', 'a cap below the deductible');
SELECT is((SELECT count(*) FROM pol, medaid_policy_review(policy) AS r WHERE r.kind = 'internal' AND r.finding <> 'not_set'), 0::bigint, 'the shipped policies: nothing else');

INSERT INTO medaid_category_name (name, category, rank, label) VALUES ('sailor', 'sailor', 200, '船员');
INSERT INTO medaid_regulation (code, first_day, last_day, name, region) VALUES
	('port', '2023-01-01', '2023-12-31', 'Port', '港'), ('port', '2024-02-01', '2026-01-31', 'Port', '港'), ('port', '2026-01-01', NULL, 'Port', '港');
INSERT INTO medaid_rule_payer (regulation, first_day, code, payers, article) VALUES ('port', '2024-02-01', 'payers', '{basic,critical_illness}', '1');
INSERT INTO medaid_rule_category (regulation, first_day, category, article) VALUES ('port', '2024-02-01', 'sailor', '1'), ('port', '2024-02-01', 'dibao', '1');
INSERT INTO medaid_rule_benefit (regulation, first_day, code, precedence, services, category, deductible, rate, cap, min_age, min_hospital_level, pool, article) VALUES
	('port', '2024-02-01', 'all', 10, '{inpatient,chronic}', 'dibao', 0, 0.7, 100, NULL, NULL, 'port-main', '2'),
	('port', '2024-02-01', 'old', 20, '{inpatient}', 'dibao', 0, 0.8, 100, 80, NULL, 'port-main', '3'),
	('port', '2024-02-01', 'drug', 30, '{inpatient,special_drug}', 'dibao', 0, 0.8, 100, NULL, NULL, 'port-main', '4'),
	('port', '2024-02-01', 'high', 40, '{outpatient}', 'dibao', 0, 0.8, 100, NULL, 4, 'port-main', '5'),
	('port', '2024-02-01', 'tekun', 50, '{outpatient}', 'tekun', 0, 0.8, 100, NULL, NULL, 'port-main', '6');
INSERT INTO medaid_rule_top_up (regulation, first_day, code, services, category, rate, article) VALUES ('port', '2024-02-01', 'top', '{chronic}', 'tekun', 0.9, '7');
SELECT is(pg_temp.findings(medaid_policy('port', '2024-06-01'), 'internal', 'never_matches'),
$$high | dibao | a claim that meets it | hospital level 4 of 3 | 5
old | dibao | a claim that meets it | always after all | 3
top | tekun | a claim that meets it | no benefit for its service and category | 7$$, 'rules that never match; one that matches for a service is not among them');
SELECT is(pg_temp.findings(medaid_policy('port', '2024-06-01'), 'internal', 'category_without_rule'), 'sailor | a rule for a listed category | none | 1', 'a category without a rule');
SELECT is(pg_temp.findings(medaid_policy('port', '2024-06-01'), 'internal', 'category_not_listed'), 'tekun, top | tekun | a row in medaid_rule_category | none | 6', 'a rule for a category that is not listed');
SELECT is(pg_temp.findings(medaid_policy('port', '2024-06-01'), 'internal', 'gap') ~ 'in force \| next from ', true, 'a gap between versions');
SELECT is(pg_temp.findings(medaid_policy('port', '2024-06-01'), 'internal', 'overlap'), 'last day 2025-12-31 | 2026-01-31, cut by the next version', 'versions that overlap');
-- a version without a last day is replaced from the next one's first day on
UPDATE medaid_regulation SET last_day = NULL WHERE (code, first_day) = ('port', '2024-02-01');
SELECT is(pg_temp.findings(medaid_policy('port', '2024-06-01'), 'internal', 'overlap'), NULL, 'an open end is no overlap');
UPDATE medaid_regulation SET last_day = '2026-01-31' WHERE (code, first_day) = ('port', '2024-02-01');

-- What differs.
SELECT results_eq($$ SELECT path, first, second, unit, article FROM medaid_policy_diff(pg_temp.p('zibo'),
		medaid_policy_with(medaid_policy_with(pg_temp.p('zibo'), 'inpatient-dibao.rate', 0.80, 'more'), 'tilt-low.cap', 20000.00)) $$,
	$$ VALUES ('scenario', NULL, 'more', NULL, NULL), ('inpatient-dibao.rate', '0.75', '0.80', 'share of 1', '(六)') $$, 'a scenario: its number, not what is written otherwise');
SELECT results_eq($$ SELECT path, first, second FROM medaid_policy_diff(pg_temp.p('ankang'), medaid_policy_with(medaid_policy_with(pg_temp.p('ankang'), 'within_bill', false), 'inpatient-dibao.catch_up', false, 'narrow')) $$,
	$$ VALUES ('scenario', NULL, 'narrow'), ('within_bill', 'true', 'false'), ('inpatient-dibao.catch_up', 'true', NULL) $$, 'the other readings');
SELECT is((SELECT string_agg(concat_ws(' | ', d.path, d.first, d.second, d.unit, d.article), E'\n' ORDER BY d.path COLLATE "C")
	FROM medaid_policy_diff(pg_temp.p('panzhihua'), pg_temp.p('zibo')) AS d WHERE d.path ~ '^inpatient-(dibao|poverty_returned)\.(rate|cap|label)$'),
$$inpatient-dibao.cap | 70000 | 30000 | yuan | 第十二条 / (六)
inpatient-dibao.rate | 0.7 | 0.75 | share of 1 | 第十二条 / (六)
inpatient-poverty_returned.cap | 30000 | yuan | (六)
inpatient-poverty_returned.label | 住院救助 | (六)
inpatient-poverty_returned.rate | 0.75 | share of 1 | (六)$$, 'two places');
-- What these two read of a benefit is written by hand: a column that neither reads nor passes over knowingly is one that was forgotten,
-- and the review would call a rule dead that is not.
CREATE FUNCTION pg_temp.unread(alias text, part regprocedure) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(a.attname, ' ' ORDER BY a.attnum) FROM pg_attribute AS a
	WHERE a.attrelid = 'medaid_benefit'::regclass AND a.attnum > 0 AND NOT a.attisdropped
		AND pg_get_functiondef(part) !~ format('\m%s\.%s\M', alias, a.attname) $$;
SELECT is(pg_temp.unread('b', 'medaid_policy_lines(medaid_policy)'), 'payers deductible_source pool', 'the table reads each condition and amount');
-- e: the earlier rule of two; what it pays does not matter
SELECT is(pg_temp.unread('e', 'medaid_review_unmatched(medaid_policy)'),
	'label services deductible deductible_source deductible_per rate rate_of cap cap_from_burden cap_above catch_up pool article deductible_kind band_per band_kind from_regulation from_day',
	'the review reads each condition (services as served)');
SELECT * FROM finish();
ROLLBACK;
