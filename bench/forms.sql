-- All contenders and all forms of medaid.  psql variables: runs, claims, section.
\set ON_ERROR_STOP 1
SET search_path = bench, public;
SET jit = off;
SET max_parallel_workers_per_gather = 0;
SET client_min_messages = notice;

-- 1, 2: floors
CALL run(:'section', '1 floor: GROUP BY person, count and sum', 'SELECT sum(n) FROM (SELECT count(*), sum(in_scope) AS n FROM claim GROUP BY person) AS x', :runs, :claims);
CALL run(:'section', '2 native: sum(in_scope) OVER person', 'SELECT sum(n) FROM (SELECT sum(in_scope) OVER (PARTITION BY person ORDER BY discharged_on, claim_id) AS n FROM claim) AS x', :runs, :claims);
CALL run(:'section', '2 native, carrying the claim: count(claim) OVER', 'SELECT sum(n) FROM (SELECT count(claim) OVER (PARTITION BY person ORDER BY discharged_on, claim_id) AS n FROM claims) AS x', :runs, :claims);

-- 3: hand-written windows, the simple rule
CALL run(:'section', '3 SQL windows, numeric', 'SELECT sum(aid) FROM by_numeric', :runs, :claims);
CALL run(:'section', '3 SQL windows, bigint fen', 'SELECT sum(aid) FROM by_bigint', :runs, :claims);
CALL run(:'section', '3 SQL window, numeric, difference of rounded totals', 'SELECT sum(aid) FROM by_difference', :runs, :claims);
CALL run(:'section', '3 medaid on the same rule: settle_all, unnested, summed',
	'SELECT sum((s).aid) FROM (SELECT unnest(medaid_settle_all(claim, (SELECT medaid_policies(''bench-simple'', ''2023-01-01'', ''2025-12-31'')))) AS s FROM claims GROUP BY person OFFSET 0) AS x', :runs, :claims);

-- 6: medaid
CALL run(:'section', '6 settle_all, unnested, summed',
	'SELECT sum((s).aid) FROM (SELECT unnest(medaid_settle_all(claim, (SELECT medaid_policies(''pingshun-2023'', ''2023-01-01'', ''2025-12-31'')))) AS s FROM claims GROUP BY person OFFSET 0) AS x', :runs, :claims);
CALL run(:'section', '6 settle_all, arrays counted',
	'SELECT sum(array_length(a, 1)) FROM (SELECT medaid_settle_all(claim, (SELECT medaid_policies(''pingshun-2023'', ''2023-01-01'', ''2025-12-31''))) AS a FROM claims GROUP BY person) AS x', :runs, :claims);
CALL run(:'section', '6 settle_all, settled and stored',
	'INSERT INTO stored SELECT person, unnest(medaid_settle_all(claim, (SELECT medaid_policies(''pingshun-2023'', ''2023-01-01'', ''2025-12-31'')))) FROM claims GROUP BY person', :runs, :claims, 'TRUNCATE stored');
CALL run(:'section', '6 the same by unnest in FROM: unnested, summed',
	'SELECT sum(s.aid) FROM (SELECT medaid_settle_all(claim, (SELECT medaid_policies(''pingshun-2023'', ''2023-01-01'', ''2025-12-31''))) AS a FROM claims GROUP BY person) AS x, unnest(a) AS s', :runs, :claims);
CALL run(:'section', '6 the same by unnest in FROM: settled and stored',
	'INSERT INTO stored SELECT person, s FROM (SELECT person, medaid_settle_all(claim, (SELECT medaid_policies(''pingshun-2023'', ''2023-01-01'', ''2025-12-31''))) AS a FROM claims GROUP BY person) AS x, unnest(a) AS s', :runs, :claims, 'TRUNCATE stored');
CALL run(:'section', '6 settle_ytd OVER, summed',
	'SELECT sum((s).aid) FROM (SELECT medaid_settle_ytd(claim, (SELECT medaid_policies(''pingshun-2023'', ''2023-01-01'', ''2025-12-31''))) OVER (PARTITION BY person ORDER BY discharged_on, claim_id) AS s FROM claims OFFSET 0) AS x', :runs, :claims);
CALL run(:'section', '6 stored collection, unnested, summed',
	'SELECT sum((s).aid) FROM (SELECT unnest(medaid_settle_all(claims, (SELECT medaid_policies(''pingshun-2023'', ''2023-01-01'', ''2025-12-31'')))) AS s FROM collection OFFSET 0) AS x', :runs, :claims);
CALL run(:'section', '6 stored collection, arrays counted',
	'SELECT sum(array_length(a, 1)) FROM (SELECT medaid_settle_all(claims, (SELECT medaid_policies(''pingshun-2023'', ''2023-01-01'', ''2025-12-31''))) AS a FROM collection OFFSET 0) AS x', :runs, :claims);
CALL run(:'section', '6 collecting: medaid_collect', 'SELECT count(c) FROM (SELECT medaid_collect(claim) AS c FROM claims GROUP BY person) AS x', :runs, :claims);
SET enable_partitionwise_aggregate = on;
CALL run(:'section', '6 settle_all, partitioned by person, no worker',
	'SELECT sum((s).aid) FROM (SELECT unnest(medaid_settle_all(claim, (SELECT medaid_policies(''pingshun-2023'', ''2023-01-01'', ''2025-12-31'')))) AS s FROM claims_hashed GROUP BY person OFFSET 0) AS x', :runs, :claims);
SET max_parallel_workers_per_gather = 1;
SET parallel_leader_participation = off;
CALL run(:'section', '6 settle_all, 1 worker',
	'SELECT sum((s).aid) FROM (SELECT unnest(medaid_settle_all(claim, (SELECT medaid_policies(''pingshun-2023'', ''2023-01-01'', ''2025-12-31'')))) AS s FROM claims GROUP BY person OFFSET 0) AS x', :runs, :claims);
CALL run(:'section', '6 stored collection, unnested, summed, 1 worker',
	'SELECT sum((s).aid) FROM (SELECT unnest(medaid_settle_all(claims, (SELECT medaid_policies(''pingshun-2023'', ''2023-01-01'', ''2025-12-31'')))) AS s FROM collection OFFSET 0) AS x', :runs, :claims);
SET max_parallel_workers_per_gather = 2;
CALL run(:'section', '6 settle_all, 2 workers',
	'SELECT sum((s).aid) FROM (SELECT unnest(medaid_settle_all(claim, (SELECT medaid_policies(''pingshun-2023'', ''2023-01-01'', ''2025-12-31'')))) AS s FROM claims GROUP BY person OFFSET 0) AS x', :runs, :claims);
CALL run(:'section', '6 settle_all, partitioned by person, 2 workers',
	'SELECT sum((s).aid) FROM (SELECT unnest(medaid_settle_all(claim, (SELECT medaid_policies(''pingshun-2023'', ''2023-01-01'', ''2025-12-31'')))) AS s FROM claims_hashed GROUP BY person OFFSET 0) AS x', :runs, :claims);
CALL run(:'section', '6 stored collection, unnested, summed, 2 workers',
	'SELECT sum((s).aid) FROM (SELECT unnest(medaid_settle_all(claims, (SELECT medaid_policies(''pingshun-2023'', ''2023-01-01'', ''2025-12-31'')))) AS s FROM collection OFFSET 0) AS x', :runs, :claims);
RESET parallel_leader_participation;
RESET enable_partitionwise_aggregate;
