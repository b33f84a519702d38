#!/usr/bin/env bash
# The statements of doc/adding-a-place.md, run in order in a database of their
# own: each must run, and give what the document shows below it.  Prints TAP.
#
#   test/adding_a_place.sh           compares
#   test/adding_a_place.sh --write   writes what they give into the document
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
export PGCLIENTENCODING=UTF8
document=doc/adding-a-place.md
db=medaid_adding_$$
work=$(mktemp -d)
trap 'rm -rf "$work"; psql -qX -d postgres -c "DROP DATABASE IF EXISTS $db" 2>/dev/null || true' EXIT
psql -qX -d postgres -c "CREATE DATABASE $db ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0"
psql -qX -v ON_ERROR_STOP=1 -d "$db" -c 'CREATE EXTENSION medaid'

# NN.sql: a block; NN.want: the output below it, where there is one
awk -v dir="$work" '
	/^#+ / { heading = $0; sub(/^#+ /, "", heading) }
	/^```sql$/ { n++; file = sprintf("%s/%02d.sql", dir, n); print "-- " heading > file; sql = 1; next }
	/^```text$/ { file = sprintf("%s/%02d.want", dir, n); printf "" > file; out = 1; next }
	/^```$/ { sql = out = 0 }
	sql || out { print > file }' "$document"

n=0
failed=0
for block in "$work"/??.sql; do
	n=$((n + 1))
	name="$document: $(sed -n '1s/^-- //p' "$block")"
	status=0
	psql -qX -v ON_ERROR_STOP=1 -P footer=off -P null= -P border=1 -P pager=off -d "$db" -f - <"$block" >"$work/out" 2>&1 || status=$?
	# a NOTICE stands where it stands in a terminal
	sed -E -e 's/^psql:[^:]*:[0-9]+: //' -e 's/ *$//' -e '/^$/d' "$work/out" >"${block%.sql}.out"
	touch "${block%.sql}.want"
	if [ $status -ne 0 ]; then
		echo "not ok $n - $name"
		sed 's/^/# /' "$work/out"
		failed=1
	elif [ "${1:-}" != --write ] && ! diff "${block%.sql}.want" "${block%.sql}.out" >"$work/diff"; then
		echo "not ok $n - $name"
		sed 's/^/# /' "$work/diff"
		failed=1
	else
		echo "ok $n - $name"
	fi
done
if [ "${1:-}" = --write ]; then
	awk -v dir="$work" '
		/^```sql$/ { n++; sql = 1 }
		/^```text$/ { skip = 1; next }
		skip { if (/^```$/) { skip = 0; after = 1 } next }
		# the blank line that stood before and after an output
		after && /^$/ { after = 0; next }
		{ after = 0; print }
		sql && /^```$/ { sql = 0; file = sprintf("%s/%02d.out", dir, n)
			if ((getline line < file) > 0) { printf "\n```text\n%s\n", line; while ((getline line < file) > 0) print line; print "```" } }
		' "$document" >"$work/document"
	cat "$work/document" >"$document"
fi
echo "1..$n"
exit $failed
