-- Versions that build on others: what they repeat, take away and leave; loops,
-- chains and bases that are not there; versions that nothing can be settled with.
BEGIN;
SELECT plan(70);

-- a stay of 低保 in scope whole, and what is paid for it
CREATE FUNCTION pg_temp.stay(total numeric, basic numeric, day date DEFAULT '2026-03-01', category text DEFAULT 'dibao', critical numeric DEFAULT 0) RETURNS medaid_claim LANGUAGE sql AS $$
	SELECT medaid_claim(claim_id => 'b', service => 'inpatient', discharged_on => day, categories => ARRAY[category], total => total, in_scope => total,
		basic_paid => basic, critical_illness_paid => critical, supplementary_paid => 0)
$$;
CREATE FUNCTION pg_temp.aid(c medaid_claim, code text, day date DEFAULT '2026-03-01') RETURNS numeric LANGUAGE sql AS $$
	SELECT (medaid_settle(c, medaid_policy(code, day))).aid
$$;
CREATE FUNCTION pg_temp.from_of(code text, day date, wanted text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', p.regulation, to_char(p.first_day, 'YYYY-MM-DD')), ', ') FROM medaid_policy_paths(medaid_policy(code, day)) AS p WHERE p.path = wanted
$$;

---- an amendment

-- 淄博 amended: 低保 80 % from 2026.  By its rule alone nobody would pay before: 10,000 x 80 % = 8,000.00 on a bill of which 8,000 is paid.
INSERT INTO medaid_regulation (code, first_day, name, region, article) VALUES ('zibo-2023', '2026-01-01', '淄博市实施方案（修订）', '山东省淄博市', '末段');
INSERT INTO medaid_rule_benefit (regulation, first_day, code, precedence, label, services, category, deductible, rate, cap, pool, article)
	VALUES ('zibo-2023', '2026-01-01', 'inpatient-dibao', 102, '住院救助', '{inpatient}', 'dibao', 0, 0.80, 30000, 'zibo-main', '修订(一)');
SELECT throws_ok($$ SELECT medaid_policy('zibo-2023', '2026-03-01') $$, '22023', 'regulation "zibo-2023" of 2026-01-01 has no payers: nothing would be taken off before assistance', 'an amendment that repeats one rule alone');
SELECT throws_ok($$ SELECT medaid_policies('zibo-2023', '2025-01-01', '2026-12-31') $$, '22023', 'regulation "zibo-2023" of 2026-01-01 has no payers: nothing would be taken off before assistance', 'in a range, too');
SELECT lives_ok($$ SELECT medaid_policy('zibo-2023', '2025-03-01') $$, 'the version before goes on');
UPDATE medaid_regulation SET (based_on, based_on_day) = ('zibo-2023', '2023-01-01') WHERE (code, first_day) = ('zibo-2023', '2026-01-01');
-- (10,000 - 8,000) x 80 %
SELECT is(pg_temp.aid(pg_temp.stay(10000, 8000), 'zibo-2023'), 1600.00, 'the same on the version before');
-- the day before: 2,000 x 75 %
SELECT is(pg_temp.aid(pg_temp.stay(10000, 8000, '2025-12-31'), 'zibo-2023', '2025-12-31'), 1500.00, 'until the day before as it was');
SELECT is((SELECT string_agg((medaid_settle(pg_temp.stay(10000, 8000, d), medaid_policies('zibo-2023', '2025-12-01', '2026-02-01'))).aid::text, ' ' ORDER BY d)
	FROM unnest('{2025-12-31,2026-01-01}'::date[]) AS d), '1500.00 1600.00', 'in an array each by its day');
-- 特困 as before: 2,000 x 75 %
SELECT is(pg_temp.aid(pg_temp.stay(10000, 8000, category => 'tekun'), 'zibo-2023'), 1500.00, 'a rule that is not repeated');
-- every other field of every rule is the parent's
SELECT is((SELECT string_agg(concat_ws(' ', d.path, d.first, d.second), '; ' ORDER BY d.path COLLATE "C")
	FROM medaid_policy_diff(medaid_policy('zibo-2023', '2025-12-31'), medaid_policy('zibo-2023', '2026-01-01')) AS d WHERE d.path NOT IN ('name', 'document', 'valid', 'stretch') AND d.path !~ '_source$'),
	'inpatient-dibao.rate 0.75 0.80', 'nothing else differs');
SELECT is(pg_temp.from_of('zibo-2023', '2026-03-01', 'inpatient-dibao.rate'), 'zibo-2023 2026-01-01', 'medaid_policy_paths: its own rule');
SELECT is(pg_temp.from_of('zibo-2023', '2026-03-01', 'inpatient-tekun.rate'), 'zibo-2023 2023-01-01', 'and a rule of the version before');
SELECT is((SELECT string_agg(DISTINCT "出处 regulation", ', ') FROM medaid_policy_table(medaid_policy('zibo-2023', '2026-03-01')) WHERE "类别 category" LIKE '%dibao' AND "费用 service" = '住院'), 'zibo-2023 2026-01-01', 'medaid_policy_table: its own rule');
SELECT is((SELECT count(*) FROM medaid_policy_table(medaid_policy('zibo-2023', '2026-03-01')) WHERE "出处 regulation" = 'zibo-2023 2023-01-01'),
	(SELECT count("出处 regulation") - 1 FROM medaid_policy_table(medaid_policy('zibo-2023', '2025-03-01'))), 'all others are of the version before');
SELECT is((SELECT count(*) FROM medaid_policy_paths(medaid_policy('zibo-2023', '2025-03-01')) AS p WHERE (p.regulation, p.first_day) IS DISTINCT FROM ('zibo-2023', '2023-01-01'::date)), 0::bigint, 'a version that builds on none: its own');
SELECT is((SELECT count(*) FROM unnest((medaid_policy('zibo-2023', '2025-03-01')).benefits) AS b WHERE num_nonnulls(b.from_regulation, b.from_day) > 0), 0::bigint, 'said in the policy only where it is another');

-- A rule taken away says which, and nothing else.
INSERT INTO medaid_rule_benefit (regulation, first_day, code, removed) VALUES ('zibo-2023', '2026-01-01', 'inpatient-tekun', true);
SELECT is(pg_temp.aid(pg_temp.stay(10000, 8000, category => 'tekun'), 'zibo-2023'), 0.00, 'a rule that is taken away');
SELECT is(pg_temp.aid(pg_temp.stay(10000, 8000, '2025-03-01', 'tekun'), 'zibo-2023', '2025-03-01'), 1500.00, 'not before');
DELETE FROM medaid_rule_benefit WHERE removed;
SELECT is(pg_temp.aid(pg_temp.stay(10000, 8000, category => 'tekun'), 'zibo-2023'), 1500.00, 'and back');
INSERT INTO medaid_rule_benefit (regulation, first_day, code, removed) VALUES ('zibo-2023', '2023-01-01', 'inpatient-tekun', true);
SELECT is(pg_temp.aid(pg_temp.stay(10000, 8000, '2025-03-01', 'tekun'), 'zibo-2023', '2025-03-01'), 0.00, 'a shipped rule of the version itself');
SELECT is(pg_temp.aid(pg_temp.stay(10000, 8000, category => 'tekun'), 'zibo-2023'), 0.00, 'and for those that build on it');
DELETE FROM medaid_rule_benefit WHERE removed;
-- in every table: the key and removed are enough
CREATE TEMP TABLE rule_table AS
	SELECT c.oid::regclass AS name, (SELECT string_agg(format('%I', a.attname), ', ') FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
		WHERE i.indrelid = c.oid AND i.indisprimary AND a.attname NOT IN ('regulation', 'first_day', 'shipped')) AS key
	FROM pg_class c WHERE c.relkind = 'r' AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'removed');
SELECT cmp_ok((SELECT count(*) FROM rule_table), '>=', 19::bigint, 'all kinds of rules can be taken away');
SELECT lives_ok(format('INSERT INTO %s (regulation, first_day, %s, removed) VALUES (''zibo-2023'', ''2026-01-01'', ''x'', true)', name, key), 'taken away: ' || name) FROM rule_table
	WHERE name::text <> 'medaid_rule_history';
SELECT is(pg_temp.aid(pg_temp.stay(10000, 8000), 'zibo-2023'), 1600.00, 'what is not there can be taken away');

-- Payers, gates, categories and diseases of the child go before the parent's.
INSERT INTO medaid_rule_payer (regulation, first_day, code, payers, article) VALUES ('zibo-2023', '2026-01-01', 'payers', '{basic}', '修订(二)');
-- 2,000, of which critical illness insurance had paid 500: no longer taken off; 2,000 x 80 % = 1,600, but 1,500 are left of the bill
SELECT is(pg_temp.aid(pg_temp.stay(10000, 8000, critical => 500), 'zibo-2023'), 1500.00, 'payers of the child');
UPDATE medaid_rule_payer SET payers = '{basic,critical_illness}' WHERE (regulation, first_day) = ('zibo-2023', '2026-01-01');
-- (2,000 - 500) x 80 %
SELECT is(pg_temp.aid(pg_temp.stay(10000, 8000, critical => 500), 'zibo-2023'), 1200.00, 'and others');
INSERT INTO medaid_rule_gate (regulation, first_day, code, test, services, article) VALUES ('zibo-2023', '2026-01-01', 'designated', 'designated', '{chronic}', '修订(三)');
SELECT is((SELECT g.services FROM unnest((medaid_policy('zibo-2023', '2026-03-01')).gates) AS g WHERE g.code = 'designated'), '{chronic}', 'a gate of the child');
INSERT INTO medaid_rule_category (regulation, first_day, category, label, channel, article) VALUES ('zibo-2023', '2026-01-01', 'dibao', '低保', 'application', '修订(四)');
SELECT is((SELECT ROW(c.label, c.channel, c.article, c.from_regulation)::text FROM unnest((medaid_policy('zibo-2023', '2026-03-01')).categories) AS c WHERE c.code = 'dibao'), '(低保,application,"修订(四)",)', 'a category of the child');
SELECT is((SELECT ROW(c.from_regulation, c.from_day)::text FROM unnest((medaid_policy('zibo-2023', '2026-03-01')).categories) AS c WHERE c.code = 'tekun'), '(zibo-2023,2023-01-01)', 'and one of the parent');
INSERT INTO medaid_rule_disease (regulation, first_day, name, article) SELECT 'zibo-2023', '2023-01-01', d, '(八)' FROM unnest('{肺癌,胃癌}'::text[]) AS d;
INSERT INTO medaid_rule_disease (regulation, first_day, name, article) VALUES ('zibo-2023', '2026-01-01', '尿毒症', '修订(五)');
INSERT INTO medaid_rule_disease (regulation, first_day, name, removed) VALUES ('zibo-2023', '2026-01-01', '胃癌', true);
SELECT is((SELECT string_agg(d.name, ' ' ORDER BY d.name COLLATE "C") FROM medaid_effective_disease AS d WHERE (d.version, d.version_day) = ('zibo-2023', '2026-01-01')), '尿毒症 肺癌', 'diseases: one more, one less');
-- transition and reading, where the child says nothing
UPDATE medaid_regulation SET (based_on, based_on_day) = ('pingshun-2023', '2023-01-07') WHERE (code, first_day) = ('zibo-2023', '2026-01-01');
SELECT is((medaid_policy('zibo-2023', '2026-03-01')).transition_until, (medaid_policy('pingshun-2023', '2023-06-01')).transition_until, 'transition_until is the parent''s');
UPDATE medaid_regulation SET transition_until = '2026-02-01' WHERE (code, first_day) = ('zibo-2023', '2026-01-01');
SELECT is((medaid_policy('zibo-2023', '2026-03-01')).transition_until, '2026-02-01'::date, 'or its own');
DELETE FROM medaid_rule_payer WHERE NOT shipped; DELETE FROM medaid_rule_gate WHERE NOT shipped; DELETE FROM medaid_rule_category WHERE NOT shipped;
DELETE FROM medaid_rule_disease WHERE NOT shipped; DELETE FROM medaid_rule_benefit WHERE NOT shipped; DELETE FROM medaid_regulation WHERE NOT shipped;

---- a county on its city, a village on its county

INSERT INTO medaid_regulation (code, first_day, name, region, based_on, based_on_day, within_bill) VALUES
	('linzi-2024', '2024-01-01', '临淄区细则', '山东省淄博市临淄区', 'zibo-2023', '2023-01-01', false);
INSERT INTO medaid_regulation (code, first_day, name, region, based_on, based_on_day) VALUES ('xindian-2025', '2025-01-01', '辛店细则', '临淄区辛店', 'linzi-2024', '2024-01-01');
INSERT INTO medaid_rule_benefit (regulation, first_day, code, precedence, services, category, deductible, rate, cap, pool, article)
	VALUES ('linzi-2024', '2024-01-01', 'inpatient-dibao', 102, '{inpatient}', 'dibao', 500, 0.80, 30000, 'zibo-main', '1');
-- (2,000 - 500) x 80 %
SELECT is(pg_temp.aid(pg_temp.stay(10000, 8000), 'linzi-2024'), 1200.00, 'a county on its city');
SELECT is(pg_temp.aid(pg_temp.stay(10000, 8000), 'xindian-2025'), 1200.00, 'what builds on the county');
SELECT is(pg_temp.from_of('xindian-2025', '2026-03-01', 'inpatient-dibao.rate') || '; ' || pg_temp.from_of('xindian-2025', '2026-03-01', 'tilt-low.rate'), 'linzi-2024 2024-01-01; zibo-2023 2023-01-01', 'says whose rule each is');
SELECT is((medaid_policy('xindian-2025', '2026-03-01')).within_bill::text || (medaid_policy('zibo-2023', '2026-03-01')).within_bill, 'falsetrue', 'within_bill of the nearest that says it');
-- the user's row in the place of a shipped one of the city
INSERT INTO medaid_rule_benefit (regulation, first_day, code, precedence, services, category, deductible, rate, cap, pool, article)
	VALUES ('zibo-2023', '2023-01-01', 'inpatient-tekun', 101, '{inpatient}', 'tekun', 0, 0.9, 30000, 'zibo-main', '2');
SELECT is(pg_temp.aid(pg_temp.stay(10000, 8000, category => 'tekun'), 'xindian-2025'), 1800.00, 'a correction of the city''s rule goes through');

---- loops, chains, bases that are not there

UPDATE medaid_regulation SET (based_on, based_on_day) = ('xindian-2025', '2025-01-01') WHERE code = 'linzi-2024';
SELECT throws_ok($$ SELECT medaid_policy('xindian-2025', '2026-03-01') $$, '22023', 'regulation "xindian-2025" of 2025-01-01 builds on itself: "xindian-2025" of 2025-01-01 on "linzi-2024" of 2024-01-01', 'two that build on each other');
SELECT throws_ok($$ SELECT medaid_policy('linzi-2024', '2026-03-01') $$, '22023', 'regulation "linzi-2024" of 2024-01-01 builds on itself: "linzi-2024" of 2024-01-01 on "xindian-2025" of 2025-01-01', 'from either side');
SELECT throws_ok($$ UPDATE medaid_regulation SET (based_on, based_on_day) = ('linzi-2024', '2024-01-01') WHERE code = 'linzi-2024' $$, '23514',
	'new row for relation "medaid_regulation" violates check constraint "medaid_regulation_based_on_itself"', 'one that builds on itself is no row');
UPDATE medaid_regulation SET (based_on, based_on_day) = ('nowhere', '2020-01-01') WHERE code = 'linzi-2024';
SELECT throws_ok($$ SELECT medaid_policy('linzi-2024', '2026-03-01') $$, '22023', 'regulation "linzi-2024" of 2024-01-01 builds on "nowhere" of 2020-01-01, which is not there', 'a base that is not there');
SELECT throws_ok($$ SELECT medaid_policy('xindian-2025', '2026-03-01') $$, '22023', 'regulation "xindian-2025" of 2025-01-01 builds on "linzi-2024" of 2024-01-01, which builds on "nowhere" of 2020-01-01, which is not there', 'further up');
SET LOCAL datestyle = 'German';
SELECT throws_ok($$ SELECT medaid_policy('linzi-2024', '2026-03-01') $$, '22023', 'regulation "linzi-2024" of 2024-01-01 builds on "nowhere" of 2020-01-01, which is not there', 'in words that no DateStyle changes');
RESET datestyle;
UPDATE medaid_regulation SET (based_on, based_on_day) = ('zibo-2023', '2023-01-02') WHERE code = 'linzi-2024';
SELECT throws_ok($$ SELECT medaid_policy('linzi-2024', '2026-03-01') $$, '22023', 'regulation "linzi-2024" of 2024-01-01 builds on "zibo-2023" of 2023-01-02, which is not there', 'another day is another version');
SELECT throws_ok($$ INSERT INTO medaid_regulation (code, first_day, name, region, based_on) VALUES ('half', '2024-01-01', 'x', 'x', 'zibo-2023') $$, '23514', NULL, 'a code without a day');
-- step 8 stands eight versions above the city; step 9 is one too many
INSERT INTO medaid_regulation (code, first_day, name, region, based_on, based_on_day)
	SELECT 'step-' || n, '2024-01-01', 'x', 'x', CASE n WHEN 1 THEN 'zibo-2023' ELSE 'step-' || n - 1 END, CASE n WHEN 1 THEN '2023-01-01'::date ELSE '2024-01-01' END FROM generate_series(1, 9) AS n;
SELECT is(pg_temp.aid(pg_temp.stay(10000, 8000), 'step-8'), 1500.00, 'eight steps');
SELECT throws_ok($$ SELECT medaid_policy('step-9', '2026-03-01') $$, '22023', 'regulation "step-9" of 2024-01-01 builds on more than eight versions', 'nine');

---- versions that nothing can be settled with

INSERT INTO medaid_regulation (code, first_day, name, region) VALUES ('empty', '2024-01-01', 'x', 'x');
SELECT throws_ok($$ SELECT medaid_policy('empty', '2026-03-01') $$, '22023', 'regulation "empty" of 2024-01-01 has no rules: neither payers nor benefits', 'no rows at all');
INSERT INTO medaid_rule_payer (regulation, first_day, code, payers, article) VALUES ('empty', '2024-01-01', 'payers', '{}', '1');
SELECT throws_ok($$ SELECT medaid_policy('empty', '2026-03-01') $$, '22023', 'regulation "empty" of 2024-01-01 has no benefits: nothing would be paid', 'no benefits');
INSERT INTO medaid_rule_benefit (regulation, first_day, code, services, category, deductible, rate, cap, pool, article) VALUES ('empty', '2024-01-01', 'b', '{inpatient}', 'dibao', 0, 0.5, 'Infinity', 'empty-main', '2');
-- nobody is taken off: 10,000 x 50 %, but 2,000 are left of the bill
SELECT is(pg_temp.aid(pg_temp.stay(10000, 8000), 'empty'), 2000.00, 'payers {}: nobody goes before, and the regulation says so');
INSERT INTO medaid_regulation (code, first_day, name, region, based_on, based_on_day) VALUES ('less', '2024-01-01', 'x', 'x', 'zibo-2023', '2023-01-01');
INSERT INTO medaid_rule_payer (regulation, first_day, code, removed) VALUES ('less', '2024-01-01', 'payers', true);
SELECT throws_ok($$ SELECT medaid_policy('less', '2026-03-01') $$, '22023', 'regulation "less" of 2024-01-01 has no payers: nothing would be taken off before assistance', 'payers taken away');
SELECT * FROM finish();
ROLLBACK;
