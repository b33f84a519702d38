-- medaid_compact_claim as a type of its own: back to a claim, order, DISTINCT,
-- indexes, joins; and that = of claims stays that of rows.
BEGIN;
SELECT plan(35);

CREATE TEMP TABLE pol AS SELECT medaid_policy('zibo-2023', '2024-06-01') AS p, medaid_policies('zibo-2023', '2024-01-01', '2024-12-31') AS a;
CREATE TEMP TABLE claims (n serial, c medaid_claim);
INSERT INTO claims (c) SELECT jsonb_populate_record(medaid_claim(claim_id => 'b', service => 'inpatient', discharged_on => '2024-06-01', categories => '{dibao}',
	total => 1000, in_scope => 1000, critical_illness_paid => 0), m::jsonb)
FROM unnest(ARRAY['{}', '{"total": 1000.00, "in_scope": 1000.004}', '{"claim_id": "a"}', '{"claim_id": null}', '{"discharged_on": "2024-05-31", "claim_id": "z"}',
	'{"claim_id": "c", "categories": ["孤儿", "dibao"], "recognised_on": ["2024-01-02", null], "ended_on": [null, "infinity"], "age": 80, "place": "province", "applied_on": "2024-07-01", "basic_paid": 1.5, "tilt_approved": true}']) AS m;
CREATE TEMP TABLE compact (n integer, k medaid_compact_claim);
INSERT INTO compact SELECT n, c FROM claims;

-- 1 and 2 are the same claim, to the fen
SELECT is((SELECT count(*) FROM (SELECT DISTINCT k FROM compact) AS x), 5::bigint, 'DISTINCT');
SELECT is((SELECT array_agg(n::text ORDER BY k, n) FROM compact), '{5,4,3,1,2,6}', 'ORDER BY: the day, then claim_id bytewise, NULL first');
SELECT is((SELECT array_agg(n::text ORDER BY k DESC, n) FROM compact), '{6,1,2,3,4,5}', 'and downwards');
SELECT is((SELECT string_agg(x.n, ' ' ORDER BY x.n) FROM (SELECT count(*)::text AS n FROM compact GROUP BY k) AS x), '1 1 1 1 2', 'GROUP BY');
SELECT is((SELECT count(*) FROM (SELECT k FROM compact UNION SELECT k FROM compact) AS x), 5::bigint, 'UNION');
SELECT is((SELECT count(*) FROM (SELECT k FROM compact EXCEPT SELECT k FROM compact WHERE n > 1) AS x), 0::bigint, 'EXCEPT');
SELECT is((SELECT count(*) FROM compact a JOIN compact b ON a.k OPERATOR(public.~=~) b.k), 8::bigint, 'a join: 2 x 2 and four');
SET LOCAL enable_mergejoin = off;
SET LOCAL enable_nestloop = off;
SELECT is((SELECT count(*) FROM compact a JOIN compact b ON a.k ~=~ b.k), 8::bigint, 'by hash');
SET LOCAL enable_mergejoin = on;
SET LOCAL enable_hashjoin = off;
SELECT is((SELECT count(*) FROM compact a JOIN compact b ON a.k ~=~ b.k), 8::bigint, 'by merging');
RESET enable_hashjoin;
RESET enable_nestloop;
SELECT is((SELECT string_agg(o.r::text, ',') FROM compact a, compact b, LATERAL (VALUES (a.k ~<~ b.k), (a.k ~<=~ b.k), (a.k ~=~ b.k), (a.k ~<>~ b.k), (a.k ~>=~ b.k), (a.k ~>~ b.k)) AS o (r) WHERE (a.n, b.n) = (3, 1)),
	'true,true,false,true,false,false', 'a is before b');
SELECT is((SELECT string_agg(o.r::text, ',') FROM compact a, compact b, LATERAL (VALUES (a.k ~<~ b.k), (a.k ~<=~ b.k), (a.k ~=~ b.k), (a.k ~<>~ b.k), (a.k ~>=~ b.k), (a.k ~>~ b.k)) AS o (r) WHERE (a.n, b.n) = (2, 1)),
	'false,true,true,false,true,false', 'b is b');
CREATE INDEX ON compact (k);
CREATE INDEX ON compact USING hash (k);
SET LOCAL enable_seqscan = off;
SELECT is((SELECT array_agg(n ORDER BY n) FROM compact WHERE k ~=~ (SELECT k FROM compact WHERE n = 1)), '{1,2}', 'by an index');
SELECT is((SELECT array_agg(n ORDER BY n) FROM compact WHERE k ~<~ (SELECT k FROM compact WHERE n = 1)), '{3,4,5}', 'a range by an index');
RESET enable_seqscan;

-- DISTINCT in every aggregate that takes claims; 淄博 (六): 75 % of 1,000.00
SELECT is((SELECT cardinality(medaid_settle_all(DISTINCT c, p)) FROM claims, pol WHERE n <> 6), 4, 'medaid_settle_all(DISTINCT …)');
SELECT is((SELECT cardinality(medaid_settle_all(DISTINCT c, a)) FROM claims, pol WHERE n <> 6), 4, 'under policies, too');
SELECT is((SELECT medaid_claim_count(medaid_collect(DISTINCT c)) FROM claims), 5::bigint, 'medaid_collect(DISTINCT …)');
SELECT is((SELECT medaid_claim_count(medaid_collect(c ORDER BY c)) FROM claims), 6::bigint, 'medaid_collect(… ORDER BY …)');
SELECT is((SELECT sum(s.aid) FROM claims, pol, unnest(ARRAY(SELECT x FROM unnest((SELECT medaid_settle_all(DISTINCT c, p) FROM claims WHERE n <> 6)) AS x)) AS s WHERE n = 1), 3000.00, 'each once');

-- Back: every field as the compact form holds it.
SELECT is((SELECT to_jsonb(medaid_uncompact(k)) FROM compact WHERE n = 6), (SELECT to_jsonb(u) FROM claims, medaid_unpack((SELECT medaid_collect(c) FROM claims WHERE n = 6)) AS u WHERE n = 6), 'as unpacking gives it');
SELECT is((SELECT count(*) FROM compact WHERE medaid_compact(k::medaid_claim)::text = k::text), 6::bigint, 'there and back again');
SELECT is((SELECT concat((k::medaid_claim).categories, (k::medaid_claim).recognised_on, (k::medaid_claim).age) FROM compact WHERE n = 6), '{孤儿,dibao}{2024-01-02,NULL}80', 'its fields');
CREATE TEMP TABLE back (c medaid_claim);
INSERT INTO back SELECT k FROM compact;
SELECT is((SELECT count(*) FROM back), 6::bigint, 'on assignment');
SELECT is(medaid_uncompact(NULL), NULL, 'NULL');

-- Claims are compared as rows: 1 and 2 differ.
SELECT is((SELECT count(*) FROM claims a JOIN claims b ON a.c = b.c), 6::bigint, '= of claims');
SELECT is((SELECT count(DISTINCT c) FROM claims), 6::bigint, 'DISTINCT of claims');
SELECT is((SELECT count(*) FROM claims WHERE c IS DISTINCT FROM (SELECT c FROM claims WHERE n = 1)), 5::bigint, 'IS DISTINCT FROM');
-- The bytes are promised: what 0.1.0 wrote is read as it was given, and the same
-- claim is written as it was (little-endian servers).
CREATE TEMP TABLE sample (n integer, bytes text, given medaid_claim);
INSERT INTO sample VALUES
	(1, '\x01015002ffffff01de5d0100d62200000400e8af8a3187d61241420f307500f22709000000640000c800002c0100900100f4ff1e00010043641f0000bfac2300000fe69cace59cb0e4bd8ee694b6e585a5',
		medaid_claim(claim_id => '诊1', service => 'inpatient', admitted_on => '2024-05-20', discharged_on => '2024-06-01', categories => '{dibao,本地低收入}', recognised_on => '{2022-01-01,NULL}', ended_on => '{NULL,2025-01-01}',
			total => 12345.67, in_scope => 10000.01, out_of_catalog => 300, basic_paid => 6000.5, critical_illness_paid => 0, supplementary_paid => 1, inclusive_paid => 2, commercial_paid => 3, mutual_aid_paid => 4, place => 'elsewhere', designated => false,
			referral => 'compliant', insurance => 'employee', hospital_level => 3, charge_class => 2, major_disease => true, maintenance => false, age => 80, chronic_class => 3, applied_on => '2024-07-01', deadline_from => '2024-06-02', tilt_approved => true)),
	(2, '\x010000000000000005280000d6220000000064006400', medaid_claim(service => 'chronic', discharged_on => '2024-06-01', total => 1, in_scope => 1)),
	(3, '\x010b00000300000007280000d622000001007800407a10f35a0000ff9f724e180900005471ffff',
		medaid_claim(claim_id => 'x', service => 'special_drug', admitted_on => '1900-01-01', discharged_on => '2024-06-01', total => 1000000000000, in_scope => 99999999999.99));
-- amounts to the fen, where they are given
SELECT is(medaid_uncompact(bytes::medaid_compact_claim)::text, (SELECT (jsonb_populate_record(given, jsonb_object_agg(f.key, CASE WHEN jsonb_typeof(f.value) = 'number' AND f.key NOT IN ('age', 'hospital_level', 'charge_class', 'chronic_class')
	THEN to_jsonb((f.value #>> '{}')::numeric(20, 2)) ELSE f.value END)))::text FROM jsonb_each(to_jsonb(given)) AS f), 'sample ' || n || ' is read') FROM sample ORDER BY n;
SELECT is(medaid_compact(given)::text, bytes, 'sample ' || n || ' is written') FROM sample ORDER BY n;
-- one that cannot be read, with what was said of it
SELECT is((SELECT concat_ws(' ', s.claim_id, s.status, s.reason, s.fault) FROM medaid_try_settle('\x011005000100000000000000d62200000100780700736572766963650800636f736d657469631d00736572766963652022636f736d657469632220697320756e6b6e6f776e7c004f6e65206f663a206f757470617469656e742c206368726f6e69632c20696e70617469656e742c207370656369616c5f647275672c206e6f6e652e206d65646169645f736572766963652874657874292067697665732074686520776f7264206f6620616e206f6666696369616c206e616d65206f7220636f64652e'::medaid_compact_claim, (SELECT p FROM pol)) AS s),
	'x refused unknown_word service "cosmetic" is unknown', 'a refused one');
SELECT is((SELECT string_agg(concat_ws(' ', c.claim_id, c.service, c.discharged_on, c.categories, c.total, c.in_scope), '; ') FROM medaid_unpack('\x0119000000010000010500000004280000d522000002006333307504740019000000010000010500000004280000d622000002006332204e584d0019000000010000010500000004280000d7220000020063311027ac2600') AS c),
	'c3 outpatient 2024-05-31 {tekun} 300.00 297.00; c2 outpatient 2024-06-01 {tekun} 200.00 198.00; c1 outpatient 2024-06-02 {tekun} 100.00 99.00', 'a set');
SELECT is((SELECT medaid_collect(c)::text FROM medaid_unpack('\x0119000000010000010500000004280000d522000002006333307504740019000000010000010500000004280000d622000002006332204e584d0019000000010000010500000004280000d7220000020063311027ac2600') AS c),
	'\x0119000000010000010500000004280000d522000002006333307504740019000000010000010500000004280000d622000002006332204e584d0019000000010000010500000004280000d7220000020063311027ac2600', 'written again');
SELECT * FROM finish();
ROLLBACK;
