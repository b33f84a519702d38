-- The independent model beyond the single claim: premium subsidy (资助参保),
-- early warning (监测预警), deposits (先诊疗后付费), written from the regulations
-- without any table or function of the extension.  Needs common.sql.

CREATE TYPE model.contribution AS (
    assistance numeric, government numeric, personal numeric, refund numeric,
    county numeric              -- of government, the county's fiscal part
);

-- What one category gets of the contribution; NULL: the text names it not.
CREATE FUNCTION model.premium_share(place text, cat text, standard numeric)
RETURNS numeric LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF place = 'panzhihua-2023' THEN                        -- 第六条
        RETURN CASE WHEN cat IN ('tekun', 'orphan') THEN standard
            WHEN cat = 'dibao' OR cat LIKE 'monitored%'
                THEN round(standard * 0.75, 2) END;
    ELSIF place = 'pingshun-2023' THEN                      -- 第十三条
        RETURN CASE WHEN cat <> ALL ('{tekun,orphan,unsupported_child,institution_child,dibao,poverty_returned,monitored_prone,monitored_unstable,monitored_marginal}')
            THEN NULL ELSE least(standard, CASE
            WHEN cat IN ('tekun', 'orphan', 'unsupported_child', 'institution_child') THEN standard
            WHEN cat = 'dibao' THEN greatest(280, round(standard * 0.8, 2))
            WHEN cat = 'poverty_returned' THEN round(standard * 0.9, 2)
            WHEN cat LIKE 'monitored%' THEN 280 END) END;
    ELSIF place = 'ankang-2023' THEN                        -- 三（二）
        RETURN CASE
            WHEN cat IN ('tekun', 'orphan', 'unsupported_child') THEN standard
            WHEN cat = 'dibao' OR cat LIKE 'monitored%' THEN
                least(standard, model.needed_setting(place, CASE cat
                    WHEN 'dibao' THEN 'premium-dibao.amount'
                    ELSE 'premium-monitored.amount' END)) END;
    ELSIF place = 'zibo-2023' THEN                          -- （二）
        RETURN CASE WHEN cat = 'tekun' THEN standard
            WHEN cat = 'dibao' THEN round(standard * 0.8, 2)
            WHEN cat LIKE 'monitored%' OR cat IN ('poverty_returned', 'dibao_margin')
                THEN round(standard * 0.3, 2) END;
    END IF;
    -- 垫江 三（三）: 分类资助, no amounts
    RETURN CASE WHEN cat <> 'lifted' THEN round(standard *
        model.needed_setting(place, 'premium-' || model.row_of(cat) || '.rate'), 2) END;
END $$;

CREATE FUNCTION model.premium(place text, categories text[], insurance text,
    standard numeric, subsidy numeric, collection daterange,
    recognised date[], paid date)
RETURNS model.contribution LANGUAGE plpgsql STABLE AS $$
DECLARE
    best model.contribution := ROW(0, 0, standard, 0, 0);
    open_best model.contribution;   -- the most of what the text leaves open
    r model.contribution;
    share numeric;
    cat text;
    listed date;
    own_paid numeric := standard;   -- what was left to pay when it was paid
    first_day date := lower(collection);
    last_day date := upper(collection) - 1;
    has_paid boolean;
BEGIN
    IF insurance = 'employee' THEN
        RETURN best;
    END IF;
    FOR i IN 1 .. coalesce(cardinality(categories), 0) LOOP
        cat := categories[i];
        listed := recognised[i];
        has_paid := coalesce(paid <= listed, false);
        -- 平顺 第十条（二）: 过渡期内…认定的
        CONTINUE WHEN place = 'pingshun-2023' AND listed >= '2026-01-01'
            AND (cat = 'poverty_returned' OR cat LIKE 'monitored%');
        share := model.premium_share(place, cat, standard);
        CONTINUE WHEN share IS NULL;
        r := ROW(share, 0, standard - share, 0, 0);
        -- 淄博 （二）: 差额部分由政府兜底 for the three groups
        IF place = 'zibo-2023' AND cat <> 'dibao_margin' THEN
            r.government := r.personal;
            r.personal := 0;
        END IF;
        IF place = 'pingshun-2023' AND listed > last_day THEN          -- 第三十三条（三）
            IF has_paid THEN
                r := ROW(0, 0, standard, 0, 0);
            ELSE
                r.government := subsidy;
                r.county := subsidy;
            END IF;
        ELSIF place = 'pingshun-2023' AND listed >= first_day THEN     -- （二）
            r.refund := CASE WHEN has_paid THEN share ELSE 0 END;
        ELSIF place = 'ankang-2023' AND listed > last_day THEN         -- 三（二）: 下年度
            r := ROW(0, 0, standard, 0, 0);
        ELSIF has_paid THEN
            -- no text says what becomes of who had paid: neither refund nor none
            IF open_best IS NULL OR (r.personal, -r.assistance) < (open_best.personal, -open_best.assistance) THEN
                open_best := r;
            END IF;
            CONTINUE;
        END IF;
        IF NOT has_paid THEN
            own_paid := least(own_paid, r.personal);
        END IF;
        -- 就高: what leaves the person least, then the fund's larger part, then the list in time
        IF (r.personal, -r.assistance, r.county) < (best.personal, -best.assistance, best.county) THEN
            best := r;
        END IF;
    END LOOP;
    IF (open_best.personal, -open_best.assistance) < (best.personal, -best.assistance) THEN
        RETURN NULL;
    END IF;
    -- 退还其个人缴费: no more than was paid
    IF best.refund > 0 THEN
        best.refund := own_paid - best.personal;
    END IF;
    RETURN best;
END $$;

-- 平顺 第三十四条: the day from which who joined after the collection is entitled, and what it hangs on.
CREATE FUNCTION model.entitled(categories text[], collection daterange, recognised date[], paid date, owes boolean)
RETURNS text LANGUAGE sql STABLE AS $$
    -- 救助对象 of 第十条, the list of each; long ago: no day
    SELECT CASE
        WHEN count(*) = 0 THEN ''
        WHEN paid > upper(collection) - 1 THEN concat_ws(' ', CASE WHEN bool_and(l.day IS NOT NULL) THEN min(l.day) END, 'from_list')
        WHEN paid IS NOT NULL THEN 'with_insurance'
        WHEN bool_and(l.day IS NOT NULL AND l.day > upper(collection) - 1)
            THEN concat_ws(' ', min(l.day), CASE WHEN owes THEN 'from_list_once_paid' ELSE 'from_list' END)
        ELSE 'by_day_of_joining' END
    FROM unnest(categories, recognised) AS l (category, day)
    WHERE (l.category IN ('tekun', 'orphan', 'unsupported_child', 'institution_child', 'dibao', 'dibao_margin', 'medical_poverty'))
        OR (l.category = 'poverty_returned' OR l.category LIKE 'monitored%') AND coalesce(l.day < '2026-01-01', true)
$$;

-- The line over which somebody is told of; NULL: none.
CREATE FUNCTION model.warning_line(place text, categories text[], insurance text, day date)
RETURNS numeric LANGUAGE plpgsql STABLE AS $$
DECLARE
    held text[] := coalesce(categories, '{}');
    monitored boolean := held && '{monitored,monitored_prone,monitored_unstable,monitored_marginal,monitored_sudden}';
BEGIN
    IF place = 'panzhihua-2023' THEN                        -- 第十八条: 基本医保参保对象
        RETURN CASE WHEN coalesce(insurance, 'resident') <> 'none'
            THEN round(0.5 * model.needed_reference('攀枝花市', 'income', day), 2) END;
    ELSIF place = 'pingshun-2023' THEN                      -- 第二十九、三十条
        RETURN CASE WHEN monitored OR held && '{tekun,orphan,unsupported_child,institution_child,dibao,poverty_returned,dibao_margin,medical_poverty,lifted}' THEN 6000
            WHEN coalesce(insurance, 'resident') = 'resident' THEN 20000 END;
    ELSIF place = 'zibo-2023' THEN                          -- （八）
        RETURN CASE WHEN monitored OR 'dibao_margin' = ANY (held)
                THEN round(0.5 * model.needed_reference('山东省', 'income', day), 2)
            WHEN NOT held && '{tekun,dibao,poverty_returned,medical_poverty}'    -- 普通参保人员
                    AND coalesce(insurance, 'resident') <> 'none'
                THEN round(1.5 * model.needed_reference('山东省', 'income', day), 2) END;
    ELSIF place = 'ankang-2023' THEN                        -- 四（三）
        RETURN CASE WHEN monitored OR 'dibao_margin' = ANY (held)
            THEN model.needed_setting(place, 'monitor.line') END;
    END IF;
    RETURN CASE WHEN monitored OR held && '{tekun,dibao,dibao_margin}'    -- 三（六）
        THEN model.needed_setting(place, 'monitor.line') END;
END $$;

CREATE FUNCTION model.deposit_waived(place text, categories text[], at text, referral boolean, designated boolean)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    -- 平顺 第四十一条: 定点医疗机构要…按规定, and the conditions are elsewhere
    SELECT CASE WHEN place = 'pingshun-2023' THEN CASE WHEN NOT designated THEN false END ELSE referral AND designated AND CASE place
        WHEN 'panzhihua-2023' THEN at IN ('county', 'city') AND categories && '{tekun,orphan,dibao}'              -- 第十六条
        WHEN 'dianjiang-2023' THEN at = 'county' AND (categories && '{tekun,dibao,poverty_returned}'              -- 三（七）
            OR array_to_string(categories, ',') ~ 'monitored')
        WHEN 'ankang-2023' THEN at IN ('county', 'city') AND categories && '{tekun,dibao,orphan,unsupported_child}' -- 六（二）
        WHEN 'zibo-2023' THEN at IN ('county', 'city') AND categories && '{tekun,dibao,poverty_returned}'         -- （十三）
        ELSE false END END
$$;
