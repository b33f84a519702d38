-- What test/ledger_random.sh runs: random histories of a ledger over the five regulations, and what the documents say
-- of them (doc/ledger.md, doc/ledger-account.md).  Nothing here reads how a ledger posts: claims are settled from
-- scratch, statements added up from entries.  Schema ledger_random, the ledgers ledger_random_book.

SET client_min_messages = error;
DROP SCHEMA IF EXISTS ledger_random, ledger_random_book, ledger_random_platform CASCADE;
-- the platform's tables, with refunds, voids, supplements and interim bills of every kind: rows of eight persons, which come and go
CREATE SCHEMA ledger_random_platform;
SET search_path = ledger_random_platform, public;
\set each 1
\ir platform_tables.sql
UPDATE setl_d SET medfee_sumamt = medfee_sumamt * 20, fulamt_ownpay_amt = fulamt_ownpay_amt * 20, inscp_amt = inscp_amt * 20, hifp_pay = hifp_pay * 20, psn_no = 'P' || substr(psn_no, 2, 2)::integer % 8;
UPDATE mdtrt_d SET psn_no = 'P' || substr(psn_no, 2, 2)::integer % 8;
UPDATE idetinfo SET psn_no = 'P' || substr(psn_no, 2, 2)::integer % 8;
CREATE TABLE pool AS TABLE setl_d;
CREATE TABLE identities AS TABLE idetinfo;
SELECT medaid_platform_view('claim', 'setl_d', 'mdtrt_d', 'idetinfo') \g /dev/null
CREATE SCHEMA ledger_random;
SET search_path = ledger_random, public;

-- the policies of each place, and the same with another rate; the figures are rolled back
CREATE TABLE rules (n integer GENERATED ALWAYS AS IDENTITY, policies medaid_policy[]);
BEGIN;
INSERT INTO medaid_reference (area, indicator, year, value)
SELECT area, indicator, year, 30000 + 1000 * (year - 2020) FROM unnest('{山西省,淄博市,攀枝花市}'::text[]) AS area, unnest('{income,monitor_income}'::text[]) AS indicator, generate_series(2020, 2025) AS year
ON CONFLICT DO NOTHING;
SELECT string_agg(format('INSERT INTO rules (policies) VALUES (%L);', medaid_policies(r.code, '2023-02-01', '2025-12-31')::text), E'\n')
	|| string_agg(format('INSERT INTO rules (policies) VALUES (%L);', medaid_policy_with(medaid_policies(r.code, '2023-02-01', '2025-12-31'), r.path, r.number)::text), E'\n') AS policies
FROM (VALUES ('zibo-2023', 'inpatient-dibao.rate', 0.5), ('pingshun-2023', 'inpatient-dibao.cap', 9000), ('dianjiang-2023', 'inpatient-dibao.rate', 0.5), ('panzhihua-2023', 'inpatient-dibao.rate', 0.5), ('ankang-2023', 'inpatient-dibao.rate', 0.5)) AS r (code, path, number) \gset
ROLLBACK;
:policies

-- What the insurer has: persons with their identities, and claims.
CREATE TABLE person (person text PRIMARY KEY, categories text[], recognised date[], ended date[]);
CREATE TABLE claim (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, touched bigint NOT NULL DEFAULT 0, person text, claim_id text, position timestamptz, payee text, service text, admitted date, day date,
	in_scope numeric, beyond numeric, basic numeric, class integer, application boolean, fault text);
CREATE INDEX ON claim (person);
-- every claim that was ever told: a claim told again is the same
CREATE TABLE told (LIKE claim);
CREATE VIEW known_here AS
SELECT c.person, c.claim_id, c.position, CASE WHEN c.fault IN ('payee', 'row') THEN NULL WHEN c.fault = 'nobody' THEN '' ELSE c.payee END AS payee,
	CASE WHEN c.fault IN ('claim', 'row') THEN NULL ELSE medaid_claim(claim_id => c.claim_id, service => CASE c.fault WHEN 'service' THEN 'cosmetic' ELSE c.service END, admitted_on => c.admitted, discharged_on => c.day,
		categories => p.categories, recognised_on => p.recognised, ended_on => p.ended, total => CASE WHEN c.fault IS DISTINCT FROM 'total' THEN c.in_scope + c.beyond END, in_scope => c.in_scope,
		out_of_catalog => c.beyond, basic_paid => c.basic, critical_illness_paid => 0, place => 'county', referral => 'compliant', insurance => 'resident', hospital_level => 1 + c.class % 3, charge_class => c.class,
		major_disease => c.class = 1, maintenance => false, age => 50, chronic_class => c.class, applied_on => CASE WHEN c.application THEN c.day + 40 END, tilt_approved => true, assisted_elsewhere => false) END AS claim
FROM claim AS c LEFT JOIN person AS p USING (person);
-- of a history: known_here, or the platform's
CREATE VIEW known AS SELECT * FROM known_here;
CREATE VIEW known_elsewhere AS SELECT claim, payee, position, claim_id, person FROM known;

CREATE SEQUENCE touch;
CREATE TABLE history (seed integer, platform boolean, persons integer, step integer);
-- a job dies at so many entries from now; 0: it does not
CREATE SEQUENCE written;
CREATE TABLE job (dies bigint, live bigint, most numeric, gone_surely bigint, gone_maybe bigint, whole boolean);
-- what may not change any more, as it was when it was closed; what stood of who is stopped
CREATE TABLE closed (month date PRIMARY KEY, entries text, statements text, standing text);
CREATE TABLE stopped (person text PRIMARY KEY, because text, entries text);
CREATE TABLE wrong (seed integer, step integer, what text, detail text);
CREATE TABLE seen (what text PRIMARY KEY, n bigint NOT NULL);

-- ledger_random.race: several sessions at once, which must not meet in the tables of the test
CREATE FUNCTION racing() RETURNS boolean LANGUAGE sql AS $$ SELECT coalesce(current_setting('ledger_random.race', true), '') = 'on' $$;
CREATE FUNCTION note(its_what text, its_n bigint DEFAULT 1) RETURNS void LANGUAGE sql AS $$
	INSERT INTO seen AS s SELECT its_what, its_n WHERE NOT racing() ON CONFLICT (what) DO UPDATE SET n = s.n + excluded.n;
$$;
CREATE FUNCTION fail(its_what text, its_detail text) RETURNS void LANGUAGE sql AS $$
	INSERT INTO wrong SELECT h.seed, h.step, its_what, its_detail FROM history AS h WHERE its_detail IS NOT NULL;
$$;
CREATE FUNCTION throw(sides integer) RETURNS integer LANGUAGE sql AS $$ SELECT floor(random() * sides)::integer $$;
CREATE FUNCTION one_of(words text[]) RETURNS text LANGUAGE sql AS $$ SELECT words[1 + throw(cardinality(words))] $$;

CREATE FUNCTION dies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF nextval('ledger_random.written') = (SELECT j.dies FROM ledger_random.job AS j) THEN
		RAISE EXCEPTION 'the job dies here';
	END IF;
	RETURN NULL;
END $$;

---- what happens

CREATE FUNCTION amounts(who bigint) RETURNS void LANGUAGE sql AS $$
	UPDATE claim SET in_scope = round((random() * (ARRAY[900, 9000, 60000])[1 + throw(3)])::numeric, 2), beyond = CASE throw(3) WHEN 0 THEN 0 ELSE round((random() * 3000)::numeric, 2) END, touched = nextval('touch') WHERE id = who;
	UPDATE claim SET basic = CASE throw(4) WHEN 0 THEN 0 ELSE round(in_scope * random()::numeric, 2) END WHERE id = who;
$$;

CREATE FUNCTION arrive(its_person text, late boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	its bigint;
	month date := (SELECT b.month FROM ledger_random_book.book AS b);
	day date := CASE WHEN late OR throw(4) = 0 THEN date '2023-02-01' + throw(1050) ELSE least(month + throw(60), date '2025-12-31') END;
BEGIN
	INSERT INTO claim (person, claim_id, position, payee, service, day, admitted, class, application)
	VALUES (its_person, one_of('{c,S,诊,é,10}') || nextval('touch'), CASE WHEN throw(10) > 0 THEN timestamptz '2024-01-01' + CASE WHEN late THEN -1 ELSE 1 END * throw(1000) * interval '1 day' END, 'H' || throw(3),
		one_of('{inpatient,inpatient,inpatient,chronic,special_drug,outpatient}'), day, day - throw(20), 1 + throw(3), throw(8) = 0)
	RETURNING id INTO its;
	PERFORM amounts(its);
END $$;

-- One event of a person; false: there was nothing to do it to.
CREATE FUNCTION happen(kind text, who text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	done integer := 1;
	which bigint := (SELECT c.id FROM claim AS c WHERE c.person = who ORDER BY c.id OFFSET throw((SELECT greatest(count(*), 1)::integer FROM claim AS c WHERE c.person = who)) LIMIT 1);
	cats text[] := ARRAY[one_of('{dibao,dibao,tekun,poverty_returned,dibao_margin,monitored_sudden,medical_poverty,veteran}')];
BEGIN
	CASE kind
	WHEN 'arrive' THEN PERFORM arrive(who, false) FROM generate_series(0, throw(3));
	WHEN 'late' THEN PERFORM arrive(who, true);
	WHEN 'withdraw' THEN
		INSERT INTO told SELECT * FROM claim WHERE id = which;
		DELETE FROM claim WHERE id = which;
	WHEN 'withdraw all' THEN
		INSERT INTO told SELECT * FROM claim WHERE person = who;
		DELETE FROM claim WHERE person = who;
	WHEN 'again' THEN
		which := (SELECT t.id FROM told AS t WHERE t.person = who AND NOT EXISTS (SELECT FROM claim AS c WHERE c.id = t.id) ORDER BY t.touched DESC LIMIT 1);
		INSERT INTO claim OVERRIDING SYSTEM VALUE SELECT * FROM told WHERE id = which ORDER BY touched DESC LIMIT 1 ON CONFLICT DO NOTHING;
		UPDATE claim SET touched = nextval('touch') WHERE id = which;
	WHEN 'correct' THEN PERFORM amounts(which); done := (which IS NOT NULL)::integer;
	WHEN 'refund' THEN UPDATE claim SET in_scope = round(in_scope / 2, 2), beyond = round(beyond / 2, 2), basic = round(basic / 2, 2), touched = nextval('touch') WHERE id = which;
	WHEN 'payee' THEN UPDATE claim SET payee = 'H' || throw(4), touched = nextval('touch') WHERE id = which;
	WHEN 'move' THEN UPDATE claim SET day = greatest(date '2023-02-01', least(date '2025-12-31', day + (throw(3) - 1) * 200)), admitted = least(admitted, day), touched = nextval('touch') WHERE id = which;
	WHEN 'of another' THEN UPDATE claim SET person = (SELECT p.person FROM person AS p WHERE p.person <> who ORDER BY random() LIMIT 1), touched = nextval('touch') WHERE id = which;
	WHEN 'fault' THEN UPDATE claim SET fault = one_of('{payee,nobody,claim,row,service,total}'), touched = nextval('touch') WHERE id = which;
	WHEN 'mend' THEN
		UPDATE claim SET fault = NULL, touched = nextval('touch') WHERE person = who AND fault IS NOT NULL;
		GET DIAGNOSTICS done = ROW_COUNT;
		DELETE FROM claim AS c WHERE c.person = who AND EXISTS (SELECT FROM claim AS o WHERE o.person = c.person AND o.claim_id = c.claim_id AND o.id < c.id);
		RETURN done > 0 OR FOUND;
	WHEN 'twice' THEN
		INSERT INTO claim (person, claim_id, position, payee, service, admitted, day, in_scope, beyond, basic, class) SELECT person, claim_id, position, payee, service, admitted, day, in_scope, beyond, basic, class FROM claim WHERE id = which;
	WHEN 'nameless' THEN
		PERFORM arrive(who, false);
		UPDATE claim SET claim_id = CASE throw(2) WHEN 0 THEN '' END WHERE id = (SELECT max(id) FROM claim) AND throw(2) = 0;
		UPDATE claim SET person = CASE throw(2) WHEN 0 THEN '' END WHERE id = (SELECT max(id) FROM claim) AND claim_id <> '';
	WHEN 'recognise' THEN
		UPDATE person SET categories = cats, recognised = CASE throw(3) WHEN 0 THEN NULL ELSE ARRAY[date '2023-01-01' + throw(1000)] END, ended = NULL WHERE person = who;
	WHEN 'second identity' THEN
		UPDATE person SET recognised = coalesce(recognised, array_fill(NULL::date, ARRAY[cardinality(categories)])) || (date '2023-01-01' + throw(1000)),
			ended = coalesce(ended, array_fill(NULL::date, ARRAY[cardinality(categories)])) || NULL::date, categories = categories || cats WHERE person = who AND NOT categories @> cats;
	WHEN 'end' THEN UPDATE person SET ended = array_fill(date '2023-01-01' + throw(1050), ARRAY[cardinality(categories)]) WHERE person = who AND cardinality(categories) > 0;
	END CASE;
	IF kind NOT IN ('correct') THEN
		GET DIAGNOSTICS done = ROW_COUNT;
	END IF;
	RETURN done > 0 OR kind IN ('arrive', 'late', 'nameless');
END $$;

-- Of a person of the platform: rows arrive, are void or valid again, disappear; identities end.
CREATE FUNCTION happen_there(who text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	which text := (SELECT s.setl_id FROM ledger_random_platform.setl_d AS s WHERE s.psn_no = who ORDER BY random() LIMIT 1);
BEGIN
	CASE throw(8)
	WHEN 0 THEN UPDATE ledger_random_platform.setl_d SET vali_flag = CASE vali_flag WHEN '1' THEN '0' ELSE '1' END WHERE setl_id = which;
	WHEN 1 THEN DELETE FROM ledger_random_platform.setl_d WHERE setl_id = which;
	WHEN 2 THEN UPDATE ledger_random_platform.idetinfo SET endtime = CASE throw(2) WHEN 0 THEN timestamp '2024-03-31 23:59:59' + throw(60) * interval '1 day' END WHERE psn_no = who AND throw(2) = 0;
	WHEN 3 THEN UPDATE ledger_random_platform.setl_d SET medfee_sumamt = medfee_sumamt + 16, inscp_amt = inscp_amt + 12 WHERE setl_id = which;
	ELSE INSERT INTO ledger_random_platform.setl_d SELECT * FROM ledger_random_platform.pool AS p WHERE p.psn_no = who ORDER BY random() LIMIT 1 + throw(3) ON CONFLICT DO NOTHING;
	END CASE;
END $$;

---- what must be

-- Every claim known, settled from scratch under the rules adopted; kinds: for which of these it is held, NULL: for none.
CREATE UNLOGGED TABLE given (person text, claim_id text, position timestamptz, payee text, claim medaid_claim, alone medaid_settlement, place float8, kinds text[], settlement medaid_settlement);
CREATE FUNCTION should() RETURNS TABLE (person text, claim_id text, payee text, kinds text[], settlement medaid_settlement) LANGUAGE plpgsql AS $$
DECLARE
	policies medaid_policy[] := (SELECT r.policies FROM ledger_random_book.rules AS r JOIN ledger_random_book.book AS b ON b.rules = r.number);
	r record;
	who text;
	settled medaid_settlement[];
BEGIN
	DELETE FROM given;
	INSERT INTO given
	SELECT g.*, coalesce((SELECT e.place FROM ledger_random_book.entry AS e WHERE e.person = g.person AND e.claim_id = g.claim_id AND e.version = 1), 'Infinity'::float8) AS place,
		nullif(array_remove(ARRAY[CASE WHEN g.person = '' THEN 'person_missing' END, CASE WHEN g.claim_id = '' THEN 'claim_id_missing' END,
			CASE WHEN count(*) OVER (PARTITION BY g.person, g.claim_id) > 1 THEN 'duplicate_claim_id' END, CASE WHEN g.claim IS NULL THEN 'claim_missing' END, CASE WHEN coalesce(g.payee, '') = '' THEN 'payee_missing' END,
			CASE WHEN (g.alone).status = 'refused' THEN (g.alone).reason END], NULL), '{}') AS kinds, NULL::medaid_settlement AS settlement
	FROM (
		SELECT coalesce(k.person, '') AS person, coalesce(k.claim_id, '') AS claim_id, k.position, k.payee, CASE WHEN k.claim IS DISTINCT FROM NULL THEN k.claim END AS claim,
			medaid_try_settle(k.claim, policies) AS alone
		FROM known AS k
	) AS g;
	IF (SELECT b.ordering FROM ledger_random_book.book AS b) = 'discharged' THEN
		UPDATE given AS g SET settlement = s
		FROM (SELECT x.person, unnest(medaid_settle_all(x.claim, policies)) AS s FROM given AS x WHERE x.kinds IS NULL GROUP BY x.person) AS x
		WHERE g.kinds IS NULL AND g.person = x.person AND g.claim_id = (x.s).claim_id;
	ELSE
		FOR r IN SELECT g.person, g.claim_id, g.claim FROM given AS g WHERE g.kinds IS NULL ORDER BY g.person, g.place, g.position, g.claim_id COLLATE "C" LOOP
			IF who IS DISTINCT FROM r.person THEN
				settled := '{}';
				who := r.person;
			END IF;
			settled := settled || medaid_settle(r.claim, policies, (SELECT medaid_ytd(s) FROM unnest(settled) AS s));
			UPDATE given AS g SET settlement = settled[cardinality(settled)] WHERE g.person = r.person AND g.claim_id = r.claim_id;
		END LOOP;
	END IF;
	RETURN QUERY SELECT DISTINCT ON (g.person, g.claim_id) g.person, g.claim_id, g.payee, g.kinds, g.settlement FROM given AS g;
END $$;

-- What stands of each claim ever posted.
CREATE FUNCTION standing() RETURNS TABLE (person text, claim_id text, place bigint, payee text, settlement medaid_settlement, live boolean) LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY SELECT DISTINCT ON (e.person, e.claim_id) e.person::text, e.claim_id::text, e.place, e.payee, e.settlement, e.settlement IS DISTINCT FROM NULL
	FROM ledger_random_book.entry AS e ORDER BY e.person, e.claim_id, e.version DESC;
END $$;

-- The aid of each entry, the reversal of the one before it and the posting, as statements have it.
CREATE FUNCTION sides() RETURNS TABLE (month date, person text, claim_id text, payee text, channel text, pay_when text, year integer, assistance numeric, top_up numeric, tilted numeric, off_catalog numeric) LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY
	SELECT x.month, x.person::text, x.claim_id::text, CASE (x.s).channel WHEN 'application' THEN x.person::text ELSE x.paid END, (x.s).channel,
		-- due in December; a claim of a year whose December is closed at once
		CASE WHEN (x.s).pay_when = 'year_end' AND make_date((x.s).benefit_year, 12, 1) >= x.month THEN 'year_end' ELSE 'now' END, (x.s).benefit_year,
		x.sign * (x.s).assistance, x.sign * (x.s).top_up, x.sign * (x.s).tilted, x.sign * (x.s).off_catalog
	FROM (
		SELECT e.month, e.person, e.claim_id, e.payee AS paid, 1 AS sign, e.settlement AS s FROM ledger_random_book.entry AS e
		UNION ALL
		SELECT n.month, e.person, e.claim_id, e.payee, -1, e.settlement FROM ledger_random_book.entry AS e JOIN ledger_random_book.entry AS n ON (n.person, n.claim_id, n.version) = (e.person, e.claim_id, e.version + 1)
	) AS x
	WHERE (x.s).assistance <> 0 OR (x.s).top_up <> 0 OR (x.s).tilted <> 0 OR (x.s).off_catalog <> 0;
END $$;

-- Whether what stands and what should are of a year that is closed: the earlier one whose limits they touch.  Who is not
-- covered touches none: of the day's year, if there is no other.
CREATE FUNCTION of_closed_year(stands medaid_settlement, should medaid_settlement) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	year integer := (should).benefit_year;
BEGIN
	IF (stands).status <> 'not_covered' AND ((should).status = 'not_covered' OR (stands).benefit_year < year) OR year IS NULL THEN
		year := (stands).benefit_year;
	END IF;
	RETURN coalesce(year < (SELECT b.since FROM ledger_random_book.book AS b), false);
END $$;

-- Settles from scratch, into tables that the checks read.  stops: the persons of whom nothing is posted, and
-- for which rows: a posted claim is faulty, or goes from a closed year to an open one or back.
CREATE UNLOGGED TABLE should AS SELECT * FROM should() WITH NO DATA;
CREATE UNLOGGED TABLE standing AS SELECT * FROM standing() WITH NO DATA;
CREATE UNLOGGED TABLE stops (person text, because text);
CREATE FUNCTION settle_again() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM should;
	INSERT INTO should SELECT * FROM should();
	DELETE FROM standing;
	INSERT INTO standing SELECT * FROM standing();
	DELETE FROM stops;
	INSERT INTO stops
	SELECT h.person, CASE WHEN count(c.id) > 0 THEN string_agg(concat_ws(' ', c.id, c.touched, p.recognised, p.ended, p.categories), ', ' ORDER BY c.id) END || (SELECT concat_ws(' ', ' under', b.rules, b.since) FROM ledger_random_book.book AS b) AS because
	FROM should AS h
	JOIN standing AS s ON (s.person, s.claim_id) = (h.person, h.claim_id) AND s.live
	LEFT JOIN claim AS c ON coalesce(c.person, '') = h.person AND coalesce(c.claim_id, '') = h.claim_id
	LEFT JOIN person AS p ON p.person = c.person
	WHERE h.kinds IS NOT NULL OR (h.settlement).benefit_year <> (s.settlement).benefit_year
		AND of_closed_year(s.settlement, h.settlement)
	GROUP BY h.person;
END $$;

-- Everybody is posted: the entries are what settling from scratch gives.
CREATE FUNCTION check_entries() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM fail('a claim is not as settled from scratch', string_agg(format('%s %s: stands %s %s, should be %s %s', coalesce(s.person, h.person), coalesce(s.claim_id, h.claim_id), s.payee, s.settlement, h.payee, h.settlement), E'\n'))
	FROM (SELECT * FROM standing AS s WHERE s.live) AS s
	FULL JOIN (SELECT * FROM should AS h WHERE h.kinds IS NULL) AS h ON (h.person, h.claim_id) = (s.person, s.claim_id)
	WHERE coalesce(s.person, h.person) NOT IN (SELECT x.person FROM stops AS x)
		AND NOT (s.person IS NOT NULL AND h.person IS NOT NULL AND s.payee IS NOT DISTINCT FROM h.payee AND medaid_same(s.settlement, h.settlement) AND (s.settlement).aid = (h.settlement).aid)
		AND NOT of_closed_year(s.settlement, h.settlement);
	PERFORM fail('of who is stopped something was posted', string_agg(s.person || ': ' || o.entries || ' became ' || s.entries, E'\n'))
	FROM (SELECT x.person, x.because, (SELECT string_agg(concat_ws(' ', e.claim_id, e.version), ',' ORDER BY e.claim_id, e.version) FROM ledger_random_book.entry AS e WHERE e.person = x.person) AS entries FROM stops AS x) AS s
	JOIN stopped AS o ON o.person = s.person AND o.because = s.because
	WHERE o.entries <> s.entries;
	PERFORM note('stopped', count(*)) FROM stops AS s JOIN stopped AS o USING (person, because);
	DELETE FROM stopped;
	INSERT INTO stopped SELECT x.person, x.because, (SELECT string_agg(concat_ws(' ', e.claim_id, e.version), ',' ORDER BY e.claim_id, e.version) FROM ledger_random_book.entry AS e WHERE e.person = x.person) FROM stops AS x;
	-- each entry says something else than the one before
	PERFORM fail('an entry is posted twice', string_agg(concat_ws(' ', e.person, e.claim_id, e.version), ', '))
	FROM ledger_random_book.entry AS e JOIN ledger_random_book.entry AS n ON (n.person, n.claim_id, n.version) = (e.person, e.claim_id, e.version + 1)
	WHERE e.payee IS NOT DISTINCT FROM n.payee AND medaid_same(e.settlement, n.settlement) OR e.settlement IS NOT DISTINCT FROM NULL AND n.settlement IS NOT DISTINCT FROM NULL;
	-- places: each once, kept, in the order of posting; of claims posted together by position, then claim_id
	PERFORM fail('places', string_agg(concat_ws(' ', e.person, e.claim_id, e.places, e.owners), ', '))
	FROM (SELECT e.person, e.claim_id, array_agg(DISTINCT e.place) AS places, (SELECT count(DISTINCT o.claim_id) FROM ledger_random_book.entry AS o WHERE o.person = e.person AND o.place = min(e.place)) AS owners
		FROM ledger_random_book.entry AS e GROUP BY e.person, e.claim_id) AS e
	WHERE cardinality(e.places) > 1 OR e.owners > 1;
	PERFORM fail('order of places', string_agg(concat_ws(' ', x.person, x.claim_id, x.place), ', '))
	FROM (
		SELECT e.person, e.claim_id, e.place, row_number() OVER (PARTITION BY e.person ORDER BY e.place) AS its,
			row_number() OVER (PARTITION BY e.person ORDER BY e.at, t.position, e.claim_id) AS should
		FROM ledger_random_book.entry AS e
		CROSS JOIN LATERAL (SELECT x.position FROM (SELECT * FROM claim UNION ALL SELECT * FROM told) AS x WHERE x.claim_id = e.claim_id LIMIT 1) AS t
		WHERE e.version = 1 AND (SELECT b.ordering FROM ledger_random_book.book AS b) = 'posted'
	) AS x
	WHERE x.its <> x.should;
END $$;

CREATE FUNCTION check_held() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM fail('held', string_agg(format('%s %s: %s %s, and should be %s %s', coalesce(i.person, h.person), coalesce(i.claim_id, h.claim_id), i.kind, i.posted, h.kinds, h.posted), E'\n'))
	FROM (SELECT x.* FROM ledger_random_book.held AS x WHERE x.kind <> 'year_closed') AS i
	FULL JOIN (SELECT x.person, x.claim_id, x.kinds, EXISTS (SELECT FROM standing AS s WHERE s.live AND (s.person, s.claim_id) = (x.person, x.claim_id)) AS posted FROM should AS x WHERE x.kinds IS NOT NULL) AS h
		ON (h.person, h.claim_id) = (i.person, i.claim_id)
	WHERE NOT coalesce(i.kind = ANY (h.kinds) AND i.posted = h.posted, false);
	-- of a closed year: what is not posted as it should be
	PERFORM fail('held for a closed year', string_agg(concat_ws(' ', coalesce(i.person, h.person), coalesce(i.claim_id, h.claim_id), i.kind, 'should be', h.differs), E'\n'))
	FROM (SELECT x.* FROM ledger_random_book.held AS x WHERE x.kind = 'year_closed') AS i
	FULL JOIN (
		SELECT coalesce(x.person, s.person) AS person, coalesce(x.claim_id, s.claim_id) AS claim_id, NOT (x.person IS NOT NULL AND s.person IS NOT NULL AND x.payee = s.payee AND medaid_same(x.settlement, s.settlement)) AS differs
		FROM (SELECT * FROM should AS x WHERE x.kinds IS NULL) AS x FULL JOIN (SELECT * FROM standing AS s WHERE s.live) AS s ON (s.person, s.claim_id) = (x.person, x.claim_id)
		WHERE of_closed_year(s.settlement, x.settlement)
			AND NOT EXISTS (SELECT FROM should AS f WHERE f.kinds IS NOT NULL AND (f.person, f.claim_id) = (s.person, s.claim_id))
	) AS h ON (h.person, h.claim_id) = (i.person, i.claim_id)
	WHERE (i.person IS NOT NULL) <> coalesce(h.differs, false);
	PERFORM note('held: ' || x.kind || CASE WHEN x.posted THEN ', posted' ELSE '' END, count(*)) FROM ledger_random_book.held AS x GROUP BY x.kind, x.posted;
END $$;

-- Who pays a claim, over all its entries; whom the fund pays, over all months; statements; the account.
CREATE UNLOGGED TABLE side AS SELECT s.*, NULL::numeric AS amount FROM sides() AS s WITH NO DATA;
CREATE UNLOGGED TABLE stated (month date, payee text, channel text, pay_when text, claims bigint, assistance numeric, top_up numeric, tilted numeric, off_catalog numeric, amount numeric, brought_forward numeric, due numeric, carried_forward numeric);
CREATE FUNCTION check_money() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM side;
	INSERT INTO side SELECT s.*, s.assistance + s.top_up + s.tilted + s.off_catalog FROM sides() AS s;
	DELETE FROM stated;
	INSERT INTO stated
	SELECT t.month, t.payee, t.channel, t.pay_when, t.claims, t.assistance, t.top_up, t.tilted, t.off_catalog, t.amount, t.brought_forward, t.due, t.carried_forward FROM ledger_random_book.statement AS t
	UNION ALL
	SELECT t.month, t.payee, t.channel, t.pay_when, t.claims, t.assistance, t.top_up, t.tilted, t.off_catalog, t.amount, t.brought_forward, t.due, t.carried_forward FROM ledger_random_book.owed AS t;
	PERFORM fail('the lines of a claim', string_agg(concat_ws(' ', coalesce(l.person, s.person), coalesce(l.claim_id, s.claim_id), coalesce(l.payer, s.payer), l.amount, s.amount), E'\n'))
	FROM (SELECT l.person::text, l.claim_id::text, l.payer, sum(l.amount) AS amount FROM ledger_random_book.line AS l GROUP BY 1, 2, 3 HAVING sum(l.amount) <> 0) AS l
	FULL JOIN (
		SELECT s.person, s.claim_id, a.payer, a.amount FROM standing AS s
		CROSS JOIN LATERAL (VALUES ('basic', (s.settlement).basic_paid), ('critical_illness', (s.settlement).critical_illness_paid), ('other', (s.settlement).other_paid), ('aid', (s.settlement).aid),
			('hospital', (s.settlement).hospital_borne), ('patient', (s.settlement).patient_pays)) AS a (payer, amount)
		WHERE s.live AND a.amount <> 0
	) AS s ON (s.person, s.claim_id, s.payer) = (l.person, l.claim_id, l.payer)
	WHERE l.amount IS DISTINCT FROM s.amount;
	PERFORM fail('payers do not add up to the bill', string_agg(concat_ws(' ', s.person, s.claim_id), ', '))
	FROM (SELECT l.person::text, l.claim_id::text, sum(l.amount) AS amount FROM ledger_random_book.line AS l GROUP BY 1, 2) AS l
	JOIN standing AS s ON (s.person, s.claim_id) = (l.person, l.claim_id) AND s.live
	WHERE l.amount <> (s.settlement).total + (s.settlement).excess + (s.settlement).for_earlier;
	PERFORM fail('whom the fund pays', string_agg(concat_ws(' ', coalesce(f.payee, s.payee), coalesce(f.channel, s.channel), f.amount, s.amount), E'\n'))
	FROM (SELECT x.payee::text, x.channel, sum(x.amount) AS amount FROM stated AS x GROUP BY 1, 2 HAVING sum(x.amount) <> 0) AS f
	FULL JOIN (
		SELECT CASE (s.settlement).channel WHEN 'application' THEN s.person ELSE s.payee END AS payee, (s.settlement).channel, sum((s.settlement).aid) AS amount
		FROM standing AS s WHERE s.live GROUP BY 1, 2 HAVING sum((s.settlement).aid) <> 0
	) AS s ON (s.payee, s.channel) = (f.payee, f.channel)
	WHERE f.amount IS DISTINCT FROM s.amount;
	PERFORM fail('a statement', string_agg(format('%s, and should be %s', i.line, h.line), E'\n'))
	FROM (
		SELECT x.month, x.payee::text, x.channel, x.pay_when, concat_ws(' ', x.month, x.payee, x.channel, x.pay_when, x.claims, x.assistance, x.top_up, x.tilted, x.off_catalog, x.amount, x.brought_forward, x.due, x.carried_forward) AS line
		FROM stated AS x
		WHERE (x.claims, x.amount, x.brought_forward) <> (0, 0, 0) OR (x.assistance, x.top_up, x.tilted, x.off_catalog) <> (0, 0, 0, 0)
	) AS i
	FULL JOIN (
		SELECT d.month, d.payee, d.channel, d.pay_when, concat_ws(' ', d.month, d.payee, d.channel, d.pay_when, d.claims, d.assistance, d.top_up, d.tilted, d.off_catalog, d.amount, d.brought, d.due, d.amount + d.brought - d.due) AS line
		FROM (
			SELECT y.*, CASE WHEN y.pay_when = 'now' THEN greatest(y.amount + y.brought, 0.00) WHEN extract(month FROM y.month) < 12 THEN 0.00
				-- claims of the next year wait for its December
				ELSE greatest(y.amount + y.brought - greatest(0.00, coalesce((SELECT sum(s.amount) FROM side AS s WHERE (s.payee, s.channel, s.pay_when) = (y.payee, y.channel, y.pay_when) AND s.month <= y.month AND s.year > extract(year FROM y.month)), 0)), 0.00) END AS due
			FROM (
				SELECT x.month, x.payee, x.channel, x.pay_when, sum(x.claims) AS claims, sum(x.assistance) AS assistance, sum(x.top_up) AS top_up, sum(x.tilted) AS tilted, sum(x.off_catalog) AS off_catalog, sum(x.amount) AS amount, sum(x.brought) AS brought
				FROM (
					SELECT s.month, s.payee, s.channel, s.pay_when, (sum(s.amount) <> 0)::integer AS claims, sum(s.assistance) AS assistance, sum(s.top_up) AS top_up, sum(s.tilted) AS tilted, sum(s.off_catalog) AS off_catalog, sum(s.amount) AS amount, 0.00 AS brought
					FROM side AS s GROUP BY s.month, s.payee, s.channel, s.pay_when, s.person, s.claim_id
					UNION ALL
					SELECT (t.month + interval '1 month')::date, t.payee::text, t.channel, t.pay_when, 0, 0.00, 0.00, 0.00, 0.00, 0.00, t.carried_forward FROM ledger_random_book.statement AS t
				) AS x
				GROUP BY 1, 2, 3, 4
			) AS y
			WHERE (y.claims, y.amount, y.brought) <> (0, 0, 0) OR (y.assistance, y.top_up, y.tilted, y.off_catalog) <> (0, 0, 0, 0)
		) AS d
	) AS h ON (h.month, h.payee, h.channel, h.pay_when) = (i.month, i.payee, i.channel, i.pay_when)
	WHERE i.line IS DISTINCT FROM h.line;
	PERFORM fail('the account', string_agg(concat_ws(' ', a.year, a.amount, s.amount), ', '))
	FROM (SELECT a.year, sum(a.amount) AS amount FROM ledger_random_book.account AS a WHERE a.item = 'aid' GROUP BY 1 HAVING sum(a.amount) <> 0) AS a
	FULL JOIN (SELECT extract(year FROM s.month)::integer AS year, -sum(s.amount) AS amount FROM side AS s GROUP BY 1 HAVING sum(s.amount) <> 0) AS s ON s.year = a.year
	WHERE a.amount IS DISTINCT FROM s.amount;
END $$;

-- What a closed month has: the entries up to it, their statements, and what stood at its end.
CREATE FUNCTION month_closed(its date) RETURNS closed LANGUAGE plpgsql AS $$
DECLARE
	c closed;
BEGIN
	c.month := its;
	c.entries := (SELECT md5(string_agg(e::text, ',' ORDER BY e.person, e.claim_id, e.version)) FROM ledger_random_book.entry AS e WHERE e.month <= its);
	c.statements := (SELECT md5(string_agg(t::text, ',' ORDER BY t.month, t.payee, t.channel, t.pay_when)) FROM ledger_random_book.statement AS t WHERE t.month <= its);
	c.standing := (SELECT md5(string_agg(concat_ws(' ', a.person, a.claim_id, a.version, a.payee, a.settlement), ',' ORDER BY a.person, a.claim_id)) FROM medaid_ledger_as_of('ledger_random_book', its) AS a);
	RETURN c;
END $$;

CREATE FUNCTION check_months() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM fail('a closed month has changed', string_agg(concat(c, ' became ', month_closed(c.month)), E'\n')) FROM closed AS c WHERE c IS DISTINCT FROM month_closed(c.month);
	PERFORM fail('the ledger does not verify', string_agg(v::text, E'\n')) FROM medaid_ledger_verify('ledger_random_book') AS v;
END $$;

CREATE PROCEDURE check_all() LANGUAGE plpgsql AS $$
DECLARE
	posted bigint;
BEGIN
	UPDATE history SET step = step + 1;
	PERFORM settle_again();
	PERFORM check_months();
	PERFORM check_money();
	-- everybody is posted after a job that came to its end
	IF (SELECT j.whole FROM job AS j) THEN
		PERFORM check_entries();
		PERFORM check_held();
		PERFORM fail('something is left to be posted', string_agg(concat_ws(' ', d.person, d.claim_id, d.change), E'\n')) FROM medaid_ledger_diff('ledger_random_book') AS d;
		posted := medaid_post('ledger_random_book', ARRAY(SELECT p.person FROM ledger_random_book.person AS p));
		PERFORM fail('a second posting finds something', CASE WHEN posted > 0 THEN posted::text END);
		PERFORM note('checked whole');
	END IF;
	COMMIT;
END $$;

---- a history

CREATE PROCEDURE begin_history(seed integer) LANGUAGE plpgsql AS $$
BEGIN
	-- a seed's neighbours begin alike
	PERFORM setseed(((seed * 7919::bigint) % 1000003) / 1000003.0);
	PERFORM random() FROM generate_series(1, 10);
	DROP SCHEMA IF EXISTS ledger_random_book CASCADE;
	TRUNCATE person, claim, told, closed, stopped, history, job RESTART IDENTITY;
	PERFORM setval('touch', 1);
	DELETE FROM ledger_random_platform.setl_d;
	DELETE FROM ledger_random_platform.idetinfo;
	INSERT INTO ledger_random_platform.idetinfo SELECT * FROM ledger_random_platform.identities;
	INSERT INTO history VALUES (seed, throw(4) = 0, 2 + throw((ARRAY[4, 15, 40])[1 + throw(3)]), 0);
	INSERT INTO job VALUES (0);
	PERFORM medaid_create_ledger('ledger_random_book', ordering => one_of('{posted,discharged}'), month => date '2023-06-01' + throw(600), since => CASE throw(6) WHEN 0 THEN 2024 END, partitions => throw(2) * 3);
	CREATE OR REPLACE VIEW ledger_random_book.claim AS SELECT * FROM known;
	IF (SELECT h.platform FROM history AS h) THEN
		CREATE OR REPLACE VIEW known AS SELECT person, claim_id, position, payee, claim FROM ledger_random_platform.claim;
		PERFORM note('histories over the platform');
	ELSE
		CREATE OR REPLACE VIEW known AS SELECT * FROM known_here;
	END IF;
	CREATE TRIGGER dies AFTER INSERT ON ledger_random_book.entry FOR EACH ROW EXECUTE FUNCTION dies();
	PERFORM medaid_adopt('ledger_random_book', (SELECT r.policies FROM rules AS r ORDER BY r.n OFFSET throw((SELECT count(*)::integer FROM rules)) LIMIT 1), 'first');
	INSERT INTO person SELECT one_of('{P,p,人}') || n, ARRAY[one_of('{dibao,dibao,tekun,poverty_returned,dibao_margin,medical_poverty,veteran}')], CASE throw(4) WHEN 0 THEN ARRAY[date '2023-01-01' + throw(1000)] END, NULL
		FROM generate_series(1, (SELECT h.persons FROM history AS h)) AS n;
	IF (SELECT h.platform FROM history AS h) THEN
		DELETE FROM person;
		INSERT INTO person SELECT 'P' || n FROM generate_series(0, 7) AS n;
	END IF;
	COMMIT;
END $$;

-- The counter: events and a posting, now and then rolled back to before the posting.
CREATE FUNCTION somebody() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	RETURN (SELECT p.person FROM person AS p ORDER BY p.person COLLATE "C" OFFSET throw((SELECT count(*)::integer FROM person)) LIMIT 1);
END $$;
-- What the preview says is what is posted.
CREATE FUNCTION post_as_shown(persons text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	shown text := (SELECT string_agg(concat_ws(' ', d.person, d.claim_id, d.change = 'taken_back', (d.after).aid, (d.after).patient_pays), ', ' ORDER BY d.person COLLATE "C", d.claim_id COLLATE "C")
		FROM medaid_ledger_diff('ledger_random_book', persons) AS d WHERE d.person <> '');
	written text;
	n bigint;
	entries bigint;
BEGIN
	CREATE TEMP TABLE before AS SELECT e.person, e.claim_id, max(e.version) AS version FROM ledger_random_book.entry AS e GROUP BY 1, 2;
	n := medaid_post('ledger_random_book', persons, 'as shown');
	SELECT string_agg(concat_ws(' ', e.person, e.claim_id, e.settlement IS NOT DISTINCT FROM NULL, (e.settlement).aid, (e.settlement).patient_pays), ', ' ORDER BY e.person, e.claim_id), count(*) INTO written, entries
		FROM ledger_random_book.entry AS e LEFT JOIN before AS b ON (b.person, b.claim_id) = (e.person, e.claim_id) WHERE e.version > coalesce(b.version, 0);
	PERFORM fail('the preview is not what is posted', CASE WHEN shown IS DISTINCT FROM written OR n <> entries THEN concat_ws(' : ', shown, written, n) END);
	DROP TABLE before;
END $$;

CREATE FUNCTION counter() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	who text;
	persons text[] := '{}';
	kind text;
BEGIN
	FOR i IN 0 .. throw(5) LOOP
		-- half of them of the same few, whose years fill up
		who := CASE throw(2) WHEN 0 THEN somebody() ELSE (SELECT min(p.person) FROM person AS p) END;
		kind := one_of('{arrive,arrive,arrive,arrive,late,late,withdraw,withdraw,withdraw all,again,again,again,again,correct,correct,refund,payee,payee,move,move,move,of another,fault,mend,mend,mend,twice,nameless,recognise,recognise,second identity,end}');
		IF (SELECT h.platform FROM history AS h) THEN
			PERFORM happen_there(who);
			PERFORM note('event over the platform');
			persons := persons || who;
		ELSIF happen(kind, who) THEN
			PERFORM note('event: ' || kind);
			persons := persons || who;
		END IF;
	END LOOP;
	IF throw(3) = 0 THEN
		RETURN;
	END IF;
	persons := persons || CASE throw(4) WHEN 0 THEN ARRAY[somebody(), NULL, '', 'nobody'] WHEN 1 THEN ARRAY[somebody(), somebody()] END;
	BEGIN
		IF racing() OR throw(3) > 0 THEN
			PERFORM medaid_post('ledger_random_book', persons);
		ELSE
			PERFORM post_as_shown(persons);
		END IF;
		PERFORM note('posted at the counter');
		IF throw(8) = 0 THEN
			RAISE EXCEPTION USING ERRCODE = 'ZZ001';
		END IF;
	EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
		PERFORM note('posting rolled back to a savepoint');
	END;
END $$;

-- Rules are adopted, or a month is closed.
CREATE FUNCTION adopt() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM medaid_adopt('ledger_random_book', (SELECT r.policies FROM rules AS r ORDER BY r.n OFFSET throw((SELECT count(*)::integer FROM rules)) LIMIT 1), 'others');
	PERFORM note('adopted');
END $$;
CREATE FUNCTION close() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	month date := (SELECT b.month FROM ledger_random_book.book AS b);
BEGIN
	IF month < '2026-02-01' THEN
		PERFORM medaid_close_month('ledger_random_book', month);
		INSERT INTO closed SELECT (month_closed(month)).*;
		PERFORM note('closed');
	END IF;
END $$;

CREATE PROCEDURE steps() LANGUAGE plpgsql AS $$
BEGIN
	FOR i IN 0 .. throw(24) LOOP
		-- of the next transaction, and of the night's
		PERFORM set_config('default_transaction_isolation', one_of('{read committed,read committed,repeatable read,serializable}'), false);
		COMMIT;
		UPDATE history SET step = step + 1;
		CASE throw(14)
		WHEN 0 THEN PERFORM adopt();
		-- now and then a year of them
		WHEN 1 THEN PERFORM close() FROM generate_series(0, CASE throw(4) WHEN 0 THEN 12 ELSE 0 END);
		WHEN 2 THEN
			IF throw(4) = 0 THEN
				UPDATE ledger_random_book.book SET since = CASE throw(3) WHEN 0 THEN NULL ELSE 2023 + throw(3) END;
				PERFORM note('years closed or opened');
			END IF;
		ELSE PERFORM counter();
		END CASE;
		IF throw(10) = 0 THEN
			ROLLBACK;
			PERFORM note('rolled back');
		END IF;
	END LOOP;
	COMMIT;
END $$;

-- The night: the command that the session runs next.
CREATE FUNCTION night() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	most numeric := CASE throw(5) WHEN 0 THEN 0.05 ELSE 1 END;
	its_dies integer := CASE throw(4) WHEN 0 THEN 1 + throw(12) ELSE 0 END;
BEGIN
	DELETE FROM job;
	PERFORM settle_again();
	-- of who is stopped, and of closed years, nothing would be taken back
	INSERT INTO job SELECT its_dies, count(*), most,
		count(*) FILTER (WHERE s.gone AND s.person NOT IN (SELECT x.person FROM stops AS x) AND NOT of_closed_year(s.settlement, NULL)), count(*) FILTER (WHERE s.gone)
	FROM (SELECT s.*, NOT EXISTS (SELECT FROM known AS k WHERE coalesce(k.person, '') = s.person AND coalesce(k.claim_id, '') = s.claim_id) AS gone FROM standing() AS s WHERE s.live) AS s;
	PERFORM setval('written', 1, false);
	RETURN format('CALL medaid_post_all(%L, %L, batch => %s, most_taken_back => %s%s)', 'ledger_random_book', 'night', 1 + throw(6), most, CASE throw(3) WHEN 0 THEN format(', source => %L', 'ledger_random.known_elsewhere') END);
END $$;

-- What came of it: the error that the session saw, if any.
CREATE PROCEDURE night_over(state text, said text) LANGUAGE plpgsql AS $$
DECLARE
	j job := (SELECT j FROM job AS j);
BEGIN
	PERFORM fail('the night', CASE WHEN NOT CASE state || ' ' || regexp_replace(said, '[0-9]+ of', '# of')
		WHEN format('55000 posting would take back # of %s claims', j.live) THEN substring(said FROM '[0-9]+')::bigint BETWEEN j.gone_surely AND j.gone_maybe AND j.gone_maybe > j.live * j.most
		WHEN 'P0001 the job dies here' THEN j.dies > 0 AND j.gone_surely <= j.live * j.most
		WHEN '00000 ' THEN j.gone_surely <= j.live * j.most
		ELSE false END THEN concat_ws(' ', state, said, j) END);
	PERFORM note(CASE state WHEN '00000' THEN 'night' WHEN '55000' THEN 'night refused' ELSE 'night died' END);
	UPDATE job SET whole = state = '00000';
	PERFORM setval('written', 1000000);
	COMMIT;
END $$;

---- what verifying finds, of changes that the guards would have refused

-- A change, and the finding that names it; NULL: there is nothing to change so.
CREATE FUNCTION manipulation(kind text, OUT change text, OUT finding text) LANGUAGE plpgsql AS $$
DECLARE
	open date := (SELECT b.month FROM ledger_random_book.book AS b);
	e record;
	t record;
	fen numeric := (ARRAY[0.01, -0.01, 100, round((random() * 5000)::numeric, 2) + 0.01])[1 + throw(4)];
	field text := one_of('{aid,assistance,patient_pays,top_up,tilted,off_catalog,basic_paid,total,in_scope,burden,hospital_borne}');
BEGIN
	SELECT x.* INTO e FROM ledger_random_book.entry AS x
	WHERE CASE WHEN kind = 'payee' THEN x.month < open AND (x.settlement).aid <> 0 AND (x.settlement).channel = 'direct'
			WHEN kind IN ('amount', 'word', 'beyond', 'claim', 'ghost', 'nothing stands') THEN x.settlement IS DISTINCT FROM NULL
			WHEN kind IN ('place', 'time') THEN x.version > 1 ELSE true END
		-- the last one of its claim
		AND (kind NOT IN ('payee', 'nothing stands') OR NOT EXISTS (SELECT FROM ledger_random_book.entry AS n WHERE (n.person, n.claim_id) = (x.person, x.claim_id) AND n.version > x.version))
	ORDER BY random() LIMIT 1;
	SELECT x.* INTO t FROM ledger_random_book.statement AS x WHERE kind <> 'statement gone' OR x.amount <> 0 OR x.brought_forward <> 0 ORDER BY random() LIMIT 1;
	SELECT m.change, m.finding INTO change, finding FROM (VALUES
		('amount', format('SET settlement.%I = (settlement).%I + %s', field, field, fen), 'settlement'),
		('word', 'SET settlement.' || one_of(ARRAY['benefit_year = 2022', 'channel = ''x''', 'status = ''x''', 'pool_paid = 0.77', 'policy = ''x''', 'benefit = ''x''']), 'settlement'),
		-- what no settlement can hold
		('beyond', format('SET settlement.%I = %L', one_of('{aid,assistance,top_up,tilted,burden,deductible,residual,due,in_scope,basic_paid}'), one_of('{NaN,Infinity,1e16,-1e9}')), 'settlement'),
		('claim', format('SET claim = medaid_compact(jsonb_populate_record(medaid_uncompact(claim), %L))', jsonb_build_object('total', (e.settlement).total + 100 + fen)), 'settlement'),
		('nothing stands', 'SET settlement = NULL', 'person'),
		('payee', 'SET payee = ''X''', 'statement'),
		('month', format('SET month = %L', open + 400), 'month'),
		('rules', 'SET rules = 99', 'rules'),
		('place', 'SET place = place + 1', 'order'),
		('time', 'SET at = at - interval ''1 year''', 'order'),
		('version', 'SET version = version + 1000', 'chain')
	) AS m (kind, change, finding) WHERE m.kind = manipulation.kind AND e.person IS NOT NULL;
	IF change IS NOT NULL THEN
		change := format('UPDATE ledger_random_book.entry %s WHERE (person, claim_id, version) = (%L, %L, %s)', change, e.person, e.claim_id, e.version);
	ELSIF kind = 'deleted' AND e.version = 1 AND EXISTS (SELECT FROM standing() AS s WHERE s.live AND (s.person, s.claim_id) = (e.person::text, e.claim_id::text)) THEN
		change := format('DELETE FROM ledger_random_book.entry WHERE (person, claim_id) = (%L, %L)', e.person, e.claim_id);
		finding := 'person';
	ELSIF kind = 'ghost' AND e.person IS NOT NULL THEN
		change := format('INSERT INTO ledger_random_book.entry (person, claim_id, version, place, payee, claim, settlement, month, rules) SELECT person, ''ghost'', 1, 9999, payee, claim, settlement, %L, rules FROM ledger_random_book.entry WHERE (person, claim_id, version) = (%L, %L, %s)',
			open, e.person, e.claim_id, e.version);
		finding := 'person';
	ELSIF kind = 'live' AND EXISTS (SELECT FROM ledger_random_book.person) THEN
		change := format('UPDATE ledger_random_book.person SET live = live + 1 WHERE person = %L', (SELECT p.person FROM ledger_random_book.person AS p ORDER BY random() LIMIT 1));
		finding := 'person';
	ELSIF kind = 'adopted' THEN
		change := one_of(ARRAY['UPDATE ledger_random_book.rules SET digest = ''x''', 'UPDATE ledger_random_book.rules SET policies[1].benefits[1].rate = 0.123', 'UPDATE ledger_random_book.rules SET policies = policies || NULL::medaid_policy']);
		finding := 'rules';
	ELSIF kind = 'opened again' AND EXISTS (SELECT FROM ledger_random_book.statement AS s WHERE s.month = open - interval '1 month') THEN
		change := 'UPDATE ledger_random_book.book SET month = (month - interval ''1 month'')::date';
		finding := 'statement';
	ELSIF kind = 'closed without statements' AND EXISTS (SELECT FROM ledger_random_book.owed AS o WHERE o.amount <> 0) THEN
		change := 'UPDATE ledger_random_book.book SET month = (month + interval ''1 month'')::date';
		finding := 'statement';
	ELSIF t.month IS NOT NULL THEN
		SELECT m.change, 'statement' INTO change, finding FROM (VALUES
			('due', 'UPDATE ledger_random_book.statement SET due = due + 1.00, carried_forward = carried_forward - 1.00'),
			('stated', format('UPDATE ledger_random_book.statement SET assistance = assistance + %s, amount = amount + %1$s, carried_forward = carried_forward + %1$s', fen)),
			('statement gone', 'DELETE FROM ledger_random_book.statement')
		) AS m (kind, change) WHERE m.kind = manipulation.kind;
		change := change || format(' WHERE (month, payee, channel, pay_when) = (%L, %L, %L, %L)', t.month, t.payee, t.channel, t.pay_when);
		IF kind = 'statement forged' THEN
			change := format('INSERT INTO ledger_random_book.statement (month, payee, channel, pay_when, claims, assistance, top_up, tilted, off_catalog, amount, brought_forward, due, carried_forward) VALUES (%L, ''X'', ''direct'', ''now'', 0, 0, 0, 0, 0, 0, 0, 1, -1)', t.month);
			finding := 'statement';
		END IF;
	END IF;
END $$;

CREATE FUNCTION manipulate(kind text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	m record := manipulation(kind);
	found text;
BEGIN
	IF m.change IS NULL THEN
		RETURN;
	END IF;
	BEGIN
		SET LOCAL session_replication_role = replica;
		EXECUTE m.change;
		SELECT string_agg(DISTINCT v.finding, ' ') INTO found FROM medaid_ledger_verify('ledger_random_book') AS v;
		RAISE EXCEPTION USING ERRCODE = 'ZZ001';
	EXCEPTION WHEN SQLSTATE 'ZZ001' THEN NULL;
	END;
	PERFORM note('manipulated: ' || kind);
	PERFORM fail('a manipulation is not found', CASE WHEN NOT coalesce(m.finding = ANY (string_to_array(found, ' ')), false) THEN format('%s: %s, found %s', kind, m.change, coalesce(found, 'nothing')) END);
END $$;

CREATE PROCEDURE end_history() LANGUAGE plpgsql AS $$
BEGIN
	FOR i IN 1 .. 4 LOOP
		PERFORM manipulate(one_of('{amount,amount,word,beyond,claim,nothing stands,payee,month,rules,place,time,version,deleted,ghost,live,adopted,due,stated,statement gone,statement forged,opened again,closed without statements}'));
	END LOOP;
	PERFORM check_months();
	PERFORM note('histories');
	COMMIT;
END $$;
