-- Whether a backend's memory grows with the number of calls: every function of the
-- catalog, with arguments that it takes.

-- before: a statement that must come first
CREATE TABLE fuzz.good (oid oid, call text, before text, writes boolean);
CREATE TABLE fuzz.grown (function text, way text, calls bigint, bytes bigint);

-- What is in use, of all contexts.
CREATE FUNCTION fuzz.memory() RETURNS bigint LANGUAGE sql VOLATILE PARALLEL RESTRICTED AS $$ SELECT sum(used_bytes)::bigint FROM pg_backend_memory_contexts $$;
-- The backend's own memory, without the server's shared buffers.
CREATE FUNCTION fuzz.resident() RETURNS bigint LANGUAGE sql VOLATILE AS $$ SELECT (regexp_match(pg_read_file('/proc/self/status'), 'RssAnon:\s+(\d+)'))[1]::bigint * 1024 $$;

---- arguments

-- Values that make sense, by the type and the name of the argument; %s: a number from
-- 1 on.  What names the argument goes before what takes any.
CREATE TABLE fuzz.sensible (type regtype, named text, value text);
INSERT INTO fuzz.sensible VALUES
	('medaid_claim', NULL, '(SELECT c.v FROM fuzz.claims AS c WHERE c.n = %s)'),
	('medaid_claim[]', NULL, '(SELECT array_agg(c.v ORDER BY c.n) FROM fuzz.claims AS c WHERE c.n BETWEEN %s AND 3)'),
	('medaid_policy', NULL, '(SELECT r.p FROM fuzz.regulation AS r ORDER BY r.code, r.p OFFSET %s %% 8 LIMIT 1)'),
	('medaid_policy[]', NULL, '(SELECT r.all_of_it FROM fuzz.regulation AS r ORDER BY r.code, r.p OFFSET %s %% 8 LIMIT 1)'),
	('medaid_accumulator[]', NULL, '''{}'''),
	('medaid_settlement', NULL, '(SELECT s FROM fuzz.settled LIMIT 1)'), ('medaid_settlement[]', NULL, '(SELECT array_agg(s) FROM fuzz.settled)'),
	('medaid_step[]', NULL, '(SELECT array_agg(x) FROM medaid_explain((SELECT c.v FROM fuzz.claims AS c WHERE c.n = 1), (SELECT r.p FROM fuzz.regulation AS r LIMIT 1)) AS x)'),
	('text', '^(ledger|schema)$', '''fuzz_ledger'''), ('text', '^(code|regulation)$', '''zibo-2023'''), ('text', '^new_code$', '''copied'''), ('text', '^language$', '''zh'''),
	('text', '^source$', '''fuzz_ledger.claim'''), ('text', '^(insurance|base)$', '''resident'''), ('text', '^category$', '''dibao'''), ('text', '^path$', '''inpatient-dibao.rate'''),
	('text', '^person$', '''P1'''), ('text', '^by_person$', ''''''), ('text', '^ordering$', '''discharged_on'''), ('text', '^part$', '''setl'''), ('text', '^field$', '''setl_id'''), ('text', '^alias$', '''s'''),
	('text', '^state$', '''done'''), ('text', '^statement$', '''SELECT 1'''), ('text', '^view$', '''fuzz.seen'''),
	('text[]', '^persons$', '''{P1,P2}'''), ('text[]', '^categories$', '''{dibao}'''), ('text[]', '^needed$', '''{person}'''), ('text[]', '^fields$', '''{setl_id}'''),
	('date', '^(first_day|from_date)$', 'date ''2023-01-01'''), ('date', '^month$', 'date ''2024-06-01'''), ('date', NULL, '(date ''2024-06-01'' + %s)'), ('date', '^to_date$', 'date ''2024-12-31'''),
	('date[]', NULL, '''{2023-05-01}'''), ('daterange', NULL, 'daterange ''[2024-01-01,2025-01-01)'''), ('timestamptz', NULL, 'now()'),
	('integer', NULL, '%s'), ('integer', '^(year|benefit_year)$', '2024'), ('integer', '^(partitions|since|month)$', 'NULL'), ('bigint', NULL, '1'),
	('numeric', NULL, '1000.50'), ('numeric', '^(rate|most_taken_back)$', '0.5'),
	('regclass', NULL, '''fuzz_ledger.claim'''), ('regclass', '^entries$', '''fuzz_ledger.entry'''), ('regclass', '^(setl|relation)$', '''fuzz.fuzz_setl'''),
	('regclass', '^mdtrt$', '''fuzz.fuzz_mdtrt'''), ('regclass', '^identities$', '''fuzz.fuzz_identities'''),
	('jsonb', NULL, '''{}'''), ('jsonb', '^shapes$', '(SELECT shapes FROM fuzz.platform)'), ('jsonb', '^(shape|setl)$', '(SELECT shapes -> ''setl'' FROM fuzz.platform)');
CREATE TABLE fuzz.platform AS SELECT medaid_platform_shapes('fuzz.fuzz_setl', 'fuzz.fuzz_mdtrt', NULL, '{}') AS shapes;
CREATE TABLE fuzz.settled AS SELECT medaid_try_settle(c.v, (SELECT medaid_policy('zibo-2023', '2024-06-01'))) AS s FROM fuzz.claims AS c WHERE c.n BETWEEN 1 AND 5;

-- An argument: one that makes sense, or a pick of its pool, whatever it is; of every
-- call (i) anew, or once for all.
CREATE FUNCTION fuzz.argument_drawn(wanted oid, argument text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	value text := (SELECT s.value FROM fuzz.sensible AS s WHERE s.type = wanted AND coalesce(argument ~ s.named, true) ORDER BY s.named LIMIT 1);
	k text := 1 + fuzz.below(fuzz.argument_size(wanted, argument));
BEGIN
	IF value IS NOT NULL AND random() < 0.9 THEN
		k := 1 + fuzz.below(3);
	ELSE
		value := NULL;
	END IF;
	IF random() < 0.5 THEN
		k := format('(%s + 0 * i)', k);
	END IF;
	RETURN CASE WHEN value IS NULL THEN fuzz.argument(wanted, argument, k) ELSE format('(%s)::%s', format(value, k), format_type(wanted, NULL)) END;
END $$;
CREATE FUNCTION fuzz.call_drawn(f fuzz.callable) RETURNS text LANGUAGE sql AS $$
	SELECT format('%s(%s)', f.oid::regproc, string_agg(CASE WHEN f.spread AND i = cardinality(f.types) THEN 'VARIADIC ' ELSE '' END
		|| fuzz.argument_drawn(f.types[i], coalesce(f.names[i], '')), ', ' ORDER BY i)) FROM generate_series(1, cardinality(f.types)) AS i
$$;

-- Calls that chance does not find.
CREATE TABLE fuzz.premiums AS SELECT 'P1' AS person, medaid_premium((SELECT medaid_policy('zibo-2023', '2024-06-01')), '{dibao}', 'resident', 400, 670, daterange '[2024-01-01,2025-01-01)', date '2023-05-01', NULL::date) AS premium;
CREATE TABLE fuzz.given_back AS SELECT 'c' || row_number() OVER () AS claim_id, s AS settlement FROM fuzz.settled;
CREATE TABLE fuzz.setl_d AS
	SELECT 's' || n AS setl_id, 'v' || n AS mdtrt_id, NULL::text AS init_setl_id, 'P' || n % 7 AS psn_no, 'H1' AS fixmedins_code, '390' AS insutype, '370302' AS insu_admdvs, '370302' AS fix_blng_admdvs, '21' AS med_type, '2' AS setl_type,
		'2' AS pay_loc, '0' AS refd_setl_flag, '1' AS vali_flag, '0' AS mid_setl_flag, date '2024-03-01' AS begndate, date '2024-03-10' AS enddate, timestamp '2024-03-10 11:00' AS setl_time,
		1000::numeric AS medfee_sumamt, 900::numeric AS inscp_amt, 500::numeric AS hifp_pay, 100::numeric AS hifmi_pay
	FROM generate_series(1, 20) AS n;
CREATE TABLE fuzz.written (call text, before text);
INSERT INTO fuzz.written (call, before) VALUES
	('medaid_create_ledger(''fuzz_new'', ''posted'', date ''2024-06-01'', NULL, 2)', NULL),
	('medaid_ledger_book_tables(''fuzz_new'')', 'CREATE SCHEMA fuzz_new'), ('medaid_ledger_money_tables(''fuzz_new'', '''')', 'CREATE SCHEMA fuzz_new'), ('medaid_ledger_person_tables(''fuzz_new'', '''')', 'CREATE SCHEMA fuzz_new'),
	('medaid_ledger_tables(''fuzz_new'', 2)', 'CREATE SCHEMA fuzz_new'), ('medaid_ledger_guards(''fuzz_new'')', 'CREATE SCHEMA fuzz_new; SELECT medaid_ledger_tables(''fuzz_new'', 0)'),
	('medaid_ledger_run(''book'', ''fuzz_ledger'', NULL, ''{P1}''::text[])', NULL), ('medaid_ledger_statement(''post'', ''fuzz_ledger'', ''posted'')', NULL),
	('medaid_platform_report(''fuzz.setl_d'', NULL, NULL, ''{}'')', NULL), ('medaid_platform_result_sql(''fuzz.back'', ''fuzz.given_back'', ''{}'')', NULL), ('medaid_platform_result(''fuzz.back'', ''fuzz.given_back'', ''{}'')', NULL),
	('medaid_policy_with((SELECT medaid_policy(''zibo-2023'', ''2024-06-01'')), ''within_bill'', true, NULL)', NULL), ('medaid_policy_with((SELECT medaid_policy(''zibo-2023'', ''2024-06-01'')), ''transition_until'', date ''2024-12-31'', NULL)', NULL),
	('medaid_policy_with((SELECT medaid_policies(''zibo-2023'', ''2024-01-01'', ''2025-12-31'')), ''within_bill'', true, NULL)', NULL),
	('medaid_policy_with((SELECT medaid_policies(''zibo-2023'', ''2024-01-01'', ''2025-12-31'')), ''transition_until'', date ''2024-12-31'', NULL)', NULL),
	('medaid_post_premiums(''fuzz_ledger'', 2024, ''fuzz.premiums'', NULL)', NULL),
	('medaid_post_batch(''fuzz_ledger'', (SELECT max(number) FROM fuzz_ledger.run), 1, 1)',
		'SELECT medaid_adopt(''fuzz_ledger'', medaid_policies(''zibo-2023'', ''2023-01-01'', ''2026-12-31'')); SELECT medaid_post_begin(''fuzz_ledger'', NULL, 10, NULL, 1); SELECT medaid_post_look(''fuzz_ledger'', (SELECT max(number) FROM fuzz_ledger.run), 10)');

---- statements

-- So many calls in one statement.  A sort or a hash table of them stays small, see memory.sh.
CREATE FUNCTION fuzz.calls_of(f fuzz.callable, call text, calls bigint) RETURNS text LANGUAGE sql AS $$
	SELECT format('SELECT count(y.r) AS n FROM (SELECT %s AS r FROM generate_series(1, %s) AS i%s OFFSET 0) AS y', call || CASE f.prokind WHEN 'w' THEN ' OVER (PARTITION BY i)' ELSE '' END,
		calls, CASE f.prokind WHEN 'a' THEN ' GROUP BY i' ELSE '' END)
$$;

-- Up to five calls that the function takes.  What they wrote is taken back.
CREATE PROCEDURE fuzz.find_good(function oid) LANGUAGE plpgsql AS $$
DECLARE
	f fuzz.callable := (SELECT c FROM fuzz.callable AS c WHERE c.oid = function);
	tries text[] := ARRAY(SELECT w.call FROM fuzz.written AS w WHERE split_part(w.call, '(', 1) = f.proname);
	written integer := cardinality(tries);
	drawn text;
	first text;
	found integer := 0;
	taken boolean;
	wrote boolean;
	message text;
	seen text[] := '{}';
	started timestamptz := clock_timestamp();
BEGIN
	FOR tried IN 1 .. CASE WHEN cardinality(f.types) = 0 THEN 1 ELSE 300 END LOOP
		EXIT WHEN found >= 5 OR clock_timestamp() > started + interval '5 s';
		drawn := CASE WHEN tried <= written THEN tries[tried] ELSE fuzz.call_drawn(f) END;
		first := (SELECT w.before FROM fuzz.written AS w WHERE w.call = drawn);
		message := NULL;
		BEGIN
			IF first IS NOT NULL THEN
				EXECUTE first;
			END IF;
			EXECUTE fuzz.calls_of(f, drawn, 1);
		EXCEPTION WHEN OTHERS THEN
			GET STACKED DIAGNOSTICS message = MESSAGE_TEXT;
			seen := CASE WHEN message = ANY (seen) THEN seen ELSE seen || message END;
		END;
		wrote := pg_current_xact_id_if_assigned() IS NOT NULL;
		ROLLBACK;
		IF message IS NULL THEN
			found := found + 1;
			INSERT INTO fuzz.good VALUES (f.oid, drawn, first, wrote);
			COMMIT;
		END IF;
	END LOOP;
	IF found = 0 THEN
		INSERT INTO fuzz.tally VALUES (f.name, 'not found', array_to_string(seen, '; '), drawn);
		COMMIT;
	END IF;
END $$;

-- What is in use at the end of so many calls in one statement.
CREATE FUNCTION fuzz.memory_after(f fuzz.callable, call text, calls bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	result bigint;
BEGIN
	EXECUTE format('WITH x AS MATERIALIZED (%s) SELECT (SELECT fuzz.memory() WHERE x.n >= 0) FROM x', fuzz.calls_of(f, call, calls)) INTO result;
	RETURN result;
END $$;

-- As many calls as go into the seconds, and at most so many: a tenth of them, then all.
CREATE FUNCTION fuzz.grow_in_statement(f fuzz.callable, call text, seconds float8, most bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	calls bigint := 1;
	started timestamptz;
	took float8;
	few bigint;
	many bigint;
BEGIN
	LOOP
		started := clock_timestamp();
		PERFORM fuzz.memory_after(f, call, calls);
		took := extract(epoch FROM clock_timestamp() - started);
		-- planning takes some 10 ms
		EXIT WHEN took > greatest(seconds / 5, 0.03) OR calls * 4 >= most;
		calls := calls * 4;
	END LOOP;
	calls := greatest(least(calls * seconds / took, most), 2);
	few := fuzz.memory_after(f, call, greatest(calls / 10, 1));
	many := fuzz.memory_after(f, call, calls);
	INSERT INTO fuzz.grown VALUES (f.name, 'in one statement', calls, many - few);
END $$;

-- The same with a statement and a transaction for each, which is taken back; from
-- the tenth of the time on, when caches have their size.
CREATE PROCEDURE fuzz.grow_over_statements(f fuzz.callable, seconds float8, most bigint) LANGUAGE plpgsql AS $$
DECLARE
	good fuzz.good[] := ARRAY(SELECT g FROM fuzz.good AS g WHERE g.oid = f.oid);
	this fuzz.good;
	calls bigint := 0;
	counted bigint := 0;
	before bigint;
	after bigint;
	started timestamptz := clock_timestamp();
	passed float8;
BEGIN
	LOOP
		this := good[1 + calls % cardinality(good)];
		IF this.before IS NOT NULL THEN
			EXECUTE this.before;
		END IF;
		EXECUTE fuzz.calls_of(f, this.call, 1);
		ROLLBACK;
		calls := calls + 1;
		passed := extract(epoch FROM clock_timestamp() - started);
		IF before IS NULL AND calls >= cardinality(good) * 2 AND (passed > seconds / 10 OR calls > most / 10) THEN
			before := fuzz.memory();
			-- the first call of it here keeps its plan
			before := fuzz.memory();
			counted := calls;
		END IF;
		EXIT WHEN (passed > seconds OR calls >= most) AND calls > counted AND before IS NOT NULL;
	END LOOP;
	after := fuzz.memory();
	INSERT INTO fuzz.grown VALUES (f.name, 'over statements', calls - counted, after - before);
	COMMIT;
END $$;

-- Errors, and results, each in a subtransaction.
CREATE FUNCTION fuzz.grow_by_errors(f fuzz.callable, seconds float8, most bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	trials integer;
	started timestamptz := clock_timestamp();
	before bigint;
BEGIN
	EXECUTE format('SELECT fuzz.run_%s(4, 0, false)', f.oid);
	trials := greatest(least(most, seconds * 4 / extract(epoch FROM clock_timestamp() - started)), 10);
	EXECUTE format('SELECT fuzz.run_%s(%s, 0, false)', f.oid, greatest(trials / 10, 4));
	-- the first call of it here keeps its plan
	PERFORM fuzz.memory();
	before := fuzz.memory();
	EXECUTE format('SELECT fuzz.run_%s(%s, 0, false)', f.oid, trials);
	INSERT INTO fuzz.grown VALUES (f.name, 'errors and results', trials, fuzz.memory() - before);
END $$;

CREATE PROCEDURE fuzz.grow(function oid, seconds float8, most bigint) LANGUAGE plpgsql AS $$
DECLARE
	f fuzz.callable := (SELECT c FROM fuzz.callable AS c WHERE c.oid = function);
	good fuzz.good[] := ARRAY(SELECT g FROM fuzz.good AS g WHERE g.oid = function);
	this fuzz.good;
BEGIN
	FOREACH this IN ARRAY good LOOP
		IF NOT this.writes THEN
			PERFORM fuzz.grow_in_statement(f, this.call, seconds / cardinality(good), most / cardinality(good));
			COMMIT;
		END IF;
	END LOOP;
	IF cardinality(good) > 0 THEN
		CALL fuzz.grow_over_statements(f, seconds / 4, most / 10);
	END IF;
	IF f.prokind = 'f' THEN
		PERFORM fuzz.grow_by_errors(f, seconds / 4, most / 20);
		COMMIT;
	END IF;
END $$;

---- other ways to call

-- The statements of a kind, with what is in use after a third of them and at their
-- end; for \gexec, so that each comes from the client and is a transaction.
-- own: bytes that PostgreSQL itself keeps of each: two temporary tables that come and go, 1.4 kB
CREATE TABLE fuzz.kind (name text, statement text, share float8, first text, own integer NOT NULL DEFAULT 0);
CREATE TABLE fuzz.marked (name text, calls bigint, bytes bigint);
CREATE FUNCTION fuzz.script(k fuzz.kind, most bigint) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	-- the session keeps 64 policies: a third fills that
	times bigint := greatest(most * k.share, 300);
BEGIN
	IF k.first IS NOT NULL THEN
		RETURN NEXT k.first;
	END IF;
	FOR i IN 1 .. times LOOP
		RETURN NEXT format(k.statement, i);
		IF i IN (times / 3, times) THEN
			-- twice: the first keeps its plan
			RETURN NEXT 'SELECT fuzz.memory()';
			RETURN NEXT format('INSERT INTO fuzz.marked VALUES (%L, %s, fuzz.memory())', k.name, i);
		END IF;
	END LOOP;
END $$;

-- a regulation of one's own, and arrays that differ in an amount
SELECT medaid_copy_regulation('zibo-2023', '2023-01-01', 'edited', '2023-01-01');
CREATE TABLE fuzz.varied AS
	SELECT n, medaid_policies('zibo-2023', '2023-01-01', '2024-12-31') AS policies FROM generate_series(1, 200) AS n;
UPDATE fuzz.varied SET policies = ARRAY(SELECT jsonb_populate_record(p, jsonb_build_object('transition_until', date '2020-01-01' + n)) FROM unnest(policies) AS p);
CREATE TABLE fuzz.many_claims (n integer, g integer, claim medaid_compact_claim) PARTITION BY HASH (n);
SELECT format('CREATE TABLE fuzz.many_claims_%1$s PARTITION OF fuzz.many_claims FOR VALUES WITH (MODULUS 3, REMAINDER %1$s)', i) FROM generate_series(0, 2) AS i \gexec
INSERT INTO fuzz.many_claims SELECT n, n / 2, medaid_claim(claim_id => 'c' || n, service => 'inpatient', discharged_on => date '2024-01-01' + n % 300, categories => '{dibao}', total => 9000, in_scope => 8000, critical_illness_paid => 0)
	FROM generate_series(1, :claims) AS n;
CREATE TABLE fuzz.many_sets AS SELECT g % 100 AS g, medaid_collect(claim) AS claims FROM fuzz.many_claims GROUP BY g % 100;
ALTER TABLE fuzz.many_sets ALTER claims SET STORAGE EXTERNAL;
INSERT INTO fuzz.many_sets SELECT g + n, claims FROM fuzz.many_sets, generate_series(1, 20) AS n;
CREATE TABLE fuzz.stored (s medaid_settlement[]);
ANALYZE fuzz.many_claims, fuzz.many_sets, fuzz.varied;
INSERT INTO fuzz.kind (name, statement, share, first) VALUES
	('a rule edited, resolved and settled by', 'UPDATE medaid_rule_benefit SET cap = 1000 + %s WHERE regulation = ''edited'' AND code = ''inpatient-dibao'';
		SELECT count(medaid_try_settle(c.claim, medaid_policy(''edited'', ''2024-06-01''))) FROM fuzz.many_claims AS c WHERE n < 4', 0.01, NULL),
	('edited and rolled back', 'BEGIN; UPDATE medaid_rule_benefit SET cap = 1000 + %s WHERE regulation = ''edited'' AND code = ''inpatient-dibao'';
		SELECT count(medaid_try_settle(c.claim, medaid_policy(''edited'', ''2024-06-01''))) FROM fuzz.many_claims AS c WHERE n < 4; ROLLBACK', 0.01, NULL),
	('another range of policies', 'SELECT count(medaid_try_settle(c.claim, medaid_policies(''zibo-2023'', date ''2023-01-01'' + %1$s %% 300, date ''2025-01-01'' + %1$s))) FROM fuzz.many_claims AS c WHERE n < 4', 0.01, NULL),
	('another array of a table', 'SELECT count(medaid_try_settle(c.claim, v.policies)) FROM fuzz.many_claims AS c, fuzz.varied AS v WHERE c.n < 4 AND v.n = 1 + %s %% 200', 0.01, NULL),
	('a statement prepared', 'EXECUTE fuzz_settle(%s)', 0.05, 'PREPARE fuzz_settle(integer) AS SELECT medaid_try_settle(c.claim, medaid_policy(''zibo-2023'', date ''2024-01-01'' + $1 % 200)) FROM fuzz.many_claims AS c WHERE n < 4'),
	('a cursor', 'BEGIN; DECLARE fuzz_cursor CURSOR FOR SELECT medaid_try_settle(c.claim, medaid_policy(''zibo-2023'', date ''2024-01-01'' + %s %% 200)) FROM fuzz.many_claims AS c; FETCH 2 FROM fuzz_cursor; COMMIT', 0.02, NULL),
	('a cursor held', 'BEGIN; DECLARE fuzz_cursor CURSOR WITH HOLD FOR SELECT medaid_try_settle(c.claim, v.policies) FROM fuzz.many_claims AS c, fuzz.varied AS v WHERE c.n < 4 AND v.n = 1 + %s %% 200; COMMIT; FETCH 2 FROM fuzz_cursor; CLOSE fuzz_cursor', 0.01, NULL),
	('settled into a table', 'TRUNCATE fuzz.stored; INSERT INTO fuzz.stored SELECT medaid_try_settle_all(claims, (SELECT policies FROM fuzz.varied WHERE n = 1 + %s %% 200)) FROM fuzz.many_sets LIMIT 2', 0.01, NULL),
	('a posting, nothing changed', 'SELECT medaid_post(''fuzz_ledger'', ''{P1,P2}'')', 0.01, NULL),
	('a posting after the rules changed', 'BEGIN; SELECT medaid_adopt(''fuzz_ledger'', (SELECT policies FROM fuzz.varied WHERE n = 1 + %s %% 200)); SELECT medaid_post(''fuzz_ledger'', ''{P1,P2}''); ROLLBACK', 0.005, NULL),
	('all posted', 'CALL medaid_post_all(''fuzz_ledger'')', 0.002, NULL),
	('all posted after the rules changed', 'DO $x$ BEGIN PERFORM medaid_adopt(''fuzz_ledger'', (SELECT policies FROM fuzz.varied WHERE n = 1 + %s %% 200)); COMMIT; CALL medaid_post_all(''fuzz_ledger''); END $x$', 0.002, NULL),
	('the statements of another ledger', 'SELECT medaid_ledger_run(''book'', ''fuzz_ledger'', ''%s'', ''{P1}''::text[])', 0.05, NULL),
	('a type altered', 'ALTER TYPE medaid_settlement ADD ATTRIBUTE fuzz_%1$s text; SELECT count(medaid_try_settle(c.claim, medaid_policy(''zibo-2023'', ''2024-06-01''))) FROM fuzz.many_claims AS c WHERE n < 4; ALTER TYPE medaid_settlement DROP ATTRIBUTE fuzz_%1$s', 0.0005, NULL),
	('an error in a block', 'DO $x$ BEGIN PERFORM medaid_settle(medaid_claim(claim_id => ''c'', service => ''none''), medaid_policy(''zibo-2023'', ''2024-06-01'')); EXCEPTION WHEN OTHERS THEN NULL; END $x$', 0.02, NULL);

UPDATE fuzz.kind SET own = 1500 WHERE name LIKE 'all posted%';

-- Queries over so many rows, each in a session of its own.
-- own: bytes that are kept on purpose.
CREATE TABLE fuzz.query (name text, query text, share float8, settings text, own integer NOT NULL DEFAULT 0);
INSERT INTO fuzz.query (name, query, share, settings) VALUES
	('settle, another policy a row', 'SELECT count(medaid_try_settle(c.claim, (SELECT jsonb_populate_record(p, jsonb_build_object(''transition_until'', date ''2020-01-01'' + c.n))))) AS n FROM fuzz.many_claims AS c, medaid_policy(''zibo-2023'', ''2024-06-01'') AS p WHERE c.n <= %s', 0.01, NULL),
	('settle, another array a row', 'SELECT count(medaid_try_settle(c.claim, v.policies)) AS n FROM fuzz.many_claims AS c, fuzz.varied AS v WHERE v.n = 1 + c.n %% 200 AND c.n <= %s', 0.02, NULL),
	('settle_all, another policy a group', 'SELECT count(s) AS n FROM (SELECT medaid_try_settle_all(c.claim, (SELECT jsonb_populate_record(p, jsonb_build_object(''transition_until'', date ''2020-01-01'' + c.g)))) AS s FROM fuzz.many_claims AS c, medaid_policy(''zibo-2023'', ''2024-06-01'') AS p WHERE c.n <= %s GROUP BY c.g) AS x', 0.01, NULL),
	('outcomes, other scenarios a row', 'SELECT count(medaid_outcomes(c.claims, (SELECT array_agg(medaid_policy_named(p, c.n || x.name)) FROM unnest(''{a,b}''::text[]) AS x (name)))) AS n FROM (SELECT n, medaid_collect(claim) AS claims FROM fuzz.many_claims WHERE n <= %s GROUP BY n) AS c, medaid_policy(''zibo-2023'', ''2024-06-01'') AS p', 0.01, NULL),
	('collect in parts', 'SELECT count(s) AS n FROM (SELECT medaid_collect(c.claim) AS s FROM fuzz.many_claims AS c WHERE c.n <= %s GROUP BY c.g) AS x', 1, 'SET enable_partitionwise_aggregate = on'),
	('settle_all in parts', 'SELECT count(s) AS n FROM (SELECT medaid_settle_all(c.claim, (SELECT medaid_policy(''zibo-2023'', ''2024-06-01''))) AS s FROM fuzz.many_claims AS c WHERE c.n <= %s GROUP BY c.g) AS x', 1, 'SET enable_partitionwise_aggregate = on'),
	('collect by workers', 'SELECT count(s) AS n FROM (SELECT medaid_collect(c.claim) AS s FROM fuzz.many_claims AS c WHERE c.n <= %s GROUP BY c.g) AS x', 1, 'SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0'),
	('settle_all by workers', 'SELECT count(s) AS n FROM (SELECT medaid_settle_all(c.claim, (SELECT medaid_policy(''zibo-2023'', ''2024-06-01''))) AS s FROM fuzz.many_claims AS c WHERE c.n <= %s GROUP BY c.g) AS x', 1, 'SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0'),
	('ytd by workers', 'SELECT count(s) AS n FROM (SELECT medaid_ytd(x.s) AS s FROM fuzz.many_claims AS c, (SELECT s FROM fuzz.settled LIMIT 1) AS x WHERE c.n <= %s GROUP BY c.g) AS x', 1, 'SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0'),
	('outcome by workers', 'SELECT count(s) AS n FROM (SELECT medaid_outcome(x.s) AS s FROM fuzz.many_claims AS c, (SELECT s FROM fuzz.settled LIMIT 1) AS x WHERE c.n <= %s GROUP BY c.g) AS x', 1, 'SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0'),
	('claims sorted', 'SELECT count(*) AS n FROM (SELECT c.claim FROM fuzz.many_claims AS c WHERE c.n <= %s ORDER BY c.claim OFFSET 0) AS x', 1, NULL),
	('claims hashed', 'SELECT count(*) AS n FROM fuzz.many_claims AS c JOIN fuzz.many_claims AS d ON d.claim ~=~ c.claim WHERE c.n <= %s', 1, 'SET enable_mergejoin = off; SET enable_nestloop = off'),
	('sets sorted', 'SELECT count(*) AS n FROM (SELECT s.claims FROM fuzz.many_sets AS s WHERE s.g <= %s / 50 ORDER BY s.claims OFFSET 0) AS x', 0.005, NULL);
-- policies of groups that are done with, up to 16 MB of them
UPDATE fuzz.query SET own = 17000000 WHERE name = 'settle_all, another policy a group';
