-- 淄博市关于健全重特大疾病医疗保险和救助制度实施方案, in force from
-- 2023-01-01, no end.

CREATE FUNCTION model.settle_zibo(claims medaid_claim[], as_of date)
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
    window_over boolean;
    cat text;
    applied date;               -- 因病致贫: the day of application
    own_day date;
    low_income boolean;
    deductible numeric;
    cap numeric;
    cap_left numeric;
    unpaid numeric;
    threshold numeric;
    before numeric;
    over numeric;
    y integer;
    i integer;
    main_burden numeric[] := '{}';
    main_absorbed numeric[] := '{}';
    main_paid numeric[] := '{}';
    again_burden numeric[] := '{}';     -- 再救助
    again_paid numeric[] := '{}';
BEGIN
    FOREACH c IN ARRAY claims LOOP
        n := n + 1;
        b := model.bill_of(c);
        unpaid := model.unpaid(b);
        found_one := false;
        counting := 0;
        out_of_force := false;
        any_ruled := false;
        window_over := false;
        gate := CASE WHEN NOT b.designated THEN 'not_designated' END;   -- （五）

        FOR i IN 1 .. b.entries LOOP
            cat := c.categories[i];
            IF cat = 'medical_poverty' THEN
                -- （七）: twelve months back from the month of application, on
                -- to the end of its year; all of it in that one year.
                applied := c.recognised_on[i];
                IF applied IS NULL OR applied = '-infinity' THEN
                    RAISE EXCEPTION '因病致贫 needs its day of application'
                        USING ERRCODE = '22004', CONSTRAINT = 'field_missing';
                END IF;
                CONTINUE WHEN applied = 'infinity';
                y := extract(year FROM applied);
                IF b.day >= make_date(y + 1, 1, 1) THEN
                    window_over := true;
                    CONTINUE;
                END IF;
                CONTINUE WHEN
                    b.day < date_trunc('month', applied::timestamp)
                            - interval '1 year'
                    OR b.day >= coalesce(c.ended_on[i], 'infinity')
                    OR model.never_held(applied, c.ended_on[i]);
                own_day := greatest(applied, b.day);
            ELSE
                CONTINUE WHEN NOT model.held_on(
                    c.recognised_on[i], c.ended_on[i], b.day);
                y := b.year;
                own_day := b.day;
            END IF;
            counting := counting + 1;
            IF own_day < '2023-01-01' THEN
                out_of_force := true;
                CONTINUE;
            END IF;
            -- （一）
            low_income := cat IN ('tekun', 'dibao', 'poverty_returned');
            CONTINUE WHEN NOT low_income AND cat NOT IN ('dibao_margin',
                'medical_poverty', 'monitored', 'monitored_unstable',
                'monitored_marginal', 'monitored_sudden');
            any_ruled := true;
            -- （五）: inpatient, chronic, drugs paid like them; one limit.
            CONTINUE WHEN gate IS NOT NULL OR b.service = 'outpatient';

            r := model.blank(n, b);
            r.benefit_year := y;
            r.category := cat;
            r.burden := greatest(0, b.in_scope - b.basic - b.critical
                                    - b.supplementary);
            IF low_income THEN                              -- （六）
                deductible := 0;
                r.rate := 0.75;
                cap := 30000;
                threshold := 5000;
            ELSIF cat = 'medical_poverty' THEN              -- （七）
                deductible := 0;
                IF r.burden > 0 THEN
                    deductible := round(0.25 * model.needed_reference(
                        '淄博市', 'income', coalesce(as_of, own_day)), 2);
                END IF;
                r.rate := 0.60;
                cap := 20000;
                threshold := NULL;                          -- no 再救助
            ELSE                                            -- （六）
                deductible := 3000;
                r.rate := 0.50;
                cap := 20000;
                threshold := 10000;
            END IF;
            r.deductible := least(r.burden,
                greatest(0, deductible - coalesce(main_absorbed[y], 0)));
            cap_left := cap - coalesce(main_paid[y], 0);
            r.due := least(
                round((r.burden - r.deductible) * r.rate, 2), unpaid);
            r.assistance := greatest(0, least(r.due, cap_left));
            r.benefit := b.service || '-' || model.row_of(cat);
            r.pool := 'zibo-main';
            r.pool_burden := coalesce(main_burden[y], 0) + r.burden;
            r.pool_paid := coalesce(main_paid[y], 0) + r.assistance;
            r.pool_remaining := greatest(0, cap - r.pool_paid);

            IF threshold IS NOT NULL THEN
                -- （六）再救助: 70 % over the threshold, 20,000 a year.
                r.residual := least(r.burden, unpaid) - r.assistance;
                before := coalesce(again_burden[y], 0);
                over := greatest(0, before + r.residual - threshold)
                      - greatest(0, before - threshold);
                r.tilted := greatest(0, least(round(over * 0.70, 2),
                    20000 - coalesce(again_paid[y], 0)));
                r.tilted_pool := 'zibo-tilted';
                r.tilted_pool_burden := before + r.residual;
                r.tilted_pool_paid := coalesce(again_paid[y], 0) + r.tilted;
            END IF;

            r := model.sum_up(r, b);
            r.reason := model.main_reason(r.aid, r.burden, unpaid,
                r.deductible, cap_left);
            -- （七）、（十一）
            r.channel := model.channel_of(cat <> 'medical_poverty', b,
                c.recognised_on[i], c.applied_on);
            -- （一）就高不重复
            IF NOT found_one OR (r.aid, -model.rank_of(cat), -y)
                    > (best.aid, -best_rank, -best.benefit_year) THEN
                best := r;
                best_rank := model.rank_of(cat);
                found_one := true;
            END IF;
        END LOOP;

        IF found_one THEN
            best.status := CASE WHEN best.aid > 0 THEN 'paid' ELSE 'nothing_due' END;
            y := best.benefit_year;
            main_burden[y] := best.pool_burden;
            main_paid[y] := best.pool_paid;
            main_absorbed[y] := coalesce(main_absorbed[y], 0) + best.deductible;
            IF best.tilted_pool IS NOT NULL THEN
                again_burden[y] := best.tilted_pool_burden;
                again_paid[y] := best.tilted_pool_paid;
            END IF;
        ELSE
            best := model.blank(n, b);
            best.status := 'not_covered';
            best.burden := greatest(0, b.in_scope - b.basic - b.critical
                                       - b.supplementary);
            best := model.sum_up(best, b);
            best.reason := model.why_not(gate, b.entries, counting,
                CASE WHEN b.entries > 0
                     THEN model.identity_reason(c, window_over) END,
                out_of_force, any_ruled);
        END IF;
        RETURN NEXT best;
    END LOOP;
END $$;
