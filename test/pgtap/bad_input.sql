-- Bad input: every finding of a claim, an accumulator and a policy has its
-- SQLSTATE, and its message names the claim, the field and the value.
BEGIN;
SELECT plan(757);

-- What a statement raises: SQLSTATE, then whether the message matches and a hint is given.
CREATE FUNCTION pg_temp.raised(query text, pattern text, OUT state text, OUT message text, OUT hint text) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE query;
	state := 'no error';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
END
$$;
CREATE FUNCTION pg_temp.raises(query text, state text, pattern text, what text, with_hint boolean DEFAULT true)
RETURNS text LANGUAGE sql AS $$
	SELECT is(r.state || CASE WHEN r.message LIKE pattern THEN ' named' ELSE ': ' || coalesce(r.message, '') END
			|| CASE WHEN with_hint AND coalesce(r.hint, '') = '' THEN ', no hint' ELSE '' END,
		state || ' named', what)
	FROM pg_temp.raised(query, pattern) AS r
$$;

CREATE TEMP TABLE policy AS
	SELECT medaid_policy('zibo-2023', '2023-06-01') AS p, medaid_policies('zibo-2023', '2023-01-01', '2024-12-31') AS ps;

-- medaid_claim(...) as SQL text: a good claim with some fields replaced by other SQL.
CREATE FUNCTION pg_temp.claim(replaced jsonb DEFAULT '{}') RETURNS text LANGUAGE sql AS $$
	SELECT 'medaid_claim(' || string_agg(format('%I => %s', key, value), ', ') || ')'
	FROM jsonb_each_text('{"claim_id": "''c1''", "service": "''inpatient''", "discharged_on": "date ''2023-06-01''",
		"categories": "''{dibao}''::text[]", "total": "1000", "in_scope": "800",
		"basic_paid": "0", "critical_illness_paid": "0"}'::jsonb || replaced)
$$;
CREATE FUNCTION pg_temp.inlined(replaced jsonb DEFAULT '{}') RETURNS text LANGUAGE sql AS $$
	SELECT 'SELECT medaid_settle(' || pg_temp.claim(replaced) || ', (SELECT p FROM policy))'
$$;
CREATE FUNCTION pg_temp.stored(replaced jsonb DEFAULT '{}') RETURNS text LANGUAGE sql AS $$
	SELECT 'SELECT medaid_settle(s.c, (SELECT p FROM policy)) FROM (SELECT ' || pg_temp.claim(replaced) || ' AS c OFFSET 0) AS s'
$$;
-- the result, as text: one field of the settlement
CREATE FUNCTION pg_temp.gives(replaced jsonb, field text, stored boolean DEFAULT false) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	found text;
BEGIN
	EXECUTE format('SELECT (x.s).%I::text FROM (%s) AS x (s)', field,
		CASE WHEN stored THEN pg_temp.stored(replaced) ELSE pg_temp.inlined(replaced) END) INTO found;
	RETURN found;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;

-- 淄博 (六): 低保 75 % of 800
SELECT is(pg_temp.gives('{}', 'aid'), '600.00', 'the claim that the cases below spoil is good');
SELECT is(pg_temp.gives('{}', 'aid', true), '600.00', 'so is the same as a composite');

CREATE TEMP TABLE bad (field text, value text, state text, pattern text);
INSERT INTO bad (field, value, state) VALUES
	('service', 'NULL', '22004'), ('discharged_on', 'NULL', '22004'), ('total', 'NULL', '22004'), ('in_scope', 'NULL', '22004');
INSERT INTO bad
	SELECT f, v, '22003', '%' || f || '%' || trim(v, '''') || '%'
	FROM unnest('{total,in_scope,out_of_catalog,basic_paid,critical_illness_paid,supplementary_paid,inclusive_paid,commercial_paid,mutual_aid_paid}'::text[]) AS f,
		unnest('{''NaN'',''Infinity'',''-Infinity'',-0.01,-1,1000000000000.01,1000000000000.005,12345678901234567890}'::text[]) AS v;
INSERT INTO bad VALUES
	('total', '1e1000::numeric', '22003', '%total%1000%'), ('total', '-1e1000::numeric', '22003', '%total%-1000%'),
	('total', '1e131000::numeric', '22003', '%total%'),
	('in_scope', '1000.01', '22003', '%in_scope%1000.01%total%1000.00%'),
	('in_scope', '1000.005', '22003', '%in_scope%1000.01%'),
	('out_of_catalog', '200.01', '22003', '%out_of_catalog%200.01%200.00%'),
	('basic_paid', '1000.01', '22003', '%1000.01%total%1000.00%'),
	('mutual_aid_paid', '1000.01', '22003', '%1000.01%total%'),
	('admitted_on', 'date ''2023-06-02''', '22023', '%admitted_on%2023-06-02%discharged_on%2023-06-01%');
INSERT INTO bad
	SELECT f, quote_literal(v) || '::date', '22023', '%' || f || '%' || v || '%'
	FROM unnest('{admitted_on,discharged_on,applied_on,deadline_from}'::text[]) AS f, unnest('{infinity,-infinity}'::text[]) AS v;
INSERT INTO bad
	-- a long value is cut
	SELECT f, quote_literal(v), '22023', '%' || f || '%"' || left(v, 200) || CASE WHEN length(v) > 200 THEN '...' ELSE '' END || '"%'
	FROM (VALUES ('service', 'hospital'), ('service', ''), ('service', 'INPATIENT'), ('service', ' inpatient'), ('service', 'inpatien'),
		('service', 'inpatients'), ('service', '住院'), ('service', repeat('x', 3000)),
		('place', 'town'), ('place', ''), ('referral', 'yes'), ('insurance', '居民')) AS w (f, v);
INSERT INTO bad
	SELECT f, v, '22023', '%' || f || '%' || v || '%'
	FROM (VALUES ('hospital_level', '-1'), ('hospital_level', '4'), ('hospital_level', '32767'), ('charge_class', '0'), ('charge_class', '4'),
		('chronic_class', '0'), ('chronic_class', '4'), ('age', '-1'), ('age', '-32768'), ('age', '32767')) AS w (f, v);
INSERT INTO bad VALUES
	('categories', '''{dibao,NULL}''', '22023', '%categories%NULL%'),
	('categories', '''{NULL}''', '22023', '%categories%NULL%'),
	('categories', '''{{dibao,tekun},{dibao,tekun}}''', '22023', '%categories%dimension%'),
	('categories', '''{{dibao}}''', '22023', '%categories%dimension%'),
	('categories', 'array_fill(''dibao''::text, ARRAY[300])', '22023', '%categories%300%'),
	('categories', 'array_fill(''dibao''::text, ARRAY[256])', '22023', '%categories%256%'),
	('categories', '''{""}''', '22023', '%categories%'),
	('categories', 'ARRAY[repeat(''x'', 256)]', '22023', '%categories%256%'),
	('categories', 'ARRAY[repeat(''x'', 255)]', '22023', '%categories%"' || repeat('x', 200) || '..."%'),
	('categories', 'ARRAY[repeat(''x'', 10000000)]', '22023', '%categories%'),
	('categories', '''{nobody}''', '22023', '%categories%"nobody"%zibo-2023%'),
	('categories', '''{dibao,低保}''', '22023', '%categories%"低保"%'),
	('categories', '''{dibao,Dibao}''', '22023', '%categories%"Dibao"%'),
	('recognised_on', '''{2023-01-01,2023-01-01}''', '22023', '%recognised_on%2%'),
	('recognised_on', '''{}''', '22023', '%recognised_on%0%'),
	('recognised_on', '''{{2023-01-01}}''', '22023', '%recognised_on%dimension%'),
	('ended_on', '''{2023-01-01,2023-01-01}''', '22023', '%ended_on%2%'),
	('ended_on', '''{}''', '22023', '%ended_on%0%'),
	('ended_on', '''{{2023-01-01}}''', '22023', '%ended_on%dimension%');
UPDATE bad SET pattern = '%' || field || '%' WHERE pattern IS NULL;

SELECT pg_temp.raises(pg_temp.inlined(jsonb_build_object(field, value)), state, '%"c1"' || pattern,
	format('%s %s', field, left(value, 60))) FROM bad ORDER BY field, value;
SELECT pg_temp.raises(pg_temp.stored(jsonb_build_object(field, value)), state, '%"c1"' || pattern,
	format('%s %s, as a composite', field, left(value, 60))) FROM bad ORDER BY field, value;

-- several fields
SELECT pg_temp.raises(pg_temp.inlined(x::jsonb), '22023', '%"c1"%' || f || '%', 'dates of categories that are not there: ' || f)
	FROM (VALUES ('{"categories": "NULL", "recognised_on": "''{2023-01-01}''"}', 'recognised_on'),
		('{"categories": "''{}''", "ended_on": "''{2023-01-01}''"}', 'ended_on')) AS v (x, f);
SELECT pg_temp.raises(pg_temp.inlined('{"basic_paid": "400", "critical_illness_paid": "300", "supplementary_paid": "100", "inclusive_paid": "100", "commercial_paid": "50", "mutual_aid_paid": "50.01"}'),
	'22003', '%"c1"%1000.01%1000.00%', 'six payers together one fen over the total');
SELECT is(pg_temp.gives('{"basic_paid": "400", "critical_illness_paid": "300", "supplementary_paid": "100", "inclusive_paid": "100", "commercial_paid": "50", "mutual_aid_paid": "50"}', 'patient_pays'),
	'0.00', 'six payers together the total');
SELECT pg_temp.raises('SELECT medaid_collect(medaid_claim(service => ''x''))', '22023', 'claim without claim_id%service%"x"%', 'a claim without claim_id is named so');
SELECT pg_temp.raises('SELECT medaid_collect(ROW(' || repeat('NULL,', 29) || 'NULL)::medaid_claim)', '22004', 'claim without claim_id%service%',
	'a row of NULLs is a claim that lacks everything');
SELECT is((medaid_claim(hospital_level => 100000, charge_class => -100000)).hospital_level, 32767::smallint, 'a level beyond smallint is the largest of them');

-- claim_id in messages
SELECT pg_temp.raises(pg_temp.inlined('{"claim_id": "''单据-一''", "place": "''x''"}'), '22023', '%"单据-一"%place%', 'a claim_id in UTF-8');
SELECT pg_temp.raises(pg_temp.inlined('{"claim_id": "''%s %d %n''", "place": "''%s%n''"}'), '22023', '%"\%s \%d \%n"%place "\%s\%n"%', 'per cent signs');
SELECT pg_temp.raises(pg_temp.inlined('{"claim_id": "''''", "place": "''x''"}'), '22023', 'claim ""%place%', 'an empty claim_id');
CREATE FUNCTION pg_temp.valid_message(query text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	message text;
BEGIN
	EXECUTE query;
	RETURN NULL;
EXCEPTION WHEN OTHERS THEN
	-- a character cut in two is refused here
	message := SQLERRM;
	RETURN textlike(message, 'claim "住住%"%place%') AND position(E'\uFFFD' IN convert_from(textsend(message), 'UTF8')) = 0;
END
$$;
SELECT lives_ok(format('SELECT pg_temp.valid_message(%L)', pg_temp.inlined(format('{"claim_id": "repeat(''住'', %s)", "place": "''x''"}', n)::jsonb)),
	format('the message about a claim_id of %s bytes is UTF-8', n * 3)) FROM unnest('{66,67,100,40000}'::int[]) AS n;
SELECT lives_ok(format('SELECT pg_temp.valid_message(%L)', pg_temp.inlined(format('{"claim_id": "repeat(''住'', 5) || repeat(''%s'', 195)", "place": "''x''"}', w)::jsonb)),
	'the message about a claim_id with ' || w) FROM unnest('{a住,住a,aa住}'::text[]) AS w;

-- what is good, though unusual
CREATE TEMP TABLE good (field text, value text, shows text, expected text);
INSERT INTO good VALUES
	('claim_id', 'NULL', 'claim_id', NULL),
	('claim_id', '''''', 'claim_id', ''),
	('claim_id', '''住院''', 'claim_id', '住院'),
	('claim_id', 'repeat(''住院'', 50000)', 'claim_id', repeat('住院', 50000)),
	('claim_id', 'repeat(''a'', 125)', 'claim_id', repeat('a', 125)),
	('claim_id', 'repeat(''a'', 126)', 'claim_id', repeat('a', 126)),
	('claim_id', 'repeat(''a'', 127)', 'claim_id', repeat('a', 127)),
	('claim_id', 'repeat(''a'', 128)', 'claim_id', repeat('a', 128)),
	('total', '1000000000000', 'total', '1000000000000.00'),
	('total', '800', 'excess', '0.00'),
	('total', '800.005', 'total', '800.01'),
	('total', '800.00499999', 'total', '800.00'),
	('in_scope', '1000.00499999', 'in_scope', '1000.00'),
	('in_scope', '0', 'reason', 'no_burden'),
	('in_scope', '0.005', 'in_scope', '0.01'),
	('in_scope', '0.00499999', 'in_scope', '0.00'),
	('in_scope', '0.0049999999999999999999999999999999', 'in_scope', '0.00'),
	('in_scope', '0.00500000000000000000000000000001', 'in_scope', '0.01'),
	('in_scope', '99.995', 'in_scope', '100.00'),
	('in_scope', '99.99499999', 'in_scope', '99.99'),
	('in_scope', '-0.0', 'in_scope', '0.00'),
	('in_scope', '800::numeric(1000,900)', 'in_scope', '800.00'),
	('categories', 'NULL', 'reason', 'no_category'),
	('categories', '''{}''', 'reason', 'no_category'),
	('categories', '''[5:5]={dibao}''', 'aid', '600.00'),
	('categories', '''[-1:0]={lifted,dibao}''', 'aid', '600.00'),
	('categories', '''{dibao,dibao}''', 'aid', '600.00'),
	('categories', 'array_fill(''dibao''::text, ARRAY[255])', 'aid', '600.00'),
	('categories', '''{lifted}''', 'reason', 'category_not_eligible'),
	('recognised_on', '''{NULL}''', 'aid', '600.00'),
	('recognised_on', '''{-infinity}''', 'aid', '600.00'),
	('recognised_on', '''{infinity}''', 'reason', 'not_yet_recognised'),
	('recognised_on', '''[7:7]={2023-06-01}''', 'aid', '600.00'),
	('recognised_on', '''{2023-06-02}''', 'reason', 'not_yet_recognised'),
	('recognised_on', '''{4714-11-24 BC}''', 'aid', '600.00'),
	('ended_on', '''{infinity}''', 'aid', '600.00'),
	('ended_on', '''{-infinity}''', 'reason', 'identity_ended'),
	('ended_on', '''{5874897-12-31}''', 'aid', '600.00'),
	('ended_on', '''{2023-06-01}''', 'reason', 'identity_ended'),
	('ended_on', '''{2023-06-02}''', 'aid', '600.00'),
	('admitted_on', 'date ''4714-11-24 BC''', 'aid', '600.00'),
	('discharged_on', 'date ''5874897-12-31''', 'benefit_year', '5874897'),
	('discharged_on', 'date ''4714-11-24 BC''', 'reason', 'policy_not_in_force'),
	('discharged_on', 'date ''2022-12-31''', 'reason', 'policy_not_in_force'),
	('applied_on', 'date ''5874897-12-31''', 'aid', '600.00'),
	('deadline_from', 'date ''4714-11-24 BC''', 'aid', '600.00'),
	('hospital_level', '0', 'aid', '600.00'), ('hospital_level', '3', 'aid', '600.00'),
	('age', '0', 'aid', '600.00'), ('age', '150', 'aid', '600.00'),
	('service', '''outpatient''', 'status', 'not_covered');
SELECT is(pg_temp.gives(jsonb_build_object(field, value), shows), expected, format('%s %s: %s', field, left(value, 60), shows)) FROM good;
SELECT is(pg_temp.gives(jsonb_build_object(field, value), shows, true), expected, format('%s %s: %s, as a composite', field, left(value, 60), shows)) FROM good;

-- 淄博: 低保 75 %, 特困 100 %, 低保边缘 needs an income: which entry a date belongs to
SELECT is(pg_temp.gives(x::jsonb, 'category', stored), expected, 'NULLs among the dates: ' || x)
	FROM (VALUES
		('{"categories": "''{tekun,dibao,lifted}''", "recognised_on": "''{2024-01-01,NULL,2023-01-01}''"}', 'dibao'),
		('{"categories": "''{tekun,dibao,lifted}''", "recognised_on": "''{NULL,NULL,NULL}''", "ended_on": "''{2023-06-01,NULL,2023-01-01}''"}', 'dibao'),
		('{"categories": "''{tekun,dibao,lifted}''", "recognised_on": "''{NULL,2024-01-01,NULL}''"}', 'tekun'),
		('{"categories": "''{dibao,lifted,lifted,lifted,lifted,lifted,lifted,lifted,lifted,tekun}''", "recognised_on": "''{NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2024-01-01,NULL}''"}', 'tekun'),
		('{"categories": "''{dibao,lifted,lifted,lifted,lifted,lifted,lifted,lifted,lifted,tekun}''", "recognised_on": "''{NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2024-01-01}''"}', 'dibao'),
		('{"categories": "''{dibao,tekun}''", "recognised_on": "''[0:1]={NULL,2024-01-01}''"}', 'dibao')
	) AS v (x, expected), unnest('{f,t}'::boolean[]) AS stored;

-- every optional field NULL or given its default: the same settlement
SELECT is(pg_temp.gives('{"admitted_on": "NULL", "recognised_on": "NULL", "ended_on": "NULL", "out_of_catalog": "NULL", "basic_paid": "NULL",
	"supplementary_paid": "NULL", "inclusive_paid": "NULL", "commercial_paid": "NULL", "mutual_aid_paid": "NULL", "place": "NULL", "designated": "NULL",
	"referral": "NULL", "insurance": "NULL", "hospital_level": "NULL", "charge_class": "NULL", "major_disease": "NULL", "maintenance": "NULL", "age": "NULL",
	"chronic_class": "NULL", "applied_on": "NULL", "deadline_from": "NULL", "tilt_approved": "NULL"}', 'aid', stored), '600.00', 'optional fields NULL')
	FROM unnest('{f,t}'::boolean[]) AS stored;

-- compressed and out-of-line values, as columns and within a composite
CREATE TEMP TABLE wide (id text, categories text[], dates date[], total numeric, c medaid_claim);
ALTER TABLE wide ALTER id SET STORAGE external, ALTER total SET STORAGE external;
INSERT INTO wide (id, categories, dates, total)
	SELECT string_agg(md5(n::text), ''), array_fill('dibao'::text, ARRAY[254]) || 'lifted'::text, array_fill(NULL::date, ARRAY[254]) || date '2023-01-01',
		('1000.' || repeat('1234567890', 900))::numeric
	FROM generate_series(1, 3000) AS n;
UPDATE wide SET c = medaid_claim(claim_id => id, service => 'inpatient', discharged_on => '2023-06-01', categories => categories,
	recognised_on => dates, total => total, in_scope => 800, critical_illness_paid => 0);
SELECT is((SELECT (medaid_settle(c, p)).aid FROM wide, policy), 600.00, 'a composite with compressed and out-of-line values');
SELECT is((SELECT (medaid_settle(medaid_claim(claim_id => id, service => 'inpatient', discharged_on => '2023-06-01', categories => categories,
	recognised_on => dates, total => total, in_scope => 800, critical_illness_paid => 0), p)).claim_id FROM wide, policy), (SELECT id FROM wide),
	'columns with compressed and out-of-line values');
SELECT is((SELECT (medaid_settle(c, p)).total FROM wide, policy), 1000.12, 'an amount with 9,000 decimals');

-- a claim from PL/pgSQL, whose arrays are in expanded form
CREATE FUNCTION pg_temp.expanded(OUT one numeric, OUT two numeric) LANGUAGE plpgsql AS $$
DECLARE
	c medaid_claim := medaid_claim(claim_id => 'x', service => 'inpatient', discharged_on => '2023-06-01', categories => '{lifted}', total => 1000, in_scope => 800, critical_illness_paid => 0);
	held text[] := '{lifted}';
	days date[] := '{NULL}';
	p medaid_policy := (SELECT p FROM policy);
BEGIN
	BEGIN
		c.categories[2] := 'dibao';
		c.recognised_on[2] := '2023-01-01';
		c.recognised_on[1] := NULL;
		one := (medaid_settle(c, p)).aid;
	EXCEPTION WHEN OTHERS THEN
		one := NULL;
	END;
	BEGIN
		held[2] := 'dibao';
		days[2] := '2023-01-01';
		two := (medaid_settle(medaid_claim(claim_id => 'x', service => 'inpatient', discharged_on => '2023-06-01', categories => held, recognised_on => days,
			total => 1000, in_scope => 800, critical_illness_paid => 0), p)).aid;
	EXCEPTION WHEN OTHERS THEN
		two := NULL;
	END;
END
$$;
SELECT is((SELECT one FROM pg_temp.expanded()), 600.00, 'a record changed field by field in PL/pgSQL');
SELECT is((SELECT two FROM pg_temp.expanded()), 600.00, 'arrays changed in PL/pgSQL');

-- an array out of line on its own, and one that PL/pgSQL holds in expanded form
CREATE FUNCTION pg_temp.raised_or(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE query INTO result;
	RETURN result;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLERRM;
END
$$;
CREATE TEMP TABLE toasted (held text[]);
ALTER TABLE toasted ALTER held SET STORAGE external;
INSERT INTO toasted SELECT array_agg('dibao'::text) FROM generate_series(1, 250);
SELECT is(pg_temp.raised_or('SELECT (medaid_settle(medaid_claim(claim_id => ''x'', service => ''inpatient'', discharged_on => ''2023-06-01'', categories => held, total => 1000, in_scope => 800, critical_illness_paid => 0), p)).aid FROM toasted, policy'),
	'600.00', 'categories out of line');
DO $$
DECLARE
	held text[] := '{lifted}';
BEGIN
	held[2] := 'dibao';
	PERFORM set_config('test.result', (medaid_settle(medaid_claim(claim_id => 'x', service => 'inpatient', discharged_on => '2023-06-01', categories => held, total => 1000, in_scope => 800, critical_illness_paid => 0), p)).aid::text, true) FROM policy;
EXCEPTION WHEN OTHERS THEN
	PERFORM set_config('test.result', SQLERRM, true);
END
$$;
SELECT is(current_setting('test.result'), '600.00', 'categories in a variable of PL/pgSQL');

-- NULLs of the calls
SELECT is((SELECT medaid_settle(NULL::medaid_claim, p) FROM policy), NULL, 'NULL claim: NULL');
SELECT is((SELECT medaid_settle(NULL::medaid_claim, ps) FROM policy), NULL, 'NULL claim under an array: NULL');
SELECT is((SELECT medaid_settle(NULL::medaid_claim, p, NULL) FROM policy), NULL, 'NULL claim and ytd: NULL');
SELECT pg_temp.raises('SELECT medaid_settle(' || pg_temp.claim() || ', NULL::medaid_policy)', '22004', '%policy%NULL%', 'NULL policy');
SELECT pg_temp.raises('SELECT medaid_settle(' || pg_temp.claim() || ', NULL::medaid_policy[])', '22004', '%policy%NULL%', 'NULL array of policies');
SELECT pg_temp.raises('SELECT medaid_settle(' || pg_temp.claim() || ', NULL::medaid_policy, ''{}'')', '22004', '%policy%NULL%', 'NULL policy with ytd');
SELECT is((SELECT (medaid_settle(c, p, NULL)).aid FROM wide, policy), 600.00, 'NULL ytd: nothing used');
SELECT is((SELECT (medaid_settle(c, p, '{}')).aid FROM wide, policy), 600.00, 'empty ytd: nothing used');
SELECT is(medaid_category(NULL), NULL, 'medaid_category(NULL)');
SELECT is(medaid_service(NULL::text), NULL, 'medaid_service(NULL)');
SELECT is(medaid_service(NULL::integer), NULL, 'medaid_service(NULL::integer)');
SELECT pg_temp.raises('SELECT medaid_category(''nobody'')', '22023', '%"nobody"%', 'unknown name of a category');
SELECT pg_temp.raises('SELECT medaid_category('''')', '22023', '%""%', 'empty name of a category');
SELECT pg_temp.raises('SELECT medaid_service(9901)', '22023', '%9901%', 'a local med_type');
SELECT pg_temp.raises('SELECT medaid_service(-1)', '22023', '%-1%', 'a negative med_type');

-- accumulators
CREATE FUNCTION pg_temp.after(ytd text) RETURNS text LANGUAGE sql AS $$
	SELECT 'SELECT medaid_settle(' || pg_temp.claim() || ', (SELECT p FROM policy), ' || ytd || ')'
$$;
SELECT pg_temp.raises(pg_temp.after(ytd), state, pattern, 'accumulators ' || ytd, false)
	FROM (VALUES
		('ARRAY[medaid_accumulator(NULL, ''zibo-main'', 0, 0, 0)]', '22004', '%benefit_year%'),
		('ARRAY[medaid_accumulator(2023, NULL, 0, 0, 0)]', '22004', '%pool%'),
		('ARRAY[medaid_accumulator(2023, ''zibo-main'', NULL, 0, 0)]', '22004', '%burden%'),
		('ARRAY[medaid_accumulator(2023, ''zibo-main'', 0, NULL, 0)]', '22004', '%deductible%'),
		('ARRAY[medaid_accumulator(2023, ''zibo-main'', 0, 0, NULL)]', '22004', '%paid%'),
		('ARRAY[medaid_accumulator(2023, ''other'', 0, 0, NULL)]', '22004', '%paid%'),
		('ARRAY[medaid_accumulator(2023, ''zibo-main'', -0.01, 0, 0)]', '22003', '%burden%'),
		('ARRAY[medaid_accumulator(2023, ''zibo-main'', 0, -0.01, 0)]', '22003', '%deductible%'),
		('ARRAY[medaid_accumulator(2023, ''zibo-main'', 0, 0, -0.01)]', '22003', '%paid%'),
		('ARRAY[medaid_accumulator(2023, ''zibo-main'', 0, 0, 0, -0.01)]', '22003', '%due%'),
		('ARRAY[medaid_accumulator(2023, ''zibo-main'', 0, 0, 0, ''NaN'')]', '22003', '%due%'),
		('ARRAY[medaid_accumulator(2023, ''zibo-main'', 0, 0, 0, 0, 13)]', '22023', '%month%'),
		('ARRAY[medaid_accumulator(2023, ''zibo-main'', 0, 0, 0, 0, NULL, ''2023-06-01'')]', '22023', '%day%zibo-main%'),
		('ARRAY[medaid_accumulator(2023, ''zibo-tilted'', 0, 0, 0, 0, 6)]', '22023', '%month%zibo-tilted%'),
		('ARRAY[medaid_accumulator(2023, ''zibo-main'', 0, 0, 0, 0, 6, ''2023-07-01'')]', '22023', '%month 6%'),
		-- fewer fields: PostgreSQL's own words name the type
		('ARRAY[ROW(2023, ''zibo-main'', 0, 0, 0)::medaid_accumulator]', '42846', '%medaid_accumulator%'),
		('''{"(2023,zibo-main,0,0,0)"}''::medaid_accumulator[]', '22P02', '%malformed record literal%'),
		('ARRAY[medaid_accumulator(2023, ''zibo-main'', ''NaN'', 0, 0)]', '22003', '%burden%'),
		('ARRAY[medaid_accumulator(2023, ''zibo-main'', ''Infinity'', 0, 0)]', '22003', '%burden%'),
		('ARRAY[medaid_accumulator(2023, ''zibo-main'', 1e1000::numeric, 0, 0)]', '22003', '%burden%'),
		('ARRAY[medaid_accumulator(2023, ''zibo-main'', 0, 0, 0), medaid_accumulator(2023, ''zibo-main'', 0, 0, 0)]', '22023', '%2023%zibo-main%'),
		('ARRAY[medaid_accumulator(2022, ''x'', 0, 0, 0), medaid_accumulator(2022, ''x'', 0, 0, 0)]', '22023', '%2022%x%'),
		('ARRAY[NULL::medaid_accumulator]', '22023', '%NULL%'),
		('ARRAY[medaid_accumulator(2023, ''zibo-main'', 0, 0, 0), NULL]', '22023', '%NULL%'),
		('ARRAY[[medaid_accumulator(2023, ''zibo-main'', 0, 0, 0)], [medaid_accumulator(2023, ''zibo-tilted'', 0, 0, 0)]]', '22023', '%dimension%')
	) AS v (ytd, state, pattern);
CREATE FUNCTION pg_temp.aid_after(ytd medaid_accumulator[]) RETURNS numeric LANGUAGE sql AS $$
	SELECT (medaid_settle(medaid_claim(claim_id => 'c1', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}',
		total => 1000, in_scope => 800, critical_illness_paid => 0), p, ytd)).aid FROM policy
$$;
SELECT is(pg_temp.aid_after(ytd), aid, what) FROM (VALUES
	-- 淄博 低保: 75 %, cap 30,000
	(ARRAY[medaid_accumulator(2022, 'zibo-main', 90000, 0, 30000)], 600.00, 'another year does not count'),
	(ARRAY[medaid_accumulator(2023, 'zibo-mai', 90000, 0, 30000)], 600.00, 'another pool does not count'),
	(ARRAY[medaid_accumulator(2023, 'zibo-main ', 90000, 0, 30000), medaid_accumulator(2023, '', 1, 0, 1)], 600.00, 'a pool by another name does not count'),
	(ARRAY[medaid_accumulator(2023, 'zibo-main', 39200, 0, 29400)], 600.00, 'just within the cap'),
	(ARRAY[medaid_accumulator(2023, 'zibo-main', 39200, 0, 29400.01)], 599.99, 'one fen of it over the cap'),
	(ARRAY[medaid_accumulator(2023, 'zibo-main', 39200, 0, 30000)], 0.00, 'the cap used up'),
	(ARRAY[medaid_accumulator(2023, 'zibo-main', 39200, 0, 50000)], 0.00, 'more than the cap used'),
	('[3:4]={"(2022,zibo-main,1,0,1,1,,)","(2023,zibo-main,39200,0,30000,30000,,)"}'::medaid_accumulator[], 0.00, 'other lower bounds'),
	(ARRAY[medaid_accumulator(-2147483648, 'zibo-main', 1, 0, 1), medaid_accumulator(2147483647, 'zibo-main', 1, 0, 1)], 600.00, 'years at the limits of integer')
	) AS v (ytd, aid, what);
SELECT is(pg_temp.aid_after((SELECT array_agg(medaid_accumulator(y, 'zibo-main', 1, 0, 30000)) FROM generate_series(1, 2022) AS y)), 600.00, '2,022 accumulators');
SELECT ok((SELECT state IN ('no error', '22023') FROM pg_temp.raised(pg_temp.after('ARRAY[medaid_accumulator(2023, repeat(''x'', 5000), 0, 0, 0)]'), '')),
	'a pool code of 5,000 bytes: no pool of the policy, or 22023');
SELECT pg_temp.raises('SELECT (medaid_settle(' || pg_temp.claim('{"total": "1e12", "in_scope": "1e12"}') || ', (SELECT p FROM policy), ARRAY[medaid_accumulator(2023, ''zibo-main'', ' || b || ', 0, 0)])).aid',
	'22003', '%burden%', 'a burden beyond any sum', false) FROM unnest('{1e17,9e18,92233720368547758.07}'::text[]) AS b;

-- arrays of policies
CREATE FUNCTION pg_temp.under(policies text, day text DEFAULT '2023-06-01') RETURNS text LANGUAGE sql AS $$
	SELECT 'SELECT (medaid_settle(' || pg_temp.claim(jsonb_build_object('discharged_on', quote_literal(day) || '::date')) || ', ' || policies || ')).aid'
$$;
CREATE FUNCTION pg_temp.result(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	found text;
BEGIN
	EXECUTE query INTO found;
	RETURN found;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;
SELECT is((SELECT cardinality(ps) FROM policy), 2, 'two stretches, the two years');
SELECT pg_temp.raises(pg_temp.under(v.a), '22023', v.pattern, v.what) FROM (VALUES
	('''{}''::medaid_policy[]', '%empty%', 'an empty array'),
	('(SELECT ARRAY[ARRAY[ps[1]], ARRAY[ps[2]]] FROM policy)', '%dimension%', 'two dimensions'),
	('ARRAY[NULL]::medaid_policy[]', '%NULL%', 'a NULL element'),
	('(SELECT ps || NULL::medaid_policy FROM policy)', '%NULL%', 'a NULL element at the end'),
	('(SELECT ps || p FROM policy)', '%overlap%', 'the same stretch twice'),
	('(SELECT ps || medaid_policy(''ankang-2023'', ''2023-06-01'') FROM policy)', '%zibo-2023%', 'different codes'),
	('(SELECT ARRAY[ps[1], medaid_policy_with(ps[2], ''inpatient-dibao.rate'', 0.5, ''half'')] FROM policy)', '%scenario%', 'different scenarios')
	) AS v (a, pattern, what);
SELECT is(pg_temp.result(pg_temp.under('(SELECT ARRAY[ps[2], ps[1]] FROM policy)', day)), '600.00', 'unsorted, ' || day)
	FROM unnest('{2023-01-01,2023-12-31,2024-01-01,2024-12-31}'::text[]) AS day;
SELECT pg_temp.raises(pg_temp.under('(SELECT ps FROM policy)', day), '22023', '%"c1"%' || day || '%', 'in force, but no element holds ' || day)
	FROM unnest('{2025-01-01,2030-06-01,5874897-12-31}'::text[]) AS day;
SELECT pg_temp.raises(pg_temp.under('(SELECT ARRAY[ps[2]] FROM policy)', '2023-06-01'), '22023', '%"c1"%2023-06-01%', 'a stretch left out');
SELECT is(pg_temp.result(replace(pg_temp.under('(SELECT ps FROM policy)', '2022-12-31'), ')).aid', ')).reason')), 'policy_not_in_force', 'a day before the regulation is refused, not an error');

-- policies edited by hand
CREATE FUNCTION pg_temp.edited(edit text, claim text DEFAULT pg_temp.claim()) RETURNS text LANGUAGE sql AS $$
	SELECT format($f$DO $d$
DECLARE
	p medaid_policy := (SELECT p FROM policy);
	s medaid_settlement;
BEGIN
	%s;
	s := medaid_settle(%s, p);
	PERFORM set_config('test.result', concat_ws(' ', s.status, coalesce(s.reason, '-'), s.aid), true);
END $d$ $f$, edit, claim)
$$;
CREATE FUNCTION pg_temp.shows(query text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE query;
	RETURN current_setting('test.result');
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;
SELECT is(pg_temp.shows(pg_temp.edited('NULL')), 'paid - 600.00', 'a policy as a record variable');
SELECT pg_temp.raises(pg_temp.edited(edit), '22023', '%zibo-2023%' || pattern, edit, false) FROM (VALUES
	('p.benefits[1].rate := 2', '%.rate%'),
	('p.benefits[1].rate := 1.0001', '%.rate%'),
	('p.benefits[1].rate := -0.1', '%.rate%'),
	('p.benefits[1].rate := 0.12345', '%.rate%'),
	('p.benefits[1].rate := 0.00001', '%.rate%'),
	('p.benefits[1].rate := ''NaN''', '%.rate%'),
	('p.benefits[1].rate := ''Infinity''', '%.rate%'),
	('p.benefits[1].rate := 1e100::numeric', '%.rate%'),
	('p.benefits[1].cap := -1', '%.cap%'),
	('p.benefits[1].cap := ''NaN''', '%.cap%'),
	('p.benefits[1].cap := ''-Infinity''', '%.cap%'),
	('p.benefits[1].cap := 1e13', '%.cap%'),
	('p.benefits[1].deductible := -0.01', '%.deductible%'),
	('p.benefits[1].code := NULL', '%code%'),
	('p.benefits[1].code := ''''', '%code%'),
	('p.benefits[2].code := p.benefits[1].code', '%' || 'code%'),
	('p.benefits[1].pool := NULL', '%.pool%'),
	('p.benefits[1].services := ''{hospital}''', '%.services%hospital%'),
	('p.benefits[1].services := ''{inpatient,NULL}''', '%.services%NULL%'),
	('p.benefits[1].services := ''{{inpatient}}''', '%.services%dimension%'),
	('p.benefits[1].payers := ''{uncle}''', '%.payers%uncle%'),
	('p.benefits[1].within := ''moon''', '%.within%moon%'),
	('p.benefits[1].insurance := ''both''', '%.insurance%both%'),
	('p.benefits[1].deductible_per := ''month''', '%.deductible_per%month%'),
	('p.benefits[1].deductible_per := ''claim''', '%.deductible_per%'),
	('p.benefits[1].category := ''nobody''', '%.category%nobody%'),
	('p.benefits[1].rate_of := ''nothing''', '%.rate_of%nothing%'),
	('p.benefits := array_append(p.benefits, NULL)', '%benefits%NULL%'),
	('p.benefits := ARRAY[p.benefits, p.benefits]', '%benefits%dimension%'),
	('p.tilts[1].categories := ''{nobody}''', '%.categories%nobody%'),
	('p.tilts[1].threshold := ''NaN''', '%.threshold%'),
	('p.tilts[1].rate := 7', '%.rate%'),
	('p.tilts[1].pool := NULL', '%.pool%'),
	('p.payers[1].payers := ''{uncle}''', '%.payers%uncle%'),
	('p.gates[1].test := NULL', '%.test%'),
	('p.gates[1].test := ''mood''', '%.test%mood%'),
	('p.gates[1].beyond := ''moon''', '%.beyond%moon%'),
	('p.identities[1].rule := ''mood''', '%.rule%mood%'),
	('p.identities[1].months := -1', '%.months%'),
	('p.identities[1].months := 2147483647', '%.months%'),
	('p.categories[1].channel := ''mail''', '%.channel%mail%'),
	('p.categories[1].code := p.categories[2].code', '%code%'),
	('p.categories[1].code := repeat(''x'', 256)', '%code%'),
	('p.categories[1].treated_as := ''nobody''', '%.treated_as%nobody%'),
	('p.categories[1].treated_as := p.categories[1].code', '%.treated_as%'),
	('p.categories[1].treated_as := p.categories[2].code; p.categories[2].treated_as := p.categories[1].code', '%.treated_as%'),
	('p.categories := NULL', '%'),
	('p.valid := NULL', '%valid%'),
	('p.valid := ''empty''', '%valid%'),
	('p.stretch := ''empty''', '%stretch%'),
	('p.payments := ARRAY[ROW(''x'', ''{chronic}'', ''{4}'', ''1'', NULL, NULL)::medaid_payment]', '%.chronic_classes%'),
	('p.payments := ARRAY[ROW(''x'', ''{chronic}'', ''{NULL}'', ''1'', NULL, NULL)::medaid_payment]', '%.chronic_classes%'),
	('p.payments := ARRAY[ROW(''x'', ''{chronic}'', NULL, ''1'', NULL, NULL)::medaid_payment]', '%.chronic_classes%'),
	('p.critical_illness_bands := ARRAY[ROW(''x'', ''y'', 0, 0.5, ''1'', NULL, NULL)::medaid_critical_illness_band]', '%.schedule%'),
	('p.critical_illness_tilts := ARRAY[ROW(''x'', ''y'', ''{dibao}'', NULL, 0.5, 0.05, true, false, ''1'', NULL, NULL, NULL)::medaid_critical_illness_tilt]', '%.schedule%')
	) AS v (edit, pattern);
SELECT pg_temp.raises(pg_temp.edited('p.code := NULL'), '22023', '%code%', 'p.code := NULL', false);
SELECT is(pg_temp.shows(pg_temp.edited(edit)), expected, edit) FROM (VALUES
	-- no rule of any stage is left for 低保
	('p.benefits := NULL; p.tilts := NULL', 'not_covered category_not_eligible 0.00'),
	('p.benefits := ''{}''; p.tilts := ''{}''', 'not_covered category_not_eligible 0.00'),
	-- NULL in the lists that only refuse or accumulate
	('p.gates := NULL; p.identities := NULL; p.top_ups := NULL; p.off_catalogs := NULL; p.payments := NULL; p.notes := NULL; p.tilts := NULL', 'paid - 600.00'),
	('p.critical_illnesses := NULL; p.critical_illness_bands := NULL; p.critical_illness_tilts := NULL', 'paid - 600.00'),
	('p.name := NULL; p.region := NULL; p.document := NULL; p.status := NULL; p.transition_until := NULL', 'paid - 600.00'),
	('p.valid := ''[2023-01-01,infinity]''', 'paid - 600.00'),
	('p.valid := ''[-infinity,infinity]''', 'paid - 600.00'),
	('p.valid := ''(,)''; p.stretch := ''(,)''', 'paid - 600.00'),
	('p.valid := ''[2023-01-01,5874897-12-30]''', 'paid - 600.00'),
	('p.valid := ''[2023-06-01,2023-06-01]''', 'paid - 600.00'),
	('p.valid := ''[2023-05-01,2023-06-01)''', 'not_covered policy_not_in_force 0.00'),
	('p.transition_until := ''infinity''', 'paid - 600.00')
	) AS v (edit, expected);
-- a number that is not set: 55000, only when it is needed
SELECT pg_temp.raises(pg_temp.edited('FOR i IN 1 .. cardinality(p.benefits) LOOP p.benefits[i].rate := NULL; END LOOP'), '55000', '%"c1"%inpatient-dibao.rate%', 'a rate that is not set');
SELECT pg_temp.raises(pg_temp.edited('FOR i IN 1 .. cardinality(p.benefits) LOOP p.benefits[i].rate := NULL; p.benefits[i].rate_of := p.benefits[i].code; END LOOP'), '55000', '%"c1"%inpatient-dibao.rate%', 'a rate of itself');
SELECT pg_temp.raises(pg_temp.edited('FOR i IN 1 .. cardinality(p.benefits) LOOP p.benefits[i].cap := NULL; END LOOP'), '55000', '%"c1"%inpatient-dibao.cap%', 'a cap that is not set');
SELECT pg_temp.raises(pg_temp.edited('FOR i IN 1 .. cardinality(p.benefits) LOOP p.benefits[i].deductible := NULL; END LOOP'), '55000', '%"c1"%inpatient-dibao.deductible%', 'a deductible that is not set');
SELECT is(pg_temp.shows(pg_temp.edited('FOR i IN 1 .. cardinality(p.benefits) LOOP p.benefits[i].rate := NULL; p.benefits[i].cap := NULL; p.benefits[i].deductible := NULL; END LOOP',
	pg_temp.claim('{"in_scope": "0"}'))), 'nothing_due no_burden 0.00', 'without a burden no number is needed');

-- what rules ask of the claim, and numbers that the shipped policies lack
CREATE FUNCTION pg_temp.at(code text, replaced jsonb) RETURNS text LANGUAGE sql AS $$
	SELECT format('SELECT medaid_settle(%s, medaid_policy(%L, ''2023-06-01''))', pg_temp.claim(replaced), code)
$$;
SELECT pg_temp.raises(pg_temp.at(code, x::jsonb), state, '%"c1"%' || pattern, what) FROM (VALUES
	('dianjiang-2023', '{}', '55000', '%inpatient-dibao.rate%', '垫江: a rate that the text leaves out'),
	('zibo-2023', '{"categories": "''{medical_poverty}''", "recognised_on": "''{2023-05-01}''"}', '55000', '%淄博市%income%202_%', '淄博: an income that is missing'),
	('pingshun-2023', '{"categories": "''{dibao_margin}''"}', '55000', '%山西省%income%202_%', '平顺: an income that is missing'),
	('dianjiang-2023', '{"in_scope": "30000.01", "total": "40000", "categories": "''{dibao}''"}', '22004', '%hospital_level%', '垫江: level of the hospital'),
	('pingshun-2023', '{"in_scope": "800", "total": "1000", "categories": "''{tekun}''"}', '22004', '%out_of_catalog%', '平顺: 目录外 not known'),
	('pingshun-2023', '{"in_scope": "800", "total": "1000", "out_of_catalog": "200", "categories": "''{tekun}''"}', '22004', '%charge_class%', '平顺: class of the hospital'),
	('zibo-2023', '{"categories": "''{medical_poverty}''"}', '22004', '%recognised_on%medical_poverty%', '淄博: day of application'),
	('zibo-2023', '{"categories": "''{medical_poverty}''", "recognised_on": "''{infinity}''"}', '22004', '%recognised_on%medical_poverty%', '淄博: an infinite day of application'),
	('zibo-2023', '{"categories": "''{dibao,medical_poverty}''", "recognised_on": "''{NULL,NULL}''"}', '22004', '%recognised_on%medical_poverty%', '淄博: day of application of the second')
	) AS v (code, x, state, pattern, what);

-- medaid_policy, medaid_policies, medaid_policy_with
SELECT pg_temp.raises(q, state, pattern, q, false) FROM (VALUES
	('SELECT medaid_policy(NULL, ''2023-06-01'')', '22004', '%code%'),
	('SELECT medaid_policy(''zibo-2023'', NULL)', '22004', '%on_date%'),
	('SELECT medaid_policy(''zibo-2023'', ''infinity'')', '22023', '%on_date%'),
	('SELECT medaid_policy(''zibo-2023'', ''-infinity'')', '22023', '%on_date%'),
	('SELECT medaid_policy(''zibo'', ''2023-06-01'')', '22023', '%"zibo"%'),
	('SELECT medaid_policy('''', ''2023-06-01'')', '22023', '%""%'),
	('SELECT medaid_policy(repeat(''淄'', 100000), ''2023-06-01'')', '22023', '%淄%'),
	('SELECT medaid_policy(''zibo-2023'', ''2022-12-31'')', '22023', '%zibo-2023%2022-12-31%2023-01-01%'),
	('SELECT medaid_policies(NULL, ''2023-06-01'', ''2023-06-01'')', '22004', '%code%'),
	('SELECT medaid_policies(''zibo-2023'', NULL, ''2023-06-01'')', '22004', '%from_date%'),
	('SELECT medaid_policies(''zibo-2023'', ''2023-06-01'', NULL)', '22004', '%to_date%'),
	('SELECT medaid_policies(''zibo-2023'', ''2023-06-01'', ''infinity'')', '22023', '%to_date%'),
	('SELECT medaid_policies(''zibo-2023'', ''2023-06-02'', ''2023-06-01'')', '22023', '%from_date%to_date%'),
	('SELECT medaid_policies(''zibo-2023'', ''2000-01-01'', ''2022-12-31'')', '22023', '%zibo-2023%'),
	('SELECT medaid_policies(''nowhere'', ''2000-01-01'', ''2022-12-31'')', '22023', '%nowhere%'),
	('SELECT medaid_policy_with((SELECT p FROM policy), ''nonsense'', 1)', '22023', '%nonsense%'),
	('SELECT medaid_policy_with((SELECT p FROM policy), ''inpatient-dibao'', 1)', '22023', '%inpatient-dibao%'),
	('SELECT medaid_policy_with((SELECT p FROM policy), ''inpatient-dibao.code'', 1)', '22023', '%inpatient-dibao.code%'),
	('SELECT medaid_policy_with((SELECT p FROM policy), ''transition_until'', 1)', '22023', '%transition_until%'),
	('SELECT medaid_policy_with((SELECT p FROM policy), NULL, 1)', '22004', '%path%'),
	('SELECT medaid_policy_with(NULL::medaid_policy, ''inpatient-dibao.rate'', 1)', '22004', '%policy%'),
	('SELECT medaid_policy_with(NULL::medaid_policy[], ''inpatient-dibao.rate'', 1)', '22004', '%policy%'),
	('SELECT medaid_policy_with(''{}''::medaid_policy[], ''nonsense'', 1)', '22023', '%empty%'),
	('SELECT medaid_policy_with(''{}''::medaid_policy[], ''transition_until'', date ''2023-01-01'')', '22023', '%empty%'),
	('SELECT medaid_policy_with((SELECT ARRAY[ARRAY[ps[1]], ARRAY[ps[2]]] FROM policy), ''inpatient-dibao.rate'', 1)', '22023', '%dimension%'),
	('SELECT medaid_policy_with((SELECT ps FROM policy), ''nonsense'', 1)', '22023', '%nonsense%'),
	('SELECT medaid_policy_with((SELECT p FROM policy), ''nonsense'', date ''2023-01-01'')', '22023', '%nonsense%'),
	('SELECT medaid_policy_with((SELECT p FROM policy), ''inpatient-dibao.rate'', 1.5)', '22023', '%inpatient-dibao.rate%'),
	('SELECT medaid_policy_with((SELECT p FROM policy), ''inpatient-dibao.rate'', 0.00001)', '22023', '%inpatient-dibao.rate%'),
	('SELECT medaid_policy_with((SELECT p FROM policy), ''inpatient-dibao.rate'', ''NaN''::numeric)', '22023', '%inpatient-dibao.rate%'),
	('SELECT medaid_policy_with((SELECT p FROM policy), ''inpatient-dibao.cap'', -1)', '22023', '%inpatient-dibao.cap%'),
	('SELECT medaid_policy_with((SELECT p FROM policy), ''application.months'', 1.5)', '22023', '%application.months%'),
	('SELECT medaid_policy_with((SELECT p FROM policy), ''application.months'', ''Infinity''::numeric)', '22023', '%application.months%'),
	('SELECT medaid_policy_with((SELECT p FROM policy), ''application.months'', 1e20::numeric)', '22023', '%application.months%')
	) AS v (q, state, pattern);
SELECT lives_ok(format('SELECT medaid_policy(%L, %L)', code, day), format('%s on %s', code, day))
	FROM unnest('{zibo-2023,ankang-2023,dianjiang-2023}'::text[]) AS code, unnest('{9999-12-31,294276-12-31,294277-01-01,5874897-12-31}'::text[]) AS day;

-- the opaque form: bytes that medaid did not write are refused, never read
SELECT pg_temp.raises(format('SELECT %L::medaid_compact_claim', x), state, '%medaid_compact_claim%', 'bytes ' || left(x, 30), false) FROM (VALUES
	('', '22P02'), ('x', '22P02'), ('\x', '22P02'), ('\x0', '22P02'), ('\x00', '22P03'), ('\x01', '22P03'), ('\xff', '22P03'),
	('\x' || repeat('00', 100), '22P03'), ('\x' || repeat('ff', 100), '22P03'), ('\x01' || repeat('00', 100), '22P03'), ('\x01' || repeat('ff', 5000), '22P03')
	) AS v (x, state);
CREATE FUNCTION pg_temp.damaged(bytes text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	back text;
BEGIN
	back := bytes::medaid_compact_claim::text;
	IF back <> bytes THEN
		RETURN 'other bytes';
	END IF;
	PERFORM medaid_settle(bytes::medaid_compact_claim, p) FROM policy;
	RETURN 'good';
EXCEPTION WHEN SQLSTATE '22P03' OR SQLSTATE '22P02' THEN
	RETURN 'refused';
WHEN SQLSTATE '22004' OR SQLSTATE '22023' OR SQLSTATE '55000' THEN
	RETURN 'good';
WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;
CREATE TEMP TABLE compact AS SELECT medaid_compact(medaid_claim(claim_id => '单据', service => 'inpatient', admitted_on => '2023-05-01', discharged_on => '2023-06-01',
	categories => '{dibao,自定,lifted}', recognised_on => '{2023-01-01,NULL,2023-02-01}', ended_on => '{NULL,2023-02-01,NULL}', total => 1e12, in_scope => 800,
	out_of_catalog => 3, basic_paid => 1, critical_illness_paid => 2, place => 'province', referral => 'compliant', insurance => 'employee', hospital_level => 3,
	charge_class => 2, chronic_class => 3, age => 80, applied_on => '2023-07-01', deadline_from => '2023-06-02', tilt_approved => true))::text AS c;
SELECT is((SELECT pg_temp.damaged(c) FROM compact), 'good', 'the bytes themselves go round');
-- each byte replaced by each of some values, and each prefix
SELECT is((SELECT string_agg(DISTINCT r, ', ' ORDER BY r) FROM compact, generate_series(0, length(c) / 2 - 2) AS n, unnest('{00,01,02,03,0f,7f,80,ff,fe}'::text[]) AS byte,
		pg_temp.damaged(overlay(c PLACING byte FROM 3 + n * 2 FOR 2)) AS r WHERE r NOT IN ('good', 'refused')), NULL,
	'a byte changed: refused, or another claim that goes round');
SELECT is((SELECT string_agg(DISTINCT r, ', ' ORDER BY r) FROM compact, generate_series(1, length(c) / 2 - 2) AS n, pg_temp.damaged(left(c, 2 + n * 2)) AS r), 'refused', 'cut short');
SELECT is((SELECT string_agg(DISTINCT r, ', ' ORDER BY r) FROM compact, unnest('{00,01,ff}'::text[]) AS byte, pg_temp.damaged(c || byte) AS r), 'refused', 'a byte too many');

-- medaid_check: the same findings, without raising
CREATE FUNCTION pg_temp.checked(claim text, policy text DEFAULT '(SELECT p FROM policy)') RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
	found text[];
BEGIN
	EXECUTE format('SELECT medaid_check(%s, %s)', claim, policy) INTO found;
	RETURN found;
EXCEPTION WHEN OTHERS THEN
	RETURN ARRAY['raised ' || SQLSTATE || ' ' || SQLERRM];
END
$$;
SELECT is(coalesce(cardinality(pg_temp.checked(pg_temp.claim())), 0), 0, 'medaid_check finds nothing in a good claim');
SELECT is(coalesce(cardinality(pg_temp.checked(pg_temp.claim(), '(SELECT ps FROM policy)')), 0), 0, 'nor under an array');
SELECT ok((SELECT count(*) = 1 FROM unnest(pg_temp.checked(pg_temp.claim(jsonb_build_object(field, value)))) AS f WHERE f LIKE '%c1%' AND f LIKE pattern AND f NOT LIKE 'raised%'),
	format('medaid_check finds %s %s', field, left(value, 60))) FROM bad WHERE value <> '''-Infinity''' ORDER BY field, value;
SELECT is(cardinality(pg_temp.checked(pg_temp.claim('{"service": "''x''", "place": "''y''", "total": "-1", "discharged_on": "NULL", "categories": "''{dibao,NULL}''"}'))), 5,
	'medaid_check lists all five findings of a claim');
SELECT ok((pg_temp.checked(pg_temp.claim('{"categories": "''{nobody}''"}')))[1] LIKE '%c1%nobody%', 'medaid_check finds a category that the policy does not know');
SELECT ok((pg_temp.checked(pg_temp.claim(), 'medaid_policy(''dianjiang-2023'', ''2023-06-01'')'))[1] LIKE '%c1%inpatient-dibao.rate%', 'medaid_check finds a number that the policy lacks');
SELECT ok((pg_temp.checked('NULL::medaid_claim')) IS NULL, 'medaid_check of a NULL claim: NULL');
SELECT ok((pg_temp.checked(pg_temp.claim(), 'NULL::medaid_policy'))[1] LIKE 'raised 22004%', 'medaid_check with a NULL policy: 22004');

SELECT * FROM finish();
ROLLBACK;
