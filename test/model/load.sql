-- The whole model, the numbers it uses, and the same numbers in medaid_reference.
\ir common.sql
\ir random_claims.sql
\ir panzhihua.sql
\ir dianjiang.sql
\ir pingshun.sql
\ir ankang.sql
\ir zibo.sql
\ir settle.sql
\ir compare.sql
SELECT FROM (SELECT model.load_references(), model.load_settings()) AS loaded \gset
INSERT INTO medaid_reference (area, indicator, year, value, published_on, source)
SELECT area, indicator, year, value, published_on, 'test' FROM model.reference;
