-- 垫江县健全重特大疾病医疗保险和救助制度实施细则（征求意见稿）, as its 解读
-- tells it; a draft, 2023-01-01 assumed, no end.  The inpatient rates are not
-- in the text: model.setting 'inpatient-<category>.rate', 'major-…', 'large-…'.

-- 大额 pays at the rate of 重特大疾病, unless it is set by itself.
CREATE FUNCTION model.dianjiang_rate(kind text, category text)
RETURNS numeric LANGUAGE plpgsql STABLE AS $$
DECLARE
    found_value numeric := model.setting_of('dianjiang-2023',
        kind || '-' || category || '.rate');
BEGIN
    IF kind = 'large' AND found_value IS NULL THEN
        RETURN model.dianjiang_rate('major', category);
    END IF;
    RETURN found_value;
END $$;

-- 三（四）3 门诊救助: the limit, and the rate under it; none: no limit.
CREATE FUNCTION model.dianjiang_outpatient(c medaid_claim, cat text,
    OUT code text, OUT rate numeric, OUT lim numeric)
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    rate := 1;
    lim := 400;
    IF cat = 'tekun' THEN
        code := 'outpatient-tekun';
    ELSIF cat = 'dibao' AND c.maintenance THEN
        code := 'outpatient-dibao-maintenance';
    ELSIF cat = 'dibao' AND c.age IS NULL THEN
        RAISE EXCEPTION 'age is needed'
            USING ERRCODE = '22004', CONSTRAINT = 'field_missing';
    ELSIF cat = 'dibao' AND c.age >= 80 THEN
        code := 'outpatient-dibao-80';
    ELSIF cat IN ('dibao', 'orphan', 'unsupported_child', 'veteran') THEN
        code := 'outpatient-' || cat;
        rate := 0.60;
        lim := 300;
    ELSE
        rate := NULL;
        lim := NULL;
    END IF;
END $$;

CREATE FUNCTION model.settle_dianjiang(claims medaid_claim[], as_of date)
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
    kind text;                  -- inpatient, major, large or outpatient
    cap numeric;
    cap_left numeric;
    unpaid numeric;
    used_burden numeric;
    used_paid numeric;
    y integer;
    i integer;
    inpatient_burden numeric[] := '{}';
    inpatient_paid numeric[] := '{}';
    major_burden numeric[] := '{}';
    major_paid numeric[] := '{}';
    large_burden numeric[] := '{}';
    large_paid numeric[] := '{}';
    outpatient_burden numeric[] := '{}';
    outpatient_paid numeric[] := '{}';
BEGIN
    FOREACH c IN ARRAY claims LOOP
        n := n + 1;
        b := model.bill_of(c);
        y := b.year;
        unpaid := model.unpaid(b);
        found_one := false;
        counting := 0;
        any_ruled := false;
        out_of_force := b.day < '2023-01-01';
        gate := CASE WHEN NOT b.designated THEN 'not_designated' END;

        FOR i IN 1 .. b.entries LOOP
            cat := c.categories[i];
            CONTINUE WHEN NOT model.held_on(
                c.recognised_on[i], c.ended_on[i], b.day);
            counting := counting + 1;
            CONTINUE WHEN out_of_force;
            -- 三（一）: all six classes; 脱贫人口 are in none of them.
            CONTINUE WHEN cat = 'lifted';
            any_ruled := true;
            CONTINUE WHEN gate IS NOT NULL;

            -- 三（四）3: which of the four 救助 it is.
            IF b.service = 'outpatient' THEN
                kind := 'outpatient';
            ELSIF c.major_disease THEN
                kind := 'major';
            ELSIF b.service <> 'inpatient' THEN
                kind := 'outpatient';
            ELSIF b.in_scope <= 30000 THEN
                kind := 'inpatient';
            ELSIF c.hospital_level IS NULL THEN
                RAISE EXCEPTION 'hospital_level is needed'
                    USING ERRCODE = '22004', CONSTRAINT = 'field_missing';
            ELSIF c.hospital_level >= 2 THEN
                kind := 'large';
            ELSE
                kind := 'inpatient';
            END IF;

            r := model.blank(n, b);
            r.category := cat;
            IF kind = 'outpatient' THEN
                -- 门诊救助: after basic insurance; full or 60 %, in the limit.
                SELECT * INTO r.benefit, r.rate, cap
                  FROM model.dianjiang_outpatient(c, cat);
                CONTINUE WHEN r.benefit IS NULL;
                r.burden := greatest(0, b.in_scope - b.basic);
                used_burden := coalesce(outpatient_burden[y], 0);
                used_paid := coalesce(outpatient_paid[y], 0);
            ELSE
                -- 住院救助, 大额救助, 救助限额
                r.benefit := kind || '-' || model.row_of(cat);
                r.rate := model.dianjiang_rate(kind, model.row_of(cat));
                r.burden := greatest(0, b.in_scope - b.basic - b.critical);
                IF r.rate IS NULL AND r.burden > 0 AND unpaid > 0 THEN
                    RAISE EXCEPTION '%.rate is not set', r.benefit
                        USING ERRCODE = '55000', CONSTRAINT = 'number_missing';
                END IF;
                CASE kind
                WHEN 'inpatient' THEN
                    cap := 6000;
                    used_burden := coalesce(inpatient_burden[y], 0);
                    used_paid := coalesce(inpatient_paid[y], 0);
                WHEN 'major' THEN
                    cap := 100000;
                    used_burden := coalesce(major_burden[y], 0);
                    used_paid := coalesce(major_paid[y], 0);
                ELSE
                    cap := 60000;
                    used_burden := coalesce(large_burden[y], 0);
                    used_paid := coalesce(large_paid[y], 0);
                END CASE;
            END IF;
            cap_left := cap - used_paid;
            IF r.burden > 0 AND unpaid > 0 THEN
                r.due := least(round(r.burden * r.rate, 2), unpaid);
                r.assistance := greatest(0, least(r.due, cap_left));
            END IF;
            r.pool := 'dianjiang-' || kind;
            r.pool_burden := used_burden + r.burden;
            r.pool_paid := used_paid + r.assistance;
            r.pool_remaining := greatest(0, cap - r.pool_paid);

            r := model.sum_up(r, b);
            r.reason := model.main_reason(r.aid, r.burden, unpaid, 0, cap_left);
            -- 三（七）
            r.channel := model.channel_of(true, b,
                c.recognised_on[i], c.applied_on);
            IF NOT found_one OR (r.aid, -model.rank_of(cat))
                              > (best.aid, -best_rank) THEN
                best := r;
                best_rank := model.rank_of(cat);
                found_one := true;
            END IF;
        END LOOP;

        IF found_one THEN
            best.status := CASE WHEN best.aid > 0 THEN 'paid' ELSE 'nothing_due' END;
            CASE best.pool
            WHEN 'dianjiang-inpatient' THEN
                inpatient_burden[y] := best.pool_burden;
                inpatient_paid[y] := best.pool_paid;
            WHEN 'dianjiang-major' THEN
                major_burden[y] := best.pool_burden;
                major_paid[y] := best.pool_paid;
            WHEN 'dianjiang-large' THEN
                large_burden[y] := best.pool_burden;
                large_paid[y] := best.pool_paid;
            ELSE
                outpatient_burden[y] := best.pool_burden;
                outpatient_paid[y] := best.pool_paid;
            END CASE;
        ELSE
            best := model.blank(n, b);
            best.status := 'not_covered';
            best.burden := greatest(0, b.in_scope - b.basic
                - CASE WHEN b.service = 'outpatient' THEN 0 ELSE b.critical END);
            best := model.sum_up(best, b);
            best.reason := model.why_not(gate, b.entries, counting,
                CASE WHEN b.entries > 0 THEN model.identity_reason(c, false) END,
                out_of_force, any_ruled);
        END IF;
        RETURN NEXT best;
    END LOOP;
END $$;
