-- 安康市健全重特大疾病医疗保险和救助制度实施办法, in force from 2023-01-04,
-- no end.  倾斜 (四（二）) has no numbers in the text: model.setting
-- 'tilt.threshold' and 'tilt.rate'.

-- 二（一）: 一类, 二类, 三类; NULL: none of them.
CREATE FUNCTION model.ankang_class(category text)
RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN category IN ('tekun', 'orphan', 'unsupported_child') THEN 1
        WHEN category IN ('dibao', 'dibao_margin', 'monitored',
            'monitored_unstable', 'monitored_marginal', 'monitored_sudden') THEN 2
        WHEN category = 'medical_poverty' THEN 3 END
$$;

-- 四（二）: the year's costs before the application count too, so they accumulate;
-- paid only once it is approved.  What was caught up for earlier claims is no longer
-- the person's burden of the year, so it comes off what those left; the order of
-- claims does not matter to the year.
CREATE FUNCTION model.ankang_tilt(r model.result, c medaid_claim, unpaid numeric,
    u model.used)
RETURNS model.result LANGUAGE plpgsql STABLE AS $$
DECLARE
    used record := model.used_of(u, r.benefit_year, 'ankang-tilted');
    own_left numeric := least(r.burden, unpaid) - least(r.assistance, r.due);
    threshold numeric;
    tilt_rate numeric;
BEGIN
    r.residual := own_left - least(r.for_earlier, used.burden);
    r.tilted_pool := 'ankang-tilted';
    r.tilted_pool_burden := used.burden + r.residual;
    IF c.tilt_approved AND r.tilted_pool_burden > 0 THEN
        threshold := model.needed_setting('ankang-2023', 'tilt.threshold');
        tilt_rate := model.needed_setting('ankang-2023', 'tilt.rate');
        r.tilted := greatest(0, round(tilt_rate * greatest(0,
            r.tilted_pool_burden - threshold), 2) - used.paid);
        -- 含申请之日前自然年度内的…费用: beyond this claim's own
        r.for_earlier := r.for_earlier + greatest(0, r.tilted - own_left);
    END IF;
    r.tilted_pool_paid := used.paid + r.tilted;
    RETURN r;
END $$;

-- 三（三）、（四）: what a category gets.
CREATE FUNCTION model.ankang_aid(r model.result, c medaid_claim, b model.bill,
    u model.used)
RETURNS model.result LANGUAGE plpgsql STABLE AS $$
DECLARE
    class integer := model.ankang_class(r.category);
    used record := model.used_of(u, r.benefit_year, 'ankang-main');
    tilted record := model.used_of(u, r.benefit_year, 'ankang-tilted');
    unpaid numeric := model.unpaid(b);
    deductible numeric;
    cap numeric;
    cap_left numeric;
    earlier numeric := 0;       -- what the year's limit held back so far
BEGIN
    r.burden := greatest(0, b.in_scope - b.basic - b.critical);
    -- 三（三）
    r.rate := CASE WHEN class = 1 THEN 1
                   WHEN r.category = 'dibao' THEN 0.70
                   WHEN class = 2 THEN 0.60
                   ELSE 0.50 END;
    deductible := CASE WHEN b.service <> 'inpatient' THEN 0
                       WHEN class = 1 OR r.category = 'dibao' THEN 0
                       WHEN class = 2 THEN 2000
                       ELSE 5000 END;
    r.deductible := least(r.burden, greatest(0, deductible - used.absorbed));
    -- 三（四）: from 100,000 of the year's burden on, 50,000 is the limit of the
    -- whole year, its earlier claims included.
    cap := CASE WHEN class = 1 THEN NULL
                WHEN used.burden + r.burden >= 100000 THEN 50000
                WHEN r.category = 'dibao' THEN 40000
                ELSE 30000 END;
    cap_left := cap - used.paid;
    r.due := least(round((r.burden - r.deductible) * r.rate, 2), unpaid);
    IF class > 1 AND used.burden + r.burden >= 100000 THEN
        earlier := used.due - used.paid;
    END IF;
    -- 避免过度保障: what 倾斜救助 has paid of the earlier claims is not due again;
    -- what those leave is what it accumulated less that.
    earlier := least(earlier, greatest(0,
        greatest(tilted.burden, earlier) - tilted.paid));
    r.assistance := greatest(0, least(r.due + earlier, cap_left));
    r.for_earlier := greatest(0, r.assistance - r.due);
    r.benefit := b.service || '-' || model.row_of(r.category);
    r.pool := 'ankang-main';
    r.pool_burden := used.burden + r.burden;
    r.pool_paid := used.paid + r.assistance;
    IF cap IS NOT NULL THEN
        r.pool_remaining := greatest(0, cap - r.pool_paid);
    END IF;
    IF b.in_province THEN
        r := model.ankang_tilt(r, c, unpaid, u);
    END IF;
    r := model.sum_up(r, b);
    r.reason := model.main_reason(r.aid, r.burden, unpaid, r.deductible, cap_left);
    RETURN r;
END $$;

CREATE FUNCTION model.settle_ankang(claims medaid_claim[], as_of date)
RETURNS SETOF model.result LANGUAGE plpgsql STABLE AS $$
DECLARE
    u model.used := model.nothing_used();
    c medaid_claim;
    b model.bill;
    r model.result;
    best model.result;
    gate text;
    n integer := 0;
    counting integer;
    out_of_force boolean;
    any_ruled boolean;
    cat text;
    i integer;
BEGIN
    FOREACH c IN ARRAY claims LOOP
        n := n + 1;
        b := model.bill_of(c);
        best := NULL;
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
            CONTINUE WHEN model.ankang_class(cat) IS NULL;
            any_ruled := true;
            -- 三（一）: stays, and outpatient care that is long or major.
            CONTINUE WHEN gate IS NOT NULL OR b.service = 'outpatient';
            r := model.blank(n, b);
            r.category := cat;
            r := model.ankang_aid(r, c, b, u);
            -- 五（一）: 一类 and 二类 on the spot.
            r.channel := model.channel_of(cat <> 'medical_poverty', b,
                c.recognised_on[i], c.applied_on);
            IF model.better(r, best) THEN           -- 二（一）, 五（二）
                best := r;
            END IF;
        END LOOP;

        IF best.ord IS NOT NULL THEN
            best := model.settled(best);
            u := model.posted(u, best, b.day);
        ELSE
            best := model.not_covered(n, b,
                greatest(0, b.in_scope - b.basic - b.critical), 0,
                model.why_not(gate, b.entries, counting,
                    CASE WHEN b.entries > 0 THEN model.identity_reason(c, false) END,
                    out_of_force, any_ruled));
        END IF;
        RETURN NEXT best;
    END LOOP;
END $$;
