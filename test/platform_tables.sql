-- Tables as the national platform has them, with everything in them that a
-- mapping can get wrong, in known numbers.  psql variable: each = persons a kind.
--
-- A kind is a handful of rows (piece) and what must come of them (kind): so
-- many claims of so many times the person's amount.  Amounts differ from person
-- to person, to the fen.  Schema platform_test, first in the search_path.

CREATE TABLE kind (kind text PRIMARY KEY, claims integer NOT NULL, factor numeric NOT NULL);
CREATE TABLE piece (kind text NOT NULL, piece integer NOT NULL, factor numeric NOT NULL DEFAULT 1, more jsonb NOT NULL DEFAULT '{}');
INSERT INTO kind VALUES
	('plain', 1, 1), ('linked', 0, 0), ('original void', 0, 0), ('original flagged', 0, 0),
	('flagged alone', 0, 0), ('void alone', 0, 0), ('pending', 0, 0),
	('by visit', 0, 0), ('by day', 0, 0), ('unlinked', 1, 1), ('part', 1, 0.75), ('part by visit', 1, 0.75),
	('not negated', 0, 0), ('void refund', 1, 1), ('settled anew', 1, 0.5), ('exceeds', 0, 0),
	('interim', 1, 3), ('supplement', 1, 1.25), ('repeats', 1, 1), ('new year', 1, 2), ('chronic', 2, 2), ('null funds', 1, 1), ('local code', 1, 1), ('maternity', 1, 1);
INSERT INTO piece VALUES
	('plain', 1, 1, '{}'), ('linked', 1, 1, '{}'), ('linked', 2, -1, '{"init": 1}'),
	('original void', 1, 1, '{"vali_flag": "0"}'), ('original void', 2, -1, '{"init": 1}'),
	('original flagged', 1, 1, '{"refd_setl_flag": "1"}'), ('original flagged', 2, -1, '{"init": 1}'),
	('flagged alone', 1, 1, '{"refd_setl_flag": "1"}'), ('void alone', 1, 1, '{"vali_flag": "0"}'), ('pending', 1, 1, '{"vali_flag": "2"}'),
	('by visit', 1, 1, '{}'), ('by visit', 2, -1, '{}'), ('by day', 1, 1, '{}'), ('by day', 2, -1, '{"mdtrt_id": null}'),
	('unlinked', 1, 1, '{}'), ('unlinked', 2, -0.25, '{"mdtrt_id": null}'), ('part', 1, 1, '{}'), ('part', 2, -0.25, '{"init": 1}'), ('part by visit', 1, 1, '{}'), ('part by visit', 2, -0.25, '{}'),
	('not negated', 1, 1, '{}'), ('not negated', 2, 1, '{"init": 1, "refd_setl_flag": "1"}'), ('void refund', 1, 1, '{}'), ('void refund', 2, -1, '{"init": 1, "vali_flag": "0"}'),
	('settled anew', 1, 1, '{}'), ('settled anew', 2, -1, '{"init": 1}'), ('settled anew', 3, 0.5, '{}'), ('exceeds', 1, 1, '{}'), ('exceeds', 2, -2, '{"init": 1}'),
	('interim', 1, 1, '{"mid_setl_flag": "1", "enddate": "2024-04-20"}'), ('interim', 2, 2, '{}'),
	('supplement', 1, 1, '{}'), ('supplement', 2, 0.25, '{"setl_type": "3", "pay_loc": "1"}'), ('repeats', 1, 1, '{}'), ('repeats', 2, 1, '{"manl_reim_rea": "09"}'),
	('new year', 1, 1, '{"begndate": "2023-12-20", "enddate": "2023-12-31"}'), ('new year', 2, 1, '{"begndate": "2024-01-01", "enddate": "2024-01-15"}'),
	('chronic', 1, 1, '{"med_type": "1401"}'), ('chronic', 2, 1, '{"med_type": "1401", "enddate": "2024-05-30"}'),
	('null funds', 1, 1, '{"hifmi_pay": null, "hifdm_pay": null, "fulamt_ownpay_amt": null}'), ('local code', 1, 1, '{"med_type": "9901"}'), ('maternity', 1, 1, '{"med_type": "52"}');

CREATE TABLE setl_d (
	setl_id varchar(30) PRIMARY KEY, mdtrt_id varchar(30), init_setl_id varchar(30), psn_no varchar(30) NOT NULL, fixmedins_code varchar(12), insutype varchar(6),
	insu_admdvs varchar(6), fix_blng_admdvs varchar(6), hosp_lv varchar(6), med_type varchar(6) NOT NULL, setl_type varchar(6), pay_loc varchar(6), manl_reim_rea varchar(6),
	refd_setl_flag varchar(3), vali_flag varchar(3), mid_setl_flag varchar(3), begndate date, enddate date, setl_time timestamp, age numeric(4,1),
	medfee_sumamt numeric(16,2), fulamt_ownpay_amt numeric(16,2), overlmt_selfpay numeric(16,2), preselfpay_amt numeric(16,2), inscp_amt numeric(16,2),
	hifp_pay numeric(16,2), hifmi_pay numeric(16,2), hifob_pay numeric(16,2), cvlserv_pay numeric(16,2), hifes_pay numeric(16,2), hifdm_pay numeric(16,2),
	fund_pay_sumamt numeric(16,2), psn_pay numeric(16,2));
CREATE TABLE mdtrt_d (mdtrt_id varchar(30) PRIMARY KEY, psn_no varchar(30) NOT NULL, refl_old_mdtrt_id varchar(30), rloc_type varchar(6), ars_year_ipt_flag varchar(3));
CREATE TABLE idetinfo (psn_no varchar(30) NOT NULL, psn_idet_type varchar(6) NOT NULL, begntime timestamp NOT NULL, endtime timestamp);
-- 16 times a number of fen, so that quarters of quarters come out even
CREATE TABLE person (psn_no text PRIMARY KEY, kind text NOT NULL, amount numeric NOT NULL);
INSERT INTO person SELECT format('P%s%s', lpad(k.n::text, 2, '0'), lpad(i::text, 5, '0')), k.kind, 1000 + 0.16 * (k.n * 1000 + i)
FROM (SELECT kind, row_number() OVER (ORDER BY kind COLLATE "C") AS n FROM kind) AS k, generate_series(1, :each) AS i;

INSERT INTO setl_d
SELECT (jsonb_populate_record(NULL::setl_d, jsonb_build_object('setl_id', 'S' || p.psn_no || x.piece, 'mdtrt_id', 'M' || p.psn_no, 'psn_no', p.psn_no, 'fixmedins_code', 'H37030200001',
	'init_setl_id', 'S' || p.psn_no || (x.more ->> 'init'), 'insutype', CASE WHEN v.n % 5 = 0 THEN '310' ELSE '390' END, 'insu_admdvs', '370302',
	'fix_blng_admdvs', (ARRAY['370302', '370305', '370102', '110101'])[1 + v.n % 4], 'hosp_lv', lpad((1 + v.n % 12)::text, 2, '0'), 'med_type', '21', 'setl_type', '2', 'pay_loc', '2',
	'refd_setl_flag', CASE WHEN x.factor < 0 THEN '1' ELSE '0' END, 'vali_flag', '1', 'mid_setl_flag', '0', 'begndate', '2024-04-01', 'enddate', '2024-04-30',
	'setl_time', timestamp '2024-04-30 08:00' + x.piece * interval '1 hour', 'age', 79.5,
	'medfee_sumamt', a.bill, 'fulamt_ownpay_amt', a.bill * 0.25, 'overlmt_selfpay', 0, 'preselfpay_amt', 0, 'inscp_amt', a.bill * 0.75, 'hifp_pay', a.bill * 0.5,
	'hifmi_pay', 0, 'hifob_pay', 0, 'cvlserv_pay', 0, 'hifes_pay', 0, 'hifdm_pay', 0, 'fund_pay_sumamt', a.bill * 0.5, 'psn_pay', a.bill * 0.5) || x.more)).*
FROM (SELECT *, row_number() OVER (ORDER BY psn_no) AS n FROM person) AS v
JOIN person AS p USING (psn_no) JOIN piece AS x ON x.kind = p.kind
CROSS JOIN LATERAL (SELECT p.amount * x.factor AS bill) AS a;
INSERT INTO mdtrt_d SELECT DISTINCT s.mdtrt_id, s.psn_no, CASE WHEN s.fix_blng_admdvs = '370102' AND substr(s.psn_no, 8) < '5' THEN 'M0' END, CASE WHEN s.fix_blng_admdvs = '110101' THEN '3' ELSE '1' END,
	CASE p.kind WHEN 'new year' THEN '1' ELSE '0' END FROM setl_d AS s JOIN person AS p USING (psn_no) WHERE s.mdtrt_id IS NOT NULL;
-- a code of every kind, some of two, some ended; 7019 is a province's own, 2308 no category
INSERT INTO idetinfo SELECT psn_no, (ARRAY['2303', '2304', '2306', '7019', '2308', '2302'])[1 + n % 6], '2020-01-01', CASE WHEN n % 7 = 0 THEN timestamp '2024-12-31 23:59:59' END
FROM (SELECT psn_no, row_number() OVER (ORDER BY psn_no) AS n FROM person) AS p;
INSERT INTO idetinfo SELECT psn_no, '2302', '2021-06-01', NULL FROM (SELECT psn_no, row_number() OVER (ORDER BY psn_no) AS n FROM person) AS p WHERE n % 4 = 0;
ANALYZE;
