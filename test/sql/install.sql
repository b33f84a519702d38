-- The extension installs, says what it is, and settles one claim under each
-- regulation. Amounts are worked by hand from the articles.
-- a table of the user's own, in the same schema, that nobody else may read
CREATE TABLE medaid_rule_of_thumb (rate numeric);
CREATE VIEW medaid_thumbs AS SELECT * FROM medaid_rule_of_thumb;
CREATE EXTENSION medaid;
SELECT relname, relacl IS NULL AS "nobody else may", (SELECT count(*) FROM pg_trigger WHERE tgrelid = c.oid) AS triggers
FROM pg_class AS c WHERE relname IN ('medaid_rule_of_thumb', 'medaid_thumbs') ORDER BY relname;
SELECT extversion = (SELECT default_version FROM pg_available_extensions WHERE name = 'medaid') AS "version of the control file"
FROM pg_extension WHERE extname = 'medaid';

-- nothing outside the extension's own schema, and nothing without a comment
SELECT count(*) FILTER (WHERE obj_description(e.objid, 'pg_proc') IS NULL AND p.proname !~ '_(in|out|recv|send|step|combine|serialize|deserialize|final|eq|ne|lt|le|gt|ge|cmp|hash|hash_extended)$') AS "functions without a comment"
FROM pg_depend e JOIN pg_proc p ON p.oid = e.objid
WHERE e.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'medaid') AND e.classid = 'pg_proc'::regclass AND e.deptype = 'e';

INSERT INTO medaid_reference (area, indicator, year, value, published_on, source) VALUES
	('攀枝花市', 'monitor_income', 2023, 8000, NULL, 'test'),
	('山西省', 'income', 2022, 30924, '2023-01-18', 'test');

CREATE TABLE claim (place text, claim medaid_claim);
INSERT INTO claim
SELECT place, medaid_claim(claim_id => place, service => 'inpatient', discharged_on => '2023-06-01',
	categories => ARRAY[category], total => amount, in_scope => amount, basic_paid => 0, critical_illness_paid => 0)
FROM (VALUES
	-- 第十二条: 120,000 x 70 % = 84,000, at most 70,000; 第十三条: 50,000 left, (50,000 - 8,000) x 50 % = 21,000, at most 20,000
	('panzhihua-2023', 'dibao', 120000),
	-- 三(三), 三(四): (100,000 - 5,000) x 50 % = 47,500 under 50,000
	('ankang-2023', 'medical_poverty', 100000.00),
	-- (六): 50,000 x 75 % = 37,500, at most 30,000; (20,000 - 5,000) x 70 % = 10,500
	('zibo-2023', 'dibao', 50000),
	-- 第十四条(五): (10,000 - 3,092.40) x 60 % = 4,144.56
	('pingshun-2023', 'dibao_margin', 10000),
	-- 三(四)3: 5,000 x 60 % (the test's own number) = 3,000
	('dianjiang-2023', 'dibao', 5000)) AS v (place, category, amount);

SELECT place, (s).status, (s).assistance, (s).tilted, (s).aid, (s).patient_pays
FROM (
	SELECT place, medaid_settle(claim, CASE place WHEN 'dianjiang-2023'
		THEN medaid_policy_with(medaid_policy(place, '2023-06-01'), 'inpatient-dibao.rate', 0.6)
		ELSE medaid_policy(place, '2023-06-01') END) AS s
	FROM claim OFFSET 0
) AS x ORDER BY place COLLATE "C";

-- dropped without a trace
DROP TABLE claim;
DROP EXTENSION medaid;
SELECT relname, relacl IS NULL AS "nobody else may" FROM pg_class WHERE relname ~ '^medaid_' ORDER BY relname;
DROP TABLE medaid_rule_of_thumb CASCADE;
SELECT (SELECT count(*) FROM pg_class WHERE relname ~ '^medaid_') + (SELECT count(*) FROM pg_proc WHERE proname ~ '^medaid_')
	+ (SELECT count(*) FROM pg_type WHERE typname ~ '^_?medaid_') + (SELECT count(*) FROM pg_trigger WHERE tgname ~ '^medaid_')
	+ (SELECT count(*) FROM pg_operator WHERE oprnamespace = 'public'::regnamespace) AS "objects left";
