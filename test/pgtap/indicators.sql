-- Reference values of any name: which rules ask for which, and what nobody asks for.
BEGIN;
SELECT plan(15);

CREATE FUNCTION pg_temp.found(finding text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT string_agg(concat_ws(' ', r.rule, r.found), ', ' ORDER BY r.rule, r.found) FROM medaid_policy_review(medaid_policy('foshi-2025', '2025-06-01')) AS r WHERE r.finding = $1 $$;

INSERT INTO medaid_regulation (code, first_day, name, region, article) VALUES ('foshi-2025', '2025-01-01', '佛市办法', '粤省佛市', '末条');
INSERT INTO medaid_rule_payer (regulation, first_day, code, payers, article) VALUES ('foshi-2025', '2025-01-01', 'payers', '{basic,critical_illness}', '一');
INSERT INTO medaid_rule_category (regulation, first_day, category, article) VALUES ('foshi-2025', '2025-01-01', 'dibao', '一');
INSERT INTO medaid_rule_benefit (regulation, first_day, code, services, category, deductible_area, deductible_indicator, deductible_share, rate, cap, pool, article)
VALUES ('foshi-2025', '2025-01-01', 'inpatient-dibao', '{inpatient}', 'dibao', '佛市', 'average_wage', 0.1, 0.8, 150000, 'foshi-main', '二');

SELECT is(pg_temp.found('unknown_indicator'), 'inpatient-dibao.deductible_indicator average_wage', 'an indicator that no figure has');
SELECT is((SELECT (article, expected)::text FROM medaid_policy_review(medaid_policy('foshi-2025', '2025-06-01')) WHERE finding = 'unknown_indicator'), '(二,"an indicator of medaid_reference")', '... with the article');
SELECT is(pg_temp.found('reference_unused'), NULL, 'no figure: none is unused');
INSERT INTO medaid_reference (area, indicator, year, value, source) VALUES ('佛市', 'average_wgae', 2025, 90000, 'test');
SELECT is(pg_temp.found('reference_unused'), '(佛市, average_wgae)', 'a word mistyped: nobody asks for it');
SELECT is(pg_temp.found('unknown_indicator'), 'inpatient-dibao.deductible_indicator average_wage', '... and the rule''s is still unknown');
UPDATE medaid_reference SET indicator = 'average_wage' WHERE indicator = 'average_wgae';
SELECT is(pg_temp.found('unknown_indicator'), NULL, 'the word of the rule');
SELECT is(pg_temp.found('reference_unused'), NULL, '... is asked for');
-- 90,000 x 10 % = 9,000; (10,000 - 9,000) x 80 % = 800
SELECT is((medaid_settle(medaid_claim(service => 'inpatient', discharged_on => '2025-06-01', categories => '{dibao}', total => 10000, in_scope => 10000), medaid_policy('foshi-2025', '2025-06-01'))).aid, 800.00, 'settled with it');
-- the figure of another area serves nobody
INSERT INTO medaid_reference (area, indicator, year, value) VALUES ('北市', 'average_wage', 2025, 1), ('北市', 'average_wage', 2026, 1), ('佛市', 'income', 2024, 1), ('粤省', 'income', 2024, 1), ('北市', 'income', 2024, 1), ('佛市', 'premium', 2025, 400);
SELECT is(pg_temp.found('reference_unused'), '(佛市, premium), (北市, average_wage), (北市, income)', 'of other areas or by no rule; the area''s own income is what the national frame is told by');
INSERT INTO medaid_rule_premium (regulation, first_day, code, category, rate, standard_area, article) VALUES ('foshi-2025', '2025-01-01', 'premium-dibao', 'dibao', 1, '佛市', '三');
SELECT is(pg_temp.found('reference_unused'), '(北市, average_wage), (北市, income)', 'premium is asked for by standard_area');
SELECT is(pg_temp.found('not_set'), NULL, 'all numbers are there');
UPDATE medaid_rule_benefit SET deductible_indicator = 'avarage_wage' WHERE regulation = 'foshi-2025';
SELECT is(pg_temp.found('unknown_indicator'), 'inpatient-dibao.deductible_indicator avarage_wage', 'a word mistyped in a rule is found');
SELECT is((SELECT rule || ' ' || expected FROM medaid_policy_review(medaid_policy('foshi-2025', '2025-06-01')) WHERE finding = 'not_set'), 'inpatient-dibao.deductible reference value (佛市, avarage_wage, 2025)', '... and its number is missing');

-- every <amount>_indicator of a rule, and every area without one, stands in the view
SELECT is((SELECT string_agg(format('%s.%s', c.relname, a.attname), ', ' ORDER BY 1)
  FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
  WHERE c.relkind = 'v' AND c.relname ~ '^medaid_effective_' AND a.attname ~ '_area$'
    AND pg_get_viewdef('medaid_reference_asked'::regclass) !~ format('x\.%s( AS area)?,\s+[^,]+,\s+x\.article\s+FROM ([a-z_]+\.)?%s x', a.attname, c.relname)), NULL, 'every area that a rule names is asked for');
SELECT throws_ok($$INSERT INTO medaid_reference (area, indicator, year, value) VALUES ('佛市', 'average wage', 2025, 1)$$, '23514', NULL, 'a name of letters, digits and _ alone');
SELECT * FROM finish();
ROLLBACK;
