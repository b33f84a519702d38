-- One claim at a time: against the scan that only builds the claims.  psql variables: runs, claims.
\set ON_ERROR_STOP 1
SET search_path = bench, public;
SET jit = off;
SET max_parallel_workers_per_gather = 0;
SET client_min_messages = notice;
CALL run('scalar', 'count(claim)', 'SELECT count(claim) FROM claims', :runs, :claims);
CALL run('scalar', 'settle, policy of a sub-select', 'SELECT sum((s).aid) FROM (SELECT medaid_settle(claim, (SELECT medaid_policy(''pingshun-2023'', ''2024-07-01''))) AS s FROM claims OFFSET 0) AS x', :runs, :claims);
CALL run('scalar', 'settle, plain medaid_policy(...)', 'SELECT sum((s).aid) FROM (SELECT medaid_settle(claim, medaid_policy(''pingshun-2023'', ''2024-07-01'')) AS s FROM claims OFFSET 0) AS x', :runs, :claims);
CALL run('scalar', 'settle, medaid_policies of three years', 'SELECT sum((s).aid) FROM (SELECT medaid_settle(claim, (SELECT medaid_policies(''pingshun-2023'', ''2023-01-01'', ''2025-12-31''))) AS s FROM claims OFFSET 0) AS x', :runs, :claims);
CALL run('scalar', 'settle, plain medaid_policies of three years', 'SELECT sum((s).aid) FROM (SELECT medaid_settle(claim, medaid_policies(''pingshun-2023'', ''2023-01-01'', ''2025-12-31'')) AS s FROM claims OFFSET 0) AS x', :runs, :claims);
