-- 攀枝花市健全重特大疾病医疗保险和救助制度实施细则, in force from
-- 2023-02-01 for five years (第三十三条).

-- What the text leaves to be paid before assistance: 第九条 of outpatient care,
-- 第三十条 of all else, after these four.
CREATE FUNCTION model.panzhihua_burden(b model.bill) RETURNS numeric
LANGUAGE sql IMMUTABLE AS $$
    SELECT greatest(0, (b).in_scope - (b).basic
        - CASE WHEN (b).service = 'outpatient' THEN 0
               ELSE (b).critical + (b).supplementary + (b).inclusive END)
$$;

-- 第九、十条: outpatient care; only for these three.
CREATE FUNCTION model.panzhihua_outpatient(r model.result, b model.bill,
    u model.used)
RETURNS model.result LANGUAGE plpgsql STABLE AS $$
DECLARE
    used record := model.used_of(u, r.benefit_year, 'panzhihua-outpatient');
    unpaid numeric := model.unpaid(b);
    cap numeric;
    cap_left numeric;
BEGIN
    IF r.category NOT IN ('tekun', 'orphan', 'dibao') THEN
        RETURN NULL;
    END IF;
    r.burden := model.panzhihua_burden(b);
    r.rate := CASE r.category WHEN 'dibao' THEN 0.70 ELSE 1 END;
    cap := CASE r.category WHEN 'dibao' THEN 800 END;
    cap_left := cap - used.paid;
    r.due := least(round(r.burden * r.rate, 2), unpaid);
    r.assistance := greatest(0, least(r.due, cap_left));
    r.pool := 'panzhihua-outpatient';
    r.pool_burden := used.burden + r.burden;
    r.pool_paid := used.paid + r.assistance;
    IF cap IS NOT NULL THEN
        r.pool_remaining := greatest(0, cap - r.pool_paid);
    END IF;
    r := model.sum_up(r, b);
    r.reason := model.main_reason(r.aid, r.burden, unpaid, 0, cap_left);
    RETURN r;
END $$;

-- 第十三条: 倾斜, referred by the rules and in the province.
CREATE FUNCTION model.panzhihua_tilt(r model.result, unpaid numeric,
    amounts_of date, u model.used)
RETURNS model.result LANGUAGE plpgsql STABLE AS $$
DECLARE
    used record := model.used_of(u, r.benefit_year, 'panzhihua-tilted');
    threshold numeric;
    left_over numeric;
BEGIN
    r.residual := least(r.burden, unpaid) - r.assistance;
    IF r.residual > 0 THEN
        threshold := model.needed_reference('攀枝花市', 'monitor_income', amounts_of);
        left_over := greatest(0, used.burden + r.residual - threshold)
                   - greatest(0, used.burden - threshold);
        r.tilted := greatest(0, least(round(left_over * 0.50, 2), 20000 - used.paid));
    END IF;
    r.tilted_pool := 'panzhihua-tilted';
    r.tilted_pool_burden := used.burden + r.residual;
    r.tilted_pool_paid := used.paid + r.tilted;
    RETURN r;
END $$;

-- 第十一、十二条: inpatient and chronic care together.
CREATE FUNCTION model.panzhihua_aid(r model.result, b model.bill,
    amounts_of date, u model.used)
RETURNS model.result LANGUAGE plpgsql STABLE AS $$
DECLARE
    used record := model.used_of(u, r.benefit_year, 'panzhihua-main');
    unpaid numeric := model.unpaid(b);
    cat text := r.category;
    income_share numeric;
    cap numeric;
    cap_left numeric;
BEGIN
    r.burden := model.panzhihua_burden(b);
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
        r.deductible := least(r.burden, greatest(0, round(income_share
            * model.needed_reference('攀枝花市', 'income', amounts_of), 2)
            - used.absorbed));
    END IF;
    cap_left := cap - used.paid;
    r.due := least(round((r.burden - r.deductible) * r.rate, 2), unpaid);
    r.assistance := greatest(0, least(r.due, cap_left));
    r.pool := 'panzhihua-main';
    r.pool_burden := used.burden + r.burden;
    r.pool_paid := used.paid + r.assistance;
    IF cap IS NOT NULL THEN
        r.pool_remaining := greatest(0, cap - r.pool_paid);
    END IF;
    IF b.in_province THEN
        r := model.panzhihua_tilt(r, unpaid, amounts_of, u);
    END IF;
    r := model.sum_up(r, b);
    r.reason := model.main_reason(r.aid, r.burden, unpaid, r.deductible, cap_left);
    RETURN r;
END $$;

-- The day as of which an identity counts: that of discharge, or 第十九条, the year's
-- earlier costs, that of the recognition; NULL: it does not.
CREATE FUNCTION model.panzhihua_own_day(recognised date, ended date, b model.bill)
RETURNS date LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN model.held_on(recognised, ended, (b).day) THEN (b).day
        WHEN recognised > (b).day AND extract(year FROM recognised) = (b).year
             AND NOT model.never_held(recognised, ended) THEN recognised END
$$;

CREATE FUNCTION model.settle_panzhihua(claims medaid_claim[], as_of date)
RETURNS SETOF model.result LANGUAGE plpgsql STABLE AS $$
DECLARE
    u model.used := model.nothing_used();
    c medaid_claim;
    b model.bill;
    r model.result;
    best model.result;
    gate text;
    n integer := 0;             -- the claim's place in the array
    counting integer;
    out_of_force boolean;
    any_ruled boolean;
    own_day date;
    i integer;
BEGIN
    FOREACH c IN ARRAY claims LOOP
        n := n + 1;
        b := model.bill_of(c);
        best := NULL;
        counting := 0;
        out_of_force := false;
        any_ruled := false;
        -- 第十二、十七条: designated, in this city, or referred by the rules.
        gate := CASE
            WHEN NOT b.designated THEN 'not_designated'
            WHEN b.referral = 'non_compliant' THEN 'referral_non_compliant'
            WHEN b.service IN ('inpatient', 'chronic') AND NOT b.in_city
                 AND b.referral <> 'compliant' THEN 'outside_home_city'
        END;

        FOR i IN 1 .. b.entries LOOP
            own_day := model.panzhihua_own_day(c.recognised_on[i], c.ended_on[i], b);
            CONTINUE WHEN own_day IS NULL;
            counting := counting + 1;
            IF own_day < '2023-02-01' OR own_day >= '2028-02-01' THEN
                out_of_force := true;
                CONTINUE;
            END IF;
            r := model.blank(n, b);
            r.category := c.categories[i];
            -- 第四条
            CONTINUE WHEN r.category NOT IN ('tekun', 'orphan', 'dibao',
                'dibao_margin', 'medical_poverty', 'monitored',
                'monitored_unstable', 'monitored_marginal', 'monitored_sudden');
            any_ruled := true;
            CONTINUE WHEN gate IS NOT NULL;
            r := CASE
                WHEN b.service = 'outpatient' THEN model.panzhihua_outpatient(r, b, u)
                WHEN b.service <> 'special_drug'        -- special drugs: no article
                    THEN model.panzhihua_aid(r, b, coalesce(as_of, own_day), u) END;
            CONTINUE WHEN r.ord IS NULL;
            r.benefit := b.service || '-' || model.row_of(r.category);
            -- 第二十七条
            r.channel := model.channel_of(true, b, c.recognised_on[i], c.applied_on);
            IF model.better(r, best) THEN       -- 第十四条: the best of several
                best := r;
            END IF;
        END LOOP;

        IF best.ord IS NOT NULL THEN
            best := model.settled(best);
            u := model.posted(u, best, b.day);
        ELSE
            best := model.not_covered(n, b, model.panzhihua_burden(b), 0,
                model.why_not(gate, b.entries, counting,
                    CASE WHEN b.entries > 0 THEN model.identity_reason(c, false) END,
                    out_of_force, any_ruled));
        END IF;
        RETURN NEXT best;
    END LOOP;
END $$;
