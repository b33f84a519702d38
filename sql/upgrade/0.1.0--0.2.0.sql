-- From 0.1.0 to 0.2.0: what cannot be replaced (doc/developing.md, Releasing).
-- First what functions, views, triggers and comments of 0.2.0 need: ALTER TYPE,
-- ALTER TABLE, changed rows.

-- 平顺: the articles of the limit that 门诊救助 and 特药救助 share, and of each one's payers
UPDATE @extschema@.medaid_rule_benefit SET article = article || ', 第十四条(二), 第十八条'
	WHERE regulation = 'pingshun-2023' AND code IN ('chronic-dibao', 'special_drug-dibao') AND shipped;
UPDATE @extschema@.medaid_rule_payer SET services = '{outpatient}', article = '第七条'
	WHERE regulation = 'pingshun-2023' AND code = 'payers-outpatient' AND shipped;
INSERT INTO @extschema@.medaid_rule_payer (regulation, first_day, code, services, payers, article, shipped) VALUES
	('pingshun-2023', '2023-01-07', 'payers-chronic', '{chronic}', '{basic,critical_illness}', '第十五条', true),
	('pingshun-2023', '2023-01-07', 'payers-drug', '{special_drug}', '{basic,critical_illness}', '第十六条', true);

-- 安康: the three kinds of 监测 that 二(一) names
INSERT INTO @extschema@.medaid_rule_category (regulation, first_day, category, label, channel, article, shipped) VALUES
	('ankang-2023', '2023-01-04', 'monitored_unstable', '二类: 脱贫不稳定户', 'direct', '二(一), 五(一)', true),
	('ankang-2023', '2023-01-04', 'monitored_marginal', '二类: 边缘易致贫户', 'direct', '二(一), 五(一)', true),
	('ankang-2023', '2023-01-04', 'monitored_sudden', '二类: 突发严重困难户', 'direct', '二(一), 五(一)', true);

-- Names of categories and services as the regulations write them.
INSERT INTO @extschema@.medaid_category_name (name, category, rank, treated_as, shipped)
SELECT n.name, c.category, c.rank, c.treated_as, true
FROM (VALUES
	('纳入监测的易返贫致贫人口', 'monitored'), ('纳入监测的农村易返贫致贫人口', 'monitored'), ('纳入防止返贫监测范围的农村易返贫致贫人口', 'monitored'),
	('低保边缘家庭', 'dibao_margin'), ('重度(一、二级)残疾人员', 'severe_disability'), ('重度（一、二级）残疾人员', 'severe_disability')
) AS n (name, category)
JOIN @extschema@.medaid_category_name c ON (c.name, c.shipped) = (n.category, true);
INSERT INTO @extschema@.medaid_service_name (name, service, shipped) VALUES ('门诊重特大疾病', 'chronic', true);

-- Functions, views, triggers, comments, and what is new: made of the parts of the install script.

-- Then what needs them: operators that have changed, DROP of what is gone.
DROP FUNCTION @extschema@.medaid_ledger_lock(text, text[]);
DROP FUNCTION @extschema@.medaid_ledger_hold(text, text[]);
DROP FUNCTION @extschema@.medaid_hold_persons_sql(text);
DROP FUNCTION @extschema@.medaid_ledger_diff_sql(text, text, text, text, text, boolean);
DROP FUNCTION @extschema@.medaid_post_sql(text, text, text, boolean);
DROP FUNCTION @extschema@.medaid_ledger_prepare(text, text);
DROP FUNCTION @extschema@.medaid_categories_on(@extschema@.medaid_claim, date);
DROP FUNCTION @extschema@.medaid_reference_areas(text, date);
