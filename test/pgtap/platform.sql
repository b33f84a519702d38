-- medaid_platform_view: refunds, supplements, interim bills, codes, places, payees, by hand.
BEGIN;
SELECT plan(99);
SET LOCAL client_min_messages = warning;
CREATE SCHEMA platform_test;
SET LOCAL search_path = platform_test, public;

-- as the platform has them, a column left out here and there
CREATE TABLE setl_d (
	setl_id varchar(30) PRIMARY KEY, mdtrt_id varchar(30), init_setl_id varchar(30), psn_no varchar(30) NOT NULL, fixmedins_code varchar(12) DEFAULT 'H1',
	insutype varchar(6) DEFAULT '390', insu_admdvs varchar(6) DEFAULT '370302', fix_blng_admdvs varchar(6) DEFAULT '370302', hosp_lv varchar(6) DEFAULT '05',
	med_type varchar(6) DEFAULT '21', setl_type varchar(6) DEFAULT '2', pay_loc varchar(6) DEFAULT '2', manl_reim_rea varchar(6),
	refd_setl_flag varchar(3) DEFAULT '0', vali_flag varchar(3) DEFAULT '1', mid_setl_flag varchar(3) DEFAULT '0',
	begndate date DEFAULT '2024-03-01', enddate date DEFAULT '2024-03-10', setl_time timestamp DEFAULT '2024-03-10 11:00', age numeric(4,1) DEFAULT 79.5,
	medfee_sumamt numeric(16,2), fulamt_ownpay_amt numeric(16,2), overlmt_selfpay numeric(16,2), preselfpay_amt numeric(16,2), inscp_amt numeric(16,2),
	hifp_pay numeric(16,2), hifmi_pay numeric(16,2), hifob_pay numeric(16,2), cvlserv_pay numeric(16,2), hifes_pay numeric(16,2), hifdm_pay numeric(16,2),
	maf_pay numeric(16,2), othfund_pay numeric(16,2), fund_pay_sumamt numeric(16,2), psn_pay numeric(16,2)
);
CREATE TABLE mdtrt_d (mdtrt_id varchar(30) PRIMARY KEY, psn_no varchar(30) NOT NULL, refl_old_mdtrt_id varchar(30), rloc_type varchar(6) DEFAULT '1', ars_year_ipt_flag varchar(3) DEFAULT '0', dise_name varchar(200));
CREATE TABLE idetinfo (psn_no varchar(30) NOT NULL, psn_idet_type varchar(6) NOT NULL, begntime timestamp NOT NULL, endtime timestamp);

-- a settlement of 1,000: in scope 900, 全自费 60, 超限价 10; 基本 500, 大病 100
CREATE FUNCTION bill(setl_id text, mdtrt_id text, psn_no text, k numeric DEFAULT 1, more jsonb DEFAULT '{}') RETURNS void LANGUAGE sql AS $$
	INSERT INTO setl_d SELECT (jsonb_populate_record(NULL::setl_d, jsonb_build_object('setl_id', setl_id, 'mdtrt_id', mdtrt_id, 'psn_no', psn_no, 'fixmedins_code', 'H1', 'insutype', '390',
		'insu_admdvs', '370302', 'fix_blng_admdvs', '370302', 'hosp_lv', '05', 'med_type', '21', 'setl_type', '2', 'pay_loc', '2', 'refd_setl_flag', '0', 'vali_flag', '1', 'mid_setl_flag', '0',
		'begndate', '2024-03-01', 'enddate', '2024-03-10', 'setl_time', '2024-03-10 11:00', 'age', 79.5,
		'medfee_sumamt', 1000 * k, 'fulamt_ownpay_amt', 60 * k, 'overlmt_selfpay', 10 * k, 'preselfpay_amt', 30 * k, 'inscp_amt', 900 * k, 'hifp_pay', 500 * k, 'hifmi_pay', 100 * k,
		'fund_pay_sumamt', 600 * k, 'psn_pay', 400 * k) || more)).* $$;
CREATE FUNCTION refund(setl_id text, mdtrt_id text, init text, psn_no text, k numeric DEFAULT -1, more jsonb DEFAULT '{}') RETURNS void LANGUAGE sql AS $$
	SELECT bill(setl_id, mdtrt_id, psn_no, k, jsonb_build_object('init_setl_id', init, 'refd_setl_flag', '1', 'setl_time', '2024-03-12 09:00') || more) $$;

---- refunds
SELECT bill('a1', 'va', 'a');                                                   -- nothing happened to it
SELECT bill('b1', 'vb', 'b'); SELECT refund('b2', 'vb', 'b1', 'b');             -- linked; the sums net out
SELECT bill('c1', 'vc', 'c', 1, '{"vali_flag": "0"}'); SELECT refund('c2', 'vc', 'c1', 'c');                        -- the original void as well: not twice
SELECT bill('d1', 'vd', 'd', 1, '{"refd_setl_flag": "1"}'); SELECT refund('d2', 'vd', 'd1', 'd');                   -- the original flagged as well
SELECT bill('e1', 've', 'e', 1, '{"refd_setl_flag": "1"}');                     -- flagged, and no negated row
SELECT bill('f1', 'vf', 'f', 1, '{"vali_flag": "0"}');                          -- void, and no negated row
SELECT bill('g1', 'vg', 'g', 1, '{"vali_flag": "2"}');                          -- reversal pending
SELECT bill('h1', 'vh', 'h'); SELECT refund('h2', 'vh', NULL, 'h');             -- half-linked: by the visit alone
SELECT bill('i1', 'vi', 'i'); SELECT refund('i2', 'vi', 'not here', 'i');       -- half-linked: the original is not in the table, the visit is
SELECT bill('j1', 'vj', 'j'); SELECT refund('j2', NULL, NULL, 'j');             -- no link at all: by day and amounts
SELECT bill('k1', 'vk', 'k'); SELECT refund('k2', NULL, NULL, 'k', -0.7);       -- no link, and nothing like it
SELECT bill('l1', 'vl', 'l'); SELECT refund('l2', 'vl', 'l1', 'l', -0.3);       -- part of it
SELECT bill('m1', 'vm', 'm'); SELECT refund('m2', 'vm', NULL, 'm', -0.3);       -- part of it, half-linked
SELECT bill('n1', 'vn', 'n'); SELECT refund('n2', 'vn', 'n1', 'n', 1);          -- a refund that is not negated, but points at its original
SELECT bill('o1', 'vo', 'o'); SELECT refund('o2', 'vo', 'o1', 'o', -1, '{"vali_flag": "0"}');                       -- the refund itself is void
SELECT bill('p1', 'vp', 'p'); SELECT bill('p2', 'vp2', 'p'); SELECT refund('p3', NULL, NULL, 'p'); SELECT refund('p4', NULL, '', 'p'); -- two alike, both taken back without link
SELECT bill('q1', 'vq', 'q', 1, '{"med_type": "1401"}'); SELECT bill('q2', 'vq', 'q', 2, '{"med_type": "1401", "setl_time": "2024-03-11 10:00"}'); SELECT refund('q3', 'vq', NULL, 'q', -2, '{"med_type": "1401"}'); -- one of two of a visit
SELECT bill('r1', 'vr', 'r'); SELECT refund('r2', 'vr', 'r1', 'r'); SELECT bill('r3', 'vr', 'r', 0.9, '{"setl_time": "2024-03-13 10:00"}'); -- refunded and settled anew
SELECT bill('s1', 'vs', 's'); SELECT refund('s2', 'vs', 's1', 's', -1.2);       -- more than was there
SELECT bill('t1', '', 't'); SELECT bill('t2', '', 't', 2, '{"enddate": "2024-04-02"}'); SELECT refund('t3', '', 't2', 't', -2, '{"enddate": "2024-04-03"}'); -- no visits at all
SELECT bill('u1', 'vu', 'u'); SELECT refund('u2', 'vu', 'u1', 'u', -1, '{"refd_setl_flag": "0"}'); -- negated without a flag
SELECT refund('w1', 'vw', 'gone', 'w');                                         -- the original is in no table
SELECT bill('x1', 'vx', 'x1'); SELECT refund('x2', 'vx', 'x1', 'x2');           -- another person's: no link

---- one stay in several rows
SELECT bill('A1', 'vA', 'A', 20, '{"mid_setl_flag": "1", "begndate": "2024-02-01", "enddate": "2024-02-20", "setl_time": "2024-02-20 10:00"}');
SELECT bill('A2', 'vA', 'A', 16, '{"mid_setl_flag": "0", "begndate": "2024-02-01", "enddate": "2024-03-10"}');
SELECT bill('B1', 'vB', 'B');                                                   -- a supplement that adds to the bill
SELECT bill('B2', 'vB', 'B', 0.5, '{"setl_type": "3", "pay_loc": "1", "enddate": "2024-12-31", "setl_time": "2024-12-31 10:00"}');
SELECT bill('C1', 'vC', 'C');                                                   -- 二次补差: repeats the bill, pays 50 more
SELECT bill('C2', 'vC', 'C', 1, '{"manl_reim_rea": "09", "hifp_pay": 50, "hifmi_pay": 0, "setl_time": "2024-05-10 10:00"}');
SELECT bill('D1', 'vD', 'D', 1, '{"begndate": "2023-12-20", "enddate": "2023-12-31", "setl_time": "2023-12-31 18:00"}'); -- across New Year, settled in two parts
SELECT bill('D2', 'vD', 'D', 1, '{"begndate": "2024-01-01", "enddate": "2024-01-15", "setl_time": "2024-01-15 10:00"}');
SELECT bill('E1', 'vE', 'E', 1, '{"begndate": "2023-12-20", "enddate": "2024-01-15", "setl_time": "2024-01-15 10:00"}'); -- across New Year, in one
SELECT bill('F1', 'vF', 'F', 1, '{"mid_setl_flag": "1", "setl_time": "2024-03-05 10:00"}'); SELECT refund('F2', 'vF', 'F1', 'F'); SELECT bill('F3', 'vF', 'F', 3); -- the interim bill taken back, the whole settled
SELECT bill('G1', 'vG', 'G', 1, '{"setl_type": "3", "pay_loc": "1"}');          -- a supplement alone
SELECT bill('H1', 'vH', 'H', 1, '{"med_type": "1401"}'); SELECT bill('H2', 'vH', 'H', 1, '{"med_type": "1401", "enddate": "2024-04-10"}'); -- two of a chronic visit: two claims
SELECT bill('I1', 'vI', 'I'); SELECT bill('I2', 'vI', 'I', 1, '{"manl_reim_rea": "06", "hifp_pay": 0, "hifmi_pay": 0}'); SELECT refund('I3', 'vI', 'I2', 'I', -1, '{"hifp_pay": 0, "hifmi_pay": 0}'); -- the supplement taken back

---- histories: refunds of refunds, of supplements, months and years later
-- a year later, linked: 1,000 - 1,000; and in part: 1,000 - 400, on the day of the original
SELECT bill('R1a', 'vR1', 'R1'); SELECT refund('R1b', 'vR1', 'R1a', 'R1', -1, '{"enddate": "2025-01-15", "setl_time": "2025-01-15 09:00"}');
SELECT bill('R2a', 'vR2', 'R2'); SELECT refund('R2b', 'vR2', 'R2a', 'R2', -0.4, '{"begndate": "2025-01-15", "enddate": "2025-01-15", "setl_time": "2025-01-15 09:00"}');
-- two refunds of one: 1,000 - 300 - 200; without link 1,000 - 300 - 700; taken back twice: 1,000 - 1,000 - 1,000
SELECT bill('R3a', 'vR3', 'R3'); SELECT refund('R3b', 'vR3', 'R3a', 'R3', -0.3); SELECT refund('R3c', 'vR3', 'R3a', 'R3', -0.2, '{"setl_time": "2024-04-12 09:00"}');
SELECT bill('R4a', 'vR4', 'R4'); SELECT refund('R4b', 'vR4', NULL, 'R4', -0.3); SELECT refund('R4c', 'vR4', NULL, 'R4', -0.7);
SELECT bill('R5a', 'vR5', 'R5'); SELECT refund('R5b', 'vR5', 'R5a', 'R5'); SELECT refund('R5c', 'vR5', 'R5a', 'R5');
-- the refund is taken back: 1,000 - 1,000 + 1,000, whether that row is flagged as a refund or not; and once more: - 1,000
SELECT bill('R6a', 'vR6', 'R6'); SELECT refund('R6b', 'vR6', 'R6a', 'R6'); SELECT refund('R6c', 'vR6', 'R6b', 'R6', 1);
SELECT bill('R7a', 'vR7', 'R7'); SELECT refund('R7b', 'vR7', 'R7a', 'R7'); SELECT refund('R7c', 'vR7', 'R7b', 'R7', 1, '{"refd_setl_flag": "0"}');
SELECT bill('R8a', 'vR8', 'R8'); SELECT refund('R8b', 'vR8', 'R8a', 'R8'); SELECT refund('R8c', 'vR8', 'R8b', 'R8', 1); SELECT refund('R8d', 'vR8', 'R8c', 'R8');
-- refunded, settled anew with 900, and 二次补差 repeats the new bill and pays 50: 900; 450 + 50
SELECT bill('R9a', 'vR9', 'R9'); SELECT refund('R9b', 'vR9', 'R9a', 'R9'); SELECT bill('R9c', 'vR9', 'R9', 0.9, '{"setl_time": "2024-03-13 10:00"}');
SELECT bill('R9d', 'vR9', 'R9', 0.9, '{"manl_reim_rea": "09", "hifp_pay": 50, "hifmi_pay": 0, "setl_time": "2024-05-10 10:00"}');
-- 1,000 - 300, and 二次补差 repeats what is left, 700, or was there before, 1,000: 700; 500 - 150 + 50
SELECT bill('R10a', 'vR10', 'R10'); SELECT refund('R10b', 'vR10', 'R10a', 'R10', -0.3); SELECT bill('R10c', 'vR10', 'R10', 0.7, '{"manl_reim_rea": "09", "hifp_pay": 50, "hifmi_pay": 0, "setl_time": "2024-05-10 10:00"}');
SELECT bill('R11a', 'vR11', 'R11'); SELECT bill('R11b', 'vR11', 'R11', 1, '{"manl_reim_rea": "09", "hifp_pay": 50, "hifmi_pay": 0, "setl_time": "2024-05-10 10:00"}'); SELECT refund('R11c', 'vR11', 'R11a', 'R11', -0.3, '{"setl_time": "2024-06-10 10:00"}');
-- 1,000 with 二次补差 of 50, all refunded but the 50, settled anew with 900: 900; 450 + 50
SELECT bill('R12a', 'vR12', 'R12'); SELECT bill('R12b', 'vR12', 'R12', 1, '{"manl_reim_rea": "09", "hifp_pay": 50, "hifmi_pay": 0, "setl_time": "2024-05-10 10:00"}'); SELECT refund('R12c', 'vR12', 'R12a', 'R12'); SELECT bill('R12d', 'vR12', 'R12', 0.9, '{"setl_time": "2024-05-13 10:00"}');
-- refunded, settled anew with 900, of which 300 are refunded without link: 900 - 300, not 1,000 - 1,000 - 300
SELECT bill('R13a', 'vR13', 'R13'); SELECT refund('R13b', 'vR13', 'R13a', 'R13'); SELECT bill('R13c', 'vR13', 'R13', 0.9, '{"setl_time": "2024-03-13 10:00"}'); SELECT refund('R13d', 'vR13', NULL, 'R13', -0.3, '{"setl_time": "2024-03-14 10:00"}');
-- a refund that is void, and one that is not and has neither link nor visit: 1,000 - 1,000
SELECT bill('R14a', 'vR14', 'R14'); SELECT refund('R14b', 'vR14', 'R14a', 'R14', -1, '{"vali_flag": "0"}'); SELECT refund('R14c', NULL, NULL, 'R14');
-- interim bill and the rest, the rest refunded and settled anew: 2,000 + 1,000 - 1,000 + 1,500; both refunded at once: 2,000 + 1,000 - 3,000
SELECT bill('R15a', 'vR15', 'R15', 2, '{"mid_setl_flag": "1", "enddate": "2024-03-05", "setl_time": "2024-03-05 10:00"}'); SELECT bill('R15b', 'vR15', 'R15'); SELECT refund('R15c', 'vR15', 'R15b', 'R15'); SELECT bill('R15d', 'vR15', 'R15', 1.5, '{"setl_time": "2024-03-13 10:00"}');
SELECT bill('R16a', 'vR16', 'R16', 2, '{"mid_setl_flag": "1", "enddate": "2024-03-05", "setl_time": "2024-03-05 10:00"}'); SELECT bill('R16b', 'vR16', 'R16'); SELECT refund('R16c', 'vR16', NULL, 'R16', -3);
-- an interim bill taken back, the whole settled, and 二次补差 repeats the whole: 3,000; 1,500 + 50
SELECT bill('R17a', 'vR17', 'R17', 1, '{"mid_setl_flag": "1", "setl_time": "2024-03-05 10:00"}'); SELECT refund('R17b', 'vR17', 'R17a', 'R17'); SELECT bill('R17c', 'vR17', 'R17', 3); SELECT bill('R17d', 'vR17', 'R17', 3, '{"manl_reim_rea": "09", "hifp_pay": 50, "hifmi_pay": 0, "setl_time": "2024-05-10 10:00"}');
-- a supplement that points at its original, 200 of it refunded: 1,000 + 500 - 200; one that repeats the bill and is like it in all, refunded: 1,000
SELECT bill('R18a', 'vR18', 'R18'); SELECT bill('R18b', 'vR18', 'R18', 0.5, '{"setl_type": "3", "pay_loc": "1", "init_setl_id": "R18a", "setl_time": "2024-12-31 10:00"}'); SELECT refund('R18c', 'vR18', 'R18b', 'R18', -0.2, '{"setl_time": "2025-01-31 10:00"}');
SELECT bill('R19a', 'vR19', 'R19'); SELECT bill('R19b', 'vR19', 'R19', 1, '{"manl_reim_rea": "09", "init_setl_id": "R19a", "setl_time": "2024-05-10 10:00"}'); SELECT refund('R19c', 'vR19', 'R19b', 'R19', -1, '{"setl_time": "2024-06-10 10:00"}');
-- 门诊慢特病 of one visit, three of the same amounts, the one of April refunded without link
SELECT bill('R20a', 'vR20', 'R20', 1, '{"med_type": "1401"}'); SELECT bill('R20b', 'vR20', 'R20', 1, '{"med_type": "1401", "enddate": "2024-04-10", "setl_time": "2024-04-10 10:00"}'); SELECT bill('R20c', 'vR20', 'R20', 1, '{"med_type": "1401", "enddate": "2024-05-10", "setl_time": "2024-05-10 10:00"}');
SELECT refund('R20d', 'vR20', NULL, 'R20', -1, '{"med_type": "1401", "enddate": "2024-04-10", "setl_time": "2024-06-02 10:00"}');
-- a refund still pending takes nothing back yet
SELECT bill('R21a', 'vR21', 'R21'); SELECT refund('R21b', 'vR21', 'R21a', 'R21', -1, '{"vali_flag": "2"}');
-- not negated: the refund, and what takes it back: 1,000 - 1,000 + 1,000
SELECT bill('R22a', 'vR22', 'R22'); SELECT refund('R22b', 'vR22', 'R22a', 'R22', 1); SELECT refund('R22c', 'vR22', 'R22b', 'R22', 1, '{"setl_time": "2024-03-13 09:00"}');
-- the refund void, and the row that takes it back there, too, in no visit: the original stands, once; the same while the refund is pending
SELECT bill('R23a', NULL, 'R23'); SELECT refund('R23b', NULL, 'R23a', 'R23', -1, '{"vali_flag": "0"}'); SELECT refund('R23c', NULL, 'R23b', 'R23', 1, '{"refd_setl_flag": "0"}');
SELECT bill('R24a', 'vR24', 'R24'); SELECT refund('R24b', 'vR24', 'R24a', 'R24', -1, '{"vali_flag": "2"}'); SELECT refund('R24c', 'vR24', 'R24b', 'R24', 1);
-- the refund of a part taken back, months later: one claim of its day, 1,000 - 300 + 300; in part, without a visit: 1,000 - 300 + 100; and that refunded in part: 1,000 - 300 + 300 - 100
SELECT bill('R25a', 'vR25', 'R25'); SELECT refund('R25b', 'vR25', 'R25a', 'R25', -0.3); SELECT refund('R25c', 'vR25', 'R25b', 'R25', 0.3, '{"begndate": "2024-09-02", "enddate": "2024-09-02", "setl_time": "2024-09-02 09:00"}');
SELECT bill('R26a', NULL, 'R26'); SELECT refund('R26b', NULL, 'R26a', 'R26', -0.3); SELECT refund('R26c', NULL, 'R26b', 'R26', 0.1, '{"refd_setl_flag": "0"}');
SELECT bill('R27a', 'vR27', 'R27'); SELECT refund('R27b', 'vR27', 'R27a', 'R27', -0.3); SELECT refund('R27c', 'vR27', 'R27b', 'R27', 0.3); SELECT refund('R27d', 'vR27', 'R27c', 'R27', -0.1);
-- supplements without a bill of their own, that pay 50: refunded by a row that is not negated; 20 of it refunded, 500 + 50 - 20; refunded without link
SELECT bill('R28a', 'vR28', 'R28'); SELECT bill('R28b', 'vR28', 'R28', 0, '{"setl_type": "3", "hifp_pay": 50}'); SELECT refund('R28c', 'vR28', 'R28b', 'R28', 0, '{"hifp_pay": 50}');
SELECT bill('R29a', 'vR29', 'R29'); SELECT bill('R29b', 'vR29', 'R29', 0, '{"setl_type": "3", "hifp_pay": 50}'); SELECT refund('R29c', 'vR29', 'R29b', 'R29', 0, '{"hifp_pay": -20}');
SELECT bill('R30a', 'vR30', 'R30'); SELECT bill('R30b', 'vR30', 'R30', 0, '{"setl_type": "3", "hifp_pay": 50}'); SELECT refund('R30c', 'vR30', NULL, 'R30', 0, '{"hifp_pay": -50}');
-- a quarter of a supplement that repeats the bill refunded: no bill is taken off; 500 + 50 - 20
SELECT bill('R31a', 'vR31', 'R31'); SELECT bill('R31b', 'vR31', 'R31', 1, '{"manl_reim_rea": "09", "hifp_pay": 50, "hifmi_pay": 0}'); SELECT refund('R31c', 'vR31', 'R31b', 'R31', -0.25, '{"hifp_pay": -20, "hifmi_pay": 0}');
-- 500 refunded of a supplement with a bill of 1,500 of its own beside one of 500: 500 + 1,500 - 500
SELECT bill('R32a', 'vR32', 'R32', 0.5); SELECT bill('R32b', 'vR32', 'R32', 1.5, '{"setl_type": "3"}'); SELECT refund('R32c', 'vR32', 'R32b', 'R32', -0.5);
-- the bill taken back, and void besides, and a supplement that repeats it: nothing, as where it is not void
SELECT bill('R33a', 'vR33', 'R33'); SELECT refund('R33b', 'vR33', 'R33a', 'R33'); SELECT bill('R33c', 'vR33', 'R33', 1, '{"manl_reim_rea": "09", "hifp_pay": 50, "hifmi_pay": 0}');
SELECT bill('R34a', 'vR34', 'R34', 1, '{"vali_flag": "0"}'); SELECT refund('R34b', 'vR34', 'R34a', 'R34'); SELECT bill('R34c', 'vR34', 'R34', 1, '{"manl_reim_rea": "09", "hifp_pay": 50, "hifmi_pay": 0}');
-- a refund taken back twice: 1,000 once; in two parts: 1,000 - 500 + 300 + 200
SELECT bill('R35a', 'vR35', 'R35'); SELECT refund('R35b', 'vR35', 'R35a', 'R35'); SELECT refund('R35c', 'vR35', 'R35b', 'R35', 1); SELECT refund('R35d', 'vR35', 'R35b', 'R35', 1, '{"refd_setl_flag": "0"}');
SELECT bill('R36a', 'vR36', 'R36'); SELECT refund('R36b', 'vR36', 'R36a', 'R36', -0.5); SELECT refund('R36c', 'vR36', 'R36b', 'R36', 0.3); SELECT refund('R36d', 'vR36', 'R36b', 'R36', 0.2);
-- the original void besides: the refund's own taking back stands, as where it is not
SELECT bill('R37a', 'vR37', 'R37', 1, '{"vali_flag": "0"}'); SELECT refund('R37b', 'vR37', 'R37a', 'R37'); SELECT refund('R37c', 'vR37', 'R37b', 'R37', 1);
INSERT INTO mdtrt_d (mdtrt_id, psn_no, ars_year_ipt_flag) VALUES ('vD', 'D', '1'), ('vE', 'E', '1');

---- codes, places, payees
SELECT bill('1', 'v1', 'P1', 1, '{"hifmi_pay": null, "hifob_pay": 70, "hifp_pay": null, "hifdm_pay": 5, "fulamt_ownpay_amt": null}');
SELECT bill('2', 'v2', 'P2', 1, '{"hifmi_pay": null, "hifob_pay": null, "cvlserv_pay": 1, "hifes_pay": 2, "hifdm_pay": 4}');
SELECT bill('3', 'v3', 'P3', 1, '{"med_type": "9901"}');
SELECT bill('4', 'v4', 'P4', 1, '{"med_type": "51", "hosp_lv": "99"}');
SELECT bill('5', 'v5', 'P5', 1, '{"insu_admdvs": "500231", "fix_blng_admdvs": "500101", "hosp_lv": ""}');
SELECT bill('6', 'v6', 'P6', 1, '{"fix_blng_admdvs": "370305", "hosp_lv": "04"}');
SELECT bill('7', 'v7', 'P7', 1, '{"fix_blng_admdvs": "370102", "hosp_lv": "10"}');
SELECT bill('8', 'v8', 'P8', 1, '{"fix_blng_admdvs": "110101", "hosp_lv": "11", "insutype": "310"}');
SELECT bill('9', 'v9', 'P9', 1, '{"insu_admdvs": "429004", "fix_blng_admdvs": "429005", "insutype": "510"}');
SELECT bill('10', 'v10', 'P10', 1, '{"fix_blng_admdvs": null, "pay_loc": "4", "insutype": ""}');
SELECT bill('14', 'v14', 'P14', 1, '{"insu_admdvs": "", "fix_blng_admdvs": "", "pay_loc": "2"}');
SELECT bill('15', 'v15', 'P15', 1, '{"insu_admdvs": "370300", "fix_blng_admdvs": "370302", "pay_loc": "2"}');
SELECT bill('11', 'v11', 'P11', 1, '{"fix_blng_admdvs": "370102", "pay_loc": "1", "setl_type": "1"}');
SELECT bill('12', 'v12', 'P12', 1, '{"fix_blng_admdvs": "370102", "pay_loc": "", "fixmedins_code": null}');
SELECT bill('13', 'v13', 'P13', 1, '{"fix_blng_admdvs": "370102", "pay_loc": null, "setl_type": "2", "med_type": "23"}');
SELECT bill('16', 'v16', 'P16', 1, '{"insu_admdvs": "429004", "fix_blng_admdvs": "429005"}'); -- counties under the province itself, filed
SELECT bill('17', 'v17', 'P17', 1, '{"fix_blng_admdvs": null, "pay_loc": "4"}');                -- elsewhere by pay_loc alone, filed
INSERT INTO mdtrt_d (mdtrt_id, psn_no, refl_old_mdtrt_id, rloc_type) VALUES ('v16', 'P16', 'v0', '1'), ('v17', 'P17', NULL, '3'), ('v7', 'P7', 'v0', '1'), ('v8', 'P8', '', '3'), ('v11', 'P11', NULL, '1');
INSERT INTO idetinfo VALUES ('P1', '2306', '2024-02-01', NULL), ('P1', '2304', '2020-01-01', '2024-06-30 23:59:59'), ('P1', '2308', '2020-01-01', NULL), ('P2', '7019', '2020-01-01', '9999-12-31');

SELECT lives_ok($$SELECT medaid_platform_view('claim', 'setl_d', 'mdtrt_d', 'idetinfo')$$, 'the view is made');
CREATE TEMP TABLE got AS SELECT x.person, x.position, x.payee, (x.claim).* FROM claim AS x;
CREATE FUNCTION pg_temp.of(text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', claim_id, total::numeric(12,2), in_scope::numeric(12,2), out_of_catalog::numeric(12,2), basic_paid::numeric(12,2), critical_illness_paid::numeric(12,2)), ', ' ORDER BY claim_id COLLATE "C") FROM got WHERE person = $1 $$;
SELECT is(pg_temp.of(person), expected, what) FROM (VALUES
	('a', 'a1 1000.00 900.00 70.00 500.00 100.00', 'a plain settlement'),
	('b', NULL, 'linked: nothing is left'),
	('c', NULL, 'the original void, too: nothing is left, and nothing twice'),
	('d', NULL, 'the original flagged, too'),
	('e', NULL, 'flagged, without a negated row'),
	('f', NULL, 'void'),
	('g', NULL, 'pending: set aside'),
	('h', NULL, 'linked by the visit'),
	('i', NULL, 'an init_setl_id that is not there, but the visit is'),
	('j', NULL, 'no link: the settlement of the same day and amounts'),
	('k', 'k1 1000.00 900.00 70.00 500.00 100.00', 'nothing like it: the refund is set aside'),
	('l', 'l1 700.00 630.00 49.00 350.00 70.00', 'part of it: 1000 - 300'),
	('m', 'm1 700.00 630.00 49.00 350.00 70.00', 'part of it by the visit'),
	('n', NULL, 'a refund with positive amounts is one'),
	('o', 'o1 1000.00 900.00 70.00 500.00 100.00', 'a void refund takes nothing back'),
	('p', NULL, 'two alike, two refunds'),
	('q', 'q1 1000.00 900.00 70.00 500.00 100.00', 'of two of a visit the one of that amount'),
	('r', 'r3 900.00 810.00 63.00 450.00 90.00', 'settled anew'),
	('s', NULL, 'more refunded than was there: set aside'),
	('t', 't1 1000.00 900.00 70.00 500.00 100.00', 'visits left empty are no visit'),
	('u', NULL, 'negated without a flag'),
	('w', NULL, 'a refund of nothing'),
	('x1', 'x1 1000.00 900.00 70.00 500.00 100.00', 'another person''s refund does not count'),
	-- 20,000 + 16,000: one stay of 36,000, in scope 32,400
	('A', 'A1 36000.00 32400.00 2520.00 18000.00 3600.00', 'an interim bill and the rest are one stay'),
	('B', 'B1 1500.00 1350.00 105.00 750.00 150.00', 'a supplement with a bill of its own'),
	('C', 'C1 1000.00 900.00 70.00 550.00 100.00', 'a supplement that repeats the bill'),
	('D', 'D1 2000.00 1800.00 140.00 1000.00 200.00', 'across New Year in two parts'),
	('E', 'E1 1000.00 900.00 70.00 500.00 100.00', 'across New Year in one'),
	('F', 'F3 3000.00 2700.00 210.00 1500.00 300.00', 'an interim bill taken back'),
	('G', 'G1 1000.00 900.00 70.00 500.00 100.00', 'a supplement alone is a claim'),
	('H', 'H1 1000.00 900.00 70.00 500.00 100.00, H2 1000.00 900.00 70.00 500.00 100.00', 'two of a visit without a mark: two claims'),
	('I', 'I1 1000.00 900.00 70.00 500.00 100.00', 'a supplement taken back'),
	('R1', NULL, 'refunded a year later'),
	('R2', 'R2a 600.00 540.00 42.00 300.00 60.00', 'a part refunded a year later'),
	('R3', 'R3a 500.00 450.00 35.00 250.00 50.00', 'two parts refunded'),
	('R4', NULL, 'two parts without link, together the whole'),
	('R5', NULL, 'taken back twice: set aside'),
	('R6', 'R6c 1000.00 900.00 70.00 500.00 100.00', 'the refund taken back by a row that is flagged'),
	('R7', 'R7c 1000.00 900.00 70.00 500.00 100.00', 'the refund taken back by a row that is not'),
	('R8', NULL, 'and refunded once more'),
	('R9', 'R9c 900.00 810.00 63.00 500.00 90.00', 'settled anew, and a supplement that repeats the new bill'),
	('R10', 'R10a 700.00 630.00 49.00 400.00 70.00', 'a supplement that repeats what a refund left'),
	('R11', 'R11a 700.00 630.00 49.00 400.00 70.00', 'a part refunded after a supplement that repeats the bill'),
	('R12', 'R12d 900.00 810.00 63.00 500.00 90.00', 'settled anew after a supplement that repeats the bill refunded'),
	('R13', 'R13c 600.00 540.00 42.00 300.00 60.00', 'a part without link: of what is not taken back already'),
	('R14', NULL, 'a void refund leaves its original to a refund without link'),
	('R15', 'R15a 3500.00 3150.00 245.00 1750.00 350.00', 'of a stay in parts one refunded and settled anew'),
	('R16', NULL, 'a stay in parts refunded at once'),
	('R17', 'R17c 3000.00 2700.00 210.00 1550.00 300.00', 'an interim bill taken back, and a supplement that repeats the whole'),
	('R18', 'R18a 1300.00 1170.00 91.00 650.00 130.00', 'a part of a supplement refunded'),
	('R19', 'R19a 1000.00 900.00 70.00 500.00 100.00', 'a supplement taken back by its link, not the bill that is like it'),
	('R20', 'R20a 1000.00 900.00 70.00 500.00 100.00, R20c 1000.00 900.00 70.00 500.00 100.00', 'of those alike in a visit the one of the day'),
	('R21', 'R21a 1000.00 900.00 70.00 500.00 100.00', 'a refund that is pending'),
	('R22', 'R22c 1000.00 900.00 70.00 500.00 100.00', 'a refund that is not negated, taken back'),
	('R23', 'R23a 1000.00 900.00 70.00 500.00 100.00', 'a void refund taken back: not twice'),
	('R24', 'R24a 1000.00 900.00 70.00 500.00 100.00', 'a pending refund taken back: not twice'),
	('R25', 'R25a 1000.00 900.00 70.00 500.00 100.00', 'the refund of a part taken back: one claim'),
	('R26', 'R26a 800.00 720.00 56.00 400.00 80.00', 'the refund of a part taken back in part'),
	('R27', 'R27a 900.00 810.00 63.00 450.00 90.00', 'and that refunded in part'),
	('R28', 'R28a 1000.00 900.00 70.00 500.00 100.00', 'a supplement without a bill, refunded by a row that is not negated'),
	('R29', 'R29a 1000.00 900.00 70.00 530.00 100.00', 'a supplement without a bill, refunded in part'),
	('R30', 'R30a 1000.00 900.00 70.00 500.00 100.00', 'a supplement without a bill, refunded without link'),
	('R31', 'R31a 1000.00 900.00 70.00 530.00 100.00', 'a part of a supplement that repeats the bill refunded'),
	('R32', 'R32a 1500.00 1350.00 105.00 750.00 150.00', 'a refund of a supplement that is as large as another bill'),
	('R33', NULL, 'a supplement whose bill was taken back'),
	('R34', NULL, '... and is void besides'),
	('R35', 'R35c 1000.00 900.00 70.00 500.00 100.00', 'a refund taken back twice: once'),
	('R36', 'R36a 1000.00 900.00 70.00 500.00 100.00', 'a refund taken back in two parts'),
	('R37', 'R37c 1000.00 900.00 70.00 500.00 100.00', 'a refund of what is void besides, taken back'),
	-- NULL is 0, never computed: 0 + 70
	('P1', '1 1000.00 900.00 10.00 0.00 70.00', 'each fund NULL is 0'),
	('P2', '2 1000.00 900.00 70.00 500.00 0.00', 'all of them NULL: given as 0, not computed')) AS v (person, expected, what);
SELECT is((SELECT string_agg(concat_ws(' ', claim_id, admitted_on, discharged_on, position), ', ' ORDER BY claim_id) FROM got WHERE claim_id IN ('A1', 'B1', 'D1', 'E1')),
	-- the place in the order is that of the first row; China's time
	'A1 2024-02-01 2024-03-10 ' || timestamptz '2024-02-20 10:00+08' || ', B1 2024-03-01 2024-03-10 ' || timestamptz '2024-03-10 11:00+08'
	|| ', D1 2023-12-20 2024-01-15 ' || timestamptz '2023-12-31 18:00+08' || ', E1 2023-12-20 2024-01-15 ' || timestamptz '2024-01-15 10:00+08', 'days and place of a stay of several rows');
SELECT is((SELECT string_agg(concat_ws(' ', claim_id, discharged_on), ', ' ORDER BY claim_id COLLATE "C") FROM got WHERE claim_id IN ('R2a', 'R9c', 'R15a', 'R25a')), 'R15a 2024-03-10, R25a 2024-03-10, R2a 2024-03-10, R9c 2024-03-10', 'a refund of another year moves no day');
SELECT is((SELECT concat_ws(' ', total, in_scope, paid) FROM medaid_platform_report('setl_d', 'mdtrt_d', 'idetinfo') WHERE item = 'difference'), '0.00 0.00 0.00', 'all of them add up');
SELECT is((SELECT string_agg(concat_ws('/', claim_id, service, place, hospital_level, insurance, referral, payee, designated, applied_on, age), E'\n' ORDER BY claim_id::integer) FROM got WHERE claim_id ~ '^\d+$'),
	'1/inpatient/county/2/resident/H1/t/79
2/inpatient/county/2/resident/H1/t/79
3/9901/county/2/resident/H1/t/79
4/none/county/resident/H1/t/79
5/inpatient/city/resident/H1/t/79
6/inpatient/city/3/resident/H1/t/79
7/inpatient/province/1/resident/compliant/H1/t/79
8/inpatient/elsewhere/0/employee/compliant/H1/t/79
9/inpatient/province/2/510/H1/t/79
10/inpatient/elsewhere/2/H1/t/79
11/inpatient/province/2/resident/P11/t/2024-03-10/79
12/inpatient/province/2/resident/P12/f/79
13/inpatient/province/2/resident/compliant/H1/t/79
14/inpatient/2/resident/H1/t/79
15/inpatient/city/2/resident/H1/t/79
16/inpatient/province/2/resident/compliant/H1/t/79
17/inpatient/elsewhere/2/resident/compliant/H1/t/79', 'codes, places, levels, payees');
SELECT is((SELECT concat_ws(' ', supplementary_paid) FROM got WHERE claim_id = '1') || ' ' || (SELECT supplementary_paid FROM got WHERE claim_id = '2'), '5.00 7.00', 'hifdm_pay counts as well');
SELECT is((SELECT (categories, recognised_on, ended_on)::text FROM got WHERE claim_id = '1'), '("{tekun,medical_poverty}","{2020-01-01,2024-02-01}","{2024-07-01,NULL}")', 'all identities, open ends too; 2308 is no category');
SELECT is((SELECT (categories, ended_on)::text FROM got WHERE claim_id = '2'), '({7019},{NULL})', 'a code without category stays visible; the year 9999 is no end');
SELECT matches((SELECT (medaid_check(claim, medaid_policy('zibo-2023', '2024-03-10')))[1] FROM claim WHERE claim_id = '3'), 'service "9901" is unknown', 'an unmapped med_type is told, not dropped');
SELECT matches((SELECT (medaid_check(claim, medaid_policy('zibo-2023', '2024-03-10')))[1] FROM claim WHERE claim_id = '2'), '"7019" is not known to policy', 'an unmapped identity is told, not dropped');
-- 重庆's own codes, by region
INSERT INTO medaid_service_name (name, service, region) VALUES ('9901', 'special_drug', '500000');
INSERT INTO medaid_category_name (name, category, rank, region) VALUES ('7019', 'dibao', 40, '500000');
SELECT is((SELECT (claim).service FROM claim WHERE claim_id = '3'), '9901', 'another region''s code is not taken');
SELECT lives_ok($$SELECT medaid_platform_view('claim', 'setl_d', 'mdtrt_d', 'idetinfo', '{"replace": true, "region": ["500231", "500000"]}')$$, 'in place of the view');
SELECT is((SELECT string_agg(coalesce((claim).service, '') || coalesce(array_to_string((claim).categories, ','), ''), ' ' ORDER BY claim_id) FROM claim WHERE claim_id IN ('2', '3')), 'inpatientdibao special_drug', 'the region''s codes');

---- options, fund rows, columns of one's own
-- 惠民保 twice the same amount, which no set may swallow; of the refunded one nothing is left; 30,000 in scope is not the bill
CREATE TABLE setl_fund_d (setl_id varchar(30), fund_pay_type varchar(6), fund_payamt numeric(16,2));
INSERT INTO setl_fund_d VALUES ('a1', 'hmb', 5), ('a1', 'hmb', 5), ('a1', 'syb', 7), ('l1', 'hmb', 10), ('l2', 'hmb', -3), ('b1', 'hmb', 9), ('b2', 'hmb', -9), ('A1', '610100', 50);
CREATE VIEW own AS SELECT s.*, 2 AS charge_class, psn_no = 'a' AS maintenance, '慢性粒细胞白血病'::text AS dise_name, date '2024-09-01' AS deadline_from FROM setl_d AS s;
INSERT INTO idetinfo VALUES ('a', '2303', '2020-01-01', '2024-03-10');
INSERT INTO medaid_rule_disease (regulation, first_day, name, article) VALUES ('dianjiang-2023', '2023-01-01', '慢性粒细胞白血病', 'own');
SELECT lives_ok($$SELECT medaid_platform_view('optional', 'own', 'mdtrt_d', 'idetinfo', '{"unique_setl_id": true, "pending": "count", "identity_end": "after", "regulation": "dianjiang-2023",
	"funds": {"table": "platform_test.setl_fund_d", "inclusive": ["hmb"], "commercial": ["syb", "other"]}}')$$, 'with options');
SELECT is((SELECT concat_ws(' ', (claim).inclusive_paid, (claim).commercial_paid, (claim).mutual_aid_paid, (claim).charge_class, (claim).maintenance, (claim).major_disease, (claim).deadline_from, (claim).ended_on) FROM optional WHERE claim_id = 'a1'),
	'10.00 7.00 2 t t 2024-09-01 {2024-03-10}', 'fund rows, columns of one''s own, a disease of the list, an end that is the day after');
SELECT is((SELECT (claim).inclusive_paid FROM optional WHERE claim_id = 'l1'), 7.00, 'a refund''s fund rows are netted as well: 10 - 3');
SELECT is((SELECT count(*) FROM optional WHERE person = 'g'), 1::bigint, 'a reversal that is pending may count');
SELECT is((SELECT concat_ws(' ', total, in_scope, paid) FROM medaid_platform_report('own', 'mdtrt_d', 'idetinfo', '{"unique_setl_id": true, "pending": "count", "funds": {"table": "platform_test.setl_fund_d", "inclusive": ["hmb"]}}') WHERE item = 'difference'), '0.00 0.00 0.00', 'the report with the same options');
SELECT throws_ok($$SELECT medaid_platform_view('v', 'setl_d', NULL, NULL, '{"funds": {"table": "nowhere"}}')$$, '42P01', 'option funds: relation "nowhere" does not exist', 'fund rows that are not there');

-- 未参保, and a column that tells whom the place of insurance has assisted (平顺 第十九条)
CREATE VIEW elsewhere AS SELECT s.*, psn_no = 'a' AS assisted_elsewhere FROM (SELECT (jsonb_populate_record(d, CASE d.psn_no WHEN 'a' THEN '{"insutype": "未参保"}' WHEN 'g' THEN '{"insutype": "none"}' ELSE '{}' END::jsonb)).* FROM setl_d AS d) AS s;
SELECT lives_ok($$SELECT medaid_platform_view('of_elsewhere', 'elsewhere', NULL, NULL, '{"unique_setl_id": true, "pending": "count"}')$$, 'a column of one''s own');
SELECT is((SELECT string_agg(DISTINCT concat_ws(' ', person, (claim).insurance, (claim).assisted_elsewhere), ', ') FROM of_elsewhere WHERE person IN ('a', 'g', 'P8')), 'P8 employee f, a none t, g none f', 'insurance none, and who was assisted elsewhere');
SELECT is((SELECT sum(rows) FROM medaid_platform_report('elsewhere', NULL, NULL, '{"unique_setl_id": true, "pending": "count"}') WHERE item = 'insurance_unmapped'), 1::numeric, 'none is mapped: 510 alone is not');

-- 80岁以上 on the birthday: in Shanghai 1940-06-01 began at one o'clock
CREATE TABLE aged AS SELECT setl_id, psn_no, med_type, date '2020-06-01' AS enddate, date '1940-06-01' AS brdy, medfee_sumamt, inscp_amt FROM setl_d WHERE setl_id = 'a1';
SELECT medaid_platform_view('of_age', 'aged', NULL, NULL, '{"unique_setl_id": true}') IS NULL AS done \gset
SET LOCAL timezone = 'Asia/Shanghai';
SELECT is((SELECT (claim).age FROM of_age), 80::smallint, 'years are completed whatever the time zone');

-- one person of it: her rows are looked up, and nobody else's are read; 200 persons of 5 bills, one taken back
TRUNCATE setl_d, mdtrt_d, idetinfo;
INSERT INTO idetinfo SELECT 'p' || i, '2303', '2020-01-01', NULL FROM generate_series(1, 200) AS i;
SELECT count(bill('s' || i, 'v' || i, 'p' || i % 200 + 1)) FROM generate_series(1, 1000) AS i;
SELECT count(refund('r' || i, 'v' || i, 's' || i, 'p' || i % 200 + 1)) FROM generate_series(1, 200) AS i;
CREATE INDEX ON setl_d (psn_no);
CREATE INDEX ON setl_d (psn_no) WHERE NOT (vali_flag = '1') OR refd_setl_flag = '1' OR medfee_sumamt < 0
	OR (setl_type = '3' OR manl_reim_rea IN ('06', '08', '09', '10', '6', '8', '9')) OR mid_setl_flag = '1';
CREATE INDEX ON mdtrt_d (mdtrt_id) WHERE refl_old_mdtrt_id <> '' OR rloc_type IN ('2', '3');
CREATE INDEX ON idetinfo (psn_no);
ANALYZE setl_d, mdtrt_d, idetinfo;
SELECT medaid_create_ledger('platform_ledger', month => '2024-06-01');
SELECT length(medaid_platform_view('platform_ledger.claim', 'setl_d', 'mdtrt_d', 'idetinfo', '{"replace": true}')) > 0;
SELECT medaid_adopt('platform_ledger', medaid_policies('zibo-2023', '2024-01-01', '2024-12-31'));
CREATE FUNCTION rows_read() RETURNS bigint LANGUAGE sql AS $$
	-- of the table, by a scan and by its indexes
	SELECT pg_stat_get_xact_tuples_returned('platform_test.setl_d'::regclass) + pg_stat_get_xact_tuples_fetched('platform_test.setl_d'::regclass) $$;
CREATE TEMP TABLE before AS SELECT rows_read() AS n;
-- 900 - 600 = 300; 75 %
SELECT is(medaid_post('platform_ledger', '{p7}'), 4::bigint, 'one person''s claims posted, of which one is taken back');
SELECT cmp_ok(rows_read() - (SELECT n FROM before), '<', 100::bigint, '... by reading a few rows');
SELECT is((SELECT sum(aid) FROM platform_ledger.now), 900.00, '... 4 x 225');
SET LOCAL enable_seqscan = off;
UPDATE before SET n = rows_read();
SELECT is((SELECT sum(aid) FROM medaid_ledger_diff('platform_ledger', '{p8,p9,p8,p7}')), 1800.00, 'what two others would be paid, one of them named twice');
SELECT cmp_ok(rows_read() - (SELECT n FROM before), '<', 100::bigint, '... by reading a few rows');

SELECT * FROM finish();
ROLLBACK;
