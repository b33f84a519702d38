-- 平顺县健全重特大疾病医疗保险和救助制度的实施细则 (in force 2023-01-07, five years, Art. 48).
-- Every amount below is worked by hand from the article named beside it.
BEGIN;
SELECT plan(373);

-- Status and reason, category, channel, and every amount of the settlement that is not 0; says so where the yuan do not add up:
-- total + excess = all payers + aid + hospital + patient.
CREATE FUNCTION pg_temp.show(s medaid_settlement) RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' ', s.status || coalesce(':' || s.reason, ''), coalesce(s.category, '-'), s.channel, CASE WHEN s.pay_when <> 'now' THEN s.pay_when END,
    (SELECT string_agg(k || '=' || trim_scale(v), ' ' ORDER BY o)
     FROM (VALUES (1, 'burden', s.burden), (2, 'deduct', s.deductible), (3, 'assist', s.assistance), (4, 'topup', s.top_up), (5, 'tilt', s.tilted),
                  (6, 'resid', s.residual), (7, 'offcat', s.off_catalog), (8, 'hosp', s.hospital_borne), (9, 'aid', s.aid),
                  (10, 'patient', s.patient_pays), (11, 'excess', s.excess)) f(o, k, v)
     WHERE v IS DISTINCT FROM 0),
    CASE WHEN s.aid IS DISTINCT FROM s.assistance + s.top_up + s.tilted + s.off_catalog OR s.total + s.excess + s.for_earlier IS DISTINCT FROM
      s.basic_paid + s.critical_illness_paid + s.other_paid + s.aid + s.hospital_borne + s.patient_pays THEN 'DOES NOT ADD UP' END) $$;
-- The pools, year to date: burden/paid/remaining of the main pool, burden/paid of the tilted one; '-' = NULL.
CREATE FUNCTION pg_temp.pools(s medaid_settlement) RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' ', s.benefit_year, coalesce(s.pool, '-'),
    concat_ws('/', coalesce(trim_scale(s.pool_burden)::text, '-'), coalesce(trim_scale(s.pool_paid)::text, '-'), coalesce(trim_scale(s.pool_remaining)::text, '-')),
    coalesce(s.tilted_pool, '-'),
    concat_ws('/', coalesce(trim_scale(s.tilted_pool_burden)::text, '-'), coalesce(trim_scale(s.tilted_pool_paid)::text, '-'))) $$;

-- A claim of 2024-06-01, wholly in scope, that nobody has paid for yet: its burden is the bill. more = any other field.
CREATE FUNCTION pg_temp.c(categories text[], burden numeric, service text DEFAULT 'inpatient', more jsonb DEFAULT '{}')
RETURNS medaid_claim LANGUAGE sql AS $$
  SELECT jsonb_populate_record(medaid_claim(claim_id => 'c', service => $3, discharged_on => '2024-06-01', categories => $1, total => $2, in_scope => $2,
                                            basic_paid => 0, critical_illness_paid => 0), $4) $$;

-- Year to date of 2024: the pool that the three services share (Art. 18), and the one of Art. 20.
CREATE FUNCTION pg_temp.ytd(burden numeric, deductible numeric, paid numeric, residual numeric DEFAULT 0, tilted numeric DEFAULT 0, year integer DEFAULT 2024)
RETURNS medaid_accumulator[] LANGUAGE sql AS $$
  SELECT ARRAY[medaid_accumulator($6, 'pingshun-main', $1, $2, $3), medaid_accumulator($6, 'pingshun-tilted', $4, 0, $5)] $$;

\ir ../helpers.sql

-- Art. 47: 全省上年居民人均可支配收入, rounded to whole yuan. The deductible is 10 % (25 %) of it, the threshold of Art. 20 50 %.
--   2021: 27,426 -> 2,742.60 (6,856.50), 13,713      2022: 29,178 -> 2,917.80 (7,294.50), 14,589
--   2023: 30,924 -> 3,092.40 (7,731.00), 15,462      2024: 32,441 -> 3,244.10 (8,110.25), 16,220.50
-- 2025 and 2026 are not published yet; 2020 and other areas are of no use.
INSERT INTO medaid_reference (area, indicator, year, value, published_on, source) VALUES
  ('山西省', 'income', 2020, 10000,    '2021-02-10', 'test'),
  ('山西省', 'income', 2021, 27426.49, '2022-02-10', 'test'),
  ('山西省', 'income', 2022, 29178,    '2023-02-28', 'test'),   -- last day of a month: from 2023-03-01
  ('山西省', 'income', 2023, 30923.50, '2024-03-01', 'test'),   -- first day of a month: from 2024-04-01
  ('山西省', 'income', 2024, 32441,    NULL,         'test'),   -- no day known: the whole of 2025
  ('长治市', 'income', 2023, 99999,    '2024-01-01', 'test');

CREATE TEMP TABLE pol (name text PRIMARY KEY, policy medaid_policy);
CREATE FUNCTION pg_temp.p(n text DEFAULT 'p') RETURNS medaid_policy LANGUAGE sql STABLE AS $$ SELECT policy FROM pol WHERE name = n $$;
INSERT INTO pol VALUES ('p', medaid_policy('pingshun-2023', '2024-06-01')), ('none', medaid_policy('pingshun-2023', '2027-06-01'));
INSERT INTO pol VALUES ('longer', medaid_policy_with(pg_temp.p(), 'transition_until', '2027-01-01'::date));

-- ---------------------------------------------------------------------------------------------------------------------
-- 1. Every category x service. Total 20,000, in scope 18,000, 目录外 1,000, 先行自付 1,000. Basic 6,000, critical illness 1,000, supplementary 400,
-- inclusive 300, commercial 200, mutual aid 100: 8,000.
-- Inpatient (Art. 14): after all six: burden 18,000 - 8,000 = 10,000. Chronic, special drugs (Art. 15, 16): after basic and critical: 11,000.
-- What counts for Art. 20 is left after all six whatever the service: 10,000 less aid. The patient: 20,000 - 8,000 - aid = 12,000 - aid.
-- Art. 21: 1,000 is within 20 % of 20,000 (class 2).
SELECT is(pg_temp.show(medaid_settle(
            medaid_claim(claim_id => 'x', service => service, discharged_on => '2024-06-01', categories => ARRAY[category], total => 20000, in_scope => 18000,
                         out_of_catalog => 1000, basic_paid => 6000, critical_illness_paid => 1000, supplementary_paid => 400, inclusive_paid => 300,
                         commercial_paid => 200, mutual_aid_paid => 100, charge_class => 2), pg_temp.p())),
          expected, service || ', ' || category)
FROM (VALUES
  -- Art. 14(一) full, no deductible. Art. 10(一): orphans and unsupported children are 特困人员.
  ('inpatient',    '{tekun,orphan,unsupported_child}'::text[], 'paid * direct burden=10000 assist=10000 aid=10000 patient=2000'),
  -- Art. 14(二) 70 %
  ('inpatient',    '{dibao}', 'paid * direct burden=10000 assist=7000 resid=3000 aid=7000 patient=5000'),
  -- Art. 14(三) 70 % = 7,000; 90 % x 18,000 = 16,200 - 8,000 - 7,000 = 1,200 more. Art. 21: 85 % x 1,000 = 850
  ('inpatient',    '{poverty_returned}', 'paid * direct burden=10000 assist=7000 topup=1200 resid=1800 offcat=850 aid=9050 patient=2950'),
  -- Art. 14(四) (10,000 - 3,092.40) x 70 % = 6,907.60 x 70 % = 4,835.32; left 5,164.68
  ('inpatient',    '{monitored,monitored_unstable,monitored_marginal,monitored_sudden}',
   'paid * direct burden=10000 deduct=3092.4 assist=4835.32 resid=5164.68 aid=4835.32 patient=7164.68'),
  -- Art. 14(五) 6,907.60 x 60 % = 4,144.56. Art. 17: on application
  ('inpatient',    '{dibao_margin}', 'paid * application burden=10000 deduct=3092.4 assist=4144.56 resid=5855.44 aid=4144.56 patient=7855.44'),
  -- Art. 14(六) (10,000 - 7,731) x 60 % = 2,269 x 60 % = 1,361.40
  ('inpatient',    '{medical_poverty}', 'paid * application burden=10000 deduct=7731 assist=1361.4 resid=8638.6 aid=1361.4 patient=10638.6'),
  -- Art. 15(一) 11,000 x 60 % = 6,600; Art. 20: 10,000 - 6,600
  ('chronic',      '{tekun,orphan,unsupported_child}', 'paid * direct burden=11000 assist=6600 resid=3400 aid=6600 patient=5400'),
  -- Art. 15(二) 11,000 x 30 % = 3,300
  ('chronic',      '{dibao,poverty_returned}', 'paid * direct burden=11000 assist=3300 resid=6700 aid=3300 patient=8700'),
  -- not in Art. 15; Art. 20 is for every 救助对象: 10,000 of 15,462
  ('chronic',      '{monitored,monitored_unstable,monitored_marginal,monitored_sudden}', 'nothing_due:below_deductible * direct burden=11000 resid=10000 patient=12000'),
  ('chronic',      '{dibao_margin,medical_poverty}', 'nothing_due:below_deductible * application burden=11000 resid=10000 patient=12000'),
  -- Art. 16(一) 11,000 x 20 % = 2,200
  ('special_drug', '{tekun,orphan,unsupported_child}', 'paid * direct burden=11000 assist=2200 resid=7800 aid=2200 patient=9800'),
  -- Art. 16(二) 11,000 x 10 % = 1,100
  ('special_drug', '{dibao,poverty_returned}', 'paid * direct burden=11000 assist=1100 resid=8900 aid=1100 patient=10900'),
  ('special_drug', '{monitored,monitored_unstable,monitored_marginal,monitored_sudden}', 'nothing_due:below_deductible * direct burden=11000 resid=10000 patient=12000'),
  ('special_drug', '{dibao_margin,medical_poverty}', 'nothing_due:below_deductible * application burden=11000 resid=10000 patient=12000'),
  -- Art. 11: hospital stays and 门诊慢特病 only
  ('outpatient',   '{tekun,orphan,unsupported_child,dibao,poverty_returned,monitored,monitored_unstable,monitored_marginal,monitored_sudden,dibao_margin,medical_poverty}',
   'not_covered:service_not_covered - application burden=11000 patient=12000')
) v(service, categories, shown), unnest(categories) category, replace(shown, '*', category) expected;

-- Known categories that Art. 10 does not list: no rule, no error.
SELECT is(string_agg(DISTINCT pg_temp.show(medaid_settle(pg_temp.c(ARRAY[category], 12000, service), pg_temp.p())), '; '),
          'not_covered:category_not_eligible - application burden=12000 patient=12000', 'Art. 10 does not list ' || category)
FROM unnest('{veteran,severe_disability,lifted}'::text[]) category, unnest('{outpatient,chronic,inpatient,special_drug}'::text[]) service
GROUP BY category ORDER BY category;

-- The rule that was applied and its rate; the settlement names the category that the person holds.
SELECT is(concat_ws(' ', s.category, s.benefit, trim_scale(s.rate), s.policy, s.benefit_year), expected, 'rule: ' || expected)
FROM (VALUES (pg_temp.c('{orphan}', 100),                  'orphan inpatient-tekun 1 pingshun-2023 2024'),
             (pg_temp.c('{unsupported_child}', 100, 'chronic'), 'unsupported_child chronic-tekun 0.6 pingshun-2023 2024'),
             (pg_temp.c('{dibao}', 100, 'special_drug'),   'dibao special_drug-dibao 0.1 pingshun-2023 2024'),
             (pg_temp.c('{dibao_margin}', 100, 'chronic'), 'dibao_margin pingshun-2023 2024')) v(claim, expected), medaid_settle(claim, pg_temp.p()) s;

-- Art. 9: employees and residents alike. 12,000 x 70 % = 8,400
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('{dibao}', 12000, 'inpatient', '{"insurance":"employee"}'), pg_temp.p())),
          'paid dibao direct burden=12000 assist=8400 resid=3600 aid=8400 patient=3600', 'Art. 9: an employee');

-- ---------------------------------------------------------------------------------------------------------------------
-- 2. Deductibles (Art. 14(四)-(六)): yearly; one fen below, at, above.
SELECT is(pg_temp.show(medaid_settle(pg_temp.c(ARRAY[category], burden), pg_temp.p(), ytd)), expected, 'deductible: ' || name)
FROM (VALUES
  ('(四) a fen below', 'monitored', 3092.39, NULL::medaid_accumulator[],
   'nothing_due:below_deductible monitored direct burden=3092.39 deduct=3092.39 resid=3092.39 patient=3092.39'),
  ('(四) at',          'monitored', 3092.40, NULL, 'nothing_due:below_deductible monitored direct burden=3092.4 deduct=3092.4 resid=3092.4 patient=3092.4'),
  -- 0.01 x 70 % = 0.007 -> 0.01
  ('(四) a fen above', 'monitored', 3092.41, NULL, 'paid monitored direct burden=3092.41 deduct=3092.4 assist=0.01 resid=3092.4 aid=0.01 patient=3092.4'),
  -- 0.05 x 70 % = 0.035 -> 0.04: a tie goes up
  ('(四) a tie',       'monitored_sudden', 3092.45, NULL,
   'paid monitored_sudden direct burden=3092.45 deduct=3092.4 assist=0.04 resid=3092.41 aid=0.04 patient=3092.41'),
  ('(五) a fen below', 'dibao_margin', 3092.39, NULL, 'nothing_due:below_deductible dibao_margin application burden=3092.39 deduct=3092.39 resid=3092.39 patient=3092.39'),
  ('(五) at',          'dibao_margin', 3092.40, NULL, 'nothing_due:below_deductible dibao_margin application burden=3092.4 deduct=3092.4 resid=3092.4 patient=3092.4'),
  -- 0.01 x 60 % = 0.006 -> 0.01
  ('(五) a fen above', 'dibao_margin', 3092.41, NULL, 'paid dibao_margin application burden=3092.41 deduct=3092.4 assist=0.01 resid=3092.4 aid=0.01 patient=3092.4'),
  ('(六) a fen below', 'medical_poverty', 7730.99, NULL, 'nothing_due:below_deductible medical_poverty application burden=7730.99 deduct=7730.99 resid=7730.99 patient=7730.99'),
  ('(六) at',          'medical_poverty', 7731.00, NULL, 'nothing_due:below_deductible medical_poverty application burden=7731 deduct=7731 resid=7731 patient=7731'),
  ('(六) a fen above', 'medical_poverty', 7731.01, NULL, 'paid medical_poverty application burden=7731.01 deduct=7731 assist=0.01 resid=7731 aid=0.01 patient=7731'),
  -- a fen of it is left: (1,000 - 0.01) x 70 % = 699.993 -> 699.99
  ('all but a fen absorbed before', 'monitored', 1000, pg_temp.ytd(3092.39, 3092.39, 0), 'paid monitored direct burden=1000 deduct=0.01 assist=699.99 resid=300.01 aid=699.99 patient=300.01'),
  ('all absorbed before',           'monitored', 1000, pg_temp.ytd(3092.40, 3092.40, 0), 'paid monitored direct burden=1000 assist=700 resid=300 aid=700 patient=300'),
  -- 3,092.40 - 1,000 = 2,092.40; (5,000 - 2,092.40) x 60 % = 2,907.60 x 60 % = 1,744.56
  ('part absorbed before',          'dibao_margin', 5000, pg_temp.ytd(1000, 1000, 0), 'paid dibao_margin application burden=5000 deduct=2092.4 assist=1744.56 resid=3255.44 aid=1744.56 patient=3255.44'),
  -- 7,731 - 3,092.40 = 4,638.60; (10,000 - 4,638.60) x 60 % = 5,361.40 x 60 % = 3,216.84
  ('absorbed as 监测对象, now 因病致贫', 'medical_poverty', 10000, pg_temp.ytd(3092.40, 3092.40, 0),
   'paid medical_poverty application burden=10000 deduct=4638.6 assist=3216.84 resid=6783.16 aid=3216.84 patient=6783.16'),
  -- 7,731 is more than 3,092.40; 10,000 x 60 %
  ('absorbed as 因病致贫, now 低保边缘', 'dibao_margin', 10000, pg_temp.ytd(9000, 7731, 761.40), 'paid dibao_margin application burden=10000 assist=6000 resid=4000 aid=6000 patient=4000'),
  -- a burden of 20,000 as 低保 was absorbed by no deductible: it is due in full
  ('burden without deductible before', 'dibao_margin', 10000, pg_temp.ytd(20000, 0, 14000, 6000),
   'paid dibao_margin application burden=10000 deduct=3092.4 assist=4144.56 resid=5855.44 aid=4144.56 patient=5855.44'),
  -- another year's do not count
  ('absorbed the year before', 'dibao_margin', 10000, pg_temp.ytd(10000, 3092.40, 4144.56, 5855.44, 0, 2023),
   'paid dibao_margin application burden=10000 deduct=3092.4 assist=4144.56 resid=5855.44 aid=4144.56 patient=5855.44')
) v(name, category, burden, ytd, expected);

-- ---------------------------------------------------------------------------------------------------------------------
-- 3. Yearly limits (Art. 14, 18), crossed by one claim; what is over goes on to Art. 20: (left - 15,462) x 70 %, at most 30,000.
SELECT is(pg_temp.show(medaid_settle(pg_temp.c(ARRAY[category], burden), pg_temp.p())), expected, 'limit: ' || category || ' ' || burden)
FROM (VALUES
  -- 85,714.27 x 70 % = 59,999.989 -> 59,999.99; left 25,714.28; 10,252.28 x 70 % = 7,176.596
  ('dibao', 85714.27, 'paid dibao direct burden=85714.27 assist=59999.99 tilt=7176.6 resid=25714.28 aid=67176.59 patient=18537.68'),
  -- x 70 % = 59,999.996 -> 60,000.00; left 25,714.28
  ('dibao', 85714.28, 'paid dibao direct burden=85714.28 assist=60000 tilt=7176.6 resid=25714.28 aid=67176.6 patient=18537.68'),
  -- x 70 % = 60,000.01, limited to 60,000; left 25,714.30; 10,252.30 x 70 % = 7,176.61
  ('dibao', 85714.30, 'paid dibao direct burden=85714.3 assist=60000 tilt=7176.61 resid=25714.3 aid=67176.61 patient=18537.69'),
  -- left 60,000; 44,538 x 70 % = 31,176.60, limited to 30,000
  ('dibao', 120000, 'paid dibao direct burden=120000 assist=60000 tilt=30000 resid=60000 aid=90000 patient=30000'),
  -- (88,806.67 - 3,092.40) = 85,714.27 x 70 % -> 59,999.99; left 28,806.68; 13,344.68 x 70 % = 9,341.276
  ('monitored_marginal', 88806.67, 'paid monitored_marginal direct burden=88806.67 deduct=3092.4 assist=59999.99 tilt=9341.28 resid=28806.68 aid=69341.27 patient=19465.4'),
  ('monitored_marginal', 88806.68, 'paid monitored_marginal direct burden=88806.68 deduct=3092.4 assist=60000 tilt=9341.28 resid=28806.68 aid=69341.28 patient=19465.4'),
  -- 85,714.30 x 70 % = 60,000.01; left 28,806.70; 13,344.70 x 70 % = 9,341.29
  ('monitored_marginal', 88806.70, 'paid monitored_marginal direct burden=88806.7 deduct=3092.4 assist=60000 tilt=9341.29 resid=28806.7 aid=69341.29 patient=19465.41'),
  -- (69,759.05 - 3,092.40) = 66,666.65 x 60 % = 39,999.99; left 29,759.06; 14,297.06 x 70 % = 10,007.942
  ('dibao_margin', 69759.05, 'paid dibao_margin application burden=69759.05 deduct=3092.4 assist=39999.99 tilt=10007.94 resid=29759.06 aid=50007.93 patient=19751.12'),
  -- 66,666.67 x 60 % = 40,000.002 -> 40,000.00; left 29,759.07; 14,297.07 x 70 % = 10,007.949
  ('dibao_margin', 69759.07, 'paid dibao_margin application burden=69759.07 deduct=3092.4 assist=40000 tilt=10007.95 resid=29759.07 aid=50007.95 patient=19751.12'),
  -- 66,666.68 x 60 % = 40,000.008 -> 40,000.01, limited; left 29,759.08; 14,297.08 x 70 % = 10,007.956
  ('dibao_margin', 69759.08, 'paid dibao_margin application burden=69759.08 deduct=3092.4 assist=40000 tilt=10007.96 resid=29759.08 aid=50007.96 patient=19751.12'),
  -- (74,397.65 - 7,731) = 66,666.65; left 34,397.66; 18,935.66 x 70 % = 13,254.962
  ('medical_poverty', 74397.65, 'paid medical_poverty application burden=74397.65 deduct=7731 assist=39999.99 tilt=13254.96 resid=34397.66 aid=53254.95 patient=21142.7'),
  -- left 34,397.67; 18,935.67 x 70 % = 13,254.969
  ('medical_poverty', 74397.67, 'paid medical_poverty application burden=74397.67 deduct=7731 assist=40000 tilt=13254.97 resid=34397.67 aid=53254.97 patient=21142.7'),
  -- limited; left 34,397.68; 18,935.68 x 70 % = 13,254.976
  ('medical_poverty', 74397.68, 'paid medical_poverty application burden=74397.68 deduct=7731 assist=40000 tilt=13254.98 resid=34397.68 aid=53254.98 patient=21142.7'),
  -- Art. 14(一), (三): no limit
  ('tekun', 500000, 'paid tekun direct burden=500000 assist=500000 aid=500000'),
  -- 350,000 + 100,000 (to 90 %); left 50,000; 34,538 x 70 % = 24,176.60
  ('poverty_returned', 500000, 'paid poverty_returned direct burden=500000 assist=350000 topup=100000 tilt=24176.6 resid=50000 aid=474176.6 patient=25823.4')
) v(category, burden, expected);

-- One limit for the three services (Art. 18), whatever the category that used it.
SELECT is(pg_temp.show(medaid_settle(pg_temp.c(ARRAY[category], burden, service), pg_temp.p(), ytd)), expected, 'shared limit: ' || name)
FROM (VALUES
  -- 1,000 x 30 % = 300
  ('exactly left',    'chronic',      'dibao', 1000, pg_temp.ytd(90000, 0, 59700),    'paid dibao direct burden=1000 assist=300 resid=700 aid=300 patient=700'),
  ('a fen too little','chronic',      'dibao', 1000, pg_temp.ytd(90000, 0, 59700.01), 'paid dibao direct burden=1000 assist=299.99 resid=700.01 aid=299.99 patient=700.01'),
  ('a fen left',      'chronic',      'dibao', 1000, pg_temp.ytd(90000, 0, 59999.99), 'paid dibao direct burden=1000 assist=0.01 resid=999.99 aid=0.01 patient=999.99'),
  ('nothing left',    'chronic',      'dibao', 1000, pg_temp.ytd(90000, 0, 60000),    'nothing_due:cap_exhausted dibao direct burden=1000 resid=1000 patient=1000'),
  -- 1,000 x 10 % = 100
  ('special drug',    'special_drug', 'dibao', 1000, pg_temp.ytd(90000, 0, 59950),    'paid dibao direct burden=1000 assist=50 resid=950 aid=50 patient=950'),
  ('inpatient',       'inpatient',    'dibao', 1000, pg_temp.ytd(90000, 0, 59950),    'paid dibao direct burden=1000 assist=50 resid=950 aid=50 patient=950'),
  -- 10,000 x 60 % = 6,000
  ('低保边缘',        'inpatient',    'dibao_margin', 10000, pg_temp.ytd(68092.40, 3092.40, 39000), 'paid dibao_margin application burden=10000 assist=1000 resid=9000 aid=1000 patient=9000'),
  -- a chronic claim of 低保边缘 uses nothing of it: Art. 20 only
  ('not by Art. 20',  'chronic',      'dibao_margin', 15463, pg_temp.ytd(70000, 3092.40, 40000), 'paid dibao_margin application burden=15463 tilt=0.7 resid=15463 aid=0.7 patient=15462.3'),
  -- 70,000, limited to 60,000 - 40,000; left 80,000: 64,538 x 70 % = 45,176.60, limited to 30,000
  ('used as 低保边缘, now 低保', 'inpatient', 'dibao', 100000, pg_temp.ytd(69759.08, 3092.40, 40000), 'paid dibao direct burden=100000 assist=20000 tilt=30000 resid=80000 aid=50000 patient=50000'),
  ('used as 特困, now 低保', 'inpatient', 'dibao', 1000, pg_temp.ytd(500000, 0, 500000), 'nothing_due:cap_exhausted dibao direct burden=1000 resid=1000 patient=1000'),
  -- 45,000 is over 40,000; the deductible still absorbs 7,731
  ('used as 低保, now 因病致贫', 'inpatient', 'medical_poverty', 10000, pg_temp.ytd(64285.71, 0, 45000), 'nothing_due:cap_exhausted medical_poverty application burden=10000 deduct=7731 resid=10000 patient=10000'),
  ('特困: none',      'inpatient',    'tekun', 1000, pg_temp.ytd(500000, 0, 500000), 'paid tekun direct burden=1000 assist=1000 aid=1000'),
  ('返贫致贫: none',  'chronic',      'poverty_returned', 1000, pg_temp.ytd(500000, 0, 350000), 'paid poverty_returned direct burden=1000 assist=300 resid=700 aid=300 patient=700'),
  ('a new year',      'chronic',      'dibao', 1000, pg_temp.ytd(90000, 0, 60000, 60000, 30000, 2023), 'paid dibao direct burden=1000 assist=300 resid=700 aid=300 patient=700')
) v(name, service, category, burden, ytd, expected);

-- The pools after a claim: paid grows by assistance and top-up, not by Art. 20 nor Art. 21.
SELECT is(pg_temp.pools(medaid_settle(claim, pg_temp.p(), ytd)), expected, 'pools: ' || name)
FROM (VALUES
  ('低保 12,000',     pg_temp.c('{dibao}', 12000), NULL::medaid_accumulator[], '2024 pingshun-main 12000/8400/51600 pingshun-tilted 3600/0'),
  ('低保 120,000',    pg_temp.c('{dibao}', 120000), NULL, '2024 pingshun-main 120000/60000/0 pingshun-tilted 60000/30000'),
  -- 1,000 x 70 % + 200 to 90 %; 85 % x 300 is in no pool; remaining: no limit
  ('返贫致贫',        pg_temp.c('{poverty_returned}', 1000, 'inpatient', '{"total":1300,"out_of_catalog":300,"charge_class":1}'), pg_temp.ytd(5000, 0, 4500, 500),
                      '2024 pingshun-main 6000/5400/- pingshun-tilted 600/0'),
  ('over the limit',  pg_temp.c('{medical_poverty}', 10000), pg_temp.ytd(64285.71, 0, 45000), '2024 pingshun-main 74285.71/45000/0 pingshun-tilted 10000/0'),
  -- 20,000 + 100: 100 x 70 %; no main row, no main pool
  ('Art. 20 alone',   pg_temp.c('{dibao_margin}', 100, 'chronic'), pg_temp.ytd(9000, 3092.40, 3544.56, 20000, 3176.60), '2024 - -/-/- pingshun-tilted 20100/3246.6'),
  ('refused',         pg_temp.c('{dibao}', 100, 'chronic', '{"designated":false}'), pg_temp.ytd(90000, 0, 60000), '2024 - -/-/- - -/-'),
  ('outside the province', pg_temp.c('{dibao}', 100, 'chronic', '{"place":"elsewhere","referral":"compliant"}'), NULL, '2024 pingshun-main 100/30/59970 - -/-')
) v(name, claim, ytd, expected);

-- Smallest amounts and ties.
SELECT is(pg_temp.show(medaid_settle(pg_temp.c(ARRAY[category], burden, service), pg_temp.p())), expected, 'rounding: ' || service || ' ' || category || ' ' || burden)
FROM (VALUES
  ('inpatient',    'dibao', 0.01, 'paid dibao direct burden=0.01 assist=0.01 aid=0.01'),                                    -- 0.007
  ('inpatient',    'dibao', 0.05, 'paid dibao direct burden=0.05 assist=0.04 resid=0.01 aid=0.04 patient=0.01'),            -- 0.035, a tie
  ('chronic',      'dibao', 0.01, 'nothing_due:rounds_to_zero dibao direct burden=0.01 resid=0.01 patient=0.01'),           -- 0.003
  ('chronic',      'dibao', 0.05, 'paid dibao direct burden=0.05 assist=0.02 resid=0.03 aid=0.02 patient=0.03'),            -- 0.015, a tie
  ('chronic',      'tekun', 0.01, 'paid tekun direct burden=0.01 assist=0.01 aid=0.01'),                                    -- 0.006
  ('special_drug', 'tekun', 0.02, 'nothing_due:rounds_to_zero tekun direct burden=0.02 resid=0.02 patient=0.02'),           -- 0.004
  ('special_drug', 'dibao', 0.04, 'nothing_due:rounds_to_zero dibao direct burden=0.04 resid=0.04 patient=0.04'),           -- 0.004
  ('special_drug', 'dibao', 0.05, 'paid dibao direct burden=0.05 assist=0.01 resid=0.04 aid=0.01 patient=0.04'),            -- 0.005, a tie
  ('inpatient',    'dibao', 0,    'nothing_due:no_burden dibao direct'),
  ('chronic',      'dibao_margin', 0, 'nothing_due:no_burden dibao_margin application')
) v(service, category, burden, expected);

-- ---------------------------------------------------------------------------------------------------------------------
-- 4. 倾斜救助 (Art. 20): over 15,462, 70 %, at most 30,000 a year. 低保边缘 has no other aid for chronic claims: what is left is the burden.
SELECT is(pg_temp.show(medaid_settle(pg_temp.c(ARRAY[category], burden, service), pg_temp.p(), ytd)), expected, 'Art. 20: ' || name)
FROM (VALUES
  ('a fen below', 'chronic', 'dibao_margin', 15461.99, NULL::medaid_accumulator[], 'nothing_due:below_deductible dibao_margin application burden=15461.99 resid=15461.99 patient=15461.99'),
  ('at',          'chronic', 'dibao_margin', 15462.00, NULL, 'nothing_due:below_deductible dibao_margin application burden=15462 resid=15462 patient=15462'),
  -- 0.007
  ('a fen above', 'chronic', 'dibao_margin', 15462.01, NULL, 'paid dibao_margin application burden=15462.01 tilt=0.01 resid=15462.01 aid=0.01 patient=15462'),
  -- 0.05 x 70 % = 0.035 -> 0.04
  ('a tie',       'chronic', 'dibao_margin', 15462.05, NULL, 'paid dibao_margin application burden=15462.05 tilt=0.04 resid=15462.05 aid=0.04 patient=15462.01'),
  -- (20,000 - 15,462) x 70 % = 3,176.60
  ('special drug', 'special_drug', 'medical_poverty', 20000, NULL, 'paid medical_poverty application burden=20000 tilt=3176.6 resid=20000 aid=3176.6 patient=16823.4'),
  ('reached within the year, at',    'special_drug', 'monitored', 462,    pg_temp.ytd(0, 0, 0, 15000), 'nothing_due:below_deductible monitored direct burden=462 resid=462 patient=462'),
  ('reached within the year, above', 'special_drug', 'monitored', 462.01, pg_temp.ytd(0, 0, 0, 15000), 'paid monitored direct burden=462.01 tilt=0.01 resid=462.01 aid=0.01 patient=462'),
  -- all of it is over
  ('passed before', 'chronic', 'monitored', 100, pg_temp.ytd(0, 0, 0, 20000, 3176.60), 'paid monitored direct burden=100 tilt=70 resid=100 aid=70 patient=30'),
  -- 低保 1,000: 300; 700 left, all over: 490
  ('after Art. 15', 'chronic', 'dibao', 1000, pg_temp.ytd(0, 0, 0, 20000, 3176.60), 'paid dibao direct burden=1000 assist=300 tilt=490 resid=700 aid=790 patient=210'),
  -- 42,857.13 x 70 % = 29,999.991
  ('limit, a fen below', 'chronic', 'monitored_sudden', 58319.13, NULL, 'paid monitored_sudden direct burden=58319.13 tilt=29999.99 resid=58319.13 aid=29999.99 patient=28319.14'),
  -- 42,857.14 x 70 % = 29,999.998
  ('limit, at',          'chronic', 'monitored_sudden', 58319.14, NULL, 'paid monitored_sudden direct burden=58319.14 tilt=30000 resid=58319.14 aid=30000 patient=28319.14'),
  -- 42,857.15 x 70 % = 30,000.005 -> 30,000.01, limited
  ('limit, a fen above', 'chronic', 'monitored_sudden', 58319.15, NULL, 'paid monitored_sudden direct burden=58319.15 tilt=30000 resid=58319.15 aid=30000 patient=28319.15'),
  ('a fen of the limit left', 'chronic', 'dibao_margin', 100, pg_temp.ytd(0, 0, 0, 58319.13, 29999.99), 'paid dibao_margin application burden=100 tilt=0.01 resid=100 aid=0.01 patient=99.99'),
  ('limit used up',           'chronic', 'dibao_margin', 100, pg_temp.ytd(0, 0, 0, 60000, 30000), 'nothing_due:cap_exhausted dibao_margin application burden=100 resid=100 patient=100'),
  ('a new year',              'chronic', 'dibao_margin', 100, pg_temp.ytd(0, 0, 0, 60000, 30000, 2023), 'nothing_due:below_deductible dibao_margin application burden=100 resid=100 patient=100'),
  -- 特困: 100,000 x 60 %; left 40,000: 24,538 x 70 % = 17,176.60
  ('特困, chronic',      'chronic',      'tekun', 100000, NULL, 'paid tekun direct burden=100000 assist=60000 tilt=17176.6 resid=40000 aid=77176.6 patient=22823.4'),
  -- 20 %; left 80,000: 64,538 x 70 % = 45,176.60, limited
  ('特困, special drug', 'special_drug', 'orphan', 100000, NULL, 'paid orphan direct burden=100000 assist=20000 tilt=30000 resid=80000 aid=50000 patient=50000'),
  -- 10 %; left 18,000: 2,538 x 70 % = 1,776.60
  ('返贫致贫, special drug', 'special_drug', 'poverty_returned', 20000, NULL, 'paid poverty_returned direct burden=20000 assist=2000 tilt=1776.6 resid=18000 aid=3776.6 patient=16223.4'),
  -- main limit used up, the whole burden is left: 9,538 x 70 % = 6,676.60
  ('main limit used up', 'inpatient', 'dibao', 25000, pg_temp.ytd(90000, 0, 60000), 'paid dibao direct burden=25000 tilt=6676.6 resid=25000 aid=6676.6 patient=18323.4')
) v(name, service, category, burden, ytd, expected);

-- Who has paid before: on chronic and special-drug claims Art. 15, 16 deduct two payers, 个人自付 of Art. 20 is after all six.
SELECT is(pg_temp.show(medaid_settle(pg_temp.c(ARRAY[category], 100000, service, more), pg_temp.p())), expected, 'payers: ' || name)
FROM (VALUES
  -- burden 100,000 - 60,000 - 10,000 = 30,000; 30 % = 9,000; left 21,000: 5,538 x 70 % = 3,876.60
  ('basic, critical illness', 'chronic', 'dibao', '{"basic_paid":60000,"critical_illness_paid":10000}'::jsonb,
   'paid dibao direct burden=30000 assist=9000 tilt=3876.6 resid=21000 aid=12876.6 patient=17123.4'),
  -- the other four 1,000 + 900 + 800 + 700 = 3,400: burden 30,000, aid 9,000, but left 30,000 - 3,400 - 9,000 = 17,600: 2,138 x 70 % = 1,496.60
  ('all six, chronic', 'chronic', 'dibao',
   '{"basic_paid":60000,"critical_illness_paid":10000,"supplementary_paid":1000,"inclusive_paid":900,"commercial_paid":800,"mutual_aid_paid":700}',
   'paid dibao direct burden=30000 assist=9000 tilt=1496.6 resid=17600 aid=10496.6 patient=16103.4'),
  -- 20 % = 6,000; left 30,000 - 3,400 - 6,000 = 20,600: 5,138 x 70 % = 3,596.60
  ('all six, special drug', 'special_drug', 'tekun',
   '{"basic_paid":60000,"critical_illness_paid":10000,"supplementary_paid":1000,"inclusive_paid":900,"commercial_paid":800,"mutual_aid_paid":700}',
   'paid tekun direct burden=30000 assist=6000 tilt=3596.6 resid=20600 aid=9596.6 patient=17003.4'),
  -- inpatient: burden 26,600; 70 % = 18,620
  ('all six, inpatient', 'inpatient', 'dibao',
   '{"basic_paid":60000,"critical_illness_paid":10000,"supplementary_paid":1000,"inclusive_paid":900,"commercial_paid":800,"mutual_aid_paid":700}',
   'paid dibao direct burden=26600 assist=18620 resid=7980 aid=18620 patient=7980'),
  -- nothing but Art. 20: 26,600 left, 11,138 x 70 % = 7,796.60
  ('all six, Art. 20 alone', 'chronic', 'medical_poverty',
   '{"basic_paid":60000,"critical_illness_paid":10000,"supplementary_paid":1000,"inclusive_paid":900,"commercial_paid":800,"mutual_aid_paid":700}',
   'paid medical_poverty application burden=30000 tilt=7796.6 resid=26600 aid=7796.6 patient=18803.4'),
  -- burden 60,000, 60 % = 36,000, but 个人负担部分: basic 40,000 + commercial 50,000 leave 10,000 of the bill (Art. 2, 15)
  ('no more than the bill', 'chronic', 'tekun', '{"basic_paid":40000,"commercial_paid":50000}', 'paid tekun direct burden=60000 assist=10000 aid=10000'),
  ('all paid by others', 'chronic', 'tekun', '{"basic_paid":40000,"commercial_paid":60000}', 'nothing_due:already_paid tekun direct burden=60000'),
  -- the same stay: 100,000 - 90,000 = 10,000, full
  ('the same, inpatient',  'inpatient', 'tekun', '{"basic_paid":40000,"commercial_paid":50000}', 'paid tekun direct burden=10000 assist=10000 aid=10000'),
  ('everything paid', 'inpatient', 'tekun', '{"basic_paid":40000,"mutual_aid_paid":60000}', 'nothing_due:no_burden tekun direct')
) v(name, service, category, more, expected);

-- Art. 20: 规范转诊, within the province. 低保边缘, chronic, 20,000: 4,538 x 70 % = 3,176.60. Art. 18: without referral nothing, but only outside the city.
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('{dibao_margin}', 20000, 'chronic', more), pg_temp.p())), expected, 'Art. 20: ' || more::text)
FROM (VALUES
  ('{}'::jsonb,                                         'paid dibao_margin application burden=20000 tilt=3176.6 resid=20000 aid=3176.6 patient=16823.4'),
  ('{"place":"county","referral":"not_required"}',      'paid dibao_margin application burden=20000 tilt=3176.6 resid=20000 aid=3176.6 patient=16823.4'),
  ('{"place":"city","referral":"compliant"}',           'paid dibao_margin application burden=20000 tilt=3176.6 resid=20000 aid=3176.6 patient=16823.4'),
  ('{"place":"province","referral":"compliant"}',       'paid dibao_margin application burden=20000 tilt=3176.6 resid=20000 aid=3176.6 patient=16823.4'),
  ('{"place":"province","referral":"not_required"}',    'paid dibao_margin application burden=20000 tilt=3176.6 resid=20000 aid=3176.6 patient=16823.4'),
  ('{"place":"city","referral":"non_compliant"}',       'not_covered:service_not_covered - application burden=20000 patient=20000'),
  ('{"place":"province","referral":"non_compliant"}',   'not_covered:referral_non_compliant - application burden=20000 patient=20000'),
  ('{"place":"elsewhere","referral":"compliant"}',      'not_covered:service_not_covered - application burden=20000 patient=20000'),
  ('{"place":"elsewhere","referral":"not_required"}',   'not_covered:service_not_covered - application burden=20000 patient=20000')
) v(more, expected);

-- ---------------------------------------------------------------------------------------------------------------------
-- 5. 返贫致贫, 90 % of what is in scope (Art. 14(三)): in scope 10,000, one stay; every payer counts.
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('{poverty_returned}', burden, 'inpatient', more), pg_temp.p())), expected, '90 %: ' || name)
FROM (VALUES
  -- burden 3,333.37 x 70 % = 2,333.359 -> 2,333.36; 6,666.63 + 2,333.36 = 8,999.99: 0.01 short
  ('a fen short', 10000, '{"basic_paid":6666.63}'::jsonb, 'paid poverty_returned direct burden=3333.37 assist=2333.36 topup=0.01 resid=1000 aid=2333.37 patient=1000'),
  -- 3,333.34 x 70 % = 2,333.338 -> 2,333.34; 9,000.00
  ('reached',     10000, '{"basic_paid":6666.66}', 'paid poverty_returned direct burden=3333.34 assist=2333.34 resid=1000 aid=2333.34 patient=1000'),
  -- 3,333.30 x 70 % = 2,333.31; 9,000.01
  ('a fen over',  10000, '{"basic_paid":6666.70}', 'paid poverty_returned direct burden=3333.3 assist=2333.31 resid=999.99 aid=2333.31 patient=999.99'),
  -- burden 6,500; 4,550; 9,000 - 3,500 - 4,550 = 950
  ('all six',     10000, '{"basic_paid":2000,"critical_illness_paid":500,"supplementary_paid":400,"inclusive_paid":300,"commercial_paid":200,"mutual_aid_paid":100}',
   'paid poverty_returned direct burden=6500 assist=4550 topup=950 resid=1000 aid=5500 patient=1000'),
  -- 500 x 70 %
  ('insurance above 90 %', 10000, '{"basic_paid":9500}', 'paid poverty_returned direct burden=500 assist=350 resid=150 aid=350 patient=150'),
  ('nothing left',         10000, '{"basic_paid":10000}', 'nothing_due:no_burden poverty_returned direct'),
  -- 700.035 -> 700.04 and 900.045 -> 900.05: two ties; 900.05 - 700.04
  ('ties',        1000.05, '{}', 'paid poverty_returned direct burden=1000.05 assist=700.04 topup=200.01 resid=100 aid=900.05 patient=100'),
  -- 省内
  ('in the province',      10000, '{"place":"province","referral":"compliant"}', 'paid poverty_returned application burden=10000 assist=7000 topup=2000 resid=1000 aid=9000 patient=1000'),
  ('without referral in the city', 10000, '{"place":"city","referral":"non_compliant"}', 'paid poverty_returned direct burden=10000 assist=7000 topup=2000 aid=9000 patient=1000'),
  ('outside the province', 10000, '{"place":"elsewhere","referral":"compliant"}', 'paid poverty_returned application burden=10000 assist=7000 aid=7000 patient=3000'),
  -- 住院 only: 30 %
  ('not chronic',          10000, '{"service":"chronic"}', 'paid poverty_returned direct burden=10000 assist=3000 resid=7000 aid=3000 patient=7000')
) v(name, burden, more, expected);

-- ---------------------------------------------------------------------------------------------------------------------
-- 6. 目录外 (Art. 21): 30 / 20 / 15 % of the bill by charge class; the hospital bears what is over.
-- Total 10,000, in scope 5,000, basic 3,000: burden 2,000. 低保 70 % = 1,400; left 600; the patient 10,000 - 3,000 - 1,400 = 5,600 less the hospital's.
CREATE FUNCTION pg_temp.bill(categories text[], out_of_catalog numeric, charge_class integer, more jsonb DEFAULT '{}') RETURNS medaid_claim LANGUAGE sql AS $$
  SELECT jsonb_populate_record(medaid_claim(claim_id => 'bill', service => 'inpatient', discharged_on => '2024-06-01', categories => $1, total => 10000, in_scope => 5000,
           out_of_catalog => $2, basic_paid => 3000, critical_illness_paid => 0, charge_class => $3), $4) $$;
SELECT is(pg_temp.show(medaid_settle(pg_temp.bill('{dibao}', out_of_catalog, charge_class), pg_temp.p())),
          'paid dibao direct burden=2000 assist=1400 resid=600 ' || expected, 'Art. 21: class ' || charge_class || ', ' || out_of_catalog)
FROM (VALUES (1, 2999.99, 'aid=1400 patient=5600'), (1, 3000, 'aid=1400 patient=5600'), (1, 3000.01, 'hosp=0.01 aid=1400 patient=5599.99'),
             (2, 1999.99, 'aid=1400 patient=5600'), (2, 2000, 'aid=1400 patient=5600'), (2, 2000.01, 'hosp=0.01 aid=1400 patient=5599.99'),
             (3, 1499.99, 'aid=1400 patient=5600'), (3, 1500, 'aid=1400 patient=5600'), (3, 1500.01, 'hosp=0.01 aid=1400 patient=5599.99'),
             (3, 5000, 'hosp=3500 aid=1400 patient=2100')) v(charge_class, out_of_catalog, expected);
-- 15 % x 100.10 = 15.015 -> 15.02, a tie. 50 x 70 % = 35; 100.10 - 35 = 65.10
SELECT is(pg_temp.show(medaid_settle(pg_temp.bill('{dibao}', out_of_catalog, 3, '{"total":100.10,"in_scope":50,"basic_paid":0}'), pg_temp.p())), expected, 'Art. 21: a tie, ' || out_of_catalog)
FROM (VALUES (15.02, 'paid dibao direct burden=50 assist=35 resid=15 aid=35 patient=65.1'),
             (15.03, 'paid dibao direct burden=50 assist=35 resid=15 hosp=0.01 aid=35 patient=65.09')) v(out_of_catalog, expected);

-- Who: 特困 and those under the name, 低保, 返贫致贫.
SELECT is(pg_temp.show(medaid_settle(claim, pg_temp.p())), expected, 'Art. 21: ' || name)
FROM (VALUES
  -- full: 2,000; 10,000 - 3,000 - 2,000 - 3,500
  ('特困',               pg_temp.bill('{tekun}', 5000, 3), 'paid tekun direct burden=2000 assist=2000 hosp=3500 aid=2000 patient=1500'),
  ('孤儿',               pg_temp.bill('{orphan}', 5000, 3), 'paid orphan direct burden=2000 assist=2000 hosp=3500 aid=2000 patient=1500'),
  ('事实无人抚养儿童',   pg_temp.bill('{unsupported_child}', 5000, 3), 'paid unsupported_child direct burden=2000 assist=2000 hosp=3500 aid=2000 patient=1500'),
  -- 返贫致贫: 1,400 + (4,500 - 3,000 - 1,400) = 1,500; within the ratio 85 %. 2,999.99 x 85 % = 2,549.9915
  ('返贫致贫, a fen below', pg_temp.bill('{poverty_returned}', 2999.99, 1), 'paid poverty_returned direct burden=2000 assist=1400 topup=100 resid=500 offcat=2549.99 aid=4049.99 patient=2950.01'),
  ('返贫致贫, at',          pg_temp.bill('{poverty_returned}', 3000, 1),    'paid poverty_returned direct burden=2000 assist=1400 topup=100 resid=500 offcat=2550 aid=4050 patient=2950'),
  ('返贫致贫, a fen above', pg_temp.bill('{poverty_returned}', 3000.01, 1), 'paid poverty_returned direct burden=2000 assist=1400 topup=100 resid=500 offcat=2550 hosp=0.01 aid=4050 patient=2949.99'),
  -- class 2: 2,000 x 85 % = 1,700, hospital 1,000; class 3: 1,500 x 85 % = 1,275, hospital 1,500
  ('返贫致贫, class 2',     pg_temp.bill('{poverty_returned}', 3000, 2),    'paid poverty_returned direct burden=2000 assist=1400 topup=100 resid=500 offcat=1700 hosp=1000 aid=3200 patient=2800'),
  ('返贫致贫, class 3',     pg_temp.bill('{poverty_returned}', 3000, 3),    'paid poverty_returned direct burden=2000 assist=1400 topup=100 resid=500 offcat=1275 hosp=1500 aid=2775 patient=2725'),
  -- 0.10 x 85 % = 0.085 -> 0.09
  ('返贫致贫, a tie',       pg_temp.bill('{poverty_returned}', 0.10, 1),    'paid poverty_returned direct burden=2000 assist=1400 topup=100 resid=500 offcat=0.09 aid=1500.09 patient=5499.91'),
  -- nothing in scope: 85 % x 3,000 alone
  ('返贫致贫, nothing in scope', pg_temp.bill('{poverty_returned}', 3000, 1, '{"in_scope":0,"basic_paid":0}'), 'paid poverty_returned direct offcat=2550 aid=2550 patient=7450'),
  -- in the province, not outside it
  ('in the province',      pg_temp.bill('{poverty_returned}', 3000, 3, '{"place":"province","referral":"compliant"}'),
   'paid poverty_returned application burden=2000 assist=1400 topup=100 resid=500 offcat=1275 hosp=1500 aid=2775 patient=2725'),
  ('outside the province', pg_temp.bill('{poverty_returned}', 3000, NULL, '{"place":"elsewhere","referral":"compliant"}'), 'paid poverty_returned application burden=2000 assist=1400 aid=1400 patient=5600'),
  -- one of several categories is enough: 低保边缘 beside 低保
  ('beside another',       pg_temp.bill('{dibao_margin,dibao}', 5000, 3), 'paid dibao direct burden=2000 assist=1400 resid=600 hosp=3500 aid=1400 patient=2100')
) v(name, claim, expected);
-- Nobody else, and neither the class nor the split of the bill is asked for; nor on outpatient claims, outside the province, at a hospital not designated, out of force.
SELECT is(string_agg(DISTINCT trim_scale(s.hospital_borne) || ' ' || trim_scale(s.off_catalog), '; '), '0 0', 'Art. 21: not for others, nothing asked for')
FROM unnest('{monitored,monitored_unstable,monitored_marginal,monitored_sudden,dibao_margin,medical_poverty,lifted}'::text[]) category,
     medaid_settle(pg_temp.bill(ARRAY[category], NULL, NULL), pg_temp.p()) s;
SELECT is(string_agg(DISTINCT trim_scale(s.hospital_borne) || ' ' || trim_scale(s.off_catalog), '; '), '0 0', 'Art. 21: nothing asked for with ' || more::text)
FROM unnest('{tekun,dibao,poverty_returned}'::text[]) category,
     (VALUES ('{"service":"chronic"}'::jsonb), ('{"service":"special_drug"}'), ('{"service":"outpatient"}'), ('{"place":"elsewhere","referral":"compliant"}'), ('{"place":"elsewhere"}'),
             ('{"designated":false}'), ('{"discharged_on":"2023-01-06"}'), ('{"recognised_on":["2024-06-02"]}'), ('{"commercial_paid":7000}'), ('{"total":5000,"basic_paid":5000}')) v(more),
     medaid_settle(pg_temp.bill(ARRAY[category], NULL, NULL, more), pg_temp.p()) s
GROUP BY more ORDER BY more;
SELECT throws_ok(format($$SELECT medaid_settle(%s, pg_temp.p())$$, claim), '22004', NULL, 'Art. 21: ' || name)
FROM (VALUES ('目录外 not given',              $$pg_temp.bill('{dibao}', NULL, 1)$$),
             ('charge class not given',        $$pg_temp.bill('{tekun}', 100, NULL)$$),
             ('nor for a refused stay',        $$pg_temp.bill('{dibao}', 100, NULL, '{"place":"province"}')$$),
             ('目录外 not given, refused',     $$pg_temp.bill('{poverty_returned}', NULL, 1, '{"applied_on":"2025-06-01"}')$$)) v(name, claim);
SELECT is(pg_temp.show(medaid_settle(pg_temp.bill('{dibao}', 0, NULL), pg_temp.p())), 'paid dibao direct burden=2000 assist=1400 resid=600 aid=1400 patient=5600', 'Art. 21: no 目录外, no class needed');

-- Other payers beyond the in-scope burden reduce 目录外 (先行自付 first). Total 20,000, in scope 10,000, 目录外 8,000, 先行自付 2,000; basic 6,000.
SELECT is(pg_temp.show(medaid_settle(
            pg_temp.bill(ARRAY[category], 8000, charge_class, jsonb_build_object('total', 20000, 'in_scope', 10000, 'basic_paid', 6000, 'commercial_paid', commercial)), pg_temp.p())),
          expected, format('Art. 21: %s, class %s, commercial %s', category, charge_class, commercial))
FROM (VALUES
  -- burden 4,000: 2,800; limit 6,000
  ('dibao', 1, 0,     'paid dibao direct burden=4000 assist=2800 resid=1200 hosp=2000 aid=2800 patient=9200'),
  -- payers 9,000, burden 1,000: 700; 目录外 8,000 still all unpaid
  ('dibao', 1, 3000,  'paid dibao direct burden=1000 assist=700 resid=300 hosp=2000 aid=700 patient=8300'),
  -- 15,000 paid, burden 0, 5,000 unpaid: hospital min(5,000, 8,000 - 6,000)
  ('dibao', 1, 9000,  'nothing_due:no_burden dibao direct hosp=2000 patient=3000'),
  -- limit 3,000: min(5,000, 5,000)
  ('dibao', 3, 9000,  'nothing_due:no_burden dibao direct hosp=5000'),
  -- 17,000 paid: min(3,000, 5,000)
  ('dibao', 3, 11000, 'nothing_due:no_burden dibao direct hosp=3000'),
  ('dibao', NULL, 14000, 'nothing_due:no_burden dibao direct'),
  -- 4,000 x 70 % = 2,800; 9,000 - 6,000 - 2,800 = 200; 85 % x 6,000 = 5,100; 20,000 - 6,000 - 8,100 - 2,000
  ('poverty_returned', 1, 0,     'paid poverty_returned direct burden=4000 assist=2800 topup=200 resid=1000 offcat=5100 hosp=2000 aid=8100 patient=3900'),
  -- 11,000 paid, burden 0: min(8,000, 9,000) unpaid; 85 % x 6,000; 20,000 - 11,000 - 2,000 - 5,100
  ('poverty_returned', 1, 5000,  'paid poverty_returned direct offcat=5100 hosp=2000 aid=5100 patient=1900'),
  -- 5,000 unpaid; 85 % x (5,000 - 2,000)
  ('poverty_returned', 1, 9000,  'paid poverty_returned direct offcat=2550 hosp=2000 aid=2550 patient=450'),
  -- nothing left to pay after the hospital
  ('poverty_returned', 3, 9000,  'nothing_due:no_burden poverty_returned direct hosp=5000'),
  -- the whole bill is paid
  ('poverty_returned', 1, 14000, 'nothing_due:no_burden poverty_returned direct')
) v(category, charge_class, commercial, expected);

-- Assistance refused: the hospital's part stays (class 3: 5,000 - 1,500), 85 % does not. 10,000 - 3,000 - 3,500 = 3,500.
SELECT is(string_agg(DISTINCT pg_temp.show(medaid_settle(pg_temp.bill(ARRAY[category], 5000, 3, more), pg_temp.p())), '; '), expected, 'Art. 21, refused: ' || more::text)
FROM unnest('{tekun,orphan,unsupported_child,dibao,poverty_returned}'::text[]) category,
  (VALUES ('{"place":"province"}'::jsonb,         'not_covered:referral_non_compliant - application burden=2000 hosp=3500 patient=3500'),
          ('{"applied_on":"2024-11-29"}',         'not_covered:applied_late - application burden=2000 hosp=3500 patient=3500'),
          ('{"designated":false}',                'not_covered:not_designated - application burden=2000 patient=7000'),
          ('{"place":"elsewhere"}',               'not_covered:referral_non_compliant - application burden=2000 patient=7000'),
          ('{"discharged_on":"2023-01-06"}',      'not_covered:policy_not_in_force - application burden=2000 patient=7000'),
          ('{"recognised_on":["2024-06-02"]}',    'not_covered:not_yet_recognised - application burden=2000 patient=7000')) v(more, expected)
GROUP BY more, expected ORDER BY more;

-- 过渡期 (Art. 8, 10(二), 21 ¶2), read as until 2026-01-01: 85 % ends, the ratio does not; who was recognised before keeps Art. 14-16.
SELECT is(pg_temp.show(medaid_settle(claim, pg_temp.p(policy))), expected, '过渡期: ' || name)
FROM (VALUES
  ('last day',                 'p', pg_temp.bill('{poverty_returned}', 3000.01, 1, '{"discharged_on":"2025-12-31"}'),
   'paid poverty_returned direct burden=2000 assist=1400 topup=100 resid=500 offcat=2550 hosp=0.01 aid=4050 patient=2949.99'),
  ('first day after',          'p', pg_temp.bill('{poverty_returned}', 3000.01, 1, '{"discharged_on":"2026-01-01"}'),
   'paid poverty_returned direct burden=2000 assist=1400 topup=100 resid=500 hosp=0.01 aid=1500 patient=5499.99'),
  ('changed: first day after', 'longer', pg_temp.bill('{poverty_returned}', 3000.01, 1, '{"discharged_on":"2026-01-01"}'),
   'paid poverty_returned direct burden=2000 assist=1400 topup=100 resid=500 offcat=2550 hosp=0.01 aid=4050 patient=2949.99'),
  ('changed: its own first day after', 'longer', pg_temp.bill('{poverty_returned}', 3000.01, 1, '{"discharged_on":"2027-01-01"}'),
   'paid poverty_returned direct burden=2000 assist=1400 topup=100 resid=500 hosp=0.01 aid=1500 patient=5499.99'),
  ('recognised the last day',  'p', pg_temp.bill('{poverty_returned}', 3000.01, 1, '{"discharged_on":"2026-03-01","recognised_on":["2025-12-31"]}'),
   'paid poverty_returned direct burden=2000 assist=1400 topup=100 resid=500 hosp=0.01 aid=1500 patient=5499.99'),
  -- does not count: no ratio either
  ('recognised after it',      'p', pg_temp.bill('{poverty_returned}', 3000.01, 1, '{"discharged_on":"2026-03-01","recognised_on":["2026-01-01"]}'),
   'not_covered:category_not_eligible - application burden=2000 patient=7000'),
  ('changed: recognised after it', 'longer', pg_temp.bill('{poverty_returned}', 3000.01, 1, '{"discharged_on":"2026-03-01","recognised_on":["2026-01-01"]}'),
   'paid poverty_returned direct burden=2000 assist=1400 topup=100 resid=500 offcat=2550 hosp=0.01 aid=4050 patient=2949.99'),
  -- 民政部门's identities are not bound to it
  ('低保 recognised after it', 'p', pg_temp.bill('{dibao}', 3000.01, 1, '{"discharged_on":"2026-03-01","recognised_on":["2026-01-01"]}'),
   'paid dibao direct burden=2000 assist=1400 resid=600 hosp=0.01 aid=1400 patient=5599.99'),
  -- recognised twice: the first time counts while it is held
  ('again after it',           'p', pg_temp.bill('{poverty_returned,poverty_returned}', 0, 1, '{"discharged_on":"2026-03-01","recognised_on":["2026-01-01",null],"ended_on":[null,"2026-06-01"]}'),
   'paid poverty_returned direct burden=2000 assist=1400 topup=100 resid=500 aid=1500 patient=5500'),
  ('beside 低保',              'p', pg_temp.bill('{poverty_returned,dibao}', 0, 1, '{"discharged_on":"2026-03-01","recognised_on":["2026-01-01","2026-01-01"]}'),
   'paid dibao direct burden=2000 assist=1400 resid=600 aid=1400 patient=5600')
) v(name, policy, claim, expected);
-- The monitored kinds: (10,000 - 3,092.40) x 70 %
SELECT is(string_agg(DISTINCT replace(pg_temp.show(medaid_settle(pg_temp.c(ARRAY[category], 10000, 'inpatient', more), pg_temp.p())), category, '*'), '; '), expected, '过渡期, monitored: ' || more::text)
FROM unnest('{monitored,monitored_unstable,monitored_marginal,monitored_sudden}'::text[]) category,
  (VALUES ('{"discharged_on":"2026-03-01"}'::jsonb, 'paid * direct burden=10000 deduct=3092.4 assist=4835.32 resid=5164.68 aid=4835.32 patient=5164.68'),
          ('{"discharged_on":"2026-03-01","recognised_on":["2025-12-31"]}', 'paid * direct burden=10000 deduct=3092.4 assist=4835.32 resid=5164.68 aid=4835.32 patient=5164.68'),
          ('{"discharged_on":"2026-03-01","recognised_on":["2026-01-01"]}', 'not_covered:category_not_eligible - application burden=10000 patient=10000')) v(more, expected)
GROUP BY more, expected ORDER BY more;

-- ---------------------------------------------------------------------------------------------------------------------
-- 7. Gates: refused for every category and service alike.
SELECT is(string_agg(DISTINCT pg_temp.show(medaid_settle(pg_temp.c(ARRAY[category], 12000, service, more), pg_temp.p())), '; '),
          'not_covered:' || reason || ' - application burden=12000 patient=12000', 'refused: ' || name)
FROM unnest('{tekun,orphan,unsupported_child,dibao,poverty_returned,monitored,monitored_unstable,monitored_marginal,monitored_sudden,dibao_margin,medical_poverty}'::text[]) category,
     unnest('{inpatient,chronic,special_drug}'::text[]) service,
  (VALUES
    -- Art. 11(一), 14, 15, 16
    ('not designated',                     'not_designated',         '{"designated":false}'::jsonb),
    -- Art. 18: outside the 统筹区, read as the city
    ('no referral, in the province',       'referral_non_compliant', '{"place":"province"}'),
    ('no referral, outside the province',  'referral_non_compliant', '{"place":"elsewhere"}'),
    ('non-compliant, in the province',     'referral_non_compliant', '{"place":"province","referral":"non_compliant"}'),
    ('non-compliant, outside the province','referral_non_compliant', '{"place":"elsewhere","referral":"non_compliant"}'),
    -- Art. 39: 180 days from 2024-06-01 are over on 2024-11-28 (29 + 31 + 31 + 30 + 31 + 28)
    ('day 181',                            'applied_late',           '{"applied_on":"2024-11-29"}'),
    ('no longer held',                     'identity_ended',         '{"ended_on":["2024-06-01"]}'),
    ('not yet recognised',                 'not_yet_recognised',     '{"recognised_on":["2024-06-02"]}'),
    -- Art. 48
    ('before the first day',               'policy_not_in_force',    '{"discharged_on":"2023-01-06"}'),
    ('after the last day',                 'policy_not_in_force',    '{"discharged_on":"2028-01-07"}')
  ) g(name, reason, more)
GROUP BY name, reason ORDER BY name;
-- The other side of each: 低保 12,000 x 70 % = 8,400; left 3,600, which Art. 20 takes in only within the province and 规范转诊.
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('{dibao}', 12000, 'inpatient', more), pg_temp.p())), 'paid dibao ' || expected, 'not refused: ' || more::text)
FROM (VALUES
  ('{"designated":true}'::jsonb,                       'direct burden=12000 assist=8400 resid=3600 aid=8400 patient=3600'),
  ('{"place":"county"}',                               'direct burden=12000 assist=8400 resid=3600 aid=8400 patient=3600'),
  ('{"place":"city"}',                                 'direct burden=12000 assist=8400 resid=3600 aid=8400 patient=3600'),
  ('{"place":"county","referral":"non_compliant"}',    'direct burden=12000 assist=8400 aid=8400 patient=3600'),
  ('{"place":"city","referral":"non_compliant"}',      'direct burden=12000 assist=8400 aid=8400 patient=3600'),
  ('{"place":"province","referral":"compliant"}',      'application burden=12000 assist=8400 resid=3600 aid=8400 patient=3600'),
  ('{"place":"province","referral":"not_required"}',   'application burden=12000 assist=8400 resid=3600 aid=8400 patient=3600'),
  ('{"place":"elsewhere","referral":"compliant"}',     'application burden=12000 assist=8400 aid=8400 patient=3600'),
  ('{"place":"elsewhere","referral":"not_required"}',  'application burden=12000 assist=8400 aid=8400 patient=3600'),
  ('{"applied_on":"2024-06-01"}',                      'application burden=12000 assist=8400 resid=3600 aid=8400 patient=3600'),
  ('{"applied_on":"2024-11-28"}',                      'application burden=12000 assist=8400 resid=3600 aid=8400 patient=3600'),
  ('{"ended_on":["2024-06-02"]}',                      'direct burden=12000 assist=8400 resid=3600 aid=8400 patient=3600'),
  ('{"recognised_on":["2024-06-01"]}',                 'direct burden=12000 assist=8400 resid=3600 aid=8400 patient=3600'),
  ('{"discharged_on":"2023-01-07"}',                   'direct burden=12000 assist=8400 resid=3600 aid=8400 patient=3600'),
  ('{"discharged_on":"2028-01-06"}',                   'direct burden=12000 assist=8400 resid=3600 aid=8400 patient=3600')
) v(more, expected);

-- Art. 39: filed together, the days run from the last discharge; Art. 15: classes 2 and 3 are paid at the year's end, the days run from 31 December
-- (180 days from 2024-12-31: 2025-06-29). 低保 1,000: inpatient 700, chronic 300, special drug 100.
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('{dibao}', 1000, service, more), pg_temp.p())), expected, 'days: ' || name)
FROM (VALUES
  ('alone, day 180',       'inpatient', '{"discharged_on":"2024-03-01","applied_on":"2024-08-28"}'::jsonb, 'paid dibao application burden=1000 assist=700 resid=300 aid=700 patient=300'),
  ('alone, day 181',       'inpatient', '{"discharged_on":"2024-03-01","applied_on":"2024-08-29"}', 'not_covered:applied_late - application burden=1000 patient=1000'),
  ('together, day 180',    'inpatient', '{"discharged_on":"2024-03-01","applied_on":"2024-11-28","deadline_from":"2024-06-01"}', 'paid dibao application burden=1000 assist=700 resid=300 aid=700 patient=300'),
  ('together, day 181',    'inpatient', '{"discharged_on":"2024-03-01","applied_on":"2024-11-29","deadline_from":"2024-06-01"}', 'not_covered:applied_late - application burden=1000 patient=1000'),
  ('class not given, day 180', 'chronic', '{"applied_on":"2024-11-28"}', 'paid dibao application burden=1000 assist=300 resid=700 aid=300 patient=700'),
  ('class not given, day 181', 'chronic', '{"applied_on":"2024-11-29"}', 'not_covered:applied_late - application burden=1000 patient=1000'),
  ('class 1, day 181',     'chronic', '{"applied_on":"2024-11-29","chronic_class":1}', 'not_covered:applied_late - application burden=1000 patient=1000'),
  ('class 1',              'chronic', '{"chronic_class":1}', 'paid dibao direct burden=1000 assist=300 resid=700 aid=300 patient=700'),
  ('class 2',              'chronic', '{"chronic_class":2}', 'paid dibao direct year_end burden=1000 assist=300 resid=700 aid=300 patient=700'),
  ('class 2, day 181 of the service', 'chronic', '{"applied_on":"2024-11-29","chronic_class":2}', 'paid dibao application year_end burden=1000 assist=300 resid=700 aid=300 patient=700'),
  ('class 2, day 180',     'chronic', '{"applied_on":"2025-06-29","chronic_class":2}', 'paid dibao application year_end burden=1000 assist=300 resid=700 aid=300 patient=700'),
  ('class 2, day 181',     'chronic', '{"applied_on":"2025-06-30","chronic_class":2}', 'not_covered:applied_late - application year_end burden=1000 patient=1000'),
  ('class 3, day 180',     'chronic', '{"applied_on":"2025-06-29","chronic_class":3}', 'paid dibao application year_end burden=1000 assist=300 resid=700 aid=300 patient=700'),
  ('class 3, day 181',     'chronic', '{"applied_on":"2025-06-30","chronic_class":3}', 'not_covered:applied_late - application year_end burden=1000 patient=1000'),
  -- the classes are those of Art. 15
  ('class 2 on a stay',    'inpatient',    '{"chronic_class":2}', 'paid dibao direct burden=1000 assist=700 resid=300 aid=700 patient=300'),
  ('class 2 on a stay, day 181', 'inpatient', '{"chronic_class":2,"applied_on":"2024-11-29"}', 'not_covered:applied_late - application burden=1000 patient=1000'),
  ('class 2 on a special drug', 'special_drug', '{"chronic_class":2}', 'paid dibao direct burden=1000 assist=100 resid=900 aid=100 patient=900')
) v(name, service, more, expected);

-- Several reasons: the first of the list.
SELECT is(pg_temp.show(medaid_settle(pg_temp.c(categories, 12000, service, more), pg_temp.p())), 'not_covered:' || reason || ' - application burden=12000 patient=12000', 'first reason: ' || reason || ', ' || name)
FROM (VALUES
  ('not_designated',         'and no referral, late, none', NULL::text[],   'inpatient',  '{"designated":false,"place":"province","applied_on":"2025-06-01"}'::jsonb),
  ('referral_non_compliant', 'and late, ended',             '{dibao}',      'inpatient',  '{"place":"elsewhere","applied_on":"2025-06-01","ended_on":["2024-01-01"]}'),
  ('applied_late',           'and no category',             '{}',           'chronic',    '{"applied_on":"2025-06-01"}'),
  ('applied_late',           'and not in force',            '{dibao}',      'inpatient',  '{"discharged_on":"2023-01-06","applied_on":"2025-06-01"}'),
  ('no_category',            'none',                        NULL,           'inpatient',  '{}'),
  ('no_category',            'and not in force',            '{}',           'inpatient',  '{"discharged_on":"2023-01-06"}'),
  ('identity_ended',         'and another not yet',         '{dibao,tekun}', 'inpatient', '{"recognised_on":["2024-06-02",null],"ended_on":[null,"2024-01-01"]}'),
  ('not_yet_recognised',     'and outpatient',              '{tekun}',      'outpatient', '{"recognised_on":["2024-06-02"]}'),
  ('policy_not_in_force',    'and not eligible',            '{lifted}',     'inpatient',  '{"discharged_on":"2023-01-06"}'),
  ('category_not_eligible',  'and outpatient',              '{lifted}',     'outpatient', '{}')
) v(reason, name, categories, service, more);

-- ---------------------------------------------------------------------------------------------------------------------
-- 8. Identity during a stay (Art. 35): gained: that of discharge; lost: that of admission. 低保 12,000: 8,400, left 3,600. Stay 2024-05-20 to 2024-06-01.
SELECT is(pg_temp.show(medaid_settle(pg_temp.c(categories, 12000, service, '{"admitted_on":"2024-05-20"}' || more), pg_temp.p())), expected, 'Art. 35: ' || name)
FROM (VALUES
  ('gained during',            'inpatient', '{dibao}'::text[], '{"recognised_on":["2024-05-25"]}'::jsonb, 'paid dibao direct burden=12000 assist=8400 resid=3600 aid=8400 patient=3600'),
  ('gained on the last day',   'inpatient', '{dibao}', '{"recognised_on":["2024-06-01"]}', 'paid dibao direct burden=12000 assist=8400 resid=3600 aid=8400 patient=3600'),
  ('gained the day after',     'inpatient', '{dibao}', '{"recognised_on":["2024-06-02"]}', 'not_covered:not_yet_recognised - application burden=12000 patient=12000'),
  ('lost during',              'inpatient', '{dibao}', '{"ended_on":["2024-05-25"]}', 'paid dibao direct burden=12000 assist=8400 resid=3600 aid=8400 patient=3600'),
  ('lost on the last day',     'inpatient', '{dibao}', '{"ended_on":["2024-06-01"]}', 'paid dibao direct burden=12000 assist=8400 resid=3600 aid=8400 patient=3600'),
  ('lost the day after admission', 'inpatient', '{dibao}', '{"ended_on":["2024-05-21"]}', 'paid dibao direct burden=12000 assist=8400 resid=3600 aid=8400 patient=3600'),
  ('lost before admission',    'inpatient', '{dibao}', '{"ended_on":["2024-05-20"]}', 'not_covered:identity_ended - application burden=12000 patient=12000'),
  ('held for one day, that of admission', 'inpatient', '{dibao}', '{"recognised_on":["2024-05-20"],"ended_on":["2024-05-21"]}', 'paid dibao direct burden=12000 assist=8400 resid=3600 aid=8400 patient=3600'),
  -- held on neither day
  ('gained and lost during',   'inpatient', '{dibao}', '{"recognised_on":["2024-05-22"],"ended_on":["2024-05-28"]}', 'not_covered:identity_ended - application burden=12000 patient=12000'),
  ('an empty period',          'inpatient', '{dibao}', '{"recognised_on":["2024-05-20"],"ended_on":["2024-05-20"]}', 'not_covered:identity_ended - application burden=12000 patient=12000'),
  -- one lost, another gained: both count, 就高不就低
  ('低保 lost, 特困 gained',   'inpatient', '{dibao,tekun}', '{"recognised_on":[null,"2024-05-25"],"ended_on":["2024-05-25",null]}', 'paid tekun direct burden=12000 assist=12000 aid=12000'),
  ('特困 lost, 低保 gained',   'inpatient', '{dibao,tekun}', '{"recognised_on":["2024-05-25",null],"ended_on":[null,"2024-05-25"]}', 'paid tekun direct burden=12000 assist=12000 aid=12000'),
  -- (12,000 - 3,092.40) x 60 % = 5,344.56
  ('低保边缘 lost, nothing gained', 'inpatient', '{dibao_margin}', '{"ended_on":["2024-05-25"]}', 'paid dibao_margin application burden=12000 deduct=3092.4 assist=5344.56 resid=6655.44 aid=5344.56 patient=6655.44'),
  -- 住院期间 only
  ('chronic, lost',            'chronic',      '{dibao}', '{"ended_on":["2024-05-25"]}', 'not_covered:identity_ended - application burden=12000 patient=12000'),
  ('special drug, lost',       'special_drug', '{dibao}', '{"ended_on":["2024-05-25"]}', 'not_covered:identity_ended - application burden=12000 patient=12000')
) v(name, service, categories, more, expected);

-- ---------------------------------------------------------------------------------------------------------------------
-- 9. Several identities (Art. 19): the highest aid; equal: the order of the categories, not that of the array.
SELECT is(pg_temp.show(medaid_settle(claim, pg_temp.p(), ytd)), expected, 'several: ' || name)
FROM (VALUES
  -- 90 % is reached: both 70 % of 3,000
  ('低保 = 返贫致贫',          pg_temp.c('{poverty_returned,dibao}', 10000, 'inpatient', '{"basic_paid":7000}'), NULL::medaid_accumulator[],
   'paid dibao direct burden=3000 assist=2100 resid=900 aid=2100 patient=900'),
  -- 7,000 against 9,000
  ('返贫致贫 by 90 %',         pg_temp.c('{dibao,poverty_returned}', 10000), NULL, 'paid poverty_returned direct burden=10000 assist=7000 topup=2000 resid=1000 aid=9000 patient=1000'),
  -- 低保 60,000 + 30,000; 返贫致贫 180,000, left 20,000: 4,538 x 70 % = 3,176.60
  ('返贫致贫 without limit',   pg_temp.c('{dibao,poverty_returned}', 200000), NULL, 'paid poverty_returned direct burden=200000 assist=140000 topup=40000 tilt=3176.6 resid=20000 aid=183176.6 patient=16823.4'),
  -- both 30 %
  ('低保 = 返贫致贫, chronic', pg_temp.c('{poverty_returned,dibao}', 1000, 'chronic'), NULL, 'paid dibao direct burden=1000 assist=300 resid=700 aid=300 patient=700'),
  -- 低保's limit is used up
  ('返贫致贫, chronic',        pg_temp.c('{dibao,poverty_returned}', 1000, 'chronic'), pg_temp.ytd(90000, 0, 60000), 'paid poverty_returned direct burden=1000 assist=300 resid=700 aid=300 patient=700'),
  -- 特困 2,000; 返贫致贫 1,500 + 85 %: 588.22 x 85 % = 499.987, 588.24 x 85 % = 500.004, 588.25 x 85 % = 500.0125
  ('特困 a fen better',        pg_temp.bill('{poverty_returned,tekun}', 588.22, 1), NULL, 'paid tekun direct burden=2000 assist=2000 aid=2000 patient=5000'),
  ('特困 = 返贫致贫',          pg_temp.bill('{poverty_returned,tekun}', 588.24, 1), NULL, 'paid tekun direct burden=2000 assist=2000 aid=2000 patient=5000'),
  ('返贫致贫 a fen better',    pg_temp.bill('{tekun,poverty_returned}', 588.25, 1), NULL, 'paid poverty_returned direct burden=2000 assist=1400 topup=100 resid=500 offcat=500.01 aid=2000.01 patient=4999.99'),
  -- 4,835.32 against 4,144.56 and 1,361.40
  ('监测, 低保边缘, 因病致贫', pg_temp.c('{medical_poverty,dibao_margin,monitored}', 10000), NULL, 'paid monitored direct burden=10000 deduct=3092.4 assist=4835.32 resid=5164.68 aid=4835.32 patient=5164.68'),
  ('低保边缘, 因病致贫',       pg_temp.c('{medical_poverty,dibao_margin}', 10000), NULL, 'paid dibao_margin application burden=10000 deduct=3092.4 assist=4144.56 resid=5855.44 aid=4144.56 patient=5855.44'),
  -- both nothing: order
  ('both nothing',             pg_temp.c('{medical_poverty,dibao_margin}', 1000), NULL, 'nothing_due:below_deductible dibao_margin application burden=1000 deduct=1000 resid=1000 patient=1000'),
  -- Art. 20 alone for both: order; and on the spot
  ('Art. 20 alone',            pg_temp.c('{dibao_margin,monitored_sudden}', 20000, 'chronic'), NULL, 'paid monitored_sudden direct burden=20000 tilt=3176.6 resid=20000 aid=3176.6 patient=16823.4'),
  -- both 60,000 + (40,000 - 15,462) x 70 % = 60,000 + 17,176.60: order
  ('both at the limit',        pg_temp.c('{monitored,dibao}', 100000), NULL, 'paid dibao direct burden=100000 assist=60000 tilt=17176.6 resid=40000 aid=77176.6 patient=22823.4'),
  -- the one that has ended does not compete
  ('特困 ended',               pg_temp.c('{tekun,dibao}', 10000, 'chronic', '{"ended_on":["2024-06-01",null]}'), NULL, 'paid dibao direct burden=10000 assist=3000 resid=7000 aid=3000 patient=7000'),
  -- nor the one without a rule
  ('脱贫 beside 因病致贫',     pg_temp.c('{lifted,medical_poverty}', 10000), NULL, 'paid medical_poverty application burden=10000 deduct=7731 assist=1361.4 resid=8638.6 aid=1361.4 patient=8638.6'),
  ('孤儿 before 事实无人抚养', pg_temp.c('{unsupported_child,orphan}', 1000, 'chronic'), NULL, 'paid orphan direct burden=1000 assist=600 resid=400 aid=600 patient=400'),
  ('the same twice',           pg_temp.c('{dibao,dibao}', 10000, 'chronic', '{"recognised_on":[null,"2024-05-01"],"ended_on":["2024-01-01",null]}'), NULL, 'paid dibao direct burden=10000 assist=3000 resid=7000 aid=3000 patient=7000')
) v(name, claim, ytd, expected);

-- 直接救助, 市域内一站式 or 依申请 (Art. 17, 39): who, where, when. 1,000 on a special drug.
SELECT is(string_agg(DISTINCT s.channel || ' ' || s.pay_when, '; '), expected || ' now', 'Art. 17: ' || name)
FROM (VALUES
  ('on the spot',              'direct',      '{tekun,orphan,unsupported_child,dibao,poverty_returned,monitored,monitored_unstable,monitored_marginal,monitored_sudden}'::text[], '{}'::jsonb),
  ('on application',           'application', '{dibao_margin,medical_poverty}', '{}'),
  ('in the county',            'direct',      '{tekun,dibao,poverty_returned,monitored}', '{"place":"county"}'),
  ('outside the city',         'application', '{tekun,dibao,poverty_returned,monitored}', '{"place":"province","referral":"compliant"}'),
  ('applied for',              'application', '{tekun,dibao,poverty_returned,monitored}', '{"applied_on":"2024-06-01"}')
) v(name, expected, categories, more), unnest(categories) category, medaid_settle(pg_temp.c(ARRAY[category], 1000, 'special_drug', more), pg_temp.p()) s
GROUP BY name, expected ORDER BY name;

-- ---------------------------------------------------------------------------------------------------------------------
-- 10. 上年收入 (Art. 47): the figure of last year from the 1st of the month after its publication, the one before until then.
-- 低保边缘, 10,000: (10,000 - 10 %) x 60 %. One policy, and the array over all the years, say the same.
SELECT is(pg_temp.show(medaid_settle(claim, medaid_policy('pingshun-2023', day))) || ' | ' || pg_temp.show(medaid_settle(claim, policies)),
          format('paid dibao_margin application burden=10000 %s | paid dibao_margin application burden=10000 %1$s', expected), 'Art. 47: ' || day)
FROM (VALUES
  -- 2,742.60: 7,257.40 x 60 %
  ('2023-01-07'::date, 'deduct=2742.6 assist=4354.44 resid=5645.56 aid=4354.44 patient=5645.56'),
  ('2023-02-28', 'deduct=2742.6 assist=4354.44 resid=5645.56 aid=4354.44 patient=5645.56'),
  -- 2,917.80: 7,082.20 x 60 %
  ('2023-03-01', 'deduct=2917.8 assist=4249.32 resid=5750.68 aid=4249.32 patient=5750.68'),
  ('2023-12-31', 'deduct=2917.8 assist=4249.32 resid=5750.68 aid=4249.32 patient=5750.68'),
  ('2024-03-31', 'deduct=2917.8 assist=4249.32 resid=5750.68 aid=4249.32 patient=5750.68'),
  -- 3,092.40: 6,907.60 x 60 %
  ('2024-04-01', 'deduct=3092.4 assist=4144.56 resid=5855.44 aid=4144.56 patient=5855.44'),
  ('2024-12-31', 'deduct=3092.4 assist=4144.56 resid=5855.44 aid=4144.56 patient=5855.44'),
  -- 3,244.10: 6,755.90 x 60 %; no day of publication: the whole year
  ('2025-01-01', 'deduct=3244.1 assist=4053.54 resid=5946.46 aid=4053.54 patient=5946.46'),
  -- that of 2025 is not published: still 2024's
  ('2026-12-31', 'deduct=3244.1 assist=4053.54 resid=5946.46 aid=4053.54 patient=5946.46')
) v(day, expected), medaid_policies('pingshun-2023', '2023-01-07', '2026-12-31') policies,
  pg_temp.c('{dibao_margin}', 10000, 'inpatient', jsonb_build_object('discharged_on', day)) claim;
-- 25 % of 32,441 = 8,110.25: (10,000 - 8,110.25) x 60 % = 1,133.85. 50 % = 16,220.50: (20,000 - 16,220.50) x 70 % = 2,645.65
SELECT is(pg_temp.show(medaid_settle(claim, medaid_policy('pingshun-2023', '2025-06-01'))), expected, 'Art. 47: ' || name)
FROM (VALUES ('25 %', pg_temp.c('{medical_poverty}', 10000), 'paid medical_poverty application burden=10000 deduct=8110.25 assist=1133.85 resid=8866.15 aid=1133.85 patient=8866.15'),
             ('50 %', pg_temp.c('{medical_poverty}', 20000, 'chronic'), 'paid medical_poverty application burden=20000 tilt=2645.65 resid=20000 aid=2645.65 patient=17354.35')) v(name, claim, expected);

-- A year whose income changes: what the old deductible absorbed counts toward the new one, what was left toward the new threshold.
SELECT is(pg_temp.show(medaid_settle(claim, policies, ytd)), expected, 'Art. 47, within 2023: ' || name)
FROM (VALUES
  -- 2,917.80 - 2,742.60 = 175.20; 824.80 x 60 % = 494.88
  ('deductible after', pg_temp.c('{dibao_margin}', 1000, 'inpatient', '{"discharged_on":"2023-03-01"}'), pg_temp.ytd(10000, 2742.60, 4354.44, 5645.56, 0, 2023),
   'paid dibao_margin application burden=1000 deduct=175.2 assist=494.88 resid=505.12 aid=494.88 patient=505.12'),
  -- (14,000 - 13,713) x 70 % = 200.90
  ('threshold before', pg_temp.c('{dibao_margin}', 14000, 'chronic', '{"discharged_on":"2023-02-28"}'), NULL, 'paid dibao_margin application burden=14000 tilt=200.9 resid=14000 aid=200.9 patient=13799.1'),
  -- (15,000 - 14,589) x 70 % = 287.70
  ('threshold after',  pg_temp.c('{dibao_margin}', 1000, 'chronic', '{"discharged_on":"2023-03-01"}'), pg_temp.ytd(0, 0, 0, 14000, 200.90, 2023),
   'paid dibao_margin application burden=1000 tilt=287.7 resid=1000 aid=287.7 patient=712.3'),
  -- Art. 39 跨年度申报: the standard of the year of the cost. 20,000 - 14,589 = 5,411 x 70 %
  ('applied for in the next year', pg_temp.c('{dibao_margin}', 20000, 'chronic', '{"discharged_on":"2023-12-20","applied_on":"2024-05-01"}'), NULL,
   'paid dibao_margin application burden=20000 tilt=3787.7 resid=20000 aid=3787.7 patient=16212.3'),
  -- Art. 48; the nearest element, and the gate
  ('before the first day',         pg_temp.c('{dibao_margin}', 20000, 'chronic', '{"discharged_on":"2023-01-06"}'), NULL, 'not_covered:policy_not_in_force - application burden=20000 patient=20000')
) v(name, claim, ytd, expected), medaid_policies('pingshun-2023', '2022-01-01', '2024-12-31') policies;
SELECT is((medaid_settle(pg_temp.c('{dibao}', 1000, 'inpatient', '{"discharged_on":"2023-12-31","applied_on":"2024-05-01"}'), pg_temp.p())).benefit_year, 2023, 'Art. 39: the year of the cost');
SELECT is(pg_temp.lacks(pg_temp.err($$SELECT medaid_settle(pg_temp.c('{dibao}', 1, 'inpatient', '{"discharged_on":"2025-06-01"}'), medaid_policies('pingshun-2023', '2023-01-07', '2023-12-31'))$$),
                        '2025-06-01'), NULL, 'a day in force that no element holds');

-- 2027: neither 2026 nor 2025 is published. An error that names area, indicator, year and path, where the figure is needed.
SELECT is(pg_temp.lacks(pg_temp.err(format($$SELECT medaid_settle(pg_temp.c('{%s}', 20000, '%s'), pg_temp.p('none'))$$, category, service)),
                        '55000', '山西省', 'income', '2026', path), NULL, 'missing: ' || category || ', ' || service)
FROM (VALUES ('monitored',       'inpatient',    'inpatient-monitored.deductible'),
             ('dibao_margin',    'inpatient',    'inpatient-dibao_margin.deductible'),
             ('medical_poverty', 'inpatient',    'inpatient-medical_poverty.deductible'),
             ('dibao',           'inpatient',    'tilt.threshold'),
             ('tekun',           'special_drug', 'tilt.threshold'),
             ('medical_poverty', 'chronic',      'tilt.threshold')) v(category, service, path);
SELECT is(pg_temp.show(medaid_settle(claim, pg_temp.p('none'))), expected, 'missing, but not needed: ' || name)
FROM (VALUES
  ('nothing left for Art. 20',  pg_temp.c('{tekun}', 30000), 'paid tekun direct burden=30000 assist=30000 aid=30000'),
  ('outside the province',      pg_temp.c('{dibao}', 10000, 'inpatient', '{"place":"elsewhere","referral":"compliant"}'), 'paid dibao application burden=10000 assist=7000 aid=7000 patient=3000'),
  ('no referral, in the city',  pg_temp.c('{dibao}', 10000, 'chronic', '{"referral":"non_compliant"}'), 'paid dibao direct burden=10000 assist=3000 aid=3000 patient=7000'),
  ('no burden, deductible',     pg_temp.c('{dibao_margin}', 0), 'nothing_due:no_burden dibao_margin application'),
  ('no burden, Art. 20 alone',  pg_temp.c('{dibao_margin}', 0, 'chronic'), 'nothing_due:no_burden dibao_margin application'),
  ('others paid what is left',  pg_temp.c('{dibao}', 10000, 'chronic', '{"commercial_paid":7000}'), 'paid dibao direct burden=10000 assist=3000 aid=3000'),
  ('refused',                   pg_temp.c('{dibao_margin}', 10000, 'inpatient', '{"designated":false}'), 'not_covered:not_designated - application burden=10000 patient=10000'),
  ('service not covered',       pg_temp.c('{dibao_margin}', 10000, 'outpatient'), 'not_covered:service_not_covered - application burden=10000 patient=10000')
) v(name, claim, expected);
-- Completed by hand: as with the income of 2023.
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('{dibao_margin}', 69759.08), medaid_policy_with(medaid_policy_with(pg_temp.p('none'), 'inpatient-dibao_margin.deductible', 3092.40), 'tilt.threshold', 15462))),
          'paid dibao_margin application burden=69759.08 deduct=3092.4 assist=40000 tilt=10007.96 resid=29759.08 aid=50007.96 patient=19751.12', 'completed by hand');
-- What if: 低保 80 % up to 5,000; then 5,000 left, over 1,000: 4,000 x 70 % = 2,800
SELECT is(pg_temp.show(medaid_settle(pg_temp.c('{dibao}', 10000), medaid_policy_with(medaid_policy_with(medaid_policy_with(pg_temp.p(),
            'inpatient-dibao.rate', 0.8), 'inpatient-dibao.cap', 5000), 'tilt.threshold', 1000))),
          'paid dibao direct burden=10000 assist=5000 tilt=2800 resid=5000 aid=7800 patient=2200', 'what if');

-- ---------------------------------------------------------------------------------------------------------------------
-- 11. One person's year, claim after claim (监测对象, 2024), year to date carried by hand.
SELECT is(pg_temp.show(s) || ' | ' || pg_temp.pools(s), expected, 'a year: ' || name)
FROM (VALUES
  -- under the deductible
  ('1', pg_temp.c('{monitored}', 2000), NULL::medaid_accumulator[],
   'nothing_due:below_deductible monitored direct burden=2000 deduct=2000 resid=2000 patient=2000 | 2024 pingshun-main 2000/0/60000 pingshun-tilted 2000/0'),
  -- 1,092.40 more; 3,907.60 x 70 % = 2,735.32; left 2,264.68
  ('2', pg_temp.c('{monitored}', 5000), pg_temp.ytd(2000, 2000, 0, 2000),
   'paid monitored direct burden=5000 deduct=1092.4 assist=2735.32 resid=2264.68 aid=2735.32 patient=2264.68 | 2024 pingshun-main 7000/2735.32/57264.68 pingshun-tilted 4264.68/0'),
  -- 24,264.68 - 15,462 = 8,802.68 x 70 % = 6,161.876
  ('3, chronic', pg_temp.c('{monitored}', 20000, 'chronic'), pg_temp.ytd(7000, 3092.40, 2735.32, 4264.68),
   'paid monitored direct burden=20000 tilt=6161.88 resid=20000 aid=6161.88 patient=13838.12 | 2024 - -/-/- pingshun-tilted 24264.68/6161.88'),
  -- 70,000, limited to 57,264.68; left 42,735.32 x 70 % = 29,914.724, limited to 30,000 - 6,161.88
  ('4', pg_temp.c('{monitored}', 100000), pg_temp.ytd(7000, 3092.40, 2735.32, 24264.68, 6161.88),
   'paid monitored direct burden=100000 assist=57264.68 tilt=23838.12 resid=42735.32 aid=81102.8 patient=18897.2 | 2024 pingshun-main 107000/60000/0 pingshun-tilted 67000/30000'),
  ('5', pg_temp.c('{monitored}', 1000), pg_temp.ytd(107000, 3092.40, 60000, 67000, 30000),
   'nothing_due:cap_exhausted monitored direct burden=1000 resid=1000 patient=1000 | 2024 pingshun-main 108000/60000/0 pingshun-tilted 68000/30000'),
  -- now 低保: the same limits
  ('6, 低保', pg_temp.c('{dibao}', 1000, 'special_drug'), pg_temp.ytd(108000, 3092.40, 60000, 68000, 30000),
   'nothing_due:cap_exhausted dibao direct burden=1000 resid=1000 patient=1000 | 2024 pingshun-main 109000/60000/0 pingshun-tilted 69000/30000'),
  -- now 特困: no limit on Art. 16, but on Art. 20; 1,000 x 20 %
  ('7, 特困', pg_temp.c('{tekun}', 1000, 'special_drug'), pg_temp.ytd(109000, 3092.40, 60000, 69000, 30000),
   'paid tekun direct burden=1000 assist=200 resid=800 aid=200 patient=800 | 2024 pingshun-main 110000/60200/- pingshun-tilted 69800/30000')
) v(name, claim, ytd, expected), medaid_settle(claim, pg_temp.p(), ytd) s;

-- ---------------------------------------------------------------------------------------------------------------------
-- 12. The policy itself (Art. 48).
SELECT is((pg_temp.p()).valid, '[2023-01-07,2028-01-07)'::daterange, 'Art. 48: in force five years');
SELECT is((pg_temp.p()).status, 'in_force', 'status');
SELECT is((pg_temp.p()).transition_until, '2026-01-01'::date, 'transition_until');
SELECT is((pg_temp.p('longer')).transition_until, '2027-01-01'::date, 'transition_until, changed');
SELECT lives_ok(format($$SELECT medaid_policy('pingshun-2023', %L)$$, day), 'version on ' || day) FROM unnest('{2023-01-07,2028-01-06}'::date[]) day;
SELECT isnt(pg_temp.err(format($$SELECT medaid_policy('pingshun-2023', %L)$$, day)), 'no error', 'no version on ' || day) FROM unnest('{2023-01-06,2028-01-07}'::date[]) day;
SELECT is(pg_temp.lacks(pg_temp.err($$SELECT medaid_policy_with(pg_temp.p(), 'inpatient-dibao.rat', 0.1)$$), '22023', 'inpatient-dibao.rate', 'tilt.threshold', 'top-up-poverty_returned', 'off-catalog'), NULL,
          'an unknown path lists the valid ones');

SELECT * FROM finish();
ROLLBACK;
