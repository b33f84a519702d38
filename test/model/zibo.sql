-- 淄博市关于健全重特大疾病医疗保险和救助制度实施方案, in force from
-- 2023-01-01, no end.

-- （六）、（七）: what a category gets, by the incomes of a day.
CREATE FUNCTION model.zibo_aid(r model.result, b model.bill, amounts_of date,
    u model.used)
RETURNS model.result LANGUAGE plpgsql STABLE AS $$
DECLARE
    used record := model.used_of(u, r.benefit_year, 'zibo-main');
    again record := model.used_of(u, r.benefit_year, 'zibo-tilted');    -- 再救助
    unpaid numeric := model.unpaid(b);
    deductible numeric := 0;
    cap numeric;
    cap_left numeric;
    threshold numeric;
    over numeric;
BEGIN
    r.burden := greatest(0, b.in_scope - b.basic - b.critical - b.supplementary);
    IF r.category IN ('tekun', 'dibao', 'poverty_returned') THEN    -- （六）
        r.rate := 0.75;
        cap := 30000;
        threshold := 5000;
    ELSIF r.category = 'medical_poverty' THEN       -- （七）, no 再救助
        IF r.burden > 0 THEN
            deductible := round(0.25 * model.needed_reference(
                '淄博市', 'income', amounts_of), 2);
        END IF;
        r.rate := 0.60;
        cap := 20000;
    ELSE                                            -- （六）
        deductible := 3000;
        r.rate := 0.50;
        cap := 20000;
        threshold := 10000;
    END IF;
    r.deductible := least(r.burden, greatest(0, deductible - used.absorbed));
    cap_left := cap - used.paid;
    r.due := least(round((r.burden - r.deductible) * r.rate, 2), unpaid);
    r.assistance := greatest(0, least(r.due, cap_left));
    r.benefit := b.service || '-' || model.row_of(r.category);
    r.pool := 'zibo-main';
    r.pool_burden := used.burden + r.burden;
    r.pool_paid := used.paid + r.assistance;
    r.pool_remaining := greatest(0, cap - r.pool_paid);

    IF threshold IS NOT NULL THEN
        -- （六）再救助: 70 % over the threshold, 20,000 a year.
        r.residual := least(r.burden, unpaid) - r.assistance;
        over := greatest(0, again.burden + r.residual - threshold)
              - greatest(0, again.burden - threshold);
        r.tilted := greatest(0, least(round(over * 0.70, 2), 20000 - again.paid));
        r.tilted_pool := 'zibo-tilted';
        r.tilted_pool_burden := again.burden + r.residual;
        r.tilted_pool_paid := again.paid + r.tilted;
    END IF;
    r := model.sum_up(r, b);
    r.reason := model.main_reason(r.aid, r.burden, unpaid, r.deductible, cap_left);
    RETURN r;
END $$;

-- （七）: 因病致贫 counts from twelve months before the month of application on, to
-- the end of its year; all of it in that one year.
CREATE FUNCTION model.zibo_applied(applied date, ended date, day date,
    OUT counts boolean, OUT window_over boolean)
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF applied IS NULL OR applied = '-infinity' THEN
        RAISE EXCEPTION '因病致贫 needs its day of application'
            USING ERRCODE = '22004', CONSTRAINT = 'field_missing';
    END IF;
    counts := false;
    window_over := false;
    IF applied = 'infinity' THEN
        RETURN;
    END IF;
    window_over := day >= make_date(extract(year FROM applied)::integer + 1, 1, 1);
    counts := NOT window_over
        AND day >= date_trunc('month', applied::timestamp) - interval '1 year'
        AND day < coalesce(ended, 'infinity')
        AND NOT model.never_held(applied, ended);
END $$;

CREATE FUNCTION model.settle_zibo(claims medaid_claim[], as_of date)
RETURNS SETOF model.result LANGUAGE plpgsql STABLE AS $$
DECLARE
    u model.used := model.nothing_used();
    c medaid_claim;
    b model.bill;
    r model.result;
    best model.result;
    applied record;
    gate text;
    n integer := 0;
    counting integer;
    out_of_force boolean;
    any_ruled boolean;
    window_over boolean;
    cat text;
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
        window_over := false;
        gate := CASE WHEN NOT b.designated THEN 'not_designated' END;   -- （五）

        FOR i IN 1 .. b.entries LOOP
            cat := c.categories[i];
            own_day := b.day;
            IF cat = 'medical_poverty' THEN
                applied := model.zibo_applied(c.recognised_on[i], c.ended_on[i], b.day);
                window_over := window_over OR applied.window_over;
                CONTINUE WHEN NOT applied.counts;
                own_day := greatest(c.recognised_on[i], b.day);
            ELSE
                CONTINUE WHEN NOT model.held_on(
                    c.recognised_on[i], c.ended_on[i], b.day);
            END IF;
            counting := counting + 1;
            IF own_day < '2023-01-01' THEN
                out_of_force := true;
                CONTINUE;
            END IF;
            -- （一）
            CONTINUE WHEN cat NOT IN ('tekun', 'dibao', 'poverty_returned',
                'dibao_margin', 'medical_poverty', 'monitored',
                'monitored_unstable', 'monitored_marginal', 'monitored_sudden');
            any_ruled := true;
            -- （五）: inpatient, chronic, drugs paid like them; one limit.
            CONTINUE WHEN gate IS NOT NULL OR b.service = 'outpatient';
            r := model.blank(n, b);
            r.category := cat;
            IF cat = 'medical_poverty' THEN
                r.benefit_year := extract(year FROM c.recognised_on[i]);
            END IF;
            r := model.zibo_aid(r, b, coalesce(as_of, own_day), u);
            -- （七）、（十一）
            r.channel := model.channel_of(cat <> 'medical_poverty', b,
                c.recognised_on[i], c.applied_on);
            IF model.better(r, best) THEN                   -- （一）
                best := r;
            END IF;
        END LOOP;

        IF best.ord IS NOT NULL THEN
            best := model.settled(best);
            u := model.posted(u, best, b.day);
        ELSE
            best := model.not_covered(n, b,
                greatest(0, b.in_scope - b.basic - b.critical - b.supplementary),
                0, model.why_not(gate, b.entries, counting,
                    CASE WHEN b.entries > 0
                         THEN model.identity_reason(c, window_over) END,
                    out_of_force, any_ruled));
        END IF;
        RETURN NEXT best;
    END LOOP;
END $$;
