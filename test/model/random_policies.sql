-- Random regulations: rows of every kind drawn at random, NULLs (not set) among
-- them, the same for the same seed on every machine.  compare_random.sql settles
-- by them.
--
-- SELECT model.make_random_policies(1, 40);

-- One throw; the state is the session's, so that a row is drawn in one line.
CREATE FUNCTION model.roll(sides integer) RETURNS integer
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    state bigint := current_setting('model.dice')::bigint * 48271 % 2147483647;
BEGIN
    PERFORM set_config('model.dice', state::text, false);
    RETURN (state / 7) % sides;
END $$;

CREATE FUNCTION model.one_of(words text[]) RETURNS text
LANGUAGE sql VOLATILE AS $$
    SELECT words[1 + model.roll(cardinality(words))]
$$;

-- Each of the words with the odds of one in so many.
CREATE FUNCTION model.some_of(words text[], odds integer DEFAULT 2) RETURNS text[]
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    word text;
    chosen text[] := '{}';
BEGIN
    FOREACH word IN ARRAY words LOOP
        IF model.roll(odds) = 0 THEN
            chosen := chosen || word;
        END IF;
    END LOOP;
    RETURN chosen;
END $$;

-- The same, but at least one: a list of a rule is never empty.
CREATE FUNCTION model.any_of(words text[], odds integer DEFAULT 2) RETURNS text[]
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    chosen text[] := model.some_of(words, odds);
BEGIN
    RETURN CASE chosen WHEN '{}' THEN words[1:1] ELSE chosen END;
END $$;

-- A row into a table, of the columns that it has.
CREATE FUNCTION model.insert_row(into_table text, row_of jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    names text;
BEGIN
    SELECT string_agg(format('%I', a.attname), ', ') INTO names
      FROM pg_attribute AS a
     WHERE a.attrelid = into_table::regclass AND a.attnum > 0
       AND NOT a.attisdropped AND row_of ? a.attname;
    EXECUTE format('INSERT INTO %1$s (%2$s) SELECT %2$s FROM jsonb_populate_record(NULL::%1$s, $1)',
                   into_table, names) USING row_of;
END $$;

CREATE FUNCTION model.random_rate() RETURNS numeric LANGUAGE sql VOLATILE AS $$
    SELECT CASE model.roll(10)
        WHEN 0 THEN 1
        WHEN 1 THEN 0
        WHEN 2 THEN NULL
        WHEN 3 THEN model.roll(10001) / 10000.0
        ELSE model.roll(21) / 20.0 END
$$;

CREATE FUNCTION model.random_cap() RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT CASE model.roll(12)
        WHEN 0 THEN NULL
        WHEN 1 THEN '0'
        WHEN 2 THEN 'Infinity'
        WHEN 3 THEN 'Infinity'
        WHEN 4 THEN 'Infinity'
        WHEN 5 THEN (model.roll(500000) / 100.0)::text
        ELSE ((1 + model.roll(8)) * 5000)::text END
$$;

-- A number as a share of a reference value.
CREATE FUNCTION model.random_share(name text, share numeric) RETURNS jsonb
LANGUAGE sql VOLATILE AS $$
    SELECT jsonb_build_object(name || '_area', '随机县',
        name || '_indicator', model.one_of(
            '{income,monitor_income,min_living,average_wage}'),
        name || '_share', share)
$$;

-- A number as name, or as a share of a reference value, or not set.
CREATE FUNCTION model.random_number(name text, low integer, high integer)
RETURNS jsonb LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    CASE model.roll(8)
    WHEN 0 THEN
        RETURN jsonb_build_object(name, NULL);
    WHEN 1, 2 THEN
        RETURN model.random_share(name, model.roll(40) / 50.0);
    WHEN 3 THEN
        RETURN jsonb_build_object(name, 0);
    ELSE
        RETURN jsonb_build_object(name, low + model.roll((high - low) * 100) / 100.0);
    END CASE;
END $$;

-- The bands of a benefit that has no rate: the first from 0, in any order of codes.
CREATE FUNCTION model.random_bands(key jsonb, benefit text) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    from_burden numeric := 0;
    bands integer := 1 + model.roll(4);
    i integer;
BEGIN
    FOR i IN 1 .. bands LOOP
        PERFORM model.insert_row('medaid_rule_benefit_band', key
            || jsonb_build_object('code', benefit || '-band-' || bands - i,
                'benefit', benefit, 'burden_from', from_burden,
                'rate', CASE WHEN model.roll(15) > 0 THEN model.roll(21) / 20.0 END));
        from_burden := from_burden + CASE model.roll(4)
            WHEN 0 THEN (1 + model.roll(300000)) / 100.0
            ELSE (1 + model.roll(6)) * 5000 END;
    END LOOP;
END $$;

-- What other places rule on a benefit: bands of its rate, conditions, a deductible
-- that only qualifies, the whole bill.
CREATE FUNCTION model.random_mechanisms(key jsonb, row_of jsonb) RETURNS jsonb
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    CASE model.roll(12)
    WHEN 0 THEN
        row_of := row_of || jsonb_build_object('referral',
            model.any_of('{compliant,not_required,non_compliant}'));
    WHEN 1 THEN
        row_of := row_of || jsonb_build_object('max_age', model.one_of('{17,79,80}'));
    WHEN 2 THEN
        row_of := row_of || jsonb_build_object('burden_over',
            (ARRAY[0, 5000, 8000.01, 20000])[1 + model.roll(4)]);
    WHEN 3 THEN
        row_of := row_of || '{"insurance": "none"}';
    ELSE NULL;
    END CASE;
    IF model.roll(5) = 0 THEN
        row_of := row_of || '{"deductible_kind": "threshold"}';
    END IF;
    IF model.roll(6) = 0 THEN
        row_of := row_of || '{"base": "bill"}';
    END IF;
    IF model.roll(3) = 0 THEN
        row_of := row_of || jsonb_build_object('rate', NULL,
            'band_per', model.one_of('{year,year,claim}'),
            'band_kind', model.one_of('{marginal,marginal,slab}'));
    END IF;
    RETURN row_of;
END $$;

-- Limits inside or around the pools, some sharing what they count.
CREATE FUNCTION model.random_limits(key jsonb, place text, known text[])
RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    per text;
    n integer := 0;
BEGIN
    FOREACH per IN ARRAY model.some_of('{year,month,day,claim,year,month}') LOOP
        n := n + 1;
        PERFORM model.insert_row('medaid_rule_limit', key || jsonb_build_object(
            'code', format('limit-%s-%s', model.roll(100), n),
            'services', CASE model.roll(2) WHEN 0 THEN NULL ELSE
                model.any_of('{inpatient,chronic,special_drug,outpatient}') END,
            'categories', CASE model.roll(2) WHEN 0 THEN NULL
                ELSE model.any_of(known) END,
            'within', CASE model.roll(4) WHEN 0
                THEN model.one_of('{county,city,province}') END,
            'per', per,
            'pool', CASE WHEN per <> 'claim' OR model.roll(2) = 0 THEN
                format('%s-limit-%s%s', place, per,
                       CASE model.roll(3) WHEN 0 THEN '-' || n ELSE '' END) END)
            || CASE model.roll(8)
                WHEN 0 THEN model.random_share('cap', model.roll(40) / 50.0)
                WHEN 1 THEN jsonb_build_object('cap', model.random_cap())
                ELSE jsonb_build_object('cap', (1 + model.roll(20)) * CASE per
                    WHEN 'year' THEN 2000 WHEN 'month' THEN 1500 ELSE 777.77 END) END);
    END LOOP;
END $$;

-- The benefits of one category: for some services, up to three rows each, the
-- last of them often without a condition.
CREATE FUNCTION model.random_benefits(key jsonb, cat text, pools text[],
    pers text[])
RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    service text;
    rows_left integer;
    pool integer;
    row_of jsonb;
    row_code text;
BEGIN
    FOREACH service IN ARRAY model.some_of(
        '{inpatient,inpatient,chronic,special_drug,outpatient}') LOOP
        FOR rows_left IN REVERSE model.roll(3) .. 0 LOOP
            row_code := format('%s-%s-%s', service, cat, model.roll(1000));
            CONTINUE WHEN EXISTS (SELECT FROM medaid_rule_benefit AS b
                                   WHERE b.regulation = key ->> 'regulation'
                                     AND b.code = row_code);
            pool := 1 + model.roll(cardinality(pools));
            row_of := key || jsonb_build_object('code', row_code,
                'precedence', model.roll(10) + CASE rows_left WHEN 0 THEN 10 ELSE 0 END,
                'label', CASE model.roll(2) WHEN 0 THEN '救助' END,
                'services', CASE model.roll(5) WHEN 0 THEN ARRAY[service, 'chronic']
                            ELSE ARRAY[service] END,
                'category', cat, 'pool', pools[pool],
                'deductible_per', pers[pool],
                'rate', model.random_rate(), 'cap', model.random_cap())
                || model.random_number('deductible', 0, 6000);
            IF rows_left > 0 OR model.roll(4) = 0 THEN
                row_of := row_of || (ARRAY[
                    '{"insurance": "resident"}', '{"insurance": "employee"}',
                    '{"within": "city"}', '{"within": "province"}',
                    '{"within": "county"}', '{"major_disease": true}',
                    '{"maintenance": true}', '{"min_age": 80}',
                    '{"min_hospital_level": 2}', '{"in_scope_over": 30000}',
                    '{"in_scope_over": 8000.01, "within": "city"}',
                    '{"major_disease": true, "min_age": 18}'
                    ]::jsonb[])[1 + model.roll(12)];
            END IF;
            IF model.roll(6) = 0 THEN
                row_of := row_of || jsonb_build_object('payers', model.some_of(
                    '{basic,critical_illness,supplementary,inclusive,commercial,mutual_aid}'));
            END IF;
            IF model.roll(4) = 0 THEN
                row_of := row_of || jsonb_build_object(
                    'cap_from_burden', (1 + model.roll(10)) * 10000,
                    'cap_above', model.random_cap(), 'catch_up', model.roll(2) = 0);
            END IF;
            row_of := model.random_mechanisms(key, row_of);
            -- the rate of another row, often of one that comes before
            IF row_of ->> 'rate' IS NULL AND NOT row_of ? 'band_kind'
               AND model.roll(2) = 0 THEN
                row_of := row_of || jsonb_build_object('rate_of',
                    (SELECT b.code FROM medaid_rule_benefit AS b
                      WHERE b.regulation = key ->> 'regulation'
                        AND NOT EXISTS (SELECT FROM medaid_rule_benefit_band AS w
                                         WHERE w.regulation = b.regulation
                                           AND w.benefit = b.code)
                      ORDER BY b.code LIMIT 1));
            END IF;
            PERFORM model.insert_row('medaid_rule_benefit', row_of);
            IF row_of ? 'band_kind' THEN
                PERFORM model.random_bands(key, row_code);
            END IF;
        END LOOP;
    END LOOP;
END $$;

CREATE FUNCTION model.random_insurance(key jsonb, place text, known text[])
RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    schedule text;
    schedules text[] := CASE model.roll(4)
        WHEN 0 THEN '{}' WHEN 1 THEN '{ci-all}'
        WHEN 2 THEN '{ci-resident,ci-employee}' ELSE '{ci-stay,ci-drug}' END;
    bands integer;
    from_cost integer;
    i integer;
BEGIN
    FOREACH schedule IN ARRAY schedules LOOP
        PERFORM model.insert_row('medaid_rule_critical_illness', key
            || jsonb_build_object('code', schedule,
                'services', CASE schedule WHEN 'ci-stay' THEN '{inpatient,chronic}'::text[]
                    WHEN 'ci-drug' THEN '{special_drug}'
                    ELSE '{inpatient,chronic,special_drug}' END,
                'insurance', CASE schedule WHEN 'ci-resident' THEN 'resident'
                    WHEN 'ci-employee' THEN 'employee' END,
                'bands_from', model.one_of('{cost,cost,deductible}'),
                'pool', place || '-' || schedule)
            || CASE model.roll(8)
                WHEN 0 THEN '{}'
                WHEN 1 THEN model.random_share('deductible', model.roll(40) / 50.0)
                ELSE jsonb_build_object('deductible', model.roll(2000000) / 100.0) END
            || CASE model.roll(8)
                WHEN 0 THEN '{}'
                WHEN 1 THEN '{"cap": "Infinity"}'
                WHEN 2 THEN model.random_share('cap', model.roll(8))
                ELSE jsonb_build_object('cap', (1 + model.roll(30)) * 10000) END
            || CASE model.roll(6)
                WHEN 0 THEN jsonb_build_object('cost_cap', (1 + model.roll(8)) * 50000)
                WHEN 1 THEN model.random_share('cost_cap', 1 + model.roll(20))
                ELSE '{}' END);
        from_cost := 0;
        FOR i IN 1 .. 1 + model.roll(4) LOOP
            PERFORM model.insert_row('medaid_rule_critical_illness_band', key
                || jsonb_build_object('code', schedule || '-' || i,
                    'schedule', schedule, 'cost_from', from_cost,
                    'rate', CASE WHEN model.roll(12) > 0 THEN model.roll(21) / 20.0 END));
            from_cost := from_cost + (1 + model.roll(4)) * 25000;
        END LOOP;
        IF model.roll(3) > 0 THEN
            PERFORM model.insert_row('medaid_rule_critical_illness_tilt', key
                || jsonb_build_object('code', schedule || '-tilt',
                    'schedule', schedule,
                    'categories', model.any_of('{tekun,dibao,poverty_returned,orphan,monitored}'),
                    'insurance', CASE model.roll(4) WHEN 0 THEN 'resident' END,
                    'rate_added', model.roll(4) / 20.0,
                    'no_cap', model.roll(2) = 0, 'in_transition', model.roll(3) = 0)
                || CASE model.roll(5)
                    WHEN 0 THEN jsonb_build_object('deductible', model.roll(500000) / 100.0)
                    WHEN 1 THEN jsonb_build_object('deductible', 0)
                    ELSE jsonb_build_object('deductible_share', model.roll(5) / 4.0) END);
        END IF;
    END LOOP;
END $$;

-- The stages after the main benefit.
CREATE FUNCTION model.random_stages(key jsonb, place text, known text[])
RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    i integer;
BEGIN
    -- who has aid of a later stage has a benefit of some kind, too
    known := ARRAY(SELECT DISTINCT b.category FROM medaid_rule_benefit AS b
                    WHERE b.regulation = place ORDER BY 1);
    IF known = '{}' THEN
        RETURN;
    END IF;
    FOR i IN 1 .. model.roll(3) LOOP
        PERFORM model.insert_row('medaid_rule_top_up', key || jsonb_build_object(
            'code', 'top-up-' || i, 'services', model.any_of('{inpatient,chronic,inpatient}'),
            'category', model.one_of(known), 'within', model.one_of('{city,province,NULL,NULL}'),
            'rate', CASE WHEN model.roll(10) > 0 THEN (10 + model.roll(11)) / 20.0 END));
    END LOOP;
    FOR i IN 1 .. model.roll(4) LOOP
        PERFORM model.insert_row('medaid_rule_tilt', key || jsonb_build_object(
            'code', 'tilt-' || i, 'precedence', model.roll(5),
            'services', model.any_of('{inpatient,chronic,special_drug,outpatient}', 2),
            'categories', model.any_of(known, 2),
            'within', CASE model.roll(3) WHEN 0 THEN 'province' END,
            'compliant_referral', model.roll(2) = 0,
            'on_application', model.roll(3) = 0,
            'payers', CASE model.roll(3) WHEN 0 THEN model.some_of(
                '{basic,critical_illness,supplementary,inclusive,commercial,mutual_aid}') END,
            'rate', model.random_rate(), 'cap', model.random_cap(),
            'pool', place || '-tilted' || CASE model.roll(3) WHEN 0 THEN '-' || i ELSE '' END)
            || model.random_number('threshold', 0, 20000));
    END LOOP;
    IF model.roll(2) = 0 THEN
        PERFORM model.insert_row('medaid_rule_off_catalog', key || jsonb_build_object(
            'code', 'off-catalog', 'services', '{inpatient}'::text[],
            'categories', model.any_of(known),
            'within', CASE model.roll(2) WHEN 0 THEN 'province' END,
            'control_class_1', model.random_rate(), 'control_class_2', model.random_rate(),
            'control_class_3', 0.15,
            'aid_categories', CASE model.roll(4) WHEN 0 THEN NULL ELSE model.any_of(known) END,
            'aid_rate', model.random_rate(), 'aid_in_transition', model.roll(2) = 0));
    END IF;
    IF model.roll(3) = 0 THEN
        PERFORM model.insert_row('medaid_rule_payment', key || jsonb_build_object(
            'code', 'year-end', 'services', '{chronic}'::text[],
            'chronic_classes', ARRAY[2 + model.roll(2)]));
    END IF;
END $$;

CREATE FUNCTION model.random_conditions(key jsonb, known text[])
RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    test text;
    all_payers CONSTANT text[] :=
        '{basic,critical_illness,supplementary,inclusive,commercial,mutual_aid}';
    but_poverty text[] := array_remove(known, 'medical_poverty');
BEGIN
    IF model.roll(2) = 0 THEN
        PERFORM model.insert_row('medaid_rule_payer', key || jsonb_build_object(
            'code', 'payers', 'payers', model.some_of(all_payers)
                || '{basic}'::text[]));
    ELSE
        PERFORM model.insert_row('medaid_rule_payer', key || jsonb_build_object(
            'code', 'payers-stay', 'services', '{inpatient}'::text[],
            'payers', model.some_of(all_payers)));
        PERFORM model.insert_row('medaid_rule_payer', key || jsonb_build_object(
            'code', 'payers-visit', 'services', '{chronic,special_drug,outpatient}'::text[],
            'payers', model.some_of(all_payers)));
    END IF;
    FOREACH test IN ARRAY model.some_of(
        '{designated,referral,place,deadline,insurance,assisted_elsewhere}') LOOP
        PERFORM model.insert_row('medaid_rule_gate', key || jsonb_build_object(
            'code', test, 'test', test,
            'services', CASE model.roll(3) WHEN 0 THEN '{inpatient,chronic}'::text[] END,
            'beyond', CASE WHEN test = 'place'
                             OR test = 'referral' AND model.roll(2) = 0
                THEN model.one_of('{county,city,province}') END,
            'days', CASE test WHEN 'deadline' THEN model.one_of('{30,90,180,365}') END,
            'insurances', CASE test WHEN 'insurance' THEN (ARRAY['{resident,employee}',
                '{resident,employee}', '{resident,none}', '{resident}'])[
                1 + model.roll(4)]::text[] END));
    END LOOP;
    CASE model.roll(3)
    WHEN 0 THEN
        PERFORM model.insert_row('medaid_rule_identity', key || jsonb_build_object(
            'code', 'application', 'rule', 'application',
            'categories', '{medical_poverty}'::text[], 'months', 6 * model.roll(4)));
    WHEN 1 THEN
        PERFORM model.insert_row('medaid_rule_identity', key || jsonb_build_object(
            'code', 'once', 'rule', 'per_claim',
            'categories', '{medical_poverty}'::text[]));
    ELSE
        but_poverty := known;
    END CASE;
    FOREACH test IN ARRAY model.some_of(
        '{stay_overlap,stay_admission,same_year,before_transition,once_a_year}', 3) LOOP
        PERFORM model.insert_row('medaid_rule_identity', key || jsonb_build_object(
            'code', test, 'rule', test,
            'services', CASE model.roll(3) WHEN 0 THEN '{inpatient}'::text[] END,
            'categories', CASE WHEN but_poverty = known AND model.roll(2) = 0 THEN NULL
                ELSE model.some_of(but_poverty) || ARRAY[but_poverty[1]] END));
    END LOOP;
END $$;

-- A second version from a day on: the rules again, with other numbers.  Pools go on.
CREATE FUNCTION model.amend_policy(place text, new_day date) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    rules regclass;
    names text;
    code text;
    altered jsonb := '{}';
BEGIN
    INSERT INTO medaid_regulation (code, first_day, last_day, name, region, status,
                                   transition_until, within_bill, rounding, article)
    SELECT r.code, new_day, r.last_day, r.name, r.region, r.status,
           r.transition_until, CASE model.roll(2) WHEN 0 THEN r.within_bill END,
           CASE model.roll(2) WHEN 0 THEN r.rounding ELSE 0.1 END, r.article
      FROM medaid_regulation AS r WHERE r.code = place;
    FOR rules IN SELECT c.oid::regclass FROM pg_class AS c
                  WHERE c.relname LIKE 'medaid\_rule\_%' AND c.relkind = 'r'
                    AND EXISTS (SELECT FROM pg_attribute AS a
                                 WHERE a.attrelid = c.oid AND a.attname = 'first_day')
                  ORDER BY c.relname LOOP
        SELECT string_agg(format('%I', a.attname), ', ' ORDER BY a.attnum) INTO names
          FROM pg_attribute AS a
         WHERE a.attrelid = rules AND a.attnum > 0 AND NOT a.attisdropped
           AND a.attname <> 'first_day' AND a.attgenerated = '';
        EXECUTE format('INSERT INTO %1$s (first_day, %2$s) SELECT $2, %2$s FROM %1$s WHERE regulation = $1',
                       rules, names) USING place, new_day;
    END LOOP;
    -- what reaches back may be of one version alone
    CASE model.roll(4)
    WHEN 0 THEN
        DELETE FROM medaid_rule_identity AS i
         WHERE i.regulation = place AND i.first_day = new_day
           AND i.rule IN ('same_year', 'stay_overlap');
    WHEN 1 THEN
        DELETE FROM medaid_rule_identity AS i
         WHERE i.regulation = place AND i.first_day < new_day
           AND i.rule IN ('same_year', 'stay_admission');
    WHEN 2 THEN
        UPDATE medaid_rule_identity AS i SET months = 18 - i.months
         WHERE i.regulation = place AND i.first_day = new_day
           AND i.rule = 'application';
    ELSE NULL;
    END CASE;
    UPDATE medaid_rule_benefit AS b
       SET rate = 1 - b.rate, cap = b.cap + 3333.33
     WHERE b.regulation = place AND b.first_day = new_day AND length(b.code) % 2 = 0;
    UPDATE medaid_rule_benefit AS b SET deductible = round(b.deductible / 2, 2)
     WHERE b.regulation = place AND b.first_day = new_day AND b.deductible > 3000;
    UPDATE medaid_rule_tilt AS t
       SET rate = 1 - t.rate, threshold = round(t.threshold / 3, 2), cap = t.cap * 2
     WHERE t.regulation = place AND t.first_day = new_day;
    UPDATE medaid_rule_critical_illness AS s SET deductible = round(s.deductible * 0.75, 2)
     WHERE s.regulation = place AND s.first_day = new_day;
END $$;

CREATE FUNCTION model.make_random_policy(seed integer) RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    place text := 'random-' || seed;
    key jsonb;
    known text[];
    pools text[];
    pers text[];
    cat text;
BEGIN
    PERFORM set_config('model.dice', (seed * 7919 + 104729)::text, false);
    PERFORM model.roll(2) FROM generate_series(1, 5);
    key := jsonb_build_object('regulation', place, 'first_day',
        '2023-01-01'::date + CASE model.roll(3) WHEN 0 THEN model.roll(60) ELSE 0 END,
        'article', '第' || seed || '条', 'shipped', false);
    PERFORM model.insert_row('medaid_regulation', key || jsonb_build_object(
        'code', place, 'name', place, 'region', '随机县', 'status', 'in_force',
        'last_day', CASE model.roll(4) WHEN 0 THEN '2027-06-30'::date END,
        'transition_until', CASE model.roll(3) WHEN 0 THEN NULL
            ELSE '2025-07-01'::date + model.roll(300) END,
        'within_bill', model.roll(4) > 0,
        'rounding', (ARRAY[NULL, 0.01, 0.1, 1])[1 + model.roll(4)]));
    known := model.some_of('{tekun,orphan,dibao,poverty_returned,monitored,dibao_margin,medical_poverty,veteran}', 2)
             || '{dibao,medical_poverty}'::text[];
    known := ARRAY(SELECT DISTINCT k FROM unnest(known) AS k ORDER BY k);
    FOREACH cat IN ARRAY known || model.some_of('{unsupported_child,monitored_sudden}') LOOP
        PERFORM model.insert_row('medaid_rule_category', key || jsonb_build_object(
            'category', cat, 'channel', model.one_of('{direct,application}'),
            'treated_as', CASE cat
                WHEN 'unsupported_child' THEN model.one_of('{tekun,dibao,orphan,NULL}')
                WHEN 'orphan' THEN model.one_of('{tekun,NULL}')
                WHEN 'veteran' THEN model.one_of('{dibao,NULL}') END));
    END LOOP;
    PERFORM model.random_conditions(key, known);
    pools := CASE model.roll(3) WHEN 0 THEN ARRAY[place || '-main']
        ELSE ARRAY[place || '-main', place || '-main', place || '-second'] END;
    pers := (ARRAY['{year,year,year}', '{claim,claim,claim}', '{year,year,claim}',
        '{year,year,year}'])[1 + model.roll(4)]::text[];
    FOREACH cat IN ARRAY known LOOP
        IF model.roll(5) > 0 THEN
            PERFORM model.random_benefits(key, cat, pools, pers);
        END IF;
    END LOOP;
    IF NOT EXISTS (SELECT FROM medaid_rule_benefit AS b WHERE b.regulation = place) THEN
        PERFORM model.insert_row('medaid_rule_benefit', key || jsonb_build_object(
            'code', 'inpatient-dibao', 'services', '{inpatient}'::text[],
            'category', 'dibao', 'deductible', 0, 'deductible_per', pers[1],
            'rate', 0.5, 'cap', 10000, 'pool', pools[1]));
    END IF;
    PERFORM model.random_stages(key, place, known);
    PERFORM model.random_insurance(key, place, known);
    IF seed % 2 = 0 THEN
        PERFORM model.random_limits(key, place, known);
    END IF;
    IF seed % 3 = 0 THEN
        PERFORM model.amend_policy(place, '2025-01-01'::date + model.roll(360));
    END IF;
    RETURN place;
END $$;

CREATE FUNCTION model.make_random_policies(first_seed integer, how_many integer)
RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    -- min_living of 2026 is missing: what needs it is not set
    INSERT INTO medaid_reference (area, indicator, year, value, published_on, source)
    SELECT '随机县', i, y,
           round(9000 + (y - 2020) * 411.37 + length(i) * 1000, 2),
           CASE WHEN i = 'income' THEN make_date(y + 1, 1 + y % 3, 1 + y % 20) END, 'test'
      FROM unnest('{income,monitor_income,min_living,average_wage}'::text[]) AS i,
           generate_series(2020, 2028) AS y
     WHERE NOT (i = 'min_living' AND y = 2026);
    RETURN (SELECT count(model.make_random_policy(s))
              FROM generate_series(first_seed, first_seed + how_many - 1) AS s);
END $$;
