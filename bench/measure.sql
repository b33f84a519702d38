-- bench.run(): times a statement; bench.report: medians and ratios.
\set ON_ERROR_STOP 1
SET client_min_messages = warning;
SET search_path = bench, public;

DROP TABLE IF EXISTS result;
CREATE TABLE result (
	seq integer GENERATED ALWAYS AS IDENTITY, section text NOT NULL, name text NOT NULL, claims bigint NOT NULL,
	run integer NOT NULL, wall float8 NOT NULL, cpu float8 NOT NULL, answer text
);

-- CPU seconds of this backend (not of its workers): wall time means little on a shared machine.
CREATE OR REPLACE FUNCTION cpu_seconds() RETURNS float8 LANGUAGE sql VOLATILE AS $$
	SELECT (f[12]::float8 + f[13]::float8) / 100
	FROM (SELECT string_to_array(split_part(pg_read_file('/proc/self/stat'), ') ', 2), ' ') AS f) AS s $$;
-- Resident memory at its highest, kB.
CREATE OR REPLACE FUNCTION peak_kb() RETURNS bigint LANGUAGE sql VOLATILE AS $$
	SELECT substring(pg_read_file('/proc/self/status') FROM 'VmHWM:\s+(\d+)')::bigint $$;

-- before: run each time, not timed.  claims: what the statement works on, so that smaller samples are told apart.
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
	RAISE NOTICE '%', format('%s %s s', rpad(name, 62),
		(SELECT to_char(percentile_cont(0.5) WITHIN GROUP (ORDER BY r.wall), '9990.000') FROM bench.result AS r WHERE r.section = run.section AND r.name = run.name));
END $$;
