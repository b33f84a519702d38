-- Settling by the rows of any policy (generic_rules.sql reads them): 大病保险, the
-- hospital's part, and a person's claims one after the other.

-- 大病保险: the schedule of the claim, if any.
CREATE FUNCTION model.g_schedule_of(p model.g_policy, c medaid_claim, b model.bill)
RETURNS model.g_schedule LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    one model.g_schedule;
BEGIN
    FOREACH one IN ARRAY coalesce(p.critical_illnesses, '{}') LOOP
        -- without insurance there is none of critical illness either
        IF b.service = ANY (one.services)
           AND coalesce(c.insurance, 'resident') <> 'none'
           AND (one.insurance IS NULL
                OR one.insurance = coalesce(c.insurance, 'resident')) THEN
            RETURN one;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

-- The tilt (倾斜支付) that the claim has: for a category held on the day, or by
-- the rule of the stay; never retroactively.
CREATE FUNCTION model.g_schedule_tilt_of(p model.g_policy, c medaid_claim,
    b model.bill, s model.g_schedule)
RETURNS model.g_schedule_tilt LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    one model.g_schedule_tilt;
    rule model.g_identity;
    chain text[];
    held boolean;
    i integer;
BEGIN
    FOREACH one IN ARRAY coalesce(p.critical_illness_tilts, '{}') LOOP
        CONTINUE WHEN one.schedule <> s.code
            OR one.insurance <> coalesce(c.insurance, 'resident')
            OR coalesce(one.in_transition, false)
               AND b.day >= coalesce(p.transition_until, 'infinity');
        FOR i IN 1 .. b.entries LOOP
            chain := model.kinds(p.categories, c.categories[i]);
            CONTINUE WHEN NOT one.categories && chain;
            held := model.held_on(c.recognised_on[i], c.ended_on[i], b.day);
            FOREACH rule IN ARRAY coalesce(p.identities, '{}') LOOP
                CONTINUE WHEN NOT (rule.services IS NULL OR b.service = ANY (rule.services))
                           OR NOT (rule.categories IS NULL OR rule.categories && chain);
                held := held
                    OR rule.rule = 'stay_overlap'
                       AND NOT model.never_held(c.recognised_on[i], c.ended_on[i])
                       AND coalesce(c.recognised_on[i], '-infinity') <= b.day
                       AND coalesce(c.ended_on[i], 'infinity') > b.admitted
                    OR rule.rule = 'stay_admission'
                       AND model.held_on(c.recognised_on[i], c.ended_on[i], b.admitted);
            END LOOP;
            IF held THEN
                RETURN one;
            END IF;
        END LOOP;
    END LOOP;
    RETURN NULL;
END $$;

-- What 大病保险 pays, after cost and paid of the year in the schedule's pool.
CREATE FUNCTION model.g_insure(p model.g_policy, c medaid_claim, b model.bill,
    s model.g_schedule, cost numeric, paid numeric)
RETURNS numeric LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    own numeric := greatest(0, b.in_scope - b.basic);
    tilt model.g_schedule_tilt := model.g_schedule_tilt_of(p, c, b, s);
    deductible numeric := s.deductible;
    bands model.g_band[];
    rate numeric;
    width numeric;
    shift numeric := 0;
    pay numeric := 0;
    i integer;
BEGIN
    IF s.code IS NULL OR own = 0 THEN
        RETURN 0;
    END IF;
    IF tilt.deductible IS NOT NULL THEN
        deductible := tilt.deductible;
    ELSIF tilt.deductible_share = 0 THEN
        deductible := 0;
    ELSE
        deductible := model.needed(s.deductible, s.code || '.deductible');
        IF tilt.code IS NOT NULL THEN
            deductible := round(deductible
                * model.needed(tilt.deductible_share, tilt.code || '.deductible_share'), 2);
        END IF;
    END IF;
    IF cost + own <= deductible THEN
        RETURN 0;
    END IF;
    IF s.cost_cap_source IS NOT NULL THEN
        PERFORM model.needed(s.cost_cap, s.code || '.cost_cap');
    END IF;
    IF s.bands_from = 'deductible' THEN
        shift := deductible;
    END IF;
    bands := ARRAY(SELECT w FROM unnest(p.critical_illness_bands) AS w
                    WHERE w.schedule = s.code ORDER BY w.cost_from);
    FOR i IN 1 .. cardinality(bands) LOOP
        -- the part of (cost, cost + own] in the band and over the deductible, up
        -- to the ceiling; bands may be counted from the deductible
        width := least(cost + own, s.cost_cap,
                       coalesce(bands[i + 1].cost_from + shift, 'infinity'))
               - greatest(cost, deductible, bands[i].cost_from + shift);
        CONTINUE WHEN width <= 0;
        rate := model.needed(bands[i].rate, bands[i].code || '.rate');
        IF tilt.code IS NOT NULL THEN
            rate := least(1, rate
                + model.needed(tilt.rate_added, tilt.code || '.rate_added'));
        END IF;
        pay := pay + width * rate;
    END LOOP;
    pay := least(own, model.paid_in(pay, p.rounding));
    IF pay > 0 AND NOT coalesce(tilt.no_cap, false) THEN
        pay := least(pay, greatest(0, model.needed(s.cap, s.code || '.cap') - paid));
    END IF;
    RETURN pay;
END $$;

-- 目录外: what the hospital bears, and what of it is left under the ratio.
CREATE FUNCTION model.g_hospital(o model.g_off_catalog, c medaid_claim,
    b model.bill, burden numeric, OUT hospital numeric, OUT under_ratio numeric)
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    unpaid numeric := b.total - b.payers - burden;
    share numeric;
BEGIN
    hospital := 0;
    under_ratio := 0;
    IF unpaid <= 0 OR o.code IS NULL THEN
        RETURN;
    END IF;
    IF b.out_of_catalog IS NULL THEN
        PERFORM model.asked('out_of_catalog');
    END IF;
    unpaid := least(b.out_of_catalog, unpaid);
    IF unpaid = 0 THEN
        RETURN;
    END IF;
    IF c.charge_class IS NULL THEN
        PERFORM model.asked('charge_class');
    END IF;
    share := CASE c.charge_class WHEN 1 THEN o.control_class_1
        WHEN 2 THEN o.control_class_2 ELSE o.control_class_3 END;
    share := model.needed(share, o.code || '.control_class_' || c.charge_class);
    hospital := least(unpaid,
        greatest(0, b.out_of_catalog - round(b.total * share, 2)));
    under_ratio := unpaid - hospital;
END $$;

-- Step 2: critical illness insurance, computed where it is not given.
CREATE FUNCTION model.g_insured(home model.g_policy, c medaid_claim,
    INOUT b model.bill, INOUT u model.used, OUT pool text)
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    schedule model.g_schedule := model.g_schedule_of(home, c, b);
    opened record;
    at integer;
BEGIN
    IF schedule.code IS NULL THEN
        RETURN;
    END IF;
    pool := schedule.pool;
    opened := model.open_pool(u, b.year || ' ' || pool);
    u := opened.u;
    at := opened.at;
    IF c.critical_illness_paid IS NULL THEN
        b.critical := model.g_insure(home, c, b, schedule, u.burden[at], u.paid[at]);
        b.payers := b.payers + b.critical;
    END IF;
    u.burden[at] := u.burden[at] + greatest(0, b.in_scope - b.basic);
    u.paid[at] := u.paid[at] + b.critical;
END $$;

-- Step 4: each identity's own day (NULL: it does not count), its year of benefits,
-- and why it may not count; chains: what those that count are and are treated as.
CREATE FUNCTION model.g_judged(policies model.g_policy[], home model.g_policy,
    c medaid_claim, b model.bill,
    OUT own_days date[], OUT years integer[], OUT chains text[], OUT why text[])
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    chain text[];
    counted record;
    i integer;
BEGIN
    own_days := '{}';
    years := '{}';
    chains := '{}';
    why := '{}';
    FOR i IN 1 .. b.entries LOOP
        chain := model.kinds(home.categories, c.categories[i]);
        SELECT * INTO counted FROM model.g_counts(home,
            CASE WHEN isfinite(c.recognised_on[i])
                THEN policies[model.element_of(policies, c.recognised_on[i])]
                ELSE home END, c, b, i, chain);
        why := why || counted.why;
        own_days[i] := counted.own_day;
        years[i] := counted.benefit_year;
        IF counted.own_day IS NOT NULL THEN
            chains := chains || chain;
        END IF;
    END LOOP;
END $$;

-- Step 9, its row: 目录外 is controlled whoever wins, refused or not.
CREATE FUNCTION model.g_off_row(home model.g_policy, c medaid_claim, b model.bill,
    chains text[])
RETURNS model.g_off_catalog LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    one model.g_off_catalog;
BEGIN
    IF home.valid @> b.day AND b.designated THEN
        FOREACH one IN ARRAY coalesce(home.off_catalogs, '{}') LOOP
            IF b.service = ANY (one.services) AND one.categories && chains
               AND model.reaches(one.within, c.place) THEN
                RETURN one;
            END IF;
        END LOOP;
    END IF;
    RETURN NULL;
END $$;

-- Step 6: what a lower limit held back of the year's earlier claims, and the one
-- that reaches the higher limit brings.
CREATE FUNCTION model.g_held_back(p model.g_policy, chain text[], year integer,
    u model.used, at integer)
RETURNS numeric LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    earlier numeric := greatest(0, coalesce(u.due[at], 0) - coalesce(u.paid[at], 0));
    second_at integer;
BEGIN
    -- what the category's second stage has paid of them is not due again
    SELECT array_position(u.keys, year || ' ' || s.pool)
      INTO second_at
      FROM unnest(p.tilts) WITH ORDINALITY AS s
     WHERE s.categories && chain
     ORDER BY s.ordinality LIMIT 1;
    RETURN least(earlier, greatest(0,
        greatest(coalesce(u.burden[second_at], 0), earlier)
        - coalesce(u.paid[second_at], 0)));
END $$;

-- Step 6: what the deductible absorbs, after the year's burden before and what it
-- has absorbed.
CREATE FUNCTION model.g_absorbed(main model.g_benefit, burden numeric,
    before numeric, absorbed numeric)
RETURNS numeric LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    deductible numeric;
BEGIN
    IF burden = 0 THEN
        RETURN 0;
    END IF;
    deductible := model.needed(main.deductible, main.code || '.deductible');
    IF main.deductible_kind = 'threshold' THEN
        -- over it nothing is taken off
        RETURN CASE WHEN burden + CASE main.deductible_per
                WHEN 'claim' THEN 0 ELSE before END > deductible
            THEN 0 ELSE burden END;
    END IF;
    RETURN least(burden, CASE main.deductible_per
        WHEN 'claim' THEN deductible
        ELSE greatest(0, deductible - absorbed) END);
END $$;

-- Steps 6 and 7: the main benefit, and what tops it up.
CREATE FUNCTION model.g_main_stage(s model.g_stage, p model.g_policy,
    main model.g_benefit, c medaid_claim, b model.bill, chain text[],
    unpaid numeric, u model.used)
RETURNS model.g_stage LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    r model.result := s.r;
    top model.g_top_up := model.g_top_up_row(p, c, b, chain);
    at integer := array_position(u.keys, r.benefit_year || ' ' || main.pool);
    before numeric := coalesce(u.burden[at], 0);
    absorbed numeric := coalesce(u.absorbed[at], 0);
    paid numeric := coalesce(u.paid[at], 0);
    cap numeric := main.cap;
    earlier numeric := 0;
BEGIN
    r.benefit := main.code;
    r.pool := main.pool;
    r.rate := model.g_rate_of(p, main);
    IF before + r.burden >= main.cap_from_burden THEN
        cap := main.cap_above;
        IF main.catch_up THEN
            earlier := model.g_held_back(p, chain, r.benefit_year, u, at);
        END IF;
    END IF;
    r.deductible := model.g_absorbed(main, r.burden, before, absorbed);
    IF r.burden > r.deductible AND unpaid > 0 THEN
        r.due := least(unpaid, model.paid_in(model.g_due(p, main,
            r.burden - r.deductible, before - absorbed), p.rounding));
    END IF;
    IF r.due + earlier > 0 THEN
        s.cap_left := model.needed(cap, main.code || '.cap') - paid;
        SELECT l.pools, l.remaining INTO r.limit_pools, s.limit_left
          FROM model.g_limits_of(p, c, b, chain, r.benefit_year, u) AS l;
        r.assistance := greatest(0,
            least(r.due + earlier, s.cap_left, s.limit_left));
    ELSE
        s.cap_left := coalesce(cap, 'Infinity') - paid;
    END IF;
    r.for_earlier := greatest(0, r.assistance - r.due);
    s.own := least(r.assistance, r.due);
    IF top.code IS NOT NULL
       AND least(r.burden, unpaid) > s.own AND s.cap_left > r.assistance THEN
        r.top_up := greatest(0, least(
            model.paid_in(model.needed(top.rate, top.code || '.rate')
                * b.in_scope - b.payers - s.own, p.rounding),
            r.burden - s.own,
            unpaid - s.own,
            s.cap_left - r.assistance));
        IF r.top_up > 0 THEN
            PERFORM model.needed(cap, main.code || '.cap');
        END IF;
    END IF;
    r.pool_burden := before + r.burden;
    r.pool_paid := paid + r.assistance + r.top_up;
    r.pool_remaining := CASE WHEN cap < 'Infinity'
        THEN greatest(0, cap - r.pool_paid) END;
    s.r := r;
    RETURN s;
END $$;

-- Step 8: the second stage, of what is left of the claim and of the year's before.
CREATE FUNCTION model.g_tilt_stage(s model.g_stage, p model.g_policy,
    tilt model.g_tilt, c medaid_claim, b model.bill, unpaid numeric,
    u model.used)
RETURNS model.g_stage LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    r model.result := s.r;
    at integer := array_position(u.keys, r.benefit_year || ' ' || tilt.pool);
    before numeric := coalesce(u.burden[at], 0);
    paid numeric := coalesce(u.paid[at], 0);
    applied boolean := coalesce(tilt.on_application, false);
    threshold numeric;
    rate numeric;
BEGIN
    s.tilted_left := coalesce(tilt.cap, 'Infinity') - paid;
    -- what this claim leaves, less what is caught up of earlier ones
    s.own_left := greatest(0,
        least(r.burden, unpaid, CASE WHEN tilt.payers IS NOT NULL
            THEN greatest(0, b.in_scope - model.paid_by(b, tilt.payers)) END)
        - s.own - r.top_up);
    r.residual := s.own_left - least(r.for_earlier, before);
    IF applied AND c.tilt_approved AND before + r.residual > 0
       OR NOT applied AND r.residual > 0 THEN
        threshold := model.needed(tilt.threshold, tilt.code || '.threshold');
        s.over := greatest(0, before + r.residual - threshold);
        IF NOT applied THEN
            s.over := s.over - greatest(0, before - threshold);
        END IF;
        rate := model.needed(tilt.rate, tilt.code || '.rate');
        r.tilted := model.paid_in(rate * s.over, p.rounding);
        r.tilted := CASE WHEN applied
            THEN greatest(0, r.tilted - paid)
            ELSE least(s.own_left, r.tilted) END;
        IF r.tilted > 0 THEN
            PERFORM model.needed(tilt.cap, tilt.code || '.cap');
            r.tilted := greatest(0, least(r.tilted, s.tilted_left));
        END IF;
        -- approved late, it pays for the year's earlier claims, too
        IF applied THEN
            r.for_earlier := r.for_earlier + greatest(0, r.tilted - s.own_left);
        END IF;
    END IF;
    r.tilted_pool := tilt.pool;
    r.tilted_pool_burden := before + r.residual;
    r.tilted_pool_paid := paid + r.tilted;
    s.r := r;
    RETURN s;
END $$;

-- Steps 6 to 9 for one of the categories, on what is blank so far; ord is NULL where
-- no row is for it.
CREATE FUNCTION model.g_candidate(blank model.result, p model.g_policy,
    c medaid_claim, b model.bill, i integer, off model.g_off_catalog,
    under_ratio numeric, unpaid numeric, u model.used)
RETURNS model.result LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    r model.result := blank;
    s model.g_stage;
    chain text[] := model.kinds(p.categories, r.category);
    main model.g_benefit := model.g_main_row(p, c, b, chain);
    tilt model.g_tilt := model.g_tilt_row(p, c, b, chain);
    aided boolean := off.aid_categories && chain
        AND NOT (coalesce(off.aid_in_transition, false)
                 AND b.day >= coalesce(p.transition_until, 'infinity'));
BEGIN
    IF main.code IS NULL AND tilt.code IS NULL THEN
        RETURN NULL;
    END IF;
    r.burden := model.g_burden(b, main.base,
        coalesce(main.payers, model.payers_of(p, b.service)));
    s := ROW(r, 0, NULL, NULL, 'Infinity', 0, 'Infinity');
    IF main.code IS NOT NULL THEN
        s := model.g_main_stage(s, p, main, c, b, chain, unpaid, u);
    END IF;
    IF tilt.code IS NOT NULL THEN
        s := model.g_tilt_stage(s, p, tilt, c, b, unpaid, u);
    END IF;
    r := s.r;
    IF aided AND under_ratio > 0 THEN
        r.off_catalog := least(
            under_ratio,
            model.paid_in(under_ratio * model.needed(off.aid_rate,
                off.code || '.aid_rate'), p.rounding),
            greatest(0, unpaid - s.own - r.top_up - least(r.tilted, s.own_left)));
    END IF;
    r := model.sum_up(r, b);
    r.reason := CASE WHEN main.code IS NOT NULL
        THEN model.main_reason(r.aid, r.burden, unpaid, r.deductible,
            least(s.cap_left, s.limit_left))
        ELSE model.main_reason(r.aid, r.burden, unpaid,
            CASE WHEN s.over = 0 THEN r.burden ELSE 0 END, s.tilted_left) END;
    r.channel := model.channel_of(
        coalesce(model.g_channel(p.categories, chain) = 'direct', false),
        b, c.recognised_on[i], c.applied_on);
    r.first_day := lower(p.valid);
    RETURN r;
END $$;

CREATE FUNCTION model.g_pay_when(p model.g_policy, c medaid_claim, b model.bill)
RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN EXISTS (
        SELECT FROM unnest((p).payments) AS w
         WHERE (b).service = ANY (w.services)
           AND coalesce((c).chronic_class, 1) = ANY (w.chronic_classes))
        THEN 'year_end' ELSE 'now' END
$$;

CREATE FUNCTION model.settle_by_rows(policies model.g_policy[],
    claims medaid_claim[])
RETURNS SETOF model.result LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    u model.used := model.nothing_used();
    p model.g_policy;           -- of the candidate
    home model.g_policy;        -- of the day of discharge
    c medaid_claim;
    b model.bill;
    r model.result;
    best model.result;
    best_rank integer;
    n integer := 0;
    i integer;
    insured record;
    judged record;
    off model.g_off_catalog;
    gate text;
    out_of_force boolean;
    any_ruled boolean;
    burden numeric;             -- by the payers of the service
    hospital numeric;
    under_ratio numeric;
    unpaid numeric;
BEGIN
    FOREACH c IN ARRAY claims LOOP
        n := n + 1;
        b := model.bill_of(c);
        IF b.payers > b.total THEN
            RAISE EXCEPTION 'payments exceed the total'
                USING ERRCODE = '22003', CONSTRAINT = 'amounts_contradict';
        END IF;
        home := policies[model.element_of(policies, b.day)];
        insured := model.g_insured(home, c, b, u);
        b := insured.b;
        u := insured.u;
        -- Step 3
        burden := greatest(0, b.in_scope
            - model.paid_by(b, model.payers_of(home, b.service)));
        judged := model.g_judged(policies, home, c, b);
        off := model.g_off_row(home, c, b, judged.chains);
        SELECT * INTO hospital, under_ratio FROM model.g_hospital(off, c, b, burden);
        unpaid := CASE WHEN coalesce(home.within_bill, true)
            THEN model.unpaid(b, hospital) ELSE 'Infinity' END;

        -- Step 5
        gate := model.g_gate_of(home, c, b);
        best := NULL;
        out_of_force := false;
        any_ruled := false;
        FOR i IN 1 .. b.entries LOOP
            CONTINUE WHEN judged.own_days[i] IS NULL;
            p := policies[model.element_of(policies, judged.own_days[i])];
            IF NOT p.valid @> judged.own_days[i] THEN
                out_of_force := true;
                CONTINUE;
            END IF;
            CONTINUE WHEN NOT model.g_ruled(p, model.kinds(p.categories, c.categories[i]));
            any_ruled := true;
            CONTINUE WHEN gate IS NOT NULL;
            r := model.blank(n, b);
            r.benefit_year := judged.years[i];
            r.category := c.categories[i];
            r.hospital_borne := hospital;
            r := model.g_candidate(r, p, c, b, i, off, under_ratio, unpaid, u);
            -- Step 10
            IF r.ord IS NOT NULL AND (best.ord IS NULL
               OR (r.aid, - model.g_rank(p.categories, r.category), - r.benefit_year)
                > (best.aid, - best_rank, - best.benefit_year)) THEN
                best := r;
                best_rank := model.g_rank(p.categories, r.category);
            END IF;
        END LOOP;

        IF best.ord IS NOT NULL THEN
            best := model.settled(best);
            u := model.posted(u, best, b.day);
        ELSE
            best := model.not_covered(n, b, burden, hospital,
                model.why_not(gate, b.entries,
                    cardinality(array_remove(judged.own_days, NULL)),
                    CASE WHEN 'identity_ended' = ANY (judged.why) THEN 'identity_ended'
                         WHEN 'not_yet_recognised' = ANY (judged.why) THEN 'not_yet_recognised'
                         ELSE 'category_not_eligible' END,
                    out_of_force, any_ruled));
            best.first_day := lower(home.valid);
        END IF;
        best.pay_when := model.g_pay_when(home, c, b);
        best.critical_illness_paid := b.critical;
        best.critical_illness_pool := insured.pool;
        RETURN NEXT best;
    END LOOP;
END $$;

-- Whole persons over the shipped places, by the rows alone; read as compare().
CREATE FUNCTION model.compare_generic(place text, persons integer,
    first_seed bigint)
RETURNS TABLE (claims bigint, differing bigint, first_difference text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    policies medaid_policy[] := model.policies_of(place);
    read model.g_policy[] := model.read_policies(policies);
    person medaid_claim[];
    settled medaid_settlement[];
    rows model.result[];
    seed bigint;
    i integer;
BEGIN
    claims := 0;
    differing := 0;
    FOR seed IN first_seed .. first_seed + persons - 1 LOOP
        person := model.random_person(place, seed, '2022-11-15', '2028-03-15');
        rows := ARRAY(SELECT r FROM model.settle_by_rows(read, person) AS r
                       ORDER BY r.ord);
        settled := (SELECT medaid_settle_all(u, policies) FROM unnest(person) AS u);
        FOR i IN 1 .. cardinality(person) LOOP
            claims := claims + 1;
            IF NOT coalesce(model.same(rows[i], settled[i])
                            AND model.sound(person[i], settled[i], place), false) THEN
                differing := differing + 1;
                first_difference := coalesce(first_difference,
                    model.show_difference(place, seed, i, person[i], rows[i], settled[i]));
            END IF;
        END LOOP;
    END LOOP;
    RETURN NEXT;
END $$;
