-- The national platform's tables mapped and settled, against the same claims from
-- a clean table.  psql variables: rows, runs.  Text keys, as the platform's are.
\set ON_ERROR_STOP 1
SET client_min_messages = warning;
SET search_path = bench, public;

CREATE OR REPLACE FUNCTION draw(id bigint, nth integer) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN (hashint8extended(id, nth) & 1073741823)::float8 / 1073741824;
DROP TABLE IF EXISTS setl_d, mdtrt_d, idet, clean, stored_platform CASCADE;
CREATE TABLE setl_d (
 setl_id varchar(30) , mdtrt_id varchar(30) NOT NULL, medins_setl_id varchar(30), init_setl_id varchar(30), psn_no varchar(30) NOT NULL,
 psn_insu_rlts_id varchar(30), fixmedins_code varchar(12), insutype varchar(6), psn_type varchar(6), insu_admdvs varchar(6), fix_blng_admdvs varchar(6), hosp_lv varchar(6), dedc_hosp_lv varchar(6),
 med_type varchar(6), setl_type varchar(6), pay_loc varchar(6), clr_type varchar(6), clr_way varchar(6), clr_optins varchar(6), manl_reim_rea varchar(6),
 poolarea_no varchar(6), dise_no varchar(30), refd_setl_flag varchar(3), vali_flag varchar(3), mid_setl_flag varchar(3), out_flag varchar(3),
 begndate date, enddate date, setl_time timestamp, brdy date, year varchar(4), age numeric(4,1),
 medfee_sumamt numeric(16,2) NOT NULL DEFAULT 0, fulamt_ownpay_amt numeric(16,2) NOT NULL DEFAULT 0, overlmt_selfpay numeric(16,2) NOT NULL DEFAULT 0, preselfpay_amt numeric(16,2) NOT NULL DEFAULT 0,
 inscp_amt numeric(16,2) NOT NULL DEFAULT 0, act_pay_dedc numeric(16,2) NOT NULL DEFAULT 0, hifp_pay numeric(16,2) NOT NULL DEFAULT 0, hifmi_pay numeric(16,2) NOT NULL DEFAULT 0, hifob_pay numeric(16,2) NOT NULL DEFAULT 0,
 cvlserv_pay numeric(16,2) NOT NULL DEFAULT 0, hifes_pay numeric(16,2) NOT NULL DEFAULT 0, hifdm_pay numeric(16,2) NOT NULL DEFAULT 0, maf_pay numeric(16,2) NOT NULL DEFAULT 0, othfund_pay numeric(16,2) NOT NULL DEFAULT 0,
 fund_pay_sumamt numeric(16,2) NOT NULL DEFAULT 0, psn_pay numeric(16,2) NOT NULL DEFAULT 0, acct_pay numeric(16,2) NOT NULL DEFAULT 0, cash_payamt numeric(16,2) NOT NULL DEFAULT 0, ownpay_hosp_part numeric(16,2) NOT NULL DEFAULT 0);
INSERT INTO setl_d (setl_id, mdtrt_id, medins_setl_id, psn_no, fixmedins_code, insutype, psn_type, insu_admdvs, fix_blng_admdvs, hosp_lv, dedc_hosp_lv, med_type, setl_type, pay_loc, clr_type, clr_way, clr_optins,
 refd_setl_flag, vali_flag, mid_setl_flag, begndate, enddate, setl_time, brdy, year, age, medfee_sumamt, fulamt_ownpay_amt, overlmt_selfpay, preselfpay_amt, inscp_amt, hifp_pay, hifmi_pay, hifob_pay, cvlserv_pay)
SELECT '370300S'||lpad(i::text,10,'0'), '370300M'||lpad(i::text,10,'0'), 'H'||i, 'P'||lpad((1+floor(draw(i,1)*:rows/5.5))::bigint::text,9,'0'),
 'H37030'||lpad((draw(i,40)*1000)::int::text,5,'0'), CASE WHEN draw(i,6)<0.9 THEN '390' ELSE '310' END, '14', '370302',
 (ARRAY['370302','370302','370303','370303','370305','370102','110101'])[1+floor(draw(i,3)*7)::int], lpad((1+floor(draw(i,7)*11))::text,2,'0'), '05',
 mt, CASE WHEN draw(i,41)<0.02 THEN '1' ELSE '2' END, '2','11','1','370300','0','1','0', d - CASE WHEN mt='21' THEN 1+floor(draw(i,2)*14)::int ELSE 0 END, d, d + time '11:00', '1960-01-01', extract(year from d)::text, round((draw(i,11)*100)::numeric,1),
 total, round((total-ins)*0.6,2), round((total-ins)*0.1,2), total-ins-round((total-ins)*0.6,2)-round((total-ins)*0.1,2), ins, round(ins*0.55,2),
 CASE WHEN draw(i,6)<0.9 THEN round(ins * CASE WHEN ins>20000 THEN 0.1 ELSE 0 END,2) ELSE 0 END,
 CASE WHEN draw(i,6)>=0.9 THEN round(ins * CASE WHEN ins>20000 THEN 0.1 ELSE 0 END,2) ELSE 0 END, round(ins*0.01,2)
FROM (SELECT i, mt, date '2023-02-01' + floor(draw(i,14)*1060)::int AS d, total, round(total*(0.75+0.2*draw(i,15))::numeric,2) AS ins
 FROM (SELECT i, CASE WHEN draw(i,16)<0.12 THEN '21' WHEN draw(i,16)<0.55 THEN '11' WHEN draw(i,16)<0.93 THEN '1401' ELSE '15' END AS mt,
  round(exp(CASE WHEN draw(i,16)<0.12 THEN 8.6 ELSE 5.4 END + 0.9*(draw(i,20)+draw(i,21)+draw(i,22)+draw(i,23)+draw(i,24)+draw(i,25)-3))::numeric,2)+1 AS total
  FROM generate_series(1, :rows) i) a) b;
-- one in a hundred refunded, three in a thousand interim bills
INSERT INTO setl_d SELECT (jsonb_populate_record(s, jsonb_build_object('setl_id', 'R'||setl_id, 'init_setl_id', setl_id, 'refd_setl_flag','1',
  'medfee_sumamt',-medfee_sumamt,'fulamt_ownpay_amt',-fulamt_ownpay_amt,'overlmt_selfpay',-overlmt_selfpay,'preselfpay_amt',-preselfpay_amt,'inscp_amt',-inscp_amt,'hifp_pay',-hifp_pay,'hifmi_pay',-hifmi_pay,'hifob_pay',-hifob_pay,'cvlserv_pay',-cvlserv_pay))).*
 FROM setl_d s WHERE draw(substr(setl_id,8)::bigint, 80) < 0.01;
UPDATE setl_d SET mid_setl_flag='1' WHERE draw(substr(setl_id,8)::bigint, 81) < 0.003 AND setl_id NOT LIKE 'R%';
CREATE TABLE mdtrt_d (mdtrt_id varchar(30), psn_no varchar(30) NOT NULL, med_type varchar(6), begntime timestamp, endtime timestamp, dise_codg varchar(30), dise_name varchar(200), refl_old_mdtrt_id varchar(30), rloc_type varchar(6), ars_year_ipt_flag varchar(3));
INSERT INTO mdtrt_d SELECT mdtrt_id, psn_no, med_type, begndate, enddate, 'I10', '高血压', CASE WHEN draw(substr(setl_id,8)::bigint, 82)<0.05 THEN 'M0' END, CASE WHEN draw(substr(setl_id,8)::bigint, 83)<0.05 THEN '2' ELSE '1' END, '0' FROM setl_d WHERE setl_id NOT LIKE 'R%';
CREATE TABLE idet (psn_no varchar(30) NOT NULL, psn_idet_type varchar(6) NOT NULL, begntime timestamp NOT NULL, endtime timestamp);
INSERT INTO idet SELECT 'P'||lpad(i::text,9,'0'), (ARRAY['2304','2303','2303','2306','2302','2303','2301','2303'])[1+floor(draw(i,17)*8)::int], date '2019-05-01'+floor(draw(i,18)*1000)::int, CASE WHEN draw(i,19)<0.1 THEN timestamp '2024-08-31 23:59:59' END
FROM generate_series(1, (:rows / 5.5)::integer) i;
INSERT INTO idet SELECT 'P'||lpad(i::text,9,'0'), '2302', date '2020-05-01'+floor(draw(i,18)*1000)::int, NULL FROM generate_series(1, (:rows / 5.5)::integer) i WHERE draw(i,50)<0.3;
ALTER TABLE setl_d ADD PRIMARY KEY (setl_id); CREATE INDEX ON setl_d (psn_no); CREATE INDEX ON setl_d (mdtrt_id); ALTER TABLE mdtrt_d ADD PRIMARY KEY (mdtrt_id); CREATE INDEX ON idet (psn_no);
CREATE INDEX ON mdtrt_d (psn_no);
VACUUM ANALYZE setl_d; VACUUM ANALYZE mdtrt_d; VACUUM ANALYZE idet;

INSERT INTO medaid_reference (area, indicator, year, value, source)
SELECT area, 'income', year, 40000, 'bench' FROM unnest('{淄博市,山西省}'::text[]) AS area, generate_series(2021, 2026) AS year ON CONFLICT DO NOTHING;
SELECT medaid_platform_view('platform', 'setl_d', 'mdtrt_d', 'idet') \g /dev/null
CREATE TABLE clean AS SELECT person, (claim).* FROM platform OFFSET 0;
VACUUM ANALYZE clean;
CREATE VIEW from_clean AS SELECT person, medaid_claim(claim_id, service, admitted_on, discharged_on, categories, recognised_on, ended_on, total, in_scope, out_of_catalog,
	basic_paid, critical_illness_paid, supplementary_paid, inclusive_paid, commercial_paid, mutual_aid_paid, place, designated, referral, insurance, hospital_level, charge_class,
	major_disease, maintenance, age, chronic_class, applied_on, deadline_from, tilt_approved) AS claim FROM clean;
CREATE TABLE stored_platform (person text, s medaid_settlement);

SET jit = off;
SET max_parallel_workers_per_gather = 0;
SET work_mem = '256MB';
SET client_min_messages = notice;
CALL run('platform', 'stored clean', 'INSERT INTO stored_platform SELECT person, unnest(medaid_settle_all(claim, (SELECT medaid_policies(''zibo-2023'', ''2023-01-01'', ''2025-12-31'')))) FROM from_clean GROUP BY person', :runs, :rows, 'TRUNCATE bench.stored_platform');
CALL run('platform', 'stored mapped', 'INSERT INTO stored_platform SELECT person, unnest(medaid_settle_all(claim, (SELECT medaid_policies(''zibo-2023'', ''2023-01-01'', ''2025-12-31'')))) FROM platform GROUP BY person', :runs, :rows, 'TRUNCATE bench.stored_platform');
CALL run('platform', 'summed clean', 'SELECT sum((s).aid) FROM (SELECT unnest(medaid_settle_all(claim, (SELECT medaid_policies(''zibo-2023'', ''2023-01-01'', ''2025-12-31'')))) AS s FROM from_clean GROUP BY person OFFSET 0) AS x', :runs, :rows);
CALL run('platform', 'summed mapped', 'SELECT sum((s).aid) FROM (SELECT unnest(medaid_settle_all(claim, (SELECT medaid_policies(''zibo-2023'', ''2023-01-01'', ''2025-12-31'')))) AS s FROM platform GROUP BY person OFFSET 0) AS x', :runs, :rows);
SELECT m.what, round(min(c.cpu)::numeric, 2) AS "clean, CPU s", round(min(m.cpu)::numeric, 2) AS "mapped, CPU s", round((min(m.cpu) / min(c.cpu))::numeric, 2) AS ratio, count(DISTINCT m.answer) + count(DISTINCT c.answer) <= 2 AND min(m.answer) IS NOT DISTINCT FROM min(c.answer) AS same
FROM (SELECT split_part(name, ' ', 1) AS what, cpu, answer FROM result WHERE section = 'platform' AND name LIKE '% mapped') AS m
JOIN (SELECT split_part(name, ' ', 1) AS what, cpu, answer FROM result WHERE section = 'platform' AND name LIKE '% clean') AS c USING (what)
GROUP BY 1 ORDER BY 1;
