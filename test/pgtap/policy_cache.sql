-- The session's cache of policies never answers with what an edit has replaced:
-- one session here, two in test/policy_cache.sh.
BEGIN;
SELECT plan(38);

\ir ../policy_cache.sql

-- 攀枝花 needs its 防止返贫监测收入标准 for 倾斜救助
INSERT INTO medaid_reference (area, indicator, year, value) VALUES ('攀枝花市', 'monitor_income', 2023, 8000), ('攀枝花市', 'monitor_income', 2024, 8000);
SELECT is(pg_temp.aid(), 600.00, 'as shipped');
SELECT is(pg_temp.array_aid(), 600.00, 'as shipped, an array');
SELECT pg_temp.own(0.5);
SELECT is(pg_temp.aid(), 400.00, 'after an INSERT of the same transaction');
SELECT is(pg_temp.array_aid(), 400.00, 'after an INSERT, an array');
SELECT pg_temp.own(0.25);
SELECT is(pg_temp.aid(), 200.00, 'after an UPDATE');
SELECT is(pg_temp.array_aid(), 200.00, 'after an UPDATE, an array');
SAVEPOINT a;
SELECT pg_temp.own(0.1);
SELECT is(pg_temp.aid(), 80.00, 'within a savepoint');
SAVEPOINT b;
DELETE FROM medaid_rule_benefit WHERE NOT shipped;
SELECT is(pg_temp.aid(), 600.00, 'within a savepoint in it');
SELECT is(pg_temp.array_aid(), 600.00, 'within a savepoint in it, an array');
ROLLBACK TO b;
SELECT is(pg_temp.aid(), 80.00, 'the inner rolled back');
ROLLBACK TO a;
SELECT is(pg_temp.aid(), 200.00, 'the outer rolled back');
SELECT is(pg_temp.array_aid(), 200.00, 'the outer rolled back, an array');
SAVEPOINT c;
SELECT pg_temp.own(0.3);
RELEASE c;
SELECT is(pg_temp.aid(), 240.00, 'a savepoint released');
DELETE FROM medaid_rule_benefit WHERE NOT shipped;
SELECT is(pg_temp.aid(), 600.00, 'after a DELETE');

-- an INSERT and a DELETE of the same row, with every distance of commands between them
CREATE FUNCTION pg_temp.inserted_and_deleted() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	wrong text := '';
	n integer;
BEGIN
	CREATE TEMP TABLE beside (a integer);
	FOR distance IN 0 .. 40 LOOP
		PERFORM pg_temp.own(0.5);
		IF pg_temp.aid() <> 400 THEN wrong := wrong || format(' %s inserted', distance); END IF;
		FOR i IN 1 .. distance LOOP
			INSERT INTO beside VALUES (i);
			DELETE FROM beside WHERE a = i - 1;
		END LOOP;
		DELETE FROM medaid_rule_benefit WHERE NOT shipped;
		IF pg_temp.aid() <> 600 THEN wrong := wrong || format(' %s deleted', distance); END IF;
	END LOOP;
	RETURN wrong;
END
$$;
SELECT is(pg_temp.inserted_and_deleted(), '', 'rows inserted and deleted in one transaction');

-- PL/pgSQL: one expression that lives on, edits in between
CREATE FUNCTION pg_temp.alternating(times integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
	c medaid_claim := medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}', total => 800, in_scope => 800, critical_illness_paid => 0);
	s medaid_settlement;
	wrong integer := 0;
BEGIN
	PERFORM pg_temp.own(0.5);
	FOR i IN 1 .. times LOOP
		UPDATE medaid_rule_benefit SET rate = (i % 100) / 100.0 WHERE NOT shipped;
		s := medaid_settle(c, medaid_policy('zibo-2023', '2023-06-01'));
		IF s.aid <> 8 * (i % 100) THEN wrong := wrong + 1; END IF;
		s := medaid_settle(c, medaid_policies('zibo-2023', '2023-01-01', '2023-12-31'));
		IF s.aid <> 8 * (i % 100) THEN wrong := wrong + 1; END IF;
	END LOOP;
	RETURN wrong;
END
$$;
SELECT is(pg_temp.alternating(200), 0, 'edited and asked in turn, 200 times');
DELETE FROM medaid_rule_benefit WHERE NOT shipped;
-- errors caught in between
CREATE FUNCTION pg_temp.failing(times integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	wrong text := '';
BEGIN
	FOR i IN 1 .. times LOOP
		BEGIN
			PERFORM pg_temp.own((i % 10) / 10.0);
			IF pg_temp.aid() <> 80 * (i % 10) THEN wrong := wrong || ' inside ' || i; END IF;
			IF i % 2 = 0 THEN RAISE EXCEPTION USING ERRCODE = 'ZZ001'; END IF;
		EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
			NULL;
		END;
		IF pg_temp.aid() <> (CASE WHEN i % 2 = 0 THEN (i - 1) % 10 ELSE i % 10 END) * 80 THEN wrong := wrong || ' after ' || i; END IF;
	END LOOP;
	RETURN wrong;
END
$$;
SELECT is(pg_temp.failing(40), '', 'blocks that roll back, in turn with others');
DELETE FROM medaid_rule_benefit WHERE NOT shipped;
SELECT is(pg_temp.aid(), 600.00, 'and then as shipped');

-- an edit that cannot be settled with, then mended
SAVEPOINT d;
INSERT INTO medaid_rule_benefit (regulation, first_day, code, services, category, deductible, rate, cap, pool, article)
	VALUES ('zibo-2023', '2023-01-01', 'x', '{inpatient}', 'nobody', 0, 0.5, 1, 'zibo-main', 'own');
SELECT throws_ok('SELECT pg_temp.aid()', '22023', NULL, 'a rule for an unknown category is an error');
SELECT throws_ok('SELECT pg_temp.aid()', '22023', NULL, 'and again');
DELETE FROM medaid_rule_benefit WHERE NOT shipped;
SELECT is(pg_temp.aid(), 600.00, 'gone with the rule');
ROLLBACK TO d;

-- prepared statements
PREPARE asked AS SELECT (medaid_settle(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}', total => 800, in_scope => 800, critical_illness_paid => 0),
	medaid_policy('zibo-2023', '2023-06-01'))).aid;
PREPARE asked_of(text, date) AS SELECT (medaid_settle(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => $2, categories => '{dibao}', total => 800, in_scope => 800, critical_illness_paid => 0),
	medaid_policy($1, $2))).aid;
SELECT results_eq('EXECUTE asked', 'VALUES (600.00)', 'prepared');
SET LOCAL plan_cache_mode = force_generic_plan;
SELECT results_eq($$EXECUTE asked_of('zibo-2023', '2023-06-01')$$, 'VALUES (600.00)', 'prepared, generic');
SELECT pg_temp.own(0.5);
SELECT results_eq('EXECUTE asked', 'VALUES (400.00)', 'prepared, after an edit');
SELECT results_eq($$EXECUTE asked_of('zibo-2023', '2023-06-01')$$, 'VALUES (400.00)', 'prepared, generic, after an edit');
-- 攀枝花 Art. 12: 低保 70 %
SELECT results_eq($$EXECUTE asked_of('panzhihua-2023', '2023-06-01')$$, 'VALUES (560.00)', 'prepared, another code');
RESET plan_cache_mode;
DELETE FROM medaid_rule_benefit WHERE NOT shipped;

-- a cursor opened before the edit keeps its snapshot
DECLARE before CURSOR FOR SELECT pg_temp.aid() FROM generate_series(1, 3);
FETCH 1 FROM before \gset first_
SELECT pg_temp.own(0.5);
FETCH 1 FROM before \gset second_
SELECT is(:'first_aid'::numeric, 600.00, 'a cursor before the edit');
SELECT is(pg_temp.aid(), 400.00, 'a statement after it');
CLOSE before;
DELETE FROM medaid_rule_benefit WHERE NOT shipped;

-- several codes and days in one statement, row by row
INSERT INTO medaid_reference (area, indicator, year, value, published_on) VALUES ('淄博市', 'income', 2022, 40000, '2023-03-01'), ('淄博市', 'income', 2021, 36000, '2022-03-01');
SELECT is((SELECT string_agg(pg_temp.aid(code, day, 'dibao')::text, ' ' ORDER BY n) FROM (VALUES (1, 'zibo-2023', date '2023-06-01'), (2, 'panzhihua-2023', '2023-06-01'), (3, 'ankang-2023', '2023-06-01'),
	(4, 'zibo-2023', '2024-06-01'), (5, 'panzhihua-2023', '2024-06-01'), (6, 'zibo-2023', '2023-06-01')) AS v (n, code, day)), '600.00 560.00 560.00 600.00 560.00 600.00', 'codes in turn');
SELECT is((SELECT count(*) FROM generate_series(date '2023-01-01', '2026-12-31', '1 day') AS d WHERE NOT (medaid_policy('zibo-2023', d::date)).stretch @> d::date), 0::bigint, 'every day its own stretch');
SELECT is((SELECT count(DISTINCT lower((medaid_policy('zibo-2023', d::date)).stretch)) FROM generate_series(date '2023-01-01', '2024-12-31', '1 day') AS d), 3::bigint, 'of which there are three in two years');
-- more policies than the cache keeps
SELECT is((SELECT count(*) FROM generate_series(1, 80) AS n WHERE cardinality(medaid_policies('zibo-2023', date '2023-01-01' + n, date '2023-12-31' + n * 3)) <> extract(year FROM date '2023-12-31' + n * 3) - 2022
	+ CASE WHEN date '2023-01-01' + n < '2023-04-01' THEN 1 ELSE 0 END), 0::bigint, '80 arrays in one transaction');
SELECT is(pg_temp.aid(), 600.00, 'and the first is still right');

-- other kinds of rows
SAVEPOINT e;
UPDATE medaid_reference SET value = 80000 WHERE year = 2022;
SELECT is((SELECT b.deductible FROM unnest((medaid_policy('zibo-2023', '2023-06-01')).benefits) AS b WHERE b.code = 'inpatient-medical_poverty'), 20000.00, 'a reference value changed: 25 %');
TRUNCATE medaid_reference;
SELECT is((SELECT b.deductible FROM unnest((medaid_policy('zibo-2023', '2023-06-01')).benefits) AS b WHERE b.code = 'inpatient-medical_poverty'), NULL, 'TRUNCATE');
ROLLBACK TO e;
SELECT is((SELECT b.deductible FROM unnest((medaid_policy('zibo-2023', '2023-06-01')).benefits) AS b WHERE b.code = 'inpatient-medical_poverty'), 10000.00, 'rolled back');
COPY medaid_reference (area, indicator, year, value) FROM stdin;
山西省	income	2022	30000
\.
SELECT is((SELECT b.deductible FROM unnest((medaid_policy('pingshun-2023', '2023-06-01')).benefits) AS b WHERE b.code = 'inpatient-dibao_margin'), 3000.00, 'COPY');
INSERT INTO medaid_category_name (name, category, rank) VALUES ('county_poor', 'county_poor', 500);
SELECT is(pg_temp.aid('zibo-2023', '2023-06-01', 'county_poor'), 0.00, 'a category of one''s own is known at once');

SELECT * FROM finish();
ROLLBACK;
