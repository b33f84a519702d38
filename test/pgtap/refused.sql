-- One bad row never stops the others: medaid_try_settle, medaid_try_settle_ytd,
-- medaid_try_settle_all; medaid_findings and medaid_check with what was used.
SET client_min_messages = warning;
SET jit = off;
BEGIN;
-- States are split and sent however few the claims of a person: else the planner
-- leaves that where it would be slower.
ALTER FUNCTION medaid_settle_all_serialize(internal) COST 1;
ALTER FUNCTION medaid_settle_all_deserialize(bytea, internal) COST 1;
SELECT plan(115);

CREATE SCHEMA refused_test;
GRANT USAGE ON SCHEMA refused_test TO PUBLIC;

-- A stay whose whole bill is in scope; more = any other field.  A claim in a
-- table or behind OFFSET 0 is a row, else the planner takes the fields alone.
CREATE FUNCTION refused_test.c(id text, day date, burden numeric, more jsonb DEFAULT '{}') RETURNS medaid_claim LANGUAGE sql AS $$
	SELECT jsonb_populate_record(medaid_claim(claim_id => id, service => 'inpatient', discharged_on => day, categories => '{dibao}',
		total => burden, in_scope => burden, basic_paid => 0, critical_illness_paid => 0), more) $$;
CREATE FUNCTION refused_test.show(s medaid_settlement) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', coalesce(s.claim_id, '-'), s.status, s.reason, trim_scale(s.assistance), trim_scale(s.tilted), trim_scale(s.pool_paid)) $$;
CREATE TABLE refused_test.policy AS
	SELECT medaid_policy('zibo-2023', '2024-06-01') AS one, medaid_policies('zibo-2023', '2024-01-01', '2024-12-31') AS zibo,
		medaid_policies('dianjiang-2023', '2024-01-01', '2024-12-31') AS dianjiang, medaid_policies('pingshun-2023', '2024-01-01', '2024-12-31') AS pingshun;

-- 1. A person's year.  淄博 (六): 低保 75 %, 30,000 a year; 70 % of what is left over 5,000.
--    a: 2,000 x 75 % = 1,500, left 500.  c: 10,000 x 75 % = 7,500, left 2,500.
--    g: 40,000 x 75 % = 30,000, of which 21,000 are free; left 19,000: (22,000 - 5,000) x 70 % = 11,900.
CREATE TABLE refused_test.claims AS SELECT 'p'::text AS person, c.* FROM (VALUES
	(7, refused_test.c('g', '2024-04-01', 40000)),
	(8, refused_test.c('n', NULL, 1000)),
	(4, refused_test.c('d', '2024-03-04', 1000, '{"total": "NaN"}')),
	(1, refused_test.c('a', '2024-03-01', 2000)),
	(6, refused_test.c('f', '2024-03-06', 1000, '{"categories": ["king"]}')),
	(2, refused_test.c('b', '2024-03-02', 1000, '{"service": null}')),
	(5, refused_test.c('e', '2024-03-05', 1000, '{"recognised_on": ["2024-01-01", "2024-01-02"]}')),
	(3, refused_test.c('c', '2024-03-03', 10000))) AS c (n, claim);
CREATE TABLE refused_test.expected AS SELECT * FROM (VALUES
	(1, 'a paid 1500 0 1500'), (2, 'b refused field_missing'), (3, 'c paid 7500 0 9000'), (4, 'd refused amount_out_of_range'),
	(5, 'e refused array_malformed'), (6, 'f refused unknown_category'), (7, 'g paid 21000 11900 30000'), (8, 'n refused field_missing')) AS v (n, line);

SELECT results_eq('SELECT refused_test.show(s) FROM (SELECT medaid_try_settle_all(claim, (SELECT zibo FROM refused_test.policy)) AS a FROM refused_test.claims) AS x, unnest(a) AS s',
	'SELECT line FROM refused_test.expected ORDER BY n', 'grouped: the good ones as if the bad ones were not there, each where its day puts it, without day at the end');
SELECT results_eq('SELECT refused_test.show(s) FROM (SELECT medaid_try_settle_all(claim, (SELECT one FROM refused_test.policy)) AS a FROM refused_test.claims) AS x, unnest(a) AS s',
	'SELECT line FROM refused_test.expected ORDER BY n', 'grouped, under one policy');
SELECT results_eq('SELECT refused_test.show(medaid_try_settle_ytd(claim, (SELECT zibo FROM refused_test.policy)) OVER (ORDER BY n)) FROM refused_test.claims',
	'SELECT line FROM refused_test.expected ORDER BY n', 'in a window');
SELECT results_eq('SELECT refused_test.show(medaid_try_settle_ytd(claim, (SELECT one FROM refused_test.policy)) OVER (ORDER BY n)) FROM refused_test.claims',
	'SELECT line FROM refused_test.expected ORDER BY n', 'in a window, under one policy');
SELECT results_eq('SELECT refused_test.show(s) FROM (SELECT medaid_try_settle_all(medaid_try_collect(claim), (SELECT zibo FROM refused_test.policy)) AS a FROM refused_test.claims) AS x, unnest(a) AS s',
	'SELECT line FROM refused_test.expected ORDER BY n', 'collected');
SELECT results_eq('SELECT refused_test.show(s) FROM (SELECT medaid_try_settle_all(medaid_try_collect(claim), (SELECT one FROM refused_test.policy)) AS a FROM refused_test.claims) AS x, unnest(a) AS s',
	'SELECT line FROM refused_test.expected ORDER BY n', 'collected, under one policy');
DO $$
DECLARE
	c record;
BEGIN
	CREATE TABLE refused_test.counter (n integer, s medaid_settlement);
	FOR c IN SELECT n, claim, zibo FROM refused_test.claims, refused_test.policy ORDER BY n LOOP
		INSERT INTO refused_test.counter SELECT c.n, medaid_try_settle(c.claim, c.zibo, (SELECT medaid_ytd(s) FROM refused_test.counter));
	END LOOP;
END $$;
SELECT results_eq('SELECT refused_test.show(s) FROM refused_test.counter ORDER BY n', 'SELECT line FROM refused_test.expected ORDER BY n',
	'one by one after what was used: medaid_ytd passes the refused over');
SELECT is((SELECT medaid_ytd(s)::text FROM refused_test.counter),
	(SELECT medaid_ytd(s)::text FROM (SELECT unnest(medaid_settle_all(claim, (SELECT zibo FROM refused_test.policy))) AS s FROM refused_test.claims WHERE n IN (1, 3, 7)) AS x),
	'what the year has used is what the good ones used');
SELECT results_eq('SELECT s FROM (SELECT medaid_try_settle_all(claim, (SELECT zibo FROM refused_test.policy)) AS a FROM refused_test.claims WHERE n IN (1, 3, 7)) AS x, unnest(a) AS s',
	'SELECT s FROM (SELECT medaid_settle_all(claim, (SELECT zibo FROM refused_test.policy)) AS a FROM refused_test.claims WHERE n IN (1, 3, 7)) AS x, unnest(a) AS s',
	'good claims: the same settlements to the last field');
SELECT is((SELECT medaid_try_settle_all(claim, (SELECT zibo FROM refused_test.policy))::text FROM refused_test.claims),
	(SELECT medaid_try_settle_all(claim, (SELECT zibo FROM refused_test.policy))::text FROM (SELECT claim FROM refused_test.claims ORDER BY n DESC OFFSET 0) AS x),
	'the order of arrival leaves no trace');

-- 2. What a refused settlement says: everything but amounts that is known of it.
CREATE FUNCTION refused_test.filled(s medaid_settlement) RETURNS jsonb LANGUAGE sql AS $$ SELECT jsonb_strip_nulls(to_jsonb(s)) $$;
SELECT is(refused_test.filled(medaid_try_settle(refused_test.c('x', '2024-05-06', 1000, '{"total": null}'), zibo)),
	'{"claim_id": "x", "policy": "zibo-2023", "benefit_year": 2024, "status": "refused", "reason": "field_missing", "service": "inpatient",
		"discharged_on": "2024-05-06", "fault": "total is missing"}', 'a claim that cannot be read') FROM refused_test.policy;
SELECT is(refused_test.filled(medaid_try_settle(medaid_claim(), one)),
	'{"policy": "zibo-2023", "status": "refused", "reason": "field_missing", "fault": "service is missing"}', 'a claim of which nothing is known') FROM refused_test.policy;
SELECT is(refused_test.filled(medaid_try_settle(refused_test.c('x', '2024-05-06', 1000), dianjiang)),
	'{"claim_id": "x", "policy": "dianjiang-2023", "benefit_year": 2024, "status": "refused", "reason": "number_missing", "service": "inpatient",
		"discharged_on": "2024-05-06", "fault": "policy \"dianjiang-2023\" has no number for \"inpatient-dibao.rate\""}', 'a number that the policy lacks') FROM refused_test.policy;
SELECT is(refused_test.filled(medaid_try_settle(refused_test.c('x', '2024-05-06', 1000), medaid_policy_with(dianjiang, 'outpatient-dibao.rate', 0.5, 'half'))) ->> 'scenario',
	'half', 'the scenario') FROM refused_test.policy;
SELECT is(medaid_try_settle(NULL::medaid_claim, one), NULL, 'NULL claim: NULL') FROM refused_test.policy;
SELECT is(medaid_try_settle_all(NULL::medaid_claim_set, one), NULL, 'NULL set: NULL') FROM refused_test.policy;
SELECT is((SELECT medaid_try_settle_all(NULL::medaid_claim, one)), NULL, 'NULL claims alone: NULL') FROM refused_test.policy GROUP BY one;
SELECT is((SELECT medaid_try_settle_ytd(NULL::medaid_claim, one) OVER ()), NULL, 'NULL claim in a window: NULL') FROM refused_test.policy;

-- 3. Every kind, read from the fields and from a row: kind, and the sentence.
CREATE TABLE refused_test.bad (more jsonb, kind text, state text, fault text);
INSERT INTO refused_test.bad VALUES
	('{"service": null}', 'field_missing', '22004', 'service is missing'),
	('{"discharged_on": null}', 'field_missing', '22004', 'discharged_on is missing'),
	('{"in_scope": null}', 'field_missing', '22004', 'in_scope is missing'),
	('{"categories": ["medical_poverty"]}', 'field_missing', '22004',
		'recognised_on is NULL for category "medical_poverty", but policy "zibo-2023" ((七)) counts from the day of application'),
	('{"total": "Infinity"}', 'amount_out_of_range', '22003', 'total Infinity is infinite'),
	('{"total": "1e1000"}', 'amount_out_of_range', '22003', 'total 1' || repeat('0', 199) || '... is above 10^12 yuan'),
	('{"basic_paid": -0.01}', 'amount_out_of_range', '22003', 'basic_paid -0.01 is negative'),
	('{"mutual_aid_paid": "NaN"}', 'amount_out_of_range', '22003', 'mutual_aid_paid NaN is not a number'),
	('{"in_scope": 1000.01}', 'amounts_contradict', '22003', 'in_scope 1000.01 exceeds total 1000.00'),
	('{"in_scope": 900, "out_of_catalog": 100.01}', 'amounts_contradict', '22003', 'out_of_catalog 100.01 exceeds total - in_scope 100.00'),
	('{"basic_paid": 1000.01}', 'amounts_contradict', '22003', 'the sum of all payers 1000.01 exceeds total 1000.00'),
	('{"admitted_on": "2024-05-07"}', 'days_contradict', '22023', 'admitted_on 2024-05-07 exceeds discharged_on 2024-05-06'),
	('{"service": "stay"}', 'unknown_word', '22023', 'service "stay" is unknown'),
	('{"place": "moon"}', 'unknown_word', '22023', 'place "moon" is unknown'),
	('{"referral": "yes"}', 'unknown_word', '22023', 'referral "yes" is unknown'),
	('{"insurance": "居民"}', 'unknown_word', '22023', 'insurance "居民" is unknown'),
	('{"hospital_level": 4}', 'value_out_of_range', '22023', 'hospital_level 4 is unknown'),
	('{"charge_class": 0}', 'value_out_of_range', '22023', 'charge_class 0 is unknown'),
	('{"chronic_class": 4}', 'value_out_of_range', '22023', 'chronic_class 4 is unknown'),
	('{"age": 201}', 'value_out_of_range', '22023', 'age 201 is unknown'),
	('{"discharged_on": "infinity"}', 'day_out_of_range', '22023', 'discharged_on infinity is not a day'),
	('{"applied_on": "-infinity"}', 'day_out_of_range', '22023', 'applied_on -infinity is not a day'),
	('{"categories": ["dibao", null]}', 'array_malformed', '22023', 'categories has a NULL element'),
	('{"categories": [["dibao"]]}', 'array_malformed', '22023', 'categories with 2 dimensions has more than one dimension'),
	('{"ended_on": []}', 'array_malformed', '22023', 'ended_on with 0 elements does not match the 1 categories'),
	('{"categories": [""]}', 'array_malformed', '22023', 'categories has a code of 0 bytes'),
	('{"categories": ["dibao", "低保"]}', 'unknown_category', '22023', 'categories "低保" is not known to policy "zibo-2023"'),
	-- the first of several, in the order of the type
	('{"place": "moon", "total": -1, "service": "stay"}', 'unknown_word', '22023', 'service "stay" is unknown');
SELECT is(refused_test.show(s) || ': ' || (s).fault, 'x refused ' || kind || ': ' || fault, kind || ', from a row: ' || left(more::text, 60))
FROM refused_test.bad, refused_test.policy, LATERAL (SELECT medaid_try_settle(refused_test.c('x', '2024-05-06', 1000, more), zibo) AS s OFFSET 0) AS t;
CREATE FUNCTION refused_test.fields(more jsonb) RETURNS text LANGUAGE sql AS $$
	SELECT 'medaid_claim(' || string_agg(format('%I => %L', key, CASE WHEN jsonb_typeof(value) = 'array'
		THEN replace(replace(replace(value::text, '[', '{'), ']', '}'), 'null', 'NULL') ELSE value #>> '{}' END), ', ') || ')'
	FROM jsonb_each('{"claim_id": "x", "service": "inpatient", "discharged_on": "2024-05-06", "categories": ["dibao"], "total": 1000, "in_scope": 1000,
		"basic_paid": 0, "critical_illness_paid": 0}'::jsonb || more) $$;
CREATE FUNCTION refused_test.ask(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	EXECUTE query INTO answer;
	RETURN answer;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ': ' || SQLERRM;
END $$;
SELECT is((SELECT string_agg(kind || ' ' || more, ', ') FROM refused_test.bad
	WHERE refused_test.ask(format('SELECT refused_test.show(medaid_try_settle(%s, zibo)) FROM refused_test.policy', refused_test.fields(more))) IS DISTINCT FROM 'x refused ' || kind),
	NULL, 'all of them from the single fields');
-- The raising form says the same, with the claim's name before it.
SELECT is((SELECT string_agg(kind || ' ' || more, ', ') FROM refused_test.bad, refused_test.policy
	WHERE refused_test.ask(format('SELECT medaid_settle(%s, zibo) FROM refused_test.policy', refused_test.fields(more)))
		IS DISTINCT FROM state || ': claim "x": ' || (medaid_try_settle(refused_test.c('x', '2024-05-06', 1000, more), zibo)).fault),
	NULL, 'medaid_settle raises the sentence of each');
-- A number beyond smallint reaches the claim, too.
SELECT is((medaid_try_settle(medaid_claim(claim_id => 'x', service => 'inpatient', discharged_on => '2024-05-06', total => 1, in_scope => 1, age => 19780315), zibo)).reason,
	'value_out_of_range', 'an age that is a date') FROM refused_test.policy;

-- 4. The day, and fields that a rule asks for.
SELECT is(medaid_try_settle(refused_test.c('x', '2025-05-06', 1000), zibo), s, 'a day that no element holds: one answer')
FROM refused_test.policy, LATERAL (SELECT medaid_try_settle(refused_test.c('x', '2025-05-06', 1000), zibo) AS s) AS t
WHERE (s).reason = 'day_uncovered' AND (s).fault = 'no policy "zibo-2023" given for 2025-05-06' AND (s).benefit_year = 2025;
SELECT is((s).reason || ': ' || (s).fault, 'field_missing: charge_class is NULL, but rule "off-catalog" of policy "pingshun-2023" (第二十一条) asks for it', 'a field that a rule asks for')
FROM refused_test.policy, LATERAL (SELECT medaid_try_settle(refused_test.c('x', '2024-05-06', 1000, '{"in_scope": 900, "out_of_catalog": 100}'), pingshun) AS s) AS t;
-- An argument that is not the claim's is an error as ever.
SELECT throws_ok('SELECT medaid_try_settle(refused_test.c(''x'', ''2024-05-06'', 1), NULL::medaid_policy)', '22004', 'the policy is NULL', 'NULL policy: 22004');
SELECT throws_ok('SELECT medaid_try_settle(refused_test.c(''x'', ''2024-05-06'', 1), ''{}''::medaid_policy[])', '22023', 'array of policies is empty', 'a faulty policy raises');
SELECT throws_ok('SELECT medaid_try_settle_all(refused_test.c(''x'', NULL, 1), ''{}''::medaid_policy[])', '22023', 'array of policies is empty', 'a faulty policy raises beside a faulty claim');
SELECT throws_ok('SELECT medaid_try_settle(refused_test.c(''x'', ''2024-05-06'', 1), one, ARRAY[medaid_accumulator(2024, ''zibo-main'', -1, 0, 0)]) FROM refused_test.policy',
	'22003', NULL, 'a faulty accumulator raises');

-- 5. A number that is needed only once the year has accumulated (淄博 (六), 再救助 without its limit):
--    each stay of 2,000 leaves 500; the tenth reaches 5,000, the eleventh goes beyond it.
CREATE TABLE refused_test.twenty AS SELECT i AS n, refused_test.c('k' || lpad(i::text, 2, '0'), date '2024-01-01' + i, 2000) AS claim FROM generate_series(1, 20) AS i;
CREATE TABLE refused_test.unset AS SELECT medaid_policy_with(zibo, 'tilt-low.cap', NULL::numeric) AS p FROM refused_test.policy;
SELECT is((SELECT count(*) FROM refused_test.twenty, refused_test.unset WHERE medaid_check(claim, p) <> '{}'), 0::bigint, 'alone, each of twenty claims settles');
SELECT throws_ok('SELECT medaid_settle_all(claim, (SELECT p FROM refused_test.unset)) FROM refused_test.twenty', '55000',
	'claim "k11": policy "zibo-2023" has no number for "tilt-low.cap"', 'the eleventh stops the year');
SELECT is((SELECT string_agg(s.status || coalesce(' ' || s.reason, ''), ',' ORDER BY s.claim_id) FROM (SELECT medaid_try_settle_all(claim, (SELECT p FROM refused_test.unset)) AS a FROM refused_test.twenty) AS x,
	unnest(a) AS s), repeat('paid,', 10) || repeat('refused number_missing,', 9) || 'refused number_missing', 'ten are settled, ten refused');
SELECT is((SELECT medaid_ytd(s)::text FROM (SELECT unnest(medaid_try_settle_all(claim, (SELECT p FROM refused_test.unset))) AS s FROM refused_test.twenty) AS x),
	(SELECT medaid_ytd(s)::text FROM (SELECT unnest(medaid_settle_all(claim, (SELECT p FROM refused_test.unset))) AS s FROM refused_test.twenty WHERE n <= 10) AS x), 'the refused use nothing');
SELECT is(medaid_check(claim, p, (SELECT medaid_ytd(s) FROM (SELECT unnest(medaid_settle_all(claim, (SELECT p FROM refused_test.unset))) AS s FROM refused_test.twenty WHERE n <= 10) AS x)),
	ARRAY['55000: claim "k11": policy "zibo-2023" has no number for "tilt-low.cap"'], 'medaid_check after what was used') FROM refused_test.twenty, refused_test.unset WHERE n = 11;
SELECT is(medaid_check(claim, p[1], '{}'), '{}', 'medaid_check after nothing, one policy') FROM refused_test.twenty, refused_test.unset WHERE n = 11;
SELECT is(medaid_check(claim, p, NULL), '{}', 'medaid_check after NULL') FROM refused_test.twenty, refused_test.unset WHERE n = 11;

-- 6. The same claim_id twice in a group.
CREATE TABLE refused_test.twice AS SELECT n, claim FROM (VALUES
	(1, refused_test.c('a', '2024-03-01', 2000)), (2, refused_test.c('b', '2024-03-02', 1000)), (3, refused_test.c('a', '2024-06-01', 2000)),
	(4, refused_test.c(NULL, '2024-07-01', 1000)), (5, refused_test.c(NULL, '2024-07-02', 1000)), (6, refused_test.c('', '2024-08-01', 1000)),
	(7, refused_test.c('', '2024-08-01', 1000)), (8, refused_test.c('a ', '2024-09-01', 1000))) AS v (n, claim);
SELECT throws_ok('SELECT medaid_settle_all(claim, (SELECT zibo FROM refused_test.policy)) FROM refused_test.twice', '22023',
	'claim "a": claim_id stands twice in one group', 'grouped: an error that names it');
SELECT throws_ok('SELECT medaid_settle_all(medaid_collect(claim), (SELECT zibo FROM refused_test.policy)) FROM refused_test.twice', '22023',
	'claim "a": claim_id stands twice in one group', 'collected: likewise');
SELECT throws_ok('SELECT medaid_outcomes(claim, (SELECT zibo FROM refused_test.policy)) FROM refused_test.twice', '22023',
	'claim "a": claim_id stands twice in one group', 'under scenarios: likewise');
SELECT throws_ok('SELECT medaid_outcomes(medaid_collect(claim), (SELECT zibo FROM refused_test.policy)) FROM refused_test.twice', '22023',
	'claim "a": claim_id stands twice in one group', 'under scenarios, collected: likewise');
SELECT results_eq('SELECT refused_test.show(s) FROM (SELECT medaid_try_settle_all(claim, (SELECT zibo FROM refused_test.policy)) AS a FROM refused_test.twice) AS x, unnest(a) AS s',
	$$ VALUES ('a paid 1500 0 1500'), ('b paid 750 0 2250'), ('a refused duplicate_claim_id'), ('- paid 750 0 3000'), ('- paid 750 0 3750'),
		(' paid 750 0 4500'), (' refused duplicate_claim_id'), ('a  paid 750 0 5250') $$, 'all but the first are refused, NULL ids aside');
SELECT is((SELECT medaid_claim_count(medaid_collect(claim)) FROM refused_test.twice), 8::bigint, 'medaid_collect keeps both');
SELECT is((SELECT sum((s).assistance) FROM (SELECT medaid_settle_ytd(claim, (SELECT zibo FROM refused_test.policy)) OVER (ORDER BY n) AS s FROM refused_test.twice) AS x),
	7500.00, 'a window cannot see it'); -- 1,500 + 750 + 1,500 + 5 x 750
-- A bad row beside its correction does not bar it.
SELECT results_eq('SELECT refused_test.show(s) FROM (SELECT medaid_try_settle_all(claim, (SELECT zibo FROM refused_test.policy)) AS a FROM (VALUES
		(refused_test.c(''a'', ''2024-03-01'', 2000, ''{"total": null}'')), (refused_test.c(''a'', ''2024-03-02'', 2000, ''{"categories": ["king"]}'')),
		(refused_test.c(''a'', ''2024-03-03'', 2000)), (refused_test.c(''a'', ''2024-03-04'', 2000)), (refused_test.c(''a'', ''2024-03-05'', 2000, ''{"total": null}''))) AS v (claim)) AS x, unnest(a) AS s',
	$$ VALUES ('a refused field_missing'), ('a refused unknown_category'), ('a paid 1500 0 1500'), ('a refused duplicate_claim_id'), ('a refused field_missing') $$,
	'the first is the first that is settled; a fault of its own is named before');
-- Many: 300 claims on 300 days, then the same ids again in another order.
CREATE TABLE refused_test.many AS SELECT refused_test.c('0000000' || (i * 7) % 300 || 'suffix', date '2023-01-01' + i, 10) AS claim FROM generate_series(0, 599) AS i;
SELECT is((SELECT string_agg(status || ' ' || count, ',' ORDER BY status) FROM (SELECT s.status, count(*) FROM (SELECT medaid_try_settle_all(claim, (SELECT one FROM refused_test.policy)) AS a FROM refused_test.many) AS x,
	unnest(a) AS s GROUP BY s.status) AS t), 'paid 300,refused 300', 'among many');
SELECT is((SELECT count(DISTINCT s.claim_id) FROM (SELECT medaid_try_settle_all(claim, (SELECT one FROM refused_test.policy)) AS a FROM refused_test.many) AS x, unnest(a) AS s
	WHERE s.status = 'paid'), 300::bigint, 'each once');
SELECT lives_ok('SELECT medaid_settle_all(claim, (SELECT one FROM refused_test.policy)) FROM (SELECT claim FROM refused_test.many WHERE (claim).discharged_on < ''2023-10-28'') AS x', 'none twice: no error');

-- 7. Sets carry a refused claim where they are asked to.
SELECT throws_ok('SELECT medaid_collect(claim) FROM refused_test.claims WHERE n IN (1, 2)', '22004', 'claim "b": service is missing', 'medaid_collect raises');
SELECT throws_ok('SELECT medaid_settle_all(medaid_try_collect(claim), (SELECT zibo FROM refused_test.policy)) FROM refused_test.claims WHERE n IN (1, 2)',
	'22004', 'claim "b": service is missing', 'settling a set raises what the claim lacks');
SELECT throws_ok('SELECT medaid_outcomes(medaid_try_collect(claim), (SELECT zibo FROM refused_test.policy)) FROM refused_test.claims WHERE n IN (1, 2)',
	'22004', 'claim "b": service is missing', 'so do scenarios');
CREATE TABLE refused_test.sets AS SELECT medaid_try_collect(claim) AS set FROM refused_test.claims;
SELECT is((SELECT medaid_claim_count(set) FROM refused_test.sets), 8::bigint, 'all are in');
SELECT is((SELECT set::text::medaid_claim_set FROM refused_test.sets), (SELECT set FROM refused_test.sets), 'text and back');
SELECT results_eq('SELECT c FROM refused_test.sets, medaid_unpack(set) AS c WHERE c.claim_id IN (''b'', ''n'')',
	'SELECT medaid_claim(claim_id => ''b'', discharged_on => ''2024-03-02'') UNION ALL SELECT medaid_claim(claim_id => ''n'', service => ''inpatient'')',
	'unpacked, a refused claim is what is known of it');
SELECT is((SELECT medaid_try_collect(claim) FROM refused_test.claims WHERE n IN (1, 3, 7)), (SELECT medaid_collect(claim) FROM refused_test.claims WHERE n IN (1, 3, 7)), 'good claims: the same set');

-- Every byte counts in a refused claim, too: another one is refused, or is another claim that reads back and is refused.
CREATE FUNCTION refused_test.mutate(hex text, OUT damaged bigint, OUT accepted bigint, OUT odd text) LANGUAGE plpgsql AS $$
DECLARE
	bytes bytea := decode(substr(hex, 3), 'hex');
	policy medaid_policy := (SELECT one FROM refused_test.policy);
	mutated text;
	s medaid_settlement;
BEGIN
	damaged := 0; accepted := 0;
	FOR i IN 0 .. length(bytes) - 1 LOOP
		FOR k IN 0 .. 9 LOOP
			mutated := '\x' || encode(CASE WHEN k < 8 THEN set_byte(bytes, i, get_byte(bytes, i) # (1 << k)) WHEN k = 8 THEN substr(bytes, 1, i)
				ELSE substr(bytes, 1, i) || '\x00'::bytea || substr(bytes, i + 1) END, 'hex');
			BEGIN
				EXECUTE format('SELECT (medaid_try_settle(%L::medaid_compact_claim, $1)).*', mutated) INTO s USING policy;
				accepted := accepted + 1;
				EXECUTE format('SELECT %L::medaid_compact_claim::text', mutated) INTO hex;
				IF s.status <> 'refused' OR s.reason IS NULL OR s.fault IS NULL OR hex <> mutated THEN
					odd := mutated;
				END IF;
			EXCEPTION WHEN invalid_binary_representation OR invalid_text_representation THEN
				damaged := damaged + 1;
			END;
		END LOOP;
	END LOOP;
END $$;
CREATE TABLE refused_test.mutated AS SELECT m.* FROM (VALUES (refused_test.c('诊', '2024-03-02', 1000, '{"service": "住院"}')),
	(refused_test.c(NULL, NULL, 1000)), (refused_test.c(repeat('x', 70000), '2024-03-02', -1))) AS v (c),
	LATERAL (SELECT (refused_test.mutate(CASE WHEN length((c).claim_id) > 60000 THEN left(medaid_compact(c)::text, 42) ELSE medaid_compact(c)::text END)).*) AS m;
SELECT is((SELECT max(odd) FROM refused_test.mutated), NULL, 'no changed byte of a refused claim is read as something else');
SELECT cmp_ok((SELECT min(damaged) FROM refused_test.mutated), '>', 100::bigint, 'damaged ones are found');
-- Its third byte is the kind of the finding: 1 to 8 are those of reading; a number that is missing (0a) or a second recognition (0e), which raised with the SQLSTATE of a warning, come with settling.
CREATE TABLE refused_test.kind AS SELECT n, overlay(medaid_compact(refused_test.c('a', '2024-03-02', -1))::text PLACING lpad(to_hex(n), 2, '0') FROM 7 FOR 2) AS bytes FROM generate_series(0, 20) AS n;
SELECT results_eq('SELECT n FROM refused_test.kind WHERE n BETWEEN 1 AND 8 AND bytes::medaid_compact_claim::text = bytes ORDER BY n', 'SELECT generate_series(1, 8)', 'kinds of reading');
SELECT throws_ok(format('SELECT %L::medaid_compact_claim', bytes), '22P03', NULL, 'no finding of reading: ' || n) FROM refused_test.kind WHERE n NOT BETWEEN 1 AND 8 ORDER BY n;
SELECT is((medaid_try_settle(medaid_compact(refused_test.c(repeat('x', 70000), '2024-03-02', -1))::text::medaid_compact_claim, one)).claim_id, repeat('x', 70000), 'a long claim_id')
FROM refused_test.policy;

-- A sum of the year that cannot be held: 46,116 claims of 10^12 yuan can.
CREATE TABLE refused_test.huge AS SELECT refused_test.c(NULL, date '2024-01-01' + i / 200, 1e12) AS claim FROM generate_series(1, 46117) AS i;
SELECT throws_ok('SELECT medaid_settle_all(claim, (SELECT one FROM refused_test.policy)) FROM refused_test.huge', '22003',
	'claim without claim_id: in_scope brings a sum of the year beyond what can be held', 'a sum beyond what can be held');
SELECT results_eq('SELECT s.status, s.reason, count(*), max((s.fault)) FROM (SELECT medaid_try_settle_all(claim, (SELECT one FROM refused_test.policy)) AS a FROM refused_test.huge) AS x, unnest(a) AS s GROUP BY 1, 2 ORDER BY 3 DESC',
	$$ VALUES ('nothing_due', 'cap_exhausted', 46115::bigint, NULL), ('paid', NULL, 1, NULL), ('refused', 'sum_out_of_range', 1, 'in_scope brings a sum of the year beyond what can be held') $$,
	'is refused, and the rest settled');

-- 8. The others raise.
SELECT is(refused_test.ask(format('SELECT count(*) FROM refused_test.policy, %s', call)), '22004: claim "b": service is missing', call)
FROM unnest('{"medaid_explain((SELECT claim FROM refused_test.claims WHERE n = 2), zibo)", "medaid_why_not((SELECT claim FROM refused_test.claims WHERE n = 2), one)",
	"medaid_critical_illness((SELECT claim FROM refused_test.claims WHERE n = 2), zibo)", "medaid_settle((SELECT claim FROM refused_test.claims WHERE n = 2), zibo, NULL)"}'::text[]) AS call;

-- 9. Findings as rows.
SELECT results_eq('SELECT f.sqlstate, f.kind, f.field, f.value, f.message, left(f.hint, 20) FROM refused_test.policy, medaid_findings(refused_test.c(''x'', ''2024-05-06'', 1000, ''{"service": "stay", "total": null, "in_scope": -1, "place": "moon"}''), zibo) AS f',
	$$ VALUES ('22023', 'unknown_word', 'service', 'stay', 'service "stay" is unknown',
			'One of: outpatient, '),
		('22004', 'field_missing', 'total', NULL, 'total is missing', 'Give total in medaid'),
		('22003', 'amount_out_of_range', 'in_scope', '-1', 'in_scope -1 is negative', 'Amounts are yuan, fr'),
		('22023', 'unknown_word', 'place', 'moon', 'place "moon" is unknown', 'One of: county, city') $$, 'every finding a row');
SELECT is((SELECT count(*) FROM refused_test.policy, medaid_findings(refused_test.c('x', '2024-05-06', 1000), zibo)), 0::bigint, 'a good claim: none');
SELECT is((SELECT count(*) FROM refused_test.policy, medaid_findings(NULL, zibo)), 0::bigint, 'NULL claim: none');
SELECT throws_ok('SELECT medaid_findings(refused_test.c(''x'', ''2024-05-06'', 1), NULL::medaid_policy)', '22004', 'the policy is NULL', 'NULL policy: 22004');
SELECT results_eq('SELECT f.sqlstate, f.kind, f.field FROM refused_test.twenty, refused_test.unset, medaid_findings(claim, p, ARRAY[medaid_accumulator(2024, ''zibo-tilted'', 5000, 0, 0)]) AS f WHERE n = 11',
	$$ VALUES ('55000', 'number_missing', 'tilt-low.cap') $$, 'after what was used');
SELECT is((SELECT count(*) FROM refused_test.twenty, refused_test.unset, medaid_findings(claim, p[1], '{}') WHERE n = 11), 0::bigint, 'after nothing, one policy');
SELECT is((SELECT string_agg(more::text, ', ') FROM refused_test.bad, refused_test.policy,
		LATERAL (SELECT refused_test.c('x', '2024-05-06', 1000, more) AS claim OFFSET 0) AS c
	WHERE medaid_check(claim, zibo) IS DISTINCT FROM (SELECT array_agg(f.sqlstate || ': claim "x": ' || f.message ORDER BY n) FROM medaid_findings(claim, zibo) WITH ORDINALITY AS f (sqlstate, kind, field, value, message, hint, n))
		OR (medaid_try_settle(claim, zibo)).reason IS DISTINCT FROM (SELECT f.kind FROM medaid_findings(claim, zibo) AS f LIMIT 1)),
	NULL, 'medaid_check has their messages, medaid_try_settle the first of them');

-- 10. Sums: refused claims are counted, and nothing else of them.
SELECT is((SELECT concat_ws(' ', (o).claims, (o).refused, (o).claims_assisted, (o).not_covered, (o).total, (o).aid) FROM (SELECT medaid_outcome(a) AS o FROM (
	SELECT medaid_try_settle_all(claim, (SELECT zibo FROM refused_test.policy)) AS a FROM refused_test.claims) AS x) AS y), '8 5 3 0 52000.00 41900.00', 'medaid_outcome of arrays');
SELECT is((SELECT concat_ws(' ', (o).claims, (o).refused, (o).claims_assisted, (o).not_covered, (o).total, (o).aid) FROM (SELECT medaid_outcome(s) AS o FROM refused_test.counter) AS y),
	'8 5 3 0 52000.00 41900.00', 'medaid_outcome of settlements');

-- 11. Split over workers, and not: the same.
CREATE TABLE refused_test.large AS
SELECT 'P' || i % 500 AS person, CASE WHEN i % 101 = 0 THEN 'doubled' ELSE 'C' || i END AS claim_id, CASE WHEN i % 7 = 0 THEN NULL ELSE 'inpatient' END AS service,
	CASE WHEN i % 11 = 0 THEN NULL ELSE date '2024-01-01' + i % 300 END AS day, CASE WHEN i % 13 = 0 THEN 'NaN'::numeric ELSE i % 5000 END AS total FROM generate_series(1, 10000) AS i;
ALTER TABLE refused_test.large SET (parallel_workers = 2);
ANALYZE refused_test.large;
CREATE FUNCTION refused_test.digest() RETURNS text LANGUAGE plpgsql SET jit = off AS $f$
DECLARE
	answer text;
BEGIN
	EXECUTE $$ SELECT md5(string_agg(person || a::text, ',' ORDER BY person COLLATE "C")) FROM (
		SELECT person, medaid_try_settle_all(medaid_claim(claim_id => claim_id, service => service, discharged_on => day, categories => '{dibao}',
			total => total, in_scope => total, critical_illness_paid => 0), (SELECT zibo FROM refused_test.policy)) AS a FROM refused_test.large GROUP BY person) AS x $$ INTO answer;
	RETURN answer;
END $f$;
SET LOCAL max_parallel_workers_per_gather = 0;
CREATE TEMP TABLE serial AS SELECT refused_test.digest() AS d;
SET LOCAL max_parallel_workers_per_gather = 2; SET LOCAL parallel_setup_cost = 0; SET LOCAL parallel_tuple_cost = 0; SET LOCAL min_parallel_table_scan_size = 0;
CREATE FUNCTION refused_test.plan() RETURNS text LANGUAGE plpgsql AS $f$
DECLARE
	line text;
	lines text := '';
BEGIN
	FOR line IN EXPLAIN (COSTS off) SELECT person, medaid_try_settle_all(medaid_claim(claim_id => claim_id, service => service, discharged_on => day, categories => '{dibao}',
			total => total, in_scope => total, critical_illness_paid => 0), (SELECT zibo FROM refused_test.policy)) FROM refused_test.large GROUP BY person LOOP
		lines := lines || line || E'\n';
	END LOOP;
	RETURN lines;
END $f$;
SELECT matches(refused_test.plan(), 'Partial', 'the aggregate is split');
SELECT is(refused_test.digest(), d, 'and gives what it gives unsplit') FROM serial;
SELECT is((SELECT count(*) FROM (SELECT unnest(medaid_try_settle_all(medaid_claim(claim_id => claim_id, service => service, discharged_on => day, categories => '{dibao}',
	total => total, in_scope => total, critical_illness_paid => 0), (SELECT zibo FROM refused_test.policy))) AS s FROM refused_test.large GROUP BY person) AS x), 10000::bigint, 'one settlement a claim');

SELECT * FROM finish();
ROLLBACK;
