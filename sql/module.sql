-- The shared library itself.

CREATE FUNCTION @extschema@.medaid_library_version() RETURNS text
	LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_library_version() IS
	'The version of the shared library that this session has loaded; that of the database''s functions is pg_extension.extversion';
