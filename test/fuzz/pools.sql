-- What the fuzz calls functions with: a pool of values for every type that a
-- function of the extension takes, found from the catalogs.  A pool is a table
-- fuzz.pool_<type>[_<argument>] (n, v), n from 1 on.
--
-- Composites are built from valid ones with fields replaced by picks from the
-- fields' own pools; arrays have NULLs, other lower bounds, two dimensions;
-- opaque types start empty and are filled by what functions return (run.sql),
-- whose bytes are then damaged.

CREATE SCHEMA fuzz;

CREATE FUNCTION fuzz.chance(p float8) RETURNS boolean LANGUAGE sql AS $$ SELECT random() < p $$;
CREATE FUNCTION fuzz.below(n integer) RETURNS integer LANGUAGE sql AS $$ SELECT floor(random() * n)::integer $$;
CREATE FUNCTION fuzz.one_of(choices text[]) RETURNS text LANGUAGE sql AS $$ SELECT choices[1 + floor(random() * cardinality(choices))::integer] $$;

-- The members of the extension.
CREATE VIEW fuzz.member AS
	SELECT d.classid, d.objid FROM pg_depend AS d JOIN pg_extension AS e ON e.oid = d.refobjid
	WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND e.extname = 'medaid';
CREATE VIEW fuzz.function AS
	SELECT p.* FROM pg_proc AS p JOIN fuzz.member AS m ON m.classid = 'pg_proc'::regclass AND m.objid = p.oid;

---- words: the regulations' own, by the name of what holds them

-- of_key, of_all: its number among those of the key, and among all (fuzz.number_words)
CREATE TABLE fuzz.word (key text, word text, of_key integer, of_all integer, PRIMARY KEY (key, word));
CREATE INDEX ON fuzz.word (key, of_key);
CREATE INDEX ON fuzz.word (of_all);

CREATE FUNCTION fuzz.number_words() RETURNS void LANGUAGE sql AS $$
	UPDATE fuzz.word AS w SET of_key = n.of_key, of_all = n.of_all
	FROM (SELECT a.key, a.word, row_number() OVER (PARTITION BY a.key ORDER BY a.word) AS of_key, row_number() OVER (ORDER BY a.key, a.word) AS of_all FROM fuzz.word AS a) AS n
	WHERE (w.key, w.word) = (n.key, n.word)
$$;

-- Strings of a JSON value with the name of the field that holds them.
CREATE FUNCTION fuzz.strings(value jsonb, field text) RETURNS TABLE (key text, word text) LANGUAGE plpgsql AS $$
BEGIN
	CASE jsonb_typeof(value)
		WHEN 'string' THEN
			RETURN QUERY SELECT field, value #>> '{}';
		WHEN 'array' THEN
			RETURN QUERY SELECT s.* FROM jsonb_array_elements(value) AS e, LATERAL fuzz.strings(e, field) AS s;
		WHEN 'object' THEN
			RETURN QUERY SELECT s.* FROM jsonb_each(value) AS e, LATERAL fuzz.strings(e.value, e.key) AS s;
		ELSE
	END CASE;
END $$;

---- texts of values of built-in types

CREATE FUNCTION fuzz.random_text(key text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	word text;
	n integer;
BEGIN
	IF key ~ 'code|regulation|version' AND random() < 0.3 THEN
		RETURN (SELECT r.code FROM fuzz.regulation AS r ORDER BY random() LIMIT 1);
	END IF;
	IF random() < 0.75 THEN
		n := 1 + fuzz.below((SELECT max(w.of_key) FROM fuzz.word AS w WHERE w.key = random_text.key));
		SELECT w.word INTO word FROM fuzz.word AS w WHERE w.key = random_text.key AND w.of_key = n;
	END IF;
	IF word IS NULL OR random() < 0.1 THEN
		n := 1 + fuzz.below((SELECT max(w.of_all) FROM fuzz.word AS w));
		SELECT w.word INTO word FROM fuzz.word AS w WHERE w.of_all = n;
	END IF;
	IF random() < 0.2 THEN
		n := 1 + fuzz.below(length(word) + 1);
		word := CASE fuzz.below(14)
			WHEN 0 THEN ''
			WHEN 1 THEN upper(word)
			WHEN 2 THEN word || ' '
			WHEN 3 THEN overlay(word PLACING chr(33 + fuzz.below(90)) FROM n)
			WHEN 4 THEN overlay(word PLACING chr(19968 + fuzz.below(20000)) FROM n)
			WHEN 5 THEN left(word, n)
			WHEN 6 THEN repeat(coalesce(nullif(word, ''), '低'), 30 + fuzz.below(200))
			WHEN 7 THEN repeat('救', 23000)
			WHEN 8 THEN U&'\+01F3E5' || word || U&'\+10FFFF'
			WHEN 9 THEN word || E'\u200d\u0301\t\n'
			WHEN 10 THEN '''; SELECT 1; --"%s%n%1$s\'
			WHEN 11 THEN '$1{},"(NULL)'
			WHEN 12 THEN fuzz.one_of('{0,1,-1,zh,en,true,pg_class,fuzz,NaN,1e9,2024-02-30,null,"  "}')
			ELSE word || word
		END;
	END IF;
	RETURN word;
END $$;

CREATE FUNCTION fuzz.random_number(whole boolean) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	IF whole THEN
		RETURN CASE fuzz.below(12)
			WHEN 0 THEN '2147483647' WHEN 1 THEN '-2147483648' WHEN 2 THEN '32767' WHEN 3 THEN '-32768' WHEN 4 THEN '0' WHEN 5 THEN '-1'
			WHEN 6 THEN '9223372036854775807' WHEN 7 THEN (2020 + fuzz.below(9))::text WHEN 8 THEN (1 + fuzz.below(31))::text
			WHEN 9 THEN (fuzz.below(200000) - 100000)::text ELSE fuzz.below(5)::text END;
	END IF;
	RETURN CASE fuzz.below(24)
		WHEN 0 THEN 'NaN' WHEN 1 THEN 'Infinity' WHEN 2 THEN '-Infinity' WHEN 3 THEN '0' WHEN 4 THEN '1' WHEN 5 THEN '-0.01'
		WHEN 6 THEN '0.005' WHEN 7 THEN '0.' || repeat('0', 400) || '1' WHEN 8 THEN '1' || repeat('0', 2000) WHEN 9 THEN '0.015' || repeat('0', 15000)
		WHEN 10 THEN '92233720368547758.07' WHEN 11 THEN '92233720368547758.08' WHEN 12 THEN '99999999999999.99' WHEN 13 THEN '0.99995' WHEN 14 THEN '1.0001'
		WHEN 15 THEN (random() * 100000)::numeric::text WHEN 16 THEN round((random() * 2)::numeric, 4)::text
		WHEN 17 THEN '21474836.475' WHEN 18 THEN '42949672.96'
		ELSE round((random() * 10 ^ fuzz.below(7))::numeric, 2)::text END;
END $$;

CREATE FUNCTION fuzz.random_day() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	RETURN CASE fuzz.below(20)
		WHEN 0 THEN 'infinity' WHEN 1 THEN '-infinity' WHEN 2 THEN '4714-11-24 BC' WHEN 3 THEN '5874897-12-31' WHEN 4 THEN '0001-01-01'
		WHEN 5 THEN '2024-02-29' WHEN 6 THEN '1970-01-01' WHEN 7 THEN '9999-12-31'
		ELSE (date '2021-01-01' + fuzz.below(2600))::text END;
END $$;

-- The text of a value of a type; NULL for NULL.  What it does not know it gives
-- words and numbers: what the type refuses does not come into the pool.
CREATE FUNCTION fuzz.random_value(type regtype, key text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	a text;
	b text;
BEGIN
	IF random() < 0.06 THEN
		RETURN NULL;
	END IF;
	CASE
		WHEN type IN ('text'::regtype, 'varchar'::regtype, 'name'::regtype, 'bpchar'::regtype) THEN
			RETURN fuzz.random_text(key);
		WHEN type IN ('numeric'::regtype, 'float8'::regtype, 'float4'::regtype) THEN
			RETURN fuzz.random_number(false);
		WHEN type IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'oid'::regtype) THEN
			RETURN fuzz.random_number(true);
		WHEN type = 'boolean'::regtype THEN
			RETURN fuzz.chance(0.5)::text;
		WHEN type = 'date'::regtype THEN
			RETURN fuzz.random_day();
		WHEN type IN ('timestamp'::regtype, 'timestamptz'::regtype) THEN
			RETURN CASE fuzz.below(5) WHEN 0 THEN 'infinity' WHEN 1 THEN '-infinity' WHEN 2 THEN now()::text WHEN 3 THEN '294276-12-31' ELSE (date '2021-01-01' + fuzz.below(2600))::text END;
		WHEN type = 'interval'::regtype THEN
			RETURN CASE fuzz.below(4) WHEN 0 THEN '178000000 years' ELSE fuzz.below(1000) - 300 || ' days' END;
		WHEN type = 'daterange'::regtype THEN
			a := fuzz.random_day();
			b := fuzz.random_day();
			RETURN CASE fuzz.below(8) WHEN 0 THEN 'empty' WHEN 1 THEN '(,)' WHEN 2 THEN '[' || a || ',)' WHEN 3 THEN '(,' || a || ']'
				ELSE fuzz.one_of('{[,(}') || least(a::date, b::date) || ',' || greatest(a::date, b::date) || fuzz.one_of('{],)}') END;
		WHEN type = 'jsonb'::regtype OR type = 'json'::regtype THEN
			RETURN CASE fuzz.below(6) WHEN 0 THEN 'null' WHEN 1 THEN '[]' WHEN 2 THEN '{}' WHEN 3 THEN to_json(fuzz.random_text(key))::text
				ELSE (SELECT jsonb_object_agg(coalesce(fuzz.random_text(CASE WHEN i % 2 = 0 THEN key ELSE 'option' END), ''), CASE fuzz.below(5) WHEN 0 THEN to_jsonb(fuzz.below(100)) WHEN 1 THEN 'null'::jsonb
					WHEN 2 THEN jsonb_build_array(fuzz.random_text(key), 1) WHEN 3 THEN jsonb_build_object(coalesce(fuzz.random_text(key), ''), fuzz.random_text(key)) ELSE to_jsonb(fuzz.random_text(key)) END)
					FROM generate_series(0, fuzz.below(4)) AS i)::text END;
		WHEN type = 'regclass'::regtype THEN
			RETURN CASE fuzz.below(6) WHEN 0 THEN '0' WHEN 1 THEN '4294967295' WHEN 2 THEN 'pg_class'
				ELSE (SELECT c.oid::regclass::text FROM pg_class AS c WHERE c.relname ~ '^(fuzz_|medaid_)' AND c.relkind IN ('r', 'v') ORDER BY random() LIMIT 1) END;
		WHEN type = 'bytea'::regtype OR type = 'cstring'::regtype THEN
			RETURN CASE fuzz.below(4) WHEN 0 THEN '\x' WHEN 1 THEN fuzz.random_text(key) ELSE '\x' || (SELECT string_agg(lpad(to_hex(fuzz.below(256)), 2, '0'), '') FROM generate_series(0, fuzz.below(90))) END;
		ELSE
			RETURN CASE fuzz.below(3) WHEN 0 THEN fuzz.random_text(key) WHEN 1 THEN fuzz.random_number(false) ELSE fuzz.random_day() END;
	END CASE;
END $$;

---- bytes of an opaque value, damaged

CREATE FUNCTION fuzz.damaged(value text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	b bytea := decode(substr(value, 3), 'hex');
	at integer;
BEGIN
	FOR i IN 0 .. fuzz.below(3) LOOP
		at := fuzz.below(greatest(length(b), 1));
		b := CASE fuzz.below(9)
			WHEN 0 THEN substr(b, 1, at)
			WHEN 1 THEN b || substr(b, 1 + at)
			WHEN 2 THEN substr(b, 1, at) || decode(lpad(to_hex(fuzz.below(256)), 2, '0'), 'hex') || substr(b, 1 + at)
			WHEN 3 THEN substr(b, 1, at) || fuzz.one_of('{"\\\\xffffffff","\\\\x00000080","\\\\xffffff7f","\\\\x00000000","\\\\x0100"}')::bytea || substr(b, 5 + at)
			WHEN 4 THEN substr(b, 1, at) || substr(b, 2 + at)
			ELSE CASE WHEN length(b) > 0 THEN set_bit(b, (8 * at + fuzz.below(8))::bigint, fuzz.below(2)) ELSE b END
		END;
	END LOOP;
	RETURN '\x' || encode(b, 'hex');
END $$;

---- the pools

-- So many times the same; of what is large already, as a policy is, fewer.
CREATE FUNCTION fuzz.many(element anyelement, n integer) RETURNS anyarray LANGUAGE plpgsql AS $$
BEGIN
	RETURN array_fill(element, ARRAY[CASE WHEN octet_length(element::text) > 5000 THEN greatest(n / 20, 4) ELSE n END]);
END $$;

-- element: of an array; relation: of a composite; opaque: a base type of the extension.
CREATE TABLE fuzz.pool (
	name text PRIMARY KEY, type oid NOT NULL, key text NOT NULL, size integer NOT NULL, element oid, relation oid, opaque boolean NOT NULL
);

-- What holds values of a type: by argument where words are told apart.
CREATE FUNCTION fuzz.pool_name(type oid, key text) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT format('pool_%s%s', CASE WHEN type = 'cstring'::regtype THEN 'text'::regtype::oid ELSE type END,
		CASE WHEN type IN ('text'::regtype, 'text[]'::regtype, 'jsonb'::regtype) THEN '_' || left(md5(coalesce(key, '')), 8) ELSE '' END)
$$;

CREATE FUNCTION fuzz.add_pool(wanted oid, key text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	pool text := fuzz.pool_name(wanted, key);
	t pg_type;
	of_extension boolean;
	field record;
BEGIN
	IF wanted = 'cstring'::regtype THEN
		wanted := 'text'::regtype;
	END IF;
	SELECT * INTO t FROM pg_type WHERE oid = wanted;
	IF t.typtype = 'p' OR EXISTS (SELECT FROM fuzz.pool AS p WHERE p.name = pool) THEN
		RETURN;
	END IF;
	of_extension := EXISTS (SELECT FROM fuzz.member AS m WHERE m.classid = 'pg_type'::regclass AND m.objid = wanted);
	INSERT INTO fuzz.pool VALUES (pool, wanted, coalesce(key, ''), CASE WHEN t.typtype = 'c' THEN 100 ELSE 50 END,
		CASE WHEN t.typcategory = 'A' THEN t.typelem END, CASE WHEN t.typtype = 'c' THEN t.typrelid END, t.typtype = 'b' AND of_extension AND t.typcategory <> 'A');
	EXECUTE format('CREATE UNLOGGED TABLE fuzz.%I (n integer PRIMARY KEY, v %s)', pool, format_type(wanted, NULL));
	EXECUTE format('CREATE FUNCTION fuzz.pick_%s() RETURNS %s LANGUAGE plpgsql AS $f$
		DECLARE k integer := 1 + floor(random() * %s)::integer; BEGIN RETURN (SELECT p.v FROM fuzz.%I AS p WHERE p.n = k); END $f$',
		pool, format_type(wanted, NULL), (SELECT size FROM fuzz.pool AS p WHERE p.name = pool), pool);
	IF t.typcategory = 'A' THEN
		PERFORM fuzz.add_pool(t.typelem, key);
	ELSIF t.typtype = 'c' THEN
		FOR field IN SELECT a.attname, a.atttypid FROM pg_attribute AS a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped LOOP
			PERFORM fuzz.add_pool(field.atttypid, field.attname);
		END LOOP;
		PERFORM fuzz.add_mutation(t);
	ELSIF NOT (t.typtype = 'b' AND of_extension) THEN
		-- a text is read as the type; NULL where the type refuses it
		EXECUTE format('CREATE FUNCTION fuzz.random_%1$s() RETURNS %2$s LANGUAGE plpgsql AS $f$
			DECLARE v %2$s; BEGIN v := %3$s; RETURN v; EXCEPTION WHEN OTHERS THEN RETURN NULL; END $f$', pool, format_type(wanted, NULL),
			-- the cast to regclass takes names only
			format(CASE WHEN wanted = 'regclass'::regtype THEN 'regclassin(textout(%s))' ELSE '%s' END, format('fuzz.random_value(%L, %L)', wanted::regtype, coalesce(key, ''))));
	END IF;
END $$;

-- fuzz.mutated(value, p): each field replaced by a pick with probability p,
-- fields of fields alike; of an array of composites, elements dropped and doubled.
CREATE FUNCTION fuzz.add_mutation(t pg_type) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE FUNCTION fuzz.mutated(v %1$s, p float8) RETURNS %1$s LANGUAGE plpgsql AS $f$ BEGIN
		IF p = 0 THEN RETURN v; END IF; %2$s RETURN v; END $f$', format_type(t.oid, NULL),
		(SELECT string_agg(format('IF random() < p THEN v.%1$I := fuzz.pick_%2$s(); %3$s END IF;', a.attname, fuzz.pool_name(a.atttypid, a.attname),
			CASE WHEN e.typtype = 'c' OR f.typtype = 'c' THEN format('ELSE v.%1$I := fuzz.mutated(v.%1$I, p);', a.attname) ELSE '' END), E'\n' ORDER BY a.attnum)
		FROM pg_attribute AS a JOIN pg_type AS f ON f.oid = a.atttypid LEFT JOIN pg_type AS e ON e.oid = f.typelem AND f.typcategory = 'A'
		WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped));
	EXECUTE format('CREATE FUNCTION fuzz.mutated(v %1$s[], p float8) RETURNS %1$s[] LANGUAGE plpgsql AS $f$
		BEGIN
			-- few of many elements, and those more: a policy has hundreds
			IF p = 0 OR v IS NULL OR cardinality(v) = 0 OR random() > p * 30 * cardinality(v) THEN RETURN v; END IF;
			RETURN ARRAY(SELECT CASE WHEN random() < least(p * 30, 1) THEN CASE WHEN random() < 0.02 THEN NULL ELSE fuzz.mutated(e, greatest(p, 0.03)) END ELSE e END
				FROM unnest(v) AS e, LATERAL generate_series(1, CASE WHEN random() < p THEN fuzz.below(3) ELSE 1 END));
		END $f$', format_type(t.oid, NULL));
END $$;

---- valid values to begin with

CREATE FUNCTION fuzz.valid_claim(n integer) RETURNS medaid_claim LANGUAGE plpgsql AS $$
DECLARE
	day date := date '2022-12-01' + fuzz.below(1100);
	total numeric := round((random() * 10 ^ (1 + fuzz.below(6)))::numeric, 2);
	in_scope numeric := round(total * (0.5 + fuzz.below(6) * 0.1), 2);
	basic numeric := round(in_scope * fuzz.below(10) * 0.1, 2);
BEGIN
	RETURN medaid_claim(claim_id => CASE WHEN n % 10 = 0 THEN 'same' ELSE 'c' || n END,
		service => fuzz.one_of('{inpatient,outpatient,chronic,special_drug}'), admitted_on => day - fuzz.below(30), discharged_on => day,
		categories => ARRAY[fuzz.one_of('{tekun,orphan,dibao,poverty_returned,monitored,dibao_margin,medical_poverty,veteran}'), fuzz.one_of('{dibao,monitored_unstable,lifted,severe_disability}')],
		recognised_on => ARRAY[day - fuzz.below(400), NULL], total => total, in_scope => in_scope, basic_paid => basic,
		critical_illness_paid => CASE fuzz.below(3) WHEN 0 THEN 0 WHEN 1 THEN round((in_scope - basic) / 3, 2) END,
		place => fuzz.one_of('{county,city,province,elsewhere}'), hospital_level => 1 + fuzz.below(3), charge_class => 1 + fuzz.below(3), major_disease => fuzz.chance(0.3),
		age => fuzz.below(100), tilt_approved => fuzz.chance(0.5), referral => fuzz.one_of('{compliant,non_compliant}'));
END $$;

CREATE FUNCTION fuzz.valid_policy() RETURNS medaid_policy LANGUAGE plpgsql AS $$
BEGIN
	RETURN (SELECT v.p FROM fuzz.regulation AS v ORDER BY random() LIMIT 1);
END $$;

-- Everything anew; the same for the same seed (random() is seeded by the caller).
-- Without workers, which a round may have forced: each of its thousands of statements would start one.
CREATE FUNCTION fuzz.fill() RETURNS void LANGUAGE plpgsql SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
	pool fuzz.pool;
	pick text;
BEGIN
	FOR pool IN SELECT p.* FROM fuzz.pool AS p ORDER BY (p.element IS NOT NULL)::integer + 2 * (p.relation IS NOT NULL)::integer, p.name LOOP
		-- TRUNCATE makes files anew: two seconds for all the pools
		EXECUTE format('DELETE FROM fuzz.%I', pool.name);
		IF pool.opaque OR pool.relation IS NOT NULL OR pool.element IN (SELECT p.type FROM fuzz.pool AS p WHERE p.relation IS NOT NULL OR p.opaque) THEN
			EXECUTE format('INSERT INTO fuzz.%I SELECT i, NULL FROM generate_series(1, %s) AS i', pool.name, pool.size);
		ELSIF pool.element IS NOT NULL THEN
			pick := format('fuzz.pick_%s()', fuzz.pool_name(pool.element, pool.key));
			EXECUTE format('INSERT INTO fuzz.%1$I SELECT i, CASE i %% 16 WHEN 0 THEN NULL WHEN 1 THEN ''{}'' WHEN 2 THEN array_fill(%2$s, ARRAY[2], ARRAY[-3])
				WHEN 3 THEN array_fill(%2$s, ARRAY[2, 2]) WHEN 4 THEN ARRAY[NULL]::%3$s WHEN 5 THEN fuzz.many(%2$s, 300)
				WHEN 6 THEN array_fill(%2$s, ARRAY[3], ARRAY[2147483640])
				ELSE (ARRAY[%2$s, %2$s, %2$s, %2$s])[1 : 1 + fuzz.below(4)] END FROM generate_series(1, %4$s) AS i', pool.name, pick, format_type(pool.type, NULL), pool.size);
		ELSE
			EXECUTE format('INSERT INTO fuzz.%1$I SELECT i, fuzz.random_%1$s() FROM generate_series(1, %2$s) AS i', pool.name, pool.size);
		END IF;
	END LOOP;
	-- composites of those without composites inside first, from nothing: all fields picked
	FOR pool IN SELECT p.* FROM fuzz.pool AS p WHERE p.relation IS NOT NULL ORDER BY (SELECT count(*) FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid JOIN pg_type AS e ON e.oid IN (t.oid, t.typelem)
			WHERE a.attrelid = p.relation AND e.typtype = 'c' AND a.attnum > 0), p.name LOOP
		EXECUTE format('UPDATE fuzz.%I SET v = fuzz.mutated(ROW(%s)::%s, 1) WHERE n %% 20 <> 0', pool.name,
			(SELECT string_agg('NULL', ', ') FROM pg_attribute AS a WHERE a.attrelid = pool.relation AND a.attnum > 0 AND NOT a.attisdropped), format_type(pool.type, NULL));
		IF pool.type = 'medaid_claim'::regtype THEN
			EXECUTE format('UPDATE fuzz.%I SET v = fuzz.mutated(fuzz.valid_claim(n), (ARRAY[0, 0, 0.02, 0.06])[1 + n %% 4]) WHERE n %% 20 <> 1', pool.name);
		ELSIF pool.type = 'medaid_policy'::regtype THEN
			EXECUTE format('UPDATE fuzz.%I SET v = fuzz.mutated(fuzz.valid_policy(), (ARRAY[0, 0.0001, 0.0004, 0.002])[1 + n %% 4]) WHERE n %% 20 <> 1', pool.name);
		END IF;
		PERFORM fuzz.fill_arrays(pool.type);
	END LOOP;
END $$;

-- Arrays of a composite or an opaque type, from the elements' pool.
CREATE FUNCTION fuzz.fill_arrays(wanted oid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	pool fuzz.pool;
BEGIN
	FOR pool IN SELECT p.* FROM fuzz.pool AS p WHERE p.element = wanted LOOP
		EXECUTE format('UPDATE fuzz.%1$I SET v = CASE n %% 16 WHEN 0 THEN NULL WHEN 1 THEN ''{}'' WHEN 6 THEN ''{}'' WHEN 7 THEN ''{}'' WHEN 8 THEN ''{}'' WHEN 2 THEN array_fill(%2$s, ARRAY[2], ARRAY[-3])
			WHEN 3 THEN array_fill(%2$s, ARRAY[2, 2]) WHEN 4 THEN ARRAY[NULL]::%3$s WHEN 5 THEN fuzz.many(%2$s, 40)
			ELSE (ARRAY[%2$s, %2$s, %2$s])[1 : 1 + fuzz.below(3)] END', pool.name, format('fuzz.pick_%s()', fuzz.pool_name(wanted, pool.key)), format_type(pool.type, NULL));
		IF wanted = 'medaid_accumulator'::regtype THEN
			-- of real settlements
			BEGIN
			EXECUTE format('UPDATE fuzz.%I AS p SET v = fuzz.mutated((SELECT medaid_ytd(s) FROM unnest(medaid_try_settle_all((SELECT medaid_try_collect(c.v) FROM fuzz.claims AS c
				WHERE c.n BETWEEN p.n AND p.n + 5), fuzz.valid_policy())) AS s), (ARRAY[0, 0, 0.05])[1 + n %% 3]) WHERE n %% 16 > 6', pool.name);
			-- the type was altered
			EXCEPTION WHEN feature_not_supported OR datatype_mismatch OR invalid_parameter_value OR object_not_in_prerequisite_state THEN NULL;
			END;
		ELSIF wanted = 'medaid_policy'::regtype THEN
			-- whole versions
			EXECUTE format('UPDATE fuzz.%I SET v = fuzz.mutated((SELECT r.all_of_it FROM fuzz.regulation AS r WHERE n > 0 ORDER BY random() LIMIT 1), (ARRAY[0, 0.0005])[1 + n %% 2]) WHERE n %% 16 > 7', pool.name);
		END IF;
	END LOOP;
END $$;
