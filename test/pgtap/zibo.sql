-- 淄博市关于健全重特大疾病医疗保险和救助制度实施方案 (淄政办发〔2022〕11号, in force from 2023-01-01, open end).
-- Every amount below is worked by hand from the paragraph named beside it.
BEGIN;
SELECT plan(231);

\ir ../settled.sql
-- A claim whose burden is the whole bill: nothing paid by anybody before assistance.
CREATE FUNCTION pg_temp.c(categories text[], burden numeric, service text DEFAULT 'inpatient', day date DEFAULT '2023-06-01',
                          recognised date[] DEFAULT NULL, ended date[] DEFAULT NULL)
RETURNS medaid_claim LANGUAGE sql AS $$
  SELECT medaid_claim(claim_id => 'c', service => $3, discharged_on => $4, categories => $1, recognised_on => $5, ended_on => $6,
                      total => $2, in_scope => $2, basic_paid => 0, critical_illness_paid => 0) $$;

-- Year to date in the two pools of (六), (七).
CREATE FUNCTION pg_temp.ytd(burden numeric, deductible numeric, paid numeric, residual numeric DEFAULT 0, tilted numeric DEFAULT 0,
                            year integer DEFAULT 2023)
RETURNS medaid_accumulator[] LANGUAGE sql AS $$
  SELECT ARRAY[medaid_accumulator($6, 'zibo-main', $1, $2, $3), medaid_accumulator($6, 'zibo-tilted', $4, 0, $5)] $$;

\ir ../helpers.sql

-- Policies. The first sees only an income of the third year back, which (七) does not use.
CREATE TEMP TABLE pol (name text PRIMARY KEY, policy medaid_policy);
CREATE FUNCTION pg_temp.p(n text) RETURNS medaid_policy LANGUAGE sql STABLE AS $$ SELECT policy FROM pol WHERE name = n $$;
INSERT INTO medaid_reference (area, indicator, year, value, published_on, source) VALUES ('淄博市', 'income', 2020, 40000, '2021-03-10', 'test');
INSERT INTO pol SELECT 'none', medaid_policy('zibo-2023', '2023-06-01');
-- (七) 25 %: 2021: 43,000 -> 10,750; 2022: 46,789.50 is 46,790 yuan -> 11,697.50, from 2023-04-01; 2023: 49,000 -> 12,250, no day of
-- publication: the whole of 2024.
INSERT INTO medaid_reference (area, indicator, year, value, published_on, source) VALUES
  ('淄博市', 'income', 2021, 43000, '2022-03-10', 'test'),
  ('淄博市', 'income', 2022, 46789.50, '2023-03-15', 'test'),
  ('淄博市', 'income', 2023, 49000, NULL, 'test');
INSERT INTO pol SELECT 'p', medaid_policy('zibo-2023', '2023-06-01');
INSERT INTO pol SELECT 'poverty-4000', medaid_policy_with(pg_temp.p('p'), 'inpatient-medical_poverty.deductible', 4000);
INSERT INTO pol SELECT 'dibao-rate-10', medaid_policy_with(pg_temp.p('p'), 'inpatient-dibao.rate', 0.1, 'ten per cent');

-- ---------------------------------------------------------------------------------------------------------------------
-- 1. Every category x service. (五): inpatient, chronic, and drugs paid for apart, alike.
-- Total 50,000, in scope 46,000, basic 16,000: burden 30,000, out of scope 4,000.
SELECT is(pg_temp.show(medaid_settle(
            medaid_claim(claim_id => 'x', service => service, discharged_on => '2023-06-01', categories => ARRAY[category], recognised_on => '{2023-03-01}',
                         total => 50000, in_scope => 46000, basic_paid => 16000, critical_illness_paid => 0), pg_temp.p('p'))),
          expected, '(六), (七): ' || service || ', ' || category)
FROM (VALUES
  -- 75 %: 22,500; left 7,500 - 5,000 = 2,500 x 70 % = 1,750; patient 34,000 - 24,250
  ('tekun',              'paid - tekun 30000 0 22500 1750 24250 9750'),
  ('dibao',              'paid - dibao 30000 0 22500 1750 24250 9750'),
  ('poverty_returned',   'paid - poverty_returned 30000 0 22500 1750 24250 9750'),
  -- over 3,000, 50 %: 13,500; left 16,500 - 10,000 = 6,500 x 70 % = 4,550; patient 34,000 - 18,050
  ('monitored',          'paid - monitored 30000 3000 13500 4550 18050 15950'),
  ('monitored_unstable', 'paid - monitored_unstable 30000 3000 13500 4550 18050 15950'),
  ('monitored_marginal', 'paid - monitored_marginal 30000 3000 13500 4550 18050 15950'),
  ('monitored_sudden',   'paid - monitored_sudden 30000 3000 13500 4550 18050 15950'),
  ('dibao_margin',       'paid - dibao_margin 30000 3000 13500 4550 18050 15950'),
  -- over 11,697.50, 60 %: 18,302.50 x 60 % = 10,981.50, no more after it
  ('medical_poverty',    'paid - medical_poverty 30000 11697.5 10981.5 0 10981.5 23018.5')
) v(category, expected), unnest('{inpatient,chronic,special_drug}'::text[]) service;

-- Ordinary outpatient is in no paragraph, for no category.
SELECT is(string_agg(DISTINCT pg_temp.show(medaid_settle(pg_temp.c(ARRAY[category], 30000, 'outpatient', '2023-06-01', '{2023-03-01}'), pg_temp.p('p'))), '; '),
          'not_covered service_not_covered - 30000 0 0 0 0 30000', 'outpatient: no category')
FROM unnest('{tekun,dibao,poverty_returned,monitored,monitored_unstable,monitored_marginal,monitored_sudden,dibao_margin,medical_poverty}'::text[]) category;

-- Known categories that (一) does not list: no rule, no error.
SELECT is(string_agg(DISTINCT pg_temp.show(medaid_settle(pg_temp.c(ARRAY[category], 30000, service), pg_temp.p('p'))), '; '),
          'not_covered category_not_eligible - 30000 0 0 0 0 30000', '(一) does not list ' || category)
FROM unnest('{orphan,unsupported_child,veteran,severe_disability,lifted}'::text[]) category,
     unnest('{outpatient,chronic,inpatient,special_drug}'::text[]) service
GROUP BY category ORDER BY category;

SELECT is(pg_temp.show(medaid_settle(medaid_claim(claim_id => 'x', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}',
            total => 1000, in_scope => 1000, basic_paid => 0, critical_illness_paid => 0, insurance => 'employee'), pg_temp.p('p'))),
          'paid - dibao 1000 0 750 0 750 250', '(一): 居民和职工, employees alike');

SELECT is(concat_ws(' ', s.claim_id, s.policy, coalesce(s.scenario, '-'), s.benefit_year, s.benefit, s.service, s.discharged_on,
                    trim_scale(s.rate), s.pay_when, trim_scale(s.top_up), trim_scale(s.off_catalog), trim_scale(s.hospital_borne), trim_scale(s.excess)),
          'c zibo-2023 - 2023 special_drug-dibao special_drug 2023-06-01 0.75 now 0 0 0 0', 'the other fields')
FROM medaid_settle(pg_temp.c('{dibao}', 12000, 'special_drug'), pg_temp.p('p')) s;

-- ---------------------------------------------------------------------------------------------------------------------
-- 2. Gates. (五) 定点医药机构 is the only one: no rule of place or referral.
SELECT is(string_agg(DISTINCT pg_temp.show(s), '; '), expected, 'any place and referral: ' || v.category)
FROM (VALUES ('tekun',           'paid - tekun 30000 0 22500 1750 24250 5750'),
             ('dibao',           'paid - dibao 30000 0 22500 1750 24250 5750'),
             ('poverty_returned','paid - poverty_returned 30000 0 22500 1750 24250 5750'),
             ('monitored',       'paid - monitored 30000 3000 13500 4550 18050 11950'),
             ('dibao_margin',    'paid - dibao_margin 30000 3000 13500 4550 18050 11950'),
             ('medical_poverty', 'paid - medical_poverty 30000 11697.5 10981.5 0 10981.5 19018.5')) v(category, expected),
     unnest('{county,city,province,elsewhere,NULL}'::text[]) place, unnest('{compliant,non_compliant,not_required,NULL}'::text[]) referral,
     unnest('{inpatient,chronic,special_drug}'::text[]) service,
     medaid_settle(medaid_claim(claim_id => 'x', service => service, discharged_on => '2023-06-01', categories => ARRAY[v.category],
       recognised_on => '{2023-03-01}', total => 30000, in_scope => 30000, basic_paid => 0, critical_illness_paid => 0, place => place,
       referral => referral), pg_temp.p('p')) s
GROUP BY v.category, expected ORDER BY v.category;

SELECT is(string_agg(DISTINCT concat_ws(' ', pg_temp.show(s), pg_temp.main(s), pg_temp.tilt(s), coalesce(s.benefit, '-'), coalesce(s.rate::text, '-')), '; '),
          'not_covered not_designated - 12000 0 0 0 0 12000 - - - - 0 - - - - -', 'not designated: every category, service, place')
FROM unnest('{tekun,dibao,poverty_returned,monitored,monitored_unstable,monitored_marginal,monitored_sudden,dibao_margin,medical_poverty}'::text[]) category,
     unnest('{outpatient,chronic,inpatient,special_drug}'::text[]) service, unnest('{city,elsewhere}'::text[]) place,
     medaid_settle(medaid_claim(claim_id => 'x', service => service, discharged_on => '2023-06-01', categories => ARRAY[category],
       recognised_on => '{2023-03-01}', total => 12000, in_scope => 12000, basic_paid => 0, critical_illness_paid => 0, designated => false,
       place => place), pg_temp.p('p')) s;

-- Channel: 因病致贫 by application always, (七); the others on the spot within the city, (十一).
SELECT is(string_agg(DISTINCT s.channel, '; '), expected, 'channel: ' || name)
FROM (VALUES ('county',              'county',    NULL::date,   true,  '{tekun,dibao,poverty_returned,monitored,dibao_margin}'::text[], 'direct'),
             ('city',                'city',      NULL,         true,  '{tekun,dibao,poverty_returned,monitored,dibao_margin}', 'direct'),
             ('province',            'province',  NULL,         true,  '{tekun,dibao,poverty_returned,monitored,dibao_margin}', 'application'),
             ('elsewhere',           'elsewhere', NULL,         true,  '{tekun,dibao,poverty_returned,monitored,dibao_margin}', 'application'),
             ('applied for by hand', 'city',      '2023-07-01', true,  '{tekun,dibao,poverty_returned,monitored,dibao_margin}', 'application'),
             ('not covered',         'city',      NULL,         false, '{tekun,dibao,poverty_returned,monitored,dibao_margin}', 'application'),
             ('medical_poverty',     'city',      NULL,         true,  '{medical_poverty}', 'application')) v(name, place, applied, designated, categories, expected),
     unnest(v.categories) category,
     medaid_settle(medaid_claim(claim_id => 'x', service => 'inpatient', discharged_on => '2023-06-01', categories => ARRAY[category],
       recognised_on => '{2023-03-01}', total => 30000, in_scope => 30000, basic_paid => 0, critical_illness_paid => 0, place => v.place,
       applied_on => v.applied, designated => v.designated), pg_temp.p('p')) s
GROUP BY name, expected ORDER BY name;

-- ---------------------------------------------------------------------------------------------------------------------
-- 3. Boundaries and rounding of (六), (七), a fen below, at and above.
SELECT is(pg_temp.show(medaid_settle(claim, pg_temp.p('p'))), expected, name)
FROM (VALUES
  ('dibao 0',                  pg_temp.c('{dibao}', 0),         'nothing_due no_burden dibao 0 0 0 0 0 0'),
  ('dibao 0.01: 0.0075',       pg_temp.c('{dibao}', 0.01),      'paid - dibao 0.01 0 0.01 0 0.01 0'),
  -- 0.045 -> 0.05: half away from zero, not to even
  ('dibao 0.06: 0.045',        pg_temp.c('{dibao}', 0.06),      'paid - dibao 0.06 0 0.05 0 0.05 0.01'),
  -- 6,778.545 -> 6,778.55
  ('dibao 9,038.06',           pg_temp.c('{dibao}', 9038.06),   'paid - dibao 9038.06 0 6778.55 0 6778.55 2259.51'),
  -- 再救助 over 5,000: 14,999.97 leaves 4,999.99; 15,000 leaves 5,000; 15,000.0225 leaves 5,000.01 x 70 % = 0.007
  ('dibao left 4,999.99',      pg_temp.c('{dibao}', 19999.96),  'paid - dibao 19999.96 0 14999.97 0 14999.97 4999.99'),
  ('dibao left 5,000.00',      pg_temp.c('{dibao}', 20000),     'paid - dibao 20000 0 15000 0 15000 5000'),
  ('dibao left 5,000.01',      pg_temp.c('{dibao}', 20000.03),  'paid - dibao 20000.03 0 15000.02 0.01 15000.03 5000'),
  -- 15,000.45 leaves 5,000.15: 0.15 x 70 % = 0.105 -> 0.11
  ('dibao left 5,000.15',      pg_temp.c('{dibao}', 20000.60),  'paid - dibao 20000.6 0 15000.45 0.11 15000.56 5000.04'),
  -- limit 30,000 = 75 % of 40,000: 29,999.9925; left 10,000: 3,500; left 10,000.01: 5,000.01 x 70 % = 3,500.007
  ('dibao under its limit',    pg_temp.c('{dibao}', 39999.99),  'paid - dibao 39999.99 0 29999.99 3500 33499.99 6500'),
  ('dibao at its limit',       pg_temp.c('{dibao}', 40000),     'paid - dibao 40000 0 30000 3500 33500 6500'),
  ('dibao over its limit',     pg_temp.c('{dibao}', 40000.01),  'paid - dibao 40000.01 0 30000 3500.01 33500.01 6500'),
  -- left 20,000 - 5,000 = 15,000 x 70 % = 10,500
  ('dibao 50,000',             pg_temp.c('{dibao}', 50000),     'paid - dibao 50000 0 30000 10500 40500 9500'),
  -- 再救助 limit 20,000: 28,571.42 x 70 % = 19,999.994; .43: 20,000.001; .44: 20,000.008 would be 20,000.01
  ('tilted 19,999.994',        pg_temp.c('{tekun}', 63571.42),  'paid - tekun 63571.42 0 30000 19999.99 49999.99 13571.43'),
  ('tilted 20,000.001',        pg_temp.c('{tekun}', 63571.43),  'paid - tekun 63571.43 0 30000 20000 50000 13571.43'),
  ('tilted 20,000.008',        pg_temp.c('{poverty_returned}', 63571.44), 'paid - poverty_returned 63571.44 0 30000 20000 50000 13571.44'),
  -- over 3,000, 50 %: 0.005 -> 0.01; 0.025 -> 0.03
  ('margin 2,999.99',          pg_temp.c('{dibao_margin}', 2999.99), 'nothing_due below_deductible dibao_margin 2999.99 2999.99 0 0 0 2999.99'),
  ('margin 3,000.00',          pg_temp.c('{dibao_margin}', 3000),    'nothing_due below_deductible dibao_margin 3000 3000 0 0 0 3000'),
  ('margin 3,000.01',          pg_temp.c('{dibao_margin}', 3000.01), 'paid - dibao_margin 3000.01 3000 0.01 0 0.01 3000'),
  ('margin 3,000.05',          pg_temp.c('{dibao_margin}', 3000.05), 'paid - dibao_margin 3000.05 3000 0.03 0 0.03 3000.02'),
  -- 再救助 over 10,000, what the 3,000 absorbed included: 6,999.99 leaves 9,999.99; 7,000 leaves 10,000; 7,000.01 leaves 10,000.01
  ('margin left 9,999.99',     pg_temp.c('{dibao_margin}', 16999.98), 'paid - dibao_margin 16999.98 3000 6999.99 0 6999.99 9999.99'),
  ('margin left 10,000.00',    pg_temp.c('{dibao_margin}', 17000),    'paid - dibao_margin 17000 3000 7000 0 7000 10000'),
  ('margin left 10,000.01',    pg_temp.c('{dibao_margin}', 17000.02), 'paid - dibao_margin 17000.02 3000 7000.01 0.01 7000.02 10000'),
  ('monitored left 10,000.00', pg_temp.c('{monitored_marginal}', 17000), 'paid - monitored_marginal 17000 3000 7000 0 7000 10000'),
  ('monitored left 10,000.01', pg_temp.c('{monitored}', 17000.02),    'paid - monitored 17000.02 3000 7000.01 0.01 7000.02 10000'),
  -- limit 20,000 at 43,000: 19,999.99; 19,999.995 -> 20,000.00; left 22,999.99: 12,999.99 x 70 % = 9,099.993; 13,000.01: 9,100.007
  ('margin 19,999.99',         pg_temp.c('{dibao_margin}', 42999.98), 'paid - dibao_margin 42999.98 3000 19999.99 9099.99 29099.98 13900'),
  ('margin 19,999.995',        pg_temp.c('{dibao_margin}', 42999.99), 'paid - dibao_margin 42999.99 3000 20000 9099.99 29099.99 13900'),
  ('margin at its limit',      pg_temp.c('{monitored}', 43000),       'paid - monitored 43000 3000 20000 9100 29100 13900'),
  ('margin over its limit',    pg_temp.c('{monitored}', 43000.01),    'paid - monitored 43000.01 3000 20000 9100.01 29100.01 13900'),
  ('margin tilted 19,999.994', pg_temp.c('{dibao_margin}', 58571.42), 'paid - dibao_margin 58571.42 3000 20000 19999.99 39999.99 18571.43'),
  ('margin tilted 20,000.001', pg_temp.c('{dibao_margin}', 58571.43), 'paid - dibao_margin 58571.43 3000 20000 20000 40000 18571.43'),
  ('margin tilted 20,000.008', pg_temp.c('{dibao_margin}', 58571.44), 'paid - dibao_margin 58571.44 3000 20000 20000 40000 18571.44'),
  -- (七) over 11,697.50, 60 %: 0.006; limit 20,000: 33,333.32 x 60 % = 19,999.992; .33: 19,999.998; .34: 20,000.004; .35: 20,000.01
  ('poverty 11,697.49',        pg_temp.c('{medical_poverty}', 11697.49, 'inpatient', '2023-06-01', '{2023-03-01}'), 'nothing_due below_deductible medical_poverty 11697.49 11697.49 0 0 0 11697.49'),
  ('poverty 11,697.50',        pg_temp.c('{medical_poverty}', 11697.50, 'inpatient', '2023-06-01', '{2023-03-01}'), 'nothing_due below_deductible medical_poverty 11697.5 11697.5 0 0 0 11697.5'),
  ('poverty 11,697.51',        pg_temp.c('{medical_poverty}', 11697.51, 'inpatient', '2023-06-01', '{2023-03-01}'), 'paid - medical_poverty 11697.51 11697.5 0.01 0 0.01 11697.5'),
  ('poverty 19,999.992',       pg_temp.c('{medical_poverty}', 45030.82, 'inpatient', '2023-06-01', '{2023-03-01}'), 'paid - medical_poverty 45030.82 11697.5 19999.99 0 19999.99 25030.83'),
  ('poverty 19,999.998',       pg_temp.c('{medical_poverty}', 45030.83, 'inpatient', '2023-06-01', '{2023-03-01}'), 'paid - medical_poverty 45030.83 11697.5 20000 0 20000 25030.83'),
  ('poverty 20,000.004',       pg_temp.c('{medical_poverty}', 45030.84, 'inpatient', '2023-06-01', '{2023-03-01}'), 'paid - medical_poverty 45030.84 11697.5 20000 0 20000 25030.84'),
  ('poverty 20,000.01',        pg_temp.c('{medical_poverty}', 45030.85, 'inpatient', '2023-06-01', '{2023-03-01}'), 'paid - medical_poverty 45030.85 11697.5 20000 0 20000 25030.85'),
  -- (七) knows no 再救助
  ('poverty 60,000',           pg_temp.c('{medical_poverty}', 60000, 'inpatient', '2023-06-01', '{2023-03-01}'), 'paid - medical_poverty 60000 11697.5 20000 0 20000 40000'),
  -- 自2023年1月1日起执行, no last day
  ('the day before the first', pg_temp.c('{dibao}', 1000, 'inpatient', '2022-12-31'), 'not_covered policy_not_in_force - 1000 0 0 0 0 1000'),
  ('the first day',            pg_temp.c('{dibao}', 1000, 'inpatient', '2023-01-01'), 'paid - dibao 1000 0 750 0 750 250'),
  ('no last day',              pg_temp.c('{dibao}', 1000, 'inpatient', '2049-12-31'), 'paid - dibao 1000 0 750 0 750 250')
) v(name, claim, expected);

-- A rate under a half can round to nothing: 0.04 x 10 % = 0.004; 0.05 x 10 % = 0.005 -> 0.01.
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('{dibao}', 0.04), pg_temp.p('dibao-rate-10'))), 'nothing_due rounds_to_zero dibao 0.04 0 0 0 0 0.04', '10 % of 0.04');
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('{dibao}', 0.05), pg_temp.p('dibao-rate-10'))), 'paid - dibao 0.05 0 0.01 0 0.01 0.04', '10 % of 0.05');

-- ---------------------------------------------------------------------------------------------------------------------
-- 4. Payers, (五): basic, critical illness (and 职工大额), 等: supplementary. in scope 28,000 - 10,000 - 3,000 - 1,000 = 14,000 x 75 % = 10,500;
-- inclusive 2,000, commercial 500, mutual aid 400 do not go before assistance: patient 30,000 - 16,900 - 10,500 = 2,600,
-- and (六) 个人负担 for 再救助 is no more than that.
SELECT is(pg_temp.show(s) || ' | ' || trim_scale(s.other_paid) || ' ' || trim_scale(s.excess) || ' ' || trim_scale(s.residual), expected, name)
FROM (VALUES
  ('inpatient, all six payers',    'inpatient',    'dibao', 30000, 28000, 10000, 3000, 1000, 2000, 500, 400, 'paid - dibao 14000 0 10500 0 10500 2600 | 3900 0 2600'),
  ('chronic, all six payers',      'chronic',      'dibao', 30000, 28000, 10000, 3000, 1000, 2000, 500, 400, 'paid - dibao 14000 0 10500 0 10500 2600 | 3900 0 2600'),
  ('special_drug, all six payers', 'special_drug', 'dibao', 30000, 28000, 10000, 3000, 1000, 2000, 500, 400, 'paid - dibao 14000 0 10500 0 10500 2600 | 3900 0 2600'),
  ('outpatient, not covered',      'outpatient',   'dibao', 30000, 28000, 10000, 3000, 1000, 2000, 500, 400, 'not_covered service_not_covered - 14000 0 0 0 0 13100 | 3900 0 0'),
  -- 4,000 x 75 % = 3,000, of what all payers left of the bill
  ('inclusive, in full',           'inpatient', 'dibao', 10000, 10000, 6000, 0, 0, 4000, 0, 0, 'nothing_due already_paid dibao 4000 0 0 0 0 0 | 4000 0 0'),
  ('inclusive, a fen too much',    'inpatient', 'dibao', 10000, 10000, 6000, 0, 0, 1000.01, 0, 0, 'paid - dibao 4000 0 2999.99 0 2999.99 0 | 1000.01 0 0'),
  ('commercial, a fen too little', 'inpatient', 'dibao', 10000, 10000, 6000, 0, 0, 0, 999.99, 0, 'paid - dibao 4000 0 3000 0 3000 0.01 | 999.99 0 0.01'),
  ('mutual aid, in full',          'inpatient', 'dibao', 10000, 10000, 6000, 0, 0, 0, 0, 1000, 'paid - dibao 4000 0 3000 0 3000 0 | 1000 0 0'),
  -- 22,500 as without it; 30,000 - 5,000 - 22,500 = 2,500 is left, under 5,000
  ('inclusive leaves less to 再救助', 'inpatient', 'dibao', 30000, 30000, 0, 0, 0, 5000, 0, 0, 'paid - dibao 30000 0 22500 0 22500 2500 | 5000 0 2500'),
  -- patient 10,000 - 8,500
  ('payers above in_scope',        'inpatient', 'dibao_margin', 10000, 8000, 5000, 0, 3500, 0, 0, 0, 'nothing_due no_burden dibao_margin 0 0 0 0 0 1500 | 3500 0 0')
) v(name, service, category, total, in_scope, basic, critical, supplementary, inclusive, commercial, mutual, expected),
     medaid_settle(medaid_claim(claim_id => 'x', service => v.service, discharged_on => '2023-06-01', categories => ARRAY[v.category], total => v.total,
       in_scope => v.in_scope, basic_paid => basic, critical_illness_paid => critical, supplementary_paid => supplementary, inclusive_paid => inclusive,
       commercial_paid => commercial, mutual_aid_paid => mutual), pg_temp.p('p')) s;

-- ---------------------------------------------------------------------------------------------------------------------
-- 5. Identities: the day of discharge decides; nothing reaches back but (七). dibao 1,000 x 75 % = 750; 20,000 x 75 % = 15,000.
-- (七): from the first day of the month one year before the application, in the year of the application:
-- (20,000 - 11,697.50) x 60 % = 4,981.50.
SELECT is(pg_temp.who(medaid_settle(
            medaid_claim(claim_id => 'x', service => 'inpatient', admitted_on => admitted::date, discharged_on => discharged::date, categories => categories::text[],
              recognised_on => recognised::date[], ended_on => ended::date[], total => burden, in_scope => burden, basic_paid => 0,
              critical_illness_paid => 0), pg_temp.p('p'))), expected, 'identity: ' || name)
FROM (VALUES
  ('held for long',                    1000, '2023-05-20', '2023-06-01', '{dibao}', '{2020-01-01}', NULL, 'paid - dibao 750 direct 2023'),
  ('no dates',                         1000, '2023-05-20', '2023-06-01', '{dibao}', '{NULL}', '{NULL}', 'paid - dibao 750 direct 2023'),
  ('infinite dates',                   1000, '2023-05-20', '2023-06-01', '{dibao}', '{-infinity}', '{infinity}', 'paid - dibao 750 direct 2023'),
  ('gained during the stay',           1000, '2023-05-20', '2023-06-01', '{dibao}', '{2023-05-25}', NULL, 'paid - dibao 750 direct 2023'),
  ('gained on the day of discharge',   1000, '2023-05-20', '2023-06-01', '{dibao}', '{2023-06-01}', NULL, 'paid - dibao 750 direct 2023'),
  ('gained a day later',               1000, '2023-05-20', '2023-06-01', '{dibao}', '{2023-06-02}', NULL, 'not_covered not_yet_recognised - 0 application 2023'),
  ('margin does not reach back',       20000, '2023-05-20', '2023-06-01', '{dibao_margin}', '{2023-06-02}', NULL, 'not_covered not_yet_recognised - 0 application 2023'),
  ('lost a day later',                 1000, '2023-05-20', '2023-06-01', '{dibao}', NULL, '{2023-06-02}', 'paid - dibao 750 direct 2023'),
  ('lost on the day of discharge',     1000, '2023-05-20', '2023-06-01', '{dibao}', NULL, '{2023-06-01}', 'not_covered identity_ended - 0 application 2023'),
  ('lost during the stay',             1000, '2023-05-20', '2023-06-01', '{dibao}', NULL, '{2023-05-25}', 'not_covered identity_ended - 0 application 2023'),
  ('one lost, one gained in the stay', 5000, '2023-05-20', '2023-06-01', '{dibao,dibao_margin}', '{NULL,2023-05-25}', '{2023-05-25,NULL}', 'paid - dibao_margin 1000 direct 2023'),
  ('never held',                       1000, '2023-05-20', '2023-06-01', '{dibao}', '{2023-05-01}', '{2023-05-01}', 'not_covered identity_ended - 0 application 2023'),
  ('one ended, one to come',           1000, '2023-05-20', '2023-06-01', '{tekun,dibao}', '{2023-07-01,NULL}', '{NULL,2023-05-01}', 'not_covered identity_ended - 0 application 2023'),
  ('none: empty',                      1000, '2023-05-20', '2023-06-01', '{}', NULL, NULL, 'not_covered no_category - 0 application 2023'),
  ('none: NULL',                       1000, '2023-05-20', '2023-06-01', NULL, NULL, NULL, 'not_covered no_category - 0 application 2023'),
  ('a stay over New Year',             1000, '2022-12-20', '2023-01-05', '{dibao}', '{2020-01-01}', NULL, 'paid - dibao 750 direct 2023'),
  -- (七), applied on 2023-05-20: 2022-05-01 to 2023-12-31
  ('(七) a day before its window',      20000, NULL, '2022-04-30', '{medical_poverty}', '{2023-05-20}', NULL, 'not_covered not_yet_recognised - 0 application 2022'),
  ('(七) first day of its window',      20000, NULL, '2022-05-01', '{medical_poverty}', '{2023-05-20}', NULL, 'paid - medical_poverty 4981.5 application 2023'),
  ('(七) the year before',              20000, NULL, '2022-12-31', '{medical_poverty}', '{2023-05-20}', NULL, 'paid - medical_poverty 4981.5 application 2023'),
  ('(七) over New Year',                20000, '2022-12-20', '2023-01-05', '{medical_poverty}', '{2023-05-20}', NULL, 'paid - medical_poverty 4981.5 application 2023'),
  ('(七) the day before applying',      20000, NULL, '2023-05-19', '{medical_poverty}', '{2023-05-20}', NULL, 'paid - medical_poverty 4981.5 application 2023'),
  ('(七) the day of applying',          20000, NULL, '2023-05-20', '{medical_poverty}', '{2023-05-20}', NULL, 'paid - medical_poverty 4981.5 application 2023'),
  ('(七) last day of the year',         20000, NULL, '2023-12-31', '{medical_poverty}', '{2023-05-20}', NULL, 'paid - medical_poverty 4981.5 application 2023'),
  -- discharge decides, not admission
  ('(七) admitted before its window',   20000, '2022-04-20', '2022-05-01', '{medical_poverty}', '{2023-05-20}', NULL, 'paid - medical_poverty 4981.5 application 2023'),
  -- whichever day of the month
  ('(七) applied on the 1st, before',   20000, NULL, '2022-04-30', '{medical_poverty}', '{2023-05-01}', NULL, 'not_covered not_yet_recognised - 0 application 2022'),
  ('(七) applied on the 1st',           20000, NULL, '2022-05-01', '{medical_poverty}', '{2023-05-01}', NULL, 'paid - medical_poverty 4981.5 application 2023'),
  ('(七) applied on the 31st, before',  20000, NULL, '2022-04-30', '{medical_poverty}', '{2023-05-31}', NULL, 'not_covered not_yet_recognised - 0 application 2022'),
  ('(七) applied on the 31st',          20000, NULL, '2022-05-01', '{medical_poverty}', '{2023-05-31}', NULL, 'paid - medical_poverty 4981.5 application 2023'),
  ('(七) applied on 02-29, before',     20000, NULL, '2023-01-31', '{medical_poverty}', '{2024-02-29}', NULL, 'not_covered not_yet_recognised - 0 application 2023'),
  ('(七) applied on 02-29',             20000, NULL, '2023-02-01', '{medical_poverty}', '{2024-02-29}', NULL, 'paid - medical_poverty 4981.5 application 2024'),
  -- the regulation's first day: the application is judged where it is later than the claim
  ('(七) applied on the first day',     20000, NULL, '2022-01-01', '{medical_poverty}', '{2023-01-01}', NULL, 'paid - medical_poverty 4981.5 application 2023'),
  ('(七) the same, before its window',  20000, NULL, '2021-12-31', '{medical_poverty}', '{2023-01-01}', NULL, 'not_covered not_yet_recognised - 0 application 2021'),
  ('(七) applied before the first day', 20000, NULL, '2022-12-01', '{medical_poverty}', '{2022-12-31}', NULL, 'not_covered policy_not_in_force - 0 application 2022'),
  ('(七) both before the first day',    20000, NULL, '2022-12-31', '{medical_poverty}', '{2022-06-01}', NULL, 'not_covered policy_not_in_force - 0 application 2022'),
  -- ended
  ('(七) before it ended',              20000, NULL, '2023-08-31', '{medical_poverty}', '{2023-05-20}', '{2023-09-01}', 'paid - medical_poverty 4981.5 application 2023'),
  ('(七) on the day it ended',          20000, NULL, '2023-09-01', '{medical_poverty}', '{2023-05-20}', '{2023-09-01}', 'not_covered identity_ended - 0 application 2023'),
  ('(七) reaches back, since ended',    20000, NULL, '2022-10-01', '{medical_poverty}', '{2023-05-20}', '{2023-09-01}', 'paid - medical_poverty 4981.5 application 2023'),
  ('(七) never held, before',           20000, NULL, '2022-10-01', '{medical_poverty}', '{2023-05-20}', '{2023-05-20}', 'not_covered not_yet_recognised - 0 application 2022'),
  ('(七) never held, after',            20000, NULL, '2023-06-01', '{medical_poverty}', '{2023-05-20}', '{2023-05-20}', 'not_covered identity_ended - 0 application 2023'),
  -- together with others
  ('dibao is better',                  20000, NULL, '2023-06-01', '{medical_poverty,dibao}', '{2023-05-20,NULL}', NULL, 'paid - dibao 15000 direct 2023'),
  ('dibao came later',                 20000, NULL, '2023-04-01', '{medical_poverty,dibao}', '{2023-05-20,2023-05-01}', NULL, 'paid - medical_poverty 4981.5 application 2023'),
  ('dibao was not yet in force',       20000, NULL, '2022-12-31', '{medical_poverty,dibao}', '{2023-05-20,NULL}', NULL, 'paid - medical_poverty 4981.5 application 2023'),
  ('two applications: earlier year',   20000, NULL, '2023-06-01', '{medical_poverty,medical_poverty}', '{2024-02-01,2023-11-01}', NULL, 'paid - medical_poverty 4981.5 application 2023'),
  ('two applications: one reaches it', 20000, NULL, '2022-12-01', '{medical_poverty,medical_poverty}', '{2024-02-01,2023-11-01}', NULL, 'paid - medical_poverty 4981.5 application 2023')
) v(name, burden, admitted, discharged, categories, recognised, ended, expected);

-- Beyond 31 December of the year of application.
SELECT is(s.status, 'not_covered', '(七) beyond its year: ' || day || ' after ' || applied)
FROM (VALUES ('2024-01-01'::date, '2023-05-20'::date), ('2024-01-01', '2023-12-31'), ('2023-01-01', '2022-12-31')) v(day, applied),
     medaid_settle(pg_temp.c('{medical_poverty}', 20000, 'inpatient', day, ARRAY[applied]), pg_temp.p('p')) s;

-- A day of application is required wherever such an entry is.
SELECT throws_ok(format('SELECT medaid_settle(%s, pg_temp.p(''p''))', claim), '22004', NULL, '(七) without a day: ' || name)
FROM (VALUES
  ('no array',       $$pg_temp.c('{medical_poverty}', 20000)$$),
  ('a NULL in it',   $$pg_temp.c('{medical_poverty}', 20000, 'inpatient', '2023-06-01', '{NULL}')$$),
  ('beside a better one', $$pg_temp.c('{tekun,medical_poverty}', 20000, 'inpatient', '2023-06-01', '{2020-01-01,NULL}')$$),
  ('no such service',$$pg_temp.c('{medical_poverty}', 20000, 'outpatient')$$),
  ('not designated', $$medaid_claim(claim_id => 'x', service => 'inpatient', discharged_on => '2023-06-01', categories => '{medical_poverty}', total => 1, in_scope => 1,
                       basic_paid => 0, critical_illness_paid => 0, designated => false)$$)) v(name, claim);

-- ---------------------------------------------------------------------------------------------------------------------
-- 6. (一) 就高不重复: the best of several identities, by the amount; ties by rank.
SELECT is(pg_temp.show(medaid_settle(claim, pg_temp.p(policy))), expected, '(一) ' || name)
FROM (VALUES
  ('tekun before dibao',       'p', pg_temp.c('{poverty_returned,dibao,tekun}', 1000), 'paid - tekun 1000 0 750 0 750 250'),
  ('dibao before poverty_returned', 'p', pg_temp.c('{poverty_returned,dibao}', 1000), 'paid - dibao 1000 0 750 0 750 250'),
  ('poverty_returned, not monitored', 'p', pg_temp.c('{monitored,poverty_returned}', 5000), 'paid - poverty_returned 5000 0 3750 0 3750 1250'),
  ('monitored before margin',  'p', pg_temp.c('{dibao_margin,monitored_sudden,monitored_unstable}', 5000), 'paid - monitored_unstable 5000 3000 1000 0 1000 4000'),
  ('one without a rule',       'p', pg_temp.c('{orphan,dibao_margin}', 5000), 'paid - dibao_margin 5000 3000 1000 0 1000 4000'),
  ('below the deductible',     'p', pg_temp.c('{dibao_margin,dibao}', 1000), 'paid - dibao 1000 0 750 0 750 250'),
  -- 25 % of the income taken as 4,000: margin (b - 3,000) x 50 % and (left - 10,000) x 70 %, poverty (b - 4,000) x 60 %
  -- 9,000: 3,000.00 = 3,000.00; 9,000.05: 3,000.025 -> 3,000.03 = 3,000.03; 9,000.10: 3,000.05 < 3,000.06
  ('equal, margin ranks first', 'poverty-4000', pg_temp.c('{medical_poverty,dibao_margin}', 9000, 'inpatient', '2023-06-01', '{2023-05-20,NULL}'), 'paid - dibao_margin 9000 3000 3000 0 3000 6000'),
  ('equal once rounded',        'poverty-4000', pg_temp.c('{medical_poverty,dibao_margin}', 9000.05, 'inpatient', '2023-06-01', '{2023-05-20,NULL}'), 'paid - dibao_margin 9000.05 3000 3000.03 0 3000.03 6000.02'),
  ('margin better below',       'poverty-4000', pg_temp.c('{medical_poverty,dibao_margin}', 8999.90, 'inpatient', '2023-06-01', '{2023-05-20,NULL}'), 'paid - dibao_margin 8999.9 3000 2999.95 0 2999.95 5999.95'),
  ('poverty better above',      'poverty-4000', pg_temp.c('{medical_poverty,dibao_margin}', 9000.10, 'inpatient', '2023-06-01', '{2023-05-20,NULL}'), 'paid - medical_poverty 9000.1 4000 3000.06 0 3000.06 6000.04'),
  -- 20,199.90: 8,599.95 + 1,599.95 x 70 % = 1,119.965 -> 1,119.97: 9,719.92 < 9,719.94
  ('still better',              'poverty-4000', pg_temp.c('{medical_poverty,dibao_margin}', 20199.90, 'inpatient', '2023-06-01', '{2023-05-20,NULL}'), 'paid - medical_poverty 20199.9 4000 9719.94 0 9719.94 10479.96'),
  -- 20,200: 8,600 + 1,120 = 9,720 = 16,200 x 60 %
  ('equal with 再救助',          'poverty-4000', pg_temp.c('{medical_poverty,dibao_margin}', 20200, 'inpatient', '2023-06-01', '{2023-05-20,NULL}'), 'paid - dibao_margin 20200 3000 8600 1120 9720 10480'),
  -- 20,200.10: 8,600.05 + 1,600.05 x 70 % = 1,120.035 -> 1,120.04: 9,720.09 > 9,720.06
  ('margin better again',       'poverty-4000', pg_temp.c('{medical_poverty,dibao_margin}', 20200.10, 'inpatient', '2023-06-01', '{2023-05-20,NULL}'), 'paid - dibao_margin 20200.1 3000 8600.05 1120.04 9720.09 10480.01')
) v(name, policy, claim, expected);

-- ---------------------------------------------------------------------------------------------------------------------
-- 7. Year to date: one limit of assistance and one of 再救助 for all services, (五).
SELECT is(pg_temp.show(s) || ' | ' || pg_temp.main(s) || ' | ' || pg_temp.tilt(s), expected, 'year to date: ' || name)
FROM (VALUES
  -- 1,500, 1,000 left
  ('limit crossed',            pg_temp.c('{dibao}', 2000), pg_temp.ytd(38000, 0, 29000),
     'paid - dibao 2000 0 1000 0 1000 1000 | zibo-main 40000 30000 0 | 1000 zibo-tilted 1000 0'),
  -- 2,000 x 50 % = 1,000, 0.01 left of 20,000; burden as dibao does not count toward the 3,000
  ('one fen left',             pg_temp.c('{dibao_margin}', 5000, 'chronic'), pg_temp.ytd(26666.65, 0, 19999.99),
     'paid - dibao_margin 5000 3000 0.01 0 0.01 4999.99 | zibo-main 31666.65 20000 0 | 4999.99 zibo-tilted 4999.99 0'),
  ('nothing left',             pg_temp.c('{dibao}', 1000, 'special_drug'), pg_temp.ytd(40000, 0, 30000),
     'nothing_due cap_exhausted dibao 1000 0 0 0 0 1000 | zibo-main 41000 30000 0 | 1000 zibo-tilted 1000 0'),
  -- 20,000 as margin, 30,000 - 20,000 is left as dibao
  ('a higher limit then',      pg_temp.c('{dibao}', 10000), pg_temp.ytd(43000, 3000, 20000),
     'paid - dibao 10000 0 7500 0 7500 2500 | zibo-main 53000 27500 2500 | 2500 zibo-tilted 2500 0'),
  ('a lower limit then',       pg_temp.c('{dibao_margin}', 5000), pg_temp.ytd(33333.33, 0, 25000),
     'nothing_due cap_exhausted dibao_margin 5000 3000 0 0 0 5000 | zibo-main 38333.33 25000 0 | 5000 zibo-tilted 5000 0'),
  -- (七): 11,697.50 - 3,000 absorbed as margin = 8,697.50; 31,302.50 x 60 % = 18,781.50, 5,000 left
  ('poverty after margin',     pg_temp.c('{medical_poverty}', 40000, 'inpatient', '2023-06-01', '{2023-05-20}'), pg_temp.ytd(33000, 3000, 15000, 18000, 5600),
     'paid - medical_poverty 40000 8697.5 5000 0 5000 35000 | zibo-main 73000 20000 0 | 0 - - -'),
  -- 1,000 left of 3,000; 1,000 x 50 %
  ('deductible under way',     pg_temp.c('{monitored}', 2000), pg_temp.ytd(2000, 2000, 0, 2000),
     'paid - monitored 2000 1000 500 0 500 1500 | zibo-main 4000 500 19500 | 1500 zibo-tilted 3500 0'),
  ('deductible just absorbed', pg_temp.c('{dibao_margin}', 1000, 'chronic'), pg_temp.ytd(2000, 2000, 0, 2000),
     'nothing_due below_deductible dibao_margin 1000 1000 0 0 0 1000 | zibo-main 3000 0 20000 | 1000 zibo-tilted 3000 0'),
  ('a fen over it',            pg_temp.c('{dibao_margin}', 1000.01), pg_temp.ytd(2000, 2000, 0, 2000),
     'paid - dibao_margin 1000.01 1000 0.01 0 0.01 1000 | zibo-main 3000.01 0.01 19999.99 | 1000 zibo-tilted 3000 0'),
  ('deductible used up',       pg_temp.c('{dibao_margin}', 1000), pg_temp.ytd(3000, 3000, 0, 3000),
     'paid - dibao_margin 1000 0 500 0 500 500 | zibo-main 4000 500 19500 | 500 zibo-tilted 3500 0'),
  ('no deductible then',       pg_temp.c('{dibao_margin}', 4000), pg_temp.ytd(5000, 0, 3750, 1250),
     'paid - dibao_margin 4000 3000 500 0 500 3500 | zibo-main 9000 4250 15750 | 3500 zibo-tilted 4750 0'),
  -- 再救助 4,999.99 + 0.01; 4,999.99 + 0.02: 0.01 x 70 % = 0.007
  ('to the line',              pg_temp.c('{dibao}', 0.04), pg_temp.ytd(19999.96, 0, 14999.97, 4999.99, 0),
     'paid - dibao 0.04 0 0.03 0 0.03 0.01 | zibo-main 20000 15000 15000 | 0.01 zibo-tilted 5000 0'),
  ('over the line',            pg_temp.c('{dibao}', 0.08), pg_temp.ytd(19999.96, 0, 14999.97, 4999.99, 0),
     'paid - dibao 0.08 0 0.06 0.01 0.07 0.01 | zibo-main 20000.04 15000.03 14999.97 | 0.02 zibo-tilted 5000.01 0.01'),
  -- 8,000 left as margin; as dibao only what this claim adds over 5,000: (9,000 - 5,000) - (8,000 - 5,000) = 1,000 x 70 %
  ('a lower line then',        pg_temp.c('{dibao}', 4000), pg_temp.ytd(13000, 3000, 5000, 8000, 0),
     'paid - dibao 4000 0 3000 700 3700 300 | zibo-main 17000 8000 22000 | 1000 zibo-tilted 9000 700'),
  -- 9,000 left as dibao (2,800 paid); as margin 12,000 - 10,000 = 2,000 x 70 %, the 3,000 under the deductible included
  ('a higher line then',       pg_temp.c('{dibao_margin}', 3000), pg_temp.ytd(36000, 0, 19000, 9000, 2800),
     'paid - dibao_margin 3000 3000 0 1400 1400 1600 | zibo-main 39000 19000 1000 | 3000 zibo-tilted 12000 4200'),
  -- 8,000 x 70 % = 5,600, 2,500 left
  ('再救助 limit crossed',      pg_temp.c('{dibao}', 8000), pg_temp.ytd(40000, 0, 30000, 30000, 17500),
     'paid - dibao 8000 0 0 2500 2500 5500 | zibo-main 48000 30000 0 | 8000 zibo-tilted 38000 20000'),
  ('both used up',             pg_temp.c('{dibao}', 8000), pg_temp.ytd(70000, 0, 30000, 40000, 20000),
     'nothing_due cap_exhausted dibao 8000 0 0 0 0 8000 | zibo-main 78000 30000 0 | 8000 zibo-tilted 48000 20000'),
  ('another year',             pg_temp.c('{dibao}', 1000), pg_temp.ytd(70000, 0, 30000, 40000, 20000, 2022),
     'paid - dibao 1000 0 750 0 750 250 | zibo-main 1000 750 29250 | 250 zibo-tilted 250 0'),
  -- (七) applied in 2024 for a claim of 2023: the limit of 2024
  ('poverty, limit of its year', pg_temp.c('{medical_poverty}', 20000, 'inpatient', '2023-06-01', '{2024-02-01}'), pg_temp.ytd(70000, 0, 30000, 40000, 20000, 2023),
     'paid - medical_poverty 20000 11697.5 4981.5 0 4981.5 15018.5 | zibo-main 20000 4981.5 15018.5 | 0 - - -'),
  ('poverty, its year used up',  pg_temp.c('{medical_poverty}', 20000, 'inpatient', '2023-06-01', '{2024-02-01}'), pg_temp.ytd(45030.83, 11697.50, 20000, 0, 0, 2024),
     'nothing_due cap_exhausted medical_poverty 20000 0 0 0 0 20000 | zibo-main 65030.83 20000 0 | 0 - - -'),
  ('two applications in a year share', pg_temp.c('{medical_poverty}', 5000, 'inpatient', '2023-10-01', '{2023-09-01}'), pg_temp.ytd(45030.82, 11697.50, 19999.99, 0, 0, 2023),
     'paid - medical_poverty 5000 0 0.01 0 0.01 4999.99 | zibo-main 50030.82 20000 0 | 0 - - -'),
  ('dibao used up, poverty of 2024 not', pg_temp.c('{dibao,medical_poverty}', 20000, 'inpatient', '2023-06-01', '{NULL,2024-02-01}'), pg_temp.ytd(70000, 0, 30000, 40000, 20000),
     'paid - medical_poverty 20000 11697.5 4981.5 0 4981.5 15018.5 | zibo-main 20000 4981.5 15018.5 | 0 - - -'),
  -- both nothing, as the limit is one: dibao ranks first
  ('dibao used up, poverty of 2023 too', pg_temp.c('{medical_poverty,dibao}', 20000, 'inpatient', '2023-06-01', '{2023-02-01,NULL}'), pg_temp.ytd(70000, 0, 30000, 40000, 20000),
     'nothing_due cap_exhausted dibao 20000 0 0 0 0 20000 | zibo-main 90000 30000 0 | 20000 zibo-tilted 60000 20000'),
  ('second application, second year',  pg_temp.c('{medical_poverty,medical_poverty}', 20000, 'inpatient', '2023-06-01', '{2023-02-01,2024-02-01}'), pg_temp.ytd(45030.83, 11697.50, 20000),
     'paid - medical_poverty 20000 11697.5 4981.5 0 4981.5 15018.5 | zibo-main 20000 4981.5 15018.5 | 0 - - -')
) v(name, claim, ytd, expected), medaid_settle(claim, pg_temp.p('p'), ytd) s;
-- The year that the winner used.
SELECT is((medaid_settle(pg_temp.c('{dibao,medical_poverty}', 20000, 'inpatient', '2023-06-01', '{NULL,2024-02-01}'), pg_temp.p('p'),
                        pg_temp.ytd(70000, 0, 30000, 40000, 20000))).benefit_year, 2024, '(七) 一个医疗年度: that of the application');
SELECT ok(medaid_settle(c, p) = medaid_settle(c, p, NULL) AND medaid_settle(c, p) = medaid_settle(c, p, '{}'), 'NULL and {} are an empty year')
FROM (SELECT pg_temp.c('{dibao}', 12000) AS c, pg_temp.p('p') AS p OFFSET 0) v;

-- A person's year, each settlement carried to the next.
WITH settled AS (
  SELECT row_number() OVER () AS n, s AS settlement
  FROM pg_temp.chain(ARRAY[
    pg_temp.c('{dibao}', 24000, 'inpatient', '2023-02-10'), pg_temp.c('{dibao}', 10000, 'chronic', '2023-03-10'),
    pg_temp.c('{dibao}', 8000, 'special_drug', '2023-04-10'), pg_temp.c('{dibao}', 1000, 'outpatient', '2023-05-10'),
    pg_temp.c('{dibao}', 30000, 'inpatient', '2023-06-10'), pg_temp.c('{dibao}', 1000, 'inpatient', '2023-07-10'),
    pg_temp.c('{dibao_margin}', 5000, 'inpatient', '2023-11-10'), pg_temp.c('{dibao}', 1000, 'inpatient', '2024-01-10')], pg_temp.p('p')) s)
SELECT is(pg_temp.show(settlement) || ' | ' || pg_temp.main(settlement) || ' | ' || pg_temp.tilt(settlement), expected, 'sequence ' || n)
FROM (VALUES
  -- 18,000; left 6,000: 1,000 x 70 %
  (1, 'paid - dibao 24000 0 18000 700 18700 5300 | zibo-main 24000 18000 12000 | 6000 zibo-tilted 6000 700'),
  -- 7,500; 2,500 x 70 %
  (2, 'paid - dibao 10000 0 7500 1750 9250 750 | zibo-main 34000 25500 4500 | 2500 zibo-tilted 8500 2450'),
  -- 6,000, limited to 4,500; 3,500 x 70 %
  (3, 'paid - dibao 8000 0 4500 2450 6950 1050 | zibo-main 42000 30000 0 | 3500 zibo-tilted 12000 4900'),
  (4, 'not_covered service_not_covered - 1000 0 0 0 0 1000 | - - - - | 0 - - -'),
  -- 30,000 x 70 % = 21,000, limited to 15,100
  (5, 'paid - dibao 30000 0 0 15100 15100 14900 | zibo-main 72000 30000 0 | 30000 zibo-tilted 42000 20000'),
  (6, 'nothing_due cap_exhausted dibao 1000 0 0 0 0 1000 | zibo-main 73000 30000 0 | 1000 zibo-tilted 43000 20000'),
  (7, 'nothing_due cap_exhausted dibao_margin 5000 3000 0 0 0 5000 | zibo-main 78000 30000 0 | 5000 zibo-tilted 48000 20000'),
  (8, 'paid - dibao 1000 0 750 0 750 250 | zibo-main 1000 750 29250 | 250 zibo-tilted 250 0')
) v(n, expected) JOIN settled USING (n) ORDER BY n;

-- (七) over two years, one limit: 12,000: 302.50 x 60 % = 181.50; 30,000 x 60 % = 18,000; 10,000 x 60 % = 6,000, 1,818.50 left.
SELECT is(string_agg(pg_temp.show(s) || ' ' || s.benefit_year, ' | ' ORDER BY s.discharged_on),
          'paid - medical_poverty 12000 11697.5 181.5 0 181.5 11818.5 2023 | paid - medical_poverty 30000 0 18000 0 18000 12000 2023 | paid - medical_poverty 10000 0 1818.5 0 1818.5 8181.5 2023',
          'sequence: (七) one recognition, one year, one limit')
FROM pg_temp.chain(ARRAY[pg_temp.c('{medical_poverty}', 12000, 'inpatient', '2022-07-01', '{2023-05-20}'),
                         pg_temp.c('{medical_poverty}', 30000, 'chronic', '2022-12-31', '{2023-05-20}'),
                         pg_temp.c('{medical_poverty}', 10000, 'special_drug', '2023-06-01', '{2023-05-20}')], pg_temp.p('p')) s;

-- ---------------------------------------------------------------------------------------------------------------------
-- 8. Reference values, (七) 上年居民人均可支配收入. 20,000: (- 10,750) x 60 % = 5,550; (- 11,697.50) 4,981.50; (- 12,250) 4,650.
-- An array: by the later of discharge and application.
SELECT is(pg_temp.who(medaid_settle(pg_temp.c(categories::text[], 20000, 'inpatient', day::date, recognised::date[]),
            (SELECT medaid_policies('zibo-2023', '2022-01-01', '2024-12-31')))), expected, 'policies: ' || name)
FROM (VALUES
  ('applied under the income of 2021',   '2022-10-01', '{medical_poverty}', '{2023-03-31}', 'paid - medical_poverty 5550 application 2023'),
  ('applied under the income of 2022',   '2022-10-01', '{medical_poverty}', '{2023-04-01}', 'paid - medical_poverty 4981.5 application 2023'),
  ('both under the income of 2021',      '2023-03-31', '{medical_poverty}', '{2023-03-01}', 'paid - medical_poverty 5550 application 2023'),
  ('discharged under that of 2022',      '2023-04-01', '{medical_poverty}', '{2023-03-01}', 'paid - medical_poverty 4981.5 application 2023'),
  ('last day of its year',               '2023-12-31', '{medical_poverty}', '{2023-03-01}', 'paid - medical_poverty 4981.5 application 2023'),
  ('applied under the income of 2023',   '2023-06-01', '{medical_poverty}', '{2024-01-01}', 'paid - medical_poverty 4650 application 2024'),
  ('two applications: the better',       '2023-02-01', '{medical_poverty,medical_poverty}', '{2024-01-31,2023-03-01}', 'paid - medical_poverty 5550 application 2023'),
  ('dibao before the first day',         '2022-12-31', '{dibao}', '{2020-01-01}', 'not_covered policy_not_in_force - 0 application 2022'),
  ('dibao on the first day',             '2023-01-01', '{dibao}', '{2020-01-01}', 'paid - dibao 15000 direct 2023')
) v(name, day, categories, recognised, expected);

-- A missing figure: an error that names area, indicator, year and path, where the figure is needed; never an older one.
SELECT throws_ok($$SELECT medaid_settle(pg_temp.c('{medical_poverty}', 20000, 'inpatient', '2023-06-01', '{2023-05-20}'), pg_temp.p('none'))$$, '55000', NULL, 'missing: SQLSTATE');
SELECT is(pg_temp.lacks(pg_temp.err(format($$SELECT medaid_settle(pg_temp.c('{medical_poverty}', 20000, '%s', '2023-06-01', '{2023-05-20}'), pg_temp.p('none'))$$, service)),
                        '55000', '淄博市', 'income', '2022', service || '-medical_poverty.deductible'), NULL, 'missing: ' || service)
FROM unnest('{inpatient,chronic,special_drug}'::text[]) service;
SELECT is(pg_temp.show(medaid_settle(claim, pg_temp.p('none'))), expected, 'missing, but not needed: ' || name)
FROM (VALUES
  ('no income asked for',   pg_temp.c('{dibao}', 50000), 'paid - dibao 50000 0 30000 10500 40500 9500'),
  ('none for margin',       pg_temp.c('{dibao_margin}', 17000), 'paid - dibao_margin 17000 3000 7000 0 7000 10000'),
  ('no burden',             pg_temp.c('{medical_poverty}', 0, 'inpatient', '2023-06-01', '{2023-05-20}'), 'nothing_due no_burden medical_poverty 0 0 0 0 0 0'),
  ('service not covered',   pg_temp.c('{medical_poverty}', 20000, 'outpatient', '2023-06-01', '{2023-05-20}'), 'not_covered service_not_covered - 20000 0 0 0 0 20000'),
  ('outside its window',    pg_temp.c('{medical_poverty}', 20000, 'inpatient', '2022-04-30', '{2023-05-20}'), 'not_covered not_yet_recognised - 20000 0 0 0 0 20000')
) v(name, claim, expected);

-- Completing and what-if.
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('{medical_poverty}', 20000, 'inpatient', '2023-06-01', '{2023-05-20}'),
            medaid_policy_with(pg_temp.p('none'), 'inpatient-medical_poverty.deductible', 11697.50))),
          'paid - medical_poverty 20000 11697.5 4981.5 0 4981.5 15018.5', 'with: completed by hand');
-- left 7,500 - 1,000 = 6,500 x 70 % = 4,550; margin keeps its own 10,000
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('{dibao}', 30000), p)) || ' | ' || pg_temp.show(medaid_settle(pg_temp.c('{dibao_margin}', 30000), p)),
          'paid - dibao 30000 0 22500 4550 27050 2950 | paid - dibao_margin 30000 3000 13500 4550 18050 11950', 'with: tilt-low.threshold')
FROM medaid_policy_with(pg_temp.p('p'), 'tilt-low.threshold', 1000) p;
-- margin left 16,500 - 10,000 = 6,500 x 80 % = 5,200, limited to 5,000
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('{dibao_margin}', 30000), p)) || ' | ' || pg_temp.show(medaid_settle(pg_temp.c('{dibao}', 30000), p)),
          'paid - dibao_margin 30000 3000 13500 5000 18500 11500 | paid - dibao 30000 0 22500 1750 24250 5750', 'with: tilt-margin.rate, tilt-margin.cap')
FROM medaid_policy_with(medaid_policy_with(pg_temp.p('p'), 'tilt-margin.rate', 0.8), 'tilt-margin.cap', 5000) p;
-- 30,000 x 10 % = 3,000; left 27,000: 22,000 x 70 % = 15,400; chronic stays 75 %
SELECT is(pg_temp.show(i) || ' | ' || pg_temp.show(k) || ' | ' || coalesce(i.scenario, '-'),
          'paid - dibao 30000 0 3000 15400 18400 11600 | paid - dibao 30000 0 22500 1750 24250 5750 | ten per cent', 'with: one rule, and the copy''s name')
FROM medaid_settle(pg_temp.c('{dibao}', 30000), pg_temp.p('dibao-rate-10')) i, medaid_settle(pg_temp.c('{dibao}', 30000, 'chronic'), pg_temp.p('dibao-rate-10')) k;
SELECT is(pg_temp.lacks(pg_temp.err($$SELECT medaid_policy_with(pg_temp.p('p'), 'inpatient-dibao.rat', 0.1)$$), '22023', 'inpatient-dibao.rate', 'tilt-low.threshold'), NULL,
          'with: an unknown path lists the valid ones');

-- In force from 2023-01-01, open end.
SELECT is((pg_temp.p('p')).valid, '[2023-01-01,)'::daterange, 'valid');
SELECT is((pg_temp.p('p')).status, 'in_force', 'status');
SELECT lives_ok(format($$SELECT medaid_policy('zibo-2023', %L)$$, day), 'version on ' || day) FROM unnest('{2023-01-01,2049-12-31}'::date[]) day;
SELECT isnt(pg_temp.err($$SELECT medaid_policy('zibo-2023', '2022-12-31')$$), 'no error', 'no version before the first day');

SELECT * FROM finish();
ROLLBACK;
