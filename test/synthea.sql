-- Real-looking encounters (Synthea), loaded as they come, settled under all
-- five regulations, and compared with the model to the fen.
--
-- Runs where test/model/ and its references are loaded (test/check.sh), from
-- the root of the repository, with the directory of the two CSV files:
--   pg_prove -d … --set synthea=../shared/data/synthea test/synthea.sql
BEGIN;
SET LOCAL TimeZone = 'UTC';
SELECT plan(17);

CREATE TEMP TABLE patients (
	id text, birthdate date, deathdate date, gender text, county text,
	healthcare_expenses numeric, healthcare_coverage numeric, income numeric
);
CREATE TEMP TABLE encounters (
	id text, start timestamptz, stop timestamptz, patient text, organization text, payer text,
	encounterclass text, code text, description text,
	base_encounter_cost numeric, total_claim_cost numeric, payer_coverage numeric,
	reasoncode text, reasondescription text
);
\cd :synthea
\copy patients FROM 'patients.csv' (FORMAT csv, HEADER)
\copy encounters FROM 'encounters.csv' (FORMAT csv, HEADER)

-- A whole number drawn from a name, the same on every machine.
CREATE FUNCTION pg_temp.draw(name text, sides integer) RETURNS integer LANGUAGE sql IMMUTABLE
	RETURN ('x' || substr(md5(name), 1, 7))::bit(28)::integer % sides;

-- Two categories a person: one held for long, one recognised in 2024 and, for some, lost in 2025.
CREATE TEMP TABLE identity AS
SELECT p.id AS patient, k.categories, k.recognised_on, k.ended_on
FROM patients AS p
CROSS JOIN LATERAL (
	SELECT array_agg(c.category ORDER BY c.n) AS categories, array_agg(c.recognised ORDER BY c.n) AS recognised_on,
		array_agg(c.ended ORDER BY c.n) AS ended_on
	FROM (
		VALUES
		(1, (ARRAY['tekun', 'dibao', 'dibao', 'poverty_returned', 'dibao_margin', 'monitored', 'orphan', 'unsupported_child',
			'veteran', 'severe_disability', 'lifted'])[1 + pg_temp.draw(p.id || '1', 11)],
		 NULL::date, CASE WHEN pg_temp.draw(p.id || '2', 4) = 0 THEN '2025-03-10'::date END),
		(2, (ARRAY['dibao', 'dibao_margin', 'medical_poverty', 'monitored_sudden', 'severe_disability'])[1 + pg_temp.draw(p.id || '3', 5)],
		 '2024-02-01'::date + pg_temp.draw(p.id || '4', 300), NULL)
	) AS c (n, category, recognised, ended)
	WHERE c.n <= 1 + pg_temp.draw(p.id || '5', 2)
) AS k;

-- The whole mapping.  Years are folded into 2023 to 2025, month and day stay.
CREATE TEMP VIEW mapped AS
SELECT e.patient,
	medaid_claim(
		claim_id => e.id,
		service => CASE
			WHEN e.encounterclass IN ('inpatient', 'snf', 'hospice') THEN 'inpatient'
			-- kidney failure and cancer: the special drugs of this test
			WHEN g.grave AND e.reasoncode <> '431857002' THEN 'special_drug'
			WHEN e.reasoncode IS NOT NULL AND e.encounterclass IN ('ambulatory', 'outpatient') THEN 'chronic'
			ELSE 'outpatient' END,
		admitted_on => d.day - least(e.stop::date - e.start::date, 300),
		discharged_on => d.day,
		categories => i.categories, recognised_on => i.recognised_on, ended_on => i.ended_on,
		total => e.total_claim_cost,
		in_scope => a.in_scope,
		out_of_catalog => a.out_of_catalog,
		basic_paid => e.payer_coverage,
		critical_illness_paid => 0,
		place => (ARRAY['county', 'county', 'city', 'province', 'elsewhere'])[1 + pg_temp.draw(e.organization, 5)],
		referral => (ARRAY[NULL, 'compliant', 'compliant'])[1 + pg_temp.draw(e.id, 3)],
		hospital_level => pg_temp.draw(e.organization || 'level', 4),
		charge_class => 1 + pg_temp.draw(e.organization || 'class', 3),
		major_disease => g.grave,
		age => greatest(0, extract(year FROM age(e.start, p.birthdate)))::integer
	) AS claim
FROM encounters AS e
JOIN patients AS p ON p.id = e.patient
JOIN identity AS i USING (patient)
CROSS JOIN LATERAL (
	SELECT make_date(2023 + extract(year FROM e.start)::integer % 3, extract(month FROM e.start)::integer,
		least(extract(day FROM e.start)::integer, 28)) AS day
) AS d
CROSS JOIN LATERAL (
	-- end-stage renal disease, chronic kidney disease 4, breast and colon cancer
	SELECT coalesce(e.reasoncode IN ('46177005', '431857002', '254837009', '109838007'), false) AS grave
) AS g
CROSS JOIN LATERAL (
	-- a twelfth of the bill is outside the scope, half of it outside the catalogue, unless insurance paid more
	SELECT greatest(round(e.total_claim_cost * 11 / 12, 2), e.payer_coverage) AS in_scope,
		trunc((e.total_claim_cost - greatest(round(e.total_claim_cost * 11 / 12, 2), e.payer_coverage)) / 2, 2) AS out_of_catalog
) AS a;

-- Each person's claims in order; 淄博's 因病致贫 needs its day, which all have.
CREATE TEMP TABLE history AS
SELECT patient, array_agg(claim ORDER BY (claim).discharged_on, (claim).claim_id COLLATE "C") AS claims
FROM mapped GROUP BY patient;
CREATE TEMP TABLE regulation AS
SELECT code AS place, model.policies_of(code) AS policy
FROM unnest('{panzhihua-2023,dianjiang-2023,pingshun-2023,ankang-2023,zibo-2023}'::text[]) AS code;

SELECT is((SELECT sum(cardinality(claims)) FROM history)::bigint, (SELECT count(*) FROM encounters), 'every encounter is a claim');
SELECT is((SELECT count(DISTINCT (claim).service) FROM mapped)::integer, 4, 'all four services');

-- By both, side by side: whole years, and each claim alone.
CREATE TEMP TABLE years AS
SELECT r.place, h.claims[m.ord] AS claim, m AS model, x.settled[m.ord] AS settled, m.ord
FROM regulation AS r
CROSS JOIN history AS h
CROSS JOIN LATERAL (SELECT medaid_settle_all(u, r.policy) AS settled FROM unnest(h.claims) AS u) AS x
CROSS JOIN LATERAL model.settle_person(r.place, h.claims) AS m;

CREATE TEMP TABLE alone AS
SELECT r.place, u AS claim, m AS model, medaid_settle(u, r.policy) AS settled
FROM regulation AS r
CROSS JOIN history AS h
CROSS JOIN LATERAL unnest(h.claims) AS u
CROSS JOIN LATERAL model.settle_person(r.place, ARRAY[u]) AS m;

SELECT is((
	SELECT model.show_difference(y.place, 0, y.ord, y.claim, y.model, y.settled)
	FROM years AS y WHERE y.place = r.place AND model.same(y.model, y.settled) IS NOT TRUE
	ORDER BY (y.claim).claim_id LIMIT 1
), NULL, format('%s: %s claims, whole years as the model has them', r.place, (SELECT count(*) FROM years AS y WHERE y.place = r.place)))
FROM regulation AS r ORDER BY r.place;

SELECT is((
	SELECT model.show_difference(a.place, 0, 1, a.claim, a.model, a.settled)
	FROM alone AS a WHERE a.place = r.place AND model.same(a.model, a.settled) IS NOT TRUE
	ORDER BY (a.claim).claim_id LIMIT 1
), NULL, format('%s: %s claims, each alone as the model has it', r.place, (SELECT count(*) FROM alone AS a WHERE a.place = r.place)))
FROM regulation AS r ORDER BY r.place;

SELECT is((
	SELECT count(*) FROM (
		SELECT place, claim, settled FROM years UNION ALL SELECT place, claim, settled FROM alone
	) AS b
	WHERE b.place = r.place AND model.sound(b.claim, b.settled, b.place) IS NOT TRUE
)::integer, 0, format('%s: every fen of %s yuan is somebody''s; %s yuan of aid', r.place,
	(SELECT sum((y.settled).total) FROM years AS y WHERE y.place = r.place), (SELECT sum((y.settled).aid) FROM years AS y WHERE y.place = r.place)))
FROM regulation AS r ORDER BY r.place;

SELECT * FROM finish();
ROLLBACK;
