-- Amounts are read from and written as the digits of numeric.  Guard: what goes
-- in comes out as round(x, 2) writes it, and is a numeric like any other.
BEGIN;
SELECT plan(37);

CREATE TEMP TABLE amount (x numeric);
-- powers of ten and of the digit group, and their neighbours
INSERT INTO amount
	SELECT greatest(0, 10::numeric ^ e + d)
	FROM generate_series(0, 11) AS e, unnest('{-1,-0.01,-0.005,-0.0051,-0.0049,0,0.0049,0.00499999,0.005,0.0051,0.01,0.1,0.99,0.994,0.995,1}'::numeric[]) AS d;
INSERT INTO amount
	SELECT greatest(0, 10000::numeric ^ e * m + d)
	FROM generate_series(0, 2) AS e, unnest('{1,2,9,10,99,100,999,1000,9999}'::numeric[]) AS m,
		unnest('{-0.01,-0.0001,0,0.0001,0.01,0.09,0.10,0.5,0.99,0.9999,0.9949,0.995}'::numeric[]) AS d;
INSERT INTO amount SELECT 1e12 - d FROM unnest('{0,0.01,0.02,0.99,1,9999,10000,99999999,100000000}'::numeric[]) AS d;
-- below one yuan: every fen, and around every half fen
INSERT INTO amount SELECT n / 100.0 FROM generate_series(0, 100) AS n;
INSERT INTO amount SELECT n / 100.0 + 0.005 + d FROM generate_series(0, 100) AS n, unnest('{-0.0001,-0.00000001,-1e-15,0,1e-15,0.0001}'::numeric[]) AS d;
-- every scale, with and without trailing zeros, and with digits where only zeros fit before
INSERT INTO amount SELECT round(v, s) FROM unnest('{0,0.005,1,10,100,1000,9999,10000,10001,12345.6789,99990000,100000000,123456789012.345678}'::numeric[]) AS v, generate_series(0, 20) AS s;
INSERT INTO amount SELECT trim_scale(round(v, s)) FROM unnest('{0.5,0.25,0.1250,1234.5,70000.10}'::numeric[]) AS v, generate_series(0, 20) AS s;
INSERT INTO amount SELECT 10::numeric ^ -e FROM generate_series(1, 40) AS e;
INSERT INTO amount VALUES (1e-1000::numeric), (0.00499 + 1e-1000::numeric), (round(7::numeric, 1000)), (('0.' || repeat('9', 5000))::numeric), (('1.' || repeat('0', 15000) || '1')::numeric);
-- digits at random, the same every time
SELECT setseed(0.25);
INSERT INTO amount SELECT round((random() * 10 ^ (n % 13))::numeric, n % 9) FROM generate_series(1, 6000) AS n;
SELECT ok(count(*) > 6000, 'amounts made') FROM amount;

CREATE TEMP TABLE policy AS SELECT medaid_policy('zibo-2023', '2023-06-01') AS p;
CREATE TEMP TABLE settled AS
	SELECT x, medaid_settle(medaid_claim(claim_id => 'n', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}',
		total => x, in_scope => x, critical_illness_paid => 0), p) AS s
	FROM amount, policy WHERE x <= 1e12;
SELECT is((SELECT count(*) FROM settled), (SELECT count(*) FROM amount WHERE x <= 1e12), 'all settled');
CREATE TEMP TABLE out AS SELECT x, (s).total AS total, round(x, 2) AS plain FROM settled;

SELECT is((SELECT string_agg(format('%s: %s', left(x::text, 40), total), ', ') FROM (SELECT * FROM out WHERE total::text <> plain::text LIMIT 5) AS w), NULL, 'text');
SELECT is((SELECT count(*) FROM out WHERE total <> plain), 0::bigint, '=');
SELECT is((SELECT count(*) FROM out WHERE numeric_send(total) <> numeric_send(plain)), 0::bigint, 'binary form');
SELECT is((SELECT count(*) FROM out WHERE pg_column_size(total) <> pg_column_size(plain)), 0::bigint, 'size as stored');
SELECT is((SELECT count(*) FROM out WHERE hash_numeric(total) <> hash_numeric(plain) OR hash_numeric_extended(total, 7) <> hash_numeric_extended(plain, 7)), 0::bigint, 'hash');
SELECT is((SELECT count(*) FROM out WHERE scale(total) <> 2 OR min_scale(total) <> min_scale(plain) OR trim_scale(total)::text <> trim_scale(plain)::text), 0::bigint, 'scale');
SELECT is((SELECT count(*) FROM out WHERE (total * 3 - 1)::text <> (plain * 3 - 1)::text OR (total / 7)::text <> (plain / 7)::text
	OR (-total)::text <> (-plain)::text OR (total + 0.005)::text <> (plain + 0.005)::text OR (total * total)::text <> (plain * plain)::text), 0::bigint, 'arithmetic');
SELECT is((SELECT count(*) FROM out WHERE total::bigint <> plain::bigint OR total::float8 <> plain::float8 OR total::numeric(20, 1)::text <> plain::numeric(20, 1)::text), 0::bigint, 'casts');
SELECT is((SELECT count(*) FROM out WHERE (total < plain) OR (total > plain) OR numeric_cmp(total, plain) <> 0), 0::bigint, 'order');
SELECT is((SELECT array_agg(total::text ORDER BY total, x) FROM out), (SELECT array_agg(plain::text ORDER BY plain, x) FROM out), 'sort');
SELECT is((SELECT sum(total)::text FROM out), (SELECT sum(plain)::text FROM out), 'sum');
SELECT is((SELECT avg(total)::text || max(total) || min(total) FROM out), (SELECT avg(plain)::text || max(plain) || min(plain) FROM out), 'avg, max, min');
SET LOCAL enable_sort = off;
SELECT is((SELECT count(*) FROM (SELECT v FROM (SELECT total AS v FROM out UNION ALL SELECT plain FROM out) AS u GROUP BY v) AS g),
	(SELECT count(*) FROM (SELECT plain FROM out GROUP BY plain) AS g), 'GROUP BY by hash');
RESET enable_sort;
SET LOCAL enable_hashagg = off;
SELECT is((SELECT count(*) FROM (SELECT v FROM (SELECT total AS v FROM out UNION ALL SELECT plain FROM out) AS u GROUP BY v) AS g),
	(SELECT count(*) FROM (SELECT plain FROM out GROUP BY plain) AS g), 'GROUP BY by sort');
RESET enable_hashagg;
SELECT is((SELECT count(*) FROM (SELECT total FROM out EXCEPT SELECT plain FROM out) AS e), 0::bigint, 'EXCEPT');
CREATE INDEX ON out (total);
SET LOCAL enable_seqscan = off;
SELECT is((SELECT count(*) FROM amount a WHERE a.x <= 1e12 AND NOT EXISTS (SELECT FROM out o WHERE o.total = round(a.x, 2))), 0::bigint, 'found by an index');
RESET enable_seqscan;
SELECT is((SELECT count(*) FROM settled WHERE (s).total::text <> (s).in_scope::text OR (s).burden::text <> (s).total::text), 0::bigint, 'read as in_scope, the same');
-- straight from the row, whose values have short headers
SELECT is((SELECT count(*) FROM settled WHERE (s).total + 0 <> round(x, 2) OR hash_numeric((s).total) <> hash_numeric(round(x, 2)) OR (s).total::text <> round(x, 2)::text), 0::bigint, 'from within the row');
SELECT is((SELECT count(*) FROM settled WHERE jsonb_typeof(to_jsonb((s).total)) <> 'number' OR to_jsonb((s).total)::text <> to_jsonb(round(x, 2))::text), 0::bigint, 'as jsonb');
SELECT is((SELECT count(*) FROM settled WHERE (s::text)::medaid_settlement IS DISTINCT FROM s), 0::bigint, 'the row through its text');
SELECT is((SELECT count(*) FROM settled WHERE record_send(s) <> record_send((s::text)::medaid_settlement)), 0::bigint, 'the row''s binary form');
SELECT is((SELECT count(DISTINCT s) FROM settled), (SELECT count(DISTINCT round(x, 2)) FROM settled), 'rows as values: DISTINCT');
SELECT is((SELECT count(*) FROM settled WHERE ROW((s).*) IS DISTINCT FROM ROW((s::text::medaid_settlement).*)), 0::bigint, 'the row expanded');
SELECT is((SELECT count(*) FROM settled WHERE hash_record(s) <> hash_record((s::text)::medaid_settlement)), 0::bigint, 'the row''s hash');

-- 淄博 低保: 75 % of the burden, at most 30,000; every amount by numeric itself
SELECT is((SELECT count(*) FROM settled WHERE (s).assistance::text <> least(round(round(x, 2) * 0.75, 2), 30000.00)::text), 0::bigint, 'the rate of each amount, rounded half away from zero');

-- rates: all of four decimals
CREATE TEMP TABLE rated AS
	SELECT n / 10000.0 AS rate, medaid_settle(medaid_claim(claim_id => 'r', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}',
		total => 10000, in_scope => 10000, critical_illness_paid => 0), medaid_policy_with(p, 'inpatient-dibao.rate', n / 10000.0)) AS s
	FROM policy, (SELECT generate_series(0, 10000, 37) UNION SELECT unnest('{1,2,9,10,11,99,100,101,999,1000,1001,5000,9990,9999,10000}'::int[])) AS g (n);
SELECT is((SELECT count(*) FROM rated WHERE (s).rate <> rate), 0::bigint, 'rates out as in');
SELECT is((SELECT count(*) FROM rated WHERE numeric_send((s).rate) <> numeric_send(((s).rate::text)::numeric)), 0::bigint, 'rates in the form of their text');
SELECT is((SELECT count(*) FROM rated WHERE hash_numeric((s).rate) <> hash_numeric(rate) OR (s).rate * 10000 <> rate * 10000), 0::bigint, 'rates as numerics');
SELECT is((SELECT count(*) FROM rated WHERE (s).assistance <> round(rate * 10000, 2)), 0::bigint, 'rates applied');
SELECT is((SELECT count(*) FROM rated WHERE scale((s).rate) NOT BETWEEN 0 AND 4), 0::bigint, 'scale of rates');
SELECT is((SELECT string_agg((medaid_settle(medaid_claim(claim_id => 'r', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}',
		total => 100, in_scope => 100, critical_illness_paid => 0), medaid_policy_with(p, 'inpatient-dibao.rate', r))).aid::text, ' ')
	FROM policy, unnest('{0.5,0.50,0.5000,0.500000000000,1,1.0,1.000000,0,0.00000}'::numeric[]) AS r), '50.00 50.00 50.00 50.00 100.00 100.00 100.00 0.00 0.00', 'a rate with other scales');

-- accumulators reach further than claims
SELECT is((SELECT string_agg(format('%s: %s', b, (m.s).pool_burden), ', ') FROM
	(SELECT b, medaid_settle(medaid_claim(claim_id => 'a', service => 'inpatient', discharged_on => '2023-06-01', categories => '{tekun}',
		total => 0, in_scope => 0, critical_illness_paid => 0), p, ARRAY[medaid_accumulator(2023, 'zibo-main', b, 0, b)]) AS s
	FROM policy, (SELECT 10::numeric ^ e + d FROM generate_series(0, 14) AS e, unnest('{-0.01,0,0.005,0.01,0.99}'::numeric[]) AS d UNION SELECT 123456789012345.67) AS g (b)) AS m
	WHERE (m.s).pool_burden::text <> round(b, 2)::text OR (m.s).pool_paid::text <> round(b, 2)::text), NULL, 'sums of the year');
SELECT is((SELECT count(*) FROM settled WHERE (s).pool_remaining::text <> round(30000.00 - (s).assistance, 2)::text), 0::bigint, 'what remains of the cap');
SELECT is((SELECT count(*) FROM settled WHERE (s).total + (s).excess + (s).for_earlier <> (s).basic_paid + (s).critical_illness_paid + (s).other_paid + (s).aid + (s).hospital_borne + (s).patient_pays), 0::bigint, 'every yuan adds up');
SELECT is((SELECT bool_and(numeric_send((s).patient_pays) = numeric_send(round((s).patient_pays, 2))) FROM settled), true, 'remainders in the normal form');

SELECT * FROM finish();
ROLLBACK;
