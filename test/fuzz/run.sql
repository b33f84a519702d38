-- The fuzz itself: every function of the extension called with picks from the
-- pools (pools.sql), thousands of times; what must not happen goes to fuzz.finding.

CREATE TABLE fuzz.finding (n serial, function text, state text, message text, call text);
-- every error, for a look at what was seen
CREATE TABLE fuzz.tally (function text, state text, message text, query text);
CREATE TABLE fuzz.called (function text, trials bigint, good bigint, ms float8);
CREATE VIEW fuzz.callable AS
	-- what SQL can call: nothing that takes internal
	SELECT p.oid, p.oid::regprocedure::text AS name, p.proname, p.prokind, p.proretset, p.prorettype, p.provolatile, p.provariadic <> 0 AS spread, l.lanname,
		-- an oidvector begins at 0
		ARRAY(SELECT u.t FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY AS u (t, i) ORDER BY u.i) AS types, p.proargnames AS names,
		-- how often, by what a call takes: reading a whole policy in SQL takes long
		CASE WHEN l.lanname IN ('c', 'internal') AND p.provolatile = 'i' THEN 60 WHEN 'medaid_policy[]'::regtype = ANY (p.proargtypes::oid[]) THEN 0
			WHEN 'medaid_policy'::regtype = ANY (p.proargtypes::oid[]) THEN 1 WHEN p.provolatile = 'i' AND 'jsonb'::regtype <> ALL (p.proargtypes::oid[]) THEN 10 ELSE 2 END AS weight
	FROM fuzz.function AS p JOIN pg_language AS l ON l.oid = p.prolang
	WHERE 'internal'::regtype <> ALL (p.proargtypes::oid[]);

---- what a result must be

-- NULL, or what is wrong.  For any type: nothing.
CREATE FUNCTION fuzz.wrong(value anyelement) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT NULL::text $$;
CREATE FUNCTION fuzz.wrong(s medaid_settlement) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE
		WHEN (s).status = 'refused' OR s IS NULL THEN NULL
		WHEN (s).total + coalesce((s).excess, 0) + coalesce((s).for_earlier, 0) <>
			(s).basic_paid + (s).critical_illness_paid + (s).other_paid + (s).aid + (s).hospital_borne + (s).patient_pays THEN 'the payers'' parts are not the total'
		WHEN least((s).total, (s).in_scope, (s).basic_paid, (s).critical_illness_paid, (s).other_paid, (s).burden, (s).deductible, (s).assistance, (s).top_up, (s).tilted,
			(s).off_catalog, (s).aid, (s).hospital_borne, (s).patient_pays, (s).excess, (s).for_earlier, (s).due, (s).pool_remaining) < 0 THEN 'an amount below 0'
		WHEN (s).aid <> (s).assistance + (s).top_up + (s).tilted + (s).off_catalog THEN 'aid is not the sum of its parts'
		WHEN scale((s).aid) > 2 OR (s).aid = 'NaN' THEN 'no amount in fen'
	END
$$;
CREATE FUNCTION fuzz.wrong(s medaid_settlement[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT min(fuzz.wrong(x)) FROM unnest(s) AS x
$$;

---- one function

-- How an argument is written: the value k of its pool.
CREATE FUNCTION fuzz.argument(wanted oid, key text, k text) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
	pool text := format('(SELECT p.v FROM fuzz.%I AS p WHERE p.n = %s)', fuzz.pool_name(wanted, key), k);
	source record;
BEGIN
	IF (SELECT typtype FROM pg_type WHERE oid = wanted) = 'p' THEN
		RETURN CASE WHEN wanted = 'cstring'::regtype THEN pool || '::cstring'
			WHEN wanted = 'record'::regtype THEN 'ROW(1)'
			WHEN wanted IN ('anyarray'::regtype, 'anyelement'::regtype, '"any"'::regtype) THEN '''{1}''::integer[]'
			ELSE format('NULL::%s', format_type(wanted, NULL)) END;
	END IF;
	-- what is cast without a word comes from the other type as often
	SELECT c.castsource INTO source FROM pg_cast AS c JOIN fuzz.member AS m ON m.classid = 'pg_cast'::regclass AND m.objid = c.oid
	WHERE c.casttarget = wanted AND c.castcontext = 'i' LIMIT 1;
	IF FOUND THEN
		-- and as a literal row, whose fields the planner takes apart
		RETURN format('CASE %1$s %% 4 WHEN 0 THEN %2$s WHEN 1 THEN (SELECT ROW(%5$s)::%6$s::%4$s FROM fuzz.%3$I AS p WHERE p.n = %1$s) ELSE (SELECT p.v FROM fuzz.%3$I AS p WHERE p.n = %1$s)::%4$s END',
			k, pool, fuzz.pool_name(source.castsource, key), format_type(wanted, NULL),
			(SELECT string_agg(format('(p.v).%I', a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute AS a JOIN pg_type AS t ON t.typrelid = a.attrelid
				WHERE t.oid = source.castsource AND a.attnum > 0 AND NOT a.attisdropped), format_type(source.castsource, NULL));
	END IF;
	-- medaid_resolve_policies resolves each year anew: not two hundred of them
	IF key = 'to_date' THEN
		RETURN format('(SELECT CASE WHEN p.v > date ''2060-12-31'' THEN date ''2060-12-31'' ELSE p.v END FROM fuzz.%I AS p WHERE p.n = %s)', fuzz.pool_name(wanted, key), k);
	END IF;
	RETURN pool;
END $$;

-- The size of the pool from which an argument comes.
CREATE FUNCTION fuzz.argument_size(wanted oid, argument text) RETURNS integer LANGUAGE sql STABLE AS $$
	SELECT coalesce((SELECT size FROM fuzz.pool WHERE name = fuzz.pool_name(wanted, argument)), 1)
$$;

-- The pool that keeps what a function returns; NULL: none.
CREATE FUNCTION fuzz.pool_of_result(returned oid) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT p.name FROM fuzz.pool AS p
	WHERE p.type = returned AND (p.opaque OR p.relation IS NOT NULL OR p.element IN (SELECT t.oid FROM pg_type AS t WHERE t.typtype = 'c')) LIMIT 1
$$;

-- Whether a settlement's amounts are the function's own doing: it is given none.
CREATE FUNCTION fuzz.own_amounts(types oid[]) RETURNS boolean LANGUAGE sql STABLE AS $$
	SELECT NOT EXISTS (SELECT FROM unnest(types) AS a (type) JOIN pg_type AS t ON t.oid = a.type WHERE 'medaid_settlement'::regtype IN (t.oid, t.typelem))
$$;

-- A call as an expression: of a set the length, of a pseudo-type the text.
CREATE FUNCTION fuzz.result_of(f fuzz.callable, call text) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT CASE
		WHEN f.proretset THEN format('(SELECT sum(length(x::text))::text FROM (SELECT y FROM %s AS y LIMIT 2000) AS x)', call)
		WHEN f.prorettype IN ('trigger'::regtype, 'event_trigger'::regtype) THEN format('(SELECT 1::text FROM (SELECT %s) AS x)', call)
		WHEN f.prorettype IN (SELECT t.oid FROM pg_type AS t WHERE t.typtype = 'p') THEN format('(%s)::text', call)
		ELSE call END
$$;

-- The text of such a runner, for format(); fuzz.add_runner() fills it in.
CREATE FUNCTION fuzz.runner() RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT $runner$
		CREATE FUNCTION fuzz.run_%1$s(trials integer, feedback integer, trace boolean) RETURNS void LANGUAGE plpgsql AS $f$
		DECLARE
			sizes integer[] := %2$L;
			k integer[];
			r %3$s;
			bad text;
			state text;
			message text;
			good integer := 0;
			good_one boolean;
			called boolean;
			internal integer := 0;
			made integer := 0;
			started timestamptz := clock_timestamp();
			shown integer;
		BEGIN
			FOR i IN 1 .. trials LOOP
				-- what reads whole policies in SQL is slow where they were altered
				EXIT WHEN i > 3 AND clock_timestamp() > started + interval '20 s';
				made := i;
				FOR j IN 1 .. %4$s LOOP
					k[j] := 1 + floor(random() * sizes[j])::integer;
				END LOOP;
				bad := NULL;
				good_one := false;
				called := false;
				IF trace THEN
					RAISE NOTICE 'call %% %11$s: %%', i, %5$s;
				END IF;
				BEGIN
					%6$s
					called := true;
					-- texts that the encoding has, whatever bytes they come from
					shown := length(convert_from(textsend(r::text), 'UTF8'));
					good_one := true;
					%7$s
					%8$s
				EXCEPTION WHEN OTHERS OR assert_failure THEN
					GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
					IF state ~ '^XX' OR state = 'P0004' OR called AND state = '22021' THEN
						bad := message;
					END IF;
					INSERT INTO fuzz.tally SELECT %9$L, state, left(message, 100) WHERE state <> 'FZ000';
				END;
				IF bad IS NOT NULL AND internal < 100 THEN
					internal := internal + 1;
					INSERT INTO fuzz.finding (function, state, message, call) VALUES (%9$L, CASE WHEN good_one THEN 'wrong' ELSE state END, bad, left(%5$s, 100000));
				END IF;
				IF good_one THEN
					good := good + 1;
					%10$s
				END IF;
			END LOOP;
			INSERT INTO fuzz.called VALUES (%9$L, made, good, extract(epoch FROM clock_timestamp() - started) * 1000);
		END $f$ $runner$
$$;

-- A function fuzz.run_<oid>(trials, feedback, trace) that calls it so often.
CREATE FUNCTION fuzz.add_runner(f fuzz.callable) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	n integer := coalesce(cardinality(f.types), 0);
	arguments text;
	values_of text;
	call text;
	returned text := CASE WHEN f.prorettype IN (SELECT oid FROM pg_type WHERE typtype = 'p') OR f.proretset THEN 'text' ELSE format_type(f.prorettype, NULL) END;
	keep text := fuzz.pool_of_result(f.prorettype);
	own boolean := fuzz.own_amounts(f.types);
BEGIN
	SELECT string_agg(CASE WHEN f.spread AND i = n THEN 'VARIADIC ' ELSE '' END || fuzz.argument(f.types[i], coalesce(f.names[i], ''), format('k[%s]', i)), ', ' ORDER BY i),
		string_agg(format('quote_nullable((%s)::text) || %L', fuzz.argument(f.types[i], coalesce(f.names[i], ''), format('k[%s]', i)), '::' || format_type(f.types[i], NULL)), $q$ || ', ' || $q$ ORDER BY i)
			FILTER (WHERE (SELECT typtype FROM pg_type WHERE oid = f.types[i]) <> 'p' OR f.types[i] = 'cstring'::regtype)
		INTO arguments, values_of FROM generate_series(1, n) AS i;
	call := format('%s(%s)', f.oid::regproc, coalesce(arguments, ''));
	EXECUTE format(fuzz.runner(),
		f.oid, (SELECT coalesce(array_agg(fuzz.argument_size(f.types[i], coalesce(f.names[i], '')) ORDER BY i), '{}') FROM generate_series(1, n) AS i), returned, n,
		coalesce(values_of, '''no arguments'''),
		-- CALL takes no sub-selects
		CASE WHEN f.prokind = 'p' THEN format('EXECUTE %L || %s || '')'';', format('CALL %s(', f.oid::regproc), values_of) ELSE format('r := %s;', fuzz.result_of(f, call)) END,
		CASE WHEN own AND NOT f.proretset AND f.prorettype IN ('medaid_settlement'::regtype, 'medaid_settlement[]'::regtype) THEN 'bad := fuzz.wrong(r);' ELSE '' END,
		-- what it wrote is taken back
		CASE WHEN f.provolatile = 'v' THEN 'RAISE EXCEPTION USING ERRCODE = ''FZ000'';' ELSE '' END,
		f.name,
		CASE WHEN keep IS NOT NULL AND NOT f.proretset THEN format('IF feedback > 0 THEN feedback := feedback - 1; UPDATE fuzz.%1$I SET v = r WHERE n = 1 + fuzz.below(%2$s); END IF;', keep, (SELECT size FROM fuzz.pool WHERE name = keep)) ELSE '' END, replace(replace(f.name, '''', ''), '%', ''));
END $$;

-- The same for an aggregate or a window function: over a few rows, in all the ways.
CREATE FUNCTION fuzz.run_aggregate(f fuzz.callable, trials integer, feedback integer, trace boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	n integer := coalesce(cardinality(f.types), 0);
	returned text := format_type(f.prorettype, NULL);
	keep text := fuzz.pool_of_result(f.prorettype);
	own boolean := fuzz.own_amounts(f.types);
	templates text[] := (SELECT array_agg(fuzz.argument(f.types[j], coalesce(f.names[j], ''), '{k}') ORDER BY j) FROM generate_series(1, n) AS j);
	sizes integer[] := (SELECT array_agg(fuzz.argument_size(f.types[j], coalesce(f.names[j], '')) ORDER BY j) FROM generate_series(1, n) AS j);
	arguments text[] := '{}';
	query text;
	frame text;
	over boolean;
	single boolean;
	bad text;
	state text;
	message text;
	good integer := 0;
	internal integer := 0;
	made integer := 0;
	started timestamptz := clock_timestamp();
BEGIN
	FOR i IN 1 .. trials LOOP
		EXIT WHEN i > 3 AND clock_timestamp() > started + interval '20 s';
		made := i;
		-- the first varies from row to row, each other one now and then
		FOR j IN 1 .. n LOOP
			arguments[j] := replace(templates[j], '{k}', CASE WHEN j = 1 OR random() < 0.15
				THEN format('(1 + (%s + g * %s) %% %s)', fuzz.below(1000), 1 + fuzz.below(5), sizes[j]) ELSE (1 + fuzz.below(sizes[j]))::text END);
		END LOOP;
		frame := CASE fuzz.below(7)
			WHEN 0 THEN '' WHEN 1 THEN 'ORDER BY g' WHEN 2 THEN 'PARTITION BY g % 3 ORDER BY g DESC'
			WHEN 3 THEN 'ORDER BY g ROWS BETWEEN ' || fuzz.below(3) || ' PRECEDING AND ' || fuzz.below(3) || ' FOLLOWING'
			WHEN 4 THEN 'ORDER BY g % 2 RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE ' || fuzz.one_of('{GROUP,TIES,"CURRENT ROW"}')
			WHEN 5 THEN 'PARTITION BY g % 2 ORDER BY g % 4 GROUPS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING'
			ELSE 'ORDER BY g ROWS BETWEEN 2 FOLLOWING AND UNBOUNDED FOLLOWING' END;
		over := f.prokind = 'w' OR random() < 0.3;
		single := NOT over AND n = 1 AND random() < 0.1;
		query := format('(SELECT %s(%s%s%s)%s%s AS r FROM fuzz.%s WHERE g <= %s %s)',
			f.oid::regproc, CASE WHEN single THEN 'DISTINCT ' ELSE '' END, array_to_string(arguments, ', '),
			CASE WHEN f.prokind = 'a' AND NOT over AND NOT single AND random() < 0.2 THEN ' ORDER BY g DESC' ELSE '' END,
			CASE WHEN f.prokind = 'a' AND random() < 0.2 THEN ' FILTER (WHERE g % 3 <> 1)' ELSE '' END,
			CASE WHEN over THEN ' OVER (' || frame || ')' ELSE '' END,
			fuzz.one_of('{numbers,parts}'), fuzz.below(14), CASE WHEN over THEN '' ELSE fuzz.one_of('{"","GROUP BY g","GROUP BY g / 5","GROUP BY g % 2","GROUP BY ROLLUP (g % 2, g)"}') END);
		IF trace THEN
			RAISE NOTICE 'call % %: %', i, f.name, query;
		END IF;
		bad := NULL;
		BEGIN
			EXECUTE format('SELECT %s FROM (SELECT r, length(r::text) FROM %s AS x OFFSET 0) AS y',
				CASE WHEN own AND returned IN ('medaid_settlement', 'medaid_settlement[]') THEN 'min(fuzz.wrong(r))' ELSE 'min(NULL::text)' END, query) INTO bad;
			good := good + 1;
			IF bad IS NOT NULL THEN
				INSERT INTO fuzz.finding (function, state, message, call) VALUES (f.name, 'wrong', bad, query);
			END IF;
			IF keep IS NOT NULL AND feedback > 0 THEN
				feedback := feedback - 1;
				EXECUTE format('UPDATE fuzz.%I SET v = (SELECT r FROM %s AS x WHERE r IS NOT NULL LIMIT 1) WHERE n = %s', keep, query, 1 + fuzz.below((SELECT size FROM fuzz.pool WHERE name = keep)));
			END IF;
		EXCEPTION WHEN OTHERS OR assert_failure THEN
			GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
			IF (state ~ '^XX' OR state = 'P0004') AND internal < 100 THEN
				internal := internal + 1;
				INSERT INTO fuzz.finding (function, state, message, call) VALUES (f.name, state, message, query);
			END IF;
			INSERT INTO fuzz.tally VALUES (f.name, state, left(message, 100), query);
		END;
	END LOOP;
	INSERT INTO fuzz.called VALUES (f.name, made, good, extract(epoch FROM clock_timestamp() - started) * 1000);
END $$;

-- Opaque values with damaged bytes: read again, or refused.
CREATE FUNCTION fuzz.run_damaged(pool fuzz.pool, trials integer, trace boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	type text := format_type(pool.type, NULL);
	value text;
	again text;
	k integer;
	state text;
	message text;
	good integer := 0;
	made integer := 0;
	started timestamptz := clock_timestamp();
BEGIN
	FOR i IN 1 .. trials LOOP
		EXIT WHEN i > 3 AND clock_timestamp() > started + interval '20 s';
		k := 1 + fuzz.below(pool.size);
		EXECUTE format('SELECT v::text FROM fuzz.%I WHERE n = $1', pool.name) INTO value USING k;
		CONTINUE WHEN value IS NULL;
		made := made + 1;
		value := fuzz.damaged(value);
		IF trace THEN
			RAISE NOTICE 'call % %: %', i, type, value;
		END IF;
		BEGIN
			EXECUTE format('SELECT ($1::%s)::text', type) INTO again USING value;
			good := good + 1;
			IF lower(value) <> again THEN
				INSERT INTO fuzz.finding (function, state, message, call) VALUES (type, 'wrong', 'written otherwise than read', value);
			END IF;
			-- what passes the reading meets the functions
			EXECUTE format('UPDATE fuzz.%I SET v = $1::%s WHERE n = $2', pool.name, type) USING value, 1 + fuzz.below(pool.size);
		EXCEPTION WHEN OTHERS OR assert_failure THEN
			GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
			IF state ~ '^XX' OR state = 'P0004' THEN
				INSERT INTO fuzz.finding (function, state, message, call) VALUES (type, state, message, value);
			END IF;
		END;
	END LOOP;
	INSERT INTO fuzz.called VALUES (type || ' damaged', made, good, extract(epoch FROM clock_timestamp() - started) * 1000);
END $$;

-- Binary values with damaged bytes, as COPY reads them: what a bytea's field holds
-- is given to the type's receive function.  In a file of the server's, so for a
-- superuser only; fuzz.folder says where.
CREATE FUNCTION fuzz.run_received(pool fuzz.pool, trials integer, trace boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	type text := format_type(pool.type, NULL);
	send regproc := (SELECT t.typsend FROM pg_type AS t WHERE t.oid = pool.type);
	file text := format('%s/%s_%s', current_setting('fuzz.folder'), pg_backend_pid(), pool.name);
	value bytea;
	sent bytea;
	state text;
	message text;
	good integer := 0;
	made integer := 0;
	started timestamptz := clock_timestamp();
BEGIN
	EXECUTE format('CREATE TEMP TABLE received (v %s)', type);
	CREATE TEMP TABLE sent (i integer, v bytea);
	FOR i IN 1 .. trials LOOP
		EXIT WHEN i > 3 AND clock_timestamp() > started + interval '20 s';
		EXECUTE format('SELECT %s(v) FROM fuzz.%I WHERE n = %s', send, pool.name, 1 + fuzz.below(pool.size)) INTO value;
		CONTINUE WHEN value IS NULL;
		made := made + 1;
		IF i % 8 > 0 THEN
			value := fuzz.damaged('\x' || encode(value, 'hex'))::bytea;
		END IF;
		IF trace THEN
			RAISE NOTICE 'call % %: received %', i, type, value;
		END IF;
		BEGIN
			INSERT INTO sent VALUES (i, value);
			EXECUTE format('COPY (SELECT v FROM sent WHERE i = %s) TO %L (FORMAT binary)', i, file);
			EXECUTE format('COPY received FROM %L (FORMAT binary)', file);
			good := good + 1;
			IF pool.opaque THEN
				EXECUTE format('SELECT %s(v) FROM received', send) INTO sent;
				IF sent <> value THEN
					INSERT INTO fuzz.finding (function, state, message, call) VALUES (type, 'wrong', 'sent otherwise than received', value::text);
				END IF;
			ELSE
				PERFORM length(convert_from(textsend(r.v::text), 'UTF8')) FROM received AS r;
			END IF;
			EXECUTE format('UPDATE fuzz.%I SET v = (SELECT r.v FROM received AS r) WHERE n = %s', pool.name, 1 + fuzz.below(pool.size));
		EXCEPTION WHEN OTHERS OR assert_failure THEN
			GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
			IF state ~ '^XX' OR state = 'P0004' THEN
				INSERT INTO fuzz.finding (function, state, message, call) VALUES (type, state, message, 'received ' || value::text);
			END IF;
		END;
		-- not TRUNCATE, which makes files anew
		DELETE FROM received;
	END LOOP;
	DROP TABLE received, sent;
	INSERT INTO fuzz.called VALUES (type || ' received', made, good, extract(epoch FROM clock_timestamp() - started) * 1000);
END $$;

-- A regulation edited at random, then settled by.
CREATE FUNCTION fuzz.run_edited(trials integer, trace boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	code text;
	target record;
	edit text;
	state text;
	message text;
	bad text;
	done text[];
	good integer := 0;
	made integer := 0;
	started timestamptz := clock_timestamp();
	day date;
BEGIN
	FOR i IN 1 .. trials LOOP
		EXIT WHEN i > 3 AND clock_timestamp() > started + interval '20 s';
		made := i;
		done := '{}';
		bad := NULL;
		BEGIN
			SELECT r.code, r.first_day INTO code, day FROM medaid_regulation AS r ORDER BY random() LIMIT 1;
			PERFORM medaid_copy_regulation(code, day, 'fuzz', day, 'fuzz', 'fuzz');
			FOR j IN 0 .. fuzz.below(4) LOOP
				SELECT c.oid::regclass AS tab, a.attname AS col, fuzz.pool_name(a.atttypid, a.attname) AS pool INTO target
				FROM fuzz.member AS m JOIN pg_class AS c ON c.oid = m.objid AND m.classid = 'pg_class'::regclass AND c.relkind = 'r' AND c.relname ~ '^medaid_rule_'
				JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attname NOT IN ('regulation', 'shipped')
				WHERE EXISTS (SELECT FROM pg_attribute AS b WHERE b.attrelid = c.oid AND b.attname = 'regulation')
					AND EXISTS (SELECT FROM fuzz.pool AS p WHERE p.name = fuzz.pool_name(a.atttypid, a.attname))
				ORDER BY random() LIMIT 1;
				edit := format('UPDATE %1$s SET %2$I = fuzz.pick_%3$s() WHERE regulation = ''fuzz'' AND ctid = (SELECT ctid FROM %1$s WHERE regulation = ''fuzz'' ORDER BY random() LIMIT 1)', target.tab, target.col, target.pool);
				IF trace THEN
					RAISE NOTICE 'call % %: %', i, code, edit;
				END IF;
				BEGIN
					EXECUTE edit;
					done := done || edit;
				EXCEPTION WHEN OTHERS THEN
					GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
					IF state ~ '^XX' OR state = 'P0004' THEN
						bad := edit || ': ' || message;
					END IF;
				END;
			END LOOP;
			SELECT coalesce(bad, min(fuzz.wrong(s))) INTO bad
			FROM (SELECT medaid_policy('fuzz', day + fuzz.below(400)) AS p OFFSET 0) AS x, generate_series(1, 8) AS k,
				LATERAL (SELECT p.v AS c FROM fuzz.claims AS p WHERE p.n = 1 + (i * 8 + k) % 100) AS y,
				LATERAL medaid_try_settle(y.c, x.p) AS s;
			good := good + 1;
			RAISE EXCEPTION USING ERRCODE = 'FZ000';
		EXCEPTION WHEN OTHERS OR assert_failure THEN
			GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
			INSERT INTO fuzz.tally SELECT 'a regulation edited', state, left(message, 100), array_to_string(done, '; ') WHERE state <> 'FZ000';
			IF state ~ '^XX' OR state = 'P0004' THEN
				bad := message;
			END IF;
		END;
		IF bad IS NOT NULL THEN
			INSERT INTO fuzz.finding (function, state, message, call) VALUES ('a regulation edited', state, bad, code || ': ' || array_to_string(done, '; '));
		END IF;
	END LOOP;
	INSERT INTO fuzz.called VALUES ('a regulation edited', made, good, extract(epoch FROM clock_timestamp() - started) * 1000);
END $$;

---- rounds

-- Opaque values and settlements: what the functions that make them return, twice, for
-- those that are made of others.  Without workers, as fuzz.fill().
CREATE FUNCTION fuzz.fill_by_functions(trace boolean) RETURNS void LANGUAGE plpgsql SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
	f fuzz.callable;
	pool fuzz.pool;
BEGIN
	FOR pass IN 1 .. 2 LOOP
		FOR pool IN SELECT p.* FROM fuzz.pool AS p WHERE p.opaque OR p.relation IS NOT NULL AND p.type <> ALL ('{medaid_claim,medaid_policy}'::regtype[]) ORDER BY p.name LOOP
			PERFORM fuzz.fill_arrays(pool.type);
		END LOOP;
		FOR f IN SELECT c.* FROM fuzz.callable AS c JOIN fuzz.pool AS p ON p.type = c.prorettype
			WHERE c.prokind IN ('f', 'a') AND NOT c.proretset AND 'internal'::regtype <> ALL (c.types) AND 'cstring'::regtype <> ALL (c.types)
				AND (p.opaque OR coalesce(p.relation, p.element) IS NOT NULL AND p.type <> ALL ('{medaid_claim,medaid_policy,medaid_policy[],text[],date[]}'::regtype[])) ORDER BY c.name LOOP
			IF f.prokind = 'a' THEN
				PERFORM fuzz.run_aggregate(f, 60, 40, trace);
			ELSE
				EXECUTE format('SELECT fuzz.run_%s(100, 50, %L)', f.oid, trace);
			END IF;
		END LOOP;
	END LOOP;
	-- what comes now is planned with workers
	IF current_setting('parallel_setup_cost') = '0' THEN
		DISCARD PLANS;
	END IF;
END $$;

-- About so many trials over all functions, by their weight.  Each function's are
-- committed: what functions create, and is taken back, makes catalogs and caches of a
-- long transaction slow.  Not the pools' first values, which come again in the same
-- order after a crash.
CREATE PROCEDURE fuzz.round(seed integer, trials integer, trace boolean DEFAULT false, only_function text DEFAULT NULL, commits boolean DEFAULT true) LANGUAGE plpgsql AS $$
DECLARE
	f fuzz.callable;
	pool fuzz.pool;
	shares bigint := (SELECT sum(weight) FROM fuzz.callable);
	share integer;
	started timestamptz := clock_timestamp();
BEGIN
	PERFORM setseed(((seed::bigint * 7919 + 104729) % 2147483647) / 2147483648.0);
	PERFORM fuzz.fill();
	INSERT INTO fuzz.called VALUES ('filling the pools', 0, 0, extract(epoch FROM clock_timestamp() - started) * 1000);
	PERFORM fuzz.fill_by_functions(trace);
	FOR pool IN SELECT p.* FROM fuzz.pool AS p WHERE p.opaque ORDER BY p.name LOOP
		PERFORM fuzz.run_damaged(pool, 100 + trials / 50, trace);
	END LOOP;
	IF current_setting('is_superuser')::boolean AND current_setting('fuzz.folder', true) <> '' THEN
		FOR pool IN SELECT p.* FROM fuzz.pool AS p WHERE p.opaque OR p.type IN ('medaid_claim'::regtype, 'medaid_settlement'::regtype, 'medaid_accumulator'::regtype) ORDER BY p.name LOOP
			PERFORM fuzz.run_received(pool, 20 + trials / 500, trace);
		END LOOP;
	END IF;
	FOR f IN SELECT * FROM fuzz.callable WHERE only_function IS NULL OR name ~ only_function ORDER BY name LOOP
		IF commits THEN
			COMMIT;
		END IF;
		share := CASE WHEN cardinality(f.types) = 0 THEN 1 ELSE trials * f.weight / shares END;
		IF f.prokind IN ('a', 'w') THEN
			-- a query each
			PERFORM fuzz.run_aggregate(f, greatest(share / 8, 5), 5, trace);
		ELSE
			EXECUTE format('SELECT fuzz.run_%s(%s, 10, %L)', f.oid, greatest(share, 3), trace);
		END IF;
	END LOOP;
END $$;

-- Set up: the regulations, words, pools of every type that is an argument.
CREATE TABLE fuzz.regulation AS
	SELECT r.code, medaid_policy(r.code, d.day) AS p, medaid_policies(r.code, r.first_day, r.first_day + 1000) AS all_of_it
	FROM medaid_regulation AS r, LATERAL (SELECT r.first_day + 200 * i AS day FROM generate_series(0, 2) AS i) AS d;
INSERT INTO fuzz.word
	SELECT DISTINCT s.key, s.word FROM (SELECT to_jsonb(p) FROM fuzz.regulation UNION ALL SELECT to_jsonb(fuzz.valid_claim(i)) FROM generate_series(1, 200) AS i) AS v (j),
		LATERAL fuzz.strings(j, '') AS s WHERE length(s.word) < 200
	UNION SELECT 'language', unnest('{zh,en}'::text[])
	UNION SELECT 'path', p.path FROM (SELECT p FROM fuzz.regulation ORDER BY code LIMIT 1) AS r, LATERAL medaid_policy_paths(r.p) AS p
	UNION SELECT 'regulation', code FROM fuzz.regulation
	UNION SELECT DISTINCT 'option', a.name FROM fuzz.function AS p, unnest(p.proargnames) AS a (name) WHERE a.name <> ''
	UNION SELECT 'option', attname FROM pg_attribute WHERE attrelid IN ('medaid_claim'::regclass, 'medaid_rule_benefit'::regclass) AND attnum > 0;
-- the platform's tables, with a few rows
SELECT format('CREATE TABLE fuzz.fuzz_%s AS SELECT %s FROM generate_series(1, 20) AS i', f.part, string_agg(DISTINCT format('(i %% 7)::text AS %I', f.field), ', '))
FROM medaid_platform_fields() AS f GROUP BY f.part \gexec
-- a ledger, with entries of seven persons
SELECT medaid_create_ledger('fuzz_ledger', month => '2024-06-01');
CREATE VIEW fuzz.fuzz_source AS
	SELECT 'P' || n % 7 AS person, 'c' || n AS claim_id, timestamptz '2024-06-01 00:00+8' + n * interval '1 hour' AS position, 'H' || n % 3 AS payee,
		medaid_claim(claim_id => 'c' || n, service => 'inpatient', discharged_on => date '2024-01-01' + n, categories => '{dibao}', total => 9000 + n, in_scope => 8000, critical_illness_paid => 0) AS claim
	FROM generate_series(1, 40) AS n;
CREATE OR REPLACE VIEW fuzz_ledger.claim AS SELECT * FROM fuzz.fuzz_source;
SELECT medaid_adopt('fuzz_ledger', medaid_policies('zibo-2023', '2023-01-01', '2025-12-31'));
CALL medaid_post_all('fuzz_ledger');
INSERT INTO fuzz.word
	SELECT key, 'fuzz_ledger' FROM unnest('{ledger,schema}'::text[]) AS key
	UNION SELECT key, 'P' || n FROM unnest('{person,persons}'::text[]) AS key, generate_series(0, 6) AS n
	UNION SELECT key, word FROM (VALUES ('source', 'fuzz.fuzz_source'), ('source', 'fuzz_ledger.claim'), ('view', 'fuzz_ledger.now')) AS v (key, word);
SELECT fuzz.number_words();
CREATE TABLE fuzz.numbers AS SELECT g FROM generate_series(1, 20) AS g;
CREATE TABLE fuzz.parts (g integer) PARTITION BY HASH (g);
CREATE TABLE fuzz.parts_1 PARTITION OF fuzz.parts FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE fuzz.parts_2 PARTITION OF fuzz.parts FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE fuzz.parts_3 PARTITION OF fuzz.parts FOR VALUES WITH (MODULUS 3, REMAINDER 2);
INSERT INTO fuzz.parts SELECT g FROM fuzz.numbers;
ANALYZE fuzz.numbers, fuzz.parts;
CREATE TABLE fuzz.claims (n integer PRIMARY KEY, v medaid_claim);
INSERT INTO fuzz.claims SELECT i, fuzz.valid_claim(i) FROM generate_series(0, 100) AS i;
DO $$
DECLARE
	f fuzz.callable;
BEGIN
	-- and those of the rules' columns
	PERFORM fuzz.add_pool(a.atttypid, a.attname) FROM fuzz.member AS m JOIN pg_class AS c ON c.oid = m.objid AND m.classid = 'pg_class'::regclass AND c.relkind = 'r'
		JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped WHERE c.relname ~ '^medaid_rule_';
	PERFORM fuzz.add_pool(t, c.names[i]) FROM fuzz.callable AS c, unnest(c.types) WITH ORDINALITY AS u (t, i);
	FOR f IN SELECT * FROM fuzz.callable WHERE prokind IN ('f', 'p') LOOP
		PERFORM fuzz.add_runner(f);
	END LOOP;
END $$;
