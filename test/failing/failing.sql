-- A call with each of its allocations failing in turn, for test/out_of_memory.sh:
-- an error 53200 each time, and the same call right afterwards gives what it gave.
CREATE SCHEMA failing;
CREATE FUNCTION failing.fail_after(integer) RETURNS void LANGUAGE c STRICT AS :'library', 'fail_after';
CREATE FUNCTION failing.limit_memory(integer) RETURNS void LANGUAGE c AS :'library', 'limit_memory';
CREATE FUNCTION failing.failed() RETURNS boolean LANGUAGE c STRICT AS :'library', 'failed';

-- what is kept from call to call
CREATE FUNCTION failing.kept() RETURNS bigint LANGUAGE sql AS $$ SELECT coalesce(sum(used_bytes), 0)::bigint FROM pg_backend_memory_contexts WHERE name ~ 'medaid' $$;

-- before: done before each time, so that nothing is kept of the time before; $1 in both is the time.
-- One in step of them fails; what is wrong is raised; the number of failures otherwise.
CREATE PROCEDURE failing.run(query text, before text, step integer, INOUT failures integer DEFAULT 0, most integer DEFAULT 5000) LANGUAGE plpgsql AS $$
DECLARE
	wanted text;
	got text;
	again text;
	state text;
	message text;
	kept bigint;
	times integer := 0;
	n integer := 0;
BEGIN
	WHILE n <= most LOOP
		times := times + 1;
		IF before <> '' THEN
			EXECUTE before USING n;
		END IF;
		-- what is kept has its size by then
		IF times = 20 THEN
			kept := failing.kept();
		END IF;
		PERFORM failing.fail_after(n);
		BEGIN
			EXECUTE query INTO got USING n;
			PERFORM failing.fail_after(0);
			state := NULL;
		EXCEPTION WHEN OTHERS THEN
			PERFORM failing.fail_after(0);
			GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
		END;
		IF n = 0 THEN
			wanted := got;
		END IF;
		IF state <> '53200' OR wanted IS NULL THEN
			RAISE EXCEPTION 'failure %: % %', n, state, message;
		ELSIF state IS NULL AND got IS DISTINCT FROM wanted THEN
			RAISE EXCEPTION 'failure % was passed over: %', n, left(got, 500);
		END IF;
		FOR i IN 1 .. 2 LOOP
			EXECUTE query INTO again USING n;
			IF again IS DISTINCT FROM wanted THEN
				RAISE EXCEPTION 'after failure %: %', n, left(again, 500);
			END IF;
			COMMIT;
		END LOOP;
		IF n > 0 AND NOT failing.failed() THEN
			IF failing.kept() > kept + 200000 THEN
				RAISE EXCEPTION '% failures left % bytes', times, failing.kept() - kept;
			END IF;
			failures := times - 2;
			RETURN;
		END IF;
		-- the first of a call one by one: they are its own
		n := n + CASE WHEN n < 20 THEN 1 ELSE step END;
	END LOOP;
	failures := times - 1;
END $$;
