-- What medaid_why_not() says of each category against what settling says, on
-- the random persons of the model.
--
-- SELECT * FROM model.compare_why_not('zibo-2023', 1000, 1);   -- differing must be 0

-- Why the rows do not fit the settlement; NULL: they do.
CREATE FUNCTION model.why_not_fits(c medaid_claim, s medaid_settlement,
    policies medaid_policy[], used medaid_accumulator[])
RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    entries integer;
    applied integer;
    refused_as_said boolean;
    too_high integer;
    only_gate text;
    best_refused numeric;
    instead medaid_settlement;
BEGIN
    SELECT count(*) FILTER (WHERE w.stage = 'category'),
           count(*) FILTER (WHERE w.stage = 'category'
               AND w.category = s.category AND w.would_pay = s.aid
               AND w.condition IS NOT DISTINCT FROM s.reason),
           count(*) FILTER (WHERE w.stage = 'category' AND w.would_pay > s.aid
               AND (w.condition IS NULL OR w.condition IN ('lower_aid', 'rank',
                    'earlier_entry'))),
           coalesce(bool_or(w.condition = s.reason
               AND w.stage IN ('category', 'identity', 'gate')), false),
           -- the one gate that refuses, where no policy of another day tells more
           CASE WHEN count(*) FILTER (WHERE w.stage = 'gate') = 1
                THEN max(w.condition) FILTER (WHERE w.stage = 'gate') END,
           max(w.would_pay) FILTER (WHERE w.stage = 'category'
               AND w.condition = 'not_designated'
               AND NOT EXISTS (SELECT FROM medaid_why_not(c, policies, used) AS i
                                WHERE i.stage IN ('identity', 'validity') AND i.condition IS NOT NULL))
      INTO entries, applied, too_high, refused_as_said, only_gate, best_refused
      FROM medaid_why_not(c, policies, used) AS w;
    IF entries <> coalesce(cardinality(c.categories), 0) THEN
        RETURN format('%s entries', entries);
    ELSIF s.status <> 'not_covered' AND applied = 0 THEN
        RETURN 'the category applied is not among the rows';
    ELSIF s.status = 'not_covered' AND NOT refused_as_said THEN
        RETURN 'no row has the reason';
    ELSIF too_high > 0 THEN
        RETURN 'a loser would pay more than the winner';
    END IF;
    IF only_gate = 'not_designated' AND best_refused IS NOT NULL THEN
        c.designated := true;
        BEGIN
            instead := medaid_settle(c, policies, used);
        EXCEPTION WHEN object_not_in_prerequisite_state OR null_value_not_allowed THEN
            -- another category of the claim needs what is not known
            RETURN NULL;
        END;
        IF instead.aid IS DISTINCT FROM best_refused THEN
            RETURN format('would pay %s, settled elsewhere %s', best_refused, instead.aid);
        END IF;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION model.compare_why_not(place text, persons integer,
    first_seed bigint)
RETURNS TABLE (claims bigint, differing bigint, first_difference text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    policies medaid_policy[] := model.policies_of(place);
    person medaid_claim[];
    used medaid_accumulator[];
    settled medaid_settlement;
    done medaid_settlement[];
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
            used := (SELECT medaid_ytd(u) FROM unnest(done) AS u);
            settled := medaid_settle(person[i], policies, used);
            wrong := model.why_not_fits(person[i], settled, policies, used);
            claims := claims + 1;
            IF wrong IS NOT NULL THEN
                differing := differing + 1;
                first_difference := coalesce(first_difference, format(
                    E'%s, seed %s, claim %s: %s\nclaim: %s\nsettled: %s', place,
                    seed, i, wrong, jsonb_strip_nulls(to_jsonb(person[i])),
                    to_jsonb(settled)));
            END IF;
            done := done || settled;
        END LOOP;
    END LOOP;
    RETURN NEXT;
END $$;
