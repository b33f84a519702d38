-- The bench's table: :claims claims of about :claims / 5.5 persons in random
-- order, every field of the claim filled, text keys (of a database in C.UTF-8).
\set ON_ERROR_STOP 1
SET client_min_messages = warning;
CREATE SCHEMA IF NOT EXISTS bench;
SET search_path = bench, public;

-- a number from 0 to 1 for the nth draw about a claim or person: no random(), so every run is the same
CREATE OR REPLACE FUNCTION draw(id bigint, nth integer) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN (hashint8extended(id, nth) & 1073741823)::float8 / 1073741824;

DROP TABLE IF EXISTS claim CASCADE;
CREATE TABLE claim (
	person text NOT NULL, claim_id text NOT NULL, service text NOT NULL,
	admitted_on date, discharged_on date NOT NULL, categories text[], recognised_on date[], ended_on date[],
	total numeric NOT NULL, in_scope numeric NOT NULL, out_of_catalog numeric, basic_paid numeric,
	critical_illness_paid numeric, supplementary_paid numeric, inclusive_paid numeric, commercial_paid numeric,
	mutual_aid_paid numeric, place text, designated boolean, referral text, insurance text,
	hospital_level smallint, charge_class smallint, major_disease boolean, maintenance boolean, age smallint,
	chronic_class smallint, applied_on date, deadline_from date, tilt_approved boolean
);

INSERT INTO claim
SELECT 'P' || lpad((1 + floor(draw(i, 1) * :claims / 5.5))::bigint::text, 9, '0'),
	'C' || lpad(i::text, 10, '0'), service,
	discharged_on - CASE WHEN service = 'inpatient' THEN 1 + floor(draw(i, 2) * 14)::integer ELSE 0 END,
	discharged_on,
	categories,
	array_fill(date '2019-05-01' + person_day, ARRAY[cardinality(categories)]),
	array_fill(CASE WHEN person_day % 10 = 0 THEN date '2024-09-01' END, ARRAY[cardinality(categories)]),
	total, in_scope, round((total - in_scope) * 0.7, 2),
	round(in_scope * 0.55, 2), round(in_scope * CASE WHEN in_scope > 20000 THEN 0.1 ELSE 0 END, 2),
	round(in_scope * 0.01, 2), round(in_scope * 0.01, 2), 0.00, 0.00,
	(ARRAY['county','county','city','city','city','province','elsewhere'])[1 + floor(draw(i, 3) * 7)::integer],
	draw(i, 4) > 0.01,
	(ARRAY['not_required','compliant','compliant','non_compliant'])[1 + floor(draw(i, 5) * 4)::integer],
	CASE WHEN draw(i, 6) < 0.9 THEN 'resident' ELSE 'employee' END,
	floor(draw(i, 7) * 4)::smallint, (1 + floor(draw(i, 8) * 3))::smallint,
	draw(i, 9) < 0.1, draw(i, 10) < 0.05, floor(draw(i, 11) * 100)::smallint,
	(1 + floor(draw(i, 12) * 3))::smallint, discharged_on + 20, discharged_on, draw(i, 13) < 0.2
FROM (
	SELECT i, service, categories, person_day,
		(date '2023-02-01' + floor(draw(i, 14) * 1060)::integer) AS discharged_on,
		total, round(total * (0.75 + 0.2 * draw(i, 15))::numeric, 2) AS in_scope
	FROM (
		SELECT i,
			CASE WHEN draw(i, 16) < 0.12 THEN 'inpatient' WHEN draw(i, 16) < 0.55 THEN 'outpatient'
				WHEN draw(i, 16) < 0.93 THEN 'chronic' ELSE 'special_drug' END AS service,
			(ARRAY['{tekun}','{dibao}','{dibao,monitored_unstable}','{poverty_returned}','{monitored_sudden}',
				'{dibao_margin}','{dibao}','{orphan}'])[1 + floor(draw(floor(draw(i, 1) * :claims / 5.5)::bigint, 17) * 8)::integer]::text[] AS categories,
			floor(draw(floor(draw(i, 1) * :claims / 5.5)::bigint, 18) * 1000)::integer AS person_day,
			-- log-normal by twelve uniform draws
			round(exp(CASE WHEN draw(i, 16) < 0.12 THEN 8.6 ELSE 5.4 END + 0.9 * (draw(i, 20) + draw(i, 21) + draw(i, 22) + draw(i, 23)
				+ draw(i, 24) + draw(i, 25) + draw(i, 26) + draw(i, 27) + draw(i, 28) + draw(i, 29) + draw(i, 30) + draw(i, 31) - 6))::numeric, 2) + 1 AS total
		FROM generate_series(1, :claims) AS i
	) AS a
) AS b;

-- The claim as an expression: what every contender that settles is given.
CREATE OR REPLACE VIEW claims AS
SELECT person, discharged_on, claim_id, in_scope, medaid_claim(claim_id => claim_id, service => service,
	admitted_on => admitted_on, discharged_on => discharged_on, categories => categories,
	recognised_on => recognised_on, ended_on => ended_on, total => total, in_scope => in_scope,
	out_of_catalog => out_of_catalog, basic_paid => basic_paid, critical_illness_paid => critical_illness_paid,
	supplementary_paid => supplementary_paid, inclusive_paid => inclusive_paid, commercial_paid => commercial_paid,
	mutual_aid_paid => mutual_aid_paid, place => place, designated => designated, referral => referral,
	insurance => insurance, hospital_level => hospital_level, charge_class => charge_class,
	major_disease => major_disease, maintenance => maintenance, age => age, chronic_class => chronic_class,
	applied_on => applied_on, deadline_from => deadline_from, tilt_approved => tilt_approved) AS claim
FROM claim;

INSERT INTO medaid_reference (area, indicator, year, value, published_on, source)
SELECT area, indicator, year, value, published_on, 'bench'
FROM (VALUES ('攀枝花市', 'income', 36000), ('攀枝花市', 'monitor_income', 8000), ('山西省', 'income', 29000), ('淄博市', 'income', 43000)) AS v (area, indicator, value),
	generate_series(2021, 2026) AS year,
	LATERAL (SELECT CASE WHEN indicator = 'income' THEN make_date(year + 1, 1, 20) END AS published_on) AS p
ON CONFLICT DO NOTHING;
VACUUM ANALYZE claim;
