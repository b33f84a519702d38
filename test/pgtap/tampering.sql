-- Money that is changed behind the functions: what is refused, and what is found
-- of who may all the same. Rules: TRUNCATE, COPY, triggers switched off, tables
-- rewritten. A ledger: as its owner, and with the rights of who posts and closes.
SET client_min_messages = warning;
SET jit = off;
BEGIN;
SELECT plan(56);

CREATE FUNCTION pg_temp.tried(query text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE query;
	RETURN 'done';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END $$;

---- rules

SELECT medaid_copy_regulation('zibo-2023', '2023-01-01', 'linzi-2025', '2025-01-01') \g /dev/null
INSERT INTO medaid_reference (area, indicator, year, value) VALUES ('淄博市', 'income', 2023, 41000.50), ('淄博市', 'income', 2024, 42000);
CREATE FUNCTION pg_temp.untold() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', table_name, coalesce(key ->> 'code', key ->> 'area'), found), E'\n') FROM medaid_history_findings()
$$;
SELECT is(pg_temp.untold(), NULL, 'all rules are as the history tells');
SELECT cmp_ok((SELECT count(*) FROM medaid_rules_at(clock_timestamp())), '>', 50::bigint, 'which tells of them');
SELECT is(pg_temp.tried('TRUNCATE medaid_rule_benefit'), '55000', 'rules are not emptied');
-- COPY fires what INSERT fires
CREATE TEMP TABLE told AS SELECT count(*) AS n FROM medaid_rule_history;
COPY medaid_reference (area, indicator, year, value) FROM STDIN;
淄博市	income	2025	43000
\.
SELECT is((SELECT count(*) FROM medaid_rule_history) - n, 1::bigint, 'COPY is told') FROM told;
TRUNCATE medaid_reference;
SELECT is((SELECT count(*) FROM medaid_rule_history WHERE table_name = 'medaid_reference' AND operation = 'DELETE'), 3::bigint, 'figures that are emptied, each');
SELECT is(pg_temp.untold(), NULL, 'nothing is untold');
SET LOCAL session_replication_role = replica;
UPDATE medaid_rule_benefit SET rate = 0.81 WHERE regulation = 'linzi-2025' AND code = 'inpatient-dibao';
SET LOCAL session_replication_role = origin;
SELECT is((SELECT h.new ->> 'rate' FROM medaid_rule_history AS h ORDER BY h.at DESC LIMIT 1), '0.81', 'a session that replicates tells, too');

-- their owner with the triggers off
ALTER TABLE medaid_rule_benefit DISABLE TRIGGER medaid_history;
SELECT is((SELECT string_agg(concat_ws(' ', guard, found), ', ') FROM medaid_guard_findings()), 'medaid_history disabled', 'a history that is switched off is found');
SELECT is((SELECT concat_ws(' ', finding, substring(rule FROM 'medaid_rule_.*'), found) FROM medaid_policy_review(medaid_policy('linzi-2025', '2025-06-01')) WHERE finding IN ('guard', 'history')), 'history medaid_rule_benefit disabled', 'by a review, too');
UPDATE medaid_rule_benefit SET rate = 0.99 WHERE regulation = 'linzi-2025' AND code = 'inpatient-dibao';
DELETE FROM medaid_rule_benefit WHERE regulation = 'linzi-2025' AND code = 'inpatient-tekun';
INSERT INTO medaid_rule_benefit SELECT (jsonb_populate_record(b, '{"code": "slipped"}')).* FROM medaid_rule_benefit AS b WHERE regulation = 'linzi-2025' AND code = 'inpatient-dibao';
ALTER TABLE medaid_rule_benefit ENABLE ALWAYS TRIGGER medaid_history;
SELECT is(pg_temp.untold(), 'medaid_rule_benefit inpatient-dibao is not as the history tells
medaid_rule_benefit inpatient-tekun is gone, and the history does not tell it
medaid_rule_benefit slipped stands, and the history tells of no such row', 'what was changed meanwhile');
SELECT is((SELECT count(*) FROM medaid_guard_findings()), 0::bigint, 'though all is switched on again');
DELETE FROM medaid_rule_benefit WHERE regulation = 'linzi-2025' AND code = 'slipped';
UPDATE medaid_rule_benefit SET rate = 0.81 WHERE regulation = 'linzi-2025' AND code = 'inpatient-dibao';
INSERT INTO medaid_rule_benefit SELECT (jsonb_populate_record(b, '{"regulation": "linzi-2025", "first_day": "2025-01-01", "shipped": false}')).* FROM medaid_rule_benefit AS b WHERE regulation = 'zibo-2023' AND code = 'inpatient-tekun';
SELECT is(pg_temp.untold(), NULL, 'changed back before everybody');
-- a table that is rewritten fires nothing: shipped rows refuse, a table of the users' rows alone cannot
SELECT is(pg_temp.tried('ALTER TABLE medaid_rule_tilt ALTER COLUMN rate TYPE numeric USING rate / 2'), '0A000', 'a rule that views read is not rewritten');
SELECT is(pg_temp.tried('ALTER TABLE medaid_rule_tilt DISABLE TRIGGER ALL; UPDATE medaid_rule_tilt SET rate = 0.5 WHERE shipped'), '23514', 'nor a shipped row with the triggers off');
CREATE ROLE medaid_test_editor;
GRANT INSERT, UPDATE, DELETE ON medaid_rule_benefit, medaid_reference TO medaid_test_editor;
GRANT TRUNCATE ON medaid_reference TO medaid_test_editor;
SET LOCAL ROLE medaid_test_editor;
SELECT is((SELECT string_agg(pg_temp.tried(q), ' ' ORDER BY n) FROM unnest(ARRAY['ALTER TABLE medaid_rule_benefit DISABLE TRIGGER medaid_history', 'SET LOCAL session_replication_role = replica',
	'INSERT INTO medaid_rule_history (at, by, table_name, operation, key) VALUES (now(), ''another'', ''x'', ''INSERT'', ''{}'')', 'DELETE FROM medaid_rule_history', 'UPDATE medaid_rule_history SET by = ''another''',
	'CREATE TRIGGER own BEFORE INSERT ON medaid_rule_benefit EXECUTE FUNCTION suppress_redundant_updates_trigger()', 'CREATE TABLE own () INHERITS (medaid_rule_benefit)',
	'CREATE TEMP TABLE own (x integer); CREATE TRIGGER own AFTER INSERT ON own FOR EACH ROW EXECUTE FUNCTION medaid_record_change(''{x}'')']) WITH ORDINALITY AS u (q, n)),
	'42501 42501 42501 42501 42501 42501 42501 42501', 'an editor neither switches off, nor writes, nor copies what tells of him');
RESET ROLE;

---- a ledger

SELECT medaid_create_ledger('account', month => '2024-01-01', partitions => 2) \g /dev/null
CREATE TABLE known (person text, claim_id text, hospital text, day date, amount numeric);
INSERT INTO known SELECT 'P' || i % 3, 'c' || i, 'H' || i % 2, date '2024-01-10' + i, 10000 FROM generate_series(1, 6) AS i;
CREATE OR REPLACE VIEW account.claim AS SELECT person, claim_id, day::timestamptz AS position, hospital AS payee, medaid_claim(claim_id => claim_id, service => 'inpatient', discharged_on => day,
	categories => '{dibao}', total => amount, in_scope => amount, basic_paid => 2000, critical_illness_paid => 0) AS claim FROM known;
SELECT medaid_adopt('account', medaid_policies('zibo-2023', '2023-01-01', '2025-12-31')) \g /dev/null
SELECT medaid_post('account', '{P0,P1,P2}') \g /dev/null
CREATE TABLE insured AS SELECT 'P1'::text AS person, medaid_premium(medaid_policy('zibo-2023', '2024-01-01'), '{dibao}', 'resident', 400, 670) AS premium;
SELECT medaid_post_premiums('account', 2024, 'insured') AS premiums \gset
SELECT medaid_close_month('account') \g /dev/null
INSERT INTO known VALUES ('P0', 'd', 'H1', '2024-02-10', 5000);
SELECT medaid_post('account', '{P0}') \g /dev/null
CREATE FUNCTION pg_temp.found(done text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	BEGIN
		EXECUTE done;
		SELECT string_agg(DISTINCT finding, ' ' ORDER BY finding) INTO result FROM medaid_ledger_verify('account');
		RAISE EXCEPTION USING ERRCODE = 'ZZ001';
	EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
		RETURN result;
	WHEN OTHERS THEN
		RETURN SQLSTATE;
	END;
END $$;
SELECT is(pg_temp.found('SELECT 1'), NULL, 'a ledger of two months verifies');
SELECT is((SELECT string_agg(pg_temp.tried(q), ' ') FROM unnest(ARRAY['UPDATE account.entry SET month = ''2024-03-01''', 'DELETE FROM account.entry', 'TRUNCATE account.entry', 'TRUNCATE account.entry_0', 'UPDATE account.statement SET due = 0', 'DELETE FROM account.statement',
	'TRUNCATE account.statement', 'UPDATE account.rules SET reason = ''x''', 'DELETE FROM account.rules', 'UPDATE account.premium SET amount = 1', 'DELETE FROM account.premium']) AS q), '55000 55000 55000 0A000 55000 55000 55000 55000 55000 55000 55000', 'its owner changes nothing by accident');
-- on purpose
SELECT is(pg_temp.found(format('ALTER TABLE account.%s DISABLE TRIGGER USER; %s', tab, done)), finding, done) FROM (VALUES
	('entry', 'UPDATE account.entry SET settlement.aid = (settlement).aid + 100 WHERE claim_id = ''d''', 'settlement'),
	-- and what it is made of: the statement knows
	('entry', 'UPDATE account.entry SET claim = (SELECT claim FROM account.entry WHERE claim_id = ''d''), settlement = (SELECT settlement FROM account.entry WHERE claim_id = ''d'') WHERE claim_id = ''c3''', 'settlement statement'),
	('entry', 'UPDATE account.entry SET payee = ''H9'' WHERE claim_id = ''c1''', 'statement'),
	('entry', 'UPDATE account.entry SET month = ''2024-02-01'' WHERE claim_id = ''c1''', 'statement'),
	('entry', 'UPDATE account.entry SET month = ''2024-05-01'' WHERE claim_id = ''d''', 'month'),
	('entry', 'UPDATE account.entry SET rules = 7 WHERE claim_id = ''d''', 'rules'),
	('entry', 'DELETE FROM account.entry WHERE claim_id = ''d''', 'person'),
	('entry', 'ALTER TABLE account.entry DETACH PARTITION account.entry_0; ALTER TABLE account.entry DETACH PARTITION account.entry_1', 'person statement'),
	('rules', 'UPDATE account.rules SET policies = medaid_policy_with(policies, ''inpatient-dibao.rate'', 0.9)', 'rules settlement'),
	('statement', 'DELETE FROM account.statement WHERE payee = ''H0''', 'statement'),
	-- paid twice, and owed by the hospital
	('statement', 'UPDATE account.statement SET due = due + 500, carried_forward = carried_forward - 500 WHERE payee = ''H1''', 'statement'),
	('premium', 'UPDATE account.premium SET amount = amount + 100', 'premium'),
	('premium', 'UPDATE account.premium SET version = 2', 'premium')
) AS v (tab, done, finding);

-- what nothing can read hides nothing else: each is named, and the forged aid of d beside it
CREATE FUNCTION pg_temp.named(done text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	ALTER TABLE account.entry DISABLE TRIGGER USER;
	ALTER TABLE account.rules DISABLE TRIGGER USER;
	ALTER TABLE account.statement DISABLE TRIGGER USER;
	UPDATE account.entry SET settlement.aid = 1 WHERE claim_id = 'd';
	EXECUTE done;
	SELECT string_agg(concat_ws(' ', finding, person, claim_id, version, CASE WHEN message NOT LIKE 'aid 1 was posted%' THEN ': ' || left(message, 160) END), E'\n' ORDER BY finding COLLATE "C", person COLLATE "C", claim_id COLLATE "C", message COLLATE "C") INTO result
		FROM medaid_ledger_verify('account');
	RAISE EXCEPTION USING ERRCODE = 'ZZ001';
EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
	RETURN result;
WHEN OTHERS THEN
	RETURN concat_ws(' ', SQLSTATE, SQLERRM);
END $$;
SELECT is(pg_temp.named('SELECT 1'), 'settlement P0 d 1', 'a forged aid');
-- of the first of P1's two claims: the second was settled after it
SELECT is(pg_temp.named(format('UPDATE account.entry SET settlement.%s WHERE claim_id = ''c1''', forged)),
	E'settlement P0 d 1\nsettlement P1 c1 1 : it cannot be read: ' || message || E'\nsettlement P1 c4 1 : aid 6000.00 was posted, and its claim and rules give 6000.00', forged) FROM (VALUES
	('burden = 1e16', 'burden of a settlement is out of range'),
	('deductible = ''NaN''', 'deductible of a settlement is out of range'),
	('residual = ''NaN''', 'residual of a settlement is out of range'),
	('benefit_year = NULL', 'benefit_year or discharged_on of a settlement is NULL'),
	('discharged_on = ''infinity''', 'discharged_on of a settlement is infinite'),
	('limit_pools = ''{a,a}''', 'limit_pools of a settlement names "a" twice'),
	('limit_pools = ''{NULL}''', 'limit_pools of a settlement has a NULL element')
) AS v (forged, message);
SELECT is(pg_temp.named(format('ALTER TABLE account.rules ALTER policies DROP NOT NULL; UPDATE account.rules SET policies = %s', forged)),
	'rules 1 : the policies are not those that were adopted, and what was posted under them cannot be settled again: ' || message, forged) FROM (VALUES
	('NULL', 'the policy is NULL'),
	('''{}''', 'array of policies is empty'),
	('policies || policies', 'array of policies holds overlapping stretches'),
	('ARRAY[jsonb_populate_record(policies[1], ''{"benefits": [null]}'')]', 'policy "zibo-2023": benefits has a NULL element')
) AS v (forged, message);
SELECT is(pg_temp.named('UPDATE account.entry SET month = ''300000-01-01'' WHERE claim_id = ''d'''), E'month P0 d 1 : the month 300000-01-01 is not open yet\nsettlement P0 d 1', 'a month that no calendar has');
SELECT is(pg_temp.named('UPDATE account.statement SET month = ''300000-01-01'' WHERE payee = ''H0'''), 'settlement P0 d 1
statement : 2024-01 H0 direct now: the statement has 0, its lines 18000.00
statement : 300000-01-01 H0 direct now: the month is not closed
statement : 300000-01-01 H0 direct now: the statement has 18000.00, its lines 0', 'a statement of such a month');
SELECT is(pg_temp.named('ALTER TABLE account.entry ALTER month DROP NOT NULL; UPDATE account.entry SET month = NULL WHERE claim_id = ''d'''), E'order P0 d 1 : place, claim, month, rules or time is NULL\nsettlement P0 d 1', 'none at all');
SELECT is(pg_temp.named('ALTER TABLE account.statement ALTER due DROP NOT NULL; UPDATE account.statement SET due = NULL WHERE payee = ''H0'''), E'settlement P0 d 1\nstatement : 2024-01 H0 direct now: the statement pays , and 18000.00 was due', 'a statement that does not say what it pays');
-- what cannot be put down to a row: the others are looked at
SELECT is(pg_temp.named('ALTER TABLE account.book DROP CONSTRAINT book_pkey; INSERT INTO account.book SELECT * FROM account.book'), E'settlement P0 d 1\nunchecked : statements could not be checked: more than one row returned by a subquery used as an expression (21000)', 'two books');
SELECT is(pg_temp.named('ALTER TABLE account.premium RENAME TO elsewhere'), E'settlement P0 d 1\nunchecked : entries could not be checked: relation "account.premium" does not exist (42P01)', 'a table that is gone');
-- of who asks, not of the ledger
CREATE ROLE medaid_test_stranger;
GRANT USAGE ON SCHEMA account TO medaid_test_stranger;
GRANT SELECT ON account.book, account.rules, account.entry, account.person TO medaid_test_stranger;
DO $$ BEGIN EXECUTE format('GRANT USAGE ON SCHEMA %s TO PUBLIC', pg_my_temp_schema()::regnamespace); END $$;
SET LOCAL ROLE medaid_test_stranger;
SELECT is(pg_temp.tried('SELECT FROM medaid_ledger_verify(''account'')'), '42501', 'who may not read is told so');
RESET ROLE;

---- with the rights that the documents grant: what can be forged is found

CREATE ROLE medaid_test_poster;
CREATE ROLE medaid_test_closer;
GRANT USAGE ON SCHEMA account TO medaid_test_poster, medaid_test_closer;
GRANT SELECT ON ALL TABLES IN SCHEMA account TO medaid_test_poster, medaid_test_closer;
GRANT INSERT (person, claim_id, version, place, payee, claim, settlement, month, rules, run, reason, at) ON account.entry TO medaid_test_poster;
GRANT INSERT, UPDATE ON account.person TO medaid_test_poster;
GRANT UPDATE (one) ON account.book TO medaid_test_poster;
GRANT INSERT ON account.statement TO medaid_test_closer;
GRANT UPDATE (month) ON account.book TO medaid_test_closer;
CREATE FUNCTION pg_temp.found_of(who text, done text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	RETURN pg_temp.found(format('SET LOCAL ROLE %I; %s; RESET ROLE', who, done));
END $$;
SELECT is(pg_temp.found_of(who, done), finding, who || ': ' || done) FROM (VALUES
	('medaid_test_poster', 'INSERT INTO account.entry (person, claim_id, version, place, payee, claim, settlement, month, rules) SELECT person, ''ghost'', 1, 99, ''H9'', claim, settlement, ''2024-02-01'', 99 FROM account.entry WHERE claim_id = ''d''', 'person rules'),
	('medaid_test_poster', 'INSERT INTO account.entry (person, claim_id, version, place, payee, claim, settlement, month, rules, by) SELECT person, ''ghost'', 1, 99, payee, claim, settlement, month, rules, ''another'' FROM account.entry LIMIT 1', '42501'),
	('medaid_test_poster', 'INSERT INTO account.entry (person, claim_id, version, place, payee, claim, settlement, month, rules) SELECT person, ''ghost'', 1, 99, payee, claim, settlement, month, rules FROM account.entry WHERE claim_id = ''c1''; UPDATE account.person SET live = live + 1 WHERE person = ''P1''', 'settlement statement'),
	('medaid_test_closer', 'UPDATE account.book SET month = ''2024-03-01''', 'statement'),
	('medaid_test_closer', 'UPDATE account.book SET month = ''2024-01-01''', 'month statement'),
	('medaid_test_closer', 'INSERT INTO account.statement (month, payee, channel, pay_when, claims, assistance, top_up, tilted, off_catalog, amount, brought_forward, due, carried_forward) SELECT month, ''X'', channel, pay_when, 0, 0, 0, 0, 0, 0, 0, 7, -7 FROM account.statement LIMIT 1', 'statement')
) AS v (who, done, finding);
SET LOCAL ROLE medaid_test_poster;
SELECT is(medaid_post('account', '{P0,P1,P2}'), 0::bigint, 'who posts needs no right to say who it was');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
