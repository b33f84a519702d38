-- The independent model of medical assistance (医疗救助): what the places share.
-- It is written from the regulations, without any table or function of the
-- extension; only the type medaid_claim is borrowed, to carry a claim.
-- Load order: common, the five places, settle, random_claims, compare.

CREATE SCHEMA model;

-- One settled claim.  The order of the fields is that of the settlement.
CREATE TYPE model.result AS (
    ord integer, status text, reason text, category text,
    benefit_year integer, service text,
    burden numeric, deductible numeric, rate numeric,
    assistance numeric, top_up numeric, tilted numeric, residual numeric,
    off_catalog numeric, aid numeric, hospital_borne numeric,
    patient_pays numeric, excess numeric, other_paid numeric,
    pool_burden numeric, pool_paid numeric, pool_remaining numeric,
    tilted_pool_burden numeric, tilted_pool_paid numeric,
    channel text, pay_when text,
    benefit text, pool text, tilted_pool text,
    critical_illness_paid numeric, critical_illness_pool text,
    first_day date, for_earlier numeric, due numeric, out_of_catalog numeric,
    limit_pools text[], fault text
);

-- A claim with its defaults filled in and its amounts in whole fen.
CREATE TYPE model.bill AS (
    day date, admitted date, year integer, service text,
    total numeric, in_scope numeric,
    out_of_catalog numeric,     -- NULL = unknown
    out_as_given numeric,       -- the same as the claim has it
    basic numeric, critical numeric, supplementary numeric,
    inclusive numeric, commercial numeric, mutual numeric,
    payers numeric, other_paid numeric,
    in_city boolean, in_province boolean,
    referral text, designated boolean, entries integer
);

-- 上年居民人均可支配收入 and the like.  The tests fill it.
CREATE TABLE model.reference (
    area text, indicator text, year integer,
    value numeric NOT NULL, published_on date,
    PRIMARY KEY (area, indicator, year)
);

-- Numbers that a text leaves to others: 垫江's inpatient rates, 安康's 倾斜,
-- and what critical illness insurance (大病保险) pays.
-- name is the path that medaid_policy_with takes.
CREATE TABLE model.setting (
    place text, name text, value numeric NOT NULL,
    PRIMARY KEY (place, name)
);

-- 平顺 第四十七条, read for every place: the income of the year before from
-- the first of the month after its publication, until then the one before
-- that, never older; whole yuan.
CREATE FUNCTION model.reference_on(p_area text, p_indicator text, p_day date)
RETURNS numeric LANGUAGE plpgsql STABLE AS $$
DECLARE
    y integer := extract(year FROM p_day);
    found_value numeric;
    published date;
BEGIN
    IF p_indicator <> 'income' THEN
        SELECT r.value INTO found_value FROM model.reference r
         WHERE r.area = p_area AND r.indicator = p_indicator AND r.year = y;
        RETURN found_value;
    END IF;
    SELECT r.value, r.published_on INTO found_value, published
      FROM model.reference r
     WHERE r.area = p_area AND r.indicator = 'income' AND r.year = y - 1;
    IF NOT FOUND
       OR p_day < date_trunc('month', published::timestamp) + interval '1 month'
    THEN
        found_value := NULL;
        SELECT r.value INTO found_value FROM model.reference r
         WHERE r.area = p_area AND r.indicator = 'income' AND r.year = y - 2;
    END IF;
    RETURN round(found_value);
END $$;

-- The same, where the number is needed: without it nobody can settle.
CREATE FUNCTION model.needed_reference(area text, indicator text, day date)
RETURNS numeric LANGUAGE plpgsql STABLE AS $$
DECLARE
    found_value numeric := model.reference_on(area, indicator, day);
BEGIN
    IF found_value IS NULL THEN
        RAISE EXCEPTION 'no % of % on %', indicator, area, day
            USING ERRCODE = '55000', CONSTRAINT = 'number_missing';
    END IF;
    RETURN found_value;
END $$;

-- What is set; model.unset lists paths that are left unset for a while.
CREATE FUNCTION model.setting_of(p_place text, p_name text)
RETURNS numeric LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT s.value FROM model.setting s
             WHERE s.place = p_place AND s.name = p_name
               AND s.name <> ALL (string_to_array(
                   coalesce(current_setting('model.unset', true), ''), ' ')));
END $$;

CREATE FUNCTION model.needed_setting(p_place text, p_name text)
RETURNS numeric LANGUAGE plpgsql STABLE AS $$
DECLARE
    found_value numeric := model.setting_of(p_place, p_name);
BEGIN
    IF found_value IS NULL THEN
        RAISE EXCEPTION '% is not set for %', p_name, p_place
            USING ERRCODE = '55000', CONSTRAINT = 'number_missing';
    END IF;
    RETURN found_value;
END $$;

-- The order of the categories, best first: it breaks ties.
CREATE FUNCTION model.rank_of(category text) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$
    SELECT array_position(ARRAY[
        'tekun', 'orphan', 'unsupported_child', 'dibao', 'poverty_returned',
        'monitored', 'monitored_unstable', 'monitored_marginal',
        'monitored_sudden', 'dibao_margin', 'medical_poverty', 'veteran',
        'severe_disability', 'lifted'], category)
$$;

-- One amount of money: 22003 unless it is between 0 and 10^12 yuan.
CREATE FUNCTION model.fen(amount numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF amount IS NULL OR (amount >= 0 AND amount <= 1000000000000) THEN
        RETURN round(amount, 2);
    END IF;
    RAISE EXCEPTION 'amount % is out of range', amount
        USING ERRCODE = '22003', CONSTRAINT = 'amount_out_of_range';
END $$;

-- Words and arrays of a claim; everything here is 22023.
CREATE FUNCTION model.check_words(c medaid_claim) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    n integer := coalesce(cardinality(c.categories), 0);
    i integer;
    fault text;
BEGIN
    fault := CASE
        WHEN NOT isfinite(c.discharged_on) THEN 'discharged_on'
        WHEN c.admitted_on > c.discharged_on THEN 'admitted_on'
        WHEN c.service NOT IN ('outpatient', 'chronic', 'inpatient',
                               'special_drug') THEN 'service'
        WHEN c.place NOT IN ('county', 'city', 'province', 'elsewhere')
            THEN 'place'
        WHEN c.referral NOT IN ('not_required', 'compliant', 'non_compliant')
            THEN 'referral'
        WHEN c.insurance NOT IN ('resident', 'employee', 'none') THEN 'insurance'
        WHEN c.hospital_level NOT BETWEEN 0 AND 3 THEN 'hospital_level'
        WHEN c.charge_class NOT BETWEEN 1 AND 3 THEN 'charge_class'
        WHEN c.chronic_class NOT BETWEEN 1 AND 3 THEN 'chronic_class'
        WHEN c.age < 0 THEN 'age'
        WHEN n > 0 AND array_ndims(c.categories) <> 1 THEN 'categories'
        WHEN c.recognised_on IS NOT NULL
             AND cardinality(c.recognised_on) <> n THEN 'recognised_on'
        WHEN c.ended_on IS NOT NULL
             AND cardinality(c.ended_on) <> n THEN 'ended_on'
    END;
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION 'bad value in %', fault USING ERRCODE = '22023',
            CONSTRAINT = CASE
                WHEN fault = 'discharged_on' THEN 'day_out_of_range'
                WHEN fault = 'admitted_on'
                    THEN 'days_contradict'
                WHEN fault IN ('categories', 'recognised_on', 'ended_on')
                    THEN 'array_malformed'
                WHEN fault IN ('service', 'place', 'referral', 'insurance')
                    THEN 'unknown_word'
                ELSE 'value_out_of_range' END;
    END IF;
    FOR i IN 1 .. n LOOP
        IF model.rank_of(c.categories[i]) IS NULL THEN
            RAISE EXCEPTION 'unknown category %', c.categories[i]
                USING ERRCODE = '22023', CONSTRAINT = 'unknown_category';
        END IF;
    END LOOP;
END $$;

CREATE FUNCTION model.bill_of(c medaid_claim) RETURNS model.bill
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    b model.bill;
BEGIN
    IF c.discharged_on IS NULL OR c.service IS NULL
       OR c.total IS NULL OR c.in_scope IS NULL THEN
        RAISE EXCEPTION 'a claim needs service, discharged_on, total, in_scope'
            USING ERRCODE = '22004', CONSTRAINT = 'field_missing';
    END IF;
    PERFORM model.check_words(c);
    b.day := c.discharged_on;
    b.admitted := coalesce(c.admitted_on, c.discharged_on);
    b.year := extract(year FROM c.discharged_on);
    b.service := c.service;
    b.total := model.fen(c.total);
    b.in_scope := model.fen(c.in_scope);
    b.basic := coalesce(model.fen(c.basic_paid), 0);
    -- Not given: model.insure computes it before.
    b.critical := coalesce(model.fen(c.critical_illness_paid), 0);
    b.supplementary := coalesce(model.fen(c.supplementary_paid), 0);
    b.inclusive := coalesce(model.fen(c.inclusive_paid), 0);
    b.commercial := coalesce(model.fen(c.commercial_paid), 0);
    b.mutual := coalesce(model.fen(c.mutual_aid_paid), 0);
    b.other_paid := b.supplementary + b.inclusive + b.commercial + b.mutual;
    b.payers := b.basic + b.critical + b.other_paid;
    b.out_of_catalog := model.fen(c.out_of_catalog);
    b.out_as_given := b.out_of_catalog;
    IF b.in_scope > b.total OR b.out_of_catalog > b.total - b.in_scope THEN
        RAISE EXCEPTION 'in_scope or out_of_catalog exceed the total'
            USING ERRCODE = '22003', CONSTRAINT = 'amounts_contradict';
    END IF;
    -- 未参保: neither basic nor critical illness insurance has paid
    IF c.insurance = 'none' AND b.basic + b.critical > 0 THEN
        RAISE EXCEPTION 'insurance none has paid'
            USING ERRCODE = '22003', CONSTRAINT = 'amounts_contradict';
    END IF;
    IF b.out_of_catalog IS NULL AND b.total = b.in_scope THEN
        b.out_of_catalog := 0;
    END IF;
    b.in_city := coalesce(c.place, 'city') IN ('county', 'city');
    b.in_province := coalesce(c.place, 'city') <> 'elsewhere';
    b.referral := coalesce(c.referral, CASE WHEN b.in_city
        THEN 'not_required' ELSE 'non_compliant' END);
    b.designated := coalesce(c.designated, true);
    b.entries := coalesce(cardinality(c.categories), 0);
    RETURN b;
END $$;

-- Was the identity held on that day: [recognised, ended).
CREATE FUNCTION model.held_on(recognised date, ended date, day date)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(recognised, '-infinity') <= day
       AND day < coalesce(ended, 'infinity')
$$;

-- recognised and ended on the same day, or the wrong way round: never held.
CREATE FUNCTION model.never_held(recognised date, ended date)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(ended, 'infinity') <= coalesce(recognised, '-infinity')
$$;

-- Why none of the identities counts.  window_over: the identity's own year
-- of benefits is over (淄博 因病致贫).
CREATE FUNCTION model.identity_reason(c medaid_claim, window_over boolean)
RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    not_yet boolean := false;
    i integer;
BEGIN
    FOR i IN 1 .. cardinality(c.categories) LOOP
        IF c.ended_on[i] <= c.discharged_on THEN
            RETURN 'identity_ended';
        END IF;
        IF c.recognised_on[i] > c.discharged_on THEN
            not_yet := true;
        END IF;
    END LOOP;
    RETURN CASE WHEN window_over THEN 'identity_ended'
                WHEN not_yet THEN 'not_yet_recognised'
                ELSE 'category_not_eligible' END;
END $$;

-- Why a claim gets nothing at all, the first that applies.  any_ruled: a rule
-- exists for one of the categories that count, though not for this service.
CREATE FUNCTION model.why_not(gate text, entries integer, counting integer,
    identity text, out_of_force boolean, any_ruled boolean)
RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN gate IS NOT NULL THEN gate
        WHEN entries = 0 THEN 'no_category'
        WHEN counting = 0 THEN identity
        WHEN out_of_force THEN 'policy_not_in_force'
        WHEN NOT any_ruled THEN 'category_not_eligible'
        ELSE 'service_not_covered'
    END
$$;

-- What nobody has paid of the bill: aid stops there (攀枝花, 平顺 第二条, 安康 一
-- 避免过度保障; 攀枝花 第九条 个人负担的, 平顺 第十五条 对个人负担部分, 垫江 三(四)3,
-- 安康 三(四), 淄博 (五) 自付).  What it takes away is nobody's residual either.
CREATE FUNCTION model.unpaid(b model.bill, hospital numeric DEFAULT 0)
RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT greatest(0, (b).total - (b).payers - hospital)
$$;

-- What a covered claim came to, when a main rule applied.
CREATE FUNCTION model.main_reason(aid numeric, burden numeric,
    unpaid numeric, absorbed numeric, left_under_cap numeric)
RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN aid > 0 THEN NULL
        WHEN burden = 0 THEN 'no_burden'
        WHEN unpaid = 0 THEN 'already_paid'
        WHEN absorbed = burden THEN 'below_deductible'
        WHEN left_under_cap <= 0 THEN 'cap_exhausted'
        ELSE 'rounds_to_zero'
    END
$$;

-- A row of zeros for the claim, to be filled by the place.
CREATE FUNCTION model.blank(ord integer, b model.bill) RETURNS model.result
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    r model.result;
BEGIN
    r.ord := ord;
    r.benefit_year := b.year;
    r.service := b.service;
    r.burden := 0;
    r.deductible := 0;
    r.assistance := 0;
    r.top_up := 0;
    r.tilted := 0;
    r.residual := 0;
    r.off_catalog := 0;
    r.aid := 0;
    r.hospital_borne := 0;
    r.for_earlier := 0;
    r.due := 0;
    r.out_of_catalog := b.out_as_given;
    r.other_paid := b.other_paid;
    r.channel := 'application';
    r.pay_when := 'now';
    RETURN r;
END $$;

-- Sums: the aid, what is left to the patient, what was paid beyond the bill;
-- what pays for earlier claims is not of this bill.
CREATE FUNCTION model.sum_up(r model.result, b model.bill)
RETURNS model.result LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    open_part numeric;
BEGIN
    r.aid := r.assistance + r.top_up + r.tilted + r.off_catalog;
    open_part := b.total - b.payers - (r.aid - r.for_earlier)
               - r.hospital_borne;
    r.patient_pays := greatest(0, open_part);
    r.excess := greatest(0, -open_part);
    RETURN r;
END $$;

-- 一站式: on the spot in the home city, for somebody known on that day.
CREATE FUNCTION model.channel_of(on_the_spot boolean, b model.bill,
    recognised date, applied date)
RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN on_the_spot AND (b).in_city AND applied IS NULL
                 AND coalesce(recognised, '-infinity') <= (b).day
        THEN 'direct' ELSE 'application' END
$$;

-- What is used of the pools so far: one entry for each year and pool; of the pools
-- of further limits one for each claim.
CREATE TYPE model.limited AS (
    pool text, benefit_year integer, day date, paid numeric
);
CREATE TYPE model.used AS (
    keys text[], burden numeric[], absorbed numeric[], paid numeric[],
    due numeric[], limited model.limited[]
);
CREATE FUNCTION model.nothing_used() RETURNS model.used LANGUAGE sql IMMUTABLE AS $$
    SELECT ROW('{}', '{}', '{}', '{}', '{}', '{}')::model.used
$$;

-- The place of a year's pool among them; opened, if it is not there yet.
CREATE FUNCTION model.open_pool(INOUT u model.used, key text, OUT at integer)
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    at := array_position(u.keys, key);
    IF at IS NULL THEN
        at := cardinality(u.keys) + 1;
        u.keys[at] := key;
        u.burden[at] := 0; u.absorbed[at] := 0; u.paid[at] := 0; u.due[at] := 0;
    END IF;
END $$;

-- One pool of them; due: what the main benefits would have paid without a limit.
CREATE FUNCTION model.used_of(u model.used, year integer, pool text,
    OUT burden numeric, OUT absorbed numeric, OUT paid numeric, OUT due numeric)
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    at integer := array_position(u.keys, year || ' ' || pool);
BEGIN
    burden := coalesce(u.burden[at], 0);
    absorbed := coalesce(u.absorbed[at], 0);
    paid := coalesce(u.paid[at], 0);
    due := coalesce(u.due[at], 0);
END $$;

-- The same once a claim of a day is settled.
CREATE FUNCTION model.posted(u model.used, r model.result, day date)
RETURNS model.used LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    opened record;
    at integer;
BEGIN
    IF r.pool IS NOT NULL THEN
        opened := model.open_pool(u, r.benefit_year || ' ' || r.pool);
        u := opened.u;
        at := opened.at;
        u.burden[at] := r.pool_burden;
        u.absorbed[at] := u.absorbed[at] + r.deductible;
        u.paid[at] := r.pool_paid;
        u.due[at] := u.due[at] + r.due + r.top_up;
        u.limited := u.limited || ARRAY(
            SELECT ROW(w, r.benefit_year, day, r.assistance)::model.limited
              FROM unnest(r.limit_pools) AS w);
    END IF;
    IF r.tilted_pool IS NOT NULL THEN
        opened := model.open_pool(u, r.benefit_year || ' ' || r.tilted_pool);
        u := opened.u;
        at := opened.at;
        u.burden[at] := r.tilted_pool_burden;
        u.paid[at] := r.tilted_pool_paid;
    END IF;
    RETURN u;
END $$;

-- 就高: whether one category's settlement goes before the best so far (ord NULL: none).
CREATE FUNCTION model.better(r model.result, best model.result)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT (best).ord IS NULL
        OR ((r).aid, - model.rank_of((r).category), - (r).benefit_year)
         > ((best).aid, - model.rank_of((best).category), - (best).benefit_year)
$$;

-- The best of them as the claim's; or the claim for which there is none.
CREATE FUNCTION model.settled(r model.result) RETURNS model.result
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    r.status := CASE WHEN r.aid > 0 THEN 'paid' ELSE 'nothing_due' END;
    RETURN r;
END $$;
CREATE FUNCTION model.not_covered(n integer, b model.bill, burden numeric,
    hospital numeric, reason text)
RETURNS model.result LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    r model.result := model.blank(n, b);
BEGIN
    r.status := 'not_covered';
    r.burden := burden;
    r.hospital_borne := hospital;
    r := model.sum_up(r, b);
    r.reason := reason;
    RETURN r;
END $$;

-- The name under which a rule stands: the kinds of 监测 share one row.
CREATE FUNCTION model.row_of(category text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT regexp_replace(category, '^monitored_.*', 'monitored');
$$;
