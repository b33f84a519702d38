-- Every explanation against its settlement, on the random persons of the
-- model.  The settlement itself is compared with the model elsewhere.
--
-- SELECT * FROM model.compare_explained('zibo-2023', 1000, 1);   -- differing must be 0

-- What a formula comes to: the amount left of each "=" must be the one right
-- of it; NULL where one is not.
CREATE FUNCTION model.formula_value(formula text) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    equation text;
    sides text[];
    value numeric;
BEGIN
    FOREACH equation IN ARRAY string_to_array(formula, '; ') LOOP
        sides := string_to_array(equation, ' = ');
        IF cardinality(sides) <> 2 THEN
            RETURN NULL;
        END IF;
        -- round(amount, unit) is to the unit in which the place pays
        EXECUTE 'SELECT round(' || replace(replace(replace(
            regexp_replace(replace(sides[1], 'round(', 'model.paid_in('),
                '([0-9.]+)%', '\1 * 0.01', 'g'),
            ' x ', ' * '), 'min(', 'least('), 'max(', 'greatest(') || ', 2)'
            INTO value;
        -- an equation of a sum with itself says nothing
        IF sides[1] = sides[2] OR value IS DISTINCT FROM sides[2]::numeric
           OR sides[2] !~ '^[0-9]+\.[0-9][0-9]$' THEN
            RETURN NULL;
        END IF;
    END LOOP;
    RETURN value;
END $$;

-- Whether the amounts of an explanation's items are the settlement's.  cut: there are
-- more than a dozen, and the first may be left out; whole_bill: nothing is out of scope.
CREATE FUNCTION model.sums_of(sums jsonb, s medaid_settlement, cut boolean,
    whole_bill boolean)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce((sums ->> 'basic_paid')::numeric, 0)
            + coalesce((sums ->> 'critical_illness_paid')::numeric, 0)
            + coalesce((sums ->> 'other_paid')::numeric, 0)
            + coalesce((sums ->> 'paid_outside')::numeric, 0)
          = (s).basic_paid + (s).critical_illness_paid + (s).other_paid
       AND ROW((sums ->> 'bill')::numeric,
               coalesce((sums ->> 'out_of_scope')::numeric,
                   CASE WHEN cut OR whole_bill THEN (s).total - (s).in_scope ELSE 0 END),
               coalesce((sums ->> 'burden')::numeric, CASE WHEN cut THEN (s).burden END),
               (sums ->> 'patient_pays')::numeric,
               coalesce((sums ->> 'deductible')::numeric,
                   CASE WHEN cut THEN (s).deductible ELSE 0 END),
               coalesce((sums ->> 'assistance')::numeric, 0),
               coalesce((sums ->> 'top_up')::numeric, 0),
               coalesce((sums ->> 'tilted')::numeric, 0),
               coalesce((sums ->> 'off_catalog')::numeric, 0),
               coalesce((sums ->> 'hospital_borne')::numeric, 0),
               coalesce((sums ->> 'excess')::numeric, 0),
               coalesce((sums ->> 'for_earlier')::numeric, 0),
               coalesce(sums ? (s).reason, (s).reason IS NULL))
           IS NOT DISTINCT FROM
           ROW((s).total, (s).total - (s).in_scope, (s).burden, (s).patient_pays,
               (s).deductible, (s).assistance, (s).top_up, (s).tilted, (s).off_catalog,
               (s).hospital_borne, (s).excess, (s).for_earlier, true)
$$;

-- What is wrong with an explanation; NULL: nothing.
CREATE FUNCTION model.unexplained(steps medaid_step[], c medaid_claim,
    s medaid_settlement, with_formulas boolean)
RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    one medaid_step;
    balance numeric := 0;
    n integer := 0;
    sums jsonb := '{}';
    banded numeric := 0;
    whole_bill boolean := false;
BEGIN
    IF cardinality(steps) > 12 THEN
        RETURN format('%s steps', cardinality(steps));
    END IF;
    FOREACH one IN ARRAY steps LOOP
        n := n + 1;
        balance := balance + one.amount * CASE
            WHEN one.item IN ('bill', 'excess', 'for_earlier') THEN 1
            WHEN one.item IN ('basic_paid', 'critical_illness_paid', 'other_paid',
                'paid_outside', 'assistance', 'top_up', 'tilted',
                'hospital_borne', 'off_catalog') THEN -1
            WHEN one.item IN ('out_of_scope', 'burden', 'deductible', 'band',
                'limit', 'within_bill', 'patient_pays', 'identity', s.reason) THEN 0
            WHEN one.item = 'may_carry' AND one.amount IS NULL THEN NULL
            END;
        balance := coalesce(balance, one.balance);
        IF one.step IS DISTINCT FROM n OR one.label IS NULL
           OR one.balance IS DISTINCT FROM balance
           OR sums ? one.item AND one.item NOT IN ('band', 'limit') THEN
            RETURN format('step %s: balance %s', one, balance);
        END IF;
        IF one.item = 'may_carry' THEN
            CONTINUE;
        END IF;
        -- the parts of the burden in the bands
        IF one.item = 'band' THEN
            banded := banded + one.amount;
        END IF;
        whole_bill := whole_bill OR one.item = 'burden' AND one.label = '医疗费个人负担';
        sums := sums || jsonb_build_object(one.item, one.amount);
        IF with_formulas AND one.formula IS NOT NULL
           AND model.formula_value(one.formula) IS DISTINCT FROM one.amount THEN
            RETURN format('step %s: the formula does not come to the amount', one);
        END IF;
        -- what has a rule names its article
        IF one.article IS NULL AND one.item IN ('basic_paid', 'burden', 'deductible',
            'assistance', 'top_up', 'tilted', 'hospital_borne', 'off_catalog', 'identity') THEN
            RETURN format('step %s: no article', one);
        END IF;
    END LOOP;
    IF balance IS DISTINCT FROM s.patient_pays
       OR NOT model.sums_of(sums, s, n = 12, whole_bill) THEN
        RETURN format('the steps sum up to %s', sums);
    END IF;
    IF banded > 0 AND n < 12 AND banded <> s.burden - s.deductible THEN
        RETURN format('the bands hold %s', banded);
    END IF;
    RETURN NULL;
END $$;

-- A schedule of critical illness insurance to compute by, where the text has none.
CREATE FUNCTION model.insured_policies_of(place text) RETURNS medaid_policy[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    policies medaid_policy[] := model.policies_of(place);
    number record;
BEGIN
    FOR number IN SELECT n.path FROM medaid_policy_paths(policies[1]) AS n
                   WHERE n.path ~ '^critical-illness' AND n.value IS NULL LOOP
        policies := medaid_policy_with(policies, number.path, CASE
            WHEN number.path ~ 'deductible' THEN 10000
            WHEN number.path ~ 'cap' THEN 90000 ELSE 0.6125 END);
    END LOOP;
    RETURN policies;
END $$;

-- Whole persons; every other person leaves critical illness insurance to be
-- computed.  The formulas of every fifth person are worked out again.
CREATE FUNCTION model.compare_explained(place text, persons integer,
    first_seed bigint)
RETURNS TABLE (claims bigint, differing bigint, first_difference text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    policies medaid_policy[] := model.insured_policies_of(place);
    person medaid_claim[];
    used medaid_accumulator[];
    settled medaid_settlement;
    done medaid_settlement[];
    steps medaid_step[];
    wrong text;
    seed bigint;
    i integer;
BEGIN
    claims := 0;
    differing := 0;
    FOR seed IN first_seed .. first_seed + persons - 1 LOOP
        person := model.random_person(place, seed, '2022-11-15', '2028-03-15');
        done := '{}';
        FOR i IN 1 .. cardinality(person) LOOP
            IF seed % 2 = 0 THEN
                person[i].critical_illness_paid := NULL;
            END IF;
            used := (SELECT medaid_ytd(u) FROM unnest(done) AS u);
            settled := medaid_settle(person[i], policies, used);
            steps := ARRAY(SELECT e FROM medaid_explain(person[i], policies, used) AS e);
            wrong := model.unexplained(steps, person[i], settled, seed % 5 = 0);
            claims := claims + 1;
            IF wrong IS NOT NULL THEN
                differing := differing + 1;
                first_difference := coalesce(first_difference, format(
                    E'%s, seed %s, claim %s: %s\nclaim: %s\nsettled: %s\nsteps: %s',
                    place, seed, i, wrong, jsonb_strip_nulls(to_jsonb(person[i])),
                    to_jsonb(settled), steps));
            END IF;
            done := done || settled;
        END LOOP;
    END LOOP;
    RETURN NEXT;
END $$;
