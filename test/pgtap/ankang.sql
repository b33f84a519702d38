-- 安康市 (安政办发〔2023〕2号): cases worked by hand from the articles.
-- The expected text carries the working: (burden - deductible) x rate = assistance, where a limit
-- cuts the product the comment gives the product. Articles are named as 三(三) and so on.
BEGIN;
SELECT plan(204);

-- Amounts without trailing zeros, so that 50000 and 50000.00 read alike.
CREATE FUNCTION pg_temp.n(x numeric) RETURNS text LANGUAGE sql AS $$ SELECT coalesce(trim_scale(x)::text, 'null') $$;

-- A claim whose whole bill is in scope and left to the patient by the insurers.
CREATE FUNCTION pg_temp.cl(service text, categories text[], amount numeric, recognised date[] DEFAULT NULL, ended date[] DEFAULT NULL,
    admitted date DEFAULT NULL, discharged date DEFAULT '2023-06-20', place text DEFAULT NULL, referral text DEFAULT NULL, approved boolean DEFAULT NULL,
    designated boolean DEFAULT NULL, applied date DEFAULT NULL, insurance text DEFAULT NULL, id text DEFAULT 'x')
RETURNS medaid_claim LANGUAGE sql AS $$
    SELECT medaid_claim(claim_id => id, service => service, admitted_on => admitted, discharged_on => discharged, categories => categories,
        recognised_on => recognised, ended_on => ended, total => amount, in_scope => amount, basic_paid => 0, critical_illness_paid => 0,
        place => place, referral => referral, tilt_approved => approved, designated => designated, applied_on => applied, insurance => insurance)
$$;

-- What was used earlier in 2023: burden, deductible absorbed, paid; then burden and paid of 倾斜救助; due: what would have been
-- paid under no limit, NULL = paid.
CREATE FUNCTION pg_temp.used(burden numeric, deductible numeric, paid numeric, tilted_burden numeric DEFAULT NULL, tilted_paid numeric DEFAULT NULL, due numeric DEFAULT NULL)
RETURNS medaid_accumulator[] LANGUAGE sql AS $$
    SELECT ARRAY[medaid_accumulator(2023, 'ankang-main', burden, deductible, paid, due)]
        || CASE WHEN tilted_burden IS NOT NULL THEN ARRAY[medaid_accumulator(2023, 'ankang-tilted', tilted_burden, 0, tilted_paid)] END
$$;

CREATE FUNCTION pg_temp.published() RETURNS medaid_policy LANGUAGE sql AS $$ SELECT medaid_policy('ankang-2023', '2023-06-20') $$;
-- 四(二) has no numbers: these two are the test's own.
CREATE FUNCTION pg_temp.tilting() RETURNS medaid_policy LANGUAGE sql AS $$
    SELECT medaid_policy_with(medaid_policy_with(pg_temp.published(), 'tilt.threshold', 5000), 'tilt.rate', 0.5)
$$;

-- Three ways to show a settlement. An error is shown, not raised, so that one bad case does not hide the others.
CREATE FUNCTION pg_temp.show(form text, claim medaid_claim, policy medaid_policy, ytd medaid_accumulator[] DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    s medaid_settlement;
    m text; d text; h text;
BEGIN
    s := medaid_settle(claim, policy, ytd);
    IF form = 'tilt' THEN
        RETURN format('%s: assistance %s, residual %s, tilted %s, aid %s, patient %s, excess %s%s', coalesce(s.reason, s.status),
            pg_temp.n(s.assistance), pg_temp.n(s.residual), pg_temp.n(s.tilted), pg_temp.n(s.aid), pg_temp.n(s.patient_pays), pg_temp.n(s.excess),
            CASE WHEN s.residual <> 0 OR s.tilted > 0
                 THEN format(', %s %s / %s', s.tilted_pool, pg_temp.n(s.tilted_pool_burden), pg_temp.n(s.tilted_pool_paid)) END)
            || CASE WHEN s.for_earlier > 0 THEN ', for earlier ' || pg_temp.n(s.for_earlier) ELSE '' END;
    ELSIF s.status = 'not_covered' THEN
        RETURN s.reason || CASE form WHEN 'main' THEN format(', burden %s, patient %s', pg_temp.n(s.burden), pg_temp.n(s.patient_pays)) ELSE '' END;
    ELSIF form = 'brief' THEN
        RETURN format('%s %s %s', s.category, pg_temp.n(s.aid), s.channel);
    END IF;
    RETURN format('%s %s (%s - %s) x %s = %s, patient %s, pool %s / %s, left %s', coalesce(s.reason, s.status), s.category,
        pg_temp.n(s.burden), pg_temp.n(s.deductible), pg_temp.n(s.rate), pg_temp.n(s.assistance), pg_temp.n(s.patient_pays),
        pg_temp.n(s.pool_burden), pg_temp.n(s.pool_paid), pg_temp.n(s.pool_remaining))
        || CASE WHEN s.for_earlier > 0 THEN ', for earlier ' || pg_temp.n(s.for_earlier) ELSE '' END;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS m = MESSAGE_TEXT, d = PG_EXCEPTION_DETAIL, h = PG_EXCEPTION_HINT;
    RETURN concat_ws(' | ', SQLSTATE, m, d, 'hint: ' || h);
END $$;

-- ---------------------------------------------------------------------------------------------
-- The policy itself.
SELECT is(format('%s %s %s %s', code, status, document, lower(valid)), 'ankang-2023 in_force 安政办发〔2023〕2号 2023-01-04', 'policy: in force from 4 January 2023')
  FROM (SELECT (pg_temp.published()).*) p;
SELECT ok(upper_inf(valid) AND scenario IS NULL, 'policy: open end, as published') FROM (SELECT (pg_temp.published()).*) p;
SELECT throws_matching($$ SELECT medaid_policy('ankang-2023', '2023-01-03') $$, '2023-01-04', 'policy: none the day before, the error names what exists');

-- ---------------------------------------------------------------------------------------------
-- 三(三), 三(一): every category in every service, burden 10,000.
--   一类 特困, 孤儿 (含事实无人抚养儿童): 100 %, no deductible.        10000 x 1   = 10000
--   二类 低保: 70 %, no deductible.                                   10000 x 0.7 =  7000
--   other 二类: 60 % over 2,000; (10000 - 2000) x 0.6 = 4800; outpatient has no deductible: 6000
--   三类: 50 % over 5,000; (10000 - 5000) x 0.5 = 2500; outpatient: 5000
-- 慢性病长期服药 and 重特大疾病长期门诊 are covered, ordinary outpatient is not. 返贫致贫 is no category of 二(一).
SELECT is((SELECT string_agg(pg_temp.show('brief', pg_temp.cl(service, ARRAY[category], 10000), pg_temp.published()), ', ' ORDER BY o)
             FROM unnest(ARRAY['inpatient', 'chronic', 'special_drug', 'outpatient']) WITH ORDINALITY AS u(service, o)),
          CASE WHEN inpatient IS NULL THEN 'category_not_eligible, category_not_eligible, category_not_eligible, category_not_eligible'
               ELSE format('%1$s %2$s %4$s, %1$s %3$s %4$s, %1$s %3$s %4$s, service_not_covered', category, inpatient, outpatient, channel) END,
          'every service: ' || category)
  FROM (VALUES
    ('tekun',              10000, 10000, 'direct'),
    ('orphan',             10000, 10000, 'direct'),
    ('unsupported_child',  10000, 10000, 'direct'),
    ('dibao',               7000,  7000, 'direct'),
    ('monitored',           4800,  6000, 'direct'),
    ('monitored_unstable',  4800,  6000, 'direct'),
    ('monitored_marginal',  4800,  6000, 'direct'),
    ('monitored_sudden',    4800,  6000, 'direct'),
    ('dibao_margin',        4800,  6000, 'direct'),
    ('medical_poverty',     2500,  5000, 'application'),   -- 五(一): only 一类 and 二类 are in 一站式
    ('poverty_returned',    NULL,  NULL, NULL),
    ('veteran',             NULL,  NULL, NULL),
    ('severe_disability',   NULL,  NULL, NULL),
    ('lifted',              NULL,  NULL, NULL)) v(category, inpatient, outpatient, channel);

-- ---------------------------------------------------------------------------------------------
CREATE TEMP TABLE c (n integer GENERATED ALWAYS AS IDENTITY, name text, claim medaid_claim, ytd medaid_accumulator[], want text);

-- 三(三): 起付标准 2,000 and 5,000, once a year, accumulating over the claims.
INSERT INTO c (name, claim, ytd, want) VALUES
('2,000 less a fen', pg_temp.cl('inpatient', '{dibao_margin}', 1999.99), NULL,
    'below_deductible dibao_margin (1999.99 - 1999.99) x 0.6 = 0, patient 1999.99, pool 1999.99 / 0, left 30000'),
('2,000', pg_temp.cl('inpatient', '{dibao_margin}', 2000), NULL,
    'below_deductible dibao_margin (2000 - 2000) x 0.6 = 0, patient 2000, pool 2000 / 0, left 30000'),
('2,000 and a fen', pg_temp.cl('inpatient', '{dibao_margin}', 2000.01), NULL,                                   -- 0.006
    'paid dibao_margin (2000.01 - 2000) x 0.6 = 0.01, patient 2000, pool 2000.01 / 0.01, left 29999.99'),
('5,000 less a fen', pg_temp.cl('inpatient', '{medical_poverty}', 4999.99), NULL,
    'below_deductible medical_poverty (4999.99 - 4999.99) x 0.5 = 0, patient 4999.99, pool 4999.99 / 0, left 30000'),
('5,000', pg_temp.cl('inpatient', '{medical_poverty}', 5000), NULL,
    'below_deductible medical_poverty (5000 - 5000) x 0.5 = 0, patient 5000, pool 5000 / 0, left 30000'),
('5,000 and a fen: a tie', pg_temp.cl('inpatient', '{medical_poverty}', 5000.01), NULL,                         -- 0.005
    'paid medical_poverty (5000.01 - 5000) x 0.5 = 0.01, patient 5000, pool 5000.01 / 0.01, left 29999.99'),
('second stay fills the 2,000', pg_temp.cl('inpatient', '{monitored_sudden}', 500), pg_temp.used(1500, 1500, 0),
    'below_deductible monitored_sudden (500 - 500) x 0.6 = 0, patient 500, pool 2000 / 0, left 30000'),
('second stay goes over by a fen', pg_temp.cl('inpatient', '{dibao_margin}', 500.01), pg_temp.used(1500, 1500, 0),
    'paid dibao_margin (500.01 - 500) x 0.6 = 0.01, patient 500, pool 2000.01 / 0.01, left 29999.99'),
('second stay, part of the 2,000 is left', pg_temp.cl('inpatient', '{dibao_margin}', 1000), pg_temp.used(1500, 1500, 0),
    'paid dibao_margin (1000 - 500) x 0.6 = 300, patient 700, pool 2500 / 300, left 29700'),
('third stay, nothing left of it', pg_temp.cl('inpatient', '{dibao_margin}', 1000), pg_temp.used(7000, 2000, 3000),
    'paid dibao_margin (1000 - 0) x 0.6 = 600, patient 400, pool 8000 / 3600, left 26400'),
-- 5000 - 2000 = 3000 is still to be absorbed; the other way round 2000 - 5000 leaves nothing.
('三类 after 低保边缘', pg_temp.cl('inpatient', '{medical_poverty}', 4000), pg_temp.used(2000, 2000, 0),
    'paid medical_poverty (4000 - 3000) x 0.5 = 500, patient 3500, pool 6000 / 500, left 29500'),
('低保边缘 after 三类', pg_temp.cl('inpatient', '{dibao_margin}', 1000), pg_temp.used(5000, 5000, 0),
    'paid dibao_margin (1000 - 0) x 0.6 = 600, patient 400, pool 6000 / 600, left 29400'),
-- Burden that no deductible absorbed does not fill one: 低保 10,000 was paid 7,000; outpatient 3,000 was paid 1,800.
('低保边缘 after 低保', pg_temp.cl('inpatient', '{dibao_margin}', 3000), pg_temp.used(10000, 0, 7000),
    'paid dibao_margin (3000 - 2000) x 0.6 = 600, patient 2400, pool 13000 / 7600, left 22400'),
('inpatient after outpatient', pg_temp.cl('inpatient', '{dibao_margin}', 3000), pg_temp.used(3000, 0, 1800),
    'paid dibao_margin (3000 - 2000) x 0.6 = 600, patient 2400, pool 6000 / 2400, left 27600'),
('outpatient has none', pg_temp.cl('chronic', '{dibao_margin}', 1500), NULL,
    'paid dibao_margin (1500 - 0) x 0.6 = 900, patient 600, pool 1500 / 900, left 29100'),
('stay over New Year: the year of discharge', pg_temp.cl('inpatient', '{dibao_margin}', 2000, admitted => '2022-12-20', discharged => '2023-01-05'),
    ARRAY[medaid_accumulator(2022, 'ankang-main', 90000, 2000, 30000), medaid_accumulator(2023, 'ankang-main', 1000, 1000, 0)],
    'paid dibao_margin (2000 - 1000) x 0.6 = 600, patient 1400, pool 3000 / 600, left 29400'),
('1 January starts anew', pg_temp.cl('inpatient', '{dibao_margin}', 3000, discharged => '2024-01-01'), pg_temp.used(90000, 2000, 30000),
    'paid dibao_margin (3000 - 2000) x 0.6 = 600, patient 2400, pool 3000 / 600, left 29400');

-- 三(四): 30,000, 低保 40,000, 一类 none; at a burden of 100,000 or more 50,000.
INSERT INTO c (name, claim, ytd, want) VALUES
('三类 100,000 less a fen', pg_temp.cl('inpatient', '{medical_poverty}', 99999.99), NULL,                       -- 47499.995: 47500, over 30000
    'paid medical_poverty (99999.99 - 5000) x 0.5 = 30000, patient 69999.99, pool 99999.99 / 30000, left 0'),
('三类 100,000', pg_temp.cl('inpatient', '{medical_poverty}', 100000), NULL,
    'paid medical_poverty (100000 - 5000) x 0.5 = 47500, patient 52500, pool 100000 / 47500, left 2500'),
('三类 100,000 and a fen: a tie', pg_temp.cl('inpatient', '{medical_poverty}', 100000.01), NULL,                -- 47500.005
    'paid medical_poverty (100000.01 - 5000) x 0.5 = 47500.01, patient 52500, pool 100000.01 / 47500.01, left 2499.99'),
('三类 meets 50,000', pg_temp.cl('inpatient', '{medical_poverty}', 105000), NULL,
    'paid medical_poverty (105000 - 5000) x 0.5 = 50000, patient 55000, pool 105000 / 50000, left 0'),
('三类 over 50,000', pg_temp.cl('inpatient', '{medical_poverty}', 105000.02), NULL,                             -- 50000.01
    'paid medical_poverty (105000.02 - 5000) x 0.5 = 50000, patient 55000.02, pool 105000.02 / 50000, left 0'),
('三类 meets 30,000', pg_temp.cl('inpatient', '{medical_poverty}', 65000), NULL,
    'paid medical_poverty (65000 - 5000) x 0.5 = 30000, patient 35000, pool 65000 / 30000, left 0'),
('低保 a fen below 40,000', pg_temp.cl('inpatient', '{dibao}', 57142.84), NULL,                                 -- 39999.988
    'paid dibao (57142.84 - 0) x 0.7 = 39999.99, patient 17142.85, pool 57142.84 / 39999.99, left 0.01'),
('低保 a tie that meets 40,000', pg_temp.cl('inpatient', '{dibao}', 57142.85), NULL,                            -- 39999.995
    'paid dibao (57142.85 - 0) x 0.7 = 40000, patient 17142.85, pool 57142.85 / 40000, left 0'),
('低保 over 40,000', pg_temp.cl('inpatient', '{dibao}', 57142.87), NULL,                                        -- 40000.009
    'paid dibao (57142.87 - 0) x 0.7 = 40000, patient 17142.87, pool 57142.87 / 40000, left 0'),
('低保 100,000 less a fen', pg_temp.cl('inpatient', '{dibao}', 99999.99), NULL,                                 -- 69999.993
    'paid dibao (99999.99 - 0) x 0.7 = 40000, patient 59999.99, pool 99999.99 / 40000, left 0'),
('低保 100,000', pg_temp.cl('inpatient', '{dibao}', 100000), NULL,                                              -- 70000
    'paid dibao (100000 - 0) x 0.7 = 50000, patient 50000, pool 100000 / 50000, left 0'),
('低保 120,000', pg_temp.cl('inpatient', '{dibao}', 120000), NULL,                                              -- 84000
    'paid dibao (120000 - 0) x 0.7 = 50000, patient 70000, pool 120000 / 50000, left 0'),
('低保边缘 a fen below 30,000', pg_temp.cl('inpatient', '{dibao_margin}', 51999.99), NULL,                      -- 29999.994
    'paid dibao_margin (51999.99 - 2000) x 0.6 = 29999.99, patient 22000, pool 51999.99 / 29999.99, left 0.01'),
('低保边缘 meets 30,000', pg_temp.cl('inpatient', '{dibao_margin}', 52000), NULL,
    'paid dibao_margin (52000 - 2000) x 0.6 = 30000, patient 22000, pool 52000 / 30000, left 0'),
('低保边缘 over 30,000', pg_temp.cl('inpatient', '{dibao_margin}', 52000.01), NULL,                             -- 30000.006: 30000.01
    'paid dibao_margin (52000.01 - 2000) x 0.6 = 30000, patient 22000.01, pool 52000.01 / 30000, left 0'),
('低保边缘 100,000 less a fen', pg_temp.cl('inpatient', '{dibao_margin}', 99999.99), NULL,                      -- 58799.994
    'paid dibao_margin (99999.99 - 2000) x 0.6 = 30000, patient 69999.99, pool 99999.99 / 30000, left 0'),
('监测 100,000', pg_temp.cl('inpatient', '{monitored_marginal}', 100000), NULL,                                 -- 58800
    'paid monitored_marginal (100000 - 2000) x 0.6 = 50000, patient 50000, pool 100000 / 50000, left 0'),
('special drugs over 30,000', pg_temp.cl('special_drug', '{dibao_margin}', 50000.01), NULL,                     -- 30000.006: 30000.01
    'paid dibao_margin (50000.01 - 0) x 0.6 = 30000, patient 20000.01, pool 50000.01 / 30000, left 0'),
('special drugs 100,000', pg_temp.cl('special_drug', '{medical_poverty}', 100000), NULL,
    'paid medical_poverty (100000 - 0) x 0.5 = 50000, patient 50000, pool 100000 / 50000, left 0'),
('特困 without limit', pg_temp.cl('inpatient', '{tekun}', 500000), NULL,
    'paid tekun (500000 - 0) x 1 = 500000, patient 0, pool 500000 / 500000, left null'),
('事实无人抚养儿童 without limit', pg_temp.cl('chronic', '{unsupported_child}', 300000.01), NULL,
    'paid unsupported_child (300000.01 - 0) x 1 = 300000.01, patient 0, pool 300000.01 / 300000.01, left null');

-- 三(四) over several claims: the year's burden, outpatient included, this claim included.
INSERT INTO c (name, claim, ytd, want) VALUES
-- First stay 60,000: (60000 - 2000) x 0.6 = 34800, 30,000 paid. At 100,000 the year's 58800 within 50000: 20000, all of this claim's 24000.
('60,000 + 39,999.99: still 30,000', pg_temp.cl('inpatient', '{dibao_margin}', 39999.99), pg_temp.used(60000, 2000, 30000, due => 34800),
    'cap_exhausted dibao_margin (39999.99 - 0) x 0.6 = 0, patient 39999.99, pool 99999.99 / 30000, left 0'),
('60,000 + 40,000: 20,000 of 24,000', pg_temp.cl('inpatient', '{dibao_margin}', 40000), pg_temp.used(60000, 2000, 30000, due => 34800),
    'paid dibao_margin (40000 - 0) x 0.6 = 20000, patient 20000, pool 100000 / 50000, left 0'),
-- First stay 90,000: 52800, 30,000 paid. 年度救助最高限额: the year's 100,000 in one claim would have given 58800 within 50000, so
-- in two it gives 50000 as well: 6000 of this claim and 14000 of the 22800 that 30,000 cut off.
('90,000 + 10,000: caught up', pg_temp.cl('inpatient', '{dibao_margin}', 10000), pg_temp.used(90000, 2000, 30000, due => 52800),
    'paid dibao_margin (10000 - 0) x 0.6 = 20000, patient 4000, pool 100000 / 50000, left 0, for earlier 14000'),
('and 5,000 more', pg_temp.cl('inpatient', '{dibao_margin}', 5000), pg_temp.used(100000, 2000, 50000, due => 58800),
    'cap_exhausted dibao_margin (5000 - 0) x 0.6 = 0, patient 5000, pool 105000 / 50000, left 0'),
-- 52,000.01: 30000.01, a fen cut off; 47,999.99 x 0.6 = 28799.994: 28799.99, 20000 left of 50000.
('the limit before the catch-up', pg_temp.cl('inpatient', '{dibao_margin}', 47999.99), pg_temp.used(52000.01, 2000, 30000, due => 30000.01),
    'paid dibao_margin (47999.99 - 0) x 0.6 = 20000, patient 27999.99, pool 100000 / 50000, left 0'),
-- 90,000 with 60,000 of it under 特困, paid in full: 低保边缘 before it 30,000: (30000 - 2000) x 0.6 = 16800, nothing cut off.
('nothing was cut off', pg_temp.cl('inpatient', '{dibao_margin}', 10000), pg_temp.used(90000, 2000, 30000, due => 30000),
    'paid dibao_margin (10000 - 0) x 0.6 = 6000, patient 4000, pool 100000 / 36000, left 14000'),
-- 80,000: 46800, 30,000 paid; the next claim reached 100,000 under another rule and was paid by others: with the next one of the
-- year, here without burden, 16800 is caught up.
('caught up without a burden of its own', medaid_claim(claim_id => 'x', service => 'inpatient', discharged_on => '2023-06-20', categories => '{dibao_margin}',
    total => 5000, in_scope => 3000, basic_paid => 3000, critical_illness_paid => 0), pg_temp.used(100000, 2000, 30000, due => 46800),
    'paid dibao_margin (0 - 0) x 0.6 = 16800, patient 2000, pool 100000 / 46800, left 3200, for earlier 16800'),
-- Outpatient 30,000 x 0.6 = 18,000 paid; then (70000 - 2000) x 0.6 = 40800 of which 50000 - 18000 = 32000.
('outpatient 30,000 + stay 70,000', pg_temp.cl('inpatient', '{dibao_margin}', 70000), pg_temp.used(30000, 0, 18000),
    'paid dibao_margin (70000 - 2000) x 0.6 = 32000, patient 38000, pool 100000 / 50000, left 0'),
('outpatient 30,000 + stay 69,999.99', pg_temp.cl('inpatient', '{dibao_margin}', 69999.99), pg_temp.used(30000, 0, 18000),   -- 40799.99, 30000 - 18000
    'paid dibao_margin (69999.99 - 2000) x 0.6 = 12000, patient 57999.99, pool 99999.99 / 30000, left 0'),
('stay 95,000 + outpatient 4,999.99', pg_temp.cl('chronic', '{dibao_margin}', 4999.99), pg_temp.used(95000, 2000, 30000, due => 55800),
    'cap_exhausted dibao_margin (4999.99 - 0) x 0.6 = 0, patient 4999.99, pool 99999.99 / 30000, left 0'),
-- (95000 - 2000) x 0.6 = 55800; 3000 of this claim, 17000 for earlier ones
('stay 95,000 + outpatient 5,000', pg_temp.cl('chronic', '{dibao_margin}', 5000), pg_temp.used(95000, 2000, 30000, due => 55800),
    'paid dibao_margin (5000 - 0) x 0.6 = 20000, patient 2000, pool 100000 / 50000, left 0, for earlier 17000'),
('低保 60,000 + 40,000: 10,000 of 28,000', pg_temp.cl('inpatient', '{dibao}', 40000), pg_temp.used(60000, 0, 40000, due => 42000),
    'paid dibao (40000 - 0) x 0.7 = 10000, patient 30000, pool 100000 / 50000, left 0'),
('三类 30,000 paid at 70,000, then 30,000', pg_temp.cl('inpatient', '{medical_poverty}', 30000), pg_temp.used(70000, 5000, 30000, due => 32500),   -- 15000 + 2500
    'paid medical_poverty (30000 - 0) x 0.5 = 17500, patient 15000, pool 100000 / 47500, left 2500, for earlier 2500'),
-- One pool whatever the category: each category's own limit less what was paid under another.
('低保 after 低保边缘', pg_temp.cl('inpatient', '{dibao}', 10000), pg_temp.used(52000, 2000, 30000),
    'paid dibao (10000 - 0) x 0.7 = 7000, patient 3000, pool 62000 / 37000, left 3000'),
('低保边缘 after 低保 with 40,000', pg_temp.cl('inpatient', '{dibao_margin}', 5000), pg_temp.used(60000, 0, 40000),
    'cap_exhausted dibao_margin (5000 - 2000) x 0.6 = 0, patient 5000, pool 65000 / 40000, left 0'),
('the deductible speaks before the limit', pg_temp.cl('inpatient', '{dibao_margin}', 1500), pg_temp.used(60000, 0, 40000),
    'below_deductible dibao_margin (1500 - 1500) x 0.6 = 0, patient 1500, pool 61500 / 40000, left 0'),
('低保边缘 after 特困 with 200,000', pg_temp.cl('inpatient', '{dibao_margin}', 10000), pg_temp.used(200000, 0, 200000),
    'cap_exhausted dibao_margin (10000 - 2000) x 0.6 = 0, patient 10000, pool 210000 / 200000, left 0'),
('特困 after 50,000', pg_temp.cl('inpatient', '{tekun}', 1000), pg_temp.used(100000, 2000, 50000),
    'paid tekun (1000 - 0) x 1 = 1000, patient 0, pool 101000 / 51000, left null'),
-- 倾斜 has its own pool: 60,000 left and 5,000 paid there change neither the 100,000 nor the 30,000; 6000, 30000 - 28800.
('倾斜 is no part of the limit', pg_temp.cl('inpatient', '{dibao_margin}', 10000), pg_temp.used(50000, 2000, 28800, 60000, 5000),
    'paid dibao_margin (10000 - 0) x 0.6 = 1200, patient 8800, pool 60000 / 30000, left 0'),
('two identities at 100,000: a tie, the earlier category', pg_temp.cl('inpatient', '{dibao_margin,dibao}', 100000), NULL,      -- both 50000
    'paid dibao (100000 - 0) x 0.7 = 50000, patient 50000, pool 100000 / 50000, left 0'),
('two identities, both under their deductible', pg_temp.cl('inpatient', '{medical_poverty,dibao_margin}', 1500), NULL,
    'below_deductible dibao_margin (1500 - 1500) x 0.6 = 0, patient 1500, pool 1500 / 0, left 30000');

-- Rounding: half away from zero, once, on what is paid.
INSERT INTO c (name, claim, ytd, want) VALUES
('0.05 at 70 %', pg_temp.cl('chronic', '{dibao}', 0.05), NULL,                                                  -- 0.035
    'paid dibao (0.05 - 0) x 0.7 = 0.04, patient 0.01, pool 0.05 / 0.04, left 39999.96'),
('100.05 at 70 %', pg_temp.cl('inpatient', '{dibao}', 100.05), NULL,                                            -- 70.035
    'paid dibao (100.05 - 0) x 0.7 = 70.04, patient 30.01, pool 100.05 / 70.04, left 39929.96'),
('0.01 at 50 %', pg_temp.cl('chronic', '{medical_poverty}', 0.01), NULL,                                        -- 0.005
    'paid medical_poverty (0.01 - 0) x 0.5 = 0.01, patient 0, pool 0.01 / 0.01, left 29999.99'),
('0.03 at 50 %', pg_temp.cl('chronic', '{medical_poverty}', 0.03), NULL,                                        -- 0.015
    'paid medical_poverty (0.03 - 0) x 0.5 = 0.02, patient 0.01, pool 0.03 / 0.02, left 29999.98'),
('100.02 at 60 %', pg_temp.cl('chronic', '{monitored}', 100.02), NULL,                                          -- 60.012
    'paid monitored (100.02 - 0) x 0.6 = 60.01, patient 40.01, pool 100.02 / 60.01, left 29939.99'),
('100.005 is 100.01', pg_temp.cl('chronic', '{dibao}', 100.005), NULL,                                          -- 70.007
    'paid dibao (100.01 - 0) x 0.7 = 70.01, patient 30, pool 100.01 / 70.01, left 39929.99');

-- 三(四), 四(一): basic and critical illness insurance go before assistance, no other payer does.
INSERT INTO c (name, claim, ytd, want) VALUES
-- 9000 - 4000 - 1000 = 4000; 10000 - 5000 - 1000 others - 2800 = 1200.
('the others do not lower the burden', medaid_claim(claim_id => 'x', service => 'inpatient', discharged_on => '2023-06-20', categories => '{dibao}',
    total => 10000, in_scope => 9000, basic_paid => 4000, critical_illness_paid => 1000,
    supplementary_paid => 500, inclusive_paid => 300, commercial_paid => 100, mutual_aid_paid => 100), NULL,
    'paid dibao (4000 - 0) x 0.7 = 2800, patient 1200, pool 4000 / 2800, left 37200'),
-- 9000 - 6000 payers = 3000: 一 避免过度保障, 三(四) 个人自付: no aid for the 1000 that others have paid.
('aid stops where the bill is paid', medaid_claim(claim_id => 'x', service => 'chronic', discharged_on => '2023-06-20', categories => '{tekun}',
    total => 9000, in_scope => 9000, basic_paid => 4000, critical_illness_paid => 1000,
    supplementary_paid => 500, inclusive_paid => 300, commercial_paid => 100, mutual_aid_paid => 100), NULL,
    'paid tekun (4000 - 0) x 1 = 3000, patient 0, pool 4000 / 3000, left null'),
('others have paid all of it', medaid_claim(claim_id => 'x', service => 'inpatient', discharged_on => '2023-06-20', categories => '{dibao}',
    total => 9000, in_scope => 9000, basic_paid => 5000, commercial_paid => 4000, critical_illness_paid => 0), NULL,
    'already_paid dibao (4000 - 0) x 0.7 = 0, patient 0, pool 4000 / 0, left 40000'),
('insurers above the scope: no burden', medaid_claim(claim_id => 'x', service => 'inpatient', discharged_on => '2023-06-20', categories => '{dibao_margin}',
    total => 5000, in_scope => 3000, basic_paid => 2500, critical_illness_paid => 1000), NULL,
    'no_burden dibao_margin (0 - 0) x 0.6 = 0, patient 1500, pool 0 / 0, left 30000'),
('insurers exactly the scope', medaid_claim(claim_id => 'x', service => 'special_drug', discharged_on => '2023-06-20', categories => '{tekun}',
    total => 5000, in_scope => 3000, basic_paid => 2000, critical_illness_paid => 1000), NULL,
    'no_burden tekun (0 - 0) x 1 = 0, patient 2000, pool 0 / 0, left null'),
('the test of 100,000 is on the burden, not the bill', medaid_claim(claim_id => 'x', service => 'inpatient', discharged_on => '2023-06-20', categories => '{dibao}',
    total => 400000, in_scope => 300000, basic_paid => 150000, critical_illness_paid => 50000.01), NULL,        -- 99999.99 x 0.7 = 69999.993; 400000 - 200000.01 - 40000
    'paid dibao (99999.99 - 0) x 0.7 = 40000, patient 159999.99, pool 99999.99 / 40000, left 0'),
('not covered: the burden all the same', medaid_claim(claim_id => 'x', service => 'outpatient', discharged_on => '2023-06-20', categories => '{tekun}',
    total => 1000, in_scope => 900, basic_paid => 400, critical_illness_paid => 100), pg_temp.used(5000, 0, 5000),
    'service_not_covered, burden 400, patient 500');

SELECT is(pg_temp.show('main', claim, pg_temp.published(), ytd), want, name) FROM c ORDER BY n;

-- ---------------------------------------------------------------------------------------------
-- Which identity counts. Stay of 10 to 20 June 2023, burden 10,000.
CREATE TEMP TABLE d (n integer GENERATED ALWAYS AS IDENTITY, name text, claim medaid_claim, want text);

-- 五(二): lost during the stay, gained during the stay: assisted for the whole stay. The day of ended_on is the first without.
INSERT INTO d (name, claim, want)
SELECT name, pg_temp.cl(service, categories::text[], 10000, recognised::date[], ended::date[], admitted::date), want
  FROM (VALUES
    ('held throughout',                       'inpatient', '{dibao}', '{2022-01-01}', '{2024-01-01}', '2023-06-10', 'dibao 7000 direct'),
    ('-infinity and infinity',                'inpatient', '{dibao}', '{-infinity}',  '{infinity}',   '2023-06-10', 'dibao 7000 direct'),
    ('gained on the day of admission',        'inpatient', '{dibao}', '{2023-06-10}', NULL,           '2023-06-10', 'dibao 7000 direct'),
    ('gained during the stay',                'inpatient', '{dibao}', '{2023-06-15}', NULL,           '2023-06-10', 'dibao 7000 direct'),
    ('gained on the day of discharge',        'inpatient', '{dibao}', '{2023-06-20}', NULL,           '2023-06-10', 'dibao 7000 direct'),
    ('gained the day after',                  'inpatient', '{dibao}', '{2023-06-21}', NULL,           '2023-06-10', 'not_yet_recognised'),
    ('lost on the day of admission',          'inpatient', '{dibao}', NULL,           '{2023-06-10}', '2023-06-10', 'identity_ended'),
    ('lost the day after admission',          'inpatient', '{dibao}', NULL,           '{2023-06-11}', '2023-06-10', 'dibao 7000 direct'),
    ('lost on the day of discharge',          'inpatient', '{dibao}', NULL,           '{2023-06-20}', '2023-06-10', 'dibao 7000 direct'),
    ('gained and lost during the stay',       'inpatient', '{dibao}', '{2023-06-12}', '{2023-06-15}', '2023-06-10', 'dibao 7000 direct'),
    ('an empty period never counts',          'inpatient', '{dibao}', '{2023-06-12}', '{2023-06-12}', '2023-06-10', 'identity_ended'),
    ('a stay of one day, lost that day',      'inpatient', '{dibao}', NULL,           '{2023-06-20}', NULL,         'identity_ended'),
    ('a stay of one day, gained that day',    'inpatient', '{dibao}', '{2023-06-20}', '{2023-06-21}', NULL,         'dibao 7000 direct'),
    -- Outpatient care is no stay: the day itself, whatever admitted_on says.
    ('outpatient, gained that day',           'chronic',   '{dibao}', '{2023-06-20}', NULL,           NULL,         'dibao 7000 direct'),
    ('outpatient, gained the day after',      'chronic',   '{dibao}', '{2023-06-21}', NULL,           NULL,         'not_yet_recognised'),
    ('outpatient, lost that day',             'chronic',   '{dibao}', NULL,           '{2023-06-20}', NULL,         'identity_ended'),
    ('outpatient, lost the day after',        'chronic',   '{dibao}', NULL,           '{2023-06-21}', NULL,         'dibao 7000 direct'),
    ('outpatient, lost after its first day',  'special_drug', '{dibao}', NULL,        '{2023-06-15}', '2023-06-10', 'identity_ended'),
    -- 五(二): a change of category during the stay: the higher one. 二(一): 就高不重复.
    ('低保边缘 becomes 低保',                  'inpatient', '{dibao_margin,dibao}', '{NULL,2023-06-15}', '{2023-06-15,NULL}', '2023-06-10', 'dibao 7000 direct'),
    ('低保 becomes 低保边缘',                  'inpatient', '{dibao,dibao_margin}', '{NULL,2023-06-15}', '{2023-06-15,NULL}', '2023-06-10', 'dibao 7000 direct'),
    ('低保 becomes 特困 on discharge',         'inpatient', '{dibao,tekun}',        '{NULL,2023-06-20}', '{2023-06-20,NULL}', '2023-06-10', 'tekun 10000 direct'),
    ('低保 becomes 特困 on discharge: drugs',  'chronic',   '{tekun,dibao}',        '{NULL,2023-06-20}', '{2023-06-20,NULL}', '2023-06-10', 'dibao 7000 direct'),
    ('recognised again',                      'inpatient', '{dibao,dibao}', '{NULL,2023-06-15}', '{2022-01-01,NULL}', '2023-06-10', 'dibao 7000 direct'),
    ('one ended, one not yet',                'inpatient', '{dibao,dibao_margin}', '{NULL,2023-07-01}', '{2022-01-01,NULL}', '2023-06-10', 'identity_ended'),
    ('one ended, one without a rule',         'inpatient', '{dibao,poverty_returned}', NULL, '{2022-01-01,NULL}', '2023-06-10', 'category_not_eligible'),
    ('no category',                           'inpatient', NULL,   NULL, NULL, '2023-06-10', 'no_category'),
    ('an empty list',                         'inpatient', '{}',   NULL, NULL, '2023-06-10', 'no_category'),
    -- Equal aid: the order of the categories, not of the array.
    ('tie of 一类',                            'inpatient', '{unsupported_child,orphan,tekun}', NULL, NULL, NULL, 'tekun 10000 direct'),
    ('tie of 孤儿',                            'inpatient', '{unsupported_child,orphan}', NULL, NULL, NULL, 'orphan 10000 direct'),
    ('tie of 二类',                            'inpatient', '{dibao_margin,monitored_sudden,monitored_unstable}', NULL, NULL, NULL, 'monitored_unstable 4800 direct'),
    ('三类 and 二类',                          'inpatient', '{medical_poverty,dibao_margin}', NULL, NULL, NULL, 'dibao_margin 4800 direct'),
    ('二类 and one without a rule',            'inpatient', '{veteran,lifted,dibao_margin}', NULL, NULL, NULL, 'dibao_margin 4800 direct'),
    -- 二(二): 三类 is recognised claim by claim (当次认定、当次救助有效), its dates are not looked at. (10000 - 5000) x 0.5
    ('三类 recognised after the stay',         'inpatient', '{medical_poverty}', '{2023-12-01}', NULL, '2023-06-10', 'medical_poverty 2500 application'),
    ('三类 ended long before',                 'inpatient', '{medical_poverty}', NULL, '{2020-01-01}', '2023-06-10', 'medical_poverty 2500 application'),
    ('三类 outpatient, ended before',          'chronic',   '{medical_poverty}', NULL, '{2020-01-01}', NULL, 'medical_poverty 5000 application')
  ) v(name, service, categories, recognised, ended, admitted, want);

-- 六(二): a referral against the rules is not covered; without a word it is one outside the city. Outside the city: by application.
INSERT INTO d (name, claim, want)
SELECT format('%s, referral %s', place, referral), pg_temp.cl('inpatient', '{dibao}', 10000, place => place, referral => referral), want
  FROM (VALUES
    ('county',    NULL,            'dibao 7000 direct'),
    ('city',      NULL,            'dibao 7000 direct'),
    ('city',      'non_compliant', 'referral_non_compliant'),
    ('province',  NULL,            'referral_non_compliant'),
    ('province',  'not_required',  'dibao 7000 application'),
    ('province',  'compliant',     'dibao 7000 application'),
    ('elsewhere', NULL,            'referral_non_compliant'),
    ('elsewhere', 'non_compliant', 'referral_non_compliant'),
    ('elsewhere', 'compliant',     'dibao 7000 application')) v(place, referral, want);

-- The other gates, and which reason speaks first.
INSERT INTO d (name, claim, want) VALUES
('三(一): not 定点', pg_temp.cl('inpatient', '{dibao}', 10000, designated => false), 'not_designated'),
('not 定点 before the referral and the category', pg_temp.cl('inpatient', NULL, 10000, designated => false, place => 'elsewhere'), 'not_designated'),
('referral before the category', pg_temp.cl('outpatient', NULL, 10000, place => 'elsewhere'), 'referral_non_compliant'),
('the day before the regulation', pg_temp.cl('inpatient', '{dibao}', 10000, discharged => '2023-01-03'), 'policy_not_in_force'),
('its first day', pg_temp.cl('inpatient', '{dibao}', 10000, discharged => '2023-01-04'), 'dibao 7000 direct'),
('a stay begun before it', pg_temp.cl('inpatient', '{dibao}', 10000, admitted => '2022-12-28', discharged => '2023-01-04'), 'dibao 7000 direct'),
('三类 the day before', pg_temp.cl('inpatient', '{medical_poverty}', 10000, discharged => '2023-01-03'), 'policy_not_in_force'),
('the day before, without a category', pg_temp.cl('inpatient', NULL, 10000, discharged => '2023-01-03'), 'no_category'),
('the day before, not yet recognised', pg_temp.cl('inpatient', '{dibao}', 10000, '{2023-03-01}', discharged => '2023-01-03'), 'not_yet_recognised'),
('the day before, ordinary outpatient', pg_temp.cl('outpatient', '{dibao}', 10000, discharged => '2023-01-03'), 'policy_not_in_force'),
('五(一): by hand', pg_temp.cl('inpatient', '{dibao}', 10000, applied => '2023-07-01'), 'dibao 7000 application'),
-- no other amount, identity or day: the register ends it with the death, the stay counts all the same
('五(二): died in the stay, the heirs apply', pg_temp.cl('inpatient', '{dibao}', 10000, ended => '{2023-06-20}', admitted => '2023-06-10', applied => '2023-07-15'), 'dibao 7000 application'),
('no term to apply in', pg_temp.cl('inpatient', '{dibao}', 10000, applied => '2025-07-01'), 'dibao 7000 application'),
('二(一): 困难职工 too', pg_temp.cl('inpatient', '{dibao}', 10000, insurance => 'employee'), 'dibao 7000 direct');

SELECT is(pg_temp.show('brief', claim, pg_temp.published()), want, name) FROM d ORDER BY n;

-- ---------------------------------------------------------------------------------------------
-- 四(二) 倾斜救助: on application, within the province, with a compliant referral; no numbers in the text, so the residual
-- accumulates without them. Where they are set here: 50 % above 5,000. 低保边缘 12,000: (12000 - 2000) x 0.6 = 6000, 6000 left.
CREATE TEMP TABLE t (n integer GENERATED ALWAYS AS IDENTITY, name text, numbers boolean, claim medaid_claim, ytd medaid_accumulator[], want text);
INSERT INTO t (name, numbers, claim, ytd, want) VALUES
('no application: accumulates', false, pg_temp.cl('inpatient', '{dibao_margin}', 12000), NULL,
    'paid: assistance 6000, residual 6000, tilted 0, aid 6000, patient 6000, excess 0, ankang-tilted 6000 / 0'),
('no application: however much there is', false, pg_temp.cl('inpatient', '{dibao_margin}', 12000), pg_temp.used(0, 0, 0, 100000, 0),
    'paid: assistance 6000, residual 6000, tilted 0, aid 6000, patient 6000, excess 0, ankang-tilted 106000 / 0'),
('no application: though the numbers are set', true, pg_temp.cl('inpatient', '{dibao_margin}', 12000), NULL,
    'paid: assistance 6000, residual 6000, tilted 0, aid 6000, patient 6000, excess 0, ankang-tilted 6000 / 0'),
('outpatient accumulates', false, pg_temp.cl('chronic', '{dibao_margin}', 1000), NULL,
    'paid: assistance 600, residual 400, tilted 0, aid 600, patient 400, excess 0, ankang-tilted 400 / 0'),
('the part under the deductible accumulates', false, pg_temp.cl('inpatient', '{dibao_margin}', 1500), NULL,
    'below_deductible: assistance 0, residual 1500, tilted 0, aid 0, patient 1500, excess 0, ankang-tilted 1500 / 0'),
('what is out of scope does not', false, medaid_claim(claim_id => 'x', service => 'inpatient', discharged_on => '2023-06-20', categories => '{dibao}',
    total => 20000, in_scope => 15000, basic_paid => 4000, critical_illness_paid => 1000), NULL,                -- 10000 x 0.7; 20000 - 5000 - 7000
    'paid: assistance 7000, residual 3000, tilted 0, aid 7000, patient 8000, excess 0, ankang-tilted 3000 / 0'),
('approved', true, pg_temp.cl('inpatient', '{dibao_margin}', 12000, approved => true), NULL,                    -- (6000 - 5000) x 0.5
    'paid: assistance 6000, residual 6000, tilted 500, aid 6500, patient 5500, excess 0, ankang-tilted 6000 / 500'),
('approved, 10,000 left before', true, pg_temp.cl('inpatient', '{dibao_margin}', 12000, approved => true), pg_temp.used(0, 0, 0, 10000, 0),    -- (16000 - 5000) x 0.5
    'paid: assistance 6000, residual 6000, tilted 5500, aid 11500, patient 500, excess 0, ankang-tilted 16000 / 5500'),
('less what was paid before', true, pg_temp.cl('inpatient', '{dibao_margin}', 12000, approved => true), pg_temp.used(0, 0, 0, 10000, 1000),    -- 5500 - 1000
    'paid: assistance 6000, residual 6000, tilted 4500, aid 10500, patient 1500, excess 0, ankang-tilted 16000 / 5500'),
('never below nothing', true, pg_temp.cl('inpatient', '{dibao_margin}', 12000, approved => true), pg_temp.used(0, 0, 0, 10000, 6000),          -- 5500 - 6000
    'paid: assistance 6000, residual 6000, tilted 0, aid 6000, patient 6000, excess 0, ankang-tilted 16000 / 6000'),
('at the threshold', true, pg_temp.cl('inpatient', '{dibao_margin}', 9500, approved => true), NULL,             -- 7500 x 0.6 = 4500
    'paid: assistance 4500, residual 5000, tilted 0, aid 4500, patient 5000, excess 0, ankang-tilted 5000 / 0'),
('a fen over it: a tie', true, pg_temp.cl('inpatient', '{dibao_margin}', 9500.02, approved => true), NULL,      -- 4500.012; 5000.01; 0.005
    'paid: assistance 4500.01, residual 5000.01, tilted 0.01, aid 4500.02, patient 5000, excess 0, ankang-tilted 5000.01 / 0.01'),
('what the limit cut off', true, pg_temp.cl('inpatient', '{dibao}', 80000, approved => true), NULL,             -- 56000: 40000; (40000 - 5000) x 0.5
    'paid: assistance 40000, residual 40000, tilted 17500, aid 57500, patient 22500, excess 0, ankang-tilted 40000 / 17500'),
('within the province, referred', true, pg_temp.cl('inpatient', '{dibao_margin}', 12000, place => 'province', referral => 'compliant', approved => true), NULL,
    'paid: assistance 6000, residual 6000, tilted 500, aid 6500, patient 5500, excess 0, ankang-tilted 6000 / 500'),
('outside the province: neither paid nor accumulated', true, pg_temp.cl('inpatient', '{dibao_margin}', 12000, place => 'elsewhere', referral => 'compliant', approved => true), NULL,
    'paid: assistance 6000, residual 0, tilted 0, aid 6000, patient 6000, excess 0'),
('outside the province: no number is needed', false, pg_temp.cl('inpatient', '{dibao_margin}', 12000, place => 'elsewhere', referral => 'compliant', approved => true), NULL,
    'paid: assistance 6000, residual 0, tilted 0, aid 6000, patient 6000, excess 0'),
('nothing left: no number is needed', false, pg_temp.cl('inpatient', '{tekun}', 12000, approved => true), NULL,
    'paid: assistance 12000, residual 0, tilted 0, aid 12000, patient 0, excess 0'),
('not covered: no number is needed', false, pg_temp.cl('outpatient', '{dibao}', 12000, approved => true), NULL,
    'service_not_covered: assistance 0, residual 0, tilted 0, aid 0, patient 12000, excess 0'),
('返贫致贫: not an assisted category', false, pg_temp.cl('inpatient', '{poverty_returned}', 12000, approved => true), NULL,
    'category_not_eligible: assistance 0, residual 0, tilted 0, aid 0, patient 12000, excess 0'),
-- 含申请之日前自然年度内的政策范围内费用: the year's earlier burden is paid with this claim, even beyond its bill.
-- 30,000 is used up, 3000 left; (10000 + 3000 - 5000) x 0.5 = 4000; 3000 + 1000 = 4000.
('more than this bill', true, pg_temp.cl('inpatient', '{dibao_margin}', 3000, approved => true), pg_temp.used(52000, 2000, 30000, 10000, 0),
    'paid: assistance 0, residual 3000, tilted 4000, aid 4000, patient 0, excess 0, ankang-tilted 13000 / 4000, for earlier 1000'),
-- Now 特困: 1000 x 1; (10000 + 0 - 5000) x 0.5 = 2500 for what was left before.
('only for what was left before', true, pg_temp.cl('inpatient', '{tekun}', 1000, approved => true), pg_temp.used(20000, 2000, 10000, 10000, 0),
    'paid: assistance 1000, residual 0, tilted 2500, aid 3500, patient 0, excess 0, ankang-tilted 10000 / 2500, for earlier 2500'),
-- Caught up at 100,000 (三(四)): of the 60,000 that the earlier 90,000 left, 14000 are paid, so that 60000 + 4000 - 14000 = 100000 - 50000 is left.
('what is caught up leaves the pool', false, pg_temp.cl('inpatient', '{dibao_margin}', 10000), pg_temp.used(90000, 2000, 30000, 60000, 0, 52800),
    'paid: assistance 20000, residual -10000, tilted 0, aid 20000, patient 4000, excess 0, ankang-tilted 50000 / 0, for earlier 14000'),
-- (50000 - 5000) x 0.5 = 22500: 4000 of this claim, 18500 for earlier ones
('caught up and approved', true, pg_temp.cl('inpatient', '{dibao_margin}', 10000, approved => true), pg_temp.used(90000, 2000, 30000, 60000, 0, 52800),
    'paid: assistance 20000, residual -10000, tilted 22500, aid 42500, patient 0, excess 0, ankang-tilted 50000 / 22500, for earlier 32500'),
-- only 5,000 of the earlier claims' burden is in the pool: no more leaves it
('never below nothing left', false, pg_temp.cl('inpatient', '{dibao_margin}', 10000), pg_temp.used(90000, 2000, 30000, 5000, 0, 52800),
    'paid: assistance 20000, residual -1000, tilted 0, aid 20000, patient 4000, excess 0, ankang-tilted 4000 / 0, for earlier 14000'),
-- others have paid 9,000 of 12,000: 3,000 of the 6,000, and nothing is left to accumulate
('what others paid does not accumulate', false, medaid_claim(claim_id => 'x', service => 'inpatient', discharged_on => '2023-06-20', categories => '{dibao_margin}',
    total => 12000, in_scope => 12000, commercial_paid => 9000, critical_illness_paid => 0), NULL,
    'paid: assistance 3000, residual 0, tilted 0, aid 3000, patient 0, excess 0'),
('another year does not count', true, pg_temp.cl('inpatient', '{dibao_margin}', 12000, approved => true),
    ARRAY[medaid_accumulator(2022, 'ankang-tilted', 90000, 0, 0)],
    'paid: assistance 6000, residual 6000, tilted 500, aid 6500, patient 5500, excess 0, ankang-tilted 6000 / 500');
SELECT is(pg_temp.show('tilt', claim, CASE WHEN numbers THEN pg_temp.tilting() ELSE pg_temp.published() END, ytd), want, '倾斜: ' || name) FROM t ORDER BY n;

SELECT is(pg_temp.show('tilt', pg_temp.cl('inpatient', '{dibao_margin}', 12000, approved => true), medaid_policy_with(pg_temp.tilting(), 'tilt.cap', 1000), pg_temp.used(0, 0, 0, 10000, 400)),
    'paid: assistance 6000, residual 6000, tilted 600, aid 6600, patient 5400, excess 0, ankang-tilted 16000 / 1000', '倾斜: within a cap where one is set, 5500 - 400 and 1000 - 400');
SELECT is((medaid_settle(pg_temp.cl('inpatient', '{dibao_margin}', 12000, place => 'elsewhere', referral => 'compliant'), pg_temp.published())).tilted_pool, NULL,
    '倾斜: no pool outside the province');

-- An approved application needs the numbers, and the error says which and how.
SELECT matches(pg_temp.show('tilt', pg_temp.cl('inpatient', '{dibao_margin}', 12000, approved => true), pg_temp.published()),
    '^55000 .*tilt\.threshold.*hint: .*medaid_policy_with', '倾斜: approved without numbers');
SELECT matches(pg_temp.show('tilt', pg_temp.cl('inpatient', '{dibao_margin}', 12000, approved => true), medaid_policy_with(pg_temp.published(), 'tilt.threshold', 5000)),
    '^55000 .*tilt\.rate.*hint: .*medaid_policy_with', '倾斜: approved without a rate');
SELECT matches(pg_temp.show('tilt', pg_temp.cl('inpatient', '{dibao_margin}', 12000, approved => true), medaid_policy_with(pg_temp.published(), 'tilt.rate', 0.5)),
    '^55000 .*tilt\.threshold.*hint: .*medaid_policy_with', '倾斜: approved without a threshold');
SELECT matches(pg_temp.show('tilt', pg_temp.cl('inpatient', '{tekun}', 1000, approved => true), pg_temp.published(), pg_temp.used(0, 0, 0, 10000, 0)),
    '^55000 .*tilt\.threshold', '倾斜: approved without numbers, something left before');

-- ---------------------------------------------------------------------------------------------
-- 三(四): limits are 动态调整: what-if through the paths.
SELECT is(pg_temp.show('main', pg_temp.cl('chronic', '{dibao}', 0.01), medaid_policy_with(pg_temp.published(), 'chronic-dibao.rate', 0.4)),      -- 0.004
    'rounds_to_zero dibao (0.01 - 0) x 0.4 = 0, patient 0.01, pool 0.01 / 0, left 40000', 'path: a rate that rounds to nothing');
SELECT is(pg_temp.show('main', pg_temp.cl('inpatient', '{dibao}', 80000),                                                                       -- 56000
        medaid_policy_with(medaid_policy_with(pg_temp.published(), 'inpatient-dibao.cap_from_burden', 80000), 'inpatient-dibao.cap_above', 45000)),
    'paid dibao (80000 - 0) x 0.7 = 45000, patient 35000, pool 80000 / 45000, left 0', 'path: another line, another upper limit');
SELECT is(pg_temp.show('main', pg_temp.cl('inpatient', '{dibao_margin}', 2000), medaid_policy_with(pg_temp.published(), 'inpatient-dibao_margin.deductible', 1500)),
    'paid dibao_margin (2000 - 1500) x 0.6 = 300, patient 1700, pool 2000 / 300, left 29700', 'path: another deductible');

-- The other readings are the user's: the limit as it stands on the day of the claim; aid beyond the bill.
SELECT is(pg_temp.show('main', pg_temp.cl('inpatient', '{dibao_margin}', 10000), medaid_policy_with(pg_temp.published(), 'inpatient-dibao_margin.catch_up', false),
        pg_temp.used(90000, 2000, 30000, due => 52800)),
    'paid dibao_margin (10000 - 0) x 0.6 = 6000, patient 4000, pool 100000 / 36000, left 14000', 'catch_up = false: nothing for earlier claims');
SELECT is(pg_temp.show('tilt', claim, medaid_policy_with(pg_temp.published(), 'within_bill', false)),
    'paid: assistance 4000, residual 0, tilted 0, aid 4000, patient 0, excess 1000', 'within_bill = false: excess') FROM c WHERE name = 'aid stops where the bill is paid';
SELECT throws_ok($$ SELECT medaid_policy_with(pg_temp.published(), 'inpatient-tekun.catch_up', true) $$, '22023', 'policy "ankang-2023" has no reading "inpatient-tekun.catch_up"', 'a reading that is none');
SELECT throws_ok($$ SELECT medaid_policy_with(pg_temp.published(), 'within_bill', NULL::boolean) $$, '22004', 'value is NULL', 'a reading is true or false');

-- 三(四): the order of claims does not change the year's sum. 90,000, 10,000 and 5,000: (105000 - 2000) x 0.6 = 61800, within 50000.
-- 30,000, 40,000, 20,000: (90000 - 2000) x 0.6 = 52800, within 30000.
SELECT is((SELECT string_agg(DISTINCT pg_temp.n(total), ' ') FROM (
        SELECT (SELECT sum(s.aid) FROM unnest(medaid_settle_all(pg_temp.cl('inpatient', '{dibao_margin}', amount, discharged => '2023-01-04'::date + at::integer, id => at::text), pg_temp.published())) s) AS total
          FROM (VALUES (1, 2, 3), (1, 3, 2), (2, 1, 3), (2, 3, 1), (3, 1, 2), (3, 2, 1)) o (a, b, c), unnest(amounts, ARRAY[o.a, o.b, o.c]) u (amount, at) GROUP BY o) x), want, 'in any order ' || want)
  FROM (VALUES ('{90000,10000,5000}'::numeric[], '50000'), ('{30000,40000,20000}', '30000'), ('{60000,39999.99,0.01}', '50000')) v (amounts, want);

-- The group, the window, the stored collection and the counter after medaid_ytd of what was stored go on alike, with what is caught up and approved:
-- 90,000: 52800, 30,000 paid, 60,000 left. 10,000 approved: as above. 500 and 3,000 (outside the province): the limit is used up; 500 more are left.
-- Approved at the end: (50000 + 500 + 200 - 5000) x 0.5 = 22850 less 22500 paid; of the 350 only 200 for this claim.
CREATE TEMP TABLE going_on AS
SELECT n, pg_temp.cl('inpatient', '{dibao_margin}', amount, discharged => '2023-02-01'::date + n, place => place, referral => 'compliant', approved => approved, id => n::text) AS claim, want FROM (VALUES
    (1, 90000, 'city', false, 'paid: assistance 30000, residual 60000, tilted 0, aid 30000, patient 60000, excess 0, ankang-tilted 60000 / 0'),
    (2, 10000, 'city', true, 'paid: assistance 20000, residual -10000, tilted 22500, aid 42500, patient 0, excess 0, ankang-tilted 50000 / 22500, for earlier 32500'),
    (3, 500, 'city', false, 'cap_exhausted: assistance 0, residual 500, tilted 0, aid 0, patient 500, excess 0, ankang-tilted 50500 / 22500'),
    (4, 3000, 'elsewhere', false, 'cap_exhausted: assistance 0, residual 0, tilted 0, aid 0, patient 3000, excess 0'),
    (5, 200, 'province', true, 'paid: assistance 0, residual 200, tilted 350, aid 350, patient 0, excess 0, ankang-tilted 50700 / 22850, for earlier 150')) AS v (n, amount, place, approved, want);
SELECT is(pg_temp.show('tilt', g.claim, pg_temp.tilting(), (SELECT medaid_ytd(s) FROM (SELECT unnest(medaid_settle_all(b.claim, pg_temp.tilting())) AS s FROM going_on b WHERE b.n < g.n) x)), g.want, 'going on: at the counter, claim ' || g.n)
  FROM going_on g ORDER BY n;
SELECT results_eq($$ SELECT (s).* FROM (SELECT n, medaid_settle(claim, pg_temp.tilting(), (SELECT medaid_ytd(s) FROM (SELECT unnest(medaid_settle_all(b.claim, pg_temp.tilting())) AS s FROM going_on b WHERE b.n < g.n) x)) AS s FROM going_on g) y ORDER BY n $$,
    $$ SELECT (s).* FROM (SELECT unnest(medaid_settle_all(claim, pg_temp.tilting())) AS s FROM going_on) x ORDER BY (s).discharged_on $$, 'going on: grouped, every field');
SELECT results_eq($$ SELECT (s).* FROM (SELECT n, medaid_settle_ytd(claim, (SELECT pg_temp.tilting())) OVER (ORDER BY n) AS s FROM going_on) x ORDER BY n $$,
    $$ SELECT (s).* FROM (SELECT unnest(medaid_settle_all(claim, pg_temp.tilting())) AS s FROM going_on) x ORDER BY (s).discharged_on $$, 'going on: in a window');
SELECT results_eq($$ SELECT (s).* FROM (SELECT unnest(medaid_settle_all(medaid_collect(claim), pg_temp.tilting())) AS s FROM going_on) x $$,
    $$ SELECT (s).* FROM (SELECT unnest(medaid_settle_all(claim, pg_temp.tilting())) AS s FROM going_on) x ORDER BY (s).discharged_on $$, 'going on: a stored collection');
-- burden 103,700; 52800 + 6000 + 300 + 1800 + 120 would have been paid under no limit
SELECT is((SELECT medaid_ytd(s)::text FROM (SELECT unnest(medaid_settle_all(claim, pg_temp.tilting())) AS s FROM going_on) x),
    '{"(2023,ankang-critical-illness,103700.00,0.00,0.00,0.00,,)","(2023,ankang-main,103700.00,2000.00,50000.00,61020.00,,)","(2023,ankang-tilted,50700.00,0.00,22850.00,22850.00,,)"}', 'going on: what the year has used');
-- the later claims alone: nothing below nothing
SELECT is((SELECT medaid_ytd(s)::text FROM (SELECT (medaid_settle_all(claim, pg_temp.tilting()))[2] AS s FROM going_on) x),
    '{"(2023,ankang-critical-illness,10000.00,0.00,0.00,0.00,,)","(2023,ankang-main,10000.00,0.00,20000.00,6000.00,,)","(2023,ankang-tilted,0.00,0.00,22500.00,22500.00,,)"}', 'going on: of a claim whose earlier ones are missing');

-- The same over a range of days.
SELECT is(string_agg(coalesce(s.reason, s.category || ' ' || pg_temp.n(s.aid)), ', ' ORDER BY s.discharged_on), 'policy_not_in_force, dibao 7000, dibao 7000', 'an array of policies: before, within, the next year')
  FROM unnest('{2023-01-03,2023-01-04,2024-12-31}'::date[]) AS day,
       medaid_settle(pg_temp.cl('inpatient', '{dibao}', 10000, discharged => day), (SELECT medaid_policies('ankang-2023', '2022-06-01', '2024-12-31'))) s;

-- ---------------------------------------------------------------------------------------------
-- What holds for every case above.
CREATE TEMP VIEW every_case AS
    SELECT s.*, b.name, pg_temp.n((b.claim).critical_illness_paid) AS critical_given
      FROM (SELECT name, claim, ytd, pg_temp.published() AS p FROM c
            UNION ALL SELECT name, claim, NULL, pg_temp.published() FROM d
            UNION ALL SELECT name, claim, ytd, CASE WHEN numbers THEN pg_temp.tilting() ELSE pg_temp.published() END FROM t) b,
           LATERAL medaid_settle(b.claim, b.p, b.ytd) s;
SELECT is_empty($$ SELECT name FROM every_case
    WHERE (total + excess + for_earlier = basic_paid + critical_illness_paid + other_paid + aid + hospital_borne + patient_pays) IS NOT TRUE
       OR (excess > 0 AND patient_pays > 0) $$, 'every yuan adds up');
SELECT is_empty($$ SELECT name FROM every_case WHERE (aid = assistance + tilted AND top_up = 0 AND off_catalog = 0 AND hospital_borne = 0 AND pay_when = 'now'
       AND claim_id = 'x' AND policy = 'ankang-2023' AND scenario IS NULL AND benefit_year = extract(year FROM discharged_on)
       AND (status = 'paid') = (aid > 0) AND (status = 'paid') = (reason IS NULL) AND pg_temp.n(critical_illness_paid) = critical_given) IS NOT TRUE $$, 'the other parts are nothing, the rest is echoed');
SELECT is_empty($$ SELECT name FROM every_case WHERE status <> 'not_covered'
       AND (pool = 'ankang-main' AND (benefit = service || '-' || category OR category ~ '^monitored_')) IS NOT TRUE $$, 'covered: pool and rule');
SELECT is_empty($$ SELECT name FROM every_case WHERE status = 'not_covered'
       AND (num_nulls(category, benefit, rate, pool, pool_burden, pool_paid, pool_remaining, tilted_pool, tilted_pool_burden, tilted_pool_paid) = 10
            AND deductible + assistance + tilted + residual + aid = 0 AND channel = 'application') IS NOT TRUE $$, 'not covered: no pool moves');

SELECT * FROM finish();
ROLLBACK;
