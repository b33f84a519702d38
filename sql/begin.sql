\echo Use "CREATE EXTENSION medaid" to load this file. \quit

-- Whoever may create objects in the extension's schema must not be able to have
-- them used here: names, operators and casts are looked up in pg_catalog alone,
-- and medaid's own names stand with their schema.  Upgrade scripts begin alike.
SET LOCAL search_path = pg_catalog, pg_temp;

