-- What test/failing/large_calls calls functions with: each value of some ten MB and more.
CREATE SCHEMA large;
SET search_path = public, large;
CREATE TABLE large.claims AS
	SELECT medaid_claim(claim_id => (n * 7919::bigint % 100003)::text, service => 'inpatient', discharged_on => date '2024-01-01' + n % 300, categories => '{dibao}', total => 10 + n, in_scope => 10 + n, critical_illness_paid => 0)::medaid_compact_claim AS claim
	FROM generate_series(1, 100000) AS n;
CREATE TABLE large.sets AS SELECT medaid_collect(claim) AS claims FROM claims;
CREATE TABLE large.settled AS SELECT medaid_settle_all(claims, (SELECT medaid_policy('zibo-2023', '2024-01-01'))) AS settlements FROM sets;
CREATE TABLE large.scenarios AS SELECT array_agg(medaid_policy_named(p, n::text)) AS scenarios FROM medaid_policy('zibo-2023', '2024-01-01') AS p, generate_series(1, 300) AS n;
