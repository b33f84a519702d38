-- A regulation lives: copies, rows that belong to nothing, the history, and what
-- differs between arrays.
BEGIN;
SELECT plan(57);
SET LOCAL client_min_messages = warning;

CREATE FUNCTION pg_temp.aid(code text, day date, total numeric, paid numeric, category text DEFAULT 'dibao') RETURNS numeric LANGUAGE sql AS $$
	SELECT (medaid_settle(medaid_claim(claim_id => 'l', service => 'inpatient', discharged_on => day, categories => ARRAY[category], total => total, in_scope => total,
		basic_paid => paid, critical_illness_paid => 0), medaid_policy(code, day))).aid
$$;
CREATE FUNCTION pg_temp.counted(query text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	n bigint;
BEGIN
	EXECUTE query INTO n;
	RETURN n;
END
$$;
CREATE FUNCTION pg_temp.rate(p medaid_policy, wanted text DEFAULT 'inpatient-dibao') RETURNS numeric LANGUAGE sql AS $$
	SELECT b.rate FROM unnest(p.benefits) AS b WHERE b.code = wanted
$$;

---- the shipped rules belong where they are

SELECT is((SELECT count(*) FROM medaid_rule_orphans()), 0::bigint, 'the shipped rows: nothing found');
SELECT is((SELECT count(*) FROM medaid_rule_history), 0::bigint, 'and no history');
SELECT is((SELECT count(*) FROM medaid_rule_tables WHERE rules), (SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relname ~ '^medaid_rule_' AND relname <> 'medaid_rule_history'), 'every kind of rule is looked at');

---- a copy

-- the rules of every kind
SELECT is(medaid_copy_regulation('zibo-2023', '2023-01-01', 'linzi-2025', '2025-01-01', '临淄区实施方案', '山东省淄博市临淄区'), (
	SELECT sum(CASE WHEN rules THEN pg_temp.counted(format('SELECT count(*) FROM %s WHERE regulation = ''zibo-2023''', relation)) END)::bigint
	FROM medaid_rule_tables), 'all rules of 淄博');
SELECT is((SELECT string_agg(DISTINCT regexp_replace(d.path, '^[^.]*\.(pool)$', '\1'), ' ' ORDER BY regexp_replace(d.path, '^[^.]*\.(pool)$', '\1'))
	FROM medaid_policy_diff(medaid_policy('zibo-2023', '2025-06-01'), medaid_policy('linzi-2025', '2025-06-01')) AS d), 'code document name pool region valid',
	'differ in their pools alone');
SELECT is((SELECT string_agg(DISTINCT b.pool, ' ') FROM unnest((medaid_policy('linzi-2025', '2025-06-01')).benefits) AS b), 'linzi-main', 'limits of its own');
SELECT is((SELECT count(*) FROM medaid_regulation WHERE code = 'linzi-2025' AND NOT shipped AND based_on IS NULL AND last_day IS NULL), 1::bigint, 'the user''s row, on its own');
SELECT is(pg_temp.aid('linzi-2025', '2025-06-01', 10000, 8000), 1500.00, '2,000 x 75 %');
SELECT is((SELECT count(*) FROM medaid_rule_orphans()), 0::bigint, 'nothing is found in a copy');
SELECT throws_ok($$ SELECT medaid_copy_regulation('zibo-2023', '2023-01-01', 'linzi-2025', '2025-01-01') $$, '23505', 'regulation "linzi-2025" of 2025-01-01 is there already', 'twice');
SELECT throws_ok($$ SELECT medaid_copy_regulation('zibo-2023', '2023-01-02', 'linzi-2026', '2026-01-01') $$, '22023', 'there is no regulation "zibo-2023" of 2023-01-02', 'what is not there');
SELECT throws_ok($$ SELECT medaid_copy_regulation('zibo-2023', NULL, 'linzi-2026', '2026-01-01') $$, '22004', 'code, first_day, new_code or new_first_day is NULL', 'NULL');
-- the next version of the same place goes on with its pools
SELECT lives_ok($$ SELECT medaid_copy_regulation('zibo-2023', '2023-01-01', 'zibo-2023', '2026-01-01') $$, 'the next version');
SELECT is((SELECT string_agg(DISTINCT b.pool, ' ') FROM unnest((medaid_policy('zibo-2023', '2026-06-01')).benefits) AS b), 'zibo-main', 'has the pools of the one before');
-- a version that builds on others: whole, without them
INSERT INTO medaid_regulation (code, first_day, name, region, based_on, based_on_day, within_bill) VALUES ('huantai-2024', '2024-01-01', '桓台县', '桓台县', 'pingshun-2023', '2023-01-07', false);
INSERT INTO medaid_rule_gate (regulation, first_day, code, removed) SELECT 'huantai-2024', '2024-01-01', code, true FROM medaid_rule_gate WHERE regulation = 'pingshun-2023' LIMIT 1;
SELECT lives_ok($$ SELECT medaid_copy_regulation('huantai-2024', '2024-01-01', 'gaoqing-2025', '2025-01-01') $$, 'a version that builds on another');
SELECT is((SELECT string_agg(d.path, ' ' ORDER BY d.path COLLATE "C") FROM medaid_policy_diff(medaid_policy('huantai-2024', '2025-06-01'), medaid_policy('gaoqing-2025', '2025-06-01')) AS d
	WHERE d.path !~ '[.]pool$'), 'code valid', 'is the same rules, reading and transition');
SELECT is((SELECT count(*) FROM medaid_policy_paths(medaid_policy('gaoqing-2025', '2025-06-01')) AS p WHERE p.regulation <> 'gaoqing-2025'), 0::bigint, 'all its own');
-- every kind that the source has
SELECT is((SELECT string_agg(table_name, ' ') FROM medaid_rule_tables WHERE CASE WHEN rules
	THEN pg_temp.counted(format('SELECT count(*) FROM %s WHERE version = ''huantai-2024''', replace(relation::text, 'medaid_rule_', 'medaid_effective_')))
	<> pg_temp.counted(format('SELECT count(*) FROM %s WHERE regulation = ''gaoqing-2025''', relation)) END), NULL, 'no kind of rule is forgotten');

---- rows that belong to nothing

CREATE FUNCTION pg_temp.orphans(of text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' | ', o.table_name, o.regulation, to_char(o.first_day, 'YYYY-MM-DD'), o.rule, o.finding, o.found), E'\n' ORDER BY o.table_name, o.first_day, o.rule, o.finding) FROM medaid_rule_orphans(of) AS o
$$;
INSERT INTO medaid_rule_benefit (regulation, first_day, code, services, category, deductible, rate, cap, pool, article) VALUES
	('linzi-2025', '2025-02-01', 'a', '{inpatient}', 'dibao', 0, 0.5, 1, 'linzi-main', '1'), ('linzi-2025', '2025-01-01', 'b', '{inpatient}', 'dibau', 0, 0.5, 1, 'pingshun-main', '1');
INSERT INTO medaid_rule_tilt (regulation, first_day, code, services, categories, threshold, rate, cap, pool, article) VALUES ('linzi-2025', '2025-01-01', 'c', '{inpatient}', '{dibao,tekum}', 0, 0.5, 1, 'linzi-tilted', '1');
INSERT INTO medaid_rule_gate (regulation, first_day, code, removed) VALUES ('linzi-2025', '2025-01-01', 'desinated', true);
INSERT INTO medaid_regulation (code, first_day, last_day, name, region) VALUES ('linzi-2025', '2024-06-01', '2025-03-31', 'x', 'x');
SELECT is(pg_temp.orphans(),
$$medaid_regulation | linzi-2025 | 2024-06-01 | not_settled_with | regulation "linzi-2025" of 2024-06-01 has no rules: neither payers nor benefits
medaid_regulation | linzi-2025 | 2024-06-01 | overlap | in force up to 2025-03-31, the next version from 2025-01-01
medaid_rule_benefit | linzi-2025 | 2025-01-01 | b | pool_of_another_place | pool "pingshun-main" begins with the place of "pingshun-2023"
medaid_rule_benefit | linzi-2025 | 2025-01-01 | b | unknown_category | no category "dibau" in medaid_category_name
medaid_rule_benefit | linzi-2025 | 2025-02-01 | a | no_regulation | no regulation "linzi-2025" of 2025-02-01
medaid_rule_gate | linzi-2025 | 2025-01-01 | desinated | removes_nothing | no such rule in the version or those it builds on
medaid_rule_tilt | linzi-2025 | 2025-01-01 | c | unknown_category | no category "tekum" in medaid_category_name$$, 'every kind of orphan');
SELECT is(pg_temp.orphans('zibo-2023'), NULL, 'none of another regulation');
DELETE FROM medaid_rule_benefit WHERE (regulation, code) = ('linzi-2025', 'b'); DELETE FROM medaid_rule_tilt WHERE (regulation, code) = ('linzi-2025', 'c');
SELECT is((SELECT string_agg(concat_ws(' | ', r.finding, r.rule, r.expected, r.found), E'\n' ORDER BY r.finding, r.rule) FROM medaid_policy_review(medaid_policy('linzi-2025', '2025-06-01')) AS r
	WHERE r.kind = 'internal' AND r.finding IN ('no_regulation', 'removes_nothing', 'not_settled_with', 'pool_of_another_place', 'unknown_category')),
$$no_regulation | a | a row in medaid_regulation | no regulation "linzi-2025" of 2025-02-01
not_settled_with | a version to settle with | regulation "linzi-2025" of 2024-06-01 has no rules: neither payers nor benefits
removes_nothing | desinated | a rule to take away | no such rule in the version or those it builds on$$, 'the review of another version of the regulation finds them');
SELECT is((SELECT string_agg(r.finding, ' ' ORDER BY r.finding) FROM medaid_policy_review(jsonb_populate_record(medaid_policy('zibo-2023', '2025-06-01'), '{"payers": null, "benefits": []}')) AS r WHERE r.finding ~ '^no_'), 'no_benefits no_payers', 'a policy without payers and benefits');
DELETE FROM medaid_rule_benefit WHERE first_day = '2025-02-01'; DELETE FROM medaid_rule_gate WHERE code = 'desinated'; DELETE FROM medaid_regulation WHERE first_day = '2024-06-01';
-- a county's rule on its city's limit
INSERT INTO medaid_regulation (code, first_day, name, region, based_on, based_on_day) VALUES ('boshan-2025', '2025-01-01', 'x', 'x', 'zibo-2023', '2023-01-01');
INSERT INTO medaid_rule_benefit (regulation, first_day, code, services, category, deductible, rate, cap, pool, article) VALUES ('boshan-2025', '2025-01-01', 'inpatient-dibao', '{inpatient}', 'dibao', 0, 0.5, 30000, 'zibo-main', '1');
SELECT is(pg_temp.orphans(), NULL, 'a county on its city: the city''s pool');

---- history

SELECT is((SELECT string_agg(DISTINCT h.by, ' ') FROM medaid_rule_history AS h), session_user::text, 'whose changes');
SELECT is((SELECT count(*) FROM medaid_rule_history WHERE restored OR new @> '{"shipped": true}'), 0::bigint, 'the user''s rows alone');
CREATE TEMP TABLE moment AS SELECT clock_timestamp() AS before, medaid_policy_digest(medaid_policy('linzi-2025', '2025-06-01')) AS digest;
UPDATE medaid_rule_benefit SET rate = 0.8 WHERE regulation = 'linzi-2025' AND code = 'inpatient-dibao';
SELECT is((SELECT concat_ws(' ', h.table_name, h.operation, h.key ->> 'code', h.old ->> 'rate', h.new ->> 'rate') FROM medaid_rule_history AS h ORDER BY h.at DESC LIMIT 1), 'medaid_rule_benefit UPDATE inpatient-dibao 0.75 0.8', 'an edit');
UPDATE medaid_rule_benefit SET rate = 0.8 WHERE regulation = 'linzi-2025' AND code = 'inpatient-dibao';
SELECT is((SELECT count(*) FROM medaid_rule_history AS h, moment AS m WHERE h.at > m.before), 1::bigint, 'one that changes nothing');
SAVEPOINT edit;
UPDATE medaid_rule_benefit SET rate = 0.1 WHERE regulation = 'linzi-2025';
ROLLBACK TO edit;
SELECT is((SELECT count(*) FROM medaid_rule_history AS h, moment AS m WHERE h.at > m.before), 1::bigint, 'one that is rolled back leaves nothing');
UPDATE medaid_rule_benefit SET code = 'inpatient-low' WHERE regulation = 'linzi-2025' AND code = 'inpatient-dibao';
SELECT is((SELECT string_agg(h.operation || ' ' || (h.key ->> 'code'), ', ' ORDER BY h.at DESC) FROM (SELECT * FROM medaid_rule_history ORDER BY at DESC LIMIT 2) AS h), 'INSERT inpatient-low, DELETE inpatient-dibao', 'another key');
DELETE FROM medaid_rule_benefit WHERE regulation = 'linzi-2025' AND code = 'inpatient-low';
SELECT is((SELECT concat_ws(' ', h.operation, h.old ->> 'rate', h.new IS NULL) FROM medaid_rule_history AS h ORDER BY h.at DESC LIMIT 1), 'DELETE 0.8 t', 'a deletion');
INSERT INTO medaid_reference (area, indicator, year, value) VALUES ('淄博市', 'income', 2023, 41000), ('淄博市', 'income', 2024, 42000);
CREATE TEMP TABLE filled AS SELECT clock_timestamp() AS at;
SELECT is((SELECT string_agg(h.key::text, ' ' ORDER BY h.key) FROM medaid_rule_history AS h WHERE h.table_name = 'medaid_reference'),
	'{"area": "淄博市", "year": 2023, "indicator": "income"} {"area": "淄博市", "year": 2024, "indicator": "income"}', 'reference values, too');
-- what stood when
-- the clock set back by an hour, as seen from what was written: the later change stands last all the same
INSERT INTO medaid_reference (area, indicator, year, value) VALUES ('老县', 'income', 2020, 1);
UPDATE medaid_rule_history SET at = at + interval '1 hour' WHERE table_name = 'medaid_reference' AND key @> '{"area": "老县"}';
UPDATE medaid_reference SET value = 2 WHERE area = '老县';
SELECT is((SELECT string_agg(h.new ->> 'value', ' ' ORDER BY h.at) || count(DISTINCT h.at) FROM medaid_rule_history AS h WHERE h.key @> '{"area": "老县"}'), '1 22', 'a clock set back: in the order in which they were written');
DELETE FROM medaid_reference WHERE area = '老县';
SELECT is((SELECT concat_ws(' ', (SELECT count(*) FROM medaid_rules_at('infinity') AS r WHERE r.key @> '{"area": "老县"}'), (SELECT count(*) FROM medaid_history_findings()))), '0 0', 'a row that is gone is gone');
DELETE FROM medaid_rule_history WHERE key @> '{"area": "老县"}';

CREATE FUNCTION pg_temp.rows_at(moment timestamptz) RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM medaid_rules_at(moment) $$;
SELECT is(pg_temp.rows_at('-infinity'), 0::bigint, 'nothing at first');
SELECT is((SELECT r.content ->> 'rate' FROM moment AS m, medaid_rules_at(m.before) AS r WHERE r.key @> '{"regulation": "linzi-2025", "code": "inpatient-dibao"}'), '0.75', 'the rows of a time');
-- every table as it is now, and nothing else
SELECT is((SELECT string_agg(t.table_name, ' ') FROM medaid_rule_tables AS t
	WHERE (SELECT count(*) FROM medaid_rules_at(clock_timestamp()) AS r WHERE r.table_name = t.table_name)
		<> pg_temp.counted(format('SELECT count(*) FROM %s AS t WHERE NOT coalesce((to_jsonb(t) ->> ''shipped'')::boolean, false)', t.relation))), NULL, 'the rows of now are the rows');
SELECT is((SELECT count(*) FROM medaid_rules_at(clock_timestamp()) AS r JOIN medaid_rule_benefit AS b ON r.table_name = 'medaid_rule_benefit' AND r.content = to_jsonb(b)), (SELECT count(*) FROM medaid_rule_benefit WHERE NOT shipped), 'field by field');
-- the policy of a time, and the digest that stood beside a payment
SELECT is(pg_temp.rate(medaid_policy_at('linzi-2025', '2025-06-01', before)), 0.75, 'the policy as it was') FROM moment;
SELECT is(medaid_policy_digest(medaid_policy_at('linzi-2025', '2025-06-01', before)), digest, 'has the digest that was kept') FROM moment;
SELECT isnt(medaid_policy_digest(medaid_policy('linzi-2025', '2025-06-01')), digest, 'that of now has another') FROM moment;
SELECT is(pg_temp.rate(medaid_policy('linzi-2025', '2025-06-01')), NULL, 'and the rules are those of now');
SELECT is((SELECT count(*) FROM medaid_rule_history AS h, filled WHERE h.at > filled.at), 0::bigint, 'looking back writes nothing');
SELECT throws_ok(format($$ SELECT medaid_policy_at('linzi-2025', '2025-06-01', '-infinity') $$), '22023', 'there is no regulation "linzi-2025"', 'before it was there');
SELECT throws_ok($$ SELECT medaid_policy_at('linzi-2025', '2025-06-01', NULL) $$, '22004', 'code, on_date or at is NULL', 'NULL');
TRUNCATE medaid_reference;
SELECT is((SELECT count(*) FROM medaid_rule_history AS h WHERE h.table_name = 'medaid_reference' AND h.operation = 'DELETE'), 2::bigint, 'TRUNCATE: a row each');
-- whoever edits rules
CREATE ROLE medaid_test_editor;
GRANT INSERT, UPDATE, DELETE ON medaid_rule_benefit TO medaid_test_editor;
SET LOCAL ROLE medaid_test_editor;
SELECT lives_ok($$ UPDATE medaid_rule_benefit SET label = 'own' WHERE regulation = 'boshan-2025' $$, 'an editor edits');
SELECT throws_ok($$ DELETE FROM medaid_rule_history $$, '42501', 'permission denied for table medaid_rule_history', 'but not what is told of it');
SELECT throws_ok($$ INSERT INTO medaid_rule_history (at, by, table_name, operation, key) VALUES (now(), 'x', 'x', 'INSERT', '{}') $$, '42501', 'permission denied for table medaid_rule_history', 'nor adds to it');
SELECT throws_ok($$ CREATE TEMP TABLE mine (a integer); CREATE TRIGGER t AFTER INSERT ON mine FOR EACH ROW EXECUTE FUNCTION medaid_record_change('{a}') $$, '42501', 'permission denied for function medaid_record_change', 'nor by its trigger');
RESET ROLE;
SELECT is((SELECT h.new ->> 'label' FROM medaid_rule_history AS h ORDER BY h.at DESC LIMIT 1), 'own', 'the edit is told');

---- arrays

CREATE TEMP TABLE arrays AS SELECT medaid_policies('zibo-2023', '2024-01-01', '2025-12-31') AS a, medaid_policies('boshan-2025', '2025-01-01', '2026-12-31') AS b;
-- 2024: the city alone; 2025: both; 2026: the county alone.  The city's 2025 version holds for both.
SELECT is((SELECT string_agg(concat_ws(' ', to_char(lower(d.stretch), 'YYYY-MM-DD'), to_char(upper(d.stretch), 'YYYY-MM-DD'), d.path, coalesce(d.first, '-'), coalesce(d.second, '-'), d.unit), E'\n' ORDER BY d.stretch, d.path)
	FROM arrays, medaid_policy_diff(a, b) AS d WHERE d.path IN ('policy', 'inpatient-dibao.rate', 'stretch')),
$$2024-01-01 2025-01-01 policy zibo-2023 -
2025-01-01 2026-01-01 inpatient-dibao.rate 0.75 0.5 share of 1
2026-01-01 2027-01-01 policy - boshan-2025$$, 'medaid_policy_diff: what differs, by stretch');
-- two years that differ alike are one
SELECT is((SELECT string_agg(concat_ws(' ', to_char(lower(d.stretch), 'YYYY-MM-DD'), to_char(upper(d.stretch), 'YYYY-MM-DD'), d.path), ', ') FROM arrays,
	medaid_policy_diff(a, medaid_policy_with(a, 'inpatient-dibao.rate', 0.9)) AS d), '2024-01-01 2026-01-01 inpatient-dibao.rate', 'stretches that differ alike stand together');
SELECT is((SELECT count(*) FROM arrays, medaid_policy_diff(a, a)), 0::bigint, 'an array and itself');
SELECT is((SELECT count(*) FROM arrays, medaid_policy_table(a)), (SELECT 2 * count(*) FROM medaid_policy_table(medaid_policy('zibo-2023', '2024-06-01'))), 'medaid_policy_table of two years');
SELECT is((SELECT string_agg(p.stretch::text, ' ' ORDER BY p.stretch) FROM arrays, medaid_policy_paths(a) AS p WHERE p.path = 'inpatient-dibao.rate'), '[2024-01-01,2025-01-01) [2025-01-01,2026-01-01)', 'medaid_policy_paths of two years');
SELECT is((SELECT medaid_policy_validate(a) = a FROM arrays), true, 'medaid_policy_validate of an array');
SELECT throws_ok($$ SELECT medaid_policy_validate(ARRAY[a[1], jsonb_populate_record(a[2], '{"benefits": [{"code": "x", "rate": 2}]}')]) FROM arrays $$, '22023', NULL, 'an element that is none');
SELECT * FROM finish();
ROLLBACK;
