-- Rules carried from one server to another, and what a cluster needs of it that a single server can show.
-- Nodes that share rules: test/citus/rules.sh.
BEGIN;
SELECT plan(26);

SELECT is(medaid_rules_export(), '{}', 'nobody has rules of his own');
SELECT is(medaid_rules_import('{}'), 0::bigint, 'nothing put in place of nothing');

-- 800 in scope of 低保: 淄博 (六) gives 75 %, 600; the user's row half, 400
CREATE FUNCTION pg_temp.aid() RETURNS numeric LANGUAGE sql AS $$
	SELECT (medaid_settle(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}',
		total => 800, in_scope => 800, critical_illness_paid => 0), medaid_policy('zibo-2023', '2023-06-01'))).aid
$$;
INSERT INTO medaid_rule_benefit (regulation, first_day, code, precedence, services, category, deductible, rate, cap, pool, article)
VALUES ('zibo-2023', '2023-01-01', 'inpatient-dibao', 102, '{inpatient}', 'dibao', 0, 0.50, 30000, 'zibo-main', 'mine');
INSERT INTO medaid_reference (area, indicator, year, value, published_on) VALUES ('淄博市', 'income', 2022, 43000.50, '2023-01-20');
INSERT INTO medaid_service_name (name, service) VALUES ('住院一区', 'inpatient');
SELECT is(pg_temp.aid(), 400.00, 'the user''s row holds');
CREATE TEMP TABLE carried AS SELECT medaid_rules_export() AS rules, medaid_rules_digest() AS digest;
SELECT is((SELECT array_agg(k ORDER BY k COLLATE "C") FROM carried, jsonb_object_keys(rules) AS k), '{medaid_reference,medaid_rule_benefit,medaid_service_name}', 'the tables with rows of the user');
SELECT is((SELECT rules #>> '{medaid_reference,0,value}' FROM carried), '43000.50', 'figures as they stand');
SELECT is((SELECT count(*) FROM carried, jsonb_array_elements(rules -> 'medaid_rule_benefit')), 1::bigint, 'shipped rows stay at home');
SELECT is(medaid_rules_import(rules), 0::bigint, 'put in place where they are already: no row is touched') FROM carried;

SELECT is(medaid_rules_import('{}'), 3::bigint, 'taken away: three rows');
SELECT is(pg_temp.aid(), 600.00, 'the shipped row holds again');
SELECT is(medaid_rules_export(), '{}', 'none is left');
SELECT isnt(medaid_rules_digest(), digest, 'the digest tells') FROM carried;
SELECT is(medaid_rules_import(rules), 3::bigint, 'put in place: three rows') FROM carried;
SELECT is(pg_temp.aid(), 400.00, 'they hold');
SELECT is(medaid_rules_digest(), digest, 'the same rules, the same digest') FROM carried;
SELECT is(medaid_rules_export(), rules, 'and the same export') FROM carried;
SELECT is(medaid_rules_import(jsonb_set(rules, '{medaid_rule_benefit,0,rate}', '0.25')), 2::bigint, 'one row changed: taken away and put in') FROM carried;
SELECT is(pg_temp.aid(), 200.00, 'the change holds');

SELECT throws_ok('SELECT medaid_rules_import(NULL)', '22004', 'rules is NULL');
SELECT throws_ok('SELECT medaid_rules_import(''[]'')', '22023', 'rules is no object of tables, but array');
SELECT throws_ok('SELECT medaid_rules_import(''{"pg_class": []}'')', '22023', 'there is no policy table "pg_class" here');
SELECT throws_like($$SELECT medaid_rules_import('{"medaid_rule_note": [{"regulation": "x", "first_day": "2023-01-01", "code": "n", "shipped": true}]}')$$,
	'%medaid_rule_note%', 'nobody ships rows this way');
SELECT is(pg_temp.aid(), 200.00, 'after errors nothing has changed');

SELECT throws_ok('SELECT medaid_share_rules()', '0A000', 'Citus is not installed in this database');
SELECT throws_ok('SELECT * FROM medaid_check_nodes()', '0A000', 'Citus is not installed in this database');

-- a node of a cluster that shares rules, before they have arrived and afterwards
CREATE TABLE medaid_shared_rules (number bigint, rules jsonb, digest text, by text, at timestamptz);
SELECT throws_ok($$SELECT medaid_policy('zibo-2023', '2024-06-01')$$, '55000', 'this node has not received the rules that the cluster shares');
INSERT INTO medaid_rules_received VALUES (1, 'x', now());
SELECT lives_ok($$SELECT medaid_policy('zibo-2023', '2024-06-01')$$, 'received: it resolves');

SELECT * FROM finish();
ROLLBACK;
