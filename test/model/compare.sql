-- The model against the extension.  Before calling:
--
--   SELECT model.load_references(), model.load_settings();
--   INSERT INTO medaid_reference (area, indicator, year, value, published_on, source)
--   SELECT area, indicator, year, value, published_on, 'test' FROM model.reference;
--
-- The settings (垫江's rates, 安康's 倾斜, 大病保险) go in here, by medaid_policy_with.
-- SELECT * FROM model.compare('zibo-2023', 1000, 1);   -- differing must be 0

-- The fields that both have, side by side.
CREATE FUNCTION model.same(m model.result, s medaid_settlement)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN ROW(m.status, m.reason, m.category, m.benefit_year, m.service,
               m.burden, m.deductible, m.rate, m.assistance, m.top_up, m.tilted,
               m.residual, m.off_catalog, m.aid, m.hospital_borne,
               m.patient_pays, m.excess, m.other_paid)
           IS NOT DISTINCT FROM
           ROW(s.status, s.reason, s.category, s.benefit_year, s.service,
               s.burden, s.deductible, s.rate, s.assistance, s.top_up, s.tilted,
               s.residual, s.off_catalog, s.aid, s.hospital_borne,
               s.patient_pays, s.excess, s.other_paid)
       AND ROW(m.pool_burden, m.pool_paid, m.pool_remaining,
               m.tilted_pool_burden, m.tilted_pool_paid, m.channel, m.pay_when,
               m.pool, m.tilted_pool)
           IS NOT DISTINCT FROM
           ROW(s.pool_burden, s.pool_paid, s.pool_remaining,
               s.tilted_pool_burden, s.tilted_pool_paid, s.channel, s.pay_when,
               s.pool, s.tilted_pool)
       AND ROW(m.benefit, m.critical_illness_paid, m.critical_illness_pool)
           IS NOT DISTINCT FROM
           ROW(s.benefit, s.critical_illness_paid, s.critical_illness_pool)
       AND ROW(m.first_day, m.for_earlier, m.due, m.out_of_catalog,
               m.limit_pools, m.fault)
           IS NOT DISTINCT FROM
           ROW(s.first_day, s.for_earlier, s.due, s.out_of_catalog,
               s.limit_pools, s.fault);
END $$;

-- What needs no model: echoes, and every yuan of the bill accounted for.
CREATE FUNCTION model.sound(c medaid_claim, s medaid_settlement, place text)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    b model.bill := model.bill_of(c);
BEGIN
    -- computed: what came of it is compared with the model's elsewhere
    IF c.critical_illness_paid IS NULL THEN
        b.critical := s.critical_illness_paid;
        b.payers := b.payers + b.critical;
    END IF;
    RETURN ROW(s.claim_id, s.policy, s.discharged_on, s.total, s.in_scope,
               s.basic_paid, s.critical_illness_paid, s.service)
           IS NOT DISTINCT FROM
           ROW(c.claim_id, place, b.day, b.total, b.in_scope,
               b.basic, b.critical, b.service)
       AND b.total + s.excess + s.for_earlier
           = b.payers + s.aid + s.hospital_borne + s.patient_pays
       -- aid never goes beyond the bill: only payers do, or aid for other bills;
       -- a policy drawn at random may take the other reading (within_bill = false)
       AND (s.excess = greatest(0, b.payers - b.total) OR place LIKE 'random-%')
       AND s.for_earlier BETWEEN 0 AND s.aid
       AND s.aid = s.assistance + s.top_up + s.tilted + s.off_catalog
       AND least(s.patient_pays, s.excess, s.aid, s.hospital_borne,
                 s.burden, s.deductible, s.tilted, s.due,
                 s.pool_burden, s.tilted_pool_burden) >= 0
       AND (s.residual >= 0 OR s.for_earlier >= - s.residual)
       AND (s.excess = 0 OR s.patient_pays = 0)
       AND (s.reason IS NULL) = (s.status = 'paid');
END $$;

-- Where the two differ, field by field, with the claim.
CREATE FUNCTION model.show_difference(place text, seed bigint, ord integer,
    c medaid_claim, m model.result, s medaid_settlement)
RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    fields text;
BEGIN
    SELECT string_agg(format('%s: model %s, C %s', a.key,
                             coalesce(a.value, 'NULL'), coalesce(z.value, 'NULL')),
                      '; ')
      INTO fields
      FROM jsonb_each_text(to_jsonb(m)) AS a
      JOIN jsonb_each_text(to_jsonb(s)) AS z USING (key)
     WHERE a.key <> 'ord' AND a.value IS DISTINCT FROM z.value
       AND (to_jsonb(m) -> a.key) IS DISTINCT FROM (to_jsonb(s) -> a.key);
    RETURN format(E'%s, seed %s, claim %s of the person\n%s\nclaim: %s\nmodel: %s\nC:     %s',
        place, seed, ord,
        coalesce(fields, 'no field differs: an echo or the sum does'),
        jsonb_strip_nulls(to_jsonb(c)), to_jsonb(m), to_jsonb(s));
END $$;

-- The policy array of these tests, with the numbers of model.setting.
CREATE FUNCTION model.policies_of(p_place text) RETURNS medaid_policy[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    policies medaid_policy[] := medaid_policies(p_place, '2022-01-01', '2029-12-31');
    one record;
BEGIN
    FOR one IN SELECT s.name, s.value FROM model.setting s
                WHERE s.place = p_place
                  AND model.setting_of(p_place, s.name) IS NOT NULL
                ORDER BY s.name LOOP
        policies := medaid_policy_with(policies, one.name, one.value);
    END LOOP;
    RETURN policies;
END $$;

CREATE FUNCTION model.policy_of(p_place text, p_day date) RETURNS medaid_policy
LANGUAGE plpgsql STABLE AS $$
DECLARE
    policy medaid_policy := medaid_policy(p_place, p_day);
    one record;
BEGIN
    FOR one IN SELECT s.name, s.value FROM model.setting s
                WHERE s.place = p_place ORDER BY s.name LOOP
        policy := medaid_policy_with(policy, one.name, one.value);
    END LOOP;
    RETURN policy;
END $$;

-- What the settlements come to in each year and pool, by the model's rows:
-- burden, deductible, paid, due; what medaid_ytd() says.  NULL: the same.
CREATE FUNCTION model.ytd_difference(person medaid_claim[], rows model.result[],
    settled medaid_settlement[])
RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (WITH used AS (
        SELECT r.benefit_year AS year, r.pool, r.burden, r.deductible,
               r.assistance + r.top_up AS paid, r.due + r.top_up AS due
          FROM unnest(rows) AS r WHERE r.pool IS NOT NULL
        UNION ALL
        SELECT r.benefit_year, r.tilted_pool, r.residual, 0, r.tilted, NULL
          FROM unnest(rows) AS r WHERE r.tilted_pool IS NOT NULL
        UNION ALL
        SELECT extract(year FROM c.discharged_on)::int, r.critical_illness_pool,
               greatest(0, round(c.in_scope, 2)
                           - coalesce(round(c.basic_paid, 2), 0)),
               0, r.critical_illness_paid, NULL
          FROM unnest(rows) AS r, LATERAL (SELECT (person[r.ord]).*) AS c
         WHERE r.critical_illness_pool IS NOT NULL
        UNION ALL
        SELECT r.benefit_year, p.pool, 0, 0, r.assistance, NULL
          FROM unnest(rows) AS r, unnest(r.limit_pools) AS p (pool)
    ), expected AS (
        SELECT year, pool, sum(burden) AS burden, sum(deductible) AS deductible,
               sum(paid) AS paid, sum(due) AS due
          FROM used GROUP BY year, pool
    ), said AS (
        -- those of further limits are by the day
        SELECT a.benefit_year AS year, a.pool, sum(a.burden) AS burden,
               sum(a.deductible) AS deductible, sum(a.paid) AS paid,
               sum(coalesce(a.due, a.paid)) AS due
          FROM unnest((SELECT medaid_ytd(s) FROM unnest(settled) AS s)) AS a
         WHERE ROW(a.burden, a.deductible, a.paid) <> ROW(0, 0, 0)
         GROUP BY 1, 2
    )
    SELECT string_agg(format('%s %s: model %s, C %s', year, pool,
                             e.*::text, s.*::text), '; ')
      FROM (SELECT * FROM expected
             WHERE ROW(burden, deductible, paid) <> ROW(0, 0, 0)) AS e
      FULL JOIN said AS s USING (year, pool)
     WHERE ROW(e.burden, e.deductible, e.paid) IS DISTINCT FROM
           ROW(s.burden, s.deductible, s.paid)
        OR e.due <> s.due);
END $$;

-- Whole persons, year-to-date and all, through the aggregate.
CREATE FUNCTION model.compare(place text, persons integer, first_seed bigint)
RETURNS TABLE (claims bigint, differing bigint, first_difference text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    policies medaid_policy[] := model.policies_of(place);
    person medaid_claim[];
    settled medaid_settlement[];
    rows model.result[];
    used text;
    seed bigint;
    i integer;
BEGIN
    claims := 0;
    differing := 0;
    FOR seed IN first_seed .. first_seed + persons - 1 LOOP
        person := model.random_person(place, seed, '2022-11-15', '2028-03-15');
        rows := ARRAY(SELECT r FROM model.settle_person(place, person) AS r
                       ORDER BY r.ord);
        -- The aggregate sorts by itself, so it gets them unsorted.
        SELECT medaid_settle_all(u, policies) INTO settled
          FROM (SELECT u FROM unnest(person) AS u
                 ORDER BY md5(seed::text || u.total || u.in_scope)) AS shuffled;
        IF cardinality(settled) IS DISTINCT FROM cardinality(person) THEN
            differing := differing + 1;
            first_difference := coalesce(first_difference, format(
                '%s, seed %s: %s claims, %s settlements', place, seed,
                cardinality(person), cardinality(settled)));
            CONTINUE;
        END IF;
        FOR i IN 1 .. cardinality(person) LOOP
            claims := claims + 1;
            IF NOT (model.same(rows[i], settled[i])
                    AND model.sound(person[i], settled[i], place)) THEN
                differing := differing + 1;
                IF first_difference IS NULL THEN
                    first_difference := model.show_difference(place, seed, i,
                        person[i], rows[i], settled[i]);
                END IF;
            END IF;
        END LOOP;
        IF seed % 4 = 0 THEN
            used := model.ytd_difference(person, rows, settled);
            IF used IS NOT NULL THEN
                differing := differing + 1;
                first_difference := coalesce(first_difference,
                    format('%s, seed %s, year to date: %s', place, seed, used));
            END IF;
        END IF;
    END LOOP;
    RETURN NEXT;
END $$;

-- What refuses no claim: equal settlements; a refused one has its fault, its kind
-- and no amount.
CREATE FUNCTION model.same_or_refused(c medaid_claim, m model.result,
    s medaid_settlement, place text)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF m.status = 'refused' THEN
        RETURN s.status = 'refused' AND s.fault <> ''
           -- a duplicate may have a fault of its own, too
           AND (s.reason = m.reason OR m.reason = 'duplicate_claim_id')
           AND s.claim_id IS NOT DISTINCT FROM c.claim_id
           AND s.discharged_on IS NOT DISTINCT FROM c.discharged_on
           AND num_nonnulls(s.total, s.in_scope, s.basic_paid,
                   s.critical_illness_paid, s.other_paid, s.burden, s.deductible,
                   s.rate, s.assistance, s.top_up, s.tilted, s.residual,
                   s.off_catalog, s.aid, s.hospital_borne, s.patient_pays,
                   s.excess, s.pool_burden, s.pool_paid, s.pool_remaining,
                   s.tilted_pool_burden, s.tilted_pool_paid, s.for_earlier,
                   s.due, s.out_of_catalog) = 0
           AND num_nonnulls(s.category, s.benefit, s.pool, s.tilted_pool,
                   s.critical_illness_pool, s.limit_pools) = 0;
    END IF;
    RETURN model.same(m, s) AND model.sound(c, s, place);
END $$;

-- Numbers left unset, so that the claims that need them are refused.
CREATE FUNCTION model.left_unset(place text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE place
        WHEN 'ankang-2023' THEN 'tilt.rate'
        WHEN 'panzhihua-2023' THEN 'critical-illness-employee-1.rate'
        WHEN 'pingshun-2023' THEN 'critical-illness-employee.deductible'
        WHEN 'dianjiang-2023' THEN 'inpatient-dibao.rate'
        ELSE 'critical-illness-drug.deductible' END
$$;

-- Whole persons with faulty claims among them, through the forms that refuse:
-- by turns the aggregate, the window function, and claim by claim with what is
-- used so far.
CREATE FUNCTION model.compare_try(place text, persons integer, first_seed bigint)
RETURNS TABLE (claims bigint, differing bigint, first_difference text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    policies medaid_policy[];
    person medaid_claim[];
    settled medaid_settlement[];
    rows model.result[];
    seed bigint;
    i integer;
BEGIN
    claims := 0;
    differing := 0;
    PERFORM set_config('model.unset', model.left_unset(place), true);
    policies := model.policies_of(place);
    FOR seed IN first_seed .. first_seed + persons - 1 LOOP
        person := model.random_faulty_person(place, seed, '2022-11-15', '2028-03-15');
        rows := ARRAY(SELECT r FROM model.try_person(place, person, seed % 3 = 0) AS r
                       ORDER BY r.ord);
        CASE seed % 3
        WHEN 0 THEN
            SELECT medaid_try_settle_all(u, policies) INTO settled
              FROM (SELECT u FROM unnest(person) AS u
                     ORDER BY md5(seed::text || u.claim_id || u.in_scope)) AS shuffled;
        WHEN 1 THEN
            SELECT array_agg(s ORDER BY n) INTO settled
              FROM (SELECT n, medaid_try_settle_ytd(person[n], policies)
                                  OVER (ORDER BY n) AS s
                      FROM generate_subscripts(person, 1) AS n) AS w;
        ELSE
            settled := '{}';
            FOR i IN 1 .. cardinality(person) LOOP
                settled := settled || medaid_try_settle(person[i], policies,
                    (SELECT medaid_ytd(s) FROM unnest(settled) AS s));
            END LOOP;
        END CASE;
        IF cardinality(settled) IS DISTINCT FROM cardinality(person) THEN
            differing := differing + 1;
            first_difference := coalesce(first_difference, format(
                '%s, seed %s: %s claims, %s settlements', place, seed,
                cardinality(person), cardinality(settled)));
            CONTINUE;
        END IF;
        FOR i IN 1 .. cardinality(person) LOOP
            claims := claims + 1;
            IF NOT coalesce(model.same_or_refused(person[i], rows[i], settled[i],
                                                  place), false) THEN
                differing := differing + 1;
                IF first_difference IS NULL THEN
                    first_difference := model.show_difference(place, seed, i,
                        person[i], rows[i], settled[i]);
                END IF;
            END IF;
        END LOOP;
    END LOOP;
    PERFORM set_config('model.unset', '', true);
    RETURN NEXT;
END $$;

-- Single claims with nothing used yet, one policy whatever the day.
CREATE FUNCTION model.compare_one_by_one(place text, persons integer,
    first_seed bigint, as_of date DEFAULT '2024-07-01')
RETURNS TABLE (claims bigint, differing bigint, first_difference text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    policy medaid_policy := model.policy_of(place, as_of);
    c medaid_claim;
    one model.result;
    settled medaid_settlement;
    seed bigint;
    n integer;
BEGIN
    claims := 0;
    differing := 0;
    FOR seed IN first_seed .. first_seed + persons - 1 LOOP
        n := 0;
        FOREACH c IN ARRAY
            model.random_person(place, seed, '2022-11-15', '2028-03-15') LOOP
            claims := claims + 1;
            n := n + 1;
            SELECT r.* INTO one
              FROM model.settle_person(place, ARRAY[c], as_of) AS r;
            settled := medaid_settle(c, policy);
            IF NOT coalesce(model.same(one, settled)
                            AND model.sound(c, settled, place), false) THEN
                differing := differing + 1;
                IF first_difference IS NULL THEN
                    first_difference := model.show_difference(place, seed, n,
                        c, one, settled);
                END IF;
            END IF;
        END LOOP;
    END LOOP;
    RETURN NEXT;
END $$;
