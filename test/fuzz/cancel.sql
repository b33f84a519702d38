-- What is large, for test/fuzz/cancel.sh; claims: how many a large group has.
CREATE EXTENSION medaid;
SET client_min_messages = warning;
SET work_mem = '1GB';
CREATE SCHEMA large;
SET search_path = public, large;

CREATE TABLE large.claims AS
	SELECT n, medaid_claim(claim_id => (n * 7919::bigint % 1000003)::text, service => 'inpatient', discharged_on => date '2024-01-01' + n % 300, categories => '{dibao}',
		total => 10 + n % 7000, in_scope => 10 + n % 7000, critical_illness_paid => 0)::medaid_compact_claim AS claim
	FROM generate_series(1, :claims) AS n;
CREATE TABLE large.parted (LIKE large.claims) PARTITION BY HASH (n);
SELECT format('CREATE TABLE large.parted_%1$s PARTITION OF large.parted FOR VALUES WITH (MODULUS 2, REMAINDER %1$s)', i) FROM generate_series(0, 1) AS i \gexec
INSERT INTO large.parted SELECT * FROM claims;
CREATE TABLE large.one AS SELECT claim FROM claims LIMIT 1;
-- not compressed: what is measured is ours
CREATE TABLE large.sets (claims medaid_claim_set);
ALTER TABLE large.sets ALTER claims SET STORAGE EXTERNAL;
INSERT INTO large.sets SELECT medaid_collect(claim) FROM claims;
CREATE TABLE large.sets_too (LIKE large.sets INCLUDING STORAGE);
INSERT INTO large.sets_too SELECT * FROM sets;
CREATE TABLE large.texts (claims text);
ALTER TABLE large.texts ALTER claims SET STORAGE EXTERNAL;
INSERT INTO large.texts SELECT claims::text FROM sets;
CREATE TABLE large.bytes (bytes bytea);
ALTER TABLE large.bytes ALTER bytes SET STORAGE EXTERNAL;
INSERT INTO large.bytes SELECT claims::text::bytea FROM sets;
CREATE TABLE large.settled (s medaid_settlement[]);
ALTER TABLE large.settled ALTER s SET STORAGE EXTERNAL;
INSERT INTO large.settled SELECT medaid_settle_all(claim, (SELECT medaid_policy('zibo-2023', '2024-01-01'))) FROM claims;
CREATE TABLE large.settled_one AS SELECT s[1] AS s FROM settled;
CREATE TABLE large.settled_some AS SELECT medaid_policy('zibo-2023', '2024-01-01') AS policy, s[1:30000] AS s FROM settled;
CREATE TABLE large.many_pools AS SELECT jsonb_populate_record(s, jsonb_build_object('pool', 'pool-' || n)) AS s FROM settled_one, generate_series(1, 60000) AS n;
CREATE TABLE large.many_limits AS SELECT jsonb_populate_record(s, jsonb_build_object('limit_pools', (SELECT jsonb_agg('limit-' || n) FROM generate_series(1, 60000) AS n))) AS s FROM settled_one;
CREATE TABLE large.accumulators AS SELECT array_agg(medaid_accumulator(2024, 'pool-' || n, 1, 0, 1)) AS used FROM generate_series(1, 20000) AS n;

CREATE FUNCTION large.many(policy medaid_policy, times integer) RETURNS medaid_policy LANGUAGE sql AS $$
	SELECT jsonb_populate_record(policy, jsonb_build_object('benefits', (SELECT jsonb_agg(to_jsonb(b) || jsonb_build_object('code', b.code || CASE WHEN i > 1 THEN '-' || i ELSE '' END))
		FROM generate_series(1, times) AS i, unnest(policy.benefits) AS b))) $$;
CREATE TABLE large.huge AS SELECT many(p, 300) AS policy, medaid_policy_with(many(p, 300), 'inpatient-dibao.rate', 0.8) AS policy_too FROM medaid_policy('zibo-2023', '2024-01-01') AS p;
CREATE TABLE large.years AS SELECT medaid_policies('zibo-2023', '1900-01-01', '2099-12-31') AS policies;
CREATE TABLE large.scenarios AS SELECT array_agg(medaid_policy_named(medaid_policy('zibo-2023', '2024-01-01'), n::text)) AS scenarios FROM generate_series(1, 50) AS n;
CREATE TABLE large.many_scenarios AS SELECT array_agg(medaid_policy_named(p, n::text)) AS scenarios FROM medaid_policy('zibo-2023', '2024-01-01') AS p, generate_series(1, 3000) AS n;
CREATE TABLE large.outcomes AS SELECT medaid_outcomes(claim, scenarios) AS outcomes FROM one, many_scenarios;
CREATE TABLE large.word (w text);
ALTER TABLE large.word ALTER w SET STORAGE EXTERNAL;
INSERT INTO large.word SELECT repeat('低保', 17000000);
CREATE TABLE large.many_identities AS SELECT medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2024-06-01', categories => array_fill('dibao'::text, ARRAY[20000]),
	total => 10, in_scope => 10, critical_illness_paid => 0) AS claim;
CREATE TABLE large.exported AS SELECT medaid_rules_export() AS rules;

-- two ledgers of 5,000 persons, one posted
CREATE TABLE large.bill AS SELECT 'P' || n % 5000 AS person, 'c' || n AS claim_id, date '2024-01-01' + n % 300 AS day, 100 + n % 7000 AS amount FROM generate_series(1, 30000) AS n;
SELECT medaid_create_ledger(l, month => '2024-06-01') FROM unnest('{county,posted}'::text[]) AS l;
CREATE VIEW large.known AS SELECT person, claim_id, timestamptz '2024-05-01 00:00+8' AS position, 'H' AS payee, medaid_claim(claim_id => claim_id, service => 'inpatient', discharged_on => day, categories => '{dibao}',
	total => amount, in_scope => amount, critical_illness_paid => 0) AS claim FROM bill;
CREATE OR REPLACE VIEW county.claim AS SELECT * FROM known;
CREATE OR REPLACE VIEW posted.claim AS SELECT * FROM known;
SELECT medaid_adopt(l, medaid_policies('zibo-2023', '2023-01-01', '2025-12-31')) FROM unnest('{county,posted}'::text[]) AS l;
CALL medaid_post_all('posted');

CREATE TABLE large.premiums AS SELECT 'P' || n AS person, p AS premium FROM generate_series(1, 100000) AS n,
	medaid_premium((SELECT medaid_policy('zibo-2023', '2024-06-01')), '{dibao}', 'resident', 400, 670, daterange '[2024-01-01,2025-01-01)', date '2023-05-01', NULL::date) AS p;

-- the platform's settlements, one in ten refunded
CREATE TABLE large.setl_d AS
	SELECT 's' || n AS setl_id, 'v' || n % 90000 AS mdtrt_id, NULL::text AS init_setl_id, 'P' || n % 20000 AS psn_no, 'H1' AS fixmedins_code, '390' AS insutype, '370302' AS insu_admdvs, '370302' AS fix_blng_admdvs, '21' AS med_type,
		'2' AS setl_type, '2' AS pay_loc, CASE WHEN n > 90000 THEN '1' ELSE '0' END AS refd_setl_flag, '1' AS vali_flag, '0' AS mid_setl_flag, date '2024-03-01' AS begndate, date '2024-03-10' AS enddate,
		timestamp '2024-03-10 11:00' + n % 1000 * interval '1 minute' AS setl_time, k * 1000::numeric AS medfee_sumamt, k * 900::numeric AS inscp_amt, k * 500::numeric AS hifp_pay, k * 100::numeric AS hifmi_pay
	FROM generate_series(1, 100000) AS n, LATERAL (SELECT CASE WHEN n > 90000 THEN -1 ELSE 1 END AS k) AS x;
SELECT medaid_platform_view('large.platform_claims', 'large.setl_d');
VACUUM ANALYZE;
