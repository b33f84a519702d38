-- A ledger against a model of it in another shape: random histories of events on
-- persons, and after each posting what every claim, payee, month and limit must be.
-- The model walks a person's claims one by one, and knows one rule: so much of the
-- in-scope cost of who is 低保 on the day, up to a limit a year.
--   psql -v steps=… -v seed=… for longer and other histories
\if :{?steps} \else \set steps 200 \endif
\if :{?seed} \else \set seed 1 \endif
SET client_min_messages = error;
SET jit = off;
DROP SCHEMA IF EXISTS history, history_posted, history_discharged CASCADE;
CREATE SCHEMA history;
SET search_path = history, public;
SELECT plan(10);

-- rolled back: no rows and no history of them are left for other tests
BEGIN;
INSERT INTO medaid_regulation (code, first_day, name, region, article) VALUES ('history', '2023-01-01', 'history', '淄博市', 'test');
INSERT INTO medaid_rule_payer (regulation, first_day, code, payers, article) VALUES ('history', '2023-01-01', 'all', '{basic}', 'test');
INSERT INTO medaid_rule_benefit (regulation, first_day, code, services, category, deductible, rate, cap, pool, article)
	VALUES ('history', '2023-01-01', 'any', '{inpatient}', 'dibao', 0, 0.7, 10000, 'history-main', 'test');
SELECT medaid_policies('history', '2023-01-01', '2025-12-31')::text AS policies \gset
ROLLBACK;
CREATE TABLE rules AS SELECT :'policies'::medaid_policy[] AS policies;

CREATE TABLE person (person text PRIMARY KEY, recognised date, ended date);
CREATE TABLE claim (person text, claim_id text, position timestamptz, payee text, day date, amount numeric, faulty boolean DEFAULT false, PRIMARY KEY (person, claim_id));
CREATE TABLE expected (person text, claim_id text, place integer, version integer DEFAULT 0, live boolean DEFAULT false, payee text, month date,
	amount numeric, rate numeric, aid numeric, burden numeric, paid numeric, day date, PRIMARY KEY (person, claim_id));
CREATE TABLE expected_held (person text, claim_id text, posted boolean);
CREATE TABLE setting (ordering text, rate numeric, month date);
CREATE TABLE event (step integer, kind text, person text, by text);
CREATE TABLE wrong (step integer, what text, person text, claim_id text, found text, expected text);

CREATE VIEW known AS
SELECT c.person, c.claim_id, c.position, c.payee, medaid_claim(claim_id => c.claim_id, service => 'inpatient', discharged_on => c.day,
	categories => CASE WHEN p.recognised <= c.day AND (p.ended IS NULL OR c.day < p.ended) THEN '{dibao}' ELSE '{}' END::text[],
	total => CASE WHEN NOT c.faulty THEN c.amount + 10 END, in_scope => c.amount, critical_illness_paid => 0) AS claim
FROM claim AS c JOIN person AS p USING (person);

-- The model: one person, claim by claim.
CREATE FUNCTION post(who text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	s setting := (SELECT setting FROM setting);
	r record;
	held_posted boolean := EXISTS (SELECT FROM claim AS c JOIN expected AS e USING (person, claim_id) WHERE c.person = who AND c.faulty AND e.live);
	burdens numeric[] := '{0,0,0}';
	paids numeric[] := '{0,0,0}';
	y integer;
	covered boolean;
	its_aid numeric;
BEGIN
	DELETE FROM expected_held WHERE person = who;
	INSERT INTO expected_held SELECT c.person, c.claim_id, coalesce(e.live, false) FROM claim AS c LEFT JOIN expected AS e USING (person, claim_id) WHERE c.person = who AND c.faulty;
	IF held_posted THEN
		RETURN;
	END IF;
	FOR r IN SELECT * FROM claim WHERE person = who AND NOT faulty ORDER BY position, claim_id COLLATE "C" LOOP
		INSERT INTO expected (person, claim_id, place) SELECT who, r.claim_id, 1 + coalesce(max(place), 0) FROM expected WHERE person = who ON CONFLICT DO NOTHING;
	END LOOP;
	FOR r IN SELECT c.*, e.place, p.recognised, p.ended FROM claim AS c JOIN expected AS e USING (person, claim_id) JOIN person AS p USING (person)
		WHERE c.person = who AND NOT c.faulty
		ORDER BY CASE WHEN s.ordering = 'posted' THEN e.place ELSE c.day - date '2000-01-01' END, c.claim_id COLLATE "C"
	LOOP
		y := extract(year FROM r.day) - 2022;
		covered := r.recognised <= r.day AND coalesce(r.day < r.ended, true);
		its_aid := 0;
		IF covered THEN
			its_aid := least(round(r.amount * s.rate, 2), 10000 - paids[y]);
			burdens[y] := burdens[y] + r.amount;
			paids[y] := paids[y] + its_aid;
		END IF;
		UPDATE expected AS e SET version = e.version + 1, live = true, payee = r.payee, month = s.month, amount = r.amount, rate = CASE WHEN covered THEN s.rate END,
			aid = its_aid, burden = CASE WHEN covered THEN burdens[y] END, paid = CASE WHEN covered THEN paids[y] END, day = r.day
		WHERE e.person = who AND e.claim_id = r.claim_id AND (NOT e.live OR (e.payee, e.amount, e.rate, e.aid, e.burden, e.paid, e.day)
			IS DISTINCT FROM (r.payee, r.amount, CASE WHEN covered THEN s.rate END, its_aid, CASE WHEN covered THEN burdens[y] END, CASE WHEN covered THEN paids[y] END, r.day));
	END LOOP;
	UPDATE expected AS e SET version = e.version + 1, live = false, month = s.month
	WHERE e.person = who AND e.live AND NOT EXISTS (SELECT FROM claim AS c WHERE (c.person, c.claim_id) = (e.person, e.claim_id));
END $$;

-- What differs, of one person or of all (NULL).
CREATE FUNCTION compare(ledger text, this integer, who text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('INSERT INTO wrong
		SELECT $1, ''claim'', coalesce(i.person, e.person), coalesce(i.claim_id, e.claim_id), i.line, e.line
		FROM (
			SELECT DISTINCT ON (x.person, x.claim_id) x.person, x.claim_id, concat_ws('' '', x.version, x.settlement IS DISTINCT FROM NULL, x.month) ||
				CASE WHEN x.settlement IS DISTINCT FROM NULL THEN concat_ws('' '', '':'', x.payee, (x.settlement).in_scope, (x.settlement).rate, (x.settlement).aid, (x.settlement).pool_burden, (x.settlement).pool_paid,
					(x.settlement).pool_remaining, (x.settlement).patient_pays) ELSE '''' END AS line
			FROM %1$I.entry AS x WHERE x.person = coalesce($2, x.person) ORDER BY x.person, x.claim_id, x.version DESC
		) AS i
		FULL JOIN (
			SELECT x.person, x.claim_id, concat_ws('' '', x.version, x.live, x.month) ||
				CASE WHEN x.live THEN concat_ws('' '', '':'', x.payee, x.amount, x.rate::numeric(4, 2), x.aid::numeric(12, 2), x.burden, x.paid::numeric(12, 2), (10000 - x.paid)::numeric(12, 2), (x.amount + 10 - x.aid)::numeric(12, 2)) ELSE '''' END AS line
			FROM expected AS x WHERE x.person = coalesce($2, x.person)
		) AS e ON (e.person, e.claim_id) = (i.person, i.claim_id)
		WHERE i.line IS DISTINCT FROM e.line
		UNION ALL
		SELECT $1, ''held'', coalesce(i.person, e.person), coalesce(i.claim_id, e.claim_id), i.posted::text || i.kind, e.posted::text || ''field_missing''
		FROM (SELECT * FROM %1$I.held WHERE person = coalesce($2, person)) AS i
		FULL JOIN (SELECT * FROM expected_held WHERE person = coalesce($2, person)) AS e ON (e.person, e.claim_id) = (i.person, i.claim_id)
		WHERE i.posted::text || i.kind IS DISTINCT FROM e.posted::text || ''field_missing''
		UNION ALL
		SELECT $1, ''limit'', n.person, n.benefit_year::text, sum(n.assistance)::text, ''10000''
		FROM %1$I.now AS n WHERE n.person = coalesce($2, n.person) GROUP BY n.person, n.benefit_year HAVING sum(n.assistance) > 10000', ledger) USING this, who;
END $$;

-- One event of a person; NULL: there was nothing to do it to.
CREATE FUNCTION happen(kind text, who text, step integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	done integer;
	which text := (SELECT c.claim_id FROM claim AS c WHERE c.person = who ORDER BY random() LIMIT 1);
BEGIN
	CASE kind
	WHEN 'arrive' THEN
		INSERT INTO claim SELECT who, 'c' || step || '-' || n, timestamptz '2024-01-01' + step * interval '1 day', 'H' || (random() * 2)::integer, date '2023-06-01' + step * 3 % 900,
			round((random() * 6000)::numeric, 2) FROM generate_series(1, 1 + (random() * 2)::integer) AS n;
	WHEN 'late' THEN
		-- before everything, by day and by position
		INSERT INTO claim VALUES (who, 'a' || step, timestamptz '2023-01-01' + step * interval '1 hour', 'H' || (random() * 2)::integer, date '2023-03-01' + (random() * 800)::integer, round((random() * 6000)::numeric, 2));
	WHEN 'void' THEN DELETE FROM claim AS c WHERE c.person = who AND c.claim_id = which;
	WHEN 'correct' THEN UPDATE claim AS c SET amount = round((random() * 6000)::numeric, 2) WHERE c.person = who AND c.claim_id = which;
	WHEN 'refund' THEN UPDATE claim AS c SET amount = round(c.amount / 2, 2) WHERE c.person = who AND c.claim_id = which;
	WHEN 'payee' THEN UPDATE claim AS c SET payee = 'H' || (substr(c.payee, 2)::integer + 1) % 3 WHERE c.person = who AND c.claim_id = which;
	WHEN 'move' THEN UPDATE claim AS c SET day = c.day + 200 WHERE c.person = who AND c.claim_id = which AND c.day < '2025-01-01';
	WHEN 'fault' THEN UPDATE claim AS c SET faulty = true WHERE c.person = who AND c.claim_id = which;
	WHEN 'mend' THEN UPDATE claim AS c SET faulty = false WHERE c.person = who AND c.faulty;
	WHEN 'recognise' THEN UPDATE person AS p SET recognised = date '2023-01-01' + (random() * 600)::integer, ended = NULL WHERE p.person = who;
	WHEN 'end' THEN UPDATE person AS p SET ended = date '2023-01-01' + (random() * 900)::integer WHERE p.person = who;
	END CASE;
	GET DIAGNOSTICS done = ROW_COUNT;
	RETURN CASE WHEN done > 0 THEN kind END;
END $$;

CREATE PROCEDURE run(its_ordering text, steps integer, seed integer) LANGUAGE plpgsql AS $$
DECLARE
	ledger text := 'history_' || its_ordering;
	kinds text[] := '{arrive,arrive,arrive,arrive,late,late,void,correct,refund,payee,move,fault,mend,recognise,recognise,end,adopt,close,all}';
	kind text;
	who text;
	others text[];
BEGIN
	PERFORM setseed(seed / 1000.0);
	PERFORM medaid_create_ledger(ledger, ordering => its_ordering, month => '2024-01-01', partitions => CASE its_ordering WHEN 'posted' THEN 3 ELSE 0 END);
	EXECUTE format('CREATE OR REPLACE VIEW %I.claim AS SELECT person, claim_id, position, payee, claim FROM history.known', ledger);
	PERFORM medaid_adopt(ledger, (SELECT policies FROM rules), 'first');
	DELETE FROM person; DELETE FROM claim; DELETE FROM expected; DELETE FROM expected_held; DELETE FROM setting;
	INSERT INTO setting VALUES (its_ordering, 0.7, '2024-01-01');
	INSERT INTO person SELECT 'P' || n, CASE WHEN n % 4 > 0 THEN date '2023-01-01' END FROM generate_series(1, 300) AS n;
	COMMIT;
	FOR step IN 1 .. steps LOOP
		kind := kinds[1 + floor(random() * cardinality(kinds))];
		IF step % 10 > 0 AND kind IN ('adopt', 'close', 'all') THEN
			kind := 'arrive';
		END IF;
		IF kind = 'adopt' OR step = steps / 2 THEN
			UPDATE setting SET rate = round((0.3 + random() * 0.6)::numeric, 2);
			PERFORM medaid_adopt(ledger, medaid_policy_with((SELECT policies FROM rules), 'any.rate', (SELECT rate FROM setting)), 'step ' || step);
			kind := 'adopt';
		ELSIF kind = 'close' OR step = steps * 2 / 3 THEN
			PERFORM medaid_close_month(ledger);
			UPDATE setting SET month = month + interval '1 month';
			kind := 'close';
		ELSIF kind <> 'all' THEN
			-- a third of the events is of the same few persons, so that their years fill up
			who := 'P' || 1 + floor(random() * CASE WHEN random() < 0.5 THEN 12 ELSE 300 END);
			kind := happen(kind, who, step);
			IF kind IS NOT NULL AND random() < 0.7 THEN
				-- the counter: with others for whom nothing has happened, or something before
				others := ARRAY(SELECT person FROM person ORDER BY random() LIMIT (random() * 3)::integer);
				PERFORM medaid_post(ledger, others || who || who, 'step ' || step);
				PERFORM post(x) FROM unnest(others || who) AS x;
				PERFORM compare(ledger, step, x) FROM unnest(others || who) AS x;
				INSERT INTO event VALUES (step, kind, who, 'medaid_post');
				kind := NULL;
			END IF;
		END IF;
		IF kind IS NOT NULL THEN
			INSERT INTO event VALUES (step, kind, who, 'medaid_post_all');
		END IF;
		IF step % 10 = 0 OR step = steps THEN
			COMMIT;
			CALL medaid_post_all(ledger, 'step ' || step, 1 + (random() * 100)::integer, most_taken_back => 1);
			PERFORM post(p.person) FROM (SELECT person FROM claim UNION SELECT person FROM expected) AS p;
			PERFORM compare(ledger, step, NULL);
		END IF;
		COMMIT;
	END LOOP;
END $$;

CREATE FUNCTION report(ledger text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	RETURN NEXT is((SELECT string_agg(w::text, E'\n') FROM (SELECT * FROM wrong ORDER BY step LIMIT 5) AS w), NULL, ledger || ': every claim, payee, month and limit as the model says, after each posting');
	RETURN QUERY EXECUTE format('SELECT is((SELECT string_agg(v::text, E''\n'') FROM medaid_ledger_verify(%1$L) AS v), NULL, %1$L || '': and each entry as its claim and rules give'')', ledger);
	RETURN QUERY EXECUTE format('SELECT cmp_ok((SELECT max(version) FROM %1$I.entry), ''>'', 2, %1$L || '': claims were changed more than once'')', ledger);
	RETURN QUERY EXECUTE format('SELECT ok((SELECT bool_or(settlement IS NOT DISTINCT FROM NULL) FROM %1$I.entry) AND (SELECT bool_or((settlement).pool_remaining = 0) FROM %1$I.entry)
		AND EXISTS (SELECT FROM %1$I.statement), %1$L || '': claims were taken back, limits reached, months closed'')', ledger);
	RETURN QUERY EXECUTE format('SELECT is((SELECT count(*) FROM %1$I.run WHERE state <> ''finished''), 0::bigint, %1$L || '': every run is finished'')', ledger);
	DELETE FROM wrong;
END $$;

CALL run('posted', :steps, :seed);
SELECT report('history_posted');
CALL run('discharged', :steps, :seed);
SELECT report('history_discharged');

SELECT * FROM finish();
DROP SCHEMA history, history_posted, history_discharged CASCADE;
