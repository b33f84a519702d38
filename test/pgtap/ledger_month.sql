-- The month of a ledger: statements, what is carried, receipts, premium subsidies,
-- the fund's account, indicators, the warning list; who may do what.
-- 平顺, a year and a month; 山西省's income of 2023 and 2024 is 30,000 here.
SET client_min_messages = warning;
SET jit = off;
BEGIN;
SELECT plan(118);

CREATE FUNCTION pg_temp.raises(query text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE query;
	RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;

INSERT INTO medaid_reference (area, indicator, year, value) VALUES ('山西省', 'income', 2022, 30000), ('山西省', 'income', 2023, 30000), ('山西省', 'income', 2024, 30000);
SELECT medaid_create_ledger('county', month => '2024-01-01', partitions => 2) \g /dev/null
SELECT medaid_adopt('county', medaid_policies('pingshun-2023', '2024-01-01', '2025-12-31')) \g /dev/null
CREATE TABLE known (person text, payee text, claim medaid_claim);
CREATE OR REPLACE VIEW county.claim AS
	SELECT person, (claim).claim_id AS claim_id, (claim).discharged_on::timestamptz AS position, payee, claim FROM known;
CREATE FUNCTION pg_temp.arrives(claim_id text, person text, payee text, category text, service text, day date, total numeric, in_scope numeric, basic numeric,
	out_of_catalog numeric DEFAULT 0, chronic_class integer DEFAULT NULL) RETURNS void LANGUAGE sql AS $$
	INSERT INTO known VALUES (person, payee, medaid_claim(claim_id => claim_id, service => service, discharged_on => day, categories => ARRAY[category], total => total,
		in_scope => in_scope, basic_paid => basic, critical_illness_paid => 0, out_of_catalog => out_of_catalog, charge_class => 3, place => 'county', chronic_class => chronic_class))
$$;
CREATE FUNCTION pg_temp.post() RETURNS bigint LANGUAGE sql AS $$ SELECT medaid_post('county', '{A,B,C,D,E,G}') $$;
-- the statements of a month: payee channel pay_when: claims, amount + brought forward = due + carried forward
CREATE FUNCTION pg_temp.stated(day date) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('%s %s %s: %s, %s + %s = %s + %s', payee, channel, pay_when, claims, amount, brought_forward, due, carried_forward), '; ' ORDER BY payee, channel, pay_when)
	FROM county.statement WHERE month = day
$$;
CREATE FUNCTION pg_temp.unchanged() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(v::text, ' ') FROM medaid_ledger_verify_statements('county') AS v
$$;

---- January

INSERT INTO county.receipt (day, source, amount, note) VALUES ('2023-12-31', 'opening', 10000, 'what was there'), ('2024-01-15', 'county', 20000, NULL);
-- 第十四条(二): 低保, 10,000 less 6,000, 70 % of 4,000 = 2,800.00
SELECT pg_temp.arrives('A1', 'A', 'H1', 'dibao', 'inpatient', '2024-01-20', 10000, 10000, 6000) \g /dev/null
-- (一): 特困, all of 3,000
SELECT pg_temp.arrives('B1', 'B', 'H1', 'tekun', 'inpatient', '2024-01-21', 5000, 5000, 2000) \g /dev/null
-- (五): 低保边缘, on application (第十七条); 10 % of 30,000 off 5,000, 60 % of 2,000 = 1,200.00
SELECT pg_temp.arrives('C1', 'C', 'H2', 'dibao_margin', 'inpatient', '2024-01-22', 12000, 10000, 5000, NULL) \g /dev/null
-- (三): 返贫致贫, 70 % of 5,000 = 3,500.00; 8,500 of 10,000 are short of 90 % by 500.00; 第二十一条: 1,000 of
-- 11,000 is within 15 %, 85 % of it = 850.00: together 4,850.00
SELECT pg_temp.arrives('D1', 'D', 'H2', 'poverty_returned', 'inpatient', '2024-01-23', 11000, 10000, 5000, 1000) \g /dev/null
-- 第十五条: 特困, 60 % of 500 = 300.00, class 2: at the year's end
SELECT pg_temp.arrives('E1', 'E', 'H1', 'tekun', 'chronic', '2024-01-24', 1000, 1000, 500, 0, 2) \g /dev/null
SELECT is(pg_temp.post(), 5::bigint, 'five claims posted');
SELECT is((SELECT string_agg(concat_ws(' ', side, payee, channel, pay_when, assistance, top_up, tilted, off_catalog, amount), '; ') FROM county.payable WHERE claim_id = 'D1'),
	'posting H2 direct now 3500.00 500.00 0.00 850.00 4850.00', 'payable: an entry''s aid by kind');
SELECT is((SELECT string_agg(concat_ws(' ', month, payee, pay_when, amount, due, carried_forward), '; ' ORDER BY payee, pay_when) FROM county.owed),
	'2024-01-01 C now 1200.00 1200.00 0.00; 2024-01-01 H1 now 5800.00 5800.00 0.00; 2024-01-01 H1 year_end 300.00 0.00 300.00; 2024-01-01 H2 now 4850.00 4850.00 0.00', 'owed: the open month as it stands');
SELECT is(pg_temp.stated('2024-01-01'), NULL, 'nothing is stated before the month is closed');

-- D1: 1,000 of 11,000 outside the catalogue; C1's is not known.  In scope 20,000: left 1,000 and 3,800.
-- Patients: 11,000 - 5,000 - 4,850 = 1,150 and 12,000 - 5,000 - 1,200 = 5,800, of 23,000
SELECT is((SELECT concat_ws(' ', claims, unknown, total_known, out_of_catalog, out_of_catalog_share) FROM county.indicator WHERE (institution, month) = ('H2', '2024-01-01')), '2 1 11000.00 1000.00 0.0909', '目录外费用占比');
SELECT is((SELECT concat_ws(' ', in_scope, burden_after, own_pay_share, payment_ratio) FROM county.indicator WHERE (institution, month) = ('H2', '2024-01-01')), '20000.00 4800.00 0.2400 0.7600', 'own-pay share and combined payment ratio');
SELECT is((SELECT concat_ws(' ', total, aid, hospital_borne, patient_pays, patient_share) FROM county.indicator WHERE (institution, month) = ('H2', '2024-01-01')), '23000.00 6050.00 0.00 6950.00 0.3022', 'what patients bear');

SELECT is(medaid_close_month('county'), date '2024-01-01', 'closed: January');
SELECT is(pg_temp.stated('2024-01-01'),
	'C application now: 1, 1200.00 + 0.00 = 1200.00 + 0.00; H1 direct now: 2, 5800.00 + 0.00 = 5800.00 + 0.00; H1 direct year_end: 1, 300.00 + 0.00 = 0.00 + 300.00; H2 direct now: 1, 4850.00 + 0.00 = 4850.00 + 0.00',
	'institutions for direct, the person for application, the year''s end apart');
SELECT is((SELECT concat_ws(' ', assistance, top_up, tilted, off_catalog) FROM county.statement WHERE (month, payee) = ('2024-01-01', 'H2')), '3500.00 500.00 0.00 850.00', 'by kind');
SELECT is((SELECT by = session_user AND at = now() FROM county.statement WHERE payee = 'C'), true, 'by whom and when');
SELECT is((SELECT month FROM county.book), date '2024-02-01', 'open: February');
SELECT is((SELECT string_agg(concat_ws(' ', month, payee, pay_when, claims, amount, brought_forward, due, carried_forward), '; ') FROM county.owed),
	'2024-02-01 H1 year_end 0 0.00 300.00 0.00 300.00', 'and owed is what was carried');

---- February: a late claim, a void, another payee

SELECT is(pg_temp.raises($$INSERT INTO county.receipt (day, source, amount, month) VALUES ('2024-01-31', 'interest', 1, '2024-01-01')$$), '55000 month 2024-01 is not open: 2024-02 is', 'nothing is booked in a closed month');
INSERT INTO county.receipt (day, source, amount, month) VALUES ('2024-01-31', 'lottery', 1000, '2024-02-01');
SELECT is((SELECT month FROM county.receipt WHERE source = 'lottery'), date '2024-02-01', 'what came in in January and was told in February is booked in February');
-- late: 70 % of 1,000 = 700.00 at H2; B1 void: -3,000.00 at H1; D1 moves from H2 to H3
SELECT pg_temp.arrives('A0', 'A', 'H2', 'dibao', 'inpatient', '2024-01-05', 2000, 2000, 1000) \g /dev/null
DELETE FROM known WHERE person = 'B';
UPDATE known SET payee = 'H3' WHERE person = 'D';
SELECT is(pg_temp.post(), 3::bigint, 'three differences');
SELECT is((SELECT string_agg(concat_ws(' ', claim_id, side, payee, amount), '; ' ORDER BY claim_id, side DESC) FROM county.payable WHERE month = '2024-02-01'),
	'A0 posting H2 700.00; B1 reversal H1 -3000.00; D1 reversal H2 -4850.00; D1 posting H3 4850.00', 'pairs: the void takes back, the move takes back and posts');
SELECT is(medaid_close_month('county', '2024-02-29'), date '2024-02-01', 'closed by a day of it: February');
SELECT is(pg_temp.stated('2024-02-01'),
	'H1 direct now: 1, -3000.00 + 0.00 = 0.00 + -3000.00; H1 direct year_end: 0, 0.00 + 300.00 = 0.00 + 300.00; H2 direct now: 2, -4150.00 + 0.00 = 0.00 + -4150.00; H3 direct now: 1, 4850.00 + 0.00 = 4850.00 + 0.00',
	'negative statements: nothing is due, the rest is carried');
SELECT is(pg_temp.stated('2024-01-01') LIKE '%H1 direct now: 2, 5800.00 + 0.00 = 5800.00%', true, 'January''s stay as they were');

---- March: no entries

SELECT is(medaid_close_month('county', '2024-03-01'), date '2024-03-01', 'closed: March, without entries');
SELECT is(pg_temp.stated('2024-03-01'),
	'H1 direct now: 0, 0.00 + -3000.00 = 0.00 + -3000.00; H1 direct year_end: 0, 0.00 + 300.00 = 0.00 + 300.00; H2 direct now: 0, 0.00 + -4150.00 = 0.00 + -4150.00',
	'only what is carried');
SELECT is(pg_temp.raises($$SELECT medaid_close_month('county', '2024-03-01')$$), '55000 month 2024-03 is not open: 2024-04 is', 'closing it twice');
SELECT is(pg_temp.raises($$SELECT medaid_close_month('county', '2024-06-30')$$), '55000 month 2024-06 is not open: 2024-04 is', 'closing one out of order');

---- April: the second month that it was carried to

-- 70 % of 5,000 = 3,500.00; as D1 without cost outside the catalogue, 4,000.00
SELECT pg_temp.arrives('A2', 'A', 'H1', 'dibao', 'inpatient', '2024-04-10', 8000, 8000, 3000) \g /dev/null
SELECT pg_temp.arrives('D2', 'D', 'H2', 'poverty_returned', 'inpatient', '2024-04-11', 10000, 10000, 5000) \g /dev/null
SELECT pg_temp.post() \g /dev/null
SELECT medaid_close_month('county') \g /dev/null
SELECT is(pg_temp.stated('2024-04-01'),
	'H1 direct now: 1, 3500.00 + -3000.00 = 500.00 + 0.00; H1 direct year_end: 0, 0.00 + 300.00 = 0.00 + 300.00; H2 direct now: 1, 4000.00 + -4150.00 = 0.00 + -150.00',
	'set off against what was carried');

---- May to July: the second stage; whose burden crosses the line

-- 70 % of 60,000 = 42,000.00; 第二十条: left 18,000, over 15,000 by 3,000, 70 % = 2,100.00
SELECT pg_temp.arrives('G1', 'G', 'H3', 'dibao', 'inpatient', '2024-05-05', 100000, 100000, 40000) \g /dev/null
SELECT pg_temp.post() \g /dev/null
SELECT medaid_close_month('county') \g /dev/null
SELECT is((SELECT concat_ws(' ', payee, assistance, tilted, amount, due) FROM county.statement WHERE month = '2024-05-01' AND payee = 'H3'), 'H3 42000.00 2100.00 44100.00 44100.00', 'the second stage');
-- 第三十条: over 6,000.  G bears 100,000 - 40,000 - 44,100 = 15,900.00; C has borne 5,800.00
SELECT is((SELECT string_agg(concat_ws(' ', person, year, burden, line, basis, crossed, push_by, answer_days, left_out), '; ') FROM medaid_ledger_warnings('county', '2024-05-31')),
	'G 2024 15900.00 6000.00 patient_pays 2024-05-01 2024-06-10 5 0', 'on May''s list');
-- discharged in February and March, posted in June and July: 60 % of 500 leaves 200.00, 6,000.00 in all; 60 % of 10 leaves 4.00
SELECT pg_temp.arrives('C2', 'C', 'H2', 'dibao_margin', 'inpatient', '2024-02-10', 1000, 1000, 500) \g /dev/null
SELECT pg_temp.post() \g /dev/null
SELECT medaid_close_month('county') \g /dev/null
SELECT is_empty($$SELECT * FROM medaid_ledger_warnings('county', '2024-06-01')$$, 'June''s is empty: 6,000.00 is not over 6,000');
SELECT pg_temp.arrives('C3', 'C', 'H2', 'dibao_margin', 'inpatient', '2024-03-01', 10, 10, 0) \g /dev/null
SELECT pg_temp.post() \g /dev/null
SELECT is((SELECT string_agg(concat_ws(' ', person, year, group_name, burden, line, crossed, push_by, rule), '; ') FROM medaid_ledger_warnings('county')),
	'C 2024 重点监测对象 6004.00 6000.00 2024-03-01 2024-08-10 monitor-key', 'July''s, still open: a late claim crosses in the month in which it is posted');
SELECT medaid_close_month('county') \g /dev/null
SELECT is_empty($$SELECT * FROM medaid_ledger_warnings('county')$$, 'August''s has nobody twice');
SELECT is((SELECT string_agg(person, ' ') FROM medaid_ledger_warnings('county', '2024-05-01')), 'G', 'May''s is as it was');
SELECT medaid_close_month('county') FROM generate_series(8, 10) \g /dev/null

---- November and December: premiums, the year's end

-- 第十五条: 60 % of 1,000 = 600.00, class 3
SELECT pg_temp.arrives('E2', 'E', 'H1', 'tekun', 'chronic', '2024-11-05', 2000, 2000, 1000, 0, 3) \g /dev/null
SELECT pg_temp.post() \g /dev/null
INSERT INTO county.receipt (day, source, amount) VALUES ('2024-11-20', 'interest', 15.34), ('2024-11-21', 'interest', -3.00);
-- 第十三条: 低保 80 % of 400 = 320.00, 特困 all of 400
CREATE TABLE insured AS SELECT person, medaid_premium(medaid_policy('pingshun-2023', '2024-11-01'), categories, 'resident', 400) AS premium
	FROM (VALUES ('A', '{dibao}'::text[]), ('E', '{tekun}'), ('N', '{}')) AS v (person, categories);
SELECT is(medaid_post_premiums('county', 2025, 'insured', 'first list'), 2::bigint, 'two are subsidised');
SELECT is(medaid_post_premiums('county', 2025, 'insured'), 0::bigint, 'and not twice');
SELECT is((SELECT string_agg(concat_ws(' ', person, year, version, amount, (premium).rule, reason, month), '; ' ORDER BY person) FROM county.premium),
	'A 2025 1 320.00 premium-dibao first list 2024-11-01; E 2025 1 400.00 premium-tekun first list 2024-11-01', 'what the fund bears');
SELECT is(medaid_close_month('county'), date '2024-11-01', 'closed: November');
SELECT is(pg_temp.stated('2024-11-01'), 'H1 direct year_end: 1, 600.00 + 300.00 = 0.00 + 900.00; H2 direct now: 0, 0.00 + -150.00 = 0.00 + -150.00', 'the year''s end is collected');
-- A is no longer subsidised; E4's day is in the next year: 60 % of 200 = 120.00
UPDATE insured SET premium = medaid_premium(medaid_policy('pingshun-2023', '2024-11-01'), '{}', 'resident', 400) WHERE person = 'A';
SELECT is(medaid_post_premiums('county', 2025, 'insured'), 1::bigint, 'one is taken back');
SELECT is((SELECT string_agg(concat_ws(' ', version, amount, month), '; ' ORDER BY version) FROM county.premium WHERE person = 'A'), '1 320.00 2024-11-01; 2 -320.00 2024-12-01', 'by a further version');
SELECT is(medaid_post_premiums('county', 2026, 'insured'), 1::bigint, 'another year is another subsidy');
UPDATE insured SET premium = medaid_premium(medaid_policy('pingshun-2023', '2024-11-01'), '{}', 'resident', 400) WHERE person = 'E';
SELECT is(medaid_post_premiums('county', 2026, 'insured'), 1::bigint, '... and taken back');
SELECT pg_temp.arrives('E4', 'E', 'H1', 'tekun', 'chronic', '2025-01-10', 400, 400, 200, 0, 2) \g /dev/null
SELECT pg_temp.post() \g /dev/null
SELECT is(medaid_close_month('county'), date '2024-12-01', 'closed: December');
SELECT is(pg_temp.stated('2024-12-01'), 'H1 direct year_end: 1, 120.00 + 900.00 = 900.00 + 120.00; H2 direct now: 0, 0.00 + -150.00 = 0.00 + -150.00',
	'the year''s end is due; a claim of the next year waits for its own');
SELECT is(pg_temp.unchanged(), NULL, 'all statements are their lines');

---- January 2025: a claim of the year before, and one taken back

-- 60 % of 400 = 240.00, and 300.00 back: both now
SELECT pg_temp.arrives('E3', 'E', 'H1', 'tekun', 'chronic', '2024-12-20', 800, 800, 400, 0, 2) \g /dev/null
DELETE FROM known WHERE (claim).claim_id = 'E1';
SELECT pg_temp.post() \g /dev/null
INSERT INTO county.receipt (day, source, amount) VALUES ('2025-01-08', 'supplement', 31863.66), ('2025-01-09', 'county', 5000);
SELECT is((SELECT string_agg(format('%s %s: %s, %s + %s = %s + %s', payee, pay_when, claims, amount, brought_forward, due, carried_forward), '; ' ORDER BY payee, pay_when) FROM county.owed),
	'H1 now: 2, -60.00 + 0.00 = 0.00 + -60.00; H1 year_end: 0, 0.00 + 120.00 = 0.00 + 120.00; H2 now: 0, 0.00 + -150.00 = 0.00 + -150.00', 'after December, the year before is settled at once');
SELECT is(medaid_close_month('county'), date '2025-01-01', 'closed: January 2025');

---- the account

-- assistance: 10,800 - 2,300 + 7,000 + 42,000 + 300 + 6 + 600 + 120 = 58,526; top_up 1,000, tilted 2,100, off_catalog 850: 62,476
SELECT is((SELECT string_agg(concat_ws(' ', kind, amount), '; ' ORDER BY kind) FROM (SELECT kind, sum(amount) AS amount FROM county.account WHERE year = 2024 AND item = 'aid' GROUP BY kind) AS x),
	'assistance -58526.00; off_catalog -850.00; tilted -2100.00; top_up -1000.00', 'aid by kind');
SELECT is((SELECT string_agg(concat_ws(' ', to_char(month, 'MM'), amount), '; ' ORDER BY month) FROM county.account WHERE year = 2024 AND item = 'aid' AND kind = 'assistance'),
	'01 -10800.00; 02 2300.00; 04 -7000.00; 05 -42000.00; 06 -300.00; 07 -6.00; 11 -600.00; 12 -120.00', '... and month');
SELECT is((SELECT string_agg(concat_ws(' ', kind, to_char(month, 'MM'), amount, article), '; ' ORDER BY month, kind) FROM county.account WHERE year = 2024 AND item = 'receipt'),
	'county 01 20000.00 第二十二条（三）; lottery 02 1000.00 第二十二条（四）; interest 11 12.34 第二十二条（六）', 'receipts by source and month');
SELECT is((SELECT string_agg(concat_ws(' ', to_char(month, 'MM'), amount), '; ' ORDER BY month) FROM county.account WHERE year = 2024 AND item = 'premium'), '11 -720.00; 12 320.00', 'premium subsidies');
-- 21,012.34 - 62,476.00 - 400.00 = -41,863.66; 10,000 of it were saved before
SELECT is((SELECT string_agg(concat_ws(' ', line, item, amount), '; ' ORDER BY line) FROM county.account WHERE year = 2024 AND line NOT IN (2, 3, 4)),
	'1 brought_forward 10000.00; 5 result -41863.66; 6 drawn 10000.00; 7 carried_forward 0.00; 8 shortfall 31863.66', '2024: the savings are drawn on, the rest is the county''s to make up');
-- 31,863.66 + 5,000.00 + 60.00 = 36,923.66
SELECT is((SELECT string_agg(concat_ws(' ', line, item, amount), '; ' ORDER BY line) FROM county.account WHERE year = 2025 AND line NOT IN (2, 3, 4)),
	'1 brought_forward -31863.66; 5 result 36923.66; 6 drawn 0.00; 7 carried_forward 5060.00; 8 shortfall 0.00', '2025: made up, and carried forward');
SELECT is_empty($$SELECT year FROM county.account GROUP BY year
	HAVING coalesce(sum(amount) FILTER (WHERE line <= 4), 0) <> sum(amount) FILTER (WHERE line = 7) - sum(amount) FILTER (WHERE line = 8)$$, 'lines 1 to 4 add up to 7 less 8');
SELECT is((SELECT sum(due) FROM county.statement WHERE month < '2025-01-01') + (SELECT sum(carried_forward) FROM county.statement WHERE month = '2024-12-01'), 62476.00, 'aid is what was due and what is carried');
SELECT is((SELECT sum(aid) FROM county.now), (SELECT sum(amount) FROM county.payable), 'what stands is what was posted less reversals');
SELECT is((SELECT count(*) FROM county.account WHERE label IS NULL), 0::bigint, 'every line has its term');

---- what would be wrong is found

SELECT is(pg_temp.unchanged(), NULL, 'nothing is wrong');
SELECT is_empty($$SELECT * FROM medaid_ledger_verify('county')$$, 'nor with the entries');
SAVEPOINT wrong;
INSERT INTO county.entry (person, claim_id, version, place, payee, claim, settlement, month, rules)
	SELECT person, 'slipped', 1, 9, payee, claim, settlement, '2024-02-01', rules FROM county.entry WHERE (claim_id, version) = ('A1', 1);
SELECT is((SELECT string_agg(concat_ws(' ', month, payee, channel, pay_when, fault), '; ') FROM medaid_ledger_verify_statements('county')), '2024-02-01 H1 direct now the statement has -3000.00, its lines -200.00', 'an entry in a closed month');
ROLLBACK TO wrong;
INSERT INTO county.statement (month, payee, channel, pay_when, claims, assistance, top_up, tilted, off_catalog, amount, brought_forward, due, carried_forward) VALUES ('2024-03-01', 'X', 'direct', 'now', 1, 5, 0, 0, 0, 5, 0, 4, 1);
SELECT is((SELECT string_agg(concat_ws(' ', month, payee, fault), '; ' ORDER BY month, fault COLLATE "C") FROM medaid_ledger_verify_statements('county')),
	'2024-03-01 X the statement has 5, its lines 0; 2024-03-01 X the statement pays 4, and 5 was due; 2024-04-01 X 0 is brought forward, and 1 was carried', 'a statement without lines, and what is carried from it');
ROLLBACK TO wrong;
INSERT INTO county.statement (month, payee, channel, pay_when, claims, assistance, top_up, tilted, off_catalog, amount, brought_forward, due, carried_forward) VALUES ('2025-02-01', 'X', 'direct', 'now', 0, 0, 0, 0, 0, 0, 0, 0, 0);
SELECT is((SELECT string_agg(concat_ws(' ', month, payee, fault), '; ') FROM medaid_ledger_verify_statements('county')), '2025-02-01 X the month is not closed', 'a statement of the open month');
ROLLBACK TO wrong;

---- what cannot be done

SELECT is(pg_temp.raises(statement), expected, statement) FROM (VALUES
	($$SELECT medaid_close_month(NULL)$$, '22004 the ledger is NULL'),
	($$SELECT medaid_close_month('nowhere')$$, '3F000 there is no ledger "nowhere"'),
	($$SELECT medaid_close_month('county', 'infinity')$$, '55000 month infinity is not open: 2025-02 is'),
	($$SELECT medaid_ledger_verify_statements('nowhere')$$, '3F000 there is no ledger "nowhere"'),
	($$SELECT medaid_ledger_warnings('nowhere')$$, '3F000 there is no ledger "nowhere"'),
	($$SELECT medaid_ledger_unseen('pg_class', '2024-01-01')$$, '42P01 pg_class is no table of entries'),
	($$SELECT medaid_ledger_unseen(0::oid, '2024-01-01')$$, '42P01 there is no relation 0'),
	($$SELECT medaid_post_premiums('nowhere', 2025, 'insured')$$, '3F000 there is no ledger "nowhere"'),
	($$SELECT medaid_post_premiums('county', NULL, 'insured')$$, '22004 year is NULL'),
	($$SELECT medaid_post_premiums('county', 2025, NULL)$$, '22004 source is NULL'),
	($$SELECT medaid_post_premiums('county', 2025, 'pg_class')$$, '42703 source pg_class lacks the columns: person, premium'),
	($$UPDATE county.statement SET due = 0$$, '55000 rows of county.statement are never changed: UPDATE refused'),
	($$DELETE FROM county.statement$$, '55000 rows of county.statement are never changed: DELETE refused'),
	($$TRUNCATE county.statement$$, '55000 rows of county.statement are never changed: TRUNCATE refused'),
	($$UPDATE county.receipt SET amount = 1$$, '55000 rows of county.receipt are never changed: UPDATE refused'),
	($$DELETE FROM county.receipt$$, '55000 rows of county.receipt are never changed: DELETE refused'),
	($$DELETE FROM county.premium$$, '55000 rows of county.premium are never changed: DELETE refused'),
	($$TRUNCATE county.premium_1$$, '55000 rows of county.premium are never changed: TRUNCATE refused'),
	($$INSERT INTO county.receipt (day, source, amount) VALUES ('2025-02-01', 'county', 0)$$, '23514 new row for relation "receipt" violates check constraint "receipt_amount_check"'),
	($$INSERT INTO county.receipt (day, source, amount) VALUES ('2025-02-01', 'county', 0.001)$$, '23514 new row for relation "receipt" violates check constraint "receipt_amount_check"'),
	($$INSERT INTO county.receipt (day, source, amount) VALUES ('2025-02-01', 'county', 'NaN')$$, '23514 new row for relation "receipt" violates check constraint "receipt_amount_check"'),
	($$INSERT INTO county.receipt (day, source, amount) VALUES ('2025-02-01', 'county', '-Infinity')$$, '23514 new row for relation "receipt" violates check constraint "receipt_amount_check"'),
	($$INSERT INTO county.receipt (day, source, amount) VALUES ('infinity', 'county', 1)$$, '23514 new row for relation "receipt" violates check constraint "receipt_day_check"'),
	($$INSERT INTO county.receipt (day, source, amount) VALUES ('2025-02-01', '县财政', 1)$$, '23514 new row for relation "receipt" violates check constraint "receipt_source_check"')
) AS v (statement, expected);
CREATE TABLE odd AS SELECT 'A'::text AS person, premium FROM insured WHERE person = 'E';
INSERT INTO odd SELECT * FROM odd;
SELECT is(pg_temp.raises($$SELECT medaid_post_premiums('county', 2025, 'odd')$$), '22023 person "A" stands 2 times in public.odd', 'a person twice');
UPDATE odd SET person = NULL;
SELECT is(pg_temp.raises($$SELECT medaid_post_premiums('county', 2025, 'odd')$$), '22004 a person in public.odd is NULL', 'no person');
UPDATE odd SET person = 'A', premium.assistance = NULL;
DELETE FROM odd WHERE ctid = (SELECT max(ctid) FROM odd);
SELECT is(pg_temp.raises($$SELECT medaid_post_premiums('county', 2025, 'odd')$$), '22004 the premium subsidy of person "A" is NULL', 'no amount');
UPDATE county.book SET since = 2026;
SELECT is(pg_temp.raises($$SELECT medaid_post_premiums('county', 2025, 'insured')$$), '55000 the year 2025 is closed', 'a year that is closed');
UPDATE county.book SET since = NULL;
SELECT is((SELECT count(*) FROM county.premium WHERE year = 2025), 3::bigint, 'nothing came of these');
SELECT medaid_create_ledger('ahead', month => (date_trunc('month', current_date) + interval '1 month')::date) \g /dev/null
SELECT is(pg_temp.raises($$SELECT medaid_close_month('ahead')$$), format('55000 month %s has not begun', to_char(current_date + interval '1 month' - interval '1 day' * (extract(day FROM current_date) - 1), 'YYYY-MM')), 'a month that has not begun');
SELECT is(pg_temp.raises($$SELECT medaid_ledger_warnings('ahead')$$), '55000 no rules are adopted in ledger ahead', 'no rules, no lines');
SELECT is(pg_temp.raises($$SELECT * FROM ahead.account$$), 'no error', 'an account without anything');
UPDATE ahead.book SET version = 0;
SELECT is(pg_temp.raises($$SELECT medaid_close_month('ahead')$$), '55000 ledger ahead has version 0, and this release works on 2', 'a ledger of another version');
DELETE FROM ahead.book;
SELECT is(pg_temp.raises($$SELECT medaid_close_month('ahead')$$), '55000 the book of ledger ahead is empty', 'a ledger without its book');

---- who may do what

CREATE ROLE medaid_test_closer;
CREATE ROLE medaid_test_poster;
CREATE ROLE medaid_test_cashier;
CREATE ROLE medaid_test_reader;
GRANT USAGE ON SCHEMA county TO medaid_test_closer, medaid_test_poster, medaid_test_cashier, medaid_test_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA county TO medaid_test_closer, medaid_test_poster, medaid_test_cashier, medaid_test_reader;
GRANT SELECT ON known TO medaid_test_closer, medaid_test_poster, medaid_test_cashier, medaid_test_reader;
GRANT UPDATE (month) ON county.book TO medaid_test_closer;
GRANT INSERT ON county.statement TO medaid_test_closer;
GRANT UPDATE (one) ON county.book TO medaid_test_poster;
GRANT INSERT ON county.entry TO medaid_test_poster;
GRANT INSERT, UPDATE ON county.person TO medaid_test_poster;
GRANT INSERT, UPDATE, DELETE ON county.held TO medaid_test_poster;
GRANT INSERT ON county.receipt, county.premium TO medaid_test_cashier;
DO $$ BEGIN EXECUTE format('GRANT USAGE ON SCHEMA %s TO PUBLIC', pg_my_temp_schema()::regnamespace); END $$;
\ir ../helpers.sql
UPDATE insured SET premium = medaid_premium(medaid_policy('pingshun-2023', '2024-11-01'), '{tekun}', 'resident', 400) WHERE person = 'A';
GRANT SELECT ON insured TO medaid_test_cashier, medaid_test_reader;
SELECT is(pg_temp.as_role(who, query), expected, who || ': ' || query) FROM (VALUES
	('medaid_test_reader', $$SELECT count(*) > 0 FROM county.account$$, 'true'),
	('medaid_test_reader', $$SELECT count(*) > 0 FROM county.indicator$$, 'true'),
	('medaid_test_reader', $$SELECT count(*) FROM medaid_ledger_warnings('county', '2024-05-01')$$, '1'),
	('medaid_test_reader', $$SELECT count(*) FROM medaid_ledger_verify_statements('county')$$, '0'),
	('medaid_test_reader', $$SELECT medaid_close_month('county')$$, '42501'),
	('medaid_test_reader', $$SELECT medaid_post_premiums('county', 2025, 'insured')$$, '42501'),
	('medaid_test_cashier', $$SELECT medaid_close_month('county')$$, '42501'),
	('medaid_test_cashier', $$INSERT INTO county.receipt (day, source, amount) VALUES ('2025-02-03', 'donation', 100) RETURNING month$$, '2025-02-01'),
	('medaid_test_cashier', $$SELECT medaid_post_premiums('county', 2025, 'insured')$$, '2'),
	('medaid_test_poster', $$SELECT medaid_close_month('county')$$, '42501'),
	('medaid_test_poster', $$INSERT INTO county.receipt (day, source, amount) VALUES ('2025-02-03', 'donation', 100) RETURNING month$$, '42501'),
	('medaid_test_poster', $$SELECT medaid_post('county', '{A}')$$, '0'),
	('medaid_test_closer', $$SELECT medaid_post('county', '{A}')$$, '42501'),
	('medaid_test_closer', $$SELECT medaid_close_month('county', '2025-02-01')$$, '2025-02-01')
) AS v (who, query, expected);

---- one look at the month's entries

SET LOCAL enable_seqscan = off;
CREATE FUNCTION pg_temp.plan_of(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY EXECUTE 'EXPLAIN (COSTS off) ' || query; END $$;
SELECT is((SELECT count(*) > 0 FROM pg_temp.plan_of('SELECT * FROM county.owed') AS l WHERE l ~ 'Bitmap Index Scan on entry_._month'), true, 'by the index on the month');

---- claims of the next year, posted while months of this one are still open, wait for its December

SELECT medaid_create_ledger('early', month => '2024-11-01') \g /dev/null
SELECT medaid_adopt('early', medaid_policies('pingshun-2023', '2024-01-01', '2025-12-31')) \g /dev/null
CREATE OR REPLACE VIEW early.claim AS SELECT person, (claim).claim_id AS claim_id, (claim).discharged_on::timestamptz AS position, payee, claim FROM known WHERE person IN ('Y', 'Z');
CREATE FUNCTION pg_temp.early(day date) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('%s %s: %s, %s + %s = %s + %s', payee, pay_when, claims, amount, brought_forward, due, carried_forward), '; ' ORDER BY pay_when) FROM early.statement WHERE month = day
$$;
-- 第十五条, 60 %: of 1,000 twice, 600.00 each, and of 200, 120.00, in January
SELECT pg_temp.arrives('Y1', 'Y', 'H1', 'tekun', 'chronic', '2024-11-05', 2000, 2000, 1000, 0, 3) \g /dev/null
SELECT pg_temp.arrives('Y2', 'Y', 'H1', 'tekun', 'chronic', '2025-01-10', 400, 400, 200, 0, 3) \g /dev/null
SELECT pg_temp.arrives('Z1', 'Z', 'H1', 'tekun', 'chronic', '2024-11-06', 2000, 2000, 1000, 0, 3) \g /dev/null
SELECT medaid_post('early', '{Y,Z}') \g /dev/null
SELECT medaid_close_month('early') \g /dev/null
SELECT is(pg_temp.early('2024-11-01'), 'H1 year_end: 3, 1320.00 + 0.00 = 0.00 + 1320.00', 'November collects');
-- in December one more of January, 60 % of 100 = 60.00, and Z's turns out to be of January, too
SELECT pg_temp.arrives('Y3', 'Y', 'H1', 'tekun', 'chronic', '2025-01-11', 200, 200, 100, 0, 3) \g /dev/null
DELETE FROM known WHERE person = 'Z';
SELECT pg_temp.arrives('Z1', 'Z', 'H1', 'tekun', 'chronic', '2025-01-06', 2000, 2000, 1000, 0, 3) \g /dev/null
SELECT medaid_post('early', '{Y,Z}') \g /dev/null
SELECT medaid_close_month('early') \g /dev/null
-- 1,320 + 60 - (120 + 60 + 600): Y1
SELECT is(pg_temp.early('2024-12-01'), 'H1 year_end: 1, 60.00 + 1320.00 = 600.00 + 780.00', 'December pays its own year''s');
SELECT medaid_close_month('early') FROM generate_series(1, 12) \g /dev/null
SELECT is(pg_temp.early('2025-11-01'), 'H1 year_end: 0, 0.00 + 780.00 = 0.00 + 780.00', 'the others wait');
SELECT is(pg_temp.early('2025-12-01'), 'H1 year_end: 0, 0.00 + 780.00 = 780.00 + 0.00', 'for theirs');
SELECT is_empty($$SELECT * FROM medaid_ledger_verify_statements('early')$$, 'and the statements pay what was due');

-- those of the year after the next pass two Decembers: of November 2023, 60 % of 1,000 = 600.00, whose day is in 2025, and 60 % of 200 = 120.00 of 2023;
-- in 2024 60 % of 500 = 300.00, and the one of 2025 turns out to be of 1,500: 900.00
SELECT medaid_create_ledger('far', month => '2023-11-01') \g /dev/null
SELECT medaid_adopt('far', medaid_policies('pingshun-2023', '2023-02-01', '2025-12-31')) \g /dev/null
CREATE OR REPLACE VIEW far.claim AS SELECT person, (claim).claim_id AS claim_id, (claim).discharged_on::timestamptz AS position, payee, claim FROM known WHERE person = 'V';
CREATE FUNCTION pg_temp.far() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('%s: %s + %s = %s + %s', to_char(month, 'YYYY'), amount, brought_forward, due, carried_forward), '; ' ORDER BY month) FROM far.statement WHERE extract(month FROM month) = 12
$$;
SELECT pg_temp.arrives('V1', 'V', 'H1', 'tekun', 'chronic', '2025-03-05', 2000, 2000, 1000, 0, 3), pg_temp.arrives('V2', 'V', 'H1', 'tekun', 'chronic', '2023-11-05', 400, 400, 200, 0, 3) \g /dev/null
SELECT medaid_post('far', '{V}') \g /dev/null
SELECT medaid_close_month('far') FROM generate_series(1, 8) \g /dev/null
SELECT pg_temp.arrives('V3', 'V', 'H1', 'tekun', 'chronic', '2024-07-05', 1000, 1000, 500, 0, 3) \g /dev/null
UPDATE known SET claim.basic_paid = 500 WHERE (claim).claim_id = 'V1';
SELECT medaid_post('far', '{V}') \g /dev/null
SELECT medaid_close_month('far') FROM generate_series(9, 26) \g /dev/null
SELECT is(pg_temp.far(), '2023: 0.00 + 720.00 = 120.00 + 600.00; 2024: 0.00 + 1200.00 = 300.00 + 900.00; 2025: 0.00 + 900.00 = 900.00 + 0.00', 'a claim of the year after the next waits for its own December, too');
SELECT is_empty($$SELECT * FROM medaid_ledger_verify('far')$$, 'as verifying has it');

---- each person is looked at once as it stands and once as it stood, not once for each who is over the line

SELECT medaid_create_ledger('crowd', month => '2024-05-01') \g /dev/null
SELECT medaid_adopt('crowd', medaid_policies('pingshun-2023', '2024-01-01', '2025-12-31')) \g /dev/null
-- G's claim, forty times
CREATE OR REPLACE VIEW crowd.claim AS
	SELECT 'W' || n AS person, k.claim_id, k.position, k.payee, k.claim FROM county.claim AS k, generate_series(1, 40) AS n WHERE k.claim_id = 'G1';
SELECT is(medaid_post('crowd', ARRAY(SELECT person FROM crowd.claim)), 40::bigint, 'forty persons posted');
SET LOCAL track_functions = 'all';
SELECT is((SELECT row(count(*), min(burden), max(burden))::text FROM medaid_ledger_warnings('crowd')) || ', ' || pg_stat_get_xact_function_calls(
		'medaid_warnings_by_day(medaid_policy[], text[], text, medaid_claim[], medaid_settlement[])'::regprocedure),
	'(40,15900.00,15900.00), 80', 'forty on the list, computed eighty times');

SELECT * FROM finish();
ROLLBACK;
