-- A person's claims in the order of the array.  as_of NULL: each category
-- takes the incomes of its own day; else those of that day for every claim.
CREATE FUNCTION model.settle_person(place text, claims medaid_claim[],
    as_of date DEFAULT NULL)
RETURNS SETOF model.result LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF place = 'panzhihua-2023' THEN
        RETURN QUERY SELECT * FROM model.settle_panzhihua(claims, as_of);
    ELSIF place = 'dianjiang-2023' THEN
        RETURN QUERY SELECT * FROM model.settle_dianjiang(claims, as_of);
    ELSIF place = 'pingshun-2023' THEN
        RETURN QUERY SELECT * FROM model.settle_pingshun(claims, as_of);
    ELSIF place = 'ankang-2023' THEN
        RETURN QUERY SELECT * FROM model.settle_ankang(claims, as_of);
    ELSIF place = 'zibo-2023' THEN
        RETURN QUERY SELECT * FROM model.settle_zibo(claims, as_of);
    ELSE
        RAISE EXCEPTION 'unknown place %', place USING ERRCODE = '22023';
    END IF;
END $$;

-- The numbers the tests use: all areas, changing within each year.
CREATE FUNCTION model.load_references() RETURNS void LANGUAGE sql AS $$
    DELETE FROM model.reference;
    INSERT INTO model.reference (area, indicator, year, value, published_on)
    SELECT a.area, 'income', y,
           -- 0.50 and 0.49 show that income is rounded to whole yuan.
           a.base + (y - 2021) * 1733 + CASE y % 3 WHEN 0 THEN 0.50
                                                   WHEN 1 THEN 0.49 ELSE 0 END,
           -- published in January to March; 2024's from the first of January.
           CASE WHEN y = 2024 THEN NULL
                ELSE make_date(y + 1, 1 + y % 3, 1 + (y * 7) % 28) END
      FROM (VALUES ('攀枝花市', 36417), ('山西省', 27426), ('淄博市', 41783))
           AS a(area, base),
           generate_series(2020, 2028) AS y
    UNION ALL
    SELECT '攀枝花市', 'monitor_income', y, 7600 + (y - 2021) * 350.05, NULL
      FROM generate_series(2021, 2029) AS y;
$$;

-- 垫江's rates and 安康's 倾斜, as a user would set them.
CREATE FUNCTION model.load_settings() RETURNS void LANGUAGE sql AS $$
    DELETE FROM model.setting;
    INSERT INTO model.setting (place, name, value)
    SELECT 'dianjiang-2023', kind || '-' || cat || '.rate',
           CASE kind WHEN 'major' THEN 0.90 WHEN 'inpatient' THEN 0.70 ELSE 0.85 END
           - 0.0525 * ((ord - 1) / 2)
      FROM unnest(ARRAY['tekun', 'dibao', 'orphan', 'unsupported_child',
               'poverty_returned', 'veteran', 'severe_disability',
               'medical_poverty', 'dibao_margin', 'monitored'])
           WITH ORDINALITY AS c(cat, ord),
           unnest(ARRAY['inpatient', 'major', 'large']) AS kind
     -- 大额 follows 重特大疾病 but for two categories that set it.
     WHERE kind <> 'large' OR cat IN ('veteran', 'dibao_margin')
    UNION ALL
    VALUES ('ankang-2023', 'tilt.threshold', 10000),
           ('ankang-2023', 'tilt.rate', 0.5);
$$;
