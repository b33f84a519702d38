-- 4: PL/pgSQL, on a part of the persons, and the wrong fen of everybody.  psql variables: runs.
\set ON_ERROR_STOP 1
SET search_path = bench, public;
SET jit = off;
SET max_parallel_workers_per_gather = 0;
SET client_min_messages = notice;
SELECT 'P' || lpad((persons / 10)::text, 9, '0') AS tenth, 'P' || lpad((persons / 50)::text, 9, '0') AS fiftieth
FROM (SELECT max(substr(person, 2)::bigint) AS persons FROM claim) AS x \gset
SELECT count(*) AS tenth_claims, count(*) FILTER (WHERE person <= :'fiftieth') AS fiftieth_claims FROM claim WHERE person <= :'tenth' \gset
CALL run('work_mem 256MB', '4 PL/pgSQL, cursor, the aid alone (a tenth of the persons)', format('SELECT sum(aid) FROM by_cursor(%L)', :'tenth'), 1, :tenth_claims);
CALL run('work_mem 256MB', '4 PL/pgSQL, cursor, every field (a fiftieth of the persons)', format('SELECT sum(aid) FROM by_model WHERE person <= %L', :'fiftieth'), 1, :fiftieth_claims);
TRUNCATE ledger;
SELECT clock_timestamp() AS start, cpu_seconds() AS cpu \gset
CALL by_ledger(:'fiftieth');
INSERT INTO result (section, name, claims, run, wall, cpu) VALUES ('work_mem 256MB', '4 PL/pgSQL, ledger table, a commit a claim (a fiftieth)', :fiftieth_claims, 1,
	extract(epoch FROM clock_timestamp() - :'start'), cpu_seconds() - :cpu);
SET client_min_messages = warning;

CALL check_fen('3 SQL windows, numeric', 'SELECT * FROM by_numeric', 'truth_simple');
CALL check_fen('3 SQL windows, bigint fen', 'SELECT * FROM by_bigint', 'truth_simple');
CALL check_fen('3 SQL window, numeric, difference of rounded totals', 'SELECT * FROM by_difference', 'truth_simple');
CALL check_fen('3 medaid on the same rule: settle_all, unnested, summed', 'SELECT s.claim_id, s.aid FROM (SELECT medaid_settle_all(claim,
	(SELECT medaid_policies(''bench-simple'', ''2023-01-01'', ''2025-12-31''))) AS a FROM claims GROUP BY person) AS x, unnest(a) AS s', 'truth_simple');
CALL check_fen('4 PL/pgSQL, cursor, the aid alone (a tenth of the persons)', format('SELECT * FROM by_cursor(%L)', :'tenth'), 'truth_full', format('person <= %L', :'tenth'));
CALL check_fen('4 PL/pgSQL, cursor, every field (a fiftieth of the persons)', format('SELECT claim_id, aid FROM by_model WHERE person <= %L', :'fiftieth'), 'truth_full', format('person <= %L', :'fiftieth'));
CALL check_fen('4 PL/pgSQL, ledger table, a commit a claim (a fiftieth)', 'SELECT claim_id, aid FROM ledger', 'truth_full', format('person <= %L', :'fiftieth'));
CALL check_fen('6 settle_all, settled and stored', 'SELECT (s).claim_id, (s).aid FROM stored', 'truth_full');
CALL check_fen('6 settle_ytd OVER, summed', 'SELECT (s).claim_id, (s).aid FROM (SELECT medaid_settle_ytd(claim, (SELECT medaid_policies(''pingshun-2023'', ''2023-01-01'', ''2025-12-31'')))
	OVER (PARTITION BY person ORDER BY discharged_on, claim_id) AS s FROM claims OFFSET 0) AS x', 'truth_full');
CALL check_fen('6 stored collection, unnested, summed', 'SELECT s.claim_id, s.aid FROM (SELECT medaid_settle_all(claims, (SELECT medaid_policies(''pingshun-2023'', ''2023-01-01'', ''2025-12-31''))) AS a
	FROM collection OFFSET 0) AS x, unnest(a) AS s', 'truth_full');
-- the forms that only sum are held against the sum
INSERT INTO wrong SELECT DISTINCT ON (name) name, abs(answer::numeric - (SELECT sum(aid) FROM truth_full)) * 100
FROM result WHERE name LIKE '6%summed%' OR name LIKE '6 settle_all, partitioned%' OR name LIKE '6 settle_all, _ worker%' ON CONFLICT DO NOTHING;
