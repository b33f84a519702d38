\set QUIET 1
\set ON_ERROR_STOP 1
\pset format unaligned
\pset tuples_only true
\pset pager off
-- medaid_compact_claim as a type of its own: back to a claim, order, DISTINCT,
-- indexes, joins; and that = of claims stays that of rows.
BEGIN;
SELECT plan(26);

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
SELECT * FROM finish();
ROLLBACK;
