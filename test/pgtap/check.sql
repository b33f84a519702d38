-- medaid_check(): what settling would raise, listed.
BEGIN;
SELECT plan(20);

INSERT INTO medaid_reference (area, indicator, year, value, source) VALUES ('淄博市', 'income', 2023, 40000, 'test');
CREATE TEMP TABLE pol AS SELECT medaid_policy('zibo-2023', '2024-06-01') AS zibo, medaid_policy('dianjiang-2023', '2024-06-01') AS dianjiang,
	medaid_policy('pingshun-2023', '2024-06-01') AS pingshun, medaid_policies('zibo-2023', '2024-01-01', '2024-12-31') AS zibo_2024;

-- A good claim of 2024-06-01; more = any other field.
CREATE FUNCTION pg_temp.c(more jsonb DEFAULT '{}') RETURNS medaid_claim LANGUAGE sql AS $$
	SELECT jsonb_populate_record(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2024-06-01', categories => '{dibao}',
		total => 1000, in_scope => 900, critical_illness_paid => 0), $1) $$;

SELECT is(medaid_check(pg_temp.c(), zibo), '{}', 'a good claim: nothing') FROM pol;
SELECT is(medaid_check(pg_temp.c(), zibo_2024), '{}', 'a good claim under an array: nothing') FROM pol;
SELECT is(medaid_check(NULL::medaid_claim, zibo), NULL, 'NULL claim: NULL') FROM pol;
SELECT throws_ok($$ SELECT medaid_check(pg_temp.c(), NULL::medaid_policy) $$, '22004', 'the policy is NULL', 'NULL policy: 22004');
SELECT throws_ok($$ SELECT medaid_check(pg_temp.c(), '{}'::medaid_policy[]) $$, '22023', 'array of policies is empty', 'empty array of policies: 22023');

SELECT is(medaid_check(medaid_claim(), zibo), ARRAY[
	'22004: claim without claim_id: service is missing', '22004: claim without claim_id: discharged_on is missing',
	'22004: claim without claim_id: total is missing', '22004: claim without claim_id: in_scope is missing'], 'every missing field, in the order of the type') FROM pol;
SELECT is(medaid_check(pg_temp.c('{"service": "stay", "total": -1, "in_scope": "NaN", "place": "moon", "hospital_level": 4}'), zibo), ARRAY[
	'22023: claim "c": service "stay" is unknown', '22003: claim "c": total -1 is negative', '22003: claim "c": in_scope NaN is not a number',
	'22023: claim "c": place "moon" is unknown', '22023: claim "c": hospital_level 4 is unknown'], 'bad words and amounts, all of them') FROM pol;
SELECT is(medaid_check(pg_temp.c('{"in_scope": 1200}'), zibo), ARRAY['22003: claim "c": in_scope 1200.00 exceeds total 1000.00'], 'fields that contradict each other') FROM pol;
SELECT is(medaid_check(pg_temp.c('{"admitted_on": "2024-06-02", "basic_paid": 1000.01}'), zibo) @> ARRAY['22023: claim "c": admitted_on 2024-06-02 exceeds discharged_on 2024-06-01'], true,
	'admitted after discharged, beside payers above the total') FROM pol;
SELECT is(cardinality(medaid_check(pg_temp.c('{"admitted_on": "2024-06-02", "basic_paid": 1000.01}'), zibo)), 2, 'both of them') FROM pol;
SELECT is(medaid_check(pg_temp.c('{"recognised_on": ["2024-01-01", null]}'), zibo), ARRAY[
	'22023: claim "c": recognised_on with 2 elements does not match the 1 categories'], 'arrays of different length') FROM pol;

SELECT is(medaid_check(pg_temp.c('{"categories": ["dibao", "king", "queen"]}'), zibo), ARRAY[
	'22023: claim "c": categories "king" is not known to policy "zibo-2023"',
	'22023: claim "c": categories "queen" is not known to policy "zibo-2023"'], 'each category that the policy does not know') FROM pol;
SELECT is(medaid_check(pg_temp.c('{"categories": ["medical_poverty"]}'), zibo), ARRAY[
	'22004: claim "c": recognised_on is NULL for category "medical_poverty", but policy "zibo-2023" ((七)) counts from the day of application'],
	'淄博 (七): a day of application that is missing') FROM pol;
SELECT is(medaid_check(pg_temp.c(), dianjiang), ARRAY['55000: claim "c": policy "dianjiang-2023" has no number for "inpatient-dibao.rate"'],
	'a number that the policy lacks') FROM pol;
SELECT is(medaid_check(pg_temp.c('{"in_scope": 1000, "basic_paid": 1000}'), dianjiang), '{}', 'the same number is not missed where nothing is left to pay') FROM pol;
SELECT is(medaid_check(pg_temp.c('{"out_of_catalog": 100}'), pingshun), ARRAY[
	'22004: claim "c": charge_class is NULL, but rule "off-catalog" of policy "pingshun-2023" (第二十一条) asks for it'], 'a field that a rule asks for') FROM pol;

-- the same text as settling raises
SELECT throws_ok(format($$ SELECT medaid_settle(%L::medaid_claim, dianjiang) FROM pol $$, pg_temp.c()), '55000',
	substr((medaid_check(pg_temp.c(), dianjiang))[1], 8), 'settling raises what the check lists') FROM pol;
SELECT throws_ok(format($$ SELECT medaid_settle(%L::medaid_claim, zibo) FROM pol $$, pg_temp.c('{"total": -1}')), '22003',
	substr((medaid_check(pg_temp.c('{"total": -1}'), zibo))[1], 8), 'and raises the first of several') FROM pol;

-- bad rows set aside, as an ETL job does
SELECT is(array_agg(c.id ORDER BY c.id) FILTER (WHERE medaid_check(c.claim, zibo) <> '{}'), '{2,3}', 'bad rows of a table') FROM pol,
	(VALUES (1, pg_temp.c()), (2, pg_temp.c('{"total": -1}')), (3, pg_temp.c('{"service": null}')), (4, pg_temp.c('{"place": "city"}'))) AS c (id, claim);
SELECT is(count(DISTINCT medaid_check(c.claim, c.policy)), 2::bigint, 'policies that change from row to row') FROM pol,
	LATERAL (VALUES (pg_temp.c(), zibo), (pg_temp.c(), dianjiang), (pg_temp.c(), zibo)) AS c (claim, policy);
SELECT * FROM finish();
ROLLBACK;
