-- What users make of medaid: rules and their history, stored values, views, a
-- ledger of a night, a closed month and a night after it.  For tests that carry
-- a database elsewhere:
--   psql -v schema=care -f make.sql
-- The claims are of 低保 in 淄博, inpatient, (六): 75 % of what is in scope.
\set QUIET 1
\set ON_ERROR_STOP 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning; CREATE SCHEMA :"schema";
CREATE EXTENSION medaid SCHEMA :"schema";
SET search_path = :"schema";
INSERT INTO medaid_reference (area, indicator, year, value, published_on, source) VALUES ('淄博市', 'income', 2022, 43000, '2023-02-10', 'test');
UPDATE medaid_reference SET value = 43000.50;
INSERT INTO medaid_regulation (code, first_day, name, region) VALUES ('mine', '2023-01-01', 'mine', 'mine');
INSERT INTO medaid_rule_payer (regulation, first_day, code, payers, article) VALUES ('mine', '2023-01-01', 'payers', '{basic,critical_illness}', '1');
INSERT INTO medaid_rule_benefit (regulation, first_day, code, services, category, deductible, rate, cap, pool, article)
	VALUES ('mine', '2023-01-01', 'inpatient-dibao', '{inpatient}', 'dibao', 0, 0.5, 1000, 'mine-main', '1');
UPDATE medaid_rule_benefit SET rate = 0.6 WHERE regulation = 'mine';
INSERT INTO medaid_rule_note (regulation, first_day, code, text, article) VALUES ('mine', '2023-01-01', 'gone', 'gone', '1');
DELETE FROM medaid_rule_note WHERE code = 'gone';
CREATE TABLE public.claims (person text, claim_id text, day date, amount numeric, position timestamptz);
INSERT INTO public.claims SELECT 'P' || i % 30, 'c' || i, date '2024-01-01' + i, i * 10, '2024-05-01' FROM generate_series(1, 120) AS i;
SELECT medaid_create_ledger('assist', month => '2024-06-01', partitions => 2);
CREATE OR REPLACE VIEW assist.claim AS SELECT person, claim_id, position, 'H' || length(person) AS payee, medaid_claim(claim_id => claim_id, service => 'inpatient', discharged_on => day,
	categories => '{dibao}', total => amount, in_scope => amount, critical_illness_paid => 0) AS claim FROM public.claims;
SELECT medaid_adopt('assist', medaid_policies('zibo-2023', '2023-01-01', '2025-12-31'), 'as published');
CALL medaid_post_all('assist');
SELECT medaid_close_month('assist');
UPDATE public.claims SET amount = amount + 5 WHERE person = 'P3';
CALL medaid_post_all('assist', most_taken_back => 1);
CREATE VIEW public.settled AS SELECT claim_id, (s).aid FROM (SELECT claim_id, medaid_settle(claim, medaid_policy('mine', '2024-06-01')) AS s FROM assist.claim OFFSET 0) AS x;
CREATE MATERIALIZED VIEW public.sets AS SELECT person, medaid_collect(claim) AS claims FROM assist.claim GROUP BY person;
CREATE MATERIALIZED VIEW public.years AS SELECT person, medaid_settle_all(claims, (SELECT medaid_policies('zibo-2023', '2024-01-01', '2024-12-31'))) AS settlements FROM public.sets;
CREATE INDEX ON public.claims ((medaid_claim(claim_id => claim_id)::medaid_compact_claim));
