-- The tables of the bench.
SET search_path = bench, public;
\pset footer off
\pset null ''
\echo
\echo Settling a year of claims: medians; per claim; ratio to native (2) of the same work_mem, per claim.
\echo CPU is of the leader alone where there are workers.
SELECT m.section AS " ", m.name AS contender, m.claims, round(m.wall::numeric, 2) AS "wall s", round((m.wall / m.claims * 1e6)::numeric, 2) AS "µs/claim",
	round(m.cpu::numeric, 2) AS "CPU s", round((m.wall / m.claims / (n.wall / n.claims))::numeric, 2) AS "wall ratio",
	CASE WHEN m.name !~ 'worker' OR m.name ~ 'no worker' THEN round((m.cpu / m.claims / (n.cpu / n.claims))::numeric, 2) END AS "CPU ratio", w.fen::bigint AS "wrong fen"
FROM medians AS m JOIN medians AS n ON n.section = m.section AND n.name LIKE '2 native: %' LEFT JOIN wrong AS w ON w.name = m.name
WHERE m.section LIKE 'work_mem%' ORDER BY m.section, m.name, m.seq;

\echo Aims: CPU where one process works, wall where several do.
CREATE OR REPLACE VIEW aim AS
SELECT a.ord, a.aim, a.limit, round((CASE WHEN a.wall THEN (m.wall / m.claims) / (b.wall / b.claims) ELSE (m.cpu / m.claims) / (b.cpu / b.claims) END)::numeric, 2) AS reached
FROM (VALUES
	(1, 'settle_all, unnested and summed / native (2)', '6 settle_all, unnested, summed', '2 native: %', 0.70, false),
	(2, 'the same on the simple rule / SQL windows numeric (3)', '3 medaid%', '3 SQL windows, numeric', 0.5, false),
	(3, 'arrays made and counted / native (2)', '6 settle_all, arrays counted', '2 native: %', 0.52, false),
	(4, 'stored collection, unnested and summed / native (2)', '6 stored collection, unnested, summed', '2 native: %', 0.32, false),
	(5, 'settled and stored / SQL windows numeric (3) summing', '6 settle_all, settled and stored', '3 SQL windows, numeric', 0.85, false),
	(6, 'window form / native carrying the claim (2)', '6 settle_ytd OVER, summed', '2 native, carrying%', 1.3, false),
	(7, 'partitioned, 2 workers / native (2)', '6 settle_all, partitioned by person, 2 workers', '2 native: %', 0.5, true)) AS a (ord, aim, name, base, "limit", wall)
JOIN medians AS m ON m.section = 'work_mem 256MB' AND m.name LIKE a.name JOIN medians AS b ON b.section = 'work_mem 256MB' AND b.name LIKE a.base
UNION ALL
SELECT 8, replace(split_part(p.name, ' (', 1), '4 ', '') || ' / settle_all (at least)', 10, round(((p.wall / p.claims) / (m.wall / m.claims))::numeric, 1) FROM medians AS p, medians AS m
WHERE p.name LIKE '4%cursor%' AND m.name = '6 settle_all, unnested, summed' AND m.section = 'work_mem 256MB'
UNION ALL
SELECT 9, 'PL/pgSQL ledger / settle_all (at least)', 50, round(((p.wall / p.claims) / (m.wall / m.claims))::numeric, 1) FROM medians AS p, medians AS m
WHERE p.name LIKE '4%ledger%' AND m.name = '6 settle_all, unnested, summed' AND m.section = 'work_mem 256MB'
UNION ALL
SELECT 10 + row_number() OVER (ORDER BY m.seq), m.name || ' / ' || b.name, a.limit, round((m.cpu / b.cpu)::numeric, 2)
FROM (VALUES ('settle, policy of a sub-select', 'count(claim)', 2.2), ('settle, plain medaid_policy(...)', 'settle, policy of a sub-select', 1.3),
	('settle, medaid_policies of three years', 'settle, policy of a sub-select', 1.8), ('settle, plain medaid_policies of three years', 'settle, policy of a sub-select', 1.8)) AS a (name, base, "limit")
JOIN medians AS m ON m.section = 'scalar' AND m.name = a.name JOIN medians AS b ON b.section = 'scalar' AND b.name = a.base
UNION ALL
SELECT 20 + row_number() OVER (ORDER BY m.seq), 'at the counter, ' || split_part(m.name, ', ', 2) || ' / only reading the rows', 3, round((m.wall / b.wall)::numeric, 2)
FROM medians AS m JOIN medians AS b ON b.section = 'counter' AND b.name = replace(m.name, 'settling', 'reading') WHERE m.section = 'counter' AND m.name LIKE 'settling%';
SELECT aim, "limit", reached FROM aim ORDER BY ord;

\echo Sizes
SELECT pg_size_pretty(pg_table_size('claim')) AS "table", pg_size_pretty(pg_table_size('collection')) AS "stored collection",
	round(pg_table_size('collection')::numeric / pg_table_size('claim'), 2) AS ratio, (SELECT count(DISTINCT person) FROM claim) AS persons;

\echo Growth: settle_all, unnested and summed, work_mem 2 GB
SELECT claims, round(wall::numeric, 2) AS "wall s", round((wall / claims * 1e6)::numeric, 2) AS "µs/claim", round((cpu / claims * 1e6)::numeric, 2) AS "CPU µs/claim",
	split_part(name, ': ', 2) AS memory
FROM medians WHERE section = 'growth' ORDER BY claims;
