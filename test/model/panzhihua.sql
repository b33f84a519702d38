-- 攀枝花市健全重特大疾病医疗保险和救助制度实施细则, in force from
-- 2023-02-01 for five years (第三十三条).

CREATE FUNCTION model.settle_panzhihua(claims medaid_claim[], as_of date)
RETURNS SETOF model.result LANGUAGE plpgsql STABLE AS $$
DECLARE
    c medaid_claim;
    b model.bill;
    r model.result;
    best model.result;
    best_rank integer;
    found_one boolean;
    gate text;
    n integer := 0;             -- the claim's place in the array
    counting integer;
    out_of_force boolean;
    any_ruled boolean;
    cat text;
    own_day date;
    amounts_of date;            -- whose day's incomes apply
    joint boolean;              -- 第十一条: inpatient and chronic together
    income_share numeric;
    deductible numeric;
    cap numeric;
    cap_left numeric;
    unpaid numeric;
    left_over numeric;
    threshold numeric;
    before numeric;
    y integer;
    i integer;
    -- The year's pools, by calendar year.
    main_burden numeric[] := '{}';
    main_absorbed numeric[] := '{}';
    main_paid numeric[] := '{}';
    outpatient_burden numeric[] := '{}';
    outpatient_paid numeric[] := '{}';
    tilted_burden numeric[] := '{}';
    tilted_paid numeric[] := '{}';
BEGIN
    FOREACH c IN ARRAY claims LOOP
        n := n + 1;
        b := model.bill_of(c);
        y := b.year;
        unpaid := model.unpaid(b);
        joint := b.service IN ('inpatient', 'chronic');
        found_one := false;
        counting := 0;
        out_of_force := false;
        any_ruled := false;
        -- 第十二、十七条: designated, in this city, or referred by the rules.
        gate := CASE
            WHEN NOT b.designated THEN 'not_designated'
            WHEN b.referral = 'non_compliant' THEN 'referral_non_compliant'
            WHEN joint AND NOT b.in_city AND b.referral <> 'compliant'
                THEN 'outside_home_city'
        END;

        FOR i IN 1 .. b.entries LOOP
            cat := c.categories[i];
            IF model.held_on(c.recognised_on[i], c.ended_on[i], b.day) THEN
                own_day := b.day;
            ELSIF c.recognised_on[i] > b.day
                  AND extract(year FROM c.recognised_on[i]) = y
                  AND NOT model.never_held(c.recognised_on[i], c.ended_on[i])
            THEN
                -- 第十九条: the year's earlier costs, as of the recognition.
                own_day := c.recognised_on[i];
            ELSE
                CONTINUE;
            END IF;
            counting := counting + 1;
            IF own_day < '2023-02-01' OR own_day >= '2028-02-01' THEN
                out_of_force := true;
                CONTINUE;
            END IF;
            -- 第四条
            CONTINUE WHEN cat NOT IN ('tekun', 'orphan', 'dibao',
                'dibao_margin', 'medical_poverty', 'monitored',
                'monitored_unstable', 'monitored_marginal', 'monitored_sudden');
            any_ruled := true;
            CONTINUE WHEN gate IS NOT NULL;
            amounts_of := coalesce(as_of, own_day);
            r := model.blank(n, b);

            IF b.service = 'outpatient' THEN
                -- 第九、十条
                CONTINUE WHEN cat NOT IN ('tekun', 'orphan', 'dibao');
                r.burden := greatest(0, b.in_scope - b.basic);
                r.rate := CASE cat WHEN 'dibao' THEN 0.70 ELSE 1 END;
                cap := CASE cat WHEN 'dibao' THEN 800 END;
                cap_left := cap - coalesce(outpatient_paid[y], 0);
                r.due := least(round(r.burden * r.rate, 2), unpaid);
                r.assistance := greatest(0, least(r.due, cap_left));
                r.pool := 'panzhihua-outpatient';
                r.pool_burden := coalesce(outpatient_burden[y], 0) + r.burden;
                r.pool_paid := coalesce(outpatient_paid[y], 0) + r.assistance;
            ELSIF joint THEN
                -- 第三十条: after these four.
                r.burden := greatest(0, b.in_scope - b.basic - b.critical
                                        - b.supplementary - b.inclusive);
                -- 第十二条（一）（二）（三）
                income_share := CASE
                    WHEN cat IN ('tekun', 'orphan', 'dibao') THEN 0
                    WHEN cat LIKE 'monitored%' THEN 0.05
                    WHEN cat = 'dibao_margin' THEN 0.10
                    ELSE 0.25 END;
                r.rate := CASE
                    WHEN cat IN ('tekun', 'orphan') THEN 1
                    WHEN cat = 'dibao' THEN 0.70
                    WHEN cat LIKE 'monitored%' THEN 0.65
                    ELSE 0.50 END;
                cap := CASE WHEN cat NOT IN ('tekun', 'orphan') THEN 70000 END;
                IF income_share > 0 AND r.burden > 0 THEN
                    deductible := round(income_share * model.needed_reference(
                        '攀枝花市', 'income', amounts_of), 2);
                    r.deductible := least(r.burden, greatest(0,
                        deductible - coalesce(main_absorbed[y], 0)));
                END IF;
                cap_left := cap - coalesce(main_paid[y], 0);
                r.due := least(
                    round((r.burden - r.deductible) * r.rate, 2), unpaid);
                r.assistance := greatest(0, least(r.due, cap_left));
                r.pool := 'panzhihua-main';
                r.pool_burden := coalesce(main_burden[y], 0) + r.burden;
                r.pool_paid := coalesce(main_paid[y], 0) + r.assistance;
                -- 第十三条: 倾斜, referred by the rules and in the province.
                IF b.in_province THEN
                    r.residual := least(r.burden, unpaid) - r.assistance;
                    before := coalesce(tilted_burden[y], 0);
                    IF r.residual > 0 THEN
                        threshold := model.needed_reference(
                            '攀枝花市', 'monitor_income', amounts_of);
                        left_over := greatest(0, before + r.residual - threshold)
                                   - greatest(0, before - threshold);
                        r.tilted := greatest(0, least(round(left_over * 0.50, 2),
                            20000 - coalesce(tilted_paid[y], 0)));
                    END IF;
                    r.tilted_pool := 'panzhihua-tilted';
                    r.tilted_pool_burden := before + r.residual;
                    r.tilted_pool_paid := coalesce(tilted_paid[y], 0) + r.tilted;
                END IF;
            ELSE
                CONTINUE;       -- special drugs: no article
            END IF;

            r.benefit := b.service || '-' || model.row_of(cat);
            r.pool_remaining := greatest(0, cap - r.pool_paid);
            IF cap IS NULL THEN
                r.pool_remaining := NULL;       -- greatest() skips NULL
            END IF;
            r := model.sum_up(r, b);
            r.category := cat;
            r.reason := model.main_reason(r.aid, r.burden, unpaid,
                r.deductible, cap_left);
            -- 第二十七条
            r.channel := model.channel_of(true, b, c.recognised_on[i], c.applied_on);
            -- 第十四条: the best of several identities.
            IF NOT found_one OR (r.aid, -model.rank_of(cat))
                              > (best.aid, -best_rank) THEN
                best := r;
                best_rank := model.rank_of(cat);
                found_one := true;
            END IF;
        END LOOP;

        IF found_one THEN
            best.status := CASE WHEN best.aid > 0 THEN 'paid' ELSE 'nothing_due' END;
            IF best.pool = 'panzhihua-main' THEN
                main_burden[y] := best.pool_burden;
                main_paid[y] := best.pool_paid;
                main_absorbed[y] := coalesce(main_absorbed[y], 0) + best.deductible;
            ELSE
                outpatient_burden[y] := best.pool_burden;
                outpatient_paid[y] := best.pool_paid;
            END IF;
            IF best.tilted_pool IS NOT NULL THEN
                tilted_burden[y] := best.tilted_pool_burden;
                tilted_paid[y] := best.tilted_pool_paid;
            END IF;
        ELSE
            best := model.blank(n, b);
            best.status := 'not_covered';
            best.burden := CASE WHEN b.service = 'outpatient'
                THEN greatest(0, b.in_scope - b.basic)
                ELSE greatest(0, b.in_scope - b.basic - b.critical
                                 - b.supplementary - b.inclusive) END;
            best := model.sum_up(best, b);
            best.reason := model.why_not(gate, b.entries, counting,
                CASE WHEN b.entries > 0 THEN model.identity_reason(c, false) END,
                out_of_force, any_ruled);
        END IF;
        RETURN NEXT best;
    END LOOP;
END $$;
