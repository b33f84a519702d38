-- What test/failing/calls calls functions with.
SET search_path = public, failing;
CREATE TABLE failing.claims AS
	SELECT n, medaid_claim(claim_id => 'c' || n, service => 'inpatient', admitted_on => date '2024-03-01' + n, discharged_on => date '2024-03-10' + n, categories => '{dibao,tekun}', recognised_on => '{2024-01-01,NULL}',
		total => 60000 + n, in_scope => 50000, basic_paid => 8000, critical_illness_paid => 1000, place => 'county', hospital_level => 2, major_disease => true, age => 50) AS claim
	FROM generate_series(1, 40) AS n;
CREATE TABLE failing.policies AS
	SELECT n, medaid_policy_named(medaid_policies('zibo-2023', '2023-01-01', '2025-12-31'), n::text) AS policies FROM generate_series(0, 3000) AS n WHERE n < 600;
CREATE TABLE failing.one AS
	SELECT claim, claim::medaid_compact_claim AS compact, p AS policy, policies, s AS settlement, medaid_settle_all(claims, p) AS settlements, claims, scenarios, medaid_outcomes(claims, scenarios) AS outcomes,
		(SELECT medaid_ytd(x) FROM unnest(medaid_settle_all(claims, p)) AS x) AS used
	FROM claims, (SELECT medaid_policy('zibo-2023', '2024-03-01') AS p, medaid_policies('zibo-2023', '2023-01-01', '2025-12-31') AS policies, (SELECT medaid_collect(c.claim) FROM claims AS c) AS claims) AS y,
		LATERAL medaid_settle(claim, p) AS s, LATERAL (SELECT ARRAY[p, medaid_policy_named(p, 'x'), medaid_policy_named(medaid_policy_with(p, 'inpatient-dibao.rate', 0.8), 'y')] AS scenarios) AS z WHERE n = 1;
