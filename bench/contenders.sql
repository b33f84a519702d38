-- What medaid is compared with, and the tables for it.  After claims.sql and measure.sql.
\set ON_ERROR_STOP 1
SET client_min_messages = warning;
\ir ../test/model/common.sql
\ir ../test/model/pingshun.sql
SET search_path = bench, public;

-- The simple rule, as a place of its own: one deductible, one rate, one cap a year for each category.
CREATE TABLE IF NOT EXISTS rule (category text PRIMARY KEY, deductible numeric, rate numeric, cap numeric);
INSERT INTO rule VALUES ('tekun', 0, 0.95, 80000), ('orphan', 0, 0.9, 60000), ('dibao', 500, 0.7, 3000), ('poverty_returned', 1000, 0.65, 2000),
	('monitored_sudden', 1500, 0.55, 2000), ('dibao_margin', 2000, 0.35, 1000) ON CONFLICT DO NOTHING;
INSERT INTO medaid_regulation (code, first_day, name, region) VALUES ('bench-simple', '2023-01-01', 'one deductible, one rate, one cap', 'bench') ON CONFLICT DO NOTHING;
INSERT INTO medaid_rule_category (regulation, first_day, category, article) SELECT 'bench-simple', '2023-01-01', category, '1' FROM rule ON CONFLICT DO NOTHING;
INSERT INTO medaid_rule_payer (regulation, first_day, code, payers, article) VALUES ('bench-simple', '2023-01-01', 'payers', '{basic,critical_illness}', '2') ON CONFLICT DO NOTHING;
INSERT INTO medaid_rule_benefit (regulation, first_day, code, services, category, deductible, rate, cap, pool, article)
SELECT 'bench-simple', '2023-01-01', 'any-' || category, '{outpatient,chronic,inpatient,special_drug}', category, deductible, rate, cap, 'bench-main', '3' FROM rule ON CONFLICT DO NOTHING;

-- By SQL windows: the deductible and the cap are differences of running sums.
CREATE OR REPLACE VIEW by_numeric AS
SELECT claim_id, least(cap, shares) - least(cap, shares - share) AS aid
FROM (
	SELECT claim_id, cap, share, sum(share) OVER (PARTITION BY person, year ORDER BY discharged_on, claim_id) AS shares
	FROM (
		SELECT person, year, discharged_on, claim_id, cap,
			round((burden - (least(deductible, burdens) - least(deductible, burdens - burden))) * rate, 2) AS share
		FROM (
			SELECT *, sum(burden) OVER (PARTITION BY person, year ORDER BY discharged_on, claim_id) AS burdens
			FROM (
				SELECT person, extract(year FROM discharged_on)::integer AS year, discharged_on, claim_id, deductible, rate, cap,
					greatest(0, in_scope - basic_paid - critical_illness_paid) AS burden
				FROM claim JOIN rule ON category = categories[1] AND coalesce(discharged_on < ended_on[1], true)
			) AS a
		) AS b
	) AS c
) AS d;
-- The shorter way that one finds in the wild: the paid total after less before, rounded.
CREATE OR REPLACE VIEW by_difference AS
SELECT claim_id, round(least(cap, greatest(0, burdens - deductible) * rate), 2) - round(least(cap, greatest(0, burdens - burden - deductible) * rate), 2) AS aid
FROM (
	SELECT *, sum(burden) OVER (PARTITION BY person, year ORDER BY discharged_on, claim_id) AS burdens
	FROM (
		SELECT person, extract(year FROM discharged_on)::integer AS year, discharged_on, claim_id, deductible, rate, cap,
			greatest(0, in_scope - basic_paid - critical_illness_paid) AS burden
		FROM claim JOIN rule ON category = categories[1] AND coalesce(discharged_on < ended_on[1], true)
	) AS a
) AS b;
-- In fen and 1/10000.
CREATE OR REPLACE VIEW by_bigint AS
SELECT claim_id, (least(cap, shares) - least(cap, shares - share)) / 100.0 AS aid
FROM (
	SELECT claim_id, cap, share, sum(share) OVER (PARTITION BY person, year ORDER BY discharged_on, claim_id)::bigint AS shares
	FROM (
		SELECT person, year, discharged_on, claim_id, cap,
			((burden - (least(deductible, burdens) - least(deductible, burdens - burden))) * rate + 5000) / 10000 AS share
		FROM (
			SELECT *, sum(burden) OVER (PARTITION BY person, year ORDER BY discharged_on, claim_id)::bigint AS burdens
			FROM (
				SELECT person, extract(year FROM discharged_on)::integer AS year, discharged_on, claim_id,
					(deductible * 100)::bigint AS deductible, (rate * 10000)::bigint AS rate, (cap * 100)::bigint AS cap,
					greatest(0, (in_scope * 100)::bigint - (basic_paid * 100)::bigint - (critical_illness_paid * 100)::bigint) AS burden
				FROM claim JOIN rule ON category = categories[1] AND coalesce(discharged_on < ended_on[1], true)
			) AS a
		) AS b
	) AS c
) AS d;

-- PL/pgSQL, on the full rule of 平顺; its income figure is 29,000 all the years of the bench.
-- What one claim gets after what the year has used: 第十至二十一条.
CREATE TYPE used AS (absorbed numeric, paid numeric, residual numeric, tilted numeric);
CREATE OR REPLACE FUNCTION pingshun(c claim, u used, OUT aid numeric, OUT absorbed numeric, OUT main numeric, OUT residual numeric, OUT tilted numeric)
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
	stay boolean := c.service = 'inpatient';
	near boolean := c.place <> 'elsewhere';
	payers numeric := c.basic_paid + c.critical_illness_paid + c.supplementary_paid + c.inclusive_paid + c.commercial_paid + c.mutual_aid_paid;
	burden numeric := greatest(0, c.in_scope - CASE WHEN stay THEN payers ELSE c.basic_paid + c.critical_illness_paid END);
	cat text;
	counts boolean;
	controlled boolean := false;
	under_ratio numeric := 0;
	unpaid numeric;
	rate numeric; share numeric; cap numeric;
	a numeric; d numeric; m numeric; r numeric; t numeric; o numeric;
BEGIN
	aid := 0; absorbed := 0; main := 0; residual := 0; tilted := 0;
	IF c.service = 'outpatient' OR NOT c.designated OR (c.referral = 'non_compliant' AND c.place IN ('province', 'elsewhere'))
		OR c.applied_on > 180 + (CASE WHEN c.service = 'chronic' AND c.chronic_class > 1 THEN make_date(extract(year FROM c.discharged_on)::integer, 12, 31) ELSE c.deadline_from END) THEN
		RETURN;
	END IF;
	aid := NULL;
	FOR i IN 1 .. cardinality(c.categories) LOOP
		cat := c.categories[i];
		counts := (c.recognised_on[i] <= c.discharged_on AND coalesce(c.discharged_on < c.ended_on[i], true))
			OR (stay AND c.recognised_on[i] <= c.admitted_on AND coalesce(c.admitted_on < c.ended_on[i], true));
		CONTINUE WHEN NOT counts;
		rate := NULL; share := 0; cap := NULL; d := 0; m := 0; r := 0; t := 0; o := 0;
		rate := CASE c.service
			WHEN 'inpatient' THEN CASE WHEN cat IN ('tekun', 'orphan', 'unsupported_child') THEN 1 WHEN cat IN ('dibao_margin', 'medical_poverty') THEN 0.6 ELSE 0.7 END
			WHEN 'chronic' THEN CASE WHEN cat IN ('tekun', 'orphan', 'unsupported_child') THEN 0.6 WHEN cat IN ('dibao', 'poverty_returned') THEN 0.3 END
			ELSE CASE WHEN cat IN ('tekun', 'orphan', 'unsupported_child') THEN 0.2 WHEN cat IN ('dibao', 'poverty_returned') THEN 0.1 END END;
		IF rate IS NOT NULL THEN
			share := CASE WHEN cat LIKE 'monitored%' OR cat = 'dibao_margin' THEN 2900 WHEN cat = 'medical_poverty' THEN 7250 ELSE 0 END;
			cap := CASE WHEN cat = 'dibao' OR cat LIKE 'monitored%' THEN 60000 WHEN cat IN ('dibao_margin', 'medical_poverty') THEN 40000 END;
			d := least(burden, greatest(0, share - u.absorbed));
			IF share = 0 THEN d := 0; END IF;
			a := greatest(0, least(round((burden - d) * rate, 2), cap - u.paid));
			m := a;
			IF cat = 'poverty_returned' AND stay AND near THEN
				m := m + greatest(0, least(round(0.9 * c.in_scope, 2) - payers - a, burden - a));
			END IF;
		END IF;
		IF near AND c.referral <> 'non_compliant' THEN
			r := least(burden - m, greatest(0, c.in_scope - payers - m));
			t := greatest(0, least(round((greatest(0, u.residual + r - 14500) - greatest(0, u.residual - 14500)) * 0.7, 2), 30000 - u.tilted));
		END IF;
		IF cat = 'poverty_returned' AND stay AND near AND c.discharged_on < '2026-01-01' THEN
			unpaid := greatest(0, least(c.out_of_catalog, c.total - payers - burden));
			o := round((unpaid - least(unpaid, greatest(0, c.out_of_catalog - round(c.total * CASE c.charge_class WHEN 1 THEN 0.3 WHEN 2 THEN 0.2 ELSE 0.15 END, 2)))) * 0.85, 2);
		END IF;
		-- the best counts; of equal ones the first, as the bench lists them by rank
		IF aid IS NULL OR m + t + o > aid THEN
			aid := m + t + o; absorbed := d; main := m; residual := r; tilted := t;
		END IF;
	END LOOP;
	aid := coalesce(aid, 0);
END $$;

-- A cursor over the persons whose claims are asked for, in order.
CREATE OR REPLACE FUNCTION by_cursor(upto text) RETURNS TABLE (claim_id text, aid numeric) LANGUAGE plpgsql AS $$
DECLARE
	c claim;
	person text := '';
	year integer := 0;
	u used;
	s record;
	claims CURSOR FOR SELECT * FROM bench.claim AS k WHERE k.person <= upto ORDER BY k.person, k.discharged_on, k.claim_id;
BEGIN
	OPEN claims;
	LOOP
		FETCH claims INTO c;
		EXIT WHEN NOT FOUND;
		IF c.person <> person OR extract(year FROM c.discharged_on)::integer <> year THEN
			person := c.person;
			year := extract(year FROM c.discharged_on)::integer;
			u := ROW(0, 0, 0, 0);
		END IF;
		s := bench.pingshun(c, u);
		u := ROW(u.absorbed + s.absorbed, u.paid + s.main, u.residual + s.residual, u.tilted + s.tilted);
		claim_id := c.claim_id;
		aid := s.aid;
		RETURN NEXT;
	END LOOP;
END $$;

-- What claim systems do: each claim by itself as it comes, sum the ledger, settle it, write the ledger, commit.
CREATE TABLE ledger (person text, year integer, claim_id text, aid numeric, absorbed numeric, paid numeric, residual numeric, tilted numeric);
CREATE INDEX ON ledger (person, year);
CREATE OR REPLACE PROCEDURE by_ledger(upto text) LANGUAGE plpgsql AS $$
DECLARE
	c claim;
	u used;
	s record;
BEGIN
	FOR c IN SELECT * FROM bench.claim AS k WHERE k.person <= upto ORDER BY k.discharged_on, k.claim_id LOOP
		SELECT coalesce(sum(l.absorbed), 0), coalesce(sum(l.paid), 0), coalesce(sum(l.residual), 0), coalesce(sum(l.tilted), 0) INTO u
		FROM bench.ledger AS l WHERE l.person = c.person AND l.year = extract(year FROM c.discharged_on)::integer;
		s := bench.pingshun(c, u);
		INSERT INTO bench.ledger VALUES (c.person, extract(year FROM c.discharged_on)::integer, c.claim_id, s.aid, s.absorbed, s.main, s.residual, s.tilted);
		COMMIT;
	END LOOP;
END $$;

-- The model of the tests: the full rule, with every field that a settlement has.
INSERT INTO model.reference (area, indicator, year, value, published_on) SELECT area, indicator, year, value, published_on FROM medaid_reference ON CONFLICT DO NOTHING;
CREATE VIEW by_model AS
SELECT person, c[m.ord].claim_id, m.aid
FROM (SELECT person, array_agg(claim ORDER BY discharged_on, claim_id) AS c FROM claims GROUP BY person) AS x, LATERAL model.settle_pingshun(c, NULL) AS m;

-- Partitioned by person.
CREATE TABLE claim_hashed (LIKE claim) PARTITION BY HASH (person);
DO $$
BEGIN
	FOR i IN 0 .. 7 LOOP
		EXECUTE format('CREATE TABLE bench.claim_hashed_%1$s PARTITION OF bench.claim_hashed FOR VALUES WITH (MODULUS 8, REMAINDER %1$s)', i);
	END LOOP;
END $$;
INSERT INTO claim_hashed SELECT * FROM claim;
VACUUM ANALYZE claim_hashed;
DO $$
BEGIN
	EXECUTE 'CREATE VIEW bench.claims_hashed AS ' || regexp_replace(pg_get_viewdef('bench.claims'::regclass), 'FROM (bench\.)?claim\M', 'FROM bench.claim_hashed AS claim');
END $$;

-- Stored collections, and where settlements go.
CREATE MATERIALIZED VIEW collection AS SELECT person, medaid_collect(claim) AS claims FROM claims GROUP BY person;
VACUUM ANALYZE collection;
CREATE UNLOGGED TABLE stored (person text, s medaid_settlement);

-- The truth of each rule, claim by claim: for the simple one the exact windows, for 平顺 settle_all.
CREATE TABLE truth_simple AS SELECT claim_id, aid FROM by_numeric;
CREATE TABLE truth_full AS SELECT person, s.claim_id, s.aid FROM (SELECT person, medaid_settle_all(claim,
	(SELECT medaid_policies('pingshun-2023', '2023-01-01', '2025-12-31'))) AS a FROM claims GROUP BY person) AS x, unnest(a) AS s;
ANALYZE truth_simple, truth_full;
