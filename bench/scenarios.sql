-- From the table to outcomes, and 1, 2, 5 and 10 scenarios in one pass.
--   psql -v claims=1000000 -f bench/claims.sql; psql -f bench/measure.sql -f bench/scenarios.sql
-- CPU time of the backend counts: the medians of both are shown, no workers.
\set ON_ERROR_STOP 1
SET client_min_messages = warning;
SET search_path = bench, public;
SET work_mem = '256MB';
SET max_parallel_workers_per_gather = 0;
SET jit = off;

DROP TABLE IF EXISTS scenario, collection;
-- three years of stretches a scenario, one number another
CREATE TABLE scenario AS
SELECT k AS number, CASE WHEN k = 1 THEN p ELSE medaid_policy_with(p, 'inpatient-dibao.rate', 0.60 + 0.02 * k, 'rate ' || 60 + 2 * k) END AS policy
FROM generate_series(1, 10) AS k, medaid_policies('pingshun-2023', '2023-01-07', '2025-12-31') AS p;
CREATE TABLE collection AS SELECT person, medaid_collect(claim) AS claims FROM claims GROUP BY person;
VACUUM ANALYZE collection;

SELECT count(*) AS claims FROM claim \gset
CREATE OR REPLACE FUNCTION scenarios(upto integer) RETURNS text LANGUAGE sql AS $$
	SELECT format('(SELECT array_agg(policy[i] ORDER BY number, i) FROM bench.scenario, generate_subscripts(policy, 1) AS i WHERE number <= %s)', upto) $$;
CREATE OR REPLACE FUNCTION from_table(upto integer) RETURNS text LANGUAGE sql AS $$
	SELECT format('SELECT (m[cardinality(m)].outcome).aid FROM (SELECT medaid_outcomes_merge(x) AS m FROM (SELECT medaid_outcomes(claim, %s) AS x FROM bench.claims GROUP BY person) AS p) AS q', bench.scenarios(upto)) $$;
CREATE OR REPLACE FUNCTION from_collection(upto integer) RETURNS text LANGUAGE sql AS $$
	SELECT format('SELECT (m[cardinality(m)].outcome).aid FROM (SELECT medaid_outcomes_merge(medaid_outcomes(claims, %s)) AS m FROM bench.collection) AS q', bench.scenarios(upto)) $$;
SET client_min_messages = notice;

CALL run('outcomes', 'native: sum(in_scope) OVER (PARTITION BY person ORDER BY ...)',
	'SELECT sum(x) FROM (SELECT sum(in_scope) OVER (PARTITION BY person ORDER BY discharged_on, claim_id) AS x FROM bench.claims) AS q', 5, :claims);
CALL run('outcomes', 'settle_all, arrays made and counted',
	'SELECT sum(array_length(a, 1)) FROM (SELECT medaid_settle_all(claim, (SELECT policy FROM bench.scenario WHERE number = 1)) AS a FROM bench.claims GROUP BY person) AS q', 5, :claims);
CALL run('outcomes', 'settle_all, medaid_outcome of the arrays',
	'SELECT (medaid_outcome(a)).aid FROM (SELECT medaid_settle_all(claim, (SELECT policy FROM bench.scenario WHERE number = 1)) AS a FROM bench.claims GROUP BY person) AS q', 5, :claims);
CALL run('outcomes', '1 scenario, from the table', from_table(1), 5, :claims);
CALL run('outcomes', '2 scenarios, from the table', from_table(2), 5, :claims);
CALL run('outcomes', '5 scenarios, from the table', from_table(5), 5, :claims);
CALL run('outcomes', '10 scenarios, from the table', from_table(10), 5, :claims);
CALL run('outcomes', '1 scenario, from a stored collection', from_collection(1), 5, :claims);
CALL run('outcomes', '10 scenarios, from a stored collection', from_collection(10), 5, :claims);

WITH median AS (
	SELECT name, min(seq) AS seq, percentile_cont(0.5) WITHIN GROUP (ORDER BY wall) AS wall, percentile_cont(0.5) WITHIN GROUP (ORDER BY cpu) AS cpu, min(cpu) AS least, max(answer) AS answer
	FROM result WHERE section = 'outcomes' GROUP BY name
)
SELECT m.name, round(m.wall::numeric, 2) AS wall, round(m.cpu::numeric, 2) AS cpu,
	round((m.cpu / n.cpu)::numeric, 2) AS "of native", round((m.cpu / o.cpu)::numeric, 2) AS "of 1 scenario",
	round((m.least / n.least)::numeric, 2) AS "least of native", round((m.least / o.least)::numeric, 2) AS "least of 1", m.answer
FROM median AS m, median AS n, median AS o
WHERE n.name ~ '^native' AND o.name = '1 scenario, from the table'
ORDER BY m.seq;
