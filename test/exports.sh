#!/usr/bin/env bash
# What the shared library exports, in TAP: the C functions that SQL names, their
# info functions and the magic block. Any other name could meet that of another
# library in the same server process.
set -euo pipefail
library=$("${PG_CONFIG:-pg_config}" --pkglibdir)/medaid.so
if ! command -v nm >/dev/null || ! [ -r "$library" ]; then
	echo "1..0 # SKIP no nm, or no $library"
	exit 0
fi
allowed=$(psql -qXAt -v ON_ERROR_STOP=1 -c "
	SELECT n FROM pg_depend AS d JOIN pg_proc AS p ON p.oid = d.objid JOIN pg_language AS l ON l.oid = p.prolang,
		LATERAL (VALUES (p.prosrc), ('pg_finfo_' || p.prosrc)) AS v (n)
	WHERE d.classid = 'pg_proc'::regclass AND d.deptype = 'e' AND l.lanname = 'c'
		AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'medaid')
	UNION SELECT 'Pg_magic_func'" | LC_ALL=C sort -u)
# what a script of a version released names must be there as long as it runs on the way to this one
released=$(cat "$(dirname "$0")"/../sql/released/medaid--*.sql | awk '
	/^CREATE (OR REPLACE )?FUNCTION / { name = $0; sub(/^CREATE.*FUNCTION @extschema@\./, "", name); sub(/\(.*/, "", name) }
	/AS .MODULE_PATHNAME., ./ { symbol = $0; sub(/^.*MODULE_PATHNAME., ./, "", symbol); sub(/\047.*/, "", symbol); print symbol; next }
	/AS .MODULE_PATHNAME./ { print name }' | LC_ALL=C sort -u)
allowed=$( { echo "$allowed"; sed 'p; s/^/pg_finfo_/' <<<"$released"; } | LC_ALL=C sort -u)
exported=$(nm -D --defined-only "$library" | awk '{ print $NF }' | LC_ALL=C sort -u)
more=$(LC_ALL=C comm -13 <(echo "$allowed") <(echo "$exported") | tr '\n' ' ')
less=$(LC_ALL=C comm -23 <(echo "$allowed") <(echo "$exported") | tr '\n' ' ')
echo 1..4
ok() { if [ "$2" ]; then echo "ok $1 - $3"; else echo "not ok $1 - $3"; fi; }
ok 1 "$([ "$(wc -l <<<"$exported")" -gt 50 ] && echo yes)" 'the library exports functions'
ok 2 "$([ -z "$more" ] && echo yes)" "nothing that SQL does not name${more:+: $more}"
ok 3 "$([ -z "$less" ] && echo yes)" "everything that SQL names, here or in a version released${less:+; missing: $less}"
ok 4 "$([ "$(wc -l <<<"$released")" -gt 50 ] && grep -qx medaid_settle <<<"$released" && echo yes)" 'whose names are found'
