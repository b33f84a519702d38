-- Critical illness insurance (大病保险) as other places rule it: bands from the
-- deductible on, the deductible of the tilted as an amount, deductible, ceiling
-- and cap as shares of reference values.  Every amount is worked by hand.
BEGIN;
SELECT plan(126);

\ir ../helpers.sql

INSERT INTO medaid_regulation (code, first_day, name, region, article) VALUES
  ('beishi-2025', '2025-01-01', '北市办法', '北市', '末条'), ('foshi-2025', '2025-01-01', '佛市办法', '佛市', '末条');
INSERT INTO medaid_rule_category (regulation, first_day, category, article)
SELECT r, '2025-01-01', c, '第一条' FROM unnest('{beishi-2025,foshi-2025}'::text[]) r, unnest('{tekun,dibao,monitored}'::text[]) c;
INSERT INTO medaid_rule_payer (regulation, first_day, code, payers, article)
SELECT r, '2025-01-01', 'payers', '{basic,critical_illness}', '第一条' FROM unnest('{beishi-2025,foshi-2025}'::text[]) r;
INSERT INTO medaid_rule_benefit (regulation, first_day, code, services, category, deductible, rate, cap, pool, article)
SELECT r, '2025-01-01', 'inpatient-' || c, '{inpatient}', c, 0, 0.5, 'Infinity', split_part(r, '-', 1) || '-main', '第二条'
FROM unnest('{beishi-2025,foshi-2025}'::text[]) r, unnest('{tekun,dibao,monitored}'::text[]) c;

-- 北市: 50 % to 50,000 beyond the deductible of 40,000, 60 % from there; for 特困 and
-- 低保 half the deductible and five points more
INSERT INTO medaid_rule_critical_illness (regulation, first_day, code, label, services, insurance, deductible, bands_from, cap, pool, article) VALUES
  ('beishi-2025', '2025-01-01', 'ci', '大病保险', '{inpatient,chronic}', 'resident', 40000, 'deductible', 'Infinity', 'beishi-ci', '第三条');
INSERT INTO medaid_rule_critical_illness_band (regulation, first_day, code, schedule, cost_from, rate, article) VALUES
  ('beishi-2025', '2025-01-01', 'ci-1', 'ci', 0, 0.5, '第三条'), ('beishi-2025', '2025-01-01', 'ci-2', 'ci', 50000, 0.6, '第三条');
INSERT INTO medaid_rule_critical_illness_tilt (regulation, first_day, code, categories, deductible_share, rate_added, article) VALUES
  ('beishi-2025', '2025-01-01', 'ci-tilt', '{tekun,dibao}', 0.5, 0.05, '第四条');

-- 佛市: 80 % beyond 13,000, for 特困 and 低保 beyond 2,000; limit seven times the average wage
INSERT INTO medaid_rule_critical_illness (regulation, first_day, code, label, services, deductible, cap_area, cap_indicator, cap_share, pool, article) VALUES
  ('foshi-2025', '2025-01-01', 'ci', '大病保险', '{inpatient}', 13000, '佛市', 'average_wage', 7, 'foshi-ci', '第三条');
INSERT INTO medaid_rule_critical_illness_band (regulation, first_day, code, schedule, cost_from, rate, article) VALUES
  ('foshi-2025', '2025-01-01', 'ci-1', 'ci', 0, 0.8, '第三条');
INSERT INTO medaid_rule_critical_illness_tilt (regulation, first_day, code, categories, deductible, rate_added, article) VALUES
  ('foshi-2025', '2025-01-01', 'ci-tilt', '{tekun,dibao}', 2000, 0, '第四条');

CREATE TEMP TABLE pol (name text PRIMARY KEY, policy medaid_policy);
CREATE FUNCTION pg_temp.p(n text) RETURNS medaid_policy LANGUAGE sql STABLE AS $$ SELECT policy FROM pol WHERE name = n $$;
INSERT INTO pol SELECT 'beishi', medaid_policy('beishi-2025', '2025-06-01');
INSERT INTO pol SELECT 'foshi-bare', medaid_policy('foshi-2025', '2025-06-01');

CREATE FUNCTION pg_temp.c(categories text[], cost numeric, insurance text DEFAULT NULL, day date DEFAULT '2025-06-01') RETURNS medaid_claim LANGUAGE sql AS $$
  SELECT medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => $4, categories => $1, total => $2, in_scope => $2, insurance => $3) $$;
CREATE FUNCTION pg_temp.ci(p text, categories text[], cost numeric, used numeric DEFAULT 0, paid numeric DEFAULT 0) RETURNS numeric LANGUAGE sql AS $$
  SELECT medaid_critical_illness(pg_temp.c($2, $3), pg_temp.p($1), ARRAY[medaid_accumulator(2025, split_part($1, '-', 1) || '-ci', $4, 0, $5)]) $$;
CREATE FUNCTION pg_temp.formula(claim medaid_claim, policy medaid_policy, ytd medaid_accumulator[] DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' | ', formula, article) FROM medaid_explain($1, $2, $3) WHERE item = 'critical_illness_paid' $$;

-- bands from the deductible on: 40,000 to 90,000 at 50 %, from 90,000 at 60 %
SELECT is(pg_temp.ci('beishi', '{monitored}', t.cost), t.paid, 'from the deductible, cost ' || t.cost)
FROM (VALUES
  -- one fen is 0.005, half away from zero: 0.01
  (39999.99, 0.00), (40000.00, 0.00), (40000.01, 0.01), (40000.02, 0.01), (60000.00, 10000.00),
  -- 49,999.99 x 50 % = 24,999.995; one fen over 50,000 at 60 % = 0.006
  (89999.99, 25000.00), (90000.00, 25000.00), (90000.01, 25000.01), (120000.00, 43000.00)) AS t (cost, paid);
-- tilted: 20,000 to 70,000 at 55 %, from 70,000 at 65 %: the halved deductible moves the bands
SELECT is(pg_temp.ci('beishi', '{dibao}', t.cost), t.paid, 'tilted, cost ' || t.cost)
FROM (VALUES
  (19999.99, 0.00), (20000.00, 0.00), (20000.01, 0.01), (60000.00, 22000.00),
  -- 49,999.99 x 55 % = 27,499.9945; 27,500 + 0.0065
  (69999.99, 27499.99), (70000.00, 27500.00), (70000.01, 27500.01), (120000.00, 60000.00)) AS t (cost, paid);
-- the year accumulates: 60,000 and 60,000 are 22,000 and 10,000 x 55 % + 50,000 x 65 % = 38,000
SELECT is(pg_temp.ci('beishi', '{dibao}', 60000, 60000, 22000), 38000.00, 'the claim that straddles two bands');
-- tilted only from now on: the bands are the tilted ones, what was paid before stays
SELECT is(pg_temp.ci('beishi', '{dibao}', 60000, 60000, 10000), 38000.00, 'tilted in the middle of the year');
SELECT is(pg_temp.ci('beishi', '{monitored}', 10000, 85000, 22500), 5500.00, '5,000 x 50 % + 5,000 x 60 %');
SELECT is(pg_temp.formula(pg_temp.c('{dibao}', 120000), pg_temp.p('beishi')),
  '(70000.00 - 20000.00) x 55% + (120000.00 - 70000.00) x 65% = 60000.00 | 第三条; 第四条', 'explained in costs of the year');
-- 120,000 - 60,000 = 60,000; 50 % = 30,000
SELECT is((SELECT ROW(s.critical_illness_paid, s.burden, s.assistance, s.critical_illness_pool)::text FROM medaid_settle(pg_temp.c('{dibao}', 120000), pg_temp.p('beishi')) s),
  '(60000.00,60000.00,30000.00,beishi-ci)', 'before assistance');
-- the same numbers counted from the first fen: 20,000 to 50,000 at 55 %, 50,000 to 120,000 at 65 % = 16,500 + 45,500
INSERT INTO medaid_regulation (code, first_day, name, region, article, based_on, based_on_day) VALUES
  ('beishi-2025', '2025-07-01', '北市办法修订', '北市', '末条', 'beishi-2025', '2025-01-01');
INSERT INTO medaid_rule_critical_illness (regulation, first_day, code, label, services, insurance, deductible, cap, pool, article) VALUES
  ('beishi-2025', '2025-07-01', 'ci', '大病保险', '{inpatient,chronic}', 'resident', 40000, 'Infinity', 'beishi-ci', '第三条');
SELECT is(medaid_critical_illness(pg_temp.c('{dibao}', 120000, day => '2025-08-01'), medaid_policies('beishi-2025', '2025-01-01', '2025-12-31')), 62000.00, 'from the first fen, by an amendment');
SELECT is(medaid_critical_illness(pg_temp.c('{dibao}', 120000), medaid_policies('beishi-2025', '2025-01-01', '2025-12-31')), 60000.00, '... which holds from its day on');
SELECT is((SELECT string_agg(concat_ws(' ', path, first, second), ', ') FROM medaid_policy_diff(pg_temp.p('beishi'), medaid_policy('beishi-2025', '2025-08-01')) WHERE path ~ '^ci'), 'ci.bands_from deductible cost', 'what differs');
SELECT isnt(medaid_policy_digest(pg_temp.p('beishi')), medaid_policy_digest(medaid_policy('beishi-2025', '2025-08-01')), 'and so does the digest');
-- an infinite deductible: nothing is insured, and nothing overflows
SELECT is(medaid_critical_illness(pg_temp.c('{monitored}', 1000000), medaid_policy_with(pg_temp.p('beishi'), 'ci.deductible', 'Infinity'::numeric)), 0.00, 'an infinite deductible');
SELECT is(medaid_critical_illness(pg_temp.c('{dibao}', 1000000), medaid_policy_with(pg_temp.p('beishi'), 'ci.deductible', 'Infinity'::numeric)), 0.00, '... is infinite for the tilted, too');
-- 10^12 yuan, the greatest deductible: 2 x 10^12 do not overflow the bands
SELECT is(medaid_critical_illness(pg_temp.c('{monitored}', 1000000000000), medaid_policy_with(medaid_policy_with(pg_temp.p('beishi'), 'ci.deductible', 1000000000000), 'ci-2.cost_from', 1000000000000)), 0.00, 'the greatest amounts');

-- bands that begin above the deductible: up to 10,000 beyond the 40,000 nothing is paid, and the formula says so
CREATE TEMP TABLE late AS SELECT medaid_policy_with(pg_temp.p('beishi'), 'ci-1.cost_from', 10000) AS p;
SELECT is(pg_temp.formula(pg_temp.c('{monitored}', t.cost), p), t.formula || ' | 第三条', 'bands from 10,000 beyond the deductible, cost ' || t.cost) FROM late, (VALUES
  (45000.00, 'max(0, 45000.00 - 50000.00) = 0.00'), (50000.00, 'max(0, 50000.00 - 50000.00) = 0.00'), (50000.01, '(50000.01 - 50000.00) x 50% = 0.01')) AS t (cost, formula);

-- the deductible of the tilted as an amount
INSERT INTO medaid_reference (area, indicator, year, value, source) VALUES ('佛市', 'average_wage', 2025, 100000, 'test'), ('佛市', 'average_wage', 2026, 110000.5, 'test');
INSERT INTO pol SELECT 'foshi', medaid_policy('foshi-2025', '2025-06-01');
SELECT is(pg_temp.ci('foshi', '{monitored}', t.cost), t.paid, 'beyond 13,000: cost ' || t.cost)
FROM (VALUES (13000.00, 0.00), (13000.01, 0.01), (52000.00, 31200.00),
  -- the limit 700,000 is reached at 13,000 + 700,000 / 0.8 = 888,000
  (887999.99, 699999.99), (888000.00, 700000.00), (888000.01, 700000.00), (2000000.00, 700000.00)) AS t (cost, paid);
SELECT is(pg_temp.ci('foshi', '{tekun}', t.cost), t.paid, 'tilted, beyond 2,000: cost ' || t.cost)
FROM (VALUES (2000.00, 0.00), (2000.01, 0.01), (13000.00, 8800.00), (52000.00, 40000.00), (877000.00, 700000.00), (877000.01, 700000.00)) AS t (cost, paid);
SELECT is(pg_temp.ci('foshi', '{dibao}', 10000, 871000, 695200), 4800.00, 'what is left under the limit');
SELECT is(pg_temp.formula(pg_temp.c('{dibao}', 52000), pg_temp.p('foshi')), '(52000.00 - 2000.00) x 80% = 40000.00 | 第三条; 第四条', 'explained');
SELECT is(pg_temp.formula(pg_temp.c('{dibao}', 2000), pg_temp.p('foshi')), 'max(0, 2000.00 - 2000.00) = 0.00 | 第三条; 第四条', 'explained where the deductible takes all');
SELECT is(pg_temp.formula(pg_temp.c('{monitored}', 900000), pg_temp.p('foshi')), 'min((900000.00 - 13000.00) x 80%, 700000.00) = 700000.00 | 第三条', 'explained where the limit cuts');
-- the schedule's own deductible is not asked for
SELECT is(medaid_critical_illness(pg_temp.c('{dibao}', 52000), medaid_policy_with(pg_temp.p('foshi'), 'ci.deductible', NULL::numeric)), 40000.00, 'the tilted do not need the deductible of others');
SELECT matches(pg_temp.err($$SELECT medaid_critical_illness(pg_temp.c('{monitored}', 52000), medaid_policy_with(pg_temp.p('foshi'), 'ci.deductible', NULL::numeric))$$), '^55000 .*"ci\.deductible"', '... others do');
SELECT is(medaid_critical_illness(pg_temp.c('{dibao}', 52000), medaid_policy_with(pg_temp.p('foshi'), 'ci-tilt.deductible', 0)), 41600.00, '0 = none: 52,000 x 80 %');
SELECT is(medaid_critical_illness(pg_temp.c('{dibao}', 52000), medaid_policy_with(pg_temp.p('foshi'), 'ci-tilt.deductible', 5000)), 37600.00, 'a number like others: 47,000 x 80 %');
SELECT matches(pg_temp.err($$SELECT medaid_critical_illness(pg_temp.c('{dibao}', 52000), medaid_policy_with(pg_temp.p('foshi'), 'ci-tilt.deductible', NULL::numeric))$$), '^55000 .*"ci-tilt\.deductible_share"', 'neither amount nor share: not set');
-- 特困: half of 40,000 is the deductible; what is added to the rate is asked for by the first fen beyond it, and by nobody else
SELECT is(medaid_critical_illness(pg_temp.c('{tekun}', 20000), medaid_policy_with(pg_temp.p('beishi'), 'ci-tilt.rate_added', NULL::numeric)), 0.00, 'up to the deductible no rate is needed');
SELECT matches(pg_temp.err($$SELECT medaid_critical_illness(pg_temp.c('{tekun}', 20000.01), medaid_policy_with(pg_temp.p('beishi'), 'ci-tilt.rate_added', NULL::numeric))$$), '^55000 .*"ci-tilt\.rate_added"', 'beyond it the rate added is');
SELECT matches(pg_temp.err($$SELECT medaid_critical_illness(pg_temp.c('{tekun}', 20000.01), medaid_policy_with(medaid_policy_with(pg_temp.p('beishi'), 'ci-tilt.rate_added', NULL::numeric), 'ci-1.rate', NULL::numeric))$$), '^55000 .*"ci-1\.rate"', 'of both the schedule''s own is named');
-- with bands from the deductible on, the amount moves them: 2,000 to 52,000 at 55 %, 8,000 at 65 %
SELECT is(medaid_critical_illness(pg_temp.c('{dibao}', 60000), medaid_policy_with(pg_temp.p('beishi'), 'ci-tilt.deductible', 2000)), 32700.00, 'an amount goes before the share, and moves the bands');

-- the limit as a share of a reference value: of the year, named where it is missing
SELECT is((SELECT (unnest((pg_temp.p('foshi')).critical_illnesses)).cap), 700000.00, 'seven times 100,000');
SELECT is((SELECT (unnest((pg_temp.p('foshi')).critical_illnesses)).cap_source), '(佛市, average_wage, 2025)', 'and where from');
SELECT is((SELECT array_agg(lower(p.stretch) || ' ' || p.critical_illnesses[1].cap ORDER BY p.stretch) FROM unnest(medaid_policies('foshi-2025', '2025-01-01', '2026-12-31')) p),
  '{"2025-01-01 700000.00","2026-01-01 770003.50"}', 'days are cut where the figure changes');
SELECT is(medaid_critical_illness(pg_temp.c('{monitored}', 2000000, day => '2026-03-01'), medaid_policies('foshi-2025', '2025-01-01', '2026-12-31')), 770003.50, 'each year its own');
SELECT is(pg_temp.ci('foshi-bare', '{monitored}', 13000), 0.00, 'the limit is not asked for where nothing is paid');
SELECT is(pg_temp.err($$SELECT pg_temp.ci('foshi-bare', '{monitored}', 13001)$$), '55000 claim "c": policy "foshi-2025" has no number for "ci.cap": needs reference value (佛市, average_wage, 2025) The rule is 第三条. '
  'Insert the reference value (佛市, average_wage, 2025) into medaid_reference (area, indicator, year, value, published_on, source), or set the number with medaid_policy_with(policy, ''ci.cap'', value).', 'the figure that is missing is named');
SELECT is((SELECT reason || ' ' || fault FROM medaid_try_settle(pg_temp.c('{monitored}', 13001), pg_temp.p('foshi-bare'))), 'number_missing policy "foshi-2025" has no number for "ci.cap": needs reference value (佛市, average_wage, 2025)', '... and refuses the claim alone');
SELECT is((SELECT expected FROM medaid_policy_review(pg_temp.p('foshi-bare')) WHERE finding = 'not_set' AND rule = 'ci.cap'), 'reference value (佛市, average_wage, 2025)', '... and reviewed');
SELECT is((SELECT count(*) FROM medaid_policy_review(pg_temp.p('foshi')) WHERE finding = 'not_set'), 0::bigint, 'nothing is missing where it is there');
SELECT is((SELECT string_agg(path || ' ' || coalesce(value::text, 'NULL') || ' ' || unit, ', ') FROM medaid_policy_paths(pg_temp.p('foshi')) WHERE path ~ '^ci'),
  'ci.deductible 13000 yuan, ci.cap 700000.00 yuan, ci.cost_cap NULL yuan, ci-1.cost_from 0 yuan, ci-1.rate 0.8 share of 1, ci-tilt.deductible_share NULL share of 1, ci-tilt.rate_added 0 share of 1, ci-tilt.deductible 2000 yuan', 'paths');

-- deductible and ceiling as shares: half an income of 40,001.50, in whole yuan 40,002 = 20,001.00
INSERT INTO medaid_reference (area, indicator, year, value, published_on, source) VALUES ('佛市', 'income', 2024, 40001.50, '2025-02-20', 'test'), ('佛市', 'income', 2023, 39000, NULL, 'test');
INSERT INTO medaid_regulation (code, first_day, name, region, article, based_on, based_on_day) VALUES ('foqu-2025', '2025-01-01', '佛区办法', '佛市佛区', '末条', 'foshi-2025', '2025-01-01');
INSERT INTO medaid_rule_critical_illness (regulation, first_day, code, label, services, deductible_area, deductible_indicator, deductible_share, cost_cap_area, cost_cap_indicator, cost_cap_share, cap, pool, article) VALUES
  ('foqu-2025', '2025-01-01', 'ci', '大病保险', '{inpatient}', '佛市', 'income', 0.5, '佛市', 'average_wage', 1.5, 200000, 'foqu-ci', '第五条');
INSERT INTO pol SELECT 'foqu', medaid_policy('foqu-2025', '2025-06-01');
SELECT is((SELECT ROW(c.deductible, c.deductible_source, c.cost_cap, c.cost_cap_source)::text FROM unnest((pg_temp.p('foqu')).critical_illnesses) c),
  '(20001.00,"(佛市, income, 2024)",150000.00,"(佛市, average_wage, 2025)")', 'both resolved, with their sources');
SELECT is((SELECT array_agg(p.stretch || ' ' || p.critical_illnesses[1].deductible ORDER BY p.stretch) FROM unnest(medaid_policies('foqu-2025', '2025-01-01', '2025-12-31')) p),
  '{"[2025-01-01,2025-03-01) 19500.00","[2025-03-01,2026-01-01) 20001.00"}', 'the deductible from the month after the publication on');
SELECT is(pg_temp.ci('foqu', '{monitored}', t.cost), t.paid, 'cost ' || t.cost)
FROM (VALUES (20001.00, 0.00), (20001.01, 0.01),
  -- the ceiling: 150,000 - 20,001 = 129,999 x 80 % = 103,999.20
  (149999.99, 103999.19), (150000.00, 103999.20), (150000.01, 103999.20), (500000.00, 103999.20)) AS t (cost, paid);
SELECT is(pg_temp.ci('foqu', '{monitored}', 100000, 100000, 63999.20), 40000.00, 'the ceiling is the year''s: 50,000 x 80 %');
SELECT is(pg_temp.ci('foqu', '{monitored}', 100000, 200000, 103999.20), 0.00, '... nothing beyond it');
SELECT is(pg_temp.formula(pg_temp.c('{monitored}', 500000), pg_temp.p('foqu')), 'min(500000.00, 150000.00) = 150000.00; (150000.00 - 20001.00) x 80% = 103999.20 | 第五条', 'explained');
SELECT is(pg_temp.formula(pg_temp.c('{monitored}', 100000), pg_temp.p('foqu'), ARRAY[medaid_accumulator(2025, 'foqu-ci', 200000, 0, 103999.20)]),
  'min(300000.00, 150000.00) = 150000.00; max(0, 150000.00 - 200000.00) = 0.00 | 第五条', 'explained beyond the ceiling');
SELECT matches(pg_temp.err($$SELECT medaid_critical_illness(pg_temp.c('{monitored}', 30000, day => '2027-06-01'), medaid_policy_with(medaid_policy('foqu-2025', '2027-06-01'), 'ci.deductible', 1))$$),
  '^55000 .*"ci\.cost_cap": needs reference value \(佛市, average_wage, 2027\)', 'the ceiling''s figure is named');
SELECT is(medaid_critical_illness(pg_temp.c('{monitored}', 1, day => '2027-06-01'), medaid_policy_with(medaid_policy('foqu-2025', '2027-06-01'), 'ci.deductible', 1)), 0.00, '... where it is needed');
SELECT matches(pg_temp.err($$SELECT medaid_critical_illness(pg_temp.c('{monitored}', 30000, day => '2027-06-01'), medaid_policy('foqu-2025', '2027-06-01'))$$),
  '^55000 .*"ci\.deductible": needs reference value \(佛市, income, 2026\)', 'the deductible''s, too');
SELECT is((SELECT string_agg(rule || ' ' || expected, ', ' ORDER BY rule) FROM medaid_policy_review(medaid_policy('foqu-2025', '2027-06-01')) WHERE finding = 'not_set'),
  'ci.cost_cap reference value (佛市, average_wage, 2027), ci.deductible reference value (佛市, income, 2026)', 'both reviewed');
SELECT is(medaid_critical_illness(pg_temp.c('{monitored}', 1000000), medaid_policy_with(pg_temp.p('foqu'), 'ci.cost_cap', 'Infinity'::numeric)), 200000.00, 'no ceiling: the cap of 200,000');
-- a ceiling below the deductible leaves nothing
SELECT is(medaid_critical_illness(pg_temp.c('{monitored}', 1000000), medaid_policy_with(pg_temp.p('foqu'), 'ci.cost_cap', 100)), 0.00, 'a ceiling below the deductible');
-- no_cap takes the cap away, not the ceiling
UPDATE medaid_rule_critical_illness_tilt SET no_cap = true WHERE regulation = 'foshi-2025';
SELECT is(medaid_critical_illness(pg_temp.c('{dibao}', 1000000), medaid_policy('foqu-2025', '2025-06-01')), 118400.00, 'no_cap: 148,000 x 80 %, the ceiling stays');

-- all forms agree: 100,000, 80,000, 50,000 -> 63,999.20, 40,000 (50,000 x 80 %), 0
CREATE TEMP TABLE claims AS SELECT n, medaid_claim(claim_id => n::text, service => 'inpatient', discharged_on => '2025-06-01'::date + n, total => cost, in_scope => cost, categories => '{monitored}') AS claim, paid
FROM (VALUES (1, 100000, 63999.20), (2, 80000, 40000.00), (3, 50000, 0.00)) AS t (n, cost, paid);
SELECT results_eq($$SELECT s.critical_illness_paid FROM (SELECT medaid_settle_all(claim, pg_temp.p('foqu')) AS a FROM claims) x, unnest(a) WITH ORDINALITY AS s ORDER BY s.ordinality$$, 'SELECT paid FROM claims ORDER BY n', 'group');
SELECT results_eq($$SELECT (s).critical_illness_paid FROM (SELECT n, medaid_settle_ytd(claim, (SELECT pg_temp.p('foqu'))) OVER (ORDER BY n) AS s FROM claims) x ORDER BY n$$, 'SELECT paid FROM claims ORDER BY n', 'window');
SELECT results_eq($$SELECT s.critical_illness_paid FROM medaid_settle_all((SELECT medaid_collect(claim) FROM claims), pg_temp.p('foqu')) AS a, unnest(a) WITH ORDINALITY AS s ORDER BY s.ordinality$$, 'SELECT paid FROM claims ORDER BY n', 'collection');
SELECT results_eq($$SELECT s.critical_illness_paid FROM (SELECT medaid_try_settle_all(claim, pg_temp.p('foqu')) AS a FROM claims) x, unnest(a) WITH ORDINALITY AS s ORDER BY s.ordinality$$, 'SELECT paid FROM claims ORDER BY n', 'try');
SELECT results_eq($$SELECT medaid_critical_illness(c.claim, pg_temp.p('foqu'), (SELECT medaid_ytd(s) FROM (SELECT medaid_settle_all(b.claim, pg_temp.p('foqu')) AS a FROM claims b WHERE b.n < c.n) x, unnest(a) s)) FROM claims c ORDER BY n$$,
  'SELECT paid FROM claims ORDER BY n', 'alone, after what came before');

-- why not, where the claim leaves it to be computed
CREATE FUNCTION pg_temp.why(claim medaid_claim, policy medaid_policy, ytd medaid_accumulator[] DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(concat_ws(' ', rule, condition, needed, found, article, would_pay), '; ') FROM medaid_why_not($1, $2, $3) WHERE stage ~ '^critical' $$;
SELECT is(pg_temp.why(pg_temp.c('{dibao}', 120000), pg_temp.p('beishi')), 'ci 第三条 60000.00; ci-tilt 第四条', 'nothing failed');
SELECT is(pg_temp.why(pg_temp.c('{monitored}', 40000), pg_temp.p('beishi')), 'ci below_deductible cost of the year > 40000.00 40000.00 第三条 0.00; ci-tilt category a category of the rule, held on the day 第四条', 'below the deductible, and not tilted');
SELECT is((SELECT condition FROM medaid_why_not(pg_temp.c('{dibao}', 0), pg_temp.p('beishi')) WHERE stage = 'critical_illness'), 'no_cost', 'no cost');
SELECT is(pg_temp.why(pg_temp.c('{dibao}', 120000, 'employee'), pg_temp.p('beishi')), 'ci insurance insurance = resident employee 第三条', 'a schedule for residents');
SELECT is(pg_temp.why(pg_temp.c('{dibao}', 120000, 'none'), pg_temp.p('foshi')), 'ci insurance insurance = resident or employee none 第三条', 'who is not insured');
SELECT is(pg_temp.why(pg_temp.c('{monitored}', 900000), pg_temp.p('foshi')), 'ci cap_exhausted limit left >= 709600.00 700000.00 第三条 700000.00; ci-tilt category a category of the rule, held on the day 第四条', 'cut by the limit: 887,000 x 80 % = 709,600');
SELECT is(pg_temp.why(pg_temp.c('{monitored}', 500000), pg_temp.p('foqu')), 'ci cost_cap cost of the year <= 150000.00 500000.00 第五条 103999.20; ci-tilt category a category of the rule, held on the day 第四条', 'cut by the ceiling');
SELECT is(pg_temp.why(pg_temp.c('{monitored}', 100000), pg_temp.p('foqu'), ARRAY[medaid_accumulator(2025, 'foqu-ci', 200000, 0, 103999.20)]), 'ci cost_cap cost of the year <= 150000.00 300000.00 第五条 0.00; ci-tilt category a category of the rule, held on the day 第四条', 'nothing beyond the ceiling');
-- 0.005 is a fen, 0.004 is none: 40 % of one fen
SELECT is(pg_temp.why(pg_temp.c('{monitored}', 40000.01), medaid_policy_with(pg_temp.p('beishi'), 'ci-1.rate', 0.4)), 'ci rounds_to_zero 第三条 0.00; ci-tilt category a category of the rule, held on the day 第四条', 'less than a fen');
SELECT is(pg_temp.why(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2025-06-01', categories => '{dibao}', total => 120000, in_scope => 120000, critical_illness_paid => 1), pg_temp.p('beishi')), NULL, 'given: not looked for');
SELECT is(pg_temp.why(medaid_claim(claim_id => 'c', service => 'outpatient', discharged_on => '2025-06-01', categories => '{dibao}', total => 120000, in_scope => 120000), pg_temp.p('beishi')), NULL, 'no schedule for the service');
-- 安康 四(一): while the transition lasts
SELECT is((SELECT concat_ws(' ', condition, needed, found, article) FROM medaid_why_not(pg_temp.c('{dibao}', 0.01, day => '2026-01-01'), medaid_policy_with(medaid_policy('ankang-2023', '2026-01-01'), 'critical-illness.deductible', 1)) WHERE stage = 'critical_illness_tilt'),
  'transition discharged_on < 2026-01-01 2026-01-01 四(一)', 'the transition is over');
-- two schedules for one service: the first in the order of their codes
INSERT INTO medaid_rule_critical_illness (regulation, first_day, code, services, deductible, cap, pool, article) VALUES ('beishi-2025', '2025-01-01', 'dh', '{inpatient}', 0, 1, 'beishi-dh', '第六条');
SELECT matches(pg_temp.why(pg_temp.c('{dibao}', 120000), medaid_policy('beishi-2025', '2025-06-01')), '; dh precedence no earlier rule ci 第六条; ', 'an earlier schedule goes before');

-- the clerk's table
CREATE FUNCTION pg_temp.lines(policy medaid_policy) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(concat_ws(' | ', t."费用 service", t."规则 rule", t."起付标准 deductible", t."比例 rate", t."年度限额 cap", t."条件 conditions", t."依据 article", t."出处 regulation"), E'\n')
  FROM medaid_policy_table($1) AS t WHERE t."类别 category" = '参保人员 insured persons' $$;
SELECT is(pg_temp.lines(pg_temp.p('beishi')), E'住院, 门诊慢特病 | 大病保险 ci | 40,000.00 | 50%; 50,000.00起 from: 60% 起付标准以上 beyond the deductible | 不设 none | 居民医保 resident | 第三条 | beishi-2025 2025-01-01
住院, 门诊慢特病 | 倾斜 ci-tilt | 起付标准 x 50% | +5% | 特困人员 tekun, 低保对象 dibao | 第四条 | beishi-2025 2025-01-01', 'bands from the deductible on');
SELECT is(pg_temp.lines(pg_temp.p('foqu')), E'住院 | 大病保险 ci | 20,001.00 | 80% | 200,000.00; 费用 cost <= 150,000.00 | 第五条 | foqu-2025 2025-01-01
住院 | 倾斜 ci-tilt | 2,000.00 | +0% | 特困人员 tekun, 低保对象 dibao | 第四条 | foshi-2025 2025-01-01', 'amounts, ceiling, and where each comes from');
SELECT matches(pg_temp.lines(medaid_policy('foqu-2025', '2027-06-01')), '未设定 not set \| 80% \| 200,000.00; 费用 cost <= 未设定 not set', 'figures that are missing');
SELECT is(pg_temp.lines(medaid_policy('pingshun-2023', '2023-06-01')), E'住院, 门诊慢特病, 门诊特药 | 大病保险 critical-illness | 未设定 not set | 未设定 not set | 未设定 not set | 居民医保 resident | 第六条 | pingshun-2023 2023-01-07
住院, 门诊慢特病, 门诊特药 | 倾斜 critical-illness-tilt | 起付标准 x 50% | +5% | 不设 none | 特困人员 tekun, 低保对象 dibao, 返贫致贫人口 poverty_returned; 居民医保 resident | 第六条 | pingshun-2023 2023-01-07
住院, 门诊慢特病, 门诊特药 | 职工大额医疗补助 critical-illness-employee | 未设定 not set | 未设定 not set | 未设定 not set | 职工医保 employee | 第十四条 | pingshun-2023 2023-01-07', '平顺 第六条, 第十四条');

-- rows that cannot be
CREATE FUNCTION pg_temp.row_error(kind text, columns text, content text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('INSERT INTO medaid_rule_%s (regulation, first_day, code, article, %s) VALUES (''foshi-2025'', ''2025-01-01'', ''x'', ''x'', %s)', kind, columns, content);
  RETURN 'taken';
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE;
END $$;
SELECT is(pg_temp.row_error('critical_illness', 'services, pool, ' || t.columns, '''{chronic}'', ''foshi-x'', ' || t.content), '23514', t.what)
FROM (VALUES ('deductible_share', '0.5', 'a share of nothing'), ('deductible_area, deductible_indicator', '''佛市'', ''income''', 'nothing of a figure'),
  ('deductible, deductible_area, deductible_indicator, deductible_share', '1, ''佛市'', ''income'', 0.5', 'a deductible twice'),
  ('cap, cap_area, cap_indicator, cap_share', '1, ''佛市'', ''income'', 0.5', 'a cap twice'), ('cap_share', '7', 'a cap of nothing'),
  ('cost_cap, cost_cap_area, cost_cap_indicator, cost_cap_share', '1, ''佛市'', ''income'', 0.5', 'a ceiling twice'), ('cost_cap_area', '''佛市''', 'a ceiling of nothing'),
  ('cost_cap', '-1', 'a negative ceiling'), ('cost_cap', '''NaN''', 'a ceiling that is no number'), ('cap_area, cap_indicator, cap_share', '''佛市'', ''income'', ''NaN''', 'a share that is no number'),
  ('bands_from', '''burden''', 'bands from elsewhere'), ('insurance', '''none''', 'insurance of the uninsured')) AS t (columns, content, what);
SELECT is(pg_temp.row_error('critical_illness_tilt', 'categories, ' || t.columns, '''{dibao}'', ' || t.content), t.state, t.what)
FROM (VALUES ('deductible, deductible_share', '1, 0.5', '23514', 'amount and share'), ('deductible', '-1', '23514', 'a negative amount'),
  ('deductible', '''NaN''', '23514', 'no number'), ('deductible', '0', 'taken', 'none'), ('insurance', '''none''', '23514', 'of the uninsured')) AS t (columns, content, state, what);
SELECT * FROM finish();
ROLLBACK;
