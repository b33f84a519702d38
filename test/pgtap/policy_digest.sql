-- medaid_policy_digest and medaid_rules_digest: equal where the rules are, and only there.
BEGIN;
SELECT plan(33);

CREATE FUNCTION pg_temp.zibo(path text DEFAULT NULL, value numeric DEFAULT NULL, scenario text DEFAULT NULL) RETURNS medaid_policy LANGUAGE sql AS $$
	SELECT CASE WHEN path IS NULL THEN medaid_policy('zibo-2023', '2024-06-01') ELSE medaid_policy_with(medaid_policy('zibo-2023', '2024-06-01'), path, value, scenario) END
$$;
-- the policy with a part of it written otherwise
CREATE FUNCTION pg_temp.other(path text[], value jsonb) RETURNS medaid_policy LANGUAGE sql AS $$
	SELECT jsonb_populate_record(NULL::medaid_policy, jsonb_set(to_jsonb(pg_temp.zibo()), path, value))
$$;
CREATE TEMP TABLE digest AS SELECT medaid_policy_digest(pg_temp.zibo()) AS zibo;

SELECT matches(zibo, '^[0-9a-f]{32}$', '32 hex digits') FROM digest;
SELECT is((SELECT count(DISTINCT medaid_policy_digest(medaid_policy(r.code, r.first_day))) FROM medaid_regulation AS r), 5::bigint, 'five places, five digests');
SELECT is(medaid_policy_digest(medaid_policy('zibo-2023', '2024-01-01')), zibo, 'any day of the stretch') FROM digest;
SELECT isnt(medaid_policy_digest(medaid_policy('zibo-2023', '2025-01-01')), zibo, 'another year is another policy: its stretch is another') FROM digest;

-- The same rules, written otherwise.
SELECT is(medaid_policy_digest(pg_temp.zibo('inpatient-dibao.rate', 0.750000)), zibo, '0.750000 is 0.75') FROM digest;
SELECT is(medaid_policy_digest(pg_temp.zibo('inpatient-dibao.rate', 0.75, 'a copy')), zibo, 'a scenario by another name is no other rule') FROM digest;
SELECT is(medaid_policy_digest(pg_temp.other('{tilts,0,services}', '["special_drug", "inpatient", "chronic", "inpatient"]')), zibo, 'a list of services has no order') FROM digest;
SELECT is(medaid_policy_digest(pg_temp.other('{within_bill}', 'null')), zibo, 'within_bill NULL is true') FROM digest;
SELECT is(medaid_policy_digest(pg_temp.other('{benefits,0,catch_up}', 'null')), zibo, 'a condition NULL is false') FROM digest;
SELECT is(medaid_policy_digest(pg_temp.other('{benefits,0,deductible_per}', 'null')), zibo, 'deductible_per NULL is year') FROM digest;
SELECT is(medaid_policy_digest(pg_temp.other('{top_ups}', '[]')), zibo, 'no rules of a kind') FROM digest;
SET datestyle = 'SQL, DMY';
SELECT is(medaid_policy_digest(pg_temp.zibo()), zibo, 'DateStyle SQL, DMY') FROM digest;
SET datestyle = 'German';
SELECT is(medaid_policy_digest(pg_temp.zibo()), zibo, 'DateStyle German') FROM digest;
RESET datestyle;
SET TimeZone = 'Pacific/Auckland';
SELECT is(medaid_policy_digest(pg_temp.zibo()), zibo, 'another time zone') FROM digest;
RESET TimeZone;

-- Other rules.
SELECT isnt(medaid_policy_digest(pg_temp.zibo('inpatient-dibao.rate', 0.7501)), zibo, 'a hundredth of a per cent') FROM digest;
SELECT isnt(medaid_policy_digest(pg_temp.zibo('tilt-low.cap', NULL)), zibo, 'a number not set') FROM digest;
SELECT isnt(medaid_policy_digest(pg_temp.other('{within_bill}', 'false')), zibo, 'the other reading') FROM digest;
SELECT isnt(medaid_policy_digest(pg_temp.other('{tilts,0,services}', '[]')), medaid_policy_digest(pg_temp.other('{tilts,0,services}', 'null')), 'no service is not every service');
SELECT isnt(medaid_policy_digest(pg_temp.other('{benefits,0,article}', '"(六)之二"')), zibo, 'another article is told to the patient') FROM digest;
-- which of two rows is the first decides what is paid
SELECT isnt(medaid_policy_digest(pg_temp.other('{benefits}', (SELECT jsonb_agg(e ORDER BY n DESC) FROM jsonb_array_elements(to_jsonb(pg_temp.zibo()) -> 'benefits') WITH ORDINALITY AS x (e, n)))),
	zibo, 'the order of the benefits') FROM digest;

-- Rows stand in another order, and are written anew.
SELECT is((SELECT count(*) FROM medaid_reference), 0::bigint, 'no reference value yet');
SAVEPOINT rows;
INSERT INTO medaid_rule_benefit SELECT * FROM jsonb_populate_recordset(NULL::medaid_rule_benefit,
	(SELECT jsonb_agg(to_jsonb(b) || '{"shipped": false}' ORDER BY b.code DESC) FROM medaid_rule_benefit AS b WHERE b.regulation = 'zibo-2023'));
SELECT is(medaid_policy_digest(pg_temp.zibo()), zibo, 'the shipped rows again, as the user''s') FROM digest;
ROLLBACK TO rows;
-- A category that no rule knows is a name; a kind of one that a rule knows is paid.
INSERT INTO medaid_category_name (name, category, rank) VALUES ('sailor', 'sailor', 900);
SELECT is(medaid_policy_digest(pg_temp.zibo()), zibo, 'a name that no rule knows') FROM digest;
UPDATE medaid_category_name SET treated_as = 'dibao' WHERE name = 'sailor';
SELECT isnt(medaid_policy_digest(pg_temp.zibo()), zibo, 'a kind of 低保') FROM digest;
ROLLBACK TO rows;
-- A later release.
ALTER TYPE medaid_benefit ADD ATTRIBUTE of_a_later_release numeric;
ALTER TYPE medaid_policy ADD ATTRIBUTE of_a_later_release medaid_note[];
SELECT is(medaid_policy_digest(pg_temp.zibo()), zibo, 'an attribute and a kind of rule that the policy does not use') FROM digest;
ROLLBACK TO rows;

-- Arrays.
SELECT is(medaid_policy_digest(ARRAY[a, b]), medaid_policy_digest(ARRAY[b, a]), 'an array in another order')
	FROM medaid_policy('zibo-2023', '2024-01-01') AS a, medaid_policy('zibo-2023', '2025-01-01') AS b;
SELECT isnt(medaid_policy_digest(ARRAY[a, b]), medaid_policy_digest(ARRAY[a]), 'an element more')
	FROM medaid_policy('zibo-2023', '2024-01-01') AS a, medaid_policy('zibo-2023', '2025-01-01') AS b;
SELECT throws_ok($$ SELECT medaid_policy_digest(NULL::medaid_policy) $$, '22004', 'the policy is NULL', 'no policy');
SELECT throws_ok($$ SELECT medaid_policy_digest('{}'::medaid_policy[]) $$, '22023', 'array of policies is empty', 'no element');

-- All rows.
CREATE TEMP TABLE rules AS SELECT medaid_rules_digest() AS d;
SELECT matches(d, '^[0-9a-f]{32}$', '32 hex digits for all rows') FROM rules;
INSERT INTO medaid_reference (area, indicator, year, value) VALUES ('淄博市', 'income', 2023, 41000.00);
SELECT isnt(medaid_rules_digest(), d, 'a reference value') FROM rules;
UPDATE rules SET d = medaid_rules_digest();
UPDATE medaid_reference SET value = 41000;
SELECT is(medaid_rules_digest(), d, 'the same, written otherwise') FROM rules;
SET LOCAL datestyle = 'German';
SELECT is(medaid_rules_digest(), d, 'DateStyle German') FROM rules;
SELECT * FROM finish();
ROLLBACK;
