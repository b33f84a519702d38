-- bench.run() times a statement, bench.check_fen() counts wrong fen, bench.report shows both.
\set ON_ERROR_STOP 1
SET client_min_messages = warning;
CREATE SCHEMA IF NOT EXISTS bench;
SET search_path = bench, public;

CREATE TABLE IF NOT EXISTS result (
	seq integer GENERATED ALWAYS AS IDENTITY, section text NOT NULL, name text NOT NULL, claims bigint NOT NULL,
	run integer NOT NULL, wall float8 NOT NULL, cpu float8, answer text
);
CREATE TABLE IF NOT EXISTS wrong (name text PRIMARY KEY, fen numeric NOT NULL);

-- CPU seconds of this backend, not of its workers: on a shared machine wall time wanders.
CREATE OR REPLACE FUNCTION cpu_seconds() RETURNS float8 LANGUAGE sql VOLATILE AS $$
	SELECT (f[12]::float8 + f[13]::float8) / 100
	FROM (SELECT string_to_array(split_part(pg_read_file('/proc/self/stat'), ') ', 2), ' ') AS f) AS s $$;
-- Resident memory at its highest, MB.
CREATE OR REPLACE FUNCTION peak_mb() RETURNS numeric LANGUAGE sql VOLATILE AS $$
	SELECT round(substring(pg_read_file('/proc/self/status') FROM 'VmHWM:\s+(\d+)')::numeric / 1024) $$;

-- before: done ahead of each run, not timed.  claims: how many the statement works on.
CREATE OR REPLACE PROCEDURE run(section text, name text, statement text, runs integer, claims bigint, before text DEFAULT NULL)
LANGUAGE plpgsql AS $$
DECLARE
	start timestamptz;
	cpu float8;
	got text;
BEGIN
	FOR i IN 1 .. runs LOOP
		IF before IS NOT NULL THEN
			EXECUTE before;
			COMMIT;
		END IF;
		start := clock_timestamp();
		cpu := bench.cpu_seconds();
		got := NULL;
		IF statement ~* '^\s*(select|with)' THEN
			EXECUTE statement INTO got;
		ELSE
			EXECUTE statement;
		END IF;
		INSERT INTO bench.result (section, name, claims, run, wall, cpu, answer)
		VALUES (section, name, claims, i, extract(epoch FROM clock_timestamp() - start), bench.cpu_seconds() - cpu, got);
		COMMIT;
	END LOOP;
	RAISE NOTICE '  % s  %', (SELECT to_char(percentile_cont(0.5) WITHIN GROUP (ORDER BY r.wall), '990.000')
		FROM bench.result AS r WHERE r.section = run.section AND r.name = run.name), name;
END $$;

-- answered: a query of (claim_id, aid); truth: a table of the same.  Claims of the truth that are not answered count as 0.
CREATE OR REPLACE PROCEDURE check_fen(name text, answered text, truth text, which text DEFAULT 'true') LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('INSERT INTO bench.wrong SELECT %L, coalesce(sum(abs(coalesce(a.aid, 0) - coalesce(t.aid, 0))) * 100, 0)
		FROM (%s) AS a (claim_id, aid) FULL JOIN (SELECT * FROM %s WHERE %s) AS t USING (claim_id) ON CONFLICT DO NOTHING', name, answered, truth, which);
	COMMIT;
END $$;

CREATE OR REPLACE VIEW medians AS
SELECT section, name, claims, min(seq) AS seq, percentile_cont(0.5) WITHIN GROUP (ORDER BY wall) AS wall,
	percentile_cont(0.5) WITHIN GROUP (ORDER BY cpu) AS cpu, count(*) AS runs
FROM result GROUP BY section, name, claims;
