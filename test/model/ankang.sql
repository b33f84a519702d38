-- 安康市健全重特大疾病医疗保险和救助制度实施办法, in force from 2023-01-04,
-- no end.  倾斜 (四（二）) has no numbers in the text: model.setting
-- 'tilt.threshold' and 'tilt.rate'.

CREATE FUNCTION model.settle_ankang(claims medaid_claim[], as_of date)
RETURNS SETOF model.result LANGUAGE plpgsql STABLE AS $$
DECLARE
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
    class integer;              -- 一类, 二类, 三类
    deductible numeric;
    cap numeric;
    cap_left numeric;
    unpaid numeric;
    own_left numeric;           -- of this claim, before 倾斜
    earlier numeric;            -- what the year's limit held back so far
    before numeric;
    threshold numeric;
    tilt_rate numeric;
    y integer;
    i integer;
    main_burden numeric[] := '{}';
    main_absorbed numeric[] := '{}';
    main_paid numeric[] := '{}';
    main_due numeric[] := '{}';
    tilted_burden numeric[] := '{}';
    tilted_paid numeric[] := '{}';
BEGIN
    FOREACH c IN ARRAY claims LOOP
        n := n + 1;
        b := model.bill_of(c);
        y := b.year;
        unpaid := model.unpaid(b);
        found_one := false;
        counting := 0;
        any_ruled := false;
        out_of_force := b.day < '2023-01-04';
        -- 三（一）, 六（二）
        gate := CASE
            WHEN NOT b.designated THEN 'not_designated'
            WHEN b.referral = 'non_compliant' THEN 'referral_non_compliant'
        END;

        FOR i IN 1 .. b.entries LOOP
            cat := c.categories[i];
            -- 二（二）: 三类 are recognised for this one claim, so it counts.
            -- 五（二）: an identity won or lost during the stay counts.
            CONTINUE WHEN NOT (cat = 'medical_poverty'
                OR model.held_on(c.recognised_on[i], c.ended_on[i], b.day)
                OR (b.service = 'inpatient'
                    AND NOT model.never_held(c.recognised_on[i], c.ended_on[i])
                    AND coalesce(c.recognised_on[i], '-infinity') <= b.day
                    AND coalesce(c.ended_on[i], 'infinity') > b.admitted));
            counting := counting + 1;
            CONTINUE WHEN out_of_force;
            -- 二（一）
            class := CASE
                WHEN cat IN ('tekun', 'orphan', 'unsupported_child') THEN 1
                WHEN cat IN ('dibao', 'dibao_margin', 'monitored',
                    'monitored_unstable', 'monitored_marginal',
                    'monitored_sudden') THEN 2
                WHEN cat = 'medical_poverty' THEN 3 END;
            CONTINUE WHEN class IS NULL;
            any_ruled := true;
            -- 三（一）: stays, and outpatient care that is long or major.
            CONTINUE WHEN gate IS NOT NULL OR b.service = 'outpatient';

            r := model.blank(n, b);
            r.category := cat;
            r.burden := greatest(0, b.in_scope - b.basic - b.critical);
            before := coalesce(main_burden[y], 0);
            -- 三（三）
            r.rate := CASE WHEN class = 1 THEN 1
                           WHEN cat = 'dibao' THEN 0.70
                           WHEN class = 2 THEN 0.60
                           ELSE 0.50 END;
            deductible := CASE WHEN b.service <> 'inpatient' THEN 0
                               WHEN class = 1 OR cat = 'dibao' THEN 0
                               WHEN class = 2 THEN 2000
                               ELSE 5000 END;
            r.deductible := least(r.burden,
                greatest(0, deductible - coalesce(main_absorbed[y], 0)));
            -- 三（四）: from 100,000 of the year's burden on, 50,000 is the
            -- limit of the whole year, its earlier claims included.
            cap := CASE WHEN class = 1 THEN NULL
                        WHEN before + r.burden >= 100000 THEN 50000
                        WHEN cat = 'dibao' THEN 40000
                        ELSE 30000 END;
            cap_left := cap - coalesce(main_paid[y], 0);
            r.due := least(
                round((r.burden - r.deductible) * r.rate, 2), unpaid);
            earlier := CASE WHEN class > 1 AND before + r.burden >= 100000
                THEN coalesce(main_due[y], 0) - coalesce(main_paid[y], 0)
                ELSE 0 END;
            -- 避免过度保障: what 倾斜救助 has paid of the earlier claims is not
            -- due again; what those leave is what it accumulated less that.
            earlier := least(earlier, greatest(0,
                greatest(coalesce(tilted_burden[y], 0), earlier)
                - coalesce(tilted_paid[y], 0)));
            r.assistance := greatest(0, least(r.due + earlier, cap_left));
            r.for_earlier := greatest(0, r.assistance - r.due);
            r.benefit := b.service || '-' || model.row_of(cat);
            r.pool := 'ankang-main';
            r.pool_burden := before + r.burden;
            r.pool_paid := coalesce(main_paid[y], 0) + r.assistance;
            IF cap IS NOT NULL THEN
                r.pool_remaining := greatest(0, cap - r.pool_paid);
            END IF;

            IF b.in_province THEN
                -- 四（二）: the year's costs before the application count too,
                -- so they accumulate; paid only once it is approved.
                -- What was caught up for earlier claims is no longer the
                -- person's burden of the year, so it comes off what those left;
                -- the order of claims does not matter to the year.
                own_left := least(r.burden, unpaid) - least(r.assistance, r.due);
                r.residual := own_left
                    - least(r.for_earlier, coalesce(tilted_burden[y], 0));
                r.tilted_pool := 'ankang-tilted';
                r.tilted_pool_burden := coalesce(tilted_burden[y], 0) + r.residual;
                IF c.tilt_approved AND r.tilted_pool_burden > 0 THEN
                    threshold := model.needed_setting('ankang-2023', 'tilt.threshold');
                    tilt_rate := model.needed_setting('ankang-2023', 'tilt.rate');
                    r.tilted := greatest(0,
                        round(tilt_rate * greatest(0,
                            r.tilted_pool_burden - threshold), 2)
                        - coalesce(tilted_paid[y], 0));
                    -- 含申请之日前自然年度内的…费用: beyond this claim's own
                    r.for_earlier := r.for_earlier
                        + greatest(0, r.tilted - own_left);
                END IF;
                r.tilted_pool_paid := coalesce(tilted_paid[y], 0) + r.tilted;
            END IF;

            r := model.sum_up(r, b);
            r.reason := model.main_reason(r.aid, r.burden, unpaid,
                r.deductible, cap_left);
            -- 五（一）: 一类 and 二类 on the spot.
            r.channel := model.channel_of(class <> 3, b,
                c.recognised_on[i], c.applied_on);
            -- 二（一）就高不重复, 五（二）
            IF NOT found_one OR (r.aid, -model.rank_of(cat))
                              > (best.aid, -best_rank) THEN
                best := r;
                best_rank := model.rank_of(cat);
                found_one := true;
            END IF;
        END LOOP;

        IF found_one THEN
            best.status := CASE WHEN best.aid > 0 THEN 'paid' ELSE 'nothing_due' END;
            main_burden[y] := best.pool_burden;
            main_paid[y] := best.pool_paid;
            main_due[y] := coalesce(main_due[y], 0) + best.due;
            main_absorbed[y] := coalesce(main_absorbed[y], 0) + best.deductible;
            IF best.tilted_pool IS NOT NULL THEN
                tilted_burden[y] := best.tilted_pool_burden;
                tilted_paid[y] := best.tilted_pool_paid;
            END IF;
        ELSE
            best := model.blank(n, b);
            best.status := 'not_covered';
            best.burden := greatest(0, b.in_scope - b.basic - b.critical);
            best := model.sum_up(best, b);
            best.reason := model.why_not(gate, b.entries, counting,
                CASE WHEN b.entries > 0 THEN model.identity_reason(c, false) END,
                out_of_force, any_ruled);
        END IF;
        RETURN NEXT best;
    END LOOP;
END $$;
