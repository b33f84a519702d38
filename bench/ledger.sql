-- The settlement ledger beside what it is measured against: CPU seconds of the
-- backend, all in one run.  psql variables: runs, claims.
\set ON_ERROR_STOP 1
SET search_path = bench, public;
SET jit = off;
SET max_parallel_workers_per_gather = 0;
SET client_min_messages = warning;

DROP SCHEMA IF EXISTS ledger_bench CASCADE;
DROP TABLE IF EXISTS ledger_claim, ledger_plain CASCADE;
CREATE TABLE ledger_claim AS SELECT * FROM claim;
CREATE TABLE ledger_plain (person text, s medaid_settlement);
VACUUM ANALYZE ledger_claim;
SELECT medaid_create_ledger('ledger_bench', month => '2026-01-01') \g /dev/null
CREATE OR REPLACE VIEW ledger_bench.claim AS
SELECT person, claim_id, discharged_on::timestamp AT TIME ZONE 'UTC' AS position, 'H' || hospital_level AS payee, medaid_claim(claim_id => claim_id, service => service,
	admitted_on => admitted_on, discharged_on => discharged_on, categories => categories,
	recognised_on => recognised_on, ended_on => ended_on, total => total, in_scope => in_scope,
	out_of_catalog => out_of_catalog, basic_paid => basic_paid, critical_illness_paid => critical_illness_paid,
	supplementary_paid => supplementary_paid, inclusive_paid => inclusive_paid, commercial_paid => commercial_paid,
	mutual_aid_paid => mutual_aid_paid, place => place, designated => designated, referral => referral,
	insurance => insurance, hospital_level => hospital_level, charge_class => charge_class,
	major_disease => major_disease, maintenance => maintenance, age => age, chronic_class => chronic_class,
	applied_on => applied_on, deadline_from => deadline_from, tilt_approved => tilt_approved) AS claim
FROM ledger_claim;
SELECT medaid_adopt('ledger_bench', medaid_policies('pingshun-2023', '2023-01-01', '2025-12-31'), 'bench') \g /dev/null

CALL run('ledger', 'settle_all, arrays counted',
	'SELECT sum(array_length(a, 1)) FROM (SELECT medaid_settle_all(claim, (SELECT medaid_policies(''pingshun-2023'', ''2023-01-01'', ''2025-12-31''))) AS a FROM ledger_bench.claim GROUP BY person) AS x', :runs, :claims);
CALL run('ledger', 'settle_all, settled and stored',
	'INSERT INTO ledger_plain SELECT person, unnest(medaid_settle_all(claim, (SELECT medaid_policies(''pingshun-2023'', ''2023-01-01'', ''2025-12-31'')))) FROM ledger_bench.claim GROUP BY person', :runs, :claims, 'TRUNCATE bench.ledger_plain');
SET client_min_messages = error;

-- CALL commits, so it is timed here
\set post 'CALL medaid_post_all(''ledger_bench'', most_taken_back => 1);'
\set before 'SELECT clock_timestamp() AS start, bench.cpu_seconds() AS cpu \\gset'
SELECT clock_timestamp() AS start, cpu_seconds() AS cpu \gset
:post
INSERT INTO result (section, name, claims, run, wall, cpu) SELECT 'ledger', 'ledger: first load', :claims, 1, extract(epoch FROM clock_timestamp() - :'start'), cpu_seconds() - :cpu;
VACUUM ANALYZE ledger_bench.person, ledger_bench.entry;
SELECT clock_timestamp() AS start, cpu_seconds() AS cpu \gset
:post
INSERT INTO result (section, name, claims, run, wall, cpu) SELECT 'ledger', 'ledger: a night with nothing new', :claims, 1, extract(epoch FROM clock_timestamp() - :'start'), cpu_seconds() - :cpu;
SELECT clock_timestamp() AS start, cpu_seconds() AS cpu \gset
:post
INSERT INTO result (section, name, claims, run, wall, cpu) SELECT 'ledger', 'ledger: a night with nothing new', :claims, 2, extract(epoch FROM clock_timestamp() - :'start'), cpu_seconds() - :cpu;
UPDATE ledger_claim SET in_scope = in_scope - 0.01
WHERE person IN (SELECT person FROM ledger_claim GROUP BY person HAVING abs(hashtext(person)) % 100 = 0) AND in_scope - 0.01 > basic_paid + critical_illness_paid + supplementary_paid + inclusive_paid;
VACUUM ledger_claim;
SELECT clock_timestamp() AS start, cpu_seconds() AS cpu \gset
:post
INSERT INTO result (section, name, claims, run, wall, cpu) SELECT 'ledger', 'ledger: a night with 1 % of persons changed', :claims, 1, extract(epoch FROM clock_timestamp() - :'start'), cpu_seconds() - :cpu;

SELECT format('  %s: %s x %s (at most %s)', l.name, round((l.cpu / f.cpu)::numeric, 2), f.name, most)
FROM (VALUES ('ledger: first load', 'settle_all, settled and stored', 4), ('ledger: a night with nothing new', 'settle_all, arrays counted', 1.2),
	('ledger: a night with 1 % of persons changed', 'settle_all, arrays counted', 1.6)) AS v (its, of, most)
JOIN medians AS l ON l.section = 'ledger' AND l.name = v.its JOIN medians AS f ON f.section = 'ledger' AND f.name = v.of;
SELECT format('  memory at its highest: %s MB', peak_mb());

-- For the counter: 1,000 persons of ten claims, beside the recipe without a ledger.
DROP SCHEMA IF EXISTS ledger_counter CASCADE;
DROP TABLE IF EXISTS counter_claim, counter_person, counter_settlement CASCADE;
CREATE TABLE counter_claim (person text, claim_id text, payee text, day date, total numeric, PRIMARY KEY (person, claim_id));
CREATE TABLE counter_person (person text PRIMARY KEY, claims bigint NOT NULL);
CREATE TABLE counter_settlement (person text, s medaid_settlement);
CREATE INDEX ON counter_settlement (person);
SELECT medaid_create_ledger('ledger_counter', month => '2026-01-01') \g /dev/null
CREATE OR REPLACE VIEW ledger_counter.claim AS
SELECT person, claim_id, NULL::timestamptz AS position, payee, medaid_claim(claim_id => claim_id, service => 'inpatient', discharged_on => day, categories => '{dibao}', total => total, in_scope => total,
	critical_illness_paid => 0) AS claim FROM counter_claim;
SELECT medaid_adopt('ledger_counter', medaid_policies('zibo-2023', '2023-01-01', '2025-12-31'), 'bench') \g /dev/null
INSERT INTO counter_claim SELECT 'P' || i % 1000, 'c' || i, 'H', date '2024-01-01' + i % 300, 100 + i % 1000 FROM generate_series(1, 10000) AS i;
INSERT INTO counter_settlement SELECT person, unnest(medaid_settle_all(claim, (SELECT policies FROM ledger_counter.rules))) FROM ledger_counter.claim GROUP BY person;
CALL medaid_post_all('ledger_counter');
VACUUM ANALYZE counter_claim, counter_settlement, ledger_counter.entry, ledger_counter.person;
-- ten claims, one of them corrected
DO $$
DECLARE
	cpu float8;
BEGIN
	FOR i IN 1 .. 1010 LOOP
		IF i = 11 THEN
			cpu := bench.cpu_seconds();
		END IF;
		UPDATE counter_claim SET total = total + 1 WHERE person = 'P' || i % 1000 AND claim_id = 'c' || i % 1000 + 1000;
		PERFORM medaid_post('ledger_counter', ARRAY['P' || i % 1000]);
	END LOOP;
	INSERT INTO bench.result (section, name, claims, run, wall, cpu) VALUES ('ledger', 'ledger: one person of ten claims posted', 1, 1, (bench.cpu_seconds() - cpu) / 1000, (bench.cpu_seconds() - cpu) / 1000);
END $$;
SELECT format('  %s: %s ms (at most 3)', name, round((1000 * cpu)::numeric, 2)) FROM medians WHERE name = 'ledger: one person of ten claims posted';
