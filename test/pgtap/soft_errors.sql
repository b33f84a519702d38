-- The input functions of the opaque types tell pg_input_is_valid() and COPY ...
-- (ON_ERROR ignore) what is wrong, and do not raise it.
SELECT current_setting('server_version_num')::integer >= 160000 AS soft, current_setting('server_version_num')::integer >= 170000 AS copies \gset
\if :soft
BEGIN;
SELECT plan(29);

CREATE TEMP TABLE the_claim AS
SELECT i / 3 AS person, medaid_claim(claim_id => 'C' || i, service => 'inpatient', discharged_on => '2023-06-01'::date + i, categories => '{dibao}',
	recognised_on => '{2023-01-01}', total => 20000, in_scope => 18000.01, basic_paid => 8000, critical_illness_paid => 0) AS claim FROM generate_series(0, 5) AS i;
CREATE TEMP TABLE the_policy AS SELECT p, ARRAY[p, medaid_policy_with(p, 'inpatient-dibao.rate', 0.5, 'low')] AS s FROM medaid_policy('zibo-2023', '2023-06-01') AS p;
CREATE AGGREGATE pg_temp.sums(medaid_settlement) (SFUNC = medaid_outcome_step, STYPE = medaid_outcome_sums);
CREATE AGGREGATE pg_temp.sums(medaid_person_outcomes) (SFUNC = medaid_outcomes_merge_step, STYPE = medaid_scenario_sums);
CREATE TEMP TABLE good AS
SELECT 'medaid_compact_claim' AS type, (SELECT claim::medaid_compact_claim::text FROM the_claim LIMIT 1) AS value
UNION ALL SELECT 'medaid_claim_set', (SELECT medaid_collect(claim)::text FROM the_claim)
UNION ALL SELECT 'medaid_outcome_sums', (SELECT pg_temp.sums(settled)::text FROM the_claim, the_policy, medaid_settle(claim, p) AS settled)
UNION ALL SELECT 'medaid_person_outcomes', (SELECT medaid_outcomes(claim, (SELECT s FROM the_policy))::text FROM the_claim)
UNION ALL SELECT 'medaid_scenario_sums', (SELECT pg_temp.sums(x)::text FROM (SELECT medaid_outcomes(claim, (SELECT s FROM the_policy)) AS x FROM the_claim GROUP BY person) AS y);

-- as it is, and what is no value: no \x, half a byte, nothing, no hexadecimal digit
SELECT ok(pg_input_is_valid(value, type), type || ': good') FROM good;
SELECT is((SELECT row(e.sql_error_code, e.message, e.detail)::text FROM pg_input_error_info(substr(value, 2), type) AS e),
	format('(22P02,"invalid input syntax for type %s","It is \\x and hexadecimal digits, as medaid writes it.")', type), type || ': bad syntax') FROM good;
SELECT is((SELECT string_agg(v, ' ') FROM unnest(ARRAY[value || '0', '\x', '', 'x', '\x0', rpad('\x', 1000, '0') || '1']) AS v WHERE pg_input_is_valid(v, type)), NULL, type || ': others') FROM good;
SELECT is((SELECT row(e.sql_error_code, e.message)::text FROM pg_input_error_info(overlay(value PLACING 'g' FROM 9), type) AS e),
	'(22023,"invalid hexadecimal digit: ""g""")', type || ': no digit') FROM good;
SELECT is((SELECT row(e.sql_error_code, e.message)::text FROM pg_input_error_info('\xff00', type) AS e),
	format('(22P03,"these bytes are no %s of this version of medaid")', type), type || ': of no version') FROM good;

-- cut anywhere, each byte changed: valid where the cast goes, the same error where it does not
CREATE FUNCTION pg_temp.as_cast(value text, type text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('SELECT %L::%s', value, type);
	RETURN 'good';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
CREATE TEMP TABLE damaged AS
SELECT type, left(value, 2 * i) AS value FROM good, generate_series(1, length(value) / 2 - 1) AS i
UNION ALL SELECT type, overlay(value PLACING lpad(to_hex(b), 2, '0') FROM 2 * i + 1) FROM good, generate_series(1, length(value) / 2 - 1) AS i, unnest('{0,1,2,127,128,255}'::integer[]) AS b
UNION ALL SELECT type, value || '00' FROM good;
CREATE TEMP TABLE told AS SELECT type, value, pg_temp.as_cast(value, type) AS hard, coalesce((SELECT e.sql_error_code || ' ' || e.message FROM pg_input_error_info(value, type) AS e), 'good') AS soft FROM damaged;
SELECT is((SELECT row(type, value, hard, soft)::text FROM told WHERE hard <> soft LIMIT 1), NULL, 'a soft error is the one that is raised');
SELECT ok((SELECT min(bad) > 50 FROM (SELECT count(*) FILTER (WHERE soft LIKE '22P03%') AS bad FROM told GROUP BY type) AS x), 'and there were such of each type');
SELECT is((SELECT count(DISTINCT type) FROM told), 5::bigint, 'five types');

\if :copies
CREATE TEMP TABLE taken (n integer, claims medaid_claim_set);
SET client_min_messages = warning;
COPY taken FROM PROGRAM 'printf "1,0x00\n2,nothing\n3,\n4,xff\n"' (FORMAT csv, ON_ERROR ignore);
SELECT is((SELECT string_agg(n::text, ',') FROM taken), '3', 'COPY leaves out rows that are no value');
\else
SELECT skip('COPY (ON_ERROR ignore) is of PostgreSQL 17', 1);
\endif
SELECT * FROM finish();
ROLLBACK;
\else
SELECT plan(1);
SELECT skip('soft errors are of PostgreSQL 16', 1);
SELECT * FROM finish();
\endif
