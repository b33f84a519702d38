-- For \ir: a person's claims settled claim by claim, after what stored settlements
-- say was used, give the assistance of each; every other form must say the same.
CREATE FUNCTION pg_temp.forms(p medaid_policy, claims medaid_claim[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	walked medaid_settlement[] := '{}';
	c medaid_claim;
	form text;
	other medaid_settlement[];
BEGIN
	FOREACH c IN ARRAY claims LOOP
		walked := walked || medaid_settle(c, p, (SELECT medaid_ytd(s) FROM unnest(walked) AS s));
	END LOOP;
	FOR form, other IN
		SELECT 'group', medaid_settle_all(u, p) FROM unnest(claims) AS u
		UNION ALL SELECT 'array', medaid_settle_all(u, ARRAY[p]) FROM unnest(claims) AS u
		UNION ALL SELECT 'set', medaid_settle_all(medaid_collect(u), p) FROM unnest(claims) AS u
		UNION ALL SELECT 'try group', medaid_try_settle_all(u, p) FROM unnest(claims) AS u
		UNION ALL SELECT 'window', array_agg(w.s ORDER BY w.n) FROM (SELECT n, medaid_settle_ytd(claims[n], p) OVER (ORDER BY n) AS s FROM generate_subscripts(claims, 1) AS n) AS w
		UNION ALL SELECT 'try window', array_agg(w.s ORDER BY w.n) FROM (SELECT n, medaid_try_settle_ytd(claims[n], p) OVER (ORDER BY n) AS s FROM generate_subscripts(claims, 1) AS n) AS w
	LOOP
		IF to_jsonb(other) IS DISTINCT FROM to_jsonb(walked) THEN
			RETURN format('%s: %s, claim by claim %s', form, (SELECT string_agg(s.assistance::text, ' ') FROM unnest(other) AS s), (SELECT string_agg(s.assistance::text, ' ') FROM unnest(walked) AS s));
		END IF;
	END LOOP;
	IF (SELECT (o.outcome).aid FROM (SELECT medaid_outcomes(u, ARRAY[p]) AS x FROM unnest(claims) AS u) AS q, medaid_outcomes_unpack(q.x) AS o) <> (SELECT sum(s.aid) FROM unnest(walked) AS s) THEN
		RETURN 'scenarios differ';
	END IF;
	RETURN (SELECT string_agg(s.assistance::text, ' ' ORDER BY n) FROM unnest(walked) WITH ORDINALITY AS s (s, n)) ;
END $$;
