-- What several files of test/pgtap ask with: \ir ../helpers.sql.
-- SQLSTATE, message, detail and hint of a statement that must fail.
CREATE FUNCTION pg_temp.err(sql text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE state text; message text; detail text; hint text;
BEGIN
  EXECUTE sql;
  RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
  RETURN concat_ws(' ', state, message, nullif(detail, ''), nullif(hint, ''));
END $$;
-- Which of the words that an error should say it does not; NULL: none.
CREATE FUNCTION pg_temp.lacks(error text, VARIADIC words text[]) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(w, ', ') || ' not in: ' || error FROM unnest(words) w WHERE strpos(error, w) = 0 $$;

-- The result of a statement, or its SQLSTATE.
CREATE FUNCTION pg_temp.result_or_state(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
  EXECUTE query INTO result;
  RETURN result;
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE;
END $$;
-- The same as another role.
CREATE FUNCTION pg_temp.as_role(who text, query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
  EXECUTE format('SET LOCAL ROLE %I', who);
  BEGIN
    EXECUTE query INTO result;
  EXCEPTION WHEN OTHERS THEN
    result := SQLSTATE;
  END;
  RESET ROLE;
  RETURN result;
END $$;

-- The kth of the numbers drawn for n, from 0 to below - 1: the same in every run.
CREATE FUNCTION pg_temp.draw(n bigint, k integer, below integer) RETURNS integer LANGUAGE sql IMMUTABLE AS
  $$ SELECT ((hashint8extended(n, k) & 1073741823) % below)::integer $$;
