-- 攀枝花市健全重特大疾病医疗保险和救助制度实施细则 (in force 2023-02-01, five years, Art. 33).
-- Every amount below is worked by hand from the article named beside it.
BEGIN;
SELECT plan(241);

\ir ../settled.sql
-- A claim whose burden is the whole bill: nothing paid by anybody before assistance.
CREATE FUNCTION pg_temp.c(categories text[], burden numeric, service text DEFAULT 'inpatient', day date DEFAULT '2023-06-01')
RETURNS medaid_claim LANGUAGE sql AS $$
  SELECT medaid_claim(claim_id => 'c', service => $3, discharged_on => $4, categories => $1, total => $2, in_scope => $2,
                      basic_paid => 0, critical_illness_paid => 0) $$;

-- Year to date in the two pools of Art. 12 and Art. 13.
CREATE FUNCTION pg_temp.ytd(burden numeric, deductible numeric, paid numeric, residual numeric DEFAULT 0, tilted numeric DEFAULT 0,
                            year integer DEFAULT 2023)
RETURNS medaid_accumulator[] LANGUAGE sql AS $$
  SELECT ARRAY[medaid_accumulator($6, 'panzhihua-main', $1, $2, $3), medaid_accumulator($6, 'panzhihua-tilted', $4, 0, $5)] $$;

\ir ../helpers.sql

-- Policies. Resolved in this order, so that each sees only the figures inserted before it.
CREATE TEMP TABLE pol (name text PRIMARY KEY, policy medaid_policy);
CREATE FUNCTION pg_temp.p(n text) RETURNS medaid_policy LANGUAGE sql STABLE AS $$ SELECT policy FROM pol WHERE name = n $$;

-- Of no use in 2023: an income older than the year before last (2020), a monitoring line of another year (2022).
INSERT INTO medaid_reference (area, indicator, year, value, published_on, source) VALUES
  ('攀枝花市', 'income', 2020, 36000, '2021-03-20', 'test'),
  ('攀枝花市', 'monitor_income', 2022, 7000, NULL, 'test');
INSERT INTO pol SELECT 'none', medaid_policy('panzhihua-2023', '2023-06-01');

-- 2022 has no row: counts as not yet published, 2021 is used. 5 % x 38,000 = 1,900.
INSERT INTO medaid_reference (area, indicator, year, value, published_on, source) VALUES
  ('攀枝花市', 'income', 2021, 38000, '2022-03-20', 'test'),
  ('攀枝花市', 'monitor_income', 2023, 8000, NULL, 'test');
INSERT INTO pol SELECT 'y2', medaid_policy('panzhihua-2023', '2023-06-01');

-- 40,000.50 is rounded to 40,001 yuan: 5 % = 2,000.05, 10 % = 4,000.10, 25 % = 10,000.25 (Art. 12(一)), from 2023-04-01.
INSERT INTO medaid_reference (area, indicator, year, value, published_on, source) VALUES
  ('攀枝花市', 'income', 2022, 40000.50, '2023-03-20', 'test');
INSERT INTO pol SELECT 'p', medaid_policy('panzhihua-2023', '2023-06-01');
INSERT INTO pol SELECT 'march', medaid_policy('panzhihua-2023', '2023-03-31');
INSERT INTO pol SELECT 'april', medaid_policy('panzhihua-2023', '2023-04-01');
INSERT INTO pol SELECT 'dibao-cap-1000', medaid_policy_with(pg_temp.p('p'), 'inpatient-dibao.cap', 1000);
INSERT INTO pol SELECT 'dibao-rate-10', medaid_policy_with(pg_temp.p('p'), 'inpatient-dibao.rate', 0.1, 'ten per cent');

-- ---------------------------------------------------------------------------------------------------------------------
-- 1. Every category x service. Art. 4 lists the categories; the three kinds of monitored persons are monitored persons.
-- Inpatient and chronic (Art. 11: together): total 20,000, in scope 18,000, basic 6,000: burden 12,000, out of scope 2,000.
SELECT is(pg_temp.show(medaid_settle(
            medaid_claim(claim_id => 'x', service => service, discharged_on => '2023-06-01', categories => ARRAY[category],
                         total => 20000, in_scope => 18000, basic_paid => 6000, critical_illness_paid => 0), pg_temp.p('p'))),
          expected, 'Art. 12: ' || service || ', ' || category)
FROM (VALUES
  -- Art. 12(二) full: 12,000; patient 20,000 - 6,000 - 12,000 = 2,000
  ('tekun',              'paid - tekun 12000 0 12000 0 12000 2000'),
  ('orphan',             'paid - orphan 12000 0 12000 0 12000 2000'),
  -- 70 %: 8,400; residual 3,600 is under 8,000; patient 14,000 - 8,400
  ('dibao',              'paid - dibao 12000 0 8400 0 8400 5600'),
  -- (12,000 - 2,000.05) x 65 % = 9,999.95 x 65 % = 6,499.9675; residual 5,500.03
  ('monitored',          'paid - monitored 12000 2000.05 6499.97 0 6499.97 7500.03'),
  ('monitored_unstable', 'paid - monitored_unstable 12000 2000.05 6499.97 0 6499.97 7500.03'),
  ('monitored_marginal', 'paid - monitored_marginal 12000 2000.05 6499.97 0 6499.97 7500.03'),
  ('monitored_sudden',   'paid - monitored_sudden 12000 2000.05 6499.97 0 6499.97 7500.03'),
  -- (12,000 - 4,000.10) x 50 % = 3,999.95; residual 8,000.05; Art. 13: 0.05 x 50 % = 0.025 -> 0.03
  ('dibao_margin',       'paid - dibao_margin 12000 4000.1 3999.95 0.03 3999.98 10000.02'),
  -- (12,000 - 10,000.25) x 50 % = 999.875 -> 999.88; residual 11,000.12; Art. 13: 3,000.12 x 50 % = 1,500.06
  ('medical_poverty',    'paid - medical_poverty 12000 10000.25 999.88 1500.06 2499.94 11500.06')
) v(category, expected), unnest('{inpatient,chronic}'::text[]) service;

-- Ordinary outpatient: total 500, in scope 400, basic 100: burden 300. Art. 9 full; Art. 10 70 % = 210; nobody else.
SELECT is(pg_temp.show(medaid_settle(
            medaid_claim(claim_id => 'x', service => 'outpatient', discharged_on => '2023-06-01', categories => ARRAY[category],
                         total => 500, in_scope => 400, basic_paid => 100, critical_illness_paid => 0), pg_temp.p('p'))),
          expected, 'Art. 9, 10: outpatient, ' || category)
FROM (VALUES
  ('tekun',              'paid - tekun 300 0 300 0 300 100'),
  ('orphan',             'paid - orphan 300 0 300 0 300 100'),
  ('dibao',              'paid - dibao 300 0 210 0 210 190'),
  ('monitored',          'not_covered service_not_covered - 300 0 0 0 0 400'),
  ('monitored_unstable', 'not_covered service_not_covered - 300 0 0 0 0 400'),
  ('monitored_marginal', 'not_covered service_not_covered - 300 0 0 0 0 400'),
  ('monitored_sudden',   'not_covered service_not_covered - 300 0 0 0 0 400'),
  ('dibao_margin',       'not_covered service_not_covered - 300 0 0 0 0 400'),
  ('medical_poverty',    'not_covered service_not_covered - 300 0 0 0 0 400')
) v(category, expected);

-- Special drugs are in no article, for no category.
SELECT is(string_agg(DISTINCT pg_temp.show(medaid_settle(pg_temp.c(ARRAY[category], 12000, 'special_drug'), pg_temp.p('p'))), '; '),
          'not_covered service_not_covered - 12000 0 0 0 0 12000', 'special_drug: no category')
FROM unnest('{tekun,orphan,dibao,monitored,monitored_unstable,monitored_marginal,monitored_sudden,dibao_margin,medical_poverty}'::text[]) category;

-- Known categories that Art. 4 does not list: no rule, no error.
SELECT is(string_agg(DISTINCT pg_temp.show(medaid_settle(pg_temp.c(ARRAY[category], 12000, service), pg_temp.p('p'))), '; '),
          'not_covered category_not_eligible - 12000 0 0 0 0 12000', 'Art. 4 does not list ' || category)
FROM unnest('{unsupported_child,poverty_returned,veteran,severe_disability,lifted}'::text[]) category,
     unnest('{outpatient,chronic,inpatient,special_drug}'::text[]) service
GROUP BY category ORDER BY category;

-- Art. 4: 困难职工 and residents alike.
SELECT is(pg_temp.show(medaid_settle(medaid_claim(claim_id => 'x', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}',
            total => 1000, in_scope => 1000, basic_paid => 0, critical_illness_paid => 0, insurance => 'employee'), pg_temp.p('p'))),
          'paid - dibao 1000 0 700 0 700 300', 'Art. 4: employees');

-- What else a settlement says: Art. 12 dibao, 12,000.
SELECT is(concat_ws(' ', s.claim_id, s.policy, coalesce(s.scenario, '-'), s.benefit_year, s.benefit, s.service, s.discharged_on,
                    trim_scale(s.rate), s.pay_when, trim_scale(s.top_up), trim_scale(s.off_catalog), trim_scale(s.hospital_borne), trim_scale(s.excess)),
          'c panzhihua-2023 - 2023 inpatient-dibao inpatient 2023-06-01 0.7 now 0 0 0 0', 'the other fields')
FROM medaid_settle(pg_temp.c('{dibao}', 12000), pg_temp.p('p')) s;

-- ---------------------------------------------------------------------------------------------------------------------
-- 2. Gates. dibao: burden 40,000 x 70 % = 28,000, residual 12,000, Art. 13: 4,000 x 50 % = 2,000; outpatient 1,000 x 70 % = 700.
-- Art. 12: within the city; Art. 17: referred by the rules otherwise, else not covered; Art. 13: tilted within the province only.
-- A NULL referral is not_required within the home city and non_compliant outside it. Art. 9, 10 have no rule of place.
SELECT is((SELECT string_agg(coalesce(s.reason, trim_scale(s.assistance) || '+' || trim_scale(s.tilted)), ' | ' ORDER BY n)
           FROM (VALUES (1, 'inpatient', 40000), (2, 'chronic', 40000), (3, 'outpatient', 1000)) k(n, service, cost),
                medaid_settle(medaid_claim(claim_id => 'x', service => service, discharged_on => '2023-06-01', categories => '{dibao}', total => cost,
                  in_scope => cost, basic_paid => 0, critical_illness_paid => 0, place => v.place, referral => v.referral), pg_temp.p('p')) s),
          expected, 'Art. 12, 13, 17: ' || coalesce(place, 'NULL') || ', referral ' || coalesce(referral, 'NULL'))
FROM (VALUES
  ('county',    NULL,            '28000+2000 | 28000+2000 | 700+0'),
  ('county',    'not_required',  '28000+2000 | 28000+2000 | 700+0'),
  ('county',    'compliant',     '28000+2000 | 28000+2000 | 700+0'),
  ('county',    'non_compliant', 'referral_non_compliant | referral_non_compliant | referral_non_compliant'),
  ('city',      NULL,            '28000+2000 | 28000+2000 | 700+0'),
  ('city',      'not_required',  '28000+2000 | 28000+2000 | 700+0'),
  ('city',      'compliant',     '28000+2000 | 28000+2000 | 700+0'),
  ('city',      'non_compliant', 'referral_non_compliant | referral_non_compliant | referral_non_compliant'),
  (NULL,        NULL,            '28000+2000 | 28000+2000 | 700+0'),
  ('province',  NULL,            'referral_non_compliant | referral_non_compliant | referral_non_compliant'),
  ('province',  'not_required',  'outside_home_city | outside_home_city | 700+0'),
  ('province',  'compliant',     '28000+2000 | 28000+2000 | 700+0'),
  ('province',  'non_compliant', 'referral_non_compliant | referral_non_compliant | referral_non_compliant'),
  ('elsewhere', NULL,            'referral_non_compliant | referral_non_compliant | referral_non_compliant'),
  ('elsewhere', 'not_required',  'outside_home_city | outside_home_city | 700+0'),
  ('elsewhere', 'compliant',     '28000+0 | 28000+0 | 700+0'),
  ('elsewhere', 'non_compliant', 'referral_non_compliant | referral_non_compliant | referral_non_compliant')
) v(place, referral, expected);

-- Each gate shuts for every category; burden and the patient's part are still computed, pools stay NULL.
SELECT is(string_agg(DISTINCT concat_ws(' ', pg_temp.show(s), pg_temp.main(s), pg_temp.tilt(s), coalesce(s.benefit, '-'), coalesce(s.rate::text, '-')), '; '),
          'not_covered ' || gate || ' - 12000 0 0 0 0 12000 - - - - 0 - - - - -', gate || ': every category and service')
FROM (VALUES ('not_designated', false, 'city', NULL, '{outpatient,chronic,inpatient,special_drug}'::text[]),
             ('referral_non_compliant', true, 'city', 'non_compliant', '{outpatient,chronic,inpatient,special_drug}'),
             ('outside_home_city', true, 'province', 'not_required', '{chronic,inpatient}')) v(gate, designated, place, referral, services),
     unnest(services) service,
     unnest('{tekun,orphan,dibao,monitored,monitored_unstable,monitored_marginal,monitored_sudden,dibao_margin,medical_poverty}'::text[]) category,
     medaid_settle(medaid_claim(claim_id => 'x', service => service, discharged_on => '2023-06-01', categories => ARRAY[category],
       total => 12000, in_scope => 12000, basic_paid => 0, critical_illness_paid => 0, designated => v.designated, place => v.place,
       referral => v.referral), pg_temp.p('p')) s
GROUP BY gate ORDER BY gate;

-- Where several gates are shut, the first of the list.
SELECT is(s.reason, expected, 'order of reasons: ' || expected)
FROM (VALUES ('not_designated',         false, 'non_compliant', '{}'::text[], '2023-01-31'::date),
             ('referral_non_compliant', true,  'non_compliant', '{}',         '2023-01-31'),
             ('outside_home_city',      true,  'not_required',  '{}',         '2023-01-31'),
             ('policy_not_in_force',    true,  'compliant',     '{lifted}',   '2023-01-31')) v(expected, designated, referral, categories, day),
     medaid_settle(medaid_claim(claim_id => 'x', service => 'inpatient', discharged_on => day, categories => v.categories, total => 1, in_scope => 1,
       basic_paid => 0, critical_illness_paid => 0, designated => v.designated, place => 'province', referral => v.referral), pg_temp.p('p')) s;

-- Channel: on the spot (Art. 27) within the home city; otherwise by application. All six categories alike.
SELECT is(string_agg(DISTINCT s.channel, '; '), expected, 'channel: ' || name)
FROM (VALUES ('county',                 'county',    NULL,        NULL::date,   true,  'direct'),
             ('city',                   'city',      NULL,        NULL,         true,  'direct'),
             ('province, referred',     'province',  'compliant', NULL,         true,  'application'),
             ('elsewhere, referred',    'elsewhere', 'compliant', NULL,         true,  'application'),
             ('applied for by hand',    'city',      NULL,        '2023-07-01', true,  'application'),
             ('not covered',            'city',      NULL,        NULL,         false, 'application')) v(name, place, referral, applied, designated, expected),
     unnest('{tekun,orphan,dibao,monitored,dibao_margin,medical_poverty}'::text[]) category,
     medaid_settle(medaid_claim(claim_id => 'x', service => 'inpatient', discharged_on => '2023-06-01', categories => ARRAY[category], total => 12000,
       in_scope => 12000, basic_paid => 0, critical_illness_paid => 0, place => v.place, referral => v.referral, applied_on => v.applied,
       designated => v.designated), pg_temp.p('p')) s
GROUP BY name, expected ORDER BY name;

-- ---------------------------------------------------------------------------------------------------------------------
-- 3. Boundaries and rounding, a fen below, at and above.
SELECT is(pg_temp.show(medaid_settle(claim, pg_temp.p('p'))), expected, name)
FROM (VALUES
  -- No burden, and the smallest ones. 0.15 x 70 % = 0.105 -> 0.11: half away from zero, not to even.
  ('dibao 0',                   pg_temp.c('{dibao}', 0),          'nothing_due no_burden dibao 0 0 0 0 0 0'),
  ('dibao 0.01: 0.007',         pg_temp.c('{dibao}', 0.01),       'paid - dibao 0.01 0 0.01 0 0.01 0'),
  ('dibao 0.15: 0.105',         pg_temp.c('{dibao}', 0.15),       'paid - dibao 0.15 0 0.11 0 0.11 0.04'),
  -- More than two decimals are rounded to the fen first: 0.145 -> 0.15.
  ('dibao 0.145 is 0.15',       pg_temp.c('{dibao}', 0.145),      'paid - dibao 0.15 0 0.11 0 0.11 0.04'),
  -- Art. 13 threshold 8,000: 26,666.63 x 70 % = 18,666.641; .67: 18,666.669; .70: 18,666.69.
  ('dibao residual 7,999.99',   pg_temp.c('{dibao}', 26666.63),   'paid - dibao 26666.63 0 18666.64 0 18666.64 7999.99'),
  ('dibao residual 8,000.00',   pg_temp.c('{dibao}', 26666.67),   'paid - dibao 26666.67 0 18666.67 0 18666.67 8000'),
  ('dibao residual 8,000.01',   pg_temp.c('{dibao}', 26666.70),   'paid - dibao 26666.7 0 18666.69 0.01 18666.7 8000'),
  -- Art. 12(三) 70,000 = 70 % of 100,000. Residual 30,000.00: 22,000 x 50 % = 11,000.
  ('dibao under its limit',     pg_temp.c('{dibao}', 99999.99),   'paid - dibao 99999.99 0 69999.99 11000 80999.99 19000'),
  ('dibao at its limit',        pg_temp.c('{dibao}', 100000),     'paid - dibao 100000 0 70000 11000 81000 19000'),
  -- Residual 30,000.01: 22,000.01 x 50 % = 11,000.005 -> 11,000.01.
  ('dibao over its limit',      pg_temp.c('{dibao}', 100000.01),  'paid - dibao 100000.01 0 70000 11000.01 81000.01 19000'),
  -- Art. 13 limit 20,000 = 50 % of 40,000: residual 48,000, burden 118,000.
  ('tilted 19,999.99',          pg_temp.c('{dibao}', 117999.98),  'paid - dibao 117999.98 0 70000 19999.99 89999.99 27999.99'),
  ('tilted 19,999.995',         pg_temp.c('{dibao}', 117999.99),  'paid - dibao 117999.99 0 70000 20000 90000 27999.99'),
  ('tilted 20,000',             pg_temp.c('{dibao}', 118000),     'paid - dibao 118000 0 70000 20000 90000 28000'),
  ('tilted over its limit',     pg_temp.c('{dibao}', 118000.01),  'paid - dibao 118000.01 0 70000 20000 90000 28000.01'),
  -- Residual 50,000: 42,000 x 50 % = 21,000, limited to 20,000.
  ('dibao 120,000',             pg_temp.c('{dibao}', 120000),     'paid - dibao 120000 0 70000 20000 90000 30000'),
  -- Art. 12(三): no limit for these two.
  ('tekun 300,000',             pg_temp.c('{tekun}', 300000),     'paid - tekun 300000 0 300000 0 300000 0'),
  ('orphan 300,000',            pg_temp.c('{orphan}', 300000),    'paid - orphan 300000 0 300000 0 300000 0'),
  -- monitored: deductible 2,000.05; 0.01 x 65 % = 0.0065; 0.10 x 65 % = 0.065 -> 0.07.
  ('monitored 2,000.04',        pg_temp.c('{monitored}', 2000.04), 'nothing_due below_deductible monitored 2000.04 2000.04 0 0 0 2000.04'),
  ('monitored 2,000.05',        pg_temp.c('{monitored}', 2000.05), 'nothing_due below_deductible monitored 2000.05 2000.05 0 0 0 2000.05'),
  ('monitored 2,000.06',        pg_temp.c('{monitored}', 2000.06), 'paid - monitored 2000.06 2000.05 0.01 0 0.01 2000.05'),
  ('monitored 2,000.15',        pg_temp.c('{monitored}', 2000.15), 'paid - monitored 2000.15 2000.05 0.07 0 0.07 2000.08'),
  -- Limit: 107,692.29 x 65 % = 69,999.9885; .30: 69,999.995 -> 70,000.00; .31: 70,000.0015. Residual 39,692.35 (.36):
  -- 31,692.35 x 50 % = 15,846.175 -> 15,846.18; 31,692.36 x 50 % = 15,846.18.
  ('monitored under its limit', pg_temp.c('{monitored}', 109692.34), 'paid - monitored 109692.34 2000.05 69999.99 15846.18 85846.17 23846.17'),
  ('monitored at its limit',    pg_temp.c('{monitored}', 109692.35), 'paid - monitored 109692.35 2000.05 70000 15846.18 85846.18 23846.17'),
  ('monitored over its limit',  pg_temp.c('{monitored}', 109692.36), 'paid - monitored 109692.36 2000.05 70000 15846.18 85846.18 23846.18'),
  -- dibao_margin: deductible 4,000.10; 0.01 x 50 % = 0.005 -> 0.01; limit at 4,000.10 + 140,000.
  ('margin 4,000.09',           pg_temp.c('{dibao_margin}', 4000.09), 'nothing_due below_deductible dibao_margin 4000.09 4000.09 0 0 0 4000.09'),
  ('margin 4,000.10',           pg_temp.c('{dibao_margin}', 4000.10), 'nothing_due below_deductible dibao_margin 4000.1 4000.1 0 0 0 4000.1'),
  ('margin 4,000.11',           pg_temp.c('{dibao_margin}', 4000.11), 'paid - dibao_margin 4000.11 4000.1 0.01 0 0.01 4000.1'),
  ('margin 69,999.99',          pg_temp.c('{dibao_margin}', 144000.08), 'paid - dibao_margin 144000.08 4000.1 69999.99 20000 89999.99 54000.09'),
  ('margin 69,999.995',         pg_temp.c('{dibao_margin}', 144000.09), 'paid - dibao_margin 144000.09 4000.1 70000 20000 90000 54000.09'),
  ('margin over its limit',     pg_temp.c('{dibao_margin}', 144000.11), 'paid - dibao_margin 144000.11 4000.1 70000 20000 90000 54000.11'),
  -- medical_poverty: deductible 10,000.25 lies above the 8,000 of Art. 13, so that tilted starts first:
  -- 0.01 x 50 % = 0.005 -> 0.01; 2,000.24 x 50 % = 1,000.12; 2,000.25 x 50 % = 1,000.125 -> 1,000.13.
  ('poverty 8,000.00',          pg_temp.c('{medical_poverty}', 8000),     'nothing_due below_deductible medical_poverty 8000 8000 0 0 0 8000'),
  ('poverty 8,000.01',          pg_temp.c('{medical_poverty}', 8000.01),  'paid - medical_poverty 8000.01 8000.01 0 0.01 0.01 8000'),
  ('poverty 10,000.24',         pg_temp.c('{medical_poverty}', 10000.24), 'paid - medical_poverty 10000.24 10000.24 0 1000.12 1000.12 9000.12'),
  ('poverty 10,000.25',         pg_temp.c('{medical_poverty}', 10000.25), 'paid - medical_poverty 10000.25 10000.25 0 1000.13 1000.13 9000.12'),
  -- 0.01 x 50 % = 0.005 -> 0.01; residual 10,000.25 again.
  ('poverty 10,000.26',         pg_temp.c('{medical_poverty}', 10000.26), 'paid - medical_poverty 10000.26 10000.25 0.01 1000.13 1000.14 9000.12'),
  ('poverty 69,999.99',         pg_temp.c('{medical_poverty}', 150000.23), 'paid - medical_poverty 150000.23 10000.25 69999.99 20000 89999.99 60000.24'),
  ('poverty 69,999.995',        pg_temp.c('{medical_poverty}', 150000.24), 'paid - medical_poverty 150000.24 10000.25 70000 20000 90000 60000.24'),
  ('poverty over its limit',    pg_temp.c('{medical_poverty}', 150000.26), 'paid - medical_poverty 150000.26 10000.25 70000 20000 90000 60000.26'),
  -- Art. 10, limit 800: x 70 % = 799.988; 799.995 -> 800.00; 800.002; 800.009 would be 800.01.
  ('outpatient dibao 799.988',  pg_temp.c('{dibao}', 1142.84, 'outpatient'), 'paid - dibao 1142.84 0 799.99 0 799.99 342.85'),
  ('outpatient dibao 799.995',  pg_temp.c('{dibao}', 1142.85, 'outpatient'), 'paid - dibao 1142.85 0 800 0 800 342.85'),
  ('outpatient dibao 800.002',  pg_temp.c('{dibao}', 1142.86, 'outpatient'), 'paid - dibao 1142.86 0 800 0 800 342.86'),
  ('outpatient dibao 800.009',  pg_temp.c('{dibao}', 1142.87, 'outpatient'), 'paid - dibao 1142.87 0 800 0 800 342.87'),
  -- Art. 9: no limit; and no tilted for outpatient, however much is left (Art. 13 as read: inpatient and chronic).
  ('outpatient orphan 5,000',   pg_temp.c('{orphan}', 5000, 'outpatient'),   'paid - orphan 5000 0 5000 0 5000 0'),
  ('outpatient dibao 50,000',   pg_temp.c('{dibao}', 50000, 'outpatient'),   'paid - dibao 50000 0 800 0 800 49200'),
  -- Art. 33: the regulation's first and last day.
  ('the day before the first',  pg_temp.c('{dibao}', 1000, 'inpatient', '2023-01-31'), 'not_covered policy_not_in_force - 1000 0 0 0 0 1000'),
  ('the first day',             pg_temp.c('{dibao}', 1000, 'inpatient', '2023-02-01'), 'paid - dibao 1000 0 700 0 700 300'),
  ('the last day',              pg_temp.c('{dibao}', 1000, 'inpatient', '2028-01-31'), 'paid - dibao 1000 0 700 0 700 300'),
  ('the day after the last',    pg_temp.c('{dibao}', 1000, 'inpatient', '2028-02-01'), 'not_covered policy_not_in_force - 1000 0 0 0 0 1000')
) v(name, claim, expected);

-- A rate under a half can round to nothing: 0.04 x 10 % = 0.004; 0.05 x 10 % = 0.005 -> 0.01.
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('{dibao}', 0.04), pg_temp.p('dibao-rate-10'))), 'nothing_due rounds_to_zero dibao 0.04 0 0 0 0 0.04', '10 % of 0.04');
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('{dibao}', 0.05), pg_temp.p('dibao-rate-10'))), 'paid - dibao 0.05 0 0.01 0 0.01 0.04', '10 % of 0.05');

-- ---------------------------------------------------------------------------------------------------------------------
-- 4. Payers. in scope 28,000 - basic 10,000 - critical 3,000 - supplementary 1,000 (等) - inclusive 2,000 (Art. 30) = 12,000 x 70 % = 8,400;
-- commercial 500 and mutual aid 400 do not go before assistance: patient 30,000 - 16,900 - 8,400 = 4,700.
SELECT is(pg_temp.show(s) || ' | ' || trim_scale(s.other_paid) || ' ' || trim_scale(s.excess) || ' ' || trim_scale(s.residual), expected, name)
FROM (VALUES
  ('inpatient, all six payers', 'inpatient', 'dibao', 30000, 28000, 10000, 3000, 1000, 2000, 500, 400, 'paid - dibao 12000 0 8400 0 8400 4700 | 3900 0 3600'),
  ('chronic, all six payers',   'chronic',   'dibao', 30000, 28000, 10000, 3000, 1000, 2000, 500, 400, 'paid - dibao 12000 0 8400 0 8400 4700 | 3900 0 3600'),
  -- not covered: burden by the payers of chronic; patient 30,000 - 16,900
  ('special_drug, all six',     'special_drug', 'dibao', 30000, 28000, 10000, 3000, 1000, 2000, 500, 400, 'not_covered service_not_covered - 12000 0 0 0 0 13100 | 3900 0 0'),
  -- Art. 9, 10: 扣除基本医疗保险报销后: basic alone. 1,000 - 300 = 700 x 70 % = 490, but 个人负担的: 1,000 - 530 = 470 is left (Art. 2 避免过度保障).
  ('outpatient, dibao',         'outpatient', 'dibao', 1000, 1000, 300, 100, 60, 50, 10, 10, 'paid - dibao 700 0 470 0 470 0 | 130 0 0'),
  ('outpatient, tekun',         'outpatient', 'tekun', 1000, 1000, 300, 100, 60, 50, 10, 10, 'paid - tekun 700 0 470 0 470 0 | 130 0 0'),
  ('outpatient, not covered',   'outpatient', 'monitored', 1000, 1000, 300, 100, 60, 50, 10, 10, 'not_covered service_not_covered - 700 0 0 0 0 470 | 130 0 0'),
  -- A payer not before assistance has paid the 4,000: nothing is left to assist.
  ('commercial, in full',       'inpatient', 'tekun', 10000, 10000, 6000, 0, 0, 0, 4000, 0, 'nothing_due already_paid tekun 4000 0 0 0 0 0 | 4000 0 0'),
  -- Part of it went to the 500 out of scope: 10,500 - 6,000 - 1,500 = 3,000 is left.
  ('commercial, in part',       'inpatient', 'tekun', 10500, 10000, 6000, 0, 0, 0, 1500, 0, 'paid - tekun 4000 0 3000 0 3000 0 | 1500 0 0'),
  ('mutual aid, to the fen',    'inpatient', 'tekun', 10500, 10000, 6000, 0, 0, 0, 0, 500.01, 'paid - tekun 4000 0 3999.99 0 3999.99 0 | 500.01 0 0'),
  -- Payers beyond the in-scope amount leave no burden: patient 10,000 - 8,500.
  ('payers above in_scope',     'inpatient', 'monitored', 10000, 8000, 5000, 0, 0, 3500, 0, 0, 'nothing_due no_burden monitored 0 0 0 0 0 1500 | 3500 0 0')
) v(name, service, category, total, in_scope, basic, critical, supplementary, inclusive, commercial, mutual, expected),
     medaid_settle(medaid_claim(claim_id => 'x', service => v.service, discharged_on => '2023-06-01', categories => ARRAY[v.category], total => v.total,
       in_scope => v.in_scope, basic_paid => basic, critical_illness_paid => critical, supplementary_paid => supplementary, inclusive_paid => inclusive,
       commercial_paid => commercial, mutual_aid_paid => mutual), pg_temp.p('p')) s;

-- ---------------------------------------------------------------------------------------------------------------------
-- 5. Identities: the day of discharge decides; recognised later in the same calendar year reaches back (Art. 19).
-- dibao 1,000 x 70 % = 700, 10,000 x 70 % = 7,000; margin (10,000 - 4,000.10) x 50 % = 2,999.95.
SELECT is(pg_temp.who(medaid_settle(
            medaid_claim(claim_id => 'x', service => 'inpatient', admitted_on => admitted::date, discharged_on => discharged::date, categories => categories::text[],
              recognised_on => recognised::date[], ended_on => ended::date[], total => burden, in_scope => burden, basic_paid => 0,
              critical_illness_paid => 0), pg_temp.p('p'))), expected, 'identity: ' || name)
FROM (VALUES
  ('held for long',                      1000, '2023-05-20', '2023-06-01', '{dibao}', '{2020-01-01}', NULL, 'paid - dibao 700 direct 2023'),
  ('no dates',                           1000, '2023-05-20', '2023-06-01', '{dibao}', '{NULL}', '{NULL}', 'paid - dibao 700 direct 2023'),
  ('infinite dates',                     1000, '2023-05-20', '2023-06-01', '{dibao}', '{-infinity}', '{infinity}', 'paid - dibao 700 direct 2023'),
  ('gained during the stay',             1000, '2023-05-20', '2023-06-01', '{dibao}', '{2023-05-25}', NULL, 'paid - dibao 700 direct 2023'),
  ('gained on the day of discharge',     1000, '2023-05-20', '2023-06-01', '{dibao}', '{2023-06-01}', NULL, 'paid - dibao 700 direct 2023'),
  ('Art. 19, a day later',               1000, '2023-05-20', '2023-06-01', '{dibao}', '{2023-06-02}', NULL, 'paid - dibao 700 application 2023'),
  ('Art. 19, last day of the year',      1000, '2023-05-20', '2023-06-01', '{dibao}', '{2023-12-31}', NULL, 'paid - dibao 700 application 2023'),
  ('Art. 19, the next year',             1000, '2023-05-20', '2023-06-01', '{dibao}', '{2024-01-01}', NULL, 'not_covered not_yet_recognised - 0 application 2023'),
  ('Art. 19, a day later is a new year', 1000, '2023-12-20', '2023-12-31', '{dibao}', '{2024-01-01}', NULL, 'not_covered not_yet_recognised - 0 application 2023'),
  ('Art. 19, the year of discharge',     1000, '2023-12-20', '2024-01-05', '{dibao}', '{2024-03-01}', NULL, 'paid - dibao 700 application 2024'),
  ('Art. 19, since ended',               1000, '2023-05-20', '2023-06-01', '{dibao}', '{2023-07-01}', '{2023-09-01}', 'paid - dibao 700 application 2023'),
  ('never held, later',                  1000, '2023-05-20', '2023-06-01', '{dibao}', '{2023-07-01}', '{2023-07-01}', 'not_covered not_yet_recognised - 0 application 2023'),
  ('never held, earlier',                1000, '2023-05-20', '2023-06-01', '{dibao}', '{2023-05-01}', '{2023-05-01}', 'not_covered identity_ended - 0 application 2023'),
  ('lost during the stay',               1000, '2023-05-20', '2023-06-01', '{dibao}', NULL, '{2023-05-25}', 'not_covered identity_ended - 0 application 2023'),
  ('lost on the day of discharge',       1000, '2023-05-20', '2023-06-01', '{dibao}', NULL, '{2023-06-01}', 'not_covered identity_ended - 0 application 2023'),
  ('lost a day later',                   1000, '2023-05-20', '2023-06-01', '{dibao}', NULL, '{2023-06-02}', 'paid - dibao 700 direct 2023'),
  ('one lost, one gained in the stay',  10000, '2023-05-20', '2023-06-01', '{dibao,dibao_margin}', '{NULL,2023-05-25}', '{2023-05-25,NULL}', 'paid - dibao_margin 2999.95 direct 2023'),
  ('Art. 19, the later one is better',  10000, '2023-05-20', '2023-06-01', '{dibao_margin,dibao}', '{NULL,2023-09-01}', NULL, 'paid - dibao 7000 application 2023'),
  ('the later one is worse',            10000, '2023-05-20', '2023-06-01', '{dibao_margin,dibao}', '{2023-09-01,NULL}', NULL, 'paid - dibao 7000 direct 2023'),
  ('one ended, one next year',           1000, '2023-05-20', '2023-06-01', '{tekun,dibao}', '{2024-01-01,NULL}', '{NULL,2023-05-01}', 'not_covered identity_ended - 0 application 2023'),
  ('none: empty',                        1000, '2023-05-20', '2023-06-01', '{}', NULL, NULL, 'not_covered no_category - 0 application 2023'),
  ('none: NULL',                         1000, '2023-05-20', '2023-06-01', NULL, NULL, NULL, 'not_covered no_category - 0 application 2023'),
  -- Art. 19 and 33: where only Art. 19 reaches the claim, the day of recognition is judged.
  ('before the first day, held',         1000, NULL, '2023-01-15', '{dibao}', NULL, NULL, 'not_covered policy_not_in_force - 0 application 2023'),
  ('recognised before the first day',    1000, NULL, '2023-01-15', '{dibao}', '{2023-01-31}', NULL, 'not_covered policy_not_in_force - 0 application 2023'),
  ('recognised on the first day',        1000, NULL, '2023-01-15', '{dibao}', '{2023-02-01}', NULL, 'paid - dibao 700 application 2023'),
  ('reaches back to New Year',           1000, NULL, '2023-01-01', '{dibao}', '{2023-12-31}', NULL, 'paid - dibao 700 application 2023'),
  ('but not to the year before',         1000, NULL, '2022-12-31', '{dibao}', '{2023-02-01}', NULL, 'not_covered not_yet_recognised - 0 application 2022'),
  ('only the later one is in force',    10000, NULL, '2023-01-15', '{dibao,dibao_margin}', '{NULL,2023-03-01}', NULL, 'paid - dibao_margin 2999.95 application 2023'),
  ('the same one, recognised again',     1000, NULL, '2023-01-15', '{dibao,dibao}', '{NULL,2023-03-01}', '{2023-01-20,NULL}', 'paid - dibao 700 application 2023'),
  ('recognised on the last day',         1000, NULL, '2028-01-15', '{dibao}', '{2028-01-31}', NULL, 'paid - dibao 700 application 2028'),
  ('recognised after the last day',      1000, NULL, '2028-01-15', '{dibao}', '{2028-02-01}', NULL, 'not_covered policy_not_in_force - 0 application 2028')
) v(name, burden, admitted, discharged, categories, recognised, ended, expected);

-- ---------------------------------------------------------------------------------------------------------------------
-- 6. Art. 14: the best of several identities, by the amount; ties by rank.
SELECT is(pg_temp.show(medaid_settle(claim, pg_temp.p(policy))), expected, 'Art. 14: ' || name)
FROM (VALUES
  ('tekun before orphan',        'p', pg_temp.c('{orphan,tekun}', 1000), 'paid - tekun 1000 0 1000 0 1000 0'),
  ('tekun, not dibao',           'p', pg_temp.c('{dibao,tekun}', 1000), 'paid - tekun 1000 0 1000 0 1000 0'),
  ('dibao, not margin',          'p', pg_temp.c('{dibao_margin,dibao}', 1000), 'paid - dibao 1000 0 700 0 700 300'),
  -- both 70,000 + 20,000: equal, dibao ranks first
  ('both at their limits',       'p', pg_temp.c('{monitored,dibao}', 300000), 'paid - dibao 300000 0 70000 20000 90000 210000'),
  -- (12,000 - 2,000.05) x 65 % = 6,499.97 over 3,999.98
  ('monitored, not margin',      'p', pg_temp.c('{dibao_margin,monitored_marginal}', 12000), 'paid - monitored_marginal 12000 2000.05 6499.97 0 6499.97 5500.03'),
  ('equal kinds by rank',        'p', pg_temp.c('{monitored_sudden,monitored_unstable}', 12000), 'paid - monitored_unstable 12000 2000.05 6499.97 0 6499.97 5500.03'),
  -- both nothing: margin ranks first; (6,000 - 4,000.10) x 50 % = 999.95
  ('both below their deductible','p', pg_temp.c('{medical_poverty,dibao_margin}', 4000.10), 'nothing_due below_deductible dibao_margin 4000.1 4000.1 0 0 0 4000.1'),
  ('one below its deductible',   'p', pg_temp.c('{medical_poverty,dibao_margin}', 6000), 'paid - dibao_margin 6000 4000.1 999.95 0 999.95 5000.05'),
  ('one without a rule',         'p', pg_temp.c('{lifted,dibao}', 1000), 'paid - dibao 1000 0 700 0 700 300'),
  ('one without this service',   'p', pg_temp.c('{monitored,dibao}', 100, 'outpatient'), 'paid - dibao 100 0 70 0 70 30'),
  -- If dibao were limited to 1,000: 1,538.45 x 65 % = 999.9925 < 1,000; 1,538.46: 999.999 -> 1,000.00 = ; 1,538.47: 1,000.0055 -> 1,000.01 >
  ('dibao better below',         'dibao-cap-1000', pg_temp.c('{monitored,dibao}', 3538.50), 'paid - dibao 3538.5 0 1000 0 1000 2538.5'),
  ('equal, dibao ranks first',   'dibao-cap-1000', pg_temp.c('{monitored,dibao}', 3538.51), 'paid - dibao 3538.51 0 1000 0 1000 2538.51'),
  ('monitored better above',     'dibao-cap-1000', pg_temp.c('{monitored,dibao}', 3538.52), 'paid - monitored 3538.52 2000.05 1000.01 0 1000.01 2538.51')
) v(name, policy, claim, expected);

-- ---------------------------------------------------------------------------------------------------------------------
-- 7. Year to date (Art. 11: one deductible and one limit for inpatient and chronic; Art. 13: its own; Art. 10: its own).
SELECT is(pg_temp.show(s) || ' | ' || pg_temp.main(s) || ' | ' || pg_temp.tilt(s), expected, 'year to date: ' || name)
FROM (VALUES
  -- 2,000 x 70 % = 1,400, 1,000 left
  ('limit crossed',            pg_temp.c('{dibao}', 2000), pg_temp.ytd(98000, 0, 69000),
     'paid - dibao 2000 0 1000 0 1000 1000 | panzhihua-main 100000 70000 0 | 1000 panzhihua-tilted 1000 0'),
  -- aid as dibao counts toward the limit as margin, its burden not toward the deductible: 999.90 x 50 % = 499.95, 0.01 left
  ('one fen left',             pg_temp.c('{dibao_margin}', 5000, 'chronic'), pg_temp.ytd(98000, 0, 69999.99),
     'paid - dibao_margin 5000 4000.1 0.01 0 0.01 4999.99 | panzhihua-main 103000 70000 0 | 4999.99 panzhihua-tilted 4999.99 0'),
  ('nothing left',             pg_temp.c('{dibao}', 1000), pg_temp.ytd(100000, 0, 70000),
     'nothing_due cap_exhausted dibao 1000 0 0 0 0 1000 | panzhihua-main 101000 70000 0 | 1000 panzhihua-tilted 1000 0'),
  -- paid as tekun, who has no limit
  ('more than nothing left',   pg_temp.c('{dibao}', 1000), pg_temp.ytd(80000, 0, 80000),
     'nothing_due cap_exhausted dibao 1000 0 0 0 0 1000 | panzhihua-main 81000 80000 0 | 1000 panzhihua-tilted 1000 0'),
  -- Art. 13 after the limit of Art. 12: 7,500 + 2,000 - 8,000 = 1,500 x 50 %
  ('only tilted left',         pg_temp.c('{dibao}', 2000), pg_temp.ytd(100000, 0, 70000, 7500, 0),
     'paid - dibao 2000 0 0 750 750 1250 | panzhihua-main 102000 70000 0 | 2000 panzhihua-tilted 9500 750'),
  -- 5,000 x 50 % = 2,500, 1,000 left
  ('tilted limit crossed',     pg_temp.c('{dibao}', 5000), pg_temp.ytd(116000, 0, 70000, 46000, 19000),
     'paid - dibao 5000 0 0 1000 1000 4000 | panzhihua-main 121000 70000 0 | 5000 panzhihua-tilted 51000 20000'),
  ('both used up',             pg_temp.c('{dibao}', 5000), pg_temp.ytd(130000, 0, 70000, 60000, 20000),
     'nothing_due cap_exhausted dibao 5000 0 0 0 0 5000 | panzhihua-main 135000 70000 0 | 5000 panzhihua-tilted 65000 20000'),
  -- already over 8,000: every yuan left counts: 300 x 50 %
  ('over the line before',     pg_temp.c('{dibao}', 1000), pg_temp.ytd(30000, 0, 21000, 9000, 500),
     'paid - dibao 1000 0 700 150 850 150 | panzhihua-main 31000 21700 48300 | 300 panzhihua-tilted 9300 650'),
  -- 7,999.99 + 0.01 = the line; 7,999.99 + 0.03 = 0.02 over it: 0.01
  ('to the line',              pg_temp.c('{dibao}', 0.04), pg_temp.ytd(26666.63, 0, 18666.64, 7999.99, 0),
     'paid - dibao 0.04 0 0.03 0 0.03 0.01 | panzhihua-main 26666.67 18666.67 51333.33 | 0.01 panzhihua-tilted 8000 0'),
  ('over the line',            pg_temp.c('{dibao}', 0.10), pg_temp.ytd(26666.63, 0, 18666.64, 7999.99, 0),
     'paid - dibao 0.1 0 0.07 0.01 0.08 0.02 | panzhihua-main 26666.73 18666.71 51333.29 | 0.03 panzhihua-tilted 8000.02 0.01'),
  -- 2,000.05 - 1,500 = 500.05 is left of the deductible; 499.95 x 65 % = 324.9675
  ('deductible under way',     pg_temp.c('{monitored}', 1000), pg_temp.ytd(1500, 1500, 0, 1500),
     'paid - monitored 1000 500.05 324.97 0 324.97 675.03 | panzhihua-main 2500 324.97 69675.03 | 675.03 panzhihua-tilted 2175.03 0'),
  ('deductible just absorbed', pg_temp.c('{monitored}', 500.05, 'chronic'), pg_temp.ytd(1500, 1500, 0, 1500),
     'nothing_due below_deductible monitored 500.05 500.05 0 0 0 500.05 | panzhihua-main 2000.05 0 70000 | 500.05 panzhihua-tilted 2000.05 0'),
  ('deductible used up',       pg_temp.c('{monitored}', 1000), pg_temp.ytd(2000.05, 2000.05, 0, 2000.05),
     'paid - monitored 1000 0 650 0 650 350 | panzhihua-main 3000.05 650 69350 | 350 panzhihua-tilted 2350.05 0'),
  -- what the deductible as monitored absorbed counts: 4,000.10 - 2,000.05 = 2,000.05; 2,999.95 x 50 % = 1,499.975 -> 1,499.98
  ('another deductible then',  pg_temp.c('{dibao_margin}', 5000), pg_temp.ytd(8000, 2000.05, 3899.97),
     'paid - dibao_margin 5000 2000.05 1499.98 0 1499.98 3500.02 | panzhihua-main 13000 5399.95 64600.05 | 3500.02 panzhihua-tilted 3500.02 0'),
  ('a higher deductible then', pg_temp.c('{monitored}', 1000), pg_temp.ytd(4000.10, 4000.10, 0),
     'paid - monitored 1000 0 650 0 650 350 | panzhihua-main 5000.1 650 69350 | 350 panzhihua-tilted 350 0'),
  -- burden without deductible does not count toward one: 999.95 x 65 % = 649.9675
  ('no deductible then',       pg_temp.c('{monitored}', 3000), pg_temp.ytd(50000, 0, 35000),
     'paid - monitored 3000 2000.05 649.97 0 649.97 2350.03 | panzhihua-main 53000 35649.97 34350.03 | 2350.03 panzhihua-tilted 2350.03 0'),
  ('another year',             pg_temp.c('{dibao}', 1000), pg_temp.ytd(100000, 0, 70000, 60000, 20000, 2022),
     'paid - dibao 1000 0 700 0 700 300 | panzhihua-main 1000 700 69300 | 300 panzhihua-tilted 300 0'),
  -- Art. 10: 800 are not within the 70,000
  ('outpatient, main used up', pg_temp.c('{dibao}', 100, 'outpatient'), pg_temp.ytd(130000, 0, 70000, 60000, 20000),
     'paid - dibao 100 0 70 0 70 30 | panzhihua-outpatient 100 70 730 | 0 - - -'),
  ('outpatient, one fen left', pg_temp.c('{dibao}', 1, 'outpatient'), ARRAY[medaid_accumulator(2023, 'panzhihua-outpatient', 1142.84, 0, 799.99)],
     'paid - dibao 1 0 0.01 0 0.01 0.99 | panzhihua-outpatient 1143.84 800 0 | 0 - - -'),
  ('outpatient, nothing left', pg_temp.c('{dibao}', 1, 'outpatient'), ARRAY[medaid_accumulator(2023, 'panzhihua-outpatient', 1142.86, 0, 800)],
     'nothing_due cap_exhausted dibao 1 0 0 0 0 1 | panzhihua-outpatient 1143.86 800 0 | 0 - - -'),
  ('outpatient, tekun before', pg_temp.c('{dibao}', 1000, 'outpatient'), ARRAY[medaid_accumulator(2023, 'panzhihua-outpatient', 500, 0, 500)],
     'paid - dibao 1000 0 300 0 300 700 | panzhihua-outpatient 1500 800 0 | 0 - - -'),
  ('outpatient, tekun after',  pg_temp.c('{tekun}', 1000, 'outpatient'), ARRAY[medaid_accumulator(2023, 'panzhihua-outpatient', 1142.86, 0, 800)],
     'paid - tekun 1000 0 1000 0 1000 0 | panzhihua-outpatient 2142.86 1800 - | 0 - - -')
) v(name, claim, ytd, expected), medaid_settle(claim, pg_temp.p('p'), ytd) s;

-- Art. 12(三): no limit, so none remains.
SELECT is(pg_temp.show(s) || ' | ' || pg_temp.main(s), 'paid - tekun 5000 0 5000 0 5000 0 | panzhihua-main 105000 75000 -', 'year to date: tekun after a used-up limit')
FROM medaid_settle(pg_temp.c('{tekun}', 5000), pg_temp.p('p'), pg_temp.ytd(100000, 0, 70000)) s;
-- dibao has nothing left where tekun has no limit (Art. 14).
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('{dibao,tekun}', 5000), pg_temp.p('p'), pg_temp.ytd(100000, 0, 70000, 60000, 20000))),
          'paid - tekun 5000 0 5000 0 5000 0', 'year to date: the identity without a limit wins');
SELECT ok(medaid_settle(c, p) = medaid_settle(c, p, NULL) AND medaid_settle(c, p) = medaid_settle(c, p, '{}'), 'NULL and {} are an empty year')
FROM (SELECT pg_temp.c('{dibao}', 12000) AS c, pg_temp.p('p') AS p OFFSET 0) v;

-- A year of one dibao person, each settlement carried to the next.
WITH settled AS (
  SELECT row_number() OVER () AS n, s AS settlement
  FROM pg_temp.chain(ARRAY[
    pg_temp.c('{dibao}', 20000, 'chronic', '2023-02-10'), pg_temp.c('{dibao}', 20000, 'inpatient', '2023-03-10'),
    pg_temp.c('{dibao}', 70000, 'inpatient', '2023-04-10'),
    medaid_claim(claim_id => 'far', service => 'inpatient', discharged_on => '2023-05-10', categories => '{dibao}', total => 1000, in_scope => 1000,
                 basic_paid => 0, critical_illness_paid => 0, place => 'elsewhere', referral => 'compliant'),
    medaid_claim(claim_id => 'no', service => 'inpatient', discharged_on => '2023-05-20', categories => '{dibao}', total => 1000, in_scope => 1000,
                 basic_paid => 0, critical_illness_paid => 0, designated => false),
    pg_temp.c('{dibao}', 20000, 'chronic', '2023-06-10'), pg_temp.c('{dibao}', 500, 'outpatient', '2023-07-10'),
    pg_temp.c('{dibao}', 1000, 'inpatient', '2024-01-10')], pg_temp.p('p')) s)
SELECT is(pg_temp.show(settlement) || ' | ' || pg_temp.main(settlement) || ' | ' || pg_temp.tilt(settlement), expected, 'sequence ' || n)
FROM (VALUES
  -- 14,000; residual 6,000
  (1, 'paid - dibao 20000 0 14000 0 14000 6000 | panzhihua-main 20000 14000 56000 | 6000 panzhihua-tilted 6000 0'),
  -- 14,000; 12,000 - 8,000 = 4,000 x 50 %
  (2, 'paid - dibao 20000 0 14000 2000 16000 4000 | panzhihua-main 40000 28000 42000 | 6000 panzhihua-tilted 12000 2000'),
  -- 49,000, limited to 42,000; residual 28,000 x 50 %
  (3, 'paid - dibao 70000 0 42000 14000 56000 14000 | panzhihua-main 110000 70000 0 | 28000 panzhihua-tilted 40000 16000'),
  -- outside the province: no tilted, no residual
  (4, 'nothing_due cap_exhausted dibao 1000 0 0 0 0 1000 | panzhihua-main 111000 70000 0 | 0 - - -'),
  (5, 'not_covered not_designated - 1000 0 0 0 0 1000 | - - - - | 0 - - -'),
  -- 20,000 x 50 % = 10,000, limited to 4,000
  (6, 'paid - dibao 20000 0 0 4000 4000 16000 | panzhihua-main 131000 70000 0 | 20000 panzhihua-tilted 60000 20000'),
  (7, 'paid - dibao 500 0 350 0 350 150 | panzhihua-outpatient 500 350 450 | 0 - - -'),
  -- a new year
  (8, 'paid - dibao 1000 0 700 0 700 300 | panzhihua-main 1000 700 69300 | 300 panzhihua-tilted 300 0')
) v(n, expected) JOIN settled USING (n) ORDER BY n;

-- Deductibles of a monitored person who becomes dibao_margin: 1,200 absorbed; 800.05 absorbed, 399.95 x 65 % = 259.9675; then
-- 4,000.10 - 2,000.05 = 2,000.05 absorbed, 999.95 x 50 % = 499.975 -> 499.98.
SELECT is(string_agg(pg_temp.show(s), ' | ' ORDER BY s.discharged_on),
          'nothing_due below_deductible monitored 1200 1200 0 0 0 1200 | paid - monitored 1200 800.05 259.97 0 259.97 940.03 | paid - dibao_margin 3000 2000.05 499.98 0 499.98 2500.02',
          'sequence: deductible across categories')
FROM pg_temp.chain(ARRAY[pg_temp.c('{monitored}', 1200, 'chronic', '2023-03-01'), pg_temp.c('{monitored}', 1200, 'inpatient', '2023-04-01'),
                         pg_temp.c('{dibao_margin}', 3000, 'inpatient', '2023-05-01')], pg_temp.p('p')) s;

-- ---------------------------------------------------------------------------------------------------------------------
-- 8. Reference values (Art. 12(一) 上年度居民人均可支配收入, Art. 13 防止返贫监测收入标准).
-- monitored 2,001: 2021's 5 % = 1,900: 101 x 65 % = 65.65; 2022's 2,000.05: 0.95 x 65 % = 0.6175.
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('{monitored}', 2001), pg_temp.p(policy))), expected, 'income: ' || name)
FROM (VALUES ('2022 not known, 2021 used',                    'y2',    'paid - monitored 2001 1900 65.65 0 65.65 1935.35'),
             ('published on 03-20, not yet on 03-31',         'march', 'paid - monitored 2001 1900 65.65 0 65.65 1935.35'),
             ('in use from the 1st of the following month',   'april', 'paid - monitored 2001 2000.05 0.62 0 0.62 2000.38')) v(name, policy, expected);

-- An array: each identity by its own day.
SELECT is(pg_temp.who(medaid_settle(
            medaid_claim(claim_id => 'x', service => 'inpatient', discharged_on => discharged::date, categories => categories::text[],
              recognised_on => recognised::date[], total => 2001, in_scope => 2001, basic_paid => 0, critical_illness_paid => 0),
            (SELECT medaid_policies('panzhihua-2023', '2022-06-01', '2023-12-31')))), expected, 'policies: ' || name)
FROM (VALUES
  ('held, last day of the old income',     '2023-03-31', '{monitored}', NULL, 'paid - monitored 65.65 direct 2023'),
  ('held, first day of the new income',    '2023-04-01', '{monitored}', NULL, 'paid - monitored 0.62 direct 2023'),
  ('recognised under the old income',      '2023-03-01', '{monitored}', '{2023-03-31}', 'paid - monitored 65.65 application 2023'),
  ('recognised under the new income',      '2023-03-01', '{monitored}', '{2023-04-01}', 'paid - monitored 0.62 application 2023'),
  ('before the first day, old income',     '2023-01-15', '{monitored}', '{2023-02-01}', 'paid - monitored 65.65 application 2023'),
  ('before the first day, new income',     '2023-01-15', '{monitored}', '{2023-12-31}', 'paid - monitored 0.62 application 2023'),
  ('before the first day, held',           '2023-01-15', '{monitored}', NULL, 'not_covered policy_not_in_force - 0 application 2023'),
  ('after the last day, held',             '2028-02-01', '{monitored}', NULL, 'not_covered policy_not_in_force - 0 application 2028'),
  ('twice recognised: the better day',     '2023-03-01', '{monitored,monitored}', '{2023-04-01,2023-03-15}', 'paid - monitored 65.65 application 2023')
) v(name, discharged, categories, recognised, expected);
SELECT is(pg_temp.lacks(pg_temp.err($$SELECT medaid_settle(pg_temp.c('{dibao}', 1, 'inpatient', '2024-06-01'), medaid_policies('panzhihua-2023', '2023-02-01', '2023-12-31'))$$),
                        '2024-06-01'), NULL, 'policies: a day in force that no element holds');

-- Missing figures: an error that names area, indicator, year and path, where the figure is needed; never an older one.
SELECT throws_ok(format($$SELECT medaid_settle(pg_temp.c('{%s}', 3000, '%s'), pg_temp.p('none'))$$, category, service), '55000', NULL, 'missing: SQLSTATE, ' || category)
FROM (VALUES ('monitored', 'inpatient'), ('dibao_margin', 'chronic'), ('dibao', 'inpatient')) v(category, service);
SELECT is(pg_temp.lacks(pg_temp.err(format($$SELECT medaid_settle(pg_temp.c('{%s}', 20000, '%s'), pg_temp.p('none'))$$, category, service)),
                        VARIADIC words), NULL, 'missing: ' || category || ', ' || service)
FROM (VALUES ('monitored',       'inpatient', '{55000,攀枝花市,income,2022,inpatient-monitored.deductible}'::text[]),
             ('dibao_margin',    'chronic',   '{55000,攀枝花市,income,2022,chronic-dibao_margin.deductible}'),
             ('medical_poverty', 'inpatient', '{55000,攀枝花市,income,2022,inpatient-medical_poverty.deductible}'),
             ('dibao',           'inpatient', '{55000,攀枝花市,monitor_income,2023,tilt.threshold}')) v(category, service, words);
SELECT is(pg_temp.show(medaid_settle(claim, pg_temp.p('none'))), expected, 'missing, but not needed: ' || name)
FROM (VALUES
  ('no deductible, no residual', pg_temp.c('{tekun}', 30000), 'paid - tekun 30000 0 30000 0 30000 0'),
  ('outpatient',                 pg_temp.c('{dibao}', 1000, 'outpatient'), 'paid - dibao 1000 0 700 0 700 300'),
  ('no burden',                  pg_temp.c('{dibao}', 0), 'nothing_due no_burden dibao 0 0 0 0 0 0'),
  ('no burden, with deductible', pg_temp.c('{monitored}', 0), 'nothing_due no_burden monitored 0 0 0 0 0 0'),
  ('service not covered',        pg_temp.c('{monitored}', 1000, 'outpatient'), 'not_covered service_not_covered - 1000 0 0 0 0 1000'),
  ('not in force',               pg_temp.c('{monitored}', 1000, 'inpatient', '2023-01-31'), 'not_covered policy_not_in_force - 1000 0 0 0 0 1000'),
  -- outside the province there is no tilted: 30,000 x 70 %
  ('outside the province',       medaid_claim(claim_id => 'x', service => 'inpatient', discharged_on => '2023-06-01', categories => '{dibao}', total => 30000,
     in_scope => 30000, basic_paid => 0, critical_illness_paid => 0, place => 'elsewhere', referral => 'compliant'), 'paid - dibao 30000 0 21000 0 21000 9000')
) v(name, claim, expected);

-- Completing and what-if.
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('{monitored}', 12000),
            medaid_policy_with(medaid_policy_with(pg_temp.p('none'), 'inpatient-monitored.deductible', 2000.05), 'tilt.threshold', 8000))),
          'paid - monitored 12000 2000.05 6499.97 0 6499.97 5500.03', 'with: completed by hand');
-- (12,000 - 8,400 - 1,000) x 50 % = 1,300
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('{dibao}', 12000), medaid_policy_with(pg_temp.p('p'), 'tilt.threshold', 1000))),
          'paid - dibao 12000 0 8400 1300 9700 2300', 'with: tilt.threshold');
-- 3,600 - 1,000 = 2,600 x 80 % = 2,080, limited to 2,000
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('{dibao}', 12000), medaid_policy_with(medaid_policy_with(medaid_policy_with(pg_temp.p('p'),
            'tilt.threshold', 1000), 'tilt.rate', 0.8), 'tilt.cap', 2000))),
          'paid - dibao 12000 0 8400 2000 10400 1600', 'with: tilt.rate, tilt.cap');
-- inpatient 10 % = 1,200, residual 10,800: 2,800 x 50 % = 1,400; chronic stays 70 %
SELECT is(pg_temp.show(i) || ' | ' || pg_temp.show(k) || ' | ' || coalesce(i.scenario, '-'),
          'paid - dibao 12000 0 1200 1400 2600 9400 | paid - dibao 12000 0 8400 0 8400 3600 | ten per cent', 'with: one rule, and the copy''s name')
FROM medaid_settle(pg_temp.c('{dibao}', 12000), pg_temp.p('dibao-rate-10')) i, medaid_settle(pg_temp.c('{dibao}', 12000, 'chronic'), pg_temp.p('dibao-rate-10')) k;
SELECT is(pg_temp.lacks(pg_temp.err($$SELECT medaid_policy_with(pg_temp.p('p'), 'inpatient-dibao.rat', 0.1)$$), '22023', 'inpatient-dibao.rate', 'tilt.threshold'), NULL,
          'with: an unknown path lists the valid ones');

-- Art. 33: five years, and no version outside them.
SELECT is((pg_temp.p('p')).valid, '[2023-02-01,2028-02-01)'::daterange, 'Art. 33: valid');
SELECT is((pg_temp.p('p')).status, 'in_force', 'status');
SELECT lives_ok(format($$SELECT medaid_policy('panzhihua-2023', %L)$$, day), 'version on ' || day) FROM unnest('{2023-02-01,2028-01-31}'::date[]) day;
SELECT isnt(pg_temp.err(format($$SELECT medaid_policy('panzhihua-2023', %L)$$, day)), 'no error', 'no version on ' || day) FROM unnest('{2023-01-31,2028-02-01}'::date[]) day;

SELECT * FROM finish();
ROLLBACK;
