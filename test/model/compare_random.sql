-- The generic model against the extension over random regulations
-- (random_policies.sql).  Needs generic.sql and random_claims.sql.
--
-- SELECT * FROM model.compare_random('random-1-40', 8000, 1);  -- differing must be 0

-- The claims' own places, for the lines that their amounts are drawn at.
CREATE FUNCTION model.random_claims_of(seed bigint) RETURNS medaid_claim[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    person medaid_claim[] := model.random_person((ARRAY['panzhihua-2023',
        'dianjiang-2023', 'pingshun-2023', 'ankang-2023', 'zibo-2023'])[1 + seed % 5],
        seed, '2022-11-15', '2028-03-15');
    d bigint[] := model.throws(seed * 31 + 17, 40);
    i integer;
BEGIN
    FOR i IN 1 .. cardinality(person) LOOP
        -- without insurance, for a while or for good
        IF d[1] % 9 = 0 OR d[1 + i] % 12 = 0 THEN
            person[i].insurance := 'none';
            IF d[14 + i] % 20 > 0 THEN
                person[i].basic_paid := CASE d[14 + i] % 3 WHEN 0 THEN 0 END;
                person[i].critical_illness_paid :=
                    least(person[i].critical_illness_paid, 0);
            END IF;
        END IF;
        -- several claims on a day and in a month, for what is limited by them
        IF i > 1 AND d[1] % 4 = 0 AND d[14 + i] % 2 = 0 THEN
            person[i].admitted_on := person[i - 1].admitted_on;
            person[i].discharged_on := person[i - 1].discharged_on;
        END IF;
        IF d[27 + i] % 8 = 0 THEN
            person[i] := jsonb_populate_record(person[i], '{"assisted_elsewhere": true}');
        END IF;
    END LOOP;
    RETURN ARRAY(SELECT u FROM unnest(person) AS u
                  ORDER BY u.discharged_on, u.claim_id COLLATE "C" NULLS FIRST);
END $$;

-- A person claim by claim: a claim that one of the two cannot settle the other
-- must not settle either; it is left out then.  NULL: the same throughout.
CREATE FUNCTION model.walk_difference(person medaid_claim[],
    policies medaid_policy[], read model.g_policy[], place text)
RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    good medaid_claim[] := '{}';
    done medaid_settlement[] := '{}';
    refused integer[] := '{}';
    tried medaid_settlement[];
    settled medaid_settlement;
    one model.result;
    model_fault text;
    c_fault text;
    i integer;
BEGIN
    FOR i IN 1 .. cardinality(person) LOOP
        model_fault := NULL;
        c_fault := NULL;
        BEGIN
            SELECT r.* INTO STRICT one
              FROM model.settle_by_rows(read, good || person[i]) AS r
             ORDER BY r.ord DESC LIMIT 1;
        EXCEPTION WHEN data_exception OR object_not_in_prerequisite_state
                OR null_value_not_allowed OR invalid_parameter_value
                OR numeric_value_out_of_range THEN
            model_fault := SQLSTATE || ' ' || SQLERRM;
        END;
        BEGIN
            settled := medaid_settle(person[i], policies,
                (SELECT medaid_ytd(s) FROM unnest(done) AS s));
        EXCEPTION WHEN OTHERS THEN
            c_fault := SQLSTATE || ' ' || SQLERRM;
        END;
        -- where it has two faults, either may be found first
        IF (model_fault IS NULL) <> (c_fault IS NULL)
           OR c_fault !~ '^(22|55000)' THEN
            RETURN format(E'claim %s: model %s, C %s\nclaim: %s', i,
                coalesce(model_fault, 'settles'), coalesce(c_fault, 'settles'),
                jsonb_strip_nulls(to_jsonb(person[i])));
        END IF;
        IF model_fault IS NOT NULL THEN
            refused := refused || i;
            CONTINUE;
        END IF;
        IF NOT coalesce(model.same(one, settled)
                        AND model.sound(person[i], settled, place), false) THEN
            RETURN model.show_difference(place, 0, i, person[i], one, settled);
        END IF;
        good := good || person[i];
        done := done || settled;
    END LOOP;
    IF good <> '{}' AND to_jsonb(done) IS DISTINCT FROM
       (SELECT to_jsonb(medaid_settle_all(g, policies)) FROM unnest(good) AS g) THEN
        RETURN 'medaid_settle_all differs from one by one';
    END IF;
    -- the forms that refuse settle the same claims, and refuse the others
    SELECT medaid_try_settle_all(u, policies) INTO tried FROM unnest(person) AS u;
    IF ARRAY(SELECT n FROM generate_subscripts(tried, 1) AS n
              WHERE (tried[n]).status = 'refused' AND (tried[n]).fault <> '') <> refused
       OR to_jsonb(done) IS DISTINCT FROM (
           SELECT coalesce(jsonb_agg(t), '[]') FROM unnest(tried) AS t
            WHERE t.status <> 'refused') THEN
        RETURN 'medaid_try_settle_all differs from one by one';
    END IF;
    IF to_jsonb(tried) IS DISTINCT FROM (
           SELECT jsonb_agg(w.s ORDER BY w.n)
             FROM (SELECT n, medaid_try_settle_ytd(person[n], policies)
                                 OVER (ORDER BY n) AS s
                     FROM generate_subscripts(person, 1) AS n) AS w) THEN
        RETURN 'medaid_try_settle_ytd differs from medaid_try_settle_all';
    END IF;
    RETURN NULL;
END $$;

-- Persons over each of the policies random-FIRST to random-LAST ('random-1-8').
CREATE FUNCTION model.compare_random(places text, persons integer,
    first_seed bigint)
RETURNS TABLE (claims bigint, differing bigint, first_difference text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    policies medaid_policy[];
    read model.g_policy[];
    place text;
    person medaid_claim[];
    settled medaid_settlement[];
    rows model.result[];
    wrong text;
    seed bigint;
    number integer;
    first_number integer := split_part(places, '-', 2);
    last_number integer := split_part(places, '-', 3);
    i integer;
BEGIN
    claims := 0;
    differing := 0;
    FOR number IN first_number .. last_number LOOP
        place := 'random-' || number;
        policies := medaid_policies(place, '2022-01-01', '2029-12-31');
        read := model.read_policies(policies);
        FOR seed IN first_seed .. first_seed
                + persons / (last_number - first_number + 1) - 1 LOOP
            person := model.random_claims_of(seed + number * 100000);
            claims := claims + cardinality(person);
            wrong := NULL;
            BEGIN
                rows := ARRAY(SELECT r FROM model.settle_by_rows(read, person) AS r
                               ORDER BY r.ord);
                CASE seed % 3
                WHEN 0 THEN
                    SELECT medaid_settle_all(u, policies) INTO settled
                      FROM unnest(person) AS u;
                WHEN 1 THEN
                    SELECT medaid_settle_all(medaid_collect(u), policies) INTO settled
                      FROM unnest(person) AS u;
                ELSE
                    SELECT array_agg(w.s ORDER BY w.n) INTO settled
                      FROM (SELECT n, medaid_settle_ytd(person[n], policies)
                                          OVER (ORDER BY n) AS s
                              FROM generate_subscripts(person, 1) AS n) AS w;
                END CASE;
                FOR i IN 1 .. cardinality(person) LOOP
                    IF NOT coalesce(model.same(rows[i], settled[i])
                            AND model.sound(person[i], settled[i], place), false) THEN
                        wrong := model.show_difference(place, seed, i,
                            person[i], rows[i], settled[i]);
                        EXIT;
                    END IF;
                END LOOP;
                wrong := coalesce(wrong, model.ytd_difference(person, rows, settled));
            EXCEPTION WHEN data_exception OR object_not_in_prerequisite_state
                    OR null_value_not_allowed OR invalid_parameter_value
                    OR numeric_value_out_of_range THEN
                -- one of them cannot settle all
                wrong := model.walk_difference(person, policies, read, place);
            END;
            IF wrong IS NOT NULL THEN
                differing := differing + 1;
                first_difference := coalesce(first_difference,
                    format('%s, seed %s: %s', place, seed, wrong));
            END IF;
        END LOOP;
    END LOOP;
    RETURN NEXT;
END $$;

-- What a person's claims come to under one policy, by the model's rows: the sums
-- of an outcome that need no more than them.
CREATE FUNCTION model.outcome_of(rows model.result[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('claims', count(*),
        'persons', 1, 'persons_assisted', max((r.aid > 0)::integer),
        'claims_assisted', count(*) FILTER (WHERE r.aid > 0),
        'critical_illness_paid', sum(r.critical_illness_paid),
        'other_paid', sum(r.other_paid), 'assistance', sum(r.assistance),
        'top_up', sum(r.top_up), 'tilted', sum(r.tilted),
        'off_catalog', sum(r.off_catalog), 'aid', sum(r.aid),
        'hospital_borne', sum(r.hospital_borne), 'excess', sum(r.excess),
        'patient_pays', sum(r.patient_pays - r.for_earlier),
        'for_earlier', sum(r.for_earlier), 'burden_before', sum(r.burden),
        'burden_after', sum(r.burden - r.assistance - r.top_up - r.tilted),
        'deductible', sum(r.deductible),
        'capped', count(*) FILTER (WHERE r.assistance < r.due),
        'capped_amount', sum(r.due - r.assistance), 'refused', 0)
        || (SELECT jsonb_object_agg(reason,
                       (SELECT count(*) FROM unnest(rows) AS w WHERE w.reason = u.reason))
              FROM unnest('{no_burden,already_paid,below_deductible,cap_exhausted,
                  rounds_to_zero,not_designated,referral_non_compliant,
                  outside_home_city,applied_late,insurance_not_covered,
                  assisted_elsewhere,no_category,identity_ended,not_yet_recognised,
                  policy_not_in_force,category_not_eligible,service_not_covered}'::text[])
                   AS u (reason))
      FROM unnest(rows) AS r
$$;

-- The policies of a random place with every number set that settling may need, so
-- that whole persons can be settled by them.
CREATE FUNCTION model.completed(policies medaid_policy[]) RETURNS medaid_policy[]
LANGUAGE sql STABLE AS $$
    SELECT array_agg(jsonb_populate_record(p, (
               SELECT jsonb_object_agg(k.kind, (
                          SELECT jsonb_agg(k.numbers
                              -- has bands, or the rate of another, or an amount
                              - CASE WHEN k.kind = 'benefits' AND (r ->> 'rate_of' <> ''
                                        OR r ->> 'code' IN (SELECT w.benefit FROM
                                            unnest((p).benefit_bands) AS w))
                                    THEN 'rate' ELSE '' END
                              - CASE WHEN r ->> 'deductible' <> '' THEN 'deductible_share'
                                    ELSE '' END
                              || jsonb_strip_nulls(r))
                            FROM jsonb_array_elements(to_jsonb(p) -> k.kind) AS r))
                 FROM (VALUES
                     ('benefits', jsonb '{"rate": 0.35, "deductible": 1234.56, "cap": 20000, "cap_above": 25000}'),
                     ('benefit_bands', '{"rate": 0.45}'), ('limits', '{"cap": 4000}'),
                     ('tilts', '{"rate": 0.55, "threshold": 2345.67, "cap": 9000}'),
                     ('top_ups', '{"rate": 0.75}'),
                     ('off_catalogs', '{"control_class_1": 0.2, "control_class_2": 0.1, "aid_rate": 0.5}'),
                     ('critical_illnesses', '{"deductible": 12345.67, "cap": 80000, "cost_cap": 150000}'),
                     ('critical_illness_bands', '{"rate": 0.6}'),
                     ('critical_illness_tilts', '{"deductible_share": 0.5, "rate_added": 0.05}')
                     ) AS k (kind, numbers)
                WHERE jsonb_typeof(to_jsonb(p) -> k.kind) = 'array')) ORDER BY n)
      FROM (SELECT n, policies[n] AS p FROM generate_subscripts(policies, 1) AS n) AS e
$$;

-- What comes of a person's claims under each scenario: in one pass, or stored and
-- merged.
CREATE FUNCTION model.outcomes_of(person medaid_claim[], scenarios medaid_policy[],
    merged boolean)
RETURNS medaid_scenario_outcome[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF merged THEN
        RETURN (SELECT medaid_outcomes_merge(x.o)
                  FROM (SELECT medaid_outcomes(medaid_collect(c), scenarios) AS o
                          FROM unnest(person) AS c) AS x);
    END IF;
    RETURN (SELECT array_agg(o) FROM medaid_outcomes_unpack(
        (SELECT medaid_outcomes(c, scenarios) FROM unnest(person) AS c)) AS o);
END $$;

-- Where the outcome of a scenario is another than that of settling under its policy
-- alone (rows), told against the first scenario (base); NULL: nowhere.
CREATE FUNCTION model.scenario_difference(n integer, is_first boolean,
    rows model.result[], base model.result[], one medaid_scenario_outcome)
RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    paid_more numeric := (SELECT sum(r.patient_pays - r.for_earlier) FROM unnest(rows) AS r)
                       - (SELECT sum(r.patient_pays - r.for_earlier) FROM unnest(base) AS r);
    expected jsonb := model.outcome_of(rows) || jsonb_build_object(
        'scenario', CASE WHEN NOT is_first THEN 'random-' || n END,
        'persons_better', (paid_more < 0)::integer,
        'persons_worse', (paid_more > 0)::integer,
        'gained', greatest(0, - paid_more), 'lost', greatest(0, paid_more),
        'aid_change', (SELECT sum(r.aid) FROM unnest(rows) AS r)
                    - (SELECT sum(r.aid) FROM unnest(base) AS r));
    said jsonb := to_jsonb(one.outcome) || to_jsonb(one) - 'outcome';
BEGIN
    RETURN (SELECT format('scenario %s, %s', n, string_agg(format('%s: model %s, C %s',
                e.key, e.value, said -> e.key), '; ' ORDER BY e.key))
              FROM jsonb_each(expected) AS e
             WHERE e.value IS DISTINCT FROM said -> e.key
            HAVING count(*) > 0);
END $$;

-- The same claims under several random policies in one pass: each scenario's
-- outcome is that of settling under its policy alone, and the others are told
-- against the first.  Where a person cannot be settled under one of them, the pass
-- must not settle either.
CREATE FUNCTION model.compare_scenarios(places text, persons integer,
    first_seed bigint)
RETURNS TABLE (claims bigint, differing bigint, first_difference text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    first_number integer := split_part(places, '-', 2);
    last_number integer := split_part(places, '-', 3);
    how_many integer := last_number - first_number + 1;
    scenarios medaid_policy[] := '{}';
    own medaid_policy[];
    read model.g_policy[] := '{}';
    starts integer[] := '{}';
    person medaid_claim[];
    outcomes medaid_scenario_outcome[];
    base model.result[];
    rows model.result[];
    c_fault text;
    model_fault text;
    wrong text;
    seed bigint;
    n integer;
    k integer;
BEGIN
    claims := 0;
    differing := 0;
    FOR n IN first_number .. last_number LOOP
        own := medaid_policies('random-' || n, '2022-01-01', '2029-12-31');
        IF n % 4 > 0 THEN
            own := model.completed(own);
        END IF;
        starts := starts || cardinality(read) + 1;
        read := read || model.read_policies(own);
        -- the first one as published
        scenarios := scenarios || CASE n WHEN first_number THEN own
            ELSE medaid_policy_named(own, 'random-' || n) END;
    END LOOP;
    FOR seed IN first_seed .. first_seed + persons - 1 LOOP
        person := model.random_claims_of(seed + first_number * 100000);
        claims := claims + cardinality(person) * how_many;
        wrong := NULL;
        outcomes := NULL;
        c_fault := NULL;
        model_fault := NULL;
        BEGIN
            outcomes := model.outcomes_of(person, scenarios, seed % 2 = 1);
        EXCEPTION WHEN OTHERS THEN
            c_fault := SQLSTATE || ' ' || SQLERRM;
        END;
        FOR n IN first_number .. last_number LOOP
            BEGIN
                k := n - first_number + 1;
                rows := ARRAY(SELECT r FROM model.settle_by_rows(
                    read[starts[k] : coalesce(starts[k + 1] - 1, cardinality(read))],
                    person) AS r ORDER BY r.ord);
            EXCEPTION WHEN OTHERS THEN
                model_fault := coalesce(model_fault, SQLSTATE || ' ' || SQLERRM);
                CONTINUE;
            END;
            CONTINUE WHEN c_fault IS NOT NULL;
            IF n = first_number THEN
                base := rows;
            END IF;
            wrong := model.scenario_difference(n, n = first_number, rows, base, outcomes[k]);
            EXIT WHEN wrong IS NOT NULL;
        END LOOP;
        IF (c_fault IS NULL) <> (model_fault IS NULL)
           OR c_fault !~ '^(22|55000)' THEN
            wrong := format('model %s, C %s', coalesce(model_fault, 'settles'),
                            coalesce(c_fault, 'settles'));
        END IF;
        IF wrong IS NOT NULL THEN
            differing := differing + 1;
            first_difference := coalesce(first_difference,
                format(E'%s, seed %s: %s\nclaims: %s', places, seed, wrong,
                       jsonb_strip_nulls(to_jsonb(person))));
        END IF;
    END LOOP;
    RETURN NEXT;
END $$;

-- Explanations and reasons over random policies: each claim of each person, after
-- what the year has used.  What cannot be settled is refused in all three.
CREATE FUNCTION model.compare_told(places text, persons integer, first_seed bigint)
RETURNS TABLE (claims bigint, differing bigint, first_difference text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    first_number integer := split_part(places, '-', 2);
    last_number integer := split_part(places, '-', 3);
    policies medaid_policy[];
    person medaid_claim[];
    used medaid_accumulator[];
    settled medaid_settlement;
    done medaid_settlement[];
    steps medaid_step[];
    fault text;
    wrong text;
    seed bigint;
    number integer;
    i integer;
BEGIN
    claims := 0;
    differing := 0;
    FOR number IN first_number .. last_number LOOP
        policies := medaid_policies('random-' || number, '2022-01-01', '2029-12-31');
        FOR seed IN first_seed .. first_seed
                + persons / (last_number - first_number + 1) - 1 LOOP
            person := model.random_claims_of(seed + number * 100000);
            done := '{}';
            FOR i IN 1 .. cardinality(person) LOOP
                used := (SELECT medaid_ytd(u) FROM unnest(done) AS u);
                fault := NULL;
                wrong := NULL;
                BEGIN
                    settled := medaid_settle(person[i], policies, used);
                EXCEPTION WHEN OTHERS THEN
                    fault := SQLSTATE || ' ' || SQLERRM;
                END;
                BEGIN
                    steps := ARRAY(SELECT e FROM medaid_explain(person[i], policies, used) AS e);
                    wrong := CASE WHEN fault IS NOT NULL THEN 'explained: ' || fault
                        ELSE model.unexplained(steps, person[i], settled, seed % 2 = 0) END;
                    wrong := coalesce(wrong,
                        model.why_not_fits(person[i], settled, policies, used));
                EXCEPTION WHEN OTHERS THEN
                    IF fault IS DISTINCT FROM SQLSTATE || ' ' || SQLERRM THEN
                        wrong := format('settling: %s, telling: %s %s',
                                        coalesce(fault, 'settles'), SQLSTATE, SQLERRM);
                    END IF;
                END;
                claims := claims + 1;
                IF wrong IS NOT NULL THEN
                    differing := differing + 1;
                    first_difference := coalesce(first_difference, format(
                        E'random-%s, seed %s, claim %s: %s\nclaim: %s\nsettled: %s\nsteps: %s',
                        number, seed, i, wrong, jsonb_strip_nulls(to_jsonb(person[i])),
                        to_jsonb(settled), steps));
                END IF;
                IF fault IS NULL THEN
                    done := done || settled;
                END IF;
            END LOOP;
        END LOOP;
    END LOOP;
    RETURN NEXT;
END $$;
