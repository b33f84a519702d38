-- medaid_claim_set: round trips, order, storage; damaged bytes are an error and never a crash.
SET client_min_messages = warning;
SET jit = off;
\set shell `echo $$`
\set file '/tmp/medaid_claim_set_' :shell '.bin'
BEGIN;
\ir ../model/load.sql
SELECT plan(42);

CREATE SCHEMA set_test;
CREATE TABLE set_test.claims AS
SELECT seed AS person, n, claim
FROM generate_series(1, 200) AS seed,
	LATERAL (SELECT model.random_person((ARRAY['zibo-2023', 'pingshun-2023', 'ankang-2023'])[1 + seed % 3], seed, '2022-11-15', '2026-03-15') OFFSET 0) AS p (claims),
	LATERAL (SELECT i, claims[i] FROM generate_subscripts(claims, 1) AS i) AS c (n, claim);
CREATE TABLE set_test.sets (person integer, set medaid_claim_set);
INSERT INTO set_test.sets SELECT person, medaid_collect(claim) FROM set_test.claims GROUP BY person;

-- Looking in.
SELECT is((SELECT sum(medaid_claim_count(set)) FROM set_test.sets), (SELECT count(*)::numeric FROM set_test.claims), 'all claims are in');
-- amounts are kept to the fen, so those of the random claims that have more decimals are rounded here too
CREATE FUNCTION set_test.to_fen(c medaid_claim) RETURNS medaid_claim LANGUAGE plpgsql AS $$
BEGIN
	c.total := round(c.total, 2); c.in_scope := round(c.in_scope, 2); c.out_of_catalog := round(c.out_of_catalog, 2);
	c.basic_paid := round(c.basic_paid, 2); c.critical_illness_paid := round(c.critical_illness_paid, 2);
	c.supplementary_paid := round(c.supplementary_paid, 2); c.inclusive_paid := round(c.inclusive_paid, 2);
	c.commercial_paid := round(c.commercial_paid, 2); c.mutual_aid_paid := round(c.mutual_aid_paid, 2);
	RETURN c;
END $$;
CREATE TABLE set_test.unpacked AS
SELECT person, u.n, u.claim FROM set_test.sets,
	LATERAL (SELECT row_number() OVER () AS n, c AS claim FROM medaid_unpack(set) AS c) AS u;
SELECT is(count(*), 0::bigint, 'unpacked, the claims are what they were, in the order of settlement')
FROM set_test.unpacked AS u FULL JOIN set_test.claims AS c USING (person, n)
WHERE u.claim IS DISTINCT FROM set_test.to_fen(c.claim);
SELECT is(count(*), 0::bigint, 'collected again, the set is the same')
FROM set_test.sets AS s WHERE set IS DISTINCT FROM (SELECT medaid_collect(c) FROM medaid_unpack(set) AS c);
SELECT is((SELECT count(*) FROM medaid_unpack(NULL)), 0::bigint, 'NULL has no claims');
SELECT is(medaid_claim_count('\x01'), 0::bigint, 'an empty set has none either');
SELECT is((SELECT medaid_settle_all('\x01'::medaid_claim_set, medaid_policy('zibo-2023', '2023-06-01'))), '{}'::medaid_settlement[], 'and no settlements');

-- Text.
SELECT is(count(*), 0::bigint, 'text and back') FROM set_test.sets WHERE set::text::medaid_claim_set IS DISTINCT FROM set;
SELECT is(count(*), 0::bigint, 'text in capitals') FROM set_test.sets WHERE ('\x' || upper(substr(set::text, 3)))::medaid_claim_set IS DISTINCT FROM set;
SELECT throws_ok(format('SELECT %L::medaid_claim_set', input), state, NULL, format('text %L', input))
FROM (VALUES ('', '22P02'), ('x', '22P02'), ('\x', '22P02'), ('\x0', '22P02'), ('01', '22P02'), ('\x0g', '22023'), ('\x00', '22P03'),
	('\x02', '22P03'), ('\x0100', '22P03'), ('\x0100000000', '22P03'), ('\x01ffffffff', '22P03'), ('\x0112000000', '22P03')) AS v (input, state);

-- Binary.
SELECT format('COPY set_test.sets TO %L (FORMAT binary)', :'file') \gexec
CREATE TABLE set_test.copied (LIKE set_test.sets);
SELECT format('COPY set_test.copied FROM %L (FORMAT binary)', :'file') \gexec
SELECT format('COPY (SELECT) TO PROGRAM %L', 'cat >/dev/null; rm ' || :'file') \gexec
SELECT is((SELECT count(*) FROM set_test.copied AS c JOIN set_test.sets AS s USING (person, set)), 200::bigint, 'binary COPY and back');
SELECT is(count(*), 0::bigint, 'the binary form is the bytes of the text') FROM set_test.sets WHERE encode(medaid_claim_set_send(set), 'hex') <> substr(set::text, 3);

-- Order: =, <, DISTINCT, UNION, an index.
SELECT is((SELECT count(DISTINCT set) FROM (SELECT set FROM set_test.sets UNION ALL SELECT set FROM set_test.copied) AS x), 200::bigint, 'DISTINCT');
SELECT is((SELECT count(*) FROM (SELECT set FROM set_test.sets UNION SELECT set FROM set_test.copied) AS x), 200::bigint, 'UNION');
SET LOCAL enable_hashagg = off;
SELECT is((SELECT count(*) FROM (SELECT set FROM set_test.sets UNION SELECT set FROM set_test.copied) AS x), 200::bigint, 'UNION, sorted');
RESET enable_hashagg;
SELECT is((SELECT count(*) FROM set_test.sets AS a, set_test.sets AS b WHERE (a.set < b.set)::int + (a.set = b.set)::int + (a.set > b.set)::int <> 1
	OR (a.set <= b.set) <> (a.set < b.set OR a.set = b.set) OR (a.set >= b.set) = (a.set < b.set) OR (a.set <> b.set) = (a.set = b.set)), 0::bigint, 'one of <, =, >');
SELECT is((SELECT count(*) FROM (SELECT set, lag(set) OVER (ORDER BY set) AS before FROM set_test.sets) AS x WHERE NOT before < set), 0::bigint, 'ORDER BY');
CREATE UNIQUE INDEX ON set_test.sets (medaid_claim_set_hash_extended(set, 0));
SELECT is((SELECT count(*) FROM set_test.sets AS a JOIN set_test.copied AS b ON a.set = b.set), 200::bigint, 'joined');

-- The order of arrival leaves no trace; what differs, differs.
SELECT is((SELECT medaid_collect(claim) FROM (SELECT claim FROM set_test.claims WHERE person = 5 ORDER BY n DESC) AS x),
	(SELECT set FROM set_test.sets WHERE person = 5), 'collected in another order: the same');
SELECT isnt((SELECT medaid_collect(claim) FROM set_test.claims, generate_series(1, 2) WHERE person = 5),
	(SELECT set FROM set_test.sets WHERE person = 5), 'each claim twice: another set');

-- Storage: long ones are compressed and moved out of line.
CREATE TABLE set_test.long AS
SELECT medaid_collect(medaid_claim(claim_id => 'c' || i, service => 'chronic', discharged_on => date '2023-01-01' + i % 1000,
	total => i, in_scope => i, critical_illness_paid => 0, categories => '{dibao}')) AS set FROM generate_series(1, 20000) AS i;
SELECT cmp_ok(pg_column_size(set), '<', 20000 * 60, 'stored compressed') FROM set_test.long;
SELECT is(medaid_claim_count(set), 20000::bigint, 'and read back') FROM set_test.long;
SELECT is((SELECT cardinality(medaid_settle_all(set, (SELECT medaid_policy('zibo-2023', '2023-06-01')))) FROM set_test.long), 20000, 'and settled');
SELECT is((SELECT count(*) FROM set_test.long, medaid_unpack(set) AS c WHERE c.total = substr(c.claim_id, 2)::numeric), 20000::bigint, 'and unpacked');
ALTER TABLE set_test.long ALTER set SET STORAGE EXTERNAL;
INSERT INTO set_test.long SELECT set::text::medaid_claim_set FROM set_test.long;
SELECT is((SELECT count(DISTINCT set) FROM set_test.long), 1::bigint, 'compressed or not: equal');
SELECT cmp_ok(avg(pg_column_size(set)::numeric / medaid_claim_count(set)), '<', 100::numeric, 'less than 100 bytes a claim, claim_id included') FROM set_test.long;

-- Every byte counts: a changed one is an error, or stands for other claims that read and write back the same.
CREATE FUNCTION set_test.mutations(hex text, type text, OUT refused bigint, OUT accepted bigint, OUT odd bigint) LANGUAGE plpgsql AS $$
DECLARE
	bytes bytea := decode(substr(hex, 3), 'hex');
	mutated bytea;
	got text;
BEGIN
	refused := 0; accepted := 0; odd := 0;
	FOR i IN 0 .. length(bytes) - 1 LOOP
		FOR k IN 1 .. 11 LOOP
			mutated := CASE WHEN k <= 8 THEN set_byte(bytes, i, get_byte(bytes, i) # (1 << (k - 1)))
				WHEN k = 9 THEN set_byte(bytes, i, 255 - get_byte(bytes, i))
				WHEN k = 10 THEN substr(bytes, 1, i)
				ELSE substr(bytes, 1, i) || '\x00'::bytea || substr(bytes, i + 1) END;
			BEGIN
				EXECUTE format('SELECT %L::%s::text', '\x' || encode(mutated, 'hex'), type) INTO got;
				accepted := accepted + 1;
				-- as given, and a claim that every function can work with
				IF got <> '\x' || encode(mutated, 'hex') THEN
					odd := odd + 1;
				END IF;
				IF type = 'medaid_claim_set' THEN
					PERFORM set_test.to_fen(c) FROM medaid_unpack(got::medaid_claim_set) AS c;
					IF (SELECT medaid_collect(c)::text FROM medaid_unpack(got::medaid_claim_set) AS c) IS DISTINCT FROM nullif(got, '\x01') THEN
						odd := odd + 1;
					END IF;
				END IF;
			EXCEPTION WHEN invalid_binary_representation OR invalid_text_representation THEN
				refused := refused + 1;
			END;
		END LOOP;
	END LOOP;
END $$;
CREATE TABLE set_test.mutated AS
SELECT (set_test.mutations(set::text, 'medaid_claim_set')).* FROM set_test.sets WHERE person BETWEEN 20 AND 40
UNION ALL
SELECT (set_test.mutations(medaid_collect(c)::text, 'medaid_claim_set')).* FROM (
	SELECT medaid_claim(claim_id => id, service => 'inpatient', admitted_on => date '2023-01-01' - far, discharged_on => '2023-01-05', categories => '{dibao,本地低收入,tekun}',
		recognised_on => ARRAY[date '-infinity', NULL, '2022-01-01'], ended_on => ARRAY[NULL, date 'infinity', '2025-01-01'], total => amount, in_scope => amount,
		out_of_catalog => 0, basic_paid => 1, critical_illness_paid => 2, supplementary_paid => 3, inclusive_paid => 4, commercial_paid => 5, mutual_aid_paid => 6,
		place => 'elsewhere', designated => false, referral => 'compliant', insurance => 'employee', hospital_level => 3, charge_class => 3, major_disease => true,
		maintenance => true, age => 200, chronic_class => 3, applied_on => '2023-03-01', deadline_from => '2023-02-01', tilt_approved => true) AS c
	FROM (VALUES ('诊', 0, 300), (NULL, 100000, 100000), ('', 0, 10000000), ('x', 0, 1e12)) AS v (id, far, amount)) AS x;
SELECT is((SELECT sum(odd) FROM set_test.mutated), 0::numeric, 'no changed byte is read as something else');
SELECT cmp_ok((SELECT sum(refused) FROM set_test.mutated), '>', 10000::numeric, 'thousands of damaged sets are refused');
SELECT is((SELECT sum((m).odd) FROM (SELECT set_test.mutations(medaid_compact(claim)::text, 'medaid_compact_claim') AS m FROM set_test.claims WHERE person BETWEEN 41 AND 45) AS x), 0::numeric, 'nor of a single claim');

-- Random bytes.
CREATE FUNCTION set_test.random_bytes(OUT refused bigint, OUT accepted bigint) LANGUAGE plpgsql AS $$
BEGIN
	refused := 0; accepted := 0;
	FOR i IN 1 .. 3000 LOOP
		BEGIN
			PERFORM ('\x01' || substr(repeat(md5(i::text) || md5((-i)::text), 4), 1, 2 * (i % 120)))::medaid_claim_set;
			accepted := accepted + 1;
		EXCEPTION WHEN invalid_binary_representation THEN
			refused := refused + 1;
		END;
	END LOOP;
END $$;
-- the empty ones, every 120th, are good
SELECT is((SELECT accepted FROM set_test.random_bytes()), 25::bigint, 'random bytes are refused');

-- Claims out of order are not as medaid writes them.
SELECT throws_ok(format('SELECT %L::medaid_claim_set', '\x01' || substr(b, 5) || substr(a, 5)), '22P03', NULL, 'claims out of order')
FROM (SELECT medaid_collect(medaid_claim(claim_id => 'a', service => 'chronic', discharged_on => '2023-01-01', total => 1, in_scope => 1))::text AS a,
	medaid_collect(medaid_claim(claim_id => 'b', service => 'chronic', discharged_on => '2023-01-01', total => 1, in_scope => 1))::text AS b) AS x;
SELECT lives_ok(format('SELECT %L::medaid_claim_set', '\x01' || substr(a, 5) || substr(b, 5)), 'and in order they are')
FROM (SELECT medaid_collect(medaid_claim(claim_id => 'a', service => 'chronic', discharged_on => '2023-01-01', total => 1, in_scope => 1))::text AS a,
	medaid_collect(medaid_claim(claim_id => 'b', service => 'chronic', discharged_on => '2023-01-01', total => 1, in_scope => 1))::text AS b) AS x;

SELECT * FROM finish();
ROLLBACK;
