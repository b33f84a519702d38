-- medaid_platform_view and _report over tables of other shapes: flags, days and amounts
-- as text, keys that are missing, identities by the day, lists of diseases; by hand.
BEGIN;
SELECT plan(20);
SET LOCAL client_min_messages = warning;
CREATE SCHEMA platform_test;
SET LOCAL search_path = platform_test, public;

---- flags that are booleans: NULL is no flag, as NULL is no code
CREATE TABLE flags (setl_id text, psn_no text, med_type text, enddate date, medfee_sumamt numeric, inscp_amt numeric, vali_flag boolean, refd_setl_flag boolean);
INSERT INTO flags VALUES ('1', 'a', '21', '2024-03-10', 1000, 900, NULL, NULL), ('2', 'b', '21', '2024-03-10', 1000, 900, true, false), ('3', 'c', '21', '2024-03-10', 1000, 900, false, false);
SELECT medaid_platform_view('of_flags', 'flags', options => '{"unique_setl_id": true}') IS NULL AS done \gset
SELECT is((SELECT string_agg(claim_id, ' ' ORDER BY claim_id) FROM of_flags), '1 2', 'a flag that is NULL voids nothing');

---- without a person or a key nothing can be netted: what is void is not paid
INSERT INTO flags VALUES (NULL, 'd', '21', '2024-03-10', 500, 400, false, false), ('5', NULL, '21', '2024-03-10', -300, -200, true, true), (NULL, 'e', '21', '2024-03-10', 70, 60, true, false);
SELECT is((SELECT string_agg(person, ' ' ORDER BY person) FROM of_flags), 'a b e', 'a void row without setl_id is no claim, a plain one is');
-- 500 - 300, 400 - 200
SELECT is((SELECT string_agg(concat_ws(' ', item, rows, total, in_scope), ', ') FROM medaid_platform_report('flags', options => '{"unique_setl_id": true}') WHERE item IN ('unkeyed', 'difference')),
	'unkeyed 2 200.00 200.00, difference 0.00 0.00', '... and told');

-- a bill of a stay without an amount: the claim is refused, and the rest of it told; a refund without setl_id takes nothing back, and is told
CREATE TABLE missing (setl_id text, mdtrt_id text, psn_no text, med_type text, enddate date, init_setl_id text, mid_setl_flag text, refd_setl_flag text, medfee_sumamt numeric, inscp_amt numeric, hifp_pay numeric);
INSERT INTO missing VALUES ('1', 'v', 'a', '21', '2024-03-10', NULL, '1', '0', 1000, 900, 500), ('2', 'v', 'a', '21', '2024-03-20', NULL, '0', '0', NULL, 90, 50),
	('3', 'w', 'b', '21', '2024-03-10', NULL, '0', '0', 200, 180, 100), (NULL, 'w', 'b', '21', '2024-03-11', '3', '0', '1', -100, -90, -50);
SELECT medaid_platform_view('of_missing', 'missing', options => '{"unique_setl_id": true}') IS NULL AS done \gset
SELECT is((SELECT string_agg(concat_ws(' ', claim_id, coalesce((claim).total::text, 'NULL'), coalesce((claim).in_scope::text, 'NULL'), (claim).basic_paid), ', ' ORDER BY claim_id) FROM of_missing), '1 NULL NULL 550, 3 200 180 100', 'amounts that are missing are not made up');
SELECT is((SELECT string_agg(concat_ws(' ', item, rows, total, in_scope, paid), ', ') FROM medaid_platform_report('missing', options => '{"unique_setl_id": true}') WHERE section IN ('balance', 'set_aside')),
	'read 4 1100.00 1080.00 600.00, came_out 2 200.00 180.00 650.00, amount_missing 2 1000.00 990.00 0.00, unkeyed 1 -100.00 -90.00 -50.00, difference 0.00 0.00 0.00', '... and the report adds up');

---- days that are text: year first, whatever DateStyle; a zone is heeded, and without one it is China's
CREATE TABLE texts (setl_id text PRIMARY KEY, psn_no text, med_type text, begndate text, enddate text, setl_time text, medfee_sumamt text, inscp_amt text);
INSERT INTO texts VALUES ('1', 'a', '21', '20240301', '2024/3/10', '2024-03-10 11:00:00', '1000.00', '900'), ('2', 'a', '21', '2024-02-28T20:00:00Z', '2024-03-09 20:00:00+00', '2024-03-10T03:00:00Z', '1000.00', '900'),
	('3', 'a', '21', '', ' 2024.03.10 ', '2024-03-10T11:00:00.000+08:00', ' 1000.00', '900'), ('4', 'a', '21', NULL, '2024-03-10', '2024-03-10', '1000.00', '900');
SELECT medaid_platform_view('of_texts', 'texts') IS NULL AS done \gset
SET LOCAL datestyle = 'SQL, DMY';
SET LOCAL timezone = 'America/New_York';
-- 20:00 in UTC is 4:00 of the next day in China: 29 February
SELECT is((SELECT string_agg(concat_ws(' ', claim_id, to_char((claim).admitted_on, 'YYYY-MM-DD'), to_char((claim).discharged_on, 'YYYY-MM-DD'), to_char(position AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI')), ', ' ORDER BY claim_id) FROM of_texts),
	'1 2024-03-01 2024-03-10 2024-03-10 11:00, 2 2024-02-29 2024-03-10 2024-03-10 11:00, 3 2024-03-10 2024-03-10 11:00, 4 2024-03-10 2024-03-10 00:00', 'days and moments as text');
INSERT INTO texts VALUES ('5', 'a', '21', '', '05/04/2024', '', '1000.00', '900');
SELECT throws_ok('SELECT (claim).discharged_on FROM of_texts', '22007', 'invalid input syntax for type date: "does not begin with a year: 05/04/2024"', 'a day that DateStyle would turn is refused');
RESET timezone;
RESET datestyle;

---- a setl_id twice: the latest, by time and not by letters; blanks make no other key; a tie is one everywhere
CREATE TABLE twice (setl_id text, psn_no text, med_type text, enddate date, updt_time text, medfee_sumamt text, inscp_amt text, hifp_pay text);
INSERT INTO twice VALUES ('1', 'a', '21', '2024-03-10', '2024-3-9 10:00', '900.00', '900', '1'), ('1', 'a', '21', '2024-03-10', '2024-03-10 10:00', '1000.00', '900', '2'),
	('2', 'b', '21', '2024-03-10', '2024-03-10 10:00', '900.00', '900', '3'), ('2', 'b', '21', '2024-03-10', '2024-03-10 10:00', '1000.00', '900', '4'), (' 2', 'b ', '21', '2024-03-10', '2024-03-09 10:00', '5', '5', '5'),
	('3', 'c', '21', '2024-03-10', '2024-03-10 10:00', '1000.00', '900', '9'), ('3', 'c', '21', '2024-03-10', '2024-03-10 10:00', '1000.00', '900', '10');
SELECT medaid_platform_view('of_twice', 'twice') IS NULL AS done \gset
SELECT is((SELECT string_agg(concat_ws(' ', claim_id, (claim).total::numeric(12,2), (claim).basic_paid::numeric(12,2)), ', ' ORDER BY claim_id) FROM of_twice), '1 1000.00 2.00, 2 1000.00 4.00, 3 1000.00 10.00', 'one row a setl_id');
INSERT INTO twice SELECT setl_id, psn_no, med_type, enddate, updt_time, medfee_sumamt, inscp_amt, '9' FROM twice WHERE setl_id = '3' LIMIT 1;
SELECT is((SELECT (claim).basic_paid FROM of_twice WHERE person = 'c'), 10.00, '... the same, wherever the rows lie');

---- age on the day of discharge, also of a stay in parts: 80 on 1 March; born on 29 February, 18 on 1 March
CREATE TABLE aged (setl_id text PRIMARY KEY, mdtrt_id text, psn_no text, med_type text, begndate date, enddate date, brdy date, mid_setl_flag text, medfee_sumamt numeric, inscp_amt numeric);
INSERT INTO aged VALUES ('1', 'v', 'a', '21', '2024-02-01', '2024-02-20', '1944-03-01', '1', 100, 90), ('2', 'v', 'a', '21', '2024-02-01', '2024-03-10', '1944-03-01', '0', 100, 90),
	('3', 'w', 'b', '21', '2022-02-20', '2022-02-28', '2004-02-29', '0', 100, 90), ('4', 'x', 'b', '21', '2022-02-20', '2022-03-01', '2004-02-29', '0', 100, 90);
SELECT medaid_platform_view('of_age', 'aged') IS NULL AS done \gset
SELECT is((SELECT string_agg(concat_ws(' ', claim_id, (claim).age, (claim).discharged_on), ', ' ORDER BY claim_id) FROM of_age), '1 80 2024-03-10, 3 17 2022-02-28, 4 18 2022-03-01', 'completed years on the day of discharge');

---- identities: 维持治疗 on the days of its row alone; the order of the array is that of bytes
CREATE TABLE care (psn_no text, psn_idet_type text COLLATE "und-x-icu", begntime date, endtime date, maintenance boolean);
INSERT INTO care VALUES ('a', '2303', '2024-01-01', '2024-06-30', true), ('a', '2303', '2024-07-01', NULL, false), ('b', '2303', NULL, NULL, true), ('c', '2303', NULL, NULL, NULL),
	('d', '2303', '2024-05-01', '2024-04-01', true), ('e', 'b', '2024-01-01', NULL, NULL), ('e', 'C', '2024-01-01', NULL, NULL), ('e', '_', '2024-01-01', NULL, NULL);
CREATE TABLE visits (setl_id text PRIMARY KEY, psn_no text, med_type text, enddate date, medfee_sumamt numeric, inscp_amt numeric);
INSERT INTO visits SELECT psn_no || enddate, psn_no, '11', enddate, 100, 90 FROM unnest('{a,b,c,d,e}'::text[]) AS psn_no, unnest('{2024-06-30,2024-07-01}'::date[]) AS enddate;
SELECT medaid_platform_view('of_care', 'visits', NULL, 'care') IS NULL AS done \gset
SELECT is((SELECT string_agg(concat_ws(' ', claim_id, coalesce((claim).maintenance::text, 'NULL')), ', ' ORDER BY claim_id) FROM of_care WHERE person < 'e'),
	'a2024-06-30 true, a2024-07-01 false, b2024-06-30 true, b2024-07-01 true, c2024-06-30 NULL, c2024-07-01 NULL, d2024-06-30 false, d2024-07-01 false', 'maintenance by the day');
-- 垫江 三(四)3: 400 a year in full with 维持治疗; without, 300 at 60 %: 90 - 0 = 90; 54.00
SELECT is((SELECT string_agg((s).aid::text, ' ' ORDER BY claim_id) FROM (SELECT claim_id, medaid_settle(claim, (SELECT medaid_policy('dianjiang-2023', '2024-06-30'))) AS s FROM (SELECT claim_id, medaid_claim(claim_id => c.claim_id, service => (c.claim).service, discharged_on => (c.claim).discharged_on,
	categories => (c.claim).categories, recognised_on => (c.claim).recognised_on, ended_on => (c.claim).ended_on, total => 100, in_scope => 90, critical_illness_paid => 0, maintenance => (c.claim).maintenance, age => 50) AS claim FROM of_care AS c WHERE person = 'a') AS x) AS x),
	'90.00 54.00', '... and the aid that goes with it');
SELECT is((SELECT (claim).categories::text FROM of_care WHERE person = 'e' LIMIT 1), '{C,_,b}', 'codes in the order of their bytes');

---- major diseases: of the version in force on the day, of those it builds on, without what it takes away
INSERT INTO medaid_regulation (code, first_day, last_day, name, region, status) SELECT 'places-own', d, NULL, '本地', '本地', 'in_force' FROM unnest('{2024-01-01,2024-07-01}'::date[]) AS d;
UPDATE medaid_regulation SET based_on = 'dianjiang-2023', based_on_day = '2023-01-01' WHERE code = 'places-own';
INSERT INTO medaid_rule_disease (regulation, first_day, name, article) VALUES ('places-own', '2024-07-01', '本地病', 'own');
INSERT INTO medaid_rule_disease (regulation, first_day, name, article, removed) VALUES ('places-own', '2024-07-01', '肺癌', 'own', true);
CREATE VIEW ill AS SELECT v.setl_id || d AS setl_id, v.psn_no, v.med_type, v.enddate, v.medfee_sumamt, v.inscp_amt, d AS dise_name, v.setl_id || d AS mdtrt_id FROM visits AS v, unnest('{肺癌,胃癌,本地病,感冒}'::text[]) AS d WHERE psn_no = 'a';
SELECT medaid_platform_view('of_ill', 'ill', options => '{"regulation": "places-own", "unique_setl_id": true}') IS NULL AS done \gset
SELECT is((SELECT string_agg(claim_id, ' ' ORDER BY claim_id COLLATE "C") FROM of_ill WHERE (claim).major_disease), 'a2024-06-30肺癌 a2024-06-30胃癌 a2024-07-01本地病 a2024-07-01胃癌', 'the list of the day');
SELECT lives_ok($$SELECT medaid_platform_view('of_none', 'visits', options => '{"regulation": "places-own"}')$$, '... and none where no disease is named');
CREATE VIEW ill_visit AS SELECT mdtrt_id, psn_no, dise_name FROM ill;
CREATE VIEW ill_setl AS SELECT setl_id, psn_no, med_type, enddate, medfee_sumamt, inscp_amt, mdtrt_id FROM ill;
SELECT medaid_platform_view('of_ill_visit', 'ill_setl', 'ill_visit', options => '{"regulation": "places-own", "unique_setl_id": true}') IS NULL AS done \gset
SELECT is((SELECT string_agg(claim_id, ' ' ORDER BY claim_id COLLATE "C") FROM of_ill_visit WHERE (claim).major_disease), 'a2024-06-30肺癌 a2024-06-30胃癌 a2024-07-01本地病 a2024-07-01胃癌', '... where the visit names it');

---- money that has not the sign of its bill is counted as written, and told
CREATE TABLE signs (setl_id text PRIMARY KEY, psn_no text, med_type text, enddate date, init_setl_id text, refd_setl_flag text, medfee_sumamt numeric, inscp_amt numeric, hifp_pay numeric);
CREATE TABLE sign_funds (setl_id text, fund_pay_type integer, fund_payamt numeric);
-- 1,000 - 300, 500 + 150; a bill with a fund below zero; two as they should be
INSERT INTO signs VALUES ('1', 'a', '21', '2024-03-10', NULL, '0', 1000, 900, 500), ('2', 'a', '21', '2024-03-10', '1', '1', -300, -270, 150), ('3', 'b', '21', '2024-03-10', NULL, '0', 40, 30, 20), ('4', 'c', '21', '2024-03-10', NULL, '0', 0, 0, 0);
INSERT INTO sign_funds VALUES ('3', 7, -5), ('1', 7, 5);
SELECT medaid_platform_view('of_signs', 'signs', options => '{"funds": {"table": "platform_test.sign_funds", "inclusive": ["7"]}}') IS NULL AS done \gset
SELECT is((SELECT concat_ws(' ', (claim).total, (claim).basic_paid, (claim).inclusive_paid) FROM of_signs WHERE person = 'a'), '700 650 5', 'counted as written');
SELECT is((SELECT string_agg(concat_ws(' ', rows, total), ', ') FROM medaid_platform_report('signs', options => '{"funds": {"table": "platform_test.sign_funds", "inclusive": ["7"]}}') WHERE item = 'opposite_sign'), '2 -260.00', '... and told with their bills: -300 + 40');
-- numbers as codes of a column of integers are values, not SQL
SELECT throws_ok($$SELECT medaid_platform_view('v', 'signs', options => '{"funds": {"table": "platform_test.sign_funds", "inclusive": ["7) OR (true"]}}')$$, '22P02', 'invalid input syntax for type integer: "7) OR (true"', 'a code that is no number');

---- three alike in all, one taken back without link: the first by the bytes of setl_id, whatever the collation
CREATE TABLE ties (setl_id text COLLATE "und-x-icu" PRIMARY KEY, mdtrt_id text, psn_no text, med_type text, enddate date, setl_time timestamp, medfee_sumamt numeric, inscp_amt numeric);
INSERT INTO ties SELECT id, 'v', 'a', '14', '2024-03-10', '2024-03-10 11:00', 1000 * k, 900 * k FROM (VALUES ('S_', 1), ('Sa', 1), ('SB', 1), ('Sz', -1)) AS v (id, k);
SELECT medaid_platform_view('of_ties', 'ties') IS NULL AS done \gset
SELECT is((SELECT string_agg(claim_id, ' ' ORDER BY claim_id COLLATE "C") FROM of_ties), 'S_ Sa', 'SB is the first of them');

SELECT * FROM finish();
ROLLBACK;
