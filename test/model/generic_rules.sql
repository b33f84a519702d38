-- The generic model: settles by the rows of a medaid_policy value, whatever the
-- place, step by step as the contract has it, and knows no place.  Needs
-- common.sql.  It reads the policy's fields by name, so that a field which an
-- older policy lacks is NULL: not used.

CREATE TYPE model.g_category AS (
    code text, rank integer, treated_as text, channel text
);
CREATE TYPE model.g_payer AS (code text, services text[], payers text[]);
CREATE TYPE model.g_gate AS (
    code text, test text, services text[], beyond text, days integer,
    insurances text[]
);
CREATE TYPE model.g_identity AS (
    code text, rule text, services text[], categories text[], months integer
);
CREATE TYPE model.g_benefit AS (
    code text, services text[], category text, insurance text, within text,
    major_disease boolean, maintenance boolean, min_age integer,
    min_hospital_level integer, in_scope_over numeric, payers text[],
    deductible numeric, deductible_per text, rate numeric, rate_of text,
    cap numeric, cap_from_burden numeric, cap_above numeric, catch_up boolean,
    pool text, band_per text, band_kind text, referral text[], max_age integer,
    burden_over numeric, deductible_kind text, base text
);
CREATE TYPE model.g_benefit_band AS (
    code text, benefit text, burden_from numeric, rate numeric
);
CREATE TYPE model.g_limit AS (
    code text, services text[], categories text[], within text, per text,
    cap numeric, pool text
);
CREATE TYPE model.g_top_up AS (
    code text, services text[], category text, within text, rate numeric
);
CREATE TYPE model.g_tilt AS (
    code text, services text[], categories text[], within text,
    compliant_referral boolean, on_application boolean, payers text[],
    threshold numeric, rate numeric, cap numeric, pool text
);
CREATE TYPE model.g_off_catalog AS (
    code text, services text[], categories text[], within text,
    control_class_1 numeric, control_class_2 numeric, control_class_3 numeric,
    aid_categories text[], aid_rate numeric, aid_in_transition boolean
);
CREATE TYPE model.g_payment AS (
    code text, services text[], chronic_classes integer[]
);
CREATE TYPE model.g_schedule AS (
    code text, services text[], insurance text, deductible numeric, cap numeric,
    pool text, bands_from text, cost_cap numeric, cost_cap_source text
);
CREATE TYPE model.g_band AS (
    code text, schedule text, cost_from numeric, rate numeric
);
CREATE TYPE model.g_schedule_tilt AS (
    code text, schedule text, categories text[], insurance text,
    deductible_share numeric, rate_added numeric, no_cap boolean,
    in_transition boolean, deductible numeric
);
CREATE TYPE model.g_policy AS (
    code text, valid daterange, stretch daterange, transition_until date,
    within_bill boolean, rounding numeric,
    categories model.g_category[], payers model.g_payer[],
    gates model.g_gate[], identities model.g_identity[],
    benefits model.g_benefit[], benefit_bands model.g_benefit_band[],
    limits model.g_limit[], top_ups model.g_top_up[], tilts model.g_tilt[],
    off_catalogs model.g_off_catalog[], payments model.g_payment[],
    critical_illnesses model.g_schedule[],
    critical_illness_bands model.g_band[],
    critical_illness_tilts model.g_schedule_tilt[]
);

CREATE FUNCTION model.read_policies(policies anyarray) RETURNS model.g_policy[]
LANGUAGE sql IMMUTABLE AS $$
    SELECT array_agg(jsonb_populate_record(NULL::model.g_policy, to_jsonb(p)))
      FROM unnest(policies) AS p
$$;

-- A candidate between its stages: of one claim, for one category.
CREATE TYPE model.g_stage AS (
    r model.result,
    own numeric,                -- of the main benefit, for this claim itself
    own_left numeric,           -- of this claim, before the second stage
    cap_left numeric, limit_left numeric,
    over numeric,               -- the part of the year's that is over the threshold
    tilted_left numeric
);

-- The category and what it is treated as, one after the other.
CREATE FUNCTION model.kinds(categories model.g_category[], category text)
RETURNS text[] LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    chain text[] := ARRAY[category];
    one model.g_category;
    next_one text := category;
BEGIN
    LOOP
        one := NULL;
        FOREACH one IN ARRAY categories LOOP
            EXIT WHEN one.code = next_one;
        END LOOP;
        IF one.code IS DISTINCT FROM next_one OR one.treated_as IS NULL
           OR one.treated_as = ANY (chain) THEN
            RETURN chain;
        END IF;
        next_one := one.treated_as;
        chain := chain || next_one;
    END LOOP;
END $$;

CREATE FUNCTION model.g_rank(categories model.g_category[], category text)
RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT c.rank FROM unnest(categories) AS c WHERE c.code = category
$$;

-- On the spot or on application: of the category, or of what it is treated as.
CREATE FUNCTION model.g_channel(categories model.g_category[], chain text[])
RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT c.channel FROM unnest(categories) AS c
     WHERE c.code = ANY (chain) AND c.channel IS NOT NULL
     ORDER BY array_position(chain, c.code) LIMIT 1
$$;

-- county within city within province within elsewhere
CREATE FUNCTION model.reaches(within text, place text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT within IS NULL OR
        array_position('{county,city,province,elsewhere}', coalesce(place, 'city'))
        <= array_position('{county,city,province,elsewhere}', within)
$$;

CREATE FUNCTION model.paid_by(b model.bill, payers text[]) RETURNS numeric
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN 'basic' = ANY (payers) THEN (b).basic ELSE 0 END
         + CASE WHEN 'critical_illness' = ANY (payers) THEN (b).critical ELSE 0 END
         + CASE WHEN 'supplementary' = ANY (payers) THEN (b).supplementary ELSE 0 END
         + CASE WHEN 'inclusive' = ANY (payers) THEN (b).inclusive ELSE 0 END
         + CASE WHEN 'commercial' = ANY (payers) THEN (b).commercial ELSE 0 END
         + CASE WHEN 'mutual_aid' = ANY (payers) THEN (b).mutual ELSE 0 END
$$;

-- Who pays before assistance for this service.
CREATE FUNCTION model.payers_of(p model.g_policy, service text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    one model.g_payer;
BEGIN
    FOREACH one IN ARRAY coalesce(p.payers, '{}') LOOP
        IF one.services IS NULL OR service = ANY (one.services) THEN
            RETURN one.payers;
        END IF;
    END LOOP;
    RETURN '{}';
END $$;

-- A number that the policy must have now.
CREATE FUNCTION model.needed(value numeric, path text) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF value IS NULL THEN
        RAISE EXCEPTION '% is not set', path
            USING ERRCODE = '55000', CONSTRAINT = 'number_missing';
    END IF;
    RETURN value;
END $$;

-- To the unit in which a place pays, half away from zero; the fen, if it has none.
CREATE FUNCTION model.paid_in(amount numeric, unit numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN coalesce(unit, 0.01) = 0.01 THEN round(amount, 2)
                ELSE round(amount / unit) * unit END
$$;

-- A field of the claim that a rule asks for.
CREATE FUNCTION model.asked(field text) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RAISE EXCEPTION '% is needed', field
        USING ERRCODE = '22004', CONSTRAINT = 'field_missing';
END $$;

-- The element for a day: the one whose stretch holds it; outside the days in
-- force the nearest.  One policy alone is the one for every day.
CREATE FUNCTION model.element_of(policies model.g_policy[], day date)
RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    n integer := cardinality(policies);
    k integer;
    inside boolean := false;
BEGIN
    IF n = 1 THEN
        RETURN 1;
    END IF;
    FOR k IN 1 .. n LOOP
        IF policies[k].stretch @> day THEN
            RETURN k;
        END IF;
        inside := inside OR policies[k].valid @> day;
    END LOOP;
    IF inside THEN
        RAISE EXCEPTION 'no element holds %', day
            USING ERRCODE = '22023', CONSTRAINT = 'day_uncovered';
    END IF;
    RETURN CASE WHEN day < lower(policies[1].stretch) THEN 1 ELSE n END;
END $$;

-- Whether an identity counts, and the day whose amounts it takes: held or within the
-- stay by the version of the day of discharge, reaching back by that of the day of
-- recognition (recognised_under).
CREATE FUNCTION model.g_counts(p model.g_policy, recognised_under model.g_policy,
    c medaid_claim, b model.bill, i integer, chain text[],
    OUT own_day date, OUT benefit_year integer, OUT why text)
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    recognised date := c.recognised_on[i];
    ended date := c.ended_on[i];
    one model.g_identity;
    never boolean := model.never_held(recognised, ended);
    held boolean := model.held_on(recognised, ended, b.day);
    same_year boolean := false;
    barred boolean := false;
    application model.g_identity;
BEGIN
    -- why not, unless a rule below says otherwise
    why := CASE WHEN ended <= b.day THEN 'identity_ended'
                WHEN recognised > b.day THEN 'not_yet_recognised'
                ELSE 'category_not_eligible' END;
    benefit_year := b.year;
    FOREACH one IN ARRAY coalesce(p.identities, '{}') LOOP
        CONTINUE WHEN NOT (one.services IS NULL OR b.service = ANY (one.services))
                   OR NOT (one.categories IS NULL OR one.categories && chain);
        CASE one.rule
        WHEN 'stay_overlap' THEN
            held := held OR NOT never
                AND coalesce(recognised, '-infinity') <= b.day
                AND coalesce(ended, 'infinity') > b.admitted;
        WHEN 'stay_admission' THEN
            held := held OR model.held_on(recognised, ended, b.admitted);
        WHEN 'per_claim' THEN
            held := true;
        WHEN 'before_transition' THEN
            barred := coalesce(recognised >= p.transition_until, false);
        ELSE NULL;
        END CASE;
    END LOOP;
    FOREACH one IN ARRAY coalesce(recognised_under.identities, '{}') LOOP
        CONTINUE WHEN NOT (one.services IS NULL OR b.service = ANY (one.services))
                   OR NOT (one.categories IS NULL OR one.categories && chain);
        CASE one.rule
        WHEN 'same_year' THEN
            same_year := NOT never AND recognised > b.day
                AND isfinite(recognised)
                AND extract(year FROM recognised) = b.year;
        WHEN 'application' THEN
            application := one;
        ELSE NULL;
        END CASE;
    END LOOP;
    IF barred THEN
        IF same_year AND why = 'not_yet_recognised' THEN
            why := 'category_not_eligible';
        END IF;
        RETURN;
    END IF;
    IF application.code IS NOT NULL THEN
        IF recognised IS NULL OR recognised = '-infinity' THEN
            PERFORM model.asked('day of application');
        END IF;
        IF recognised = 'infinity' THEN
            RETURN;
        END IF;
        benefit_year := extract(year FROM recognised);
        IF b.day >= make_date(benefit_year + 1, 1, 1) THEN
            why := 'identity_ended';
            RETURN;
        END IF;
        IF b.day < date_trunc('month', recognised::timestamp)
                   - make_interval(months => application.months)
           OR b.day >= coalesce(ended, 'infinity') OR never THEN
            RETURN;
        END IF;
        own_day := greatest(recognised, b.day);
    ELSIF held THEN
        own_day := b.day;
    ELSIF same_year THEN
        own_day := recognised;
    END IF;
END $$;

-- 平顺 第十九条: insured and assisted elsewhere.  Read by name: an older claim lacks it.
CREATE FUNCTION model.was_assisted_elsewhere(c medaid_claim) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce((to_jsonb(c) ->> 'assisted_elsewhere')::boolean, false)
$$;

-- What refuses the claim whatever the category, the first of the contract's list.
CREATE FUNCTION model.g_gate_of(p model.g_policy, c medaid_claim, b model.bill)
RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    one model.g_gate;
    pay model.g_payment;
    refused text[] := '{}';
    starts date;
BEGIN
    FOREACH one IN ARRAY coalesce(p.gates, '{}') LOOP
        CONTINUE WHEN NOT (one.services IS NULL OR b.service = ANY (one.services));
        CONTINUE WHEN one.beyond IS NOT NULL AND model.reaches(one.beyond, c.place);
        CASE one.test
        WHEN 'designated' THEN
            IF NOT b.designated THEN
                refused := refused || 'not_designated'::text;
            END IF;
        WHEN 'referral' THEN
            IF b.referral = 'non_compliant' THEN
                refused := refused || 'referral_non_compliant'::text;
            END IF;
        WHEN 'place' THEN
            IF b.referral <> 'compliant' THEN
                refused := refused || 'outside_home_city'::text;
            END IF;
        WHEN 'deadline' THEN
            starts := coalesce(c.deadline_from, b.day);
            FOREACH pay IN ARRAY coalesce(p.payments, '{}') LOOP
                IF b.service = ANY (pay.services)
                   AND coalesce(c.chronic_class, 1) = ANY (pay.chronic_classes) THEN
                    starts := make_date(b.year, 12, 31);
                END IF;
            END LOOP;
            IF c.applied_on - starts > one.days THEN
                refused := refused || 'applied_late'::text;
            END IF;
        WHEN 'insurance' THEN
            IF coalesce(c.insurance, 'resident') <> ALL (one.insurances) THEN
                refused := refused || 'insurance_not_covered'::text;
            END IF;
        WHEN 'assisted_elsewhere' THEN
            IF model.was_assisted_elsewhere(c) THEN
                refused := refused || 'assisted_elsewhere'::text;
            END IF;
        END CASE;
    END LOOP;
    RETURN (SELECT u FROM unnest('{not_designated,referral_non_compliant,outside_home_city,
                        applied_late,insurance_not_covered,assisted_elsewhere}'::text[])
                   WITH ORDINALITY AS w (u, n)
             WHERE u = ANY (refused) ORDER BY n LIMIT 1);
END $$;

-- What the payers leave: of the part in scope, or of the whole bill.
CREATE FUNCTION model.g_burden(b model.bill, base text, payers text[])
RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT greatest(0, CASE base WHEN 'bill' THEN (b).total ELSE (b).in_scope END
                       - model.paid_by(b, payers))
$$;

-- The first benefit row whose service, category and conditions match.
CREATE FUNCTION model.g_main_row(p model.g_policy, c medaid_claim,
    b model.bill, chain text[])
RETURNS model.g_benefit LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    one model.g_benefit;
    field text;
BEGIN
    FOREACH one IN ARRAY coalesce(p.benefits, '{}') LOOP
        CONTINUE WHEN b.service <> ALL (one.services);
        CONTINUE WHEN one.category <> ALL (chain);
        CONTINUE WHEN one.insurance <> coalesce(c.insurance, 'resident');
        CONTINUE WHEN NOT model.reaches(one.within, c.place);
        CONTINUE WHEN one.major_disease AND NOT coalesce(c.major_disease, false);
        CONTINUE WHEN one.maintenance AND NOT coalesce(c.maintenance, false);
        CONTINUE WHEN b.in_scope <= one.in_scope_over;
        CONTINUE WHEN b.referral <> ALL (one.referral);
        CONTINUE WHEN model.g_burden(b, one.base, coalesce(one.payers,
            model.payers_of(p, b.service))) <= one.burden_over;
        CONTINUE WHEN c.age < one.min_age OR c.age > one.max_age;
        CONTINUE WHEN c.hospital_level < one.min_hospital_level;
        -- all else matches, so that what is not known decides
        field := CASE
            WHEN num_nonnulls(one.min_age, one.max_age) > 0 AND c.age IS NULL
                THEN 'age'
            WHEN one.min_hospital_level IS NOT NULL AND c.hospital_level IS NULL
                THEN 'hospital_level' END;
        IF field IS NOT NULL THEN
            PERFORM model.asked(field);
        END IF;
        RETURN one;
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION model.g_rate_of(p model.g_policy, row_of model.g_benefit)
RETURNS numeric LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    other model.g_benefit;
BEGIN
    IF row_of.rate IS NOT NULL OR row_of.rate_of IS NULL THEN
        RETURN row_of.rate;
    END IF;
    FOREACH other IN ARRAY p.benefits LOOP
        IF other.code = row_of.rate_of THEN
            RETURN other.rate;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

-- What the benefit gives for x, counted after the deductible, when the year's
-- claims before came to y: one rate, or bands.  Marginal: each part of the burden
-- at its band's rate; slab: all of it at the rate of the band that it reaches.
CREATE FUNCTION model.g_due(p model.g_policy, main model.g_benefit, x numeric,
    y numeric)
RETURNS numeric LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    bands model.g_benefit_band[] := ARRAY(
        SELECT w FROM unnest(p.benefit_bands) AS w
         WHERE w.benefit = main.code ORDER BY w.burden_from);
    start numeric := CASE main.band_per WHEN 'claim' THEN 0 ELSE y END;
    width numeric;
    due numeric := 0;
    i integer;
BEGIN
    IF bands = '{}' THEN
        RETURN x * model.needed(model.g_rate_of(p, main), main.code || '.rate');
    END IF;
    FOR i IN 1 .. cardinality(bands) LOOP
        IF main.band_kind = 'slab' THEN
            IF start + x >= bands[i].burden_from
               AND start + x < coalesce(bands[i + 1].burden_from, 'Infinity') THEN
                due := x * model.needed(bands[i].rate, bands[i].code || '.rate');
            END IF;
        ELSE
            width := least(start + x, coalesce(bands[i + 1].burden_from, 'Infinity'))
                   - greatest(start, bands[i].burden_from);
            IF width > 0 THEN
                due := due + width
                    * model.needed(bands[i].rate, bands[i].code || '.rate');
            END IF;
        END IF;
    END LOOP;
    RETURN due;
END $$;

-- The further limits that reach the claim: the pools in which it counts then, and
-- what is left under the least of them.  A limit looks at all that has counted in its
-- pool in its year of benefits, its month or day of discharge; a single claim's at
-- nothing before.
CREATE FUNCTION model.g_limits_of(p model.g_policy, c medaid_claim, b model.bill,
    chain text[], benefit_year integer, u model.used,
    OUT pools text[], OUT remaining numeric)
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    one model.g_limit;
    paid numeric;
BEGIN
    remaining := 'Infinity';
    FOREACH one IN ARRAY coalesce(p.limits, '{}') LOOP
        CONTINUE WHEN NOT (one.services IS NULL OR b.service = ANY (one.services))
                   OR NOT (one.categories IS NULL OR one.categories && chain)
                   OR NOT model.reaches(one.within, c.place);
        paid := (SELECT coalesce(sum(w.paid), 0) FROM unnest(u.limited) AS w
                  WHERE w.pool = one.pool
                    AND CASE one.per
                        WHEN 'year' THEN w.benefit_year = g_limits_of.benefit_year
                        WHEN 'month' THEN to_char(w.day, 'YYYY-MM') = to_char(b.day, 'YYYY-MM')
                        WHEN 'day' THEN w.day = b.day END);
        -- two limits may share a pool: a claim counts in it once
        IF one.pool IS NOT NULL AND one.pool <> ALL (coalesce(pools, '{}')) THEN
            pools := pools || one.pool;
        END IF;
        remaining := least(remaining, greatest(0,
            model.needed(one.cap, one.code || '.cap') - paid));
    END LOOP;
END $$;

CREATE FUNCTION model.g_tilt_row(p model.g_policy, c medaid_claim,
    b model.bill, chain text[])
RETURNS model.g_tilt LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    one model.g_tilt;
BEGIN
    FOREACH one IN ARRAY coalesce(p.tilts, '{}') LOOP
        IF b.service = ANY (one.services) AND one.categories && chain
           AND model.reaches(one.within, c.place)
           AND NOT (coalesce(one.compliant_referral, false)
                    AND b.referral = 'non_compliant') THEN
            RETURN one;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION model.g_top_up_row(p model.g_policy, c medaid_claim,
    b model.bill, chain text[])
RETURNS model.g_top_up LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    one model.g_top_up;
BEGIN
    FOREACH one IN ARRAY coalesce(p.top_ups, '{}') LOOP
        IF b.service = ANY (one.services) AND one.category = ANY (chain)
           AND model.reaches(one.within, c.place) THEN
            RETURN one;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

-- Is there any rule for the category, whatever the service.
CREATE FUNCTION model.g_ruled(p model.g_policy, chain text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT EXISTS (SELECT FROM unnest((p).benefits) AS u WHERE u.category = ANY (chain))
        OR EXISTS (SELECT FROM unnest((p).tilts) AS u WHERE u.categories && chain)
        OR EXISTS (SELECT FROM unnest((p).top_ups) AS u WHERE u.category = ANY (chain))
        OR EXISTS (SELECT FROM unnest((p).off_catalogs) AS u
                    WHERE u.categories && chain OR u.aid_categories && chain)
$$;
