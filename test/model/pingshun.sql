-- 平顺县健全重特大疾病医疗保险和救助制度的实施细则, in force from
-- 2023-01-07 for five years (第四十八条).  The 过渡期 is read to end with 2025.

-- 第二十一条: what the hospital bears of 目录外 cost over the control ratio, and
-- what of it stays under the ratio; for 特困, 低保, 返贫致贫 within the province.
CREATE FUNCTION model.pingshun_off_catalog(c medaid_claim, b model.bill,
    burden numeric, OUT hospital numeric, OUT under_ratio numeric)
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    unpaid numeric := b.total - b.payers - burden;
    allowed numeric;
BEGIN
    hospital := 0;
    under_ratio := 0;
    IF unpaid <= 0 THEN
        RETURN;
    END IF;
    IF b.out_of_catalog IS NULL THEN
        RAISE EXCEPTION 'out_of_catalog is needed'
            USING ERRCODE = '22004', CONSTRAINT = 'field_missing';
    END IF;
    unpaid := least(b.out_of_catalog, unpaid);
    IF unpaid = 0 THEN
        RETURN;
    END IF;
    IF c.charge_class IS NULL THEN
        RAISE EXCEPTION 'charge_class is needed'
            USING ERRCODE = '22004', CONSTRAINT = 'field_missing';
    END IF;
    allowed := round(b.total * CASE c.charge_class
        WHEN 1 THEN 0.30 WHEN 2 THEN 0.20 ELSE 0.15 END, 2);
    hospital := least(unpaid, greatest(0, b.out_of_catalog - allowed));
    under_ratio := unpaid - hospital;
END $$;

-- 第三十九条: 180 days to apply, from the last discharge; 第十五条: costs paid
-- at the year's end, from the year's end.
CREATE FUNCTION model.pingshun_too_late(c medaid_claim)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(c.applied_on > 180 + CASE
        WHEN c.service = 'chronic' AND c.chronic_class IN (2, 3)
        THEN make_date(extract(year FROM c.discharged_on)::int, 12, 31)
        ELSE coalesce(c.deadline_from, c.discharged_on) END, false)
$$;

-- 第十四条: up to 90 % of the stay, all payers counted, for 返贫致贫 in the province.
CREATE FUNCTION model.pingshun_top_up(r model.result, b model.bill, unpaid numeric)
RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN (r).category = 'poverty_returned'
                 AND (b).service = 'inpatient' AND (b).in_province
        THEN greatest(0, least(
            round(0.90 * (b).in_scope, 2) - (b).payers - (r).assistance,
            (r).burden - (r).assistance,
            unpaid - (r).assistance))
        ELSE 0 END
$$;

-- 第十四、十五、十六条: the main benefit, where the service has one for the category;
-- cap_left: of the limit that all services share (第十八条); NULL: none.
CREATE FUNCTION model.pingshun_main(INOUT r model.result, b model.bill,
    unpaid numeric, amounts_of date, u model.used, OUT cap_left numeric)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    used record := model.used_of(u, r.benefit_year, 'pingshun-main');
    cat text := r.category;
    is_tekun boolean := cat IN ('tekun', 'orphan', 'unsupported_child');
    is_monitored boolean := cat LIKE 'monitored%';
    income_share numeric;
    cap numeric;
BEGIN
    r.rate := CASE
        WHEN b.service = 'inpatient' THEN CASE      -- 第十四条
            WHEN is_tekun THEN 1
            WHEN cat IN ('dibao_margin', 'medical_poverty') THEN 0.60
            ELSE 0.70 END
        WHEN b.service = 'chronic' THEN CASE        -- 第十五条
            WHEN is_tekun THEN 0.60
            WHEN cat IN ('dibao', 'poverty_returned') THEN 0.30 END
        ELSE CASE                                   -- 第十六条
            WHEN is_tekun THEN 0.20
            WHEN cat IN ('dibao', 'poverty_returned') THEN 0.10 END
        END;
    IF r.rate IS NULL THEN
        RETURN;
    END IF;
    income_share := CASE WHEN is_monitored OR cat = 'dibao_margin' THEN 0.10
                         WHEN cat = 'medical_poverty' THEN 0.25 ELSE 0 END;
    cap := CASE
        WHEN cat = 'dibao' OR is_monitored THEN 60000
        WHEN cat IN ('dibao_margin', 'medical_poverty') THEN 40000 END;
    cap_left := cap - used.paid;
    IF income_share > 0 AND r.burden > 0 THEN       -- 第四十七条
        r.deductible := least(r.burden, greatest(0, round(income_share
            * model.needed_reference('山西省', 'income', amounts_of), 2)
            - used.absorbed));
    END IF;
    r.due := least(round((r.burden - r.deductible) * r.rate, 2), unpaid);
    r.assistance := greatest(0, least(r.due, cap_left));
    r.top_up := model.pingshun_top_up(r, b, unpaid);
    r.benefit := b.service || '-' || CASE
        WHEN cat IN ('orphan', 'unsupported_child') THEN 'tekun'
        ELSE model.row_of(cat) END;
    r.pool := 'pingshun-main';
    r.pool_burden := used.burden + r.burden;
    r.pool_paid := used.paid + r.assistance + r.top_up;
    IF cap IS NOT NULL THEN
        r.pool_remaining := greatest(0, cap - r.pool_paid);
    END IF;
END $$;

-- 第二十条: 倾斜, for every category and all three services, of what is left after
-- all six payers (个人自付); over: the part of it that is over the threshold.
CREATE FUNCTION model.pingshun_tilt(INOUT r model.result, b model.bill,
    unpaid numeric, amounts_of date, u model.used,
    OUT over numeric, OUT tilted_left numeric)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    used record := model.used_of(u, r.benefit_year, 'pingshun-tilted');
    threshold numeric;
BEGIN
    over := 0;
    tilted_left := 30000 - used.paid;
    IF NOT b.in_province OR b.referral = 'non_compliant' THEN
        RETURN;
    END IF;
    r.residual := least(r.burden - r.assistance - r.top_up,
        unpaid - r.assistance - r.top_up,
        greatest(0, b.in_scope - b.payers - r.assistance - r.top_up));
    IF r.residual > 0 THEN
        threshold := round(0.50 * model.needed_reference(
            '山西省', 'income', amounts_of), 2);
        over := greatest(0, used.burden + r.residual - threshold)
              - greatest(0, used.burden - threshold);
        r.tilted := greatest(0, least(round(over * 0.70, 2), tilted_left));
    END IF;
    r.tilted_pool := 'pingshun-tilted';
    r.tilted_pool_burden := used.burden + r.residual;
    r.tilted_pool_paid := used.paid + r.tilted;
END $$;

-- What a category gets; ord is NULL where no article is for it.
CREATE FUNCTION model.pingshun_aid(r model.result, b model.bill,
    transition_end date, under_ratio numeric, amounts_of date, u model.used)
RETURNS model.result LANGUAGE plpgsql STABLE AS $$
DECLARE
    unpaid numeric := model.unpaid(b, r.hospital_borne);
    main record := model.pingshun_main(r, b, unpaid, amounts_of, u);
    tilt record := model.pingshun_tilt(main.r, b, unpaid, amounts_of, u);
BEGIN
    r := tilt.r;
    IF r.pool IS NULL AND r.tilted_pool IS NULL THEN
        RETURN NULL;
    END IF;
    IF r.category = 'poverty_returned' AND b.day < transition_end THEN
        -- 第二十一条 second paragraph
        r.off_catalog := least(round(under_ratio * 0.85, 2),
            unpaid - r.assistance - r.top_up - r.tilted);
    END IF;
    r := model.sum_up(r, b);
    r.reason := CASE WHEN r.pool IS NOT NULL
        THEN model.main_reason(r.aid, r.burden, unpaid, r.deductible, main.cap_left)
        ELSE model.main_reason(r.aid, r.burden, unpaid,
            CASE WHEN tilt.over = 0 THEN r.burden ELSE 0 END, tilt.tilted_left) END;
    RETURN r;
END $$;

-- 第十条（二）、第三十五条: held on discharge, or for a stay on admission; the
-- identities of the 过渡期 only where recognised before its end.
CREATE FUNCTION model.pingshun_counts(c medaid_claim, b model.bill, i integer,
    transition_end date)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    recognised date := c.recognised_on[i];
    ended date := c.ended_on[i];
BEGIN
    IF recognised >= transition_end
       AND (c.categories[i] = 'poverty_returned'
            OR c.categories[i] LIKE 'monitored%') THEN
        RETURN false;
    END IF;
    RETURN model.held_on(recognised, ended, b.day)
        OR b.service = 'inpatient'
           AND model.held_on(recognised, ended, b.admitted);
END $$;

-- 第二十一条: whether the hospital's part is controlled, whoever of the identities
-- wins, and refused or not; and how many of them count.
CREATE FUNCTION model.pingshun_held(c medaid_claim, b model.bill,
    transition_end date, OUT counting integer, OUT controlled boolean)
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    i integer;
BEGIN
    counting := 0;
    controlled := false;
    FOR i IN 1 .. b.entries LOOP
        CONTINUE WHEN NOT model.pingshun_counts(c, b, i, transition_end);
        counting := counting + 1;
        controlled := controlled OR c.categories[i] IN ('tekun', 'orphan',
            'unsupported_child', 'dibao', 'poverty_returned');
    END LOOP;
    controlled := controlled AND b.service = 'inpatient' AND b.designated
        AND b.in_province;
END $$;

CREATE FUNCTION model.settle_pingshun(claims medaid_claim[], as_of date)
RETURNS SETOF model.result LANGUAGE plpgsql STABLE AS $$
DECLARE
    transition_end CONSTANT date := '2026-01-01';
    u model.used := model.nothing_used();
    c medaid_claim;
    b model.bill;
    r model.result;
    best model.result;
    gate text;
    n integer := 0;
    held record;
    out_of_force boolean;
    any_ruled boolean;
    burden numeric;
    hospital numeric;
    under_ratio numeric;
    i integer;
BEGIN
    FOREACH c IN ARRAY claims LOOP
        n := n + 1;
        b := model.bill_of(c);
        best := NULL;
        any_ruled := false;
        out_of_force := b.day < '2023-01-07' OR b.day >= '2028-01-07';
        -- 第十一、十八、三十九条
        gate := CASE
            WHEN NOT b.designated THEN 'not_designated'
            WHEN b.referral = 'non_compliant' AND NOT b.in_city
                THEN 'referral_non_compliant'
            WHEN model.pingshun_too_late(c) THEN 'applied_late'
        END;
        -- 第十四条: after every insurance and 互助帮困; 第十五、十六条: after
        -- basic and 大病 only.
        burden := greatest(0, b.in_scope - CASE WHEN b.service = 'inpatient'
            THEN b.payers ELSE b.basic + b.critical END);
        held := model.pingshun_held(c, b, transition_end);
        hospital := 0;
        under_ratio := 0;
        IF held.controlled AND NOT out_of_force THEN
            SELECT * INTO hospital, under_ratio
              FROM model.pingshun_off_catalog(c, b, burden);
        END IF;

        FOR i IN 1 .. b.entries LOOP
            CONTINUE WHEN out_of_force
                OR NOT model.pingshun_counts(c, b, i, transition_end);
            r := model.blank(n, b);
            r.category := c.categories[i];
            -- 第十条
            CONTINUE WHEN r.category NOT IN ('tekun', 'orphan', 'unsupported_child',
                'dibao', 'poverty_returned', 'dibao_margin', 'medical_poverty')
                AND r.category NOT LIKE 'monitored%';
            any_ruled := true;
            -- 第十一条（一）: ordinary outpatient visits are not covered.
            CONTINUE WHEN gate IS NOT NULL OR b.service = 'outpatient';
            r.burden := burden;
            r.hospital_borne := hospital;
            r := model.pingshun_aid(r, b, transition_end, under_ratio,
                coalesce(as_of, b.day), u);
            CONTINUE WHEN r.ord IS NULL;
            -- 第十七条
            r.channel := model.channel_of(
                r.category NOT IN ('dibao_margin', 'medical_poverty'), b,
                c.recognised_on[i], c.applied_on);
            IF model.better(r, best) THEN           -- 第十九条: 就高不就低
                best := r;
            END IF;
        END LOOP;

        IF best.ord IS NOT NULL THEN
            best := model.settled(best);
            u := model.posted(u, best, b.day);
        ELSE
            best := model.not_covered(n, b, burden, hospital,
                model.why_not(gate, b.entries, held.counting,
                    CASE WHEN b.entries > 0 THEN model.identity_reason(c, false) END,
                    out_of_force, any_ruled));
        END IF;
        -- 第十五条: 二类和三类 are paid once, at the end of the year.
        IF b.service = 'chronic' AND c.chronic_class IN (2, 3) THEN
            best.pay_when := 'year_end';
        END IF;
        RETURN NEXT best;
    END LOOP;
END $$;
