-- What is large can be cancelled, or is refused: statement_timeout ends it with
-- 57014; without one it would take many seconds or minutes.
BEGIN;
SELECT plan(9);
SET LOCAL max_parallel_workers_per_gather = 0;
SET LOCAL work_mem = '1GB';

CREATE FUNCTION pg_temp.cancelled(query text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE query;
	RETURN 'ended';
EXCEPTION
	WHEN query_canceled THEN RETURN 'cancelled';
END $$;

-- a group of 6,000,000 claims in reverse order: the log, the sort, the settling
CREATE TEMP TABLE claims AS
SELECT medaid_claim(claim_id => (3000000 - n)::text, service => 'inpatient', discharged_on => date '2024-06-01' - n % 100, categories => '{dibao}',
	total => 10, in_scope => 10, critical_illness_paid => 0)::medaid_compact_claim AS claim
FROM generate_series(1, 300000) AS n;
SET LOCAL statement_timeout = '300ms';
SELECT is(pg_temp.cancelled('SELECT medaid_collect(claim) FROM claims, generate_series(1, 20)'), 'cancelled', 'a group of six million claims');
SELECT is(pg_temp.cancelled($$SELECT medaid_settle_all(claim, (SELECT medaid_policy('zibo-2023', '2024-01-01'))) FROM claims, generate_series(1, 20)$$), 'cancelled', 'settled');
SELECT is(pg_temp.cancelled($$SELECT medaid_outcomes((SELECT medaid_collect(claim) FROM claims),
	(SELECT array_agg(medaid_policy_named(medaid_policy('zibo-2023', '2024-01-01'), n::text)) FROM generate_series(1, 300) AS n))$$), 'cancelled', 'many claims under many scenarios');
SET LOCAL statement_timeout = 0;
-- each accumulator is compared with those before it: 4 x 10^10 comparisons
CREATE TEMP TABLE used AS SELECT array_agg(medaid_accumulator(2024, 'pool-' || n, 1, 0, 1)) AS ytd FROM generate_series(1, 200000) AS n;
SET LOCAL statement_timeout = '300ms';
SELECT is(pg_temp.cancelled($$SELECT medaid_settle(c, medaid_policy('zibo-2023', '2024-01-01'), ytd) FROM used, (SELECT claim AS c FROM claims LIMIT 1) AS one$$), 'cancelled', 'an array of many accumulators');
SET LOCAL statement_timeout = 0;

-- 600 kB of scenarios without a name, the same twice: refused at once, not after comparing each with each
SELECT substr(medaid_outcomes(claim, ARRAY[medaid_policy('zibo-2023', '2024-01-01')])::text, 1, 6) AS begins FROM (SELECT claim FROM claims LIMIT 1) AS one \gset
SELECT throws_ok(format('SELECT %L::medaid_person_outcomes', :'begins' || 'e0a712' || repeat('00', 300000)), '22P03', NULL, 'a large damaged value');
SELECT throws_ok($$SELECT medaid_policies('zibo-2023', '2023-01-01', '5874897-12-31')$$, '22023', 'the range from from_date to to_date is longer than 200 years', 'millions of years');
SELECT throws_ok(format('SELECT medaid_resolve_policies(''zibo-2023'', %L, ''infinity'')', d), '22023', 'the range from from_date to to_date is longer than 200 years', 'nor past the cache, from ' || d) FROM unnest('{2023-01-01,-infinity}'::date[]) AS d;
SELECT is(cardinality(medaid_policies('zibo-2023', '1900-01-01', '2099-12-31')), 77, 'two hundred years: one element a year in force, 2023 to 2099');

SELECT * FROM finish();
ROLLBACK;
