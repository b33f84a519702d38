-- 大病保险: what the bands give for a cost of the year; rates are marginal, the
-- part under the deductible fills the bands but earns nothing.
CREATE FUNCTION model.banded(cost numeric, deductible numeric,
    froms numeric[], rates numeric[])
RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT sum(rates[i] * greatest(0,
               least(cost, coalesce(froms[i + 1], cost))
               - greatest(deductible, froms[i])))
      FROM generate_subscripts(froms, 1) AS i
$$;

-- Who is tilted (倾斜支付): 攀枝花 第八条, 垫江 (四)2, 平顺 第六条, 安康 四(一),
-- 淄博 (四).  Held on the day; 平顺 第三十五条 and 安康 五(二) look at the stay.
CREATE FUNCTION model.insurance_tilted(place text, c medaid_claim, b model.bill)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    named text[] := CASE place
        WHEN 'panzhihua-2023' THEN '{tekun,orphan,dibao}'
        WHEN 'pingshun-2023' THEN
            '{tekun,orphan,unsupported_child,dibao,poverty_returned}'
        ELSE '{tekun,dibao,poverty_returned}' END::text[];
    recognised date;
    ended date;
    i integer;
BEGIN
    -- 平顺: 城乡居民大病保险; 安康: 过渡期内.
    IF place = 'pingshun-2023' AND c.insurance = 'employee'
       OR place = 'ankang-2023' AND b.day >= '2026-01-01' THEN
        RETURN false;
    END IF;
    FOR i IN 1 .. b.entries LOOP
        CONTINUE WHEN c.categories[i] <> ALL (named);
        recognised := c.recognised_on[i];
        ended := c.ended_on[i];
        IF model.held_on(recognised, ended, b.day)
           OR b.service = 'inpatient' AND place = 'pingshun-2023'
              AND model.held_on(recognised, ended, b.admitted)
           OR b.service = 'inpatient' AND place = 'ankang-2023'
              AND NOT model.never_held(recognised, ended)
              AND coalesce(recognised, '-infinity') <= b.day
              AND coalesce(ended, 'infinity') > b.admitted THEN
            RETURN true;
        END IF;
    END LOOP;
    RETURN false;
END $$;

-- 平顺 第十四条 tells 城乡居民大病保险 and 城镇职工大额补充医疗保险 apart, each
-- with numbers of its own; read so for 攀枝花, 安康 and 垫江, whose texts are
-- silent.  淄博 (四)、(五): one for 居民和职工, and one for special drugs.
CREATE FUNCTION model.insurance_schedule(place text, service text, insurance text)
RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN service = 'outpatient' THEN NULL
        WHEN place = 'zibo-2023' AND service = 'special_drug'
            THEN 'critical-illness-drug'
        WHEN place <> 'zibo-2023' AND insurance = 'employee'
            THEN 'critical-illness-employee'
        ELSE 'critical-illness' END
$$;

-- One claim's payment, after cost and paid of the year.
CREATE FUNCTION model.insurance_of(place text, c medaid_claim, b model.bill,
    cost numeric, paid numeric)
RETURNS numeric LANGUAGE plpgsql STABLE AS $$
DECLARE
    drug boolean := place = 'zibo-2023' AND b.service = 'special_drug';
    prefix text := model.insurance_schedule(place, b.service, c.insurance);
    tilted boolean := model.insurance_tilted(place, c, b);
    own numeric := greatest(0, b.in_scope - b.basic);
    deductible numeric := 0;
    froms numeric[] := '{0}';
    rates numeric[];
    pay numeric;
BEGIN
    IF own = 0 THEN
        RETURN 0;
    END IF;
    IF drug THEN
        -- 取消上述人员大病保险规定特药的起付线, and no more than that
        IF NOT tilted THEN
            deductible := model.needed_setting(place, prefix || '.deductible');
        END IF;
        IF cost + own > deductible THEN
            rates := ARRAY[model.needed_setting(place, prefix || '-1.rate')];
        END IF;
    ELSE
        deductible := model.needed_setting(place, prefix || '.deductible');
        IF tilted THEN
            deductible := round(deductible * 0.5, 2);
        END IF;
        IF place = 'zibo-2023' THEN
            froms := '{0,100000,200000,300000}';
            rates := CASE WHEN tilted THEN '{0.65,0.70,0.75,0.80}'
                          ELSE '{0.60,0.65,0.70,0.75}' END::numeric[];
        ELSIF cost + own > deductible THEN
            -- one band by the texts; the tests set its rate
            rates := ARRAY[least(1, model.needed_setting(place, prefix || '-1.rate')
                + CASE WHEN tilted THEN 0.05 ELSE 0 END)];
        END IF;
    END IF;
    IF cost + own <= deductible THEN
        RETURN 0;
    END IF;
    pay := round(model.banded(cost + own, deductible, froms, rates)
               - model.banded(cost, deductible, froms, rates), 2);
    -- 取消封顶线, but for 攀枝花 and special drugs
    IF drug OR NOT tilted OR place = 'panzhihua-2023' THEN
        pay := least(pay, greatest(0,
            model.needed_setting(place, prefix || '.cap') - paid));
    END IF;
    RETURN pay;
END $$;

-- A person's claims in order, what 大病保险 pays filled in where it is not
-- given.  The year's cost after basic insurance accumulates by the year of
-- discharge, for stays, chronic diseases and special drugs.
CREATE FUNCTION model.insure(place text, claims medaid_claim[])
RETURNS medaid_claim[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    c medaid_claim;
    b model.bill;
    n integer;
    k integer;
    pay numeric;
    -- by year, three for each: what the schedules of the place accumulate
    cost numeric[] := '{}';
    paid numeric[] := '{}';
BEGIN
    FOR n IN 1 .. coalesce(cardinality(claims), 0) LOOP
        c := claims[n];
        b := model.bill_of(c);
        -- what is given cannot exceed the bill; what is computed may
        IF b.payers > b.total THEN
            RAISE EXCEPTION 'payments exceed the total'
                USING ERRCODE = '22003', CONSTRAINT = 'amounts_contradict';
        END IF;
        IF b.service = 'outpatient' THEN
            pay := b.critical;
        ELSE
            k := b.year * 3 + array_position('{critical-illness,
                critical-illness-drug,critical-illness-employee}'::text[],
                model.insurance_schedule(place, b.service, c.insurance));
            pay := coalesce(model.fen(c.critical_illness_paid),
                model.insurance_of(place, c, b,
                    coalesce(cost[k], 0), coalesce(paid[k], 0)));
            cost[k] := coalesce(cost[k], 0) + greatest(0, b.in_scope - b.basic);
            paid[k] := coalesce(paid[k], 0) + pay;
        END IF;
        claims[n].critical_illness_paid := pay;
    END LOOP;
    RETURN claims;
END $$;

-- 攀枝花 第三十三条, 平顺 第四十八条, 安康 附则, 淄博's last paragraph; 垫江 assumed.
CREATE FUNCTION model.first_day(place text) RETURNS date
LANGUAGE sql IMMUTABLE AS $$
    SELECT (CASE place WHEN 'panzhihua-2023' THEN '2023-02-01'
        WHEN 'pingshun-2023' THEN '2023-01-07'
        WHEN 'ankang-2023' THEN '2023-01-04' ELSE '2023-01-01' END)::date
$$;

-- A person's claims in the order of the array.  as_of NULL: each category
-- takes the incomes of its own day; else those of that day for every claim.
CREATE FUNCTION model.settle_person(place text, claims medaid_claim[],
    as_of date DEFAULT NULL)
RETURNS SETOF model.result LANGUAGE plpgsql STABLE AS $$
DECLARE
    settler text;
    r model.result;
BEGIN
    IF place NOT IN ('panzhihua-2023', 'dianjiang-2023', 'pingshun-2023',
                     'ankang-2023', 'zibo-2023') THEN
        RAISE EXCEPTION 'unknown place %', place USING ERRCODE = '22023';
    END IF;
    claims := model.insure(place, claims);
    settler := replace(place, '-2023', '');
    FOR r IN EXECUTE format('SELECT * FROM model.settle_%s($1, $2)', settler)
        USING claims, as_of
    LOOP
        r.critical_illness_paid := claims[r.ord].critical_illness_paid;
        r.critical_illness_pool := replace(place, '2023',
            model.insurance_schedule(place, r.service, claims[r.ord].insurance));
        r.first_day := model.first_day(place);
        RETURN NEXT r;
    END LOOP;
END $$;

-- The same where one bad claim does not stop the others: it is refused with the
-- kind of its fault, and the others are settled as if it were not there.  Of
-- claims under one id only the first is settled, where the form sees them all.
CREATE FUNCTION model.try_person(place text, claims medaid_claim[],
    sees_duplicates boolean DEFAULT true)
RETURNS SETOF model.result LANGUAGE plpgsql STABLE AS $$
DECLARE
    good medaid_claim[] := '{}';
    r model.result;
    n integer;
    kind text;
BEGIN
    FOR n IN 1 .. cardinality(claims) LOOP
        r := NULL;
        IF sees_duplicates AND EXISTS (SELECT FROM unnest(good) AS g
                                        WHERE g.claim_id = claims[n].claim_id) THEN
            r.status := 'refused';
            r.reason := 'duplicate_claim_id';
        ELSE
            BEGIN
                SELECT s.* INTO STRICT r
                  FROM model.settle_person(place, good || claims[n]) AS s
                 ORDER BY s.ord DESC LIMIT 1;
                good := good || claims[n];
            EXCEPTION WHEN data_exception OR object_not_in_prerequisite_state
                        OR null_value_not_allowed OR invalid_parameter_value
                        OR numeric_value_out_of_range THEN
                GET STACKED DIAGNOSTICS kind = CONSTRAINT_NAME;
                r.status := 'refused';
                r.reason := kind;
            END;
        END IF;
        r.ord := n;
        RETURN NEXT r;
    END LOOP;
END $$;

-- The numbers the tests use: all areas, changing within each year.
CREATE FUNCTION model.load_references() RETURNS void LANGUAGE sql AS $$
    DELETE FROM model.reference;
    INSERT INTO model.reference (area, indicator, year, value, published_on)
    SELECT a.area, 'income', y,
           -- 0.50 and 0.49 show that income is rounded to whole yuan.
           a.base + (y - 2021) * 1733 + CASE y % 3 WHEN 0 THEN 0.50
                                                   WHEN 1 THEN 0.49 ELSE 0 END,
           -- published in January to March; 2024's from the first of January.
           CASE WHEN y = 2024 THEN NULL
                ELSE make_date(y + 1, 1 + y % 3, 1 + (y * 7) % 28) END
      FROM (VALUES ('攀枝花市', 36417), ('山西省', 27426), ('淄博市', 41783))
           AS a(area, base),
           generate_series(2020, 2028) AS y
    UNION ALL
    SELECT '攀枝花市', 'monitor_income', y, 7600 + (y - 2021) * 350.05, NULL
      FROM generate_series(2021, 2029) AS y;
$$;

-- 垫江's rates, 安康's 倾斜, and 大病保险, as a user would set them.
CREATE FUNCTION model.load_settings() RETURNS void LANGUAGE sql AS $$
    DELETE FROM model.setting;
    INSERT INTO model.setting (place, name, value)
    SELECT 'dianjiang-2023', kind || '-' || cat || '.rate',
           CASE kind WHEN 'major' THEN 0.90 WHEN 'inpatient' THEN 0.70 ELSE 0.85 END
           - 0.0525 * ((ord - 1) / 2)
      FROM unnest(ARRAY['tekun', 'dibao', 'orphan', 'unsupported_child',
               'poverty_returned', 'veteran', 'severe_disability',
               'medical_poverty', 'dibao_margin', 'monitored'])
           WITH ORDINALITY AS c(cat, ord),
           unnest(ARRAY['inpatient', 'major', 'large']) AS kind
     -- 大额 follows 重特大疾病 but for two categories that set it.
     WHERE kind <> 'large' OR cat IN ('veteran', 'dibao_margin')
    UNION ALL
    VALUES ('ankang-2023', 'tilt.threshold', 10000),
           ('ankang-2023', 'tilt.rate', 0.5),
           ('panzhihua-2023', 'critical-illness.deductible', 12000),
           ('panzhihua-2023', 'critical-illness-1.rate', 0.6),
           ('panzhihua-2023', 'critical-illness.cap', 300000),
           ('panzhihua-2023', 'critical-illness-employee.deductible', 7000),
           ('panzhihua-2023', 'critical-illness-employee-1.rate', 0.85),
           ('panzhihua-2023', 'critical-illness-employee.cap', 250000),
           ('dianjiang-2023', 'critical-illness-employee.deductible', 8250.01),
           ('dianjiang-2023', 'critical-illness-employee-1.rate', 0.955),
           ('dianjiang-2023', 'critical-illness-employee.cap', 100000),
           ('pingshun-2023', 'critical-illness-employee.deductible', 0),
           ('pingshun-2023', 'critical-illness-employee-1.rate', 0.9),
           ('pingshun-2023', 'critical-illness-employee.cap', 60000),
           ('ankang-2023', 'critical-illness-employee.deductible', 14000),
           ('ankang-2023', 'critical-illness-employee-1.rate', 0.65),
           ('ankang-2023', 'critical-illness-employee.cap', 200000),
           ('dianjiang-2023', 'critical-illness.deductible', 16500.01),
           ('dianjiang-2023', 'critical-illness-1.rate', 0.5),
           ('dianjiang-2023', 'critical-illness.cap', 200000),
           ('pingshun-2023', 'critical-illness.deductible', 10000),
           ('pingshun-2023', 'critical-illness-1.rate', 0.75),
           ('pingshun-2023', 'critical-illness.cap', 400000),
           ('ankang-2023', 'critical-illness.deductible', 10000),
           ('ankang-2023', 'critical-illness-1.rate', 0.97),
           ('ankang-2023', 'critical-illness.cap', 150000),
           ('zibo-2023', 'critical-illness.deductible', 14000),
           ('zibo-2023', 'critical-illness.cap', 400000),
           ('zibo-2023', 'critical-illness-drug.deductible', 20000),
           ('zibo-2023', 'critical-illness-drug-1.rate', 0.8),
           ('zibo-2023', 'critical-illness-drug.cap', 100000);
$$;
