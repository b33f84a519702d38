-- Random persons, the same for the same seed on every machine: no random().

-- n throws of a die with many sides (a Lehmer generator of our own).
CREATE FUNCTION model.throws(seed bigint, n integer) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    state bigint := (abs(seed) * 7919 + 104729) % 2147483647;
    d bigint[] := '{}';
    i integer;
BEGIN
    state := CASE WHEN state = 0 THEN 1 ELSE state END;
    FOR i IN 1 .. n + 4 LOOP
        state := state * 48271 % 2147483647;
        -- the first ones still resemble the seed
        IF i > 4 THEN
            d[i - 4] := state / 7;
        END IF;
    END LOOP;
    RETURN d;
END $$;

CREATE FUNCTION model.random_category(d bigint) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT (ARRAY['tekun', 'dibao', 'dibao', 'dibao', 'poverty_returned',
        'poverty_returned', 'monitored', 'monitored_unstable',
        'monitored_marginal', 'monitored_sudden', 'dibao_margin',
        'dibao_margin', 'medical_poverty', 'medical_poverty',
        'medical_poverty', 'orphan', 'unsupported_child', 'veteran',
        'severe_disability', 'lifted', 'tekun', 'dibao', 'dibao_margin',
        'poverty_returned', 'monitored', 'medical_poverty'])[1 + d % 26]
$$;

-- A day of recognition: long ago, around the stay, later in the year.
CREATE FUNCTION model.random_recognition(place text, cat text, day date,
    admitted date, d bigint, e bigint)
RETURNS date LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF place = 'zibo-2023' AND cat = 'medical_poverty' THEN
        RETURN CASE d % 8
            WHEN 0 THEN day
            WHEN 1 THEN day + (e % 330)::int
            -- the same month, and the next, of the following year
            WHEN 2 THEN date_trunc('month', day)::date + 366 + (e % 28)::int
            WHEN 3 THEN date_trunc('month', day)::date + 396 + (e % 5)::int
            WHEN 4 THEN day - (e % 200)::int
            WHEN 5 THEN CASE e % 4
                WHEN 0 THEN make_date(extract(year FROM day)::int - 1, 12, 31)
                ELSE day + (e % 500)::int END
            WHEN 6 THEN make_date(extract(year FROM day)::int + 1, 1, 1)
            ELSE day + (e % 90)::int END;
    END IF;
    RETURN CASE d % 24
        WHEN 0 THEN '-infinity'
        WHEN 1 THEN day - (e % 900)::int
        WHEN 2 THEN day
        WHEN 3 THEN day + 1
        WHEN 4 THEN admitted
        WHEN 5 THEN admitted + 1
        WHEN 6 THEN admitted + (e % 20)::int
        WHEN 7 THEN day + (e % 250)::int
        WHEN 8 THEN make_date(extract(year FROM day)::int, 12, 31)
        WHEN 9 THEN make_date(2025, 12, 31) + (e % 2)::int
        WHEN 10 THEN day - (e % 60)::int
        WHEN 11 THEN make_date(2023, 1, 1) + (e % 40)::int
    END;
END $$;

CREATE FUNCTION model.random_end(recognised date, day date, admitted date,
    d bigint, e bigint)
RETURNS date LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE d % 24
        WHEN 0 THEN day
        WHEN 1 THEN day + 1
        WHEN 2 THEN admitted
        WHEN 3 THEN admitted + 1
        WHEN 4 THEN day - (e % 300)::int
        WHEN 5 THEN day + (e % 300)::int
        WHEN 6 THEN 'infinity'
        WHEN 7 THEN recognised
        WHEN 8 THEN CASE WHEN isfinite(recognised) THEN recognised - 3 END
        WHEN 9 THEN CASE WHEN isfinite(recognised)
                         THEN recognised + (e % 200)::int END
    END
$$;

-- Identities around one day: categories, recognised_on, ended_on of c.
CREATE FUNCTION model.random_identities(c medaid_claim, place text, day date,
    admitted date, d bigint[])
RETURNS medaid_claim LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    n integer := CASE WHEN d[1] % 20 < 1 THEN 0 WHEN d[1] % 20 < 9 THEN 1
                      WHEN d[1] % 20 < 17 THEN 2 ELSE 3 END;
    cats text[] := '{}';
    recognised date[] := '{}';
    ended date[] := '{}';
    i integer;
BEGIN
    FOR i IN 1 .. n LOOP
        -- the same category again, now and then
        cats[i] := CASE WHEN i > 1 AND d[2] % 5 = 0 THEN cats[1]
                        ELSE model.random_category(d[2 + i]) END;
        recognised[i] := model.random_recognition(place, cats[i], day,
            admitted, d[5 + i], d[8 + i]);
        ended[i] := model.random_end(recognised[i], day, admitted,
            d[11 + i], d[14 + i]);
    END LOOP;
    IF n = 0 AND d[2] % 2 = 0 THEN
        c.categories := NULL;
        c.recognised_on := NULL;
        c.ended_on := NULL;
        RETURN c;
    END IF;
    c.categories := cats;
    c.recognised_on := CASE WHEN n > 0 AND array_remove(recognised, NULL) = '{}'
        AND d[18] % 2 = 0 THEN NULL ELSE recognised END;
    c.ended_on := CASE WHEN n > 0 AND array_remove(ended, NULL) = '{}'
        AND d[18] % 3 > 0 THEN NULL ELSE ended END;
    RETURN c;
END $$;

-- What is left of the in-scope cost: at the lines of the place, or anything.
CREATE FUNCTION model.random_burden(place text, day date, d bigint, e bigint,
    f bigint)
RETURNS numeric LANGUAGE plpgsql STABLE AS $$
DECLARE
    income numeric;
    lines numeric[];
    amount numeric;
BEGIN
    IF f % 400 = 7 THEN
        RETURN 49999999999.99 - e % 100000;
    END IF;
    IF d % 10 >= 4 THEN
        amount := e % (ARRAY[12, 100000, 300000, 2000000, 5000000, 20000000])[
                        1 + d / 10 % 6];
        -- cents that make halves of a fen
        RETURN CASE f % 5 WHEN 0 THEN round(amount / 100, 1) + 0.06
                          WHEN 1 THEN round(amount / 100, 0)
                          ELSE amount / 100 END;
    END IF;
    IF place = 'panzhihua-2023' THEN
        income := model.reference_on('攀枝花市', 'income', day);
        lines := ARRAY[800, 1142.86, 40000, 70000, 100000, 107692.31, 140000,
            round(income * 0.05, 2), round(income * 0.10, 2),
            round(income * 0.25, 2), 70000 / 0.65 + round(income * 0.05, 2),
            model.reference_on('攀枝花市', 'monitor_income', day)];
    ELSIF place = 'pingshun-2023' THEN
        income := model.reference_on('山西省', 'income', day);
        lines := ARRAY[60000, 85714.29, 66666.67, 42857.14, 10000, 20000,
            round(income * 0.05, 2), round(income * 0.10, 2),
            round(income * 0.25, 2), round(income * 0.50, 2),
            round(income * 0.50, 2) / 0.3, round(income * 0.50, 2) / 0.4];
    ELSIF place = 'zibo-2023' THEN
        income := model.reference_on('淄博市', 'income', day);
        lines := ARRAY[3000, 5000, 10000, 40000, 43000, 20000, 30000,
            9038.06, 63571.43, round(income * 0.25, 2),
            round(income * 0.25, 2) + 33333.33, 38571.43];
    ELSIF place = 'ankang-2023' THEN
        lines := ARRAY[2000, 5000, 100000, 50000, 30000, 40000, 52000, 65000,
            57142.86, 71428.57, 85333.33, 10000];
    ELSE
        lines := ARRAY[300, 400, 500, 30000, 6000, 8571.43, 60000, 100000,
            111111.11, 70588.24, 117647.06, 666.67];
    END IF;
    amount := round(coalesce(lines[1 + e % 12], 1000), 2);
    RETURN CASE f % 4 WHEN 0 THEN amount - 0.01 WHEN 1 THEN amount + 0.01
                      WHEN 2 THEN round(amount / 2, 2) ELSE amount END;
END $$;

-- The cost outside the catalogue, of the room that total and in_scope leave.
CREATE FUNCTION model.random_out_of_catalog(room numeric, service text, place text,
    kind bigint, share bigint)
RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE kind % 5
        WHEN 0 THEN room
        WHEN 1 THEN round(room * (share % 100) / 100, 2)
        WHEN 2 THEN 0
        WHEN 3 THEN greatest(0, room - 0.01)
        -- unknown: where no rule asks
        ELSE CASE WHEN room = 0 OR place <> 'pingshun-2023'
                       OR service <> 'inpatient' THEN NULL ELSE room END
        END
$$;

-- The amounts of a claim: its in-scope cost, who paid what, the total.
CREATE FUNCTION model.random_amounts(c medaid_claim, place text, d bigint[])
RETURNS medaid_claim LANGUAGE plpgsql STABLE AS $$
DECLARE
    burden numeric := model.random_burden(place, c.discharged_on,
                                          d[1], d[2], d[3]);
    basic numeric := 0;
    critical numeric := 0;
    others numeric[];
    listed numeric;
    payers numeric;
    room numeric;
    i integer;
BEGIN
    IF d[4] % 4 > 0 THEN
        basic := round(burden * (d[5] % 300) / 100, 2) + d[5] % 7;
    END IF;
    IF d[4] % 3 = 0 THEN
        critical := round(burden * (d[6] % 90) / 100, 2);
    END IF;
    FOR i IN 1 .. 4 LOOP
        others[i] := CASE WHEN d[6 + i] % 5 > 0 THEN 0
            ELSE round(burden * (d[6 + i] / 5 % 70) / 100, 2)
                 + d[6 + i] % 500 / 100.0 END;
    END LOOP;
    IF d[11] % 4 > 0 THEN
        -- so that exactly the burden is left, after those that come first
        listed := basic
            + CASE WHEN c.service = 'outpatient'
                     AND place IN ('panzhihua-2023', 'dianjiang-2023')
                   THEN 0 ELSE critical END
            + CASE WHEN place = 'zibo-2023' THEN others[1]
                   WHEN place = 'panzhihua-2023' AND c.service <> 'outpatient'
                   THEN others[1] + others[2]
                   WHEN place = 'pingshun-2023' AND c.service = 'inpatient'
                   THEN others[1] + others[2] + others[3] + others[4]
                   ELSE 0 END;
        c.in_scope := burden + listed;
    ELSE
        -- payers may cover the in-scope part and more
        c.in_scope := CASE WHEN d[12] % 3 = 0 THEN burden
            WHEN d[12] % 3 = 1 THEN 30000 + (d[13] % 3 - 1) * 0.01
            ELSE round(burden / 2, 2) END;
    END IF;
    -- 大病保险 left to be computed: often at the lines of its schedule
    IF d[20] % 3 = 0 AND d[20] / 3 % 2 = 0 THEN
        c.in_scope := basic + (ARRAY[6000, 7000, 8250.01, 12000, 14000, 16500.01,
            100000, 200000, 300000, 584533.33, 20000, 125000])[1 + d[20] / 6 % 12]
            + (ARRAY[0, 0.01, -0.01, 0, 50000])[1 + d[20] / 72 % 5];
    END IF;
    payers := basic + critical + others[1] + others[2] + others[3] + others[4];
    c.total := greatest(c.in_scope, payers);
    -- beyond the scope: nothing, some, or just at the control ratios
    c.total := c.total + CASE d[14] % 8
        WHEN 0 THEN round(c.in_scope * 3 / 7, 2)
        WHEN 1 THEN round(c.in_scope / 4, 2)
        WHEN 2 THEN round(c.in_scope * 3 / 17, 2)
        WHEN 3 THEN d[15] % 3000000 / 100.0
        WHEN 4 THEN round(c.in_scope * (d[15] % 200) / 100, 2)
        ELSE 0 END;
    -- payers that stand behind assistance have paid the bill, or nearly: more
    -- than what is out of scope, up to the total
    IF d[9] % 7 = 0 THEN
        others[3] := others[3] + least(c.total - payers,
            c.total - c.in_scope + CASE d[9] / 7 % 6
                WHEN 0 THEN burden
                WHEN 1 THEN burden - 0.01
                WHEN 2 THEN 0.01
                WHEN 3 THEN round(burden / 2, 2)
                ELSE round(burden * (d[10] % 100) / 100, 2) END);
        others[3] := greatest(others[3], 0);
    END IF;
    room := c.total - c.in_scope;
    c.out_of_catalog := model.random_out_of_catalog(room, c.service, place,
        d[16], d[17]);
    -- more than two decimals
    c.total := c.total + CASE WHEN d[18] % 50 = 0 AND room > 0
        THEN (ARRAY[0.004, 0.005, 0.0049])[1 + d[18] / 50 % 3] ELSE 0 END;
    c.basic_paid := CASE WHEN basic = 0 AND d[19] % 2 = 0 THEN NULL ELSE basic END;
    c.critical_illness_paid := CASE WHEN d[20] % 3 > 0 THEN critical END;
    c.supplementary_paid := nullif(others[1], CASE d[19] / 2 % 2 WHEN 0 THEN 0 ELSE -1 END);
    c.inclusive_paid := nullif(others[2], CASE d[19] / 4 % 2 WHEN 0 THEN 0 ELSE -1 END);
    c.commercial_paid := nullif(others[3], CASE d[19] / 8 % 2 WHEN 0 THEN 0 ELSE -1 END);
    c.mutual_aid_paid := nullif(others[4], CASE d[19] / 16 % 2 WHEN 0 THEN 0 ELSE -1 END);
    RETURN c;
END $$;

-- Place, referral, levels, dates of application.
CREATE FUNCTION model.random_circumstances(c medaid_claim, place text, d bigint[])
RETURNS medaid_claim LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    asked boolean;
    year_end date := make_date(extract(year FROM c.discharged_on)::int, 12, 31);
BEGIN
    c.place := (ARRAY[NULL, 'county', 'county', 'city', 'city', 'city',
        'city', 'city', 'province', 'province', 'elsewhere'])[1 + d[1] % 11];
    c.referral := (ARRAY[NULL, NULL, NULL, 'not_required', 'compliant',
        'compliant', 'compliant', 'compliant', 'compliant', 'compliant',
        'compliant', 'non_compliant'])[1 + d[2] % 12];
    c.designated := (ARRAY[NULL, NULL, true])[1 + d[3] % 3];
    IF d[4] % 40 = 0 THEN
        c.designated := false;
    END IF;
    c.insurance := (ARRAY[NULL, 'resident', 'employee'])[1 + d[5] % 3];
    -- given wherever a rule may ask, left out now and then elsewhere
    asked := place = 'dianjiang-2023' AND c.service = 'inpatient';
    c.hospital_level := CASE WHEN NOT asked AND d[6] % 3 = 0 THEN NULL
                             ELSE d[6] / 3 % 4 END;
    asked := place = 'pingshun-2023' AND c.service = 'inpatient';
    c.charge_class := CASE WHEN NOT asked AND d[7] % 3 = 0 THEN NULL
                           ELSE 1 + d[7] / 3 % 3 END;
    c.major_disease := (ARRAY[NULL, false, true])[1 + d[8] % 3];
    c.maintenance := (ARRAY[NULL, false, false, true])[1 + d[9] % 4];
    asked := place = 'dianjiang-2023' AND NOT coalesce(c.maintenance, false);
    c.age := CASE WHEN NOT asked AND d[10] % 3 = 0 THEN NULL
                  WHEN d[10] % 2 = 0 THEN 79 + d[10] / 6 % 3
                  ELSE d[10] / 6 % 100 END;
    c.chronic_class := (ARRAY[NULL, 1, 2, 3])[1 + d[11] % 4];
    c.applied_on := CASE d[12] % 20
        WHEN 0 THEN c.discharged_on + (d[13] % 400)::int
        WHEN 1 THEN c.discharged_on + 180
        WHEN 2 THEN c.discharged_on + 181
        WHEN 3 THEN year_end + 180
        WHEN 4 THEN year_end + 181
        WHEN 5 THEN c.discharged_on + (d[13] % 60)::int END;
    c.deadline_from := CASE d[14] % 8
        WHEN 0 THEN c.discharged_on + (d[15] % 120)::int
        WHEN 1 THEN c.discharged_on + 1
        WHEN 2 THEN c.applied_on - 180 END;
    c.tilt_approved := (ARRAY[NULL, false, true])[1 + d[16] % 3];
    RETURN c;
END $$;

-- 安康: a year whose burden crosses 100,000, of one category for the most part,
-- with the line itself now and then, in any order of large and small claims.
CREATE FUNCTION model.random_heavy_claim(c medaid_claim, held medaid_claim,
    i integer, n integer, d bigint[])
RETURNS medaid_claim LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    burden numeric := CASE d[1] % 8
        WHEN 0 THEN 100000.00 / n
        WHEN 1 THEN 99999.99
        WHEN 2 THEN 42857.14
        WHEN 3 THEN d[2] % 1000 / 100.0
        WHEN 4 THEN 100000 - 20000 * i
        ELSE d[2] % 6000000 / 100.0 END;
BEGIN
    burden := round(greatest(0, burden), 2);
    c.service := (ARRAY['inpatient', 'inpatient', 'inpatient', 'chronic'])[
        1 + d[3] % 4];
    c.in_scope := coalesce(c.basic_paid, 0) + burden;
    c.critical_illness_paid := NULL;
    IF d[3] % 5 > 0 THEN
        c.critical_illness_paid := round(burden * (d[4] % 3) / 10, 2);
        c.in_scope := c.in_scope + c.critical_illness_paid;
    END IF;
    c.total := c.in_scope + round(burden * (d[4] % 5) / 7, 2);
    c.out_of_catalog := 0;
    c.supplementary_paid := NULL;
    c.inclusive_paid := NULL;
    c.mutual_aid_paid := NULL;
    c.commercial_paid := CASE d[5] % 4 WHEN 0 THEN c.total - c.in_scope
        + round(burden * (d[5] / 4 % 90) / 100, 2) END;
    c.place := (ARRAY[NULL, 'county', 'city', 'city', 'province', 'province',
        'elsewhere'])[1 + d[6] % 7];
    c.referral := 'compliant';
    c.designated := NULL;
    c.tilt_approved := d[6] / 7 % 4 = 0;
    IF d[7] % 6 > 0 THEN
        c.categories := held.categories;
        c.recognised_on := NULL;
        c.ended_on := NULL;
    END IF;
    RETURN c;
END $$;

-- One person's claims, ordered as the settlement orders them.
CREATE FUNCTION model.random_person(place text, seed bigint, from_day date,
    to_day date)
RETURNS medaid_claim[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    p bigint[] := model.throws(seed * 13, 40);
    d bigint[];
    claims medaid_claim[] := '{}';
    ordered medaid_claim[];
    c medaid_claim;
    held medaid_claim;          -- the identities that the person has all along
    n integer := 1 + p[1] % 12;
    span integer := to_day - from_day + 1;
    base date := from_day + (p[2] % span)::int;
    previous date := base;
    first_of_year date := date_trunc('year', base)::date;
    heavy boolean := place = 'ankang-2023' AND seed % 4 = 0;
    i integer;
BEGIN
    held := model.random_identities(held, place, base,
        base - (p[3] % 30)::int, p[5:40]);
    IF heavy AND held.categories IS NULL THEN
        held.categories := ARRAY[(ARRAY['dibao', 'dibao_margin',
            'monitored_sudden', 'medical_poverty'])[1 + p[4] % 4]];
    END IF;
    FOR i IN 1 .. n LOOP
        d := model.throws(seed * 13 + i, 80);
        c := NULL;
        c.discharged_on := CASE
            WHEN d[1] % 10 < 6 THEN first_of_year + (d[2] % 366)::int
            WHEN d[1] % 10 < 8 THEN previous
            WHEN d[1] % 10 = 8 THEN from_day + (d[2] % span)::int
            ELSE (ARRAY['2022-12-31', '2023-01-01', '2023-01-03', '2023-01-04',
                '2023-01-06', '2023-01-07', '2023-01-31', '2023-02-01',
                '2025-12-31', '2026-01-01', '2028-01-06', '2028-01-07',
                '2028-01-31', '2028-02-01', '2022-12-01', '2024-02-29'
                ]::date[])[1 + d[2] % 16] END;
        c.discharged_on := greatest(from_day, least(to_day, c.discharged_on));
        previous := c.discharged_on;
        c.service := (ARRAY['inpatient', 'inpatient', 'inpatient', 'inpatient',
            'chronic', 'chronic', 'special_drug', 'outpatient'])[1 + d[3] % 8];
        c.admitted_on := CASE d[4] % 6
            WHEN 0 THEN NULL
            WHEN 1 THEN c.discharged_on
            WHEN 2 THEN c.discharged_on - (d[5] % 400)::int
            ELSE c.discharged_on - (d[5] % 25)::int END;
        -- bytewise order of names: cases, lengths, Chinese, the empty one
        c.claim_id := (ARRAY['', 'a', 'B', 'b-', '诊', 'é', '10', 'Z~'])[
            1 + d[6] % 8] || (ARRAY['', '0'])[1 + d[7] % 2] || i;
        IF i = 3 AND d[8] % 6 = 0 THEN
            c.claim_id := NULL;
        ELSIF i = 4 AND d[8] % 6 = 0 THEN
            c.claim_id := '';
        END IF;
        IF d[9] % 5 < 3 THEN
            c.categories := held.categories;
            c.recognised_on := held.recognised_on;
            c.ended_on := held.ended_on;
        ELSE
            c := model.random_identities(c, place, c.discharged_on,
                coalesce(c.admitted_on, c.discharged_on), d[10:30]);
        END IF;
        c := model.random_amounts(c, place, d[31:50]);
        c := model.random_circumstances(c, place, d[51:70]);
        IF heavy THEN
            c := model.random_heavy_claim(c, held, i, n, d[71:80]);
        END IF;
        claims[i] := c;
    END LOOP;
    SELECT array_agg(u ORDER BY u.discharged_on,
                                u.claim_id COLLATE "C" NULLS FIRST)
      INTO ordered FROM unnest(claims) AS u;
    RETURN ordered;
END $$;

-- The same person with faults: a claim twice under one id, claims that cannot be
-- settled in the middle of the year.  No fault hides behind another in one claim,
-- so that its kind is certain.
CREATE FUNCTION model.random_faulty_person(place text, seed bigint,
    from_day date, to_day date)
RETURNS medaid_claim[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    claims medaid_claim[] := model.random_person(place, seed, from_day, to_day);
    d bigint[] := model.throws(seed * 17 + 5, 60);
    c medaid_claim;
    n integer := cardinality(claims);
    i integer;
    fault integer;
BEGIN
    FOR i IN 1 .. n LOOP
        c := claims[i];
        -- the ids tell the claims apart
        c.claim_id := i || coalesce(c.claim_id, '');
        fault := d[i] % 90;
        CASE fault
        WHEN 0 THEN c.discharged_on := NULL;
        WHEN 1 THEN c.total := NULL;
        WHEN 2 THEN c.in_scope := NULL;
        WHEN 3 THEN c.service := NULL;
        WHEN 4 THEN c.service := 'dental';
        WHEN 5 THEN c.place := 'abroad';
        WHEN 6 THEN c.referral := 'yes';
        WHEN 7 THEN c.insurance := 'none at all';
        WHEN 8 THEN c.hospital_level := 4 + d[i] / 90 % 9;
        WHEN 9 THEN c.charge_class := (ARRAY[0, 4, -1])[1 + d[i] / 90 % 3];
        WHEN 10 THEN c.chronic_class := (ARRAY[0, 4, -1])[1 + d[i] / 90 % 3];
        WHEN 11 THEN c.basic_paid := (ARRAY[-0.01, 'NaN', 'Infinity',
            1000000000000.01, '-Infinity'])[1 + d[i] / 90 % 5];
        WHEN 12 THEN c.total := (ARRAY[-1, 'NaN', 'Infinity', 1000000000000.01,
            '-Infinity'])[1 + d[i] / 90 % 5];
        WHEN 13 THEN c.in_scope := c.total + 0.01;
        WHEN 14 THEN c.out_of_catalog := c.total - c.in_scope + 0.02;
        WHEN 15 THEN c.mutual_aid_paid := c.total + 0.02;
        WHEN 16 THEN c.admitted_on := c.discharged_on + 1;
        WHEN 17 THEN
            c.categories := c.categories || 'citizen'::text;
            c.recognised_on := CASE WHEN c.recognised_on IS NOT NULL
                THEN c.recognised_on || NULL::date END;
            c.ended_on := CASE WHEN c.ended_on IS NOT NULL
                THEN c.ended_on || NULL::date END;
        WHEN 18 THEN
            c.recognised_on := coalesce(c.recognised_on, '{}')
                || ARRAY['2020-01-01', '2020-01-01']::date[]
                || coalesce(array_fill(NULL::date,
                       ARRAY[coalesce(cardinality(c.categories), 0)]), '{}');
        WHEN 19 THEN c.age := NULL;
        WHEN 20 THEN c.hospital_level := NULL;
        WHEN 21 THEN c.charge_class := NULL;
        WHEN 22 THEN c.out_of_catalog := NULL;
        WHEN 23, 24, 26, 27, 28, 29 THEN
            -- this claim again, or another one under its id
            IF i > 1 THEN
                IF fault IN (23, 26, 27) THEN
                    c := claims[i - 1];
                ELSE
                    c.claim_id := claims[i - 1].claim_id;
                    CONTINUE WHEN c.discharged_on = claims[i - 1].discharged_on;
                END IF;
            END IF;
        WHEN 25 THEN
            IF i = 3 THEN
                c.claim_id := NULL;
            END IF;
        ELSE NULL;
        END CASE;
        claims[i] := c;
    END LOOP;
    SELECT array_agg(u ORDER BY u.discharged_on NULLS LAST,
                                u.claim_id COLLATE "C" NULLS FIRST)
      INTO claims FROM unnest(claims) AS u;
    RETURN claims;
END $$;
