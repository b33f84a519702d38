#!/usr/bin/env bash
# The statements of README.md and doc/ledger.md as somebody types them who
# begins at the first line: those of a document in order, in a database of
# their own.  Each must run, and print every line that the document shows below
# it, in that order (results that the document leaves out may stand between).
# Left out are statements with "…", those with roles or tables that the reader
# has (GRANT, setl_d).  Prints TAP.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
export PGCLIENTENCODING=UTF8
db=medaid_documents_$$
work=$(mktemp -d)
drop() { psql -qX -d postgres -c "DROP DATABASE IF EXISTS $db" 2>/dev/null || true; }
trap 'rm -rf "$work"; drop' EXIT

n=0
failed=0
for document in README.md doc/ledger.md; do
	drop
	psql -qX -d postgres -c "CREATE DATABASE $db ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0"
	# the README creates it
	grep -q '^CREATE EXTENSION medaid' "$document" || psql -qX -v ON_ERROR_STOP=1 -d "$db" -c 'CREATE EXTENSION medaid'
	rm -f "$work"/*
	# NN.sql: a block; NN.want: the output that follows it at once
	awk -v dir="$work" '
		/^#+ / { heading = $0; sub(/^#+ /, "", heading) }
		/^```sql$/ { n++; file = sprintf("%s/%02d.sql", dir, n); print "-- " heading > file; inside = 1; next }
		/^```/ && inside { follows = inside == 1; inside = 0; next }
		/^```$/ && follows { file = sprintf("%s/%02d.want", dir, n); inside = 2; next }
		/^```/ { inside = 3; file = "/dev/null"; next }
		inside { print > file; next }
		/./ { follows = 0 }' "$document"
	for block in "$work"/??.sql; do
		if grep -qE '…|^GRANT |setl_d' "$block"; then continue; fi
		n=$((n + 1))
		name="$document: $(sed -n '1s/^-- //p' "$block")"
		want=${block%.sql}.want
		touch "$want"
		status=0
		psql -qX -v ON_ERROR_STOP=1 -P footer=off -P pager=off -d "$db" -f - <"$block" >"$work/out" 2>&1 || status=$?
		lacks=$(awk '
			{ sub(/^psql:[^:]*:[0-9]+: /, ""); sub(/ +$/, "") }
			$0 == "" { next }
			FNR == NR { want[++wanted] = $0; next }
			$0 == want[found + 1] { found++ }
			END { for (i = found + 1; i <= wanted; i++) print want[i] }' <(cat "$want"; echo '-- end') <(cat "$work/out"; echo '-- end'))
		if [ $status -eq 0 ] && [ -z "$lacks" ]; then
			echo "ok $n - $name"
		else
			echo "not ok $n - $name"
			failed=1
			sed 's/^/# have: /' "$work/out"
			printf '%s\n' "$lacks" | sed 's/^/# lacks: /'
		fi
	done
done
echo "1..$n"
exit $failed
