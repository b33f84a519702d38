-- Arrays of policies in a table: the session keeps compiled ones, and settles
-- by what the table holds now.  In transactions of their own: what is kept gives way only then.
SELECT plan(10);

-- 800 in scope at 5 %, 10 % ... 60 %: 40 yuan for each 5 %
CREATE TEMP TABLE adopted (number integer PRIMARY KEY, policies medaid_policy[]);
ALTER TABLE adopted ALTER policies SET STORAGE EXTERNAL;
INSERT INTO adopted
SELECT n, ARRAY[medaid_policy_with(medaid_policy('zibo-2023', '2023-06-01'), 'inpatient-dibao.rate', n * 0.05)] FROM generate_series(1, 12) AS n;
CREATE FUNCTION pg_temp.aid(number integer) RETURNS numeric LANGUAGE plpgsql AS $$
BEGIN
	RETURN (medaid_settle(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}', total => 800, in_scope => 800, critical_illness_paid => 0),
		(SELECT a.policies FROM adopted AS a WHERE a.number = aid.number))).aid;
END
$$;
CREATE FUNCTION pg_temp.aids() RETURNS text LANGUAGE sql AS $$ SELECT string_agg(pg_temp.aid(a.number)::text, ' ' ORDER BY a.number) FROM adopted AS a $$;

SELECT cmp_ok((SELECT pg_relation_size(c.reltoastrelid) FROM pg_class AS c WHERE c.oid = 'pg_temp.adopted'::regclass), '>', 0::bigint, 'they stand out of line');
SELECT is(pg_temp.aids(), '40.00 80.00 120.00 160.00 200.00 240.00 280.00 320.00 360.00 400.00 440.00 480.00', 'more than are kept, in one transaction');
SELECT is(pg_temp.aids(), '40.00 80.00 120.00 160.00 200.00 240.00 280.00 320.00 360.00 400.00 440.00 480.00', 'and in the next');
SELECT is(pg_temp.aid(1) || ' ' || pg_temp.aid(2) || ' ' || pg_temp.aid(1), '40.00 80.00 40.00', 'one after the other');
UPDATE adopted AS a SET policies = b.policies FROM adopted AS b WHERE b.number = 13 - a.number;
SELECT is(pg_temp.aids(), '480.00 440.00 400.00 360.00 320.00 280.00 240.00 200.00 160.00 120.00 80.00 40.00', 'after an UPDATE');
-- the same numbers of values out of line may come again
TRUNCATE adopted;
INSERT INTO adopted SELECT n, ARRAY[medaid_policy_with(medaid_policy('zibo-2023', '2023-06-01'), 'inpatient-dibao.rate', 0.75 - n * 0.25)] FROM generate_series(1, 2) AS n;
SELECT is(pg_temp.aids(), '400.00 200.00', 'other rows in their place');

-- within one statement: every row its own, again and again
SELECT is((SELECT string_agg((medaid_settle(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}', total => 800, in_scope => 800, critical_illness_paid => 0),
		a.policies)).aid::text, ' ' ORDER BY i, a.number) FROM adopted AS a, generate_series(1, 3) AS i), '400.00 200.00 400.00 200.00 400.00 200.00', 'from row to row');

-- one that cannot be settled with is an error each time
INSERT INTO adopted SELECT 3, ARRAY[a.policies[1], b.policies[1]] FROM adopted AS a, adopted AS b WHERE a.number = 1 AND b.number = 2;
CREATE FUNCTION pg_temp.refused(number integer) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	RETURN pg_temp.aid(number);
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END
$$;
SELECT is(pg_temp.refused(3) || ' ' || pg_temp.refused(3) || ' ' || pg_temp.refused(1), '22023 22023 400.00', 'stretches that overlap');

-- the same bytes say something else where the type is altered
ALTER TYPE medaid_benefit RENAME ATTRIBUTE rate TO another_rate;
SELECT is(pg_temp.refused(1), '42703', 'a type of a rule is altered');
ALTER TYPE medaid_benefit RENAME ATTRIBUTE another_rate TO rate;
SELECT is(pg_temp.refused(1), '400.00', 'and back');
SELECT * FROM finish();
