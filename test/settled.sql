-- Settlements as text, and claims settled one after the other: what 攀枝花 and 淄博 are asked with.

-- status, reason, category, burden, deductible, assistance, tilted, aid, patient_pays
CREATE FUNCTION pg_temp.show(s medaid_settlement) RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' ', s.status, coalesce(s.reason, '-'), coalesce(s.category, '-'),
                   trim_scale(s.burden), trim_scale(s.deductible), trim_scale(s.assistance),
                   trim_scale(s.tilted), trim_scale(s.aid), trim_scale(s.patient_pays)) $$;
-- status, reason, category, aid, channel, benefit_year
CREATE FUNCTION pg_temp.who(s medaid_settlement) RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' ', s.status, coalesce(s.reason, '-'), coalesce(s.category, '-'),
                   trim_scale(s.aid), s.channel, s.benefit_year) $$;
-- pool, its burden, paid and remaining, year to date ('-' = NULL)
CREATE FUNCTION pg_temp.main(s medaid_settlement) RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' ', coalesce(s.pool, '-'), coalesce(trim_scale(s.pool_burden)::text, '-'),
                   coalesce(trim_scale(s.pool_paid)::text, '-'), coalesce(trim_scale(s.pool_remaining)::text, '-')) $$;
-- residual, tilted pool, its burden and paid, year to date
CREATE FUNCTION pg_temp.tilt(s medaid_settlement) RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' ', trim_scale(s.residual), coalesce(s.tilted_pool, '-'),
                   coalesce(trim_scale(s.tilted_pool_burden)::text, '-'), coalesce(trim_scale(s.tilted_pool_paid)::text, '-')) $$;

-- Settles claims one after the other, carrying the accumulators from each settlement to the next.
CREATE FUNCTION pg_temp.chain(claims medaid_claim[], policy medaid_policy) RETURNS SETOF medaid_settlement LANGUAGE plpgsql AS $$
DECLARE s medaid_settlement; ytd medaid_accumulator[] := '{}'; absorbed numeric; i integer;
BEGIN
  FOR i IN 1 .. cardinality(claims) LOOP
    s := medaid_settle(claims[i], policy, ytd);
    RETURN NEXT s;
    IF s.pool IS NOT NULL THEN
      SELECT s.deductible + coalesce(sum(a.deductible), 0) INTO absorbed FROM unnest(ytd) a WHERE a.benefit_year = s.benefit_year AND a.pool = s.pool;
      ytd := ARRAY(SELECT a FROM unnest(ytd) a WHERE (a.benefit_year, a.pool) <> (s.benefit_year, s.pool))
             || medaid_accumulator(s.benefit_year, s.pool, s.pool_burden, absorbed, s.pool_paid);
    END IF;
    IF s.tilted_pool IS NOT NULL THEN
      ytd := ARRAY(SELECT a FROM unnest(ytd) a WHERE (a.benefit_year, a.pool) <> (s.benefit_year, s.tilted_pool))
             || medaid_accumulator(s.benefit_year, s.tilted_pool, s.tilted_pool_burden, 0, s.tilted_pool_paid);
    END IF;
  END LOOP;
END $$;
