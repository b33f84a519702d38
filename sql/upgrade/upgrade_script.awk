# Makes the script from one version to the next (see doc/developing.md, Releasing):
#
#   awk -f upgrade_script.awk -v to=0.2.0 medaid--0.1.0.sql 0.1.0--0.2.0.sql PART...
#
# The first file is the install script of the version before, the second what
# is written by hand, the others the parts of the new install script.  Of those
# it takes every statement that can be run again: functions, views and triggers
# are replaced, comments, grants and DO blocks repeated.  A type, table, index,
# cast or operator is made where its first line does not stand in the version
# before; what has changed of one, and rows, are written by hand, before the
# line "-- Functions" what they need, after it what needs them.

BEGIN { file = 0 }

FNR == 1 { file++ }

file == 2 && /^-- Functions/ { rest = 1; next }
file == 2 {
	if (rest)
		after = after $0 "\n"
	else
		before = before $0 "\n"
	next
}

file == 3 && FNR == 1 { head() }

# A statement begins at a line's beginning, and ends at a ";" that ends a line
# outside of a body.
statement == "" && (/^[[:space:]]*$/ || /^--/ || /^\\/) { next }
statement == "" { first = $0 }
{
	statement = statement $0 "\n"
	if (body == "" && /\$\$[[:space:]]*$/)
		body = "$$"
	else if (body == "" && /^BEGIN ATOMIC/)
		body = "END;"
	else if (body == "$$" && /^\$\$/)
		body = ""
	else if (body == "END;" && /^END;/)
		body = ""
	if (body == "" && /;[[:space:]]*$/) {
		if (file == 1)
			known[first] = 1
		else
			emit()
		statement = ""
	}
}

function head() {
	print "\\echo Use \"ALTER EXTENSION medaid UPDATE\" to load this file. \\quit"
	print "SET LOCAL search_path = pg_catalog, pg_temp;\n"
	print "DO $$\nBEGIN"
	print "	IF string_to_array(@extschema@.medaid_library_version(), '.')::int[] < '{" comma(to) "}'::int[] THEN"
	print "		RAISE EXCEPTION 'this session has the library of medaid %, and the update is to " to "', @extschema@.medaid_library_version() USING"
	print "			ERRCODE = 'object_not_in_prerequisite_state',"
	print "			HINT = 'Install the library of that version, and reconnect.';"
	print "	END IF;\nEND\n$$;\n"
	printf "%s\n", before
	# said anew below, so that what a column is no longer said to be is gone
	print "DO $$\nDECLARE\n	c record;\nBEGIN"
	print "	FOR c IN SELECT s.objoid, s.objsubid FROM pg_description AS s"
	print "		JOIN pg_class AS r ON r.oid = s.objoid"
	print "		JOIN pg_depend AS d ON (d.classid, d.objid) IN (('pg_class'::regclass::oid, r.oid), ('pg_type'::regclass::oid, r.reltype)) AND d.deptype = 'e'"
	print "		JOIN pg_extension AS e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid AND e.extname = 'medaid'"
	print "		WHERE s.classoid = 'pg_class'::regclass AND s.objsubid > 0"
	print "	LOOP"
	print "		EXECUTE format('COMMENT ON COLUMN %s.%I IS NULL', c.objoid::regclass,"
	print "			(SELECT a.attname FROM pg_attribute AS a WHERE (a.attrelid, a.attnum) = (c.objoid, c.objsubid)));"
	print "	END LOOP;\nEND\n$$;\n"
}

function comma(version) { gsub(/\./, ",", version); return version }

function emit() {
	if (first ~ /^ALTER TABLE .* ENABLE ALWAYS TRIGGER /)
		printf "%s", statement
	else if (first ~ /^CREATE (FUNCTION|PROCEDURE|AGGREGATE|VIEW|TRIGGER) /) {
		sub(/^CREATE /, "CREATE OR REPLACE ", statement)
		printf "%s", statement
	}
	else if (first ~ /^(CREATE (TYPE|TABLE|INDEX|UNIQUE INDEX|CAST|OPERATOR)|ALTER TABLE) /) {
		if (!(first in known))
			printf "%s", statement
	}
	else if (first ~ /^(COMMENT|GRANT|REVOKE|DO|SELECT pg_catalog\.pg_extension_config_dump)/)
		printf "%s", statement
	else if (first !~ /^(INSERT INTO|SET LOCAL search_path) /) {
		print "upgrade_script.awk: what is this? " first > "/dev/stderr"
		exit failed = 1
	}
}

END {
	if (failed)
		exit 1
	if (statement != "") {
		print "upgrade_script.awk: a statement without an end: " first > "/dev/stderr"
		exit 1
	}
	printf "\n%s", after
}
