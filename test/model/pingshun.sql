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

CREATE FUNCTION model.settle_pingshun(claims medaid_claim[], as_of date)
RETURNS SETOF model.result LANGUAGE plpgsql STABLE AS $$
DECLARE
    transition_end CONSTANT date := '2026-01-01';
    c medaid_claim;
    b model.bill;
    r model.result;
    best model.result;
    best_rank integer;
    found_one boolean;
    gate text;
    n integer := 0;
    counting integer;
    out_of_force boolean;
    any_ruled boolean;
    cat text;
    is_tekun boolean;
    is_monitored boolean;
    amounts_of date;
    burden numeric;
    controlled boolean;         -- 第二十一条 reaches one of the identities
    hospital numeric;
    under_ratio numeric;
    unpaid numeric;
    income_share numeric;
    cap numeric;
    cap_left numeric;
    tilted_left numeric;
    over numeric;
    threshold numeric;
    before numeric;
    y integer;
    i integer;
    main_burden numeric[] := '{}';
    main_absorbed numeric[] := '{}';
    main_paid numeric[] := '{}';
    tilted_burden numeric[] := '{}';
    tilted_paid numeric[] := '{}';
BEGIN
    FOREACH c IN ARRAY claims LOOP
        n := n + 1;
        b := model.bill_of(c);
        y := b.year;
        amounts_of := coalesce(as_of, b.day);
        found_one := false;
        counting := 0;
        any_ruled := false;
        controlled := false;
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

        -- Who counts, and whether 目录外 is controlled, comes first: it holds
        -- whoever of the identities wins, refused or not.
        FOR i IN 1 .. b.entries LOOP
            CONTINUE WHEN NOT model.pingshun_counts(c, b, i, transition_end);
            counting := counting + 1;
            controlled := controlled OR c.categories[i] IN ('tekun', 'orphan',
                'unsupported_child', 'dibao', 'poverty_returned');
        END LOOP;
        hospital := 0;
        under_ratio := 0;
        IF controlled AND b.service = 'inpatient' AND b.designated
           AND b.in_province AND NOT out_of_force THEN
            SELECT * INTO hospital, under_ratio
              FROM model.pingshun_off_catalog(c, b, burden);
        END IF;

        unpaid := model.unpaid(b, hospital);

        FOR i IN 1 .. b.entries LOOP
            cat := c.categories[i];
            CONTINUE WHEN out_of_force
                OR NOT model.pingshun_counts(c, b, i, transition_end);
            -- 第十条
            is_tekun := cat IN ('tekun', 'orphan', 'unsupported_child');
            is_monitored := cat LIKE 'monitored%';
            CONTINUE WHEN NOT is_tekun AND NOT is_monitored AND cat NOT IN
                ('dibao', 'poverty_returned', 'dibao_margin', 'medical_poverty');
            any_ruled := true;
            -- 第十一条（一）: ordinary outpatient visits are not covered.
            CONTINUE WHEN gate IS NOT NULL OR b.service = 'outpatient';

            r := model.blank(n, b);
            r.category := cat;
            r.burden := burden;
            r.hospital_borne := hospital;
            cap := NULL;
            cap_left := NULL;
            income_share := 0;
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

            IF r.rate IS NOT NULL THEN
                IF is_monitored OR cat = 'dibao_margin' THEN
                    income_share := 0.10;
                ELSIF cat = 'medical_poverty' THEN
                    income_share := 0.25;
                END IF;
                -- 第十四条, shared by all services (第十八条).
                cap := CASE
                    WHEN cat = 'dibao' OR is_monitored THEN 60000
                    WHEN cat IN ('dibao_margin', 'medical_poverty') THEN 40000 END;
                cap_left := cap - coalesce(main_paid[y], 0);
                IF income_share > 0 AND burden > 0 THEN     -- 第四十七条
                    r.deductible := least(burden, greatest(0,
                        round(income_share * model.needed_reference(
                            '山西省', 'income', amounts_of), 2)
                        - coalesce(main_absorbed[y], 0)));
                END IF;
                r.due := least(
                    round((burden - r.deductible) * r.rate, 2), unpaid);
                r.assistance := greatest(0, least(r.due, cap_left));
                IF cat = 'poverty_returned' AND b.service = 'inpatient'
                   AND b.in_province THEN
                    -- 第十四条（三）: up to 90 % of the stay, all payers counted.
                    r.top_up := greatest(0, least(
                        round(0.90 * b.in_scope, 2) - b.payers - r.assistance,
                        burden - r.assistance,
                        unpaid - r.assistance));
                END IF;
                r.benefit := b.service || '-' || CASE
                    WHEN cat IN ('orphan', 'unsupported_child') THEN 'tekun'
                    ELSE model.row_of(cat) END;
                r.pool := 'pingshun-main';
                r.pool_burden := coalesce(main_burden[y], 0) + burden;
                r.pool_paid := coalesce(main_paid[y], 0)
                             + r.assistance + r.top_up;
                IF cap IS NOT NULL THEN
                    r.pool_remaining := greatest(0, cap - r.pool_paid);
                END IF;
            END IF;

            over := 0;
            tilted_left := 30000 - coalesce(tilted_paid[y], 0);
            IF b.in_province AND b.referral <> 'non_compliant' THEN
                -- 第二十条: 倾斜, for every category and all three services.
                -- what is left after all six payers; 第二十条 个人自付
                r.residual := least(burden - r.assistance - r.top_up,
                    unpaid - r.assistance - r.top_up,
                    greatest(0, b.in_scope - b.payers
                                - r.assistance - r.top_up));
                before := coalesce(tilted_burden[y], 0);
                IF r.residual > 0 THEN
                    threshold := round(0.50 * model.needed_reference(
                        '山西省', 'income', amounts_of), 2);
                    over := greatest(0, before + r.residual - threshold)
                          - greatest(0, before - threshold);
                    r.tilted := greatest(0, least(round(over * 0.70, 2),
                                                  tilted_left));
                END IF;
                r.tilted_pool := 'pingshun-tilted';
                r.tilted_pool_burden := before + r.residual;
                r.tilted_pool_paid := coalesce(tilted_paid[y], 0) + r.tilted;
            END IF;
            CONTINUE WHEN r.pool IS NULL AND r.tilted_pool IS NULL;

            IF cat = 'poverty_returned' AND b.day < transition_end THEN
                -- 第二十一条 second paragraph
                r.off_catalog := least(round(under_ratio * 0.85, 2),
                    unpaid - r.assistance - r.top_up - r.tilted);
            END IF;

            r := model.sum_up(r, b);
            IF r.pool IS NOT NULL THEN
                r.reason := model.main_reason(r.aid, burden, unpaid,
                    r.deductible, cap_left);
            ELSIF r.aid = 0 THEN
                r.reason := CASE WHEN burden = 0 THEN 'no_burden'
                                 WHEN unpaid = 0 THEN 'already_paid'
                                 WHEN over = 0 THEN 'below_deductible'
                                 WHEN tilted_left <= 0 THEN 'cap_exhausted'
                                 ELSE 'rounds_to_zero' END;
            END IF;
            -- 第十七条
            r.channel := model.channel_of(
                cat NOT IN ('dibao_margin', 'medical_poverty'), b,
                c.recognised_on[i], c.applied_on);
            -- 第十九条: 就高不就低
            IF NOT found_one OR (r.aid, -model.rank_of(cat))
                              > (best.aid, -best_rank) THEN
                best := r;
                best_rank := model.rank_of(cat);
                found_one := true;
            END IF;
        END LOOP;

        IF found_one THEN
            best.status := CASE WHEN best.aid > 0 THEN 'paid' ELSE 'nothing_due' END;
            IF best.pool IS NOT NULL THEN
                main_burden[y] := best.pool_burden;
                main_paid[y] := best.pool_paid;
                main_absorbed[y] := coalesce(main_absorbed[y], 0) + best.deductible;
            END IF;
            IF best.tilted_pool IS NOT NULL THEN
                tilted_burden[y] := best.tilted_pool_burden;
                tilted_paid[y] := best.tilted_pool_paid;
            END IF;
        ELSE
            best := model.blank(n, b);
            best.status := 'not_covered';
            best.burden := burden;
            best.hospital_borne := hospital;
            best := model.sum_up(best, b);
            best.reason := model.why_not(gate, b.entries, counting,
                CASE WHEN b.entries > 0 THEN model.identity_reason(c, false) END,
                out_of_force, any_ruled);
        END IF;
        -- 第十五条: 二类和三类 are paid once, at the end of the year.
        IF b.service = 'chronic' AND c.chronic_class IN (2, 3) THEN
            best.pay_when := 'year_end';
        END IF;
        RETURN NEXT best;
    END LOOP;
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
