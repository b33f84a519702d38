-- Whether a backend's memory grows with the number of calls: every function of the
-- catalog, with values of the pools (pools.sql) that it takes without an error.

CREATE TABLE fuzz.good (oid oid, k integer[]);
CREATE TABLE fuzz.grown (function text, calls bigint, way text, bytes bigint);

-- What is in use, of all contexts.
CREATE FUNCTION fuzz.memory() RETURNS bigint LANGUAGE sql VOLATILE AS $$ SELECT sum(used_bytes)::bigint FROM pg_backend_memory_contexts $$;
CREATE FUNCTION fuzz.resident() RETURNS bigint LANGUAGE sql VOLATILE AS $$ SELECT (regexp_match(pg_read_file('/proc/self/status'), 'VmRSS:\s+(\d+)'))[1]::bigint * 1024 $$;

-- The call with the values g.k[1], g.k[2], ...
CREATE FUNCTION fuzz.call_of(f fuzz.callable) RETURNS text LANGUAGE sql AS $$
	SELECT format('%s(%s)', f.oid::regproc, coalesce((SELECT string_agg(CASE WHEN f.spread AND i = cardinality(f.types) THEN 'VARIADIC ' ELSE '' END
		|| fuzz.argument(f.types[i], coalesce(f.names[i], ''), format('g.k[%s]', i)), ', ' ORDER BY i) FROM generate_series(1, cardinality(f.types)) AS i), ''))
$$;

-- Up to ten picks that the function takes, found in so many seconds.
CREATE FUNCTION fuzz.find_good(f fuzz.callable, seconds float8) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
	sizes integer[] := (SELECT coalesce(array_agg(fuzz.argument_size(f.types[i], coalesce(f.names[i], '')) ORDER BY i), '{}') FROM generate_series(1, cardinality(f.types)) AS i);
	k integer[];
	found integer := 0;
	call text := fuzz.call_of(f);
	started timestamptz := clock_timestamp();
BEGIN
	FOR tried IN 1 .. 500 LOOP
		EXIT WHEN found >= 10 OR clock_timestamp() > started + seconds * interval '1 s';
		k := ARRAY(SELECT 1 + fuzz.below(u.size) FROM unnest(sizes) WITH ORDINALITY AS u (size, at) ORDER BY u.at);
		BEGIN
			EXECUTE format('SELECT count(y.r::text) FROM (SELECT %s%s AS r FROM (SELECT $1 AS k OFFSET 0) AS g) AS y', call, CASE WHEN f.prokind = 'w' THEN ' OVER ()' ELSE '' END) USING k;
			INSERT INTO fuzz.good VALUES (f.oid, k);
			found := found + 1;
		EXCEPTION WHEN OTHERS THEN
			NULL;
		END;
	END LOOP;
	RETURN found;
END $$;

-- So many rounds over the picks in one statement; what is in use at its end.
CREATE FUNCTION fuzz.memory_after(f fuzz.callable, rounds bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	result bigint;
	call text := fuzz.call_of(f);
BEGIN
	EXECUTE format('WITH x AS MATERIALIZED (SELECT count(y.r) AS n FROM (%s) AS y) SELECT (SELECT fuzz.memory() WHERE x.n >= 0) FROM x', CASE f.prokind
		WHEN 'a' THEN format('SELECT %s AS r FROM generate_series(1, $1) AS i, fuzz.good AS g WHERE g.oid = %s GROUP BY i, g.k OFFSET 0', call, f.oid)
		WHEN 'w' THEN format('SELECT %s OVER (PARTITION BY i, g.k) AS r FROM generate_series(1, $1) AS i, fuzz.good AS g WHERE g.oid = %s OFFSET 0', call, f.oid)
		ELSE format('SELECT %s AS r FROM generate_series(1, $1) AS i, fuzz.good AS g WHERE g.oid = %s OFFSET 0', call, f.oid) END) INTO result USING rounds;
	RETURN result;
END $$;

-- Rounds enough for so many seconds: a tenth of them, then all; and what the session
-- keeps of it afterwards.
CREATE FUNCTION fuzz.grow(f fuzz.callable, seconds float8, most bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	rounds bigint := 1;
	started timestamptz;
	took float8;
	picks integer := (SELECT count(*) FROM fuzz.good AS g WHERE g.oid = f.oid);
	before bigint;
	few bigint;
	many bigint;
BEGIN
	LOOP
		started := clock_timestamp();
		PERFORM fuzz.memory_after(f, rounds);
		took := extract(epoch FROM clock_timestamp() - started);
		EXIT WHEN took > seconds / 10 OR rounds * picks * 10 >= most;
		rounds := rounds * 3;
	END LOOP;
	rounds := greatest(least(rounds, most / picks / 10), 1);
	few := fuzz.memory_after(f, rounds);
	-- the first call of it here keeps its plan
	PERFORM fuzz.memory();
	before := fuzz.memory();
	many := fuzz.memory_after(f, rounds * 10);
	INSERT INTO fuzz.grown VALUES (f.name, rounds * 10 * picks, 'in one statement', many - few), (f.name, rounds * 10 * picks, 'over statements', fuzz.memory() - before);
END $$;

-- The same of errors, each taken back to a savepoint.
CREATE FUNCTION fuzz.grow_by_errors(f fuzz.callable, trials integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	before bigint;
BEGIN
	EXECUTE format('SELECT fuzz.run_%s(%s, 0, false)', f.oid, trials);
	-- the first call of it here keeps its plan
	PERFORM fuzz.memory();
	before := fuzz.memory();
	EXECUTE format('SELECT fuzz.run_%s(%s, 0, false)', f.oid, trials);
	INSERT INTO fuzz.grown VALUES (f.name, trials, 'errors and results', fuzz.memory() - before);
END $$;
