-- Properties of a person's year, over random persons of all places.
SET client_min_messages = warning;
SET jit = off;
BEGIN;
\ir ../model/load.sql
SELECT plan(22);

CREATE SCHEMA property_test;
CREATE TABLE property_test.policy AS
SELECT place, model.policies_of(place) AS policies
FROM unnest('{panzhihua-2023,dianjiang-2023,pingshun-2023,ankang-2023,zibo-2023}'::text[]) AS place;
CREATE TABLE property_test.person AS
SELECT place, seed, claims, medaid_settle_all(set, policies) AS settled
FROM property_test.policy, generate_series(20001, 20300) AS seed,
	LATERAL (SELECT model.random_person(place, seed, '2022-11-15', '2028-03-15') OFFSET 0) AS p (claims),
	LATERAL (SELECT medaid_collect(c) FROM unnest(claims) AS c) AS x (set);

-- Whatever is appended, what was settled stays.
SELECT is((SELECT count(*) FROM property_test.person AS p JOIN property_test.policy USING (place), generate_subscripts(claims, 1) AS k
	WHERE (SELECT medaid_settle_all(c, policies) FROM unnest(claims[1:k]) AS c)::text IS DISTINCT FROM settled[1:k]::text), 0::bigint,
	'appending a claim changes no earlier settlement');

-- The running pools are the sums of what was settled.
SELECT is((SELECT count(*) FROM (SELECT s.*, sum(s.burden) OVER w AS burdens, sum(s.assistance + s.top_up) OVER w AS paid FROM property_test.person,
		unnest(settled) WITH ORDINALITY AS s WINDOW w AS (PARTITION BY property_test.person.place, seed, s.benefit_year, s.pool ORDER BY s.ordinality)) AS x
	WHERE pool IS NOT NULL AND (pool_burden, pool_paid) IS DISTINCT FROM (burdens, paid)), 0::bigint, 'pools are running sums');
SELECT is((SELECT count(*) FROM (SELECT s.*, sum(s.residual) OVER w AS residuals, sum(s.tilted) OVER w AS paid FROM property_test.person,
		unnest(settled) WITH ORDINALITY AS s WINDOW w AS (PARTITION BY property_test.person.place, seed, s.benefit_year, s.tilted_pool ORDER BY s.ordinality)) AS x
	WHERE tilted_pool IS NOT NULL AND (tilted_pool_burden, tilted_pool_paid) IS DISTINCT FROM (residuals, paid)), 0::bigint, 'tilted pools too');
SELECT is((SELECT count(*) FROM property_test.person, unnest(settled) AS s
	WHERE s.total + s.excess + s.for_earlier <> s.basic_paid + s.critical_illness_paid + s.other_paid + s.aid + s.hospital_borne + s.patient_pays), 0::bigint, 'every yuan is explained');

-- A person of one category: never more than its cap in a year.
CREATE TABLE property_test.category AS
SELECT place, category FROM property_test.policy, unnest('{tekun,orphan,dibao,poverty_returned,monitored,monitored_unstable,dibao_margin,medical_poverty,veteran}'::text[]) AS category;
CREATE FUNCTION property_test.claims(category text, seed integer, day date DEFAULT '2023-03-01', services text[] DEFAULT '{inpatient,chronic,outpatient,special_drug,inpatient}') RETURNS medaid_claim[] LANGUAGE plpgsql STABLE AS $$
DECLARE
	d bigint[] := model.throws(seed, 80);
	claims medaid_claim[] := '{}';
	cents bigint;
BEGIN
	FOR i IN 1 .. 12 LOOP
		cents := d[i] % CASE d[i + 12] % 3 WHEN 0 THEN 30000 WHEN 1 THEN 500000 ELSE 9000000 END;
		claims := claims || medaid_claim(claim_id => lpad(i::text, 2, '0'), service => services[1 + d[i + 24] % cardinality(services)],
			discharged_on => day + (i * 20 + d[i + 36] % 20)::integer, categories => ARRAY[category], recognised_on => ARRAY[day + 2],
			total => cents / 100.0, in_scope => cents / 100.0, basic_paid => 0, critical_illness_paid => 0, hospital_level => 3, charge_class => 2,
			age => (d[i + 48] % 100)::integer, referral => 'compliant', major_disease => d[i + 60] % 2 = 0, tilt_approved => true);
	END LOOP;
	RETURN claims;
END $$;
CREATE TABLE property_test.single AS
SELECT place, category, seed, s.s FROM property_test.category JOIN property_test.policy USING (place), generate_series(1, 60) AS seed,
	LATERAL (SELECT medaid_settle_all(c, policies) FROM unnest(property_test.claims(category, seed)) AS c) AS x (a),
	LATERAL (SELECT a[i] FROM generate_subscripts(a, 1) AS i) AS s (s);
-- A year's limits; 安康's are 50,000 from a burden of 100,000 on.
CREATE TABLE property_test.cap AS
SELECT r.regulation AS place, r.category, r.pool, max(r.cap) AS cap FROM medaid_rule_benefit AS r GROUP BY 1, 2, 3;
SELECT is((SELECT count(*) FROM (SELECT place, category, seed, (s).pool, (s).benefit_year, sum((s).assistance) AS paid FROM property_test.single GROUP BY 1, 2, 3, 4, 5) AS x
	JOIN property_test.cap USING (place, category, pool) WHERE paid > CASE WHEN place = 'ankang-2023' AND cap < 'Infinity' THEN 50000 ELSE cap END), 0::bigint, 'no cap is exceeded');
SELECT cmp_ok((SELECT count(*) FROM (SELECT place, category, seed, (s).pool, (s).benefit_year, sum((s).assistance) AS paid FROM property_test.single GROUP BY 1, 2, 3, 4, 5) AS x
	JOIN property_test.cap USING (place, category, pool) WHERE paid = cap), '>', 300::bigint, 'and hundreds are met exactly');
SELECT is((SELECT count(*) FROM (SELECT category, seed, (s).pool, sum((s).assistance) AS paid FROM property_test.single WHERE place = 'zibo-2023' GROUP BY 1, 2, 3) AS x
	WHERE paid > CASE WHEN category IN ('tekun', 'dibao', 'poverty_returned') THEN 30000 ELSE 20000 END), 0::bigint, '淄博 (六): 30,000 and 20,000');
SELECT is((SELECT max(paid) FROM (SELECT sum((s).tilted) AS paid FROM property_test.single WHERE place = 'zibo-2023' GROUP BY category, seed) AS x), 20000.00, '淄博 再救助: 20,000');
SELECT is((SELECT max(paid) FROM (SELECT sum((s).assistance) AS paid FROM property_test.single WHERE place = 'panzhihua-2023' AND (s).service <> 'outpatient' AND category NOT IN ('tekun', 'orphan') GROUP BY category, seed) AS x), 70000.00, '攀枝花: 70,000');
SELECT is((SELECT count(*) FROM property_test.single WHERE (s).pool_remaining < 0 OR ((s).pool_remaining + (s).pool_paid NOT IN (SELECT cap FROM property_test.cap UNION ALL SELECT 50000)
	-- 垫江's outpatient limit is 400 for those of 80 years, 300 for others
	AND NOT ((s).pool_remaining = 0 AND (s).pool_paid BETWEEN 300 AND 400))), 0::bigint, 'what remains is what is left of the cap');

-- Splitting an outpatient or chronic claim in two on the same day: by rounding at most, where the deductible is yearly.
-- 垫江's 300 and 400 are limits of a year, 安康 is left out for its banded cap.
CREATE TABLE property_test.split AS
SELECT place, category, seed,
	(SELECT sum(s.aid) FROM unnest(whole) AS s) AS whole, (SELECT sum(s.aid) FROM unnest(halves) AS s) AS halves
FROM property_test.category JOIN property_test.policy USING (place), generate_series(1, 40) AS seed,
	LATERAL (SELECT property_test.claims(category, seed, services => '{chronic,outpatient}') OFFSET 0) AS k (claims),
	LATERAL (SELECT medaid_settle_all(c, policies) FROM unnest(claims) AS c) AS w (whole),
	LATERAL (SELECT medaid_settle_all(medaid_claim(claim_id => c.claim_id || part, service => c.service, discharged_on => c.discharged_on, categories => c.categories,
			recognised_on => c.recognised_on, total => amount, in_scope => amount, basic_paid => 0, critical_illness_paid => 0, hospital_level => c.hospital_level,
			charge_class => c.charge_class, age => c.age, referral => c.referral, major_disease => c.major_disease, tilt_approved => c.tilt_approved), policies)
		FROM unnest(claims) AS c, LATERAL (VALUES ('a', round(c.total * (seed % 10) / 10, 2)), ('b', c.total - round(c.total * (seed % 10) / 10, 2))) AS v (part, amount)) AS h (halves)
WHERE place <> 'ankang-2023';
SELECT is((SELECT count(*) FROM property_test.split WHERE abs(whole - halves) > 0.24), 0::bigint, 'splitting claims moves the year''s aid by rounding at most');
SELECT cmp_ok((SELECT count(*) FROM property_test.split WHERE whole > 0), '>', 700::bigint, 'of many persons who are paid');

-- The model agrees on the whole stream: amounts change within each of the years.
SELECT cmp_ok((SELECT count(DISTINCT (s).benefit_year) FROM property_test.person, generate_subscripts(settled, 1) AS i, LATERAL (SELECT settled[i]) AS s (s)), '>=', 5::bigint, 'five years and more');
SELECT cmp_ok(max(stretches), '>=', 2::bigint, place || ': amounts that change within a year')
FROM (SELECT place, extract(year FROM lower((p).stretch)) AS year, count(*) AS stretches FROM property_test.policy, generate_subscripts(policies, 1) AS i,
	LATERAL (SELECT policies[i]) AS x (p) WHERE place IN ('panzhihua-2023', 'pingshun-2023', 'zibo-2023') GROUP BY 1, 2) AS y GROUP BY place;
SELECT is(differing, 0::bigint, format('the model agrees: %s, 1,000 persons, %s claims', place, claims) || coalesce(E'\n' || first_difference, ''))
FROM unnest('{panzhihua-2023,dianjiang-2023,pingshun-2023,ankang-2023,zibo-2023}'::text[]) AS place, LATERAL model.compare(place, 1000, 500001);

-- Permutations: of one person's claims, in all their orders.
SELECT is((WITH RECURSIVE permutation (picked, left_over) AS (
		SELECT '{}'::integer[], '{1,2,3,4,5,6}'::integer[]
		UNION ALL SELECT picked || i, array_remove(left_over, i) FROM permutation, unnest(left_over) AS i)
	SELECT count(DISTINCT (SELECT medaid_settle_all(claims[k.i], policies)::text FROM (SELECT i FROM unnest(picked) WITH ORDINALITY AS u (i, n) ORDER BY n) AS k))
	FROM permutation, (SELECT claims, policies FROM property_test.person JOIN property_test.policy USING (place)
		WHERE place = 'zibo-2023' AND cardinality(claims) >= 6 ORDER BY seed LIMIT 1) AS p
	WHERE left_over = '{}'), 1::bigint, 'all 720 orders of six claims');

SELECT * FROM finish();
ROLLBACK;
