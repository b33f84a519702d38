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

-- 三（四）3: which of the four 救助 it is: inpatient, major, large or outpatient.
CREATE FUNCTION model.dianjiang_kind(c medaid_claim, b model.bill)
RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF b.service = 'outpatient' THEN
        RETURN 'outpatient';
    ELSIF c.major_disease THEN
        RETURN 'major';
    ELSIF b.service <> 'inpatient' THEN
        RETURN 'outpatient';
    ELSIF b.in_scope <= 30000 THEN
        RETURN 'inpatient';
    ELSIF c.hospital_level IS NULL THEN
        RAISE EXCEPTION 'hospital_level is needed'
            USING ERRCODE = '22004', CONSTRAINT = 'field_missing';
    END IF;
    RETURN CASE WHEN c.hospital_level >= 2 THEN 'large' ELSE 'inpatient' END;
END $$;

-- 三（四）3: what a category gets; ord is NULL where it is in none of the 救助.
CREATE FUNCTION model.dianjiang_aid(r model.result, c medaid_claim, b model.bill,
    u model.used)
RETURNS model.result LANGUAGE plpgsql STABLE AS $$
DECLARE
    kind text := model.dianjiang_kind(c, b);
    used record := model.used_of(u, r.benefit_year, 'dianjiang-' || kind);
    unpaid numeric := model.unpaid(b);
    cap numeric;
    cap_left numeric;
BEGIN
    IF kind = 'outpatient' THEN
        -- 门诊救助: after basic insurance; full or 60 %, in the limit.
        SELECT * INTO r.benefit, r.rate, cap
          FROM model.dianjiang_outpatient(c, r.category);
        IF r.benefit IS NULL THEN
            RETURN NULL;
        END IF;
        r.burden := greatest(0, b.in_scope - b.basic);
    ELSE
        -- 住院救助, 大额救助, 救助限额
        r.benefit := kind || '-' || model.row_of(r.category);
        r.rate := model.dianjiang_rate(kind, model.row_of(r.category));
        cap := CASE kind WHEN 'inpatient' THEN 6000 WHEN 'major' THEN 100000
                         ELSE 60000 END;
        r.burden := greatest(0, b.in_scope - b.basic - b.critical);
        IF r.rate IS NULL AND r.burden > 0 AND unpaid > 0 THEN
            RAISE EXCEPTION '%.rate is not set', r.benefit
                USING ERRCODE = '55000', CONSTRAINT = 'number_missing';
        END IF;
    END IF;
    cap_left := cap - used.paid;
    IF r.burden > 0 AND unpaid > 0 THEN
        r.due := least(round(r.burden * r.rate, 2), unpaid);
        r.assistance := greatest(0, least(r.due, cap_left));
    END IF;
    r.pool := 'dianjiang-' || kind;
    r.pool_burden := used.burden + r.burden;
    r.pool_paid := used.paid + r.assistance;
    r.pool_remaining := greatest(0, cap - r.pool_paid);
    r := model.sum_up(r, b);
    r.reason := model.main_reason(r.aid, r.burden, unpaid, 0, cap_left);
    RETURN r;
END $$;

CREATE FUNCTION model.settle_dianjiang(claims medaid_claim[], as_of date)
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
    i integer;
BEGIN
    FOREACH c IN ARRAY claims LOOP
        n := n + 1;
        b := model.bill_of(c);
        best := NULL;
        counting := 0;
        any_ruled := false;
        out_of_force := b.day < '2023-01-01';
        gate := CASE WHEN NOT b.designated THEN 'not_designated' END;

        FOR i IN 1 .. b.entries LOOP
            CONTINUE WHEN NOT model.held_on(
                c.recognised_on[i], c.ended_on[i], b.day);
            counting := counting + 1;
            CONTINUE WHEN out_of_force;
            r := model.blank(n, b);
            r.category := c.categories[i];
            -- 三（一）: all six classes; 脱贫人口 are in none of them.
            CONTINUE WHEN r.category = 'lifted';
            any_ruled := true;
            CONTINUE WHEN gate IS NOT NULL;
            r := model.dianjiang_aid(r, c, b, u);
            CONTINUE WHEN r.ord IS NULL;
            -- 三（七）
            r.channel := model.channel_of(true, b,
                c.recognised_on[i], c.applied_on);
            IF model.better(r, best) THEN
                best := r;
            END IF;
        END LOOP;

        IF best.ord IS NOT NULL THEN
            best := model.settled(best);
            u := model.posted(u, best, b.day);
        ELSE
            best := model.not_covered(n, b, greatest(0, b.in_scope - b.basic
                    - CASE WHEN b.service = 'outpatient' THEN 0 ELSE b.critical END),
                0, model.why_not(gate, b.entries, counting,
                    CASE WHEN b.entries > 0 THEN model.identity_reason(c, false) END,
                    out_of_force, any_ruled));
        END IF;
        RETURN NEXT best;
    END LOOP;
END $$;
