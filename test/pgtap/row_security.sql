-- Whoever asks is given the same rules: row security on the policy tables and
-- rights that are revoked there hide rows from who reads the tables, and take no
-- rule out of a policy. And what is a person's is hidden as the tables' owner says.
SET client_min_messages = warning;
SET jit = off;
BEGIN;
SELECT plan(15);

SELECT medaid_copy_regulation('pingshun-2023', '2023-01-07', 'huguan-2025', '2025-01-01', '壶关', '山西省长治市壶关县') \g /dev/null
INSERT INTO medaid_regulation (code, first_day, name, region, based_on, based_on_day) VALUES ('pingshun-2023', '2026-01-01', '平顺', '山西省长治市平顺县', 'pingshun-2023', '2023-01-07');
INSERT INTO medaid_reference (area, indicator, year, value, published_on, source) VALUES ('山西省', 'income', 2024, 33000, NULL, 'test'), ('山西省', 'income', 2023, 32000, NULL, 'test');
INSERT INTO medaid_category_name (name, category, rank) VALUES ('sailor', 'sailor', 900);
CREATE ROLE medaid_test_analyst;
CREATE FUNCTION pg_temp.asked() RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', medaid_policy_digest(medaid_policy('huguan-2025', '2025-06-01')), medaid_policy_digest(medaid_policy('pingshun-2023', '2026-06-01')),
		medaid_policy_digest(medaid_policies('pingshun-2023', '2024-01-01', '2026-12-31')), medaid_policy_digest(medaid_policy('zibo-2023', '2025-06-01')))
$$;
DO $$ BEGIN EXECUTE format('GRANT USAGE ON SCHEMA %s TO PUBLIC', pg_my_temp_schema()::regnamespace); END $$;
SELECT pg_temp.asked() AS owner \gset

CREATE FUNCTION pg_temp.on_all(statement text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	t regclass;
	n bigint := 0;
BEGIN
	FOR t IN SELECT relation FROM medaid_rule_tables LOOP
		EXECUTE format(statement, t);
		n := n + 1;
	END LOOP;
	RETURN n;
END $$;
CREATE FUNCTION pg_temp.rows() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	t regclass;
	n bigint;
	sum bigint := 0;
BEGIN
	FOR t IN SELECT relation FROM medaid_rule_tables LOOP
		EXECUTE format('SELECT count(*) FROM %s', t) INTO n;
		sum := sum + n;
	END LOOP;
	RETURN sum;
END $$;

SET ROLE medaid_test_analyst;
SELECT is(pg_temp.asked(), :'owner', 'another role is given the same');
RESET ROLE;
SELECT cmp_ok(pg_temp.on_all('ALTER TABLE %s ENABLE ROW LEVEL SECURITY'), '>', 20::bigint, 'row security without a policy on every policy table');
SELECT is(pg_temp.asked(), :'owner', 'their owner is given the same');
SET ROLE medaid_test_analyst;
SELECT is(pg_temp.rows(), 0::bigint, 'the role sees no row of them');
SELECT is(pg_temp.asked(), :'owner', 'and is given the same policies');
RESET ROLE;
UPDATE medaid_rule_benefit SET rate = 0.11 WHERE regulation = 'huguan-2025' AND rate IS NOT NULL;
SELECT pg_temp.asked() AS edited \gset
SELECT isnt(:'owner'::text, :'edited'::text, 'a rule is changed');
SET ROLE medaid_test_analyst;
SELECT is(pg_temp.asked(), :'edited', 'seen by the role that sees no row, kept policies or not');
RESET ROLE;
-- a place's editors write their rows only
SELECT pg_temp.on_all('CREATE POLICY everybody ON %s FOR SELECT USING (true)') \g /dev/null
CREATE POLICY own ON medaid_rule_benefit FOR UPDATE TO medaid_test_analyst USING (regulation = 'huguan-2025') WITH CHECK (regulation = 'huguan-2025');
GRANT UPDATE ON medaid_rule_benefit TO medaid_test_analyst;
CREATE FUNCTION pg_temp.updated(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	n bigint;
BEGIN
	EXECUTE query;
	GET DIAGNOSTICS n = ROW_COUNT;
	RETURN n;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END $$;
INSERT INTO medaid_rule_note SELECT (jsonb_populate_record(n, '{"regulation": "pingshun-2023", "first_day": "2026-01-01", "code": "own", "shipped": false}')).* FROM medaid_rule_note AS n LIMIT 1;
INSERT INTO medaid_rule_benefit SELECT (jsonb_populate_record(b, '{"regulation": "pingshun-2023", "first_day": "2026-01-01", "shipped": false}')).* FROM medaid_rule_benefit AS b WHERE regulation = 'pingshun-2023' AND shipped LIMIT 1;
SET ROLE medaid_test_analyst;
SELECT is(pg_temp.updated('UPDATE medaid_rule_benefit SET rate = 0.12 WHERE NOT shipped AND rate IS NOT NULL AND regulation = ''pingshun-2023'''), '0', 'an editor of one place: not another''s rules');
SELECT cmp_ok(pg_temp.updated('UPDATE medaid_rule_benefit SET rate = 0.12 WHERE regulation = ''huguan-2025'' AND rate IS NOT NULL')::integer, '>', 0, 'but its own');
SELECT is(pg_temp.updated('UPDATE medaid_rule_benefit SET regulation = ''pingshun-2023'' WHERE regulation = ''huguan-2025'''), '42501', 'which stay its own');
SELECT is(pg_temp.updated('UPDATE medaid_rule_history SET by = ''another'''), '42501', 'nor what is told of them');
RESET ROLE;
SELECT is((SELECT count(DISTINCT h.by) FROM medaid_rule_history AS h WHERE h.new ->> 'rate' = '0.12'), 1::bigint, 'which tells it all the same');
SELECT pg_temp.on_all('ALTER TABLE %s DISABLE ROW LEVEL SECURITY') \g /dev/null
SELECT pg_temp.asked() AS edited \gset
SELECT pg_temp.on_all('REVOKE SELECT ON %s FROM PUBLIC') \g /dev/null
SET ROLE medaid_test_analyst;
SELECT is(pg_temp.updated('SELECT FROM medaid_rule_tilt'), '42501', 'the right to read is revoked');
SELECT is(pg_temp.asked(), :'edited', 'policies are as they were');
RESET ROLE;

-- a view of a ledger shows what its owner may see, unless it is told to ask who reads it; and stays so
SELECT medaid_create_ledger('rows_of', month => '2024-06-01') \g /dev/null
SELECT current_setting('server_version_num')::integer >= 150000 AS invokers \gset
\if :invokers
ALTER VIEW rows_of.now SET (security_invoker = true);
UPDATE rows_of.book SET version = 0;
SELECT medaid_upgrade_ledger('rows_of') \g /dev/null
SELECT is((SELECT reloptions::text FROM pg_class WHERE oid = 'rows_of.now'::regclass), '{security_invoker=true}', 'an upgraded ledger keeps what its views were set to');
\else
SELECT pass('before PostgreSQL 15 views know no invoker');
\endif

SELECT * FROM finish();
ROLLBACK;
