-- A month of the county's ledger (结算台账) under 平顺's regulation: the nightly run,
-- a late claim and a void, the statements, the fund's account.
-- Run after county.sql, in the same database.

\set ON_ERROR_STOP 1
\set QUIET 1
\pset pager off
\pset footer off
\pset null ''
\pset border 0
SET client_min_messages = warning;
SET search_path = county, public;
SET work_mem = '256MB';
SET jit = off;

DROP SCHEMA IF EXISTS assist CASCADE;
SELECT medaid_create_ledger('assist', month => '2024-11-01') \g /dev/null
SELECT medaid_adopt('assist', medaid_policies('pingshun-2023', '2024-01-01', '2025-12-31'), 'as published') \g /dev/null

-- The claims known on a day: those that were settled by then.
CREATE TABLE IF NOT EXISTS today AS SELECT date '2024-11-30' AS day;
UPDATE today SET day = '2024-11-30';
CREATE OR REPLACE VIEW assist.claim AS
SELECT person, claim_id, position, payee, claim FROM county.claim WHERE position < (SELECT day + 1 FROM today);

\echo
\echo '== A ledger 结算台账 of the county under 平顺''s regulation: what was known on 30 November is posted, and November closed'
CALL medaid_post_all('assist', 'first load');
SELECT medaid_close_month('assist', '2024-11-01') \g /dev/null

\echo '== The nightly run of 30 December'
UPDATE today SET day = '2024-12-30';
CALL medaid_post_all('assist', 'nightly');

-- Late: a stay of September that the hospital sends now, like another of that person.
SELECT n.person AS late_person, n.claim_id AS late_like, n.claim_id || 'L' AS late
FROM assist.now AS n
WHERE n.payee LIKE 'H990421%' AND n.service = 'inpatient' AND n.category = 'dibao' AND n.discharged_on BETWEEN '2024-09-01' AND '2024-09-30' AND n.aid > 1000
ORDER BY n.claim_id LIMIT 1 \gset
INSERT INTO mdtrt_d SELECT (jsonb_populate_record(m, jsonb_build_object('mdtrt_id', m.mdtrt_id || 'L'))).* FROM mdtrt_d AS m JOIN setl_d AS s USING (mdtrt_id) WHERE s.setl_id = :'late_like';
INSERT INTO setl_d SELECT (jsonb_populate_record(s, jsonb_build_object('setl_id', s.setl_id || 'L', 'mdtrt_id', s.mdtrt_id || 'L', 'setl_time', '2024-12-31 09:00'))).*
FROM setl_d AS s WHERE s.setl_id = :'late_like';
-- Void: a refund 退费 of a stay of October, whose aid was stated in November.
SELECT n.person AS void_person, n.claim_id AS void
FROM assist.now AS n
WHERE n.payee LIKE 'H990421%' AND n.service = 'inpatient' AND n.channel = 'direct' AND n.discharged_on BETWEEN '2024-10-01' AND '2024-10-31' AND n.person <> :'late_person'
ORDER BY n.aid DESC, n.claim_id LIMIT 1 \gset
UPDATE setl_d SET vali_flag = '0' WHERE setl_id = :'void';
INSERT INTO setl_d SELECT (jsonb_populate_record(s, jsonb_build_object('setl_id', 'R' || s.setl_id, 'init_setl_id', s.setl_id, 'refd_setl_flag', '1', 'vali_flag', '1', 'setl_time', '2024-12-31 10:00',
	'medfee_sumamt', -s.medfee_sumamt, 'fulamt_ownpay_amt', -s.fulamt_ownpay_amt, 'overlmt_selfpay', -s.overlmt_selfpay, 'preselfpay_amt', -s.preselfpay_amt, 'inscp_amt', -s.inscp_amt,
	'act_pay_dedc', -s.act_pay_dedc, 'hifp_pay', -s.hifp_pay, 'hifmi_pay', -s.hifmi_pay, 'hifob_pay', -s.hifob_pay, 'cvlserv_pay', -s.cvlserv_pay,
	'fund_pay_sumamt', -s.fund_pay_sumamt, 'psn_pay', -s.psn_pay))).*
FROM setl_d AS s WHERE s.setl_id = :'void';

\echo '== The nightly run of 31 December: a late claim' :late 'and a refund 退费 of' :void
UPDATE today SET day = '2024-12-31';
CALL medaid_post_all('assist', 'nightly');
SELECT r.number AS "run", r.reason, r.seen AS "persons", r.changed, r.entries, r.held, to_char(r.aid_before, '99,999,990.00') AS "aid before", to_char(r.aid_after, '99,999,990.00') AS "aid after"
FROM assist.run AS r ORDER BY r.number;

\echo '== Its pairs: what is taken back, and what is posted'
SELECT l.claim_id AS "claim", l.version AS "v.", l.side, l.payee, l.channel, l.payer, to_char(l.amount, '999,990.00') AS "amount 金额"
FROM assist.line AS l
WHERE l.claim_id IN (:'late', :'void') AND l.month = '2024-12-01'
ORDER BY l.claim_id, l.version, l.side DESC, l.payer;

-- What came in, and what of next year's premiums the fund bears.
INSERT INTO assist.receipt (day, source, amount, note) VALUES
	('2024-12-02', 'opening', 2500000, 'on account at the beginning of 2024'), ('2024-12-03', 'central_province', 11000000, NULL), ('2024-12-03', 'city', 1200000, NULL),
	('2024-12-05', 'county', 1800000, NULL), ('2024-12-10', 'lottery', 150000, NULL), ('2024-12-20', 'interest', 31415.93, NULL);
DROP TABLE IF EXISTS subsidy;
CREATE TABLE subsidy AS
SELECT r.person, medaid_premium((SELECT medaid_policy('pingshun-2023', '2024-12-01')), r.categories, 'resident', 400, 640, daterange('2024-09-01', '2025-01-01'), r.recognised_on) AS premium
FROM (
	SELECT t.psn_no AS person, array_agg(c.category ORDER BY c.category) AS categories, array_agg(least(t.begntime::date, '2024-08-01') ORDER BY c.category) AS recognised_on
	FROM idetinfo AS t
	JOIN (SELECT DISTINCT ON (name) name, category FROM medaid_category_name ORDER BY name, shipped) AS c ON c.name = t.psn_idet_type
	WHERE coalesce(t.endtime::date, 'infinity') >= '2024-12-31'
	GROUP BY t.psn_no
) AS r;
SELECT medaid_post_premiums('assist', 2025, 'subsidy', 'list of December') \g /dev/null
SELECT medaid_close_month('assist', '2024-12-01') \g /dev/null

\echo '== December''s statements 对账单 of three hospitals'
SELECT s.payee, s.pay_when, s.claims, to_char(s.assistance, '999,990.00') AS "aid 救助", to_char(s.tilted + s.top_up + s.off_catalog, '99,990.00') AS "more 倾斜等",
	to_char(s.amount, '999,990.00') AS "amount 本期", to_char(s.brought_forward, '999,990.00') AS "brought 上期结转", to_char(s.due, '999,990.00') AS "due 应付", to_char(s.carried_forward, '999,990.00') AS "carried 结转下期"
FROM assist.statement AS s
WHERE s.month = '2024-12-01' AND s.payee IN (
	(SELECT e.payee FROM assist.entry AS e WHERE e.claim_id = :'late'), (SELECT e.payee FROM assist.entry AS e WHERE (e.claim_id, e.version) = (:'void', 1)),
	(SELECT x.payee FROM assist.statement AS x WHERE x.month = '2024-12-01' ORDER BY x.due DESC LIMIT 1))
ORDER BY s.payee, s.pay_when;

\echo '== The fund''s account 基金账 of 2024 (平顺 第二十二 to 二十七条)'
SELECT a.item, a.label, a.article, to_char(sum(a.amount), '999,999,990.00') AS "yuan 元"
FROM assist.account AS a WHERE a.year = 2024
GROUP BY a.line, a.item, a.kind, a.label, a.article ORDER BY a.line, min(a.month), a.kind;

SELECT count(*) AS wrong FROM medaid_ledger_verify('assist') \gset
\echo 'Every entry settled again, every statement added up: what is wrong with the ledger:' :wrong
\echo
