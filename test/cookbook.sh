#!/usr/bin/env bash
# Every query of the cookbook, of the reference of outcomes and of the ledger's months,
# run against the demo's county in a database of its own, and what README.md shows of
# make demo; TAP on standard output.
#
#   test/cookbook.sh           each query must give what the document shows below it
#   test/cookbook.sh --write   its output replaces the block below it
#
#   COOKBOOK_DB  a database that already holds the demo, instead of a new one
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
export PGCLIENTENCODING=UTF8
write=
[ "${1:-}" != --write ] || write=1
documents=(doc/cookbook.md doc/reference-outcome.md doc/ledger-account.md)
work=$(mktemp -d)
db=${COOKBOOK_DB:-medaid_check_cookbook}
finish() {
	rm -rf "$work"
	[ -n "${COOKBOOK_DB:-}" ] || psql -qX -d postgres -c "DROP DATABASE IF EXISTS $db" 2>/dev/null || true
}
trap finish EXIT

# A part of the demo.
demo() {
	psql -qX -v ON_ERROR_STOP=1 -d "$db" -f "doc/demo/$1.sql" >"$work/demo" 2>&1 ||
		{ sed 's/^/# /' "$work/demo"; echo "Bail out! The demo's $1.sql failed"; exit 1; }
	cat "$work/demo" >>"$work/demo.out"
}

if [ -z "${COOKBOOK_DB:-}" ]; then
	psql -qX -d postgres -c "DROP DATABASE IF EXISTS $db" 2>/dev/null
	psql -qX -d postgres -c "CREATE DATABASE $db ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0"
	psql -qX -v ON_ERROR_STOP=1 -d "$db" -c 'CREATE EXTENSION medaid'
	demo county
	demo report
fi

# A document's blocks, each in a file of its own that begins with its heading.
blocks() {
	awk -v dir="$work" -v base="$1" '
		/^#+ / { heading = $0; sub(/^#+ /, "", heading) }
		/^```sql$/ { n++; file = sprintf("%s/%s.%02d", dir, base, n); print "-- " heading > file; inside = 1; next }
		/^```text$/ { file = sprintf("%s/%s.%02d.want", dir, base, n); inside = 1; next }
		/^```$/ { inside = 0 }
		inside { print > file }' "$2"
}

# The document again, with each output below its query.
rewrite() {
	awk -v dir="$work" -v base="$1" '
		/^```sql$/ { n++; print; query = 1; next }
		query && /^```$/ { query = 0; print; out = sprintf("%s/%s.%02d.out", dir, base, n)
			printf "\n```text\n"; while ((getline line < out) > 0) print line; print "```"; after = 1; next }
		# the former output
		after && /^$/ && !old { blank = 1; next }
		after && /^```text$/ { old = 1; blank = 0; next }
		after && old { if (/^```$/) { after = 0; old = 0 } next }
		after { if (blank) print ""; after = 0; blank = 0 }
		{ print }' "$2"
}

n=0
failed=0
for document in "${documents[@]}"; do
	base=$(basename "$document" .md)
	# the month adds claims to the county: after the others
	if [ "$base" = ledger-account ] && [ -z "$(psql -qXAt -d "$db" -c "SELECT to_regclass('assist.book')")" ]; then
		demo month
	fi
	blocks "$base" "$document"
	for query in "$work/$base".??; do
		n=$((n + 1))
		heading="$document: $(sed -n '1s/^-- //p' "$query")"
		touch "$query.want"
		status=0
		PGOPTIONS='-c search_path=county,public -c work_mem=256MB' psql -qX -v ON_ERROR_STOP=1 -P footer=off -P null= -P border=1 \
			-P pager=off -d "$db" -f "$query" >"$query.out" 2>&1 || status=$?
		sed -i -e 's/ *$//' -e '${/^$/d}' "$query.out"
		if [ $status -ne 0 ]; then
			failed=$((failed + 1))
			echo "not ok $n - $heading"
			sed 's/^/# /' "$query.out"
		elif [ "$(sed '/^$/d' "$query.out" | wc -l)" -lt 3 ] && grep -qiE '^(select|with) ' "$query"; then
			failed=$((failed + 1))
			echo "not ok $n - $heading: no rows"
		elif [ -z "$write" ] && ! diff "$query.want" "$query.out" >"$work/diff"; then
			failed=$((failed + 1))
			echo "not ok $n - $heading"
			sed 's/^/# /' "$work/diff"
		else
			echo "ok $n - $heading"
		fi
	done
	if [ -n "$write" ]; then
		rewrite "$base" "$document" >"$work/document"
		cat "$work/document" >"$document"
	fi
done

# where the demo was made here: each line that README.md shows of it
if [ -s "$work/demo.out" ]; then
	n=$((n + 1))
	awk '/`make demo` prints this/ { here = 1 } here && /^```$/ { inside++; next } inside == 1 && $0 != "..." { sub(/ +$/, ""); print }' README.md >"$work/shown"
	lacks=$(grep -vxFf <(sed 's/ *$//' "$work/demo.out") "$work/shown" || true)
	if [ -s "$work/shown" ] && [ -z "$lacks" ]; then
		echo "ok $n - README.md: make demo"
	else
		failed=$((failed + 1))
		echo "not ok $n - README.md: make demo"
		printf '%s\n' "$lacks" | sed 's/^/# lacks: /'
	fi
fi
echo "1..$n"
[ $failed -eq 0 ]
