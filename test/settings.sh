#!/usr/bin/env bash
# A few short pgTAP files, of opaque values, limits and insurance, under settings
# that change how queries are run, in TAP: the short form of 'make check-settings'.
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/.." || exit 1
out=$(mktemp)
trap 'rm -f "$out"' EXIT
run() {
	local settings=$1
	shift
	SETTINGS=$settings .ci/with-settings "$@" 2>&1 || status=1
}
status=0
run 'work_mem|parallel' test/pgtap/{compact_claim,limits,critical_illness}.sql >"$out"
# each resolving of a policy is compiled anew, and takes a second: one that resolves few
run 'jit_above_cost=0$' test/pgtap/compact_claim.sql >>"$out"
n=0
while IFS= read -r line; do
	n=$((n + 1))
	printf 'ok %s - %s\n' $n "${line#==> }"
done < <(grep '^==> .*files passed' "$out" | sed 's/, [0-9]* s$//')
n=$((n + 1))
if [ $status = 0 ] && [ $n -gt 4 ]; then
	printf 'ok %s - none differs\n1..%s\n' $n $n
else
	printf 'not ok %s - none differs\n1..%s\n' $n $n
	sed 's/^/# /' "$out"
fi
[ $status = 0 ]
