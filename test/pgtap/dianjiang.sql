-- 垫江县 (征求意见稿): cases worked by hand from the articles.
-- The expected text carries the working: (burden - deductible) x rate = assistance, where a limit
-- cuts the product the comment gives the product. Articles are named as 3(一), 3(五) (below (四)3, 医疗救助) and so on.
BEGIN;
SELECT plan(148);

-- Amounts without trailing zeros, so that 400 and 400.00 read alike.
CREATE FUNCTION pg_temp.n(x numeric) RETURNS text LANGUAGE sql AS $$ SELECT coalesce(trim_scale(x)::text, 'null') $$;

-- A claim whose whole bill is in scope and left to the patient by the insurers.
CREATE FUNCTION pg_temp.cl(service text, categories text[], amount numeric, major boolean DEFAULT NULL, level integer DEFAULT NULL, age integer DEFAULT NULL,
    maintenance boolean DEFAULT NULL, recognised date[] DEFAULT NULL, ended date[] DEFAULT NULL, admitted date DEFAULT NULL, discharged date DEFAULT '2023-06-20',
    place text DEFAULT NULL, referral text DEFAULT NULL, designated boolean DEFAULT NULL, applied date DEFAULT NULL, insurance text DEFAULT NULL)
RETURNS medaid_claim LANGUAGE sql AS $$
    SELECT medaid_claim(claim_id => 'case-1', service => service, admitted_on => admitted, discharged_on => discharged, categories => categories,
        recognised_on => recognised, ended_on => ended, total => amount, in_scope => amount, basic_paid => 0, critical_illness_paid => 0,
        major_disease => major, hospital_level => level, age => age, maintenance => maintenance,
        place => place, referral => referral, designated => designated, applied_on => applied, insurance => insurance)
$$;

-- A claim with insurers before it: in scope, basic, critical illness, and 50 of a supplementary insurance.
CREATE FUNCTION pg_temp.paid(service text, categories text[], total numeric, scope numeric, basic numeric, critical numeric, supplementary numeric DEFAULT 0,
    major boolean DEFAULT NULL, level integer DEFAULT NULL, age integer DEFAULT NULL)
RETURNS medaid_claim LANGUAGE sql AS $$
    SELECT medaid_claim(claim_id => 'case-1', service => service, discharged_on => '2023-06-20', categories => categories, total => total, in_scope => scope,
        basic_paid => basic, critical_illness_paid => critical, supplementary_paid => supplementary, major_disease => major, hospital_level => level, age => age)
$$;

-- What was used earlier in 2023 in one pool: burden, paid.
CREATE FUNCTION pg_temp.used(pool text, burden numeric, paid numeric) RETURNS medaid_accumulator[] LANGUAGE sql AS $$
    SELECT ARRAY[medaid_accumulator(2023, 'dianjiang-' || pool, burden, 0, paid)]
$$;

CREATE FUNCTION pg_temp.published() RETURNS medaid_policy LANGUAGE sql AS $$ SELECT medaid_policy('dianjiang-2023', '2023-06-20') $$;
-- 3(二) 分类救助 has no numbers. The test's own: 50 % ordinary, 70 % major, for every category, set by one number each.
-- Where the three kinds of 监测对象 share the rule of `monitored`, they have no paths of their own.
CREATE FUNCTION pg_temp.completed() RETURNS medaid_policy LANGUAGE plpgsql AS $$
DECLARE
    p medaid_policy := pg_temp.published();
    k text;
BEGIN
    FOREACH k IN ARRAY '{tekun,orphan,unsupported_child,dibao,poverty_returned,monitored,dibao_margin,medical_poverty,veteran,severe_disability}'::text[] LOOP
        p := medaid_policy_with(p, 'inpatient-' || k || '.rate', 0.5);
        p := medaid_policy_with(p, 'major-' || k || '.rate', 0.7);
    END LOOP;
    FOREACH k IN ARRAY '{monitored_unstable,monitored_marginal,monitored_sudden}'::text[] LOOP
        BEGIN
            p := medaid_policy_with(p, 'inpatient-' || k || '.rate', 0.5);
            p := medaid_policy_with(p, 'major-' || k || '.rate', 0.7);
        EXCEPTION WHEN OTHERS THEN NULL;
        END;
    END LOOP;
    RETURN p;
END $$;
CREATE TEMP TABLE policy AS SELECT pg_temp.published() AS published, pg_temp.completed() AS completed;

-- Two ways to show a settlement. An error is shown, not raised, so that one bad case does not hide the others.
CREATE FUNCTION pg_temp.show(form text, claim medaid_claim, policy medaid_policy, ytd medaid_accumulator[] DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    s medaid_settlement;
    m text; d text; h text;
BEGIN
    s := medaid_settle(claim, policy, ytd);
    IF s.status = 'not_covered' THEN
        RETURN s.reason || CASE form WHEN 'main' THEN format(', burden %s, patient %s', pg_temp.n(s.burden), pg_temp.n(s.patient_pays)) ELSE '' END;
    ELSIF form = 'brief' THEN
        RETURN format('%s %s %s', s.category, pg_temp.n(s.aid), s.channel);
    ELSIF form = 'rule' THEN
        RETURN format('%s %s', regexp_replace(s.benefit, '-monitored_(unstable|marginal|sudden)$', '-monitored'), pg_temp.n(s.aid));
    END IF;
    RETURN format('%s %s (%s - %s) x %s = %s, patient %s, %s %s / %s, left %s', coalesce(s.reason, s.status), s.benefit,
        pg_temp.n(s.burden), pg_temp.n(s.deductible), pg_temp.n(s.rate), pg_temp.n(s.assistance), pg_temp.n(s.patient_pays),
        replace(s.pool, 'dianjiang-', ''), pg_temp.n(s.pool_burden), pg_temp.n(s.pool_paid), pg_temp.n(s.pool_remaining));
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS m = MESSAGE_TEXT, d = PG_EXCEPTION_DETAIL, h = PG_EXCEPTION_HINT;
    RETURN concat_ws(' | ', SQLSTATE, m, d, 'hint: ' || h);
END $$;

-- ---------------------------------------------------------------------------------------------
-- The policy itself: a draft resolves like any other and says so.
SELECT is(format('%s %s %s %s', (p).code, (p).status, lower((p).valid), upper_inf((p).valid)), 'dianjiang-2023 draft 2023-01-01 t', 'policy: a draft, assumed from 2023')
  FROM (SELECT published AS p FROM policy) p;
SELECT is((completed).status, 'draft', 'policy: completed, it is still a draft') FROM policy;
SELECT is((medaid_settle(pg_temp.cl('outpatient', '{tekun}', 100), medaid_policy_with(published, 'major-dibao.rate', 0.9, '九成'))).scenario, '九成', 'policy: a named scenario') FROM policy;
SELECT throws_matching($$ SELECT medaid_policy_with(pg_temp.published(), 'major-lifted.rate', 0.9) $$, 'major-lifted', 'policy: an unknown path');

-- ---------------------------------------------------------------------------------------------
-- (一), 3(一), 3(二), 3(三): every category in every way, burden 1,000. outpatient:
--   第一类 特困: all, up to 400.  第二类 低保 (here aged 60), 孤儿, 事实无人抚养儿童, and 第四类 优抚: 1000 x 0.6 = 600, up to 300.  Others: none.
-- 门诊慢特病 and 门诊特药: of a major disease at its rate, 1000 x 0.7 = 700, else as ordinary outpatient care; a major disease in
-- ordinary outpatient care changes nothing. Inpatient: 1000 x 0.5 = 500, major 700; 大额: 40,000 in scope, 39,000 paid by basic insurance: 700.
SELECT is(array_to_string(ARRAY[
        pg_temp.show('rule', pg_temp.cl('outpatient',   ARRAY[category], 1000, age => 60), p),
        pg_temp.show('rule', pg_temp.cl('outpatient',   ARRAY[category], 1000, true, age => 60), p),
        pg_temp.show('rule', pg_temp.cl('chronic',      ARRAY[category], 1000, age => 60), p),
        pg_temp.show('rule', pg_temp.cl('special_drug', ARRAY[category], 1000, age => 60), p),
        pg_temp.show('rule', pg_temp.cl('chronic',      ARRAY[category], 1000, true), p),
        pg_temp.show('rule', pg_temp.cl('special_drug', ARRAY[category], 1000, true), p),
        pg_temp.show('rule', pg_temp.cl('inpatient',    ARRAY[category], 1000), p),
        pg_temp.show('rule', pg_temp.cl('inpatient',    ARRAY[category], 1000, true), p),
        pg_temp.show('rule', pg_temp.paid('inpatient',  ARRAY[category], 40000, 40000, 39000, 0, level => 2), p)], ', '),
    format('%1$s, %1$s, %1$s, %1$s, major-%2$s 700, major-%2$s 700, inpatient-%2$s 500, major-%2$s 700, large-%2$s 700', coalesce(outpatient, 'service_not_covered'), coalesce(as_category, category)),
    'every way: ' || category)
  FROM (SELECT completed AS p FROM policy) p, (VALUES
    ('tekun',              NULL,        'outpatient-tekun 400'),
    ('orphan',             NULL,        'outpatient-orphan 300'),
    ('unsupported_child',  NULL,        'outpatient-unsupported_child 300'),
    ('dibao',              NULL,        'outpatient-dibao 300'),
    ('veteran',            NULL,        'outpatient-veteran 300'),
    ('poverty_returned',   NULL,        NULL),
    ('severe_disability',  NULL,        NULL),
    ('medical_poverty',    NULL,        NULL),
    ('dibao_margin',       NULL,        NULL),
    ('monitored',          NULL,        NULL),
    ('monitored_unstable', 'monitored', NULL),
    ('monitored_marginal', 'monitored', NULL),
    ('monitored_sudden',   'monitored', NULL)) v(category, as_category, outpatient);
-- 脱贫人口 are no category of (一).
SELECT is(string_agg(pg_temp.show('rule', pg_temp.cl(service, '{lifted}', 1000, true), completed), ', '), 'category_not_eligible, category_not_eligible', 'no way: lifted')
  FROM policy, unnest('{outpatient,inpatient}'::text[]) AS service;
-- A kind of 监测对象 is named as it is held.
SELECT is(pg_temp.show('brief', pg_temp.cl('inpatient', ARRAY[category], 1000), completed), category || ' 500 direct', 'the category held: ' || category)
  FROM policy, unnest('{monitored,monitored_unstable,monitored_marginal,monitored_sudden}'::text[]) AS category;

-- ---------------------------------------------------------------------------------------------
CREATE TEMP TABLE c (n integer GENERATED ALWAYS AS IDENTITY, name text, claim medaid_claim, ytd medaid_accumulator[], want text);

-- 3(一): 400 a year, paid in full: 第一类, 低保 of 80 and more, 低保 重残重病 in need of treatment outside hospital. The limit is on what is paid.
INSERT INTO c (name, claim, ytd, want) VALUES
('特困 400 less a fen', pg_temp.cl('outpatient', '{tekun}', 399.99), NULL,
    'paid outpatient-tekun (399.99 - 0) x 1 = 399.99, patient 0, outpatient 399.99 / 399.99, left 0.01'),
('特困 400', pg_temp.cl('outpatient', '{tekun}', 400), NULL,
    'paid outpatient-tekun (400 - 0) x 1 = 400, patient 0, outpatient 400 / 400, left 0'),
('特困 400 and a fen', pg_temp.cl('outpatient', '{tekun}', 400.01), NULL,
    'paid outpatient-tekun (400.01 - 0) x 1 = 400, patient 0.01, outpatient 400.01 / 400, left 0'),
('特困 second visit', pg_temp.cl('outpatient', '{tekun}', 100), pg_temp.used('outpatient', 350, 350),
    'paid outpatient-tekun (100 - 0) x 1 = 50, patient 50, outpatient 450 / 400, left 0'),
('特困 third visit', pg_temp.cl('outpatient', '{tekun}', 100), pg_temp.used('outpatient', 450, 400),
    'cap_exhausted outpatient-tekun (100 - 0) x 1 = 0, patient 100, outpatient 550 / 400, left 0'),
('特困 慢特病, no major disease', pg_temp.cl('chronic', '{tekun}', 500), pg_temp.used('outpatient', 100, 100),
    'paid outpatient-tekun (500 - 0) x 1 = 300, patient 200, outpatient 600 / 400, left 0'),
('特困 特药, no major disease', pg_temp.cl('special_drug', '{tekun}', 100), NULL,
    'paid outpatient-tekun (100 - 0) x 1 = 100, patient 0, outpatient 100 / 100, left 300'),
('特困 is asked neither age nor maintenance', pg_temp.cl('outpatient', '{tekun}', 0.01), NULL,
    'paid outpatient-tekun (0.01 - 0) x 1 = 0.01, patient 0, outpatient 0.01 / 0.01, left 399.99'),
('低保 of 80', pg_temp.cl('outpatient', '{dibao}', 400.01, age => 80), NULL,
    'paid outpatient-dibao-80 (400.01 - 0) x 1 = 400, patient 0.01, outpatient 400.01 / 400, left 0'),
('低保 of 100, 慢特病', pg_temp.cl('chronic', '{dibao}', 100, age => 100), NULL,
    'paid outpatient-dibao-80 (100 - 0) x 1 = 100, patient 0, outpatient 100 / 100, left 300'),
('低保 in maintenance: no age is asked', pg_temp.cl('outpatient', '{dibao}', 400.01, maintenance => true), NULL,
    'paid outpatient-dibao-maintenance (400.01 - 0) x 1 = 400, patient 0.01, outpatient 400.01 / 400, left 0'),
('低保 in maintenance, young, 特药', pg_temp.cl('special_drug', '{dibao}', 100, maintenance => true, age => 30), NULL,
    'paid outpatient-dibao-maintenance (100 - 0) x 1 = 100, patient 0, outpatient 100 / 100, left 300'),
-- 300 a year, 60 %: the rest of 第二类, and 第四类.
('低保 of 79, 60 %', pg_temp.cl('outpatient', '{dibao}', 100, age => 79), NULL,
    'paid outpatient-dibao (100 - 0) x 0.6 = 60, patient 40, outpatient 100 / 60, left 240'),
('低保 of 79, not in maintenance', pg_temp.cl('outpatient', '{dibao}', 100, age => 79, maintenance => false), NULL,
    'paid outpatient-dibao (100 - 0) x 0.6 = 60, patient 40, outpatient 100 / 60, left 240'),
('500 less a fen', pg_temp.cl('outpatient', '{dibao}', 499.99, age => 79), NULL,                                -- 299.994
    'paid outpatient-dibao (499.99 - 0) x 0.6 = 299.99, patient 200, outpatient 499.99 / 299.99, left 0.01'),
('500', pg_temp.cl('outpatient', '{dibao}', 500, age => 79), NULL,
    'paid outpatient-dibao (500 - 0) x 0.6 = 300, patient 200, outpatient 500 / 300, left 0'),
('500 and a fen', pg_temp.cl('outpatient', '{dibao}', 500.01, age => 79), NULL,                                 -- 300.006: 300.01
    'paid outpatient-dibao (500.01 - 0) x 0.6 = 300, patient 200.01, outpatient 500.01 / 300, left 0'),
('孤儿 is asked no age', pg_temp.cl('outpatient', '{orphan}', 500.01), NULL,                                    -- 300.01
    'paid outpatient-orphan (500.01 - 0) x 0.6 = 300, patient 200.01, outpatient 500.01 / 300, left 0'),
('事实无人抚养儿童, 慢特病', pg_temp.cl('chronic', '{unsupported_child}', 0.01), NULL,                           -- 0.006
    'paid outpatient-unsupported_child (0.01 - 0) x 0.6 = 0.01, patient 0, outpatient 0.01 / 0.01, left 299.99'),
('优抚 of 85: 80 is a rule for 低保 only', pg_temp.cl('outpatient', '{veteran}', 100, age => 85), NULL,
    'paid outpatient-veteran (100 - 0) x 0.6 = 60, patient 40, outpatient 100 / 60, left 240'),
('孤儿 in maintenance: a rule for 低保 only', pg_temp.cl('outpatient', '{orphan}', 100, maintenance => true), NULL,
    'paid outpatient-orphan (100 - 0) x 0.6 = 60, patient 40, outpatient 100 / 60, left 240'),
('second visit, 50 of 120', pg_temp.cl('special_drug', '{veteran}', 200), pg_temp.used('outpatient', 417, 250), -- 120
    'paid outpatient-veteran (200 - 0) x 0.6 = 50, patient 150, outpatient 617 / 300, left 0'),
('turning 80 in the year: 100 more', pg_temp.cl('outpatient', '{dibao}', 200, age => 80), pg_temp.used('outpatient', 500, 300),
    'paid outpatient-dibao-80 (200 - 0) x 1 = 100, patient 100, outpatient 700 / 400, left 0'),
('out of maintenance with 350 paid', pg_temp.cl('outpatient', '{dibao}', 100, age => 79), pg_temp.used('outpatient', 350, 350),
    'cap_exhausted outpatient-dibao (100 - 0) x 0.6 = 0, patient 100, outpatient 450 / 350, left 0'),
('last year does not count', pg_temp.cl('outpatient', '{tekun}', 100), ARRAY[medaid_accumulator(2022, 'dianjiang-outpatient', 400, 0, 400)],
    'paid outpatient-tekun (100 - 0) x 1 = 100, patient 0, outpatient 100 / 100, left 300'),
('the inpatient pools do not count', pg_temp.cl('outpatient', '{tekun}', 100), pg_temp.used('inpatient', 20000, 6000) || pg_temp.used('major', 200000, 100000),
    'paid outpatient-tekun (100 - 0) x 1 = 100, patient 0, outpatient 100 / 100, left 300'),
('no rule: 第三类', pg_temp.cl('outpatient', '{poverty_returned}', 100), NULL, 'service_not_covered, burden 100, patient 100'),
('no rule: 第五类 慢特病', pg_temp.cl('chronic', '{severe_disability}', 100, false), NULL, 'service_not_covered, burden 100, patient 100'),
('no rule: 第六类 特药', pg_temp.cl('special_drug', '{monitored_sudden}', 100), NULL, 'service_not_covered, burden 100, patient 100');

-- 3(五), 3(二): ordinary inpatient, 6,000 a year. 50 %.
INSERT INTO c (name, claim, ytd, want) VALUES
('6,000 less a fen', pg_temp.cl('inpatient', '{dibao}', 11999.98), NULL,
    'paid inpatient-dibao (11999.98 - 0) x 0.5 = 5999.99, patient 5999.99, inpatient 11999.98 / 5999.99, left 0.01'),
('a tie that meets 6,000', pg_temp.cl('inpatient', '{dibao}', 11999.99), NULL,                                  -- 5999.995
    'paid inpatient-dibao (11999.99 - 0) x 0.5 = 6000, patient 5999.99, inpatient 11999.99 / 6000, left 0'),
('a tie over 6,000', pg_temp.cl('inpatient', '{dibao}', 12000.01), NULL,                                        -- 6000.005: 6000.01
    'paid inpatient-dibao (12000.01 - 0) x 0.5 = 6000, patient 6000.01, inpatient 12000.01 / 6000, left 0'),
('second stay', pg_temp.cl('inpatient', '{veteran}', 5000), pg_temp.used('inpatient', 8000, 4000),              -- 2500
    'paid inpatient-veteran (5000 - 0) x 0.5 = 2000, patient 3000, inpatient 13000 / 6000, left 0'),
('third stay', pg_temp.cl('inpatient', '{severe_disability}', 5000), pg_temp.used('inpatient', 13000, 6000),
    'cap_exhausted inpatient-severe_disability (5000 - 0) x 0.5 = 0, patient 5000, inpatient 18000 / 6000, left 0'),
('a fen: a tie', pg_temp.cl('inpatient', '{dibao_margin}', 0.01), NULL,                                         -- 0.005
    'paid inpatient-dibao_margin (0.01 - 0) x 0.5 = 0.01, patient 0, inpatient 0.01 / 0.01, left 5999.99'),
('no age is asked inpatient', pg_temp.cl('inpatient', '{dibao}', 100.03), NULL,                                 -- 50.015
    'paid inpatient-dibao (100.03 - 0) x 0.5 = 50.02, patient 50.01, inpatient 100.03 / 50.02, left 5949.98'),
('the other pools do not count', pg_temp.cl('inpatient', '{dibao}', 1000), pg_temp.used('outpatient', 500, 300) || pg_temp.used('major', 200000, 100000) || pg_temp.used('large', 100000, 60000),
    'paid inpatient-dibao (1000 - 0) x 0.5 = 500, patient 500, inpatient 1000 / 500, left 5500');

-- 3(五): major diseases, 100,000 a year for inpatient and outpatient together. 70 %.
INSERT INTO c (name, claim, ytd, want) VALUES
('100,000 less a fen', pg_temp.cl('inpatient', '{dibao}', 142857.13, true), NULL,                               -- 99999.991
    'paid major-dibao (142857.13 - 0) x 0.7 = 99999.99, patient 42857.14, major 142857.13 / 99999.99, left 0.01'),
('meets 100,000', pg_temp.cl('inpatient', '{dibao}', 142857.14, true), NULL,                                    -- 99999.998
    'paid major-dibao (142857.14 - 0) x 0.7 = 100000, patient 42857.14, major 142857.14 / 100000, left 0'),
('over 100,000', pg_temp.cl('inpatient', '{dibao}', 142857.16, true), NULL,                                     -- 100000.012
    'paid major-dibao (142857.16 - 0) x 0.7 = 100000, patient 42857.16, major 142857.16 / 100000, left 0'),
('慢特病 after inpatient 95,000', pg_temp.cl('chronic', '{dibao}', 10000, true), pg_temp.used('major', 140000, 95000),       -- 7000
    'paid major-dibao (10000 - 0) x 0.7 = 5000, patient 5000, major 150000 / 100000, left 0'),
('特药 after inpatient 100,000', pg_temp.cl('special_drug', '{monitored}', 10000, true), pg_temp.used('major', 150000, 100000),
    'cap_exhausted major-monitored (10000 - 0) x 0.7 = 0, patient 10000, major 160000 / 100000, left 0'),
('inpatient after 慢特病 30,000', pg_temp.cl('inpatient', '{medical_poverty}', 120000, true), pg_temp.used('major', 42857.14, 30000),   -- 84000
    'paid major-medical_poverty (120000 - 0) x 0.7 = 70000, patient 50000, major 162857.14 / 100000, left 0'),
('慢特病 of a major disease, ordinary outpatient used up', pg_temp.cl('chronic', '{orphan}', 1000, true), pg_temp.used('outpatient', 500, 300),
    'paid major-orphan (1000 - 0) x 0.7 = 700, patient 300, major 1000 / 700, left 99300'),
('慢特病 of a major disease, 低保: no age is asked', pg_temp.cl('chronic', '{dibao}', 0.05, true), NULL,         -- 0.035
    'paid major-dibao (0.05 - 0) x 0.7 = 0.04, patient 0.01, major 0.05 / 0.04, left 99999.96'),
('ordinary outpatient of a major disease: 300', pg_temp.cl('outpatient', '{veteran}', 1000, true), NULL,        -- 600
    'paid outpatient-veteran (1000 - 0) x 0.6 = 300, patient 700, outpatient 1000 / 300, left 0'),
('the 6,000 is not this one', pg_temp.cl('inpatient', '{dibao}', 10000, true), pg_temp.used('inpatient', 20000, 6000),
    'paid major-dibao (10000 - 0) x 0.7 = 7000, patient 3000, major 10000 / 7000, left 93000');

-- 3(三), 3(五): 大额: no major disease, level 2 or 3, more than 30,000 in scope in one stay; 60,000 a year at the major rate.
INSERT INTO c (name, claim, ytd, want) VALUES
('30,000: ordinary, no level is asked', pg_temp.cl('inpatient', '{dibao}', 30000), NULL,                        -- 15000
    'paid inpatient-dibao (30000 - 0) x 0.5 = 6000, patient 24000, inpatient 30000 / 6000, left 0'),
('30,000 at level 3: ordinary', pg_temp.cl('inpatient', '{dibao}', 30000, level => 3), NULL,
    'paid inpatient-dibao (30000 - 0) x 0.5 = 6000, patient 24000, inpatient 30000 / 6000, left 0'),
('30,000 and a fen at level 2', pg_temp.cl('inpatient', '{dibao}', 30000.01, level => 2), NULL,                 -- 21000.007
    'paid large-dibao (30000.01 - 0) x 0.7 = 21000.01, patient 9000, large 30000.01 / 21000.01, left 38999.99'),
('30,000 and a fen at level 3', pg_temp.cl('inpatient', '{tekun}', 30000.01, false, 3), NULL,
    'paid large-tekun (30000.01 - 0) x 0.7 = 21000.01, patient 9000, large 30000.01 / 21000.01, left 38999.99'),
('30,000 and a fen at level 1: ordinary', pg_temp.cl('inpatient', '{dibao}', 30000.01, level => 1), NULL,
    'paid inpatient-dibao (30000.01 - 0) x 0.5 = 6000, patient 24000.01, inpatient 30000.01 / 6000, left 0'),
('30,000 and a fen without a level (无等级): ordinary', pg_temp.cl('inpatient', '{dibao}', 30000.01, level => 0), NULL,
    'paid inpatient-dibao (30000.01 - 0) x 0.5 = 6000, patient 24000.01, inpatient 30000.01 / 6000, left 0'),
('the scope is tested, not the burden', pg_temp.paid('inpatient', '{dibao}', 30000.01, 30000.01, 20000, 5000, level => 2), NULL,     -- 5000.01 x 0.7 = 3500.007
    'paid large-dibao (5000.01 - 0) x 0.7 = 3500.01, patient 1500, large 5000.01 / 3500.01, left 56499.99'),
('the scope is tested, not the bill', pg_temp.paid('inpatient', '{dibao}', 60000, 30000, 20000, 0, level => 2), NULL,                -- 60000 - 20000 - 5000
    'paid inpatient-dibao (10000 - 0) x 0.5 = 5000, patient 35000, inpatient 10000 / 5000, left 1000'),
('one stay, not the year', pg_temp.cl('inpatient', '{dibao}', 20000, level => 2), pg_temp.used('inpatient', 29000, 1000),            -- 10000
    'paid inpatient-dibao (20000 - 0) x 0.5 = 5000, patient 15000, inpatient 49000 / 6000, left 0'),
('60,000 less a fen', pg_temp.cl('inpatient', '{dibao}', 85714.27, level => 2), NULL,                           -- 59999.989
    'paid large-dibao (85714.27 - 0) x 0.7 = 59999.99, patient 25714.28, large 85714.27 / 59999.99, left 0.01'),
('meets 60,000', pg_temp.cl('inpatient', '{dibao}', 85714.28, level => 2), NULL,                                -- 59999.996
    'paid large-dibao (85714.28 - 0) x 0.7 = 60000, patient 25714.28, large 85714.28 / 60000, left 0'),
('over 60,000', pg_temp.cl('inpatient', '{poverty_returned}', 90000, level => 2), NULL,                         -- 63000
    'paid large-poverty_returned (90000 - 0) x 0.7 = 60000, patient 30000, large 90000 / 60000, left 0'),
('second large stay', pg_temp.cl('inpatient', '{dibao}', 40000, level => 2), pg_temp.used('large', 71428.57, 50000),                 -- 28000
    'paid large-dibao (40000 - 0) x 0.7 = 10000, patient 30000, large 111428.57 / 60000, left 0'),
('third large stay', pg_temp.cl('inpatient', '{dibao}', 40000, level => 2), pg_temp.used('large', 111428.57, 60000),
    'cap_exhausted large-dibao (40000 - 0) x 0.7 = 0, patient 40000, large 151428.57 / 60000, left 0'),
('neither 6,000 nor 100,000 is this one', pg_temp.cl('inpatient', '{dibao}', 40000, level => 2), pg_temp.used('inpatient', 20000, 6000) || pg_temp.used('major', 200000, 100000),
    'paid large-dibao (40000 - 0) x 0.7 = 28000, patient 12000, large 40000 / 28000, left 32000'),
('major disease first', pg_temp.cl('inpatient', '{dibao}', 40000, true, 2), NULL,
    'paid major-dibao (40000 - 0) x 0.7 = 28000, patient 12000, major 40000 / 28000, left 72000'),
('major disease first: no level is asked', pg_temp.cl('inpatient', '{dibao}', 40000, true), NULL,
    'paid major-dibao (40000 - 0) x 0.7 = 28000, patient 12000, major 40000 / 28000, left 72000'),
('major disease first: even with its limit used up', pg_temp.cl('inpatient', '{dibao}', 40000, true, 2), pg_temp.used('major', 200000, 100000),
    'cap_exhausted major-dibao (40000 - 0) x 0.7 = 0, patient 40000, major 240000 / 100000, left 0');

-- 3(一), 3(二): ordinary outpatient is what basic insurance leaves, the rest what basic and critical illness insurance leave; no other payer goes first.
INSERT INTO c (name, claim, ytd, want) VALUES
-- 9000 - 4000 - 1000 = 4000; 10000 - 5000 - 500 - assistance.
('inpatient', pg_temp.paid('inpatient', '{dibao}', 10000, 9000, 4000, 1000, 500), NULL,
    'paid inpatient-dibao (4000 - 0) x 0.5 = 2000, patient 2500, inpatient 4000 / 2000, left 4000'),
('慢特病 of a major disease', pg_temp.paid('chronic', '{dibao}', 10000, 9000, 4000, 1000, 500, true), NULL,
    'paid major-dibao (4000 - 0) x 0.7 = 2800, patient 1700, major 4000 / 2800, left 97200'),
-- 300 - 100 = 200, critical illness insurance 50 does not lower it; 200 x 0.6 = 120; 300 - 150 - 120.
('outpatient', pg_temp.paid('outpatient', '{dibao}', 300, 300, 100, 50, age => 79), NULL,
    'paid outpatient-dibao (200 - 0) x 0.6 = 120, patient 30, outpatient 200 / 120, left 180'),
('慢特病 under the outpatient rule', pg_temp.paid('chronic', '{dibao}', 300, 300, 100, 50, age => 79), NULL,
    'paid outpatient-dibao (200 - 0) x 0.6 = 120, patient 30, outpatient 200 / 120, left 180'),
-- 3(一) 自付: 300 - 150 = 150 is left of the bill, so 150 of the 200
('outpatient in full', pg_temp.paid('outpatient', '{tekun}', 300, 300, 100, 50), NULL,
    'paid outpatient-tekun (200 - 0) x 1 = 150, patient 0, outpatient 200 / 150, left 250'),
('no rule, outpatient', pg_temp.paid('outpatient', '{dibao_margin}', 300, 300, 100, 50), NULL, 'service_not_covered, burden 200, patient 150'),
('no rule, 慢特病', pg_temp.paid('chronic', '{dibao_margin}', 300, 300, 100, 50), NULL, 'service_not_covered, burden 150, patient 150'),
('no burden, outpatient', pg_temp.paid('outpatient', '{tekun}', 300, 200, 200, 0), NULL,
    'no_burden outpatient-tekun (0 - 0) x 1 = 0, patient 100, outpatient 0 / 0, left 400'),
('no burden, inpatient', pg_temp.paid('inpatient', '{dibao}', 5000, 3000, 2500, 1000), NULL,
    'no_burden inpatient-dibao (0 - 0) x 0.5 = 0, patient 1500, inpatient 0 / 0, left 6000');

SELECT is(pg_temp.show('main', claim, completed, ytd), want, name) FROM c, policy ORDER BY n;

-- ---------------------------------------------------------------------------------------------
-- The numbers that the text leaves out: an error names the path and how to set it, only where it is needed.
SELECT matches(pg_temp.show('main', claim, published), '^55000 .*' || path || '.*hint: .*medaid_policy_with', 'not set: ' || path)
  FROM policy, (VALUES
    (pg_temp.cl('inpatient',    '{dibao}',         1000),              'inpatient-dibao\.rate'),
    (pg_temp.cl('inpatient',    '{veteran}',       1000),              'inpatient-veteran\.rate'),
    (pg_temp.cl('inpatient',    '{dibao}',         1000, true),        'major-dibao\.rate'),
    (pg_temp.cl('chronic',      '{medical_poverty}', 1000, true),      'major-medical_poverty\.rate'),
    (pg_temp.cl('special_drug', '{tekun}',         1000, true),        'major-tekun\.rate'),
    (pg_temp.cl('inpatient',    '{dibao}',        40000, level => 2),  '(major|large)-dibao\.rate')) v(claim, path);
SELECT is(pg_temp.show('rule', pg_temp.cl('outpatient', '{tekun}', 100), published), 'outpatient-tekun 100', 'not set, not needed: outpatient') FROM policy;
SELECT is(pg_temp.show('rule', pg_temp.cl('inpatient', '{dibao}', 100, designated => false), published), 'not_designated', 'not set, not needed: refused before') FROM policy;
SELECT is(pg_temp.show('rule', pg_temp.paid('inpatient', '{dibao}', 3000, 3000, 3000, 0), published), 'inpatient-dibao 0', 'not set, not needed: no burden') FROM policy;

-- One number for the major diseases of a category: inpatient, outpatient and 大额; none for ordinary inpatient.
CREATE TEMP TABLE one AS SELECT medaid_policy_with(published, 'major-dibao.rate', 0.65) AS p FROM policy;
SELECT is(array_to_string(ARRAY[
        pg_temp.show('rule', pg_temp.cl('inpatient',    '{dibao}', 1000, true), p),
        pg_temp.show('rule', pg_temp.cl('chronic',      '{dibao}', 1000, true), p),
        pg_temp.show('rule', pg_temp.cl('special_drug', '{dibao}', 1000, true), p),
        pg_temp.show('rule', pg_temp.cl('inpatient',    '{dibao}', 40000, level => 2), p)], ', '),
    'major-dibao 650, major-dibao 650, major-dibao 650, large-dibao 26000', 'one number: major and large') FROM one;
SELECT matches(pg_temp.show('rule', pg_temp.cl('inpatient', '{dibao}', 1000), p), '^55000 .*inpatient-dibao\.rate', 'one number: ordinary is not set') FROM one;
SELECT matches(pg_temp.show('rule', pg_temp.cl('inpatient', '{tekun}', 1000, true), p), '^55000 .*major-tekun\.rate', 'one number: another category is not set') FROM one;
SELECT is(concat_ws(', ', pg_temp.show('rule', pg_temp.cl('inpatient', '{dibao}', 40000, level => 2), q), pg_temp.show('rule', pg_temp.cl('inpatient', '{dibao}', 40000, true, 2), q)),
    'large-dibao 32000, major-dibao 26000', '大额 with a number of its own') FROM (SELECT medaid_policy_with(p, 'large-dibao.rate', 0.8) AS q FROM one) o;
SELECT is(pg_temp.show('main', pg_temp.cl('inpatient', '{dibao}', 1000), medaid_policy_with(completed, 'inpatient-dibao.deductible', 400)),       -- 600 x 0.5
    'paid inpatient-dibao (1000 - 400) x 0.5 = 300, patient 700, inpatient 1000 / 300, left 5700', 'a deductible where one is set') FROM policy;
SELECT is(pg_temp.show('main', pg_temp.cl('inpatient', '{dibao}', 0.01), medaid_policy_with(completed, 'inpatient-dibao.rate', 0.4)),             -- 0.004
    'rounds_to_zero inpatient-dibao (0.01 - 0) x 0.4 = 0, patient 0.01, inpatient 0.01 / 0, left 6000', 'a rate that rounds to nothing') FROM policy;

-- What the claim leaves out is asked for only by a rule that needs it.
SELECT matches(pg_temp.show('main', claim, completed), '^22004 .*' || field, name)
  FROM policy, (VALUES
    ('age: 低保, outpatient',                 pg_temp.cl('outpatient',   '{dibao}', 100),                       '\mage\M'),
    ('age: 低保, not in maintenance',         pg_temp.cl('outpatient',   '{dibao}', 100, maintenance => false), '\mage\M'),
    ('age: 低保, 慢特病 of no major disease',  pg_temp.cl('chronic',      '{dibao}', 100, false),                '\mage\M'),
    ('age: 低保, 特药 of no major disease',    pg_temp.cl('special_drug', '{dibao}', 100),                       '\mage\M'),
    ('level: more than 30,000',               pg_temp.cl('inpatient',    '{dibao}', 30000.01),                  'hospital_level')) v(name, claim, field);
SELECT matches(pg_temp.show('main', pg_temp.cl('outpatient', '{dibao}', 100), completed), 'case-1', 'age: the error names the claim') FROM policy;

-- ---------------------------------------------------------------------------------------------
-- Identity and gates. Stay of 10 to 20 June 2023, burden 1,000; the day of discharge decides.
CREATE TEMP TABLE d (n integer GENERATED ALWAYS AS IDENTITY, name text, claim medaid_claim, want text);
INSERT INTO d (name, claim, want)
SELECT name, pg_temp.cl(service, categories::text[], 1000, recognised => recognised::date[], ended => ended::date[], admitted => '2023-06-10', age => 60), want
  FROM (VALUES
    ('gained during the stay',              'inpatient', '{dibao}', '{2023-06-15}', NULL, 'dibao 500 direct'),
    ('gained on the day of discharge',      'inpatient', '{dibao}', '{2023-06-20}', NULL, 'dibao 500 direct'),
    ('gained the day after',                'inpatient', '{dibao}', '{2023-06-21}', NULL, 'not_yet_recognised'),
    ('lost during the stay',                'inpatient', '{dibao}', NULL, '{2023-06-15}', 'identity_ended'),
    ('lost on the day of discharge',        'inpatient', '{dibao}', NULL, '{2023-06-20}', 'identity_ended'),
    ('lost the day after',                  'inpatient', '{dibao}', NULL, '{2023-06-21}', 'dibao 500 direct'),
    ('因病致贫 recognised the day after',     'inpatient', '{medical_poverty}', '{2023-06-21}', NULL, 'not_yet_recognised'),
    ('因病致贫 recognised that day',          'inpatient', '{medical_poverty}', '{2023-06-20}', NULL, 'medical_poverty 500 direct'),   -- (六): 直接获得医疗救助
    ('one lost, one gained',                'inpatient', '{dibao,poverty_returned}', '{NULL,2023-06-15}', '{2023-06-15,NULL}', 'poverty_returned 500 direct'),
    ('no category',                         'inpatient', '{}', NULL, NULL, 'no_category'),
    -- Several: the highest aid, equal ones by the order of the categories.
    ('特困 400 before 低保 300',             'outpatient', '{dibao,tekun}',   NULL, NULL, 'tekun 400 direct'),
    ('优抚 and 低保, both 300',              'outpatient', '{veteran,dibao}', NULL, NULL, 'dibao 300 direct'),
    ('优抚 and 重残: only one has outpatient', 'outpatient', '{severe_disability,veteran}', NULL, NULL, 'veteran 300 direct'),
    ('低保 lost, 优抚',                      'outpatient', '{dibao,veteran}', NULL, '{2023-06-20,NULL}', 'veteran 300 direct'),
    ('equal inpatient',                     'inpatient', '{severe_disability,medical_poverty,dibao_margin,monitored}', NULL, NULL, 'monitored 500 direct')
  ) v(name, service, categories, recognised, ended, want);
INSERT INTO d (name, claim, want) VALUES
('低保 of 80 before 优抚', pg_temp.cl('outpatient', '{veteran,dibao}', 1000, age => 80), 'dibao 400 direct'),
('3(二): not 定点', pg_temp.cl('inpatient', '{dibao}', 1000, designated => false, place => 'elsewhere'), 'not_designated'),
-- (七): 一站式 in the city; no rule for referrals.
('in the county', pg_temp.cl('inpatient', '{dibao}', 1000, place => 'county'), 'dibao 500 direct'),
('elsewhere without referral', pg_temp.cl('inpatient', '{dibao}', 1000, place => 'elsewhere'), 'dibao 500 application'),
('elsewhere against the rules', pg_temp.cl('inpatient', '{dibao}', 1000, place => 'elsewhere', referral => 'non_compliant'), 'dibao 500 application'),
('by hand at the county window', pg_temp.cl('inpatient', '{dibao}', 1000, applied => '2024-06-20'), 'dibao 500 application'),
('(一): 困难职工 too', pg_temp.cl('inpatient', '{dibao}', 1000, insurance => 'employee'), 'dibao 500 direct'),
('the day before', pg_temp.cl('inpatient', '{dibao}', 1000, discharged => '2022-12-31'), 'policy_not_in_force'),
('the first day', pg_temp.cl('inpatient', '{dibao}', 1000, admitted => '2022-12-20', discharged => '2023-01-01'), 'dibao 500 direct');
SELECT is(pg_temp.show('brief', claim, completed), want, name) FROM d, policy ORDER BY n;

-- Which identity is better may depend on the amount: 低保 80 % with the limit of 6,000 reached against 低保边缘 60 %.
SELECT is(string_agg(pg_temp.show('brief', pg_temp.cl('inpatient', '{dibao_margin,dibao}', amount), p), ', ' ORDER BY amount),
    'dibao 800 direct, dibao 6000 direct, dibao 6000 direct', 'two identities under one limit: a tie goes to 低保')   -- 800 : 600, 6000 : 5999.99 (9999.99 x 0.6 = 5999.994), 6000 : 6000
  FROM unnest('{1000,9999.99,20000}'::numeric[]) AS amount,
       (SELECT medaid_policy_with(medaid_policy_with(completed, 'inpatient-dibao.rate', 0.8), 'inpatient-dibao_margin.rate', 0.6) AS p FROM policy) q;
-- 优抚 90 % over 500 against 低保 50 %: 1000: 500 : 450; 1125: 562.50 : 562.50; 1126: 563 : 563.40.
SELECT is(string_agg(pg_temp.show('brief', pg_temp.cl('inpatient', '{veteran,dibao}', amount), p), ', ' ORDER BY amount),
    'dibao 500 direct, dibao 562.5 direct, veteran 563.4 direct', 'two identities: the better one depends on the amount')
  FROM unnest('{1000,1125,1126}'::numeric[]) AS amount,
       (SELECT medaid_policy_with(medaid_policy_with(completed, 'inpatient-veteran.rate', 0.9), 'inpatient-veteran.deductible', 500) AS p FROM policy) q;

-- ---------------------------------------------------------------------------------------------
-- What holds for every case above.
CREATE TEMP VIEW every_case AS
    SELECT s.*, b.name FROM (SELECT name, claim, ytd FROM c UNION ALL SELECT name, claim, NULL FROM d) b, policy,
           LATERAL medaid_settle(b.claim, completed, b.ytd) s;
SELECT is_empty($$ SELECT name FROM every_case
    WHERE (total + excess + for_earlier = basic_paid + critical_illness_paid + other_paid + aid + hospital_borne + patient_pays) IS NOT TRUE
       OR (excess > 0 AND patient_pays > 0) $$, 'every yuan adds up');
SELECT is(excess, 0::numeric, 'outpatient in full: no more than the bill') FROM every_case WHERE name = 'outpatient in full';
-- 3(四) 倾斜 is 临时救助 by another department: nothing is computed.
SELECT is_empty($$ SELECT name FROM every_case WHERE (aid = assistance AND top_up + tilted + residual + off_catalog + hospital_borne = 0 AND tilted_pool IS NULL AND pay_when = 'now'
       AND policy = 'dianjiang-2023' AND scenario IS NULL AND (status = 'paid') = (aid > 0) AND (status = 'paid') = (reason IS NULL)) IS NOT TRUE $$, 'the other parts are nothing');
SELECT is_empty($$ SELECT name FROM every_case WHERE status <> 'not_covered' AND pool IS DISTINCT FROM 'dianjiang-' || split_part(benefit, '-', 1) $$, 'covered: the pool of the rule');
SELECT is_empty($$ SELECT name FROM every_case WHERE status = 'not_covered'
       AND (num_nulls(category, benefit, rate, pool, pool_burden, pool_paid, pool_remaining) = 7 AND deductible + assistance + aid = 0 AND channel = 'application') IS NOT TRUE $$, 'not covered: no pool moves');

SELECT * FROM finish();
ROLLBACK;
