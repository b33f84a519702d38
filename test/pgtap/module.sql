-- The library tells its name and version: a DBA sees which one a session has loaded.
SELECT current_setting('server_version_num')::integer >= 180000 AS told \gset
BEGIN;
SELECT plan(1);
\if :told
LOAD 'medaid';
SELECT is((SELECT string_agg(m::text, ' ') FROM pg_get_loaded_modules() AS m WHERE module_name = 'medaid'),
	(SELECT format('(medaid,%s,medaid.so)', default_version) FROM pg_available_extensions WHERE name = 'medaid'), 'name, version and file of the library');
\else
SELECT skip('pg_get_loaded_modules() is of PostgreSQL 18', 1);
\endif
SELECT * FROM finish();
ROLLBACK;
