-- What a rule cannot be is refused when its row is written, in every table alike.
BEGIN;
SELECT plan(129);

CREATE TEMP TABLE good (name text, content jsonb);
INSERT INTO good SELECT 'medaid_rule_' || name, content::jsonb || '{"regulation": "zibo-2023", "first_day": "2023-01-01", "article": "1"}' FROM (VALUES
	('benefit', '{"code": "x", "services": ["inpatient"], "category": "dibao", "deductible": 0, "rate": 0.5, "cap": 100, "pool": "zibo-main"}'),
	('tilt', '{"code": "x", "services": ["inpatient"], "categories": ["dibao"], "threshold": 0, "rate": 0.5, "cap": 100, "pool": "zibo-tilted"}'),
	('top_up', '{"code": "x", "services": ["inpatient"], "category": "dibao", "rate": 0.9}'),
	('off_catalog', '{"code": "x", "services": ["inpatient"], "categories": ["dibao"], "control_class_1": 0.1, "aid_categories": ["dibao"], "aid_rate": 0.8}'),
	('payment', '{"code": "x", "services": ["chronic"], "chronic_classes": [3]}'),
	('note', '{"code": "x", "text": "临时救助"}'),
	('payer', '{"code": "x", "payers": ["basic"]}'),
	('gate', '{"code": "x", "test": "deadline", "days": 90}'),
	('identity', '{"code": "x", "rule": "application", "months": 12, "categories": ["dibao"]}'),
	('refusal', '{"code": "x", "reasons": ["no_category"]}'),
	('category', '{"category": "lifted"}'),
	('disease', '{"name": "肺癌"}'),
	('critical_illness', '{"code": "x", "services": ["inpatient"], "deductible": 10000, "cap": "Infinity", "pool": "zibo-x"}'),
	('critical_illness_band', '{"code": "x", "schedule": "critical-illness", "cost_from": 900000, "rate": 0.6}'),
	('critical_illness_tilt', '{"code": "x", "categories": ["dibao"], "deductible_share": 0.5, "rate_added": 0.05}'),
	('premium', '{"code": "x", "category": "dibao", "rate": 0.5, "amount": 0}'),
	('monitor', '{"code": "x", "label": "x", "basis": "patient_pays", "line": 100, "informed": ["民政"]}'),
	('deposit', '{"code": "x", "categories": ["dibao"], "within": "city"}'),
	('recognition', '{"code": "x", "category": "dibao", "line": 100}'),
	('deadline', '{"code": "x", "label": "名单", "occasion": "month", "given_by": ["民政"], "given_to": ["医保"]}')) AS g (name, content);

-- NULL where the row is taken, else the SQLSTATE and what refused it
CREATE FUNCTION pg_temp.refused(into_table text, content jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	name text;
BEGIN
	EXECUTE format('INSERT INTO %1$I SELECT (jsonb_populate_record(NULL::%1$I, $1 || ''{"shipped": false}'')).*', into_table)
		USING content || (SELECT jsonb_object_agg(a.attname, CASE WHEN content ? a.attname THEN content -> a.attname
			-- defaults, which jsonb_populate_record does not know
			WHEN a.attnotnull AND format_type(a.atttypid, NULL) = 'boolean' THEN 'false' WHEN a.attnotnull AND format_type(a.atttypid, NULL) = 'integer' THEN '0'
			WHEN a.attname = 'deductible_per' THEN '"year"' WHEN a.attname = 'channel' THEN '"direct"' WHEN a.attname = 'recognition' THEN '"any"' ELSE
				(SELECT to_jsonb(substring(pg_get_expr(d.adbin, d.adrelid) FROM '^''(.*)''::text$')) FROM pg_attrdef AS d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum) END)
			FROM pg_attribute AS a WHERE a.attrelid = into_table::regclass AND a.attnum > 0 AND NOT a.attisdropped);
	RAISE EXCEPTION USING ERRCODE = 'MA000';
EXCEPTION
	WHEN SQLSTATE 'MA000' THEN
		RETURN NULL;
	WHEN OTHERS THEN
		GET STACKED DIAGNOSTICS name = CONSTRAINT_NAME;
		RETURN SQLSTATE || ' ' || name;
END
$$;

SELECT is(pg_temp.refused(name, content), NULL, name || ': a good row') FROM good;
SELECT is(pg_temp.refused(name, content - 'article'), '23514 ' || name || '_article_needed', name || ': no article') FROM good;
SELECT is(pg_temp.refused(name, content || '{"article": ""}'), '23514 ' || name || '_article_value', name || ': an empty one') FROM good;
SELECT is(pg_temp.refused(g.name, g.content || jsonb_build_object('services', s.services)), '23514 ' || g.name || '_services_value', format('%s: services %s', g.name, s.services))
	FROM good AS g, unnest('{"[]", "[null]", "[\"inpatiant\"]"}'::jsonb[]) AS s (services)
	WHERE EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = g.name::regclass AND a.attname = 'services');
-- the other columns
SELECT is(pg_temp.refused('medaid_rule_' || name, (SELECT g.content FROM good AS g WHERE g.name = 'medaid_rule_' || x.name) || field::jsonb) ~ ('^23514 .*' || why), true, format('%s: %s', name, field)) FROM (VALUES
	('benefit', '{"payers": ["basic", "nobody"]}', 'payers_value'), ('tilt', '{"payers": [null]}', 'payers_value'), ('benefit', '{"category": ""}', 'category_value'),
	('tilt', '{"categories": []}', 'categories_value'), ('tilt', '{"categories": [null]}', 'categories_value'), ('identity', '{"categories": ["dibao", ""]}', 'categories_value'),
	('tilt', '{"categories": [["dibao"], ["tekun"]]}', 'categories_value'),
	('benefit', '{"rate": 0.66667}', 'rate_value'), ('benefit', '{"rate": "NaN"}', ''), ('benefit', '{"rate": 1.0001}', ''), ('top_up', '{"rate": 0.00001}', 'rate_value'),
	('off_catalog', '{"control_class_2": 0.33333}', 'control_class_2_value'), ('critical_illness_band', '{"rate": 0.12345}', 'rate_value'),
	('benefit', '{"deductible": "NaN"}', 'deductible_value'), ('benefit', '{"cap": "NaN"}', 'cap_value'), ('benefit', '{"cap": -0.01}', ''), ('benefit', '{"cap": 1000000000000.01}', 'cap_value'),
	('tilt', '{"threshold": "NaN"}', 'threshold_value'), ('critical_illness_band', '{"cost_from": "NaN"}', 'cost_from_value'), ('monitor', '{"line": "NaN"}', 'line_value'),
	('benefit', '{"deductible": null, "deductible_area": "a", "deductible_indicator": "income", "deductible_share": "Infinity"}', 'deductible_share_value'),
	('benefit', '{"min_age": -1}', 'min_age_value'), ('benefit', '{"min_hospital_level": -1}', 'min_hospital_level_value'),
	('benefit', '{"within": "village"}', 'within'), ('benefit', '{"insurance": "nobody"}', 'insurance'), ('gate', '{"days": null}', 'check'),
	('off_catalog', '{"aid_categories": []}', 'aid_categories_value'), ('payment', '{"chronic_classes": []}', 'chronic_classes_value'), ('payment', '{"chronic_classes": [4]}', ''),
	('refusal', '{"reasons": ["bad_luck"]}', 'reasons'), ('refusal', '{"reasons": []}', 'reasons_value'), ('monitor', '{"informed": []}', 'informed_value'), ('deadline', '{"given_to": [""]}', 'given_to_value')) AS x (name, field, why);
SELECT is(pg_temp.refused('medaid_rule_benefit', content || '{"first_day": "infinity"}'), '23514 medaid_rule_benefit_first_day_value', 'a rule of no day') FROM good WHERE name = 'medaid_rule_benefit';
SELECT is(pg_temp.refused('medaid_rule_payer', content || '{"payers": []}'), NULL, 'nobody pays before assistance: a rule') FROM good WHERE name = 'medaid_rule_payer';
SELECT is(pg_temp.refused('medaid_rule_benefit', content || '{"cap": 1000000000000, "rate": 0.6667}'), NULL, 'the greatest amount, the finest rate') FROM good WHERE name = 'medaid_rule_benefit';
SELECT * FROM finish();
ROLLBACK;
