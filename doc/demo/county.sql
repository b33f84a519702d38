-- A county of synthetic people and claims, in tables as the national platform
-- (国家医疗保障信息平台) has them, and the view over them that medaid_platform_view makes.
--
-- Nobody here exists: every value is drawn from a hash of a row number, so the
-- same county comes out on every machine.  The reference values at the end are
-- the demo's own too.

\set ON_ERROR_STOP 1
\set QUIET 1
SET client_min_messages = warning;

DROP SCHEMA IF EXISTS county CASCADE;
CREATE SCHEMA county;
SET search_path = county, public;

-- Evenly from 0 to 1, and normally distributed, by row number and purpose.
CREATE FUNCTION u(n bigint, purpose integer) RETURNS double precision
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN ((hashint8extended(n, 20240101 + purpose) >> 11) & 9007199254740991) / 9007199254740992.0::float8;
CREATE FUNCTION z(n bigint, purpose integer) RETURNS double precision
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN sqrt(-2 * ln(1 - u(n, purpose))) * cos(2 * pi() * u(n, purpose + 1));

-- 参保人: who is insured, and how.
CREATE TABLE psn_info_b (
	psn_no		varchar(30) PRIMARY KEY,
	brdy		date NOT NULL,			-- 出生日期
	insutype	varchar(6) NOT NULL,	-- 险种: 390 居民, 310 职工
	insu_admdvs	varchar(6) NOT NULL		-- 参保区划
);

-- 身份信息 (1101 idetinfo): several rows a person; no end = still held.
CREATE TABLE idetinfo (
	psn_no		varchar(30) NOT NULL,
	psn_idet_type	varchar(6) NOT NULL,	-- 人员身份类别
	begntime	timestamp NOT NULL,
	endtime		timestamp				-- the last moment it is held
);

-- 就诊: the visit.
CREATE TABLE mdtrt_d (
	mdtrt_id	varchar(30) PRIMARY KEY,
	psn_no		varchar(30) NOT NULL,
	med_type	varchar(6) NOT NULL,	-- 医疗类别
	begntime	timestamp NOT NULL,
	endtime		timestamp NOT NULL,
	dise_name	varchar(200),			-- 病种名称
	refl_old_mdtrt_id	varchar(30),	-- 转诊前就诊
	rloc_type	varchar(6) NOT NULL DEFAULT '1',	-- 异地安置: 1 none, 2 within, 3 outside the province
	ars_year_ipt_flag	varchar(3) NOT NULL DEFAULT '0'	-- 跨年度住院
);

-- 结算: one row a settlement event, refunds as rows of their own.
CREATE TABLE setl_d (
	setl_id		varchar(30) PRIMARY KEY,
	mdtrt_id	varchar(30) NOT NULL,
	init_setl_id	varchar(30),		-- of a refund: the settlement taken back
	psn_no		varchar(30) NOT NULL,
	fixmedins_code	varchar(12),		-- 定点医药机构; NULL: paid elsewhere, claimed by hand
	insutype	varchar(6) NOT NULL,
	insu_admdvs	varchar(6) NOT NULL,
	fix_blng_admdvs	varchar(6) NOT NULL,	-- 机构区划
	hosp_lv		varchar(6) NOT NULL,	-- 01-04 三级, 05-07 二级, 08-10 一级, 11 无等级
	med_type	varchar(6) NOT NULL,
	setl_type	varchar(6) NOT NULL,	-- 1 中心报销, 2 联网结算
	refd_setl_flag	varchar(3) NOT NULL DEFAULT '0',
	vali_flag	varchar(3) NOT NULL DEFAULT '1',
	begndate	date NOT NULL,
	enddate		date NOT NULL,
	setl_time	timestamp NOT NULL,
	year		varchar(4) NOT NULL,
	age			numeric(4,1) NOT NULL,
	medfee_sumamt	numeric(16,2) NOT NULL DEFAULT 0,	-- 医疗费总额
	fulamt_ownpay_amt	numeric(16,2) NOT NULL DEFAULT 0,	-- 全自费
	overlmt_selfpay	numeric(16,2) NOT NULL DEFAULT 0,	-- 超限价自费
	preselfpay_amt	numeric(16,2) NOT NULL DEFAULT 0,	-- 先行自付
	inscp_amt	numeric(16,2) NOT NULL DEFAULT 0,	-- 符合政策范围
	act_pay_dedc	numeric(16,2) NOT NULL DEFAULT 0,	-- 实际支付起付线
	hifp_pay	numeric(16,2) NOT NULL DEFAULT 0,	-- 基本医保统筹
	hifmi_pay	numeric(16,2) NOT NULL DEFAULT 0,	-- 居民大病保险
	hifob_pay	numeric(16,2) NOT NULL DEFAULT 0,	-- 职工大额
	cvlserv_pay	numeric(16,2) NOT NULL DEFAULT 0,	-- 公务员补助
	hifes_pay	numeric(16,2) NOT NULL DEFAULT 0,	-- 企业补充
	hifdm_pay	numeric(16,2) NOT NULL DEFAULT 0,	-- 伤残
	maf_pay		numeric(16,2) NOT NULL DEFAULT 0,	-- 医疗救助: what is computed here
	fund_pay_sumamt	numeric(16,2) NOT NULL DEFAULT 0,	-- 基金支付总额
	psn_pay		numeric(16,2) NOT NULL DEFAULT 0	-- 个人负担
);

-- 基金分项: payments of parties that setl_d has no column for.
CREATE TABLE setl_fund_d (
	setl_id		varchar(30) NOT NULL,
	fund_pay_type	varchar(6) NOT NULL,	-- the county's own: hmb 惠民保, syb 商业保险, hzb 互助
	fund_payamt	numeric(16,2) NOT NULL
);

-- 20,000 people.  Their first identity, by its share of the assisted.
CREATE TABLE share (upto float8, psn_idet_type varchar(6), age_from integer, age_to integer);
INSERT INTO share VALUES
	(0.090, '2304', 45, 95),	-- 特困
	(0.096, '7041', 1, 18),		-- 孤儿
	(0.110, '7141', 1, 18),		-- 事实无人抚养儿童
	(0.520, '2303', 2, 92),		-- 低保
	(0.550, '7019', 20, 88),	-- 低保重残重病
	(0.580, '7202', 3, 85),		-- 返贫致贫
	(0.625, '7203', 3, 85),		-- 脱贫不稳定
	(0.670, '7204', 3, 85),		-- 边缘易致贫
	(0.690, '7205', 3, 85),		-- 突发严重困难
	(0.810, '7201', 3, 90),		-- 低保边缘
	(0.860, '2306', 20, 85),	-- 因病致贫
	(0.890, '7052', 55, 97),	-- 优抚
	(0.940, '7069', 5, 90),		-- 重残
	(1.000, '2302', 3, 90);		-- 脱贫人口

CREATE TEMP TABLE person AS
SELECT n, 'P' || lpad(n::text, 6, '0') AS psn_no, s.psn_idet_type AS first,
	'2024-07-01'::date - (365.25 * (s.age_from + (s.age_to - s.age_from) * sqrt(u(n, 2))))::integer AS brdy,
	CASE WHEN u(n, 3) < 0.06 AND s.age_from >= 20 THEN '310' ELSE '390' END AS insutype,
	exp(0.7 * z(n, 4)) AS illness
FROM generate_series(1, 20000) AS n
JOIN LATERAL (SELECT * FROM share WHERE u(n, 1) < upto ORDER BY upto LIMIT 1) AS s ON true;

INSERT INTO psn_info_b
SELECT psn_no, brdy, insutype, '990421' FROM person;

-- The first identity: for most held for years, for some found in 2024 or lost in it.
INSERT INTO idetinfo
SELECT psn_no, first, b.day, CASE WHEN u(n, 13) < 0.06 AND b.day < '2023-06-01'
	THEN '2024-01-31 23:59:59'::timestamp + make_interval(months => floor(11 * u(n, 14))::integer) END
FROM person
CROSS JOIN LATERAL (SELECT CASE
	-- 因病致贫 is applied for after the costs arose
	WHEN first = '2306' THEN '2024-03-01'::date + floor(420 * u(n, 11))::integer
	WHEN u(n, 10) < 0.08 THEN '2024-01-01'::date + floor(366 * u(n, 11))::integer
	ELSE '2023-12-31'::date - floor(2500 * u(n, 11))::integer END AS day) AS b;
-- A second: what it goes with.
INSERT INTO idetinfo
SELECT psn_no, CASE first WHEN '2303' THEN CASE WHEN u(n, 21) < 0.5 THEN '7069' ELSE '2302' END
		WHEN '7019' THEN '7069' WHEN '7141' THEN '2303' WHEN '7201' THEN '2306'
		WHEN '7069' THEN '7201' WHEN '2302' THEN '7203' WHEN '7052' THEN '7201' ELSE '2302' END,
	'2024-06-30'::date - floor(1400 * u(n, 22) - 250)::integer, NULL
FROM person WHERE u(n, 20) < 0.22;
-- Who lost 低保 became 低保边缘 the day after.
INSERT INTO idetinfo
SELECT psn_no, '7201', endtime::date + 1, NULL
FROM idetinfo WHERE psn_idet_type = '2303' AND endtime IS NOT NULL;

-- About five claims a person in 2024; the more illness, the more and the dearer.
CREATE TEMP TABLE visit AS
SELECT v.*, '2024-01-01'::date + floor(366 * u(v.id, 34))::integer AS day,
	CASE WHEN v.service = '21' THEN 1 + (9 * exp(0.7 * z(v.id, 36)))::integer ELSE 0 END AS nights,
	-- where: 机构区划 against 990421
	CASE WHEN v.away < (CASE v.service WHEN '21' THEN 0.60 WHEN '15' THEN 0.35 ELSE 0.88 END) THEN '990421'
		WHEN v.away < (CASE v.service WHEN '21' THEN 0.84 WHEN '15' THEN 0.80 ELSE 0.97 END) THEN '990400'
		WHEN v.away < (CASE v.service WHEN '21' THEN 0.95 WHEN '15' THEN 0.97 ELSE 0.99 END) THEN '990100'
		ELSE '910100' END AS fix_blng_admdvs
FROM (
	SELECT p.n, p.psn_no, p.brdy, p.insutype, p.illness, p.n * 1000::bigint + k AS id,
		-- 住院, 特药, 门诊慢特病, 普通门诊
		CASE WHEN u(p.n * 1000::bigint + k, 30) < 0.036 * least(p.illness, 4) THEN '21'
			WHEN p.illness > 1.6 AND u(p.n * 1000::bigint + k, 31) < 0.07 THEN '15'
			WHEN u(p.n * 1000::bigint + k, 31) < 0.42 THEN '14'
			ELSE '11' END AS service,
		u(p.n * 1000::bigint + k, 35) AS away
	FROM person AS p
	CROSS JOIN LATERAL generate_series(1, 1 + floor(-ln(1 - u(p.n, 29)) * 4.0 * p.illness ^ 0.7)::integer) AS k
) AS v;

-- The bill, and what of it the insurance recognises.
CREATE TEMP TABLE bill AS
SELECT b.*, b.total - b.own - b.beyond - b.pre AS in_scope
FROM (
	SELECT v.*, l.hosp_lv, t.total, v.day - v.nights AS begndate,
		round(t.total * (0.12 * u(id, 40) + CASE WHEN v.fix_blng_admdvs = '990421' THEN 0 ELSE 0.05 END)::numeric, 2) AS own,
		CASE WHEN u(id, 41) < 0.3 THEN round(t.total * (0.04 * u(id, 42))::numeric, 2) ELSE 0 END AS beyond,
		CASE WHEN u(id, 43) < 0.6 THEN round(t.total * (0.10 * u(id, 44))::numeric, 2) ELSE 0 END AS pre
	FROM visit AS v
	CROSS JOIN LATERAL (SELECT round((CASE v.service
		WHEN '21' THEN 6400 * v.illness ^ 0.8 * exp(0.85 * z(id, 38)) * CASE WHEN v.fix_blng_admdvs = '990421' THEN 0.8 ELSE 2 END
		WHEN '15' THEN 4600 * exp(0.5 * z(id, 38))
		WHEN '14' THEN 420 * v.illness ^ 0.5 * exp(0.9 * z(id, 38))
		ELSE 105 * exp(0.9 * z(id, 38)) END)::numeric + 5, 2) AS total) AS t
	CROSS JOIN LATERAL (SELECT CASE
		WHEN v.fix_blng_admdvs = '990421' THEN (ARRAY['05', '06', '09', '10', '11'])[1 + floor(5 * u(id, 39) ^ 1.5)::integer]
		ELSE (ARRAY['01', '02', '03', '05'])[1 + floor(4 * u(id, 39))::integer] END AS hosp_lv) AS l
) AS b;

-- Basic insurance, then critical illness insurance on the year's cost after it.
CREATE TEMP TABLE paid AS
SELECT c.*, round(0.65 * (greatest(0, c.year_cost - 7000) - greatest(0, c.year_cost - c.cost - 7000)), 2) AS critical
FROM (
	SELECT b.*, b.cost_of_stay AS cost, sum(b.cost_of_stay) OVER (PARTITION BY b.n ORDER BY b.day, b.id) AS year_cost
	FROM (
		SELECT i.*, CASE WHEN i.service = '11' THEN 0 ELSE i.in_scope - i.basic END AS cost_of_stay
		FROM (
			SELECT b.*, d.dedc, round((b.in_scope - d.dedc) * CASE
				WHEN b.service = '11' THEN 0.50
				WHEN b.service IN ('14', '15') THEN 0.60
				WHEN b.fix_blng_admdvs NOT IN ('990421', '990400') THEN 0.55
				WHEN b.hosp_lv <= '04' THEN 0.65
				WHEN b.hosp_lv <= '07' THEN 0.75
				ELSE 0.85 END + CASE WHEN b.insutype = '310' THEN 0.05 ELSE 0 END, 2) AS basic
			FROM bill AS b
			CROSS JOIN LATERAL (SELECT least(b.in_scope, CASE WHEN b.service <> '21' THEN 0 WHEN b.hosp_lv <= '04' THEN 800
				WHEN b.hosp_lv <= '07' THEN 400 ELSE 100 END) AS dedc) AS d
		) AS i
	) AS b
) AS c;

INSERT INTO mdtrt_d
SELECT 'M' || id, psn_no, m.med_type, begndate + time '09:00', day + time '10:00',
	-- of 垫江's list of major diseases, or an everyday name
	CASE WHEN illness > 1.3 AND service <> '11' AND u(n, 50) < 0.25
		THEN (ARRAY['终末期肾病（尿毒症）', '肺癌', '乳腺癌', '急性心肌梗塞', '脑梗死', '白血病', '血友病', '精神分裂症'])[1 + floor(8 * u(n, 51))::integer]
		ELSE (ARRAY['高血压', '2型糖尿病', '肺炎', '慢性阻塞性肺疾病', '骨折', '胆囊炎'])[1 + floor(6 * u(id, 51))::integer] END,
	CASE WHEN fix_blng_admdvs <> '990421' AND u(id, 52) < 0.55 THEN 'M0' || id END,
	CASE WHEN u(n, 53) < 0.03 THEN CASE WHEN fix_blng_admdvs LIKE '99%' THEN '2' ELSE '3' END ELSE '1' END,
	CASE WHEN extract(year FROM begndate) < extract(year FROM day) THEN '1' ELSE '0' END
FROM paid
CROSS JOIN LATERAL (SELECT CASE service WHEN '14' THEN (ARRAY['1401', '1401', '1401', '140104', '140201'])[1 + floor(5 * u(n, 54))::integer]
	WHEN '21' THEN (ARRAY['21', '21', '21', '24', '25'])[1 + floor(5 * u(id, 54))::integer] ELSE service END AS med_type) AS m;

INSERT INTO setl_fund_d
SELECT 'S' || id, f.fund_pay_type, f.amount
FROM (SELECT *, total - basic - critical AS unpaid FROM paid WHERE service = '21') AS b
CROSS JOIN LATERAL (VALUES
	('hmb', CASE WHEN u(n, 60) < 0.15 THEN round(0.3 * greatest(0, unpaid - 5000), 2) END),
	('syb', CASE WHEN u(n, 61) < 0.02 THEN round(0.2 * unpaid, 2) END),
	('hzb', CASE WHEN u(id, 62) < 0.01 THEN least(500, round(0.1 * unpaid, 2)) END)) AS f (fund_pay_type, amount)
WHERE f.amount > 0;

-- One in a hundred is claimed by hand, weeks or months later.
INSERT INTO setl_d (setl_id, mdtrt_id, psn_no, fixmedins_code, insutype, insu_admdvs, fix_blng_admdvs, hosp_lv, med_type, setl_type,
	begndate, enddate, setl_time, year, age, medfee_sumamt, fulamt_ownpay_amt, overlmt_selfpay, preselfpay_amt, inscp_amt,
	act_pay_dedc, hifp_pay, hifmi_pay, hifob_pay, cvlserv_pay, fund_pay_sumamt, psn_pay)
SELECT 'S' || id, 'M' || id, psn_no, CASE WHEN u(id, 70) >= 0.003 THEN 'H' || fix_blng_admdvs || (10000 + 90 * u(id, 71))::integer END,
	insutype, '990421', fix_blng_admdvs, hosp_lv, m.med_type, CASE WHEN h.by_hand THEN '1' ELSE '2' END,
	begndate, day, day + time '11:00' + make_interval(days => CASE WHEN h.by_hand THEN (230 * u(id, 72) ^ 2)::integer ELSE 0 END),
	extract(year FROM day)::text, round((day - brdy) / 365.25, 1), total, own, beyond, pre, in_scope,
	dedc, basic, CASE WHEN b.insutype = '390' THEN critical ELSE 0 END, CASE WHEN b.insutype = '310' THEN critical ELSE 0 END, c.cvlserv,
	basic + critical + c.cvlserv, total - basic - critical - c.cvlserv
FROM paid AS b
JOIN (SELECT mdtrt_id, med_type FROM mdtrt_d) AS m ON m.mdtrt_id = 'M' || id
CROSS JOIN LATERAL (SELECT u(id, 73) < 0.01 OR u(id, 70) < 0.003 AS by_hand) AS h
CROSS JOIN LATERAL (SELECT CASE WHEN b.insutype = '310' AND u(n, 74) < 0.3 AND service = '21'
	THEN round(0.15 * (in_scope - basic - critical), 2) ELSE 0 END AS cvlserv) AS c;

-- Refunds 退费: a row of negated amounts that points at the voided one.
UPDATE setl_d SET vali_flag = '0' WHERE u(substr(setl_id, 2)::bigint, 80) < 0.004;
INSERT INTO setl_d (setl_id, mdtrt_id, init_setl_id, psn_no, fixmedins_code, insutype, insu_admdvs, fix_blng_admdvs, hosp_lv, med_type, setl_type,
	refd_setl_flag, begndate, enddate, setl_time, year, age, medfee_sumamt, fulamt_ownpay_amt, overlmt_selfpay, preselfpay_amt, inscp_amt,
	act_pay_dedc, hifp_pay, hifmi_pay, hifob_pay, cvlserv_pay, fund_pay_sumamt, psn_pay)
SELECT 'R' || substr(setl_id, 2), mdtrt_id, setl_id, psn_no, fixmedins_code, insutype, insu_admdvs, fix_blng_admdvs, hosp_lv, med_type, setl_type,
	'1', begndate, enddate, setl_time + interval '2 days', year, age, -medfee_sumamt, -fulamt_ownpay_amt, -overlmt_selfpay, -preselfpay_amt, -inscp_amt,
	-act_pay_dedc, -hifp_pay, -hifmi_pay, -hifob_pay, -cvlserv_pay, -fund_pay_sumamt, -psn_pay
FROM setl_d WHERE vali_flag = '0';

DROP TABLE person, visit, bill, paid, share;

-- Codes that the county uses beside the national ones: rows of one's own.
INSERT INTO medaid_category_name (name, category, rank, treated_as, label, region)
SELECT l.name, l.category, c.rank, c.treated_as, c.label, '990421'
FROM (VALUES ('7019', 'dibao'), ('7041', 'orphan'), ('7141', 'unsupported_child'), ('7052', 'veteran'), ('7069', 'severe_disability'),
	('7201', 'dibao_margin'), ('7202', 'poverty_returned'), ('7203', 'monitored_unstable'), ('7204', 'monitored_marginal'),
	('7205', 'monitored_sudden')) AS l (name, category)
JOIN medaid_category_name AS c ON c.name = l.category AND c.shipped
ON CONFLICT DO NOTHING;

-- Reference values: the demo's own, near what such places publish.
INSERT INTO medaid_reference (area, indicator, year, value, published_on, source) VALUES
	('攀枝花市', 'income', 2022, 41200, '2023-03-15', 'demo, not a published figure'),
	('攀枝花市', 'income', 2023, 43300, '2024-03-15', 'demo, not a published figure'),
	('攀枝花市', 'income', 2024, 45500, '2025-03-15', 'demo, not a published figure'),
	('攀枝花市', 'monitor_income', 2024, 8000, NULL, 'demo, not a published figure'),
	('攀枝花市', 'monitor_income', 2025, 8300, NULL, 'demo, not a published figure'),
	('山西省', 'income', 2022, 29178, '2023-02-10', 'demo, not a published figure'),
	('山西省', 'income', 2023, 30924, '2024-02-10', 'demo, not a published figure'),
	('山西省', 'income', 2024, 32600, '2025-02-10', 'demo, not a published figure'),
	('淄博市', 'income', 2022, 43600, '2023-02-20', 'demo, not a published figure'),
	('淄博市', 'income', 2023, 46000, '2024-02-20', 'demo, not a published figure'),
	('淄博市', 'income', 2024, 48300, '2025-02-20', 'demo, not a published figure')
ON CONFLICT DO NOTHING;

-- What the platform has no column for, the county adds: 平顺's class of provider,
-- 140104 and 140201 as paid within a limit, 低保重残重病 as treated outside hospital.
CREATE VIEW setl AS
SELECT s.*,
	CASE WHEN hosp_lv <= '04' THEN 1 WHEN hosp_lv <= '07' AND fix_blng_admdvs <> insu_admdvs THEN 2 ELSE 3 END AS charge_class,
	CASE med_type WHEN '140104' THEN 2 WHEN '140201' THEN 3 ELSE 1 END AS chronic_class
FROM setl_d AS s;
CREATE VIEW identity AS
SELECT t.*, psn_idet_type = '7019' AS maintenance FROM idetinfo AS t;

ANALYZE;
-- The whole mapping: a view claim (person, claim_id, position, payee, claim).
SELECT medaid_platform_view('claim', 'setl', 'mdtrt_d', 'identity', '{"region": "990421", "unique_setl_id": true, "regulation": "dianjiang-2023",
	"funds": {"table": "county.setl_fund_d", "inclusive": ["hmb"], "commercial": ["syb"], "mutual_aid": ["hzb"]}}') \g /dev/null

SELECT format('%s people with %s identities, %s settlement rows, %s MB', (SELECT count(*) FROM psn_info_b),
	(SELECT count(*) FROM idetinfo), (SELECT count(*) FROM setl_d),
	(SELECT sum(pg_total_relation_size(c.oid)) / 1000000 FROM pg_class c WHERE c.relnamespace = 'county'::regnamespace AND c.relkind = 'r')::integer) AS line \gset
\echo '  ':line
