-- Real-shaped tables with every fact in known numbers: each arrives, and in
-- whatever shape the tables are the same claims come out.
BEGIN;
SELECT plan(73);
SET LOCAL client_min_messages = warning;
CREATE SCHEMA platform_test;
SET LOCAL search_path = platform_test, public;
\set each 12
\ir ../platform_tables.sql

SELECT lives_ok($$SELECT medaid_platform_view('claim', 'setl_d', 'mdtrt_d', 'idetinfo')$$, 'the view is made');
SELECT is(c.claims::text || ' ' || round(c.total, 2), (k.claims * 12)::text || ' ' || round(c.expected * k.factor, 2), 'claims and amounts of kind ' || k.kind)
FROM kind AS k
JOIN (SELECT p.kind, count(v.person) AS claims, coalesce(sum((v.claim).total), 0) AS total, sum(DISTINCT e.expected) AS expected
	FROM person AS p LEFT JOIN claim AS v ON v.person = p.psn_no
	JOIN (SELECT kind, sum(amount) AS expected FROM person GROUP BY 1) AS e USING (kind) GROUP BY 1) AS c USING (kind)
ORDER BY k.kind COLLATE "C";
SELECT is((SELECT count(*) FROM claim WHERE (claim).in_scope <> (claim).total * 0.75 OR (claim).basic_paid NOT IN ((claim).total * 0.5, (claim).total)), 0::bigint, 'the parts of each bill go with it');
-- 安康 and the others see one stay: nothing is negative, nothing computed
SELECT is((SELECT count(*) FROM claim WHERE (claim).critical_illness_paid IS DISTINCT FROM 0), 0::bigint, 'insurance is given, never left to be computed');

---- the report
CREATE TEMP TABLE report AS SELECT * FROM medaid_platform_report('setl_d', 'mdtrt_d', 'idetinfo');
SELECT is((SELECT concat_ws(' ', total, in_scope, paid) FROM report WHERE item = 'difference'), '0.00 0.00 0.00', 'read = came out + set aside, to the fen');
SELECT is((SELECT rows FROM report WHERE item = 'read'), (SELECT count(*) FROM setl_d), 'every row is read');
SELECT is((SELECT total FROM report WHERE item = 'read'), (SELECT sum(medfee_sumamt) FROM setl_d), 'with its money');
SELECT is((SELECT concat_ws(' ', rows, total) FROM report WHERE item = 'came_out'), (SELECT concat_ws(' ', count(*), sum((claim).total)) FROM claim), 'what came out is the view');
-- 12 persons a kind: netted 4 kinds of two rows, the first two of 'settled anew', and 'not negated'
SELECT is((SELECT string_agg(item || ' ' || rows, ', ' ORDER BY item) FROM report WHERE section = 'set_aside'),
	'bill_repeated 12, netted 144, pending 12, refund_exceeds 24, refund_of_void 12, refund_unlinked 12, refunded 12, void 36', 'rows set aside by cause');
SELECT is((SELECT string_agg(concat_ws(' ', item, code, rows), ', ' ORDER BY item, code) FROM report WHERE item ~ '^(service|identity)'),
	'identity_no_category 2308 48, identity_unmapped 7019 48, service_none 52 12, service_unmapped 9901 12', 'codes without a mapping, counted');
SELECT is((SELECT total FROM report WHERE item = 'service_unmapped'), (SELECT sum(amount) FROM person WHERE kind = 'local code'), 'with their money');
SELECT is((SELECT concat_ws(' ', rows, total) FROM report WHERE item = 'refund_unlinked'), (SELECT concat_ws(' ', count(*), round(sum(amount) * -0.25, 2)) FROM person WHERE kind = 'unlinked'), 'refunds without link, with theirs');
UPDATE setl_d SET fund_pay_sumamt = fund_pay_sumamt + 1.01 WHERE setl_id IN (SELECT 'S' || psn_no || 1 FROM person WHERE kind = 'plain');
UPDATE setl_d SET psn_pay = psn_pay - 0.02 WHERE setl_id IN (SELECT 'S' || psn_no || 1 FROM person WHERE kind = 'chronic');
-- 12 x 1.01; the patient's part is then wrong by as much, and by 0.02 elsewhere
SELECT is((SELECT string_agg(concat_ws(' ', item, rows, total), ', ' ORDER BY item) FROM medaid_platform_report('setl_d', 'mdtrt_d', 'idetinfo') WHERE item IN ('fund_pay_sumamt', 'psn_pay')),
	'fund_pay_sumamt 12 12.12, psn_pay 24 11.88', 'amounts that do not add up');

---- the same facts in other shapes
CREATE TEMP TABLE expected AS SELECT person, claim_id, position, payee, claim::text AS claim FROM claim;
CREATE FUNCTION pg_temp.differs(view text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE n bigint;
BEGIN
	EXECUTE format('SELECT count(*) FROM ((SELECT person, claim_id, position, payee, claim::text FROM %1$s EXCEPT ALL TABLE expected) UNION ALL (TABLE expected EXCEPT ALL SELECT person, claim_id, position, payee, claim::text FROM %1$s)) AS d', view) INTO n;
	RETURN n;
END $$;
-- the interface's names, codes as integers, days as timestamps, amounts in fen
CREATE TABLE setl_2 AS SELECT setl_id, mdtrt_id, init_setl_id, psn_no, fixmedins_code, insutype::integer, insu_admdvs::integer, fix_blng_admdvs::integer, hosp_lv::smallint, med_type::integer, setl_type::integer, pay_loc::integer,
	manl_reim_rea::integer, refd_setl_flag::integer, vali_flag::integer, mid_setl_flag::integer, begndate::timestamp AS begntime, enddate::timestamp + time '10:00' AS endtime, setl_time AT TIME ZONE 'Asia/Shanghai' AS setl_time, age::float8,
	(medfee_sumamt * 100)::bigint AS medfee_sumamt, (fulamt_ownpay_amt * 100)::bigint AS fulamt_ownpay_amt, (overlmt_selfpay * 100)::bigint AS overlmt_selfpay, (inscp_amt * 100)::bigint AS inscp_scp_amt,
	(hifp_pay * 100)::bigint AS hifp_pay, (hifmi_pay * 100)::bigint AS hifmi_pay, (hifob_pay * 100)::bigint AS hifob_pay, (cvlserv_pay * 100)::bigint AS cvlserv_pay, (psn_pay * 100)::bigint AS psn_part_amt FROM setl_d;
ALTER TABLE setl_2 ADD UNIQUE (setl_id);
SELECT lives_ok($$SELECT medaid_platform_view('claim_2', 'setl_2', 'mdtrt_d', 'idetinfo', '{"unit": "fen"}')$$, 'the interface''s names');
SELECT is((SELECT count(*) FROM claim_2), (SELECT count(*) FROM expected), 'integers, timestamps, fen: as many claims');
SELECT is((SELECT count(*) FROM expected AS e JOIN claim_2 AS c USING (person, claim_id) WHERE round((c.claim).total, 2) <> round((e.claim::medaid_claim).total, 2) OR (c.claim).basic_paid <> (e.claim::medaid_claim).basic_paid
	OR ((c.claim).service, (c.claim).place, (c.claim).referral, (c.claim).insurance, (c.claim).hospital_level, (c.claim).age, (c.claim).admitted_on, (c.claim).discharged_on, c.position, c.payee)
		IS DISTINCT FROM ((e.claim::medaid_claim).service, (e.claim::medaid_claim).place, (e.claim::medaid_claim).referral, (e.claim::medaid_claim).insurance, (e.claim::medaid_claim).hospital_level,
		(e.claim::medaid_claim).age, (e.claim::medaid_claim).admitted_on, (e.claim::medaid_claim).discharged_on, e.position, e.payee)), 0::bigint, 'and the same ones');
-- blanks around codes, empty strings for NULL, char(n), names in capitals, names that want quoting
CREATE TABLE "setl; DROP TABLE" AS SELECT ' ' || setl_id AS "SETL_ID", coalesce(mdtrt_id, '  ') AS "MDTRT_ID", coalesce(init_setl_id, '') AS "INIT_SETL_ID", psn_no::char(30) AS "a "" ' %s \", fixmedins_code || '  ' AS "FIXMEDINS_CODE",
	insutype::char(6) AS insutype, insu_admdvs || ' ' AS insu_admdvs, fix_blng_admdvs, ' ' || hosp_lv AS hosp_lv, med_type || ' ' AS med_type, setl_type::char(3) AS setl_type, pay_loc || ' ' AS pay_loc, coalesce(manl_reim_rea, '') AS manl_reim_rea,
	refd_setl_flag::char(2) AS refd_setl_flag, vali_flag || ' ' AS vali_flag, mid_setl_flag, begndate::text AS begndate, enddate::text AS enddate, setl_time::text AS setl_time, age::text AS age,
	medfee_sumamt, fulamt_ownpay_amt, overlmt_selfpay, preselfpay_amt, inscp_amt, coalesce(hifp_pay::text, '') AS hifp_pay, hifmi_pay, hifob_pay, cvlserv_pay, hifes_pay, hifdm_pay FROM setl_d;
CREATE TABLE mdtrt_3 AS SELECT ' ' || mdtrt_id AS mdtrt_id, psn_no::char(30) AS psn_no, coalesce(refl_old_mdtrt_id, ' ') AS refl_old_mdtrt_id, rloc_type::integer, ars_year_ipt_flag || ' ' AS ars_year_ipt_flag FROM mdtrt_d;
CREATE TABLE idet_3 AS SELECT psn_no || ' ' AS psn_no, psn_idet_type::integer, begntime::date, coalesce(endtime::date::text, '') AS endtime FROM idetinfo;
SELECT lives_ok($$SELECT medaid_platform_view('"a view; --"', '"setl; DROP TABLE"', 'mdtrt_3', 'idet_3', '{"columns": {"setl": {"psn_no": "a \" '' %s \\"}}}')$$, 'blanks, capitals, hostile names');
SELECT is(pg_temp.differs('"a view; --"'), 0::bigint, 'the same claims to the letter');
SELECT is((SELECT concat_ws(' ', total, in_scope, paid) FROM medaid_platform_report('"setl; DROP TABLE"', 'mdtrt_3', 'idet_3', '{"columns": {"setl": {"psn_no": "a \" '' %s \\"}}}') WHERE item = 'difference'), '0.00 0.00 0.00', 'and their report');
-- loaded twice, without a key
CREATE TABLE setl_4 AS SELECT * FROM setl_d UNION ALL SELECT * FROM setl_d;
SELECT lives_ok($$SELECT medaid_platform_view('claim_4', 'setl_4', 'mdtrt_d', 'idetinfo')$$, 'every row twice');
SELECT is(pg_temp.differs('claim_4'), 0::bigint, 'counts once');
SELECT is((SELECT concat_ws(' ', rows, total) FROM medaid_platform_report('setl_4', 'mdtrt_d', 'idetinfo') WHERE item = 'duplicate'), (SELECT concat_ws(' ', count(*), sum(medfee_sumamt)) FROM setl_d), 'and is told, with its money');
SELECT is((SELECT total FROM medaid_platform_report('setl_4', 'mdtrt_d', 'idetinfo') WHERE item = 'difference'), 0.00, 'to the fen');
-- a key of person and settlement is one, as tables partitioned by person have it; a partial one is none
CREATE TABLE setl_9 (LIKE setl_d) PARTITION BY HASH (psn_no);
CREATE TABLE setl_9_0 PARTITION OF setl_9 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE setl_9_1 PARTITION OF setl_9 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
ALTER TABLE setl_9 ADD PRIMARY KEY (psn_no, setl_id);
INSERT INTO setl_9 SELECT * FROM setl_d;
SELECT unalike(medaid_platform_view('claim_9', 'setl_9', 'mdtrt_d', 'idetinfo'), '%DISTINCT ON (r.psn_no, r.setl_id)%', 'partitioned by person: no sort for duplicates');
SELECT is(pg_temp.differs('claim_9'), 0::bigint, 'and the same claims');
CREATE UNIQUE INDEX ON setl_4 (setl_id, vali_flag) WHERE psn_no = 'nobody';
SELECT alike(medaid_platform_view('v', 'setl_4', NULL, NULL, '{"dry_run": true}'), '%DISTINCT ON (r.psn_no, r.setl_id)%', 'another key says nothing of setl_id');
-- the filter convention: what was taken back is not in the table any more, or void
CREATE TABLE setl_5 AS SELECT * FROM setl_d WHERE vali_flag = '1' AND refd_setl_flag = '0';
ALTER TABLE setl_5 ADD PRIMARY KEY (setl_id);
SELECT lives_ok($$SELECT medaid_platform_view('claim_5', 'setl_5', 'mdtrt_d', 'idetinfo')$$, 'only rows that stand');
SELECT is((SELECT count(*) FROM claim_5 JOIN person ON person = psn_no WHERE kind IN ('plain', 'interim', 'supplement', 'repeats', 'new year', 'chronic', 'void refund', 'null funds')), 8 * 12 + 12::bigint, 'they come out');

---- one person is read as one person, and the planner sees through
CREATE INDEX ON setl_d (psn_no);
SET LOCAL enable_seqscan = off;
CREATE FUNCTION pg_temp.plan(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE l text; p text := '';
BEGIN FOR l IN EXECUTE 'EXPLAIN (VERBOSE, COSTS off) ' || query LOOP p := p || l || E'\n'; END LOOP; RETURN p; END $$;
SELECT unalike(pg_temp.plan($$SELECT * FROM claim WHERE person = 'P0100001'$$), '%Seq Scan on platform_test.setl_d%', 'one person by the index, corrections and all');
SELECT alike(pg_temp.plan($$SELECT medaid_settle_all(claim, (SELECT medaid_policy('zibo-2023', '2024-01-01'))) FROM claim GROUP BY person$$), '%medaid_compact_fields(%', 'no row of a claim is built');
RESET enable_seqscan;

---- what it refuses
SELECT throws_ok($$SELECT medaid_platform_view('claim', 'setl_d')$$, '42P07', NULL, 'a view that is there is not replaced unasked');
SELECT throws_ok($$SELECT medaid_platform_view('v', 'mdtrt_d')$$, '42703', NULL, 'a table without the columns');
SELECT throws_ok($$SELECT medaid_platform_view('v', 'setl_d', NULL, NULL, '{"refunds": 1}')$$, '22023', 'option "refunds" is unknown', 'an option that does not exist');
SELECT throws_ok($$SELECT medaid_platform_view('v', 'setl_d', NULL, NULL, '{"unit": "jiao"}')$$, '22023', 'option "unit": "jiao" is unknown', 'a unit that does not exist');
SELECT throws_ok($$SELECT medaid_platform_view('v', 'setl_d', NULL, NULL, '{"dry_run": "yes"}')$$, '22023', 'option "dry_run" is no boolean', 'an option of another type');
SELECT throws_ok($$SELECT medaid_platform_view('v', 'setl_d', NULL, NULL, '{"columns": {"setl": {"psn_no": "nobody"}}}')$$, '42703', 'relation platform_test.setl_d has no column "nobody" for psn_no', 'a column that does not exist');
SELECT throws_ok($$SELECT medaid_platform_view('v', 'setl_d', NULL, NULL, '{"columns": {"setl": {"person": "psn_no"}}}')$$, '22023', 'option columns: setl has no field "person"', 'a field that does not exist');
SELECT throws_ok($$SELECT medaid_platform_view(NULL, 'setl_d')$$, '22004', 'name is NULL', 'no name');
SELECT throws_ok($$SELECT medaid_platform_view('v', NULL)$$, '22004', 'setl is NULL', 'no table');
CREATE TABLE setl_6 AS SELECT setl_id, psn_no, med_type, enddate, (medfee_sumamt > 0) AS medfee_sumamt, inscp_amt FROM setl_d;
SELECT throws_ok($$SELECT medaid_platform_view('v', 'setl_6')$$, '42804', NULL, 'an amount that is a boolean');
SELECT is(medaid_platform_view('v', 'setl_d', NULL, NULL, '{"dry_run": true}') ~ '^CREATE VIEW platform_test.v AS', true, 'a dry run tells');
SELECT hasnt_view('platform_test', 'v', 'and makes nothing');
-- the least that works
CREATE TABLE setl_7 AS SELECT setl_id, psn_no, med_type, enddate, medfee_sumamt, inscp_amt FROM setl_d WHERE medfee_sumamt > 0;
SELECT lives_ok($$SELECT medaid_platform_view('claim_7', 'setl_7')$$, 'six columns');
SELECT is((SELECT concat_ws('/', (claim).critical_illness_paid, (claim).basic_paid, (claim).place, payee) FROM claim_7 ORDER BY claim_id LIMIT 1), (SELECT min(psn_no) FROM person), 'what has no column is unknown, not 0; the person is paid');

---- under another's names, for another: nothing is looked up in the caller's path
CREATE SCHEMA platform_hostile;
CREATE FUNCTION platform_hostile.btrim(text) RETURNS text LANGUAGE sql AS $$ SELECT 'hijacked' $$;
CREATE FUNCTION platform_hostile."left"(text, integer) RETURNS text LANGUAGE sql AS $$ SELECT 'hijacked' $$;
CREATE FUNCTION platform_hostile.format(text, VARIADIC text[]) RETURNS text LANGUAGE sql AS $$ SELECT 'hijacked' $$;
CREATE FUNCTION platform_hostile.equal(text, text) RETURNS boolean LANGUAGE sql AS $$ SELECT false $$;
CREATE OPERATOR platform_hostile.= (LEFTARG = text, RIGHTARG = text, FUNCTION = platform_hostile.equal);
SET LOCAL search_path = platform_hostile, platform_test, pg_catalog, public;
SELECT medaid_platform_view('platform_test.claim_8', 'setl_d', 'mdtrt_d', 'idetinfo') \g /dev/null
SET LOCAL search_path = platform_test, public;
SELECT is(pg_temp.differs('claim_8'), 0::bigint, 'made under a hostile search_path');

---- back to the platform's names
CREATE TABLE settled AS SELECT c.person, medaid_settle(c.claim, medaid_policy_with(medaid_policy('zibo-2023', '2024-04-30'), 'inpatient-dibao.deductible', 0)) AS s FROM claim AS c WHERE (claim).service = 'inpatient' AND 'dibao' = ANY ((claim).categories) AND cardinality((claim).categories) = 1;
SELECT lives_ok($$SELECT medaid_platform_result('back', 'settled')$$, 'settlements under the platform''s names');
SELECT is((SELECT concat_ws(' ', count(*), sum(maf_pay), sum(medfee_sumamt)) FROM back), (SELECT concat_ws(' ', count(*), sum((s).aid), sum((s).total)) FROM settled), 'maf_pay is the aid');
SELECT is((SELECT count(*) FROM back WHERE medfee_sumamt + excess <> fund_pay_sumamt + hosp_part_amt + psn_part_amt), 0::bigint, 'fund + hospital + patient = bill');
SELECT is((SELECT sum(fund_payamt) FROM back_detail WHERE fund_pay_type LIKE '6101%'), (SELECT sum((s).aid) FROM settled), '610100 and 610102 together are the aid');
-- 安康 三(四), 低保: 95,000 x 70 % = 66,500, limit 40,000; then 6,000 x 70 % = 4,200, and up to 50,000: 10,000, of which 5,800 are for the first; 6,000 + 5,800 = 10,000 + 1,800
CREATE TABLE caught_up AS SELECT 'p'::text AS person, s FROM unnest((SELECT medaid_settle_all(medaid_claim(claim_id => n::text, service => 'inpatient', discharged_on => date '2024-01-01' + n, categories => '{dibao}',
	total => bill, in_scope => bill, critical_illness_paid => 0), medaid_policy('ankang-2023', '2024-01-01')) FROM (VALUES (1, 95000), (2, 6000)) AS c (n, bill))) AS s;
SELECT medaid_platform_result('caught_up_back', 'caught_up') IS NULL AS done \gset
SELECT is((SELECT string_agg(concat_ws(' ', medfee_sumamt, maf_pay, psn_part_amt, excess, for_earlier, medfee_sumamt + excess + for_earlier = fund_pay_sumamt + hosp_part_amt + psn_part_amt), ', ' ORDER BY setl_id) FROM caught_up_back),
	'95000.00 40000.00 55000.00 0.00 0.00 t, 6000.00 10000.00 1800.00 0.00 5800.00 t', 'aid for earlier claims is told, and the row adds up');

SELECT * FROM finish();
ROLLBACK;
