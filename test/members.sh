#!/usr/bin/env bash
# Every member of the extension, and every symbol of its library, against the
# list of them in test/members/list, in TAP: how it is marked, who may use it,
# what it costs, whose it is, whether it says what it is.  PGDATABASE names a
# database with medaid.
#
#   test/members.sh --write   writes the list (make members starts a server for it)
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "$(readlink -f "$0")")"
database=medaid_members_$$
work=$(mktemp -d)
trap 'dropdb --if-exists "$database" >/dev/null 2>&1; rm -rf "$work"' EXIT
createdb -T template0 -E UTF8 -l C.UTF-8 "$database"
psql -qXAt -v ON_ERROR_STOP=1 -d "$database" -c 'CREATE EXTENSION medaid'
psql -qXAt -d "$database" -v whole=false -f members/describe.sql >"$work/list"
library=$("${PG_CONFIG:-pg_config}" --pkglibdir)/medaid.so
if command -v nm >/dev/null && [ -r "$library" ]; then
	nm -D --defined-only "$library" | awk '{ print "symbol " $NF }' | grep -v '^symbol pg_finfo_' | LC_ALL=C sort >>"$work/list"
else
	# tested by exports.sh where there is one
	grep '^symbol ' members/list >>"$work/list" || true
fi
if [ "${1:-}" = --write ]; then
	cp "$work/list" members/list
	echo "$(wc -l <members/list) lines"
	exit 0
fi
echo 1..3
diff members/list "$work/list" >"$work/diff" && status=0 || status=$?
if [ $status = 0 ]; then
	echo 'ok 1 - every member is as listed'
else
	echo 'not ok 1 - every member is as listed'
	sed -n 's/^< /# listed: /p; s/^> /# is:     /p' "$work/diff" | cut -c1-400 | head -60
	echo '# If it is meant: make members, and look at the difference of test/members/list.'
fi
odd=$(grep -E ', owner: |, leakproof' members/list || true)
if [ -z "$odd" ]; then echo 'ok 2 - every member is the owner'"'"'s, and none claims to leak nothing'; else echo 'not ok 2 - every member is the owner'"'"'s, and none claims to leak nothing'; cut -c1-300 <<<"$odd" | sed 's/^/# /'; fi
if [ "$(grep -cE '^(function|aggregate|window function|procedure) ' members/list)" -gt 250 ] && [ "$(grep -c '^symbol ' members/list)" -gt 50 ]; then echo 'ok 3 - the list is there'; else echo 'not ok 3 - the list is there'; fi
[ $status = 0 ] && [ -z "$odd" ]
